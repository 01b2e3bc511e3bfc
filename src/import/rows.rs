//! Tables of claims, wide ones among them, read by several threads.
//!
//! Each thread reads a piece against the names that were known before it began, and lists what is new in the order in which it met it;
//! then the pieces are taken over one after the other, in their order. So the threads do not show in what comes out.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ImportError;
use super::entities::bad_text;
use super::given::Table;
use super::sink::{Name, Sink};
use super::source::{Progress, TableFile, Visit, each_row};
use super::wide;
use crate::format::table::{ClaimColumns, Fields, ObjectType, Qualifiers, RowOfClaim, Wrong, read_value};
use crate::graph::{Date, Interval, NodeId, Relation, RelationId, Value, ValueType};
use crate::store::StoreError;
use crate::store::frozen::{Row, plain_number};

/// Marks the places of nodes that were new when the piece was read; no node has an id so high.
const NEW: u32 = 0b11 << 30;

/// Marks a key that is a number and whose entity is looked up when the piece has been read: one look-up waits for memory, many at once hardly do. Only
/// used while no entity has an id so high.
const LATER: u32 = 0b01 << 30;

/// Adds the claims of all tables of claims.
pub(super) fn read(tables: &[TableFile], sink: &mut Sink, jobs: usize, progress: &mut Progress<'_>) -> Result<(), ImportError> {
    let known = Known { before: sink.builder().entity_count(), subjects: subjects(tables, sink)? };
    let mut workers: Vec<Worker> = (0..jobs).map(|_| Worker::default()).collect();
    for file in tables {
        if matches!(file.table, Table::Entities(_)) {
            continue;
        }
        let mut before = 0;
        file.each_batch(jobs, progress, |batch, read_next| {
            let shared: &Sink = sink;
            let known = &known;
            std::thread::scope(|scope| {
                let threads: Vec<_> = workers
                    .iter_mut()
                    .zip(batch)
                    .map(|(worker, piece)| scope.spawn(move || worker.read(piece, file, shared, known)))
                    .collect();
                read_next();
                for thread in threads {
                    if let Err(panic) = thread.join() {
                        std::panic::resume_unwind(panic);
                    }
                }
            });
            for (worker, _) in workers.iter_mut().zip(batch) {
                before += worker.hand_over(&file.name, before, sink)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The keys that need not be looked up at once. Numbers of nine digits are below [`LATER`].
fn keys_for_later(sink: &Sink) -> Range<usize> {
    if sink.builder().entity_count() < LATER as usize { sink.builder().all_numbers() } else { 0..0 }
}

/// What is certainly an entity, where an object may be one or a value.
struct Known {
    /// Entities there were before any claim was read.
    before: usize,
    /// All subjects of all tables, if it matters.
    subjects: FxHashSet<Box<str>>,
}

impl Known {
    fn is_entity(&self, name: &str, sink: &Sink) -> bool {
        let declared = match sink.name(name) {
            Name::Known(node) => node.index() < self.before,
            Name::Ambiguous => true,
            Name::New => false,
        };
        declared || self.subjects.contains(name)
    }
}

/// The subjects of all tables, where some relation leads to entities and values.
fn subjects(tables: &[TableFile], sink: &Sink) -> Result<FxHashSet<Box<str>>, ImportError> {
    let mut all = Subjects { table: None, mapped: wide::columns(), found: FxHashSet::default() };
    if !sink.builder().schema().relations().any(|(_, relation)| matches!(Mode::of(relation), Mode::Either(_))) {
        return Ok(all.found);
    }
    for file in tables {
        all.table = match &file.table {
            Table::Entities(_) => continue,
            table => Some(table.clone()),
        };
        file.each_batch(1, &mut Progress::silent(), |batch, _| {
            for piece in batch {
                each_row(&String::from_utf8_lossy(piece), file.tabs, &mut all);
            }
            Ok(())
        })?;
    }
    Ok(all.found)
}

struct Subjects {
    table: Option<Table>,
    mapped: ClaimColumns,
    found: FxHashSet<Box<str>>,
}

impl Visit for Subjects {
    fn row(&mut self, _line: u64, row: &impl Fields) {
        let found = &mut self.found;
        let mut add = |subject: &str| {
            if !found.contains(subject) {
                found.insert(subject.into());
            }
        };
        match &self.table {
            Some(Table::Claims(columns)) => add(row.field(columns.subject)),
            Some(Table::Wide(table)) => table.each_claim(row, |_, claim| add(claim.field(self.mapped.subject))),
            Some(Table::Entities(_)) | None => {}
        }
    }
}

/// What the objects of a relation are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Entity,
    Value(ValueType),
    /// An entity where there is one of that name, and a value otherwise.
    Either(ValueType),
}

impl Mode {
    fn of(relation: &Relation) -> Self {
        match relation.value_type {
            None => Self::Entity,
            Some(value_type) if relation.range.is_empty() => Self::Value(value_type),
            Some(value_type) => Self::Either(value_type),
        }
    }
}

/// Something that a thread met first.
enum New {
    Relation(Box<str>),
    Interval(Interval),
    Detail { sources: Box<str>, note: Box<str>, rare: Option<Box<Qualifiers>> },
    Entity(Box<str>),
    Value(Value),
}

/// What one thread has read. Relations, intervals and details keep their numbers from piece to piece.
#[derive(Default)]
struct Worker {
    relations: Numbers,
    modes: Vec<Mode>,
    intervals: FxHashMap<Interval, u32>,
    details: Numbers,
    dates: Dates,
    /// The numbers of the builder.
    relation_ids: Vec<RelationId>,
    interval_ids: Vec<u32>,
    detail_ids: Vec<u32>,
    piece: Piece,
}

/// What one piece holds.
#[derive(Default)]
struct Piece {
    new: Vec<New>,
    entities: FxHashMap<Box<str>, u32>,
    values: FxHashMap<Box<str>, u32>,
    nodes: u32,
    /// By relation: subject, object, interval, detail.
    rows: Vec<Vec<[u32; 4]>>,
    rejected: Vec<(u64, Wrong)>,
    lines: u64,
    count: usize,
}

struct Reading<'a> {
    worker: &'a mut Worker,
    table: &'a Table,
    /// The columns of the rows of wide tables.
    mapped: ClaimColumns,
    sink: &'a Sink,
    known: &'a Known,
    /// Sources and note of a row, for look-up.
    text: String,
    /// The keys that are looked up later.
    later: Range<usize>,
}

impl Worker {
    fn read(&mut self, piece: &[u8], file: &TableFile, sink: &Sink, known: &Known) {
        let tabs = file.tabs;
        let rows = std::mem::take(&mut self.piece.rows);
        self.piece = Piece { rows, ..Piece::default() };
        let mut reading = Reading {
            worker: self,
            table: &file.table,
            mapped: wide::columns(),
            sink,
            known,
            text: String::new(),
            later: keys_for_later(sink),
        };
        match std::str::from_utf8(piece) {
            Ok(text) => reading.worker.piece.lines = each_row(text, tabs, &mut reading),
            Err(error) => {
                let (lines, line) = bad_text(piece, error.valid_up_to());
                reading.worker.piece.rejected.push((line, Wrong::NotUtf8));
                each_row(&String::from_utf8_lossy(piece), tabs, &mut reading);
                reading.worker.piece.lines = lines;
            }
        }
        let node = |place: u32| match place & NEW {
            LATER => sink.builder().numbered((place & !NEW) as usize).map_or(0, |node| node.0),
            _ => place,
        };
        for [subject, object, ..] in self.piece.rows.iter_mut().flatten() {
            (*subject, *object) = (node(*subject), node(*object));
        }
    }

    /// Takes over what was read; hands back how many lines it was.
    fn hand_over(&mut self, file: &str, before: u64, sink: &mut Sink) -> Result<u64, StoreError> {
        let mut nodes: Vec<NodeId> = Vec::with_capacity(self.piece.nodes as usize);
        for new in self.piece.new.drain(..) {
            match new {
                New::Relation(name) => self.relation_ids.push(sink.relation(&name)),
                New::Interval(interval) => self.interval_ids.push(sink.builder_mut().interval(interval)?),
                New::Detail { sources, note, rare } => self.detail_ids.push(sink.detail(&sources, &note, rare.as_deref())?),
                New::Entity(name) => nodes.push(sink.entity(&name)?),
                New::Value(value) => nodes.push(sink.value(&value)?),
            }
        }
        let node = |place: u32| {
            if place & NEW == NEW { nodes.get((place & !NEW) as usize).map_or(0, |node| node.0) } else { place }
        };
        let number = |numbers: &[u32], place: u32| numbers.get(place as usize).copied().unwrap_or(0);
        for (relation, rows) in self.relation_ids.iter().zip(&mut self.piece.rows) {
            let (intervals, details) = (&self.interval_ids, &self.detail_ids);
            let rows = rows.drain(..).map(|[subject, object, when, detail]| {
                Row::new(node(subject), node(object), number(intervals, when), number(details, detail))
            });
            sink.builder_mut().add_rows(*relation, rows);
        }
        sink.builder_mut().spill_if_full()?;
        sink.count_claims(self.piece.count);
        for (line, wrong) in self.piece.rejected.drain(..) {
            sink.reject(file, Some(before + line), wrong);
        }
        Ok(self.piece.lines)
    }
}

impl Visit for Reading<'_> {
    fn row(&mut self, line: u64, row: &impl Fields) {
        match self.table {
            Table::Claims(columns) => match self.claim(row, columns) {
                Ok(()) => self.worker.piece.count += 1,
                Err(wrong) => self.worker.piece.rejected.push((line, wrong)),
            },
            Table::Wide(table) => {
                let columns = std::mem::take(&mut self.mapped);
                table.each_claim(row, |column, claim| match self.claim(claim, &columns) {
                    Ok(()) => self.worker.piece.count += 1,
                    Err(wrong) => {
                        let wrong = Wrong::InColumn { column: column.to_owned(), wrong: Box::new(wrong) };
                        self.worker.piece.rejected.push((line, wrong));
                    }
                });
                self.mapped = columns;
            }
            Table::Entities(_) => {}
        }
    }
}

impl Reading<'_> {
    fn claim(&mut self, row: &impl Fields, columns: &ClaimColumns) -> Result<(), Wrong> {
        let dates = &mut self.worker.dates;
        let row = RowOfClaim::of(row, columns, |text| dates.read(text))?;
        // What is wrong with the row must show before anything of it is taken.
        let value = self.value(&row)?;
        let subject = self.name(row.subject);
        let object = if value.is_none() { self.name(row.object) } else { Name::New };
        for (name, text) in [(subject, row.subject), (object, row.object)] {
            if name == Name::Ambiguous {
                return Err(Wrong::AmbiguousName(text.to_owned()));
            }
        }
        let subject = self.entity(subject, row.subject);
        let object = match value {
            Some(value) => self.value_node(value, row.object),
            None => self.entity(object, row.object),
        };
        let relation = self.relation(row.relation);
        let when = self.interval(row.when);
        let detail = self.detail(&row);
        if let Some(rows) = self.worker.piece.rows.get_mut(relation as usize) {
            rows.push([subject, object, when, detail]);
        }
        Ok(())
    }

    /// The value that the object of a row is, if it is one.
    fn value(&mut self, row: &RowOfClaim<'_>) -> Result<Option<Value>, Wrong> {
        let mode = match row.object_type {
            Some(ObjectType::Entity) => Mode::Entity,
            Some(ObjectType::Value(value_type)) => return read_value(row.object, value_type, row.relation, false).map(Some),
            None => match self.worker.relations.get(row.relation).and_then(|place| self.worker.modes.get(place as usize)) {
                Some(mode) => *mode,
                None => self.mode(row.relation),
            },
        };
        match mode {
            Mode::Entity => Ok(None),
            Mode::Value(value_type) => read_value(row.object, value_type, row.relation, true).map(Some),
            Mode::Either(_) if self.known.is_entity(row.object, self.sink) => Ok(None),
            Mode::Either(value_type) => Ok(read_value(row.object, value_type, row.relation, true).ok()),
        }
    }

    /// What a name stands for, or a place for what its number stands for.
    #[inline]
    fn name(&self, name: &str) -> Name {
        match plain_number(name).filter(|number| self.later.contains(number)) {
            Some(number) => Name::Known(NodeId(number as u32 | LATER)),
            None => self.sink.name(name),
        }
    }

    fn mode(&self, relation: &str) -> Mode {
        let schema = self.sink.builder().schema();
        schema.relation_id(relation).and_then(|id| schema.relation(id)).map_or(Mode::Entity, Mode::of)
    }

    fn relation(&mut self, name: &str) -> u32 {
        if let Some(place) = self.worker.relations.get(name) {
            return place;
        }
        let mode = self.mode(name);
        self.worker.modes.push(mode);
        let place = self.worker.relations.add(name);
        self.worker.piece.rows.push(Vec::new());
        self.worker.piece.new.push(New::Relation(name.into()));
        place
    }

    fn entity(&mut self, stands_for: Name, name: &str) -> u32 {
        if let Name::Known(node) = stands_for {
            return node.0;
        }
        let piece = &mut self.worker.piece;
        if let Some(&place) = piece.entities.get(name) {
            return place | NEW;
        }
        let place = piece.nodes;
        piece.nodes += 1;
        piece.entities.insert(name.into(), place);
        piece.new.push(New::Entity(name.into()));
        place | NEW
    }

    fn value_node(&mut self, value: Value, text: &str) -> u32 {
        if let Some(node) = self.sink.builder().node_of_value(&value) {
            return node.0;
        }
        let piece = &mut self.worker.piece;
        // The same text may be values of several types.
        let key = format!("{:?} {text}", ValueType::of(&value));
        if let Some(&place) = piece.values.get(key.as_str()) {
            return place | NEW;
        }
        let place = piece.nodes;
        piece.nodes += 1;
        piece.values.insert(key.into(), place);
        piece.new.push(New::Value(value));
        place | NEW
    }

    fn interval(&mut self, interval: Interval) -> u32 {
        let worker = &mut *self.worker;
        // Most intervals are one day, and most days are many rows'.
        let place = interval.from.filter(|_| interval.is_point()).and_then(Dates::place_of);
        if let Some(number) = place.and_then(|place| worker.dates.intervals.get(place)).and_then(|number| number.checked_sub(1)) {
            return number;
        }
        let next = worker.intervals.len() as u32;
        let new = &mut worker.piece.new;
        let number = *worker.intervals.entry(interval).or_insert_with(|| {
            new.push(New::Interval(interval));
            next
        });
        if let Some(slot) = place.and_then(|place| worker.dates.intervals.get_mut(place)) {
            *slot = number + 1;
        }
        number
    }

    fn detail(&mut self, row: &RowOfClaim<'_>) -> u32 {
        let key = if row.note.is_empty() && row.rare.is_none() {
            row.source
        } else {
            self.text.clear();
            self.text.push_str(row.source);
            self.text.push('\n');
            self.text.push_str(row.note);
            if let Some(rare) = &row.rare {
                self.text.push('\n');
                self.text.push_str(&rare.text());
            }
            &self.text
        };
        if let Some(place) = self.worker.details.get(key) {
            return place;
        }
        let place = self.worker.details.add(key);
        let rare = row.rare.map(|rare| Box::new(rare.owned()));
        self.worker.piece.new.push(New::Detail { sources: row.source.into(), note: row.note.into(), rare });
        place
    }
}

/// Texts, each with a number. Short ones are found as numbers themselves, without a look at any text.
#[derive(Default)]
struct Numbers {
    short: FxHashMap<u64, u32>,
    long: FxHashMap<Box<str>, u32>,
}

impl Numbers {
    #[inline]
    fn get(&self, text: &str) -> Option<u32> {
        match Self::packed(text) {
            Some(packed) => self.short.get(&packed).copied(),
            None => self.long.get(text).copied(),
        }
    }

    /// Adds a text that is not there; hands back its number.
    fn add(&mut self, text: &str) -> u32 {
        let number = (self.short.len() + self.long.len()) as u32;
        match Self::packed(text) {
            Some(packed) => self.short.insert(packed, number),
            None => self.long.insert(text.into(), number),
        };
        number
    }

    /// A text of at most seven bytes: these, and how many they are.
    #[inline]
    fn packed(text: &str) -> Option<u64> {
        let bytes = text.as_bytes();
        (bytes.len() < 8).then(|| bytes.iter().fold(bytes.len() as u64, |packed, byte| packed << 8 | u64::from(*byte)))
    }
}

/// The years whose days are read once.
const FIRST_YEAR: usize = 1500;
const YEARS: usize = 600;

/// Reads dates; most days are read once.
#[derive(Default)]
struct Dates {
    /// By year, month and day.
    days: Vec<Option<Date>>,
    /// The number of the interval of each single day that was met, plus one.
    intervals: Vec<u32>,
}

impl Dates {
    fn read(&mut self, text: &str) -> Option<Date> {
        let Some(place) = Self::place(text) else { return text.parse().ok() };
        if self.days.is_empty() {
            self.days = vec![None; YEARS * 16 * 32];
            self.intervals = vec![0; YEARS * 16 * 32];
        }
        let known = self.days.get_mut(place)?;
        if known.is_none() {
            *known = text.parse().ok();
        }
        *known
    }

    fn place_of(date: Date) -> Option<usize> {
        let year = usize::try_from(date.year()).ok()?.checked_sub(FIRST_YEAR).filter(|year| *year < YEARS)?;
        Some((year * 16 + usize::from(date.month()?)) * 32 + usize::from(date.day()?))
    }

    fn place(text: &str) -> Option<usize> {
        let &[a @ b'1'..=b'9', b, c, d, b'-', m, n, b'-', e, f] = text.as_bytes() else { return None };
        let digit = |byte: u8| byte.is_ascii_digit().then(|| usize::from(byte - b'0'));
        let year = digit(a)? * 1000 + digit(b)? * 100 + digit(c)? * 10 + digit(d)?;
        let year = year.checked_sub(FIRST_YEAR).filter(|year| *year < YEARS)?;
        let (month, day) = (digit(m)? * 10 + digit(n)?, digit(e)? * 10 + digit(f)?);
        (month < 16 && day < 32).then(|| (year * 16 + month) * 32 + day)
    }
}
