//! The lattice: tokens, and at each of them the lexemes and names that may start there.
//!
//! Comes in: tokens, the vocabulary, and whoever knows the names. Goes out: what the grammar reads. It decides nothing.

use std::cell::{Cell, RefCell};

use super::gaps::Gap;
use super::lexicon::{Lexicon, WordId};
use super::token::{Token, TokenKind};
use super::vocabulary::{FrameId, FrameShape, Lexeme, Number, PREPOSITIONS, Role, Sense, Vocabulary};
use crate::graph::names::{fold, folds_to};
use crate::graph::{Exactness, KindId, NameMatch, NodeId, RelationId, View};

/// A name at a place of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// First token.
    pub at: usize,
    /// One past its last token.
    pub end: usize,
    /// The nodes that have the name, sorted; empty for a name in brackets that the graph does not have.
    pub nodes: Vec<NodeId>,
    /// How the words stand for them.
    pub exactness: Exactness,
    /// Whether it stands in brackets or quotes, and so can be nothing else.
    pub forced: bool,
}

/// What was looked up for a text.
#[derive(Clone, Debug)]
pub(crate) struct LookedUp {
    tokens: Vec<Token>,
    lexemes: Vec<Vec<(usize, Sense)>>,
    names: Vec<Vec<Name>>,
    gaps: Vec<Gap>,
    offices: Vec<(Name, RelationId)>,
    told: Vec<(usize, usize)>,
}

/// A text ready for the grammar.
pub struct Lattice<'a> {
    /// The text.
    pub text: &'a str,
    /// The vocabulary the lexemes come from.
    pub vocabulary: &'a Vocabulary,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// At each token: its lexemes, as (one past the last token, sense), longest first.
    pub lexemes: Vec<Vec<(usize, Sense)>>,
    /// At each token: its names, longest first.
    pub names: Vec<Vec<Name>>,
    /// Names of which a part is asked for.
    pub gaps: Vec<Gap>,
    /// Where a name stands that nothing bears but a text that claims tell: first token, one past the last.
    pub(super) told: Vec<(usize, usize)>,
    /// What is called just as a relational noun and its "of" are said, "president of Pava" (the office), and the relation of the noun.
    pub offices: Vec<(Name, RelationId)>,
    /// Where the words behind the object of a phrase stand though they are written a little differently: the phrase, first token, one past the last.
    pub(crate) posts: Vec<(FrameId, usize, usize)>,
    furthest: Cell<usize>,
    expected: RefCell<Vec<&'static str>>,
    consulted: Cell<u8>,
    /// Whether it was asked what was spoken of before the text.
    looked_back: Cell<bool>,
    /// Where modals stand of which a phrase says what they ask.
    said_modals: RefCell<Vec<usize>>,
}

