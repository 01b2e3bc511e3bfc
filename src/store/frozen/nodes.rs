//! Nodes as records, and the tables that find them by what they are.
//!
//! Comes in: entities and values. Goes out: bytes, and the same nodes again.

use crate::graph::{Bound, Date, Entity, Interval, KindId, Quantity, Value};

/// Set in the record of an entity whose label is its key.
const SAME_LABEL: u8 = 1;
/// Set where there are aliases.
const ALIASES: u8 = 2;
/// Set where there are adjectives.
const ADJECTIVES: u8 = 4;

/// Reads a record piece by piece; nothing once something is wrong.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number in seven bits a byte, the least significant first, the highest bit set in all but the last.
    fn length(&mut self) -> Option<usize> {
        let mut number = 0_u64;
        for shift in (0..).step_by(7).take(9) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return usize::try_from(number).ok();
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.length()?;
        let text = std::str::from_utf8(self.0.get(..length)?).ok()?;
        self.0 = self.0.get(length..)?;
        Some(text)
    }

    fn texts(&mut self) -> Option<Vec<String>> {
        let count = self.length()?;
        // A wrong count must not reserve memory; it ends where the record does.
        let mut texts = Vec::new();
        for _ in 0..count {
            texts.push(self.text()?.to_owned());
        }
        Some(texts)
    }
}

fn put_length(mut number: usize, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn put_text(text: &str, bytes: &mut Vec<u8>) {
    put_length(text.len(), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

fn put_texts(texts: &[String], bytes: &mut Vec<u8>) {
    put_length(texts.len(), bytes);
    for text in texts {
        put_text(text, bytes);
    }
}

/// Appends the record of an entity that has a key and a label and nothing else.
pub(super) fn put_plain_entity(key: &str, label: &str, bytes: &mut Vec<u8>) {
    bytes.push(if key == label { SAME_LABEL } else { 0 });
    put_text(key, bytes);
    if key != label {
        put_text(label, bytes);
    }
}

/// Appends the record of an entity, without its kinds.
pub(super) fn put_entity(entity: &Entity, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    put_plain_entity(&entity.key, &entity.label, bytes);
    let mut flags = 0;
    if !entity.aliases.is_empty() {
        flags |= ALIASES;
        put_texts(&entity.aliases, bytes);
    }
    if !entity.adjectives.is_empty() {
        flags |= ADJECTIVES;
        put_texts(&entity.adjectives, bytes);
    }
    if let Some(first) = bytes.get_mut(start) {
        *first |= flags;
    }
}

/// The entity that a record holds, with the kinds told of it.
pub(super) fn entity_of(record: &[u8], kinds: Vec<KindId>) -> Option<Entity> {
    let mut reader = Reader(record);
    let flags = reader.byte()?;
    let key = reader.text()?.to_owned();
    let label = if flags & SAME_LABEL != 0 { key.clone() } else { reader.text()?.to_owned() };
    let aliases = if flags & ALIASES != 0 { reader.texts()? } else { Vec::new() };
    let adjectives = if flags & ADJECTIVES != 0 { reader.texts()? } else { Vec::new() };
    reader.0.is_empty().then_some(Entity { key, label, aliases, adjectives, kinds })
}

/// The key of the entity that a record holds.
pub(super) fn key_of(record: &[u8]) -> Option<&str> {
    let mut reader = Reader(record);
    reader.byte()?;
    reader.text()
}

/// Key and label of the entity that a record holds.
pub(super) fn key_and_label(record: &[u8]) -> Option<(&str, &str)> {
    let mut reader = Reader(record);
    let flags = reader.byte()?;
    let key = reader.text()?;
    Some((key, if flags & SAME_LABEL != 0 { key } else { reader.text()? }))
}

/// Calls `visit` with label, aliases, and adjectives (then with true) of the entity that a record holds; nothing if that is no entity, after some of them.
pub(super) fn each_name(record: &[u8], mut visit: impl FnMut(&str, bool)) -> Option<()> {
    let mut reader = Reader(record);
    let flags = reader.byte()?;
    let key = reader.text()?;
    visit(if flags & SAME_LABEL != 0 { key } else { reader.text()? }, false);
    for (flag, is_adjective) in [(ALIASES, false), (ADJECTIVES, true)] {
        if flags & flag != 0 {
            for _ in 0..reader.length()? {
                visit(reader.text()?, is_adjective);
            }
        }
    }
    reader.0.is_empty().then_some(())
}

/// Whether the label or an alias of the entity that a record holds passes a test; those behind it are not read.
pub(super) fn any_name(record: &[u8], is_it: &mut dyn FnMut(&str) -> bool) -> Option<bool> {
    let mut reader = Reader(record);
    let flags = reader.byte()?;
    let key = reader.text()?;
    if is_it(if flags & SAME_LABEL != 0 { key } else { reader.text()? }) {
        return Some(true);
    }
    let aliases = if flags & ALIASES != 0 { reader.length()? } else { 0 };
    for _ in 0..aliases {
        if is_it(reader.text()?) {
            return Some(true);
        }
    }
    Some(false)
}

/// Appends the record of a value.
pub(super) fn put_value(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Text(text) => {
            bytes.push(0);
            bytes.extend_from_slice(text.as_bytes());
        }
        Value::Url(text) => {
            bytes.push(1);
            bytes.extend_from_slice(text.as_bytes());
        }
        Value::Number(quantity) => {
            bytes.push(2);
            put_quantity(quantity, bytes);
        }
        Value::Date(date) => {
            bytes.push(3);
            bytes.extend_from_slice(&date_bytes(Some(*date)));
        }
        Value::Truth(truth) => bytes.extend_from_slice(&[4, u8::from(*truth)]),
    }
}

/// The value that a record holds.
pub(super) fn value_of(record: &[u8]) -> Option<Value> {
    let (&tag, rest) = record.split_first()?;
    Some(match tag {
        0 => Value::Text(std::str::from_utf8(rest).ok()?.to_owned()),
        1 => Value::Url(std::str::from_utf8(rest).ok()?.to_owned()),
        2 => Value::Number(quantity_of(rest)?),
        3 => Value::Date(date_of(rest.try_into().ok()?)??),
        4 => Value::Truth(match rest {
            [0] => false,
            [1] => true,
            _ => return None,
        }),
        _ => return None,
    })
}

const BOUNDS: [Bound; 6] = [Bound::Exactly, Bound::About, Bound::MoreThan, Bound::AtLeast, Bound::LessThan, Bound::AtMost];

/// Appends a quantity: amount, bound, and the unit behind a byte that says whether there is one. Minus nothing is nothing, so that equal
/// quantities have equal bytes.
pub(super) fn put_quantity(quantity: &Quantity, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(quantity.amount + 0.0).to_le_bytes());
    let bound = BOUNDS.iter().position(|bound| *bound == quantity.bound).unwrap_or_default();
    bytes.push(bound as u8);
    bytes.push(u8::from(quantity.unit.is_some()));
    bytes.extend_from_slice(quantity.unit.as_deref().unwrap_or_default().as_bytes());
}

/// The quantity that some bytes are.
pub(super) fn quantity_of(bytes: &[u8]) -> Option<Quantity> {
    let (amount, rest) = bytes.split_first_chunk::<8>()?;
    let (&[bound, has_unit], unit) = rest.split_first_chunk::<2>()?;
    let amount = f64::from_le_bytes(*amount);
    let unit = std::str::from_utf8(unit).ok()?;
    let unit = if has_unit == 0 { None } else { Some(unit.to_owned()) };
    amount.is_finite().then_some(Quantity { amount, bound: *BOUNDS.get(usize::from(bound))?, unit })
}

/// Year (two bytes), month and day (0 where not known); a year of -32768 where there is no date.
pub(super) fn date_bytes(date: Option<Date>) -> [u8; 4] {
    let [low, high] = date.map_or(i16::MIN, Date::year).to_le_bytes();
    [low, high, date.and_then(Date::month).unwrap_or(0), date.and_then(Date::day).unwrap_or(0)]
}

/// The date that four bytes are; nothing if they are none.
pub(super) fn date_of([low, high, month, day]: [u8; 4]) -> Option<Option<Date>> {
    let year = i16::from_le_bytes([low, high]);
    if year == i16::MIN {
        return Some(None);
    }
    let known = |part: u8| (part != 0).then_some(part);
    Date::new(year, known(month), known(day)).map(Some)
}

/// Both ends of an interval.
pub(super) fn interval_bytes(interval: Interval) -> [u8; 8] {
    let ([a, b, c, d], [e, f, g, h]) = (date_bytes(interval.from), date_bytes(interval.to));
    [a, b, c, d, e, f, g, h]
}

/// The interval that eight bytes are.
pub(super) fn interval_of([a, b, c, d, e, f, g, h]: [u8; 8]) -> Option<Interval> {
    Some(Interval { from: date_of([a, b, c, d])?, to: date_of([e, f, g, h])? })
}

/// The hash by which keys and values are found: FNV-1a of 64 bits, the upper half folded onto the lower.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    hash ^ hash >> 32
}

