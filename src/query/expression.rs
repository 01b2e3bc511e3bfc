//! Expressions: what rows a query denotes.

use serde::{Deserialize, Serialize};

use super::{Column, Condition, DateUnit, TimeTest};
use crate::graph::{KindId, NodeId, RelationId, Scale, UnitId};

/// A whole query: an expression and the names of its columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// What it denotes.
    pub root: Expression,
    /// The name of column `i` at place `i`.
    pub columns: Vec<String>,
    /// What is shown of each row, in order.
    pub headings: Vec<Heading>,
}

/// A column that is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// The column.
    pub column: Column,
    /// Its title.
    pub title: String,
}

/// A set of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expression {
    /// One row without columns.
    Unit,
    /// One row for each of the nodes (sorted, distinct).
    Nodes {
        /// Where the node stands.
        column: Column,
        /// The nodes.
        nodes: Vec<NodeId>,
    },
    /// One row for each entity of the kind or of its sub-kinds.
    Kind {
        /// Where the entity stands.
        column: Column,
        /// The kind.
        kind: KindId,
    },
    /// One row for each entity of the graph.
    Entities {
        /// Where the entity stands.
        column: Column,
    },
    /// One row for each claim that passes the step, as (`from`, `claim`, `to`), `from` being the subject if the step goes forward.
    Claims {
        /// Which claims.
        step: Step,
        /// Where the step starts.
        from: Column,
        /// Where the claim stands; its id joins the evidence as well.
        claim: Column,
        /// Where the step leads.
        to: Column,
    },
    /// `Join(input, Claims(step))`: follows the step from a column. Where `to` or `claim` is a column of the input already, they must agree.
    Expand {
        /// The rows to start from.
        input: Box<Expression>,
        /// The column that holds the node to start from.
        from: Column,
        /// Which claims are followed.
        step: Step,
        /// Where the claim stands.
        claim: Column,
        /// Where the step leads.
        to: Column,
    },
    /// For each row of the input, one row for each node that is reached from `from` in at least `min` and at most `max` steps.
    /// The evidence is that of one shortest way (the one with the least claim ids).
    Reach {
        /// The rows to start from.
        input: Box<Expression>,
        /// The column that holds the node to start from.
        from: Column,
        /// One step.
        step: Step,
        /// Fewest steps; 0 includes the start.
        min: u32,
        /// Most steps; `None` for any number.
        max: Option<u32>,
        /// Where the way leads.
        to: Column,
    },
    /// For each pair of a node of `sources` and a node of `targets`, one row for each shortest way between them, at most `limit` of them a pair,
    /// in the order of their steps (by node, then by what the claim says); the way stands in `path`. With `longer`, for each of the first `limit` ways that
    /// pass no node twice, by their number of steps and then in that order.
    Shortest {
        /// Rows with the column `source`.
        sources: Box<Expression>,
        /// Rows with the column `target`.
        targets: Box<Expression>,
        /// Column of the start.
        source: Column,
        /// Column of the end.
        target: Column,
        /// One step.
        step: Step,
        /// Most steps.
        max: Option<u32>,
        /// Most ways for one pair.
        limit: usize,
        /// Whether longer ways count, too, if there are not enough of the shortest.
        longer: bool,
        /// Nodes that no way passes, unless it begins or ends there (sorted).
        avoiding: Vec<NodeId>,
        /// Where the path stands.
        path: Column,
    },
    /// Adds a column with what the node in a column is in the network of the claims that pass a step; rows whose node is no end of such a
    /// claim are left out.
    Network {
        /// The rows.
        input: Box<Expression>,
        /// A column of nodes.
        of: Column,
        /// Which claims make the network.
        step: Step,
        /// What is asked of the node.
        property: Property,
        /// Where it stands.
        to: Column,
    },
    /// Pairs of rows that agree on the columns both have; all pairs where they have none in common. Evidence of both.
    Join {
        /// One side.
        left: Box<Expression>,
        /// Other side.
        right: Box<Expression>,
    },
    /// Rows of any input, cut to the columns that all inputs have; equal rows become one, with the evidence of all.
    Union {
        /// The inputs.
        inputs: Vec<Expression>,
    },
    /// Rows of the left that agree with no row of the right on the columns both have. Evidence of the left.
    Difference {
        /// What stays,
        left: Box<Expression>,
        /// unless it is here.
        right: Box<Expression>,
    },
    /// Rows for which the condition is true.
    Filter {
        /// The rows.
        input: Box<Expression>,
        /// The condition.
        condition: Condition,
    },
    /// Adds a column with a detail of the claim or node in another column; rows without such a detail are left out;
    /// several details (two sources) make several rows.
    Describe {
        /// The rows.
        input: Box<Expression>,
        /// A column of claims; of nodes for [`Detail::Value`]; of ways for [`Detail::Steps`] and [`Detail::Between`].
        of: Column,
        /// Which detail.
        detail: Detail,
        /// Where the detail stands.
        to: Column,
    },
    /// One row for each distinct value of the keys, with aggregates over the rows that share it, and the evidence of them all.
    /// With `over`, also one row for each of its rows (on the keys) that occurs in no row of the input, where counts are 0 and other
    /// aggregates missing.
    Group {
        /// The rows.
        input: Box<Expression>,
        /// Columns to group by; none makes one group of all (a count of nothing is 0).
        keys: Vec<Column>,
        /// What is computed for each group.
        aggregates: Vec<Aggregate>,
        /// Keys that are present whatever the input.
        over: Option<Box<Expression>>,
    },
    /// Rows in order; then cut. Rows in which a sorting column is missing come last and are never taken by a superlative.
    /// Without this operator rows are in the order of their cells.
    Order {
        /// The rows.
        input: Box<Expression>,
        /// Sorted by these, first one first; ties by the row's cells.
        by: Vec<(Column, SortOrder)>,
        /// How much is kept.
        take: Option<Take>,
    },
    /// Rows cut to some columns; equal rows become one, with the evidence of all.
    Project {
        /// The rows.
        input: Box<Expression>,
        /// The columns that stay.
        columns: Vec<Column>,
    },
    /// The pairs of a relation that rules define by itself: the least sets of pairs, one for each definition, of which the rules make
    /// nothing new. The evidence of a pair is that of the derivations of the round in which it first comes up.
    Fixpoint {
        /// Relations that are defined by one another, each with its rules.
        definitions: Vec<Definition>,
        /// Whose pairs are wanted.
        relation: RelationId,
        /// Where the subject stands, in all the rules as well.
        from: Column,
        /// Where the object stands, in all the rules as well.
        to: Column,
    },
    /// In a rule of the [`Fixpoint`](Self::Fixpoint) around it: the pairs of a relation found so far. It stands only where more pairs can but mean more
    /// rows: not in what a difference takes away, nor under a group, a cut or a search for shortest ways.
    Derived {
        /// The relation, one of those defined there.
        relation: RelationId,
        /// Where the subject stands.
        from: Column,
        /// Where the object stands.
        to: Column,
    },
}

