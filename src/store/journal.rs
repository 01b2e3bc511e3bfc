//! The journal: what was told since the graph was frozen, in a SQLite database beside it.
//!
//! Comes in: tellings. Goes out: the same tellings, in order, or what is wrong with the file. Knows nothing of what they mean.
//!
//! One row a telling: its number (ascending without gaps), and a record of it. Readers in other processes go on while one writes (WAL); a
//! commit is on the disk when it returns (`synchronous=FULL`). `SQLite` tells who comes second, too: its write lock is the lock of the graph.
//!
//! A file that somebody else made is looked at before it is used: who made it, its version, and that it has exactly these tables.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::earlier;
use super::frozen;
pub(super) use super::frozen::sync_folder;
use super::record::{self, NotSealed};
use crate::graph::Change;

/// "Quip": the application that SQLite databases of this kind belong to.
const APPLICATION: i64 = 0x5175_6970;
/// The version of the tables.
const VERSION: i64 = 1;
/// So much damage is listed.
const MOST_DAMAGE: usize = 100;
const TABLES: [&str; 2] = [
    "CREATE TABLE state (pruned INTEGER NOT NULL, last INTEGER NOT NULL) STRICT",
    "CREATE TABLE telling (number INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT",
];

/// One telling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Telling {
    /// Counts all that was ever told to the graph, from 1.
    pub number: u64,
    /// Microseconds since 1970-01-01, UTC.
    pub moment: i64,
    /// What was said.
    pub text: String,
    /// What it made of the graph.
    pub change: Change,
}

impl Telling {
    /// As it is kept in the frozen file.
    pub(crate) fn in_short(&self) -> frozen::Telling {
        frozen::Telling {
            number: self.number,
            moment: self.moment,
            what: self.text.clone(),
            added: self.change.claims.len() as u64,
            retracted: self.change.retracted.len() as u64,
        }
    }
}

/// An open journal.
pub(crate) struct Journal {
    connection: Connection,
    path: PathBuf,
    /// The graph that it lies beside, for messages.
    graph: PathBuf,
}

/// Where the journal of a graph is.
pub(crate) fn path_beside(graph: &Path) -> PathBuf {
    let mut name = graph.file_name().map_or_else(OsString::new, OsString::from);
    name.push("-live");
    graph.with_file_name(name)
}

