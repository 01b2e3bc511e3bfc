//! Plans: trees of operators, each of which makes a table of rows from the tables of its inputs.

use smallvec::{SmallVec, smallvec};

use crate::graph::{KindId, NodeId, RelationId, View};
use crate::query::{Aggregate, Column, ColumnSet, Condition, Detail, Property, SortOrder, Step, Take};

use super::PlanDisplay;
use super::meet::Lane;

/// The hidden column that keeps the order of rows from [`Expression::Order`](crate::query::Expression::Order) to the end.
pub(crate) const RANK: Column = Column(u32::MAX);

/// How a query is run.
///
/// Printed by [`Plan::display`]; run by [`engine::run`](crate::engine::run). A plan holds for the view it was made for and, with the same
/// answers but perhaps less speed, for every later state of the same graph.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) root: Operator,
    /// The columns of the answer, ascending.
    pub(crate) output: Vec<Column>,
    /// Whether the rows carry [`RANK`].
    pub(crate) ranked: bool,
    /// Names of columns, for people.
    pub(crate) names: Vec<String>,
    /// How many operators there are; their numbers are below it.
    pub(crate) operators: usize,
}

impl Plan {
    /// The plan in plain words, one step a line, in the order in which they run.
    pub fn display<'a>(&'a self, view: &'a dyn View) -> PlanDisplay<'a> {
        PlanDisplay::new(self, view)
    }

    /// Puts other nodes in the place of those that a column was said to be one of: the same question, of somebody else. Whatever was
    /// planned for the nodes before is kept. O(operators).
    pub fn bind(&mut self, column: Column, nodes: &[NodeId]) {
        self.root.bind(column, nodes);
    }

    /// How many operators it has.
    pub fn operators(&self) -> usize {
        self.operators
    }
}

/// One operator.
#[derive(Clone, Debug)]
pub(crate) struct Operator {
    /// Its number in the plan.
    pub id: usize,
    /// What it does.
    pub work: Work,
    /// The columns of its rows. Others are dropped, and rows that become equal are merged.
    pub keep: ColumnSet,
    /// Whether rows may become equal.
    pub merge: bool,
    /// How many rows are expected.
    pub estimate: f64,
}

impl Operator {
    fn bind(&mut self, column: Column, others: &[NodeId]) {
        if let Work::Nodes { column: place, nodes } | Work::OneOf { column: place, nodes, .. } = &mut self.work
            && *place == column
        {
            nodes.clear();
            nodes.extend_from_slice(others);
            nodes.sort_unstable();
            nodes.dedup();
        }
        for input in self.work.inputs_mut() {
            input.bind(column, others);
        }
    }
}

/// From which column a step is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// From none: all claims are read.
    Nothing,
    /// From where the step starts.
    From,
    /// From where it leads, backwards.
    To,
    /// From the claim to its ends.
    Claim,
}

/// What an operator does. Where a column that it would add is there already, the values must agree.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// Makes one row without columns.
    Unit,
    /// Makes one row for each node.
    Nodes { column: Column, nodes: Vec<NodeId> },
    /// Makes one row for each entity of a kind.
    Kind { column: Column, kind: KindId },
    /// Makes one row for each entity.
    Entities { column: Column },
    /// Makes the rows that the operator around it passes down.
    Passed,
    /// Follows claims.
    Follow { input: Box<Operator>, step: Step, from: Column, claim: Column, to: Column, anchor: Anchor },
    /// Keeps rows whose node is one of these.
    OneOf { input: Box<Operator>, column: Column, nodes: Vec<NodeId> },
    /// Keeps rows whose node is of the kind.
    Member { input: Box<Operator>, column: Column, kind: KindId },
    /// Keeps rows whose node is an entity.
    Entity { input: Box<Operator>, column: Column },
    /// Keeps rows for which the condition is true.
    Select { input: Box<Operator>, condition: Condition },
    /// Adds a detail.
    Describe { input: Box<Operator>, of: Column, detail: Detail, to: Column },
    /// Follows claims any number of times; backwards only where `min` is at most 1 and the step has no time test.
    Reach { input: Box<Operator>, from: Column, step: Step, min: u32, max: Option<u32>, to: Column, anchor: Anchor },
    /// Makes one row for each node at the near end of a lane.
    Ends { column: Column, lane: Lane },
    /// Adds a column with each node to which all lanes lead.
    Meet { input: Box<Operator>, to: Column, lanes: Vec<Lane> },
    /// Finds shortest ways.
    Shortest {
        sources: Box<Operator>,
        targets: Box<Operator>,
        source: Column,
        target: Column,
        step: Step,
        max: Option<u32>,
        limit: usize,
        longer: bool,
        avoiding: Vec<NodeId>,
        path: Column,
        /// Where the number of steps stands, if that is asked for and not the way.
        steps: Option<Column>,
    },
    /// Adds what a node is in a network.
    Network { input: Box<Operator>, of: Column, step: Step, property: Property, to: Column },
    /// Pairs rows that agree. With `pass`, the left is passed down to the right, cut to these columns.
    Join { left: Box<Operator>, right: Box<Operator>, pass: Option<ColumnSet> },
    /// Takes the rows of all.
    Union { inputs: Vec<Operator> },
    /// Takes the rows of the left that agree with none of the right. With `pass`, the left is passed down to the right, cut to the columns
    /// that both have.
    Difference { left: Box<Operator>, right: Box<Operator>, common: ColumnSet, pass: bool },
    /// Groups rows.
    Group { input: Box<Operator>, keys: Vec<Column>, aggregates: Vec<Aggregate>, over: Option<Box<Operator>> },
    /// Sorts and cuts rows; gives each its [`RANK`] if that is kept.
    Order { input: Box<Operator>, by: Vec<(Column, SortOrder)>, take: Option<Take> },
    /// Cuts columns.
    Cut { input: Box<Operator> },
    /// Runs rules until they make nothing new.
    Fixpoint(Fixpoint),
    /// Takes the pairs of a relation that the fixpoint around it has found so far; with `fresh`, those of the round before only.
    Derived { relation: RelationId, from: Column, to: Column, fresh: bool },
}

