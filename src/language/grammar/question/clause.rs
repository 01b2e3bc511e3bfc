//! Questions that are clauses: statements with a question word in them, and those with an auxiliary in front.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;

use super::super::comparison::compare;
use super::super::input::{Parsed, Tokens, choice, fillers, word};
use super::super::modal::modal_auxiliary;
use super::super::modifier::modifiers;
use super::super::noun::nothing;
use super::super::noun::noun_phrase;
use super::super::time::time_phrase;
use super::super::verb::{VerbForm, be_auxiliary, do_auxiliary, have_auxiliary, verb_behind, verb_group};
use super::object::named_group;
use super::{at_end, chain_then, clause, is_questioned, skip_post, stuck};
use crate::language::syntax::{
    Asked, Chain, Clause, Determiner, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Question, VerbGroup, VerbKind,
};
use crate::language::vocabulary::{FrameShape, Number, PREPOSITIONS, Sense};

/// "who supported X", "X appears in which films", "Pava recognized Kelvia"
pub(super) fn clause_form(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, (subject, verb)) = chain_then(input, |rest| {
        let (after, verb) = verb_group(rest, VerbForm::Finite)?;
        if verb.kind == VerbKind::Did { stuck(rest) } else { Ok((after, verb)) }
    })?;
    // "which is the ..." and "who are the ..." ask for what follows.
    let bare_wh = subject.modifiers.is_empty()
        && subject.head.items.len() == 1
        && matches!(subject.head.items[0].kind, ItemKind::Who | ItemKind::Thing)
        && subject.head.rank.is_none();
    // "how many Pavanian refugees were admitted", where these have a name: how many are told.
    if subject.modifiers.is_empty()
        && let Some(group) = named_group(input.lattice, &subject.head)
        && matches!(verb.kind, VerbKind::Senses(_))
        && !input.chooses(choice::NAMES_FIRST)
    {
        let (rest, clause) = clause(input, rest, Chain { head: group, modifiers: Vec::new() }, verb);
        return Ok((rest, Question::Clause { clause, asked: Asked::HowMuch }));
    }
    let (rest, mut clause) = clause(input, rest, subject, verb);
    if bare_wh && clause.verb.kind == VerbKind::Be && clause.object.is_some() && !clause.verb.negated {
        return stuck(input);
    }
    if clause.verb.kind == VerbKind::Be && clause.object.is_none() && clause.trailing.is_empty() {
        return rest.fail("what it is");
    }
    if clause.verb.kind == VerbKind::Have && clause.object.is_none() {
        return rest.fail("what is had");
    }
    let mut rest = rest;
    let mut questioned =
        clause.subject.iter().chain(&clause.object).any(chain_is_questioned) || clause.trailing.iter().any(modifier_is_questioned);
    // "X was directed by": what is left out at the end is asked.
    if !questioned
        && matches!(clause.verb.kind, VerbKind::Senses(_))
        && clause.object.is_none()
        && PREPOSITIONS.contains(&rest.text())
        && at_end(rest.advance(1))
    {
        let kind = ModifierKind::Preposition { word: rest.text().to_owned(), object: who(rest) };
        clause.trailing.push(Modifier { range: rest.at..rest.at + 1, joined: Joined::Plain, kind });
        rest = rest.advance(1);
        questioned = true;
    }
    // "X is a film written by this person": which person is asked.
    if !questioned {
        let all = clause.object.iter_mut().flat_map(|object| std::iter::once(&mut object.head).chain(phrases_of(&mut object.modifiers)));
        for phrase in all {
            if phrase.determiner == Determiner::This {
                phrase.determiner = Determiner::Which;
                questioned = true;
            }
        }
        for phrase in phrases_of(&mut clause.trailing) {
            if phrase.determiner == Determiner::This {
                phrase.determiner = Determiner::Which;
                questioned = true;
            }
        }
    }
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
                && subject.head.items.iter().any(|item| matches!(&item.kind, ItemKind::Noun(senses) if senses.iter().any(|sense| matches!(sense, Sense::Kind(_, Number::Plural) | Sense::Noun(_, Number::Plural) | Sense::Any(Number::Plural)))))
        })
    {
        return rest.fail("what it was done to");
    }
    // "the writer of X also wrote films": which films is what is asked.
    if !questioned
        && let Some(object) = &mut clause.object
        && object.modifiers.is_empty()
        && object.head.determiner == Determiner::None
        && matches!(&object.head.items[..], [Item { kind: ItemKind::Noun(senses), .. }] if senses.iter().any(|sense| matches!(sense, Sense::Kind(_, Number::Plural) | Sense::Noun(_, Number::Plural) | Sense::Any(Number::Plural))))
        && matches!(clause.verb.kind, VerbKind::Senses(_))
    {
        object.head.determiner = Determiner::Which;
        return Ok((rest, Question::Clause { clause, asked: Asked::Constituent }));
    }
    let asked = if questioned { Asked::Constituent } else { Asked::YesNo };
    Ok((rest, Question::Clause { clause, asked }))
}

