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

/// Whether a value was told in another unit than the word of a phrase that follows it: "400 miles" before "kilometres long".
pub(super) fn has_other_unit(node: NodeId, next_word: &str, view: &dyn View) -> bool {
    let schema = view.schema();
    let Some(phrase) = schema.unit_called(next_word) else { return false };
    match view.node(node).as_deref() {
        Some(Node::Value(Value::Number(quantity))) => {
            let own = quantity.unit.as_deref().filter(|unit| *unit != next_word).and_then(|unit| schema.unit_called(unit));
            own.is_some_and(|own| schema.factor(own, phrase).is_some())
        }
        _ => false,
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