/// Rules that are run until they make nothing new.
#[derive(Clone, Debug)]
pub(crate) struct Fixpoint {
    pub rules: Vec<Rule>,
    /// Whose pairs are wanted.
    pub relation: RelationId,
    pub from: Column,
    pub to: Column,
    /// Whether the rows of the operator around it are passed down into the rules.
    pub narrowed: bool,
}

/// A rule of a fixpoint.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Whose pairs it makes.
    pub relation: RelationId,
    /// Run in the first round.
    pub first: Operator,
    /// Run in each later round; together they make at least the pairs that rest on what the round before found.
    pub again: Vec<Operator>,
}

impl Work {
    /// The operator it takes rows from, if it works row by row, or table by table, on those of one.
    pub fn only_input(&self) -> Option<&Operator> {
        match self {
            Self::Follow { input, .. }
            | Self::Meet { input, .. }
            | Self::Network { input, .. }
            | Self::OneOf { input, .. }
            | Self::Member { input, .. }
            | Self::Entity { input, .. }
            | Self::Select { input, .. }
            | Self::Describe { input, .. }
            | Self::Reach { input, .. }
            | Self::Order { input, .. }
            | Self::Group { input, over: None, .. }
            | Self::Cut { input } => Some(input),
            _ => None,
        }
    }

    /// The same, to change it.
    pub fn only_input_mut(&mut self) -> Option<&mut Operator> {
        match self {
            Self::Follow { input, .. }
            | Self::Meet { input, .. }
            | Self::Network { input, .. }
            | Self::OneOf { input, .. }
            | Self::Member { input, .. }
            | Self::Entity { input, .. }
            | Self::Select { input, .. }
            | Self::Describe { input, .. }
            | Self::Reach { input, .. }
            | Self::Order { input, .. }
            | Self::Group { input, over: None, .. }
            | Self::Cut { input } => Some(input),
            _ => None,
        }
    }

    /// The operators it takes rows from, in the order in which they are run.
    pub fn inputs(&self) -> SmallVec<[&Operator; 2]> {
        match self {
            Self::Fixpoint(fixpoint) => fixpoint.rules.iter().flat_map(|rule| std::iter::once(&rule.first).chain(&rule.again)).collect(),
            Self::Group { input, over: Some(over), .. } => smallvec![&**input, &**over],
            Self::Shortest { sources, targets, .. } => smallvec![&**sources, &**targets],
            Self::Join { left, right, .. } | Self::Difference { left, right, .. } => smallvec![&**left, &**right],
            Self::Union { inputs } => inputs.iter().collect(),
            work => work.only_input().into_iter().collect(),
        }
    }

    /// The same, to change them.
    pub fn inputs_mut(&mut self) -> SmallVec<[&mut Operator; 2]> {
        match self {
            Self::Fixpoint(fixpoint) => {
                fixpoint.rules.iter_mut().flat_map(|rule| std::iter::once(&mut rule.first).chain(&mut rule.again)).collect()
            }
            Self::Group { input, over: Some(over), .. } => smallvec![&mut **input, &mut **over],
            Self::Shortest { sources, targets, .. } => smallvec![&mut **sources, &mut **targets],
            Self::Join { left, right, .. } | Self::Difference { left, right, .. } => smallvec![&mut **left, &mut **right],
            Self::Union { inputs } => inputs.iter_mut().collect(),
            work => work.only_input_mut().into_iter().collect(),
        }
    }
}
