//! Questions whose subject is known: "Who or what did X support?", "Which organizations is X part of?". What is asked for stands in front, and the
//! rest of the sentence keeps its order; the passive ("were had an embassy in by X") would often be no English.

use super::{bound_words, near_role};
use crate::graph::{Bound, RelationId, ValueType};
use crate::language::vocabulary::FrameShape;
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction};
use crate::meaning::resolve::Resolver;
use crate::query::Traversal;

impl Resolver<'_> {
    /// A list of what somebody named does something to, as a question; none where it is said in another way.
    pub(super) fn inverted(&self, concept: &Concept) -> Option<String> {
        match concept {
            Concept::Role { link, of: Some(of) } => Some(format!("Who or what {}", self.said_of(link, of)?)),
            Concept::Restricted { base, restrictions } => {
                let [Restriction::Linked { link, other: Some(other), quantifier: Quantifier::Some, negated: false }] = &restrictions[..]
                else {
                    return None;
                };
                let said = self.said_of(link, other)?;
                match (&**base, self.counted(link)) {
                    (Concept::Thing, None) => Some(format!("Who or what {said}")),
                    (Concept::Kind(_), None) => Some(format!("Which {} {said}", self.say(base, true))),
                    (_, Some(counted)) => Some(format!("How many {counted} {said}")),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// "Whose government was supported by X", of something that is known by what it did or suffered alone.
    pub(super) fn whose(&self, concept: &Concept) -> Option<String> {
        let Concept::Restricted { base, restrictions } = concept else { return None };
        let [Restriction::Linked { link, other: Some(other), quantifier: Quantifier::Some, negated: false }] = &restrictions[..] else {
            return None;
        };
        let Concept::Restricted { base: owned, restrictions: said } = &**other else { return None };
        let FrameShape::Noun { singular, referent, .. } = &self.clause_frame(link)?.shape else { return None };
        if **base != Concept::Thing || **owned != Concept::Thing || said.len() != 1 || *referent == near_role(link) {
            return None;
        }
        let said = self.say(other, false);
        Some(format!("Whose {singular} {}", said.strip_prefix("thing that ")?))
    }

    /// "did X have an embassy in", "is X part of": of a subject that is named.
    fn said_of(&self, link: &Link, of: &Concept) -> Option<String> {
        let several = match of {
            Concept::Names { .. } => false,
            Concept::And(parts) if parts.iter().all(|part| matches!(part, Concept::Names { .. })) => true,
            Concept::Restricted { base, restrictions } if **base == Concept::Thing => match &restrictions[..] {
                [Restriction::Is { concept, negated: false }] => {
                    !matches!(**concept, Concept::Names { .. } | Concept::Kind(_) | Concept::Role { .. })
                }
                _ => return None,
            },
            _ => return None,
        };
        if link.traversal == Traversal::Both {
            return None;
        }
        let is_past = link.relations.first().is_some_and(|&relation| self.is_past(relation));
        let subject_is_named = |role| role != near_role(link);
        let named = self.say_of_clause(of);
        let qualifiers = self.qualifiers(link);
        match &self.clause_frame(link)?.shape {
            FrameShape::Verb { forms, tail, post, subject, transitive: true } if subject_is_named(*subject) => {
                if !post.is_empty() && self.counted(link).is_none() {
                    return None;
                }
                let auxiliary = match (is_past, several) {
                    (true, _) => "did",
                    (false, true) => "do",
                    (false, false) => "does",
                };
                let words: Vec<&str> = std::iter::once(&forms.base).chain(tail).map(String::as_str).collect();
                Some(format!("{auxiliary} {named} {}{qualifiers}", words.join(" ")))
            }
            FrameShape::Be { words, subject, transitive: true } if subject_is_named(*subject) && !words.is_empty() => {
                let auxiliary = match (is_past, several) {
                    (true, true) => "were",
                    (true, false) => "was",
                    (false, true) => "are",
                    (false, false) => "is",
                };
                Some(format!("{auxiliary} {named} {}{qualifiers}", words.join(" ")))
            }
            _ => None,
        }
    }

    /// "at least 200 people live in Pava", of the number of them.
    pub(in crate::meaning) fn say_amount(&self, numbered: &Concept, bound: Bound, amount: f64) -> Option<String> {
        let Concept::Restricted { base, restrictions } = numbered else { return None };
        let asked = self.numbered(base, restrictions)?;
        let rest = asked.strip_prefix("How many ")?;
        // "How many pages does X have" goes the other way round.
        (!rest.contains(" does ") && !rest.contains(" are ")).then(|| format!("{}{amount} {rest}", bound_words(bound)))
    }

    /// "people", where a phrase has what it counts behind its object: "X kills Y people".
    fn counted(&self, link: &Link) -> Option<String> {
        let is_number = |relation: RelationId| self.schema().relation(relation).is_some_and(|it| it.value_type == Some(ValueType::Number));
        match &self.clause_frame(link)?.shape {
            FrameShape::Verb { post, .. } if !post.is_empty() && link.relations.iter().all(|&relation| is_number(relation)) => {
                Some(post.join(" "))
            }
            _ => None,
        }
    }

    /// "Where is X", "Where was X in 2019".
    pub(super) fn said_of_place(&self, link: &Link, of: &Concept) -> Option<String> {
        let place = |frame| match &self.vocabulary.frame(frame).shape {
            FrameShape::Be { words, .. } => matches!(&words[..], [only] if matches!(only.as_str(), "in" | "at" | "on")),
            _ => false,
        };
        if !link.relative.is_empty() || !link.sources.is_empty() || link.active || !link.frame.is_some_and(place) {
            return None;
        }
        let article = if matches!(of, Concept::Names { .. } | Concept::Ranked { .. }) { "" } else { "the " };
        let (is, when) = (if link.times.is_empty() { "is" } else { "was" }, self.qualifiers(link));
        Some(format!("Where {is} {article}{}{when}", self.say(of, false)))
    }
}
