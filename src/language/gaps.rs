//! Names that are built of other names: "the creation of X" is "X's creation", too, and a part of such a name may be asked for
//! ("whose creation", "the invasion of which country").
//!
//! Comes in: a lattice and whoever knows the names. Goes out: further names, and names with a gap. Which of them is meant is not decided here.

use super::lattice::{Lattice, Name};
use super::morphology;
use super::token::TokenKind;
use super::vocabulary::{PREPOSITIONS, Sense};
use crate::graph::names::split;
use crate::graph::{Exactness, NodeId, View};

/// A name of which a part is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// First token.
    pub at: usize,
    /// One past its last token.
    pub end: usize,
    /// The senses of the noun that says what is asked for: "country" of "the invasion of which country".
    pub noun: Vec<Sense>,
    /// What has such a name, and what the part in the gap names; in the order of the first.
    pub fillings: Vec<(NodeId, Vec<NodeId>)>,
}

/// How many words the part of a name may have that stands before the one that is asked for or that owns it.
const LONGEST_PART: usize = 8;

/// How many names are looked at for one gap.
const MOST_NAMES: usize = 64;

/// "X's creation" for what is called "creation of X", and the other way round.
pub(super) fn add_turned(lattice: &mut Lattice<'_>, view: &dyn View) {
    let mut turned: Vec<Name> = Vec::new();
    for at in 0..lattice.tokens.len() {
        if text(lattice, at) == "'s" {
            turned.extend(owners_before(lattice, at).into_iter().flat_map(|owner| of_owner(lattice, view, &owner, at + 1)));
        }
        // "the X presidency", of a noun that is no other word.
        if lattice.lexemes.get(at).is_some_and(Vec::is_empty) && !super::is_built_in(text(lattice, at)) {
            turned.extend(owners_before(lattice, at).into_iter().flat_map(|owner| of_owner(lattice, view, &owner, at)));
        }
        if text(lattice, at) == "of" {
            turned.extend(with_of(lattice, view, at));
        }
    }
    for name in turned {
        let Some(names) = lattice.names.get_mut(name.at) else { continue };
        if !names.iter().any(|other| other.end == name.end && other.exactness == Exactness::Whole) {
            names.push(name);
            names.sort_by(|one, other| other.end.cmp(&one.end).then(one.exactness.cmp(&other.exactness)));
        }
    }
}

/// "the X and Y governments": X's and Y's, where "X government" and "Y government" are names.
pub(super) fn add_shared_heads(lattice: &mut Lattice<'_>, view: &dyn View) {
    for and in 1..lattice.tokens.len() {
        if text(lattice, and) != "and" {
            continue;
        }
        let Some((first, second)) = shared_head(lattice, view, and) else { continue };
        for name in [first, second] {
            if let Some(names) = lattice.names.get_mut(name.at) {
                names.retain(|other| other.end != name.end);
                names.push(name);
                names.sort_by(|one, other| other.end.cmp(&one.end).then(one.exactness.cmp(&other.exactness)));
            }
        }
    }
}

/// The names before and behind an "and" that share the plural noun at the end.
fn shared_head(lattice: &Lattice<'_>, view: &dyn View, and: usize) -> Option<(Name, Name)> {
    (and + 2..(and + 2 + LONGEST_PART).min(lattice.tokens.len())).find_map(|at| {
        let head = morphology::singular(text(lattice, at))?;
        let named = |start: usize, end: usize| {
            let words: Vec<&str> = (start..end).map(|at| text(lattice, at)).collect();
            if words.iter().any(|word| word.is_empty()) {
                return None;
            }
            let nodes = view.named(&format!("{} {head}", words.join(" ")));
            (!nodes.is_empty()).then(|| nodes.into_owned())
        };
        let second = named(and + 1, at)?;
        let (start, first) = (and.saturating_sub(LONGEST_PART)..and).find_map(|start| Some((start, named(start, and)?)))?;
        let whole = |at, end, nodes| Name { at, end, nodes, exactness: Exactness::Whole, forced: false };
        Some((whole(start, and, first), whole(and + 1, at + 1, second)))
    })
}

/// The whole names that end before a token.
fn owners_before(lattice: &Lattice<'_>, end: usize) -> Vec<Name> {
    let starts = end.saturating_sub(LONGEST_PART)..end;
    starts
        .filter_map(|start| lattice.names.get(start)?.iter().find(|name| name.end == end && name.exactness == Exactness::Whole))
        .cloned()
        .collect()
}

