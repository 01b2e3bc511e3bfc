//! Running a plan: from its leaves to its root, then from slots to cells.

use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic;
use std::time::Instant;

use smallvec::SmallVec;

use super::by_end::ByEnd;
use super::ledger::{Ledger, Mark};
use super::profile::Measure;
use super::scratch::Scratch;
use super::slot::Values;
use super::spread::Spread;
use super::table::Table;
use super::tally::Chain;
use super::{EngineError, Limits, Mode, Row, Rows};
use super::{describe, difference, first, fixpoint, follow, group, join, leaf, meet, network, order, reach, select, shortest, union};
use crate::graph::{Ids, NodeId, Truth, View};
use crate::plan::{self, Operator, Plan, Work};
use crate::query::{Column, Function};

/// Runs a plan.
///
/// # Errors
/// When a limit is reached, or the plan is of a malformed query.
///
/// # Complexity
/// Each operator takes time in proportion to the rows it reads and makes, and the claims it follows; the rows of the answer are sorted at
/// the end.
pub fn run(plan: &Plan, view: &dyn View, limits: &Limits) -> Result<Rows, EngineError> {
    run_with(plan, view, limits, &mut Scratch::new())
}

/// As [`run`], with buffers that the next run can use again: for plans that are run many times.
///
/// # Errors
/// As [`run`].
pub fn run_with(plan: &Plan, view: &dyn View, limits: &Limits, scratch: &mut Scratch) -> Result<Rows, EngineError> {
    Run::new(view, limits, plan, None, scratch).answer().map(|(rows, _)| rows)
}

/// The rows that may be there: those of [`run`], and those for which a date would have to be known more exactly. They can only be more if
/// [`Rows::vague`] is set there.
///
/// # Errors
/// As [`run`].
pub fn run_possible(plan: &Plan, view: &dyn View, limits: &Limits, scratch: &mut Scratch) -> Result<Rows, EngineError> {
    let mut run = Run::new(view, limits, plan, None, scratch);
    run.mode = Mode::Possible;
    run.answer().map(|(rows, _)| rows)
}

/// Why an operator ended early.
#[derive(Debug)]
pub(super) enum Stop {
    Rows,
    Memory,
    Time,
    Cancelled,
    NoColumn(Column),
}

/// Work between two looks at the clock. One unit is a claim or a row, some tens of nanoseconds.
const PATIENCE: u32 = 4096;

/// Unions a row may take on average before memory is held to be spent.
const UNIONS_PER_ROW: usize = 8;

/// The clock of a run, and of its threads: ends them when the time is up or somebody says so.
#[derive(Clone)]
pub(super) struct Watch<'a> {
    limits: &'a Limits,
    ticks: u32,
}

impl Watch<'_> {
    /// To be called for so many rows made and claims looked at.
    #[inline]
    pub fn charge(&mut self, many: usize) -> Result<(), Stop> {
        self.ticks = self.ticks.saturating_add(u32::try_from(many).unwrap_or(u32::MAX));
        if self.ticks >= PATIENCE { self.look_up() } else { Ok(()) }
    }

    #[cold]
    fn look_up(&mut self) -> Result<(), Stop> {
        self.ticks = 0;
        if self.limits.cancelled.as_ref().is_some_and(|cancelled| cancelled.load(atomic::Ordering::Relaxed)) {
            return Err(Stop::Cancelled);
        }
        if self.limits.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Stop::Time);
        }
        Ok(())
    }
}

