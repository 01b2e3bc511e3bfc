//! Following claims: the workhorse. From a node to its neighbours, backwards, from a claim to its ends, or over all claims.

use super::run::{Run, Stop};
use super::slot::Slot;
use super::step::StepTest;
use super::table::{Builder, From, Merge, Table};
use crate::graph::{ClaimId, Direction, NodeId, RelationId, Truth};
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
    let view = run.view;
    let test = StepTest::new(view, follow.step, Some(run.mode));
    if let Some(spread) = Spread::of(run, operator, input, follow, &test)? {
        return spread.run(run, operator, input);
    }
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

/// Following from a set of nodes to the set of nodes at the other end, whatever the claims between them: a bit for each node finds those
/// that were met already.
struct Spread<'a> {
    relations: &'a [(RelationId, bool)],
    directions: &'static [Direction],
    start: usize,
}

impl<'a> Spread<'a> {
    /// If nothing is asked but which nodes stand at the other end, and no row can be in doubt.
    fn of(run: &Run<'_>, operator: &Operator, input: &Table, follow: &Follow<'_>, test: &'a StepTest<'_>) -> Result<Option<Self>, Stop> {
        let (near, far) = match follow.anchor {
            Anchor::From => (follow.from, follow.to),
            Anchor::To => (follow.to, follow.from),
            Anchor::Nothing | Anchor::Claim => return Ok(None),
        };
        let only_far =
            operator.keep.len() == 1 && operator.keep.contains(far) && near != far && follow.claim != far && follow.claim != near;
        if run.evidence()
            || !operator.merge
            || !only_far
            || !input.is_plain()
            || input.find(far).is_some()
            || input.find(follow.claim).is_some()
        {
            return Ok(None);
        }
        let Some((relations, directions)) = test.plain_lanes(follow.anchor == Anchor::To) else { return Ok(None) };
        Ok(Some(Self { relations, directions, start: input.position(near)? }))
    }

    fn run(&self, run: &mut Run<'_>, operator: &Operator, input: &Table) -> Result<Table, Stop> {
        let view = run.view;
        let mut builder = Builder::merging(run, &operator.keep, Merge::Never);
        let mut met = run.scratch.bits(view);
        let width = input.columns.len();
        for row in input.cells().chunks_exact(width) {
            let Some(node) = row[self.start].as_node() else { continue };
            for &(relation, _) in self.relations {
                for &direction in self.directions {
                    let nodes = view.neighbours(node, relation, direction).nodes;
                    builder.push_nodes(run, nodes, |node| met.mark(node))?;
                }
            }
        }
        let table = builder.finish(run);
        let mut found = run.scratch.nodes();
        found.extend(table.cells().iter().filter_map(|slot| slot.as_node()));
        run.scratch.give_bits(met, &found);
        run.scratch.give_nodes(found);
        Ok(table)
    }
}
