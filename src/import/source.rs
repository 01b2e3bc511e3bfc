//! Where bytes come from: files, packed or not, folders, standard input; cut into pieces of whole lines.
//!
//! Comes in: paths. Goes out: texts of facts, tables as pieces that threads can read on their own, and files of other formats.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use oxrdfio::{RdfFormat, RdfParser};

use super::given::{Given, Table};
use super::mapping::{self, MappedTable};
use super::sink::Sink;
use super::wide::WideTable;
use super::xml::Guarded;
use super::{ImportError, rdf, records};
use crate::format::exchange::Record;
use crate::format::facts::read_whole;
use crate::format::json_lines;
use crate::format::rdf::{definitions_of, format_of as rdf_format};
use crate::format::table::{ClaimColumns, Fields, Header, Lines, Seen, Wrong, has_tabs, is_table};

/// Pieces are about so long.
const PIECE: usize = 4 << 20;

/// A line longer than this is not read.
const LONGEST: usize = 1 << 28;

/// What was named, ready to be read.
pub(super) struct Opened {
    /// Facts files, by name.
    pub facts: Vec<(String, String)>,
    pub tables: Vec<TableFile>,
    pub others: Vec<OtherFile>,
    /// What was left aside.
    pub notes: Vec<String>,
    mappings: Vec<MappedTable>,
}

/// A file of a format that is no table.
pub(super) struct OtherFile {
    /// Its name in messages.
    name: String,
    path: PathBuf,
    held: Option<Arc<[u8]>>,
    form: Form,
    size: u64,
}

/// Formats that are no tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    JsonLines,
    Rdf(RdfFormat),
}

impl Form {
    /// By the name of the file.
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
        let name = unpacked(&name);
        if name.ends_with(".jsonl") || name.ends_with(".ndjson") { Some(Self::JsonLines) } else { rdf_format(name).map(Self::Rdf) }
    }

    /// How often a file is read.
    fn passes(self) -> u64 {
        match self {
            Self::JsonLines => 1,
            Self::Rdf(_) => 3,
        }
    }
}

impl OtherFile {
    fn reader(&self, read: &Rc<Cell<u64>>) -> io::Result<Box<dyn Read>> {
        plain(&self.path, self.held.clone(), read)
    }

    /// The definitions that the file begins with, if it does.
    fn definitions(&self) -> io::Result<Option<String>> {
        let mut reader = BufReader::new(self.reader(&Rc::default())?);
        match self.form {
            Form::Rdf(format) => {
                let guarded: Box<dyn Read> = if format == RdfFormat::RdfXml { Box::new(Guarded::new(reader)) } else { Box::new(reader) };
                let first = RdfParser::from_format(format).for_reader(guarded).next();
                Ok(first.and_then(Result::ok).and_then(|quad| definitions_of(&quad)))
            }
            Form::JsonLines => {
                let mut line = String::new();
                let begins_so = reader.fill_buf()?.starts_with(b"{\"definitions\"");
                if begins_so {
                    reader.take(LONGEST as u64).read_line(&mut line)?;
                }
                Ok(match json_lines::read(line.trim()) {
                    Ok(Record::Definitions(text)) => Some(text),
                    _ => None,
                })
            }
        }
    }

    /// Adds what it says.
    pub(super) fn read_into(&self, sink: &mut Sink, progress: &mut Progress<'_>) -> Result<(), ImportError> {
        let now = progress.now.clone();
        match self.form {
            Form::JsonLines => {
                let reader = self.reader(&now).map_err(|error| ImportError::Unreadable { path: self.path.clone(), error })?;
                records::read(&self.name, BufReader::new(reader), sink, progress)?;
            }
            Form::Rdf(format) => {
                rdf::read(&rdf::RdfFile { name: &self.name, format, open: &|| self.reader(&now) }, sink, progress)?;
            }
        }
        progress.next();
        Ok(())
    }
}

