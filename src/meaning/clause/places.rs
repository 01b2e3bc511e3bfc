//! Where: places behind verbs, and what is within them.

use crate::graph::NodeId;
use crate::language::syntax::{VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::concept::{Concept, Link};
use crate::meaning::noun::linked;
use crate::meaning::resolve::Resolver;
use crate::query::{Traversal, parameter_of};

impl Resolver<'_> {
    /// Whether some claim of the relations that a verb may be names this place. If none does, "in X" behind the verb means something else.
    pub(in crate::meaning) fn names_place(&self, verb: &VerbGroup, nodes: &[NodeId]) -> bool {
        let VerbKind::Senses(senses) = &verb.kind else { return false };
        // What a parameter stands for may be a place.
        let is_open = nodes.iter().any(|&node| parameter_of(node).is_some());
        let at_place = |claim| self.view.claim(claim).and_then(|claim| claim.place).is_some_and(|place| is_open || nodes.contains(&place));
        senses.iter().any(|sense| match sense {
            Sense::Verb { frame, .. } | Sense::Be { frame, .. } => {
                let relation = self.vocabulary.frame(*frame).relation;
                self.view.claims_of(relation).iter().take(20_000).any(at_place)
            }
            _ => false,
        })
    }

    /// What happened in a part of a place happened in the place: a place behind "in" with all that is in it.
    pub fn with_parts(&self, link: &Link, place: Concept) -> Concept {
        let behind_in = link.frame.is_some_and(|frame| match &self.vocabulary.frame(frame).shape {
            FrameShape::Verb { tail, subject: Role::Subject, .. } => tail.last().is_some_and(|last| last == "in"),
            FrameShape::Be { words, subject: Role::Subject, .. } => words.last().is_some_and(|last| last == "in"),
            _ => false,
        });
        if !behind_in || !link.active || link.closure || place.names().is_none() {
            return place;
        }
        match self.parts_of(&place) {
            Some(parts) => Concept::Or(vec![place, parts]),
            None => place,
        }
    }

    /// What is in something by a transitive relation: "passes through the country" is through one of its states.
    pub(in crate::meaning) fn parts_of(&self, whole: &Concept) -> Option<Concept> {
        whole.names()?;
        self.schema().relations().filter(|(_, relation)| relation.transitive).find_map(|(relation, _)| {
            let whole = self.fits(relation, Role::Object, whole)?;
            self.alive(&whole, relation, Role::Object).then(|| {
                let mut link = Link::new(relation, Traversal::Forward);
                link.closure = true;
                Concept::Thing.restricted(linked(link, whole))
            })
        })
    }
}
