//! Questions near to one that found nothing: the other way round, the opposite, without what narrows it.
//!
//! Comes in: an interpretation. Goes out: others that differ from it in one thing each, the nearest first. Whether they find anything is
//! for whoever runs them to see.

use super::concept::{Concept, Link, Restriction};
use super::interpret::Interpretation;
use super::resolve::Resolver;
use crate::graph::RelationId;
use crate::language::vocabulary::Role;
use crate::query::Traversal;

/// In what a question differs from the one that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Who and whom are exchanged.
    OtherWay,
    /// It asks for the opposite relation.
    Opposite,
    /// A place, a source or a time relative to something else is left out.
    Unnarrowed,
    /// It asks for what one end is linked to at all.
    Anything,
    /// It asks for all that is recorded about one end.
    Everything,
}

/// The most that are offered.
const MOST: usize = 8;

impl Resolver<'_> {
    /// The questions near to one.
    pub(super) fn nearby(&self, interpretation: &Interpretation) -> Vec<(Difference, Interpretation)> {
        let list = |concept: Concept| Interpretation::List { concept, order: None };
        let mut found = Vec::new();
        let statement = match interpretation {
            Interpretation::List { concept, .. } | Interpretation::Count(concept) => parts(concept),
            Interpretation::YesNo { tests, .. } => match &tests[..] {
                [test] => parts(test),
                _ => None,
            },
            Interpretation::Detail { subject, link, object, .. }
            | Interpretation::Times { subject, link, object }
            | Interpretation::Evidence { subject, link, object, .. } => Some((subject.clone(), link.clone(), object.clone())),
            _ => None,
        };
        let Some((base, link, other)) = statement else { return found };
        let linked = |link: Link, base: Concept, other: Option<Concept>| {
            base.restricted(Restriction::Linked {
                link,
                other: other.map(Box::new),
                quantifier: super::concept::Quantifier::Some,
                negated: false,
            })
        };
        // What is near to a question of yes or no about somebody is one as well.
        let asks_whether = matches!(interpretation, Interpretation::YesNo { .. });
        let near_to = |link: Link, base: Concept, other: Option<Concept>| {
            if asks_whether && base.names().is_some() {
                let text = self.say_statement(&base, &link, other.as_ref(), false);
                Interpretation::YesNo { tests: vec![linked(link, base, other)], denial: None, text }
            } else {
                list(linked(link, base, other))
            }
        };
        let plain = Link {
            times: Vec::new(),
            strict: Vec::new(),
            sources: Vec::new(),
            places: Vec::new(),
            relative: Vec::new(),
            place_text: None,
            ..link.clone()
        };
        if plain != link {
            found.push((Difference::Unnarrowed, near_to(plain.clone(), base.clone(), other.clone())));
        }
        for opposite in link.relations.iter().filter_map(|&relation| self.opposite_of(relation)) {
            let role = near(&link);
            if let (Some(base), Some(other)) =
                (self.fits(opposite, role, &base), other.as_ref().map(|other| self.fits(opposite, role.other(), other)))
            {
                let link = Link { relations: vec![opposite], frame: None, ..plain.clone() };
                found.push((Difference::Opposite, near_to(link, base, other)));
            }
        }
        if plain.traversal != Traversal::Both {
            let back = plain.clone().reversed();
            let role = near(&back);
            let fits = |concept: &Concept, role: Role| back.relations.iter().find_map(|&relation| self.fits(relation, role, concept));
            if let Some(base) = fits(&base, role)
                && let Some(other) = other.as_ref().map_or(Some(None), |other| fits(other, role.other()).map(Some))
            {
                found.push((Difference::OtherWay, near_to(back, base, other)));
            }
        }
        // What is known of either end by itself.
        if let Some(other) = other.clone().filter(|other| other.names().is_some()) {
            found.push((Difference::Anything, list(linked(plain.clone(), Concept::Thing, Some(other)))));
        }
        if base.names().is_some() {
            found.push((Difference::Anything, list(linked(plain.clone().reversed(), Concept::Thing, Some(base.clone())))));
        }
        if let Some(&[node]) = other.as_ref().and_then(Concept::names).or(base.names()) {
            found.push((Difference::Everything, Interpretation::Describe { nodes: vec![node], by_date: false }));
        }
        found.truncate(MOST);
        found
    }

    fn opposite_of(&self, relation: RelationId) -> Option<RelationId> {
        self.schema()
            .relation(relation)?
            .opposite
            .or_else(|| self.schema().relations().find(|(_, other)| other.opposite == Some(relation)).map(|(id, _)| id))
    }
}

/// A concept that says one thing of a base: the base, the link, and what it is linked to.
fn parts(concept: &Concept) -> Option<(Concept, Link, Option<Concept>)> {
    match concept {
        Concept::Restricted { base, restrictions } => match &restrictions[..] {
            [Restriction::Linked { link, other, negated: false, .. }] => Some(((**base).clone(), link.clone(), other.as_deref().cloned())),
            _ => None,
        },
        Concept::Role { link, of } => Some((Concept::Thing, link.clone(), of.as_deref().cloned())),
        _ => None,
    }
}

fn near(link: &Link) -> Role {
    if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject }
}
