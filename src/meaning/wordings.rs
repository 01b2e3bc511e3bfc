//! Wordings: a question that differs from one read before only in the names that it holds is not read anew.
//!
//! Comes in: a question. Goes out: what [`read_after`](super::read_after) makes of it, word for word the same; how it came about cannot be told from it.
//! What a wording means is read from the question with an unknown in the place of each name ([`slots`], [`masked`]), which notes what was asked of the
//! graph about the unknowns. It serves another question if the names of that one are in nothing different from the first but in being other names:
//! each is the label of one thing alone, of the same kinds, about which the graph says the same where it was asked, and which nothing else in the
//! question speaks of; of a name in brackets others may have it, as many and of the same kinds. Where more was asked of the graph than can be compared, where it was asked what was spoken of before, where something was noted, and where a
//! question was not read at once, nothing is kept. The first question of a wording is only read; with the next, what the unknowns give
//! is compared with what was read plainly; from then on the wording serves.

mod aside;
mod masked;
mod slots;

use std::any::Any;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use self::aside::Aside;
use self::masked::{Fact, Masked, Seen};
use self::slots::{Slot, Sort};
use super::{Antecedents, Failure, Reading, Shape, pattern, read_lattice, read_words};
use crate::graph::{NodeId, View};
use crate::language::lattice::{LookedUp, Name};
use crate::language::token;
use crate::language::vocabulary::Sense;
use crate::language::{Lattice, Vocabulary};
use crate::query::{Fill, Given, Query, parameter_node, parameter_of};

/// So many ways are kept, of all wordings; then all are forgotten, which bounds the memory and costs little.
const MOST_KEPT: usize = 4_096;

/// So many ways of one wording are kept, for names of different kinds.
const MOST_WAYS: usize = 64;

/// A wording of which so many ways cannot be kept, and none can, is no longer tried.
const MOST_FAILED: u32 = 3;

/// So many questions of a wording are read plainly as well and compared before it is trusted.
const ENOUGH: u32 = 1;

/// Longer questions are read anew.
const LONGEST: usize = 400;

/// The wordings that were met, of one graph and its vocabulary, neither of which changes.
#[derive(Debug, Default)]
pub(crate) struct Wordings {
    met: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    wordings: FxHashMap<String, Wording>,
    /// How many ways all of them have.
    ways: usize,
}

/// What is known of a wording.
#[derive(Clone, Debug, Default)]
struct Wording {
    ways: Vec<Arc<Way>>,
    /// How many questions were read plainly, too, and found to mean the same.
    compared: u32,
    /// How many ways cannot be kept.
    failed: u32,
}

/// What a wording means for names of some kinds.
#[derive(Debug)]
struct Way {
    names: Vec<Vec<Sort>>,
    /// How the names stand among the words, where they stand without brackets.
    words: Option<Words>,
    facts: Vec<Fact>,
    /// What else was spoken of; none of these may be in a slot.
    others: Vec<NodeId>,
    /// What was looked up for the wording, which may serve other ways, too.
    heard: Option<Arc<Heard>>,
    /// Nothing, if it cannot be kept.
    reading: Option<Reading>,
    /// What stands behind it; asked for only where nothing is found.
    aside: OnceLock<Aside>,
    /// What whoever runs it keeps with it.
    along: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// What was looked up for a wording with its names in brackets, and what was asked about these for it.
#[derive(Debug)]
struct Heard {
    /// Which of the things in each slot have the name for a label.
    labels: Vec<Vec<bool>>,
    words: LookedUp,
    seen: Seen,
}

/// A question of a wording that was met before.
pub(crate) struct Met<'q> {
    way: Arc<Way>,
    wording: String,
    slots: Vec<Slot<'q>>,
}

impl Met<'_> {
    /// The things that the question names, in the place of the unknowns of its wording.
    pub(crate) fn given(&self) -> Vec<Given> {
        given(&self.slots)
    }

    /// What is kept along with the wording: made of what it means with unknowns in it, the first time that it is asked for.
    pub(crate) fn along<T: Any + Send + Sync>(&self, make: impl FnOnce(&Query) -> T) -> Option<&T> {
        let meant = self.way.reading.as_ref()?;
        self.way.along.get_or_init(|| Box::new(make(&meant.query))).downcast_ref()
    }
}

/// What the grammar reads of a lattice beside tokens.
#[derive(Clone, Debug, PartialEq)]
struct Words {
    lexemes: Vec<Vec<(usize, Sense)>>,
    names: Vec<Vec<Name>>,
}

