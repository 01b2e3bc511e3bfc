//! Layers: a graph that was told in parts, each on top of the others, shows what one that was told at once shows.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed")]

use std::ops::ControlFlow;
use std::sync::Arc;

use proptest::prelude::*;
use quipu::graph::names::split;
use quipu::graph::{
    Bound, Claim, ClaimId, Date, Direction, Entity, Interval, KindId, LiveGraph, NodeId, Quantity, RelationId, Statistics, Value, View,
};

/// One step of telling.
#[derive(Clone, Debug)]
enum Step {
    Entity { name: usize, kinds: Vec<u32>, alias: Option<usize> },
    Value(u8),
    Alias { node: usize, name: usize },
    Adjective { node: usize, name: usize },
    Kind { node: usize, kind: u32 },
    Claim { subject: usize, relation: u32, object: usize, year: Option<(i16, Option<i16>)>, denied: bool, source: Option<usize> },
    Retract(usize),
    Parent { kind: u32, parent: u32 },
    Domain { relation: u32, kind: u32 },
    OneAtATime(u32),
}

const NAMES: [&str; 12] =
    ["Ana Ruiz", "Ana", "Ruiz", "Lima", "Lima Norte", "Peruvian", "San Martín", "San Juan", "the Pact", "Pact of Lima", "Juan", "Norte"];
const KINDS: u32 = 4;
const RELATIONS: u32 = 4;

fn step() -> impl Strategy<Value = Step> {
    let name = 0..NAMES.len();
    let node = 0..40_usize;
    let year = prop::option::of((1990..1996_i16, prop::option::of(0..3_i16)));
    prop_oneof![
        4 => (name.clone(), prop::collection::vec(0..KINDS, 0..2), prop::option::of(name.clone()))
            .prop_map(|(name, kinds, alias)| Step::Entity { name, kinds, alias }),
        2 => (0..12_u8).prop_map(Step::Value),
        1 => (node.clone(), name.clone()).prop_map(|(node, name)| Step::Alias { node, name }),
        1 => (node.clone(), name.clone()).prop_map(|(node, name)| Step::Adjective { node, name }),
        1 => (node.clone(), 0..KINDS).prop_map(|(node, kind)| Step::Kind { node, kind }),
        10 => (node.clone(), 0..RELATIONS, node.clone(), year, any::<bool>(), prop::option::of(node))
            .prop_map(|(subject, relation, object, year, denied, source)| Step::Claim { subject, relation, object, year, denied, source }),
        2 => (0..40_usize).prop_map(Step::Retract),
        1 => (0..KINDS, 0..KINDS).prop_map(|(kind, parent)| Step::Parent { kind, parent }),
        1 => (0..RELATIONS, 0..KINDS).prop_map(|(relation, kind)| Step::Domain { relation, kind }),
        1 => (0..RELATIONS).prop_map(Step::OneAtATime),
    ]
}

fn value(number: u8) -> Value {
    match number {
        0..4 => Value::Text(NAMES[usize::from(number)].to_owned()),
        4..6 => Value::Number(Quantity { amount: f64::from(number), bound: Bound::About, unit: None }),
        6..8 => Value::Date(Date::new(1990 + i16::from(number), None, None).unwrap()),
        8..10 => Value::Url(format!("https://example.org/{number}")),
        _ => Value::Truth(number == 10),
    }
}

