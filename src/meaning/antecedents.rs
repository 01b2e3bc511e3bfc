//! Pronouns: what "he", "it", "them" and "its" stand for in what was asked and answered before.
//!
//! Comes in: a pronoun of the question, and the [`Antecedents`]. Goes out: the concepts that it may mean, the likeliest first; where the question
//! itself names what the pronoun may stand for, those names alone, so that a question that stands alone means the same wherever it stands.

use super::concept::Concept;
use super::follow::Previous;
use super::resolve::Resolver;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Exactness, NodeId, View};
use crate::language::vocabulary::Sense;
use crate::language::{self, Lattice, Vocabulary, token};

/// What the pronouns of a question may stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Antecedents {
    /// "they", "them": the entities of the last answer that had any, sorted.
    pub them: Vec<NodeId>,
    /// "he", "it": the entity of the answer before if it is one, then those that the question before names.
    pub one: Vec<NodeId>,
}

impl Antecedents {
    /// All of them.
    pub(super) fn all(&self) -> Vec<NodeId> {
        self.them.iter().chain(&self.one).copied().collect()
    }
}

/// Those of a question that stands alone.
pub static NO_ANTECEDENTS: Antecedents = Antecedents { them: Vec::new(), one: Vec::new() };

const SINGULAR: [&str; 9] = ["he", "him", "his", "she", "her", "it", "its", "itself", "this"];
const PLURAL: [&str; 5] = ["they", "them", "their", "those", "these"];

/// Whether a text holds a pronoun for one thing, so that [`mentioned`] is worth its while. What stands in brackets is a name.
pub fn speaks_of_one(text: &str) -> bool {
    // The first that closes is the last of a name at the least; what stands behind it may be one.
    let outside = text
        .split('[')
        .enumerate()
        .map(|(place, part)| if place == 0 { part } else { part.split_once(']').map_or(part, |(_, rest)| rest) });
    outside.flat_map(|part| part.split(|character: char| !character.is_alphanumeric())).any(is_singular)
}

