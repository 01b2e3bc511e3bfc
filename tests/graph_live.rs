//! The live graph: what its indexes say is what a scan over all its claims says.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed")]

use std::ops::ControlFlow;

use proptest::prelude::*;
use quipu::graph::names::{fold, split};
use quipu::graph::{
    Bound, Claim, ClaimId, Date, Direction, Entity, Exactness, Ids, Interval, KindId, LiveGraph, NOT_ONE_DAY, NameMatch, Node, NodeId,
    Quantity, RelationId, Statistics, Value, View,
};

fn entity(graph: &mut LiveGraph, label: &str) -> NodeId {
    graph.add_entity(Entity { key: label.to_owned(), label: label.to_owned(), ..Entity::default() })
}

fn labels(graph: &LiveGraph, nodes: &[NodeId]) -> Vec<String> {
    nodes.iter().map(|node| graph.entity(*node).unwrap().label.clone()).collect()
}

/// What a question's words find: how many words, how, and whom.
fn found(graph: &LiveGraph, text: &str) -> Vec<(usize, Exactness, Vec<String>)> {
    let words = split(text);
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    graph.names_at(&words).into_iter().map(|found| (found.words, found.exactness, labels(graph, &found.nodes))).collect()
}

/// All indexes against the claims themselves.
fn check_indexes(graph: &LiveGraph) {
    let claims: Vec<(ClaimId, Claim)> =
        (0..graph.claim_bound()).map(ClaimId::from_index).map(|id| (id, graph.claim(id).unwrap().into_owned())).collect();
    let relations: Vec<RelationId> = graph.schema().relations().map(|(id, _)| id).collect();
    for &relation in &relations {
        let mine: Vec<&(ClaimId, Claim)> = claims.iter().filter(|(_, claim)| claim.relation == relation).collect();
        let mut sorted = mine.clone();
        sorted.sort_by_key(|(id, claim)| (claim.subject, claim.object, *id));
        assert_eq!(graph.claims_of(relation).to_vec(), sorted.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        let distinct = |end: fn(&Claim) -> NodeId| {
            let mut nodes: Vec<NodeId> = mine.iter().map(|(_, claim)| end(claim)).collect();
            nodes.sort_unstable();
            nodes.dedup();
            nodes.len()
        };
        let expected = Statistics {
            claims: mine.len(),
            subjects: distinct(|claim| claim.subject),
            objects: distinct(|claim| claim.object),
            denied: mine.iter().filter(|(_, claim)| claim.denied).count(),
            dated: mine.iter().filter(|(_, claim)| !claim.when.is_undated()).count(),
        };
        assert_eq!(graph.statistics(relation), expected);
    }
    for direction in [Direction::Forward, Direction::Backward] {
        for node in (0..graph.node_bound() + 2).map(NodeId::from_index) {
            let mut at = Vec::new();
            for &relation in &relations {
                let mut expected: Vec<(NodeId, ClaimId)> = claims
                    .iter()
                    .filter(|(_, claim)| claim.relation == relation)
                    .filter_map(|(id, claim)| match direction {
                        Direction::Forward => (claim.subject == node).then_some((claim.object, *id)),
                        Direction::Backward => (claim.object == node).then_some((claim.subject, *id)),
                    })
                    .collect();
                expected.sort_unstable();
                if !expected.is_empty() {
                    at.push(relation);
                }
                assert_eq!(graph.neighbours(node, relation, direction).iter().collect::<Vec<_>>(), expected);
            }
            assert_eq!(graph.relations_at(node, direction).to_vec(), at);
        }
        for &relation in &relations {
            let bound = NodeId::from_index(graph.node_bound());
            for nodes in [NodeId(0)..bound, NodeId(1)..NodeId(3), NodeId(2)..NodeId(900)] {
                let mut rows = Vec::new();
                let ended = graph.each_row(relation, direction, nodes.clone(), &mut |node, neighbours| {
                    rows.push((node, neighbours.iter().collect::<Vec<_>>()));
                    ControlFlow::Continue(())
                });
                let expected: Vec<_> = (nodes.start.0..nodes.end.0.min(bound.0))
                    .map(|node| (NodeId(node), graph.neighbours(NodeId(node), relation, direction).iter().collect::<Vec<_>>()))
                    .filter(|(_, neighbours)| !neighbours.is_empty())
                    .collect();
                assert_eq!((ended, rows), (ControlFlow::Continue(()), expected));
                let mut first = None;
                let _ = graph.each_row(relation, direction, nodes, &mut |node, _| {
                    assert_eq!(first.replace(node), None, "it goes on after a break");
                    ControlFlow::Break(())
                });
            }
        }
    }
    let mut days = Vec::new();
    let all = claims.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    graph.days(Ids::Listed(&all), &mut days);
    let expected: Vec<_> = all.iter().map(|&claim| graph.when(claim).one_day().unwrap_or(NOT_ONE_DAY)).collect();
    assert_eq!(days, expected);
    for (kind, _) in graph.schema().kinds() {
        let is_member = |node: &NodeId| graph.kinds(*node).iter().any(|mine| graph.schema().is_a(*mine, kind));
        let expected: Vec<NodeId> = graph.entities().iter().filter(is_member).collect();
        assert_eq!(graph.members(kind).to_vec(), expected);
    }
}

/// What [`View::names_at`] should find, by comparing the words with every name.
fn names_by_scan(graph: &LiveGraph, words: &[&str]) -> Vec<NameMatch> {
    let mut found = Vec::new();
    let mut is_whole = false;
    for count in (1..=words.len()).rev() {
        let text = words[..count].join(" ");
        let (mut whole, mut adjective, mut part) = (Vec::new(), Vec::new(), Vec::new());
        for node in (0..graph.node_bound()).map(NodeId::from_index) {
            let known = graph.node(node).unwrap();
            match known.as_ref() {
                Node::Entity(entity) => {
                    let names: Vec<String> = std::iter::once(&entity.label).chain(&entity.aliases).map(|name| fold(name)).collect();
                    if names.contains(&text) {
                        whole.push(node);
                    }
                    if entity.adjectives.iter().any(|word| fold(word) == text) {
                        adjective.push(node);
                    }
                    let is_part = |name: &String| {
                        name.starts_with(&format!("{text} ")) || name.ends_with(&format!(" {text}")) && !text.starts_with("'s")
                    };
                    if names.iter().any(is_part) && !["a", "an", "the", "'s"].contains(&text.as_str()) {
                        part.push(node);
                    }
                }
                Node::Value(Value::Text(value)) if fold(value) == text => whole.push(node),
                Node::Value(_) => {}
            }
        }
        is_whole |= !whole.is_empty();
        if is_whole {
            part.clear();
        }
        for (nodes, exactness) in [(whole, Exactness::Whole), (adjective, Exactness::Adjective), (part, Exactness::Part)] {
            if !nodes.is_empty() {
                found.push(NameMatch { words: count, nodes, exactness });
            }
        }
    }
    found
}

/// The words of every name, with a word before or behind them, find what a scan finds; the name itself among it.
fn check_names(graph: &LiveGraph) {
    for node in (0..graph.node_bound()).map(NodeId::from_index) {
        let names = match graph.node(node).unwrap().into_owned() {
            Node::Entity(entity) => std::iter::once(entity.label).chain(entity.aliases).collect(),
            Node::Value(Value::Text(text)) => vec![text],
            Node::Value(_) => continue,
        };
        for name in names {
            let words = split(&name);
            let mut words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            if words.is_empty() {
                continue;
            }
            assert!(graph.named(&name).contains(&node), "{name:?}");
            for start in 0..words.len() {
                assert_eq!(graph.names_at(&words[start..]), names_by_scan(graph, &words[start..]), "{:?} of {name:?}", &words[start..]);
            }
            let count = words.len();
            words.push("b");
            let found = graph.names_at(&words);
            assert_eq!(found, names_by_scan(graph, &words), "{words:?}");
            let whole = found.iter().find(|found| found.words == count && found.exactness == Exactness::Whole);
            assert!(whole.is_some_and(|whole| whole.nodes.contains(&node)), "{name:?}");
        }
    }
}

proptest! {
    #[test]
    fn indexes_agree_with_a_scan(
        rounds in proptest::collection::vec(
            (proptest::collection::vec((0..12_u32, 0..4_usize, 0..12_u32, any::<bool>(), 0..3_i16), 0..30), 0..3_u32),
            1..4,
        ),
        kinds in proptest::collection::vec((0..12_u32, 0..4_u32), 0..6),
        parents in proptest::collection::vec((0..4_u32, 0..4_u32), 0..4),
        ends in proptest::collection::vec((0..4_u32, 0..4_u32), 4),
    ) {
        let mut graph = LiveGraph::new();
        for index in 0..4 {
            graph.schema_mut().kind_or_new(&format!("kind {index}"));
        }
        for (kind, parent) in parents {
            graph.schema_mut().kind_mut(KindId(kind)).unwrap().parents.push(KindId(parent));
        }
        for (index, (domain, range)) in ends.into_iter().enumerate() {
            let id = graph.schema_mut().relation_or_new(&format!("relation {index}"));
            let relation = graph.schema_mut().relation_mut(id).unwrap();
            relation.domain = vec![KindId(domain)];
            relation.range = (0..range).map(KindId).collect();
        }
        // A stretch of nodes far from each other makes the indexes sparse.
        let nodes: Vec<NodeId> = (0..12).map(|index| {
            for filler in 0..40 {
                graph.add_value(Value::Text(format!("{index} {filler}")));
            }
            entity(&mut graph, &format!("entity {index}"))
        }).collect();
        for (node, kind) in kinds {
            graph.add_kind(nodes[node as usize], KindId(kind));
        }
        for (claims, more) in rounds {
            for (subject, relation, object, denied, year) in claims {
                let mut claim = Claim::new(nodes[subject as usize], RelationId(u32::try_from(relation).unwrap()), nodes[object as usize]);
                claim.denied = denied;
                claim.when = if year > 0 { Interval::at(Date::new(2000 + year, None, None).unwrap()) } else { Interval::UNDATED };
                let before = graph.claim_bound();
                let id = graph.add_claim(claim.clone());
                prop_assert_eq!(graph.add_claim(claim), id);
                prop_assert!(graph.claim_bound() <= before + 1);
            }
            for index in 0..more {
                entity(&mut graph, &format!("another {index}"));
            }
            graph.seal();
            check_indexes(&graph);
            graph.seal();
            check_indexes(&graph);
        }
        let mut distinct: Vec<String> = (0..graph.claim_bound()).map(|id| format!("{:?}", graph.claim(ClaimId::from_index(id)))).collect();
        let all = distinct.len();
        distinct.sort();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), all, "no claim is there twice");
    }

    #[test]
    fn every_name_is_found(
        names in proptest::collection::vec("[a-cA-C' .é]{1,12}|(the |of )?[a-b]{1,2}( [a-b]{1,2}){0,3}|\\PC{1,10}", 1..40),
        later in proptest::collection::vec("[a-b ]{1,8}", 0..5),
    ) {
        let mut graph = LiveGraph::new();
        for (index, name) in names.iter().enumerate() {
            match index % 3 {
                0 => { graph.add_value(Value::Text(name.clone())); }
                1 => { entity(&mut graph, name); }
                _ => {
                    let node = entity(&mut graph, &format!("entity {index}"));
                    graph.add_alias(node, name);
                    graph.add_adjective(node, names.first().unwrap());
                }
            }
        }
        graph.seal();
        check_names(&graph);
        for name in &later {
            entity(&mut graph, name);
            graph.seal();
        }
        check_names(&graph);
        for name in &names {
            if !fold(name).is_empty() {
                let expected: Vec<NodeId> = (0..graph.node_bound()).map(NodeId::from_index).filter(|node| match graph.node(*node).unwrap().as_ref() {
                    Node::Entity(entity) => std::iter::once(&entity.label).chain(&entity.aliases).any(|mine| fold(mine) == fold(name)),
                    Node::Value(Value::Text(text)) => fold(text) == fold(name),
                    Node::Value(_) => false,
                }).collect();
                prop_assert_eq!(graph.named(name).to_vec(), expected);
            }
            graph.nearest_names(name, 5);
            graph.complete_name(name, 5);
        }
    }
}

