//! Noun phrases without what follows them.
//!
//! ```text
//! noun phrase = part ("'s" part)*
//! part        = determiner? count? rank? item+ | "who" | "what" | "which" | pronoun
//! determiner  = "the" | "a" | "which" | "how many" | "no" | "every" | "other" | "only" | "its" | "the same" | "the number of" | ...
//! count       = ("at least" | "more than" | "exactly" | ...)? number
//! rank        = ("most" | "fewest" | "first" | "last" | "second") | "highest number of"
//! item        = name | noun | adjective | participle before a noun | number unit? | date
//! ```

use nom::branch::alt;
use nom::combinator::{map, opt, value};
use nom::{Err, Parser};

use super::input::{Parsed, Stuck, Tokens, choice, number, one_of, word, words};
use super::time::date;
use super::words::is_function_word;
use crate::graph::{Bound, Date, Exactness, Quantity};
use crate::language::lattice::{Lattice, Name};
use crate::language::syntax::{AggregateWord, CountTest, Determiner, Item, ItemKind, NounPhrase, Rank};
use crate::language::token::TokenKind;
use crate::language::vocabulary::{Degree, Form, Number, PREPOSITIONS, Sense};

/// A noun phrase with its possessives.
pub(crate) fn noun_phrase(input: Tokens<'_>) -> Parsed<'_, NounPhrase> {
    input.once(|memo| &memo.phrases, 0, read_noun_phrase)
}

fn read_noun_phrase(input: Tokens<'_>) -> Parsed<'_, NounPhrase> {
    let (mut rest, mut phrase) = match whose(input) {
        Some(found) => found,
        None => part(input)?,
    };
    phrase = owner_in_plural(input.lattice, owner_without_apostrophe(phrase));
    while rest.text() == "'s" {
        // "X's name" is X.
        if matches!(rest.text_at(1), "name" | "names")
            && !starts_noun(rest.advance(1))
            && rest.lattice.names.get(rest.at + 1).is_none_or(Vec::is_empty)
        {
            rest = rest.advance(2);
            continue;
        }
        let after = rest.advance(1);
        let Ok((next, mut owned)) = part(after) else { break };
        owned.owner = Some(Box::new(phrase));
        owned.range.start = input.at;
        phrase = owned;
        rest = next;
    }
    Ok((rest, phrase))
}

/// "which states capital": which state's capital. Several of something are no part of a compound.
fn owner_without_apostrophe(phrase: NounPhrase) -> NounPhrase {
    let number = |item: &Item, wanted: Number| match &item.kind {
        ItemKind::Noun(senses) => {
            senses.iter().all(|sense| matches!(sense, Sense::Kind(_, number) | Sense::Noun(_, number) if *number == wanted))
        }
        _ => false,
    };
    let relational =
        |item: &Item| matches!(&item.kind, ItemKind::Noun(senses) if senses.iter().any(|sense| matches!(sense, Sense::Noun(..))));
    match &phrase.items[..] {
        [several, one]
            if phrase.determiner == Determiner::Which
                && phrase.owner.is_none()
                && number(several, Number::Plural)
                && number(one, Number::Singular)
                && relational(one) =>
        {
            let range = phrase.range.start..several.range.end;
            let owner = NounPhrase { range, items: vec![several.clone()], ..phrase.clone() };
            NounPhrase { determiner: Determiner::None, items: vec![one.clone()], owner: Some(Box::new(owner)), ..phrase }
        }
        _ => phrase,
    }
}

/// "which countries' navies": the apostrophe of a plural is no token, but it stands in the text.
fn owner_in_plural(lattice: &Lattice<'_>, phrase: NounPhrase) -> NounPhrase {
    let ends_in_apostrophe = |item: &Item| {
        let after = lattice.span(item.range.start, item.range.end).end;
        let ends_in_s = |text: &str| text.ends_with(['s', 'S']);
        lattice.text.get(after..).is_some_and(|rest| rest.starts_with(['\'', '\u{2019}']))
            && lattice.text.get(..after).is_some_and(ends_in_s)
    };
    let owners = phrase.items.iter().position(ends_in_apostrophe).map_or(0, |at| at + 1);
    match phrase.items.split_at_checked(owners) {
        Some((several @ [.., last], owned @ [_, ..])) if phrase.owner.is_none() => {
            let range = phrase.range.start..last.range.end;
            let owner = NounPhrase { range, items: several.to_vec(), ..phrase.clone() };
            let items = owned.to_vec();
            NounPhrase { determiner: Determiner::None, count: None, rank: None, items, owner: Some(Box::new(owner)), ..phrase }
        }
        _ => phrase,
    }
}

/// "whose capital" at the head of a question or behind a preposition there: the capital of whom. Elsewhere it begins a relative clause.
fn whose(input: Tokens<'_>) -> Option<(Tokens<'_>, NounPhrase)> {
    let first = input.at == 0 || input.at == 1 && PREPOSITIONS.contains(&input.lattice.tokens.first()?.text.as_str());
    if input.text() != "whose" || !first || gap(input).is_some() {
        return None;
    }
    let (rest, mut phrase) = part(input.advance(1)).ok()?;
    let item = Item { range: input.at..input.at + 1, kind: ItemKind::Who };
    let (determiner, range) = (Determiner::None, input.at..input.at + 1);
    let who = NounPhrase { range, determiner, count: None, rank: None, owner: None, shared: false, items: vec![item] };
    phrase.owner = Some(Box::new(who));
    phrase.range.start = input.at;
    Some((rest, phrase))
}

/// What stands before the items.
struct Opening {
    determiner: Determiner,
    count: Option<CountTest>,
    rank: Option<Rank>,
}

fn part(input: Tokens<'_>) -> Parsed<'_, NounPhrase> {
    let input = skip_transparent(input);
    if let Some(found) = gap(input) {
        return Ok(found);
    }
    // "those who ...", "the ones that ...", "the man who": whoever it is.
    if let Ok((rest, _)) = one_of(&["those", "these", "the ones", "the one", "the man", "the woman", "the men", "the women"])(input)
        && !starts_noun(input.advance(1))
        && matches!(rest.text(), "who" | "that" | "which" | "whom" | "whose")
    {
        let item = Item { range: input.at..rest.at, kind: ItemKind::Thing };
        let (determiner, range) = (Determiner::None, input.at..rest.at);
        return Ok((rest, NounPhrase { range, determiner, count: None, rank: None, owner: None, shared: false, items: vec![item] }));
    }
    let (rest, mut opening) = opening(input)?;
    let rest = skip_transparent(rest);
    let mut shared = false;
    let made = |rest: Tokens<'_>, opening: &Opening, items: Vec<Item>, shared: bool| NounPhrase {
        range: input.at..rest.at,
        determiner: opening.determiner,
        count: opening.count,
        rank: opening.rank,
        owner: None,
        shared,
        items,
    };
    if let Ok((after, kind)) = pronoun(rest)
        && (opening.determiner != Determiner::Which || kind == ItemKind::Pronoun && is_behind_of(rest))
    {
        if matches!(rest.text(), "nobody" | "nothing" | "none" | "no") {
            opening.determiner = Determiner::No;
        }
        let item = Item { range: rest.at..after.at, kind };
        return Ok((after, made(after, &opening, vec![item], false)));
    }
    let (after, items) = items(rest, &opening, &mut shared);
    if !items.is_empty() {
        return Ok((after, made(after, &opening, items, shared)));
    }
    // "which" and "how many" alone ask for a thing; "the most" stands for "the most things"; "at least 3" for as many things.
    let stands_alone = matches!(opening.determiner, Determiner::Which | Determiner::HowMany | Determiner::Its)
        || opening.rank.is_some()
        || opening.determiner == Determiner::Other;
    if stands_alone && opening.determiner != Determiner::Its {
        let item = Item { range: rest.at..rest.at, kind: ItemKind::Thing };
        return Ok((rest, made(rest, &opening, vec![item], false)));
    }
    // "did X support her"
    if opening.determiner == Determiner::Its && rest.at == input.at + 1 && input.text() == "her" {
        opening.determiner = Determiner::None;
        let item = Item { range: input.at..rest.at, kind: ItemKind::Pronoun };
        return Ok((rest, made(rest, &opening, vec![item], false)));
    }
    if let Some(count) = opening.count {
        let quantity = Quantity { amount: count.number, bound: count.bound, unit: None };
        let item = Item { range: input.at..rest.at, kind: ItemKind::Number(quantity) };
        opening.count = None;
        return Ok((rest, made(rest, &opening, vec![item], false)));
    }
    input.fail("a name or a noun")
}

/// A name of which a part is asked for.
fn gap(input: Tokens<'_>) -> Option<(Tokens<'_>, NounPhrase)> {
    let start = if input.text() == "the" { input.advance(1) } else { input };
    let gap = input.lattice.gaps.iter().find(|gap| gap.at == start.at && gap.end <= input.end)?;
    let item = Item { range: start.at..gap.end, kind: ItemKind::Gap(gap.clone()) };
    let (determiner, range) = (Determiner::Which, input.at..gap.end);
    let phrase = NounPhrase { range, determiner, count: None, rank: None, owner: None, shared: false, items: vec![item] };
    Some((input.to(gap.end), phrase))
}

/// "which of them".
fn is_behind_of(input: Tokens<'_>) -> bool {
    input.at.checked_sub(1).and_then(|before| input.lattice.tokens.get(before)).is_some_and(|token| token.text == "of")
}

/// "the name of", "the names of", "a list of": what follows is meant.
fn skip_transparent(input: Tokens<'_>) -> Tokens<'_> {
    let result: Parsed<'_, &'static str> = one_of(&[
        "the names of",
        "the name of",
        "names of",
        "name of",
        "a list of",
        "the list of",
        "list of",
        "the set of",
        "all of",
        "any of",
        "some of",
        "each of",
        "examples of",
        "an example of",
        "which of",
    ])(input);
    match result {
        Ok((rest, "which of")) if rest.text() == "the" || rest.text() == "these" || rest.text() == "them" => input,
        Ok((_, "which of")) | Err(_) => input,
        Ok((rest, _)) => rest,
    }
}

fn opening(input: Tokens<'_>) -> Parsed<'_, Opening> {
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

/// Whether an adjective made of a name begins here: "Pavanian".
fn starts_with_adjective(input: Tokens<'_>) -> bool {
    input.lattice.names.get(input.at).is_some_and(|names| names.iter().any(|name| name.exactness == Exactness::Adjective))
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
                // "the star of X": a relational noun with its article, unless nothing comes of it.
                && (!is_noun_of(rest, name.end) || input.chooses(choice::NAMES_FIRST))
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

fn whole_name<'a>(input: Tokens<'a>) -> Option<&'a Name> {
    input.lattice.names.get(input.at)?.iter().find(|name| name.exactness == Exactness::Whole && name.end <= input.end)
}

/// "at least", "about": how a number is bounded; exactly where nothing is said.
pub(super) fn bound(input: Tokens<'_>) -> (Tokens<'_>, Bound) {
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
fn year_of(input: Tokens<'_>) -> Option<Date> {
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

fn dollars(input: Tokens<'_>) -> Option<Tokens<'_>> {
    one_of(&["us dollars", "dollars", "dollar"])(input).ok().map(|(rest, _)| rest)
}

fn plain_count(input: Tokens<'_>) -> Parsed<'_, CountTest> {
    map(number, |number| CountTest { bound: Bound::Exactly, number }).parse(input)
}

fn starts_with_name(input: Tokens<'_>) -> bool {
    whole_name(input).is_some_and(|name| name.end > input.at + 1 || name.forced)
}

fn starts_noun(input: Tokens<'_>) -> bool {
    input
        .lattice
        .lexemes
        .get(input.at)
        .is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..) | Sense::Kind(..) | Sense::Any(_))))
}

/// Whether a noun, an adjective or a participle may begin here.
fn starts_item(input: Tokens<'_>) -> bool {
    input.lattice.lexemes.get(input.at).is_some_and(|lexemes| {
        lexemes.iter().any(|(_, sense)| {
            matches!(
                sense,
                Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_) | Sense::Unit(_) | Sense::Adjective { .. } | Sense::Scale { .. }
            )
        })
    }) || matches!(input.text(), "most" | "other" | "different" | "distinct" | "times" | "things" | "ones" | "types" | "kinds" | "sorts")
}

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
        value(Rank::Ordinal(2), word("second")),
        value(Rank::Ordinal(3), word("third")),
        value(Rank::Ordinal(4), word("fourth")),
        value(Rank::Ordinal(5), word("fifth")),
    ))
    .parse(input)
}

