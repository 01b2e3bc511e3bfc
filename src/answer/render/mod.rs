//! Rendering: an answer becomes text for a terminal, a table, JSON, CSV or Markdown.
//!
//! Comes in: an [`Answer`]. Goes out: bytes to any writer. Knows no graph. Text and tables carry styles, which the stream may strip.

mod csv;
mod grid;
mod json;
mod markdown;
mod table;
mod text;
mod why;

use std::io::{self, Write};
use std::str::FromStr;

pub use json::{json, json_line};
pub use text::references;
pub use why::{claim_lines, why};

use super::Answer;

/// The forms an answer is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: read-back, rows, dates, references.
    #[default]
    Text,
    /// A table with borders.
    Table,
    /// One JSON object, spread over lines.
    Json,
    /// One JSON object on one line.
    JsonLines,
    /// Comma-separated values with a header line.
    Csv,
    /// A Markdown table.
    Markdown,
}

impl Format {
    /// All formats and their names.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("text", Self::Text),
        ("table", Self::Table),
        ("json", Self::Json),
        ("jsonl", Self::JsonLines),
        ("csv", Self::Csv),
        ("markdown", Self::Markdown),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, format)| *format == self).map_or("text", |(name, _)| name)
    }

    /// Whether it is read by programs: then all that can be told is told in it, and nothing beside it.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines)
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::NAMES.iter().find(|(name, _)| *name == text).map(|(_, format)| *format).ok_or_else(|| {
            let names: Vec<&str> = Self::NAMES.iter().map(|(name, _)| *name).collect();
            format!("no such format; there are {}", names.join(", "))
        })
    }
}

/// Writes an answer.
///
/// # Errors
/// Those of the writer.
pub fn render(answer: &Answer, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::render(answer, out),
        Format::Table => table::render(answer, out),
        Format::Json => json(answer, out),
        Format::JsonLines => json_line(answer, out),
        Format::Csv => csv::render(answer, out),
        Format::Markdown => markdown::render(answer, out),
    }
}
