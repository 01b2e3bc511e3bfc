//! Tables: TSV and CSV files of claims and of entities, gzipped or not.
//!
//! - Without a header: `subject relation object [date | from to] [source]`.
//! - With a header, columns in any order: `subject relation object object_type date from to source note`.
//! - With a header that has `id`, `name` or `label`, and perhaps `kind` and `aliases` (both joined by `|`): entities, whose ids may then
//!   stand as subjects and objects in the other tables.
//!
//! Tabs or commas separate the columns, as the first line shows. With commas, fields may stand in double quotes; with tabs, quotes are
//! part of the text. Blanks around a field are dropped. Several sources of one claim are joined by `|`.
//!
//! Subjects are entities. An object is what `object_type` says (`entity`, `text`, `number`, `date`, `yes/no`, `url`); without it, a value where
//! the graph's schema gives the relation a value type, and an entity otherwise: a year `1944` is an entity named 1944 unless the
//! vocabulary says that the relation leads to dates. Names that are no ids are keys as they are written, case included.
//!
//! Comes in: bytes. Goes out: entities and claims in a [`LiveGraph`]. Knows nothing of vocabulary beyond what the schema says.

mod error;
mod header;
mod lines;
mod row;

use std::borrow::Cow;
use std::io::Read;
use std::ops::AddAssign;
use std::path::Path;
use std::str::FromStr;

use flate2::read::MultiGzDecoder;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

pub use self::error::{TableError, TableErrors, Wrong};
pub(crate) use self::header::{ClaimColumns, EntityColumns, Header, Seen};
pub(crate) use self::lines::{Lines, has_tabs};
pub(crate) use self::row::{
    ClaimRow as RowOfClaim, EntityRow as RowOfEntity, Fields, ObjectType, Qualifiers, object_type, parts, read_number as plain_number,
    read_value,
};

use crate::graph::names::fold;
use crate::graph::{Claim, Date, Entity, Interval, KindId, LiveGraph, NodeId, Relation, Schema, Value, View};

/// Tables that are read into memory are no longer than this, unpacked.
const LONGEST: u64 = 1 << 30;

/// Reads tables from files; [`Tables::load_into`] then puts them into a graph.
///
/// # Errors
/// All that is wrong in all files: what cannot be read, and every bad line.
pub fn read_tables<P: AsRef<Path>>(paths: &[P]) -> Result<Tables, TableErrors> {
    let mut tables = Tables::default();
    let mut errors = TableErrors::default();
    for path in paths {
        if let Err(more) = tables.read_file(path.as_ref()) {
            errors.append(more);
        }
    }
    errors.or(tables)
}

/// Whether a file is a table by its name: `.tsv`, `.tab` or `.csv`, perhaps with `.gz` behind it.
pub fn is_table(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".tsv", ".tab", ".csv"].iter().any(|ending| name.ends_with(ending))
}

/// Makes relations transitive that nobody has described and whose names say that their objects nest.
pub(crate) fn mark_nested(schema: &mut Schema) {
    let is_nested = |relation: &Relation| relation.phrases.is_empty() && crate::language::is_nested(&relation.name);
    let nested: Vec<_> = schema.relations().filter(|(_, relation)| is_nested(relation)).map(|(id, _)| id).collect();
    for id in nested {
        if let Some(relation) = schema.relation_mut(id) {
            relation.transitive = true;
        }
    }
}

/// Tables that were read and are sound in themselves.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    entities: Vec<EntityRow>,
    claims: Vec<ClaimTable>,
    notes: Vec<String>,
}

/// What was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Rows that declare an entity.
    pub entities: usize,
    /// Rows that tell a claim.
    pub claims: usize,
    /// What was left aside, one sentence each: columns that mean nothing here.
    pub notes: Vec<String>,
}

impl AddAssign for Loaded {
    fn add_assign(&mut self, more: Self) {
        self.entities += more.entities;
        self.claims += more.claims;
        self.notes.extend(more.notes);
    }
}

/// One row of a table of entities.
#[derive(Clone, Debug)]
struct EntityRow {
    entity: Entity,
    kinds: Vec<String>,
}

