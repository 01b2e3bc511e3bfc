//! Definitions become kinds, relations and entities of a graph.

use super::definitions::{self, BlockType, Entry, Head, Piece};
use super::kinds::KindNames;
use super::lines::{Block, Line};
use super::problems::{Problems, unknown_among};
use super::units;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Entity, KindId, LiveGraph, RelationId, Schema, ValueType};
use crate::language::Vocabulary;
use crate::language::vocabulary::compile_phrase;

/// A definition block.
pub(super) struct Definition<'a, 'l> {
    pub head: Head<'a>,
    pub block: Block<'a, 'l>,
}

/// Where the phrases of relations were written, for messages.
pub(super) struct Phrases<'a> {
    written: Vec<(RelationId, Line<'a>, Piece<'a>)>,
}

impl Phrases<'_> {
    /// Reports the phrases that cannot be used.
    pub(super) fn check(&self, schema: &Schema, problems: &mut Problems<'_>) {
        for (relation, line, piece) in &self.written {
            let numeric = schema.relation(*relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number));
            if let Err(problem) = compile_phrase(&piece.text, numeric) {
                problems.add(line, Diagnostic { span: piece.span(line), ..problem });
            }
        }
    }
}

/// Defines kinds, relations and units.
pub(super) fn define_schema<'a>(definitions: &[Definition<'a, '_>], graph: &mut LiveGraph, problems: &mut Problems<'_>) -> Phrases<'a> {
    let schema = graph.schema_mut();
    // Names first, since blocks speak of each other in any order.
    for definition in definitions {
        match &definition.head {
            Head::Kind(name, _) => {
                let kind = schema.kind_or_new(&name.text);
                for line in definition.block.body {
                    kind_line(kind, line, schema, problems);
                }
            }
            Head::Relation(name) => {
                schema.relation_or_new(&name.text);
            }
            Head::Unit(name) => units::define(name, definition.block.body, schema, problems),
            _ => {}
        }
    }
    units::relate(definitions, schema, problems);
    let kinds = KindNames::of(schema);
    let mut phrases = Phrases { written: Vec::new() };
    for Definition { head, block } in definitions {
        match head {
            Head::Kind(name, parents) => {
                let definition = definition_of(parents, &kinds, schema);
                let parents = match &definition {
                    Some((base, _)) => vec![*base],
                    None => kinds.find(parents, &block.head, schema, problems),
                };
                let id = schema.kind_or_new(&name.text);
                if let (Some(kind), Some((_, text))) = (schema.kind_mut(id), definition) {
                    kind.definition = Some(text);
                }
                if let Some(kind) = schema.kind_mut(id) {
                    add_new(&mut kind.parents, parents);
                }
            }
            Head::Relation(name) => {
                let id = schema.relation_or_new(&name.text);
                for line in block.body {
                    relation_line(id, line, &kinds, schema, &mut phrases, problems);
                }
            }
            _ => {}
        }
    }
    phrases
}

/// Whether some kind is under more others than there may be, which is a problem.
pub(super) fn too_deep(definitions: &[Definition<'_, '_>], schema: &Schema, problems: &mut Problems<'_>) -> bool {
    let Some(kind) = schema.too_deep().and_then(|kind| schema.kind(kind)) else { return false };
    let is_its = |definition: &&Definition<'_, '_>| matches!(&definition.head, Head::Kind(name, _) if name.text == kind.name);
    if let Some(definition) = definitions.iter().find(is_its).or(definitions.first()) {
        let head = &definition.block.head;
        let problem = Diagnostic::new(
            Problem::BadDefinition,
            super::definitions::span_of(head.content, head.text),
            "This kind is under more than 1,000 others.",
        );
        problems.add(head, problem);
    }
    true
}

impl Piece<'_> {
    /// The type of values that it names. In brackets it names a kind.
    fn value_type(&self) -> Option<ValueType> {
        VALUE_TYPES.iter().find(|(word, _)| *word == self.written).map(|(_, value_type)| *value_type)
    }
}

/// The types of values, as a `to` line names them.
pub(super) const VALUE_TYPES: [(&str, ValueType); 5] = [
    ("text", ValueType::Text),
    ("number", ValueType::Number),
    ("date", ValueType::Date),
    ("yes/no", ValueType::Truth),
    ("url", ValueType::Url),
];

