//! Differences: rows of the left that agree with none of the right.

use super::join::Lookup;
use super::ledger::Mark;
use super::run::{Run, Stop};
use super::table::{Builder, From, Table};
use crate::plan::Operator;
use crate::query::ColumnSet;

/// Rows of the left that agree with no sure row of the right. If one agrees with a doubtful row of the right, it stays, and a doubtful copy
/// of it says why one could doubt that.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, left: &Table, right: &Table, common: &ColumnSet) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), left, &[])?;
    for column in common.iter() {
        right.position(column)?;
    }
    let lookup = Lookup::new(run, right, left)?;
    'rows: for (row, mark) in left.rows() {
        run.tick()?;
        let mut doubt: Option<Mark> = None;
        for index in lookup.find(row) {
            let other = right.mark(index);
            if !other.is_doubtful() {
                continue 'rows;
            }
            doubt = Some(doubt.map_or(other, |doubt| run.ledger.unite(doubt, other)));
        }
        let cells = || output.iter().map(|from| from.pick(row, &[]));
        builder.push(run, cells(), mark)?;
        if let Some(doubt) = doubt {
            let doubt = run.ledger.join(mark, doubt);
            builder.push(run, cells(), doubt)?;
        }
    }
    Ok(builder.finish(run))
}

/// The rows of the left cut to the columns in common, all sure, resting on nothing: where the right may start from.
pub(super) fn pass_down(run: &mut Run<'_>, left: &Table, common: &ColumnSet) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, common, true);
    let output = From::of(builder.columns(), left, &[])?;
    for (row, _) in left.rows() {
        builder.push(run, output.iter().map(|from| from.pick(row, &[])), Mark::SURE)?;
    }
    Ok(builder.finish(run))
}
