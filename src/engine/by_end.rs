//! Counting the claims of a relation by the node at one end, without making a row for each.
//!
//! "The things that were liked by the most things in 2010" asks for nothing but how many subjects each object has, of claims that hold then. Claims stand
//! in the order of their subjects, and so do their dates: where these are asked about, they are gone through first, and only what passes is counted, for
//! each object in a place of its own, so that no dates are needed in the order of objects.

use std::ops::ControlFlow;

use super::ledger::Mark;
use super::mode::Mode;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::step::StepTest;
use super::table::{Builder, From, Table};
use crate::graph::{Day, Direction, NodeId, RelationId, Truth, View};
use crate::plan::{Anchor, Operator, Work};
use crate::query::{Column, Function, Traversal};

/// A count of claims by one end.
pub(super) struct ByEnd<'p> {
    group: &'p Operator,
    /// What reads the claims.
    follow: &'p Operator,
    test: StepTest<'p>,
    relation: RelationId,
    /// The way from the end by which they are counted to the other.
    direction: Direction,
    /// Whether other ends are counted, each once, and not claims.
    distinct: bool,
    key: Column,
    count: Column,
}

impl<'p> ByEnd<'p> {
    /// If an operator counts claims of one relation, or their other ends, by one end, and nothing is asked of them but when they hold.
    pub fn of(view: &'p dyn View, operator: &'p Operator, mode: Mode) -> Option<Self> {
        let Work::Group { input, keys, aggregates, over: None } = &operator.work else { return None };
        let (&[key], [aggregate]) = (&keys[..], &aggregates[..]) else { return None };
        let Work::Follow { input: unit, step, from, claim, to, anchor: Anchor::Nothing } = &input.work else { return None };
        let counted = matches!(aggregate.function, Function::Count | Function::Rows) && aggregate.to != key;
        let apart = from != to && claim != from && claim != to;
        if !counted || !apart || !matches!(unit.work, Work::Unit) {
            return None;
        }
        let far = match key {
            key if key == *from => *to,
            key if key == *to => *from,
            _ => return None,
        };
        let kept = input.keep.len() == 2 && input.keep.contains(key) && input.keep.contains(aggregate.of);
        let distinct = aggregate.of == far;
        if !kept || !(distinct || aggregate.of == *claim) {
            return None;
        }
        let direction = match (step.traversal, key == *from) {
            (Traversal::Forward, true) | (Traversal::Backward, false) => Direction::Forward,
            (Traversal::Forward, false) | (Traversal::Backward, true) => Direction::Backward,
            (Traversal::Both, _) => return None,
        };
        let test = StepTest::new(view, step, Some(mode));
        let relation = test.timed_lane()?;
        if direction == Direction::Backward && !step.times.is_empty() {
            view.objects_of(relation)?;
        }
        Some(Self { group: operator, follow: input, test, relation, direction, distinct, key, count: aggregate.to })
    }

    /// The groups, and how many rows they stand for; those of the present mode, whatever the others are.
    ///
    /// # Errors
    /// The limit that was reached.
    ///
    /// # Complexity
    /// O(claims of the relation).
    pub fn count(&self, run: &mut Run<'_>) -> Result<(Table, usize), Stop> {
        let counts = match (self.test.scan(run, self.relation)?, self.direction) {
            (None, _) => self.by_rows(run)?,
            (Some(passing), Direction::Forward) => self.by_subject(run, &passing)?,
            (Some(passing), Direction::Backward) => self.by_object(run, &passing)?,
        };
        let rows = counts.iter().map(|&(_, count)| count as usize).sum();
        if counts.len() > run.row_limit() {
            return Err(Stop::Rows);
        }
        let mut builder = Builder::new(run, &self.group.keep, self.group.merge);
        let output = From::of(builder.columns(), &Table::default(), &[self.key, self.count])?;
        for (node, count) in counts {
            let cells = [Slot::node(node), run.values.number(count.into())];
            builder.push(run, output.iter().map(|from| from.pick(&[], &cells)), Mark::SURE)?;
        }
        Ok((builder.finish(run), rows))
    }

