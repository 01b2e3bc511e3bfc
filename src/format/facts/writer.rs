//! A graph as a facts file, which gives the same graph when it is loaded.
//!
//! Kinds, relations and entities are written in the order of the graph, then the sources, then the claims as sentences. Each sentence is
//! read back by the loader's own parts before it is kept; where no phrase of the relation says just this claim, the relation is written
//! by its name in braces.

use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::definitions::{self, Head, Piece};
use super::kinds::Ancestors;
use super::lines::lines;
use super::qualifiers;
use super::resolve::{self, End, Meant, Resolver, entities_named};
use super::schema::{SOURCE_RELATIONS, VALUE_TYPES};
use super::sentence::sentences;
use super::telling::{Cut, Sources};
use crate::graph::{Claim, ClaimId, Entity, Kind, KindId, LiveGraph, Node, NodeId, Relation, Schema, Value, ValueType, View};
use crate::language::Vocabulary;
use crate::language::escape::{bracketed, quoted};
use crate::language::spelled::{forms, question_words, spelled_out};

/// Writes a graph as one facts file.
///
/// # Complexity
/// O(claims × phrases of a relation × length of a sentence).
pub fn write(view: &dyn View) -> String {
    let schema = view.schema();
    let mut out = write_definitions(schema);
    let writer = Writer::new(view);
    let mut in_blocks = vec![false; view.claim_bound()];
    for node in view.entities().iter() {
        match view.node(node).as_deref() {
            Some(Node::Entity(entity)) if source_key(entity).is_none() => write_entity(entity, schema, &mut out),
            _ => {}
        }
    }
    for node in view.entities().iter() {
        if let Some(Node::Entity(entity)) = view.node(node).as_deref()
            && let Some(key) = source_key(entity)
        {
            writer.source(node, entity, key, &mut in_blocks, &mut out);
        }
    }
    writer.claims(&in_blocks, &mut out);
    out
}

/// Writes the definitions of kinds, units and relations as a facts file.
pub fn write_definitions(schema: &Schema) -> String {
    let mut out = String::new();
    for (_, kind) in schema.kinds() {
        write_kind(kind, schema, &mut out);
    }
    write_units(schema, &mut out);
    for (_, relation) in schema.relations() {
        write_relation(relation, schema, &mut out);
    }
    out
}

/// Writes what the words of a graph mean, derived ones included: kinds with their plurals, relations with their phrases, and as comments
/// the forms each is understood in. Loading it gives the same vocabulary. O(kinds + phrases).
pub fn write_vocabulary(schema: &Schema) -> String {
    let schema = &spelled_out(schema);
    let mut out = String::new();
    for (_, kind) in schema.kinds() {
        write_kind(kind, schema, &mut out);
    }
    write_units(schema, &mut out);
    for (_, relation) in schema.relations() {
        let mut written = String::new();
        write_relation(relation, schema, &mut written);
        for line in written.trim_end().lines() {
            out.push_str(line);
            out.push('\n');
            let phrase = line.strip_prefix("  says ").and_then(|_| relation.phrases.iter().find(|phrase| line.ends_with(phrase.as_str())));
            if let Some(forms) = phrase.and_then(|phrase| forms(phrase, relation)) {
                let _ = writeln!(out, "    # {forms}");
            }
        }
        let _ = writeln!(out, "  # asked with {}\n", question_words(relation));
    }
    out
}

/// The key of an entity that a `source` block makes, if this is just such an entity.
fn source_key(entity: &Entity) -> Option<&str> {
    let key = entity.key.strip_prefix("source ").filter(|key| is_reference(key))?;
    let mut expected = vec![entity.key.clone(), format!("reference {key}")];
    expected.retain(|alias| *alias != entity.label);
    (entity.adjectives.is_empty() && entity.aliases.starts_with(&expected) && !has_repeats(&entity.aliases)).then_some(key)
}

fn has_repeats(texts: &[String]) -> bool {
    texts.iter().enumerate().any(|(place, text)| texts.iter().take(place).any(|other| other == text))
}

/// Whether a key can stand between the brackets of references.
fn is_reference(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ':' | '/'))
}

/// A name that takes the rest of a line, or stands in a list: as it is where that is plain, else in brackets.
fn name(text: &str) -> String {
    let in_brackets = bracketed(text);
    let is_plain = !text.is_empty()
        && in_brackets.len() == text.len() + 2
        && !text.contains([',', ';', '"', '\u{201c}', '#', '{'])
        && !text.contains(" is a")
        && !text.contains(" to ")
        && !text.starts_with("is a")
        && !text.contains("  ");
    if is_plain { text.to_owned() } else { in_brackets }
}