impl<'a> Lattice<'a> {
    /// Looks every token up. O(tokens × length of the longest name).
    pub fn new(text: &'a str, tokens: Vec<Token>, vocabulary: &'a Vocabulary, view: &dyn View) -> Self {
        let mut lexemes = Vec::with_capacity(tokens.len());
        let mut names = Vec::with_capacity(tokens.len());
        // Where the longest whole name so far ends that has several words.
        let mut covered = 0;
        let mut words: Vec<&str> = Vec::with_capacity(tokens.len());
        let mut places: Vec<usize> = Vec::with_capacity(tokens.len());
        let mut found: Vec<Lexeme> = Vec::new();
        let mut offices: Vec<(Name, RelationId)> = Vec::new();
        for at in 0..tokens.len() {
            let token = &tokens[at];
            match token.kind {
                TokenKind::Bracketed | TokenKind::Quoted => {
                    lexemes.push(Vec::new());
                    let nodes = exactly_written(&token.text, view);
                    names.push(vec![Name { at, end: at + 1, nodes, exactness: Exactness::Whole, forced: true }]);
                }
                TokenKind::Comma | TokenKind::Colon | TokenKind::Dollar => {
                    lexemes.push(Vec::new());
                    names.push(Vec::new());
                }
                TokenKind::Word | TokenKind::Number(_) => {
                    words.clear();
                    places.clear();
                    for (place, token) in tokens.iter().enumerate().skip(at) {
                        match token.kind {
                            TokenKind::Word | TokenKind::Number(_) => {
                                words.push(&token.text);
                                places.push(place);
                            }
                            // A name may hold a comma or a colon.
                            TokenKind::Comma | TokenKind::Colon if place > at => {}
                            _ => break,
                        }
                    }
                    let end_of = |count: usize| places.get(count.wrapping_sub(1)).map_or(at + 1, |place| place + 1);
                    found.clear();
                    vocabulary.lexemes_at(&words, &mut found);
                    let unbroken = |count: usize| end_of(count) == at + count;
                    lexemes.push(
                        found.iter().filter(|lexeme| unbroken(lexeme.words)).map(|lexeme| (at + lexeme.words, lexeme.sense)).collect(),
                    );
                    // Words within a longer whole name are not short for other things.
                    let matches = if at < covered { view.whole_names_at(&words) } else { view.names_at(&words) };
                    let whole = matches.iter().filter(|found| found.exactness == Exactness::Whole).map(|found| found.words).max();
                    covered = covered.max(whole.filter(|words| *words > 1).map_or(0, end_of));
                    names.push(
                        matches
                            .into_iter()
                            .filter_map(|mut found| {
                                let office = take_office(&mut found, &words, vocabulary, view);
                                offices.extend(office.map(|(nodes, relation)| {
                                    (Name { at, end: end_of(found.words), nodes, exactness: found.exactness, forced: false }, relation)
                                }));
                                keep_strong_parts(found, &words, vocabulary, view)
                            })
                            .map(|found| Name {
                                at,
                                end: end_of(found.words),
                                nodes: found.nodes,
                                exactness: found.exactness,
                                forced: false,
                            })
                            .collect(),
                    );
                    let asks = at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
                        matches!(before.text.as_str(), "which" | "what" | "many" | "some" | "any" | "every" | "each")
                    });
                    if asks && let (Some(own), Some(people)) = (names.last_mut(), people_of(&token.text, view)) {
                        own.push(Name { at, end: at + 1, nodes: people, exactness: Exactness::Adjective, forced: false });
                    }
                }
            }
        }
        let mut lattice = Self::of(text, vocabulary, LookedUp { tokens, lexemes, names, gaps: Vec::new(), offices, told: Vec::new() });
        lattice.keep_awaited(view);
        let is_told =
            |name: &&Name| name.exactness == Exactness::Whole && !name.forced && !name.nodes.iter().any(|&node| view.is_entity(node));
        lattice.told = lattice.names.iter().flatten().filter(is_told).map(|name| (name.at, name.end)).collect();
        if view.schema().kinds().len() == 0 {
            super::sorts::add(&mut lattice);
        }
        super::gaps::add_turned(&mut lattice, view);
        super::gaps::add_shared_heads(&mut lattice, view);
        super::between::add_between(&mut lattice, view);
        lattice.gaps = super::gaps::gaps(&lattice, view);
        lattice
    }

    /// What was looked up, to be used again for the same text.
    pub(crate) fn looked_up(&self) -> LookedUp {
        LookedUp {
            tokens: self.tokens.clone(),
            lexemes: self.lexemes.clone(),
            names: self.names.clone(),
            gaps: self.gaps.clone(),
            offices: self.offices.clone(),
            told: self.told.clone(),
        }
    }

    /// The lattice of a text for which all has been looked up.
    pub(crate) fn of(text: &'a str, vocabulary: &'a Vocabulary, looked_up: LookedUp) -> Self {
        let LookedUp { tokens, lexemes, names, gaps, offices, told } = looked_up;
        Self {
            text,
            vocabulary,
            tokens,
            lexemes,
            names,
            gaps,
            offices,
            told,
            posts: Vec::new(),
            furthest: Cell::new(0),
            expected: RefCell::default(),
            consulted: Cell::new(0),
            looked_back: Cell::new(false),
            said_modals: RefCell::default(),
        }
    }

    /// Takes away verbs that wait for a preposition which the text does not have, where their words end in a name: "supported Marchand" is not the
    /// beginning of "supported Marchand through ...", but of something that was done to Marchand.
    fn keep_awaited(&mut self, view: &dyn View) {
        for at in 0..self.tokens.len() {
            let awaited = |end: usize, sense: &Sense| {
                let (Sense::Verb { frame, pending: true, .. } | Sense::Be { frame, pending: true }) = sense else { return true };
                let named = (at + 1..end).any(|start| {
                    let names = self.names.get(start).map_or(&[][..], Vec::as_slice);
                    names.iter().any(|name| name.end == end && name.exactness == Exactness::Whole && self.is_proper(name, view))
                });
                let last = match &self.vocabulary.frame(*frame).shape {
                    FrameShape::Verb { tail: words, .. } | FrameShape::Measure { tail: words, .. } | FrameShape::Be { words, .. } => {
                        words.last()
                    }
                    FrameShape::Noun { .. } => None,
                };
                !named || last.is_some_and(|last| self.tokens.iter().any(|token| token.text == *last))
            };
            let kept: Vec<(usize, Sense)> =
                self.lexemes.get(at).into_iter().flatten().filter(|(end, sense)| awaited(*end, sense)).copied().collect();
            if let Some(lexemes) = self.lexemes.get_mut(at) {
                *lexemes = kept;
            }
        }
    }

    /// Whether a name is written with a capital letter where the graph has it: "Pava", but not "relations".
    fn is_proper(&self, name: &Name, view: &dyn View) -> bool {
        let Some(words) = self.tokens.get(name.at..name.end) else { return false };
        let written = words.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
        let mut is_it = |own: &str| own.starts_with(char::is_uppercase) && folds_to(own, &written);
        name.nodes.iter().any(|&node| view.any_name(node, &mut is_it))
    }

    /// Lets a colon and the word behind it be a name: `:country`, of these nodes. No other name begins or ends within it.
    pub fn name_parameter(&mut self, at: usize, node: NodeId) {
        let end = at + 2;
        for (start, names) in self.names.iter_mut().enumerate().take(end) {
            names.retain(|name| start < at && name.end <= at);
        }
        for lexemes in self.lexemes.iter_mut().take(end).skip(at) {
            lexemes.clear();
        }
        for (start, lexemes) in self.lexemes.iter_mut().enumerate().take(at) {
            lexemes.retain(|(lexeme_end, _)| start < at && *lexeme_end <= at);
        }
        if let Some(names) = self.names.get_mut(at) {
            names.push(Name { at, end, nodes: vec![node], exactness: Exactness::Whole, forced: true });
        }
    }

    /// Looks up the lexemes only; names are looked up where the grammar of telling wants one, by [`Lattice::names_from`].
    pub(super) fn without_names(text: &'a str, tokens: Vec<Token>, vocabulary: &'a Vocabulary) -> Self {
        // What is no word is in no lexeme.
        let words: Vec<&str> = tokens
            .iter()
            .map(|token| match token.kind {
                TokenKind::Word | TokenKind::Number(_) => token.text.as_str(),
                _ => "",
            })
            .collect();
        let made: Option<(&Lexicon, Vec<WordId>)> =
            vocabulary.made().map(|lexicon| (lexicon, words.iter().map(|word| lexicon.id(word)).collect()));
        let mut found: Vec<Lexeme> = Vec::new();
        let lexemes_at = |at: usize| {
            found.clear();
            match &made {
                Some((lexicon, ids)) => lexicon.at(ids.get(at..).unwrap_or_default(), &mut found),
                None => vocabulary.lexemes_at(words.get(at..).unwrap_or_default(), &mut found),
            }
            found.iter().map(|lexeme| (at + lexeme.words, lexeme.sense)).collect()
        };
        let lexemes = (0..tokens.len()).map(lexemes_at).collect();
        Self::of(text, vocabulary, LookedUp { tokens, lexemes, names: Vec::new(), gaps: Vec::new(), offices: Vec::new(), told: Vec::new() })
    }

    /// The names that start at a token that is a word, longest first.
    pub(super) fn names_from(&self, at: usize, view: &dyn View) -> Vec<Name> {
        let mut words: Vec<&str> = Vec::new();
        let mut ends: Vec<usize> = Vec::new();
        for (place, token) in self.tokens.iter().enumerate().skip(at) {
            match token.kind {
                TokenKind::Word | TokenKind::Number(_) => {
                    words.push(&token.text);
                    ends.push(place + 1);
                }
                // A name may hold a comma or a colon.
                TokenKind::Comma | TokenKind::Colon if place > at => {}
                _ => break,
            }
        }
        let found = view.names_at(&words).into_iter();
        found
            .filter_map(|found| {
                let end = *ends.get(found.words.checked_sub(1)?)?;
                Some(Name { at, end, nodes: found.nodes, exactness: found.exactness, forced: false })
            })
            .collect()
    }

    /// Notes that the grammar reached a token and would have liked something else there.
    pub(super) fn expect(&self, at: usize, what: &'static str) {
        if at > self.furthest.get() {
            self.furthest.set(at);
            self.expected.borrow_mut().clear();
        }
        if at == self.furthest.get() {
            let mut expected = self.expected.borrow_mut();
            if !expected.contains(&what) {
                expected.push(what);
            }
        }
    }

    /// The furthest token reached, and what was expected there, in the order it was tried.
    pub fn furthest(&self) -> (usize, Vec<&'static str>) {
        (self.furthest.get(), self.expected.borrow().clone())
    }

    /// Notes that a choice of strategy mattered.
    pub(super) fn consult(&self, choice: u8) {
        self.consulted.set(self.consulted.get() | choice);
    }

    /// Notes that it was asked what was spoken of before the text.
    pub(crate) fn look_back(&self) {
        self.looked_back.set(true);
    }

    /// Whether that was asked.
    pub(crate) fn has_looked_back(&self) -> bool {
        self.looked_back.get()
    }

    /// Notes that a phrase says what a modal ("should") asks.
    pub(super) fn say_modal(&self, at: usize) {
        let mut said = self.said_modals.borrow_mut();
        if !said.contains(&at) {
            said.push(at);
        }
    }

    /// Whether a phrase was read that says what the modal at a token asks.
    pub fn says_modal(&self, at: usize) -> bool {
        self.said_modals.borrow().contains(&at)
    }

    pub(super) fn consulted(&self) -> u8 {
        self.consulted.get()
    }

    /// The bytes of the text that some tokens cover.
    pub fn span(&self, at: usize, end: usize) -> std::ops::Range<usize> {
        match (self.tokens.get(at), end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if last.span.end >= first.span.start => first.span.start..last.span.end,
            (Some(first), _) => first.span.clone(),
            _ => self.text.len()..self.text.len(),
        }
    }

    /// The text that some tokens cover.
    pub fn text_of(&self, at: usize, end: usize) -> &str {
        self.text.get(self.span(at, end)).unwrap_or("")
    }
}

