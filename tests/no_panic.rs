//! No text makes the program panic, and none is slow.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use quipu::answer::{Answer, Format, Status, render};
use quipu::format::facts;
use quipu::graph::{LiveGraph, Node, NodeId};
use quipu::session::{AskOptions, Quipu};

/// Patient, because tests share the machine; a question takes well under a millisecond.
const PATIENCE: Duration = Duration::from_secs(5);

/// Questions to start from.
const GOOD: &[&str] = &[
    "who supported Fujimori?",
    "which countries recognized both Kosovo and Palestine?",
    "did Peru not recognize South Ossetia?",
    "how many resolutions did each country vote for in 2006?",
    "the first three presidents of Peru since 1990",
    "who says that the United States supported Fujimori?",
    "according to García, what did Peru condemn after 2000?",
    "how is Montesinos connected to the CIA within 3 steps?",
    "presidents of a country that recognized Kosovo and voted for Resolution 1737",
    "what do Peru and the United States have in common?",
    "which countries except Peru recognized Kosovo but not Abkhazia?",
    "when did the president of Peru's neighbour recall its ambassador?",
    "whose ambassador did [Peru] recall in early 1989?",
    "the countries with the most presidents by date",
    "tell me about \"Rio Pact\"",
];

/// Words that any graph has.
const FUNCTION_WORDS: &[&str] = &[
    "who",
    "what",
    "which",
    "whom",
    "whose",
    "when",
    "where",
    "why",
    "how",
    "many",
    "long",
    "often",
    "much",
    "did",
    "does",
    "is",
    "was",
    "were",
    "has",
    "have",
    "been",
    "be",
    "not",
    "never",
    "no",
    "and",
    "or",
    "but",
    "both",
    "either",
    "neither",
    "nor",
    "except",
    "only",
    "all",
    "every",
    "each",
    "the",
    "a",
    "an",
    "of",
    "to",
    "by",
    "in",
    "on",
    "at",
    "for",
    "with",
    "from",
    "between",
    "before",
    "after",
    "since",
    "until",
    "during",
    "that",
    "than",
    "more",
    "most",
    "least",
    "first",
    "last",
    "second",
    "same",
    "other",
    "there",
    "them",
    "it",
    "its",
    "list",
    "show",
    "count",
    "according",
    "connected",
    "common",
    "says",
    "2006",
    "1990s",
    "3",
    "three",
    "May",
    "2008-02",
    "'s",
    ",",
    "?",
    "(",
    ")",
    "[",
    "]",
    "\"",
    ":",
    "$",
    "-",
    "–",
    "…",
];

static QUIPU: LazyLock<Quipu> = LazyLock::new(|| Quipu::builtin().unwrap_or_else(|error| panic!("{error}")));

/// Words of the graph and of the language.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let view = QUIPU.view();
    let mut words: Vec<String> = FUNCTION_WORDS.iter().map(|word| (*word).to_owned()).collect();
    // Function words are as likely as words of the graph.
    words = words.iter().cycle().take(words.len() * 12).cloned().collect();
    for place in 0..view.node_bound() {
        if let Some(Node::Entity(entity)) = view.node(NodeId::from_index(place)).as_deref() {
            words.push(entity.label.clone());
        }
    }
    for (_, relation) in view.schema().relations() {
        words.extend(relation.name.split(['-', '_', ' ']).map(str::to_owned));
    }
    words.extend(view.schema().kinds().map(|(_, kind)| kind.name.clone()));
    words.extend(QUIPU.vocabulary().words().map(str::to_owned));
    words
});

