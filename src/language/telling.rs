//! Sentences that tell: their phrases, before it is decided who is meant and whether they fit.
//!
//! Comes in: a text without its full stop, a vocabulary, and whoever knows the names. Goes out: all ways to read it, or how far reading
//! came. Ranges are in bytes of the text.

use std::ops::Range;

use super::grammar;
use super::lattice::Lattice;
use super::token::{self, Token};
use super::vocabulary::{Role, Vocabulary};
use crate::diagnostic::Diagnostic;
use crate::graph::{Date, Exactness, Interval, KindId, NodeId, Quantity, RelationId, View};

/// One way to read a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Telling {
    /// "X is a president, lawyer".
    Kinds {
        /// Who.
        subject: Term,
        /// The kinds.
        kinds: Vec<KindId>,
        /// With "not".
        denied: bool,
        /// What follows.
        tail: Tail,
    },
    /// "X supported Y".
    Claim(ToldClaim),
}

/// A claim as it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldClaim {
    /// The subject of the claim, which need not be the grammatical one.
    pub subject: Term,
    /// The relation.
    pub relation: RelationId,
    /// The object of the claim.
    pub object: Term,
    /// With "not".
    pub denied: bool,
    /// How many words say the relation.
    pub words: usize,
    /// Where they stand.
    pub verb: Range<usize>,
    /// False if the words were derived from the name of the relation.
    pub declared: bool,
    /// What follows.
    pub tail: Tail,
}

/// One end of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it is.
    pub kind: TermKind,
}

/// What an end of a claim is.
#[derive(Clone, Debug, PartialEq)]
pub enum TermKind {
    /// A bare name, which these nodes have.
    Name(Vec<NodeId>, Exactness),
    /// A name in brackets.
    Bracketed(String),
    /// A name or a text in quotes.
    Quoted(String),
    /// A text, said to be one.
    Text(String),
    /// An address, said to be one.
    Url(String),
    /// A number.
    Number(Quantity),
    /// A date.
    Date(Date),
    /// "yes", "no", and what a sentence without an object says.
    Truth(bool),
}

/// When it was, and whose word it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tail {
    /// The time.
    pub when: Option<(Interval, Range<usize>)>,
    /// Those after "according to".
    pub according_to: Vec<Term>,
}

/// A sentence that the grammar does not read.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// What stands where reading got stuck; empty at the end.
    pub span: Range<usize>,
    /// The phrase that might begin there, for a message: up to a word that cannot belong to it.
    pub phrase: Range<usize>,
    /// What should stand there.
    pub expected: Expected,
}

/// What should stand where reading got stuck; what tells more comes later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// The end of the sentence, or a time, or "according to".
    End,
    /// "by" and who did it.
    By,
    /// Some fixed words.
    Words(String),
    /// Words of a relation.
    Verb,
    /// A name, or a value.
    Name,
    /// A time that a claim can have.
    ClaimTime,
}

/// A relation that is written by its name in braces, between two halves of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRelation {
    /// The relation.
    pub relation: RelationId,
    /// The braces.
    pub span: Range<usize>,
}

/// A sentence cut into tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence<'a> {
    /// Its text.
    pub text: &'a str,
    /// The tokens that are to be read.
    pub tokens: Vec<Token>,
    /// A relation in braces, and the token that stands behind it.
    pub named: Option<(NamedRelation, usize)>,
}

impl<'a> Sentence<'a> {
    /// Cuts a text into tokens.
    ///
    /// # Errors
    /// If there is nothing in it, or too much.
    pub fn new(text: &'a str, named: Option<NamedRelation>) -> Result<Self, Diagnostic> {
        let Some(named) = named else { return Ok(Self { text, tokens: token::tokenize_any(text)?, named: None }) };
        let (before, after) = (text.get(..named.span.start).unwrap_or(""), text.get(named.span.end..).unwrap_or(""));
        let mut tokens = if before.trim().is_empty() { Vec::new() } else { token::tokenize_any(before)? };
        let at = tokens.len();
        if !after.trim().is_empty() {
            let behind = token::tokenize_any(after)?.into_iter();
            tokens.extend(behind.map(|token| Token { span: token.span.start + named.span.end..token.span.end + named.span.end, ..token }));
        }
        Ok(Self { text, tokens, named: Some((named, at)) })
    }
}

/// All ways to read a sentence.
///
/// # Errors
/// How far reading came, if there is none.
pub fn parse(sentence: Sentence<'_>, vocabulary: &Vocabulary, view: &dyn View) -> Result<Vec<Telling>, Unread> {
    let lattice = Lattice::without_names(sentence.text, sentence.tokens, vocabulary);
    grammar::tellings(&lattice, sentence.named.as_ref(), view)
}

/// A number with its bound and its unit: "about 200,000 people", "$10 million". `None` if the text is anything else.
pub fn parse_quantity(text: &str) -> Option<Quantity> {
    let tokens = token::tokenize_any(text).ok()?;
    let vocabulary = Vocabulary::default();
    let lattice = Lattice::without_names(text, tokens, &vocabulary);
    grammar::quantity(&lattice)
}

/// A date at any precision, in digits or words: "2026-11-01", "1 November 2026". `None` if the text is anything else.
pub fn parse_date(text: &str) -> Option<Date> {
    let tokens = token::tokenize_any(text).ok()?;
    let vocabulary = Vocabulary::default();
    grammar::only_date(&Lattice::without_names(text, tokens, &vocabulary))
}

impl Role {
    /// The two ends of a claim as (subject, object), given the one that is this.
    pub(super) fn order<T>(self, this: T, other: T) -> (T, T) {
        match self {
            Self::Subject => (this, other),
            Self::Object => (other, this),
        }
    }
}
