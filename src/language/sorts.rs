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

/// Adds the sense to the words that have no other.
pub(super) fn add(lattice: &mut Lattice<'_>) {
    for at in 0..lattice.tokens.len() {
        if let Some(number) = noun_at(lattice, at)
            && let Some(senses) = lattice.lexemes.get_mut(at)
        {
            senses.push((at + 1, Sense::Any(number)));
        }
    }
}

/// Whether a word stands as a noun does, and its number.
fn noun_at(lattice: &Lattice<'_>, at: usize) -> Option<Number> {
    let token = lattice.tokens.get(at)?;
    let word = token.text.as_str();
    let like_a_noun = token.kind == TokenKind::Word
        && word.len() > 2
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !["ed", "ing", "ly"].iter().any(|ending| word.ends_with(ending));
    if !like_a_noun || super::is_built_in(word) || lattice.vocabulary.knows(word) || is_slip(word, lattice) {
        return None;
    }
    let before = at.checked_sub(1).and_then(|before| lattice.tokens.get(before)).map_or("", |token: &Token| token.text.as_str());
    let determined = DETERMINERS.contains(&before);
    let named = lattice.names.get(at)?.iter().any(|name| name.exactness == Exactness::Whole && name.end == at + 1);
    let next = lattice.tokens.get(at + 1);
    // "the film [X]", "film director": in front of a name in brackets or another noun.
    let in_front = next.is_some_and(|next| matches!(next.kind, TokenKind::Bracketed | TokenKind::Quoted))
        || lattice.lexemes.get(at + 1).is_some_and(|senses| senses.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..))));
    let plural = morphology::singular(word).is_some();
    let stands = if named { determined && before != "of" || in_front } else { determined || in_front || plural };
    stands.then_some(if plural { Number::Plural } else { Number::Singular })
}

/// Whether a word of the vocabulary is so near that it may have been meant.
fn is_slip(word: &str, lattice: &Lattice<'_>) -> bool {
    lattice
        .vocabulary
        .words()
        .any(|known| known.len() > 3 && known.len().abs_diff(word.len()) <= 1 && strsim::osa_distance(known, word) <= 1 && known != word)
}