impl Expression {
    /// The expressions that it is made of, in the order in which they are written.
    pub fn inputs(&self) -> Vec<&Self> {
        match self {
            Self::Unit | Self::Nodes { .. } | Self::Kind { .. } | Self::Entities { .. } | Self::Claims { .. } | Self::Derived { .. } => {
                Vec::new()
            }
            Self::Expand { input, .. }
            | Self::Reach { input, .. }
            | Self::Network { input, .. }
            | Self::Filter { input, .. }
            | Self::Describe { input, .. }
            | Self::Order { input, .. }
            | Self::Project { input, .. } => vec![input],
            Self::Shortest { sources: left, targets: right, .. } | Self::Join { left, right } | Self::Difference { left, right } => {
                vec![left, right]
            }
            Self::Union { inputs } => inputs.iter().collect(),
            Self::Group { input, over, .. } => std::iter::once(&**input).chain(over.as_deref()).collect(),
            Self::Fixpoint { definitions, .. } => definitions.iter().flat_map(|definition| &definition.rules).collect(),
        }
    }

    /// The same, to change them.
    pub fn inputs_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Unit | Self::Nodes { .. } | Self::Kind { .. } | Self::Entities { .. } | Self::Claims { .. } | Self::Derived { .. } => {
                Vec::new()
            }
            Self::Expand { input, .. }
            | Self::Reach { input, .. }
            | Self::Network { input, .. }
            | Self::Filter { input, .. }
            | Self::Describe { input, .. }
            | Self::Order { input, .. }
            | Self::Project { input, .. } => vec![input],
            Self::Shortest { sources: left, targets: right, .. } | Self::Join { left, right } | Self::Difference { left, right } => {
                vec![left, right]
            }
            Self::Union { inputs } => inputs.iter_mut().collect(),
            Self::Group { input, over, .. } => std::iter::once(&mut **input).chain(over.as_deref_mut()).collect(),
            Self::Fixpoint { definitions, .. } => definitions.iter_mut().flat_map(|definition| &mut definition.rules).collect(),
        }
    }
}

/// A relation and its rules: expressions with the columns of the fixpoint. A pair that any of them makes belongs to the relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// The relation.
    pub relation: RelationId,
    /// Its rules.
    pub rules: Vec<Expression>,
}

/// One step along claims: which, in what direction, under what conditions. Denied claims pass only where the polarity says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The relations.
    pub relations: Relations,
    /// The direction.
    pub traversal: Traversal,
    /// Asserted or denied claims.
    pub polarity: Polarity,
    /// Time tests that must all be true of the claim.
    pub times: Vec<TimeTest>,
    /// Tests of sources that must all hold.
    pub sources: Vec<SourceTest>,
    /// Places of which the claim must name one; empty where any will do.
    pub places: Vec<NodeId>,
}

