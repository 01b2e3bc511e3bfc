//! Frozen against live: a graph file answers everything as the graph it was made of.

#![expect(clippy::unwrap_used, reason = "a test ends at what it does not expect")]

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use quipu::engine::{Cell, Limits, run};
use quipu::graph::{
    Bound, Claim, ClaimId, Date, Day, Direction, Entity, Interval, KindId, LinkedLists, LiveGraph, NOT_ONE_DAY, Node, NodeId, Quantity,
    RelationId, Schema, Value, ValueType, View,
};
use quipu::plan::plan;
use quipu::query::{Aggregate, Column, Detail, Expression, Function, Heading, Polarity, Property, Query, Relations, Traversal};
use quipu::store::frozen::{FrozenBuilder, FrozenGraph, History, Retracted, Telling, freeze, freeze_layer, verify};

const WORDS: [&str; 8] = ["Peru", "the", "Lima", "Élan", "ÅB", "of", "San Juan", "x-1"];

/// One step of making a graph; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
    Entity { name: Vec<usize>, kinds: Vec<usize>, alias: Option<usize>, adjective: Option<usize> },
    Value(Value),
    Claim { subject: usize, relation: usize, object: usize, when: usize, extra: usize },
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        proptest::sample::select(&WORDS[..]).prop_map(|word| Value::Text(word.to_owned())),
        (0..4_u8).prop_map(|number| Value::Number(Quantity { amount: f64::from(number), bound: Bound::About, unit: Some("m".into()) })),
        Just(Value::Date("2006-09".parse().unwrap())),
        any::<bool>().prop_map(Value::Truth),
        Just(Value::Url("http://x".into())),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let word = || 0..WORDS.len();
    prop_oneof![
        3 => (proptest::collection::vec(word(), 1..4), proptest::collection::vec(0..4_usize, 0..3), proptest::option::of(word()), proptest::option::of(word()))
            .prop_map(|(name, kinds, alias, adjective)| Step::Entity { name, kinds, alias, adjective }),
        1 => value().prop_map(Step::Value),
        6 => (0..64_usize, 0..5_usize, 0..64_usize, 0..7_usize, 0..9_usize)
            .prop_map(|(subject, relation, object, when, extra)| Step::Claim { subject, relation, object, when, extra }),
    ]
}

