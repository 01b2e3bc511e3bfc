//! The way from what was gathered to a file: relation by relation first, each sorted and packed by one of two threads; then what needs all
//! relations (kinds, links, superseded ends), read from what was just written; then nodes, names and tables.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::blocks::Blocks;
use super::builder::{FrozenBuilder, hash_of_entity};
use super::column::{Sparse, put_all, width_of, words};
use super::format::{Header, RelationRecord, SectionId};
use super::kinds::{Kinds, Written as Relations};
use super::nodes::{self, each_name, interval_bytes, put_entity, value_of};
use super::relation::{Detail, Parts, Row, Tables};
use super::writer::Writer;
use crate::graph::names::{LONGEST_TEXT, Level, NameIndex, Names, Role, first_bytes};
use crate::graph::succession::{self, Begun};
use crate::graph::{ClaimId, Direction, Interval, NodeId, RelationId};
use crate::store::{StoreError, record};

/// Relations are listed for each node where there are more than this; otherwise each relation is asked.
const ASKED: usize = 256;

/// Nodes whose links are put together in one turn.
const NODES_A_TURN: usize = 1 << 14;

/// Claims that have something that few have, and what.
type Rare = Vec<(u32, Detail)>;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Entities.
    pub entities: usize,
    /// Values.
    pub values: usize,
    /// Claims, each once.
    pub claims: usize,
    /// Bytes of the file.
    pub bytes: u64,
}

impl FrozenBuilder {
    /// Makes a relation's ends open again that were taken from claims: domain, range, value type.
    pub fn forget_inferred(&mut self, relation: RelationId, inferred: [bool; 3]) {
        if let Some(relation) = self.schema.relation_mut(relation) {
            relation.forget(inferred);
        }
    }

    /// Writes the file: beside the target first, made durable, then renamed, so that there is the old file or the new one, whole.
    ///
    /// # Errors
    /// If the file cannot be written or the graph is too large. Then nothing is left of it.
    ///
    /// # Complexity
    /// O(n log n) in claims and names.
    pub fn finish(mut self, path: &Path) -> Result<Written, StoreError> {
        let bound = self.entities.len() as u64 + self.values.len() as u64;
        let bound = u32::try_from(bound).map_err(|_| StoreError::TooLarge { what: "there are more than four billion nodes" })?;
        let mut writer = Writer::create(path)?;
        let order = Order::of(&self);
        let tables = order.tables(bound);
        let rows = std::mem::take(&mut self.rows);
        // Names need no claims: they are sorted meanwhile.
        let builder = &self;
        let ((records, rare), (names, keys)) = std::thread::scope(|scope| {
            let names = scope.spawn(|| (builder.names(), builder.entities.table(hash_of_entity)));
            let relations = builder.write_relations(rows, &order, &tables, &mut writer);
            let names = names.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            relations.map(|relations| (relations, names))
        })?;
        let claims = records.last().map_or(0, |last| last.first + last.claims);
        let blocks = Blocks::unchecked(writer.written()?);
        let inferred = self.write_kinds(&records, &blocks, bound, &mut writer)?;
        let all = All { records: &records, blocks: &blocks, bound };
        all.write_superseded(&self.schema, &order, &rare, &mut writer)?;
        all.write_links(&mut writer)?;
        write_rare(&rare, &mut writer)?;
        order.write(&mut writer)?;
        self.write_history(&mut writer)?;
        let (entities, values) = (self.entities.len(), self.values.len());
        self.write_nodes(&keys, &mut writer)?;
        write_names(&names, &mut writer)?;
        let schema = serde_json::to_vec(&self.schema).map_err(|_| StoreError::TooLarge { what: "the schema cannot be written" })?;
        writer.section(SectionId::SCHEMA, 0, &schema)?;
        let bytes: Vec<u8> = records
            .iter()
            .zip(inferred.iter().copied().chain(std::iter::repeat(0)))
            .flat_map(|(record, inferred)| RelationRecord { inferred, ..*record }.to_bytes())
            .collect();
        writer.section(SectionId::RELATIONS, 0, &bytes)?;
        let header = writer.finish(Header {
            folded: self.folded,
            id: self.id,
            entities: entities as u64,
            values: values as u64,
            claims: u64::from(claims),
            retracted: self.retracted.len() as u64,
            ..Header::default()
        })?;
        Ok(Written { entities, values, claims: claims as usize, bytes: header.length })
    }

