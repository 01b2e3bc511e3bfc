//! SQLite from Rust, prepared statements: the peer with the quickest look-ups, without Python's cost of a call.
//!
//!   sqlite load  DATA_DIR FILE SIZE
//!   sqlite open  FILE ENTITY
//!   sqlite query DATA_DIR FILE SIZE [RUNS]
//!
//! One clustered table (WITHOUT ROWID) by (subject, relation, object) and two covering indexes, by (object, relation) and by
//! (relation, object, date). No ANALYZE: with it SQLite builds a Bloom filter for every Q8 question, which makes it fifty times slower.

use std::path::Path;

use quipu_bench::*;
use rusqlite::{params, CachedStatement, Connection};

fn connect(file: &str) -> Connection {
    let connection = Connection::open(file).expect("open the database");
    connection.execute_batch("PRAGMA mmap_size = 30000000000; PRAGMA cache_size = -1000000;").expect("pragmas");
    connection
}

fn load(data: &Path, file: &str) {
    let mut connection = connect(file);
    connection
        .execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             CREATE TABLE node(id INTEGER PRIMARY KEY, name TEXT, kind TEXT);
             CREATE TABLE fact(s INTEGER, r INTEGER, o INTEGER, date TEXT, source INTEGER, PRIMARY KEY (s, r, o)) WITHOUT ROWID;",
        )
        .expect("tables");
    let transaction = connection.transaction().expect("transaction");
    {
        let mut node = transaction.prepare("INSERT INTO node VALUES (?,?,?)").expect("statement");
        let nodes = std::fs::read_to_string(data.join("nodes.tsv")).expect("nodes.tsv");
        for line in nodes.lines() {
            let mut cells = line.split('\t');
            let mut next = || cells.next().expect("three cells");
            let (id, name, kind) = (next().parse::<u32>().expect("an id"), next(), next());
            node.execute(params![id, name, kind]).expect("insert");
        }
        let mut fact = transaction.prepare("INSERT INTO fact VALUES (?,?,?,?,?)").expect("statement");
        let days = calendar();
        let mut edges = read_edges(data);
        edges.sort_unstable_by_key(|e| (e.s, e.r, e.o));
        for e in edges {
            let (year, month, day) = days[e.date as usize];
            fact.execute(params![e.s, e.r, e.o, format!("{year:04}-{month:02}-{day:02}"), e.source]).expect("insert");
        }
        transaction.execute_batch("CREATE INDEX fact_o ON fact(o, r, s); CREATE INDEX fact_r ON fact(r, o, date, s);").expect("indexes");
    }
    transaction.commit().expect("commit");
}

/// The one number of a statement with one parameter.
fn one(statement: &mut CachedStatement<'_>, x: u32) -> u64 {
    statement.query_row([x], |row| row.get::<_, i64>(0)).expect("a row") as u64
}

