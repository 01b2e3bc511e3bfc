//! How long a question takes from text to answer, and how long SQLite takes to prepare and run SQL that asks the same of the same claims.
//!
//! ```text
//! cargo bench --bench questions
//! ```
//!
//! The claims of the shipped graph are loaded into a SQLite database in memory, with indexes on names and on both ends of a claim. Each
//! pair is first checked to have the same number of answers; then both are run by turns, and the medians are printed. The SQL hands back
//! labels only; Quipu's answer also has the read-back, dates, claims and references of each row, so the comparison is to its disadvantage.
//! "First" is asked of a graph that was not asked anything before, and compared; "again" has been asked before, and its wording may be kept.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot go on ends")]

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use quipu::answer::Answer;
use quipu::graph::{ClaimId, KindId, Node, NodeId, RelationId, Value, View};
use quipu::session::{AskOptions, Quipu};
use rusqlite::{Connection, params};

/// Runs of each question before measuring, and runs measured.
const WARM_UP: usize = 50;
const RUNS: usize = 500;

/// A question and the SQL that asks the same.
struct Pair {
    question: &'static str,
    sql: &'static str,
}

const PAIRS: &[Pair] = &[
    Pair {
        question: "who supported Fujimori?",
        sql: "SELECT DISTINCT s.label FROM claim c JOIN relation r ON r.id = c.relation JOIN node s ON s.id = c.subject
              JOIN name o ON o.node = c.object
              WHERE r.name = 'supported' AND o.name = 'Alberto Fujimori' AND NOT c.denied ORDER BY s.id",
    },
    Pair {
        question: "which countries recognized Kosovo?",
        sql: "SELECT DISTINCT s.label FROM claim c JOIN relation r ON r.id = c.relation JOIN node s ON s.id = c.subject
              JOIN name o ON o.node = c.object JOIN member m ON m.node = s.id JOIN kind k ON k.id = m.kind
              WHERE r.name = 'recognized' AND o.name = 'Kosovo' AND k.name = 'country' AND NOT c.denied ORDER BY s.id",
    },
    Pair {
        question: "which resolutions did Peru vote for in 2006?",
        sql: "SELECT DISTINCT o.label FROM claim c JOIN relation r ON r.id = c.relation JOIN node o ON o.id = c.object
              JOIN name s ON s.node = c.subject JOIN member m ON m.node = o.id JOIN kind k ON k.id = m.kind
              WHERE r.name = 'voted-for' AND s.name = 'Peru' AND k.name = 'resolution' AND NOT c.denied
              AND c.first_day <= 13513 AND c.last_day >= 13149 ORDER BY o.id",
    },
    Pair {
        question: "who was president of Peru in 2003?",
        sql: "SELECT DISTINCT s.label FROM claim c JOIN relation r ON r.id = c.relation JOIN node s ON s.id = c.subject
              JOIN name o ON o.node = c.object WHERE r.name = 'president-of' AND o.name = 'Peru' AND NOT c.denied
              AND c.first_day <= 12417 AND (c.last_day >= 12053 OR c.last_day IS NULL) ORDER BY s.id",
    },
    Pair {
        question: "when did Peru recognize Palestine?",
        sql: "SELECT DISTINCT c.first_date, c.last_date FROM claim c JOIN relation r ON r.id = c.relation
              JOIN name s ON s.node = c.subject JOIN name o ON o.node = c.object
              WHERE r.name = 'recognized' AND s.name = 'Peru' AND o.name = 'Palestine' AND NOT c.denied",
    },
    Pair {
        question: "did Peru recognize Kosovo?",
        sql: "SELECT EXISTS (SELECT 1 FROM claim c JOIN relation r ON r.id = c.relation JOIN name s ON s.node = c.subject
              JOIN name o ON o.node = c.object
              WHERE r.name = 'recognized' AND s.name = 'Peru' AND o.name = 'Kosovo' AND NOT c.denied)",
    },
    Pair {
        question: "how many resolutions did Peru vote for?",
        sql: "SELECT COUNT(DISTINCT c.object) FROM claim c JOIN relation r ON r.id = c.relation JOIN name s ON s.node = c.subject
              JOIN member m ON m.node = c.object JOIN kind k ON k.id = m.kind
              WHERE r.name = 'voted-for' AND s.name = 'Peru' AND k.name = 'resolution' AND NOT c.denied",
    },
    Pair {
        question: "which countries recognized Kosovo but not Palestine?",
        sql: "SELECT DISTINCT s.label FROM claim c JOIN relation r ON r.id = c.relation JOIN node s ON s.id = c.subject
              JOIN name o ON o.node = c.object JOIN member m ON m.node = s.id JOIN kind k ON k.id = m.kind
              WHERE r.name = 'recognized' AND o.name = 'Kosovo' AND k.name = 'country' AND NOT c.denied
              AND NOT EXISTS (SELECT 1 FROM claim d JOIN name p ON p.node = d.object
                              WHERE d.subject = s.id AND d.relation = c.relation AND p.name = 'Palestine' AND NOT d.denied)
              ORDER BY s.id",
    },
    Pair {
        question: "presidents of a country that recognized Kosovo and voted for Resolution 1737",
        sql: "SELECT DISTINCT p.label FROM claim a JOIN relation r1 ON r1.id = a.relation JOIN name k1 ON k1.node = a.object
              JOIN claim b ON b.subject = a.subject JOIN relation r2 ON r2.id = b.relation JOIN name k2 ON k2.node = b.object
              JOIN claim c ON c.object = a.subject JOIN relation r3 ON r3.id = c.relation JOIN node p ON p.id = c.subject
              JOIN member m ON m.node = a.subject JOIN kind k ON k.id = m.kind
              WHERE r1.name = 'recognized' AND k1.name = 'Kosovo' AND NOT a.denied
              AND r2.name = 'voted-for' AND k2.name = 'Resolution 1737' AND NOT b.denied
              AND r3.name = 'president-of' AND NOT c.denied AND k.name = 'country' ORDER BY p.id",
    },
    Pair {
        question: "how many resolutions did each country vote for?",
        sql: "SELECT s.label, COUNT(DISTINCT c.object) FROM claim c JOIN relation r ON r.id = c.relation JOIN node s ON s.id = c.subject
              JOIN member m ON m.node = s.id JOIN kind k ON k.id = m.kind
              JOIN member n ON n.node = c.object JOIN kind q ON q.id = n.kind
              WHERE r.name = 'voted-for' AND k.name = 'country' AND q.name = 'resolution' AND NOT c.denied
              GROUP BY s.id ORDER BY 2 DESC, s.id",
    },
    Pair {
        question: "according to García, what did Peru condemn?",
        sql: "SELECT DISTINCT o.label FROM claim c JOIN relation r ON r.id = c.relation JOIN node o ON o.id = c.object
              JOIN name s ON s.node = c.subject JOIN word w ON w.claim = c.id JOIN name g ON g.node = w.node
              WHERE r.name = 'condemned' AND s.name = 'Peru' AND g.name = 'Alan García' AND NOT c.denied ORDER BY o.id",
    },
    Pair {
        question: "who was the first president of Peru?",
        sql: "SELECT s.label FROM claim c JOIN relation r ON r.id = c.relation JOIN node s ON s.id = c.subject
              JOIN name o ON o.node = c.object WHERE r.name = 'president-of' AND o.name = 'Peru' AND NOT c.denied
              AND c.first_day IS NOT NULL ORDER BY c.first_day LIMIT 1",
    },
    Pair {
        question: "how is Montesinos connected to the CIA?",
        sql: "SELECT c.id FROM claim c JOIN name a JOIN name b
              WHERE a.name = 'Vladimiro Montesinos' AND b.name = 'CIA' AND NOT c.denied
              AND ((c.subject = a.node AND c.object = b.node) OR (c.subject = b.node AND c.object = a.node)) ORDER BY c.id",
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let quipu = Quipu::builtin().map_err(|error| error.to_string())?;
    let database = load(quipu.view())?;
    let options = AskOptions::default();
    println!("{:>8}  {:>8}  {:>9}  {:>6}  {:>7}  question", "first µs", "again µs", "sqlite µs", "ratio", "answers");
    let mut ratios = Vec::new();
    for pair in PAIRS {
        let (ours, theirs) = (size(&quipu.ask(pair.question, &options)), ask_sqlite(&database, pair.sql)?);
        if ours != theirs {
            let none = "-";
            println!(
                "{none:>8}  {none:>8}  {none:>9}  {none:>6}  {ours:>3}/{theirs:<3}  {}   not compared: different answers",
                pair.question
            );
            continue;
        }
        let [mut first_times, mut again_times, mut sqlite_times] = [const { Vec::new() }; 3];
        for run in 0..WARM_UP + RUNS {
            let fresh = quipu.without_memory();
            let clock = Instant::now();
            black_box(fresh.ask(black_box(pair.question), &options));
            let first_time = clock.elapsed();
            let clock = Instant::now();
            black_box(quipu.ask(black_box(pair.question), &options));
            let again_time = clock.elapsed();
            let clock = Instant::now();
            black_box(ask_sqlite(&database, black_box(pair.sql))?);
            let sqlite_time = clock.elapsed();
            if run >= WARM_UP {
                first_times.push(first_time);
                again_times.push(again_time);
                sqlite_times.push(sqlite_time);
            }
        }
        let [first, again, sqlite] = [first_times, again_times, sqlite_times].map(median);
        let ratio = first / sqlite;
        ratios.push(ratio);
        println!("{first:>8.1}  {again:>8.1}  {sqlite:>9.1}  {ratio:>6.2}  {ours:>7}  {}", pair.question);
    }
    ratios.sort_by(f64::total_cmp);
    if let (Some(middle), Some(worst)) = (ratios.get(ratios.len() / 2), ratios.last()) {
        println!("ratio: median {middle:.2}, worst {worst:.2}, of {} questions", ratios.len());
    }
    Ok(())
}

