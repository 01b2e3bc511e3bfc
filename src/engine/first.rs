//! Enough rows instead of all: whether there is one at all is often known long before all are found.
//!
//! Operators that make rows of each row by itself (following a claim, testing a condition) are run on a few rows at a time, from the lowest to the
//! highest, until enough rows have come out: depth first instead of table by table. Rows that are equal are then made more than once, so this is
//! tried only up to a fixed amount of work; what it does not settle is run as a whole.

use std::ops::Range;

use super::EngineError;
use super::run::Run;
use super::table::{Builder, Table};
use crate::graph::NodeId;
use crate::plan::{Anchor, Operator, Work};

/// Where an operator is expected to make more than so many times what is enough, it is tried first whether less will do.
const MANY_TIMES: f64 = 64.0;

/// Rows that are taken and made in the attempt, at most.
const BUDGET: usize = 1 << 16;

/// How many nodes to start from are taken at first; twice as many each time.
const NODES_AT_FIRST: usize = 16;

/// The rows of an operator, or the first `enough` of those that were found first; and whether there may be more.
///
/// # Errors
/// The limit that was reached before a sure row was found.
pub(super) fn evaluate(run: &mut Run<'_>, root: &Operator, enough: usize) -> Result<(Table, bool), EngineError> {
    let doubts = run.doubts();
    let mut found = None;
    if enough > 0 && expects_more(root, MANY_TIMES * enough as f64) {
        let some = attempt(run, root, enough, doubts)?;
        if some.len() >= enough {
            return Ok((some, true));
        }
        found = Some(some);
    }
    let error = match run.evaluate(root, None) {
        Ok(table) => return Ok((table, false)),
        Err(error) => error,
    };
    // There was more than was expected; if there is anything for certain, that will do.
    let found = match found {
        Some(found) => found,
        None if enough > 0 && is_limit(&error) => attempt(run, root, enough, doubts)?,
        None => return Err(error),
    };
    run.forget_doubts(doubts);
    if is_limit(&error) && !found.is_empty() { Ok((found, true)) } else { Err(error) }
}

/// The first rows that are found with little work. Doubts are left out: they would have to be those of all that is looked at.
fn attempt(run: &mut Run<'_>, root: &Operator, enough: usize, doubts: usize) -> Result<Table, EngineError> {
    let found = Attempt::new(run, root, enough).run(run)?;
    run.forget_doubts(doubts);
    Ok(found)
}

/// Whether it says that there is too much, not that something is wrong or that nobody wants to know any more.
fn is_limit(error: &EngineError) -> bool {
    matches!(error, EngineError::Rows { .. } | EngineError::Memory { .. } | EngineError::Time { .. })
}

fn expects_more(operator: &Operator, rows: f64) -> bool {
    let mut rest = vec![operator];
    while let Some(operator) = rest.pop() {
        if operator.estimate > rows {
            return true;
        }
        rest.extend(operator.work.inputs());
    }
    false
}

/// The operator below, if the rows of this one are those that it makes of each row from there.
fn row_by_row(operator: &Operator) -> Option<&Operator> {
    match &operator.work {
        Work::Follow { input, anchor: Anchor::Nothing, .. } if matches!(input.work, Work::Unit) => None,
        Work::Follow { input, .. }
        | Work::Meet { input, .. }
        | Work::OneOf { input, .. }
        | Work::Member { input, .. }
        | Work::Entity { input, .. }
        | Work::Select { input, .. }
        | Work::Describe { input, .. }
        | Work::Reach { input, .. }
        | Work::Cut { input } => Some(input),
        Work::Difference { left, pass: true, .. } | Work::Join { left, pass: Some(_), .. } => Some(left),
        _ => None,
    }
}

/// Whether an operator can make the rows of some nodes at a time.
fn in_parts(operator: &Operator) -> bool {
    match &operator.work {
        Work::Nodes { .. } | Work::Kind { .. } | Work::Entities { .. } | Work::Ends { .. } => true,
        // With a time test all dates are looked at first.
        Work::Follow { input, step, anchor: Anchor::Nothing, .. } => matches!(input.work, Work::Unit) && step.times.is_empty(),
        _ => false,
    }
}

