//! What words stand for: which nodes a name means, which relations a verb, noun or preposition may be, and whether kinds fit.

use std::borrow::Cow;
use std::cell::RefCell;

use smallvec::{SmallVec, smallvec};

use super::antecedents::Antecedents;
use super::concept::{Concept, Link, Literal, Restriction, Scalar};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Direction, KindId, Node, NodeId, RelationId, Schema, Value, ValueType, View};
use crate::language::Lattice;
use crate::language::syntax::{VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameId, FrameShape, PREPOSITIONS, Role, Sense, Vocabulary};
use crate::query::Traversal;

/// How many noun phrases are given a meaning before a question counts as too deep: some milliseconds.
const MOST_EFFORT: u32 = 3_000;

/// Resolves the words of one question.
pub(super) struct Resolver<'a> {
    pub lattice: &'a Lattice<'a>,
    pub vocabulary: &'a Vocabulary,
    pub view: &'a dyn View,
    /// What pronouns stand for that look back.
    pub before: &'a Antecedents,
    /// Whether a number is asked for, so that verbs that measure are meant.
    pub measuring: std::cell::Cell<bool>,
    /// How many noun phrases were given a meaning so far, over all attempts.
    effort: std::cell::Cell<u32>,
    /// Which ends of relations were found to hold the same things.
    pub meetings: RefCell<Vec<(EndPair, bool)>>,
    /// What joins two concepts for which no words do, where that was looked for: phrases within phrases ask for the same again and again.
    vague: RefCell<Vec<Vague>>,
    /// How many definitions this is within.
    pub depth: u8,
    /// The most telling reason why a tree had no meaning.
    trouble: RefCell<Option<(u32, Diagnostic)>>,
}

/// Some kinds; mostly few.
pub(super) type Kinds = SmallVec<[KindId; 4]>;

/// A link that a verb may stand for, with its ends as far as it settles them.
#[derive(Clone, Debug)]
pub(super) struct VerbLink {
    /// From the grammatical subject.
    pub link: Link,
    pub subject: Concept,
    pub object: Option<Concept>,
    /// Whether the grammatical subject is the number of a measure ("9 people died in").
    pub measures_subject: bool,
}

/// A relation that a verb may stand for, its frame, the end it starts from, and both ends as far as they are settled.
type Entry<'c> = (RelationId, FrameId, Role, Cow<'c, Concept>, Option<Cow<'c, Concept>>);

/// Two concepts, and the link that joins them with both as far as it settles them.
type Vague = (Concept, Concept, Option<(Link, Concept, Concept)>);

/// Both ends of a link over one relation, cut to what may stand there.
type Ends<'c> = (Cow<'c, Concept>, Option<Cow<'c, Concept>>);

/// Two ends of relations.
pub(super) type EndPair = ((RelationId, Role), (RelationId, Role));

/// Relations that a verb may equally stand for.
struct Alike<'c> {
    traversal: Traversal,
    active: bool,
    measures_subject: bool,
    entries: Vec<Entry<'c>>,
}

impl<'a> Resolver<'a> {
    pub fn new(lattice: &'a Lattice<'a>, vocabulary: &'a Vocabulary, view: &'a dyn View, before: &'a Antecedents) -> Self {
        Self {
            lattice,
            vocabulary,
            view,
            before,
            measuring: std::cell::Cell::new(false),
            effort: std::cell::Cell::new(0),
            meetings: RefCell::default(),
            vague: RefCell::default(),
            depth: 0,
            trouble: RefCell::default(),
        }
    }

