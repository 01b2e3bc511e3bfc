//! Slots: cells as the operators move them, one number each.
//!
//! Nodes and claims are their ids; other cells are kept once in a table, so that equal cells are equal numbers.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::{Cell, Mode, Path};
use crate::graph::{ClaimId, Date, Interval, NodeId};

/// A cell: its type in the upper half, in the order of [`Cell`]'s types, and an id or a place in [`Values`] in the lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot(u64);

const NODE: u64 = 1 << 32;
const CLAIM: u64 = 2 << 32;
const NUMBER: u64 = 3 << 32;
const DATE: u64 = 4 << 32;
const INTERVAL: u64 = 5 << 32;
const TEXT: u64 = 6 << 32;
const PATH: u64 = 7 << 32;
const TYPE: u64 = !0 << 32;
/// The rank of a row, which never leaves the engine.
const RANK: u64 = 8 << 32;
/// A number of certain rows, and of possible ones, where they differ. It leaves the engine as one of the two.
const RANGE: u64 = 9 << 32;

impl Slot {
    pub const MISSING: Self = Self(0);

    pub fn node(node: NodeId) -> Self {
        Self(NODE | u64::from(node.0))
    }

    pub fn claim(claim: ClaimId) -> Self {
        Self(CLAIM | u64::from(claim.0))
    }

    pub fn rank(rank: usize) -> Self {
        Self(RANK | (rank as u64 & !TYPE))
    }

    pub fn as_node(self) -> Option<NodeId> {
        (self.0 & TYPE == NODE).then_some(NodeId(self.0 as u32))
    }

    pub fn as_claim(self) -> Option<ClaimId> {
        (self.0 & TYPE == CLAIM).then_some(ClaimId(self.0 as u32))
    }

    pub fn bits(self) -> u64 {
        self.0
    }

    fn place(self) -> usize {
        self.0 as u32 as usize
    }
}

/// The cells that are neither node nor claim, each once.
#[derive(Default)]
pub(super) struct Values {
    numbers: Table<u64>,
    ranges: Table<(u64, u64)>,
    dates: Table<Date>,
    intervals: Table<Interval>,
    texts: Table<Box<str>>,
    paths: Table<Box<Path>>,
}

struct Table<T> {
    values: Vec<T>,
    /// Empty while there are [`FEW`] values.
    places: FxHashMap<T, u32>,
}

/// So many values are looked through one by one.
const FEW: usize = 8;

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: Vec::new(), places: FxHashMap::default() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Table<T> {
    fn place(&mut self, value: T) -> u64 {
        let many = self.values.len() > FEW;
        let known = match many {
            true => self.places.get(&value).map(|&place| u64::from(place)),
            false => self.values.iter().position(|other| *other == value).map(|place| place as u64),
        };
        if let Some(place) = known {
            return place;
        }
        // Rows are limited to fewer than `u32::MAX`, and so are the values in them.
        let place = self.values.len() as u32;
        if many {
            self.places.insert(value.clone(), place);
        }
        self.values.push(value);
        if place as usize == FEW {
            self.places.extend(self.values.iter().cloned().zip(0..));
        }
        u64::from(place)
    }
}

impl<T> Table<T> {
    fn clear(&mut self) {
        if !self.values.is_empty() {
            self.values.clear();
            self.places.clear();
        }
    }
}

