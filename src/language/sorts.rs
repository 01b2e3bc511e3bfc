//! Nouns of a graph that tells no kinds apart: "films" in "which films did X direct".
//!
//! Comes in: a lattice. Goes out: the same, with a sense for words that stand where a noun stands and that nothing else explains.
//! Such a noun narrows nothing, and the answer says so.

use super::lattice::Lattice;
use super::morphology;
use super::token::{Token, TokenKind};
use super::vocabulary::{Number, Sense};
use crate::graph::Exactness;

/// Words behind which a noun stands.
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "which", "what", "many", "any", "some", "all", "every", "each", "no", "these", "this", "other", "same", "number",
    "list", "name", "of",
];

/// Adds senses to the nouns that have no other: what a compound ends with ("screenwriter": a writer), or anything at all.
pub(super) fn add(lattice: &mut Lattice<'_>) {
    for at in 0..lattice.tokens.len() {
        let senses = compound_at(lattice, at);
        if let Some(own) = lattice.lexemes.get_mut(at) {
            own.extend(senses.into_iter().map(|sense| (at + 1, sense)));
        }
    }
    for at in 0..lattice.tokens.len() {
        if let Some(number) = noun_at(lattice, at)
            && let Some(senses) = lattice.lexemes.get_mut(at)
        {
            senses.push((at + 1, Sense::Any(number)));
        }
    }
}

/// The senses of the noun that an unknown compound ends with, if it is for who does something: "screenwriter".
fn compound_at(lattice: &Lattice<'_>, at: usize) -> Vec<Sense> {
    let Some(token) = lattice.tokens.get(at) else { return Vec::new() };
    let word = token.text.as_str();
    if token.kind != TokenKind::Word || super::is_built_in(word) || lattice.vocabulary.knows(word) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (start, _) in word.char_indices().skip(3) {
        let Some(ending) = word.get(start..).filter(|ending| ending.len() >= 5) else { break };
        let agent = morphology::singular(ending).unwrap_or_else(|| ending.to_owned());
        if agent.ends_with("er") || agent.ends_with("or") {
            lattice.vocabulary.lexemes_at(&[ending], &mut found);
        }
        let senses: Vec<Sense> = found.iter().map(|lexeme| lexeme.sense).filter(|sense| matches!(sense, Sense::Noun(..))).collect();
        if !senses.is_empty() {
            return senses;
        }
    }
    Vec::new()
}

/// Whether a word stands as a noun does, and its number.
fn noun_at(lattice: &Lattice<'_>, at: usize) -> Option<Number> {
    let token = lattice.tokens.get(at)?;
    let word = token.text.as_str();
    // "people" is built in as whoever does what is usual ("where do people swim"), and a noun beside it.
    let like_a_noun = token.kind == TokenKind::Word
        && word.len() > 2
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !["ed", "ing", "ly"].iter().any(|ending| word.ends_with(ending));
    let has_noun = lattice.lexemes.get(at)?.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..)));
    if !like_a_noun || has_noun || super::is_built_in(word) && word != "people" || lattice.vocabulary.knows(word) || is_slip(word, lattice)
    {
        return None;
    }
    let before = at.checked_sub(1).and_then(|before| lattice.tokens.get(before)).map_or("", |token: &Token| token.text.as_str());
    let determined = DETERMINERS.contains(&before);
    let named = lattice.names.get(at)?.iter().any(|name| name.exactness == Exactness::Whole && name.end == at + 1);
    let next = lattice.tokens.get(at + 1);
    // "the film [X]", "film director": in front of a name in brackets or another noun.
    let in_front = next.is_some_and(|next| matches!(next.kind, TokenKind::Bracketed | TokenKind::Quoted))
        || lattice.lexemes.get(at + 1).is_some_and(|senses| senses.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..))));
    let behind_name = at
        .checked_sub(1)
        .and_then(|before| lattice.tokens.get(before))
        .is_some_and(|token| matches!(token.kind, TokenKind::Bracketed | TokenKind::Quoted));
    let plural = morphology::singular(word).is_some();
    let stands = if named { determined && before != "of" || in_front } else { determined || in_front || plural && !behind_name };
    stands.then_some(if plural { Number::Plural } else { Number::Singular })
}

/// Whether a word of the vocabulary is so near that it may have been meant.
fn is_slip(word: &str, lattice: &Lattice<'_>) -> bool {
    lattice
        .vocabulary
        .words()
        .any(|known| known.len() > 3 && known.len().abs_diff(word.len()) <= 1 && strsim::osa_distance(known, word) <= 1 && known != word)
}