    /// Sorts, packs and writes the claims of all relations; hands back the record of each relation, and the claims that have something rare.
    fn write_relations(
        &self,
        mut rows: Vec<Vec<Row>>,
        order: &Order,
        tables: &Tables<'_>,
        writer: &mut Writer,
    ) -> Result<(Vec<RelationRecord>, Rare), StoreError> {
        let count = self.schema.relations().len();
        rows.resize_with(count, Vec::new);
        let rows: Vec<Mutex<Vec<Row>>> = rows.into_iter().map(Mutex::new).collect();
        let builder = self;
        let next = AtomicUsize::new(0);
        let mut records: Vec<RelationRecord> = Vec::with_capacity(count);
        let mut rare = Vec::new();
        writer.begin(SectionId::CLAIMS)?;
        std::thread::scope(|scope| -> Result<(), StoreError> {
            let (send, receive) = mpsc::sync_channel::<(usize, Result<Parts, StoreError>)>(1);
            for _ in 0..2 {
                let send = send.clone();
                scope.spawn({
                    let (rows, next) = (&rows, &next);
                    move || {
                        loop {
                            let index = next.fetch_add(1, Ordering::Relaxed);
                            let Some(mine) = rows.get(index) else { return };
                            let mut mine = mine.lock().map(|mut rows| std::mem::take(&mut *rows)).unwrap_or_default();
                            if let Err(error) = builder.spilled(index, &mut mine) {
                                let _ = send.send((index, Err(error)));
                                return;
                            }
                            for row in &mut mine {
                                *row = order.row(*row, builder);
                            }
                            // Whoever receives has left after a failure.
                            if send.send((index, Ok(Parts::of(mine, tables)))).is_err() {
                                return;
                            }
                        }
                    }
                });
            }
            drop(send);
            let mut waiting: Vec<Option<Parts>> = (0..count).map(|_| None).collect();
            let mut first = 0_u32;
            for (index, parts) in receive {
                let parts = parts?;
                if let Some(place) = waiting.get_mut(index) {
                    *place = Some(parts);
                }
                while let Some(parts) = waiting.get_mut(records.len()).and_then(Option::take) {
                    for &(place, detail) in &parts.rare {
                        rare.push((first + place, tables.details.get(detail as usize).copied().unwrap_or_default()));
                    }
                    let record = parts.write(first, writer)?;
                    first =
                        first.checked_add(record.claims).ok_or(StoreError::TooLarge { what: "there are more than four billion claims" })?;
                    records.push(record);
                }
            }
            Ok(())
        })?;
        writer.end();
        Ok((records, rare))
    }

    /// Derives what follows from the claims and writes kinds and members; hands back which ends of relations were inferred.
    fn write_kinds(&mut self, records: &[RelationRecord], blocks: &Blocks, bound: u32, writer: &mut Writer) -> Result<Vec<u8>, StoreError> {
        let told = std::mem::take(&mut self.told_kinds);
        let entities = self.entities.len() as u32;
        let relations = Relations { blocks, relations: records, entities, bound, told: &told };
        let mut kinds = Kinds { lists: self.kind_lists.iter().cloned().collect(), derived: Vec::new() };
        kinds.derive(&self.schema, &relations);
        let mut inferred = Vec::new();
        if self.infer_ends {
            let mut schema = std::mem::take(&mut self.schema);
            let value = |node: u32| value_of(self.values.get((node - entities) as usize));
            inferred = kinds.infer_ends(&mut schema, &relations, value);
            self.schema = schema;
            kinds.derive(&self.schema, &relations);
        }
        let mut starts = vec![0_u64];
        let mut bytes = Vec::new();
        for list in &kinds.lists {
            bytes.extend(list.iter().flat_map(|kind| kind.0.to_le_bytes()));
            starts.push(bytes.len() as u64);
        }
        write_records(SectionId::KIND_LIST_STARTS, &starts, SectionId::KIND_LISTS, &bytes, writer)?;
        for (id, column) in [(SectionId::TOLD_KINDS, &told), (SectionId::DERIVED_KINDS, &kinds.derived)] {
            let width = width_of(u64::from(column.iter().copied().max().unwrap_or(0)));
            if width > 0 {
                let mut bytes = Vec::new();
                put_all(column.iter().map(|list| u64::from(*list)), width, &mut bytes);
                writer.section(id, u32::from(width), &bytes)?;
            }
        }
        let (mut starts, mut bytes) = (vec![0_u64], Vec::new());
        for members in kinds.members(&self.schema, &told) {
            bytes.extend_from_slice(&words(members.iter().copied()));
            starts.push(bytes.len() as u64);
        }
        write_records(SectionId::MEMBER_STARTS, &starts, SectionId::MEMBERS, &bytes, writer)?;
        Ok(inferred)
    }

