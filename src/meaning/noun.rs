//! The meaning of noun phrases: a phrase and its modifiers become a concept.

mod compound;
mod having;
mod modifiers;
mod order;
mod units;

pub(super) use having::is_unfilled_role;
pub(super) use units::in_unit;

use std::collections::VecDeque;

use super::antecedents::NO_ANTECEDENTS;
use super::concept::{Concept, Link, Literal, Measure, Quantifier, Restriction};
use super::resolve::Resolver;
use super::tree::{Attached, AttachedKind, Noun};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Bound, Direction, Exactness, KindId, NodeId, RelationId, ValueType};
use crate::language::lattice::Name;
use crate::language::syntax::{Determiner, Item, ItemKind, NounPhrase, Rank};
use crate::language::vocabulary::{Degree, FrameShape, Number, Role, Sense};
use crate::query::Traversal;

/// A noun phrase whose superlative is still apart: what it selects from, and how.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub concept: Concept,
    pub superlative: Option<Superlative>,
}

/// "largest", "first", "most populous".
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Superlative {
    /// By adjective senses; `more` of the first is taken where the value itself is ranked.
    Adjective(Vec<Sense>),
    /// By time.
    Time { last: bool },
    /// By how long it held.
    Length { longest: bool },
}

/// How the parts are ranked once settled.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    pub measure: Measure,
    pub descending: bool,
    pub skip: usize,
    pub count: usize,
}

/// "the most", "the 3 fewest".
fn most(rank: Rank, phrase: &NounPhrase) -> Quantifier {
    let count = phrase.count.map_or(1, |count| count.number.max(1.0) as usize);
    Quantifier::Most { descending: rank == Rank::Most, skip: 0, count }
}

/// The participle in front of the noun of a phrase: "criticized" of "the most criticized countries".
fn participle_of(phrase: &NounPhrase) -> Option<&Item> {
    phrase.items.iter().find(|item| matches!(item.kind, ItemKind::Participle(_)))
}

/// How many of what a participle of a phrase links its noun to must be linked.
pub(super) fn quantifier_of_participle(phrase: &NounPhrase) -> Quantifier {
    match phrase.rank {
        Some(rank @ (Rank::Most | Rank::Fewest)) => most(rank, phrase),
        _ => Quantifier::Some,
    }
}

impl<'a> Resolver<'a> {
    /// The meanings of a noun phrase, the likeliest first. Each is worked out when it is asked for: most phrases are understood by the first.
    pub fn noun(&self, noun: &Noun<'_>) -> impl Iterator<Item = Concept> {
        self.parts(noun).filter_map(|parts| match &parts.superlative {
            None => Some(parts.concept),
            Some(superlative) => {
                let ranking = self.ranking(&parts.concept, superlative, noun)?;
                Some(Concept::Ranked {
                    base: Box::new(parts.concept),
                    measure: ranking.measure,
                    descending: ranking.descending,
                    skip: ranking.skip,
                    count: ranking.count,
                })
            }
        })
    }

    /// How many of a noun phrase an object stands for.
    pub fn quantifier(&self, phrase: &NounPhrase) -> Quantifier {
        let has_superlative = phrase.items.iter().any(|item| matches!(item.kind, ItemKind::Adjective(_, Degree::Superlative)));
        let count = phrase.count.map(|count| (count.bound, count.number));
        match (phrase.determiner, phrase.rank, count) {
            (Determiner::No, _, _) => Quantifier::No,
            // "the most criticized countries": it is the criticism that is counted.
            (_, Some(Rank::Most | Rank::Fewest), _) if participle_of(phrase).is_some() => Quantifier::Some,
            (_, Some(rank @ (Rank::Most | Rank::Fewest)), _) => most(rank, phrase),
            // "all three", "both"
            (Determiner::Every, None, Some((Bound::Exactly, _))) if !has_superlative => Quantifier::Every,
            (_, _, Some((bound, number))) if !has_superlative && phrase.rank.is_none() => Quantifier::Count(bound, number),
            (Determiner::Only, _, _) => Quantifier::Only,
            (Determiner::Every, _, _) => Quantifier::Every,
            _ => Quantifier::Some,
        }
    }

