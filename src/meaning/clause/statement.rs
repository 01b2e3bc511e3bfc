//! Statements: what a verb says of its subject, with all that stands behind it.

use super::{Around, Times};
use crate::graph::{Bound, ValueType};
use crate::language::syntax::{Attribution, Item, ItemKind, Joined, Rank, TimePhrase, VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameId, FrameShape, Role, Sense};
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction, Scalar};
use crate::meaning::noun::linked;
use crate::meaning::resolve::{Resolver, VerbLink};
use crate::meaning::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::query::{SourceTest, Traversal};

/// The modifiers of a verb, sorted by what they do.
#[derive(Default)]
pub(super) struct VerbModifiers<'m, 's> {
    pub times: Vec<Times>,
    pub sources: Vec<(SourceTest, String)>,
    pub agent: Option<&'m Noun<'s>>,
    pub prepositions: Vec<(&'s str, &'m Noun<'s>)>,
    pub others: Vec<&'m Attached<'s>>,
    pub order: Option<Rank>,
    pub partner: Option<&'m Noun<'s>>,
    /// Whether one of them has no meaning, so that the whole has none.
    pub failed: bool,
}

/// A statement: a subject linked to an object.
#[derive(Clone, Debug)]
pub(in crate::meaning) struct Statement {
    pub subject: Concept,
    pub link: Link,
    pub object: Option<Concept>,
    pub quantifier: Quantifier,
    pub negated: bool,
    pub order: Option<Rank>,
    pub measures_subject: bool,
    /// Who did it together with the subject, and so is not asked.
    pub partner: Option<Concept>,
}

impl Statement {
    /// That a subject is linked to an object, and no more.
    pub fn plain(subject: Concept, link: Link, object: Option<Concept>) -> Self {
        let quantifier = Quantifier::Some;
        Self { subject, link, object, quantifier, negated: false, order: None, measures_subject: false, partner: None }
    }
}

impl Resolver<'_> {
    /// The subjects of a statement.
    pub fn stated(&self, statement: Statement) -> Concept {
        let quantifier = Quantifier::of_order(statement.order).unwrap_or(statement.quantifier);
        let except_self = statement.link.relative.iter().find(|relative| relative.once).map(|relative| relative.subject.clone());
        let concept = statement.subject.restricted(Restriction::Linked {
            link: statement.link,
            other: statement.object.map(Box::new),
            quantifier,
            negated: statement.negated,
        });
        match except_self.or(statement.partner) {
            Some(other) => Concept::Minus(Box::new(concept), Box::new(other)),
            None => concept,
        }
    }

