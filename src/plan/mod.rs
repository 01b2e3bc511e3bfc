//! The planner: decides how a query is run. Comes in: a [`Query`](crate::query::Query) and statistics of the graph. Goes out: a plan.
