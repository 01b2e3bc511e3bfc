//! Meaning: a syntax tree becomes a reading.
//!
//! Comes in: a syntax tree and a [`View`](crate::graph::View). Goes out: exactly one [`Reading`], or a
//! [`Diagnostic`](crate::diagnostic::Diagnostic). Knows nothing of how queries run.

mod reading;

pub use reading::{Failure, Reading, Shape};
