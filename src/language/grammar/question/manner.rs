//! Questions with a subject that is nobody in particular, and questions for the manner, which ask for the end that is left out.
//!
//! ```text
//! manner  = "describe" np | "how" auxiliary somebody verb np | "how" auxiliary np participle | "how" "did" np verb np
//! generic = wh-chain auxiliary ("you" | "they" | "people" | ...) (verb | "use to" verb np | "see" np preposition)
//! ```

use nom::Parser;
use nom::branch::alt;

use super::super::input::{Parsed, Tokens, fillers, one_of, word};
use super::super::modifier::modifiers;
use super::super::verb::{VerbForm, be_auxiliary, verb_behind, verb_group};
use super::{at_end, behind_verb, chain, chain_then, clause_of, is_questioned, stuck, times_of};
use crate::language::morphology::verb_forms;
use crate::language::syntax::{Asked, Attribution, Clause, Joined, Modifier, ModifierKind, Question, VerbGroup, VerbKind};
use crate::language::vocabulary::{Form, PREPOSITIONS, Sense};

/// Whoever: the subject of "how would you describe X".
fn somebody(input: Tokens<'_>) -> Parsed<'_, &'static str> {
    one_of(&["you", "one", "people", "they", "i", "we", "audiences", "everybody", "everyone", "someone", "somebody", "anyone"])(input)
}

fn modal(input: Tokens<'_>) -> Parsed<'_, &'static str> {
    one_of(&["do", "does", "did", "would", "could", "can", "should", "might", "may", "will"])(input)
}

/// "describe X", "how would you describe X", "how is X described", "how did Y describe X"
pub(super) fn manner(input: Tokens<'_>) -> Parsed<'_, Question> {
    // An order to do what the vocabulary has a verb for: by what is it done?
    if input.text() == "describe" {
        let (rest, verb) = verb_group(input, VerbForm::Base)?;
        let (rest, subject) = chain(rest)?;
        let verb = VerbGroup { passive: true, ..verb };
        return Ok((rest, Question::Clause { clause: clause_of(input, rest, subject, verb, None), asked: Asked::How }));
    }
    let (rest, _) = one_of(&["in what way", "in which way", "how"])(input)?;
    // "how is X described", "how can X be described"
    if let Ok((after, auxiliary)) = alt((be_auxiliary, modal)).parse(rest)
        && let Ok((after, (subject, verb))) = chain_then(after, |rest| {
            let (after, verb) = verb_behind(rest, auxiliary)?;
            if verb.passive && matches!(verb.kind, VerbKind::Senses(_)) { Ok((after, verb)) } else { stuck(rest) }
        })
    {
        let (after, trailing) = modifiers(after);
        let clause = Clause { trailing, ..clause_of(input, after, subject, verb, None) };
        return Ok((after, Question::Clause { clause, asked: Asked::How }));
    }
    let (rest, _) = modal(rest)?;
    let (rest, speaker) = match somebody(rest) {
        Ok((rest, _)) => (rest, None),
        Err(_) => {
            let (rest, speaker) = chain_then(rest, |rest| verb_base(rest).map(|(_, verb)| (rest, verb)))?;
            (rest, Some(speaker.0.head))
        }
    };
    let start = rest;
    let (rest, verb) = verb_base(fillers(rest))?;
    let (rest, mut subject) = chain(rest)?;
    let times = times_of(&mut subject);
    let verb = VerbGroup {
        range: start.at..start.at + 1,
        kind: VerbKind::Senses(verb),
        negated: false,
        passive: true,
        order: None,
        shared: false,
    };
    let trailing = speaker.map(|who| Modifier {
        range: who.range.clone(),
        joined: Joined::Plain,
        kind: ModifierKind::AccordingTo { who, how: Attribution::By },
    });
    let clause = Clause { trailing: trailing.into_iter().chain(times).collect(), ..clause_of(input, rest, subject, verb, None) };
    Ok((rest, Question::Clause { clause, asked: Asked::How }))
}

/// A verb in its base, with what it means as a participle: "describe" of "is described as".
fn verb_base(input: Tokens<'_>) -> Parsed<'_, Vec<Sense>> {
    let text = input.text();
    if text.is_empty() {
        return stuck(input);
    }
    let mut lexemes = Vec::new();
    input.lattice.vocabulary.lexemes_at(&[&verb_forms(text).participle], &mut lexemes);
    let senses: Vec<Sense> = lexemes
        .into_iter()
        .map(|lexeme| lexeme.sense)
        .filter(|sense| matches!(sense, Sense::Be { .. } | Sense::Verb { form: Form::Past | Form::Participle, .. }))
        .collect();
    if senses.is_empty() { stuck(input) } else { Ok((input.advance(1), senses)) }
}

/// "what language do they speak in X", "what words would you use to describe X", "which films can I see X in"
pub(super) fn generic(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, (subject, _)) = chain_then(input, |rest| {
        let (after, _) = modal(rest)?;
        let (after, _) = somebody(after)?;
        Ok((after, ()))
    })?;
    if !is_questioned(&subject.head) {
        return stuck(input);
    }
    if let Ok((after, _)) = one_of(&["use to", "use when you", "use to help"])(rest) {
        let (after, mut verb) = verb_group(after, VerbForm::Base)?;
        let (after, object, trailing) = behind_verb(after, &mut verb);
        let clause = Clause { trailing, ..clause_of(input, after, subject, verb, object) };
        return Ok((after, Question::Clause { clause, asked: Asked::Constituent }));
    }
    if let Ok((after, _)) = one_of(&["see", "watch", "find", "spot"])(rest)
        && let Ok((after, (named, word))) = chain_then(after, |rest| {
            let preposition = rest.text();
            if PREPOSITIONS.contains(&preposition) && at_end(rest.advance(1)) { Ok((rest.advance(1), preposition)) } else { stuck(rest) }
        })
    {
        let verb =
            VerbGroup { range: rest.at..rest.at + 1, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
        let clause = Clause { preposition: Some(word.to_owned()), inverted: true, ..clause_of(input, after, named, verb, Some(subject)) };
        return Ok((after, Question::Clause { clause, asked: Asked::Constituent }));
    }
    let (rest, verb) = verb_group(fillers(rest), VerbForm::Base)?;
    if !matches!(verb.kind, VerbKind::Senses(_)) || word("that")(rest).is_ok() {
        return stuck(rest);
    }
    let verb = VerbGroup { passive: true, ..verb };
    let (rest, trailing) = modifiers(rest);
    let clause = Clause { trailing, ..clause_of(input, rest, subject, verb, None) };
    Ok((rest, Question::Clause { clause, asked: Asked::Constituent }))
}
