//! Any answer as a grid of texts: titles and rows. What tables, CSV and Markdown have in common.

use super::super::{Answer, AnswerKind, AnswerRow};

/// Titles, and rows of as many cells.
pub(super) struct Grid {
    pub(super) titles: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The columns of a table, or else the label; then `when` and `sources`, where any row has them, and whether a row is certain, where some are only
/// possible.
pub(super) fn grid(answer: &Answer) -> Grid {
    let table = answer.kind == Some(AnswerKind::Table);
    let mut titles = if table { answer.headings.clone() } else { vec!["answer".to_owned()] };
    let all = || answer.answers.iter().chain(&answer.possible);
    let dated = all().any(|row| row.when.is_some());
    let sources: Vec<String> = all().map(|row| keys(answer, row)).collect();
    let cited = sources.iter().any(|keys| !keys.is_empty());
    if dated {
        titles.push("when".to_owned());
    }
    if cited {
        titles.push("sources".to_owned());
    }
    if !answer.possible.is_empty() {
        titles.push("certainty".to_owned());
    }
    let rows = all()
        .zip(sources)
        .enumerate()
        .map(|(place, (row, keys))| {
            let mut cells = if table { row.cells.clone() } else { vec![row.label.clone()] };
            if dated {
                cells.push(row.when.clone().unwrap_or_default());
            }
            if cited {
                cells.push(keys);
            }
            if !answer.possible.is_empty() {
                cells.push(if place < answer.answers.len() { "certain" } else { "possible" }.to_owned());
            }
            cells
        })
        .collect();
    Grid { titles, rows }
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
