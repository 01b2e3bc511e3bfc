//! Writing, measured against SQLite (write-ahead log, full sync) in the same run: single tellings, batches, and freezing.
//!
//! ```text
//! cargo bench --bench writes                      single tellings and batches
//! cargo bench --bench writes -- freeze            1 million live claims into 10 million frozen ones
//! cargo bench --bench writes -- freeze 100000     the same with so many live claims, and ten times as many frozen
//! ```

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use quipu::graph::{Claim, Date, Entity, Interval, LiveGraph, NodeId, RelationId, Schema, View};
use quipu::store::frozen::{FrozenBuilder, FrozenGraph};
use quipu::store::{Options, Store};
use rusqlite::Connection;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Nodes that the claims of the first part are about.
const NODES: u32 = 20_000;
const SINGLES: usize = 600;
/// Sentences or rows that are written before it is the other's turn.
const TURN: usize = 50;
const BATCHES: usize = 20;
const BATCH: usize = 10_000;

/// Numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(sides)) as u32
    }
}

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    // Beside the build, so that it is the disk that is measured and no file system in memory.
    let folder = tempfile::tempdir_in(std::env::current_exe()?.parent().ok_or("no folder")?)?;
    match arguments.first().map(String::as_str) {
        Some("freeze") => freeze(folder.path(), arguments.get(1).map_or(Ok(1_000_000), |count| count.parse())?),
        _ => writes(folder.path()),
    }
}

fn sqlite(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE claim (id INTEGER PRIMARY KEY, subject INTEGER, relation INTEGER, object INTEGER, first TEXT, last TEXT, source INTEGER);
         CREATE INDEX forward ON claim (relation, subject); CREATE INDEX backward ON claim (relation, object);",
    )?;
    Ok(connection)
}

const INSERT: &str = "INSERT INTO claim (subject, relation, object, first, last, source) VALUES (?, ?, ?, ?, ?, ?)";

fn writes(folder: &Path) -> Outcome {
    let connection = sqlite(&folder.join("peer.sqlite"))?;
    let store = Store::open(&folder.join("own.quipu"), Options { create: true, ..Options::default() })?;
    store.write("names", |graph| {
        for name in 0..NODES {
            let name = format!("Guest {name}");
            graph.add_entity(Entity { key: name.clone(), label: name, ..Entity::default() });
        }
        let id = graph.schema_mut().relation_or_new("visited");
        if let Some(relation) = graph.schema_mut().relation_mut(id) {
            relation.phrases.push("X visits Y".to_owned());
        }
    })?;
    let mut dice = Dice(1);
    let mut claim =
        move || Row { subject: dice.roll(NODES), object: dice.roll(NODES), year: 1900 + dice.roll(100) as i16, source: dice.roll(NODES) };

    let [mut of_sqlite, mut of_claims, mut of_sentences] = [const { Vec::new() }; 3];
    for _ in 0..SINGLES / TURN {
        for _ in 0..TURN {
            let row = claim();
            of_sqlite.push(timed(|| {
                connection.prepare_cached(INSERT)?.execute(row.sql())?;
                Ok(())
            })?);
        }
        for _ in 0..TURN {
            let row = claim();
            of_claims.push(timed(|| store.write("one claim", |graph| row.tell(graph)).map(drop).map_err(Into::into))?);
        }
        for _ in 0..TURN {
            let row = claim();
            let sentence = row.sentence();
            of_sentences.push(timed(|| store.tell(&sentence).map(drop).map_err(Into::into))?);
        }
    }
    println!("single, each durable (median of {SINGLES}, {TURN} in turn)");
    report("sqlite", &mut of_sqlite, 1, None);
    let yardstick = of_sqlite[of_sqlite.len() / 2];
    report("quipu, a claim", &mut of_claims, 1, Some(yardstick));
    report("quipu, a sentence", &mut of_sentences, 1, Some(yardstick));

    let [mut of_sqlite, mut of_claims, mut of_sentences] = [const { Vec::new() }; 3];
    for _ in 0..BATCHES {
        let rows: Vec<Row> = (0..BATCH).map(|_| claim()).collect();
        of_sqlite.push(timed(|| {
            let transaction = connection.unchecked_transaction()?;
            let mut insert = connection.prepare_cached(INSERT)?;
            for row in &rows {
                insert.execute(row.sql())?;
            }
            drop(insert);
            Ok(transaction.commit()?)
        })?);
        of_claims.push(timed(|| {
            let told = store.write("a batch", |graph| rows.iter().for_each(|row| row.tell(graph)));
            told.map(drop).map_err(Into::into)
        })?);
        let sentences: Vec<String> = (0..BATCH).map(|_| claim().sentence()).collect();
        let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
        of_sentences.push(timed(|| {
            let told = store.tell_each(&sentences)?;
            if told.iter().all(Result::is_ok) { Ok(()) } else { Err("a sentence was refused".into()) }
        })?);
    }
    println!("batches of {BATCH} (median of {BATCHES})");
    report("sqlite", &mut of_sqlite, BATCH, None);
    let yardstick = of_sqlite[of_sqlite.len() / 2];
    report("quipu, claims", &mut of_claims, BATCH, Some(yardstick));
    report("quipu, sentences", &mut of_sentences, BATCH, Some(yardstick));
    let view = store.view();
    println!("{} claims in the live layer", view.claims_of(RelationId(0)).len());
    Ok(())
}

