//! Files that mean harm: each ends with a message, and takes no more memory than it is given.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use quipu::answer::clean;
use quipu::graph::{Change, Claim, Entity, LiveGraph, Node, NodeId, RelationId, Schema};
use quipu::store::{Options, Store, record, verify};
use support::{quipu, run};

/// Runs the program where it may have so many mebibytes of memory, on systems where that can be said.
fn within(mebibytes: u64, folder: &Path, arguments: &[&str]) -> (i32, String) {
    let program = quipu().get_program().to_owned();
    let mut command = if cfg!(target_os = "linux") {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {}; exec \"$0\" \"$@\"", mebibytes * 1024)]).arg(program);
        shell
    } else {
        Command::new(program)
    };
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&text).into_owned())
}

fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(text).unwrap();
    gzip.finish().unwrap()
}

/// A short beginning, and behind it a text of a gibibyte without an end, in a file of some hundred kilobytes.
fn endless(beginning: &str) -> Vec<u8> {
    let piece = gzipped(&vec![b'a'; 4 << 20]);
    [gzipped(beginning.as_bytes()), piece.repeat(256)].concat()
}

#[test]
fn texts_of_a_gibibyte_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, beginning, message) in [
        ("a.facts.gz", "kind country\n", "it is longer than 256 MiB"),
        ("a.jsonl.gz", "{\"entity\":{\"key\":\"", "a line is longer than 256 MiB"),
        ("a.nt.gz", "<http://a> <http://b> \"", "buffer maximal size"),
        ("a.ttl.gz", "<http://a> <http://b> \"", "buffer maximal size"),
        ("a.jsonld.gz", "{\"@id\":\"http://a\",\"http://b\":\"", "buffer maximal size"),
        (
            "a.rdf.gz",
            "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"",
            "longer than 16 MiB",
        ),
        ("a.mapping.gz", "table t.csv\n  id ", "it is longer than 256 MiB"),
    ] {
        fs::write(folder.path().join(name), endless(beginning)).unwrap();
        let (status, text) = within(1500, folder.path(), &["import", "--jobs", "2", "--into", "x.quipu", name]);
        assert!(status == 3 && text.contains(message), "{name}: {status} {text:.400}");
        assert!(!folder.path().join("x.quipu").exists());
    }
    let (status, text) = within(1500, folder.path(), &["ask", "-g", "a.facts.gz", "who?"]);
    assert!(status == 3 && text.contains("it is longer than 256 MiB"), "{text:.400}");
}

#[test]
fn what_is_nested_deep_or_grows_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let import = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        let _ = fs::remove_file(folder.path().join("x.quipu"));
        within(1500, folder.path(), &["import", "--jobs", "2", "--into", "x.quipu", name])
    };
    let rdf = |inside: &str, entities: &str| {
        format!(
            "<?xml version=\"1.0\"?><!DOCTYPE r [{entities}]><r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:x=\"http://x/\">{inside}</r:RDF>"
        )
    };
    let laughs: String = (1..12).map(|level| format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10))).collect();
    let (status, text) = import(
        "a.rdf",
        &rdf("<r:Description r:about=\"http://a\"><x:p>&a11;</x:p></r:Description>", &format!("<!ENTITY a0 \"lol\">{laughs}")),
    );
    assert!(status == 3 && text.contains("entities"), "{text:.400}");
    let (status, text) = import("a.rdf", &rdf(&"<r:Description><x:p>".repeat(20_000), ""));
    assert!(status == 3 && text.contains("nested"), "{text:.400}");
    for (name, text, expected) in [
        ("a.jsonld", "{\"@id\":\"http://a\",\"http://b\":".repeat(100_000), "Max stack size"),
        ("a.jsonl", format!("{{\"claim\":{{\"subject\":{}", "[".repeat(100_000)), "recursion limit"),
        ("a.facts", "(".repeat(100_000) + ".", "mistakes"),
    ] {
        let (status, text) = import(name, &text);
        assert!((status == 1 || status == 3) && text.contains(expected), "{name}: {status} {text:.400}");
    }
}