/// A table of claims. Each distinct text is kept once; rows say which.
#[derive(Clone, Debug)]
struct ClaimTable {
    file: String,
    texts: IndexSet<Box<str>, FxBuildHasher>,
    rows: Vec<ClaimRow>,
    /// What few rows have.
    rare: Vec<Qualifiers>,
}

#[derive(Clone, Copy, Debug)]
struct ClaimRow {
    line: u64,
    subject: u32,
    relation: u32,
    object: u32,
    object_type: Option<ObjectType>,
    when: Interval,
    source: Option<u32>,
    note: Option<u32>,
    rare: Option<u32>,
}

impl Tables {
    /// Reads one more file.
    ///
    /// # Errors
    /// If it cannot be read, is no table, or has bad lines; then nothing of it is kept.
    pub fn read_file(&mut self, path: &Path) -> Result<(), TableErrors> {
        let file = path.display().to_string();
        let mut bytes = Vec::new();
        let read = std::fs::File::open(path).and_then(|opened| opened.take(LONGEST + 1).read_to_end(&mut bytes));
        read.map_err(|error| TableErrors::one(&file, None, Wrong::Unreadable(error.to_string())))?;
        self.parse(&file, &bytes)
    }

    /// Reads one more table from memory; `file` is its name in messages.
    ///
    /// # Errors
    /// If it is no table or has bad lines; then nothing of it is kept.
    pub fn parse(&mut self, file: &str, bytes: &[u8]) -> Result<(), TableErrors> {
        let text = decode(bytes).map_err(|(line, wrong)| TableErrors::one(file, line, wrong))?;
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = Lines::new(text);
        let mut first = csv::StringRecord::new();
        if !lines.next(&mut first) {
            return Err(TableErrors::one(file, None, Wrong::Empty));
        }
        match Header::of(first.iter()) {
            Header::Entities(columns) => {
                self.note_unknown(file, &columns.unknown);
                self.entities.extend(read_entities(file, lines, &columns)?);
            }
            Header::Claims(columns) => {
                self.note_unknown(file, &columns.unknown);
                self.claims.push(read_claims(file, lines, None, &columns)?);
            }
            Header::Incomplete(missing) => return Err(TableErrors::one(file, Some(lines.line), Wrong::MissingColumn(missing))),
            Header::None => {
                let columns = seen_columns(text);
                self.claims.push(read_claims(file, lines, Some(first), &columns)?);
            }
        }
        Ok(())
    }

    /// Loads everything into a graph: entities first, whatever the order of the files, then claims in the order of files and lines.
    /// Whoever calls seals the graph.
    ///
    /// # Errors
    /// Every object that is not of the type that its row or the schema says, and every name that stands for several declared entities.
    /// Then the graph is as it was.
    ///
    /// # Complexity
    /// Linear in the size of the tables.
    pub fn load_into(self, graph: &mut LiveGraph) -> Result<Loaded, TableErrors> {
        let mut labels = Labels::of(&self.entities);
        if graph.schema().relations().any(|(_, relation)| leads_to_both(relation)) {
            labels.add_subjects(&self.claims);
        }
        let mut errors = TableErrors::default();
        for table in &self.claims {
            let reader = ObjectReader { table, labels: &labels, before: graph.node_bound() };
            reader.check(graph, &mut errors);
        }
        let loaded =
            Loaded { entities: self.entities.len(), claims: self.claims.iter().map(|table| table.rows.len()).sum(), notes: self.notes };
        let loaded = errors.or(loaded)?;
        let before = graph.node_bound();
        load_entities(self.entities, graph);
        for table in &self.claims {
            load_claims(&ObjectReader { table, labels: &labels, before }, graph);
        }
        Ok(loaded)
    }

    fn note_unknown(&mut self, file: &str, columns: &[String]) {
        for column in columns {
            self.notes.push(format!("{file}: the column \"{column}\" was left aside, since no column of that name is known."));
        }
    }
}