/// Asks, and looks at what comes back.
fn ask(question: &str) -> Answer {
    let clock = Instant::now();
    let answer = QUIPU.ask(question, &AskOptions::default());
    let spent = clock.elapsed();
    assert!(spent < PATIENCE, "{spent:?} for {question:?}");
    let message = answer.message.as_deref().unwrap_or("");
    assert!(!message.contains("mistake in quipu"), "{question:?} panicked");
    assert!(message.chars().count() <= 400, "a message of some length for {question:?}: {message}");
    for format in [Format::Text, Format::Table, Format::Json, Format::Csv, Format::Markdown] {
        let mut bytes = Vec::new();
        render(&answer, format, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        // Styles begin with an escape character; they are ours.
        let raw = text.chars().find(|&character| character.is_control() && !matches!(character, '\n' | '\u{1b}' | '\r'));
        assert_eq!(raw, None, "{question:?} as {format:?}");
    }
    answer
}

/// A question with some of its characters and words taken out, doubled, exchanged or replaced.
fn mutated() -> impl Strategy<Value = String> {
    let change = (0..6_usize, any::<Index>(), any::<Index>(), any::<char>());
    (select(GOOD), vec(change, 1..5)).prop_map(|(question, changes)| {
        let mut words: Vec<String> = question.split(' ').map(str::to_owned).collect();
        for (how, first, second, character) in changes {
            let (at, to) = (first.index(words.len()), second.index(words.len()));
            match how {
                0 if words.len() > 1 => drop(words.remove(at)),
                1 => words.insert(at, words[to].clone()),
                2 => words.swap(at, to),
                3 => words[at] = second.get(&WORDS).clone(),
                4 => words[at].push(character),
                _ => words[at] = words[at].chars().rev().collect(),
            }
        }
        words.join(" ")
    })
}

fn soup() -> impl Strategy<Value = String> {
    vec(any::<Index>().prop_map(|index| index.get(&WORDS).clone()), 0..14).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text(text in any::<String>()) {
        ask(&text);
    }

    #[test]
    fn arbitrary_lines(text in "\\PC{0,300}") {
        ask(&text);
    }

    #[test]
    fn mutated_questions(text in mutated()) {
        ask(&text);
    }

    #[test]
    fn word_soup(text in soup()) {
        ask(&text);
    }

    #[test]
    fn explanations_and_pictures(text in soup()) {
        let options = AskOptions::default();
        let _ = QUIPU.explain(&text, true, &options);
        let _ = QUIPU.dot(&text, &options);
    }

    #[test]
    fn arbitrary_facts(text in any::<String>(), lines in vec(soup(), 0..6)) {
        let _ = facts::load(&[("arbitrary.facts".to_owned(), text)], &mut LiveGraph::new());
        let told = lines.iter().map(|line| format!("{line}.\n")).collect::<String>();
        let text = format!("kind country\nrelation recognized\n  from country to country\n  says X recognizes Y\n{told}");
        let _ = facts::load(&[("soup.facts".to_owned(), text)], &mut LiveGraph::new());
    }
}

#[test]
fn long_and_strange_texts_get_a_short_message() {
    let long = "who supported Fujimori ".repeat(450);
    let control = "who \u{1b}[31msupported\u{7} \u{202e}Fujimori\u{0}?";
    let texts = [
        long.as_str(),
        &"x".repeat(10_000),
        &"[".repeat(2_000),
        &"\"".repeat(2_001),
        control,
        "🦙🇵🇪👩‍👩‍👧‍👦",
        "🦙 supported Fujimori?",
        "¿quién apoyó a Fujimori?",
        "кто поддержал Фухимори?",
        "谁支持藤森?",
        "SELECT subject FROM claims WHERE object = 'Fujimori';",
        "MATCH (a)-[:SUPPORTED]->(b {name: 'Fujimori'}) RETURN a",
        "PREFIX : <http://example.org/> SELECT ?x WHERE { ?x :supported :Fujimori }",
        "",
        "   ",
        "?",
        "...",
    ];
    for text in texts {
        let answer = ask(text);
        assert_ne!(answer.status, Status::Ok, "{:?}", text.chars().take(60).collect::<String>());
        assert!(answer.message.is_some());
    }
}

#[test]
fn deep_nesting_is_no_danger() {
    let chains = [
        "a country that recognized ",
        "which countries that did not recognize ",
        "who supported a person who supported ",
        "Peru's ",
        "Peru and ",
        "not ",
        "the ",
        "in 2006 ",
        "(",
        "[",
    ];
    for chain in chains {
        for times in [3, 12, 60, 400] {
            ask(&format!("who recognized {}Kosovo?", chain.repeat(times)));
            ask(&format!("{}Kosovo", chain.repeat(times)));
        }
    }
}

#[test]
fn chains_of_nouns_are_no_danger() {
    for times in [2, 6, 20, 60] {
        ask(&format!("{}Peru", "presidents of ".repeat(times)));
    }
}
