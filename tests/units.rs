//! Units of measure: declared in facts files, told, compared, summed and asked for.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use quipu::answer::{Answer, Status};
use quipu::format::facts;
use quipu::graph::LiveGraph;
use quipu::session::{AskOptions, Quipu};
use quipu::store::frozen::{FrozenGraph, History, freeze};

const RIVERS: &str = "
unit metre
  also m, meter, meters
unit kilometre
  also km
  is   1000 metres
unit mile
  also mi
  is   1.609344 kilometres
unit square kilometre
  also km2
unit hectare
  is   0.01 square kilometres
unit tonne
unit foot
  plural feet
  is 0.3048 metres

kind river
kind park

relation length
  from river to number
  says X is Y kilometres long
  says Y is the length of X
  unit kilometres
  more long
  less short

relation area
  from park to number
  says X has Y square kilometres
  says Y is the area of X
  unit square kilometres
  more large
  less small

entity Alda is a river
entity Bela is a river
entity Cora is a river
entity Dora is a river
entity Oak Park is a park
entity Fir Park is a park

Alda is 500 kilometres long.
Bela is 400 miles long.
Cora is 700 km long.
Dora is 900000 metres long.
The area of [Oak Park] is 90 hectares.
The area of [Fir Park] is 2 square kilometres.
";

fn graph() -> LiveGraph {
    let mut graph = LiveGraph::new();
    facts::load(&[("rivers.facts".to_owned(), RIVERS.to_owned())], &mut graph).unwrap();
    graph
}

fn labels(answer: &Answer) -> Vec<String> {
    answer.answers.iter().map(|row| row.label.clone()).collect()
}

/// What is asked, and the rows that answer it.
const ASKED: &[(&str, &[&str])] = &[
    // A number is shown as it was told.
    ("how long is Bela?", &["400 miles"]),
    // Asked in a unit, it is turned into that.
    ("how long is Bela in kilometres?", &["643.74 kilometres"]),
    ("how long is Alda in miles?", &["310.69 miles"]),
    ("what is Alda's length in m?", &["500,000 metres"]),
    ("how long is Alda in feet?", &["1,640,419.95 feet"]),
    ("how long are the rivers in km?", &["500 kilometres", "643.74 kilometres", "700 kilometres", "900 kilometres"]),
    // Compared, summed and put in order as what it stands for.
    ("which is the longest river?", &["Dora"]),
    ("which is the shortest river?", &["Alda"]),
    ("rivers by length", &["Dora", "Cora", "Bela", "Alda"]),
    ("which is the smallest park?", &["Oak Park"]),
    ("which rivers are longer than Bela?", &["Cora", "Dora"]),
    ("what is the total length of the rivers?", &["2743.74 kilometres"]),
    ("what is the total length of the rivers in miles?", &["1704.88 miles"]),
    ("what is the average length of the rivers in m?", &["685,934.4 metres"]),
    // The question may say its numbers in any unit.
    ("which rivers are longer than 550 kilometres?", &["Bela", "Cora", "Dora"]),
    ("which rivers are longer than 400 miles?", &["Cora", "Dora"]),
    ("which rivers are at least 400 mi long?", &["Bela", "Cora", "Dora"]),
    ("which rivers are shorter than 600000 m?", &["Alda"]),
    ("which river is 900 km long?", &["Dora"]),
    ("which rivers have a length of 700 km?", &["Cora"]),
    ("which rivers have a length over 600 kilometres?", &["Bela", "Cora", "Dora"]),
    ("whose length is 400 miles?", &["Bela"]),
    ("which parks are larger than 100 hectares?", &["Fir Park"]),
];