fn load_entities(rows: Vec<EntityRow>, graph: &mut LiveGraph) {
    let mut kinds = Kinds::of(graph.schema());
    for mut row in rows {
        row.entity.kinds = row.kinds.iter().map(|name| kinds.find_or_add(name, graph)).collect();
        graph.add_entity(row.entity);
    }
}

/// Kinds by any of their nouns.
struct Kinds {
    by_noun: FxHashMap<String, KindId>,
}

impl Kinds {
    fn of(schema: &Schema) -> Self {
        let mut by_noun = FxHashMap::default();
        for (id, kind) in schema.kinds() {
            for noun in std::iter::once(&kind.name).chain(&kind.plural).chain(&kind.synonyms) {
                by_noun.entry(fold(noun)).or_insert(id);
            }
        }
        Self { by_noun }
    }

    fn find_or_add(&mut self, name: &str, graph: &mut LiveGraph) -> KindId {
        match graph.schema().kind_id(name) {
            Some(kind) => kind,
            None => *self.by_noun.entry(fold(name)).or_insert_with(|| graph.schema_mut().kind_or_new(name)),
        }
    }
}

/// Labels of declared entities, for rows that name an entity without its id.
#[derive(Default)]
struct Labels {
    /// The key; `None` if several entities have the label.
    keys: FxHashMap<String, Option<String>>,
    /// The keys of declared entities.
    declared: FxHashSet<String>,
    /// The names of subjects, which are entities; only where it matters.
    subjects: FxHashSet<String>,
}

/// What a name in a claim stands for.
enum Named<'a> {
    /// The entity with this key, old or new.
    Key(&'a str),
    /// One of several entities with this label.
    Ambiguous,
}

impl Labels {
    fn of(rows: &[EntityRow]) -> Self {
        let mut labels = Self::default();
        for EntityRow { entity, .. } in rows {
            labels.declared.insert(entity.key.clone());
            let same = labels.keys.entry(entity.label.clone()).or_insert_with(|| Some(entity.key.clone()));
            if same.as_ref().is_some_and(|key| *key != entity.key) {
                *same = None;
            }
        }
        labels
    }

    fn add_subjects(&mut self, tables: &[ClaimTable]) {
        for table in tables {
            self.subjects.extend(table.rows.iter().map(|row| table.text(row.subject).to_owned()));
        }
    }

    fn is_declared(&self, name: &str, graph: &LiveGraph) -> bool {
        self.declared.contains(name) || graph.entity_by_key(name).is_some()
    }

    /// An id before a label; a name that is neither is the key of an entity of its own.
    fn entity<'a>(&'a self, name: &'a str, graph: &LiveGraph) -> Named<'a> {
        if self.keys.is_empty() || self.is_declared(name, graph) {
            return Named::Key(name);
        }
        match self.keys.get(name) {
            Some(Some(key)) => Named::Key(key),
            Some(None) => Named::Ambiguous,
            None => Named::Key(name),
        }
    }
}

/// What an object stands for.
enum Object {
    /// The entity of that name.
    Entity,
    /// This value.
    Value(Value),
}

/// Decides what the objects of a table are.
struct ObjectReader<'a> {
    table: &'a ClaimTable,
    labels: &'a Labels,
    /// The graph's nodes before anything was loaded, so that what is decided does not depend on the order of rows.
    before: usize,
}