/// How many slots a table for so many things has: a power of two, at least a third of it empty.
pub(super) fn slots_for(things: usize) -> usize {
    (things + things / 2 + 1).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_come_back() {
        for (key, label) in [("a", "a"), ("Q1", "Pava"), ("", "x")] {
            let long = "long ".repeat(40);
            for aliases in [vec![], vec!["b".to_owned(), long]] {
                for adjectives in [vec![], vec!["Pavanian".to_owned()]] {
                    let entity =
                        Entity { key: key.into(), label: label.into(), aliases: aliases.clone(), adjectives, kinds: vec![KindId(3)] };
                    let mut bytes = Vec::new();
                    put_entity(&entity, &mut bytes);
                    assert_eq!(key_of(&bytes), Some(key));
                    for length in 0..bytes.len() {
                        assert_eq!(entity_of(&bytes[..length], Vec::new()), None);
                    }
                    assert_eq!(entity_of(&bytes, vec![KindId(3)]), Some(entity));
                }
            }
        }
        let date = "2006-09".parse().unwrap();
        for value in [
            Value::Text("é".into()),
            Value::Url(String::new()),
            Value::Date(date),
            Value::Truth(true),
            Value::Number(Quantity { amount: -1.5, bound: Bound::AtMost, unit: Some("m".into()) }),
        ] {
            let mut bytes = Vec::new();
            put_value(&value, &mut bytes);
            assert_eq!(value_of(&bytes), Some(value));
        }
        for interval in [Interval::UNDATED, Interval::at(date), Interval { from: Some(date), to: None }] {
            assert_eq!(interval_of(interval_bytes(interval)), Some(interval));
        }
    }
}
