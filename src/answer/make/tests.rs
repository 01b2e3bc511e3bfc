//! Answers as they are shown, made from rows by hand.

use super::*;
use crate::answer::fixture::{Fixture, reading, rows};
use crate::answer::{Format, render, why};
use crate::engine::Path;

fn make(question: &str, reading: &Reading, found: Found<'_>, view: &dyn View) -> Answer {
    super::make(question, reading, found, super::Detail::Full, view).0
}

fn found(rows: &Rows) -> Found<'_> {
    Found { rows, possible: None, unsought: false, denial: None, at_any_time: None }
}

fn plain(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
}

fn text(answer: &Answer) -> String {
    plain(|out| render(answer, Format::Text, out))
}

#[test]
fn a_list_unites_rows_and_cites_sources() {
    let f = Fixture::new();
    let us = Cell::Node(f.node("Upland Valley"));
    let supported = f.claim("Upland Valley", "supported", None);
    let rows = rows(vec![
        (vec![us.clone(), Cell::Node(f.node("Adelina Marchand"))], vec![supported]),
        (vec![us, Cell::Node(f.node("Pava"))], vec![supported]),
    ]);
    let mut reading = reading(Shape::List { column: Column(0) }, "Who supported Adelina Marchand?", &["who"]);
    reading.choices.push("Marchand was read as Adelina Marchand.".to_owned());
    let answer = make("who supported marchand", &reading, found(&rows), &f.graph);
    insta::assert_snapshot!(text(&answer), @r#"
    Who supported Adelina Marchand?
    Upland Valley   [4, 5]
    Marchand was read as Adelina Marchand.
    "#);
    insta::assert_snapshot!(plain(|out| why(&answer, Some(1), out)), @r#"
    Upland Valley
    1  Upland Valley supported Adelina Marchand.
        “the words of the source”
        in History, twentieth century
        [4] “Sailcloth”, Riverlands Broadcasting Corporation, August 2002
        [5] source 5
    "#);
    insta::assert_snapshot!(plain(|out| why(&answer, Some(2), out)), @"  The last answer has one row.");
    insta::assert_snapshot!(plain(|out| render(&answer, Format::Markdown, out)), @r#"
    **Who supported Adelina Marchand?**

    | answer | sources |
    | --- | --- |
    | Upland Valley | 4, 5 |

    Marchand was read as Adelina Marchand.

    * \[4\] “Sailcloth”, Riverlands Broadcasting Corporation, August 2002
    * \[5\] source 5
    "#);
    insta::assert_snapshot!(plain(|out| render(&answer, Format::Table, out)), @r#"
    Who supported Adelina Marchand?
    ┌───────────────┬─────────┐
    │ answer        ┆ sources │
    ╞═══════════════╪═════════╡
    │ Upland Valley ┆ 4, 5    │
    └───────────────┴─────────┘
    Marchand was read as Adelina Marchand.
    "#);
    insta::assert_snapshot!(plain(|out| render(&answer, Format::Csv, out)), @r#"
    answer,sources
    Upland Valley,"4, 5"
    "#);
    insta::assert_snapshot!(plain(|out| render(&answer, Format::Json, out)), @r#"
    {
      "question": "who supported marchand",
      "status": "ok",
      "kind": "entities",
      "readback": "Who supported Adelina Marchand?",
      "answers": [
        {
          "label": "Upland Valley",
          "aliases": [
            "US",
            "USA"
          ],
          "kinds": [
            "country"
          ],
          "value": null,
          "evidence": [
            1
          ]
        }
      ],
      "boolean": null,
      "number": null,
      "claims": [
        {
          "subject": "Upland Valley",
          "relation": "supported",
          "object": "Adelina Marchand",
          "from": null,
          "to": null,
          "sources": [
            "4",
            "5"
          ],
          "quote": "the words of the source",
          "denied": false,
          "section": "History, twentieth century",
          "sentence": "Upland Valley supported Adelina Marchand."
        }
      ],
      "sources": [
        {
          "key": "4",
          "text": "“Sailcloth”, Riverlands Broadcasting Corporation, August 2002"
        },
        {
          "key": "5",
          "text": "source 5"
        }
      ],
      "notes": [
        "Marchand was read as Adelina Marchand."
      ],
      "message": null,
      "suggestions": [],
      "micros": {
        "language": 0,
        "plan": 0,
        "engine": 0,
        "answer": 0
      }
    }
    "#);
}

#[test]
fn rows_stand_in_the_order_of_their_dates_and_show_when() {
    let f = Fixture::new();
    let row = |name: &str, claims: Vec<ClaimId>| (vec![Cell::Node(f.node(name))], claims);
    let rows = rows(vec![
        row("Adelina Marchand", vec![]),
        row("Pava", vec![f.claim("Pava", "recognized", Some("Kelvia"))]),
        // The claim about Marchand does not date the row of the Upland Valley.
        row(
            "Upland Valley",
            vec![f.claim("Adelina Marchand", "president-of", None), f.claim("Upland Valley", "recognized", Some("Kelvia"))],
        ),
    ]);
    let answer = make("", &reading(Shape::List { column: Column(0) }, "Which countries?", &["who"]), found(&rows), &f.graph);
    insta::assert_snapshot!(text(&answer), @r#"
    Which countries?
    1  Upland Valley      since 2008
    2  Pava               22 February 2008
    3  Adelina Marchand
    "#);
}

#[test]
fn yes_no_has_three_outcomes() {
    let f = Fixture::new();
    let reading = reading(Shape::YesNo { denial: None }, "Did Pava recognize it?", &[]);
    let none = rows(vec![]);
    let yes = rows(vec![(vec![Cell::Number(1.0)], vec![f.claim("Pava", "recognized", Some("Kelvia"))])]);
    let denial = rows(vec![(vec![Cell::Number(1.0)], vec![f.claim("Pava", "recognized", Some("Sunny Morania"))])]);
    let ask = |rows, denial| make("", &reading, Found { rows, possible: None, unsought: false, denial, at_any_time: None }, &f.graph);
    let (affirmed, denied, silent) = (ask(&yes, Some(&none)), ask(&none, Some(&denial)), ask(&none, Some(&none)));
    insta::assert_snapshot!(text(&affirmed), @r#"
    Did Pava recognize it?
    Yes.
    Pava recognized Kelvia on 22 February 2008, according to Upland Valley.
    "#);
    insta::assert_snapshot!(text(&denied), @r#"
    Did Pava recognize it?
    No: it is denied.
    Pava did not recognize Sunny Morania [16].
    "#);
    insta::assert_snapshot!(text(&silent), @r#"
    Did Pava recognize it?
    No claim says so.
    "#);
    insta::assert_snapshot!(text(&ask(&yes, Some(&denial))), @r#"
    Did Pava recognize it?
    Yes.
    Pava recognized Kelvia on 22 February 2008, according to Upland Valley.
    Claim 2 says that it is not so.
    "#);
    assert_eq!((affirmed.boolean, denied.boolean, silent.boolean), (Some(true), Some(false), Some(false)));
    assert!(denied.is_denied() && !silent.is_denied());
}

#[test]
fn an_empty_answer_says_what_is_recorded() {
    let f = Fixture::new();
    let reading = reading(Shape::List { column: Column(0) }, "Which countries recognized Kelvia in 1990?", &["who"]);
    let mut none = rows(vec![]);
    let any = rows(vec![(vec![Cell::Node(f.node("Pava"))], vec![f.claim("Pava", "recognized", Some("Kelvia"))])]);
    insta::assert_snapshot!(text(&make("", &reading, found(&none), &f.graph)), @r#"
    Which countries recognized Kelvia in 1990?
    Nothing is recorded.
    "#);
    insta::assert_snapshot!(text(&make("", &reading, Found { at_any_time: Some(&any), ..found(&none) }, &f.graph)), @r#"
    Which countries recognized Kelvia in 1990?
    Nothing is recorded for that time; it is recorded for 22 February 2008.
    "#);
    none.unknown = vec![f.claim("Upland Valley", "supported", None), f.claim("Upland Valley", "recognized", None)];
    insta::assert_snapshot!(text(&make("", &reading, found(&none), &f.graph)), @r#"
    Which countries recognized Kelvia in 1990?
    Nothing is recorded. 2 claims were left out because their dates are not known, or not exactly enough.
    "#);
}

#[test]
fn numbers_tables_paths_and_descriptions() {
    let f = Fixture::new();
    let recognized = f.claim("Pava", "recognized", Some("Kelvia"));
    let count = rows(vec![(vec![Cell::Number(2.0)], vec![recognized, f.claim("Upland Valley", "recognized", None)])]);
    let number = reading(Shape::Number { column: Column(0), unit: Some("countries".to_owned()) }, "How many?", &["number"]);
    insta::assert_snapshot!(text(&make("", &number, found(&count), &f.graph)), @r#"
    How many?
    2 countries
    "#);

    let when = f.graph.when(f.claim("Adelina Marchand", "president-of", None));
    let row = |name: &str, cell| (vec![Cell::Node(f.node(name)), cell], vec![recognized]);
    let table = rows(vec![row("Upland Valley", Cell::Missing), row("Adelina Marchand", Cell::Interval(when))]);
    let reading_of_table = reading(Shape::Table, "Who and when?", &["who", "when"]);
    let answer = make("", &reading_of_table, found(&table), &f.graph);
    insta::assert_snapshot!(text(&answer), @r#"
    Who and when?
       who               when
    1  Adelina Marchand  1990 to 2000
    2  Upland Valley
    "#);

    let (us, marchand, pava) = (f.node("Upland Valley"), f.node("Adelina Marchand"), f.node("Pava"));
    let claims = vec![f.claim("Upland Valley", "supported", None), f.claim("Adelina Marchand", "president-of", None)];
    let there = Path { nodes: vec![us, marchand, pava], claims: claims.clone() };
    let back = Path { nodes: vec![pava, marchand, us], claims: claims.iter().rev().copied().collect() };
    let ways = rows(vec![(vec![Cell::Path(Box::new(there))], vec![]), (vec![Cell::Path(Box::new(back))], vec![])]);
    let paths = reading(Shape::Paths { column: Column(0) }, "How are they connected?", &["path"]);
    insta::assert_snapshot!(text(&make("", &paths, found(&ways), &f.graph)), @r#"
    How are they connected?
    1  Pava ← president of ─ Adelina Marchand ← supported ─ Upland Valley   [4, 5]
    2  Upland Valley ─ supported → Adelina Marchand ─ president of → Pava   [4, 5]
    "#);

    let row = |claim: ClaimId| (vec![Cell::Node(marchand), Cell::Claim(claim), Cell::Node(pava)], vec![claim]);
    let described = rows(vec![row(claims[0]), row(claims[1]), row(f.claim("Pava", "population", None))]);
    let about = reading(
        Shape::Description { nodes: vec![marchand], by_date: false, defining: Vec::new() },
        "Who is Adelina Marchand?",
        &["subject", "claim", "object"],
    );
    insta::assert_snapshot!(text(&make("", &about, found(&described), &f.graph)), @r#"
    Who is Adelina Marchand?
    Adelina Marchand is a president; also called Marchand.
    1  Adelina Marchand was the president of Pava from 1990 to 2000.
    2  Upland Valley supported Adelina Marchand [4, 5].
    3  About 200,000 people live in Pava.
    "#);
}
