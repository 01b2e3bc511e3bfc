//! The meaning of clauses: verbs with their objects and modifiers become restrictions, and a question becomes an interpretation.

mod places;
mod times;

use super::concept::{Concept, Link, Quantifier, Restriction, Scalar};
use super::noun::linked;
use super::resolve::{Resolver, VerbLink};
use super::rules::is_letter;
use super::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Exactness, NodeId, ValueType};
use crate::language::syntax::{Anchor, Attribution, Determiner, Item, ItemKind, NounPhrase, Rank, TimeOrder, VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::query::{SourceTest, TimeTest, Traversal};

/// What a time phrase asks of a claim.
#[derive(Clone, Debug)]
pub(super) enum Times {
    /// Tests of its own time.
    Tests(Vec<(TimeTest, String)>),
    /// A time relative to something else.
    Relative { order: TimeOrder, anchor: Box<Anchor> },
}

/// The modifiers of a verb, sorted by what they do.
#[derive(Default)]
struct VerbModifiers<'m, 's> {
    times: Vec<Times>,
    sources: Vec<(SourceTest, String)>,
    agent: Option<&'m Noun<'s>>,
    prepositions: Vec<(&'s str, &'m Noun<'s>)>,
    others: Vec<&'m Attached<'s>>,
    order: Option<Rank>,
    partner: Option<&'m Noun<'s>>,
    /// Whether one of them has no meaning, so that the whole has none.
    failed: bool,
}

/// A statement: a subject linked to an object.
#[derive(Clone, Debug)]
pub(super) struct Statement {
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
                let Some(statement) = self.statement(concept.clone(), predicate, None) else { return self.among(concept, predicate) };
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
    fn among(&self, concept: Concept, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        let word = self.lattice.text_of(predicate.verb.range.start, predicate.verb.range.end).to_lowercase();
        let word = word.split_whitespace().next_back()?;
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
        let members = self.noun(object).find(|members| matches!(members, Concept::Role { of: Some(_), .. }))?;
        let meet = match (self.kinds_of(&concept), self.kinds_of(&members)) {
            (Some(own), Some(others)) => self.kinds_meet(&own, &others),
            _ => true,
        };
        meet.then(|| concept.restricted(Restriction::Is { concept: Box::new(members), negated: predicate.verb.negated }))
    }

    /// The subjects of a statement.
    pub fn stated(&self, statement: Statement) -> Concept {
        let quantifier = match statement.order {
            Some(Rank::First) => Quantifier::Earliest { descending: false },
            Some(Rank::Last) => Quantifier::Earliest { descending: true },
            _ => statement.quantifier,
        };
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
                            self.time(time)?.add_to(link, self, Around { main: Some(&link.clone()), ..Around::default() })?
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

    fn with_being(&self, concept: Concept, predicate: &VerbPhrase<'_>) -> Option<Concept> {
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

    /// Whether what things are ranked by is told of each of those that are named as the alternatives: of the others it is unknown.
    fn all_measured(&self, base: &Concept, measure: &super::concept::Measure) -> bool {
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
        let (Some(named), super::concept::Measure::Attribute(link)) = (named, measure) else { return true };
        let near = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
        named.len() < 2 || named.iter().all(|part| link.relations.iter().any(|&relation| self.alive(part, relation, near)))
    }

    /// "became president first": of those that are, the one who was so first.
    fn ordered_being(&self, concept: Concept, order: Rank) -> Option<Concept> {
        let Concept::Restricted { restrictions, .. } = &concept else { return None };
        let Some(Restriction::Is { concept: role, negated: false }) = restrictions.last() else { return None };
        let Concept::Role { link, of } = &**role else { return None };
        let measure = super::concept::Measure::Time { link: link.clone(), other: of.clone() };
        Some(Concept::Ranked { base: Box::new(concept), measure, descending: order == Rank::Last, skip: 0, count: 1 })
    }

    /// The same with a time that is no phrase of its own.
    fn timed_by(&self, concept: Concept, times: &Times) -> Option<Concept> {
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

    fn narrowed(&self, concept: Concept, modifier: &Attached<'_>, noun: &Noun<'_>) -> Option<Concept> {
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
                && concept.names().is_some()
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
                        (true, narrowed.unwrap_or_else(|| restrictions.iter().cloned().fold(concept.clone(), Concept::restricted)))
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
                if let Some((link, near, far)) = self.vague_link(&concept, &parts.concept).filter(|_| !is_proper) {
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
                if !alike {
                    let range = &object.phrase.range;
                    self.note_no_link(range.clone(), self.lattice.text_of(range.start, range.end));
                    return None;
                }
            }
            if matches!(parts.concept, Concept::Literal(_)) {
                return Some(concept.restricted(Restriction::Is { concept: Box::new(parts.concept), negated }));
            }
            return Some(concept.restricted(Restriction::Is { concept: Box::new(parts.concept), negated }));
        }
        None
    }

    /// Sorts the modifiers of a verb.
    fn sort<'m, 's>(&self, modifiers: &'m [Attached<'s>], verb: &VerbGroup, sorted: &mut VerbModifiers<'m, 's>) {
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
    pub(super) fn is_holder(&self, noun: &Noun<'_>) -> bool {
        noun.modifiers.is_empty() && self.noun(noun).next().is_some_and(|holder| self.term_of(&holder).is_some())
    }

    /// Whether a phrase of a verb goes on with a preposition.
    fn awaits(&self, verb: &VerbGroup, preposition: &str) -> bool {
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
            && !predicate.verb.passive
            && preposition.is_none()
        {
            for with in [Some("with"), Some("to"), None] {
                for VerbLink { mut link, subject, object, measures_subject } in self.verb_links(predicate.verb, one, Some(other), with) {
                    if with.is_none() && link.traversal != Traversal::Both {
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
                    && let Some(Concept::Names { nodes, text }) = self.noun(other.1).next()
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

    /// "nine people" behind a verb that tells how many: a number, and not so many things.
    fn measured_number(&self, object: &Noun<'_>, verb: &VerbGroup) -> Option<Concept> {
        let count = object.phrase.count?;
        let of_unit =
            |item: &Item| matches!(&item.kind, ItemKind::Noun(senses) if senses.iter().any(|sense| matches!(sense, Sense::Unit(_))));
        if !object.modifiers.is_empty() || !object.phrase.items.last().is_some_and(of_unit) || !self.counts_unit(object.phrase, verb) {
            return None;
        }
        let number = Restriction::Value { bound: count.bound, than: Scalar::Number(count.number) };
        Some(Concept::Thing.restricted(number))
    }

    /// "films X directed": a concept that is the object of a clause.
    pub fn with_gap(
        &self,
        concept: Concept,
        subject: &Noun<'_>,
        verb: &VerbGroup,
        preposition: Option<&str>,
        modifiers: &[Attached<'_>],
    ) -> Option<Concept> {
        let mut sorted = VerbModifiers::default();
        self.sort(modifiers, verb, &mut sorted);
        // "resolutions each country voted for" would need a count for each.
        if sorted.failed || subject.phrase.determiner == Determiner::Every {
            return None;
        }
        // Nothing behind the verb may go unheard: a preposition names a place, or the clause has no meaning.
        let mut places = Vec::new();
        for (word, object) in sorted.prepositions.iter().copied().chain(sorted.agent.map(|agent| ("by", agent))) {
            match self.noun(object).next() {
                Some(Concept::Names { nodes, text }) if matches!(word, "in" | "at" | "on" | "near") && self.names_place(verb, &nodes) => {
                    places.push((nodes, text));
                }
                _ => return None,
            }
        }
        for subject in self.noun(subject) {
            match verb.kind {
                VerbKind::Senses(_) => {
                    let found = self.verb_links(verb, &subject, Some(&concept), preposition).into_iter().next();
                    if let Some(VerbLink { mut link, subject, object, .. }) = found {
                        let object = object?;
                        for time in &sorted.times {
                            let main = link.clone();
                            time.add_to(&mut link, self, Around { subject: Some(&subject), object: Some(&object), main: Some(&main) })?;
                        }
                        link.sources.extend(sorted.sources.iter().cloned());
                        for (nodes, text) in &places {
                            link.places.extend(nodes);
                            link.place_text = Some(text.clone());
                        }
                        let quantifier = match sorted.order.or(verb.order) {
                            Some(Rank::First) => Quantifier::Earliest { descending: false },
                            Some(Rank::Last) => Quantifier::Earliest { descending: true },
                            _ => Quantifier::Some,
                        };
                        let mut found = object.restricted(Restriction::Linked {
                            link: link.reversed(),
                            other: Some(Box::new(subject)),
                            quantifier,
                            negated: verb.negated,
                        });
                        for modifier in &sorted.others {
                            found = self.with_verb_modifier(found, modifier)?;
                        }
                        return Some(found);
                    }
                }
                VerbKind::Be if preposition.is_none() => {
                    // "what genre X is"
                    if let Concept::Role { link, of: None } = &concept
                        && let Some(filled) = self.fill(link, &subject)
                    {
                        return Some(filled);
                    }
                }
                VerbKind::Be => {
                    // "the state X is in"
                    if let Some(preposition) = preposition
                        && let Some((link, near, far)) = self.word_links(preposition, &subject, &concept).into_iter().next()
                    {
                        return Some(far.restricted(linked(link.reversed(), near)));
                    }
                }
                VerbKind::Have | VerbKind::Share => {
                    if let Some((link, near, far)) = self.any_link(&subject, &concept) {
                        return Some(far.restricted(linked(link.reversed(), near)));
                    }
                }
                VerbKind::Did => {}
            }
        }
        self.note_no_link(verb.range.clone(), self.lattice.text_of(verb.range.start, verb.range.end));
        None
    }

    /// Whom "according to X" means: X, or what X wrote or published.
    pub fn according_to(&self, who: &NounPhrase, how: Attribution) -> Option<(SourceTest, String)> {
        let mut nodes = match self.noun(&Noun::bare(who)).next()? {
            Concept::Names { nodes, .. } => nodes,
            _ => return None,
        };
        nodes.sort_unstable();
        let text = self.nodes_text(&nodes);
        Some(match how {
            Attribution::By => (SourceTest::AccordingTo(nodes), format!("according to {text}")),
            Attribution::NotBy => (SourceTest::NotAccordingTo(nodes), format!("not according to {text}")),
            Attribution::Without => {
                let text = self.source_text(&nodes);
                let without = if text.starts_with("source ") { "without" } else { "without the word of" };
                (SourceTest::Without(nodes), format!("{without} {text}"))
            }
            Attribution::Only => {
                let text = self.source_text(&nodes);
                (SourceTest::OnlyFrom(nodes), format!("only according to {text}"))
            }
        })
    }

    /// A source by its number, where it has one; titles are long, and several sources may have the same.
    fn source_text(&self, nodes: &[NodeId]) -> String {
        let numbered = |node: NodeId| match self.view.node(node).as_deref() {
            Some(crate::graph::Node::Entity(entity)) => {
                entity.aliases.iter().find(|name| name.starts_with("source ") && self.view.named(name).as_ref() == [node]).cloned()
            }
            _ => None,
        };
        match nodes.iter().map(|&node| numbered(node)).collect::<Option<Vec<String>>>() {
            Some(names) => names.join(" or "),
            None => self.nodes_text(nodes),
        }
    }

    pub fn nodes_text(&self, nodes: &[NodeId]) -> String {
        let labels: Vec<String> = nodes.iter().map(|&node| self.label(node)).collect();
        labels.join(" or ")
    }

    /// A comparison with `compare` as it stands behind "is".
    pub fn compared(&self, concept: Concept, compare: &crate::language::syntax::Compare, than: &Noun<'_>) -> Option<Concept> {
        self.comparison(concept, compare, than)
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

/// The clause that a time stands in, for "as X did" and "after hosting X".
#[derive(Clone, Copy, Default)]
pub(super) struct Around<'c> {
    pub subject: Option<&'c Concept>,
    pub object: Option<&'c Concept>,
    pub main: Option<&'c Link>,
}

impl Times {
    /// "under X"
    pub fn under(who: &NounPhrase) -> Self {
        Self::Relative { order: TimeOrder::During, anchor: Box::new(Anchor::Term(who.clone())) }
    }

    /// Puts the time on a link.
    pub fn add_to(&self, link: &mut Link, resolver: &Resolver<'_>, around: Around<'_>) -> Option<()> {
        match self {
            Self::Tests(tests) => link.times.extend(tests.iter().cloned()),
            Self::Relative { order, anchor } => {
                let relative = resolver.anchored(*order, anchor, around)?;
                link.relative.push(relative);
            }
        }
        Some(())
    }
}

/// A date in words: "5 June 2008".
pub(super) fn date_words(date: crate::graph::Date) -> String {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    match (date.month().and_then(|month| MONTHS.get(usize::from(month).wrapping_sub(1))), date.day()) {
        (Some(month), Some(day)) => format!("{day} {month} {}", date.year()),
        (Some(month), None) => format!("{month} {}", date.year()),
        _ => format!("{:04}", date.year()),
    }
}

static NOTHING: NounPhrase =
    NounPhrase { range: 0..0, determiner: Determiner::None, count: None, rank: None, owner: None, shared: false, items: Vec::new() };
