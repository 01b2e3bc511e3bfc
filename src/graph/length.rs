//! How long something holds: the lengths of intervals, and bounds on them.
//!
//! A year is 365.2425 days here and a month the twelfth of it, where lengths are compared; whole years and months are counted by the calendar.

use serde::{Deserialize, Serialize};

use super::{Bound, Date, Interval, Quantity, Truth};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LengthUnit {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
    /// Ten years.
    Decade,
}

/// A bounded length of time: "more than two years".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Length {
    /// How the number bounds it.
    pub bound: Bound,
    /// The number.
    pub amount: u32,
    /// Of what.
    pub unit: LengthUnit,
}

impl LengthUnit {
    /// All of them, the shortest first.
    pub const ALL: [Self; 7] = [Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year, Self::Decade];

    /// The unit of a word, singular or plural: "years".
    pub fn of_word(word: &str) -> Option<Self> {
        let word = word.strip_suffix('s').unwrap_or(word);
        Self::ALL.into_iter().find(|unit| unit.word() == word)
    }

    /// Its singular.
    pub fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Decade => "decade",
        }
    }

    /// How many days it has.
    pub fn days(self) -> f64 {
        match self {
            Self::Minute => 1.0 / 1_440.0,
            Self::Hour => 1.0 / 24.0,
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 365.2425 / 12.0,
            Self::Year => 365.2425,
            Self::Decade => 3_652.425,
        }
    }
}

impl Length {
    /// Whether an interval is so long: unknown of one date, where an end is missing, or where the ends are not known exactly enough. "For ten years" is so many whole years (from end
    /// to end, where these are known to the year only), and so for the other units.
    pub fn holds_of(self, when: Interval) -> Truth {
        let (Some(from), Some(to)) = (when.from, when.to) else { return Truth::Unknown };
        // What is told of one date may have gone on.
        if when.is_point() {
            return Truth::Unknown;
        }
        let shortest = f64::from((to.first_day() - from.last_day()).max(0));
        let longest = f64::from(to.last_day() - from.first_day());
        if !matches!(self.bound, Bound::Exactly | Bound::About) {
            return self.bounds(shortest, longest);
        }
        let whole = match self.unit {
            LengthUnit::Year => when.whole_years(),
            LengthUnit::Decade => when.whole_years().map(|years| years / 10),
            LengthUnit::Month => when.whole_months(),
            _ => None,
        };
        match whole {
            Some(whole) => Truth::from(i64::from(whole) == i64::from(self.amount)),
            None => {
                let days = self.unit.days();
                let (low, high) = (f64::from(self.amount) * days, (f64::from(self.amount) + 1.0) * days);
                if longest < low || shortest >= high {
                    Truth::No
                } else if shortest >= low && longest < high {
                    Truth::Yes
                } else {
                    Truth::Unknown
                }
            }
        }
    }

    /// Whether a number of a unit of time is so long; `None` if it is a number of something else.
    pub fn holds_of_number(self, quantity: &Quantity) -> Option<Truth> {
        let unit = LengthUnit::of_word(&quantity.unit.as_deref()?.to_lowercase())?;
        let days = quantity.amount * unit.days();
        let (low, high) = match quantity.bound {
            Bound::Exactly | Bound::About => (days, days),
            Bound::MoreThan | Bound::AtLeast => (days, f64::INFINITY),
            Bound::LessThan | Bound::AtMost => (0.0, days),
        };
        Some(match self.bound {
            Bound::Exactly | Bound::About => {
                let own = f64::from(self.amount) * self.unit.days();
                let near = |days: f64| (days - own).abs() < own * 1e-6;
                match (near(low), near(high)) {
                    (true, true) => Truth::Yes,
                    _ if own < low || own > high => Truth::No,
                    _ => Truth::Unknown,
                }
            }
            _ => self.bounds(low, high),
        })
    }

    /// Whether a length somewhere between two numbers of days is within the bound.
    fn bounds(self, low: f64, high: f64) -> Truth {
        let own = f64::from(self.amount) * self.unit.days();
        let test = |all: bool, none: bool| match (all, none) {
            (true, _) => Truth::Yes,
            (_, true) => Truth::No,
            _ => Truth::Unknown,
        };
        match self.bound {
            Bound::MoreThan => test(low > own, high <= own),
            Bound::AtLeast => test(low >= own, high < own),
            Bound::LessThan => test(high < own, low >= own),
            Bound::AtMost => test(high <= own, low > own),
            Bound::Exactly | Bound::About => test(low == own && high == own, own < low || own > high),
        }
    }
}

