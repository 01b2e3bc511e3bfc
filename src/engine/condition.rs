//! Conditions made ready for the columns of one table, and their three outcomes.

use super::mode::{is_told, test_time};
use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::Table;
use super::value::{self, Meaning};
use crate::graph::{ClaimId, NodeId, Truth};
use crate::query::{Comparison, Condition, Operand, TimeTest};

/// What a condition says of a row.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is true.
    Yes,
    /// It is false.
    No,
    /// It is unknown, because of these claims; of none, if it is because of other cells.
    Unknown(Vec<ClaimId>),
}

/// A condition whose columns are places in a row.
pub(super) enum Test {
    /// All must hold; negations have been moved down to the leaves.
    All(Vec<Test>),
    /// One must hold.
    Any(Vec<Test>),
    /// Whether one is surely true, or its contrary.
    Surely(Box<Test>, bool),
    /// A leaf, or its contrary.
    Leaf(Leaf, bool),
}

pub(super) enum Leaf {
    Compare(Side, Comparison, Side),
    During(usize, TimeTest),
    Same(usize, usize),
    OneOf(usize, Vec<NodeId>),
}

pub(super) enum Side {
    Place(usize),
    Literal(Meaning),
}

impl Test {
    pub fn new(condition: &Condition, table: &Table) -> Result<Self, Stop> {
        Self::signed(condition, table, true)
    }

    fn signed(condition: &Condition, table: &Table, positive: bool) -> Result<Self, Stop> {
        let all = |conditions: &[Condition]| {
            conditions.iter().map(|condition| Self::signed(condition, table, positive)).collect::<Result<Vec<_>, Stop>>()
        };
        let side = |operand: &Operand| {
            Ok(match operand {
                Operand::Column(column) => Side::Place(table.position(*column)?),
                Operand::Number(number) => Side::Literal(Meaning::number(*number)),
                Operand::Date(date) => Side::Literal(Meaning::named(*date)),
                Operand::Text(text) => Side::Literal(Meaning::text(text)),
            })
        };
        let leaf = match condition {
            // De Morgan's laws hold in Kleene's logic.
            Condition::And(conditions) if positive => return Ok(Self::All(all(conditions)?)),
            Condition::And(conditions) => return Ok(Self::Any(all(conditions)?)),
            Condition::Or(conditions) if positive => return Ok(Self::Any(all(conditions)?)),
            Condition::Or(conditions) => return Ok(Self::All(all(conditions)?)),
            Condition::Not(condition) => return Self::signed(condition, table, !positive),
            Condition::Surely(condition) => return Ok(Self::Surely(Box::new(Self::new(condition, table)?), positive)),
            Condition::Compare { left, comparison, right } => Leaf::Compare(side(left)?, *comparison, side(right)?),
            Condition::During { column, test } => Leaf::During(table.position(*column)?, *test),
            Condition::Same(left, right) => Leaf::Same(table.position(*left)?, table.position(*right)?),
            Condition::OneOf(column, nodes) => Leaf::OneOf(table.position(*column)?, nodes.clone()),
        };
        Ok(Self::Leaf(leaf, positive))
    }

    /// What it says of a row, where the mode decides about what is possible. An unknown that is blamed on claims can be passed on as doubt; if a conjunct is unknown for another reason,
    /// the whole is, since no date would settle it.
    pub fn test(&self, run: &Run<'_>, row: &[Slot]) -> Outcome {
        self.outcome(run, row, &|| run.vague(run.mode))
    }

    fn outcome(&self, run: &Run<'_>, row: &[Slot], vague: &dyn Fn() -> Truth) -> Outcome {
        match self {
            Self::All(tests) => {
                let (mut blamed, mut unknown, mut hopeless) = (Vec::new(), false, false);
                for test in tests {
                    match test.outcome(run, row, vague) {
                        Outcome::Yes => {}
                        Outcome::No => return Outcome::No,
                        Outcome::Unknown(claims) => {
                            unknown = true;
                            hopeless |= claims.is_empty();
                            blamed.extend(claims);
                        }
                    }
                }
                match (unknown, hopeless) {
                    (false, _) => Outcome::Yes,
                    (true, true) => Outcome::Unknown(Vec::new()),
                    (true, false) => Outcome::Unknown(blamed),
                }
            }
            Self::Any(tests) => {
                let (mut blamed, mut unknown) = (Vec::new(), false);
                for test in tests {
                    match test.outcome(run, row, vague) {
                        Outcome::Yes => return Outcome::Yes,
                        Outcome::No => {}
                        Outcome::Unknown(claims) => {
                            unknown = true;
                            blamed.extend(claims);
                        }
                    }
                }
                if unknown { Outcome::Unknown(blamed) } else { Outcome::No }
            }
            Self::Surely(test, positive) => match test.outcome(run, row, &|| Truth::No) {
                Outcome::Yes if *positive => Outcome::Yes,
                Outcome::No | Outcome::Unknown(_) if !*positive => Outcome::Yes,
                _ => Outcome::No,
            },
            Self::Leaf(leaf, positive) => {
                let (truth, told) = leaf.test(run, row);
                let truth = match truth {
                    Truth::Unknown if told => vague(),
                    truth if *positive => truth,
                    truth => truth.not(),
                };
                match truth {
                    Truth::Yes => Outcome::Yes,
                    Truth::No => Outcome::No,
                    Truth::Unknown => Outcome::Unknown(leaf.claims(row)),
                }
            }
        }
    }
}

impl Leaf {
    /// What it says of a row; if that is unknown, whether all is there that it looks at, only not exactly enough: then it is possible.
    fn test(&self, run: &Run<'_>, row: &[Slot]) -> (Truth, bool) {
        let truth = match self {
            Self::Compare(left, comparison, right) => {
                let meaning = |side: &Side| match side {
                    Side::Place(place) => Meaning::of(run, row[*place]),
                    Side::Literal(meaning) => Some(meaning.clone()),
                };
                return match (meaning(left), meaning(right)) {
                    (Some(left), Some(right)) => left.compare(*comparison, &right),
                    _ => (Truth::Unknown, false),
                };
            }
            Self::During(place, test) => {
                let Some(when) = value::interval(run, row[*place]) else { return (Truth::Unknown, false) };
                let told = match (test, row[*place].as_claim()) {
                    (TimeTest::Lasts(_), Some(claim)) => run.view.claim(claim),
                    _ => None,
                };
                let number = told.as_ref().and_then(|claim| claim.quantity.as_ref());
                let when = told.as_ref().map_or(when, |claim| claim.when);
                return (test_time(*test, when, number), is_told(*test, when));
            }
            Self::Same(left, right) => {
                let (left, right) = (row[*left], row[*right]);
                if left == Slot::MISSING || right == Slot::MISSING { Truth::Unknown } else { (left == right).into() }
            }
            Self::OneOf(place, nodes) => match row[*place].as_node() {
                Some(node) => nodes.contains(&node).into(),
                None if row[*place] == Slot::MISSING => Truth::Unknown,
                None => Truth::No,
            },
        };
        (truth, false)
    }

    /// The claims it looks at.
    fn claims(&self, row: &[Slot]) -> Vec<ClaimId> {
        let claim = |side: &Side| match side {
            Side::Place(place) => row[*place].as_claim(),
            Side::Literal(_) => None,
        };
        match self {
            Self::Compare(left, _, right) => claim(left).into_iter().chain(claim(right)).collect(),
            Self::During(place, _) => row[*place].as_claim().into_iter().collect(),
            Self::Same(..) | Self::OneOf(..) => Vec::new(),
        }
    }
}
