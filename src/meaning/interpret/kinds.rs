//! "What kind of ship is X": the descriptions of X that are of a ship; "how long is X": what an adjective measures of X.

use std::ops::Range;

use super::Interpretation;
use crate::graph::names::{fold, split};
use crate::graph::{Direction, Kind, KindId, Node, NodeId, RelationId, Value};
use crate::language::syntax::{Chain, Modifier, ModifierKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::clause::Around;
use crate::meaning::concept::{Concept, Link, Measure, Restriction};
use crate::meaning::resolve::Resolver;
use crate::query::Traversal;

impl Resolver<'_> {
    /// "how long is X", "how old was X in 1996", whose time is that of what is measured.
    pub(super) fn measure_question(&self, adjective: &[Sense], chain: &Chain) -> Option<Interpretation> {
        let is_time = |modifier: &Modifier| matches!(modifier.kind, ModifierKind::Time(_));
        let (times, modifiers): (Vec<Modifier>, Vec<Modifier>) = chain.modifiers.iter().cloned().partition(is_time);
        let chain = Chain { head: chain.head.clone(), modifiers };
        self.with_chain(&chain, &mut |noun| {
            self.noun(noun).find_map(|concept| {
                let (measure, _) = self.adjective_measure(&concept, adjective)?;
                match measure {
                    Measure::Attribute(link) => {
                        let mut link = link.reversed();
                        for modifier in &times {
                            let ModifierKind::Time(time) = &modifier.kind else { continue };
                            self.time(time)?.add_to(&mut link, self, Around::default())?;
                        }
                        let filled = self.fill(&link, &concept)?;
                        Some(Interpretation::List { concept: filled, order: None })
                    }
                    Measure::Itself if times.is_empty() => Some(Interpretation::List { concept, order: None }),
                    _ => None,
                }
            })
        })
    }

    /// Whether a relation says of its subject what that is. Who calls something else a mistake is none.
    pub(super) fn says_what_it_is(&self, relation: RelationId) -> bool {
        self.vocabulary.frames_of(relation).any(|(_, frame)| match &frame.shape {
            FrameShape::Be { subject: Role::Subject, .. }
            | FrameShape::Noun { referent: Role::Object, .. }
            | FrameShape::Verb { subject: Role::Object, .. } => true,
            FrameShape::Verb { .. } | FrameShape::Be { .. } | FrameShape::Noun { .. } | FrameShape::Measure { .. } => false,
        })
    }

    /// As what something is described, of the descriptions that have the noun; nothing is guessed where there are none.
    pub(super) fn kind_of(&self, kind: &Range<usize>, of: Concept) -> Option<Interpretation> {
        let Concept::Names { nodes, .. } = &of else { return None };
        let noun: Vec<String> = split(self.lattice.text_of(kind.start, kind.end)).into_iter().map(|word| word.text).collect();
        let nouns = self.nouns_alike(noun);
        let described = self.schema().relations().map(|(relation, _)| relation).filter(|&relation| self.describes(relation));
        let defined = self.schema().relations().map(|(relation, _)| relation).filter(|&relation| self.defines(relation));
        let named = self.schema().relations().map(|(relation, _)| relation).filter(|&relation| self.says_what(relation));
        for (relation, is_name) in described
            .map(|relation| (relation, false))
            .chain(named.map(|relation| (relation, true)))
            .chain(defined.map(|relation| (relation, false)))
        {
            let values: Vec<NodeId> = nodes
                .iter()
                .flat_map(|&node| {
                    self.view.neighbours(node, relation, Direction::Forward).iter().map(|(value, _)| value).collect::<Vec<_>>()
                })
                .filter(
                    |&value| {
                        if is_name { self.is_sort_of(value, &nouns) } else { nouns.iter().any(|noun| self.has_words(value, noun)) }
                    },
                )
                .collect();
            if !values.is_empty() {
                let described = Concept::Role { link: Link::new(relation, Traversal::Backward), of: Some(Box::new(of)) };
                let said = Concept::Names { nodes: values, text: String::new() };
                let concept = described.restricted(Restriction::Is { concept: Box::new(said), negated: false });
                return Some(Interpretation::List { concept, order: None });
            }
        }
        self.note_no_link(kind.clone(), self.lattice.text_of(kind.start, kind.end));
        None
    }

    /// A noun, and the other nouns of the kinds that it stands for: "vessel" is "ship".
    fn nouns_alike(&self, noun: Vec<String>) -> Vec<Vec<String>> {
        let written = noun.join(" ");
        let singular = crate::language::morphology::singular(&written).unwrap_or_else(|| written.clone());
        let same = |(_, kind): &(KindId, &Kind)| {
            std::iter::once(&kind.name)
                .chain(&kind.synonyms)
                .any(|other| matches!(fold(other), other if other == written || other == singular))
        };
        let others = self.schema().kinds().filter(same).flat_map(|(_, kind)| std::iter::once(&kind.name).chain(&kind.synonyms));
        let words = |text: &String| split(text).into_iter().map(|word| word.text).collect::<Vec<_>>();
        let others: Vec<Vec<String>> = others.map(words).filter(|other| *other != noun).collect();
        std::iter::once(noun).chain(others).collect()
    }

    /// Whether a relation says as what something is described.
    fn describes(&self, relation: RelationId) -> bool {
        self.vocabulary.frames_of(relation).any(|(_, frame)| match &frame.shape {
            FrameShape::Verb { forms, tail, subject: Role::Object | Role::Subject, .. } => {
                matches!(forms.base.as_str(), "describe" | "classify") && tail.last().is_some_and(|last| last == "as")
            }
            FrameShape::Be { words, subject: Role::Subject, .. } => {
                matches!(words.iter().map(String::as_str).collect::<Vec<_>>()[..], ["described" | "classified", "as"])
            }
            FrameShape::Noun { singular, referent: Role::Object, .. } => {
                matches!(singular.as_str(), "kind" | "type" | "sort" | "description")
            }
            _ => false,
        })
    }

    /// Whether a relation says by a noun what somebody is.
    fn says_what(&self, relation: RelationId) -> bool {
        self.vocabulary.frames_of(relation).any(|(_, frame)| {
            matches!(&frame.shape, FrameShape::Noun { singular, referent: Role::Object, .. } if matches!(singular.as_str(), "profession" | "occupation" | "job" | "trade"))
        })
    }

    /// Whether a text names a sort of what a noun stands for: it ends in the noun, or is a kind below it.
    fn is_sort_of(&self, value: NodeId, nouns: &[Vec<String>]) -> bool {
        let node = self.view.node(value);
        let Some(Node::Value(Value::Text(text))) = node.as_deref() else { return false };
        let words: Vec<String> = split(text).into_iter().map(|word| word.text).collect();
        let called = |name: &str| self.schema().kinds().find(|(_, kind)| fold(&kind.name) == name).map(|(id, _)| id);
        let own = called(&words.join(" "));
        nouns.iter().any(|noun| {
            let below = match (own, called(&noun.join(" "))) {
                (Some(own), Some(above)) => own != above && self.schema().is_a(own, above),
                _ => false,
            };
            below || words.len() > noun.len() && words.ends_with(noun)
        })
    }

    /// Whether a relation says in short what something is.
    pub(in crate::meaning) fn defines(&self, relation: RelationId) -> bool {
        self.vocabulary.frames_of(relation).any(|(_, frame)| {
            matches!(&frame.shape, FrameShape::Noun { singular, referent: Role::Object, .. } if matches!(singular.as_str(), "definition" | "summary"))
        })
    }

    /// Whether all words stand in a text.
    fn has_words(&self, value: NodeId, words: &[String]) -> bool {
        match self.view.node(value).as_deref() {
            Some(Node::Value(Value::Text(text))) => {
                let text: Vec<String> = split(text).into_iter().map(|word| word.text).collect();
                words.iter().all(|word| text.contains(word))
            }
            _ => false,
        }
    }
}
