//! Meaning: a syntax tree becomes a reading.
//!
//! Comes in: a question and a [`View`]. Goes out: exactly one [`Reading`], or why there is none. Modifiers are attached (`tree`), words
//! resolved (`resolve`, `noun`, `clause`), the question settled (`interpret`, `namesakes`), compiled to the algebra (`compile`, `formal`) and read back
//! (`readback`). Questions with letters are read clause by clause (`pattern`). Knows nothing of how queries run.

mod antecedents;
mod clause;
mod compile;
mod concept;
mod contested;
mod explain;
mod extent;
mod follow;
mod formal;
mod interpret;
mod modal;
mod namesakes;
mod nearby;
mod noun;
mod otherwise;
mod parameters;
mod pattern;
mod presumed;
mod readback;
mod reading;
mod resolve;
mod rules;
mod tree;
mod unknowns;
mod wordings;

pub use antecedents::{Antecedents, NO_ANTECEDENTS, mentioned, speaks_of_one};
pub use follow::{FollowUp, Previous, follow};
pub use nearby::Difference;
pub use otherwise::{in_lesser_words, otherwise};
pub use parameters::{Parameter, Takes, has_parameters, prepare};
pub use presumed::Presumed;
pub(crate) use readback::plainly;
pub use reading::{Failure, Reading, Shape, Stricter};
pub use rules::{BadRule, check as check_rules};
pub(crate) use wordings::{Met, Wordings};

use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{UnitId, View};
use crate::language::{self, Lattice, Vocabulary, loose, paraphrase, token};

/// Reads a question.
///
/// # Errors
/// [`Failure::NotUnderstood`] with what is wrong and where; [`Failure::Ambiguous`] with the readings if a name is left open.
pub fn read(question: &str, vocabulary: &Vocabulary, view: &dyn View) -> Result<Reading, Failure> {
    read_after(question, vocabulary, view, &NO_ANTECEDENTS)
}

/// Reads a question that may speak of what was asked and answered before it ("which of them ...").
///
/// # Errors
/// As [`read`].
pub fn read_after(question: &str, vocabulary: &Vocabulary, view: &dyn View, before: &Antecedents) -> Result<Reading, Failure> {
    let tokens = token::tokenize(question).map_err(|diagnostic| Failure::NotUnderstood(vec![diagnostic]))?;
    if let Some(parameter) = parameters::written(&tokens).first() {
        // In another query language a colon means something else.
        if let Some(diagnostic) = explain::other_language(&Lattice::new(question, tokens.clone(), vocabulary, view)) {
            return Err(Failure::NotUnderstood(vec![diagnostic]));
        }
        return Err(Failure::NotUnderstood(vec![parameters::unfilled(parameter, question)]));
    }
    if let Some(read) = pattern::read(question, &tokens, vocabulary, view) {
        return read;
    }
    read_words(Lattice::new(question, tokens, vocabulary, view), vocabulary, view, before)
}

/// Reads a question whose words have been looked up; if it comes to nothing, more loosely.
fn read_words(lattice: Lattice<'_>, vocabulary: &Vocabulary, view: &dyn View, before: &Antecedents) -> Result<Reading, Failure> {
    let read = read_lattice(&lattice, vocabulary, view, before);
    match read {
        // What is too long will not be shorter at the second look.
        Err(Failure::NotUnderstood(problems)) if problems.iter().all(|problem| problem.kind != Problem::TooLong) => {
            read_loosely(lattice, view, before).unwrap_or(Err(Failure::NotUnderstood(problems)))
        }
        read => read,
    }
}

/// Reads a question once more that could not be read: without its dispensable adverbs, then with the words of phrases written differently, then put
/// in other words.
fn read_loosely(lattice: Lattice<'_>, view: &dyn View, before: &Antecedents) -> Option<Result<Reading, Failure>> {
    if explain::other_language(&lattice).is_some() {
        return None;
    }
    let vocabulary = lattice.vocabulary;
    let (mut lattice, left_out) = match loose::without_adverbs(&lattice) {
        Some((tokens, left_out)) => (Lattice::new(lattice.text, tokens, vocabulary, view), left_out),
        None => (lattice, Vec::new()),
    };
    let noted = |read: Result<Reading, Failure>| {
        let note = |reading: &mut Reading| reading.choices.extend(left_out.iter().map(|word| format!("\"{word}\" was left out.")));
        match read {
            Ok(mut reading) => {
                note(&mut reading);
                Ok(Ok(reading))
            }
            Err(Failure::Ambiguous(mut readings)) => {
                readings.iter_mut().for_each(note);
                Ok(Err(Failure::Ambiguous(readings)))
            }
            Err(Failure::NotUnderstood(problems)) => Err(problems),
        }
    };
    let mut failure = None;
    if !left_out.is_empty() {
        match noted(read_lattice(&lattice, vocabulary, view, before)) {
            Ok(read) => return Some(read),
            Err(problems) => failure = Some(Err(Failure::NotUnderstood(problems))),
        }
    }
    if loose::loosen(&mut lattice, view)
        && let Ok(read) = noted(read_lattice(&lattice, vocabulary, view, before))
    {
        return Some(read);
    }
    for text in paraphrase::other_words(&lattice, view) {
        let Ok(tokens) = token::tokenize(&text) else { continue };
        let mut lattice = Lattice::new(&text, tokens, vocabulary, view);
        let mut read = read_lattice(&lattice, vocabulary, view, before);
        if read.is_err() && loose::loosen(&mut lattice, view) {
            read = read_lattice(&lattice, vocabulary, view, before);
        }
        if let Ok(read) = noted(read) {
            return Some(read);
        }
    }
    // What is wrong beside the words that were left out.
    failure
}

