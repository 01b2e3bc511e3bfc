//! What a graph file is made of, gathered in memory.
//!
//! Comes in: a schema, entities, values and claims in any order. Goes out: a file, by [`FrozenBuilder::finish`]. Everything that claims
//! repeat (intervals, lists of sources, texts) is kept once; a claim is four numbers.

use std::hash::Hash;
use std::ops::Range;
use std::path::Path;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::nodes::{self, hash, key_of, put_entity, put_plain_entity, put_quantity, put_value};
use super::relation::{Detail, Row};
use super::spill::Spill;
use super::{History, Retracted, Telling};
use crate::graph::{Claim, ClaimId, Entity, Interval, KindId, NodeId, RelationId, Schema, Value};
use crate::store::StoreError;

/// Marks the ids of values while entities are still being added.
const VALUE: u32 = 1 << 31;

/// Gathers a graph and writes it as a file.
///
/// Nodes are given ids when they are added; claims speak of these. In the file entities come first, in the order in which they were
/// added, and then values; claims are numbered by (relation, subject, object, interval).
///
/// ```
/// use quipu::graph::{Claim, Entity, Schema, View};
/// use quipu::store::frozen::{FrozenBuilder, FrozenGraph};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("small.quipu");
/// let mut schema = Schema::default();
/// let recognized = schema.relation_or_new("recognized");
/// let mut builder = FrozenBuilder::new(schema);
/// let pava = builder.add_entity(&Entity { key: "Pava".into(), label: "Pava".into(), ..Entity::default() })?;
/// let parelinda = builder.add_entity(&Entity { key: "Parelinda".into(), label: "Parelinda".into(), ..Entity::default() })?;
/// builder.add_claim(&Claim::new(pava, recognized, parelinda), 0)?;
/// builder.finish(&path)?;
/// assert_eq!(FrozenGraph::open(&path)?.named("PAVÁ").len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct FrozenBuilder {
    pub(super) schema: Schema,
    /// Whether ends that nobody defined are to be taken from claims.
    pub(super) infer_ends: bool,
    pub(super) entities: Things,
    /// Entities whose key is a small number, plus one, by that number.
    numbered: Vec<u32>,
    /// How many there are, and the lowest and the highest of them.
    numbers: (usize, usize, usize),
    /// Whether some key is a number too high for that.
    has_high_numbers: bool,
    /// The list of kinds told of each entity.
    pub(super) told_kinds: Vec<u32>,
    /// Distinct lists of kinds; the first is empty.
    pub(super) kind_lists: Distinct<Box<[KindId]>>,
    /// Entities that were added to after their record was made.
    pub(super) changed: FxHashMap<u32, Entity>,
    pub(super) values: Things,
    pub(super) intervals: Distinct<Interval>,
    /// Distinct lists of nodes; the first is empty.
    pub(super) lists: Distinct<Box<[NodeId]>>,
    /// Distinct texts and quantities.
    pub(super) texts: Distinct<Box<[u8]>>,
    pub(super) details: Distinct<Detail>,
    /// By relation.
    pub(super) rows: Vec<Vec<Row>>,
    /// Counts claims, to look at their memory from time to time.
    added: u32,
    /// Rows that wait on disk.
    spill: Option<Spill>,
    pub(super) retracted: Vec<Retracted>,
    pub(super) tellings: Vec<Telling>,
    pub(super) folded: u64,
    pub(super) id: [u8; 16],
}

/// Things that differ, each with a number.
#[derive(Debug)]
pub(super) struct Distinct<T>(IndexSet<T, FxBuildHasher>);

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self(IndexSet::default())
    }
}

