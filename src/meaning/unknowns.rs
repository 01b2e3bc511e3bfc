//! A graph with unknowns: what a rule or a question with parameters is read against.
//!
//! An unknown is an entity that the graph does not have. Whatever may be said of anything of its kinds may be said of it, so it counts as having
//! claims of every relation that fits; all else is the graph's.

use std::borrow::Cow;

use crate::graph::{
    Claim, ClaimId, Direction, Entity, Exactness, Ids, Interval, KindId, NameMatch, Neighbours, Node, NodeId, RelationId, Schema,
    Statistics, Value, View,
};

/// Something that is not known yet.
#[derive(Clone, Debug)]
pub(super) struct Unknown {
    /// How it is called: `X`, `:country`.
    pub name: String,
    /// A node that the graph does not have.
    pub node: NodeId,
    /// Its kinds, any of which may be meant; none for any.
    pub kinds: Vec<KindId>,
}

/// A view with unknowns in it.
pub(super) struct WithUnknowns<'a> {
    view: &'a dyn View,
    unknowns: Vec<Unknown>,
    nodes: Vec<NodeId>,
}

/// A claim that no graph has.
static NO_CLAIM: [ClaimId; 1] = [ClaimId(u32::MAX)];

impl<'a> WithUnknowns<'a> {
    pub fn new(view: &'a dyn View, unknowns: Vec<Unknown>) -> Self {
        let nodes = unknowns.iter().map(|unknown| unknown.node).collect();
        Self { view, unknowns, nodes }
    }

    fn place(&self, node: NodeId) -> Option<usize> {
        self.nodes.iter().position(|&other| other == node)
    }

    /// How an unknown is called.
    fn called(&self, node: NodeId) -> Option<&str> {
        self.place(node).and_then(|place| self.unknowns.get(place)).map(|unknown| unknown.name.as_str())
    }

    fn kinds_at(&self, place: usize) -> &[KindId] {
        self.unknowns.get(place).map_or(&[], |unknown| unknown.kinds.as_slice())
    }

    /// Whether an unknown may stand at that end of a relation.
    fn may_stand(&self, place: usize, relation: RelationId, direction: Direction) -> bool {
        let schema = self.view.schema();
        let side = schema.relation(relation).map(|relation| match direction {
            Direction::Forward => &relation.domain,
            Direction::Backward => &relation.range,
        });
        let own = self.kinds_at(place);
        let meets = |one: KindId, other: KindId| schema.is_a(one, other) || schema.is_a(other, one);
        own.is_empty() || side.is_none_or(|side| side.is_empty() || own.iter().any(|&one| side.iter().any(|&other| meets(one, other))))
    }
}

impl View for WithUnknowns<'_> {
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
        let Some(unknown) = self.place(node).and_then(|place| self.unknowns.get(place)) else { return self.view.node(node) };
        let Unknown { name, kinds, .. } = unknown.clone();
        Some(Cow::Owned(Node::Entity(Entity { key: name.clone(), label: name, kinds, ..Entity::default() })))
    }

    fn is_entity(&self, node: NodeId) -> bool {
        self.place(node).is_some() || self.view.is_entity(node)
    }

    fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        self.called(node).map(Cow::Borrowed).or_else(|| self.view.key(node))
    }

    fn label(&self, node: NodeId) -> Option<Cow<'_, str>> {
        self.called(node).map(Cow::Borrowed).or_else(|| self.view.label(node))
    }

    fn any_name(&self, node: NodeId, is_it: &mut dyn FnMut(&str) -> bool) -> bool {
        match self.called(node) {
            Some(name) => is_it(name),
            None => self.view.any_name(node, is_it),
        }
    }

    fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        self.view.entity_by_key(key)
    }

    fn node_of_value(&self, value: &Value) -> Option<NodeId> {
        self.view.node_of_value(value)
    }

    fn claim(&self, claim: ClaimId) -> Option<Cow<'_, Claim>> {
        self.view.claim(claim)
    }

    fn ends(&self, claim: ClaimId) -> Option<(NodeId, RelationId, NodeId)> {
        self.view.ends(claim)
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
        let Some(place) = self.place(node) else { return self.view.neighbours(node, relation, direction) };
        match self.nodes.get(place..=place) {
            Some(nodes) if self.may_stand(place, relation, direction) => Neighbours { nodes, claims: Ids::Listed(&NO_CLAIM) },
            _ => Neighbours::default(),
        }
    }

    fn relations_at(&self, node: NodeId, direction: Direction) -> Cow<'_, [RelationId]> {
        self.view.relations_at(node, direction)
    }

    fn claims_of(&self, relation: RelationId) -> Ids<'_, ClaimId> {
        self.view.claims_of(relation)
    }

    fn members(&self, kind: KindId) -> Ids<'_, NodeId> {
        self.view.members(kind)
    }

    fn kinds(&self, node: NodeId) -> Cow<'_, [KindId]> {
        match self.place(node) {
            Some(place) => Cow::Borrowed(self.kinds_at(place)),
            None => self.view.kinds(node),
        }
    }

    fn entities(&self) -> Ids<'_, NodeId> {
        self.view.entities()
    }

    fn statistics(&self, relation: RelationId) -> Statistics {
        self.view.statistics(relation)
    }

    fn named(&self, name: &str) -> Cow<'_, [NodeId]> {
        match self.unknowns.iter().position(|unknown| unknown.name == name) {
            Some(place) => Cow::Borrowed(self.nodes.get(place..=place).unwrap_or_default()),
            None => self.view.named(name),
        }
    }

    fn names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        let unknown = words.first().and_then(|word| self.unknowns.iter().find(|unknown| unknown.name.eq_ignore_ascii_case(word)));
        match unknown {
            Some(unknown) => vec![NameMatch { words: 1, nodes: vec![unknown.node], exactness: Exactness::Whole }],
            None => self.view.names_at(words),
        }
    }

    fn nearest_names(&self, text: &str, limit: usize) -> Vec<String> {
        self.view.nearest_names(text, limit)
    }

    fn complete_name(&self, prefix: &str, limit: usize) -> Vec<String> {
        self.view.complete_name(prefix, limit)
    }
}
