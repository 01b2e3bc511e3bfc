//! Meeting: nodes that several lists of neighbours have in common, and the nodes at one end of a relation to start from.
//!
//! The lists are sorted, so they are gone through together: step by step where they are of a size, in leaps where one is much longer
//! (Veldhuizen, "Leapfrog Triejoin", 2014).

use std::ops::ControlFlow;

use smallvec::SmallVec;

use super::ledger::Mark;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Merge, Table};
use crate::graph::{ClaimId, Neighbours, NodeId, RelationId, View};
use crate::plan::{Lane, Operator};
use crate::query::{Column, Polarity};

/// The nodes at the near end of a lane, ascending.
pub(super) fn ends(run: &mut Run<'_>, operator: &Operator, column: Column, lane: &Lane) -> Result<Table, Stop> {
    let view = run.view;
    let mut builder = Builder::merging(run, &operator.keep, Merge::Never);
    let wide = operator.keep.contains(column);
    let test = Fitting::of(view, lane.relation, lane.polarity);
    let mut ended: Result<(), Stop> = Ok(());
    let _ = view.each_row(lane.relation, lane.direction, run.part(), &mut |node, neighbours| {
        if test.passes_any(view, neighbours) {
            ended = builder.push(run, wide.then_some(Slot::node(node)), Mark::SURE);
        }
        if ended.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    ended.map(|()| builder.finish(run))
}

/// For each input row, one row for each node to which all lanes lead.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, input: &Table, to: Column, lanes: &[Lane]) -> Result<Table, Stop> {
    let view = run.view;
    let mut ends = Vec::with_capacity(lanes.len());
    for lane in lanes {
        ends.push(End {
            lane,
            place: input.position(lane.at)?,
            test: Fitting::of(view, lane.relation, lane.polarity),
            node: None,
            found: Neighbours::default(),
        });
    }
    // Equal nodes follow each other, so rows can only be equal elsewhere if a column is dropped.
    let whole = operator.keep.contains(to) && input.columns.iter().all(|&column| operator.keep.contains(column));
    let mut builder = Builder::merging(run, &operator.keep, if whole { Merge::Adjacent } else { Merge::Anywhere });
    let output = From::of(builder.columns(), input, &[to])?;
    let all_pass = ends.iter().all(|end| end.test == Fitting::All);
    for index in 0..input.len() {
        let row = input.row(index);
        let mut lists: SmallVec<[&[NodeId]; 4]> = SmallVec::new();
        for end in &mut ends {
            let nodes = end.neighbours(view, row).nodes;
            if nodes.is_empty() {
                break;
            }
            lists.push(nodes);
        }
        run.tick()?;
        if lists.len() < ends.len() {
            continue;
        }
        let mut ended = Ok(());
        let mark = input.mark(index);
        intersect(&mut lists, |node| {
            let mut mark = mark;
            if !all_pass || run.evidence() {
                for end in &ends {
                    let Some(claims) = end.test.claims(run, end.found.to(node)) else { return true };
                    mark = run.ledger.join(mark, claims);
                }
            }
            ended = builder.push(run, output.iter().map(|from| from.pick(row, &[Slot::node(node)])), mark);
            ended.is_ok()
        });
        ended?;
        // What was gone through, at least.
        run.charge(lists.iter().map(|list| list.len()).min().unwrap_or_default())?;
    }
    Ok(builder.finish(run))
}

/// A lane while rows are gone through: rows that follow each other mostly have the same node.
struct End<'a> {
    lane: &'a Lane,
    place: usize,
    test: Fitting,
    node: Option<NodeId>,
    found: Neighbours<'a>,
}

impl<'a> End<'a> {
    fn neighbours(&mut self, view: &'a dyn View, row: &[Slot]) -> Neighbours<'a> {
        let node = row[self.place].as_node();
        if node != self.node || node.is_none() {
            self.node = node;
            self.found = node.map(|node| view.neighbours(node, self.lane.relation, self.lane.direction)).unwrap_or_default();
        }
        self.found
    }
}

/// Which claims of a relation pass by what they assert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fitting {
    All,
    Asserted,
    Denied,
}

impl Fitting {
    pub fn of(view: &dyn View, relation: RelationId, polarity: Polarity) -> Self {
        match polarity {
            Polarity::Either => Self::All,
            Polarity::Asserted if view.statistics(relation).denied == 0 => Self::All,
            Polarity::Asserted => Self::Asserted,
            Polarity::Denied => Self::Denied,
        }
    }

    fn passes(self, view: &dyn View, claim: ClaimId) -> bool {
        self == Self::All || view.is_denied(claim) == (self == Self::Denied)
    }

    fn passes_any(self, view: &dyn View, neighbours: Neighbours<'_>) -> bool {
        self == Self::All || neighbours.claims.iter().any(|claim| self.passes(view, claim))
    }

