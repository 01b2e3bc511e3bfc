//! One direction of the adjacency of a relation: which nodes have claims, and where those of each begin.
//!
//! Comes in: nodes in ascending order, each with the place of its first claim. Goes out: the places of a node's claims, in two steps: the
//! index gives a node its row, the starts give a row its places. Both steps look at one or two lines of 64 bytes.
//!
//! The index is a bitmap in lines of 64 bytes, which hold a bit for each of 384 nodes, the number of rows before the line, and before each of its
//! six words (after Vigna, "Broadword implementation of rank/select queries", 2008); or, where that is smaller, the sorted list of the nodes.
//! Starts are in lines of 64 bytes as well: the start of the first of 30 rows, and how far each begins behind it; where a line spans more than
//! two bytes can count, all starts have four bytes.

use std::ops::Range;

use super::blocks::Blocks;
use super::format::RowsRecord;

/// Nodes of a line of the bitmap.
const LINE_NODES: u32 = 384;
/// Rows of a line of starts.
const LINE_ROWS: u32 = 30;
/// Bytes of a line.
const LINE: usize = 64;

/// Rows that are being written: the node of each and its first place. The last start is the number of claims.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub nodes: Vec<u32>,
    pub starts: Vec<u32>,
}

impl Rows {
    /// Cuts claims, sorted by their near node, into rows.
    pub(super) fn of(near: impl Iterator<Item = u32>) -> Self {
        let mut rows = Self::default();
        let mut count = 0;
        for node in near {
            if rows.nodes.last() != Some(&node) {
                rows.nodes.push(node);
                rows.starts.push(count);
            }
            count += 1;
        }
        rows.starts.push(count);
        rows
    }

    /// The index for nodes below `bound`, and whether it is a bitmap.
    pub(super) fn index(&self, bound: u32) -> (Vec<u8>, bool) {
        let lines = (bound / LINE_NODES + 1) as usize;
        if self.nodes.len() * 4 <= lines * LINE {
            return (self.nodes.iter().flat_map(|node| node.to_le_bytes()).collect(), false);
        }
        let mut bytes = Vec::with_capacity(lines * LINE);
        let mut rest = self.nodes.as_slice();
        let mut before = 0_u32;
        for line in 0..bound / LINE_NODES + 1 {
            let mut words = [0_u64; 6];
            let end = rest.partition_point(|node| node / LINE_NODES <= line);
            let (mine, others) = rest.split_at(end);
            for node in mine {
                let bit = node % LINE_NODES;
                words[(bit / 64) as usize] |= 1 << (bit % 64);
            }
            bytes.extend_from_slice(&before.to_le_bytes());
            let mut within = 0_u32;
            for word in words {
                bytes.extend_from_slice(&u16::try_from(within).unwrap_or(u16::MAX).to_le_bytes());
                within += word.count_ones();
            }
            bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
            before += within;
            rest = others;
        }
        (bytes, true)
    }

    /// The starts, and whether they are wide.
    pub(super) fn starts(&self) -> (Vec<u8>, bool) {
        let lines = self.starts.chunks(LINE_ROWS as usize);
        let is_narrow = |line: &[u32]| line.first().zip(line.last()).is_none_or(|(first, last)| last - first <= u32::from(u16::MAX));
        if !lines.clone().all(is_narrow) {
            return (self.starts.iter().flat_map(|start| start.to_le_bytes()).collect(), true);
        }
        let mut bytes = Vec::with_capacity(lines.len() * LINE);
        for line in lines {
            let first = line.first().copied().unwrap_or_default();
            bytes.extend_from_slice(&first.to_le_bytes());
            bytes.extend(line.iter().flat_map(|start| u16::try_from(start - first).unwrap_or(u16::MAX).to_le_bytes()));
            bytes.resize(bytes.len().next_multiple_of(LINE), 0);
        }
        (bytes, false)
    }
}

/// Where some rows begin.
pub(super) struct Starts<'a> {
    bytes: &'a [u8],
    /// The first row, or the first line, that is here.
    first: u32,
    wide: bool,
}

impl Starts<'_> {
    /// Where a row begins.
    #[inline]
    pub(super) fn get(&self, row: u32) -> Option<u32> {
        if self.wide {
            let at = (row.checked_sub(self.first)? as usize) * 4;
            return self.bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
        }
        let at = ((row / LINE_ROWS).checked_sub(self.first)? as usize) * LINE;
        let line: &[u8; LINE] = self.bytes.get(at..at + LINE)?.try_into().ok()?;
        let base = u32::from_le_bytes([line[0], line[1], line[2], line[3]]);
        let at = 4 + 2 * (row % LINE_ROWS) as usize;
        let behind = line.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes)?;
        Some(base.wrapping_add(u32::from(behind)))
    }
}

