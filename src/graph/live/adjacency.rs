//! The claims of one relation, sorted both ways.

use std::ops::{ControlFlow, Range};

use crate::graph::{ClaimId, Direction, Ids, Neighbours, NodeId};

/// Subject, object and claim.
pub(super) type Ends = (NodeId, NodeId, ClaimId);

/// Compressed sparse rows for one relation: for each direction, the neighbours of each node as one slice, sorted by (node, claim).
#[derive(Clone, Debug, Default)]
pub(super) struct Adjacency {
    forward: Rows,
    backward: Rows,
}

impl Adjacency {
    /// Sorts claims, which may come in any order.
    ///
    /// # Complexity
    /// O(n + r log r) for n claims of which up to r lie at one node; O(n log n) where the nodes are few among many.
    pub(super) fn build(claims: &[Ends]) -> Self {
        Self {
            forward: Rows::build(claims.iter().copied()),
            backward: Rows::build(claims.iter().map(|&(subject, object, claim)| (object, subject, claim))),
        }
    }

    pub(super) fn neighbours(&self, node: NodeId, direction: Direction) -> Neighbours<'_> {
        self.rows(direction).of(node)
    }

    /// Calls `visit` with each row that is not empty and whose node is one of these, ascending, until it breaks.
    pub(super) fn each_row<'a>(
        &'a self,
        direction: Direction,
        nodes: Range<NodeId>,
        visit: &mut dyn FnMut(NodeId, Neighbours<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let rows = self.rows(direction);
        match &rows.index {
            Index::Dense { first, starts } => {
                let skipped = nodes.start.0.saturating_sub(*first) as usize;
                for (place, pair) in starts.windows(2).enumerate().skip(skipped) {
                    let node = NodeId(*first + place as u32);
                    if node >= nodes.end {
                        break;
                    }
                    if let &[start, end] = pair
                        && start < end
                    {
                        visit(node, rows.range(start as usize..end as usize))?;
                    }
                }
            }
            Index::Sparse { keys, starts } => {
                let skipped = keys.partition_point(|&key| key < nodes.start);
                for (place, &node) in keys.iter().enumerate().skip(skipped) {
                    if node >= nodes.end {
                        break;
                    }
                    if let Some(range) = row(starts, place) {
                        visit(node, rows.range(range))?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// The number of the row of a node, for tables that stand beside the rows; `None` where it has no neighbours.
    pub(super) fn row(&self, node: NodeId, direction: Direction) -> Option<usize> {
        let rows = self.rows(direction);
        rows.place(node).filter(|place| rows.place_range(*place).is_some_and(|range| !range.is_empty()))
    }

    /// One more than the highest number of a row.
    pub(super) fn row_bound(&self, direction: Direction) -> usize {
        match &self.rows(direction).index {
            Index::Dense { starts, .. } | Index::Sparse { starts, .. } => starts.len().saturating_sub(1),
        }
    }

    /// The claims, sorted by (subject, object, claim).
    pub(super) fn claims(&self) -> &[ClaimId] {
        &self.forward.claims
    }

    /// The objects of the claims, in the same order.
    pub(super) fn objects(&self) -> &[NodeId] {
        &self.forward.nodes
    }

    /// The distinct nodes at the near end of that direction, sorted.
    pub(super) fn nodes(&self, direction: Direction) -> impl Iterator<Item = NodeId> + '_ {
        self.rows(direction).keys()
    }

    /// How many distinct nodes are at the near end of that direction.
    pub(super) fn count(&self, direction: Direction) -> usize {
        self.rows(direction).count
    }

    /// All claims, sorted by (subject, object, claim).
    pub(super) fn ends(&self) -> impl Iterator<Item = Ends> + '_ {
        self.forward.keys().flat_map(|subject| self.forward.of(subject).iter().map(move |(object, claim)| (subject, object, claim)))
    }

    fn rows(&self, direction: Direction) -> &Rows {
        match direction {
            Direction::Forward => &self.forward,
            Direction::Backward => &self.backward,
        }
    }
}

/// One direction.
#[derive(Clone, Debug, Default)]
struct Rows {
    index: Index,
    /// How many rows are not empty.
    count: usize,
    nodes: Vec<NodeId>,
    claims: Vec<ClaimId>,
}

/// Where the row of a node is.
#[derive(Clone, Debug)]
enum Index {
    /// The row of node `first + i` is `starts[i]..starts[i + 1]`; for relations that most of a stretch of nodes have.
    Dense { first: u32, starts: Vec<u32> },
    /// The row of node `keys[i]` is `starts[i]..starts[i + 1]`.
    Sparse { keys: Vec<NodeId>, starts: Vec<u32> },
}

impl Default for Index {
    fn default() -> Self {
        Self::Sparse { keys: Vec::new(), starts: Vec::new() }
    }
}

/// A dense index may have so many places for each claim.
const PLACES_PER_CLAIM: usize = 4;

impl Rows {
    fn build(claims: impl ExactSizeIterator<Item = Ends> + Clone) -> Self {
        let Some((first, last)) = bounds(claims.clone()) else { return Self::default() };
        let span = (last.0 - first.0) as usize + 1;
        if span <= PLACES_PER_CLAIM * claims.len() + 64 { Self::dense(claims, first.0, span) } else { Self::sparse(claims) }
    }

    /// Counts, distributes, then sorts within each row.
    fn dense(claims: impl ExactSizeIterator<Item = Ends> + Clone, first: u32, span: usize) -> Self {
        let place = |node: NodeId| (node.0 - first) as usize;
        let mut starts = vec![0_u32; span + 1];
        for (near, ..) in claims.clone() {
            starts[place(near) + 1] += 1;
        }
        let count = starts.iter().filter(|count| **count > 0).count();
        for index in 0..span {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut far = vec![0_u64; claims.len()];
        for (near, other, claim) in claims {
            let at = &mut next[place(near)];
            far[*at as usize] = pack(other, claim);
            *at += 1;
        }
        for index in 0..span {
            far[starts[index] as usize..starts[index + 1] as usize].sort_unstable();
        }
        let (nodes, claims) = far.into_iter().map(unpack).unzip();
        Self { index: Index::Dense { first, starts }, count, nodes, claims }
    }

    fn sparse(claims: impl Iterator<Item = Ends>) -> Self {
        let mut sorted: Vec<Ends> = claims.collect();
        sorted.sort_unstable();
        let mut rows = Self::default();
        let (mut keys, mut starts) = (Vec::new(), Vec::new());
        for (index, &(near, other, claim)) in sorted.iter().enumerate() {
            if keys.last() != Some(&near) {
                keys.push(near);
                starts.push(ClaimId::from_index(index).0);
            }
            rows.nodes.push(other);
            rows.claims.push(claim);
        }
        starts.push(ClaimId::from_index(sorted.len()).0);
        rows.count = keys.len();
        rows.index = Index::Sparse { keys, starts };
        rows
    }

    fn of(&self, node: NodeId) -> Neighbours<'_> {
        self.place(node).and_then(|place| self.place_range(place)).map_or_else(Neighbours::default, |row| self.range(row))
    }

    fn range(&self, row: Range<usize>) -> Neighbours<'_> {
        match (self.nodes.get(row.clone()), self.claims.get(row)) {
            (Some(nodes), Some(claims)) => Neighbours { nodes, claims: Ids::Listed(claims) },
            _ => Neighbours::default(),
        }
    }

    /// Where the row of a node would be.
    fn place(&self, node: NodeId) -> Option<usize> {
        match &self.index {
            Index::Dense { first, .. } => node.0.checked_sub(*first).map(|place| place as usize),
            Index::Sparse { keys, .. } => keys.binary_search(&node).ok(),
        }
    }

    fn place_range(&self, place: usize) -> Option<Range<usize>> {
        match &self.index {
            Index::Dense { starts, .. } | Index::Sparse { starts, .. } => row(starts, place),
        }
    }

    fn keys(&self) -> Box<dyn Iterator<Item = NodeId> + '_> {
        match &self.index {
            Index::Dense { first, starts } => {
                let filled = starts.windows(2).enumerate().filter(|(_, pair)| pair.first() < pair.last());
                Box::new(filled.map(|(place, _)| NodeId(*first + NodeId::from_index(place).0)))
            }
            Index::Sparse { keys, .. } => Box::new(keys.iter().copied()),
        }
    }
}

fn row(starts: &[u32], place: usize) -> Option<Range<usize>> {
    Some(*starts.get(place)? as usize..*starts.get(place.checked_add(1)?)? as usize)
}

fn bounds(claims: impl Iterator<Item = Ends>) -> Option<(NodeId, NodeId)> {
    claims.map(|(near, ..)| (near, near)).reduce(|all, next| (all.0.min(next.0), all.1.max(next.1)))
}

/// Node and claim as one number that sorts by (node, claim).
fn pack(node: NodeId, claim: ClaimId) -> u64 {
    u64::from(node.0) << 32 | u64::from(claim.0)
}

#[expect(clippy::cast_possible_truncation, reason = "each half is the number that was packed")]
fn unpack(packed: u64) -> (NodeId, ClaimId) {
    (NodeId((packed >> 32) as u32), ClaimId(packed as u32))
}
