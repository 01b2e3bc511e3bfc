//! Language: text becomes syntax trees.
//!
//! Comes in: text, and a vocabulary made from a graph's schema. Goes out: syntax trees with places in the text, or where reading got
//! stuck. nom stays inside. Nothing here looks an entity up; names are only found, with whatever nodes may have them.

mod between;
mod derive;
pub mod escape;
pub mod gaps;
mod grammar;
pub mod known;
pub mod lattice;
mod lexicon;
pub(crate) mod loose;
pub mod morphology;
pub(crate) mod paraphrase;
mod sorts;
pub mod spelled;
pub mod syntax;
pub mod telling;
pub mod token;
pub mod vocabulary;

use std::rc::Rc;

pub use lattice::Lattice;
pub use vocabulary::Vocabulary;

/// The syntax trees of a question, the likeliest first, each read when it is asked for; none if it is no question of the language.
pub fn parse<'a>(lattice: &'a Lattice<'a>) -> impl Iterator<Item = Rc<syntax::Question>> + use<'a> {
    grammar::Trees::new(lattice)
}

/// A question with letters ("find X, Y where ..."), if the text is one; `letters` are those that there are.
pub fn parse_pattern(lattice: &Lattice<'_>, letters: &[&str]) -> Option<syntax::Pattern> {
    grammar::pattern(lattice, letters)
}

/// Whether a relation by its name says what is within what, so that what is within a part is within the whole: "located_in".
pub fn is_nested(relation: &str) -> bool {
    derive::is_nested(relation)
}

/// Where the time phrase that begins at a token ends, as a place among the tokens.
pub fn time_at(lattice: &Lattice<'_>, at: usize) -> Option<usize> {
    grammar::time_at(lattice, at)
}

/// Whether a word belongs to the language itself, whatever the vocabulary.
pub fn is_built_in(word: &str) -> bool {
    grammar::is_built_in(word)
}