/// "Pavanians": what the adjective belongs to.
fn people_of(word: &str, view: &dyn View) -> Option<Vec<NodeId>> {
    let adjective = word.strip_suffix('s')?;
    let found = view.whole_names_at(&[adjective]);
    found.into_iter().find(|found| found.exactness == Exactness::Adjective).map(|found| found.nodes)
}

/// "The minister of trade of Pava" is whoever has the office, even where the office itself is called so: takes those away that cannot have it, and gives
/// them with the relation of the noun, where that is their whole name.
fn take_office(found: &mut NameMatch, words: &[&str], vocabulary: &Vocabulary, view: &dyn View) -> Option<(Vec<NodeId>, RelationId)> {
    let part = words.get(..found.words).filter(|part| part.len() > 1)?;
    let role = role_within(part, vocabulary, view)?;
    let (kept, taken): (Vec<NodeId>, Vec<NodeId>) =
        std::mem::take(&mut found.nodes).into_iter().partition(|&node| !view.is_entity(node) || role.fits(node, view));
    found.nodes = kept;
    (found.exactness == Exactness::Whole && !taken.is_empty()).then_some((taken, role.relation))
}

/// One word stands for a longer name only where that has at most three: "Countries" is no name for an "Organization of ... Countries".
///
/// Nor is it a part that hangs in the air ("Pava's", "relations between") or joins two things ("Mexico and Pava").
fn keep_strong_parts(mut found: NameMatch, words: &[&str], vocabulary: &Vocabulary, view: &dyn View) -> Option<NameMatch> {
    if found.exactness == Exactness::Part {
        let part = words.get(..found.words).unwrap_or(&[]);
        let hangs = |word: &&str| matches!(*word, "'s" | "the" | "a" | "an" | "and" | "or") || PREPOSITIONS.contains(word);
        if part.first().is_some_and(hangs) || part.last().is_some_and(hangs) || part.contains(&"and") {
            return None;
        }
    }
    // "Pava's president" is said of Pava, even where a title has the words.
    if found.exactness == Exactness::Part
        && let Some(at) = words.iter().take(found.words).position(|word| *word == "'s")
        && words.get(at + 1).is_some_and(|noun| vocabulary.knows(noun))
        && words.get(..at).is_some_and(|owner| !view.named(&owner.join(" ")).is_empty())
    {
        return None;
    }
    // "Pavanian aircraft" are aircraft, even where a photograph is called after them.
    if found.exactness == Exactness::Part && is_name_and_noun(words.get(..found.words).unwrap_or(&[]), vocabulary, view) {
        return None;
    }
    // A title of many words is shortened to its first three or more.
    if found.exactness == Exactness::Part && found.words > 1 {
        let part = words.get(..found.words).unwrap_or(&[]).join(" ");
        let mut is_short =
            |name: &str| name.split_whitespace().count() < 5 || found.words > 2 && fold(name).trim_start_matches("the ").starts_with(&part);
        found.nodes.retain(|&node| !view.is_entity(node) || view.any_name(node, &mut is_short));
    }
    if found.exactness == Exactness::Part
        && found.words == 1
        && let Some(word) = words.first()
    {
        // A word written small in the name is a common noun there ("bbc films"), not what one calls it by.
        let is_called = |part: &str| part.starts_with(|first: char| !first.is_lowercase()) && folds_to(part, word);
        found.nodes.retain(|&node| {
            view.label(node).is_some_and(|label| label.split_whitespace().count() <= 3)
                && view.any_name(node, &mut |name| name.split_whitespace().any(is_called))
        });
    }
    (!found.nodes.is_empty()).then_some(found)
}

