//! Finding things by their content where the things themselves are kept elsewhere.

use rustc_hash::FxHashMap;

/// Places in a table by the hash of what stands there. Whoever asks compares the things; those that share a hash are told apart by
/// hashing again with the next salt.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookup {
    places: FxHashMap<u64, u32>,
}

impl Lookup {
    /// The place of the thing with these hashes (one for each salt) for which `is_it` holds.
    pub(super) fn find(&self, hash: impl Fn(u64) -> u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        (0..).map_while(|salt| self.places.get(&hash(salt)).copied()).find(|place| is_it(*place))
    }

    /// Adds a thing that [`Lookup::find`] did not find.
    pub(super) fn insert(&mut self, hash: impl Fn(u64) -> u64, place: u32) {
        let vacant = (0..).map(hash).find(|hash| !self.places.contains_key(hash));
        if let Some(hash) = vacant {
            self.places.insert(hash, place);
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.places.clear();
    }
}