/// The longest name "N of OWNER" whose N stands at a place.
fn of_owner(lattice: &Lattice<'_>, view: &dyn View, owner: &Name, at: usize) -> Option<Name> {
    if is_relational(lattice, at, None) {
        return None;
    }
    let words = words_from(lattice, at);
    let owners = names_of_all(view, owner);
    (1..=words.len().min(LONGEST_PART)).rev().find_map(|count| {
        let part = words.get(..count)?.join(" ");
        let nodes = owners.iter().find_map(|owner| {
            let found = view.named(&format!("{part} of {owner}"));
            (!found.is_empty()).then(|| found.into_owned())
        })?;
        Some(Name { at: owner.at, end: at + count, nodes, exactness: Exactness::Whole, forced: false })
    })
}

/// The name "OWNER's N" for "N of OWNER", where "of" stands at a place.
fn with_of(lattice: &Lattice<'_>, view: &dyn View, of: usize) -> Option<Name> {
    let behind = if text(lattice, of + 1) == "the" { of + 2 } else { of + 1 };
    let owner = lattice.names.get(behind)?.iter().find(|name| name.exactness == Exactness::Whole)?;
    // Few names begin so, and then no part of the text need be tried.
    let owners: Vec<String> = names_of_all(view, owner).into_iter().map(|owner| format!("{owner} 's ")).collect();
    let owners: Vec<&str> = owners.iter().map(String::as_str).filter(|owner| !view.complete_name(owner, 1).is_empty()).collect();
    if owners.is_empty() {
        return None;
    }
    (of.saturating_sub(LONGEST_PART)..of).find_map(|start| {
        if is_relational(lattice, start, Some(of)) || text(lattice, start) == "the" {
            return None;
        }
        let part: Vec<&str> = (start..of).map(|at| text(lattice, at)).collect();
        if part.iter().any(|word| word.is_empty() || *word == "'s") {
            return None;
        }
        let part = part.join(" ");
        let nodes = owners.iter().find_map(|owner| {
            let found = view.named(&format!("{owner}{part}"));
            (!found.is_empty()).then(|| found.into_owned())
        })?;
        Some(Name { at: start, end: owner.end, nodes, exactness: Exactness::Whole, forced: false })
    })
}

/// The names with a gap, the longest of each place.
pub(super) fn gaps(lattice: &Lattice<'_>, view: &dyn View) -> Vec<Gap> {
    let mut found: Vec<Gap> = Vec::new();
    for at in 0..lattice.tokens.len() {
        let gap = match text(lattice, at) {
            "whose" => owned_by_whom(lattice, view, at),
            "which" | "what" | "whom" | "who" => of_which(lattice, view, at),
            _ => None,
        };
        found.extend(gap);
    }
    found
}

/// "whose birthday": names that are "X's birthday" or "birthday of X".
fn owned_by_whom(lattice: &Lattice<'_>, view: &dyn View, at: usize) -> Option<Gap> {
    let words = words_from(lattice, at + 1);
    let mut best: Option<Gap> = None;
    let matches = view.names_at(&words);
    for (count, node) in matches.iter().flat_map(|found| found.nodes.iter().take(MOST_NAMES).map(|&node| (found.words, node))) {
        let part = words.get(..count)?;
        for name in names_of(view, node) {
            let owned =
                name.strip_suffix_of(part).and_then(|owner| owner.strip_suffix(&["'s".to_owned()]).map(|owner| (owner.to_vec(), 0)));
            let filled = match owned {
                Some((owner, rest)) => filling(view, &owner).map(|nodes| (nodes, rest)),
                None => name
                    .strip_prefix_of(part)
                    .and_then(|rest| rest.strip_prefix(&["of".to_owned()]))
                    .and_then(|rest| with_rest(view, rest, words.get(count..).unwrap_or_default())),
            };
            let Some((nodes, rest)) = filled else { continue };
            add(&mut best, Gap { at, end: at + 1 + count + rest, noun: Vec::new(), fillings: vec![(node, nodes)] });
        }
    }
    // A noun of a relation says more than a name does, unless the name says more words.
    let relational = lattice.lexemes.get(at + 1)?.iter().filter(|(_, sense)| matches!(sense, Sense::Noun(..))).map(|(end, _)| *end).max();
    best.filter(|gap| relational.is_none_or(|end| gap.end > end))
}

