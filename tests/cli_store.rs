//! The commands for graphs on disk: tell, retract, log, freeze, and the prompt.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use quipu::store::{Options, Store};
use support::{quipu, run};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let words = "kind country\nrelation recognized\n  says X recognizes Y\n  from country to country\nentity Peru is a country";
        assert_eq!(place.run(&["tell", "--into", "GRAPH", words]), (0, "told 1\n".to_owned(), String::new()));
        place
    }

    fn graph(&self) -> String {
        self.folder.path().join("peru.quipu").display().to_string()
    }

    /// Runs a command; `GRAPH` stands for the graph.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        run(&mut self.command(arguments))
    }

    fn command(&self, arguments: &[&str]) -> assert_cmd::Command {
        let mut command = quipu();
        command.args(arguments.iter().map(|argument| argument.replace("GRAPH", &self.graph())));
        command
    }
}

#[test]
fn a_graph_is_told_asked_and_frozen() {
    let place = Place::new();
    let (status, out, err) = place.run(&["tell", "--into", "GRAPH", "Peru", "recognized", "[Palestine]", "in", "2011."]);
    assert_eq!((status, out.as_str(), err.as_str()), (0, "told 2\n", ""));
    assert_eq!(place.run(&["tell", "--into", "GRAPH", "Peru recognized Palestine in 2011."]).1, "known\n");
    assert!(place.run(&["ask", "-g", "GRAPH", "what did Peru recognize?"]).1.contains("Palestine"));
    let (status, out, _) = place.run(&["freeze", "GRAPH"]);
    assert!(status == 0 && out.contains("2 tellings folded; 1 claims;"), "{out}");
    assert!(place.run(&["freeze", "GRAPH"]).1.contains("nothing was told since"));
    assert_eq!(place.run(&["retract", "--into", "GRAPH", "Peru recognized Palestine."]).1, "retracted 3\n");
    let (_, out, _) = place.run(&["ask", "-g", "GRAPH", "what did Peru recognize?"]);
    assert!(!out.contains("Palestine\n") && !out.contains("2011"), "{out}");
    let (_, out, _) = place.run(&["log", "GRAPH"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    assert!(lines[1].contains("+1") && lines[1].ends_with("Peru recognized [Palestine] in 2011."), "{out}");
    assert!(lines[2].contains("-1") && lines[2].ends_with("Retract: Peru recognized Palestine."), "{out}");
    let (_, out, _) = place.run(&["log", "--format", "jsonl", "--last", "1", "GRAPH"]);
    assert!(out.starts_with("{\"number\":3,\"moment\":\"20") && out.ends_with("\"added\":0,\"retracted\":1}\n"), "{out}");
}

#[test]
fn lines_are_acknowledged_one_by_one_in_order() {
    let place = Place::new();
    let sentences = "Peru recognized [Palestine] in 2011.\n# a comment\nPeru recognized Palestin.\nPeru recognized Palestine in 2011.\n\nRetract: Peru recognized Palestine.\n";
    let expected = |numbers: [&str; 2]| {
        format!("told {}\nrefused: I don't know \"Palestin\". Did you mean \"Palestine\"?\n{}\n", numbers[0], numbers[1])
    };
    let told = |arguments: &[&str]| run(place.command(arguments).write_stdin(sentences));
    let (status, out, _) = told(&["tell", "--into", "GRAPH", "-"]);
    assert_eq!((status, out), (1, expected(["2", "known\nretracted 3"])));
    // In a batch they are one telling, without the one that has a mistake.
    let (status, out, _) = told(&["tell", "--batch", "10", "--into", "GRAPH", "-"]);
    assert_eq!((status, out.lines().filter(|line| line.starts_with("refused: ")).count(), out.lines().count()), (1, 1, 4), "{out}");
    assert_eq!(place.run(&["log", "GRAPH"]).1.lines().count(), 4);
}

#[test]
fn what_cannot_be_told_is_said_with_its_place() {
    let place = Place::new();
    let (status, out, err) = place.run(&["tell", "--into", "GRAPH", "Peru recognized Palestine."]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("I don't know \"Palestine\"") && err.contains("^^^^^^^^^") && err.contains("nothing was told"), "{err}");
    let (status, _, err) = place.run(&["log", "nothing.quipu"]);
    assert!(status == 3 && err.contains("there is no nothing.quipu"), "{err}");
    fs::write(place.graph(), "This is no graph. It is a letter, which is long enough.").unwrap();
    let (status, _, err) = place.run(&["tell", "--into", "GRAPH", "Peru recognized Peru."]);
    assert!(status == 3 && err.contains("peru.quipu is no graph file"), "{err}");
}

#[test]
fn the_prompt_tells_what_ends_with_a_full_stop() {
    let place = Place::new();
    let lines = "Peru recognized [Palestine] in 2011.\nwhat did Peru recognize?\n:tell Peru recognized [Kosovo] in 2008.\nPeru recognized Kosov.\nhow many countries did Peru recognize?\n:log\n";
    let (status, out, _) = run(place.command(&["GRAPH"]).write_stdin(lines));
    assert_eq!(status, 1, "one line was refused: {out}");
    assert!(out.contains("told 2.") && out.contains("told 3.") && out.contains("Did you mean \"Kosovo\"?"), "{out}");
    assert!(out.contains("Palestine (2011)") || out.contains("Palestine"), "{out}");
    assert!(out.lines().filter(|line| line.ends_with("Peru recognized [Kosovo] in 2008.")).count() == 1, "{out}");
    // A graph that is read from text keeps nothing.
    let (_, out, _) = run(quipu().arg(support::small()).write_stdin(":tell Peru recognized Peru.\n:log\n"));
    assert!(out.contains("Only a graph on disk can be told something") && out.contains("Only a graph on disk keeps a log"), "{out}");
}

#[test]
fn what_was_known_on_a_day_is_asked() {
    let place = Place::new();
    place.run(&["tell", "--into", "GRAPH", "Peru recognized [Palestine] in 2011."]);
    let asked = |date: &str| place.run(&["ask", "-g", "GRAPH", "--known-on", date, "what did Peru recognize?"]);
    assert!(asked("9998").1.contains("Palestine"));
    // Nothing had been told by then, not even the words.
    let (status, out, _) = asked("2001-01-01");
    assert!(status == 1 && out.contains("I don't know"), "{out}");
    let (status, _, err) = asked("someday");
    assert!(status == 2 && err.contains("is not a date"), "{err}");
}

#[test]
fn facts_beside_a_graph_on_disk_are_not_told_to_it() {
    let place = Place::new();
    let facts = place.folder.path().join("more.facts");
    fs::write(&facts, "Peru recognized [Chile] in 1821.\n").unwrap();
    let (_, out, err) = place.run(&["ask", "-g", "GRAPH", "-g", &facts.display().to_string(), "what did Peru recognize?"]);
    assert!(out.contains("Chile"), "{out}{err}");
    assert!(!place.run(&["ask", "-g", "GRAPH", "what did Peru recognize?"]).1.contains("Chile"));
}

#[test]
fn claims_are_taken_back_by_their_numbers() {
    let place = Place::new();
    for sentence in ["Peru recognized [Palestine] in 2011.", "Peru recognized [Kosovo] in 2008.", "[Chile] recognized Kosovo in 2008."] {
        place.run(&["tell", "--into", "GRAPH", sentence]);
    }
    let (_, out, _) = place.run(&["ask", "-g", "GRAPH", "--why", "what did Peru recognize?"]);
    assert!(out.contains("  1  Peru recognized Kosovo in 2008.\n") && out.contains("  2  Peru recognized Palestine in 2011.\n"), "{out}");
    let retract = |numbers: &[&str], question: &str| {
        let claims = numbers.iter().flat_map(|number| ["--claim", number]);
        place.run(&["retract", "--into", "GRAPH"].into_iter().chain(claims).chain([question]).collect::<Vec<_>>())
    };
    let (status, out, err) = retract(&["2"], "what did Peru recognize?");
    assert_eq!((status, out.as_str(), err.as_str()), (0, "retracted 5\n  Peru recognized Palestine in 2011.\n", ""));
    let (status, out, err) = retract(&["2"], "what did Peru recognize?");
    assert_eq!((status, out.as_str(), err.as_str()), (1, "", "quipu: there is no claim 2: the answer rests on one claim, number 1\n"));
    let (status, _, err) = retract(&["1"], "what did Chile condemn?");
    assert!(status == 1 && err.contains("I don't know \"condemn\"") && err.contains("nothing was taken back"), "{err}");
    let (_, out, _) = retract(&["2", "1"], "who recognized Kosovo?");
    assert_eq!(out, "retracted 6\n  Chile recognized Kosovo in 2008.\n  Peru recognized Kosovo in 2008.\n");
    let (_, out, _) = place.run(&["log", "GRAPH"]);
    let last = out.lines().last().unwrap();
    assert!(last.contains("-2") && last.ends_with("Retract: Chile recognized Kosovo in 2008. ..."), "{out}");
}

/// The numbers are those of the answer that was shown, whatever was told, or frozen, since.
#[test]
fn numbers_hold_for_the_answer_that_was_shown() {
    let place = Place::new();
    for sentence in ["[A] recognized [X] in 2001.", "[B] recognized X in 2002.", "[C] recognized X in 2003."] {
        place.run(&["tell", "--into", "GRAPH", sentence]);
    }
    let lines = "who recognized X?\n:retract 2\nwho recognized X?\n:retract 1 2\n:retract 2\n:retract two\nwho recognized X?\n:retract 1\n";
    let (status, out, _) = run(place.command(&["GRAPH"]).write_stdin(lines));
    assert!(out.contains("B recognized X in 2002.\n  retracted 5."), "{out}");
    assert!(out.contains("  A recognized X in 2001.\n  C recognized X in 2003.\n  retracted 6."), "{out}");
    assert!(out.contains("this is no longer there, so nothing was taken back: C recognized X in 2003."), "{out}");
    assert!(out.contains(":retract takes numbers of claims") && out.contains("rests on no claim"), "{out}");
    assert_eq!(status, 1);
    let (_, out, _) = run(quipu().arg(support::small()).write_stdin("who supported X?\n:retract 1\n"));
    assert!(out.contains("Only from a graph on disk"), "{out}");
}

#[test]
fn earlier_days_are_asked_in_question_files_and_with_parameters() {
    let place = Place::new();
    let past = Options { create: false, moment: Some(1_000_000_000_000_000), ..Options::default() };
    let graph = place.folder.path().join("past.quipu");
    let store = Store::open(&graph, Options { create: true, ..past }).unwrap();
    store
        .tell("relation recognized\n  says X recognizes Y\n[Peru] recognized [Palestine] in 2011.\n[Chile] recognized Palestine in 2011.")
        .unwrap();
    drop(store);
    let store = Store::open(&graph, Options { moment: Some(1_600_000_000_000_000), ..past }).unwrap();
    store.tell("Peru recognized [Kosovo] in 2008.").unwrap();
    store.tell("Retract: Peru recognized Palestine.").unwrap();
    drop(store);
    let file = place.folder.path().join("past.ask");
    let text = "what did Peru recognize?\n  = Kosovo\nwhat did Peru recognize, as known on 2010-01-01?\n  = Palestine\n  \
                ~ Who or what did Peru recognize, as known on 2010-01-01?\nwhat did Peru recognize, as known on some day?\n  ? bad-value\n";
    fs::write(&file, text).unwrap();
    let at = |arguments: &[&str], input: &str| {
        let graph = graph.display().to_string();
        let arguments = arguments.iter().map(|argument| if *argument == "PAST" { graph.as_str() } else { argument });
        run(quipu().args(arguments).write_stdin(input))
    };
    let (status, out, _) = at(&["check", "-g", "PAST", &file.display().to_string()], "");
    assert_eq!((status, out.as_str()), (0, "3 answers are as expected.\n"));
    let (_, out, _) =
        at(&["run", "-g", "PAST", "--param", "who=Peru", "-"], "what did :who recognize, as known in 2010?\nwhat did :who recognize?\n");
    assert!(out.contains(", as known on 2010?\n  Palestine") && out.contains("?\n  Kosovo"), "{out}");
    let (_, out, _) = at(
        &["run", "-g", "PAST", "--known-on", "2010", "--param", "who=Peru", "-"],
        "what did :who recognize?\nwhat did Chile recognize?\n",
    );
    assert!(out.contains(", as known on 2010?\n  Palestine") && !out.contains("Kosovo"), "{out}");
    // A graph that is read from text does not know what it held earlier, and says so instead of answering.
    let (status, out, _) = run(quipu().args(["run", "--param", "x=Peru", "-"]).write_stdin("who recognized :x, as known in 2010?\n"));
    assert!(status == 1 && out.contains("Only a graph on disk"), "{out}");
}

#[test]
fn verify_checks_both_files() {
    let place = Place::new();
    for year in 2001..2011 {
        place.run(&["tell", "--into", "GRAPH", &format!("Peru recognized [Country {year}] in {year}.")]);
    }
    let (status, out, _) = place.run(&["verify", "GRAPH"]);
    assert!(
        status == 0 && out.ends_with("11 tellings in GRAPH-live are as they should be.\n".replace("GRAPH", &place.graph()).as_str()),
        "{out}"
    );
    let live = format!("{}-live", place.graph());
    let damage = |statement: &str| {
        let connection = rusqlite::Connection::open(&live).unwrap();
        connection.execute_batch(statement).unwrap();
        let (status, out, _) = place.run(&["verify", "GRAPH"]);
        assert_eq!(status, 1, "{out}");
        out
    };
    damage("UPDATE telling SET record = CAST(substr(record, 1, length(record) - 1) || x'07' AS BLOB) WHERE number = 4");
    let out = damage("DELETE FROM telling WHERE number IN (6, 7)");
    for what in ["is damaged: telling 4: its checksum is wrong", "is damaged: tellings 6 to 7 are missing"] {
        assert!(out.contains(what), "{out}");
    }
    let out = damage("DROP TABLE state");
    assert!(out.contains("its tables are not those of a live layer"), "{out}");
    fs::write(&live, "This is a letter, and no database at all.").unwrap();
    for rest in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{live}{rest}"));
    }
    let (status, out, _) = place.run(&["verify", "GRAPH"]);
    assert!(status == 1 && out.contains("was not written by quipu"), "{out}");
}