fn pronoun(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    if whole_name(input).is_some_and(|name| name.end > input.at + 1) {
        return Err(Err::Error(Stuck { at: input.at }));
    }
    alt((
        value(
            ItemKind::Who,
            one_of(&[
                "who or what",
                "what or who",
                "who in the world",
                "who on earth",
                "who else",
                "whom else",
                "who all",
                "who",
                "whom",
                "what else",
                "which ones",
                "which one",
            ]),
        ),
        value(
            ItemKind::Everything,
            one_of(&[
                "everything",
                "everyone",
                "everybody",
                "all facts",
                "all claims",
                "anything and everything",
                "the facts",
                "facts",
                "claims",
            ]),
        ),
        value(
            ItemKind::Thing,
            one_of(&[
                "no one",
                "whoever",
                "anyone else",
                "anyone",
                "someone",
                "anybody",
                "somebody",
                "nobody",
                "everyone else",
                "anything else",
                "something",
                "anything",
                "nothing",
                "none",
                "things",
                "thing",
                "ones",
                "one",
            ]),
        ),
        value(ItemKind::Pronoun, one_of(&["he", "she", "it", "they", "them", "him", "those", "these", "this", "itself"])),
        that_of,
    ))
    .parse(input)
}

/// "that of X", "those of X": the noun before it again.
fn that_of(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, _) = one_of(&["that", "those"])(input)?;
    if matches!(rest.text(), "of" | "in") { Ok((rest, ItemKind::That)) } else { Err(Err::Error(Stuck { at: input.at })) }
}

