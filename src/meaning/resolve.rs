//! What words stand for: which nodes a name means, which relations a verb, noun or preposition may be, and whether kinds fit.

mod fitting;
mod joining;
mod words;

use std::cell::RefCell;

use smallvec::SmallVec;

use self::joining::Vague;
use super::antecedents::Antecedents;
use super::concept::{Concept, Link};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{KindId, Node, NodeId, RelationId, Schema, UnitId, Value, View};
use crate::language::Lattice;
use crate::language::morphology::with_article;
use crate::language::vocabulary::{Role, Vocabulary};
use crate::query::Traversal;

/// How many noun phrases are given a meaning before a question counts as too deep: some milliseconds.
const MOST_EFFORT: u32 = 3_000;

/// Resolves the words of one question.
pub(super) struct Resolver<'a> {
    pub lattice: &'a Lattice<'a>,
    pub vocabulary: &'a Vocabulary,
    pub view: &'a dyn View,
    /// What pronouns stand for that look back.
    pub before: &'a Antecedents,
    /// Whether a number is asked for, so that verbs that measure are meant.
    pub measuring: std::cell::Cell<bool>,
    /// How many noun phrases were given a meaning so far, over all attempts.
    effort: std::cell::Cell<u32>,
    /// Which ends of relations were found to hold the same things.
    pub meetings: RefCell<Vec<(EndPair, bool)>>,
    /// What joins two concepts for which no words do, where that was looked for: phrases within phrases ask for the same again and again.
    vague: RefCell<Vec<Vague>>,
    /// The unit that the numbers of the answer are wanted in.
    pub shown_in: Option<UnitId>,
    /// Whether times are taken strictly, and whether that may make a difference.
    pub strictly: std::cell::Cell<bool>,
    pub may_be_stricter: std::cell::Cell<bool>,
    /// The interpretations found so far, where all are looked for and not only the first.
    pub gathered: RefCell<Option<Vec<super::interpret::Interpretation>>>,
    /// How many definitions this is within.
    pub depth: u8,
    /// The most telling reason why a tree had no meaning.
    trouble: RefCell<Option<(u32, Diagnostic)>>,
}

/// Some kinds; mostly few.
pub(super) type Kinds = SmallVec<[KindId; 4]>;

/// A link that a verb may stand for, with its ends as far as it settles them.
#[derive(Clone, Debug)]
pub(super) struct VerbLink {
    /// From the grammatical subject.
    pub link: Link,
    pub subject: Concept,
    pub object: Option<Concept>,
    /// Whether the grammatical subject is the number of a measure ("9 people died in").
    pub measures_subject: bool,
}

/// Two ends of relations.
pub(super) type EndPair = ((RelationId, Role), (RelationId, Role));

impl<'a> Resolver<'a> {
    pub fn new(lattice: &'a Lattice<'a>, vocabulary: &'a Vocabulary, view: &'a dyn View, before: &'a Antecedents) -> Self {
        Self {
            lattice,
            vocabulary,
            view,
            before,
            measuring: std::cell::Cell::new(false),
            effort: std::cell::Cell::new(0),
            meetings: RefCell::default(),
            vague: RefCell::default(),
            shown_in: None,
            strictly: std::cell::Cell::new(false),
            may_be_stricter: std::cell::Cell::new(false),
            gathered: RefCell::default(),
            depth: 0,
            trouble: RefCell::default(),
        }
    }

    pub fn schema(&self) -> &'a Schema {
        self.view.schema()
    }

    /// Whether there is effort left for one more noun phrase. Phrases within phrases have several meanings each, so that the work may
    /// double with every step of nesting; this bounds it.
    pub fn may_go_on(&self) -> bool {
        let effort = self.effort.get() + 1;
        self.effort.set(effort);
        if effort > MOST_EFFORT {
            self.note(20, || {
                Diagnostic::new(Problem::TooLong, 0..self.lattice.text.len(), "This question holds too many phrases within phrases.")
                    .hint("Ask for a part of it first.")
            });
        }
        effort <= MOST_EFFORT
    }

    /// Notes why something has no meaning; the weightiest note is shown, the first of equals.
    pub fn note(&self, weight: u32, diagnostic: impl FnOnce() -> Diagnostic) {
        let mut trouble = self.trouble.borrow_mut();
        if trouble.as_ref().is_none_or(|(other, _)| weight > *other) {
            *trouble = Some((weight, diagnostic()));
        }
    }

    pub fn trouble(&self) -> Option<Diagnostic> {
        self.trouble.borrow().as_ref().map(|(_, diagnostic)| diagnostic.clone())
    }

    /// Whether rules say what belongs to a relation.
    pub fn is_defined(&self, relation: RelationId) -> bool {
        self.schema().relation(relation).is_some_and(|relation| !relation.rules.is_empty())
    }

    pub fn is_symmetric(&self, relation: RelationId) -> bool {
        self.schema().relation(relation).is_some_and(|relation| relation.symmetric)
    }

    /// How a step goes along a relation from one of its ends.
    pub fn traversal(&self, relation: RelationId, from: Role) -> Traversal {
        if self.is_symmetric(relation) {
            Traversal::Both
        } else if from == Role::Subject {
            Traversal::Forward
        } else {
            Traversal::Backward
        }
    }

    /// Notes that no relation links two things.
    pub fn note_no_link(&self, at: std::ops::Range<usize>, what: &str) {
        let span = self.lattice.span(at.start, at.end);
        self.note(2, || {
            Diagnostic::new(Problem::NoSuchLink, span, format!("I know these words, but no relation of the graph links them: {what}."))
                .hint("Ask \"tell me about ...\" to see what is recorded.")
        });
    }

    /// A noun of a graph without kinds says nothing of what is one, and what is not.
    pub fn note_no_kinds(&self, noun: &str) {
        self.note(7, || {
            let message = format!("This graph tells no kinds apart, so I don't know what {} is.", with_article(noun));
            Diagnostic::new(Problem::UnknownWord, 0..0, message).hint("Say what is recorded about it.")
        });
    }

    /// The label of a node.
    pub fn label(&self, node: NodeId) -> String {
        if let Some(label) = self.view.label(node) {
            return label.into_owned();
        }
        match self.view.node(node).as_deref() {
            Some(Node::Value(Value::Text(text))) => text.clone(),
            Some(Node::Value(Value::Number(quantity))) => quantity.amount.to_string(),
            Some(Node::Value(Value::Date(date))) => date.to_string(),
            Some(Node::Value(Value::Truth(so))) => if *so { "yes" } else { "no" }.to_owned(),
            Some(Node::Value(Value::Url(url))) => url.clone(),
            Some(Node::Entity(_)) | None => String::new(),
        }
    }
}
