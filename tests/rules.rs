//! Relations that rules define: what follows, what it rests on, and which rules cannot be.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod reference;

use std::fs;

use proptest::prelude::*;
use quipu::engine::{Limits, Rows, run};
use quipu::format::facts;
use quipu::graph::LiveGraph;
use quipu::meaning;
use quipu::plan::{plain, plan};
use quipu::session::{AskOptions, OpenError, Quipu};

const FAMILY: &str = "
kind person
kind film
relation parent-of
  from  person to person
  says  X is a parent of Y
  says  Y is a child of X
relation met
  from  person to person
  says  X meets Y
  symmetric
relation directed
  from  person to film
  says  X directs Y
relation co-directed-with
  from  person to person
  says  X co-directs with Y
  if    X directed a film that Y directed and X is not Y
relation grandparent-of
  from  person to person
  says  X is a grandparent of Y
  if    X is a parent of somebody who is a parent of Y
relation sibling-of
  from  person to person
  says  X is a sibling of Y
  if    Z is a parent of X and Z is a parent of Y and X is not Y
relation cousin-of
  from  person to person
  says  X is a cousin of Y
  if    Z is a parent of X, and W is a parent of Y, and Z is a sibling of W
relation ancestor-of
  from  person to person
  says  X is an ancestor of Y
  says  Y is a descendant of X
  if    X is a parent of Y
  if    X is a parent of an ancestor of Y
relation stranger-to
  from  person to person
  says  X is a stranger to Y
  if    X is a person and Y is a person and X did not meet Y and X is not Y
relation elder-of
  from  person to person
  says  X is an elder of Y
  if    X is a grandparent of Y
  if    X is a junior elder of somebody who is a parent of Y
relation junior-elder-of
  from  person to person
  says  X is a junior elder of Y
  if    X is a parent of Y
  if    X is an elder of a child of Y
relation friend-of-family
  from  person to person
  says  X is a family friend of Y
  if    X met at least 2 children of Y
";

const CLAIMS: &str = "
entity Ana is a person
entity Ben is a person
entity Cid is a person
entity Dot is a person
entity Eva is a person
entity Fay is a person
entity Gus is a person
entity Rain is a film
entity Snow is a film
Ana directed Rain.
Ben directed Rain.
Cid directed Snow.
Ana is a parent of Ben.
Ana is a parent of Dot.
Fay is a parent of Ben.
Fay is a parent of Dot.
Ben is a parent of Cid.
Dot is a parent of Eva.
Ben is a parent of Gus.
Eva met Gus.
Ana met Ben in 1990.
Eva met Cid in 2010.
";

fn graph(texts: &[&str]) -> LiveGraph {
    let mut graph = LiveGraph::new();
    facts::load(&[("family.facts".to_owned(), texts.concat())], &mut graph).unwrap();
    graph
}

#[test]
fn what_follows_is_answered() {
    let quipu = Quipu::new(graph(&[FAMILY, CLAIMS]));
    let cases: &[(&str, &[&str])] = &[
        ("who co-directed with Ana?", &["Ben"]),
        ("grandparents of Cid", &["Ana", "Fay"]),
        ("who is a cousin of Eva?", &["Cid", "Gus"]),
        ("whose cousin is Eva?", &["Cid", "Gus"]),
        ("who is an ancestor of Cid?", &["Ana", "Ben", "Fay"]),
        ("the descendants of Ana", &["Ben", "Cid", "Dot", "Eva", "Gus"]),
        ("which people that met Cid are descendants of Ana?", &["Eva"]),
        ("who is a stranger to Ana?", &["Cid", "Dot", "Eva", "Fay", "Gus"]),
        ("siblings of Ben who are parents of Eva", &["Dot"]),
        ("people who are not ancestors of anybody", &["Cid", "Eva", "Gus"]),
        ("who has the most descendants?", &["Ana", "Fay"]),
        ("family friends of Ben", &["Eva"]),
    ];
    for (question, expected) in cases {
        let answer = quipu.ask(question, &AskOptions::default());
        let mut labels: Vec<&str> = answer.answers.iter().map(|row| row.label.as_str()).collect();
        labels.sort_unstable();
        assert_eq!(labels, *expected, "{question} {:?}", answer.message);
    }
    let count = quipu.ask("how many descendants does Ana have?", &AskOptions::default());
    assert_eq!(count.number, Some(5.0));
    assert_eq!(quipu.ask("is Ben an ancestor of Cid?", &AskOptions::default()).boolean, Some(true));
    assert_eq!(quipu.ask("is Cid an ancestor of Ben?", &AskOptions::default()).boolean, Some(false));
}

#[test]
fn what_follows_rests_on_what_was_told() {
    let quipu = Quipu::new(graph(&[FAMILY, CLAIMS]));
    let answer = quipu.ask("why is Ana an ancestor of Cid?", &AskOptions::default());
    let sentences: Vec<&str> = answer.answers.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(sentences, ["Ana is a parent of Ben.", "Ben is a parent of Cid."]);
    assert_eq!(
        answer.rules,
        ["X is an ancestor of Y if X is a parent of Y.", "X is an ancestor of Y if X is a parent of an ancestor of Y."]
    );
    let mut shown = Vec::new();
    quipu::answer::why(&answer, None, &mut shown).unwrap();
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.contains("by the rule: X is an ancestor of Y if X is a parent of an ancestor of Y."), "{shown}");
    let list = quipu.ask("who is an ancestor of Cid?", &AskOptions::default());
    let ana = list.answers.iter().find(|row| row.label == "Ana").unwrap();
    assert_eq!(ana.evidence.len(), 2);
}

