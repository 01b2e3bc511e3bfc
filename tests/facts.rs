//! Facts files: what they tell, what is wrong with them, and that a graph written out is the graph read in.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its input has failed")]

use std::fs;
use std::path::Path;

mod support;

use proptest::prelude::*;
use quipu::diagnostic::{Place, render_in_file};
use quipu::format::facts::{self, LoadProblem};
use quipu::graph::{ClaimId, KindId, LiveGraph, Node, NodeId, RelationId, Value, View};

use support::random::random_graph;

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
        if let Some(Node::Entity(entity)) = graph.node(id).as_deref() {
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

const SMALL: &str = r#"
kind person
kind president is a person
kind country
  plural countries
kind resolution
kind event

relation supported
  from person, country to person, country
  says X supports Y
  says X is a supporter of Y
relation president-of
  from person to country
  says X is the president of Y
relation voted-for
  from country to resolution
  says X votes for Y
relation took-place
  from event to yes/no
  says X takes place
relation happened-in
  from event to country
  says X takes place in Y
relation said
  from person to text
  says X says Y
relation killed
  from event to number
  says X kills Y people
relation residents
  from country to number
  says Y people live in X
relation length
  to number
  says X is Y metres long
  more long
relation founded
  from country to date
  says X is founded on Y
  says X is founded in Y
relation governed
  from person to country
  says X leads Y
relation led
  from person to event
  says X leads Y
relation gave
  says X gives aid to Y
relation beat
  says X beats Y
relation beat-in-a-race
  says X beats Y

entity Peru is a country
  adjective Peruvian
entity United States is a country
  also US
entity Alberto Fujimori is a president
entity Keiko Fujimori is a person
entity Alan García is a president
entity The Times
entity Resolution 1707 is a resolution
entity Lima Summit is an event

source 4 is a person
  title Spymaster
source 5
"#;

/// Tells sentences below the small definitions.
fn told(sentences: &str) -> Result<LiveGraph, String> {
    let mut graph = LiveGraph::new();
    let sources = [("small.facts".to_owned(), SMALL.to_owned()), ("claims.facts".to_owned(), sentences.to_owned())];
    match facts::load(&sources, &mut graph) {
        Ok(()) => Ok(graph),
        Err(problems) => {
            assert_eq!((graph.node_bound(), graph.claim_bound(), graph.schema().kinds().len()), (0, 0, 0), "nothing is half-loaded");
            Err(shown(&problems))
        }
    }
}

/// The last claim of a graph on one line.
fn last_claim(graph: &LiveGraph) -> String {
    let claim = graph.claim(ClaimId::from_index(graph.claim_bound() - 1)).unwrap();
    let node = |id: NodeId| match graph.node(id).as_deref() {
        Some(Node::Entity(entity)) => entity.key.clone(),
        Some(Node::Value(Value::Number(quantity))) => quantity.exact(),
        Some(Node::Value(Value::Text(text))) => format!("{text:?}"),
        Some(Node::Value(value)) => format!("{value:?}"),
        None => "nothing".to_owned(),
    };
    let relation = graph.schema().relation(claim.relation).unwrap();
    let mut line = format!("{} | {} | {}", node(claim.subject), relation.name, node(claim.object));
    if claim.denied {
        line += " | denied";
    }
    if !claim.when.is_undated() {
        line += &format!(" | {}", claim.when);
    }
    for (word, nodes) in [("according to", &claim.according_to), ("sources", &claim.sources)] {
        if !nodes.is_empty() {
            line += &format!(" | {word} {}", nodes.iter().map(|id| node(*id)).collect::<Vec<_>>().join(", "));
        }
    }
    line
}

#[track_caller]
fn tells(sentence: &str, claim: &str) {
    match told(sentence) {
        Ok(graph) => assert_eq!(last_claim(&graph), claim, "{sentence}"),
        Err(problems) => panic!("{problems}"),
    }
}

#[test]
fn sentences_tell_claims() {
    for (sentence, claim) in [
        // Tense, voice, denial.
        ("The United States supported Alberto Fujimori.", "United States | supported | Alberto Fujimori"),
        ("the us supports alan garcia.", "United States | supported | Alan García"),
        ("The US did not support Peru.", "United States | supported | Peru | denied"),
        ("The US never supported Peru.", "United States | supported | Peru | denied"),
        ("The US has supported Peru.", "United States | supported | Peru"),
        ("The US is supporting Peru.", "United States | supported | Peru"),
        ("Peru was supported by the US.", "United States | supported | Peru"),
        ("Peru was not supported by the US.", "United States | supported | Peru | denied"),
        ("The US is a supporter of Peru.", "United States | supported | Peru"),
        ("Aid to Peru is [x].\nPeru gave aid to the US.", "Peru | gave | United States"),
        ("Resolution 1707 was voted for by Peru.", "Peru | voted-for | Resolution 1707"),
        // Relational nouns.
        ("Alberto Fujimori was president of Peru from 1990 to 2000.", "Alberto Fujimori | president-of | Peru | 1990/2000"),
        ("The president of Peru is Alan García.", "Alan García | president-of | Peru"),
        ("Peru's president was not Alan García.", "Alan García | president-of | Peru | denied"),
        // The longest words win, and kinds decide.
        ("The Lima Summit took place in Peru.", "Lima Summit | happened-in | Peru"),
        ("The Lima Summit took place in 1983.", "Lima Summit | took-place | Truth(true) | 1983"),
        ("The Lima Summit did not take place.", "Lima Summit | took-place | Truth(true) | denied"),
        ("Alan García led Peru.", "Alan García | governed | Peru"),
        ("Alan García led the Lima Summit.", "Alan García | led | Lima Summit"),
        // Times.
        ("Peru supported the US on 7 December 2022.", "Peru | supported | United States | 2022-12-07"),
        ("Peru supported the US in June 2000.", "Peru | supported | United States | 2000-06"),
        ("Peru supported the US since 2016.", "Peru | supported | United States | 2016/.."),
        ("Peru supported the US until 2001.", "Peru | supported | United States | ../2001"),
        ("Peru supported the US by 22 November 2000.", "Peru | supported | United States | ../2000-11-22"),
        // Names.
        ("[Rio Pact] supported [Lima Group].", "Rio Pact | supported | Lima Group"),
        ("Alberto supported Peru.", "Alberto Fujimori | supported | Peru"),
        ("The Times supported Peru.", "The Times | supported | Peru"),
        ("\"New One\" supported Peru.", "New One | supported | Peru"),
        ("[\\[REC\\]] supported [a [b] c].", "[REC] | supported | a [b] c"),
        // Values.
        ("Alan García said \"no, [not] in 1990\" in 1991.", "Alan García | said | \"no, [not] in 1990\" | 1991"),
        ("The Lima Summit killed at least 9 people in 2002.", "Lima Summit | killed | at least 9.0 people | 2002"),
        ("About 16,000 people live in Peru.", "Peru | residents | about 16000.0 people"),
        ("[Bridge] is 30 metres long.", "Bridge | length | exactly 30.0 metres"),
        ("Peru was founded on 28 July 1821.", "Peru | founded | Date(Date { year: 1821, month: Some(7), day: Some(28) })"),
        // Whose word, and references.
        (
            "Peru supported the US in 1990, according to Alan García and the US [4, 5].",
            "Peru | supported | United States | 1990 | according to Alan García, United States | sources source 4, source 5",
        ),
        ("Source 4 supported Peru [5].", "source 4 | supported | Peru | sources source 5"),
        ("Peru supported [4] [].", "Peru | supported | 4"),
        // Relations by name.
        ("[Peru] {beat-in-a-race} [US].", "Peru | beat-in-a-race | United States"),
        ("Peru not {gave} number \"about -2.5 kg\" [4].", "Peru | gave | about -2.5 kg | denied | sources source 4"),
    ] {
        let sentence = sentence.lines().last().unwrap();
        tells(sentence, claim);
    }
}

#[test]
fn lines_below_a_sentence_qualify_it() {
    let text = "section One\nPeru supported the US.\n  where Lima Summit\n  quantity about $10 million\n  quote \"a \\\"b\\\" c\"\n  note in # short\n  source [5]\nPeru supported Alan García.\n  at Two\n  when -0044-03/..\n";
    let graph = told(text).unwrap();
    let claim = |index: u32| graph.claim(ClaimId(index)).unwrap().into_owned();
    let first = claim(graph.claim_bound() as u32 - 2);
    assert_eq!(first.section.as_deref(), Some("One"));
    assert_eq!(first.quantity.unwrap().exact(), "about 10000000.0 $");
    assert_eq!(first.quote.as_deref(), Some("a \"b\" c"));
    assert_eq!(first.note.as_deref(), Some("in"));
    assert_eq!(first.sources.len(), 1);
    assert!(first.place.is_some());
    let second = claim(graph.claim_bound() as u32 - 1);
    assert_eq!(second.section.as_deref(), Some("Two"));
    assert_eq!(second.when.to_string(), "-0044-03/..");
}

#[test]
fn kinds_are_told_before_anything_else() {
    let graph = told("[Summit of 1990] took place in Peru.\n[Summit of 1990] is an event.\n[X] is a person, president [4].").unwrap();
    let kinds = |name: &str| graph.entity(graph.named(name)[0]).unwrap().kinds.len();
    assert_eq!((kinds("Summit of 1990"), kinds("X")), (1, 2));
}

#[test]
fn five_bad_sentences_give_five_messages() {
    let problems = told(
        "Peru suported the US.\nPeru supported Alan García.\nPeru supported Lma Summit in 1990.\nPeru said \"no\".\n\
         Fujimori supported Peru.\nPeru beat the US in 1990 [4].\n",
    )
    .unwrap_err();
    insta::assert_snapshot!(problems, @r#"
    error: I don't know "suported". Did you mean "supported" or "supporter"?
     --> claims.facts:1:6
      |
    1 | Peru suported the US.
      |      ^^^^^^^^
      |
      = help: Words of a relation should stand here.
    error: I don't know "Lma Summit". Did you mean "Lima Summit"?
     --> claims.facts:3:16
      |
    3 | Peru supported Lma Summit in 1990.
      |                ^^^^^^^^^^
      |
      = help: A new name is written in brackets: [Lma Summit].
    error: "said" is said of a person, but "Peru" is a country.
     --> claims.facts:4:1
      |
    4 | Peru said "no".
      | ^^^^
    error: "Fujimori" may be "Alberto Fujimori" or "Keiko Fujimori".
     --> claims.facts:5:1
      |
    5 | Fujimori supported Peru.
      | ^^^^^^^^
      |
      = help: Write the name in full, or the key of the one that is meant in brackets.
    error: "beat" may be the relation "beat" or "beat-in-a-race".
     --> claims.facts:6:6
      |
    6 | Peru beat the US in 1990 [4].
      |      ^^^^
      |
      = help: Say which one by its name: [X] {beat} [Y].
    "#);
}

#[test]
fn other_messages() {
    let problems = told(
        "Peru supported the US\nDid Peru support the US?\nPeru supported the US before 1990.\nPeru supported the US [99].\n\
         Peru supported the US in Lima.\nPeru was supported.\nPeru supported.\nPeru {suported} [x].\nAtlantis supported Peru.\n\
         Peru is not a country.\nPeru supported the US from 2000 to 1990.\nPeru supported the US.\n  were Lima\n  quantity many\n  where Atlantis\n\
         kind emperor is a monarch\nrelation r\n  says dances\n  from contry\n  opposite of s\nentity E is a person\n  alos F\nsource 9\n  date yesterday\n",
    )
    .unwrap_err();
    insta::assert_snapshot!(problems, @r#"
    error: A sentence ends with a full stop.
     --> claims.facts:1:22
      |
    1 | Peru supported the US
      |                      ^
      |
      = help: Definitions begin with kind, relation, entity, source or section, in small letters.
    error: A question tells nothing.
     --> claims.facts:2:24
      |
    2 | Did Peru support the US?
      |                        ^
    error: This does not say when it was.
     --> claims.facts:3:23
      |
    3 | Peru supported the US before 1990.
      |                       ^^^^^^
      |
      = help: Write "in", "on", "from ... to", "since", "until" or "by" with a date.
    error: I don't know the source [99].
     --> claims.facts:4:23
      |
    4 | Peru supported the US [99].
      |                       ^^^^
      |
      = help: The last brackets of a sentence hold the keys of its sources, such as [4, 5]. A source is defined by a block: source 4.
    error: I don't understand "in" here.
     --> claims.facts:5:23
      |
    5 | Peru supported the US in Lima.
      |                       ^^
      |
      = help: A time, "according to" and a name, or references in brackets can stand here. Names of several words that are not known yet stand in brackets.
    error: Who did it is missing: "by" and a name should stand here.
     --> claims.facts:6:19
      |
    6 | Peru was supported.
      |                   ^
    error: The sentence stops where a name or a value should follow.
     --> claims.facts:7:15
      |
    7 | Peru supported.
      |               ^
    error: I don't know "suported". Did you mean "supported"?
     --> claims.facts:8:6
      |
    8 | Peru {suported} [x].
      |      ^^^^^^^^^^
    error: I don't know "Atlantis".
     --> claims.facts:9:1
      |
    9 | Atlantis supported Peru.
      | ^^^^^^^^
      |
      = help: A new name is written in brackets: [Atlantis].
    error: That something is not of a kind cannot be told.
      --> claims.facts:10:1
       |
    10 | Peru is not a country.
       | ^^^^^^^^^^^^^^^^^^^^^
       |
       = help: Define a relation for it, and tell it with that.
    error: This time ends before it begins.
      --> claims.facts:11:23
       |
    11 | Peru supported the US from 2000 to 1990.
       |                       ^^^^^^^^^^^^^^^^^
    error: I don't know "were". Did you mean "where"?
      --> claims.facts:13:3
       |
    13 |   were Lima
       |   ^^^^
       |
       = help: Below a sentence stand lines that begin with where, quantity, quote, note, at, when or source.
    error: "many" is not a number with a unit.
      --> claims.facts:14:12
       |
    14 |   quantity many
       |            ^^^^
       |
       = help: Write, for example: about 200,000 people, $10 million, 30 minutes.
    error: I don't know "Atlantis".
      --> claims.facts:15:9
       |
    15 |   where Atlantis
       |         ^^^^^^^^
       |
       = help: A new name is written in brackets: [Atlantis].
    error: I don't know "monarch".
      --> claims.facts:16:19
       |
    16 | kind emperor is a monarch
       |                   ^^^^^^^
       |
       = help: A kind is defined by a block: kind monarch.
    error: The phrase "dances" must begin with X or Y.
      --> claims.facts:18:8
       |
    18 |   says dances
       |        ^^^^^^
       |
       = help: Write a phrase such as: X votes for Y, X is a supporter of Y, X is next to Y, Y people live in X.
    error: I don't know "contry". Did you mean "country"?
      --> claims.facts:19:8
       |
    19 |   from contry
       |        ^^^^^^
       |
       = help: A kind is defined by a block: kind contry.
    error: I don't know "s".
      --> claims.facts:20:15
       |
    20 |   opposite of s
       |               ^
       |
       = help: A relation is defined by a block: relation s.
    error: I don't know "alos". Did you mean "also"?
      --> claims.facts:22:3
       |
    22 |   alos F
       |   ^^^^
       |
       = help: The lines of an entity begin with also, adjective or key.
    error: "yesterday" is not a date.
      --> claims.facts:24:8
       |
    24 |   date yesterday
       |        ^^^^^^^^^
       |
       = help: Write 2006, 2006-09 or 2006-09-30.
    "#);
}

#[test]
fn one_sentence_is_told_to_a_graph() {
    let mut graph = LiveGraph::new();
    let vocabulary = facts::load_with_vocabulary(&[("small.facts".to_owned(), SMALL.to_owned())], &mut graph).unwrap();
    let claims = graph.claim_bound();
    assert!(matches!(facts::tell("Peru supported the US [4].", &vocabulary, &mut graph), Ok(facts::Told::Claim(_))));
    assert!(matches!(facts::tell("[Rio Pact] is an event.", &vocabulary, &mut graph), Ok(facts::Told::Kinds(..))));
    let nodes = graph.node_bound();
    let problem = facts::tell("  [New] supported Atlantis.", &vocabulary, &mut graph).unwrap_err();
    assert_eq!(problem.span, 18..26);
    assert_eq!((graph.claim_bound(), graph.node_bound()), (claims + 1, nodes));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_graph_is_written_and_read_again(graph in random_graph()) {
        let text = facts::write(&graph);
        let again = loaded(&text);
        prop_assert_eq!(contents(&graph), contents(&again), "{}", text);
    }

    #[test]
    fn no_text_makes_the_loader_panic(text in "(kind |relation |entity |source |section |  says |  also |  where |  quantity |[A-C] |supports |\\[|\\]|\"|\\{|\\}|#|\\\\|in 1990|, according to |\\.|\n|\\PC){0,30}") {
        let mut graph = LiveGraph::new();
        if let Err(problems) = facts::load(&[("a".to_owned(), text)], &mut graph) {
            prop_assert_eq!(graph.node_bound(), 0);
            shown(&problems);
        }
    }
}
