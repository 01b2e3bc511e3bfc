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

use std::fmt;
use std::io::Read;
use std::ops::AddAssign;
use std::path::Path;
use std::str::FromStr;

use flate2::read::MultiGzDecoder;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::graph::names::fold;
use crate::graph::{Bound, Claim, Date, Entity, Interval, KindId, LiveGraph, NodeId, Quantity, Relation, Schema, Value, ValueType, View};

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
}

/// What a row says its object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ObjectType {
    Entity,
    Value(ValueType),
}

impl Tables {
    /// Reads one more file.
    ///
    /// # Errors
    /// If it cannot be read, is no table, or has bad lines; then nothing of it is kept.
    pub fn read_file(&mut self, path: &Path) -> Result<(), TableErrors> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| TableErrors::one(&file, None, Wrong::Unreadable(error.to_string())))?;
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
        match Header::of(&first) {
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
                let columns = ClaimColumns::without_header(text);
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

fn read_value(text: &str, value_type: ValueType, relation: &str, by_schema: bool) -> Result<Value, Wrong> {
    let value = match value_type {
        ValueType::Text => Some(Value::Text(text.to_owned())),
        ValueType::Url => Some(Value::Url(text.to_owned())),
        ValueType::Number => read_number(text).map(|amount| Value::Number(Quantity { amount, bound: Bound::Exactly, unit: None })),
        ValueType::Date => Date::from_str(text).ok().map(Value::Date),
        ValueType::Truth => match text.to_lowercase().as_str() {
            "yes" | "true" => Some(Value::Truth(true)),
            "no" | "false" => Some(Value::Truth(false)),
            _ => None,
        },
    };
    value.ok_or_else(|| Wrong::NotOfType { text: text.to_owned(), value_type, relation: by_schema.then(|| relation.to_owned()) })
}

/// A finite decimal number; commas may stand between thousands.
fn read_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Rust also reads "inf" and "nan" as numbers.
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let whole = digits.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    let number = if rest.peek().is_some() {
        if !(1..=3).contains(&first.len()) || !rest.all(|group| group.len() == 3) {
            return None;
        }
        text.replace(',', "").parse::<f64>()
    } else {
        text.parse::<f64>()
    };
    number.ok().filter(|number| number.is_finite())
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
            claim.sources = parts(table.text(sources)).map(|source| entity_named(source, labels, graph)).collect();
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

/// What is joined by `|`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty())
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
        MultiGzDecoder::new(bytes).read_to_end(&mut unzipped).map_err(|error| (None, Wrong::DamagedGzip(error.to_string())))?;
        unzipped
    } else {
        bytes.to_vec()
    };
    String::from_utf8(plain).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        (Some(line), Wrong::NotUtf8)
    })
}

/// The rows of a text, fields as they stand.
struct Lines<'a> {
    text: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    /// The line of the last row, and where in the text it begins.
    line: u64,
    start: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let tabs = first.contains('\t');
        let text = text.as_bytes();
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(if tabs { b'\t' } else { b',' })
            .quoting(!tabs)
            .from_reader(text);
        Self { text, reader, line: 1, start: 0 }
    }

    /// Reads the next row that is not blank; false at the end. The text is in memory and known to be UTF-8, so that reading cannot fail.
    fn next(&mut self, record: &mut csv::StringRecord) -> bool {
        while self.reader.read_record(record).unwrap_or(false) {
            if record.iter().any(|field| !field.trim().is_empty()) {
                self.count_lines(record);
                return true;
            }
        }
        false
    }

    /// The reader says where it began to look for the row, which may be some empty lines earlier.
    fn count_lines(&mut self, record: &csv::StringRecord) {
        let from = record.position().map_or(self.start, |position| usize::try_from(position.byte()).unwrap_or(self.start));
        let ahead = self.text.get(from..).unwrap_or_default();
        let start = from + ahead.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.get(self.start..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.start = start;
    }
}