impl Wordings {
    /// What [`read_after`](super::read_after) gives.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Complexity
    /// Of a wording that was met before: finding the names, and a copy of what it means.
    pub(crate) fn read<'q>(
        &self,
        question: &'q str,
        vocabulary: &Vocabulary,
        view: &dyn View,
        before: &Antecedents,
    ) -> Result<(Reading, Option<Met<'q>>), Failure> {
        let plainly = || super::read_after(question, vocabulary, view, before);
        let alone = |read: Result<Reading, Failure>| read.map(|reading| (reading, None));
        if question.len() > LONGEST || slots::is_strange(question) {
            return alone(plainly());
        }
        if question.contains('[') {
            return match slots::in_brackets(question, view) {
                Some(slots) => self.read_with(question, slots, None, vocabulary, view, |_| plainly()),
                None => alone(plainly()),
            };
        }
        let Ok(tokens) = token::tokenize(question) else { return alone(plainly()) };
        if let Some(read) = pattern::read(question, &tokens, vocabulary, view) {
            return alone(read);
        }
        let lattice = Lattice::new(question, tokens, vocabulary, view);
        let read = |lattice: Option<Lattice<'_>>| match lattice {
            Some(lattice) => read_words(lattice, vocabulary, view, before),
            None => plainly(),
        };
        match slots::among_words(question, &lattice, view) {
            Some(slots) => self.read_with(question, slots, Some(lattice), vocabulary, view, read),
            None => alone(read(Some(lattice))),
        }
    }

    /// Reads a question with these names in it: as a wording that was met, or plainly.
    fn read_with<'q, 't>(
        &self,
        question: &'q str,
        slots: Vec<Slot<'q>>,
        lattice: Option<Lattice<'t>>,
        vocabulary: &Vocabulary,
        view: &dyn View,
        plainly: impl FnOnce(Option<Lattice<'t>>) -> Result<Reading, Failure>,
    ) -> Result<(Reading, Option<Met<'q>>), Failure> {
        let alone = |read: Result<Reading, Failure>| read.map(|reading| (reading, None));
        let wording = slots::wording(question, &slots);
        let (known, compared, is_tried, heard) = {
            let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
            match met.wordings.get(&wording) {
                Some(known) => {
                    let way = known.way(&slots, lattice.as_ref(), view);
                    let heard = if way.is_none() { known.heard(&slots, view) } else { None };
                    (way, known.compared, known.is_tried(), heard)
                }
                // Most wordings are met once.
                None => {
                    met.make_room();
                    met.ways += 1;
                    met.wordings.insert(wording, Wording::default());
                    drop(met);
                    return alone(plainly(lattice));
                }
            }
        };
        let is_new = known.is_none();
        let way = match known {
            Some(way) => way,
            None if is_tried => Arc::new(Way::of(&wording, &slots, lattice.as_ref(), heard, vocabulary, view)),
            None => return alone(plainly(lattice)),
        };
        let Some(reading) = way.filled(&slots) else {
            if is_new {
                self.keep(wording, way, |wording| wording.failed += 1);
            }
            return alone(plainly(lattice));
        };
        if compared >= ENOUGH {
            debug_assert_eq!(Ok(&reading), plainly(lattice).as_ref(), "{question}");
            if is_new {
                self.keep(wording.clone(), Arc::clone(&way), |_| {});
            }
            return Ok((reading, Some(Met { way, wording, slots })));
        }
        let read = plainly(lattice);
        if read.as_ref().is_ok_and(|read| *read == reading) {
            self.keep(wording, way, |wording| wording.compared += 1);
        } else {
            self.keep(wording, way, |wording| *wording = Wording { ways: Vec::new(), compared: 0, failed: MOST_FAILED });
        }
        alone(read)
    }

    /// Keeps a way of a wording, and then notes how the wording fared.
    fn keep(&self, wording: String, way: Arc<Way>, note: impl FnOnce(&mut Wording)) {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        met.make_room();
        let Known { wordings, ways } = &mut *met;
        let known = wordings.entry(wording).or_default();
        *ways = ways.saturating_sub(known.ways.len().max(1));
        if !known.ways.iter().any(|other| Arc::ptr_eq(other, &way)) {
            known.ways.push(way);
        }
        note(known);
        // An abandoned wording takes room as well.
        *ways += known.ways.len().max(1);
    }
}

