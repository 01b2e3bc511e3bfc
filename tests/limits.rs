//! Questions made to explode: each ends at its limit, says so, and the next question is answered.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use quipu::answer::{Answer, Status};
use quipu::engine::Limits;
use quipu::format::facts;
use quipu::graph::{Claim, Entity, LiveGraph, NodeId};
use quipu::session::{AskOptions, Quipu};

const WORDS: &str = "
kind person
kind town
relation met
  from  person to person
  says  X meets Y
relation follows
  from  person to person
  says  X follows Y
relation is-behind
  from  person to person
  says  X is behind Y
  if    X follows Y
  if    X follows somebody who is behind Y
relation stranger-to
  from  person to person
  says  X is a stranger to Y
  if    X is a person and Y is a person and X did not meet Y
";

/// The first of so many people met all others and all others met them; and all stand in a ring, in which each follows the next.
fn ring_with_a_hub(people: usize) -> Quipu {
    let mut graph = LiveGraph::new();
    facts::load(&[("words.facts".to_owned(), WORDS.to_owned())], &mut graph).unwrap();
    let kinds = vec![graph.schema().kind_id("person").unwrap()];
    let (met, follows) = (graph.schema().relation_id("met").unwrap(), graph.schema().relation_id("follows").unwrap());
    let named = |name: String| Entity { key: name.clone(), label: name, kinds: kinds.clone(), ..Entity::default() };
    let nodes: Vec<NodeId> = (0..people).map(|person| graph.add_entity(named(format!("Person {person}")))).collect();
    for (place, &node) in nodes.iter().enumerate() {
        graph.add_claim(Claim::new(node, follows, nodes[(place + 1) % people]));
        if place > 0 {
            graph.add_claim(Claim::new(nodes[0], met, node));
            graph.add_claim(Claim::new(node, met, nodes[0]));
        }
    }
    Quipu::new(graph)
}

/// Questions whose rows are too many.
const EXPLODING: [&str; 7] = [
    // Ways through a hub.
    "find X, Y, Z, W where X met Y and Y met Z and Z met W",
    // Cross products.
    "find X, Y, Z where X is a person and Y is a person and Z is a person",
    "how many X, Y, Z are there where X is a person and Y is a person and Z follows Y?",
    // Recursions that come round again.
    "find X, Y where X is behind Y",
    "who is behind a person that is behind Person 3?",
    // All that is not so.
    "find X, Y where X is a stranger to Y",
    "which people that did not meet a person that is behind Person 5 are strangers to a person that is a stranger to Person 7?",
];

/// A question of few rows, behind which stand many claims.
const MERGED: &str = "which people met a person that met a person that met a person that follows a person?";

fn ask(quipu: &Quipu, question: &str, limits: &Limits) -> Answer {
    quipu.ask(question, &AskOptions { limits: limits.clone(), ..AskOptions::default() })
}

/// The question ends with an error; its message.
fn stopped(quipu: &Quipu, question: &str, limits: &Limits) -> String {
    let answer = ask(quipu, question, limits);
    let message = answer.message.unwrap_or_default();
    assert_eq!(answer.status, Status::Error, "{question}: {message}");
    assert!(answer.answers.is_empty() && answer.claims.is_empty(), "{question}: {message}");
    message
}

/// Whatever came before, a small question is answered.
fn goes_on(quipu: &Quipu, limits: &Limits) {
    let answer = ask(quipu, "who does Person 3 follow?", limits);
    assert_eq!((answer.status, answer.answers.len()), (Status::Ok, 1), "{answer:?}");
}

#[test]
fn rows_are_limited() {
    let quipu = ring_with_a_hub(300);
    let limits = Limits { rows: 2_000, ..Limits::default() };
    for question in EXPLODING {
        let message = stopped(&quipu, question, &limits);
        assert!(message.starts_with("Stopped at 2000 rows, at \""), "{question}: {message}");
        assert!(message.ends_with("\": narrow the question with a name, a kind, a relation or a date."), "{question}: {message}");
        goes_on(&quipu, &limits);
    }
    // Counted without evidence, rows are not kept, but where they are made they are limited, too.
    let bare = Limits { evidence: false, ..limits };
    assert!(stopped(&quipu, "find X, Y where X is behind Y", &bare).starts_with("Stopped at 2000 rows"));
    goes_on(&quipu, &bare);
}

