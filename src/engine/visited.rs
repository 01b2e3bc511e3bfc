//! Which nodes a search has met.

use crate::graph::{NodeId, View};

/// A number for each node, all forgotten at once: only nodes that were marked in the present round count.
#[derive(Default)]
pub(super) struct Visited {
    marks: Vec<(u32, u32)>,
    round: u32,
}

impl Visited {
    /// For the nodes of a view, all forgotten. Memory is untouched until nodes are marked.
    pub fn fit(&mut self, view: &dyn View) {
        if self.marks.len() < view.node_bound() {
            *self = Self { marks: vec![(0, 0); view.node_bound()], round: 0 };
        }
        self.clear();
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        if self.round == u32::MAX {
            self.marks.fill((0, 0));
            self.round = 0;
        }
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

/// Whether each node was met, all forgotten at once: half the memory of [`Visited`], which counts where many nodes are met.
#[derive(Default)]
pub(super) struct Stamps {
    stamps: Vec<u32>,
    round: u32,
}

impl Stamps {
    /// For the nodes of a view, all forgotten. Memory is untouched until nodes are marked.
    pub fn fit(&mut self, view: &dyn View) {
        if self.stamps.len() < view.node_bound() {
            *self = Self { stamps: vec![0; view.node_bound()], round: 0 };
        }
        self.clear();
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        if self.round == u32::MAX {
            self.stamps.fill(0);
            self.round = 0;
        }
        self.round += 1;
    }

    /// Marks a node; false if it is marked already. Nodes that are unknown to the view are never new.
    #[inline]
    pub fn mark(&mut self, node: NodeId) -> bool {
        match self.stamps.get_mut(node.index()) {
            Some(stamp) if *stamp != self.round => {
                *stamp = self.round;
                true
            }
            _ => false,
        }
    }
}
