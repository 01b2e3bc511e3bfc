//! Unions: the rows of all inputs.

use super::run::{Run, Stop};
use super::table::{Builder, From, Table};
use crate::plan::Operator;

/// The rows of all inputs, cut to the columns that are kept, which all of them have.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, inputs: &[Table]) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, true);
    for input in inputs {
        let output = From::of(builder.columns(), input, &[])?;
        for (row, mark) in input.rows() {
            builder.push(run, output.iter().map(|from| from.pick(row, &[])), mark)?;
        }
    }
    Ok(builder.finish(run))
}
