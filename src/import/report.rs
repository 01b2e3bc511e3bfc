//! What was read, and what was not.

use crate::format::table::{TableError, Wrong};
use crate::store::frozen::Written;

/// So many rejected lines are kept to be shown; the others are counted.
const SHOWN: usize = 20;

/// Lines that say nothing that can be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejected {
    first: Vec<TableError>,
    total: usize,
}

impl Rejected {
    /// Notes one more.
    pub(super) fn push(&mut self, file: &str, line: Option<u64>, wrong: Wrong) {
        self.total += 1;
        if self.first.len() < SHOWN {
            self.first.push(TableError { file: file.to_owned(), line, wrong });
        }
    }

    /// The first of them, each with file, line and reason.
    pub fn first(&self) -> &[TableError] {
        &self.first
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.total
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Facts files that were read.
    pub facts: usize,
    /// Rows that declare an entity.
    pub entities: usize,
    /// Rows that tell a claim.
    pub claims: usize,
    /// What was left aside, one sentence each.
    pub notes: Vec<String>,
    /// Lines that were rejected.
    pub rejected: Rejected,
    /// The graph file as it is now; `None` if it was not written.
    pub written: Option<Written>,
}
