//! What cells stand for when they are compared: numbers, days, texts.
//!
//! A number may be known by a bound only ("more than 400") and a date to its month or year only. Both stand for the range in which the
//! true value lies, and comparing two ranges has three outcomes.

use std::borrow::Cow;

use super::run::Run;
use super::slot::Slot;
use crate::graph::names::fold;
use crate::graph::{Bound, Date, Interval, Node, Quantity, Truth, Value};
use crate::query::{Comparison, DateUnit, Distance};

/// What a cell or a literal stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// A number within a range, with its unit if it has one, and where the range comes from.
    Number(Range, Option<String>, Known),
    /// A day within a range, and the date as it was given.
    Day(Range, Option<Date>, Known),
    /// A text, folded.
    Text(String),
    /// Yes or no.
    Truth(bool),
}

/// How well a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// As well as its dates: a condition on it that cannot be told is possible.
    ToItsDates,
    /// By a bound or one end of an interval only: a condition on it that cannot be told is unknown.
    ByBound,
    /// The question names it: a stretch of days rather than one of them.
    Named,
}

/// Where a value lies; an end is infinite where it is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    low: f64,
    low_is_out: bool,
    high: f64,
    high_is_out: bool,
}

impl Range {
    fn closed(low: f64, high: f64) -> Self {
        Self { low, low_is_out: false, high, high_is_out: false }
    }

    fn is_below(self, other: Self) -> Truth {
        if self.high < other.low || (self.high == other.low && (self.high_is_out || other.low_is_out)) {
            Truth::Yes
        } else if self.low >= other.high {
            Truth::No
        } else {
            Truth::Unknown
        }
    }

    fn is_point(self) -> bool {
        self.low == self.high
    }
}

impl Meaning {
    pub fn number(number: f64) -> Self {
        Self::Number(Range::closed(number, number), None, Known::ToItsDates)
    }

    pub fn date(date: Date) -> Self {
        Self::Day(Range::closed(date.first_day().into(), date.last_day().into()), Some(date), Known::ToItsDates)
    }

    /// A date that the question names.
    pub fn named(date: Date) -> Self {
        Self::Day(Range::closed(date.first_day().into(), date.last_day().into()), Some(date), Known::Named)
    }

    pub fn text(text: &str) -> Self {
        Self::Text(fold(text))
    }

    /// An interval stands for its beginning. If only its end is known, it began on that day or earlier.
    pub fn interval(interval: Interval) -> Option<Self> {
        match (interval.from, interval.to) {
            (Some(from), _) => Some(Self::date(from)),
            (None, Some(to)) => Some(Self::Day(Range::closed(f64::NEG_INFINITY, to.last_day().into()), None, Known::ByBound)),
            (None, None) => None,
        }
    }

    fn quantity(quantity: &Quantity) -> Self {
        let amount = quantity.amount;
        let (low, low_is_out, high, high_is_out) = match quantity.bound {
            Bound::Exactly | Bound::About => (amount, false, amount, false),
            Bound::MoreThan => (amount, true, f64::INFINITY, false),
            Bound::AtLeast => (amount, false, f64::INFINITY, false),
            Bound::LessThan => (f64::NEG_INFINITY, false, amount, true),
            Bound::AtMost => (f64::NEG_INFINITY, false, amount, false),
        };
        let known = if matches!(quantity.bound, Bound::Exactly | Bound::About) { Known::ToItsDates } else { Known::ByBound };
        Self::Number(Range { low, low_is_out, high, high_is_out }, quantity.unit.clone(), known)
    }

    /// What a cell stands for: a value node for its value, a claim for when it holds. Nothing for an entity, a path or a missing cell.
    pub fn of(run: &Run<'_>, slot: Slot) -> Option<Self> {
        if let Some(node) = slot.as_node() {
            return match run.view.node(node)?.as_ref() {
                Node::Entity(_) => None,
                Node::Value(Value::Text(text) | Value::Url(text)) => Some(Self::text(text)),
                Node::Value(Value::Number(quantity)) => Some(Self::quantity(quantity)),
                Node::Value(Value::Date(date)) => Some(Self::date(*date)),
                Node::Value(Value::Truth(truth)) => Some(Self::Truth(*truth)),
            };
        }
        if let Some(claim) = slot.as_claim() {
            return Self::interval(run.view.when(claim));
        }
        if let Some((sure, possible)) = run.values.as_range(slot) {
            return Some(Self::Number(Range::closed(sure.min(possible), sure.max(possible)), None, Known::ToItsDates));
        }
        if let Some(date) = run.values.as_date(slot) {
            return Some(Self::date(date));
        }
        if let Some(interval) = run.values.as_interval(slot) {
            return Self::interval(interval);
        }
        run.values.as_text(slot).map(Self::text)
    }

