//! The links of a network: as the view keeps them, where it does, or laid out by node.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use crate::engine::ledger::Mark;
use crate::engine::run::{Run, Stop};
use crate::engine::step::StepTest;
use crate::graph::{Direction, Linked, LinkedLists, NodeId, RelationId, Truth, View};
use crate::query::{Relations, Step, Traversal};

/// The claims that pass a step, as links from its start to its end.
pub(super) struct Network<'v> {
    /// One more than the highest node.
    pub bound: usize,
    links: Links<'v>,
    /// Whether each node is an end of a link.
    members: Vec<bool>,
    /// How many links there are.
    count: usize,
    /// How many may be laid out.
    most: usize,
}

/// Where links are found.
enum Links<'v> {
    /// In the view: all that it keeps, or those of one relation. None of them fails.
    Kept(Kept<'v>),
    /// Here, each with its two ends.
    Listed(Vec<(u32, u32)>),
}

/// Links that may be laid out, for each row that a run may make.
const LINKS_PER_ROW: usize = 16;

impl<'v> Network<'v> {
    /// Finds the claims that surely pass; those of an unknown test are noted. `either_way` says that it does not matter in which direction a link is followed.
    ///
    /// # Complexity
    /// O(nodes + links). Where the view keeps links by node, and all pass, none is copied.
    pub fn read(run: &mut Run<'v>, step: &Step, either_way: bool) -> Result<Self, Stop> {
        let view = run.view;
        let test = StepTest::new(view, step, None);
        let (bound, most) = (view.node_bound(), run.row_limit().saturating_mul(LINKS_PER_ROW));
        let mut members = vec![false; bound];
        let relation = match &step.relations {
            Relations::Any => Some(None),
            Relations::Only(relations) => match relations[..] {
                [relation] => Some(Some(relation)),
                _ => None,
            },
            Relations::Except(_) => None,
        };
        let one_way = either_way || step.traversal != Traversal::Both;
        if let Some(relation) = relation.filter(|_| one_way && view.keeps_links() && test.is_plain()) {
            let kept = Kept { view, relation, reversed: step.traversal == Traversal::Backward };
            let mut count = 0;
            for direction in [Direction::Forward, Direction::Backward] {
                count = 0;
                kept.each(run, direction, &mut |node, others| {
                    members[node] |= !others.is_empty();
                    count += others.len();
                })?;
            }
            return Ok(Self { bound, links: Links::Kept(kept), members, count, most });
        }
        let mut links = Vec::new();
        test.visit_all(run, |run, from, claim, to, truth| {
            if truth == Truth::Unknown {
                run.doubt(Mark::doubting(claim));
                return Ok(());
            }
            if links.len() >= most {
                return Err(Stop::Memory);
            }
            for end in [from, to] {
                if let Some(member) = members.get_mut(end.index()) {
                    *member = true;
                }
            }
            links.push((from.0, to.0));
            Ok(())
        })?;
        Ok(Self { bound, count: links.len(), links: Links::Listed(links), members, most })
    }

    pub fn has(&self, node: NodeId) -> bool {
        self.members.get(node.index()).copied().unwrap_or_default()
    }

    /// The nodes of the network, ascending.
    pub fn nodes(&self) -> Vec<usize> {
        (0..self.bound).filter(|&node| self.members[node]).collect()
    }

    /// How many links there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Calls `visit` with the ends of each link.
    pub fn each(&self, run: &mut Run<'_>, visit: &mut dyn FnMut(u32, u32)) -> Result<(), Stop> {
        match &self.links {
            Links::Kept(kept) => kept.each(run, Direction::Forward, &mut |node, others| {
                others.iter().for_each(|other| visit(node as u32, other.0));
            }),
            Links::Listed(links) => {
                run.charge(links.len())?;
                links.iter().for_each(|&(from, to)| visit(from, to));
                Ok(())
            }
        }
    }

    /// Calls `visit` with each node that links lead from, and how many do.
    pub fn each_out(&self, run: &mut Run<'_>, visit: &mut dyn FnMut(usize, usize)) -> Result<(), Stop> {
        match &self.links {
            Links::Kept(kept) => kept.each(run, Direction::Forward, &mut |node, others| {
                if !others.is_empty() {
                    visit(node, others.len());
                }
            }),
            Links::Listed(links) => {
                run.charge(links.len())?;
                let mut out = vec![0; self.bound];
                links.iter().for_each(|&(from, _)| out[from as usize] += 1);
                out.iter().enumerate().filter(|(_, links)| **links > 0).for_each(|(node, &links)| visit(node, links));
                Ok(())
            }
        }
    }

    /// Links by node: where they lead, or where they come from.
    pub fn side(&self, run: &mut Run<'_>, direction: Direction) -> Result<Side<'v>, Stop> {
        match &self.links {
            Links::Kept(kept) => Ok(Side::Kept(*kept, direction)),
            Links::Listed(_) => self.lay_out(run, direction == Direction::Forward, direction == Direction::Backward).map(Side::Laid),
        }
    }

    /// The neighbours of each node, whatever the direction, each once.
    pub fn neighbours(&self, run: &mut Run<'_>) -> Result<Lists, Stop> {
        self.lay_out(run, true, true).map(Lists::simple)
    }

    fn lay_out(&self, run: &mut Run<'_>, forward: bool, backward: bool) -> Result<Lists, Stop> {
        if self.count > self.most {
            return Err(Stop::Memory);
        }
        Lists::new(self.bound, &mut |visit| {
            self.each(run, &mut |from, to| {
                if forward {
                    visit(from, to);
                }
                if backward {
                    visit(to, from);
                }
            })
        })
    }
}

/// Links that a view keeps.
#[derive(Clone, Copy)]
pub(super) struct Kept<'v> {
    view: &'v dyn View,
    /// Of this relation only.
    relation: Option<RelationId>,
    /// Whether they are followed from object to subject.
    reversed: bool,
}