fn query(data: &Path, file: &str, size: &str, runs: usize) {
    let p = Params::read(data);
    let c = connect(file);

    let mut q1 = c.prepare_cached(&format!("SELECT o FROM fact WHERE s = ? AND r = {}", p.rels("q1.rel")[0])).expect("Q1");
    let ids = p.nums("q1.ids");
    report("sqlite-rust", size, "Q1", runs, || {
        let mut sum = 0;
        let mut answer = batch(&ids, |x| {
            let mut count = 0;
            let mut rows = q1.query([x]).expect("Q1");
            while let Some(row) = rows.next().expect("a row") {
                sum += row.get::<_, i64>(0).expect("an id") as u64;
                count += 1;
            }
            count
        });
        answer.check = sum;
        answer
    });

    for name in ["Q2", "Q3"] {
        let key = name.to_lowercase();
        let rels = p.rels(&format!("{key}.rels"));
        // CROSS JOIN fixes the order: outward from the entity.
        let from: Vec<String> = (0..rels.len()).map(|i| format!("fact f{i}")).collect();
        let mut tests: Vec<String> = rels.iter().enumerate().map(|(i, r)| format!("f{i}.r = {r}")).collect();
        tests.extend((1..rels.len()).map(|i| format!("f{i}.s = f{}.o", i - 1)));
        let last = rels.len() - 1;
        let sql = format!("SELECT count(DISTINCT f{last}.o) FROM {} WHERE f0.s = ? AND {}", from.join(" CROSS JOIN "), tests.join(" AND "));
        let mut statement = c.prepare_cached(&sql).expect("Q2, Q3");
        let ids = p.nums(&format!("{key}.ids"));
        report("sqlite-rust", size, name, runs, || batch(&ids, |x| one(&mut statement, x)));
    }

    let mut q8 = c
        .prepare_cached(&format!(
            "WITH RECURSIVE d(id) AS (SELECT s FROM fact WHERE o = ?1 AND r = {PART_OF}
             UNION ALL SELECT f.s FROM d CROSS JOIN fact f ON f.o = d.id AND f.r = {PART_OF}) SELECT count(*) FROM d"
        ))
        .expect("Q8");
    let ids = p.nums("q8.ids");
    report("sqlite-rust", size, "Q8", runs, || batch(&ids, |x| one(&mut q8, x)));
    let r = p.rels("q5.rels");
    let q5 = format!("SELECT count(*) FROM fact a JOIN fact b ON a.s = b.s AND a.o = b.o WHERE a.r = {} AND b.r = {}", r[0], r[1]);
    report("sqlite-rust", size, "Q5", runs.min(3), || {
        let count = c.query_row(&q5, [], |row| row.get::<_, i64>(0)).expect("Q5") as u64;
        Answer::one(count, count)
    });
    let (r, year) = (p.rels("q7.rel")[0], p.nums("q7.year")[0]);
    let mut q7 = c
        .prepare_cached(&format!(
            "SELECT o, count(*) c FROM fact INDEXED BY fact_r WHERE r = {r} AND date BETWEEN '{year}-01-01' AND '{year}-12-31'
             GROUP BY o ORDER BY c DESC, o LIMIT 10"
        ))
        .expect("Q7");
    report("sqlite-rust", size, "Q7", runs, || {
        let (mut count, mut check, mut place) = (0, 0, 0);
        let mut rows = q7.query([]).expect("Q7");
        while let Some(row) = rows.next().expect("a row") {
            place += 1;
            count += row.get::<_, i64>(1).expect("a count") as u64;
            check += place * row.get::<_, i64>(0).expect("an id") as u64;
        }
        Answer::one(count, check)
    });
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[1..] {
        ["load", data, file, size] => {
            let clock = std::time::Instant::now();
            load(Path::new(data), file);
            let disk = std::fs::metadata(file).map_or(0, |file| file.len());
            let (seconds, peak) = (clock.elapsed().as_secs_f64(), rss_kib().0);
            println!(
                "{{\"engine\":\"sqlite-rust\",\"size\":\"{size}\",\"workload\":\"L\",\"run\":0,\"seconds\":{seconds:.6},\"peak_kib\":{peak},\"disk\":{disk}}}"
            );
        }
        ["open", file, entity] => {
            let c = connect(file);
            let mut statement = c
                .prepare("SELECT fact.o, node.name, fact.date FROM fact JOIN node ON node.id = fact.o WHERE s = ? AND r = 0")
                .expect("the question");
            let mut rows = statement.query([entity.parse::<u32>().expect("an id")]).expect("the question");
            let (mut count, mut sum) = (0, 0);
            while let Some(row) = rows.next().expect("a row") {
                count += 1;
                sum += row.get::<_, i64>(0).expect("an id");
                std::hint::black_box((row.get::<_, String>(1).expect("a name"), row.get::<_, String>(2).expect("a date")));
            }
            println!("{count} {sum}");
        }
        ["query", data, file, size] => query(Path::new(data), file, size, 5),
        ["query", data, file, size, runs] => query(Path::new(data), file, size, runs.parse().expect("a number of runs")),
        _ => panic!("load, open or query"),
    }
}
