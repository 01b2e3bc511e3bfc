//! A graph with variables: what a rule is read against.
//!
//! `X` and `Y` and a few more letters are names of entities that the graph does not have. Whatever may be said of anything may be said of
//! them, so they count as having claims of every relation; all else is the graph's.

use std::borrow::Cow;

use crate::graph::{
    Claim, ClaimId, Direction, Entity, Exactness, Ids, Interval, KindId, NameMatch, Neighbours, Node, NodeId, RelationId, Schema,
    Statistics, Value, View,
};

/// The letters, those of the ends of a relation first.
pub(super) const LETTERS: [&str; 6] = ["X", "Y", "Z", "U", "V", "W"];

/// The node that a variable stands for; above all nodes that a graph can have.
fn node_of(place: usize) -> NodeId {
    NodeId(u32::MAX - 16 + place as u32)
}

/// Which variable a node is.
pub(super) fn variable(node: NodeId) -> Option<usize> {
    (0..LETTERS.len()).find(|&place| node_of(place) == node)
}

/// A view with variables in it.
pub(super) struct WithVariables<'a> {
    view: &'a dyn View,
    /// The kinds of the first two, those that the relation declares for its ends.
    kinds: [Vec<KindId>; 2],
    nodes: Vec<NodeId>,
}

/// A claim that no graph has.
static NO_CLAIM: [ClaimId; 1] = [ClaimId(u32::MAX)];

impl<'a> WithVariables<'a> {
    pub fn new(view: &'a dyn View, relation: RelationId) -> Self {
        let ends = view.schema().relation(relation).map(|relation| [relation.domain.clone(), relation.range.clone()]);
        Self { view, kinds: ends.unwrap_or_default(), nodes: (0..LETTERS.len()).map(node_of).collect() }
    }

    fn own_kinds(&self, place: usize) -> &[KindId] {
        self.kinds.get(place).map_or(&[], Vec::as_slice)
    }

    /// Whether a variable may stand at that end of a relation.
    fn may_stand(&self, place: usize, relation: RelationId, direction: Direction) -> bool {
        let schema = self.view.schema();
        let side = schema.relation(relation).map(|relation| match direction {
            Direction::Forward => &relation.domain,
            Direction::Backward => &relation.range,
        });
        let own = self.own_kinds(place);
        let meets = |one: KindId, other: KindId| schema.is_a(one, other) || schema.is_a(other, one);
        own.is_empty() || side.is_none_or(|side| side.is_empty() || own.iter().any(|&one| side.iter().any(|&other| meets(one, other))))
    }
}

impl View for WithVariables<'_> {
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
        let Some(place) = variable(node) else { return self.view.node(node) };
        let letter = LETTERS.get(place).copied().unwrap_or_default().to_owned();
        let entity = Entity { key: letter.clone(), label: letter, kinds: self.own_kinds(place).to_vec(), ..Entity::default() };
        Some(Cow::Owned(Node::Entity(entity)))
    }

    fn is_entity(&self, node: NodeId) -> bool {
        variable(node).is_some() || self.view.is_entity(node)
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

    fn is_denied(&self, claim: ClaimId) -> bool {
        self.view.is_denied(claim)
    }

    fn neighbours(&self, node: NodeId, relation: RelationId, direction: Direction) -> Neighbours<'_> {
        let Some(place) = variable(node) else { return self.view.neighbours(node, relation, direction) };
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
        match variable(node) {
            Some(place) => Cow::Borrowed(self.own_kinds(place)),
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
        self.view.named(name)
    }

    fn names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        let letter = words.first().and_then(|word| LETTERS.iter().position(|letter| letter.eq_ignore_ascii_case(word)));
        match letter {
            Some(place) => vec![NameMatch { words: 1, nodes: vec![node_of(place)], exactness: Exactness::Whole }],
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
