//! `quipu run`: many questions, one answer each, in order.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::{quipu, run, small};

fn lines(input: impl Into<Vec<u8>>) -> (i32, Vec<Value>) {
    let (status, out, _) = run(quipu().args(["run", "-g", &small(), "--format", "jsonl", "-"]).write_stdin(input));
    // Some readers take more characters for the end of a line than `\n`.
    assert!(!out.contains(['\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}']));
    (status, out.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn every_line_that_asks_has_a_line_of_json_in_order() {
    let input = b"who supported Fujimori?\n\n# a comment\r\n\r\n   \nSELECT * FROM x;\ndid Peru recognize Kosovo?\r\n\x00\xff\x1b[2J\n\xe2\x80\xa8x\nlast";
    let (status, lines) = lines(input.to_vec());
    assert_eq!(status, 1);
    let questions: Vec<&str> = lines.iter().map(|line| line["question"].as_str().unwrap()).collect();
    assert_eq!(
        questions,
        ["who supported Fujimori?", "   ", "SELECT * FROM x;", "did Peru recognize Kosovo?", "\0\u{fffd}\u{1b}[2J", "\u{2028}x", "last"]
    );
    let statuses: Vec<&str> = lines.iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["ok", "not_understood", "not_understood", "ok", "not_understood", "not_understood", "not_understood"]);
}

#[test]
fn json_lines_have_the_fields_that_scripts_read() {
    let (status, lines) =
        lines("who supported Fujimori?\ndid Peru recognize South Ossetia?\ndid the US recognize South Ossetia?\nblargh\n");
    assert_eq!(status, 1);
    for line in &lines {
        let object = line.as_object().unwrap();
        for field in
            ["question", "status", "kind", "readback", "answers", "boolean", "number", "claims", "message", "suggestions", "micros"]
        {
            assert!(object.contains_key(field), "{field}: {line}");
        }
        for room in ["language", "plan", "engine", "answer"] {
            assert!(line["micros"][room].is_u64(), "{line}");
        }
    }
    let [supported, denied, silent, unknown] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(supported["kind"], "entities");
    assert_eq!(supported["answers"][0]["label"], "United States");
    assert_eq!(supported["answers"][0]["aliases"], serde_json::json!(["US", "USA"]));
    assert_eq!(supported["answers"][0]["kinds"], serde_json::json!(["country"]));
    assert_eq!(supported["answers"][0]["value"], Value::Null);
    assert_eq!(supported["answers"][0]["evidence"], serde_json::json!([1]));
    let claim = &supported["claims"][0];
    for (field, value) in [
        ("subject", "United States".into()),
        ("relation", "supported".into()),
        ("object", "Alberto Fujimori".into()),
        ("from", Value::Null),
        ("to", Value::Null),
        ("sources", serde_json::json!(["4"])),
        ("quote", "he was supported".into()),
        ("denied", false.into()),
    ] {
        assert_eq!(claim[field], value, "{field}");
    }
    assert_eq!((&denied["kind"], &denied["boolean"]), (&"boolean".into(), &false.into()));
    assert_eq!(denied["claims"][0]["denied"], true);
    assert_eq!((&silent["boolean"], &silent["claims"]), (&false.into(), &serde_json::json!([])));
    assert_ne!(denied["message"], silent["message"]);
    assert_eq!(unknown["problem"]["kind"], "unknown-word");
    assert_eq!(unknown["boolean"], Value::Null);
}

#[test]
fn files_are_run_past_a_bad_question_and_past_expectations() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("some.ask");
    fs::write(&file, "# comment\nwho suported Fujimori?\n  = nobody\n\nwho supported Fujimori?\n  = United States\n").unwrap();
    let (status, out, err) = run(quipu().args(["run", "-g", &small()]).arg(&file).arg(&file));
    assert_eq!(status, 1);
    assert_eq!(out.matches("United States").count(), 2, "{out}");
    assert!(!out.contains("nobody"));
    assert_eq!(err, "quipu: 2 of 4 questions were not answered.\n");
}

#[test]
fn a_missing_file_is_wrong_usage() {
    let (status, _, err) = run(quipu().args(["run", "-g", &small(), "nothing.ask"]));
    assert_eq!((status, err.as_str()), (2, "quipu: there is no file nothing.ask\n"));
}

