//! What a run needs and the next one can use again: buffers for tables, and marks for nodes.
//!
//! A prepared question that is run ten thousand times makes its buffers once. What an operator takes from here it gives back; where a run
//! ends early, it is made anew the next time.

use crate::graph::{Day, NodeId, View};
use crate::plan::Plan;

use super::ledger::Mark;
use super::slot::{Slot, Values};
use super::table::Table;
use super::visited::{Bits, Visited};

/// The buffers of past runs. Any plan may be run with any scratch, over any view; one run at a time.
#[derive(Default)]
pub struct Scratch {
    pub(super) values: Option<Box<Values>>,
    pub(super) unions: Vec<(u64, u64)>,
    cells: Vec<Vec<Slot>>,
    marks: Vec<Vec<Mark>>,
    places: Vec<Vec<u64>>,
    visited: Vec<Visited>,
    days: Vec<Vec<Day>>,
    nodes: Vec<Vec<NodeId>>,
    bits: Vec<Bits>,
    plan: Option<(u64, Box<Plan>)>,
    pub(super) order: Vec<(usize, Mark)>,
}

/// Buffers larger than this many entries are not kept.
const LARGEST: usize = 1 << 20;

/// No more buffers of a sort than this are kept.
const MOST: usize = 16;

impl Scratch {
    /// Without any buffers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it takes little memory, so that whoever has none to spare may keep it.
    pub(crate) fn is_light(&self) -> bool {
        const MOST_BYTES: usize = 1 << 20;
        let unions = self.unions.capacity() * size_of::<(u64, u64)>();
        let cells: usize = self.cells.iter().map(|cells| cells.capacity() * size_of::<Slot>()).sum();
        let marks: usize = self.marks.iter().map(|marks| marks.capacity() * size_of::<Mark>()).sum();
        let places: usize = self.places.iter().map(|places| places.capacity() * size_of::<u64>()).sum();
        // A number or a bit for each node of a view is not little.
        self.visited.is_empty() && self.bits.is_empty() && unions + cells + marks + places < MOST_BYTES
    }

    /// The plan that was kept under a number.
    pub(crate) fn plan(&mut self, number: u64) -> Option<Box<Plan>> {
        self.plan.take_if(|(kept, _)| *kept == number).map(|(_, plan)| plan)
    }

    /// Keeps a plan, that it need not be made again, instead of the one before.
    pub(crate) fn keep_plan(&mut self, number: u64, plan: Box<Plan>) {
        self.plan = Some((number, plan));
    }

    pub(super) fn cells(&mut self) -> Vec<Slot> {
        self.cells.pop().unwrap_or_default()
    }

    pub(super) fn marks(&mut self) -> Vec<Mark> {
        self.marks.pop().unwrap_or_default()
    }

    pub(super) fn places(&mut self) -> Vec<u64> {
        self.places.pop().unwrap_or_default()
    }

    pub(super) fn days(&mut self) -> Vec<Day> {
        self.days.pop().unwrap_or_default()
    }

    /// A list of nodes, empty.
    pub(super) fn nodes(&mut self) -> Vec<NodeId> {
        self.nodes.pop().unwrap_or_default()
    }

    /// A bit for each node of a view, none of them set.
    pub(super) fn bits(&mut self, view: &dyn View) -> Bits {
        let mut bits = self.bits.pop().unwrap_or_default();
        bits.fit(view);
        bits
    }

    /// Numbers for the nodes of a view, all forgotten.
    pub(super) fn visited(&mut self, view: &dyn View) -> Visited {
        let mut visited = self.visited.pop().unwrap_or_default();
        visited.fit(view);
        visited
    }

    pub(super) fn give_table(&mut self, table: Table) {
        let (cells, marks) = table.into_buffers();
        give(&mut self.cells, cells);
        give(&mut self.marks, marks);
    }

    pub(super) fn give_order(&mut self, mut order: Vec<(usize, Mark)>) {
        if order.capacity() <= LARGEST {
            order.clear();
            self.order = order;
        }
    }

    pub(super) fn give_places(&mut self, places: Vec<u64>) {
        give(&mut self.places, places);
    }

    pub(super) fn give_days(&mut self, days: Vec<Day>) {
        give(&mut self.days, days);
    }

    pub(super) fn give_nodes(&mut self, nodes: Vec<NodeId>) {
        give(&mut self.nodes, nodes);
    }

    /// Takes back bits, of which those of some nodes are set.
    pub(super) fn give_bits(&mut self, mut bits: Bits, set: &[NodeId]) {
        bits.forget(set);
        if self.bits.len() < MOST {
            self.bits.push(bits);
        }
    }

    pub(super) fn give_visited(&mut self, visited: Visited) {
        if self.visited.len() < MOST {
            self.visited.push(visited);
        }
    }
}

fn give<T>(pool: &mut Vec<Vec<T>>, mut buffer: Vec<T>) {
    if buffer.capacity() > 0 && buffer.capacity() <= LARGEST && pool.len() < MOST {
        buffer.clear();
        pool.push(buffer);
    }
}