#[test]
fn names_are_found_longest_first() {
    let mut graph = LiveGraph::new();
    let peru = entity(&mut graph, "Peru");
    graph.add_adjective(peru, "Peruvian");
    for label in ["Peruvian Navy", "Alberto Fujimori", "Keiko Fujimori", "United States", "United States Congress", "The Godfather"] {
        entity(&mut graph, label);
    }
    graph.add_value(Value::Text("Fujimori was here".into()));
    graph.seal();
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        found(&graph, "united states congress in"),
        [(3, Exactness::Whole, own(&["United States Congress"])), (2, Exactness::Whole, own(&["United States"])),]
    );
    assert_eq!(found(&graph, "united"), [(1, Exactness::Part, own(&["United States", "United States Congress"]))]);
    assert_eq!(found(&graph, "Fujimori's"), [(1, Exactness::Part, own(&["Alberto Fujimori", "Keiko Fujimori"]))]);
    assert_eq!(found(&graph, "Peruvian"), [(1, Exactness::Adjective, own(&["Peru"])), (1, Exactness::Part, own(&["Peruvian Navy"]))]);
    assert_eq!(found(&graph, "the godfather"), [(2, Exactness::Whole, own(&["The Godfather"]))]);
    assert_eq!(found(&graph, "godfather"), [(1, Exactness::Part, own(&["The Godfather"]))]);
    assert_eq!(found(&graph, "states united"), [(1, Exactness::Part, own(&["United States"]))]);
    assert_eq!(found(&graph, "nothing"), []);
    assert!(graph.names_at(&[]).is_empty());
}

