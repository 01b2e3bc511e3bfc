//! The name index: sorted folded names and sorted last words of names, each found by binary search.
//!
//! Comes in: names with the nodes that have them. Goes out: nodes, or folded names for whoever knows their spelling.
//!
//! A level holds each distinct folded name once, in byte order, end to end in one text. A space is less than any character that a
//! folded word can begin with, so the names that begin with some words stand together: first the words themselves, then the longer
//! names. Shorter forms need little room, therefore: first words are found in that range, and last words are kept as one offset each.
//! There are two levels: a large one, and a small one with what was added since, so that telling a name costs what the small one holds.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use smallvec::SmallVec;

use super::near::Near;
use super::{POSSESSIVE, fold_into};
use crate::graph::search::partition;
use crate::graph::{Exactness, NameMatch, NodeId};

/// In what way a node has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// Label or alias of an entity; its first and last words stand for it too.
    Name,
    /// The text of a text value; only found whole.
    Text,
    /// An adjective of an entity; only found whole.
    Adjective,
}

/// Ends a name in the text of a level. No folded name has it: it separates words.
const END: u8 = b'\n';

/// Articles alone are never a shorter form of a name.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Last words are kept up to so many, which bounds the index for names that are whole paragraphs.
const MOST_LAST_WORDS: usize = 16;

/// Nodes by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameIndex {
    /// Large, then small.
    levels: Vec<Level>,
    pending: Pending,
}

/// Names that were added since the last [`NameIndex::seal`].
#[derive(Clone, Debug, Default)]
struct Pending {
    text: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    end: u32,
    node: NodeId,
    role: Role,
}

impl Pending {
    fn place(&self) -> u32 {
        NodeId::from_index(self.text.len()).0
    }

    fn add_folded(&mut self, folded: &str, postings: impl Iterator<Item = (NodeId, Role)>) {
        let start = self.place();
        self.text.push_str(folded);
        let end = self.place();
        self.entries.extend(postings.map(|(node, role)| Entry { start, end, node, role }));
    }

    fn name(&self, entry: &Entry) -> &str {
        self.text.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }
}

impl NameIndex {
    /// Adds a name; it is found after the next [`NameIndex::seal`]. A name without words is none.
    pub(crate) fn add(&mut self, name: &str, node: NodeId, role: Role) {
        let start = self.pending.place();
        fold_into(name, &mut self.pending.text);
        let end = self.pending.place();
        if start < end {
            self.pending.entries.push(Entry { start, end, node, role });
        }
    }

    /// Whether something was added that is not findable yet.
    pub(crate) fn is_open(&self) -> bool {
        !self.pending.entries.is_empty()
    }

    /// Makes what was added findable.
    ///
    /// # Complexity
    /// Nothing if nothing was added. Otherwise O(m log m) for the m names added since the large level was built; once they are an eighth of all, O(n log n).
    pub(crate) fn seal(&mut self) {
        if self.pending.entries.is_empty() {
            return;
        }
        let mut pending = std::mem::take(&mut self.pending);
        let recent = if self.levels.len() > 1 { self.levels.pop() } else { None };
        let added = pending.entries.len() + recent.as_ref().map_or(0, |level| level.nodes.len());
        let all = self.levels.first().is_none_or(|large| added > 1024 + large.nodes.len() / 8);
        let large = if all { self.levels.pop() } else { None };
        for level in large.iter().chain(recent.iter()) {
            for index in 0..level.len() {
                pending.add_folded(level.name(index), level.postings(index));
            }
        }
        self.levels.push(Level::build(pending));
    }

    /// All names as one level.
    pub(crate) fn into_level(mut self) -> Level {
        for level in std::mem::take(&mut self.levels) {
            for index in 0..level.len() {
                self.pending.add_folded(level.name(index), level.postings(index));
            }
        }
        Level::build(self.pending)
    }

    /// [`named`] in all levels.
    pub(crate) fn named(&self, folded: &str) -> Cow<'_, [NodeId]> {
        named(&self.levels, folded)
    }

    /// [`at`] in all levels.
    pub(crate) fn at(&self, words: &[&str], with_parts: bool) -> Vec<NameMatch> {
        at(&self.levels, words, with_parts)
    }

    /// [`complete`] in all levels.
    pub(crate) fn complete<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, NodeId)> + 'a {
        complete(&self.levels, prefix)
    }

    /// [`nearest`] in all levels.
    pub(crate) fn nearest(&self, text: &str, limit: usize) -> Vec<(&str, NodeId)> {
        nearest(&self.levels, text, limit)
    }
}

