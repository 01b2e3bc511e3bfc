//! What follows from claims: kinds of entities of which none is told, members of kinds, and the ends of relations that nobody defined.
//!
//! Comes in: the adjacencies of a file that is being written. Goes out: lists of kinds, members, domains and ranges. The same rules as
//! those of the live graph.

use rustc_hash::FxHashMap;

use super::blocks::Blocks;
use super::format::{RelationRecord, RowsRecord};
use crate::graph::{KindId, RelationId, Schema, Value, ValueType, most_telling};

/// The adjacencies that were written, and the kinds of entities.
pub(super) struct Written<'a> {
    pub blocks: &'a Blocks,
    pub relations: &'a [RelationRecord],
    /// How many of the nodes are entities.
    pub entities: u32,
    /// One more than the highest node.
    pub bound: u32,
    /// The list of kinds told of each entity.
    pub told: &'a [u32],
}

/// Lists of kinds, and which of them each entity has by what follows from its claims.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    /// Lists; the first is empty.
    pub lists: Vec<Box<[KindId]>>,
    /// By entity, 0 where kinds are told or none follow. Empty if none follow for any.
    pub derived: Vec<u32>,
}

impl Kinds {
    fn list(&self, number: u32) -> &[KindId] {
        self.lists.get(number as usize).map_or(&[], |kinds| kinds)
    }

    /// The kinds that an entity is shown with.
    fn of(&self, node: u32, told: &[u32]) -> &[KindId] {
        match told.get(node as usize) {
            Some(0) | None => self.list(self.derived.get(node as usize).copied().unwrap_or(0)),
            Some(told) => self.list(*told),
        }
    }

    /// Derives the kinds of entities of which none is told.
    pub(super) fn derive(&mut self, schema: &Schema, written: &Written<'_>) {
        let ancestors: Vec<Vec<KindId>> = schema.kinds().map(|(kind, _)| schema.ancestors(kind)).collect();
        let mut evidence: Vec<(u32, KindId)> = Vec::new();
        for ((_, relation), record) in schema.relations().zip(written.relations) {
            let mut follow = |kinds: &[KindId], rows: &RowsRecord| {
                if let &[kind] = kinds {
                    rows.each_node(written.blocks, written.bound, |node| {
                        if written.told.get(node as usize) == Some(&0) {
                            evidence.push((node, kind));
                        }
                    });
                }
            };
            follow(&relation.domain, &record.forward);
            follow(&relation.range, &record.backward);
        }
        self.derived.clear();
        if evidence.is_empty() {
            return;
        }
        evidence.sort_unstable();
        evidence.dedup();
        let mut numbers: FxHashMap<Box<[KindId]>, u32> = FxHashMap::default();
        for (list, number) in self.lists.iter().zip(0_u32..) {
            numbers.entry(list.clone()).or_insert(number);
        }
        self.derived = vec![0; written.entities as usize];
        for mine in evidence.chunk_by(|left, right| left.0 == right.0) {
            let following: Vec<KindId> = mine.iter().map(|(_, kind)| *kind).collect();
            let list = most_telling(&following, |kind, other| ancestors.get(kind.index()).is_some_and(|all| all.contains(&other)));
            let lists = &mut self.lists;
            let number = *numbers.entry(list).or_insert_with_key(|list| {
                lists.push(list.clone());
                lists.len() as u32 - 1
            });
            if let Some(place) = mine.first().and_then(|(node, _)| self.derived.get_mut(*node as usize)) {
                *place = number;
            }
        }
    }

    /// The members of each kind and of its sub-kinds, sorted.
    pub(super) fn members(&self, schema: &Schema, told: &[u32]) -> Vec<Vec<u32>> {
        let kinds_of: Vec<Vec<KindId>> = self
            .lists
            .iter()
            .map(|list| {
                let mut all: Vec<KindId> = list.iter().flat_map(|kind| schema.ancestors(*kind)).collect();
                all.sort_unstable();
                all.dedup();
                all
            })
            .collect();
        let mut members = vec![Vec::new(); schema.kinds().len()];
        for (told, node) in told.iter().zip(0_u32..) {
            let list = if *told == 0 { self.derived.get(node as usize).copied().unwrap_or(0) } else { *told };
            for kind in kinds_of.get(list as usize).into_iter().flatten() {
                if let Some(members) = members.get_mut(kind.index()) {
                    members.push(node);
                }
            }
        }
        members
    }

    /// Gives relations without a domain or range those kinds that all their claims agree on; hands back which were given, by relation.
    pub(super) fn infer_ends(&self, schema: &mut Schema, written: &Written<'_>, value: impl Fn(u32) -> Option<Value>) -> Vec<u8> {
        let mut inferred = Vec::new();
        for (index, record) in written.relations.iter().enumerate() {
            let id = RelationId::from_index(index);
            let Some(relation) = schema.relation_mut(id) else { continue };
            let mut bits = 0;
            let (open_domain, open_range) = (relation.domain.is_empty(), relation.range.is_empty() && relation.value_type.is_none());
            if open_domain {
                relation.domain = self.agreed(&record.forward, written);
                bits |= u8::from(!relation.domain.is_empty());
            }
            if open_range {
                relation.range = self.agreed(&record.backward, written);
                bits |= u8::from(!relation.range.is_empty()) << 1;
                relation.value_type = agreed_type(&record.backward, written, &value);
                bits |= u8::from(relation.value_type.is_some()) << 2;
            }
            inferred.push(bits);
        }
        inferred
    }

    /// The kinds of all nodes that have rows; none if one of them is no entity or has no kinds, or if they are too many.
    fn agreed(&self, rows: &RowsRecord, written: &Written<'_>) -> Vec<KindId> {
        /// More kinds than this say nothing about what a relation is for.
        const MOST: usize = 8;
        let mut kinds: Vec<KindId> = Vec::new();
        let mut agree = true;
        rows.each_while(written.blocks, written.bound, |node| {
            let own = self.of(node, written.told);
            agree &= !own.is_empty() && node < written.entities;
            for kind in own {
                if !kinds.contains(kind) {
                    kinds.push(*kind);
                }
            }
            agree &= kinds.len() <= MOST;
            agree
        });
        if !agree {
            kinds.clear();
        }
        kinds.sort_unstable();
        kinds
    }
}

/// The type of all objects; nothing if one of them is an entity or they differ.
fn agreed_type(rows: &RowsRecord, written: &Written<'_>, value: &impl Fn(u32) -> Option<Value>) -> Option<ValueType> {
    let mut found: Option<ValueType> = None;
    let mut agree = true;
    rows.each_while(written.blocks, written.bound, |node| {
        let own = if node < written.entities { None } else { value(node).as_ref().map(ValueType::of) };
        agree = own.is_some() && (found.is_none() || found == own);
        found = own;
        agree
    });
    if agree { found } else { None }
}
