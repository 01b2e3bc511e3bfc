//! Facts files: what they tell, what is wrong with them, and that a graph written out is the graph read in.

use std::fs;
use std::path::Path;

use quipu::diagnostic::{Place, render_in_file};
use quipu::format::facts::{self, LoadProblem};
use proptest::prelude::*;
use quipu::graph::{
    Bound, Claim, ClaimId, Date, Entity, Interval, KindId, LiveGraph, Node, NodeId, Quantity, RelationId, Value, ValueType, View,
};

fn shipped() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph/peru-us");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "facts"));
    files.iter().map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())).collect()
}

fn shown(problems: &[LoadProblem]) -> String {
    let mut out = Vec::new();
    for problem in problems {
        let place = Place { file: &problem.file, line: problem.line, text: &problem.text };
        render_in_file(&problem.diagnostic, place, &mut out).unwrap();
    }
    anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
}

#[test]
fn the_shipped_graph_loads() {
    let mut graph = LiveGraph::new();
    if let Err(problems) = facts::load(&shipped(), &mut graph) {
        panic!("{} problems\n{}", problems.len(), shown(&problems));
    }
}

fn loaded(text: &str) -> LiveGraph {
    let mut graph = LiveGraph::new();
    if let Err(problems) = facts::load(&[("written.facts".to_owned(), text.to_owned())], &mut graph) {
        panic!("{}\n{text}", shown(&problems));
    }
    graph
}

/// Everything in a graph by name, so that graphs with other ids can be compared. Values without claims are no part of it.
fn contents(graph: &LiveGraph) -> Vec<String> {
    let schema = graph.schema();
    let kind = |id: &KindId| schema.kind(*id).map(|kind| kind.name.clone());
    let relation = |id: RelationId| schema.relation(id).map(|relation| relation.name.clone());
    let node = |id: NodeId| match graph.node(id).as_deref() {
        Some(Node::Entity(entity)) => format!("entity {:?}", entity.key),
        Some(Node::Value(value)) => format!("{value:?}"),
        None => "nothing".to_owned(),
    };
    let nodes = |ids: &[NodeId]| ids.iter().map(|id| node(*id)).collect::<Vec<_>>();
    let mut all = Vec::new();
    for (_, found) in schema.kinds() {
        let parents: Vec<_> = found.parents.iter().map(kind).collect();
        all.push(format!("kind {:?} {:?} {:?} {parents:?}", found.name, found.plural, found.synonyms));
    }
    for (_, found) in schema.relations() {
        let kinds = |ids: &[KindId]| ids.iter().map(kind).collect::<Vec<_>>();
        all.push(format!(
            "relation {:?} {:?} {:?} {:?} {:?} {} {} {} {:?} {:?} {:?} {:?}",
            found.name,
            found.phrases,
            kinds(&found.domain),
            kinds(&found.range),
            found.value_type,
            found.symmetric,
            found.transitive,
            found.one_at_a_time,
            found.opposite.map(relation),
            found.unit,
            found.more,
            found.less
        ));
    }
    for id in graph.entities().iter() {
        if let Some(Node::Entity(entity)) = graph.node(*id).as_deref() {
            let kinds: Vec<_> = entity.kinds.iter().map(kind).collect();
            all.push(format!("entity {:?} {:?} {:?} {:?} {kinds:?}", entity.key, entity.label, entity.aliases, entity.adjectives));
        }
    }
    for index in 0..graph.claim_bound() {
        let Some(claim) = graph.claim(ClaimId::from_index(index)) else { continue };
        all.push(format!(
            "claim {} {:?} {} {} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            node(claim.subject),
            relation(claim.relation),
            node(claim.object),
            claim.when,
            claim.denied,
            claim.place.map(node),
            claim.quantity,
            nodes(&claim.according_to),
            nodes(&claim.sources),
            claim.section,
            claim.quote,
            claim.note
        ));
    }
    all.sort();
    all
}

#[test]
fn the_shipped_graph_is_written_and_read_again() {
    let mut graph = LiveGraph::new();
    facts::load(&shipped(), &mut graph).unwrap();
    let text = facts::write(&graph);
    let again = loaded(&text);
    assert_eq!(contents(&graph), contents(&again));
    assert_eq!(facts::write(&again), text, "what is written does not depend on where it was read from");
    let named = text.lines().filter(|line| line.contains("] {") || line.contains("] not {")).count();
    assert_eq!(named, 0, "every claim of the shipped graph can be said in words");
}

#[test]
#[ignore = "a measurement"]
fn how_long_the_shipped_graph_takes() {
    let sources = shipped();
    for _ in 0..20 {
        let start = std::time::Instant::now();
        let mut graph = LiveGraph::new();
        facts::load(&sources, &mut graph).unwrap();
        eprintln!("{:?}", start.elapsed());
    }
}