/// The noun phrases that modifiers bring in.
fn phrases_of(modifiers: &mut [Modifier]) -> impl Iterator<Item = &mut NounPhrase> {
    modifiers.iter_mut().filter_map(|modifier| match &mut modifier.kind {
        ModifierKind::Preposition { object, .. } => Some(object),
        ModifierKind::Subject(predicate) => predicate.object.as_mut(),
        _ => None,
    })
}

/// "who", where nothing is written.
fn who(input: Tokens<'_>) -> NounPhrase {
    NounPhrase { items: vec![Item { range: input.at..input.at, kind: ItemKind::Who }], ..nothing(input) }
}

pub(super) fn chain_is_questioned(chain: &Chain) -> bool {
    is_questioned(&chain.head) || chain.modifiers.iter().any(modifier_is_questioned)
}

pub(super) fn modifier_is_questioned(modifier: &Modifier) -> bool {
    match &modifier.kind {
        ModifierKind::Preposition { object, .. } | ModifierKind::Conjunct(object) => is_questioned(object),
        _ => false,
    }
}

/// An auxiliary, a subject, and the rest of the verb: "did Pava vote for", "was X supported by".
pub(super) fn inverted<'a>(input: Tokens<'a>, may_be_bare: bool) -> Parsed<'a, (Chain, VerbGroup)> {
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

