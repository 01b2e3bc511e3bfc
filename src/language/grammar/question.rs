//! Whole questions.
//!
//! ```text
//! question = polite? (fronted ","?)* form fronted*
//! form     = "how is" np "connected to" np | "what do" np "and" np "have in common" | "why" inverted | "who says that" clause
//!          | ("when" | "where" | "how long" | "how often" | "in which year" | ...) inverted
//!          | chain verb chain? | preposition? wh-chain inverted | inverted | "how" adjective "is" chain
//!          | ("who" | "what") "is" chain | "how many" chain "are there" | ("list" | "show" | "count" | ...) chain | chain
//! inverted = auxiliary np verb chain? | "is" np predicate
//! chain    = noun phrase modifier*
//! ```

use nom::branch::alt;
use nom::combinator::opt;
use nom::{Err, Parser};

use super::input::{Parsed, Stuck, Tokens, choice, comma, fillers, number, one_of, word, words};
use super::modifier::{compare, modifiers};
use super::noun::noun_phrase;
use super::time::time_phrase;
use super::verb::{VerbForm, be_auxiliary, do_auxiliary, have_auxiliary, verb_behind, verb_group};
use crate::language::lattice::Lattice;
use crate::language::syntax::{
    AggregateWord, Asked, Chain, Clause, Determiner, Granularity, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Question,
    VerbGroup, VerbKind,
};
use crate::language::token::TokenKind;
use crate::language::vocabulary::{Degree, FrameShape, Number, PREPOSITIONS, Sense};

/// All syntax trees of a question, the likeliest first; empty if it is no question of the language.
pub(crate) fn questions(lattice: &Lattice<'_>) -> Vec<Question> {
    let mut found: Vec<Question> = Vec::new();
    let mut tried: Vec<u8> = Vec::new();
    // Only choices that were consulted can change anything, so at first one attempt tells which of the others are worth a try.
    let mut orders: Vec<u8> = vec![0];
    let mut next = 0;
    while let Some(&choices) = orders.get(next) {
        next += 1;
        if tried.contains(&choices) {
            continue;
        }
        tried.push(choices);
        let input = Tokens { lattice, at: 0, end: lattice.tokens.len(), choices };
        attempt(input, &mut found);
        let consulted = lattice.consulted();
        for single in [
            choice::NO_APPOSITION,
            choice::NOUNS_FIRST,
            choice::COMPOUND_PARTICIPLES,
            choice::SHORT_VERBS,
            choice::NO_COMPOUND,
            choice::NO_LONG_NAMES,
            choice::NAMES_FIRST,
        ] {
            if consulted & single != 0 && choices & single == 0 && (choices | single).count_ones() <= 2 {
                orders.push(choices | single);
            }
        }
        if found.len() >= 24 {
            break;
        }
    }
    found
}

type Form = for<'a> fn(Tokens<'a>) -> Parsed<'a, Question>;

fn attempt(input: Tokens<'_>, found: &mut Vec<Question>) {
    const FORMS: &[Form] = &[
        connection,
        common,
        why,
        whose_question,
        who_says,
        how_adjective,
        adverbial,
        deeds,
        describe,
        clause_form,
        wh_object,
        yes_no,
        there_are,
        wh_is,
        imperative,
        nominal,
    ];
    let mut starts = vec![(input, Vec::new())];
    let polite = polite(input);
    if polite.at != input.at {
        starts.insert(0, (polite, Vec::new()));
    }
    let with_fronted = fronted(polite);
    if !with_fronted.1.is_empty() {
        starts.insert(0, with_fronted);
    }
    for (start, fronted) in starts {
        for form in FORMS {
            let Ok((rest, mut question)) = form(start) else { continue };
            if !at_end(rest) {
                rest.lattice.expect(rest.at, "the end of the question");
                continue;
            }
            if !fronted.is_empty() {
                add_fronted(&mut question, fronted.clone());
            }
            if !found.contains(&question) {
                found.push(question);
            }
        }
    }
}

fn at_end(input: Tokens<'_>) -> bool {
    let mut rest = fillers(input);
    while rest.token().is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon))
        || matches!(rest.text(), "please" | "there")
    {
        rest = rest.advance(1);
    }
    rest.is_end()
}

fn stuck<'a, T>(input: Tokens<'a>) -> Parsed<'a, T> {
    Err(Err::Error(Stuck { at: input.at }))
}

