//! Prepared questions: read and planned once, run for whatever is given for their parameters.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::known::readback_then;
use super::{AskOptions, Finding, Quipu, as_sentence, beside, enough_for, micros, mistake, not_understood, relax, with_room};
use crate::answer::{self, Answer, Micros, Status};
use crate::engine::{self, EngineError, Limits, Rows, Scratch};
use crate::graph::names::{fold, split};
use crate::graph::{Date, Entity, KindId, Node, NodeId, View};
use crate::meaning::{self, Failure, NO_ANTECEDENTS, Parameter, Reading, Shape, Takes};
use crate::plan::{self, Plan};
use crate::query::{Fill, Given};

/// A question that is read and planned, and waits for what its parameters stand for.
pub struct Prepared<'q> {
    quipu: &'q Quipu,
    /// The graph of an earlier day, and that day, if the question is about one.
    then: Option<(Box<Quipu>, Date)>,
    question: String,
    reading: Reading,
    parameters: Vec<Parameter>,
    plan: Plan,
    denial: Option<Plan>,
    at_any_time: Option<Plan>,
    /// No other in this process has it.
    number: u64,
}

/// What the next prepared question is numbered.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Why what is given for a parameter cannot be put in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterError {
    /// Nothing is given for it.
    Missing {
        /// The parameter.
        parameter: String,
    },
    /// The question has no such parameter.
    NotThere {
        /// What was given.
        parameter: String,
    },
    /// Nothing has this name.
    UnknownName {
        /// The parameter.
        parameter: String,
        /// What was given.
        given: String,
        /// Names that are spelled nearly so.
        suggestions: Vec<String>,
    },
    /// Several things have this name.
    AmbiguousName {
        /// The parameter.
        parameter: String,
        /// What was given.
        given: String,
        /// Their keys, in brackets.
        suggestions: Vec<String>,
    },
    /// What has this name is of another kind.
    WrongKind {
        /// The parameter.
        parameter: String,
        /// What was given.
        given: String,
        /// The kind that the parameter takes.
        wanted: String,
    },
    /// It is no number.
    NotANumber {
        /// The parameter.
        parameter: String,
        /// What was given.
        given: String,
    },
    /// It is no date.
    NotADate {
        /// The parameter.
        parameter: String,
        /// What was given.
        given: String,
    },
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { parameter } => write!(f, "nothing is given for :{parameter}"),
            Self::NotThere { parameter } => write!(f, "the question has no parameter :{parameter}"),
            Self::UnknownName { parameter, given, .. } => write!(f, "I don't know \"{given}\", which is given for :{parameter}"),
            Self::AmbiguousName { parameter, given, .. } => {
                write!(f, "several things are called \"{given}\", which is given for :{parameter}")
            }
            Self::WrongKind { parameter, given, wanted } => write!(f, "\"{given}\" is no {wanted}, as :{parameter} wants"),
            Self::NotANumber { parameter, given } => write!(f, ":{parameter} wants a number, and \"{given}\" is none"),
            Self::NotADate { parameter, given } => {
                write!(f, ":{parameter} wants a date such as 2007, 2007-03 or 2007-03-15, and \"{given}\" is none")
            }
        }
    }
}

impl std::error::Error for ParameterError {}

impl ParameterError {
    fn suggestions(&self) -> &[String] {
        match self {
            Self::UnknownName { suggestions, .. } | Self::AmbiguousName { suggestions, .. } => suggestions,
            _ => &[],
        }
    }
}