    /// Writes the records of nodes, the tables that find them, and the names.
    fn write_nodes(&mut self, keys: &[u32], writer: &mut Writer) -> Result<(), StoreError> {
        let entities = std::mem::take(&mut self.entities);
        let (mut starts, mut bytes) = (Vec::with_capacity(entities.len() + self.values.len() + 1), Vec::new());
        starts.push(0_u64);
        if self.changed.is_empty() {
            starts.extend_from_slice(&entities.ends);
            bytes = entities.bytes;
        } else {
            for place in 0..entities.len() {
                match self.changed.get(&(place as u32)) {
                    Some(changed) => put_entity(changed, &mut bytes),
                    None => bytes.extend_from_slice(entities.get(place)),
                }
                starts.push(bytes.len() as u64);
            }
        }
        let before = bytes.len() as u64;
        bytes.extend_from_slice(&self.values.bytes);
        starts.extend(self.values.ends.iter().map(|end| end + before));
        write_records(SectionId::NODE_STARTS, &starts, SectionId::NODES, &bytes, writer)?;
        for (id, slots) in [(SectionId::KEYS, keys), (SectionId::VALUES, self.values.slots.as_slice())] {
            writer.section(id, 4, &words(slots.iter().copied()))?;
        }
        Ok(())
    }

    /// All names of all nodes, sorted.
    fn names(&self) -> Level {
        let mut names = NameIndex::default();
        for node in 0..self.entities.len() as u32 {
            let mut add = |name: &str, is_adjective| names.add(name, NodeId(node), if is_adjective { Role::Adjective } else { Role::Name });
            match self.changed.get(&node) {
                Some(changed) => {
                    std::iter::once(&changed.label).chain(&changed.aliases).for_each(|name| add(name, false));
                    changed.adjectives.iter().for_each(|name| add(name, true));
                }
                None => {
                    // What the builder wrote itself can be read.
                    let _ = each_name(self.entities.get(node as usize), add);
                }
            }
        }
        for place in 0..self.values.len() {
            if let Some((0, text)) = self.values.get(place).split_first().map(|(tag, text)| (*tag, text))
                && text.len() <= LONGEST_TEXT
            {
                let node = NodeId::from_index(self.entities.len() + place);
                names.add(std::str::from_utf8(text).unwrap_or_default(), node, Role::Text);
            }
        }
        names.into_level()
    }

    fn write_history(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let too_large = StoreError::TooLarge { what: "a telling or a retracted claim is larger than 256 MiB" };
        let mut records: Vec<Vec<u8>> = Vec::new();
        for retracted in &self.retracted {
            let mut retracted = retracted.clone();
            retracted.rename(|node| NodeId(self.final_node(node.0)));
            match record::encode(&retracted) {
                Some(bytes) => records.push(bytes),
                None => return Err(too_large),
            }
        }
        write_all(SectionId::RETRACTED_STARTS, SectionId::RETRACTED, &records, writer)?;
        records.clear();
        for telling in &self.tellings {
            match record::encode(telling) {
                Some(bytes) => records.push(bytes),
                None => return Err(too_large),
            }
        }
        write_all(SectionId::TELLING_STARTS, SectionId::TELLINGS, &records, writer)
    }
}

/// Tables in the order in which they stand in the file, and what the numbers that were given while gathering are there.
struct Order {
    intervals: Vec<Interval>,
    new_interval: Vec<u32>,
    lists: Vec<Box<[NodeId]>>,
    texts: Vec<Box<[u8]>>,
    details: Vec<Detail>,
    new_detail: Vec<u32>,
}

/// Things in ascending order, and the new place of each.
fn sorted<T: Ord>(things: Vec<T>) -> (Vec<T>, Vec<u32>) {
    let mut with_places: Vec<(T, u32)> = things.into_iter().zip(0..).collect();
    with_places.sort_unstable();
    let mut places = vec![0; with_places.len()];
    for ((_, old), new) in with_places.iter().zip(0_u32..) {
        if let Some(place) = places.get_mut(*old as usize) {
            *place = new;
        }
    }
    (with_places.into_iter().map(|(thing, _)| thing).collect(), places)
}