#[test]
fn near_names_are_suggested() {
    let mut graph = LiveGraph::new();
    for label in ["Alberto Fujimori", "Keiko Fujimori", "Peru", "Perú Libre", "Chile", "United States", "Nastassja Kinski"] {
        entity(&mut graph, label);
    }
    graph.seal();
    for (text, expected) in [
        ("fujimory", &["Alberto Fujimori", "Keiko Fujimori"][..]),
        ("Untied States", &["United States"]),
        ("nastasja kinsky", &["Nastassja Kinski"]),
        ("chille", &["Chile"]),
        ("peri", &["Peru", "Perú Libre"]),
        ("mountain", &[]),
        ("", &[]),
    ] {
        assert_eq!(graph.nearest_names(text, 3), expected, "{text}");
    }
    assert_eq!(graph.nearest_names("fujimory", 1), ["Alberto Fujimori"]);
    assert_eq!(graph.complete_name("per", 9), ["Peru", "Perú Libre"]);
    assert_eq!(graph.complete_name("Perú ", 9), ["Perú Libre"]);
    assert_eq!(graph.complete_name("", 1), ["Alberto Fujimori"]);
}

#[test]
fn a_known_key_merges() {
    let mut graph = LiveGraph::new();
    let country = graph.schema_mut().kind_or_new("country");
    let us = entity(&mut graph, "United States");
    let again = Entity {
        key: "United States".into(),
        label: "USA".into(),
        aliases: vec!["United States".into(), "US".into()],
        adjectives: vec!["American".into()],
        kinds: vec![country],
    };
    assert_eq!(graph.add_entity(again.clone()), us);
    assert_eq!(graph.add_entity(again), us);
    graph.seal();
    let merged = graph.entity(us).unwrap();
    assert_eq!((merged.label.as_str(), &merged.aliases), ("United States", &vec!["USA".to_owned(), "US".to_owned()]));
    assert_eq!(graph.named("u.s.").to_vec(), [us]);
    assert_eq!(graph.members(country).to_vec(), [us]);
    assert_eq!(graph.entity_by_key("USA"), None);

    graph.set_label(us, "US");
    graph.seal();
    assert!(graph.named("United States").is_empty());
    assert_eq!(graph.entity(us).unwrap().aliases, ["USA"]);
    assert_eq!(graph.named("US").to_vec(), [us]);
}