fn date(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn build(steps: &[Step]) -> LiveGraph {
    build_on(LiveGraph::new(), steps)
}

fn build_on(mut graph: LiveGraph, steps: &[Step]) -> LiveGraph {
    let schema = graph.schema_mut();
    let kinds: Vec<KindId> = ["person", "president", "place", "city"].iter().map(|name| schema.kind_or_new(name)).collect();
    schema.kind_mut(kinds[1]).unwrap().parents = vec![kinds[0]];
    schema.kind_mut(kinds[3]).unwrap().parents = vec![kinds[2]];
    let relations: Vec<RelationId> = ["knew", "ruled", "within", "named", "idle"].iter().map(|name| schema.relation_or_new(name)).collect();
    let ruled = schema.relation_mut(relations[1]).unwrap();
    (ruled.one_at_a_time, ruled.domain, ruled.range) = (true, vec![kinds[1]], vec![kinds[2]]);
    schema.relation_mut(relations[3]).unwrap().value_type = Some(ValueType::Text);
    let whens = [
        Interval::UNDATED,
        Interval { from: date("1990"), to: None },
        Interval { from: date("1995-03-01"), to: None },
        Interval { from: date("2000-07"), to: date("2001") },
        Interval { from: None, to: date("2010") },
        Interval::at("1995-03-01".parse().unwrap()),
        Interval::at("1995-03-02".parse().unwrap()),
    ];
    let mut nodes: Vec<NodeId> = (0..graph.node_bound()).map(NodeId::from_index).collect();
    for step in steps {
        match step {
            Step::Entity { name, kinds: own, alias, adjective } => {
                let label = name.iter().map(|&word| WORDS[word]).collect::<Vec<_>>().join(" ");
                nodes.push(graph.add_entity(Entity {
                    key: label.clone(),
                    label,
                    aliases: alias.iter().map(|&word| WORDS[word].to_owned()).collect(),
                    adjectives: adjective.iter().map(|&word| format!("{}ish", WORDS[word])).collect(),
                    kinds: own.iter().map(|&kind| kinds[kind]).collect(),
                }));
            }
            Step::Value(value) => nodes.push(graph.add_value(value.clone())),
            Step::Claim { subject, relation, object, when, extra } => {
                let entities = graph.entities().to_vec();
                if entities.is_empty() {
                    continue;
                }
                let mut claim = Claim::new(entities[subject % entities.len()], relations[*relation % 4], nodes[object % nodes.len()]);
                claim.when = whens[*when];
                let some = entities[extra % entities.len()];
                match extra {
                    1 => claim.denied = true,
                    2 => claim.place = Some(some),
                    3 => claim.quantity = Some(Quantity { amount: 2.5, bound: Bound::Exactly, unit: None }),
                    4 => claim.according_to = vec![some],
                    5 => claim.sources = vec![some, entities[0]],
                    6 => claim.section = Some("History".into()),
                    7 => claim.quote = Some("„so“".into()),
                    8 => (claim.note, claim.sources) = (Some("History".into()), vec![some]),
                    _ => {}
                }
                graph.add_claim(claim);
            }
        }
    }
    graph.seal();
    graph
}

/// The graph of a file as a live graph with the same ids.
fn thaw(frozen: &FrozenGraph) -> LiveGraph {
    let mut live = LiveGraph::new();
    *live.schema_mut() = frozen.schema().clone();
    for index in 0..frozen.node_bound() {
        let id = match frozen.node(NodeId::from_index(index)).unwrap().into_owned() {
            Node::Entity(entity) => live.add_entity(entity),
            Node::Value(value) => live.add_value(value),
        };
        assert_eq!(id.index(), index);
    }
    for index in 0..frozen.claim_bound() {
        let id = live.add_claim(frozen.claim(ClaimId::from_index(index)).unwrap().into_owned());
        assert_eq!(id.index(), index);
    }
    live.seal();
    live
}

/// Everything that a view tells is the same.
fn check_same(live: &dyn View, frozen: &dyn View) {
    assert_eq!(live.schema(), frozen.schema());
    assert_eq!((live.node_bound(), live.claim_bound()), (frozen.node_bound(), frozen.claim_bound()));
    let relations: Vec<RelationId> = (0..live.schema().relations().len() + 1).map(RelationId::from_index).collect();
    for node in (0..live.node_bound() + 1).map(NodeId::from_index) {
        assert_eq!(live.node(node), frozen.node(node));
        assert_eq!(live.is_entity(node), frozen.is_entity(node));
        assert_eq!(live.kinds(node), frozen.kinds(node));
        if let Some(Node::Entity(entity)) = live.node(node).as_deref() {
            assert_eq!(frozen.entity_by_key(&entity.key), Some(node));
        }
        if let Some(Node::Value(value)) = live.node(node).as_deref() {
            assert_eq!(frozen.node_of_value(value), Some(node));
        }
        for direction in [Direction::Forward, Direction::Backward] {
            assert_eq!(live.relations_at(node, direction), frozen.relations_at(node, direction));
            assert!(live.linked(node, direction).iter().eq(frozen.linked(node, direction).iter()));
            for &relation in &relations {
                let (left, right) = (live.neighbours(node, relation, direction), frozen.neighbours(node, relation, direction));
                assert_eq!((left.nodes, left.claims), (right.nodes, right.claims));
            }
        }
    }
    for claim in (0..live.claim_bound() + 1).map(ClaimId::from_index) {
        assert_eq!(live.claim(claim), frozen.claim(claim));
        assert_eq!(live.ends(claim), frozen.ends(claim));
        assert_eq!(live.when(claim), frozen.when(claim));
        assert_eq!(live.is_denied(claim), frozen.is_denied(claim));
    }
    for &relation in &relations {
        for direction in [Direction::Forward, Direction::Backward] {
            for (from, to) in [(0, live.node_bound()), (live.node_bound() / 3, live.node_bound() / 2), (1, live.node_bound() + 500)] {
                let rows = |view: &dyn View| {
                    let mut rows = Vec::new();
                    let range = NodeId::from_index(from)..NodeId::from_index(to);
                    let _ = view.each_row(relation, direction, range, &mut |node, row| {
                        rows.push((node, row.nodes.to_vec(), row.claims.to_vec()));
                        if rows.len() < 9 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                    });
                    rows
                };
                assert_eq!(rows(live), rows(frozen));
            }
        }
        let days = |view: &dyn View| {
            let mut days = Vec::new();
            view.days(view.claims_of(relation), &mut days);
            days
        };
        // Of a claim that another one ends, a view may or may not know that it held for one day.
        let known = |view: &dyn View| -> Vec<Day> {
            let claims = view.claims_of(relation).iter();
            let told = claims.map(|claim| view.claim(claim).unwrap().when);
            days(view).into_iter().zip(told).map(|(day, told)| if told.to.is_none() { NOT_ONE_DAY } else { day }).collect()
        };
        assert_eq!(known(live), known(frozen));
        let day = date("1995-03-01").unwrap().first_day();
        for (first, last) in [(day, day), (day + 1, day + 30), (day - 9, day + 9), (day + 2, Day::MAX), (Day::MIN + 1, day), (day, day - 1)]
        {
            for view in [live, frozen] {
                let mut found = vec![(99, 0)];
                view.days_within(view.claims_of(relation), first, last, &mut found);
                let passes = |&(_, day): &(usize, Day)| day == NOT_ONE_DAY || (first <= day && day <= last);
                assert!(std::iter::once((99, 0)).chain(days(view).into_iter().enumerate().filter(passes)).eq(found));
            }
        }
        let objects: Vec<NodeId> = frozen.claims_of(relation).iter().filter_map(|claim| frozen.ends(claim)).map(|ends| ends.2).collect();
        assert!(live.objects_of(relation).is_none_or(|kept| kept == objects));
        assert_eq!(frozen.objects_of(relation).unwrap_or_default(), objects);
        assert_eq!(live.claims_of(relation), frozen.claims_of(relation));
        assert_eq!(live.statistics(relation), frozen.statistics(relation));
    }
    for direction in [Direction::Forward, Direction::Backward] {
        for (from, to) in [(0, live.node_bound()), (1, live.node_bound() / 2), (live.node_bound() / 3, live.node_bound() + 9)] {
            let lists = |view: &dyn View| {
                let mut lists = LinkedLists::default();
                view.linked_run(direction, NodeId::from_index(from)..NodeId::from_index(to), &mut lists);
                lists.iter().map(<[NodeId]>::to_vec).collect::<Vec<_>>()
            };
            assert_eq!(lists(live), lists(frozen));
        }
    }
    for kind in (0..live.schema().kinds().len() + 1).map(KindId::from_index) {
        assert_eq!(live.members(kind), frozen.members(kind));
    }
    assert_eq!(live.entities(), frozen.entities());
    assert_eq!(frozen.entity_by_key("nobody"), None);
    for text in ["peru", "Peru the", "lima of san juan", "elan", "elanish", "juan", "san", "1", "x 1", "x", "prue", "", "nothing", "ab ish"]
    {
        assert_eq!(live.named(text), frozen.named(text));
        let words: Vec<&str> = text.split(' ').collect();
        assert_eq!(live.names_at(&words), frozen.names_at(&words));
        assert_eq!(live.whole_names_at(&words), frozen.whole_names_at(&words));
        assert_eq!(live.nearest_names(text, 5), frozen.nearest_names(text, 5));
        assert_eq!(live.complete_name(text, 5), frozen.complete_name(text, 5));
        assert_eq!(live.complete_name(&format!("{text} "), 5), frozen.complete_name(&format!("{text} "), 5));
    }
    assert_eq!(frozen.damage(), None);
}

fn frozen(live: &LiveGraph, folder: &Path, history: &History<'_>) -> FrozenGraph {
    let path = folder.join("graph.quipu");
    freeze(live, &path, history).unwrap();
    let found = verify(&path).unwrap();
    assert_eq!(found.damage, []);
    FrozenGraph::open(&path).unwrap()
}

/// A claim in words, so that it can be compared where ids differ.
fn in_words(view: &dyn View, claim: ClaimId) -> String {
    let claim = view.claim(claim).unwrap().into_owned();
    let show = |node: NodeId| match view.node(node).unwrap().into_owned() {
        Node::Entity(entity) => entity.key,
        Node::Value(value) => format!("{value:?}"),
    };
    let all = |nodes: &[NodeId]| nodes.iter().map(|&node| show(node)).collect::<Vec<_>>();
    let ends = (show(claim.subject), show(claim.object), claim.place.map(show), all(&claim.sources), all(&claim.according_to));
    format!("{ends:?} {:?}", Claim { subject: NodeId(0), object: NodeId(0), place: None, sources: vec![], according_to: vec![], ..claim })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_frozen_graph_is_the_live_one(steps in proptest::collection::vec(step(), 0..80)) {
        let folder = tempfile::tempdir().unwrap();
        let live = build(&steps);
        let frozen = frozen(&live, folder.path(), &History::default());
        check_same(&thaw(&frozen), &frozen);
        let claims = |view: &dyn View| {
            let mut all: Vec<String> = (0..view.claim_bound()).map(|index| in_words(view, ClaimId::from_index(index))).collect();
            all.sort();
            all
        };
        prop_assert_eq!(claims(&live), claims(&frozen));
        // The same graph gives the same bytes, whichever way it comes.
        let bytes = std::fs::read(frozen.path()).unwrap();
        let again = folder.path().join("again.quipu");
        freeze(&frozen, &again, &History::default()).unwrap();
        prop_assert!(bytes == std::fs::read(&again).unwrap());
    }

    /// What a file holds is taken over in numbers and bytes when it is written anew with a layer on it: the file is the one that reading everything gives.
    #[test]
    fn what_is_taken_over_is_what_reading_it_gives(
        steps in proptest::collection::vec(step(), 0..80),
        more in proptest::collection::vec(step(), 0..40),
        gone in proptest::collection::vec(any::<proptest::sample::Index>(), 0..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let told = |claim: ClaimId| u64::from(claim.0 % 3);
        let base = Arc::new(frozen(&build(&steps), folder.path(), &History { told: Some(&told), ..History::default() }));
        let below: Arc<dyn View> = base.clone();
        let mut layer = build_on(LiveGraph::on(below), &more);
        let claims = layer.claim_bound();
        for index in gone.iter().filter(|_| claims > 0) {
            layer.retract(ClaimId::from_index(index.index(claims)));
        }
        let told = |claim: ClaimId| base.told(claim).unwrap_or(7);
        let history = History { told: Some(&told), ..History::default() };
        let (read, taken) = (folder.path().join("read.quipu"), folder.path().join("taken.quipu"));
        freeze(&layer, &read, &history).unwrap();
        freeze_layer(&base, &layer, &taken, &history).unwrap();
        prop_assert!(std::fs::read(&read).unwrap() == std::fs::read(&taken).unwrap());
        prop_assert_eq!(verify(&taken).unwrap().damage, []);
    }
}

/// The cells of the rows of a query; of a way its nodes, and what its claims say and when, for claims are numbered anew in a file.
fn cells(view: &dyn View, root: Expression, columns: &[u32]) -> Vec<String> {
    let headings = columns.iter().map(|&column| Heading { column: Column(column), title: String::new() }).collect();
    let query = Query { root, columns: vec!["x".to_owned(); 6], headings };
    let bare = Limits { evidence: false, ..Limits::default() };
    let rows = run(&plan(&query, view), view, &bare).unwrap();
    let show = |cell: &Cell| match cell {
        Cell::Path(path) => {
            let name = |node: NodeId| view.node(node).map(|node| format!("{node:?}"));
            let says = |&claim: &ClaimId| {
                let (subject, relation, object) = view.ends(claim).unwrap();
                (name(subject), relation, name(object), view.when(claim))
            };
            let nodes: Vec<_> = path.nodes.iter().map(|&node| name(node)).collect();
            format!("{nodes:?} {:?}", path.claims.iter().map(says).collect::<Vec<_>>())
        }
        cell => format!("{cell:?}"),
    };
    rows.rows.iter().map(|row| row.cells.iter().map(show).collect::<Vec<_>>().join(" ")).collect()
}

fn along(relations: Relations, traversal: Traversal) -> quipu::query::Step {
    quipu::query::Step { relations, polarity: Polarity::Either, ..quipu::query::Step::along(RelationId(0), traversal) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// What is found along the links that a file keeps is what is found along the claims of the live graph: ways, in their order, even if only
    /// some are listed; figures of networks; counts of rings.
    #[test]
    fn links_lead_the_same_ways(steps in proptest::collection::vec(step(), 20..120), first in 0..9_u32, last in 0..9_u32) {
        let folder = tempfile::tempdir().unwrap();
        let live = build(&steps);
        let frozen = frozen(&live, folder.path(), &History::default());
        let thawed = thaw(&frozen);
        let agree = |root: Expression, columns: &[u32]| {
            assert_eq!(cells(&thawed, root.clone(), columns), cells(&frozen, root, columns));
        };
        let all = || Box::new(Expression::Nodes { column: Column(0), nodes: (0..live.node_bound()).map(NodeId::from_index).collect() });
        for relations in [Relations::Any, Relations::Only(vec![RelationId(0)])] {
            for property in [Property::Centrality, Property::Betweenness, Property::Component, Property::StrongComponent] {
                for traversal in [Traversal::Forward, Traversal::Backward, Traversal::Both] {
                    let step = along(relations.clone(), traversal);
                    agree(Expression::Network { input: all(), of: Column(0), step, property, to: Column(1) }, &[0, 1]);
                }
            }
            for (limit, longer) in [(1, false), (3, false), (4, true)] {
                let node = |column, node| Box::new(Expression::Nodes { column: Column(column), nodes: vec![NodeId(node)] });
                let ways = Expression::Shortest {
                    sources: node(0, first),
                    targets: node(1, last),
                    source: Column(0),
                    target: Column(1),
                    step: along(relations.clone(), Traversal::Both),
                    max: None,
                    limit,
                    longer,
                    avoiding: Vec::new(),
                    path: Column(2),
                };
                agree(ways.clone(), &[2]);
                // In the live graph claims have other numbers, and values stand among the entities, but the ways that are listed are the same.
                let entities: Vec<NodeId> = live.entities().iter().collect();
                if let (Some(one), Some(other)) = (entities.get(first as usize), entities.get(last as usize)) {
                    let mut here = ways.clone();
                    if let Expression::Shortest { sources, targets, .. } = &mut here {
                        (*sources, *targets) = (node(0, one.0), node(1, other.0));
                    }
                    let sorted = |mut cells: Vec<String>| {
                        cells.sort();
                        cells
                    };
                    assert_eq!(sorted(cells(&live, here, &[2])), sorted(cells(&frozen, ways.clone(), &[2])));
                }
                agree(Expression::Describe { input: Box::new(ways), of: Column(2), detail: Detail::Steps, to: Column(3) }, &[3]);
            }
        }
        let claims = |from, claim, to| {
            Expression::Claims { step: along(Relations::Only(vec![RelationId(0)]), Traversal::Forward), from: Column(from), claim: Column(claim), to: Column(to) }
        };
        let join = |left, right| Expression::Join { left: Box::new(left), right: Box::new(right) };
        let ring = join(join(claims(0, 3, 1), claims(1, 4, 2)), claims(2, 5, 0));
        let ring = Expression::Project { input: Box::new(ring), columns: vec![Column(0), Column(1), Column(2)] };
        let aggregates = vec![Aggregate { function: Function::Rows, of: Column(0), to: Column(4) }];
        agree(ring.clone(), &[0, 1, 2]);
        agree(Expression::Group { input: Box::new(ring), keys: Vec::new(), aggregates, over: None }, &[4]);
    }
}

/// A graph with everything that a file can hold.
fn full(folder: &Path) -> FrozenGraph {
    let steps: Vec<Step> = (0..400_usize)
        .map(|number| match number % 5 {
            0 => Step::Entity {
                name: vec![number % 8, number / 8 % 8, number / 64],
                kinds: vec![number % 4],
                alias: Some(number % 7),
                adjective: Some(number % 6),
            },
            1 if number % 3 == 0 => Step::Value(Value::Text(format!("text {number}"))),
            _ => Step::Claim { subject: number * 7, relation: number % 3, object: number * 5, when: number % 5, extra: number % 9 },
        })
        .collect();
    let live = build(&steps);
    let told = |claim: ClaimId| u64::from(claim.0 % 3);
    let gone = Retracted { claim: Claim::new(NodeId(0), RelationId(0), live.add_text()), told: 1, retracted: 2 };
    let history = History {
        id: [7; 16],
        folded: 2,
        tellings: vec![
            Telling { number: 1, moment: 5, what: "Peru knew Lima.".into(), added: 1, retracted: 0 },
            Telling { number: 2, moment: -5, what: String::new(), added: 0, retracted: 1 },
        ],
        told: Some(&told),
        retracted: vec![gone],
        ..History::default()
    };
    frozen(&live, folder, &history)
}

/// The first text value of a graph.
trait AddText {
    fn add_text(&self) -> NodeId;
}

impl AddText for LiveGraph {
    fn add_text(&self) -> NodeId {
        (0..self.node_bound()).map(NodeId::from_index).find(|&node| !self.is_entity(node)).unwrap()
    }
}

#[test]
fn history_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let graph = full(folder.path());
    assert_eq!((graph.folded(), graph.id()), (2, [7; 16]));
    assert_eq!(graph.tellings().map(|telling| telling.moment).collect::<Vec<_>>(), [5, -5]);
    let retracted: Vec<Retracted> = graph.retracted().collect();
    assert_eq!((retracted.len(), retracted[0].told, retracted[0].retracted), (1, 1, 2));
    assert!(matches!(graph.node(retracted[0].claim.object).unwrap().as_ref(), Node::Value(Value::Text(text)) if text.starts_with("text")));
    let told: std::collections::BTreeSet<u64> =
        (0..graph.claim_bound()).filter_map(|index| graph.told(ClaimId::from_index(index))).collect();
    assert_eq!(told.into_iter().collect::<Vec<_>>(), [0, 1, 2]);
}

/// Asks everything there is of a file, whatever is wrong with it; whether the file was found damaged.
fn touch(path: &Path) -> bool {
    let Ok(graph) = FrozenGraph::open(path) else { return true };
    for node in (0..graph.node_bound().min(2000)).map(NodeId::from_index) {
        let _ = (graph.node(node), graph.kinds(node));
        for direction in [Direction::Forward, Direction::Backward] {
            let _ = (graph.relations_at(node, direction), graph.linked(node, direction).iter().count());
        }
    }
    for claim in (0..graph.claim_bound().min(2000)).map(ClaimId::from_index) {
        let _ = (graph.claim(claim), graph.when(claim), graph.told(claim));
    }
    for relation in (0..graph.schema().relations().len()).map(RelationId::from_index) {
        for node in (0..graph.node_bound().min(2000)).map(NodeId::from_index) {
            let _ = graph.neighbours(node, relation, Direction::Backward);
        }
    }
    for kind in (0..graph.schema().kinds().len()).map(KindId::from_index) {
        let _ = graph.members(kind).len();
    }
    let _ = (graph.names_at(&["peru", "the"]), graph.nearest_names("prue", 3), graph.complete_name("", 3), graph.entity_by_key("Peru"));
    let _ = (graph.tellings().count(), graph.retracted().count());
    graph.damage().is_some()
}

#[test]
fn a_flipped_bit_in_any_block_is_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = full(folder.path()).path().to_owned();
    let bytes = std::fs::read(&path).unwrap();
    let wrong = folder.path().join("wrong.quipu");
    for (block, start) in (0..bytes.len()).step_by(4096).enumerate() {
        for within in [0, 1000, 4095] {
            let Some(at) = Some(start + within).filter(|&at| at < bytes.len()) else { continue };
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(&wrong, &flipped).unwrap();
            match verify(&wrong) {
                Ok(found) => assert_eq!(found.damage.iter().map(|damage| damage.block as usize).collect::<Vec<_>>(), [block], "byte {at}"),
                Err(error) => assert!(error.to_string().contains("damaged") || start == 0, "byte {at}: {error}"),
            }
            touch(&wrong);
        }
    }
}

#[test]
fn a_file_that_was_cut_off_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = full(folder.path()).path().to_owned();
    let bytes = std::fs::read(&path).unwrap();
    let wrong = folder.path().join("wrong.quipu");
    for length in (0..bytes.len()).step_by(1009) {
        std::fs::write(&wrong, &bytes[..length]).unwrap();
        assert!(FrozenGraph::open(&wrong).is_err(), "{length} bytes");
    }
    std::fs::write(&wrong, [bytes.as_slice(), b"x"].concat()).unwrap();
    assert!(FrozenGraph::open(&wrong).unwrap_err().to_string().contains("bytes long, but should be"));
}