fn polite(input: Tokens<'_>) -> Tokens<'_> {
    let mut rest = fillers(input);
    loop {
        let before = rest.at;
        if let Ok((after, _)) = one_of(&[
            "can you please tell me",
            "could you please tell me",
            "can you tell me",
            "could you tell me",
            "can you show me",
            "can you list",
            "can you name",
            "can you give me",
            "would you tell me",
            "will you tell me",
            "please tell me",
            "tell me",
            "do you know",
            "i want to know",
            "i would like to know",
            "i wonder",
            "let me know",
            "so",
            "and",
            "ok",
            "hey",
            "hello",
        ])(rest)
        {
            // "tell me about" is a form of its own.
            if after.text() == "about" || after.is_end() {
                return rest;
            }
            rest = fillers(opt(comma).parse(after).map_or(after, |(rest, _)| rest));
        }
        if rest.at == before {
            return rest;
        }
    }
}

/// Times, sources and "of the ..." in front of the question.
fn fronted(input: Tokens<'_>) -> (Tokens<'_>, Vec<Modifier>) {
    let mut rest = input;
    let mut found = Vec::new();
    for _ in 0..3 {
        let kind = if let Ok((after, time)) = time_phrase(rest) {
            Some((after, ModifierKind::Time(time)))
        } else if let Ok((after, _)) = word("according to").or(words("according to")).parse(rest) {
            noun_phrase(after).ok().map(|(after, who)| (after, ModifierKind::AccordingTo { who, negated: false }))
        } else if let Ok((after, _)) = one_of(&["of", "among", "out of", "from among"])(rest) {
            let result = chain_then(after, |rest| if comma(rest).is_ok() || is_wh(rest.text()) { Ok((rest, ())) } else { stuck(rest) });
            result.ok().filter(|_| !matches!(after.text(), "which" | "what" | "whom")).map(|(rest_after, (chain, ()))| {
                let mut all = chain.modifiers;
                let head = Modifier {
                    range: rest.at..chain.head.range.end,
                    joined: Joined::Plain,
                    kind: ModifierKind::Preposition { word: "of".to_owned(), object: chain.head },
                };
                all.insert(0, head);
                found.extend(all);
                rest = rest_after;
                (rest_after, ModifierKind::Conjunct(nothing(rest_after)))
            })
        } else {
            None
        };
        let Some((after, kind)) = kind else { break };
        if !matches!(kind, ModifierKind::Conjunct(_)) {
            found.push(Modifier { range: rest.at..after.at, joined: Joined::Plain, kind });
        }
        rest = opt(comma).parse(after).map_or(after, |(rest, _)| rest);
    }
    (polite(rest), found)
}

fn nothing(input: Tokens<'_>) -> NounPhrase {
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

fn is_wh(word: &str) -> bool {
    matches!(word, "who" | "whom" | "whose" | "what" | "which" | "when" | "where" | "how" | "why")
}

fn add_fronted(question: &mut Question, mut fronted: Vec<Modifier>) {
    match question {
        Question::Clause { clause, .. } | Question::WhoSays { clause } | Question::Why { clause } => clause.fronted.append(&mut fronted),
        Question::Nominal { chain, .. } | Question::Describe { chain } | Question::Measure { chain, .. } => {
            chain.modifiers.append(&mut fronted);
        }
        Question::Deeds { trailing, .. } => trailing.append(&mut fronted),
        Question::Connection { .. } | Question::Common { .. } => {}
    }
}

/// A noun phrase with its modifiers.
pub(crate) fn chain(input: Tokens<'_>) -> Parsed<'_, Chain> {
    let (rest, head) = noun_phrase(input)?;
    let (rest, modifiers) = modifiers(rest);
    Ok((rest, Chain { head, modifiers }))
}

/// A chain and what follows it: with as many modifiers as leave something for what follows.
fn chain_then<'a, T>(input: Tokens<'a>, follow: impl Fn(Tokens<'a>) -> Parsed<'a, T>) -> Parsed<'a, (Chain, T)> {
    let (rest, head) = noun_phrase(input)?;
    let (_, mut modifiers) = modifiers(rest);
    loop {
        let end = modifiers.last().map_or(rest, |last: &Modifier| rest.to(last.range.end));
        match follow(fillers(end)) {
            Ok((after, followed)) => return Ok((after, (Chain { head, modifiers }, followed))),
            Err(error) => {
                if modifiers.pop().is_none() {
                    return Err(error);
                }
            }
        }
    }
}

fn is_questioned(phrase: &NounPhrase) -> bool {
    let wh_item = |item: &Item| matches!(item.kind, ItemKind::Who);
    matches!(phrase.determiner, Determiner::Which | Determiner::HowMany)
        || phrase.items.iter().any(wh_item)
        || phrase.owner.as_deref().is_some_and(is_questioned)
}

/// Words fixed behind the object of a verb ("every year").
fn skip_post<'a>(input: Tokens<'a>, verb: &VerbGroup) -> Tokens<'a> {
    let VerbKind::Senses(senses) = &verb.kind else { return input };
    for sense in senses {
        let (Sense::Verb { frame, .. } | Sense::Be { frame, .. }) = sense else { continue };
        let (FrameShape::Verb { post, .. } | FrameShape::Measure { post, .. }) = &input.lattice.vocabulary.frame(*frame).shape else {
            continue;
        };
        if !post.is_empty() && post.iter().enumerate().all(|(ahead, word)| input.text_at(ahead) == word) {
            return input.advance(post.len());
        }
    }
    input
}

