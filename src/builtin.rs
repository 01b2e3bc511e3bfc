//! The graph that comes with the program: Peru and the United States.
//!
//! It is written as facts files. Reading them takes longer than answering a question, so the same graph is there as a graph file as
//! well, which is used where it was made from just these facts; a test makes it anew (`UPDATE_BUILTIN=1 cargo test --test builtin`).

pub mod sum;

use crate::store::frozen::FrozenGraph;

/// Name and text of each of its facts files, sorted by name.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// Bytes at an address that a graph file can be read from.
#[repr(C, align(64))]
#[allow(dead_code, reason = "without a graph file there is nothing to align")]
struct Aligned<B: ?Sized>(B);

/// The graph as a graph file; `None` if it was made from other facts than [`FILES`].
pub fn frozen() -> Option<&'static [u8]> {
    include!(concat!(env!("OUT_DIR"), "/frozen.rs"))
}

/// The graph as its graph file, if there is one that was made from its facts.
pub(crate) fn graph() -> Option<FrozenGraph> {
    frozen().and_then(|bytes| FrozenGraph::embedded("the built-in graph", bytes).ok())
}
