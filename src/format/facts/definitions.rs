//! The parser of definition blocks.
//!
//! ```text
//! head   = "kind" name is-a? | "relation" name | "unit" name | "entity" name is-a? | "source" name is-a? | "section" text?
//! is-a   = ("is a" | "is an") list
//! list   = name ("," name)*
//! name   = "[" escaped "]" | plain
//! text   = quoted | plain
//! ```
//!
//! Comes in: a block. Goes out: its parts as pieces of the lines, or what is wrong with a line. Knows no graph.

use std::borrow::Cow;
use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while};
use nom::character::complete::{char, space0, space1};
use nom::combinator::{all_consuming, eof, map, opt, peek, rest, value, verify};
use nom::multi::separated_list1;
use nom::number::complete::double;
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::lines::Line;
use crate::language::escape::{closing, enclosures, unescape};

type Parsed<'a, T> = IResult<&'a str, T>;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// How it is written: a piece of the line's text.
    pub written: &'a str,
}

impl<'a> Piece<'a> {
    fn plain(written: &'a str) -> Self {
        Self { text: Cow::Borrowed(written), written }
    }

    /// Where it stands in the line.
    pub(super) fn span(&self, line: &Line<'_>) -> Range<usize> {
        span_of(self.written, line.text)
    }
}