/// As many items as belong together.
fn items<'a>(input: Tokens<'a>, opening: &Opening, shared: &mut bool) -> (Tokens<'a>, Vec<Item>) {
    let mut rest = input;
    let mut items: Vec<Item> = Vec::new();
    loop {
        if rest.is_end() || items.len() >= 12 {
            break;
        }
        // "co-writers": the folding parts the prefix from its noun.
        if rest.text() == "co" && !starts_noun(rest) && starts_noun(rest.advance(1)) {
            *shared = true;
            rest = rest.advance(1);
        }
        // "the largest one": of what was spoken of.
        if matches!(rest.text(), "one" | "ones")
            && matches!(items.last(), Some(Item { kind: ItemKind::Adjective(_, Degree::Superlative), .. }))
        {
            items.push(Item { range: rest.at..rest.at + 1, kind: ItemKind::Thing });
            rest = rest.advance(1);
            break;
        }
        let Some((after, kind)) = item(rest, &items, opening) else { break };
        items.push(Item { range: rest.at..after.at, kind });
        rest = after;
    }
    // An adjective without a noun stands alone only as a superlative ("the largest"); a participle needs its noun.
    while matches!(items.last().map(|item| &item.kind), Some(ItemKind::Participle(_))) {
        items.pop();
        rest = items.last().map_or(input, |item| input.to(item.range.end));
    }
    if items.iter().all(|item| matches!(item.kind, ItemKind::Adjective(_, Degree::Positive | Degree::Comparative))) {
        return (input, Vec::new());
    }
    (rest, items)
}