#[test]
fn several_entities_may_have_one_name() {
    let mut graph = LiveGraph::new();
    let nodes = ["state", "river"]
        .map(|key| graph.add_entity(Entity { key: format!("{key}:mississippi"), label: "mississippi".into(), ..Entity::default() }));
    graph.seal();
    assert_eq!(graph.named("Mississippi").to_vec(), nodes);
    let later = graph.add_entity(Entity { key: "town:mississippi".into(), label: "Mississippi".into(), ..Entity::default() });
    graph.seal();
    assert_eq!(graph.named("Mississippi").to_vec(), [nodes[0], nodes[1], later]);
}

#[test]
fn equal_values_are_one_node() {
    let number = |amount, unit: Option<&str>| Value::Number(Quantity { amount, bound: Bound::Exactly, unit: unit.map(str::to_owned) });
    let mut graph = LiveGraph::new();
    let values = [
        number(0.0, None),
        number(5.0, None),
        number(5.0, Some("km")),
        Value::Text("5".into()),
        Value::Url("5".into()),
        Value::Truth(true),
        Value::Date("2000".parse().unwrap()),
        Value::Date("2000-01".parse().unwrap()),
    ];
    let nodes: Vec<NodeId> = values.iter().map(|value| graph.add_value(value.clone())).collect();
    assert_eq!(nodes, (0..values.len()).map(NodeId::from_index).collect::<Vec<_>>());
    assert_eq!(values.iter().map(|value| graph.add_value(value.clone())).collect::<Vec<_>>(), nodes);
    assert_eq!(graph.add_value(number(-0.0, None)), nodes[0]);
    assert!(graph.entities().is_empty());
}

