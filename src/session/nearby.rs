//! What to ask instead of a question that found nothing.

use super::{AskOptions, Quipu};
use crate::answer::{Answer, Status};
use crate::meaning::{self, Antecedents, Difference};
use crate::{engine, plan};

impl Quipu {
    /// Adds to an answer without rows the nearest question that has some, and in what it differs.
    pub(super) fn offer_nearest(&self, answer: &mut Answer, before: &Antecedents, options: &AskOptions) {
        let empty = answer.status == Status::Ok && answer.answers.is_empty() && answer.claims.is_empty();
        let counted = answer.number.is_some_and(|number| number != 0.0);
        if !empty || counted || answer.boolean == Some(true) {
            return;
        }
        for (difference, reading) in meaning::nearby(&answer.question, self.vocabulary(), self.view(), before) {
            let plan = plan::plan(&reading.query, self.view());
            let Ok(rows) = engine::run(&plan, self.view(), &options.limits) else { continue };
            if rows.rows.is_empty() {
                continue;
            }
            let what = match difference {
                Difference::OtherWay => "The other way round something is recorded.",
                Difference::Opposite => "The opposite is recorded.",
                Difference::Unnarrowed => "Something is recorded if less is said.",
                Difference::Anything => "Something near it is recorded.",
                Difference::Everything => "Ask for all there is.",
            };
            let message = answer.message.take().unwrap_or_default();
            answer.message = Some(format!("{message} {what}").trim().to_owned());
            answer.suggestions.push(reading.readback);
            return;
        }
    }
}
