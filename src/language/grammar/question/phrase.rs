//! Questions that are noun phrases: "who is the president of X", "list the rivers", "supporters of X".

use std::ops::Range;

use nom::Parser;
use nom::branch::alt;

use super::super::input::{Parsed, Tokens, fillers, one_of, word};
use super::super::modifier::modifiers;
use super::super::noun::nothing;
use super::super::noun::noun_phrase;
use super::super::verb::be_auxiliary;
use super::{at_end, chain, chain_then, stuck};
use crate::language::syntax::{
    AggregateWord, Asked, Chain, Clause, Determiner, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Question, Rank, VerbGroup,
    VerbKind,
};
use crate::language::vocabulary::{Number, Sense};

/// "whose president was X": those whose president was X.
pub(super) fn whose_question(input: Tokens<'_>) -> Parsed<'_, Question> {
    // "whose birthday", where birthdays are called after those who have them.
    if input.lattice.gaps.iter().any(|gap| gap.at == input.at) {
        return stuck(input);
    }
    let (rest, modifier) = super::super::modifier::whose(input)?;
    let who = NounPhrase { items: vec![Item { range: input.at..input.at + 1, kind: ItemKind::Who }], ..nothing(input) };
    let first = Modifier { range: input.at..rest.at, joined: Joined::Plain, kind: modifier };
    let (rest, mut following) = modifiers(rest);
    following.insert(0, first);
    Ok((rest, Question::Nominal { chain: Chain { head: who, modifiers: following }, count: false, present: false }))
}

/// "tell me about X", "describe X", "show everything about X", "who is X"
pub(super) fn describe(input: Tokens<'_>) -> Parsed<'_, Question> {
    let lead: Parsed<'_, &'static str> = one_of(&[
        "tell me everything about",
        "tell me more about",
        "tell me something about",
        "tell me all about",
        "tell me about",
        "show me everything about",
        "show everything about",
        "show all about",
        "list everything about",
        "everything about",
        "give me everything about",
        "what can you tell me about",
        "what do you know about",
        "what do we know about",
        "what is known about",
        "what is recorded about",
        "what is there about",
        "what about",
        "information about",
        "info on",
        "facts about",
        "describe",
        "about",
    ])(input);
    if let Ok((rest, _)) = lead {
        let (rest, mut chain) = chain(rest)?;
        let (rest, by_date) = in_order_of_time(rest, &mut chain);
        return Ok((rest, Question::Describe { chain, by_date }));
    }
    let timeline: Parsed<'_, &'static str> = one_of(&[
        "show me the timeline of",
        "show the timeline of",
        "give me a timeline of",
        "give me the timeline of",
        "what is the timeline of",
        "the timeline of",
        "a timeline of",
        "timeline of",
        "timeline for",
        "chronology of",
        "the chronology of",
    ])(input);
    if let Ok((rest, _)) = timeline {
        let (rest, chain) = chain(rest)?;
        return Ok((rest, Question::Describe { chain, by_date: true }));
    }
    if let Ok((rest, kind)) = of_what_kind(input)
        && let Ok((rest, _)) = be_auxiliary(rest)
        && let Ok((rest, chain)) = chain(rest)
        && is_only_a_name(&chain)
    {
        return Ok((rest, Question::KindOf { kind, chain }));
    }
    let (rest, _) = one_of(&["who", "what"])(input)?;
    let (rest, _) = be_auxiliary(rest)?;
    let (rest, mut chain) = chain(rest)?;
    let (rest, by_date) = in_order_of_time(rest, &mut chain);
    if is_only_a_name(&chain) { Ok((rest, Question::Describe { chain, by_date })) } else { stuck(input) }
}

/// "by date" behind a name that is to be described: whether it is said, and what follows.
fn in_order_of_time<'a>(rest: Tokens<'a>, chain: &mut Chain) -> (Tokens<'a>, bool) {
    if !is_a_name(&chain.head) {
        return (rest, false);
    }
    let is_time = |by: &NounPhrase| matches!(&by.items[..], [Item { kind: ItemKind::Text(text), .. }] if matches!(text.as_str(), "date" | "time" | "year" | "month" | "day"));
    if matches!(&chain.modifiers[..], [Modifier { kind: ModifierKind::By { by, each: false, .. }, .. }] if is_time(by)) {
        chain.modifiers.clear();
        return (rest, true);
    }
    let said = one_of(&["in order of time", "in chronological order", "chronologically"])(rest);
    said.map_or((rest, false), |(rest, _)| (rest, true))
}

/// Whether a chain is nothing but a name.
fn is_only_a_name(chain: &Chain) -> bool {
    chain.modifiers.is_empty() && is_a_name(&chain.head)
}

fn is_a_name(phrase: &NounPhrase) -> bool {
    phrase.owner.is_none()
        && matches!(phrase.determiner, Determiner::None | Determiner::The)
        && matches!(phrase.items[..], [Item { kind: ItemKind::Name(_) | ItemKind::Pronoun, .. }])
}

/// "what kind of ship" before "is X": as what X is described, since a kind is not one of its things. Not where the vocabulary has kinds of its
/// own.
fn of_what_kind(input: Tokens<'_>) -> Parsed<'_, Range<usize>> {
    let (rest, _) = one_of(&["what", "which"])(input)?;
    let kinds = rest
        .lattice
        .lexemes
        .get(rest.at)
        .is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..) | Sense::Kind(..) | Sense::Any(_))));
    if kinds {
        return stuck(rest);
    }
    let (rest, _) = one_of(&["kind of", "type of", "sort of"])(rest)?;
    let (rest, of) = noun_phrase(rest)?;
    if matches!(&of.items[..], [.., Item { kind: ItemKind::Noun(_), .. }]) { Ok((rest, of.range)) } else { stuck(rest) }
}