/// What follows a verb: an object with its modifiers, or modifiers alone.
fn behind_verb<'a>(input: Tokens<'a>, verb: &VerbGroup) -> (Tokens<'a>, Option<Chain>, Vec<Modifier>) {
    let input = skip_post(input, verb);
    if verb.kind == VerbKind::Be
        && let Ok((rest, comparison)) = compare(input)
    {
        let first = Modifier { range: input.at..rest.at, joined: Joined::Plain, kind: ModifierKind::Compare(comparison) };
        let (rest, mut following) = modifiers(rest);
        following.insert(0, first);
        return (rest, None, following);
    }
    let takes_object = match &verb.kind {
        VerbKind::Senses(senses) => !verb.passive || senses.iter().any(|sense| matches!(sense, Sense::Be { .. })),
        _ => true,
    };
    let is_time = time_phrase(input).is_ok();
    let share = verb.kind == VerbKind::Share;
    if takes_object
        && !is_time
        && let Ok((rest, head)) = noun_phrase(input)
    {
        let rest = skip_post(rest, verb);
        let (rest, modifiers) = modifiers(rest);
        let mut head = head;
        if share {
            head.determiner = Determiner::Same;
        }
        return (rest, Some(Chain { head, modifiers }), Vec::new());
    }
    let (rest, trailing) = modifiers(input);
    (rest, None, trailing)
}

fn clause<'a>(input: Tokens<'a>, rest: Tokens<'a>, subject: Chain, verb: VerbGroup) -> (Tokens<'a>, Clause) {
    let (rest, object, trailing) = behind_verb(rest, &verb);
    // A preposition at the very end belongs to a question word inside: "the films X was in".
    (
        rest,
        Clause {
            range: input.at..rest.at,
            fronted: Vec::new(),
            subject: Some(subject),
            verb,
            object,
            preposition: None,
            trailing,
            inverted: false,
        },
    )
}

/// "whose president was X": those whose president was X.
fn whose_question(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, modifier) = super::modifier::whose(input)?;
    let who = NounPhrase { items: vec![Item { range: input.at..input.at + 1, kind: ItemKind::Who }], ..nothing(input) };
    let first = Modifier { range: input.at..rest.at, joined: Joined::Plain, kind: modifier };
    let (rest, mut following) = modifiers(rest);
    following.insert(0, first);
    Ok((rest, Question::Nominal { chain: Chain { head: who, modifiers: following }, count: false }))
}

/// "what did X do in 2008", "what has X done": the claims with X as their subject.
fn deeds(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = word("what")(input)?;
    let (rest, auxiliary) = alt((do_auxiliary, have_auxiliary)).parse(rest)?;
    let done = if matches!(auxiliary, "has" | "have" | "had") { "done" } else { "do" };
    let (rest, (subject, _)) = chain_then(rest, |rest| word(done)(fillers(rest)))?;
    let (rest, trailing) = modifiers(rest);
    Ok((rest, Question::Deeds { chain: subject, trailing }))
}

/// "who supported X", "X appears in which films", "Peru recognized Kosovo"
fn clause_form(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, (subject, verb)) = chain_then(input, |rest| {
        let (after, verb) = verb_group(rest, VerbForm::Finite)?;
        if verb.kind == VerbKind::Did { stuck(rest) } else { Ok((after, verb)) }
    })?;
    // "which is the ..." and "who are the ..." ask for what follows.
    let bare_wh = subject.modifiers.is_empty()
        && subject.head.items.len() == 1
        && matches!(subject.head.items[0].kind, ItemKind::Who | ItemKind::Thing)
        && subject.head.rank.is_none();
    let (rest, mut clause) = clause(input, rest, subject, verb);
    if bare_wh && clause.verb.kind == VerbKind::Be && clause.object.is_some() {
        return stuck(input);
    }
    if clause.verb.kind == VerbKind::Be && clause.object.is_none() && clause.trailing.is_empty() {
        return rest.fail("what it is");
    }
    if clause.verb.kind == VerbKind::Have && clause.object.is_none() {
        return rest.fail("what is had");
    }
    let questioned =
        clause.subject.iter().chain(&clause.object).any(chain_is_questioned) || clause.trailing.iter().any(modifier_is_questioned);
    // "X supported" leaves open whom: no question.
    if !questioned
        && clause.object.is_none()
        && clause.trailing.is_empty()
        && !clause.verb.passive
        && let VerbKind::Senses(senses) = &clause.verb.kind
        && senses.iter().all(|sense| match sense {
            Sense::Verb { frame, .. } => matches!(
                input.lattice.vocabulary.frame(*frame).shape,
                FrameShape::Verb { transitive: true, .. } | FrameShape::Measure { .. }
            ),
            _ => false,
        })
    {
        return rest.fail("what it was done to");
    }
    // "newspapers published in 2023" is a phrase, not a question whether they did.
    if !questioned
        && clause.object.is_none()
        && matches!(clause.verb.kind, VerbKind::Senses(_))
        && !clause.verb.passive
        && clause.subject.as_ref().is_some_and(|subject| {
            subject.head.determiner == Determiner::None
                && subject.head.items.iter().any(|item| matches!(&item.kind, ItemKind::Noun(senses) if senses.iter().any(|sense| matches!(sense, Sense::Kind(_, Number::Plural) | Sense::Noun(_, Number::Plural)))))
        })
    {
        return rest.fail("what it was done to");
    }
    // "the writer of X also wrote films": which films is what is asked.
    if !questioned
        && let Some(object) = &mut clause.object
        && object.modifiers.is_empty()
        && object.head.determiner == Determiner::None
        && matches!(&object.head.items[..], [Item { kind: ItemKind::Noun(senses), .. }] if senses.iter().any(|sense| matches!(sense, Sense::Kind(_, Number::Plural) | Sense::Noun(_, Number::Plural))))
        && matches!(clause.verb.kind, VerbKind::Senses(_))
    {
        object.head.determiner = Determiner::Which;
        return Ok((rest, Question::Clause { clause, asked: Asked::Constituent }));
    }
    let asked = if questioned { Asked::Constituent } else { Asked::YesNo };
    Ok((rest, Question::Clause { clause, asked }))
}

