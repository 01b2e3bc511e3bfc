//! The evidence of an answer: claims are numbered from 1 in the order in which the rows first use them, and written out at the end.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::name::name_of;
use super::sentence::Telling;
use super::source::{SourceFields, source_key};
use super::types::{EvidenceClaim, SourceText};
use super::value::quantity_text;
use crate::graph::{Claim, ClaimId, NodeId, View};

/// The claims used so far.
#[derive(Default)]
pub(super) struct Ledger {
    claims: IndexSet<ClaimId, FxBuildHasher>,
}

impl Ledger {
    /// The numbers of some claims, given out on first use.
    pub(super) fn cite(&mut self, claims: &[ClaimId]) -> Vec<usize> {
        self.claims.reserve(claims.len());
        claims.iter().map(|&claim| self.claims.insert_full(claim).0 + 1).collect()
    }

    /// All claims cited, in the order of their numbers.
    pub(super) fn claims(&self) -> impl Iterator<Item = ClaimId> + '_ {
        self.claims.iter().copied()
    }

    /// The claims written out, and their sources, each once.
    pub(super) fn write_out(&self, view: &dyn View) -> (Vec<EvidenceClaim>, Vec<SourceText>) {
        let mut sources: IndexSet<NodeId> = IndexSet::new();
        let mut written = Vec::with_capacity(self.claims.len());
        let mut telling = Telling::default();
        for claim in self.claims() {
            // An id that the engine handed over is known to the view; should it not be, its number must still be taken.
            let Some(claim) = view.claim(claim) else {
                written.push(EvidenceClaim::default());
                continue;
            };
            sources.extend(claim.sources.iter().copied());
            written.push(write_out(&claim, &mut telling, view));
        }
        if sources.is_empty() {
            return (written, Vec::new());
        }
        let fields = SourceFields::of(view.schema());
        (written, sources.into_iter().map(|source| fields.text(source, view)).collect())
    }
}

impl Ledger {
    /// The claims with nothing but the keys of their sources.
    pub(super) fn references(&self, view: &dyn View) -> Vec<EvidenceClaim> {
        let claim = |claim| EvidenceClaim {
            sources: view.sources(claim).iter().map(|&source| source_key(source, view)).collect(),
            denied: view.is_denied(claim),
            ..EvidenceClaim::default()
        };
        self.claims().map(claim).collect()
    }
}

/// One claim, written out.
pub fn evidence_claim(claim: &Claim, view: &dyn View) -> EvidenceClaim {
    write_out(claim, &mut Telling::default(), view)
}

fn write_out(claim: &Claim, telling: &mut Telling, view: &dyn View) -> EvidenceClaim {
    let (subject, object) = (name_of(claim.subject, view), name_of(claim.object, view));
    EvidenceClaim {
        sentence: telling.sentence(claim, &subject, &object, view),
        subject,
        relation: view.schema().relation(claim.relation).map_or_else(String::new, |relation| relation.name.clone()),
        object,
        from: claim.when.from.map(|date| date.to_string()),
        to: claim.when.to.map(|date| date.to_string()),
        sources: claim.sources.iter().map(|&source| source_key(source, view)).collect(),
        quote: claim.quote.clone(),
        denied: claim.denied,
        according_to: claim.according_to.iter().map(|&speaker| name_of(speaker, view)).collect(),
        place: claim.place.map(|place| name_of(place, view)),
        quantity: claim.quantity.as_ref().map(quantity_text),
        section: claim.section.clone(),
        note: claim.note.clone(),
    }
}
