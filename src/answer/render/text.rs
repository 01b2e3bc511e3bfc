//! The answer for people: read-back, rows with when and references, notes.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::super::clean::{clean, clip};
use super::super::style::{HINT, QUIET, REFERENCE, STRONG, TROUBLE, styled};
use super::super::value::number_text;
use super::super::{Answer, AnswerKind, AnswerRow, Status};
use crate::diagnostic;

/// Labels wider than this do not push the next column further to the right.
const WIDEST: usize = 60;
/// So many references stand behind a row; `why` shows all.
const REFERENCES: usize = 8;
/// So many claims stand under a yes or a no.
const CLAIMS: usize = 3;

pub(super) fn render(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    match answer.status {
        Status::NotUnderstood => return not_understood(answer, out),
        Status::Ambiguous => return ambiguous(answer, out),
        Status::Ok | Status::Error => {}
    }
    if !answer.readback.is_empty() {
        quiet(&answer.readback, out)?;
    }
    for about in &answer.about {
        writeln!(out, "  {}", styled(STRONG, &clean(about)))?;
    }
    match answer.kind {
        Some(AnswerKind::Boolean) => yes_no(answer, out)?,
        Some(AnswerKind::Table) if !answer.answers.is_empty() => columns(answer, &answer.answers, 0, out)?,
        _ => rows(answer, &answer.answers, 0, out)?,
    }
    if let Some(message) = answer.message.as_ref().filter(|_| answer.kind != Some(AnswerKind::Boolean)) {
        let style = if answer.status == Status::Error { TROUBLE } else { STRONG };
        writeln!(out, "  {}", styled(style, &clean(message)))?;
    }
    possible(answer, out)?;
    tried(answer, out)?;
    for note in &answer.notes {
        quiet(note, out)?;
    }
    Ok(())
}

fn quiet(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", styled(QUIET, &clean(text)))
}

fn not_understood(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    match &answer.problem {
        Some(problem) => diagnostic::render(problem, &answer.question, out),
        None => {
            writeln!(out, "  {}", styled(TROUBLE, &clean(answer.message.as_deref().unwrap_or("I did not understand this."))))?;
            tried(answer, out)
        }
    }
}

/// Every reading with its answer.
fn ambiguous(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", styled(STRONG, &clean(answer.message.as_deref().unwrap_or("This can be understood in several ways."))))?;
    if answer.readings.is_empty() {
        return tried(answer, out);
    }
    for reading in &answer.readings {
        writeln!(out)?;
        render(reading, out)?;
    }
    Ok(())
}

/// The rows that are only possible, counted on from the others, and why they are.
fn possible(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = answer.possible.first().filter(|_| answer.kind != Some(AnswerKind::Boolean)) else { return Ok(()) };
    let because = answer.possible_because.as_deref().unwrap_or("their dates are not known exactly enough");
    let value = |row: &AnswerRow| row.value.as_ref().and_then(serde_json::Value::as_f64);
    if let (Some(AnswerKind::Number), Some(known), Some(number)) = (answer.kind, answer.number, value(first)) {
        let more = if number > known { format!("{} more", number_text(number - known, None)) } else { first.label.clone() };
        let cited = references(answer, first);
        let line = format!("{}: {because}", styled(STRONG, &format!("Possibly {}", clean(&more))));
        return writeln!(out, "  {}", with_references(&line, &cited));
    }
    let count = match answer.kind {
        _ if answer.answers.is_empty() => String::new(),
        // A row may be another number for what has one above.
        Some(AnswerKind::Table) => " also".to_owned(),
        _ => format!(" {} more", answer.possible.len()),
    };
    writeln!(out, "  {}: {}", styled(STRONG, &format!("Possibly{count}")), clean(because))?;
    match answer.kind {
        Some(AnswerKind::Table) => columns(answer, &answer.possible, answer.answers.len(), out),
        _ => rows(answer, &answer.possible, answer.answers.len(), out),
    }
}

/// What can be asked instead.
fn tried(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    for suggestion in &answer.suggestions {
        writeln!(out, "    {}", styled(HINT, &clip(suggestion, 200)))?;
    }
    Ok(())
}

fn yes_no(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let verdict = match (answer.boolean, answer.message.as_deref()) {
        (Some(true), _) => styled(STRONG, "Yes."),
        (_, Some(message)) if answer.is_denied() => styled(TROUBLE, &clean(message)),
        (None, Some(message)) if !answer.possible.is_empty() => {
            let because = answer.possible_because.as_deref().unwrap_or_default();
            format!("{}: {}.", styled(STRONG, &clean(message.trim_end_matches('.'))), clean(because))
        }
        (_, message) => styled(STRONG, &clean(message.unwrap_or("No claim says so."))),
    };
    writeln!(out, "  {verdict}")?;
    let numbers = answer.row(0).map_or(&[][..], |row| row.evidence.as_slice());
    for claim in numbers.iter().take(CLAIMS).filter_map(|&number| answer.claims.get(number.wrapping_sub(1))) {
        writeln!(out, "  {}", with_references(&clean(&claim.sentence), &bracketed(&claim.sources)))?;
    }
    if numbers.len() > CLAIMS {
        quiet(&format!("... and {} more claims; why? shows them.", numbers.len() - CLAIMS), out)?;
    }
    Ok(())
}

