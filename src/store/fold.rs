//! Freezing: what was told since is folded into a new frozen file, which takes the name of the old one.
//!
//! The lock of the graph is held throughout, so nobody tells anything meanwhile; readers go on. The steps, after each of which the program
//! may be killed and the graph is whole:
//!
//! 1. The new file is written beside the old one, under another name, and made durable.
//! 2. It takes the name of the old one. It says itself which tellings are in it, so from now on those in the live layer are passed over.
//! 3. The folder is made durable, and only then are those tellings taken out of the live layer.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::frozen::{History, Retracted, Telling, freeze_layer};
use super::journal::Journal;
use super::told::State;
use super::{Store, StoreError, fault};
use crate::graph::{ClaimId, LiveGraph, RelationId, View};

/// What freezing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folded {
    /// How many tellings are in the frozen file now that were not.
    pub tellings: u64,
    /// The claims of the graph.
    pub claims: usize,
    /// Bytes of both files before.
    pub before: u64,
    /// Bytes of both files after.
    pub after: u64,
}

impl Store {
    /// Folds what was told into the frozen file. Readers are not disturbed; views stay as they are. Tellings wait meanwhile.
    ///
    /// # Errors
    /// If something cannot be read or written, or is damaged. Then the graph is as it was.
    ///
    /// # Complexity
    /// That of writing the whole graph anew.
    pub fn freeze(&self) -> Result<Folded, StoreError> {
        let mut state = self.state();
        state.begin(self.path(), self.wait())?;
        let folded = fold(&mut state, self.path());
        state.roll_back();
        let folded = folded?;
        state.shrink();
        state.catch_up(self.path(), self.wait())?;
        self.show(state.shown());
        Ok(Folded { after: size(self.path()) + state.journal_bytes(), ..folded })
    }
}

/// What the live layer told, claim by claim.
#[derive(Default)]
struct Past {
    tellings: Vec<Telling>,
    /// The first claim of each telling, and its number.
    first: Vec<(ClaimId, u64)>,
    retracted: Vec<Retracted>,
}

fn fold(state: &mut State, path: &Path) -> Result<Folded, StoreError> {
    let (ground, journal) = state.ground_and_journal()?;
    let before = size(path) + journal.bytes();
    let frozen = Arc::clone(&ground.frozen);
    let folded = frozen.folded();
    let last = journal.last()?.max(folded);
    if last == folded {
        prune(journal, last)?;
        return Ok(Folded { tellings: 0, claims: frozen.claim_bound(), before, after: 0 });
    }
    let mut graph = LiveGraph::on(ground.view());
    let past = read(&mut graph, journal, folded, &|claim| frozen.told(claim).unwrap_or(0))?;
    let told = |claim: ClaimId| told_by(claim, &past.first).unwrap_or(0);
    let is_inferred = |relation: RelationId| frozen.inferred(relation).contains(&true);
    let history = History {
        id: frozen.id(),
        folded: last,
        tellings: frozen.tellings().chain(past.tellings).collect(),
        told: Some(&told),
        retracted: frozen.retracted().chain(past.retracted).collect(),
        inferred: frozen.schema().relations().map(|(relation, _)| frozen.inferred(relation)).collect(),
        infer_ends: frozen.schema().relations().any(|(relation, _)| is_inferred(relation)),
    };
    let written = freeze_layer(&frozen, &graph, path, &history)?;
    prune(journal, last)?;
    Ok(Folded { tellings: last - folded, claims: written.claims, before, after: 0 })
}

/// Takes out of the live layer what is in the frozen file.
fn prune(journal: &Journal, last: u64) -> Result<(), StoreError> {
    fault::step().map_err(StoreError::io(journal.path(), "write"))?;
    journal.prune(last)?;
    journal.finish(Ok(()))
}

/// Tells a layer on the frozen file everything since, and notes which telling told what.
fn read(graph: &mut LiveGraph, journal: &Journal, folded: u64, told_before: &dyn Fn(ClaimId) -> u64) -> Result<Past, StoreError> {
    let mut past = Past::default();
    journal.each_after(folded, &mut |telling| {
        past.first.push((ClaimId(telling.change.first_claim), telling.number));
        graph.apply(&telling.change).map_err(|misfit| journal.other_graph(telling.number, &misfit))?;
        for &claim in &telling.change.retracted {
            if let Some(content) = graph.told(claim) {
                let told = told_by(claim, &past.first).unwrap_or_else(|| told_before(claim));
                past.retracted.push(Retracted { claim: content.into_owned(), told, retracted: telling.number });
            }
        }
        past.tellings.push(telling.in_short());
        Ok(())
    })?;
    Ok(past)
}

/// The telling of a claim of the live layer.
fn told_by(claim: ClaimId, first: &[(ClaimId, u64)]) -> Option<u64> {
    let place = first.partition_point(|(first, _)| *first <= claim).checked_sub(1)?;
    first.get(place).map(|(_, number)| *number)
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Options, Store};
    use super::*;

    const OPTIONS: Options = Options { create: true, wait: Duration::ZERO, moment: Some(1) };

    fn labels(store: &Store) -> Vec<String> {
        let view = store.view();
        let name = |node| format!("{:?}", view.node(node));
        let claims = (0..view.claim_bound()).filter_map(|claim| view.claim(ClaimId::from_index(claim)));
        let mut all: Vec<String> = claims.map(|claim| format!("{} {} {}", name(claim.subject), name(claim.object), claim.when)).collect();
        all.sort();
        all
    }

    /// The disk fails at the n-th write, sync or rename, for every n: the graph is what it was, can be told on, and freezes the next time.
    #[test]
    fn a_disk_that_fails_at_any_step_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut steps = 0;
        loop {
            let path = folder.path().join(format!("graph{steps}.quipu"));
            let store = Store::open(&path, OPTIONS).unwrap();
            store.tell("relation visited\n  says X visits Y").unwrap();
            store.tell("[Ana] visited [Lura] in 2001.").unwrap();
            store.freeze().unwrap();
            store.tell("[Juan] visited [Lura] in 2002.").unwrap();
            store.tell("Retract: Ana visited Lura.").unwrap();
            let expected = labels(&store);
            fault::fail_after(Some(steps));
            let frozen = store.freeze();
            fault::fail_after(None);
            assert_eq!(labels(&store), expected, "failed at step {steps}");
            drop(store);
            let store = Store::open(&path, OPTIONS).unwrap();
            assert_eq!(labels(&store), expected, "failed at step {steps}, opened again");
            assert_eq!(store.log().unwrap().len(), 4);
            store.tell("Ana visited Lura in 2003.").unwrap();
            store.freeze().unwrap();
            assert_eq!((labels(&store).len(), store.log().unwrap().len()), (2, 5));
            match frozen {
                Ok(folded) => {
                    assert_eq!(folded.tellings, 2);
                    break;
                }
                Err(error) => assert!(matches!(error, StoreError::Full { .. }), "{error:?}"),
            }
            steps += 1;
        }
        assert!(steps > 6, "only {steps} steps could fail");
    }
}
