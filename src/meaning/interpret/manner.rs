//! "how is X described": the end that a passive leaves out.

use super::Interpretation;
use crate::language::syntax::{VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::clause::Around;
use crate::meaning::concept::{Concept, Link};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{AttachedKind, Noun, VerbPhrase};
use crate::query::Traversal;

/// The words that may stand before what a passive leaves out: "described as", "made with", "directed by".
const MANNERS: &[&str] = &["as", "with", "by"];

impl Resolver<'_> {
    /// What is left out of a passive: "how was X rated" for "X is rated as Y".
    pub(in crate::meaning) fn asked_manner(&self, subject: &Noun<'_>, predicate: &VerbPhrase<'_>) -> Option<Interpretation> {
        let VerbKind::Senses(senses) = &predicate.verb.kind else { return None };
        for concept in self.noun(subject) {
            for manner in MANNERS {
                let pending: Vec<Sense> = senses.iter().filter_map(|&sense| self.waits_for(sense, manner)).collect();
                let passive: Vec<Sense> =
                    senses.iter().copied().filter(|sense| *manner == "by" && matches!(sense, Sense::Verb { pending: false, .. })).collect();
                for senses in [pending, passive] {
                    let verb = VerbGroup { kind: VerbKind::Senses(senses), passive: true, ..predicate.verb.clone() };
                    for found in self.verb_links(&verb, &concept, Some(&Concept::Thing), Some(manner)) {
                        let near = if found.link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                        // Who did it is no manner; what a thing has is.
                        if *manner == "by" && found.link.traversal != Traversal::Forward {
                            continue;
                        }
                        if !found.link.relations.iter().any(|&relation| self.alive(&found.subject, relation, near)) {
                            continue;
                        }
                        let link = self.narrowed_by(found.link, predicate)?;
                        let concept = Concept::Role { link: link.reversed(), of: Some(Box::new(found.subject)) };
                        return Some(Interpretation::List { concept, order: None });
                    }
                }
            }
        }
        self.note_no_link(predicate.verb.range.clone(), self.lattice.text_of(predicate.verb.range.start, predicate.verb.range.end));
        None
    }

    /// The sense with its last preposition still to come, if that is this one.
    fn waits_for(&self, sense: Sense, preposition: &str) -> Option<Sense> {
        let (Sense::Verb { frame, .. } | Sense::Be { frame, .. }) = sense else { return None };
        let last = match &self.vocabulary.frame(frame).shape {
            FrameShape::Verb { tail, .. } => tail.last(),
            FrameShape::Be { words, .. } => words.last(),
            _ => None,
        };
        match sense {
            Sense::Verb { pending: true, .. } | Sense::Be { pending: true, .. } if last.is_some_and(|last| last == preposition) => {
                Some(sense)
            }
            _ => None,
        }
    }

    /// A link narrowed by the times and sources of its verb; `None` if something else is said that would go unheard.
    pub(super) fn narrowed_by(&self, mut link: Link, predicate: &VerbPhrase<'_>) -> Option<Link> {
        for modifier in &predicate.modifiers {
            match &modifier.kind {
                AttachedKind::Time(time) => self.time(time)?.add_to(&mut link, self, Around::default())?,
                AttachedKind::AccordingTo { who, how } => link.sources.push(self.according_to(who, *how)?),
                _ => return None,
            }
        }
        Some(link)
    }
}
