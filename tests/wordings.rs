//! A question of a wording that was met before is answered as if it were the first: whatever names it holds, whatever was asked before it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use quipu::answer::{Answer, Micros};
use quipu::format::facts;
use quipu::graph::{LiveGraph, Node};
use quipu::session::{AskOptions, Quipu, Thread};

/// A graph in which names are made to be mistaken: parts of each other, words of the language, namesakes, aliases, small letters, articles.
const FACTS: &str = r#"
kind person
kind actor is a person
kind town
kind film

relation directed
  says  X directs Y
  from  person to film
  says  X is the director of Y
relation acted-in
  says  X acts in Y
  from  person to film
  says  X is an actor of Y
relation lives-in
  says  X lives in Y
  from  person to town
relation knows
  says  X knows Y
relation is-near
  says  X is near Y
  from  town to town
  symmetric

entity Lima is a town
entity Lima Norte is a town
entity Arequipa is a town
  also  White City
entity Cusco is a town
entity Ica is a town
entity Tres Cruces is a town
entity The Heights is a town
entity san Pedro is a town
entity Ana Soto is a person
entity Elsa Rivas is a person
entity Bruno Lima is a person
entity James Rios is an actor
entity Otto Paz is an actor
entity May is a person
entity Soto is a person
entity Silva is a person
  key silva-1
entity Silva is an actor
  key silva-2
entity Lima Blues is a film
entity Amber is a film
entity Who Knows Lima is a film
entity The Films is a film
entity Rain (1990) is a film
entity Rain: Again is a film
entity 1941 is a film
entity Is Near is a film

Ana Soto directed Lima Blues in 2001.
Ana Soto directed Amber in 2003.
Elsa Rivas directed "The Films" in 1999.
Bruno Lima directed "Who Knows Lima".
May directed "Rain (1990)" in 1990.
Otto Paz acted in Lima Blues.
James Rios acted in Lima Blues.
James Rios acted in Amber.
Otto Paz acted in "The Films" in 1999.
[silva-2] acted in Amber.
Ana Soto lives in Lima.
Bruno Lima lives in Lima Norte.
Elsa Rivas lives in Arequipa since 2000.
May lives in Ica.
James Rios lives in Tres Cruces.
Ana Soto knows Bruno Lima.
Ana Soto knows James Rios since 2002.
Bruno Lima knows Ana Soto.
Otto Paz knows May.
James Rios knows Elsa Rivas.
Soto knows Ana Soto.
[silva-1] knows Otto Paz.
Lima is near Ica.
Lima Norte is near Lima.
Arequipa is near Cusco.
"#;

/// Questions about one name or two, for which `_` stands.
const WORDINGS: [&str; 44] = [
    "who does _ know?",
    "who knows _?",
    "Who knows _",
    "does _ know _?",
    "did _ know _ in 2003?",
    "when did _ direct _?",
    "which films did _ direct?",
    "which films did _ direct after 2002?",
    "what did _ direct",
    "who directed _?",
    "who acted in _?",
    "the director of _",
    "the actors of _",
    "_'s director",
    "_'s actors",
    "films by the director of _",
    "films directed by _",
    "the films directed by the director of _",
    "who acted in films directed by _ or _?",
    "who acted in _ and _?",
    "who lives in _?",
    "who lives in _ or _?",
    "where does _ live?",
    "where do the actors of _ live?",
    "since when does _ live in _?",
    "how many people live in _?",
    "people in _",
    "people who live in _ and know _",
    "which people do not live in _?",
    "which people live in _ but do not know _?",
    "people except _",
    "which towns are near _?",
    "is _ near _?",
    "which films share actors with _?",
    "what do _ and _ have in common?",
    "how is _ connected to _?",
    "tell me about _",
    "who is _?",
    "is _ a person?",
    "_ knows whom",
    "does _ know its director?",
    "who does _ know that he directed?",
    "the person that _ knows",
    "who knows someone who knows _?",
];

fn world() -> Quipu {
    let mut graph = LiveGraph::new();
    facts::load(&[("world.facts".to_owned(), FACTS.to_owned())], &mut graph).unwrap();
    Quipu::new(graph)
}

