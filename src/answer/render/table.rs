//! A table with borders, for people who want to see columns.

use std::io::{self, Write};

use comfy_table::{Table, presets};

use super::super::clean::clean;
use super::super::{Answer, Status};
use super::grid::grid;
use super::text;

pub(super) fn render(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    if answer.status != Status::Ok || (answer.answers.is_empty() && answer.possible.is_empty()) {
        return text::render(answer, out);
    }
    let grid = grid(answer);
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(grid.titles.iter().map(|title| clean(title).into_owned()).collect::<Vec<_>>());
    for row in &grid.rows {
        table.add_row(row.iter().map(|cell| clean(cell).into_owned()).collect::<Vec<_>>());
    }
    writeln!(out, "{}", clean(&answer.readback))?;
    for about in &answer.about {
        writeln!(out, "{}", clean(about))?;
    }
    writeln!(out, "{}", table.trim_fmt())?;
    for line in answer.message.iter().chain(&answer.because()).chain(&answer.notes) {
        writeln!(out, "{}", clean(line))?;
    }
    Ok(())
}
