//! Time as claims know it: dates to the year, month or day, and intervals between them.
//!
//! Days are counted from 1970-01-01 in the proleptic Gregorian calendar (`jiff::civil`). A date of less than day precision stands for
//! an unknown day within it, so that a test against a period answers yes, no or unknown ([`Truth`]).

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// A date at the precision it is known: year, year and month, or year, month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

/// A day as the number of days since 1970-01-01.
pub type Day = i32;

/// A text that is no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotADate(pub String);

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not a date: write 2006, 2006-09 or 2006-09-30", self.0)
    }
}

impl std::error::Error for NotADate {}

impl Date {
    /// A date; `None` if there is no such day in the calendar (years -9999 to 9999).
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        if month.is_none() && day.is_some() {
            return None;
        }
        let date = Self { year, month, day };
        date.civil(month.unwrap_or(1), day.unwrap_or(1)).map(|_| date)
    }

    /// The date of a day.
    pub fn from_day(day: Day) -> Option<Self> {
        let date = epoch().checked_add(jiff::Span::new().try_days(day).ok()?).ok()?;
        Self::new(date.year(), u8::try_from(date.month()).ok(), u8::try_from(date.day()).ok())
    }

    /// The year; negative before year 1 (year 0 is 1 BC).
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, if it is known.
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, if it is known.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// The first day it may be.
    pub fn first_day(self) -> Day {
        days_since_epoch(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it may be.
    pub fn last_day(self) -> Day {
        let month = self.month.unwrap_or(12);
        match self.day {
            Some(day) => days_since_epoch(self.year, month, day),
            None if month == 12 => days_since_epoch(self.year, 12, 31),
            None => days_since_epoch(self.year, month + 1, 1) - 1,
        }
    }

    /// The same date cut to its year.
    pub fn to_year(self) -> Self {
        Self { month: None, day: None, ..self }
    }

    /// The same date cut to its month; unchanged if the month is not known.
    pub fn to_month(self) -> Self {
        Self { day: None, ..self }
    }

    fn civil(self, month: u8, day: u8) -> Option<civil::Date> {
        civil::Date::new(self.year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

fn epoch() -> civil::Date {
    civil::Date::constant(1970, 1, 1)
}

/// The number of a day of the proleptic Gregorian calendar: years begin in March, so that the leap day is the last, and 400 years are
/// 146,097 days (E. G. Richards, "Mapping Time", 1998).
fn days_since_epoch(year: i16, month: u8, day: u8) -> Day {
    let (year, month, day) = (Day::from(year), Day::from(month), Day::from(day));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1 - MARCH_OF_YEAR_0
}

/// Days from the first of March of year 0 to 1970-01-01.
const MARCH_OF_YEAR_0: Day = 719_468;

/// ISO 8601: `2006`, `2006-09`, `2006-09-30`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.year < 0 {
            write!(f, "-{:04}", -i32::from(self.year))?;
        } else {
            write!(f, "{:04}", self.year)?;
        }
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// ISO 8601, to the year, month or day.
impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let wrong = || NotADate(text.to_owned());
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let mut parts = digits.split('-');
        let year = parts.next().filter(|year| (1..=4).contains(&year.len())).ok_or_else(wrong)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return Err(wrong());
        }
        let year: i16 = year.parse().map_err(|_| wrong())?;
        let mut part = || parts.next().map(|part| part.parse::<u8>().map_err(|_| wrong())).transpose();
        let (month, day) = (part()?, part()?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        Self::new(sign * year, month, day).ok_or_else(wrong)
    }
}

/// When a claim holds. Two equal ends mean one day, month or year; a missing end is open or unknown; two missing ends are undated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Interval {
    /// Its beginning.
    pub from: Option<Date>,
    /// Its end, included.
    pub to: Option<Date>,
}

/// An answer in three-valued logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Truth {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// It cannot be told.
    Unknown,
}

impl Truth {
    /// The other way round; unknown stays.
    #[expect(clippy::should_implement_trait, reason = "three-valued negation reads best as a method, and `!` would hide it")]
    pub fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Both (Kleene).
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    /// Either (Kleene).
    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

impl From<bool> for Truth {
    fn from(so: bool) -> Self {
        if so { Self::Yes } else { Self::No }
    }
}

impl Interval {
    /// Nothing is known of when.
    pub const UNDATED: Self = Self { from: None, to: None };