/// The first place at which a growing list of so many numbers, the greatest about `last`, is above a number; nothing if the file is damaged there. As
/// numbers mostly grow evenly, the first looks are taken where the number should then stand ("interpolation search"), and every other one behind them.
fn first_above(number: u32, count: u32, last: u32, at: impl Fn(u32) -> Option<u32>) -> Option<u32> {
    let (mut low, mut high) = (0, count);
    // What stands just below the range, and at its end.
    let (mut least, mut most) = (0, last);
    for look in 0.. {
        if low >= high {
            break;
        }
        let length = high - low;
        let place = if (look < 4 || look % 2 == 0) && least < most {
            let behind = u64::from(number.saturating_sub(least)) * u64::from(length) / u64::from(most - least);
            low + u32::try_from(behind).unwrap_or(u32::MAX).min(length - 1)
        } else {
            low + length / 2
        };
        let found = at(place)?;
        if found <= number {
            (low, least) = (place + 1, found);
        } else {
            (high, most) = (place, found);
        }
    }
    Some(low)
}

/// A line of the bitmap.
struct Line<'a>(&'a [u8; LINE]);

impl Line<'_> {
    fn before(&self) -> u32 {
        u32::from_le_bytes([self.0[0], self.0[1], self.0[2], self.0[3]])
    }

    /// Rows of the line before its word `word`.
    fn before_word(&self, word: usize) -> u32 {
        self.0
            .get(4 + 2 * word..6 + 2 * word)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, |bytes| u32::from(u16::from_le_bytes(bytes)))
    }

    fn word(&self, word: usize) -> u64 {
        self.0.get(16 + 8 * word..24 + 8 * word).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
    }
}

impl RowsRecord {
    /// How many bytes index and starts have.
    pub(super) fn bytes(&self, bound: u32) -> (u64, u64) {
        let (rows, lines) = (u64::from(self.rows), u64::from(bound / LINE_NODES + 1));
        let index = if self.bitmap { lines * LINE as u64 } else { rows * 4 };
        let starts = if self.wide { (rows + 1) * 4 } else { (rows + 1).div_ceil(u64::from(LINE_ROWS)) * LINE as u64 };
        (index, starts)
    }