/// How many rows an operator takes at first. One may make thousands; but what stands on the other side is run each time.
fn at_first(operator: &Operator) -> usize {
    if matches!(operator.work, Work::Difference { .. } | Work::Join { .. }) { 1024 } else { 1 }
}

struct Attempt<'p> {
    /// The operator that rows come from.
    lowest: &'p Operator,
    /// Those that make rows of each row, the highest first.
    above: Vec<&'p Operator>,
    /// How many rows each of them takes the next time, the lowest first.
    sizes: Vec<usize>,
    /// Sure rows.
    found: Builder,
    enough: usize,
    spent: usize,
}

/// Rows on their way up.
struct Level {
    table: Table,
    next: usize,
}

impl<'p> Attempt<'p> {
    fn new(run: &mut Run<'_>, root: &'p Operator, enough: usize) -> Self {
        let (mut above, mut lowest) = (Vec::new(), root);
        while let Some(below) = row_by_row(lowest) {
            above.push(lowest);
            lowest = below;
        }
        let found = Builder::new(run, &root.keep, true);
        let sizes = above.iter().rev().map(|operator| at_first(operator)).collect();
        Self { lowest, sizes, above, found, enough, spent: 0 }
    }

    /// The sure rows that were found, at most as many as are enough.
    fn run(mut self, run: &mut Run<'_>) -> Result<Table, EngineError> {
        run.cap(Some(BUDGET));
        let ended = self.search(run);
        run.cap(None);
        run.only(None);
        match ended {
            // What was too much for the attempt may yet be done as a whole; and what was found is certain, whatever ended the search.
            Err(error) if !is_limit(&error) => Err(error),
            Ok(()) | Err(_) => Ok(self.found.finish(run)),
        }
    }

    fn search(&mut self, run: &mut Run<'_>) -> Result<(), EngineError> {
        if !in_parts(self.lowest) {
            let table = run.evaluate(self.lowest, None)?;
            return self.climb(run, table).map(|_| ());
        }
        let (mut start, mut size, bound) = (0, NODES_AT_FIRST, run.view.node_bound());
        loop {
            let end = start + size;
            // A list of nodes may hold some that the view does not have.
            let last = end >= bound;
            let part: Range<NodeId> = NodeId::from_index(start)..if last { NodeId(u32::MAX) } else { NodeId::from_index(end) };
            run.only(Some(part));
            let table = run.evaluate(self.lowest, None)?;
            run.only(None);
            self.spent += size / 8;
            if self.climb(run, table)? || last {
                return Ok(());
            }
            (start, size) = (end, size * 2);
        }
    }

    /// Takes rows of the lowest operator to the top; whether the search is over.
    fn climb(&mut self, run: &mut Run<'_>, table: Table) -> Result<bool, EngineError> {
        let mut levels = vec![Level { table, next: 0 }];
        while let Some(depth) = levels.len().checked_sub(1) {
            let Some(level) = levels.last_mut() else { break };
            if level.next >= level.table.len() {
                if let Some(done) = levels.pop() {
                    run.scratch.give_table(done.table);
                }
                continue;
            }
            let operator = self.above.len().checked_sub(depth + 1).and_then(|place| self.above.get(place).copied());
            let Some(operator) = operator else {
                level.next = level.table.len();
                for (row, mark) in level.table.rows().filter(|(_, mark)| !mark.is_doubtful()) {
                    self.found.push(run, row.iter().copied(), mark).map_err(|stop| run.error(stop, self.lowest))?;
                    if self.found.rows() >= self.enough {
                        return Ok(true);
                    }
                }
                continue;
            };
            if self.spent >= BUDGET {
                return Ok(true);
            }
            let size = self.sizes.get(depth).copied().unwrap_or(1);
            let end = (level.next + size).min(level.table.len());
            let some = level.table.part(run, level.next..end);
            level.next = end;
            self.spent += some.len();
            let made = run.apply(operator, some, None)?;
            self.spent += made.len();
            if let Some(size) = self.sizes.get_mut(depth) {
                *size *= 2;
            }
            levels.push(Level { table: made, next: 0 });
        }
        Ok(self.spent >= BUDGET)
    }
}
