//! Questions become readings: what is asked is settled, compiled and read back.

use super::clause::Around;
use super::concept::{Concept, Link, Measure, Quantifier, Restriction};
use super::resolve::Resolver;
use super::tree::{Attached, AttachedKind, Noun, Root, VerbPhrase, attach, chain_root};
use crate::graph::{NodeId, ValueType};
use crate::language::syntax::{
    AggregateWord, Asked, Chain, Clause, Determiner, Granularity, Item, ItemKind, Modifier, NounPhrase, Question, VerbKind,
};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::query::{Detail, Function, Relations, Traversal};

/// What a question asks, settled.
#[derive(Clone, Debug)]
pub(super) enum Interpretation {
    /// The members of a concept, in some order.
    List { concept: Concept, order: Option<(Measure, bool)> },
    /// How many there are.
    Count(Concept),
    /// One number from the values of a concept.
    Compute { function: Function, values: Concept },
    /// Whether there is any.
    YesNo { tests: Vec<Concept>, denial: Option<(Concept, Link, Option<Concept>)>, text: String },
    /// A detail of the claims of a statement.
    Detail { subject: Concept, link: Link, object: Option<Concept>, detail: Detail, last: Option<bool>, text: String },
    /// How many claims a statement has.
    Times { subject: Concept, link: Link, object: Option<Concept> },
    /// Both ends of a statement.
    Pairs { subject: Concept, link: Link, object: Concept },
    /// For each member of the key, how many (or what number) is linked.
    Grouped { key: Concept, link: Link, of: Concept, function: Function },
    /// Everything about some nodes.
    Describe(Vec<NodeId>),
    /// Ways between two things.
    Connection { from: Concept, to: Concept, within: Option<u32>, relations: Relations, through: String },
    /// What several things are linked to alike.
    Common(Vec<Concept>),
    /// Whatever is claimed with a subject.
    Deeds { subject: Concept, link: Link },
    /// Who says so, or the claims themselves.
    Evidence { subject: Concept, link: Link, object: Option<Concept>, speakers: bool },
}

impl<'a> Resolver<'a> {
    /// The first interpretation of a question that has a meaning.
    pub fn interpret(&self, question: &Question) -> Option<Interpretation> {
        match question {
            Question::Clause { clause, asked } => self.clause_question(clause, *asked),
            Question::Nominal { chain, count } => self.nominal(chain, *count),
            Question::Describe { chain } => {
                let concept = self.chain(chain)?;
                match concept {
                    Concept::Names { nodes, .. } => Some(Interpretation::Describe(nodes)),
                    concept => Some(Interpretation::List { concept, order: None }),
                }
            }
            Question::Measure { adjective, chain } => self.with_chain(chain, &mut |noun| {
                self.noun(noun).into_iter().find_map(|concept| {
                    let (measure, _) = self.adjective_measure(&concept, adjective)?;
                    match measure {
                        Measure::Attribute(link) => {
                            let filled = self.fill(&link.reversed(), &concept)?;
                            Some(Interpretation::List { concept: filled, order: None })
                        }
                        Measure::Itself => Some(Interpretation::List { concept, order: None }),
                        _ => None,
                    }
                })
            }),
            Question::Connection { from, to, within, through, avoiding } => {
                let from = self.chain(from)?;
                let to = self.chain(to)?;
                let mut relations = Vec::new();
                let mut words = Vec::new();
                for senses in through {
                    for sense in senses {
                        if let Sense::Verb { frame, .. } | Sense::Be { frame, .. } | Sense::Noun(frame, _) | Sense::Unit(frame) = sense {
                            relations.push(self.vocabulary.frame(*frame).relation);
                        }
                    }
                }
                relations.sort_unstable();
                relations.dedup();
                for &relation in &relations {
                    if let Some(relation) = self.schema().relation(relation) {
                        words.push(relation.name.clone());
                    }
                }
                if !avoiding.is_empty() {
                    return None;
                }
                let relations = if relations.is_empty() { Relations::Any } else { Relations::Only(relations) };
                Some(Interpretation::Connection { from, to, within: *within, relations, through: words.join(" and ") })
            }
            Question::Common { chains } => {
                let concepts = chains.iter().map(|phrase| self.noun(&Noun::bare(phrase)).into_iter().next()).collect::<Option<Vec<_>>>()?;
                Some(Interpretation::Common(concepts))
            }
            Question::Deeds { chain, trailing } => {
                let concept = self.chain(chain)?;
                let first = self.schema().relations().next().map(|(id, _)| id)?;
                let mut link = Link::new(first, Traversal::Forward);
                link.relations = self.schema().relations().map(|(id, _)| id).collect();
                for modifier in trailing {
                    match super::tree::attached_modifier(modifier).kind {
                        AttachedKind::Time(time) => self.time(time)?.add_to(&mut link, self, Around::default())?,
                        AttachedKind::AccordingTo { who, negated } => link.sources.push(self.according_to(who, negated)?),
                        _ => return None,
                    }
                }
                Some(Interpretation::Deeds { subject: concept, link })
            }
            Question::WhoSays { clause } => self.evidence_question(clause, true),
            Question::Why { clause } => self.evidence_question(clause, false),
        }
    }

