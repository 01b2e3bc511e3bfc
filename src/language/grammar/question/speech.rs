//! What is asked of something that somebody said: "which country did X say helped Y", "did X claim that Y supported Z".
//!
//! ```text
//! reported = preposition? wh-chain said "that"? (verb group rest | inner) | said "that"? clause
//! said     = ("did" | "does" | "do") np ("say" | "claim" | "believe" | ...)
//! ```
//!
//! It is the question of the inner clause, according to the speaker: whether what is said is so is another question.

use super::super::input::{Parsed, Tokens, one_of, word};
use super::super::noun::noun_phrase;
use super::super::verb::{VerbForm, do_auxiliary, verb_group};
use super::object::wh_clause;
use super::opening::add_fronted;
use super::{chain_then, clause, is_questioned, stuck};
use crate::language::syntax::{Asked, Attribution, Joined, Modifier, ModifierKind, Question};
use crate::language::vocabulary::PREPOSITIONS;

/// Verbs of saying and thinking, as they stand behind "did".
const SAY: &[&str] = &[
    "say", "claim", "believe", "think", "state", "assert", "allege", "argue", "declare", "maintain", "report", "suspect", "insist", "admit",
];

/// "which country did X say helped Y", "which film did X say Y directed", "did X say that Y helped Z".
pub(super) fn reported(input: Tokens<'_>) -> Parsed<'_, Question> {
    if let Ok((rest, by)) = said(input) {
        // "did X say Y" may be of a relation of its own; with "that" it is what follows that is said.
        let (rest, _) = word("that")(rest)?;
        let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
        let (rest, clause) = clause(input, rest, subject, verb);
        return Ok((rest, spoken(Question::Clause { clause, asked: Asked::YesNo }, by)));
    }
    let preposition = PREPOSITIONS.contains(&input.text()).then(|| input.text());
    let start = if preposition.is_some() { input.advance(1) } else { input };
    let (rest, (asked, by)) = chain_then(start, said)?;
    if !is_questioned(&asked.head) {
        return stuck(input);
    }
    let rest = word("that")(rest).map_or(rest, |(rest, _)| rest);
    if preposition.is_none()
        && let Ok((rest, verb)) = verb_group(rest, VerbForm::Finite)
    {
        let (rest, clause) = clause(input, rest, asked, verb);
        return Ok((rest, spoken(Question::Clause { clause, asked: Asked::Constituent }, by)));
    }
    let (rest, found) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    let (rest, question) = wh_clause(input, rest, asked, found, preposition)?;
    Ok((rest, spoken(question, by)))
}

/// "did X say": according to X.
fn said(input: Tokens<'_>) -> Parsed<'_, Modifier> {
    let (rest, _) = do_auxiliary(input)?;
    let (rest, who) = noun_phrase(rest)?;
    let (rest, _) = one_of(SAY)(rest)?;
    let kind = ModifierKind::AccordingTo { who, how: Attribution::By };
    Ok((rest, Modifier { range: input.at..rest.at, joined: Joined::Plain, kind }))
}

fn spoken(mut question: Question, by: Modifier) -> Question {
    add_fronted(&mut question, vec![by]);
    question
}
