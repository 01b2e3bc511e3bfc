//! The one door through which everything downstream sees a graph.
//!
//! A live graph, a frozen file, or both together stand behind it. It knows nothing of words or questions.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::{Claim, ClaimId, Day, Ids, Interval, KindId, Node, NodeId, RelationId, Schema, Value};

/// Which way along an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Direction {
    /// From subject to object.
    Forward,
    /// From object to subject.
    Backward,
}

impl Direction {
    /// The other way.
    pub fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// The typed neighbours of a node: two lists of equal length, sorted by (node, claim).
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours<'a> {
    /// The node at the other end of each claim.
    pub nodes: &'a [NodeId],
    /// The claim that leads there.
    pub claims: Ids<'a, ClaimId>,
}

impl<'a> Neighbours<'a> {
    /// How many claims there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Those that lead to `node`. O(log n).
    #[must_use]
    pub fn to(&self, node: NodeId) -> Self {
        let start = self.nodes.partition_point(|&other| other < node);
        let end = start + self.nodes.get(start..).map_or(0, |rest| rest.partition_point(|&other| other == node));
        Self { nodes: self.nodes.get(start..end).unwrap_or_default(), claims: self.claims.slice(start, end) }
    }

    /// Node and claim, in order.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, ClaimId)> + use<'a> {
        self.nodes.iter().copied().zip(self.claims)
    }
}

/// The nodes at the other ends of all claims at a node in one direction, whatever their relations: one for each claim, in the order of
/// (relation, node, claim).
#[derive(Clone, Debug)]
pub enum Linked<'a> {
    /// A list.
    Listed(Cow<'a, [NodeId]>),
    /// Three bytes for each node, the least significant first.
    Packed(&'a [[u8; 3]]),
}

impl Linked<'_> {
    /// How many claims there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Listed(nodes) => nodes.len(),
            Self::Packed(nodes) => nodes.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The node at a place.
    pub fn get(&self, place: usize) -> Option<NodeId> {
        match self {
            Self::Listed(nodes) => nodes.get(place).copied(),
            Self::Packed(nodes) => nodes.get(place).copied().map(unpacked),
        }
    }

    /// The nodes, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = NodeId> + '_ {
        (0..self.len()).map(|place| self.get(place).unwrap_or(NodeId(0)))
    }
}

/// What is linked to each of several nodes: their lists one after the other. To be used again and again, so that it is made once.
#[derive(Clone, Debug, Default)]
pub struct LinkedLists {
    nodes: Vec<NodeId>,
    ends: Vec<usize>,
}

impl LinkedLists {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.ends.clear();
    }

    /// The lists, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[NodeId]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| self.nodes.get(start..end).unwrap_or_default())
    }

    /// Adds a list.
    pub fn push(&mut self, linked: &Linked<'_>) {
        self.add(linked);
        self.ends.push(self.nodes.len());
    }

    /// Adds several lists that stand one after the other, of these lengths.
    pub fn push_all(&mut self, linked: &Linked<'_>, lengths: impl Iterator<Item = usize>) {
        let mut end = self.nodes.len();
        self.add(linked);
        for length in lengths {
            end += length;
            self.ends.push(end);
        }
    }

    fn add(&mut self, linked: &Linked<'_>) {
        match linked {
            Linked::Listed(nodes) => self.nodes.extend_from_slice(nodes),
            Linked::Packed(nodes) => {
                // Four at a time: three words hold them.
                let (fours, rest) = nodes.as_chunks::<4>();
                for four in fours {
                    let bytes: &[u8] = four.as_flattened();
                    let word =
                        |place: usize| bytes.get(place..place + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
                    let (a, b, c) = (word(0), word(4), word(8));
                    self.nodes.extend_from_slice(&[
                        NodeId(a & 0x00ff_ffff),
                        NodeId(a >> 24 | (b & 0xffff) << 8),
                        NodeId(b >> 16 | (c & 0xff) << 16),
                        NodeId(c >> 8),
                    ]);
                }
                self.nodes.extend(rest.iter().map(|&packed| unpacked(packed)));
            }
        }
    }
}

fn unpacked([low, middle, high]: [u8; 3]) -> NodeId {
    NodeId(u32::from_le_bytes([low, middle, high, 0]))
}

/// What the planner knows of a relation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Claims of the relation, denied ones included.
    pub claims: usize,
    /// Distinct subjects.
    pub subjects: usize,
    /// Distinct objects.
    pub objects: usize,
    /// Claims that are denied.
    pub denied: usize,
    /// Claims that have a date.
    pub dated: usize,
}

