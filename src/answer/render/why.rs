//! `why`: the claims behind an answer, or behind one of its rows, with their numbers, and their sources in full.

use std::io::{self, Write};

use super::super::clean::clean;
use super::super::style::{QUIET, REFERENCE, STRONG, TROUBLE, styled};
use super::super::{Answer, EvidenceClaim};

/// Writes the claims behind a row, counted from 1, or behind the whole answer.
///
/// # Errors
/// Those of the writer.
pub fn why(answer: &Answer, row: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let numbers: Vec<usize> = match row {
        None => (1..=answer.claims.len()).collect(),
        Some(number) => match number.checked_sub(1).and_then(|place| answer.row(place)) {
            Some(row) => {
                writeln!(out, "  {}", styled(STRONG, &clean(&row.label)))?;
                row.evidence.clone()
            }
            None => {
                let rows = answer.answers.len() + answer.possible.len();
                let there = match rows {
                    0 => "The last answer has no rows.".to_owned(),
                    1 => "The last answer has one row.".to_owned(),
                    rows => format!("The last answer has rows 1 to {rows}."),
                };
                return writeln!(out, "  {there}");
            }
        },
    };
    for rule in &answer.rules {
        writeln!(out, "  {}", styled(QUIET, &format!("by the rule: {}", clean(rule))))?;
    }
    if numbers.is_empty() {
        return writeln!(out, "  The answer rests on no claim.");
    }
    let digits = answer.claims.len().to_string().len();
    for &number in &numbers {
        let Some(claim) = answer.claims.get(number.wrapping_sub(1)) else { continue };
        write!(out, "  {}", styled(QUIET, &format!("{number:>digits$}")))?;
        claim_lines(claim, answer, out)?;
    }
    Ok(())
}

/// Writes one claim: its sentence, quote, note and section, and each of its sources.
///
/// # Errors
/// Those of the writer.
pub fn claim_lines(claim: &EvidenceClaim, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let denied = if claim.denied { styled(TROUBLE, " (denial)") } else { String::new() };
    writeln!(out, "  {}{denied}", clean(&claim.sentence))?;
    if let Some(quote) = &claim.quote {
        writeln!(out, "      “{}”", clean(quote.trim_matches('"')))?;
    }
    if let Some(note) = &claim.note {
        writeln!(out, "      {}", clean(note))?;
    }
    if let Some(section) = &claim.section {
        writeln!(out, "      {}", styled(QUIET, &format!("in {}", clean(section))))?;
    }
    for key in &claim.sources {
        let text = answer.sources.iter().find(|source| source.key == *key).map_or("", |source| source.text.as_str());
        let line = format!("{} {}", styled(REFERENCE, &format!("[{}]", clean(key))), clean(text));
        writeln!(out, "      {}", line.trim_end())?;
    }
    if claim.sources.is_empty() {
        writeln!(out, "      {}", styled(QUIET, "no source is cited"))?;
    }
    Ok(())
}
