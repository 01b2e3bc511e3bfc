//! Whole questions.
//!
//! ```text
//! question = polite? (fronted ","?)* form fronted* ("," np ("," np)* "or" np)? | pattern
//! form     = "how is" np "connected to" np | "the" number "shortest paths from" np "to" np | "how far is" np "from" np | "who stands between" np "and" np | central | groups | "what do" np "and" np "have in common" | "why" inverted | "who says that" clause
//!          | reported | ("when" | "where" | "how long" | "how often" | "in which year" | ...) inverted
//!          | chain verb chain? | preposition? wh-chain inverted | inverted | "how" adjective "is" chain
//!          | ("who" | "what") "is" chain | "how many" chain "are there" | ("list" | "show" | "count" | ...) chain | chain
//!          | statement | cleft | ("under" | "during") wh-chain inverted | "what happened to" np
//! inverted = auxiliary np verb chain? | "is" np predicate
//! chain    = noun phrase modifier*
//! ```

mod adverbial;
mod alternatives;
mod clause;
mod connection;
mod evidence;
mod lapse;
mod manner;
mod network;
mod object;
mod opening;
mod pattern;
mod phrase;
mod speech;
mod statement;

pub(crate) use clause::clause_for_anchor;
pub(crate) use pattern::pattern;

use self::adverbial::{adverbial, detail_after_all, detail_noun, how_adjective, under_whom, when_was};
use self::alternatives::{Alternatives, choice_behind, comparative, narrowed_to};
use self::clause::{clause_form, yes_no};
use self::connection::{common, connection};
use self::evidence::{contested, who_says, why};
use self::lapse::lapse;
use self::manner::{generic, manner};
use self::network::{central, groups};
use self::object::{deeds, embedded, suffered, wh_object, wh_of_whole, wh_place};
use self::opening::{add_fronted, fronted, polite};
use self::phrase::{describe, imperative, mentioned, nominal, there_are, wh_is, who_is_now, whose_question};
use self::speech::reported;
use self::statement::{cleft, statement};
use super::verb::{be_auxiliary, do_auxiliary, has_posts, have_auxiliary, object_phrase, skip_in_it, skip_post};

use std::rc::Rc;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;

use super::comparison::compare;
use super::input::{Memo, Parsed, Tokens, choice, fillers, one_of, stuck, word};
use super::modifier::{by_the_most, modifiers};
use super::noun::noun_phrase;
use super::time::time_phrase;
use crate::language::lattice::Lattice;
use crate::language::syntax::{
    Chain, Clause, Determiner, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Question, VerbGroup, VerbKind,
};
use crate::language::token::TokenKind;
use crate::language::vocabulary::Sense;

/// The syntax trees of a question, the likeliest first; none if it is no question of the language. Each is read when it is asked for: most
/// questions are understood by the first.
pub(crate) struct Trees<'a> {
    lattice: &'a Lattice<'a>,
    memo: Memo,
    /// The trees handed out so far, so that none comes twice.
    found: Vec<Rc<Question>>,
    /// The choices to read with, in their order, and how many of them were begun. Only choices that were consulted can change anything, so each
    /// attempt tells which others are worth a try.
    orders: Vec<u8>,
    begun: usize,
    /// What is left of the attempt that was begun last.
    attempt: Option<Attempt>,
}

/// One reading of a question from its head, with one set of choices: where it may start, and which form is next.
struct Attempt {
    choices: u8,
    starts: Vec<Start>,
    start: usize,
    form: usize,
}

/// Where a question may begin, behind what stands in front of it, and where it may end, before the alternatives that it asks for one of.
struct Start {
    at: usize,
    end: usize,
    fronted: Vec<Modifier>,
    alternatives: Option<Rc<Alternatives>>,
}

/// More trees than this are not looked for.
const MOST_TREES: usize = 24;

/// The choices that may differ between attempts, in the order they are tried.
const CHOICES: [u8; 8] = [
    choice::NO_APPOSITION,
    choice::NOUNS_FIRST,
    choice::COMPOUND_PARTICIPLES,
    choice::SHORT_VERBS,
    choice::NO_COMPOUND,
    choice::NO_LONG_NAMES,
    choice::NAMES_FIRST,
    choice::MISSING_OF,
];

type Form = for<'a> fn(Tokens<'a>) -> Parsed<'a, Question>;

/// The forms a question may have, in the order they are tried.
const FORMS: &[Form] = &[
    comparative,
    connection,
    central,
    groups,
    contested,
    common,
    why,
    whose_question,
    who_says,
    lapse,
    how_adjective,
    adverbial,
    detail_noun,
    deeds,
    manner,
    describe,
    who_is_now,
    statement,
    cleft,
    embedded,
    mentioned,
    clause_form,
    wh_object,
    reported,
    yes_no,
    there_are,
    wh_is,
    imperative,
    nominal,
    generic,
    detail_after_all,
    when_was,
    wh_of_whole,
    wh_place,
    under_whom,
    suffered,
];

