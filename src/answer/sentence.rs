//! A claim as an English sentence: "Pava recognized Parelinda in 2011."
//!
//! Comes in: a claim and the phrases of its relation. Goes out: one sentence for a person to read. It is never read back by the engine.

use super::name::{name_of, object_in_phrase};
use super::value::quantity_text;
use super::when::interval_phrase;
use crate::graph::{Claim, Node, Value, View};
use crate::language::morphology::{base_of_third, verb_forms};

/// The sentence, with when, where, how many and whose word it is; without references.
pub fn sentence(claim: &Claim, view: &dyn View) -> String {
    let (mut text, is_sentence) = clause(claim, view);
    if let Some(quantity) = &claim.quantity {
        text += &format!(" ({})", quantity_text(quantity));
    }
    if let Some(place) = claim.place {
        text += &format!(" in {}", name_of(place, view));
    }
    if let Some(when) = interval_phrase(claim.when) {
        text += &format!(" {when}");
    }
    if !claim.according_to.is_empty() {
        let speakers: Vec<_> = claim.according_to.iter().map(|&speaker| name_of(speaker, view)).collect();
        text += &format!(", according to {}", join_and(&speakers));
    }
    if !is_sentence {
        return text;
    }
    text.push('.');
    capitalized(&text)
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// "a", "a and b", "a, b and c".
pub fn join_and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Subject, relation and object, and whether they make a sentence. Falls back on "X — relation — Y" where the relation has no phrase.
fn clause(claim: &Claim, view: &dyn View) -> (String, bool) {
    let subject = name_of(claim.subject, view);
    let relation = view.schema().relation(claim.relation);
    let phrase = relation.and_then(|relation| relation.phrases.first());
    if let Some(text) = phrase.and_then(|phrase| fill(phrase, claim, &subject, view)) {
        return (text, true);
    }
    let not = if claim.denied { "not " } else { "" };
    let words = relation.map_or_else(String::new, |relation| relation_words(&relation.name));
    (format!("{subject} — {not}{words} — {}", name_of(claim.object, view)), false)
}

/// The phrase with its names, in the tense of the claim.
fn fill(phrase: &str, claim: &Claim, subject: &str, view: &dyn View) -> Option<String> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let verb = match words.as_slice() {
        ["X" | "Y", verb, ..] => *verb,
        _ => return None,
    };
    // "Y people live in X": what follows the number is no verb.
    let measured = words.first() == Some(&"Y") && is_number(claim, view);
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for (place, word) in words.iter().enumerate() {
        match *word {
            "X" => out.push(subject.to_owned()),
            "Y" => out.push(object_in_phrase(claim.object, words.get(place + 1).copied(), view)),
            _ if place == 1 && !measured => out.push(conjugate(verb, claim)),
            other => out.push(other.to_owned()),
        }
    }
    if measured && claim.denied {
        return None;
    }
    Some(out.join(" "))
}

fn is_number(claim: &Claim, view: &dyn View) -> bool {
    !view.is_entity(claim.object) && matches!(view.node(claim.object).as_deref(), Some(Node::Value(Value::Number(_))))
}

/// The verb of a phrase, given in the present, as the claim needs it: what has begun and is not known to have ended "has supported", what
/// is dated otherwise, or is no state, "supported".
fn conjugate(verb: &str, claim: &Claim) -> String {
    let forms = verb_forms(&base_of_third(if verb == "are" { "is" } else { verb }));
    let plural = verb == "are";
    let not = if claim.denied { " not" } else { "" };
    match (claim.when.from, claim.when.to) {
        (Some(_), None) => format!("{}{not} {}", if plural { "have" } else { "has" }, forms.participle),
        (None, None) if forms.base == "be" => format!("{verb}{not}"),
        _ if forms.base == "be" => format!("{}{not}", if plural { "were" } else { "was" }),
        _ if claim.denied => format!("did not {}", forms.base),
        _ => forms.past,
    }
}

/// The verb of the relation as words for the edge of a picture or a path: "voted-for" → "voted for".
pub fn relation_words(relation: &str) -> String {
    relation.replace(['-', '_'], " ")
}
