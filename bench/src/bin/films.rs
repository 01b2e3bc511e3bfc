//! The films of MetaQA in SQLite, prepared statements from Rust: each question is answered by the path that its type says, from the
//! thing in brackets on.
//!
//!   films load   KB.TSV FILE
//!   films answer QUESTIONS.TSV FILE [join|in]
//!
//! `answer` prints a line for each question: the names that were found, joined by `|`. One clustered table by (subject, relation, object)
//! and a covering index by (object, relation, subject). What a path begins with is left out behind its second step, as the published answers do. A path is
//! a join with its order given, or (`in`) sets within sets, each without duplicates.

use std::collections::HashMap;
use std::io::{BufWriter, Write};

use rusqlite::{params, Connection, Statement};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["load", table, file] => load(table, file),
        ["answer", questions, file] => answer(questions, file, "join"),
        ["answer", questions, file, form @ ("join" | "in")] => answer(questions, file, form),
        _ => {
            eprintln!("films load KB.TSV FILE | films answer QUESTIONS.TSV FILE [join|in]");
            std::process::exit(2);
        }
    }
}

fn load(table: &str, file: &str) {
    let mut connection = Connection::open(file).expect("open the database");
    connection
        .execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             CREATE TABLE node(id INTEGER PRIMARY KEY, name TEXT UNIQUE);
             CREATE TABLE relation(id INTEGER PRIMARY KEY, name TEXT UNIQUE);
             CREATE TABLE fact(s INTEGER, r INTEGER, o INTEGER, PRIMARY KEY (s, r, o)) WITHOUT ROWID;",
        )
        .expect("tables");
    let transaction = connection.transaction().expect("transaction");
    {
        let mut add_node = transaction.prepare("INSERT INTO node VALUES (?,?)").expect("statement");
        let mut add_relation = transaction.prepare("INSERT INTO relation VALUES (?,?)").expect("statement");
        let mut add_fact = transaction.prepare("INSERT OR IGNORE INTO fact VALUES (?,?,?)").expect("statement");
        let (mut nodes, mut relations) = (HashMap::new(), HashMap::new());
        let text = std::fs::read_to_string(table).expect("the table");
        let id = |names: &mut HashMap<String, i64>, name: &str, add: &mut Statement<'_>| {
            let next = names.len() as i64;
            *names.entry(name.to_owned()).or_insert_with(|| {
                add.execute(params![next, name]).expect("insert");
                next
            })
        };
        for line in text.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let [subject, relation, object] = cells[..] else { panic!("three cells") };
            let subject = id(&mut nodes, subject, &mut add_node);
            let relation = id(&mut relations, relation, &mut add_relation);
            let object = id(&mut nodes, object, &mut add_node);
            add_fact.execute(params![subject, relation, object]).expect("insert");
        }
        transaction.execute_batch("CREATE INDEX fact_o ON fact(o, r, s); ANALYZE;").expect("index");
    }
    transaction.commit().expect("commit");
}

/// The relation that leads from a film to such a thing.
fn relation(thing: &str) -> &'static str {
    match thing {
        "actor" => "starred_actors",
        "director" => "directed_by",
        "writer" => "written_by",
        "year" => "release_year",
        "genre" => "has_genre",
        "language" => "in_language",
        "tags" | "tag" => "has_tags",
        "imdbrating" => "has_imdb_rating",
        "imdbvotes" => "has_imdb_votes",
        _ => panic!("no relation leads to {thing}"),
    }
}

/// The statement of "actor_to_movie_to_year".
fn statement(path: &str, form: &str, relations: &HashMap<String, i64>) -> String {
    let things: Vec<&str> = path.split("_to_").collect();
    // From where to where each step goes, and its relation.
    let steps: Vec<(&str, &str, i64)> = things
        .windows(2)
        .map(|step| match step {
            ["movie", to] => ("s", "o", relations[relation(to)]),
            [from, _] => ("o", "s", relations[relation(from)]),
            _ => unreachable!("windows of two"),
        })
        .collect();
    if form == "in" {
        let mut set = "SELECT id FROM node WHERE name = ?1".to_owned();
        for (place, (from, to, relation)) in steps.iter().enumerate() {
            let test = if place == 0 { "=" } else { "IN" };
            let apart = if place == 1 { format!(" AND {to} <> (SELECT id FROM node WHERE name = ?1)") } else { String::new() };
            set = format!("SELECT {to} FROM fact WHERE r = {relation} AND {from} {test} ({set}){apart}");
        }
        return format!("SELECT name FROM node WHERE id IN ({set})");
    }
    let mut tables = "node x".to_owned();
    let mut tests = "x.name = ?1".to_owned();
    let mut at = "x.id".to_owned();
    for (place, (from, to, relation)) in steps.iter().enumerate() {
        tables += &format!(" CROSS JOIN fact f{place}");
        tests += &format!(" AND f{place}.r = {relation} AND f{place}.{from} = {at}");
        at = format!("f{place}.{to}");
        if place == 1 {
            tests += &format!(" AND {at} <> x.id");
        }
    }
    format!("SELECT DISTINCT y.name FROM {tables} CROSS JOIN node y WHERE {tests} AND y.id = {at}")
}

fn answer(questions: &str, file: &str, form: &str) {
    let connection = Connection::open(file).expect("open the database");
    connection.execute_batch("PRAGMA mmap_size = 1000000000; PRAGMA cache_size = -100000;").expect("pragmas");
    let relations: HashMap<String, i64> = connection
        .prepare("SELECT name, id FROM relation")
        .expect("relations")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("relations")
        .map(|row| row.expect("a relation"))
        .collect();
    let text = std::fs::read_to_string(questions).expect("the questions");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|cell| *cell == name).expect("a column");
    let (path_at, question_at) = (column("qtype"), column("question"));
    let mut statements: HashMap<&str, Statement<'_>> = HashMap::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let (path, question) = (cells[path_at], cells[question_at]);
        let name = question.find('[').zip(question.rfind(']')).map(|(open, close)| &question[open + 1..close]).expect("a name in brackets");
        let statement =
            statements.entry(path).or_insert_with(|| connection.prepare(&statement(path, form, &relations)).expect("a statement"));
        let mut rows = statement.query([name]).expect("rows");
        let mut first = true;
        while let Some(row) = rows.next().expect("a row") {
            if !std::mem::take(&mut first) {
                out.write_all(b"|").expect("write");
            }
            out.write_all(row.get_ref(0).expect("a name").as_bytes().expect("text")).expect("write");
        }
        out.write_all(b"\n").expect("write");
    }
    out.flush().expect("write");
}
