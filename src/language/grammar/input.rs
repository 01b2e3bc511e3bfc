//! What the parsers read: a position in a lattice. The small parsers that all others are made of.

use std::cell::RefCell;

use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Input, Needed};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::words::{FILLER_PHRASES, FILLERS, TENS, UNITS};
use crate::language::lattice::Lattice;
use crate::language::syntax::{Modifier, NounPhrase, VerbGroup};
use crate::language::token::{Token, TokenKind};

/// A choice the grammar makes one way first and, if no reading comes of it, the other way.
pub(super) mod choice {
    /// A name behind a noun names it ("the film X"); otherwise it begins a clause ("films X directed").
    pub const NO_APPOSITION: u8 = 1;
    /// A word that may be a verb or a noun is a verb; otherwise a noun.
    pub const NOUNS_FIRST: u8 = 2;
    /// A past form between a name and a noun is a participle ("X directed films"); otherwise the verb.
    pub const COMPOUND_PARTICIPLES: u8 = 4;
    /// Where words are both a name and something else they are the name.
    pub const NAMES_FIRST: u8 = 8;
    /// Verbs take fewer words than they can ("took place" in "took place in 1989").
    pub const SHORT_VERBS: u8 = 16;
    /// A name of several words that begins with a noun is the noun and what follows ("president of Pava", an office and a phrase).
    pub const NO_LONG_NAMES: u8 = 64;
    /// "of" is left out before an article ("the release years the films of X"); otherwise a clause begins there.
    pub const MISSING_OF: u8 = 128;
    /// A noun behind a name begins a phrase of its own ("was X president"); otherwise they belong together ("US president").
    pub const NO_COMPOUND: u8 = 32;
}

/// What was read already. Many alternatives want a phrase at the same place, and what is read there depends on the lattice, the place, where the
/// text ends and the choices alone: so it is read once. A memo is for one lattice, and lives no longer than one reading of it.
#[derive(Default)]
pub(crate) struct Memo {
    pub phrases: Table<NounPhrase>,
    pub modifiers: Table<Vec<Modifier>>,
    pub verbs: Table<VerbGroup>,
}

impl Memo {
    /// A memo for a lattice, with room for the usual number of attempts.
    pub fn of(lattice: &Lattice<'_>) -> Self {
        let room = lattice.tokens.len() * 2;
        Self { phrases: table(room), modifiers: table(room), verbs: table(room) }
    }
}

fn table<T>(room: usize) -> Table<T> {
    RefCell::new(FxHashMap::with_capacity_and_hasher(room, FxBuildHasher))
}

/// For each place, end, set of choices and sort of phrase that was tried: how far it reached and what it was, or where it failed.
pub(crate) type Table<T> = RefCell<FxHashMap<(usize, usize, u8, u8), Result<(usize, T), Stuck>>>;

/// A position in a lattice.
#[derive(Clone, Copy)]
pub(crate) struct Tokens<'a> {
    pub lattice: &'a Lattice<'a>,
    pub memo: &'a Memo,
    pub at: usize,
    pub end: usize,
    pub choices: u8,
}

impl<'a> Tokens<'a> {
    /// The first token of a lattice.
    pub fn first(lattice: &'a Lattice<'a>, memo: &'a Memo, choices: u8) -> Self {
        Self { lattice, memo, at: 0, end: lattice.tokens.len(), choices }
    }

    pub fn token(&self) -> Option<&'a Token> {
        (self.at < self.end).then(|| self.lattice.tokens.get(self.at)).flatten()
    }

    /// The folded text of the word here, or "" where there is none.
    pub fn text(&self) -> &'a str {
        self.text_at(0)
    }

    /// The folded text of the word so many tokens on.
    pub fn text_at(&self, ahead: usize) -> &'a str {
        let at = self.at + ahead;
        match self.lattice.tokens.get(at).filter(|_| at < self.end) {
            Some(token) if matches!(token.kind, TokenKind::Word | TokenKind::Number(_)) => &token.text,
            _ => "",
        }
    }

    pub fn is_end(&self) -> bool {
        self.at >= self.end
    }

    pub fn advance(&self, count: usize) -> Self {
        Self { at: (self.at + count).min(self.end), ..*self }
    }

    pub fn to(&self, at: usize) -> Self {
        Self { at: at.min(self.end), ..*self }
    }

    /// Which way a choice goes in this attempt; notes that it mattered.
    pub fn chooses(&self, choice: u8) -> bool {
        self.lattice.consult(choice);
        self.choices & choice != 0
    }

    /// Reads something here unless it was read before; `sort` tells apart what stands in one table. What reading notes in the lattice (what was
    /// expected, which choices mattered) was noted the first time.
    pub fn once<T: Clone>(self, table: fn(&Memo) -> &Table<T>, sort: u8, read: impl FnOnce(Self) -> Parsed<'a, T>) -> Parsed<'a, T> {
        let (table, key) = (table(self.memo), (self.at, self.end, self.choices, sort));
        if let Some(read) = table.borrow().get(&key) {
            return match read {
                Ok((at, found)) => Ok((Self { at: *at, ..self }, found.clone())),
                Err(stuck) => Err(Err::Error(*stuck)),
            };
        }
        let result = read(self);
        let kept = match &result {
            Ok((rest, found)) => Ok((rest.at, found.clone())),
            Err(Err::Error(stuck) | Err::Failure(stuck)) => Err(*stuck),
            Err(Err::Incomplete(_)) => return result,
        };
        table.borrow_mut().insert(key, kept);
        result
    }

    /// Fails here, noting what was expected.
    pub fn fail<T>(&self, expected: &'static str) -> Parsed<'a, T> {
        self.lattice.expect(self.at, expected);
        Err(Err::Error(Stuck { at: self.at }))
    }
}

/// Where a parser failed. What was expected there is noted in the lattice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stuck {
    pub at: usize,
}

