//! What stands before the items of a noun phrase: determiner, count, rank.

use nom::branch::alt;
use nom::combinator::{map, opt, value};
use nom::sequence::preceded;
use nom::{Err, Parser};

use super::super::input::{Parsed, Stuck, Tokens, choice, number, one_of, word};
use super::super::time::date;
use super::literal::dollars;
use super::starts::{starts_item, starts_noun, starts_with_adjective, starts_with_name, whole_name};
use crate::graph::{Bound, Date};
use crate::language::syntax::{AggregateWord, CountTest, Determiner, Rank};
use crate::language::vocabulary::Sense;

/// What stands before the items.
pub(super) struct Opening {
    pub determiner: Determiner,
    pub count: Option<CountTest>,
    pub rank: Option<Rank>,
}

pub(super) fn opening(input: Tokens<'_>) -> Parsed<'_, Opening> {
    if let Some(rest) = all_two(input) {
        let count = Some(CountTest { bound: Bound::Exactly, number: 2.0 });
        return Ok((rest, Opening { determiner: Determiner::Every, count, rank: None }));
    }
    let input = fillers_before_noun(input);
    let (rest, determiner) = determiner(input)?;
    let (rest, count) = if year_of(rest).is_some() { (rest, None) } else { opt(count_test).parse(rest)? };
    let rest = if count.is_some() { one_of(&["of the", "of these", "of those"])(rest).map_or(rest, |(rest, _)| rest) } else { rest };
    let rest = skip_kinds_of(rest, determiner);
    let (rest, rank) = opt(rank).parse(rest)?;
    // "the 3 most", "the most 3" and "the first 3"
    let (rest, count) = match count {
        None if rank.is_some() => opt(plain_count).parse(rest)?,
        _ => (rest, count),
    };
    let (rest, determiner) = match (determiner, rest.text()) {
        (Determiner::The | Determiner::Every | Determiner::None | Determiner::Some | Determiner::HowMany | Determiner::Which, "other") => {
            let determiner = if determiner == Determiner::The || determiner == Determiner::None || determiner == Determiner::Some {
                Determiner::Other
            } else {
                determiner
            };
            (rest.advance(1), determiner)
        }
        (Determiner::No, "other") => (rest.advance(1), Determiner::No),
        (determiner, "different" | "distinct" | "various" | "own" | "separate" | "individual" | "unique") => (rest.advance(1), determiner),
        (Determiner::The | Determiner::None, "total" | "combined" | "overall") => {
            (rest.advance(1), Determiner::Aggregate(AggregateWord::Sum))
        }
        (Determiner::The | Determiner::None, "average" | "mean") => (rest.advance(1), Determiner::Aggregate(AggregateWord::Average)),
        (determiner, _) => (rest, determiner),
    };
    Ok((rest, Opening { determiner, count, rank }))
}

/// "which two types of planes": which two planes, unless the vocabulary has types.
fn skip_kinds_of(input: Tokens<'_>, determiner: Determiner) -> Tokens<'_> {
    if !matches!(determiner, Determiner::Which | Determiner::The | Determiner::Some | Determiner::Every) || starts_noun(input) {
        return input;
    }
    match one_of(&["types of", "kinds of", "sorts of", "type of", "kind of", "sort of"])(input) {
        Ok((rest, _)) if starts_item(rest) || starts_with_adjective(rest) => rest,
        _ => input,
    }
}

/// What follows "both" of "both countries": all of them, who are two; not of "both Borduria and Ruritania", nor of "both countries and towns".
fn all_two(input: Tokens<'_>) -> Option<Tokens<'_>> {
    let rest = word("both")(input).ok()?.0;
    let rest = one_of(&["of the", "of these", "of those", "the", "these", "those"])(rest).map_or(rest, |(rest, _)| rest);
    let is_noun = |sense: &Sense| matches!(sense, Sense::Noun(..) | Sense::Kind(..) | Sense::Any(_));
    let noun_ends = rest.lattice.lexemes.get(rest.at)?.iter().filter(|(_, sense)| is_noun(sense)).map(|(end, _)| *end).max()?;
    let is_two = !starts_with_name(rest) && !matches!(rest.to(noun_ends).text(), "and" | "or");
    (is_two && !starts_with_name(input)).then_some(rest)
}

fn fillers_before_noun(input: Tokens<'_>) -> Tokens<'_> {
    // "both X and Y" and "just X" say nothing that X and Y do not.
    if matches!(input.text(), "both" | "either" | "just" | "exactly" | "even")
        && input.lattice.names.get(input.at).is_none_or(Vec::is_empty)
    {
        input.advance(1)
    } else {
        input
    }
}

fn determiner(input: Tokens<'_>) -> Parsed<'_, Determiner> {
    let (rest, found) = one_of(&[
        "how many of the",
        "how many of these",
        "how many of",
        "how many",
        "how much money",
        "how much time",
        "how much",
        "the total number of",
        "total number of",
        "the number of",
        "number of",
        "the amount of",
        "the count of",
        "the same",
        "another",
        "the",
        "these",
        "those",
        "a few of the",
        "a few",
        "a couple of",
        "several of the",
        "several",
        "some of the",
        "an",
        "a",
        "some",
        "any",
        "this",
        "every one of the",
        "every",
        "each of the",
        "each",
        "all of the",
        "all the",
        "all",
        "no",
        "zero",
        "which of the two",
        "which of these two",
        "which of the",
        "which of these",
        "which of",
        "which kind of",
        "which type of",
        "which one of the",
        "which",
        "what kinds of",
        "what kind of",
        "what types of",
        "what type of",
        "what sorts of",
        "what sort of",
        "what are all the",
        "what",
        "only",
        "its",
        "their",
        "his",
        "her",
        "both",
        "my",
    ])(input)
    .unwrap_or((input, ""));
    // "what type of film is X" asks for the type, where the vocabulary has types.
    let (rest, found) = match found {
        "which kind of" | "which type of" | "what kinds of" | "what kind of" | "what types of" | "what type of" | "what sorts of"
        | "what sort of"
            if starts_noun(input.advance(1)) =>
        {
            (input.advance(1), "what")
        }
        _ => (rest, found),
    };
    if found == "this" && !starts_noun(rest) {
        return Ok((input, Determiner::None));
    }
    let determiner = match found {
        "" => Determiner::None,
        "the" | "these" | "those" | "both" => Determiner::The,
        "the same" => Determiner::Same,
        "another" => Determiner::Other,
        "this" => Determiner::This,
        "an" | "a" | "some" | "any" | "a few" | "a few of the" | "a couple of" | "several" | "several of the" | "some of the" => {
            Determiner::Some
        }
        "no" | "zero" => Determiner::No,
        "only" => Determiner::Only,
        "its" | "their" | "his" | "her" => Determiner::Its,
        "my" => return input.fail("a name or a noun"),
        found if found.starts_with("how") || found.contains("number of") || found.contains("amount of") || found.contains("count of") => {
            Determiner::HowMany
        }
        found if found.starts_with("which") || found.starts_with("what") => Determiner::Which,
        _ => Determiner::Every,
    };
    // A name may begin with the word ("The Independent", "A Few Good Men"): the longest whole name wins over the article.
    if matches!(determiner, Determiner::The | Determiner::Some | Determiner::Every | Determiner::No | Determiner::Only)
        && whole_name(input).is_some_and(|name| {
            name.end > input.at + 1
                && whole_name(rest).is_none_or(|other| other.end < name.end)
                // "the star of X": a relational noun with its article, unless nothing comes of it. So is "a demand of X", where that is told as a text, too.
                && (!is_noun_of(rest, name.end) && !input.lattice.told.contains(&(name.at, name.end)) || input.chooses(choice::NAMES_FIRST))
        })
    {
        return Ok((input, Determiner::None));
    }
    Ok((rest, determiner))
}

/// Whether a relational noun reaches just to a place, and "of" or its like follows.
fn is_noun_of(input: Tokens<'_>, end: usize) -> bool {
    let noun = input
        .lattice
        .lexemes
        .get(input.at)
        .is_some_and(|lexemes| lexemes.iter().any(|(other, sense)| *other == end && matches!(sense, Sense::Noun(..))));
    noun && matches!(input.to(end).text(), "of" | "in" | "for" | "from" | "to")
}

/// "at least", "about": how a number is bounded; exactly where nothing is said.
pub(in crate::language::grammar) fn bound(input: Tokens<'_>) -> (Tokens<'_>, Bound) {
    alt((
        value(Bound::AtLeast, one_of(&["at least", "no fewer than", "no less than", "not less than"])),
        value(Bound::MoreThan, one_of(&["more than", "over", "greater than"])),
        value(Bound::AtMost, one_of(&["at most", "no more than", "not more than", "up to"])),
        value(Bound::LessThan, one_of(&["fewer than", "less than", "under", "below"])),
        value(Bound::Exactly, one_of(&["exactly", "only", "just", "precisely"])),
        value(Bound::About, one_of(&["about", "around", "approximately", "roughly", "some", "nearly", "almost"])),
    ))
    .parse(input)
    .unwrap_or((input, Bound::Exactly))
}

fn count_test(input: Tokens<'_>) -> Parsed<'_, CountTest> {
    let (rest, bound) = bound(input);
    let (rest, number) = number(rest)?;
    let more = one_of(&["or more", "or fewer", "or less"])(rest);
    let (rest, bound) = match more {
        Ok((rest, "or more")) => (rest, Bound::AtLeast),
        Ok((rest, _)) => (rest, Bound::AtMost),
        Err(_) => (rest, bound),
    };
    // A bare number is a count only before what it counts; "1984" before a verb is a name or a year.
    let counts = starts_item(rest)
        || number < 1_000.0 && starts_with_adjective(rest)
        || rest.text() == "of" && matches!(rest.text_at(1), "the" | "these" | "those");
    // "10 million dollars" is one amount.
    if bound == Bound::Exactly && dollars(rest).is_some() {
        return Err(Err::Error(Stuck { at: input.at }));
    }
    if rest.at == input.at + 1 && bound == Bound::Exactly && (!counts || starts_with_name(input)) {
        return Err(Err::Error(Stuck { at: input.at }));
    }
    Ok((rest, CountTest { bound, number }))
}

/// The year that a noun has in front: "the 2021 exercise", "2021 elections". A number of four digits that could be a year of these
/// times is no count there; with a bound ("at least 2000 ships") or a separator ("2,000 ships") it is.
pub(super) fn year_of(input: Tokens<'_>) -> Option<Date> {
    let text = input.text();
    let near = matches!(text.as_bytes(), [b'1', b'9', _, _] | [b'2', b'0', _, _]) && text.bytes().all(|byte| byte.is_ascii_digit());
    // Units take a count: "2000 metres".
    let counts =
        || input.lattice.lexemes.get(input.at + 1).is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Unit(_))));
    let next = input.advance(1);
    let before_noun = starts_noun(next) || starts_with_adjective(next) && starts_noun(next.advance(1));
    if !near || !before_noun || counts() {
        return None;
    }
    date(input).ok().filter(|(rest, _)| rest.at == input.at + 1).map(|(_, date)| date)
}

fn plain_count(input: Tokens<'_>) -> Parsed<'_, CountTest> {
    map(number, |number| CountTest { bound: Bound::Exactly, number }).parse(input)
}

/// What "longest" may stand before where it says how long something held.
const SERVING: &[&str] = &["serving", "ruling", "reigning", "governing", "lasting", "standing", "running", "sitting"];

fn rank(input: Tokens<'_>) -> Parsed<'_, Rank> {
    // "most populous" is an adjective of the vocabulary, "most rivers" a rank.
    let is_adjective = input.lattice.lexemes.get(input.at).is_some_and(|lexemes| {
        lexemes.iter().any(|(end, sense)| {
            matches!(sense, Sense::Adjective { .. } | Sense::Scale { .. } | Sense::Noun(..) | Sense::Kind(..)) && *end > input.at + 1
        })
    });
    // "the first contact between X and Y" may be what something is called.
    if is_adjective || whole_name(input).is_some_and(|name| name.end > input.at + 1) {
        return Err(Err::Error(Stuck { at: input.at }));
    }
    alt((
        value(Rank::First, one_of(&["very first", "first", "earliest", "oldest"])),
        value(
            Rank::Last,
            one_of(&[
                "very last",
                "most recent",
                "last",
                "latest",
                "newest",
                "final",
                "current",
                "present",
                "incumbent",
                "sitting",
                "present-day",
                "today 's",
            ]),
        ),
        value(
            Rank::Most,
            one_of(&[
                "highest number of",
                "largest number of",
                "greatest number of",
                "biggest number of",
                "most number of",
                "largest amount of",
                "maximum number of",
                "highest amount of",
                "most",
            ]),
        ),
        value(
            Rank::Fewest,
            one_of(&[
                "lowest number of",
                "smallest number of",
                "fewest number of",
                "least number of",
                "minimum number of",
                "fewest",
                "least",
            ]),
        ),
        value(Rank::Longest, preceded(word("longest"), one_of(SERVING))),
        value(Rank::Shortest, preceded(word("shortest"), one_of(SERVING))),
        value(Rank::Ordinal(2), word("second")),
        value(Rank::Ordinal(3), word("third")),
        value(Rank::Ordinal(4), word("fourth")),
        value(Rank::Ordinal(5), word("fifth")),
    ))
    .parse(input)
}
