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

/// The object of a claim within a phrase: a number loses its unit where the phrase says the unit itself ("200,000 people live in Lura").
pub(super) fn object_in_phrase(node: NodeId, next_word: Option<&str>, view: &dyn View) -> String {
    if !view.is_entity(node)
        && let Some(Node::Value(Value::Number(quantity))) = view.node(node).as_deref()
    {
        let unit = quantity.unit.as_deref();
        if unit.is_some() && unit == next_word {
            return bare_quantity_text(quantity);
        }
    }
    name_of(node, view)
}
