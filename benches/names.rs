//! How long a question takes from text to query where the graph has many names, and how long SQLite takes to prepare the SQL that asks the same.
//!
//! ```text
//! cargo bench --bench names
//! ```
//!
//! A made-up graph of 43,000 names (people, films and towns; some names are one word, some four) is asked a thousand questions of one, two and
//! three steps. Both sides get text with the names in it: Quipu reads English up to the query of ids, SQLite prepares a statement over the tables that
//! `benches/questions.rs` has. Then the same is asked of more and more names, to see how time grows with length, and what people should not
//! write, up to 10 kB.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot go on ends")]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use quipu::graph::{Claim, Entity, LiveGraph, NodeId};
use quipu::language::Vocabulary;
use quipu::meaning::{self, Failure};
use quipu::store::frozen::{FrozenGraph, History, freeze};
use rusqlite::{Connection, params};

const PEOPLE: usize = 18_000;
const FILMS: usize = 15_000;
const TOWNS: usize = 10_000;
/// Questions of each form.
const EACH: usize = 84;
/// Runs of each question, of which the fastest counts, so that an interruption does not.
const RUNS: usize = 5;

/// A question with a person, a film or a town in it, and the SQL that asks the same.
struct Form {
    steps: usize,
    about: Sort,
    question: &'static str,
    sql: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Person,
    Film,
    Town,
}