/// What a noun names: an end of a relation, or things of some kinds that have the noun too.
struct RoleNoun {
    relation: RelationId,
    referent: Role,
    kinds: Vec<KindId>,
}

/// The relational noun of words that are that noun, with or without a name in front of it and with or without "of" and the like behind it.
fn role_within(words: &[&str], vocabulary: &Vocabulary, view: &dyn View) -> Option<RoleNoun> {
    let mut found = Vec::new();
    (0..words.len()).find_map(|at| {
        let (owner, rest) = words.split_at_checked(at)?;
        if at > 0 && !view.whole_names_at(owner).iter().any(|found| found.words == at) {
            return None;
        }
        found.clear();
        vocabulary.lexemes_at(rest, &mut found);
        found.iter().find_map(|lexeme| {
            let Sense::Noun(frame, Number::Singular) = lexeme.sense else { return None };
            let frame = vocabulary.frame(frame);
            let FrameShape::Noun { preposition, referent, .. } = &frame.shape else { return None };
            if rest.get(lexeme.words).is_some_and(|behind| behind != preposition) {
                return None;
            }
            let kind_of = |other: &Lexeme| match other.sense {
                Sense::Kind(kind, _) if other.words == lexeme.words => Some(kind),
                _ => None,
            };
            Some(RoleNoun { relation: frame.relation, referent: *referent, kinds: found.iter().filter_map(kind_of).collect() })
        })
    })
}