#[test]
fn numbers_are_asked_in_any_unit() {
    let quipu = Quipu::new(graph());
    for (question, expected) in ASKED {
        let answer = quipu.ask(question, &AskOptions::default());
        assert_eq!(answer.status, Status::Ok, "{question}: {answer:?}");
        let mut rows = labels(&answer);
        let ordered = question.contains(" by ");
        let mut expected: Vec<String> = expected.iter().map(|label| (*label).to_owned()).collect();
        if !ordered {
            rows.sort();
            expected.sort();
        }
        assert_eq!(rows, expected, "{question}");
        // The read-back is a question with the same answer.
        let again = quipu.ask(&answer.readback, &AskOptions::default());
        let mut same = labels(&again);
        if !ordered {
            same.sort();
        }
        assert_eq!(same, rows, "{question} was read back as {}", answer.readback);
    }
}

#[test]
fn whether_a_number_is_so_much_is_told_in_any_unit() {
    let quipu = Quipu::new(graph());
    for (question, expected) in [
        ("is Alda 500 kilometres long?", Some(true)),
        ("is Alda 500000 m long?", Some(true)),
        ("is Alda 500 miles long?", Some(false)),
        ("is Bela 400 miles long?", Some(true)),
        ("is Bela longer than 643 km?", Some(true)),
        ("is Bela longer than 644 km?", Some(false)),
        ("is Bela longer than Alda?", Some(true)),
        ("is there a river shorter than 300 miles?", Some(false)),
    ] {
        let answer = quipu.ask(question, &AskOptions::default());
        assert_eq!((answer.status, answer.boolean), (Status::Ok, expected), "{question}");
    }
}

#[test]
fn what_is_no_such_unit_is_refused() {
    let quipu = Quipu::new(graph());
    for (question, problem) in [
        ("which rivers are longer than 5 tonnes?", "The numbers here are kilometres; I can't turn tonnes into kilometres."),
        ("how long is Alda in tonnes?", "These are no numbers that I could turn into tonnes."),
    ] {
        let answer = quipu.ask(question, &AskOptions::default());
        assert_eq!(answer.status, Status::NotUnderstood, "{question}");
        assert_eq!(answer.problem.unwrap().message, problem, "{question}");
    }
}

#[test]
fn a_graph_with_units_is_written_and_read_again() {
    let graph = graph();
    let text = facts::write(&graph);
    let mut again = LiveGraph::new();
    facts::load(&[("again.facts".to_owned(), text.clone())], &mut again).unwrap();
    assert_eq!(again.schema(), graph.schema());
    assert_eq!(facts::write(&again), text);
    assert!(text.contains("  is 1.609344 kilometres\n"), "{text}");
    let sentence = &Quipu::new(again).ask("is Bela 400 miles long?", &AskOptions::default()).claims[0].sentence;
    assert_eq!(sentence, "Bela is 400 miles long.");
}

#[test]
fn a_frozen_graph_knows_its_units() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rivers.quipu");
    freeze(&graph(), &path, &History::default()).unwrap();
    let quipu = Quipu::of_view(Arc::new(FrozenGraph::open(&path).unwrap()));
    for (question, expected) in ASKED {
        let mut rows = labels(&quipu.ask(question, &AskOptions::default()));
        let mut expected: Vec<String> = expected.iter().map(|label| (*label).to_owned()).collect();
        rows.sort();
        expected.sort();
        assert_eq!(rows, expected, "{question}");
    }
}

#[test]
fn mistakes_in_units_are_named() {
    let text =
        "unit mile\n  is 1.6 kilometres\n\nunit metre\n  is 2 yards\nunit yard\n  is 0.5 metres\nunit foot\n  is -1 metres\n  symbol ft\n";
    let mistakes = facts::load(&[("units.facts".to_owned(), text.to_owned())], &mut LiveGraph::new()).unwrap_err();
    let told: Vec<String> = mistakes.iter().map(|mistake| format!("{}: {}", mistake.line, mistake.diagnostic.message)).collect();
    assert_eq!(
        told,
        [
            "2: I don't know \"kilometres\".",
            "7: By this, yard is so much of itself.",
            "9: A unit is a number above 0 of another.",
            "10: I don't know \"symbol\".",
        ]
    );
}
