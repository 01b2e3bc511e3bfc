//! A graph on disk: what is told is there afterwards, all of it or nothing, for everybody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use quipu::graph::{Claim, ClaimId, View};
use quipu::session::{AskOptions, Quipu};
use quipu::store::{Options, Receipt, Store, StoreError, TellError};
use tempfile::TempDir;

const WORDS: &str = "kind country
kind politician
relation recognized
  says X recognizes Y
  from country to country
relation president-of
  says X is president of Y
  from politician to country
  one at a time
entity Peru is a country
entity Ecuador is a country
entity Palestine is a country
entity Kosovo is a country";

struct Place {
    _folder: TempDir,
    graph: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let graph = folder.path().join("peru.quipu");
        Self { _folder: folder, graph }
    }

    /// A graph with words and nothing told in them.
    fn with_words() -> (Self, Store) {
        let place = Self::new();
        let store = place.open();
        store.tell(WORDS).unwrap();
        (place, store)
    }

    fn open(&self) -> Store {
        Store::open(&self.graph, Options { create: true, wait: Duration::ZERO, ..Options::default() }).unwrap()
    }

    fn live(&self) -> PathBuf {
        PathBuf::from(format!("{}-live", self.graph.display()))
    }
}

fn ask(store: Store, question: &str) -> Vec<String> {
    let answer = Quipu::of_store(Arc::new(store)).ask(question, &AskOptions::default());
    let mut labels: Vec<String> = answer.answers.iter().map(|row| row.label.clone()).collect();
    labels.sort();
    labels
}

#[test]
fn what_is_told_is_there_when_the_graph_is_opened_again() {
    let (place, store) = Place::with_words();
    assert_eq!(store.tell("Peru recognized Palestine in 2011.").unwrap(), Receipt { number: Some(2), added: 1, retracted: 0 });
    store.tell("Peru recognized [Western Sahara] in 1984.").unwrap();
    store.tell("Peru did not recognize Kosovo.").unwrap();
    drop(store);
    assert_eq!(ask(place.open(), "which countries did Peru recognize?"), ["Palestine", "Western Sahara"]);
    let store = place.open();
    // Told again, it is known.
    assert_eq!(store.tell("Peru recognized Palestine in 2011.").unwrap().number, None);
    assert_eq!(store.log().unwrap().iter().map(|entry| entry.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(store.log().unwrap()[2].text, "Peru recognized [Western Sahara] in 1984.");
}

#[test]
fn several_lines_are_told_as_a_facts_file_has_them() {
    let (place, store) = Place::with_words();
    store.tell("source 4 is a country\n  title The Times\nPeru recognized Kosovo in 2008 [4].\n  quote Peru recognizes Kosovo\n").unwrap();
    drop(store);
    let store = place.open();
    let view = store.view();
    let claim = (0..view.claim_bound()).filter_map(|id| view.claim(ClaimId::from_index(id))).find(|claim| claim.quote.is_some()).unwrap();
    assert_eq!((claim.quote.as_deref(), claim.sources.len()), (Some("Peru recognizes Kosovo"), 1));
}

#[test]
fn a_mistake_tells_nothing() {
    let (place, store) = Place::with_words();
    for (text, message) in [
        ("Peru recognised Palestine", "A sentence ends with a full stop."),
        ("Peru recognized Palstine.", "I don't know \"Palstine\". Did you mean \"Palestine\"?"),
        ("entity Chile is a country\nPeru recognized Chile.\nPeru recognized Chili.\n", "I don't know \"Chili\". Did you mean \"Chile\"?"),
        ("Retract: Peru recognized Palestine.", "No claim says this."),
        ("relation befriended\n  says X befriends Y\n  if X recognizedd Y\n", "I don't know \"recognizedd\". Did you mean \"recognized\"?"),
    ] {
        let before = store.view();
        let error = store.tell(text).unwrap_err();
        assert!(matches!(&error, TellError::Problems(problems) if problems.len() == 1), "{text}: {error}");
        assert_eq!(error.to_string(), message);
        assert_eq!(store.view().node_bound(), before.node_bound());
    }
    drop(store);
    let store = place.open();
    assert_eq!(store.log().unwrap().len(), 1);
    assert_eq!(store.view().entity_by_key("Chile"), None);
}

#[test]
fn what_is_taken_back_is_not_shown_but_stays_in_the_log() {
    let (place, store) = Place::with_words();
    store.tell("Peru recognized Palestine in 2011.").unwrap();
    store.tell("Peru recognized Palestine in 2012.").unwrap();
    store.tell("Peru recognized Kosovo in 2008.").unwrap();
    let error = store.retract("Peru recognized Palestine.", false).unwrap_err();
    assert!(error.to_string().starts_with("2 claims say this: 2011, 2012."), "{error}");
    assert_eq!(store.retract("Peru recognized Palestine in 2012.", false).unwrap().retracted, 1);
    // A denial that is told later takes nothing back.
    store.tell("Peru did not recognize Kosovo.").unwrap();
    assert_eq!(store.tell("Retract: Peru recognized Palestine.").unwrap().retracted, 1);
    drop(store);
    let store = place.open();
    let log: Vec<(u64, u64)> = store.log().unwrap().iter().map(|entry| (entry.added, entry.retracted)).collect();
    assert_eq!(log, [(0, 0), (1, 0), (1, 0), (1, 0), (0, 1), (1, 0), (0, 1)]);
    assert_eq!(ask(store, "which countries did Peru recognize?"), ["Kosovo"]);
    // It can be told again.
    assert_eq!(place.open().tell("Peru recognized Palestine in 2011.").unwrap().number, Some(8));
    assert_eq!(ask(place.open(), "which countries did Peru recognize?"), ["Kosovo", "Palestine"]);
}

#[test]
fn a_view_stays_as_it_is_whoever_reads_it() {
    let (_place, store) = Place::with_words();
    store.tell("Peru recognized Palestine in 2011.").unwrap();
    let view = store.view();
    let (peru, recognized) = (view.entity_by_key("Peru").unwrap(), view.schema().relation_id("recognized").unwrap());
    let count = |view: &dyn View| view.neighbours(peru, recognized, quipu::graph::Direction::Forward).len();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..200 {
                    assert_eq!(count(&*view), 1);
                    let now = store.view();
                    // Whole tellings only: each brings a country and the claim about it.
                    assert_eq!(now.entities().len() - 4, count(&*now) - 1);
                }
            });
        }
        for number in 0..20 {
            store.tell(&format!("Peru recognized [Country {number}] in 2012.")).unwrap();
        }
    });
    assert_eq!((count(&*view), count(&*store.view())), (1, 21));
}

