//! The numbers of the file format, which `docs/format.md` describes byte by byte: header, sections, and the record of a relation.

/// The first bytes of every graph file. Line ends and the end-of-file mark of old systems show transfers that changed them.
pub(super) const MAGIC: [u8; 8] = *b"QUIPU\r\n\x1a";

/// The version that this program writes and reads.
pub(super) const VERSION: u32 = 1;

/// Checksums are of blocks of so many bytes.
pub(super) const BLOCK: usize = 4096;

/// Parts begin at multiples of this.
pub(super) const ALIGN: u64 = 64;

/// Where the section table stands in the header.
pub(super) const TABLE: usize = 128;

/// The bytes of an entry of the section table.
pub(super) const ENTRY: usize = 24;

/// Where the checksum of the header stands: the rest of the first block before it.
pub(super) const HEADER_SUM: usize = BLOCK - 4;

/// So many sections fit into the header.
pub(super) const MOST_SECTIONS: usize = (HEADER_SUM - TABLE) / ENTRY;

/// A part of the file, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SectionId(pub u32);

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal;)*) => {
        impl SectionId {
            $($(#[$doc])* pub(super) const $name: Self = Self($number);)*

            /// What it is called in messages.
            pub(super) fn name(self) -> &'static str {
                match self.0 {
                    $($number => $text,)*
                    _ => "unknown section",
                }
            }
        }
    };
}

sections! {
    /// Kinds and relations.
    SCHEMA = 1, "schema";
    /// A record for each relation.
    RELATIONS = 2, "relations";
    /// The adjacencies and claim columns of all relations, which their records point into.
    CLAIMS = 3, "claims";
    /// Where the record of each node begins.
    NODE_STARTS = 4, "node starts";
    /// The records of entities and values.
    NODES = 5, "nodes";
    /// Entities by the hash of their key.
    KEYS = 6, "keys";
    /// Values by the hash of their record.
    VALUES = 7, "values";
    /// Where each list of kinds begins.
    KIND_LIST_STARTS = 8, "kind list starts";
    /// Lists of kinds.
    KIND_LISTS = 9, "kind lists";
    /// The list of kinds told of each entity.
    TOLD_KINDS = 10, "told kinds";
    /// The list of kinds that follow for each entity of which none is told.
    DERIVED_KINDS = 11, "derived kinds";
    /// Where the members of each kind begin.
    MEMBER_STARTS = 12, "member starts";
    /// The members of kinds.
    MEMBERS = 13, "members";
    /// The distinct intervals.
    INTERVALS = 14, "intervals";
    /// Where each list of nodes begins.
    LIST_STARTS = 15, "list starts";
    /// Lists of nodes: sources, speakers.
    LISTS = 16, "lists";
    /// Claims that are denials.
    DENIED = 17, "denied claims";
    /// Ends of claims that another claim supersedes.
    SUPERSEDED = 18, "superseded ends";
    /// Places of claims.
    PLACES = 19, "places";
    /// Quantities of claims.
    QUANTITIES = 20, "quantities";
    /// Speakers of claims.
    SPEAKERS = 21, "speakers";
    /// Sections of the sources of claims.
    SECTIONS = 22, "sections";
    /// Quotes of claims.
    QUOTES = 23, "quotes";
    /// Notes on claims.
    NOTES = 24, "notes";
    /// Where each text begins.
    TEXT_STARTS = 25, "text starts";
    /// Texts and quantities that claims have.
    TEXTS = 26, "texts";
    /// Where each folded name begins.
    NAME_STARTS = 27, "name starts";
    /// Folded names.
    NAMES = 28, "names";
    /// Where the nodes of each name begin.
    POSTING_STARTS = 29, "posting starts";
    /// The nodes of each name.
    POSTINGS = 30, "postings";
    /// How they have it.
    ROLES = 31, "roles";
    /// Where the last words of names begin.
    LAST_WORDS = 32, "last words";
    /// Where the objects linked to each node begin.
    LINKED_FORWARD_STARTS = 33, "forward links starts";
    /// The objects linked to each node.
    LINKED_FORWARD = 34, "forward links";
    /// Where the subjects linked to each node begin.
    LINKED_BACKWARD_STARTS = 35, "backward links starts";
    /// The subjects linked to each node.
    LINKED_BACKWARD = 36, "backward links";
    /// Where the relations at each node begin, forward.
    RELATIONS_FORWARD_STARTS = 37, "forward relations starts";
    /// The relations at each node, forward.
    RELATIONS_FORWARD = 38, "forward relations";
    /// Where the relations at each node begin, backward.
    RELATIONS_BACKWARD_STARTS = 39, "backward relations starts";
    /// The relations at each node, backward.
    RELATIONS_BACKWARD = 40, "backward relations";
    /// Where the record of each retracted claim begins.
    RETRACTED_STARTS = 41, "retracted claims starts";
    /// Retracted claims.
    RETRACTED = 42, "retracted claims";
    /// Where the record of each telling begins.
    TELLING_STARTS = 43, "tellings starts";
    /// Tellings.
    TELLINGS = 44, "tellings";
    /// A checksum for each block before it.
    CHECKSUMS = 45, "checksums";
    /// The first bytes of every so many names.
    NAME_GUIDE = 46, "guide to names";
    /// The first bytes of every so many last words.
    LAST_WORD_GUIDE = 47, "guide to last words";
}