/// One line a row: number, label, when, references, each below the one above. `before` rows were written before.
fn rows(answer: &Answer, shown: &[AnswerRow], before: usize, out: &mut dyn Write) -> io::Result<()> {
    let count = answer.answers.len() + answer.possible.len();
    let many = count > 1 && answer.kind != Some(AnswerKind::Number);
    if matches!(answer.kind, Some(AnswerKind::Text | AnswerKind::Paths)) {
        return sentences(answer, shown, before, out);
    }
    let digits = count.to_string().len();
    let whens = |row: &AnswerRow| row.when.clone().unwrap_or_default();
    let all = || answer.answers.iter().chain(&answer.possible);
    let labels = widest(all().map(|row| row.label.width()));
    let dates = widest(all().map(|row| whens(row).width()));
    for (place, row) in shown.iter().enumerate() {
        let mut line = String::from("  ");
        if many {
            line += &styled(QUIET, &format!("{:>digits$}", before + place + 1));
            line += "  ";
        }
        let label = clean(&row.label);
        let cited = references(answer, row);
        let when = whens(row);
        line += &styled(STRONG, &label);
        if dates > 0 && (!when.is_empty() || !cited.is_empty()) {
            line += &pad(&label, labels);
            line += "   ";
            line += &when;
            if !cited.is_empty() {
                line += &pad(&when, dates);
            }
        } else if !cited.is_empty() {
            line += &pad(&label, labels);
        }
        if !cited.is_empty() {
            line += "   ";
            line += &cited;
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// One line a claim or a path; they say themselves when they hold, and are too long to stand in columns.
fn sentences(answer: &Answer, shown: &[AnswerRow], before: usize, out: &mut dyn Write) -> io::Result<()> {
    let count = answer.answers.len() + answer.possible.len();
    let digits = count.to_string().len();
    for (place, row) in shown.iter().enumerate() {
        let number = format!("{}  ", styled(QUIET, &format!("{:>digits$}", before + place + 1)));
        let number = if count > 1 { number } else { String::new() };
        writeln!(out, "  {number}{}", with_references(&clean(&row.label), &references(answer, row)))?;
    }
    Ok(())
}

/// "Pava did not recognize Sunny Morania \[16\]."
fn with_references(sentence: &str, cited: &str) -> String {
    match sentence.strip_suffix('.') {
        _ if cited.is_empty() => sentence.to_owned(),
        Some(open) => format!("{open} {cited}."),
        None => format!("{sentence}   {cited}"),
    }
}

/// Several columns, under their titles, which stand above the first rows only.
fn columns(answer: &Answer, shown: &[AnswerRow], before: usize, out: &mut dyn Write) -> io::Result<()> {
    let count = answer.headings.len();
    let column = |row: &AnswerRow, place: usize| clean(row.cells.get(place).map_or("", String::as_str)).into_owned();
    let widths: Vec<usize> = (0..count)
        .map(|place| {
            let title = answer.headings.get(place).map_or(0, |title| title.width());
            widest(answer.answers.iter().chain(&answer.possible).map(|row| column(row, place).width()).chain([title]))
        })
        .collect();
    let digits = (answer.answers.len() + answer.possible.len()).to_string().len();
    let write_line = |number: String, cells: Vec<String>, cited: String, style: anstyle::Style, out: &mut dyn Write| {
        let mut line = format!("  {}", styled(QUIET, &number));
        for (cell, &width) in cells.iter().zip(&widths) {
            line += "  ";
            line += &styled(style, cell);
            line += &pad(cell, width);
        }
        if !cited.is_empty() {
            line += "   ";
            line += &cited;
        }
        writeln!(out, "{}", line.trim_end())
    };
    if before == 0 {
        let titles = answer.headings.iter().map(|title| clean(title).into_owned()).collect();
        write_line(" ".repeat(digits), titles, String::new(), QUIET, out)?;
    }
    for (place, row) in shown.iter().enumerate() {
        let cells = (0..count).map(|place| column(row, place)).collect();
        write_line(format!("{:>digits$}", before + place + 1), cells, references(answer, row), anstyle::Style::new(), out)?;
    }
    Ok(())
}

/// The keys of the sources that a row rests on, in brackets, each once: `[4, 5, 6]`.
pub fn references(answer: &Answer, row: &AnswerRow) -> String {
    let mut keys: Vec<String> = Vec::new();
    for claim in row.evidence.iter().filter_map(|&number| answer.claims.get(number.wrapping_sub(1))) {
        for key in &claim.sources {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        if keys.len() > 10 * REFERENCES {
            break;
        }
    }
    // References that are numbers stand in the order of the numbers.
    keys.sort_by_key(|key| key.parse::<u32>().unwrap_or(u32::MAX));
    bracketed(&keys)
}

fn bracketed(keys: &[String]) -> String {
    if keys.is_empty() {
        return String::new();
    }
    let mut text = keys.iter().take(REFERENCES).map(|key| clip(key, 40)).collect::<Vec<_>>().join(", ");
    if keys.len() > REFERENCES {
        text += ", …";
    }
    styled(REFERENCE, &format!("[{text}]"))
}

fn widest(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width.min(WIDEST)).max().unwrap_or(0)
}

fn pad(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(text.width()))
}