/// One run of one plan.
pub(super) struct Run<'a> {
    pub view: &'a dyn View,
    pub ledger: Ledger,
    pub values: Box<Values>,
    pub scratch: &'a mut Scratch,
    /// Whether the rows that are being made are the certain or the possible ones.
    pub mode: Mode,
    /// Whether something was met since it was last reset that is possible and not certain.
    met: Cell<bool>,
    plan: &'a Plan,
    limits: &'a Limits,
    /// When it began, if there is a time at which it must end.
    started: Option<Instant>,
    watch: Watch<'a>,
    /// Marks of doubtful rows that go no further.
    doubts: Vec<Mark>,
    /// What the fixpoints that are being run have found so far, the innermost last.
    pub frames: Vec<fixpoint::Frame>,
    /// The most rows, for an attempt that may fail.
    cap: Option<usize>,
    /// The only nodes that leaves start from.
    part: Option<Range<NodeId>>,
    measures: Option<Vec<Measure>>,
}

impl<'a> Run<'a> {
    pub fn new(view: &'a dyn View, limits: &'a Limits, plan: &'a Plan, measures: Option<Vec<Measure>>, scratch: &'a mut Scratch) -> Self {
        Self {
            view,
            ledger: Ledger::new(limits.evidence, std::mem::take(&mut scratch.unions)),
            values: scratch.values.take().unwrap_or_default(),
            scratch,
            mode: Mode::default(),
            met: Cell::new(false),
            plan,
            limits,
            started: limits.deadline.map(|_| Instant::now()),
            watch: Watch { limits, ticks: 0 },
            doubts: Vec::new(),
            frames: Vec::new(),
            cap: None,
            part: None,
            measures,
        }
    }

    /// Runs the whole plan.
    pub fn answer(mut self) -> Result<(Rows, Vec<Measure>), EngineError> {
        let plan = self.plan;
        let (mut table, cut) = match self.limits.enough {
            Some(enough) if !plan.ranked => first::evaluate(&mut self, &plan.root, enough)?,
            _ => (self.evaluate(&plan.root, None)?, false),
        };
        if self.values.has_ranges() {
            let mode = self.mode;
            table = table.shown(&mut self, mode).map_err(|stop| self.error(stop, &plan.root))?;
        }
        let order = self.arrange(&table);
        let mut reader = self.ledger.reader();
        let cells = self.plan.output.len();
        let rows = order
            .iter()
            .map(|&(index, mark)| Row {
                // The rank, if there is one, stands last.
                cells: table.row(index)[..cells].iter().map(|&slot| self.values.cell(slot)).collect(),
                evidence: if self.limits.evidence { reader.collect([mark]) } else { Vec::new() },
            })
            .collect();
        let unknown = reader.collect(self.doubts.iter().copied());
        drop(reader);
        self.scratch.give_table(table);
        self.scratch.give_order(order);
        self.values.clear();
        self.scratch.values = Some(self.values);
        self.scratch.unions = self.ledger.into_buffer();
        // What is enough is certain, whatever else may be possible.
        let vague = self.met.get() && !cut;
        Ok((Rows { columns: self.plan.output.iter().copied().collect(), rows, unknown, cut, vague }, self.measures.unwrap_or_default()))
    }

    /// The sure rows in their order: the place of each in the table, and its mark. Rows that differ in rank only become one, which stands
    /// where the first of them stood. Doubtful rows are noted and left out.
    fn arrange(&mut self, table: &Table) -> Vec<(usize, Mark)> {
        let cells = self.plan.output.len();
        let mut order = std::mem::take(&mut self.scratch.order);
        order.reserve(table.len());
        for (index, (_, mark)) in table.rows().enumerate() {
            if mark.is_doubtful() {
                self.doubts.push(mark);
            } else {
                order.push((index, mark));
            }
        }
        let values = &self.values;
        order.sort_unstable_by(|&(a, _), &(b, _)| values.compare_rows(table.row(a), table.row(b)));
        if self.plan.ranked {
            let ledger = &mut self.ledger;
            order.dedup_by(|later, first| {
                let same = table.row(first.0)[..cells] == table.row(later.0)[..cells];
                if same {
                    first.1 = ledger.unite(first.1, later.1);
                }
                same
            });
            // Stable: rows of one rank stay in the order of their cells.
            order.sort_by(|&(a, _), &(b, _)| table.row(a).last().cmp(&table.row(b).last()));
        }
        order
    }