impl ObjectReader<'_> {
    fn check(&self, graph: &LiveGraph, errors: &mut TableErrors) {
        // Most names occur often; each is looked up once.
        let mut ambiguous: Vec<Option<bool>> = vec![None; self.table.texts.len()];
        for row in &self.table.rows {
            let mut complain = |wrong| errors.push(&self.table.file, Some(row.line), wrong);
            let mut check_name = |text: u32| {
                let name = self.table.text(text);
                let known = ambiguous.get(text as usize).copied().flatten();
                let is = known.unwrap_or_else(|| matches!(self.labels.entity(name, graph), Named::Ambiguous));
                if let Some(place) = ambiguous.get_mut(text as usize) {
                    *place = Some(is);
                }
                if is { Err(Wrong::AmbiguousName(name.to_owned())) } else { Ok(()) }
            };
            let checked = check_name(row.subject).and_then(|()| match self.read(row, graph)? {
                Object::Entity => check_name(row.object),
                Object::Value(_) => Ok(()),
            });
            if let Err(wrong) = checked {
                complain(wrong);
            }
        }
    }

    /// Whether there is an entity of that name whatever becomes of this object.
    fn is_known(&self, name: &str, graph: &LiveGraph) -> bool {
        let is_old = || graph.entity_by_key(name).is_some_and(|node| node.index() < self.before);
        self.labels.declared.contains(name) || self.labels.keys.contains_key(name) || self.labels.subjects.contains(name) || is_old()
    }

    /// The object of a row. Nothing is changed in the graph.
    fn read(&self, row: &ClaimRow, graph: &LiveGraph) -> Result<Object, Wrong> {
        let text = self.table.text(row.object);
        let relation = self.table.text(row.relation);
        match row.object_type {
            Some(ObjectType::Entity) => Ok(Object::Entity),
            Some(ObjectType::Value(value_type)) => read_value(text, value_type, relation, false).map(Object::Value),
            None => match graph.schema().relation_id(relation).and_then(|id| graph.schema().relation(id)) {
                Some(Relation { value_type: Some(value_type), range, .. }) => {
                    // Where the relation leads to entities as well, one that is known is meant before a value.
                    if !range.is_empty() && self.is_known(text, graph) {
                        return Ok(Object::Entity);
                    }
                    match read_value(text, *value_type, relation, true) {
                        Ok(value) => Ok(Object::Value(value)),
                        Err(_) if !range.is_empty() => Ok(Object::Entity),
                        Err(wrong) => Err(wrong),
                    }
                }
                _ => Ok(Object::Entity),
            },
        }
    }
}

/// Whether the schema lets a relation lead to entities and to values.
fn leads_to_both(relation: &Relation) -> bool {
    relation.value_type.is_some() && !relation.range.is_empty()
}

fn load_claims(reader: &ObjectReader<'_>, graph: &mut LiveGraph) {
    let ObjectReader { table, labels, .. } = *reader;
    let mut nodes: Vec<Option<NodeId>> = vec![None; table.texts.len()];
    let mut entity = |text: u32, graph: &mut LiveGraph| match nodes.get_mut(text as usize) {
        Some(Some(node)) => *node,
        place => {
            let node = entity_named(table.text(text), labels, graph);
            if let Some(place) = place {
                *place = Some(node);
            }
            node
        }
    };
    for row in &table.rows {
        let subject = entity(row.subject, graph);
        let object = match reader.read(row, graph) {
            Ok(Object::Value(value)) => graph.add_value(value),
            // Nothing is wrong any more: it was checked.
            Ok(Object::Entity) | Err(_) => entity(row.object, graph),
        };
        let relation = match graph.schema().relation_id(table.text(row.relation)) {
            Some(relation) => relation,
            None => graph.schema_mut().relation_or_new(table.text(row.relation)),
        };
        let mut claim = Claim::new(subject, relation, object);
        claim.when = row.when;
        claim.note = row.note.map(|note| table.text(note).to_owned());
        if let Some(sources) = row.source {
            claim.sources = parts(table.text(sources)).map(|source| entity_named(&source, labels, graph)).collect();
        }
        if let Some(rare) = row.rare.and_then(|rare| table.rare.get(rare as usize)) {
            claim.denied = rare.denied;
            claim.place = rare.place.as_ref().map(|place| entity_named(place, labels, graph));
            claim.quantity.clone_from(&rare.quantity);
            claim.according_to = rare.according_to.iter().map(|speaker| entity_named(speaker, labels, graph)).collect();
            claim.section.clone_from(&rare.section);
            claim.quote.clone_from(&rare.quote);
        }
        graph.add_claim(claim);
    }
}

fn entity_named(name: &str, labels: &Labels, graph: &mut LiveGraph) -> NodeId {
    let key = match labels.entity(name, graph) {
        Named::Key(key) => key,
        Named::Ambiguous => name,
    };
    match graph.entity_by_key(key) {
        Some(node) => node,
        None => graph.add_entity(Entity { key: key.to_owned(), label: key.to_owned(), ..Entity::default() }),
    }
}