/// A table and its columns.
pub(super) struct TableFile {
    /// Its name in messages.
    pub name: String,
    path: PathBuf,
    /// Standard input, which can be read once only.
    held: Option<Arc<[u8]>>,
    pub table: Table,
    /// Whether tabs separate the columns.
    pub tabs: bool,
    /// Whether the first row names the columns.
    has_header: bool,
    /// Bytes as they stand on disk.
    size: u64,
    /// Columns of which nobody knows what they are.
    pub unknown: Vec<String>,
}

/// Tells how far reading has come.
pub(super) struct Progress<'a> {
    total: u64,
    before: u64,
    now: Rc<Cell<u64>>,
    tell: &'a dyn Fn(u64, u64),
}

impl<'a> Progress<'a> {
    pub(super) fn new(opened: &Opened, tell: &'a dyn Fn(u64, u64)) -> Self {
        let passes = |table: &TableFile| if matches!(table.table, Table::Wide(_)) { 2 } else { 1 };
        let tables = opened.tables.iter().map(|table| table.size * passes(table));
        let others = opened.others.iter().map(|other| other.size * other.form.passes());
        Self { total: tables.chain(others).sum(), before: 0, now: Rc::default(), tell }
    }

    /// Tells nobody.
    pub(super) fn silent() -> Self {
        Self { total: 0, before: 0, now: Rc::default(), tell: &|_, _| {} }
    }

    pub(super) fn tell(&self) {
        (self.tell)(self.before + self.now.get(), self.total);
    }

    /// A file was read to its end.
    fn next(&mut self) {
        self.before += self.now.replace(0);
    }
}

/// Opens all that is named: facts are read whole, of tables only as much as shows what they are.
pub(super) fn open(given: &[Given]) -> Result<Opened, ImportError> {
    let mut opened = Opened { facts: Vec::new(), tables: Vec::new(), others: Vec::new(), notes: Vec::new(), mappings: Vec::new() };
    let files = gather(given)?;
    opened.mappings = mappings(&files)?;
    for (given, path) in files {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| ImportError::Unreadable { path: path.clone(), error })?;
            // An object on the first line is a record; a table would not begin so.
            if given.columns.is_none() && bytes.starts_with(b"{") {
                open_other(path, Form::JsonLines, Some(bytes.into()), &mut opened)?;
            } else {
                open_table(given, path, Some(bytes.into()), &mut opened)?;
            }
        } else if !is_mapping(&path) {
            open_file(given, path, &mut opened)?;
        }
    }
    let is_used = |mapped: &MappedTable| opened.tables.iter().any(|table| mapped.is_of(&table.path));
    let unused = opened.mappings.iter().filter(|mapped| !is_used(mapped));
    let note = |mapped: &MappedTable| format!("{}:{}: {} is not imported with it.", mapped.mapping, mapped.line, mapped.file);
    opened.notes = unused.map(note).collect();
    Ok(opened)
}

