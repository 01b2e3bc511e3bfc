//! The answer: rows of ids become labels, dates and cited claims, and these become text, tables, JSON or pictures.
//!
//! Comes in: a [`Reading`](crate::meaning::Reading), [`Rows`](crate::engine::Rows) and a [`View`](crate::graph::View).
//! Goes out: an [`Answer`], which holds no ids and can be rendered, stored or sent. Knows nothing of how the question was worded.

mod types;

pub use types::{Answer, AnswerKind, AnswerRow, EvidenceClaim, Micros, SourceText, Status};
