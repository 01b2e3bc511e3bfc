//! The ledger: which claims each row rests on.
//!
//! Joining two rows, or merging two equal ones, unites their claims. The union is only written down (one entry), not computed; the claims
//! are collected once for each row of the answer. So evidence costs time in proportion to the work of the query, however many rows are
//! merged. (Provenance circuits: Deutch, Milo, Roy, Tannen, "Circuits for Datalog provenance", ICDT 2014; the semiring is that of lineage.)

use crate::graph::ClaimId;

/// The claims of a row. A doubtful row hangs on claims for which a condition is unknown: its mark holds these, and it is no row of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(u64);

const DOUBTFUL: u64 = 1 << 63;
const CLAIM: u64 = 1 << 62;

impl Mark {
    /// Certain, resting on nothing.
    pub const SURE: Self = Self(0);

    /// Certain, resting on one claim.
    pub fn resting_on(claim: ClaimId) -> Self {
        Self(CLAIM | u64::from(claim.0))
    }

    /// Doubtful because of one claim.
    pub fn doubting(claim: ClaimId) -> Self {
        Self(DOUBTFUL | CLAIM | u64::from(claim.0))
    }

    pub fn is_doubtful(self) -> bool {
        self.0 & DOUBTFUL != 0
    }

    fn claims(self) -> u64 {
        self.0 & !DOUBTFUL
    }
}

/// All unions that were made, each of two earlier ones or of claims.
pub(super) struct Ledger {
    unions: Vec<(u64, u64)>,
    /// Whether sure rows keep their claims.
    evidence: bool,
}

impl Ledger {
    /// An empty ledger that writes into a buffer.
    pub fn new(evidence: bool, mut unions: Vec<(u64, u64)>) -> Self {
        unions.clear();
        Self { unions, evidence }
    }

    /// The buffer, to be used again.
    pub fn into_buffer(self) -> Vec<(u64, u64)> {
        self.unions
    }

    /// How many unions were made.
    pub fn len(&self) -> usize {
        self.unions.len()
    }

    /// A sure row that rests on one claim.
    pub fn claim(&self, claim: ClaimId) -> Mark {
        if self.evidence { Mark::resting_on(claim) } else { Mark::SURE }
    }

    /// The mark of two rows joined: doubtful if one of them is, and then with the claims that are in doubt only.
    pub fn join(&mut self, a: Mark, b: Mark) -> Mark {
        match (a.is_doubtful(), b.is_doubtful()) {
            (true, false) => a,
            (false, true) => b,
            _ => self.unite(a, b),
        }
    }

    /// The mark of two equal rows, both sure or both doubtful, merged.
    pub fn unite(&mut self, a: Mark, b: Mark) -> Mark {
        if b.claims() == 0 || a.claims() == b.claims() {
            return a;
        }
        if a.claims() == 0 {
            return b;
        }
        // Place 0 stands for no claims, so places count from 1.
        self.unions.push((a.claims(), b.claims()));
        Mark(a.0 & DOUBTFUL | self.unions.len() as u64)
    }

    /// A reader that collects claims.
    pub fn reader(&self) -> Reader<'_> {
        Reader { ledger: self, seen: vec![0; self.unions.len()], round: 0, open: Vec::new() }
    }
}

/// Collects the claims behind marks.
pub(super) struct Reader<'a> {
    ledger: &'a Ledger,
    /// The last round in which each union was visited.
    seen: Vec<u32>,
    round: u32,
    open: Vec<u64>,
}

impl Reader<'_> {
    /// The claims behind some marks, sorted, each once.
    pub fn collect(&mut self, marks: impl IntoIterator<Item = Mark>) -> Vec<ClaimId> {
        let mut claims = Vec::new();
        self.round += 1;
        for mark in marks {
            self.open.push(mark.claims());
            while let Some(mark) = self.open.pop() {
                if mark & CLAIM != 0 {
                    claims.push(ClaimId(mark as u32));
                } else if let Some(place) = (mark as usize).checked_sub(1)
                    && let Some(seen) = self.seen.get_mut(place)
                    && *seen != self.round
                {
                    *seen = self.round;
                    let (a, b) = self.ledger.unions[place];
                    self.open.push(a);
                    self.open.push(b);
                }
            }
        }
        claims.sort_unstable();
        claims.dedup();
        claims
    }
}
