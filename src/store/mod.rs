//! The store: graphs on disk.
//!
//! Comes in: a graph, or what a graph is made of. Goes out: `NAME.quipu`, an immutable file behind a [`View`](crate::graph::View).
//! Knows nothing of sentences, questions or formats of import.

mod error;
pub mod frozen;
pub mod record;

pub use error::{Damage, StoreError};
