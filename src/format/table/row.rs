//! Rows: what the fields of one row say. The one meaning of a row, whoever reads it and wherever it goes.

use std::borrow::Cow;
use std::str::FromStr;

use super::error::Wrong;
use super::header::{ClaimColumns, EntityColumns, RareColumns};
use crate::graph::{Bound, Date, Interval, Quantity, Value, ValueType};

/// The fields of a row.
pub(crate) trait Fields {
    /// How many there are.
    fn count(&self) -> usize;

    /// A field without blanks around it; empty where there is none.
    fn field(&self, column: Option<usize>) -> &str;
}

impl Fields for csv::StringRecord {
    fn count(&self) -> usize {
        self.len()
    }

    fn field(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.get(column)).unwrap_or_default().trim()
    }
}

impl Fields for Vec<&str> {
    fn count(&self) -> usize {
        self.len()
    }

    fn field(&self, column: Option<usize>) -> &str {
        let field = column.and_then(|column| self.get(column)).copied().unwrap_or_default();
        // Most fields begin and end with letters and digits; that is quicker seen than that they have no blanks.
        match field.as_bytes() {
            [b'!'..=b'~', .., b'!'..=b'~'] | [b'!'..=b'~'] => field,
            _ => field.trim(),
        }
    }
}

/// What a row of a table of entities says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntityRow<'a> {
    pub(crate) key: &'a str,
    pub(crate) label: &'a str,
    /// A name beside id and label.
    name: &'a str,
    aliases: &'a str,
    adjectives: &'a str,
    kinds: &'a str,
}

impl<'a> EntityRow<'a> {
    /// Reads a row.
    pub(crate) fn of(record: &'a impl Fields, columns: &EntityColumns) -> Result<Self, Wrong> {
        let [id, name, label] = [columns.id, columns.name, columns.label].map(|column| record.field(column));
        let first = |texts: [&'a str; 3]| texts.into_iter().find(|text| !text.is_empty()).ok_or(Wrong::NoName);
        let (key, shown) = (first([id, name, label])?, first([label, name, id])?);
        if columns.id.is_some() && id.is_empty() {
            return Err(Wrong::EmptyField("id"));
        }
        let (aliases, adjectives, kinds) = (record.field(columns.aliases), record.field(columns.adjectives), record.field(columns.kind));
        Ok(Self { key, label: shown, name, aliases, adjectives, kinds })
    }

    /// Its other names, each once.
    pub(crate) fn aliases(&self) -> Vec<String> {
        let mut aliases: Vec<String> = Vec::new();
        for alias in std::iter::once(Cow::Borrowed(self.name)).chain(parts(self.aliases)) {
            if !alias.is_empty() && alias != self.label && !aliases.iter().any(|known| *known == alias) {
                aliases.push(alias.into_owned());
            }
        }
        aliases
    }

    /// Its adjectives.
    pub(crate) fn adjectives(&self) -> Vec<String> {
        parts(self.adjectives).map(Cow::into_owned).collect()
    }

    /// The names of its kinds.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        parts(self.kinds)
    }
}

/// What a row of a table of claims says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClaimRow<'a> {
    pub(crate) subject: &'a str,
    pub(crate) relation: &'a str,
    pub(crate) object: &'a str,
    pub(crate) object_type: Option<ObjectType>,
    pub(crate) when: Interval,
    /// Joined by `|`; may be empty.
    pub(crate) source: &'a str,
    /// May be empty.
    pub(crate) note: &'a str,
    /// What few rows have; `None` where this one has none of it.
    pub(crate) rare: Option<Rare<'a>>,
}

/// Qualifiers that few rows have. Texts may be empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rare<'a> {
    denied: bool,
    place: &'a str,
    /// It was seen that it can be read.
    quantity: &'a str,
    /// Joined by `|`.
    according_to: &'a str,
    section: &'a str,
    quote: &'a str,
}

/// Qualifiers that few rows have, apart from the row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Qualifiers {
    pub(crate) denied: bool,
    /// An entity.
    pub(crate) place: Option<String>,
    pub(crate) quantity: Option<Quantity>,
    /// Entities.
    pub(crate) according_to: Vec<String>,
    pub(crate) section: Option<String>,
    pub(crate) quote: Option<String>,
}

impl<'a> Rare<'a> {
    fn of(record: &'a impl Fields, columns: RareColumns) -> Result<Option<Self>, Wrong> {
        if columns.is_empty() {
            return Ok(None);
        }
        let denied = match record.field(columns.denied).to_lowercase().as_str() {
            "" | "no" | "false" => false,
            "yes" | "true" => true,
            other => return Err(Wrong::Other(format!("\"{other}\" in the column \"denied\" is neither yes nor no"))),
        };
        let quantity = record.field(columns.quantity);
        if !quantity.is_empty() && read_quantity(quantity).is_none() {
            return Err(Wrong::Other(format!("\"{quantity}\" is no quantity: write 400, 5 km, about 200000 people or more than 400")));
        }
        let rare = Self {
            denied,
            place: record.field(columns.place),
            quantity,
            according_to: record.field(columns.according_to),
            section: record.field(columns.section),
            quote: record.field(columns.quote),
        };
        let texts = [rare.place, rare.quantity, rare.according_to, rare.section, rare.quote];
        Ok((denied || texts.iter().any(|text| !text.is_empty())).then_some(rare))
    }