impl Quipu {
    /// Reads and plans a question, which may hold parameters (`who supported :leader in :year?`), once for many runs.
    ///
    /// # Errors
    /// The answer that says why it is not understood. A question with several readings is not prepared.
    pub fn prepare(&self, question: &str) -> Result<Prepared<'_>, Box<Answer>> {
        catch_unwind(AssertUnwindSafe(|| with_room(|| self.prepare_plainly(question)))).unwrap_or_else(|_| Err(Box::new(mistake(question))))
    }

    fn prepare_plainly(&self, question: &str) -> Result<Prepared<'_>, Box<Answer>> {
        self.prepare_as_known(question, &AskOptions::default())
    }

    fn prepare_as_known(&self, question: &str, options: &AskOptions) -> Result<Prepared<'_>, Box<Answer>> {
        let past = self.past(question, options)?;
        let (of, text) = past.as_ref().map_or((self, question), |past| (&past.quipu, &past.question));
        let Parts { reading, parameters, plan, denial, at_any_time } = of.parts(text)?;
        let then = past.map(|past| (Box::new(past.quipu), past.date));
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Ok(Prepared { quipu: self, then, question: question.to_owned(), reading, parameters, plan, denial, at_any_time, number })
    }

    fn parts(&self, question: &str) -> Result<Parts, Box<Answer>> {
        let (reading, parameters) = meaning::prepare(question, self.vocabulary(), self.view()).map_err(|failure| match failure {
            Failure::NotUnderstood(problems) => Box::new(not_understood(question, problems, 0)),
            Failure::Ambiguous(readings) => {
                let mut answer = Answer::blank(question, Status::Ambiguous);
                answer.message = Some(format!("This can be understood in {} ways.", readings.len()));
                answer.suggestions = readings.into_iter().map(|reading| reading.readback).collect();
                Box::new(answer)
            }
        })?;
        let plan = plan::plan(&reading.query, self.view());
        let denial = match &reading.shape {
            Shape::YesNo { denial: Some(denial) } => Some(plan::plan(denial, self.view())),
            _ => None,
        };
        let at_any_time = relax::without_times(&reading.query).map(|query| plan::plan(&query, self.view()));
        Ok(Parts { reading, parameters, plan, denial, at_any_time })
    }
}

/// What a question is prepared to.
struct Parts {
    reading: Reading,
    parameters: Vec<Parameter>,
    plan: Plan,
    denial: Option<Plan>,
    at_any_time: Option<Plan>,
}

