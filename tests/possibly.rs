//! What is certain and what is only possible where dates are known to the year or the month: in every form of answer.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;

use quipu::answer::{Format, render, why};
use quipu::engine::Limits;
use quipu::format::facts;
use quipu::graph::LiveGraph;
use quipu::session::{AskOptions, Quipu, Thread};

const WORLD: &str = "
kind country
kind president
relation recognized
  from  country to country
  says  X recognizes Y
relation president-of
  from  president to country
  says  X is president of Y
  one at a time
relation population
  from  country to number
  says  Y people live in X
entity Aland is a country
entity Borduria is a country
entity Costaguana is a country
entity Dorado is a country
entity Elbonia is a country
entity Freedonia is a country
entity Ruritania is a country
entity Zenda is a country
entity Ana is a president
entity Ben is a president
Aland recognized Ruritania on 3 March 2011.
Borduria recognized Ruritania in 2011.
Costaguana recognized Ruritania in March 2011.
Dorado recognized Ruritania.
Elbonia recognized Ruritania in 2012.
Aland recognized Zenda in 2013.
Borduria recognized Zenda in 2013.
Elbonia recognized Zenda on 5 May 2014.
Elbonia recognized Freedonia in May 2014.
Ana was president of Zenda from 2001 to 2005.
Ben was president of Zenda from 2005 to 2009.
";

fn world() -> Quipu {
    let mut graph = LiveGraph::new();
    facts::load(&[("world.facts".to_owned(), WORLD.to_owned())], &mut graph).unwrap();
    Quipu::new(graph)
}

fn plain(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
}

fn told(format: Format, questions: &[&str]) -> String {
    let quipu = world();
    let mut text = String::new();
    for question in questions {
        let answer = quipu.ask(question, &AskOptions::default());
        writeln!(text, "{question}\n{}", plain(|out| render(&answer, format, out))).unwrap();
    }
    text
}

#[test]
fn lists_numbers_and_truth_keep_the_two_apart() {
    insta::assert_snapshot!(told(
        Format::Text,
        &[
            // Certain, possible, and left out for want of a date.
            "which countries recognized Ruritania in March 2011?",
            "which countries recognized Ruritania in 2011?",
            "which countries recognized Ruritania in June 2011?",
            "which countries recognized Ruritania in 2010?",
            "how many countries recognized Ruritania in March 2011?",
            "how many countries recognized Ruritania in June 2011?",
            "did Borduria recognize Ruritania in 2011?",
            "did Borduria recognize Ruritania in June 2011?",
            "did Borduria recognize Ruritania in 2010?",
        ],
    ));
}

#[test]
fn claims_of_one_year_may_stand_either_way() {
    insta::assert_snapshot!(told(
        Format::Text,
        &[
            "which countries recognized Ruritania before Borduria did?",
            "which countries recognized Ruritania after Aland did?",
            "who recognized Ruritania in the same month as Aland?",
            "who recognized Ruritania on the same day as Aland?",
            "who recognized Ruritania in the same year as Aland?",
            "did Aland recognize Zenda before Borduria did?",
            "did Aland recognize Zenda before Elbonia did?",
            "did Aland recognize Ruritania before Borduria recognized Zenda?",
        ],
    ));
}

#[test]
fn the_first_and_the_most_may_be_several() {
    insta::assert_snapshot!(told(
        Format::Text,
        &[
            "which country was the first to recognize Ruritania?",
            "which country was the last to recognize Ruritania?",
            // The same date: they tie.
            "which country was the first to recognize Zenda?",
            "which country was the last to recognize Zenda?",
            "which country recognized the most countries before April 2013?",
            "which country recognized the most countries since 2010?",
            "which countries recognized at least 2 countries before June 2013?",
            "which countries recognized fewer than 2 countries before June 2013?",
            "how many countries did each country recognize before June 2013?",
        ],
    ));
}

#[test]
fn what_is_taken_away_turns_it_round() {
    insta::assert_snapshot!(told(
        Format::Text,
        &[
            "which countries recognized Ruritania but not Zenda?",
            "which countries recognized Ruritania but did not recognize Zenda before June 2013?",
            "how many countries that recognized Ruritania did not recognize Zenda before June 2013?",
            "who was president of Zenda in June 2005?",
            "who was president of Zenda in 2005?",
            "who was president of Zenda in 2003?",
        ],
    ));
}

#[test]
fn other_forms_say_it_too() {
    let question = ["which countries recognized Ruritania in March 2011?"];
    let number = ["how many countries recognized Ruritania in March 2011?"];
    for (format, name) in [(Format::Json, "json"), (Format::Csv, "csv"), (Format::Markdown, "markdown"), (Format::Table, "table")] {
        let text = told(format, &question) + &told(format, &number);
        let text: String = text.lines().filter(|line| !line.contains(r#""engine": "#)).map(|line| line.to_owned() + "\n").collect();
        let text = without_times(&text);
        insta::assert_snapshot!(name, text);
    }
    let dot = world().dot(question[0], &AskOptions::default()).unwrap_or_else(|_| panic!("a picture"));
    let dotted = dot.lines().filter(|line| line.contains("style=dotted")).count();
    assert_eq!(dotted, 1, "{dot}");
    assert!(dot.contains(". . ."), "{dot}");
}

/// Times are never the same twice.
fn without_times(text: &str) -> String {
    let spent = ["\"language\": ", "\"plan\": ", "\"answer\": "];
    text.lines().filter(|line| !spent.iter().any(|name| line.trim().starts_with(name))).map(|line| line.to_owned() + "\n").collect()
}

#[test]
fn rows_are_counted_through() {
    let quipu = world();
    let answer = quipu.ask("which countries recognized Ruritania in March 2011?", &AskOptions::default());
    insta::assert_snapshot!(plain(|out| why(&answer, Some(3), out)) + &plain(|out| why(&answer, Some(4), out)));
    // A follow-up counts them as well; what is spoken of as "them" is what is certain.
    let mut thread = Thread::default();
    let mut text = String::new();
    for question in ["which countries recognized Ruritania in March 2011?", "why 3?", "which of them recognized Zenda?"] {
        let answer = quipu.ask_next(question, &mut thread, &AskOptions::default());
        writeln!(text, "{question}\n{}", plain(|out| render(&answer, Format::Text, out))).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_limit_does_not_take_away_what_is_certain() {
    let mut text = WORLD.to_owned();
    for number in 0..40 {
        writeln!(text, "entity Land{number} is a country\nLand{number} recognized Freedonia in 2011.").unwrap();
    }
    let mut graph = LiveGraph::new();
    facts::load(&[("world.facts".to_owned(), text)], &mut graph).unwrap();
    let quipu = Quipu::new(graph);
    let limits = Limits { rows: 20, ..Limits::default() };
    let options = AskOptions { limits, ..AskOptions::default() };
    let note = "More may be possible than is shown, but to find it would take too much work.";
    let answer = quipu.ask("which countries recognized Freedonia in May 2014?", &options);
    assert_eq!(answer.answers.len(), 1, "{:?}", answer.message);
    assert_eq!(answer.notes, [""; 0]);
    let answer = quipu.ask("which countries recognized Freedonia in May 2011?", &options);
    assert_eq!(answer.message.as_deref(), Some("Nothing is certain."));
    assert_eq!((answer.answers.len(), answer.possible.len(), answer.notes), (0, 0, vec![note.to_owned()]));
    let answer = quipu.ask("which countries recognized Freedonia in May 2011?", &AskOptions::default());
    assert_eq!((answer.answers.len(), answer.possible.len(), answer.notes.len()), (0, 40, 0));
}
