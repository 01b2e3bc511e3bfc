//! Superlatives, orders and comparisons: what a phrase is ranked or measured by.

use super::{Ranking, Superlative};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Bound, RelationId, ValueType};
use crate::language::syntax::{Compare, Item, ItemKind, NounPhrase, Rank};
use crate::language::vocabulary::{Degree, Role, Sense};
use crate::meaning::concept::{Concept, Link, Literal, Measure, Restriction, Scalar};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{AttachedKind, Noun};
use crate::query::Traversal;

impl Resolver<'_> {
    /// Settles what a superlative ranks by.
    pub fn ranking(&self, concept: &Concept, superlative: &Superlative, noun: &Noun<'_>) -> Option<Ranking> {
        let count = noun.phrase.count.map_or(1, |count| count.number.max(1.0) as usize);
        let skip = match noun.phrase.rank {
            Some(Rank::Ordinal(place)) => place.saturating_sub(1) as usize,
            _ => 0,
        };
        match superlative {
            Superlative::Time { last } => {
                // "the latest article about X": being about something has no date of its own.
                let dated = |link: &Link| {
                    link.relations.iter().any(|&relation| {
                        let told = self.view.statistics(relation);
                        told.dated * 2 >= told.claims
                    })
                };
                let measure = match self.dated_link(concept).filter(|(link, _)| dated(link) || self.made_link(concept).is_none()) {
                    Some((link, other)) => Measure::Time { link, other: other.map(Box::new) },
                    // "the oldest article": by the date that such things have.
                    None => match self.date_of(concept) {
                        Some(date) => Measure::Attribute(date),
                        None => Measure::Time { link: self.made_link(concept)?, other: None },
                    },
                };
                Some(Ranking { measure, descending: *last, skip, count })
            }
            Superlative::Length { longest } => {
                let (link, other) = self.dated_link(concept)?;
                let measure = Measure::Length { link, other: other.map(Box::new) };
                Some(Ranking { measure, descending: *longest, skip, count })
            }
            Superlative::Adjective(senses) => {
                let by = noun.modifiers.iter().find_map(|modifier| match &modifier.kind {
                    AttachedKind::By { by, each: false, .. } => Some(*by),
                    _ => None,
                });
                let more = senses.iter().find_map(|sense| match sense {
                    Sense::Adjective { more, .. } | Sense::Scale { more, .. } => Some(*more),
                    _ => None,
                })?;
                if let Some(measure) = by.and_then(|by| self.measure_by(concept, by)) {
                    return Some(Ranking { measure, descending: more, skip, count });
                }
                let (measure, descending) = self.adjective_measure(concept, senses).filter(|(measure, _)| self.is_ordered(measure))?;
                Some(Ranking { measure, descending, skip, count })
            }
        }
    }

    /// The only relation that gives the members of a kind a date.
    fn date_of(&self, concept: &Concept) -> Option<Link> {
        let kinds = self.kinds_of(concept)?;
        let mut dated = self
            .schema()
            .relations()
            .filter(|(_, relation)| relation.value_type == Some(ValueType::Date))
            .filter(|(id, relation)| self.kinds_meet(&kinds, &relation.domain) && self.view.statistics(*id).claims > 0)
            .map(|(id, _)| id);
        match (dated.next(), dated.next()) {
            (Some(only), None) => Some(Link::new(only, Traversal::Forward)),
            _ => None,
        }
    }

    /// What an adjective measures of a concept: the value itself, or the value at the end of a relation that has the adjective.
    pub fn adjective_measure(&self, concept: &Concept, senses: &[Sense]) -> Option<(Measure, bool)> {
        let scale = senses.iter().find_map(|sense| match sense {
            Sense::Scale { more, .. } | Sense::Adjective { more, .. } => Some(*more),
            _ => None,
        })?;
        if self.value_type_of(concept).is_some() {
            return Some((Measure::Itself, scale));
        }
        let kinds = self.kinds_of(concept);
        let mut best: Option<(usize, RelationId, bool)> = None;
        for sense in senses {
            let Sense::Adjective { relation, more, .. } = *sense else { continue };
            let Some(definition) = self.schema().relation(relation) else { continue };
            let fits = match &kinds {
                Some(kinds) if !definition.domain.is_empty() => self.kinds_meet(kinds, &definition.domain),
                _ => true,
            };
            // Of several, the one whose domain is the narrowest is meant.
            let breadth = if definition.domain.is_empty() { usize::MAX } else { definition.domain.len() };
            if fits && best.is_none_or(|(other, _, _)| breadth < other) {
                best = Some((breadth, relation, more));
            }
        }
        if let Some((_, relation, more)) = best {
            return Some((Measure::Attribute(Link::new(relation, Traversal::Forward)), more));
        }
        // "largest" with no relation of its own: the only number there is.
        let numeric: Vec<RelationId> = self
            .schema()
            .relations()
            .filter(|(_, relation)| relation.value_type == Some(ValueType::Number))
            .filter(|(_, relation)| {
                kinds.as_ref().is_some_and(|kinds| !relation.domain.is_empty() && self.kinds_meet(kinds, &relation.domain))
            })
            .map(|(id, _)| id)
            .collect();
        if let [only] = numeric[..]
            && senses.iter().any(|sense| matches!(sense, Sense::Scale { .. }))
        {
            return Some((Measure::Attribute(Link::new(only, Traversal::Forward)), scale));
        }
        self.note(3, || {
            Diagnostic::new(Problem::NotSupported, 0..0, format!("I don't know by what number to rank {}.", self.say(concept, true)))
                .hint("Name it: \"with the largest ...\", \"by ...\"; or give a relation of the vocabulary the adjective.")
        });
        None
    }

    /// Whether the values of a measure have an order of their own: "good" and "bad" as texts have none.
    fn is_ordered(&self, measure: &Measure) -> bool {
        let Measure::Attribute(link) = measure else { return true };
        let texts = link
            .relations
            .iter()
            .any(|&relation| self.schema().relation(relation).is_some_and(|relation| relation.value_type == Some(ValueType::Text)));
        if texts {
            self.note(5, || {
                let noun = self.measure_noun(link);
                Diagnostic::new(Problem::NotSupported, 0..0, format!("Each {noun} is a text here, and texts have no high or low."))
                    .hint("Ask \"how ... is X\" for the text itself.")
            });
        }
        !texts
    }

    /// "by population", "by number of rivers".
    pub fn measure_by(&self, concept: &Concept, by: &NounPhrase) -> Option<Measure> {
        let noun = Noun::bare(by);
        if let Some(Item { kind: ItemKind::Text(text), .. }) = by.items.first() {
            return match text.as_str() {
                "date" | "time" | "year" | "month" | "day" => {
                    let (link, other) = self.dated_link(concept)?;
                    Some(Measure::Time { link, other: other.map(Box::new) })
                }
                _ => None,
            };
        }
        for part in self.parts(&noun) {
            match &part.concept {
                Concept::Role { link, of: None } if self.value_type_of(&part.concept).is_some() => {
                    return Some(Measure::Attribute(link.clone().reversed()));
                }
                Concept::Role { link, of: None } => return Some(Measure::Count { link: link.clone().reversed(), of: None }),
                other => {
                    if let Some((link, _, far)) = self.any_link(concept, other) {
                        return Some(Measure::Count { link, of: Some(Box::new(far)) });
                    }
                }
            }
        }
        None
    }

    /// The link by whose time the members of a concept are put in order: that of its last clause, or of its noun.
    pub fn dated_link(&self, concept: &Concept) -> Option<(Link, Option<Concept>)> {
        match concept {
            Concept::Restricted { base, restrictions } => restrictions
                .iter()
                .rev()
                .find_map(|restriction| match restriction {
                    Restriction::Linked { link, other, negated: false, .. } => Some((link.clone(), other.as_deref().cloned())),
                    _ => None,
                })
                .or_else(|| self.dated_link(base)),
            Concept::Role { link, of } => Some((link.clone(), of.as_deref().cloned())),
            Concept::Ranked { base, .. } | Concept::Minus(base, _) => self.dated_link(base),
            _ => None,
        }
    }

    /// "longer than X", "over 500" behind a concept.
    pub fn comparison(&self, concept: Concept, compare: &Compare, than: &Noun<'_>) -> Option<Concept> {
        let value = self.value_type_of(&concept);
        match &compare.adjective {
            Some(senses) => {
                let more = senses.iter().find_map(|sense| match sense {
                    Sense::Adjective { more, .. } | Sense::Scale { more, .. } => Some(*more),
                    _ => None,
                })?;
                let is_positive = |sense: &Sense| {
                    matches!(sense, Sense::Adjective { degree: Degree::Positive, .. } | Sense::Scale { degree: Degree::Positive, .. })
                };
                let bound = match (senses.iter().all(is_positive), more) {
                    (true, _) => compare.bound,
                    (false, true) => Bound::MoreThan,
                    (false, false) => Bound::LessThan,
                };
                if value.is_some() {
                    let than = self.scalar(&concept, than, None)?;
                    return Some(concept.restricted(Restriction::Value { bound, than }));
                }
                let (measure, _) = self.adjective_measure(&concept, senses).filter(|(measure, _)| self.is_ordered(measure))?;
                let Measure::Attribute(measure) = measure else { return None };
                let than = self.scalar(&concept, than, Some(&measure))?;
                Some(concept.restricted(Restriction::Compares { measure, bound, than }))
            }
            None => {
                value?;
                let than = self.scalar(&concept, than, None)?;
                Some(concept.restricted(Restriction::Value { bound: compare.bound, than }))
            }
        }
    }

    /// What something is compared with: a number, a date, or the same measure of something else.
    pub(in crate::meaning) fn scalar(&self, concept: &Concept, than: &Noun<'_>, measure: Option<&Link>) -> Option<Scalar> {
        // "higher than that of X"
        if let [Item { kind: ItemKind::That, .. }] = than.phrase.items[..]
            && let Some(AttachedKind::Preposition { object, .. }) = than.modifiers.first().map(|modifier| &modifier.kind)
        {
            let of = self.noun(object).next()?;
            let base = match concept {
                Concept::Restricted { base, .. } => base,
                other => other,
            };
            if let Concept::Role { link, .. } = base {
                let filled = self.fill(link, &of)?;
                return Some(if self.value_type_of(&filled).is_some() {
                    Scalar::Values(Box::new(filled))
                } else {
                    Scalar::Of(Box::new(filled))
                });
            }
            return Some(Scalar::Of(Box::new(of)));
        }
        if let Some(amount) = self.amount_of_unit(concept, than, measure) {
            return amount.map(Scalar::Number);
        }
        let other = self.noun(than).find_map(|other| match (&other, measure) {
            (Concept::Names { .. }, Some(measure)) => {
                let fitting = self.fits(measure.relations.first().copied()?, Role::Subject, &other)?;
                Some(fitting)
            }
            _ => Some(other),
        })?;
        match other {
            Concept::Literal(Literal::Number { amount, .. }) => Some(Scalar::Number(amount)),
            Concept::Literal(Literal::Date(date)) => Some(Scalar::Date(date)),
            Concept::Literal(Literal::Text(_)) => None,
            other if self.value_type_of(&other).is_some() => Some(Scalar::Values(Box::new(other))),
            other if measure.is_some() => Some(Scalar::Of(Box::new(other))),
            other => {
                // "a population larger than Texas": the same value of that.
                if let Concept::Role { link, .. } = concept {
                    return self.fill(link, &other).map(|filled| Scalar::Values(Box::new(filled)));
                }
                None
            }
        }
    }
}