#[test]
fn others_see_what_was_told_once_they_look_again() {
    let (place, store) = Place::with_words();
    let other = place.open();
    let view = other.view();
    store.tell("Peru recognized [Chile] in 1990.").unwrap();
    assert!(view.entity_by_key("Chile").is_none() && other.view().entity_by_key("Chile").is_none());
    assert!(other.refresh().unwrap() && !other.refresh().unwrap());
    assert!(view.entity_by_key("Chile").is_none() && other.view().entity_by_key("Chile").is_some());
    // Both write, each on top of what the other has written.
    other.tell("Ecuador recognized Chile in 1991.").unwrap();
    store.tell("[Bolivia] recognized Ecuador in 1992.").unwrap();
    other.tell("Chile recognized Bolivia in 1993.").unwrap();
    assert_eq!(store.log().unwrap().len(), 5);
    assert_eq!(ask(place.open(), "who recognized Chile?"), ["Ecuador", "Peru"]);
    assert_eq!(ask(other, "who recognized Bolivia?"), ["Chile"]);
}

#[test]
fn a_second_writer_is_told_who_is_in_the_way() {
    let (place, store) = Place::with_words();
    let other = rusqlite::Connection::open(place.live()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.tell("Peru recognized Palestine in 2011.").unwrap_err();
    assert!(matches!(&error, TellError::Store(StoreError::Busy { path }) if *path == place.graph), "{error:?}");
    assert!(error.to_string().contains("peru.quipu is being written by somebody else"), "{error}");
    // Readers go on.
    assert_eq!(place.open().log().unwrap().len(), 1);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.tell("Peru recognized Palestine in 2011.").unwrap().number, Some(2));
}

