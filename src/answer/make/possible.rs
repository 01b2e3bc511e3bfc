//! What is possible, apart from what is certain: the rows that would be there if dates were known more exactly, and why that cannot be told.

use std::collections::BTreeSet;

use super::{Found, Maker, distinct};
use crate::engine::{Cell, Row, Rows};
use crate::graph::{ClaimId, Date};
use crate::meaning::{Reading, Shape};

/// The possible rows that are not certain.
pub(super) fn others(certain: &Rows, possible: &Rows) -> Rows {
    let known: BTreeSet<&[Cell]> = certain.rows.iter().map(|row| row.cells.as_slice()).collect();
    let rows: Vec<Row> = possible.rows.iter().filter(|row| !known.contains(row.cells.as_slice())).cloned().collect();
    Rows { rows, columns: possible.columns.clone(), ..Rows::default() }
}

impl Maker<'_> {
    /// Shows the rows that are only possible, in the form of the others, and why they are.
    pub(super) fn show_possible(&mut self, found: Found<'_>, others: &Rows, reading: &Reading) {
        let is_settled = match &reading.shape {
            Shape::YesNo { .. } => !self.answer.answers.is_empty(),
            _ => false,
        };
        if others.rows.is_empty() || is_settled {
            return;
        }
        let certain = self.answer.clone();
        let count = self.entities.len();
        self.answer.answers.clear();
        self.answer.number = None;
        let others = &self.apart(found.rows, others, &reading.shape);
        self.show(others, Some(found.rows), None, reading);
        let shown = std::mem::replace(&mut self.answer, certain);
        self.entities.truncate(count);
        let seen: BTreeSet<(&str, &[String])> = self.answer.answers.iter().map(|row| (row.label.as_str(), row.cells.as_slice())).collect();
        let rows: Vec<_> = shown.answers.into_iter().filter(|row| !seen.contains(&(row.label.as_str(), row.cells.as_slice()))).collect();
        if rows.is_empty() {
            return;
        }
        if self.answer.answers.is_empty() {
            self.answer.kind = shown.kind;
            self.answer.headings = shown.headings;
            self.answer.notes = shown.notes;
        }
        self.answer.about = shown.about;
        self.answer.possible = rows;
        let claims = distinct(others.rows.iter().flat_map(|row| row.evidence.iter().copied()).collect());
        self.answer.possible_because = Some(self.because(&claims, self.answer.possible.len()));
        match reading.shape {
            Shape::YesNo { .. } => {
                self.answer.boolean = None;
                self.answer.message = Some("Possibly.".to_owned());
            }
            Shape::Number { .. } if self.answer.number.is_some() => {}
            _ if self.answer.answers.is_empty() => self.answer.message = Some("Nothing is certain.".to_owned()),
            _ => {}
        }
    }

    /// The claims behind a number that is possible are those that the certain one does not rest on.
    fn apart(&self, certain: &Rows, others: &Rows, shape: &Shape) -> Rows {
        let mut others = others.clone();
        if let (Shape::Number { .. }, Some(known)) = (shape, certain.rows.first()) {
            for row in &mut others.rows {
                let more: Vec<ClaimId> =
                    row.evidence.iter().copied().filter(|claim| known.evidence.binary_search(claim).is_err()).collect();
                if !more.is_empty() {
                    row.evidence = more;
                }
            }
        }
        others
    }

    /// "their dates are known only to the year".
    fn because(&self, claims: &[ClaimId], rows: usize) -> String {
        let dates = claims.iter().flat_map(|&claim| {
            let when = self.told(claim);
            [when.from, when.to].into_iter().flatten()
        });
        let rough: BTreeSet<Rough> = dates.filter_map(rough).collect();
        let precision = match rough.iter().collect::<Vec<_>>()[..] {
            [Rough::Month] => "known only to the month",
            [Rough::Year] => "known only to the year",
            [] => "not known exactly enough",
            _ => "known only to the year or the month",
        };
        if rows == 1 && claims.len() == 1 { format!("its date is {precision}") } else { format!("their dates are {precision}") }
    }
}

/// How well a date is known that is not known to the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rough {
    Month,
    Year,
}

fn rough(date: Date) -> Option<Rough> {
    match (date.month(), date.day()) {
        (_, Some(_)) => None,
        (Some(_), None) => Some(Rough::Month),
        (None, None) => Some(Rough::Year),
    }
}
