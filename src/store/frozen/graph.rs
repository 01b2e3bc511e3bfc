//! A graph file behind a [`View`].
//!
//! Comes in: the path of a file. Goes out: what is asked for, read where it stands. When the file is opened, its header, the schema
//! and a record for each relation are read; everything else when it is touched, and checked then. What turns out to be damaged is answered with nothing, and
//! [`View::damage`] tells of it from then on.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::blocks::Blocks;
use super::column::{Records, Sparse, number_in, numbers_in};
use super::format::{BLOCK, Header, NoHeader, RELATION_RECORD, RelationRecord, RowsRecord, Section, SectionId};
use super::map::Map;
use super::names::{FrozenNames, NameSections};
use super::nodes;
use super::{Retracted, Telling};
use crate::graph::names::{self, fold, fold_prefix, spelling};
use crate::graph::{
    Claim, ClaimId, Date, Day, Direction, Entity, Ids, Interval, KindId, Linked, LinkedLists, NOT_ONE_DAY, NameMatch, Neighbours, Node,
    NodeId, Quantity, RelationId, Schema, Statistics, Totals, Value, View, days_within,
};
use crate::store::{Damage, StoreError, record};

/// A graph in a file. Node ids are places: entities first, then values; claims are numbered by (relation, subject, object).
#[derive(Debug)]
pub struct FrozenGraph {
    path: PathBuf,
    pub(super) blocks: Blocks,
    pub(super) header: Header,
    schema: Schema,
    pub(super) relations: Vec<RelationRecord>,
    pub(super) sections: Sections,
    /// The day of each distinct interval, once it was asked for: [`NOT_ONE_DAY`] where it is none.
    days: OnceLock<Box<[Day]>>,
}

/// Where everything is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sections {
    pub nodes: Records,
    pub keys: Section,
    pub values: Section,
    pub kind_lists: Records,
    pub told_kinds: Section,
    pub derived_kinds: Section,
    pub members: Records,
    pub intervals: Section,
    pub lists: Records,
    pub denied: Section,
    pub superseded: Sparse,
    pub places: Sparse,
    pub quantities: Sparse,
    pub speakers: Sparse,
    pub sections: Sparse,
    pub quotes: Sparse,
    pub notes: Sparse,
    pub texts: Records,
    pub names: NameSections,
    pub linked: [Records; 2],
    pub relations_at: [Records; 2],
    pub retracted: Records,
    pub tellings: Records,
}

impl Sections {
    fn of(header: &Header) -> Self {
        let section = |id| header.section(id);
        let records = |starts, bytes| Records { starts: section(starts), bytes: section(bytes) };
        let sparse = |id| Sparse(section(id));
        Self {
            nodes: records(SectionId::NODE_STARTS, SectionId::NODES),
            keys: section(SectionId::KEYS),
            values: section(SectionId::VALUES),
            kind_lists: records(SectionId::KIND_LIST_STARTS, SectionId::KIND_LISTS),
            told_kinds: section(SectionId::TOLD_KINDS),
            derived_kinds: section(SectionId::DERIVED_KINDS),
            members: records(SectionId::MEMBER_STARTS, SectionId::MEMBERS),
            intervals: section(SectionId::INTERVALS),
            lists: records(SectionId::LIST_STARTS, SectionId::LISTS),
            denied: section(SectionId::DENIED),
            superseded: sparse(SectionId::SUPERSEDED),
            places: sparse(SectionId::PLACES),
            quantities: sparse(SectionId::QUANTITIES),
            speakers: sparse(SectionId::SPEAKERS),
            sections: sparse(SectionId::SECTIONS),
            quotes: sparse(SectionId::QUOTES),
            notes: sparse(SectionId::NOTES),
            texts: records(SectionId::TEXT_STARTS, SectionId::TEXTS),
            names: NameSections::of(header),
            linked: [
                records(SectionId::LINKED_FORWARD_STARTS, SectionId::LINKED_FORWARD),
                records(SectionId::LINKED_BACKWARD_STARTS, SectionId::LINKED_BACKWARD),
            ],
            relations_at: [
                records(SectionId::RELATIONS_FORWARD_STARTS, SectionId::RELATIONS_FORWARD),
                records(SectionId::RELATIONS_BACKWARD_STARTS, SectionId::RELATIONS_BACKWARD),
            ],
            retracted: records(SectionId::RETRACTED_STARTS, SectionId::RETRACTED),
            tellings: records(SectionId::TELLING_STARTS, SectionId::TELLINGS),
        }
    }
}