    /// The operator that would have read the claims.
    pub fn below(&self) -> &'p Operator {
        self.follow
    }

    /// Where all claims pass: the lengths of rows.
    fn by_rows(&self, run: &mut Run<'_>) -> Result<Vec<(NodeId, u32)>, Stop> {
        let view = run.view;
        let (mut counts, mut ended) = (Vec::new(), Ok(()));
        let nodes = NodeId(0)..NodeId::from_index(view.node_bound());
        let _ = view.each_row(self.relation, self.direction, nodes, &mut |node, neighbours| {
            ended = run.charge(neighbours.len() / 8 + 1);
            let others = neighbours.nodes;
            let again = if self.distinct { others.windows(2).filter(|pair| pair.first() == pair.last()).count() } else { 0 };
            counts.push((node, (others.len() - again) as u32));
            if ended.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        ended.map(|()| counts)
    }

    /// Rows of subjects, of which those claims count that pass.
    fn by_subject(&self, run: &mut Run<'_>, passing: &[(usize, Day)]) -> Result<Vec<(NodeId, u32)>, Stop> {
        let view = run.view;
        let mut counts: Vec<(NodeId, u32)> = Vec::new();
        let (mut rest, mut start, mut ended) = (passing, 0, Ok(()));
        let nodes = NodeId(0)..NodeId::from_index(view.node_bound());
        let _ = view.each_row(self.relation, Direction::Forward, nodes, &mut |node, neighbours| {
            let end = start + neighbours.len();
            let mut last = None;
            let mut count = 0;
            while let Some((&(place, day), others)) = rest.split_first()
                && place < end
            {
                rest = others;
                let (other, claim) = (neighbours.nodes.get(place - start), neighbours.claims.get(place - start));
                let (Some(&other), Some(claim)) = (other, claim) else { continue };
                match self.test.passes(run, claim, false, Some(day)) {
                    Truth::Yes if self.distinct && last == Some(other) => {}
                    Truth::Yes => {
                        last = Some(other);
                        count += 1;
                    }
                    Truth::Unknown => run.doubt(Mark::doubting(claim)),
                    Truth::No => {}
                }
                ended = run.tick();
            }
            start = end;
            if count > 0 {
                counts.push((node, count));
            }
            if ended.is_ok() && !rest.is_empty() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        ended.map(|()| counts)
    }

    /// Claims that pass, one after the other, each counted at its object.
    fn by_object(&self, run: &mut Run<'_>, passing: &[(usize, Day)]) -> Result<Vec<(NodeId, u32)>, Stop> {
        let view = run.view;
        let objects = view.objects_of(self.relation).unwrap_or_default();
        let claims = view.claims_of(self.relation);
        let mut met = run.scratch.nodes();
        let mut last: Option<(NodeId, usize)> = None;
        for &(place, day) in passing {
            run.tick()?;
            let (Some(&object), Some(claim)) = (objects.get(place), claims.get(place)) else { continue };
            match self.test.passes(run, claim, false, Some(day)) {
                Truth::Yes => {}
                Truth::Unknown => {
                    run.doubt(Mark::doubting(claim));
                    continue;
                }
                Truth::No => continue,
            }
            // Claims with the same ends follow each other.
            let again = self.distinct
                && last.is_some_and(|(other, before)| {
                    let subject = |place| claims.get(place).and_then(|claim| view.ends(claim)).map(|(subject, ..)| subject);
                    other == object && subject(before) == subject(place)
                });
            last = Some((object, place));
            if !again {
                met.push(object);
            }
        }
        let counts = how_often(&mut met, view.node_bound());
        run.scratch.give_nodes(met);
        Ok(counts)
    }
}

/// Each of the nodes and how often it is there, ascending. Few among many are sorted, which stays within a cache; for others there is a place for each
/// node of the view.
fn how_often(nodes: &mut [NodeId], bound: usize) -> Vec<(NodeId, u32)> {
    /// Fewer than one in so many nodes are few.
    const FEW: usize = 8;
    if nodes.len() < bound / FEW {
        nodes.sort_unstable();
        return nodes.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, same.len() as u32))).collect();
    }
    let mut counts = vec![0_u32; bound];
    for node in nodes.iter() {
        if let Some(count) = counts.get_mut(node.index()) {
            *count += 1;
        }
    }
    counts.into_iter().enumerate().filter(|&(_, count)| count > 0).map(|(index, count)| (NodeId::from_index(index), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_nodes_are_counted_alike() {
        let nodes: Vec<NodeId> = [5, 3, 5, 0, 9, 3, 5].map(NodeId).to_vec();
        let expected = [(0, 1), (3, 2), (5, 3), (9, 1)].map(|(node, count)| (NodeId(node), count));
        for bound in [10, 1000] {
            assert_eq!(how_often(&mut nodes.clone(), bound), expected);
        }
    }
}
