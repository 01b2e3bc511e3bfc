//! Families: which things of a vocabulary may give a lexeme that begins like a word.
//!
//! Words are told apart by their first three letters, which most of the forms of a word share; where they may not, each form is made to
//! see how it begins. So the lexemes of the few things that a question may speak of can be made when it speaks of them.

use std::collections::hash_map::Entry;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::outline::Outline;
use super::verbs::{Verbs, words_of};
use crate::language::lexicon::Lexicon;
use crate::language::morphology::{self, VerbForms};

/// How a word begins: its first three bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Beginning(u32);

impl Beginning {
    /// The beginning of a word.
    pub fn of(word: &str) -> Self {
        Self(word.bytes().take(3).fold(0, |beginning, byte| beginning << 8 | u32::from(byte)))
    }
}

/// A thing of the vocabulary, by its place in the order in which lexemes are added.
pub(super) type Item = u32;

/// What may begin how, and the lexemes of what begins so, once they were asked for.
#[derive(Default)]
pub(super) struct Families {
    by_beginning: FxHashMap<Beginning, Family>,
    /// Items, each with the place of the one that joined its family before it.
    members: Vec<(Item, Option<u32>)>,
}

struct Family {
    /// The place of the member that joined last.
    last: u32,
    lexicon: OnceLock<Box<Lexicon>>,
}

impl Families {
    /// Makes room for so many items.
    pub fn reserve(&mut self, items: usize) {
        self.members.reserve(items);
        self.by_beginning.reserve(items / 8);
    }

    /// Lets an item join the family of a beginning. Items come in their order.
    pub fn join(&mut self, beginning: Beginning, item: Item) {
        let place = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        let before = match self.by_beginning.entry(beginning) {
            Entry::Vacant(vacant) => {
                vacant.insert(Family { last: place, lexicon: OnceLock::new() });
                None
            }
            Entry::Occupied(mut family) => {
                let last = family.get().last;
                // It may begin so in several ways.
                if self.members.get(last as usize).is_some_and(|(other, _)| *other == item) {
                    return;
                }
                family.get_mut().last = place;
                Some(last)
            }
        };
        self.members.push((item, before));
    }

    /// The lexemes that begin like a word, among others; `make` makes them of their items when they are first asked for.
    pub fn lexicon_of(&self, word: &str, make: impl FnOnce(&mut dyn Iterator<Item = Item>) -> Lexicon) -> Option<&Lexicon> {
        let family = self.by_beginning.get(&Beginning::of(word))?;
        Some(family.lexicon.get_or_init(|| {
            let member = |place: u32| self.members.get(place as usize);
            let backward = std::iter::successors(member(family.last), |(_, before)| before.and_then(member));
            let mut items: Vec<Item> = backward.map(|(item, _)| *item).collect();
            items.reverse();
            Box::new(make(&mut items.into_iter()))
        }))
    }
}

/// How lexemes may begin, perhaps one beginning several times.
pub(super) type Beginnings = SmallVec<[Beginning; 8]>;

/// How the lexemes of a phrase may begin.
pub(super) fn beginnings(outline: &Outline<'_, '_>, verbs: &mut Verbs) -> Beginnings {
    let first_of = |words: &[&str]| words.first().map(|word| Beginning::of(word));
    let mut found = Beginnings::new();
    match *outline {
        Outline::Verb { prefixes: [first, ..], .. } => found.push(Beginning::of(first)),
        Outline::Verb { third, .. } => found.extend_from_slice(verbs.beginnings(third)),
        Outline::Noun { words, .. } => add_of_noun(words, &mut found),
        Outline::Be { words, .. } => found.extend(first_of(words)),
        Outline::Measure { unit, verb, tail, .. } => {
            found.extend(first_of(unit));
            if let [unit] = unit {
                found.extend(morphology::singular(unit).map(|singular| Beginning::of(&singular)));
            }
            match verb {
                Some(verb) => found.extend(of_forms(&verbs.of_base(verb))),
                None => found.extend(first_of(tail)),
            }
        }
    }
    found
}

/// Adds how the singular and the plural of a noun of these words begin.
pub(super) fn add_of_noun(words: &[&str], found: &mut Beginnings) {
    found.extend(words.first().map(|word| Beginning::of(word)));
    // Behind the first word there may be one from which on the noun has no plural ending: "heads of state".
    if let [noun] | [noun, "of" | "to" | "in" | "for" | "at", ..] = words
        && !morphology::plural_begins_alike(noun)
    {
        found.push(Beginning::of(&morphology::plural(noun)));
    }
}

/// How the forms of a verb begin.
pub(super) fn of_forms(forms: &VerbForms) -> impl Iterator<Item = Beginning> {
    words_of(forms).map(|(word, _)| Beginning::of(&word))
}
