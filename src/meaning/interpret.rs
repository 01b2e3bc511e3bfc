//! Questions become readings: what is asked is settled, compiled and read back.

mod constituent;
mod counting;
mod detail;
mod each;
mod each_other;
mod earlier;
mod kinds;
mod lapse;
mod lengths;
mod manner;
mod office;
mod whereabouts;
mod within;
mod yes_no;

use self::office::is_one;
use super::clause::{Around, Statement};
use super::concept::{Concept, Link, Measure, Quantifier, Restriction};
use super::noun::linked;
use super::resolve::Resolver;
use super::tree::{Attached, AttachedKind, Noun, Root, VerbPhrase, attach, chain_root};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Direction, Exactness, NodeId, RelationId, ValueType};
use crate::language::syntax::{
    AggregateWord, Asked, AskedOfWays, Chain, Clause, Determiner, Item, ItemKind, Modifier, NounPhrase, Question, Scope, Standing, VerbKind,
};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::query::{DateUnit, Detail, Function, Relations, Traversal};

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
    /// Where the claims of a statement were, of places of some sort.
    Place { subject: Concept, link: Link, object: Option<Concept>, among: Concept, text: String },
    /// How many claims a statement has.
    Times { subject: Concept, link: Link, object: Option<Concept> },
    /// How far the beginning of the claims of a statement lies from that of what its last relative time names; whichever came first, if it may be `either`.
    Lapse { subject: Concept, link: Link, object: Option<Concept>, unit: DateUnit, either: bool, text: String },
    /// Both ends of a statement.
    Pairs { subject: Concept, link: Link, object: Concept },
    /// For each member of the key, how many (or what number) is linked.
    Grouped { key: Concept, link: Link, of: Concept, function: Function },
    /// Everything about some nodes.
    Describe { nodes: Vec<NodeId>, by_date: bool },
    /// Ways between two things.
    Connection { asked: AskedOfWays, from: Concept, to: Concept, within: Option<u32>, avoiding: Vec<Concept>, along: Along },
    /// The most central members of a set.
    Central { rank: Standing, count: u32, of: Concept, along: Along },
    /// What hangs together.
    Groups { strong: bool, count: bool, along: Along },
    /// What several things are linked to alike, of some sort.
    Common { of: Vec<Concept>, sort: Option<Concept> },
    /// The claims that oppose each other.
    Contested { about: Option<Concept> },
    /// Whatever is claimed with a subject.
    Deeds { subject: Concept, link: Link, object: Option<Concept> },
    /// Who says so, of those that are asked for, or the claims themselves.
    Evidence { subject: Concept, link: Link, object: Option<Concept>, asked: Says, denied: bool },
}

/// What is asked of the evidence of a statement.
#[derive(Clone, Debug)]
pub(super) enum Says {
    /// The claims themselves.
    Claims,
    /// Who says so.
    Anybody,
    /// How many sources say so.
    HowMany,
    /// Who wrote so.
    Authors,
    /// Who of these says so, or wrote or published what does.
    Among(Box<Concept>),
}

/// The claims that a search or a network follows: the relations, and a link with the tests of time and sources.
#[derive(Clone, Debug)]
pub(super) struct Along {
    pub relations: Relations,
    pub link: Link,
    /// The relations in words; empty for any.
    pub through: String,
}

impl<'a> Resolver<'a> {
    /// "Who was the 55th president", where these words are no name but a text that somebody is described with: whom claims say it of.
    fn described_so(&self, nodes: &[NodeId], text: &str) -> Option<Interpretation> {
        if nodes.iter().any(|&node| self.view.is_entity(node)) {
            return None;
        }
        let mut relations: Vec<RelationId> =
            nodes.iter().flat_map(|&node| self.view.relations_at(node, Direction::Backward).into_owned()).collect();
        relations.sort_unstable();
        relations.dedup();
        relations.retain(|&relation| self.says_what_it_is(relation));
        let mut link = Link::new(*relations.first()?, Traversal::Forward);
        link.relations = relations;
        let names = Concept::Names { nodes: nodes.to_vec(), text: text.to_owned() };
        Some(Interpretation::List { concept: Concept::Thing.restricted(linked(link, names)), order: None })
    }

