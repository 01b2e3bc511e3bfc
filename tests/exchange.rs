//! Export and import: a graph that was written in any format and read again is the same graph.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use quipu::format::exchange::{self, Record};
use quipu::format::{csv_tables, facts, json_lines, rdf};
use quipu::graph::{LiveGraph, View};
use quipu::import::{Given, Options, Report, import};
use quipu::store::frozen::FrozenGraph;

/// Everything a graph says, so that graphs with other ids can be compared. What the ends of a relation are is left aside: an import takes
/// from the claims what the definitions leave open.
fn contents(view: &dyn View) -> Vec<String> {
    let definitions = facts::write_definitions(view.schema());
    let is_end = |line: &&str| line.starts_with("  from ") || line.starts_with("  to ");
    let mut all: Vec<String> = definitions.lines().filter(|line| !is_end(line)).map(str::to_owned).collect();
    all.extend(exchange::entities(view).map(|entity| serde_json::to_string(&Record::Entity(entity)).unwrap()));
    all.extend(exchange::claims(view).map(|claim| serde_json::to_string(&Record::Claim(Box::new(claim))).unwrap()));
    all.sort();
    all
}

fn given(path: &Path) -> Given {
    Given { path: path.to_owned(), columns: None }
}

fn imported(folder: &Path, from: &Path) -> (FrozenGraph, Report) {
    let target = folder.join("again.quipu");
    let report = import(&target, &[given(from)], &Options::default()).unwrap();
    (FrozenGraph::open(&target).unwrap(), report)
}

/// Writes a graph to a file, imports it, and compares.
fn check(graph: &dyn View, name: &str, write: impl Fn(&dyn View, &mut Vec<u8>)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    let mut bytes = Vec::new();
    write(graph, &mut bytes);
    fs::write(&file, &bytes).unwrap();
    let (again, report) = imported(folder.path(), &file);
    assert_eq!(report.rejected.first(), [], "{}", String::from_utf8_lossy(&bytes));
    assert_eq!(contents(graph), contents(&again), "{}", String::from_utf8_lossy(&bytes));
}

/// The text of facts as a graph.
fn graph_of(text: &str) -> LiveGraph {
    let mut graph = LiveGraph::new();
    facts::load(&[("small.facts".to_owned(), text.to_owned())], &mut graph).unwrap_or_else(|problems| panic!("{problems:?}"));
    graph
}

const SMALL: &str = r#"
kind country
kind book

relation recognized
  says X recognizes Y
relation population
  to number
  says X has Y people

entity Peru is a country
  also República | del Perú, a\b
  adjective Peruvian
entity Palestine
source 17 is a book
  title Peru recognizes [1]

Peru recognized Palestine in 2011 [17].
  at Twenty-first century
  quote "no pressure | from any side"
  where Peru
Peru did not recognize [South Ossetia], according to Palestine.
Peru has about 34000000 people.
"#;

#[test]
fn tables_say_all_of_a_graph() {
    let graph = graph_of(SMALL);
    let folder = tempfile::tempdir().unwrap();
    let tables = folder.path().join("tables");
    fs::create_dir(&tables).unwrap();
    fs::write(tables.join("definitions.facts"), facts::write_definitions(graph.schema())).unwrap();
    let mut bytes = Vec::new();
    csv_tables::write_entities(&graph, &mut bytes).unwrap();
    fs::write(tables.join("entities.csv"), &bytes).unwrap();
    bytes.clear();
    csv_tables::write_claims(&graph, &mut bytes).unwrap();
    fs::write(tables.join("claims.csv"), &bytes).unwrap();
    let (again, report) = imported(folder.path(), &tables);
    assert_eq!(report.rejected.first(), []);
    assert_eq!(contents(&graph), contents(&again), "{}", String::from_utf8_lossy(&bytes));
}

#[test]
fn records_are_read_as_people_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    let lines = [
        r#"{"entity":{"key":"Peru","kinds":["country"]}}"#,
        r#"{"claim":{"subject":"Peru","relation":"recognized","object":"Palestine","from":"2011","to":"2011","sources":["a book"]}}"#,
        r#"{"claim":{"subject":"Peru","relation":"population","object":{"number":{"amount":3.4e7,"bound":"about"}}}}"#,
        r#"{"claim":{"subject":"Peru","relation":"founded","object":{"date":"yesterday"}}}"#,
        r#"{"claim":{"subject":"Peru","relation":"recognized"}}"#,
        "Peru recognized Palestine",
        "",
    ];
    fs::write(&file, lines.join("\n")).unwrap();
    let (graph, report) = imported(folder.path(), &file);
    let rejected: Vec<String> = report.rejected.first().iter().map(|error| format!("{}: {}", error.line.unwrap(), error.wrong)).collect();
    assert_eq!(
        rejected,
        [
            "4: \"yesterday\" is not a date: write 2006, 2006-09 or 2006-09-30",
            "5: this is no record: missing field `object`",
            "6: this is no record: expected value",
        ]
    );
    let claims: Vec<String> = exchange::claims(&graph).map(|claim| serde_json::to_string(&claim).unwrap()).collect();
    assert_eq!(claims.len(), 2, "{claims:?}");
    assert!(claims.contains(
        &r#"{"subject":"Peru","relation":"recognized","object":"Palestine","from":"2011","to":"2011","sources":["a book"]}"#.to_owned()
    ));
}

