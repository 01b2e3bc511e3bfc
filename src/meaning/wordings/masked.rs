//! A graph in which the things that a question names are unknown: what a wording is read against.
//!
//! Of an unknown it tells the kinds, and whether there are claims of a relation, and notes what it told. Whatever else is asked of it would tell one
//! thing from another: then the reading is not kept. All other things that it hands out are noted, for what is in a slot must not be among them.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::slots::{Thing, other_label, speaks_of_unknown, unknown_name};
use crate::graph::names::{fold, fold_prefix};
use crate::graph::{
    Claim, ClaimId, Direction, Entity, Exactness, Ids, Interval, KindId, NameMatch, Neighbours, Node, NodeId, RelationId, Schema,
    Statistics, Value, View,
};
use crate::query::{parameter_node, parameter_of};

/// More things than this that were handed out are not compared.
const MOST_OTHERS: usize = 256;

/// Something that the graph was asked about what is in a slot, and the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// The thing's place among those in slots.
    pub place: usize,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// Whether it has claims of a relation in a direction.
    HasClaims(RelationId, Direction, bool),
    /// Whether claims of a relation lead in a direction to something of one of these kinds.
    LeadsTo(RelationId, Direction, Vec<KindId>, bool),
    /// It has no name beside its label.
    HasOneName,
    /// Nothing is called so: its name with these words before and behind it.
    NoneIsCalled(String, String),
    /// No name begins so.
    NoneBegins(String, String),
}

impl Fact {
    /// Whether the same is so of what is in a slot.
    pub fn is_so(&self, thing: &Thing<'_>, view: &dyn View) -> bool {
        match &self.what {
            What::HasClaims(relation, direction, has) => view.has_claims(thing.node, *relation, *direction) == *has,
            What::LeadsTo(relation, direction, kinds, leads) => view.leads_to(thing.node, *relation, *direction, kinds) == *leads,
            What::HasOneName => !view.any_name(thing.node, &mut |name| name != thing.name),
            What::NoneIsCalled(before, behind) => view.named(&[before, thing.name, behind].concat()).is_empty(),
            What::NoneBegins(before, behind) => view.complete_name(&[before, thing.name, behind].concat(), 1).is_empty(),
        }
    }
}

/// What was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub facts: Vec<Fact>,
    /// What was handed out beside unknowns.
    pub others: Vec<NodeId>,
    /// What was asked that cannot be compared.
    pub too_much: Option<&'static str>,
    /// Whether the kinds of an unknown were asked for.
    pub kinds: bool,
    /// While names are looked up that stand among words, whoever reads compares all that was found.
    loosely: bool,
}

struct Unknown {
    name: String,
    /// The name, folded.
    folded: String,
    /// What is called so, too, but has another label, has this one.
    other_label: String,
    words: Vec<String>,
    /// All that are called so.
    nodes: Vec<NodeId>,
}

/// A view with unknowns in it.
pub(super) struct Masked<'a> {
    view: &'a dyn View,
    /// What the unknowns stand for, by their numbers.
    things: &'a [Thing<'a>],
    /// By slots.
    unknowns: Vec<Unknown>,
    seen: Mutex<Seen>,
}

