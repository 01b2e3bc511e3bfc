//! Certain and possible: what is made of a condition that cannot be told because a date is known only to its month or year.

use crate::graph::{Interval, Quantity, Truth};
use crate::query::TimeTest;

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Those that are there whichever days the dates of claims mean.
    #[default]
    Certain,
    /// Those that may be there: the certain ones, and those for which a date would have to be known more exactly.
    Possible,
}

impl Mode {
    /// The other one: what is taken away from certain rows are possible ones, and the other way round.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Certain => Self::Possible,
            Self::Possible => Self::Certain,
        }
    }
}

/// Whether an interval passes a time test. `number` is that of the claim whose interval it is; only the length of a claim is tested by it, so that others
/// need not fetch it.
pub(super) fn test_time(test: TimeTest, when: Interval, number: Option<&Quantity>) -> Truth {
    if let TimeTest::Lasts(length) = test
        && let Some(truth) = number.and_then(|number| length.holds_of_number(number))
    {
        return truth;
    }
    if test == TimeTest::Unended {
        return match when.to {
            None => Truth::Yes,
            to if to == when.from => Truth::Unknown,
            Some(_) => Truth::No,
        };
    }
    if when.is_undated() {
        return Truth::Unknown;
    }
    match test {
        TimeTest::Unended => Truth::Unknown,
        TimeTest::Lasts(length) => length.holds_of(when),
        TimeTest::Overlaps(period) => when.overlaps(period),
        TimeTest::StartsBefore(period) => when.starts_before(period),
        TimeTest::StartsAfter(period) => when.starts_after(period),
        TimeTest::EndsIn(period) => when.ends_in(period),
        TimeTest::StartsIn(period) => when.starts_in(period),
        TimeTest::StartsEachYear { month, day } => when.starts_each_year(month, day),
    }
}

/// Whether the end of an interval that a test looks at is known, if not to the day: then an unknown outcome is a possible one.
pub(super) fn is_told(test: TimeTest, when: Interval) -> bool {
    match test {
        TimeTest::Overlaps(_) | TimeTest::StartsBefore(_) | TimeTest::StartsAfter(_) | TimeTest::StartsIn(_) => when.from.is_some(),
        // What may have been on any day of some year may not be shown for every day.
        TimeTest::StartsEachYear { .. } => when.from.is_some_and(|from| from.month().is_some()),
        TimeTest::EndsIn(_) => when.to.is_some(),
        // How long something took of which the month alone is told is anybody's guess.
        TimeTest::Lasts(_) => when.from.is_some() && when.to.is_some() && !when.is_point(),
        TimeTest::Unended => false,
    }
}
