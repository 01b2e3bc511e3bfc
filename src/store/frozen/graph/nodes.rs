//! Nodes of a graph file: their records, what finds them, their kinds and names.

use super::FrozenGraph;
use crate::graph::names::spelling;
use crate::graph::{Entity, KindId, Node, NodeId, View};
use crate::store::frozen::column::number_in;
use crate::store::frozen::format::Section;
use crate::store::frozen::names::FrozenNames;
use crate::store::frozen::nodes;

impl FrozenGraph {
    /// An entity, without taking the whole node apart into a [`Node`] first.
    pub fn entity(&self, node: NodeId) -> Option<Entity> {
        match self.node(node)?.into_owned() {
            Node::Entity(entity) => Some(entity),
            Node::Value(_) => None,
        }
    }

    pub(in crate::store::frozen) fn node_record(&self, node: NodeId) -> Option<&[u8]> {
        if node.0 >= self.bound() {
            return None;
        }
        self.sections.nodes.get(&self.blocks, node.index())
    }

    /// Key and label of an entity.
    pub(super) fn entity_texts(&self, node: NodeId) -> Option<(&str, &str)> {
        if !self.is_entity(node) {
            return None;
        }
        let texts = nodes::key_and_label(self.node_record(node)?);
        if texts.is_none() {
            self.report_node();
        }
        texts
    }

    #[cold]
    pub(super) fn report_node(&self) {
        self.blocks.report(self.sections.nodes.bytes.offset, "the record of a node cannot be read");
    }

    /// Something that is found by a hash: the first slot from there for whose number `is_it` holds. A free slot ends the search.
    pub(super) fn find(&self, slots: Section, hash: u64, is_it: impl Fn(u32) -> Option<bool>) -> Option<u32> {
        let count = slots.length / 4;
        if !count.is_power_of_two() {
            return None;
        }
        for probe in 0..count {
            let slot = self.blocks.number::<u32>(slots.offset, (hash.wrapping_add(probe) & (count - 1)) as usize)?;
            let place = slot.checked_sub(1)?;
            if is_it(place)? {
                return Some(place);
            }
        }
        None
    }

    pub(super) fn kind_list(&self, list: u64) -> &[KindId] {
        self.sections.kind_lists.numbers(&self.blocks, usize::try_from(list).unwrap_or(usize::MAX)).unwrap_or_default()
    }

    pub(in crate::store::frozen) fn told_kinds(&self, node: NodeId) -> &[KindId] {
        number_in(&self.blocks, self.sections.told_kinds, node.index()).map_or(&[], |list| self.kind_list(list))
    }

    pub(in crate::store::frozen) fn frozen_names(&self) -> FrozenNames<'_> {
        FrozenNames { blocks: &self.blocks, sections: self.sections.names, met: &self.met }
    }

    pub(super) fn spelled(&self, name: &str, node: NodeId) -> String {
        spelling(self.node(node).as_deref(), name)
    }
}
