//! Tokens: the words, names in brackets or quotes, numbers and marks of a text, with their places.
//!
//! Comes in: text. Goes out: tokens, folded so that case and accents no longer matter. Knows no vocabulary.

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{is_not, take};
use nom::combinator::map;
use nom::{IResult, Parser};

use super::escape::{closing, unescape};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names;

/// The longest text that is read as one question or sentence, in bytes.
pub const LONGEST_TEXT: usize = 4_000;

/// The most tokens that are read as one question or sentence.
pub const MOST_TOKENS: usize = 400;

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Folded text of a word; the text as written of a name.
    pub text: String,
    /// Its place in the text, in bytes.
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TokenKind {
    /// A word.
    Word,
    /// A whole number or a decimal; its text is a word, too ("1984").
    Number(f64),
    /// A name in square brackets.
    Bracketed,
    /// A name or a text in double quotes.
    Quoted,
    /// A comma or semicolon, or a dash between words.
    Comma,
    /// A colon; before a word it marks a parameter.
    Colon,
    /// A dollar sign before a number.
    Dollar,
}

/// What stands between plain stretches of text.
enum Piece<'a> {
    Plain(&'a str),
    Bracketed(&'a str),
    Quoted(&'a str),
}

/// A name in brackets, which may itself hold brackets (`[REC]`), or a text in quotes.
fn enclosed(input: &str) -> IResult<&str, Piece<'_>> {
    let wrong = || nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Char));
    let (inside, rest) = closing(input, 0).and_then(|end| input.split_at_checked(end)).ok_or_else(wrong)?;
    let mut characters = inside.chars();
    let opening = characters.next();
    characters.next_back();
    let inside = characters.as_str();
    Ok((rest, if opening == Some('[') { Piece::Bracketed(inside) } else { Piece::Quoted(inside) }))
}

fn plain(input: &str) -> IResult<&str, Piece<'_>> {
    map(alt((is_not("[\"\u{201c}"), take(1_usize))), Piece::Plain).parse(input)
}

/// Splits a text into tokens.
///
/// # Errors
/// If the text is empty, or longer than [`LONGEST_TEXT`] or [`MOST_TOKENS`].
pub fn tokenize(text: &str) -> Result<Vec<Token>, Diagnostic> {
    if text.len() > LONGEST_TEXT {
        return Err(too_long(text.len()));
    }
    tokenize_any(text)
}

/// Splits a text of any length, as a sentence that tells a long text is.
///
/// # Errors
/// If the text is empty, or longer than [`MOST_TOKENS`].
pub fn tokenize_any(text: &str) -> Result<Vec<Token>, Diagnostic> {
    let mut tokens = Vec::with_capacity(16);
    let mut rest = text;
    // Round brackets outside of names: the first one, and how many are open.
    let (mut first_round, mut open) = (None, 0_i64);
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        let Ok((after, piece)) = alt((enclosed, plain)).parse(rest) else { break };
        let end = text.len() - after.len();
        rest = after;
        match piece {
            Piece::Plain(plain) => {
                for (place, bracket) in plain.match_indices(['(', ')']) {
                    first_round.get_or_insert(start + place);
                    open += if bracket == "(" { 1 } else { -1 };
                }
                split_plain(plain, start, &mut tokens);
            }
            Piece::Bracketed(name) => {
                tokens.push(Token { kind: TokenKind::Bracketed, text: unescape(name.trim()).into_owned(), span: start..end });
            }
            Piece::Quoted(name) => {
                tokens.push(Token { kind: TokenKind::Quoted, text: unescape(name.trim()).into_owned(), span: start..end });
            }
        }
    }
    if let Some(at) = first_round.filter(|_| open != 0) {
        tokens.push(Token { kind: TokenKind::Word, text: text[at..=at].to_owned(), span: at..at + 1 });
        tokens.sort_by_key(|token| token.span.start);
    }
    expand_contractions(&mut tokens);
    if tokens.iter().all(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon | TokenKind::Dollar)) {
        return Err(
            Diagnostic::new(Problem::Empty, 0..text.len(), "There is no question here.").hint("Ask something like: who supported ...?")
        );
    }
    if tokens.len() > MOST_TOKENS {
        return Err(too_long(text.len()));
    }
    Ok(tokens)
}

fn too_long(length: usize) -> Diagnostic {
    Diagnostic::new(
        Problem::TooLong,
        0..0,
        format!("This text of {length} bytes is longer than a question can be ({LONGEST_TEXT} bytes, {MOST_TOKENS} words)."),
    )
    .hint("Ask several short questions instead, one a line.")
}