    /// One day, month or year.
    pub fn at(date: Date) -> Self {
        Self { from: Some(date), to: Some(date) }
    }

    /// From one date to another.
    pub fn between(from: Date, to: Date) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    /// Whether nothing is known of when.
    pub fn is_undated(self) -> bool {
        self == Self::UNDATED
    }

    /// Whether it is one date rather than a stretch between two.
    pub fn is_point(self) -> bool {
        self.from.is_some() && self.from == self.to
    }

    /// The day, if it is one date that is known to the day.
    pub fn one_day(self) -> Option<Day> {
        let from = self.from.filter(|from| self.to == Some(*from))?;
        from.day().map(|_| from.first_day())
    }

    /// Whether it shares a day with the period.
    pub fn overlaps(self, period: Period) -> Truth {
        if self.is_undated() {
            return Truth::Unknown;
        }
        let earliest = self.from.map(Date::first_day);
        let latest = self.to.map(Date::last_day);
        let may_reach = |bound: Option<Day>, last: Option<Day>| match (bound, last) {
            (Some(bound), Some(last)) => bound <= last,
            _ => true,
        };
        if !may_reach(earliest, period.last) || !may_reach(period.first, latest) {
            return Truth::No;
        }
        // Somewhere within its first date it begins, somewhere within its last it ends; in between it certainly holds. The missing
        // end of a stretch that has begun is read as open, of one that has ended as long ago.
        let surely_within = |date: Option<Date>| {
            date.is_some_and(|date| may_reach(period.first, Some(date.first_day())) && may_reach(Some(date.last_day()), period.last))
        };
        if surely_within(self.from) || surely_within(self.to) {
            return Truth::Yes;
        }
        // Of a stretch whose beginning is not known, nothing but its end is certain.
        if self.is_point() || self.from.is_none() {
            return Truth::Unknown;
        }
        let begun = self.from.map(Date::last_day);
        let not_ended = self.to.map(Date::first_day);
        let certain = may_reach(begun, not_ended) && may_reach(begun, period.last) && may_reach(period.first, not_ended);
        if certain { Truth::Yes } else { Truth::Unknown }
    }

    /// Whether it begins within the period.
    pub fn starts_in(self, period: Period) -> Truth {
        self.from.map_or(Truth::Unknown, |from| Self::at(from).overlaps(period))
    }

    /// Whether it begins in that month of some year, and on that day of it, if one is given.
    pub fn starts_each_year(self, month: u8, day: Option<u8>) -> Truth {
        let Some(from) = self.from else { return Truth::Unknown };
        match (from.month(), from.day(), day) {
            (None, ..) => Truth::Unknown,
            (Some(own), ..) if own != month => Truth::No,
            (Some(_), _, None) => Truth::Yes,
            (Some(_), None, Some(_)) => Truth::Unknown,
            (Some(_), Some(own), Some(day)) => (own == day).into(),
        }
    }

    /// Whether it ends within the period.
    pub fn ends_in(self, period: Period) -> Truth {
        self.to.map_or(Truth::Unknown, |to| Self::at(to).overlaps(period))
    }

    /// Whether it begins before the first day of the period. Of a claim known only by its end: yes if it ended before.
    pub fn starts_before(self, period: Period) -> Truth {
        let Some(first) = period.first else { return Truth::No };
        match (self.from, self.to) {
            (Some(from), _) if from.last_day() < first => Truth::Yes,
            (Some(from), _) if from.first_day() >= first => Truth::No,
            (None, Some(to)) if to.last_day() < first => Truth::Yes,
            _ => Truth::Unknown,
        }
    }

    /// Whether it begins after the last day of the period.
    pub fn starts_after(self, period: Period) -> Truth {
        let Some(last) = period.last else { return Truth::No };
        match self.from {
            Some(from) if from.first_day() > last => Truth::Yes,
            Some(from) if from.last_day() <= last => Truth::No,
            None if self.to.is_some_and(|to| to.last_day() <= last) => Truth::No,
            _ => Truth::Unknown,
        }
    }
}

/// ISO 8601 dates joined by a slash (`1990/2000`, `1990/..`), one date alone for a point, nothing for undated.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (None, None) => Ok(()),
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (Some(from), Some(to)) => write!(f, "{from}/{to}"),
            (Some(from), None) => write!(f, "{from}/.."),
            (None, Some(to)) => write!(f, "../{to}"),
        }
    }
}

