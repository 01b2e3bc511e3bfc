//! What something is: "X is Y", of a kind, by a comparison, at a time.

use super::{Around, NOTHING, Times};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::fold;
use crate::graph::{Exactness, NodeId, ValueType};
use crate::language::syntax::{Anchor, Compare, Determiner, Item, ItemKind, Rank, TimeOrder, TimePhrase};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::concept::{Concept, Link, Literal, Measure, Quantifier, Restriction};
use crate::meaning::noun::linked;
use crate::meaning::resolve::Resolver;
use crate::meaning::rules::is_letter;
use crate::meaning::tree::{Attached, AttachedKind, Noun, VerbPhrase, attached_modifier, verb_phrase};
use crate::query::Traversal;

impl Resolver<'_> {
    pub(in crate::meaning) fn with_being(&self, concept: Concept, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        let negated = predicate.verb.negated;
        let mut concept = concept;
        if let Some((compare, than)) = &predicate.compare {
            concept = self.compared(concept, compare, than)?;
        } else if let Some(object) = &predicate.object {
            concept = match self.nationality(&concept, object) {
                Some(found) if negated => Concept::Minus(Box::new(concept), Box::new(found)),
                Some(found) => found,
                None => self.being(concept, object, negated)?,
            };
        }
        for modifier in &predicate.modifiers {
            concept = match &modifier.kind {
                AttachedKind::Preposition { .. } | AttachedKind::Compare { .. } if predicate.object.is_none() => {
                    let noun = Noun::bare(&NOTHING);
                    let before = concept.clone();
                    let narrowed = self.narrowed(concept, modifier, &noun)?;
                    if negated { Concept::Minus(Box::new(before), Box::new(narrowed)) } else { narrowed }
                }
                AttachedKind::Subject(inner) => {
                    let before = concept.clone();
                    let narrowed = self.with_predicate(concept, inner)?;
                    if negated && predicate.object.is_none() { Concept::Minus(Box::new(before), Box::new(narrowed)) } else { narrowed }
                }
                AttachedKind::Named(_) => {
                    let noun = Noun::bare(&NOTHING);
                    self.modified(concept, modifier, &noun)?
                }
                // "which event was in 1996", "was the event in 1996"
                AttachedKind::Time(_)
                    if predicate.object.is_none() && !negated && matches!(concept, Concept::Kind(_) | Concept::Names { .. }) =>
                {
                    self.modified(concept, modifier, &Noun::bare(&NOTHING))?
                }
                AttachedKind::Time(time) if self.also_did(&concept, time).is_some() => self.also_did(&concept, time)?,
                AttachedKind::Time(_) | AttachedKind::AccordingTo { .. } => self.timed_being(concept, modifier)?,
                // "was president under X"
                AttachedKind::Preposition { word: "under", object } if self.is_holder(object) => {
                    self.timed_by(concept, &Times::under(object.phrase))?
                }
                AttachedKind::Order(order) if !negated => self.ordered_being(concept, *order)?,
                _ => self.with_verb_modifier(concept, modifier)?,
            };
        }
        Some(concept)
    }

    /// "was a teacher before becoming president": of what kind something is has no time of its own, so that it also did the other is all that is asked.
    pub(in crate::meaning) fn also_did(&self, concept: &Concept, time: &TimePhrase) -> Option<Concept> {
        let TimePhrase::Relative { order: TimeOrder::Before | TimeOrder::After, anchor } = time else { return None };
        let is_kind = match concept {
            Concept::Kind(_) => true,
            Concept::Restricted { restrictions, .. } => match restrictions.last() {
                Some(Restriction::Is { concept: kind, negated: false }) => matches!(**kind, Concept::Kind(_)),
                _ => false,
            },
            _ => false,
        };
        if !is_kind {
            return None;
        }
        match &**anchor {
            Anchor::Gerund(predicate) => self.with_predicate(concept.clone(), &verb_phrase(predicate)),
            Anchor::Clause(clause) => {
                let subject = clause.subject.as_ref()?;
                if !matches!(subject.head.items[..], [Item { kind: ItemKind::Pronoun, .. }]) || !clause.trailing.is_empty() {
                    return None;
                }
                let object = clause
                    .object
                    .as_ref()
                    .map(|object| Noun { phrase: &object.head, modifiers: object.modifiers.iter().map(attached_modifier).collect() });
                let predicate = VerbPhrase { verb: &clause.verb, object, compare: None, modifiers: Vec::new(), closed: false };
                self.with_predicate(concept.clone(), &predicate)
            }
            _ => None,
        }
    }

    /// "is Pavanian": from, in or of what the adjective belongs to.
    fn nationality(&self, concept: &Concept, object: &Noun<'_>) -> Option<Concept> {
        let [Item { kind: ItemKind::Name(name), range }] = &object.phrase.items[..] else { return None };
        if name.exactness != Exactness::Adjective || object.phrase.determiner != Determiner::None || !object.modifiers.is_empty() {
            return None;
        }
        let named = self.named(name)?;
        // Who was somewhere is not of there.
        if let Some((link, near, far)) = self.word_links("from", concept, &named).into_iter().next() {
            return Some(near.restricted(linked(link, far)));
        }
        match self.compound(concept.clone(), named, true, range)? {
            found @ Concept::Restricted { .. } => Some(found),
            // "which party is Pavanian": that which is called so.
            found @ (Concept::Names { .. } | Concept::Or(_)) if matches!(concept, Concept::Kind(_)) => Some(found),
            _ => None,
        }
    }

    /// Whether a concept names a node by its label.
    fn is_label(&self, node: NodeId, concept: &Concept) -> bool {
        match concept {
            Concept::Names { text, .. } => fold(&self.label(node)) == fold(text),
            _ => false,
        }
    }

    /// Whether what things are ranked by is told of each of those that are named as the alternatives: of the others it is unknown.
    fn all_measured(&self, base: &Concept, measure: &Measure) -> bool {
        let named = match base {
            Concept::Or(parts) => Some(parts),
            Concept::Restricted { restrictions, .. } => restrictions.iter().find_map(|restriction| match restriction {
                Restriction::Is { concept, negated: false } => match &**concept {
                    Concept::Or(parts) => Some(parts),
                    _ => None,
                },
                _ => None,
            }),
            _ => None,
        };
        let (Some(named), Measure::Attribute(link)) = (named, measure) else { return true };
        let near = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
        named.len() < 2 || named.iter().all(|part| link.relations.iter().any(|&relation| self.alive(part, relation, near)))
    }

    /// "became president first", "was president the longest": of those that are, the one who was so first, or for the longest time.
    fn ordered_being(&self, concept: Concept, order: Rank) -> Option<Concept> {
        let Concept::Restricted { restrictions, .. } = &concept else { return None };
        let Some(Restriction::Is { concept: role, negated: false }) = restrictions.last() else { return None };
        let Concept::Role { link, of } = &**role else { return None };
        let (measure, descending) = Measure::of_order(order, link.clone(), of.clone());
        Some(Concept::Ranked { base: Box::new(concept), measure, descending, skip: 0, count: 1 })
    }

    /// The same with a time that is no phrase of its own.
    pub(in crate::meaning) fn timed_by(&self, concept: Concept, times: &Times) -> Option<Concept> {
        let Concept::Restricted { base, mut restrictions } = concept else { return None };
        let link = match restrictions.last_mut()? {
            Restriction::Linked { link, .. } => link,
            Restriction::Is { concept, .. } => match &mut **concept {
                Concept::Role { link, .. } => link,
                _ => return None,
            },
            _ => return None,
        };
        times.add_to(link, self, Around::default())?;
        Some(Concept::Restricted { base, restrictions })
    }

    /// "was president of Pava in 2003": the time belongs to the claim behind the noun.
    pub(in crate::meaning) fn timed_being(&self, concept: Concept, modifier: &Attached<'_>) -> Option<Concept> {
        let Concept::Restricted { base, mut restrictions } = concept else { return None };
        let last = restrictions.last_mut()?;
        let link = match last {
            Restriction::Linked { link, .. } => link,
            Restriction::Is { concept, .. } => match &mut **concept {
                Concept::Role { link, .. } => link,
                _ => return None,
            },
            _ => return None,
        };
        match &modifier.kind {
            AttachedKind::Time(time) => {
                self.time(time)?.add_to(link, self, Around { main: Some(&link.clone()), subject: Some(&base), object: None })?
            }
            AttachedKind::AccordingTo { who, how } => link.sources.push(self.according_to(who, *how)?),
            _ => return None,
        }
        Some(Concept::Restricted { base, restrictions })
    }

    pub(in crate::meaning) fn narrowed(&self, concept: Concept, modifier: &Attached<'_>, noun: &Noun<'_>) -> Option<Concept> {
        let holder = Noun { phrase: noun.phrase, modifiers: vec![modifier.clone()] };
        match &modifier.kind {
            AttachedKind::Preposition { word, object } => self.preposition_of(concept, word, object, &holder),
            AttachedKind::Compare { compare, than } => self.compared(concept, compare, than),
            _ => None,
        }
    }

    /// "X is Y": those of the subject that are among the object.
    fn being(&self, concept: Concept, object: &Noun<'_>, negated: bool) -> Option<Concept> {
        let negated = negated || object.phrase.determiner == Determiner::No;
        for parts in self.parts(object) {
            // "was X American" with a number of Americans in the vocabulary: nothing is a number of nothing.
            if matches!(parts.concept, Concept::Role { of: None, .. })
                && self.value_type_of(&parts.concept) == Some(ValueType::Number)
                && (concept.names().is_some() || matches!(concept, Concept::Kind(_) | Concept::Restricted { .. }))
                && self.value_type_of(&concept).is_none()
            {
                continue;
            }
            // "the largest" without a noun is of the subject's kind.
            if let Some(superlative) = &parts.superlative {
                // "the largest" and "the first to visit X" are of the subject's kind.
                let (thing, base) = match &parts.concept {
                    Concept::Thing => (true, concept.clone()),
                    Concept::Restricted { base, restrictions } if **base == Concept::Thing => {
                        // What stands behind "the largest" is said of the subject's kind, too, and by a relation of that kind.
                        let narrowed =
                            object.modifiers.iter().try_fold(concept.clone(), |concept, modifier| self.modified(concept, modifier, object));
                        // What cannot be said of such a kind is not said of its members.
                        if narrowed.is_none() && self.kinds_of(&concept).is_some() {
                            continue;
                        }
                        (true, narrowed.unwrap_or_else(|| restrictions.iter().cloned().fold(concept.clone(), Concept::restricted)))
                    }
                    // "is X the president": of what X was president.
                    Concept::Role { link, of: None } if self.is_office(link) && concept.names().is_some() => {
                        let held = Concept::Thing.restricted(linked(link.clone().reversed(), concept.clone()));
                        (false, Concept::Role { link: link.clone(), of: Some(Box::new(held)) })
                    }
                    other => (false, other.clone()),
                };
                let Some(ranking) = self.ranking(&base, superlative, object) else { continue };
                if !self.all_measured(&base, &ranking.measure) {
                    let range = &object.phrase.range;
                    self.note(9, || {
                        let span = self.lattice.span(range.start, range.end);
                        Diagnostic::new(Problem::NotSupported, span, "That is not recorded of all of them, so I can't compare them.")
                    });
                    return None;
                }
                let best = Concept::Ranked {
                    base: Box::new(base),
                    measure: ranking.measure,
                    descending: ranking.descending,
                    skip: ranking.skip,
                    count: ranking.count,
                };
                return Some(if thing && !negated {
                    best
                } else {
                    concept.restricted(Restriction::Is { concept: Box::new(best), negated })
                });
            }
            // A subject whose name several have is the one that can be this.
            let concept = match (&concept, &parts.concept) {
                (Concept::Role { .. }, Concept::Role { link, of }) => {
                    let role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    let office = link.relations.iter().find_map(|&relation| self.office_meant(relation, role, &concept, of.as_deref()));
                    office.unwrap_or_else(|| concept.clone())
                }
                (Concept::Names { .. }, Concept::Role { link, .. }) => {
                    let role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    link.relations.iter().find_map(|&relation| self.fits(relation, role, &concept)).unwrap_or_else(|| concept.clone())
                }
                _ => concept.clone(),
            };
            // "is X good": no two things are one, but something may link them.
            if let (Some(own), Some(others)) = (concept.names(), parts.concept.names())
                && !own.iter().any(|node| others.contains(node))
                // Two letters may well stand for one thing.
                && !own.iter().chain(others).any(|&node| is_letter(node))
            {
                // A proper name says what something is called, not how it is: "is Pava Kelvia".
                let is_proper = !crate::meaning::tree::has_adjective_of_a_name(object.phrase)
                    && others.iter().all(|&node| self.label(node).starts_with(char::is_uppercase));
                // Nor does a noun that something else is only called by: suspects are not what they are suspected of.
                let is_called = object.phrase.items.len() == 1
                    && !crate::meaning::tree::has_adjective_of_a_name(object.phrase)
                    && !others.iter().any(|&node| self.is_label(node, &parts.concept));
                if let Some((link, near, far)) = self.vague_link(&concept, &parts.concept).filter(|_| !is_proper && !is_called) {
                    return Some(near.restricted(Restriction::Linked {
                        link,
                        other: Some(Box::new(far)),
                        quantifier: Quantifier::Some,
                        negated,
                    }));
                }
                let alike = match (self.kinds_of(&concept), self.kinds_of(&parts.concept)) {
                    (Some(own), Some(others)) => self.kinds_meet(&own, &others),
                    _ => false,
                };
                // What is told as a text, too, may be that: "is X good" is no question of a thing called so.
                let told = match &parts.concept {
                    Concept::Names { nodes, text } => !self.texts_named_so(nodes, text).is_empty(),
                    _ => false,
                };
                if !alike || told {
                    let range = &object.phrase.range;
                    self.note_no_link(range.clone(), self.lattice.text_of(range.start, range.end));
                    return None;
                }
            }
            if let Concept::Sort(noun) = &parts.concept {
                self.note_no_kinds(noun);
                continue;
            }
            if let Concept::Literal(literal) = &parts.concept
                && let Some(aged) = self.of_age(&concept, literal)
            {
                return Some(if negated { Concept::Minus(Box::new(concept), Box::new(aged)) } else { aged });
            }
            if matches!(parts.concept, Concept::Literal(_)) {
                return Some(concept.restricted(Restriction::Is { concept: Box::new(parts.concept), negated }));
            }
            // "was a party to every treaty": not to some of them.
            if let Concept::Role { link, of } = &parts.concept
                && let [Attached { kind: AttachedKind::Preposition { object: of_what, .. }, .. }] = &object.modifiers[..]
                && of_what.phrase.determiner == Determiner::Every
            {
                // Of anything that can be so, nothing is said in the concept.
                let of = of.as_deref().cloned().or_else(|| self.noun(of_what).next())?;
                let (link, other) = (link.clone(), Some(Box::new(of)));
                return Some(concept.restricted(Restriction::Linked { link, other, quantifier: Quantifier::Every, negated }));
            }
            return Some(concept.restricted(Restriction::Is { concept: Box::new(parts.concept), negated }));
        }
        None
    }

    /// "was X 63": so old, if the vocabulary has an adjective for that and claims say how old X is.
    fn of_age(&self, concept: &Concept, literal: &Literal) -> Option<Concept> {
        let (Literal::Number { .. }, Some(_)) = (literal, concept.names()) else { return None };
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["old"], &mut lexemes);
        lexemes.iter().find_map(|lexeme| match lexeme.sense {
            Sense::Adjective { relation, .. } => {
                let own = self.fits(relation, Role::Subject, concept).filter(|own| self.alive(own, relation, Role::Subject))?;
                let turned = self.vocabulary.frames_of(relation).find_map(|(id, frame)| {
                    matches!(&frame.shape, FrameShape::Verb { subject: Role::Subject, transitive: true, .. }).then_some(id)
                });
                let link = Link { frame: turned, ..Link::new(relation, Traversal::Forward) };
                Some(own.restricted(linked(link, Concept::Literal(literal.clone()))))
            }
            _ => None,
        })
    }

    /// A comparison with `compare` as it stands behind "is".
    pub fn compared(&self, concept: Concept, compare: &Compare, than: &Noun<'_>) -> Option<Concept> {
        self.comparison(concept, compare, than)
    }
}
