//! `quipu ask`: one question, every format, every exit status.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::{quipu, run, small};

fn ask(arguments: &[&str]) -> (i32, String, String) {
    run(quipu().args(["ask", "-g", &small()]).args(arguments))
}

/// What stands below the read-back, which has tests of its own.
fn below_readback(arguments: &[&str]) -> String {
    let (status, out, err) = ask(arguments);
    assert_eq!((status, err.as_str()), (0, ""));
    out.split_once('\n').unwrap().1.to_owned()
}

#[test]
fn an_answer_has_its_readback_and_its_references() {
    assert!(ask(&["who supported Fujimori?"]).1.contains(" supported Alberto Fujimori?\n"));
    insta::assert_snapshot!(below_readback(&["who supported Fujimori?"]), @r#"
    United States   [4]
    Fujimori was read as Alberto Fujimori.
    "#);
}

#[test]
fn a_question_needs_no_quotes() {
    assert_eq!(ask(&["who", "supported", "fujimori"]).1, ask(&["who supported fujimori"]).1);
}

#[test]
fn yes_denied_and_no_claim_are_three_answers() {
    insta::assert_snapshot!(below_readback(&["did Peru recognize Kosovo?"]), @r#"
    Yes.
    Peru recognized Kosovo on 22 February 2008.
    "#);
    insta::assert_snapshot!(below_readback(&["did Peru recognize South Ossetia?"]), @r#"
    No: it is denied.
    Peru did not recognize South Ossetia [16].
    "#);
    insta::assert_snapshot!(below_readback(&["did the US recognize South Ossetia?"]), @r#"
    No claim says so. Something near it is recorded.
      Who or what did United States recognize?
    US was read as United States.
    "#);
}

#[test]
fn why_shows_the_claims_and_their_sources() {
    insta::assert_snapshot!(below_readback(&["--why", "who supported Fujimori?"]), @r#"
    United States   [4]
    Fujimori was read as Alberto Fujimori.

    1  United States supported Alberto Fujimori.
        “he was supported”
        in History
        [4] “Spymaster”, Australian Broadcasting Corporation, August 2002
    "#);
}

#[test]
fn an_unknown_word_is_pointed_at() {
    let (status, out, _) = ask(&["who suported Fujimori?"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!(out, @r#"
    who suported Fujimori?
        ^^^^^^^^ I don't know "suported". Did you mean "supported"?
    "#);
}

#[test]
fn an_empty_answer_says_so_and_is_an_answer() {
    let (status, out, _) = ask(&["who supported Kosovo?"]);
    assert!(out.contains("Nothing is recorded") || status == 1, "{out}");
    let (status, out, _) = ask(&["which countries recognized Kosovo in 1990?"]);
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("for that time"), "{out}");
}

#[test]
fn what_has_no_date_is_neither_before_nor_after() {
    let (status, out, _) = ask(&["did the US support Fujimori before Peru recognized Kosovo?"]);
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("It is recorded, but not when that was"), "{out}");
}

#[test]
fn every_format_holds_the_answer() {
    for format in ["text", "table", "json", "jsonl", "csv", "markdown"] {
        let (status, out, err) = ask(&["--format", format, "who supported Fujimori?"]);
        assert_eq!((status, err.as_str()), (0, ""), "{format}");
        assert!(out.contains("United States"), "{format}: {out}");
        assert!(!out.contains('\u{1b}'), "{format} has escapes where there is no terminal: {out:?}");
    }
    assert_eq!(ask(&["--format", "csv", "who supported Fujimori?"]).1, "answer,sources\nUnited States,4\n");
}

#[test]
fn nothing_raw_is_echoed() {
    for question in ["\u{1b}[31mwho\u{7}", "who \u{9b}31m supported \u{202e}x", "\u{1b}]0;title\u{7}", "a\u{0085}b"] {
        for format in ["text", "table", "json", "jsonl", "csv", "markdown"] {
            let (_, out, err) = ask(&["--format", format, question]);
            for text in [out, err] {
                let raw = text.chars().find(|&character| character != '\n' && quipu::answer::clean::acts(character));
                assert_eq!(raw, None, "{format}: {text:?}");
            }
        }
    }
}

#[test]
fn a_long_question_gets_a_short_message() {
    let (status, out, err) = ask(&[&"very ".repeat(2000)]);
    assert_eq!(status, 1);
    assert!(out.len() + err.len() < 2000, "{}", out.len() + err.len());
}

#[test]
fn wrong_usage_is_status_two() {
    for arguments in [&["ask"][..], &["ask", "--format", "xml", "who?"], &["ask", "--nope"], &["frobnicate", "--x"], &["dot"]] {
        let (status, out, err) = run(quipu().args(arguments));
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}: {err}");
    }
}

#[test]
fn help_has_examples() {
    for command in ["ask", "run", "check", "explain", "dot", "svg"] {
        let (status, out, _) = run(quipu().args([command, "--help"]));
        assert_eq!(status, 0);
        assert!(out.contains("xample") || out.contains("who supported Fujimori?"), "{command}: {out}");
    }
}

#[test]
fn a_name_is_offered_as_the_graph_writes_it() {
    let (status, out, _) = run(quipu().args(["ask", "who recognized Kosvo?"]));
    assert_eq!(status, 1);
    assert!(out.contains("Did you mean \"Kosovo\"?"), "{out}");
}