    /// The same, to be kept.
    pub(crate) fn owned(&self) -> Qualifiers {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Qualifiers {
            denied: self.denied,
            place: text(self.place),
            quantity: read_quantity(self.quantity),
            according_to: parts(self.according_to).map(Cow::into_owned).collect(),
            section: text(self.section),
            quote: text(self.quote),
        }
    }

    /// All of it as one text, the same for the same.
    pub(crate) fn text(&self) -> String {
        let denied = if self.denied { "not" } else { "" };
        [denied, self.place, self.quantity, self.according_to, self.section, self.quote].join("\u{1f}")
    }
}

impl<'a> ClaimRow<'a> {
    /// Reads a row; `date` reads dates.
    pub(crate) fn of(record: &'a impl Fields, columns: &ClaimColumns, mut date: impl FnMut(&str) -> Option<Date>) -> Result<Self, Wrong> {
        if let Some(most) = columns.most {
            if record.count() < 3 {
                return Err(Wrong::TooFewColumns(record.count()));
            }
            if (most..record.count()).any(|column| !record.field(Some(column)).is_empty()) {
                return Err(Wrong::TooManyColumns { found: record.count(), most });
            }
        }
        let required = |column, name| match record.field(column) {
            "" => Err(Wrong::EmptyField(name)),
            text => Ok(text),
        };
        let subject = required(columns.subject, "subject")?;
        let relation = required(columns.relation, "relation")?;
        let object = required(columns.object, "object")?;
        let object_type = match record.field(columns.object_type) {
            "" => None,
            text => Some(object_type(text).ok_or_else(|| Wrong::UnknownObjectType(text.to_owned()))?),
        };
        let when = read_interval(record, columns, &mut date)?;
        let (source, note) = (record.field(columns.source), record.field(columns.note));
        Ok(Self { subject, relation, object, object_type, when, source, note, rare: Rare::of(record, columns.rare)? })
    }
}

/// What a row says its object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectType {
    Entity,
    Value(ValueType),
}

/// The type of that name.
pub(crate) fn object_type(text: &str) -> Option<ObjectType> {
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

fn read_interval(record: &impl Fields, columns: &ClaimColumns, read: &mut impl FnMut(&str) -> Option<Date>) -> Result<Interval, Wrong> {
    let mut date = |column| match record.field(column) {
        "" => Ok(None),
        text => read(text).map(Some).ok_or_else(|| Wrong::NotADate(text.to_owned())),
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

/// What is joined by `|`. A `\` before a `|` or another `\` makes it a part of the text.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut escaped = false;
        let end = text.find(|character| {
            let ends = character == '|' && !escaped;
            escaped = character == '\\' && !escaped;
            ends
        });
        rest = end.and_then(|end| text.get(end + 1..));
        Some(text.get(..end.unwrap_or(text.len())).unwrap_or_default().trim())
    })
    .filter(|part| !part.is_empty())
    .map(|part| if part.contains('\\') { Cow::Owned(unescaped(part)) } else { Cow::Borrowed(part) })
}

fn unescaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut characters = part.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.peek() {
            Some(&next @ ('|' | '\\')) if character == '\\' => {
                text.push(next);
                characters.next();
            }
            _ => text.push(character),
        }
    }
    text
}

/// A number, perhaps with what bounds it before it and its unit behind it.
fn read_quantity(text: &str) -> Option<Quantity> {
    if let Some(quantity) = Quantity::parse_exact(text) {
        return Some(quantity);
    }
    let (number, unit) = text.split_once(' ').map_or((text, None), |(number, unit)| (number, Some(unit.trim())));
    let amount = read_number(number)?;
    Some(Quantity { amount, bound: Bound::Exactly, unit: unit.filter(|unit| !unit.is_empty()).map(str::to_owned) })
}

pub(crate) fn read_value(text: &str, value_type: ValueType, relation: &str, by_schema: bool) -> Result<Value, Wrong> {
    let value = match value_type {
        ValueType::Text => Some(Value::Text(text.to_owned())),
        ValueType::Url => Some(Value::Url(text.to_owned())),
        ValueType::Number => {
            let plain = read_number(text).map(|amount| Quantity { amount, bound: Bound::Exactly, unit: None });
            plain.or_else(|| Quantity::parse_exact(text)).map(Value::Number)
        }
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
pub(crate) fn read_number(text: &str) -> Option<f64> {
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
