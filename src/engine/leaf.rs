//! Leaves: operators that make rows from nothing.

use super::ledger::Mark;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Table};
use crate::graph::{Ids, KindId, NodeId};
use crate::plan::Operator;
use crate::query::Column;

/// One row without columns.
pub(super) fn unit(run: &mut Run<'_>, operator: &Operator) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, false);
    builder.push(run, [], Mark::SURE)?;
    Ok(builder.finish(run))
}

/// A row for each node.
pub(super) fn nodes(run: &mut Run<'_>, operator: &Operator, column: Column, nodes: Ids<'_, NodeId>) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let wide = operator.keep.contains(column);
    let part = run.part();
    for node in nodes.iter().filter(|node| part.contains(node)) {
        builder.push(run, wide.then_some(Slot::node(node)), Mark::SURE)?;
    }
    Ok(builder.finish(run))
}

/// A row for each entity of the kind.
pub(super) fn kind(run: &mut Run<'_>, operator: &Operator, column: Column, kind: KindId) -> Result<Table, Stop> {
    let view = run.view;
    nodes(run, operator, column, view.members(kind))
}

/// A row for each entity.
pub(super) fn entities(run: &mut Run<'_>, operator: &Operator, column: Column) -> Result<Table, Stop> {
    let view = run.view;
    nodes(run, operator, column, view.entities())
}

/// The rows that were passed down, cut to the columns that are kept.
pub(super) fn passed(run: &mut Run<'_>, operator: &Operator, passed: Option<&Table>) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    if let Some(passed) = passed {
        let output = From::of(builder.columns(), passed, &[])?;
        for (row, mark) in passed.rows() {
            builder.push(run, output.iter().map(|from| from.pick(row, &[])), mark)?;
        }
    }
    Ok(builder.finish(run))
}
