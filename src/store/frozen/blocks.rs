//! The bytes of a graph file, each block of which is checked the first time it is touched.
//!
//! Comes in: offsets and lengths, which may be wrong. Goes out: bytes that are as they were written, or nothing; then the damage is
//! kept, and whoever answers a question asks for it before the answer is given. Knows nothing of what the bytes mean.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::format::{BLOCK, Header, Section, SectionId};
use super::map::{Map, Number, numbers};
use crate::store::Damage;

/// Once so many blocks were met for the first time, it is looked how much is mapped: with each page that is read the system maps those around it, twenty
/// times what is needed where reading goes here and there.
const LOOKED_AFTER: usize = 128;

/// If more bytes of files than this are mapped then, the pages are given back. Mapping a page again costs less than checking a block did.
const MAPPED: u64 = 64 << 20;

/// Where the system does not say how much is mapped, pages are given back after so many new blocks.
const GIVEN_BACK: usize = 512;

/// A mapped file, its checksums, and what was found damaged.
#[derive(Debug)]
pub(super) struct Blocks {
    map: Map,
    /// A bit for each block that was found right. Empty if nothing is checked.
    checked: Vec<AtomicU64>,
    /// How many were checked.
    count: AtomicUsize,
    /// The checksums of blocks.
    sums: Section,
    /// The checksums of the blocks of checksums.
    sums_of_sums: Vec<u32>,
    sections: Vec<Section>,
    damage: OnceLock<Damage>,
}

impl Blocks {
    /// Blocks that are taken as they are: those of a file that is just being written.
    pub(super) fn unchecked(map: Map) -> Self {
        let none = Section { id: SectionId::CHECKSUMS, width: 0, offset: 0, length: 0 };
        Self {
            map,
            checked: Vec::new(),
            count: AtomicUsize::new(0),
            sums: none,
            sums_of_sums: Vec::new(),
            sections: Vec::new(),
            damage: OnceLock::new(),
        }
    }

    /// Blocks that are checked by the checksums that the header speaks of; the header itself has been.
    pub(super) fn checked(map: Map, header: &Header) -> Result<Self, Damage> {
        let mut blocks = Self::unchecked(map);
        blocks.sections.clone_from(&header.sections);
        let count = header.sum_blocks as usize;
        let bytes = blocks.map.bytes().get(header.sums_offset as usize..).and_then(|rest| rest.get(..count * 4));
        let bytes = bytes.filter(|bytes| crc32fast::hash(bytes) == header.sums_sum);
        let Some(bytes) = bytes else {
            return Err(blocks.damage_at(header.sums_offset, "the checksum of the checksums does not match"));
        };
        blocks.sums_of_sums = bytes.chunks_exact(4).map(|sum| u32::from_le_bytes(sum.try_into().unwrap_or_default())).collect();
        blocks.sums = header.section(SectionId::CHECKSUMS);
        let covered = (blocks.sums.offset as usize).div_ceil(BLOCK) + count;
        blocks.checked = (0..covered.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        // The header was checked by its own sum.
        if let Some(first) = blocks.checked.first() {
            first.store(1, Ordering::Relaxed);
        }
        if !(blocks.sums.offset as usize).is_multiple_of(BLOCK) || (blocks.sums.length as usize).div_ceil(BLOCK) != count {
            return Err(blocks.damage_at(blocks.sums.offset, "the checksums are not where they should be"));
        }
        Ok(blocks)
    }

    /// How long the file is.
    pub(super) fn len(&self) -> usize {
        self.map.bytes().len()
    }

    /// The first damage that was found.
    pub(super) fn damage(&self) -> Option<&Damage> {
        self.damage.get()
    }

    /// Notes that what stands at an offset cannot be.
    #[cold]
    pub(super) fn report(&self, offset: u64, what: &str) {
        let damage = self.damage_at(offset, what);
        // The first damage is the one that is told of.
        let _ = self.damage.set(damage);
    }

    /// Bytes that are as they were written.
    #[inline]
    pub(super) fn bytes(&self, offset: u64, length: usize) -> Option<&[u8]> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let Some(bytes) = start.checked_add(length).and_then(|end| self.map.bytes().get(start..end)) else {
            self.report(offset, "something beyond the end of the file is spoken of");
            return None;
        };
        if length == 0 {
            return Some(bytes);
        }
        let (first, last) = (start / BLOCK, (start + length - 1) / BLOCK);
        if first == last {
            if !self.is_checked(first) && !self.check(first) {
                return None;
            }
        } else {
            let mut block = first;
            while block <= last {
                // Sixty-four at a time, where all of them are known to be right.
                if block.is_multiple_of(64)
                    && block + 63 <= last
                    && self.checked.get(block / 64).is_none_or(|bits| bits.load(Ordering::Relaxed) == u64::MAX)
                {
                    block += 64;
                    continue;
                }
                if !self.is_checked(block) && !self.check(block) {
                    return None;
                }
                block += 1;
            }
        }
        Some(bytes)
    }