fn item<'a>(input: Tokens<'a>, before: &[Item], opening: &Opening) -> Option<(Tokens<'a>, ItemKind)> {
    let lattice = input.lattice;
    let token = input.token()?;
    let last = before.last().map(|item| &item.kind);
    let has_head = before.iter().any(|item| matches!(item.kind, ItemKind::Noun(_) | ItemKind::Name(_)));
    let behind_year =
        matches!(before, [Item { kind: ItemKind::Date(_), range }] if range.end == input.at && year_of(input.to(range.start)).is_some());
    if matches!(last, Some(ItemKind::Number(_) | ItemKind::Date(_) | ItemKind::Text(_))) && !behind_year {
        return None;
    }
    let names = lattice.names.get(input.at)?;
    if matches!(token.kind, TokenKind::Bracketed | TokenKind::Quoted) {
        let name = names.first()?;
        if has_head && (matches!(last, Some(ItemKind::Noun(_)) | Some(ItemKind::Name(_))) && input.chooses(choice::NO_APPOSITION)) {
            return None;
        }
        if name.nodes.is_empty() && token.kind == TokenKind::Quoted {
            return Some((input.advance(1), ItemKind::Text(token.text.clone())));
        }
        return Some((input.advance(1), ItemKind::Name(name.clone())));
    }
    if !has_head
        && whole_name(input).is_none()
        && let Some(year) = year_of(input)
    {
        return Some((input.advance(1), ItemKind::Date(year)));
    }
    if !has_head && let Some(found) = literal(input) {
        return Some(found);
    }
    let lexemes = lattice.lexemes.get(input.at)?;
    let longest = |wanted: fn(&Sense) -> bool| {
        lexemes.iter().filter(|(end, sense)| *end <= input.end && wanted(sense)).map(|(end, _)| *end).max().unwrap_or(0)
    };
    let noun_end = longest(|sense| matches!(sense, Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_) | Sense::Unit(_)));
    let adjective_end = longest(|sense| matches!(sense, Sense::Adjective { .. } | Sense::Scale { .. }));
    let verb_end = longest(|sense| matches!(sense, Sense::Verb { .. }));
    let finite = lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Verb { form: Form::Base | Form::Third | Form::Past, .. }));
    let function = is_function_word(&token.text);
    let name = names.iter().filter(|name| name.end <= input.end).find(|name| match name.exactness {
        Exactness::Whole | Exactness::Adjective => {
            (!function || name.end > input.at + 1 || (!is_small_word(input, token) && input.chooses(choice::NAMES_FIRST)))
                && !(name.end > input.at + 1 && name.end > noun_end && may_be_phrase(input, name) && input.chooses(choice::NO_LONG_NAMES))
        }
        Exactness::Part => {
            !function && !part_is_weak(input, name) && !part_is_clause(input, name) && noun_end.max(adjective_end).max(verb_end) < name.end
        }
    });
    let name_end = name.map_or(0, |name| name.end);
    let best = name_end.max(noun_end).max(adjective_end);
    if best == 0 || function && best == input.at + 1 && name_end != best {
        return participle(input, before);
    }
    // A verb that is longer than any noun is a verb; one that is as long is a verb once there is a head.
    let could_be_verb = finite && verb_end >= best;
    if has_head && could_be_verb && matches!(last, Some(ItemKind::Noun(_) | ItemKind::Name(_))) {
        let as_participle = participle(input, before);
        if as_participle.is_some() {
            return as_participle;
        }
        if verb_end > best || name_end < best && !input.chooses(choice::NOUNS_FIRST) {
            return None;
        }
    }
    if !has_head && verb_end > best && before.is_empty() && opening.determiner == Determiner::None {
        return None;
    }
    let prefer_name = name_end == best && (noun_end.max(adjective_end) < best || input.chooses(choice::NAMES_FIRST));
    if prefer_name {
        let name = name?;
        let after_head = matches!(last, Some(ItemKind::Noun(_) | ItemKind::Name(_)));
        // "is X Pavanian": an adjective behind a name is no part of it, either.
        if after_head && input.chooses(choice::NO_APPOSITION) {
            return None;
        }
        return Some((input.to(name.end), ItemKind::Name(name.clone())));
    }
    let senses = |end: usize, wanted: fn(&Sense) -> bool| -> Vec<Sense> {
        lexemes.iter().filter(|(other, sense)| *other == end && wanted(sense)).map(|(_, sense)| *sense).collect()
    };
    if adjective_end == best && adjective_end >= noun_end {
        if has_head && matches!(last, Some(ItemKind::Noun(_) | ItemKind::Name(_))) && noun_end < best {
            // "rivers longer than": the adjective stands behind its noun and is a modifier.
            return None;
        }
        let senses = senses(best, |sense| matches!(sense, Sense::Adjective { .. } | Sense::Scale { .. }));
        let degree = senses
            .iter()
            .find_map(|sense| match sense {
                Sense::Adjective { degree, .. } | Sense::Scale { degree, .. } => Some(*degree),
                _ => None,
            })
            .unwrap_or(Degree::Positive);
        if noun_end < best {
            return Some((input.to(best), ItemKind::Adjective(senses, degree)));
        }
    }
    if matches!(last, Some(ItemKind::Name(name)) if name.exactness != Exactness::Adjective) && input.chooses(choice::NO_COMPOUND) {
        return None;
    }
    // A gerund before a noun ("bordering states") and a noun of the same spelling: the noun.
    Some((
        input.to(noun_end),
        ItemKind::Noun(senses(noun_end, |sense| matches!(sense, Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_) | Sense::Unit(_)))),
    ))
}

