//! Sources written out, as a footnote would have them.
//!
//! A source is an entity; what is known of it are claims of the relations `author`, `title`, `publisher`, `date` and so on.

use super::name::name_of;
use super::types::SourceText;
use crate::graph::{Direction, Node, NodeId, View};

/// The key by which a source is cited: "4". The name itself where the source has no key of its own.
pub fn source_key(source: NodeId, view: &dyn View) -> String {
    match view.node(source).as_deref() {
        Some(Node::Entity(entity)) => entity.key.strip_prefix("source ").unwrap_or(&entity.key).to_owned(),
        _ => name_of(source, view),
    }
}

/// Author, title, publisher, date in one line; the name of the source where nothing is told of it.
pub fn source_text(source: NodeId, view: &dyn View) -> SourceText {
    let field = |name: &str| -> Vec<String> {
        let Some(relation) = view.schema().relation_id(name) else { return Vec::new() };
        view.neighbours(source, relation, Direction::Forward).iter().map(|(node, _)| name_of(node, view)).collect()
    };
    let key = source_key(source, view);
    let mut parts = Vec::new();
    let authors = field("author");
    if !authors.is_empty() {
        parts.push(authors.join(", "));
    }
    parts.extend(field("title").into_iter().map(|title| format!("“{title}”")));
    parts.extend(field("publisher"));
    parts.extend(field("volume").into_iter().map(|volume| format!("volume {volume}")));
    parts.extend(field("issue").into_iter().map(|issue| format!("issue {issue}")));
    parts.extend(field("pages").into_iter().map(|pages| if pages.starts_with('p') { pages } else { format!("pages {pages}") }));
    parts.extend(field("date"));
    parts.extend(field("url"));
    if parts.is_empty() {
        let name = name_of(source, view);
        if name != key {
            parts.push(name);
        }
    }
    SourceText { key, text: parts.join(", ") }
}
