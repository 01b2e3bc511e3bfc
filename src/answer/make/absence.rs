//! What an empty answer means: nothing is recorded, not for that time, or no claim is dated exactly enough.

use super::{Found, Maker, distinct};
use crate::answer::sentence::join_and;
use crate::answer::when::interval_text;
use crate::graph::ClaimId;

impl Maker<'_> {
    /// What an empty answer means, and what a full one left out.
    pub(super) fn explain_absence(&mut self, found: Found<'_>) {
        let left_out = self.left_out(&found.possible.unwrap_or(found.rows).unknown);
        let empty = self.answer.answers.is_empty() && self.answer.number.is_none();
        if found.unsought {
            self.answer.notes.push("More may be possible than is shown, but to find it would take too much work.".to_owned());
            if empty {
                self.answer.boolean = None;
                self.answer.message = Some("Nothing is certain.".to_owned());
            }
        }
        if !empty || found.unsought || !self.answer.possible.is_empty() {
            self.answer.notes.extend(left_out);
            return;
        }
        if self.answer.message.is_none() {
            self.answer.message = Some("Nothing is recorded.".to_owned());
        }
        if let Some(rows) = found.at_any_time.filter(|rows| !rows.rows.is_empty()) {
            let claims = distinct(rows.rows.iter().flat_map(|row| row.evidence.iter().copied()).collect());
            let dates: Vec<String> = self.intervals(&claims).into_iter().filter_map(interval_text).collect();
            let what = if self.answer.boolean.is_some() { "No claim says so for that time" } else { "Nothing is recorded for that time" };
            let dated = match dates.as_slice() {
                [] => "; what is recorded has no date".to_owned(),
                few if few.len() <= 4 => format!("; it is recorded for {}", join_and(few)),
                [first, .., last] => format!("; it is recorded for {} dates, the first {first}, the last {last}", dates.len()),
                _ => String::new(),
            };
            self.answer.message = Some(format!("{what}{dated}."));
            if dates.is_empty() {
                // Neither yes nor no: it is so at some time, and nobody says when.
                if self.answer.boolean.take().is_some() {
                    self.answer.message = Some("That cannot be told: what is recorded has no date.".to_owned());
                }
                return;
            }
        }
        if let Some(left_out) = left_out {
            let message = self.answer.message.take().unwrap_or_default();
            self.answer.message = Some(format!("{message} {left_out}"));
        }
    }

    fn left_out(&self, unknown: &[ClaimId]) -> Option<String> {
        let undated = unknown.iter().filter(|&&claim| self.told(claim).is_undated()).count();
        let rough = unknown.len() - undated;
        let count = |number: usize| if number == 1 { "1 claim was".to_owned() } else { format!("{number} claims were") };
        let its = |number: usize| if number == 1 { "its date is" } else { "their dates are" };
        match (undated, rough) {
            (0, 0) => None,
            (undated, 0) => {
                let they = if undated == 1 { "it has no date" } else { "they have no date" };
                Some(format!("{} left out because {they}.", count(undated)))
            }
            (0, rough) => Some(format!("{} left out because {} not known exactly enough.", count(rough), its(rough))),
            (_, _) => Some(format!("{} left out because their dates are not known, or not exactly enough.", count(unknown.len()))),
        }
    }
}
