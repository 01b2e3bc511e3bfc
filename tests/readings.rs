//! Which of its readings a question is given: what its words rule out, and what another reading of the same words finds.

mod support;

use quipu::answer::Answer;
use support::asked;

const WORLD: &str = "
kind person
kind envoy is a person
kind group
kind country
kind city
kind government
kind tactic
relation located-in
  says  X is in Y
  transitive
relation from-country
  from  person to country
  says  X is from Y
relation takes-hostage
  from  group to person
  says  X takes Y hostage
relation recognized
  from  country to country
  says  X recognizes Y
relation president-of
  from  person to country
  says  X is the president of Y
  one at a time
relation ambassador-of
  from  person to country
  says  X is the ambassador of Y
relation ambassador-to
  from  person to country
  says  X is the ambassador to Y
relation visited
  from  person to country
  says  X visits Y
relation visitors
  from  country to number
  says  Y Tolvanians visit X
relation wants
  from  person to country
  says  X wants Y
relation wants-removed
  from  person to country
  says  X wants Y to remove somebody
relation on-council
  from  country to group
  says  X is on Y
relation began-among
  from  government to group
  says  X begins among Y
relation gave
  from  country to group
  says  X gives Y
relation runs
  from  person to government
  says  X runs Y
relation government-of
  says  X is the government of Y
relation toppled
  from  country to government
  says  X topples Y
relation accused-of
  from  group to tactic
  says  X is accused of Y
relation describes
  from  tactic to text
  says  X is described as Y
entity Pava is a country
  adjective  Pavanian
entity Tolva is a country
  adjective  Tolvanian
entity Kelvia is a country
entity Lorvik is a city
entity Anna Ode is a person
entity Bela Brun is a person
entity Cora Cay is a person
entity Dita Dahl is an envoy
entity Enno Eck is an envoy
entity Red Band is a group
entity High Council is a group
entity Brun government is a government
entity fogging is a tactic
  also foggers
entity Fog Office is a government
Red Band took Dita Dahl hostage.
  where Lorvik
Pava recognized Kelvia in 2001.
Pava recognized Tolva in 2005.
Anna Ode was the president of Pava from 1990 to 1995.
Bela Brun was the president of Pava from 1995 to 2001.
Cora Cay was the president of Pava since 2001.
Dita Dahl was the ambassador of Tolva.
Dita Dahl was the ambassador to Pava.
Enno Eck was the ambassador of Pava.
Enno Eck was the ambassador to Tolva.
Dita Dahl is from Tolva.
Dita Dahl visited Pava.
900 Tolvanians visit Pava.
Anna Ode wants Kelvia.
Anna Ode {wants-removed} Tolva.
Pava was on High Council from 2006 to 2007.
Tolva gave Red Band.
[Brun government] was the government of Bela Brun.
[Brun government] was the government of Pava.
Tolva toppled [Brun government].
Red Band was accused of fogging.
Anna Ode visited Tolva in 1991.
Bela Brun visited Kelvia in 1996.
Enno Eck ran [Fog Office] from 1 May 1983 to 3 June 1988.
Dita Dahl ran [Brun government] from 3 June 1988 to 4 July 1989.
Cora Cay visited Kelvia on 3 June 1988.
Cora Cay visited Tolva on 5 May 1985.
Enno Eck was the president of Tolva from 1 May 1983 to 3 June 1988.
Anna Ode ran [Fog Office] from 1990 to 1995.
Kelvia gave Red Band.
Kelvia gave High Council.
";

fn ask(question: &str) -> Answer {
    asked::ask(WORLD, question)
}

fn answers(question: &str) -> Vec<String> {
    asked::answers(WORLD, question)
}

fn refused(question: &str) -> String {
    asked::refused(WORLD, question)
}