/// Reading ends here.
pub(crate) fn stuck<'a, T>(input: Tokens<'a>) -> Parsed<'a, T> {
    Err(Err::Error(Stuck { at: input.at }))
}

impl<'a> ParseError<Tokens<'a>> for Stuck {
    fn from_error_kind(input: Tokens<'a>, _: ErrorKind) -> Self {
        Self { at: input.at }
    }

    fn append(_: Tokens<'a>, _: ErrorKind, other: Self) -> Self {
        other
    }

    fn or(self, other: Self) -> Self {
        if other.at > self.at { other } else { self }
    }
}

pub(crate) type Parsed<'a, T> = IResult<Tokens<'a>, T, Stuck>;

impl<'a> Input for Tokens<'a> {
    type Item = &'a Token;
    type Iter = std::slice::Iter<'a, Token>;
    type IterIndices = std::iter::Enumerate<std::slice::Iter<'a, Token>>;

    fn input_len(&self) -> usize {
        self.end - self.at
    }

    fn take(&self, index: usize) -> Self {
        Self { end: (self.at + index).min(self.end), ..*self }
    }

    fn take_from(&self, index: usize) -> Self {
        self.advance(index)
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Self::Item) -> bool>(&self, predicate: P) -> Option<usize> {
        self.iter_elements().position(predicate)
    }

    fn iter_elements(&self) -> Self::Iter {
        self.lattice.tokens.get(self.at..self.end).unwrap_or(&[]).iter()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.input_len() { Ok(count) } else { Err(Needed::new(count - self.input_len())) }
    }
}

/// The word itself.
pub(super) fn word<'a>(expected: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, &'a str> {
    move |input| {
        if input.text() == expected { Ok((input.advance(1), expected)) } else { Err(Err::Error(Stuck { at: input.at })) }
    }
}

/// These words in a row, written with single spaces.
pub(super) fn words<'a>(expected: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, &'a str> {
    move |input| {
        let (mut rest, mut wanted) = (input, expected);
        loop {
            let text = rest.text();
            let behind = wanted.strip_prefix(text).filter(|_| !text.is_empty());
            wanted = match behind {
                Some("") => return Ok((rest.advance(1), expected)),
                Some(behind) if behind.starts_with(' ') => &behind[1..],
                _ => return Err(Err::Error(Stuck { at: rest.at })),
            };
            rest = rest.advance(1);
        }
    }
}

/// One of these; each may be several words. The first that fits is taken, so longer ones come first.
pub(super) fn one_of<'a>(expected: &'static [&'static str]) -> impl Fn(Tokens<'a>) -> Parsed<'a, &'static str> {
    move |input| {
        // Most alternatives differ in the first letter; there are some hundreds of them in all, and they are tried at every place.
        let first = input.text().as_bytes().first();
        let found = expected
            .iter()
            .filter(|alternative| first.is_some() && alternative.as_bytes().first() == first)
            .find_map(|alternative| words(alternative)(input).ok().map(|(rest, _)| (rest, *alternative)));
        found.ok_or(Err::Error(Stuck { at: input.at }))
    }
}

/// A comma, semicolon or dash.
pub(super) fn comma(input: Tokens<'_>) -> Parsed<'_, ()> {
    match input.token() {
        Some(token) if token.kind == TokenKind::Comma => Ok((input.advance(1), ())),
        _ => Err(Err::Error(Stuck { at: input.at })),
    }
}

/// A number in digits or words.
pub(super) fn number(input: Tokens<'_>) -> Parsed<'_, f64> {
    let (rest, value) = match input.token() {
        Some(Token { kind: TokenKind::Number(value), .. }) => (input.advance(1), *value),
        Some(Token { kind: TokenKind::Word, text, .. }) => number_word(input, text)?,
        _ => return Err(Err::Error(Stuck { at: input.at })),
    };
    let (rest, scale) = match rest.text() {
        "dozen" => (rest.advance(1), 12.0),
        "hundred" => (rest.advance(1), 1e2),
        "thousand" => (rest.advance(1), 1e3),
        "million" => (rest.advance(1), 1e6),
        "billion" => (rest.advance(1), 1e9),
        _ => (rest, 1.0),
    };
    Ok((rest, value * scale))
}

/// "eleven", "thirty", "sixty-three".
fn number_word<'a>(input: Tokens<'a>, word: &str) -> Parsed<'a, f64> {
    let place = |list: &[&str], word: &str| list.iter().position(|other| *other == word).map(|at| at as f64);
    if let Some(unit) = place(&UNITS, word) {
        return Ok((input.advance(1), unit + 1.0));
    }
    let Some(tens) = place(&TENS, word) else { return Err(Err::Error(Stuck { at: input.at })) };
    let (rest, tens) = (input.advance(1), (tens + 2.0) * 10.0);
    match place(&UNITS[..9], rest.text()) {
        Some(unit) => Ok((rest.advance(1), tens + unit + 1.0)),
        None => Ok((rest, tens)),
    }
}

/// Any number of fillers. Before a number such a word bounds it: "exactly 900".
pub(super) fn fillers(mut input: Tokens<'_>) -> Tokens<'_> {
    loop {
        if FILLERS.contains(&input.text()) && number(input.advance(1)).is_ok() {
            return input;
        }
        if FILLERS.contains(&input.text()) && !input.is_end() {
            input = input.advance(1);
        } else if let Ok((rest, _)) = one_of(FILLER_PHRASES)(input) {
            input = rest;
        } else {
            return input;
        }
    }
}