impl<'a> Trees<'a> {
    /// The trees of the question that a lattice holds.
    pub fn new(lattice: &'a Lattice<'a>) -> Self {
        Self { lattice, memo: Memo::of(lattice), found: Vec::new(), orders: vec![0], begun: 0, attempt: None }
    }

    /// The next tree of an attempt.
    fn next_of(&self, attempt: &mut Attempt) -> Option<Question> {
        let input = Tokens::first(self.lattice, &self.memo, attempt.choices);
        while let Some(Start { at, end, fronted, alternatives }) = attempt.starts.get(attempt.start) {
            while let Some(form) = FORMS.get(attempt.form) {
                attempt.form += 1;
                let Ok((rest, mut question)) = form(Tokens { end: *end, ..input.to(*at) }) else { continue };
                if !at_end(rest) {
                    rest.lattice.expect(rest.at, "the end of the question");
                    continue;
                }
                if !fronted.is_empty() {
                    add_fronted(&mut question, fronted.clone());
                }
                if let Some(alternatives) = alternatives {
                    match narrowed_to(question, alternatives) {
                        Some(narrowed) => question = narrowed,
                        None => continue,
                    }
                }
                if !self.found.iter().any(|other| **other == question) {
                    return Some(question);
                }
            }
            attempt.start += 1;
            attempt.form = 0;
        }
        None
    }

    /// Begins an attempt with the next choices that were not tried; what the last one consulted says which follow.
    fn begin(&mut self) -> Option<Attempt> {
        while let Some(&choices) = self.orders.get(self.begun) {
            self.begun += 1;
            if self.orders.iter().take(self.begun - 1).any(|&tried| tried == choices) {
                continue;
            }
            let input = Tokens::first(self.lattice, &self.memo, choices);
            let mut starts = Vec::new();
            if let Some((before, alternatives)) = choice_behind(input) {
                starts.extend(starts_of(before, Some(Rc::new(alternatives))));
            }
            starts.extend(starts_of(input, None));
            return Some(Attempt { choices, starts, start: 0, form: 0 });
        }
        None
    }

    /// Adds the choices that an attempt has shown to matter.
    fn end(&mut self, attempt: &Attempt) {
        let consulted = self.lattice.consulted();
        for single in CHOICES {
            let choices = attempt.choices | single;
            if consulted & single != 0 && attempt.choices & single == 0 && choices.count_ones() <= 2 {
                self.orders.push(choices);
            }
        }
    }
}

impl Iterator for Trees<'_> {
    type Item = Rc<Question>;

    fn next(&mut self) -> Option<Rc<Question>> {
        loop {
            let mut attempt = match self.attempt.take() {
                Some(attempt) => attempt,
                None => self.begin()?,
            };
            if let Some(question) = self.next_of(&mut attempt) {
                let question = Rc::new(question);
                self.found.push(Rc::clone(&question));
                self.attempt = Some(attempt);
                return Some(question);
            }
            self.end(&attempt);
            if self.found.len() >= MOST_TREES {
                self.begun = self.orders.len();
            }
        }
    }
}

/// Where a question may begin: behind times and sources, behind politeness, or at once.
fn starts_of(input: Tokens<'_>, alternatives: Option<Rc<Alternatives>>) -> Vec<Start> {
    let start = |at, fronted| Start { at, end: input.end, fronted, alternatives: alternatives.clone() };
    let polite = polite(input);
    let (behind, fronted) = fronted(polite);
    let mut starts = Vec::new();
    if !fronted.is_empty() {
        starts.push(start(behind.at, fronted));
    }
    if polite.at != input.at {
        starts.push(start(polite.at, Vec::new()));
    }
    starts.push(start(input.at, Vec::new()));
    starts
}

fn at_end(input: Tokens<'_>) -> bool {
    let mut rest = fillers(input);
    while rest.token().is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon))
        || matches!(rest.text(), "please" | "there")
    {
        rest = rest.advance(1);
    }
    // "... and when", "... and why": an answer tells when of itself, and its claims say why.
    if rest.text() == "and" && matches!(rest.text_at(1), "when" | "why") && rest.advance(2).is_end() {
        return true;
    }
    rest.is_end() || is_tag(rest)
}

