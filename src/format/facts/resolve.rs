//! Which claim a sentence tells: of all ways to read it the one whose parts fit each other.
//!
//! Comes in: tellings, and a graph whose names are sealed. Goes out: ends, relation and qualifiers, or what does not fit.

use std::cmp::Reverse;

use super::kinds::{Ancestors, is_narrower};
use super::problems;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::fold;
use crate::graph::{Exactness, Interval, KindId, LiveGraph, NodeId, Relation, RelationId, Value, ValueType, View};
use crate::language::telling::{Tail, Telling, Term, TermKind, ToldClaim};

/// What a sentence tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    /// Kinds of an entity.
    Kinds(End, Vec<KindId>),
    /// A claim.
    Claim(Meant),
}

/// A claim whose ends may be new.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant {
    pub subject: End,
    pub relation: RelationId,
    pub object: End,
    pub denied: bool,
    pub when: Interval,
    pub according_to: Vec<End>,
}

/// An end of a claim.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    /// Known.
    Node(NodeId),
    /// An entity of this name, not known yet.
    New(String),
    /// A value.
    Value(Value),
}

/// Resolves sentences against a graph.
pub(super) struct Resolver<'g> {
    pub graph: &'g LiveGraph,
    pub ancestors: &'g Ancestors,
}

/// The entities with this key, or with this name written just so, or else with this name at all.
pub(super) fn entities_named(name: &str, graph: &LiveGraph) -> Vec<NodeId> {
    if let Some(node) = graph.entity_by_key(name) {
        return vec![node];
    }
    let is_label = |node: NodeId| graph.entity(node).is_some_and(|entity| entity.label == name);
    let all: Vec<NodeId> = graph.named(name).iter().copied().filter(|node| graph.is_entity(*node)).collect();
    let exact: Vec<NodeId> = all.iter().copied().filter(|node| is_label(*node)).collect();
    if exact.is_empty() { all } else { exact }
}

/// A reading whose parts fit, and how good it is.
struct Fit<'t> {
    claim: &'t ToldClaim,
    subject: End,
    object: End,
    /// Words of the relation, most first; then how well its ends are named.
    words: usize,
    ends: usize,
}

/// Why a reading does not fit.
struct Misfit {
    diagnostic: Diagnostic,
    words: usize,
    ends: usize,
    /// Whether only the choice between namesakes is missing.
    is_ambiguous: bool,
}

