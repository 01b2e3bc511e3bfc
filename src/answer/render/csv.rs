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
    let mut writer = csv::WriterBuilder::new().buffer_capacity(ROOM).from_writer(Unflushed(out));
    for record in std::iter::once(&grid.titles).chain(&grid.rows) {
        for cell in record {
            writer.write_field(clean(cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// Bytes that are gathered before they are handed on: whoever takes many answers gathers more.
const ROOM: usize = 512;

/// A writer that is not told to empty itself after each answer.
struct Unflushed<'a>(&'a mut dyn Write);

impl Write for Unflushed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