/// So many nodes are gone through at a time: their lists should fit into a cache.
const PART: usize = 1 << 10;

impl<'v> Kept<'v> {
    fn along(self, direction: Direction) -> Direction {
        if self.reversed { direction.reversed() } else { direction }
    }

    fn of(self, node: NodeId, direction: Direction) -> Linked<'v> {
        match self.relation {
            None => self.view.linked(node, self.along(direction)),
            Some(relation) => Linked::Listed(Cow::Borrowed(self.view.neighbours(node, relation, self.along(direction)).nodes)),
        }
    }

    /// Calls `visit` with each node of a range, ascending, and the nodes at the other ends of its links.
    fn each_of(self, direction: Direction, nodes: Range<usize>, lists: &mut LinkedLists, visit: &mut impl FnMut(usize, &[NodeId])) {
        let direction = self.along(direction);
        for start in nodes.clone().step_by(PART) {
            let part = start..(start + PART).min(nodes.end);
            let ids = NodeId::from_index(part.start)..NodeId::from_index(part.end);
            match self.relation {
                None => {
                    lists.clear();
                    self.view.linked_run(direction, ids, lists);
                    part.zip(lists.iter()).for_each(|(node, others)| visit(node, others));
                }
                Some(relation) => {
                    let mut next = part.start;
                    let _ = self.view.each_row(relation, direction, ids, &mut |node, neighbours| {
                        (next..node.index()).for_each(|without| visit(without, &[]));
                        visit(node.index(), neighbours.nodes);
                        next = node.index() + 1;
                        ControlFlow::Continue(())
                    });
                    (next..part.end).for_each(|without| visit(without, &[]));
                }
            }
        }
    }

    /// The same for all nodes, looking at the clock now and then.
    fn each(self, run: &mut Run<'_>, direction: Direction, visit: &mut impl FnMut(usize, &[NodeId])) -> Result<(), Stop> {
        let bound = self.view.node_bound();
        let mut lists = LinkedLists::default();
        for start in (0..bound).step_by(PART) {
            run.charge(PART)?;
            self.each_of(direction, start..(start + PART).min(bound), &mut lists, visit);
        }
        Ok(())
    }
}

/// Links by node, in one direction.
pub(super) enum Side<'v> {
    Kept(Kept<'v>, Direction),
    Laid(Lists),
}

impl Side<'_> {
    /// The nodes at the other ends of the links of a node.
    pub fn of(&self, node: usize) -> Linked<'_> {
        match self {
            Self::Kept(kept, direction) => kept.of(NodeId::from_index(node), *direction),
            Self::Laid(lists) => Linked::Listed(Cow::Borrowed(lists.of(node))),
        }
    }

    /// Calls `visit` with each node of a range, ascending, and the nodes at the other ends of its links.
    pub fn each(&self, nodes: Range<usize>, mut visit: impl FnMut(usize, &[NodeId])) {
        match self {
            Self::Kept(kept, direction) => kept.each_of(*direction, nodes, &mut LinkedLists::default(), &mut visit),
            Self::Laid(lists) => nodes.for_each(|node| visit(node, lists.of(node))),
        }
    }
}

/// Lists of nodes, one for each node.
pub(super) struct Lists {
    starts: Vec<usize>,
    nodes: Vec<NodeId>,
}

/// Calls what it is given with the first and the second node of each link.
type EachLink<'l> = dyn FnMut(&mut dyn FnMut(u32, u32)) -> Result<(), Stop> + 'l;

impl Lists {
    pub fn of(&self, node: usize) -> &[NodeId] {
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(&start), Some(&end)) => self.nodes.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Lays out links by their first node; in the order in which they come.
    fn new(bound: usize, each: &mut EachLink<'_>) -> Result<Self, Stop> {
        let mut starts = vec![0; bound + 1];
        each(&mut |from, _| starts[from as usize + 1] += 1)?;
        for index in 0..bound {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut nodes = vec![NodeId(0); starts.last().copied().unwrap_or_default()];
        each(&mut |from, to| {
            let place = &mut next[from as usize];
            nodes[*place] = NodeId(to);
            *place += 1;
        })?;
        Ok(Self { starts, nodes })
    }

    /// The same with each list sorted, without repetitions and without the node itself.
    fn simple(mut self) -> Self {
        let bound = self.starts.len() - 1;
        let (mut kept, mut start) = (0, 0);
        for node in 0..bound {
            let end = self.starts[node + 1];
            self.nodes[start..end].sort_unstable();
            self.starts[node] = kept;
            let mut last = None;
            for place in start..end {
                let other = self.nodes[place];
                if last != Some(other) && other.index() != node {
                    self.nodes[kept] = other;
                    kept += 1;
                }
                last = Some(other);
            }
            start = end;
        }
        self.starts[bound] = kept;
        self.nodes.truncate(kept);
        self
    }
}
