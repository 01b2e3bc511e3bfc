//! The names in a question that others may stand for.
//!
//! Comes in: a question. Goes out: its slots, and its wording: the question with an unknown's name in each. That is made of letters of a script that
//! nobody asks in, so that it can be told from all words, and begins with a capital if the name does.

use std::ops::Range;

use crate::graph::{Exactness, KindId, NodeId, View};
use crate::language::lattice::Name;
use crate::language::token::TokenKind;
use crate::language::{Lattice, is_built_in};

/// More names in a question are not taken out.
const MOST_SLOTS: usize = 4;

/// The first letter of each word of an unknown's name, where the name begins with a capital and where it does not, and the small letters that number it:
/// of the Deseret alphabet. The capital of the second is the first of no name.
const CAPITAL: char = '\u{10400}';
const NO_CAPITAL: char = '\u{1044f}';
const SMALL: char = '\u{10428}';

/// The byte with which all its letters begin, as few others do.
const FIRST_BYTE: u8 = 0xf0;

/// At most so many things may have a name.
const MOST_NAMESAKES: usize = 3;

/// A name that others may stand for.
pub(super) struct Slot<'a> {
    /// Its tokens; none for a name in brackets.
    pub tokens: Range<usize>,
    /// Where its words stand in the question; all as one for a name in brackets.
    words: Vec<Range<usize>>,
    name: &'a str,
    /// The things that have the name, sorted.
    pub nodes: Vec<NodeId>,
    /// What is to be known of each.
    pub sorts: Vec<Sort>,
}

/// What is known of a thing in a slot before anything is asked about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    pub kinds: Vec<KindId>,
    /// Whether its label is the name, letter for letter; only those are what a name in brackets means.
    pub is_label: bool,
}

/// What is called so by a slot.
pub(super) struct Thing<'a> {
    pub node: NodeId,
    pub name: &'a str,
    pub sort: &'a Sort,
    /// The slot, and how many words stand there.
    pub slot: usize,
    pub words: usize,
}

/// The things of all slots, in order; unknowns are numbered so.
pub(super) fn things<'a>(slots: &'a [Slot<'a>]) -> Vec<Thing<'a>> {
    let of_slot = |(place, slot): (usize, &'a Slot<'a>)| {
        let thing = move |(&node, sort): (&NodeId, &'a Sort)| Thing { node, name: slot.name, sort, slot: place, words: slot.words.len() };
        slot.nodes.iter().zip(&slot.sorts).map(thing)
    };
    slots.iter().enumerate().flat_map(of_slot).collect()
}

/// Whether a question has the letters by which unknowns are called, quotes, marks of other languages, or a parameter.
pub(super) fn is_strange(question: &str) -> bool {
    question.contains(|character: char| {
        matches!(
            character,
            '"' | '\u{201c}' | '\u{201d}' | ':' | '$' | '\\' | '(' | ')' | '{' | '}' | '<' | '>' | '=' | '|' | '/' | '#' | '*'
        )
    }) || speaks_of_unknown(question)
}

/// Whether a text has letters by which unknowns are called.
pub(super) fn speaks_of_unknown(text: &str) -> bool {
    text.as_bytes().contains(&FIRST_BYTE) && text.contains(|character: char| ('\u{10400}'..='\u{1044f}').contains(&character))
}

/// The names in brackets; nothing if one of them cannot be taken out.
pub(super) fn in_brackets<'a>(question: &'a str, view: &dyn View) -> Option<Vec<Slot<'a>>> {
    let mut slots: Vec<Slot<'a>> = Vec::new();
    let mut from = 0;
    while let Some(open) = question.get(from..)?.find('[') {
        let start = from + open + 1;
        let end = start + question.get(start..)?.find(['[', ']'])?;
        let name = question.get(start..end)?;
        let within = name.starts_with(char::is_alphanumeric) && !name.ends_with(char::is_whitespace) && is_plain(name);
        let behind = question.get(end..)?.strip_prefix(']')?;
        if !within || behind.starts_with(['\'', '\u{2019}']) || slots.len() >= MOST_SLOTS {
            return None;
        }
        slots.push(slot(name, 0..0, std::iter::once(start..end).collect(), view)?);
        from = end + 1;
    }
    let closed = !question.get(from..)?.contains(']');
    (closed && !slots.is_empty() && are_distinct(&slots)).then_some(slots)
}

/// The names among the words that can be nothing else, nor parts of anything else; nothing if there is none.
pub(super) fn among_words<'a>(question: &'a str, lattice: &Lattice<'_>, view: &dyn View) -> Option<Vec<Slot<'a>>> {
    let mut slots: Vec<Slot<'a>> = Vec::new();
    for names in &lattice.names {
        let [name] = &names[..] else { continue };
        if slots.len() < MOST_SLOTS
            && stands_apart(name, lattice)
            && let Some(text) = question.get(lattice.span(name.at, name.end))
            && is_plain(text)
            && question.get(lattice.span(name.at, name.end).end..).is_some_and(|behind| !behind.starts_with(['\'', '\u{2019}', '-']))
            && let Some(tokens) = lattice.tokens.get(name.at..name.end)
        {
            let words = tokens.iter().map(|token| token.span.clone()).collect();
            let is_all = |slot: &Slot<'_>| slot.nodes == name.nodes && slot.sorts.iter().all(|sort| sort.is_label);
            slots.extend(slot(text, name.at..name.end, words, view).filter(is_all));
        }
    }
    (!slots.is_empty() && are_distinct(&slots)).then_some(slots)
}