pub(super) fn inverted_as_chosen<'a>(input: Tokens<'a>, may_be_bare: bool) -> Parsed<'a, (Chain, VerbGroup)> {
    let (rest, auxiliary) = alt((do_auxiliary, have_auxiliary, be_auxiliary, modal_auxiliary)).parse(input)?;
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
        let is_that_one = noun_phrase(rest).is_ok_and(|(_, phrase)| phrase.determiner == Determiner::The && phrase.rank.is_none());
        // Fillers behind the name ("was X ever supported") are no modifiers of it.
        let mut subject_end = noun_phrase(rest).map_or(rest.at, |(after, _)| fillers(after).at);
        // "are X and Y supporting": both are the subject.
        while matches!(rest.to(subject_end).text(), "and" | "or")
            && let Ok((after, _)) = noun_phrase(rest.to(subject_end + 1))
        {
            subject_end = fillers(after).at;
        }
        let (after, found) = chain_then(rest, |rest| {
            let (after, verb) = follow(rest)?;
            // "what were the diplomats celebrating": they are asked about, and not which of them celebrated.
            if verb.kind == VerbKind::Be && may_be_bare && has_gerund_without_object(input, rest, auxiliary) {
                return stuck(rest);
            }
            if subject_is_name
                && rest.at > subject_end
                && !PREPOSITIONS.contains(&rest.to(subject_end).text())
                && verb_behind(rest.to(subject_end), auxiliary).is_ok_and(|(_, verb)| verb.kind != VerbKind::Be)
            {
                // "was X accused in 2014": the participle is the verb, not part of the name.
                return stuck(rest);
            }
            // "was X on the board in 2007": what X was is said by a phrase of the vocabulary, and only the time is left.
            if verb.kind == VerbKind::Be
                && subject_is_name
                && rest.at > subject_end
                && PREPOSITIONS.contains(&rest.to(subject_end).text())
                && time_phrase(after).is_ok()
                && verb_behind(rest.to(subject_end), auxiliary).is_ok_and(|(_, verb)| verb.kind != VerbKind::Be)
            {
                return stuck(rest);
            }
            // "what were the guests celebrating": the gerund at the end is the verb; so are all the words of "what was X in charge of".
            if verb.kind == VerbKind::Be
                && may_be_bare
                && rest.at > subject_end
                && (fillers(after).is_end() || fillers(after.advance(1)).is_end())
                && verb_behind(rest.to(subject_end), auxiliary).is_ok_and(|(end, verb)| {
                    let whole = end.at > rest.at && fillers(end).is_end();
                    end.at >= rest.at && (whole || !verb.passive) && matches!(verb.kind, VerbKind::Senses(_))
                })
            {
                return stuck(rest);
            }
            if verb.kind == VerbKind::Be && subject_is_name && rest.at > subject_end && after.text() == "by" {
                // "was X in Y supported by Z": the participle before "by" is the verb.
                return stuck(rest);
            }
            // "was the photo taken in Lima": the participle right behind the one that is meant is the verb, where only a place or time is said besides.
            if !may_be_bare
                && is_that_one
                && rest.at > subject_end
                && (verb.kind == VerbKind::Be && noun_phrase(after).is_err() || PREPOSITIONS.contains(&rest.text()))
                && verb_behind(rest.to(subject_end), auxiliary).is_ok_and(|(end, verb)| end.at >= rest.at && verb.passive)
            {
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

/// Whether a gerund before a place has no object, though its verb takes one, where a thing is asked for.
fn has_gerund_without_object(input: Tokens<'_>, rest: Tokens<'_>, auxiliary: &str) -> bool {
    let asks_whom = input.lattice.tokens.first().is_some_and(|token| token.text == "who");
    let takes_object = |sense: &Sense| match sense {
        Sense::Verb { frame, pending: false, .. } => {
            matches!(&input.lattice.vocabulary.frame(*frame).shape, FrameShape::Verb { transitive: true, tail, .. } if tail.is_empty())
        }
        _ => false,
    };
    let lacks_object = |at: usize| {
        let gerund = input.to(at);
        gerund.text().ends_with("ing")
            && verb_behind(gerund, auxiliary).is_ok_and(|(end, verb)| {
                end.at <= rest.at
                    && (end.is_end() || end.at == rest.at || starts_modifier(end))
                    && matches!(&verb.kind, VerbKind::Senses(senses) if senses.iter().any(takes_object))
            })
    };
    !asks_whom && (input.at + 2..rest.at).any(lacks_object)
}

pub(super) fn starts_modifier(input: Tokens<'_>) -> bool {
    PREPOSITIONS.contains(&input.text()) || !modifiers(input).1.is_empty()
}

pub(super) fn inverted_question(input: Tokens<'_>, asked: Asked) -> Parsed<'_, Question> {
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

/// "did Pava recognize Kelvia", "is X a president", "has X supported Y"
pub(super) fn yes_no(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, (subject, verb)) = inverted(input, false)?;
    if verb.kind == VerbKind::Did {
        return stuck(input);
    }
    let (rest, mut clause) = clause(input, rest, subject, verb);
    // "didn't Pava recognize X" asks whether it did.
    if input.text_at(1) == "not" {
        clause.verb.negated = false;
    }
    let first = which_first(&mut clause);
    if first && let Some(question) = came_first(input, &clause) {
        return Ok((rest, question));
    }
    let questioned = first || clause.object.iter().any(chain_is_questioned) || clause.trailing.iter().any(modifier_is_questioned);
    let asked = if questioned { Asked::Constituent } else { Asked::YesNo };
    Ok((rest, Question::Clause { clause, asked }))
}

/// "did X or Y come first": which was the first of them.
fn came_first(input: Tokens<'_>, clause: &Clause) -> Option<Question> {
    let comes = matches!(input.to(clause.verb.range.start).text(), "come" | "happen" | "occur" | "take");
    let order = match (clause.verb.order, clause.trailing.last().map(|last| &last.kind)) {
        (Some(order), _) => order,
        (None, Some(ModifierKind::Order(order))) => *order,
        _ => return None,
    };
    let (true, None, Some(subject)) = (comes, &clause.object, &clause.subject) else { return None };
    let head = NounPhrase { determiner: Determiner::The, rank: Some(order), ..subject.head.clone() };
    let chain = Chain { head, modifiers: subject.modifiers.clone() };
    Some(Question::Nominal { chain, count: false, present: false })
}

/// "did X recognize Y or Z first", "did X or Y recognize Z first": which of the two is asked.
fn which_first(clause: &mut Clause) -> bool {
    let is_other = |modifier: &Modifier| modifier.joined == Joined::Or && matches!(modifier.kind, ModifierKind::Conjunct(_));
    let Some(object) = &mut clause.object else {
        let ordered =
            clause.verb.order.is_some() || matches!(clause.trailing.last(), Some(last) if matches!(last.kind, ModifierKind::Order(_)));
        let several = |subject: &&mut Chain| !subject.modifiers.is_empty() && subject.modifiers.iter().all(is_other);
        return match clause.subject.as_mut().filter(several) {
            Some(subject) if ordered => {
                *subject = one_of_these(subject);
                true
            }
            _ => false,
        };
    };
    let Some(Modifier { kind: ModifierKind::Order(_), .. }) = object.modifiers.last() else { return false };
    let order = object.modifiers.pop();
    let of_object = !object.modifiers.is_empty() && object.modifiers.iter().all(is_other);
    let of_subject = |subject: &Chain| !subject.modifiers.is_empty() && subject.modifiers.iter().all(is_other);
    if of_object {
        *object = one_of_these(object);
        clause.inverted = true;
        clause.trailing.extend(order);
        return true;
    }
    if let Some(subject) = clause.subject.as_mut().filter(|subject| of_subject(subject)) {
        *subject = one_of_these(subject);
        object.modifiers.extend(order);
        return true;
    }
    object.modifiers.extend(order);
    false
}

/// "X or Y": which of these.
pub(super) fn one_of_these(chain: &Chain) -> Chain {
    let range = chain.head.range.start..chain.modifiers.last().map_or(chain.head.range.end, |last| last.range.end);
    let others = chain.modifiers.iter().filter_map(|modifier| match &modifier.kind {
        ModifierKind::Conjunct(phrase) => Some(phrase.clone()),
        _ => None,
    });
    let choice = ModifierKind::Choice(std::iter::once(chain.head.clone()).chain(others).collect());
    let items = vec![Item { range: range.start..range.start, kind: ItemKind::Thing }];
    let head = NounPhrase {
        range: range.start..range.start,
        determiner: Determiner::Which,
        count: None,
        rank: None,
        owner: None,
        shared: false,
        items,
    };
    Chain { head, modifiers: vec![Modifier { range, joined: Joined::Plain, kind: choice }] }
}

/// A clause inside a time phrase: "X visited Y". Its modifiers are left to the clause around it.
pub(crate) fn clause_for_anchor(input: Tokens<'_>) -> Parsed<'_, Clause> {
    let (rest, (subject, mut verb)) = chain_then(input, |rest| verb_group(rest, VerbForm::Finite))?;
    if matches!(verb.kind, VerbKind::Did) {
        return stuck(input);
    }
    let (rest, object) = match noun_phrase(rest) {
        Ok((rest, head)) if !verb.passive => {
            let rest = skip_post(rest, &mut verb);
            // "while X was president of Y": what the noun is of.
            match noun_phrase(rest.advance(1)) {
                Ok((after, of)) if verb.kind == VerbKind::Be && rest.text() == "of" => {
                    let kind = ModifierKind::Preposition { word: "of".to_owned(), object: of };
                    let of = Modifier { range: rest.at..after.at, joined: Joined::Plain, kind };
                    (after, Some(Chain { head, modifiers: vec![of] }))
                }
                _ => (rest, Some(Chain { head, modifiers: Vec::new() })),
            }
        }
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
    let subject = Some(subject);
    Ok((
        rest,
        Clause { range: input.at..rest.at, fronted: Vec::new(), subject, verb, object, preposition: None, trailing, inverted: false },
    ))
}
