//! Opening: which files make a graph.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::Quipu;
use super::ends;
use crate::answer::clean::clean;
use crate::builtin;
use crate::diagnostic::{Place, render_in_file};
use crate::format::facts::{self, LoadProblem};
use crate::format::table::{self, TableErrors};
use crate::graph::{LiveGraph, RelationId, View};
use crate::language::Vocabulary;
use crate::meaning;
use crate::store::{Options, Store, StoreError};

/// Why a graph could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// A file or folder could not be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file of a kind that is not known.
    UnknownKind {
        /// Which.
        path: PathBuf,
    },
    /// A graph file that cannot be used.
    Store {
        /// Why not.
        error: StoreError,
    },
    /// A graph file was given together with a table or another graph file.
    NotBeside {
        /// The graph file.
        path: PathBuf,
        /// What cannot stand beside it.
        what: String,
    },
    /// A folder without facts files.
    NoFacts {
        /// Which.
        path: PathBuf,
    },
    /// Tables with mistakes; nothing was loaded.
    Tables {
        /// The mistakes.
        errors: TableErrors,
    },
    /// Facts files with mistakes; nothing was loaded.
    Facts {
        /// All of them, in the order of the files.
        problems: Vec<LoadProblem>,
    },
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |path: &Path| clean(&path.display().to_string()).into_owned();
        match self {
            Self::Unreadable { path, error } if error.kind() == io::ErrorKind::NotFound => {
                write!(f, "there is no file or folder {}", name(path))
            }
            Self::Unreadable { path, error } => write!(f, "cannot read {}: {error}", name(path)),
            Self::UnknownKind { path } => {
                write!(
                    f,
                    "{} is no graph: give a .facts file, a folder of them, a table (.tsv, .csv, also with .gz), or a .quipu file",
                    name(path)
                )
            }
            Self::Store { error } => write!(f, "{}", clean(&error.to_string())),
            Self::NotBeside { path, what } => {
                write!(f, "{what} cannot be read together with {}; add it with quipu import --into {}", name(path), name(path))
            }
            Self::NoFacts { path } => write!(f, "the folder {} has no .facts files", name(path)),
            Self::Tables { errors } => match errors.total {
                1 => write!(f, "1 mistake in the tables; nothing was loaded"),
                many => write!(f, "{many} mistakes in the tables; nothing was loaded"),
            },
            Self::Facts { problems } => match problems.as_slice() {
                [_] => write!(f, "1 mistake in the facts; nothing was loaded"),
                many => write!(f, "{} mistakes in the facts; nothing was loaded", many.len()),
            },
        }
    }
}

impl std::error::Error for OpenError {}

impl OpenError {
    /// Writes the message, and for facts files each mistake with its line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn render(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Self::Tables { errors } = self {
            for line in errors.to_string().lines() {
                writeln!(out, "{}", clean(line))?;
            }
        }
        if let Self::Facts { problems } = self {
            for problem in problems {
                let place = Place { file: &problem.file, line: problem.line, text: &problem.text };
                render_in_file(&problem.diagnostic, place, out)?;
                writeln!(out)?;
            }
        }
        writeln!(out, "quipu: {self}")
    }
}

impl Quipu {
    /// The graph that comes with the program.
    ///
    /// # Errors
    /// [`OpenError::Facts`] if its files have mistakes, which the tests rule out.
    pub fn builtin() -> Result<Self, OpenError> {
        if let Some(graph) = builtin::graph() {
            return Ok(Self::of_view(Arc::new(graph)));
        }
        let texts: Vec<(String, String)> = builtin::FILES.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
        let (graph, vocabulary) = read_facts(&texts)?;
        check_rules(&texts, &vocabulary, &graph)?;
        Ok(Self::with_vocabulary(graph, vocabulary))
    }

    /// Reads files and folders together into one graph: all facts first, then the tables; the order of the paths does not matter
    /// but for tables. A graph file (`.quipu`) is opened where it stands, whatever its size; facts files given with it
    /// stand on it as a layer: their words and claims join those of the file, which is not changed. Without paths it is the built-in graph.
    ///
    /// # Errors
    /// The first file that cannot be read, or all mistakes in the facts.
    pub fn open<P: AsRef<Path>>(paths: &[P]) -> Result<Self, OpenError> {
        if paths.is_empty() {
            return Self::builtin();
        }
        let mut given = Given::default();
        for path in paths {
            gather(path.as_ref(), &mut given)?;
        }
        let Given { texts, tables, graphs } = given;
        if let [first, others @ ..] = graphs.as_slice() {
            let not_beside = |what: String| OpenError::NotBeside { path: first.clone(), what };
            if let Some(other) = others.first().or(tables.first()) {
                return Err(not_beside(clean(&other.display().to_string()).into_owned()));
            }
            let store = Store::open(first, Options::default()).map_err(|error| OpenError::Store { error })?;
            return if texts.is_empty() { Ok(Self::of_store(Arc::new(store))) } else { with_facts(&store, &texts) };
        }
        let (mut graph, vocabulary) = read_facts(&texts)?;
        if tables.is_empty() {
            check_rules(&texts, &vocabulary, &graph)?;
            return Ok(Self::with_vocabulary(graph, vocabulary));
        }
        let load = table::read_tables(&tables).and_then(|tables| tables.load_into(&mut graph));
        load.map_err(|errors| OpenError::Tables { errors })?;
        graph.seal();
        ends::infer(&mut graph);
        // The tables may have relations and kinds that the facts do not speak of.
        let quipu = Self::new(graph);
        check_rules(&texts, &quipu.vocabulary, quipu.view())?;
        Ok(quipu)
    }
}

