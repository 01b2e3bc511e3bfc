//! A view as petgraph sees a graph, so that its algorithms run over it where it stands, frozen or live, without a copy.
//!
//! Comes in: a [`View`], perhaps with the relations that count. Goes out: petgraph's `visit` traits. Nodes are all nodes of the view, edges its asserted
//! claims, from subject to object; denials are no edges. Undirected, reversed and filtered ones are made by petgraph's own adaptors (`UndirectedAdaptor`,
//! `Reversed`, `NodeFiltered`, `EdgeFiltered`).

use std::borrow::Cow;
use std::ops::Range;

use petgraph::visit::{
    Data, EdgeCount, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors,
    IntoNeighborsDirected, IntoNodeIdentifiers, IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable, VisitMap, Visitable,
};

use super::{ClaimId, Direction, Ids, IdsIter, Neighbours, NodeId, RelationId, View};

/// A view as a directed graph of petgraph. Costs nothing to make or copy.
///
/// ```
/// use petgraph::algo::{dijkstra, is_cyclic_directed};
/// use quipu::graph::{Claim, Digraph, Entity, LiveGraph};
///
/// let mut graph = LiveGraph::new();
/// let knows = graph.schema_mut().relation_or_new("knows");
/// let [ana, ben, cid] = ["Ana", "Ben", "Cid"].map(|name| graph.add_entity(Entity { key: name.into(), label: name.into(), ..Entity::default() }));
/// graph.add_claim(Claim::new(ana, knows, ben));
/// graph.add_claim(Claim::new(ben, knows, cid));
/// graph.seal();
/// let people = Digraph::of(&graph);
/// assert_eq!(dijkstra(people, ana, None, |_| 1)[&cid], 2);
/// assert!(!is_cyclic_directed(people));
/// ```
#[derive(Clone, Copy)]
pub struct Digraph<'a> {
    view: &'a dyn View,
    /// The relations whose claims count; all, if none are named.
    relations: Option<&'a [RelationId]>,
}

impl<'a> Digraph<'a> {
    /// All asserted claims.
    pub fn of(view: &'a dyn View) -> Self {
        Self { view, relations: None }
    }

    /// The asserted claims of some relations, each named once.
    pub fn along(view: &'a dyn View, relations: &'a [RelationId]) -> Self {
        Self { view, relations: Some(relations) }
    }

    fn edges_of(self, node: NodeId, direction: Direction) -> Edges<'a> {
        let relations = match self.relations {
            Some(relations) => Cow::Borrowed(relations),
            None => self.view.relations_at(node, direction),
        };
        Edges { view: self.view, node, direction, relations, next: 0, row: Row::default() }
    }
}

impl std::fmt::Debug for Digraph<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Digraph").field("nodes", &self.view.node_bound()).field("relations", &self.relations).finish()
    }
}

/// An asserted claim as an edge. Its weight is its relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    from: NodeId,
    to: NodeId,
    relation: RelationId,
    claim: ClaimId,
}

impl EdgeRef for Edge {
    type NodeId = NodeId;
    type EdgeId = ClaimId;
    type Weight = RelationId;

    fn source(&self) -> NodeId {
        self.from
    }

    fn target(&self) -> NodeId {
        self.to
    }

    fn weight(&self) -> &RelationId {
        &self.relation
    }

    fn id(&self) -> ClaimId {
        self.claim
    }
}

/// What is left of the claims of one relation at a node.
#[derive(Clone, Default)]
struct Row<'a> {
    relation: Option<RelationId>,
    /// Whether some claims of the relation are denials.
    mixed: bool,
    nodes: std::iter::Copied<std::slice::Iter<'a, NodeId>>,
    claims: Ids<'a, ClaimId>,
    place: usize,
}

/// The edges that begin, or those that end at a node, in the order of (relation, other node, claim).
#[derive(Clone)]
pub struct Edges<'a> {
    view: &'a dyn View,
    node: NodeId,
    direction: Direction,
    relations: Cow<'a, [RelationId]>,
    next: usize,
    row: Row<'a>,
}

impl Iterator for Edges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        loop {
            if let (Some(relation), Some(other)) = (self.row.relation, self.row.nodes.next()) {
                let claim = self.row.claims.get(self.row.place)?;
                self.row.place += 1;
                if self.row.mixed && self.view.is_denied(claim) {
                    continue;
                }
                let (from, to) = match self.direction {
                    Direction::Forward => (self.node, other),
                    Direction::Backward => (other, self.node),
                };
                return Some(Edge { from, to, relation, claim });
            }
            let &relation = self.relations.get(self.next)?;
            self.next += 1;
            let Neighbours { nodes, claims } = self.view.neighbours(self.node, relation, self.direction);
            if !nodes.is_empty() {
                let mixed = self.view.statistics(relation).denied > 0;
                self.row = Row { relation: Some(relation), mixed, nodes: nodes.iter().copied(), claims, place: 0 };
            }
        }
    }
}

/// The nodes at the other ends of the edges of a node, each as often as there is an edge.
#[derive(Clone)]
pub struct Ends<'a>(Edges<'a>);

impl Iterator for Ends<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let direction = self.0.direction;
        self.0.next().map(|edge| if direction == Direction::Forward { edge.to } else { edge.from })
    }
}

/// All edges, by relation and claim.
#[derive(Clone)]
pub struct AllEdges<'a> {
    view: &'a dyn View,
    relations: Cow<'a, [RelationId]>,
    next: usize,
    claims: IdsIter<'a, ClaimId>,
}