struct Row {
    subject: u32,
    object: u32,
    year: i16,
    source: u32,
}

impl Row {
    fn sql(&self) -> (u32, u32, u32, String, String, u32) {
        (self.subject, 0, self.object, self.year.to_string(), self.year.to_string(), self.source)
    }

    fn claim(&self) -> Claim {
        let when = Date::new(self.year, None, None).map_or(Interval::UNDATED, Interval::at);
        Claim { when, sources: vec![NodeId(self.source)], ..Claim::new(NodeId(self.subject), RelationId(0), NodeId(self.object)) }
    }

    fn tell(&self, graph: &mut LiveGraph) {
        graph.add_claim(self.claim());
    }

    fn sentence(&self) -> String {
        format!("[Guest {}] visited [Guest {}] in {}.", self.subject, self.object, self.year)
    }
}

fn timed(work: impl FnOnce() -> Outcome) -> Outcome<Duration> {
    let clock = Instant::now();
    work()?;
    Ok(clock.elapsed())
}

/// The median, and how it compares.
fn report(name: &str, times: &mut [Duration], claims: usize, yardstick: Option<Duration>) {
    times.sort_unstable();
    let median = times[times.len() / 2];
    let ratio = yardstick.map_or(String::new(), |yardstick| format!("  {:.2} of sqlite", median.as_secs_f64() / yardstick.as_secs_f64()));
    let rate = claims as f64 / median.as_secs_f64();
    println!("  {name:<18} {:>9.2} ms  {rate:>9.0} claims/s{ratio}", median.as_secs_f64() * 1e3);
}

/// Live claims into ten times as many frozen ones, against making the frozen file of all of them anew.
fn freeze(folder: &Path, live: usize) -> Outcome {
    let (frozen, nodes) = (10 * live, live as u32);
    let mut schema = Schema::default();
    for relation in 0..20 {
        schema.relation_or_new(&format!("relation {relation}"));
    }
    let mut dice = Dice(3);
    let claim = |dice: &mut Dice| {
        let year = 1900 + dice.roll(120) as i16;
        let when = Date::new(year, Some(1 + dice.roll(12) as u8), Some(1 + dice.roll(28) as u8)).map_or(Interval::UNDATED, Interval::at);
        let (subject, object, source) = (dice.roll(nodes), dice.roll(nodes), dice.roll(1000));
        Claim { when, sources: vec![NodeId(source)], ..Claim::new(NodeId(subject), RelationId(dice.roll(20)), NodeId(object)) }
    };
    let build = |path: &Path, claims: usize, dice: &mut Dice| -> Outcome<Duration> {
        timed(|| {
            let mut builder = FrozenBuilder::new(schema.clone());
            builder.keep_schema();
            for name in 0..nodes {
                let name = format!("Entity number {name}");
                builder.add_plain_entity(&name, &name, &[])?;
            }
            for _ in 0..claims {
                builder.add_claim(&claim(dice), 0)?;
            }
            builder.finish(path)?;
            Ok(())
        })
    };
    let anew = build(&folder.join("anew.quipu"), frozen + live, &mut dice)?;
    println!("{} claims made into a frozen file anew: {:.1} s", frozen + live, anew.as_secs_f64());
    std::fs::remove_file(folder.join("anew.quipu"))?;
    let path = folder.join("large.quipu");
    build(&path, frozen, &mut dice)?;
    let store = Store::open(&path, Options::default())?;
    let told = timed(|| {
        for _ in 0..live / BATCH {
            store.write("a batch", |graph| {
                for _ in 0..BATCH {
                    graph.add_claim(claim(&mut dice));
                }
            })?;
        }
        Ok(())
    })?;
    println!("{live} claims told on top in batches of {BATCH}: {:.1} s", told.as_secs_f64());
    drop(store);
    let mut opened = None;
    let open = timed(|| {
        opened = Some(Store::open(&path, Options::default())?);
        Ok(())
    })?;
    println!("opened with {live} live claims: {:.2} s", open.as_secs_f64());
    let store = opened.ok_or("not opened")?;
    let mut folded = None;
    let freezing = timed(|| {
        folded = Some(store.freeze()?);
        Ok(())
    })?;
    let ratio = freezing.as_secs_f64() / anew.as_secs_f64();
    println!("frozen: {:.1} s, {ratio:.2} of making it anew; {:?}", freezing.as_secs_f64(), folded.ok_or("not frozen")?);
    let bound = FrozenGraph::open(&path)?.claim_bound();
    println!("{bound} claims are in the file");
    Ok(())
}