#[test]
fn what_is_told_of_a_defined_relation_counts_too() {
    let quipu = Quipu::new(graph(&[FAMILY, CLAIMS, "[Old Abe] is an ancestor of Ana.\n"]));
    let answer = quipu.ask("who is an ancestor of Ana?", &AskOptions::default());
    assert_eq!(answer.answers.len(), 1);
    let told = quipu.ask("what did Old Abe do?", &AskOptions::default());
    assert_eq!(told.answers.len(), 1);
}

#[test]
fn what_follows_has_no_date_of_its_own() {
    let quipu = Quipu::new(graph(&[FAMILY, CLAIMS]));
    for question in ["who co-directed with Ana in 1990?", "when did Ana co-direct with Ben?", "who says that Ana co-directed with Ben?"] {
        let message = quipu.ask(question, &AskOptions::default()).message.unwrap();
        assert!(message.contains("\"co-directed-with\" is defined by rules"), "{question}: {message}");
    }
}

#[test]
fn rules_that_cannot_be_are_told_of_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("family.facts");
    let cases: &[(&str, &str)] = &[
        ("if X did not like Y and X met Y", "\"likes\" rests on what is not \"likes\""),
        (
            "if X met Y and X did not adore Y",
            "\"likes\" rests on what is not \"adores\", or on how many are, and \"adores\" rests on \"likes\"",
        ),
        ("if X likes at least 2 children of Y and Y met X", "\"likes\" rests on what is not \"likes\""),
        ("if X did not meet Y", "X may be anything here"),
        ("if X is a person", "Y may be anything here"),
        ("if X met somebody that Y did not meet", "Y may be anything here"),
        ("if X mett Y", "I don't know \"mett\""),
        ("if X met Y or Z", "cannot be joined with \"or\""),
        ("if X met", "Something is missing at the end"),
        ("if who met Y", "I can read this up to"),
    ];
    for (rule, expected) in cases {
        let text = format!(
            "{FAMILY}{CLAIMS}relation adores\n  from person to person\n  says X adores Y\n  if X likes Y and X met Y\n\
             relation likes\n  from person to person\n  says X likes Y\n  {rule}\n"
        );
        fs::write(&file, &text).unwrap();
        let Err(OpenError::Facts { problems }) = Quipu::open(&[&file]) else { panic!("{rule} was taken") };
        let problem = problems.iter().find(|problem| problem.diagnostic.message.contains(expected));
        let problem = problem.unwrap_or_else(|| panic!("{rule}: {problems:#?}"));
        assert_eq!(problem.line, text.lines().count(), "{rule}");
        assert!(problem.text.get(problem.diagnostic.span.clone()).is_some(), "{rule}");
    }
}

#[test]
fn rules_survive_writing_and_reading() {
    let first = graph(&[FAMILY, CLAIMS]);
    let written = facts::write(&first);
    let second = graph(&[&written]);
    assert_eq!(first.schema(), second.schema());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A question over rules means the same to the planner, the plain plan and the reference.
    #[test]
    fn questions_over_rules_agree_with_the_reference(claims in prop::collection::vec((0..6_usize, 0..2_usize, 0..6_usize), 0..14)) {
        const NAMES: [&str; 6] = ["Ana", "Ben", "Cid", "Dot", "Eva", "Fay"];
        let mut text: String = NAMES.iter().map(|name| format!("entity {name} is a person\n")).collect();
        for (subject, relation, object) in claims {
            let says = ["is a parent of", "met"][relation];
            text += &format!("{} {says} {}.\n", NAMES[subject], NAMES[object]);
        }
        let quipu = Quipu::new(graph(&[FAMILY, &text]));
        for question in [
            "who is an ancestor of Cid?",
            "the descendants of Ana",
            "who is a cousin of Eva?",
            "who is an elder of Dot?",
            "junior elders of Fay",
            "who is a stranger to Ben?",
            "which people that met Ana are not ancestors of Ben?",
            "who has at least 2 descendants?",
            "find X, Y, Z where X is a parent of Y and Y met Z and Z is not X",
            "how many X, Y are there where X is a parent of Y and X met Y?",
            "how many X, Y, Z are there where X is a parent of Y and Y is a parent of Z and Z is a parent of X?",
            "how many X, Y, Z are there where X is a parent of Y, X is a parent of Z, and Y met Z?",
            "how many X, Z are there where X is a parent of Y and Y is a parent of Z?",
            "which X, Y are there such that X is an ancestor of Y and Y is an ancestor of X?",
        ] {
            let reading = meaning::read(question, quipu.vocabulary(), quipu.view()).unwrap();
            let Ok(expected) = reference::evaluate(&reading.query, quipu.view()) else { continue };
            let planned = plan(&reading.query, quipu.view());
            let rows = run(&planned, quipu.view(), &Limits::default()).unwrap();
            prop_assert_eq!(&rows, &expected, "{}\n{}", question, planned.display(quipu.view()));
            let rows = run(&plain(&reading.query), quipu.view(), &Limits::default()).unwrap();
            prop_assert_eq!(&rows, &expected, "{}, plainly", question);
            // Without evidence much is counted that is otherwise listed.
            let bare = Limits { evidence: false, ..Limits::default() };
            let rows = run(&planned, quipu.view(), &bare).unwrap();
            let cells = |rows: &Rows| rows.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
            prop_assert_eq!(cells(&rows), cells(&expected), "{}, without evidence", question);
        }
    }
}
