use super::*;
use crate::format::facts;
use crate::graph::LiveGraph;
use crate::meaning::NO_ANTECEDENTS;

const FACTS: &str = "
kind person
kind film
kind mood
relation knows
  says  X knows Y
relation directed
  says  X directs Y
  says  X is the director of Y
  from  person to film
entity Ana Soto is a person
entity Elsa Rivas is a person
entity Otto Paz is a person
entity Bruno Lima is a person
entity Amber is a film
entity Rain is a film
entity Night is a film
entity Paz is a person
entity rain is a mood
entity night is a mood
Ana Soto knows Otto Paz.
Elsa Rivas knows Otto Paz.
Bruno Lima knows Otto Paz.
Elsa Rivas directed Amber.
Otto Paz directed Rain.
Ana Soto directed Night.
";

/// Asks some questions, and hands back of each wording how many were compared and how many ways are kept.
fn met(questions: &[&str]) -> Vec<(String, u32, usize)> {
    let mut graph = LiveGraph::new();
    facts::load(&[("world.facts".to_owned(), FACTS.to_owned())], &mut graph).unwrap();
    graph.seal();
    let vocabulary = Vocabulary::new(graph.schema());
    let wordings = Wordings::default();
    for question in questions {
        let read = wordings.read(question, &vocabulary, &graph, &NO_ANTECEDENTS).map(|(reading, _)| reading);
        assert_eq!(read, crate::meaning::read(question, &vocabulary, &graph), "{question}");
    }
    let met = wordings.met.into_inner().unwrap();
    let kept = |known: &Wording| known.ways.iter().filter(|way| way.reading.is_some()).count();
    let mut all: Vec<(String, u32, usize)> = Vec::new();
    #[expect(clippy::iter_over_hash_type, reason = "they are sorted")]
    for (wording, known) in &met.wordings {
        all.push((wording.chars().map(|letter| if letter > '\u{103ff}' { '_' } else { letter }).collect(), known.compared, kept(known)));
    }
    all.sort();
    all
}

#[test]
fn a_wording_serves_when_a_question_was_compared() {
    assert_eq!(met(&["who directed [Amber]"]), [("who directed [___]".to_owned(), 0, 0)]);
    let who = |name: &str| format!("who does {name} know?");
    let asked: Vec<String> = ["Ana Soto", "Elsa Rivas", "Otto Paz", "Bruno Lima"].map(who).to_vec();
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    assert_eq!(met(&asked), [("who does ___ ___ know?".to_owned(), 1, 1)]);
    assert_eq!(met(&["who directed [Amber]", "who directed [Rain]", "who directed [Night]"]), [("who directed [___]".to_owned(), 1, 1)]);
}

#[test]
fn names_of_other_kinds_are_read_for_themselves() {
    // "who knows X" would ask whose knowing has ended, which tells one name from another.
    let asked = ["who knew [Ana Soto]", "who knew [Elsa Rivas]", "who knew [Rain]"];
    assert_eq!(met(&asked), [("who knew [___]".to_owned(), 1, 2)]);
}

#[test]
fn a_name_in_brackets_may_be_that_of_others_too() {
    // "night" and "rain" are moods as well.
    let asked = ["who directed [Rain]", "who directed [Night]", "who directed [Rain]", "who directed [Amber]"];
    assert_eq!(met(&asked), [("who directed [___]".to_owned(), 1, 2)]);
}

#[test]
fn names_that_begin_with_a_small_letter_have_a_wording_of_their_own() {
    let asked = ["who knew [rain]", "who knew [night]", "who knew [rain]", "who knew [Ana Soto]"];
    assert_eq!(met(&asked), [("who knew [___]".to_owned(), 0, 0), ("who knew [___]".to_owned(), 1, 1)]);
}

#[test]
fn what_nothing_is_called_after_serves_what_nothing_is_called_after() {
    // That nothing is called "Rain's ..." is looked up for "the director of Rain".
    let asked = ["who knew the director of [Rain]", "who knew the director of [Night]", "who knew the director of [Rain]"];
    assert_eq!(met(&asked), [("who knew the director of [___]".to_owned(), 1, 1)]);
}

#[test]
fn what_looks_back_is_not_kept() {
    assert_eq!(met(&["does [Ana Soto] know them", "does [Elsa Rivas] know them"]), [("does [___] know them".to_owned(), 0, 0)]);
}

#[test]
fn a_name_that_is_no_label_is_read_for_itself() {
    for question in ["who knows [ana soto]", "who knows ana soto", "who knows [Nobody]", "who directed \"Amber\"", "who knows Ana"] {
        assert_eq!(met(&[question; 3]), [], "{question}");
    }
}

#[test]
fn one_thing_in_two_places_is_read_for_itself() {
    assert_eq!(met(&["does [Ana Soto] know [Ana Soto]"]), []);
    let two = met(&["does [Ana Soto] know [Otto Paz]", "does [Otto Paz] know [Ana Soto]", "does [Elsa Rivas] know [Otto Paz]"]);
    assert_eq!(two.iter().map(|(wording, compared, _)| (wording.as_str(), *compared)).collect::<Vec<_>>(), [("does [___] know [___]", 1)]);
}
