//! The claims of one relation, sorted both ways and packed.
//!
//! Comes in: claims in any order, as numbers. Goes out: the parts of the relation as bytes, ready to be written one after the other.

use super::column::{pack, words};
use super::format::{Packed, RelationRecord, RowsRecord};
use super::radix;
use super::rows::Rows;
use super::writer::Writer;
use crate::store::StoreError;

/// A claim as numbers that sort by subject, object, interval and detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row(u128);

impl Row {
    pub(crate) fn new(subject: u32, object: u32, when: u32, detail: u32) -> Self {
        Self(u128::from(subject) << 96 | u128::from(object) << 64 | u128::from(when) << 32 | u128::from(detail))
    }

    pub(super) fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    pub(super) fn of_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }

    pub(super) fn subject(self) -> u32 {
        (self.0 >> 96) as u32
    }

    pub(super) fn object(self) -> u32 {
        (self.0 >> 64) as u32
    }

    pub(super) fn when(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(super) fn detail(self) -> u32 {
        self.0 as u32
    }
}

/// What a claim has beside its ends and its interval, as numbers of tables. Order: by telling first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Detail {
    /// The number of its telling.
    pub told: u64,
    /// The list of its sources.
    pub sources: u32,
    /// Whether it is a denial.
    pub denied: bool,
    /// Place, or none.
    pub place: Option<u32>,
    /// The text that holds its quantity.
    pub quantity: Option<u32>,
    /// The list of its speakers; 0 for none.
    pub speakers: u32,
    /// The text of each.
    pub section: Option<u32>,
    /// The text of its quote.
    pub quote: Option<u32>,
    /// The text of its note.
    pub note: Option<u32>,
}

impl Detail {
    /// Whether there is something that few claims have.
    pub(super) fn is_rare(&self) -> bool {
        let Self { told: _, sources: _, denied, place, quantity, speakers, section, quote, note } = *self;
        denied || speakers != 0 || [place, quantity, section, quote, note].iter().any(Option::is_some)
    }
}

/// Sorts rows whose nodes are below `bound`. Where most of them, first, are in order already, only the others are sorted, and join them.
fn sort(rows: &mut Vec<Row>, bound: u32) {
    let in_order = rows.iter().zip(rows.iter().skip(1)).take_while(|(one, next)| one <= next).count() + 1;
    if in_order < rows.len() / 2 {
        return sort_all(rows, bound);
    }
    if in_order >= rows.len() {
        return;
    }
    let mut late = rows.split_off(in_order);
    sort_all(&mut late, bound);
    let early = std::mem::replace(rows, Vec::with_capacity(in_order + late.len()));
    let mut late = late.into_iter().peekable();
    for row in early {
        while let Some(before) = late.next_if(|late| *late < row) {
            rows.push(before);
        }
        rows.push(row);
    }
    rows.extend(late);
}

fn sort_all(rows: &mut Vec<Row>, bound: u32) {
    if rows.len() < radix::WORTH_IT {
        return rows.sort_unstable();
    }
    let mut spare = Vec::with_capacity(rows.len());
    radix::sort_by_key(rows, &mut spare, bound, Row::object);
    radix::sort_by_key(rows, &mut spare, bound, Row::subject);
    // Few claims have both ends in common.
    for same in rows.chunk_by_mut(|a, b| a.0 >> 64 == b.0 >> 64).filter(|same| same.len() > 1) {
        same.sort_unstable();
    }
}

/// A relation, packed.
pub(super) struct Parts {
    record: RelationRecord,
    forward_index: Vec<u8>,
    forward_starts: Vec<u8>,
    objects: Vec<u8>,
    backward_index: Vec<u8>,
    backward_starts: Vec<u8>,
    subjects: Vec<u8>,
    backward_claims: Vec<u8>,
    when: Vec<u8>,
    sources: Vec<u8>,
    told: Vec<u8>,
    /// Claims, by their places, that have something rare; and which detail.
    pub(super) rare: Vec<(u32, u32)>,
}

/// What the numbers of rows mean.
pub(super) struct Tables<'a> {
    /// By number.
    pub details: &'a [Detail],
    /// The number of the interval that is none, if some claim has it.
    pub undated: Option<u32>,
    /// One more than the highest node.
    pub bound: u32,
}