/// Where a piece stands in the text that it was cut from.
pub(super) fn span_of(piece: &str, text: &str) -> Range<usize> {
    let start = (piece.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    match start.checked_add(piece.len()) {
        Some(end) if end <= text.len() => start..end,
        _ => 0..text.len(),
    }
}

/// The first line of a block.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Head<'a> {
    /// `kind president is a politician`
    Kind(Piece<'a>, Vec<Piece<'a>>),
    /// `relation voted-for`
    Relation(Piece<'a>),
    /// `unit mile`
    Unit(Piece<'a>),
    /// `entity Pava is a country`
    Entity(Piece<'a>, Vec<Piece<'a>>),
    /// `source 4 is a broadcast`
    Source(Piece<'a>, Vec<Piece<'a>>),
    /// `section Introduction`; none ends a section.
    Section(Option<Cow<'a, str>>),
}

/// Reads the first line of a block; `None` if it is a sentence.
pub(super) fn head(line: &str) -> Option<Head<'_>> {
    // Most lines are sentences, which begin otherwise.
    if !line.starts_with(['k', 'r', 'u', 'e', 's']) {
        return None;
    }
    let kind = map(preceded(keyword("kind"), named), |(name, kinds)| Head::Kind(name, kinds));
    let relation = map(preceded(keyword("relation"), name_to_end), Head::Relation);
    let unit = map(preceded(keyword("unit"), name_to_end), Head::Unit);
    let entity = map(preceded(keyword("entity"), named), |(name, kinds)| Head::Entity(name, kinds));
    let source = map(preceded(keyword("source"), named), |(name, kinds)| Head::Source(name, kinds));
    let section = map(preceded(keyword("section"), text), |name| Head::Section(Some(name)));
    let no_section = map(tag("section"), |_| Head::Section(None));
    all_consuming(alt((kind, relation, unit, entity, source, section, no_section))).parse(line).ok().map(|(_, head)| head)
}

/// A line inside a block: its keyword and what follows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry<'a> {
    /// `plural presidents`
    Plural(Piece<'a>),
    /// `also head of state, chief executive`
    Also(Vec<Piece<'a>>),
    /// `adjective American, US`
    Adjective(Vec<Piece<'a>>),
    /// `key Q30`
    Key(Piece<'a>),
    /// `from country, person to resolution`
    From(Vec<Piece<'a>>, Vec<Piece<'a>>),
    /// `says X votes for Y`
    Says(Piece<'a>),
    /// `symmetric`
    Symmetric,
    /// `transitive`
    Transitive,
    /// `one at a time`
    OneAtATime,
    /// `opposite of opposed`
    Opposite(Piece<'a>),
    /// `unit minutes`
    Unit(Piece<'a>),
    /// `more long, large`
    More(Vec<Piece<'a>>),
    /// `less short, small`
    Less(Vec<Piece<'a>>),
    /// `if X directed a film that Y directed`
    If(Piece<'a>),
    /// `is 1.609344 kilometres`: the number and the unit.
    Is(f64, Piece<'a>),
}

/// Which lines a block may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockType {
    Kind,
    Relation,
    Unit,
    Entity,
    Source,
}

impl BlockType {
    /// The keywords of its lines.
    pub(super) fn keywords(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["plural", "also"],
            Self::Relation => {
                &["from", "to", "says", "symmetric", "transitive", "one at a time", "opposite of", "unit", "more", "less", "if"]
            }
            Self::Unit => &["plural", "also", "is"],
            Self::Entity => &["also", "adjective", "key"],
            Self::Source => &["also"],
        }
    }
}

/// Reads a line inside a block of that type; `None` if it is none of its lines.
pub(super) fn entry(block: BlockType, line: &str) -> Option<Entry<'_>> {
    let piece = |word| preceded(keyword(word), name_to_end);
    let pieces = |word| preceded(keyword(word), list);
    let mut of_kind = alt((map(piece("plural"), Entry::Plural), map(pieces("also"), Entry::Also)));
    let mut of_entity = alt((map(pieces("also"), Entry::Also), map(pieces("adjective"), Entry::Adjective), map(piece("key"), Entry::Key)));
    let mut of_relation = alt((
        map(preceded(keyword("says"), phrase), Entry::Says),
        map(preceded(keyword("if"), phrase), Entry::If),
        map(preceded(keyword("from"), from_to), |(from, to)| Entry::From(from, to)),
        map(pieces("to"), |to| Entry::From(Vec::new(), to)),
        value(Entry::Symmetric, tag("symmetric")),
        value(Entry::Transitive, tag("transitive")),
        value(Entry::OneAtATime, tag("one at a time")),
        map(preceded(keyword("opposite"), piece("of")), Entry::Opposite),
        map(piece("unit"), Entry::Unit),
        map(pieces("more"), Entry::More),
        map(pieces("less"), Entry::Less),
    ));
    let mut of_unit = alt((
        map(piece("plural"), Entry::Plural),
        map(pieces("also"), Entry::Also),
        map(preceded(keyword("is"), amount), |(times, unit)| Entry::Is(times, unit)),
    ));
    let parsed = match block {
        BlockType::Kind => all_consuming(|input| of_kind.parse(input)).parse(line),
        BlockType::Unit => all_consuming(|input| of_unit.parse(input)).parse(line),
        BlockType::Entity => all_consuming(|input| of_entity.parse(input)).parse(line),
        BlockType::Source => all_consuming(map(pieces("also"), Entry::Also)).parse(line),
        BlockType::Relation => all_consuming(|input| of_relation.parse(input)).parse(line),
    };
    parsed.ok().map(|(_, entry)| entry)
}

/// A keyword, then a text: `note a remark`, `quote "the words"`. The text may be quoted and escaped.
pub(super) fn field<'a>(word: &str, line: &'a str) -> Option<Cow<'a, str>> {
    all_consuming(preceded(keyword(word), text)).parse(line).ok().map(|(_, text)| text)
}

/// What follows a keyword, as it is written.
pub(super) fn written<'a>(word: &str, line: &'a str) -> Option<&'a str> {
    all_consuming(preceded(keyword(word), rest)).parse(line).ok().map(|(_, rest): (_, &str)| rest.trim_end())
}

/// A text that is quoted as a whole, without its quotes; any other text as it is.
pub(super) fn text(input: &str) -> Parsed<'_, Cow<'_, str>> {
    let quoted = alt((|input| enclosed(input, '"'), |input| enclosed(input, '\u{201c}')));
    let quoted = map(terminated(quoted, (space0, eof)), |written: &str| unescape(written.trim()));
    alt((quoted, map(verify(rest, |rest: &str| !rest.trim().is_empty()), |text: &str| Cow::Borrowed(text.trim())))).parse(input)
}

fn keyword<'a>(word: &str) -> impl Parser<&'a str, Output = &'a str, Error = nom::error::Error<&'a str>> {
    terminated(tag(word), space1)
}

/// What stands between a bracket or quote and the one that closes it.
fn enclosed(input: &str, opening: char) -> Parsed<'_, &str> {
    let (start, _) = char(opening).parse(input)?;
    let failed = || nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Char));
    let end = closing(input, 0).ok_or_else(failed)?;
    let (inside, rest) = input.split_at_checked(end).ok_or_else(failed)?;
    let inside = inside.get(input.len() - start.len()..).map(|inside| {
        let mut characters = inside.chars();
        characters.next_back();
        characters.as_str()
    });
    Ok((rest, inside.unwrap_or_default()))
}

fn bracketed_name(input: &str) -> Parsed<'_, Piece<'_>> {
    let (rest, name) = enclosed(input, '[')?;
    let written = input.get(..input.len() - rest.len()).unwrap_or(input);
    Ok((rest, Piece { text: unescape(name.trim()), written }))
}

/// `1.609344 kilometres`
fn amount(input: &str) -> Parsed<'_, (f64, Piece<'_>)> {
    (terminated(double, space1), name_to_end).parse(input)
}

fn name_to_end(input: &str) -> Parsed<'_, Piece<'_>> {
    let plain = map(verify(rest, |name: &str| !name.trim().is_empty()), |name: &str| Piece::plain(name.trim()));
    alt((terminated(bracketed_name, eof), plain)).parse(input)
}

/// `says`: quoted where a phrase has something that a line cannot have.
fn phrase(input: &str) -> Parsed<'_, Piece<'_>> {
    map(text, move |text| Piece { text, written: input.trim() }).parse(input)
}

fn list(input: &str) -> Parsed<'_, Vec<Piece<'_>>> {
    list_with(',', input)
}

fn list_with(separator: char, input: &str) -> Parsed<'_, Vec<Piece<'_>>> {
    let plain = verify(take_while(|character| character != separator), |name: &str| !name.trim().is_empty());
    let plain = map(plain, |name: &str| Piece::plain(name.trim()));
    let ends = alt((value((), char(separator)), value((), eof)));
    let name = alt((terminated(bracketed_name, (space0, peek(ends))), plain));
    separated_list1(delimited(space0, char(separator), space0), name).parse(input)
}

/// Names joined by semicolons.
pub(super) fn names(input: &str) -> Option<Vec<Piece<'_>>> {
    all_consuming(|input| list_with(';', input)).parse(input).ok().map(|(_, names)| names)
}

