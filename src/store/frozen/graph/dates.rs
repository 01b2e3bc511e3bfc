//! When claims of a graph file hold: intervals by number, and the days of many claims at once.

use super::FrozenGraph;
use crate::graph::{ClaimId, Date, Day, Interval, NOT_ONE_DAY};
use crate::store::frozen::format::RelationRecord;
use crate::store::frozen::nodes;

impl FrozenGraph {
    /// How many distinct intervals there are.
    pub(in crate::store::frozen) fn interval_count(&self) -> usize {
        (self.sections.intervals.length / 8) as usize
    }

    pub(in crate::store::frozen) fn interval(&self, number: u64) -> Option<Interval> {
        let bytes = self.blocks.within(self.sections.intervals, number.checked_mul(8)?, 8)?;
        let interval = bytes.try_into().ok().and_then(nodes::interval_of);
        if interval.is_none() {
            self.blocks.report(self.sections.intervals.offset, "an interval is none");
        }
        interval
    }

    /// The days of all intervals, if they were asked for before, or so many claims are looked at that it is worth it.
    pub(super) fn day_table(&self, claims: usize) -> Option<&[Day]> {
        let count = self.interval_count();
        if self.days.get().is_none() && claims < count / 8 {
            return None;
        }
        Some(self.days.get_or_init(|| {
            let day = |number| self.interval(number as u64).and_then(Interval::one_day).unwrap_or(NOT_ONE_DAY);
            (0..count).map(day).collect()
        }))
    }

    /// Adds the days of consecutive claims of one relation; false if there are too few to be worth the table of all days, or they are of
    /// more than one relation.
    pub(super) fn days_of_run(&self, record: &RelationRecord, place: u32, len: usize, days: &mut Vec<Day>) -> bool {
        if len > (record.claims - place) as usize {
            return false;
        }
        let Some(table) = self.day_table(len) else { return false };
        record.when.get_all(&self.blocks, place, len, |number| {
            days.push(usize::try_from(number).ok().and_then(|number| table.get(number)).copied().unwrap_or(NOT_ONE_DAY));
        })
    }

    /// As [`View::days_within`](crate::graph::View::days_within), for consecutive claims of one relation; false as for [`days_of_run`](Self::days_of_run). Intervals are sorted, so those
    /// that may pass mostly stand together, and claims are told by whether the numbers of theirs are among these.
    pub(super) fn days_of_run_within(
        &self,
        (record, place, len): (&RelationRecord, u32, usize),
        first: Day,
        last: Day,
        found: &mut Vec<(usize, Day)>,
    ) -> bool {
        if len > (record.claims - place) as usize {
            return false;
        }
        let Some(table) = self.day_table(len) else { return false };
        let passes = |day: Day| day == NOT_ONE_DAY || (first <= day && day <= last);
        let least = table.iter().position(|&day| passes(day));
        let most = table.iter().rposition(|&day| passes(day));
        let (Some(least), Some(most)) = (least, most) else { return true };
        record.when.get_within(&self.blocks, place, len, (least as u64, most as u64), |at, number| {
            let day = usize::try_from(number).ok().and_then(|number| table.get(number)).copied().unwrap_or(NOT_ONE_DAY);
            if passes(day) {
                found.push((at, day));
            }
        })
    }

    pub(super) fn when_told(&self, record: &RelationRecord, place: u32) -> Interval {
        record.when.get(&self.blocks, place).and_then(|number| self.interval(number)).unwrap_or_default()
    }

    pub(super) fn superseded(&self, claim: ClaimId) -> Option<Date> {
        let bytes = self.sections.superseded.get(&self.blocks, claim.0)?.to_le_bytes();
        nodes::date_of(bytes).flatten()
    }
}
