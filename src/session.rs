//! A session: a graph, its vocabulary, and the one function that the prompt, the batch and the library all call.
//!
//! Comes in: a question as text. Goes out: an [`Answer`], whatever happens: a question that is not understood, reaches a limit or
//! meets a mistake of ours is answered by saying so. The way of one question can be read off [`Quipu::ask`]:
//!
//! ```text
//! text ── meaning::read ──▶ Reading ── plan::plan ──▶ Plan ── engine::run ──▶ Rows ── answer::make ──▶ Answer
//! ```

mod ends;
mod explain;
mod known;
mod nearby;
mod open;
mod otherwise;
mod picture;
mod prepared;
mod relax;
mod retract;
mod stats;
mod thread;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use explain::Explanation;
pub use open::OpenError;
pub use picture::{Neighbourhood, PictureError};
pub use prepared::{ParameterError, Prepared};
pub use retract::{RetractError, Retracted};
pub use stats::{KindCount, RelationCount, Stats};
pub use thread::Thread;

use crate::answer::{self, Answer, Detail, Found, Micros, Status};
use crate::diagnostic::{Diagnostic, sentence};
use crate::engine::{self, EngineError, Limits, Rows, Scratch};
use crate::graph::{ClaimId, Date, Direction, LiveGraph, NodeId, View};
use crate::language::Vocabulary;
use crate::meaning::{Antecedents, Failure, Met, NO_ANTECEDENTS, Reading, Shape, Wordings};
use crate::plan::{self, Plan};
use crate::query::{Given, Query};
use crate::store::Store;

/// More readings than this are not tried.
const READINGS: usize = 8;

/// So many things are named in a note that do not belong to the answer.
const NAMED_BESIDE: usize = 5;

/// A graph that can be asked.
pub struct Quipu {
    graph: Arc<dyn View>,
    vocabulary: Arc<Vocabulary>,
    store: Option<Arc<Store>>,
    /// How the questions were worded that were asked so far.
    wordings: Wordings,
    /// The buffers of the last run.
    scratch: Mutex<Scratch>,
}

/// A plan that is kept with a wording, and a copy of it to be filled, when nobody uses it.
struct KeptPlan {
    plan: Plan,
    copy: Mutex<Option<Plan>>,
}

/// How a question is asked.
#[derive(Clone, Debug, Default)]
pub struct AskOptions {
    /// How much work it may cost, and the flag that stops it.
    pub limits: Limits,
    /// What the graph held at the end of this day, month or year is asked, as "as known on" in the question does.
    pub known_on: Option<Date>,
    /// How much of its claims the answer tells.
    pub detail: Detail,
}

impl AskOptions {
    /// Usual limits; the question ends early once the flag is set.
    pub fn stopped_by(flag: Arc<AtomicBool>) -> Self {
        Self { limits: Limits { cancelled: Some(flag), ..Limits::default() }, ..Self::default() }
    }
}

impl Quipu {
    /// A graph made by hand or by another reader.
    pub fn new(mut graph: LiveGraph) -> Self {
        graph.seal();
        Self::of_view(Arc::new(graph))
    }

    /// A graph behind any view. Words are derived from its schema.
    pub fn of_view(graph: Arc<dyn View>) -> Self {
        let vocabulary = Arc::new(Vocabulary::new(graph.schema()));
        Self { graph, vocabulary, store: None, wordings: Wordings::default(), scratch: Mutex::default() }
    }

    /// A graph on disk as it is now. What is told later is not seen: make another one then, which costs next to nothing.
    pub fn of_store(store: Arc<Store>) -> Self {
        let (graph, vocabulary) = store.view_with_words();
        Self { graph, vocabulary, store: Some(store), wordings: Wordings::default(), scratch: Mutex::default() }
    }

    fn with_vocabulary(graph: LiveGraph, vocabulary: Vocabulary) -> Self {
        Self {
            graph: Arc::new(graph),
            vocabulary: Arc::new(vocabulary),
            store: None,
            wordings: Wordings::default(),
            scratch: Mutex::default(),
        }
    }

