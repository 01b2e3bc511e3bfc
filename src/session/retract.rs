//! Taking back claims by their numbers in an answer.
//!
//! Numbers hold for one answer, and ids for one state of the graph. In between the graph may have been told more, or frozen, so the claims are
//! found again by all that they say: what was not shown is never taken back.

use std::fmt;

use super::{AskOptions, Quipu, Thread, not_understood};
use crate::answer::{Answer, Status};
use crate::format::exchange::ClaimRecord;
use crate::meaning::{Antecedents, NO_ANTECEDENTS};
use crate::store::{Receipt, StoreError, TellError};

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retracted {
    /// The telling, which is on the disk.
    pub receipt: Receipt,
    /// The claims as sentences.
    pub sentences: Vec<String>,
}

/// Why nothing was taken back.
#[derive(Debug)]
pub enum RetractError {
    /// The question has no answer; this says why.
    Question(Box<Answer>),
    /// The graph is read from text, or facts files were opened with it.
    NotOnDisk,
    /// The answer rests on fewer claims.
    NoSuchClaim {
        /// The number that was given.
        number: usize,
        /// How many claims there are.
        claims: usize,
    },
    /// Somebody took it back in the meantime.
    Gone {
        /// The claim.
        sentence: String,
    },
    /// It could not be kept.
    Store(StoreError),
}

impl fmt::Display for RetractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Question(answer) => f.write_str(answer.message.as_deref().unwrap_or("the question has no answer")),
            Self::NotOnDisk => f.write_str("only from a graph on disk (NAME.quipu) can something be taken back"),
            Self::NoSuchClaim { claims: 0, .. } => f.write_str("the answer rests on no claim, so there is nothing to take back"),
            Self::NoSuchClaim { number, claims: 1 } => write!(f, "there is no claim {number}: the answer rests on one claim, number 1"),
            Self::NoSuchClaim { number, claims } => write!(f, "there is no claim {number}: the answer rests on claims 1 to {claims}"),
            Self::Gone { sentence } => write!(f, "this is no longer there, so nothing was taken back: {sentence}"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RetractError {}

impl Quipu {
    /// Takes back claims by the numbers that they have in the answer to a question, as one telling.
    ///
    /// # Errors
    /// Why nothing was taken back.
    ///
    /// # Complexity
    /// The question is asked once more.
    pub fn retract(&self, question: &str, numbers: &[usize], options: &AskOptions) -> Result<Retracted, RetractError> {
        self.retract_after(question, &NO_ANTECEDENTS, numbers, options)
    }

    /// As [`Quipu::retract`], of the answer to the last question of a thread.
    ///
    /// # Errors
    /// Why nothing was taken back.
    pub fn retract_of(&self, thread: &Thread, numbers: &[usize], options: &AskOptions) -> Result<Retracted, RetractError> {
        match thread.last() {
            Some((question, before)) => self.retract_after(question, before, numbers, options),
            None => Err(RetractError::Question(Box::new(not_understood("", Vec::new(), 0)))),
        }
    }

    fn retract_after(
        &self,
        question: &str,
        before: &Antecedents,
        numbers: &[usize],
        options: &AskOptions,
    ) -> Result<Retracted, RetractError> {
        let Some(store) = self.store() else { return Err(RetractError::NotOnDisk) };
        let past = self.past(question, options).map_err(RetractError::Question)?;
        let asked = match &past {
            Some(past) => past.quipu.ask_after(&past.question, before, &past.options(options)),
            None => self.ask_after(question, before, options),
        };
        if asked.answer.status != Status::Ok {
            return Err(RetractError::Question(Box::new(asked.answer)));
        }
        let view = past.as_ref().map_or(self.view(), |past| past.quipu.view());
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        let mut records = Vec::with_capacity(numbers.len());
        let mut sentences = Vec::with_capacity(numbers.len());
        for number in numbers {
            let place = number.wrapping_sub(1);
            let claim = asked.claims.get(place).and_then(|claim| view.claim(*claim)).and_then(|claim| ClaimRecord::of(&claim, view));
            let (Some(claim), Some(shown)) = (claim, asked.answer.claims.get(place)) else {
                return Err(RetractError::NoSuchClaim { number, claims: asked.answer.claims.len() });
            };
            records.push(claim);
            sentences.push(shown.sentence.clone());
        }
        let text = format!("Retract: {}", sentences.join("\n"));
        let receipt = store.retract_records(&records, &text).map_err(|error| match error {
            TellError::Gone { place } => RetractError::Gone { sentence: sentences.get(place).cloned().unwrap_or_default() },
            TellError::Store(error) => RetractError::Store(error),
            TellError::Problems(_) => RetractError::Store(StoreError::Bug { what: "a claim has mistakes of a sentence".to_owned() }),
        })?;
        Ok(Retracted { receipt, sentences })
    }
}
