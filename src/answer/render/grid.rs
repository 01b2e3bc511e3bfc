//! Any answer as a grid of texts: titles and rows. What tables, CSV and Markdown have in common.

use std::borrow::Cow;

use super::super::{Answer, AnswerKind, AnswerRow};

/// Titles, and rows of as many cells.
pub(super) struct Grid<'a> {
    pub(super) titles: Vec<Cow<'a, str>>,
    pub(super) rows: Vec<Vec<Cow<'a, str>>>,
}

/// The columns of a table, or else the label; then `when` and `sources`, where any row has them, and whether a row is certain, where some are only
/// possible.
pub(super) fn grid(answer: &Answer) -> Grid<'_> {
    let table = answer.kind == Some(AnswerKind::Table);
    let mut titles = if table { borrowed(&answer.headings) } else { vec![Cow::Borrowed("answer")] };
    let all = || answer.answers.iter().chain(&answer.possible);
    let dated = all().any(|row| row.when.is_some());
    let sources: Vec<String> = all().map(|row| keys(answer, row)).collect();
    let cited = sources.iter().any(|keys| !keys.is_empty());
    if dated {
        titles.push(Cow::Borrowed("when"));
    }
    if cited {
        titles.push(Cow::Borrowed("sources"));
    }
    if !answer.possible.is_empty() {
        titles.push(Cow::Borrowed("certainty"));
    }
    let rows = all()
        .zip(sources)
        .enumerate()
        .map(|(place, (row, keys))| {
            let mut cells = if table { borrowed(&row.cells) } else { vec![Cow::Borrowed(row.label.as_str())] };
            if dated {
                cells.push(Cow::Borrowed(row.when.as_deref().unwrap_or_default()));
            }
            if cited {
                cells.push(Cow::Owned(keys));
            }
            if !answer.possible.is_empty() {
                cells.push(if place < answer.answers.len() { "certain" } else { "possible" }.into());
            }
            cells
        })
        .collect();
    Grid { titles, rows }
}

fn borrowed(texts: &[String]) -> Vec<Cow<'_, str>> {
    texts.iter().map(|text| Cow::Borrowed(text.as_str())).collect()
}

fn keys(answer: &Answer, row: &AnswerRow) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for claim in row.evidence.iter().filter_map(|&number| answer.claims.get(number.wrapping_sub(1))) {
        for key in &claim.sources {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
    }
    keys.sort_by_key(|key| key.parse::<u32>().unwrap_or(u32::MAX));
    keys.join(", ")
}