impl Known {
    /// Forgets all if there is no room for more.
    fn make_room(&mut self) {
        if self.ways >= MOST_KEPT {
            *self = Self::default();
        }
    }
}

impl Wording {
    /// The way for names like these.
    fn way(&self, slots: &[Slot<'_>], lattice: Option<&Lattice<'_>>, view: &dyn View) -> Option<Arc<Way>> {
        self.ways.iter().find(|way| way.is_of(slots, lattice, view)).cloned()
    }

    /// What was looked up for names like these.
    fn heard(&self, slots: &[Slot<'_>], view: &dyn View) -> Option<Arc<Heard>> {
        self.ways.iter().filter_map(|way| way.heard.as_ref()).find(|heard| heard.is_of(slots, view)).cloned()
    }

    /// Whether it is worth while to look for further ways.
    fn is_tried(&self) -> bool {
        self.ways.len() < MOST_WAYS && (self.failed < MOST_FAILED || self.ways.iter().any(|way| way.reading.is_some()))
    }
}

impl Way {
    /// Reads a wording with unknowns in its slots.
    fn of(
        wording: &str,
        slots: &[Slot<'_>],
        lattice: Option<&Lattice<'_>>,
        heard: Option<Arc<Heard>>,
        vocabulary: &Vocabulary,
        view: &dyn View,
    ) -> Self {
        let words = lattice.map(|lattice| Words::of(lattice, slots));
        let things = slots::things(slots);
        let masked = Masked::new(view, &things, words.is_some());
        let lattice = match &heard {
            Some(heard) => {
                masked.take_over(heard.seen.clone());
                Some(Lattice::of(wording, vocabulary, heard.words.clone()))
            }
            None => look_up(wording, words.as_ref(), vocabulary, view, &masked),
        };
        let heard = heard.or_else(|| Heard::of(lattice.as_ref()?, slots, &masked).filter(|_| words.is_none()).map(Arc::new));
        let reading = lattice.and_then(|lattice| read_masked(&lattice, vocabulary, &masked));
        let seen = masked.seen();
        let names = slots.iter().map(|slot| slot.sorts.clone()).collect();
        let reading = reading.filter(|_| seen.too_much.is_none());
        Self { names, words, facts: seen.facts, others: seen.others, heard, reading, aside: OnceLock::new(), along: OnceLock::new() }
    }

    /// Whether names are like those that it was read for, as far as the reading looked.
    fn is_of(&self, slots: &[Slot<'_>], lattice: Option<&Lattice<'_>>, view: &dyn View) -> bool {
        let words_match = || match (&self.words, lattice) {
            (Some(words), Some(lattice)) => words.are_of(lattice, slots),
            (None, None) => true,
            _ => false,
        };
        self.names.iter().eq(slots.iter().map(|slot| &slot.sorts)) && words_match() && {
            let things = slots::things(slots);
            self.facts.iter().all(|fact| things.get(fact.place).is_some_and(|thing| fact.is_so(thing, view)))
        }
    }

    /// What it means for these names; nothing if it is not kept, or if what they name is spoken of elsewhere in the question.
    fn filled(&self, slots: &[Slot<'_>]) -> Option<Reading> {
        let meant = self.reading.as_ref()?;
        if slots.iter().flat_map(|slot| &slot.nodes).any(|node| self.others.contains(node)) {
            return None;
        }
        filled(meant, slots)
    }
}

/// What the unknowns stand for.
fn given(slots: &[Slot<'_>]) -> Vec<Given> {
    slots.iter().flat_map(|slot| slot.nodes.iter().map(|&node| Given::Nodes(vec![node]))).collect()
}

/// What was read with unknowns, for these names; nothing if a text speaks of an unknown otherwise than by its name.
fn filled(meant: &Reading, slots: &[Slot<'_>]) -> Option<Reading> {
    let given = given(slots);
    let fill = Fill(&given);
    let mut reading = meant.clone();
    let query = &mut reading.query;
    fill.query(query);
    let titles = query.headings.iter_mut().map(|heading| &mut heading.title);
    let aside = reading.strict.iter_mut().map(|strict| &mut strict.aside);
    for text in titles.chain(&mut query.columns).chain(aside).chain([&mut reading.readback]) {
        if slots::speaks_of_unknown(text) {
            *text = slots::with_names(text, slots)?;
        }
    }
    if let Some(strict) = &mut reading.strict {
        fill.query(&mut strict.query);
    }
    match &mut reading.shape {
        Shape::Description { nodes, .. } => fill.nodes(nodes),
        Shape::YesNo { denial: Some(denial) } => fill.query(denial),
        _ => {}
    }
    Some(reading)
}

/// Looks up a wording with unknowns in its slots; nothing if it is not to be kept, or if its words are not those of the question.
fn look_up<'w>(
    wording: &'w str,
    words: Option<&Words>,
    vocabulary: &'w Vocabulary,
    view: &dyn View,
    masked: &Masked<'_>,
) -> Option<Lattice<'w>> {
    let tokens = token::tokenize(wording).ok()?;
    if pattern::read(wording, &tokens, vocabulary, view).is_some() {
        return None;
    }
    let lattice = Lattice::new(wording, tokens, vocabulary, masked);
    if words.is_some_and(|words| !words.are_of(&lattice, &[])) {
        return None;
    }
    masked.look_closely();
    Some(lattice)
}

/// Reads a wording with unknowns in its slots; nothing if it is not read at once, or with notes.
fn read_masked(lattice: &Lattice<'_>, vocabulary: &Vocabulary, masked: &Masked<'_>) -> Option<Reading> {
    let reading = read_lattice(lattice, vocabulary, masked, &super::NO_ANTECEDENTS).ok()?;
    if lattice.has_looked_back() {
        return None;
    }
    let spoken = lattice.names.iter().flatten().flat_map(|name| name.nodes.iter().copied());
    masked.note(&spoken.filter(|&node| parameter_of(node).is_none()).collect::<Vec<_>>());
    (reading.choices.is_empty() && reading.rules.is_empty() && !slots::has_article(&reading.readback)).then_some(reading)
}

impl Heard {
    /// What was looked up; nothing if that hangs on more than can be compared.
    fn of(lattice: &Lattice<'_>, slots: &[Slot<'_>], masked: &Masked<'_>) -> Option<Self> {
        let seen = masked.seen_so_far();
        let is_comparable = seen.too_much.is_none() && !seen.kinds;
        is_comparable.then(|| Self { labels: slots.iter().map(labels).collect(), words: lattice.looked_up(), seen })
    }

    /// Whether the same would be looked up for these names.
    fn is_of(&self, slots: &[Slot<'_>], view: &dyn View) -> bool {
        let things = slots::things(slots);
        slots.iter().map(labels).eq(self.labels.iter().cloned())
            && self.seen.facts.iter().all(|fact| things.get(fact.place).is_some_and(|thing| fact.is_so(thing, view)))
    }
}

fn labels(slot: &Slot<'_>) -> Vec<bool> {
    slot.sorts.iter().map(|sort| sort.is_label).collect()
}

impl Words {
    /// Those of a question, with unknowns in its slots.
    fn of(lattice: &Lattice<'_>, slots: &[Slot<'_>]) -> Self {
        let mut names = lattice.names.clone();
        for name in names.iter_mut().flatten() {
            if let Some(unknowns) = unknowns_of(name, slots) {
                name.nodes = unknowns;
            }
        }
        Self { lexemes: lattice.lexemes.clone(), names }
    }

    /// Whether a question has these.
    fn are_of(&self, lattice: &Lattice<'_>, slots: &[Slot<'_>]) -> bool {
        let is_same = |own: &Name, other: &Name| match unknowns_of(other, slots) {
            Some(unknowns) => own.at == other.at && own.end == other.end && own.nodes == unknowns && own.exactness == other.exactness,
            None => own == other,
        };
        let are_same = |own: &Vec<Name>, others: &Vec<Name>| {
            own.len() == others.len() && own.iter().zip(others).all(|(own, other)| is_same(own, other))
        };
        lattice.gaps.is_empty()
            && lattice.posts.is_empty()
            && lattice.offices.is_empty()
            && self.lexemes == lattice.lexemes
            && self.names.len() == lattice.names.len()
            && self.names.iter().zip(&lattice.names).all(|(own, others)| are_same(own, others))
    }
}

/// The unknowns in the slot that a name fills.
fn unknowns_of(name: &Name, slots: &[Slot<'_>]) -> Option<Vec<NodeId>> {
    let mut first = 0;
    for slot in slots {
        if slot.tokens == (name.at..name.end) && name.nodes == slot.nodes {
            return Some((first..first + slot.nodes.len()).map(parameter_node).collect());
        }
        first += slot.nodes.len();
    }
    None
}

#[cfg(test)]
mod tests;