/// A preposition, article or conjunction that is not written with a capital letter names nothing ("in" is not Indiana).
fn is_small_word(input: Tokens<'_>, token: &crate::language::token::Token) -> bool {
    let small =
        PREPOSITIONS.contains(&token.text.as_str()) || matches!(token.text.as_str(), "the" | "a" | "an" | "and" | "or" | "but" | "nor");
    small && !input.lattice.text_of(input.at, input.at + 1).starts_with(char::is_uppercase)
}

/// Whether a name can be read as a phrase or a clause as well: a noun or another name, and what follows.
fn may_be_phrase(input: Tokens<'_>, name: &Name) -> bool {
    let noun =
        |at: usize| {
            input.lattice.lexemes.get(at).is_some_and(|lexemes| {
                lexemes.iter().any(|(end, sense)| *end < name.end && matches!(sense, Sense::Noun(..) | Sense::Kind(..)))
            })
        };
    let shorter = input.lattice.names.get(input.at).and_then(|names| {
        names
            .iter()
            .filter(|other| other.end < name.end && matches!(other.exactness, Exactness::Whole | Exactness::Adjective))
            .map(|other| other.end)
            .max()
    });
    noun(input.at)
        || shorter.is_some_and(|end| {
            input.lattice.lexemes.get(end).is_some_and(|lexemes| {
                lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..) | Sense::Kind(..)) || is_finite(sense))
            })
        })
}

