//! `quipu check`: answers against expectations.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use support::{quipu, run, small};

fn check(text: &str) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("some.ask");
    fs::write(&file, text).unwrap();
    let (status, out, err) = run(quipu().args(["check", "-g", &small()]).arg(folder.path()));
    assert_eq!(err, "");
    (status, out.replace(&file.display().to_string(), "some.ask"))
}

#[test]
fn all_is_as_expected() {
    let (status, out) = check(
        "who supported Fujimori?\n  = usa\n  [4]\nwhich countries recognized Kosovo?\n  = peru\n  = US\ndid Peru recognize Kosovo?\n  = yes\n\
         did Peru recognize South Ossetia?\n  = denied\ndid the US recognize South Ossetia?\n  = no\nwho suported Fujimori?\n  ? unknown-word\n\
         who is Alberto Fujimori?\n",
    );
    assert_eq!((status, out.as_str()), (0, "6 answers are as expected. 1 question has no expectation.\n"));
}

#[test]
fn differences_are_shown_with_their_place() {
    let (status, out) = check(
        "# a comment\nwho supported Fujimori?\n  = Peru\n  [4, 5]\n\ndid Peru recognize South Ossetia?\n  = no\n\nwho suported Fujimori?\n  = United States\n  nonsense\n",
    );
    assert_eq!(status, 1);
    let out: String = out.lines().filter(|line| !line.contains("read as:")).map(|line| format!("{line}\n")).collect();
    insta::assert_snapshot!(out, @r#"
    some.ask:11
        I don't know the expectation "nonsense": it begins with = =? + - ~ ? or [
    some.ask:2  who supported Fujimori?
        - Peru   expected, but not among the answers
        + United States   answered, but not expected
        references expected   [4, 5]
        references found      [4]
    some.ask:6  did Peru recognize South Ossetia?
        answer expected   no
        answer found      denied
        No: it is denied.
    some.ask:9  who suported Fujimori?
        answer expected   United States
        answer found      not understood
        I don't know "suported". Did you mean "supported"?
    3 of 3 answers are not as expected. 1 line was not read.
    "#);
}
