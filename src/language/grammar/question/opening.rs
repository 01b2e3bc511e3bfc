//! What stands in front of a question: politeness, times, sources, "of the ...".

use nom::Parser;
use nom::combinator::opt;
use nom::sequence::preceded;

use super::super::input::{Parsed, Tokens, comma, fillers, one_of, word};
use super::super::modifier::{according_to, except};
use super::super::noun::nothing;
use super::super::noun::noun_phrase;
use super::super::time::time_phrase;
use super::{chain_then, is_questioned, stuck};
use crate::language::syntax::{Anchor, Joined, Modifier, ModifierKind, Question, TimeOrder, TimePhrase};
use crate::language::token::TokenKind;

pub(super) fn polite(input: Tokens<'_>) -> Tokens<'_> {
    let mut rest = fillers(input);
    if rest.at > input.at {
        rest = opt(mark).parse(rest).map_or(rest, |(rest, _)| rest);
    }
    loop {
        let before = rest.at;
        // "about how many ...", "at least how many ...": as many as is known.
        if let Ok((after, _)) = one_of(&["at least", "at most", "more than", "up to"])(rest)
            && after.text() == "how"
            && after.text_at(1) == "many"
        {
            rest = after;
        }
        if matches!(rest.text(), "about" | "approximately" | "around" | "roughly" | "exactly" | "precisely")
            && rest.text_at(1) == "how"
            && matches!(rest.text_at(2), "many" | "much" | "long" | "often" | "far" | "old" | "big" | "large" | "high")
        {
            rest = rest.advance(1);
        }
        if let Ok((after, _)) = one_of(&[
            "can you please tell me",
            "can you explain",
            "could you explain",
            "please explain",
            "explain to me",
            "explain",
            "do you happen to know",
            "i am trying to find out",
            "i would love to know",
            "remind me",
            "what i want to know is",
            "any idea",
            "does anyone know",
            "could you please tell me",
            "can you tell me",
            "could you tell me",
            "can you show me",
            "can you list",
            "can you name",
            "can you give me",
            "could you give me",
            "can you give",
            "could you give",
            "would you tell me",
            "will you tell me",
            "please tell me",
            "tell me",
            "do you know",
            "do we know",
            "is it known",
            "is it recorded",
            "does the article say",
            "does the article tell",
            "does the text say",
            "does the graph say",
            "does it say",
            "can you say",
            "can anyone say",
            "can you find out",
            "can you find",
            "i want to know",
            "i would like to know",
            "i am wondering",
            "i was wondering",
            "i wonder",
            "i need to know",
            "i am curious",
            "curious",
            "out of curiosity",
            "i am asking",
            "does anybody know",
            "can anyone tell me",
            "can anybody tell me",
            "can somebody tell me",
            "can someone tell me",
            "do you have any idea",
            "have you any idea",
            "would you happen to know",
            "would you know",
            "may i ask",
            "let me ask",
            "help me find out",
            "help me find",
            "what i would like to know is",
            "my question is",
            "the question is",
            "quick question",
            "question",
            "excuse me",
            "sorry",
            "well",
            "now",
            "but",
            "let me know",
            "so",
            "and",
            "ok",
            "hey",
            "hello",
            "hi there",
            "hi",
            "thank you",
            "thanks",
        ])(rest)
        {
            // "tell me about" is a form of its own.
            if after.text() == "about" || after.is_end() {
                return rest;
            }
            rest = fillers(opt(mark).parse(after).map_or(after, |(rest, _)| rest));
        }
        if rest.at == before {
            return rest;
        }
    }
}

/// A comma or a colon.
fn mark(input: Tokens<'_>) -> Parsed<'_, ()> {
    match input.token() {
        Some(token) if matches!(token.kind, TokenKind::Comma | TokenKind::Colon) => Ok((input.advance(1), ())),
        _ => stuck(input),
    }
}

/// Times, sources and "of the ..." in front of the question.
pub(super) fn fronted(input: Tokens<'_>) -> (Tokens<'_>, Vec<Modifier>) {
    let mut rest = input;
    let mut found = Vec::new();
    for _ in 0..3 {
        let asks = |time: &TimePhrase| matches!(time, TimePhrase::Relative { anchor, .. } if matches!(&**anchor, Anchor::Thing(phrase) | Anchor::Term(phrase) | Anchor::Did(phrase) if is_questioned(phrase) || rest.text_at(1) == "whose"));
        let kind = if let Ok((after, time)) = time_phrase(rest)
            && !asks(&time)
        {
            Some((after, ModifierKind::Time(time)))
        } else if let Ok((after, who)) = preceded(word("under"), noun_phrase).parse(rest)
            && !is_questioned(&who)
            && (comma(after).is_ok() || is_wh(after.text()))
        {
            let anchor = Box::new(Anchor::Term(who));
            Some((after, ModifierKind::Time(TimePhrase::Relative { order: TimeOrder::During, anchor })))
        } else if !matches!(rest.text(), "says" | "cited" | "reported")
            && let Ok(found) = according_to(rest)
        {
            Some(found)
        } else if let Ok((after, left_out)) = except(rest)
            && comma(after).is_ok()
        {
            Some((after, left_out))
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

pub(super) fn is_wh(word: &str) -> bool {
    matches!(word, "who" | "whom" | "whose" | "what" | "which" | "when" | "where" | "how" | "why")
}

pub(super) fn add_fronted(question: &mut Question, mut fronted: Vec<Modifier>) {
    match question {
        Question::Clause { clause, .. }
        | Question::Place { clause, .. }
        | Question::WhoSays { clause, .. }
        | Question::Lapse { clause, .. }
        | Question::Why { clause } => {
            clause.fronted.append(&mut fronted);
        }
        Question::Nominal { chain, .. }
        | Question::Describe { chain, .. }
        | Question::KindOf { chain, .. }
        | Question::Measure { chain, .. } => {
            chain.modifiers.append(&mut fronted);
        }
        Question::Deeds { trailing, .. } => trailing.append(&mut fronted),
        Question::Connection { .. }
        | Question::Central { .. }
        | Question::Groups { .. }
        | Question::Common { .. }
        | Question::Contested { .. } => {}
    }
}