    /// The interpretations that one tree has, as its modifiers are attached differently, the likeliest first.
    pub fn interpretations(&self, question: &Question) -> Vec<Interpretation> {
        if !matches!(question, Question::Clause { .. } | Question::Nominal { .. }) {
            return self.interpret(question).into_iter().collect();
        }
        self.gathered.replace(Some(Vec::new()));
        let last = self.interpret(question);
        let gathered = self.gathered.replace(None);
        gathered.into_iter().flatten().chain(last).collect()
    }

    /// Takes an interpretation, unless all are gathered: then the search goes on.
    fn taken(&self, found: Interpretation) -> Option<Interpretation> {
        /// More ways of attaching the modifiers of a tree are not looked at.
        const MOST: usize = 8;
        match &mut *self.gathered.borrow_mut() {
            Some(gathered) if gathered.len() + 1 < MOST => {
                gathered.push(found);
                None
            }
            _ => Some(found),
        }
    }

    /// The first interpretation of a question that has a meaning.
    pub fn interpret(&self, question: &Question) -> Option<Interpretation> {
        match question {
            Question::Clause { clause, asked } => self.clause_question(clause, *asked),
            Question::Nominal { chain, count, present } => self.nominal(chain, *count, *present),
            Question::Describe { chain, by_date } => {
                let concept = self.chain(chain)?;
                match concept {
                    Concept::Names { mut nodes, text } => {
                        // A full name is told as a text, too; the thing itself is meant.
                        if nodes.iter().any(|&node| self.view.is_entity(node)) {
                            nodes.retain(|&node| self.view.is_entity(node));
                        }
                        Some(self.described_so(&nodes, &text).unwrap_or(Interpretation::Describe { nodes, by_date: *by_date }))
                    }
                    _ => self.nominal(chain, false, false),
                }
            }
            Question::KindOf { kind, chain } => self.kind_of(kind, self.chain(chain)?),
            Question::Measure { adjective, chain } => self.measure_question(adjective, chain),
            Question::Connection { asked, from, to, within, avoiding, scope } => {
                let from = self.chain(from)?;
                let to = self.chain(to)?;
                let avoided = |phrase| match self.noun(&Noun::bare(phrase)).next() {
                    Some(names @ Concept::Names { .. }) => Some(names),
                    _ => None,
                };
                let avoiding = avoiding.iter().map(avoided).collect::<Option<Vec<_>>>()?;
                let along = self.along(scope)?;
                Some(Interpretation::Connection { asked: *asked, from, to, within: *within, avoiding, along })
            }
            Question::Central { rank, count, phrase, scope } => {
                let of = self.noun(&Noun::bare(phrase)).next()?;
                Some(Interpretation::Central { rank: *rank, count: *count, of, along: self.along(scope)? })
            }
            Question::Groups { strong, count, scope } => {
                Some(Interpretation::Groups { strong: *strong, count: *count, along: self.along(scope)? })
            }
            Question::Contested { about } => {
                let about = match about {
                    Some(chain) => Some(self.chain(chain)?),
                    None => None,
                };
                Some(Interpretation::Contested { about })
            }
            Question::Common { chains, sort } => {
                let of = chains.iter().map(|phrase| self.noun(&Noun::bare(phrase)).next()).collect::<Option<Vec<_>>>()?;
                // What is asked for is a kind of things: what a relation says of them is asked in other words.
                let kind = |phrase| self.noun(&Noun::bare(phrase)).find(|concept| matches!(concept, Concept::Kind(_) | Concept::Or(_)));
                let sort = match sort {
                    Some(phrase) => Some(kind(phrase)?),
                    None => None,
                };
                Some(Interpretation::Common { of, sort })
            }
            Question::Deeds { chain, trailing, suffered } => {
                let concept = self.chain(chain)?;
                if *suffered && concept.names().is_none() || self.value_type_of(&concept) == Some(ValueType::Number) {
                    return None;
                }
                let first = self.schema().relations().next().map(|(id, _)| id)?;
                let mut link = Link::new(first, Traversal::Forward);
                // What something is, is nothing that it does.
                link.relations = self.schema().relations().map(|(id, _)| id).filter(|&id| !self.defines(id)).collect();
                if *suffered {
                    link.relations.retain(|&relation| self.is_deed(relation));
                    link.traversal = Traversal::Backward;
                }
                let mut object = None;
                for modifier in trailing {
                    match super::tree::attached_modifier(modifier).kind {
                        // "what did X do for Y"
                        AttachedKind::Preposition { word, object: to } if object.is_none() => {
                            if !matches!(word, "to" | "for" | "in" | "with" | "about" | "against" | "on") {
                                return None;
                            }
                            object = Some(self.noun(&to).find(|concept| concept.names().is_some())?);
                        }
                        AttachedKind::Time(time) => {
                            self.time(time)?.add_to(&mut link, self, Around { subject: Some(&concept), ..Around::default() })?;
                            // What somebody was until then is no deed of that time.
                            link.relative.iter_mut().for_each(|relative| relative.by_end = false);
                        }
                        AttachedKind::AccordingTo { who, how } => link.sources.push(self.according_to(who, how)?),
                        _ => return None,
                    }
                }
                Some(Interpretation::Deeds { subject: concept, link, object })
            }
            Question::Place { among, preposition, clause } => self.place_question(among, preposition, clause),
            Question::WhoSays { who, wrote, count, clause } => {
                let asked = match (wrote, count) {
                    (_, true) => Says::HowMany,
                    (true, _) => Says::Authors,
                    _ => Says::Anybody,
                };
                let mut found = self.evidence_question(clause, asked)?;
                // "who reported in 2001 that ...", where nothing says when that was.
                if let Interpretation::Evidence { subject, link, object, .. } = &found
                    && !link.times.is_empty()
                    && let told = self.claims_between(&Statement::plain(subject.clone(), link.clone(), object.clone()))
                    && !told.is_empty()
                    && told.iter().all(|&claim| self.view.told(claim).is_undated())
                {
                    return None;
                }
                if let (Some(phrase), Interpretation::Evidence { asked, .. }) = (who, &mut found) {
                    *asked = Says::Among(Box::new(self.noun(&Noun::bare(phrase)).next()?));
                }
                Some(found)
            }
            Question::Lapse { unit, either, clause } => self.lapse(clause, *unit, *either),
            Question::Why { clause } => self.evidence_question(clause, Says::Claims),
        }
    }

