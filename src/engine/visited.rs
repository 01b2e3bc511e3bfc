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

/// From which of two sides each node was met, all forgotten at once.
#[derive(Default)]
pub(super) struct Sides {
    /// The round, doubled; and one more for the far side.
    marks: Vec<u32>,
    round: u32,
}

/// What a side finds a node to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// Not met before.
    New,
    /// Met from this side, or unknown to the view.
    Own,
    /// Met from the other side.
    Other,
}

impl Sides {
    /// For the nodes of a view, all forgotten. Memory is untouched until nodes are marked.
    pub fn fit(&mut self, view: &dyn View) {
        if self.marks.len() < view.node_bound() {
            *self = Self { marks: vec![0; view.node_bound()], round: 0 };
        }
        self.clear();
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        if self.round >= u32::MAX - 3 {
            self.marks.fill(0);
            self.round = 0;
        }
        self.round += 2;
    }

    /// Marks a node that is new.
    #[inline]
    pub fn mark(&mut self, node: NodeId, far: bool) -> Met {
        let own = self.round + u32::from(far);
        match self.marks.get_mut(node.index()) {
            Some(mark) if *mark == own => Met::Own,
            Some(mark) if *mark == own ^ 1 => Met::Other,
            Some(mark) => {
                *mark = own;
                Met::New
            }
            None => Met::Own,
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
