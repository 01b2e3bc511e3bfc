//! `quipu dot`, `quipu svg`, `quipu explain`, `quipu stats`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::process::{Command, Stdio};

use support::{quipu, run, small};

#[test]
fn a_picture_of_the_evidence_is_the_same_every_time() {
    let draw = || run(quipu().args(["dot", "-g", &small(), "who supported Fujimori?"]));
    let (status, out, err) = draw();
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.starts_with("digraph quipu {\n") && out.ends_with("}\n"), "{out}");
    for part in ["\"United States\"", "\"Alberto Fujimori\"", "Spymaster"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert_eq!(draw().1, out);
}

#[test]
fn a_picture_of_what_is_around() {
    let (status, out, _) = run(quipu().args(["dot", "-g", &small(), "--around", "peru", "--steps", "2"]));
    assert_eq!(status, 0);
    for part in ["Kosovo", "South Ossetia", "Alberto Fujimori", "1990–2000", "style=dashed", "United States", "legend"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (status, out, err) = run(quipu().args(["dot", "-g", &small(), "--around", "Peruu"]));
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("I know no \"Peruu\". Did you mean \"Peru\"?"), "{err}");
}

#[test]
fn a_question_that_is_not_understood_has_no_picture() {
    let (status, out, err) = run(quipu().args(["dot", "-g", &small(), "who suported Fujimori?"]));
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("suported"), "{err}");
}

/// Graphviz reads what we write, whatever the names are. Without Graphviz there is nothing to try.
#[test]
fn graphviz_reads_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("odd.csv");
    let rows = "subject,relation,object\n\"say \"\"hi\"\" \\N \\\",<b>&amp;,\"a\nb\"\n北京,при-вет,\"<table>&\"\n\"]];}\",x,\"digraph { a -> b }\"\n\"say \"\"hi\"\" \\N \\\",x,北京\n";
    std::fs::write(&table, rows).unwrap();
    let (status, out, err) = run(quipu().args(["dot", "-g"]).arg(&table).args(["--around", "北京", "--steps", "3"]));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(!out.contains("a\nb"));
    let dot = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut dot) = dot else { return };
    std::io::Write::write_all(dot.stdin.as_mut().unwrap(), out.as_bytes()).unwrap();
    let output = dot.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let plain = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(plain.contains("say \\\"hi\\\" \\\\N \\\\"), "{plain}");
}

/// Whether Graphviz is there: without it there is nothing to see.
fn has_graphviz() -> bool {
    Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_ok()
}

#[test]
fn a_picture_for_the_browser_has_sentences_and_sources_as_titles() {
    if !has_graphviz() {
        return;
    }
    let draw = || run(quipu().args(["svg", "-g", &small(), "who supported Fujimori?"]));
    let (status, out, err) = draw();
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.starts_with("<?xml") && out.trim_end().ends_with("</svg>"), "{out}");
    for part in ["<title>United States supported Alberto Fujimori. [4]&#10;[4] “Spymaster”", ">United States</text>", "legend"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.contains("<!--") && !out.contains("<title>n"), "{out}");
    assert_eq!(draw().1, out);
    let (status, out, _) = run(quipu().args(["svg", "-g", &small(), "--around", "peru", "--steps", "2"]));
    assert_eq!(status, 0);
    assert!(out.contains(">South Ossetia</text>") && out.contains("stroke-dasharray"), "{out}");
}

#[test]
fn names_are_escaped_in_a_picture_for_the_browser() {
    if !has_graphviz() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("odd.csv");
    std::fs::write(&table, "subject,relation,object\n<script>alert(1)</script>,x,\"a \"\"b\"\" & --> c\"\n").unwrap();
    let (status, out, err) = run(quipu().args(["svg", "-g"]).arg(&table).args(["--around", "<script>alert(1)</script>"]));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(!out.contains("<script") && out.contains("&lt;script&gt;"), "{out}");
}

#[test]
fn without_graphviz_it_is_said_what_to_do() {
    let (status, out, err) = run(quipu().env("PATH", "").args(["svg", "-g", &small(), "who supported Fujimori?"]));
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("there is no program \"dot\" here: install it"), "{err}");
    let (status, _, err) = run(quipu().args(["svg", "-g", &small(), "who suported Fujimori?"]));
    assert_eq!(status, 1);
    assert!(err.contains("suported"), "{err}");
}

#[test]
fn explain_shows_readback_meaning_and_plan() {
    let (status, out, err) = run(quipu().args(["explain", "-g", &small(), "who supported Fujimori?"]));
    assert_eq!((status, err.as_str()), (0, ""));
    for part in ["Meaning", "Plan", "supported", "Alberto Fujimori"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (status, out, _) = run(quipu().args(["explain", "--profile", "-g", &small(), "who supported Fujimori?"]));
    assert_eq!(status, 0);
    assert!(out.contains("rows") && out.contains("time"), "{out}");
    let (status, out, _) = run(quipu().args(["explain", "-g", &small(), "who suported Fujimori?"]));
    assert_eq!(status, 1);
    assert!(out.contains("^^^^^^^^"), "{out}");
}

#[test]
fn stats_count() {
    let (status, out, _) = run(quipu().args(["stats", "-g", &small()]));
    assert_eq!(status, 0);
    assert!(out.contains("claims") && out.contains("recognized") && out.contains("country"), "{out}");
    let (status, out, _) = run(quipu().args(["stats", "-g", &small(), "--format", "json"]));
    assert_eq!(status, 0);
    let stats: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&stats["denied"], &stats["dated"], &stats["sourced"]), (&1.into(), &3.into(), &2.into()));
}