    /// Runs an operator and all below it. `passed` are the rows that the operator around it passes down.
    pub fn evaluate(&mut self, operator: &Operator, passed: Option<&Table>) -> Result<Table, EngineError> {
        let met = self.met.replace(false);
        let table = self.evaluate_afresh(operator, passed);
        self.met.set(met || self.met.get());
        table
    }

    /// As [`evaluate`](Self::evaluate), in the other mode.
    fn evaluate_otherwise(&mut self, operator: &Operator, passed: Option<&Table>) -> Result<Table, EngineError> {
        self.mode = self.mode.other();
        let table = self.evaluate(operator, passed);
        self.mode = self.mode.other();
        table
    }

    /// What comes of an operator's input in the other mode, if it may differ and matters; what is unknown in it is not noted.
    fn otherwise(&mut self, operator: &Operator, passed: Option<&Table>) -> Result<Option<Inputs>, EngineError> {
        let two_sided = matches!(operator.work, Work::Group { .. } | Work::Order { take: Some(_), .. });
        if !two_sided || !self.met.get() {
            return Ok(None);
        }
        let noted = self.doubts.len();
        let mut inputs = operator.work.inputs().into_iter();
        let mut other = Inputs::default();
        if let Some(first) = inputs.next() {
            other.first = self.evaluate_otherwise(first, passed)?;
        }
        if let Some(second) = inputs.next() {
            other.second = self.evaluate_otherwise(second, passed)?;
        }
        self.doubts.truncate(noted);
        Ok(Some(other))
    }

    fn evaluate_afresh(&mut self, operator: &Operator, passed: Option<&Table>) -> Result<Table, EngineError> {
        // Long chains of operators are run in a loop, so that no question is too long for the stack.
        let mut above: SmallVec<[&Operator; 16]> = SmallVec::new();
        let mut lowest = operator;
        let mut counted = self.counted(lowest);
        while let (None, Some(input)) = (&counted, lowest.work.only_input()) {
            above.push(lowest);
            lowest = input;
            counted = self.counted(lowest);
        }
        let table = match counted {
            Some(counted) => self.count(lowest, &counted)?,
            None => None,
        };
        let mut table = match table {
            Some(table) => table,
            None => self.evaluate_here(lowest, passed)?,
        };
        while let Some(operator) = above.pop() {
            if let Some(&group) = above.last()
                && !self.met.get()
                && let Some(count) = self.counted_reach(group, operator, &table)?
            {
                above.pop();
                table = count;
                continue;
            }
            table = self.finish(operator, Inputs { first: table, ..Inputs::default() }, passed)?;
        }
        Ok(table)
    }

