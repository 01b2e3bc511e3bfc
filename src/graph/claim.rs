//! Claims: the unit that is told, kept, cited and retracted.

use serde::{Deserialize, Serialize};

use super::{Interval, NodeId, Quantity, RelationId};

/// One edge with its qualifiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The node the claim is about.
    pub subject: NodeId,
    /// The type of the edge.
    pub relation: RelationId,
    /// The node it leads to.
    pub object: NodeId,
    /// When it holds; [`Interval::UNDATED`] where nothing is said.
    pub when: Interval,
    /// True if the claim says that this is *not* so.
    pub denied: bool,
    /// Where it holds.
    pub place: Option<NodeId>,
    /// How many or how much.
    pub quantity: Option<Quantity>,
    /// Whose word it is, where it is reported as somebody's word.
    pub according_to: Vec<NodeId>,
    /// The sources that are cited for it, in the order given.
    pub sources: Vec<NodeId>,
    /// The part of the source text it was taken from.
    pub section: Option<String>,
    /// The words of the source.
    pub quote: Option<String>,
    /// A remark of whoever told it.
    pub note: Option<String>,
}

impl Claim {
    /// A bare, undated, asserted claim without sources.
    pub fn new(subject: NodeId, relation: RelationId, object: NodeId) -> Self {
        Self {
            subject,
            relation,
            object,
            when: Interval::UNDATED,
            denied: false,
            place: None,
            quantity: None,
            according_to: Vec::new(),
            sources: Vec::new(),
            section: None,
            quote: None,
            note: None,
        }
    }

    /// Gives all nodes that it speaks of other ids.
    pub(crate) fn rename(&mut self, id: impl Fn(NodeId) -> NodeId) {
        (self.subject, self.object) = (id(self.subject), id(self.object));
        self.place = self.place.map(&id);
        for node in self.sources.iter_mut().chain(&mut self.according_to) {
            *node = id(*node);
        }
    }
}