    /// Whether a relation is said by a verb of what is done to its object: "X removes Y".
    fn is_deed(&self, relation: RelationId) -> bool {
        self.vocabulary.frames_of(relation).any(|(_, frame)| match &frame.shape {
            FrameShape::Verb { tail, subject: Role::Subject, transitive: true, .. } => tail.is_empty(),
            _ => false,
        })
    }

    /// Which claims a search or a network follows.
    fn along(&self, scope: &Scope) -> Option<Along> {
        let mut relations = Vec::new();
        for sense in scope.through.iter().flatten() {
            if let Sense::Verb { frame, .. } | Sense::Be { frame, .. } | Sense::Noun(frame, _) | Sense::Unit(frame) = sense {
                relations.push(self.vocabulary.frame(*frame).relation);
            }
        }
        if relations.is_empty() && !scope.through.is_empty() {
            return None;
        }
        relations.sort_unstable();
        relations.dedup();
        let first = self.schema().relations().next().map(|(id, _)| id)?;
        let mut link = Link::new(first, Traversal::Both);
        for modifier in &scope.trailing {
            match super::tree::attached_modifier(modifier).kind {
                AttachedKind::Time(time) => self.time(time)?.add_to(&mut link, self, Around::default())?,
                AttachedKind::AccordingTo { who, how } => link.sources.push(self.according_to(who, how)?),
                _ => return None,
            }
        }
        let name = |&relation: &RelationId| self.schema().relation(relation).map(|relation| relation.name.clone());
        let words: Vec<String> = relations.iter().filter_map(name).collect();
        let relations = if relations.is_empty() { Relations::Any } else { Relations::Only(relations) };
        Some(Along { relations, link, through: words.join(" and ") })
    }

