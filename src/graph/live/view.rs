//! A live graph as everything downstream sees it.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::adjacency::Adjacency;
use super::{LiveGraph, hash_value};
use crate::graph::{
    Claim, ClaimId, Day, Direction, Ids, Interval, KindId, Linked, LinkedLists, NOT_ONE_DAY, NameMatch, Neighbours, Node, NodeId,
    RelationId, Schema, Statistics, Value, View, days_within,
};

impl LiveGraph {
    /// A claim of which nothing follows: of the base, or kept here, but not taken back.
    fn is_retracted(&self, claim: ClaimId) -> bool {
        match &self.base {
            Some(base) if claim.index() < base.claims => base.retracted.contains(&claim),
            _ => !self.retracted.is_empty() && self.retracted.contains(&claim),
        }
    }

    /// What was told under this id, taken back or not.
    pub fn told(&self, claim: ClaimId) -> Option<Cow<'_, Claim>> {
        match &self.base {
            Some(base) if claim.index() < base.claims => base.view.claim(claim),
            _ => self.edge(claim).map(Cow::Borrowed),
        }
    }
}

impl View for LiveGraph {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn node_bound(&self) -> usize {
        match &self.base {
            None => self.graph.node_count(),
            Some(base) => base.nodes + base.own.len(),
        }
    }

    fn claim_bound(&self) -> usize {
        self.base.as_ref().map_or(0, |base| base.claims) + self.graph.edge_count()
    }

