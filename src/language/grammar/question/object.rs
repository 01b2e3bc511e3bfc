//! What is asked stands in front of its verb: "which resolutions did Pava vote for".

use nom::Parser;
use nom::branch::alt;

use super::super::input::{Parsed, Tokens, choice, comma, fillers, one_of, word};
use super::super::modifier::modifiers;
use super::super::noun::nothing;
use super::super::noun::noun_phrase;
use super::super::time::time_phrase;
use super::super::verb::{VerbForm, do_auxiliary, have_auxiliary, verb_group};
use super::clause::{inverted, inverted_as_chosen, inverted_question, modifier_is_questioned};
use super::{at_end, chain, chain_then, clause, clause_of, is_questioned, modifiers_around_post, skip_post, stuck};
use crate::graph::{Exactness, Scale};
use crate::language::lattice::{Lattice, Name};
use crate::language::syntax::{
    Asked, Chain, Clause, Determiner, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Question, VerbGroup, VerbKind,
};
use crate::language::vocabulary::{Form, FrameShape, PREPOSITIONS, Sense};

/// "which resolutions did Pava vote for", "to whom did X give aid", "what state is X in"
pub(super) fn wh_object(input: Tokens<'_>) -> Parsed<'_, Question> {
    if let Ok(found) = fronted_tail(input) {
        return Ok(found);
    }
    if let Ok(found) = fronted_post(input) {
        return Ok(found);
    }
    wh_before(input, |rest| inverted(rest, true))
}

/// "in which city is the X embassy": where [`wh_object`] takes the noun for what X is.
pub(super) fn wh_of_whole(input: Tokens<'_>) -> Parsed<'_, Question> {
    if !PREPOSITIONS.contains(&input.text()) {
        return stuck(input);
    }
    wh_before(input, |rest| inverted_as_chosen(rest, true))
}

/// "(tell me) what X is about", "(do you know) which resolutions Pava voted for": as within another sentence, without an auxiliary in front.
pub(super) fn embedded(input: Tokens<'_>) -> Parsed<'_, Question> {
    if input.at == 0 {
        return stuck(input);
    }
    // "which countries Pava recognized": no countries that are called Pava.
    let input = Tokens { choices: input.choices | choice::NO_APPOSITION, ..input };
    let follow = |rest| chain_then(rest, |rest| verb_group(rest, VerbForm::Finite));
    // "what Pava recognized": what follows is no part of what is asked.
    if input.text() == "what" {
        let rest = input.advance(1);
        let head = NounPhrase { range: input.at..rest.at, determiner: Determiner::Which, ..nothing(input) };
        let (rest, found) = follow(rest)?;
        return wh_clause(input, rest, Chain { head, modifiers: Vec::new() }, found, None);
    }
    wh_before(input, follow)
}

/// "in which city did X meet Y", "in which city was it that X met Y": where something was that names no place itself.
pub(super) fn wh_place<'a>(input: Tokens<'a>) -> Parsed<'a, Question> {
    let (rest, preposition) = one_of(&["in", "at", "on", "near"])(input)?;
    let follow = |rest: Tokens<'a>| {
        if let Ok((rest, _)) = one_of(&["was it that", "is it that"])(rest) {
            let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
            let (rest, clause) = clause(input, rest, subject, verb);
            return Ok((rest, clause));
        }
        match inverted_question(rest, Asked::Where)? {
            (rest, Question::Clause { clause, .. }) => Ok((rest, clause)),
            _ => stuck(rest),
        }
    };
    let (rest, (among, clause)) = chain_then(rest, follow)?;
    let of_kind = matches!(among.head.items.last().map(|item| &item.kind), Some(ItemKind::Noun(_)));
    if among.head.determiner != Determiner::Which || !of_kind {
        return stuck(input);
    }
    Ok((rest, Question::Place { among, preposition: preposition.to_owned(), clause }))
}

