//! What is contested: claims that cannot both be so, each pair with both its claims as evidence.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use quipu::session::{AskOptions, Quipu};

const FACTS: &str = "
kind person
kind country
kind book
relation recognized
  from  country to country
  says  X recognizes Y
relation supported
  from  country to person
  says  X supports Y
  opposite of opposed
relation opposed
  from  country to person
  says  X opposes Y
  opposite of supported
relation president-of
  from  person to country
  says  X is the president of Y
  one at a time
entity Aland is a country
entity Beland is a country
entity Ceeland is a country
entity Ann is a person
entity Bob is a person
entity Cid is a person
source 1 is a book
  title  First Book
source 2 is a book
  title  Second Book

Aland recognized Beland in 2001 [1].
Aland did not recognize Beland [2].
Aland recognized Ceeland [1].
Ceeland did not recognize Beland [2].
Aland supported Ann [1].
Aland opposed Ann in 2005 [2].
Beland supported Ann [2].
Ann was the president of Aland from 1990 to 2000 [1].
Bob was the president of Aland from 1995 to 1998 [2].
Cid was the president of Aland from 2000 to 2004 [2].
Cid was the president of Beland from 1990 to 2000 [1].
";

/// The rows of an answer, as "one | other".
fn rows(question: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some.facts");
    fs::write(&path, FACTS).unwrap();
    let quipu = Quipu::open(&[path]).unwrap();
    let answer = quipu.ask(question, &AskOptions::default());
    assert_eq!(answer.message.as_deref().filter(|message| *message != "Nothing is recorded."), None, "{question}");
    for row in &answer.answers {
        assert_eq!(row.evidence.len(), 2, "{question}: both claims are named");
    }
    let again = quipu.ask(&answer.readback, &AskOptions::default());
    assert_eq!(again.answers, answer.answers, "{question} is read back as {}", answer.readback);
    answer.answers.iter().map(|row| row.cells.join(" | ")).collect()
}

const RECOGNIZED: &str = "Aland recognized Beland in 2001. | Aland did not recognize Beland.";
const SUPPORTED: &str = "Aland supported Ann. | Aland opposed Ann in 2005.";
const HELD: &str = "Ann was the president of Aland from 1990 to 2000. | Bob was the president of Aland from 1995 to 1998.";

#[test]
fn denials_opposites_and_two_holders_at_once_are_contested() {
    assert_eq!(rows("what is contested?"), [HELD, RECOGNIZED, SUPPORTED]);
    assert_eq!(rows("list contested claims"), [HELD, RECOGNIZED, SUPPORTED]);
}

#[test]
fn what_is_contested_about_something_has_it_at_one_end() {
    assert_eq!(rows("what is contested about Aland?"), [HELD, RECOGNIZED, SUPPORTED]);
    assert_eq!(rows("what is contested about Beland?"), [RECOGNIZED]);
    assert_eq!(rows("which claims about Ann are contested?"), [HELD, SUPPORTED]);
    assert_eq!(rows("what is disputed about Ann?"), [HELD, SUPPORTED]);
    let turned = "Bob was the president of Aland from 1995 to 1998. | Ann was the president of Aland from 1990 to 2000.";
    assert_eq!(rows("what is contested about Bob?"), [turned]);
    assert_eq!(rows("what is contested about people?"), [HELD, turned, SUPPORTED]);
}

#[test]
fn what_only_differs_is_not_contested() {
    // Others recognize others; who follows in the year in which another leaves, and who governs another country, is not against him.
    assert_eq!(rows("what is contested about Ceeland?"), [""; 0]);
    assert_eq!(rows("what is contested about Cid?"), [""; 0]);
}