    /// The same graph, of which nothing was asked yet. What was asked changes no answer, only how soon it comes.
    #[must_use]
    pub fn without_memory(&self) -> Self {
        let (graph, vocabulary) = (Arc::clone(&self.graph), Arc::clone(&self.vocabulary));
        Self { graph, vocabulary, store: self.store.clone(), wordings: Wordings::default(), scratch: Mutex::default() }
    }

    /// The store, if the graph is one on disk and nothing else was read with it.
    pub fn store(&self) -> Option<&Arc<Store>> {
        self.store.as_ref()
    }

    /// The graph.
    pub fn view(&self) -> &dyn View {
        &*self.graph
    }

    /// The words of the graph.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What words are understood, derived ones included, as definitions of the facts language.
    pub fn vocabulary_text(&self) -> String {
        crate::format::facts::write_vocabulary(self.view().schema())
    }

    /// Answers a question.
    pub fn ask(&self, question: &str, options: &AskOptions) -> Answer {
        self.ask_after(question, &NO_ANTECEDENTS, options).answer
    }

    /// Answers a question that may speak of what was asked and answered before.
    fn ask_after(&self, question: &str, before: &Antecedents, options: &AskOptions) -> Answered {
        // A mistake of ours in one question must not end the questions after it.
        catch_unwind(AssertUnwindSafe(|| with_room(|| self.ask_plainly(question, before, options))))
            .unwrap_or_else(|_| mistake(question).into())
    }

    fn ask_plainly(&self, question: &str, before: &Antecedents, options: &AskOptions) -> Answered {
        match self.past(question, options) {
            Ok(None) => {}
            Ok(Some(past)) => return past.ask(question, before, options),
            Err(answer) => return (*answer).into(),
        }
        let clock = Instant::now();
        let reading = self.wordings.read(question, &self.vocabulary, &*self.graph, before);
        let language = micros(clock.elapsed());
        let answered = match reading {
            Ok((reading, met)) => {
                let answered = self.answer(question, (&reading, met.as_ref()), options, language);
                if !nearby::is_empty(&answered.answer) && !nearby::is_none(&answered.answer) {
                    answered
                } else {
                    let aside = met.and_then(|met| met.aside(question, &reading, &self.vocabulary, &*self.graph, before));
                    let (others, behind) = aside.unzip();
                    let mut answered = self.or_otherwise(answered, others, &reading, before, options);
                    self.look_behind(&mut answered.answer, behind, before, options);
                    answered
                }
            }
            Err(Failure::NotUnderstood(problems)) => not_understood(question, problems, language).into(),
            Err(Failure::Ambiguous(readings)) => self.answer_each(question, &readings, options, language),
        };
        self.unless_damaged(question, answered).unwrap_or_else(|answer| (*answer).into())
    }

    /// What was found, unless what it was read from turned out to be damaged meanwhile.
    fn unless_damaged<T>(&self, question: &str, found: T) -> Result<T, Box<Answer>> {
        match self.graph.damage() {
            Some(damage) => Err(Box::new(damaged(question, damage))),
            None => Ok(found),
        }
    }

