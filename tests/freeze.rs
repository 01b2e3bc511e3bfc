//! Freezing: the same graph before and after, for everybody, whatever was told when.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use quipu::answer::{Answer, Format, render};
use quipu::graph::{Date, View};
use quipu::session::{AskOptions, Quipu};
use quipu::store::frozen::FrozenGraph;
use quipu::store::{Options, Store, StoreError, verify};

const WORDS: &str = "kind country
kind person
kind politician is a person
relation recognized
  says X recognizes Y
  from country to country
relation president-of
  says X is president of Y
  from politician to country
  one at a time
relation population
  says Y people live in X
  to number
relation met
  says X meets Y
  symmetric";

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

fn at(graph: &Path, day: i64) -> Store {
    Store::open(graph, Options { create: true, wait: Duration::ZERO, moment: Some(day * DAY + 5) }).unwrap()
}

fn live(graph: &Path) -> PathBuf {
    PathBuf::from(format!("{}-live", graph.display()))
}

fn answer(quipu: &Quipu, question: &str) -> String {
    let answer = quipu.ask(question, &AskOptions::default());
    let mut out = Vec::new();
    render(&without_times(answer), Format::Text, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn without_times(mut answer: Answer) -> Answer {
    answer.micros = quipu::answer::Micros::default();
    answer
}

fn labels(store: &Arc<Store>, question: &str, known_on: Option<&str>) -> Vec<String> {
    let known_on = known_on.map(|date| date.parse::<Date>().unwrap());
    let answer = Quipu::of_store(Arc::clone(store)).ask(question, &AskOptions { known_on, ..AskOptions::default() });
    assert_eq!(answer.message, None, "{question}");
    let mut labels: Vec<String> = answer.answers.iter().map(|row| row.label.clone()).collect();
    labels.sort();
    labels
}

#[test]
fn what_was_told_is_frozen_and_can_be_told_on() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("peru.quipu");
    let store = at(&graph, 1);
    store.tell(WORDS).unwrap();
    store.tell("[Peru] recognized [Palestine] in 2011.").unwrap();
    store.tell("Peru recognized [Kosovo] in 2008.").unwrap();
    store.retract("Peru recognized Kosovo.", false).unwrap();
    let (before, reader) = (store.view(), at(&graph, 1));
    let folded = store.freeze().unwrap();
    assert_eq!((folded.tellings, folded.claims), (4, 1));
    assert_eq!(store.freeze().unwrap().tellings, 0);
    let frozen = FrozenGraph::open(&graph).unwrap();
    assert_eq!((frozen.folded(), frozen.tellings().count(), frozen.retracted().count()), (4, 4, 1));
    // Whoever was reading goes on, and finds the same.
    let reader = Arc::new(reader);
    assert_eq!(labels(&reader, "what did Peru recognize?", None), ["Palestine"]);
    assert!(reader.refresh().unwrap());
    assert_eq!(labels(&reader, "what did Peru recognize?", None), ["Palestine"]);
    assert!(before.entity_by_key("Kosovo").is_some());
    // And it goes on being told.
    assert_eq!(store.tell("Peru recognized Kosovo in 2009.").unwrap().number, Some(5));
    assert_eq!(reader.tell("Peru recognized [Chile] in 1821.").unwrap().number, Some(6));
    assert_eq!(store.tell("Retract: Peru recognized Palestine.").unwrap().number, Some(7));
    store.freeze().unwrap();
    let store = Arc::new(at(&graph, 1));
    assert_eq!(labels(&store, "what did Peru recognize?", None), ["Chile", "Kosovo"]);
    assert_eq!(
        store.log().unwrap().iter().map(|entry| (entry.number, entry.added, entry.retracted)).collect::<Vec<_>>(),
        [(1, 0, 0), (2, 1, 0), (3, 1, 0), (4, 0, 1), (5, 1, 0), (6, 1, 0), (7, 0, 1)]
    );
    let found = verify(&graph).unwrap();
    let live = found.live.unwrap();
    assert!(found.frozen.damage.is_empty() && live.damage.is_empty() && live.tellings == 0);
}

#[test]
fn what_was_known_earlier_can_be_asked_before_and_after_freezing() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("peru.quipu");
    at(&graph, 0).tell(WORDS).unwrap();
    at(&graph, 0).tell("[Peru] recognized [Palestine] in 2011.").unwrap();
    at(&graph, 10).tell("Peru recognized [Kosovo] in 2008.").unwrap();
    at(&graph, 20).tell("Retract: Peru recognized Palestine.").unwrap();
    at(&graph, 30).tell("Peru recognized [Chile] in 1821.").unwrap();
    for freezes in 0..3 {
        let store = Arc::new(at(&graph, 40));
        let known = |date| labels(&store, "what did Peru recognize?", Some(date));
        assert_eq!(known("1970-01-01"), ["Palestine"]);
        assert_eq!(known("1970-01-10"), ["Palestine"]);
        assert_eq!(known("1970-01-11"), ["Kosovo", "Palestine"]);
        assert_eq!(known("1970-01-21"), ["Kosovo"]);
        assert_eq!(known("1970"), ["Chile", "Kosovo"]);
        let quipu = Quipu::of_store(Arc::clone(&store));
        let asked = quipu.ask("what did Peru recognize, as known on 15 January 1970?", &AskOptions::default());
        assert_eq!(asked.answers.len(), 2);
        assert!(asked.readback.ends_with(", as known on 1970-01-15?"), "{}", asked.readback);
        assert!(answer(&quipu, "what did Peru recognize, as known on some day?").contains("which day"));
        let explained = quipu.explain("who recognized Palestine, as known on 1970-01-15?", true, &AskOptions::default()).unwrap();
        assert!(explained[0].readback.ends_with(", as known on 1970-01-15?"), "{}", explained[0].readback);
        assert!(quipu.dot("who recognized Palestine, as known on 1970-01-15?", &AskOptions::default()).unwrap().contains("Palestine"));
        if freezes < 2 {
            store.freeze().unwrap();
        }
        if freezes == 0 {
            at(&graph, 40).tell("[Chile] recognized [Bolivia].").unwrap();
        }
    }
    let facts = Quipu::open(&[support::small()]).unwrap();
    assert!(answer(&facts, "who supported whom, as known on 2020-01-01?").contains("Only a graph on disk"));
}

