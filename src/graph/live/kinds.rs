//! Which entities are of which kinds: those told, and those that follow from the claims of an entity.

use rustc_hash::FxHashMap;

use crate::graph::{Entity, KindId, NodeId, Schema, most_telling};

/// Kinds of entities and members of kinds.
#[derive(Clone, Debug, Default)]
pub(super) struct KindIndex {
    /// Distinct sets of derived kinds. The first is empty.
    sets: Vec<Box<[KindId]>>,
    /// The set of each node that has a derived one, by node.
    derived: Vec<u32>,
    /// The members of each kind and of its sub-kinds, sorted.
    members: Vec<Vec<NodeId>>,
}

impl KindIndex {
    /// Derives and sorts.
    ///
    /// `entities` in ascending order; `evidence` are the pairs of node and kind that follow from domains and ranges, in any order.
    ///
    /// # Complexity
    /// O(n a + e log e) for n entities with up to a kinds and ancestors, and e pieces of evidence.
    pub(super) fn build<'a>(
        schema: &Schema,
        bound: usize,
        entities: impl Iterator<Item = (NodeId, &'a Entity)>,
        mut evidence: Vec<(NodeId, KindId)>,
    ) -> Self {
        evidence.sort_unstable();
        evidence.dedup();
        let ancestors: Vec<Vec<KindId>> = schema.kinds().map(|(kind, _)| schema.ancestors(kind)).collect();
        let is_a = |kind: KindId, other: KindId| ancestors.get(kind.index()).is_some_and(|all: &Vec<KindId>| all.contains(&other));
        let mut sets: Vec<Box<[KindId]>> = vec![Box::default()];
        let mut set_ids: FxHashMap<Box<[KindId]>, u32> = FxHashMap::default();
        let mut derived = if evidence.is_empty() { Vec::new() } else { vec![0; bound] };
        let mut members = vec![Vec::new(); ancestors.len()];
        let mut rest = evidence.as_slice();
        for (node, entity) in entities {
            let before = rest.partition_point(|(other, _)| *other < node);
            rest = rest.get(before..).unwrap_or_default();
            let mine = rest.partition_point(|(other, _)| *other == node);
            let mut kinds = entity.kinds.as_slice();
            if kinds.is_empty() && mine > 0 {
                let following: Vec<KindId> = rest.iter().take(mine).map(|(_, kind)| *kind).collect();
                let id = *set_ids.entry(most_telling(&following, is_a)).or_insert_with_key(|kinds| {
                    sets.push(kinds.clone());
                    KindId::from_index(sets.len() - 1).0
                });
                if let Some(set) = derived.get_mut(node.index()) {
                    *set = id;
                }
                kinds = sets.get(id as usize).map_or(&[], |set| set);
            }
            for kind in kinds {
                for ancestor in ancestors.get(kind.index()).into_iter().flatten() {
                    if let Some(members) = members.get_mut(ancestor.index())
                        && members.last() != Some(&node)
                    {
                        members.push(node);
                    }
                }
            }
        }
        Self { sets, derived, members }
    }

    /// The kinds that follow from the claims of a node.
    pub(super) fn derived(&self, node: NodeId) -> &[KindId] {
        let set = self.derived.get(node.index()).copied().unwrap_or_default();
        self.sets.get(set as usize).map_or(&[], |set| set)
    }

    /// The entities of a kind or of its sub-kinds, sorted.
    pub(super) fn members(&self, kind: KindId) -> &[NodeId] {
        self.members.get(kind.index()).map_or(&[], Vec::as_slice)
    }
}