impl Iterator for AllEdges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        loop {
            for claim in &mut self.claims {
                if let Some((from, relation, to)) = self.view.ends(claim).filter(|_| !self.view.is_denied(claim)) {
                    return Some(Edge { from, to, relation, claim });
                }
            }
            self.claims = self.view.claims_of(*self.relations.get(self.next)?).iter();
            self.next += 1;
        }
    }
}

/// All nodes, by their numbers.
#[derive(Clone, Debug)]
pub struct Nodes(Range<usize>);

impl Iterator for Nodes {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        self.0.next().map(NodeId::from_index)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// All nodes with what petgraph calls their weights, of which they have none.
#[derive(Clone, Debug)]
pub struct WeightlessNodes(Nodes);

impl Iterator for WeightlessNodes {
    type Item = (NodeId, &'static ());

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|node| (node, &()))
    }
}

/// Which nodes were visited: one bit each.
#[derive(Clone, Debug, Default)]
pub struct Met(Vec<u64>);

impl Met {
    fn bit(node: NodeId) -> (usize, u64) {
        (node.index() / 64, 1 << (node.0 % 64))
    }
}

impl VisitMap<NodeId> for Met {
    fn visit(&mut self, node: NodeId) -> bool {
        let (word, bit) = Self::bit(node);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0.get_mut(word).is_some_and(|word| {
            let new = *word & bit == 0;
            *word |= bit;
            new
        })
    }

    fn is_visited(&self, node: &NodeId) -> bool {
        let (word, bit) = Self::bit(*node);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    fn unvisit(&mut self, node: NodeId) -> bool {
        let (word, bit) = Self::bit(node);
        self.0.get_mut(word).is_some_and(|word| {
            let was = *word & bit != 0;
            *word &= !bit;
            was
        })
    }
}

impl GraphBase for Digraph<'_> {
    type EdgeId = ClaimId;
    type NodeId = NodeId;
}

impl GraphRef for Digraph<'_> {}

impl GraphProp for Digraph<'_> {
    type EdgeType = petgraph::Directed;
}

impl Data for Digraph<'_> {
    type NodeWeight = ();
    type EdgeWeight = RelationId;
}

impl NodeCount for Digraph<'_> {
    fn node_count(&self) -> usize {
        self.view.node_bound()
    }
}

impl NodeIndexable for Digraph<'_> {
    fn node_bound(&self) -> usize {
        self.view.node_bound()
    }

    fn to_index(&self, node: NodeId) -> usize {
        node.index()
    }

    fn from_index(&self, index: usize) -> NodeId {
        NodeId::from_index(index)
    }
}

impl NodeCompactIndexable for Digraph<'_> {}

impl EdgeCount for Digraph<'_> {
    fn edge_count(&self) -> usize {
        let count = |relation| {
            let statistics = self.view.statistics(relation);
            statistics.claims - statistics.denied
        };
        match self.relations {
            Some(relations) => relations.iter().map(|&relation| count(relation)).sum(),
            None => self.view.schema().relations().map(|(relation, _)| count(relation)).sum(),
        }
    }
}

impl Visitable for Digraph<'_> {
    type Map = Met;

    fn visit_map(&self) -> Met {
        Met(vec![0; self.view.node_bound().div_ceil(64)])
    }

    fn reset_map(&self, map: &mut Met) {
        map.0.clear();
        map.0.resize(self.view.node_bound().div_ceil(64), 0);
    }
}

impl IntoNodeIdentifiers for Digraph<'_> {
    type NodeIdentifiers = Nodes;

    fn node_identifiers(self) -> Nodes {
        Nodes(0..self.view.node_bound())
    }
}

impl IntoNodeReferences for Digraph<'_> {
    type NodeRef = (NodeId, &'static ());
    type NodeReferences = WeightlessNodes;

    fn node_references(self) -> WeightlessNodes {
        WeightlessNodes(self.node_identifiers())
    }
}

impl<'a> IntoNeighbors for Digraph<'a> {
    type Neighbors = Ends<'a>;

    fn neighbors(self, node: NodeId) -> Ends<'a> {
        Ends(self.edges_of(node, Direction::Forward))
    }
}

impl<'a> IntoNeighborsDirected for Digraph<'a> {
    type NeighborsDirected = Ends<'a>;

    fn neighbors_directed(self, node: NodeId, direction: petgraph::Direction) -> Ends<'a> {
        Ends(self.edges_of(node, way(direction)))
    }
}

impl<'a> IntoEdgeReferences for Digraph<'a> {
    type EdgeRef = Edge;
    type EdgeReferences = AllEdges<'a>;

    fn edge_references(self) -> AllEdges<'a> {
        let relations = match self.relations {
            Some(relations) => Cow::Borrowed(relations),
            None => Cow::Owned(self.view.schema().relations().map(|(relation, _)| relation).collect()),
        };
        AllEdges { view: self.view, relations, next: 0, claims: Ids::default().iter() }
    }
}

impl<'a> IntoEdges for Digraph<'a> {
    type Edges = Edges<'a>;

    fn edges(self, node: NodeId) -> Edges<'a> {
        self.edges_of(node, Direction::Forward)
    }
}

impl<'a> IntoEdgesDirected for Digraph<'a> {
    type EdgesDirected = Edges<'a>;

    fn edges_directed(self, node: NodeId, direction: petgraph::Direction) -> Edges<'a> {
        self.edges_of(node, way(direction))
    }
}

fn way(direction: petgraph::Direction) -> Direction {
    match direction {
        petgraph::Direction::Outgoing => Direction::Forward,
        petgraph::Direction::Incoming => Direction::Backward,
    }
}