#[test]
fn kinds_follow_from_claims_only_where_none_is_told() {
    let mut graph = LiveGraph::new();
    let [person, director, film] = ["person", "director", "film"].map(|name| graph.schema_mut().kind_or_new(name));
    graph.schema_mut().kind_mut(director).unwrap().parents.push(person);
    let directed_by = graph.schema_mut().relation_or_new("directed_by");
    let liked_by = graph.schema_mut().relation_or_new("liked_by");
    let nodes = ["Up", "Pete Docter", "Ann"].map(|label| entity(&mut graph, label));
    let [up, pete, ann] = nodes;
    graph.add_kind(ann, film);
    graph.add_claim(Claim::new(up, directed_by, pete));
    graph.add_claim(Claim::new(up, liked_by, pete));
    graph.add_claim(Claim::new(up, liked_by, ann));
    graph.seal();
    assert!(graph.kinds(up).is_empty());

    // The vocabulary may come after the claims.
    let relation = graph.schema_mut().relation_mut(directed_by).unwrap();
    (relation.domain, relation.range) = (vec![film], vec![director]);
    graph.schema_mut().relation_mut(liked_by).unwrap().range = vec![person];
    graph.seal();
    assert_eq!(graph.kinds(up).to_vec(), [film]);
    assert_eq!(graph.kinds(pete).to_vec(), [director]);
    assert_eq!(graph.kinds(ann).to_vec(), [film]);
    assert_eq!(graph.members(person).to_vec(), [pete]);
    assert_eq!(graph.members(film).to_vec(), [up, ann]);
}

#[test]
fn unknown_ids_give_nothing() {
    let mut graph = LiveGraph::new();
    graph.seal();
    for id in [0, 7, u32::MAX] {
        assert!(graph.node(NodeId(id)).is_none());
        assert!(graph.claim(ClaimId(id)).is_none());
        assert!(graph.ends(ClaimId(id)).is_none());
        assert!(graph.when(ClaimId(id)).is_undated());
        assert!(graph.neighbours(NodeId(id), RelationId(id), Direction::Backward).is_empty());
        assert!(graph.relations_at(NodeId(id), Direction::Forward).is_empty());
        assert!(graph.claims_of(RelationId(id)).is_empty());
        assert!(graph.members(KindId(id)).is_empty());
        assert!(graph.kinds(NodeId(id)).is_empty());
        assert_eq!(graph.statistics(RelationId(id)), Statistics::default());
    }
}