fn is_finite(sense: &Sense) -> bool {
    matches!(sense, Sense::Verb { form: Form::Base | Form::Third | Form::Past, .. } | Sense::Be { pending: false, .. })
}

/// A part of a name of one or two letters, or digits alone, is too weak to stand for the whole.
fn part_is_weak(input: Tokens<'_>, name: &Name) -> bool {
    let text = input.text();
    name.end == input.at + 1 && (text.chars().count() < 3 || text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A part of a title that is a whole name and a verb behind it ("X paid" of "X Paid Millions") is the beginning of a clause.
fn part_is_clause(input: Tokens<'_>, name: &Name) -> bool {
    let whole = input.lattice.names.get(input.at).into_iter().flatten();
    whole
        .filter(|other| other.exactness == Exactness::Whole && other.end < name.end)
        .any(|other| input.lattice.lexemes.get(other.end).is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| is_finite(sense))))
}

/// "bordering states" (at the start), "X directed films" (behind a name).
fn participle<'a>(input: Tokens<'a>, before: &[Item]) -> Option<(Tokens<'a>, ItemKind)> {
    let lexemes = input.lattice.lexemes.get(input.at)?;
    let behind_name = matches!(before.last().map(|item| &item.kind), Some(ItemKind::Name(_)));
    let allowed = |sense: &Sense| match sense {
        Sense::Verb { form: Form::Gerund, .. } => before.is_empty(),
        Sense::Verb { form: Form::Past | Form::Participle, .. } => behind_name || before.is_empty(),
        _ => false,
    };
    let end = lexemes.iter().filter(|(_, sense)| allowed(sense)).map(|(end, _)| *end).find(|end| *end == input.at + 1)?;
    let next = input.to(end);
    let noun_follows =
        input.lattice.lexemes.get(next.at).is_some_and(|lexemes| {
            next.at < next.end && lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Kind(..) | Sense::Noun(..)))
        });
    // "enabled Plan Verde": a name that begins with a noun is no noun.
    if whole_name(next).is_some_and(|name| name.end > next.at + 1) {
        return None;
    }
    if !noun_follows || (behind_name && !input.chooses(choice::COMPOUND_PARTICIPLES)) {
        return None;
    }
    let senses = lexemes.iter().filter(|(other, sense)| *other == end && allowed(sense)).map(|(_, sense)| *sense).collect();
    Some((next, ItemKind::Participle(senses)))
}

