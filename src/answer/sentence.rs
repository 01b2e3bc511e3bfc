//! A claim as an English sentence: "Pava recognized Parelinda in 2011."
//!
//! Comes in: a claim and the phrases of its relation. Goes out: one sentence for a person to read. It is never read back by the engine.

use rustc_hash::FxHashMap;

use super::name::{has_other_unit, name_of, object_in_phrase};
use super::value::quantity_text;
use super::when::interval_phrase;
use crate::graph::{Claim, Interval, Node, RelationId, Value, View};
use crate::language::morphology::{base_of_third, verb_forms};

/// The sentence, with when, where, how many and whose word it is; without references.
pub fn sentence(claim: &Claim, view: &dyn View) -> String {
    let (subject, object) = (name_of(claim.subject, view), name_of(claim.object, view));
    Telling::default().sentence(claim, &subject, &object, view)
}

/// What sentences about many claims share: the verbs of their relations, in the tenses that were needed.
#[derive(Default)]
pub(super) struct Telling {
    /// By relation, whether there is a beginning and an end, and whether it is denied.
    verbs: FxHashMap<(RelationId, [bool; 3]), String>,
}

impl Telling {
    /// As [`sentence`], for a claim whose ends have these names.
    pub fn sentence(&mut self, claim: &Claim, subject: &str, object: &str, view: &dyn View) -> String {
        let (mut text, is_sentence) = self.clause(claim, subject, object, view);
        if let Some(quantity) = &claim.quantity {
            text += &format!(" ({})", quantity_text(quantity));
        }
        if let Some(place) = claim.place {
            text += &format!(" in {}", name_of(place, view));
        }
        if let Some(when) = interval_phrase(claim.when) {
            text.push(' ');
            text += &when;
        }
        if !claim.according_to.is_empty() {
            let speakers: Vec<_> = claim.according_to.iter().map(|&speaker| name_of(speaker, view)).collect();
            text += &format!(", according to {}", join_and(&speakers));
        }
        if !is_sentence {
            return text;
        }
        text.push('.');
        capitalized(text)
    }

    /// Subject, relation and object, and whether they make a sentence. Falls back on "X — relation — Y" where the relation has no phrase.
    fn clause(&mut self, claim: &Claim, subject: &str, object: &str, view: &dyn View) -> (String, bool) {
        let relation = view.schema().relation(claim.relation);
        let phrase = relation.and_then(|relation| relation.phrases.first());
        if let Some(text) = phrase.and_then(|phrase| self.fill(phrase, claim, subject, object, view)) {
            return (text, true);
        }
        let not = if claim.denied { "not " } else { "" };
        let words = relation.map_or_else(String::new, |relation| relation_words(&relation.name));
        (format!("{subject} — {not}{words} — {object}"), false)
    }

    /// The phrase with its names, in the tense of the claim.
    fn fill(&mut self, phrase: &str, claim: &Claim, subject: &str, object: &str, view: &dyn View) -> Option<String> {
        let mut words = phrase.split_whitespace();
        let first = words.next().filter(|first| matches!(*first, "X" | "Y"))?;
        words.next()?;
        // "Y people live in X": what follows the number is no verb.
        let measured = first == "Y" && is_number(claim, view);
        if measured && claim.denied {
            return None;
        }
        let mut out = String::with_capacity(phrase.len() + subject.len() + object.len() + 16);
        let mut words = phrase.split_whitespace().enumerate().peekable();
        while let Some((place, word)) = words.next() {
            if place > 0 {
                out.push(' ');
            }
            match word {
                "X" => out.push_str(subject),
                "Y" => match object_in_phrase(claim.object, words.peek().map(|(_, next)| *next), view) {
                    Some(number) => out.push_str(&number),
                    None => {
                        out.push_str(object);
                        words.next_if(|(_, next)| has_other_unit(claim.object, next, view));
                    }
                },
                verb if place == 1 && !measured => out.push_str(self.verb(verb, claim)),
                other => out.push_str(other),
            }
        }
        Some(out)
    }

    fn verb(&mut self, verb: &str, claim: &Claim) -> &str {
        let form = [claim.when.from.is_some(), claim.when.to.is_some(), claim.denied];
        self.verbs.entry((claim.relation, form)).or_insert_with(|| conjugate(verb, claim.when, claim.denied))
    }
}

fn capitalized(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
        return text;
    }
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

fn is_number(claim: &Claim, view: &dyn View) -> bool {
    !view.is_entity(claim.object) && matches!(view.node(claim.object).as_deref(), Some(Node::Value(Value::Number(_))))
}

/// The verb of a phrase, given in the present, as the claim needs it: what has begun and is not known to have ended "has supported", what
/// is dated otherwise, or is no state, "supported".
fn conjugate(verb: &str, when: Interval, denied: bool) -> String {
    let forms = verb_forms(&base_of_third(if verb == "are" { "is" } else { verb }));
    let plural = verb == "are";
    let not = if denied { " not" } else { "" };
    match (when.from, when.to) {
        (Some(_), None) => format!("{}{not} {}", if plural { "have" } else { "has" }, forms.participle),
        (None, None) if forms.base == "be" => format!("{verb}{not}"),
        _ if forms.base == "be" => format!("{}{not}", if plural { "were" } else { "was" }),
        _ if denied => format!("did not {}", forms.base),
        _ => forms.past,
    }
}

/// The verb of the relation as words for the edge of a picture or a path: "voted-for" → "voted for".
pub fn relation_words(relation: &str) -> String {
    relation.replace(['-', '_'], " ")
}