impl Step {
    /// A plain step along asserted claims of one relation.
    pub fn along(relation: RelationId, traversal: Traversal) -> Self {
        Self {
            relations: Relations::Only(vec![relation]),
            traversal,
            polarity: Polarity::Asserted,
            times: Vec::new(),
            sources: Vec::new(),
            places: Vec::new(),
        }
    }
}

/// Which relations a step may take.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Relations {
    /// Any.
    Any,
    /// One of these (sorted, distinct).
    Only(Vec<RelationId>),
    /// Any but these (sorted, distinct).
    Except(Vec<RelationId>),
}

/// The direction of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Traversal {
    /// From subject to object.
    Forward,
    /// From object to subject.
    Backward,
    /// Either way.
    Both,
}

impl Traversal {
    /// The same step, the other way round.
    pub fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
            Self::Both => Self::Both,
        }
    }
}

/// Which claims pass by what they assert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Polarity {
    /// Claims that say it is so.
    Asserted,
    /// Claims that say it is not so.
    Denied,
    /// Both.
    Either,
}

/// A test of a claim's sources and of whose word it is. The nodes are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SourceTest {
    /// One of these is cited, is the author or publisher of what is cited, or is the one whose word it is.
    AccordingTo(Vec<NodeId>),
    /// None of these is.
    NotAccordingTo(Vec<NodeId>),
    /// It rests on something else, too, or on no source at all: none of these is the one whose word it is, and it cites no source or one that is
    /// not of these.
    Without(Vec<NodeId>),
    /// It rests on these alone: it does not hold without them.
    OnlyFrom(Vec<NodeId>),
    /// At least so many distinct sources are cited.
    CitedByAtLeast(u32),
}

/// What a node is in a network: a graph whose links are the claims that pass a step, from its start to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Property {
    /// Its PageRank: after 20 rounds with a damping of 0.85, divided by the mean.
    Centrality,
    /// How many shortest ways between two other nodes pass it, whatever the direction of the links; a pair with several shortest ways
    /// counts in parts. In a large network, counted from some of the nodes only and scaled up.
    Betweenness,
    /// The least node that is connected with it, whatever the direction of the links.
    Component,
    /// The least node that is reached from it and reaches it.
    StrongComponent,
}

/// A detail of a claim, a node or a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Detail {
    /// The interval of the claim, as it was told.
    When,
    /// The date it begins.
    Start,
    /// The date it ends: of a relation with one holder at a time, at the latest when the next holder begins.
    End,
    /// The date it ends, if that was told.
    Until,
    /// How long it holds, in days, where both ends are known.
    Duration,
    /// How many whole years it holds, where both ends are known; of ends known to the year, the years between them.
    Years,
    /// How many whole months it holds, where both ends are known to the month at least.
    Months,
    /// Its place.
    Place,
    /// The value of a node; a number in a unit. Nothing if its own unit cannot be turned into that.
    ValueIn {
        /// Which.
        unit: UnitId,
        /// The unit of numbers that have none of their own.
        bare: UnitId,
    },
    /// Its quantity.
    Quantity,
    /// Its quantity in thousands, millions or billions.
    QuantityIn(Scale),
    /// Each of its sources.
    Source,
    /// Each of those whose word it is.
    AccordingTo,
    /// Each of those that say so: whose word it is, or else its sources.
    Speaker,
    /// Its note.
    Note,
    /// Its quote.
    Quote,
    /// Its year of beginning, as a number.
    Year,
    /// The year and month of its beginning, as a date.
    Month,
    /// Its relation, as text.
    Relation,
    /// Of a node: its number, date or text.
    Value,
    /// Of a way: the number of its steps.
    Steps,
    /// Of a way: each node between its ends.
    Between,
}

/// A computed column of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregate {
    /// What is computed.
    pub function: Function,
    /// Over the distinct cells of this column (`Count`), or over its cells row by row (the others; `Rows` counts the rows whatever it is).
    pub of: Column,
    /// Where the result stands.
    pub to: Column,
}

/// An aggregate function. All but `Count` and `Rows` leave out cells that are no number (or date, for `Least` and `Greatest`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Function {
    /// How many distinct cells.
    Count,
    /// How many rows: pairs, triples and so on, where the input is cut to their columns.
    Rows,
    /// Their sum.
    Sum,
    /// Their mean.
    Average,
    /// The least.
    Least,
    /// The greatest.
    Greatest,
    /// How far the greatest date lies behind the least: in days, in whole months or in whole years, where both are known so exactly.
    Apart(DateUnit),
}

/// How rows are sorted by a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortOrder {
    /// Least first; dates by their first day.
    Ascending,
    /// Greatest first.
    Descending,
}

/// A cut of sorted rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Take {
    /// Ranks left out first ("the second largest": skip 1, count 1). A rank is one distinct value of the sorting columns where `ties` is set.
    pub skip: usize,
    /// Ranks (with `ties`) or rows (without) that are kept.
    pub count: usize,
    /// Whether rows that are equal in the sorting columns to the last one taken are kept too.
    pub ties: bool,
}