impl Journal {
    /// Opens the journal of a graph to read it; `None` if nothing was ever told.
    pub(crate) fn open(graph: &Path, wait: Duration) -> Result<Option<Self>, StoreError> {
        let path = path_beside(graph);
        match std::fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io(&path, "read")(error)),
            // Created, but not a byte was written.
            Ok(metadata) if metadata.len() == 0 && !sibling(&path, "-wal").exists() => return Ok(None),
            Ok(_) => {}
        }
        let journal = Self::connect(graph, &path, OpenFlags::SQLITE_OPEN_READ_ONLY, wait)?;
        match journal.check() {
            Ok(true) => return Ok(Some(journal)),
            Ok(false) => return Ok(None),
            // In a folder that cannot be written, SQLite cannot make what readers share. Where nothing waits to be taken over, nobody needs it.
            Err(StoreError::Io { .. } | StoreError::ReadOnly { .. }) if !has_content(&sibling(&path, "-wal")) => {}
            Err(error) => return Err(error),
        }
        let mut address = String::from("file:");
        for byte in path.as_os_str().as_encoded_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => address.push(char::from(*byte)),
                _ => address.push_str(&format!("%{byte:02X}")),
            }
        }
        address.push_str("?immutable=1");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let journal = Self::connect(graph, Path::new(&address), flags, wait)?;
        Ok(journal.check()?.then_some(journal))
    }

    /// Opens the journal of a graph to write to it; makes it if there is none.
    pub(crate) fn create(graph: &Path, wait: Duration) -> Result<Self, StoreError> {
        let path = path_beside(graph);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let journal = Self::connect(graph, &path, flags, wait)?;
        if journal.connection.is_readonly("main").map_err(|error| journal.error(&error))? {
            return Err(StoreError::ReadOnly { path });
        }
        if !journal.check()? {
            journal.make_tables()?;
        }
        // Kept in the file, so that whoever comes next finds it so; the others must be said each time.
        let mode: String = journal.ask("PRAGMA journal_mode=WAL")?;
        if mode != "wal" {
            return Err(StoreError::Io {
                path,
                doing: "share",
                error: std::io::Error::other(format!("its file system does not let readers go on beside a writer (mode {mode})")),
            });
        }
        journal.run("PRAGMA synchronous=FULL")?;
        sync_folder(&journal.path)?;
        Ok(journal)
    }

    fn connect(graph: &Path, path: &Path, flags: OpenFlags, wait: Duration) -> Result<Self, StoreError> {
        let own = path_beside(graph);
        let connection =
            Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(|error| StoreError::sqlite(&own, &error))?;
        let journal = Self { connection, path: own, graph: graph.to_owned() };
        let set = || -> rusqlite::Result<()> {
            let connection = &journal.connection;
            connection.busy_timeout(wait)?;
            // The file may be hostile: no functions from its schema, no tricks with its pages, nothing huge.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.pragma_update(None, "cell_size_check", true)?;
            connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(record::LONGEST + 4096).unwrap_or(i32::MAX))?;
            Ok(())
        };
        set().map_err(|error| journal.error(&error))?;
        Ok(journal)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is a journal: `false` if it is empty.
    fn check(&self) -> Result<bool, StoreError> {
        let application: i64 = self.ask("PRAGMA application_id")?;
        let version: i64 = self.ask("PRAGMA user_version")?;
        let found: Vec<String> = {
            let all = || -> rusqlite::Result<Vec<String>> {
                let mut statement = self.connection.prepare("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name LIMIT 9")?;
                let rows = statement.query_map((), |row| row.get(0))?;
                rows.collect()
            };
            all().map_err(|error| self.error(&error))?
        };
        if application == 0 && version == 0 && found.is_empty() {
            // A file that has bytes was a journal once.
            let is_new = std::fs::metadata(&self.path).is_ok_and(|metadata| metadata.len() == 0);
            return if is_new { Ok(false) } else { Err(self.damaged("it is cut off")) };
        }
        if application != APPLICATION {
            return Err(StoreError::NotALiveLayer { path: self.path.clone() });
        }
        if version != VERSION {
            return Err(StoreError::Version { path: self.path.clone(), found: u32::try_from(version).unwrap_or(u32::MAX) });
        }
        if found != TABLES {
            return Err(self.damaged("its tables are not those of a live layer"));
        }
        Ok(true)
    }

    fn make_tables(&self) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE")?;
        // Somebody else may have made them in the meantime.
        let made = self.check().and_then(|is_made| {
            if is_made {
                return Ok(());
            }
            for table in TABLES {
                self.run(table)?;
            }
            self.run("INSERT INTO state VALUES (0, 0)")?;
            self.run(&format!("PRAGMA application_id={APPLICATION}"))?;
            self.run(&format!("PRAGMA user_version={VERSION}"))
        });
        self.finish(made)
    }

    /// Takes the lock of the graph: nobody else writes until [`Journal::finish`].
    pub(crate) fn begin(&self) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE").map_err(|error| match error {
            StoreError::Busy { .. } => StoreError::Busy { path: self.graph.clone() },
            other => other,
        })
    }

    /// A state of the journal that stays as it is until [`Journal::finish`], whatever others write.
    pub(crate) fn begin_reading(&self) -> Result<(), StoreError> {
        self.run("BEGIN")
    }

    /// Gives the lock back. What was written since [`Journal::begin`] is on the disk once this is `Ok`, or, where something went wrong,
    /// was never written.
    pub(crate) fn finish<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        let outcome = outcome.and_then(|value| self.run("COMMIT").map(|()| value));
        if outcome.is_err() {
            self.roll_back();
        }
        outcome
    }

    /// Gives the lock back; nothing was written.
    pub(crate) fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            // Where this fails, too, SQLite has rolled back itself.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// Up to which number tellings were taken out, since they are in the frozen file.
    pub(crate) fn pruned(&self) -> Result<u64, StoreError> {
        self.number("SELECT pruned FROM state")
    }

    fn number(&self, sql: &str) -> Result<u64, StoreError> {
        let number: i64 = self.ask(sql)?;
        u64::try_from(number).map_err(|_| self.damaged("a number is negative"))
    }

    /// The number of the last telling.
    pub(crate) fn last(&self) -> Result<u64, StoreError> {
        self.number("SELECT last FROM state")
    }

    /// Hands over the tellings behind a number, in order.
    ///
    /// # Errors
    /// The first that is damaged or missing, or what `visit` says.
    pub(crate) fn each_after(&self, number: u64, visit: &mut dyn FnMut(Telling) -> Result<(), StoreError>) -> Result<(), StoreError> {
        // Kept apart from the rows, so that it is seen when the last of them are gone.
        let last = self.last()?;
        let after = i64::try_from(number).map_err(|_| self.damaged("a number is too large"))?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT number, length(record), record FROM telling WHERE number > ? ORDER BY number")
            .map_err(|error| self.error(&error))?;
        let mut rows = statement.query([after]).map_err(|error| self.error(&error))?;
        let mut next = number + 1;
        while let Some(row) = rows.next().map_err(|error| self.error(&error))? {
            let found: i64 = row.get(0).map_err(|error| self.error(&error))?;
            if u64::try_from(found) != Ok(next) {
                return Err(self.damaged(&format!("telling {next} is missing")));
            }
            visit(self.telling(next, row)?)?;
            next += 1;
        }
        if next <= last {
            return Err(self.damaged(&format!("telling {next} is missing")));
        }
        Ok(())
    }

    /// Adds a telling. The lock must be held.
    pub(crate) fn append(&self, telling: &Telling) -> Result<(), StoreError> {
        let too_large = StoreError::TooLarge { what: "a telling is larger than 256 MiB; tell it in parts" };
        let bytes = record::seal(telling).ok_or(too_large)?;
        let number = i64::try_from(telling.number).map_err(|_| self.damaged("a number is too large"))?;
        let insert = || -> rusqlite::Result<usize> {
            self.connection.prepare_cached("INSERT INTO telling VALUES (?, ?)")?.execute((number, bytes))?;
            self.connection.prepare_cached("UPDATE state SET last = ?")?.execute([number])
        };
        insert().map(drop).map_err(|error| self.error(&error))
    }

    /// Takes out the tellings up to a number, which are in the frozen file. The lock must be held.
    pub(crate) fn prune(&self, number: u64) -> Result<(), StoreError> {
        let number = i64::try_from(number).map_err(|_| self.damaged("a number is too large"))?;
        let delete = || -> rusqlite::Result<()> {
            self.connection.execute("DELETE FROM telling WHERE number <= ?", [number])?;
            self.connection.execute("UPDATE state SET pruned = ?", [number])?;
            Ok(())
        };
        delete().map_err(|error| self.error(&error))
    }

    /// Gives the room of what was taken out back to the disk, as far as readers allow.
    pub(crate) fn shrink(&self) {
        // A file that stays large is no mistake, and the next time will do it.
        let _ = self.connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// The bytes that the journal takes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        bytes(&self.path) + bytes(&sibling(&self.path, "-wal"))
    }

    /// The telling of a row (number, length, record).
    fn telling(&self, number: u64, row: &rusqlite::Row<'_>) -> Result<Telling, StoreError> {
        let bytes = row.get_ref(2).and_then(|value| Ok(value.as_blob()?)).map_err(|error| self.error(&error))?;
        let telling = unsealed(bytes).map_err(|error| self.bad_record(number, &error))?;
        if telling.number != number {
            return Err(self.damaged(&format!("telling {number} holds telling {}", telling.number)));
        }
        Ok(telling)
    }

    /// Looks at every page and every record, and goes on behind those that are damaged: how many tellings there are, and all that is wrong,
    /// up to a limit.
    ///
    /// # Errors
    /// Only if the file cannot be read.
    pub(crate) fn inspect(&self) -> Result<(u64, Vec<StoreError>), StoreError> {
        self.begin_reading()?;
        let mut damage = Vec::new();
        let seen = self.inspect_rows(&mut damage);
        self.roll_back();
        let seen = match seen {
            Ok(seen) => seen,
            // Damage that does not even let the rows be walked through.
            Err(error @ (StoreError::LiveDamaged { .. } | StoreError::NotALiveLayer { .. })) => {
                damage.push(error);
                0
            }
            Err(error) => return Err(error),
        };
        damage.truncate(MOST_DAMAGE);
        Ok((seen, damage))
    }

    fn inspect_rows(&self, damage: &mut Vec<StoreError>) -> Result<u64, StoreError> {
        let pages = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare(&format!("PRAGMA integrity_check({MOST_DAMAGE})"))?;
            let rows = statement.query_map((), |row| row.get(0))?;
            rows.collect()
        };
        match pages() {
            Ok(verdicts) => damage.extend(verdicts.iter().filter(|verdict| *verdict != "ok").map(|verdict| self.damaged(verdict))),
            Err(error) => damage.push(self.error(&error)),
        }
        let (pruned, last) = (self.pruned()?, self.last()?);
        let sql = "SELECT number, length(record), record FROM telling ORDER BY number";
        let mut statement = self.connection.prepare(sql).map_err(|error| self.error(&error))?;
        let mut rows = statement.query(()).map_err(|error| self.error(&error))?;
        let (mut next, mut seen) = (pruned + 1, 0);
        while damage.len() < MOST_DAMAGE {
            let Some(row) = rows.next().map_err(|error| self.error(&error))? else { break };
            let found: i64 = row.get(0).map_err(|error| self.error(&error))?;
            let Ok(found) = u64::try_from(found) else {
                damage.push(self.damaged("a number is negative"));
                continue;
            };
            seen += 1;
            if found < next || found > last {
                damage.push(self.damaged(&format!("telling {found} stands where none should be")));
                continue;
            }
            self.missing(next, found, damage);
            if let Err(error) = self.telling(found, row) {
                damage.push(error);
            }
            next = found + 1;
        }
        if damage.len() < MOST_DAMAGE {
            self.missing(next, last + 1, damage);
        }
        Ok(seen)
    }

    /// Notes that tellings from one number to before another are not there.
    fn missing(&self, from: u64, to: u64, damage: &mut Vec<StoreError>) {
        match to.saturating_sub(from) {
            0 => {}
            1 => damage.push(self.damaged(&format!("telling {from} is missing"))),
            _ => damage.push(self.damaged(&format!("tellings {from} to {} are missing", to - 1))),
        }
    }

    pub(crate) fn damaged(&self, what: &str) -> StoreError {
        StoreError::LiveDamaged { path: self.path.clone(), what: what.to_owned() }
    }

    /// That a telling does not fit the graph.
    pub(crate) fn other_graph(&self, number: u64, what: &dyn std::fmt::Display) -> StoreError {
        StoreError::OtherGraph {
            path: self.path.clone(),
            graph: self.graph.clone(),
            what: format!("telling {number} does not fit, {what}"),
        }
    }

    fn bad_record(&self, number: u64, error: &NotSealed) -> StoreError {
        match error {
            NotSealed::Version(found) => StoreError::Version { path: self.path.clone(), found: u32::from(*found) },
            other => self.damaged(&format!("telling {number}: {other}")),
        }
    }

    fn ask<T: rusqlite::types::FromSql>(&self, sql: &str) -> Result<T, StoreError> {
        let ask = || self.connection.prepare_cached(sql)?.query_row((), |row| row.get(0)).optional();
        ask().map_err(|error| self.error(&error))?.ok_or_else(|| self.damaged("a row is missing"))
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| self.error(&error))
    }

    fn error(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::sqlite(&self.path, error)
    }
}

