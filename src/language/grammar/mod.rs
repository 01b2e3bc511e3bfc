//! The grammar, in nom over tokens: one file a phrase. Each file begins with its rules.
//!
//! Where a text can be read in several ways that only the graph can tell apart, all ways are handed on, the likeliest first.

mod comparison;
mod input;
mod lasting;
mod modal;
mod modifier;
mod noun;
mod question;
mod telling;
mod time;
mod verb;
mod words;

pub(super) use question::{Trees, pattern};
pub(super) use telling::{only_date, quantity, tellings};
pub(super) use words::{is_built_in, is_number_word};

/// Where the time phrase that begins at a token ends.
pub(super) fn time_at(lattice: &super::Lattice<'_>, at: usize) -> Option<usize> {
    let memo = input::Memo::default();
    time::time_phrase(input::Tokens::first(lattice, &memo, 0).to(at)).ok().map(|(rest, _)| rest.at)
}