fn is_a(input: &str) -> Parsed<'_, Vec<Piece<'_>>> {
    preceded((tag("is"), space1, alt((tag("an"), tag("a"))), space1), list).parse(input)
}

/// A name and the kinds of what it names. A plain name goes on to the last "is a".
fn named(input: &str) -> Parsed<'_, (Piece<'_>, Vec<Piece<'_>>)> {
    let in_brackets = (bracketed_name, opt(preceded(space1, is_a)), eof);
    if let Ok((rest, (name, kinds, _))) = { in_brackets }.parse(input) {
        return Ok((rest, (name, kinds.unwrap_or_default())));
    }
    let inside: Vec<Range<usize>> = enclosures(input).collect();
    let is_inside = |at: usize| inside.iter().any(|range| range.contains(&at));
    let starts_kinds = |at: usize| at > 0 && !is_inside(at) && is_a(input.get(at + 1..).unwrap_or("")).is_ok();
    let cut = input.rmatch_indices(" is a").map(|(at, _)| at).find(|&at| starts_kinds(at));
    let Some((name, kinds)) = cut.and_then(|at| input.split_at_checked(at)) else {
        let (rest, name) = name_to_end(input)?;
        return Ok((rest, (name, Vec::new())));
    };
    let (rest, kinds) = is_a(kinds.trim_start())?;
    Ok((rest, (Piece::plain(name.trim()), kinds)))
}

