//! The graph: entities, values, claims, kinds, relations, names and time.
//!
//! Comes in: what is told. Goes out: a read-only [`View`]. Knows nothing of sentences, questions or how queries run.

mod claim;
pub mod digraph;
mod id;
mod length;
mod live;
pub mod names;
mod node;
mod schema;
pub(crate) mod search;
pub(crate) mod succession;
mod time;
mod unit;
mod view;

pub use claim::Claim;
pub use digraph::Digraph;
pub use id::{ClaimId, Id, Ids, IdsIter, KindId, NodeId, RelationId, UnitId};
pub use length::{Length, LengthUnit};
pub use live::{Change, LiveGraph, Misfit};
pub use node::{Bound, Entity, Node, Quantity, Scale, Value};
pub use schema::{Kind, Relation, Schema, ValueType};
pub(crate) use schema::{SchemaWithoutUnits, most_telling};
pub use time::{Date, Day, Interval, NotADate, Period, Truth};
pub(crate) use unit::turned;
pub use unit::{Converter, Unit};
pub(crate) use view::days_within;
pub use view::{Direction, Exactness, Linked, LinkedLists, NOT_ONE_DAY, NameMatch, Neighbours, Statistics, Totals, View};
