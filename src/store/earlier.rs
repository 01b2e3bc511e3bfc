//! Records as earlier versions kept them: read, and never written.
//!
//! Version 1 knew no units. Everything else is as it was.

use serde::Deserialize;

use super::journal;
use crate::graph::{Change, Claim, ClaimId, Entity, Node, NodeId, SchemaWithoutUnits};

/// A telling of version 1.
#[derive(Deserialize)]
pub(super) struct Telling {
    number: u64,
    moment: i64,
    text: String,
    change: OldChange,
}

#[derive(Deserialize)]
struct OldChange {
    first_node: u32,
    first_claim: u32,
    schema: Option<SchemaWithoutUnits>,
    nodes: Vec<Node>,
    changed: Vec<(NodeId, Entity)>,
    claims: Vec<Claim>,
    retracted: Vec<ClaimId>,
}

impl From<Telling> for journal::Telling {
    fn from(telling: Telling) -> Self {
        let OldChange { first_node, first_claim, schema, nodes, changed, claims, retracted } = telling.change;
        let schema = schema.map(Into::into);
        let change = Change { first_node, first_claim, schema, nodes, changed, claims, retracted };
        Self { number: telling.number, moment: telling.moment, text: telling.text, change }
    }
}
