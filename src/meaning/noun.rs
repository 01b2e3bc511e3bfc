//! The meaning of noun phrases: a phrase and its modifiers become a concept.

use super::clause::Around;
use super::concept::{Concept, Link, Literal, Measure, Quantifier, Restriction, Scalar};
use super::resolve::Resolver;
use super::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Bound, Exactness, RelationId, ValueType};
use crate::language::lattice::Name;
use crate::language::syntax::{Compare, Determiner, Item, ItemKind, Joined, NounPhrase, Rank, VerbGroup, VerbKind};
use crate::language::vocabulary::{Degree, FrameShape, Role, Sense};
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
}

/// How the parts are ranked once settled.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    pub measure: Measure,
    pub descending: bool,
    pub skip: usize,
    pub count: usize,
}

impl<'a> Resolver<'a> {
    /// The meanings of a noun phrase, the likeliest first.
    pub fn noun(&self, noun: &Noun<'_>) -> Vec<Concept> {
        self.parts(noun)
            .into_iter()
            .filter_map(|parts| match &parts.superlative {
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
            .collect()
    }

    /// How many of a noun phrase an object stands for.
    pub fn quantifier(&self, phrase: &NounPhrase) -> Quantifier {
        let has_superlative = phrase.items.iter().any(|item| matches!(item.kind, ItemKind::Adjective(_, Degree::Superlative)));
        let count = phrase.count.map(|count| (count.bound, count.number));
        match (phrase.determiner, phrase.rank, count) {
            (Determiner::No, _, _) => Quantifier::No,
            (_, Some(Rank::Most), count) => {
                Quantifier::Most { descending: true, skip: 0, count: count.map_or(1, |(_, number)| number.max(1.0) as usize) }
            }
            (_, Some(Rank::Fewest), count) => {
                Quantifier::Most { descending: false, skip: 0, count: count.map_or(1, |(_, number)| number.max(1.0) as usize) }
            }
            (_, _, Some((bound, number))) if !has_superlative && phrase.rank.is_none() => Quantifier::Count(bound, number),
            (Determiner::Only, _, _) => Quantifier::Only,
            (Determiner::Every, _, _) => Quantifier::Every,
            _ => Quantifier::Some,
        }
    }

    /// The meanings of a noun phrase, its superlative apart.
    pub fn parts(&self, noun: &Noun<'_>) -> Vec<Parts> {
        if !self.may_go_on() {
            return Vec::new();
        }
        if noun.phrase.shared {
            return self.partners(noun).into_iter().map(|concept| Parts { concept, superlative: None }).collect();
        }
        let mut found = Vec::new();
        for (core, superlative) in self.core(noun.phrase, &noun.modifiers) {
            let concept = noun.modifiers.iter().try_fold(core, |concept, modifier| self.modified(concept, modifier, noun));
            if let Some(concept) = concept {
                let parts = Parts { concept, superlative };
                found.push(parts);
            }
            if found.len() >= 4 {
                break;
            }
        }
        // A relational noun of which nothing is said gives way to the kind of the same name ("Peruvian lawyers").
        let unfilled = |parts: &Parts| match &parts.concept {
            Concept::Restricted { base, .. } => matches!(**base, Concept::Role { of: None, .. }),
            _ => false,
        };
        found.sort_by_key(unfilled);
        found
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

    /// Settles what a superlative ranks by.
    pub fn ranking(&self, concept: &Concept, superlative: &Superlative, noun: &Noun<'_>) -> Option<Ranking> {
        let count = noun.phrase.count.map_or(1, |count| count.number.max(1.0) as usize);
        let skip = match noun.phrase.rank {
            Some(Rank::Ordinal(place)) => place.saturating_sub(1) as usize,
            _ => 0,
        };
        match superlative {
            Superlative::Time { last } => {
                let (link, other) = self.dated_link(concept)?;
                Some(Ranking { measure: Measure::Time { link, other: other.map(Box::new) }, descending: *last, skip, count })
            }
            Superlative::Adjective(senses) => {
                let by = noun.modifiers.iter().find_map(|modifier| match &modifier.kind {
                    AttachedKind::By { by, each: false, .. } => Some(*by),
                    _ => None,
                });
                let more = senses.iter().find_map(|sense| match sense {
                    Sense::Adjective { more, .. } | Sense::Scale { more, .. } => Some(*more),
                    _ => None,
                })?;
                if let Some(measure) = by.and_then(|by| self.measure_by(concept, by)) {
                    return Some(Ranking { measure, descending: more, skip, count });
                }
                let (measure, descending) = self.adjective_measure(concept, senses)?;
                Some(Ranking { measure, descending, skip, count })
            }
        }
    }

    /// What an adjective measures of a concept: the value itself, or the value at the end of a relation that has the adjective.
    pub fn adjective_measure(&self, concept: &Concept, senses: &[Sense]) -> Option<(Measure, bool)> {
        let scale = senses.iter().find_map(|sense| match sense {
            Sense::Scale { more, .. } | Sense::Adjective { more, .. } => Some(*more),
            _ => None,
        })?;
        if self.value_type_of(concept).is_some() {
            return Some((Measure::Itself, scale));
        }
        let kinds = self.kinds_of(concept);
        let mut best: Option<(usize, RelationId, bool)> = None;
        for sense in senses {
            let Sense::Adjective { relation, more, .. } = *sense else { continue };
            let Some(definition) = self.schema().relation(relation) else { continue };
            let fits = match &kinds {
                Some(kinds) if !definition.domain.is_empty() => self.kinds_meet(kinds, &definition.domain),
                _ => true,
            };
            // Of several, the one whose domain is the narrowest is meant.
            let breadth = if definition.domain.is_empty() { usize::MAX } else { definition.domain.len() };
            if fits && best.is_none_or(|(other, _, _)| breadth < other) {
                best = Some((breadth, relation, more));
            }
        }
        if let Some((_, relation, more)) = best {
            return Some((Measure::Attribute(Link::new(relation, Traversal::Forward)), more));
        }
        // "largest" with no relation of its own: the only number there is.
        let numeric: Vec<RelationId> = self
            .schema()
            .relations()
            .filter(|(_, relation)| relation.value_type == Some(ValueType::Number))
            .filter(|(_, relation)| {
                kinds.as_ref().is_some_and(|kinds| !relation.domain.is_empty() && self.kinds_meet(kinds, &relation.domain))
            })
            .map(|(id, _)| id)
            .collect();
        if let [only] = numeric[..]
            && senses.iter().any(|sense| matches!(sense, Sense::Scale { .. }))
        {
            return Some((Measure::Attribute(Link::new(only, Traversal::Forward)), scale));
        }
        self.note(3, || {
            Diagnostic::new(Problem::NotSupported, 0..0, format!("I don't know by what number to rank {}.", self.say(concept, true)))
                .hint("Name it: \"with the largest ...\", \"by ...\"; or give a relation of the vocabulary the adjective.")
        });
        None
    }

    /// "by population", "by number of rivers".
    pub fn measure_by(&self, concept: &Concept, by: &NounPhrase) -> Option<Measure> {
        let noun = Noun::bare(by);
        if let Some(Item { kind: ItemKind::Text(text), .. }) = by.items.first() {
            return match text.as_str() {
                "date" | "time" | "year" | "month" | "day" => {
                    let (link, other) = self.dated_link(concept)?;
                    Some(Measure::Time { link, other: other.map(Box::new) })
                }
                _ => None,
            };
        }
        for part in self.parts(&noun) {
            match &part.concept {
                Concept::Role { link, of: None } if self.value_type_of(&part.concept).is_some() => {
                    return Some(Measure::Attribute(link.clone().reversed()));
                }
                Concept::Role { link, of: None } => return Some(Measure::Count { link: link.clone().reversed(), of: None }),
                other => {
                    if let Some((link, _, far)) = self.any_link(concept, other) {
                        return Some(Measure::Count { link, of: Some(Box::new(far)) });
                    }
                }
            }
        }
        None
    }

    /// The link by whose time the members of a concept are put in order: that of its last clause, or of its noun.
    pub fn dated_link(&self, concept: &Concept) -> Option<(Link, Option<Concept>)> {
        match concept {
            Concept::Restricted { base, restrictions } => restrictions
                .iter()
                .rev()
                .find_map(|restriction| match restriction {
                    Restriction::Linked { link, other, negated: false, .. } => Some((link.clone(), other.as_deref().cloned())),
                    _ => None,
                })
                .or_else(|| self.dated_link(base)),
            Concept::Role { link, of } => Some((link.clone(), of.as_deref().cloned())),
            Concept::Ranked { base, .. } | Concept::Minus(base, _) => self.dated_link(base),
            _ => None,
        }
    }

    /// The phrase without its modifiers.
    fn core(&self, phrase: &NounPhrase, modifiers: &[Attached<'_>]) -> Vec<(Concept, Option<Superlative>)> {
        let mut superlative = match phrase.rank {
            Some(Rank::First) => Some(Superlative::Time { last: false }),
            Some(Rank::Last) => Some(Superlative::Time { last: true }),
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
            || items.iter().take(head_at).any(|item| matches!(item.kind, ItemKind::Name(_)))
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
                    return vec![(near.restricted(linked(link, far)), superlative)];
                }
            }
            return Vec::new();
        }
        // "which" and "how many" ask for members of a kind, not for a name.
        if matches!(phrase.determiner, Determiner::Which | Determiner::HowMany)
            && matches!(&items[..], [Item { kind: ItemKind::Name(name), .. }] if name.exactness != Exactness::Adjective)
        {
            return Vec::new();
        }
        for head in self.heads(&items[head_at], relational_first) {
            let mut concepts = vec![head];
            for (index, item) in items.iter().enumerate().rev() {
                if index == head_at {
                    continue;
                }
                concepts = concepts.into_iter().flat_map(|concept| self.with_item(concept, item, items, index, head_at)).collect();
            }
            if let Some(owner) = &phrase.owner {
                let owners = self.noun(&Noun::bare(owner));
                concepts = concepts
                    .into_iter()
                    .filter_map(|concept| owners.iter().find_map(|owner| self.owned(concept.clone(), owner, &phrase.range)))
                    .collect();
            }
            found.extend(concepts.into_iter().map(|concept| (concept, superlative.clone())));
        }
        found
    }

    /// What the head of a phrase may mean by itself.
    fn heads(&self, item: &Item, relational_first: bool) -> Vec<Concept> {
        match &item.kind {
            ItemKind::Who | ItemKind::Thing | ItemKind::Everything => vec![Concept::Thing],
            ItemKind::Pronoun => {
                if self.before.is_empty() {
                    let span = self.lattice.span(item.range.start, item.range.end);
                    self.note(4, || {
                        Diagnostic::new(
                            Problem::UnknownName,
                            span.clone(),
                            format!("I don't know whom \"{}\" means here.", self.lattice.text_of(item.range.start, item.range.end)),
                        )
                        .hint("Name it.")
                    });
                    return Vec::new();
                }
                vec![Concept::Names {
                    nodes: self.before.to_vec(),
                    text: self.lattice.text_of(item.range.start, item.range.end).to_owned(),
                }]
            }
            ItemKind::That => Vec::new(),
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
                let mut roles: Vec<Concept> = Vec::new();
                for sense in senses {
                    match *sense {
                        Sense::Kind(kind, _) => kinds.push(self.defined(kind).unwrap_or(Concept::Kind(kind))),
                        Sense::Noun(frame_id, _) => {
                            let frame = self.vocabulary.frame(frame_id);
                            let FrameShape::Noun { referent, .. } = &frame.shape else { continue };
                            add_role(&mut roles, frame.relation, self.traversal(frame.relation, *referent), frame_id);
                        }
                        Sense::Unit(frame_id) => {
                            let frame = self.vocabulary.frame(frame_id);
                            add_role(&mut roles, frame.relation, Traversal::Backward, frame_id);
                        }
                        _ => {}
                    }
                }
                if relational_first {
                    roles.extend(kinds);
                    roles
                } else {
                    kinds.extend(roles);
                    kinds
                }
            }
            ItemKind::Adjective(..) | ItemKind::Participle(_) => Vec::new(),
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
        let mut resolver = Resolver::new(&lattice, self.vocabulary, self.view, &[]);
        resolver.depth = self.depth + 1;
        crate::language::parse(&lattice).iter().find_map(|tree| match tree {
            crate::language::syntax::Question::Nominal { .. } => match resolver.interpret(tree)? {
                super::interpret::Interpretation::List { concept, .. } => Some(concept),
                _ => None,
            },
            _ => None,
        })
    }

    fn named(&self, name: &Name) -> Option<Concept> {
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
        Some(Concept::Names { nodes: name.nodes.clone(), text })
    }

    /// A concept narrowed by a piece in front of (or, for a name in apposition, behind) its head.
    fn with_item(&self, concept: Concept, item: &Item, items: &[Item], index: usize, head_at: usize) -> Vec<Concept> {
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
                self.verb_links(&verb, &concept, agent.as_ref(), None)
                    .into_iter()
                    .map(|found| {
                        found.subject.restricted(Restriction::Linked {
                            link: found.link,
                            other: found.object.map(Box::new),
                            quantifier: Quantifier::Some,
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
                self.compound(concept, named, name.exactness == Exactness::Adjective, &(item.range.start..items[head_at].range.end))
                    .into_iter()
                    .collect()
            }
            ItemKind::Noun(_) => {
                // "the film X": a noun before a name; "film director", "capital cities": a noun before a noun.
                let mut found = Vec::new();
                for other in self.heads(item, false) {
                    if let Some(both) = self.noun_before(&concept, other, &(item.range.start..items[head_at].range.end)) {
                        found.push(both);
                    }
                }
                found
            }
            ItemKind::Number(_) | ItemKind::Date(_) | ItemKind::Text(_) => Vec::new(),
            _ => vec![concept],
        }
    }

    /// "the film X", "film director", "capital city", "US president".
    fn noun_before(&self, concept: &Concept, before: Concept, range: &std::ops::Range<usize>) -> Option<Concept> {
        if let Concept::Names { nodes, text } = concept {
            let fitting: Vec<_> = nodes.iter().copied().filter(|&node| self.may_be(node, &before)).collect();
            if fitting.is_empty() {
                return None;
            }
            // The noun has told which of several is meant.
            return Some(Concept::Names { nodes: fitting, text: text.clone() });
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
    fn may_be(&self, node: crate::graph::NodeId, concept: &Concept) -> bool {
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

    /// A name before a noun: "US president", "Texas cities", "Peruvian minister".
    fn compound(&self, concept: Concept, named: Concept, adjective: bool, range: &std::ops::Range<usize>) -> Option<Concept> {
        if let Concept::Role { link, of: None } = &concept
            && let Some(filled) = self.fill(link, &named)
        {
            return Some(filled);
        }
        // "the Nevada state" is Nevada.
        if let (Concept::Kind(kind), Concept::Names { nodes, text }) = (&concept, &named) {
            let of_kind: Vec<_> =
                nodes.iter().copied().filter(|&node| self.view.kinds(node).iter().any(|&own| self.schema().is_a(own, *kind))).collect();
            if !of_kind.is_empty() && !adjective {
                return Some(Concept::Names { nodes: of_kind, text: text.clone() });
            }
        }
        for words in ["from", "of", "in", "by", "with"] {
            if let Some((link, near, far)) = self.word_links(words, &concept, &named).into_iter().next() {
                return Some(near.restricted(linked(link, far)));
            }
        }
        // A value that an adjective names: "German films".
        if let Some((link, near, far)) = self.vague_link(&concept, &named) {
            return Some(near.restricted(linked(link, far)));
        }
        if let Some(only) = self.only_one(&concept, &named) {
            return Some(only);
        }
        self.note_no_link(range.clone(), self.lattice.text_of(range.start, range.end));
        None
    }

    /// "Peru's embassy", "the attempt of Castillo": whatever links them, where the name has just one such thing.
    fn only_one(&self, concept: &Concept, named: &Concept) -> Option<Concept> {
        use crate::graph::Direction;
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

    /// "Peru's presidents": of the owner, or in some other way its.
    fn owned(&self, concept: Concept, owner: &Concept, range: &std::ops::Range<usize>) -> Option<Concept> {
        if let Concept::Role { link, of: None } = &concept
            && let Some(filled) = self.fill(link, owner)
        {
            return Some(filled);
        }
        if let Concept::Restricted { base, restrictions } = &concept
            && let Concept::Role { link, of: None } = &**base
            && let Some(filled) = self.fill(link, owner)
        {
            return Some(Concept::Restricted { base: Box::new(filled), restrictions: restrictions.clone() });
        }
        self.compound(concept, owner.clone(), false, range)
    }

    /// A concept with one more modifier.
    pub fn modified(&self, concept: Concept, modifier: &Attached<'_>, noun: &Noun<'_>) -> Option<Concept> {
        match &modifier.kind {
            AttachedKind::Preposition { word, object } => self.preposition_of(concept, word, object, noun),
            AttachedKind::Subject(predicate) => {
                if modifier.joined == Joined::Or
                    && let Concept::Restricted { base, mut restrictions } = concept
                {
                    let last = restrictions.pop()?;
                    let alone = self.with_predicate((*base).clone(), predicate)?;
                    let Concept::Restricted { restrictions: mut others, .. } = alone else { return None };
                    let other = others.pop()?;
                    restrictions.push(Restriction::Any(vec![last, other]));
                    return Some(Concept::Restricted { base, restrictions });
                }
                self.with_predicate(concept, predicate)
            }
            AttachedKind::Object { subject, verb, preposition, modifiers } => {
                self.with_gap(concept, subject, verb, *preposition, modifiers)
            }
            AttachedKind::Whose { noun, predicate } => self.with_whose(concept, noun, predicate),
            AttachedKind::Time(time) => {
                let times = self.time(time)?;
                match concept {
                    Concept::Role { mut link, of } => {
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
            AttachedKind::AccordingTo { who, negated } => {
                let test = self.according_to(who, *negated)?;
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
            AttachedKind::Except(other) => Some(concept.except(self.noun(other).into_iter().next()?)),
            AttachedKind::Conjunct(other) => {
                let others = self.noun(other);
                // "presidents of Peru and of Chile" aside: what joins must be of one sort.
                let other = others.into_iter().find(|other| match (self.kinds_of(&concept), self.kinds_of(other)) {
                    _ if matches!((&concept, other), (Concept::Names { .. } | Concept::And(_) | Concept::Or(_), Concept::Names { .. })) => {
                        true
                    }
                    (Some(_), Some(_)) => true,
                    _ => self.value_type_of(&concept) == self.value_type_of(other),
                })?;
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
                let named = self.noun(&Noun::bare(name)).into_iter().next()?;
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
            AttachedKind::By { .. } => Some(concept),
            AttachedKind::Order(_) => None,
        }
    }

    /// "of X", "in X", "with X" behind a concept.
    pub fn preposition_of(&self, concept: Concept, word: &str, object: &Noun<'_>, noun: &Noun<'_>) -> Option<Concept> {
        let range = noun.phrase.range.start..object.phrase.range.end;
        if matches!(word, "with" | "without")
            && let Some(found) = self.having(concept.clone(), object, word == "without")
        {
            return Some(found);
        }
        let quantifier = self.quantifier(object.phrase);
        for object in self.noun(object) {
            // "of the states that ..., which": one of them.
            if concept == Concept::Thing && matches!(word, "of" | "among") {
                return Some(object);
            }
            // "the state of Nevada" is Nevada.
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
                // Of relations that share the noun, those whose own preposition it is are meant: "ambassador to", "ambassador of".
                let noun_of_link = link.frame.and_then(|frame| match &self.vocabulary.frame(frame).shape {
                    FrameShape::Noun { singular, .. } => Some(singular.clone()),
                    _ => None,
                });
                let with_word: Vec<RelationId> = link
                    .relations
                    .iter()
                    .copied()
                    .filter(|&relation| {
                        self.vocabulary.frames_of(relation).any(|(_, frame)| match &frame.shape {
                            FrameShape::Noun { singular, preposition, .. } => {
                                preposition == word && Some(singular) == noun_of_link.as_ref()
                            }
                            _ => false,
                        })
                    })
                    .collect();
                let mut link = link.clone();
                if !with_word.is_empty() && with_word.len() < link.relations.len() {
                    link.relations = with_word;
                }
                if (own == Some(word) || matches!(word, "of" | "in" | "for" | "from" | "to" | "by" | "at" | "on" | "under"))
                    && let Some(filled) = self.fill(&link, &object)
                {
                    return Some(if restrictions.is_empty() {
                        filled
                    } else {
                        Concept::Restricted { base: Box::new(filled), restrictions: restrictions.to_vec() }
                    });
                }
            }
            let links = self.word_links(word, &concept, &object);
            if links.len() > 1 && quantifier == Quantifier::Some {
                // The word stands for several relations that go different ways: any of them.
                let near = links[0].1.clone();
                let any = links.into_iter().map(|(link, _, far)| linked(link, far)).collect();
                return Some(near.restricted(Restriction::Any(any)));
            }
            if let Some((link, near, far)) = links.into_iter().next() {
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
        let mut all_parts = self.parts(noun);
        all_parts.sort_by_key(|parts| usize::from(!is_unfilled_role(&parts.concept)));
        for parts in all_parts {
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

    /// "share actors with X", "have the same director as X": others that are linked to what X is linked to.
    fn sharing(&self, concept: Concept, noun: &Noun<'_>) -> Option<Concept> {
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
        for words in ["in", "of", "on", "at", "from", "by", "with"] {
            if let Some((link, far, near)) = self.word_links(words, far, near).into_iter().next() {
                return Some((link.reversed(), near, far));
            }
            if matches!(words, "with" | "of")
                && let Some(found) = self.word_links(words, near, far).into_iter().next()
            {
                return Some(found);
            }
        }
        // "X has Y" in the vocabulary.
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["has"], &mut lexemes);
        let senses: Vec<Sense> = lexemes.iter().map(|lexeme| lexeme.sense).filter(|sense| matches!(sense, Sense::Verb { .. })).collect();
        if !senses.is_empty() {
            let verb =
                VerbGroup { range: 0..0, kind: VerbKind::Senses(senses), negated: false, passive: false, order: None, shared: false };
            if let Some(found) = self.verb_links(&verb, near, Some(far), None).into_iter().next()
                && let Some(far) = found.object
            {
                return Some((found.link, found.subject, far));
            }
        }
        self.vague_link(near, far)
    }

    pub fn with_whose(&self, concept: Concept, noun: &Noun<'_>, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        let mut parts = self.noun(noun);
        parts.sort_by_key(|part| usize::from(!is_unfilled_role(part)));
        for part in parts {
            let Some((link, near, far)) = self.any_link(&concept, &part) else { continue };
            // The predicate is said of what belongs to it, so its kinds count.
            let full = self.with_predicate(part.clone(), predicate);
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

    /// "longer than X", "over 500" behind a concept.
    pub fn comparison(&self, concept: Concept, compare: &Compare, than: &Noun<'_>) -> Option<Concept> {
        let value = self.value_type_of(&concept);
        match &compare.adjective {
            Some(senses) => {
                let more = senses.iter().find_map(|sense| match sense {
                    Sense::Adjective { more, .. } | Sense::Scale { more, .. } => Some(*more),
                    _ => None,
                })?;
                let bound = if more { Bound::MoreThan } else { Bound::LessThan };
                if value.is_some() {
                    let than = self.scalar(&concept, than, None)?;
                    return Some(concept.restricted(Restriction::Value { bound, than }));
                }
                let (measure, _) = self.adjective_measure(&concept, senses)?;
                let Measure::Attribute(measure) = measure else { return None };
                let than = self.scalar(&concept, than, Some(&measure))?;
                Some(concept.restricted(Restriction::Compares { measure, bound, than }))
            }
            None => {
                value?;
                let than = self.scalar(&concept, than, None)?;
                Some(concept.restricted(Restriction::Value { bound: compare.bound, than }))
            }
        }
    }

    /// What something is compared with: a number, a date, or the same measure of something else.
    fn scalar(&self, concept: &Concept, than: &Noun<'_>, measure: Option<&Link>) -> Option<Scalar> {
        // "higher than that of X"
        if let [Item { kind: ItemKind::That, .. }] = than.phrase.items[..]
            && let Some(AttachedKind::Preposition { object, .. }) = than.modifiers.first().map(|modifier| &modifier.kind)
        {
            let of = self.noun(object).into_iter().next()?;
            let base = match concept {
                Concept::Restricted { base, .. } => base,
                other => other,
            };
            if let Concept::Role { link, .. } = base {
                let filled = self.fill(link, &of)?;
                return Some(if self.value_type_of(&filled).is_some() {
                    Scalar::Values(Box::new(filled))
                } else {
                    Scalar::Of(Box::new(filled))
                });
            }
            return Some(Scalar::Of(Box::new(of)));
        }
        let other = self.noun(than).into_iter().find_map(|other| match (&other, measure) {
            (Concept::Names { .. }, Some(measure)) => {
                let fitting = self.fits(measure.relations.first().copied()?, Role::Subject, &other)?;
                Some(fitting)
            }
            _ => Some(other),
        })?;
        match other {
            Concept::Literal(Literal::Number { amount, .. }) => Some(Scalar::Number(amount)),
            Concept::Literal(Literal::Date(date)) => Some(Scalar::Date(date)),
            Concept::Literal(Literal::Text(_)) => None,
            other if self.value_type_of(&other).is_some() => Some(Scalar::Values(Box::new(other))),
            other if measure.is_some() => Some(Scalar::Of(Box::new(other))),
            other => {
                // "a population larger than Texas": the same value of that.
                if let Concept::Role { link, .. } = concept {
                    return self.fill(link, &other).map(|filled| Scalar::Values(Box::new(filled)));
                }
                None
            }
        }
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

/// Whether a modifier speaks of "it" or "them": the thing that has what it modifies.
fn refers_back(modifier: &Attached<'_>) -> bool {
    match &modifier.kind {
        AttachedKind::Subject(predicate) => {
            predicate.object.as_ref().is_some_and(|object| matches!(object.phrase.items[..], [Item { kind: ItemKind::Pronoun, .. }]))
        }
        _ => false,
    }
}

/// Whether a concept is a relational noun, narrowed or not, of which it is not yet said what it is of.
fn is_unfilled_role(concept: &Concept) -> bool {
    match concept {
        Concept::Role { of: None, .. } => true,
        Concept::Restricted { base, .. } => matches!(**base, Concept::Role { of: None, .. }),
        _ => false,
    }
}
