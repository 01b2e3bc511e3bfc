//! The planner: decides how a query is run.
//!
//! Comes in: a [`Query`](crate::query::Query) and the statistics of a [`View`](crate::graph::View). Goes out: a [`Plan`], a tree of
//! operators that the engine runs. It may change how much work a question is, never its answer: [`plain()`] translates a query as it is
//! written, and both give the same rows. Knows no words and runs nothing.

mod display;
mod estimate;
mod fill;
mod fixpoint;
mod live;
mod meet;
mod operator;
mod order;
mod plain;
mod planner;
mod region;

pub use display::PlanDisplay;
pub(crate) use display::describe;
pub(crate) use meet::Lane;
pub use operator::Plan;
pub(crate) use operator::{Anchor, Fixpoint, Operator, RANK, Work};
pub use plain::plain;
pub use planner::plan;