impl Order {
    /// Sorts, so that neither the order of telling nor threads show in the file. An empty list comes first by itself.
    fn of(builder: &FrozenBuilder) -> Self {
        let (intervals, new_interval) = sorted(builder.intervals.iter().copied().collect());
        let final_list = |list: &[NodeId]| list.iter().map(|node| NodeId(builder.final_node(node.0))).collect();
        let (lists, new_list) = sorted(builder.lists.iter().map(|list| final_list(list)).collect::<Vec<Box<[NodeId]>>>());
        let (texts, new_text) = sorted(builder.texts.iter().cloned().collect());
        let new = |places: &[u32], old: u32| places.get(old as usize).copied().unwrap_or(0);
        let text = |old: Option<u32>| old.map(|old| new(&new_text, old));
        let details = builder.details.iter().map(|detail| Detail {
            sources: new(&new_list, detail.sources),
            speakers: new(&new_list, detail.speakers),
            place: detail.place.map(|place| builder.final_node(place)),
            quantity: text(detail.quantity),
            section: text(detail.section),
            quote: text(detail.quote),
            note: text(detail.note),
            ..*detail
        });
        let (details, new_detail) = sorted(details.collect());
        Self { intervals, new_interval, lists, texts, details, new_detail }
    }

    fn tables(&self, bound: u32) -> Tables<'_> {
        let undated = self.intervals.binary_search(&Interval::UNDATED).ok().map(|place| place as u32);
        Tables { details: &self.details, undated, bound }
    }

    /// A row in the numbers of the file.
    fn row(&self, row: Row, builder: &FrozenBuilder) -> Row {
        let new = |places: &[u32], old: u32| places.get(old as usize).copied().unwrap_or(0);
        Row::new(
            builder.final_node(row.subject()),
            builder.final_node(row.object()),
            new(&self.new_interval, row.when()),
            new(&self.new_detail, row.detail()),
        )
    }

    /// Writes the tables.
    fn write(&self, writer: &mut Writer) -> Result<(), StoreError> {
        let bytes: Vec<u8> = self.intervals.iter().flat_map(|interval| interval_bytes(*interval)).collect();
        writer.section(SectionId::INTERVALS, 8, &bytes)?;
        let (mut starts, mut bytes) = (vec![0_u64], Vec::new());
        for list in &self.lists {
            bytes.extend(list.iter().flat_map(|node| node.0.to_le_bytes()));
            starts.push(bytes.len() as u64);
        }
        write_records(SectionId::LIST_STARTS, &starts, SectionId::LISTS, &bytes, writer)?;
        let (mut starts, mut bytes) = (vec![0_u64], Vec::new());
        for text in &self.texts {
            bytes.extend_from_slice(text);
            starts.push(bytes.len() as u64);
        }
        write_records(SectionId::TEXT_STARTS, &starts, SectionId::TEXTS, &bytes, writer)
    }
}

/// What all claims together give.
struct All<'a> {
    records: &'a [RelationRecord],
    blocks: &'a Blocks,
    bound: u32,
}

