//! What a thing has: "with", "that has", "whose", "the same as".

use super::linked;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{NodeId, ValueType};
use crate::language::syntax::{Determiner, Item, ItemKind, VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::concept::{Concept, Link, Measure, Quantifier, Restriction, Scalar};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::query::Traversal;

/// A link, and both its ends as far as it settles them.
type Way = (Link, Concept, Concept);

impl Resolver<'_> {
    /// "with X", "that has X": the link and the restriction.
    pub fn having(&self, concept: Concept, noun: &Noun<'_>, without: bool) -> Option<Concept> {
        if noun.phrase.determiner == Determiner::Same {
            return self.sharing(concept, noun);
        }
        // "no bordering states": states that border it.
        if let [Item { kind: ItemKind::Participle(senses), range }, ..] = &noun.phrase.items[..]
            && senses.iter().any(|sense| matches!(sense, Sense::Verb { form: crate::language::vocabulary::Form::Gerund, .. }))
            && noun.phrase.items.len() == 2
        {
            let verb = VerbGroup {
                range: range.clone(),
                kind: VerbKind::Senses(senses.clone()),
                negated: false,
                passive: false,
                order: None,
                shared: false,
            };
            for head in self.heads(&noun.phrase.items[1], false) {
                let Some(found) = self.verb_links(&verb, &head, Some(&concept), None).into_iter().next() else { continue };
                let quantifier = if without { Quantifier::No } else { self.quantifier(noun.phrase) };
                return Some(found.object?.restricted(Restriction::Linked {
                    link: found.link.reversed(),
                    other: Some(Box::new(found.subject)),
                    quantifier,
                    negated: false,
                }));
            }
        }
        // "the most rivers running through it": it is what has them.
        if let Some(at) = noun.modifiers.iter().position(|modifier| refers_back(modifier)) {
            let AttachedKind::Subject(predicate) = &noun.modifiers[at].kind else { return None };
            let mut rest = noun.clone();
            rest.modifiers.remove(at);
            for part in self.noun(&rest) {
                let Some(found) = self.verb_links(predicate.verb, &part, Some(&concept), None).into_iter().next() else { continue };
                let quantifier = if without { Quantifier::No } else { self.quantifier(noun.phrase) };
                return Some(found.object?.restricted(Restriction::Linked {
                    link: found.link.reversed(),
                    other: Some(Box::new(found.subject)),
                    quantifier,
                    negated: false,
                }));
            }
            return None;
        }
        let quantifier = self.quantifier(noun.phrase);
        let mut all_parts: Vec<_> = self.parts(noun).collect();
        all_parts.sort_by_key(|parts| usize::from(!is_unfilled_role(&parts.concept)));
        for parts in all_parts {
            if self.is_one_of_each(&parts.concept, noun) {
                self.note(5, || {
                    let text = self.lattice.text_of(noun.phrase.range.start, noun.phrase.range.end);
                    let span = self.lattice.span(noun.phrase.range.start, noun.phrase.range.end);
                    let message = format!("Each may have \"{text}\" of its own here; I can't tell which of them is meant.");
                    Diagnostic::new(Problem::NotSupported, span, message)
                });
                return None;
            }
            let Some((link, near, far)) = self.any_link(&concept, &parts.concept) else { continue };
            let restriction = if let Some(superlative) = &parts.superlative {
                let ranking = self.ranking(&parts.concept, superlative, noun)?;
                Restriction::LinkedToBest {
                    link,
                    other: Box::new(far),
                    measure: (ranking.measure != Measure::Itself).then_some(ranking.measure),
                    descending: ranking.descending,
                    skip: ranking.skip,
                    count: ranking.count,
                }
            } else if let (Quantifier::Most { descending, skip, count }, Some(_)) = (quantifier, self.value_type_of(&parts.concept)) {
                // "the most population" is the largest number, not the most numbers.
                Restriction::LinkedToBest { link, other: Box::new(far), measure: None, descending, skip, count }
            } else if let (Quantifier::Count(bound, number), Some(ValueType::Number)) = (quantifier, self.value_type_of(&parts.concept)) {
                Restriction::Compares { measure: link, bound, than: Scalar::Number(number) }
            } else {
                let quantifier = if without { Quantifier::No } else { quantifier };
                Restriction::Linked { link, other: Some(Box::new(far)), quantifier, negated: false }
            };
            return Some(near.restricted(restriction));
        }
        None
    }

    /// "the highest point that is in X": narrowed, but not said of what, so that it would be one of many.
    pub(in crate::meaning) fn wants_its_own(&self, concept: &Concept, noun: &Noun<'_>) -> bool {
        let Concept::Restricted { base, .. } = concept else { return false };
        let bare = Noun::bare(noun.phrase);
        noun.phrase.determiner == Determiner::The && self.is_one_of_each(base, &bare)
    }

    /// Whether a noun is a superlative that a relation is called after, and nothing more is known of it: each state has a "highest_point",
    /// so "the state with the highest point" asks for something else.
    fn is_one_of_each(&self, concept: &Concept, noun: &Noun<'_>) -> bool {
        let Concept::Role { link, of: None } = concept else { return false };
        let Some(frame) = link.frame.map(|frame| self.vocabulary.frame(frame)) else { return false };
        let FrameShape::Noun { singular, .. } = &frame.shape else { return false };
        let superlative = singular.split(' ').next().is_some_and(|first| first.ends_with("est") || first == "most");
        !frame.declared && superlative && singular.contains(' ') && noun.modifiers.is_empty() && noun.phrase.determiner != Determiner::No
    }

    /// "has X as its capital": what has, in that role, this.
    pub(in crate::meaning) fn having_as(&self, concept: Concept, noun: &Noun<'_>, role: &Noun<'_>, without: bool) -> Option<Concept> {
        for role in self.noun(role) {
            let Concept::Role { of: None, .. } = &role else { continue };
            let Some((link, near, _)) = self.any_link(&concept, &role) else { continue };
            for other in self.noun(noun) {
                let far = if link.traversal == Traversal::Backward { Role::Subject } else { Role::Object };
                let Some(other) = link.relations.iter().find_map(|&relation| self.fits(relation, far, &other)) else { continue };
                let other = self.prefer_linked(other, &link.relations, far, false);
                return Some(near.restricted(Restriction::Linked {
                    link,
                    other: Some(Box::new(other)),
                    quantifier: if without { Quantifier::No } else { Quantifier::Some },
                    negated: false,
                }));
            }
        }
        None
    }

    /// "share actors with X", "have the same director as X": others that are linked to what X is linked to.
    pub(in crate::meaning) fn sharing(&self, concept: Concept, noun: &Noun<'_>) -> Option<Concept> {
        let at = noun.modifiers.iter().position(|modifier| {
            matches!(&modifier.kind, AttachedKind::Preposition { word, .. } if matches!(*word, "with" | "as" | "of" | "to" | "in" | "like" | "together"))
        })?;
        let AttachedKind::Preposition { object, .. } = &noun.modifiers[at].kind else { return None };
        let mut rest = noun.clone();
        rest.modifiers.remove(at);
        for other in self.noun(object) {
            // What it is shared with is of the same sort as what shares it.
            let other = match (&other, self.kinds_of(&concept)) {
                (Concept::Names { nodes, text }, Some(kinds)) => {
                    let fitting: Vec<_> = nodes
                        .iter()
                        .copied()
                        .filter(|&node| self.view.kinds(node).is_empty() || self.kinds_meet(&self.view.kinds(node), &kinds))
                        .collect();
                    if fitting.is_empty() { other } else { Concept::Names { nodes: fitting, text: text.clone() } }
                }
                _ => other,
            };
            for part in self.noun(&rest) {
                let Some((link, near, far)) = self.any_link(&concept, &part) else { continue };
                let Some(other) = link.relations.iter().find_map(|&relation| {
                    let role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    self.fits(relation, role, &other)
                }) else {
                    continue;
                };
                let shared = far.restricted(linked(link.clone().reversed(), other.clone()));
                return Some(Concept::Minus(Box::new(near.restricted(linked(link, shared))), Box::new(other)));
            }
        }
        None
    }

    /// The link by which one concept has another: a relational noun, a place in it, or the only relation there is.
    pub fn any_link(&self, near: &Concept, far: &Concept) -> Option<(Link, Concept, Concept)> {
        let role = match far {
            Concept::Role { link, of: None } => Some((link, Vec::new())),
            Concept::Restricted { base, restrictions } => match &**base {
                Concept::Role { link, of: None } => Some((link, restrictions.clone())),
                _ => None,
            },
            _ => None,
        };
        if let Some((link, restrictions)) = role
            && let Some(Concept::Role { link, of: Some(near) }) = self.fill(link, near)
        {
            // What is at the far end need not be told again: the link leads nowhere else.
            let far =
                if restrictions.is_empty() { Concept::Thing } else { Concept::Restricted { base: Box::new(Concept::Thing), restrictions } };
            return Some((link.reversed(), *near, far));
        }
        let (mut said, has) = self.ways_of_having(near, far);
        // Of kinds alone any of the words may be meant.
        let named = near.names().is_some() || far.names().is_some();
        if let Some(at) = self.told_way(&said).filter(|_| named) {
            return Some(said.swap_remove(at)).filter(|way| !self.leaves_out(near, far, way));
        }
        // Of two named things that no claim joins only a verb says that one has the other: "have relations with X" is no place.
        let both_named = near.names().is_some() && far.names().is_some();
        let first = if both_named { None } else { said.into_iter().next() };
        if let Some(found) = first.or(has) {
            return Some(found);
        }
        self.vague_link(near, far)
    }

    /// Whether any claim says that one concept has another, by a relational noun or by any of the words that "has" may stand for.
    pub fn is_told_to_have(&self, near: &Concept, far: &Concept) -> bool {
        match far {
            Concept::Role { link, of: None } if self.fill(link, near).is_some() => true,
            _ => self.told_way(&self.ways_of_having(near, far).0).is_some(),
        }
    }

    /// Whether a link fits only some of those that have a name, while others of them are joined by another relation: which are meant is open.
    fn leaves_out(&self, near: &Concept, far: &Concept, (_, _, taken): &Way) -> bool {
        let (Concept::Names { nodes, text }, Some(kept)) = (far, taken.names()) else { return false };
        let others: Vec<NodeId> = nodes.iter().copied().filter(|node| !kept.contains(node)).collect();
        !others.is_empty() && self.vague_link(near, &Concept::Names { nodes: others, text: text.clone() }).is_some()
    }

    /// Which of several links joins anything.
    fn told_way(&self, said: &[Way]) -> Option<usize> {
        let direct = said.iter().position(|(link, near, far)| !link.closure && self.joined(link, near, far));
        direct.or_else(|| said.iter().position(|(link, near, far)| self.joined(link, near, far)))
    }

    /// The links that "has" may stand for; and, of these, the one that the vocabulary has the verb for ("X has Y").
    fn ways_of_having(&self, near: &Concept, far: &Concept) -> (Vec<Way>, Option<Way>) {
        let mut said: Vec<Way> = Vec::new();
        for words in ["in", "of", "on", "at", "from", "by", "with"] {
            let turned = self.word_links(words, far, near).into_iter().next();
            said.extend(turned.map(|(link, far, near)| (link.reversed(), near, far)));
            if matches!(words, "with" | "of") {
                said.extend(self.word_links(words, near, far).into_iter().next());
            }
        }
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["has"], &mut lexemes);
        let senses: Vec<Sense> = lexemes.iter().map(|lexeme| lexeme.sense).filter(|sense| matches!(sense, Sense::Verb { .. })).collect();
        let verb = VerbGroup { range: 0..0, kind: VerbKind::Senses(senses), negated: false, passive: false, order: None, shared: false };
        let has = self.verb_links(&verb, near, Some(far), None).into_iter().next();
        let has = has.and_then(|found| Some((found.link, found.subject, found.object?)));
        said.extend(has.clone());
        (said, has)
    }

    /// "whose N ...": those whose N is what a predicate says.
    pub fn with_whose(&self, concept: Concept, noun: &Noun<'_>, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        self.with_owned(concept, noun, &|owned| self.with_predicate(owned, predicate))
    }

    /// Those that have one of which something is said.
    pub fn with_owned(&self, concept: Concept, noun: &Noun<'_>, say: &dyn Fn(Concept) -> Option<Concept>) -> Option<Concept> {
        let mut parts: Vec<Concept> = self.noun(noun).collect();
        parts.sort_by_key(|part| usize::from(!is_unfilled_role(part)));
        for part in parts {
            // What is owned is told by a noun, never by a name ("whose film" has nothing to do with a tag "film").
            if part.names().is_some() {
                continue;
            }
            // "whose film is X": of whom a film is, no word says; only a single relation can tell.
            // Whose ambassador somebody is, is of whom, and not to whom.
            let part = match part {
                Concept::Role { link, of: None } => Concept::Role { link: self.said_with(&link, "of"), of: None },
                part => part,
            };
            let linked_so = match (&concept, &part) {
                (Concept::Thing, Concept::Kind(_)) => self.vague_link(&concept, &part),
                _ => self.any_link(&concept, &part),
            };
            let Some((link, near, far)) = linked_so else { continue };
            // The predicate is said of what belongs to it, so its kinds count.
            let full = say(part.clone());
            let Some(Concept::Restricted { restrictions, .. }) = full else {
                if let Some(other) = full {
                    return Some(near.restricted(linked(link, other)));
                }
                continue;
            };
            let said = restrictions.last().cloned()?;
            if let (Restriction::LinkedToBest { .. } | Restriction::Is { .. }, Concept::Thing) = (&said, &far)
                && let Restriction::Is { concept: best, negated: false } = &said
                && let Concept::Ranked { measure: Measure::Itself, descending, skip, count, .. } = &**best
            {
                return Some(near.restricted(Restriction::LinkedToBest {
                    link,
                    other: Box::new(far),
                    measure: None,
                    descending: *descending,
                    skip: *skip,
                    count: *count,
                }));
            }
            let other = far.restricted(said);
            return Some(near.restricted(linked(link, other)));
        }
        None
    }
}

/// Whether a modifier speaks of "it" or "them": the thing that has what it modifies.
pub(in crate::meaning) fn refers_back(modifier: &Attached<'_>) -> bool {
    match &modifier.kind {
        AttachedKind::Subject(predicate) => {
            predicate.object.as_ref().is_some_and(|object| matches!(object.phrase.items[..], [Item { kind: ItemKind::Pronoun, .. }]))
        }
        _ => false,
    }
}

/// Whether a concept is a relational noun, narrowed or not, of which it is not yet said what it is of.
pub(in crate::meaning) fn is_unfilled_role(concept: &Concept) -> bool {
    match concept {
        Concept::Role { of: None, .. } => true,
        Concept::Restricted { base, .. } => matches!(**base, Concept::Role { of: None, .. }),
        _ => false,
    }
}
