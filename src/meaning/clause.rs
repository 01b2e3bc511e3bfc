//! The meaning of clauses: verbs with their objects and modifiers become restrictions, and a question becomes an interpretation.

mod acting;
mod being;
mod gap;
mod places;
mod sources;
mod statement;
mod times;

pub(super) use self::statement::Statement;
use self::statement::VerbModifiers;
pub(super) use self::times::{Around, Times, date_words};
use super::concept::{Concept, Restriction};
use super::resolve::Resolver;
use super::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::language::syntax::{Determiner, Item, ItemKind, NounPhrase, VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Sense};

impl<'a> Resolver<'a> {
    /// A concept of which a verb phrase is said.
    pub fn with_predicate(&self, concept: Concept, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        match &predicate.verb.kind {
            VerbKind::Be => self.with_being(concept, predicate),
            VerbKind::Have | VerbKind::Share => {
                let object = predicate.object.as_ref()?;
                let negated = predicate.verb.negated;
                // "has X as its capital"
                let role =
                    predicate.modifiers.iter().position(|modifier| matches!(&modifier.kind, AttachedKind::Preposition { word: "as", .. }));
                let mut concept = match role.and_then(|at| predicate.modifiers.get(at)).map(|modifier| &modifier.kind) {
                    Some(AttachedKind::Preposition { object: role, .. }) => self.having_as(concept, object, role, negated)?,
                    _ => self.having(concept, object, negated)?,
                };
                for (_, modifier) in predicate.modifiers.iter().enumerate().filter(|(at, _)| Some(*at) != role) {
                    concept = self.with_verb_modifier(concept, modifier)?;
                }
                Some(concept)
            }
            VerbKind::Did => None,
            VerbKind::Senses(_) => {
                let Some(mut statement) = self.statement(concept.clone(), predicate, None) else { return self.among(concept, predicate) };
                if predicate.verb.range.start == 1 {
                    self.next_holder(&mut statement);
                    if self.asks_of_the_present() {
                        self.still_so(&mut statement);
                    }
                }
                let mut concept = self.stated(statement);
                let mut sorted = VerbModifiers::default();
                self.sort(&predicate.modifiers, predicate.verb, &mut sorted);
                for modifier in sorted.others {
                    concept = self.with_verb_modifier(concept, modifier)?;
                }
                Some(concept)
            }
        }
    }

    /// "is in the cast of X", "is part of the crew", "are in X" of a relational noun: one of those, or what "of" would say.
    pub(super) fn among(&self, concept: Concept, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        let word = self.lattice.text_of(predicate.verb.range.start, predicate.verb.range.end).to_lowercase();
        let word = word.split_whitespace().next_back()?;
        // "which articles are from 2023"
        if let ("from" | "of", Some(object), false) = (word, &predicate.object, predicate.verb.negated)
            && let [Item { kind: ItemKind::Date(year), .. }] = object.phrase.items[..]
            && predicate.modifiers.is_empty()
        {
            return self.made_in_year(concept, year);
        }
        let (true, Some(object), true) = (matches!(word, "in" | "on" | "of" | "among" | "at"), &predicate.object, predicate.verb.passive)
        else {
            return None;
        };
        if !predicate.modifiers.is_empty() {
            return None;
        }
        if super::noun::is_unfilled_role(&concept) {
            return self.preposition_of(concept, word, object, &Noun::bare(&NOTHING));
        }
        // "was taken hostage in the capital of X" says more than that somebody was among those.
        let said = self.lattice.text_of(predicate.verb.range.start, predicate.verb.range.end).to_lowercase();
        let said: Vec<&str> = said.split_whitespace().collect();
        if !matches!(said[..], [_] | [_, "in" | "on" | "of" | "among" | "at"] | [_, "part", "of"] | [_, "a", "part", "of"]) {
            return None;
        }
        let members = self.noun(object).find(|members| matches!(members, Concept::Role { of: Some(_), .. }))?;
        let meet = match (self.kinds_of(&concept), self.kinds_of(&members)) {
            (Some(own), Some(others)) => self.kinds_meet(&own, &others),
            _ => true,
        };
        meet.then(|| concept.restricted(Restriction::Is { concept: Box::new(members), negated: predicate.verb.negated }))
    }

    fn with_verb_modifier(&self, concept: Concept, modifier: &Attached<'_>) -> Option<Concept> {
        match &modifier.kind {
            AttachedKind::Subject(predicate) => {
                if modifier.joined == crate::language::syntax::Joined::Or
                    && let Concept::Restricted { base, mut restrictions } = concept
                {
                    let last = restrictions.pop()?;
                    let Some(Concept::Restricted { restrictions: mut others, .. }) = self.with_predicate((*base).clone(), predicate) else {
                        return None;
                    };
                    restrictions.push(Restriction::Any(vec![last, others.pop()?]));
                    return Some(Concept::Restricted { base, restrictions });
                }
                self.with_predicate(concept, predicate)
            }
            AttachedKind::Except(other) => Some(concept.except(self.noun(other).next()?)),
            AttachedKind::Whose { noun, predicate } => self.with_whose(concept, noun, predicate),
            AttachedKind::Object { subject, verb, preposition, modifiers } => {
                self.with_gap(concept, subject, verb, *preposition, modifiers)
            }
            AttachedKind::Time(_) | AttachedKind::AccordingTo { .. } => match concept {
                Concept::Restricted { base, mut restrictions } => {
                    let link = restrictions.iter_mut().rev().find_map(|restriction| match restriction {
                        Restriction::Linked { link, .. } | Restriction::LinkedToBest { link, .. } => Some(link),
                        _ => None,
                    })?;
                    match &modifier.kind {
                        AttachedKind::Time(time) => {
                            self.time(time)?.add_to(link, self, Around { main: Some(&link.clone()), subject: Some(&base), object: None })?
                        }
                        AttachedKind::AccordingTo { who, how } => link.sources.push(self.according_to(who, *how)?),
                        _ => return None,
                    }
                    Some(Concept::Restricted { base, restrictions })
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a phrase has a question word.
    pub fn asks(phrase: &NounPhrase) -> bool {
        matches!(phrase.determiner, Determiner::Which | Determiner::HowMany)
            || phrase.items.iter().any(|item| matches!(item.kind, ItemKind::Who))
            || phrase.owner.as_deref().is_some_and(Self::asks)
    }

    /// Whether a verb is one of the senses that measure: "9 people died in X".
    pub fn measures(&self, verb: &VerbGroup) -> bool {
        match &verb.kind {
            VerbKind::Senses(senses) => senses.iter().any(|sense| match sense {
                Sense::Verb { frame, .. } | Sense::Be { frame, .. } => {
                    matches!(self.vocabulary.frame(*frame).shape, FrameShape::Measure { .. })
                }
                _ => false,
            }),
            _ => false,
        }
    }
}

pub(in crate::meaning) static NOTHING: NounPhrase =
    NounPhrase { range: 0..0, determiner: Determiner::None, count: None, rank: None, owner: None, shared: false, items: Vec::new() };