impl Resolver<'_> {
    /// The claim or the kinds that a sentence tells.
    pub(super) fn resolve(&self, tellings: &[Telling], text: &str) -> Result<Told, Diagnostic> {
        let mut of_kinds: Vec<_> = tellings
            .iter()
            .filter_map(|telling| match telling {
                Telling::Kinds { subject, kinds, denied, tail } => Some((cost(subject), subject, kinds, *denied, tail)),
                Telling::Claim(_) => None,
            })
            .collect();
        of_kinds.sort_by_key(|(cost, ..)| *cost);
        let read = of_kinds.into_iter().map(|(_, subject, kinds, denied, tail)| self.kinds(subject, kinds, denied, tail, text));
        if let Some(told) = read.reduce(|best, next| if best.is_ok() { best } else { next.or(best) }) {
            return told;
        }
        let mut fits: Vec<Fit<'_>> = Vec::new();
        let mut misfits: Vec<Misfit> = Vec::new();
        for telling in tellings {
            let Telling::Claim(claim) = telling else { continue };
            match self.fit(claim, text) {
                Ok(fit) => fits.push(fit),
                Err(misfit) => misfits.push(misfit),
            }
        }
        let best = self.best(fits, text)?;
        let Some(best) = best else {
            let worst = misfits.into_iter().max_by_key(|misfit| (Reverse(misfit.ends), misfit.is_ambiguous, misfit.words));
            return Err(worst.map_or_else(
                || Diagnostic::new(Problem::Bug, 0..text.len(), "This sentence was read, but says nothing."),
                |misfit| misfit.diagnostic,
            ));
        };
        let according_to = self.speakers(&best.claim.tail, text)?;
        Ok(Told::Claim(Meant {
            subject: best.subject,
            relation: best.claim.relation,
            object: best.object,
            denied: best.claim.denied,
            when: interval(&best.claim.tail)?,
            according_to,
        }))
    }

    fn kinds(&self, subject: &Term, kinds: &[KindId], denied: bool, tail: &Tail, text: &str) -> Result<Told, Diagnostic> {
        let unsupported = |message: &str| {
            Diagnostic::new(Problem::NotSupported, 0..text.len(), message).hint("Define a relation for it, and tell it with that.")
        };
        if denied {
            return Err(unsupported("That something is not of a kind cannot be told."));
        }
        if tail.when.is_some() || !tail.according_to.is_empty() {
            return Err(unsupported("When something was of a kind, or who says so, cannot be told."));
        }
        let subject = self.entity(subject, &[], text).map_err(|misfit| self.diagnostic(misfit, subject, "", "an entity", true, text))?;
        Ok(Told::Kinds(subject, kinds.to_vec()))
    }

    fn speakers(&self, tail: &Tail, text: &str) -> Result<Vec<End>, Diagnostic> {
        let speaker = |term: &Term| {
            self.entity(term, &[], text).map_err(|misfit| self.diagnostic(misfit, term, "according to", "a name", false, text))
        };
        tail.according_to.iter().map(speaker).collect()
    }

    /// The best of several readings; an error if they tell different claims equally well.
    fn best<'t>(&self, mut fits: Vec<Fit<'t>>, text: &str) -> Result<Option<Fit<'t>>, Diagnostic> {
        let rank = |fit: &Fit<'_>| (Reverse(fit.words), fit.ends, !fit.claim.declared);
        let Some(first) = fits.iter().map(rank).min() else { return Ok(None) };
        fits.retain(|fit| rank(fit) == first);
        let schema = self.graph.schema();
        let relations: Vec<RelationId> = fits.iter().map(|fit| fit.claim.relation).collect();
        fits.retain(|fit| {
            !relations.iter().any(|&other| other != fit.claim.relation && is_narrower(other, fit.claim.relation, schema, self.ancestors))
        });
        let mut others: Vec<RelationId> = Vec::new();
        for fit in &fits {
            if !others.contains(&fit.claim.relation) {
                others.push(fit.claim.relation);
            }
        }
        if let ([_, _, ..], Some(fit)) = (others.as_slice(), fits.first()) {
            let span = fit.claim.verb.clone();
            let words = text.get(span.clone()).unwrap_or_default();
            return Err(problems::ambiguous_relation(words, span, &others, schema));
        }
        Ok(fits.into_iter().next())
    }

    fn fit<'t>(&self, claim: &'t ToldClaim, text: &str) -> Result<Fit<'t>, Misfit> {
        let schema = self.graph.schema();
        let verb = text.get(claim.verb.clone()).unwrap_or_default();
        let nothing = Relation::default();
        let relation = schema.relation(claim.relation).unwrap_or(&nothing);
        // A relation that is named in braces says by itself what is meant.
        let is_named = claim.words == 0;
        let failed = |problem: EndProblem, term: &Term, is_subject: bool| Misfit {
            is_ambiguous: matches!(problem, EndProblem::Ambiguous(_)),
            diagnostic: self.diagnostic(problem, term, verb, &wanted(relation, is_subject, schema), is_subject, text),
            words: claim.words,
            ends: cost(&claim.subject) + cost(&claim.object),
        };
        let subject = match is_named {
            true => self.object(&claim.subject, relation, true, text),
            false => self.entity(&claim.subject, &relation.domain, text),
        };
        let subject = subject.map_err(|problem| failed(problem, &claim.subject, true))?;
        let object = self.object(&claim.object, relation, is_named, text).map_err(|problem| failed(problem, &claim.object, false))?;
        Ok(Fit { claim, subject, object, words: claim.words, ends: cost(&claim.subject) + cost(&claim.object) })
    }

    fn object(&self, term: &Term, relation: &Relation, is_named: bool, text: &str) -> Result<End, EndProblem> {
        let takes = |value: ValueType| relation.value_type == Some(value);
        let anything = is_named || relation.value_type.is_none() && relation.range.is_empty();
        let value = match &term.kind {
            TermKind::Text(text) => Value::Text(text.clone()),
            TermKind::Url(text) => Value::Url(text.clone()),
            TermKind::Quoted(text) if takes(ValueType::Text) => Value::Text(text.clone()),
            TermKind::Quoted(text) if takes(ValueType::Url) => Value::Url(text.clone()),
            TermKind::Number(number) if takes(ValueType::Number) || anything => Value::Number(number.clone()),
            TermKind::Date(date) if takes(ValueType::Date) || anything => Value::Date(*date),
            TermKind::Truth(truth) if takes(ValueType::Truth) || anything => Value::Truth(*truth),
            TermKind::Number(_) | TermKind::Date(_) | TermKind::Truth(_) => return Err(EndProblem::Unfit(Vec::new())),
            TermKind::Name(..) | TermKind::Bracketed(_) | TermKind::Quoted(_) => {
                if relation.value_type.is_some() && relation.range.is_empty() && !is_named {
                    return Err(EndProblem::Unfit(Vec::new()));
                }
                let range: &[KindId] = if is_named { &[] } else { &relation.range };
                return self.entity(term, range, text);
            }
        };
        Ok(End::Value(value))
    }

    /// The entity that a term names, of one of these kinds.
    fn entity(&self, term: &Term, wanted: &[KindId], text: &str) -> Result<End, EndProblem> {
        let (nodes, exactness) = match &term.kind {
            TermKind::Name(nodes, exactness) => {
                let is_entity = |node: &NodeId| self.graph.is_entity(*node);
                (nodes.iter().copied().filter(is_entity).collect(), *exactness)
            }
            TermKind::Bracketed(name) | TermKind::Quoted(name) => {
                let nodes = entities_named(name, self.graph);
                if nodes.is_empty() {
                    return Ok(End::New(name.clone()));
                }
                (nodes, Exactness::Whole)
            }
            _ => return Err(EndProblem::Unfit(Vec::new())),
        };
        if nodes.is_empty() {
            let name = text.get(term.span.clone()).unwrap_or_default();
            return Err(EndProblem::Unknown(name.to_owned()));
        }
        if exactness == Exactness::Part && nodes.len() > 1 {
            return Err(EndProblem::Ambiguous(nodes));
        }
        let fitting: Vec<NodeId> = nodes.iter().copied().filter(|node| self.fits(*node, wanted)).collect();
        match fitting.as_slice() {
            [one] => Ok(End::Node(*one)),
            [] => Err(EndProblem::Unfit(nodes)),
            several => match self.with_key(several, text.get(term.span.clone()).unwrap_or_default()) {
                Some(node) => Ok(End::Node(node)),
                None => Err(EndProblem::Ambiguous(several.to_vec())),
            },
        }
    }

    /// Of several namesakes the one whose key it is, too.
    fn with_key(&self, nodes: &[NodeId], written: &str) -> Option<NodeId> {
        let folded = fold(written);
        let without_article = folded.strip_prefix("the ").unwrap_or(&folded);
        let has_key = |node: &NodeId| {
            self.graph.entity(*node).is_some_and(|entity| {
                let key = fold(&entity.key);
                key == folded || key == without_article
            })
        };
        let mut found = nodes.iter().copied().filter(has_key);
        found.next().filter(|_| found.next().is_none())
    }

    /// Whether an entity is told to be of one of these kinds, or of none at all.
    fn fits(&self, node: NodeId, wanted: &[KindId]) -> bool {
        let fits = |kinds: &[KindId]| kinds.is_empty() || self.ancestors.any_is_a(kinds, wanted);
        wanted.is_empty() || self.graph.entity(node).is_none_or(|entity| fits(&entity.kinds))
    }

    fn diagnostic(&self, problem: EndProblem, term: &Term, verb: &str, wanted: &str, is_subject: bool, text: &str) -> Diagnostic {
        let name = text.get(term.span.clone()).unwrap_or_default();
        let span = term.span.clone();
        match problem {
            EndProblem::Ambiguous(nodes) => problems::ambiguous_name(name, span, &nodes, self.graph),
            EndProblem::Unknown(name) => problems::unknown_name(&name, span, self.graph),
            EndProblem::Unfit(nodes) => {
                let entity = nodes.first().and_then(|node| self.graph.entity(*node));
                let kinds = entity.as_ref().map_or(&[][..], |entity| &entity.kinds);
                problems::unfit(name, span, verb, wanted, kinds, is_subject, self.graph.schema())
            }
        }
    }
}

