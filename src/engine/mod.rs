//! The engine: runs a plan over a view and hands over rows of ids.
//!
//! Comes in: a [`Plan`](crate::plan::Plan) and a [`View`](crate::graph::View). Goes out: [`Rows`]. Knows no words, labels or languages.

mod cell;

pub use cell::{Cell, Path, Row, Rows};