#[test]
fn kinds_in_circles_and_chains_without_end_are_no_trap() {
    let folder = tempfile::tempdir().unwrap();
    let import = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        let _ = fs::remove_file(folder.path().join("x.quipu"));
        within(1500, folder.path(), &["import", "--into", "x.quipu", name])
    };
    let circle =
        "kind a is a b\nkind b is a c\nkind c is a a\nentity Xi is a a\nrelation knew\n  says X knows Y\n  from a to b\nXi knew Xi.\n";
    assert_eq!(import("a.facts", circle).0, 0);
    for question in ["which c knew Xi?", "who is Xi?", "how many b are there?"] {
        let (status, text) = within(1500, folder.path(), &["ask", "-g", "x.quipu", question]);
        assert_eq!(status, 0, "{question}: {text}");
    }
    assert_eq!(within(1500, folder.path(), &["dot", "-g", "x.quipu", "who knew Xi?"]).0, 0);
    let turtle = "@prefix s: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix : <http://x/> .\n:a s:subClassOf :b . :b s:subClassOf :a .\n:x a :a ; :knows :x .\n";
    assert_eq!(import("a.ttl", turtle).0, 0);
    let chain: String = (1..20_000).map(|number| format!("kind k{number} is a k{}\n", number - 1)).collect();
    let (status, text) = import("a.facts", &format!("kind k0\n{chain}"));
    assert!(status == 3 && text.contains("This kind is under more than 1,000 others."), "{text:.400}");
    let triple = |number| format!("<http://x/k{number}> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://x/k{}> .\n", number - 1);
    let (status, text) = import("a.nt", &(1..20_000).map(triple).collect::<String>());
    assert!(status == 3 && text.contains("a kind is under more than 1,000 others"), "{text:.400}");
}

/// What acts on a terminal never gets there, wherever it stands in a graph.
#[test]
fn names_of_control_characters_are_shown_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let bad = "\u{1b}]0;x\u{7}\u{1b}[31m\u{202e}\u{85}n";
    let entity = serde_json::json!({"entity": {"key": bad, "label": format!("{bad}\nl"), "aliases": ["Bad", format!("{bad}a")], "kinds": ["thing", format!("{bad}k")]}});
    let claim = serde_json::json!({"claim": {"subject": bad, "relation": format!("knew {bad}"), "object": {"text": format!("{bad}\n")}, "quote": bad, "note": bad,
        "section": bad, "sources": [bad], "place": bad, "according_to": [bad], "quantity": {"amount": 1.0, "unit": bad}}});
    fs::write(folder.path().join("bad.jsonl"), format!("{entity}\n{claim}\n{{\"{bad}\n")).unwrap();
    fs::write(
        folder.path().join("bad.tsv"),
        format!("subject\trelation\tobject\tdate\n{bad}\tknew {bad}\tBad\t{bad}\n{bad}\tknew\tBad\t\n"),
    )
    .unwrap();
    fs::write(folder.path().join("bad.mapping"), format!("table bad.tsv\n  {bad} x\n  id {bad}\n")).unwrap();
    fs::write(folder.path().join("bad.facts"), format!("kind {bad}\n[{bad}] {bad}.\n")).unwrap();
    let check = |arguments: &[&str]| {
        let (status, out, err) = run(quipu().current_dir(folder.path()).args(arguments));
        for text in [&out, &err] {
            assert!(!text.chars().any(|character| character != '\n' && clean::acts(character)), "{arguments:?}: {text:?}");
        }
        assert!(status >= 0 && out.len() + err.len() > 0, "{arguments:?}");
    };
    check(&["import", "--into", "b.quipu", "bad.jsonl", "bad.tsv"]);
    for question in ["what did Bad knew?", "who is Bad?", "how many thing are there?", "tell me about Bad", "why Bad?"] {
        for format in ["text", "table", "markdown", "json", "jsonl"] {
            check(&["ask", "-g", "b.quipu", "--format", format, question]);
        }
        check(&["ask", "-g", "b.quipu", "--why", question]);
        check(&["explain", "-g", "b.quipu", question]);
        check(&["dot", "-g", "b.quipu", question]);
    }
    check(&["ask", "-g", "b.quipu", &format!("who {bad} [{bad}]?")]);
    check(&["stats", "-g", "b.quipu"]);
    check(&["stats", "-g", "b.quipu", "--format", "json"]);
    check(&["tell", "--into", "b.quipu", &format!("[{bad}] {bad} Bad.")]);
    check(&["tell", "--into", "b.quipu", &format!("relation saw\n  says X sees Y\n\"{bad}\" saw Bad.\n  note {bad}")]);
    check(&["log", "b.quipu"]);
    check(&["log", "--format", "jsonl", "b.quipu"]);
    check(&["freeze", "b.quipu"]);
    check(&["verify", "b.quipu"]);
    check(&["import", "--into", "c.quipu", "bad.mapping", "bad.tsv"]);
    check(&["import", "--into", "c.quipu", "bad.facts"]);
    check(&["ask", "-g", "bad.facts", "who?"]);
}

