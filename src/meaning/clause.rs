//! The meaning of clauses: verbs with their objects and modifiers become restrictions, and a question becomes an interpretation.

use super::concept::{Concept, Link, Quantifier, Relative, Restriction};
use super::noun::linked;
use super::resolve::{Resolver, VerbLink};
use super::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::graph::{NodeId, Period, ValueType};
use crate::language::syntax::{Anchor, Determiner, ItemKind, NounPhrase, Rank, TimeOrder, TimePhrase, TimeSpan, VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::query::{SourceTest, TimeTest, Traversal, parameter_of};

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
        let members = self.noun(object).into_iter().find(|members| matches!(members, Concept::Role { of: Some(_), .. }))?;
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
            AttachedKind::Except(other) => Some(concept.except(self.noun(other).into_iter().next()?)),
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
                        AttachedKind::AccordingTo { who, negated } => link.sources.push(self.according_to(who, *negated)?),
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
            concept = self.being(concept, object, negated)?;
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
                AttachedKind::Time(_) | AttachedKind::AccordingTo { .. } => self.timed_being(concept, modifier)?,
                _ => self.with_verb_modifier(concept, modifier)?,
            };
        }
        Some(concept)
    }

    /// "was president of Peru in 2003": the time belongs to the claim behind the noun.
    fn timed_being(&self, concept: Concept, modifier: &Attached<'_>) -> Option<Concept> {
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
            AttachedKind::Time(time) => self.time(time)?.add_to(link, self, Around { main: Some(&link.clone()), ..Around::default() })?,
            AttachedKind::AccordingTo { who, negated } => link.sources.push(self.according_to(who, *negated)?),
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
            // "the largest" without a noun is of the subject's kind.
            if let Some(superlative) = &parts.superlative {
                // "the largest" and "the first to visit X" are of the subject's kind.
                let (thing, base) = match &parts.concept {
                    Concept::Thing => (true, concept.clone()),
                    Concept::Restricted { base, restrictions } if **base == Concept::Thing => {
                        (true, restrictions.iter().cloned().fold(concept.clone(), Concept::restricted))
                    }
                    other => (false, other.clone()),
                };
                let Some(ranking) = self.ranking(&base, superlative, object) else { continue };
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
            {
                if let Some((link, near, far)) = self.vague_link(&concept, &parts.concept) {
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
                AttachedKind::AccordingTo { who, negated } => match self.according_to(who, *negated) {
                    Some(test) => sorted.sources.push(test),
                    None => sorted.failed = true,
                },
                AttachedKind::Preposition { word: "together", object } => sorted.partner = Some(object),
                AttachedKind::Preposition { word: "with", object } if verb.shared => sorted.partner = Some(object),
                AttachedKind::Order(order) => sorted.order = Some(*order),
                AttachedKind::Preposition { word: "by", object } if verb.passive => sorted.agent = Some(object),
                AttachedKind::Preposition { word, object } => sorted.prepositions.push((word, object)),
                _ => sorted.others.push(modifier),
            }
        }
    }

    /// The statement that a verb makes of a subject.
    pub fn statement(&self, subject: Concept, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Statement> {
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
                    && let Some(role) = self.noun(other.1).into_iter().find(|role| matches!(role, Concept::Kind(_) | Concept::Role { .. }))
                {
                    roles.push(role);
                    continue;
                }
                if object.is_some_and(|object| std::ptr::eq(object, other.1)) {
                    continue;
                }
                if as_place(other)
                    && let Some(Concept::Names { nodes, text }) = self.noun(other.1).into_iter().next()
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
            let concepts: Vec<Option<Concept>> = match object {
                Some(object) => self.noun(object).into_iter().map(Some).collect(),
                None => vec![None],
            };
            let quantifier = object.map_or(Quantifier::Some, |object| self.quantifier(object.phrase));
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
                        let Some(with) = self.noun(with).into_iter().next() else { continue };
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

    /// Whether some claim of the relations that a verb may be names this place. If none does, "in X" behind the verb means something else.
    fn names_place(&self, verb: &VerbGroup, nodes: &[NodeId]) -> bool {
        let VerbKind::Senses(senses) = &verb.kind else { return false };
        // What a parameter stands for may be a place.
        let is_open = nodes.iter().any(|&node| parameter_of(node).is_some());
        let at_place = |claim| self.view.claim(claim).and_then(|claim| claim.place).is_some_and(|place| is_open || nodes.contains(&place));
        senses.iter().any(|sense| match sense {
            Sense::Verb { frame, .. } | Sense::Be { frame, .. } => {
                let relation = self.vocabulary.frame(*frame).relation;
                self.view.claims_of(relation).iter().take(20_000).any(at_place)
            }
            _ => false,
        })
    }

    /// What happened in a part of a place happened in the place: a place behind "in" with all that is in it.
    pub fn with_parts(&self, link: &Link, place: Concept) -> Concept {
        let behind_in = link.frame.is_some_and(|frame| match &self.vocabulary.frame(frame).shape {
            FrameShape::Verb { tail, subject: Role::Subject, .. } => tail.last().is_some_and(|last| last == "in"),
            FrameShape::Be { words, subject: Role::Subject, .. } => words.last().is_some_and(|last| last == "in"),
            _ => false,
        });
        if !behind_in || !link.active || link.closure || place.names().is_none() {
            return place;
        }
        match self.parts_of(&place) {
            Some(parts) => Concept::Or(vec![place, parts]),
            None => place,
        }
    }

    /// What is in something by a transitive relation: "passes through the country" is through one of its states.
    fn parts_of(&self, whole: &Concept) -> Option<Concept> {
        whole.names()?;
        self.schema().relations().filter(|(_, relation)| relation.transitive).find_map(|(relation, _)| {
            let whole = self.fits(relation, Role::Object, whole)?;
            self.alive(&whole, relation, Role::Object).then(|| {
                let mut link = Link::new(relation, Traversal::Forward);
                link.closure = true;
                Concept::Thing.restricted(linked(link, whole))
            })
        })
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
            match self.noun(object).into_iter().next() {
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

    /// The link of a thing to the claims that say when it was: "during the invasion".
    pub fn event_link(&self, concept: &Concept) -> Option<(Link, ())> {
        let mut relations = Vec::new();
        for (relation, definition) in self.schema().relations() {
            let by_itself = self.vocabulary.frames_of(relation).any(|(_, frame)| {
                matches!(&frame.shape, FrameShape::Verb { transitive: false, .. } | FrameShape::Be { transitive: false, .. })
            });
            let truth = definition.value_type == Some(ValueType::Truth) || by_itself;
            if truth && self.view.statistics(relation).dated > 0 && self.fits(relation, Role::Subject, concept).is_some() {
                relations.push(relation);
            }
        }
        let first = *relations.first()?;
        let mut link = Link::new(first, Traversal::Forward);
        link.relations = relations;
        Some((link, ()))
    }

    /// What a time phrase asks.
    pub fn time(&self, time: &TimePhrase) -> Option<Times> {
        let period = |span: &TimeSpan| Period::between(span.first, span.last);
        let text = |span: &TimeSpan| {
            if span.first == span.last {
                date_words(span.first)
            } else {
                format!("{} to {}", date_words(span.first), date_words(span.last))
            }
        };
        Some(match time {
            TimePhrase::In(span) if span.first == span.last => {
                let word = if span.first.day().is_some() { "on" } else { "in" };
                Times::Tests(vec![(TimeTest::Overlaps(period(span)), format!("{word} {}", text(span)))])
            }
            TimePhrase::In(span) => Times::Tests(vec![(
                TimeTest::Overlaps(period(span)),
                format!("between {} and {}", date_words(span.first), date_words(span.last)),
            )]),
            TimePhrase::Before(span) => {
                Times::Tests(vec![(TimeTest::StartsBefore(period(span)), format!("before {}", date_words(span.first)))])
            }
            TimePhrase::After(span) => {
                Times::Tests(vec![(TimeTest::StartsAfter(period(span)), format!("after {}", date_words(span.last)))])
            }
            TimePhrase::Since(span) => {
                let open = Period { last: None, ..period(span) };
                Times::Tests(vec![(TimeTest::Overlaps(open), format!("since {}", date_words(span.first)))])
            }
            TimePhrase::Until(span) => {
                let open = Period { first: None, ..period(span) };
                Times::Tests(vec![(TimeTest::Overlaps(open), format!("until {}", date_words(span.last)))])
            }
            TimePhrase::Between(first, last) => Times::Tests(vec![(
                TimeTest::Overlaps(Period::between(first.first, last.last)),
                format!("between {} and {}", date_words(first.first), date_words(last.last)),
            )]),
            TimePhrase::Relative { order, anchor } => Times::Relative { order: *order, anchor: anchor.clone() },
        })
    }

    /// Whom "according to X" means: X, or what X wrote or published.
    pub fn according_to(&self, who: &NounPhrase, negated: bool) -> Option<(SourceTest, String)> {
        let mut nodes = match self.noun(&Noun::bare(who)).into_iter().next()? {
            Concept::Names { nodes, .. } => nodes,
            _ => return None,
        };
        nodes.sort_unstable();
        let text = self.nodes_text(&nodes);
        Some(if negated {
            (SourceTest::NotAccordingTo(nodes), format!("not according to {text}"))
        } else {
            (SourceTest::AccordingTo(nodes), format!("according to {text}"))
        })
    }

    pub fn nodes_text(&self, nodes: &[NodeId]) -> String {
        let labels: Vec<String> = nodes.iter().map(|&node| self.label(node)).collect();
        labels.join(" or ")
    }

    /// A comparison with `compare` as it stands behind "is".
    pub fn compared(&self, concept: Concept, compare: &crate::language::syntax::Compare, than: &Noun<'_>) -> Option<Concept> {
        self.comparison(concept, compare, than)
    }

    /// The claims that a time is relative to.
    fn anchored(&self, order: TimeOrder, anchor: &Anchor, around: Around<'_>) -> Option<Relative> {
        let (main, main_object) = (around.main, around.object);
        match anchor {
            Anchor::Did(who) => {
                let main = main?;
                let subject = self.noun(&Noun::bare(who)).into_iter().find(|who| {
                    let role = if main.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    main.relations.iter().any(|&relation| self.fits(relation, role, who).is_some())
                })?;
                let mut link = main.clone();
                link.times.clear();
                link.relative.clear();
                let text = format!("{} {} did", order_words(order), self.lattice.text_of(who.range.start, who.range.end));
                Some(Relative { order, subject, link, object: main_object.cloned(), text, once: true })
            }
            Anchor::Clause(clause) => {
                let subject = self.noun(&Noun::bare(&clause.subject.as_ref()?.head)).into_iter().next()?;
                let predicate = VerbPhrase {
                    verb: &clause.verb,
                    object: clause.object.as_ref().map(|chain| Noun::bare(&chain.head)),
                    compare: None,
                    modifiers: clause.trailing.iter().map(super::tree::attached_modifier).collect(),
                    closed: false,
                };
                let order_word = if order == TimeOrder::During { "when".to_owned() } else { order_words(order) };
                let text = format!("{order_word} {}", self.lattice.text_of(clause.range.start, clause.range.end));
                if clause.verb.kind == VerbKind::Be {
                    let object = predicate.object.as_ref().and_then(|object| self.noun(object).into_iter().next())?;
                    let Concept::Role { link, of } = object else { return None };
                    return Some(Relative { order, subject, link, object: of.map(|of| *of), text, once: false });
                }
                let statement = self.statement(subject, &predicate, None)?;
                let once = main.is_some_and(|main| main.relations == statement.link.relations);
                Some(Relative { order, subject: statement.subject, link: statement.link, object: statement.object, text, once })
            }
            Anchor::Gerund(predicate) => {
                let subject = around.subject?.clone();
                let text = format!("{} {}", order_words(order), self.lattice.text_of(predicate.range.start, predicate.range.end));
                let phrase = super::tree::verb_phrase(predicate);
                let statement = self.statement(subject, &phrase, None)?;
                Some(Relative { order, subject: statement.subject, link: statement.link, object: statement.object, text, once: false })
            }
            Anchor::Thing(phrase) => {
                let text = format!("{} {}", order_words(order), self.lattice.text_of(phrase.range.start, phrase.range.end));
                let concept = self.noun(&Noun::bare(phrase)).into_iter().next()?;
                // "before Toledo", "after Kosovo": the same of another.
                if let (Concept::Names { .. }, Some(main)) = (&concept, around.main) {
                    let near = if main.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    for (role, is_subject) in [(near, true), (near.other(), false)] {
                        let Some(&relation) = main.relations.iter().find(|&&relation| self.alive(&concept, relation, role)) else {
                            continue;
                        };
                        let Some(other) = self.fits(relation, role, &concept) else { continue };
                        let mut link = main.clone();
                        link.times.clear();
                        link.relative.clear();
                        let (subject, object) = if is_subject {
                            (other, around.object.cloned())
                        } else {
                            (around.subject.cloned().unwrap_or(Concept::Thing), Some(other))
                        };
                        return Some(Relative { order, subject, link, object, text, once: false });
                    }
                }
                match concept {
                    Concept::Role { link, of } => {
                        Some(Relative { order, subject: Concept::Thing, link, object: of.map(|of| *of), text, once: false })
                    }
                    other => {
                        let (link, ()) = self.event_link(&other)?;
                        Some(Relative { order, subject: other, link, object: None, text, once: false })
                    }
                }
            }
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

/// The clause that a time stands in, for "as X did" and "after hosting X".
#[derive(Clone, Copy, Default)]
pub(super) struct Around<'c> {
    pub subject: Option<&'c Concept>,
    pub object: Option<&'c Concept>,
    pub main: Option<&'c Link>,
}

impl Times {
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

/// "before", "on the same day as".
fn order_words(order: TimeOrder) -> String {
    use crate::language::syntax::Granularity;
    match order {
        TimeOrder::Before => "before".into(),
        TimeOrder::After => "after".into(),
        TimeOrder::During => "during".into(),
        TimeOrder::Since => "since".into(),
        TimeOrder::Until => "until".into(),
        TimeOrder::Same(Granularity::Month) => "in the same month as".into(),
        TimeOrder::Same(Granularity::Year) => "in the same year as".into(),
        TimeOrder::Same(_) => "on the same day as".into(),
        TimeOrder::Within(days) => format!("within {days} days of"),
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
