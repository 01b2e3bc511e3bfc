//! The grammar, in nom over tokens: one file a phrase. Each file begins with its rules.
//!
//! Where a text can be read in several ways that only the graph can tell apart, all ways are handed on, the likeliest first.

mod input;
mod modifier;
mod noun;
mod question;
mod telling;
mod time;
mod verb;
mod words;

pub(super) use question::{pattern, questions};
pub(super) use telling::{only_date, quantity, tellings};
pub(super) use words::is_built_in;

/// Where the time phrase that begins at a token ends.
pub(super) fn time_at(lattice: &super::Lattice<'_>, at: usize) -> Option<usize> {
    let input = input::Tokens { lattice, at, end: lattice.tokens.len(), choices: 0 };
    time::time_phrase(input).ok().map(|(rest, _)| rest.at)
}
