//! The other readings of a question: its very words, put together differently.
//!
//! Comes in: a question. Goes out: its readings beside the one that is taken first, the likeliest first. Which of them finds anything is for whoever
//! runs them to see.

use super::reading::Reading;
use super::resolve::Resolver;
use super::{Antecedents, explain};
use crate::graph::View;
use crate::language::{self, Lattice, Vocabulary, paraphrase, token};

/// More are not looked for.
const MOST: usize = 12;

/// The other readings of a question, in which each of its words is used as well: other trees, and other places for its modifiers. Empty if the question
/// could only be read with words left out or changed.
pub fn otherwise(question: &str, taken: &Reading, vocabulary: &Vocabulary, view: &dyn View, before: &Antecedents) -> Vec<Reading> {
    let Ok(tokens) = token::tokenize(question) else { return Vec::new() };
    otherwise_in(&Lattice::new(question, tokens, vocabulary, view), taken, vocabulary, view, before)
}

/// The same, of a question whose words have been looked up.
pub(super) fn otherwise_in(
    lattice: &Lattice<'_>,
    taken: &Reading,
    vocabulary: &Vocabulary,
    view: &dyn View,
    before: &Antecedents,
) -> Vec<Reading> {
    if explain::other_language(lattice).is_some() || !explain::unknown_words(lattice, vocabulary, view).is_empty() {
        return Vec::new();
    }
    let resolver = Resolver::new(lattice, vocabulary, view, before);
    let mut found: Vec<Reading> = Vec::new();
    for tree in language::parse(lattice) {
        for interpretation in resolver.interpretations(&tree) {
            // Of which namesake it speaks must not be open as well.
            let [settled] = &resolver.settle(interpretation)[..] else { continue };
            let Ok(reading) = resolver.reading(settled) else { continue };
            if reading.query == taken.query || found.iter().any(|other| other.query == reading.query) {
                continue;
            }
            found.push(reading);
            if found.len() == MOST {
                return found;
            }
        }
    }
    found
}

/// The readings of what a question asks in words that say less; for one of which no reading finds anything.
pub fn in_lesser_words(question: &str, vocabulary: &Vocabulary, view: &dyn View, before: &Antecedents) -> Vec<Reading> {
    let Ok(tokens) = token::tokenize(question) else { return Vec::new() };
    let lattice = Lattice::new(question, tokens, vocabulary, view);
    let read = |text: String| {
        let tokens = token::tokenize(&text).ok()?;
        super::read_lattice(&Lattice::new(&text, tokens, vocabulary, view), vocabulary, view, before).ok()
    };
    paraphrase::lesser_words(&lattice).into_iter().filter_map(read).collect()
}
