//! Questions about who says so, and why.

use nom::Parser;
use nom::branch::alt;
use nom::sequence::preceded;

use super::super::input::{Parsed, Tokens, one_of, word};
use super::super::noun::noun_phrase;
use super::super::time::time_phrase;
use super::super::verb::{VerbForm, verb_group};
use super::clause::inverted_question;
use super::{at_end, chain, chain_then, clause, stuck};
use crate::language::syntax::{Asked, Attribution, Determiner, Joined, Modifier, ModifierKind, Question};

pub(super) fn why(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = one_of(&[
        // The claims say when, where and why.
        "when and where",
        "where and when",
        "when and why",
        "why and when",
        "when and how",
        "how and when",
        "for what reason",
        "for which reason",
        "why",
        "how come",
        "what is the evidence that",
        "what evidence is there that",
        "what evidence is there for the claim that",
        "which claims say that",
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
pub(super) fn who_says(input: Tokens<'_>) -> Parsed<'_, Question> {
    if let Ok((rest, _)) =
        one_of(&["according to whom", "according to who", "according to which source", "according to which sources", "according to what"])(
            input,
        )
        && let Ok((after, Question::Clause { clause, .. })) = inverted_question(rest, Asked::YesNo)
        && at_end(after)
    {
        return Ok((after, Question::WhoSays { who: None, wrote: false, count: false, clause }));
    }
    let count = one_of(&["how many sources", "how many references", "how many of the sources"])(input);
    let anybody = count.clone().or_else(|_| {
        one_of(&["which sources", "what sources", "which source", "what source", "which references", "which reference", "who"])(input)
    });
    let (rest, who) = match anybody {
        Ok((rest, _)) => (rest, None),
        // "which organization reported that ...": a speaker of that sort.
        Err(_) => {
            let (rest, who) = noun_phrase(input)?;
            let said = said(rest).is_ok_and(|(_, (said, _))| said.ends_with("that"));
            if who.determiner != Determiner::Which || !said {
                return stuck(input);
            }
            (rest, Some(who))
        }
    };
    let asks_for_people = who.is_none() && input.text() == "who";
    let (rest, (said, asides)) = said(rest)?;
    let wrote = asks_for_people && matches!(said, "wrote that" | "writes that");
    let (rest, (subject, verb)) = chain_then(rest, |rest| verb_group(rest, VerbForm::Finite))?;
    let (rest, mut clause) = clause(input, rest, subject, verb);
    clause.fronted.extend(asides);
    Ok((rest, Question::WhoSays { who, wrote, count: count.is_ok(), clause }))
}

/// "says that", "reported in 2023 that", "reported for X that": the words, and the time or the source between them.
fn said(input: Tokens<'_>) -> Parsed<'_, (&'static str, Vec<Modifier>)> {
    if let Ok((rest, said)) = one_of(SAID)(input)
        && (said.ends_with("that") || time_phrase(rest).is_err() && word("for")(rest).is_err())
    {
        return Ok((rest, (said, Vec::new())));
    }
    let (mut rest, said) = one_of(&["said", "reported", "wrote", "claimed", "stated", "declared", "announced", "argued"])(input)?;
    let mut asides = Vec::new();
    while word("that")(rest).is_err() {
        let (after, kind) = match time_phrase(rest) {
            Ok((after, time)) => (after, ModifierKind::Time(time)),
            Err(_) => {
                let (after, who) = preceded(alt((word("for"), word("in"))), noun_phrase).parse(rest)?;
                (after, ModifierKind::AccordingTo { who, how: Attribution::By })
            }
        };
        asides.push(Modifier { range: rest.at..after.at, joined: Joined::Plain, kind });
        rest = after;
    }
    let said = if said == "wrote" { "wrote that" } else { "said that" };
    Ok((rest.advance(1), (said, asides)))
}

/// What stands before what somebody says.
const SAID: &[&str] = &[
    "says that",
    "said that",
    "say that",
    "believes that",
    "believed that",
    "believe that",
    "thinks that",
    "thought that",
    "think that",
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
    "remarked that",
    "noted that",
    "announced that",
    "declared that",
    "argued that",
    "complained that",
    "insisted that",
    "suggested that",
    "warned that",
    "support the claim that",
    "supports the claim that",
    "supported the claim that",
    "back the claim that",
    "backs the claim that",
    "make the claim that",
    "made the claim that",
    "confirm that",
    "confirms that",
    "confirmed that",
];

/// "what is contested about X", "which claims about X are contested", "list contested claims"
pub(super) fn contested(input: Tokens<'_>) -> Parsed<'_, Question> {
    const LEADS: [&str; 9] =
        ["what is", "which claims are", "what claims are", "which facts are", "are there", "list all", "list", "show all", "show"];
    const SAID: [&str; 5] = ["contested", "disputed", "controversial", "in dispute", "contradictory"];
    let behind = |rest| {
        let (rest, _) = one_of(&["about", "of", "with", "concerning", "regarding", "on"])(rest)?;
        chain(rest)
    };
    if let Ok((rest, _)) = one_of(&LEADS)(input)
        && let Ok((rest, _)) = one_of(&SAID)(rest)
    {
        let rest = one_of(&["claims", "facts"])(rest).map_or(rest, |(rest, _)| rest);
        return match behind(rest) {
            Ok((rest, about)) => Ok((rest, Question::Contested { about: Some(about) })),
            Err(_) => Ok((rest, Question::Contested { about: None })),
        };
    }
    let (rest, _) = one_of(&["which claims about", "what claims about", "which facts about"])(input)?;
    let (rest, (about, ())) = chain_then(rest, |rest| {
        let (rest, _) = one_of(&["is", "are"])(rest)?;
        one_of(&SAID)(rest).map(|(rest, _)| (rest, ()))
    })?;
    Ok((rest, Question::Contested { about: Some(about) }))
}