impl Prepared<'_> {
    /// The graph that is asked.
    fn quipu(&self) -> &Quipu {
        self.then.as_ref().map_or(self.quipu, |(quipu, _)| quipu)
    }

    /// Its parameters; what is given to [`Prepared::rows`] stands in this order.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Looks up what texts stand for: a name as in a question (or a key in brackets), a number, an ISO date.
    ///
    /// # Errors
    /// What is missing, not asked for, unknown, or of the wrong sort.
    pub fn given(&self, values: &[(&str, &str)]) -> Result<Vec<Given>, ParameterError> {
        let is_named = |parameter: &Parameter, name: &str| parameter.name == fold(name.trim_start_matches(':'));
        if let Some((name, _)) = values.iter().find(|(name, _)| !self.parameters.iter().any(|parameter| is_named(parameter, name))) {
            return Err(ParameterError::NotThere { parameter: (*name).to_owned() });
        }
        self.parameters
            .iter()
            .map(|parameter| {
                let value = values.iter().find(|(name, _)| is_named(parameter, name));
                let (_, text) = value.ok_or_else(|| ParameterError::Missing { parameter: parameter.name.clone() })?;
                value_of(parameter, text.trim(), self.quipu().view())
            })
            .collect()
    }

    /// The answer for these values, by the names of the parameters. If the question says of no day that it is about what was known then
    /// and the options do, it is prepared anew for that day.
    pub fn ask(&self, values: &[(&str, &str)], options: &AskOptions) -> Answer {
        if self.then.is_none() && options.known_on.is_some() {
            let prepared = catch_unwind(AssertUnwindSafe(|| with_room(|| self.quipu.prepare_as_known(&self.question, options))));
            return match prepared {
                Ok(Ok(then)) => then.ask(values, &AskOptions { known_on: None, ..options.clone() }),
                Ok(Err(answer)) => *answer,
                Err(_) => mistake(&self.question),
            };
        }
        let mut question = self.question.clone();
        for (name, value) in values {
            question = filled_text(&question, name.trim_start_matches(':'), value.trim());
        }
        let answer = catch_unwind(AssertUnwindSafe(|| with_room(|| self.ask_plainly(&question, values, options))))
            .unwrap_or_else(|_| mistake(&question));
        self.quipu().unless_damaged(&question, answer).unwrap_or_else(|damaged| *damaged)
    }

    fn ask_plainly(&self, question: &str, values: &[(&str, &str)], options: &AskOptions) -> Answer {
        let clock = Instant::now();
        let given = match self.given(values) {
            Ok(given) => given,
            Err(error) => {
                let mut answer = Answer::blank(question, Status::NotUnderstood);
                answer.message = Some(as_sentence(&error));
                answer.suggestions = error.suggestions().to_vec();
                return answer;
            }
        };
        let mut reading = self.reading.clone();
        for (parameter, given) in self.parameters.iter().zip(&given) {
            // What is given stands in brackets only if it needs them itself.
            let open = reading.readback.replace(&format!("[:{}]", parameter.name), &format!(":{}", parameter.name));
            reading.readback = filled_text(&open, &parameter.name, &self.in_words(given));
        }
        if let Some((_, date)) = self.then {
            reading.readback = readback_then(&reading.readback, date);
        }
        if let Shape::Description { nodes, .. } = &mut reading.shape {
            Fill(&given).nodes(nodes);
        }
        let mut spent = Micros { language: micros(clock.elapsed()), ..Micros::default() };
        let clock = Instant::now();
        let mut scratch = Scratch::new();
        let found = self.find(&given, options, &mut scratch);
        spent.engine = micros(clock.elapsed());
        let mut answer = match found {
            Ok(found) => {
                let clock = Instant::now();
                let (mut answer, _) = answer::make(question, &reading, found.borrowed(), options.detail, self.quipu().view());
                spent.answer = micros(clock.elapsed());
                self.quipu().look_behind(&mut answer, None, &NO_ANTECEDENTS, options);
                answer
            }
            Err(error) => {
                let mut answer = Answer::blank(question, Status::Error);
                answer.readback = reading.readback;
                answer.message = Some(as_sentence(&error));
                answer
            }
        };
        answer.micros = spent;
        answer
    }

    fn find(&self, given: &[Given], options: &AskOptions, scratch: &mut Scratch) -> Result<Finding, EngineError> {
        let view = self.quipu().view();
        let enough = enough_for(&self.reading.shape, options).limits;
        let filled = self.plan.filled(given);
        let rows = engine::run_with(&filled, view, &enough, scratch)?;
        let possible = beside(&self.reading.shape, &rows, || engine::run_possible(&filled, view, &enough, scratch))?;
        let mut run = |plan: &Plan, limits: &Limits| engine::run_with(&plan.filled(given), view, limits, scratch);
        let denial = self.denial.as_ref().map(|plan| run(plan, &enough)).transpose()?;
        let denied = denial.as_ref().is_some_and(|rows| !rows.rows.is_empty());
        let nothing = rows.rows.is_empty() && possible.is_nothing();
        let at_any_time = self.at_any_time.as_ref().filter(|_| nothing && !denied);
        let at_any_time = at_any_time.map(|plan| run(plan, &options.limits)).transpose()?;
        Ok(Finding { rows, possible, denial, at_any_time })
    }

    /// The certain rows of ids for these values, in the order of [`Prepared::parameters`], without labels and sentences: the quick way.
    /// Without evidence ([`Limits::evidence`]) it is quicker still. `scratch` may serve many runs.
    ///
    /// # Errors
    /// The limit that was reached.
    ///
    /// # Complexity
    /// Nothing is read or planned. The plan is copied in the first of several runs with a scratch; in the others, what is given is put in its place.
    /// Whether what was read is damaged, [`View::damage`] says.
    pub fn rows(&self, given: &[Given], limits: &Limits, scratch: &mut Scratch) -> Result<Rows, EngineError> {
        let mut plan = scratch.plan(self.number).unwrap_or_else(|| Box::new(self.plan.clone()));
        plan.refill(&self.plan, given);
        let rows = engine::run_with(&plan, self.quipu().view(), limits, scratch);
        scratch.keep_plan(self.number, plan);
        rows
    }

    fn in_words(&self, given: &Given) -> String {
        let view = self.quipu().view();
        let label = |node: &NodeId| entity(*node, view).map(|entity| meaning::plainly(&entity.label)).unwrap_or_default();
        match given {
            Given::Nodes(nodes) => nodes.iter().map(label).collect::<Vec<_>>().join(" or "),
            Given::Number(number) => number.to_string(),
            Given::Date(date) => date.to_string(),
        }
    }
}