    /// The mark of the claims that pass; nothing if none does.
    fn claims(self, run: &mut Run<'_>, neighbours: Neighbours<'_>) -> Option<Mark> {
        let view = run.view;
        let mut mark: Option<Mark> = None;
        for claim in neighbours.claims.iter().filter(|&claim| self.passes(view, claim)) {
            let claim = run.ledger.claim(claim);
            mark = Some(mark.map_or(claim, |mark| run.ledger.unite(mark, claim)));
        }
        mark
    }
}

/// One list this many times as long as another is leapt through.
const LEAP: usize = 8;

/// Calls `visit` with each node that all lists have, ascending, until it says no; perhaps more than once with a node that is in lists more
/// than once. The lists are sorted.
pub(super) fn intersect(lists: &mut [&[NodeId]], mut visit: impl FnMut(NodeId) -> bool) {
    lists.sort_unstable_by_key(|list| list.len());
    if let &mut [few, many] = lists
        && many.len() / LEAP <= few.len()
    {
        let (mut i, mut j) = (0, 0);
        while let (Some(&a), Some(&b)) = (few.get(i), many.get(j)) {
            if a == b && !visit(a) {
                return;
            }
            i += usize::from(a <= b);
            j += usize::from(b <= a);
        }
        return;
    }
    let Some((few, others)) = lists.split_first_mut() else { return };
    'nodes: for &node in *few {
        for list in &mut *others {
            *list = leap(list, node);
            match list.first() {
                None => return,
                Some(&first) if first != node => continue 'nodes,
                Some(_) => {}
            }
        }
        if !visit(node) {
            return;
        }
    }
}

/// How many different nodes all lists have. The lists are sorted.
pub(super) fn count_common(lists: &[&[NodeId]]) -> u64 {
    let (mut count, mut last) = (0, None);
    match lists {
        [] => return 0,
        // Where two lists are of a size they are merged without asking which way: a jump that is foreseen wrongly costs more.
        [a, b] if a.len() / LEAP <= b.len() && b.len() / LEAP <= a.len() => {
            let (mut i, mut j, mut met) = (0, 0, u32::MAX);
            while let (Some(&NodeId(x)), Some(&NodeId(y))) = (a.get(i), b.get(j)) {
                count += u64::from(x == y) & u64::from(x != met);
                met = if x == y { x } else { met };
                i += usize::from(x <= y);
                j += usize::from(y <= x);
            }
        }
        _ => {
            let mut lists: SmallVec<[&[NodeId]; 4]> = lists.iter().copied().collect();
            intersect(&mut lists, |node| {
                count += u64::from(last.replace(node) != Some(node));
                true
            });
        }
    }
    count
}

/// A sorted list from its first node that is not below this one: in steps that double, then by halves.
fn leap(list: &[NodeId], node: NodeId) -> &[NodeId] {
    let mut step = 1;
    while list.get(step - 1).is_some_and(|&other| other < node) {
        step *= 2;
    }
    let (start, end) = (step / 2, step.min(list.len()));
    let within = list.get(start..end).map_or(0, |part| part.partition_point(|&other| other < node));
    list.get(start + within..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(numbers: &[u32]) -> Vec<NodeId> {
        numbers.iter().copied().map(NodeId).collect()
    }

    fn common(lists: &[&[u32]]) -> Vec<u32> {
        let lists: Vec<Vec<NodeId>> = lists.iter().map(|list| nodes(list)).collect();
        let mut slices: Vec<&[NodeId]> = lists.iter().map(Vec::as_slice).collect();
        let mut found = Vec::new();
        intersect(&mut slices, |node| {
            found.push(node.0);
            true
        });
        found.dedup();
        let slices: Vec<&[NodeId]> = lists.iter().map(Vec::as_slice).collect();
        assert_eq!(count_common(&slices), found.len() as u64);
        found
    }

    #[test]
    fn lists_meet_whatever_their_lengths() {
        let long: Vec<u32> = (0..1000).map(|number| number * 3).collect();
        assert_eq!(common(&[&[1, 3, 5, 7], &[3, 4, 5, 9]]), [3, 5]);
        assert_eq!(common(&[&long, &[2, 3, 300, 301, 2997, 2999]]), [3, 300, 2997]);
        assert_eq!(common(&[&long, &long[500..], &[1500, 1501, 1800]]), [1500, 1800]);
        assert_eq!(common(&[&[1, 1, 2, 2], &[1, 2, 2]]), [1, 2]);
        assert_eq!(common(&[&[], &long]), [0_u32; 0]);
        assert_eq!(common(&[&[5]]), [5]);
    }

    #[test]
    fn a_leap_ends_at_the_first_that_is_not_below() {
        let list = nodes(&[1, 1, 4, 6, 6, 9]);
        for (node, rest) in [(0, 6), (1, 6), (2, 4), (4, 4), (5, 3), (6, 3), (7, 1), (9, 1), (10, 0)] {
            assert_eq!(leap(&list, NodeId(node)).len(), rest, "{node}");
        }
    }
}
