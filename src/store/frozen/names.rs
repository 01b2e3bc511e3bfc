//! The name index of a file: the same sorted names that the live graph has, read where they stand.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::blocks::Blocks;
use super::column::{Records, count_in, number_in};
use super::format::{Header, Section, SectionId};
use crate::graph::NodeId;
use crate::graph::names::{Names, Ranges, Role, first_bytes};
use crate::graph::search::partition;

/// Where the names are.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameSections {
    names: Records,
    postings: Records,
    roles: Section,
    last_words: Section,
    name_guide: Section,
    last_word_guide: Section,
}

/// So many names, or last words, at least have a guide.
pub(super) const GUIDED: usize = 1 << 16;

/// A guide has the first bytes of every so many of them.
pub(super) const GUIDE_STEP: usize = 64;

impl NameSections {
    pub(super) fn of(header: &Header) -> Self {
        let section = |id| header.section(id);
        Self {
            names: Records { starts: section(SectionId::NAME_STARTS), bytes: section(SectionId::NAMES) },
            postings: Records { starts: section(SectionId::POSTING_STARTS), bytes: section(SectionId::POSTINGS) },
            roles: section(SectionId::ROLES),
            last_words: section(SectionId::LAST_WORDS),
            name_guide: section(SectionId::NAME_GUIDE),
            last_word_guide: section(SectionId::LAST_WORD_GUIDE),
        }
    }
}

/// The names of a file.
pub(super) struct FrozenNames<'a> {
    pub blocks: &'a Blocks,
    pub sections: NameSections,
    /// Where names are that begin with words that were looked for before.
    pub met: &'a MetWords,
}

/// Words of questions come again and again; where the names are that begin with them is kept, of so many texts, and all are forgotten then.
#[derive(Debug, Default)]
pub(super) struct MetWords(Mutex<FxHashMap<Box<str>, Ranges>>);

const MOST_MET: usize = 2_048;

impl FrozenNames<'_> {
    fn text<'a>(&self, bytes: Option<&'a [u8]>) -> &'a str {
        let text = bytes.map(std::str::from_utf8);
        match text {
            Some(Ok(text)) => text,
            Some(Err(_)) => {
                self.blocks.report(self.sections.names.bytes.offset, "a name is no UTF-8 text");
                ""
            }
            None => "",
        }
    }
}

impl Names for FrozenNames<'_> {
    fn len(&self) -> usize {
        self.sections.names.len()
    }

    fn name(&self, index: usize) -> &str {
        self.text(Some(self.name_bytes(index)))
    }

    fn name_bytes(&self, index: usize) -> &[u8] {
        let bytes = self.sections.names.get(self.blocks, index).unwrap_or_default();
        // Each name ends with a line end.
        bytes.split_last().map_or(bytes, |(_, name)| name)
    }

    fn nodes(&self, index: usize) -> &[NodeId] {
        let Some(range) = self.posting_range(index) else { return &[] };
        let at = self.sections.postings.bytes.offset.saturating_add((range.start as u64).saturating_mul(4));
        self.blocks.numbers(at, range.len()).unwrap_or_default()
    }

    fn kept(&self, text: &str) -> Option<Ranges> {
        self.met.0.lock().unwrap_or_else(PoisonError::into_inner).get(text).cloned()
    }

    fn keep(&self, text: &str, ranges: &Ranges) {
        let mut met = self.met.0.lock().unwrap_or_else(PoisonError::into_inner);
        if met.len() >= MOST_MET {
            met.clear();
        }
        met.insert(text.into(), ranges.clone());
    }

    fn role(&self, index: usize, place: usize) -> Role {
        let Some(range) = self.posting_range(index) else { return Role::Name };
        match number_in(self.blocks, self.sections.roles, range.start.saturating_add(place)) {
            Some(1) => Role::Text,
            Some(2) => Role::Adjective,
            _ => Role::Name,
        }
    }

    fn last_words(&self) -> usize {
        count_in(self.sections.last_words)
    }

    fn last_word(&self, index: usize) -> u32 {
        number_in(self.blocks, self.sections.last_words, index).and_then(|start| u32::try_from(start).ok()).unwrap_or_default()
    }

    fn names_near(&self, text: &[u8]) -> Range<usize> {
        self.near(self.sections.name_guide, self.len(), text)
    }

    fn last_words_near(&self, text: &[u8]) -> Range<usize> {
        self.near(self.sections.last_word_guide, self.last_words(), text)
    }

    fn bytes_from(&self, start: u32, length: usize) -> &[u8] {
        let section = self.sections.names.bytes;
        let rest = section.length.saturating_sub(u64::from(start));
        let length = usize::try_from(rest).unwrap_or(usize::MAX).min(length);
        self.blocks.within(section, u64::from(start), length).unwrap_or_default()
    }

    fn start(&self, index: usize) -> u32 {
        number_in(self.blocks, self.sections.names.starts, index).and_then(|start| u32::try_from(start).ok()).unwrap_or_default()
    }

    fn name_from(&self, start: u32) -> &str {
        let section = self.sections.names.bytes;
        let rest = section.length.saturating_sub(u64::from(start)) as usize;
        // Names are short: most end within the first bytes that are looked at.
        let mut length = 64.min(rest);
        loop {
            let Some(bytes) = self.blocks.within(section, u64::from(start), length) else { return "" };
            match bytes.iter().position(|byte| *byte == b'\n') {
                Some(end) => return self.text(bytes.get(..end)),
                None if length == rest => return self.text(Some(bytes)),
                None => length = (length * 4).min(rest),
            }
        }
    }

    fn name_around(&self, start: u32) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let Some(first) = number_in(self.blocks, self.sections.names.starts, middle) else { return 0 };
            if first <= u64::from(start) { low = middle + 1 } else { high = middle }
        }
        low.saturating_sub(1)
    }
}

