//! Which graphs are opened, and what is said where they cannot be: exit status 3.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use support::{quipu, run, small};

#[test]
fn the_built_in_graph_answers_without_a_file() {
    let (status, out, err) = run(quipu().args(["ask", "who supported Fujimori?"]));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("United States") && out.contains("[4, 5, 6, 7, 8]"), "{out}");
    assert!(out.contains("Fujimori was read as Alberto Fujimori."), "{out}");
}

#[test]
fn a_graph_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("notes.txt"), "hello").unwrap();
    for (name, message) in [
        ("nothing.facts", "there is no file or folder"),
        ("notes.txt", "is no graph"),
        ("none.quipu", "there is no file"),
        ("", "no .facts files"),
    ] {
        let (status, out, err) = run(quipu().args(["ask", "-g", &path(name), "who?"]));
        assert_eq!((status, out.as_str()), (3, ""), "{name}");
        assert!(err.contains(message), "{name}: {err}");
    }
}

#[test]
fn every_mistake_in_the_facts_is_shown_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.facts");
    let text = "kind country\nentity Peru is a country\n\nrelation recognized\n  says X recognizes Y\n\nPeru reconized Peru.\nPeru recognized Atlantis.\n";
    fs::write(&path, text).unwrap();
    let (status, _, err) = run(quipu().args(["stats", "-g"]).arg(&path));
    assert_eq!(status, 3);
    assert!(err.contains("bad.facts:7") && err.contains("bad.facts:8"), "{err}");
    assert!(err.contains("2 mistakes in the facts; nothing was loaded"), "{err}");
}

#[test]
fn tables_and_folders_and_several_graphs_are_read_together() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("more.tsv");
    fs::write(&table, "Chile\trecognized\tKosovo\t2009\n").unwrap();
    let (status, out, err) = run(quipu().args(["ask", "-g", &small(), "-g"]).arg(&table).arg("which countries recognized Kosovo?"));
    assert_eq!((status, err.as_str()), (0, ""));
    for name in ["Peru", "United States", "Chile"] {
        assert!(out.contains(name), "{out}");
    }
    fs::copy(small(), folder.path().join("small.facts")).unwrap();
    let (status, out, _) = run(quipu().args(["ask", "-g"]).arg(folder.path()).arg("who supported Fujimori?"));
    assert_eq!(status, 0);
    assert!(out.contains("United States"), "{out}");
}
