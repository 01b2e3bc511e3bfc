//! A graph file behind a [`View`](crate::graph::View).
//!
//! Comes in: the path of a file. Goes out: what is asked for, read where it stands. When the file is opened, its header, the schema
//! and a record for each relation are read; everything else when it is touched, and checked then. What turns out to be damaged is answered with nothing, and
//! [`View::damage`](crate::graph::View::damage) tells of it from then on.

mod claims;
mod dates;
mod nodes;
mod sections;
mod view;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub(super) use self::sections::Sections;
use super::blocks::Blocks;
use super::column::Records;
use super::format::{BLOCK, Header, NoHeader, RELATION_RECORD, RelationRecord, SectionId};
use super::map::Map;
use super::names::MetWords;
use super::{Retracted, Telling};
use crate::graph::{ClaimId, Day, RelationId, Schema};
use crate::store::{Damage, StoreError, record};

/// A graph in a file. Node ids are places: entities first, then values; claims are numbered by (relation, subject, object).
#[derive(Debug)]
pub struct FrozenGraph {
    path: PathBuf,
    pub(super) blocks: Blocks,
    pub(super) header: Header,
    schema: Schema,
    pub(super) relations: Vec<RelationRecord>,
    pub(super) sections: Sections,
    /// The day of each distinct interval, once it was asked for: [`NOT_ONE_DAY`](crate::graph::NOT_ONE_DAY) where it is none.
    days: OnceLock<Box<[Day]>>,
    met: MetWords,
}

