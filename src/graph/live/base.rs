//! What a layer stands on, and what the two are together.
//!
//! A layer has the ids behind those of its base. Where it touches a node of the base (an end of one of its claims, a new name or kind)
//! a stand-in of that node is in its petgraph. What layer and base have together (a row of neighbours, the members of a kind) is
//! made when it is first asked for, and only where the layer adds or takes something; everything else goes straight to the base.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};
use std::sync::{Arc, OnceLock};

use petgraph::stable_graph::NodeIndex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::adjacency::Adjacency;
use super::{LiveGraph, node_index};
use crate::graph::search::partition;
use crate::graph::{ClaimId, Direction, Ids, KindId, Neighbours, Node, NodeId, RelationId, Schema, Statistics, View, most_telling};

/// The graph below a layer.
#[derive(Clone)]
pub(super) struct Base {
    pub(super) view: Arc<dyn View>,
    /// Ids below this are of the base.
    pub(super) nodes: usize,
    /// Ids below this are of the base.
    pub(super) claims: usize,
    /// Where nodes of the base stand in the petgraph of the layer.
    pub(super) stand_ins: FxHashMap<NodeId, NodeIndex>,
    /// Where the nodes of the layer stand in it.
    pub(super) own: Vec<NodeIndex>,
    /// Nodes of the base whose names or kinds were added to.
    pub(super) changed: BTreeSet<NodeId>,
    /// Claims of the base that are taken back.
    pub(super) retracted: BTreeSet<ClaimId>,
    kinds: KindChanges,
    entities: OnceLock<Vec<NodeId>>,
    members: OnceLock<Box<[Members]>>,
}

impl std::fmt::Debug for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Base").field("nodes", &self.nodes).field("claims", &self.claims).finish_non_exhaustive()
    }
}

/// The members of a kind, if they are others than those that the base has; once they are asked for.
type Members = OnceLock<Option<Vec<NodeId>>>;

/// What definitions of the layer change in how kinds follow.
#[derive(Clone, Debug, Default)]
struct KindChanges {
    /// Whether a kind of the base has got another parent.
    parents: bool,
    /// Relations from whose claims other kinds follow than before.
    relations: Vec<RelationId>,
}

/// What one relation has in layer and base together.
#[derive(Clone, Debug, Default)]
pub(super) struct Merged {
    /// Beside the rows of the layer's adjacency.
    forward: Vec<OnceLock<Row>>,
    backward: Vec<OnceLock<Row>>,
    claims: OnceLock<Vec<ClaimId>>,
    statistics: OnceLock<Statistics>,
}

#[derive(Clone, Debug, Default)]
struct Row {
    nodes: Vec<NodeId>,
    claims: Vec<ClaimId>,
}

impl Merged {
    /// Nothing is made yet.
    pub(super) fn beside(adjacency: &Adjacency) -> Self {
        let slots = |direction| vec![OnceLock::new(); adjacency.row_bound(direction)];
        Self { forward: slots(Direction::Forward), backward: slots(Direction::Backward), ..Self::default() }
    }

    fn slot(&self, row: usize, direction: Direction) -> Option<&OnceLock<Row>> {
        match direction {
            Direction::Forward => self.forward.get(row),
            Direction::Backward => self.backward.get(row),
        }
    }
}

impl Base {
    pub(super) fn new(view: Arc<dyn View>) -> Self {
        Self {
            nodes: view.node_bound(),
            claims: view.claim_bound(),
            view,
            stand_ins: FxHashMap::default(),
            own: Vec::new(),
            changed: BTreeSet::new(),
            retracted: BTreeSet::new(),
            kinds: KindChanges::default(),
            entities: OnceLock::new(),
            members: OnceLock::new(),
        }
    }

    /// Where a node stands in the petgraph of the layer.
    pub(super) fn place(&self, node: NodeId) -> Option<NodeIndex> {
        match node.index().checked_sub(self.nodes) {
            Some(own) => self.own.get(own).copied(),
            None => self.stand_ins.get(&node).copied(),
        }
    }

