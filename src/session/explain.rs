//! `explain`: how a question was understood, what it means formally, and how it is run.

use super::known::readback_then;
use super::{AskOptions, Quipu, as_sentence, not_understood, with_room};
use crate::answer::{Answer, Status};
use crate::engine;
use crate::meaning::{self, Failure, Reading, Shape};
use crate::plan;

/// How one reading of a question is understood and run.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The question as it was understood.
    pub readback: String,
    /// What was chosen to understand it so.
    pub choices: Vec<String>,
    /// What form the answer takes.
    pub shape: &'static str,
    /// The query, one operator a line.
    pub algebra: String,
    /// The plan, one operator a line; with counts and times if it was run.
    pub plan: String,
}

impl Quipu {
    /// Explains a question without answering it; with `profile` it is run, and the plan has counts and times. An ambiguous question
    /// has an explanation for each reading.
    ///
    /// # Errors
    /// The answer that says why the question was not understood, or what limit it reached.
    pub fn explain(&self, question: &str, profile: bool, options: &AskOptions) -> Result<Vec<Explanation>, Box<Answer>> {
        if let Some(past) = self.past(question, options)? {
            let mut explained = past.quipu.explain(&past.question, profile, &past.options(options))?;
            explained.iter_mut().for_each(|reading| reading.readback = readback_then(&reading.readback, past.date));
            return Ok(explained);
        }
        let readings = match with_room(|| meaning::read(question, self.vocabulary(), self.view())) {
            Ok(reading) => vec![reading],
            Err(Failure::Ambiguous(readings)) => readings,
            Err(Failure::NotUnderstood(problems)) => return Err(Box::new(not_understood(question, problems, 0))),
        };
        let explained = readings.iter().map(|reading| self.explain_reading(question, reading, profile, options)).collect();
        self.unless_damaged(question, explained).unwrap_or_else(Err)
    }

    fn explain_reading(&self, question: &str, reading: &Reading, profile: bool, options: &AskOptions) -> Result<Explanation, Box<Answer>> {
        let plan = plan::plan(&reading.query, self.view());
        let plan = if profile {
            let (_, profile) = engine::profile(&plan, self.view(), &options.limits).map_err(|error| {
                let mut answer = Answer::blank(question, Status::Error);
                answer.message = Some(as_sentence(&error));
                Box::new(answer)
            })?;
            plan.display(self.view()).with_profile(&profile).to_string()
        } else {
            plan.display(self.view()).to_string()
        };
        Ok(Explanation {
            readback: reading.readback.clone(),
            choices: reading.choices.clone(),
            shape: shape_name(&reading.shape),
            algebra: reading.query.display(self.view()).to_string(),
            plan,
        })
    }
}

fn shape_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::List { .. } => "a list",
        Shape::Table => "a table",
        Shape::Number { .. } => "a number",
        Shape::YesNo { .. } => "yes or no",
        Shape::Paths { .. } => "paths",
        Shape::Description { .. } => "a description",
        Shape::Claims { .. } | Shape::Grounds => "claims",
    }
}
