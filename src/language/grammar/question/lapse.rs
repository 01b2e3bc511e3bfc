//! How far two things lie apart in time.
//!
//! ```text
//! lapse = ("how many" unit | "how long" | "how much time") ("passed" | "were there" | ...) "between" np "and" np
//!       | ("how many" unit | "how long" | "how much time") ("after" | "before") anchor (inverted | "was it that" clause)
//! ```

use super::super::input::{Parsed, Tokens, one_of, word};
use super::super::noun::noun_phrase;
use super::super::time::time_phrase;
use super::super::verb::{VerbForm, verb_group};
use super::clause::inverted_question;
use super::{at_end, chain, chain_then, clause, clause_of, stuck, times_of};
use crate::language::syntax::{
    Anchor, Asked, Clause, Granularity, Joined, Modifier, ModifierKind, Question, TimeOrder, TimePhrase, VerbGroup, VerbKind,
};

/// "how many years after X did Y", "how many months passed between X and Y"
pub(super) fn lapse(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, counted) = one_of(&["how many years", "how many months", "how many days", "how long", "how much time"])(input)?;
    let unit = match counted {
        "how many years" => Granularity::Year,
        "how many months" => Granularity::Month,
        "how many days" => Granularity::Day,
        _ => Granularity::Known,
    };
    let between = one_of(&[
        "passed between",
        "elapsed between",
        "went by between",
        "lie between",
        "lay between",
        "are between",
        "were between",
        "are there between",
        "were there between",
        "is it between",
        "was it between",
    ])(rest);
    if let Ok((rest, _)) = between {
        return apart(input, rest, unit);
    }
    let (_, order) = one_of(&["after", "before"])(rest)?;
    let order = if order == "after" { TimeOrder::After } else { TimeOrder::Before };
    let lapse = |after: Tokens<'_>, mut clause: Clause, time: TimePhrase| {
        let range = rest.at..after.at;
        clause.trailing.push(Modifier { range, joined: Joined::Plain, kind: ModifierKind::Time(time) });
        Question::Lapse { unit, either: false, clause }
    };
    // "after Pava recognized Kelvia did it ..."
    if let Ok((after, time @ TimePhrase::Relative { .. })) = time_phrase(rest)
        && let Ok((end, clause)) = main(input, after)
    {
        return Ok((end, lapse(after, clause, time)));
    }
    // "after Pava did Norland recognize Kelvia": not what Pava did.
    let (after, thing) = noun_phrase(rest.advance(1))?;
    let (end, clause) = main(input, after)?;
    let time = TimePhrase::Relative { order, anchor: Box::new(Anchor::Thing(thing)) };
    Ok((end, lapse(after, clause, time)))
}

/// "did Pava recognize Kelvia", "was it that Pava recognized Kelvia", and nothing behind it.
fn main<'a>(input: Tokens<'a>, rest: Tokens<'a>) -> Parsed<'a, Clause> {
    let (end, found) = match one_of(&["was it that", "is it that"])(rest) {
        Ok((rest, _)) => {
            let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
            clause(input, rest, subject, verb)
        }
        Err(_) => match inverted_question(rest, Asked::When(Granularity::Known))? {
            (end, Question::Clause { clause, .. }) => (end, clause),
            _ => return stuck(rest),
        },
    };
    if at_end(end) { Ok((end, found)) } else { stuck(end) }
}

/// "(how many years lie between) X and Y": either may have come first.
fn apart<'a>(input: Tokens<'a>, rest: Tokens<'a>, unit: Granularity) -> Parsed<'a, Question> {
    let (behind, (mut subject, ())) = chain_then(rest, |rest| word("and")(rest).map(|(rest, _)| (rest, ())))?;
    let (end, other) = chain(behind)?;
    // The anchor of a time is a phrase alone.
    if !other.modifiers.is_empty() || !at_end(end) {
        return stuck(end);
    }
    let mut trailing = times_of(&mut subject);
    let time = TimePhrase::Relative { order: TimeOrder::After, anchor: Box::new(Anchor::Thing(other.head)) };
    trailing.push(Modifier { range: behind.at..end.at, joined: Joined::Plain, kind: ModifierKind::Time(time) });
    let verb = VerbGroup { range: input.at..rest.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
    let clause = Clause { trailing, ..clause_of(input, end, subject, verb, None) };
    Ok((end, Question::Lapse { unit, either: true, clause }))
}
