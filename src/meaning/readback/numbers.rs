//! Numbers that are compared: "with length more than 500 kilometres".

use super::bound_words;
use crate::graph::Bound;
use crate::language::vocabulary::FrameShape;
use crate::meaning::concept::{Concept, Link, Literal, Restriction, Scalar};
use crate::meaning::resolve::Resolver;
use crate::query::Traversal;

impl Resolver<'_> {
    /// "with length exactly 700 kilometres", where the phrase of a link counts without a verb of its own ("X is Y kilometres long") and its other end is a
    /// number.
    pub(super) fn with_number(&self, link: &Link, other: &Concept) -> Option<String> {
        let [relation] = link.relations[..] else { return None };
        let chosen = link.frame.map(|frame| self.vocabulary.frame(frame));
        let counts = chosen
            .into_iter()
            .filter(|frame| !matches!(frame.shape, FrameShape::Noun { .. }))
            .chain(self.vocabulary.frames_of(relation).map(|(_, frame)| frame))
            .next()
            .is_some_and(|frame| matches!(frame.shape, FrameShape::Measure { verb: None, .. }));
        if !counts || link.traversal != Traversal::Forward || !self.qualifiers(link).is_empty() {
            return None;
        }
        let literal = match other {
            Concept::Restricted { base, restrictions } if matches!(**base, Concept::Thing | Concept::Role { of: None, .. }) => {
                match &restrictions[..] {
                    [Restriction::Value { bound, than: than @ Scalar::Number(_) }] => return Some(self.say_compared(link, *bound, than)),
                    [Restriction::Is { concept, negated: false }] => concept,
                    _ => return None,
                }
            }
            other => other,
        };
        match literal {
            Concept::Literal(Literal::Number { amount, unit: Some(unit) }) => {
                Some(format!("with {} exactly {amount} {unit}", self.measure_noun(link)))
            }
            Concept::Literal(Literal::Number { amount, .. }) => Some(self.say_compared(link, Bound::Exactly, &Scalar::Number(*amount))),
            _ => None,
        }
    }

    /// "with length more than 500 kilometres"
    pub(super) fn say_compared(&self, measure: &Link, bound: Bound, than: &Scalar) -> String {
        format!("with {} {} {}", self.measure_noun(measure), bound_words(bound).trim(), self.say_scalar(than, measure))
    }

    fn say_scalar(&self, scalar: &Scalar, measure: &Link) -> String {
        match scalar {
            Scalar::Number(number) => {
                match measure.relations.first().and_then(|&relation| self.schema().relation(relation)?.unit.clone()) {
                    Some(unit) => format!("{number} {unit}"),
                    None => number.to_string(),
                }
            }
            Scalar::Date(date) => date.to_string(),
            Scalar::Of(concept) => format!("that of {}", self.say_of(concept)),
            Scalar::Values(concept) => self.say_of(concept),
        }
    }

    /// "population" for the link from a thing to it.
    pub fn measure_noun(&self, link: &Link) -> String {
        let back = Link { traversal: link.clone().reversed().traversal, ..link.clone() };
        self.noun_words(&back, false).map(|(noun, _)| noun).unwrap_or_else(|| {
            link.relations
                .first()
                .and_then(|&relation| self.schema().relation(relation))
                .map_or(String::new(), |relation| relation.name.replace(['_', '-'], " "))
        })
    }
}
