//! Selections: operators that let some rows through and add nothing.

use super::condition::{self, Outcome};
use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Table};
use crate::graph::{KindId, NodeId};
use crate::plan::Operator;
use crate::query::{Column, Condition};

/// Rows for which the condition is true. Rows for which it is unknown because of claims become doubtful.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, input: &Table, condition: &Condition) -> Result<Table, Stop> {
    let condition = condition::Test::new(condition, input)?;
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), input, &[])?;
    for (row, mark) in input.rows() {
        let mark = match condition.test(run, row) {
            Outcome::Yes => mark,
            Outcome::Unknown(blamed) if !blamed.is_empty() => {
                let mut mark = mark;
                for claim in blamed {
                    mark = run.ledger.join(mark, super::ledger::Mark::doubting(claim));
                }
                mark
            }
            Outcome::Unknown(_) | Outcome::No => {
                run.tick()?;
                continue;
            }
        };
        builder.push(run, output.iter().map(|from| from.pick(row, &[])), mark)?;
    }
    Ok(builder.finish(run))
}

/// All rows, cut to the columns that are kept.
pub(super) fn cut(run: &mut Run<'_>, operator: &Operator, input: &Table) -> Result<Table, Stop> {
    keep(run, operator, input, None, |_| true)
}

/// Rows whose node is one of these (sorted).
pub(super) fn one_of(run: &mut Run<'_>, operator: &Operator, input: &Table, column: Column, nodes: &[NodeId]) -> Result<Table, Stop> {
    keep(run, operator, input, Some(column), |node| nodes.binary_search(&node).is_ok())
}

/// Rows whose node is an entity of the kind.
pub(super) fn member(run: &mut Run<'_>, operator: &Operator, input: &Table, column: Column, kind: KindId) -> Result<Table, Stop> {
    let view = run.view;
    let members = view.members(kind);
    keep(run, operator, input, Some(column), |node| members.contains_sorted(node))
}

/// Rows whose node is an entity.
pub(super) fn entity(run: &mut Run<'_>, operator: &Operator, input: &Table, column: Column) -> Result<Table, Stop> {
    let view = run.view;
    keep(run, operator, input, Some(column), |node| view.is_entity(node))
}

fn keep(
    run: &mut Run<'_>,
    operator: &Operator,
    input: &Table,
    column: Option<Column>,
    passes: impl Fn(NodeId) -> bool,
) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), input, &[])?;
    let place = column.map(|column| input.position(column)).transpose()?;
    for (row, mark) in input.rows() {
        if place.is_none_or(|place| row[place].as_node().is_some_and(&passes)) {
            builder.push(run, output.iter().map(|from: &From| from.pick(row, &[] as &[Slot])), mark)?;
        } else {
            run.tick()?;
        }
    }
    Ok(builder.finish(run))
}