impl RoleNoun {
    /// Whether a thing may be what the noun names.
    fn fits(&self, node: NodeId, view: &dyn View) -> bool {
        let schema = view.schema();
        let own = view.kinds(node);
        let is_any = |kinds: &[KindId]| own.iter().any(|&own| kinds.iter().any(|&kind| schema.is_a(own, kind) || schema.is_a(kind, own)));
        let Some(relation) = schema.relation(self.relation) else { return true };
        let at_this_end = match self.referent {
            Role::Subject => &relation.domain,
            Role::Object => &relation.range,
        };
        own.is_empty() || at_this_end.is_empty() || is_any(at_this_end) || is_any(&self.kinds)
    }
}

/// Whether words are a name and a noun of the vocabulary behind it.
fn is_name_and_noun(words: &[&str], vocabulary: &Vocabulary, view: &dyn View) -> bool {
    let mut found = Vec::new();
    (1..words.len()).any(|at| {
        let Some((name, noun)) = words.split_at_checked(at) else { return false };
        found.clear();
        vocabulary.lexemes_at(noun, &mut found);
        found.iter().any(|lexeme| lexeme.words == noun.len() && matches!(lexeme.sense, Sense::Kind(..) | Sense::Noun(..)))
            && view.whole_names_at(name).iter().any(|found| found.words == name.len())
    })
}

/// The nodes of a name in brackets: those whose label is written just so, or else all that have the name.
fn exactly_written(name: &str, view: &dyn View) -> Vec<NodeId> {
    let all = view.named(name);
    let exact: Vec<NodeId> = all.iter().copied().filter(|&node| label_is(node, name, view)).collect();
    if exact.is_empty() { all.into_owned() } else { exact }
}

fn label_is(node: NodeId, name: &str, view: &dyn View) -> bool {
    use crate::graph::{Node, Value};
    match view.label(node) {
        Some(label) => label == name,
        None => matches!(view.node(node).as_deref(), Some(Node::Value(Value::Text(text))) if text == name),
    }
}