fn chain_is_questioned(chain: &Chain) -> bool {
    is_questioned(&chain.head) || chain.modifiers.iter().any(modifier_is_questioned)
}

fn modifier_is_questioned(modifier: &Modifier) -> bool {
    match &modifier.kind {
        ModifierKind::Preposition { object, .. } | ModifierKind::Conjunct(object) => is_questioned(object),
        _ => false,
    }
}

/// An auxiliary, a subject, and the rest of the verb: "did Peru vote for", "was X supported by".
fn inverted<'a>(input: Tokens<'a>, may_be_bare: bool) -> Parsed<'a, (Chain, VerbGroup)> {
    // "was X president": the noun is what X was, not part of the name.
    if be_auxiliary(input).is_ok() && input.choices & choice::NO_COMPOUND == 0 {
        let apart = Tokens { choices: input.choices | choice::NO_COMPOUND, ..input };
        if let Ok((rest, found)) = inverted_as_chosen(apart, may_be_bare)
            && found.1.kind == VerbKind::Be
            && noun_phrase(rest).is_ok_and(|(_, phrase)| matches!(phrase.items.last().map(|item| &item.kind), Some(ItemKind::Noun(_))))
        {
            return Ok((rest, found));
        }
    }
    inverted_as_chosen(input, may_be_bare)
}

fn inverted_as_chosen<'a>(input: Tokens<'a>, may_be_bare: bool) -> Parsed<'a, (Chain, VerbGroup)> {
    let (rest, auxiliary) = alt((do_auxiliary, have_auxiliary, be_auxiliary)).parse(input)?;
    let (rest, negated) = opt(alt((word("not"), word("never")))).parse(rest)?;
    let is_be = matches!(auxiliary, "is" | "are" | "was" | "were");
    let follow = |rest: Tokens<'a>| {
        let (after, mut verb) = verb_behind(rest, auxiliary)?;
        if verb.kind == VerbKind::Be && !may_be_bare && fillers(after).is_end() {
            return after.fail("what it is");
        }
        verb.negated |= negated.is_some();
        Ok((after, verb))
    };
    if is_be {
        // "was X supported": with few modifiers first would take "X supported by Y" apart; with many, "X" keeps "of Y".
        let subject_is_name =
            noun_phrase(rest).is_ok_and(|(_, phrase)| matches!(phrase.items.last().map(|item| &item.kind), Some(ItemKind::Name(_))));
        let subject_end = noun_phrase(rest).map_or(rest.at, |(after, _)| after.at);
        let (after, found) = chain_then(rest, |rest| {
            let (after, verb) = follow(rest)?;
            if verb.kind == VerbKind::Be
                && subject_is_name
                && rest.at > subject_end
                && verb_behind(rest.to(subject_end), auxiliary).is_ok_and(|(_, verb)| verb.kind != VerbKind::Be)
            {
                // "was X accused in 2014": the participle is the verb, not part of the name.
                return stuck(rest);
            }
            if verb.kind == VerbKind::Be
                && !may_be_bare
                && noun_phrase(after).is_err()
                && compare(after).is_err()
                && !starts_modifier(after)
            {
                return after.fail("what it is");
            }
            Ok((after, verb))
        })?;
        return Ok((after, found));
    }
    chain_then(rest, follow)
}

fn starts_modifier(input: Tokens<'_>) -> bool {
    PREPOSITIONS.contains(&input.text()) || !modifiers(input).1.is_empty()
}