fn tell(graph: &mut LiveGraph, step: &Step) {
    let bound = graph.node_bound();
    let node = |place: usize| NodeId::from_index(place % bound.max(1));
    match step {
        Step::Entity { name, kinds, alias } => {
            let name = NAMES[*name].to_owned();
            graph.add_entity(Entity {
                key: name.to_lowercase(),
                label: name,
                aliases: alias.iter().map(|alias| NAMES[*alias].to_owned()).collect(),
                kinds: kinds.iter().map(|kind| KindId(*kind)).collect(),
                ..Entity::default()
            });
        }
        Step::Value(number) => {
            graph.add_value(value(*number));
        }
        Step::Alias { node: place, name } => graph.add_alias(node(*place), NAMES[*name]),
        Step::Adjective { node: place, name } => graph.add_adjective(node(*place), NAMES[*name]),
        Step::Kind { node: place, kind } => graph.add_kind(node(*place), KindId(*kind)),
        Step::Claim { .. } if bound == 0 => {}
        Step::Claim { subject, relation, object, year, denied, source } => {
            let date = |year: i16| Date::new(year, None, None);
            let when = year.map_or(Interval::UNDATED, |(year, length)| Interval {
                from: date(year),
                to: length.and_then(|length| date(year + length)),
            });
            let claim = Claim::new(node(*subject), RelationId(*relation), node(*object));
            graph.add_claim(Claim { when, denied: *denied, sources: source.iter().map(|place| node(*place)).collect(), ..claim });
        }
        Step::Retract(place) => {
            if graph.claim_bound() > 0 {
                graph.retract(ClaimId::from_index(place % graph.claim_bound()));
            }
        }
        Step::Parent { kind, parent } => {
            let parents = &mut graph.schema_mut().kind_mut(KindId(*kind)).unwrap().parents;
            if !parents.contains(&KindId(*parent)) {
                parents.push(KindId(*parent));
            }
        }
        Step::Domain { relation, kind } => {
            let domain = &mut graph.schema_mut().relation_mut(RelationId(*relation)).unwrap().domain;
            if !domain.contains(&KindId(*kind)) {
                domain.push(KindId(*kind));
            }
        }
        Step::OneAtATime(relation) => graph.schema_mut().relation_mut(RelationId(*relation)).unwrap().one_at_a_time = true,
    }
}

fn with_schema() -> LiveGraph {
    let mut graph = LiveGraph::new();
    for kind in 0..KINDS {
        graph.schema_mut().kind_or_new(&format!("kind {kind}"));
    }
    for relation in 0..RELATIONS {
        let id = graph.schema_mut().relation_or_new(&format!("relation {relation}"));
        if relation == 1 {
            let relation = graph.schema_mut().relation_mut(id).unwrap();
            relation.domain.push(KindId(0));
            relation.range.push(KindId(1));
        }
    }
    graph
}

/// Everything that a view shows.
fn assert_same(one: &dyn View, other: &dyn View) {
    assert_eq!(one.schema(), other.schema());
    assert_eq!((one.node_bound(), one.claim_bound()), (other.node_bound(), other.claim_bound()));
    assert_eq!(one.entities().to_vec(), other.entities().to_vec());
    for node in (0..one.node_bound() + 2).map(NodeId::from_index) {
        assert_eq!(one.node(node), other.node(node));
        assert_eq!(one.is_entity(node), other.is_entity(node));
        assert_eq!(one.kinds(node), other.kinds(node), "kinds of {node:?}");
        for direction in [Direction::Forward, Direction::Backward] {
            assert_eq!(one.relations_at(node, direction), other.relations_at(node, direction), "relations at {node:?}");
            for (relation, _) in one.schema().relations() {
                let list = |view: &dyn View| view.neighbours(node, relation, direction).iter().collect::<Vec<_>>();
                assert_eq!(list(one), list(other), "neighbours of {node:?} by {relation:?}");
            }
        }
    }
    let mut claims = Vec::new();
    for claim in (0..one.claim_bound() + 2).map(ClaimId::from_index) {
        assert_eq!(one.claim(claim), other.claim(claim));
        assert_eq!(one.ends(claim), other.ends(claim));
        if one.claim(claim).is_some() {
            assert_eq!(one.when(claim), other.when(claim), "when {claim:?} holds");
            assert_eq!(one.is_denied(claim), other.is_denied(claim));
            claims.push(claim);
        }
    }
    let days = |view: &dyn View| {
        let mut days = Vec::new();
        view.days(quipu::graph::Ids::Listed(&claims), &mut days);
        days
    };
    assert_eq!(days(one), days(other));
    for (relation, _) in one.schema().relations() {
        assert_eq!(one.claims_of(relation).to_vec(), other.claims_of(relation).to_vec());
        assert_eq!(one.statistics(relation), other.statistics(relation));
        for direction in [Direction::Forward, Direction::Backward] {
            let rows = |view: &dyn View| {
                let mut rows = Vec::new();
                let _ = view.each_row(relation, direction, NodeId(1)..NodeId(30), &mut |node, row| {
                    rows.push((node, row.iter().collect::<Vec<_>>()));
                    ControlFlow::Continue(())
                });
                rows
            };
            assert_eq!(rows(one), rows(other));
        }
    }
    for (kind, _) in one.schema().kinds() {
        assert_eq!(one.members(kind).to_vec(), other.members(kind).to_vec(), "members of {kind:?}");
    }
    for number in 0..12 {
        assert_eq!(one.node_of_value(&value(number)), other.node_of_value(&value(number)));
    }
    for name in NAMES {
        assert_eq!(one.entity_by_key(&name.to_lowercase()), other.entity_by_key(&name.to_lowercase()));
        assert_eq!(one.named(name), other.named(name));
        let words = split(&format!("{name} Norte"));
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(one.names_at(&words), other.names_at(&words), "names in {words:?}");
        assert_eq!(one.complete_name(&name[..2], 3), other.complete_name(&name[..2], 3));
        assert_eq!(one.nearest_names(&name.replace('a', "o"), 3), other.nearest_names(&name.replace('a', "o"), 3));
    }
}

