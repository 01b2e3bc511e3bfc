//! Questions asked of a graph that is written as facts.

use quipu::answer::{Answer, Status};
use quipu::format::facts;
use quipu::graph::LiveGraph;
use quipu::session::{AskOptions, Quipu};

/// What a question of a world is answered.
pub fn ask(world: &str, question: &str) -> Answer {
    let mut graph = LiveGraph::new();
    facts::load(&[("world.facts".to_owned(), world.to_owned())], &mut graph).unwrap();
    Quipu::new(graph).ask(question, &AskOptions::default())
}

/// The answers, and nothing but them.
pub fn answers(world: &str, question: &str) -> Vec<String> {
    let answer = ask(world, question);
    assert_eq!(answer.status, Status::Ok, "{question}: {:?}", answer.message);
    answer.answers.into_iter().map(|row| row.label).collect()
}

/// Why a question is not understood.
pub fn refused(world: &str, question: &str) -> String {
    let answer = ask(world, question);
    assert_eq!(answer.status, Status::NotUnderstood, "{question}: {:?}", answer.readback);
    answer.message.unwrap()
}