impl ClaimTable {
    fn text(&self, index: u32) -> &str {
        self.texts.get_index(index as usize).map_or("", |text| text)
    }

    fn intern(&mut self, text: &str) -> u32 {
        let index = match self.texts.get_index_of(text) {
            Some(index) => index,
            None => self.texts.insert_full(text.into()).0,
        };
        NodeId::from_index(index).0
    }
}

/// Unzips if need be.
fn decode(bytes: &[u8]) -> Result<String, (Option<u64>, Wrong)> {
    let mut unzipped = Vec::new();
    let plain = if bytes.starts_with(&[0x1f, 0x8b]) {
        let read = MultiGzDecoder::new(bytes).take(LONGEST + 1).read_to_end(&mut unzipped);
        read.map_err(|error| (None, Wrong::DamagedGzip(error.to_string())))?;
        unzipped
    } else {
        bytes.to_vec()
    };
    if plain.len() as u64 > LONGEST {
        let what = "is longer than 1 GiB. Import it into a graph file: quipu import --into NAME.quipu";
        return Err((None, Wrong::Other(what.to_owned())));
    }
    String::from_utf8(plain).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        (Some(line), Wrong::NotUtf8)
    })
}

/// The columns of a table without a header.
fn seen_columns(text: &str) -> ClaimColumns {
    let mut seen = Seen::default();
    let mut lines = Lines::new(text);
    let mut record = csv::StringRecord::new();
    while !seen.is_certain() && lines.next(&mut record) {
        seen.row(&record);
    }
    ClaimColumns::without_header(seen)
}

fn read_entities(file: &str, mut lines: Lines<'_>, columns: &EntityColumns) -> Result<Vec<EntityRow>, TableErrors> {
    let mut rows = Vec::new();
    let mut errors = TableErrors::default();
    let mut record = csv::StringRecord::new();
    while lines.next(&mut record) {
        match RowOfEntity::of(&record, columns) {
            Ok(row) => {
                let entity = Entity {
                    key: row.key.to_owned(),
                    label: row.label.to_owned(),
                    aliases: row.aliases(),
                    adjectives: row.adjectives(),
                    kinds: Vec::new(),
                };
                rows.push(EntityRow { entity, kinds: row.kinds().map(Cow::into_owned).collect() });
            }
            Err(wrong) => errors.push(file, Some(lines.line), wrong),
        }
    }
    errors.or(rows)
}

fn read_claims(
    file: &str,
    mut lines: Lines<'_>,
    first: Option<csv::StringRecord>,
    columns: &ClaimColumns,
) -> Result<ClaimTable, TableErrors> {
    let mut table = ClaimTable { file: file.to_owned(), texts: IndexSet::default(), rows: Vec::new(), rare: Vec::new() };
    let mut errors = TableErrors::default();
    let mut record = first.unwrap_or_default();
    let mut more = !record.is_empty() || lines.next(&mut record);
    while more {
        match read_claim(&mut table, &record, lines.line, columns) {
            Ok(row) => table.rows.push(row),
            Err(wrong) => errors.push(file, Some(lines.line), wrong),
        }
        more = lines.next(&mut record);
    }
    errors.or(table)
}

fn read_claim(table: &mut ClaimTable, record: &csv::StringRecord, line: u64, columns: &ClaimColumns) -> Result<ClaimRow, Wrong> {
    let row = RowOfClaim::of(record, columns, |text| Date::from_str(text).ok())?;
    let optional = |table: &mut ClaimTable, text: &str| if text.is_empty() { None } else { Some(table.intern(text)) };
    let rare = row.rare.map(|rare| {
        table.rare.push(rare.owned());
        NodeId::from_index(table.rare.len() - 1).0
    });
    Ok(ClaimRow {
        line,
        subject: table.intern(row.subject),
        relation: table.intern(row.relation),
        object: table.intern(row.object),
        object_type: row.object_type,
        when: row.when,
        source: optional(table, row.source),
        note: optional(table, row.note),
        rare,
    })
}

#[cfg(test)]
mod tests;