/// The place of a direction in pairs of sections.
fn side(direction: Direction) -> usize {
    match direction {
        Direction::Forward => 0,
        Direction::Backward => 1,
    }
}

impl FrozenGraph {
    /// Opens a graph file. Its header, schema and relations are read and checked; nothing else is read before it is asked for.
    ///
    /// # Errors
    /// If the file cannot be read, is no graph file, is of another version, is cut off, or is damaged in what is read now.
    ///
    /// # Complexity
    /// O(kinds and relations), whatever the size of the graph.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io(path, "read"))?;
        let length = file.metadata().map_err(StoreError::io(path, "read"))?.len();
        if length == 0 {
            return Err(StoreError::NotAGraph { path: path.to_owned() });
        }
        let map = Map::of(&file).map_err(StoreError::io(path, "read"))?;
        Self::of_map(path, map)
    }

    /// Opens a graph file that is part of the program. Its bytes must begin at an address that eight divides.
    ///
    /// # Errors
    /// As [`FrozenGraph::open`], but for reading.
    pub fn embedded(name: &str, bytes: &'static [u8]) -> Result<Self, StoreError> {
        Self::of_map(Path::new(name), Map::Embedded(bytes))
    }

    fn of_map(path: &Path, map: Map) -> Result<Self, StoreError> {
        if cfg!(target_endian = "big") {
            let error = io::Error::new(io::ErrorKind::Unsupported, "graph files need a machine whose least significant byte comes first");
            return Err(StoreError::io(path, "read")(error));
        }
        let length = map.bytes().len() as u64;
        let damaged = |damage| StoreError::Damaged { path: path.to_owned(), damage };
        let header = Header::of(map.bytes()).map_err(|error| match error {
            NoHeader::Magic => StoreError::NotAGraph { path: path.to_owned() },
            NoHeader::Version(found) => StoreError::Version { path: path.to_owned(), found },
            NoHeader::Damaged(what) => damaged(Damage { section: "header".to_owned(), offset: 0, block: 0, what: what.to_owned() }),
        })?;
        if header.length != length {
            return Err(StoreError::Length { path: path.to_owned(), expected: header.length, found: length });
        }
        let blocks = Blocks::checked(map, &header).map_err(damaged)?;
        let graph = Self::of(path, blocks, header).map_err(damaged)?;
        Ok(graph)
    }

    /// The graph in blocks whose header is known.
    pub(super) fn of(path: &Path, blocks: Blocks, header: Header) -> Result<Self, Damage> {
        let section = header.section(SectionId::SCHEMA);
        // Text that is known to be UTF-8 need not be checked again piece by piece.
        let text = blocks.within(section, 0, section.length as usize).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let schema = text.and_then(|text| serde_json::from_str::<Schema>(text).ok()).filter(Schema::is_sound);
        let Some(schema) = schema else {
            blocks.report(section.offset, "the schema cannot be read");
            return Err(blocks.damage().cloned().unwrap_or_else(no_damage));
        };
        let section = header.section(SectionId::RELATIONS);
        let records = blocks.within(section, 0, section.length as usize).unwrap_or_default();
        let relations: Vec<RelationRecord> = records.chunks_exact(RELATION_RECORD).filter_map(RelationRecord::of).collect();
        let mut next = 0_u64;
        let in_order = relations.iter().all(|relation| {
            let follows = u64::from(relation.first) == next;
            next += u64::from(relation.claims);
            follows
        });
        if !in_order || next != header.claims || relations.len() != schema.relations().len() {
            blocks.report(section.offset, "the relations do not fit the schema");
        }
        if let Some(damage) = blocks.damage() {
            return Err(damage.clone());
        }
        let sections = Sections::of(&header);
        Ok(Self { path: path.to_owned(), blocks, header, schema, relations, sections, days: OnceLock::new() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.header.length
    }

    /// The number of the last telling that is folded into the file; 0 if none is.
    pub fn folded(&self) -> u64 {
        self.header.folded
    }

    /// Tells graphs apart: the same for a graph and for what it becomes by freezing.
    pub fn id(&self) -> [u8; 16] {
        self.header.id
    }

    /// The number of the telling that told a claim; 0 for what was imported. `None` if there is no such claim.
    pub fn told(&self, claim: ClaimId) -> Option<u64> {
        let (_, record, place) = self.relation_of(claim)?;
        record.told.get(&self.blocks, place)
    }

    /// The claims that were retracted, in the order in which they were.
    pub fn retracted(&self) -> impl Iterator<Item = Retracted> + '_ {
        self.decoded(self.sections.retracted)
    }

    /// The tellings that are folded into the file, in order.
    pub fn tellings(&self) -> impl Iterator<Item = Telling> + '_ {
        self.decoded(self.sections.tellings)
    }

    /// Which of the ends of a relation were taken from its claims, not defined: domain, range, value type.
    pub fn inferred(&self, relation: RelationId) -> [bool; 3] {
        let bits = self.relations.get(relation.index()).map_or(0, |record| record.inferred);
        [bits & 1 != 0, bits & 2 != 0, bits & 4 != 0]
    }

    /// The bytes of each part of the file, in the order in which they stand; what is left between them is not counted.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.header.sections.iter().map(|section| (section.id.name(), section.length))
    }

    /// The bytes of all that grows with the nodes and not with the claims: nodes, their names and kinds, and what finds them.
    pub fn name_bytes(&self) -> u64 {
        let (first, last) = (SectionId::NODE_STARTS.0, SectionId::MEMBERS.0);
        let names = SectionId::NAME_STARTS.0..=SectionId::LAST_WORDS.0;
        let is_of_nodes = |id: SectionId| (first..=last).contains(&id.0) || names.contains(&id.0);
        self.header.sections.iter().filter(|section| is_of_nodes(section.id)).map(|section| section.length).sum()
    }

    /// The bytes of each part of the claims of all relations: what it is, and how many.
    pub fn claim_parts(&self) -> [(&'static str, u64); 6] {
        let mut parts =
            [("index of nodes", 0), ("starts of rows", 0), ("neighbours", 0), ("backward claims", 0), ("dates", 0), ("sources", 0)];
        let mut add = |place: usize, bytes: u64| {
            if let Some((_, sum)) = parts.get_mut(place) {
                *sum += bytes;
            }
        };
        for record in &self.relations {
            let claims = u64::from(record.claims);
            for rows in [&record.forward, &record.backward] {
                let (index, starts) = rows.bytes(self.bound());
                add(0, index);
                add(1, starts);
            }
            add(2, claims * 8);
            add(3, claims * 4);
            add(4, claims * u64::from(record.when.width));
            add(5, claims * u64::from(record.sources.width));
        }
        parts
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

    pub(super) fn entity_count(&self) -> usize {
        self.header.entities as usize
    }

    /// One more than the highest node id; the header was checked for its being small enough.
    pub(super) fn bound(&self) -> u32 {
        (self.header.entities + self.header.values) as u32
    }

    fn decoded<T: serde::de::DeserializeOwned>(&self, records: Records) -> impl Iterator<Item = T> + '_ {
        (0..records.len()).map_while(move |place| {
            let thing = record::decode(records.get(&self.blocks, place)?);
            if thing.is_none() {
                self.blocks.report(records.bytes.offset, "a record cannot be read");
            }
            thing
        })
    }

    /// The relation of a claim, its record, and the place of the claim in it. O(log relations).
    fn relation_of(&self, claim: ClaimId) -> Option<(RelationId, &RelationRecord, u32)> {
        if u64::from(claim.0) >= self.header.claims {
            return None;
        }
        let index = self.relations.partition_point(|record| record.first <= claim.0).checked_sub(1)?;
        let record = self.relations.get(index)?;
        Some((RelationId::from_index(index), record, claim.0 - record.first))
    }

    fn node_record(&self, node: NodeId) -> Option<&[u8]> {
        if node.0 >= self.bound() {
            return None;
        }
        self.sections.nodes.get(&self.blocks, node.index())
    }

    /// Key and label of an entity.
    fn entity_texts(&self, node: NodeId) -> Option<(&str, &str)> {
        if !self.is_entity(node) {
            return None;
        }
        let texts = nodes::key_and_label(self.node_record(node)?);
        if texts.is_none() {
            self.report_node();
        }
        texts
    }

    #[cold]
    fn report_node(&self) {
        self.blocks.report(self.sections.nodes.bytes.offset, "the record of a node cannot be read");
    }

    /// Something that is found by a hash: the first slot from there for whose number `is_it` holds. A free slot ends the search.
    fn find(&self, slots: Section, hash: u64, is_it: impl Fn(u32) -> Option<bool>) -> Option<u32> {
        let count = slots.length / 4;
        if !count.is_power_of_two() {
            return None;
        }
        for probe in 0..count {
            let slot = self.blocks.number::<u32>(slots.offset, (hash.wrapping_add(probe) & (count - 1)) as usize)?;
            let place = slot.checked_sub(1)?;
            if is_it(place)? {
                return Some(place);
            }
        }
        None
    }

    fn kind_list(&self, list: u64) -> &[KindId] {
        self.sections.kind_lists.numbers(&self.blocks, usize::try_from(list).unwrap_or(usize::MAX)).unwrap_or_default()
    }

    pub(super) fn told_kinds(&self, node: NodeId) -> &[KindId] {
        number_in(&self.blocks, self.sections.told_kinds, node.index()).map_or(&[], |list| self.kind_list(list))
    }

    pub(super) fn interval(&self, number: u64) -> Option<Interval> {
        let bytes = self.blocks.within(self.sections.intervals, number.checked_mul(8)?, 8)?;
        let interval = bytes.try_into().ok().and_then(nodes::interval_of);
        if interval.is_none() {
            self.blocks.report(self.sections.intervals.offset, "an interval is none");
        }
        interval
    }

    /// The days of all intervals, if they were asked for before, or so many claims are looked at that it is worth it.
    fn day_table(&self, claims: usize) -> Option<&[Day]> {
        let count = (self.sections.intervals.length / 8) as usize;
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
    fn days_of_run(&self, record: &RelationRecord, place: u32, len: usize, days: &mut Vec<Day>) -> bool {
        if len > (record.claims - place) as usize {
            return false;
        }
        let Some(table) = self.day_table(len) else { return false };
        record.when.get_all(&self.blocks, place, len, |number| {
            days.push(usize::try_from(number).ok().and_then(|number| table.get(number)).copied().unwrap_or(NOT_ONE_DAY));
        })
    }

    /// As [`View::days_within`], for consecutive claims of one relation; false as for [`days_of_run`](Self::days_of_run). Intervals are sorted, so those
    /// that may pass mostly stand together, and claims are told by whether the numbers of theirs are among these.
    fn days_of_run_within(
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

    fn list(&self, number: u64) -> Vec<NodeId> {
        let list = self.sections.lists.numbers::<NodeId>(&self.blocks, usize::try_from(number).unwrap_or(usize::MAX));
        list.unwrap_or_default().to_vec()
    }

    fn text(&self, column: Sparse, claim: ClaimId) -> Option<String> {
        let bytes = self.sections.texts.get(&self.blocks, column.get(&self.blocks, claim.0)? as usize)?;
        let text = std::str::from_utf8(bytes).ok();
        if text.is_none() {
            self.blocks.report(self.sections.texts.bytes.offset, "a text is no UTF-8 text");
        }
        text.map(str::to_owned)
    }

    fn quantity(&self, claim: ClaimId) -> Option<Quantity> {
        let number = self.sections.quantities.get(&self.blocks, claim.0)?;
        let quantity = nodes::quantity_of(self.sections.texts.get(&self.blocks, number as usize)?);
        if quantity.is_none() {
            self.blocks.report(self.sections.texts.bytes.offset, "a quantity is none");
        }
        quantity
    }

    fn when_told(&self, record: &RelationRecord, place: u32) -> Interval {
        record.when.get(&self.blocks, place).and_then(|number| self.interval(number)).unwrap_or_default()
    }

    fn superseded(&self, claim: ClaimId) -> Option<Date> {
        let bytes = self.sections.superseded.get(&self.blocks, claim.0)?.to_le_bytes();
        nodes::date_of(bytes).flatten()
    }

    fn rows(record: &RelationRecord, direction: Direction) -> &RowsRecord {
        match direction {
            Direction::Forward => &record.forward,
            Direction::Backward => &record.backward,
        }
    }

    /// Calls `visit` with the rows of the nodes of a range, ascending, until it says no. Nothing if the file is damaged there.
    fn rows_of<'a>(
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

    /// The neighbours that a row holds.
    #[inline]
    fn row(&self, record: &RelationRecord, rows: &RowsRecord, row: u32, direction: Direction) -> Option<Neighbours<'_>> {
        let places = rows.places(&self.blocks, row)?;
        let count = (places.end - places.start) as usize;
        if places.end > record.claims {
            self.blocks.report(rows.starts, "a row ends behind the last");
            return None;
        }
        let behind = u64::from(places.start) * 4;
        Some(match direction {
            Direction::Forward => Neighbours {
                nodes: self.blocks.numbers(record.objects.checked_add(behind)?, count)?,
                claims: Ids::Run { first: ClaimId(record.first.checked_add(places.start)?), len: count },
            },
            Direction::Backward => Neighbours {
                nodes: self.blocks.numbers(record.subjects.checked_add(behind)?, count)?,
                claims: Ids::Listed(self.blocks.numbers(record.backward_claims.checked_add(behind)?, count)?),
            },
        })
    }

    fn frozen_names(&self) -> FrozenNames<'_> {
        FrozenNames { blocks: &self.blocks, sections: self.sections.names }
    }

    fn spelled(&self, name: &str, node: NodeId) -> String {
        spelling(self.node(node).as_deref(), name)
    }
}

/// Rows of so many nodes are cut out of their columns together.
const NODES_AT_ONCE: u32 = 1 << 14;

fn no_damage() -> Damage {
    Damage { section: "header".to_owned(), offset: 0, block: 0, what: "the file cannot be read".to_owned() }
}

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
            according_to: number(sections.speakers).map(|list| self.list(u64::from(list))).unwrap_or_default(),
            sources: record.sources.get(&self.blocks, place).map(|list| self.list(list)).unwrap_or_default(),
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

impl FrozenGraph {
    /// An entity, without taking the whole node apart into a [`Node`] first.
    pub fn entity(&self, node: NodeId) -> Option<Entity> {
        match self.node(node)?.into_owned() {
            Node::Entity(entity) => Some(entity),
            Node::Value(_) => None,
        }
    }

    /// How many blocks the file has.
    pub(super) fn block_count(&self) -> usize {
        self.blocks.len().div_ceil(BLOCK)
    }
}
