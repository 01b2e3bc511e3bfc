//! Prepared questions: read and planned once, run for whatever is given.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write;

use quipu::answer::Status;
use quipu::engine::{Cell, EngineError, Limits, Scratch};
use quipu::format::facts;
use quipu::graph::{LiveGraph, NodeId};
use quipu::query::Given;
use quipu::session::{AskOptions, ParameterError, Quipu};
use quipu::store::frozen::{History, freeze};

const FACTS: &str = "
kind country
kind person
kind city
relation president-of
  from  person to country
  says  X is the president of Y
relation recognized
  from  country to country
  says  X recognizes Y
relation population
  from  city to number
  says  Y is the population of X
  more  large
relation city-of
  from  city to country
  says  X is in Y
entity Peru is a country
entity Chile is a country
entity Kosovo is a country
entity Ana Ruiz is a person
entity Ben Soto is a person
entity Lima is a city
entity Cusco is a city
entity Lima, Ohio is a city
  key   Ohio town
entity Ana Paz is a person
Ana Ruiz was the president of Peru from 1990 to 1995.
Ben Soto was the president of Peru from 1995 to 2000.
Ana Paz was the president of Chile from 1992 to 1999.
Peru recognized Kosovo in 2008.
Chile recognized Kosovo on 3 May 2009.
Lima is in Peru.
Cusco is in Peru.
The population of Lima is 900.
The population of Cusco is 300.
";

fn open() -> Quipu {
    let mut graph = LiveGraph::new();
    facts::load(&[("small.facts".to_owned(), FACTS.to_owned())], &mut graph).unwrap();
    Quipu::new(graph)
}

/// What is answered with parameters is what is answered with their values written in the question.
#[test]
fn a_value_means_what_it_means_in_the_question() {
    let quipu = open();
    type Case<'a> = (&'a str, &'a [&'a [(&'a str, &'a str)]]);
    let cases: &[Case<'_>] = &[
        ("presidents of :country", &[&[("country", "Peru")], &[("country", "Chile")], &[("country", "Kosovo")]]),
        ("who was president of :country in :year?", &[&[("country", "Peru"), ("year", "1993")], &[("country", "Chile"), ("year", "1991")]]),
        (
            "which countries recognized :x before :date?",
            &[&[("x", "Kosovo"), ("date", "2009")], &[("x", "Kosovo"), ("date", "2009-05-04")]],
        ),
        ("cities with a population over :n", &[&[("n", "250")], &[("n", "500")], &[("n", "950")]]),
        ("the :n largest cities", &[&[("n", "1")], &[("n", "2")]]),
        ("did :country recognize Kosovo?", &[&[("country", "Chile")], &[("country", "Kosovo")]]),
        ("how many countries recognized :country since :year?", &[&[("country", "Kosovo"), ("year", "2009")]]),
        ("which presidents of :country were not presidents of :country2?", &[&[("country", "Peru"), ("country2", "Chile")]]),
        (
            "find X, Y where X was president of Y in :year and Y recognized :country",
            &[&[("year", "1993"), ("country", "Kosovo")], &[("year", "1999"), ("country", "Peru")]],
        ),
        ("tell me about :person", &[&[("person", "Ben Soto")], &[("person", "Soto")]]),
        ("who was president of :country when :person was president of Chile?", &[]),
    ];
    let mut scratch = Scratch::new();
    for (question, runs) in cases {
        let Ok(prepared) = quipu.prepare(question) else {
            assert!(runs.is_empty(), "{question} is not prepared");
            continue;
        };
        for values in *runs {
            let answer = prepared.ask(values, &AskOptions::default());
            // Rows are the same whatever was run before with a scratch.
            let given = prepared.given(values).unwrap();
            let first = prepared.rows(&given, &Limits::default(), &mut scratch).unwrap();
            assert_eq!(first, prepared.rows(&given, &Limits::default(), &mut Scratch::new()).unwrap(), "{question}");
            let mut written = (*question).to_owned();
            // The longest names first, lest one be taken for the beginning of another.
            for (name, value) in values.iter().rev() {
                written = written.replace(&format!(":{name}"), value);
            }
            let expected = quipu.ask(&written, &AskOptions::default());
            assert_eq!(answer.status, Status::Ok, "{question} {:?}", answer.message);
            let shown = |answer: &quipu::answer::Answer| {
                let rows: Vec<_> = answer.answers.iter().map(|row| (row.label.clone(), row.evidence.clone())).collect();
                (rows, answer.boolean, answer.number, answer.claims.clone(), answer.message.clone())
            };
            assert_eq!(shown(&answer), shown(&expected), "{written}");
            assert_eq!(answer.question, written);
            assert!(!answer.readback.contains(':'), "{}", answer.readback);
        }
    }
}