/// Whether a name is of words that begin with a capital letter and are no words of the language, and no other word or name begins or ends in it.
fn stands_apart(name: &Name, lattice: &Lattice<'_>) -> bool {
    let own = name.at..name.end;
    let is_proper = |at: usize| {
        lattice.tokens.get(at).is_some_and(|token| {
            let text = lattice.text.get(token.span.clone()).unwrap_or_default();
            token.kind == TokenKind::Word
                && text.starts_with(char::is_uppercase)
                && text.chars().all(char::is_alphabetic)
                && !is_built_in(&token.text)
        })
    };
    let crosses = |start: usize, end: usize| start < own.end && end > own.start;
    name.exactness == Exactness::Whole
        && !name.forced
        && own.clone().all(is_proper)
        && own.clone().all(|at| lattice.lexemes.get(at).is_some_and(Vec::is_empty))
        && !lattice.names.iter().take(own.end).flatten().any(|other| other.at != own.start && crosses(other.at, other.end))
        && !lattice.lexemes.iter().enumerate().take(own.start).any(|(start, lexemes)| lexemes.iter().any(|(end, _)| crosses(start, *end)))
}

/// Whether a name has no marks but those within words, so that it is said as it is written and cannot be taken for anything but words.
fn is_plain(name: &str) -> bool {
    name.chars().all(|character| character.is_alphanumeric() || matches!(character, ' ' | '\'' | '-' | '.' | ',' | '&'))
        && !name.contains("  ")
        && !name.contains("&&")
}

/// A slot, if all that has the name are entities, of one of which at least it is the label, letter for letter.
fn slot<'a>(name: &'a str, tokens: Range<usize>, words: Vec<Range<usize>>, view: &dyn View) -> Option<Slot<'a>> {
    let nodes = view.named(name).into_owned();
    if nodes.is_empty() || nodes.len() > MOST_NAMESAKES || !nodes.iter().all(|&node| view.is_entity(node)) {
        return None;
    }
    let sort =
        |&node: &NodeId| Sort { kinds: view.kinds(node).into_owned(), is_label: view.label(node).is_some_and(|label| *label == *name) };
    let sorts: Vec<Sort> = nodes.iter().map(sort).collect();
    sorts.iter().any(|sort| sort.is_label).then_some(Slot { tokens, words, name, nodes, sorts })
}

fn are_distinct(slots: &[Slot<'_>]) -> bool {
    slots
        .iter()
        .enumerate()
        .all(|(place, slot)| !slots.iter().take(place).any(|other| other.nodes.iter().any(|node| slot.nodes.contains(node))))
}

/// How the word at a place of the name of the unknown in a slot is written.
fn unknown_word(place: usize, word: usize, is_capital: bool) -> [char; 3] {
    let letter = |number: usize| char::from_u32(u32::from(SMALL) + number.min(38) as u32).unwrap_or(SMALL);
    [if is_capital { CAPITAL } else { NO_CAPITAL }, letter(place), letter(word)]
}

/// How the unknown in a slot is called that stands for such a thing; in the question, where marks may stand between the words, it is that word by word.
pub(super) fn unknown_name(thing: &Thing<'_>) -> String {
    name_of_unknown(thing.slot, thing.words, is_capital(thing.name))
}

/// How that is labelled that is called so, too, but has another label.
pub(super) fn other_label(thing: &Thing<'_>) -> String {
    name_of_unknown(thing.slot, thing.words, !is_capital(thing.name))
}

fn name_of_unknown(place: usize, words: usize, is_capital: bool) -> String {
    let mut unknown = String::with_capacity(words * 13);
    for word in 0..words {
        if word > 0 {
            unknown.push(' ');
        }
        unknown.extend(unknown_word(place, word, is_capital));
    }
    unknown
}

fn is_capital(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// The question with the names of unknowns in its slots.
pub(super) fn wording(question: &str, slots: &[Slot<'_>]) -> String {
    let mut text = String::with_capacity(question.len() + 16);
    let mut from = 0;
    for (place, slot) in slots.iter().enumerate() {
        for (word, span) in slot.words.iter().enumerate() {
            text.push_str(question.get(from..span.start).unwrap_or_default());
            text.extend(unknown_word(place, word, is_capital(slot.name)));
            from = span.end;
        }
    }
    text.push_str(question.get(from..).unwrap_or_default());
    text
}

/// Whether an article stands before the name of an unknown: which one depends on how the name begins.
pub(super) fn has_article(text: &str) -> bool {
    let names = text.match_indices([CAPITAL, NO_CAPITAL]);
    names.into_iter().any(|(at, _)| text.get(..at).is_some_and(|before| before.ends_with(" a ") || before.ends_with(" an ")))
}

/// The text with the names in the place of those of unknowns; nothing if an unknown is spoken of in another way.
pub(super) fn with_names(text: &str, slots: &[Slot<'_>]) -> Option<String> {
    let mut named = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte == FIRST_BYTE) {
        let (before, from) = rest.split_at_checked(at)?;
        named.push_str(before);
        let mut unknowns =
            slots.iter().enumerate().map(|(place, slot)| (name_of_unknown(place, slot.words.len(), is_capital(slot.name)), slot.name));
        rest = match unknowns.find_map(|(unknown, name)| Some((from.strip_prefix(unknown.as_str())?, name))) {
            Some((behind, name)) => {
                named.push_str(name);
                behind
            }
            None => {
                let other = from.chars().next()?;
                if speaks_of_unknown(from.get(..other.len_utf8())?) {
                    return None;
                }
                named.push(other);
                from.get(other.len_utf8()..)?
            }
        };
    }
    named.push_str(rest);
    Some(named)
}
