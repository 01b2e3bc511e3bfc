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
use crate::graph::LiveGraph;
use crate::language::Vocabulary;

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
    /// A graph file, which this version does not read.
    NotYet {
        /// Which.
        path: PathBuf,
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
                write!(f, "{} is no graph: give a .facts file, a folder of them, or a table (.tsv, .csv, also with .gz)", name(path))
            }
            Self::NotYet { path } => {
                write!(f, "{}: .quipu files are not in this version; give facts files or tables", name(path))
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
        let texts: Vec<(String, String)> = builtin::FILES.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
        let (graph, vocabulary) = read_facts(&texts)?;
        Ok(Self { graph: Arc::new(graph), vocabulary })
    }

    /// Reads files and folders together into one graph: all facts first, then the tables; the order of the paths does not matter
    /// but for tables. Without paths it is the built-in graph.
    ///
    /// # Errors
    /// The first file that cannot be read, or all mistakes in the facts.
    pub fn open<P: AsRef<Path>>(paths: &[P]) -> Result<Self, OpenError> {
        if paths.is_empty() {
            return Self::builtin();
        }
        let mut texts: Vec<(String, String)> = Vec::new();
        let mut tables: Vec<PathBuf> = Vec::new();
        for path in paths {
            gather(path.as_ref(), &mut texts, &mut tables)?;
        }
        let (mut graph, vocabulary) = read_facts(&texts)?;
        if tables.is_empty() {
            return Ok(Self { graph: Arc::new(graph), vocabulary });
        }
        let load = table::read_tables(&tables).and_then(|tables| tables.load_into(&mut graph));
        load.map_err(|errors| OpenError::Tables { errors })?;
        graph.seal();
        ends::infer(&mut graph);
        // The tables may have relations and kinds that the facts do not speak of.
        Ok(Self::new(graph))
    }
}

fn read_facts(texts: &[(String, String)]) -> Result<(LiveGraph, Vocabulary), OpenError> {
    let mut graph = LiveGraph::new();
    let vocabulary = facts::load_with_vocabulary(texts, &mut graph).map_err(|problems| OpenError::Facts { problems })?;
    Ok((graph, vocabulary))
}

fn gather(path: &Path, texts: &mut Vec<(String, String)>, tables: &mut Vec<PathBuf>) -> Result<(), OpenError> {
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
            texts.push((file.display().to_string(), read_text(&file)?));
        }
        return Ok(());
    }
    match kind_of(path) {
        Some(FileKind::Facts) => texts.push((path.display().to_string(), read_text(path)?)),
        Some(FileKind::Table) => tables.push(path.to_owned()),
        Some(FileKind::Graph) => return Err(OpenError::NotYet { path: path.to_owned() }),
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
    let read = reader(path).and_then(|mut reader| reader.read_to_string(&mut text));
    read.map_err(|error| OpenError::Unreadable { path: path.to_owned(), error })?;
    Ok(text)
}
