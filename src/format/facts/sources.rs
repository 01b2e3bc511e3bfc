//! `source` blocks: an entity each, and plain claims of what is known of it.

use super::definitions::{self, BlockType, Entry, Head, Piece};
use super::kinds::KindNames;
use super::lines::Line;
use super::problems::{Problems, ambiguous_name};
use super::schema::{Definition, SOURCE_RELATIONS, source_relation, unknown_line};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Claim, Entity, LiveGraph, NodeId, RelationId, Value, ValueType};

/// The key of the entity that a source is.
pub(super) fn entity_key(key: &str) -> String {
    format!("source {key}")
}

/// The entity of a source with this key.
pub(super) fn find(key: &str, graph: &LiveGraph) -> Option<NodeId> {
    graph.entity_by_key(&entity_key(key))
}

/// Declares the entities that sources are.
pub(super) fn define_sources(definitions: &[Definition<'_, '_>], graph: &mut LiveGraph, problems: &mut Problems<'_>) {
    let kinds = KindNames::of(graph.schema());
    for Definition { head, block } in definitions {
        let Head::Source(name, kind_names) = head else { continue };
        let key = entity_key(&name.text);
        let title = block.body.iter().find_map(|line| definitions::field("title", line.content));
        let mut aliases = vec![key.clone(), format!("reference {}", name.text)];
        for line in block.body {
            if let Some(Entry::Also(names)) = definitions::entry(BlockType::Source, line.content) {
                aliases.extend(names.into_iter().map(|name| name.text.into_owned()));
            }
        }
        let label = title.map_or_else(|| key.clone(), std::borrow::Cow::into_owned);
        aliases.retain(|alias| *alias != label);
        graph.add_entity(Entity {
            key,
            label,
            aliases,
            adjectives: Vec::new(),
            kinds: kinds.find(kind_names, &block.head, graph.schema(), problems),
        });
    }
}

/// Tells the fields of sources. The names must have been sealed.
pub(super) fn tell_sources(definitions: &[Definition<'_, '_>], graph: &mut LiveGraph, problems: &mut Problems<'_>) {
    for Definition { head, block } in definitions {
        let Head::Source(name, _) = head else { continue };
        let Some(source) = find(&name.text, graph) else { continue };
        for line in block.body {
            if matches!(definitions::entry(BlockType::Source, line.content), Some(Entry::Also(_))) {
                continue;
            }
            match field_of(line, graph) {
                Ok((relation, objects)) => {
                    for object in objects {
                        graph.add_claim(Claim::new(source, relation, object));
                    }
                }
                Err(problem) => problems.add(line, problem),
            }
        }
    }
}

fn field_of(line: &Line<'_>, graph: &mut LiveGraph) -> Result<(RelationId, Vec<NodeId>), Diagnostic> {
    let word = line.content.split_whitespace().next().unwrap_or_default();
    let known = SOURCE_RELATIONS.iter().find(|(name, ..)| *name == word);
    let written = known.and_then(|(name, ..)| definitions::written(name, line.content));
    let Some((name, written)) = known.map(|(name, ..)| *name).zip(written) else { return Err(unknown_line(BlockType::Source, line)) };
    let relation = match graph.schema().relation_id(name) {
        Some(relation) => relation,
        None => source_relation(name, graph.schema_mut()),
    };
    let span = definitions::span_of(written, line.text);
    let value_type = graph.schema().relation(relation).and_then(|relation| relation.value_type);
    let text = || definitions::field(name, line.content).unwrap_or_default().into_owned();
    let value = match value_type {
        None => {
            let pieces = definitions::names(written).unwrap_or_default();
            let named = pieces.iter().map(|piece| entity_named(piece, line, graph)).collect::<Result<Vec<_>, _>>()?;
            return Ok((relation, named));
        }
        Some(ValueType::Text) => Value::Text(text()),
        Some(ValueType::Url) => Value::Url(text()),
        Some(ValueType::Date) => match text().parse() {
            Ok(date) => Value::Date(date),
            Err(_) => {
                let message = format!("\"{}\" is not a date.", text());
                return Err(Diagnostic::new(Problem::BadValue, span, message).hint("Write 2006, 2006-09 or 2006-09-30."));
            }
        },
        Some(ValueType::Number | ValueType::Truth) => {
            let message = format!("The relation \"{name}\" leads to numbers or to yes and no, so a source block cannot tell it.");
            return Err(Diagnostic::new(Problem::BadDefinition, span, message));
        }
    };
    Ok((relation, vec![graph.add_value(value)]))
}

/// The entity of that key or name, or else a new one.
fn entity_named(piece: &Piece<'_>, line: &Line<'_>, graph: &mut LiveGraph) -> Result<NodeId, Diagnostic> {
    match super::resolve::entities_named(&piece.text, graph).as_slice() {
        [] => {
            let name = piece.text.clone().into_owned();
            Ok(graph.add_entity(Entity { key: name.clone(), label: name, ..Entity::default() }))
        }
        [one] => Ok(*one),
        several => Err(ambiguous_name(&piece.text, piece.span(line), several, graph)),
    }
}
