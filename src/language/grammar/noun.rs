//! Noun phrases without what follows them.
//!
//! ```text
//! noun phrase = part ("'s" part)*
//! part        = determiner? count? rank? item+ | "who" | "what" | "which" | pronoun
//! determiner  = "the" | "a" | "which" | "how many" | "no" | "every" | "other" | "only" | "its" | "the same" | "the number of" | ...
//! count       = ("at least" | "more than" | "exactly" | ...)? number
//! rank        = ("most" | "fewest" | "first" | "last" | "second") | "highest number of"
//! item        = name | adjective of a name ("and" adjective of a name)+ noun | noun | adjective | participle before a noun | number unit? | date
//! ```
mod item;
mod literal;
mod opening;
mod starts;

pub(super) use literal::MEASURES;
pub(super) use opening::bound;

use nom::branch::alt;
use nom::combinator::value;
use nom::{Err, Parser};

use self::item::items;
use self::opening::{Opening, opening};
use self::starts::{starts_noun, whole_name};
use super::input::{Parsed, Stuck, Tokens, one_of};
use crate::graph::Quantity;
use crate::language::lattice::Lattice;
use crate::language::syntax::{Determiner, Item, ItemKind, NounPhrase};
use crate::language::vocabulary::{Number, PREPOSITIONS, Sense};

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
        // "which of Pava's presidents": which presidents of Pava.
        if phrase.owner.is_none() && owned.determiner == Determiner::None && asks_of_owned(input) {
            owned.determiner = phrase.determiner;
            phrase.determiner = Determiner::None;
        }
        owned.owner = Some(Box::new(phrase));
        owned.range.start = input.at;
        phrase = owned;
        rest = next;
    }
    Ok((rest, phrase))
}

/// "which of" before a possessive: what is asked for is not the owner.
fn asks_of_owned(input: Tokens<'_>) -> bool {
    let found: Parsed<'_, &'static str> = one_of(&["which of", "what of", "how many of", "which one of"])(input);
    found.is_ok_and(|(rest, _)| !matches!(rest.text(), "these" | "those"))
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
        let (rest, unit) = literal::unit(rest);
        let quantity = Quantity { amount: count.number, bound: count.bound, unit };
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
                "anybody else",
                "someone else",
                "somebody else",
                "something else",
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

/// A phrase that says nothing of what it stands for: any things.
pub(super) fn nothing(input: Tokens<'_>) -> NounPhrase {
    let item = Item { range: input.at..input.at, kind: ItemKind::Thing };
    NounPhrase {
        range: input.at..input.at,
        determiner: Determiner::None,
        count: None,
        rank: None,
        owner: None,
        shared: false,
        items: vec![item],
    }
}
