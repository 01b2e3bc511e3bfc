//! A graph file that is written anew with more in it: what did not change is taken over as it stands, as bytes and numbers, and not put together
//! claim by claim.
//!
//! Comes in: a graph file, and a layer on it. Goes out: what both hold, in a [`FrozenBuilder`], the same as if every node and claim were read and added.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::relation::{Detail, Row};
use super::{FrozenBuilder, FrozenGraph, History, nodes};
use crate::graph::{ClaimId, LiveGraph, Node, NodeId, RelationId, View};
use crate::store::StoreError;
use crate::store::frozen::format::RelationRecord;

/// So many claims are taken over at a time.
const PIECE: usize = 1 << 16;

/// No number yet.
const NONE: u32 = u32::MAX;

impl FrozenBuilder {
    /// Adds all that a layer on a graph file shows to a builder that was made with the schema of the layer, or with more than that, and takes over its history: as
    /// [`FrozenBuilder::add_view`], but what the file holds keeps its own tellings, whatever the history says of it. What is damaged in the file is missing
    /// then: [`View::damage`] says so.
    ///
    /// # Errors
    /// If there is too much.
    ///
    /// # Complexity
    /// Linear; a claim of the file is a few looks at its columns, one of the layer is read whole.
    pub fn add_layer(&mut self, file: &FrozenGraph, layer: &LiveGraph, history: &History<'_>) -> Result<(), StoreError> {
        self.forget_all_inferred(history);
        let mut ids = vec![NodeId(NONE); layer.node_bound()];
        for (index, id) in ids.iter_mut().enumerate() {
            let node = NodeId::from_index(index);
            let added = if file.is_entity(node) && !layer.changes(node) { self.take_entity(file, node)? } else { None };
            *id = match added {
                Some(added) => added,
                None => match self.add_node(layer, node)? {
                    Some(added) => added,
                    None => continue,
                },
            };
        }
        Claims::new(self, file, layer, &ids).take()?;
        self.add_claims(layer, file.claim_bound()..layer.claim_bound(), &ids, history.told)?;
        self.set_history(history, |node| ids.get(node.index()).copied().unwrap_or(node));
        Ok(())
    }

    /// Takes over the record of an entity. `None` if its key is taken or it cannot be read.
    fn take_entity(&mut self, file: &FrozenGraph, node: NodeId) -> Result<Option<NodeId>, StoreError> {
        let Some(record) = file.node_record(node) else { return Ok(None) };
        let Some(key) = nodes::each_name(record, |_, _| {}).and_then(|()| nodes::key_of(record)) else { return Ok(None) };
        if self.entity_by_key(key).is_some() {
            return Ok(None);
        }
        self.entities.bytes.extend_from_slice(record);
        self.pushed(key, file.told_kinds(node)).map(Some)
    }

    /// Adds a node of a view. `None` if there is no such node.
    pub(super) fn add_node(&mut self, view: &dyn View, node: NodeId) -> Result<Option<NodeId>, StoreError> {
        match view.node(node).as_deref() {
            Some(Node::Entity(entity)) => self.add_entity(entity).map(Some),
            Some(Node::Value(value)) => self.add_value(value).map(Some),
            None => Ok(None),
        }
    }
}

/// The claims of a graph file, on their way into a builder.
struct Claims<'a> {
    builder: &'a mut FrozenBuilder,
    file: &'a FrozenGraph,
    /// What the nodes of the file are called in the builder.
    ids: &'a [NodeId],
    /// By the number of an interval in the file, that in the builder.
    intervals: Vec<u32>,
    /// The number of a detail in the builder, by telling and list of sources in the file.
    details: FxHashMap<(u64, u64), u32>,
    /// Claims of the file that need a look of their own, from the last to the first: taken back, or with something that few have; what is both is
    /// taken back first.
    special: Vec<(u32, Special)>,
    columns: Columns,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Special {
    TakenBack,
    Rare,
}

/// What stands in the columns of some claims of a relation.
#[derive(Default)]
struct Columns {
    subjects: Vec<u32>,
    when: Vec<u64>,
    sources: Vec<u64>,
    told: Vec<u64>,
}

impl<'a> Claims<'a> {
    fn new(builder: &'a mut FrozenBuilder, file: &'a FrozenGraph, layer: &LiveGraph, ids: &'a [NodeId]) -> Self {
        let mut special: Vec<(u32, Special)> = file.rare_claims().map(|claim| (claim, Special::Rare)).collect();
        special.extend(layer.taken_back().map(|claim| (claim.0, Special::TakenBack)));
        special.sort_unstable_by(|one, other| other.cmp(one));
        let intervals = vec![NONE; file.interval_count()];
        Self { builder, file, ids, intervals, details: FxHashMap::default(), special, columns: Columns::default() }
    }

