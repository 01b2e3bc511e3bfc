//! Statements of which is asked whether they are so, and clefts, which put what is asked about in front.
//!
//! ```text
//! statement = ("is it true that" | "true or false" ":"? | "whether" | ...) clause
//! cleft     = wh-chain ("was" | "is") "it" ("that" | "who" | "which" | "whom") gap | ("was" | "is") "not"? "it" chain ("that" | "who" | ...) gap
//!           | ("was" | "is") "not"? "it" time "that" clause
//! gap       = verb group rest | chain verb group rest
//! ```
//!
//! "Was it X or Y that ..." asks which of the two.

use nom::Parser;
use nom::combinator::opt;

use super::super::input::{Parsed, Tokens, fillers, one_of, word};
use super::super::time::time_phrase;
use super::super::verb::{VerbForm, be_auxiliary, skip_post, verb_group};
use super::clause::{chain_is_questioned, one_of_these};
use super::object::wh_clause;
use super::{chain, chain_then, clause, clause_of, modifiers_around_post, stuck};
use crate::language::syntax::{Asked, Chain, Clause, Joined, Modifier, ModifierKind, Question, VerbGroup, VerbKind};
use crate::language::token::TokenKind;
use crate::language::vocabulary::PREPOSITIONS;

/// "is it true that X supported Y", "true or false: X supported Y", "(I wonder) whether X supported Y"
pub(super) fn statement(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, lead) = one_of(&[
        "is it true that",
        "is it so that",
        "is it the case that",
        "is it right that",
        "is it correct that",
        "is it accurate that",
        "is it a fact that",
        "is it not true that",
        "is not it true that",
        "is it true",
        "is it correct",
        "was it so that",
        "was it true that",
        "was it the case that",
        "am i right that",
        "am i correct that",
        "is it known whether",
        "true or false",
        "true or not",
        "whether or not",
        "whether it is true that",
        "whether",
        "if it is true that",
        "if",
    ])(input)?;
    // Alone, these begin no question.
    if input.at == 0 && matches!(lead, "whether" | "if") {
        return stuck(input);
    }
    let mark = rest.token().is_some_and(|token| matches!(token.kind, TokenKind::Colon | TokenKind::Comma));
    let rest = if mark { rest.advance(1) } else { rest };
    if let Ok((there, _)) = one_of(&["there are", "there is", "there were", "there was"])(rest) {
        let (after, subject) = chain(there)?;
        let verb = being(rest.at..there.at);
        let (after, clause) = (after, clause_of(input, after, subject, verb, None));
        return Ok((after, Question::Clause { clause, asked: Asked::YesNo }));
    }
    let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    if verb.kind == VerbKind::Did {
        return stuck(input);
    }
    let (rest, clause) = clause(input, rest, subject, verb);
    Ok((rest, Question::Clause { clause, asked: Asked::YesNo }))
}

fn being(range: std::ops::Range<usize>) -> VerbGroup {
    VerbGroup { range, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false }
}

/// "was it X who supported Y", "who was it that supported Y", "what was it that X supported", "was it in 2008 that X supported Y"
pub(super) fn cleft(input: Tokens<'_>) -> Parsed<'_, Question> {
    // "it was X that did it(, right?)"
    if let Ok((rest, _)) = one_of(&["it was", "it is"])(input) {
        return in_front(input, fillers(rest));
    }
    match be_auxiliary(input) {
        Ok((rest, _)) => {
            let (rest, _) = opt(word("not")).parse(rest)?;
            let (rest, _) = word("it")(rest)?;
            in_front(input, fillers(rest))
        }
        Err(_) => asked_in_front(input),
    }
}

/// "who was it that ..."
fn asked_in_front(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, (asked, ())) = chain_then(input, |rest| {
        let (rest, _) = be_auxiliary(rest)?;
        let (rest, _) = word("it")(rest)?;
        let (rest, _) = relative(fillers(rest))?;
        Ok((rest, ()))
    })?;
    if !chain_is_questioned(&asked) {
        return stuck(input);
    }
    if let Ok((after, verb)) = verb_group(rest, VerbForm::Finite) {
        let (after, clause) = clause(input, after, asked, verb);
        return Ok((after, Question::Clause { clause, asked: Asked::Constituent }));
    }
    let (rest, found) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    wh_clause(input, rest, asked, found, None)
}

/// What stands between "was it" and "that" is what the clause behind lacks, or says when that was.
fn in_front<'a>(input: Tokens<'a>, rest: Tokens<'a>) -> Parsed<'a, Question> {
    if let Ok((after, time)) = time_phrase(rest)
        && let Ok((behind, _)) = word("that")(after)
    {
        let fronted = vec![Modifier { range: rest.at..after.at, joined: Joined::Plain, kind: ModifierKind::Time(time) }];
        let (after, (subject, verb)) = chain_then(behind, |rest| verb_group(rest, VerbForm::Finite))?;
        let (after, clause) = clause(input, after, subject, verb);
        return Ok((after, Question::Clause { clause: Clause { fronted, ..clause }, asked: Asked::YesNo }));
    }
    let (rest, (focus, gap)) = chain_then(rest, |rest| {
        let (rest, _) = relative(rest)?;
        if let Ok((after, verb)) = verb_group(rest, VerbForm::Finite) {
            return Ok((after, Gap::Subject(verb)));
        }
        let (after, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
        Ok((after, Gap::Object(subject, verb)))
    })?;
    let (focus, asked) = one_of_several(focus);
    match gap {
        Gap::Subject(verb) => {
            let (rest, clause) = clause(input, rest, focus, verb);
            Ok((rest, Question::Clause { clause, asked }))
        }
        Gap::Object(subject, mut verb) => {
            let mut rest = fillers(skip_post(rest, &mut verb));
            let stranded = PREPOSITIONS.contains(&rest.text()) && time_phrase(rest).is_err();
            let preposition = stranded.then(|| rest.text().to_owned());
            if stranded {
                rest = rest.advance(1);
            }
            let (rest, trailing) = modifiers_around_post(rest, &mut verb);
            let clause = clause_of(input, rest, subject, verb, Some(focus));
            Ok((rest, Question::Clause { clause: Clause { preposition, trailing, inverted: true, ..clause }, asked }))
        }
    }
}

/// What the clause of a cleft lacks.
enum Gap {
    Subject(VerbGroup),
    Object(Chain, VerbGroup),
}

fn relative(input: Tokens<'_>) -> Parsed<'_, &'static str> {
    one_of(&["that", "who", "whom", "which"])(input)
}

/// "X or Y": which of these is asked; otherwise whether it is so.
fn one_of_several(focus: Chain) -> (Chain, Asked) {
    let is_other = |modifier: &Modifier| modifier.joined == Joined::Or && matches!(modifier.kind, ModifierKind::Conjunct(_));
    if focus.modifiers.is_empty() || !focus.modifiers.iter().all(is_other) {
        return (focus, Asked::YesNo);
    }
    (one_of_these(&focus), Asked::Constituent)
}
