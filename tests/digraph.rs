//! petgraph's algorithms over views: the same as over a petgraph of the same claims, whether the view is live, a file, or a layer upon a file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::algo::{
    astar, connected_components, dijkstra, dominators, is_cyclic_directed, k_shortest_path, kosaraju_scc, page_rank, tarjan_scc,
};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Bfs, EdgeCount, EdgeRef, IntoEdgeReferences, NodeCount, NodeFiltered, Reversed, UndirectedAdaptor, Walker};
use proptest::prelude::*;
use quipu::graph::{Claim, Digraph, Entity, LiveGraph, NodeId, RelationId, View};
use quipu::store::frozen::{FrozenGraph, History, freeze};

const NODES: u32 = 12;

/// Subject, relation, object, and whether it is denied.
type Told = (u32, u32, u32, bool);

fn told() -> impl Strategy<Value = Vec<Told>> {
    prop::collection::vec((0..NODES, 0..3_u32, 0..NODES, prop::bool::weighted(0.1)), 0..40)
}

fn with_nodes() -> LiveGraph {
    let mut graph = LiveGraph::new();
    for name in ["knows", "likes", "leads"] {
        graph.schema_mut().relation_or_new(name);
    }
    for node in 0..NODES {
        graph.add_entity(Entity { key: format!("n{node:02}"), label: format!("n{node:02}"), ..Entity::default() });
    }
    graph
}

fn tell(graph: &mut LiveGraph, told: &[Told]) {
    for &(subject, relation, object, denied) in told {
        graph.add_claim(Claim { denied, ..Claim::new(NodeId(subject), RelationId(relation), NodeId(object)) });
    }
    graph.seal();
}

/// A petgraph of the asserted claims of some relations.
fn copied(view: &dyn View, relations: &[RelationId]) -> DiGraph<(), RelationId> {
    let mut copy = DiGraph::new();
    for _ in 0..view.node_bound() {
        copy.add_node(());
    }
    for &relation in relations {
        for claim in view.claims_of(relation) {
            let (subject, _, object) = view.ends(claim).unwrap();
            if !view.is_denied(claim) {
                copy.add_edge(NodeIndex::new(subject.index()), NodeIndex::new(object.index()), relation);
            }
        }
    }
    copy
}

fn sorted<T: Ord>(groups: Vec<Vec<T>>) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = groups
        .into_iter()
        .map(|mut group| {
            group.sort();
            group
        })
        .collect();
    groups.sort();
    groups
}

fn check(view: &dyn View, graph: Digraph<'_>, relations: &[RelationId]) {
    let copy = copied(view, relations);
    let index = |node: NodeId| NodeIndex::<u32>::new(node.index());
    let cost = |relation: &RelationId| u64::from(relation.0) + 1;
    assert_eq!((graph.node_count(), graph.edge_count()), (copy.node_count(), copy.edge_count()));
    assert_eq!(graph.edge_references().count(), copy.edge_count());
    let groups = |groups: Vec<Vec<NodeId>>| sorted(groups.into_iter().map(|group| group.into_iter().map(index).collect()).collect());
    assert_eq!(groups(tarjan_scc(graph)), sorted(tarjan_scc(&copy)));
    assert_eq!(groups(kosaraju_scc(graph)), sorted(kosaraju_scc(&copy)));
    assert_eq!(connected_components(graph), connected_components(&copy));
    assert_eq!(is_cyclic_directed(graph), is_cyclic_directed(&copy));
    for (one, other) in page_rank(graph, 0.85_f64, 20).into_iter().zip(page_rank(&copy, 0.85_f64, 20)) {
        assert!((one - other).abs() < 1e-9, "{one} {other}");
    }
    let start = NodeId(0);
    let far: BTreeMap<_, _> =
        dijkstra(graph, start, None, |edge| cost(edge.weight())).into_iter().map(|(node, far)| (index(node), far)).collect();
    assert_eq!(far, dijkstra(&copy, index(start), None, |edge| cost(edge.weight())).into_iter().collect());
    let back: BTreeMap<_, _> =
        dijkstra(Reversed(graph), start, None, |edge| cost(edge.weight())).into_iter().map(|(node, far)| (index(node), far)).collect();
    assert_eq!(back, dijkstra(Reversed(&copy), index(start), None, |edge| cost(edge.weight())).into_iter().collect());
    let mut met: Vec<NodeIndex> = Bfs::new(UndirectedAdaptor(graph), start).iter(UndirectedAdaptor(graph)).map(index).collect();
    let mut expected: Vec<NodeIndex> = Bfs::new(UndirectedAdaptor(&copy), index(start)).iter(UndirectedAdaptor(&copy)).collect();
    met.sort();
    expected.sort();
    assert_eq!(met, expected);
    for second in [1, 2] {
        let found = k_shortest_path(graph, start, None, second, |edge| cost(edge.weight()));
        let expected = k_shortest_path(&copy, index(start), None, second, |edge| cost(edge.weight()));
        assert_eq!(found.into_iter().map(|(node, far)| (index(node), far)).collect::<BTreeMap<_, _>>(), expected.into_iter().collect());
    }
    let even = NodeFiltered::from_fn(graph, |node| node.0 % 2 == 0);
    let copy_even = NodeFiltered::from_fn(&copy, |node: NodeIndex| node.index() % 2 == 0);
    for goal in [NodeId(4), NodeId(7)] {
        let found = astar(graph, start, |node| node == goal, |edge| cost(edge.weight()), |_| 0);
        let expected = astar(&copy, index(start), |node| node == index(goal), |edge| cost(edge.weight()), |_| 0);
        assert_eq!(found.as_ref().map(|(far, _)| *far), expected.map(|(far, _)| far));
        let found = dijkstra(&even, start, Some(goal), |edge| cost(edge.weight())).get(&goal).copied();
        assert_eq!(found, dijkstra(&copy_even, index(start), Some(index(goal)), |edge| cost(edge.weight())).get(&index(goal)).copied());
    }
    let (dominating, expected) = (dominators::simple_fast(graph, start), dominators::simple_fast(&copy, index(start)));
    for node in (0..NODES).map(NodeId) {
        assert_eq!(dominating.immediate_dominator(node).map(index), expected.immediate_dominator(index(node)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn algorithms_find_the_same_over_a_view(below in told(), above in told(), some in prop::sample::subsequence(vec![0_u32, 1, 2], 1..=2)) {
        let folder = tempfile::tempdir().unwrap();
        let mut live = with_nodes();
        tell(&mut live, &below);
        let path = folder.path().join("graph.quipu");
        freeze(&live, &path, &History::default()).unwrap();
        let frozen = Arc::new(FrozenGraph::open(&path).unwrap());
        let mut layer = LiveGraph::on(frozen.clone());
        tell(&mut layer, &above);
        let all: Vec<RelationId> = (0..3).map(RelationId).collect();
        let some: Vec<RelationId> = some.into_iter().map(RelationId).collect();
        for view in [&live as &dyn View, &*frozen, &layer] {
            check(view, Digraph::of(view), &all);
            check(view, Digraph::along(view, &some), &some);
        }
    }
}