/// What is wrong with an end of a claim.
enum EndProblem {
    /// Several have the name.
    Ambiguous(Vec<NodeId>),
    /// Nothing has it.
    Unknown(String),
    /// It is not of the kind or type that is wanted.
    Unfit(Vec<NodeId>),
}

fn interval(tail: &Tail) -> Result<Interval, Diagnostic> {
    let Some((when, span)) = &tail.when else { return Ok(Interval::UNDATED) };
    match (when.from, when.to) {
        (Some(from), Some(to)) if to.last_day() < from.first_day() => {
            Err(Diagnostic::new(Problem::BadValue, span.clone(), "This time ends before it begins."))
        }
        _ => Ok(*when),
    }
}

/// What the relation wants at that end, in words.
fn wanted(relation: &Relation, is_subject: bool, schema: &crate::graph::Schema) -> String {
    let kinds = if is_subject { &relation.domain } else { &relation.range };
    let mut words: Vec<String> = vec![problems::one_of_kinds(kinds, schema)];
    if let Some(value) = relation.value_type.filter(|_| !is_subject) {
        words.push(problems::value_words(value).to_owned());
    }
    words.retain(|words| !words.is_empty());
    if words.is_empty() { "a name".to_owned() } else { problems::or(&words) }
}

/// The better a term stands for what it means, the less it costs. A unit of many words has perhaps taken in what does not belong to it.
fn cost(term: &Term) -> usize {
    match &term.kind {
        TermKind::Name(_, Exactness::Part) => 40,
        TermKind::Name(..) | TermKind::Bracketed(_) | TermKind::Quoted(_) | TermKind::Text(_) | TermKind::Url(_) | TermKind::Truth(_) => 0,
        TermKind::Number(number) => 10 + number.unit.as_deref().map_or(0, |unit| unit.split_whitespace().count()),
        TermKind::Date(_) => 20,
    }
}
