//! Reaching: following claims any number of times.
//!
//! Breadth first, one layer a step. Within a layer nodes are met in the order of their least ways (compared by claim ids, first one first),
//! because a layer is searched in that order and the claims at each node in theirs. So the first way that is met is the one for the evidence.

use rustc_hash::FxHashMap;

use super::ledger::Mark;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::step::StepTest;
use super::table::{Builder, From, Table};
use super::visited::Visited;
use crate::graph::{ClaimId, NodeId, Truth};
use crate::plan::Operator;
use crate::query::{Column, Step};

pub(super) struct Reach<'a> {
    pub from: Column,
    pub step: &'a Step,
    pub min: u32,
    pub max: Option<u32>,
    pub to: Column,
}

/// For each input row, one row for each node that can be reached. Claims whose tests are unknown are not followed but noted.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, input: &Table, reach: &Reach<'_>) -> Result<Table, Stop> {
    let view = run.view;
    let test = StepTest::new(view, reach.step);
    let mut search = Search { reach, test, seen: Visited::new(view), layer: Visited::new(view), neighbours: Vec::new() };
    let mut builder = Builder::new(&operator.keep, operator.merge);
    let output = From::of(builder.columns(), input, &[reach.to])?;
    let (from, bound) = (input.position(reach.from)?, input.find(reach.to));
    // The same node may start many rows; what it reaches is kept.
    let mut known: FxHashMap<NodeId, Vec<(NodeId, Mark)>> = FxHashMap::default();
    for (row, mark) in input.rows() {
        let Some(start) = row[from].as_node() else { continue };
        let reached = match known.entry(start) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => entry.insert(search.from(run, start)?),
        };
        for &(node, way) in &*reached {
            let cell = Slot::node(node);
            if bound.is_none_or(|bound| row[bound] == cell) {
                let mark = run.ledger.join(mark, way);
                builder.push(run, output.iter().map(|from| from.pick(row, &[cell])), mark)?;
            }
        }
    }
    Ok(builder.finish())
}

struct Search<'a> {
    reach: &'a Reach<'a>,
    test: StepTest<'a>,
    /// Nodes that are reached in `min` steps or more.
    seen: Visited,
    /// Nodes of the present layer, while it is nearer than `min`.
    layer: Visited,
    neighbours: Vec<(ClaimId, NodeId)>,
}

impl Search<'_> {
    /// The nodes reached from a start, with the claims of one shortest way each.
    fn from(&mut self, run: &mut Run<'_>, start: NodeId) -> Result<Vec<(NodeId, Mark)>, Stop> {
        self.seen.clear();
        let mut reached = Vec::new();
        if self.reach.min == 0 {
            self.seen.mark(start, 0);
            reached.push((start, Mark::SURE));
        }
        let mut frontier = vec![(start, Mark::SURE)];
        let mut steps = 0;
        while !frontier.is_empty() && self.reach.max.is_none_or(|max| steps < max) {
            steps += 1;
            self.layer.clear();
            let counts = steps >= self.reach.min;
            let mut next = Vec::new();
            for &(node, way) in &frontier {
                let neighbours = &mut self.neighbours;
                neighbours.clear();
                self.test.visit(run, node, false, None, |run, other, claim, truth| {
                    if truth == Truth::Yes {
                        neighbours.push((claim, other));
                    } else {
                        run.doubt(Mark::doubting(claim));
                    }
                    Ok(())
                })?;
                if run.evidence() {
                    neighbours.sort_unstable();
                }
                for &(claim, other) in &*neighbours {
                    let new = if counts { self.seen.mark(other, 0) } else { self.layer.mark(other, 0) };
                    if new {
                        let last = run.ledger.claim(claim);
                        next.push((other, run.ledger.join(way, last)));
                    }
                }
                run.check_memory()?;
            }
            if reached.len() + next.len() > run.row_limit() {
                return Err(Stop::Rows);
            }
            if counts {
                reached.extend_from_slice(&next);
            }
            frontier = next;
        }
        Ok(reached)
    }
}
