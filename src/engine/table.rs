//! Tables: the rows that pass from operator to operator.

use super::ledger::Mark;
use super::run::{Run, Stop};
use super::slot::Slot;
use crate::query::{Column, ColumnSet};

/// Rows of slots, one after another, and the mark of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Ascending.
    pub columns: Vec<Column>,
    cells: Vec<Slot>,
    marks: Vec<Mark>,
}

impl Table {
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    pub fn row(&self, index: usize) -> &[Slot] {
        let width = self.columns.len();
        &self.cells[index * width..(index + 1) * width]
    }

    pub fn mark(&self, index: usize) -> Mark {
        self.marks[index]
    }

    /// All rows with their marks, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&[Slot], Mark)> {
        (0..self.len()).map(|index| (self.row(index), self.mark(index)))
    }

    pub fn find(&self, column: Column) -> Option<usize> {
        self.columns.binary_search(&column).ok()
    }

    /// Where a column stands in each row.
    pub fn position(&self, column: Column) -> Result<usize, Stop> {
        self.find(column).ok_or(Stop::NoColumn(column))
    }
}

/// Makes a table; merges rows that are equal if it is asked to.
pub(super) struct Builder {
    table: Table,
    merge: bool,
    index: Index,
}

impl Builder {
    pub fn new(keep: &ColumnSet, merge: bool) -> Self {
        Self { table: Table { columns: keep.to_vec(), ..Table::default() }, merge, index: Index::default() }
    }

    pub fn columns(&self) -> &[Column] {
        &self.table.columns
    }

    /// Adds a row, or adds its claims to the equal row that is there already. Sure and doubtful rows are kept apart.
    pub fn push(&mut self, run: &mut Run<'_>, cells: impl IntoIterator<Item = Slot>, mark: Mark) -> Result<(), Stop> {
        run.tick()?;
        let start = self.table.cells.len();
        self.table.cells.extend(cells);
        debug_assert_eq!(self.table.cells.len(), start + self.table.columns.len(), "a cell for each column");
        if self.merge
            && let Some(same) = self.index.find_or_add(&self.table, mark)
        {
            self.table.cells.truncate(start);
            let old = self.table.marks[same];
            self.table.marks[same] = run.ledger.unite(old, mark);
            return run.check_memory();
        }
        if self.table.marks.len() >= run.row_limit() {
            return Err(Stop::Rows);
        }
        self.table.marks.push(mark);
        Ok(())
    }

    pub fn finish(self) -> Table {
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
    fn find_or_add(&mut self, table: &Table, mark: Mark) -> Option<usize> {
        let width = table.columns.len();
        let rows = table.marks.len();
        let new = &table.cells[rows * width..];
        let same = |row: usize| table.marks[row].is_doubtful() == mark.is_doubtful() && table.row(row) == new;
        if rows < FEW {
            return (0..rows).find(|&row| same(row));
        }
        if (rows + 1) * 2 > self.places.len() {
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
        let rows = table.marks.len();
        let capacity = ((rows + 1) * 4).next_power_of_two().max(64);
        let old = std::mem::replace(&mut self.places, vec![0; capacity]);
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
    pub fn of(output: &[Column], input: &Table, added: &[Column]) -> Result<Vec<Self>, Stop> {
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
