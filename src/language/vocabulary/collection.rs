//! What becomes a vocabulary, while it is put together: each thing with how its lexemes may begin.

use std::ops::Range;
use std::sync::{OnceLock, PoisonError};

use super::families::{Beginning, Beginnings, Item, add_of_noun, beginnings};
use super::outline::{self, Outline, Unusable, cut, fold_phrase};
use super::{Entry, Frame, FrameId, FrameShape, Sense, Thing, Vocabulary, lexemes};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::fold_into;
use crate::graph::{KindId, RelationId, Schema};
use crate::language::lexicon::Lexicon;

/// A vocabulary that is not finished yet.
#[derive(Default)]
pub(super) struct Collection {
    vocabulary: Vocabulary,
}

impl Collection {
    /// Makes room for the words of a schema.
    pub fn for_schema(schema: &Schema) -> Self {
        let mut collection = Self::default();
        let nouns = || schema.kinds().flat_map(|(_, kind)| std::iter::once(&kind.name).chain(&kind.synonyms));
        let phrases = || schema.relations().flat_map(|(_, relation)| &relation.phrases);
        let (nouns, bytes) = nouns().chain(phrases()).fold((0, 0), |(count, bytes), text| (count + 1, bytes + text.len() + 1));
        let vocabulary = &mut collection.vocabulary;
        vocabulary.texts.reserve(bytes);
        vocabulary.items.reserve(nouns);
        vocabulary.families.reserve(nouns);
        vocabulary.entries.reserve(phrases().count());
        vocabulary.frames_of.reserve(schema.relations().len());
        collection
    }

    /// Adds words that mean something by themselves.
    pub fn add_words(&mut self, words: &str, sense: Sense) {
        let Some(first) = words.split_whitespace().next() else { return };
        let text = self.keep(|texts| texts.push_str(words));
        self.add(Thing::Words(text, sense), [Beginning::of(first)]);
    }

    /// Adds a noun of a kind, whose plural follows the rules.
    pub fn add_noun(&mut self, noun: &str, kind: KindId) {
        let text = self.keep(|texts| match outline::is_folded(noun) {
            true => texts.push_str(noun),
            false => fold_into(noun, texts),
        });
        let mut found = Beginnings::new();
        add_of_noun(&cut(self.vocabulary.text(&text)), &mut found);
        self.add(Thing::Noun(text, kind), found);
    }

    /// Adds a frame that was derived from the name of a relation.
    pub fn add_derived(&mut self, relation: RelationId, shape: FrameShape) {
        let id = self.next();
        let mut lexicon = Lexicon::default();
        lexemes::add(&mut lexicon, id, &shape);
        let mut found: Vec<Beginning> = lexicon.first_words().map(Beginning::of).collect();
        found.sort_unstable();
        found.dedup();
        let frame = OnceLock::from(Box::new(Frame { relation, shape, declared: false }));
        self.vocabulary.entries.push(Entry { relation, text: 0..0, parted: 1, numeric: false, frame });
        self.add(Thing::Frame(id), found);
    }

    /// Adds a phrase.
    ///
    /// # Errors
    /// If it cannot be used.
    pub fn add_phrase(&mut self, relation: RelationId, phrase: &str, numeric: bool) -> Result<(), Diagnostic> {
        let id = self.next();
        let mut parted = 1;
        let text = self.keep(|texts| parted = fold_phrase(phrase, texts));
        let found = self.vocabulary.beginnings(&text, parted, numeric).map_err(|unusable| explain(&unusable, phrase))?;
        self.vocabulary.entries.push(Entry { relation, text, parted, numeric, frame: OnceLock::new() });
        self.add(Thing::Frame(id), found);
        Ok(())
    }

    /// All frames that were added since there were `first` belong to the next relation.
    pub fn end_relation(&mut self, first: usize) {
        let frames = first..self.count();
        self.vocabulary.frames_of.push(frames);
    }

    /// How many frames there are.
    pub fn count(&self) -> usize {
        self.vocabulary.entries.len()
    }

    /// The vocabulary.
    pub fn finish(self) -> Vocabulary {
        self.vocabulary
    }

    fn next(&self) -> FrameId {
        FrameId(u32::try_from(self.count()).unwrap_or(u32::MAX))
    }

    /// Where the text stands that is written.
    fn keep(&mut self, write: impl FnOnce(&mut String)) -> Range<u32> {
        let texts = &mut self.vocabulary.texts;
        let place = |texts: &String| u32::try_from(texts.len()).unwrap_or(u32::MAX);
        let start = place(texts);
        write(texts);
        start..place(texts)
    }

    fn add(&mut self, thing: Thing, beginnings: impl IntoIterator<Item = Beginning>) {
        let item = Item::try_from(self.vocabulary.items.len()).unwrap_or(Item::MAX);
        beginnings.into_iter().for_each(|beginning| self.vocabulary.families.join(beginning, item));
        self.vocabulary.items.push(thing);
    }
}

impl Vocabulary {
    fn beginnings(&mut self, text: &Range<u32>, parted: usize, numeric: bool) -> Result<Beginnings, Unusable<'_>> {
        let words = cut(self.texts.get(text.start as usize..).unwrap_or_default());
        let verbs = self.verbs.get_mut().unwrap_or_else(PoisonError::into_inner);
        Ok(beginnings(&Outline::of(&words, parted, numeric)?, verbs))
    }
}

/// Says why a phrase cannot be used.
pub(super) fn explain(unusable: &Unusable<'_>, phrase: &str) -> Diagnostic {
    let message = match unusable {
        Unusable::NoLetter => format!("The phrase \"{phrase}\" must begin with X or Y."),
        Unusable::Twice => format!("The phrase \"{phrase}\" must name X and Y once each."),
        Unusable::NoWords => format!("The phrase \"{phrase}\" has no words."),
        Unusable::NothingBehind(be) => format!("The phrase \"{phrase}\" has nothing behind \"{be}\"."),
        Unusable::NoVerb => format!("The phrase \"{phrase}\" has no verb between X and Y."),
    };
    Diagnostic::new(Problem::BadDefinition, 0..phrase.len(), message)
        .hint("Write a phrase such as: X votes for Y, X is a supporter of Y, X is next to Y, Y people live in X.")
}