    fn take(mut self) -> Result<(), StoreError> {
        let file = self.file;
        for (index, record) in file.relations.iter().enumerate() {
            let relation = RelationId::from_index(index);
            let mut next = 0;
            let mut taken = Ok(());
            record.forward.each(&file.blocks, file.bound(), |subject, places| {
                if places.start != next + self.columns.subjects.len() as u32 || places.end > record.claims {
                    file.blocks.report(record.forward.starts, "a row does not begin where the one before ends");
                    return;
                }
                if taken.is_err() {
                    return;
                }
                self.columns.subjects.extend(places.map(|_| subject));
                if self.columns.subjects.len() >= PIECE {
                    let count = self.columns.subjects.len() as u32;
                    taken = self.take_piece(relation, record, next);
                    next += count;
                }
            });
            taken?;
            self.take_piece(relation, record, next)?;
        }
        Ok(())
    }

    /// Takes over claims of a relation from a place on, whose subjects stand in the columns.
    fn take_piece(&mut self, relation: RelationId, record: &RelationRecord, place: u32) -> Result<(), StoreError> {
        let (file, mut columns) = (self.file, std::mem::take(&mut self.columns));
        let count = columns.subjects.len();
        let at = record.objects.saturating_add(u64::from(place) * 4);
        let objects = file.blocks.numbers::<u32>(at, count);
        let read = [(record.when, &mut columns.when), (record.sources, &mut columns.sources), (record.told, &mut columns.told)]
            .into_iter()
            .all(|(column, numbers)| column.get_all(&file.blocks, place, count, |number| numbers.push(number)));
        let mut rows = Vec::with_capacity(count);
        // What could not be read is damaged, which the file keeps.
        if let (Some(objects), true) = (objects, read) {
            let numbers = columns.when.iter().zip(columns.sources.iter().zip(&columns.told));
            let claims = (record.first.wrapping_add(place)..).zip(columns.subjects.iter().zip(objects));
            for ((claim, (&subject, &object)), (&when, (&sources, &told))) in claims.zip(numbers) {
                let (Some(subject), Some(object)) = (self.ids.get(subject as usize), self.ids.get(object as usize)) else {
                    file.blocks.report(record.objects, "a claim speaks of a node that there is not");
                    continue;
                };
                // What was taken back must leave no interval behind.
                let Some(detail) = self.detail(claim, told, sources)? else { continue };
                let Some(when) = self.interval(when)? else { continue };
                rows.push(Row::new(subject.0, object.0, when, detail));
            }
        }
        self.builder.add_rows(relation, rows.into_iter());
        columns.subjects.clear();
        columns.when.clear();
        columns.sources.clear();
        columns.told.clear();
        self.columns = columns;
        self.builder.spill_if_full()
    }

    fn interval(&mut self, number: u64) -> Result<Option<u32>, StoreError> {
        let place = usize::try_from(number).ok().and_then(|number| self.intervals.get_mut(number));
        match place {
            Some(known) if *known != NONE => Ok(Some(*known)),
            place => {
                let Some(interval) = self.file.interval(number) else { return Ok(None) };
                let number = self.builder.interval(interval)?;
                if let Some(place) = place {
                    *place = number;
                }
                Ok(Some(number))
            }
        }
    }

    /// The number of what qualifies a claim; `None` if it was taken back, or cannot be read.
    fn detail(&mut self, claim: u32, told: u64, sources: u64) -> Result<Option<u32>, StoreError> {
        // Claims come in ascending order.
        while let Some((special, why)) = self.special.last().copied().filter(|(special, _)| *special <= claim) {
            if special < claim {
                self.special.pop();
                continue;
            }
            if why == Special::TakenBack {
                return Ok(None);
            }
            let Some(mut whole) = self.file.claim(ClaimId(claim)).map(Cow::into_owned) else { return Ok(None) };
            whole.rename(|node| self.ids.get(node.index()).copied().unwrap_or(node));
            return self.builder.detail(&whole, told).map(Some);
        }
        if let Some(known) = self.details.get(&(told, sources)) {
            return Ok(Some(*known));
        }
        let list: Vec<NodeId> = self.file.list(sources).iter().map(|node| self.ids.get(node.index()).copied().unwrap_or(*node)).collect();
        let sources_now = self.builder.list(&list)?;
        let number = self.builder.details.number(Detail { told, sources: sources_now, ..Detail::default() })?;
        self.details.insert((told, sources), number);
        Ok(Some(number))
    }
}
