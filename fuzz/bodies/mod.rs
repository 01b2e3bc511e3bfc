//! What the fuzz targets do with their bytes, so that a test can do the same with some thousands of mutations (`tests/mutations.rs`).
//!
//! Each of these ends for any bytes, without a panic, and hands back whether they were as they should be. What was imported is a sound graph file, whatever it was read from.

#![allow(unreachable_pub, reason = "a module of tests and of targets")]
#![allow(dead_code, reason = "a target uses one of them")]
#![allow(clippy::unwrap_used, reason = "a fuzz target ends at what it does not expect")]

use std::path::{Path, PathBuf};

use quipu::graph::{ClaimId, Direction, KindId, NodeId, RelationId, View};
use quipu::import::{Given, Options, import};
use quipu::session::{AskOptions, Quipu};
use quipu::store::frozen::FrozenGraph;
use quipu::store::{Options as StoreOptions, Store, verify};

/// A small graph and what was told to it since it was frozen, as files; and the record of its last telling.
pub fn told(folder: &Path) -> [Vec<u8>; 3] {
    let path = folder.join("told.quipu");
    let options = StoreOptions { create: true, moment: Some(1), ..StoreOptions::default() };
    let store = Store::open(&path, options).unwrap();
    store.tell(FACTS).unwrap();
    store.freeze().unwrap();
    store.tell("[Ben] knew [Cem] since 1834.").unwrap();
    store.tell("kind poet is a person\nentity Dan is a poet\nDan knew Ben in 1835 [1].\n  quote so\nThe height of Dan is 2.").unwrap();
    drop(store);
    let live = folder.join("told.quipu-live");
    let connection = rusqlite::Connection::open(&live).unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE").unwrap();
    let record: Vec<u8> = connection.query_row("SELECT record FROM telling ORDER BY number DESC", (), |row| row.get(0)).unwrap();
    drop(connection);
    [std::fs::read(&path).unwrap(), std::fs::read(&live).unwrap(), record.get(5..).unwrap().to_vec()]
}

/// A folder of this process.
pub fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("quipu-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Facts with something of everything.
pub const FACTS: &str = "kind person\n  plural people\nkind city\nkind book\nrelation knew\n  says X knows Y\n  from person to person\nrelation height\n  \
    says Y is the height of X\n  from person to number\nrelation lived-in\n  says X lives in Y\n  from person to city\n\
    relation neighbour: X is a neighbour of Y if X lived in a city that Y lived in.\n\
    entity Ana is a person\n  also Annie\nentity Ben is a person\nentity Lima is a city\nsource 1 is a book\n  title Letters\n  date 1840\n\n\
    Ana knew Ben since 1833 [1].\n  quote \"we met\"\nAna lived in Lima from 1801 to 1820.\nBen did not live in Lima, according to Ana.\nThe height of Ana is 1.7.\n";

/// Bytes as a graph file.
pub fn graph_file(folder: &Path, bytes: &[u8]) -> bool {
    let path = folder.join("any.quipu");
    std::fs::write(&path, bytes).unwrap();
    if let Ok(graph) = FrozenGraph::open(&path) {
        walk(&graph);
    }
    verify(&path).is_ok_and(|found| found.frozen.damage.is_empty())
}

/// Bytes as what was told to a graph since it was frozen: a SQLite database beside `graph`.
pub fn live_file(folder: &Path, graph: &[u8], bytes: &[u8]) -> bool {
    let path = folder.join("live.quipu");
    std::fs::write(&path, graph).unwrap();
    std::fs::write(folder.join("live.quipu-live"), bytes).unwrap();
    for rest in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("live.quipu-live{rest}")));
    }
    if let Ok(store) = Store::open(&path, StoreOptions::default()) {
        walk(&*store.view());
        let _ = store.log();
    }
    verify(&path).is_ok_and(|found| found.live.is_some_and(|live| live.damage.is_empty()))
}

/// Bytes as the record of the last telling of a database, with the checksum that it should have.
pub fn live_record(folder: &Path, graph: &[u8], live: &[u8], record: &[u8]) -> bool {
    let path = folder.join("with_record.quipu-live");
    std::fs::write(&path, live).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    let sealed = sealed(record);
    connection.execute("UPDATE telling SET record = ? WHERE number = (SELECT max(number) FROM telling)", [sealed]).unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE").unwrap();
    drop(connection);
    live_file(folder, graph, &std::fs::read(&path).unwrap())
}

/// The version of records.
const VERSION: u8 = 2;

/// A record with its version and checksum before it.
fn sealed(record: &[u8]) -> Vec<u8> {
    let mut crc = !0_u32;
    for byte in [VERSION].iter().chain(record) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    [&[VERSION], (!crc).to_le_bytes().as_slice(), record].concat()
}

/// Bytes as a file of this name to be imported, perhaps with others beside it.
pub fn imported(folder: &Path, name: &str, bytes: &[u8], beside: &[(&str, &str)]) -> bool {
    let target = folder.join("imported.quipu");
    let _ = std::fs::remove_file(&target);
    let mut given = Vec::new();
    for (name, bytes) in beside.iter().map(|(name, text)| (*name, text.as_bytes())).chain([(name, bytes)]) {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        given.push(Given { path, columns: None });
    }
    let options = Options { jobs: 1, ..Options::default() };
    match import(&target, &given, &options) {
        Ok(report) => {
            assert!(report.written.is_some());
            let found = verify(&target).unwrap();
            assert!(found.frozen.damage.is_empty(), "{:?}", found.frozen.damage);
            let quipu = Quipu::open(&[&target]).unwrap();
            let answer = quipu.ask("how many things are there?", &AskOptions::default());
            assert!(!answer.message.is_some_and(|message| message.contains("mistake in quipu")));
            report.rejected.total() == 0
        }
        Err(error) => {
            assert!(!error.to_string().contains("mistake in quipu"), "{error}");
            false
        }
    }
}

/// Looks at everything, but not at too much of it.
fn walk(graph: &dyn View) {
    for node in (0..graph.node_bound().min(500)).map(NodeId::from_index) {
        let _ = (graph.node(node), graph.kinds(node));
        for direction in [Direction::Forward, Direction::Backward] {
            let _ = graph.linked(node, direction).iter().count();
            for relation in (0..graph.schema().relations().len().min(50)).map(RelationId::from_index) {
                let _ = graph.neighbours(node, relation, direction);
            }
        }
    }
    for claim in (0..graph.claim_bound().min(500)).map(ClaimId::from_index) {
        let _ = (graph.claim(claim), graph.when(claim));
    }
    for kind in (0..graph.schema().kinds().len().min(50)).map(KindId::from_index) {
        let _ = graph.members(kind).len();
    }
    let _ = (graph.names_at(&["a", "b"]), graph.nearest_names("ab", 2), graph.complete_name("a", 2));
}
