//! Questions for a part of a clause: "who supported X", "which resolutions did Pava vote for".

use super::{Interpretation, noun_asks, phrase_asks};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::ValueType;
use crate::language::syntax::{Determiner, Item, ItemKind, NounPhrase, VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::clause::Around;
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::query::{Function, Traversal};

impl Resolver<'_> {
    pub(in crate::meaning) fn asked_constituent(
        &self,
        subject: &Noun<'_>,
        predicate: &VerbPhrase<'_>,
        preposition: Option<&str>,
    ) -> Option<Interpretation> {
        let object = predicate.object.as_ref();
        // "only X did" says something of everybody else, too.
        if subject.phrase.determiner == Determiner::Only {
            return None;
        }
        // "X is a film that was written by whom": X, which is a film, was written by whom?
        if predicate.verb.kind == VerbKind::Be
            && !predicate.verb.negated
            && predicate.modifiers.is_empty()
            && let Some(object) = object
            && !noun_asks(subject)
            && let [.., Attached { kind: AttachedKind::Subject(inner), .. }] = &object.modifiers[..]
            && phrase_asks(inner)
        {
            let mut rest = object.clone();
            rest.modifiers.pop();
            let is_so = |subject: &Concept| {
                self.noun(&rest).any(|kind| match (self.kinds_of(subject), self.kinds_of(&kind)) {
                    (Some(own), Some(others)) => self.kinds_meet(&own, &others),
                    _ => true,
                })
            };
            if rest.modifiers.is_empty() && self.noun(subject).any(|subject| is_so(&subject)) {
                return self.asked_constituent(subject, inner, preposition);
            }
            return None;
        }
        if let Some(found) = self.asked_within(subject, predicate, preposition) {
            return found;
        }
        let subject_asked = noun_asks(subject);
        let object_asked = object.is_some_and(noun_asks);
        let mut agent_asked = None;
        for modifier in &predicate.modifiers {
            if let AttachedKind::Preposition { object, .. } = &modifier.kind
                && noun_asks(object)
            {
                agent_asked = Some(object);
            }
        }
        // "X wrote films together with whom": whoever it is wrote them together with X.
        if !subject_asked
            && let Some(at) = predicate.modifiers.iter().position(|modifier| match &modifier.kind {
                AttachedKind::Preposition { word, object } => {
                    (*word == "together" || *word == "with" && predicate.verb.shared) && noun_asks(object)
                }
                _ => false,
            })
        {
            let mut turned = predicate.clone();
            let AttachedKind::Preposition { object: asked, .. } = &predicate.modifiers[at].kind else { return None };
            turned.modifiers[at].kind = AttachedKind::Preposition { word: "together", object: subject.clone() };
            return self.asked_constituent(asked, &turned, preposition);
        }
        if object_asked && !subject_asked {
            return self.asked_object(subject, predicate, object?, preposition);
        }
        if let Some(agent) = agent_asked.filter(|_| !subject_asked) {
            return self.asked_object(subject, predicate, agent, preposition);
        }
        // "how many people live in X"
        let how_many = subject.phrase.determiner == Determiner::HowMany;
        if how_many && self.measures(predicate.verb) && self.counts_unit(subject.phrase, predicate.verb) {
            self.measuring.set(true);
            let statement = self.statement(Concept::Thing, predicate, preposition);
            self.measuring.set(false);
            if let Some(statement) = statement
                && statement.measures_subject
                && let Some(of) = statement.object
            {
                let mut link = statement.link;
                link.active = true;
                let values = Concept::Role { link, of: Some(Box::new(of)) };
                return Some(Interpretation::List { concept: values, order: None });
            }
        }
        if how_many && let Some(told) = self.measured_in(subject.phrase, predicate) {
            return Some(told);
        }
        // "how many people were taken hostage", where one claim tells it.
        if how_many
            && object.is_none()
            && predicate.modifiers.is_empty()
            && let Some(told) = self.told_once(subject.phrase, predicate.verb)
        {
            return Some(told);
        }
        if how_many && let Some(found) = self.for_each(subject, predicate, preposition) {
            return Some(found);
        }
        if object_asked && let Some(object) = object {
            // Both ends are asked.
            for subject_concept in self.noun(subject) {
                let Some(statement) = self.statement(subject_concept, predicate, preposition) else { continue };
                let object_concept = statement.object.clone()?;
                if object.phrase.determiner == Determiner::HowMany {
                    return Some(Interpretation::Grouped {
                        key: statement.subject,
                        link: statement.link,
                        of: object_concept,
                        function: Function::Count,
                    });
                }
                if how_many {
                    return Some(Interpretation::Grouped {
                        key: object_concept,
                        link: statement.link.reversed(),
                        of: statement.subject,
                        function: Function::Count,
                    });
                }
                return Some(Interpretation::Pairs { subject: statement.subject, link: statement.link, object: object_concept });
            }
            return None;
        }
        // "who was the first to ...", "which state is the largest"
        // "what genres are the films of X": what is asked is of what follows, not one of it.
        if predicate.verb.kind == VerbKind::Be
            && let Some(object) = object
            && predicate.modifiers.is_empty()
            && !predicate.verb.negated
            // "which capital is the largest" asks for one of the capitals.
            && object.phrase.items.iter().any(|item| !matches!(item.kind, ItemKind::Adjective(..)))
        {
            for subject_concept in self.noun(subject) {
                let Concept::Role { link, of } = &subject_concept else { continue };
                if !of.as_deref().is_none_or(|of| matches!(of, Concept::Kind(_))) {
                    continue;
                }
                for other in self.noun(object) {
                    let meet = match (self.kinds_of(&subject_concept), self.kinds_of(&other)) {
                        (Some(own), Some(others)) => self.kinds_meet(&own, &others),
                        // Without kinds: whether it stands where such things stand.
                        _ => {
                            let near = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                            link.relations.iter().any(|&relation| match other.names() {
                                Some(nodes) => nodes.iter().any(|&node| self.has_claims(node, relation, near)),
                                None => self.fits(relation, near, &other).is_some(),
                            })
                        }
                    };
                    if !meet && let Some(filled) = self.fill(link, &other) {
                        return self.listed(subject, filled, how_many);
                    }
                }
            }
        }
        for subject_concept in self.noun(subject) {
            // "what sort of film is X", of films that nothing is known about, would only give X back.
            if predicate.verb.kind == VerbKind::Be
                && matches!(subject_concept, Concept::Sort(_))
                && object.is_some_and(|object| object.modifiers.is_empty() && self.noun(object).all(|other| other.names().is_some()))
            {
                continue;
            }
            // "what year was the test that X criticized": a number is no test.
            let is_thing = |other: &Concept| self.value_type_of(other).is_none() && self.kinds_of(other).is_some();
            if predicate.verb.kind == VerbKind::Be
                && self.value_type_of(&subject_concept) == Some(ValueType::Number)
                && object.is_some_and(|object| self.noun(object).all(|other| is_thing(&other)))
            {
                continue;
            }
            // A question word that stands for what is asked about: "who" is anything.
            let Some(concept) = self.with_predicate_and_preposition(subject_concept, predicate, preposition) else { continue };
            if let Some(found) = self.listed(subject, concept, how_many) {
                // What the vocabulary tells as a number is not counted one by one: the count would be of those with names.
                let told_as_number = how_many && self.measures(predicate.verb) && self.counts_unit(subject.phrase, predicate.verb);
                if told_as_number && matches!(found, Interpretation::Count(_)) {
                    return None;
                }
                return Some(found);
            }
        }
        None
    }

    /// Whether a phrase names what a verb measures: "people" of "Y people die in X".
    pub(in crate::meaning) fn counts_unit(&self, phrase: &NounPhrase, verb: &crate::language::syntax::VerbGroup) -> bool {
        let VerbKind::Senses(verbs) = &verb.kind else { return false };
        let relation_of = |sense: &Sense| match sense {
            Sense::Verb { frame, .. } | Sense::Be { frame, .. } | Sense::Unit(frame) => Some(self.vocabulary.frame(*frame).relation),
            _ => None,
        };
        let asks_which = phrase.determiner == Determiner::Which;
        match phrase.items.last().map(|item| &item.kind) {
            Some(ItemKind::Thing) => true,
            // "which lawmakers criticized X" asks who they are, not how many.
            Some(ItemKind::Noun(senses)) if asks_which && senses.iter().any(|sense| matches!(sense, Sense::Kind(..))) => false,
            Some(ItemKind::Name(_)) if asks_which => false,
            Some(ItemKind::Noun(senses)) => senses
                .iter()
                .filter(|sense| matches!(sense, Sense::Unit(_)))
                .any(|unit| verbs.iter().any(|verb| relation_of(verb) == relation_of(unit))),
            // A unit may be spelled like a name: "Americans".
            Some(ItemKind::Name(name)) => self.lattice.lexemes.get(name.at).is_some_and(|lexemes| {
                lexemes
                    .iter()
                    .any(|(_, sense)| matches!(sense, Sense::Unit(_)) && verbs.iter().any(|verb| relation_of(verb) == relation_of(sense)))
            }),
            _ => false,
        }
    }

    pub(in crate::meaning) fn with_predicate_and_preposition(
        &self,
        concept: Concept,
        predicate: &VerbPhrase<'_>,
        preposition: Option<&str>,
    ) -> Option<Concept> {
        if preposition.is_some() && matches!(predicate.verb.kind, VerbKind::Senses(_)) {
            let statement = self.statement(concept, predicate, preposition)?;
            return Some(self.stated(statement));
        }
        self.with_predicate(concept, predicate)
    }

    /// The object of a statement is asked: "which resolutions did Pava vote for".
    pub(in crate::meaning) fn asked_object(
        &self,
        subject: &Noun<'_>,
        predicate: &VerbPhrase<'_>,
        object: &Noun<'_>,
        preposition: Option<&str>,
    ) -> Option<Interpretation> {
        let how_many = object.phrase.determiner == Determiner::HowMany;
        for subject_concept in self.noun(subject) {
            match &predicate.verb.kind {
                VerbKind::Senses(_) => {
                    if let Some(found) = self.asked_of_object(&subject_concept, predicate, object, preposition) {
                        return Some(found);
                    }
                    if let Some(filled) = self.of_its_own(&subject_concept, predicate, object) {
                        return self.listed(object, filled, how_many);
                    }
                    if let Some(nodes) = self.asked_about(&subject_concept, predicate, object) {
                        return Some(Interpretation::Describe { nodes, by_date: false });
                    }
                    // "how many resolutions did each country vote for"
                    let each = subject.phrase.determiner == Determiner::Every && how_many;
                    if let Some(statement) = self.statement(subject_concept.clone(), predicate, preposition) {
                        let wanted = statement.object.clone()?;
                        if each {
                            return Some(Interpretation::Grouped {
                                key: statement.subject,
                                link: statement.link,
                                of: wanted,
                                function: Function::Count,
                            });
                        }
                        let wanted = self.also(wanted, subject, predicate)?;
                        return self.object_of(object, wanted, statement, how_many);
                    }
                    // "how many people did X kill": the noun names what the number counts.
                    if how_many {
                        let mut without = predicate.clone();
                        without.object = None;
                        if let Some(statement) = self.statement(subject_concept.clone(), &without, preposition) {
                            let numeric = statement.link.relations.iter().all(|&relation| {
                                self.schema().relation(relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number))
                            });
                            if numeric && self.counts(&statement.link, &statement.subject, object.phrase) {
                                let values = Concept::Role { link: statement.link.reversed(), of: Some(Box::new(statement.subject)) };
                                return Some(Interpretation::List { concept: values, order: None });
                            }
                        }
                    }
                }
                VerbKind::Be => {
                    if let Some(preposition) = preposition {
                        for wanted in self.noun(object) {
                            // "what genre is X in": the noun itself tells by what relation.
                            if let Concept::Role { link, of: None } = &wanted
                                && matches!(preposition, "in" | "of" | "from")
                                && let Some(filled) = self.fill(link, &subject_concept)
                            {
                                return self.listed(object, filled, how_many);
                            }
                            let mut links = self.word_links(preposition, &subject_concept, &wanted);
                            if links.is_empty() {
                                links.extend(self.vague_link(&subject_concept, &wanted));
                            }
                            if let Some((link, near, far)) = links.into_iter().next() {
                                let concept = far.restricted(Restriction::Linked {
                                    link: link.reversed(),
                                    other: Some(Box::new(near)),
                                    quantifier: Quantifier::Some,
                                    negated: false,
                                });
                                return self.listed(object, concept, how_many);
                            }
                            // "what genre is X in"
                            if let Concept::Role { link, of: None } = &wanted
                                && let Some(filled) = self.fill(link, &subject_concept)
                            {
                                return self.listed(object, filled, how_many);
                            }
                        }
                        continue;
                    }
                    // "what genre is X", "X is the capital of what"
                    for wanted in self.noun(object) {
                        if let Concept::Role { link, of: None } = &wanted
                            && let Some(filled) = self.fill(link, &subject_concept)
                        {
                            return self.listed(object, filled, how_many);
                        }
                    }
                    // "what type of film is X": of X, which is a film.
                    for wanted in self.noun(object) {
                        if let Concept::Role { link, of: Some(of) } = &wanted
                            && Self::asks(object.phrase)
                            && matches!(**of, Concept::Kind(_))
                            && let Some(filled) = self.fill(link, &subject_concept)
                        {
                            return self.listed(object, filled, how_many);
                        }
                    }
                    if let Some(first) = predicate.modifiers.first()
                        && let AttachedKind::Preposition { .. } = first.kind
                    {
                        continue;
                    }
                    if let [Item { kind: ItemKind::Who | ItemKind::Thing, .. }] = &object.phrase.items[..]
                        && noun_asks(object)
                        && !matches!(subject_concept, Concept::Names { .. })
                        // "who were the hostage-takers": not how many.
                        && !(matches!(object.phrase.items[0].kind, ItemKind::Who)
                            && self.value_type_of(&subject_concept) == Some(ValueType::Number))
                    {
                        return self.listed(subject, subject_concept, false);
                    }
                    // "X is the capital of which state"
                    for modifier in &object.modifiers {
                        if let AttachedKind::Preposition { object: inner, word } = &modifier.kind
                            && noun_asks(inner)
                        {
                            return self.asked_inside(&subject_concept, object, (word, inner));
                        }
                    }
                }
                // "which N do X and Y share": no one claim tells it; what they have in common is asked apart.
                VerbKind::Share if matches!(subject_concept, Concept::And(_)) => {
                    self.note(9, || {
                        let message = "I can't say which of these several share.".to_owned();
                        Diagnostic::new(Problem::NotSupported, 0..0, message).hint("Ask: which ... do ... and ... have in common?")
                    });
                    return None;
                }
                VerbKind::Have | VerbKind::Share => {
                    // "what does X have in Y": nothing here can tell, and what is said may not go unheard.
                    if predicate.modifiers.iter().any(|modifier| matches!(modifier.kind, AttachedKind::Preposition { .. })) {
                        return None;
                    }
                    let mut wanted: Vec<Concept> = self.noun(object).collect();
                    wanted.sort_by_key(|concept| {
                        (!self.is_told_to_have(&subject_concept, concept), !matches!(concept, Concept::Role { of: None, .. }))
                    });
                    for wanted in wanted {
                        if let Some((link, near, far)) = self.any_link(&subject_concept, &wanted) {
                            let mut back = link.reversed();
                            for modifier in &predicate.modifiers {
                                match &modifier.kind {
                                    AttachedKind::Time(time) => self.time(time)?.add_to(&mut back, self, Around::default())?,
                                    AttachedKind::AccordingTo { who, how } => back.sources.push(self.according_to(who, *how)?),
                                    _ => return None,
                                }
                            }
                            let concept = if far == Concept::Thing {
                                Concept::Role { link: back, of: Some(Box::new(near)) }
                            } else {
                                far.restricted(Restriction::Linked {
                                    link: back,
                                    other: Some(Box::new(near)),
                                    quantifier: Quantifier::Some,
                                    negated: false,
                                })
                            };
                            return self.listed(object, concept, how_many);
                        }
                    }
                }
                VerbKind::Did => {}
            }
        }
        None
    }

    /// "what is X about", where no claim says so: what is recorded of X.
    fn asked_about(&self, subject: &Concept, predicate: &VerbPhrase<'_>, object: &Noun<'_>) -> Option<Vec<crate::graph::NodeId>> {
        let VerbKind::Senses(senses) = &predicate.verb.kind else { return None };
        let last = self.lattice.tokens.get(predicate.verb.range.end.checked_sub(1)?)?;
        let bare = matches!(object.phrase.items[..], [Item { kind: ItemKind::Who | ItemKind::Thing, .. }]);
        if last.text != "about" || !bare || !object.modifiers.is_empty() || !predicate.modifiers.is_empty() {
            return None;
        }
        let nodes = subject.names()?;
        let told = senses.iter().any(|sense| match sense {
            Sense::Be { frame, .. } | Sense::Verb { frame, .. } => {
                nodes.iter().any(|&node| self.has_claims(node, self.vocabulary.frame(*frame).relation, Role::Subject))
            }
            _ => false,
        });
        (!told).then(|| nodes.to_vec())
    }

    /// Whether a preposition that the question ends in may be the last word of a phrase that begins with its verb, with something in between:
    /// "accuse the president of", of "accuses Pava of Y".
    pub(super) fn goes_on_with(&self, verb: &VerbGroup, preposition: &str, object: &NounPhrase) -> bool {
        let text = |at: Option<usize>| at.and_then(|at| self.lattice.tokens.get(at)).map_or("", |token| token.text.as_str());
        let (last, noun) = (text(self.lattice.tokens.len().checked_sub(1)), text(object.range.end.checked_sub(1)));
        let VerbKind::Senses(senses) = &verb.kind else { return false };
        let verbs: Vec<&str> = senses
            .iter()
            .filter_map(|sense| match sense {
                Sense::Verb { frame, .. } => Some(&self.vocabulary.frame(*frame).shape),
                _ => None,
            })
            .filter_map(|shape| match shape {
                FrameShape::Verb { forms, tail, .. } if tail.is_empty() => Some(forms.base.as_str()),
                _ => None,
            })
            .collect();
        last == preposition
            && self.vocabulary.frames_ending_in(preposition).iter().any(|(frame, _)| match &self.vocabulary.frame(*frame).shape {
                // "extends the mandate of Y" has the very object.
                FrameShape::Verb { forms, tail, .. } => {
                    tail.len() > 1 && verbs.contains(&forms.base.as_str()) && tail.iter().all(|word| word != noun)
                }
                _ => false,
            })
    }

    /// "X voted to extend the mandate of which force": what the noun of the object is of.
    fn asked_of_object(
        &self,
        subject: &Concept,
        predicate: &VerbPhrase<'_>,
        object: &Noun<'_>,
        preposition: Option<&str>,
    ) -> Option<Interpretation> {
        if Self::asks(object.phrase) {
            return None;
        }
        let [Attached { kind: AttachedKind::Preposition { object: inner, word }, .. }] = &object.modifiers[..] else { return None };
        // "what did X accuse the president of": of what X accused him, and not what he is president of.
        if self.goes_on_with(predicate.verb, word, object.phrase) {
            return None;
        }
        let bare = Noun::bare(object.phrase);
        let turned = VerbPhrase { object: Some(bare.clone()), ..predicate.clone() };
        for role in self.noun(&bare) {
            let Concept::Role { link, of: None } = role else { continue };
            for wanted in self.noun(inner) {
                let Some(Concept::Role { link, of: Some(wanted) }) = self.fill(&link, &wanted) else { continue };
                let Some(statement) = self.statement(subject.clone(), &turned, preposition) else { continue };
                let done_to = statement.object?.restricted(Restriction::Linked {
                    link: statement.link.reversed(),
                    other: Some(Box::new(statement.subject)),
                    quantifier: Quantifier::Some,
                    negated: statement.negated,
                });
                let concept = wanted.restricted(crate::meaning::noun::linked(link.reversed(), done_to));
                return self.listed(inner, concept, inner.phrase.determiner == Determiner::HowMany);
            }
        }
        None
    }

    /// "what genres are X in", "X were in which years": of a relational noun the noun itself tells by what relation, not the preposition.
    fn of_its_own(&self, subject: &Concept, predicate: &VerbPhrase<'_>, object: &Noun<'_>) -> Option<Concept> {
        let words = self.lattice.text_of(predicate.verb.range.start, predicate.verb.range.end).to_lowercase();
        let preposition = words.split_whitespace().next_back();
        if !predicate.verb.passive || !predicate.modifiers.is_empty() || !matches!(preposition, Some("in" | "from" | "of" | "on")) {
            return None;
        }
        let VerbKind::Senses(senses) = &predicate.verb.kind else { return None };
        let one_word = senses.iter().all(
            |sense| matches!(sense, Sense::Be { frame, .. } if matches!(&self.vocabulary.frame(*frame).shape, FrameShape::Be { words, .. } if words.len() == 1)),
        );
        self.noun(object).find_map(|wanted| match &wanted {
            Concept::Role { link, of: None } if one_word => self.fill(link, subject),
            _ => None,
        })
    }

    /// "which presidents did the US support and condemn": what is asked is the object of every verb. Nothing behind a verb is left out.
    pub(in crate::meaning) fn also(&self, wanted: Concept, subject: &Noun<'_>, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        let mut wanted = wanted;
        for modifier in &predicate.modifiers {
            match &modifier.kind {
                AttachedKind::Subject(other) => {
                    if other.object.is_some() || modifier.joined == crate::language::syntax::Joined::Or {
                        return None;
                    }
                    wanted = self.with_gap(wanted, subject, other.verb, None, &other.modifiers)?;
                }
                AttachedKind::Object { subject, verb, preposition, modifiers } => {
                    wanted = self.with_gap(wanted, subject, verb, *preposition, modifiers)?;
                }
                AttachedKind::Except(other) => wanted = wanted.except(self.noun(other).next()?),
                AttachedKind::Time(_)
                | AttachedKind::AccordingTo { .. }
                | AttachedKind::Preposition { .. }
                | AttachedKind::Order(_)
                | AttachedKind::By { .. } => {}
                _ => return None,
            }
        }
        Some(wanted)
    }

    /// "sacramento is the capital of which state": what the noun of the object is of.
    pub(in crate::meaning) fn asked_inside(
        &self,
        subject: &Concept,
        object: &Noun<'_>,
        (word, inner): (&str, &Noun<'_>),
    ) -> Option<Interpretation> {
        let bare = Noun::bare(object.phrase);
        for role in self.noun(&bare) {
            let Concept::Role { link, of: None } = role else { continue };
            let link = self.said_with(&link, word);
            for wanted in self.noun(inner) {
                let Some(Concept::Role { link, of: Some(wanted) }) = self.fill(&link, &wanted) else { continue };
                let near_role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                let office = link.relations.iter().find_map(|&relation| self.office_meant(relation, near_role, subject, Some(&wanted)));
                let subject = office.as_ref().unwrap_or(subject);
                let Some(subject) = link.relations.iter().find_map(|&relation| self.fits(relation, near_role, subject)) else { continue };
                let subject = self.prefer_linked(subject, &link.relations, near_role, link.traversal == Traversal::Both);
                let back = link.reversed();
                let concept = wanted.restricted(Restriction::Linked {
                    link: back,
                    other: Some(Box::new(subject.clone())),
                    quantifier: Quantifier::Some,
                    negated: false,
                });
                return self.listed(inner, concept, inner.phrase.determiner == Determiner::HowMany);
            }
        }
        None
    }

    pub(in crate::meaning) fn object_of(
        &self,
        object: &Noun<'_>,
        wanted: Concept,
        statement: crate::meaning::clause::Statement,
        how_many: bool,
    ) -> Option<Interpretation> {
        let back = statement.link.reversed();
        let quantifier = Quantifier::of_order(statement.order).unwrap_or(match statement.quantifier {
            Quantifier::Most { .. } => statement.quantifier,
            _ => Quantifier::Some,
        });
        let relations_numeric = back
            .relations
            .iter()
            .all(|&relation| self.schema().relation(relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number)));
        let restriction =
            Restriction::Linked { link: back, other: Some(Box::new(statement.subject)), quantifier, negated: statement.negated };
        // A superlative of the asked phrase ranks what the clause leaves: "the largest city that X visited".
        let concept = match wanted {
            Concept::Ranked { base, measure, descending, skip, count } => {
                let base = Box::new(base.restricted(restriction));
                Concept::Ranked { base, measure, descending, skip, count }
            }
            wanted => wanted.restricted(restriction),
        };
        if how_many && relations_numeric {
            return Some(Interpretation::List { concept, order: None });
        }
        self.listed(object, concept, how_many)
    }

    /// Whether the numbers of a link count what a noun names: their unit is that noun, or says nothing.
    pub(in crate::meaning) fn counts(&self, link: &Link, subject: &Concept, phrase: &NounPhrase) -> bool {
        use crate::graph::{Direction, Node, Value};
        let Some(item) = phrase.items.last() else { return true };
        if matches!(item.kind, ItemKind::Thing) {
            return true;
        }
        let asked = crate::graph::names::fold(self.lattice.text_of(item.range.start, item.range.end));
        let asked_singular = crate::language::morphology::singular(&asked).unwrap_or_else(|| asked.clone());
        let people = |word: &str| matches!(word, "people" | "person" | "human" | "individual" | "life" | "victim" | "man" | "soul");
        let Some(nodes) = subject.names() else { return true };
        for &node in nodes {
            for &relation in &link.relations {
                for (value, _) in self.view.neighbours(node, relation, Direction::Forward).iter() {
                    let unit = match self.view.node(value).as_deref() {
                        Some(Node::Value(Value::Number(quantity))) => quantity.unit.clone(),
                        _ => None,
                    }
                    .or_else(|| self.schema().relation(relation)?.unit.clone());
                    let Some(unit) = unit else { return true };
                    let unit = crate::graph::names::fold(&unit);
                    let unit_singular = crate::language::morphology::singular(&unit).unwrap_or_else(|| unit.clone());
                    if unit_singular == asked_singular || unit == asked || people(&unit_singular) && people(&asked_singular) {
                        return true;
                    }
                }
            }
        }
        false
    }
}
