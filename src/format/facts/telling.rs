//! Sentences become claims.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::definitions::span_of;
use super::kinds::Ancestors;
use super::lines::{self, Line};
use super::problems::{self, Problems, unknown_among};
use super::qualifiers::{self, Qualifiers};
use super::resolve::{self, End, Meant, Resolver, entities_named};
use super::sources;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::fold;
use crate::graph::{Claim, ClaimId, Entity, KindId, LiveGraph, NodeId, Schema};
use crate::language::Vocabulary;
use crate::language::escape::{brace_length, enclosures, unescape};
use crate::language::telling::{NamedRelation, Sentence, Telling, parse};

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
    let cut = Cut::new(content, graph, &mut Sources::default()).map_err(moved)?;
    let tellings = cut.read(vocabulary, graph).map_err(moved)?;
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

/// A sentence without its full stop and references, and with its relation, where that is named.
pub(super) struct Cut<'a> {
    pub text: &'a str,
    named: Option<NamedRelation>,
    pub references: Vec<NodeId>,
}

/// The nodes of sources by their keys, as far as they were asked for.
pub(super) type Sources<'a> = FxHashMap<&'a str, Option<NodeId>>;

impl<'a> Cut<'a> {
    pub(super) fn new(content: &'a str, graph: &LiveGraph, known: &mut Sources<'a>) -> Result<Self, Diagnostic> {
        let end = content.len();
        let Some(text) = content.strip_suffix('.') else {
            if content.ends_with('?') {
                return Err(Diagnostic::new(Problem::NotSupported, end - 1..end, "A question tells nothing."));
            }
            return Err(Diagnostic::new(Problem::UnknownPhrase, end..end, "A sentence ends with a full stop.")
                .hint("Definitions begin with kind, relation, entity, source or section, in small letters."));
        };
        let text = text.trim_end();
        let named = if text.contains('{') { named_relation(text, graph.schema())? } else { None };
        let last = if text.ends_with(']') { enclosures(text).last().filter(|range| range.end == text.len()) } else { None };
        let keys = last.as_ref().and_then(|range| text.get(range.start + 1..range.end - 1));
        let references = keys.and_then(|keys| references(keys, graph, known));
        let text = match (&references, last) {
            (Some(_), Some(range)) => text.get(..range.start).unwrap_or(text),
            _ => text,
        };
        Ok(Self { text, named, references: references.unwrap_or_default() })
    }

    pub(super) fn read(&self, vocabulary: &Vocabulary, graph: &LiveGraph) -> Result<Vec<Telling>, Diagnostic> {
        let sentence = Sentence::new(self.text, self.named.clone())?;
        parse(sentence, vocabulary, graph).map_err(|unread| problems::unread(&unread, self.text, vocabulary, graph))
    }
}

/// The sources with these keys, if all are keys; nothing between the brackets is no source.
fn references<'a>(keys: &'a str, graph: &LiveGraph, known: &mut Sources<'a>) -> Option<Vec<NodeId>> {
    if keys.trim().is_empty() {
        return Some(Vec::new());
    }
    let find = |key: &'a str| *known.entry(key).or_insert_with(|| sources::find(&unescape(key), graph));
    keys.split(',').map(str::trim).map(find).collect()
}

