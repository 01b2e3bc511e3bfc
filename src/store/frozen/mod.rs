//! The frozen layer: an immutable, memory-mapped file. `docs/format.md` describes it byte by byte.
//!
//! Comes in: entities, values and claims, or a whole [`View`](crate::graph::View). Goes out: `NAME.quipu`, and a view of it.
//!
//! ```text
//! FrozenBuilder ── relation by relation, then the rest ──▶ Writer ──▶ NAME.quipu ──▶ Map ──▶ Blocks ──▶ FrozenGraph
//! ```

mod again;
mod blocks;
mod builder;
mod column;
mod finish;
mod format;
mod freeze;
mod graph;
mod kinds;
mod map;
mod names;
mod nodes;
mod radix;
mod relation;
mod rows;
mod spill;
mod verify;
mod writer;

pub use builder::FrozenBuilder;
pub(crate) use builder::plain_number;
pub use finish::Written;
pub use freeze::{History, freeze, freeze_layer};
pub use graph::FrozenGraph;
pub(crate) use relation::Row;
pub use verify::{Found, verify};
pub(super) use writer::sync_folder;

use serde::{Deserialize, Serialize};

use crate::graph::{Claim, NodeId};

/// One telling: an acknowledged change of a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// Its number; tellings are counted from 1.
    pub number: u64,
    /// When it was told, in microseconds since 1970-01-01 00:00 UTC.
    pub moment: i64,
    /// What was told, as text.
    pub what: String,
    /// How many claims it added.
    pub added: u64,
    /// How many claims it took back.
    pub retracted: u64,
}

/// A claim that was told once and holds no longer, kept as history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retracted {
    /// The claim.
    pub claim: Claim,
    /// The telling that told it.
    pub told: u64,
    /// The telling that retracted it.
    pub retracted: u64,
}

impl Retracted {
    /// Gives the nodes of the claim other ids.
    fn rename(&mut self, id: impl Fn(NodeId) -> NodeId) {
        self.claim.rename(id);
    }
}
