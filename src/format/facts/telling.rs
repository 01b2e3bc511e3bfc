//! Sentences become claims.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::definitions::span_of;
use super::kinds::Ancestors;
use super::lines::{self, Line, closing};
use super::problems::{self, Problems, unknown_among};
use super::qualifiers::{self, Qualifiers};
use super::resolve::{self, End, Meant, Resolver, entities_named};
use super::sources;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::fold;
use crate::graph::{Claim, ClaimId, Entity, KindId, LiveGraph, NodeId, Schema};
use crate::language::Vocabulary;
use crate::language::telling::{NamedRelation, Sentence, parse};
use crate::language::token::TokenKind;

/// A sentence and the lines below it, with the section it stands in.
pub(super) struct Block<'a, 'l> {
    pub block: lines::Block<'a, 'l>,
    pub section: Option<Rc<str>>,
}

/// What a sentence told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A claim. It may have been told before.
    Claim(ClaimId),
    /// Kinds of an entity.
    Kinds(NodeId, Vec<KindId>),
}

/// Tells one sentence: what stands on one line of a facts file, without qualifiers. The graph must be sealed, and is not sealed again.
///
/// # Errors
/// What is wrong with the sentence; the span counts its bytes. Then the graph is as it was.
///
/// # Complexity
/// O(words × log names); nothing that grows with the number of claims.
pub fn tell(sentence: &str, vocabulary: &Vocabulary, graph: &mut LiveGraph) -> Result<Told, Diagnostic> {
    let content = sentence.trim();
    let offset = span_of(content, sentence).start;
    let moved = |problem: Diagnostic| Diagnostic { span: problem.span.start + offset..problem.span.end + offset, ..problem };
    let cut = Cut::new(content, graph).map_err(moved)?;
    let tellings = parse(cut.sentence, vocabulary, graph)
        .map_err(|unread| moved(problems::unread(&unread, cut.text, vocabulary, graph)))?;
    let ancestors = Ancestors::of(graph.schema());
    let told = Resolver { graph, ancestors: &ancestors }.resolve(&tellings, cut.text).map_err(moved)?;
    let mut new = NewEntities::default();
    Ok(match told {
        resolve::Told::Kinds(subject, kinds) => {
            let node = new.node(subject, graph);
            for kind in &kinds {
                graph.add_kind(node, *kind);
            }
            Told::Kinds(node, kinds)
        }
        resolve::Told::Claim(meant) => {
            let claim = new.claim(meant, graph);
            Told::Claim(graph.add_claim(Claim { sources: cut.references, ..claim }))
        }
    })
}

/// A sentence without its full stop and references.
struct Cut<'a> {
    text: &'a str,
    sentence: Sentence<'a>,
    references: Vec<NodeId>,
}

impl<'a> Cut<'a> {
    fn new(content: &'a str, graph: &LiveGraph) -> Result<Self, Diagnostic> {
        let end = content.len();
        let Some(text) = content.strip_suffix('.') else {
            if content.ends_with('?') {
                return Err(Diagnostic::new(Problem::NotSupported, end - 1..end, "A question tells nothing."));
            }
            return Err(Diagnostic::new(Problem::UnknownPhrase, end..end, "A sentence ends with a full stop.")
                .hint("Definitions begin with kind, relation, entity, source or section, in small letters."));
        };
        let named = named_relation(text, graph.schema())?;
        let mut sentence = Sentence::new(text, named)?;
        let mut references = Vec::new();
        if let Some(last) = sentence.tokens.last().filter(|token| token.kind == TokenKind::Bracketed) {
            let is_empty = text.get(last.span.clone()).is_some_and(|written| written.get(1..written.len() - 1).is_some_and(|inside| inside.trim().is_empty()));
            let keys: Option<Vec<NodeId>> = last.text.split(',').map(|key| sources::find(key.trim(), graph)).collect();
            if let Some(found) = if is_empty { Some(Vec::new()) } else { keys } {
                references = found;
                sentence.tokens.pop();
            }
        }
        Ok(Self { text, sentence, references })
    }
}

