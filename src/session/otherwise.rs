//! Where a question finds nothing as it is read first, another reading of the same words may find something.

use super::nearby::{is_empty, is_none};
use super::{Answered, AskOptions, Quipu};
use crate::answer::Status;
use crate::meaning::{self, Antecedents, Reading};

impl Quipu {
    /// The answer, or if it is empty, that of the likeliest other reading of the same words that finds something; a note says so.
    /// `others` are these readings, if they are known already.
    pub(super) fn or_otherwise(
        &self,
        answered: Answered,
        others: Option<Vec<Reading>>,
        taken: &Reading,
        before: &Antecedents,
        options: &AskOptions,
    ) -> Answered {
        // That no claim says so is an answer, and a yes to what was perhaps not asked would be a wrong one.
        if !is_empty(&answered.answer) && !is_none(&answered.answer) || answered.answer.boolean.is_some() {
            return answered;
        }
        let question = answered.answer.question.clone();
        let others = others.unwrap_or_else(|| meaning::otherwise(&question, taken, self.vocabulary(), self.view(), before));
        let lesser = || meaning::in_lesser_words(&question, self.vocabulary(), self.view(), before);
        for reading in others.into_iter().chain(std::iter::once_with(lesser).flatten()) {
            let mut other = self.answer(&question, (&reading, None), options, answered.answer.micros.language);
            if other.answer.status == Status::Ok && !is_empty(&other.answer) && !is_none(&other.answer) {
                if other.answer.readback != answered.answer.readback {
                    other.answer.notes.push(format!("Nothing is recorded if this is read as: {}", answered.answer.readback));
                }
                return other;
            }
        }
        answered
    }
}