const FORMS: &[Form] = &[
    Form {
        steps: 1,
        about: Sort::Person,
        question: "which films did {} direct?",
        sql: "SELECT DISTINCT o.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name s ON s.node = c.subject JOIN node o ON o.id = c.object
              WHERE r.name = 'directed' AND s.name = '{}' AND NOT c.denied ORDER BY o.id",
    },
    Form {
        steps: 1,
        about: Sort::Film,
        question: "who acted in {}?",
        sql: "SELECT DISTINCT s.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name o ON o.node = c.object JOIN node s ON s.id = c.subject
              WHERE r.name = 'acted-in' AND o.name = '{}' AND NOT c.denied ORDER BY s.id",
    },
    Form {
        steps: 1,
        about: Sort::Person,
        question: "where does {} live?",
        sql: "SELECT DISTINCT o.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name s ON s.node = c.subject JOIN node o ON o.id = c.object
              WHERE r.name = 'lives-in' AND s.name = '{}' AND NOT c.denied ORDER BY o.id",
    },
    Form {
        steps: 1,
        about: Sort::Town,
        question: "how many people live in {}?",
        sql: "SELECT COUNT(DISTINCT c.subject) FROM claim c JOIN relation r ON r.id = c.relation JOIN name o ON o.node = c.object
              JOIN member m ON m.node = c.subject JOIN kind k ON k.id = m.kind
              WHERE r.name = 'lives-in' AND o.name = '{}' AND k.name = 'person' AND NOT c.denied",
    },
    Form {
        steps: 2,
        about: Sort::Person,
        question: "who acted in the films directed by {}?",
        sql: "SELECT DISTINCT a.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name s ON s.node = c.subject
              JOIN claim d ON d.object = c.object JOIN relation q ON q.id = d.relation JOIN node a ON a.id = d.subject
              JOIN member m ON m.node = c.object JOIN kind k ON k.id = m.kind
              WHERE r.name = 'directed' AND q.name = 'acted-in' AND s.name = '{}' AND k.name = 'film' AND NOT c.denied AND NOT d.denied ORDER BY a.id",
    },
    Form {
        steps: 2,
        about: Sort::Film,
        question: "in which towns do actors of {} live?",
        sql: "SELECT DISTINCT t.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name o ON o.node = c.object
              JOIN claim d ON d.subject = c.subject JOIN relation q ON q.id = d.relation JOIN node t ON t.id = d.object
              JOIN member m ON m.node = t.id JOIN kind k ON k.id = m.kind
              WHERE r.name = 'acted-in' AND q.name = 'lives-in' AND o.name = '{}' AND k.name = 'town' AND NOT c.denied AND NOT d.denied ORDER BY t.id",
    },
    Form {
        steps: 2,
        about: Sort::Town,
        question: "which films are directed by people who live in {}?",
        sql: "SELECT DISTINCT f.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name o ON o.node = c.object
              JOIN claim d ON d.subject = c.subject JOIN relation q ON q.id = d.relation JOIN node f ON f.id = d.object
              JOIN member m ON m.node = f.id JOIN kind k ON k.id = m.kind JOIN member n ON n.node = c.subject JOIN kind l ON l.id = n.kind
              WHERE r.name = 'lives-in' AND q.name = 'directed' AND o.name = '{}' AND k.name = 'film' AND l.name = 'person'
              AND NOT c.denied AND NOT d.denied ORDER BY f.id",
    },
    Form {
        steps: 2,
        about: Sort::Town,
        question: "who directed films that are set in {}?",
        sql: "SELECT DISTINCT p.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name o ON o.node = c.object
              JOIN claim d ON d.object = c.subject JOIN relation q ON q.id = d.relation JOIN node p ON p.id = d.subject
              JOIN member m ON m.node = c.subject JOIN kind k ON k.id = m.kind
              WHERE r.name = 'set-in' AND q.name = 'directed' AND o.name = '{}' AND k.name = 'film' AND NOT c.denied AND NOT d.denied ORDER BY p.id",
    },
    Form {
        steps: 3,
        about: Sort::Person,
        question: "where do the actors of the films directed by {} live?",
        sql: "SELECT DISTINCT t.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name s ON s.node = c.subject
              JOIN claim d ON d.object = c.object JOIN relation q ON q.id = d.relation
              JOIN claim e ON e.subject = d.subject JOIN relation p ON p.id = e.relation JOIN node t ON t.id = e.object
              JOIN member m ON m.node = c.object JOIN kind k ON k.id = m.kind
              WHERE r.name = 'directed' AND q.name = 'acted-in' AND p.name = 'lives-in' AND s.name = '{}' AND k.name = 'film'
              AND NOT c.denied AND NOT d.denied AND NOT e.denied ORDER BY t.id",
    },
    Form {
        steps: 3,
        about: Sort::Film,
        question: "which films did the actors of the films by the director of {} direct?",
        sql: "SELECT DISTINCT f.label FROM claim a JOIN relation r ON r.id = a.relation JOIN name o ON o.node = a.object
              JOIN claim b ON b.subject = a.subject AND b.relation = a.relation
              JOIN claim c ON c.object = b.object JOIN relation q ON q.id = c.relation
              JOIN claim d ON d.subject = c.subject AND d.relation = a.relation JOIN node f ON f.id = d.object
              JOIN member m ON m.node = f.id JOIN kind k ON k.id = m.kind
              WHERE r.name = 'directed' AND q.name = 'acted-in' AND o.name = '{}' AND k.name = 'film'
              AND NOT a.denied AND NOT b.denied AND NOT c.denied AND NOT d.denied ORDER BY f.id",
    },
    Form {
        steps: 3,
        about: Sort::Town,
        question: "who acted in a film that was directed by somebody who lives in {}?",
        sql: "SELECT DISTINCT s.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name o ON o.node = c.object
              JOIN claim d ON d.subject = c.subject JOIN relation q ON q.id = d.relation
              JOIN claim e ON e.object = d.object JOIN relation p ON p.id = e.relation JOIN node s ON s.id = e.subject
              JOIN member m ON m.node = d.object JOIN kind k ON k.id = m.kind
              WHERE r.name = 'lives-in' AND q.name = 'directed' AND p.name = 'acted-in' AND o.name = '{}' AND k.name = 'film'
              AND NOT c.denied AND NOT d.denied AND NOT e.denied ORDER BY s.id",
    },
    Form {
        steps: 3,
        about: Sort::Town,
        question: "in which towns do actors of films that are set in {} live?",
        sql: "SELECT DISTINCT t.label FROM claim c JOIN relation r ON r.id = c.relation JOIN name o ON o.node = c.object
              JOIN claim d ON d.object = c.subject JOIN relation q ON q.id = d.relation
              JOIN claim e ON e.subject = d.subject JOIN relation p ON p.id = e.relation JOIN node t ON t.id = e.object
              JOIN member m ON m.node = c.subject JOIN kind k ON k.id = m.kind JOIN member n ON n.node = t.id JOIN kind l ON l.id = n.kind
              WHERE r.name = 'set-in' AND q.name = 'acted-in' AND p.name = 'lives-in' AND o.name = '{}' AND k.name = 'film' AND l.name = 'town'
              AND NOT c.denied AND NOT d.denied AND NOT e.denied ORDER BY t.id",
    },
];