    /// Compares two meanings; unknown if they are of different types or units. Dates that are given alike are equal. With it, whether an
    /// unknown outcome is due to nothing but the precision of dates.
    pub fn compare(&self, comparison: Comparison, other: &Self) -> (Truth, bool) {
        const UNKNOWN: (Truth, bool) = (Truth::Unknown, false);
        let mut told = false;
        let (less, greater, equal) = match (self, other) {
            (Self::Number(_, Some(a), _), Self::Number(_, Some(b), _)) if a != b => return UNKNOWN,
            (Self::Day(_, Some(a), _), Self::Day(_, Some(b), _)) if comparison == Comparison::SameMonth => {
                return (same(months(*a), months(*b)), true);
            }
            (Self::Day(a, a_date, a_known), Self::Day(b, b_date, b_known)) if let Comparison::Apart(distance) = comparison => {
                let count =
                    |date: &Option<Date>, of: fn(Date) -> (i32, i32)| date.map(of).map(|(first, last)| (f64::from(first), f64::from(last)));
                let both = match distance.unit {
                    DateUnit::Day => Some(((a.low, a.high), (b.low, b.high))),
                    DateUnit::Month => count(a_date, months).zip(count(b_date, months)),
                    DateUnit::Year => count(a_date, |date| (date.year().into(), date.year().into()))
                        .zip(count(b_date, |date| (date.year().into(), date.year().into()))),
                };
                let told = *a_known != Known::ByBound && *b_known != Known::ByBound;
                return both.map_or(UNKNOWN, |(a, b)| (apart(a, b, distance), told));
            }
            (Self::Day(_, Some(a), a_known), Self::Day(_, Some(b), b_known))
                if a == b && (*a_known == Known::Named || *b_known == Known::Named) =>
            {
                (Truth::No, Truth::No, Truth::Yes)
            }
            (Self::Number(a, _, a_known), Self::Number(b, _, b_known)) | (Self::Day(a, _, a_known), Self::Day(b, _, b_known)) => {
                told = *a_known != Known::ByBound && *b_known != Known::ByBound;
                let (less, greater) = (a.is_below(*b), b.is_below(*a));
                let alike = matches!((self, other), (Self::Day(_, Some(a), _), Self::Day(_, Some(b), _)) if a == b);
                let equal = if (a.is_point() && a == b) || (alike && comparison != Comparison::SameDay) {
                    Truth::Yes
                } else if less == Truth::Yes || greater == Truth::Yes {
                    Truth::No
                } else {
                    Truth::Unknown
                };
                (less, greater, equal)
            }
            (Self::Text(a), Self::Text(b)) => ((a < b).into(), (a > b).into(), (a == b).into()),
            (Self::Truth(a), Self::Truth(b)) => ((a < b).into(), (a > b).into(), (a == b).into()),
            _ => return UNKNOWN,
        };
        let truth = match comparison {
            Comparison::Equal => equal,
            Comparison::NotEqual => equal.not(),
            Comparison::Less => less,
            Comparison::LessOrEqual => greater.not(),
            Comparison::Greater => greater,
            Comparison::GreaterOrEqual => less.not(),
            Comparison::SameDay if matches!(self, Self::Day(..)) => equal,
            Comparison::SameDay | Comparison::SameMonth | Comparison::Apart(_) => return UNKNOWN,
        };
        (truth, told)
    }
}

/// The first and the last month that a date may lie in, counted from year 0.
fn months(date: Date) -> (i32, i32) {
    let year = i32::from(date.year()) * 12;
    let month = date.month().map(i32::from);
    (year + month.unwrap_or(1), year + month.unwrap_or(12))
}

/// Whether a number within a range lies so far behind another.
fn apart(a: (f64, f64), b: (f64, f64), distance: Distance) -> Truth {
    let (nearest, furthest) = (a.0 - b.1, a.1 - b.0);
    let (least, most) = (f64::from(distance.least), f64::from(distance.most));
    if nearest >= least && furthest <= most {
        Truth::Yes
    } else if furthest < least || nearest > most {
        Truth::No
    } else {
        Truth::Unknown
    }
}

/// Whether two numbers within ranges are the same.
fn same(a: (i32, i32), b: (i32, i32)) -> Truth {
    if a.0 == a.1 && a == b {
        Truth::Yes
    } else if a.1 < b.0 || b.1 < a.0 {
        Truth::No
    } else {
        Truth::Unknown
    }
}

/// The interval that a cell stands for in a time test: when a claim holds, an interval, or a date. Nothing for what has no date.
pub(super) fn interval(run: &Run<'_>, slot: Slot) -> Option<Interval> {
    if let Some(claim) = slot.as_claim() {
        return Some(run.view.when(claim));
    }
    if let Some(node) = slot.as_node() {
        return match run.view.node(node).as_deref() {
            Some(Node::Value(Value::Date(date))) => Some(Interval::at(*date)),
            _ => None,
        };
    }
    run.values.as_date(slot).map(Interval::at).or_else(|| run.values.as_interval(slot))
}

/// The value of a value node.
pub(super) fn value<'a>(run: &Run<'a>, slot: Slot) -> Option<Cow<'a, Value>> {
    match run.view.node(slot.as_node()?)? {
        Cow::Borrowed(Node::Value(value)) => Some(Cow::Borrowed(value)),
        Cow::Owned(Node::Value(value)) => Some(Cow::Owned(value)),
        _ => None,
    }
}

/// The number that a cell stands for: its amount, whatever its bound and unit.
pub(super) fn amount(run: &Run<'_>, slot: Slot) -> Option<f64> {
    if let Some(number) = run.values.as_number(slot) {
        return Some(number);
    }
    match value(run, slot)?.as_ref() {
        Value::Number(quantity) => Some(quantity.amount),
        _ => None,
    }
}

/// The date that a cell stands for.
pub(super) fn date(run: &Run<'_>, slot: Slot) -> Option<Date> {
    if let Some(date) = run.values.as_date(slot) {
        return Some(date);
    }
    match value(run, slot)?.as_ref() {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}
