//! The README's transcripts, replayed against the program.
//!
//! - A block marked `text NAME` or `rust NAME` is the content of a file: of a project file where there is one of that name, else of a file
//!   that the commands may use.
//! - A block marked `console` holds commands (`$ quipu ...`) or lines typed at the prompt (`quipu> ...`), each with what it prints.
//!
//! `UPDATE_README=1 cargo test --test readme` writes the README anew with what the program prints now.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::Path;

use support::{file, quipu, run};

const COMMAND: &str = "$ quipu ";
const PROMPT: &str = "quipu> ";

#[test]
fn the_transcripts_are_what_the_program_prints() {
    let path = file("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let replayed = replay(&readme);
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, replayed).unwrap();
        return;
    }
    for (number, (written, printed)) in readme.lines().zip(replayed.lines()).enumerate() {
        assert_eq!(written, printed, "README.md:{} is not what the program prints now; UPDATE_README=1 writes it anew", number + 1);
    }
    assert_eq!(readme, replayed, "README.md is longer or shorter than what the program prints now");
}

#[test]
fn the_readme_shows_both_commands() {
    let readme = fs::read_to_string(file("README.md")).unwrap();
    assert!(readme.contains("cargo run --release") && readme.contains("cargo test"));
    assert!(readme.matches(PROMPT).count() >= 5, "a transcript of some length");
}

/// The text with every block as it should be.
fn replay(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut replayed = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        replayed += line;
        replayed.push('\n');
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        replayed += &match info.split_once(' ') {
            Some((_, name)) => named(name, &body, folder.path()),
            None if info == "console" => console(&body, folder.path()),
            None => joined(&body),
        };
        replayed += "```\n";
    }
    replayed
}

fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A block with the content of a file: a Rust example without its module comment, another file as it is written here.
fn named(name: &str, body: &[&str], folder: &Path) -> String {
    if Path::new(&file(name)).exists() {
        let text = fs::read_to_string(file(name)).unwrap();
        let lines: Vec<&str> = text.lines().skip_while(|line| line.is_empty() || line.starts_with("//!")).collect();
        return joined(&lines);
    }
    fs::write(folder.join(name), joined(body)).unwrap();
    joined(body)
}

/// Commands, or lines at the prompt, with what they print.
fn console(body: &[&str], folder: &Path) -> String {
    let typed: Vec<&str> = body.iter().filter_map(|line| line.strip_prefix(PROMPT)).collect();
    let mut text = if typed.is_empty() { String::new() } else { conversation(&typed, folder) };
    for line in body.iter().filter_map(|line| line.strip_prefix(COMMAND)) {
        let (_, out, err) = run(quipu().current_dir(folder).args(words(line)));
        text += &format!("{COMMAND}{line}\n{out}{err}");
    }
    text
}

/// What the prompt shows. Without a terminal it is given the same lines: it repeats the questions, and sets an empty line below each answer.
fn conversation(typed: &[&str], folder: &Path) -> String {
    let mut printed = Vec::new();
    for count in 0..=typed.len() {
        let input: String = typed.iter().take(count).map(|line| format!("{line}\n")).collect();
        let (_, out, _) = run(quipu().current_dir(folder).write_stdin(input));
        printed.push(out);
    }
    let mut text = String::new();
    for (line, pair) in typed.iter().zip(printed.windows(2)) {
        let [before, after] = pair else { continue };
        let new = after.strip_prefix(before.as_str()).unwrap();
        let new = new.strip_prefix(&format!("{line}\n")).unwrap_or(new);
        text += &format!("{PROMPT}{line}\n{}", new.strip_suffix("\n").unwrap_or(new));
    }
    text
}

/// A command line cut at blanks, but not within double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}