/// Right checksums over what nobody should write.
#[test]
fn hostile_tellings_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.quipu");
    let options = Options { create: true, wait: Duration::ZERO, moment: Some(1) };
    Store::open(&path, options).unwrap().tell("kind country\nentity Peru is a country").unwrap();
    let before = Store::open(&path, options).unwrap();
    let view = before.view();
    let (nodes, claims) = (view.node_bound() as u32, view.claim_bound() as u32);
    let base = || LiveGraph::on(Arc::clone(&view)).change();
    let chain = || {
        let mut schema: Schema = view.schema().clone();
        for number in 0..5000 {
            let kind = schema.kind_or_new(&format!("k{number}"));
            let parent = schema.kind_or_new(&format!("k{}", number + 1));
            schema.kind_mut(kind).unwrap().parents.push(parent);
        }
        schema
    };
    let entity = |key: &str| Node::Entity(Entity { key: key.to_owned(), label: key.to_owned(), ..Entity::default() });
    let huge = [vec![2, 2], vec![253, 0, 0, 0, 0, 0, 1, 0, 0]].concat();
    let changes: Vec<(&str, Change)> = vec![
        (
            "a claim of nodes that are not there",
            Change { claims: vec![Claim::new(NodeId(nodes + 7), RelationId(0), NodeId(u32::MAX))], ..base() },
        ),
        ("an entity twice", Change { nodes: vec![entity("x"), entity("x")], ..base() }),
        ("kinds in a chain", Change { schema: Some(chain()), ..base() }),
        ("other definitions", Change { schema: Some(Schema::default()), ..base() }),
        ("taken back what is not there", Change { retracted: vec![quipu::graph::ClaimId(claims + 3)], ..base() }),
        ("another graph", Change { first_node: u32::MAX, ..base() }),
    ];
    drop(before);
    let mut records: Vec<(&str, Vec<u8>)> =
        changes.iter().map(|(what, change)| (*what, record::seal(&(2_u64, 1_i64, "x", change)).unwrap())).collect();
    // The length of the text is some hundred terabytes.
    let sum = crc32fast::hash(&[vec![1], huge.clone()].concat());
    records.push(("a huge length", [vec![1], sum.to_le_bytes().to_vec(), huge].concat()));
    let live = folder.path().join("g.quipu-live");
    for (what, bytes) in records {
        let connection = rusqlite::Connection::open(&live).unwrap();
        connection.execute("INSERT OR REPLACE INTO telling VALUES (2, ?)", [bytes]).unwrap();
        connection.execute("UPDATE state SET last = 2", ()).unwrap();
        drop(connection);
        let error = Store::open(&path, options).err().unwrap().to_string();
        assert!(error.contains("telling 2"), "{what}: {error}");
        assert!(!verify(&path).unwrap().live.unwrap().damage.is_empty(), "{what}");
        let (status, text) = within(1500, folder.path(), &["ask", "-g", "g.quipu", "who is Peru?"]);
        assert!(status == 3 && text.contains("telling 2"), "{what}: {text}");
    }
}
