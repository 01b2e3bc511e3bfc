//! What to say of a question that found nothing: that what it takes for granted is not so, or what to ask instead.

use super::{AskOptions, Quipu};
use crate::answer::{Answer, Status};
use crate::diagnostic::{Diagnostic, Problem, sentence};
use crate::meaning::{self, Antecedents, Behind, Difference, Presumed, Reading};
use crate::{engine, plan};

impl Quipu {
    /// Looks behind an answer without rows: where something that the question takes for granted is not on record, it has no answer; otherwise
    /// the nearest question that has one is added, and in what it differs. `behind` is what stands behind the question, if that is known already.
    pub(super) fn look_behind(&self, answer: &mut Answer, behind: Option<Behind>, before: &Antecedents, options: &AskOptions) {
        if !is_empty(answer) {
            return;
        }
        let behind = behind.unwrap_or_else(|| meaning::behind(&answer.question, self.vocabulary(), self.view(), before));
        let missing = behind.presumed.iter().find(|(_, _, reading)| self.finds(reading, options) == Some(false));
        if let Some((what, text, _)) = missing {
            let text = shorter(text);
            match what {
                // Like a name that nothing has: nobody can tell what it would mean.
                Presumed::Thing => {
                    answer.status = Status::NotUnderstood;
                    let message = format!("As I read this, it speaks of {text}, and no such thing is recorded.");
                    let problem = Diagnostic::new(Problem::NoSuchThing, 0..0, message).hint("Say it in other words, or say less.");
                    answer.message = Some(sentence(&problem));
                    answer.problem = Some(problem);
                }
                Presumed::Time => answer.message = Some(format!("It is not recorded when that was: {text}.")),
            }
            leave_open(answer);
        } else if let Some((text, any, dated)) = &behind.undated
            && self.finds(any, options) == Some(true)
            && self.finds(dated, options) == Some(false)
        {
            answer.message = Some(format!("It is recorded, but not when that was: {}.", shorter(text)));
            leave_open(answer);
        }
        // What might be is not told by claims; that they say nothing is no answer to it.
        if let Some(why) = behind.modal
            && answer.status == Status::Ok
        {
            answer.status = Status::NotUnderstood;
            answer.message = Some(sentence(&why));
            answer.problem = Some(why);
            leave_open(answer);
        }
        for (difference, reading) in behind.nearby {
            if self.finds(&reading, options) != Some(true) {
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

    /// Whether a reading finds anything, be it only possible, unless a limit stops it.
    fn finds(&self, reading: &Reading, options: &AskOptions) -> Option<bool> {
        let plan = plan::plan(&reading.query, self.view());
        let rows = engine::run(&plan, self.view(), &options.limits).ok()?;
        if rows.rows.is_empty() && rows.vague {
            let possible = engine::run_possible(&plan, self.view(), &options.limits, &mut engine::Scratch::new()).ok()?;
            return Some(!possible.rows.is_empty());
        }
        Some(!rows.rows.is_empty())
    }
}

/// Whether nothing was found, not even what denies it or what is only possible.
pub(super) fn is_empty(answer: &Answer) -> bool {
    let empty = answer.status == Status::Ok && answer.answers.is_empty() && answer.possible.is_empty() && answer.claims.is_empty();
    let counted = answer.number.is_some_and(|number| number != 0.0);
    empty && !counted && answer.boolean != Some(true)
}

/// Whether the answer is that there are none, and no claim stands behind that.
pub(super) fn is_none(answer: &Answer) -> bool {
    answer.status == Status::Ok && answer.number == Some(0.0) && answer.possible.is_empty() && answer.claims.is_empty()
}

/// Neither yes nor no, and no number: what it hangs on is not on record.
fn leave_open(answer: &mut Answer) {
    answer.boolean = None;
    answer.number = None;
}

/// The head of a long phrase.
fn shorter(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text.to_owned(),
    }
}
