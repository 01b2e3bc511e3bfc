//! The live graph.

/// A graph in memory.
pub struct LiveGraph;