    /// "the two countries" and "both countries", where there are more or fewer and nothing says which: somebody knows which, but not the graph.
    fn speaks_of_others(&self, noun: &Noun<'_>) -> bool {
        let phrase = noun.phrase;
        let (Determiner::The | Determiner::Every, Some(count), [Item { kind: ItemKind::Noun(senses), .. }]) =
            (phrase.determiner, phrase.count, &phrase.items[..])
        else {
            return false;
        };
        let so_many = |kind: KindId| self.view.members(kind).iter().count() as f64 == count.number;
        let others = count.bound == Bound::Exactly
            && phrase.rank.is_none()
            && phrase.owner.is_none()
            && noun.modifiers.is_empty()
            && !senses.iter().any(|sense| matches!(sense, Sense::Kind(kind, _) if so_many(*kind)))
            && senses.iter().all(|sense| matches!(sense, Sense::Kind(..) | Sense::Any(_)));
        if others {
            let text = self.lattice.text_of(phrase.range.start, phrase.range.end);
            self.note(6, || {
                let span = self.lattice.span(phrase.range.start, phrase.range.end);
                Diagnostic::new(Problem::UnknownName, span, format!("I don't know which are meant by \"{text}\".")).hint("Name them.")
            });
        }
        others
    }

    /// The meanings of a noun phrase, its superlative apart; each is worked out when it is asked for.
    pub fn parts(&self, noun: &Noun<'_>) -> impl Iterator<Item = Parts> {
        /// More meanings of a phrase are not looked at.
        const MOST: usize = 4;
        let shared = noun.phrase.shared;
        let (partners, cores) = match self.may_go_on() {
            true if shared => (self.partners(noun), Vec::new()),
            true if self.speaks_of_others(noun) => (Vec::new(), Vec::new()),
            true => (Vec::new(), self.core(noun.phrase, &noun.modifiers)),
            false => (Vec::new(), Vec::new()),
        };
        let whole = move |(core, superlative): (Concept, Option<Superlative>)| {
            let concept = noun.modifiers.iter().try_fold(core, |concept, modifier| self.modified(concept, modifier, noun))?;
            (!self.wants_its_own(&concept, noun)).then_some(Parts { concept, superlative })
        };
        // A relational noun of which nothing is said gives way to the kind of the same name ("Pavanian lawyers").
        let is_unfilled = |parts: &Parts| match &parts.concept {
            Concept::Restricted { base, .. } => matches!(**base, Concept::Role { of: None, .. }),
            _ => false,
        };
        let mut found = cores.into_iter().filter_map(whole).take(MOST);
        let mut unfilled = VecDeque::new();
        let filled_first = std::iter::from_fn(move || {
            for parts in found.by_ref() {
                if !is_unfilled(&parts) {
                    return Some(parts);
                }
                unfilled.push_back(parts);
            }
            unfilled.pop_front()
        });
        partners.into_iter().map(|concept| Parts { concept, superlative: None }).chain(filled_first)
    }

    /// "co-writers of X": those who wrote what X wrote.
    fn partners(&self, noun: &Noun<'_>) -> Vec<Concept> {
        let mut found = Vec::new();
        for modifier in &noun.modifiers {
            let AttachedKind::Preposition { word: "of" | "with" | "for" | "to", object } = &modifier.kind else { continue };
            for (core, _) in self.core(noun.phrase, &noun.modifiers) {
                let Concept::Role { link, .. } = core else { continue };
                for other in self.noun(object) {
                    let role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    let Some(other) = link.relations.iter().find_map(|&relation| self.fits(relation, role, &other)) else { continue };
                    let shared = Concept::Thing.restricted(linked(link.clone().reversed(), other.clone()));
                    let partners = Concept::Role { link: link.clone(), of: Some(Box::new(shared)) };
                    found.push(Concept::Minus(Box::new(partners), Box::new(other)));
                }
            }
        }
        found
    }

