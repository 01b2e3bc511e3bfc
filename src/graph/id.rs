//! Ids: small numbers with a type each, so that a relation is never taken for a node.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