/// "right?", "didn't it?", "or not?": what asks once more whether it is so, and nothing follows.
fn is_tag(input: Tokens<'_>) -> bool {
    let words = one_of(&[
        "or not",
        "right",
        "correct",
        "is that right",
        "is that correct",
        "is that so",
        "is that true",
        "yes or no",
        "true or false",
    ])(input);
    if words.is_ok_and(|(rest, _)| rest.is_end()) {
        return true;
    }
    let Ok((rest, _)) = alt((do_auxiliary, be_auxiliary, have_auxiliary)).parse(input) else { return false };
    let (rest, _) = opt(word("not")).parse(rest).unwrap_or((rest, None));
    one_of(&["he", "she", "it", "they", "there"])(rest).is_ok_and(|(rest, _)| rest.is_end())
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
            Err(error) => match modifiers.pop() {
                None => return Err(error),
                // "X and Y met": not X, and whom Y met, but both of them.
                Some(Modifier {
                    range,
                    joined: joined @ (Joined::And | Joined::Or),
                    kind: ModifierKind::Object { subject, preposition: None, .. },
                }) => {
                    let range = range.start..subject.range.end;
                    modifiers.push(Modifier { range, joined, kind: ModifierKind::Conjunct(subject) });
                }
                Some(_) => {}
            },
        }
    }
}

/// The times at the end of a chain, taken from it: they say when something is so of what it names.
fn times_of(chain: &mut Chain) -> Vec<Modifier> {
    let is_time = |modifier: &&Modifier| modifier.joined == Joined::Plain && matches!(modifier.kind, ModifierKind::Time(_));
    let times = chain.modifiers.iter().rev().take_while(is_time).count();
    chain.modifiers.split_off(chain.modifiers.len() - times)
}

fn is_questioned(phrase: &NounPhrase) -> bool {
    let wh_item = |item: &Item| matches!(item.kind, ItemKind::Who);
    matches!(phrase.determiner, Determiner::Which | Determiner::HowMany)
        || phrase.items.iter().any(wh_item)
        || phrase.owner.as_deref().is_some_and(is_questioned)
}

/// Modifiers, and among them the words that the phrase of the verb has behind its object: "was criticized by Congress for its test in 2006".
fn modifiers_around_post<'a>(input: Tokens<'a>, verb: &mut VerbGroup) -> (Tokens<'a>, Vec<Modifier>) {
    let (rest, mut found) = modifiers(input);
    if has_posts(input, verb) {
        let starts = found.iter().map(|modifier| modifier.range.start).chain([rest.at]);
        for (count, start) in starts.enumerate() {
            let after = skip_post(input.to(start), verb);
            if after.at > start {
                let (rest, following) = modifiers(after);
                found.truncate(count);
                found.extend(following);
                return (rest, found);
            }
        }
    }
    (rest, found)
}

/// What follows a verb: an object with its modifiers, or modifiers alone.
fn behind_verb<'a>(input: Tokens<'a>, verb: &mut VerbGroup) -> (Tokens<'a>, Option<Chain>, Vec<Modifier>) {
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
        VerbKind::Senses(senses) => !verb.passive || senses.iter().any(|sense| matches!(sense, Sense::Be { pending: false, .. })),
        _ => true,
    };
    let is_time = time_phrase(input).is_ok();
    let share = verb.kind == VerbKind::Share;
    if takes_object
        && !is_time
        && let Ok((rest, head)) = object_phrase(input, verb)
        && !(share && head.owner.is_some())
    {
        let rest = if verb.kind == VerbKind::Have { skip_in_it(rest) } else { rest };
        let (rest, modifiers) = modifiers_around_post(rest, verb);
        let mut head = head;
        if share {
            head.determiner = Determiner::Same;
        }
        return (rest, Some(Chain { head, modifiers }), Vec::new());
    }
    if verb.passive
        && let Ok((rest, kind)) = by_the_most(input)
    {
        let most = Modifier { range: input.at..rest.at, joined: Joined::Plain, kind };
        let (rest, mut trailing) = modifiers_around_post(rest, verb);
        // Last, so that a time behind it is not one of what there is the most of.
        trailing.push(most);
        return (rest, None, trailing);
    }
    let (rest, trailing) = modifiers_around_post(input, verb);
    (rest, None, trailing)
}

fn clause<'a>(input: Tokens<'a>, rest: Tokens<'a>, subject: Chain, mut verb: VerbGroup) -> (Tokens<'a>, Clause) {
    // "recognized neither X nor Y": did not recognize X or Y.
    let (rest, neither) = match word("neither")(rest) {
        Ok((after, _)) if !verb.negated => {
            verb.negated = true;
            (after, true)
        }
        _ => (rest, false),
    };
    let (rest, mut object, trailing) = behind_verb(rest, &mut verb);
    if neither && let Some(object) = &mut object {
        // Each of them was not: all denials are asked for.
        for modifier in &mut object.modifiers {
            if modifier.joined == Joined::Or && matches!(modifier.kind, ModifierKind::Conjunct(_)) {
                modifier.joined = Joined::And;
            }
        }
    }
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

/// A clause of these parts, with nothing else said.
fn clause_of(input: Tokens<'_>, rest: Tokens<'_>, subject: Chain, verb: VerbGroup, object: Option<Chain>) -> Clause {
    Clause {
        range: input.at..rest.at,
        fronted: Vec::new(),
        subject: Some(subject),
        verb,
        object,
        preposition: None,
        trailing: Vec::new(),
        inverted: false,
    }
}
