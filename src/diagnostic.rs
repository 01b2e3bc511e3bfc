//! The one shape of a message about a text: what is wrong, where, what was expected, what to do.

mod in_file;
mod render;

use std::ops::Range;

pub use in_file::{Place, render_in_file};
pub use render::{render, sentence};
use serde::Serialize;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// A stable name for tests and scripts.
    pub kind: Problem,
    /// One plain sentence that names the word.
    pub message: String,
    /// Where in the text, as bytes; empty at its end.
    pub span: Range<usize>,
    /// What can be typed instead, best first: words, names or whole questions.
    pub suggestions: Vec<String>,
    /// What could stand there, or what to do, one sentence each.
    pub hints: Vec<String>,
}

/// The kinds of problems. Their names are part of the contract; their wording is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// A word that neither the language nor the vocabulary has.
    UnknownWord,
    /// A name in brackets or quotes that the graph does not have.
    UnknownName,
    /// A description that nothing in the graph answers to.
    NoSuchThing,
    /// A name that several entities have, which nothing in the sentence tells apart.
    AmbiguousName,
    /// A question with two readings.
    AmbiguousQuestion,
    /// A sentence that may tell one of several relations.
    AmbiguousSentence,
    /// Known words in an order that makes no sentence.
    UnknownPhrase,
    /// A sentence whose parts do not fit: no relation links them.
    NoSuchLink,
    /// The text is in another language, such as SQL.
    OtherLanguage,
    /// Nothing was asked.
    Empty,
    /// Longer or deeper than is read.
    TooLong,
    /// Something the language does not do.
    NotSupported,
    /// A definition that cannot be used.
    BadDefinition,
    /// A value that cannot be read: date, number.
    BadValue,
    /// Our mistake.
    Bug,
}

impl Diagnostic {
    /// A bare message.
    pub fn new(kind: Problem, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span, suggestions: Vec::new(), hints: Vec::new() }
    }

    /// With something to type instead.
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestions.push(suggestion.into());
        self
    }

    /// With a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}
