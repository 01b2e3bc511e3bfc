//! Where: places behind verbs, and what is within them.

use crate::graph::{Direction, NodeId};
use crate::language::syntax::{VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction};
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

    /// The places that a noun phrase stands for: named, or by what is said of something named ("the capital of X", "the country that X led").
    pub(in crate::meaning) fn place_meant(&self, place: Concept) -> Option<(Vec<NodeId>, String)> {
        let plain = |link: &Link| link.times.is_empty() && link.relative.is_empty() && link.sources.is_empty() && !link.closure;
        let reached = |link: &Link, from: &[NodeId]| -> Vec<NodeId> {
            let back: &[Direction] = match link.traversal {
                Traversal::Forward => &[Direction::Backward],
                Traversal::Backward => &[Direction::Forward],
                Traversal::Both => &[Direction::Forward, Direction::Backward],
            };
            let ways = from
                .iter()
                .flat_map(|&node| link.relations.iter().flat_map(move |&relation| back.iter().map(move |&way| (node, relation, way))));
            let mut found: Vec<NodeId> = ways
                .flat_map(|(node, relation, way)| {
                    self.view.neighbours(node, relation, way).iter().map(|(place, _)| place).collect::<Vec<_>>()
                })
                .collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let nodes = match &place {
            Concept::Names { nodes, text } => return Some((nodes.clone(), text.clone())),
            Concept::Role { link, of: Some(of) } if plain(link) => reached(link, of.names()?),
            Concept::Restricted { base, restrictions } => match (&**base, &restrictions[..]) {
                (Concept::Kind(kind), [Restriction::Linked { link, other: Some(other), quantifier: Quantifier::Some, negated: false }])
                    if plain(link) =>
                {
                    let of_kind = |node: &NodeId| self.view.kinds(*node).iter().any(|&own| self.schema().is_a(own, *kind));
                    reached(link, other.names()?).into_iter().filter(of_kind).collect()
                }
                _ => return None,
            },
            _ => return None,
        };
        (!nodes.is_empty()).then(|| (nodes, self.say(&place, false)))
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