/// "when did ...", "in which year was ...", "how often does ..."
fn adverbial(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, found) = one_of(&[
        "at what time",
        "at which time",
        "on what date",
        "on which date",
        "on what day",
        "on which day",
        "on which days",
        "in what year",
        "in which years",
        "in which year",
        "in what month",
        "in which months",
        "in which month",
        "during which year",
        "during what year",
        "since what year",
        "since which year",
        "since when",
        "from when",
        "until when",
        "till when",
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
        "for how long",
        "how long",
    ])(input)?;
    let asked = if found.contains("year") && !found.starts_with("since") {
        Asked::When(Granularity::Year)
    } else if found.contains("month") {
        Asked::When(Granularity::Month)
    } else if found.contains("day") || found.contains("date") {
        Asked::When(Granularity::Day)
    } else if found.starts_with("since") || found == "from when" {
        Asked::SinceWhen
    } else if found.ends_with("when") && !found.starts_with("exactly") && found != "when" && found != "by when" {
        Asked::UntilWhen
    } else if found.starts_with("where") || found.contains("place") {
        Asked::Where
    } else if found == "how many times" || found == "how often" {
        Asked::HowOften
    } else if found.ends_with("how long") {
        Asked::HowLong
    } else {
        Asked::When(Granularity::Known)
    };
    // "when did X" and "when X": the second only as an object clause of "tell me".
    if asked != Asked::Where
        && let Ok((after, question)) = inverted_question(rest, asked)
        && at_end(after)
    {
        return Ok((after, question));
    }
    // "where is X", "when was X": the whole chain is the subject, nothing follows.
    if let Ok((after_be, _)) = be_auxiliary(rest)
        && let Ok((after, subject)) = chain(after_be)
    {
        if asked != Asked::Where
            && subject.modifiers.iter().any(|modifier| matches!(modifier.kind, ModifierKind::Object { .. } | ModifierKind::Subject(_)))
        {
            return stuck(rest);
        }
        let after = skip_located(after);
        let verb =
            VerbGroup { range: rest.at..after_be.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
        let clause = Clause {
            range: input.at..after.at,
            fronted: Vec::new(),
            subject: Some(subject),
            verb,
            object: None,
            preposition: None,
            trailing: Vec::new(),
            inverted: false,
        };
        if at_end(after) {
            return Ok((after, Question::Clause { clause, asked }));
        }
    }
    if let Ok((after, question)) = inverted_question(rest, asked) {
        return Ok((after, question));
    }
    let (after, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    let (after, clause) = clause(input, after, subject, verb);
    Ok((after, Question::Clause { clause, asked }))
}

fn skip_located(input: Tokens<'_>) -> Tokens<'_> {
    one_of(&["located", "situated", "found", "at", "held", "in", "from"])(input).map_or(input, |(rest, _)| rest)
}

fn inverted_question(input: Tokens<'_>, asked: Asked) -> Parsed<'_, Question> {
    let (rest, (subject, verb)) = inverted(input, false)?;
    if verb.kind == VerbKind::Did {
        return stuck(input);
    }
    let (rest, clause) = clause(input, rest, subject, verb);
    if clause.verb.kind == VerbKind::Be && clause.object.is_none() && clause.trailing.is_empty() {
        return stuck(input);
    }
    Ok((rest, Question::Clause { clause, asked }))
}

/// "which resolutions did Peru vote for", "to whom did X give aid", "what state is X in"
fn wh_object(input: Tokens<'_>) -> Parsed<'_, Question> {
    if let Ok(found) = fronted_tail(input) {
        return Ok(found);
    }
    let preposition = input.text();
    let fronted = PREPOSITIONS.contains(&preposition);
    let start = if fronted { input.advance(1) } else { input };
    let (rest, (object, (subject, verb))) = chain_then(start, |rest| inverted(rest, true))?;
    if !is_questioned(&object.head) || verb.kind == VerbKind::Did {
        return stuck(input);
    }
    // "which organizations is Peru a member of" is "Peru is a member of which organizations".
    if verb.kind == VerbKind::Be
        && let Ok((after, mut noun)) = noun_phrase(fillers(rest))
        && (fronted && fillers(after).is_end() || PREPOSITIONS.contains(&after.text()) && fillers(after.advance(1)).is_end())
    {
        let word = if fronted { preposition } else { after.text() };
        noun.range.end = after.at;
        let of = Modifier {
            range: after.at..after.at + 1,
            joined: Joined::Plain,
            kind: ModifierKind::Preposition { word: word.to_owned(), object: object.head },
        };
        let mut modifiers = vec![of];
        modifiers.extend(object.modifiers);
        let object = Some(Chain { head: noun, modifiers });
        let clause = Clause {
            range: input.at..after.at,
            fronted: Vec::new(),
            subject: Some(subject),
            verb,
            object,
            preposition: None,
            trailing: Vec::new(),
            inverted: false,
        };
        let rest = if fronted { after } else { after.advance(1) };
        return Ok((rest, Question::Clause { clause, asked: Asked::Constituent }));
    }
    let rest = skip_post(rest, &verb);
    // "how many minutes did X give Y": how much, with the one it was given to as object.
    if object.head.determiner == Determiner::HowMany
        && matches!(verb.kind, VerbKind::Senses(_))
        && let Ok((after, head)) = noun_phrase(rest)
        && time_phrase(rest).is_err()
    {
        let (after, modifiers) = modifiers(after);
        let given = Some(Chain { head, modifiers });
        let clause = Clause {
            range: input.at..after.at,
            fronted: Vec::new(),
            subject: Some(subject),
            verb,
            object: given,
            preposition: None,
            trailing: Vec::new(),
            inverted: false,
        };
        return Ok((after, Question::Clause { clause, asked: Asked::HowMuch }));
    }
    let mut rest = rest;
    let mut stranded = fronted.then(|| preposition.to_owned());
    if PREPOSITIONS.contains(&rest.text()) && noun_phrase(rest.advance(1)).is_err() && time_phrase(rest).is_err() && stranded.is_none() {
        stranded = Some(rest.text().to_owned());
        rest = rest.advance(1);
    }
    let (rest, trailing) = modifiers(rest);
    let clause = Clause {
        range: input.at..rest.at,
        fronted: Vec::new(),
        subject: Some(subject),
        verb,
        object: Some(object),
        preposition: stranded,
        trailing,
        inverted: true,
    };
    Ok((rest, Question::Clause { clause, asked: Asked::Constituent }))
}

/// "how much money did X give to Y", of "X gives money to Y": the words in front belong to the verb.
fn fronted_tail(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = one_of(&["how much", "how many"])(input)?;
    let mut tail: Vec<&str> = Vec::new();
    let mut rest = rest;
    while tail.len() < 3 && do_auxiliary(rest).is_err() && have_auxiliary(rest).is_err() {
        if rest.text().is_empty() {
            return stuck(rest);
        }
        tail.push(rest.text());
        rest = rest.advance(1);
    }
    if tail.is_empty() {
        return stuck(rest);
    }
    let (rest, _) = alt((do_auxiliary, have_auxiliary)).parse(rest)?;
    let (rest, (subject, (verb, object))) = chain_then(rest, |rest| {
        let verb = rest.text();
        if verb.is_empty() {
            return stuck(rest);
        }
        let mut after = rest.advance(1);
        let given = if PREPOSITIONS.contains(&after.text()) { Some(after.text()) } else { None };
        if given.is_some() {
            after = after.advance(1);
        }
        let mut senses = Vec::new();
        for preposition in given.map_or(vec!["to", "for", "on", "with"], |given| vec![given]) {
            let mut words = vec![verb];
            words.extend(&tail);
            words.push(preposition);
            let mut found = Vec::new();
            rest.lattice.vocabulary.lexemes_at(&words, &mut found);
            senses.extend(
                found
                    .iter()
                    .filter(|lexeme| lexeme.words == words.len())
                    .map(|lexeme| lexeme.sense)
                    .filter(|sense| matches!(sense, Sense::Verb { .. })),
            );
        }
        if senses.is_empty() {
            return stuck(rest);
        }
        let verb = VerbGroup {
            range: rest.at..after.at,
            kind: VerbKind::Senses(senses),
            negated: false,
            passive: false,
            order: None,
            shared: false,
        };
        let (after, object) = chain(after)?;
        Ok((after, (verb, object)))
    })?;
    let clause = Clause {
        range: input.at..rest.at,
        fronted: Vec::new(),
        subject: Some(subject),
        verb,
        object: Some(object),
        preposition: None,
        trailing: Vec::new(),
        inverted: false,
    };
    Ok((rest, Question::Clause { clause, asked: Asked::HowMuch }))
}

/// "did Peru recognize Kosovo", "is X a president", "has X supported Y"
fn yes_no(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, (subject, verb)) = inverted(input, false)?;
    if verb.kind == VerbKind::Did {
        return stuck(input);
    }
    let (rest, mut clause) = clause(input, rest, subject, verb);
    // "didn't Peru recognize X" asks whether it did.
    if input.text_at(1) == "not" {
        clause.verb.negated = false;
    }
    let questioned = clause.object.iter().any(chain_is_questioned) || clause.trailing.iter().any(modifier_is_questioned);
    let asked = if questioned { Asked::Constituent } else { Asked::YesNo };
    Ok((rest, Question::Clause { clause, asked }))
}

/// "how long is X", "how big are X"
fn how_adjective(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = word("how")(input)?;
    let Some(lexemes) = rest.lattice.lexemes.get(rest.at) else { return stuck(input) };
    let positive =
        |sense: &Sense| matches!(sense, Sense::Adjective { degree: Degree::Positive, .. } | Sense::Scale { degree: Degree::Positive, .. });
    let Some(end) = lexemes.iter().filter(|(_, sense)| positive(sense)).map(|(end, _)| *end).max() else { return stuck(rest) };
    let adjective = lexemes.iter().filter(|(other, sense)| *other == end && positive(sense)).map(|(_, sense)| *sense).collect();
    let rest = rest.to(end);
    let (rest, _) = be_auxiliary(rest)?;
    let (rest, chain) = chain(rest)?;
    Ok((rest, Question::Measure { adjective, chain }))
}

/// "tell me about X", "describe X", "show everything about X", "who is X"
fn describe(input: Tokens<'_>) -> Parsed<'_, Question> {
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
        "what is there about",
        "what about",
        "information about",
        "info on",
        "facts about",
        "describe",
        "about",
    ])(input);
    if let Ok((rest, _)) = lead {
        let (rest, chain) = chain(rest)?;
        return Ok((rest, Question::Describe { chain }));
    }
    let (rest, _) = one_of(&["who", "what"])(input)?;
    let (rest, _) = be_auxiliary(rest)?;
    let (rest, chain) = chain(rest)?;
    let only_a_name = chain.modifiers.is_empty()
        && chain.head.owner.is_none()
        && matches!(chain.head.determiner, Determiner::None | Determiner::The)
        && matches!(chain.head.items[..], [Item { kind: ItemKind::Name(_), .. }]);
    if only_a_name { Ok((rest, Question::Describe { chain })) } else { stuck(input) }
}

/// "how many X are there in Y", "are there any X", "there are how many X"
fn there_are(input: Tokens<'_>) -> Parsed<'_, Question> {
    let asks = |input| {
        let (rest, _) = be_auxiliary(input)?;
        let (rest, _) = word("there")(rest)?;
        let (rest, chain) = chain(rest)?;
        let verb = VerbGroup { range: input.at..rest.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
        let clause = Clause {
            range: input.at..rest.at,
            fronted: Vec::new(),
            subject: Some(chain),
            verb,
            object: None,
            preposition: None,
            trailing: Vec::new(),
            inverted: false,
        };
        Ok((rest, Question::Clause { clause, asked: Asked::YesNo }))
    };
    let tells = |input| {
        let (rest, _) = word("there")(input)?;
        let (rest, _) = be_auxiliary(rest)?;
        let (rest, chain) = chain(rest)?;
        Ok((rest, Question::Nominal { count: chain.head.determiner == Determiner::HowMany, chain }))
    };
    // "how many X are there in Y", "which X are there"
    let counts = |input| {
        let (rest, (mut first, ())) = chain_then(input, |rest| {
            let (rest, _) = be_auxiliary(rest)?;
            let (rest, _) = word("there")(rest)?;
            Ok((rest, ()))
        })?;
        let (rest, mut following) = modifiers(rest);
        first.modifiers.append(&mut following);
        Ok((rest, Question::Nominal { count: first.head.determiner == Determiner::HowMany, chain: first }))
    };
    alt((asks, tells, counts)).parse(input)
}

/// "who is the president of X", "what are the capitals of Y"
fn wh_is(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = one_of(&["who all", "who", "what", "which ones", "which one", "which"])(input)?;
    let (rest, _) = one_of(&["is", "are", "was", "were", "will be", "has been"])(rest)?;
    let rest = one_of(&["listed as", "credited as", "named as", "given as", "known to be"])(rest).map_or(rest, |(rest, _)| rest);
    let (rest, mut chain) = chain(fillers(rest))?;
    let rest = combined(rest, &mut chain);
    let count = chain.head.determiner == Determiner::HowMany;
    Ok((rest, Question::Nominal { chain, count }))
}

/// "... combined", "... in total" behind a phrase: the sum of its values.
fn combined<'a>(rest: Tokens<'a>, chain: &mut Chain) -> Tokens<'a> {
    match one_of(&["combined", "altogether", "taken together", "put together"])(rest) {
        Ok((rest, _)) => {
            chain.head.determiner = Determiner::Aggregate(AggregateWord::Sum);
            rest
        }
        Err(_) => rest,
    }
}

/// "list X", "name the X", "count X"
fn imperative(input: Tokens<'_>) -> Parsed<'_, Question> {
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
    Ok((rest, Question::Nominal { chain, count }))
}

fn nominal(input: Tokens<'_>) -> Parsed<'_, Question> {
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
    let count = chain.head.determiner == Determiner::HowMany;
    Ok((rest, Question::Nominal { chain, count }))
}

fn why(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = one_of(&[
        "for what reason",
        "for which reason",
        "why",
        "how come",
        "what is the evidence that",
        "what evidence is there that",
        "prove that",
    ])(input)?;
    if let Ok((after, Question::Clause { clause, .. })) = inverted_question(rest, Asked::YesNo)
        && at_end(after)
    {
        return Ok((after, Question::Why { clause }));
    }
    let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    let (rest, clause) = clause(input, rest, subject, verb);
    Ok((rest, Question::Why { clause }))
}

/// "who says that X supported Y", "according to whom did X support Y", "which sources say that ..."
fn who_says(input: Tokens<'_>) -> Parsed<'_, Question> {
    if let Ok((rest, _)) =
        one_of(&["according to whom", "according to who", "according to which source", "according to which sources", "according to what"])(
            input,
        )
        && let Ok((after, Question::Clause { clause, .. })) = inverted_question(rest, Asked::YesNo)
        && at_end(after)
    {
        return Ok((after, Question::WhoSays { clause }));
    }
    let (rest, _) =
        one_of(&["which sources", "what sources", "which source", "what source", "which references", "which reference", "who"])(input)?;
    let (rest, _) = one_of(&[
        "says that",
        "said that",
        "say that",
        "claims that",
        "claimed that",
        "claim that",
        "reports that",
        "reported that",
        "report that",
        "states that",
        "stated that",
        "state that",
        "asserts that",
        "asserted that",
        "alleges that",
        "alleged that",
        "writes that",
        "wrote that",
        "shows that",
        "show that",
        "support that",
        "supports that",
        "says",
        "said",
        "say",
        "reports",
        "reported",
        "told us that",
    ])(rest)?;
    let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    let (rest, clause) = clause(input, rest, subject, verb);
    Ok((rest, Question::WhoSays { clause }))
}

/// "how is X connected to Y within 3 steps", "how are X and Y related", "paths from X to Y"
fn connection(input: Tokens<'_>) -> Parsed<'_, Question> {
    let linked = |input| {
        one_of(&[
            "connected to",
            "connected with",
            "linked to",
            "linked with",
            "related to",
            "tied to",
            "associated with",
            "connected",
            "linked",
            "related",
        ])(input)
    };
    let how = |input| {
        let (rest, _) = one_of(&["how is", "how are", "how was", "how were", "in what way is", "in which way is"])(input)?;
        let (rest, from) = noun_phrase(rest)?;
        if let Ok((rest, _)) = linked(rest) {
            let (rest, to) = noun_phrase(rest)?;
            return Ok((rest, (from, to)));
        }
        let (rest, _) = word("and")(rest)?;
        let (rest, to) = noun_phrase(rest)?;
        let (rest, _) = linked(rest)?;
        Ok((rest, (from, to)))
    };
    let noun = |input| {
        let (rest, _) = opt(one_of(&["what is", "what are", "show me", "show", "find", "list", "is there"])).parse(input)?;
        let (rest, _) = opt(one_of(&["the", "a", "any"])).parse(rest)?;
        let (rest, _) = opt(one_of(&["shortest", "all"])).parse(rest)?;
        let (rest, lead) = one_of(&[
            "connections between",
            "connection between",
            "paths between",
            "path between",
            "link between",
            "links between",
            "relationship between",
            "relation between",
            "paths from",
            "path from",
            "way from",
        ])(rest)?;
        let (rest, from) = noun_phrase(rest)?;
        let (rest, _) = if lead.ends_with("from") { word("to")(rest)? } else { word("and")(rest)? };
        let (rest, to) = noun_phrase(rest)?;
        Ok((rest, (from, to)))
    };
    let (mut rest, (from, to)) = alt((how, noun)).parse(input)?;
    let (mut within, mut through, mut avoiding) = (None, Vec::new(), Vec::new());
    loop {
        let rest_before = rest.at;
        if let Ok((after, _)) = one_of(&["within", "in at most", "in"])(rest)
            && let Ok((after, count)) = number(after)
            && let Ok((after, _)) = one_of(&["steps", "step", "hops", "hop", "links", "edges"])(after)
        {
            within = Some(count.clamp(0.0, 1e6) as u32);
            rest = after;
        } else if let Ok((after, _)) = one_of(&["through", "via", "along", "by"])(rest)
            && let Some(lexemes) = after.lattice.lexemes.get(after.at)
            && let Some(end) = lexemes.iter().map(|(end, _)| *end).max()
        {
            through.push(lexemes.iter().filter(|(other, _)| *other == end).map(|(_, sense)| *sense).collect());
            rest = after.to(end);
        } else if let Ok((after, _)) = one_of(&["avoiding", "without", "not through"])(rest)
            && let Ok((after, what)) = noun_phrase(after)
        {
            avoiding.push(what);
            rest = after;
        } else if let Ok((after, _)) = word("and")(rest) {
            rest = after;
        }
        if rest.at == rest_before {
            break;
        }
    }
    let bare = |head| Chain { head, modifiers: Vec::new() };
    Ok((rest, Question::Connection { from: bare(from), to: bare(to), within, through, avoiding }))
}

/// "what do X and Y have in common", "what is common to X and Y"
fn common(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, lead) = one_of(&["what do", "what did", "what is common to", "what have", "what is shared by"])(input)?;
    let (mut rest, first) = noun_phrase(rest)?;
    let mut chains = vec![first];
    loop {
        let behind_comma = comma(rest).map_or(rest, |(rest, ())| rest);
        let after = word("and")(behind_comma).map_or(behind_comma, |(rest, _)| rest);
        if after.at == rest.at {
            break;
        }
        let Ok((after, phrase)) = noun_phrase(after) else { break };
        chains.push(phrase);
        rest = after;
    }
    if chains.len() < 2 {
        return stuck(rest);
    }
    let rest = if lead.starts_with("what do") || lead.starts_with("what did") {
        one_of(&["both have in common", "have in common", "share", "have both"])(rest)?.0
    } else if lead == "what have" {
        words("in common")(rest)?.0
    } else {
        rest
    };
    Ok((rest, Question::Common { chains }))
}

/// A clause inside a time phrase: "X visited Y". Its modifiers are left to the clause around it.
pub(crate) fn clause_for_anchor(input: Tokens<'_>) -> Parsed<'_, Clause> {
    let (rest, head) = noun_phrase(input)?;
    let (rest, verb) = verb_group(rest, VerbForm::Finite)?;
    if matches!(verb.kind, VerbKind::Did) {
        return stuck(input);
    }
    let (rest, object) = match noun_phrase(rest) {
        Ok((rest, phrase)) if !verb.passive => (skip_post(rest, &verb), Some(Chain { head: phrase, modifiers: Vec::new() })),
        _ => (rest, None),
    };
    let (rest, trailing) = match word("by")(rest) {
        Ok((after, _)) if verb.passive => {
            let (after, by) = noun_phrase(after)?;
            let kind = ModifierKind::Preposition { word: "by".to_owned(), object: by };
            (after, vec![Modifier { range: rest.at..after.at, joined: Joined::Plain, kind }])
        }
        _ => (rest, Vec::new()),
    };
    let subject = Some(Chain { head, modifiers: Vec::new() });
    Ok((
        rest,
        Clause { range: input.at..rest.at, fronted: Vec::new(), subject, verb, object, preposition: None, trailing, inverted: false },
    ))
}
