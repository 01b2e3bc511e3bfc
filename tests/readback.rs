//! Every question is said again in English that is itself a question of the language, with the same meaning.

use std::fs;
use std::path::Path;

use quipu::meaning::{self, Failure};
use quipu::session::Quipu;

/// Of so many questions one may still be said so that it is not read back: lower it as they become fewer, never the other way.
const ONE_IN: usize = 28;

/// The questions of a file: its lines that are neither comments nor answers.
fn questions(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with(['#', ' ', '\t']))
}

#[test]
fn readbacks_are_questions_with_the_same_meaning() {
    let quipu = Quipu::builtin().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // What goes on from another question says little by itself.
    files.retain(|file| file.file_stem().is_none_or(|name| name != "follow-ups"));
    files.sort();
    let (mut asked, mut wrong) = (0, Vec::new());
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "ask")) {
        for question in questions(&fs::read_to_string(file).unwrap()) {
            let Ok(reading) = meaning::read(question, quipu.vocabulary(), quipu.view()) else { continue };
            asked += 1;
            let why = match meaning::read(&reading.readback, quipu.vocabulary(), quipu.view()) {
                Ok(again) if again.query == reading.query => continue,
                Ok(again) => format!("is read as: {}", again.readback),
                Err(Failure::Ambiguous(_)) => "is ambiguous".to_owned(),
                Err(Failure::NotUnderstood(problems)) => problems.first().map_or(String::new(), |problem| problem.message.clone()),
            };
            wrong.push(format!("{question}\n    said as: {}\n    which {why}", reading.readback));
        }
    }
    assert!(asked > 500, "{asked}");
    assert!(wrong.len() * ONE_IN <= asked, "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}
