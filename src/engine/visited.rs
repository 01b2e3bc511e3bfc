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

/// Whether each node was met, one bit each, so that those of a large graph fit into a cache. Between uses none is.
#[derive(Default)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// For the nodes of a view.
    pub fn fit(&mut self, view: &dyn View) {
        let words = view.node_bound().div_ceil(64);
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
    }

    /// Marks a node; false if it is marked already. Nodes that are unknown to the view are never new.
    #[inline]
    pub fn mark(&mut self, node: NodeId) -> bool {
        let bit = 1 << (node.0 % 64);
        match self.words.get_mut(node.index() / 64) {
            Some(word) if *word & bit == 0 => {
                *word |= bit;
                true
            }
            _ => false,
        }
    }

    /// Whether a node is marked.
    #[inline]
    pub fn is_marked(&self, node: NodeId) -> bool {
        self.words.get(node.index() / 64).is_some_and(|word| word & 1 << (node.0 % 64) != 0)
    }

    /// Forgets the nodes that were marked: these, and no others.
    pub fn forget(&mut self, nodes: &[NodeId]) {
        if nodes.len() > self.words.len() {
            self.words.fill(0);
            return;
        }
        for node in nodes {
            if let Some(word) = self.words.get_mut(node.index() / 64) {
                *word = 0;
            }
        }
    }
}
