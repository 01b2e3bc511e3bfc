//! Which nodes a search has met.

use crate::graph::{NodeId, View};

/// A number for each node, all forgotten at once: only nodes that were marked in the present round count.
pub(super) struct Visited {
    marks: Vec<(u32, u32)>,
    round: u32,
}

impl Visited {
    /// For the nodes of a view. The memory is untouched until nodes are marked.
    pub fn new(view: &dyn View) -> Self {
        Self { marks: vec![(0, 0); view.node_bound()], round: 1 }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.round += 1;
    }

    /// The number of a node, if it has one.
    pub fn get(&self, node: NodeId) -> Option<u32> {
        self.marks.get(node.index()).filter(|&&(round, _)| round == self.round).map(|&(_, number)| number)
    }

    /// Gives a node a number; false if it has one already. Nodes that are unknown to the view are never new.
    pub fn mark(&mut self, node: NodeId, number: u32) -> bool {
        match self.marks.get_mut(node.index()) {
            Some(mark) if mark.0 != self.round => {
                *mark = (self.round, number);
                true
            }
            _ => false,
        }
    }
}
