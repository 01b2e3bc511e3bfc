//! Names of what is between two: where "relations between X and Y" is a name, so is "X's relations with Y", by whatever names X and Y are called.
//!
//! Comes in: a lattice and whoever knows the names. Goes out: further names. Which of them is meant is not decided here.

use super::lattice::{Lattice, Name};
use super::token::TokenKind;
use crate::graph::{Exactness, NodeId, View};

/// How many words may stand before "between".
const LONGEST_NOUN: usize = 3;

/// How many names of each of the two are tried.
const MOST_SPELLINGS: usize = 12;

/// Adds such names to a lattice.
pub(super) fn add_between(lattice: &mut Lattice<'_>, view: &dyn View) {
    let mut found: Vec<Name> = Vec::new();
    for at in 1..lattice.tokens.len() {
        match text(lattice, at) {
            "between" => found.extend(between_both(lattice, view, at)),
            "with" | "to" => found.extend(with_other(lattice, view, at)),
            _ => {}
        }
    }
    for name in found {
        let Some(names) = lattice.names.get_mut(name.at) else { continue };
        names.retain(|other| other.end != name.end || other.nodes == name.nodes);
        if names.iter().all(|other| other.end != name.end) {
            names.push(name);
            names.sort_by(|one, other| other.end.cmp(&one.end).then(one.exactness.cmp(&other.exactness)));
        }
    }
}

/// "N between X and Y"
fn between_both(lattice: &Lattice<'_>, view: &dyn View, between: usize) -> Option<Name> {
    whole_names(lattice, between + 1).find_map(|one| {
        let and = Some(one.end).filter(|&end| text(lattice, end) == "and")?;
        whole_names(lattice, and + 1).find_map(|other| {
            nouns_before(lattice, between).find_map(|(start, noun)| named(lattice, view, start, other.end, &noun, one, other))
        })
    })
}

/// "X's N with Y", "X N with Y", "N of X with Y", "its N with Y" where X is named before.
fn with_other(lattice: &Lattice<'_>, view: &dyn View, with: usize) -> Option<Name> {
    whole_names(lattice, with + 1).find_map(|other| {
        // "N of X with Y"
        let of = names_ending(lattice, with).find_map(|one| {
            let of = if text(lattice, one.at.checked_sub(1)?) == "the" { one.at.checked_sub(2)? } else { one.at - 1 };
            (text(lattice, of) == "of").then_some(())?;
            nouns_before(lattice, of).find_map(|(start, noun)| named(lattice, view, start, other.end, &noun, one, other))
        });
        of.or_else(|| {
            nouns_before(lattice, with).find_map(|(start, noun)| {
                let owner_end = if text(lattice, start.checked_sub(1)?) == "'s" { start - 1 } else { start };
                let owned = names_ending(lattice, owner_end).find_map(|one| named(lattice, view, one.at, other.end, &noun, one, other));
                owned.or_else(|| {
                    matches!(text(lattice, start - 1), "its" | "their" | "his" | "her").then_some(())?;
                    let before = lattice.names.get(..start)?.iter().flatten().filter(|name| name.exactness == Exactness::Whole);
                    before.filter(|one| one.end < start).find_map(|one| named(lattice, view, start, other.end, &noun, one, other))
                })
            })
        })
    })
}

/// What is called so, by any of the names of the two.
fn named(lattice: &Lattice<'_>, view: &dyn View, at: usize, end: usize, noun: &str, one: &Name, other: &Name) -> Option<Name> {
    // Few names begin so, and then no names of the two need be tried.
    if view.complete_name(&format!("{noun} between "), 1).is_empty() {
        return None;
    }
    let (ones, others) = (spellings(lattice, view, one), spellings(lattice, view, other));
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let nodes = pairs
        .flat_map(|(one, other)| [format!("{noun} between {one} and {other}"), format!("{noun} between {other} and {one}")])
        .find_map(|name| {
        let nodes = view.named(&name);
        (!nodes.is_empty()).then(|| nodes.into_owned())
    })?;
    Some(Name { at, end, nodes, exactness: Exactness::Whole, forced: false })
}

/// The names of what may be meant.
fn spellings(lattice: &Lattice<'_>, view: &dyn View, name: &Name) -> Vec<String> {
    let mut found = vec![lattice.text_of(name.at, name.end).to_owned()];
    let names = |node: &NodeId| view.node(*node).map_or_else(Vec::new, |node| node.names().map(str::to_owned).collect());
    found.extend(name.nodes.iter().take(2).flat_map(names).take(MOST_SPELLINGS));
    found
}

/// The words before a place that may be the noun of a name, the most words first; without "the".
fn nouns_before<'l>(lattice: &'l Lattice<'_>, end: usize) -> impl Iterator<Item = (usize, String)> + 'l {
    (end.saturating_sub(LONGEST_NOUN)..end).filter_map(move |start| {
        let words: Vec<&str> = (start..end).map(|at| text(lattice, at)).collect();
        let plain = words.iter().all(|word| !word.is_empty() && !matches!(*word, "'s" | "the" | "of" | "its" | "their" | "and"));
        plain.then(|| (start, words.join(" ")))
    })
}

/// The whole names that begin at a place, or behind "the" there.
fn whole_names<'l>(lattice: &'l Lattice<'_>, at: usize) -> impl Iterator<Item = &'l Name> {
    let at = if text(lattice, at) == "the" { at + 1 } else { at };
    lattice.names.get(at).into_iter().flatten().filter(|name| name.exactness == Exactness::Whole)
}

/// The whole names that end at a place.
fn names_ending<'l>(lattice: &'l Lattice<'_>, end: usize) -> impl Iterator<Item = &'l Name> {
    lattice.names.iter().take(end).flatten().filter(move |name| name.end == end && name.exactness == Exactness::Whole)
}

fn text<'l>(lattice: &'l Lattice<'_>, at: usize) -> &'l str {
    match lattice.tokens.get(at) {
        Some(token) if matches!(token.kind, TokenKind::Word | TokenKind::Number(_)) => &token.text,
        _ => "",
    }
}
