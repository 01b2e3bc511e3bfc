//! Sentences that may say a claim, the most readable first.
//!
//! Whoever asks checks whether a sentence is read back as the claim: phrases may be ambiguous, names may look like something else.

use crate::graph::{Claim, Date, Interval, Node, NodeId, Quantity, Value, View};
use crate::language::Vocabulary;
use crate::language::escape::{braced, quoted};
use crate::language::vocabulary::{FrameShape, Role};

/// At most so many phrases of a relation are tried.
const PHRASES: usize = 4;

/// Sentences without references and full stop, each with whether it says when. The last one names the relation, and always says the
/// claim, its time apart.
pub(super) fn sentences(
    claim: &Claim,
    view: &dyn View,
    vocabulary: &Vocabulary,
    name: &dyn Fn(NodeId) -> Option<String>,
) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let speakers = speakers(claim, name);
    let time = time(claim.when);
    let (Some(subject), Some(object)) = (end(claim.subject, view, name, false), end(claim.object, view, name, false)) else {
        return found;
    };
    let is_yes = matches!(view.node(claim.object).as_deref(), Some(Node::Value(Value::Truth(true))));
    for (_, frame) in vocabulary.frames_of(claim.relation).take(PHRASES) {
        let Some(clause) = clause(&frame.shape, claim, &subject, &object, is_yes) else { continue };
        if let Some(time) = &time {
            found.push((format!("{clause}{time}{speakers}"), true));
        }
        found.push((format!("{clause}{speakers}"), false));
    }
    if let (Some(subject), Some(object)) = (end(claim.subject, view, name, true), end(claim.object, view, name, true)) {
        let relation = view.schema().relation(claim.relation).map_or("", |relation| relation.name.as_str());
        let not = if claim.denied { "not " } else { "" };
        found.push((format!("{subject} {not}{} {object}{speakers}", braced(relation)), false));
    }
    found
}

fn clause(shape: &FrameShape, claim: &Claim, subject: &str, object: &str, is_yes: bool) -> Option<String> {
    let order = |first: Role| if first == Role::Subject { (subject, object) } else { (object, subject) };
    let join = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let be = match (claim.when.to.is_some(), claim.denied) {
        (true, false) => "was",
        (true, true) => "was not",
        (false, false) => "is",
        (false, true) => "is not",
    };
    match shape {
        FrameShape::Verb { forms, tail, post, subject: first, transitive } => {
            let (before, behind) = order(*first);
            if !transitive && !is_yes {
                return None;
            }
            let behind = if *transitive { behind } else { "" };
            let verb = if claim.denied { format!("did not {}", forms.base) } else { forms.past.clone() };
            Some(join(&[before, &verb, &tail.join(" "), behind, &post.join(" ")]))
        }
        FrameShape::Noun { singular, preposition, referent, .. } => {
            let (before, behind) = order(*referent);
            Some(join(&[before, be, "the", singular, preposition, behind]))
        }
        FrameShape::Be { words, subject: first, transitive } => {
            let (before, behind) = order(*first);
            if !transitive && !is_yes {
                return None;
            }
            Some(join(&[before, be, &words.join(" "), if *transitive { behind } else { "" }]))
        }
        FrameShape::Measure { unit: Some(_), verb, tail, post } => {
            // The number itself says what it counts.
            let (tail, post) = (tail.join(" "), post.join(" "));
            Some(match verb {
                Some(forms) => {
                    let verb = if claim.denied { format!("did not {}", forms.base) } else { forms.past.clone() };
                    join(&[object, &verb, &tail, subject, &post])
                }
                None if tail.is_empty() => join(&[subject, if claim.denied { "did not have" } else { "had" }, object]),
                None => join(&[object, if claim.denied { "were not" } else { "were" }, &tail, subject, &post]),
            })
        }
        FrameShape::Measure { unit: None, .. } => None,
    }
}

/// An end of a claim; with `exact`, so that nothing of a value is left to the relation.
fn end(node: NodeId, view: &dyn View, name: &dyn Fn(NodeId) -> Option<String>, exact: bool) -> Option<String> {
    let node_of = view.node(node)?;
    let Node::Value(value) = node_of.as_ref() else { return name(node) };
    Some(match (value, exact) {
        (Value::Text(text), false) | (Value::Url(text), false) => quoted(text),
        (Value::Text(text), true) => format!("text {}", quoted(text)),
        (Value::Url(text), true) => format!("url {}", quoted(text)),
        (Value::Number(number), false) => quantity(number),
        (Value::Number(number), true) => format!("number {}", quoted(&number.exact())),
        (Value::Date(date), false) => date_text(*date),
        (Value::Date(date), true) => format!("date {}", quoted(&date.to_string())),
        (Value::Truth(truth), _) => if *truth { "yes" } else { "no" }.to_owned(),
    })
}

fn speakers(claim: &Claim, name: &dyn Fn(NodeId) -> Option<String>) -> String {
    let names: Vec<String> = claim.according_to.iter().filter_map(|speaker| name(*speaker)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(", according to {one}"),
        [first @ .., last] => format!(", according to {} and {last}", first.join(", ")),
    }
}

/// A time phrase; none for what only a `when` line can say, and for what is undated.
fn time(when: Interval) -> Option<String> {
    Some(match (when.from, when.to) {
        (Some(from), Some(to)) if from == to => {
            format!(" {} {}", if from.day().is_some() { "on" } else { "in" }, date_text(from))
        }
        (Some(from), Some(to)) => format!(" from {} to {}", date_text(from), date_text(to)),
        (Some(from), None) => format!(" since {}", date_text(from)),
        (None, Some(to)) => format!(" until {}", date_text(to)),
        (None, None) => return None,
    })
}

/// "2 May 1826", "June 2000", "1964"
fn date_text(date: Date) -> String {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let month = date.month().and_then(|month| MONTHS.get(usize::from(month).checked_sub(1)?));
    match (month, date.day()) {
        (Some(month), Some(day)) => format!("{day} {month} {:04}", date.year()),
        (Some(month), None) => format!("{month} {:04}", date.year()),
        _ => format!("{:04}", date.year()),
    }
}

/// "about 200,000 people", "$10 million"
pub(super) fn quantity(quantity: &Quantity) -> String {
    let bound = quantity.bound.words();
    let amount = amount(quantity.amount);
    match quantity.unit.as_deref() {
        None => format!("{bound}{amount}"),
        Some("$") => format!("{bound}${amount}"),
        Some("%") => format!("{bound}{amount}%"),
        Some(unit) => format!("{bound}{amount} {unit}"),
    }
}

/// Millions and billions in words, the rest in digits, with commas from 10,000 up.
fn amount(amount: f64) -> String {
    for (word, size) in [("billion", 1e9), ("million", 1e6)] {
        let scaled = amount / size;
        if (1.0..1000.0).contains(&scaled) && (scaled * 1000.0).fract() == 0.0 {
            return format!("{scaled} {word}");
        }
    }
    let text = amount.to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if whole.len() > 4 && place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