/// "more than 2 years"
impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{} {}{}", self.bound.words(), self.amount, self.unit.word(), if self.amount == 1 { "" } else { "s" })
    }
}

impl Interval {
    /// How many days from the middle of the first date to the middle of the last, so that 1990 to 2000 is ten years; a day is one day, and a
    /// month or year in which something happened says nothing of how long it took.
    pub fn days(self) -> Option<f64> {
        let (from, to) = (self.from?, self.to?);
        if self.is_point() {
            return from.day().map(|_| 1.0);
        }
        let middle = |date: Date| (f64::from(date.first_day()) + f64::from(date.last_day())) / 2.0;
        Some(middle(to) - middle(from))
    }

    /// How many years are over from one end to the other, as ages are counted, as finely as both ends are known; none for one point in time.
    pub fn whole_years(self) -> Option<i32> {
        let (from, to) = (self.from?, self.to?);
        if self.is_point() {
            return None;
        }
        let years = i32::from(to.year()) - i32::from(from.year());
        let in_year = |date: Date| Some((date.month()?, date.day()));
        let early = match (in_year(from), in_year(to)) {
            (Some((month, Some(day))), Some((last_month, Some(last_day)))) => (last_month, last_day) < (month, day),
            (Some((month, _)), Some((last_month, _))) => last_month < month,
            _ => false,
        };
        Some(years - i32::from(early))
    }

    /// How many months are over from one end to the other, as finely as both ends are known.
    pub fn whole_months(self) -> Option<i32> {
        let (from, to) = (self.from?, self.to?);
        let months = |date: Date| Some(i32::from(date.year()) * 12 + i32::from(date.month()?));
        let early = matches!((from.day(), to.day()), (Some(day), Some(last_day)) if last_day < day);
        (!self.is_point()).then_some(months(to)? - months(from)? - i32::from(early))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(bound: Bound, amount: u32, unit: LengthUnit) -> Length {
        Length { bound, amount, unit }
    }

    fn between(from: &str, to: &str) -> Interval {
        Interval::between(from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn a_length_is_bounded_as_exactly_as_the_ends_are_known() {
        let more = length(Bound::MoreThan, 10, LengthUnit::Year);
        assert_eq!(more.holds_of(between("1990", "2000")), Truth::Unknown);
        assert_eq!(more.holds_of(between("1990-07-28", "2000-11-22")), Truth::Yes);
        assert_eq!(more.holds_of(between("1990", "1999")), Truth::No);
        assert_eq!(more.holds_of(Interval { from: Some("1990".parse().unwrap()), to: None }), Truth::Unknown);
        assert_eq!(length(Bound::LessThan, 2, LengthUnit::Year).holds_of(between("2000-11", "2001-07")), Truth::Yes);
        assert_eq!(length(Bound::AtMost, 3, LengthUnit::Day).holds_of(between("2001-03-01", "2001-03-09")), Truth::No);
    }

    #[test]
    fn a_bare_number_counts_what_is_over() {
        let ten = length(Bound::Exactly, 10, LengthUnit::Year);
        assert_eq!(ten.holds_of(between("1990", "2000")), Truth::Yes);
        assert_eq!(ten.holds_of(between("1990-07-28", "2000-11-22")), Truth::Yes);
        assert_eq!(ten.holds_of(between("1990-07-28", "2000-07-01")), Truth::No);
        assert_eq!(length(Bound::Exactly, 8, LengthUnit::Month).holds_of(between("2000-11", "2001-07")), Truth::Yes);
        assert_eq!(length(Bound::Exactly, 2, LengthUnit::Week).holds_of(between("2001-03-01", "2001-03-16")), Truth::Yes);
        assert_eq!(length(Bound::Exactly, 1, LengthUnit::Decade).holds_of(between("1990", "2000")), Truth::Yes);
    }

    #[test]
    fn numbers_of_time_are_lengths() {
        let thirty = Quantity { amount: 30.0, bound: Bound::Exactly, unit: Some("minutes".to_owned()) };
        assert_eq!(length(Bound::Exactly, 30, LengthUnit::Minute).holds_of_number(&thirty), Some(Truth::Yes));
        assert_eq!(length(Bound::LessThan, 1, LengthUnit::Hour).holds_of_number(&thirty), Some(Truth::Yes));
        assert_eq!(length(Bound::Exactly, 1, LengthUnit::Hour).holds_of_number(&thirty), Some(Truth::No));
        let people = Quantity { unit: Some("people".to_owned()), ..thirty };
        assert_eq!(length(Bound::Exactly, 30, LengthUnit::Minute).holds_of_number(&people), None);
    }
}
