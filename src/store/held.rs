//! A graph on disk that is kept still while its frozen file is written anew by an import.
//!
//! Comes in: the path of a graph. Goes out: a promise that what was told is in the frozen file, and that nothing is told until it is dropped.

use std::path::Path;

use super::frozen::FrozenGraph;
use super::journal::Journal;
use super::{Options, Store, StoreError};

/// Keeps others from telling.
pub(crate) struct Held {
    journal: Option<Journal>,
}

impl Held {
    /// Folds what was told into the frozen file and keeps others from telling more. A graph to which nothing was ever told is not held: see
    /// [`Held::is_still`].
    pub(crate) fn of(path: &Path) -> Result<Self, StoreError> {
        let options = Options::default();
        if !path.exists() || Journal::open(path, options.wait)?.is_none() {
            return Ok(Self { journal: None });
        }
        Store::open(path, options)?.freeze()?;
        let journal = Journal::create(path, options.wait)?;
        journal.begin()?;
        let held = Self { journal: Some(journal) };
        held.is_still(path, FrozenGraph::open(path)?.folded())?;
        Ok(held)
    }

    /// Whether nothing was told behind the last telling that is folded into the file.
    ///
    /// # Errors
    /// If something was, between two looks at the graph.
    pub(crate) fn is_still(&self, path: &Path, folded: u64) -> Result<(), StoreError> {
        let last = match &self.journal {
            Some(journal) => journal.last()?,
            None => match Journal::open(path, Options::default().wait)? {
                Some(journal) => journal.last()?,
                None => 0,
            },
        };
        if last > folded { Err(StoreError::Busy { path: path.to_owned() }) } else { Ok(()) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(journal) = &self.journal {
            journal.roll_back();
        }
    }
}
