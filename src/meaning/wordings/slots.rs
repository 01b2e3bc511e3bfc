//! The names in a question that others may stand for.
//!
//! Comes in: a question. Goes out: its slots, and its wording: the question with an unknown's name in each. That is made of letters of a script that
//! nobody asks in, so that it can be told from all words.

use std::ops::Range;

use crate::graph::{Exactness, KindId, NodeId, View};
use crate::language::lattice::Name;
use crate::language::token::TokenKind;
use crate::language::{Lattice, is_built_in};

/// More names in a question are not taken out.
const MOST_SLOTS: usize = 4;

/// The first letter of each word of an unknown's name, a capital, and the small letters that number it: of the Deseret alphabet.
const CAPITAL: char = '\u{10400}';
const SMALL: char = '\u{10428}';

/// At most so many things may have a name.
const MOST_NAMESAKES: usize = 3;

/// A name that others may stand for.
pub(super) struct Slot<'a> {
    /// Its tokens; none for a name in brackets.
    pub tokens: Range<usize>,
    /// Where its words stand in the question; all as one for a name in brackets.
    words: Vec<Range<usize>>,
    name: &'a str,
    /// The things of which it is the label, sorted; no other has the name.
    pub nodes: Vec<NodeId>,
    /// The kinds of each.
    pub kinds: Vec<Vec<KindId>>,
}

/// What is called so by a slot.
pub(super) struct Thing<'a> {
    pub node: NodeId,
    pub name: &'a str,
    pub kinds: &'a [KindId],
    /// The slot, and how many words stand there.
    pub slot: usize,
    pub words: usize,
}

/// The things of all slots, in order; unknowns are numbered so.
pub(super) fn things<'a>(slots: &'a [Slot<'a>]) -> Vec<Thing<'a>> {
    let of_slot = |(place, slot): (usize, &'a Slot<'a>)| {
        let thing =
            move |(&node, kinds): (&NodeId, &'a Vec<KindId>)| Thing { node, name: slot.name, kinds, slot: place, words: slot.words.len() };
        slot.nodes.iter().zip(&slot.kinds).map(thing)
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
    text.contains(|character: char| ('\u{10400}'..='\u{1044f}').contains(&character))
}

/// The names in brackets; nothing if one of them cannot be taken out.
pub(super) fn in_brackets<'a>(question: &'a str, view: &dyn View) -> Option<Vec<Slot<'a>>> {
    let mut slots: Vec<Slot<'a>> = Vec::new();
    let mut from = 0;
    while let Some(open) = question.get(from..)?.find('[') {
        let start = from + open + 1;
        let end = start + question.get(start..)?.find(['[', ']'])?;
        let name = question.get(start..end)?;
        let within = name.starts_with(char::is_uppercase) && !name.ends_with(char::is_whitespace) && is_plain(name);
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
            slots.extend(slot(text, name.at..name.end, words, view).filter(|slot| slot.nodes == name.nodes));
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

/// A slot, if all that has the name are entities of which it is the label, letter for letter.
fn slot<'a>(name: &'a str, tokens: Range<usize>, words: Vec<Range<usize>>, view: &dyn View) -> Option<Slot<'a>> {
    let nodes = view.named(name).into_owned();
    let has_label = |&node: &NodeId| view.is_entity(node) && view.label(node).is_some_and(|label| *label == *name);
    if nodes.is_empty() || nodes.len() > MOST_NAMESAKES || !nodes.iter().all(has_label) {
        return None;
    }
    let kinds = nodes.iter().map(|&node| view.kinds(node).into_owned()).collect();
    Some(Slot { tokens, words, name, nodes, kinds })
}

fn are_distinct(slots: &[Slot<'_>]) -> bool {
    slots
        .iter()
        .enumerate()
        .all(|(place, slot)| !slots.iter().take(place).any(|other| other.nodes.iter().any(|node| slot.nodes.contains(node))))
}

/// How the word at a place of the name of the unknown in a slot is written.
fn unknown_word(place: usize, word: usize) -> [char; 3] {
    let letter = |number: usize| char::from_u32(u32::from(SMALL) + number.min(38) as u32).unwrap_or(SMALL);
    [CAPITAL, letter(place), letter(word)]
}

/// How the unknown in a slot is called; in the question, where marks may stand between the words, it is that word by word.
pub(super) fn unknown_name(place: usize, words: usize) -> String {
    let mut name = String::with_capacity(words * 13);
    for word in 0..words {
        if word > 0 {
            name.push(' ');
        }
        name.extend(unknown_word(place, word));
    }
    name
}

/// The question with the names of unknowns in its slots.
pub(super) fn wording(question: &str, slots: &[Slot<'_>]) -> String {
    let mut text = String::with_capacity(question.len() + 16);
    let mut from = 0;
    for (place, slot) in slots.iter().enumerate() {
        for (word, span) in slot.words.iter().enumerate() {
            text.push_str(question.get(from..span.start).unwrap_or_default());
            text.extend(unknown_word(place, word));
            from = span.end;
        }
    }
    text.push_str(question.get(from..).unwrap_or_default());
    text
}

/// Whether an article stands before the name of an unknown: which one depends on how the name begins.
pub(super) fn has_article(text: &str) -> bool {
    text.match_indices(CAPITAL).any(|(at, _)| text.get(..at).is_some_and(|before| before.ends_with(" a ") || before.ends_with(" an ")))
}

/// Puts the names in the place of those of unknowns.
pub(super) fn put_names(text: &mut String, slots: &[Slot<'_>]) {
    if !text.contains(CAPITAL) {
        return;
    }
    for (place, slot) in slots.iter().enumerate() {
        *text = text.replace(&unknown_name(place, slot.words.len()), slot.name);
    }
}