/// "how many X are there in Y", "are there any X", "there are how many X"
pub(super) fn there_are(input: Tokens<'_>) -> Parsed<'_, Question> {
    let are_there = |input| {
        one_of(&[
            "is there",
            "are there",
            "was there",
            "were there",
            "has there been",
            "have there been",
            "had there been",
            "has there ever been",
            "have there ever been",
            "had there ever been",
        ])(input)
    };
    let asks = |input| {
        let (rest, _) = are_there(input)?;
        let (rest, mut chain) = chain(rest)?;
        // "was there a car bomb in 2002", where one is called so: a name has no time, but that it was there has.
        let named = chain.head.determiner == Determiner::Some && matches!(chain.head.items[..], [Item { kind: ItemKind::Name(_), .. }]);
        let is_time = |modifier: &Modifier| matches!(modifier.kind, ModifierKind::Time(_));
        let timed = chain.modifiers.iter().position(is_time).filter(|_| named).unwrap_or(chain.modifiers.len());
        let trailing = chain.modifiers.split_off(timed);
        let verb = VerbGroup { range: input.at..rest.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
        let clause = Clause {
            range: input.at..rest.at,
            fronted: Vec::new(),
            subject: Some(chain),
            verb,
            object: None,
            preposition: None,
            trailing,
            inverted: false,
        };
        Ok((rest, Question::Clause { clause, asked: Asked::YesNo }))
    };
    let tells = |input| {
        let (rest, _) = word("there")(input)?;
        let (rest, _) = be_auxiliary(rest)?;
        let (rest, chain) = chain(rest)?;
        Ok((rest, Question::Nominal { count: chain.head.determiner == Determiner::HowMany, chain, present: false }))
    };
    // "how many X are there in Y", "which X are there"
    let counts = |input| {
        let (rest, (mut first, ())) = chain_then(input, |rest| {
            let (rest, _) = are_there(rest)?;
            Ok((rest, ()))
        })?;
        let (rest, mut following) = modifiers(rest);
        first.modifiers.append(&mut following);
        Ok((rest, Question::Nominal { count: first.head.determiner == Determiner::HowMany, chain: first, present: false }))
    };
    alt((asks, tells, counts)).parse(input)
}

/// "which presidents are mentioned (in the article)": all that there are, unless it is said by whom or in which.
pub(super) fn mentioned(input: Tokens<'_>) -> Parsed<'_, Question> {
    let here =
        |rest| one_of(&["in the article", "in this article", "in the text", "in this text", "in the graph", "in this graph", "here"])(rest);
    let (rest, (chain, ())) = chain_then(input, |rest| {
        let (rest, _) = be_auxiliary(rest)?;
        // "which ships are in the article" needs no word for it.
        match one_of(&["mentioned", "recorded", "listed"])(rest) {
            Ok((rest, _)) => Ok((rest, ())),
            Err(_) => here(rest).map(|_| (rest, ())),
        }
    })?;
    let rest = here(rest).map_or(rest, |(rest, _)| rest);
    let of_kind = matches!(chain.head.items.last(), Some(Item { kind: ItemKind::Noun(_), .. }));
    if !matches!(chain.head.determiner, Determiner::Which | Determiner::HowMany) || !of_kind || !at_end(rest) {
        return stuck(input);
    }
    let count = chain.head.determiner == Determiner::HowMany;
    Ok((rest, Question::Nominal { chain, count, present: false }))
}

/// "who is the president of X", "what are the capitals of Y"
pub(super) fn wh_is(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = one_of(&["who all", "who", "what", "which ones", "which one", "which"])(input)?;
    let (rest, verb) = one_of(&["is", "are", "was", "were", "will be", "has been", "had been", "have been"])(rest)?;
    let (rest, said) = now(rest);
    let rest = one_of(&[
        "listed as",
        "credited as",
        "named as",
        "given as",
        "known to be",
        "known to have been",
        "thought to be",
        "thought to have been",
        "believed to be",
        "believed to have been",
        "said to be",
        "said to have been",
    ])(rest)
    .map_or(rest, |(rest, _)| rest);
    // "who is not X" is a clause.
    if matches!(fillers(rest).text(), "not" | "never") {
        return stuck(rest);
    }
    let (rest, mut chain) = chain(fillers(rest))?;
    let rest = combined(rest, &mut chain);
    let (rest, said_behind) = now(rest);
    let count = chain.head.determiner == Determiner::HowMany;
    let present = verb == "is" && is_one(&chain);
    if said || said_behind {
        // "now president" is "current president"; of others it is not known since when and until when.
        if !present {
            return stuck(rest);
        }
        chain.head.rank = Some(Rank::Last);
    }
    Ok((rest, Question::Nominal { chain, count, present }))
}

/// "who is the president of X", where one is asked of the present.
pub(super) fn who_is_now(input: Tokens<'_>) -> Parsed<'_, Question> {
    match wh_is(input) {
        Ok(found @ (_, Question::Nominal { present: true, .. })) => Ok(found),
        _ => stuck(input),
    }
}

/// "now", "currently": whether it is said, and what follows.
fn now(input: Tokens<'_>) -> (Tokens<'_>, bool) {
    let word = one_of(&["right now", "now", "currently", "presently", "at present", "at the moment", "today", "nowadays", "these days"]);
    match word(input) {
        // Unless something is called so.
        Ok((rest, _)) if !input.lattice.names.get(input.at).is_some_and(|names| names.iter().any(|name| name.end > input.at + 1)) => {
            (rest, true)
        }
        _ => (input, false),
    }
}

/// Whether a phrase asks for one thing of a singular noun, and says neither when nor which: "the president of X".
fn is_one(chain: &Chain) -> bool {
    let singular = |sense: &Sense| matches!(sense, Sense::Noun(_, Number::Singular) | Sense::Kind(_, Number::Singular));
    let timeless =
        |modifier: &Modifier| matches!(modifier.kind, ModifierKind::Preposition { .. }) && matches!(modifier.joined, Joined::Plain);
    chain.head.rank.is_none()
        && matches!(chain.head.determiner, Determiner::None | Determiner::The)
        && matches!(chain.head.items.last(), Some(Item { kind: ItemKind::Noun(senses), .. }) if senses.iter().all(singular))
        && chain.head.items.iter().all(|item| !matches!(item.kind, ItemKind::Date(_)))
        && chain.modifiers.iter().all(timeless)
}

/// "... combined", "... in total" behind a phrase: the sum of its values.
pub(super) fn combined<'a>(rest: Tokens<'a>, chain: &mut Chain) -> Tokens<'a> {
    match one_of(&["combined", "altogether", "taken together", "put together"])(rest) {
        Ok((rest, _)) => {
            chain.head.determiner = Determiner::Aggregate(AggregateWord::Sum);
            rest
        }
        Err(_) => rest,
    }
}

/// "list X", "name the X", "count X"
pub(super) fn imperative(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, verb) = one_of(&[
        "show me all",
        "show me",
        "show all",
        "show",
        "list all",
        "list me",
        "list",
        "name all",
        "name me",
        "name",
        "give me a list of",
        "give me all",
        "give me",
        "give",
        "find all",
        "find me",
        "find",
        "display",
        "print",
        "get me",
        "get",
        "return",
        "state",
        "enumerate",
        "count",
        "search for",
        "look up",
        "identify",
        "tell me",
        "say",
    ])(input)?;
    let rest = one_of(&["of the", "of"])(rest).map_or(rest, |(rest, _)| rest);
    let (rest, chain) = chain(rest)?;
    let count = verb == "count" || chain.head.determiner == Determiner::HowMany;
    Ok((rest, Question::Nominal { chain, count, present: false }))
}

pub(super) fn nominal(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, mut chain) = chain(input)?;
    let rest = combined(rest, &mut chain);
    // "the director of X was ..."
    let rest = be_auxiliary(rest).map_or(rest, |(rest, _)| rest);
    // "who pledged to ..." is no "who that was pledged".
    let bare_who = matches!(chain.head.items[..], [Item { kind: ItemKind::Who, .. }]);
    if bare_who
        && matches!(chain.modifiers.first().map(|modifier| &modifier.kind), Some(ModifierKind::Subject(predicate)) if predicate.verb.passive)
    {
        return stuck(input);
    }
    // A name and nothing else asks what there is to know of it, and so does "the hostage crisis", where there is one.
    let (behind, by_date) = in_order_of_time(rest, &mut chain);
    let is_the_thing =
        chain.modifiers.is_empty() && chain.head.determiner == Determiner::The && chain.head.owner.is_none() && chain.head.rank.is_none();
    if is_only_a_name(&chain) || is_the_thing {
        return Ok((behind, Question::Describe { chain, by_date }));
    }
    let count = chain.head.determiner == Determiner::HowMany;
    Ok((rest, Question::Nominal { chain, count, present: false }))
}
