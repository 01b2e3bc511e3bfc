//! A graph as two tables: entities, and claims with all their qualifiers. Together with the definitions as a facts file they are the graph.
//!
//! Parts of a list are joined by `|`; a `|` or `\` within a part has a `\` before it.

use std::io::{self, Write};

use super::exchange::{self, NodeRecord, ValueRecord};
use crate::graph::View;

/// The columns of the table of entities.
const ENTITY: [&str; 5] = ["id", "label", "kind", "aliases", "adjectives"];
/// The columns of the table of claims.
const CLAIM: [&str; 14] = [
    "subject",
    "relation",
    "object",
    "object_type",
    "from",
    "to",
    "denied",
    "place",
    "quantity",
    "according_to",
    "source",
    "section",
    "quote",
    "note",
];

/// Writes the table of entities.
///
/// # Errors
/// Those of the writer.
pub fn write_entities(view: &dyn View, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(ENTITY)?;
    for entity in exchange::entities(view) {
        let label = entity.label.as_deref().unwrap_or(&entity.key);
        table.write_record([&entity.key, label, &joined(&entity.kinds), &joined(&entity.aliases), &joined(&entity.adjectives)])?;
    }
    table.flush()
}

/// Writes the table of claims.
///
/// # Errors
/// Those of the writer, and [`io::ErrorKind::InvalidData`] if a claim is about a value, which a table cannot say.
pub fn write_claims(view: &dyn View, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(CLAIM)?;
    for (number, claim) in exchange::claims(view).enumerate() {
        let key = |node: &NodeRecord| match node {
            NodeRecord::Entity(key) => Ok(key.clone()),
            NodeRecord::Value(_) => {
                let told = format!("claim {} has a value where a table has entities; export to facts or JSON Lines", number + 1);
                Err(io::Error::new(io::ErrorKind::InvalidData, told))
            }
        };
        let keys = |nodes: &[NodeRecord]| nodes.iter().map(key).collect::<io::Result<Vec<_>>>().map(|keys| joined(&keys));
        let (object, object_type) = object(&claim.object);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let quantity = claim.quantity.as_ref().and_then(|quantity| quantity.quantity().ok());
        table.write_record([
            key(&claim.subject)?,
            claim.relation.clone(),
            object,
            object_type.to_owned(),
            text(&claim.from),
            text(&claim.to),
            if claim.denied { "yes".to_owned() } else { String::new() },
            claim.place.as_ref().map(key).transpose()?.unwrap_or_default(),
            quantity.map(|quantity| quantity.exact()).unwrap_or_default(),
            keys(&claim.according_to)?,
            keys(&claim.sources)?,
            text(&claim.section),
            text(&claim.quote),
            text(&claim.note),
        ])?;
    }
    table.flush()
}

fn object(node: &NodeRecord) -> (String, &'static str) {
    match node {
        NodeRecord::Entity(key) => (key.clone(), "entity"),
        NodeRecord::Value(ValueRecord::Text(text)) => (text.clone(), "text"),
        NodeRecord::Value(ValueRecord::Date(date)) => (date.clone(), "date"),
        NodeRecord::Value(ValueRecord::Truth(truth)) => (if *truth { "yes" } else { "no" }.to_owned(), "yes/no"),
        NodeRecord::Value(ValueRecord::Url(url)) => (url.clone(), "url"),
        NodeRecord::Value(ValueRecord::Number(number)) => {
            (number.quantity().map(|quantity| quantity.exact()).unwrap_or_default(), "number")
        }
    }
}

fn joined(parts: &[String]) -> String {
    parts.iter().map(|part| part.replace('\\', "\\\\").replace('|', "\\|")).collect::<Vec<_>>().join("|")
}