/// Reads a question whose words have been looked up.
fn read_lattice(lattice: &Lattice<'_>, vocabulary: &Vocabulary, view: &dyn View, before: &Antecedents) -> Result<Reading, Failure> {
    if let Some(diagnostic) = explain::other_language(lattice) {
        return Err(Failure::NotUnderstood(vec![diagnostic]));
    }
    let unknown = explain::unknown_words(lattice, vocabulary, view);
    if !unknown.is_empty() {
        return Err(Failure::NotUnderstood(unknown));
    }
    let in_unit =
        noun::in_unit(lattice, vocabulary, view).map(|(shorter, unit)| read_trees(&shorter, vocabulary, view, before, Some(unit)));
    match in_unit {
        None => read_trees(lattice, vocabulary, view, before, None),
        Some(Ok(reading)) => Ok(reading),
        // "in" may stand before a name that is called like a unit.
        Some(failure) => read_trees(lattice, vocabulary, view, before, None).or(failure),
    }
}

/// The reading of the first tree that has one, with its numbers in a unit if one is asked for.
fn read_trees(
    lattice: &Lattice<'_>,
    vocabulary: &Vocabulary,
    view: &dyn View,
    before: &Antecedents,
    shown_in: Option<UnitId>,
) -> Result<Reading, Failure> {
    let mut resolver = resolve::Resolver::new(lattice, vocabulary, view, before);
    resolver.shown_in = shown_in;
    for tree in language::parse(lattice) {
        let Some(interpretation) = resolver.interpret(&tree) else { continue };
        let mut readings: Vec<Reading> = Vec::new();
        for settled in resolver.settle(interpretation) {
            for settled in resolver.settle(settled) {
                let reading = resolver.reading(&settled).map_err(|problem| Failure::NotUnderstood(vec![problem]))?;
                if !readings.iter().any(|other| other.query == reading.query) {
                    readings.push(reading);
                }
            }
        }
        return match readings.len() {
            1 => readings.pop().ok_or_else(|| Failure::NotUnderstood(Vec::new())),
            _ => Err(Failure::Ambiguous(readings)),
        };
    }
    Err(Failure::NotUnderstood(vec![resolver.trouble().unwrap_or_else(|| explain::not_read(lattice))]))
}

/// What stands behind a question that found nothing, to be run: what it takes for granted, and the questions near to it.
#[derive(Debug, Default, PartialEq)]
pub struct Behind {
    /// What it takes for granted, in words; a reading that finds nothing shows that it is not so.
    pub presumed: Vec<(Presumed, String, Reading)>,
    /// Of a question about what was so before, after or while something else was, in words: the same without that time, and when it was so. If the first
    /// finds something and the second does not, nothing is known of the time.
    pub undated: Option<(String, Reading, Reading)>,
    /// Why nothing can be said, where the question asks what might or should be.
    pub modal: Option<Diagnostic>,
    /// Other questions, the nearest first, and in what each differs: to be offered if they find something.
    pub nearby: Vec<(Difference, Reading)>,
}

/// What stands behind a question that found nothing.
pub fn behind(question: &str, vocabulary: &Vocabulary, view: &dyn View, before: &Antecedents) -> Behind {
    let Ok(tokens) = token::tokenize(question) else { return Behind::default() };
    behind_in(&Lattice::new(question, tokens, vocabulary, view), vocabulary, view, before)
}

/// The same, of a question whose words have been looked up.
fn behind_in(lattice: &Lattice<'_>, vocabulary: &Vocabulary, view: &dyn View, before: &Antecedents) -> Behind {
    let resolver = resolve::Resolver::new(lattice, vocabulary, view, before);
    let Some(interpretation) = language::parse(lattice).find_map(|tree| resolver.interpret(&tree)) else {
        return Behind::default();
    };
    let presumed = resolver.presumed(&interpretation).into_iter();
    let nearby = resolver.nearby(&interpretation).into_iter();
    let undated = resolver.without_its_time(&interpretation);
    Behind {
        modal: resolver.modal().map(|at| resolver.only_what_is(at)),
        undated: undated.and_then(|(text, any, dated)| Some((text, resolver.reading(&any).ok()?, resolver.reading(&dated).ok()?))),
        presumed: presumed.filter_map(|(what, text, other)| Some((what, text, resolver.reading(&other).ok()?))).collect(),
        nearby: nearby.filter_map(|(difference, other)| Some((difference, resolver.reading(&other).ok()?))).collect(),
    }
}