/// The relation in braces, if there is one outside of brackets and quotes.
fn named_relation(text: &str, schema: &Schema) -> Result<Option<NamedRelation>, Diagnostic> {
    if !text.contains('{') {
        return Ok(None);
    }
    let mut skip_to = 0;
    for (at, character) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        match character {
            '[' | '"' | '\u{201c}' => skip_to = closing(text, at, character).unwrap_or(0),
            '{' => {
                let Some(length) = text.get(at..).and_then(brace_end) else { return Ok(None) };
                let span = at..at + length;
                let written = text.get(at + 1..span.end - 1).unwrap_or("").trim();
                let name = crate::language::escape::unescape(written);
                return match schema.relation_id(&name) {
                    Some(relation) => Ok(Some(NamedRelation { relation, span })),
                    None => Err(unknown_among(&name, span, schema.relations().map(|(_, relation)| relation.name.as_str()))),
                };
            }
            _ => {}
        }
    }
    Ok(None)
}

/// How long a name in braces is, with its braces.
fn brace_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '}' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// All sentences of all files.
pub(super) struct Sentences<'a, 'l> {
    cut: Vec<CutBlock<'a, 'l>>,
    new: NewEntities,
}

struct CutBlock<'a, 'l> {
    line: Line<'a>,
    body: &'l [Line<'a>],
    section: Option<Rc<str>>,
    cut: Cut<'a>,
}

/// A claim that waits for all others to be sound.
struct Ready {
    meant: Meant,
    qualifiers: Qualifiers,
    section: Option<Rc<str>>,
    references: Vec<NodeId>,
}

impl<'a, 'l> Sentences<'a, 'l> {
    /// Cuts all sentences into tokens. The sources must have been declared.
    pub(super) fn cut(blocks: &[Block<'a, 'l>], graph: &LiveGraph, problems: &mut Problems<'_>) -> Self {
        let mut cut = Vec::with_capacity(blocks.len());
        for Block { block, section } in blocks {
            let line = block.head;
            match Cut::new(line.content, graph) {
                Ok(sentence) => cut.push(CutBlock { line, body: block.body, section: section.clone(), cut: sentence }),
                Err(problem) => problems.add(&line, in_line(problem, &line)),
            }
        }
        Self { cut, new: NewEntities::default() }
    }

    /// Makes the entities that only brackets name.
    pub(super) fn make_entities(&mut self, graph: &mut LiveGraph) {
        // Names of definitions must be found before any is taken for new.
        graph.seal();
        for block in &self.cut {
            for token in block.cut.sentence.tokens.iter().filter(|token| token.kind == TokenKind::Bracketed) {
                self.new.make(&token.text, graph);
            }
            for line in block.body {
                if let Some(name) = qualifiers::bracketed_on(line) {
                    self.new.make(&name, graph);
                }
            }
        }
    }

