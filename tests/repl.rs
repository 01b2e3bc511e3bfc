//! The prompt, in a terminal of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(unix)]

mod support;

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

/// Patient enough for a machine that does other things too.
const PATIENCE: Option<u64> = Some(60_000);

fn start(history: &std::path::Path) -> PtySession {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("quipu"));
    command.arg(support::small()).env("QUIPU_HISTORY", history).env("NO_COLOR", "1").env("TERM", "xterm");
    let mut session = spawn_command(command, PATIENCE).unwrap();
    session.exp_string("quipu> ").unwrap();
    session
}

#[test]
fn a_conversation() {
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("deep").join("history");
    let mut session = start(&history);

    session.send_line("who supported Fujimori?").unwrap();
    session.exp_string("United States").unwrap();
    session.exp_string("quipu> ").unwrap();

    session.send_line("why 1").unwrap();
    session.exp_string("Spymaster").unwrap();
    session.exp_string("quipu> ").unwrap();

    // What is asked next may speak of the answer before.
    session.send_line("which countries recognized Kosovo?").unwrap();
    // The prompt is drawn again while a line is typed; the one to wait for stands behind the answer.
    session.exp_string("22 February 2008").unwrap();
    session.exp_string("quipu> ").unwrap();
    session.send_line("which of them supported Fujimori?").unwrap();
    session.exp_string("Which of Peru or United States").unwrap();
    session.exp_string("quipu> ").unwrap();
    // A question that is not understood leaves what it may speak of as it was.
    session.send_line("blargh").unwrap();
    session.exp_string("I don't know").unwrap();
    session.exp_string("quipu> ").unwrap();
    session.send_line("when did it recognize Kosovo?").unwrap();
    session.exp_string("When was it that United States recognized Kosovo?").unwrap();
    session.exp_string("quipu> ").unwrap();

    // Tab completes a name of the graph.
    session.send("did Peru recognize Kos\t").unwrap();
    session.send_line("?").unwrap();
    session.exp_string("Yes.").unwrap();
    session.exp_string("quipu> ").unwrap();

    // Ctrl-C throws the line away and not the program.
    session.send("who supp").unwrap();
    session.flush().unwrap();
    session.exp_string("supp").unwrap();
    session.send_control('c').unwrap();
    // While a line is typed its prompt is drawn again and again; the new prompt stands on a new line.
    session.exp_string("\r\n").unwrap();
    session.exp_string("quipu> ").unwrap();

    session.send_line(":help").unwrap();
    session.exp_string(":load").unwrap();
    session.exp_string("quipu> ").unwrap();

    session.send_line(":format csv").unwrap();
    session.exp_string("csv from now on").unwrap();
    session.exp_string("quipu> ").unwrap();

    // Ctrl-D leaves.
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();

    let kept = std::fs::read_to_string(&history).unwrap();
    assert!(kept.contains("who supported Fujimori?") && kept.contains(":help"), "{kept}");

    // The next run remembers: the arrow brings the last line back.
    let mut session = start(&history);
    session.send("\u{1b}[A").unwrap();
    session.flush().unwrap();
    session.exp_string(":format csv").unwrap();
    session.send_control('c').unwrap();
    // While a line is typed its prompt is drawn again and again; the new prompt stands on a new line.
    session.exp_string("\r\n").unwrap();
    session.exp_string("quipu> ").unwrap();
    session.send_line(":quit").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn a_history_that_cannot_be_written_is_no_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut session = start(&file.join("history"));
    session.send_line("who supported Fujimori?").unwrap();
    session.exp_string("United States").unwrap();
    session.exp_string("quipu> ").unwrap();
    session.send_control('d').unwrap();
    let rest = session.exp_eof().unwrap();
    assert!(!rest.contains("rror"), "{rest}");
}