impl FrozenNames<'_> {
    /// Where among `count` sorted texts those are that begin with a text, by their guide: between the last entry that is less and the first that is
    /// greater. A few pages of the guide are read instead of one for each halving.
    fn near(&self, guide: Section, count: usize, text: &[u8]) -> Range<usize> {
        let entries = count_in(guide);
        if entries == 0 {
            return 0..count;
        }
        let entry = |place| number_in(self.blocks, guide, place).unwrap_or_default();
        let least = first_bytes(text);
        // Whatever may follow the text is part of it.
        let most = least | u64::MAX.checked_shr(8 * text.len().min(8) as u32).unwrap_or_default();
        let first = partition(0..entries, |place| entry(place) < least);
        let last = partition(first..entries, |place| entry(place) <= most);
        let start = first.saturating_sub(1).saturating_mul(GUIDE_STEP).min(count);
        let end = if last == entries { count } else { last.saturating_mul(GUIDE_STEP).min(count) };
        start..end.max(start)
    }

    /// Whether the guides say what stands in the names.
    pub(super) fn guides_are_right(&self) -> bool {
        let is_right = |guide: Section, count: usize, start: &dyn Fn(usize) -> u32| {
            let right = |place: usize| {
                let name = first_bytes(self.name_from(start(place * GUIDE_STEP)).as_bytes());
                number_in(self.blocks, guide, place) == Some(name)
            };
            guide.length == 0 || count_in(guide) == count.div_ceil(GUIDE_STEP) && (0..count_in(guide)).all(right)
        };
        is_right(self.sections.name_guide, self.len(), &|index| self.start(index))
            && is_right(self.sections.last_word_guide, self.last_words(), &|index| self.last_word(index))
    }

    /// The postings of a name, by their places among all.
    fn posting_range(&self, index: usize) -> Option<Range<usize>> {
        let starts = self.sections.postings.starts;
        let (start, end) = (number_in(self.blocks, starts, index)?, number_in(self.blocks, starts, index.checked_add(1)?)?);
        if start > end || end > self.sections.postings.bytes.length / 4 {
            self.blocks.report(starts.offset, "the nodes of a name are not where they should be");
            return None;
        }
        Some(start as usize..end as usize)
    }
}

/// The byte of a role.
pub(super) fn role_byte(role: Role) -> u8 {
    match role {
        Role::Name => 0,
        Role::Text => 1,
        Role::Adjective => 2,
    }
}