/// The nodes that have this folded name as label, alias or text; sorted.
pub(crate) fn named<'a, L: Names>(levels: &'a [L], folded: &str) -> Cow<'a, [NodeId]> {
    let mut found = levels.iter().filter_map(|level| level.find(folded).map(|index| level.whole(index))).filter(|nodes| !nodes.is_empty());
    let Some(first) = found.next() else { return Cow::Borrowed(&[]) };
    let mut all = Cow::Borrowed(first);
    for more in found {
        all.to_mut().extend_from_slice(more);
        sort_distinct(all.to_mut());
    }
    all
}

/// All names that begin at the first of these words; longest first, then by exactness. Part names only if they are asked for, and only those that
/// are longer than the longest whole name.
///
/// # Complexity
/// O(k log n) comparisons for names of up to k words, and what is found.
pub(crate) fn at<L: Names>(levels: &[L], words: &[&str], with_parts: bool) -> Vec<NameMatch> {
    let mut found: Vec<NameMatch> = Vec::new();
    // One for each level, of which there are two at most.
    let mut ranges: SmallVec<[Ranges; 2]> = levels.iter().map(Ranges::all).collect();
    let mut text = String::new();
    // Where names begin with the words read so far that are not the whole of one: how many bytes and words, and the ranges.
    let mut partial: Vec<(usize, usize, SmallVec<[Ranges; 2]>)> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
        let mut whole = Vec::new();
        let mut adjective = Vec::new();
        for (level, range) in levels.iter().zip(&mut ranges) {
            range.narrow(level, &text);
            if let Some(index) = range.exact(level, &text) {
                whole.extend_from_slice(level.whole(index));
                adjective.extend_from_slice(level.adjectives(index));
            }
        }
        if whole.is_empty() {
            if with_parts && !ARTICLES.contains(&text.as_str()) && text != POSSESSIVE {
                partial.push((text.len(), index + 1, ranges.clone()));
            }
        } else {
            // What is shorter than a whole name is not looked at, which matters where many names begin with a word.
            partial.clear();
        }
        for (mut nodes, exactness) in [(adjective, Exactness::Adjective), (whole, Exactness::Whole)] {
            sort_distinct(&mut nodes);
            if !nodes.is_empty() {
                found.push(NameMatch { words: index + 1, nodes, exactness });
            }
        }
        if ranges.iter().all(Ranges::is_empty) {
            break;
        }
    }
    for (bytes, words, ranges) in partial {
        let mut nodes = Vec::new();
        for (level, range) in levels.iter().zip(&ranges) {
            range.parts(level, text.get(..bytes).unwrap_or_default(), &mut nodes);
        }
        sort_distinct(&mut nodes);
        if !nodes.is_empty() {
            found.push(NameMatch { words, nodes, exactness: Exactness::Part });
        }
    }
    found.sort_by(|one, other| other.words.cmp(&one.words).then(one.exactness.cmp(&other.exactness)));
    found
}

/// Folded names that begin with a folded prefix, in order, each once, with a node that has it.
pub(crate) fn complete<'a, L: Names>(levels: &'a [L], prefix: &'a str) -> impl Iterator<Item = (&'a str, NodeId)> + 'a {
    let mut walks: Vec<_> = levels.iter().map(|level| starting_with(level, prefix).peekable()).collect();
    std::iter::from_fn(move || {
        let least = walks.iter_mut().filter_map(|walk| walk.peek().copied()).min()?;
        for walk in &mut walks {
            walk.next_if(|(name, _)| *name == least.0);
        }
        Some(least)
    })
}

/// The folded names nearest to a folded text, best first, then alphabetically, each with a node that has it.
///
/// # Complexity
/// One pass over all names; the costly comparison is made only with those that could be near by length and letters.
pub(crate) fn nearest<'a, L: Names>(levels: &'a [L], text: &str, limit: usize) -> Vec<(&'a str, NodeId)> {
    if text.is_empty() || limit == 0 {
        return Vec::new();
    }
    let mut near = Near::new(text);
    let mut scored: Vec<(u32, &str, NodeId)> = Vec::new();
    for level in levels {
        for index in 0..level.len() {
            let name = level.name(index);
            if let Some(score) = near.score(name)
                && let Some((node, _)) = level.postings(index).next()
            {
                scored.push((score, name, node));
            }
        }
    }
    scored.sort_unstable();
    scored.dedup_by_key(|(_, name, _)| *name);
    scored.truncate(limit);
    scored.into_iter().map(|(_, name, node)| (name, node)).collect()
}