/// Puts right checksums over whatever the blocks hold, as only somebody can who means harm.
fn resum(bytes: &mut [u8]) {
    let sum = |bytes: &[u8]| {
        let mut crc = !0_u32;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        !crc
    };
    let u64_at = |bytes: &[u8], at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    let (sum_blocks, sums_offset) = (u32::from_le_bytes(bytes[84..88].try_into().unwrap()) as usize, u64_at(bytes, 88) as usize);
    let first = sums_offset - sum_blocks * 4096;
    for block in 1..first / 4096 {
        let crc = sum(&bytes[block * 4096..(block + 1) * 4096]);
        bytes[first + block * 4..first + block * 4 + 4].copy_from_slice(&crc.to_le_bytes());
    }
    for block in 0..sum_blocks {
        let crc = sum(&bytes[first + block * 4096..first + (block + 1) * 4096]);
        bytes[sums_offset + block * 4..sums_offset + block * 4 + 4].copy_from_slice(&crc.to_le_bytes());
    }
    let crc = sum(&bytes[sums_offset..sums_offset + 4 * sum_blocks]);
    bytes[80..84].copy_from_slice(&crc.to_le_bytes());
    let crc = sum(&bytes[..4092]);
    bytes[4092..4096].copy_from_slice(&crc.to_le_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Wrong bytes under right checksums end with a message or a wrong answer, not with a panic, a loop or much memory.
    #[test]
    fn hostile_bytes_do_no_harm(changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 1..9_usize), 1..6), header in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = full(folder.path()).path().to_owned();
        let mut bytes = std::fs::read(&path).unwrap();
        for (at, byte, count) in changes {
            let end = if header { 1300 } else { bytes.len() - 8 };
            let at = at.index(end);
            bytes[at..at + count.min(end - at)].fill(byte);
        }
        // Where the header says something else now, the sums are not where they were; that is refused.
        let sound = bytes.clone();
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| resum(&mut bytes))).is_err() {
            bytes = sound;
        }
        std::fs::write(&path, &bytes).unwrap();
        touch(&path);
        let _ = verify(&path);
    }
}

