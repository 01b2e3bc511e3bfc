//! Sources written out, as a footnote would have them.
//!
//! A source is an entity; what is known of it are claims of the relations `author`, `title`, `publisher`, `date` and so on.

use super::name::name_of;
use super::types::SourceText;
use crate::graph::{Direction, NodeId, RelationId, Schema, View};

/// The key by which a source is cited: "4". The name itself where the source has no key of its own.
pub fn source_key(source: NodeId, view: &dyn View) -> String {
    match view.key(source) {
        Some(key) => key.strip_prefix("source ").unwrap_or(&key).to_owned(),
        None => name_of(source, view),
    }
}

/// Author, title, publisher, date in one line; the name of the source where nothing is told of it.
pub fn source_text(source: NodeId, view: &dyn View) -> SourceText {
    SourceFields::of(view.schema()).text(source, view)
}

/// The relations by which sources are described, where the graph has them.
pub(super) struct SourceFields([Option<RelationId>; 8]);

impl SourceFields {
    /// Those of a schema.
    pub fn of(schema: &Schema) -> Self {
        Self(["author", "title", "publisher", "volume", "issue", "pages", "date", "url"].map(|name| schema.relation_id(name)))
    }

    /// As [`source_text`].
    pub fn text(&self, source: NodeId, view: &dyn View) -> SourceText {
        let [author, title, publisher, volume, issue, pages, date, url] = self.0;
        let field = |relation: Option<RelationId>| {
            let told = relation.map(|relation| view.neighbours(source, relation, Direction::Forward)).unwrap_or_default();
            told.iter().map(|(node, _)| name_of(node, view))
        };
        let key = source_key(source, view);
        let mut parts = Vec::new();
        let authors: Vec<String> = field(author).collect();
        if !authors.is_empty() {
            parts.push(authors.join(", "));
        }
        parts.extend(field(title).map(|title| format!("“{title}”")));
        parts.extend(field(publisher));
        parts.extend(field(volume).map(|volume| format!("volume {volume}")));
        parts.extend(field(issue).map(|issue| format!("issue {issue}")));
        parts.extend(field(pages).map(|pages| if pages.starts_with('p') { pages } else { format!("pages {pages}") }));
        parts.extend(field(date));
        parts.extend(field(url));
        if parts.is_empty() {
            let name = name_of(source, view);
            if name != key {
                parts.push(name);
            }
        }
        SourceText { key, text: parts.join(", ") }
    }
}
