//! Where what is imported goes: names become nodes, and claims are handed to the builder.
//!
//! Comes in: entities and claims by name, as files speak of them. Goes out: a [`FrozenBuilder`], and the [`Report`].

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::report::Report;
use crate::format::exchange::{ClaimRecord, EntityRecord, Meaningless, NodeRecord, QuantityRecord};
use crate::format::table::{Qualifiers, Wrong, parts};
use crate::graph::names::fold;
use crate::graph::{Claim, Entity, KindId, NodeId, RelationId, Value};
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
        adjectives: Vec<String>,
        kinds: impl Iterator<Item = Cow<'a, str>>,
    ) -> Result<NodeId, StoreError> {
        self.report.entities += 1;
        self.labels.take();
        let mut own: Vec<KindId> = Vec::new();
        for name in kinds {
            let kind = self.kind(&name);
            if !own.contains(&kind) {
                own.push(kind);
            }
        }
        if aliases.is_empty() && adjectives.is_empty() {
            return self.builder.add_plain_entity(key, label, &own);
        }
        self.builder.add_entity(&Entity { key: key.to_owned(), label: label.to_owned(), aliases, adjectives, kinds: own })
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

    /// The number of what a claim has that cites these sources, joined by `|`, and has this note and these qualifiers.
    pub(super) fn detail(&mut self, sources: &str, note: &str, rare: Option<&Qualifiers>) -> Result<u32, StoreError> {
        // Of this claim only what qualifies it is looked at.
        let mut claim = Claim::new(NodeId(0), RelationId(0), NodeId(0));
        for source in parts(sources) {
            claim.sources.push(self.entity(&source)?);
        }
        claim.note = (!note.is_empty()).then(|| note.to_owned());
        if let Some(rare) = rare {
            claim.denied = rare.denied;
            claim.place = rare.place.as_ref().map(|place| self.entity(place)).transpose()?;
            claim.quantity.clone_from(&rare.quantity);
            for speaker in &rare.according_to {
                claim.according_to.push(self.entity(speaker)?);
            }
            claim.section.clone_from(&rare.section);
            claim.quote.clone_from(&rare.quote);
        }
        self.builder.detail(&claim, 0)
    }

    /// Whether there is an entity with this key.
    pub fn knows(&self, key: &str) -> bool {
        self.builder.entity_by_key(key).is_some()
    }

    /// Makes one kind a sub-kind of another.
    pub fn sub_kind(&mut self, name: &str, parent: &str) {
        let (kind, parent) = (self.kind(name), self.kind(parent));
        if let Some(kind) = self.builder.schema_mut().kind_mut(kind)
            && !kind.parents.contains(&parent)
        {
            kind.parents.push(parent);
        }
    }

    /// Adds an entity. Its kinds are those of just these names.
    ///
    /// # Errors
    /// If there are too many.
    pub fn take_entity(&mut self, record: &EntityRecord) -> Result<NodeId, StoreError> {
        self.report.entities += 1;
        self.labels.take();
        let kinds = record.kinds.iter().map(|name| self.builder.schema_mut().kind_or_new(name)).collect();
        self.builder.add_entity(&Entity {
            key: record.key.clone(),
            label: record.label.as_ref().unwrap_or(&record.key).clone(),
            aliases: record.aliases.clone(),
            adjectives: record.adjectives.clone(),
            kinds,
        })
    }

    /// Adds a claim. Entities of keys that are not known are made.
    ///
    /// # Errors
    /// If there are too many of something; within, what of the record means nothing: then nothing was added.
    pub fn take_claim(&mut self, record: &ClaimRecord) -> Result<Result<(), Meaningless>, StoreError> {
        let (when, quantity) = match (record.when(), record.quantity.as_ref().map(QuantityRecord::quantity).transpose()) {
            (Ok(when), Ok(quantity)) => (when, quantity),
            (Err(wrong), _) | (_, Err(wrong)) => return Ok(Err(wrong)),
        };
        let nodes = [&record.subject, &record.object].into_iter().chain(&record.place);
        for node in nodes.chain(&record.according_to).chain(&record.sources) {
            if let NodeRecord::Value(value) = node
                && let Err(wrong) = value.value()
            {
                return Ok(Err(wrong));
            }
        }
        let claim = Claim {
            when,
            denied: record.denied,
            place: record.place.as_ref().map(|place| self.node(place)).transpose()?,
            quantity,
            according_to: self.nodes(&record.according_to)?,
            sources: self.nodes(&record.sources)?,
            section: record.section.clone(),
            quote: record.quote.clone(),
            note: record.note.clone(),
            ..Claim::new(self.node(&record.subject)?, self.relation(&record.relation), self.node(&record.object)?)
        };
        self.builder.add_claim(&claim, 0)?;
        self.report.claims += 1;
        Ok(Ok(()))
    }

    fn node(&mut self, record: &NodeRecord) -> Result<NodeId, StoreError> {
        match record {
            NodeRecord::Entity(key) => match self.builder.entity_by_key(key) {
                Some(node) => Ok(node),
                None => self.builder.add_plain_entity(key, key, &[]),
            },
            NodeRecord::Value(value) => match value.value() {
                Ok(value) => self.builder.add_value(&value),
                // It was looked at before; as text nothing is lost.
                Err(_) => self.builder.add_value(&Value::Text(format!("{value:?}"))),
            },
        }
    }

    fn nodes(&mut self, records: &[NodeRecord]) -> Result<Vec<NodeId>, StoreError> {
        records.iter().map(|record| self.node(record)).collect()
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
