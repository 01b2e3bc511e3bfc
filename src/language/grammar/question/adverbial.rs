//! "when", "where", "how long", "how often" and their like.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;

use super::super::input::{Parsed, Tokens, one_of, word};
use super::super::noun::nothing;
use super::super::noun::noun_phrase;
use super::super::time::span;
use super::super::verb::{VerbForm, be_auxiliary, do_auxiliary, verb_group};
use super::clause::inverted_question;
use super::{at_end, chain, chain_then, clause, clause_of, is_questioned, stuck, times_of};
use crate::graph::{Exactness, Scale};
use crate::language::syntax::{
    Anchor, Asked, Chain, Clause, Determiner, Granularity, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Question, TimeOrder,
    TimePhrase, VerbGroup, VerbKind,
};
use crate::language::vocabulary::{Degree, Sense};

/// "when did ...", "in which year was ...", "how often does ..."
pub(super) fn adverbial(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, found) = one_of(&[
        "at what time",
        "at which time",
        "on what date",
        "on which date",
        "on what day",
        "on which day",
        "on which days",
        "in what year",
        "in what years",
        "in what months",
        "in which years",
        "in which year",
        // A date says the decade, too.
        "in what decade",
        "in which decade",
        "in what century",
        "in which century",
        "in what month",
        "in which months",
        "in which month and year",
        "in what month and year",
        "in which month",
        "during which year",
        "during what year",
        "from when to when",
        "from when until when",
        "from when till when",
        "from which year to which year",
        "from which year until which year",
        "from what year to what year",
        "from what year until what year",
        "from which date to which date",
        "from what date to what date",
        "between which dates",
        "between what dates",
        "between which years",
        "between what years",
        "between which days",
        "during which years",
        "during what years",
        "in which period",
        "in what period",
        "during which period",
        "during what period",
        "over which period",
        "over what period",
        "since what year",
        "since which year",
        "since what date",
        "since which date",
        "since which day",
        "since what month",
        "since which month",
        "since when",
        "from which year",
        "from what year",
        "from which date",
        "from what date",
        "from when",
        "until what year",
        "until which year",
        "until what date",
        "until which date",
        "until which day",
        "until what month",
        "until which month",
        "until when",
        "till what year",
        "till which year",
        "till when",
        "up to which year",
        "up to what year",
        "up to when",
        "by when",
        "what year",
        "which year",
        "which years",
        "what years",
        "what month",
        "which month",
        "what date",
        "which date",
        "what day",
        "which day",
        "what time",
        "when exactly",
        "exactly when",
        "when",
        "where exactly",
        "where in",
        "where",
        "in what place",
        "in which place",
        "at which place",
        "at what place",
        "how many times",
        "how often",
        "for how many years",
        "for how many months",
        "for how many weeks",
        "for how many days",
        "for how many hours",
        "for how many minutes",
        "how many years",
        "how many months",
        "how many weeks",
        "how many days",
        "for how long",
        "how long",
        "how much",
        "how many thousand",
        "how many million",
        "how many billion",
    ])(input)?;
    // "on which day in 2022": that year is all that is asked about.
    if ["date", "day", "month"].iter().any(|unit| found.ends_with(unit))
        && let Ok((behind, span)) = word("in")(rest).and_then(|(behind, _)| span(behind))
    {
        let (after, mut question) = behind_adverb(input, behind, found)?;
        let Question::Clause { clause, .. } = &mut question else { return stuck(rest) };
        let range = rest.at..behind.at;
        clause.trailing.push(Modifier { range, joined: Joined::Plain, kind: ModifierKind::Time(TimePhrase::In(span)) });
        return Ok((after, question));
    }
    behind_adverb(input, rest, found)
}

