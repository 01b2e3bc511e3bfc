//! Ids: small numbers with a type each, so that a relation is never taken for a node.

use serde::{Deserialize, Serialize};

/// What all ids have in common: they count the places of a table.
pub trait Id: Copy + Ord + 'static {
    /// The id as an index into a table.
    fn index(self) -> usize;

    /// The id of the place `index` in a table.
    ///
    /// # Panics
    /// If the table has more than `u32::MAX` places.
    fn from_index(index: usize) -> Self;
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The id as an index into a table.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of the place `index` in a table.
            ///
            /// # Panics
            /// If the table has more than `u32::MAX` places.
            pub fn from_index(index: usize) -> Self {
                match u32::try_from(index) {
                    Ok(small) => Self(small),
                    Err(_) => panic!("more than {} ids in one table", u32::MAX),
                }
            }
        }

        impl Id for $name {
            fn index(self) -> usize {
                self.index()
            }

            fn from_index(index: usize) -> Self {
                Self::from_index(index)
            }
        }
    };
}

id!(
    /// A node of a graph: an entity or a value.
    NodeId
);
id!(
    /// A claim: one edge of a graph.
    ClaimId
);
id!(
    /// A class of entities, defined in a [`Schema`](crate::graph::Schema).
    KindId
);
id!(
    /// The type of an edge, defined in a [`Schema`](crate::graph::Schema).
    RelationId
);
id!(
    /// A unit of measure, defined in a [`Schema`](crate::graph::Schema).
    UnitId
);

/// Ids in ascending order of what they are sorted by: a list of them, or a run of consecutive ones that is stored nowhere.
#[derive(Clone, Copy, Debug)]
pub enum Ids<'a, I> {
    /// These.
    Listed(&'a [I]),
    /// `first` and those after it.
    Run {
        /// The first id; of no meaning in an empty run.
        first: I,
        /// How many there are.
        len: usize,
    },
}

impl<I> Default for Ids<'_, I> {
    fn default() -> Self {
        Self::Listed(&[])
    }
}

impl<'a, I: Id> Ids<'a, I> {
    /// How many there are.
    pub fn len(self) -> usize {
        match self {
            Self::Listed(list) => list.len(),
            Self::Run { len, .. } => len,
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The id at a place.
    pub fn get(self, place: usize) -> Option<I> {
        match self {
            Self::Listed(list) => list.get(place).copied(),
            Self::Run { first, len } => (place < len).then(|| I::from_index(first.index() + place)),
        }
    }

    /// Those from place `start` to before `end`; none if there are not so many.
    #[must_use]
    pub fn slice(self, start: usize, end: usize) -> Self {
        match self {
            Self::Listed(list) => Self::Listed(list.get(start..end).unwrap_or_default()),
            Self::Run { first, len } if start <= end && end <= len => {
                Self::Run { first: I::from_index(first.index() + start), len: end - start }
            }
            Self::Run { .. } => Self::default(),
        }
    }

    /// Whether an id is among them, where they are sorted by themselves. O(log n).
    pub fn contains_sorted(self, id: I) -> bool {
        match self {
            Self::Listed(list) => list.binary_search(&id).is_ok(),
            Self::Run { first, len } => (first.index()..first.index() + len).contains(&id.index()),
        }
    }

    /// All of them, in order.
    pub fn iter(self) -> IdsIter<'a, I> {
        match self {
            Self::Listed(list) => IdsIter::Listed(list.iter()),
            Self::Run { first, len } => IdsIter::Run(first.index()..first.index() + len, std::marker::PhantomData),
        }
    }

    /// All of them as a list of their own.
    pub fn to_vec(self) -> Vec<I> {
        self.iter().collect()
    }
}

impl<'a, I: Id> IntoIterator for Ids<'a, I> {
    type Item = I;
    type IntoIter = IdsIter<'a, I>;

    fn into_iter(self) -> IdsIter<'a, I> {
        self.iter()
    }
}

impl<I: Id> PartialEq for Ids<'_, I> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

/// Goes through [`Ids`].
#[derive(Clone, Debug)]
pub enum IdsIter<'a, I> {
    /// Through a list.
    Listed(std::slice::Iter<'a, I>),
    /// Through a run.
    Run(std::ops::Range<usize>, std::marker::PhantomData<I>),
}

impl<I: Id> Iterator for IdsIter<'_, I> {
    type Item = I;

    #[inline]
    fn next(&mut self) -> Option<I> {
        match self {
            Self::Listed(list) => list.next().copied(),
            Self::Run(places, _) => places.next().map(I::from_index),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Listed(list) => list.size_hint(),
            Self::Run(places, _) => places.size_hint(),
        }
    }
}

impl<I: Id> ExactSizeIterator for IdsIter<'_, I> {}
