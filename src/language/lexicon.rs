//! The lexicon: sequences of words and what each may mean. Every distinct word is kept once, and has a number.

use rustc_hash::FxHashMap;

use super::vocabulary::{Lexeme, Sense};

/// The number of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WordId(u32);

impl WordId {
    /// Stands for any word that no lexeme has.
    pub(super) const UNKNOWN: Self = Self(u32::MAX);
}

/// Words and the lexemes that start with each.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    ids: FxHashMap<Box<str>, u32>,
    /// By the number of the first word.
    entries: Vec<Vec<Entry>>,
    /// The further words of all entries, end to end.
    rest: Vec<WordId>,
}

/// Words that several lexemes share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    start: u32,
    /// How many words.
    pub(super) length: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Where its further words begin, and how many they are.
    rest: u32,
    length: u32,
    sense: Sense,
}

impl Lexicon {
    /// Adds a lexeme, unless it is known; without words it is none.
    pub(super) fn add<'w>(&mut self, words: impl IntoIterator<Item = &'w str>, sense: Sense) {
        let mut words = words.into_iter();
        let Some(first) = words.next() else { return };
        let rest = self.keep(words);
        self.add_kept(first, rest, rest.length, sense);
    }

    /// Keeps words that lexemes have behind their first one, to be shared by all forms of a verb.
    pub(super) fn keep<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) -> Kept {
        let start = self.rest.len();
        for word in words {
            let id = self.number(word);
            self.rest.push(id);
        }
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Kept { start: number(start), length: number(self.rest.len() - start) }
    }

    /// Adds a lexeme of a first word and the first `length` of some kept words, unless it is known.
    pub(super) fn add_kept(&mut self, first: &str, kept: Kept, length: u32, sense: Sense) {
        let first = self.number(first);
        let entry = Entry { rest: kept.start, length: length.min(kept.length), sense };
        let Some(entries) = self.entries.get_mut(first.0 as usize) else { return };
        let rest = &self.rest;
        let same = |other: &Entry| {
            other.sense == sense
                && other.length == entry.length
                && (other.rest == entry.rest || rest.get(other.range()) == rest.get(entry.range()))
        };
        let known = match sense.frame() {
            // The lexemes of a phrase are added one after the other: further back are none of it.
            Some(frame) => entries.iter().rev().take_while(|entry| entry.sense.frame() == Some(frame)).any(same),
            None => entries.iter().any(same),
        };
        if !known {
            entries.push(entry);
        }
    }

    /// Makes words known that no lexeme starts with or holds.
    pub(super) fn know(&mut self, words: &[String]) {
        for word in words {
            self.number(word);
        }
    }

    /// Puts longer lexemes before shorter ones; those of a length stay in the order they were added.
    pub(super) fn sort(&mut self) {
        for entries in &mut self.entries {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.length));
        }
    }

    /// The number of a word.
    pub(super) fn id(&self, word: &str) -> WordId {
        self.ids.get(word).copied().map_or(WordId::UNKNOWN, WordId)
    }

    /// The lexemes that start at the first of these words, longest first.
    pub(super) fn at(&self, words: &[WordId], found: &mut Vec<Lexeme>) {
        let Some((first, following)) = words.split_first() else { return };
        let entries = self.entries.get(first.0 as usize).into_iter().flatten();
        let fits = |entry: &&Entry| following.get(..entry.length as usize).is_some_and(|words| self.rest.get(entry.range()) == Some(words));
        found.extend(entries.filter(fits).map(|entry| Lexeme { words: entry.length as usize + 1, sense: entry.sense }));
    }

    /// The senses of all lexemes that start with a word, those with more words first.
    pub(super) fn starting_with(&self, first: WordId) -> impl Iterator<Item = Sense> {
        self.entries.get(first.0 as usize).into_iter().flatten().map(|entry| entry.sense)
    }

    /// How many further words the longest lexeme that starts with a word has.
    pub(super) fn longest(&self, first: WordId) -> usize {
        self.entries.get(first.0 as usize).and_then(|entries| entries.first()).map_or(0, |entry| entry.length as usize)
    }

    /// The words that lexemes start with, in no order.
    pub(super) fn first_words(&self) -> impl Iterator<Item = &str> {
        let starts = |id: u32| self.entries.get(id as usize).is_some_and(|entries| !entries.is_empty());
        self.ids.iter().filter(move |(_, id)| starts(**id)).map(|(word, _)| &**word)
    }

    /// Whether some lexeme has this word.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.ids.contains_key(word)
    }

    /// All words, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(|word| &**word)
    }

    /// The lexemes that start with a word: their further words, and what they mean.
    #[cfg(test)]
    pub(super) fn spelled(&self, first: &str) -> Vec<(Vec<&str>, Sense)> {
        let word = |id: &WordId| self.ids.iter().find(|(_, other)| **other == id.0).map_or("", |(word, _)| &**word);
        let further = |entry: &Entry| self.rest.get(entry.range()).into_iter().flatten().map(word).collect();
        self.entries.get(self.id(first).0 as usize).into_iter().flatten().map(|entry| (further(entry), entry.sense)).collect()
    }

    fn number(&mut self, word: &str) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return WordId(*id);
        }
        let id = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.ids.insert(Box::from(word), id);
        self.entries.push(Vec::new());
        WordId(id)
    }
}

impl Entry {
    fn range(&self) -> std::ops::Range<usize> {
        self.rest as usize..(self.rest + self.length) as usize
    }
}
