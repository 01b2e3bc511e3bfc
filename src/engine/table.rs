//! Tables: the rows that pass from operator to operator.

use std::ops::Range;

use smallvec::SmallVec;

use super::ledger::Mark;
use super::mode::Mode;
use super::run::{Run, Stop};
use super::slot::Slot;
use crate::graph::NodeId;
use crate::query::{Column, ColumnSet};

/// The columns of a table. Most have a few only.
pub(super) type Columns = SmallVec<[Column; 6]>;

/// Rows of slots, one after another, and the mark of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Ascending.
    pub columns: Columns,
    cells: Vec<Slot>,
    /// Empty where all rows are sure and rest on nothing.
    marks: Vec<Mark>,
    rows: usize,
}

impl Table {
    pub fn len(&self) -> usize {
        self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub fn row(&self, index: usize) -> &[Slot] {
        let width = self.columns.len();
        &self.cells[index * width..(index + 1) * width]
    }

    /// All cells, row after row.
    pub fn cells(&self) -> &[Slot] {
        &self.cells
    }

    pub fn mark(&self, index: usize) -> Mark {
        self.marks.get(index).copied().unwrap_or(Mark::SURE)
    }

    /// Whether all rows are known to be sure and to rest on nothing.
    pub fn is_plain(&self) -> bool {
        self.marks.is_empty()
    }

    /// The same rows with one number where there are two, equal rows united.
    pub fn shown(&self, run: &mut Run<'_>, mode: Mode) -> Result<Self, Stop> {
        let mut builder = Builder::new(run, &self.columns.iter().copied().collect(), true);
        for (row, mark) in self.rows() {
            let cells: SmallVec<[Slot; 6]> = row.iter().map(|&slot| run.values.shown(slot, mode)).collect();
            builder.push(run, cells, mark)?;
        }
        Ok(builder.finish(run))
    }

    /// All rows with their marks, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&[Slot], Mark)> {
        (0..self.len()).map(|index| (self.row(index), self.mark(index)))
    }

    pub fn find(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|&other| other == column)
    }

    /// Where a column stands in each row.
    pub fn position(&self, column: Column) -> Result<usize, Stop> {
        self.find(column).ok_or(Stop::NoColumn(column))
    }

    /// Some of the rows.
    pub fn part(&self, run: &mut Run<'_>, rows: Range<usize>) -> Self {
        let (mut cells, mut marks) = (run.scratch.cells(), run.scratch.marks());
        let width = self.columns.len();
        cells.extend_from_slice(&self.cells[rows.start * width..rows.end * width]);
        if !self.marks.is_empty() {
            marks.extend(rows.clone().map(|index| self.mark(index)));
        }
        Self { columns: self.columns.clone(), cells, marks, rows: rows.len() }
    }

    /// Its buffers, to be used again.
    pub fn into_buffers(self) -> (Vec<Slot>, Vec<Mark>) {
        (self.cells, self.marks)
    }
}

/// Makes a table; merges rows that are equal if it is asked to.
pub(super) struct Builder {
    table: Table,
    merge: Merge,
    index: Index,
}

/// How equal rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merge {
    /// There are none.
    Never,
    /// They follow each other.
    Adjacent,
    /// They may be anywhere.
    Anywhere,
}

impl Builder {
    pub fn new(run: &mut Run<'_>, keep: &ColumnSet, merge: bool) -> Self {
        Self::merging(run, keep, if merge { Merge::Anywhere } else { Merge::Never })
    }

    pub fn merging(run: &mut Run<'_>, keep: &ColumnSet, merge: Merge) -> Self {
        let table = Table { columns: keep.iter().collect(), cells: run.scratch.cells(), marks: run.scratch.marks(), rows: 0 };
        Self { table, merge, index: Index::default() }
    }

    pub fn columns(&self) -> &[Column] {
        &self.table.columns
    }

    /// How many rows there are so far.
    pub fn rows(&self) -> usize {
        self.table.rows
    }

    /// Adds a row, or adds its claims to the equal row that is there already. Sure and doubtful rows are kept apart.
    pub fn push(&mut self, run: &mut Run<'_>, cells: impl IntoIterator<Item = Slot>, mark: Mark) -> Result<(), Stop> {
        run.tick()?;
        let start = self.table.cells.len();
        self.table.cells.extend(cells);
        debug_assert_eq!(self.table.cells.len(), start + self.table.columns.len(), "a cell for each column");
        let same = match self.merge {
            Merge::Never => None,
            Merge::Adjacent => self.table.rows.checked_sub(1).filter(|&last| {
                self.table.mark(last).is_doubtful() == mark.is_doubtful() && self.table.row(last) == &self.table.cells[start..]
            }),
            Merge::Anywhere => self.index.find_or_add(run, &self.table, mark),
        };
        if let Some(same) = same {
            self.table.cells.truncate(start);
            if let Some(old) = self.table.marks.get_mut(same) {
                *old = run.ledger.unite(*old, mark);
            } else if mark != Mark::SURE {
                self.table.marks.resize(self.table.rows, Mark::SURE);
                self.table.marks[same] = mark;
            }
            return run.check_memory();
        }
        if self.table.rows >= run.row_limit() {
            return Err(Stop::Rows);
        }
        if mark != Mark::SURE || !self.table.marks.is_empty() {
            self.table.marks.resize(self.table.rows, Mark::SURE);
            self.table.marks.push(mark);
        }
        self.table.rows += 1;
        Ok(())
    }