/// "the invasion of which country": names that begin with the words before the question word, and go on with a name.
fn of_which(lattice: &Lattice<'_>, view: &dyn View, at: usize) -> Option<Gap> {
    if at < 2 || !PREPOSITIONS.contains(&text(lattice, at - 1)) {
        return None;
    }
    // The noun behind the question word, if there is one.
    let kinds: Vec<(usize, Sense)> =
        lattice.lexemes.get(at + 1)?.iter().filter(|(_, sense)| matches!(sense, Sense::Kind(..))).copied().collect();
    let behind = kinds.iter().map(|(end, _)| *end).max().unwrap_or(at + 1);
    let noun: Vec<Sense> = kinds.into_iter().filter(|(end, _)| *end == behind).map(|(_, sense)| sense).collect();
    let following = words_from(lattice, behind);
    (at.saturating_sub(LONGEST_PART)..at - 1).find_map(|start| {
        if is_relational(lattice, start, Some(at - 1)) || matches!(text(lattice, start), "the" | "a" | "an") {
            return None;
        }
        let words: Vec<&str> = (start..at).map(|at| text(lattice, at)).collect();
        if words.iter().any(|word| word.is_empty()) {
            return None;
        }
        let mut best: Option<Gap> = None;
        for spelled in view.complete_name(&format!("{} ", words.join(" ")), MOST_NAMES) {
            let name = Words(split(&spelled).into_iter().map(|word| word.text).collect());
            let Some((nodes, rest)) = name.strip_prefix_of(&words).and_then(|rest| with_rest(view, rest, &following)) else { continue };
            for &node in view.named(&spelled).iter() {
                let fillings = vec![(node, nodes.clone())];
                add(&mut best, Gap { at: start, end: behind + rest, noun: noun.clone(), fillings });
            }
        }
        best
    })
}

/// Keeps the longest gap; those that are as long are one.
fn add(best: &mut Option<Gap>, gap: Gap) {
    match best {
        Some(known) if known.end > gap.end => {}
        Some(known) if known.end == gap.end => {
            for filling in gap.fillings {
                if !known.fillings.contains(&filling) {
                    known.fillings.push(filling);
                }
            }
            known.fillings.sort();
        }
        _ => *best = Some(gap),
    }
}

/// What the words of a name behind its gap are: a name, and the rest that must stand in the text as well.
fn with_rest(view: &dyn View, words: &[String], following: &[&str]) -> Option<(Vec<NodeId>, usize)> {
    (1..=words.len()).rev().find_map(|count| {
        let (name, rest) = words.split_at_checked(count)?;
        let stands = rest.len() <= following.len() && rest.iter().zip(following).all(|(one, other)| one == other);
        stands.then(|| filling(view, name)).flatten().map(|nodes| (nodes, rest.len()))
    })
}

/// What the words in a gap name.
fn filling(view: &dyn View, words: &[String]) -> Option<Vec<NodeId>> {
    let named = |words: &[String]| {
        let nodes = view.named(&words.join(" "));
        (!nodes.is_empty()).then(|| nodes.into_owned())
    };
    named(words).or_else(|| words.split_first().filter(|(first, _)| *first == "the").and_then(|(_, rest)| named(rest)))
}

/// The folded words of a name.
struct Words(Vec<String>);

impl Words {
    fn join(&self, between: &str) -> String {
        self.0.join(between)
    }

    fn strip_prefix_of(&self, words: &[&str]) -> Option<&[String]> {
        let (first, rest) = self.0.split_at_checked(words.len())?;
        first.iter().zip(words).all(|(one, other)| one == other).then_some(rest)
    }

    fn strip_suffix_of(&self, words: &[&str]) -> Option<&[String]> {
        let (first, rest) = self.0.split_at_checked(self.0.len().checked_sub(words.len())?)?;
        rest.iter().zip(words).all(|(one, other)| one == other).then_some(first)
    }
}

/// The folded names of the nodes that a name stands for.
fn names_of_all(view: &dyn View, name: &Name) -> Vec<String> {
    name.nodes.iter().take(MOST_NAMES).flat_map(|&node| names_of(view, node)).map(|name| name.join(" ")).collect()
}

/// The names of a node.
fn names_of(view: &dyn View, node: NodeId) -> Vec<Words> {
    let mut names = Vec::new();
    view.any_name(node, &mut |name| {
        names.push(Words(split(name).into_iter().map(|word| word.text).collect()));
        false
    });
    names
}

/// Whether a noun of a relation begins at a place, which says more than a name does; up to a place, if one is given.
fn is_relational(lattice: &Lattice<'_>, at: usize, end: Option<usize>) -> bool {
    let ends_there = |other: usize| end.is_none_or(|end| end == other);
    lattice
        .lexemes
        .get(at)
        .is_some_and(|lexemes| lexemes.iter().any(|(other, sense)| matches!(sense, Sense::Noun(..)) && ends_there(*other)))
}

fn text<'l>(lattice: &'l Lattice<'_>, at: usize) -> &'l str {
    match lattice.tokens.get(at) {
        Some(token) if matches!(token.kind, TokenKind::Word | TokenKind::Number(_)) => &token.text,
        _ => "",
    }
}

/// The words from a place on, up to a mark.
fn words_from<'l>(lattice: &'l Lattice<'_>, at: usize) -> Vec<&'l str> {
    (at..lattice.tokens.len()).map(|at| text(lattice, at)).take_while(|word| !word.is_empty()).collect()
}
