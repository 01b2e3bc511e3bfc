//! What a question may cost, and what is said when it costs more.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crate::query::Column;

/// How far a run may go.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Most rows that any one operator may make. The claims noted behind rows are limited to 8 times as many.
    pub rows: usize,
    /// When to stop.
    pub deadline: Option<Instant>,
    /// Stops the run soon after it becomes true.
    pub cancelled: Option<Arc<AtomicBool>>,
    /// Whether rows carry the claims they rest on.
    pub evidence: bool,
    /// How many rows are enough. Where a query has many, and its order is not asked, a run may end once so many were found: some of the rows, the same
    /// ones each time, with some of the claims behind them. Then the rows [say so](super::Rows::cut). A limit that is reached after a row was found does
    /// not make the run an error either.
    pub enough: Option<usize>,
    /// How many threads may work at once where that helps. Answers are the same whatever it is.
    pub threads: usize,
}

impl Default for Limits {
    /// Two million rows, no deadline, with evidence, two threads.
    fn default() -> Self {
        Self { rows: 2_000_000, deadline: None, cancelled: None, evidence: true, enough: None, threads: 2 }
    }
}

impl Limits {
    /// These limits, with a deadline so far from now.
    pub fn within(self, time: Duration) -> Self {
        Self { deadline: Instant::now().checked_add(time), ..self }
    }
}

/// Why a run ended without an answer. `at` is the operator that was at work, in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineError {
    /// An operator made more rows than it may.
    Rows {
        /// Most rows.
        limit: usize,
        /// Where.
        at: String,
    },
    /// More unions of claims were noted than may be.
    Memory {
        /// Most unions.
        limit: usize,
        /// Where.
        at: String,
    },
    /// The deadline passed.
    Time {
        /// How long it ran.
        after: Duration,
        /// Where.
        at: String,
    },
    /// It was cancelled.
    Cancelled,
    /// The query uses a column that its input does not have: a mistake of whoever made the query.
    NoColumn {
        /// The column.
        column: Column,
        /// Where.
        at: String,
    },
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NARROW: &str = "narrow the question with a name, a kind, a relation or a date";
        match self {
            Self::Rows { limit, at } => write!(f, "stopped at {limit} rows, at \"{at}\": {NARROW}"),
            Self::Memory { limit, at } => write!(f, "stopped at {limit} notes of evidence, at \"{at}\": {NARROW}"),
            Self::Time { after, at } => write!(f, "stopped after {:.1} seconds, at \"{at}\": {NARROW}", after.as_secs_f64()),
            Self::Cancelled => write!(f, "stopped on request"),
            Self::NoColumn { column, at } => write!(f, "malformed query: there is no column {} at \"{at}\"", column.0),
        }
    }
}

impl std::error::Error for EngineError {}
