//! Questions about what the graph held on an earlier day.

use std::borrow::Cow;

use super::{AskOptions, Quipu};
use crate::answer::{Answer, Status};
use crate::diagnostic::Diagnostic;
use crate::graph::{Date, NodeId};
use crate::language::known::as_known;

/// The question without "as known on", and the day.
pub(super) fn split<'q>(question: &'q str, options: &AskOptions) -> Result<Option<(Cow<'q, str>, Date)>, Diagnostic> {
    Ok(match (as_known(question)?, options.known_on) {
        (Some(known), _) => Some((Cow::Owned(known.question), known.date)),
        (None, Some(date)) => Some((Cow::Borrowed(question), date)),
        (None, None) => None,
    })
}

impl Quipu {
    /// Asks the graph as it was at the end of a day, month or year.
    pub(super) fn ask_as_known(
        &self,
        question: &str,
        rest: &str,
        date: Date,
        before: &[NodeId],
        options: &AskOptions,
    ) -> (Answer, Vec<NodeId>) {
        let failed = |message: String| {
            let mut answer = Answer::blank(question, Status::Error);
            answer.message = Some(message);
            (answer, Vec::new())
        };
        let Some(store) = self.store() else {
            return failed("Only a graph on disk (NAME.quipu) knows what it held earlier; this one is read from text.".to_owned());
        };
        let past = match store.known_on(date) {
            Ok((graph, vocabulary)) => Self { graph, vocabulary, store: None },
            Err(error) => return failed(format!("The history cannot be read: {error}.")),
        };
        let (mut answer, entities) = past.ask_plainly(rest, before, &AskOptions { known_on: None, ..options.clone() });
        question.clone_into(&mut answer.question);
        if answer.status == Status::Ok {
            answer.readback = format!("{}, as known on {date}", answer.readback);
        }
        (answer, entities)
    }
}
