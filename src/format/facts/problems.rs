//! What is wrong with facts, in words.

use std::ops::Range;

use super::lines::Line;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{KindId, LiveGraph, NodeId, RelationId, Schema, ValueType, View};
use crate::language::Vocabulary;
use crate::language::morphology::with_article;
use crate::language::telling::{Expected, Unread};

/// One thing that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadProblem {
    /// The name of the file.
    pub file: String,
    /// The number of the line, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
    /// What is wrong; its span counts bytes of the line.
    pub diagnostic: Diagnostic,
}

/// Problems found so far.
pub(super) struct Problems<'a> {
    files: Vec<&'a str>,
    found: Vec<(usize, LoadProblem)>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(files: Vec<&'a str>) -> Self {
        Self { files, found: Vec::new() }
    }

    pub(super) fn add(&mut self, line: &Line<'_>, diagnostic: Diagnostic) {
        let file = self.files.get(line.file).copied().unwrap_or_default().to_owned();
        self.found.push((line.file, LoadProblem { file, line: line.number, text: line.text.to_owned(), diagnostic }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, in the order of files and lines.
    pub(super) fn into_sorted(mut self) -> Vec<LoadProblem> {
        self.found.sort_by_key(|(file, problem)| (*file, problem.line, problem.diagnostic.span.start));
        self.found.into_iter().map(|(_, problem)| problem).collect()
    }
}

/// At most so many suggestions.
const SUGGESTIONS: usize = 3;

/// A bare name that is not known.
pub(super) fn unknown_name(name: &str, span: Range<usize>, graph: &LiveGraph) -> Diagnostic {
    let mut problem = Diagnostic::new(Problem::UnknownName, span, format!("I don't know \"{name}\"."));
    problem.suggestions = graph.nearest_names(name, SUGGESTIONS);
    problem.hint(format!("A new name is written in brackets: [{name}]."))
}

/// A word that is none of those that can stand there.
pub(super) fn unknown_among<'w>(word: &str, span: Range<usize>, words: impl Iterator<Item = &'w str>) -> Diagnostic {
    let mut problem = Diagnostic::new(Problem::UnknownWord, span, format!("I don't know \"{word}\"."));
    problem.suggestions = nearest(word, words);
    problem
}

/// The words nearest to one, best first, then alphabetically.
fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> Vec<String> {
    let most = match word.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut near: Vec<(usize, &str)> = words
        .filter(|other| other.len().abs_diff(word.len()) <= most * 2)
        .map(|other| (strsim::osa_distance(word, other), other))
        .filter(|(distance, _)| *distance <= most)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(SUGGESTIONS).map(|(_, word)| word.to_owned()).collect()
}

/// A sentence that the grammar does not read.
pub(super) fn unread(unread: &Unread, text: &str, vocabulary: &Vocabulary, graph: &LiveGraph) -> Diagnostic {
    let piece = |span: &Range<usize>| text.get(span.clone()).unwrap_or("").to_owned();
    let word = piece(&unread.span);
    let phrase = piece(&unread.phrase);
    let span = unread.span.clone();
    let here = |message: String| Diagnostic::new(Problem::UnknownPhrase, span.clone(), message);
    match &unread.expected {
        Expected::Name if word.is_empty() => here("The sentence stops where a name or a value should follow.".to_owned()),
        Expected::Name => unknown_name(&phrase, unread.phrase.clone(), graph),
        Expected::Verb if word.is_empty() => here("The sentence stops where the words of a relation should follow.".to_owned()),
        Expected::Verb => {
            let folded = crate::graph::names::fold(&word);
            let known = vocabulary.knows(&folded) || folded.len() <= 3;
            let problem = if known {
                here(format!("I don't understand \"{word}\" here.")).hint("Words of a relation should stand here, such as \"supported\".")
            } else {
                unknown_among(&folded, span, vocabulary.words()).hint("Words of a relation should stand here.")
            };
            let from_start = text.get(..unread.phrase.end).unwrap_or("").trim();
            if problem.suggestions.is_empty() && from_start.len() < 80 && !from_start.starts_with('[') {
                problem.hint(format!("If it belongs to a name, put the name in brackets: [{from_start}]."))
            } else {
                problem
            }
        }
        Expected::By => here("Who did it is missing: \"by\" and a name should stand here.".to_owned()),
        Expected::Words(words) => here(format!("\"{words}\" should stand here.")),
        Expected::ClaimTime => Diagnostic::new(Problem::NotSupported, span, "This does not say when it was.")
            .hint("Write \"in\", \"on\", \"from ... to\", \"since\", \"until\" or \"by\" with a date."),
        Expected::End if word.starts_with('[') => {
            Diagnostic::new(Problem::UnknownName, span, format!("I don't know the source {word}."))
                .hint("The last brackets of a sentence hold the keys of its sources, such as [4, 5]. A source is defined by a block: source 4.")
        }
        Expected::End => here(format!("I don't understand \"{word}\" here.")).hint(
            "A time, \"according to\" and a name, or references in brackets can stand here. Names of several words that are not known yet stand in brackets.",
        ),
    }
}

/// A name that several have.
pub(super) fn ambiguous_name(name: &str, span: Range<usize>, nodes: &[NodeId], graph: &LiveGraph) -> Diagnostic {
    let label = |node: &NodeId| graph.entity(*node).map(|entity| entity.label.clone());
    let labels: Vec<String> = nodes.iter().filter_map(label).take(5).collect();
    let shown: Vec<String> = labels.iter().map(|label| format!("\"{label}\"")).collect();
    let mut problem = Diagnostic::new(Problem::AmbiguousName, span, format!("\"{name}\" may be {}.", or(&shown)));
    problem.hints.push("Write the name in full, or the key of the one that is meant in brackets.".to_owned());
    problem
}

/// A sentence that says one of several relations.
pub(super) fn ambiguous_relation(words: &str, span: Range<usize>, relations: &[RelationId], schema: &Schema) -> Diagnostic {
    let names: Vec<&str> = relations.iter().filter_map(|id| schema.relation(*id)).map(|relation| relation.name.as_str()).collect();
    let shown: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let first = names.first().copied().unwrap_or_default();
    Diagnostic::new(Problem::AmbiguousSentence, span, format!("\"{words}\" may be the relation {}.", or(&shown)))
        .hint(format!("Say which one by its name: [X] {{{first}}} [Y]."))
}

/// An end of a claim that is not of the kind that the relation wants.
pub(super) fn unfit(
    name: &str,
    span: Range<usize>,
    verb: &str,
    wanted: &str,
    kinds: &[KindId],
    is_subject: bool,
    schema: &Schema,
) -> Diagnostic {
    let is = one_of_kinds(kinds, schema);
    let says = if is_subject { format!("\"{verb}\" is said of {wanted}") } else { format!("\"{verb}\" is followed by {wanted}") };
    let message = if is.is_empty() { format!("{says}, which \"{name}\" is not.") } else { format!("{says}, but \"{name}\" is {is}.") };
    Diagnostic::new(Problem::NoSuchLink, span, message)
}

/// "a country or a person"
pub(super) fn one_of_kinds(kinds: &[KindId], schema: &Schema) -> String {
    let names: Vec<String> = kinds.iter().filter_map(|kind| schema.kind(*kind)).map(|kind| with_article(&kind.name)).collect();
    or(&names)
}

/// "a text in quotes"
pub(super) fn value_words(value: ValueType) -> &'static str {
    match value {
        ValueType::Text => "a text in quotes",
        ValueType::Number => "a number",
        ValueType::Date => "a date",
        ValueType::Truth => "nothing",
        ValueType::Url => "an address in quotes",
    }
}

/// "a", "a or b", "a, b or c"
pub(super) fn or(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
