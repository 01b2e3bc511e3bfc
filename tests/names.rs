//! Names in questions: short forms, names that are words of the language, namesakes, brackets, and offices that are called like those who hold them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use quipu::format::facts;
use quipu::graph::LiveGraph;
use quipu::session::{AskOptions, Quipu};

const WORLD: &str = "
kind person
kind minister is a person
kind country
kind office
kind film
kind river
relation directed
  from  person to film
  says  X directs Y
relation minister-of
  from  person to country
  says  X is the minister of trade of Y
relation ambassador-to
  from  person to country
  says  X is the ambassador to Y
relation held
  from  person to office
  says  X holds Y
relation flows-through
  from  river to country
  says  X flows through Y
entity Up is a film
entity Who is a film
entity 1984 is a film
entity The Long Way Down is a film
entity Pava is a country
  adjective Pavan
entity Kelvia is a country
  adjective Kelvian
entity Kelva is a river
  key Kelva the river
entity Kelva is a country
  key Kelva the country
entity Adelina Marchand is a minister
entity Bruno Marchand is a person
entity Carla Stone is a person
entity Minister of Trade is an office
entity Kelvian ambassador to Pava is an office
[Adelina Marchand] directed Up.
[Carla Stone] directed [Who].
[Carla Stone] directed [1984].
[Bruno Marchand] directed [The Long Way Down].
[Adelina Marchand] is the minister of trade of Pava.
[Adelina Marchand] holds [Minister of Trade].
[Carla Stone] is the ambassador to Pava.
[Carla Stone] holds [Kelvian ambassador to Pava].
[Kelva the river] flows through Pava.
";

fn world() -> Quipu {
    let mut graph = LiveGraph::new();
    facts::load(&[("world.facts".to_owned(), WORLD.to_owned())], &mut graph).unwrap();
    Quipu::new(graph)
}

/// What is answered, or what was not understood.
fn answered(quipu: &Quipu, question: &str) -> String {
    let answer = quipu.ask(question, &AskOptions::default());
    if answer.answers.is_empty() {
        return answer.message.unwrap_or_default();
    }
    answer.answers.iter().map(|row| row.label.as_str()).collect::<Vec<_>>().join(", ")
}

fn check(rows: &[(&str, &str)]) {
    let quipu = world();
    for (question, expected) in rows {
        assert_eq!(answered(&quipu, question), *expected, "{question}");
    }
}

#[test]
fn a_name_may_be_a_word_of_the_language() {
    check(&[
        ("who directed Up?", "Adelina Marchand"),
        ("who directed 1984?", "Carla Stone"),
        ("who directed [Who]?", "Carla Stone"),
        ("who directed \"Up\"?", "Adelina Marchand"),
    ]);
}

#[test]
fn a_part_of_a_name_stands_for_it_where_it_is_clear() {
    check(&[
        ("who directed Long Way Down?", "Bruno Marchand"),
        ("what did Carla direct?", "1984, Who"),
        ("what did Stone direct?", "1984, Who"),
    ]);
}

#[test]
fn an_office_does_not_take_the_words_of_its_holder() {
    check(&[
        ("who is the minister of trade?", "Adelina Marchand"),
        ("who is the minister of trade of Pava?", "Adelina Marchand"),
        ("who is the ambassador to Pava?", "Carla Stone"),
        ("what does Adelina hold?", "Minister of Trade"),
        ("who holds [Minister of Trade]?", "Adelina Marchand"),
    ]);
}

#[test]
fn relations_and_kinds_choose_among_namesakes() {
    check(&[("what does Kelva flow through?", "Pava"), ("what does [Kelva](river) flow through?", "Pava")]);
}