    /// Tries the trees of a chain.
    fn with_chain<T>(&self, chain: &Chain, accept: &mut dyn FnMut(&Noun<'_>) -> Option<T>) -> Option<T> {
        attach(chain_root(chain), &chain.modifiers, &mut |root| match root {
            Root::Noun(noun) => accept(noun),
            Root::Verb(_) => None,
        })
    }

    fn chain(&self, chain: &Chain) -> Option<Concept> {
        self.with_chain(chain, &mut |noun| self.noun(noun).into_iter().next())
    }

    fn nominal(&self, chain: &Chain, count: bool) -> Option<Interpretation> {
        self.with_chain(chain, &mut |noun| {
            let phrase = noun.phrase;
            if let Determiner::Aggregate(word) = phrase.determiner {
                return self.computed(noun, word);
            }
            // A bare question word, number or quoted text asks nothing.
            let asks = |concept: &Concept| !matches!(concept, Concept::Thing | Concept::Literal(_));
            self.noun(noun).into_iter().filter(asks).find_map(|concept| self.listed(noun, concept, count))
        })
    }

    /// "the total population of the states": computed over what the values belong to.
    fn computed(&self, noun: &Noun<'_>, word: AggregateWord) -> Option<Interpretation> {
        let function = match word {
            AggregateWord::Sum => Function::Sum,
            AggregateWord::Average => Function::Average,
        };
        let values = self.noun(noun).into_iter().find(|concept| self.value_type_of(concept) == Some(ValueType::Number))?;
        Some(Interpretation::Compute { function, values })
    }

    /// A list or a count of a concept, grouped or in order if the phrase says so.
    fn listed(&self, noun: &Noun<'_>, concept: Concept, count: bool) -> Option<Interpretation> {
        if let Determiner::Aggregate(word) = noun.phrase.determiner {
            return self.computed(noun, word);
        }
        let mut order = None;
        for modifier in &noun.modifiers {
            if let AttachedKind::By { by, each, descending } = &modifier.kind {
                if *each || count {
                    let key = self.noun(&Noun::bare(by)).into_iter().next()?;
                    let (link, key, of) = self.any_link(&key, &concept)?;
                    return Some(Interpretation::Grouped { key, link, of, function: Function::Count });
                }
                if matches!(concept, Concept::Ranked { .. }) {
                    continue;
                }
                let measure = self.measure_by(&concept, by)?;
                let default = !matches!(measure, Measure::Time { .. });
                order = Some((measure, descending.unwrap_or(default)));
            }
        }
        if count && noun.phrase.items.iter().any(|item| matches!(item.kind, ItemKind::Everything)) {
            return None;
        }
        if count {
            // "how many people are in X": the number that the graph gives, not a count of numbers.
            if self.value_type_of(&concept) == Some(ValueType::Number) {
                return Some(Interpretation::List { concept, order: None });
            }
            return Some(Interpretation::Count(concept));
        }
        // "the 3 countries that condemned the most": so many of those with the most.
        let concept = match (noun.phrase.count, concept) {
            (Some(test), Concept::Restricted { base, mut restrictions }) => {
                for restriction in &mut restrictions {
                    if let Restriction::Linked { quantifier: Quantifier::Most { count, .. }, .. }
                    | Restriction::LinkedToBest { count, .. } = restriction
                    {
                        *count = test.number.max(1.0) as usize;
                    }
                }
                Concept::Restricted { base, restrictions }
            }
            (_, concept) => concept,
        };
        Some(Interpretation::List { concept, order })
    }

    fn clause_question(&self, clause: &Clause, asked: Asked) -> Option<Interpretation> {
        let subject_chain = clause.subject.as_ref()?;
        self.with_chain(subject_chain, &mut |subject| {
            let object_head = clause.object.as_ref().map(|chain| Noun::bare(&chain.head));
            let mut modifiers: Vec<Modifier> = Vec::new();
            // In "which films of X did Y write in 2008" what trails is not about the films, what stands in front is.
            let mut object_head = object_head;
            if let Some(object) = &clause.object {
                if clause.inverted {
                    if let Some(head) = &mut object_head {
                        head.modifiers = object.modifiers.iter().map(super::tree::attached_modifier).collect();
                    }
                } else {
                    modifiers.extend(object.modifiers.iter().cloned());
                }
            }
            modifiers.extend(clause.trailing.iter().cloned());
            let verb_phrase =
                VerbPhrase { verb: &clause.verb, object: object_head, compare: None, modifiers: Vec::new(), closed: clause.inverted };
            // `attach` borrows the modifiers, so those in front are added as they are.
            self.attached_clause(subject, verb_phrase, &modifiers, &clause.fronted, clause, asked)
        })
    }

    fn attached_clause(
        &self,
        subject: &Noun<'_>,
        verb_phrase: VerbPhrase<'_>,
        modifiers: &[Modifier],
        fronted: &[Modifier],
        clause: &Clause,
        asked: Asked,
    ) -> Option<Interpretation> {
        // Lifetimes: the trees live no longer than this call.
        let start = Root::Verb(verb_phrase);
        let mut accept = |root: &Root<'_>| -> Option<Interpretation> {
            let Root::Verb(predicate) = root else { return None };
            let mut predicate = predicate.clone();
            let mut subject = subject.clone();
            // "who supported or condemned X": both verbs have the object.
            if predicate.object.is_none()
                && !predicate.verb.passive
                && matches!(predicate.verb.kind, VerbKind::Senses(_))
                && let Some(Attached {
                    joined: crate::language::syntax::Joined::And | crate::language::syntax::Joined::Or,
                    kind: AttachedKind::Subject(second),
                }) = predicate.modifiers.first()
                && !second.verb.passive
                && let Some(object) = second.object.clone()
                && self.takes_object(predicate.verb)
            {
                predicate.object = Some(object);
            }
            if predicate.object.is_none() {
                // "when did the films release whose directors ...": said of the subject.
                let (of_subject, of_verb): (Vec<_>, Vec<_>) =
                    predicate.modifiers.into_iter().partition(|modifier| matches!(modifier.kind, AttachedKind::Whose { .. }));
                predicate.modifiers = of_verb;
                subject.modifiers.extend(of_subject);
            }
            for modifier in fronted {
                let modifier: Attached<'_> = super::tree::attached_modifier(modifier);
                match modifier.kind {
                    AttachedKind::Preposition { .. } => subject.modifiers.push(modifier),
                    _ => predicate.modifiers.push(modifier),
                }
            }
            // An order is that of what is asked.
            let (orders, others): (Vec<_>, Vec<_>) =
                predicate.modifiers.into_iter().partition(|modifier| matches!(modifier.kind, AttachedKind::By { .. }));
            predicate.modifiers = others;
            match &mut predicate.object {
                Some(object) if noun_asks(object) && !noun_asks(&subject) => object.modifiers.extend(orders),
                _ => subject.modifiers.extend(orders),
            }
            // "who is the president", turned around: what stands behind is about the president.
            if predicate.verb.kind == VerbKind::Be
                && predicate.object.as_ref().is_some_and(|object| {
                    object.modifiers.is_empty() && matches!(object.phrase.items[..], [Item { kind: ItemKind::Who | ItemKind::Thing, .. }])
                })
                && predicate.closed
            {
                subject.modifiers.append(&mut predicate.modifiers);
            }
            self.asked_clause(&subject, &predicate, clause.preposition.as_deref(), asked)
        };
        attach(start, modifiers, &mut accept)
    }

