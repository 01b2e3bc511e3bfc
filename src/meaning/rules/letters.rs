//! The letters of rules and of questions, and the nodes that stand for them until they are columns.

use super::super::unknowns::{Unknown, WithUnknowns};
use crate::graph::{NodeId, RelationId, View};

/// The letters, those of the ends of a relation first.
pub(in crate::meaning) const LETTERS: [&str; 6] = ["X", "Y", "Z", "U", "V", "W"];

/// The node that a letter stands for; above all nodes that a graph can have.
fn node_of(place: usize) -> NodeId {
    NodeId(u32::MAX - 16 + place as u32)
}

/// Which letter a node stands for.
pub(super) fn variable(node: NodeId) -> Option<usize> {
    (0..LETTERS.len()).find(|&place| node_of(place) == node)
}

/// A view in which the letters are names. If they are those of a rule, the first two are of the kinds that its relation declares for its ends.
pub(in crate::meaning) fn with_letters(view: &dyn View, relation: Option<RelationId>) -> WithUnknowns<'_> {
    let relation = relation.and_then(|relation| view.schema().relation(relation));
    let ends = relation.map(|relation| [relation.domain.clone(), relation.range.clone()]).unwrap_or_default();
    let unknown = |(place, letter): (usize, &&str)| Unknown {
        name: (*letter).to_owned(),
        node: node_of(place),
        kinds: ends.get(place).cloned().unwrap_or_default(),
    };
    WithUnknowns::new(view, LETTERS.iter().enumerate().map(unknown).collect())
}