/// What the first row is.
enum Header {
    Entities(EntityColumns),
    Claims(ClaimColumns),
    /// A header without a column that it must have.
    Incomplete(&'static str),
    /// No header.
    None,
}

/// Where the columns of a table of entities are.
#[derive(Default)]
struct EntityColumns {
    id: Option<usize>,
    name: Option<usize>,
    label: Option<usize>,
    kind: Option<usize>,
    aliases: Option<usize>,
    unknown: Vec<String>,
}

/// Where the columns of a table of claims are.
#[derive(Default)]
struct ClaimColumns {
    subject: Option<usize>,
    relation: Option<usize>,
    object: Option<usize>,
    object_type: Option<usize>,
    date: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    source: Option<usize>,
    note: Option<usize>,
    unknown: Vec<String>,
    /// How many columns there may be; `None` with a header, which says so itself.
    most: Option<usize>,
}

impl Header {
    /// A first row is a header if its first field is the name of a column and it has the columns that make a table, or enough of them to
    /// see that one was forgotten.
    fn of(record: &csv::StringRecord) -> Self {
        let names: Vec<String> = record.iter().map(|field| field.trim().to_lowercase()).collect();
        let first = names.first().map_or("", String::as_str);
        let mut claims = ClaimColumns::default();
        let mut known = 0;
        for (index, name) in names.iter().enumerate() {
            match claims.column(name) {
                Some(column) => {
                    known += 1;
                    column.get_or_insert(index);
                }
                None if !name.is_empty() => claims.unknown.push(name.clone()),
                None => {}
            }
        }
        let required = [("subject", claims.subject), ("relation", claims.relation), ("object", claims.object)];
        let present = required.iter().filter(|(_, column)| column.is_some()).count();
        if claims.column(first).is_some() && present + usize::from(known >= 3) >= 2 {
            return match required.iter().find(|(_, column)| column.is_none()) {
                Some((missing, _)) => Self::Incomplete(missing),
                None => Self::Claims(claims),
            };
        }
        let mut entities = EntityColumns::default();
        for (index, name) in names.iter().enumerate() {
            match entities.column(name) {
                Some(column) => {
                    column.get_or_insert(index);
                }
                None if !name.is_empty() => entities.unknown.push(name.clone()),
                None => {}
            }
        }
        let is_named = entities.id.or(entities.name).or(entities.label).is_some();
        if is_named && entities.column(first).is_some() { Self::Entities(entities) } else { Self::None }
    }
}

impl EntityColumns {
    fn column(&mut self, name: &str) -> Option<&mut Option<usize>> {
        Some(match name {
            "id" => &mut self.id,
            "name" => &mut self.name,
            "label" => &mut self.label,
            "kind" | "kinds" => &mut self.kind,
            "aliases" | "alias" => &mut self.aliases,
            _ => return None,
        })
    }
}

impl ClaimColumns {
    fn column(&mut self, name: &str) -> Option<&mut Option<usize>> {
        Some(match name {
            "subject" => &mut self.subject,
            "relation" => &mut self.relation,
            "object" => &mut self.object,
            "object_type" => &mut self.object_type,
            "date" => &mut self.date,
            "from" => &mut self.from,
            "to" => &mut self.to,
            "source" => &mut self.source,
            "note" => &mut self.note,
            _ => return None,
        })
    }