/// A graph, its names by sort, and the same as tables.
struct World {
    graph: LiveGraph,
    names: [Vec<String>; 3],
    database: Connection,
}

fn main() {
    let world = World::make();
    let vocabulary = Vocabulary::new(world.graph.schema());
    let read = |text: &str| meaning::read(text, &vocabulary, &world.graph);
    let (mut all_ours, mut all_theirs) = (Vec::new(), Vec::new());
    println!("{:>5}  {:>8}  {:>10}  {:>6}  form, medians in µs of {EACH} questions", "steps", "quipu", "prepare", "ratio");
    for form in FORMS {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for name in world.some(form.about, EACH) {
            let (question, sql) = (form.question.replace("{}", name), form.sql.replace("{}", name));
            match read(&question) {
                Ok(_) => {}
                Err(failure) => panic!("{question}: {}", said(&failure)),
            }
            ours.push(fastest(|| drop(black_box(read(black_box(&question))))));
            theirs.push(fastest(|| drop(black_box(world.database.prepare(black_box(&sql)).unwrap()))));
        }
        let (quipu, sqlite) = (part(&mut ours, 0.5), part(&mut theirs, 0.5));
        println!("{:>5}  {quipu:>8.1}  {sqlite:>10.1}  {:>6.2}  {}", form.steps, quipu / sqlite, form.question.replace("{}", "NAME"));
        all_ours.append(&mut ours);
        all_theirs.append(&mut theirs);
    }
    let (median, high) = (part(&mut all_ours, 0.5), part(&mut all_ours, 0.99));
    let theirs = part(&mut all_theirs, 0.5);
    println!("\nall {}: median {median:.1} µs, SQLite {theirs:.1} µs, ratio {:.2}", all_ours.len(), median / theirs);
    println!("99th percentile {high:.1} µs, {:.1} times the median; slowest {:.1} µs", high / median, part(&mut all_ours, 1.0));

    let (names, index) = memory(&world);
    println!("\n{names} bytes of names, {index} bytes of their index: {:.2} times", index as f64 / names as f64);

    println!("\nlength: \"which films did A, B ... and Z direct?\"");
    for count in [1, 2, 4, 8, 16, 32, 64] {
        let names: Vec<&str> = world.some(Sort::Person, count).collect();
        let question = match names.split_last() {
            Some((last, first)) if !first.is_empty() => format!("which films did {} and {last} direct?", first.join(", ")),
            _ => format!("which films did {} direct?", names.concat()),
        };
        let understood = read(&question).is_ok();
        let took = fastest(|| drop(black_box(read(black_box(&question)))));
        println!(
            "{count:>5} names, {:>5} bytes: {took:>8.1} µs, {:>6.3} µs a byte{}",
            question.len(),
            took / question.len() as f64,
            if understood { "" } else { ", not understood" }
        );
    }

    println!("\nwhat nobody should ask, in medians of a question");
    for (what, question) in hostile(&world) {
        let took = fastest(|| drop(black_box(read(black_box(&question)))));
        println!("{:>6} bytes: {:>9.1} µs, {:>6.1} times  {what}", question.len(), took, took / median);
    }
}