    /// The phrase without its modifiers.
    fn core(&self, phrase: &NounPhrase, modifiers: &[Attached<'_>]) -> Vec<(Concept, Option<Superlative>)> {
        let mut superlative = match phrase.rank {
            Some(Rank::First) => Some(Superlative::Time { last: false }),
            Some(Rank::Last) => Some(Superlative::Time { last: true }),
            Some(rank @ (Rank::Longest | Rank::Shortest)) => Some(Superlative::Length { longest: rank == Rank::Longest }),
            // "the second president": by time, unless an adjective says by what.
            Some(Rank::Ordinal(_)) => Some(Superlative::Time { last: false }),
            _ => None,
        };
        let items = &phrase.items;
        for item in items {
            if let ItemKind::Adjective(senses, Degree::Superlative) = &item.kind {
                superlative = Some(Superlative::Adjective(senses.clone()));
            }
        }
        let Some(head_at) = items.iter().rposition(|item| !matches!(item.kind, ItemKind::Adjective(..) | ItemKind::Participle(_))) else {
            // "the largest": the largest thing of what the rest of the phrase says.
            return vec![(Concept::Thing, superlative)];
        };
        let relational_first = phrase.owner.is_some()
            || items.iter().take(head_at).any(|item| matches!(item.kind, ItemKind::Name(_) | ItemKind::Names(_)))
            || matches!(modifiers.first().map(|modifier| &modifier.kind), Some(AttachedKind::Preposition { word, .. }) if !matches!(*word, "with" | "without"));
        let mut found = Vec::new();
        // "Austin Texas": the first of two names, in the second.
        if let [.., Item { kind: ItemKind::Name(first), .. }, Item { kind: ItemKind::Name(second), .. }] = &items[..]
            && first.exactness != Exactness::Adjective
            && items.len() == 2
        {
            let (Some(first), Some(second)) = (self.named(first), self.named(second)) else { return Vec::new() };
            for words in ["in", "of", "from"] {
                if let Some((link, near, far)) = self.word_links(words, &first, &second).into_iter().next() {
                    let near = self.beside(near, &link, &far);
                    return vec![(near.restricted(linked(link, far)), superlative)];
                }
            }
            return Vec::new();
        }
        // "which Pavanian", "which Pavanians": a nationality alone stands for a person.
        if matches!(phrase.determiner, Determiner::Which | Determiner::HowMany | Determiner::Some | Determiner::Every)
            && let [Item { kind: ItemKind::Name(name), range }] = &items[..]
            && let Some(adjective) = self.people(name)
            && let Some(person) = self.schema().kinds_called("person").next()
            && let Some(named) = self.named(adjective)
        {
            return self.compound(Concept::Kind(person), named, true, range).map(|concept| (concept, superlative)).into_iter().collect();
        }
        // "which" and "how many" ask for members of a kind, not for a name; "which of X or Y" for one of these.
        let is_one_of =
            items.first().and_then(|item| item.range.start.checked_sub(1)).is_some_and(|of| self.lattice.text_of(of, of + 1) == "of");
        if matches!(phrase.determiner, Determiner::Which | Determiner::HowMany)
            && !is_one_of
            && matches!(&items[..], [Item { kind: ItemKind::Name(name), .. }] if name.exactness != Exactness::Adjective)
        {
            return Vec::new();
        }
        let mut heads = self.heads(&items[head_at], relational_first);
        // "which people" asks for them, not for how many they are.
        // So does "which Pavanians", where the word is no more than what some measure counts.
        let only_counted = |item: &Item| match &item.kind {
            ItemKind::Noun(senses) => items.len() == 1 && senses.iter().all(|sense| matches!(sense, Sense::Unit(_))),
            _ => false,
        };
        let which_of_them = heads.iter().any(|head| matches!(head, Concept::Kind(_)))
            || only_counted(&items[head_at])
                && self.lattice.names.get(phrase.range.end.saturating_sub(1)).is_some_and(|names| !names.is_empty());
        if phrase.determiner == Determiner::Which && which_of_them {
            heads.retain(|head| self.value_type_of(head) != Some(ValueType::Number));
        }
        if phrase.determiner == Determiner::The
            && items.len() == 1
            && phrase.owner.is_none()
            && phrase.rank.is_none()
            && modifiers.is_empty()
        {
            heads = heads.into_iter().map(|head| self.the_only(head, phrase)).collect();
        }
        for head in heads {
            let mut concepts = vec![head];
            for (index, item) in items.iter().enumerate().rev() {
                if index == head_at {
                    continue;
                }
                concepts = concepts.into_iter().flat_map(|concept| self.with_item(concept, item, phrase, index, head_at)).collect();
            }
            let owners = match &phrase.owner {
                Some(owner) => Some(self.noun(&Noun::bare(owner)).collect()),
                None => self.its_owner(phrase),
            };
            if let Some(owners) = owners {
                concepts = concepts
                    .into_iter()
                    .filter_map(|concept| owners.iter().find_map(|owner| self.owned(concept.clone(), owner, &phrase.range)))
                    .collect();
            }
            found.extend(concepts.into_iter().map(|concept| (concept, superlative.clone())));
        }
        found
    }

    /// The adjective that a word is, or that it is the plural of, if the graph has one: of a nation that is called "Pavanians" the people are meant.
    fn people<'n>(&'n self, name: &'n Name) -> Option<&'n Name> {
        if name.exactness == Exactness::Adjective {
            return Some(name);
        }
        let plural = self.lattice.names.get(name.at)?.iter().find(|other| other.end == name.end && other.exactness == Exactness::Adjective);
        plural.filter(|_| name.end == name.at + 1)
    }

    /// "the hostage crisis", where there is one: that one.
    fn the_only(&self, head: Concept, phrase: &NounPhrase) -> Concept {
        let singular = |item: &Item| match &item.kind {
            ItemKind::Noun(senses) => senses.iter().all(|sense| !matches!(sense, Sense::Kind(_, Number::Plural))),
            _ => false,
        };
        let Concept::Kind(kind) = head else { return head };
        match self.view.only_member(kind) {
            Some(only) if phrase.count.is_none() && phrase.items.iter().all(singular) => {
                Concept::Names { nodes: vec![only], text: self.lattice.text_of(phrase.range.start, phrase.range.end).to_owned() }
            }
            _ => head,
        }
    }

    /// Of several things with one name those that a link joins to another name: "Portland" of "Portland, Maine".
    pub(in crate::meaning) fn beside(&self, near: Concept, link: &Link, far: &Concept) -> Concept {
        let (Concept::Names { nodes, text }, Some(others)) = (&near, far.names()) else { return near };
        let direction = if link.traversal == Traversal::Backward { Direction::Backward } else { Direction::Forward };
        let joined = |node: NodeId| {
            link.relations
                .iter()
                .any(|&relation| self.view.neighbours(node, relation, direction).iter().any(|(other, _)| others.contains(&other)))
        };
        let kept: Vec<NodeId> = nodes.iter().copied().filter(|&node| joined(node)).collect();
        if kept.is_empty() || nodes.len() == 1 { near } else { Concept::Names { nodes: kept, text: text.clone() } }
    }

    /// Whose "its capital" is, if the question does not say: what was asked or answered before.
    fn its_owner(&self, phrase: &NounPhrase) -> Option<Vec<Concept>> {
        let at = phrase.range.start;
        let own = phrase.determiner == Determiner::Its && !self.has_antecedent(at, true);
        own.then(|| self.pronoun(at, true))
    }

    /// What the head of a phrase may mean by itself.
    fn heads(&self, item: &Item, relational_first: bool) -> Vec<Concept> {
        match &item.kind {
            ItemKind::Who | ItemKind::Thing | ItemKind::Everything => vec![Concept::Thing],
            ItemKind::Pronoun => self.pronoun(item.range.start, false),
            ItemKind::That => Vec::new(),
            // All of them together: which is meant, what is said of it will tell.
            ItemKind::Gap(gap) => {
                let nodes = gap.fillings.iter().map(|(node, _)| *node).collect();
                let text = self.lattice.text_of(gap.at, gap.end).to_owned();
                vec![Concept::Or(vec![Concept::Names { nodes, text }])]
            }
            ItemKind::Name(name) => self.named(name).into_iter().collect(),
            ItemKind::Number(quantity) => vec![Concept::Literal(Literal::Number { amount: quantity.amount, unit: quantity.unit.clone() })],
            ItemKind::Date(date) => vec![Concept::Literal(Literal::Date(*date))],
            ItemKind::Text(text) => {
                let span = self.lattice.span(item.range.start, item.range.end);
                self.note(8, || {
                    let mut diagnostic = Diagnostic::new(Problem::UnknownName, span, format!("I don't know anything called \"{text}\"."));
                    diagnostic.suggestions = self.view.nearest_names(text, 3);
                    diagnostic
                });
                vec![Concept::Literal(Literal::Text(text.clone()))]
            }
            ItemKind::Noun(senses) => {
                let mut kinds = Vec::new();
                let (mut roles, mut counted): (Vec<Concept>, Vec<Concept>) = (Vec::new(), Vec::new());
                for sense in senses {
                    match *sense {
                        Sense::Kind(kind, _) => {
                            // Singular and plural may be written alike.
                            let kind = self.defined(kind).unwrap_or(Concept::Kind(kind));
                            if !kinds.contains(&kind) {
                                kinds.push(kind);
                            }
                        }
                        Sense::Noun(frame_id, _) => {
                            let frame = self.vocabulary.frame(frame_id);
                            let FrameShape::Noun { referent, .. } = &frame.shape else { continue };
                            add_role(&mut roles, frame.relation, self.traversal(frame.relation, *referent), frame_id);
                        }
                        Sense::Any(number) => {
                            let text = crate::graph::names::fold(self.lattice.text_of(item.range.start, item.range.end));
                            let singular = match number {
                                Number::Plural => crate::language::morphology::singular(&text).unwrap_or(text),
                                Number::Singular => text,
                            };
                            kinds.push(Concept::Sort(singular));
                        }
                        Sense::Unit(frame_id) => {
                            let frame = self.vocabulary.frame(frame_id);
                            add_role(&mut counted, frame.relation, Traversal::Backward, frame_id);
                        }
                        _ => {}
                    }
                }
                // What a noun names, and how many they are, is not one thing.
                roles.append(&mut counted);
                // A noun that several kinds of one sort have means any of them.
                let own: Vec<KindId> =
                    senses.iter().filter_map(|sense| if let Sense::Kind(kind, _) = sense { Some(*kind) } else { None }).collect();
                let alike = |(kind, definition): (KindId, &crate::graph::Kind)| {
                    !definition.parents.is_empty() && own.iter().all(|&own| self.schema().is_a(own, kind))
                };
                if kinds.len() > 1 && kinds.iter().all(|kind| matches!(kind, Concept::Kind(_))) && self.schema().kinds().any(alike) {
                    kinds.insert(0, Concept::Or(kinds.clone()));
                }
                if relational_first {
                    roles.extend(kinds);
                    roles
                } else {
                    kinds.extend(roles);
                    kinds
                }
            }
            ItemKind::Adjective(..) | ItemKind::Names(_) | ItemKind::Participle(_) => Vec::new(),
        }
    }

    /// What a kind stands for that is defined by a noun phrase.
    fn defined(&self, kind: crate::graph::KindId) -> Option<Concept> {
        let definition = self.schema().kind(kind)?.definition.as_deref()?;
        if self.depth >= 4 {
            return None;
        }
        let tokens = crate::language::token::tokenize(definition).ok()?;
        let lattice = crate::language::Lattice::new(definition, tokens, self.vocabulary, self.view);
        let mut resolver = Resolver::new(&lattice, self.vocabulary, self.view, &NO_ANTECEDENTS);
        resolver.depth = self.depth + 1;
        crate::language::parse(&lattice).find_map(|tree| match &*tree {
            crate::language::syntax::Question::Nominal { .. } => match resolver.interpret(&tree)? {
                super::interpret::Interpretation::List { concept, .. } => Some(concept),
                _ => None,
            },
            _ => None,
        })
    }

    pub(in crate::meaning) fn named(&self, name: &Name) -> Option<Concept> {
        let text = self.lattice.text_of(name.at, name.end).trim_matches(['[', ']', '"']).to_owned();
        if name.nodes.is_empty() {
            let span = self.lattice.span(name.at, name.end);
            self.note(9, || {
                let mut diagnostic = Diagnostic::new(Problem::UnknownName, span, format!("I don't know anything called \"{text}\"."));
                diagnostic.suggestions = self.view.nearest_names(&text, 3);
                diagnostic
            });
            return None;
        }
        // A full name may be told as a text as well: where something bears the name, that is meant, unless a relation wants a text (`texts_named_so`).
        let mut nodes = name.nodes.clone();
        if nodes.iter().any(|&node| self.view.is_entity(node)) {
            nodes.retain(|&node| self.view.is_entity(node));
        }
        Some(Concept::Names { nodes, text })
    }
}

pub(super) fn linked(link: Link, other: Concept) -> Restriction {
    Restriction::Linked { link, other: Some(Box::new(other)), quantifier: Quantifier::Some, negated: false }
}

/// Adds a role, joined with one that goes the same way.
fn add_role(roles: &mut Vec<Concept>, relation: RelationId, traversal: Traversal, frame: crate::language::vocabulary::FrameId) {
    for role in roles.iter_mut() {
        if let Concept::Role { link, .. } = role
            && link.traversal == traversal
        {
            if !link.relations.contains(&relation) {
                link.relations.push(relation);
                link.relations.sort_unstable();
            }
            return;
        }
    }
    let mut link = Link::new(relation, traversal);
    link.frame = Some(frame);
    roles.push(Concept::Role { link, of: None });
}