/// A text with a value in the place of a parameter.
fn filled_text(text: &str, name: &str, value: &str) -> String {
    let mark = format!(":{name}");
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.to_lowercase().find(&mark.to_lowercase()).filter(|&at| rest.is_char_boundary(at)) {
        let (before, after) = rest.split_at(at);
        let after = after.get(mark.len()..).unwrap_or_default();
        filled.push_str(before);
        // A longer name that begins alike is another parameter.
        let ends = !after.starts_with(char::is_alphanumeric);
        filled.push_str(if ends { value } else { &mark });
        rest = after;
    }
    filled + rest
}

fn value_of(parameter: &Parameter, text: &str, view: &dyn View) -> Result<Given, ParameterError> {
    let (name, given) = (parameter.name.clone(), text.to_owned());
    match parameter.takes {
        Takes::Number => match text.replace(',', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Given::Number(number)),
            _ => Err(ParameterError::NotANumber { parameter: name, given }),
        },
        Takes::Date => text.parse::<Date>().map(Given::Date).map_err(|_| ParameterError::NotADate { parameter: name, given }),
        Takes::Name(kind) => {
            let named = nodes_called(text, view);
            if named.is_empty() {
                let suggestions = view.nearest_names(text, 3);
                return Err(ParameterError::UnknownName { parameter: name, given, suggestions });
            }
            let fitting: Vec<NodeId> = named.iter().copied().filter(|&node| kind.is_none_or(|kind| is_of(node, kind, view))).collect();
            match fitting[..] {
                [only] => Ok(Given::Nodes(vec![only])),
                [] => {
                    let wanted = kind.and_then(|kind| view.schema().kind(kind)).map_or(String::new(), |kind| kind.name.clone());
                    Err(ParameterError::WrongKind { parameter: name, given, wanted })
                }
                _ => {
                    let key = |node: &NodeId| entity(*node, view).map(|entity| format!("[{}]", entity.key));
                    let suggestions = fitting.iter().take(6).filter_map(key).collect();
                    Err(ParameterError::AmbiguousName { parameter: name, given, suggestions })
                }
            }
        }
    }
}

/// The nodes of a name, or of a key in brackets; of part of a name, if nothing has it whole.
fn nodes_called(text: &str, view: &dyn View) -> Vec<NodeId> {
    if let Some(key) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return view.entity_by_key(key).map_or_else(|| view.named(key).into_owned(), |node| vec![node]);
    }
    let whole = view.named(text).into_owned();
    if !whole.is_empty() {
        return whole;
    }
    let words = split(text);
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    view.names_at(&words).into_iter().find(|found| found.words == words.len()).map(|found| found.nodes).unwrap_or_default()
}

fn entity(node: NodeId, view: &dyn View) -> Option<Entity> {
    match view.node(node)?.into_owned() {
        Node::Entity(entity) => Some(entity),
        Node::Value(_) => None,
    }
}

/// Whether a node is of a kind, or of none that is known.
fn is_of(node: NodeId, kind: KindId, view: &dyn View) -> bool {
    let own = view.kinds(node);
    own.is_empty() || own.iter().any(|&own| view.schema().is_a(own, kind))
}