/// The bytes of the names, and of the index that finds them: sorted names, where each begins, what has it, and by which words it ends. In memory it holds the same as in a file.
fn memory(world: &World) -> (u64, u64) {
    let names = world.names.iter().flatten().map(|name| name.len() as u64).sum();
    let folder = std::env::temp_dir().join(format!("quipu-bench-names-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("names.quipu");
    freeze(&world.graph, &path, &History::default()).unwrap();
    let graph = FrozenGraph::open(&path).unwrap();
    let parts = ["name starts", "names", "posting starts", "postings", "roles", "last words"];
    let index = graph.parts().filter(|(part, _)| parts.contains(part)).map(|(_, bytes)| bytes).sum();
    drop(graph);
    std::fs::remove_dir_all(&folder).unwrap();
    (names, index)
}

/// Texts that are long, or nest deeply, or could be read in many ways.
fn hostile(world: &World) -> Vec<(&'static str, String)> {
    let people: Vec<&str> = world.some(Sort::Person, 200).collect();
    let films: Vec<&str> = world.some(Sort::Film, 200).collect();
    let cut = |text: String, length: usize| text.chars().take(length).collect::<String>();
    let nested = |unit: &str, length: usize| cut(format!("who directed {}", unit.repeat(length / unit.len())), length);
    let mut found = Vec::new();
    for length in [1_000, 2_000, 3_900, 10_000] {
        found.push(("films by the directors of films by ...", nested("the films by the directors of ", length)));
        found.push(("that was directed by somebody who ...", nested("a film that was directed by somebody who acted in ", length)));
        found.push(("and ... and ...", cut(format!("which films did {} direct?", people.join(" and ")), length)));
        found.push(("titles", cut(films.join(" "), length)));
        found.push(("which which which", nested("which ", length)));
        found.push(("the of by in", nested("the of by in film ", length)));
        found.push(("'s 's 's", nested("film's director's ", length)));
    }
    found
}

fn said(failure: &Failure) -> String {
    match failure {
        Failure::NotUnderstood(problems) => problems.first().map(|problem| problem.message.clone()).unwrap_or_default(),
        Failure::Ambiguous(readings) => readings.iter().map(|reading| reading.readback.as_str()).collect::<Vec<_>>().join(" / "),
    }
}

/// In microseconds.
fn fastest(mut run: impl FnMut()) -> f64 {
    let time = (0..RUNS).map(|_| {
        let clock = Instant::now();
        run();
        clock.elapsed()
    });
    time.min().unwrap_or(Duration::ZERO).as_secs_f64() * 1e6
}

/// The time that so large a part of them is not above.
fn part(times: &mut [f64], part: f64) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    let place = ((times.len() - 1) as f64 * part).round() as usize;
    times.get(place).copied().unwrap_or(f64::NAN)
}

/// Numbers that look thrown, the same in every run (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn word(&mut self) -> String {
        const STARTS: &[&str] =
            &["b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z"];
        const MIDDLES: &[&str] = &["a", "e", "i", "o", "u", "ai", "ei", "ou"];
        const ENDS: &[&str] = &["", "l", "n", "r", "s", "th", "m", "x"];
        let syllables = 2 + self.below(2);
        let mut word: String =
            (0..syllables).map(|_| format!("{}{}", STARTS[self.below(STARTS.len())], MIDDLES[self.below(MIDDLES.len())])).collect();
        word.push_str(ENDS[self.below(ENDS.len())]);
        let first = word.remove(0).to_ascii_uppercase();
        word.insert(0, first);
        word
    }

    /// So many names that differ, of words out of so many.
    fn names(&mut self, count: usize, words: &[String], lengths: &[usize]) -> Vec<String> {
        let mut names = BTreeSet::new();
        let mut ordered = Vec::with_capacity(count);
        while ordered.len() < count {
            let length = lengths[self.below(lengths.len())];
            let name = (0..length).map(|_| words[self.below(words.len())].as_str()).collect::<Vec<_>>().join(" ");
            if names.insert(name.clone()) {
                ordered.push(name);
            }
        }
        ordered
    }
}

