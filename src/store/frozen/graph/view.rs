//! A graph file as a [`View`].

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use smallvec::SmallVec;

use super::FrozenGraph;
use crate::graph::names::{fold, fold_prefix};
use crate::graph::{
    Claim, ClaimId, Day, Direction, Ids, Interval, KindId, Linked, LinkedLists, NOT_ONE_DAY, NameMatch, Neighbours, Node, NodeId,
    RelationId, Schema, Statistics, Totals, Value, View, days_within, names,
};
use crate::store::StoreError;
use crate::store::frozen::column::{Sparse, number_in, numbers_in};
use crate::store::frozen::format::RelationRecord;
use crate::store::frozen::nodes;

/// Rows of so many nodes are cut out of their columns together.
const NODES_AT_ONCE: u32 = 1 << 14;

/// Lists of so many nodes are found together.
const LISTS_AT_ONCE: usize = 16;

impl View for FrozenGraph {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn node_bound(&self) -> usize {
        self.bound() as usize
    }

    fn claim_bound(&self) -> usize {
        self.header.claims as usize
    }

    fn node(&self, node: NodeId) -> Option<Cow<'_, Node>> {
        let record = self.node_record(node)?;
        let read = if self.is_entity(node) {
            nodes::entity_of(record, self.told_kinds(node).to_vec()).map(Node::Entity)
        } else {
            nodes::value_of(record).map(Node::Value)
        };
        if read.is_none() {
            self.report_node();
        }
        read.map(Cow::Owned)
    }

    fn is_entity(&self, node: NodeId) -> bool {
        u64::from(node.0) < self.header.entities
    }

    fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        self.entity_texts(node).map(|(key, _)| Cow::Borrowed(key))
    }

    fn label(&self, node: NodeId) -> Option<Cow<'_, str>> {
        self.entity_texts(node).map(|(_, label)| Cow::Borrowed(label))
    }

    fn any_name(&self, node: NodeId, is_it: &mut dyn FnMut(&str) -> bool) -> bool {
        if !self.is_entity(node) {
            return false;
        }
        let found = self.node_record(node).and_then(|record| nodes::any_name(record, is_it));
        found.unwrap_or_else(|| {
            self.report_node();
            false
        })
    }

    fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        let place = self.find(self.sections.keys, nodes::hash(key.as_bytes()), |place| {
            let record = self.sections.nodes.get(&self.blocks, place as usize)?;
            Some(nodes::key_of(record)? == key)
        })?;
        Some(NodeId(place)).filter(|&node| self.is_entity(node))
    }

    fn node_of_value(&self, value: &Value) -> Option<NodeId> {
        let mut record = Vec::new();
        nodes::put_value(value, &mut record);
        let place = self.find(self.sections.values, nodes::hash(&record), |place| {
            self.sections.nodes.get(&self.blocks, self.entity_count().checked_add(place as usize)?).map(|found| found == record)
        })?;
        Some(NodeId::from_index(self.entity_count() + place as usize))
    }

    fn claim(&self, claim: ClaimId) -> Option<Cow<'_, Claim>> {
        let (subject, relation, object) = self.ends(claim)?;
        let (_, record, place) = self.relation_of(claim)?;
        let sections = &self.sections;
        let number = |column: Sparse| column.get(&self.blocks, claim.0);
        Some(Cow::Owned(Claim {
            subject,
            relation,
            object,
            when: self.when_told(record, place),
            denied: record.denied > 0 && self.is_denied(claim),
            place: number(sections.places).map(NodeId),
            quantity: self.quantity(claim),
            according_to: number(sections.speakers).map(|list| self.list(u64::from(list)).to_vec()).unwrap_or_default(),
            sources: self.sources(claim).into_owned(),
            section: self.text(sections.sections, claim),
            quote: self.text(sections.quotes, claim),
            note: self.text(sections.notes, claim),
        }))
    }

    fn ends(&self, claim: ClaimId) -> Option<(NodeId, RelationId, NodeId)> {
        let (relation, record, place) = self.relation_of(claim)?;
        let object = self.blocks.number::<NodeId>(record.objects, place as usize)?;
        let row = record.forward.row_of_place(&self.blocks, place)?;
        let subject = record.forward.node_of_row(&self.blocks, row, self.bound())?;
        Some((NodeId(subject), relation, object))
    }

    fn when(&self, claim: ClaimId) -> Interval {
        let Some((_, record, place)) = self.relation_of(claim) else { return Interval::UNDATED };
        let told = self.when_told(record, place);
        if told.to.is_some() || told.from.is_none() {
            return told;
        }
        Interval { to: self.superseded(claim), ..told }
    }

    fn told(&self, claim: ClaimId) -> Interval {
        let dated = self.relation_of(claim).filter(|(_, record, _)| record.dated > 0);
        dated.map_or(Interval::UNDATED, |(_, record, place)| self.when_told(record, place))
    }

    fn sources(&self, claim: ClaimId) -> Cow<'_, [NodeId]> {
        let list = self.relation_of(claim).and_then(|(_, record, place)| record.sources.get(&self.blocks, place));
        // List 0 is that of no sources.
        Cow::Borrowed(list.filter(|list| *list != 0).map_or(&[], |list| self.list(list)))
    }

    fn is_denied(&self, claim: ClaimId) -> bool {
        let section = self.sections.denied;
        section.length > 0 && self.blocks.all::<u32>(section).is_some_and(|denied| denied.binary_search(&claim.0).is_ok())
    }

    #[inline]
    fn neighbours(&self, node: NodeId, relation: RelationId, direction: Direction) -> Neighbours<'_> {
        let found = || {
            let record = self.relations.get(relation.index())?;
            if node.0 >= self.bound() {
                return None;
            }
            let rows = Self::rows(record, direction);
            self.row(record, rows, rows.row_of_node(&self.blocks, node.0)?, direction)
        };
        found().unwrap_or_default()
    }

    fn each_list<'a>(&'a self, nodes: &[NodeId], relation: RelationId, direction: Direction, visit: &mut dyn FnMut(&'a [NodeId]) -> bool) {
        let Some(record) = self.relations.get(relation.index()) else { return };
        let rows = Self::rows(record, direction);
        for part in nodes.chunks(LISTS_AT_ONCE) {
            // Three places in memory are looked at for each node, each found by the one before: those of several nodes are waited for together.
            let with_rows = part.iter().filter(|node| node.0 < self.bound());
            let numbers: SmallVec<[u32; LISTS_AT_ONCE]> = with_rows.filter_map(|node| rows.row_of_node(&self.blocks, node.0)).collect();
            let places: SmallVec<[Range<u32>; LISTS_AT_ONCE]> = numbers.iter().filter_map(|&row| self.places(record, rows, row)).collect();
            for places in places {
                if self.nodes_at(record, &places, direction).is_some_and(|nodes| !visit(nodes)) {
                    return;
                }
            }
        }
    }

    fn each_row<'a>(
        &'a self,
        relation: RelationId,
        direction: Direction,
        nodes: Range<NodeId>,
        visit: &mut dyn FnMut(NodeId, Neighbours<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(record) = self.relations.get(relation.index()) else { return ControlFlow::Continue(()) };
        let rows = Self::rows(record, direction);
        let mut flow = ControlFlow::Continue(());
        // Columns are cut for many rows at once; not for all, lest more be read than is looked at.
        let (mut start, bound) = (nodes.start.0, nodes.end.0.min(self.bound()));
        while start < bound && flow.is_continue() {
            let end = start.saturating_add(NODES_AT_ONCE).min(bound);
            if self
                .rows_of(record, rows, direction, start..end, &mut |node, neighbours| {
                    flow = visit(node, neighbours);
                    flow.is_continue()
                })
                .is_none()
            {
                break;
            }
            start = end;
        }
        flow
    }

    fn days(&self, claims: Ids<'_, ClaimId>, days: &mut Vec<Day>) {
        if let Ids::Run { first, len } = claims
            && let Some((_, record, place)) = self.relation_of(first)
            && self.days_of_run(record, place, len, days)
        {
            return;
        }
        // Claims that are asked about together are mostly of one relation.
        let mut relation: Option<&RelationRecord> = None;
        for claim in claims {
            let is_of = |record: &&RelationRecord| claim.0.checked_sub(record.first).is_some_and(|place| place < record.claims);
            relation = relation.filter(is_of).or_else(|| self.relation_of(claim).map(|(_, record, _)| record));
            let day = relation.and_then(|record| {
                let number = record.when.get(&self.blocks, claim.0 - record.first)?;
                match self.days.get() {
                    Some(days) => days.get(usize::try_from(number).ok()?).copied(),
                    // An open end, which something may follow on, is no single day either.
                    None => self.interval(number).and_then(Interval::one_day),
                }
            });
            days.push(day.unwrap_or(NOT_ONE_DAY));
        }
    }

    fn days_within(&self, claims: Ids<'_, ClaimId>, first: Day, last: Day, found: &mut Vec<(usize, Day)>) {
        let before = found.len();
        if let Ids::Run { first: start, len } = claims
            && let Some((_, record, place)) = self.relation_of(start)
            && self.days_of_run_within((record, place, len), first, last, found)
        {
            return;
        }
        found.truncate(before);
        days_within(self, claims, first, last, found);
    }

    fn objects_of(&self, relation: RelationId) -> Option<&[NodeId]> {
        let record = self.relations.get(relation.index())?;
        self.blocks.numbers(record.objects, record.claims as usize)
    }

    fn relations_at(&self, node: NodeId, direction: Direction) -> Cow<'_, [RelationId]> {
        if node.0 >= self.bound() {
            return Cow::Borrowed(&[]);
        }
        let listed = self.sections.relations_at[side(direction)];
        if listed.starts.length > 0 {
            return Cow::Borrowed(listed.numbers(&self.blocks, node.index()).unwrap_or_default());
        }
        let has = |record: &RelationRecord| Self::rows(record, direction).row_of_node(&self.blocks, node.0).is_some();
        let found = self.relations.iter().enumerate().filter(|(_, record)| has(record));
        Cow::Owned(found.map(|(index, _)| RelationId::from_index(index)).collect())
    }

    fn linked(&self, node: NodeId, direction: Direction) -> Linked<'_> {
        let records = self.sections.linked[side(direction)];
        let found = || {
            if node.0 >= self.bound() {
                return None;
            }
            let mut starts = numbers_in(&self.blocks, records.starts, node.index()..node.index() + 2)?;
            let (start, end) = (starts.next()?, starts.next()?);
            let width = u64::from(records.bytes.width);
            let count = usize::try_from(end.checked_sub(start)?).ok()?;
            if end.checked_mul(width)? > records.bytes.length {
                self.blocks.report(records.starts.offset, "linked nodes are not where they should be");
                return None;
            }
            let at = records.bytes.offset + start * width;
            Some(match width {
                3 => Linked::Packed(self.blocks.numbers(at, count)?),
                _ => Linked::Listed(Cow::Borrowed(self.blocks.numbers(at, count)?)),
            })
        };
        found().unwrap_or(Linked::Listed(Cow::Borrowed(&[])))
    }

    fn linked_run(&self, direction: Direction, nodes: Range<NodeId>, lists: &mut LinkedLists) {
        let records = self.sections.linked[side(direction)];
        let (first, end) = (nodes.start.index(), nodes.end.index().min(self.bound() as usize));
        if first >= end {
            return;
        }
        let mut all = || {
            let width = u64::from(records.bytes.width);
            let starts = || numbers_in(&self.blocks, records.starts, first..end + 1);
            let (from, to) = (starts()?.next()?, starts()?.last()?);
            let sound = starts()?.is_sorted() && to.checked_mul(width)? <= records.bytes.length;
            let (at, count) = (records.bytes.offset + from * width, usize::try_from(to.checked_sub(from)?).ok()?);
            let linked = match width {
                3 => Linked::Packed(self.blocks.numbers(at, count)?),
                _ => Linked::Listed(Cow::Borrowed(self.blocks.numbers(at, count)?)),
            };
            sound.then_some(())?;
            lists.push_all(&linked, starts()?.zip(starts()?.skip(1)).map(|(from, to)| (to - from) as usize));
            Some(())
        };
        if all().is_none() {
            self.blocks.report(records.starts.offset, "linked nodes are not where they should be");
        }
    }

    fn keeps_links(&self) -> bool {
        true
    }

    fn claims_of(&self, relation: RelationId) -> Ids<'_, ClaimId> {
        self.relations
            .get(relation.index())
            .map_or_else(Ids::default, |record| Ids::Run { first: ClaimId(record.first), len: record.claims as usize })
    }

    fn members(&self, kind: KindId) -> Ids<'_, NodeId> {
        if kind.index() >= self.sections.members.len() {
            return Ids::default();
        }
        Ids::Listed(self.sections.members.numbers(&self.blocks, kind.index()).unwrap_or_default())
    }

    fn kinds(&self, node: NodeId) -> Cow<'_, [KindId]> {
        if !self.is_entity(node) {
            return Cow::Borrowed(&[]);
        }
        let told = self.told_kinds(node);
        if !told.is_empty() || self.sections.derived_kinds.length == 0 {
            return Cow::Borrowed(told);
        }
        let list = number_in(&self.blocks, self.sections.derived_kinds, node.index());
        Cow::Borrowed(list.map_or(&[], |list| self.kind_list(list)))
    }

    fn entities(&self) -> Ids<'_, NodeId> {
        Ids::Run { first: NodeId(0), len: self.entity_count() }
    }

    fn statistics(&self, relation: RelationId) -> Statistics {
        self.relations.get(relation.index()).map_or_else(Statistics::default, |record| Statistics {
            claims: record.claims as usize,
            subjects: record.forward.rows as usize,
            objects: record.backward.rows as usize,
            denied: record.denied as usize,
            dated: record.dated as usize,
        })
    }

    fn totals(&self) -> Totals {
        let mut totals = Totals { claims: self.claim_bound(), attributed: self.sections.speakers.len(), ..Totals::default() };
        for record in &self.relations {
            totals.dated += record.dated as usize;
            totals.denied += record.denied as usize;
            // List 0 is that of no sources.
            totals.sourced += (0..record.claims).filter(|place| record.sources.get(&self.blocks, *place) != Some(0)).count();
        }
        totals
    }

    fn named(&self, name: &str) -> Cow<'_, [NodeId]> {
        let names = self.frozen_names();
        Cow::Owned(names::named(std::slice::from_ref(&names), &fold(name)).into_owned())
    }

    fn names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        names::at(&[self.frozen_names()], words, true)
    }

    fn whole_names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        names::at(&[self.frozen_names()], words, false)
    }

    fn nearest_names(&self, text: &str, limit: usize) -> Vec<String> {
        let levels = [self.frozen_names()];
        names::nearest(&levels, &fold(text), limit).into_iter().map(|(name, node)| self.spelled(name, node)).collect()
    }

    fn complete_name(&self, prefix: &str, limit: usize) -> Vec<String> {
        let levels = [self.frozen_names()];
        let folded = fold_prefix(prefix);
        names::complete(&levels, &folded).take(limit).map(|(name, node)| self.spelled(name, node)).collect()
    }

    fn damage(&self) -> Option<String> {
        let damage = self.blocks.damage()?;
        Some(StoreError::Damaged { path: self.path.clone(), damage: damage.clone() }.to_string())
    }
}

/// The place of a direction in pairs of sections.
fn side(direction: Direction) -> usize {
    match direction {
        Direction::Forward => 0,
        Direction::Backward => 1,
    }
}