/// How many answers; yes and no count as one, as in SQL.
fn size(answer: &Answer) -> usize {
    if answer.boolean.is_some() || answer.number.is_some() { 1 } else { answer.answers.len() }
}

/// Prepares and runs SQL, and takes every cell out as text.
fn ask_sqlite(database: &Connection, sql: &str) -> rusqlite::Result<usize> {
    let mut statement = database.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            black_box(match row.get_ref(column)? {
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{other:?}"),
            });
        }
        count += 1;
    }
    Ok(count)
}

/// In microseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(f64::NAN, |time| time.as_secs_f64() * 1e6)
}

/// The same claims as tables.
fn load(view: &dyn View) -> Result<Connection, Box<dyn Error>> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch(
        "CREATE TABLE node (id INTEGER PRIMARY KEY, label TEXT NOT NULL);
         CREATE TABLE name (name TEXT NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (name, node)) WITHOUT ROWID;
         CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         CREATE TABLE member (kind INTEGER NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (kind, node)) WITHOUT ROWID;
         CREATE TABLE relation (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         CREATE TABLE claim (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, relation INTEGER NOT NULL, object INTEGER NOT NULL,
                             denied INTEGER NOT NULL, first_date TEXT, last_date TEXT, first_day INTEGER, last_day INTEGER);
         CREATE TABLE source (claim INTEGER NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (claim, node)) WITHOUT ROWID;
         CREATE TABLE word (claim INTEGER NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (claim, node)) WITHOUT ROWID;",
    )?;
    let transaction = database.transaction()?;
    let schema = view.schema();
    let mut names: BTreeMap<(String, u32), ()> = BTreeMap::new();
    for id in 0..u32::try_from(view.node_bound())? {
        let Some(node) = view.node(NodeId(id)) else { continue };
        let label = label_of(&node);
        transaction.execute("INSERT INTO node VALUES (?1, ?2)", params![id, label])?;
        if let Node::Entity(entity) = node.as_ref() {
            names.insert((label, id), ());
            for alias in &entity.aliases {
                names.insert((alias.clone(), id), ());
            }
        }
    }
    for (name, node) in names.keys() {
        transaction.execute("INSERT INTO name VALUES (?1, ?2)", params![name, node])?;
    }
    for (KindId(id), kind) in schema.kinds() {
        transaction.execute("INSERT INTO kind VALUES (?1, ?2)", params![id, kind.name])?;
        for NodeId(node) in view.members(KindId(id)).iter() {
            transaction.execute("INSERT INTO member VALUES (?1, ?2)", params![id, node])?;
        }
    }
    for (RelationId(id), relation) in schema.relations() {
        transaction.execute("INSERT INTO relation VALUES (?1, ?2)", params![id, relation.name])?;
    }
    for id in 0..u32::try_from(view.claim_bound())? {
        let Some(claim) = view.claim(ClaimId(id)) else { continue };
        let (from, to) = (claim.when.from, claim.when.to);
        transaction.execute(
            "INSERT INTO claim VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id,
                claim.subject.0,
                claim.relation.0,
                claim.object.0,
                claim.denied,
                from.map(|date| date.to_string()),
                to.map(|date| date.to_string()),
                from.map(|date| date.first_day()),
                to.map(|date| date.last_day()),
            ],
        )?;
        for source in &claim.sources {
            transaction.execute("INSERT OR IGNORE INTO source VALUES (?1, ?2)", params![id, source.0])?;
        }
        for node in &claim.according_to {
            transaction.execute("INSERT OR IGNORE INTO word VALUES (?1, ?2)", params![id, node.0])?;
        }
    }
    transaction.commit()?;
    database.execute_batch(
        "CREATE INDEX claim_by_subject ON claim (relation, subject, object);
         CREATE INDEX claim_by_object ON claim (relation, object, subject);
         CREATE INDEX claim_around ON claim (subject, object);
         CREATE INDEX claim_around_back ON claim (object, subject);
         CREATE INDEX kinds_of ON member (node, kind);
         ANALYZE;",
    )?;
    Ok(database)
}

fn label_of(node: &Node) -> String {
    match node {
        Node::Entity(entity) => entity.label.clone(),
        Node::Value(Value::Text(text) | Value::Url(text)) => text.clone(),
        Node::Value(Value::Number(quantity)) => quantity.amount.to_string(),
        Node::Value(Value::Date(date)) => date.to_string(),
        Node::Value(Value::Truth(so)) => if *so { "yes" } else { "no" }.to_owned(),
    }
}
