//! What the ends of a relation are, where nobody has said so: taken from its claims.
//!
//! Comes in: a graph whose tables speak of relations that no definition does. Goes out: the same graph, with domains, ranges and value
//! types, which are what tells one reading of a word from another.

use crate::format::table::mark_nested;
use crate::graph::{KindId, LiveGraph, Node, NodeId, RelationId, ValueType, View};

/// More kinds than this say nothing about what a relation is for.
const MOST_KINDS: usize = 8;

/// Gives relations without a domain or range those kinds that all their claims agree on. O(claims of such relations).
pub(super) fn infer(graph: &mut LiveGraph) {
    let open: Vec<RelationId> = graph
        .schema()
        .relations()
        .filter(|(_, relation)| relation.domain.is_empty() || relation.range.is_empty() && relation.value_type.is_none())
        .map(|(id, _)| id)
        .collect();
    mark_nested(graph.schema_mut());
    let mut found = Vec::new();
    for relation in open {
        let (mut domain, mut range, mut value_type) = (Some(Vec::new()), Some(Vec::new()), Some(None));
        for claim in graph.claims_of(relation) {
            let Some((subject, _, object)) = graph.ends(claim) else { continue };
            domain = domain.and_then(|kinds| with_kinds_of(graph, subject, kinds));
            match graph.node(object).as_deref() {
                Some(Node::Entity(_)) => {
                    value_type = None;
                    range = range.and_then(|kinds| with_kinds_of(graph, object, kinds));
                }
                Some(Node::Value(value)) => {
                    range = None;
                    let own = ValueType::of(value);
                    value_type = value_type.and_then(|before| (before.is_none() || before == Some(own)).then_some(Some(own)));
                }
                None => {}
            }
            if domain.is_none() && range.is_none() && value_type.is_none() {
                break;
            }
        }
        found.push((relation, domain, range, value_type.flatten()));
    }
    for (id, domain, range, value_type) in found {
        let Some(relation) = graph.schema_mut().relation_mut(id) else { continue };
        if relation.domain.is_empty() {
            relation.domain = sorted(domain);
        }
        if relation.range.is_empty() && relation.value_type.is_none() {
            relation.range = sorted(range);
            relation.value_type = value_type;
        }
    }
}

/// The kinds found so far and those of a node; `None` if it has none, or if they are too many.
fn with_kinds_of(graph: &LiveGraph, node: NodeId, mut kinds: Vec<KindId>) -> Option<Vec<KindId>> {
    let own = graph.kinds(node);
    if own.is_empty() {
        return None;
    }
    for &kind in own.iter() {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    (kinds.len() <= MOST_KINDS).then_some(kinds)
}

/// By id, so that the order of claims does not show.
fn sorted(kinds: Option<Vec<KindId>>) -> Vec<KindId> {
    let mut kinds = kinds.unwrap_or_default();
    kinds.sort_unstable();
    kinds
}
