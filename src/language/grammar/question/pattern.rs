//! Questions with letters: "find X, Y where X supported Y and Y condemned X".
//!
//! What stands behind "where" are clauses as rules have them, which are read one by one; here it is only found where they begin.
//!
//! ```text
//! pattern = polite? (list | count | any) of? letter (","? "and"? letter)* "are there"? ","? ("where" | "such that" | ...) ...
//! list    = ("find" | "list" | "show" | "show me") ("all" | "the")? | "for"? ("which" | "what")
//! count   = "how many" | "count" "the"?
//! any     = ("is" | "are") "there" ("any" | "a" | "an")?
//! of      = ("distinct" | "different")? ("pairs" | "triples" | "combinations") "of"?
//! ```

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;

use super::super::input::{Memo, Parsed, Tokens, comma, one_of, word};
use super::opening::polite;
use crate::language::lattice::Lattice;
use crate::language::syntax::{Pattern, PatternAsked};
use crate::language::token::TokenKind;

/// A question with letters, if the text begins like one.
pub(crate) fn pattern(lattice: &Lattice<'_>, letters: &[&str]) -> Option<Pattern> {
    let memo = Memo::default();
    let input = Tokens::first(lattice, &memo, 0);
    let (rest, (asked, named)) = head(polite(input), letters).ok()?;
    let (first, last) = (lattice.tokens.get(rest.at)?, lattice.tokens.last()?);
    Some(Pattern { asked, letters: named, clauses: first.span.start..last.span.end })
}

fn head<'a>(input: Tokens<'a>, letters: &[&str]) -> Parsed<'a, (PatternAsked, Vec<usize>)> {
    let count = one_of(&["how many", "count the", "count all", "count"]).map(|_| PatternAsked::Count);
    let any = one_of(&["are there any", "are there", "is there any", "is there an", "is there a", "is there", "are any"])
        .map(|_| PatternAsked::Any);
    let list = one_of(&[
        "find all",
        "find the",
        "find me",
        "find",
        "list all",
        "list the",
        "list",
        "show me all",
        "show me",
        "show all",
        "show the",
        "show",
        "for which",
        "which",
        "what",
    ])
    .map(|_| PatternAsked::List);
    let (rest, asked) = alt((count, any, list)).parse(input)?;
    let (rest, _) = opt(one_of(&["distinct", "different"])).parse(rest)?;
    let (rest, _) =
        opt(one_of(&["pairs of", "pairs", "pair", "triples of", "triples", "triple", "combinations of", "combinations"])).parse(rest)?;
    let (mut rest, first) = letter(rest, letters)?;
    let mut named = vec![first];
    loop {
        let (after, _) = opt(comma).parse(rest)?;
        let (after, _) = opt(word("and")).parse(after)?;
        let Ok((after, next)) = letter(after, letters) else { break };
        named.push(next);
        rest = after;
    }
    let (rest, _) = opt(comma).parse(rest)?;
    let (rest, _) = opt(one_of(&["are there", "is there", "is it so", "is it true", "does it hold"])).parse(rest)?;
    let (rest, _) = opt(comma).parse(rest)?;
    let (rest, _) = one_of(&["where", "such that", "so that", "for which", "with", "that"])(rest)?;
    let (rest, _) = opt(comma).parse(rest)?;
    Ok((rest, (asked, named)))
}

/// The place of a letter among those that there are.
fn letter<'a>(input: Tokens<'a>, letters: &[&str]) -> Parsed<'a, usize> {
    let here = input.token().filter(|token| token.kind == TokenKind::Word);
    match here.and_then(|token| letters.iter().position(|letter| letter.eq_ignore_ascii_case(&token.text))) {
        Some(place) => Ok((input.advance(1), place)),
        None => input.fail("a letter such as X"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::LiveGraph;
    use crate::language::Vocabulary;
    use crate::language::token::tokenize;

    fn read(text: &str) -> Option<(PatternAsked, Vec<usize>, String)> {
        let graph = LiveGraph::new();
        let vocabulary = Vocabulary::default();
        let lattice = Lattice::new(text, tokenize(text).ok()?, &vocabulary, &graph);
        let pattern = pattern(&lattice, &["X", "Y", "Z"])?;
        Some((pattern.asked, pattern.letters, text[pattern.clauses].to_owned()))
    }

    #[test]
    fn letters_and_the_place_of_the_clauses_are_found() {
        let clauses = "X likes Y and Y likes Z".to_owned();
        for (text, asked, letters) in [
            ("find X, Y where X likes Y and Y likes Z?", PatternAsked::List, vec![0, 1]),
            ("which x, y, and z are there such that X likes Y and Y likes Z", PatternAsked::List, vec![0, 1, 2]),
            ("for which Z is it so that X likes Y and Y likes Z?", PatternAsked::List, vec![2]),
            ("how many pairs X Y are there where X likes Y and Y likes Z?", PatternAsked::Count, vec![0, 1]),
            ("please count the pairs of Z and X where, X likes Y and Y likes Z", PatternAsked::Count, vec![2, 0]),
            ("is there an X such that X likes Y and Y likes Z?", PatternAsked::Any, vec![0]),
        ] {
            assert_eq!(read(text), Some((asked, letters, clauses.clone())), "{text}");
        }
    }

    #[test]
    fn other_questions_have_no_letters() {
        for text in ["who likes X", "how many people are there", "find X where", "list Z", "which A are there where A likes B"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