impl<T: Hash + Eq> Distinct<T> {
    /// The number of a thing.
    pub(super) fn number(&mut self, thing: T) -> Result<u32, StoreError> {
        let number = self.0.insert_full(thing).0;
        u32::try_from(number)
            .map_err(|_| StoreError::TooLarge { what: "there are more distinct intervals, lists or texts than can be counted" })
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &T> {
        self.0.iter()
    }
}

/// Records end to end, found by hash.
#[derive(Debug, Default)]
pub(super) struct Things {
    pub bytes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<u64>,
    /// Places, plus one; a power of two of them.
    pub slots: Vec<u32>,
}

impl Things {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, place: usize) -> &[u8] {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(place).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The place of the record with this hash for which `is_it` holds.
    #[inline]
    fn find(&self, hash: u64, is_it: impl Fn(&[u8]) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = hash as usize & mask;
        loop {
            let place = self.slots.get(slot)?.checked_sub(1)?;
            if is_it(self.get(place as usize)) {
                return Some(place);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Adds the record that was appended to the bytes, to be found by its hash or not yet; `hash_of` gives the hash of any record.
    fn push(&mut self, hash_of: impl Fn(&[u8]) -> u64, enter: bool) -> Result<u32, StoreError> {
        let place = u32::try_from(self.len()).ok().filter(|place| *place < VALUE - 1);
        let place = place.ok_or(StoreError::TooLarge { what: "there are more than two billion entities or values" })?;
        self.ends.push(self.bytes.len() as u64);
        if !enter {
            return Ok(place);
        }
        if nodes::slots_for(self.len()) > self.slots.len() {
            self.slots = self.table(hash_of);
        } else {
            let hash = hash_of(self.get(place as usize));
            enter_into(&mut self.slots, hash, place);
        }
        Ok(place)
    }

    /// The table of all records.
    pub(super) fn table(&self, hash_of: impl Fn(&[u8]) -> u64) -> Vec<u32> {
        let mut slots = vec![0; if self.len() == 0 { 0 } else { nodes::slots_for(self.len()) }];
        for place in 0..self.len() {
            enter_into(&mut slots, hash_of(self.get(place)), place as u32);
        }
        slots
    }
}

fn enter_into(slots: &mut [u32], hash: u64, place: u32) {
    let Some(mask) = slots.len().checked_sub(1) else { return };
    let mut slot = hash as usize & mask;
    while let Some(entry) = slots.get_mut(slot) {
        if *entry == 0 {
            *entry = place + 1;
            return;
        }
        slot = (slot + 1) & mask;
    }
}

/// A table of numbered keys has at most so many places for each entity.
const SPARSEST: usize = 8;

/// The number that a key is, if it is written as numbers are: digits without a zero before them.
#[inline]
pub(crate) fn plain_number(key: &str) -> Option<usize> {
    let bytes = key.as_bytes();
    if bytes.is_empty() || bytes.len() > 9 || (bytes.len() > 1 && bytes.first() == Some(&b'0')) {
        return None;
    }
    bytes.iter().try_fold(0_usize, |number, byte| match byte {
        b'0'..=b'9' => Some(number * 10 + usize::from(byte - b'0')),
        _ => None,
    })
}

pub(super) fn hash_of_entity(record: &[u8]) -> u64 {
    hash(key_of(record).unwrap_or_default().as_bytes())
}

impl FrozenBuilder {
    /// A graph with these kinds and relations, and nothing else yet.
    pub fn new(schema: Schema) -> Self {
        let mut builder = Self { schema, infer_ends: true, ..Self::default() };
        // Number 0 is the empty list.
        builder.kind_lists.0.insert(Box::default());
        builder.lists.0.insert(Box::default());
        builder
    }

    /// Kinds and relations.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Kinds and relations, to define more.
    pub fn schema_mut(&mut self) -> &mut Schema {
        &mut self.schema
    }

    /// Says that nothing is to be taken from claims that the schema does not define: the kinds at both ends of relations, and the types of
    /// their values. Otherwise it is, for relations that have none.
    pub fn keep_schema(&mut self) {
        self.infer_ends = false;
    }

    /// Claims take up at most so many bytes of memory while they are gathered; what is more waits on disk, beside the target. When the file
    /// is written, two relations at a time are in memory, whatever their size.
    pub fn set_memory(&mut self, bytes: u64, target: &Path) {
        self.spill = Some(Spill::new(bytes, target));
    }

    /// Lets rows wait on disk if they take up too much memory.
    pub(crate) fn spill_if_full(&mut self) -> Result<(), StoreError> {
        match &mut self.spill {
            Some(spill) => spill.take_if_full(&mut self.rows),
            None => Ok(()),
        }
    }

    /// Adds the rows of a relation that wait on disk.
    pub(super) fn spilled(&self, relation: usize, rows: &mut Vec<Row>) -> Result<(), StoreError> {
        self.spill.as_ref().map_or(Ok(()), |spill| spill.give(relation, rows))
    }

    /// How many entities there are.
    pub fn entity_count(&self) -> usize {
        self.entities.len()
    }

    /// Adds an entity. If its key is known, that entity gets its aliases, adjectives and kinds, and its label as an alias where it differs.
    ///
    /// # Errors
    /// If there are too many.
    pub fn add_entity(&mut self, entity: &Entity) -> Result<NodeId, StoreError> {
        if let Some(node) = self.entity_by_key(&entity.key) {
            self.merge(node, entity)?;
            return Ok(node);
        }
        put_entity(entity, &mut self.entities.bytes);
        self.pushed(&entity.key, &entity.kinds)
    }

    /// Adds an entity without aliases and adjectives: [`FrozenBuilder::add_entity`] for many.
    ///
    /// # Errors
    /// If there are too many.
    pub fn add_plain_entity(&mut self, key: &str, label: &str, kinds: &[KindId]) -> Result<NodeId, StoreError> {
        if self.entity_by_key(key).is_some() {
            let entity = Entity { key: key.to_owned(), label: label.to_owned(), kinds: kinds.to_vec(), ..Entity::default() };
            return self.add_entity(&entity);
        }
        put_plain_entity(key, label, &mut self.entities.bytes);
        self.pushed(key, kinds)
    }

    pub(super) fn pushed(&mut self, key: &str, kinds: &[KindId]) -> Result<NodeId, StoreError> {
        let number = plain_number(key).filter(|number| *number < SPARSEST * (self.entities.len() + 1024));
        self.has_high_numbers |= number.is_none() && plain_number(key).is_some();
        // What is found by its number is entered into the table of keys when that is written.
        let node = NodeId(self.entities.push(hash_of_entity, number.is_none())?);
        let list = match self.kind_lists.0.get_index_of(kinds) {
            Some(list) => list as u32,
            None => self.kind_lists.number(kinds.into())?,
        };
        self.told_kinds.push(list);
        if let Some(number) = number {
            if number >= self.numbered.len() {
                self.numbered.resize((number + 1).next_power_of_two(), 0);
            }
            if let Some(place) = self.numbered.get_mut(number) {
                *place = node.0 + 1;
                let (count, lowest, highest) = self.numbers;
                let lowest = if count == 0 { number } else { lowest.min(number) };
                self.numbers = (count + 1, lowest, highest.max(number));
            }
        }
        Ok(node)
    }

    fn merge(&mut self, node: NodeId, more: &Entity) -> Result<(), StoreError> {
        let Some(mut known) = self.entity(node) else { return Ok(()) };
        let before = known.clone();
        for alias in std::iter::once(&more.label).chain(&more.aliases) {
            if known.label != *alias && !known.aliases.contains(alias) {
                known.aliases.push(alias.clone());
            }
        }
        for adjective in &more.adjectives {
            if !known.adjectives.contains(adjective) {
                known.adjectives.push(adjective.clone());
            }
        }
        for kind in &more.kinds {
            if !known.kinds.contains(kind) {
                known.kinds.push(*kind);
            }
        }
        if known != before {
            let list = if known.kinds.is_empty() { 0 } else { self.kind_lists.number(known.kinds.clone().into())? };
            if let Some(told) = self.told_kinds.get_mut(node.index()) {
                *told = list;
            }
            self.changed.insert(node.0, known);
        }
        Ok(())
    }

    /// The entity with exactly this key.
    #[inline]
    pub fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        // Most tables number their rows; then no text need be compared.
        if let Some(number) = plain_number(key) {
            if let Some(node) = self.numbered.get(number).and_then(|place| place.checked_sub(1)) {
                return Some(NodeId(node));
            }
            if !self.has_high_numbers {
                return None;
            }
        }
        self.entities.find(hash(key.as_bytes()), |record| key_of(record) == Some(key)).map(NodeId)
    }

    /// The numbers that are all keys of entities, if they are without gaps: whoever has such a key may look for its entity later.
    pub(crate) fn all_numbers(&self) -> Range<usize> {
        let (count, lowest, highest) = self.numbers;
        if count > 0 && highest - lowest + 1 == count { lowest..highest + 1 } else { 0..0 }
    }

    /// The entity whose key is one of [`all_numbers`](Self::all_numbers).
    #[inline]
    pub(crate) fn numbered(&self, number: usize) -> Option<NodeId> {
        self.numbered.get(number).and_then(|place| place.checked_sub(1)).map(NodeId)
    }

    /// An entity as it is now.
    pub fn entity(&self, node: NodeId) -> Option<Entity> {
        if let Some(changed) = self.changed.get(&node.0) {
            return Some(changed.clone());
        }
        let list = *self.told_kinds.get(node.index())?;
        let kinds = self.kind_lists.0.get_index(list as usize).map(|kinds| kinds.to_vec()).unwrap_or_default();
        nodes::entity_of(self.entities.get(node.index()), kinds)
    }

    /// The node of a value; equal values are one node.
    ///
    /// # Errors
    /// If there are too many.
    pub fn add_value(&mut self, value: &Value) -> Result<NodeId, StoreError> {
        let before = self.values.bytes.len();
        put_value(value, &mut self.values.bytes);
        let record = self.values.bytes.get(before..).unwrap_or_default();
        if let Some(place) = self.values.find(hash(record), |known| known == record) {
            self.values.bytes.truncate(before);
            return Ok(NodeId(place | VALUE));
        }
        self.values.push(hash, true).map(|place| NodeId(place | VALUE))
    }

    /// Calls `visit` with each entity whose label is not its key, and the label.
    pub(crate) fn each_label(&self, mut visit: impl FnMut(NodeId, &str)) {
        for place in 0..self.entities.len() {
            let node = NodeId(place as u32);
            if let Some(changed) = self.changed.get(&node.0) {
                if changed.label != changed.key {
                    visit(node, &changed.label);
                }
            } else if let Some((key, label)) = nodes::key_and_label(self.entities.get(place))
                && key != label
            {
                visit(node, label);
            }
        }
    }

    /// The node of a value that was added.
    pub fn node_of_value(&self, value: &Value) -> Option<NodeId> {
        let mut record = Vec::new();
        put_value(value, &mut record);
        self.values.find(hash(&record), |known| known == record).map(|place| NodeId(place | VALUE))
    }

    /// The number of what qualifies a claim beside its interval.
    pub(crate) fn detail(&mut self, claim: &Claim, told: u64) -> Result<u32, StoreError> {
        let mut detail = Detail { told, sources: self.list(&claim.sources)?, denied: claim.denied, ..Detail::default() };
        detail.place = claim.place.map(|place| place.0);
        detail.speakers = self.list(&claim.according_to)?;
        if let Some(quantity) = &claim.quantity {
            let mut bytes = Vec::new();
            put_quantity(quantity, &mut bytes);
            detail.quantity = Some(self.texts.number(bytes.into())?);
        }
        let mut text = |text: &Option<String>| text.as_ref().map(|text| self.texts.number(text.as_bytes().into())).transpose();
        (detail.section, detail.quote, detail.note) = (text(&claim.section)?, text(&claim.quote)?, text(&claim.note)?);
        self.details.number(detail)
    }

    /// Adds many claims of a relation at once.
    pub(crate) fn add_rows(&mut self, relation: RelationId, rows: impl Iterator<Item = Row>) {
        self.add_row_list(relation).extend(rows);
    }

    /// Adds a claim between nodes of this builder, told by this telling (0 for what was not told but imported). A claim that is identical
    /// in all its parts is kept once.
    ///
    /// # Errors
    /// If there are too many distinct parts.
    ///
    /// # Panics
    /// If the relation is none of the schema.
    pub fn add_claim(&mut self, claim: &Claim, told: u64) -> Result<(), StoreError> {
        let when = self.interval(claim.when)?;
        let detail = self.detail(claim, told)?;
        self.add_row(claim.relation, Row::new(claim.subject.0, claim.object.0, when, detail));
        self.added = self.added.wrapping_add(1);
        if self.added.is_multiple_of(1 << 16) { self.spill_if_full() } else { Ok(()) }
    }

    /// Adds a claim that was told and then retracted.
    pub fn add_retracted(&mut self, retracted: Retracted) {
        self.retracted.push(retracted);
    }

    /// Says which tellings are folded into the graph, and which is the last of them.
    pub fn set_tellings(&mut self, tellings: Vec<Telling>, folded: u64) {
        (self.tellings, self.folded) = (tellings, folded);
    }

    /// Gives the graph the id of the one that it comes from. Without one, the id is made of what the file holds.
    pub fn set_id(&mut self, id: [u8; 16]) {
        self.id = id;
    }

    fn add_row(&mut self, relation: RelationId, row: Row) {
        self.add_row_list(relation).push(row);
    }

    fn add_row_list(&mut self, relation: RelationId) -> &mut Vec<Row> {
        assert!(self.schema.relation(relation).is_some(), "claim with a relation that the schema does not have");
        if relation.index() >= self.rows.len() {
            self.rows.resize_with(relation.index() + 1, Vec::new);
        }
        &mut self.rows[relation.index()]
    }

    /// The number of an interval.
    pub(crate) fn interval(&mut self, interval: Interval) -> Result<u32, StoreError> {
        self.intervals.number(interval)
    }

    pub(super) fn list(&mut self, nodes: &[NodeId]) -> Result<u32, StoreError> {
        if nodes.is_empty() {
            return Ok(0);
        }
        self.lists.number(nodes.into())
    }

    /// What a node of the builder is called in the file.
    pub(super) fn final_node(&self, node: u32) -> u32 {
        if node & VALUE == 0 { node } else { (node & !VALUE).wrapping_add(self.entities.len() as u32) }
    }

    /// Takes over what a view remembers of its past.
    pub(super) fn set_history(&mut self, history: &History<'_>, id: impl Fn(NodeId) -> NodeId) {
        self.set_tellings(history.tellings.clone(), history.folded);
        self.id = history.id;
        for retracted in &history.retracted {
            let mut retracted = retracted.clone();
            retracted.rename(&id);
            self.add_retracted(retracted);
        }
    }
}

/// The telling of a claim, as a view that is frozen knows it.
pub(super) type ToldBy<'a> = &'a (dyn Fn(ClaimId) -> u64 + Sync);
