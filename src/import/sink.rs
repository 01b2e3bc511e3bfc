//! Where what is imported goes: names become nodes, and claims are handed to the builder.
//!
//! Comes in: entities and claims by name, as files speak of them. Goes out: a [`FrozenBuilder`], and the [`Report`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::report::Report;
use crate::format::table::{Wrong, parts};
use crate::graph::names::fold;
use crate::graph::{Entity, KindId, NodeId, RelationId, Value};
use crate::store::StoreError;
use crate::store::frozen::FrozenBuilder;

/// The one door through which every format imports.
pub struct Sink {
    builder: FrozenBuilder,
    /// Kinds by their names and by their folded nouns.
    kinds: FxHashMap<Box<str>, KindId>,
    /// Entities by their label where that is not the key; none where several have it. Made when first asked for.
    labels: OnceLock<FxHashMap<Box<str>, Option<NodeId>>>,
    report: Report,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// This entity: by its key, or by a label that only it has.
    Known(NodeId),
    /// One of several entities with this label.
    Ambiguous,
    /// No entity yet.
    New,
}

impl Sink {
    /// Adds to what a builder has.
    pub fn new(builder: FrozenBuilder) -> Self {
        let mut kinds = FxHashMap::default();
        for (id, kind) in builder.schema().kinds() {
            for noun in std::iter::once(&kind.name).chain(&kind.plural).chain(&kind.synonyms) {
                kinds.entry(fold(noun).into()).or_insert(id);
            }
        }
        for (id, kind) in builder.schema().kinds() {
            kinds.insert(kind.name.as_str().into(), id);
        }
        Self { builder, kinds, labels: OnceLock::new(), report: Report::default() }
    }

    /// What was gathered, and the report.
    pub fn into_parts(self) -> (FrozenBuilder, Report) {
        (self.builder, self.report)
    }

    /// What was gathered so far.
    pub fn builder(&self) -> &FrozenBuilder {
        &self.builder
    }

    pub(super) fn builder_mut(&mut self) -> &mut FrozenBuilder {
        &mut self.builder
    }

    /// Declares an entity.
    ///
    /// # Errors
    /// If there are too many.
    pub fn declare<'a>(
        &mut self,
        key: &str,
        label: &str,
        aliases: Vec<String>,
        kinds: impl Iterator<Item = &'a str>,
    ) -> Result<NodeId, StoreError> {
        self.report.entities += 1;
        self.labels.take();
        let mut own: Vec<KindId> = Vec::new();
        for name in kinds {
            let kind = self.kind(name);
            if !own.contains(&kind) {
                own.push(kind);
            }
        }
        if aliases.is_empty() {
            return self.builder.add_plain_entity(key, label, &own);
        }
        self.builder.add_entity(&Entity { key: key.to_owned(), label: label.to_owned(), aliases, kinds: own, ..Entity::default() })
    }

    /// The kind of that name or noun, made if there is none.
    pub fn kind(&mut self, name: &str) -> KindId {
        if let Some(&kind) = self.kinds.get(name) {
            return kind;
        }
        let folded: Box<str> = fold(name).into();
        let kind = match self.kinds.get(&folded) {
            Some(&kind) => kind,
            None => {
                let kind = self.builder.schema_mut().kind_or_new(name);
                self.kinds.insert(folded, kind);
                kind
            }
        };
        self.kinds.insert(name.into(), kind);
        kind
    }

    /// The relation of that name, made if there is none.
    pub fn relation(&mut self, name: &str) -> RelationId {
        match self.builder.schema().relation_id(name) {
            Some(relation) => relation,
            None => self.builder.schema_mut().relation_or_new(name),
        }
    }

    /// What a name stands for: a key before a label.
    #[inline]
    pub fn name(&self, name: &str) -> Name {
        if let Some(node) = self.builder.entity_by_key(name) {
            return Name::Known(node);
        }
        match self.labels().get(name) {
            Some(Some(node)) => Name::Known(*node),
            Some(None) => Name::Ambiguous,
            None => Name::New,
        }
    }

    fn labels(&self) -> &FxHashMap<Box<str>, Option<NodeId>> {
        self.labels.get_or_init(|| {
            let mut labels: FxHashMap<Box<str>, Option<NodeId>> = FxHashMap::default();
            self.builder.each_label(|node, label| {
                labels.entry(label.into()).and_modify(|one| *one = None).or_insert(Some(node));
            });
            labels
        })
    }

    /// The entity of a name, made if there is none. Of several with that label none is meant: the name becomes a key.
    ///
    /// # Errors
    /// If there are too many.
    pub fn entity(&mut self, name: &str) -> Result<NodeId, StoreError> {
        match self.name(name) {
            Name::Known(node) => Ok(node),
            Name::Ambiguous | Name::New => self.builder.add_plain_entity(name, name, &[]),
        }
    }

    /// The node of a value.
    ///
    /// # Errors
    /// If there are too many.
    pub fn value(&mut self, value: &Value) -> Result<NodeId, StoreError> {
        self.builder.add_value(value)
    }

    /// The number of what a claim has that cites these sources, joined by `|`, and has this note.
    pub(super) fn detail(&mut self, sources: &str, note: &str) -> Result<u32, StoreError> {
        let mut nodes = Vec::new();
        for source in parts(sources) {
            nodes.push(self.entity(source)?);
        }
        self.builder.detail(&nodes, (!note.is_empty()).then_some(note))
    }

    /// Counts claims that were read.
    pub(super) fn count_claims(&mut self, claims: usize) {
        self.report.claims += claims;
    }

    /// Notes that a line says nothing that can be understood.
    pub fn reject(&mut self, file: &str, line: Option<u64>, wrong: Wrong) {
        self.report.rejected.push(file, line, wrong);
    }

    /// Notes what was left aside.
    pub fn note(&mut self, note: String) {
        self.report.notes.push(note);
    }
}
