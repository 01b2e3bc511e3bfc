//! A cell as it is shown: label, aliases, kinds, value.

use super::make::Detail;
use super::name::name_of;
use super::sentence::{relation_words, sentence};
use super::types::AnswerRow;
use super::value::{number_json, number_text, value_json};
use super::when::{date_text, interval_text};
use crate::engine::{Cell, Path};
use crate::graph::{Interval, Node, NodeId, View};
use serde_json::Value as Json;

/// What makes two cells the same answer: the node for entities, what is shown for everything else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Identity {
    Entity(NodeId),
    Shown(String),
}

pub(super) fn identity(cell: &Cell, view: &dyn View) -> Identity {
    match cell {
        Cell::Node(node) if view.is_entity(*node) => Identity::Entity(*node),
        other => Identity::Shown(cell_text(other, view)),
    }
}

/// A row that shows this cell; without evidence and date. Of an entity other names and kinds only where all is told.
pub(super) fn cell_row(cell: &Cell, detail: Detail, view: &dyn View) -> AnswerRow {
    if let Cell::Node(node) = cell
        && view.is_entity(*node)
    {
        return entity_row(*node, detail, view);
    }
    let mut row = AnswerRow { label: cell_text(cell, view), ..AnswerRow::default() };
    match cell {
        Cell::Node(node) => {
            if let Some(Node::Value(value)) = view.node(*node).as_deref() {
                row.value = Some(value_json(value));
            }
        }
        Cell::Number(number) => row.value = Some(number_json(*number)),
        Cell::Date(date) => row.value = Some(Json::from(date.to_string())),
        Cell::Interval(interval) => {
            // A stretch that only its beginning or its end is known of has that date for a value.
            row.value = match (interval.from, interval.to) {
                (Some(_), Some(_)) => Some(Json::from(interval.to_string())),
                (date, other) => date.or(other).map(|date| Json::from(date.to_string())),
            };
            set_dates(&mut row, *interval);
        }
        Cell::Text(text) => row.value = Some(Json::from(&**text)),
        Cell::Missing | Cell::Claim(_) | Cell::Path(_) => {}
    }
    row
}

fn entity_row(node: NodeId, detail: Detail, view: &dyn View) -> AnswerRow {
    if detail == Detail::References {
        return AnswerRow { label: name_of(node, view), ..AnswerRow::default() };
    }
    let (mut label, mut aliases) = (None, Vec::new());
    view.any_name(node, &mut |name| {
        match &label {
            None => label = Some(name.to_owned()),
            Some(_) => aliases.push(name.to_owned()),
        }
        false
    });
    let label = label.unwrap_or_else(|| name_of(node, view));
    AnswerRow { label, aliases, kinds: kind_names(node, view), ..AnswerRow::default() }
}

/// The ISO ends of an interval.
pub(super) fn set_dates(row: &mut AnswerRow, interval: Interval) {
    row.from = interval.from.map(|date| date.to_string());
    row.to = interval.to.map(|date| date.to_string());
}

/// The names of the kinds of an entity.
pub(super) fn kind_names(node: NodeId, view: &dyn View) -> Vec<String> {
    view.kinds(node).iter().filter_map(|&kind| view.schema().kind(kind)).map(|kind| kind.name.clone()).collect()
}

/// The text of a cell.
pub(super) fn cell_text(cell: &Cell, view: &dyn View) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Node(node) => name_of(*node, view),
        Cell::Claim(claim) => view.claim(*claim).map_or_else(String::new, |claim| sentence(&claim, view)),
        Cell::Number(number) => number_text(*number, None),
        Cell::Date(date) => date_text(*date),
        Cell::Interval(interval) => interval_text(*interval).unwrap_or_default(),
        Cell::Text(text) => text.to_string(),
        Cell::Path(path) => path_text(path, view),
    }
}

/// "Monterroso ─ worked for → ABC ← gave to ─ Marchand": an arrow points from subject to object.
fn path_text(path: &Path, view: &dyn View) -> String {
    let mut text = path.nodes.first().map_or_else(String::new, |&node| name_of(node, view));
    for (claim, (&from, &to)) in path.claims.iter().zip(path.nodes.iter().zip(path.nodes.iter().skip(1))) {
        let Some((subject, relation, _)) = view.ends(*claim) else { continue };
        let words = view.schema().relation(relation).map_or_else(String::new, |relation| relation_words(&relation.name));
        let words = if view.is_denied(*claim) { format!("not {words}") } else { words };
        text += &if subject == from { format!(" ─ {words} → ") } else { format!(" ← {words} ─ ") };
        text += &name_of(to, view);
    }
    text
}