/// A program that was killed between the renaming and the pruning: the tellings are in both files, and count once.
#[test]
fn tellings_in_both_files_count_once() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("peru.quipu");
    let store = at(&graph, 1);
    store.tell(WORDS).unwrap();
    store.tell("[Peru] recognized [Palestine] in 2011.").unwrap();
    drop(store);
    let kept = fs::read(live(&graph)).unwrap();
    at(&graph, 1).freeze().unwrap();
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", live(&graph).display()));
    }
    fs::write(live(&graph), kept).unwrap();
    let store = Arc::new(at(&graph, 1));
    assert_eq!((store.view().claim_bound(), store.log().unwrap().len()), (1, 2));
    assert_eq!(store.tell("Peru recognized [Kosovo] in 2008.").unwrap().number, Some(3));
    assert_eq!(labels(&store, "what did Peru recognize?", None), ["Kosovo", "Palestine"]);
    assert_eq!(store.freeze().unwrap().tellings, 1);
    assert_eq!(labels(&Arc::new(at(&graph, 1)), "what did Peru recognize?", None), ["Kosovo", "Palestine"]);
}

/// The frozen file of one graph and the live layer of another.
#[test]
fn files_of_two_graphs_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, sentences) in [("one.quipu", 1), ("two.quipu", 3)] {
        let store = at(&path(name), 1);
        store.tell(WORDS).unwrap();
        for number in 0..sentences {
            store.tell(&format!("[Country {number}] recognized [Peru].")).unwrap();
        }
        store.freeze().unwrap();
        store.tell("[Chile] recognized Peru.").unwrap();
    }
    fs::rename(path("two.quipu-live"), path("one.quipu-live")).unwrap();
    let error = Store::open(&path("one.quipu"), Options::default()).map(drop).unwrap_err();
    assert!(matches!(error, StoreError::OtherGraph { .. }), "{error}");
}