/// Reads all rules once, so that one that cannot be used is told of when the graph is opened. They may speak of what the tables hold.
fn check_rules(texts: &[(String, String)], vocabulary: &Vocabulary, view: &dyn View) -> Result<(), OpenError> {
    let bad = meaning::check_rules(vocabulary, view).into_iter().map(|bad| (bad.relation, bad.place, bad.problem));
    let problems = facts::bad_rules(texts, view.schema(), bad);
    if problems.is_empty() { Ok(()) } else { Err(OpenError::Facts { problems }) }
}

fn read_facts(texts: &[(String, String)]) -> Result<(LiveGraph, Vocabulary), OpenError> {
    let mut graph = LiveGraph::new();
    let vocabulary = facts::load_with_vocabulary(texts, &mut graph).map_err(|problems| OpenError::Facts { problems })?;
    Ok((graph, vocabulary))
}

/// Facts files as a layer on a graph on disk: their definitions and what they tell join what that holds.
fn with_facts(store: &Store, texts: &[(String, String)]) -> Result<Quipu, OpenError> {
    let mut layer = LiveGraph::on(store.view());
    // What was taken from the claims gives way to what is defined now.
    let schema = layer.schema_mut();
    let mut inferred = Vec::new();
    let count = schema.relations().len();
    for id in (0..count).map(RelationId::from_index) {
        let [of_domain, of_range, of_type] = store.inferred(id);
        let Some(relation) = schema.relation_mut(id) else { continue };
        let domain = if of_domain { std::mem::take(&mut relation.domain) } else { Vec::new() };
        let range = if of_range { std::mem::take(&mut relation.range) } else { Vec::new() };
        let value_type = if of_type { relation.value_type.take() } else { None };
        inferred.push((id, domain, range, value_type));
    }
    facts::load(texts, &mut layer).map_err(|problems| OpenError::Facts { problems })?;
    let schema = layer.schema_mut();
    for (id, domain, range, value_type) in inferred {
        let Some(relation) = schema.relation_mut(id) else { continue };
        if relation.domain.is_empty() {
            relation.domain = domain;
        }
        if relation.range.is_empty() && relation.value_type.is_none() {
            (relation.range, relation.value_type) = (range, value_type);
        }
    }
    let quipu = Quipu::new(layer);
    check_rules(texts, quipu.vocabulary(), quipu.view())?;
    Ok(quipu)
}

/// What was named to be opened.
#[derive(Default)]
struct Given {
    /// Facts files, by name.
    texts: Vec<(String, String)>,
    tables: Vec<PathBuf>,
    graphs: Vec<PathBuf>,
}

fn gather(path: &Path, given: &mut Given) -> Result<(), OpenError> {
    let unreadable = |error| OpenError::Unreadable { path: path.to_owned(), error };
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            if kind_of(&file) == Some(FileKind::Facts) {
                files.push(file);
            }
        }
        if files.is_empty() {
            return Err(OpenError::NoFacts { path: path.to_owned() });
        }
        files.sort();
        for file in files {
            given.texts.push((file.display().to_string(), read_text(&file)?));
        }
        return Ok(());
    }
    match kind_of(path) {
        Some(FileKind::Facts) => given.texts.push((path.display().to_string(), read_text(path)?)),
        Some(FileKind::Table) => given.tables.push(path.to_owned()),
        Some(FileKind::Graph) => given.graphs.push(path.to_owned()),
        None => return Err(OpenError::UnknownKind { path: path.to_owned() }),
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    Facts,
    Table,
    Graph,
}

/// The kind of a file by its name; a `.gz` at the end is looked through.
fn kind_of(path: &Path) -> Option<FileKind> {
    if table::is_table(path) {
        return Some(FileKind::Table);
    }
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    match name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.')?.1 {
        "facts" => Some(FileKind::Facts),
        "quipu" => Some(FileKind::Graph),
        _ => None,
    }
}

/// The bytes of a file, unpacked if it is gzipped.
fn reader(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = File::open(path)?;
    let packed = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
    Ok(if packed { Box::new(BufReader::new(MultiGzDecoder::new(BufReader::new(file)))) } else { Box::new(BufReader::new(file)) })
}

fn read_text(path: &Path) -> Result<String, OpenError> {
    let mut text = String::new();
    let read = reader(path).and_then(|reader| facts::read_whole(reader, &mut text));
    read.map_err(|error| OpenError::Unreadable { path: path.to_owned(), error })?;
    Ok(text)
}