impl Values {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.numbers.clear();
        self.ranges.clear();
        self.dates.clear();
        self.intervals.clear();
        self.texts.clear();
        self.paths.clear();
    }

    /// Zero has one sign, so that equal numbers are equal cells.
    pub fn number(&mut self, number: f64) -> Slot {
        Slot(NUMBER | self.numbers.place((number + 0.0).to_bits()))
    }

    /// A number that is one of certain rows, another of possible ones.
    pub fn range(&mut self, sure: f64, possible: f64) -> Slot {
        if sure == possible {
            return self.number(sure);
        }
        Slot(RANGE | self.ranges.place(((sure + 0.0).to_bits(), (possible + 0.0).to_bits())))
    }

    /// Whether any number is not the same of certain and of possible rows.
    pub fn has_ranges(&self) -> bool {
        !self.ranges.values.is_empty()
    }

    /// What a slot shows in a mode: one number instead of two.
    pub fn shown(&mut self, slot: Slot, mode: Mode) -> Slot {
        if slot.0 & TYPE != RANGE {
            return slot;
        }
        let Some((sure, possible)) = self.as_range(slot) else { return Slot::MISSING };
        self.number(if mode == Mode::Certain { sure } else { possible })
    }

    pub fn date(&mut self, date: Date) -> Slot {
        Slot(DATE | self.dates.place(date))
    }

    pub fn interval(&mut self, interval: Interval) -> Slot {
        Slot(INTERVAL | self.intervals.place(interval))
    }

    pub fn text(&mut self, text: &str) -> Slot {
        Slot(TEXT | self.texts.place(text.into()))
    }

    pub fn path(&mut self, path: Path) -> Slot {
        Slot(PATH | self.paths.place(Box::new(path)))
    }

    /// A number; of certain rows, if there are two.
    pub fn as_number(&self, slot: Slot) -> Option<f64> {
        self.as_range(slot).map(|(sure, _)| sure)
    }

    /// A number of certain rows and of possible ones; mostly the same twice.
    pub fn as_range(&self, slot: Slot) -> Option<(f64, f64)> {
        match slot.0 & TYPE {
            NUMBER => self.numbers.values.get(slot.place()).map(|&bits| (f64::from_bits(bits), f64::from_bits(bits))),
            RANGE => self.ranges.values.get(slot.place()).map(|&(sure, possible)| (f64::from_bits(sure), f64::from_bits(possible))),
            _ => None,
        }
    }

    pub fn as_date(&self, slot: Slot) -> Option<Date> {
        if slot.0 & TYPE != DATE {
            return None;
        }
        self.dates.values.get(slot.place()).copied()
    }

    pub fn as_interval(&self, slot: Slot) -> Option<Interval> {
        if slot.0 & TYPE != INTERVAL {
            return None;
        }
        self.intervals.values.get(slot.place()).copied()
    }

    pub fn as_text(&self, slot: Slot) -> Option<&str> {
        if slot.0 & TYPE != TEXT {
            return None;
        }
        self.texts.values.get(slot.place()).map(|text| &**text)
    }

    pub fn as_path(&self, slot: Slot) -> Option<&Path> {
        if slot.0 & TYPE != PATH {
            return None;
        }
        self.paths.values.get(slot.place()).map(|path| &**path)
    }

    /// The cell that a slot stands for.
    pub fn cell(&self, slot: Slot) -> Cell {
        let cell = match slot.0 & TYPE {
            NODE => slot.as_node().map(Cell::Node),
            CLAIM => slot.as_claim().map(Cell::Claim),
            NUMBER | RANGE => self.as_number(slot).map(Cell::Number),
            DATE => self.as_date(slot).map(Cell::Date),
            INTERVAL => self.as_interval(slot).map(Cell::Interval),
            TEXT => self.texts.values.get(slot.place()).cloned().map(Cell::Text),
            PATH => self.paths.values.get(slot.place()).cloned().map(Cell::Path),
            _ => None,
        };
        cell.unwrap_or(Cell::Missing)
    }

    /// The order of the cells that two slots stand for.
    pub fn compare(&self, a: Slot, b: Slot) -> Ordering {
        // Numbers of which there are two stand where the first of them stands.
        let kind = |slot: Slot| if slot.0 & TYPE == RANGE { NUMBER } else { slot.0 & TYPE };
        if a == b || kind(a) != kind(b) || !(NUMBER..=PATH).contains(&kind(a)) {
            return (kind(a), a).cmp(&(kind(b), b));
        }
        self.cell(a).cmp(&self.cell(b))
    }

    /// The order of two lists of slots, compared one by one.
    pub fn compare_rows(&self, a: &[Slot], b: &[Slot]) -> Ordering {
        for (&a, &b) in a.iter().zip(b) {
            let order = self.compare(a, b);
            if order != Ordering::Equal {
                return order;
            }
        }
        let possible = |slot: Slot| self.as_range(slot).map(|(_, possible)| possible);
        let second = |(&a, &b): (&Slot, &Slot)| Some(possible(a)?.total_cmp(&possible(b)?)).filter(|order| order.is_ne());
        let ranges = if self.has_ranges() { a.iter().zip(b).find_map(second) } else { None };
        ranges.unwrap_or_else(|| a.len().cmp(&b.len()))
    }
}