    /// Adds rows of one column that are sure, rest on nothing, and equal none that is there.
    pub fn push_nodes(&mut self, run: &mut Run<'_>, nodes: &[NodeId]) -> Result<(), Stop> {
        debug_assert!(self.table.columns.len() == 1 && self.table.marks.is_empty(), "one column of sure rows");
        run.charge(nodes.len())?;
        self.table.cells.extend(nodes.iter().copied().map(Slot::node));
        self.table.rows = self.table.cells.len();
        if self.table.rows > run.row_limit() { Err(Stop::Rows) } else { Ok(()) }
    }

    pub fn finish(self, run: &mut Run<'_>) -> Table {
        run.scratch.give_places(self.index.places);
        self.table
    }
}

/// A few rows are compared one by one; beyond this many they are found by their hash.
const FEW: usize = 8;

/// Finds equal rows: open addressing over row numbers, each with its hash.
#[derive(Default)]
struct Index {
    /// Hash in the upper half, row number plus one in the lower; 0 is free. The length is a power of two.
    places: Vec<u64>,
}

impl Index {
    /// The row that is equal to the one whose cells stand last in the table (without a mark as yet). If there is none, the new row is
    /// remembered.
    fn find_or_add(&mut self, run: &mut Run<'_>, table: &Table, mark: Mark) -> Option<usize> {
        let width = table.columns.len();
        let rows = table.rows;
        let new = &table.cells[rows * width..];
        let same = |row: usize| table.mark(row).is_doubtful() == mark.is_doubtful() && table.row(row) == new;
        if rows < FEW {
            return (0..rows).find(|&row| same(row));
        }
        if (rows + 1) * 2 > self.places.len() {
            if self.places.capacity() == 0 {
                self.places = run.scratch.places();
            }
            self.grow(table);
        }
        let hash = hash(new, mark);
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let entry = self.places[place];
            if entry == 0 {
                self.places[place] = u64::from(hash) << 32 | (rows as u64 + 1);
                return None;
            }
            if (entry >> 32) as u32 == hash {
                let row = (entry as u32 - 1) as usize;
                if same(row) {
                    return Some(row);
                }
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self, table: &Table) {
        let rows = table.rows;
        let capacity = ((rows + 1) * 4).next_power_of_two().max(64);
        let old = if self.places.is_empty() {
            self.places.resize(capacity, 0);
            Vec::new()
        } else {
            std::mem::replace(&mut self.places, vec![0; capacity])
        };
        let mask = capacity - 1;
        let mut put = |entry: u64| {
            let mut place = (entry >> 32) as usize & mask;
            while self.places[place] != 0 {
                place = (place + 1) & mask;
            }
            self.places[place] = entry;
        };
        if old.is_empty() {
            for row in 0..rows {
                put(u64::from(hash(table.row(row), table.mark(row))) << 32 | (row as u64 + 1));
            }
        } else {
            old.into_iter().filter(|&entry| entry != 0).for_each(put);
        }
    }
}

/// The hash of a row. Multiplicative, as in Firefox and rustc: short keys, no attacker within one question.
fn hash(cells: &[Slot], mark: Mark) -> u32 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = u64::from(mark.is_doubtful());
    for cell in cells {
        hash = (hash.rotate_left(5) ^ cell.bits()).wrapping_mul(FACTOR);
    }
    (hash ^ hash >> 29).wrapping_mul(FACTOR).rotate_left(32) as u32
}

/// The hash of some cells, for joins.
pub(super) fn hash_cells(cells: impl IntoIterator<Item = Slot>) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = 0_u64;
    for cell in cells {
        hash = (hash.rotate_left(5) ^ cell.bits()).wrapping_mul(FACTOR);
    }
    hash ^ hash >> 32
}

/// Where the cell of a column of the output comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum From {
    /// A cell of the input row.
    Input(usize),
    /// One of the cells that the operator adds.
    Added(usize),
}

impl From {
    /// For each column of the output, where it comes from: the input first, then the added columns.
    pub fn of(output: &[Column], input: &Table, added: &[Column]) -> Result<SmallVec<[Self; 6]>, Stop> {
        output
            .iter()
            .map(|&column| match (input.find(column), added.iter().position(|&other| other == column)) {
                (Some(place), _) => Ok(Self::Input(place)),
                (None, Some(place)) => Ok(Self::Added(place)),
                (None, None) => Err(Stop::NoColumn(column)),
            })
            .collect()
    }

    pub fn pick(self, row: &[Slot], added: &[Slot]) -> Slot {
        match self {
            Self::Input(place) => row[place],
            Self::Added(place) => added[place],
        }
    }
}
