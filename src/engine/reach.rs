//! Reaching: following claims any number of times.
//!
//! Breadth first, one layer a step. Within a layer nodes are met in the order of their least ways (compared by claim ids, first one first),
//! because a layer is searched in that order and the claims at each node in theirs. So the first way that is met is the one for the evidence.
//! Backwards, the least way from a node begins with the least claim that leads to the layer before, so that one is kept.

use super::ledger::Mark;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::step::{PlainLanes, StepTest, plain_lanes};
use super::table::{Builder, From, Merge, Table};
use super::visited::{Bits, Visited};
use crate::graph::{ClaimId, NodeId, Truth};
use crate::plan::{Anchor, Operator};
use crate::query::{Column, Step};

pub(super) struct Reach<'a> {
    pub from: Column,
    pub step: &'a Step,
    pub min: u32,
    pub max: Option<u32>,
    pub to: Column,
    pub anchor: Anchor,
}

/// For each input row, one row for each node that can be reached. Claims whose tests are unknown are not followed but noted.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, input: &Table, reach: &Reach<'_>) -> Result<Table, Stop> {
    let view = run.view;
    if let Some(table) = flood(run, operator, input, reach)? {
        return Ok(table);
    }
    let test = StepTest::new(view, reach.step, Some(run.mode));
    let mut search = Search { reach, test, seen: run.scratch.visited(view), layer: run.scratch.visited(view), neighbours: Vec::new() };
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), input, &[reach.from, reach.to])?;
    let backward = reach.anchor == Anchor::To;
    let (start, end) = if backward { (reach.to, reach.from) } else { (reach.from, reach.to) };
    let (start, bound) = (input.position(start)?, input.find(end));
    // Rows that start at the same node follow each other, so that each search is made once and forgotten.
    let mut order: Vec<usize> = (0..input.len()).collect();
    order.sort_by_key(|&index| input.row(index)[start]);
    for group in order.chunk_by(|&a, &b| input.row(a)[start] == input.row(b)[start]) {
        let Some(node) = group.first().and_then(|&index| input.row(index)[start].as_node()) else { continue };
        let reached = if backward { search.leading_to(run, node)? } else { search.from(run, node)? };
        for &index in group {
            let row = input.row(index);
            for &(other, way) in &reached {
                let (here, there) = (Slot::node(node), Slot::node(other));
                if bound.is_none_or(|bound| row[bound] == there) {
                    let added = if backward { [there, here] } else { [here, there] };
                    let mark = run.ledger.join(input.mark(index), way);
                    builder.push(run, output.iter().map(|from| from.pick(row, &added)), mark)?;
                }
            }
        }
    }
    run.scratch.give_visited(search.seen);
    run.scratch.give_visited(search.layer);
    Ok(builder.finish(run))
}

/// How many nodes are reached, where nothing else is asked; nothing where more is.
pub(super) fn count(run: &mut Run<'_>, operator: &Operator, input: &Table, reach: &Reach<'_>) -> Result<Option<u64>, Stop> {
    let Some(found) = flooded(run, operator, input, reach)? else { return Ok(None) };
    let count = found.len() as u64;
    run.scratch.give_nodes(found);
    Ok(Some(count))
}

fn flood(run: &mut Run<'_>, operator: &Operator, input: &Table, reach: &Reach<'_>) -> Result<Option<Table>, Stop> {
    let Some(found) = flooded(run, operator, input, reach)? else { return Ok(None) };
    let mut builder = Builder::merging(run, &operator.keep, Merge::Never);
    builder.push_nodes(run, &found)?;
    run.scratch.give_nodes(found);
    Ok(Some(builder.finish(run)))
}

/// The nodes that are reached in any number of steps from a set of nodes, where nothing is asked but which they are: a bit for each finds those that
/// were reached already. Nothing where more is asked.
fn flooded(run: &mut Run<'_>, operator: &Operator, input: &Table, reach: &Reach<'_>) -> Result<Option<Vec<NodeId>>, Stop> {
    let view = run.view;
    let backward = reach.anchor == Anchor::To;
    let (near, far) = if backward { (reach.to, reach.from) } else { (reach.from, reach.to) };
    let only_far = operator.keep.len() == 1 && operator.keep.contains(far) && near != far && input.find(far).is_none();
    let plain = !run.evidence() && operator.merge && input.is_plain() && reach.min <= 1 && reach.max.is_none();
    let (Some(PlainLanes { relations, directions }), true) = (plain_lanes(view, reach.step, backward), only_far && plain) else {
        return Ok(None);
    };
    let start = input.position(near)?;
    let starts = input.rows().filter_map(|(row, _)| row[start].as_node());
    let (mut met, mut found) = (run.scratch.bits(view), run.scratch.nodes());
    let limit = run.row_limit();
    let mut expand = |node: NodeId, met: &mut Bits, found: &mut Vec<NodeId>| -> Result<(), Stop> {
        for &relation in relations {
            for &direction in directions {
                let nodes = view.neighbours(node, relation, direction).nodes;
                run.charge(nodes.len() + 1)?;
                found.extend(nodes.iter().copied().filter(|&node| met.mark(node)));
            }
        }
        if found.len() > limit { Err(Stop::Rows) } else { Ok(()) }
    };
    if reach.min == 0 {
        found.extend(starts);
        found.retain(|&node| met.mark(node));
    } else {
        for node in starts {
            expand(node, &mut met, &mut found)?;
        }
    }
    let mut next = 0;
    while let Some(&node) = found.get(next) {
        next += 1;
        expand(node, &mut met, &mut found)?;
    }
    run.scratch.give_bits(met, &found);
    Ok(Some(found))
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
    /// The nodes from which an end is reached, with the claims of one shortest way each. Only for `min` up to 1 and steps without time
    /// tests: then no claim is unknown, and a node need be met once only.
    fn leading_to(&mut self, run: &mut Run<'_>, end: NodeId) -> Result<Vec<(NodeId, Mark)>, Stop> {
        self.seen.clear();
        let mut reached = Vec::new();
        if self.reach.min == 0 {
            self.seen.mark(end, 0);
            reached.push((end, Mark::SURE));
        }
        let mut frontier = vec![(end, Mark::SURE)];
        let mut steps = 0;
        while !frontier.is_empty() && self.reach.max.is_none_or(|max| steps < max) {
            steps += 1;
            self.layer.clear();
            // Each node of the new layer, and the least claim that leads on from it, to that place of the frontier.
            let mut next: Vec<(NodeId, ClaimId, usize)> = Vec::new();
            let (seen, layer) = (&mut self.seen, &mut self.layer);
            for (place, &(node, _)) in frontier.iter().enumerate() {
                self.test.visit(run, node, true, None, |_, other, claim, truth| {
                    if truth == Truth::Yes && seen.mark(other, 0) {
                        layer.mark(other, next.len() as u32);
                        next.push((other, claim, place));
                    } else if let Some(best) = layer.get(other).and_then(|found| next.get_mut(found as usize))
                        && claim < best.1
                    {
                        *best = (other, claim, place);
                    }
                    Ok(())
                })?;
            }
            if reached.len() + next.len() > run.row_limit() {
                return Err(Stop::Rows);
            }
            let mut layer = Vec::with_capacity(next.len());
            for (node, claim, place) in next {
                let first = run.ledger.claim(claim);
                let rest = frontier.get(place).map_or(Mark::SURE, |&(_, way)| way);
                layer.push((node, run.ledger.join(first, rest)));
            }
            run.check_memory()?;
            reached.extend_from_slice(&layer);
            frontier = layer;
        }
        Ok(reached)
    }
}