/// The file beside another whose name goes on so.
fn sibling(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn has_content(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0)
}

/// The telling of a record of this version or an earlier one.
fn unsealed(bytes: &[u8]) -> Result<Telling, NotSealed> {
    match record::unseal(bytes) {
        Err(NotSealed::Version(1)) => record::unseal_of::<earlier::Telling>(bytes, 1).map(Telling::from),
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(number: u64, text: &str) -> Telling {
        Telling { number, moment: 1, text: text.to_owned(), change: Change::default() }
    }

    fn texts(journal: &Journal) -> Vec<String> {
        let mut texts = Vec::new();
        journal
            .each_after(0, &mut |telling| {
                texts.push(telling.text);
                Ok(())
            })
            .unwrap();
        texts
    }

    fn append(journal: &Journal, telling: &Telling) -> Result<(), StoreError> {
        journal.begin()?;
        journal.finish(journal.append(telling))
    }

    #[test]
    fn a_full_disk_keeps_what_was_told() {
        let folder = tempfile::tempdir().unwrap();
        let graph = folder.path().join("peru.quipu");
        let journal = Journal::create(&graph, Duration::ZERO).unwrap();
        append(&journal, &telling(1, "before")).unwrap();
        journal.connection.pragma_update(None, "max_page_count", 6).unwrap();
        let error = append(&journal, &telling(2, &"too much ".repeat(10_000))).unwrap_err();
        assert!(matches!(&error, StoreError::Full { path } if path.ends_with("peru.quipu-live")), "{error:?}");
        assert_eq!(texts(&journal), ["before"]);
        append(&journal, &telling(2, "little")).unwrap();
        drop(journal);
        let again = Journal::open(&graph, Duration::ZERO).unwrap().unwrap();
        assert_eq!((texts(&again), again.last().unwrap()), (vec!["before".to_owned(), "little".to_owned()], 2));
        assert!(matches!(again.inspect(), Ok((2, damage)) if damage.is_empty()));
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let graph = folder.path().join("peru.quipu");
        let journal = Journal::create(&graph, Duration::ZERO).unwrap();
        journal.connection.pragma_update(None, "query_only", true).unwrap();
        assert!(matches!(append(&journal, &telling(1, "no")), Err(StoreError::ReadOnly { path }) if path == journal.path));
        // A folder that is read-only, for all but those whom no permission stops.
        append(&Journal::create(&graph, Duration::ZERO).unwrap(), &telling(1, "yes")).unwrap();
        drop(journal);
        let mut permissions = std::fs::metadata(folder.path()).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(folder.path(), permissions.clone()).unwrap();
        let stops = std::fs::write(folder.path().join("probe"), "").is_err();
        let (read, written) = (Journal::open(&graph, Duration::ZERO), Journal::create(&graph, Duration::ZERO).map(drop));
        #[expect(clippy::permissions_set_readonly_false, reason = "the folder is removed at once")]
        permissions.set_readonly(false);
        std::fs::set_permissions(folder.path(), permissions).unwrap();
        assert_eq!(texts(&read.unwrap().unwrap()), ["yes"]);
        assert_eq!(written.is_err(), stops, "{written:?}");
    }

    /// The bytes of a telling as the versions have them. Whoever changes what a change holds gives records a new version, and keeps reading the old.
    #[test]
    fn the_shape_of_records_is_that_of_their_version() {
        use crate::graph::{
            Bound, Claim, ClaimId, Date, Entity, Interval, Kind, KindId, Node, NodeId, Quantity, Relation, RelationId, Schema, Value,
        };
        use indexmap::IndexMap;
        let mut schema = Schema::default();
        let kind = schema.kind_or_new("country");
        let relation = schema.relation_or_new("met");
        schema.relation_mut(relation).unwrap().domain.push(kind);
        let quantity = Quantity { amount: 2.5, bound: Bound::About, unit: Some("m".to_owned()) };
        let entity =
            Entity { key: "P".into(), label: "Peru".into(), aliases: vec!["PE".into()], adjectives: vec![], kinds: vec![KindId(0)] };
        let claim = Claim {
            when: Interval::at(Date::new(2011, Some(1), None).unwrap()),
            denied: true,
            place: Some(NodeId(1)),
            quantity: Some(quantity.clone()),
            sources: vec![NodeId(300)],
            quote: Some("so".to_owned()),
            ..Claim::new(NodeId(0), RelationId(0), NodeId(1))
        };
        let change = Change {
            first_node: 1,
            first_claim: 2,
            schema: Some(schema),
            nodes: vec![Node::Entity(entity.clone()), Node::Value(Value::Number(quantity)), Node::Value(Value::Truth(true))],
            changed: vec![(NodeId(0), entity)],
            claims: vec![claim],
            retracted: vec![ClaimId(1)],
        };
        let telling = Telling { number: 7, moment: -5, text: "x".to_owned(), change };
        let bytes = record::seal(&telling).unwrap();
        assert_eq!((record::SEALED_VERSION, bytes.len(), crc32fast::hash(&bytes)), (2, 152, 1_824_355_678));
        let Change { first_node, first_claim, schema, nodes, changed, claims, retracted } = telling.change.clone();
        let schema = schema.map(|schema| {
            let kinds: IndexMap<String, Kind> = schema.kinds().map(|(_, kind)| (kind.name.clone(), kind.clone())).collect();
            let relations: IndexMap<String, Relation> =
                schema.relations().map(|(_, relation)| (relation.name.clone(), relation.clone())).collect();
            (kinds, relations)
        });
        let old = (7_u64, -5_i64, "x", (first_node, first_claim, schema, nodes, changed, claims, retracted));
        let bytes = record::seal_as(&old, 1).unwrap();
        assert_eq!((bytes.len(), crc32fast::hash(&bytes)), (151, 2_794_719_939));
        assert_eq!(unsealed(&bytes), Ok(telling));
    }
}
