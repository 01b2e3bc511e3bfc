//! The built-in graph: its graph file is what its facts say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use quipu::builtin::{self, sum};
use quipu::format::facts;
use quipu::graph::LiveGraph;
use quipu::store::frozen::{History, freeze};

/// `UPDATE_BUILTIN=1 cargo test --test builtin` makes the file anew.
#[test]
fn the_graph_file_is_made_from_the_facts() {
    let texts: Vec<(String, String)> = builtin::FILES.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
    let mut graph = LiveGraph::new();
    facts::load(&texts, &mut graph).unwrap();
    graph.seal();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("peru-us.quipu");
    freeze(&graph, &path, &History::default()).unwrap();
    let made = fs::read(&path).unwrap();
    let made_from = sum::of(builtin::FILES.iter().copied());
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph");
    let (file, sum) = (shipped.join("peru-us.quipu"), shipped.join("peru-us.sum"));
    if std::env::var_os("UPDATE_BUILTIN").is_some() {
        fs::write(&file, &made).unwrap();
        fs::write(&sum, format!("{made_from}\n")).unwrap();
        return;
    }
    let again = "the facts have changed: run UPDATE_BUILTIN=1 cargo test --test builtin";
    assert_eq!(fs::read_to_string(&sum).unwrap_or_default().trim(), made_from, "{again}");
    assert!(fs::read(&file).unwrap_or_default() == made, "{again}");
    assert_eq!(builtin::frozen(), Some(made.as_slice()), "the program has the file");
}
