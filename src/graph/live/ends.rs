//! Ends that follow from what comes next: of a relation with one holder at a time, what was told without an end closes before the next
//! holder begins.

use rustc_hash::FxHashMap;

use super::LiveGraph;
use crate::graph::succession::{self, Begun};
use crate::graph::{ClaimId, Date, Direction, NodeId, RelationId, View};

/// For each claim with an open end that was looked at, the day before the next holder is known to begin, if there is one.
pub(super) type Ends = FxHashMap<ClaimId, Option<Date>>;

/// Looks at the relations with one holder at a time: all their claims, or in a layer those of the objects that it touches.
/// O(claims looked at × log).
pub(super) fn find(graph: &LiveGraph) -> Ends {
    let mut ends = Ends::default();
    for (relation, definition) in graph.schema().relations() {
        if !definition.one_at_a_time {
            continue;
        }
        let was_so = |schema: &crate::graph::Schema| schema.relation(relation).is_some_and(|relation| relation.one_at_a_time);
        let objects: Vec<NodeId> = match &graph.base {
            Some(base) if was_so(base.view.schema()) => graph.touched(relation, Direction::Backward).collect(),
            _ => {
                let mut objects: Vec<NodeId> =
                    graph.claims_of(relation).iter().filter_map(|claim| graph.ends(claim)).map(|(.., object)| object).collect();
                objects.sort_unstable();
                objects.dedup();
                objects
            }
        };
        for object in objects {
            close(graph, relation, object, &mut ends);
        }
    }
    if graph.base.is_none() {
        ends.retain(|_, end| end.is_some());
    }
    ends
}

fn close(graph: &LiveGraph, relation: RelationId, object: NodeId, ends: &mut Ends) {
    let mut begun = Vec::new();
    for (subject, id) in graph.neighbours(object, relation, Direction::Backward).iter() {
        if let Some(claim) = graph.claim(id)
            && !claim.denied
            && let Some(from) = claim.when.from
        {
            begun.push(Begun { from, subject, claim: id, open: claim.when.to.is_none() });
        }
    }
    ends.extend(succession::closed(begun));
}
