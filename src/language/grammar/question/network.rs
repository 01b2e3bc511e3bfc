//! Questions about a whole network: what is central in it, and what hangs together.
//!
//! ```text
//! central = ("which is" | "list" | ...)? "the"? number? ("most central" | "most connected") np scope
//!         | ("which is" | "list" | ...)? "the"? number? np "most between others" scope
//! groups  = ("which" | "how many") "strongly connected"? "groups" ("are there" | "are connected") scope
//! scope   = ("through" word ("and" word)*)? modifier*
//! ```

use nom::Parser;
use nom::combinator::opt;

use super::super::input::{Parsed, Tokens, number, one_of, words};
use super::super::modifier::modifiers;
use super::super::noun::noun_phrase;
use super::connection::through;
use crate::language::syntax::{Question, Scope, Standing};

/// "the 5 most central people", "which country is the most connected in 2008", "the 5 people most between others"
pub(super) fn central(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, _) = opt(one_of(&["which is", "which are", "what is", "what are", "who is", "who are", "show me", "show", "list", "find"]))
        .parse(input)?;
    let (rest, _) = opt(one_of(&["the"])).parse(rest)?;
    let (rest, count) = opt(number).parse(rest)?;
    let count = count.map_or(1, |count| count.clamp(0.0, 1e6) as u32);
    if let Ok((rest, adjective)) = one_of(&["most central", "most connected", "best connected"])(rest) {
        let rank = if adjective.ends_with("central") { Standing::Central } else { Standing::Connected };
        let (rest, phrase) = noun_phrase(rest)?;
        let (rest, scope) = scope(rest);
        return Ok((rest, Question::Central { rank, count, phrase, scope }));
    }
    let (rest, phrase) = noun_phrase(rest)?;
    let (rest, _) =
        one_of(&["most between others", "most between the others", "that stand most between others", "that stands most between others"])(
            rest,
        )?;
    let (rest, scope) = scope(rest);
    Ok((rest, Question::Central { rank: Standing::Between, count, phrase, scope }))
}

/// "which groups are there", "how many strongly connected groups are there through supported"
pub(super) fn groups(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, lead) = one_of(&["how many", "which", "what", "list the", "list", "show the", "show", "count the"])(input)?;
    let (rest, strong) = opt(words("strongly connected")).parse(rest)?;
    let (rest, _) = opt(words("connected")).parse(rest)?;
    let (rest, _) = one_of(&["groups", "components", "clusters"])(rest)?;
    let (rest, _) = opt(one_of(&["are there", "are connected", "hang together"])).parse(rest)?;
    let count = lead == "how many" || lead == "count the";
    let (rest, scope) = scope(rest);
    Ok((rest, Question::Groups { strong: strong.is_some(), count, scope }))
}

fn scope(input: Tokens<'_>) -> (Tokens<'_>, Scope) {
    let (rest, through) = through(input).unwrap_or((input, Vec::new()));
    let (rest, trailing) = modifiers(rest);
    (rest, Scope { through, trailing })
}
