//! What the tests of the command line have in common.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(dead_code, reason = "each file of tests uses what it needs")]

pub mod asked;
pub mod random;

use std::path::PathBuf;

use assert_cmd::Command;

/// The small graph.
pub fn small() -> String {
    file("tests/support/small.facts")
}

/// A file of the project.
pub fn file(path: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

/// The command, without anything of the environment that changes what it writes.
pub fn quipu() -> Command {
    let mut command = Command::cargo_bin("quipu").unwrap();
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR").env("QUIPU_HISTORY", "");
    command
}

/// Exit status, standard output and standard error.
pub fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}
