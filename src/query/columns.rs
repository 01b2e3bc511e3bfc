//! Which columns an expression or condition has.
//!
//! Comes in: an expression or a condition. Goes out: a set of columns. Knows nothing of how rows are made.

use super::{Column, Condition, Expression, Operand};

/// A set of columns. Cheap for small column numbers, correct for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnSet {
    /// Bit `i` stands for column `i`.
    low: u64,
    /// Columns from 64 on, sorted.
    high: Vec<Column>,
}

impl ColumnSet {
    /// The empty set.
    pub const EMPTY: Self = Self { low: 0, high: Vec::new() };

    /// Adds a column; whether it is new.
    pub fn insert(&mut self, column: Column) -> bool {
        if column.0 < 64 {
            let bit = 1 << column.0;
            let new = self.low & bit == 0;
            self.low |= bit;
            return new;
        }
        match self.high.binary_search(&column) {
            Ok(_) => false,
            Err(place) => {
                self.high.insert(place, column);
                true
            }
        }
    }

    /// Whether a column is in the set.
    pub fn contains(&self, column: Column) -> bool {
        if column.0 < 64 { self.low & (1 << column.0) != 0 } else { self.high.binary_search(&column).is_ok() }
    }

    /// Adds all columns of another set.
    pub fn extend(&mut self, other: &Self) {
        self.low |= other.low;
        for &column in &other.high {
            self.insert(column);
        }
    }

    /// The columns of both.
    pub fn union(&self, other: &Self) -> Self {
        let mut all = self.clone();
        all.extend(other);
        all
    }

    /// The columns that are in both.
    pub fn intersection(&self, other: &Self) -> Self {
        Self { low: self.low & other.low, high: self.high.iter().copied().filter(|&column| other.contains(column)).collect() }
    }

    /// The columns that are not in the other.
    pub fn difference(&self, other: &Self) -> Self {
        Self { low: self.low & !other.low, high: self.high.iter().copied().filter(|&column| !other.contains(column)).collect() }
    }

    /// Whether every column is in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.low & !other.low == 0 && self.high.iter().all(|&column| other.contains(column))
    }

    /// Whether a column is in both.
    pub fn meets(&self, other: &Self) -> bool {
        self.low & other.low != 0 || self.high.iter().any(|&column| other.contains(column))
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.low.count_ones() as usize + self.high.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.low == 0 && self.high.is_empty()
    }

    /// The columns in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = Column> + '_ {
        (0..64).filter(|bit| self.low & (1 << bit) != 0).map(Column).chain(self.high.iter().copied())
    }

    /// The columns as a sorted list.
    pub fn to_vec(&self) -> Vec<Column> {
        let mut columns = Vec::with_capacity(self.len());
        columns.extend(self.iter());
        columns
    }
}

impl FromIterator<Column> for ColumnSet {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        let mut set = Self::EMPTY;
        for column in columns {
            set.insert(column);
        }
        set
    }
}

impl Expression {
    /// The columns of its rows.
    ///
    /// # Complexity
    /// Linear in the size of the expression.
    pub fn columns(&self) -> ColumnSet {
        let mut set;
        match self {
            Self::Unit => ColumnSet::EMPTY,
            Self::Nodes { column, .. } | Self::Kind { column, .. } | Self::Entities { column } => ColumnSet::from_iter([*column]),
            Self::Claims { from, claim, to, .. } => ColumnSet::from_iter([*from, *claim, *to]),
            Self::Expand { input, claim, to, .. } => {
                set = input.columns();
                set.insert(*claim);
                set.insert(*to);
                set
            }
            Self::Reach { input, to, .. } | Self::Describe { input, to, .. } | Self::Network { input, to, .. } => {
                set = input.columns();
                set.insert(*to);
                set
            }
            Self::Shortest { source, target, path, .. } => ColumnSet::from_iter([*source, *target, *path]),
            Self::Join { left, right } => {
                set = left.columns();
                set.extend(&right.columns());
                set
            }
            Self::Union { inputs } => {
                let mut inputs = inputs.iter();
                set = inputs.next().map(Self::columns).unwrap_or_default();
                for input in inputs {
                    set = set.intersection(&input.columns());
                }
                set
            }
            Self::Difference { left, .. } => left.columns(),
            Self::Filter { input, .. } | Self::Order { input, .. } => input.columns(),
            Self::Group { keys, aggregates, .. } => keys.iter().copied().chain(aggregates.iter().map(|aggregate| aggregate.to)).collect(),
            Self::Fixpoint { from, to, .. } | Self::Derived { from, to, .. } => ColumnSet::from_iter([*from, *to]),
            Self::Project { input, columns } => {
                set = input.columns();
                columns.iter().copied().filter(|&column| set.contains(column)).collect()
            }
        }
    }
}

impl Condition {
    /// The columns it looks at.
    pub fn columns(&self) -> ColumnSet {
        let mut set = ColumnSet::EMPTY;
        self.add_columns(&mut set);
        set
    }

    fn add_columns(&self, set: &mut ColumnSet) {
        match self {
            Self::And(all) | Self::Or(all) => {
                for condition in all {
                    condition.add_columns(set);
                }
            }
            Self::Not(condition) | Self::Surely(condition) => condition.add_columns(set),
            Self::Compare { left, right, .. } => {
                for operand in [left, right] {
                    if let Operand::Column(column) = operand {
                        set.insert(*column);
                    }
                }
            }
            Self::During { column, .. } | Self::OneOf(column, _) => {
                set.insert(*column);
            }
            Self::Same(left, right) => {
                set.insert(*left);
                set.insert(*right);
            }
        }
    }
}