#[test]
fn where_a_reading_finds_nothing_the_next_one_of_the_same_words_is_taken() {
    // No envoy is in Lorvik, but somebody was taken hostage there.
    assert_eq!(answers("Which group took the envoys hostage in Lorvik?"), ["Red Band"]);
    let answer = ask("Which group took the envoys hostage in Lorvik?");
    assert!(answer.notes.iter().any(|note| note.starts_with("Nothing is recorded if this is read as: ")), "{:?}", answer.notes);
    // That no claim says so is an answer; no other reading is looked for.
    assert_eq!(ask("Is Red Band in Lorvik?").boolean, Some(false));
}

#[test]
fn the_one_before_is_the_one_next_to_it() {
    assert_eq!(answers("Who was president before Cora Cay?"), ["Bela Brun"]);
    assert_eq!(answers("Who was president after Anna Ode?"), ["Bela Brun"]);
}

#[test]
fn before_another_deed_of_the_same_one() {
    assert_eq!(ask("Did Pava recognize Kelvia before it recognized Tolva?").boolean, Some(true));
    assert_eq!(ask("Did Pava recognize Tolva before it recognized Kelvia?").boolean, Some(false));
}

#[test]
fn an_adjective_before_an_office_is_of_and_not_to() {
    assert_eq!(answers("Who is the Pavanian ambassador?"), ["Enno Eck"]);
    assert_eq!(answers("Who is Tolva's ambassador?"), ["Dita Dahl"]);
    assert_eq!(answers("Who is the ambassador to Tolva?"), ["Enno Eck"]);
}

#[test]
fn which_people_are_no_number_of_them() {
    assert_eq!(answers("Which Tolvanians visited Pava?"), ["Dita Dahl"]);
    assert_eq!(ask("How many Tolvanians visit Pava?").number, Some(900.0));
    assert_eq!(answers("Which envoys are Tolvanian?"), ["Dita Dahl"]);
}

#[test]
fn where_somebody_held_an_office_is_of_what() {
    assert_eq!(answers("Where was Bela Brun president?"), ["Pava"]);
}

#[test]
fn years_that_follow_each_other_bound_no_length() {
    assert_eq!(answers("How long was Pava on the High Council?"), ["2006 to 2007"]);
    assert_eq!(answers("How long was Anna Ode president of Pava?"), ["about 5 years"]);
}

#[test]
fn what_fills_a_time_goes_before_what_touches_its_ends() {
    assert_eq!(answers("Who was president of Pava from 1995 to 2001?"), ["Bela Brun"]);
    let answer = ask("Who was president of Pava from 1995 to 2001?");
    assert!(
        answer.notes.contains(&"Only for a part of that time, or at an edge of it: Anna Ode and Cora Cay.".to_owned()),
        "{:?}",
        answer.notes
    );
    assert_eq!(answers("Who was president of Pava between 1995 and 2001?"), ["Bela Brun"]);
    // Where nothing fills it, or all are asked for, all that share some of it are given.
    assert_eq!(answers("Who was president of Pava from 1992 to 1999?"), ["Anna Ode", "Bela Brun"]);
    assert_eq!(answers("presidents of Pava between 1995 and 2001"), ["Anna Ode", "Bela Brun", "Cora Cay"]);
    assert_eq!(answers("Under which president did Anna Ode run the Fog Office?"), ["Anna Ode"]);
    assert_eq!(answers("Who has been president of Pava since 2001?"), ["Cora Cay"]);
}

#[test]
fn what_goes_on_from_the_last_day_of_a_term_is_of_the_next() {
    assert_eq!(answers("Who ran a government under Enno Eck?"), ["Enno Eck"]);
    // What happened on that day is of either.
    assert_eq!(answers("Which countries did Cora Cay visit under Enno Eck?"), ["Tolva", "Kelvia"]);
}

#[test]
fn whether_somebody_still_holds_an_office_is_asked_of_his_own() {
    assert_eq!(ask("Is Cora Cay still president?").boolean, Some(true));
    assert_eq!(ask("Is Anna Ode still president?").boolean, Some(false));
}

#[test]
fn the_number_of_something_is_not_how_many_there_are_of_it() {
    refused("What is the number of the High Council?");
}

