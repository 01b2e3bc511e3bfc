//! How long: "for more than two years", and "first", "last" and "the longest" behind what they order.
//!
//! ```text
//! lasting = ("for" bound? | ("longer" | "shorter") "than") (number | "a") unit | "for half an hour"
//! order   = "first" | "before" ("any other" | "anyone else" | "all others") "did"? | "last" | "for"? "the"? ("longest" | "shortest") "time"?
//! ```

use nom::Err;

use super::input::{Parsed, Stuck, Tokens, number, one_of, word};
use super::noun::{bound, noun_phrase};
use crate::graph::{Bound, Length, LengthUnit};
use crate::language::syntax::{Rank, TimePhrase};

/// "for more than two years", "longer than a month"
pub(super) fn lasting(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    let stuck = || Err(Err::Error(Stuck { at: input.at }));
    let (start, bound) = match input.text() {
        "for" => {
            let rest = one_of(&["a period of", "a total of", "a whole of"])(input.advance(1)).map_or(input.advance(1), |(rest, _)| rest);
            // How near it came to so many is not known.
            if matches!(rest.text(), "nearly" | "almost" | "some") {
                return stuck();
            }
            match one_of(&["longer than", "shorter than"])(rest) {
                Ok((rest, "longer than")) => (rest, Bound::MoreThan),
                Ok((rest, _)) => (rest, Bound::LessThan),
                Err(_) => bound(rest),
            }
        }
        "longer" if input.text_at(1) == "than" => (input.advance(2), Bound::MoreThan),
        "shorter" if input.text_at(1) == "than" => (input.advance(2), Bound::LessThan),
        _ => return stuck(),
    };
    let (rest, amount, unit) = match word("half")(start).and_then(|(rest, _)| one_of(&["an hour"])(rest)) {
        Ok((rest, _)) => (rest, 30.0, LengthUnit::Minute),
        Err(_) => {
            let (rest, amount) = match one_of(&["a", "an"])(start) {
                Ok((rest, _)) => (rest, 1.0),
                Err(_) => number(start)?,
            };
            let rest = one_of(&["full", "whole", "entire", "consecutive", "straight"])(rest).map_or(rest, |(rest, _)| rest);
            let Some(unit) = LengthUnit::of_word(rest.text()).filter(|_| !rest.is_end()) else { return stuck() };
            (rest.advance(1), amount, unit)
        }
    };
    let (rest, bound) = match one_of(&["or more", "or longer", "or less", "or shorter"])(rest) {
        Ok((rest, "or more" | "or longer")) => (rest, Bound::AtLeast),
        Ok((rest, _)) => (rest, Bound::AtMost),
        Err(_) => (rest, bound),
    };
    if amount.fract() != 0.0 || !(0.0..=1e6).contains(&amount) {
        return stuck();
    }
    let length = Length { bound, amount: amount as u32, unit };
    let counted = input.advance(1);
    let phrase = noun_phrase(counted)
        .ok()
        .filter(|(end, _)| input.text() == "for" && end.at == rest.at && one_of(&["a", "an"])(start).is_err())
        .map(|(_, phrase)| phrase);
    Ok((rest, TimePhrase::For { length, phrase }))
}

/// "first", "last", "the longest": an order of what stands before it by time.
pub(super) fn order(input: Tokens<'_>) -> Parsed<'_, Rank> {
    let (rest, found) = one_of(&[
        "first",
        "last",
        "for the longest time",
        "for the longest",
        "the longest",
        "longest",
        "for the shortest time",
        "for the shortest",
        "the shortest",
        "shortest",
        "before any other country did",
        "before any other did",
        "before any other",
        "before anyone else did",
        "before anyone else",
        "before anybody else did",
        "before anybody else",
        "before all others",
        "before all the others",
        "before everyone else",
    ])(input)?;
    let rank = match found {
        found if found.starts_with("before") || found == "first" => Rank::First,
        "last" => Rank::Last,
        found if found.contains("longest") => Rank::Longest,
        _ => Rank::Shortest,
    };
    Ok((rest, rank))
}
