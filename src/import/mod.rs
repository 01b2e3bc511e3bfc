//! Import: files of any size become a graph file, or join one.
//!
//! Comes in: facts files, tables, JSON Lines and RDF. Goes out: `NAME.quipu`, and a report of what was read and what was rejected. Tables mean here what
//! they mean to [`format::table`](crate::format::table), whose rows these are; but they are read piece by piece and never held whole.
//!
//! ```text
//! files ──▶ pieces of whole lines ──▶ rows, by several threads ──▶ Sink (names become nodes) ──▶ FrozenBuilder ──▶ NAME.quipu
//! ```
//!
//! Another format joins by handing its entities and claims to the [`Sink`].

mod entities;
mod given;
mod mapping;
mod rdf;
mod records;
mod report;
mod rows;
mod sink;
mod source;
mod wide;
mod xml;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use given::{Columns, Given, NotGiven};
pub use report::{Rejected, Report};
pub use sink::{Name, Sink};

use crate::format::facts::{self, LoadProblem};
use crate::format::table::{TableError, mark_nested};
use crate::graph::{LiveGraph, RelationId, View};
use crate::store::frozen::{FrozenBuilder, FrozenGraph, History};
use crate::store::{Held, StoreError};

/// How files are imported.
pub struct Options<'a> {
    /// Whether one rejected line rejects everything.
    pub strict: bool,
    /// How many threads read.
    pub jobs: usize,
    /// Claims take up at most so many bytes of memory while they are gathered; what is more waits on disk, beside the target.
    pub memory: u64,
    /// Told from time to time how many bytes of how many were read.
    pub progress: &'a dyn Fn(u64, u64),
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { strict: false, jobs: 2, memory: 2 << 30, progress: &|_, _| {} }
    }
}

/// Why nothing was imported. The target is as it was.
#[derive(Debug)]
pub enum ImportError {
    /// A file cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// Facts files with mistakes.
    Facts {
        /// All of them.
        problems: Vec<LoadProblem>,
    },
    /// Mapping files with mistakes.
    Mapping {
        /// All of them.
        problems: Vec<TableError>,
    },
    /// Lines were rejected, and none may be.
    Rejected {
        /// What would have been reported.
        report: Report,
    },
    /// The target cannot be read or written.
    Store(StoreError),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable { path, error } if error.kind() == std::io::ErrorKind::NotFound => {
                write!(f, "there is no file or folder {}", path.display())
            }
            Self::Unreadable { path, error } => write!(f, "cannot read {}: {error}", path.display()),
            Self::Facts { problems } => write!(f, "the facts have mistakes ({}); nothing was imported", problems.len()),
            Self::Mapping { problems } => write!(f, "the mapping has mistakes ({}); nothing was imported", problems.len()),
            Self::Rejected { report } => write!(f, "lines were rejected ({}); nothing was imported", report.rejected.total()),
            Self::Store(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ImportError {}

/// Imports files into a graph file, which is made if there is none; what is there already stays and is not added again. Facts files
/// are read first, then tables of entities, then tables of claims, then JSON Lines and RDF, each in the order given.
///
/// # Errors
/// If a file cannot be read, facts have mistakes, or the target cannot be read or written. Then the target is as it was.
///
/// # Complexity
/// O(n log n) in claims and names. Sixteen bytes of memory for each claim up to the limit, and the names of all entities.
pub fn import(target: &Path, files: &[Given], options: &Options<'_>) -> Result<Report, ImportError> {
    let held = Held::of(target)?;
    let base = match FrozenGraph::open(target) {
        Ok(graph) => Some(Arc::new(graph)),
        Err(StoreError::Io { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let opened = source::open(files)?;
    let mut graph = base.as_ref().map_or_else(LiveGraph::new, |base| {
        let below: Arc<dyn View> = base.clone();
        LiveGraph::on(below)
    });
    let inferred: Vec<[bool; 3]> = base.as_ref().map_or_else(Vec::new, |base| {
        (0..base.schema().relations().len()).map(|index| base.inferred(RelationId::from_index(index))).collect()
    });
    for (index, ends) in inferred.iter().enumerate() {
        if let Some(relation) = graph.schema_mut().relation_mut(RelationId::from_index(index)) {
            relation.forget(*ends);
        }
    }
    facts::load(&opened.facts, &mut graph).map_err(|problems| ImportError::Facts { problems })?;
    let mut builder = FrozenBuilder::new(graph.schema().clone());
    builder.set_memory(options.memory, target);
    let history = match &base {
        Some(base) => History {
            id: base.id(),
            folded: base.folded(),
            tellings: base.tellings().collect(),
            retracted: base.retracted().collect(),
            ..History::default()
        },
        None => History::default(),
    };
    match &base {
        Some(base) => builder.add_layer(base, &graph, &history)?,
        None => builder.add_view(&graph, &history)?,
    }
    if let Some(damage) = graph.damage() {
        return Err(StoreError::Source { damage }.into());
    }
    drop(graph);
    let mut sink = Sink::new(builder);
    for note in &opened.notes {
        sink.note(note.clone());
    }
    let mut progress = source::Progress::new(&opened, options.progress);
    entities::read(&opened.tables, &mut sink, &mut progress)?;
    rows::read(&opened.tables, &mut sink, options.jobs.max(1), &mut progress)?;
    for other in &opened.others {
        other.read_into(&mut sink, &mut progress)?;
    }
    let (mut builder, mut report) = sink.into_parts();
    if !opened.tables.is_empty() {
        mark_nested(builder.schema_mut());
    }
    if builder.schema().too_deep().is_some() {
        return Err(StoreError::TooLarge { what: "a kind is under more than 1,000 others" }.into());
    }
    report.facts = opened.facts.len();
    if options.strict && report.rejected.total() > 0 {
        return Err(ImportError::Rejected { report });
    }
    held.is_still(target, history.folded)?;
    report.written = Some(builder.finish(target)?);
    Ok(report)
}