pub(super) fn add_new<T: PartialEq>(all: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

fn kind_line(kind: KindId, line: &Line<'_>, schema: &mut Schema, problems: &mut Problems<'_>) {
    let Some(kind) = schema.kind_mut(kind) else { return };
    match definitions::entry(BlockType::Kind, line.content) {
        Some(Entry::Plural(plural)) => kind.plural = Some(plural.text.into_owned()),
        Some(Entry::Also(nouns)) => add_new(&mut kind.synonyms, nouns.into_iter().map(|noun| noun.text.into_owned())),
        _ => problems.add(line, unknown_line(BlockType::Kind, line)),
    }
}

fn relation_line<'a>(
    id: RelationId,
    line: &Line<'a>,
    kinds: &KindNames,
    schema: &mut Schema,
    phrases: &mut Phrases<'a>,
    problems: &mut Problems<'_>,
) {
    let Some(entry) = definitions::entry(BlockType::Relation, line.content) else {
        return problems.add(line, unknown_line(BlockType::Relation, line));
    };
    match &entry {
        Entry::From(from, to) => {
            let domain = kinds.find(from, line, schema, problems);
            let (types, to): (Vec<&Piece<'_>>, Vec<&Piece<'_>>) = to.iter().partition(|piece| piece.value_type().is_some());
            let to: Vec<Piece<'_>> = to.into_iter().cloned().collect();
            let range = kinds.find(&to, line, schema, problems);
            if let [_, second, ..] = types.as_slice() {
                problems
                    .add(line, Diagnostic::new(Problem::BadDefinition, second.span(line), "A relation leads to values of one type only."));
            }
            let Some(relation) = schema.relation_mut(id) else { return };
            add_new(&mut relation.domain, domain);
            add_new(&mut relation.range, range);
            relation.value_type = types.first().and_then(|piece| piece.value_type()).or(relation.value_type);
        }
        Entry::Opposite(name) => match schema.relation_id(&name.text) {
            Some(opposite) => {
                if let Some(relation) = schema.relation_mut(id) {
                    relation.opposite = Some(opposite);
                }
            }
            None => {
                let names = schema.relations().map(|(_, relation)| relation.name.as_str());
                let problem = unknown_among(&name.text, name.span(line), names);
                problems.add(line, problem.hint(format!("A relation is defined by a block: relation {}.", name.text)));
            }
        },
        _ => {
            let Some(relation) = schema.relation_mut(id) else { return };
            let owned = |pieces: &[Piece<'_>]| pieces.iter().map(|piece| piece.text.clone().into_owned()).collect::<Vec<_>>();
            match &entry {
                Entry::Says(phrase) => {
                    add_new(&mut relation.phrases, [phrase.text.clone().into_owned()]);
                    phrases.written.push((id, *line, phrase.clone()));
                }
                Entry::Symmetric => relation.symmetric = true,
                Entry::Transitive => relation.transitive = true,
                Entry::OneAtATime => relation.one_at_a_time = true,
                Entry::Unit(unit) => relation.unit = Some(unit.text.clone().into_owned()),
                Entry::More(adjectives) => add_new(&mut relation.more, owned(adjectives)),
                Entry::Less(adjectives) => add_new(&mut relation.less, owned(adjectives)),
                Entry::If(_) => add_new(&mut relation.rules, rule(line).map(|(rule, _)| rule)),
                _ => {}
            }
        }
    }
}

/// The rule of a line, and how it is written.
pub(super) fn rule<'a>(line: &Line<'a>) -> Option<(String, &'a str)> {
    match definitions::entry(BlockType::Relation, line.content) {
        Some(Entry::If(rule)) => Some((rule.text.trim_end_matches('.').trim_end().to_owned(), rule.written)),
        _ => None,
    }
}

/// Declares the entities.
pub(super) fn define_entities(definitions: &[Definition<'_, '_>], graph: &mut LiveGraph, problems: &mut Problems<'_>) {
    let kinds = KindNames::of(graph.schema());
    for Definition { head, block } in definitions {
        let Head::Entity(name, kind_names) = head else { continue };
        let mut entity = Entity {
            key: name.text.clone().into_owned(),
            label: name.text.clone().into_owned(),
            kinds: kinds.find(kind_names, &block.head, graph.schema(), problems),
            ..Entity::default()
        };
        for line in block.body {
            match definitions::entry(BlockType::Entity, line.content) {
                Some(Entry::Also(names)) => add_new(&mut entity.aliases, names.into_iter().map(|name| name.text.into_owned())),
                Some(Entry::Adjective(names)) => add_new(&mut entity.adjectives, names.into_iter().map(|name| name.text.into_owned())),
                Some(Entry::Key(key)) => entity.key = key.text.into_owned(),
                _ => problems.add(line, unknown_line(BlockType::Entity, line)),
            }
        }
        graph.add_entity(entity);
    }
}