fn sort_distinct(nodes: &mut Vec<NodeId>) {
    nodes.sort_unstable();
    nodes.dedup();
}

/// Names that do not change: a sorted list of distinct folded names, the nodes of each, and where the last words of names begin.
pub(crate) trait Names {
    /// How many distinct names there are.
    fn len(&self) -> usize;

    /// A name, by its place in byte order.
    fn name(&self, index: usize) -> &str;

    /// The nodes of a name: labels, aliases and texts first, then adjectives; both sorted.
    fn nodes(&self, index: usize) -> &[NodeId];

    /// How the node at a place of [`Names::nodes`] has the name.
    fn role(&self, index: usize, place: usize) -> Role;

    /// How many last words there are.
    fn last_words(&self) -> usize;

    /// Where the last words at a place of their order begin, in bytes of all names.
    fn last_word(&self, index: usize) -> u32;

    /// The name, or the last words of a name, that begin at a byte of all names.
    fn name_from(&self, start: u32) -> &str;

    /// The name that a byte of all names belongs to.
    fn name_around(&self, start: u32) -> usize;

    /// Up to so many bytes of all names, each of which is closed by [`END`], from one of them on.
    fn bytes_from(&self, start: u32, length: usize) -> &[u8];

    /// Where a name begins, in bytes of all names.
    fn start(&self, index: usize) -> u32;

    /// A part of all names in which those are that begin with a text.
    fn names_near(&self, text: &[u8]) -> Range<usize> {
        let _ = text;
        0..self.len()
    }

    /// A part of all last words in which those are that begin with a text.
    fn last_words_near(&self, text: &[u8]) -> Range<usize> {
        let _ = text;
        0..self.last_words()
    }

    /// Where the names and last words are that begin with a text, if that was looked for before and kept.
    fn kept(&self, text: &str) -> Option<Ranges> {
        let _ = text;
        None
    }

    /// Keeps where they are, for there were many to look through.
    fn keep(&self, text: &str, ranges: &Ranges) {
        let _ = (text, ranges);
    }

    /// The nodes of a name, and how they have it.
    fn postings(&self, index: usize) -> impl Iterator<Item = (NodeId, Role)> + '_ {
        self.nodes(index).iter().enumerate().map(move |(place, node)| (*node, self.role(index, place)))
    }

    /// The nodes of which this is the label, an alias or the text.
    fn whole(&self, index: usize) -> &[NodeId] {
        self.split(index).0
    }

    /// The nodes of which this is an adjective.
    fn adjectives(&self, index: usize) -> &[NodeId] {
        self.split(index).1
    }

    /// The nodes that have it as a name, and those that have it as an adjective.
    fn split(&self, index: usize) -> (&[NodeId], &[NodeId]) {
        let nodes = self.nodes(index);
        let names = partition(0..nodes.len(), |place| self.role(index, place) != Role::Adjective);
        nodes.split_at(names)
    }

    /// The bytes of a name, for comparisons, by which names are in order.
    fn name_bytes(&self, index: usize) -> &[u8] {
        self.name(index).as_bytes()
    }

    /// The place of a name.
    fn find(&self, name: &str) -> Option<usize> {
        let name = name.as_bytes();
        // As in `narrow`: as many bytes as the name has tell which comes first.
        let index = partition(self.names_near(name), |index| self.bytes_from(self.start(index), name.len()) < name);
        (index < self.len() && self.name_bytes(index) == name).then_some(index)
    }
}

fn starting_with<'a, L: Names>(level: &'a L, prefix: &'a str) -> impl Iterator<Item = (&'a str, NodeId)> + 'a {
    let first = partition(level.names_near(prefix.as_bytes()), |index| level.name_bytes(index) < prefix.as_bytes());
    (first..level.len())
        .map(|index| (level.name(index), index))
        .take_while(move |(name, _)| name.starts_with(prefix))
        .filter_map(|(name, index)| level.nodes(index).first().map(|&node| (name, node)))
}

/// Names that do not change, in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Level {
    /// The distinct folded names in byte order, each closed by [`END`].
    pub(crate) text: String,
    /// Where each name begins; one more at the end.
    pub(crate) starts: Vec<u32>,
    /// Where the postings of each name begin; one more at the end.
    pub(crate) posting_starts: Vec<u32>,
    /// The nodes of each name: labels, aliases and texts first, then adjectives; both sorted.
    pub(crate) nodes: Vec<NodeId>,
    /// The role of each posting.
    pub(crate) roles: Vec<Role>,
    /// Where the last words of names of entities begin, sorted by those words.
    pub(crate) last_words: Vec<u32>,
}