/// The relation in braces, if there is one outside of brackets and quotes.
fn named_relation(text: &str, schema: &Schema) -> Result<Option<NamedRelation>, Diagnostic> {
    let mut enclosed = enclosures(text).peekable();
    for (at, _) in text.match_indices('{') {
        while enclosed.next_if(|range| range.end <= at).is_some() {}
        if enclosed.peek().is_some_and(|range| range.start < at) {
            continue;
        }
        let Some(length) = text.get(at..).and_then(brace_length) else { return Ok(None) };
        let span = at..at + length;
        let name = unescape(text.get(at + 1..span.end - 1).unwrap_or("").trim());
        return match schema.relation_id(&name) {
            Some(relation) => Ok(Some(NamedRelation { relation, span })),
            None => Err(unknown_among(&name, span, schema.relations().map(|(_, relation)| relation.name.as_str()))),
        };
    }
    Ok(None)
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

/// What waits for all others to be sound.
struct Ready {
    told: resolve::Told,
    qualifiers: Qualifiers,
    section: Option<Rc<str>>,
    references: Vec<NodeId>,
}

impl<'a, 'l> Sentences<'a, 'l> {
    /// Cuts references off. The sources must have been declared.
    pub(super) fn cut(blocks: &[Block<'a, 'l>], graph: &LiveGraph, problems: &mut Problems<'_>) -> Self {
        let mut cut = Vec::with_capacity(blocks.len());
        let mut known = Sources::default();
        for Block { block, section } in blocks {
            let line = block.head;
            match Cut::new(line.content, graph, &mut known) {
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
            let text = block.cut.text;
            for range in enclosures(text).filter(|range| text.get(range.clone()).is_some_and(|written| written.starts_with('['))) {
                let inside = text.get(range.start + 1..range.end - 1).unwrap_or_default();
                self.new.make(&unescape(inside.trim()), graph);
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
        let blocks = std::mem::take(&mut self.cut);
        // Kinds first: they decide what the other sentences may mean.
        let mut kept: Vec<Option<Vec<Telling>>> = Vec::with_capacity(blocks.len());
        for block in &blocks {
            let tellings = if may_tell_kinds(block.cut.text) { block.cut.read(vocabulary, graph).ok() } else { None };
            if let Some(tellings) =
                tellings.as_ref().filter(|tellings| tellings.iter().any(|telling| matches!(telling, Telling::Kinds { .. })))
                && let Ok(resolve::Told::Kinds(subject, kinds)) =
                    (Resolver { graph, ancestors: &ancestors }).resolve(tellings, block.cut.text)
            {
                let node = self.new.node(subject, graph);
                for kind in kinds {
                    graph.add_kind(node, kind);
                }
            }
            kept.push(tellings);
        }
        let reader = BlockReader { graph, vocabulary, ancestors: &ancestors };
        let mut ready = Vec::with_capacity(blocks.len());
        for (block, tellings) in blocks.iter().zip(kept) {
            let (read, wrong) = reader.read(block, tellings);
            for (line, problem) in wrong {
                problems.add(&line, problem);
            }
            ready.extend(read);
        }
        if !problems.is_empty() {
            return;
        }
        for ready in ready {
            self.new.add(ready, graph);
        }
    }
}

/// Whether a sentence can be of the form "X is a president". Others need not be read before them.
fn may_tell_kinds(text: &str) -> bool {
    [" is a", " are ", " was a", " were "].iter().any(|words| text.contains(words))
}

/// Reads blocks, of which none depends on another.
struct BlockReader<'g> {
    graph: &'g LiveGraph,
    vocabulary: &'g Vocabulary,
    ancestors: &'g Ancestors,
}

/// What a block tells, and what is wrong with its lines.
type BlockRead<'a> = (Option<Ready>, Vec<(Line<'a>, Diagnostic)>);

impl BlockReader<'_> {
    fn read<'a>(&self, block: &CutBlock<'a, '_>, kept: Option<Vec<Telling>>) -> BlockRead<'a> {
        let mut wrong = Vec::new();
        let mut qualifiers = Qualifiers::default();
        for line in block.body {
            if let Err(problem) = qualifiers.add(line, self.graph) {
                wrong.push((*line, problem));
            }
        }
        let text = block.cut.text;
        let tellings = kept.map_or_else(|| block.cut.read(self.vocabulary, self.graph), Ok);
        let resolver = Resolver { graph: self.graph, ancestors: self.ancestors };
        let told = match tellings.and_then(|tellings| resolver.resolve(&tellings, text)) {
            Ok(told) => told,
            Err(problem) => {
                wrong.push((block.line, in_line(problem, &block.line)));
                return (None, wrong);
            }
        };
        let ready = Ready { told, qualifiers, section: block.section.clone(), references: block.cut.references.clone() };
        (Some(ready), wrong)
    }
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

    fn add(&mut self, ready: Ready, graph: &mut LiveGraph) {
        let Ready { told, qualifiers, section, references } = ready;
        let meant = match told {
            resolve::Told::Claim(meant) => meant,
            resolve::Told::Kinds(subject, kinds) => {
                let node = self.node(subject, graph);
                for kind in kinds {
                    graph.add_kind(node, kind);
                }
                return;
            }
        };
        let mut claim = self.claim(meant, graph);
        claim.sources = references;
        for source in qualifiers.sources {
            claim.sources.push(self.node(source, graph));
        }
        claim.place = qualifiers.place.map(|place| self.node(place, graph));
        claim.quantity = qualifiers.quantity;
        claim.quote = qualifiers.quote;
        claim.note = qualifiers.note;
        claim.section = qualifiers.section.or_else(|| section.map(|section| section.as_ref().to_owned()));
        claim.when = qualifiers.when.unwrap_or(claim.when);
        graph.add_claim(claim);
    }

    fn claim(&mut self, meant: Meant, graph: &mut LiveGraph) -> Claim {
        let subject = self.node(meant.subject, graph);
        let object = self.node(meant.object, graph);
        let according_to = meant.according_to.into_iter().map(|speaker| self.node(speaker, graph)).collect();
        Claim { denied: meant.denied, when: meant.when, according_to, ..Claim::new(subject, meant.relation, object) }
    }
}
