//! How nodes are named to people.

use super::value::{bare_quantity_text, value_text};
use crate::graph::{Node, NodeId, Value, View};

/// The label of an entity, or the text of a value.
pub fn name_of(node: NodeId, view: &dyn View) -> String {
    if let Some(label) = view.label(node) {
        return label.into_owned();
    }
    match view.node(node).as_deref() {
        Some(Node::Value(value)) => value_text(value),
        _ => format!("node {}", node.0),
    }
}

/// The object of a claim within a phrase, where that is not its name: a number loses its unit where the phrase says the unit itself ("200,000 people
/// live in Lura").
pub(super) fn object_in_phrase(node: NodeId, next_word: Option<&str>, view: &dyn View) -> Option<String> {
    if view.is_entity(node) {
        return None;
    }
    match view.node(node).as_deref() {
        Some(Node::Value(Value::Number(quantity))) if quantity.unit.is_some() && quantity.unit.as_deref() == next_word => {
            Some(bare_quantity_text(quantity))
        }
        _ => None,
    }
}
