//! What stands behind a noun: prepositions, clauses, times, other nouns.

use super::linked;
use crate::graph::{NodeId, RelationId};
use crate::language::syntax::{Anchor, Determiner, Item, ItemKind, Joined, NounPhrase, TimeOrder, TimePhrase};
use crate::language::vocabulary::{FrameId, FrameShape, Number, Role, Sense};
use crate::meaning::clause::Around;
use crate::meaning::concept::{Concept, Link, Measure, Quantifier, Restriction};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Attached, AttachedKind, Noun};
use crate::query::Traversal;

impl Resolver<'_> {
    /// Whether two nouns that "and" joins are said of one: "who was both minister and president", "president and a lawyer", but not "the presidents and
    /// the ministers".
    fn is_one(&self, first: &Noun<'_>, second: &Noun<'_>) -> bool {
        let text = |at: usize| self.lattice.tokens.get(at).map_or("", |token| token.text.as_str());
        let singular = |phrase: &NounPhrase| {
            let is_singular = |sense: &Sense| matches!(sense, Sense::Kind(_, Number::Singular) | Sense::Noun(_, Number::Singular));
            matches!(phrase.determiner, Determiner::None | Determiner::Some)
                && phrase.owner.is_none()
                && matches!(phrase.items.last(), Some(Item { kind: ItemKind::Noun(senses), .. }) if senses.iter().all(is_singular))
        };
        let start = first.phrase.range.start;
        let both = text(start) == "both" || start.checked_sub(1).is_some_and(|before| text(before) == "both");
        text(0) == "who" && singular(first.phrase) && singular(second.phrase) && (both || second.phrase.determiner == Determiner::Some)
    }

    /// A concept with one more modifier.
    pub fn modified(&self, concept: Concept, modifier: &Attached<'_>, noun: &Noun<'_>) -> Option<Concept> {
        match &modifier.kind {
            // "in X or at Y"
            AttachedKind::Preposition { word, object } if modifier.joined == Joined::Or => {
                either(concept, |base| self.preposition_of(base, word, object, noun))
            }
            AttachedKind::Preposition { word, object } => self.preposition_of(concept, word, object, noun),
            AttachedKind::Subject(predicate) if modifier.joined == Joined::Or && matches!(concept, Concept::Restricted { .. }) => {
                either(concept, |base| self.with_predicate(base, predicate))
            }
            AttachedKind::Subject(predicate) => self.with_predicate(concept, predicate),
            AttachedKind::Object { subject, verb, preposition, modifiers } => {
                self.with_gap(concept, subject, verb, *preposition, modifiers)
            }
            AttachedKind::Whose { noun, predicate } => self.with_whose(concept, noun, predicate),
            // "resolutions from 2006": of that year. "the president from 2006": since then.
            AttachedKind::Time(TimePhrase::From(span)) if !matches!(concept, Concept::Role { .. }) => {
                self.made_in_year(concept, span.first)
            }
            AttachedKind::Time(time) => {
                // "who was a teacher before becoming president"
                if let (Concept::Kind(_), None) = (&concept, self.event_link(&concept))
                    && let Some(both) = self.also_did(&concept, time)
                {
                    return Some(both);
                }
                let times = self.time(time)?;
                match concept {
                    Concept::Role { mut link, of } => {
                        let of = of.or_else(|| self.office_of(&link, time).map(Box::new));
                        let main = link.clone();
                        times.add_to(&mut link, self, Around { object: of.as_deref(), main: Some(&main), subject: None })?;
                        Some(Concept::Role { link, of })
                    }
                    Concept::Restricted { base, mut restrictions } => {
                        // The latest clause takes the time; else the noun.
                        for restriction in restrictions.iter_mut().rev() {
                            if let Restriction::Linked { link, other, .. } = restriction {
                                let main = link.clone();
                                times.add_to(link, self, Around { object: other.as_deref(), main: Some(&main), subject: None })?;
                                return Some(Concept::Restricted { base, restrictions });
                            }
                        }
                        None
                    }
                    // "president in 2003" is of the relation, not of the kind.
                    Concept::Kind(_) if noun.phrase.items.iter().any(|item| matches!(&item.kind, ItemKind::Noun(senses) if senses.iter().any(|sense| matches!(sense, Sense::Noun(..))))) => None,
                    other => {
                        let (link, _) = self.event_link(&other)?;
                        let mut link = link;
                        times.add_to(&mut link, self, Around::default())?;
                        Some(other.restricted(Restriction::Linked { link, other: None, quantifier: Quantifier::Some, negated: false }))
                    }
                }
            }
            AttachedKind::AccordingTo { who, how } => {
                let test = self.according_to(who, *how)?;
                match concept {
                    Concept::Role { mut link, of } => {
                        link.sources.push(test);
                        Some(Concept::Role { link, of })
                    }
                    Concept::Restricted { base, mut restrictions } => {
                        if let Some(Restriction::Linked { link, .. }) = restrictions.last_mut() {
                            link.sources.push(test);
                            return Some(Concept::Restricted { base, restrictions });
                        }
                        None
                    }
                    _ => None,
                }
            }
            AttachedKind::Compare { compare, than } => self.comparison(concept, compare, than),
            AttachedKind::Except(other) => Some(concept.except(self.noun(other).next()?)),
            AttachedKind::Conjunct(other_noun) => {
                let other = other_noun;
                // "cities or towns named X": what follows is said of both.
                let bare = matches!(concept, Concept::Kind(_) | Concept::Role { of: None, .. });
                let concept = if bare {
                    let both =
                        other.modifiers.iter().try_fold(concept.clone(), |concept, modifier| self.modified(concept, modifier, other));
                    both.unwrap_or(concept)
                } else {
                    concept
                };
                let others = self.noun(other);
                // "presidents of Pava and of Chile" aside: what joins must be of one sort.
                let other = others.into_iter().find(|other| match (self.kinds_of(&concept), self.kinds_of(other)) {
                    _ if matches!((&concept, other), (Concept::Names { .. } | Concept::And(_) | Concept::Or(_), Concept::Names { .. })) => {
                        true
                    }
                    (Some(_), Some(_)) => true,
                    _ => self.value_type_of(&concept) == self.value_type_of(other),
                })?;
                // "who was president and a lawyer": one who was the one and the other.
                if modifier.joined == Joined::And && self.is_one(noun, other_noun) {
                    return Some(concept.restricted(Restriction::Is { concept: Box::new(other), negated: false }));
                }
                Some(match (modifier.joined, concept) {
                    (Joined::Or, Concept::And(mut parts)) | (Joined::Or, Concept::Or(mut parts)) => {
                        parts.push(other);
                        Concept::Or(parts)
                    }
                    (Joined::Or, concept) => Concept::Or(vec![concept, other]),
                    (Joined::ButNot, concept) => Concept::Minus(Box::new(concept), Box::new(other)),
                    (_, Concept::And(mut parts)) => {
                        parts.push(other);
                        Concept::And(parts)
                    }
                    (_, concept) => Concept::And(vec![concept, other]),
                })
            }
            AttachedKind::Named(name) => {
                let named = self.noun(&Noun::bare(name)).next()?;
                match named {
                    Concept::Names { nodes, text } => {
                        // "cities named Springfield" means all of the name, so they stand as a set of their own.
                        let fitting = nodes;
                        Some(concept.restricted(Restriction::Is {
                            concept: Box::new(Concept::Or(vec![Concept::Names { nodes: fitting, text }])),
                            negated: false,
                        }))
                    }
                    _ => None,
                }
            }
            AttachedKind::Choice(phrases) => {
                let own = self.kinds_of(&concept);
                let named = |phrase: &NounPhrase| match self.noun(&Noun::bare(phrase)).next()? {
                    Concept::Names { nodes, text } => {
                        let fits = |node: &NodeId| own.as_ref().is_none_or(|own| self.kinds_meet(own, self.view.kinds(*node).as_ref()));
                        let fitting: Vec<NodeId> = nodes.iter().copied().filter(fits).collect();
                        Some(Concept::Names { nodes: if fitting.is_empty() { nodes } else { fitting }, text })
                    }
                    _ => None,
                };
                let named = phrases.iter().map(named).collect::<Option<Vec<_>>>()?;
                let one_of_them = Restriction::Is { concept: Box::new(Concept::Or(named)), negated: false };
                Some(match concept {
                    Concept::Thing => match one_of_them {
                        Restriction::Is { concept, .. } => *concept,
                        _ => return None,
                    },
                    // The first of them, and not the first of all if it is one of them.
                    Concept::Ranked { base, measure, descending, skip, count } => {
                        Concept::Ranked { base: Box::new(base.restricted(one_of_them)), measure, descending, skip, count }
                    }
                    concept => concept.restricted(one_of_them),
                })
            }
            AttachedKind::By { .. } => Some(concept),
            // "who was president of X first"
            AttachedKind::Order(order) => match &concept {
                Concept::Role { link, of } => {
                    let (measure, descending) = Measure::of_order(*order, link.clone(), of.clone());
                    Some(Concept::Ranked { base: Box::new(concept), measure, descending, skip: 0, count: 1 })
                }
                _ => None,
            },
        }
    }

    /// "president before X", where of what is not said: of what X was president, if that has one at a time.
    fn office_of(&self, link: &Link, time: &TimePhrase) -> Option<Concept> {
        let TimePhrase::Relative { anchor, .. } = time else { return None };
        let Anchor::Thing(phrase) = &**anchor else { return None };
        let [relation] = link.relations[..] else { return None };
        if !self.schema().relation(relation)?.one_at_a_time {
            return None;
        }
        let role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
        let named = self.noun(&Noun::bare(phrase)).find(|concept| concept.names().is_some())?;
        let named = self.fits(relation, role, &named).filter(|named| self.alive(named, relation, role))?;
        Some(Concept::Thing.restricted(linked(link.clone().reversed(), named)))
    }

    /// Of relations that share a noun, those whose own preposition this is: "ambassador to", "ambassador of". "X's ambassador" and "the Pavanian
    /// ambassador" are of X.
    pub(in crate::meaning) fn said_with(&self, link: &Link, word: &str) -> Link {
        let noun = |frame: FrameId| match &self.vocabulary.frame(frame).shape {
            FrameShape::Noun { singular, .. } => Some(singular),
            _ => None,
        };
        let Some(noun) = link.frame.and_then(noun) else { return link.clone() };
        let own_frame = |relation: RelationId| {
            self.vocabulary.frames_of(relation).find_map(|(id, frame)| match &frame.shape {
                FrameShape::Noun { singular, preposition, .. } if preposition == word && singular == noun => Some(id),
                _ => None,
            })
        };
        let relations: Vec<RelationId> = link.relations.iter().copied().filter(|&relation| own_frame(relation).is_some()).collect();
        match relations.first() {
            Some(&first) if relations.len() < link.relations.len() => {
                let frame = own_frame(first);
                Link { relations, frame, ..link.clone() }
            }
            _ => link.clone(),
        }
    }

    /// What somebody named by a relational noun ("the screenwriter X") is that of.
    fn works_of(&self, noun: Option<&[Sense]>, named: &Concept) -> Option<Concept> {
        noun?.iter().find_map(|sense| {
            let Sense::Noun(frame_id, _) = *sense else { return None };
            let frame = self.vocabulary.frame(frame_id);
            let FrameShape::Noun { referent, .. } = &frame.shape else { return None };
            let named = self.fits(frame.relation, *referent, named).filter(|named| self.alive(named, frame.relation, *referent))?;
            let mut link = Link::new(frame.relation, self.traversal(frame.relation, *referent));
            link.frame = Some(frame_id);
            Some(Concept::Thing.restricted(linked(link.reversed(), named)))
        })
    }

    /// "of X", "in X", "with X" behind a concept.
    pub fn preposition_of(&self, concept: Concept, word: &str, object: &Noun<'_>, noun: &Noun<'_>) -> Option<Concept> {
        let range = noun.phrase.range.start..object.phrase.range.end;
        if matches!(word, "with" | "without")
            && let Some(found) = self.having(concept.clone(), object, word == "without")
        {
            return Some(found);
        }
        // "the head of X under Y": while Y held an office.
        if word == "under" && matches!(&concept, Concept::Role { of: Some(_), .. } | Concept::Restricted { .. }) && self.is_holder(object) {
            let anchor = Box::new(Anchor::Term(object.phrase.clone()));
            let time = TimePhrase::Relative { order: TimeOrder::During, anchor };
            return self.modified(concept, &Attached { joined: Joined::Plain, kind: AttachedKind::Time(&time) }, noun);
        }
        let quantifier = self.quantifier(object.phrase);
        let object_phrase = object.phrase;
        for object in self.noun(object) {
            let object = if matches!(word, "in" | "at" | "near") { self.by_label(object) } else { object };
            // "of the states that ..., which": one of them.
            if concept == Concept::Thing && matches!(word, "of" | "among") {
                return Some(object);
            }
            // "the state of Norland" is Norland.
            if word == "of"
                && let (Concept::Kind(kind), Concept::Names { nodes, text }) = (&concept, &object)
            {
                let of_kind: Vec<_> =
                    nodes.iter().copied().filter(|&node| self.view.kinds(node).iter().any(|&own| self.schema().is_a(own, *kind))).collect();
                if !of_kind.is_empty() {
                    return Some(Concept::Names { nodes: of_kind, text: text.clone() });
                }
            }
            // A relational noun takes its own preposition, or one of those that mean "of".
            let unfilled = match &concept {
                Concept::Role { link, of: None } => Some((link, &[][..])),
                Concept::Restricted { base, restrictions } => match &**base {
                    Concept::Role { link, of: None } => Some((link, &restrictions[..])),
                    _ => None,
                },
                _ => None,
            };
            if let Some((link, restrictions)) = unfilled {
                let own = link.frame.and_then(|frame| match &self.vocabulary.frame(frame).shape {
                    FrameShape::Noun { preposition, .. } => Some(preposition.as_str()),
                    _ => None,
                });
                let link = self.said_with(link, word);
                if (own == Some(word) || matches!(word, "of" | "in" | "for" | "from" | "to" | "by" | "at" | "on" | "under" | "behind"))
                    && let Some(filled) = self.fill(&link, &object)
                {
                    return Some(if restrictions.is_empty() {
                        filled
                    } else {
                        Concept::Restricted { base: Box::new(filled), restrictions: restrictions.to_vec() }
                    });
                }
            }
            // "the actors of the screenwriter X": of what X is the screenwriter of.
            if let Some((link, _)) = unfilled
                && word == "of"
                && let Some(whole) = self.works_of(noun_in_apposition(object_phrase), &object)
                && let Some(filled) = self.fill(link, &whole)
            {
                return Some(filled);
            }
            let mut links = self.word_links(word, &concept, &object);
            links.retain(|(link, near, _)| self.tells_of_holders(link, near));
            // "forces in X", where none is simply in X but some operate in it.
            if links.iter().all(|(link, near, far)| !self.may_join(link, near, far))
                && let Some(found) = self.worded_link(word, &concept, &object)
                && links.iter().all(|(link, ..)| link.relations != found.0.relations)
            {
                // What is within a part is within the whole, which no quick look tells.
                links.retain(|(link, ..)| link.closure);
                links.push(found);
            }
            if links.len() > 1 && quantifier == Quantifier::Some {
                // The word stands for several relations that go different ways: any of them.
                let near = links[0].1.clone();
                let any = links.into_iter().map(|(link, _, far)| linked(link, far)).collect();
                return Some(near.restricted(Restriction::Any(any)));
            }
            if let Some((link, near, far)) = links.into_iter().next() {
                let far = self.with_parts(&link, far);
                let near = self.beside(near, &link, &far);
                return Some(near.restricted(Restriction::Linked { link, other: Some(Box::new(far)), quantifier, negated: false }));
            }
            if matches!(word, "of" | "in" | "on" | "at" | "from" | "for" | "by" | "with" | "about" | "to" | "under")
                && let Some((link, near, far)) = self.vague_link(&concept, &object)
            {
                return Some(near.restricted(Restriction::Linked { link, other: Some(Box::new(far)), quantifier, negated: false }));
            }
            if matches!(word, "of" | "in" | "on" | "at" | "from" | "for" | "by" | "against" | "between")
                && let Some(only) = self.only_one(&concept, &object)
            {
                return Some(only);
            }
        }
        self.note_no_link(range.clone(), self.lattice.text_of(range.start, range.end));
        None
    }
}

/// What was said last of a concept, or else what `other` says of the same.
fn either(concept: Concept, other: impl FnOnce(Concept) -> Option<Concept>) -> Option<Concept> {
    let Concept::Restricted { base, mut restrictions } = concept else { return None };
    let last = restrictions.pop()?;
    let Concept::Restricted { restrictions: mut others, .. } = other((*base).clone())? else { return None };
    restrictions.push(Restriction::Any(vec![last, others.pop()?]));
    Some(Concept::Restricted { base, restrictions })
}

/// The senses of a noun before a name: "the screenwriter X".
fn noun_in_apposition(phrase: &NounPhrase) -> Option<&[Sense]> {
    match &phrase.items[..] {
        [Item { kind: ItemKind::Noun(senses), .. }, Item { kind: ItemKind::Name(_), .. }] => Some(senses),
        _ => None,
    }
}