    /// The rows that an operator only counts, where nothing else of them matters.
    fn counted<'p>(&self, operator: &'p Operator) -> Option<Counted<'p>>
    where
        'a: 'p,
    {
        if self.limits.evidence {
            return None;
        }
        let spread = Spread::of(self.view, operator).map(Counted::Spread);
        spread
            .or_else(|| Chain::of(self.view, operator).map(Counted::Chain))
            .or_else(|| ByEnd::of(self.view, operator, self.mode).map(Counted::ByEnd))
    }

    /// The counts; nothing if they may be others for certain rows than for possible ones.
    fn count(&mut self, operator: &Operator, counted: &Counted<'_>) -> Result<Option<Table>, EngineError> {
        let started = self.clock();
        let noted = self.doubts.len();
        let table = match counted {
            Counted::Spread(spread) => {
                return spread.run(self).map(Some).map_err(|(stop, operator)| self.error(stop, operator));
            }
            Counted::Chain(chain) => {
                let counts = chain.count(self).map_err(|stop| self.error(stop, operator))?;
                let count = counts.last().map_or(0, |&(_, count)| count);
                for (below, rows) in counts {
                    self.made(below, usize::try_from(rows).unwrap_or(usize::MAX));
                }
                group::counted(self, operator, count)
            }
            Counted::ByEnd(by_end) => match by_end.count(self) {
                Ok(_) if self.met.get() => {
                    self.doubts.truncate(noted);
                    return Ok(None);
                }
                Ok((table, rows)) => {
                    self.made(by_end.below(), rows);
                    Ok(table)
                }
                Err(stop) => Err(stop),
            },
        };
        let table = table.map_err(|stop| self.error(stop, operator))?;
        self.measure(operator, started, Some(table.len()));
        Ok(Some(table))
    }

    /// The count of what is reached, where it is but counted.
    fn counted_reach(&mut self, group: &Operator, operator: &Operator, input: &Table) -> Result<Option<Table>, EngineError> {
        let Work::Reach { from, step, min, max, to, anchor, .. } = &operator.work else { return Ok(None) };
        let Work::Group { keys, aggregates, over: None, .. } = &group.work else { return Ok(None) };
        let ([], [aggregate]) = (&keys[..], &aggregates[..]) else { return Ok(None) };
        let counts = matches!(aggregate.function, Function::Count | Function::Rows) && operator.keep.contains(aggregate.of);
        if !counts || self.limits.evidence {
            return Ok(None);
        }
        let started = self.clock();
        let reach = reach::Reach { from: *from, step, min: *min, max: *max, to: *to, anchor: *anchor };
        let Some(count) = reach::count(self, operator, input, &reach).map_err(|stop| self.error(stop, operator))? else { return Ok(None) };
        self.measure(operator, started, Some(usize::try_from(count).unwrap_or(usize::MAX)));
        let started = self.clock();
        let table = group::counted(self, group, count).map_err(|stop| self.error(stop, group))?;
        self.measure(group, started, Some(table.len()));
        Ok(Some(table))
    }

    fn evaluate_here(&mut self, operator: &Operator, passed: Option<&Table>) -> Result<Table, EngineError> {
        let mut inputs = Inputs::default();
        match &operator.work {
            Work::Difference { left, pass: true, .. } | Work::Join { left, pass: Some(_), .. } => {
                let left = self.evaluate(left, passed)?;
                return self.apply(operator, left, passed);
            }
            Work::Union { inputs: branches } => {
                for branch in branches {
                    inputs.more.push(self.evaluate(branch, passed)?);
                }
            }
            Work::Difference { left, right, .. } => {
                inputs.first = self.evaluate(left, passed)?;
                inputs.second = self.evaluate_otherwise(right, passed)?;
            }
            Work::Fixpoint(rules) => inputs.first = fixpoint::run(self, operator, rules, passed)?,
            work => {
                let mut operators = work.inputs().into_iter();
                if let Some(first) = operators.next() {
                    inputs.first = self.evaluate(first, passed)?;
                }
                if let Some(second) = operators.next() {
                    inputs.second = self.evaluate(second, passed)?;
                }
            }
        }
        self.finish(operator, inputs, passed)
    }

    /// Runs an operator on rows of its only input, or of that which is passed down to the other.
    pub fn apply(&mut self, operator: &Operator, first: Table, passed: Option<&Table>) -> Result<Table, EngineError> {
        let mut inputs = Inputs { first, ..Inputs::default() };
        if let Work::Difference { right, common: columns, pass: true, .. } | Work::Join { right, pass: Some(columns), .. } = &operator.work
        {
            let started = self.clock();
            let narrowed = difference::pass_down(self, &inputs.first, columns).map_err(|stop| self.error(stop, operator))?;
            self.measure(operator, started, None);
            inputs.second = match operator.work {
                Work::Difference { .. } => self.evaluate_otherwise(right, Some(&narrowed))?,
                _ => self.evaluate(right, Some(&narrowed))?,
            };
            self.scratch.give_table(narrowed);
        }
        self.finish(operator, inputs, passed)
    }

    /// Runs an operator whose inputs have run.
    fn finish(&mut self, operator: &Operator, inputs: Inputs, passed: Option<&Table>) -> Result<Table, EngineError> {
        let other = self.otherwise(operator, passed)?;
        let started = self.clock();
        let table = self.work(operator, &inputs, other.as_ref(), passed).map_err(|stop| self.error(stop, operator))?;
        self.measure(operator, started, Some(table.len()));
        let other = other.map(|other| [other.first, other.second]).into_iter().flatten();
        for input in [inputs.first, inputs.second].into_iter().chain(inputs.more).chain(other) {
            self.scratch.give_table(input);
        }
        Ok(table)
    }

    fn work(&mut self, operator: &Operator, inputs: &Inputs, other: Option<&Inputs>, passed: Option<&Table>) -> Result<Table, Stop> {
        let input = &inputs.first;
        match &operator.work {
            Work::Unit => leaf::unit(self, operator),
            Work::Nodes { column, nodes } => leaf::nodes(self, operator, *column, Ids::Listed(nodes)),
            Work::Kind { column, kind } => leaf::kind(self, operator, *column, *kind),
            Work::Entities { column } => leaf::entities(self, operator, *column),
            Work::Passed => leaf::passed(self, operator, passed),
            Work::Follow { step, from, claim, to, anchor, .. } => {
                follow::run(self, operator, input, &follow::Follow { step, from: *from, claim: *claim, to: *to, anchor: *anchor })
            }
            Work::Ends { column, lane } => meet::ends(self, operator, *column, lane),
            Work::Meet { to, lanes, .. } => meet::run(self, operator, input, *to, lanes),
            Work::OneOf { column, nodes, .. } => select::one_of(self, operator, input, *column, nodes),
            Work::Member { column, kind, .. } => select::member(self, operator, input, *column, *kind),
            Work::Entity { column, .. } => select::entity(self, operator, input, *column),
            Work::Select { condition, .. } => select::run(self, operator, input, condition),
            Work::Describe { of, detail, to, .. } => describe::run(self, operator, input, *of, *detail, *to),
            Work::Reach { from, step, min, max, to, anchor, .. } => {
                let reach = reach::Reach { from: *from, step, min: *min, max: *max, to: *to, anchor: *anchor };
                reach::run(self, operator, input, &reach)
            }
            Work::Network { of, step, property, to, .. } => network::run(self, operator, input, *of, step, *property, *to),
            Work::Shortest { source, target, step, max, limit, longer, avoiding, path, steps, .. } => shortest::run(
                self,
                operator,
                (input, &inputs.second),
                &shortest::Shortest {
                    source: *source,
                    target: *target,
                    step,
                    max: *max,
                    limit: *limit,
                    longer: *longer,
                    avoiding,
                    path: *path,
                    steps: *steps,
                },
            ),
            Work::Join { .. } => join::run(self, operator, input, &inputs.second),
            Work::Union { .. } => union::run(self, operator, &inputs.more),
            Work::Difference { common, .. } => difference::run(self, operator, input, &inputs.second, common),
            Work::Group { keys, aggregates, over, .. } => {
                let over = over.is_some().then_some(&inputs.second);
                match other {
                    None => group::run(self, operator, input, keys, aggregates, over),
                    Some(other) => {
                        group::run_both(self, operator, (input, &other.first), keys, aggregates, over.map(|over| (over, &other.second)))
                    }
                }
            }
            Work::Order { by, take, .. } => order::run(self, operator, (input, other.map(|other| &other.first)), by, take.as_ref()),
            Work::Cut { .. } => select::cut(self, operator, input),
            // What its rules make has been put together by evaluating them.
            Work::Fixpoint(_) => select::cut(self, operator, input),
            Work::Derived { relation, from, to, fresh } => fixpoint::derived(self, operator, *relation, (*from, *to), *fresh),
        }
    }

    pub fn error(&self, stop: Stop, operator: &Operator) -> EngineError {
        let at = plan::describe(operator, self.plan, self.view);
        match stop {
            Stop::Rows => EngineError::Rows { limit: self.limits.rows, at },
            Stop::Memory => EngineError::Memory { limit: self.limits.rows.saturating_mul(UNIONS_PER_ROW), at },
            Stop::Time => EngineError::Time { after: self.started.map(|started| started.elapsed()).unwrap_or_default(), at },
            Stop::Cancelled => EngineError::Cancelled,
            Stop::NoColumn(column) => EngineError::NoColumn { column, at },
        }
    }

    /// As [`tick`](Self::tick), for many at once.
    pub fn charge(&mut self, many: usize) -> Result<(), Stop> {
        self.watch.charge(many)
    }

    /// To be called for each row made and each claim looked at: looks at the clock now and then.
    pub fn tick(&mut self) -> Result<(), Stop> {
        self.watch.charge(1)
    }

    /// A clock of its own, for a thread.
    pub fn watch(&self) -> Watch<'a> {
        self.watch.clone()
    }

    /// Rows are numbered with 32 bits within a table.
    pub fn row_limit(&self) -> usize {
        self.limits.rows.min(self.cap.unwrap_or(usize::MAX)).min(u32::MAX as usize - 2)
    }

    pub fn check_memory(&self) -> Result<(), Stop> {
        if self.ledger.len() > self.row_limit().saturating_mul(UNIONS_PER_ROW) { Err(Stop::Memory) } else { Ok(()) }
    }

    /// Allows fewer rows than the limits do, or as many again.
    pub fn cap(&mut self, cap: Option<usize>) {
        self.cap = cap;
    }

    /// Has leaves start from some nodes only, or from all again.
    pub fn only(&mut self, part: Option<Range<NodeId>>) {
        self.part = part;
    }

    /// The nodes that leaves start from.
    pub fn part(&self) -> Range<NodeId> {
        self.part.clone().unwrap_or(NodeId(0)..NodeId(u32::MAX))
    }

    /// How many doubts are noted.
    pub fn doubts(&self) -> usize {
        self.doubts.len()
    }

    /// Forgets the doubts after so many.
    pub fn forget_doubts(&mut self, from: usize) {
        self.doubts.truncate(from);
    }

    /// How many threads may work at once.
    pub fn threads(&self) -> usize {
        self.limits.threads.max(1)
    }

    /// Whether rows carry evidence.
    pub fn evidence(&self) -> bool {
        self.limits.evidence
    }

    /// What becomes of something that is possible: it is so in the one mode and not in the other.
    pub fn vague(&self, mode: Mode) -> Truth {
        self.met.set(true);
        (mode == Mode::Possible).into()
    }

    /// Notes the claims of a doubtful row that goes no further.
    pub fn doubt(&mut self, mark: Mark) {
        self.doubts.push(mark);
    }

    /// Notes how many rows an operator made, whose time is that of another.
    pub fn made(&mut self, operator: &Operator, rows: usize) {
        self.measure(operator, self.clock(), Some(rows));
    }

    fn clock(&self) -> Option<Instant> {
        self.measures.as_ref().map(|_| Instant::now())
    }

    fn measure(&mut self, operator: &Operator, started: Option<Instant>, rows: Option<usize>) {
        if let (Some(measures), Some(started)) = (&mut self.measures, started)
            && let Some(measure) = measures.get_mut(operator.id)
        {
            measure.time += started.elapsed();
            if let Some(rows) = rows {
                measure.rows += rows;
                measure.runs += 1;
            }
        }
    }
}

/// What is counted without making rows.
enum Counted<'p> {
    /// Nodes, step by step.
    Spread(Spread<'p>),
    /// All rows of a chain.
    Chain(Chain<'p>),
    /// Claims by one end.
    ByEnd(ByEnd<'p>),
}

/// The tables of an operator's inputs.
#[derive(Default)]
struct Inputs {
    first: Table,
    second: Table,
    more: Vec<Table>,
}
