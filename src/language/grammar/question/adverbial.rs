//! "when", "where", "how long", "how often" and their like.

use super::super::input::{Parsed, Tokens, one_of, word};
use super::super::noun::noun_phrase;
use super::super::verb::{VerbForm, be_auxiliary, verb_group};
use super::clause::inverted_question;
use super::{at_end, chain, chain_then, clause, stuck};
use crate::language::syntax::{Asked, Clause, Granularity, ModifierKind, Question, VerbGroup, VerbKind};
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
        "how much",
    ])(input)?;
    if found == "how much" && one_of(&["was it that", "is it that"])(rest).is_err() {
        return stuck(rest);
    }
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
    } else if found == "how much" {
        Asked::HowMuch
    } else if found.ends_with("how long") {
        Asked::HowLong
    } else {
        Asked::When(Granularity::Known)
    };
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
    let (rest, _) = be_auxiliary(rest)?;
    let (rest, chain) = chain(rest)?;
    Ok((rest, Question::Measure { adjective, chain }))
}