    /// Whether a verb can have an object.
    fn takes_object(&self, verb: &crate::language::syntax::VerbGroup) -> bool {
        match &verb.kind {
            VerbKind::Senses(senses) => senses.iter().any(|sense| match sense {
                Sense::Verb { frame, pending: false, .. } => {
                    matches!(self.vocabulary.frame(*frame).shape, FrameShape::Verb { transitive: true, .. })
                }
                _ => false,
            }),
            _ => false,
        }
    }

    fn asked_clause(
        &self,
        subject: &Noun<'_>,
        predicate: &VerbPhrase<'_>,
        preposition: Option<&str>,
        asked: Asked,
    ) -> Option<Interpretation> {
        match asked {
            Asked::Constituent => self.asked_constituent(subject, predicate, preposition),
            Asked::YesNo => self.asked_yes_no(subject, predicate, preposition),
            _ => self.asked_detail(subject, predicate, preposition, asked),
        }
    }

    fn asked_constituent(&self, subject: &Noun<'_>, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Interpretation> {
        let object = predicate.object.as_ref();
        // "only X did" says something of everybody else, too.
        if subject.phrase.determiner == Determiner::Only {
            return None;
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
        {
            for subject_concept in self.noun(subject) {
                let Concept::Role { link, of } = &subject_concept else { continue };
                if !of.as_deref().is_none_or(|of| matches!(of, Concept::Kind(_))) {
                    continue;
                }
                for other in self.noun(object) {
                    let meet = match (self.kinds_of(&subject_concept), self.kinds_of(&other)) {
                        (Some(own), Some(others)) => self.kinds_meet(&own, &others),
                        _ => true,
                    };
                    if !meet && let Some(filled) = self.fill(link, &other) {
                        return self.listed(subject, filled, how_many);
                    }
                }
            }
        }
        for subject_concept in self.noun(subject) {
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
    fn counts_unit(&self, phrase: &NounPhrase, verb: &crate::language::syntax::VerbGroup) -> bool {
        let VerbKind::Senses(verbs) = &verb.kind else { return false };
        let relation_of = |sense: &Sense| match sense {
            Sense::Verb { frame, .. } | Sense::Be { frame, .. } | Sense::Unit(frame) => Some(self.vocabulary.frame(*frame).relation),
            _ => None,
        };
        match phrase.items.last().map(|item| &item.kind) {
            Some(ItemKind::Thing) => true,
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

    fn with_predicate_and_preposition(&self, concept: Concept, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Concept> {
        if preposition.is_some() && matches!(predicate.verb.kind, VerbKind::Senses(_)) {
            let statement = self.statement(concept, predicate, preposition)?;
            return Some(self.stated(statement));
        }
        self.with_predicate(concept, predicate)
    }

    /// The object of a statement is asked: "which resolutions did Peru vote for".
    fn asked_object(
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
                    {
                        return self.listed(subject, subject_concept, false);
                    }
                    // "X is the capital of which state"
                    for modifier in &object.modifiers {
                        if let AttachedKind::Preposition { object: inner, .. } = &modifier.kind
                            && noun_asks(inner)
                        {
                            return self.asked_inside(&subject_concept, object, inner);
                        }
                    }
                }
                VerbKind::Have | VerbKind::Share => {
                    let mut wanted = self.noun(object);
                    wanted.sort_by_key(|concept| usize::from(!matches!(concept, Concept::Role { of: None, .. })));
                    for wanted in wanted {
                        if let Some((link, near, far)) = self.any_link(&subject_concept, &wanted) {
                            let back = link.reversed();
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

    /// "which presidents did the US support and condemn": what is asked is the object of every verb. Nothing behind a verb is left out.
    fn also(&self, wanted: Concept, subject: &Noun<'_>, predicate: &VerbPhrase<'_>) -> Option<Concept> {
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
                AttachedKind::Except(other) => wanted = wanted.except(self.noun(other).into_iter().next()?),
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
    fn asked_inside(&self, subject: &Concept, object: &Noun<'_>, inner: &Noun<'_>) -> Option<Interpretation> {
        let bare = Noun::bare(object.phrase);
        for role in self.noun(&bare) {
            let Concept::Role { link, of: None } = role else { continue };
            for wanted in self.noun(inner) {
                let Some(Concept::Role { link, of: Some(wanted) }) = self.fill(&link, &wanted) else { continue };
                let near_role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
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

    fn object_of(&self, object: &Noun<'_>, wanted: Concept, statement: super::clause::Statement, how_many: bool) -> Option<Interpretation> {
        let back = statement.link.reversed();
        let quantifier = match statement.order {
            Some(crate::language::syntax::Rank::First) => Quantifier::Earliest { descending: false },
            Some(crate::language::syntax::Rank::Last) => Quantifier::Earliest { descending: true },
            _ => match statement.quantifier {
                Quantifier::Most { .. } => statement.quantifier,
                _ => Quantifier::Some,
            },
        };
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
    fn counts(&self, link: &Link, subject: &Concept, phrase: &NounPhrase) -> bool {
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

    fn asked_yes_no(&self, subject: &Noun<'_>, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Interpretation> {
        if subject.phrase.determiner == Determiner::Only {
            return None;
        }
        for subject_concept in self.noun(subject) {
            let parts: Vec<Concept> = match subject_concept {
                Concept::And(parts) => parts,
                other => vec![other],
            };
            let mut tests = Vec::new();
            let mut denial = None;
            let mut text = String::new();
            for part in parts {
                match &predicate.verb.kind {
                    VerbKind::Senses(_) => {
                        let Some(statement) = self.statement(part.clone(), predicate, preposition) else { break };
                        text = self.say_statement(&statement.subject, &statement.link, statement.object.as_ref(), statement.negated);
                        if predicate
                            .modifiers
                            .iter()
                            .any(|modifier| !qualifies(modifier) && !matches!(modifier.kind, AttachedKind::Subject(_)))
                        {
                            return None;
                        }
                        if !statement.negated && !matches!(subject.phrase.determiner, Determiner::Some | Determiner::Every) {
                            denial = Some((statement.subject.clone(), statement.link.clone(), statement.object.clone()));
                        }
                        let mut concept = self.stated(statement);
                        for modifier in &predicate.modifiers {
                            if let AttachedKind::Subject(other) = &modifier.kind {
                                concept = self.with_predicate(concept, other)?;
                            }
                        }
                        tests.push(concept);
                    }
                    VerbKind::Be if predicate.object.is_none() && predicate.modifiers.is_empty() => {
                        // "are there any X"
                        text = format!("there are {}", self.say(&part, true));
                        tests.push(part);
                    }
                    _ => {
                        let Some(concept) = self.with_predicate(part.clone(), predicate) else { break };
                        text = self.say(&concept, false).replacen(" that ", " ", 1);
                        tests.push(concept);
                    }
                }
            }
            if !tests.is_empty() {
                return Some(Interpretation::YesNo { tests, denial, text });
            }
        }
        None
    }

    fn asked_detail(
        &self,
        subject: &Noun<'_>,
        predicate: &VerbPhrase<'_>,
        preposition: Option<&str>,
        asked: Asked,
    ) -> Option<Interpretation> {
        let detail = match asked {
            Asked::When(Granularity::Year) => Detail::Year,
            Asked::When(Granularity::Month) => Detail::Month,
            Asked::When(_) => Detail::When,
            Asked::Where => Detail::Place,
            Asked::HowLong => Detail::Duration,
            Asked::SinceWhen => Detail::Start,
            Asked::UntilWhen => Detail::End,
            Asked::HowMuch => Detail::Quantity,
            Asked::HowOften | Asked::Constituent | Asked::YesNo => Detail::When,
        };
        let words = match asked {
            Asked::When(Granularity::Year) => "In which year was it that",
            Asked::When(Granularity::Month) => "In which month was it that",
            Asked::When(Granularity::Day) => "On which day was it that",
            Asked::Where => "Where was it that",
            Asked::HowLong => "For how long was it that",
            Asked::SinceWhen => "Since when was it that",
            Asked::UntilWhen => "Until when was it that",
            Asked::HowMuch => "How much was it that",
            _ => "When was it that",
        };
        // Nothing that is said may go unheard.
        if !predicate.modifiers.iter().all(qualifies) {
            return None;
        }
        let last = match predicate.verb.order {
            Some(crate::language::syntax::Rank::First) => Some(false),
            Some(crate::language::syntax::Rank::Last) => Some(true),
            _ => None,
        };
        for subject_concept in self.noun(subject) {
            // A relation of its own answers "when" and "where": "when was X released" by "X is released in Y".
            if matches!(asked, Asked::When(_) | Asked::Where | Asked::HowLong)
                && let Some(found) = self.asked_by_preposition(&subject_concept, predicate, asked)
            {
                return Some(found);
            }
            match &predicate.verb.kind {
                VerbKind::Senses(_) => {
                    let Some(statement) = self.statement(subject_concept, predicate, preposition) else { continue };
                    if asked == Asked::HowOften {
                        return Some(Interpretation::Times { subject: statement.subject, link: statement.link, object: statement.object });
                    }
                    if let Some(found) = self.located(&statement, asked) {
                        return Some(found);
                    }
                    if asked == Asked::HowLong
                        && statement.object.is_none()
                        && let Some(found) = self.lasting(&statement)
                    {
                        return Some(found);
                    }
                    let text =
                        format!("{words} {}", self.say_statement(&statement.subject, &statement.link, statement.object.as_ref(), false));
                    return Some(Interpretation::Detail {
                        subject: statement.subject,
                        link: statement.link,
                        object: statement.object,
                        detail,
                        last,
                        text,
                    });
                }
                VerbKind::Be => {
                    // "when was X president of Y"
                    if let Some(object) = &predicate.object {
                        for role in self.noun(object) {
                            let Concept::Role { link, of } = role else { continue };
                            let near_role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                            let Some(subject) =
                                link.relations.iter().find_map(|&relation| self.fits(relation, near_role, &subject_concept))
                            else {
                                continue;
                            };
                            let mut link = link;
                            for modifier in &predicate.modifiers {
                                if let AttachedKind::Time(time) = &modifier.kind {
                                    self.time(time)?.add_to(&mut link, self, Around::default())?;
                                }
                            }
                            let object = of.map(|of| *of);
                            if asked == Asked::HowOften {
                                return Some(Interpretation::Times { subject, link, object });
                            }
                            let text = format!("{words} {}", self.say_statement(&subject, &link, object.as_ref(), false));
                            return Some(Interpretation::Detail { subject, link, object, detail, last, text });
                        }
                        continue;
                    }
                    if asked == Asked::Where {
                        if let Some(found) = self.where_is(&subject_concept) {
                            return Some(found);
                        }
                        continue;
                    }
                    // "when was the invasion"
                    if let Some((link, ())) = self.event_link(&subject_concept) {
                        let text = format!("{} {}", words.trim_end_matches(" it that"), self.say(&subject_concept, false));
                        return Some(Interpretation::Detail { subject: subject_concept, link, object: None, detail, last, text });
                    }
                    if let Some((link, object)) = self.dated_link(&subject_concept) {
                        let text = format!("{} {}", words.trim_end_matches(" it that"), self.say(&subject_concept, false));
                        return Some(Interpretation::Detail { subject: subject_concept, link, object, detail, last, text });
                    }
                }
                _ => {
                    let concept = self.with_predicate(subject_concept.clone(), predicate)?;
                    let (link, object) = self.dated_link(&concept)?;
                    let text = format!("{words} {}", self.say(&concept, false));
                    return Some(Interpretation::Detail { subject: subject_concept, link, object, detail, last, text });
                }
            }
        }
        None
    }

    /// "where did X V": the place the claim names, or, if the event has places of its own, those.
    fn located(&self, statement: &super::clause::Statement, asked: Asked) -> Option<Interpretation> {
        if asked != Asked::Where {
            return None;
        }
        let has_places = match statement.subject.names() {
            Some(nodes) => nodes.iter().any(|&node| {
                statement.link.relations.iter().any(|&relation| {
                    [crate::graph::Direction::Forward, crate::graph::Direction::Backward].into_iter().any(|direction| {
                        self.view
                            .neighbours(node, relation, direction)
                            .iter()
                            .any(|(_, claim)| self.view.claim(claim).is_some_and(|claim| claim.place.is_some()))
                    })
                })
            }),
            None => true,
        };
        if has_places || statement.object.is_some() { None } else { self.where_is(&statement.subject) }
    }

    /// "how long did X last": the number that says so, or else the time of the event.
    fn lasting(&self, statement: &super::clause::Statement) -> Option<Interpretation> {
        let numeric = |relation: crate::graph::RelationId| {
            self.schema().relation(relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number))
        };
        if !statement.link.relations.iter().all(|&relation| numeric(relation)) {
            return None;
        }
        if statement.link.relations.iter().any(|&relation| self.alive(&statement.subject, relation, Role::Subject)) {
            let values = Concept::Role { link: statement.link.clone().reversed(), of: Some(Box::new(statement.subject.clone())) };
            return Some(Interpretation::List { concept: values, order: None });
        }
        let (link, ()) = self.event_link(&statement.subject)?;
        let text = format!("For how long was {}", self.say(&statement.subject, false));
        Some(Interpretation::Detail { subject: statement.subject.clone(), link, object: None, detail: Detail::Duration, last: None, text })
    }

    /// The places of something: what relations that say "in", "at" or "on" lead to.
    fn where_is(&self, subject: &Concept) -> Option<Interpretation> {
        let mut relations = Vec::new();
        let mut kept: Option<Concept> = None;
        let mut frame_found = None;
        for (id, frame) in self.vocabulary.frames() {
            let is_place = match &frame.shape {
                FrameShape::Be { words, subject: Role::Subject, transitive: true } => {
                    matches!(
                        words.iter().map(String::as_str).collect::<Vec<_>>()[..],
                        ["in" | "at" | "on"] | ["located" | "situated" | "based" | "headquartered" | "held", "in" | "at" | "on"]
                    )
                }
                FrameShape::Verb { tail, subject: Role::Subject, transitive: true, .. } => {
                    matches!(tail.iter().map(String::as_str).collect::<Vec<_>>()[..], ["place", "in" | "at"])
                }
                _ => false,
            };
            if !is_place || relations.contains(&frame.relation) {
                continue;
            }
            if let Some(subject) = self.fits(frame.relation, Role::Subject, subject)
                && self.alive(&subject, frame.relation, Role::Subject)
            {
                relations.push(frame.relation);
                frame_found = frame_found.or(Some(id));
                kept = kept.or(Some(subject));
            }
        }
        relations.sort_unstable();
        let subject = kept?;
        let mut link = Link::new(*relations.first()?, Traversal::Backward);
        link.relations = relations;
        link.frame = frame_found;
        link.active = false;
        Some(Interpretation::List { concept: Concept::Role { link, of: Some(Box::new(subject)) }, order: None })
    }

    /// "when" and "where" as the missing end of a verb: "when was X released" for "X is released in Y".
    fn asked_by_preposition(&self, subject: &Concept, predicate: &VerbPhrase<'_>, asked: Asked) -> Option<Interpretation> {
        let VerbKind::Senses(senses) = &predicate.verb.kind else { return None };
        if predicate.object.is_some() {
            return None;
        }
        let prepositions: &[&str] = match asked {
            Asked::Where => &["in", "at", "on", "to", "from"],
            Asked::HowLong => &["for"],
            _ => &["in", "on", "at", "during"],
        };
        let pending: Vec<Sense> = senses
            .iter()
            .copied()
            .filter(|sense| matches!(sense, Sense::Verb { pending: true, .. } | Sense::Be { pending: true, .. }))
            .collect();
        if pending.is_empty() {
            return None;
        }
        let verb = crate::language::syntax::VerbGroup { kind: VerbKind::Senses(pending), ..predicate.verb.clone() };
        for preposition in prepositions {
            for found in self.verb_links(&verb, subject, Some(&Concept::Thing), Some(preposition)) {
                let place = found.link.relations.iter().all(|&relation| {
                    self.schema().relation(relation).is_some_and(|relation| {
                        relation.value_type.is_none_or(|value_type| match asked {
                            Asked::Where => false,
                            _ => matches!(value_type, ValueType::Date | ValueType::Number),
                        })
                    })
                });
                let timely = asked == Asked::Where || found.link.relations.iter().any(|&relation| self.is_timely(relation));
                if !place || !timely {
                    continue;
                }
                let mut link = found.link;
                for modifier in &predicate.modifiers {
                    match &modifier.kind {
                        AttachedKind::Time(time) => self.time(time)?.add_to(&mut link, self, Around::default())?,
                        _ => return None,
                    }
                }
                let concept = Concept::Role { link: link.reversed(), of: Some(Box::new(found.subject)) };
                return Some(Interpretation::List { concept, order: None });
            }
        }
        None
    }

    /// Whether the objects of a relation say when: dates, or things of a kind called year, date, day or the like.
    fn is_timely(&self, relation: crate::graph::RelationId) -> bool {
        let timely =
            |name: &str| ["year", "date", "day", "month", "time"].iter().any(|word| name.split([' ', '-', '_']).any(|part| part == *word));
        self.schema().relation(relation).is_some_and(|definition| {
            definition.value_type == Some(ValueType::Date)
                || timely(&definition.name)
                || definition.range.iter().any(|&kind| self.schema().kind(kind).is_some_and(|kind| timely(&kind.name)))
        })
    }

    fn evidence_question(&self, clause: &Clause, speakers: bool) -> Option<Interpretation> {
        match self.clause_question(clause, Asked::YesNo)? {
            Interpretation::YesNo { denial: Some((subject, link, object)), .. } => {
                Some(Interpretation::Evidence { subject, link, object, speakers })
            }
            Interpretation::YesNo { tests, .. } => {
                let concept = tests.into_iter().next()?;
                let (link, object) = self.dated_link(&concept)?;
                let Concept::Restricted { base, .. } = concept else { return None };
                Some(Interpretation::Evidence { subject: *base, link, object, speakers })
            }
            _ => None,
        }
    }
}

/// Whether a modifier narrows the claims of a verb, which every statement heeds.
fn qualifies(modifier: &Attached<'_>) -> bool {
    matches!(
        modifier.kind,
        AttachedKind::Time(_) | AttachedKind::AccordingTo { .. } | AttachedKind::Preposition { .. } | AttachedKind::Order(_)
    )
}

fn noun_asks(noun: &Noun<'_>) -> bool {
    Resolver::asks(noun.phrase)
        || noun.modifiers.iter().any(|modifier| matches!(&modifier.kind, AttachedKind::Preposition { object, .. } if noun_asks(object)))
}