    /// Numbers, `count` of them.
    #[inline]
    pub(super) fn numbers<T: Number>(&self, offset: u64, count: usize) -> Option<&[T]> {
        let Some(length) = count.checked_mul(size_of::<T>()) else {
            self.report(offset, "something beyond the end of the file is spoken of");
            return None;
        };
        let numbers = numbers(self.bytes(offset, length)?);
        if numbers.is_none() {
            self.report(offset, "numbers do not begin where they can");
        }
        numbers
    }

    /// The number at a place of a list of them.
    #[inline]
    pub(super) fn number<T: Number>(&self, offset: u64, place: usize) -> Option<T> {
        let at = (place as u64).checked_mul(size_of::<T>() as u64).and_then(|bytes| offset.checked_add(bytes)).unwrap_or(u64::MAX);
        self.numbers(at, 1).and_then(|numbers| numbers.first().copied())
    }

    /// Bytes of a section, counted from its beginning.
    #[inline]
    pub(super) fn within(&self, section: Section, from: u64, length: usize) -> Option<&[u8]> {
        let end = from.checked_add(length as u64);
        if end.is_none_or(|end| end > section.length) {
            self.report(section.offset, "something beyond the end of the section is spoken of");
            return None;
        }
        self.bytes(section.offset + from, length)
    }

    /// A whole section as numbers.
    pub(super) fn all<T: Number>(&self, section: Section) -> Option<&[T]> {
        self.numbers(section.offset, section.length as usize / size_of::<T>())
    }

    #[inline]
    fn is_checked(&self, block: usize) -> bool {
        self.checked.get(block / 64).is_none_or(|bits| bits.load(Ordering::Relaxed) >> (block % 64) & 1 == 1)
    }

    /// Compares a block with its checksum.
    #[cold]
    fn check(&self, block: usize) -> bool {
        let Some(bytes) = self.map.bytes().get(block * BLOCK..).map(|rest| rest.get(..BLOCK).unwrap_or(rest)) else { return false };
        let first_sums = self.sums.offset as usize / BLOCK;
        let expected = if block >= first_sums {
            self.sums_of_sums.get(block - first_sums).copied()
        } else {
            self.number::<u32>(self.sums.offset, block)
        };
        if expected != Some(crc32fast::hash(bytes)) {
            self.report((block * BLOCK) as u64, "its checksum does not match");
            return false;
        }
        if let Some(bits) = self.checked.get(block / 64) {
            bits.fetch_or(1 << (block % 64), Ordering::Relaxed);
        }
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(LOOKED_AFTER) && mapped_bytes().map_or(count.is_multiple_of(GIVEN_BACK), |mapped| mapped > MAPPED) {
            self.map.give_back();
        }
        true
    }

    /// Checks every block and hands each damaged one to `found`.
    pub(super) fn check_all(&self, mut found: impl FnMut(Damage)) {
        let Some(last) = (self.sums.offset as usize).div_ceil(BLOCK).checked_add(self.sums_of_sums.len()) else { return };
        for block in 0..last {
            if !self.is_checked(block) && !self.check(block) {
                found(self.damage_at((block * BLOCK) as u64, "its checksum does not match"));
            }
        }
    }

    fn damage_at(&self, offset: u64, what: &str) -> Damage {
        let holds = |section: &&Section| (section.offset..section.offset + section.length.max(1)).contains(&offset);
        let block = offset / BLOCK as u64;
        // A block may begin within the section before.
        let touches = |section: &&Section| section.offset / BLOCK as u64 == block;
        let section = self.sections.iter().find(holds).or_else(|| self.sections.iter().find(touches));
        let section = section.map_or(if block == 0 { "header" } else { "padding" }, |section| section.id.name());
        Damage { section: section.to_owned(), offset, block, what: what.to_owned() }
    }
}

/// How many bytes of files are mapped into this process and in memory, if the system says so.
fn mapped_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("RssFile:"))?;
    kibibytes.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_says_how_much_is_mapped() {
        // The program itself is a file that is mapped.
        assert!(super::mapped_bytes().is_some_and(|mapped| mapped > 1 << 16 && mapped < 1 << 40));
    }
}
