//! The engine: runs a plan over a view and hands over rows of ids.
//!
//! Comes in: a [`Plan`](crate::plan::Plan), a [`View`](crate::graph::View) and [`Limits`]. Goes out: [`Rows`], or an [`EngineError`] that
//! says which limit was reached where. Each operator is a file; it takes whole tables and makes one. Knows nothing of words or
//! languages; labels only to sort by them.

mod by_end;
mod cell;
mod condition;
mod describe;
mod difference;
mod first;
mod fixpoint;
mod follow;
mod group;
mod join;
mod leaf;
mod ledger;
mod limits;
mod meet;
mod mode;
mod network;
mod order;
mod profile;
mod reach;
mod run;
mod scratch;
mod select;
mod shortest;
mod slot;
mod spread;
mod step;
mod table;
mod tally;
mod union;
mod value;
mod visited;

pub use cell::{Cell, Cells, Columns, Path, Row, Rows};
pub use limits::{EngineError, Limits};
pub use mode::Mode;
pub use profile::{Measure, Profile, profile};
pub use run::{run, run_possible, run_with};
pub use scratch::Scratch;