    /// The columns of a table without a header. What stands in the fourth and fifth is seen from the whole table: they are dates if one
    /// of their fields is an ISO date with a year of four digits, and otherwise sources.
    fn without_header(text: &str) -> Self {
        let mut columns = Self { subject: Some(0), relation: Some(1), object: Some(2), ..Self::default() };
        let (mut fourth, mut fifth) = (false, false);
        let mut has_sixth = false;
        let mut lines = Lines::new(text);
        let mut record = csv::StringRecord::new();
        while lines.next(&mut record) {
            has_sixth = has_sixth || !field(&record, Some(5)).is_empty();
            let is_date = |index: usize| record.get(index).is_some_and(|field| looks_like_date(field.trim()));
            fourth = fourth || is_date(3);
            fifth = fifth || is_date(4);
            if has_sixth && fifth {
                break;
            }
        }
        if has_sixth || fifth {
            (columns.from, columns.to, columns.source) = (Some(3), Some(4), Some(5));
            columns.most = Some(6);
        } else if fourth {
            (columns.date, columns.source) = (Some(3), Some(4));
            columns.most = Some(5);
        } else {
            columns.source = Some(3);
            columns.most = Some(4);
        }
        columns
    }
}

fn looks_like_date(text: &str) -> bool {
    let year = text.trim_start_matches('-').split('-').next().unwrap_or_default();
    year.len() == 4 && Date::from_str(text).is_ok()
}

fn field(record: &csv::StringRecord, column: Option<usize>) -> &str {
    column.and_then(|column| record.get(column)).unwrap_or_default().trim()
}

fn read_entities(file: &str, mut lines: Lines<'_>, columns: &EntityColumns) -> Result<Vec<EntityRow>, TableErrors> {
    let mut rows = Vec::new();
    let mut errors = TableErrors::default();
    let mut record = csv::StringRecord::new();
    while lines.next(&mut record) {
        let [id, name, label] = [columns.id, columns.name, columns.label].map(|column| field(&record, column));
        let key = [id, name, label].into_iter().find(|text| !text.is_empty());
        let shown = [label, name, id].into_iter().find(|text| !text.is_empty());
        let (Some(key), Some(shown)) = (key, shown) else {
            errors.push(file, Some(lines.line), Wrong::NoName);
            continue;
        };
        if columns.id.is_some() && id.is_empty() {
            errors.push(file, Some(lines.line), Wrong::EmptyField("id"));
            continue;
        }
        let mut aliases: Vec<String> = Vec::new();
        for alias in std::iter::once(name).chain(parts(field(&record, columns.aliases))) {
            if !alias.is_empty() && alias != shown && !aliases.iter().any(|known| known == alias) {
                aliases.push(alias.to_owned());
            }
        }
        let entity = Entity { key: key.to_owned(), label: shown.to_owned(), aliases, ..Entity::default() };
        rows.push(EntityRow { entity, kinds: parts(field(&record, columns.kind)).map(str::to_owned).collect() });
    }
    errors.or(rows)
}

fn read_claims(
    file: &str,
    mut lines: Lines<'_>,
    first: Option<csv::StringRecord>,
    columns: &ClaimColumns,
) -> Result<ClaimTable, TableErrors> {
    let mut table = ClaimTable { file: file.to_owned(), texts: IndexSet::default(), rows: Vec::new() };
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
    if let Some(most) = columns.most {
        if record.len() < 3 {
            return Err(Wrong::TooFewColumns(record.len()));
        }
        if record.iter().skip(most).any(|field| !field.trim().is_empty()) {
            return Err(Wrong::TooManyColumns { found: record.len(), most });
        }
    }
    let required = |column, name| match field(record, column) {
        "" => Err(Wrong::EmptyField(name)),
        text => Ok(text),
    };
    let subject = required(columns.subject, "subject")?;
    let relation = required(columns.relation, "relation")?;
    let object = required(columns.object, "object")?;
    let object_type = match field(record, columns.object_type) {
        "" => None,
        text => Some(object_type(text).ok_or_else(|| Wrong::UnknownObjectType(text.to_owned()))?),
    };
    let when = read_interval(record, columns)?;
    let optional = |table: &mut ClaimTable, column| match field(record, column) {
        "" => None,
        text => Some(table.intern(text)),
    };
    Ok(ClaimRow {
        line,
        subject: table.intern(subject),
        relation: table.intern(relation),
        object: table.intern(object),
        object_type,
        when,
        source: optional(table, columns.source),
        note: optional(table, columns.note),
    })
}

fn object_type(text: &str) -> Option<ObjectType> {
    Some(match text.to_lowercase().as_str() {
        "entity" => ObjectType::Entity,
        "text" => ObjectType::Value(ValueType::Text),
        "number" => ObjectType::Value(ValueType::Number),
        "date" => ObjectType::Value(ValueType::Date),
        "yes/no" => ObjectType::Value(ValueType::Truth),
        "url" => ObjectType::Value(ValueType::Url),
        _ => return None,
    })
}

fn read_interval(record: &csv::StringRecord, columns: &ClaimColumns) -> Result<Interval, Wrong> {
    let date = |column| match field(record, column) {
        "" => Ok(None),
        text => Date::from_str(text).map(Some).map_err(|_| Wrong::NotADate(text.to_owned())),
    };
    let (at, from, to) = (date(columns.date)?, date(columns.from)?, date(columns.to)?);
    match (at, from, to) {
        (Some(at), None, None) => Ok(Interval::at(at)),
        (None, from, to) => {
            if let (Some(begin), Some(end)) = (from, to)
                && end.last_day() < begin.first_day()
            {
                return Err(Wrong::EndsBeforeItBegins { from: begin, to: end });
            }
            Ok(Interval { from, to })
        }
        _ => Err(Wrong::DateAndInterval),
    }
}

/// How many errors are kept; the rest are counted.
const MOST_ERRORS: usize = 20;

/// What is wrong with some tables. Nothing of them was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableErrors {
    /// The first ones, at most 20.
    pub errors: Vec<TableError>,
    /// How many there are in all.
    pub total: usize,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1; `None` where the whole file is meant.
    pub line: Option<u64>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The file cannot be read; why not.
    Unreadable(String),
    /// The file begins like gzip but cannot be unzipped; why not.
    DamagedGzip(String),
    /// The text is not UTF-8.
    NotUtf8,
    /// There is nothing in it.
    Empty,
    /// The header lacks a column.
    MissingColumn(&'static str),
    /// A row of a table without a header has so few columns.
    TooFewColumns(usize),
    /// A row of a table without a header has more columns than there can be.
    TooManyColumns {
        /// So many.
        found: usize,
        /// As many as this table can have.
        most: usize,
    },
    /// A field that must not be empty is.
    EmptyField(&'static str),
    /// An entity has neither id nor name nor label.
    NoName,
    /// The text in the column `object_type` is no type.
    UnknownObjectType(String),
    /// The text is no date.
    NotADate(String),
    /// A row has a date and a beginning or end as well.
    DateAndInterval,
    /// The interval is the wrong way round.
    EndsBeforeItBegins {
        /// The beginning as written.
        from: Date,
        /// The end as written.
        to: Date,
    },
    /// An object is not of the type that it should be.
    NotOfType {
        /// The object.
        text: String,
        /// The type.
        value_type: ValueType,
        /// The relation that asks for the type; `None` if the row itself does.
        relation: Option<String>,
    },
    /// Several declared entities have this label.
    AmbiguousName(String),
}

impl TableErrors {
    fn one(file: &str, line: Option<u64>, wrong: Wrong) -> Self {
        let mut errors = Self::default();
        errors.push(file, line, wrong);
        errors
    }

    fn push(&mut self, file: &str, line: Option<u64>, wrong: Wrong) {
        self.total += 1;
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(TableError { file: file.to_owned(), line, wrong });
        }
    }

    fn append(&mut self, more: Self) {
        self.total += more.total;
        self.errors.extend(more.errors);
        self.errors.truncate(MOST_ERRORS);
    }

    /// The result, unless there are errors.
    fn or<T>(self, result: T) -> Result<T, Self> {
        if self.total == 0 { Ok(result) } else { Err(self) }
    }
}

/// One error a line, and how many more there are.
impl fmt::Display for TableErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        match self.total - self.errors.len() {
            0 => Ok(()),
            more => write!(f, "\n... and {more} more"),
        }
    }
}

