//! The examples of `docs/language.md`, checked over the graph that comes with the program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use support::{file, quipu, run};

#[test]
fn the_examples_answer_as_written() {
    let page = fs::read_to_string(file("docs/language.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    // All lines that are no example become empty, so that the line numbers of a message are those of the page.
    let mut inside = false;
    let mut questions = String::new();
    let mut examples = 0;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```ask";
            examples += usize::from(inside);
        } else if inside {
            questions += line;
        }
        questions.push('\n');
    }
    assert!(examples >= 20, "the page has only {examples} blocks of examples");
    fs::write(folder.path().join("language.md"), questions).unwrap();
    let (status, out, err) = run(quipu().current_dir(folder.path()).args(["check", "language.md"]));
    assert_eq!((status, err.as_str()), (0, ""), "\n{out}");
}

#[test]
fn every_example_is_understood_or_says_why_not() {
    let page = fs::read_to_string(file("docs/language.md")).unwrap();
    let mut questions = String::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```ask";
        } else if inside && line.starts_with("  ?") {
            let asked = questions.trim_end().rfind('\n').map_or(0, |end| end + 1);
            questions.truncate(asked);
        } else if inside && !line.starts_with(' ') {
            questions += line;
            questions.push('\n');
        }
    }
    let (status, out, err) = run(quipu().args(["run", "-"]).write_stdin(questions));
    assert_eq!(status, 0, "{err}\n{out}");
}
