//! Formats: files become entities and claims in a graph, and back.
//!
//! Comes in: files as people and programs write them. Goes out: what they tell, in a [`LiveGraph`](crate::graph::LiveGraph), or messages
//! that name file, line and remedy. A format first reads everything and then loads it, so that nothing is half-loaded. Knows nothing
//! of questions.

pub mod csv_tables;
pub mod exchange;
pub mod facts;
pub mod json_lines;
pub mod rdf;
pub mod table;
