//! Following claims: the workhorse. From a node to its neighbours, backwards, from a claim to its ends, or over all claims.

use super::run::{Run, Stop};
use super::slot::Slot;
use super::spread;
use super::step::StepTest;
use super::table::{Builder, From, Merge, Table};
use crate::graph::{ClaimId, NodeId, Truth};
use crate::plan::{Anchor, Operator};
use crate::query::{Column, Step};

pub(super) struct Follow<'a> {
    pub step: &'a Step,
    pub from: Column,
    pub claim: Column,
    pub to: Column,
    pub anchor: Anchor,
}

/// For each input row, one row for each claim that passes the step and agrees with the columns that are there.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, input: &Table, follow: &Follow<'_>) -> Result<Table, Stop> {
    if let Some(step) = spread::step(run, operator, input)? {
        return spread::rows(run, operator, input, step);
    }
    let view = run.view;
    let test = StepTest::new(view, follow.step, Some(run.mode));
    let added = [follow.from, follow.claim, follow.to];
    let bound = added.map(|column| input.find(column));
    // Where no column of the input is dropped, rows can only be equal if claims have the same ends.
    let whole = input.columns.iter().all(|&column| operator.keep.contains(column)) && test.is_sorted();
    let one_by_one = match follow.anchor {
        Anchor::From | Anchor::To => true,
        Anchor::Nothing => input.len() <= 1 && operator.keep.contains(follow.from),
        Anchor::Claim => false,
    };
    let merge = match operator.merge {
        false => Merge::Never,
        true if whole && one_by_one => Merge::Adjacent,
        true => Merge::Anywhere,
    };
    let mut builder = Builder::merging(run, &operator.keep, merge);
    let output = From::of(builder.columns(), input, &added)?;
    // The same column twice among the three asks for claims of a node with itself.
    let (loops, odd) = (follow.from == follow.to, follow.claim == follow.from || follow.claim == follow.to);
    let mut emit = |run: &mut Run<'_>, index: usize, (from, claim, to): (NodeId, ClaimId, NodeId), truth: Truth| {
        let (row, cells) = (input.row(index), [Slot::node(from), Slot::claim(claim), Slot::node(to)]);
        let agrees = bound.iter().zip(cells).all(|(place, cell)| place.is_none_or(|place| row[place] == cell));
        if !agrees || odd || (loops && from != to) {
            return Ok(());
        }
        let mark = if truth == Truth::Unknown { super::ledger::Mark::doubting(claim) } else { run.ledger.claim(claim) };
        let mark = run.ledger.join(input.mark(index), mark);
        builder.push(run, output.iter().map(|from| from.pick(row, &cells)), mark)
    };
    match follow.anchor {
        Anchor::From | Anchor::To => {
            let reversed = follow.anchor == Anchor::To;
            let (start, end) = if reversed { (follow.to, bound[0]) } else { (follow.from, bound[2]) };
            let start = input.position(start)?;
            for index in 0..input.len() {
                let row = input.row(index);
                let Some(node) = row[start].as_node() else { continue };
                let target = match end.map(|end| row[end].as_node()) {
                    None => None,
                    Some(None) => continue,
                    Some(target) => target,
                };
                test.visit(run, node, reversed, target, |run, other, claim, truth| {
                    emit(run, index, if reversed { (other, claim, node) } else { (node, claim, other) }, truth)
                })?;
            }
        }
        Anchor::Claim => {
            let place = input.position(follow.claim)?;
            for index in 0..input.len() {
                let Some(claim) = input.row(index)[place].as_claim() else { continue };
                test.visit_claim(run, claim, |run, from, to, truth| emit(run, index, (from, claim, to), truth))?;
            }
        }
        Anchor::Nothing => test.visit_all(run, |run, from, claim, to, truth| {
            (0..input.len()).try_for_each(|index| emit(run, index, (from, claim, to), truth))
        })?,
    }
    Ok(builder.finish(run))
}
