//! Which relations each node has, in one direction.

use super::RelationIndex;
use crate::graph::{Direction, NodeId, RelationId};

/// The relations of each node, node after node.
#[derive(Clone, Debug)]
pub(super) enum RelationsAt {
    /// Those of node `i` are at `starts[i]..starts[i + 1]`: where most nodes have some.
    Dense { starts: Vec<u32>, relations: Vec<RelationId> },
    /// Those of node `nodes[i]` are around `i`: for a layer, which touches few of the nodes below it.
    Sparse { nodes: Vec<NodeId>, relations: Vec<RelationId> },
}

impl Default for RelationsAt {
    fn default() -> Self {
        Self::Sparse { nodes: Vec::new(), relations: Vec::new() }
    }
}

impl RelationsAt {
    /// O(n + p) for n nodes and p pairs of node and relation.
    pub(super) fn dense(relations: &[RelationIndex], bound: usize, direction: Direction) -> Self {
        let mut starts = vec![0_u32; bound + 1];
        for relation in relations {
            for node in relation.adjacency.nodes(direction) {
                starts[node.index() + 1] += 1;
            }
        }
        for index in 0..bound {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut all = vec![RelationId(0); starts.last().map_or(0, |end| *end as usize)];
        for (index, relation) in relations.iter().enumerate() {
            for node in relation.adjacency.nodes(direction) {
                let place = &mut next[node.index()];
                all[*place as usize] = RelationId::from_index(index);
                *place += 1;
            }
        }
        Self::Dense { starts, relations: all }
    }

    /// O(p log p) for p pairs of node and relation.
    pub(super) fn sparse(relations: &[RelationIndex], direction: Direction) -> Self {
        let pairs_of = |(index, relation): (usize, &RelationIndex)| {
            let id = RelationId::from_index(index);
            relation.adjacency.nodes(direction).map(|node| (node, id)).collect::<Vec<_>>()
        };
        let mut pairs: Vec<(NodeId, RelationId)> = relations.iter().enumerate().flat_map(pairs_of).collect();
        pairs.sort_unstable();
        let (nodes, relations) = pairs.into_iter().unzip();
        Self::Sparse { nodes, relations }
    }

    pub(super) fn of(&self, node: NodeId) -> &[RelationId] {
        match self {
            Self::Dense { starts, relations } => match (starts.get(node.index()), starts.get(node.index().saturating_add(1))) {
                (Some(&start), Some(&end)) => relations.get(start as usize..end as usize).unwrap_or_default(),
                _ => &[],
            },
            Self::Sparse { nodes, relations } => {
                let start = nodes.partition_point(|other| *other < node);
                let end = nodes.partition_point(|other| *other <= node);
                relations.get(start..end).unwrap_or_default()
            }
        }
    }
}