/// `country, person to resolution`, `country`
fn from_to(input: &str) -> Parsed<'_, (Vec<Piece<'_>>, Vec<Piece<'_>>)> {
    let plain = |input| {
        let end = input_end(input);
        let name = input.get(..end).unwrap_or(input);
        map(verify(tag(name), |name: &str| !name.trim().is_empty()), |name: &str| Piece::plain(name.trim())).parse(input)
    };
    let before_to = alt((value((), tag(",")), value((), (tag("to"), space1)), value((), eof)));
    let name = alt((terminated(bracketed_name, (space0, peek(before_to))), plain));
    let from = separated_list1(delimited(space0, char(','), space0), name);
    (from, map(opt(preceded((space0, tag("to"), space1), list)), Option::unwrap_or_default)).parse(input)
}

/// Where a plain name before "to" ends.
fn input_end(input: &str) -> usize {
    [input.find(','), input.find(" to ")].into_iter().flatten().min().unwrap_or(input.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[Piece<'_>]) -> Vec<String> {
        pieces.iter().map(|piece| piece.text.to_string()).collect()
    }

    #[test]
    fn heads_are_read() {
        let named = |line| match head(line) {
            Some(Head::Entity(name, kinds) | Head::Kind(name, kinds) | Head::Source(name, kinds)) => {
                Some((name.text.to_string(), texts(&kinds)))
            }
            _ => None,
        };
        let is = |name: &str, kinds: &[&str]| Some((name.to_owned(), kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>()));
        assert_eq!(named("entity Upland Valley is a country"), is("Upland Valley", &["country"]));
        assert_eq!(named("entity What is a name is a film"), is("What is a name", &["film"]));
        assert_eq!(named("entity [a \\] is a b, \\n] is an a, [b, c]"), is("a ] is a b, \n", &["a", "b, c"]));
        assert_eq!(named("kind president is a politician, official"), is("president", &["politician", "official"]));
        assert_eq!(named("source 4"), is("4", &[]));
        assert_eq!(named("entity [REC] 2"), is("[REC] 2", &[]));
        assert_eq!(head("Pava is a country."), None);
        assert_eq!(head("section"), Some(Head::Section(None)));
        assert_eq!(head("section \"a \\n b\""), Some(Head::Section(Some("a \n b".into()))));
    }

    #[test]
    fn entries_are_read() {
        let Some(Entry::From(from, to)) = entry(BlockType::Relation, "from  country, person to resolution") else { panic!() };
        assert_eq!((texts(&from), texts(&to)), (vec!["country".to_owned(), "person".to_owned()], vec!["resolution".to_owned()]));
        assert_eq!(entry(BlockType::Relation, "one at a time"), Some(Entry::OneAtATime));
        assert_eq!(entry(BlockType::Relation, "symmetrical"), None);
        assert_eq!(entry(BlockType::Kind, "says X"), None);
        let Some(Entry::Is(times, unit)) = entry(BlockType::Unit, "is 1.609344 square miles") else { panic!() };
        assert_eq!((times, unit.text.as_ref()), (1.609_344, "square miles"));
        assert_eq!(entry(BlockType::Unit, "is a mile"), None);
        let Some(Entry::Also(names)) = entry(BlockType::Entity, "also a, [b, \\] c] , [d] e") else { panic!() };
        assert_eq!(texts(&names), ["a", "b, ] c", "[d] e"]);
        assert_eq!(field("note", "note  \"a\\nb\"").as_deref(), Some("a\nb"));
        assert_eq!(field("note", "note  \"a\" or \"b\"").as_deref(), Some("\"a\" or \"b\""));
    }
}