    /// Sorts the modifiers of a verb.
    pub(super) fn sort<'m, 's>(&self, modifiers: &'m [Attached<'s>], verb: &VerbGroup, sorted: &mut VerbModifiers<'m, 's>) {
        for modifier in modifiers {
            match &modifier.kind {
                AttachedKind::Time(time) => match self.time(time) {
                    Some(time) => sorted.times.push(time),
                    None => sorted.failed = true,
                },
                AttachedKind::AccordingTo { who, how } => match self.according_to(who, *how) {
                    Some(test) => sorted.sources.push(test),
                    None => sorted.failed = true,
                },
                // Of two places behind one verb either would do, which no claim of its own says.
                AttachedKind::Preposition { .. } if modifier.joined == Joined::Or => sorted.failed = true,
                AttachedKind::Preposition { word: "together", object } => sorted.partner = Some(object),
                AttachedKind::Preposition { word: "with", object } if verb.shared => sorted.partner = Some(object),
                AttachedKind::Order(order) => sorted.order = Some(*order),
                AttachedKind::Preposition { word: "by", object } if verb.passive => sorted.agent = Some(object),
                AttachedKind::Preposition { word: "under", object } if !self.awaits(verb, "under") && self.is_holder(object) => {
                    sorted.times.push(Times::under(object.phrase));
                }
                AttachedKind::Preposition { word, object } => sorted.prepositions.push((word, object)),
                _ => sorted.others.push(modifier),
            }
        }
    }

    /// Whether somebody is named who held an office, and nothing else is said of him.
    pub(in crate::meaning) fn is_holder(&self, noun: &Noun<'_>) -> bool {
        noun.modifiers.is_empty() && self.noun(noun).next().is_some_and(|holder| self.term_of(&holder).is_some())
    }

    /// Whether a phrase of a verb goes on with a preposition.
    pub(in crate::meaning) fn awaits(&self, verb: &VerbGroup, preposition: &str) -> bool {
        let VerbKind::Senses(senses) = &verb.kind else { return false };
        senses.iter().any(|sense| match sense {
            Sense::Verb { frame, pending: true, .. } => {
                matches!(&self.vocabulary.frame(*frame).shape, FrameShape::Verb { tail, .. } if tail.last().is_some_and(|last| last == preposition))
            }
            Sense::Be { frame, pending: true } => {
                matches!(&self.vocabulary.frame(*frame).shape, FrameShape::Be { words, .. } if words.last().is_some_and(|last| last == preposition))
            }
            _ => false,
        })
    }

    /// The statement that a verb makes of a subject.
    pub fn statement(&self, subject: Concept, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Statement> {
        if let Some(country) = self.acting_for(&subject, predicate.verb) {
            return self.statement(country, predicate, preposition);
        }
        // "stood behind X": what stands right behind a verb that waits for a preposition is its own, and nothing more that the subject was.
        let waits = matches!(&predicate.verb.kind, VerbKind::Senses(senses) if senses.iter().all(|sense| matches!(sense, Sense::Verb { pending: true, .. })));
        let follows = |modifier: &Attached<'_>| matches!(&modifier.kind, AttachedKind::Subject(other) if other.verb.range.start == predicate.verb.range.end);
        if waits && predicate.object.is_none() && preposition.is_none() && predicate.modifiers.iter().any(follows) {
            return None;
        }
        // "trained together with X" is "trained with X", where the vocabulary has that.
        if predicate.object.is_none()
            && let Some(at) =
                predicate.modifiers.iter().position(|modifier| matches!(modifier.kind, AttachedKind::Preposition { word: "together", .. }))
            && self.awaits(predicate.verb, "with")
        {
            let mut plain = predicate.clone();
            if let Some(Attached { kind: AttachedKind::Preposition { word, .. }, .. }) = plain.modifiers.get_mut(at) {
                *word = "with";
            }
            let verb = VerbGroup { shared: false, ..predicate.verb.clone() };
            let plain = VerbPhrase { verb: &verb, ..plain };
            if let Some(found) = self.statement(subject.clone(), &plain, preposition) {
                return Some(found);
            }
        }
        // "X and Y established relations", "X and Y met": with each other.
        if let Concept::And(parts) = &subject
            && let [one, other] = &parts[..]
            && predicate.object.is_none()
            && (!predicate.verb.passive || is_fixed(predicate.verb))
            && preposition.is_none()
        {
            for with in [Some("with"), Some("to"), None] {
                for VerbLink { mut link, subject, object, measures_subject } in self.verb_links(predicate.verb, one, Some(other), with) {
                    // "X and Y are close" to each other, but who flew flew elsewhere.
                    let mutual = with == Some("with") || link.traversal == Traversal::Both || with.is_some() && is_fixed(predicate.verb);
                    if !mutual {
                        continue;
                    }
                    let alive = link
                        .relations
                        .iter()
                        .any(|&relation| self.alive(&subject, relation, Role::Subject) || self.alive(&subject, relation, Role::Object));
                    if !alive {
                        continue;
                    }
                    // Who is named first does not matter.
                    link.traversal = Traversal::Both;
                    let mut sorted = VerbModifiers::default();
                    self.sort(&predicate.modifiers, predicate.verb, &mut sorted);
                    for time in &sorted.times {
                        time.add_to(&mut link, self, Around { subject: Some(&subject), object: object.as_ref(), main: None })?;
                    }
                    return Some(Statement {
                        subject,
                        link,
                        object,
                        quantifier: Quantifier::Some,
                        negated: predicate.verb.negated,
                        order: sorted.order.or(predicate.verb.order),
                        measures_subject,
                        partner: None,
                    });
                }
            }
        }
        if let Some(found) = self.lasts_by_verb(&subject, predicate, preposition) {
            return Some(found);
        }
        let mut sorted = VerbModifiers::default();
        self.sort(&predicate.modifiers, predicate.verb, &mut sorted);
        if sorted.failed {
            return None;
        }
        // "what was X accused of by Y": that X was is Y's word.
        if let (Some(_), Some(agent)) = (&predicate.object, sorted.agent) {
            sorted.sources.push(self.according_to(agent.phrase, Attribution::By)?);
        }
        // The object, or who a passive is done by, or what a preposition behind the verb names.
        let mut objects: Vec<(Option<&Noun<'_>>, Option<&str>)> = Vec::new();
        match (&predicate.object, sorted.agent) {
            (Some(object), _) => objects.push((Some(object), preposition)),
            (None, Some(agent)) => objects.push((Some(agent), Some("by"))),
            (None, None) => {
                for (word, object) in &sorted.prepositions {
                    objects.push((Some(object), Some(word)));
                }
                objects.push((None, preposition));
            }
        }
        for (object, preposition) in objects {
            let as_place = |place: &(&str, &Noun<'_>)| {
                !object.is_some_and(|object| std::ptr::eq(object, place.1))
                    && matches!(place.0, "in" | "at" | "on" | "near" | "into" | "to" | "from")
            };
            let mut places = Vec::new();
            let mut all_used = true;
            let mut roles = Vec::new();
            for other in &sorted.prepositions {
                // "succeeded X as president": who did is one.
                if other.0 == "as"
                    && !object.is_some_and(|object| std::ptr::eq(object, other.1))
                    && let Some(role) = self.noun(other.1).find(|role| matches!(role, Concept::Kind(_) | Concept::Role { .. }))
                {
                    roles.push(role);
                    continue;
                }
                if object.is_some_and(|object| std::ptr::eq(object, other.1)) {
                    continue;
                }
                if as_place(other)
                    && let Some((nodes, text)) = self.noun(other.1).next().and_then(|place| self.place_meant(place))
                    && self.names_place(predicate.verb, &nodes)
                {
                    places.push((nodes, text));
                } else {
                    all_used = false;
                }
            }
            if !all_used {
                continue;
            }
            let number = object.and_then(|object| self.measured_number(object, predicate.verb));
            let concepts: Vec<Option<Concept>> = match (object, &number) {
                (_, Some(number)) => vec![Some(number.clone())],
                (Some(object), None) => self.noun(object).map(Some).collect(),
                (None, None) => vec![None],
            };
            let quantifier = match (object, number) {
                (Some(object), None) => self.quantifier(object.phrase),
                _ => Quantifier::Some,
            };
            let direct =
                concepts.iter().any(|concept| !self.verb_links(predicate.verb, &subject, concept.as_ref(), preposition).is_empty());
            let concepts = if direct {
                concepts
            } else {
                concepts.into_iter().map(|concept| concept.and_then(|concept| self.parts_of(&concept))).collect()
            };
            for concept in concepts {
                if object.is_some() && concept.is_none() {
                    continue;
                }
                if quantifier == Quantifier::Every
                    && let Some(Concept::Sort(noun)) = &concept
                {
                    self.note_no_kinds(noun);
                    continue;
                }
                for VerbLink { mut link, subject, object, measures_subject } in
                    self.verb_links(predicate.verb, &subject, concept.as_ref(), preposition)
                {
                    let main = link.clone();
                    if sorted.times.iter().any(|time| {
                        time.add_to(&mut link, self, Around { subject: Some(&subject), object: object.as_ref(), main: Some(&main) })
                            .is_none()
                    }) {
                        continue;
                    }
                    link.sources.extend(sorted.sources.iter().cloned());
                    for (nodes, text) in &places {
                        link.places.extend(nodes);
                        link.place_text = Some(text.clone());
                    }
                    let subject = roles.iter().fold(subject, |subject, role| {
                        subject.restricted(Restriction::Is { concept: Box::new(role.clone()), negated: false })
                    });
                    let object = object.map(|object| self.with_parts(&link, object));
                    let quantifier = if matches!(object, Some(Concept::Literal(_))) { Quantifier::Some } else { quantifier };
                    let mut partner = None;
                    let mut object = object;
                    if let Some(with) = sorted.partner {
                        // Together with X: to something X did the same to.
                        let Some(with) = self.noun(with).next() else { continue };
                        let role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                        let Some(with) = link.relations.iter().find_map(|&relation| self.fits(relation, role, &with)) else { continue };
                        // Both are of one sort: what a film stars is no film.
                        if link.relations.iter().all(|&relation| self.fits(relation, role, &subject).is_none()) {
                            continue;
                        }
                        object = Some(object.unwrap_or(Concept::Thing).restricted(linked(link.clone().reversed(), with.clone())));
                        partner = Some(with);
                    }
                    return Some(Statement {
                        subject,
                        link,
                        object,
                        quantifier,
                        negated: predicate.verb.negated,
                        order: sorted.order.or(predicate.verb.order),
                        measures_subject,
                        partner,
                    });
                }
            }
        }
        let range = &predicate.verb.range;
        self.note_no_link(range.clone(), self.lattice.text_of(range.start, range.end));
        None
    }

    /// "held power for 40 years" of a verb that goes on with "for": a number, and no length of a claim. Of somebody of whom it says so, or where it says no
    /// more without.
    fn lasts_by_verb(&self, subject: &Concept, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Statement> {
        let at = predicate.modifiers.iter().position(|modifier| matches!(modifier.kind, AttachedKind::Time(TimePhrase::For { .. })))?;
        let AttachedKind::Time(TimePhrase::For { phrase: Some(phrase), length }) = &predicate.modifiers.get(at)?.kind else { return None };
        if !self.awaits(predicate.verb, "for") {
            return None;
        }
        let mut own = predicate.clone();
        own.modifiers.get_mut(at)?.kind = AttachedKind::Preposition { word: "for", object: Noun::bare(phrase) };
        let mut found = self.statement(subject.clone(), &own, preposition)?;
        if length.bound != Bound::Exactly {
            let number = Restriction::Value { bound: length.bound, than: Scalar::Number(length.amount.into()) };
            found.object = Some(Concept::Thing.restricted(number));
        }
        let near = if found.link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
        let says_so = subject.names().is_some() && found.link.relations.iter().any(|&relation| self.alive(&found.subject, relation, near));
        let VerbKind::Senses(senses) = &predicate.verb.kind else { return None };
        let waits = |sense: &Sense| matches!(sense, Sense::Verb { pending: true, .. } | Sense::Be { pending: true, .. });
        (says_so || senses.iter().all(waits)).then_some(found)
    }

    /// Whether all that a verb may mean has a number as its object.
    fn tells_number(&self, verb: &VerbGroup) -> bool {
        let numeric = |frame: FrameId| {
            let relation = self.schema().relation(self.vocabulary.frame(frame).relation);
            relation.is_some_and(|relation| relation.value_type == Some(ValueType::Number))
        };
        match &verb.kind {
            VerbKind::Senses(senses) => senses.iter().all(|sense| match sense {
                Sense::Verb { frame, .. } | Sense::Be { frame, .. } => numeric(*frame),
                _ => false,
            }),
            _ => false,
        }
    }

    /// "nine people" behind a verb that tells how many: a number, and not so many things.
    pub(in crate::meaning) fn measured_number(&self, object: &Noun<'_>, verb: &VerbGroup) -> Option<Concept> {
        // "for less than 40 years" of a verb that says "for ... years" itself: its bound.
        if let [Item { kind: ItemKind::Number(quantity), .. }] = &object.phrase.items[..]
            && !matches!(quantity.bound, Bound::Exactly | Bound::About)
            && self.tells_number(verb)
        {
            let number = Restriction::Value { bound: quantity.bound, than: Scalar::Number(quantity.amount) };
            return Some(Concept::Thing.restricted(number));
        }
        let count = object.phrase.count?;
        let of_unit =
            |item: &Item| matches!(&item.kind, ItemKind::Noun(senses) if senses.iter().any(|sense| matches!(sense, Sense::Unit(_))));
        if !object.modifiers.is_empty() || !object.phrase.items.last().is_some_and(of_unit) || !self.counts_unit(object.phrase, verb) {
            return None;
        }
        let number = Restriction::Value { bound: count.bound, than: Scalar::Number(count.number) };
        Some(Concept::Thing.restricted(number))
    }
}

/// Whether a verb is fixed words behind "is": "close (to)".
fn is_fixed(verb: &VerbGroup) -> bool {
    matches!(&verb.kind, VerbKind::Senses(senses) if senses.iter().all(|sense| matches!(sense, Sense::Be { .. })))
}
