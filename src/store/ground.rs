//! The frozen file, as what the live layer stands on.

use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::StoreError;
use super::frozen::{FrozenBuilder, FrozenGraph};
use crate::graph::{ClaimId, LiveGraph, Schema, View};

/// A frozen file that is open.
pub(super) struct Ground {
    pub(super) frozen: Arc<FrozenGraph>,
    stamp: Option<Stamp>,
}

/// What tells one file of a name from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    file: u64,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self { bytes: metadata.len(), modified: metadata.modified().ok(), file: file_number(&metadata) })
    }
}

#[cfg(unix)]
fn file_number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn file_number(_: &Metadata) -> u64 {
    0
}

impl Ground {
    /// Opens the file of a graph.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        // If the file is replaced right now, this stamp is that of the old one, and the new one is found the next time.
        let stamp = Stamp::of(path);
        Ok(Self { frozen: Arc::new(FrozenGraph::open(path)?), stamp })
    }

    /// Makes an empty one.
    pub(super) fn create(path: &Path) -> Result<(), StoreError> {
        let mut builder = FrozenBuilder::new(Schema::default());
        builder.keep_schema();
        builder.finish(path).map(drop)
    }

    /// Whether another file has taken its name.
    pub(super) fn is_replaced(&self, path: &Path) -> bool {
        Stamp::of(path) != self.stamp
    }

    pub(super) fn view(&self) -> Arc<dyn View> {
        Arc::clone(&self.frozen) as Arc<dyn View>
    }

    /// The last telling that is in it.
    pub(super) fn folded(&self) -> u64 {
        self.frozen.folded()
    }

    /// What it held after those tellings whose moment is before `end` (microseconds since 1970), as a layer on top of it.
    ///
    /// # Complexity
    /// Where some were told later, one look at each claim.
    pub(super) fn before(&self, end: i64) -> LiveGraph {
        let mut past = LiveGraph::on(self.view());
        let tellings: Vec<_> = self.frozen.tellings().collect();
        // Moments never go back. What was imported has no telling, and was always there.
        let last = match tellings.iter().take_while(|telling| telling.moment < end).last() {
            _ if tellings.last().is_none_or(|telling| telling.moment < end) => return past,
            Some(telling) => telling.number,
            None => 0,
        };
        for claim in (0..self.frozen.claim_bound()).map(ClaimId::from_index) {
            if self.frozen.told(claim).is_some_and(|told| told > last) {
                past.retract(claim);
            }
        }
        for retracted in self.frozen.retracted() {
            if retracted.told <= last && last < retracted.retracted {
                past.add_claim(retracted.claim);
            }
        }
        past
    }
}
