//! The examples of `docs/import.md`: its files are written, and its commands print what stands there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use support::{file, quipu, run};

#[test]
fn the_examples_print_what_is_written() {
    let page = fs::read_to_string(file("docs/import.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut lines = page.lines();
    let mut commands = 0;
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some(name) = info.strip_prefix("text ") {
            fs::write(folder.path().join(name), body.join("\n") + "\n").unwrap();
        }
        if info != "console" {
            continue;
        }
        let mut printed = Vec::new();
        for command in body.iter().filter_map(|line| line.strip_prefix("$ quipu ")) {
            commands += 1;
            let (options, quoted) = command.split_once(" \"").unwrap_or((command, ""));
            let last = quoted.strip_suffix('"').filter(|last| !last.is_empty());
            let (_, out, err) = run(quipu().current_dir(folder.path()).args(options.split(' ')).args(last));
            printed.push(format!("$ quipu {command}"));
            // How long it took is another each time.
            let shown = |line: &&str| !line.starts_with("  read ");
            printed.extend(out.lines().filter(shown).chain(err.lines()).map(str::to_owned));
        }
        assert_eq!(printed.join("\n"), body.join("\n"));
    }
    assert!(commands >= 2, "only {commands} commands");
}
