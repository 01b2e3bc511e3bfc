//! Questions about what the graph held on an earlier day.

use std::borrow::Cow;
use std::sync::Mutex;

use super::{Answered, AskOptions, Quipu, not_understood};
use crate::answer::{Answer, Status};
use crate::graph::Date;
use crate::language::known::as_known;
use crate::meaning::{Antecedents, Wordings};

/// A question about an earlier day.
pub(super) struct Past<'q> {
    /// The graph as it was at the end of that day, month or year.
    pub(super) quipu: Quipu,
    /// The question without "as known on".
    pub(super) question: Cow<'q, str>,
    pub(super) date: Date,
}

impl Quipu {
    /// What a question is about, if that is an earlier day.
    pub(super) fn past<'q>(&self, question: &'q str, options: &AskOptions) -> Result<Option<Past<'q>>, Box<Answer>> {
        let known = as_known(question).map_err(|problem| Box::new(not_understood(question, vec![problem], 0)))?;
        let (question_then, date) = match (known, options.known_on) {
            (Some(known), _) => (Cow::Owned(known.question), known.date),
            (None, Some(date)) => (Cow::Borrowed(question), date),
            (None, None) => return Ok(None),
        };
        let failed = |message: String| {
            let mut answer = Answer::blank(question, Status::Error);
            answer.message = Some(message);
            Box::new(answer)
        };
        let Some(store) = self.store() else {
            return Err(failed("Only a graph on disk (NAME.quipu) knows what it held earlier; this one is read from text.".to_owned()));
        };
        let (graph, vocabulary) = store.known_on(date).map_err(|error| failed(format!("The history cannot be read: {error}.")))?;
        Ok(Some(Past {
            quipu: Self { graph, vocabulary, store: None, wordings: Wordings::default(), scratch: Mutex::default() },
            question: question_then,
            date,
        }))
    }
}

impl Past<'_> {
    /// Asks the graph of that day.
    pub(super) fn ask(&self, question: &str, before: &Antecedents, options: &AskOptions) -> Answered {
        let mut answered = self.quipu.ask_plainly(&self.question, before, &self.options(options));
        question.clone_into(&mut answered.answer.question);
        if answered.answer.status == Status::Ok {
            answered.answer.readback = readback_then(&answered.answer.readback, self.date);
        }
        answered
    }

    pub(super) fn options(&self, options: &AskOptions) -> AskOptions {
        AskOptions { known_on: None, ..options.clone() }
    }
}

/// Says that it is about that day.
pub(super) fn readback_then(readback: &str, date: Date) -> String {
    match readback.strip_suffix('?') {
        Some(question) => format!("{question}, as known on {date}?"),
        None => format!("{readback}, as known on {date}"),
    }
}
