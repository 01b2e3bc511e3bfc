//! Headers: which column is what.

use std::str::FromStr;

use super::row::Fields;
use crate::graph::Date;

/// What the first row is.
pub(crate) enum Header {
    Entities(EntityColumns),
    Claims(ClaimColumns),
    /// A header without a column that it must have.
    Incomplete(&'static str),
    /// No header.
    None,
}

/// Where the columns of a table of entities are.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntityColumns {
    pub(crate) id: Option<usize>,
    pub(crate) name: Option<usize>,
    pub(crate) label: Option<usize>,
    pub(crate) kind: Option<usize>,
    pub(crate) aliases: Option<usize>,
    pub(crate) adjectives: Option<usize>,
    pub(crate) unknown: Vec<String>,
}

/// Where the columns of a table of claims are.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClaimColumns {
    pub(crate) subject: Option<usize>,
    pub(crate) relation: Option<usize>,
    pub(crate) object: Option<usize>,
    pub(crate) object_type: Option<usize>,
    pub(crate) date: Option<usize>,
    pub(crate) from: Option<usize>,
    pub(crate) to: Option<usize>,
    pub(crate) source: Option<usize>,
    pub(crate) note: Option<usize>,
    pub(crate) rare: RareColumns,
    pub(crate) unknown: Vec<String>,
    /// How many columns there may be; `None` with a header, which says so itself.
    pub(crate) most: Option<usize>,
}

/// Where the qualifiers are that few tables have.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RareColumns {
    pub(crate) denied: Option<usize>,
    pub(crate) place: Option<usize>,
    pub(crate) quantity: Option<usize>,
    pub(crate) according_to: Option<usize>,
    pub(crate) section: Option<usize>,
    pub(crate) quote: Option<usize>,
}

impl RareColumns {
    /// Whether there is none of them.
    pub(crate) fn is_empty(self) -> bool {
        [self.denied, self.place, self.quantity, self.according_to, self.section, self.quote].iter().all(Option::is_none)
    }
}

impl Header {
    /// A first row is a header if its first field is the name of a column and it has the columns that make a table, or enough of them to
    /// see that one was forgotten.
    pub(crate) fn of<'a>(fields: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<String> = fields.map(|field| field.trim().to_lowercase()).collect();
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
            "adjectives" | "adjective" => &mut self.adjectives,
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
            "denied" => &mut self.rare.denied,
            "place" => &mut self.rare.place,
            "quantity" => &mut self.rare.quantity,
            "according_to" => &mut self.rare.according_to,
            "section" => &mut self.rare.section,
            "quote" => &mut self.rare.quote,
            _ => return None,
        })
    }

    /// The columns of these names, in their order; what is no name of a column is passed over.
    pub(crate) fn named<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut columns = Self::default();
        for (index, name) in names.enumerate() {
            if let Some(column) = columns.column(name) {
                column.get_or_insert(index);
            }
        }
        columns
    }

    /// The columns of a table without a header, by what its rows have.
    pub(crate) fn without_header(seen: Seen) -> Self {
        let mut columns = Self { subject: Some(0), relation: Some(1), object: Some(2), ..Self::default() };
        if seen.sixth || seen.fifth_is_date {
            (columns.from, columns.to, columns.source) = (Some(3), Some(4), Some(5));
            columns.most = Some(6);
        } else if seen.fourth_is_date {
            (columns.date, columns.source) = (Some(3), Some(4));
            columns.most = Some(5);
        } else {
            columns.source = Some(3);
            columns.most = Some(4);
        }
        columns
    }
}

/// What stands in the columns behind the third of a table without a header. It is seen from the whole table: the fourth and fifth are dates if one of
/// their fields is an ISO date with a year of four digits, and otherwise sources.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    sixth: bool,
    fourth_is_date: bool,
    fifth_is_date: bool,
}

impl Seen {
    /// Looks at one more row.
    pub(crate) fn row(&mut self, row: &impl Fields) {
        self.sixth = self.sixth || !row.field(Some(5)).is_empty();
        self.fourth_is_date = self.fourth_is_date || looks_like_date(row.field(Some(3)));
        self.fifth_is_date = self.fifth_is_date || looks_like_date(row.field(Some(4)));
    }

    /// Whether no other row could change anything.
    pub(crate) fn is_certain(self) -> bool {
        self.sixth && self.fifth_is_date
    }
}

fn looks_like_date(text: &str) -> bool {
    let year = text.trim_start_matches('-').split('-').next().unwrap_or_default();
    year.len() == 4 && Date::from_str(text).is_ok()
}