/// What follows "when", "where" and their like.
fn behind_adverb<'a>(input: Tokens<'a>, rest: Tokens<'a>, found: &'static str) -> Parsed<'a, Question> {
    let amount = matches!(found, "how much" | "how many thousand" | "how many million" | "how many billion");
    if amount && one_of(&["was it that", "is it that"])(rest).is_err() {
        return stuck(rest);
    }
    let asked = asked_by(found);
    // "where (exactly) in X was Y": Y in X.
    let within = match found {
        "where in" => Some(rest),
        "where exactly" | "where" => word("in")(rest).ok().map(|(rest, _)| rest),
        _ => None,
    };
    if let Some(start) = within
        && let Ok((after, place)) = noun_phrase(start)
        && let Ok((after, mut question)) = being(input, after, asked)
    {
        let kind = ModifierKind::Preposition { word: "in".to_owned(), object: place };
        if let Question::Clause { clause: Clause { subject: Some(subject), .. }, .. } = &mut question {
            // Of what else is said it would be said as well.
            if !subject.modifiers.is_empty() {
                return stuck(after);
            }
            subject.modifiers.push(Modifier { range: start.at - 1..after.at, joined: Joined::Plain, kind });
        }
        return Ok((after, question));
    }
    // "where in X did Y happen": of the places in X.
    if let Some(start) = within
        && let Ok((after, place)) = noun_phrase(start)
        && let Ok((after, Question::Clause { clause, .. })) = inverted_question(after, Asked::Where)
        && at_end(after)
    {
        let kind = ModifierKind::Preposition { word: "in".to_owned(), object: place };
        let inside = Modifier { range: start.at - 1..start.at, joined: Joined::Plain, kind };
        let head = NounPhrase { determiner: Determiner::Which, ..nothing(start) };
        let among = Chain { head, modifiers: vec![inside] };
        return Ok((after, Question::Place { among, preposition: "in".to_owned(), clause }));
    }
    // "when was it that X resigned"
    if let Ok((rest, _)) = one_of(&["was it that", "is it that"])(rest) {
        let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
        let (rest, clause) = clause(input, rest, subject, verb);
        return Ok((rest, Question::Clause { clause, asked }));
    }
    // "when did X" and "when X": the second only as an object clause of "tell me".
    if asked != Asked::Where
        && let Ok((after, question)) = inverted_question(rest, asked)
        && at_end(after)
    {
        return Ok((after, question));
    }
    if let Ok(found) = from_where(input, rest, found) {
        return Ok(found);
    }
    // "where is X", "when was X": the whole chain is the subject, nothing follows.
    if let Ok(found) = being(input, rest, asked)
        // "when was the film directed by X" asks rather when it was directed.
        && (asked == Asked::Where || !matches!(&found.1, Question::Clause { clause: Clause { subject: Some(subject), .. }, .. } if subject.modifiers.iter().any(has_verb)))
    {
        return Ok(found);
    }
    if let Ok(found) = inverted_question(rest, asked) {
        return Ok(found);
    }
    let (after, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    let (after, clause) = clause(input, after, subject, verb);
    Ok((after, Question::Clause { clause, asked }))
}