impl FrozenGraph {
    /// Opens a graph file. Its header, schema and relations are read and checked; nothing else is read before it is asked for.
    ///
    /// # Errors
    /// If the file cannot be read, is no graph file, is of another version, is cut off, or is damaged in what is read now.
    ///
    /// # Complexity
    /// O(kinds and relations), whatever the size of the graph.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io(path, "read"))?;
        let length = file.metadata().map_err(StoreError::io(path, "read"))?.len();
        if length == 0 {
            return Err(StoreError::NotAGraph { path: path.to_owned() });
        }
        let map = Map::of(&file).map_err(StoreError::io(path, "read"))?;
        Self::of_map(path, map)
    }

    /// Opens a graph file that is part of the program. Its bytes must begin at an address that eight divides.
    ///
    /// # Errors
    /// As [`FrozenGraph::open`], but for reading.
    pub fn embedded(name: &str, bytes: &'static [u8]) -> Result<Self, StoreError> {
        Self::of_map(Path::new(name), Map::Embedded(bytes))
    }

    fn of_map(path: &Path, map: Map) -> Result<Self, StoreError> {
        if cfg!(target_endian = "big") {
            let error = io::Error::new(io::ErrorKind::Unsupported, "graph files need a machine whose least significant byte comes first");
            return Err(StoreError::io(path, "read")(error));
        }
        let length = map.bytes().len() as u64;
        let damaged = |damage| StoreError::Damaged { path: path.to_owned(), damage };
        let header = Header::of(map.bytes()).map_err(|error| match error {
            NoHeader::Magic => StoreError::NotAGraph { path: path.to_owned() },
            NoHeader::Version(found) => StoreError::Version { path: path.to_owned(), found },
            NoHeader::Damaged(what) => damaged(Damage { section: "header".to_owned(), offset: 0, block: 0, what: what.to_owned() }),
        })?;
        if header.length != length {
            return Err(StoreError::Length { path: path.to_owned(), expected: header.length, found: length });
        }
        let blocks = Blocks::checked(map, &header).map_err(damaged)?;
        let graph = Self::of(path, blocks, header).map_err(damaged)?;
        Ok(graph)
    }

    /// The graph in blocks whose header is known.
    pub(super) fn of(path: &Path, blocks: Blocks, header: Header) -> Result<Self, Damage> {
        let section = header.section(SectionId::SCHEMA);
        // Text that is known to be UTF-8 need not be checked again piece by piece.
        let text = blocks.within(section, 0, section.length as usize).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let schema = text.and_then(|text| serde_json::from_str::<Schema>(text).ok()).filter(Schema::is_sound);
        let Some(schema) = schema else {
            blocks.report(section.offset, "the schema cannot be read");
            return Err(blocks.damage().cloned().unwrap_or_else(no_damage));
        };
        let section = header.section(SectionId::RELATIONS);
        let records = blocks.within(section, 0, section.length as usize).unwrap_or_default();
        let relations: Vec<RelationRecord> = records.chunks_exact(RELATION_RECORD).filter_map(RelationRecord::of).collect();
        let mut next = 0_u64;
        let in_order = relations.iter().all(|relation| {
            let follows = u64::from(relation.first) == next;
            next += u64::from(relation.claims);
            follows
        });
        if !in_order || next != header.claims || relations.len() != schema.relations().len() {
            blocks.report(section.offset, "the relations do not fit the schema");
        }
        if let Some(damage) = blocks.damage() {
            return Err(damage.clone());
        }
        let sections = Sections::of(&header);
        Ok(Self { path: path.to_owned(), blocks, header, schema, relations, sections, days: OnceLock::new(), met: MetWords::default() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.header.length
    }

    /// The number of the last telling that is folded into the file; 0 if none is.
    pub fn folded(&self) -> u64 {
        self.header.folded
    }

    /// Tells graphs apart: the same for a graph and for what it becomes by freezing.
    pub fn id(&self) -> [u8; 16] {
        self.header.id
    }

    /// The number of the telling that told a claim; 0 for what was imported. `None` if there is no such claim.
    pub fn told(&self, claim: ClaimId) -> Option<u64> {
        let (_, record, place) = self.relation_of(claim)?;
        record.told.get(&self.blocks, place)
    }

    /// The claims that were retracted, in the order in which they were.
    pub fn retracted(&self) -> impl Iterator<Item = Retracted> + '_ {
        self.decoded(self.sections.retracted)
    }

    /// The tellings that are folded into the file, in order.
    pub fn tellings(&self) -> impl Iterator<Item = Telling> + '_ {
        self.decoded(self.sections.tellings)
    }

    /// Which of the ends of a relation were taken from its claims, not defined: domain, range, value type.
    pub fn inferred(&self, relation: RelationId) -> [bool; 3] {
        let bits = self.relations.get(relation.index()).map_or(0, |record| record.inferred);
        [bits & 1 != 0, bits & 2 != 0, bits & 4 != 0]
    }

    /// The bytes of each part of the file, in the order in which they stand; what is left between them is not counted.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.header.sections.iter().map(|section| (section.id.name(), section.length))
    }

    /// The bytes of all that grows with the nodes and not with the claims: nodes, their names and kinds, and what finds them.
    pub fn name_bytes(&self) -> u64 {
        let (first, last) = (SectionId::NODE_STARTS.0, SectionId::MEMBERS.0);
        let names = SectionId::NAME_STARTS.0..=SectionId::LAST_WORDS.0;
        let guides = SectionId::NAME_GUIDE.0..=SectionId::LAST_WORD_GUIDE.0;
        let is_of_nodes = |id: SectionId| (first..=last).contains(&id.0) || names.contains(&id.0) || guides.contains(&id.0);
        self.header.sections.iter().filter(|section| is_of_nodes(section.id)).map(|section| section.length).sum()
    }

    /// The bytes of each part of the claims of all relations: what it is, and how many.
    pub fn claim_parts(&self) -> [(&'static str, u64); 6] {
        let mut parts =
            [("index of nodes", 0), ("starts of rows", 0), ("neighbours", 0), ("backward claims", 0), ("dates", 0), ("sources", 0)];
        let mut add = |place: usize, bytes: u64| {
            if let Some((_, sum)) = parts.get_mut(place) {
                *sum += bytes;
            }
        };
        for record in &self.relations {
            let claims = u64::from(record.claims);
            for rows in [&record.forward, &record.backward] {
                let (index, starts) = rows.bytes(self.bound());
                add(0, index);
                add(1, starts);
            }
            add(2, claims * 8);
            add(3, claims * 4);
            add(4, claims * u64::from(record.when.width));
            add(5, claims * u64::from(record.sources.width));
        }
        parts
    }

    /// How many blocks the file has.
    pub(super) fn block_count(&self) -> usize {
        self.blocks.len().div_ceil(BLOCK)
    }

    pub(super) fn entity_count(&self) -> usize {
        self.header.entities as usize
    }

    /// One more than the highest node id; the header was checked for its being small enough.
    pub(super) fn bound(&self) -> u32 {
        (self.header.entities + self.header.values) as u32
    }

    fn decoded<T: serde::de::DeserializeOwned>(&self, records: Records) -> impl Iterator<Item = T> + '_ {
        (0..records.len()).map_while(move |place| {
            let thing = record::decode(records.get(&self.blocks, place)?);
            if thing.is_none() {
                self.blocks.report(records.bytes.offset, "a record cannot be read");
            }
            thing
        })
    }
}

fn no_damage() -> Damage {
    Damage { section: "header".to_owned(), offset: 0, block: 0, what: "the file cannot be read".to_owned() }
}
