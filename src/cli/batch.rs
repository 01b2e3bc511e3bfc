//! Questions one after the other: each has its answer, bad ones too, in order.

use std::io::{self, BufRead, Write};

use crate::answer::clean::clean;
use crate::answer::style::{STRONG, styled};
use crate::answer::{Answer, Format, Status, render};

/// Whether the question was answered. An empty answer is one; an ambiguous question has none.
pub(super) fn is_answered(answer: &Answer) -> bool {
    answer.status == Status::Ok
}

/// CSV has no place for why there is no answer, so that goes where messages go.
pub(super) fn write_trouble(answer: &Answer, format: Format) -> io::Result<()> {
    if format == Format::Csv && !is_answered(answer) { render(answer, Format::Text, &mut anstream::stderr()) } else { Ok(()) }
}

/// Writes one of many answers: for people below its question and with an empty line after it.
pub(super) fn write_answer(answer: &Answer, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text | Format::Table => {
            // A message about the question shows the question itself.
            if answer.problem.is_none() || answer.question.trim().is_empty() {
                writeln!(out, "{}", styled(STRONG, &clean(&answer.question)))?;
            }
            render(answer, format, out)?;
            writeln!(out)
        }
        Format::Csv => {
            write_trouble(answer, format)?;
            render(answer, format, out)?;
            writeln!(out)
        }
        Format::Json | Format::JsonLines | Format::Markdown => render(answer, format, out),
    }
}

/// Reads the next line without its end; false at the end of the input. Bytes that are no UTF-8 become `�`.
pub(super) fn next_line(input: &mut dyn BufRead, line: &mut String) -> io::Result<bool> {
    let mut bytes = Vec::new();
    if input.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(false);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    line.clear();
    line.push_str(&String::from_utf8_lossy(&bytes));
    Ok(true)
}

/// Whether a line of standard input asks nothing: it is empty, or a comment. A line of white space is a question, if a poor one.
pub(super) fn asks_nothing(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

/// "2 of 10 questions were not answered."
pub(super) fn summary(failed: usize, asked: usize) -> String {
    match asked {
        1 => "The question was not answered.".to_owned(),
        _ => format!("{failed} of {asked} questions {} not answered.", if failed == 1 { "was" } else { "were" }),
    }
}