    fn node(&self, node: NodeId) -> Option<Cow<'_, Node>> {
        match (self.weight(node), &self.base) {
            (Some(own), _) => Some(Cow::Borrowed(own)),
            (None, Some(base)) => base.view.node(node),
            (None, None) => None,
        }
    }

    fn is_entity(&self, node: NodeId) -> bool {
        match (self.weight(node), &self.base) {
            (Some(own), _) => matches!(own, Node::Entity(_)),
            (None, Some(base)) => base.view.is_entity(node),
            (None, None) => false,
        }
    }

    fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        match (self.weight(node), &self.base) {
            (Some(own), _) => own.key().map(Cow::Borrowed),
            (None, Some(base)) => base.view.key(node),
            (None, None) => None,
        }
    }

    fn label(&self, node: NodeId) -> Option<Cow<'_, str>> {
        match (self.weight(node), &self.base) {
            (Some(own), _) => own.label().map(Cow::Borrowed),
            (None, Some(base)) => base.view.label(node),
            (None, None) => None,
        }
    }

    fn any_name(&self, node: NodeId, is_it: &mut dyn FnMut(&str) -> bool) -> bool {
        match (self.weight(node), &self.base) {
            (Some(own), _) => own.names().any(is_it),
            (None, Some(base)) => base.view.any_name(node, is_it),
            (None, None) => false,
        }
    }

    fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        self.entity_by_key(key)
    }

    fn node_of_value(&self, value: &Value) -> Option<NodeId> {
        let is_it = |place| matches!(self.weight(NodeId(place)), Some(Node::Value(known)) if known == value);
        let own = self.values.find(|salt| hash_value(salt, value), is_it).map(NodeId);
        own.or_else(|| self.base.as_ref().and_then(|base| base.view.node_of_value(value)))
    }

    fn claim(&self, claim: ClaimId) -> Option<Cow<'_, Claim>> {
        self.told(claim).filter(|_| !self.is_retracted(claim))
    }

    fn ends(&self, claim: ClaimId) -> Option<(NodeId, RelationId, NodeId)> {
        let ends = match &self.base {
            Some(base) if claim.index() < base.claims => base.view.ends(claim),
            _ => self.edge(claim).map(|claim| (claim.subject, claim.relation, claim.object)),
        };
        ends.filter(|_| !self.is_retracted(claim))
    }

    fn sources(&self, claim: ClaimId) -> Cow<'_, [NodeId]> {
        if self.is_retracted(claim) {
            return Cow::Borrowed(&[]);
        }
        match &self.base {
            Some(base) if claim.index() < base.claims => base.view.sources(claim),
            _ => self.edge(claim).map_or(Cow::Borrowed(&[]), |claim| Cow::Borrowed(&claim.sources)),
        }
    }

    fn when(&self, claim: ClaimId) -> Interval {
        let told = match &self.base {
            Some(base) if claim.index() < base.claims => base.view.when(claim),
            _ => self.edge(claim).map_or(Interval::UNDATED, |claim| claim.when),
        };
        if self.ends.is_empty() {
            return told;
        }
        match self.ends.get(&claim) {
            Some(&to) => Interval { to, ..told },
            None => told,
        }
    }

    fn is_denied(&self, claim: ClaimId) -> bool {
        match &self.base {
            Some(base) if claim.index() < base.claims => base.view.is_denied(claim),
            _ => self.edge(claim).is_some_and(|claim| claim.denied),
        }
    }

    fn neighbours(&self, node: NodeId, relation: RelationId, direction: Direction) -> Neighbours<'_> {
        match &self.base {
            None => {
                self.relations.get(relation.index()).map_or_else(Neighbours::default, |index| index.adjacency.neighbours(node, direction))
            }
            Some(base) => self.merged_neighbours(base, node, relation, direction),
        }
    }

    fn each_row<'a>(
        &'a self,
        relation: RelationId,
        direction: Direction,
        nodes: Range<NodeId>,
        visit: &mut dyn FnMut(NodeId, Neighbours<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match (&self.base, self.relations.get(relation.index())) {
            (None, Some(index)) => index.adjacency.each_row(direction, nodes, visit),
            (None, None) => ControlFlow::Continue(()),
            (Some(base), _) => self.each_merged_row(base, relation, direction, nodes, visit),
        }
    }

    fn days(&self, claims: Ids<'_, ClaimId>, days: &mut Vec<Day>) {
        let own = |claim: ClaimId| self.when(claim).one_day().unwrap_or(NOT_ONE_DAY);
        let Some(base) = &self.base else { return days.extend(claims.iter().map(own)) };
        let before = days.len();
        base.view.days(claims, days);
        for (day, claim) in days.iter_mut().skip(before).zip(claims) {
            if claim.index() >= base.claims || self.ends.contains_key(&claim) {
                *day = own(claim);
            }
        }
    }

    fn days_within(&self, claims: Ids<'_, ClaimId>, first: Day, last: Day, found: &mut Vec<(usize, Day)>) {
        // Where nothing of the layer is among them, and it gives no claim another end.
        if let (Some(base), Ids::Run { first: start, len }) = (&self.base, claims)
            && self.ends.is_empty()
            && start.index() + len <= base.claims
        {
            return base.view.days_within(claims, first, last, found);
        }
        days_within(self, claims, first, last, found);
    }

    fn objects_of(&self, relation: RelationId) -> Option<&[NodeId]> {
        let own = self.relations.get(relation.index()).map(|index| &index.adjacency);
        match &self.base {
            None => Some(own.map_or(&[], Adjacency::objects)),
            Some(base) if own.is_none_or(|own| own.claims().is_empty()) => base.view.objects_of(relation),
            Some(_) => None,
        }
    }

    fn relations_at(&self, node: NodeId, direction: Direction) -> Cow<'_, [RelationId]> {
        match &self.base {
            None => Cow::Borrowed(self.own_relations_at(node, direction)),
            Some(base) => self.merged_relations_at(base, node, direction),
        }
    }

    fn linked(&self, node: NodeId, direction: Direction) -> Linked<'_> {
        match &self.base {
            Some(base) if self.own_relations_at(node, direction).is_empty() => base.view.linked(node, direction),
            _ => {
                let relations = self.relations_at(node, direction);
                let nodes = relations.iter().flat_map(|&relation| self.neighbours(node, relation, direction).nodes);
                Linked::Listed(Cow::Owned(nodes.copied().collect()))
            }
        }
    }

    fn linked_run(&self, direction: Direction, nodes: Range<NodeId>, lists: &mut LinkedLists) {
        let all = nodes.start.index()..nodes.end.index().min(self.node_bound());
        let mut rest = all.start;
        // Stretches of which the layer says nothing are the base's.
        if let Some(base) = &self.base {
            let bound = all.end.min(base.view.node_bound());
            let own = |&index: &usize| !self.own_relations_at(NodeId::from_index(index), direction).is_empty();
            while rest < bound {
                let end = (rest..bound).find(own).unwrap_or(bound);
                base.view.linked_run(direction, NodeId::from_index(rest)..NodeId::from_index(end), lists);
                rest = end;
                if rest < bound {
                    lists.push(&self.linked(NodeId::from_index(rest), direction));
                    rest += 1;
                }
            }
        }
        for index in rest..all.end {
            lists.push(&self.linked(NodeId::from_index(index), direction));
        }
    }

    fn keeps_links(&self) -> bool {
        self.base.as_ref().is_some_and(|base| base.view.keeps_links())
    }

    fn claims_of(&self, relation: RelationId) -> Ids<'_, ClaimId> {
        match &self.base {
            None => Ids::Listed(self.relations.get(relation.index()).map_or(&[], |index| index.adjacency.claims())),
            Some(base) => self.merged_claims_of(base, relation),
        }
    }

    fn members(&self, kind: KindId) -> Ids<'_, NodeId> {
        match &self.base {
            None => Ids::Listed(self.kinds.members(kind)),
            Some(base) => self.merged_members(base, kind),
        }
    }

    fn kinds(&self, node: NodeId) -> Cow<'_, [KindId]> {
        match &self.base {
            Some(base) => self.merged_kinds(base, node),
            None => Cow::Borrowed(match self.weight(node) {
                Some(Node::Entity(entity)) if entity.kinds.is_empty() => self.kinds.derived(node),
                Some(Node::Entity(entity)) => &entity.kinds,
                _ => &[],
            }),
        }
    }

    fn entities(&self) -> Ids<'_, NodeId> {
        match &self.base {
            None => Ids::Listed(&self.entities),
            Some(base) => self.merged_entities(base),
        }
    }

    fn statistics(&self, relation: RelationId) -> Statistics {
        match &self.base {
            None => self.own_statistics(relation),
            Some(base) => self.merged_statistics(base, relation),
        }
    }

    fn named(&self, name: &str) -> Cow<'_, [NodeId]> {
        self.all_named(name)
    }

    fn names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        self.all_names_at(words, true)
    }

    fn whole_names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        self.all_names_at(words, false)
    }

    fn nearest_names(&self, text: &str, limit: usize) -> Vec<String> {
        self.all_nearest_names(text, limit)
    }

    fn complete_name(&self, prefix: &str, limit: usize) -> Vec<String> {
        self.complete_all_names(prefix, limit)
    }

    fn damage(&self) -> Option<String> {
        self.base.as_ref().and_then(|base| base.view.damage())
    }
}