impl All<'_> {
    /// Of relations with one subject at a time: claims with an open end, and the day before the next subject begins.
    fn write_superseded(
        &self,
        schema: &crate::graph::Schema,
        order: &Order,
        rare: &[(u32, Detail)],
        writer: &mut Writer,
    ) -> Result<(), StoreError> {
        let mut superseded: Vec<(u32, u32)> = Vec::new();
        let denied: Vec<u32> = rare.iter().filter(|(_, detail)| detail.denied).map(|(claim, _)| *claim).collect();
        for ((_, relation), record) in schema.relations().zip(self.records) {
            if !relation.one_at_a_time {
                continue;
            }
            let subjects = self.blocks.numbers::<NodeId>(record.subjects, record.claims as usize).unwrap_or_default();
            let claims = self.blocks.numbers::<ClaimId>(record.backward_claims, record.claims as usize).unwrap_or_default();
            record.backward.each(self.blocks, self.bound, |_, places| {
                let row = places.start as usize..places.end as usize;
                let holders = subjects.get(row.clone()).unwrap_or_default().iter().zip(claims.get(row).unwrap_or_default());
                let begun = holders.filter_map(|(&subject, &claim)| {
                    let number = record.when.get(self.blocks, claim.0 - record.first)?;
                    let when = order.intervals.get(number as usize)?;
                    let from = when.from.filter(|_| denied.binary_search(&claim.0).is_err())?;
                    Some(Begun { from, subject, claim, open: when.to.is_none() })
                });
                let ends = succession::closed(begun.collect()).into_iter();
                superseded.extend(ends.filter_map(|(claim, end)| Some((claim.0, u32::from_le_bytes(nodes::date_bytes(Some(end?)))))));
            });
        }
        superseded.sort_unstable();
        writer.section(SectionId::SUPERSEDED, 8, &Sparse::to_bytes(&superseded))
    }

    /// Writes for each node what is linked to it, and, where there are many relations, which it has.
    fn write_links(&self, writer: &mut Writer) -> Result<(), StoreError> {
        let width: u8 = if self.bound < 1 << 24 { 3 } else { 4 };
        let sides = [Direction::Forward, Direction::Backward];
        let [forward, backward] = std::thread::scope(|scope| {
            let threads = sides.map(|direction| scope.spawn(move || self.links(direction, width)));
            threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        forward.write(
            width,
            [
                SectionId::LINKED_FORWARD_STARTS,
                SectionId::LINKED_FORWARD,
                SectionId::RELATIONS_FORWARD_STARTS,
                SectionId::RELATIONS_FORWARD,
            ],
            writer,
        )?;
        backward.write(
            width,
            [
                SectionId::LINKED_BACKWARD_STARTS,
                SectionId::LINKED_BACKWARD,
                SectionId::RELATIONS_BACKWARD_STARTS,
                SectionId::RELATIONS_BACKWARD,
            ],
            writer,
        )
    }

    /// Starts are counted first, then moved along as the links are put; the links of a node stand in the order of relations. Some thousand nodes are
    /// done with before the next, so that what is written stays within a cache while all relations are gone through.
    fn links(&self, direction: Direction, width: u8) -> Links {
        let wide = usize::from(width);
        let rows = |record: &RelationRecord| match direction {
            Direction::Forward => (record.forward, record.objects),
            Direction::Backward => (record.backward, record.subjects),
        };
        let mut starts = vec![0_u32; self.bound as usize + 1];
        let mut relation_starts = vec![0_u32; if self.records.len() > ASKED { self.bound as usize + 1 } else { 0 }];
        let turns = || (0..self.bound).step_by(NODES_A_TURN).map(|first| first..first.saturating_add(NODES_A_TURN as u32).min(self.bound));
        for nodes in turns() {
            for record in self.records {
                rows(record).0.each_among(self.blocks, self.bound, nodes.clone(), |node, places| {
                    if let Some(count) = starts.get_mut(node as usize + 1) {
                        *count += places.end - places.start;
                    }
                    if let Some(count) = relation_starts.get_mut(node as usize + 1) {
                        *count += 4;
                    }
                });
            }
        }
        add_up(&mut starts);
        add_up(&mut relation_starts);
        let mut next = starts.clone();
        let mut next_relation = relation_starts.clone();
        let mut nodes = vec![0_u8; starts.last().copied().unwrap_or(0) as usize * wide];
        let mut relations = vec![0_u8; relation_starts.last().copied().unwrap_or(0) as usize];
        for nodes_now in turns() {
            for (record, number) in self.records.iter().zip(0_u32..) {
                let (rows, far) = rows(record);
                let Some(far) = self.blocks.numbers::<u32>(far, record.claims as usize) else { continue };
                rows.each_among(self.blocks, self.bound, nodes_now.clone(), |node, places| {
                    let far = far.get(places.start as usize..places.end as usize).unwrap_or_default();
                    if let Some(start) = next.get_mut(node as usize) {
                        let at = *start as usize * wide;
                        let to = nodes.get_mut(at..at + far.len() * wide).unwrap_or_default();
                        for (to, from) in to.chunks_exact_mut(wide).zip(far) {
                            to.copy_from_slice(from.to_le_bytes().get(..wide).unwrap_or_default());
                        }
                        *start += far.len() as u32;
                    }
                    if let Some(start) = next_relation.get_mut(node as usize) {
                        if let Some(to) = relations.get_mut(*start as usize..*start as usize + 4) {
                            to.copy_from_slice(&number.to_le_bytes());
                        }
                        *start += 4;
                    }
                });
            }
        }
        Links { starts, nodes, relation_starts, relations }
    }
}

/// What is linked to each node in one direction.
struct Links {
    starts: Vec<u32>,
    nodes: Vec<u8>,
    /// In bytes; empty where relations are asked one by one.
    relation_starts: Vec<u32>,
    relations: Vec<u8>,
}

impl Links {
    fn write(&self, width: u8, [starts, nodes, relation_starts, relations]: [SectionId; 4], writer: &mut Writer) -> Result<(), StoreError> {
        write_numbers(starts, &self.starts, writer)?;
        writer.section(nodes, u32::from(width), &self.nodes)?;
        if !self.relation_starts.is_empty() {
            write_numbers(relation_starts, &self.relation_starts, writer)?;
            writer.section(relations, 4, &self.relations)?;
        }
        Ok(())
    }
}

/// Counts, each one place too far, become starts.
fn add_up(counts: &mut [u32]) {
    let mut sum = 0_u32;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

/// Writes the columns that few claims have.
fn write_rare(rare: &[(u32, Detail)], writer: &mut Writer) -> Result<(), StoreError> {
    let denied: Vec<u8> = rare.iter().filter(|(_, detail)| detail.denied).flat_map(|(claim, _)| claim.to_le_bytes()).collect();
    writer.section(SectionId::DENIED, 4, &denied)?;
    let mut column = |id, number: fn(&Detail) -> Option<u32>| {
        let entries: Vec<(u32, u32)> = rare.iter().filter_map(|(claim, detail)| number(detail).map(|number| (*claim, number))).collect();
        writer.section(id, 8, &Sparse::to_bytes(&entries))
    };
    column(SectionId::PLACES, |detail| detail.place)?;
    column(SectionId::QUANTITIES, |detail| detail.quantity)?;
    column(SectionId::SPEAKERS, |detail| (detail.speakers != 0).then_some(detail.speakers))?;
    column(SectionId::SECTIONS, |detail| detail.section)?;
    column(SectionId::QUOTES, |detail| detail.quote)?;
    column(SectionId::NOTES, |detail| detail.note)
}

fn write_names(names: &Level, writer: &mut Writer) -> Result<(), StoreError> {
    write_numbers(SectionId::NAME_STARTS, &names.starts, writer)?;
    writer.section(SectionId::NAMES, 0, names.text.as_bytes())?;
    write_numbers(SectionId::POSTING_STARTS, &names.posting_starts, writer)?;
    writer.section(SectionId::POSTINGS, 4, &words(names.nodes.iter().map(|node| node.0)))?;
    let roles: Vec<u8> = names.roles.iter().map(|role| super::names::role_byte(*role)).collect();
    writer.section(SectionId::ROLES, 1, &roles)?;
    write_numbers(SectionId::LAST_WORDS, &names.last_words, writer)?;
    for (id, starts) in
        [(SectionId::NAME_GUIDE, names.starts.get(..names.len()).unwrap_or_default()), (SectionId::LAST_WORD_GUIDE, &names.last_words)]
    {
        writer.section(id, 8, &guide(names, starts))?;
    }
    Ok(())
}

/// The first bytes of every so many of the names, or last words, that begin at these places; nothing where there are few.
fn guide(names: &Level, starts: &[u32]) -> Vec<u8> {
    if starts.len() < super::names::GUIDED {
        return Vec::new();
    }
    let steps = starts.iter().step_by(super::names::GUIDE_STEP);
    steps.flat_map(|&start| first_bytes(names.name_from(start).as_bytes()).to_le_bytes()).collect()
}

fn write_numbers(id: SectionId, numbers: &[u32], writer: &mut Writer) -> Result<(), StoreError> {
    writer.section(id, 4, &words(numbers.iter().copied()))
}

/// Writes records: where each begins, in as many bytes as the last start needs, and their bytes.
fn write_records(starts_id: SectionId, starts: &[u64], id: SectionId, bytes: &[u8], writer: &mut Writer) -> Result<(), StoreError> {
    let width = width_of(bytes.len() as u64).max(1);
    let mut packed = Vec::with_capacity(starts.len() * usize::from(width));
    put_all(starts.iter().copied(), width, &mut packed);
    writer.section(starts_id, u32::from(width), &packed)?;
    writer.section(id, 0, bytes)
}

fn write_all(starts_id: SectionId, id: SectionId, records: &[Vec<u8>], writer: &mut Writer) -> Result<(), StoreError> {
    let (mut starts, mut bytes) = (vec![0_u64], Vec::new());
    for record in records {
        bytes.extend_from_slice(record);
        starts.push(bytes.len() as u64);
    }
    write_records(starts_id, &starts, id, &bytes, writer)
}
