//! JSON Lines: one [`Record`] a line. The definitions come first, then the entities, then the claims.
//!
//! ```text
//! {"definitions":"kind country\n\nrelation recognized\n  says X recognizes Y\n"}
//! {"entity":{"key":"Pava","kinds":["country"]}}
//! {"claim":{"subject":"Pava","relation":"recognized","object":"Parelinda","from":"2011","to":"2011","sources":["source 17"]}}
//! {"claim":{"subject":"Pava","relation":"population","object":{"number":{"amount":34000000.0,"bound":"about"}}}}
//! ```

use std::io::{self, Write};

use super::exchange::{self, Record};
use super::facts;
use crate::graph::View;

/// Writes a graph.
///
/// # Errors
/// Those of the writer.
pub fn write(view: &dyn View, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |record: &Record| -> io::Result<()> {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")
    };
    let definitions = facts::write_definitions(view.schema());
    if !definitions.is_empty() {
        line(&Record::Definitions(definitions))?;
    }
    for entity in exchange::entities(view) {
        line(&Record::Entity(entity))?;
    }
    for claim in exchange::claims(view) {
        line(&Record::Claim(Box::new(claim)))?;
    }
    Ok(())
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it, in a few words.
pub fn read(line: &str) -> Result<Record, String> {
    serde_json::from_str(line).map_err(|error| {
        let text = error.to_string();
        // The line is known better than serde knows it.
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        format!("this is no record: {what}")
    })
}
