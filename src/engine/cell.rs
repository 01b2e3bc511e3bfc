//! Cells and rows: what the engine hands over.

use std::cmp::Ordering;

use smallvec::SmallVec;

use crate::graph::{ClaimId, Date, Interval, NodeId};
use crate::query::Column;

/// What stands in one column of one row. Ordered by type in the order below, then by value; numbers by [`f64::total_cmp`], so that
/// the order is total and equality agrees with it.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Nothing is known.
    Missing,
    /// A node: entity or value.
    Node(NodeId),
    /// A claim.
    Claim(ClaimId),
    /// A computed number.
    Number(f64),
    /// A date.
    Date(Date),
    /// When a claim holds.
    Interval(Interval),
    /// A text that is no node, such as a note.
    Text(Box<str>),
    /// A way through the graph: its nodes, and the claims between them (one fewer).
    Path(Box<Path>),
}

impl Cell {
    /// The place of its type in the order of types.
    fn rank(&self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Node(_) => 1,
            Self::Claim(_) => 2,
            Self::Number(_) => 3,
            Self::Date(_) => 4,
            Self::Interval(_) => 5,
            Self::Text(_) => 6,
            Self::Path(_) => 7,
        }
    }
}

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Node(a), Self::Node(b)) => a.cmp(b),
            (Self::Claim(a), Self::Claim(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Interval(a), Self::Interval(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Path(a), Self::Path(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cell {}

/// A way through the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// From the start to the end.
    pub nodes: Vec<NodeId>,
    /// The claim between node `i` and node `i + 1`.
    pub claims: Vec<ClaimId>,
}

/// The cells of a row. Most rows have one, which needs no memory of its own.
pub type Cells = SmallVec<[Cell; 1]>;

/// The columns of rows. Most have a few.
pub type Columns = SmallVec<[Column; 4]>;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A cell for each column of [`Rows::columns`].
    pub cells: Cells,
    /// The claims it rests on, sorted, each once. Empty where the caller did not ask for evidence.
    pub evidence: Vec<ClaimId>,
}

/// What a query denotes: rows, in an order that is the same every time.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rows {
    /// The columns, in ascending order: those of the query's headings, each once.
    pub columns: Columns,
    /// The rows: by their cells, unless the query says [`Order`](crate::query::Expression::Order).
    pub rows: Vec<Row>,
    /// Claims that were left out because a condition on them was unknown, sorted, each once: those that would have given a row, had
    /// the condition been true.
    pub unknown: Vec<ClaimId>,
    /// Whether there may be more rows, and more claims behind these, since only [so many](super::Limits::enough) were wanted. Then `unknown` is empty, and `vague` is not set.
    pub cut: bool,
    /// Whether a date was met that is not known exactly enough to tell whether a condition on it holds: then there may be rows that are
    /// [possible](super::run_possible) beside the certain ones. It may be set though there are none.
    pub vague: bool,
}

impl Rows {
    /// Where a column stands in the cells of each row.
    pub fn position(&self, column: Column) -> Option<usize> {
        self.columns.binary_search(&column).ok()
    }
}