/// Counts of claims, denied ones included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All.
    pub claims: usize,
    /// Those that have a date.
    pub dated: usize,
    /// Those that are denied.
    pub denied: usize,
    /// Those that cite a source.
    pub sourced: usize,
    /// Those that are somebody's word.
    pub attributed: usize,
}

/// What [`View::days`] gives for a claim that does not hold on exactly one known day.
pub const NOT_ONE_DAY: Day = Day::MIN;

/// A read-only, consistent state of a graph.
///
/// Ids that the view itself handed out are always valid; any other id gives `None` or an empty slice, never a panic.
/// Everything that has an order is sorted as said, so that the same graph gives the same answers in the same order.
pub trait View: Send + Sync {
    /// Kinds and relations.
    fn schema(&self) -> &Schema;

    /// One more than the highest node id.
    fn node_bound(&self) -> usize;

    /// One more than the highest claim id.
    fn claim_bound(&self) -> usize;

    /// A node, or `None` if there is none of that id.
    fn node(&self, node: NodeId) -> Option<Cow<'_, Node>>;

    /// Whether a node is an entity, not a value.
    fn is_entity(&self, node: NodeId) -> bool {
        matches!(self.node(node).as_deref(), Some(Node::Entity(_)))
    }

    /// The key of an entity. As [`label`](Self::label) and [`any_name`](Self::any_name), for where the whole node need not be put together.
    fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        match self.node(node)? {
            Cow::Borrowed(node) => node.key().map(Cow::Borrowed),
            Cow::Owned(Node::Entity(entity)) => Some(Cow::Owned(entity.key)),
            Cow::Owned(Node::Value(_)) => None,
        }
    }

    /// The label of an entity.
    fn label(&self, node: NodeId) -> Option<Cow<'_, str>> {
        match self.node(node)? {
            Cow::Borrowed(node) => node.label().map(Cow::Borrowed),
            Cow::Owned(Node::Entity(entity)) => Some(Cow::Owned(entity.label)),
            Cow::Owned(Node::Value(_)) => None,
        }
    }

    /// Whether the label of an entity or one of its aliases, in this order, passes a test; those behind it are not looked at.
    fn any_name(&self, node: NodeId, is_it: &mut dyn FnMut(&str) -> bool) -> bool {
        self.node(node).is_some_and(|node| node.names().any(is_it))
    }

    /// The entity with exactly this key.
    fn entity_by_key(&self, key: &str) -> Option<NodeId>;

    /// The node of exactly this value; equal values are one node. The two zeros are equal.
    fn node_of_value(&self, value: &Value) -> Option<NodeId>;

    /// A claim with all its qualifiers, or `None` if there is none of that id.
    fn claim(&self, claim: ClaimId) -> Option<Cow<'_, Claim>>;

    /// Subject, relation and object of a claim.
    fn ends(&self, claim: ClaimId) -> Option<(NodeId, RelationId, NodeId)>;

    /// The sources that a claim cites, in the order told. For where the rest of the claim need not be put together.
    fn sources(&self, claim: ClaimId) -> Cow<'_, [NodeId]> {
        match self.claim(claim) {
            Some(Cow::Borrowed(claim)) => Cow::Borrowed(&claim.sources),
            Some(Cow::Owned(claim)) => Cow::Owned(claim.sources),
            None => Cow::Borrowed(&[]),
        }
    }

    /// When a claim holds. What was told without an end, of a relation with one holder at a time, ends before the next holder begins.
    fn when(&self, claim: ClaimId) -> Interval;

    /// When a claim holds by its own words, whoever held it next.
    fn told(&self, claim: ClaimId) -> Interval {
        self.claim(claim).map_or(Interval::UNDATED, |claim| claim.when)
    }

    /// Whether a claim is a denial.
    fn is_denied(&self, claim: ClaimId) -> bool;

    /// The nodes that claims of `relation` link to `node`: its objects forward, its subjects backward; sorted by (node, claim).
    /// A symmetric relation is still stored one way: ask both directions.
    fn neighbours(&self, node: NodeId, relation: RelationId, direction: Direction) -> Neighbours<'_>;

    /// Calls `visit` with the nodes that [`neighbours`](Self::neighbours) gives for each of some nodes, in the order of these, until it says no; empty lists may
    /// be left out. Whoever finds them in several steps can do better than this: each step for several nodes, so that memory is waited for once.
    fn each_list<'a>(&'a self, nodes: &[NodeId], relation: RelationId, direction: Direction, visit: &mut dyn FnMut(&'a [NodeId]) -> bool) {
        for &node in nodes {
            if !visit(self.neighbours(node, relation, direction).nodes) {
                return;
            }
        }
    }

    /// Whether claims of `relation` link anything to `node` in that direction.
    fn has_claims(&self, node: NodeId, relation: RelationId, direction: Direction) -> bool {
        !self.neighbours(node, relation, direction).is_empty()
    }

    /// Whether claims of `relation` link `node` in that direction to something of one of these kinds, or to an entity of no kind that is known; of hubs only the
    /// first two thousand are looked at.
    fn leads_to(&self, node: NodeId, relation: RelationId, direction: Direction, kinds: &[KindId]) -> bool {
        self.neighbours(node, relation, direction).iter().take(2_000).any(|(neighbour, _)| {
            let own = self.kinds(neighbour);
            own.is_empty() && self.is_entity(neighbour) || own.iter().any(|&own| kinds.iter().any(|&kind| self.schema().is_a(own, kind)))
        })
    }

    /// Calls `visit` with each of the `nodes` that has claims of `relation` in that direction, ascending, and with its neighbours as
    /// [`neighbours`](Self::neighbours) gives them, until `visit` breaks. For going over whole relations, in parts where several threads do.
    ///
    /// This way of doing it looks at every node; whoever keeps rows together can do better.
    fn each_row<'a>(
        &'a self,
        relation: RelationId,
        direction: Direction,
        nodes: Range<NodeId>,
        visit: &mut dyn FnMut(NodeId, Neighbours<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let end = nodes.end.index().min(self.node_bound());
        for index in nodes.start.index()..end {
            let node = NodeId::from_index(index);
            let neighbours = self.neighbours(node, relation, direction);
            if !neighbours.is_empty() {
                visit(node, neighbours)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Adds to `days` a day for each of the claims: the day on which it holds if [`when`](Self::when) is a single date known to the day,
    /// otherwise [`NOT_ONE_DAY`] (undated claims, stretches, months and years; perhaps also a claim that only another one ends). For tests of time over many claims at once: only the
    /// others need be looked at by `when`. Whoever keeps dates as a column can do better than this.
    fn days(&self, claims: Ids<'_, ClaimId>, days: &mut Vec<Day>) {
        days.extend(claims.iter().map(|claim| self.when(claim).one_day().unwrap_or(NOT_ONE_DAY)));
    }

    /// Adds to `found` the place of each of the claims that may hold between two days, both included, with its day as [`days`](Self::days) gives it:
    /// those that hold on one known day among these, and all that hold on no single known day; in order. Whoever keeps dates as a column can do
    /// better than this.
    fn days_within(&self, claims: Ids<'_, ClaimId>, first: Day, last: Day, found: &mut Vec<(usize, Day)>) {
        days_within(self, claims, first, last, found);
    }

    /// The objects of [`claims_of`](Self::claims_of), in that order, if they are kept as one list.
    fn objects_of(&self, relation: RelationId) -> Option<&[NodeId]> {
        let _ = relation;
        None
    }

    /// The relations that have claims at `node` in that direction, sorted.
    fn relations_at(&self, node: NodeId, direction: Direction) -> Cow<'_, [RelationId]>;

    /// The nodes that any claims link to `node`, for paths and centrality, where relations do not matter; denied claims count, too.
    /// O(claims at the node) where the view does not keep them.
    fn linked(&self, node: NodeId, direction: Direction) -> Linked<'_> {
        let relations = self.relations_at(node, direction);
        let nodes = relations.iter().flat_map(|&relation| self.neighbours(node, relation, direction).nodes);
        Linked::Listed(Cow::Owned(nodes.copied().collect()))
    }

    /// Adds to `lists`, for each of the `nodes` below [`node_bound`](Self::node_bound), what [`linked`](Self::linked) gives for it. For going over all
    /// links: nodes in parts that fit into a cache, so that only as much is copied at a time. Whoever keeps links together can do better than this.
    fn linked_run(&self, direction: Direction, nodes: Range<NodeId>, lists: &mut LinkedLists) {
        for index in nodes.start.index()..nodes.end.index().min(self.node_bound()) {
            lists.push(&self.linked(NodeId::from_index(index), direction));
        }
    }

    /// Whether [`linked`](Self::linked) hands out what is kept, instead of putting it together.
    fn keeps_links(&self) -> bool {
        false
    }

    /// The claims of a relation, sorted by (subject, object, claim).
    fn claims_of(&self, relation: RelationId) -> Ids<'_, ClaimId>;

    /// The entities of a kind or of any of its sub-kinds, sorted.
    fn members(&self, kind: KindId) -> Ids<'_, NodeId>;

    /// The only entity of a kind, if there is just one.
    fn only_member(&self, kind: KindId) -> Option<NodeId> {
        let members = self.members(kind);
        members.iter().next().filter(|_| members.len() == 1)
    }

    /// The kinds of an entity: those told and those that follow from the domain and range of its claims; not their parents. Empty for a value.
    fn kinds(&self, node: NodeId) -> Cow<'_, [KindId]>;

    /// All entities, sorted.
    fn entities(&self) -> Ids<'_, NodeId>;

    /// Counts for a relation.
    fn statistics(&self, relation: RelationId) -> Statistics;

    /// Counts of all claims. O(claims), unless the view has counted them before.
    fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for claim in (0..self.claim_bound()).filter_map(|place| self.claim(ClaimId::from_index(place))) {
            totals.claims += 1;
            totals.dated += usize::from(!claim.when.is_undated());
            totals.denied += usize::from(claim.denied);
            totals.sourced += usize::from(!claim.sources.is_empty());
            totals.attributed += usize::from(!claim.according_to.is_empty());
        }
        totals
    }

    /// The nodes (entities, and text values) with exactly this name: label, alias or text, compared by [`fold`](super::names::fold); sorted.
    fn named(&self, name: &str) -> Cow<'_, [NodeId]>;

    /// All names that begin at the first of these folded words ([`split`](super::names::split)), longest first, then by exactness.
    /// Part names are given only where no whole name of the same length or longer is found.
    fn names_at(&self, words: &[&str]) -> Vec<NameMatch>;

    /// The same without part names, of which there may be many.
    fn whole_names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        let mut found = self.names_at(words);
        found.retain(|found| found.exactness != Exactness::Part);
        found
    }

    /// The known names nearest to a text, best first, then alphabetically: for suggestions.
    fn nearest_names(&self, text: &str, limit: usize) -> Vec<String>;

    /// Known names that begin with a text (folded), alphabetically: for completion.
    fn complete_name(&self, prefix: &str, limit: usize) -> Vec<String>;

    /// What was found damaged in what the view reads from, if anything was. Answers found since must not be given.
    fn damage(&self) -> Option<String> {
        None
    }
}

