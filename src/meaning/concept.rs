//! Concepts: what noun phrases and clauses mean once names, kinds and relations are settled.
//!
//! A concept denotes a set of nodes, a restriction a condition on one node. They are the middle between a syntax tree and the query
//! algebra: `compile` turns them into expressions, `readback` into English.

use crate::graph::{Bound, KindId, NodeId, RelationId};
use crate::language::syntax::Rank;
use crate::language::vocabulary::FrameId;
use crate::query::{SourceTest, TimeTest, Traversal};

/// A set of nodes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Concept {
    /// These, by name.
    Names { nodes: Vec<NodeId>, text: String },
    /// The entities of a kind.
    Kind(KindId),
    /// Anything: "who", "what".
    Thing,
    /// Anything, by a noun (singular) that a graph without kinds knows nothing about: "film".
    Sort(String),
    /// A number, date or text that the question writes out.
    Literal(Literal),
    /// Those at the far end of a link: "presidents", "presidents of Pava". The link leads from the noun's referent to what it is of.
    Role { link: Link, of: Option<Box<Concept>> },
    /// Those of the base for which all restrictions hold.
    Restricted { base: Box<Concept>, restrictions: Vec<Restriction> },
    /// All of several: "Kelvia and Parelinda".
    And(Vec<Concept>),
    /// Any of several: "Kelvia or Parelinda".
    Or(Vec<Concept>),
    /// The first but not the second.
    Minus(Box<Concept>, Box<Concept>),
    /// The first ones of the base in an order.
    Ranked { base: Box<Concept>, measure: Measure, descending: bool, skip: usize, count: usize },
}

/// A value written in the question.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Number { amount: f64, unit: Option<String> },
    Date(crate::graph::Date),
    Text(String),
}

/// A link from one node (the focus) to another, through claims.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Link {
    /// Any of these relations (sorted).
    pub relations: Vec<RelationId>,
    /// How a step goes from the focus.
    pub traversal: Traversal,
    /// The phrase it was read from, for reading back.
    pub frame: Option<FrameId>,
    /// Whether the focus is the grammatical subject of that phrase (or what its noun names).
    pub active: bool,
    /// What narrows the claims.
    pub times: Vec<(TimeTest, String)>,
    /// What the claims must pass besides, where time is taken strictly: they fill it, or begin in it.
    pub strict: Vec<TimeTest>,
    pub sources: Vec<(SourceTest, String)>,
    pub places: Vec<NodeId>,
    /// Reached by any number of steps.
    pub closure: bool,
    /// Times relative to other claims.
    pub relative: Vec<Relative>,
    /// A place phrase as it was written.
    pub place_text: Option<String>,
}

/// A time relative to other claims.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Relative {
    pub order: crate::language::syntax::TimeOrder,
    /// The claims it is relative to: those linking these two.
    pub subject: Concept,
    pub link: Link,
    pub object: Option<Concept>,
    pub text: String,
    /// Whether the anchor must have happened on a single day, and its subject is left out of the answer ("after Israel did").
    pub once: bool,
    /// Whether what happened on the same day counts as after it: one event follows another ("after X was removed").
    pub same_day: bool,
    /// Whether it is the time in which somebody held an office: what begins on its last day or ends on its first is not of that time.
    pub term: bool,
    /// Whether what is put before it may be known by its end alone, and then began before if it ended by then.
    pub by_end: bool,
}

impl Relative {
    /// A time relative to the claims that link these two, with nothing else said.
    pub fn new(order: crate::language::syntax::TimeOrder, subject: Concept, link: Link, object: Option<Concept>, text: String) -> Self {
        Self { order, subject, link, object, text, once: false, same_day: false, term: false, by_end: false }
    }
}

/// How many of a set must be linked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Quantifier {
    /// At least one.
    Some,
    /// None of them.
    No,
    /// All of them.
    Every,
    /// So many.
    Count(Bound, f64),
    /// At least one, and nothing else.
    Only,
    /// The more the better: kept are those with the most (or fewest).
    Most { descending: bool, skip: usize, count: usize },
    /// Kept are those linked first (or last) in time.
    Earliest { descending: bool },
    /// Kept are those linked for the longest time (or the shortest).
    Longest { descending: bool },
}

