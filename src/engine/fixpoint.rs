//! Rules that define a relation by itself: run round by round until nothing new comes.
//!
//! Comes in: a plan for each rule. Goes out: the pairs of one relation. A pair keeps the evidence of the round in which it first came up. How the rules
//! are planned, so that a round looks only at what the one before found, is told in `plan/fixpoint.rs`; here each round runs them all, keeps what
//! is new, and the rounds end when nothing is. That there is an end is sure, since no rule makes a node that the graph does not have.

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::EngineError;
use super::ledger::Mark;
use super::mode::Mode;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, Table};
use crate::graph::RelationId;
use crate::plan::{Fixpoint, Operator};
use crate::query::{Column, ColumnSet};

/// What a fixpoint has found so far.
pub(super) struct Frame {
    relations: Vec<Found>,
    /// Tables of fixpoints within, which no round changes, by the number of their operator and their mode.
    within: Vec<(usize, Mode, Table)>,
}

/// The pairs of one relation.
struct Found {
    relation: RelationId,
    pairs: Vec<(Slot, Slot, Mark)>,
    known: FxHashSet<(Slot, Slot)>,
    /// Where those of the last round begin.
    fresh: usize,
}

/// What a round found of one relation, in the order in which it came up.
type New = IndexMap<(Slot, Slot), Mark, FxBuildHasher>;

/// Runs the rules; one row for each pair of the relation that is wanted.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, fixpoint: &Fixpoint, passed: Option<&Table>) -> Result<Table, EngineError> {
    let kept = run.frames.last().and_then(|frame| frame.within.iter().find(|(id, mode, _)| *id == operator.id && *mode == run.mode));
    if let (Some((.., table)), false) = (kept, fixpoint.narrowed) {
        return Ok(table.clone());
    }
    let mut relations: Vec<Found> = Vec::new();
    for relation in fixpoint.rules.iter().map(|rule| rule.relation).chain([fixpoint.relation]) {
        if !relations.iter().any(|found| found.relation == relation) {
            relations.push(Found { relation, pairs: Vec::new(), known: FxHashSet::default(), fresh: 0 });
        }
    }
    run.frames.push(Frame { relations, within: Vec::new() });
    let ended = rounds(run, operator, fixpoint, passed.filter(|_| fixpoint.narrowed));
    let frame = run.frames.pop();
    ended?;
    let found = frame.into_iter().flat_map(|frame| frame.relations).find(|found| found.relation == fixpoint.relation);
    let table = table(run, fixpoint, found).map_err(|stop| run.error(stop, operator))?;
    if let (Some(frame), false) = (run.frames.last_mut(), fixpoint.narrowed) {
        frame.within.push((operator.id, run.mode, table.clone()));
    }
    Ok(table)
}

/// Runs all rules again and again, until a round finds nothing new.
fn rounds(run: &mut Run<'_>, operator: &Operator, fixpoint: &Fixpoint, passed: Option<&Table>) -> Result<(), EngineError> {
    let mut first = true;
    loop {
        let mut news: IndexMap<RelationId, New, FxBuildHasher> = IndexMap::default();
        for rule in &fixpoint.rules {
            let plans = if first { std::slice::from_ref(&rule.first) } else { &rule.again[..] };
            for plan in plans {
                let table = run.evaluate(plan, passed)?;
                let new = news.entry(rule.relation).or_default();
                take_new(run, fixpoint, rule.relation, &table, new).map_err(|stop| run.error(stop, operator))?;
            }
        }
        first = false;
        let limit = run.row_limit();
        let Some(frame) = run.frames.last_mut() else { return Ok(()) };
        let (mut grown, mut total) = (false, 0);
        for found in &mut frame.relations {
            found.fresh = found.pairs.len();
            for ((from, to), mark) in news.swap_remove(&found.relation).unwrap_or_default() {
                found.known.insert((from, to));
                found.pairs.push((from, to, mark));
                grown = true;
            }
            total += found.pairs.len();
        }
        if total > limit {
            return Err(run.error(Stop::Rows, operator));
        }
        if !grown {
            return Ok(());
        }
    }
}

/// Notes the pairs of a table that were not known before this round. A pair that several rules make has the evidence of all.
fn take_new(run: &mut Run<'_>, fixpoint: &Fixpoint, relation: RelationId, table: &Table, new: &mut New) -> Result<(), Stop> {
    let (from, to) = (table.position(fixpoint.from)?, table.position(fixpoint.to)?);
    for (row, mark) in table.rows() {
        run.tick()?;
        if mark.is_doubtful() {
            run.doubt(mark);
            continue;
        }
        let pair = (row[from], row[to]);
        let is_known = run
            .frames
            .last()
            .and_then(|frame| frame.relations.iter().find(|found| found.relation == relation))
            .is_some_and(|found| found.known.contains(&pair));
        if is_known {
            continue;
        }
        match new.get_mut(&pair) {
            Some(other) => {
                *other = run.ledger.unite(*other, mark);
                run.check_memory()?;
            }
            None => {
                if new.len() >= run.row_limit() {
                    return Err(Stop::Rows);
                }
                new.insert(pair, mark);
            }
        }
    }
    Ok(())
}

fn table(run: &mut Run<'_>, fixpoint: &Fixpoint, found: Option<Found>) -> Result<Table, Stop> {
    let ends: ColumnSet = [fixpoint.from, fixpoint.to].into_iter().collect();
    let mut builder = Builder::new(run, &ends, false);
    put(run, &mut builder, (fixpoint.from, fixpoint.to), found.map(|found| found.pairs).unwrap_or_default())?;
    Ok(builder.finish(run))
}

/// The pairs found so far, or those of the last round only.
pub(super) fn derived(
    run: &mut Run<'_>,
    operator: &Operator,
    relation: RelationId,
    ends: (Column, Column),
    fresh: bool,
) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let found = run.frames.last().and_then(|frame| frame.relations.iter().find(|found| found.relation == relation));
    let pairs = found.map(|found| found.pairs[if fresh { found.fresh } else { 0 }..].to_vec()).unwrap_or_default();
    put(run, &mut builder, ends, pairs)?;
    Ok(builder.finish(run))
}

fn put(run: &mut Run<'_>, builder: &mut Builder, ends: (Column, Column), pairs: Vec<(Slot, Slot, Mark)>) -> Result<(), Stop> {
    let columns = builder.columns().to_vec();
    for (from, to, mark) in pairs {
        // The same column twice asks for what is linked to itself.
        if ends.0 == ends.1 && from != to {
            continue;
        }
        builder.push(run, columns.iter().map(|&column| if column == ends.0 { from } else { to }), mark)?;
    }
    Ok(())
}
