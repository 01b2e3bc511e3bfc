//! The query algebra: the formal meaning of a question.
//!
//! An expression denotes a finite set of rows. A row gives a [`Cell`](crate::engine::Cell) to each of its named columns and carries
//! the ids of the claims it rests on, its evidence. Expressions hold ids, never words; they know nothing of how they are run.
//! Each operator has a one-line denotation here and in `docs/algebra.md`; the tests hold an evaluator written from those lines.
//!
//! Conditions follow three-valued logic: a claim without a date is neither before 2000 nor not before 2000. A filter keeps a row only
//! where its condition is true; rows for which it is unknown are left out and counted.

mod columns;
mod condition;
mod display;
mod expression;
mod names;
mod parameter;

pub use columns::ColumnSet;
pub use condition::{Comparison, Condition, DateUnit, Distance, Operand, TimeTest};
pub use display::QueryDisplay;
pub use expression::{
    Aggregate, Definition, Detail, Expression, Function, Heading, Polarity, Property, Query, Relations, SortOrder, SourceTest, Step, Take,
    Traversal,
};
pub(crate) use names::{Names, detail_name, property_name, times};
pub(crate) use parameter::Fill;
pub use parameter::{Given, MOST_PARAMETERS, parameter_node, parameter_number, parameter_of, parameter_year};

use serde::{Deserialize, Serialize};

/// A column of rows. Its name for people is in [`Query::columns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Column(pub u32);
