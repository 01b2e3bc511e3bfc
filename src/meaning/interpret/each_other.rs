//! "Are X and Y friends", "are X and Y close": whether one is so to the other.

use super::Interpretation;
use crate::graph::Direction;
use crate::language::syntax::{Item, ItemKind, VerbKind};
use crate::language::vocabulary::{Number, Sense};
use crate::meaning::concept::{Concept, Link, Restriction};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::VerbPhrase;
use crate::query::Traversal;

impl Resolver<'_> {
    /// What two are to each other, where nothing else is said to what.
    pub(super) fn to_each_other(&self, both: &Concept, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Interpretation> {
        let Concept::And(parts) = both else { return None };
        let [one, other] = &parts[..] else { return None };
        if preposition.is_some() || predicate.verb.negated {
            return None;
        }
        match (&predicate.verb.kind, &predicate.object) {
            (VerbKind::Senses(_), None) => {
                let statement = self.statement(both.clone(), predicate, None)?;
                if statement.link.traversal != Traversal::Both || statement.object.is_none() {
                    return None;
                }
                let text = self.say_statement(&statement.subject, &statement.link, statement.object.as_ref(), false);
                let denial = Some((statement.subject.clone(), statement.link.clone(), statement.object.clone()));
                Some(Interpretation::YesNo { tests: vec![self.stated(statement)], denial, text })
            }
            // "are X and Y friends": each is one of the other.
            (VerbKind::Be, Some(object))
                if predicate.modifiers.is_empty() && object.modifiers.is_empty() && is_plural(&object.phrase.items) =>
            {
                let (one, role) = self.noun(object).find_map(|role| {
                    let Concept::Role { link, of: None } = role else { return None };
                    // Who is named first does not matter.
                    let ways =
                        [(one, other), (other, one)].map(|(one, other)| (one, self.fill(&link, other), self.is_claimed(one, &link, other)));
                    let mut fitting: Vec<_> = ways.into_iter().filter_map(|(one, filled, claimed)| Some((one, filled?, claimed))).collect();
                    // Of several things that are of one sort each may be so to the other.
                    if fitting.len() < 2 {
                        return None;
                    }
                    fitting.sort_by_key(|(.., claimed)| !claimed);
                    fitting.into_iter().next().map(|(one, filled, _)| (one.clone(), filled))
                })?;
                let concept = one.restricted(Restriction::Is { concept: Box::new(role), negated: false });
                let text = self.say(&concept, false).replacen(" that ", " ", 1);
                Some(Interpretation::YesNo { tests: vec![concept], denial: None, text })
            }
            _ => None,
        }
    }

    /// Whether a claim of a link goes from one named thing to another.
    fn is_claimed(&self, one: &Concept, link: &Link, other: &Concept) -> bool {
        let (Some(own), Some(others)) = (one.names(), other.names()) else { return false };
        let directions: &[Direction] = match link.traversal {
            Traversal::Forward => &[Direction::Forward],
            Traversal::Backward => &[Direction::Backward],
            Traversal::Both => &[Direction::Forward, Direction::Backward],
        };
        own.iter().any(|&node| {
            link.relations.iter().any(|&relation| {
                directions
                    .iter()
                    .any(|&direction| self.view.neighbours(node, relation, direction).iter().any(|(other, _)| others.contains(&other)))
            })
        })
    }
}

/// "friends", but not "a friend".
fn is_plural(items: &[Item]) -> bool {
    let plural = |sense: &Sense| matches!(sense, Sense::Noun(_, Number::Plural));
    matches!(items.last().map(|item| &item.kind), Some(ItemKind::Noun(senses)) if senses.iter().any(plural))
}
