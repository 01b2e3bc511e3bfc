//! Columns: numbers of one width, and lists of records of any length.
//!
//! Comes in: numbers. Goes out: bytes as narrow as the numbers allow, and the numbers again.

use std::ops::Range;

use super::blocks::Blocks;
use super::format::{Packed, Section};

/// So many bytes hold every number up to `most`.
pub(super) fn width_of(most: u64) -> u8 {
    u8::try_from((64 - most.leading_zeros()).div_ceil(8)).unwrap_or(8)
}

/// Numbers as bytes of one width, and what is added to each: (bytes, base, width).
pub(super) fn pack(numbers: impl Iterator<Item = u64> + Clone) -> (Vec<u8>, u64, u8) {
    let (least, most) = numbers.clone().fold((u64::MAX, 0), |(least, most), number| (least.min(number), most.max(number)));
    if least >= most {
        return (Vec::new(), if least == u64::MAX { 0 } else { least }, 0);
    }
    let width = width_of(most - least);
    let mut bytes = Vec::with_capacity(numbers.size_hint().0 * usize::from(width));
    put_all(numbers.map(|number| number - least), width, &mut bytes);
    (bytes, least, width)
}

/// Numbers as four bytes each.
pub(super) fn words(numbers: impl ExactSizeIterator<Item = u32>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() * 4);
    for number in numbers {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes
}

/// Appends numbers as so many bytes each.
pub(super) fn put_all(numbers: impl Iterator<Item = u64>, width: u8, bytes: &mut Vec<u8>) {
    match width {
        1 => bytes.extend(numbers.map(|number| number.to_le_bytes()[0])),
        2 => {
            for number in numbers {
                let [low, high, ..] = number.to_le_bytes();
                bytes.extend_from_slice(&[low, high]);
            }
        }
        4 => {
            for number in numbers {
                let [a, b, c, d, ..] = number.to_le_bytes();
                bytes.extend_from_slice(&[a, b, c, d]);
            }
        }
        _ => {
            for number in numbers {
                bytes.extend_from_slice(number.to_le_bytes().get(..usize::from(width)).unwrap_or_default());
            }
        }
    }
}

/// The number that some bytes are, the least significant first.
#[inline]
fn number_of(bytes: &[u8]) -> u64 {
    match *bytes {
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])),
        [a, b, c, d] => u64::from(u32::from_le_bytes([a, b, c, d])),
        _ => bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

impl Packed {
    /// The number at a place; nothing if the file is damaged there.
    #[inline]
    pub(super) fn get(self, blocks: &Blocks, place: u32) -> Option<u64> {
        if self.width == 0 {
            return Some(self.base);
        }
        let at = u64::from(place) * u64::from(self.width);
        let bytes = blocks.bytes(self.offset.saturating_add(at), usize::from(self.width))?;
        Some(self.base.wrapping_add(number_of(bytes)))
    }
}

impl Packed {
    /// Calls `visit` with the numbers at consecutive places; false if the file is damaged there.
    pub(super) fn get_all(self, blocks: &Blocks, place: u32, count: usize, mut visit: impl FnMut(u64)) -> bool {
        if self.width == 0 {
            (0..count).for_each(|_| visit(self.base));
            return true;
        }
        let width = usize::from(self.width);
        let Some(bytes) = self.bytes(blocks, place, count) else { return false };
        if let (2, (pairs, [])) = (width, bytes.as_chunks::<2>()) {
            pairs.iter().for_each(|pair| visit(self.base.wrapping_add(u64::from(u16::from_le_bytes(*pair)))));
        } else {
            bytes.chunks_exact(width).for_each(|number| visit(self.base.wrapping_add(number_of(number))));
        }
        true
    }
}

impl Packed {
    /// The bytes of the numbers at consecutive places.
    fn bytes(self, blocks: &Blocks, place: u32, count: usize) -> Option<&[u8]> {
        let at = self.offset.checked_add(u64::from(place) * u64::from(self.width));
        at.zip(count.checked_mul(usize::from(self.width))).and_then(|(at, length)| blocks.bytes(at, length))
    }

    /// Calls `visit` with each of consecutive places (counted from the first of them) at which there is a number from `least` to `most`, and with that
    /// number; false if the file is damaged there. Most places are passed over many at a time, where numbers have two bytes.
    pub(super) fn get_within(
        self,
        blocks: &Blocks,
        place: u32,
        count: usize,
        (least, most): (u64, u64),
        mut visit: impl FnMut(usize, u64),
    ) -> bool {
        /// Places that are looked at together.
        const TOGETHER: usize = 32;
        let (low, high) = (least.saturating_sub(self.base), most.checked_sub(self.base));
        let (Some(high), 2) = (high.map(|high| high.min(u64::from(u16::MAX))).filter(|high| low <= *high), self.width) else {
            let mut at = 0;
            return self.get_all(blocks, place, count, |number| {
                if least <= number && number <= most {
                    visit(at, number);
                }
                at += 1;
            });
        };
        let Some(bytes) = self.bytes(blocks, place, count) else { return false };
        // Both are at most `u16::MAX`.
        let (low, span) = (low as u16, (high - low) as u16);
        let is_within = |pair: &[u8; 2]| u16::from_le_bytes(*pair).wrapping_sub(low) <= span;
        let mut one = |at: usize, pair: &[u8; 2]| {
            if is_within(pair) {
                visit(at, self.base.wrapping_add(u64::from(u16::from_le_bytes(*pair))));
            }
        };
        let (pairs, _) = bytes.as_chunks::<2>();
        let (together, rest) = pairs.as_chunks::<TOGETHER>();
        for (number, some) in together.iter().enumerate() {
            if some.iter().fold(false, |any, pair| any | is_within(pair)) {
                some.iter().enumerate().for_each(|(within, pair)| one(number * TOGETHER + within, pair));
            }
        }
        rest.iter().enumerate().for_each(|(within, pair)| one(together.len() * TOGETHER + within, pair));
        true
    }
}