fn names<T: AsRef<str>>(texts: &[T]) -> String {
    texts.iter().map(|text| name(text.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A text that takes the rest of a line: as it is where it is read back so, else in quotes.
fn text(text: &str) -> String {
    let is_plain = !text.chars().any(char::is_control)
        && definitions::text(text).is_ok_and(|(_, read)| read == text)
        && lines(0, &format!("x {text}")).next().is_some_and(|line| line.content == format!("x {text}"))
        && !text.starts_with(['"', '\u{201c}']);
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn kind_names(kinds: &[KindId], schema: &Schema) -> String {
    let found: Vec<&str> = kinds.iter().filter_map(|kind| schema.kind(*kind)).map(|kind| kind.name.as_str()).collect();
    names(&found)
}

fn is_a(kinds: &[KindId], schema: &Schema) -> String {
    let names = kind_names(kinds, schema);
    if names.is_empty() { String::new() } else { format!(" is a {names}") }
}

fn line(out: &mut String, keyword: &str, written: &str) {
    if !written.is_empty() {
        let _ = writeln!(out, "  {keyword} {written}");
    }
}

fn write_kind(kind: &Kind, schema: &Schema, out: &mut String) {
    // A definition names its parent itself.
    let is_a = kind.definition.as_ref().map_or_else(|| is_a(&kind.parents, schema), |definition| format!(" is a {definition}"));
    let _ = writeln!(out, "kind {}{is_a}", name(&kind.name));
    line(out, "plural", &kind.plural.as_deref().map(name).unwrap_or_default());
    line(out, "also", &names(&kind.synonyms));
    out.push('\n');
}

/// The blocks of all units: what a unit is told by may stand behind it.
fn write_units(schema: &Schema, out: &mut String) {
    for (_, unit) in schema.units() {
        let _ = writeln!(out, "unit {}", name(&unit.name));
        if let [plural, others @ ..] = &unit.spellings[..] {
            line(out, "plural", &name(plural));
            line(out, "also", &names(others));
        }
        if let Some((times, of)) = unit.equals.and_then(|(times, of)| Some((times, schema.unit(of)?))) {
            let _ = writeln!(out, "  is {times} {}", name(of.plural()));
        }
        out.push('\n');
    }
}

fn write_relation(relation: &Relation, schema: &Schema, out: &mut String) {
    let _ = writeln!(out, "relation {}", name(&relation.name));
    let is_type = |name: &str| VALUE_TYPES.iter().any(|(word, _)| *word == name);
    let range = relation.range.iter().filter_map(|kind| schema.kind(*kind)).map(|kind| kind.name.as_str());
    let range = range.map(|kind| if is_type(kind) { bracketed(kind) } else { name(kind) });
    let value_type =
        VALUE_TYPES.iter().find(|(_, value_type)| Some(*value_type) == relation.value_type).map(|(word, _)| (*word).to_owned());
    let to: Vec<String> = value_type.into_iter().chain(range).collect();
    let from = kind_names(&relation.domain, schema);
    match (from.is_empty(), to.is_empty()) {
        (false, false) => line(out, "from", &format!("{from} to {}", to.join(", "))),
        (false, true) => line(out, "from", &from),
        (true, _) => line(out, "to", &to.join(", ")),
    }
    for phrase in &relation.phrases {
        line(out, "says", &text(phrase));
    }
    for (holds, word) in [(relation.symmetric, "symmetric"), (relation.transitive, "transitive"), (relation.one_at_a_time, "one at a time")]
    {
        if holds {
            let _ = writeln!(out, "  {word}");
        }
    }
    let opposite = relation.opposite.and_then(|opposite| schema.relation(opposite));
    line(out, "opposite of", &opposite.map(|opposite| name(&opposite.name)).unwrap_or_default());
    line(out, "unit", &relation.unit.as_deref().map(name).unwrap_or_default());
    line(out, "more", &names(&relation.more));
    line(out, "less", &names(&relation.less));
    for rule in &relation.rules {
        line(out, "if", &text(rule));
    }
    out.push('\n');
}

fn write_entity(entity: &Entity, schema: &Schema, out: &mut String) {
    let head = |written: String| format!("entity {written}{}", is_a(&entity.kinds, schema));
    let plain = head(name(&entity.label));
    let expected = |head: Option<Head<'_>>| matches!(&head, Some(Head::Entity(Piece { text, .. }, _)) if *text == entity.label);
    let written = if expected(definitions::head(&plain)) { plain } else { head(bracketed(&entity.label)) };
    let _ = writeln!(out, "{written}");
    if entity.key != entity.label {
        line(out, "key", &name(&entity.key));
    }
    line(out, "also", &names(&entity.aliases));
    line(out, "adjective", &names(&entity.adjectives));
    out.push('\n');
}

/// What the loader knows when it reads the sentences: the schema and the entities, under ids of its own.
struct Writer<'v> {
    view: &'v dyn View,
    /// As the loader has it.
    graph: LiveGraph,
    /// The loader's ids of the view's entities.
    nodes: FxHashMap<NodeId, NodeId>,
    vocabulary: Vocabulary,
    ancestors: Ancestors,
}

impl<'v> Writer<'v> {
    fn new(view: &'v dyn View) -> Self {
        let mut graph = LiveGraph::new();
        *graph.schema_mut() = view.schema().clone();
        let mut nodes = FxHashMap::default();
        for node in view.entities().iter() {
            if let Some(Node::Entity(entity)) = view.node(node).as_deref() {
                nodes.insert(node, graph.add_entity(entity.clone()));
            }
        }
        graph.seal();
        let vocabulary = Vocabulary::new(graph.schema());
        let ancestors = Ancestors::of(graph.schema());
        Self { view, graph, nodes, vocabulary, ancestors }
    }

    fn source(&self, node: NodeId, entity: &Entity, key: &str, in_blocks: &mut [bool], out: &mut String) {
        let schema = self.view.schema();
        let mut fields: Vec<(usize, ClaimId, String)> = Vec::new();
        for (place, (name, ..)) in SOURCE_RELATIONS.iter().enumerate() {
            let Some(relation) = schema.relation_id(name) else { continue };
            let neighbours = self.view.neighbours(node, relation, crate::graph::Direction::Forward);
            for (object, claim) in neighbours.iter() {
                let is_plain = self.view.claim(claim).is_some_and(|claim| *claim == Claim::new(node, relation, object));
                if is_plain && let Some(written) = self.field(object, schema.relation(relation).and_then(|relation| relation.value_type)) {
                    fields.push((place, claim, format!("{name} {written}")));
                }
            }
        }
        fields.sort_by_key(|(place, claim, _)| (*place, *claim));
        let title = fields.iter().find_map(|(_, claim, field)| field.starts_with("title ").then_some(claim));
        let title =
            title.and_then(|claim| self.view.ends(*claim)).and_then(|(_, _, object)| self.view.node(object).map(|node| node.into_owned()));
        let label = match title {
            Some(Node::Value(Value::Text(title))) => title,
            _ => entity.key.clone(),
        };
        if label != entity.label {
            return write_entity(entity, schema, out);
        }
        let _ = writeln!(out, "source {key}{}", is_a(&entity.kinds, schema));
        let own = if entity.label == entity.key { 1 } else { 2 };
        line(out, "also", &names(entity.aliases.get(own..).unwrap_or_default()));
        for (_, claim, field) in fields {
            let _ = writeln!(out, "  {field}");
            if let Some(in_block) = in_blocks.get_mut(claim.index()) {
                *in_block = true;
            }
        }
        out.push('\n');
    }

    /// An object as a line of a source block has it.
    fn field(&self, object: NodeId, value_type: Option<ValueType>) -> Option<String> {
        let node = self.view.node(object)?;
        match (node.as_ref(), value_type) {
            (Node::Value(Value::Text(value)), Some(ValueType::Text)) | (Node::Value(Value::Url(value)), Some(ValueType::Url)) => {
                Some(text(value))
            }
            (Node::Value(Value::Date(date)), Some(ValueType::Date)) => Some(date.to_string()),
            (Node::Entity(_), None) => Some(name(&self.name_of(object)?)),
            _ => None,
        }
    }

    fn claims(&self, in_blocks: &[bool], out: &mut String) {
        let mut section: Option<String> = None;
        for index in 0..self.view.claim_bound() {
            if in_blocks.get(index).is_some_and(|in_block| *in_block) {
                continue;
            }
            let Some(claim) = self.view.claim(ClaimId::from_index(index)) else { continue };
            if claim.section != section {
                let _ = match &claim.section {
                    Some(section) => writeln!(out, "section {}\n", text(section)),
                    None => writeln!(out, "section\n"),
                };
                section = claim.section.clone();
            }
            self.claim(&claim, out);
        }
    }

    fn claim(&self, claim: &Claim, out: &mut String) {
        let keys: Vec<String> = claim.sources.iter().map_while(|source| self.reference(*source)).collect();
        let references = if keys.is_empty() { String::new() } else { format!(" [{}]", keys.join(", ")) };
        let known = claim.sources.get(..keys.len()).unwrap_or_default();
        let known: Vec<NodeId> = known.iter().filter_map(|source| self.nodes.get(source).copied()).collect();
        let (written, has_time) = self.sentence(claim, &references, &known);
        out.push_str(&written);
        out.push('\n');
        let mut named = |keyword: &str, node: NodeId| line(out, keyword, &bracketed(&self.name_of(node).unwrap_or_default()));
        if let Some(place) = claim.place {
            named("where", place);
        }
        for source in claim.sources.iter().skip(keys.len()) {
            named("source", *source);
        }
        if !has_time && !claim.when.is_undated() {
            let end = |date: Option<crate::graph::Date>| date.map_or_else(|| "..".to_owned(), |date| date.to_string());
            line(out, "when", &format!("{}/{}", end(claim.when.from), end(claim.when.to)));
        }
        if let Some(quantity) = &claim.quantity {
            let plain = super::sentence::quantity(quantity);
            let exact = || format!("number {}", quoted(&quantity.exact()));
            let is_plain = lines(0, &plain).next().is_some_and(|line| line.content == plain);
            let written = if is_plain && qualifiers::quantity(&plain).as_ref() == Some(quantity) { plain } else { exact() };
            line(out, "quantity", &written);
        }
        line(out, "quote", &claim.quote.as_deref().map(quoted).unwrap_or_default());
        line(out, "note", &claim.note.as_deref().map(text).unwrap_or_default());
    }

    /// The first sentence that says the claim, and whether it says when.
    fn sentence(&self, claim: &Claim, references: &str, sources: &[NodeId]) -> (String, bool) {
        let Some(meant) = self.meant(claim) else { return (String::new(), false) };
        let mut all = sentences(claim, self.view, &self.vocabulary, &|node| self.name_of(node).map(|name| bracketed(&name)));
        let last = all.pop();
        for (sentence, has_time) in all {
            for end in [references, " []"].into_iter().take(if references.is_empty() { 2 } else { 1 }) {
                let sentence = format!("{sentence}{end}.");
                let expected = Meant { when: if has_time { meant.when } else { crate::graph::Interval::UNDATED }, ..meant.clone() };
                if self.read(&sentence) == Some((expected, sources.to_vec())) {
                    return (sentence, has_time);
                }
            }
        }
        // The name of the relation leaves nothing open. No references are written as such, lest a name be taken for them.
        let references = if references.is_empty() { " []" } else { references };
        last.map_or_else(|| (String::new(), false), |(sentence, has_time)| (format!("{sentence}{references}."), has_time))
    }

    fn read(&self, sentence: &str) -> Option<(Meant, Vec<NodeId>)> {
        let line = lines(0, sentence).next().filter(|line| line.content == sentence)?;
        if definitions::head(line.content).is_some() {
            return None;
        }
        let cut = Cut::new(line.content, &self.graph, &mut Sources::default()).ok()?;
        let tellings = cut.read(&self.vocabulary, &self.graph).ok()?;
        match (Resolver { graph: &self.graph, ancestors: &self.ancestors }).resolve(&tellings, cut.text).ok()? {
            resolve::Told::Claim(meant) => Some((meant, cut.references)),
            resolve::Told::Kinds(..) => None,
        }
    }

    /// The claim as the loader would understand it.
    fn meant(&self, claim: &Claim) -> Option<Meant> {
        let end = |node: NodeId| match self.view.node(node)?.into_owned() {
            Node::Entity(_) => self.nodes.get(&node).copied().map(End::Node),
            Node::Value(value) => Some(End::Value(value)),
        };
        Some(Meant {
            subject: end(claim.subject)?,
            relation: claim.relation,
            object: end(claim.object)?,
            denied: claim.denied,
            when: claim.when,
            according_to: claim.according_to.iter().map(|speaker| end(*speaker)).collect::<Option<_>>()?,
        })
    }

    /// The key between brackets of a source that is found by it.
    fn reference(&self, source: NodeId) -> Option<String> {
        let node = self.view.node(source)?;
        let Node::Entity(entity) = node.as_ref() else { return None };
        entity.key.strip_prefix("source ").filter(|key| is_reference(key)).map(str::to_owned)
    }

    /// A name that the loader takes for this entity and no other: its label, or else its key.
    fn name_of(&self, node: NodeId) -> Option<String> {
        match self.view.node(node)?.into_owned() {
            Node::Entity(entity) => {
                let known = self.nodes.get(&node)?;
                let is_found = entities_named(&entity.label, &self.graph).as_slice() == [*known];
                Some(if is_found { entity.label } else { entity.key })
            }
            Node::Value(Value::Text(text) | Value::Url(text)) => Some(text),
            Node::Value(value) => Some(format!("{value:?}")),
        }
    }
}
