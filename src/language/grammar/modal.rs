//! "Should", "must", "might", "could": more, or less, than that it was so. A phrase of the graph may say it.
//!
//! ```text
//! modal verb = ("should" | "must" | "might" | "could" ...) base      "should X rejoin Y", of "X is urged to rejoin Y", "X must rejoin Y"
//! ```
//!
//! Where no phrase does, the verb is read by itself; whether that can be an answer is for whoever runs it to see.

use nom::Err;

use super::input::{Parsed, Stuck, Tokens, one_of};
use crate::language::syntax::{VerbGroup, VerbKind};
use crate::language::vocabulary::{Form, Lexeme, Sense};

/// What is asked of somebody, and how phrases say it before "to" and a verb, or as a verb of their own.
const OUGHT: &[&[&str]] = &[
    &["should"],
    &["must"],
    &["shall"],
    &["ought", "to"],
    &["have", "to"],
    &["need", "to"],
    &["urged", "to"],
    &["asked", "to"],
    &["told", "to"],
    &["called", "on", "to"],
    &["called", "upon", "to"],
    &["requested", "to"],
    &["required", "to"],
    &["obliged", "to"],
    &["obligated", "to"],
    &["ordered", "to"],
    &["expected", "to"],
    &["supposed", "to"],
    &["meant", "to"],
    &["bound", "to"],
];

/// Of these the ones that say no less than "must".
const MUST: &[&str] = &["must", "shall", "ought", "have", "need", "required", "obliged", "obligated", "ordered", "bound"];

/// What is possible, or allowed.
const MAY: &[&[&str]] = &[
    &["might"],
    &["could"],
    &["may"],
    &["can"],
    &["able", "to"],
    &["allowed", "to"],
    &["entitled", "to"],
    &["empowered", "to"],
    &["likely", "to"],
    &["thought", "to"],
    &["feared", "to"],
    &["expected", "to"],
];

/// "should", "might" and their like, in front of a subject or a verb.
pub(super) fn modal_auxiliary(input: Tokens<'_>) -> Parsed<'_, &'static str> {
    one_of(&["should", "must", "shall", "might", "could"])(input)
}

/// A verb in its base behind a modal: what the phrases of the graph that say so of it mean.
pub(super) fn modal_verb<'a>(input: Tokens<'a>, start: Tokens<'a>, modal: &str) -> Parsed<'a, VerbGroup> {
    const MOST_WORDS: usize = 8;
    let own: Vec<&str> = (0..MOST_WORDS).map(|ahead| start.text_at(ahead)).take_while(|word| !word.is_empty()).collect();
    let heads = if matches!(modal, "might" | "could") { MAY } else { OUGHT };
    let mut found: Vec<(usize, Sense)> = Vec::new();
    let mut lexemes: Vec<Lexeme> = Vec::new();
    let strong = |head: &&[&str]| modal == "must" && head.first().is_some_and(|first| MUST.contains(first));
    // "must X do it": what X has to do goes before what X was only asked to do.
    let (first, others): (Vec<&&[&str]>, Vec<&&[&str]>) = heads.iter().partition(|head| strong(head));
    for (head, is_strong) in first.into_iter().map(|head| (head, true)).chain(others.into_iter().map(|head| (head, false))) {
        if !is_strong && modal == "must" && !found.is_empty() {
            break;
        }
        let words: Vec<&str> = head.iter().chain(&own).copied().collect();
        lexemes.clear();
        start.lattice.vocabulary.lexemes_at(&words, &mut lexemes);
        let says = |sense: &Sense| matches!(sense, Sense::Be { .. } | Sense::Verb { form: Form::Base, .. });
        found.extend(
            lexemes
                .iter()
                .filter(|lexeme| lexeme.words > head.len() && says(&lexeme.sense))
                .map(|lexeme| (start.at + lexeme.words - head.len(), lexeme.sense)),
        );
    }
    let Some(end) = found.iter().map(|(end, _)| *end).max() else { return Err(Err::Error(Stuck { at: start.at })) };
    let mut senses: Vec<Sense> = Vec::new();
    for (other, sense) in found {
        if other == end && !senses.contains(&sense) {
            senses.push(sense);
        }
    }
    if let Some(at) = (0..start.at).rev().find(|&at| start.to(at).text() == modal) {
        start.lattice.say_modal(at);
    }
    let (kind, range) = (VerbKind::Senses(senses), input.at..end);
    Ok((start.to(end), VerbGroup { range, kind, negated: false, passive: false, order: None, shared: false }))
}
