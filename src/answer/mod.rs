//! The answer: rows of ids become labels, dates and cited claims, and these become text, tables, JSON or pictures.
//!
//! Comes in: a [`Reading`](crate::meaning::Reading), [`Rows`](crate::engine::Rows) and a [`View`](crate::graph::View).
//! Goes out: an [`Answer`], which holds no ids and can be rendered, stored or sent. Knows nothing of how the question was worded.

pub mod clean;
pub mod dot;
mod evidence;
#[cfg(test)]
mod fixture;
mod make;
mod name;
mod render;
mod sentence;
mod shown;
mod source;
pub mod style;
mod types;
mod value;
mod when;

pub use evidence::evidence_claim;
pub use make::{Detail, Found, Shown, make};
pub use name::name_of;
pub use render::{Format, claim_lines, json, json_line, references, render, why};
pub use sentence::{join_and, relation_words, sentence};
pub use source::{source_key, source_text};
pub use types::{Answer, AnswerKind, AnswerRow, EvidenceClaim, Micros, SourceText, Status};
pub use value::{number_text, quantity_text, value_json, value_text};
pub use when::{date_text, interval_phrase, interval_text};