/// [`View::days_within`] for a view that does it by [`View::days`].
pub(crate) fn days_within<V: View + ?Sized>(view: &V, claims: Ids<'_, ClaimId>, first: Day, last: Day, found: &mut Vec<(usize, Day)>) {
    let mut days = Vec::with_capacity(claims.len());
    view.days(claims, &mut days);
    found.extend(days.into_iter().enumerate().filter(|&(_, day)| day == NOT_ONE_DAY || (first <= day && day <= last)));
}

/// A name found at the start of a sequence of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMatch {
    /// How many words it takes.
    pub words: usize,
    /// The nodes that have it, sorted.
    pub nodes: Vec<crate::graph::NodeId>,
    /// How the words stand for the node.
    pub exactness: Exactness,
}

/// How some words stand for a node. Better ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exactness {
    /// They are its label or an alias.
    Whole,
    /// They are an adjective of it: "Pavanian".
    Adjective,
    /// They are the first or last words of its label or of an alias.
    Part,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_lists_are_unpacked_whatever_their_lengths() {
        let packed: Vec<[u8; 3]> =
            (0..23_u32).map(|number| (number * 700_001 % (1 << 24)).to_le_bytes()).map(|[a, b, c, _]| [a, b, c]).collect();
        for length in 0..packed.len() {
            let linked = Linked::Packed(&packed[..length]);
            let expected: Vec<NodeId> = linked.iter().collect();
            let mut lists = LinkedLists::default();
            lists.push(&linked);
            lists.push_all(&linked, [length / 2, length - length / 2].into_iter());
            let found: Vec<Vec<NodeId>> = lists.iter().map(<[NodeId]>::to_vec).collect();
            assert_eq!(found, [&expected[..], &expected[..length / 2], &expected[length / 2..]]);
        }
    }
}