    /// Answers one reading, perhaps of a wording that was met before: by what it finds if it is taken strictly, if that is anything; a note tells the others.
    fn answer(&self, question: &str, (reading, met): (&Reading, Option<&Met<'_>>), options: &AskOptions, language: u64) -> Answered {
        let Some(strict) = &reading.strict else { return self.answer_plainly(question, (reading, met), options, language) };
        let first = Reading { query: strict.query.clone(), ..reading.clone() };
        let mut found = self.answer_plainly(question, (&first, None), options, language);
        let all = self.answer_plainly(question, (reading, met), options, language);
        // What may have been done at a time goes before what had gone on for long.
        let possible = matches!(reading.shape, Shape::Claims { .. }) && !found.answer.possible.is_empty();
        if found.answer.status != Status::Ok || found.answer.answers.is_empty() && !possible {
            return all;
        }
        let is_found = |label: &String| found.answer.answers.iter().any(|row| row.label == *label);
        let mut others: Vec<String> = all.answer.answers.into_iter().map(|row| row.label).filter(|label| !is_found(label)).collect();
        if !others.is_empty() {
            let more = others.len().saturating_sub(NAMED_BESIDE);
            others.truncate(NAMED_BESIDE);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let named = answer::join_and(&others);
            found.answer.notes.push(format!("{}: {}{more}.", strict.aside, named.trim_end_matches('.')));
        }
        found
    }

    /// Runs one reading.
    fn answer_plainly(
        &self,
        question: &str,
        (reading, met): (&Reading, Option<&Met<'_>>),
        options: &AskOptions,
        language: u64,
    ) -> Answered {
        let mut spent = Micros { language, ..Micros::default() };
        let found = match self.find((reading, met), options, &mut spent) {
            Ok(found) => found,
            Err(error) => {
                let mut answer = Answer::blank(question, Status::Error);
                answer.readback.clone_from(&reading.readback);
                answer.message = Some(as_sentence(&error));
                answer.micros = spent;
                return answer.into();
            }
        };
        let clock = Instant::now();
        let (mut answer, shown) = answer::make(question, reading, found.borrowed(), options.detail, &*self.graph);
        spent.answer = micros(clock.elapsed());
        answer.micros = spent;
        let (rows, described) = match &reading.shape {
            Shape::Description { nodes, .. } => (Vec::new(), nodes.clone()),
            _ => (shown.entities, Vec::new()),
        };
        Answered { answer, rows, described, claims: shown.claims }
    }

    /// Runs all readings of an ambiguous question. Where they say the same, the first is the answer.
    fn answer_each(&self, question: &str, readings: &[Reading], options: &AskOptions, language: u64) -> Answered {
        let answers = readings.iter().take(READINGS).map(|reading| self.answer(question, (reading, None), options, language)).collect();
        one_of_all(question, answers, readings.len(), language)
    }

    /// The rows of a reading; for a yes/no question also its denials, and where a time condition left nothing, what there is without it.
    fn find(&self, (reading, met): (&Reading, Option<&Met<'_>>), options: &AskOptions, spent: &mut Micros) -> Result<Finding, EngineError> {
        let enough = &enough_for(&reading.shape, options);
        let (rows, possible) = self.run_both((reading, met), enough, spent)?;
        let denial = match &reading.shape {
            Shape::YesNo { denial: Some(denial) } => Some(self.run(denial, enough, spent)?),
            _ => None,
        };
        let denied = denial.as_ref().is_some_and(|rows| !rows.rows.is_empty());
        let nothing = rows.rows.is_empty() && !denied && possible.is_nothing();
        let relaxed = if nothing { relax::without_times(&reading.query) } else { None };
        let at_any_time = relaxed.map(|query| self.run(&query, options, spent)).transpose()?;
        Ok(Finding { rows, possible, denial, at_any_time })
    }

    /// The certain rows, and the possible ones, if there may be any beside.
    fn run_both(
        &self,
        (reading, met): (&Reading, Option<&Met<'_>>),
        options: &AskOptions,
        spent: &mut Micros,
    ) -> Result<(Rows, Beside), EngineError> {
        let clock = Instant::now();
        let kept = met.and_then(|met| self.planned(met));
        let anew = || plan::plan(&reading.query, &*self.graph);
        let (plan, kept) = kept.map_or_else(|| (anew(), None), |(plan, kept)| (plan, Some(kept)));
        spent.plan += micros(clock.elapsed());
        let clock = Instant::now();
        // Another thread that asks meanwhile makes buffers of its own.
        let mut scratch = std::mem::take(&mut *self.scratch.lock().unwrap_or_else(PoisonError::into_inner));
        let found = engine::run_with(&plan, &*self.graph, &options.limits, &mut scratch).and_then(|rows| {
            let possible = beside(&reading.shape, &rows, || engine::run_possible(&plan, &*self.graph, &options.limits, &mut scratch))?;
            Ok((rows, possible))
        });
        if scratch.is_light() {
            *self.scratch.lock().unwrap_or_else(PoisonError::into_inner) = scratch;
        }
        spent.engine += micros(clock.elapsed());
        debug_assert!(kept.is_none() || is_same(&found, || engine::run(&anew(), &*self.graph, &options.limits)), "{}", reading.readback);
        if let Some(kept) = kept {
            *kept.copy.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
        }
        found
    }

    /// The plan that is kept with a wording, for the things that a question of it names. A plan that serves any thing expects an average one, so what has
    /// very many claims is planned for itself.
    fn planned<'m>(&self, met: &'m Met<'_>) -> Option<(Plan, &'m KeptPlan)> {
        let given = met.given();
        let is_hub = |node: &NodeId| {
            let claims = |direction| self.graph.linked(*node, direction).len();
            claims(Direction::Forward) + claims(Direction::Backward) > HUB
        };
        let has_hub = given.iter().any(|given| matches!(given, Given::Nodes(nodes) if nodes.iter().any(is_hub)));
        let kept = met.along(|query| KeptPlan { plan: plan::plan(query, &*self.graph), copy: Mutex::default() }).filter(|_| !has_hub)?;
        let copy = kept.copy.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut plan = copy.unwrap_or_else(|| kept.plan.clone());
        plan.refill(&kept.plan, &given);
        Some((plan, kept))
    }

    fn run(&self, query: &Query, options: &AskOptions, spent: &mut Micros) -> Result<Rows, EngineError> {
        let clock = Instant::now();
        let plan = plan::plan(query, &*self.graph);
        spent.plan += micros(clock.elapsed());
        let clock = Instant::now();
        let rows = engine::run(&plan, &*self.graph, &options.limits);
        spent.engine += micros(clock.elapsed());
        rows
    }
}

/// Whether running a plan found what another one of the same query does; where only some rows were wanted, these may be others.
fn is_same(found: &Result<(Rows, Beside), EngineError>, other: impl FnOnce() -> Result<Rows, EngineError>) -> bool {
    match found {
        Ok((rows, _)) => rows.cut || other().is_ok_and(|other| other.cut || other == *rows),
        Err(_) => true,
    }
}

/// What has more claims than this is planned for itself.
const HUB: usize = 1_000;

/// Rows that are enough to say yes, where there are thousands: these are shown.
const ENOUGH_FOR_YES: usize = 100;

/// The options for the rows of an answer of this shape.
fn enough_for(shape: &Shape, options: &AskOptions) -> AskOptions {
    let mut options = options.clone();
    if matches!(shape, Shape::YesNo { .. }) {
        options.limits.enough.get_or_insert(ENOUGH_FOR_YES);
    }
    options
}

/// An answer, and what it speaks of.
struct Answered {
    answer: Answer,
    /// The entity that each row shows.
    rows: Vec<Option<NodeId>>,
    /// What is described, where that was asked.
    described: Vec<NodeId>,
    /// The claims it names, in the order of their numbers.
    claims: Vec<ClaimId>,
}

impl From<Answer> for Answered {
    fn from(answer: Answer) -> Self {
        Self { answer, rows: Vec::new(), described: Vec::new(), claims: Vec::new() }
    }
}

/// What a question means that can be understood in several ways, of which these were run: their answer if they agree, else each of them.
fn one_of_all(question: &str, mut answers: Vec<Answered>, ways: usize, language: u64) -> Answered {
    let Some(first) = answers.first() else { return not_understood(question, Vec::new(), language).into() };
    let agree = answers.iter().all(|other| other.answer.status == Status::Ok && other.answer.agrees_with(&first.answer));
    if agree && ways <= answers.len() {
        return answers.swap_remove(0);
    }
    let mut answer = Answer::blank(question, Status::Ambiguous);
    answer.message = Some(format!("This can be understood in {ways} ways, with different answers."));
    answer.readings = answers.into_iter().map(|answered| answered.answer).collect();
    answer.suggestions = answer.readings.iter().map(|reading| reading.readback.clone()).collect();
    let sum = |spent: fn(&Micros) -> u64| answer.readings.iter().map(|answer| spent(&answer.micros)).sum();
    answer.micros =
        Micros { language, plan: sum(|spent| spent.plan), engine: sum(|spent| spent.engine), answer: sum(|spent| spent.answer) };
    answer.into()
}

/// What running a reading gave.
struct Finding {
    rows: Rows,
    possible: Beside,
    denial: Option<Rows>,
    at_any_time: Option<Rows>,
}

/// The possible rows beside the certain ones.
enum Beside {
    /// There are none, or they do not matter.
    Nothing,
    /// All of them, the certain ones included.
    Rows(Rows),
    /// There may be some, but a limit was reached looking for them.
    Unsought,
}

impl Beside {
    fn rows(&self) -> Option<&Rows> {
        match self {
            Self::Rows(rows) => Some(rows),
            Self::Nothing | Self::Unsought => None,
        }
    }

    /// Whether it is sure that there are none.
    fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Rows(rows) => rows.rows.is_empty(),
            Self::Unsought => false,
        }
    }
}

/// Looks for possible rows where the certain ones say that there may be some. What is certain is not lost by reaching a limit in that.
fn beside(shape: &Shape, certain: &Rows, run: impl FnOnce() -> Result<Rows, EngineError>) -> Result<Beside, EngineError> {
    let settled = matches!(shape, Shape::YesNo { .. }) && !certain.rows.is_empty();
    if !certain.vague || settled {
        return Ok(Beside::Nothing);
    }
    match run() {
        Ok(rows) => Ok(Beside::Rows(rows)),
        Err(EngineError::Rows { .. } | EngineError::Memory { .. } | EngineError::Time { .. }) => Ok(Beside::Unsought),
        Err(error) => Err(error),
    }
}

impl Finding {
    fn borrowed(&self) -> Found<'_> {
        Found {
            rows: &self.rows,
            possible: self.possible.rows(),
            unsought: matches!(self.possible, Beside::Unsought),
            denial: self.denial.as_ref(),
            at_any_time: self.at_any_time.as_ref(),
        }
    }
}

