//! Cells and rows: what the engine hands over.

use crate::graph::{ClaimId, Date, Interval, NodeId};
use crate::query::Column;

/// What stands in one column of one row. Ordered by type in the order below, then by value.
#[derive(Clone, Debug, PartialEq)]
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

/// A way through the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// From the start to the end.
    pub nodes: Vec<NodeId>,
    /// The claim between node `i` and node `i + 1`.
    pub claims: Vec<ClaimId>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// A cell for each column of [`Rows::columns`].
    pub cells: Vec<Cell>,
    /// The claims it rests on, sorted, each once. Empty where the caller did not ask for evidence.
    pub evidence: Vec<ClaimId>,
}

/// What a query denotes: rows, in an order that is the same every time.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Rows {
    /// The columns, in ascending order.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Claims that were left out because a condition on them was unknown, sorted, each once.
    pub unknown: Vec<ClaimId>,
}