#[test]
fn what_rows_rest_on_is_limited() {
    let quipu = ring_with_a_hub(300);
    assert_eq!(ask(&quipu, MERGED, &Limits { rows: 2_000, ..Limits::default() }).answers.len(), 300);
    let limits = Limits { rows: 301, ..Limits::default() };
    let message = stopped(&quipu, MERGED, &limits);
    assert!(message.starts_with("Stopped at 2408 notes of evidence, at \""), "{message}");
    goes_on(&quipu, &limits);
}

#[test]
fn time_is_limited() {
    let quipu = ring_with_a_hub(300);
    for question in EXPLODING {
        let message = stopped(&quipu, question, &Limits::default().within(Duration::ZERO));
        assert!(message.starts_with("Stopped after 0.") && message.contains(" seconds, at \""), "{question}: {message}");
        goes_on(&quipu, &Limits::default());
    }
}

#[test]
fn a_flag_stops_a_question_and_not_the_next() {
    let quipu = ring_with_a_hub(300);
    let flag = Arc::new(AtomicBool::new(true));
    for question in EXPLODING {
        let answer = quipu.ask(question, &AskOptions::stopped_by(Arc::clone(&flag)));
        assert_eq!((answer.status, answer.message.as_deref()), (Status::Error, Some("Stopped on request.")), "{question}");
        flag.store(false, Ordering::Relaxed);
        goes_on(&quipu, &Limits { cancelled: Some(Arc::clone(&flag)), ..Limits::default() });
        flag.store(true, Ordering::Relaxed);
    }
}

#[test]
fn prepared_questions_end_alike() {
    let quipu = ring_with_a_hub(300);
    let limits = Limits { rows: 2_000, ..Limits::default() };
    let options = AskOptions { limits: limits.clone(), ..AskOptions::default() };
    let prepared = quipu.prepare("find X, Y where X is behind Y and Y met :who").unwrap();
    let answer = prepared.ask(&[("who", "Person 0")], &options);
    assert!(answer.message.is_some_and(|message| message.starts_with("Stopped at 2000 rows")));
    let small = quipu.prepare("who does :who follow?").unwrap();
    assert_eq!(small.ask(&[("who", "Person 7")], &options).answers.len(), 1);
}

/// Whether there is one at all is known long before all are found.
#[test]
fn yes_needs_no_more_than_a_few_rows() {
    let quipu = ring_with_a_hub(300);
    let limits = Limits { rows: 2_000, ..Limits::default() };
    let question = "are there any X, Y, Z, W where X met Y and Y met Z and Z met W?";
    let answer = ask(&quipu, question, &limits);
    assert_eq!((answer.status, answer.boolean), (Status::Ok, Some(true)), "{:?}", answer.message);
    assert_eq!(answer.notes, ["More may say so than is shown here."]);
    assert!((3..400).contains(&answer.claims.len()), "{}", answer.claims.len());
    let prepared = quipu.prepare(question).unwrap().ask(&[], &AskOptions { limits: limits.clone(), ..AskOptions::default() });
    assert_eq!((prepared.boolean, prepared.claims), (answer.boolean, answer.claims));
    // What is all there is is all shown.
    let answer = ask(&quipu, "does anybody meet a person that meets a person that follows a person?", &limits);
    assert_eq!((answer.status, answer.boolean, answer.claims.len()), (Status::Ok, Some(true), 898), "{:?}", answer.message);
    assert!(answer.notes.is_empty());
    let nobody = ask(&quipu, "are there any X, Y, Z where X met Y and Y met Z and Z is a town?", &limits);
    assert_eq!((nobody.status, nobody.boolean), (Status::Ok, Some(false)), "{:?}", nobody.message);
    let answer = ask(&quipu, "is Person 3 a stranger to Person 4?", &limits);
    assert_eq!((answer.status, answer.boolean), (Status::Ok, Some(true)), "{:?}", answer.message);
}
