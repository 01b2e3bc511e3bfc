//! Conditions on rows and on claims, in three-valued logic.

use serde::{Deserialize, Serialize};

use super::Column;
use crate::graph::{Date, Length, NodeId, Period};

/// A condition on a row: true, false or unknown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// True if all are; false if one is.
    And(Vec<Condition>),
    /// True if one is; false if all are.
    Or(Vec<Condition>),
    /// Turns true and false around; unknown stays.
    Not(Box<Condition>),
    /// True if the condition surely is; false if it is false, possible or unknown.
    Surely(Box<Condition>),
    /// Compares two operands by number, date or text; unknown if either is missing or they are of different types.
    Compare {
        /// Left side.
        left: Operand,
        /// How.
        comparison: Comparison,
        /// Right side.
        right: Operand,
    },
    /// Whether the date or interval in a column passes a time test.
    During {
        /// A column of claims (their `when`) or of dates.
        column: Column,
        /// The test.
        test: TimeTest,
    },
    /// Whether two cells are the same node, claim or value.
    Same(Column, Column),
    /// Whether the node in the column is one of these (sorted).
    OneOf(Column, Vec<NodeId>),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Operand {
    /// The cell of a column: a value node stands for its value, a claim for its interval.
    Column(Column),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
    /// A text, compared folded.
    Text(String),
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparison {
    /// =
    Equal,
    /// ≠
    NotEqual,
    /// <
    Less,
    /// ≤
    LessOrEqual,
    /// >
    Greater,
    /// ≥
    GreaterOrEqual,
    /// Of dates: on one day.
    SameDay,
    /// Of dates: in one month.
    SameMonth,
    /// Of dates: so far apart.
    Apart(Distance),
}

/// How far one date lies behind another: "two days after" is from 2 to 2 days, "within a week of" from -7 to 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Distance {
    /// What is counted: days, or steps from one calendar month or year to the next.
    pub unit: DateUnit,
    /// The fewest; negative before.
    pub least: i32,
    /// The most.
    pub most: i32,
}

/// What a distance between dates is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateUnit {
    /// Days.
    Day,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// A test of an interval against a period of days. All are yes, no or possibly, since ends are known to a year, a month or a day;
/// for an undated interval all are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TimeTest {
    /// "in 2008", "since 2001" (period open at its end): shares a day with the period.
    Overlaps(Period),
    /// "before 2000": begins before the first day of the period.
    StartsBefore(Period),
    /// "after June 2014": begins after the last day of the period.
    StartsAfter(Period),
    /// "ended in 1990": ends within the period.
    EndsIn(Period),
    /// "began in 1990": begins within the period.
    StartsIn(Period),
    /// "on 7 December", "in December", of whatever year: begins on that day or in that month.
    StartsEachYear {
        /// The month, from 1.
        month: u8,
        /// The day of the month, from 1; any if there is none.
        day: Option<u8>,
    },
    /// "still": no end of it is recorded; also where no date is. Whether what is told of one date alone went on is unknown.
    Unended,
    /// "for more than two years": how long it is; of a claim with a number of years, days or minutes, how long that is.
    Lasts(Length),
}