#[test]
fn what_cannot_be_put_there_is_an_error() {
    let quipu = open();
    let prepared = quipu.prepare("cities in :country with a population over :n").unwrap();
    let given = |country: &str, n: &str| prepared.given(&[("country", country), ("n", n)]).unwrap_err();
    assert!(matches!(given("Perru", "1"), ParameterError::UnknownName { suggestions, .. } if suggestions.contains(&"Peru".to_owned())));
    assert!(matches!(given("Ana Ruiz", "1"), ParameterError::WrongKind { wanted, .. } if wanted == "country"));
    assert!(matches!(given("Peru", "many"), ParameterError::NotANumber { .. }));
    assert!(matches!(prepared.given(&[("country", "Peru")]), Err(ParameterError::Missing { .. })));
    assert!(matches!(prepared.given(&[("country", "Peru"), ("n", "1"), ("m", "1")]), Err(ParameterError::NotThere { .. })));
    let dated = quipu.prepare("presidents of Peru in :year").unwrap();
    assert!(matches!(dated.given(&[("year", "then")]), Err(ParameterError::NotADate { .. })));
    let person = quipu.prepare("tell me about :person").unwrap();
    assert!(matches!(person.given(&[("person", "Ana")]), Err(ParameterError::AmbiguousName { .. })));
    let answer = person.ask(&[("person", "Nobody")], &AskOptions::default());
    assert_eq!(answer.status, Status::NotUnderstood);
    assert!(answer.message.unwrap().contains("I don't know \"Nobody\""));
    // A key in brackets leaves nothing open.
    assert!(quipu.prepare("which country is :city in?").unwrap().given(&[("city", "[Ohio town]")]).is_ok());
    let asked = quipu.ask("presidents of :country", &AskOptions::default());
    assert!(asked.message.unwrap().contains(":country is a parameter"));
    assert!(quipu.prepare("who blarghed :x?").is_err());
}

#[test]
fn rows_of_ids_come_without_labels() {
    let quipu = open();
    let prepared = quipu.prepare("presidents of :country").unwrap();
    let [peru, chile] = ["Peru", "Chile"].map(|name| quipu.view().named(name)[0]);
    let limits = Limits { evidence: false, ..Limits::default() };
    let mut scratch = Scratch::new();
    for run in 0..10_000 {
        let (country, presidents) = if run % 2 == 0 { (peru, 2) } else { (chile, 1) };
        let rows = prepared.rows(&[Given::Nodes(vec![country])], &limits, &mut scratch).unwrap();
        assert_eq!(rows.rows.len(), presidents);
        assert!(rows.rows.iter().all(|row| matches!(row.cells[..], [Cell::Node(_)])));
    }
}

/// Who is led to in two steps is the same set, and as large, whether few are met or many, with evidence or without, in memory or in a file.
#[test]
fn steps_lead_to_sets() {
    const PEOPLE: usize = 150;
    // The first ones know one, two, ... others; everybody likes two, and says so on two days.
    let known = |x: usize| (1..=x.min(60)).map(move |step| (x + step * 7) % PEOPLE);
    let liked = |x: usize| [(x * 3 + 1) % PEOPLE, (x * x + 5) % PEOPLE];
    let mut facts = "kind person\nrelation knows\n  from person to person\n  says X knows Y\nrelation likes\n  from person to person\n  says X likes Y\n".to_owned();
    let name = |x: usize| format!("Person{x}");
    for x in 0..PEOPLE {
        writeln!(facts, "entity {} is a person", name(x)).unwrap();
    }
    for x in 0..PEOPLE {
        known(x).for_each(|y| writeln!(facts, "{} knows {}.", name(x), name(y)).unwrap());
        for y in liked(x).into_iter().filter(|&y| y != x) {
            writeln!(facts, "{0} liked {1} in 2001.\n{0} liked {1} in 2002.", name(x), name(y)).unwrap();
        }
    }
    let mut graph = LiveGraph::new();
    facts::load(&[("people.facts".to_owned(), facts)], &mut graph).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.quipu");
    freeze(&graph, &file, &History::default()).unwrap();
    for quipu in [Quipu::new(graph), Quipu::open(&[file]).unwrap()] {
        let who = quipu.prepare("who is liked by a person that :x knows?").unwrap();
        let how_many = quipu.prepare("how many people are liked by a person that :x knows?").unwrap();
        let likers = quipu.prepare("who likes a person that knows :x?").unwrap();
        let mut scratch = Scratch::new();
        let node = |x: usize| quipu.view().named(&name(x))[0];
        for x in 0..PEOPLE {
            let given = [Given::Nodes(vec![node(x)])];
            let led_to: BTreeSet<NodeId> = known(x).flat_map(|y| liked(y).into_iter().filter(move |&z| z != y)).map(node).collect();
            let leading: BTreeSet<NodeId> =
                (0..PEOPLE).filter(|&z| liked(z).into_iter().any(|y| y != z && known(y).any(|other| other == x))).map(node).collect();
            for evidence in [false, true] {
                let limits = Limits { evidence, ..Limits::default() };
                let cells = |rows: quipu::engine::Rows| rows.rows.into_iter().flat_map(|row| row.cells).collect::<Vec<_>>();
                let nodes = |nodes: &BTreeSet<NodeId>| nodes.iter().copied().map(Cell::Node).collect::<Vec<_>>();
                assert_eq!(cells(who.rows(&given, &limits, &mut scratch).unwrap()), nodes(&led_to), "{x}");
                assert_eq!(cells(likers.rows(&given, &limits, &mut scratch).unwrap()), nodes(&leading), "{x}");
                assert_eq!(cells(how_many.rows(&given, &limits, &mut scratch).unwrap()), [Cell::Number(led_to.len() as f64)], "{x}");
            }
            if led_to.len() > 40 {
                let few = Limits { evidence: false, rows: 40, ..Limits::default() };
                assert!(matches!(how_many.rows(&given, &few, &mut scratch), Err(EngineError::Rows { limit: 40, .. })), "{x}");
            }
        }
    }
}
