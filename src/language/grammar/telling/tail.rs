//! What stands behind a claim: when it was, according to whom.

use nom::Parser;
use nom::combinator::opt;

use super::super::input::{Parsed, Tokens, comma, word, words};
use super::super::time::time_phrase;
use super::Reader;
use crate::graph::Interval;
use crate::language::syntax::TimePhrase;
use crate::language::telling::{Expected, Tail, Term};

impl<'a> Reader<'a> {
    /// The tail, if it goes to the end.
    pub(super) fn tail_to_end(&self, input: Tokens<'a>) -> Option<Tail> {
        let mut rest = input;
        let mut tail = Tail::default();
        while !rest.is_end() {
            let next = comma(rest).map_or(rest, |(next, ())| next);
            let told_by: Parsed<'a, &str> = words("according to")(next);
            if let Ok((who, _)) = told_by
                && tail.according_to.is_empty()
            {
                rest = self.speakers(who, &mut tail.according_to)?;
            } else if let Ok((after, time)) = claim_time(next)
                && tail.when.is_none()
            {
                let Some(when) = interval(&time) else {
                    self.fail(next.at, Expected::ClaimTime);
                    return None;
                };
                tail.when = Some((when, self.lattice.span(next.at, after.at)));
                rest = after;
            } else {
                self.fail(next.at, Expected::End);
                return None;
            }
        }
        Some(tail)
    }

    /// "NAME, NAME and NAME"
    pub(super) fn speakers(&self, input: Tokens<'a>, found: &mut Vec<Term>) -> Option<Tokens<'a>> {
        let mut rest = input;
        loop {
            let (end, speaker) = self.terms(rest).first()?.clone();
            found.push(speaker);
            rest = rest.to(end);
            let with_and: Parsed<'a, _> = (opt(comma), word("and")).parse(rest);
            match (with_and, comma(rest)) {
                (Ok((next, _)), _) => rest = next,
                // A comma may also stand before a time.
                (_, Ok((next, ()))) if claim_time(next).is_err() && !self.terms(next).is_empty() => rest = next,
                _ => return Some(rest),
            }
        }
    }
}

/// A time that is no name of an event.
fn claim_time(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    match time_phrase(input) {
        Ok((_, TimePhrase::EachYear { .. } | TimePhrase::Relative { .. } | TimePhrase::Still | TimePhrase::For { .. })) => {
            input.fail("a date")
        }
        other => other,
    }
}

/// The time of a claim; none for "before" and "after", which leave open when it was.
fn interval(time: &TimePhrase) -> Option<Interval> {
    match time {
        TimePhrase::In(span) => Some(Interval::between(span.first, span.last)),
        TimePhrase::Between(first, last) | TimePhrase::FromTo(first, last) => Some(Interval::between(first.first, last.last)),
        TimePhrase::Since(span) | TimePhrase::From(span) => Some(Interval { from: Some(span.first), to: None }),
        TimePhrase::Until(span) => Some(Interval { from: None, to: Some(span.last) }),
        TimePhrase::EachYear { .. }
        | TimePhrase::Before(_)
        | TimePhrase::After(_)
        | TimePhrase::Still
        | TimePhrase::For { .. }
        | TimePhrase::Relative { .. } => None,
    }
}
