//! Time phrases in a syntax tree: what was written, before anybody knows of which claims it is said.

use super::{Clause, Granularity, NounPhrase, Predicate};
use crate::graph::{Date, Length};

/// A time.
#[derive(Clone, Debug, PartialEq)]
pub enum TimePhrase {
    /// "in 2008", "during 2008", "on 5 June 2008".
    In(TimeSpan),
    /// "on 7 December", "in December", of any year.
    EachYear {
        /// The month, from 1.
        month: u8,
        /// The day, where one is said.
        day: Option<u8>,
    },
    /// "before 2000".
    Before(TimeSpan),
    /// "after June 2014".
    After(TimeSpan),
    /// "since 2001".
    Since(TimeSpan),
    /// "from 2001": since then, or, behind what was made or happened then, in that year.
    From(TimeSpan),
    /// "until 2001", "by 2001".
    Until(TimeSpan),
    /// "between 2006 and 2007".
    Between(TimeSpan, TimeSpan),
    /// "from 1990 to 2000".
    FromTo(TimeSpan, TimeSpan),
    /// "still", "today": it has not ended.
    Still,
    /// "for more than two years".
    For {
        /// How long.
        length: Length,
        /// The same as a noun phrase, for verbs that go on with "for" themselves.
        phrase: Option<NounPhrase>,
    },
    /// Relative to something else that happened.
    Relative {
        /// How.
        order: TimeOrder,
        /// To what.
        anchor: Box<Anchor>,
    },
}

/// How a time lies to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeOrder {
    /// Before it.
    Before,
    /// After it.
    After,
    /// While it holds.
    During,
    /// Since then.
    Since,
    /// Until then.
    Until,
    /// On the same day, in the same month or year.
    Same(Granularity),
    /// So many days, months or years behind it, at least and at most; before it if negative.
    Apart {
        /// What is counted.
        unit: Granularity,
        /// The fewest.
        least: i32,
        /// The most.
        most: i32,
    },
}

/// What a time is relative to.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// A thing or event: "the invasion", "the presidency of X".
    Thing(NounPhrase),
    /// "under X": the time in which X held an office.
    Term(NounPhrase),
    /// "X did": the main verb with another subject.
    Did(NounPhrase),
    /// "it did so with Y": the main verb with another object.
    DidSo {
        /// Who did.
        who: NounPhrase,
        /// The other object.
        to: NounPhrase,
    },
    /// A whole clause.
    Clause(Clause),
    /// "becoming president", "hosting X": the main subject with another predicate.
    Gerund(Predicate),
}

/// A date or a stretch that is named like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    /// Its first date.
    pub first: Date,
    /// Its last date, included.
    pub last: Date,
}

impl TimeSpan {
    /// A single date.
    pub fn at(date: Date) -> Self {
        Self { first: date, last: date }
    }
}