/// The number at a place of a section of equally wide numbers.
#[inline]
pub(super) fn number_in(blocks: &Blocks, section: Section, place: usize) -> Option<u64> {
    let width = section.width.min(8);
    let bytes = blocks.within(section, (place as u64).checked_mul(u64::from(width))?, width as usize)?;
    Some(number_of(bytes))
}

/// The numbers at some places of a section of equally wide numbers.
pub(super) fn numbers_in(blocks: &Blocks, section: Section, places: Range<usize>) -> Option<impl Iterator<Item = u64> + '_> {
    let width = u64::from(section.width.clamp(1, 8));
    let length = (places.len() as u64).checked_mul(width)?;
    let bytes = blocks.within(section, (places.start as u64).checked_mul(width)?, usize::try_from(length).ok()?)?;
    Some(bytes.chunks_exact(width as usize).map(number_of))
}

/// How many numbers a section of equally wide numbers has.
pub(super) fn count_in(section: Section) -> usize {
    (section.length / u64::from(section.width.max(1))) as usize
}

/// Records of any length: where each begins, and their bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Records {
    /// One more than there are records.
    pub starts: Section,
    pub bytes: Section,
}

impl Records {
    /// How many there are.
    pub(super) fn len(self) -> usize {
        count_in(self.starts).saturating_sub(1)
    }

    /// Where a record begins and ends, in bytes of its section.
    #[inline]
    fn range(self, blocks: &Blocks, place: usize) -> Option<(u64, usize)> {
        let (start, end) = (number_in(blocks, self.starts, place)?, number_in(blocks, self.starts, place.checked_add(1)?)?);
        match end.checked_sub(start).and_then(|length| usize::try_from(length).ok()) {
            Some(length) => Some((start, length)),
            None => {
                blocks.report(self.starts.offset, "a record ends before it begins");
                None
            }
        }
    }

    /// The bytes of a record.
    #[inline]
    pub(super) fn get(self, blocks: &Blocks, place: usize) -> Option<&[u8]> {
        let (start, length) = self.range(blocks, place)?;
        blocks.within(self.bytes, start, length)
    }

    /// A record of numbers of four bytes each.
    #[inline]
    pub(super) fn numbers<T: super::map::Number>(self, blocks: &Blocks, place: usize) -> Option<&[T]> {
        let (start, length) = self.range(blocks, place)?;
        if start.checked_add(length as u64).is_none_or(|end| end > self.bytes.length) {
            blocks.report(self.bytes.offset, "something beyond the end of the section is spoken of");
            return None;
        }
        blocks.numbers(self.bytes.offset + start, length / size_of::<T>())
    }
}

/// A column that few claims have: their ids in ascending order, and a number for each, four bytes wide both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sparse(pub Section);

impl Sparse {
    /// How many claims have it.
    pub(super) fn len(self) -> usize {
        (self.0.length / 8) as usize
    }

    /// The claims that have it, ascending.
    pub(super) fn claims(self, blocks: &Blocks) -> &[u32] {
        blocks.numbers(self.0.offset, self.len()).unwrap_or_default()
    }

    /// The number that a claim has. O(log n).
    #[inline]
    pub(super) fn get(self, blocks: &Blocks, claim: u32) -> Option<u32> {
        if self.0.length == 0 {
            return None;
        }
        let claims = blocks.numbers::<u32>(self.0.offset, self.len())?;
        let place = claims.binary_search(&claim).ok()?;
        blocks.number(self.0.offset + self.len() as u64 * 4, place)
    }

    /// The bytes of such a column.
    pub(super) fn to_bytes(entries: &[(u32, u32)]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(entries.len() * 8);
        for (claim, _) in entries {
            bytes.extend_from_slice(&claim.to_le_bytes());
        }
        for (_, number) in entries {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::frozen::map::Map;

    #[test]
    fn numbers_within_bounds_are_those_that_a_look_at_each_finds() {
        for (base, span) in [(0, 1), (7, 200), (7, 300), (1000, 65_000), (3, 70_000), (0, 1 << 40)] {
            let numbers: Vec<u64> = (0..333_u64).map(|place| base + place * 7919 % span).collect();
            let (bytes, base, width) = pack(numbers.iter().copied());
            let blocks = Blocks::unchecked(Map::Embedded(bytes.leak()));
            let packed = Packed { offset: 0, base, width };
            for (least, most) in
                [(0, u64::MAX), (base, base), (base + span / 3, base + span / 2), (base + span * 2, u64::MAX), (0, base / 2), (9, 8)]
            {
                for (place, count) in [(0, numbers.len()), (5, 64), (33, 100), (0, 0)] {
                    let mut found = Vec::new();
                    assert!(packed.get_within(&blocks, place, count, (least, most), |at, number| found.push((at, number))));
                    let some = numbers.iter().copied().skip(place as usize).take(count).enumerate();
                    let expected: Vec<(usize, u64)> = some.filter(|&(_, number)| least <= number && number <= most).collect();
                    assert_eq!(found, expected, "{base} {span} {least} {most} {place} {count}");
                }
            }
        }
    }
}