/// Nothing that was read from a damaged file is shown.
fn damaged(question: &str, damage: String) -> Answer {
    let mut answer = Answer::blank(question, Status::Error);
    answer.message = Some(damage + ".");
    answer
}

/// Runs something on a stack that is deep enough for the longest question: phrases within phrases are read, run and taken apart by
/// functions that call themselves. Free where there is room already; some microseconds on the small stacks of threads.
fn with_room<T>(work: impl FnOnce() -> T) -> T {
    const ROOM: usize = 4 << 20;
    stacker::maybe_grow(ROOM, 2 * ROOM, work)
}

fn not_understood(question: &str, problems: Vec<Diagnostic>, language: u64) -> Answer {
    let mut answer = Answer::blank(question, Status::NotUnderstood);
    answer.micros.language = language;
    match problems.into_iter().next() {
        Some(problem) => {
            answer.message = Some(sentence(&problem));
            answer.suggestions.clone_from(&problem.suggestions);
            answer.problem = Some(problem);
        }
        None => answer.message = Some("I did not understand this.".to_owned()),
    }
    answer
}

/// A mistake of ours.
fn mistake(question: &str) -> Answer {
    let mut answer = Answer::blank(question, Status::Error);
    answer.message = Some("This question met a mistake in quipu. It is not your fault; please report it.".to_owned());
    answer
}

/// "Stopped on request."
fn as_sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).chain(['.']).collect()
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