    pub fn schema(&self) -> &'a Schema {
        self.view.schema()
    }

    /// Whether there is effort left for one more noun phrase. Phrases within phrases have several meanings each, so that the work may
    /// double with every step of nesting; this bounds it.
    pub fn may_go_on(&self) -> bool {
        let effort = self.effort.get() + 1;
        self.effort.set(effort);
        if effort > MOST_EFFORT {
            self.note(20, || {
                Diagnostic::new(Problem::TooLong, 0..self.lattice.text.len(), "This question holds too many phrases within phrases.")
                    .hint("Ask for a part of it first.")
            });
        }
        effort <= MOST_EFFORT
    }

    /// Notes why something has no meaning; the weightiest note is shown, the first of equals.
    pub fn note(&self, weight: u32, diagnostic: impl FnOnce() -> Diagnostic) {
        let mut trouble = self.trouble.borrow_mut();
        if trouble.as_ref().is_none_or(|(other, _)| weight > *other) {
            *trouble = Some((weight, diagnostic()));
        }
    }

    pub fn trouble(&self) -> Option<Diagnostic> {
        self.trouble.borrow().as_ref().map(|(_, diagnostic)| diagnostic.clone())
    }

    /// The kinds that the nodes of a concept may have; `None` for any.
    pub fn kinds_of(&self, concept: &Concept) -> Option<Kinds> {
        match concept {
            Concept::Names { nodes, .. } => {
                let mut all = Kinds::new();
                for &node in nodes {
                    let kinds = self.view.kinds(node);
                    if kinds.is_empty() {
                        return None;
                    }
                    all.extend(kinds.iter().copied());
                }
                Some(all)
            }
            Concept::Kind(kind) => Some(smallvec![*kind]),
            Concept::Thing | Concept::Sort(_) | Concept::Literal(_) => None,
            Concept::Role { link, .. } => self.far_kinds(&link.relations, link.traversal.reversed()),
            Concept::Restricted { base, restrictions } => self.kinds_of(base).or_else(|| {
                restrictions.iter().find_map(|restriction| match restriction {
                    Restriction::Is { concept, negated: false } => self.kinds_of(concept),
                    Restriction::Linked { link, negated: false, .. } => self.far_kinds(&link.relations, link.traversal.reversed()),
                    _ => None,
                })
            }),
            Concept::And(parts) | Concept::Or(parts) => {
                let mut all = Kinds::new();
                for part in parts {
                    all.extend(self.kinds_of(part)?);
                }
                Some(all)
            }
            Concept::Minus(base, _) | Concept::Ranked { base, .. } => self.kinds_of(base),
        }
    }

    /// The kinds to which a step over some relations leads; `None` for any.
    fn far_kinds(&self, relations: &[RelationId], traversal: Traversal) -> Option<Kinds> {
        let mut all = Kinds::new();
        for &relation in relations {
            let relation = self.schema().relation(relation)?;
            let sides: &[&[KindId]] = match traversal {
                Traversal::Forward => &[&relation.range],
                Traversal::Backward => &[&relation.domain],
                Traversal::Both => &[&relation.domain, &relation.range],
            };
            for side in sides {
                if side.is_empty() {
                    return None;
                }
                all.extend(side.iter().copied());
            }
        }
        Some(all)
    }

    pub fn kinds_meet(&self, some: &[KindId], others: &[KindId]) -> bool {
        let schema = self.schema();
        some.iter().any(|&one| others.iter().any(|&other| schema.is_a(one, other) || schema.is_a(other, one)))
    }

    /// Whether the values of a concept are numbers, dates or texts rather than entities.
    pub fn value_type_of(&self, concept: &Concept) -> Option<ValueType> {
        match concept {
            Concept::Literal(Literal::Number { .. }) => Some(ValueType::Number),
            Concept::Literal(Literal::Date(_)) => Some(ValueType::Date),
            Concept::Literal(Literal::Text(_)) => Some(ValueType::Text),
            Concept::Role { link, .. } if link.traversal == Traversal::Backward => {
                link.relations.iter().find_map(|&relation| self.schema().relation(relation)?.value_type)
            }
            Concept::Restricted { base, .. } | Concept::Ranked { base, .. } | Concept::Minus(base, _) => self.value_type_of(base),
            _ => None,
        }
    }

    /// The concept cut to what may stand at one end of a relation; `None` if nothing may.
    pub fn fits(&self, relation: RelationId, role: Role, concept: &Concept) -> Option<Concept> {
        self.cut(relation, role, concept).map(Cow::into_owned)
    }

    /// [`Resolver::fits`], without a copy where nothing is cut off: a word may be one of many relations, most of which come to nothing.
    fn cut<'c>(&self, relation: RelationId, role: Role, concept: &'c Concept) -> Option<Cow<'c, Concept>> {
        let whole = || Cow::Borrowed(concept);
        // Parts that are whole make a whole.
        let all_of = |parts: &'c [Concept], made: fn(Vec<Concept>) -> Concept| {
            let cut = parts.iter().map(|part| self.cut(relation, role, part)).collect::<Option<Vec<_>>>()?;
            let is_whole = cut.iter().all(|part| matches!(part, Cow::Borrowed(_)));
            Some(if is_whole { whole() } else { Cow::Owned(made(cut.into_iter().map(Cow::into_owned).collect())) })
        };
        let definition = self.schema().relation(relation)?;
        let kinds = match role {
            Role::Subject => &definition.domain,
            Role::Object => &definition.range,
        };
        let value_type = if role == Role::Object { definition.value_type } else { None };
        match concept {
            Concept::Thing => Some(whole()),
            Concept::Literal(_) => {
                let is = self.value_type_of(concept);
                let open = value_type.is_none() && kinds.is_empty();
                (open || value_type.is_some() && (value_type == is || value_type == Some(ValueType::Text))).then(whole)
            }
            Concept::Names { nodes, text } => {
                let fitting: Vec<NodeId> =
                    nodes.iter().copied().filter(|&node| self.node_fits(node, relation, role, kinds, value_type)).collect();
                // "Which of them" is asked of all of them.
                if fitting.is_empty() {
                    None
                } else if fitting.len() == nodes.len() || self.is_them(nodes, text) {
                    Some(whole())
                } else {
                    Some(Cow::Owned(Concept::Names { nodes: fitting, text: text.clone() }))
                }
            }
            Concept::And(parts) => all_of(parts, Concept::And),
            Concept::Or(parts) => all_of(parts, Concept::Or),
            Concept::Minus(base, other) => Some(match self.cut(relation, role, base)? {
                Cow::Borrowed(_) => whole(),
                Cow::Owned(base) => Cow::Owned(Concept::Minus(Box::new(base), other.clone())),
            }),
            Concept::Restricted { base, restrictions } if matches!(**base, Concept::Names { .. }) => {
                Some(match self.cut(relation, role, base)? {
                    Cow::Borrowed(_) => whole(),
                    Cow::Owned(base) => Cow::Owned(Concept::Restricted { base: Box::new(base), restrictions: restrictions.clone() }),
                })
            }
            // "nine": any number that compares so.
            Concept::Restricted { base, restrictions }
                if **base == Concept::Thing && matches!(restrictions[..], [Restriction::Value { than: Scalar::Number(_), .. }]) =>
            {
                (value_type == Some(ValueType::Number)).then(whole)
            }
            _ => {
                if let Some(is) = self.value_type_of(concept) {
                    return (value_type == Some(is)).then(whole);
                }
                if value_type.is_some() && kinds.is_empty() {
                    return None;
                }
                match self.kinds_of(concept) {
                    Some(own) if !kinds.is_empty() => self.kinds_meet(&own, kinds).then(whole),
                    _ => self.may_stand(concept, relation, role).then(whole),
                }
            }
        }
    }

    fn node_fits(&self, node: NodeId, relation: RelationId, role: Role, kinds: &[KindId], value_type: Option<ValueType>) -> bool {
        // Whether it is an entity is asked first, for this is asked of many relations, and an entity need not be put together for it.
        if self.view.is_entity(node) {
            if value_type.is_some() && kinds.is_empty() {
                return false;
            }
            if self.schema().kinds().len() == 0 {
                return self.node_may_stand(node, relation, role);
            }
            let own = self.view.kinds(node);
            return own.is_empty() || kinds.is_empty() || self.kinds_meet(&own, kinds) || self.has_claims(node, relation, role);
        }
        match self.view.node(node).as_deref() {
            Some(Node::Value(value)) => match (value, value_type) {
                (Value::Text(_), Some(ValueType::Text))
                | (Value::Number(_), Some(ValueType::Number))
                | (Value::Date(_), Some(ValueType::Date)) => true,
                (_, None) => kinds.is_empty() && self.has_claims(node, relation, role),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a node stands at that end of some claim of the relation.
    pub fn has_claims(&self, node: NodeId, relation: RelationId, role: Role) -> bool {
        // What rules make of it is not known here.
        if self.is_defined(relation) {
            return true;
        }
        let direction = if role == Role::Subject { Direction::Forward } else { Direction::Backward };
        !self.view.neighbours(node, relation, direction).is_empty()
    }

    /// Names cut to the nodes that have claims there, if any of them has.
    pub fn prefer_linked(&self, concept: Concept, relations: &[RelationId], role: Role, symmetric: bool) -> Concept {
        match concept {
            Concept::Names { nodes, text } if nodes.len() > 1 && !self.is_them(&nodes, &text) => {
                let linked = |node: NodeId| {
                    relations.iter().any(|&relation| {
                        self.has_claims(node, relation, role) || symmetric && self.has_claims(node, relation, role.other())
                    })
                };
                let with_claims: Vec<NodeId> = nodes.iter().copied().filter(|&node| linked(node)).collect();
                Concept::Names { nodes: if with_claims.is_empty() { nodes } else { with_claims }, text }
            }
            Concept::And(parts) => {
                Concept::And(parts.into_iter().map(|part| self.prefer_linked(part, relations, role, symmetric)).collect())
            }
            Concept::Or(parts) => Concept::Or(parts.into_iter().map(|part| self.prefer_linked(part, relations, role, symmetric)).collect()),
            Concept::Restricted { base, restrictions } => {
                Concept::Restricted { base: Box::new(self.prefer_linked(*base, relations, role, symmetric)), restrictions }
            }
            other => other,
        }
    }

    /// Of several things with one name the one that has it as its label, where a place is meant: in a capital, and not in the country that is
    /// called after it.
    pub fn by_label(&self, concept: Concept) -> Concept {
        let Concept::Names { nodes, text } = concept else { return concept };
        let folded = crate::graph::names::fold(&text);
        let mut own = nodes.iter().copied().filter(|&node| crate::graph::names::fold(&self.label(node)) == folded);
        match (own.next(), own.next()) {
            (Some(only), None) if nodes.len() > 1 => Concept::Names { nodes: vec![only], text },
            _ => Concept::Names { nodes, text },
        }
    }

    /// Whether rules say what belongs to a relation.
    pub fn is_defined(&self, relation: RelationId) -> bool {
        self.schema().relation(relation).is_some_and(|relation| !relation.rules.is_empty())
    }

    pub fn is_symmetric(&self, relation: RelationId) -> bool {
        self.schema().relation(relation).is_some_and(|relation| relation.symmetric)
    }

    /// How a step goes along a relation from one of its ends.
    pub fn traversal(&self, relation: RelationId, from: Role) -> Traversal {
        if self.is_symmetric(relation) {
            Traversal::Both
        } else if from == Role::Subject {
            Traversal::Forward
        } else {
            Traversal::Backward
        }
    }

    /// A link from `near` over one relation, with both ends cut to what fits.
    fn try_link<'c>(&self, relation: RelationId, from: Role, near: &'c Concept, far: Option<&'c Concept>) -> Option<Ends<'c>> {
        let near = self.cut(relation, from, near)?;
        match far {
            None => Some((near, None)),
            Some(far) => Some((near, Some(self.cut(relation, from.other(), far)?))),
        }
    }

    /// The links that the frames of some senses allow from a grammatical subject to an object.
    ///
    /// Relations that a word may equally stand for go into one link; frames that turn the claim around give a link of their own.
    pub fn verb_links(&self, verb: &VerbGroup, subject: &Concept, object: Option<&Concept>, preposition: Option<&str>) -> Vec<VerbLink> {
        let VerbKind::Senses(senses) = &verb.kind else { return Vec::new() };
        let mut found: Vec<Alike<'_>> = Vec::new();
        for sense in senses {
            let (frame_id, pending, is_be) = match *sense {
                Sense::Verb { frame, pending, .. } => (frame, pending, false),
                Sense::Be { frame, pending } => (frame, pending, true),
                _ => continue,
            };
            let frame = self.vocabulary.frame(frame_id);
            let (subject_role, transitive, last_tail, measure) = match &frame.shape {
                FrameShape::Verb { subject, transitive, tail, .. } => (*subject, *transitive, tail.last(), false),
                FrameShape::Be { words, subject, transitive } => (*subject, *transitive, words.last(), false),
                FrameShape::Measure { tail, .. } => (Role::Object, true, tail.last(), true),
                FrameShape::Noun { .. } => continue,
            };
            if let FrameShape::Verb { forms, post, .. } = &frame.shape
                && self.schema().relation(frame.relation).is_some_and(|relation| relation.value_type != Some(ValueType::Number))
                && !self.says_behind(frame_id, &forms.base, post)
            {
                continue;
            }
            let passive = verb.passive && !is_be;
            // "who was killed" does not ask for the number killed.
            if passive
                && matches!(subject, Concept::Thing)
                && !self.measuring.get()
                && object.is_none()
                && self.schema().relation(frame.relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number))
            {
                continue;
            }
            if passive && !transitive {
                continue;
            }
            match (pending, preposition) {
                (true, Some(preposition)) if last_tail.is_some_and(|last| last == preposition) => {}
                // "who voted": what for is left open.
                (true, None) if object.is_none() && !measure && !passive && (!is_be || says_by_itself(&frame.shape)) => {}
                (true, _) => continue,
                (false, Some("by")) if passive => {}
                (false, Some(_)) => continue,
                (false, None) => {}
            }
            if !transitive && object.is_some() {
                continue;
            }
            let from = if passive { subject_role.other() } else { subject_role };
            // "how many people live in X": the number is asked; anything else that is in X is no measure.
            let own_number = matches!(subject, Concept::Role { link, .. } if link.relations.contains(&frame.relation));
            if measure && !own_number && !(self.measuring.get() && matches!(subject, Concept::Thing)) {
                continue;
            }
            let near: &Concept = if measure { &Concept::Thing } else { subject };
            let Some((near, far)) = self.try_link(frame.relation, from, near, object) else { continue };
            let traversal = self.traversal(frame.relation, from);
            let entry = (frame.relation, frame_id, from, near, far);
            match found
                .iter_mut()
                .find(|alike| alike.traversal == traversal && alike.active != passive && alike.measures_subject == measure)
            {
                Some(alike) => alike.entries.push(entry),
                None => found.push(Alike { traversal, active: !passive, measures_subject: measure, entries: vec![entry] }),
            }
        }
        let mut links: Vec<(bool, VerbLink)> = Vec::new();
        for Alike { traversal, active, measures_subject, mut entries } in found {
            // Where names have claims of some of the relations, those are meant.
            let alive = |(relation, _, from, near, far): &Entry<'_>| {
                self.alive(near, *relation, *from) && far.as_ref().is_none_or(|far| self.alive(far, *relation, from.other()))
            };
            let any_alive = entries.iter().any(alive);
            if any_alive {
                entries.retain(alive);
            }
            let mut relations: Vec<RelationId> = entries.iter().map(|entry| entry.0).collect();
            relations.sort_unstable();
            relations.dedup();
            // For reading back, the phrase with the fewest words of its own.
            entries.sort_by_key(|(_, frame, ..)| match &self.vocabulary.frame(*frame).shape {
                FrameShape::Verb { tail, post, .. } | FrameShape::Measure { tail, post, .. } => tail.len() + post.len(),
                FrameShape::Be { words, .. } => words.len(),
                FrameShape::Noun { .. } => 0,
            });
            let Some((relation, frame, from, near, far)) = entries.into_iter().next() else { continue };
            let symmetric = traversal == Traversal::Both;
            let near = if measures_subject { subject.clone() } else { near.into_owned() };
            let subject = self.prefer_linked(near, &relations, from, symmetric);
            let object = far.map(|far| self.prefer_linked(far.into_owned(), &relations, from.other(), symmetric));
            let mut link = Link::new(relation, traversal);
            link.closure = relations.len() == 1 && self.schema().relation(relation).is_some_and(|relation| relation.transitive);
            link.relations = relations;
            link.frame = Some(frame);
            link.active = active;
            links.push((any_alive, VerbLink { link, subject, object, measures_subject }));
        }
        links.sort_by_key(|(any_alive, _)| !any_alive);
        links.into_iter().map(|(_, link)| link).collect()
    }

    /// Whether the words that a phrase has behind its object are said at all: "X takes Y hostage" is no "take". What begins with a preposition may
    /// be left open: who accused X of something accused X. Not what X was done to as: to welcome as president is not to welcome.
    fn says_behind(&self, frame: FrameId, verb: &str, post: &[String]) -> bool {
        /// Verbs that mean little without what stands behind them.
        const LIGHT: [&str; 12] = ["take", "make", "give", "have", "put", "get", "do", "go", "come", "bring", "keep", "hold"];
        let tokens = &self.lattice.tokens;
        post.first().is_none_or(|first| first != "as" && !LIGHT.contains(&verb) && PREPOSITIONS.contains(&first.as_str()))
            || tokens.windows(post.len()).any(|words| words.iter().zip(post).all(|(token, word)| token.text == *word))
            || self.lattice.posts.iter().any(|(of, ..)| *of == frame)
    }

    /// Whether a concept, where it is names, has claims of a relation at that end; anything else counts as having.
    pub fn alive(&self, concept: &Concept, relation: RelationId, role: Role) -> bool {
        match concept {
            Concept::Names { nodes, .. } => nodes.iter().any(|&node| {
                self.has_claims(node, relation, role) || self.is_symmetric(relation) && self.has_claims(node, relation, role.other())
            }),
            Concept::And(parts) | Concept::Or(parts) => parts.iter().any(|part| self.alive(part, relation, role)),
            Concept::Restricted { base, .. } => self.alive(base, relation, role),
            _ => true,
        }
    }

    /// Links by fixed words: "in", "next to".
    pub fn word_links(&self, words: &str, near: &Concept, far: &Concept) -> Vec<(Link, Concept, Concept)> {
        let mut found = Vec::new();
        let parts: Vec<&str> = words.split(' ').collect();
        self.vocabulary.lexemes_at(&parts, &mut found);
        let senses: Vec<Sense> = found
            .iter()
            .filter(|lexeme| lexeme.words == parts.len())
            .map(|lexeme| lexeme.sense)
            .filter(|sense| match sense {
                Sense::Be { pending: false, frame } => matches!(self.vocabulary.frame(*frame).shape, FrameShape::Be { .. }),
                _ => false,
            })
            .collect();
        let verb = VerbGroup { range: 0..0, kind: VerbKind::Senses(senses), negated: false, passive: true, order: None, shared: false };
        let direct: Vec<(Link, Concept, Concept)> = self
            .verb_links(&verb, near, Some(far), None)
            .into_iter()
            .filter_map(|found| Some((found.link, found.subject, found.object?)))
            .collect();
        if direct.is_empty() { self.chained(&verb, near, far).into_iter().collect() } else { direct }
    }

    /// "rivers in the country" where a river is in states and states are in the country: a step to what is in it by a transitive relation.
    fn chained(&self, verb: &VerbGroup, near: &Concept, far: &Concept) -> Option<(Link, Concept, Concept)> {
        let outer = self.verb_links(verb, &Concept::Thing, Some(far), None).into_iter().find(|found| found.link.closure)?;
        let within = Concept::Thing.restricted(Restriction::Linked {
            link: outer.link,
            other: Some(Box::new(outer.object?)),
            quantifier: super::concept::Quantifier::Some,
            negated: false,
        });
        let inner = self.verb_links(verb, near, Some(&Concept::Thing), None).into_iter().find(|found| !found.link.closure)?;
        Some((inner.link, inner.subject, within))
    }

    /// Fills what a relational noun is of; the relations that do not fit are left out.
    pub fn fill(&self, link: &Link, of: &Concept) -> Option<Concept> {
        let mut kept: Vec<(RelationId, Concept, bool)> = Vec::new();
        for &relation in &link.relations {
            let far_role = match link.traversal {
                Traversal::Forward | Traversal::Both => Role::Object,
                Traversal::Backward => Role::Subject,
            };
            let fitting = self.fits(relation, far_role, of);
            if let Some(fitting) = fitting {
                let alive = self.alive(&fitting, relation, far_role);
                kept.push((relation, fitting, alive));
            }
        }
        if kept.iter().any(|(_, _, alive)| *alive) {
            kept.retain(|(_, _, alive)| *alive);
        }
        let relations: Vec<RelationId> = kept.iter().map(|(relation, _, _)| *relation).collect();
        let (_, of, _) = kept.into_iter().next()?;
        let role = if link.traversal == Traversal::Backward { Role::Subject } else { Role::Object };
        let of = self.prefer_linked(of, &relations, role, link.traversal == Traversal::Both);
        let mut link = link.clone();
        if link.relations != relations {
            // The frame must be one of a relation that is left.
            let relation = relations.first().copied();
            if link.frame.is_none_or(|frame| Some(self.vocabulary.frame(frame).relation) != relation) {
                link.frame = relation.and_then(|relation| self.noun_frame(relation, link.traversal));
            }
        }
        link.relations = relations;
        Some(Concept::Role { link, of: Some(Box::new(of)) })
    }

    /// A noun for the end of a relation from which a step goes this way.
    fn noun_frame(&self, relation: RelationId, traversal: Traversal) -> Option<FrameId> {
        self.vocabulary
            .frames_of(relation)
            .find(|(_, frame)| match &frame.shape {
                FrameShape::Noun { referent, .. } => self.traversal(relation, *referent) == traversal,
                _ => false,
            })
            .map(|(id, _)| id)
    }

    /// The link that "of", "in", "with", "'s" or nothing may stand for between two concepts when the vocabulary has no words for it:
    /// the only relation that joins them. Several make it open, and then none is taken.
    pub fn vague_link(&self, near: &Concept, far: &Concept) -> Option<(Link, Concept, Concept)> {
        // Of a noun that nothing is known about, no relation is more likely than another.
        if matches!(near, Concept::Sort(_)) || matches!(far, Concept::Sort(_)) {
            return None;
        }
        if let Some((.., known)) = self.vague.borrow().iter().find(|(one, other, _)| one == near && other == far) {
            return known.clone();
        }
        let found = self.only_link(near, far);
        self.vague.borrow_mut().push((near.clone(), far.clone(), found.clone()));
        found
    }

    /// The only link that joins two concepts, whatever it is called.
    fn only_link(&self, near: &Concept, far: &Concept) -> Option<(Link, Concept, Concept)> {
        // What joins names has claims of theirs, and few relations have: the others need not be tried.
        let told = |from: Role| match (near.names(), far.names()) {
            (Some(nodes), _) => self.told_at(nodes, from),
            (_, Some(nodes)) => self.told_at(nodes, from.other()),
            _ => None,
        };
        let (from_subject, from_object) = (told(Role::Subject), told(Role::Object));
        let named = near.names().is_some() || far.names().is_some();
        let mut found: Vec<(RelationId, Role, Cow<'_, Concept>, Cow<'_, Concept>)> = Vec::new();
        for (relation, definition) in self.schema().relations() {
            if definition.value_type.is_some() || !named && !self.joins_kinds(relation) {
                continue;
            }
            for (from, told) in [(Role::Subject, &from_subject), (Role::Object, &from_object)] {
                if definition.symmetric && from == Role::Object || told.as_ref().is_some_and(|told| !told.contains(&relation)) {
                    continue;
                }
                let Some((near, Some(far))) = self.try_link(relation, from, near, Some(far)) else { continue };
                if self.alive(&near, relation, from) && self.alive(&far, relation, from.other()) && self.joins(&near, relation, from, &far)
                {
                    found.push((relation, from, near, far));
                }
            }
        }
        // Relations that link the same things say the same: the author that is told and the one in the source's own lines.
        let alike = match &found[..] {
            [first, others @ ..] => others.iter().all(|other| self.ends(first).is_some_and(|ends| self.ends(other) == Some(ends))),
            [] => false,
        };
        match alike {
            true => {
                let (relation, from, near, far) = found.swap_remove(0);
                let link = Link::new(relation, self.traversal(relation, from));
                let far = self.prefer_linked(far.into_owned(), &[relation], from.other(), false);
                Some((link, near.into_owned(), far))
            }
            false => None,
        }
    }

    /// The relations of which some of these nodes stand at that end of a claim; `None` for any, if one of them is unknown.
    fn told_at(&self, nodes: &[NodeId], role: Role) -> Option<Vec<RelationId>> {
        let direction = if role == Role::Subject { Direction::Forward } else { Direction::Backward };
        if nodes.iter().any(|node| node.index() >= self.view.node_bound()) {
            return None;
        }
        let mut told: Vec<RelationId> = nodes.iter().flat_map(|&node| self.view.relations_at(node, direction).into_owned()).collect();
        told.sort_unstable();
        told.dedup();
        Some(told)
    }

    /// What of a kind a relation links to names, sorted.
    fn ends(&self, (relation, from, near, far): &(RelationId, Role, Cow<'_, Concept>, Cow<'_, Concept>)) -> Option<Vec<NodeId>> {
        let (nodes, role, kinds) = match (near.names(), far.names()) {
            (Some(nodes), None) => (nodes, *from, self.kinds_of(far)?),
            (None, Some(nodes)) => (nodes, from.other(), self.kinds_of(near)?),
            _ => return None,
        };
        let direction = if role == Role::Subject { Direction::Forward } else { Direction::Backward };
        let is_meant = |node: &NodeId| self.view.kinds(*node).iter().any(|&own| kinds.iter().any(|&kind| self.schema().is_a(own, kind)));
        let reached = nodes.iter().flat_map(|&node| {
            self.view.neighbours(node, *relation, direction).iter().take(2_000).map(|(neighbour, _)| neighbour).collect::<Vec<_>>()
        });
        let mut reached: Vec<NodeId> = reached.filter(is_meant).collect();
        reached.sort_unstable();
        reached.dedup();
        Some(reached)
    }

    /// Whether some claims of a link join the two, as far as a quick look tells.
    pub fn joined(&self, link: &Link, near: &Concept, far: &Concept) -> bool {
        let ends: &[Role] = match link.traversal {
            Traversal::Forward => &[Role::Subject],
            Traversal::Backward => &[Role::Object],
            Traversal::Both => &[Role::Subject, Role::Object],
        };
        link.closure
            || link
                .relations
                .iter()
                .any(|&relation| self.is_defined(relation) || ends.iter().any(|&from| self.joins(near, relation, from, far)))
    }

    /// Whether any of those who hold an office or a part ("ambassadors") have claims of a link at all: of whom no claim says where they are, a place is
    /// not said of them, but of what they did. Of large relations that is taken for granted.
    pub fn tells_of_holders(&self, link: &Link, near: &Concept) -> bool {
        const LARGE: usize = 500;
        let role = match near {
            Concept::Role { link, .. } => link,
            Concept::Restricted { base, .. } => return self.tells_of_holders(link, base),
            _ => return true,
        };
        let end = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
        let told = |node: NodeId| link.relations.iter().any(|&relation| self.has_claims(node, relation, end));
        link.traversal == Traversal::Both
            || role.traversal == Traversal::Both
            || role.relations.iter().any(|&relation| {
                self.is_defined(relation)
                    || self.view.statistics(relation).claims > LARGE
                    || self.view.claims_of(relation).iter().filter_map(|claim| self.view.ends(claim)).any(|(subject, _, object)| {
                        // The link of a role leads from the one who holds it.
                        told(if role.traversal == Traversal::Backward { object } else { subject })
                    })
            })
    }

    /// Whether some claim of a link joins the two, as far as a quick look tells.
    pub fn may_join(&self, link: &Link, near: &Concept, far: &Concept) -> bool {
        let from = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
        link.relations.iter().any(|&relation| {
            self.is_defined(relation)
                || self.joins(near, relation, from, far)
                || link.traversal == Traversal::Both && self.joins(near, relation, from.other(), far)
        })
    }

    /// The link of a verb whose last word is a preposition and that joins a kind with something named, for that preposition alone: "forces that operate
    /// in X" for "forces in X". Several such relations leave it open, and then none is taken.
    pub fn worded_link(&self, word: &str, near: &Concept, far: &Concept) -> Option<(Link, Concept, Concept)> {
        if far.names().is_none() || !matches!(near, Concept::Kind(_) | Concept::Or(_)) {
            return None;
        }
        let mut found: Option<(RelationId, FrameId, Cow<'_, Concept>, Cow<'_, Concept>)> = None;
        for (id, frame) in self.vocabulary.frames_ending_in(word) {
            let plain = matches!(&frame.shape, FrameShape::Verb { subject: Role::Subject, transitive: true, post, .. } if post.is_empty());
            let same = found.as_ref().is_some_and(|(relation, ..)| *relation == frame.relation);
            if same || !plain {
                continue;
            }
            let Some((near, Some(far))) = self.try_link(frame.relation, Role::Subject, near, Some(far)) else { continue };
            if !self.joins(&near, frame.relation, Role::Subject, &far) {
                continue;
            }
            if found.is_some() {
                return None;
            }
            found = Some((frame.relation, id, near, far));
        }
        let (relation, frame, near, far) = found?;
        let mut link = Link::new(relation, self.traversal(relation, Role::Subject));
        link.frame = Some(frame);
        Some((link, near.into_owned(), far.into_owned()))
    }

    /// Whether some claim of the relation joins the two, as far as a quick look tells: names are followed, kinds are checked.
    fn joins(&self, near: &Concept, relation: RelationId, from: Role, far: &Concept) -> bool {
        let look = |nodes: &[NodeId], role: Role, other: &Concept| {
            let direction = if role == Role::Subject { Direction::Forward } else { Direction::Backward };
            let kinds = self.kinds_of(other);
            nodes.iter().any(|&node| {
                self.view.neighbours(node, relation, direction).iter().take(2_000).any(|(neighbour, _)| match other {
                    Concept::Names { nodes, .. } => nodes.contains(&neighbour),
                    _ => kinds.as_ref().is_none_or(|kinds| {
                        let own = self.view.kinds(neighbour);
                        own.is_empty() || own.iter().any(|&own| kinds.iter().any(|&kind| self.schema().is_a(own, kind)))
                    }),
                })
            })
        };
        match (near.names(), far.names()) {
            (Some(nodes), _) => look(nodes, from, far),
            (_, Some(nodes)) => look(nodes, from.other(), near),
            _ => self.joins_kinds(relation),
        }
    }

    /// Whether a relation may join two things of which only the kinds are known: both ends must be declared, or the link could be anything.
    fn joins_kinds(&self, relation: RelationId) -> bool {
        let declared = self.schema().relation(relation).is_some_and(|relation| !relation.domain.is_empty() && !relation.range.is_empty());
        declared && self.view.statistics(relation).claims > 0
    }

    /// Notes that no relation links two things.
    pub fn note_no_link(&self, at: std::ops::Range<usize>, what: &str) {
        let span = self.lattice.span(at.start, at.end);
        self.note(2, || {
            Diagnostic::new(Problem::NoSuchLink, span, format!("I know these words, but no relation of the graph links them: {what}."))
                .hint("Ask \"tell me about ...\" to see what is recorded.")
        });
    }

    /// The label of a node.
    pub fn label(&self, node: NodeId) -> String {
        if let Some(label) = self.view.label(node) {
            return label.into_owned();
        }
        match self.view.node(node).as_deref() {
            Some(Node::Value(Value::Text(text))) => text.clone(),
            Some(Node::Value(Value::Number(quantity))) => quantity.amount.to_string(),
            Some(Node::Value(Value::Date(date))) => date.to_string(),
            Some(Node::Value(Value::Truth(so))) => if *so { "yes" } else { "no" }.to_owned(),
            Some(Node::Value(Value::Url(url))) => url.clone(),
            Some(Node::Entity(_)) | None => String::new(),
        }
    }
}

/// Whether fixed words say something without what follows their preposition: "in power" of "in power in", but not "located" of "located in".
fn says_by_itself(shape: &FrameShape) -> bool {
    matches!(shape, FrameShape::Be { words, .. } if words.len() >= 3 && matches!(words[0].as_str(), "in" | "on" | "at" | "under"))
}
