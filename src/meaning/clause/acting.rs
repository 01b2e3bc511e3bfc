//! Who acts for whom: what a government does, its country does.

use crate::graph::{Direction, NodeId, RelationId};
use crate::language::syntax::{VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::concept::Concept;
use crate::meaning::resolve::Resolver;

impl Resolver<'_> {
    /// "the Pavanian government recognized X": the country, where claims of that verb tell it of the country and none of the government.
    pub(super) fn acting_for(&self, subject: &Concept, verb: &VerbGroup) -> Option<Concept> {
        let (Concept::Names { nodes, .. }, VerbKind::Senses(senses), false) = (subject, &verb.kind, verb.passive) else { return None };
        let does = |nodes: &[NodeId]| {
            senses.iter().any(|sense| match sense {
                Sense::Verb { frame, .. } => {
                    let frame = self.vocabulary.frame(*frame);
                    matches!(frame.shape, FrameShape::Verb { subject: Role::Subject, .. })
                        && nodes.iter().any(|&node| self.has_claims(node, frame.relation, Role::Subject))
                }
                _ => false,
            })
        };
        if does(nodes) {
            return None;
        }
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["government"], &mut lexemes);
        let governs = |sense: Sense| match sense {
            Sense::Noun(frame, _) => match &self.vocabulary.frame(frame).shape {
                FrameShape::Noun { referent: Role::Subject, preposition, .. } if preposition == "of" => {
                    Some(self.vocabulary.frame(frame).relation)
                }
                _ => None,
            },
            _ => None,
        };
        let relations: Vec<RelationId> = lexemes.iter().filter_map(|lexeme| governs(lexeme.sense)).collect();
        let mut countries: Vec<NodeId> = Vec::new();
        for (&node, &relation) in nodes.iter().flat_map(|node| relations.iter().map(move |relation| (node, relation))) {
            countries.extend(self.view.neighbours(node, relation, Direction::Forward).iter().map(|(country, _)| country));
        }
        countries.sort_unstable();
        countries.dedup();
        let text = countries.first().map(|&country| self.label(country))?;
        does(&countries).then_some(Concept::Names { nodes: countries, text })
    }
}