/// "where is X from", "where does X come from": X is from what.
fn from_where<'a>(input: Tokens<'a>, rest: Tokens<'a>, found: &str) -> Parsed<'a, Question> {
    if found != "where" {
        return stuck(input);
    }
    let does = do_auxiliary(rest).is_ok();
    let (rest, _) = alt((be_auxiliary, do_auxiliary)).parse(rest)?;
    let (rest, (subject, ())) = chain_then(rest, |rest| {
        let (rest, _) = if does { one_of(&["come from", "came from", "originate from"])(rest)? } else { word("from")(rest)? };
        Ok((rest, ()))
    })?;
    let verb = VerbGroup { range: input.at..input.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
    let what = NounPhrase { determiner: Determiner::Which, ..nothing(input) };
    let object = Some(Chain { head: what, modifiers: Vec::new() });
    let clause = Clause { preposition: Some("from".to_owned()), inverted: true, ..clause_of(input, rest, subject, verb, object) };
    Ok((rest, Question::Clause { clause, asked: Asked::Constituent }))
}

/// "under which president did X govern": who held the office when that was. "During which war was X occupied": which was then.
pub(super) fn under_whom(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, preposition) = one_of(&["under", "during", "in"])(input)?;
    let (rest, (head, clause)) = {
        let (rest, head) = match holder_of(rest) {
            Some(found) => found,
            None if preposition == "in" => return stuck(input),
            None => noun_phrase(rest)?,
        };
        // Offices are nouns of relations.
        let is_office = |item: &Item| match &item.kind {
            ItemKind::Noun(senses) => {
                senses.iter().any(|sense| matches!(sense, Sense::Noun(..)) || preposition == "during" && matches!(sense, Sense::Kind(..)))
            }
            _ => false,
        };
        if !is_questioned(&head) || !head.items.iter().any(is_office) {
            return stuck(input);
        }
        let (after, question) = inverted_question(rest, Asked::YesNo)?;
        let Question::Clause { clause, .. } = question else { return stuck(rest) };
        (after, (head, clause))
    };
    let range = clause.range.clone();
    let anchor = Box::new(Anchor::Clause(clause));
    let kind = ModifierKind::Time(TimePhrase::Relative { order: TimeOrder::During, anchor });
    let modifiers = vec![Modifier { range, joined: Joined::Plain, kind }];
    Ok((rest, Question::Nominal { chain: Chain { head, modifiers }, count: false, present: false }))
}

/// "whose presidency", "which presidency": which president.
fn holder_of(input: Tokens<'_>) -> Option<(Tokens<'_>, NounPhrase)> {
    let (rest, _) = one_of(&["whose", "which", "what"])(input).ok()?;
    let office = rest.text();
    let holder = office.strip_suffix("cy").map(|stem| format!("{stem}t")).or_else(|| office.strip_suffix("ship").map(str::to_owned))?;
    let mut lexemes = Vec::new();
    rest.lattice.vocabulary.lexemes_at(&[&holder], &mut lexemes);
    let senses: Vec<Sense> =
        lexemes.into_iter().map(|lexeme| lexeme.sense).filter(|sense| matches!(sense, Sense::Noun(..) | Sense::Kind(..))).collect();
    let range = rest.at..rest.at + 1;
    let item = Item { range: range.clone(), kind: ItemKind::Noun(senses) };
    let named = matches!(&item.kind, ItemKind::Noun(senses) if !senses.is_empty());
    named.then(|| (rest.advance(1), NounPhrase { range, determiner: Determiner::Which, items: vec![item], ..nothing(rest) }))
}

/// "when was the test that X criticized": when an event was of which more is said.
pub(super) fn when_was(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, found) =
        one_of(&["in which year", "in what year", "what year", "which year", "on which day", "on what date", "when"])(input)?;
    being(input, rest, asked_by(found))
}

fn has_verb(modifier: &Modifier) -> bool {
    matches!(modifier.kind, ModifierKind::Object { .. } | ModifierKind::Subject(_))
}