    /// Reads the sentences and adds their claims, unless something is wrong with one of them.
    pub(super) fn tell(mut self, graph: &mut LiveGraph, vocabulary: &Vocabulary, problems: &mut Problems<'_>) {
        let ancestors = Ancestors::of(graph.schema());
        let mut read = Vec::with_capacity(self.cut.len());
        let mut kinds: Vec<(End, Vec<KindId>)> = Vec::new();
        // Kinds first: they decide what the other sentences may mean.
        for CutBlock { line, body, section, cut } in std::mem::take(&mut self.cut) {
            let text = cut.text;
            match parse(cut.sentence, vocabulary, graph) {
                Err(unread) => problems.add(&line, in_line(problems::unread(&unread, text, vocabulary, graph), &line)),
                Ok(tellings) if tellings.iter().any(|telling| matches!(telling, crate::language::telling::Telling::Kinds { .. })) => {
                    match (Resolver { graph, ancestors: &ancestors }).resolve(&tellings, text) {
                        Ok(resolve::Told::Kinds(subject, of)) => kinds.push((subject, of)),
                        Ok(resolve::Told::Claim(_)) => {}
                        Err(problem) => problems.add(&line, in_line(problem, &line)),
                    }
                    read_qualifiers(body, graph, problems);
                }
                Ok(tellings) => read.push((line, body, section, text, cut.references, tellings)),
            }
        }
        for (subject, of) in kinds {
            let node = self.new.node(subject, graph);
            for kind in of {
                graph.add_kind(node, kind);
            }
        }
        let resolver = Resolver { graph, ancestors: &ancestors };
        let mut ready = Vec::with_capacity(read.len());
        for (line, body, section, text, references, tellings) in read {
            let qualifiers = read_qualifiers(body, graph, problems);
            match resolver.resolve(&tellings, text) {
                Ok(resolve::Told::Claim(meant)) => ready.push(Ready { meant, qualifiers, section, references }),
                Ok(resolve::Told::Kinds(..)) => {}
                Err(problem) => problems.add(&line, in_line(problem, &line)),
            }
        }
        if !problems.is_empty() {
            return;
        }
        for Ready { meant, qualifiers, section, references } in ready {
            let mut claim = self.new.claim(meant, graph);
            claim.sources = references;
            for source in qualifiers.sources {
                claim.sources.push(self.new.node(source, graph));
            }
            claim.place = qualifiers.place.map(|place| self.new.node(place, graph));
            claim.quantity = qualifiers.quantity;
            claim.quote = qualifiers.quote;
            claim.note = qualifiers.note;
            claim.section = qualifiers.section.or_else(|| section.map(|section| section.as_ref().to_owned()));
            claim.when = qualifiers.when.unwrap_or(claim.when);
            graph.add_claim(claim);
        }
    }
}

fn read_qualifiers(body: &[Line<'_>], graph: &LiveGraph, problems: &mut Problems<'_>) -> Qualifiers {
    let mut qualifiers = Qualifiers::default();
    for line in body {
        if let Err(problem) = qualifiers.add(line, graph) {
            problems.add(line, problem);
        }
    }
    qualifiers
}

/// The same problem, with the span in the whole line.
fn in_line(problem: Diagnostic, line: &Line<'_>) -> Diagnostic {
    let start = span_of(line.content, line.text).start;
    Diagnostic { span: problem.span.start + start..problem.span.end + start, ..problem }
}

/// Entities that sentences name for the first time.
#[derive(Default)]
struct NewEntities {
    by_name: FxHashMap<String, NodeId>,
}

impl NewEntities {
    /// Makes an entity of that name, unless one is known.
    fn make(&mut self, name: &str, graph: &mut LiveGraph) {
        if graph.entity_by_key(name).is_some() {
            return;
        }
        let folded = fold(name);
        if self.by_name.contains_key(&folded) || !entities_named(name, graph).is_empty() {
            return;
        }
        let node = graph.add_entity(Entity { key: name.to_owned(), label: name.to_owned(), ..Entity::default() });
        self.by_name.insert(folded, node);
    }

    fn node(&mut self, end: End, graph: &mut LiveGraph) -> NodeId {
        match end {
            End::Node(node) => node,
            End::Value(value) => graph.add_value(value),
            End::New(name) => {
                self.make(&name, graph);
                let made = || self.by_name.get(&fold(&name)).copied();
                let known = graph.entity_by_key(&name).or_else(made).or_else(|| entities_named(&name, graph).first().copied());
                known.unwrap_or_else(|| graph.add_entity(Entity { key: name.clone(), label: name.clone(), ..Entity::default() }))
            }
        }
    }

    fn claim(&mut self, meant: Meant, graph: &mut LiveGraph) -> Claim {
        let subject = self.node(meant.subject, graph);
        let object = self.node(meant.object, graph);
        let according_to = meant.according_to.into_iter().map(|speaker| self.node(speaker, graph)).collect();
        Claim { denied: meant.denied, when: meant.when, according_to, ..Claim::new(subject, meant.relation, object) }
    }
}