impl Level {
    /// Sorts names.
    fn build(mut pending: Pending) -> Self {
        let mut entries = std::mem::take(&mut pending.entries);
        // Most comparisons are decided by the first eight bytes, which are cheaper to reach.
        let mut order: Vec<(u64, u32)> = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| (first_bytes(pending.name(entry).as_bytes()), NodeId::from_index(index).0))
            .collect();
        let entry = |index: u32| entries.get(index as usize);
        order.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then_with(|| match (entry(left.1), entry(right.1)) {
                (Some(of_left), Some(of_right)) => rest(left.0, || pending.name(of_left).cmp(pending.name(of_right)))
                    .then((of_left.role == Role::Adjective).cmp(&(of_right.role == Role::Adjective)))
                    .then(of_left.node.cmp(&of_right.node))
                    .then(of_left.role.cmp(&of_right.role)),
                _ => Ordering::Equal,
            })
        });
        let mut level = Self { text: String::with_capacity(pending.text.len() + entries.len()), ..Self::default() };
        let mut suffixes: Vec<(u64, u32)> = Vec::new();
        let mut previous: Option<Entry> = None;
        for (_, index) in order {
            let Some(&entry) = entries.get(index as usize) else { continue };
            let name = pending.name(&entry);
            let is_new = previous.is_none_or(|previous| pending.name(&previous) != name);
            if is_new {
                level.starts.push(NodeId::from_index(level.text.len()).0);
                level.posting_starts.push(NodeId::from_index(level.nodes.len()).0);
                level.text.push_str(name);
                level.text.push(char::from(END));
            } else if previous.is_some_and(|previous| {
                previous.node == entry.node && (previous.role == Role::Adjective) == (entry.role == Role::Adjective)
            }) {
                continue;
            }
            level.nodes.push(entry.node);
            level.roles.push(entry.role);
            previous = Some(entry);
        }
        level.starts.push(NodeId::from_index(level.text.len()).0);
        level.posting_starts.push(NodeId::from_index(level.nodes.len()).0);
        entries.clear();
        for index in 0..level.len() {
            if level.postings(index).any(|(_, role)| role == Role::Name) {
                let start = level.starts.get(index).copied().unwrap_or_default();
                let name = level.name(index);
                for (space, _) in name.rmatch_indices(' ').take(MOST_LAST_WORDS) {
                    let last = name.get(space + 1..).unwrap_or_default();
                    if last.split(' ').next() != Some(POSSESSIVE) {
                        suffixes.push((first_bytes(last.as_bytes()), start + NodeId::from_index(space + 1).0));
                    }
                }
            }
        }
        suffixes.sort_unstable_by(|left, right| {
            let texts = || level.name_from(left.1).cmp(level.name_from(right.1));
            left.0.cmp(&right.0).then_with(|| rest(left.0, texts)).then(left.1.cmp(&right.1))
        });
        level.last_words = suffixes.into_iter().map(|(_, place)| place).collect();
        level.text.shrink_to_fit();
        level.starts.shrink_to_fit();
        level.posting_starts.shrink_to_fit();
        level.nodes.shrink_to_fit();
        level.roles.shrink_to_fit();
        level
    }

    fn posting_range(&self, index: usize) -> Range<usize> {
        match (self.posting_starts.get(index), self.posting_starts.get(index + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }
}

impl Names for Level {
    fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn name(&self, index: usize) -> &str {
        match (self.starts.get(index), self.starts.get(index + 1)) {
            (Some(&start), Some(&end)) => self.text.get(start as usize..(end as usize).saturating_sub(1)).unwrap_or_default(),
            _ => "",
        }
    }

    fn nodes(&self, index: usize) -> &[NodeId] {
        self.nodes.get(self.posting_range(index)).unwrap_or_default()
    }

    fn role(&self, index: usize, place: usize) -> Role {
        self.roles.get(self.posting_range(index).start + place).copied().unwrap_or(Role::Name)
    }

    fn last_words(&self) -> usize {
        self.last_words.len()
    }

    fn last_word(&self, index: usize) -> u32 {
        self.last_words.get(index).copied().unwrap_or_default()
    }

    fn bytes_from(&self, start: u32, length: usize) -> &[u8] {
        let rest = self.text.as_bytes().get(start as usize..).unwrap_or_default();
        rest.get(..length).unwrap_or(rest)
    }

    fn start(&self, index: usize) -> u32 {
        self.starts.get(index).copied().unwrap_or_default()
    }

    fn name_from(&self, start: u32) -> &str {
        let rest = self.text.get(start as usize..).unwrap_or_default();
        rest.split(char::from(END)).next().unwrap_or_default()
    }

    fn name_around(&self, start: u32) -> usize {
        self.starts.partition_point(|name| *name <= start).saturating_sub(1)
    }
}

/// Where the names and last words are that begin with the words read so far.
#[derive(Clone, Debug)]
pub(crate) struct Ranges {
    names: Range<usize>,
    last_words: Range<usize>,
}

impl Ranges {
    fn all<L: Names>(level: &L) -> Self {
        Self { names: 0..level.len(), last_words: 0..level.last_words() }
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.last_words.is_empty()
    }

    fn narrow<L: Names>(&mut self, level: &L, text: &str) {
        let are_many = self.names.len() + self.last_words.len() >= LONG;
        if are_many && let Some(kept) = level.kept(text) {
            *self = kept;
            return;
        }
        self.names = narrow(level, within(&self.names, || level.names_near(text.as_bytes())), text, |index| level.start(index));
        self.last_words =
            narrow(level, within(&self.last_words, || level.last_words_near(text.as_bytes())), text, |index| level.last_word(index));
        if are_many {
            level.keep(text, self);
        }
    }

    /// The name that is exactly the text; the range has been narrowed to it.
    fn exact<L: Names>(&self, level: &L, text: &str) -> Option<usize> {
        (!self.names.is_empty() && level.name(self.names.start) == text).then_some(self.names.start)
    }

    /// The entities of whose name the text is the first or the last words.
    fn parts<L: Names>(&self, level: &L, text: &str, nodes: &mut Vec<NodeId>) {
        let mut push = |index: usize| {
            nodes.extend(level.postings(index).filter(|(_, role)| *role == Role::Name).map(|(node, _)| node));
        };
        for index in self.names.clone() {
            if level.name(index).len() > text.len() {
                push(index);
            }
        }
        for index in self.last_words.clone() {
            let start = level.last_word(index);
            if level.name_from(start).len() > text.len() {
                break;
            }
            push(level.name_around(start));
        }
    }
}

/// What a range and another have in common, if the range is long.
fn within(range: &Range<usize>, other: impl FnOnce() -> Range<usize>) -> Range<usize> {
    if range.len() < LONG {
        return range.clone();
    }
    let other = other();
    let (start, end) = (range.start.max(other.start), range.end.min(other.end));
    start..end.max(start)
}

/// A range that is shorter is looked through as it is.
const LONG: usize = 256;

/// The part of a sorted range whose names, which begin at these places, are the text, or begin with it and a space.
fn narrow<L: Names>(level: &L, range: Range<usize>, text: &str, start: impl Fn(usize) -> u32) -> Range<usize> {
    let text = text.as_bytes();
    // As many bytes as the text has tell which comes first: what closes a shorter name is less than any character of a text.
    let first = partition(range.clone(), |index| level.bytes_from(start(index), text.len()) < text);
    let fits = |index: usize| {
        let name = level.bytes_from(start(index), text.len() + 1);
        name.starts_with(text) && matches!(name.get(text.len()), None | Some(&(END | b' ')))
    };
    // Mostly none or few fit, so the end is looked for near by before it is looked for everywhere.
    let (mut low, mut step) = (first, 1);
    while low < range.end && fits((low + step - 1).min(range.end - 1)) {
        low = (low + step).min(range.end);
        step *= 2;
    }
    first..partition(low..(low + step).min(range.end), fits)
}

/// How two texts compare that have the same first bytes: equal if these are all, for no name has a byte 0.
fn rest(first_bytes: u64, compare: impl FnOnce() -> Ordering) -> Ordering {
    if first_bytes & 0xff == 0 { Ordering::Equal } else { compare() }
}

/// The first eight bytes of a text as a number that sorts as they do; 0 where there are fewer.
pub(crate) fn first_bytes(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(text) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names for which the index keeps less than three times their bytes: two words of ordinary length.
    #[test]
    fn the_index_is_small() {
        let mut index = NameIndex::default();
        let mut bytes = 0;
        for number in 0..5_000_u32 {
            let name = format!("Forename{} Surname{}", number % 71, number);
            bytes += name.len();
            index.add(&name, NodeId(number), Role::Name);
        }
        index.seal();
        let level = index.levels.first().unwrap();
        let offsets = level.starts.len() + level.posting_starts.len() + level.nodes.len() + level.last_words.len();
        let kept = level.text.capacity() + 4 * offsets + level.roles.len();
        assert!(kept < 3 * bytes, "{kept} bytes for {bytes}");
    }
}
