//! Markdown: the question as a heading line, a table, the notes, and the sources as a list, ready to be pasted.

use std::borrow::Cow;
use std::io::{self, Write};

use super::super::clean::clean;
use super::super::{Answer, Status};
use super::grid::grid;

pub(super) fn render(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let asked = if answer.readback.is_empty() { &answer.question } else { &answer.readback };
    writeln!(out, "**{}**\n", escape(asked))?;
    for about in &answer.about {
        writeln!(out, "{}\n", escape(about))?;
    }
    if answer.status == Status::Ok && !(answer.answers.is_empty() && answer.possible.is_empty()) {
        let grid = grid(answer);
        line(&grid.titles, out)?;
        writeln!(out, "|{}", " --- |".repeat(grid.titles.len()))?;
        for row in &grid.rows {
            line(row, out)?;
        }
        writeln!(out)?;
    }
    for text in answer.message.iter().chain(&answer.because()).chain(&answer.notes) {
        writeln!(out, "{}\n", escape(text))?;
    }
    for suggestion in &answer.suggestions {
        writeln!(out, "* {}", escape(suggestion))?;
    }
    for source in &answer.sources {
        writeln!(out, "* \\[{}\\] {}", escape(&source.key), escape(&source.text))?;
    }
    if !answer.sources.is_empty() || !answer.suggestions.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn line(cells: &[Cow<'_, str>], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "|")?;
    for cell in cells {
        write!(out, " {} |", escape(cell))?;
    }
    writeln!(out)
}

/// The text without a meaning in Markdown.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in clean(text).chars() {
        if "\\`*_[]<>|#".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