    fn line<'a>(&self, blocks: &'a Blocks, from: u64, line: u32) -> Option<&'a [u8; LINE]> {
        blocks.bytes(from.saturating_add(u64::from(line) * LINE as u64), LINE)?.try_into().ok()
    }

    /// The row of a node.
    #[inline]
    pub(super) fn row_of_node(&self, blocks: &Blocks, node: u32) -> Option<u32> {
        if self.rows == 0 {
            return None;
        }
        if self.bitmap {
            let line = Line(self.line(blocks, self.index, node / LINE_NODES)?);
            let bit = node % LINE_NODES;
            let word = line.word((bit / 64) as usize);
            let mask = 1_u64 << (bit % 64);
            if word & mask == 0 {
                return None;
            }
            return Some(line.before().wrapping_add(line.before_word((bit / 64) as usize)).wrapping_add((word & (mask - 1)).count_ones()));
        }
        let nodes = self.nodes(blocks)?;
        nodes.binary_search(&node).ok().and_then(|row| u32::try_from(row).ok())
    }

    /// The nodes that have rows, where the index is a list.
    fn nodes<'a>(&self, blocks: &'a Blocks) -> Option<&'a [u32]> {
        blocks.numbers::<u32>(self.index, self.rows as usize)
    }

    /// Where a row begins; also of the one after the last.
    #[inline]
    fn start(&self, blocks: &Blocks, row: u32) -> Option<u32> {
        if self.wide {
            return blocks.number(self.starts, row as usize);
        }
        let line = self.line(blocks, self.starts, row / LINE_ROWS)?;
        let base = u32::from_le_bytes([line[0], line[1], line[2], line[3]]);
        let at = 4 + 2 * (row % LINE_ROWS) as usize;
        let behind = line.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes)?;
        Some(base.wrapping_add(u32::from(behind)))
    }

    /// The places of a row.
    #[inline]
    pub(super) fn places(&self, blocks: &Blocks, row: u32) -> Option<Range<u32>> {
        let (start, end) = if self.wide || row % LINE_ROWS == LINE_ROWS - 1 {
            (self.start(blocks, row)?, self.start(blocks, row.checked_add(1)?)?)
        } else {
            // Both stand in one line.
            let line = self.line(blocks, self.starts, row / LINE_ROWS)?;
            let base = u32::from_le_bytes([line[0], line[1], line[2], line[3]]);
            let at = 4 + 2 * (row % LINE_ROWS) as usize;
            let &[a, b, c, d] = line.get(at..)?.first_chunk::<4>()?;
            (base.wrapping_add(u16::from_le_bytes([a, b]).into()), base.wrapping_add(u16::from_le_bytes([c, d]).into()))
        };
        if start > end {
            blocks.report(self.starts, "a row ends before it begins");
            return None;
        }
        Some(start..end)
    }

    /// How many rows are those of nodes below this one.
    pub(super) fn rows_below(&self, blocks: &Blocks, node: u32, bound: u32) -> Option<u32> {
        if node >= bound || self.rows == 0 {
            return Some(self.rows);
        }
        if !self.bitmap {
            return u32::try_from(self.nodes(blocks)?.partition_point(|&other| other < node)).ok();
        }
        let line = Line(self.line(blocks, self.index, node / LINE_NODES)?);
        let (word, bit) = ((node % LINE_NODES / 64) as usize, node % 64);
        let below = (line.word(word) & ((1 << bit) - 1)).count_ones();
        Some(line.before().wrapping_add(line.before_word(word)).wrapping_add(below).min(self.rows))
    }

    /// Where some rows begin, and the one after them.
    pub(super) fn starts_of<'a>(&self, blocks: &'a Blocks, rows: Range<u32>) -> Option<Starts<'a>> {
        let (first, last) = if self.wide { (rows.start, rows.end) } else { (rows.start / LINE_ROWS, rows.end / LINE_ROWS) };
        let width = if self.wide { 4 } else { LINE };
        let at = self.starts.checked_add(u64::from(first).checked_mul(width as u64)?)?;
        let count = (last.checked_sub(first)? as usize).checked_add(1)?;
        Some(Starts { bytes: blocks.bytes(at, count.checked_mul(width)?)?, first, wide: self.wide })
    }

    /// The row that holds a place. O(log rows).
    pub(super) fn row_of_place(&self, blocks: &Blocks, place: u32) -> Option<u32> {
        let last = self.start(blocks, self.rows)?;
        first_above(place, self.rows, last, |row| self.start(blocks, row))?.checked_sub(1)
    }

    /// The node of a row. O(log nodes).
    pub(super) fn node_of_row(&self, blocks: &Blocks, row: u32, bound: u32) -> Option<u32> {
        if !self.bitmap {
            return self.nodes(blocks)?.get(row as usize).copied();
        }
        let before = |number| Some(Line(self.line(blocks, self.index, number)?).before());
        let number = first_above(row, bound / LINE_NODES + 1, self.rows, before)?.checked_sub(1)?;
        let line = Line(self.line(blocks, self.index, number)?);
        let rest = row - line.before();
        let word = (0..6).rev().find(|&word| line.before_word(word) <= rest)?;
        let mut bits = line.word(word);
        for _ in line.before_word(word)..rest {
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            blocks.report(self.index, "a row has no node");
            return None;
        }
        Some(number * LINE_NODES + u32::try_from(word).unwrap_or_default() * 64 + bits.trailing_zeros())
    }

    /// Calls `visit` with the node of each row, in order. Ends where the file is damaged.
    pub(super) fn each_node(&self, blocks: &Blocks, bound: u32, mut visit: impl FnMut(u32)) {
        self.each_while(blocks, bound, |node| {
            visit(node);
            true
        });
    }

    /// Calls `visit` with the node of each row, in order, until it says no. Ends where the file is damaged.
    pub(super) fn each_while(&self, blocks: &Blocks, bound: u32, mut visit: impl FnMut(u32) -> bool) {
        self.each_from(blocks, bound, 0, |node, _| visit(node));
    }

    /// Calls `visit` with the node and the number of each row, from that of the first node not below `from`, until it says no. Ends where the file is
    /// damaged.
    pub(super) fn each_from(&self, blocks: &Blocks, bound: u32, from: u32, mut visit: impl FnMut(u32, u32) -> bool) {
        if self.rows == 0 {
            return;
        }
        if !self.bitmap {
            let nodes = self.nodes(blocks).unwrap_or_default();
            let first = nodes.partition_point(|node| *node < from);
            let mut rest = nodes.iter().skip(first).zip(u32::try_from(first).unwrap_or(u32::MAX)..);
            rest.all(|(&node, row)| visit(node, row));
            return;
        }
        for number in from / LINE_NODES..bound / LINE_NODES + 1 {
            let Some(line) = self.line(blocks, self.index, number) else { return };
            let line = Line(line);
            let mut row = line.before();
            for word in 0..6_u32 {
                let mut bits = line.word(word as usize);
                while bits != 0 {
                    let node = number * LINE_NODES + word * 64 + bits.trailing_zeros();
                    if node >= from && !visit(node, row) {
                        return;
                    }
                    bits &= bits - 1;
                    row = row.wrapping_add(1);
                }
            }
        }
    }

    /// Calls `visit` with the node and the places of each row, in order. Ends where the file is damaged.
    pub(super) fn each(&self, blocks: &Blocks, bound: u32, visit: impl FnMut(u32, Range<u32>)) {
        self.each_among(blocks, bound, 0..bound, visit);
    }

    /// The same for the rows of some nodes.
    pub(super) fn each_among(&self, blocks: &Blocks, bound: u32, nodes: Range<u32>, mut visit: impl FnMut(u32, Range<u32>)) {
        let Some(first) = self.rows_below(blocks, nodes.start, bound).filter(|first| *first < self.rows) else { return };
        let mut end = self.start(blocks, first);
        self.each_from(blocks, bound, nodes.start, |node, row| {
            if node >= nodes.end {
                return false;
            }
            // Rows come one after the other: each begins where the one before ends.
            let next = self.start(blocks, row.saturating_add(1));
            let (Some(start), Some(next)) = (end, next) else { return false };
            end = Some(next);
            if start > next {
                blocks.report(self.starts, "a row ends before it begins");
                return false;
            }
            visit(node, start..next);
            true
        });
    }
}