/// What is asked, and the clause behind it.
fn wh_before<'a>(input: Tokens<'a>, follow: impl Fn(Tokens<'a>) -> Parsed<'a, (Chain, VerbGroup)>) -> Parsed<'a, Question> {
    let preposition = input.text();
    let fronted = PREPOSITIONS.contains(&preposition);
    let start = if fronted { input.advance(1) } else { input };
    let (rest, (object, found)) = chain_then(start, follow)?;
    // "before whom was X president" asks who was it next, and not of what X was.
    if matches!(preposition, "before" | "after") && found.1.kind == VerbKind::Be {
        return stuck(input);
    }
    wh_clause(input, rest, object, found, fronted.then_some(preposition))
}

/// The clause of which its object, which stands in front, is asked.
pub(super) fn wh_clause<'a>(
    input: Tokens<'a>,
    rest: Tokens<'a>,
    object: Chain,
    (subject, verb): (Chain, VerbGroup),
    preposition: Option<&str>,
) -> Parsed<'a, Question> {
    let fronted = preposition.is_some();
    let preposition = preposition.unwrap_or_default();
    // "the capital of which country did X visit"
    let within = matches!(verb.kind, VerbKind::Senses(_)) && object.modifiers.first().is_some_and(modifier_is_questioned);
    if !is_questioned(&object.head) && !within || verb.kind == VerbKind::Did {
        return stuck(input);
    }
    // "which organizations is Pava a member of" is "Pava is a member of which organizations".
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
    let mut verb = verb;
    let rest = fillers(skip_post(rest, &mut verb));
    // "which force did X vote to extend the mandate of": X voted to extend the mandate of which force.
    if !fronted
        && matches!(verb.kind, VerbKind::Senses(_))
        && let Ok((after, head)) = noun_phrase(rest)
        && PREPOSITIONS.contains(&after.text())
        && noun_phrase(after.advance(1)).is_err()
    {
        let kind = ModifierKind::Preposition { word: after.text().to_owned(), object: object.head.clone() };
        let of = Modifier { range: after.at..after.at + 1, joined: Joined::Plain, kind };
        let (rest, trailing) = modifiers_around_post(after.advance(1), &mut verb);
        let modifiers = std::iter::once(of).chain(object.modifiers).collect();
        let clause = Clause { trailing, ..clause_of(input, rest, subject, verb, Some(Chain { head, modifiers })) };
        return Ok((rest, Question::Clause { clause, asked: Asked::Constituent }));
    }
    // "how many minutes did X give Y": how much, with the one it was given to as object.
    if object.head.determiner == Determiner::HowMany
        && matches!(verb.kind, VerbKind::Senses(_))
        // "give X" is "give to X".
        && let given = word("to")(rest).map_or(rest, |(rest, _)| rest)
        && let Ok((after, head)) = noun_phrase(given)
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
    // "how many Pavanian refugees did X admit", where these have a name: how many are told.
    if !fronted
        && object.modifiers.is_empty()
        && let Some(group) = named_group(input.lattice, &object.head)
        && matches!(verb.kind, VerbKind::Senses(_))
    {
        let (rest, trailing) = modifiers_around_post(rest, &mut verb);
        let object = Some(Chain { head: group, modifiers: Vec::new() });
        let clause = Clause { trailing, inverted: true, ..clause_of(input, rest, subject, verb, object) };
        return Ok((rest, Question::Clause { clause, asked: Asked::HowMuch }));
    }
    let mut rest = rest;
    let mut stranded = fronted.then(|| preposition.to_owned());
    if PREPOSITIONS.contains(&rest.text()) && noun_phrase(rest.advance(1)).is_err() && time_phrase(rest).is_err() && stranded.is_none() {
        stranded = Some(rest.text().to_owned());
        rest = rest.advance(1);
    }
    // "what was X suspected of being", "what was X accused of doing".
    if let Ok((after, _)) = one_of(&["being", "doing", "having been", "having done"])(rest)
        && at_end(after)
    {
        rest = after;
    }
    let (rest, trailing) = modifiers_around_post(rest, &mut verb);
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

