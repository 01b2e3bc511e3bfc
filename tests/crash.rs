//! What happens to a graph on disk when the program is killed at any moment: what was acknowledged is there, and nothing is there by half.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use assert_cmd::cargo::CommandCargoExt;
use quipu::graph::ClaimId;
use quipu::store::{Options, Store};

const WORDS: &str = "relation visited\n  says X visits Y\n";
/// So many sentences are sent at most in one round.
const SENT: usize = 60;

/// Numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn quipu() -> Command {
    Command::cargo_bin("quipu").unwrap()
}

/// Tells sentences from `first` on, kills the program after a while, and hands back how many were acknowledged.
fn tell_and_kill(graph: &Path, first: usize, batch: usize, after: Duration, acknowledged_first: usize) -> usize {
    let mut child = quipu()
        .args(["tell", "--batch", &batch.to_string(), "--into"])
        .arg(graph)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let sentences: String = (first..first + SENT).map(|number| format!("[Guest {number}] visited [Host {number}] in 2001.\n")).collect();
    // The program may be gone before it has read all of it.
    let writer = std::thread::spawn(move || input.write_all(sentences.as_bytes()));
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = 0;
    while acknowledged < acknowledged_first && lines.next().is_some_and(|line| line.is_ok_and(|line| line.starts_with("told "))) {
        acknowledged += 1;
    }
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    // What stood in the pipe was acknowledged as well.
    acknowledged += lines.take_while(|line| line.as_ref().is_ok_and(|line| line.starts_with("told "))).count();
    let _ = writer.join().unwrap();
    acknowledged
}

/// Freezes, and kills the program after a while.
fn freeze_and_kill(graph: &Path, after: Duration) {
    let mut child = quipu().arg("freeze").arg(graph).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// How many sentences the graph holds. They are the first ones, each whole.
fn held(graph: &Path) -> usize {
    let store = Store::open(graph, Options::default()).unwrap();
    let view = store.view();
    let visited = view.schema().relation_id("visited").unwrap();
    let name = |node| match view.node(node).unwrap().into_owned() {
        quipu::graph::Node::Entity(entity) => entity.label,
        other => panic!("{other:?}"),
    };
    let mut numbers: Vec<usize> = view
        .claims_of(visited)
        .iter()
        .map(|claim: ClaimId| {
            let claim = view.claim(claim).unwrap();
            let number = name(claim.subject).strip_prefix("Guest ").unwrap().parse().unwrap();
            assert_eq!(name(claim.object), format!("Host {number}"));
            assert_eq!(claim.when.to_string(), "2001");
            number
        })
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..numbers.len()).collect::<Vec<_>>(), "the first ones, none twice");
    assert_eq!(view.entities().len(), 2 * numbers.len(), "no name without its claim");
    let log: Vec<u64> = store.log().unwrap().iter().map(|entry| entry.number).collect();
    assert_eq!(log, (1..=log.len() as u64).collect::<Vec<_>>());
    numbers.len()
}

fn rounds(count: usize, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("crash.quipu");
    Store::open(&graph, Options { create: true, ..Options::default() }).unwrap().tell(WORDS).unwrap();
    let mut dice = Dice(seed);
    let mut told = 0;
    let (mut killed_early, mut frozen) = (0, 0);
    for round in 0..count {
        let batch = [1, 1, 3, 7][dice.roll(4) as usize];
        let wanted = dice.roll(SENT as u64 / 2) as usize;
        let after = Duration::from_micros(dice.roll(9_000));
        let acknowledged = tell_and_kill(&graph, told, batch, after, wanted);
        let now = held(&graph);
        assert!(now >= told + acknowledged, "round {round}: {now} are there, {acknowledged} were acknowledged after {told}");
        assert!((now - told).is_multiple_of(batch) || now - told == SENT, "round {round}: a part of a batch");
        killed_early += usize::from(now < told + SENT);
        told = now;
        if dice.roll(2) == 0 {
            freeze_and_kill(&graph, Duration::from_micros(dice.roll(60_000)));
            assert_eq!(held(&graph), told, "round {round}: freezing changes nothing");
            frozen += 1;
        }
    }
    assert!(killed_early > count / 4 && (frozen > 0 || count < 4), "{killed_early} of {count} rounds ended early, {frozen} while freezing");
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    rounds(20, 7);
}

#[test]
#[ignore = "the long form"]
fn what_was_acknowledged_survives_being_killed_three_hundred_times() {
    rounds(300, 11);
}