/// A number with its unit, an amount of money, or a date.
fn literal<'a>(input: Tokens<'a>) -> Option<(Tokens<'a>, ItemKind)> {
    let token = input.token()?;
    if token.kind == TokenKind::Dollar {
        let (rest, amount) = number(input.advance(1)).ok()?;
        return Some((rest, ItemKind::Number(Quantity { amount, bound: Bound::Exactly, unit: Some("$".to_owned()) })));
    }
    if whole_name(input).is_some() && !matches!(token.kind, TokenKind::Number(_)) {
        return None;
    }
    if let Ok((rest, date)) = date(input)
        && (date.month().is_some() || whole_name(input).is_none())
    {
        return Some((rest, ItemKind::Date(date)));
    }
    if let Ok((rest, _)) = words("half an hour")(input) {
        return Some((rest, ItemKind::Number(Quantity { amount: 30.0, bound: Bound::Exactly, unit: Some("minutes".to_owned()) })));
    }
    if whole_name(input).is_none()
        && let Ok((rest, amount)) = number(input)
    {
        if let Some(rest) = dollars(rest) {
            return Some((rest, ItemKind::Number(Quantity { amount, bound: Bound::Exactly, unit: Some("$".to_owned()) })));
        }
        let (rest, unit) = unit(rest);
        // "two" alone stands for two of something that was spoken of.
        if unit.is_none() && !matches!(token.kind, TokenKind::Number(_)) {
            return None;
        }
        return Some((rest, ItemKind::Number(Quantity { amount, bound: Bound::Exactly, unit })));
    }
    None
}

/// A word behind a number that says what it counts.
fn unit(input: Tokens<'_>) -> (Tokens<'_>, Option<String>) {
    let _text = input.text();
    let known = input.lattice.lexemes.get(input.at).and_then(|lexemes| {
        lexemes.iter().filter(|(_, sense)| matches!(sense, Sense::Unit(_) | Sense::Kind(..) | Sense::Noun(..))).map(|(end, _)| *end).max()
    });
    if let Some(end) = known.filter(|_| input.at < input.end) {
        return (input.to(end), Some(input.lattice.text_of(input.at, end).to_owned()));
    }
    let measures: Parsed<'_, &'static str> = one_of(&[
        "square kilometers",
        "square kilometres",
        "square miles",
        "sq km",
        "sq mi",
        "km",
        "kilometers",
        "kilometres",
        "miles",
        "mi",
        "meters",
        "metres",
        "feet",
        "ft",
        "m",
        "people",
        "dollars",
        "percent",
        "minutes",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "times",
    ])(input);
    match measures {
        Ok((rest, unit)) => (rest, Some(unit.to_owned())),
        Err(_) => (input, None),
    }
}
