//! Rows of wide tables: one row is an entity and many claims of it.
//!
//! Comes in: what a mapping says of a table, and its header. Goes out: for each row an entity, and for each relation rows of claims as other
//! tables have them, so that they mean the same.

use std::borrow::Cow;

use super::mapping::{Given, MappedRelation, MappedTable, QUALIFIERS, What};
use crate::format::table::{ClaimColumns, Fields, TableError, Wrong, parts, plain_number};

/// A wide table whose columns are known.
#[derive(Clone, Debug)]
pub(super) struct WideTable {
    separator: Box<str>,
    id: Option<Cell>,
    label: Option<Cell>,
    aliases: Vec<Cell>,
    adjectives: Vec<Cell>,
    kinds: Vec<Cell>,
    relations: Vec<WideRelation>,
}

#[derive(Clone, Debug)]
struct WideRelation {
    name: Box<str>,
    /// The column of the other end, for messages.
    column: Box<str>,
    end: Cell,
    several: bool,
    reversed: bool,
    object_type: Box<str>,
    unit: Option<Cell>,
    qualifiers: [Option<Cell>; QUALIFIERS.len()],
}

/// Where something stands.
#[derive(Clone, Debug)]
enum Cell {
    Column(usize),
    Text(Box<str>),
}

/// An entity that a row declares.
pub(super) struct WideEntity<'a> {
    pub(super) key: &'a str,
    pub(super) label: &'a str,
    pub(super) aliases: Vec<String>,
    pub(super) adjectives: Vec<String>,
    pub(super) kinds: Vec<Cow<'a, str>>,
}

/// A claim of a row, in the columns of [`columns`].
pub(super) struct MappedRow<'a> {
    fields: [Cow<'a, str>; FIRST_QUALIFIER + QUALIFIERS.len()],
}

/// Subject, relation, object and its type stand before the qualifiers.
const FIRST_QUALIFIER: usize = 4;

/// The columns of all mapped rows.
pub(super) fn columns() -> ClaimColumns {
    ClaimColumns::named(["subject", "relation", "object", "object_type"].into_iter().chain(QUALIFIERS))
}

impl Fields for MappedRow<'_> {
    fn count(&self) -> usize {
        self.fields.len()
    }

    fn field(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.fields.get(column)).map_or("", |field| field.trim())
    }
}

impl WideTable {
    /// Finds the columns of a mapping in a header.
    ///
    /// # Errors
    /// All columns that it does not have.
    pub(super) fn new<'h>(mapped: &MappedTable, header: impl Iterator<Item = &'h str>) -> Result<Self, Vec<TableError>> {
        let mut finder = Finder { mapped, header: header.map(|name| name.trim().to_lowercase()).collect(), problems: Vec::new() };
        let table = Self {
            separator: mapped.separator.as_str().into(),
            id: finder.maybe(mapped.id.as_ref()),
            label: finder.maybe(mapped.label.as_ref()),
            aliases: finder.all(&mapped.aliases),
            adjectives: finder.all(&mapped.adjectives),
            kinds: finder.all(&mapped.kinds),
            relations: mapped.relations.iter().map(|relation| finder.relation(relation)).collect(),
        };
        if finder.problems.is_empty() { Ok(table) } else { Err(finder.problems) }
    }

    /// The entity of a row.
    ///
    /// # Errors
    /// If it has no name.
    pub(super) fn entity<'a>(&'a self, row: &'a impl Fields) -> Result<WideEntity<'a>, Wrong> {
        let (id, label) = self.names(row);
        if self.id.is_some() && id.is_empty() {
            return Err(Wrong::EmptyField("id"));
        }
        let key = if id.is_empty() { label } else { id };
        if key.is_empty() {
            return Err(Wrong::NoName);
        }
        let label = if label.is_empty() { key } else { label };
        let all = |cells: &'a [Cell]| cells.iter().flat_map(move |cell| self.split(cell.of(row)));
        let mut aliases: Vec<String> = Vec::new();
        for alias in all(&self.aliases) {
            if alias != label && !aliases.iter().any(|known| *known == alias) {
                aliases.push(alias.into_owned());
            }
        }
        let adjectives = all(&self.adjectives).map(Cow::into_owned).collect();
        Ok(WideEntity { key, label, aliases, adjectives, kinds: all(&self.kinds).collect() })
    }

    fn names<'a>(&'a self, row: &'a impl Fields) -> (&'a str, &'a str) {
        let of = |cell: &'a Option<Cell>| cell.as_ref().map_or("", |cell| cell.of(row));
        (of(&self.id), of(&self.label))
    }

    /// Calls `visit` with each claim of a row and the column it is from. A row without a name has none, and neither has a relation whose field is empty.
    pub(super) fn each_claim(&self, row: &impl Fields, mut visit: impl FnMut(&str, &MappedRow<'_>)) {
        let (id, label) = self.names(row);
        let key = if id.is_empty() { label } else { id };
        if key.is_empty() || (self.id.is_some() && id.is_empty()) {
            return;
        }
        for relation in &self.relations {
            let ends = relation.end.of(row);
            let unit = relation.unit.as_ref().map_or("", |unit| unit.of(row));
            let qualifier = |place: usize| match relation.qualifiers.get(place) {
                Some(Some(cell)) if matches!(QUALIFIERS.get(place), Some(&("source" | "according_to"))) => self.joined(cell.of(row)),
                Some(Some(cell)) => Cow::Borrowed(cell.of(row)),
                _ => Cow::Borrowed(""),
            };
            let mut tell = |end: Cow<'_, str>| {
                let end = with_unit(end, unit);
                let (subject, object) = if relation.reversed { (end, Cow::Borrowed(key)) } else { (Cow::Borrowed(key), end) };
                let fields = std::array::from_fn(|place| match place {
                    0 => subject.clone(),
                    1 => Cow::Borrowed(&*relation.name),
                    2 => object.clone(),
                    3 => Cow::Borrowed(&*relation.object_type),
                    _ => qualifier(place - FIRST_QUALIFIER),
                });
                visit(&relation.column, &MappedRow { fields });
            };
            if relation.several {
                self.split(ends).for_each(&mut tell);
            } else if !ends.is_empty() {
                tell(Cow::Borrowed(ends));
            }
        }
    }

    /// What a field holds, several things joined by the separator of the table.
    fn split<'a>(&'a self, text: &'a str) -> Box<dyn Iterator<Item = Cow<'a, str>> + 'a> {
        if &*self.separator == "|" {
            return Box::new(parts(text));
        }
        Box::new(text.split(&*self.separator).map(str::trim).filter(|part| !part.is_empty()).map(Cow::Borrowed))
    }

    /// The same joined by `|`, as rows of claims have it.
    fn joined<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if &*self.separator == "|" {
            return Cow::Borrowed(text);
        }
        let escaped = |part: Cow<'_, str>| part.replace('\\', "\\\\").replace('|', "\\|");
        Cow::Owned(self.split(text).map(escaped).collect::<Vec<_>>().join("|"))
    }
}