/// An entry of the section table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// Which.
    pub id: SectionId,
    /// For columns and lists of equally wide items, the bytes of each; otherwise 0.
    pub width: u32,
    /// Where in the file it begins.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
}

/// The first block of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// The bytes of the whole file.
    pub length: u64,
    /// The last telling that is folded into the file.
    pub folded: u64,
    /// Tells graphs apart.
    pub id: [u8; 16],
    /// How many entities.
    pub entities: u64,
    /// How many values.
    pub values: u64,
    /// How many claims.
    pub claims: u64,
    /// How many retracted claims.
    pub retracted: u64,
    /// Checksum of the checksums of the blocks of checksums.
    pub sums_sum: u32,
    /// How many blocks of checksums there are.
    pub sum_blocks: u32,
    /// Where the checksums of the blocks of checksums stand.
    pub sums_offset: u64,
    /// The section table, by offset.
    pub sections: Vec<Section>,
}

/// Why some bytes are no header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoHeader {
    /// They begin otherwise.
    Magic,
    /// They are of this version.
    Version(u32),
    /// They are not what was written.
    Damaged(&'static str),
}

impl Header {
    /// The first block of the file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BLOCK);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&u32::try_from(BLOCK).unwrap_or_default().to_le_bytes());
        bytes.extend_from_slice(&self.length.to_le_bytes());
        bytes.extend_from_slice(&self.folded.to_le_bytes());
        bytes.extend_from_slice(&self.id);
        for number in [self.entities, self.values, self.claims, self.retracted] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.sums_sum.to_le_bytes());
        bytes.extend_from_slice(&self.sum_blocks.to_le_bytes());
        bytes.extend_from_slice(&self.sums_offset.to_le_bytes());
        bytes.extend_from_slice(&u32::try_from(self.sections.len()).unwrap_or_default().to_le_bytes());
        bytes.resize(TABLE, 0);
        for section in &self.sections {
            bytes.extend_from_slice(&section.id.0.to_le_bytes());
            bytes.extend_from_slice(&section.width.to_le_bytes());
            bytes.extend_from_slice(&section.offset.to_le_bytes());
            bytes.extend_from_slice(&section.length.to_le_bytes());
        }
        bytes.resize(HEADER_SUM, 0);
        let sum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// Reads the first block of a file.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, NoHeader> {
        if bytes.get(..MAGIC.len()) != Some(&MAGIC) {
            return Err(NoHeader::Magic);
        }
        let mut fields = Fields { bytes, at: MAGIC.len() };
        let version = fields.u32().ok_or(NoHeader::Damaged("the file ends within its header"))?;
        if version != VERSION {
            return Err(NoHeader::Version(version));
        }
        let (Some(block), Some(sum)) = (bytes.get(..HEADER_SUM), bytes.get(HEADER_SUM..BLOCK)) else {
            return Err(NoHeader::Damaged("the file ends within its header"));
        };
        if crc32fast::hash(block).to_le_bytes() != sum {
            return Err(NoHeader::Damaged("the checksum of the header does not match"));
        }
        fields.fields().filter(|header| header.is_sound()).ok_or(NoHeader::Damaged("the header contradicts itself"))
    }

    /// Whether all parts lie within the file and all numbers are such as the program can count to.
    fn is_sound(&self) -> bool {
        let within = |offset: u64, length: u64| offset.checked_add(length).is_some_and(|end| end <= self.length);
        let most = u64::from(u32::MAX);
        let nodes = self.entities.checked_add(self.values);
        let id_fits = nodes.is_some_and(|nodes| nodes <= most) && self.claims <= most && self.retracted <= most;
        id_fits
            && usize::try_from(self.length).is_ok()
            && self.sections.iter().all(|section| section.offset % ALIGN == 0 && within(section.offset, section.length))
            && within(self.sums_offset, u64::from(self.sum_blocks) * 4)
    }

    /// A section; an empty one where there is none.
    pub(super) fn section(&self, id: SectionId) -> Section {
        let none = Section { id, width: 0, offset: 0, length: 0 };
        self.sections.iter().copied().find(|section| section.id == id).unwrap_or(none)
    }
}