/// Numbers as if by chance, the same ones each time: a linear congruential generator (Knuth's MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// What an answer says, without how long it took.
fn said(mut answer: Answer) -> String {
    fn untimed(answer: &mut Answer) {
        answer.micros = Micros::default();
        answer.readings.iter_mut().for_each(untimed);
    }
    untimed(&mut answer);
    serde_json::to_string(&answer).unwrap()
}

/// Asks all questions twice, in some order, and compares each answer with that of a graph that was asked nothing before.
fn ask_all(quipu: &Quipu, mut questions: Vec<String>, random: &mut Random) {
    let options = AskOptions::default();
    for _ in 0..2 {
        for place in (1..questions.len()).rev() {
            questions.swap(place, random.below(place + 1));
        }
        for question in &questions {
            let anew = quipu.without_memory();
            assert_eq!(said(quipu.ask(question, &options)), said(anew.ask(question, &options)), "{question}");
        }
    }
}

/// A wording with names in it, plain or in brackets.
fn filled(wording: &str, names: &[String], random: &mut Random) -> String {
    let brackets = random.below(2) == 0;
    let mut parts = wording.split('_');
    let mut question = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = &names[random.below(names.len())];
        question += &if brackets { format!("[{name}]") } else { name.clone() };
        question += part;
    }
    question
}

fn labels(quipu: &Quipu) -> Vec<String> {
    let entities = quipu.view().entities();
    let label = |node| match quipu.view().node(node).as_deref() {
        Some(Node::Entity(entity)) => Some(entity.label.clone()),
        _ => None,
    };
    entities.iter().filter_map(label).collect()
}

#[test]
fn names_may_be_swapped() {
    let quipu = world();
    let mut names = labels(&quipu);
    names.extend(["White City", "lima", "ana soto", "Nobody Known", "the Films"].map(str::to_owned));
    let mut random = Random(7);
    let questions = WORDINGS.iter().flat_map(|wording| (0..24).map(|_| filled(wording, &names, &mut random)).collect::<Vec<_>>()).collect();
    ask_all(&quipu, questions, &mut random);
}

#[test]
fn what_was_asked_before_does_not_matter() {
    let quipu = world();
    let names = labels(&quipu);
    let mut random = Random(11);
    let (mut thread, mut other) = (Thread::default(), Thread::default());
    let follow_ups =
        ["who does he know?", "and _?", "which of them live in _?", "where does she live?", "who else?", "which films did they direct?"];
    let options = AskOptions::default();
    for _ in 0..600 {
        let wording = match random.below(3) {
            0 => follow_ups[random.below(follow_ups.len())],
            _ => WORDINGS[random.below(WORDINGS.len())],
        };
        let question = filled(wording, &names, &mut random);
        let anew = quipu.without_memory();
        let (answer, expected) = (quipu.ask_next(&question, &mut thread, &options), anew.ask_next(&question, &mut other, &options));
        assert_eq!(said(answer), said(expected), "{question}");
    }
}

#[test]
fn names_of_the_shipped_graph_may_be_swapped() {
    let quipu = Quipu::builtin().unwrap();
    let view = quipu.view();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "ask"))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let asked: Vec<&str> =
        texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty() && !line.starts_with(['#', ' ', '\t'])).collect();
    // Names that stand in questions, and others of the same kinds.
    let entities: Vec<_> = view.entities().iter().collect();
    let label = |node| view.label(node).map(|label| label.into_owned()).unwrap_or_default();
    let mut random = Random(23);
    let mut questions = Vec::new();
    let one_in = if std::env::var_os("QUIPU_WORDINGS").is_some() { 1 } else { ONE_IN };
    for question in asked.iter().step_by(one_in) {
        questions.push((*question).to_owned());
        for &node in &entities {
            let name = label(node);
            if !question.contains(&name) || name.len() < 3 {
                continue;
            }
            let kinds = view.kinds(node);
            let others: Vec<_> = entities.iter().filter(|&&other| view.kinds(other) == kinds).collect();
            questions.extend((0..6).map(|_| question.replace(&name, &label(*others[random.below(others.len())]))));
        }
    }
    assert!(questions.len() > 200, "{}", questions.len());
    ask_all(&quipu, questions, &mut random);
}

/// Of so many shipped questions one is taken; QUIPU_WORDINGS=1 takes all.
const ONE_IN: usize = 24;