impl std::error::Error for TableErrors {}

/// `FILE:LINE: what is wrong. What to do.`
impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.wrong),
            None => write!(f, "{}: {}", self.file, self.wrong),
        }
    }
}

impl std::error::Error for TableError {}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "cannot be read: {why}."),
            Self::DamagedGzip(why) => write!(f, "is gzip but damaged ({why}). Copy or download it again."),
            Self::NotUtf8 => write!(f, "this is not UTF-8 text. Save the table as UTF-8."),
            Self::Empty => write!(f, "the table is empty. Write a line of subject, relation and object."),
            Self::MissingColumn(name) => {
                write!(f, "the header has no column \"{name}\". A table of claims needs subject, relation and object.")
            }
            Self::TooFewColumns(1) => write!(f, "1 column where 3 are needed. Separate subject, relation and object by tabs or commas."),
            Self::TooFewColumns(found) => {
                write!(f, "{found} columns where 3 are needed. Separate subject, relation and object by tabs or commas.")
            }
            Self::TooManyColumns { found, most } => write!(
                f,
                "{found} columns where this table can have {most}. Without a header the columns are subject, relation, object, \
                 then a date or a beginning and an end, then a source; put fields with commas in double quotes."
            ),
            Self::EmptyField(name) => write!(f, "the {name} is empty. Fill it in or remove the line."),
            Self::NoName => write!(f, "the entity has no name. Fill in its id, name or label, or remove the line."),
            Self::UnknownObjectType(text) => {
                write!(f, "\"{text}\" is no object type. Write entity, text, number, date, yes/no or url.")
            }
            Self::NotADate(text) => write!(f, "\"{text}\" is not a date. Write 2006, 2006-09 or 2006-09-30."),
            Self::DateAndInterval => {
                write!(f, "the claim has a date and a beginning or end as well. Keep either the date, or from and to.")
            }
            Self::EndsBeforeItBegins { from, to } => write!(f, "the claim ends in {to}, before it begins in {from}. Swap the two."),
            Self::NotOfType { text, value_type, relation } => {
                let article = match value_type {
                    ValueType::Text => "text",
                    ValueType::Number => "a number",
                    ValueType::Date => "a date",
                    ValueType::Truth => "yes or no",
                    ValueType::Url => "a URL",
                };
                match relation {
                    None => write!(f, "\"{text}\" is not {article}, as its object_type says. Correct one of the two."),
                    Some(relation) => write!(
                        f,
                        "\"{text}\" is not {article}, which the objects of \"{relation}\" are by its definition. \
                         Correct the object, or give it an object_type."
                    ),
                }
            }
            Self::AmbiguousName(name) => write!(f, "several entities are called \"{name}\". Write the id of the one that is meant."),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::graph::{Direction, Node};

    fn load_all(tables: &[(&str, &str)], graph: &mut LiveGraph) -> Result<Loaded, TableErrors> {
        let mut all = Tables::default();
        for (file, text) in tables {
            all.parse(file, text.as_bytes())?;
        }
        let loaded = all.load_into(graph)?;
        graph.seal();
        Ok(loaded)
    }

    #[track_caller]
    fn load(tables: &[(&str, &str)]) -> LiveGraph {
        let mut graph = LiveGraph::new();
        load_all(tables, &mut graph).unwrap();
        graph
    }

    /// All claims, written out.
    fn claims(graph: &LiveGraph) -> Vec<String> {
        let show = |node| match graph.node(node).unwrap().as_ref() {
            Node::Entity(entity) => entity.key.clone(),
            Node::Value(value) => format!("{value:?}"),
        };
        let mut all = Vec::new();
        for index in 0..graph.claim_bound() {
            let claim = graph.claim(crate::graph::ClaimId::from_index(index)).unwrap();
            let relation = &graph.schema().relation(claim.relation).unwrap().name;
            let sources: Vec<String> = claim.sources.iter().map(|source| show(*source)).collect();
            let line = format!("{} | {relation} | {} | {} | {}", show(claim.subject), show(claim.object), claim.when, sources.join(";"));
            all.push(line.trim_end_matches([' ', '|']).to_owned());
        }
        all
    }

    #[track_caller]
    fn check_claims(text: &str, expected: &[&str]) {
        assert_eq!(claims(&load(&[("t", text)])), expected);
    }

    #[track_caller]
    fn check_errors(tables: &[(&str, &str)], expected: &[&str]) {
        let mut graph = LiveGraph::new();
        let errors = load_all(tables, &mut graph).unwrap_err();
        assert_eq!(errors.to_string().lines().collect::<Vec<_>>(), expected);
        assert_eq!((graph.node_bound(), graph.schema().relations().len()), (0, 0), "nothing is half-loaded");
    }

    #[test]
    fn a_table_without_header_has_claims() {
        check_claims(
            "Up\tdirected_by\tPete Docter\n$9.99\treleased\t2008\n",
            &["Up | directed_by | Pete Docter", "$9.99 | released | 2008"],
        );
        check_claims("Peru,voted for,\"Resolution 1737, revised\"\r\n\r\n", &["Peru | voted for | Resolution 1737, revised"]);
        check_claims("a\tsays\t\"b\" c\n", &["a | says | \"b\" c"]);
    }

    #[test]
    fn the_fourth_and_fifth_column_are_what_they_look_like() {
        check_claims("a\tmet\tb\t2014-01-01\nc\tmet\td\n", &["a | met | b | 2014-01-01", "c | met | d"]);
        check_claims("a\tled\tb\t1990\t2000\nc\tled\td\t2001\t\n", &["a | led | b | 1990/2000", "c | led | d | 2001/.."]);
        check_claims("a\tled\tb\t1990\t2000\tCIA\n", &["a | led | b | 1990/2000 | CIA"]);
        check_claims("a\tmet\tb\t2014-01\t17\n", &["a | met | b | 2014-01 | 17"]);
        check_claims("a\tmet\tb\t17|18\n", &["a | met | b |  | 17;18"]);
    }

    #[test]
    fn a_header_names_the_columns() {
        check_claims("object,Subject,relation,to,from,note\nPeru,Toledo,led,2006,2001,x\n", &["Toledo | led | Peru | 2001/2006"]);
        let text = "subject\trelation\tobject\tobject_type\na\tlength\t1,500\tnumber\na\tcode\t007\ttext\na\tborn\t1944-02\tdate\na\tnear\t12\tentity\n";
        let graph = load(&[("t", text)]);
        let kinds: Vec<String> =
            claims(&graph).iter().map(|claim| claim.split(" | ").nth(2).unwrap().split('(').next().unwrap().to_owned()).collect();
        assert_eq!(kinds, ["Number", "Text", "Date", "12"]);
        assert_eq!(graph.named("007").len(), 1);
    }

    #[test]
    fn entities_come_first_whatever_the_order() {
        let claims_text = "subject\trelation\tobject\nstate:ny\tborders\tstate:nj\ncity:ny\tin\tstate:ny\ncity:ny\tnear\tnewark\n";
        let entities = "id\tlabel\tkind\taliases\nstate:ny\tnew york\tstate\tny|empire state\nstate:nj\tnew jersey\tstate\t\ncity:ny\tnew york\tcity\t\ncity:nk\tnewark\tcity\n";
        let graph = load(&[("claims", claims_text), ("entities", entities)]);
        assert_eq!(claims(&graph), ["state:ny | borders | state:nj", "city:ny | in | state:ny", "city:ny | near | city:nk"]);
        assert_eq!(graph.named("New York").len(), 2);
        assert_eq!(graph.named("Empire State").as_ref(), [graph.entity_by_key("state:ny").unwrap()]);
        let state = graph.schema().kind_id("state").unwrap();
        assert_eq!(graph.members(state).len(), 2);
    }

    #[test]
    fn the_schema_decides_what_is_a_value() {
        let mut graph = LiveGraph::new();
        let year = graph.schema_mut().relation_or_new("release_year");
        graph.schema_mut().relation_mut(year).unwrap().value_type = Some(ValueType::Date);
        let cities = graph.schema_mut().kind_or_new("city");
        graph.schema_mut().kind_mut(cities).unwrap().synonyms.push("town".into());
        let loaded =
            load_all(&[("t", "Up\trelease_year\t2009\nUp\thas_tags\t2009\n"), ("e", "name,kind,size\nLima,Town,9\n")], &mut graph).unwrap();
        assert_eq!(loaded.entities + loaded.claims, 3);
        assert_eq!(loaded.notes, ["e: the column \"size\" was left aside, since no column of that name is known."]);
        let up = graph.entity_by_key("Up").unwrap();
        let object = graph.neighbours(up, year, Direction::Forward).nodes[0];
        assert_eq!(graph.node(object).unwrap().as_ref(), &Node::Value(Value::Date("2009".parse().unwrap())));
        assert!(graph.entity_by_key("2009").is_some());
        assert_eq!(graph.members(cities).to_vec(), [graph.entity_by_key("Lima").unwrap()]);
    }

    #[test]
    fn where_both_may_stand_a_known_entity_comes_before_a_value() {
        let mut graph = LiveGraph::new();
        let about = graph.schema_mut().relation_or_new("about");
        let country = graph.schema_mut().kind_or_new("country");
        let relation = graph.schema_mut().relation_mut(about).unwrap();
        (relation.value_type, relation.range) = (Some(ValueType::Text), vec![country]);
        let text = "x\tabout\tPeru\nx\tabout\tLima\nx\tabout\tunrest\ny\tin\tLima\nPeru\tin\tAmerica\n";
        load_all(&[("t", text), ("e", "id,label\nlima,Lima\n")], &mut graph).unwrap();
        assert_eq!(claims(&graph)[..3], ["x | about | Peru", "x | about | lima", "x | about | Text(\"unrest\")"]);
    }

    #[test]
    fn case_makes_two_entities_that_are_both_found() {
        let graph = load(&[("t", "Film\tstarred\tNastassja Kinski\nFilm\ttag\tnastassja kinski\n")]);
        assert_eq!(graph.named("NASTASSJA KINSKI").len(), 2);
    }

    #[test]
    fn errors_name_file_line_and_remedy() {
        check_errors(
            &[("t.tsv", "a\tmet\tb\t2014-01-01\na\tmet\n\na\tmet\tb\t2014-13-01\na\t \tb\na\tmet\tb\t2001\t\tx\ty\n")],
            &[
                "t.tsv:2: 2 columns where 3 are needed. Separate subject, relation and object by tabs or commas.",
                "t.tsv:4: \"2014-13-01\" is not a date. Write 2006, 2006-09 or 2006-09-30.",
                "t.tsv:5: the relation is empty. Fill it in or remove the line.",
                "t.tsv:6: 7 columns where this table can have 6. Without a header the columns are subject, relation, object, \
                 then a date or a beginning and an end, then a source; put fields with commas in double quotes.",
            ],
        );
        check_errors(
            &[("t", "one\ntwo\n")],
            &[
                "t:1: 1 column where 3 are needed. Separate subject, relation and object by tabs or commas.",
                "t:2: 1 column where 3 are needed. Separate subject, relation and object by tabs or commas.",
            ],
        );
        check_errors(&[("t", "\u{feff}\n")], &["t: the table is empty. Write a line of subject, relation and object."]);
        check_errors(
            &[("t", "subject,object\na,b\n")],
            &["t:1: the header has no column \"relation\". A table of claims needs subject, relation and object."],
        );
        check_errors(
            &[("t", "subject,relation,object,object_type\na,b,c,number\na,b,c,thing\n")],
            &["t:3: \"thing\" is no object type. Write entity, text, number, date, yes/no or url."],
        );
        check_errors(
            &[("t", "subject,relation,object,object_type\na,b,c,number\na,b,inf,number\n")],
            &[
                "t:2: \"c\" is not a number, as its object_type says. Correct one of the two.",
                "t:3: \"inf\" is not a number, as its object_type says. Correct one of the two.",
            ],
        );
        check_errors(
            &[("t", "subject,relation,object,date,from,to\na,b,c,2000,2001,\na,b,c,,2001,2000\n")],
            &[
                "t:2: the claim has a date and a beginning or end as well. Keep either the date, or from and to.",
                "t:3: the claim ends in 2000, before it begins in 2001. Swap the two.",
            ],
        );
        check_errors(
            &[("e", "id,label\n1,York\n2,York\n"), ("t", "subject,relation,object\nYork,near,1\n")],
            &["t:2: several entities are called \"York\". Write the id of the one that is meant."],
        );
        check_errors(&[("e", "id,label\n,York\n,\nx,\n")], &["e:2: the id is empty. Fill it in or remove the line."]);
    }

    #[test]
    fn many_errors_are_counted() {
        let mut tables = Tables::default();
        let errors = tables.parse("t", "a\n".repeat(30).as_bytes()).unwrap_err();
        assert_eq!((errors.errors.len(), errors.total), (MOST_ERRORS, 30));
        assert!(errors.to_string().ends_with("... and 10 more"));
    }

    #[test]
    fn gzip_is_seen_by_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all("a\tmet\tb\n".as_bytes()).unwrap();
        let zipped = encoder.finish().unwrap();
        std::fs::write(&path, &zipped).unwrap();
        let mut graph = LiveGraph::new();
        assert_eq!(read_tables(&[&path]).unwrap().load_into(&mut graph).unwrap().claims, 1);

        std::fs::write(&path, &zipped[..zipped.len() - 6]).unwrap();
        assert!(matches!(read_tables(&[&path]).unwrap_err().errors[0].wrong, Wrong::DamagedGzip(_)));
        std::fs::write(&path, b"a\tb\tc\na\tb\t\xff\n").unwrap();
        let errors = read_tables(&[&path]).unwrap_err();
        assert_eq!((errors.errors[0].line, &errors.errors[0].wrong), (Some(2), &Wrong::NotUtf8));
        assert!(matches!(read_tables(&[folder.path().join("none")]).unwrap_err().errors[0].wrong, Wrong::Unreadable(_)));
    }

    #[test]
    fn tables_are_known_by_their_names() {
        for (name, expected) in [("a.tsv", true), ("a.CSV.gz", true), ("a.facts", false), ("a.gz", false), ("x/tsv", false)] {
            assert_eq!(is_table(Path::new(name)), expected, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), text in "[a-c\t,\n\"|0-9-]{0,80}") {
            for input in [bytes.as_slice(), text.as_bytes()] {
                let mut tables = Tables::default();
                if tables.parse("t", input).is_ok() {
                    let _ = tables.load_into(&mut LiveGraph::new());
                }
            }
        }
    }
}