#[test]
fn lines_without_an_empty_line_between_them_are_a_conversation() {
    let (status, lines) = lines(
        "which countries recognized Kosovo?\nwhich of them supported Fujimori?\n# a comment\nblargh\nwhen did it recognize Kosovo?\nwho else?\nwhy?\n\nand Kosovo?\n",
    );
    assert_eq!(status, 1);
    let [_, of_them, bad, it, others, why, apart] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((&of_them["status"], &of_them["answers"][0]["label"]), (&"ok".into(), &"United States".into()), "{of_them}");
    assert_eq!(bad["status"], "not_understood");
    // The question is what was written, the read-back what it stands for.
    assert_eq!((&it["question"], &it["answers"][0]["label"]), (&"when did it recognize Kosovo?".into(), &"2008".into()), "{it}");
    assert_eq!(it["readback"], "When was it that United States recognized Kosovo?");
    assert_eq!(others["status"], "not_understood", "nobody is named beside whom others could be meant: {others}");
    assert_eq!((&why["kind"], &why["claims"][0]["object"]), (&"text".into(), &"Kosovo".into()), "{why}");
    assert_eq!((&apart["status"], &apart["problem"]["kind"]), (&"not_understood".into(), &"not-supported".into()), "{apart}");
}

#[test]
fn a_question_that_stands_alone_has_the_same_answer_wherever_it_stands() {
    let questions =
        ["who supported Fujimori?", "which countries recognized Kosovo?", "did Peru recognize South Ossetia?", "who is Alberto Fujimori?"];
    let plain = |separator: &str, turned: bool| {
        let mut asked = questions.to_vec();
        if turned {
            asked.reverse();
        }
        let (_, mut lines) = lines(asked.join(separator));
        for line in &mut lines {
            line["micros"] = Value::Null;
        }
        if turned {
            lines.reverse();
        }
        lines
    };
    let alone = plain("\n\n", false);
    assert_eq!(plain("\n", false), alone);
    assert_eq!(plain("\n", true), alone);
}

#[test]
fn the_same_questions_have_the_same_answers() {
    let ask = || {
        let (_, mut lines) = lines("who supported Fujimori?\nwhich countries recognized Kosovo?\nblargh\nwho is Alberto Fujimori?\n");
        for line in &mut lines {
            line["micros"] = Value::Null;
        }
        lines
    };
    assert_eq!(ask(), ask());
}

#[test]
fn the_prompt_without_a_terminal_is_a_batch() {
    let (status, out, err) = run(quipu().arg(small()).write_stdin("who supported Fujimori?\nwhy\n:stats\n:quit\nnever asked\n"));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("United States") && out.contains("Spymaster") && out.contains("claims"), "{out}");
    assert!(!out.contains("never"), "{out}");
    let (status, ..) = run(quipu().arg(small()).write_stdin("blargh\n"));
    assert_eq!(status, 1);
}

#[test]
fn saved_questions_have_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let (questions, values) = (folder.path().join("q.ask"), folder.path().join("values.csv"));
    fs::write(&questions, "did :country recognize :place?\nwho supported :leader?\n").unwrap();
    fs::write(&values, "country,place\nPeru,Kosovo\nPeru,South Ossetia\nUnited States,Atlantis\n").unwrap();
    let mut command = quipu();
    command.args(["run", "-g", &small(), "--format", "jsonl", "--param", "leader=Fujimori", "--params"]);
    let (status, out, error) = run(command.args([&values, &questions]));
    assert_eq!(status, 1, "{error}");
    let answers: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let asked: Vec<&str> = answers.iter().map(|answer| answer["question"].as_str().unwrap()).collect();
    assert_eq!(
        asked,
        [
            "did Peru recognize Kosovo?",
            "did Peru recognize South Ossetia?",
            "did United States recognize Atlantis?",
            "who supported Fujimori?",
            "who supported Fujimori?",
            "who supported Fujimori?"
        ]
    );
    let yes: Vec<&Value> = answers.iter().take(3).map(|answer| &answer["boolean"]).collect();
    assert_eq!(yes, [&Value::Bool(true), &Value::Bool(false), &Value::Null]);
    assert_eq!(answers[3]["answers"][0]["label"], "United States");
    assert_eq!(answers[0]["readback"], "Is it so that Peru recognized Kosovo?");
    let (status, _, error) = run(quipu().args(["run", "-g", &small(), "--param", "leader", "-"]).write_stdin(""));
    assert_eq!((status, error.as_str()), (2, "quipu: --param leader: write it as NAME=VALUE\n"));
    let (_, _, error) = run(quipu().args(["run", "-g", &small(), "--param", "x=1", "-"]).write_stdin("who supported Fujimori?\n"));
    assert!(error.contains("no question has the parameter :x"), "{error}");
}