/// A line that its block cannot have.
pub(super) fn unknown_line(block: BlockType, line: &Line<'_>) -> Diagnostic {
    let word = line.content.split_whitespace().next().unwrap_or(line.content);
    let span = definitions::span_of(word, line.text);
    let keywords = block.keywords();
    let is_known = keywords.iter().any(|keyword| keyword.split(' ').next() == Some(word));
    let name = match block {
        BlockType::Kind => "a kind",
        BlockType::Relation => "a relation",
        BlockType::Unit => "a unit",
        BlockType::Entity => "an entity",
        BlockType::Source => "a source",
    };
    let hint = format!(
        "The lines of {name} begin with {}.",
        super::problems::or(&keywords.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    );
    if is_known {
        let span = definitions::span_of(line.content, line.text);
        return Diagnostic::new(Problem::BadDefinition, span, format!("I don't understand what stands with \"{word}\" here.")).hint(hint);
    }
    let problem = unknown_among(word, span, keywords.iter().copied());
    Diagnostic { kind: Problem::BadDefinition, ..problem }.hint(hint)
}

/// The relations that `source` blocks tell, where the graph does not define them itself.
pub(super) const SOURCE_RELATIONS: [(&str, &str, Option<ValueType>); 13] = [
    ("title", "Y is the title of X", Some(ValueType::Text)),
    ("author", "Y is the author of X", None),
    ("publisher", "Y is the publisher of X", None),
    ("date", "Y is the date of X", Some(ValueType::Date)),
    ("url", "Y is the url of X", Some(ValueType::Url)),
    ("retrieved", "X is retrieved on Y", Some(ValueType::Date)),
    ("pages", "Y is the page of X", Some(ValueType::Text)),
    ("volume", "Y is the volume of X", Some(ValueType::Text)),
    ("issue", "Y is the issue of X", Some(ValueType::Text)),
    ("doi", "Y is the doi of X", Some(ValueType::Text)),
    ("isbn", "Y is the isbn of X", Some(ValueType::Text)),
    ("language", "Y is the language of X", Some(ValueType::Text)),
    ("note", "Y is the note on X", Some(ValueType::Text)),
];

/// The relation of a field of a source, defined if the graph has none of that name.
pub(super) fn source_relation(name: &str, schema: &mut Schema) -> RelationId {
    if let Some(id) = schema.relation_id(name) {
        return id;
    }
    let id = schema.relation_or_new(name);
    if let Some((_, phrase, value_type)) = SOURCE_RELATIONS.iter().find(|(known, ..)| *known == name)
        && let Some(relation) = schema.relation_mut(id)
    {
        relation.phrases.push((*phrase).to_owned());
        relation.value_type = *value_type;
    }
    id
}

/// Reports that a vocabulary left phrases out, by the lines they stand in.
pub(super) fn vocabulary(graph: &LiveGraph, phrases: &Phrases<'_>, problems: &mut Problems<'_>) -> Vocabulary {
    let (vocabulary, wrong) = Vocabulary::compile(graph.schema());
    vocabulary.make_all();
    if !wrong.is_empty() {
        phrases.check(graph.schema(), problems);
    }
    vocabulary
}

/// "city with population over 150000": a kind that is known, and what narrows it.
fn definition_of(parents: &[Piece<'_>], kinds: &KindNames, schema: &Schema) -> Option<(crate::graph::KindId, String)> {
    let [only] = parents else { return None };
    let text = only.text.trim();
    if schema.kind_id(text).is_some() || kinds.named(text).is_some() {
        return None;
    }
    let at =
        [" with ", " that ", " whose ", " which ", " who ", " without ", " in ", " of "].iter().filter_map(|word| text.find(word)).min()?;
    let base = text.get(..at)?.trim();
    let kind = schema.kind_id(base).or_else(|| kinds.named(base))?;
    Some((kind, text.to_owned()))
}
