//! Checking a whole graph file.
//!
//! Comes in: a path. Goes out: everything that is not as it should be: each block whose checksum does not match; and, where all
//! checksums do, each part that contradicts another, which only a program that writes wrong files can bring about.

use std::path::Path;

use super::FrozenGraph;
use crate::graph::{ClaimId, Direction, KindId, NodeId, RelationId, View};
use crate::store::{Damage, StoreError};

/// What was checked, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many blocks there are.
    pub blocks: usize,
    /// How many claims there are.
    pub claims: usize,
    /// All damage to blocks; if there is none, the first contradiction between parts.
    pub damage: Vec<Damage>,
}

/// Checks all of a graph file.
///
/// # Errors
/// If it cannot even be opened; the error says why.
///
/// # Complexity
/// Reads the file once for the checksums, and then each claim and node a few times.
pub fn verify(path: &Path) -> Result<Found, StoreError> {
    let graph = FrozenGraph::open(path)?;
    let mut found = Found { blocks: graph.block_count(), claims: graph.claim_bound(), damage: Vec::new() };
    graph.blocks.check_all(|damage| found.damage.push(damage));
    if found.damage.is_empty() {
        check_parts(&graph);
        found.damage.extend(graph.blocks.damage().cloned());
    }
    Ok(found)
}

/// Walks through everything; what contradicts itself is reported to the blocks.
fn check_parts(graph: &FrozenGraph) {
    let bound = graph.node_bound();
    let wrong = |what: &str| graph.blocks.report(0, what);
    for index in 0..bound {
        let node = NodeId::from_index(index);
        let Some(read) = graph.node(node) else { return };
        if let crate::graph::Node::Entity(entity) = &*read
            && graph.entity_by_key(&entity.key) != Some(node)
        {
            return wrong("an entity is not found by its key");
        }
        if let crate::graph::Node::Value(value) = &*read
            && graph.node_of_value(value) != Some(node)
        {
            return wrong("a value is not found by what it is");
        }
    }
    if !graph.frozen_names().guides_are_right() {
        return wrong("a guide to names does not lead to them");
    }
    let kinds = graph.schema().kinds().len();
    for kind in (0..kinds).map(KindId::from_index) {
        if !graph.members(kind).iter().all(|node| graph.is_entity(node)) {
            return wrong("a member of a kind is no entity");
        }
    }
    for index in 0..graph.schema().relations().len() {
        let relation = RelationId::from_index(index);
        let mut before = None;
        let mut count = 0;
        let mut sound = true;
        graph.each_claim(relation, |subject, object, claim| {
            sound &= subject.index() < bound && object.index() < bound && before < Some((subject, object, claim));
            before = Some((subject, object, claim));
            count += 1;
        });
        if !sound || count != graph.claims_of(relation).len() {
            return wrong("the claims of a relation are not in order");
        }
        let mut backward = 0;
        let Some(record) = graph.relations.get(index) else { return };
        record.backward.each(&graph.blocks, graph.bound(), |object, _| {
            let neighbours = graph.neighbours(NodeId(object), relation, Direction::Backward);
            backward += neighbours.len();
            let mut before = None;
            for (subject, claim) in neighbours.iter() {
                sound &= before < Some((subject, claim)) && graph.ends(claim) == Some((subject, relation, NodeId(object)));
                before = Some((subject, claim));
            }
        });
        if !sound || backward != count {
            return wrong("the claims of a relation are not the same both ways");
        }
    }
    for claim in (0..graph.claim_bound()).map(ClaimId::from_index) {
        let Some(claim) = graph.claim(claim) else { return wrong("a claim cannot be read") };
        let nodes = claim.sources.iter().chain(&claim.according_to).chain(&claim.place);
        if !nodes.clone().all(|node| node.index() < bound) {
            return wrong("a claim speaks of a node that there is not");
        }
    }
    let tellings = graph.tellings().count() + graph.retracted().count();
    if tellings != graph.sections.tellings.len() + graph.sections.retracted.len() {
        wrong("the history cannot be read");
    }
}