/// A number with its unit, as it is written where nothing may be lost.
fn with_unit<'a>(end: Cow<'a, str>, unit: &str) -> Cow<'a, str> {
    match plain_number(&end) {
        Some(amount) if !unit.is_empty() => Cow::Owned(format!("exactly {amount:?} {unit}")),
        _ => end,
    }
}

impl Cell {
    fn of<'a>(&'a self, row: &'a impl Fields) -> &'a str {
        match self {
            Self::Column(column) => row.field(Some(*column)),
            Self::Text(text) => text,
        }
    }
}

/// Finds columns in a header.
struct Finder<'a> {
    mapped: &'a MappedTable,
    header: Vec<String>,
    problems: Vec<TableError>,
}

impl Finder<'_> {
    fn cell(&mut self, given: &Given) -> Cell {
        let name = match &given.what {
            What::Text(text) => return Cell::Text(text.as_str().into()),
            What::Column(name) => name,
        };
        if let Some(place) = self.header.iter().position(|known| *known == name.to_lowercase()) {
            return Cell::Column(place);
        }
        let columns = self.header.join(", ");
        let what = format!(
            "{} has no column \"{name}\". It has: {columns}. A text that is the same for all rows stands in double quotes.",
            self.mapped.file
        );
        self.problems.push(TableError { file: self.mapped.mapping.clone(), line: Some(given.line), wrong: Wrong::Other(what) });
        Cell::Text("".into())
    }

    fn maybe(&mut self, given: Option<&Given>) -> Option<Cell> {
        given.map(|given| self.cell(given))
    }

    fn all(&mut self, given: &[Given]) -> Vec<Cell> {
        given.iter().map(|given| self.cell(given)).collect()
    }

    fn relation(&mut self, mapped: &MappedRelation) -> WideRelation {
        let column = match &mapped.end.what {
            What::Column(name) | What::Text(name) => name.as_str().into(),
        };
        WideRelation {
            name: mapped.name.as_str().into(),
            column,
            end: self.cell(&mapped.end),
            several: mapped.several,
            reversed: mapped.reversed,
            object_type: if mapped.reversed { "entity".into() } else { mapped.object_type.clone().unwrap_or_default().into() },
            unit: self.maybe(mapped.unit.as_ref()),
            qualifiers: mapped.qualifiers.each_ref().map(|given| self.maybe(given.as_ref())),
        }
    }
}
