//! Comma-separated values: a header line and one line a row. An answer without rows is the header alone, and a question that has no
//! answer has not even that.

use std::io::{self, Write};

use super::super::clean::clean;
use super::super::{Answer, Status};
use super::grid::grid;

pub(super) fn render(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    if answer.status != Status::Ok {
        return Ok(());
    }
    let grid = grid(answer);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(grid.titles.iter().map(|cell| clean(cell).into_owned()))?;
    for row in &grid.rows {
        writer.write_record(row.iter().map(|cell| clean(cell).into_owned()))?;
    }
    writer.flush()
}