    /// Tries the trees of a chain.
    fn with_chain<T>(&self, chain: &Chain, accept: &mut dyn FnMut(&Noun<'_>) -> Option<T>) -> Option<T> {
        attach(chain_root(chain), &chain.modifiers, &mut |root| match root {
            Root::Noun(noun) => accept(noun),
            Root::Verb(_) => None,
        })
    }

    /// The meaning of a noun phrase with all that stands behind it.
    pub(super) fn chain(&self, chain: &Chain) -> Option<Concept> {
        self.with_chain(chain, &mut |noun| self.noun(noun).next())
    }

    /// What the noun of a chain may mean, with all that stands behind it, the likeliest first.
    pub(super) fn meanings(&self, chain: &Chain) -> Vec<Concept> {
        let all = |noun: &Noun<'_>| Some(self.noun(noun).collect::<Vec<_>>()).filter(|all| !all.is_empty());
        self.with_chain(chain, &mut |noun| all(noun)).unwrap_or_default()
    }

    fn nominal(&self, chain: &Chain, count: bool, present: bool) -> Option<Interpretation> {
        // "what is a terror drill", where something is called so: what that is, and not its name once more.
        if chain.head.determiner == Determiner::Some
            && chain.modifiers.is_empty()
            && !count
            && let [Item { kind: ItemKind::Name(name), .. }] = &chain.head.items[..]
            && name.exactness == Exactness::Whole
            && name.nodes.len() == 1
            && self.lattice.tokens.first().is_some_and(|token| token.text == "what")
        {
            return Some(Interpretation::Describe { nodes: name.nodes.clone(), by_date: false });
        }
        let who = self.lattice.tokens.first().is_some_and(|token| token.text == "who");
        // What some measure counts is told by its number, and not one by one.
        let told_apart = |concept: &Concept, phrase: &NounPhrase| {
            count
                && matches!(concept, Concept::Role { of: None, .. })
                && self.value_type_of(concept).is_none()
                && matches!(&phrase.items[..], [Item { kind: ItemKind::Noun(senses), .. }] if senses.iter().any(|sense| matches!(sense, Sense::Unit(_))))
        };
        self.with_chain(chain, &mut |noun| {
            let phrase = noun.phrase;
            if let Determiner::Aggregate(word) = phrase.determiner {
                return self.computed(noun, word);
            }
            // A bare question word, number or quoted text asks nothing.
            let asks = |concept: &Concept| {
                if let Concept::Sort(noun) = concept {
                    self.note_no_kinds(noun);
                }
                // "what year?" and "how many votes?" leave open of what.
                // Unless one claim tells it: "how many hostages were there".
                let open_value = match concept {
                    Concept::Role { link, of: None } if self.value_type_of(concept) == Some(ValueType::Number) => {
                        !(count && self.tells_one_number(link))
                    }
                    _ => false,
                };
                // "who were the hostage-takers": not how many.
                let number_of_people = who && self.value_type_of(concept) == Some(ValueType::Number);
                !open_value
                    && !number_of_people
                    && !told_apart(concept, phrase)
                    && !matches!(concept, Concept::Thing | Concept::Sort(_) | Concept::Literal(_))
            };
            let meant = |concept: Concept| if present { self.at_present(concept) } else { concept };
            self.taken(self.noun(noun).filter(asks).map(meant).find_map(|concept| self.listed(noun, concept, count))?)
        })
    }

    /// "the total population of the states": computed over what the values belong to.
    fn computed(&self, noun: &Noun<'_>, word: AggregateWord) -> Option<Interpretation> {
        // "the average population of the states by region" asks for more than one number.
        if noun.modifiers.iter().any(|modifier| matches!(modifier.kind, AttachedKind::By { .. })) {
            return None;
        }
        let function = match word {
            AggregateWord::Sum => Function::Sum,
            AggregateWord::Average => Function::Average,
        };
        let values = self.noun(noun).find(|concept| self.value_type_of(concept) == Some(ValueType::Number))?;
        Some(Interpretation::Compute { function, values })
    }

    /// A list or a count of a concept, grouped or in order if the phrase says so.
    fn listed(&self, noun: &Noun<'_>, concept: Concept, count: bool) -> Option<Interpretation> {
        if let Determiner::Aggregate(word) = noun.phrase.determiner {
            return self.computed(noun, word);
        }
        let concept = match &noun.phrase.items[..] {
            [Item { kind: ItemKind::Gap(gap), .. }] => self.filled(gap, &concept)?,
            _ => concept,
        };
        if let Concept::Sort(noun) = &concept {
            self.note_no_kinds(noun);
            return None;
        }
        let mut order = None;
        for modifier in &noun.modifiers {
            if let AttachedKind::By { by, each, descending } = &modifier.kind {
                if *each && matches!(concept, Concept::Ranked { .. }) {
                    self.best_of_each(noun);
                    return None;
                }
                if *each || count {
                    let key = self.noun(&Noun::bare(by)).next()?;
                    if let Some(found) = self.of_each(noun, &key, by, count) {
                        return Some(found);
                    }
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
            // "the number of the ship X" is not how many there are of it.
            if matches!(&concept, Concept::Names { nodes, .. } if nodes.len() == 1) {
                return None;
            }
            // "how many guests": of nobody in particular, so that it could be anybody's.
            if let Concept::Role { link, of: None } = &concept
                && self.is_of_many(link)
            {
                let range = noun.phrase.range.clone();
                self.note(6, || {
                    let text = self.lattice.text_of(range.start, range.end);
                    let message = format!("\"{text}\" leaves open of what.");
                    Diagnostic::new(Problem::NotSupported, self.lattice.span(range.start, range.end), message).hint("Say of what.")
                });
                return None;
            }
            // "how much of X" asks for an amount, and never for how many things.
            let at = noun.phrase.range.start;
            if self.lattice.text_of(at, at + 2).eq_ignore_ascii_case("how much") {
                let range = noun.phrase.range.clone();
                self.note(6, || {
                    let message = "No claim that this asks for has an amount.".to_owned();
                    Diagnostic::new(Problem::NotSupported, self.lattice.span(range.start, range.end), message)
                        .hint("Ask \"what\" instead of \"how much\".")
                });
                return None;
            }
            if self.counts_groups(&concept) {
                self.note(6, || {
                    let message = "What is recorded here are groups of unknown size, so I can't count them.".to_owned();
                    Diagnostic::new(Problem::NotSupported, 0..0, message).hint("Ask \"which\" instead of \"how many\".")
                });
                return None;
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
            (_, concept) if is_one(noun.phrase) => self.next_to(concept),
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
            // "who, according to X, did it": said of the whole.
            if matches!(subject.phrase.items[..], [Item { kind: ItemKind::Who | ItemKind::Thing, .. }]) {
                let is_aside = |modifier: &Attached<'_>| matches!(modifier.kind, AttachedKind::AccordingTo { .. } | AttachedKind::Time(_));
                let (asides, others): (Vec<_>, Vec<_>) = subject.modifiers.into_iter().partition(is_aside);
                subject.modifiers = others;
                predicate.modifiers.extend(asides);
            }
            for modifier in fronted {
                let modifier: Attached<'_> = super::tree::attached_modifier(modifier);
                match modifier.kind {
                    // "besides X, what did Y do": of what is asked.
                    AttachedKind::Except(_) => match &mut predicate.object {
                        Some(object) if noun_asks(object) && !noun_asks(&subject) => object.modifiers.push(modifier),
                        _ => subject.modifiers.push(modifier),
                    },
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
            let found = self.asked_clause(&subject, &predicate, clause.preposition.as_deref(), asked)?;
            if asked == Asked::Constituent && self.gives_back(&found, &subject) {
                return None;
            }
            self.taken(found)
        };
        attach(start, modifiers, &mut accept)
    }

    /// Whether the answer could only be what the question names: "what did X become" is not "is X", nor "what kind of Y is X".
    fn gives_back(&self, found: &Interpretation, subject: &Noun<'_>) -> bool {
        let Interpretation::List { concept: Concept::Restricted { base, restrictions }, .. } = found else { return false };
        let of_what_kind = (subject.phrase.range.start..subject.phrase.range.end)
            .any(|at| matches!(self.lattice.text_of(at, at + 2), "kind of" | "type of" | "sort of"));
        if of_what_kind
            && let [Restriction::Is { concept, negated: false }] = &restrictions[..]
            && concept.names().is_some()
        {
            return true;
        }
        match (&**base, &subject.phrase.items[..]) {
            (Concept::Names { nodes, text }, [Item { kind: ItemKind::Name(name), .. }]) => {
                nodes.len() == 1 && name.nodes.contains(&nodes[0]) && !self.is_them(nodes, text) && !noun_asks(subject)
            }
            _ => false,
        }
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
            Asked::How => self.asked_manner(subject, predicate),
            _ => self.asked_detail(subject, predicate, preposition, asked),
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

/// Whether what is said of something holds a question word.
fn phrase_asks(predicate: &VerbPhrase<'_>) -> bool {
    predicate.object.as_ref().is_some_and(noun_asks)
        || predicate
            .modifiers
            .iter()
            .any(|modifier| matches!(&modifier.kind, AttachedKind::Preposition { object, .. } if noun_asks(object)))
}

fn noun_asks(noun: &Noun<'_>) -> bool {
    Resolver::asks(noun.phrase)
        || noun.modifiers.iter().any(|modifier| matches!(&modifier.kind, AttachedKind::Preposition { object, .. } if noun_asks(object)))
}