/// What the claims of an RDF text are, one short line each.
fn claims_of(name: &str, text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, text).unwrap();
    let (graph, report) = imported(folder.path(), &file);
    assert_eq!(report.rejected.first(), []);
    let named = |key: &str| {
        let entity = graph.entity_by_key(key).and_then(|node| graph.node(node));
        match entity.as_deref() {
            Some(quipu::graph::Node::Entity(entity)) => entity.label.clone(),
            _ => key.to_owned(),
        }
    };
    let node = |node: &exchange::NodeRecord| match node {
        exchange::NodeRecord::Entity(key) => named(key),
        exchange::NodeRecord::Value(value) => serde_json::to_string(value).unwrap(),
    };
    let mut all: Vec<String> = exchange::claims(&graph)
        .map(|claim| {
            let mut line = format!("{} {} {}", node(&claim.subject), claim.relation, node(&claim.object));
            if let Some(from) = &claim.from {
                line += &format!(" from {from}");
            }
            if let Some(to) = &claim.to {
                line += &format!(" to {to}");
            }
            for source in &claim.sources {
                line += &format!(" [{}]", node(source));
            }
            line
        })
        .collect();
    for entity in exchange::entities(&graph).filter(|entity| !entity.kinds.is_empty()) {
        let label = entity.label.as_ref().unwrap_or(&entity.key);
        all.push(format!("{label} is a {} ({})", entity.kinds.join(", "), entity.aliases.join(", ")));
    }
    all.sort();
    all
}

#[test]
fn turtle_has_names_kinds_and_values() {
    let text = r#"
        @prefix : <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :Peru a :SovereignState ; rdfs:label "Perú"@es, "Peru"@en ; skos:altLabel "Republic of Peru" .
        :Peru :capital :Lima ; :founded "1821-07-28"^^xsd:date ; :population 34000000 .
        :Lima_Metropolitana :within :Lima .
    "#;
    assert_eq!(
        claims_of("a.ttl", text),
        [
            "Lima Metropolitana within Lima",
            "Peru capital Lima",
            r#"Peru founded {"date":"1821-07-28"}"#,
            "Peru is a sovereign state (Perú, Republic of Peru)",
            r#"Peru population {"number":{"amount":34000000.0}}"#,
        ]
    );
}

#[test]
fn what_stands_for_a_triple_qualifies_it() {
    // A reifier of RDF 1.2, before the triple it stands for; and a named graph of which nothing is said, which is a source.
    let text = r#"
        <http://e/f> <http://e/startDate> "1990-07-28"^^<http://www.w3.org/2001/XMLSchema#date> .
        <http://e/f> <http://e/source> <http://e/Spymaster> .
        <http://e/f> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <http://e/Fujimori> <http://e/leads> <http://e/Peru> )>> .
        <http://e/US> <http://e/supports> <http://e/Fujimori> <http://e/Reuters> .
    "#;
    assert_eq!(claims_of("a.nq", text), ["Fujimori leads Peru from 1990-07-28 [Spymaster]", "US supports Fujimori [Reuters]"]);
}

#[test]
fn statements_of_wikibase_are_claims() {
    let text = r#"
        @prefix wd: <http://www.wikidata.org/entity/> . @prefix p: <http://www.wikidata.org/prop/> .
        @prefix ps: <http://www.wikidata.org/prop/statement/> . @prefix pq: <http://www.wikidata.org/prop/qualifier/> .
        @prefix wdt: <http://www.wikidata.org/prop/direct/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix prov: <http://www.w3.org/ns/prov#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix s: <http://www.wikidata.org/entity/statement/> . @prefix ref: <http://www.wikidata.org/reference/> .
        wd:Q1 rdfs:label "Alan García"@en ; wdt:P39 wd:Q2 ; p:P39 s:Q1-1 .
        wd:Q2 rdfs:label "President of Peru"@en . wd:P39 rdfs:label "position held"@en . ref:1 rdfs:label "an almanac"@en .
        s:Q1-1 ps:P39 wd:Q2 ; pq:P580 "2006-07-28T00:00:00Z"^^xsd:dateTime ; pq:P582 "2011-07-28T00:00:00Z"^^xsd:dateTime ;
            prov:wasDerivedFrom ref:1 .
    "#;
    assert_eq!(claims_of("a.ttl", text), ["Alan García position held President of Peru from 2006-07-28 to 2011-07-28 [an almanac]"]);
}

#[test]
fn bad_lines_are_named_and_the_others_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.nt");
    fs::write(&file, "<http://e/a> <http://e/knows> <http://e/b> .\n<http://e/a> knows .\n<http://e/b> <http://e/knows> <http://e/c> .\n")
        .unwrap();
    let (graph, report) = imported(folder.path(), &file);
    assert_eq!(graph.claim_bound(), 2);
    assert_eq!(report.rejected.first().iter().map(|error| error.line).collect::<Vec<_>>(), [Some(2)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_graph_comes_back_from_json_lines(graph in support::random::random_graph()) {
        check(&graph, "a.jsonl", |view, out| json_lines::write(view, out).unwrap());
    }

    #[test]
    fn any_graph_comes_back_from_quads(graph in support::random::random_graph()) {
        check(&graph, "a.nq", |view, out| rdf::write(view, out).unwrap());
    }

    #[test]
    fn any_graph_comes_back_from_facts(graph in support::random::random_graph()) {
        check(&graph, "a.facts", |view, out| out.extend(facts::write(view).bytes()));
    }
}