/// "(when) was X": of an event with all that is said of it.
fn being<'a>(input: Tokens<'a>, rest: Tokens<'a>, asked: Asked) -> Parsed<'a, Question> {
    let (after_be, _) = be_auxiliary(rest)?;
    let (after, mut subject) = chain(after_be)?;
    // "where was X in 2019": the time is that of where X was, for names have none.
    let named = matches!(subject.head.items.last(), Some(Item { kind: ItemKind::Name(_), .. }));
    let trailing = if asked == Asked::Where && named { times_of(&mut subject) } else { Vec::new() };
    // "where was X president": what X was is said of X, and no part of the name.
    if let [.., Item { kind: ItemKind::Name(name), .. }, Item { kind: ItemKind::Noun(senses), .. }] = &subject.head.items[..]
        && subject.head.determiner == Determiner::None
        && name.exactness != Exactness::Adjective
        && senses.iter().any(|sense| matches!(sense, Sense::Noun(..)))
    {
        return stuck(after);
    }
    // "where were the hostages held": what was held is no event.
    if after.text() == "held"
        && let Some(Item { kind: ItemKind::Noun(senses), .. }) = subject.head.items.last()
        && !senses.iter().any(|sense| matches!(sense, Sense::Kind(..) | Sense::Any(_)))
    {
        return stuck(after);
    }
    let after = skip_located(after);
    let verb = VerbGroup { range: rest.at..after_be.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
    if !at_end(after) {
        return stuck(after);
    }
    let clause = Clause { trailing, ..clause_of(input, after, subject, verb, None) };
    Ok((after, Question::Clause { clause, asked }))
}

/// "what is the date of X", "give me the dates of X", "X's start date", "when was the end of X": when, how long or where X was.
pub(super) fn detail_noun(input: Tokens<'_>) -> Parsed<'_, Question> {
    detail_of(input, false)
}

/// The same where the vocabulary has such a noun, but may not mean it: a date that only sources have is none of a test.
pub(super) fn detail_after_all(input: Tokens<'_>) -> Parsed<'_, Question> {
    detail_of(input, true)
}

fn detail_of(input: Tokens<'_>, after_all: bool) -> Parsed<'_, Question> {
    let lead = one_of(&[
        "what is",
        "what was",
        "what are",
        "what were",
        "which is",
        "when is",
        "when was",
        "give me",
        "tell me",
        "show me",
        "state",
        "name",
    ]);
    let rest = lead(input).map_or(input, |(rest, _)| rest);
    if let Ok(found) = detail_behind(input, rest) {
        return Ok(found);
    }
    let (rest, _) = opt(word("the")).parse(rest)?;
    let known = rest
        .lattice
        .lexemes
        .get(rest.at)
        .is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..) | Sense::Kind(..))));
    let (rest, asked) = detail(rest)?;
    let (rest, _) = word("of")(rest)?;
    let (after, subject) = chain(rest)?;
    // Where the vocabulary has such a noun, only what is named may have a time or place of its own besides.
    let named = matches!(subject.head.items.last().map(|item| &item.kind), Some(ItemKind::Name(_)));
    if !at_end(after) || is_questioned(&subject.head) || known && !named && !after_all {
        return stuck(after);
    }
    let verb = VerbGroup { range: input.at..rest.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
    Ok((after, Question::Clause { clause: clause_of(input, after, subject, verb, None), asked }))
}

/// A noun that asks when, how long or where something was.
fn detail(input: Tokens<'_>) -> Parsed<'_, Asked> {
    let (rest, noun) = one_of(&[
        "start and end dates",
        "start and end",
        "beginning and end",
        "starting date",
        "start date",
        "start",
        "beginning",
        "end date",
        "end",
        "ending",
        "exact dates",
        "exact date",
        "dates",
        "date",
        "years",
        "year",
        "days",
        "day",
        "month",
        "time",
        "period",
        "length",
        "duration",
        "location",
        "place",
    ])(input)?;
    let asked = match noun {
        "start" | "start date" | "starting date" | "beginning" => Asked::SinceWhen,
        "end" | "end date" | "ending" => Asked::UntilWhen,
        "length" | "duration" => Asked::HowLong(Granularity::Known),
        "location" | "place" => Asked::Where,
        "year" => Asked::When(Granularity::Year),
        "month" => Asked::When(Granularity::Month),
        "day" | "days" => Asked::When(Granularity::Day),
        _ => Asked::When(Granularity::Known),
    };
    Ok((rest, asked))
}

/// "X date", "X's dates": such a noun behind a name.
fn detail_behind<'a>(input: Tokens<'a>, rest: Tokens<'a>) -> Parsed<'a, Question> {
    let found = (rest.at + 1..rest.end).find_map(|at| {
        let (after, asked) = detail(rest.to(at)).ok().filter(|(after, _)| at_end(*after))?;
        let end = if rest.text_at(at - 1 - rest.at) == "'s" { at - 1 } else { at };
        let (behind, head) = noun_phrase(Tokens { end, ..rest }).ok()?;
        let named = head.owner.is_none() && matches!(head.items[..], [Item { kind: ItemKind::Name(_), .. }]);
        (named && behind.at == end).then_some((after, asked, head))
    });
    let Some((after, asked, head)) = found else { return stuck(rest) };
    let verb = VerbGroup { range: input.at..rest.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
    let subject = Chain { head, modifiers: Vec::new() };
    Ok((after, Question::Clause { clause: clause_of(input, after, subject, verb, None), asked }))
}

/// What the words at the head of such a question ask for.
fn asked_by(words: &str) -> Asked {
    let begins = |heads: &[&str]| heads.iter().any(|head| words.starts_with(head));
    // "between which dates", "from when to when": both ends.
    if begins(&["between", "over"]) || words.contains("period") || words.ends_with("years") && !words.contains("many") {
        return Asked::When(Granularity::Known);
    }
    if begins(&["from"]) {
        let both = words.contains(" to ") || words.contains(" until ") || words.contains(" till ");
        return if both { Asked::When(Granularity::Known) } else { Asked::SinceWhen };
    }
    if begins(&["since"]) {
        return Asked::SinceWhen;
    }
    if begins(&["until", "till", "up to"]) {
        return Asked::UntilWhen;
    }
    match words {
        "how many times" | "how often" => Asked::HowOften,
        "how much" => Asked::HowMuch,
        "how many thousand" => Asked::HowManyOf(0, 0, Some(Scale::Thousands)),
        "how many million" => Asked::HowManyOf(0, 0, Some(Scale::Millions)),
        "how many billion" => Asked::HowManyOf(0, 0, Some(Scale::Billions)),
        _ if words.contains("how long") || words.contains("how many") => Asked::HowLong(match words.rsplit(' ').next() {
            Some("years") => Granularity::Year,
            Some("months") => Granularity::Month,
            _ => Granularity::Known,
        }),
        _ if begins(&["where"]) || words.contains("place") => Asked::Where,
        _ if words.contains("year") && !words.contains("month") => Asked::When(Granularity::Year),
        _ if words.contains("month") => Asked::When(Granularity::Month),
        _ if words.contains("day") || words.contains("date") => Asked::When(Granularity::Day),
        _ => Asked::When(Granularity::Known),
    }
}

pub(super) fn skip_located(input: Tokens<'_>) -> Tokens<'_> {
    one_of(&["located", "situated", "found", "at", "held", "in", "from"])(input).map_or(input, |(rest, _)| rest)
}

/// "how long is X", "how big are X"
pub(super) fn how_adjective(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = word("how")(input)?;
    let Some(lexemes) = rest.lattice.lexemes.get(rest.at) else { return stuck(input) };
    let positive =
        |sense: &Sense| matches!(sense, Sense::Adjective { degree: Degree::Positive, .. } | Sense::Scale { degree: Degree::Positive, .. });
    let Some(end) = lexemes.iter().filter(|(_, sense)| positive(sense)).map(|(end, _)| *end).max() else { return stuck(rest) };
    let adjective = lexemes.iter().filter(|(other, sense)| *other == end && positive(sense)).map(|(_, sense)| *sense).collect();
    let rest = rest.to(end);
    // "how popular of a film is X"
    let rest = match one_of(&["of a", "of an", "a", "an"])(rest) {
        Ok((after, _)) => noun_phrase(after)?.0,
        Err(_) => rest,
    };
    // "how old did X turn"
    if let Ok((rest, _)) = do_auxiliary(rest)
        && let Ok((rest, (chain, _))) = chain_then(rest, |rest| one_of(&["turn", "become", "get", "grow"])(rest))
    {
        return Ok((rest, Question::Measure { adjective, chain }));
    }
    let (rest, _) = be_auxiliary(rest)?;
    let (rest, chain) = chain(rest)?;
    Ok((rest, Question::Measure { adjective, chain }))
}