#[test]
fn whose_asks_for_persons_where_there_are_any() {
    assert_eq!(answers("Whose government was toppled by Tolva?"), ["Bela Brun"]);
    let answer = ask("Whose government was toppled by Tolva?");
    assert!(answer.notes.contains(&"Besides persons, there are: Pava.".to_owned()), "{:?}", answer.notes);
}

#[test]
fn who_is_accused_of_something_is_not_it() {
    refused("Was Red Band foggers?");
    assert_eq!(ask("Was Red Band accused of fogging?").boolean, Some(true));
}

#[test]
fn who_has_been_somewhere_visited_it() {
    assert_eq!(ask("Has Anna Ode been to Tolva?").boolean, Some(true));
    assert_eq!(answers("Who has been to Kelvia?"), ["Cora Cay", "Bela Brun"]);
}

#[test]
fn either_of_two_places_is_enough() {
    assert_eq!(answers("Which people that visited Tolva or Kelvia were president of Pava?"), ["Cora Cay", "Anna Ode", "Bela Brun"]);
}

#[test]
fn what_might_be_is_told_by_no_claim() {
    assert_eq!(refused("Must Pava recognize Kelvia?"), "Claims say what is or was so, not what must be.");
    assert!(refused("Who might recognize Pava?").starts_with("Claims say what is or was so, not what might be."));
    // Where something is recorded, it is told.
    assert_eq!(answers("Who could recognize Kelvia?"), ["Pava"]);
    assert_eq!(answers("Which country recognized Kelvia in May 2001?"), [""; 0]);
}

#[test]
fn who_wants_somebody_to_do_something_does_not_want_him() {
    assert_eq!(answers("What does Anna Ode want?"), ["Kelvia"]);
}

#[test]
fn how_much_counts_no_things() {
    assert_eq!(refused("How much money did Red Band get?"), "No claim that this asks for has an amount.");
}

#[test]
fn a_verb_that_only_begins_something_waits_for_its_preposition() {
    refused("Which governments began?");
}

#[test]
fn what_something_is_that_is_called_so() {
    let answer = ask("What is a fogging?");
    assert_eq!(answer.readback, "What is recorded about fogging?");
}

#[test]
fn a_name_is_no_answer_to_what_it_became() {
    let answer = ask("What did Bela Brun become in 1995?");
    assert!(answer.answers.iter().all(|row| row.label != "Bela Brun"), "{:?}", answer.readback);
}

#[test]
fn both_are_all_of_two() {
    assert_eq!(answers("Which country gave both groups?"), ["Kelvia"]);
    assert!(refused("Which country recognized both countries?").starts_with("I don't know which are meant by \"both countries\"."));
    assert_eq!(answers("Which country recognized both Kelvia and Tolva?"), ["Pava"]);
    assert!(answers("Which country was the government of every country?").is_empty());
}

#[test]
fn how_far_two_things_lie_apart() {
    assert_eq!(answers("how many years after Kelvia did Pava recognize Tolva?"), ["4 years"]);
    assert_eq!(answers("how many years after Pava recognized Kelvia did it recognize Tolva?"), ["4 years"]);
    assert_eq!(answers("Pava recognized Tolva how many years after Kelvia?"), ["4 years"]);
    assert_eq!(answers("how many years before Bela Brun was Anna Ode president of Pava?"), ["5 years"]);
    assert_eq!(answers("how many months after Cora Cay visited Tolva did she visit Kelvia?"), ["36 months"]);
    assert_eq!(answers("how long after Cora Cay visited Tolva did she visit Kelvia?"), ["3 years"]);
    // Whole months, as they are over; days need both days.
    assert_eq!(answers("how many days after Cora Cay visited Tolva did she visit Kelvia?"), ["1125 days"]);
    assert!(refused("how many days after Kelvia did Pava recognize Tolva?").contains("not known exactly enough"));
    assert!(refused("how many years after Tolva did Pava recognize Kelvia?").contains("the other way round"));
}
