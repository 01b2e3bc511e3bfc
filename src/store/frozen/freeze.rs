//! Freezing: any view becomes a file.

use std::ops::Range;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use super::builder::ToldBy;
use super::{FrozenBuilder, FrozenGraph, Retracted, Telling, Written};
use crate::graph::{Claim, ClaimId, LiveGraph, NodeId, RelationId, View};
use crate::store::StoreError;

/// What a graph remembers of how it came to be. The default remembers nothing.
#[derive(Default)]
pub struct History<'a> {
    /// Tells graphs apart; zeros to have one made of what the file holds.
    pub id: [u8; 16],
    /// The last telling that is folded into the file.
    pub folded: u64,
    /// The tellings up to that, in order.
    pub tellings: Vec<Telling>,
    /// The telling of each claim of the view; without it all are 0.
    pub told: Option<ToldBy<'a>>,
    /// Claims that the view no longer has, with its node ids.
    pub retracted: Vec<Retracted>,
    /// By relation: which ends were taken from claims, not defined (domain, range, value type); they are taken anew.
    pub inferred: Vec<[bool; 3]>,
    /// Whether ends that nobody defined are to be taken from the claims.
    pub infer_ends: bool,
}

/// Claims that are being gathered take up at most so many bytes of memory; what is more waits on disk.
const MEMORY: u64 = 1 << 30;
/// So many claims go from the thread that reads to the one that adds at a time.
const CHUNK: usize = 1 << 14;

/// Writes a view as a graph file at `path`, replacing what is there once the new file is whole and durable. Entities and values keep
/// their order.
///
/// # Errors
/// If the file cannot be written, or the graph is too large. Then what was at `path` is as it was.
///
/// # Complexity
/// O(n log n) in the claims; up to a gibibyte of them, at sixteen bytes each, is in memory.
pub fn freeze(view: &dyn View, path: &Path, history: &History<'_>) -> Result<Written, StoreError> {
    write(view, path, history, |builder| builder.add_view(view, history))
}

/// Writes a layer on a graph file as [`freeze`] does, and as the same bytes; what the file holds already is taken over as it stands, with its tellings.
///
/// # Errors
/// As [`freeze`].
///
/// # Complexity
/// As [`freeze`], but claims of the file are not sorted again.
pub fn freeze_layer(file: &FrozenGraph, layer: &LiveGraph, path: &Path, history: &History<'_>) -> Result<Written, StoreError> {
    write(layer, path, history, |builder| builder.add_layer(file, layer, history))
}

fn write(
    view: &dyn View,
    path: &Path,
    history: &History<'_>,
    add: impl FnOnce(&mut FrozenBuilder) -> Result<(), StoreError>,
) -> Result<Written, StoreError> {
    let mut builder = FrozenBuilder::new(view.schema().clone());
    if !history.infer_ends {
        builder.keep_schema();
    }
    builder.set_memory(MEMORY, path);
    add(&mut builder)?;
    // What could not be read is missing by now.
    match view.damage() {
        Some(damage) => Err(StoreError::Source { damage }),
        None => builder.finish(path),
    }
}

impl FrozenBuilder {
    /// Adds all that a view has to a builder that was made with its schema, or with more than that, and takes over its history. What is damaged in
    /// what the view reads from is missing then: [`View::damage`] says so.
    ///
    /// # Errors
    /// If there is too much.
    pub fn add_view(&mut self, view: &dyn View, history: &History<'_>) -> Result<(), StoreError> {
        self.forget_all_inferred(history);
        let mut ids = vec![NodeId(u32::MAX); view.node_bound()];
        for (index, id) in ids.iter_mut().enumerate() {
            if let Some(added) = self.add_node(view, NodeId::from_index(index))? {
                *id = added;
            }
        }
        self.add_claims(view, 0..view.claim_bound(), &ids, history.told)?;
        self.set_history(history, |node| ids.get(node.index()).copied().unwrap_or(node));
        Ok(())
    }

    /// Makes ends open again that were taken from claims.
    pub(super) fn forget_all_inferred(&mut self, history: &History<'_>) {
        for (index, inferred) in history.inferred.iter().enumerate() {
            self.forget_inferred(RelationId::from_index(index), *inferred);
        }
    }

    /// Adds some claims of a view, whose nodes are called so here.
    pub(super) fn add_claims(
        &mut self,
        view: &dyn View,
        claims: Range<usize>,
        ids: &[NodeId],
        told: Option<ToldBy<'_>>,
    ) -> Result<(), StoreError> {
        let read = |claim_id: ClaimId| {
            let mut claim = view.claim(claim_id)?.into_owned();
            claim.rename(|node| ids.get(node.index()).copied().unwrap_or(node));
            Some((claim, told.map_or(0, |told| told(claim_id))))
        };
        // One thread reads the claims, the other adds them, in the same order.
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel::<Vec<(Claim, u64)>>(4);
            scope.spawn(move || {
                for start in claims.clone().step_by(CHUNK) {
                    let ids = (start..claims.end.min(start + CHUNK)).map(ClaimId::from_index);
                    // Where adding has failed, nobody waits for the rest.
                    if sender.send(ids.filter_map(read).collect()).is_err() {
                        return;
                    }
                }
            });
            receiver.iter().flatten().try_for_each(|(claim, told)| self.add_claim(&claim, told))
        })
    }
}