    /// Forgets what was made of both, since the layer has grown.
    pub(super) fn forget(&mut self) {
        self.entities.take();
        self.members.take();
    }

    /// Compares the definitions.
    pub(super) fn compare(&mut self, schema: &Schema) {
        let below = self.view.schema();
        let parents = below.kinds().any(|(id, kind)| schema.kind(id).is_some_and(|now| now.parents != kind.parents));
        let only = |kinds: &[KindId]| if let [one] = kinds { Some(*one) } else { None };
        let relations = below
            .relations()
            .filter(|(id, relation)| {
                schema
                    .relation(*id)
                    .is_some_and(|now| only(&now.domain) != only(&relation.domain) || only(&now.range) != only(&relation.range))
            })
            .map(|(id, _)| id)
            .collect();
        self.kinds = KindChanges { parents, relations };
    }
}

/// What layer and base are together. `base` is that of the layer throughout.
impl LiveGraph {
    /// The nodes at the near end of claims of a relation that the layer adds or takes back, sorted.
    pub(super) fn touched(&self, relation: RelationId, direction: Direction) -> impl Iterator<Item = NodeId> + '_ {
        self.relations.get(relation.index()).into_iter().flat_map(move |index| index.adjacency.nodes(direction))
    }

    pub(super) fn merged_neighbours<'a>(
        &'a self,
        base: &'a Base,
        node: NodeId,
        relation: RelationId,
        direction: Direction,
    ) -> Neighbours<'a> {
        let below = || base.view.neighbours(node, relation, direction);
        let Some(index) = self.relations.get(relation.index()) else { return below() };
        let Some(row) = index.adjacency.row(node, direction) else { return below() };
        let below = below();
        let own = index.adjacency.neighbours(node, direction);
        if below.is_empty() {
            return own;
        }
        let Some(slot) = index.merged.slot(row, direction) else { return own };
        let row = slot.get_or_init(|| merge(below, own, base.claims));
        Neighbours { nodes: &row.nodes, claims: Ids::Listed(&row.claims) }
    }

    pub(super) fn each_merged_row<'a>(
        &'a self,
        base: &'a Base,
        relation: RelationId,
        direction: Direction,
        nodes: Range<NodeId>,
        visit: &mut dyn FnMut(NodeId, Neighbours<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let touched: Vec<NodeId> = self.touched(relation, direction).filter(|node| nodes.contains(node)).collect();
        let mut touched = touched.into_iter().peekable();
        let show = |node: NodeId, visit: &mut dyn FnMut(NodeId, Neighbours<'a>) -> ControlFlow<()>| {
            let row = self.merged_neighbours(base, node, relation, direction);
            if row.is_empty() { ControlFlow::Continue(()) } else { visit(node, row) }
        };
        base.view.each_row(relation, direction, nodes, &mut |node, row| {
            while let Some(own) = touched.next_if(|own| *own < node) {
                show(own, visit)?;
            }
            if touched.next_if_eq(&node).is_some() { show(node, visit) } else { visit(node, row) }
        })?;
        touched.try_for_each(|node| show(node, visit))
    }

    pub(super) fn merged_claims_of<'a>(&'a self, base: &'a Base, relation: RelationId) -> Ids<'a, ClaimId> {
        let below = base.view.claims_of(relation);
        let Some(index) = self.relations.get(relation.index()).filter(|index| !index.adjacency.claims().is_empty()) else { return below };
        if below.is_empty() {
            return Ids::Listed(index.adjacency.claims());
        }
        Ids::Listed(index.merged.claims.get_or_init(|| {
            let mut all = Vec::with_capacity(below.len() + index.adjacency.claims().len());
            let mut next = 0;
            for (subject, object, claim) in index.adjacency.ends() {
                let key_at = |place: usize| {
                    let id = below.get(place)?;
                    base.view.ends(id).map(|(subject, _, object)| (subject, object, id))
                };
                let place = partition(next..below.len(), |place| key_at(place) < Some((subject, object, claim)));
                all.extend(below.slice(next, place));
                next = place;
                if claim.index() < base.claims {
                    next += 1;
                } else {
                    all.push(claim);
                }
            }
            all.extend(below.slice(next, below.len()));
            all
        }))
    }

    pub(super) fn merged_statistics(&self, base: &Base, relation: RelationId) -> Statistics {
        let below = base.view.statistics(relation);
        let Some(index) = self.relations.get(relation.index()).filter(|index| !index.adjacency.claims().is_empty()) else { return below };
        *index.merged.statistics.get_or_init(|| {
            let distinct = |below: usize, direction| {
                let mut count = below;
                for node in index.adjacency.nodes(direction) {
                    let before = base.view.neighbours(node, relation, direction).len();
                    let own = index.adjacency.neighbours(node, direction);
                    let taken = own.claims.iter().filter(|claim| claim.index() < base.claims).count();
                    match (before, before + own.len() - 2 * taken.min(before)) {
                        (0, 1..) => count += 1,
                        (1.., 0) => count -= 1,
                        _ => {}
                    }
                }
                count
            };
            let sum = |below: usize, change: isize| below.saturating_add_signed(change);
            Statistics {
                claims: sum(below.claims, index.counts.claims),
                subjects: distinct(below.subjects, Direction::Forward),
                objects: distinct(below.objects, Direction::Backward),
                denied: sum(below.denied, index.counts.denied),
                dated: sum(below.dated, index.counts.dated),
            }
        })
    }

    pub(super) fn merged_relations_at<'a>(&'a self, base: &'a Base, node: NodeId, direction: Direction) -> Cow<'a, [RelationId]> {
        let own = self.own_relations_at(node, direction);
        let below = base.view.relations_at(node, direction);
        if own.is_empty() {
            return below;
        }
        let mut all: Vec<RelationId> = below.iter().chain(own).copied().collect();
        all.sort_unstable();
        all.dedup();
        if !base.retracted.is_empty() {
            all.retain(|relation| !self.merged_neighbours(base, node, *relation, direction).is_empty());
        }
        Cow::Owned(all)
    }

    pub(super) fn merged_entities<'a>(&'a self, base: &'a Base) -> Ids<'a, NodeId> {
        let below = base.view.entities();
        if self.entities.is_empty() {
            return below;
        }
        Ids::Listed(base.entities.get_or_init(|| below.iter().chain(self.entities.iter().copied()).collect()))
    }

    pub(super) fn merged_kinds<'a>(&'a self, base: &'a Base, node: NodeId) -> Cow<'a, [KindId]> {
        let is_touched = match base.place(node).and_then(|place| self.graph.node_weight(place)) {
            Some(Node::Value(_)) => return Cow::Borrowed(&[]),
            Some(Node::Entity(entity)) if !entity.kinds.is_empty() => return Cow::Borrowed(&entity.kinds),
            Some(Node::Entity(_)) => true,
            None => false,
        };
        if !is_touched {
            let told = |node: &Node| matches!(node, Node::Entity(entity) if entity.kinds.is_empty());
            let is_open = base.kinds.parents || !base.kinds.relations.is_empty();
            if !is_open || !base.view.node(node).is_some_and(|node| told(&node)) {
                return base.view.kinds(node);
            }
        }
        let mut following: Vec<KindId> = Vec::new();
        for direction in [Direction::Forward, Direction::Backward] {
            for relation in self.merged_relations_at(base, node, direction).iter() {
                let relation = self.schema.relation(*relation);
                let ends = relation.map(|relation| if direction == Direction::Forward { &relation.domain } else { &relation.range });
                if let Some(&[kind]) = ends.map(Vec::as_slice) {
                    following.push(kind);
                }
            }
        }
        following.sort_unstable();
        following.dedup();
        Cow::Owned(most_telling(&following, |kind, other| self.schema.is_a(kind, other)).into_vec())
    }

    pub(super) fn merged_members<'a>(&'a self, base: &'a Base, kind: KindId) -> Ids<'a, NodeId> {
        let all = base.members.get_or_init(|| vec![OnceLock::new(); self.schema.kinds().len()].into_boxed_slice());
        let Some(slot) = all.get(kind.index()) else { return base.view.members(kind) };
        match slot.get_or_init(|| self.changed_members(base, kind)) {
            Some(members) => Ids::Listed(members),
            None => base.view.members(kind),
        }
    }

    /// The members of a kind, if they are others than those that the base has.
    fn changed_members(&self, base: &Base, kind: KindId) -> Option<Vec<NodeId>> {
        let below = base.view.members(kind);
        let mut joined: Vec<NodeId> = Vec::new();
        if base.kinds.parents {
            let subkinds = self.schema.kinds().map(|(id, _)| id).filter(|id| *id != kind && self.schema.is_a(*id, kind));
            joined.extend(subkinds.flat_map(|id| base.view.members(id)).filter(|node| !below.contains_sorted(*node)));
        }
        let mut left: FxHashSet<NodeId> = FxHashSet::default();
        for node in self.nodes_with_open_kinds(base) {
            let is_member = self.merged_kinds(base, node).iter().any(|mine| self.schema.is_a(*mine, kind));
            if is_member && !below.contains_sorted(node) {
                joined.push(node);
            } else if !is_member {
                left.insert(node);
            }
        }
        joined.retain(|node| !left.contains(node));
        let has_left = left.iter().any(|node| below.contains_sorted(*node));
        if joined.is_empty() && !has_left {
            return None;
        }
        joined.extend(below.iter().filter(|node| !left.contains(node)));
        joined.sort_unstable();
        joined.dedup();
        Some(joined)
    }

    /// The entities whose kinds may be others than in the base, and those of the layer; sorted.
    fn nodes_with_open_kinds(&self, base: &Base) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = base.stand_ins.iter().filter(|(_, place)| self.is_entity_at(**place)).map(|(node, _)| *node).collect();
        for relation in &base.kinds.relations {
            for (subject, _, object) in base.view.claims_of(*relation).iter().filter_map(|claim| base.view.ends(claim)) {
                nodes.extend([subject, object].into_iter().filter(|node| base.view.is_entity(*node)));
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes.extend(&self.entities);
        nodes
    }

    fn is_entity_at(&self, place: NodeIndex) -> bool {
        matches!(self.graph.node_weight(place), Some(Node::Entity(_)))
    }

    /// Where a node stands in the petgraph; a node of the base gets a stand-in first. `None` if there is no such node.
    pub(super) fn stand_in(&mut self, node: NodeId) -> Option<NodeIndex> {
        let Some(base) = &mut self.base else { return self.graph.contains_node(node_index(node)).then(|| node_index(node)) };
        if let Some(place) = base.place(node) {
            return Some(place);
        }
        let copy = base.view.node(node)?.into_owned();
        let place = self.graph.add_node(copy);
        base.stand_ins.insert(node, place);
        Some(place)
    }
}

/// Two sorted rows as one. Claims of the layer's row with ids of the base are those that it takes back.
fn merge(below: Neighbours<'_>, own: Neighbours<'_>, bound: usize) -> Row {
    let mut row = Row { nodes: Vec::with_capacity(below.len() + own.len()), claims: Vec::with_capacity(below.len() + own.len()) };
    let mut next = 0;
    let copy = |row: &mut Row, from: usize, to: usize| {
        row.nodes.extend_from_slice(below.nodes.get(from..to).unwrap_or_default());
        row.claims.extend(below.claims.slice(from, to));
    };
    for (node, claim) in own.iter() {
        let place =
            partition(next..below.len(), |place| below.nodes.get(place).copied().zip(below.claims.get(place)) < Some((node, claim)));
        copy(&mut row, next, place);
        next = place;
        if claim.index() < bound {
            next += 1;
        } else {
            row.nodes.push(node);
            row.claims.push(claim);
        }
    }
    copy(&mut row, next, below.len());
    row
}
