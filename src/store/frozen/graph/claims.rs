//! Claims of a graph file: which relation has them, the rows of neighbours, and what is told of few claims.

use std::ops::Range;

use super::FrozenGraph;
use crate::graph::{ClaimId, Direction, Ids, Neighbours, NodeId, Quantity, RelationId};
use crate::store::frozen::column::Sparse;
use crate::store::frozen::format::{RelationRecord, RowsRecord};
use crate::store::frozen::nodes;

impl FrozenGraph {
    /// The relation of a claim, its record, and the place of the claim in it. O(log relations).
    pub(super) fn relation_of(&self, claim: ClaimId) -> Option<(RelationId, &RelationRecord, u32)> {
        if u64::from(claim.0) >= self.header.claims {
            return None;
        }
        let index = self.relations.partition_point(|record| record.first <= claim.0).checked_sub(1)?;
        let record = self.relations.get(index)?;
        Some((RelationId::from_index(index), record, claim.0 - record.first))
    }

    pub(in crate::store::frozen) fn list(&self, number: u64) -> &[NodeId] {
        self.sections.lists.numbers(&self.blocks, usize::try_from(number).unwrap_or(usize::MAX)).unwrap_or_default()
    }

    /// The claims that have something that few have; some of them more than once.
    pub(in crate::store::frozen) fn rare_claims(&self) -> impl Iterator<Item = u32> + '_ {
        let all = &self.sections;
        let denied = self.blocks.all::<u32>(all.denied).unwrap_or_default();
        let sparse = [all.places, all.quantities, all.speakers, all.sections, all.quotes, all.notes];
        let claims = sparse.into_iter().flat_map(|column| column.claims(&self.blocks));
        denied.iter().chain(claims).copied()
    }

    pub(super) fn text(&self, column: Sparse, claim: ClaimId) -> Option<String> {
        let bytes = self.sections.texts.get(&self.blocks, column.get(&self.blocks, claim.0)? as usize)?;
        let text = std::str::from_utf8(bytes).ok();
        if text.is_none() {
            self.blocks.report(self.sections.texts.bytes.offset, "a text is no UTF-8 text");
        }
        text.map(str::to_owned)
    }

    pub(super) fn quantity(&self, claim: ClaimId) -> Option<Quantity> {
        let number = self.sections.quantities.get(&self.blocks, claim.0)?;
        let quantity = nodes::quantity_of(self.sections.texts.get(&self.blocks, number as usize)?);
        if quantity.is_none() {
            self.blocks.report(self.sections.texts.bytes.offset, "a quantity is none");
        }
        quantity
    }

    pub(super) fn rows(record: &RelationRecord, direction: Direction) -> &RowsRecord {
        match direction {
            Direction::Forward => &record.forward,
            Direction::Backward => &record.backward,
        }
    }

    /// Calls `visit` with the rows of the nodes of a range, ascending, until it says no. Nothing if the file is damaged there.
    pub(super) fn rows_of<'a>(
        &'a self,
        record: &'a RelationRecord,
        rows: &'a RowsRecord,
        direction: Direction,
        nodes: Range<u32>,
        visit: &mut dyn FnMut(NodeId, Neighbours<'a>) -> bool,
    ) -> Option<()> {
        let below = |node| rows.rows_below(&self.blocks, node, self.bound());
        let (first, last) = (below(nodes.start)?, below(nodes.end)?);
        if first >= last {
            return Some(());
        }
        let starts = rows.starts_of(&self.blocks, first..last)?;
        let (from, to) = (starts.get(first)?, starts.get(last)?);
        if from > to || to > record.claims {
            self.blocks.report(rows.starts, "a row ends behind the last");
            return None;
        }
        let (behind, count) = (u64::from(from) * 4, (to - from) as usize);
        let (others, claims): (&[NodeId], &[ClaimId]) = match direction {
            Direction::Forward => (self.blocks.numbers(record.objects.checked_add(behind)?, count)?, &[]),
            Direction::Backward => (
                self.blocks.numbers(record.subjects.checked_add(behind)?, count)?,
                self.blocks.numbers(record.backward_claims.checked_add(behind)?, count)?,
            ),
        };
        let mut start = from;
        let mut sound = true;
        rows.each_from(&self.blocks, self.bound(), nodes.start, |node, row| {
            if node >= nodes.end {
                return false;
            }
            let places = starts.get(row.wrapping_add(1)).filter(|&end| start <= end && end <= to).map(|end| start..end);
            let Some(places) = places else {
                sound = false;
                return false;
            };
            let within = (places.start - from) as usize..(places.end - from) as usize;
            let Some(nodes) = others.get(within.clone()) else { return false };
            let claims = match direction {
                Direction::Forward => Ids::Run { first: ClaimId(record.first.wrapping_add(places.start)), len: nodes.len() },
                Direction::Backward => Ids::Listed(claims.get(within).unwrap_or_default()),
            };
            start = places.end;
            visit(NodeId(node), Neighbours { nodes, claims })
        });
        if !sound {
            self.blocks.report(rows.starts, "a row ends before it begins");
            return None;
        }
        Some(())
    }

    /// The places of the claims of a row.
    #[inline]
    pub(super) fn places(&self, record: &RelationRecord, rows: &RowsRecord, row: u32) -> Option<Range<u32>> {
        let places = rows.places(&self.blocks, row)?;
        if places.end > record.claims {
            self.blocks.report(rows.starts, "a row ends behind the last");
            return None;
        }
        Some(places)
    }

    /// The nodes at the other ends of the claims at some places.
    #[inline]
    pub(super) fn nodes_at(&self, record: &RelationRecord, places: &Range<u32>, direction: Direction) -> Option<&[NodeId]> {
        let column = match direction {
            Direction::Forward => record.objects,
            Direction::Backward => record.subjects,
        };
        self.blocks.numbers(column.checked_add(u64::from(places.start) * 4)?, (places.end - places.start) as usize)
    }

    /// The neighbours that a row holds.
    #[inline]
    pub(super) fn row(&self, record: &RelationRecord, rows: &RowsRecord, row: u32, direction: Direction) -> Option<Neighbours<'_>> {
        let places = self.places(record, rows, row)?;
        let nodes = self.nodes_at(record, &places, direction)?;
        let claims = match direction {
            Direction::Forward => Ids::Run { first: ClaimId(record.first.checked_add(places.start)?), len: nodes.len() },
            Direction::Backward => {
                let behind = u64::from(places.start) * 4;
                Ids::Listed(self.blocks.numbers(record.backward_claims.checked_add(behind)?, nodes.len())?)
            }
        };
        Some(Neighbours { nodes, claims })
    }

    /// Calls `visit` with subject, object and claim of every claim of a relation, in the order of claims. Much cheaper than asking for the
    /// ends of each.
    pub fn each_claim(&self, relation: RelationId, mut visit: impl FnMut(NodeId, NodeId, ClaimId)) {
        let Some(record) = self.relations.get(relation.index()) else { return };
        let Some(objects) = self.blocks.numbers::<NodeId>(record.objects, record.claims as usize) else { return };
        record.forward.each(&self.blocks, self.bound(), |subject, places| {
            for place in places {
                let Some(object) = objects.get(place as usize) else { return };
                visit(NodeId(subject), *object, ClaimId(record.first.wrapping_add(place)));
            }
        });
    }
}