#[test]
fn many_tellings_and_large_ones_make_one_graph() {
    let (place, store) = Place::with_words();
    // More than the upper layer holds, in parts of all sizes.
    let mut sentences: Vec<String> = Vec::new();
    for number in 0..3_000 {
        sentences.push(format!("[Country {}] recognized [Country {}] in {}.", number % 700, (number * 7 + 1) % 900, 1900 + number % 100));
    }
    let mut rest = sentences.as_slice();
    for length in [1, 1, 2, 40, 1500, 1, 300, 3, 900, 200, 1, 51] {
        let (now, later) = rest.split_at(length.min(rest.len()));
        rest = later;
        let now: Vec<&str> = now.iter().map(String::as_str).collect();
        assert!(store.tell_each(&now).unwrap().iter().all(Result::is_ok));
    }
    assert!(rest.is_empty());
    let mut expected = quipu::graph::LiveGraph::new();
    quipu::format::facts::load(&[("words".to_owned(), WORDS.to_owned())], &mut expected).unwrap();
    quipu::format::facts::load(&[("claims".to_owned(), sentences.join("\n"))], &mut expected).unwrap();
    let claims = |view: &dyn View| {
        let label = |node| format!("{:?}", view.node(node));
        let mut all: Vec<String> = (0..view.claim_bound())
            .filter_map(|id| view.claim(ClaimId::from_index(id)))
            .map(|claim: std::borrow::Cow<'_, Claim>| format!("{} {} {}", label(claim.subject), label(claim.object), claim.when))
            .collect();
        all.sort();
        all
    };
    let again = place.open();
    for view in [store.view(), again.view()] {
        assert_eq!(claims(&*view), claims(&expected));
        let recognized = view.schema().relation_id("recognized").unwrap();
        assert_eq!(view.statistics(recognized), expected.statistics(recognized));
    }
}

#[test]
fn a_batch_leaves_out_what_has_mistakes() {
    let (place, store) = Place::with_words();
    let results = store
        .tell_each(&[
            "Peru recognized Palestine in 2011.",
            "Peru recognized Nowhere.",
            "[Chile] recognized Peru.",
            "Retract: Chile recognized Peru.",
        ])
        .unwrap();
    assert_eq!(results.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, true]);
    assert_eq!(results[1].as_ref().unwrap_err().to_string(), "I don't know \"Nowhere\".");
    let log = store.log().unwrap();
    assert_eq!((log.len(), log[1].added, log[1].retracted), (2, 2, 1));
    assert_eq!(ask(place.open(), "what did Peru recognize?"), ["Palestine"]);
}

#[test]
fn a_large_batch_with_mistakes_leaves_out_just_those() {
    let (_place, store) = Place::with_words();
    let sentences: Vec<String> = (0..900)
        .map(|number| match number % 100 {
            7 => format!("Peru recognized Nowhere {number}."),
            9 => "Peru recognized".to_owned(),
            _ => format!("[Country {number}] recognized Peru in 1990."),
        })
        .collect();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let results = store.tell_each(&sentences).unwrap();
    for (number, result) in results.iter().enumerate() {
        assert_eq!(result.is_ok(), ![7, 9].contains(&(number % 100)), "{number}: {result:?}");
    }
    assert_eq!(store.log().unwrap()[1].added, 882);
}

/// Whatever happens to the bytes of the live layer: the same graph, or an error that names the file.
#[test]
fn damage_is_named_and_never_read() {
    let (place, store) = Place::with_words();
    for year in 1990..2010 {
        store.tell(&format!("Peru recognized [Country {year}] in {year}.")).unwrap();
    }
    drop(store);
    let expected = ask(place.open(), "which countries did Peru recognize?");
    assert_eq!(expected.len(), 20);
    let whole = fs::read(place.live()).unwrap();
    let mut refused = 0;
    for at in (0..whole.len()).step_by(37).chain(0..100) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        refused += check_damaged(&place, &damaged, &expected, &format!("bit {} of byte {at}", at % 8));
    }
    assert!(refused > 100, "{refused} damages were seen");
    for length in (1..whole.len()).step_by(509) {
        assert_eq!(check_damaged(&place, &whole[..length], &expected, &format!("cut to {length} bytes")), 1);
    }
}

fn check_damaged(place: &Place, bytes: &[u8], expected: &[String], what: &str) -> usize {
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", place.live().display()));
    }
    fs::write(place.live(), bytes).unwrap();
    match Store::open(&place.graph, Options::default()) {
        Ok(store) => {
            assert_eq!(ask(store, "which countries did Peru recognize?"), expected, "{what}");
            0
        }
        Err(error) => {
            assert!(error.to_string().contains("peru.quipu"), "{what}: {error}");
            1
        }
    }
}

