//! "as known on 2026-11-01": a question about what the graph held on an earlier day.
//!
//! ```text
//! question = rest [","] "as known" ("on" | "in" | "at") date [end] | "as known" ("on" | "in" | "at") date "," rest
//! ```
//!
//! The phrase is about the whole question and about no part of it, so it is taken off before the rest is read.

use std::ops::Range;

use super::escape::enclosures;
use super::telling::parse_date;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::Date;
use crate::graph::names::{may_hold, split};

/// A question without the phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsKnown {
    /// The day, month or year at whose end it was known.
    pub date: Date,
    /// The question with blanks where the phrase stood, so that places in it stay what they are.
    pub question: String,
}

/// Takes the phrase off; `None` if there is none.
///
/// # Errors
/// If no date stands behind it.
pub fn as_known(question: &str) -> Result<Option<AsKnown>, Diagnostic> {
    let Some(phrase) = phrase(question) else { return Ok(None) };
    let behind = question.get(phrase.end..).unwrap_or_default();
    let is_first = question.get(..phrase.start).is_some_and(|before| before.trim().is_empty());
    // "1 November, 2026" has a comma of its own, so the last one that leaves a date is taken.
    let commas = behind.rmatch_indices(',').map(|(place, _)| (place, place + 1)).filter(|_| is_first);
    let whole = (behind.len(), behind.len());
    let found = std::iter::once(whole).chain(commas).find_map(|(end, next)| {
        let text = behind.get(..end)?.trim().trim_end_matches(['?', '.', '!']).trim_end();
        Some((parse_date(text)?, phrase.end + next))
    });
    let Some((date, end)) = found else {
        let span = phrase.start..question.trim_end().len().max(phrase.end);
        return Err(
            Diagnostic::new(Problem::BadValue, span, "I don't know which day this is.").hint("Write, for example: as known on 2026-11-01.")
        );
    };
    let before = question.get(..phrase.start).unwrap_or_default();
    let kept = before.trim_end().trim_end_matches(',');
    let blanks = |bytes: usize| " ".repeat(bytes);
    let after = question.get(end..).unwrap_or_default();
    Ok(Some(AsKnown { date, question: format!("{kept}{}{after}", blanks(end - kept.len())) }))
}

/// Where "as known on" stands, outside of brackets and quotes.
fn phrase(question: &str) -> Option<Range<usize>> {
    if !may_hold(question, &["known"]) {
        return None;
    }
    let words = split(question);
    let enclosed: Vec<Range<usize>> = enclosures(question).collect();
    words.windows(3).find_map(|three| {
        let [first, second, third] = three else { return None };
        let is_phrase = first.text == "as" && second.text == "known" && ["on", "in", "at"].contains(&third.text.as_str());
        let span = first.span.start..third.span.end;
        (is_phrase && !enclosed.iter().any(|range| range.contains(&span.start))).then_some(span)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phrase_is_taken_off() {
        for (question, rest, date) in [
            ("who supported Marchand as known on 2026-11-01?", "who supported Marchand", "2026-11-01"),
            ("who supported Marchand, as known in November 2026", "who supported Marchand", "2026-11"),
            ("As known on 1 November, 2026, who supported Marchand?", "who supported Marchand?", "2026-11-01"),
            ("as known in 2026, who, if anyone, left?", "who, if anyone, left?", "2026"),
        ] {
            let found = as_known(question).unwrap().unwrap();
            assert_eq!((found.question.trim(), found.date.to_string().as_str()), (rest, date), "{question}");
            assert_eq!(found.question.find(rest.trim_end()), question.find(rest.trim_end()), "places stay: {question}");
        }
        for question in ["who is known as Chino?", "who sang [As known on TV]?", "when was it known?", ""] {
            assert_eq!(as_known(question), Ok(None), "{question}");
        }
        for question in ["who left as known on?", "who left, as known on some day?", "as known on 2026-13-77, who left?"] {
            assert!(as_known(question).is_err(), "{question}");
        }
    }
}