/// What is damaged in the frozen file is neither built on nor frozen again without it.
#[test]
fn a_damaged_frozen_file_is_not_frozen_again() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("peru.quipu");
    let store = at(&graph, 1);
    store.tell(WORDS).unwrap();
    let sentences: Vec<String> = (0..41).map(|number| format!("[Country {number}] recognized [Land {number}].")).collect();
    store.tell(&sentences.join("\n")).unwrap();
    store.freeze().unwrap();
    store.tell("[Chile] recognized [Peru].").unwrap();
    drop(store);
    let whole = fs::read(&graph).unwrap();
    let mut refused = 0;
    for block in 1..whole.len() / 4096 {
        let mut damaged = whole.clone();
        damaged[block * 4096 + 100] ^= 4;
        fs::write(&graph, &damaged).unwrap();
        let frozen = Store::open(&graph, Options { wait: Duration::ZERO, ..Options::default() }).and_then(|store| store.freeze());
        if frozen.is_err() {
            assert_eq!(fs::read(&graph).unwrap(), damaged, "nothing takes its place");
            refused += 1;
        } else {
            // What was damaged is not needed for the graph: it is made of the rest.
            assert_eq!(FrozenGraph::open(&graph).unwrap().claim_bound(), 42, "block {block}");
        }
        fs::write(&graph, &whole).unwrap();
        fs::remove_file(live(&graph)).unwrap();
        at(&graph, 1).tell("[Chile] recognized [Peru].").unwrap();
    }
    assert!(refused > 3, "{refused} refused");
}

const QUESTIONS: [&str; 12] = [
    "who recognized whom?",
    "which countries recognized Country 1?",
    "what did Country 2 recognize before 1995?",
    "who is the president of Country 1?",
    "who was president of Country 2 in 1994?",
    "how many countries did each country recognize?",
    "which countries recognized Country 1 but not Country 2?",
    "presidents of a country that recognized Country 3",
    "list persons",
    "who met Person 1?",
    "tell me about Country 1",
    "how is Person 1 connected to Country 2?",
];

fn sentence() -> impl Strategy<Value = String> {
    let country = || (0..6_u8).prop_map(|number| format!("[Country {number}]"));
    let person = || (0..5_u8).prop_map(|number| format!("[Person {number}]"));
    let year = || 1990..1998_u16;
    prop_oneof![
        4 => (country(), country(), year()).prop_map(|(one, other, year)| format!("{one} recognized {other} in {year}.")),
        1 => (country(), country()).prop_map(|(one, other)| format!("{one} did not recognize {other}.")),
        2 => (person(), country(), year()).prop_map(|(who, what, year)| format!("{who} was president of {what} since {year}.")),
        1 => (person(), country(), year(), 0..3_u16)
            .prop_map(|(who, what, year, years)| format!("{who} was president of {what} from {year} to {}.", year + years)),
        1 => (person(), person(), year()).prop_map(|(one, other, year)| format!("{one} met {other} in {year}.")),
        1 => (country(), 1..9_u32).prop_map(|(what, number)| format!("{number} people live in {what}.")),
        1 => (person(), prop_oneof![Just("person"), Just("politician")]).prop_map(|(who, kind)| format!("{who} is a {kind}.")),
        2 => (country(), country()).prop_map(|(one, other)| format!("Retract: {one} recognized {other}.")),
        1 => Just("Freeze.".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Told sentence by sentence, with freezing in between; told and never frozen; told and frozen at the end.
    #[test]
    fn frozen_and_live_give_the_same_answers(sentences in prop::collection::vec(sentence(), 1..30)) {
        let folder = tempfile::tempdir().unwrap();
        let stores: Vec<Arc<Store>> =
            ["mixed.quipu", "live.quipu", "frozen.quipu"].iter().map(|name| Arc::new(at(&folder.path().join(name), 1))).collect();
        for store in &stores {
            store.tell(WORDS).unwrap();
            // All names first, in one order: entities are listed in the order of telling.
            let names: Vec<String> =
                (0..6).map(|number| format!("entity Country {number} is a country")).chain((0..5).map(|number| format!("entity Person {number}"))).collect();
            store.tell(&names.join("\n")).unwrap();
        }
        let [mixed, live, frozen] = stores.as_slice() else { unreachable!() };
        for sentence in &sentences {
            if sentence == "Freeze." {
                mixed.freeze().unwrap();
                continue;
            }
            let told: Vec<Option<u64>> = stores.iter().map(|store| store.tell(sentence).ok().and_then(|receipt| receipt.number)).collect();
            prop_assert!(told.iter().all(|number| *number == told[0]), "{} was told as {:?}", sentence, told);
        }
        frozen.freeze().unwrap();
        let [mixed, live, frozen] = [mixed, live, frozen].map(|store| Quipu::of_store(Arc::clone(store)));
        for question in QUESTIONS {
            let expected = answer(&live, question);
            prop_assert_eq!(&answer(&mixed, question), &expected, "{} on both together", question);
            prop_assert_eq!(&answer(&frozen, question), &expected, "{} when frozen", question);
        }
    }
}