/// All files that are named, those of folders by name.
fn gather(given: &[Given]) -> Result<Vec<(&Given, PathBuf)>, ImportError> {
    let unreadable = |path: &Path, error| ImportError::Unreadable { path: path.to_owned(), error };
    let mut all = Vec::new();
    for given in given {
        let is_folder = given.path != Path::new("-") && fs::metadata(&given.path).map_err(|error| unreadable(&given.path, error))?.is_dir();
        if !is_folder {
            all.push((given, given.path.clone()));
            continue;
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(&given.path).map_err(|error| unreadable(&given.path, error))? {
            let path = entry.map_err(|error| unreadable(&given.path, error))?.path();
            if is_facts(&path) || is_packed_table(&path) || is_mapping(&path) || Form::of(&path).is_some() {
                files.push(path);
            }
        }
        files.sort();
        all.extend(files.into_iter().map(|path| (given, path)));
    }
    Ok(all)
}

/// What the mapping files among them say.
fn mappings(files: &[(&Given, PathBuf)]) -> Result<Vec<MappedTable>, ImportError> {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for (_, path) in files.iter().filter(|(_, path)| is_mapping(path)) {
        let mut text = String::new();
        let read = plain(path, None, &Rc::default()).and_then(|reader| read_whole(reader, &mut text));
        read.map_err(|error| ImportError::Unreadable { path: path.clone(), error })?;
        match mapping::read(&path.display().to_string(), &text) {
            Ok(tables) => all.extend(tables),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(ImportError::Mapping { problems }) }
}

fn is_mapping(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    unpacked(&name).ends_with(".mapping")
}

impl MappedTable {
    /// Whether it speaks of this file.
    fn is_of(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        self.file == name || self.file == unpacked(name)
    }
}

fn open_file(given: &Given, path: PathBuf, opened: &mut Opened) -> Result<(), ImportError> {
    if given.columns.is_none() && is_facts(&path) {
        let mut text = String::new();
        let read = plain(&path, None, &Rc::default()).and_then(|reader| read_whole(reader, &mut text));
        read.map_err(|error| ImportError::Unreadable { path: path.clone(), error })?;
        opened.facts.push((path.display().to_string(), text));
        return Ok(());
    }
    let is_mapped = opened.mappings.iter().any(|mapped| mapped.is_of(&path));
    match Form::of(&path) {
        Some(form) if given.columns.is_none() && !is_mapped => open_other(path, form, None, opened),
        _ => open_table(given, path, None, opened),
    }
}

fn open_other(path: PathBuf, form: Form, held: Option<Arc<[u8]>>, opened: &mut Opened) -> Result<(), ImportError> {
    let name = if held.is_some() { "standard input".to_owned() } else { path.display().to_string() };
    let failed = |error| ImportError::Unreadable { path: path.clone(), error };
    let size = match &held {
        Some(bytes) => bytes.len() as u64,
        None => fs::metadata(&path).map_err(failed)?.len(),
    };
    let file = OtherFile { name, path: path.clone(), held, form, size };
    if let Some(text) = file.definitions().map_err(failed)? {
        opened.facts.push((file.name.clone(), text));
    }
    opened.others.push(file);
    Ok(())
}

fn is_facts(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    unpacked(&name).ends_with(".facts")
}

fn is_packed_table(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    is_table(Path::new(unpacked(&name)))
}

/// A name without the endings of packed files.
fn unpacked(name: &str) -> &str {
    [".gz", ".zst"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

fn open_table(given: &Given, path: PathBuf, held: Option<Arc<[u8]>>, opened: &mut Opened) -> Result<(), ImportError> {
    let name = if held.is_some() { "standard input".to_owned() } else { path.display().to_string() };
    let failed = |error| ImportError::Unreadable { path: path.clone(), error };
    let size = match &held {
        Some(bytes) => bytes.len() as u64,
        None => fs::metadata(&path).map_err(failed)?.len(),
    };
    let mut file = TableFile {
        name,
        path: path.clone(),
        held,
        table: Table::Claims(ClaimColumns::default()),
        tabs: true,
        has_header: false,
        size,
        unknown: Vec::new(),
    };
    let first = file.pieces(&Rc::default()).and_then(|mut pieces| pieces.next());
    let Some(first) = first.map_err(failed)? else { return Ok(()) };
    let text = String::from_utf8_lossy(&first);
    let text = text.trim_start_matches('\u{feff}');
    file.tabs = has_tabs(text);
    let mut record = csv::StringRecord::new();
    if !Lines::separated(text, file.tabs).next(&mut record) {
        return Ok(());
    }
    if given.columns.is_none()
        && let Some(mapped) = opened.mappings.iter().find(|mapped| mapped.is_of(&path))
    {
        let table = WideTable::new(mapped, record.iter()).map_err(|problems| ImportError::Mapping { problems })?;
        (file.has_header, file.table) = (true, Table::Wide(Box::new(table)));
        opened.tables.push(file);
        return Ok(());
    }
    let header = Header::of(record.iter());
    file.has_header = !matches!(header, Header::None);
    file.table = match (&given.columns, header) {
        (Some(columns), _) => columns.0.clone(),
        (None, Header::Entities(columns)) => {
            file.unknown.clone_from(&columns.unknown);
            Table::Entities(columns)
        }
        (None, Header::Claims(columns)) => {
            file.unknown.clone_from(&columns.unknown);
            Table::Claims(columns)
        }
        (None, Header::Incomplete(missing)) => {
            let wrong = Wrong::MissingColumn(missing);
            return Err(failed(io::Error::new(io::ErrorKind::InvalidData, wrong.to_string())));
        }
        (None, Header::None) => {
            let mut look = Look(Seen::default());
            let mut pieces = file.pieces(&Rc::default()).map_err(failed)?;
            while let Some(piece) = pieces.next().map_err(failed)? {
                each_row(&String::from_utf8_lossy(&piece), file.tabs, &mut look);
                if look.0.is_certain() {
                    break;
                }
            }
            Table::Claims(ClaimColumns::without_header(look.0))
        }
    };
    opened.tables.push(file);
    Ok(())
}

struct Look(Seen);

impl Visit for Look {
    fn row(&mut self, _line: u64, row: &impl Fields) {
        self.0.row(row);
    }
}

impl TableFile {
    /// Its pieces from the beginning, the header included.
    fn pieces(&self, read: &Rc<Cell<u64>>) -> io::Result<Pieces> {
        let reader = plain(&self.path, self.held.clone(), read)?;
        Ok(Pieces { reader, rest: Vec::new(), tabs: self.tabs, ended: false, spare: Vec::new() })
    }

    /// Calls `visit` with all pieces that hold rows, several at a time, and with what reads the next ones, to be called while others work on these.
    pub(super) fn each_batch(
        &self,
        count: usize,
        progress: &mut Progress<'_>,
        mut visit: impl FnMut(&[Vec<u8>], &mut dyn FnMut()) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let failed = |error| ImportError::Unreadable { path: self.path.clone(), error };
        let mut pieces = self.pieces(&progress.now.clone()).map_err(failed)?;
        let mut is_first = true;
        let mut read = |done: Vec<Vec<u8>>| -> io::Result<Vec<Vec<u8>>> {
            pieces.spare.extend(done);
            let mut batch = Vec::with_capacity(count);
            while batch.len() < count {
                let Some(mut piece) = pieces.next()? else { break };
                if std::mem::take(&mut is_first) {
                    if let Some(rest) = piece.strip_prefix("\u{feff}".as_bytes()) {
                        piece = rest.to_vec();
                    }
                    if self.has_header {
                        blank_header(&mut piece, self.tabs);
                    }
                }
                batch.push(piece);
            }
            Ok(batch)
        };
        let (mut next, mut done) = (None, Vec::new());
        loop {
            let batch = match next.take() {
                Some(batch) => batch,
                None => read(std::mem::take(&mut done)),
            };
            let batch = batch.map_err(failed)?;
            if batch.is_empty() {
                progress.next();
                return Ok(());
            }
            visit(&batch, &mut || next = Some(read(std::mem::take(&mut done))))?;
            done = batch;
            progress.tell();
        }
    }
}

/// Makes the first row blank, so that lines keep their numbers.
fn blank_header(piece: &mut [u8], tabs: bool) {
    let valid = match std::str::from_utf8(piece) {
        Ok(text) => text,
        Err(error) => piece.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default(),
    };
    let text = valid.to_owned();
    let mut lines = Lines::separated(&text, tabs);
    let mut record = csv::StringRecord::new();
    if !lines.next(&mut record) {
        return;
    }
    let end = if lines.next(&mut record) { lines.start() } else { text.len() };
    for byte in piece.iter_mut().take(end).filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
}

/// Pieces of a text, each of whole lines.
struct Pieces {
    reader: Box<dyn Read>,
    rest: Vec<u8>,
    tabs: bool,
    ended: bool,
    /// Pieces that nobody needs any more, to be read into again: memory that was used before is quicker than new memory.
    spare: Vec<Vec<u8>>,
}

impl Pieces {
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut piece = self.spare.pop().unwrap_or_default();
        piece.clear();
        piece.append(&mut self.rest);
        let mut looked = 0;
        loop {
            if !self.ended {
                let wanted = PIECE.max(piece.len());
                let read = self.reader.by_ref().take(wanted as u64).read_to_end(&mut piece)?;
                self.ended = read < wanted;
            }
            if self.ended {
                return Ok(if piece.is_empty() { None } else { Some(piece) });
            }
            if let Some(end) = last_line_end(&piece, self.tabs, looked) {
                self.rest.extend_from_slice(piece.get(end..).unwrap_or_default());
                piece.truncate(end);
                return Ok(Some(piece));
            }
            looked = if self.tabs { piece.len() } else { 0 };
            if piece.len() > LONGEST {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a line is longer than 256 MiB"));
            }
        }
    }
}

/// Where the last whole line ends. Line ends in quotes are part of a field where commas separate.
fn last_line_end(bytes: &[u8], tabs: bool, from: usize) -> Option<usize> {
    let new = bytes.get(from..)?;
    if tabs || !bytes.contains(&b'"') {
        return new.iter().rposition(|byte| *byte == b'\n').map(|end| from + end + 1);
    }
    let (mut quoted, mut last) = (false, None);
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => last = Some(place + 1),
            _ => {}
        }
    }
    last
}

/// Counts what is read.
struct Counted<R> {
    reader: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// The bytes of a file, unpacked if they begin as gzip or zstd do.
fn plain(path: &Path, held: Option<Arc<[u8]>>, read: &Rc<Cell<u64>>) -> io::Result<Box<dyn Read>> {
    let raw: Box<dyn Read> = match held {
        Some(bytes) => Box::new(Counted { reader: Cursor::new(bytes), read: read.clone() }),
        None => Box::new(Counted { reader: File::open(path)?, read: read.clone() }),
    };
    let mut raw = BufReader::with_capacity(1 << 18, raw);
    let start = raw.fill_buf()?;
    if start.starts_with(&[0x1f, 0x8b]) {
        Ok(Box::new(MultiGzDecoder::new(raw)))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Ok(Box::new(Frames { decoder: Some(frame(raw)?) }))
    } else {
        Ok(Box::new(raw))
    }
}

type Frame = ruzstd::decoding::StreamingDecoder<BufReader<Box<dyn Read>>, ruzstd::decoding::FrameDecoder>;

fn frame(reader: BufReader<Box<dyn Read>>) -> io::Result<Frame> {
    ruzstd::decoding::StreamingDecoder::new(reader).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
}

/// One zstd frame after the other.
struct Frames {
    decoder: Option<Frame>,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(done) = self.decoder.take() else { break };
            let mut reader = done.into_inner();
            if !reader.fill_buf()?.is_empty() {
                self.decoder = Some(frame(reader)?);
            }
        }
        Ok(0)
    }
}

