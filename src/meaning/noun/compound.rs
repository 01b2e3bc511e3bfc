//! What stands before a noun: names, other nouns, participles, owners.

use super::{linked, quantifier_of_participle};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Date, Direction, Exactness, KindId, NodeId, RelationId};
use crate::language::syntax::{Item, ItemKind, NounPhrase, TimePhrase, TimeSpan, VerbGroup, VerbKind};
use crate::language::vocabulary::{Degree, FrameShape, Number, Role, Sense};
use crate::meaning::clause::Around;
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction};
use crate::meaning::resolve::Resolver;
use crate::query::Traversal;

impl Resolver<'_> {
    /// A concept narrowed by a piece in front of (or, for a name in apposition, behind) its head.
    pub(in crate::meaning) fn with_item(
        &self,
        concept: Concept,
        item: &Item,
        phrase: &NounPhrase,
        index: usize,
        head_at: usize,
    ) -> Vec<Concept> {
        let items = &phrase.items;
        match &item.kind {
            ItemKind::Adjective(_, Degree::Superlative) => vec![concept],
            ItemKind::Adjective(..) => {
                let span = self.lattice.span(item.range.start, item.range.end);
                let text = self.lattice.text_of(item.range.start, item.range.end).to_owned();
                self.note(5, || {
                    Diagnostic::new(Problem::NotSupported, span, format!("\"{text}\" has no fixed meaning here: how much is {text}?"))
                        .hint(format!("Say it with a number or a superlative, or define a kind \"{text} ...\" in the vocabulary."))
                });
                Vec::new()
            }
            ItemKind::Participle(senses) => {
                // "X directed films": the name in front is the agent; "bordering states" has none.
                let agent = index.checked_sub(1).and_then(|before| items.get(before)).and_then(|item| match &item.kind {
                    ItemKind::Name(name) => self.named(name),
                    _ => None,
                });
                let gerund =
                    senses.iter().any(|sense| matches!(sense, Sense::Verb { form: crate::language::vocabulary::Form::Gerund, .. }));
                let verb = VerbGroup {
                    range: item.range.clone(),
                    kind: VerbKind::Senses(senses.clone()),
                    negated: false,
                    passive: !gerund,
                    order: None,
                    shared: false,
                };
                // A verb that is never said passively of its subject ("X acted films") is still understood so.
                let quantifier = quantifier_of_participle(phrase);
                self.verb_links(&verb, &concept, agent.as_ref(), None)
                    .into_iter()
                    .map(|found| {
                        let other = match quantifier {
                            Quantifier::Some => found.object,
                            _ => Some(found.object.unwrap_or(Concept::Thing)),
                        };
                        found.subject.restricted(Restriction::Linked {
                            link: found.link,
                            other: other.map(Box::new),
                            quantifier,
                            negated: false,
                        })
                    })
                    .take(2)
                    .collect()
            }
            ItemKind::Name(name) => {
                if matches!(items.get(index + 1).map(|item| &item.kind), Some(ItemKind::Participle(_))) {
                    return vec![concept];
                }
                let Some(named) = self.named(name) else { return Vec::new() };
                if index > head_at {
                    return Vec::new();
                }
                let range = item.range.start..items[head_at].range.end;
                let found = self.compound(concept.clone(), named, name.exactness == Exactness::Adjective, &range);
                // "Spanish" may be a language, and what is of Spain.
                let of_place = || {
                    let alike = self.lattice.names.get(name.at)?;
                    let adjective = alike.iter().find(|other| other.end == name.end && other.exactness == Exactness::Adjective)?;
                    self.compound(concept, self.named(adjective)?, true, &range)
                };
                found.or_else(of_place).into_iter().collect()
            }
            ItemKind::Names(names) => {
                let range = item.range.start..items[head_at].range.end;
                let of_each = names.iter().map(|name| self.compound(concept.clone(), self.named(name)?, true, &range));
                of_each.collect::<Option<Vec<_>>>().map(Concept::And).into_iter().collect()
            }
            ItemKind::Noun(_) => {
                // "what states capital is X": several of something are no part of a compound.
                let ItemKind::Noun(senses) = &item.kind else { return Vec::new() };
                let plural = senses.iter().all(|sense| matches!(sense, Sense::Kind(_, Number::Plural) | Sense::Noun(_, Number::Plural)));
                if plural && matches!(concept, Concept::Role { .. }) {
                    return Vec::new();
                }
                // A name is no noun that says nothing: who the Tacoma authors are is not told by anything that is an author.
                let is_name = |name: &crate::language::lattice::Name| name.exactness == Exactness::Whole && name.end == item.range.end;
                if matches!(concept, Concept::Sort(_))
                    && senses.iter().all(|sense| matches!(sense, Sense::Any(_)))
                    && self.lattice.names.get(item.range.start).is_some_and(|names| names.iter().any(is_name))
                {
                    return Vec::new();
                }
                // "the film X": a noun before a name; "film director", "capital cities": a noun before a noun.
                let mut found = Vec::new();
                for other in self.heads(item, false) {
                    if let Some(both) = self.noun_before(&concept, other, &(item.range.start..items[head_at].range.end)) {
                        found.push(both);
                    }
                }
                found
            }
            ItemKind::Date(date) if index < head_at => self.of_year(concept, *date).into_iter().collect(),
            ItemKind::Number(_) | ItemKind::Date(_) | ItemKind::Text(_) => Vec::new(),
            _ => vec![concept],
        }
    }

    /// "the 2021 exercise", "the 2016 president": of that time.
    fn of_year(&self, concept: Concept, year: Date) -> Option<Concept> {
        let phrase = TimePhrase::In(TimeSpan::at(year));
        let times = self.time(&phrase)?;
        if let Concept::Role { mut link, of } = concept {
            times.add_to(&mut link, self, Around::default())?;
            return Some(Concept::Role { link, of });
        }
        // What has no time of its own was made in its year: "the 1984 article".
        let events = self.event_link(&concept).map(|(link, ())| link);
        let made = || self.made_link(&concept);
        let mut link = match (&concept, events) {
            (Concept::Kind(kind), events) => {
                let told = |link: &Link| self.some_in(*kind, link, year);
                events.clone().filter(told).or_else(|| made().filter(told)).or(events)?
            }
            (_, Some(events)) => events,
            (_, None) => made()?,
        };
        times.add_to(&mut link, self, Around::default())?;
        Some(concept.restricted(Restriction::Linked { link, other: None, quantifier: Quantifier::Some, negated: false }))
    }

    /// "articles from 1984": what happened or was made in that year, if some of the kind did or was.
    pub(in crate::meaning) fn made_in_year(&self, concept: Concept, year: Date) -> Option<Concept> {
        let kind = match &concept {
            Concept::Kind(kind) => *kind,
            Concept::Restricted { base, .. } => match **base {
                Concept::Kind(kind) => kind,
                _ => return None,
            },
            _ => return None,
        };
        let plain = Concept::Kind(kind);
        let links = [self.event_link(&plain).map(|(link, ())| link), self.made_link(&plain)];
        let mut link = links.into_iter().flatten().find(|link| self.some_in(kind, link, year))?;
        self.time(&TimePhrase::In(TimeSpan::at(year)))?.add_to(&mut link, self, Around::default())?;
        Some(concept.restricted(Restriction::Linked { link, other: None, quantifier: Quantifier::Some, negated: false }))
    }

    /// The link of things to the claims that say when they were made.
    pub(in crate::meaning) fn made_link(&self, concept: &Concept) -> Option<Link> {
        let kinds = self.kinds_of(concept)?;
        let some_dated = |relation: RelationId| {
            kinds.iter().any(|&kind| {
                self.view.members(kind).iter().take(2_000).any(|node| {
                    self.view.neighbours(node, relation, Direction::Backward).iter().any(|(_, claim)| !self.view.when(claim).is_undated())
                })
            })
        };
        let made = |relation: &RelationId| {
            self.view.statistics(*relation).dated > 0 && self.fits(*relation, Role::Object, concept).is_some() && some_dated(*relation)
        };
        let relations: Vec<RelationId> = self.vocabulary.relations_of_making().iter().copied().filter(made).collect();
        let mut link = Link::new(*relations.first()?, Traversal::Backward);
        link.active = false;
        link.frame = self.vocabulary.frames_of(link.relations[0]).find_map(|(id, frame)| match &frame.shape {
            FrameShape::Verb { transitive: true, subject: Role::Subject, .. } => Some(id),
            _ => None,
        });
        link.relations = relations;
        Some(link)
    }

    /// Whether a claim of a link says something of some member of a kind in a year, of the first members.
    fn some_in(&self, kind: KindId, link: &Link, year: Date) -> bool {
        let direction = if link.traversal == Traversal::Backward { Direction::Backward } else { Direction::Forward };
        let in_year = |date: Option<Date>| date.is_some_and(|date| date.year() == year.year());
        self.view.members(kind).iter().take(2_000).any(|node| {
            link.relations.iter().any(|&relation| {
                self.view.neighbours(node, relation, direction).iter().any(|(_, claim)| {
                    let when = self.view.when(claim);
                    in_year(when.from) || in_year(when.to)
                })
            })
        })
    }

    /// "the film X", "film director", "capital city", "US president".
    pub(in crate::meaning) fn noun_before(&self, concept: &Concept, before: Concept, range: &std::ops::Range<usize>) -> Option<Concept> {
        if let Concept::Names { nodes, text } = concept {
            let fitting: Vec<_> = nodes.iter().copied().filter(|&node| self.may_be(node, &before)).collect();
            if fitting.is_empty() {
                return None;
            }
            // The noun has told which of several is meant.
            return Some(Concept::Names { nodes: fitting, text: text.clone() });
        }
        // "film director": a noun that nothing is known about narrows nothing.
        if matches!(before, Concept::Sort(_)) {
            return Some(concept.clone());
        }
        if let Concept::Role { link, of: None } = concept
            && let Some(filled) = self.fill(link, &before)
            && matches!(before, Concept::Kind(_))
        {
            return Some(filled);
        }
        let meet = match (self.kinds_of(concept), self.kinds_of(&before)) {
            (Some(own), Some(other)) => self.kinds_meet(&own, &other),
            _ => self.value_type_of(concept).is_none() && self.value_type_of(&before).is_none(),
        };
        if meet {
            return Some(concept.clone().restricted(Restriction::Is { concept: Box::new(before), negated: false }));
        }
        self.note_no_link(range.clone(), self.lattice.text_of(range.start, range.end));
        None
    }

    /// Whether a node may be of a kind or in a role.
    pub(in crate::meaning) fn may_be(&self, node: crate::graph::NodeId, concept: &Concept) -> bool {
        match concept {
            Concept::Kind(kind) => {
                let own = self.view.kinds(node);
                own.iter().any(|&own| self.schema().is_a(own, *kind))
            }
            Concept::Role { link, .. } => link.relations.iter().any(|&relation| {
                let role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                self.has_claims(node, relation, role)
            }),
            _ => true,
        }
    }

    /// A name before a noun: "US president", "Texas cities", "Pavanian minister".
    pub(in crate::meaning) fn compound(
        &self,
        concept: Concept,
        named: Concept,
        adjective: bool,
        range: &std::ops::Range<usize>,
    ) -> Option<Concept> {
        if let Concept::Role { link, of: None } = &concept
            && let Some(filled) = self.fill(&self.said_with(link, "of"), &named)
        {
            return Some(filled);
        }
        // "the Norland state" is Norland.
        if let (Concept::Kind(kind), Concept::Names { nodes, text }) = (&concept, &named) {
            let of_kind: Vec<_> =
                nodes.iter().copied().filter(|&node| self.view.kinds(node).iter().any(|&own| self.schema().is_a(own, *kind))).collect();
            if !of_kind.is_empty() && !adjective {
                return Some(Concept::Names { nodes: of_kind, text: text.clone() });
            }
        }
        // Of the words that may stand between the two, those are meant by which anything is linked at all: "Hall's article" is no
        // article "from" Hall where nobody publishes it, but one "by" him.
        let said: Vec<_> = ["from", "of", "in", "by", "with"]
            .iter()
            .filter_map(|words| self.word_links(words, &concept, &named).into_iter().next())
            .collect();
        if let Some((link, near, far)) = said.iter().find(|(link, near, far)| self.joined(link, near, far)).cloned() {
            // Where any number of steps may lead from one to the other, a name says more.
            if link.closure
                && let Some(called) = self.called_so(&concept, &named, range)
            {
                return Some(called);
            }
            return Some(near.restricted(linked(link, far)));
        }
        if let Some((link, near, far)) = self.belonging(&concept, &named) {
            return Some(near.restricted(linked(link, far)));
        }
        // A value that an adjective names: "German films".
        let vague = self.vague_link(&concept, &named);
        if vague.is_none()
            && let Some(called) = self.called_so(&concept, &named, range)
        {
            return Some(called);
        }
        if let Some((link, near, far)) = vague.or_else(|| said.into_iter().next()) {
            return Some(near.restricted(linked(link, far)));
        }
        if let Some(only) = self.only_one(&concept, &named) {
            return Some(only);
        }
        self.note_no_link(range.clone(), self.lattice.text_of(range.start, range.end));
        None
    }

    /// "a US ship", "is the ship American": what belongs to it, where claims say so.
    fn belonging(&self, concept: &Concept, named: &Concept) -> Option<(Link, Concept, Concept)> {
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["belongs", "to"], &mut lexemes);
        let senses = lexemes.iter().filter(|lexeme| lexeme.words == 2).map(|lexeme| lexeme.sense);
        let kind = VerbKind::Senses(senses.filter(|sense| matches!(sense, Sense::Verb { pending: false, .. })).collect());
        let verb = VerbGroup { range: 0..0, kind, negated: false, passive: false, order: None, shared: false };
        let found = self.verb_links(&verb, concept, Some(named), None).into_iter();
        let mut found = found.filter_map(|found| Some((found.link, found.subject, found.object?)));
        found.find(|(link, near, far)| self.joined(link, near, far))
    }

    /// "the US invasion": those of a kind that are called so and more ("US invasion of Norland").
    fn called_so(&self, concept: &Concept, named: &Concept, range: &std::ops::Range<usize>) -> Option<Concept> {
        const MOST_NAMES: usize = 64;
        let Concept::Kind(kind) = concept else { return None };
        let noun = (range.start..range.end).rev().map_while(|at| {
            let token = self.lattice.tokens.get(at)?;
            let name_ends = self.lattice.names.get(range.start)?.iter().any(|name| name.end == at + 1);
            (!name_ends).then_some(token.text.as_str())
        });
        let mut noun: Vec<&str> = noun.collect();
        noun.reverse();
        let noun = noun.join(" ");
        let mut nodes = Vec::new();
        for &owner in named.names()? {
            let Some(crate::graph::Node::Entity(entity)) = self.view.node(owner).map(std::borrow::Cow::into_owned) else { continue };
            for name in std::iter::once(&entity.label).chain(&entity.aliases).chain(&entity.adjectives) {
                for spelled in self.view.complete_name(&format!("{name} {noun} "), MOST_NAMES) {
                    let of_kind = |node: &NodeId| self.view.kinds(*node).iter().any(|&own| self.schema().is_a(own, *kind));
                    nodes.extend(self.view.named(&spelled).iter().copied().filter(of_kind));
                }
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        // All of them together: which is meant, what is said of it will tell.
        (!nodes.is_empty()).then(|| Concept::Or(vec![Concept::Names { nodes, text: String::new() }]))
    }

    /// "Pava's embassy", "the attempt of X": whatever links them, where the name has just one such thing.
    pub(in crate::meaning) fn only_one(&self, concept: &Concept, named: &Concept) -> Option<Concept> {
        let Concept::Kind(kind) = concept else { return None };
        let mut found = Vec::new();
        for &node in named.names()? {
            for direction in [Direction::Forward, Direction::Backward] {
                for &relation in self.view.relations_at(node, direction).iter() {
                    for (neighbour, _) in self.view.neighbours(node, relation, direction).iter().take(2_000) {
                        if self.view.kinds(neighbour).iter().any(|&own| self.schema().is_a(own, *kind)) && !found.contains(&neighbour) {
                            found.push(neighbour);
                        }
                    }
                }
            }
        }
        match found[..] {
            [only] => Some(Concept::Names { nodes: vec![only], text: self.label(only) }),
            _ => None,
        }
    }

    /// "Pava's presidents": of the owner, or in some other way its.
    pub(in crate::meaning) fn owned(&self, concept: Concept, owner: &Concept, range: &std::ops::Range<usize>) -> Option<Concept> {
        if let Concept::Role { link, of: None } = &concept
            && let Some(filled) = self.fill(&self.said_with(link, "of"), owner)
        {
            return Some(filled);
        }
        if let Concept::Restricted { base, restrictions } = &concept
            && let Concept::Role { link, of: None } = &**base
            && let Some(filled) = self.fill(&self.said_with(link, "of"), owner)
        {
            return Some(Concept::Restricted { base: Box::new(filled), restrictions: restrictions.clone() });
        }
        self.compound(concept, owner.clone(), false, range)
    }
}