/// What a live layer may hold that is none of ours.
#[test]
fn live_layers_of_others_are_refused() {
    let (place, store) = Place::with_words();
    store.tell("Peru recognized Palestine in 2011.").unwrap();
    drop(store);
    let whole = fs::read(place.live()).unwrap();
    let with = |sql: &str| {
        check_restore(&place, &whole);
        let connection = rusqlite::Connection::open(place.live()).unwrap();
        connection.execute_batch(sql).unwrap();
        drop(connection);
        Store::open(&place.graph, Options::default()).map(drop).unwrap_err()
    };
    assert!(matches!(with("PRAGMA user_version = 2"), StoreError::Version { found: 2, .. }));
    assert!(matches!(with("PRAGMA application_id = 77"), StoreError::NotALiveLayer { .. }));
    assert!(matches!(with("DELETE FROM telling WHERE number = 1"), StoreError::LiveDamaged { what, .. } if what == "telling 1 is missing"));
    assert!(
        matches!(with("UPDATE telling SET number = 3 WHERE number = 2"), StoreError::LiveDamaged { what, .. } if what == "telling 2 is missing")
    );
    assert!(matches!(with("DELETE FROM telling WHERE number = 2"), StoreError::LiveDamaged { what, .. } if what == "telling 2 is missing"));
    let swapped = "UPDATE telling SET number = -number; UPDATE telling SET number = 3 + number";
    assert!(matches!(with(swapped), StoreError::LiveDamaged { what, .. } if what == "telling 1 holds telling 2"));
    assert!(matches!(with("UPDATE telling SET record = zeroblob(100000000)"), StoreError::Version { found: 0, .. }));
    assert!(
        matches!(with("UPDATE telling SET record = x''"), StoreError::LiveDamaged { what, .. } if what == "telling 1: its record is cut off, or too long")
    );
    assert!(matches!(with("DELETE FROM state"), StoreError::LiveDamaged { .. }));
    assert!(matches!(with("UPDATE state SET pruned = 9"), StoreError::OtherGraph { .. }));
    assert!(matches!(with("UPDATE state SET pruned = -1"), StoreError::LiveDamaged { .. }));
    let endless = "DROP TABLE telling; CREATE VIEW telling AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS number, x'00' AS record FROM n";
    assert!(matches!(with(endless), StoreError::LiveDamaged { what, .. } if what == "its tables are not those of a live layer"));
    check_restore(
        &place,
        b"This is a letter, and has nothing to do with any graph. It is long enough to be one, though, is it not, my dear?",
    );
    assert!(matches!(Store::open(&place.graph, Options::default()).map(drop), Err(StoreError::NotALiveLayer { .. })));
}

fn check_restore(place: &Place, bytes: &[u8]) {
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", place.live().display()));
    }
    fs::write(place.live(), bytes).unwrap();
}

#[test]
fn what_is_not_there_is_named() {
    let place = Place::new();
    let error = Store::open(&place.graph, Options::default()).map(drop).unwrap_err();
    assert!(matches!(&error, StoreError::Io { path, .. } if *path == place.graph), "{error:?}");
    let nowhere = Path::new("/nowhere/at/all.quipu");
    let error = Store::open(nowhere, Options { create: true, ..Options::default() }).map(drop).unwrap_err();
    assert!(error.to_string().contains("/nowhere/at/all.quipu"), "{error}");
    // The live layer of another graph.
    let (one, store) = Place::with_words();
    store.tell("Peru recognized Palestine in 2011.").unwrap();
    drop(store);
    fs::remove_file(&one.graph).unwrap();
    assert!(matches!(Store::open(&one.graph, Options::default()).map(drop), Err(StoreError::Io { .. })));
}

/// Each view stays as it was, whether or not others are kept, and the last is what is on the disk.
#[test]
fn views_that_are_kept_do_not_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.quipu");
    let store = Store::open(&path, Options { create: true, ..Options::default() }).unwrap();
    store.tell("relation knew\n  says X knows Y").unwrap();
    let said = |view: &dyn View| {
        let name = |node| format!("{:?}", view.node(node).map(|node| node.into_owned()));
        let claims = (0..view.claim_bound()).filter_map(|place| view.claim(quipu::graph::ClaimId::from_index(place)));
        let mut said: Vec<String> = claims.map(|claim| format!("{} {} {}", name(claim.subject), name(claim.object), claim.when)).collect();
        let named = (0..12).map(|number| format!("{:?}", view.named(&format!("Name {number}"))));
        said.extend(named);
        said
    };
    let mut kept: Vec<(std::sync::Arc<dyn View>, Vec<String>)> = Vec::new();
    for round in 0..90_usize {
        let sentence = match round % 7 {
            5 => format!("Retract: Name {} knew Name {}.", (round - 5) % 12, (round - 5) * 5 % 11),
            _ => format!("[Name {}] knew [Name {}] in {}.", round % 12, round * 5 % 11, 1900 + round),
        };
        let told = store.tell(&sentence);
        assert!(told.is_ok() || round % 7 == 5, "{sentence}: {told:?}");
        let view = store.view();
        let now = said(&*view);
        // Some views are kept for long, some until the next telling, some not at all.
        kept.retain(|(_, _)| round % 3 != 0);
        if round % 4 != 3 {
            kept.push((view, now.clone()));
        }
        for (view, then) in &kept {
            assert_eq!(&said(&**view), then, "round {round}");
        }
        if round % 10 == 9 {
            let anew = Store::open(&path, Options::default()).unwrap();
            assert_eq!(said(&*anew.view()), now, "round {round}");
        }
        if round == 50 {
            store.freeze().unwrap();
        }
    }
}
