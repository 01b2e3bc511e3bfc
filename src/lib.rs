//! Quipu: an embedded knowledge-graph engine with a small English-like query language.

pub mod answer;
pub mod builtin;
pub mod cli;
pub mod diagnostic;
pub mod engine;
pub mod format;
pub mod graph;
pub mod import;
pub mod language;
pub mod meaning;
pub mod plan;
pub mod query;
pub mod session;
pub mod store;