#[test]
fn other_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.quipu");
    let message = |path: &Path| FrozenGraph::open(path).unwrap_err().to_string();
    assert!(message(&path).starts_with("there is no "));
    std::fs::write(&path, b"").unwrap();
    assert!(message(&path).contains("is no graph file"));
    std::fs::write(&path, b"subject\trelation\tobject\n").unwrap();
    assert!(message(&path).contains("is no graph file"));
    let mut bytes = std::fs::read(full(folder.path()).path()).unwrap();
    bytes[8] = 9;
    std::fs::write(&path, &bytes).unwrap();
    assert!(message(&path).contains("of format version 9"));
    assert!(message(folder.path()).contains("cannot read"));
}

#[test]
fn a_failed_write_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let graph = full(folder.path());
    let missing = folder.path().join("nowhere/x.quipu");
    assert!(freeze(&graph, &missing, &History::default()).unwrap_err().to_string().starts_with("there is no"));
    // A folder stands where the file should be.
    let taken = folder.path().join("taken.quipu");
    std::fs::create_dir(&taken).unwrap();
    assert!(freeze(&graph, &taken, &History::default()).is_err());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// Among so many names that they have a guide, each is found, whole and by its last words, and what is no name is not.
#[test]
fn names_are_found_among_many() {
    const MANY: usize = 70_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.quipu");
    // Short ones, many that begin alike, and accents.
    let name = |index: usize| match index % 4 {
        0 => format!("{index}"),
        1 => format!("Resolution {index}"),
        2 => format!("Élan{} Viñas{index}", index % 1000),
        _ => format!("Town{index} of Resolution"),
    };
    let mut builder = FrozenBuilder::new(Schema::default());
    for index in 0..MANY {
        let entity = Entity { key: format!("k{index}"), label: name(index), ..Entity::default() };
        builder.add_entity(&entity).unwrap();
    }
    builder.finish(&path).unwrap();
    let graph = FrozenGraph::open(&path).unwrap();
    assert!(graph.parts().any(|(part, bytes)| part == "guide to names" && bytes > 0), "{:?}", graph.parts().collect::<Vec<_>>());
    assert_eq!(verify(&path).unwrap().damage, []);
    for index in (0..MANY).step_by(37).chain([0, 1, 2, 3, MANY - 4, MANY - 3, MANY - 2, MANY - 1]) {
        let node = NodeId::from_index(index);
        assert_eq!(&*graph.named(&name(index)), [node], "{}", name(index));
        if index % 4 == 2 {
            let last = format!("vinas{index}");
            let found = graph.names_at(&[last.as_str()]);
            assert_eq!(found.iter().map(|found| found.nodes.clone()).collect::<Vec<_>>(), [[node]], "{last}");
        }
    }
    for none in ["0 1", "Resolution 2", "Elan2", "zzz", "\u{7}", "Town3 of"] {
        assert!(graph.named(none).is_empty(), "{none}");
    }
    assert_eq!(graph.names_at(&["resolution"]).iter().map(|found| found.nodes.len()).sum::<usize>(), MANY / 2);
}