impl World {
    fn make() -> Self {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        // People share given names and surnames, towns and films have words of their own.
        let mut words = |count: usize| (0..count).map(|_| dice.word()).collect::<Vec<_>>();
        let (of_people, of_films, of_towns) = (words(3_000), words(6_000), words(12_000));
        let names = [
            dice.names(PEOPLE, &of_people, &[2, 2, 2, 3]),
            dice.names(FILMS, &of_films, &[1, 2, 2, 3, 4]),
            dice.names(TOWNS, &of_towns, &[1, 1, 2]),
        ];
        let mut graph = LiveGraph::new();
        let schema = graph.schema_mut();
        let kinds = ["person", "film", "town"].map(|kind| schema.kind_or_new(kind));
        let [person, film, town] = kinds;
        let relations = [
            ("directed", &["X directs Y", "X is the director of Y", "Y is by X"][..], person, film),
            ("acted-in", &["X acts in Y", "X is an actor of Y"][..], person, film),
            ("lives-in", &["X lives in Y"][..], person, town),
            ("set-in", &["X is set in Y"][..], film, town),
        ]
        .map(|(name, phrases, from, to)| {
            let id = schema.relation_or_new(name);
            let relation = schema.relation_mut(id).unwrap();
            relation.phrases = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
            (relation.domain, relation.range) = (vec![from], vec![to]);
            id
        });
        if let Some(person) = schema.kind_mut(person) {
            person.plural = Some("people".to_owned());
        }
        let nodes = [0, 1, 2].map(|sort| {
            let add = |name: &String| {
                graph.add_entity(Entity {
                    key: format!("{sort} {name}"),
                    label: name.clone(),
                    kinds: vec![kinds[sort]],
                    ..Entity::default()
                })
            };
            names[sort].iter().map(add).collect::<Vec<NodeId>>()
        });
        let [people, films, towns] = &nodes;
        for &film in films {
            graph.add_claim(Claim::new(people[dice.below(people.len())], relations[0], film));
            for _ in 0..3 {
                graph.add_claim(Claim::new(people[dice.below(people.len())], relations[1], film));
            }
            graph.add_claim(Claim::new(film, relations[3], towns[dice.below(towns.len())]));
        }
        for &person in people {
            graph.add_claim(Claim::new(person, relations[2], towns[dice.below(towns.len())]));
        }
        graph.seal();
        Self { graph, names, database: tables() }
    }

    /// So many names of a sort, from all over.
    fn some(&self, sort: Sort, count: usize) -> impl Iterator<Item = &str> {
        let names = &self.names[sort as usize];
        names.iter().step_by(names.len() / count).take(count).map(String::as_str)
    }
}

/// The tables that the SQL speaks of, with the indexes and a few rows: what SQLite prepares depends on these and not on all rows.
fn tables() -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database
        .execute_batch(
            "CREATE TABLE node (id INTEGER PRIMARY KEY, label TEXT NOT NULL);
             CREATE TABLE name (name TEXT NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (name, node)) WITHOUT ROWID;
             CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
             CREATE TABLE member (kind INTEGER NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (kind, node)) WITHOUT ROWID;
             CREATE TABLE relation (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
             CREATE TABLE claim (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, relation INTEGER NOT NULL, object INTEGER NOT NULL, denied INTEGER NOT NULL);
             CREATE INDEX claim_by_subject ON claim (relation, subject, object);
             CREATE INDEX claim_by_object ON claim (relation, object, subject);
             CREATE INDEX claim_around ON claim (subject, object);
             CREATE INDEX claim_around_back ON claim (object, subject);
             CREATE INDEX kinds_of ON member (node, kind);",
        )
        .unwrap();
    for id in 0..1_000_i64 {
        database.execute("INSERT INTO node VALUES (?1, ?2)", params![id, format!("node {id}")]).unwrap();
        database.execute("INSERT INTO name VALUES (?1, ?2)", params![format!("node {id}"), id]).unwrap();
        database.execute("INSERT INTO member VALUES (?1, ?2)", params![id % 3, id]).unwrap();
        database.execute("INSERT INTO claim VALUES (?1, ?1, ?2, ?3, 0)", params![id, id % 4, (id * 7) % 1_000]).unwrap();
    }
    database.execute_batch("ANALYZE;").unwrap();
    database
}
