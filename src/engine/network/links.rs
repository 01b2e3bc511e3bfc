//! The links of a network, laid out by node.

use crate::engine::ledger::Mark;
use crate::engine::run::{Run, Stop};
use crate::engine::step::StepTest;
use crate::graph::{NodeId, Truth};
use crate::query::Step;

/// Lists of nodes, one for each node.
pub(super) struct Lists {
    starts: Vec<usize>,
    nodes: Vec<u32>,
}

impl Lists {
    pub fn of(&self, node: usize) -> &[u32] {
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(&start), Some(&end)) => self.nodes.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Lays out links by their first node; in the order in which they come.
    fn new(bound: usize, links: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; bound + 1];
        for (from, _) in links.clone() {
            starts[from as usize + 1] += 1;
        }
        for index in 0..bound {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut nodes = vec![0; starts.last().copied().unwrap_or_default()];
        for (from, to) in links {
            let place = &mut next[from as usize];
            nodes[*place] = to;
            *place += 1;
        }
        Self { starts, nodes }
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
                if last != Some(other) && other as usize != node {
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

/// The claims that pass a step, as links from its start to its end.
pub(super) struct Network {
    /// One more than the highest node.
    pub bound: usize,
    links: Vec<(u32, u32)>,
    /// Whether each node is an end of a link.
    members: Vec<bool>,
}

/// Links that may be read, for each row that a run may make.
const LINKS_PER_ROW: usize = 16;

impl Network {
    /// Reads all claims that pass.
    pub fn read(run: &mut Run<'_>, step: &Step) -> Result<Self, Stop> {
        let test = StepTest::new(run.view, step);
        let bound = run.view.node_bound();
        let most = run.row_limit().saturating_mul(LINKS_PER_ROW);
        let (mut links, mut members) = (Vec::new(), vec![false; bound]);
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
        Ok(Self { bound, links, members })
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
        self.links.len()
    }

    /// Where the links of each node lead.
    pub fn forward(&self) -> Lists {
        Lists::new(self.bound, self.links.iter().copied())
    }

    /// Where the links to each node come from.
    pub fn backward(&self) -> Lists {
        Lists::new(self.bound, self.links.iter().map(|&(from, to)| (to, from)))
    }

    /// The neighbours of each node, whatever the direction, each once.
    pub fn neighbours(&self) -> Lists {
        Lists::new(self.bound, self.links.iter().flat_map(|&(from, to)| [(from, to), (to, from)])).simple()
    }
}