impl<'a> Masked<'a> {
    pub fn new(view: &'a dyn View, things: &'a [Thing<'a>], loosely: bool) -> Self {
        let mut unknowns: Vec<Unknown> = Vec::new();
        for (place, thing) in things.iter().enumerate() {
            if thing.slot >= unknowns.len() {
                let name = unknown_name(thing);
                let (folded, words) = (fold(&name), name.split(' ').map(fold).collect());
                unknowns.push(Unknown { folded, other_label: other_label(thing), words, name, nodes: Vec::new() });
            }
            if let Some(unknown) = unknowns.last_mut() {
                unknown.nodes.push(parameter_node(place));
            }
        }
        Self { view, things, unknowns, seen: Mutex::new(Seen { loosely, ..Seen::default() }) }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on nothing is compared but what is noted.
    pub fn look_closely(&self) {
        self.lock().loosely = false;
    }

    pub fn seen(self) -> Seen {
        self.seen.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was asked so far.
    pub fn seen_so_far(&self) -> Seen {
        self.lock().clone()
    }

    /// Takes for asked what was asked before about others, of whom the same is so.
    pub fn take_over(&self, seen: Seen) {
        *self.lock() = seen;
    }

    /// Notes that other things were handed out.
    pub fn note(&self, nodes: &[NodeId]) {
        let mut seen = self.lock();
        for node in nodes {
            if !seen.others.contains(node) {
                seen.others.push(*node);
            }
        }
        if seen.others.len() > MOST_OTHERS {
            seen.too_much.get_or_insert("many things");
        }
    }

    /// The answer rests on this; if it is not so of what is in the slot, nothing is kept.
    fn rests_on(&self, fact: Fact) {
        let mut seen = self.lock();
        if seen.loosely || seen.facts.contains(&fact) {
            return;
        }
        if !self.things.get(fact.place).is_some_and(|thing| fact.is_so(thing, self.view)) {
            seen.too_much.get_or_insert("not so");
        }
        seen.facts.push(fact);
    }

    /// A name made of that of one unknown and other words was looked for, folded: that there is none is noted as this fact.
    fn joined(&self, folded: &str, fact: impl FnOnce(String, String) -> What) {
        let found = self.unknowns.iter().find_map(|unknown| {
            let (before, behind) = folded.split_once(unknown.folded.as_str())?;
            Some((parameter_of(*unknown.nodes.first()?)?, before.to_owned(), behind.to_owned()))
        });
        match found {
            Some((place, before, behind)) if !speaks_of_unknown(&before) && !speaks_of_unknown(&behind) => {
                self.rests_on(Fact { place, what: fact(before, behind) });
            }
            _ => self.too_much("names of several"),
        }
    }

    fn too_much(&self, what: &'static str) {
        let mut seen = self.lock();
        if !seen.loosely {
            seen.too_much.get_or_insert(what);
        }
    }

    /// What a node stands for, if it is an unknown.
    fn thing(&self, node: NodeId) -> Option<&Thing<'a>> {
        self.things.get(parameter_of(node)?)
    }

    /// How an unknown is called.
    fn called(&self, node: NodeId) -> Option<&str> {
        let thing = self.thing(node)?;
        let unknown = self.unknowns.get(thing.slot)?;
        Some(if thing.sort.is_label { &unknown.name } else { &unknown.other_label })
    }

    fn noted(&self, found: Vec<NameMatch>) -> Vec<NameMatch> {
        found.iter().for_each(|found| self.note(&found.nodes));
        found
    }

    /// The unknown whose name some words begin with.
    fn unknown_at(&self, words: &[&str]) -> Option<Vec<NameMatch>> {
        let is_its =
            |unknown: &&Unknown| words.len() >= unknown.words.len() && unknown.words.iter().zip(words).all(|(own, word)| own == word);
        let unknown = self.unknowns.iter().find(is_its)?;
        Some(vec![NameMatch { words: unknown.words.len(), nodes: unknown.nodes.clone(), exactness: Exactness::Whole }])
    }
}

impl View for Masked<'_> {
    fn schema(&self) -> &Schema {
        self.view.schema()
    }

    fn node_bound(&self) -> usize {
        self.view.node_bound()
    }

    fn claim_bound(&self) -> usize {
        self.view.claim_bound()
    }

    fn node(&self, node: NodeId) -> Option<Cow<'_, Node>> {
        let Some(thing) = self.thing(node) else { return self.view.node(node) };
        self.too_much("node");
        let name = self.called(node).unwrap_or_default().to_owned();
        Some(Cow::Owned(Node::Entity(Entity { key: name.clone(), label: name, kinds: thing.sort.kinds.clone(), ..Entity::default() })))
    }

    fn is_entity(&self, node: NodeId) -> bool {
        self.thing(node).is_some() || self.view.is_entity(node)
    }

    fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        let Some(name) = self.called(node) else { return self.view.key(node) };
        self.too_much("key");
        Some(Cow::Borrowed(name))
    }

    fn label(&self, node: NodeId) -> Option<Cow<'_, str>> {
        self.called(node).map(Cow::Borrowed).or_else(|| self.view.label(node))
    }

    fn any_name(&self, node: NodeId, is_it: &mut dyn FnMut(&str) -> bool) -> bool {
        let (Some(name), Some(place)) = (self.called(node), parameter_of(node)) else { return self.view.any_name(node, is_it) };
        if self.thing(node).is_some_and(|thing| !thing.sort.is_label) {
            self.too_much("another label");
        }
        self.rests_on(Fact { place, what: What::HasOneName });
        is_it(name)
    }

    fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        self.too_much("by key");
        self.view.entity_by_key(key)
    }

    fn node_of_value(&self, value: &Value) -> Option<NodeId> {
        self.view.node_of_value(value)
    }

    fn claim(&self, claim: ClaimId) -> Option<Cow<'_, Claim>> {
        self.too_much("claim");
        self.view.claim(claim)
    }

    fn ends(&self, claim: ClaimId) -> Option<(NodeId, RelationId, NodeId)> {
        let (subject, relation, object) = self.view.ends(claim)?;
        self.note(&[subject, object]);
        Some((subject, relation, object))
    }

    fn when(&self, claim: ClaimId) -> Interval {
        self.view.when(claim)
    }

    fn told(&self, claim: ClaimId) -> Interval {
        self.view.told(claim)
    }

    fn is_denied(&self, claim: ClaimId) -> bool {
        self.view.is_denied(claim)
    }

    fn neighbours(&self, node: NodeId, relation: RelationId, direction: Direction) -> Neighbours<'_> {
        if self.thing(node).is_some() {
            self.too_much("neighbours");
            return Neighbours::default();
        }
        let found = self.view.neighbours(node, relation, direction);
        if found.nodes.len() > MOST_OTHERS {
            self.too_much("many neighbours");
        } else {
            self.note(found.nodes);
        }
        found
    }

    fn has_claims(&self, node: NodeId, relation: RelationId, direction: Direction) -> bool {
        let (Some(thing), Some(place)) = (self.thing(node), parameter_of(node)) else {
            return self.view.has_claims(node, relation, direction);
        };
        let has_claims = self.view.has_claims(thing.node, relation, direction);
        self.rests_on(Fact { place, what: What::HasClaims(relation, direction, has_claims) });
        has_claims
    }

    fn leads_to(&self, node: NodeId, relation: RelationId, direction: Direction, kinds: &[KindId]) -> bool {
        let (Some(thing), Some(place)) = (self.thing(node), parameter_of(node)) else {
            return self.view.leads_to(node, relation, direction, kinds);
        };
        let leads = self.view.leads_to(thing.node, relation, direction, kinds);
        self.rests_on(Fact { place, what: What::LeadsTo(relation, direction, kinds.to_vec(), leads) });
        leads
    }

    fn relations_at(&self, node: NodeId, direction: Direction) -> Cow<'_, [RelationId]> {
        if self.thing(node).is_some() {
            self.too_much("relations");
        }
        self.view.relations_at(node, direction)
    }

    fn claims_of(&self, relation: RelationId) -> Ids<'_, ClaimId> {
        self.view.claims_of(relation)
    }

    fn only_member(&self, kind: KindId) -> Option<NodeId> {
        let only = self.view.only_member(kind);
        only.iter().for_each(|&node| self.note(&[node]));
        only
    }

    fn members(&self, kind: KindId) -> Ids<'_, NodeId> {
        self.too_much("members");
        self.view.members(kind)
    }

    fn kinds(&self, node: NodeId) -> Cow<'_, [KindId]> {
        match self.thing(node) {
            Some(thing) => {
                self.lock().kinds = true;
                Cow::Borrowed(&thing.sort.kinds)
            }
            None => self.view.kinds(node),
        }
    }

    fn entities(&self) -> Ids<'_, NodeId> {
        self.too_much("entities");
        self.view.entities()
    }

    fn statistics(&self, relation: RelationId) -> Statistics {
        self.view.statistics(relation)
    }

    fn named(&self, name: &str) -> Cow<'_, [NodeId]> {
        if !speaks_of_unknown(name) {
            let found = self.view.named(name);
            self.note(&found);
            return found;
        }
        // As it is written, or folded.
        match self.unknowns.iter().find(|unknown| [&unknown.name, &unknown.folded, &unknown.other_label].iter().any(|own| *own == name)) {
            Some(unknown) => Cow::Borrowed(&unknown.nodes),
            None => {
                self.joined(&fold(name), What::NoneIsCalled);
                Cow::Borrowed(&[])
            }
        }
    }

    fn names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        self.unknown_at(words).unwrap_or_else(|| {
            if words.iter().any(|word| speaks_of_unknown(word)) {
                self.too_much("names around");
            }
            self.noted(self.view.names_at(words))
        })
    }

    fn whole_names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        self.unknown_at(words).unwrap_or_else(|| {
            if words.iter().any(|word| speaks_of_unknown(word)) {
                self.too_much("names around");
            }
            self.noted(self.view.whole_names_at(words))
        })
    }

    fn nearest_names(&self, _: &str, _: usize) -> Vec<String> {
        // What asks for them is not kept, and they are costly.
        self.too_much("near names");
        Vec::new()
    }

    fn complete_name(&self, prefix: &str, limit: usize) -> Vec<String> {
        if !speaks_of_unknown(prefix) {
            return self.view.complete_name(prefix, limit);
        }
        self.joined(&fold_prefix(prefix), What::NoneBegins);
        Vec::new()
    }
}