impl Parts {
    /// Sorts the claims of a relation and leaves out those that are there twice.
    ///
    /// # Complexity
    /// O(n log n), where n are the claims at most; O(n) for many.
    pub(super) fn of(mut rows: Vec<Row>, tables: &Tables<'_>) -> Self {
        sort(&mut rows, tables.bound);
        rows.dedup();
        let forward = Rows::of(rows.iter().map(|row| row.subject()));
        let mut by_object: Vec<u64> = rows.iter().zip(0_u64..).map(|(row, place)| u64::from(row.object()) << 32 | place).collect();
        if rows.len() < radix::WORTH_IT {
            by_object.sort_unstable();
        } else {
            radix::sort_by_key(&mut by_object, &mut Vec::new(), tables.bound, |packed| (packed >> 32) as u32);
        }
        let backward = Rows::of(by_object.iter().map(|packed| (packed >> 32) as u32));
        let detail = |row: &Row| tables.details.get(row.detail() as usize).copied().unwrap_or_default();
        let mut record = RelationRecord { claims: rows.len() as u32, ..RelationRecord::default() };
        let mut rare = Vec::new();
        for (row, place) in rows.iter().zip(0_u32..) {
            let detail = detail(row);
            record.denied += u32::from(detail.denied);
            record.dated += u32::from(Some(row.when()) != tables.undated);
            if detail.is_rare() {
                rare.push((place, row.detail()));
            }
        }
        let (forward_index, forward_bitmap) = forward.index(tables.bound);
        let (forward_starts, forward_wide) = forward.starts();
        let (backward_index, backward_bitmap) = backward.index(tables.bound);
        let (backward_starts, backward_wide) = backward.starts();
        record.forward =
            RowsRecord { rows: forward.nodes.len() as u32, bitmap: forward_bitmap, wide: forward_wide, ..RowsRecord::default() };
        record.backward =
            RowsRecord { rows: backward.nodes.len() as u32, bitmap: backward_bitmap, wide: backward_wide, ..RowsRecord::default() };
        let subject_at = |packed: &u64| rows.get((packed & 0xffff_ffff) as usize).map_or(0, |row| row.subject());
        let column = |(bytes, base, width): (Vec<u8>, u64, u8)| (bytes, Packed { offset: 0, base, width });
        let (when, record_when) = column(pack(rows.iter().map(|row| u64::from(row.when()))));
        let (sources, record_sources) = column(pack(rows.iter().map(|row| u64::from(detail(row).sources))));
        let (told, record_told) = column(pack(rows.iter().map(|row| detail(row).told)));
        (record.when, record.sources, record.told) = (record_when, record_sources, record_told);
        Self {
            record,
            forward_index,
            forward_starts,
            objects: words(rows.iter().map(|row| row.object())),
            backward_index,
            backward_starts,
            subjects: words(by_object.iter().map(subject_at)),
            // Places; they become claims when it is known how many claims come before.
            backward_claims: words(by_object.iter().map(|packed| *packed as u32)),
            when,
            sources,
            told,
            rare,
        }
    }

    /// Writes a relation whose first claim has this number; hands back its record.
    pub(super) fn write(mut self, first: u32, writer: &mut Writer) -> Result<RelationRecord, StoreError> {
        let mut record = RelationRecord { first, ..self.record };
        for place in self.backward_claims.chunks_exact_mut(4) {
            let number = u32::from_le_bytes((&*place).try_into().unwrap_or_default()) + first;
            place.copy_from_slice(&number.to_le_bytes());
        }
        record.forward.index = writer.part(&self.forward_index)?;
        record.forward.starts = writer.part(&self.forward_starts)?;
        record.objects = writer.part(&self.objects)?;
        record.when.offset = writer.part(&self.when)?;
        record.sources.offset = writer.part(&self.sources)?;
        record.told.offset = writer.part(&self.told)?;
        record.backward.index = writer.part(&self.backward_index)?;
        record.backward.starts = writer.part(&self.backward_starts)?;
        record.subjects = writer.part(&self.subjects)?;
        record.backward_claims = writer.part(&self.backward_claims)?;
        Ok(record)
    }
}
