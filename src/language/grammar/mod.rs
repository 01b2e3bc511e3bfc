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

pub(super) use input::is_built_in;
pub(super) use question::questions;
pub(super) use telling::{only_date, quantity, tellings};