/// What the indexes of a view say, from its claims alone.
fn assert_sound(view: &dyn View) {
    let claims: Vec<(ClaimId, Claim)> =
        (0..view.claim_bound()).map(ClaimId::from_index).filter_map(|id| Some((id, view.claim(id)?.into_owned()))).collect();
    for (relation, _) in view.schema().relations() {
        let mine: Vec<&(ClaimId, Claim)> = claims.iter().filter(|(_, claim)| claim.relation == relation).collect();
        let distinct =
            |end: fn(&Claim) -> NodeId| mine.iter().map(|(_, claim)| end(claim)).collect::<std::collections::BTreeSet<_>>().len();
        let expected = Statistics {
            claims: mine.len(),
            subjects: distinct(|claim| claim.subject),
            objects: distinct(|claim| claim.object),
            denied: mine.iter().filter(|(_, claim)| claim.denied).count(),
            dated: mine.iter().filter(|(_, claim)| !claim.when.is_undated()).count(),
        };
        assert_eq!(view.statistics(relation), expected);
        let mut sorted: Vec<(NodeId, NodeId, ClaimId)> = mine.iter().map(|(id, claim)| (claim.subject, claim.object, *id)).collect();
        sorted.sort_unstable();
        assert_eq!(view.claims_of(relation).to_vec(), sorted.iter().map(|(.., id)| *id).collect::<Vec<_>>());
    }
    for (kind, _) in view.schema().kinds() {
        let is_member = |node: &NodeId| view.kinds(*node).iter().any(|mine| view.schema().is_a(*mine, kind));
        assert_eq!(view.members(kind).to_vec(), view.entities().iter().filter(is_member).collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Told at once, or in up to four layers.
    #[test]
    fn layers_show_what_one_graph_shows(steps in prop::collection::vec(step(), 0..90), cuts in prop::collection::vec(0..90_usize, 0..4)) {
        let mut whole = with_schema();
        let mut layer = with_schema();
        for (place, step) in steps.iter().enumerate() {
            if cuts.contains(&place) {
                layer.seal();
                layer = LiveGraph::above(&Arc::new(layer));
            }
            tell(&mut whole, step);
            tell(&mut layer, step);
            if place % 7 == 3 {
                whole.seal();
                layer.seal();
            }
        }
        whole.seal();
        layer.seal();
        assert_sound(&whole);
        assert_same(&whole, &layer);
    }

    /// A change that is told again makes the same graph, whatever it was told on.
    #[test]
    fn a_change_can_be_told_again(steps in prop::collection::vec(step(), 0..60), cut in 0..60_usize) {
        let (first, second) = steps.split_at(cut.min(steps.len()));
        let mut below = with_schema();
        first.iter().for_each(|step| tell(&mut below, step));
        below.seal();
        let mut again = below.clone();
        let mut layer = LiveGraph::on(Arc::new(below));
        second.iter().for_each(|step| tell(&mut layer, step));
        layer.seal();
        let change = layer.change();
        again.apply(&change).unwrap();
        again.seal();
        assert_same(&layer, &again);
        if !change.nodes.is_empty() || !change.claims.is_empty() {
            prop_assert!(again.apply(&change).is_err(), "a change is told once");
        }
    }
}

/// What is taken back and told again in one change is two claims, of which the second stands.
#[test]
fn what_is_taken_back_can_be_told_again() {
    let mut below = with_schema();
    tell(&mut below, &Step::Entity { name: 0, kinds: vec![], alias: None });
    let claim = Claim::new(NodeId(0), RelationId(0), NodeId(0));
    below.add_claim(claim.clone());
    below.seal();
    let mut again = below.clone();
    let mut layer = LiveGraph::above(&Arc::new(below));
    assert!(layer.retract(ClaimId(0)));
    assert_eq!(layer.add_claim(claim.clone()), ClaimId(1));
    assert!(layer.retract(ClaimId(1)));
    assert_eq!((layer.add_claim(claim.clone()), layer.add_claim(claim)), (ClaimId(2), ClaimId(2)));
    layer.seal();
    again.apply(&layer.change()).unwrap();
    again.seal();
    assert_same(&layer, &again);
    assert_eq!(again.claims_of(RelationId(0)).to_vec(), [ClaimId(2)]);
}

/// What was taken into use does not change under whoever holds it.
#[test]
fn a_layer_leaves_its_base_alone() {
    let mut below = with_schema();
    for step in [
        Step::Entity { name: 0, kinds: vec![], alias: None },
        Step::Entity { name: 3, kinds: vec![], alias: None },
        Step::Claim { subject: 0, relation: 1, object: 1, year: None, denied: false, source: None },
    ] {
        tell(&mut below, &step);
    }
    below.seal();
    let below = Arc::new(below);
    let mut layer = LiveGraph::above(&below);
    assert!(layer.retract(ClaimId(0)) && !layer.retract(ClaimId(0)) && !layer.retract(ClaimId(7)));
    layer.add_alias(NodeId(0), "Anita");
    layer.seal();
    assert_eq!((below.named("Anita").len(), layer.named("Anita").len()), (0, 1));
    assert_eq!(below.neighbours(NodeId(0), RelationId(1), Direction::Forward).len(), 1);
    assert!(layer.neighbours(NodeId(0), RelationId(1), Direction::Forward).is_empty());
    assert_eq!((below.members(KindId(0)).to_vec(), layer.members(KindId(0)).to_vec()), (vec![NodeId(0)], vec![]));
}

/// Changes from outside that speak of what there is not are refused, and leave the graph as it was.
#[test]
fn unsound_changes_are_refused() {
    let mut graph = with_schema();
    tell(&mut graph, &Step::Entity { name: 0, kinds: vec![], alias: None });
    graph.seal();
    let sound = LiveGraph::on(Arc::new(graph.clone())).change();
    let claim = Claim::new(NodeId(0), RelationId(0), NodeId(0));
    let infinite = Quantity { amount: f64::INFINITY, bound: Bound::Exactly, unit: None };
    let entity =
        |key: &str, kind: u32| Entity { key: key.to_owned(), label: key.to_owned(), kinds: vec![KindId(kind)], ..Entity::default() };
    let mut other_schema = graph.schema().clone();
    other_schema.kind_or_new("kind 9");
    other_schema.kind_mut(KindId(4)).unwrap().parents.push(KindId(77));
    for unsound in [
        quipu::graph::Change { first_node: 5, ..sound.clone() },
        quipu::graph::Change { first_claim: 1, ..sound.clone() },
        quipu::graph::Change { claims: vec![Claim { object: NodeId(9), ..claim.clone() }], ..sound.clone() },
        quipu::graph::Change { claims: vec![Claim { relation: RelationId(99), ..claim.clone() }], ..sound.clone() },
        quipu::graph::Change { claims: vec![Claim { sources: vec![NodeId(3)], ..claim.clone() }], ..sound.clone() },
        quipu::graph::Change { claims: vec![Claim { quantity: Some(infinite), ..claim.clone() }], ..sound.clone() },
        quipu::graph::Change { changed: vec![(NodeId(9), entity("x", 0))], ..sound.clone() },
        quipu::graph::Change { changed: vec![(NodeId(0), entity("other", 0))], ..sound.clone() },
        quipu::graph::Change { nodes: vec![quipu::graph::Node::Entity(entity("x", 44))], ..sound.clone() },
        quipu::graph::Change { nodes: vec![quipu::graph::Node::Entity(entity("ana ruiz", 0))], ..sound.clone() },
        quipu::graph::Change { retracted: vec![ClaimId(0)], ..sound.clone() },
        quipu::graph::Change { schema: Some(quipu::graph::Schema::default()), ..sound.clone() },
        quipu::graph::Change { schema: Some(other_schema), ..sound.clone() },
    ] {
        let before = graph.clone();
        assert!(graph.apply(&unsound).is_err(), "{unsound:?}");
        assert_same(&graph, &before);
    }
    assert!(sound.is_empty());
    graph.apply(&sound).unwrap();
}