/// Reads one field after the other.
pub(super) struct Fields<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl Fields<'_> {
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let end = self.at.checked_add(N)?;
        let array = self.bytes.get(self.at..end)?.try_into().ok()?;
        self.at = end;
        Some(array)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// What follows magic and version.
    fn fields(&mut self) -> Option<Header> {
        if self.u32()? as usize != BLOCK {
            return None;
        }
        let mut header = Header {
            length: self.u64()?,
            folded: self.u64()?,
            id: self.array()?,
            entities: self.u64()?,
            values: self.u64()?,
            claims: self.u64()?,
            retracted: self.u64()?,
            sums_sum: self.u32()?,
            sum_blocks: self.u32()?,
            sums_offset: self.u64()?,
            sections: Vec::new(),
        };
        let count = self.u32()? as usize;
        if count > MOST_SECTIONS {
            return None;
        }
        self.at = TABLE;
        for _ in 0..count {
            header.sections.push(Section { id: SectionId(self.u32()?), width: self.u32()?, offset: self.u64()?, length: self.u64()? });
        }
        Some(header)
    }
}

/// Where the values of a column stand, and how wide each is: value = base + the number that stands there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed {
    /// Where in the file.
    pub offset: u64,
    /// What is added to each.
    pub base: u64,
    /// Bytes of each, 0 to 8; with 0 all are the base.
    pub width: u8,
}

/// One direction of the adjacency of a relation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RowsRecord {
    /// Where the nodes that have rows are found.
    pub index: u64,
    /// Where the rows begin.
    pub starts: u64,
    /// How many rows there are, all with claims.
    pub rows: u32,
    /// Whether the index is a bitmap and not a list.
    pub bitmap: bool,
    /// Whether the starts have four bytes each.
    pub wide: bool,
}

/// Everything about the claims of a relation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RelationRecord {
    /// The first claim.
    pub first: u32,
    /// How many claims.
    pub claims: u32,
    /// How many of them are denials.
    pub denied: u32,
    /// How many of them have a date.
    pub dated: u32,
    /// Which of domain, range and value type were taken from the claims: bits 0, 1 and 2.
    pub inferred: u8,
    /// From subjects.
    pub forward: RowsRecord,
    /// From objects.
    pub backward: RowsRecord,
    /// Where the objects stand, in the order of claims.
    pub objects: u64,
    /// Where the subjects stand, in the order of (object, claim).
    pub subjects: u64,
    /// Where the claims of those stand.
    pub backward_claims: u64,
    /// Interval numbers.
    pub when: Packed,
    /// List numbers of sources.
    pub sources: Packed,
    /// The tellings of claims.
    pub told: Packed,
}

/// The bytes of the record of a relation.
pub(super) const RELATION_RECORD: usize = 136;

impl RelationRecord {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(RELATION_RECORD);
        for number in [self.first, self.claims, self.denied, self.dated, self.forward.rows, self.backward.rows] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        let form = |rows: RowsRecord| u8::from(rows.bitmap) | u8::from(rows.wide) << 1;
        bytes.extend_from_slice(&[form(self.forward), form(self.backward)]);
        bytes.extend_from_slice(&[self.when.width, self.sources.width, self.told.width, self.inferred, 0, 0]);
        for number in [
            self.forward.index,
            self.forward.starts,
            self.objects,
            self.backward.index,
            self.backward.starts,
            self.subjects,
            self.backward_claims,
            self.when.offset,
            self.when.base,
            self.sources.offset,
            self.sources.base,
            self.told.offset,
            self.told.base,
        ] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields { bytes, at: 0 };
        let (first, claims, denied, dated) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
        let (forward_rows, backward_rows) = (fields.u32()?, fields.u32()?);
        let [forward_form, backward_form, when, sources, told, inferred, _, _] = fields.array()?;
        let rows = |rows, form: u8, fields: &mut Fields<'_>| {
            Some(RowsRecord { index: fields.u64()?, starts: fields.u64()?, rows, bitmap: form & 1 != 0, wide: form & 2 != 0 })
        };
        let forward = rows(forward_rows, forward_form, &mut fields)?;
        let objects = fields.u64()?;
        let backward = rows(backward_rows, backward_form, &mut fields)?;
        let (subjects, backward_claims) = (fields.u64()?, fields.u64()?);
        let mut packed = |width| Some(Packed { offset: fields.u64()?, base: fields.u64()?, width });
        let (when, sources, told) = (packed(when)?, packed(sources)?, packed(told)?);
        let widths_fit = [when, sources, told].iter().all(|column| column.width <= 8);
        widths_fit.then_some(Self {
            first,
            claims,
            denied,
            dated,
            inferred,
            forward,
            backward,
            objects,
            subjects,
            backward_claims,
            when,
            sources,
            told,
        })
    }
}
