//! Joins: pairs of rows that agree on the columns both have.

use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Table, hash_cells};
use crate::plan::Operator;

/// Hash join; the smaller side is indexed. All pairs where there is no column in common.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, left: &Table, right: &Table) -> Result<Table, Stop> {
    // The indexed side is `left` below.
    let (left, right) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), left, &right.columns)?;
    let lookup = Lookup::new(run, left, right)?;
    for (row, mark) in right.rows() {
        run.tick()?;
        for index in lookup.find(row) {
            let mark = run.ledger.join(left.mark(index), mark);
            builder.push(run, output.iter().map(|from| from.pick(left.row(index), row)), mark)?;
        }
    }
    Ok(builder.finish(run))
}

/// Finds the rows of one table that agree with a row of another: chains of rows with the same hash, in ascending order.
pub(super) struct Lookup<'a> {
    table: &'a Table,
    /// Where the columns in common stand in the table and in the other.
    places: Vec<(usize, usize)>,
    /// The first row of each chain, plus one.
    heads: Vec<u32>,
    /// The next row of the chain, plus one.
    nexts: Vec<u32>,
}

impl<'a> Lookup<'a> {
    /// Indexes a table by the columns that it shares with another.
    pub fn new(run: &mut Run<'_>, table: &'a Table, other: &Table) -> Result<Self, Stop> {
        let places: Vec<(usize, usize)> =
            table.columns.iter().enumerate().filter_map(|(place, &column)| Some((place, other.find(column)?))).collect();
        let buckets = (table.len() * 2).next_power_of_two();
        let (mut heads, mut nexts) = (vec![0; buckets], vec![0; table.len()]);
        for index in (0..table.len()).rev() {
            run.tick()?;
            let row = table.row(index);
            let bucket = hash_cells(places.iter().map(|&(place, _)| row[place])) as usize & (buckets - 1);
            nexts[index] = heads[bucket];
            heads[bucket] = index as u32 + 1;
        }
        Ok(Self { table, places, heads, nexts })
    }

    /// The rows that agree with a row of the other table, in order.
    pub fn find<'r>(&'r self, row: &'r [Slot]) -> impl Iterator<Item = usize> + 'r {
        let bucket = hash_cells(self.places.iter().map(|&(_, place)| row[place])) as usize & (self.heads.len() - 1);
        let chain =
            std::iter::successors((self.heads[bucket] as usize).checked_sub(1), |&index| (self.nexts[index] as usize).checked_sub(1));
        chain.filter(move |&index| {
            let mine = self.table.row(index);
            self.places.iter().all(|&(place, other)| mine[place] == row[other])
        })
    }
}