/// Looks at rows.
pub(super) trait Visit {
    /// A row that is not blank, and its line, from 1.
    fn row(&mut self, line: u64, row: &impl Fields);
}

/// Shows all rows of a text; hands back how many lines it has.
pub(super) fn each_row(text: &str, tabs: bool, visit: &mut impl Visit) -> u64 {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() as u64;
    let plain = tabs && text.match_indices('\r').all(|(place, _)| text.as_bytes().get(place + 1) == Some(&b'\n'));
    if !plain {
        let mut rows = Lines::separated(text, tabs);
        let mut record = csv::StringRecord::new();
        while rows.next(&mut record) {
            visit.row(rows.line, &record);
        }
        return lines;
    }
    // One pass finds both the ends of fields and those of lines.
    let mut fields: Vec<&str> = Vec::new();
    let (mut start, mut line) = (0, 1);
    for (place, byte) in text.bytes().enumerate() {
        if byte > b'\n' || (byte != b'\t' && byte != b'\n') {
            continue;
        }
        fields.push(text.get(start..place).unwrap_or_default());
        start = place + 1;
        if byte == b'\n' {
            show(&fields, line, visit);
            fields.clear();
            line += 1;
        }
    }
    fields.push(text.get(start..).unwrap_or_default());
    show(&fields, line, visit);
    lines
}

/// Shows a row, unless it is blank. A carriage return at its end is one of the blanks around a field.
fn show(fields: &Vec<&str>, line: u64, visit: &mut impl Visit) {
    if fields.iter().any(|field| !field.trim_ascii_start().is_empty()) {
        visit.row(line, fields);
    }
}