/// Words of a stretch without brackets and quotes; commas and dollar signs are found in the gaps between them.
fn split_plain(plain: &str, start: usize, tokens: &mut Vec<Token>) {
    let mut after_last = 0;
    let marks = |from: usize, to: usize, tokens: &mut Vec<Token>| {
        for (offset, mark) in plain.get(from..to).unwrap_or("").char_indices() {
            let kind = match mark {
                ',' | ';' | '\u{2014}' | '\u{2013}' | '|' => TokenKind::Comma,
                ':' => TokenKind::Colon,
                '$' => TokenKind::Dollar,
                // What is no mark of ordinary writing must not vanish: it is a word that nobody knows.
                other if is_foreign(other) => {
                    let at = start + from + offset;
                    tokens.push(Token { kind: TokenKind::Word, text: other.to_string(), span: at..at + other.len_utf8() });
                    continue;
                }
                _ => continue,
            };
            let at = start + from + offset;
            tokens.push(Token { kind, text: mark.to_string(), span: at..at + mark.len_utf8() });
        }
    };
    for word in names::split(plain) {
        // Where a stretch has nothing but symbols, they are marks and no word.
        if !word.text.contains(char::is_alphanumeric) {
            continue;
        }
        marks(after_last, word.span.start, tokens);
        // A dollar sign that the folding took into the word's span is still a mark.
        if plain.get(word.span.clone()).is_some_and(|raw| raw.starts_with('$')) {
            let at = start + word.span.start;
            tokens.push(Token { kind: TokenKind::Dollar, text: "$".to_owned(), span: at..at + 1 });
        }
        after_last = word.span.end;
        let number = word.text.as_bytes().first().filter(|first| first.is_ascii_digit()).and_then(|_| word.text.parse::<f64>().ok());
        let kind = number.filter(|number| number.is_finite()).map_or(TokenKind::Word, TokenKind::Number);
        tokens.push(Token { kind, text: word.text, span: start + word.span.start..start + word.span.end });
    }
    marks(after_last, plain.len(), tokens);
}

/// Signs that are neither space nor punctuation of ordinary writing: emoji, signs of code.
fn is_foreign(mark: char) -> bool {
    if mark.is_ascii() {
        return matches!(mark, '{' | '}' | '<' | '>' | '=' | '*' | '\\' | '^' | '~' | '@' | '`' | '%') && !mark.is_control();
    }
    let ordinary = matches!(mark, '\u{2010}'..='\u{203a}' | '\u{a0}'..='\u{bf}' | '\u{3000}'..='\u{3003}' | '\u{feff}' | '\u{fe0f}' | '\u{200b}'..='\u{200f}');
    !mark.is_whitespace() && !mark.is_control() && !mark.is_alphanumeric() && !ordinary && !is_mark_of_letter(mark)
}

/// Combining marks, which belong to the letter before them.
fn is_mark_of_letter(mark: char) -> bool {
    unicode_normalization::char::is_combining_mark(mark)
}

/// "didn't" is "did not"; "who's" is "who is".
fn expand_contractions(tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at < tokens.len() {
        let replacement: Option<&[&str]> = match tokens[at].text.as_str() {
            _ if tokens[at].kind != TokenKind::Word => None,
            "'s" if at > 0 && tokens[at - 1].kind == TokenKind::Word && takes_is(&tokens[at - 1].text) => Some(&["is"]),
            "whos" => Some(&["who", "is"]),
            "whats" => Some(&["what", "is"]),
            "wheres" => Some(&["where", "is"]),
            "whens" => Some(&["when", "is"]),
            "whore" => Some(&["who", "are"]),
            "whove" => Some(&["who", "have"]),
            "whod" => Some(&["who", "did"]),
            "didnt" => Some(&["did", "not"]),
            "doesnt" => Some(&["does", "not"]),
            "dont" => Some(&["do", "not"]),
            "isnt" => Some(&["is", "not"]),
            "arent" => Some(&["are", "not"]),
            "wasnt" => Some(&["was", "not"]),
            "werent" => Some(&["were", "not"]),
            "hasnt" => Some(&["has", "not"]),
            "havent" => Some(&["have", "not"]),
            "hadnt" => Some(&["had", "not"]),
            "cant" | "cannot" => Some(&["can", "not"]),
            "couldnt" => Some(&["could", "not"]),
            "wont" => Some(&["will", "not"]),
            "wouldnt" => Some(&["would", "not"]),
            "im" => Some(&["i", "am"]),
            "id" if tokens.get(at + 1).is_some_and(|next| next.text == "like") => Some(&["i", "would"]),
            _ => None,
        };
        if let Some(words) = replacement {
            let span = tokens[at].span.clone();
            let expanded = words.iter().map(|word| Token { kind: TokenKind::Word, text: (*word).to_owned(), span: span.clone() });
            tokens.splice(at..=at, expanded);
            at += words.len();
        } else {
            at += 1;
        }
    }
}

/// Words after which `'s` is "is", not a possessive.
fn takes_is(word: &str) -> bool {
    matches!(word, "who" | "what" | "where" | "when" | "how" | "why" | "that" | "there" | "here" | "it" | "he" | "she" | "which")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokenize(text).unwrap().into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_names_and_marks() {
        assert_eq!(texts("Who's the director of [Up, Up (1984)]?"), ["who", "is", "the", "director", "of", "Up, Up (1984)"]);
        assert_eq!(texts("didn't Pavá's \"big  day\" cost $1,500?"), ["did", "not", "pava", "'s", "big  day", "cost", "$", "1500"]);
        assert_eq!(texts("a, b"), ["a", ",", "b"]);
    }

    #[test]
    fn unclosed_brackets_are_plain() {
        assert_eq!(texts("who [did"), ["who", "did"]);
        assert_eq!(texts("[a [b] c] d"), ["a [b] c", "d"]);
        assert_eq!(texts("who did (x"), ["who", "did", "(", "x"]);
        assert_eq!(texts("[(] did \":(\" (x)"), ["(", "did", ":(", "x"]);
    }

    #[test]
    fn nothing_and_too_much_are_errors() {
        assert_eq!(tokenize("  ?!  ").unwrap_err().kind, Problem::Empty);
        assert_eq!(tokenize(&"word ".repeat(500)).unwrap_err().kind, Problem::TooLong);
        assert_eq!(tokenize(&"x".repeat(5_000)).unwrap_err().kind, Problem::TooLong);
    }
}
