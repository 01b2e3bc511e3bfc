//! What `quipu vocabulary` prints can be loaded, and means the same.

use std::fs;

use quipu::answer::Status;
use quipu::graph::View;
use quipu::language::Vocabulary;
use quipu::session::{AskOptions, Quipu};

/// Every phrase of a graph, as relation and shape, sorted.
fn phrases(view: &dyn View) -> Vec<String> {
    let vocabulary = Vocabulary::new(view.schema());
    let mut found: Vec<String> = vocabulary
        .frames()
        .filter_map(|(_, frame)| Some(format!("{}: {:?}", view.schema().relation(frame.relation)?.name, frame.shape)))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn what_is_printed_means_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("towers.tsv");
    fs::write(
        &table,
        "subject\trelation\tobject\tobject_type\nEiffel Tower\tdesigned_by\tMaurice Koechlin\t\nEiffel Tower\theight\t330\tnumber\n\
         Eiffel Tower\tlocated_in\tParis\t\nEiffel Tower\topening_year\t1889\tnumber\nEiffel Tower\thas_style\tlattice\t\n",
    )
    .unwrap();
    let quipu = Quipu::open(std::slice::from_ref(&table)).unwrap();
    let text = quipu.vocabulary_text();
    assert!(text.contains("says Y designs X") && text.contains("more high"), "{text}");
    let definitions = folder.path().join("vocabulary.facts");
    fs::write(&definitions, &text).unwrap();
    let again = Quipu::open(&[definitions, table]).unwrap();
    assert_eq!(phrases(quipu.view()), phrases(again.view()));
    assert_eq!(text, again.vocabulary_text());
}

#[test]
fn the_words_of_the_graph_within_are_printed_whole() {
    let quipu = Quipu::builtin().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let definitions = folder.path().join("vocabulary.facts");
    // Rules speak of claims, of which there are none here.
    let words: String = quipu.vocabulary_text().lines().filter(|line| !line.starts_with("  if ")).map(|line| format!("{line}\n")).collect();
    fs::write(&definitions, words).unwrap();
    let again = Quipu::open(&[definitions]).unwrap();
    let (printed, own) = (phrases(again.view()), phrases(quipu.view()));
    let missing: Vec<_> = own.iter().filter(|phrase| !printed.contains(phrase)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_table_of_a_minute_ago_has_people_and_no_kinds() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("votes.csv");
    fs::write(
        &table,
        "subject,relation,object\nAna Ruiz,voted for,Water Act\nBen Okoro,voted for,Water Act\nAna Ruiz,voted against,Road Act\n",
    )
    .unwrap();
    let quipu = Quipu::open(&[table]).unwrap();
    let ask = |question: &str| quipu.ask(question, &AskOptions::default());
    assert_eq!(ask("how many people voted for the Water Act?").number, Some(2.0));
    let labels: Vec<String> = ask("which people voted against the Road Act?").answers.into_iter().map(|row| row.label).collect();
    assert_eq!(labels, ["Ana Ruiz"]);
    // What all acts are is not said.
    assert_eq!(ask("who voted for every act?").status, Status::NotUnderstood);
}

#[test]
fn what_happened_somewhere_happened() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("lives.csv");
    let header = "subject,relation,object,date,object_type\n";
    let rows = "Ana Ruiz,born_in,Lorvik,1920-10-08,\nBen Okoro,born_in,Dunmar,1931-02-01,\nAna Ruiz,died_in,Dunmar,1986,\n\
                Reeds,written_by,Ana Ruiz,,\nReeds,number_of_pages,412,,number\nTides,written_by,Ben Okoro,,\nTides,number_of_pages,97,,number\n";
    fs::write(&table, format!("{header}{rows}")).unwrap();
    let quipu = Quipu::open(&[table]).unwrap();
    let told = |question: &str| {
        let answer = quipu.ask(question, &AskOptions::default());
        assert_eq!(answer.status, Status::Ok, "{question}: {:?}", answer.message);
        answer.answers.into_iter().map(|row| row.label).collect::<Vec<_>>()
    };
    assert_eq!(told("where was Ana Ruiz born?"), ["Lorvik"]);
    assert_eq!(told("when was Ana Ruiz born?"), ["8 October 1920"]);
    assert_eq!(told("who was born before 1930?"), ["Ana Ruiz"]);
    assert_eq!(told("who was born in Dunmar?"), ["Ben Okoro"]);
    assert_eq!(told("when did Ana Ruiz die?"), ["1986"]);
    assert_eq!(told("what is the birthplace of Ben Okoro?"), ["Dunmar"]);
    assert_eq!(told("how many pages does Reeds have?"), ["412"]);
    assert_eq!(told("what has the most pages?"), ["Reeds"]);
    // What is a book, nothing says.
    assert_eq!(quipu.ask("is Ana Ruiz a book?", &AskOptions::default()).status, Status::NotUnderstood);
    // A name narrows what is asked, also before a noun that says nothing.
    assert_eq!(quipu.ask("which Lorvik authors died?", &AskOptions::default()).status, Status::NotUnderstood);
}