fn is_singular(word: &str) -> bool {
    (2..=6).contains(&word.len()) && SINGULAR.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// The entities that a question names, in their order, where it is clear which are meant.
pub fn mentioned(previous: &Previous, vocabulary: &Vocabulary, view: &dyn View) -> Vec<NodeId> {
    let Ok(tokens) = token::tokenize(&previous.question) else { return Vec::new() };
    let lattice = Lattice::new(&previous.question, tokens, vocabulary, view);
    let resolver = Resolver::new(&lattice, vocabulary, view, &previous.before);
    let Some(interpretation) = language::parse(&lattice).find_map(|tree| resolver.interpret(&tree)) else { return Vec::new() };
    resolver.named_in(&interpretation)
}

impl Resolver<'_> {
    /// What the pronoun at a token may mean.
    pub fn pronoun(&self, at: usize, possessive: bool) -> Vec<Concept> {
        let word = self.lattice.tokens.get(at).map_or("", |token| token.text.as_str());
        let text = self.lattice.text_of(at, at + 1).to_owned();
        let names = |nodes: Vec<NodeId>| Concept::Names { nodes, text: text.clone() };
        let is_within = self.has_antecedent(at, possessive);
        if !is_within {
            self.lattice.look_back();
        }
        let found = if is_within {
            self.named_before(at, word)
        } else if is_plural(word) {
            Some(&self.before.them).filter(|them| !them.is_empty()).map(|them| names(them.clone())).into_iter().collect()
        } else {
            // "did X support him" is not about X.
            let beside = |node: &NodeId| !possessive && self.lattice.names.iter().take(at).flatten().any(|name| name.nodes.contains(node));
            let ones: Vec<NodeId> = self.before.one.iter().copied().filter(|node| !beside(node)).collect();
            match &ones[..] {
                // "he" is no country, but what is one the graph does not tell: of things that have no kind in common both are tried.
                &[answer, named, ..] if matches!(word, "he" | "him" | "his" | "she" | "her") && !self.share_a_kind(answer, named) => {
                    let mut both = vec![answer, named];
                    both.sort_unstable();
                    vec![names(both)]
                }
                ones => ones.iter().map(|&one| names(vec![one])).collect(),
            }
        };
        if found.is_empty() {
            let span = self.lattice.span(at, at + 1);
            self.note(4, || {
                Diagnostic::new(Problem::UnknownName, span, format!("I don't know what \"{text}\" means here.")).hint("Name it.")
            });
        }
        found
    }

    /// What the question names before a pronoun for one thing: "it" is rather what the clause before is about, "he" rather who was named last.
    fn named_before(&self, at: usize, word: &str) -> Vec<Concept> {
        if is_plural(word) {
            return Vec::new();
        }
        let mut found: Vec<Concept> = Vec::new();
        let mut behind = 0;
        for place in 0..at {
            let Some(name) = self.lattice.names.get(place).and_then(|names| names.first()) else { continue };
            if place < behind || name.end > at || language::is_built_in(&self.lattice.tokens[place].text) {
                continue;
            }
            behind = name.end;
            // "vice president" is no name of all who are called president.
            let covers = |(end, sense): &(usize, Sense)| *end > place && matches!(sense, Sense::Kind(..) | Sense::Noun(..));
            let within_noun = self.lattice.lexemes.iter().take(place).any(|lexemes| lexemes.iter().any(covers));
            if within_noun && name.exactness == Exactness::Part {
                continue;
            }
            found.extend(self.named(name).filter(|concept| !found.contains(concept)));
        }
        if word != "it" && word != "its" {
            found.reverse();
        }
        found
    }

    /// Whether a name stands for all of the answer before.
    pub fn is_them(&self, nodes: &[NodeId], text: &str) -> bool {
        if !is_plural(&text.to_lowercase()) {
            return false;
        }
        self.lattice.look_back();
        nodes.iter().all(|node| self.before.them.contains(node))
    }

    /// Whether a name is a pronoun for what it most likely means.
    pub fn is_clear_pronoun(&self, node: NodeId, text: &str) -> bool {
        let word = text.to_lowercase();
        let is_singular = SINGULAR.contains(&word.as_str());
        if is_singular {
            self.lattice.look_back();
        }
        let alone = is_singular && self.before.one.first() == Some(&node);
        alone || self.is_them(&[node], text)
    }

    fn share_a_kind(&self, one: NodeId, other: NodeId) -> bool {
        let others = self.view.kinds(other);
        self.view.kinds(one).iter().any(|kind| others.contains(kind))
    }

    /// Whether the question itself may name what a pronoun stands for: something is named before it, in another clause. Within one clause only a
    /// possessive may mean what is named before it ("did Pava recognize it" is not about Pava).
    pub fn has_antecedent(&self, at: usize, possessive: bool) -> bool {
        let lattice = self.lattice;
        let word = |place: usize| lattice.tokens.get(place).map_or("", |token| token.text.as_str());
        let is_noun = |sense: &Sense| matches!(sense, Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_));
        let is_named = |place: usize| lattice.names.get(place).is_some_and(|names| !names.is_empty());
        let named = (0..at).find(|&place| {
            let noun = lattice.lexemes.get(place).is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| is_noun(sense)));
            !language::is_built_in(word(place)) && (noun || is_named(place))
        });
        let Some(named) = named else { return false };
        let another_clause = |place: usize| match word(place) {
            "and" | "or" => !is_named(place + 1),
            "but" | "that" | "who" | "whom" | "which" | "whose" | "when" | "while" | "where" | "before" | "after" | "since" | "until"
            | "because" | "if" | "as" | "than" | "say" | "says" | "said" | "claim" | "claims" | "claimed" => true,
            _ => false,
        };
        possessive || (1..at).any(another_clause) && named < at
    }
}

fn is_plural(word: &str) -> bool {
    PLURAL.contains(&word)
}
