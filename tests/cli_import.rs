//! `quipu import` and `quipu verify`: what they print and how they end.

use std::fs;

use assert_cmd::Command;

fn quipu(folder: &std::path::Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("quipu").expect("the program is built").current_dir(folder).args(arguments).output();
    let output = output.expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what it prints is text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn a_table_becomes_a_graph_file_that_is_checked_and_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.tsv"), "Up\tdirected_by\tPete Docter\t2009\nbad\nCars\tdirected_by\tJohn Lasseter\n").expect("a file");
    let (status, out, err) = quipu(folder.path(), &["import", "--into", "films.quipu", "t.tsv"]);
    assert_eq!(status, 1, "{out}{err}");
    assert!(err.contains("t.tsv:2: 1 column where 3 are needed") && err.contains("1 line was rejected"), "{err}");
    assert!(out.contains("2 claims") && out.contains(" kB") && !out.contains(" MB"), "{out}");
    let (status, out, _) = quipu(folder.path(), &["verify", "films.quipu"]);
    assert!(status == 0 && out.contains("2 claims are as they should be"), "{out}");
    let (status, out, _) = quipu(folder.path(), &["ask", "-g", "films.quipu", "who directed Up?"]);
    assert!(status == 0 && out.contains("Pete Docter"), "{out}");
    let (status, out, _) = quipu(folder.path(), &["stats", "-g", "films.quipu"]);
    assert!(status == 0 && out.contains("neighbours") && out.contains("without nodes and their names"), "{out}");

    let path = folder.path().join("films.quipu");
    let mut bytes = fs::read(&path).expect("the file is there");
    let at = bytes.windows(5).position(|window| window == b"Docte").expect("the name is in it");
    bytes[at] ^= 1;
    fs::write(&path, bytes).expect("a file");
    let (status, out, err) = quipu(folder.path(), &["verify", "films.quipu"]);
    assert!((status == 1 && out.contains("blocks is damaged")) || (status == 3 && err.contains("is damaged in block")), "{out}{err}");
}

#[test]
fn what_cannot_be_imported_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.tsv"), "a\tb\tc\nbad\n").expect("a file");
    let (status, _, err) = quipu(folder.path(), &["import", "--into", "x.quipu", "--strict", "t.tsv"]);
    assert!(status == 3 && err.contains("nothing was imported"), "{err}");
    let (status, _, err) = quipu(folder.path(), &["import", "--into", "x.quipu", "t.tsv:subject,size"]);
    assert!(status == 2 && err.contains("the column \"relation\" is missing") || err.contains("make no table"), "{err}");
    let (status, _, err) = quipu(folder.path(), &["import", "--into", "x.quipu", "none.tsv"]);
    assert!(status == 3 && err.contains("there is no file or folder none.tsv"), "{err}");
    let (status, _, err) = quipu(folder.path(), &["verify", "t.tsv"]);
    assert!(status == 3 && err.contains("is no graph file"), "{err}");
    assert!(!folder.path().join("x.quipu").exists());
}

#[test]
fn a_wide_table_is_imported_with_its_mapping() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write(
        "people.csv",
        "Name,Born,Party,From,To\nAna Ruiz,1960,Left|Green,1990,1995\nBen Soto,soon,Left,1999,1990\n,1900,Left,,\nEva Paz,1970,,,\n",
    );
    write(
        "a.mapping",
        "table people.csv\n  label name\n  kind \"politician\"\n  relation born\n    object born\n    object_type date\n  relation member of\n    objects party\n    from from\n    to to\n",
    );
    // A folder says itself what its tables are.
    let (status, out, err) = quipu(folder.path(), &["import", "--into", "p.quipu", "."]);
    assert_eq!((status, out.contains("read 3 entities and 4 claims")), (1, true), "{out}{err}");
    for line in [
        "people.csv:3: in the column \"born\": \"soon\" is not a date",
        "people.csv:3: in the column \"party\": the claim ends in 1990, before it begins in 1999",
        "people.csv:4: the entity has no name",
        "quipu: 3 lines were rejected",
    ] {
        assert!(err.contains(line), "{line}\n{err}");
    }
    let (_, out, _) = quipu(folder.path(), &["ask", "-g", "p.quipu", "--format", "csv", "which politicians are member of Green?"]);
    assert!(out.contains("Ana Ruiz,1990-01-01") || out.contains("Ana Ruiz"), "{out}");
    // Importing twice adds nothing twice.
    let bytes = fs::read(folder.path().join("p.quipu")).expect("a file");
    quipu(folder.path(), &["import", "--into", "p.quipu", "a.mapping", "people.csv"]);
    assert!(bytes == fs::read(folder.path().join("p.quipu")).expect("a file"));

    write("b.mapping", "table people.csv\n  label name\n  kind party\n  relation born\n    object birthday\n    objekt x\n");
    let (status, _, err) = quipu(folder.path(), &["import", "--into", "x.quipu", "b.mapping", "people.csv"]);
    assert!(status == 3 && err.contains("b.mapping:6: \"objekt\" is nothing that a relation has") && err.contains("(1)"), "{err}");
    write("b.mapping", "table people.csv\n  label nam\n  relation born\n    object birthday\ntable nobody.csv\n  id x\n");
    let (status, _, err) = quipu(folder.path(), &["import", "--into", "x.quipu", "b.mapping", "people.csv"]);
    assert!(status == 3 && err.contains("b.mapping:2: people.csv has no column \"nam\". It has: name, born, party, from, to."), "{err}");
    assert!(err.contains("b.mapping:4: people.csv has no column \"birthday\"") && err.contains("the mapping has mistakes (2)"), "{err}");
    assert!(!folder.path().join("x.quipu").exists());
}