/// "how many Pavanian refugees": what is named so, of which the number is asked.
pub(super) fn named_group(lattice: &Lattice<'_>, phrase: &NounPhrase) -> Option<NounPhrase> {
    // "how many Pavanians" are people of there.
    let is_people = |name: &Name| {
        let alike = lattice.names.get(name.at).into_iter().flatten();
        alike.filter(|other| other.end == name.end).any(|other| other.exactness == Exactness::Adjective)
    };
    let named = phrase.owner.is_none() && matches!(&phrase.items[..], [Item { kind: ItemKind::Name(name), .. }] if !is_people(name));
    (phrase.determiner == Determiner::HowMany && named).then(|| NounPhrase { determiner: Determiner::None, ..phrase.clone() })
}

/// "how much money did X give to Y", of "X gives money to Y": the words in front belong to the verb.
pub(super) fn fronted_tail<'a>(input: Tokens<'a>) -> Parsed<'a, Question> {
    // "what amount of money", "what sum": how much money.
    let amount = one_of(&["what amount of", "which amount of", "what quantity of", "what sum of"])(input);
    let sum = one_of(&["what sum", "which sum", "what amount", "which amount"])(input);
    let (rest, asked) = match (amount, sum) {
        (Ok((rest, _)), _) => (rest, "how much"),
        (Err(_), Ok((rest, _))) => (rest, "what sum"),
        _ => one_of(&["how much", "how many"])(input)?,
    };
    // "how much money, in dollars, did X give": numbers come with their units.
    let aside = |rest: Tokens<'a>| {
        let inner = comma(rest).map_or(rest, |(rest, ())| rest);
        match one_of(&["in us dollars", "in dollars", "in euros", "in money"])(inner) {
            Ok((after, _)) if asked == "how much" => comma(after).map_or(after, |(after, ())| after),
            _ => rest,
        }
    };
    let mut tail: Vec<&str> = if asked == "what sum" { vec!["money"] } else { Vec::new() };
    let mut rest = aside(rest);
    let counted = rest.at;
    while tail.len() < 3 && do_auxiliary(rest).is_err() && have_auxiliary(rest).is_err() {
        if rest.text().is_empty() {
            return stuck(rest);
        }
        tail.push(rest.text());
        rest = aside(rest.advance(1));
    }
    if tail.is_empty() {
        return stuck(rest);
    }
    // "how many million dollars"
    let scale = match tail[..] {
        ["thousand", _, ..] => Some(Scale::Thousands),
        ["million", _, ..] => Some(Scale::Millions),
        ["billion", _, ..] => Some(Scale::Billions),
        _ => None,
    };
    let counted = counted + usize::from(scale.is_some());
    if scale.is_some() {
        tail.remove(0);
    }
    let asked = if asked == "how many" { Asked::HowManyOf(counted, counted + tail.len(), scale) } else { Asked::HowMuch };
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
        // "how many minutes" is how much time, "how many dollars" how much money.
        let general = match tail[..] {
            ["minutes" | "hours" | "days" | "weeks" | "months" | "years"] => Some("time"),
            ["dollars" | "cents" | "euros" | "soles"] => Some("money"),
            _ => None,
        };
        let tails = std::iter::once(tail.clone()).chain(general.map(|word| vec![word]));
        let prepositions = given.map_or(vec!["to", "for", "on", "with"], |given| vec![given]);
        for (tail, preposition) in tails.flat_map(|tail| prepositions.iter().map(move |preposition| (tail.clone(), *preposition))) {
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
        // "how many minutes did X give to Y", of "X gives time to Y" with a number of minutes.
        if let (true, Asked::HowManyOf(..), Some(given)) = (senses.is_empty(), asked, given) {
            let gives = |sense: &Sense| match sense {
                Sense::Verb { frame, form: Form::Base, pending: false } => {
                    matches!(&rest.lattice.vocabulary.frame(*frame).shape, FrameShape::Verb { tail, .. } if matches!(&tail[..], [_, last] if last == given))
                }
                _ => false,
            };
            senses.extend(rest.lattice.vocabulary.senses_from(verb).filter(gives));
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
    Ok((rest, Question::Clause { clause, asked }))
}

/// "how many minutes did X receive", of "X receives Y minutes": the words behind the number stand in front.
fn fronted_post(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (counted, _) = one_of(&["how many", "how much"])(input)?;
    let mut rest = counted;
    while do_auxiliary(rest).is_err() {
        if rest.text().is_empty() || rest.at >= counted.at + 3 {
            return stuck(rest);
        }
        rest = rest.advance(1);
    }
    let in_front: Vec<&str> = (counted.at..rest.at).map(|at| counted.to(at).text()).collect();
    let (rest, _) = do_auxiliary(rest)?;
    if in_front.is_empty() {
        return stuck(rest);
    }
    let (rest, (subject, (verb, after))) = chain_then(rest, |rest| {
        let vocabulary = rest.lattice.vocabulary;
        let behind = |words: &[String]| words.iter().enumerate().all(|(ahead, word)| rest.text_at(1 + ahead) == word);
        let fits = |sense: &Sense| {
            let Sense::Verb { frame, form: Form::Base, pending: false } = sense else { return None };
            match &vocabulary.frame(*frame).shape {
                FrameShape::Verb { tail, post, transitive: true, .. } | FrameShape::Measure { unit: None, tail, post, .. }
                    if tail.is_empty() =>
                {
                    let (front, back) = post.split_at_checked(in_front.len())?;
                    (front.iter().zip(&in_front).all(|(one, other)| one == other) && behind(back)).then_some(back.len())
                }
                _ => None,
            }
        };
        let found: Vec<(Sense, usize)> = vocabulary.senses_from(rest.text()).filter_map(|sense| Some((sense, fits(&sense)?))).collect();
        let Some(longest) = found.iter().map(|(_, words)| *words).max() else { return stuck(rest) };
        let senses = found.into_iter().filter(|(_, words)| *words == longest).map(|(sense, _)| sense).collect();
        let (kind, range) = (VerbKind::Senses(senses), rest.at..rest.at + 1);
        let verb = VerbGroup { range, kind, negated: false, passive: false, order: None, shared: false };
        Ok((rest, (verb, rest.advance(1 + longest).at)))
    })?;
    let (rest, trailing) = modifiers(rest.to(after));
    let head = NounPhrase { range: input.at..counted.at, determiner: Determiner::HowMany, ..nothing(input) };
    let object = Some(Chain { head, modifiers: Vec::new() });
    let clause = Clause { trailing, inverted: true, ..clause_of(input, rest, subject, verb, object) };
    Ok((rest, Question::Clause { clause, asked: Asked::Constituent }))
}

/// "what did X do in 2008", "what has X done": the claims with X as their subject.
pub(super) fn deeds(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = word("what")(input)?;
    let (rest, auxiliary) = alt((do_auxiliary, have_auxiliary)).parse(rest)?;
    let done = if matches!(auxiliary, "has" | "have" | "had") { "done" } else { "do" };
    let (rest, (subject, _)) = chain_then(rest, |rest| word(done)(fillers(rest)))?;
    let (rest, trailing) = modifiers(rest);
    Ok((rest, Question::Deeds { chain: subject, suffered: false, trailing }))
}

/// "what happened to X": what was done to X, where the vocabulary has no better words for it.
pub(super) fn suffered(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = one_of(&["what happened to", "what has happened to", "what was done to"])(input)?;
    let (rest, head) = noun_phrase(rest)?;
    let (rest, trailing) = modifiers(rest);
    Ok((rest, Question::Deeds { chain: Chain { head, modifiers: Vec::new() }, suffered: true, trailing }))
}
