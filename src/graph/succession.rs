//! Succession: of relations with one subject at a time, an open end closes before the next subject begins.
//!
//! Comes in: claims of one such relation about one object that say when they begin. Goes out: the ends that follow.

use super::{ClaimId, Date, NodeId};

/// An asserted claim that says when it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    /// When it begins.
    pub from: Date,
    /// Who holds.
    pub subject: NodeId,
    /// The claim.
    pub claim: ClaimId,
    /// Whether it says no end.
    pub open: bool,
}

/// Of each claim about one object that has an open end, the day before the next subject begins, if one does. O(n log n), and O(n²) where one
/// subject is told to begin over and over.
pub(crate) fn closed(mut begun: Vec<Begun>) -> Vec<(ClaimId, Option<Date>)> {
    begun.sort_unstable_by_key(|begun| (begun.from.first_day(), begun.claim));
    let open = begun.iter().enumerate().filter(|(_, begun)| begun.open);
    let ends = open.map(|(place, this)| {
        let follows = |next: &&Begun| next.subject != this.subject && next.from.first_day() > this.from.last_day();
        let next = begun.iter().skip(place + 1).find(follows);
        (this.claim, next.and_then(|next| Date::from_day(next.from.first_day() - 1)))
    });
    ends.collect()
}
