//! Numbers with units: "500 miles" for a relation whose numbers are kilometres.

use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::fold;
use crate::graph::{RelationId, UnitId, View, turned};
use crate::language::syntax::ItemKind;
use crate::language::vocabulary::{FrameShape, Sense};
use crate::language::{Lattice, Vocabulary, morphology};
use crate::meaning::concept::{Concept, Link, Literal};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::Noun;

/// A question without "in miles" at its end, and that unit.
pub(in crate::meaning) fn in_unit<'a>(
    lattice: &Lattice<'a>,
    vocabulary: &'a Vocabulary,
    view: &'a dyn View,
) -> Option<(Lattice<'a>, UnitId)> {
    let schema = view.schema();
    if schema.units().len() == 0 {
        return None;
    }
    let end = lattice.tokens.len();
    let at = lattice.tokens.iter().rposition(|token| token.text == "in")?;
    let unit = schema.unit_called(lattice.text_of(at + 1, end)).filter(|_| at + 1 < end && at > 0)?;
    Some((Lattice::new(lattice.text, lattice.tokens.get(..at)?.to_vec(), vocabulary, view), unit))
}

impl Resolver<'_> {
    /// A question read back, with the unit that its numbers are wanted in.
    pub(in crate::meaning) fn in_its_unit(&self, readback: String) -> String {
        match self.shown_in.and_then(|unit| self.schema().unit(unit)) {
            Some(unit) => format!("{} in {}?", readback.trim_end_matches('?'), unit.plural()),
            None => readback,
        }
    }

    /// The unit of the numbers of a relation, in words: as it is defined, or as its phrase counts ("X is Y metres long").
    pub(in crate::meaning) fn unit_words(&self, relation: RelationId) -> Option<String> {
        if let Some(unit) = &self.schema().relation(relation)?.unit {
            return Some(unit.clone());
        }
        self.vocabulary.frames_of(relation).find_map(|(_, frame)| match &frame.shape {
            FrameShape::Measure { unit: Some((_, plural)), .. } => Some(plural.clone()),
            _ => None,
        })
    }

    /// The unit of the numbers of some relations, if it is declared as one.
    pub(in crate::meaning) fn unit_of(&self, relations: &[RelationId]) -> Option<UnitId> {
        if self.schema().units().len() == 0 {
            return None;
        }
        relations.iter().find_map(|&relation| self.schema().unit_called(&self.unit_words(relation)?))
    }

    /// A number of one unit in the unit of a relation, if that is another; within, nothing if it stays as it is. `None` if the one cannot be turned
    /// into the other.
    #[expect(clippy::option_option, reason = "no number in that unit, and one that stays, are different things")]
    pub(in crate::meaning) fn in_unit_of(&self, relation: RelationId, literal: &Literal) -> Option<Option<Concept>> {
        let (Literal::Number { amount, unit: Some(said) }, Some(own)) = (literal, self.unit_of(&[relation])) else { return Some(None) };
        let schema = self.schema();
        let Some(from) = schema.unit_called(said).filter(|&from| from != own) else { return Some(None) };
        let amount = turned(*amount, schema.factor(from, own)?);
        let unit = schema.unit(own).map(|unit| unit.plural().to_owned());
        Some(Some(Concept::Literal(Literal::Number { amount, unit })))
    }

    /// The number that a phrase says in some unit, in the unit of what it is compared with: "300 miles" in kilometres. Nothing if it says no
    /// number of a unit; within, nothing if the one unit cannot be turned into the other, which is noted.
    pub(in crate::meaning) fn amount_of_unit(&self, concept: &Concept, than: &Noun<'_>, measure: Option<&Link>) -> Option<Option<f64>> {
        let [item] = &than.phrase.items[..] else { return None };
        let (amount, said) = match (&item.kind, than.phrase.count) {
            (ItemKind::Number(quantity), None) => (quantity.amount, quantity.unit.clone()?),
            (ItemKind::Noun(senses), Some(count)) if senses.iter().any(|sense| matches!(sense, Sense::Unit(_) | Sense::Measure)) => {
                (count.number, self.lattice.text_of(item.range.start, item.range.end).to_owned())
            }
            _ => return None,
        };
        let role = match concept {
            Concept::Role { link, .. } => Some(link),
            Concept::Restricted { base, .. } => match base.as_ref() {
                Concept::Role { link, .. } => Some(link),
                _ => None,
            },
            _ => None,
        };
        let relations = measure.or(role).map_or(&[][..], |link| &link.relations);
        let Some(own) = relations.iter().find_map(|&relation| self.unit_words(relation)) else { return Some(Some(amount)) };
        if is_same(&own, &said) {
            return Some(Some(amount));
        }
        let schema = self.schema();
        let factor = schema.unit_called(&said).zip(schema.unit_called(&own)).and_then(|(from, to)| schema.factor(from, to));
        if factor.is_none() {
            self.note(6, || {
                let span = self.lattice.span(item.range.start, item.range.end);
                Diagnostic::new(Problem::NotSupported, span, format!("The numbers here are {own}; I can't turn {said} into {own}."))
                    .hint("The block of a unit says how much it is of another: unit mile, is 1.609344 kilometres.")
            });
        }
        Some(factor.map(|factor| turned(amount, factor)))
    }
}

/// Whether two words are one unit, singular or plural.
fn is_same(one: &str, other: &str) -> bool {
    let singular = |unit: &str| {
        let unit = fold(unit);
        morphology::singular(&unit).unwrap_or(unit)
    };
    singular(one) == singular(other)
}