/// A condition on one node.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Restriction {
    /// Linked to (so many of) a set; with no set, to anything.
    Linked { link: Link, other: Option<Box<Concept>>, quantifier: Quantifier, negated: bool },
    /// One of a set.
    Is { concept: Box<Concept>, negated: bool },
    /// The number or date at the end of a link compares so with another.
    Compares { measure: Link, bound: Bound, than: Scalar },
    /// The node itself is a value that compares so.
    Value { bound: Bound, than: Scalar },
    /// Linked to the member of a set that ranks first: "with the largest population".
    LinkedToBest { link: Link, other: Box<Concept>, measure: Option<Measure>, descending: bool, skip: usize, count: usize },
    /// There is one of a set, which says nothing of the node itself.
    Given(Box<Concept>),
    /// One of the conditions holds.
    Any(Vec<Restriction>),
}

/// What sets are ordered by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Measure {
    /// The value at the end of a link.
    Attribute(Link),
    /// How many are linked.
    Count { link: Link, of: Option<Box<Concept>> },
    /// The value of the node itself.
    Itself,
    /// When the claim of a link begins.
    Time { link: Link, other: Option<Box<Concept>> },
    /// For how long the claim of a link holds.
    Length { link: Link, other: Option<Box<Concept>> },
}

impl Quantifier {
    /// "first", "last", "the longest" of what is linked.
    pub fn of_order(order: Option<Rank>) -> Option<Self> {
        Some(match order? {
            Rank::First => Self::Earliest { descending: false },
            Rank::Last => Self::Earliest { descending: true },
            Rank::Longest => Self::Longest { descending: true },
            Rank::Shortest => Self::Longest { descending: false },
            Rank::Most | Rank::Fewest | Rank::Ordinal(_) => return None,
        })
    }
}

impl Measure {
    /// By what "first", "last" and "the longest" order, and whether the greatest comes first.
    pub fn of_order(order: Rank, link: Link, other: Option<Box<Concept>>) -> (Self, bool) {
        match order {
            Rank::Longest | Rank::Shortest => (Self::Length { link, other }, order == Rank::Longest),
            order => (Self::Time { link, other }, order == Rank::Last),
        }
    }
}

/// Something to compare with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    /// A number.
    Number(f64),
    /// A date.
    Date(crate::graph::Date),
    /// The same measure of these.
    Of(Box<Concept>),
    /// These values themselves.
    Values(Box<Concept>),
}

impl Link {
    pub fn new(relation: RelationId, traversal: Traversal) -> Self {
        Self {
            relations: vec![relation],
            traversal,
            frame: None,
            active: true,
            times: Vec::new(),
            strict: Vec::new(),
            sources: Vec::new(),
            places: Vec::new(),
            closure: false,
            relative: Vec::new(),
            place_text: None,
        }
    }

    pub fn reversed(mut self) -> Self {
        self.traversal = self.traversal.reversed();
        self.active = !self.active;
        self
    }
}

impl Concept {
    pub fn restricted(self, restriction: Restriction) -> Self {
        match self {
            Self::Restricted { base, mut restrictions } => {
                restrictions.push(restriction);
                Self::Restricted { base, restrictions }
            }
            base => Self::Restricted { base: Box::new(base), restrictions: vec![restriction] },
        }
    }

    /// Without the members of another. What is ranked is ranked without them.
    pub fn except(self, other: Self) -> Self {
        match self {
            Self::Restricted { base, restrictions } if *base != Self::Thing => {
                Self::Restricted { base: Box::new(Self::Minus(base, Box::new(other))), restrictions }
            }
            Self::Ranked { base, measure, descending, skip, count } => {
                Self::Ranked { base: Box::new(base.except(other)), measure, descending, skip, count }
            }
            concept => Self::Minus(Box::new(concept), Box::new(other)),
        }
    }

    /// The nodes of a concept that is nothing but names.
    pub fn names(&self) -> Option<&[NodeId]> {
        match self {
            Self::Names { nodes, .. } => Some(nodes),
            _ => None,
        }
    }
}
