//! Offices that one at a time holds: who holds one now, and who held it next to another.

use crate::graph::RelationId;
use crate::language::syntax::{Determiner, Item, ItemKind, NounPhrase, TimeOrder};
use crate::language::vocabulary::{Number, Sense};
use crate::meaning::concept::{Concept, Link, Measure, Restriction};
use crate::meaning::resolve::Resolver;
use crate::query::Traversal;

impl Resolver<'_> {
    /// "who is the president of X": the last one that is recorded. What is no such office is what it is.
    pub(super) fn at_present(&self, concept: Concept) -> Concept {
        match &concept {
            Concept::Role { link, of: Some(of) } if link.relative.is_empty() && self.is_held_by_one(link, of) => {
                let measure = Measure::Time { link: link.clone(), other: Some(of.clone()) };
                Concept::Ranked { base: Box::new(concept), measure, descending: true, skip: 0, count: 1 }
            }
            _ => concept,
        }
    }

    /// "who was president before X": the one who held the office next to X, and not all who ever held it before.
    pub(super) fn next_to(&self, concept: Concept) -> Concept {
        let Concept::Role { link, of: Some(of) } = &concept else { return concept };
        let [anchor] = &link.relative[..] else { return concept };
        let descending = match anchor.order {
            TimeOrder::Before => true,
            TimeOrder::After => false,
            _ => return concept,
        };
        if !(self.is_held_by_one(link, of) || self.is_office(link) && is_what_somebody_held(link, of))
            || anchor.link.relations != link.relations
        {
            return concept;
        }
        let measure = Measure::Time { link: link.clone(), other: Some(of.clone()) };
        Concept::Ranked { base: Box::new(concept), measure, descending, skip: 0, count: 1 }
    }

    /// Whether a link leads to what one at a time holds, and claims say when.
    pub(in crate::meaning) fn is_office(&self, link: &Link) -> bool {
        let one_by_one = |relation: RelationId| {
            self.schema().relation(relation).is_some_and(|definition| definition.one_at_a_time) && self.view.statistics(relation).dated > 0
        };
        link.traversal == Traversal::Forward && link.times.is_empty() && link.relations.iter().all(|&relation| one_by_one(relation))
    }

    /// Whether a link without a time of its own leads to those who hold something named, one at a time, and claims say when.
    fn is_held_by_one(&self, link: &Link, of: &Concept) -> bool {
        of.names().is_some() && self.is_office(link)
    }
}

/// "president before X", where of what is not said: whether it is what X held by the same relation.
fn is_what_somebody_held(link: &Link, of: &Concept) -> bool {
    let Concept::Restricted { base, restrictions } = of else { return false };
    match &restrictions[..] {
        [Restriction::Linked { link: held, other: Some(who), .. }] => {
            **base == Concept::Thing && held.relations == link.relations && who.names().is_some()
        }
        _ => false,
    }
}

/// Whether a phrase speaks of one: "president", "the president", but neither "presidents" nor "which president".
pub(super) fn is_one(phrase: &NounPhrase) -> bool {
    let is_singular = |sense: &Sense| matches!(sense, Sense::Noun(_, Number::Singular) | Sense::Kind(_, Number::Singular));
    matches!(phrase.determiner, Determiner::None | Determiner::The)
        && matches!(phrase.items.last(), Some(Item { kind: ItemKind::Noun(senses), .. }) if senses.iter().all(is_singular))
}