/// A stretch of days that a question names, both ends included; `None` is an open end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// Its first day.
    pub first: Option<Day>,
    /// Its last day.
    pub last: Option<Day>,
}

impl Period {
    /// The days that a date may be.
    pub fn of(date: Date) -> Self {
        Self { first: Some(date.first_day()), last: Some(date.last_day()) }
    }

    /// From the first day of one date to the last day of another.
    pub fn between(from: Date, to: Date) -> Self {
        Self { first: Some(from.first_day()), last: Some(to.last_day()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_read_and_written() {
        for text in ["2006", "2006-09", "2006-09-30", "0800"] {
            assert_eq!(date(text).to_string(), text);
        }
        for text in ["", "2006-13", "2006-02-30", "20061", "2006-9-3-1", "x"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_year_has_its_days() {
        assert_eq!(date("1970").first_day(), 0);
        assert_eq!(date("1970").last_day(), 364);
        assert_eq!(date("2000-02").last_day() - date("2000-02").first_day(), 28);
        assert_eq!(Date::from_day(date("2014-06-30").first_day()), Some(date("2014-06-30")));
        assert_eq!(Date::from_day(date("1930-06-30").first_day()), Some(date("1930-06-30")));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let mut before = None;
        for year in [-9999, -401, -400, -1, 0, 1, 4, 100, 400, 1582, 1899, 1900, 1999, 2000, 2024, 2100, 9998] {
            for month in 1..=12 {
                let date = Date::new(year, Some(month), None).unwrap();
                for day in date.first_day()..=date.last_day() {
                    assert_eq!(Date::from_day(day).map(|date| (date.year(), date.month())), Some((year, Some(month))));
                }
                assert!(before.replace(date.last_day()).is_none_or(|before| month == 1 || before + 1 == date.first_day()));
            }
        }
        assert_eq!(date("2014-06-30").first_day(), 16_251);
    }

    #[test]
    fn one_day_is_a_single_date_known_to_the_day() {
        assert_eq!(Interval::at(date("1970-01-02")).one_day(), Some(1));
        let stretch = Interval::between(date("1970-01-02"), date("1970-01-03"));
        let open = Interval { from: Some(date("1970-01-02")), to: None };
        for other in [Interval::UNDATED, Interval::at(date("1970-01")), stretch, open] {
            assert_eq!(other.one_day(), None);
        }
    }

    #[test]
    fn overlap_has_three_outcomes() {
        let term = Interval::between(date("1990"), date("2000"));
        for (period, expected) in
            [("1995-03", Truth::Yes), ("1990", Truth::Yes), ("1990-03", Truth::Unknown), ("1989", Truth::No), ("2001-01-01", Truth::No)]
        {
            assert_eq!(term.overlaps(Period::of(date(period))), expected, "{period}");
        }
        let event = Interval::at(date("2011"));
        assert_eq!(event.overlaps(Period::of(date("2011"))), Truth::Yes);
        assert_eq!(event.overlaps(Period::of(date("2011-05"))), Truth::Unknown);
        let open = Interval { from: Some(date("2016")), to: None };
        assert_eq!(open.overlaps(Period::of(date("2020"))), Truth::Yes);
        assert_eq!(Interval::UNDATED.overlaps(Period::of(date("2020"))), Truth::Unknown);
    }

    #[test]
    fn before_and_after_are_strict() {
        let june = Period::of(date("2014-06"));
        assert_eq!(Interval::at(date("2014-07-01")).starts_after(june), Truth::Yes);
        assert_eq!(Interval::at(date("2014-06-30")).starts_after(june), Truth::No);
        assert_eq!(Interval::at(date("2014-05-31")).starts_before(june), Truth::Yes);
        assert_eq!(Interval::at(date("2014")).starts_before(june), Truth::Unknown);
    }
}
