//! The links that verbs and fixed words may stand for.

use std::borrow::Cow;

use super::{Resolver, VerbLink};
use crate::graph::{RelationId, ValueType};
use crate::language::morphology;
use crate::language::syntax::{VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameId, FrameShape, PREPOSITIONS, Role, Sense};
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction};
use crate::query::Traversal;

/// A relation that a verb may stand for, its frame, the end it starts from, and both ends as far as they are settled.
type Entry<'c> = (RelationId, FrameId, Role, Cow<'c, Concept>, Option<Cow<'c, Concept>>);

/// Both ends of a link over one relation, cut to what may stand there.
pub(in crate::meaning) type Ends<'c> = (Cow<'c, Concept>, Option<Cow<'c, Concept>>);

/// Relations that a verb may equally stand for.
struct Alike<'c> {
    traversal: Traversal,
    active: bool,
    measures_subject: bool,
    entries: Vec<Entry<'c>>,
}

impl Resolver<'_> {
    /// A link from `near` over one relation, with both ends cut to what fits.
    pub(in crate::meaning) fn try_link<'c>(
        &self,
        relation: RelationId,
        from: Role,
        near: &'c Concept,
        far: Option<&'c Concept>,
    ) -> Option<Ends<'c>> {
        if let Some(office) = self.office_meant(relation, from, near, far) {
            let far = match far {
                Some(far) => Some(self.cut(relation, from.other(), far)?),
                None => None,
            };
            return Some((Cow::Owned(office), far));
        }
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
        // "was accused" is said of whom somebody accuses, and only where nobody does, of who "is accused of" something.
        let is_done = senses.iter().any(|sense| matches!(sense, Sense::Verb { pending: false, .. }));
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
            // How many refugees is no amount of dollars.
            if let FrameShape::Verb { post, .. } | FrameShape::Measure { post, .. } = &frame.shape
                && matches!(object, Some(Concept::Role { link, of: None }) if !link.relations.contains(&frame.relation))
                && !post.is_empty()
                && !self.lattice.tokens.windows(post.len()).any(|words| words.iter().zip(post).all(|(token, word)| token.text == *word))
                && self.schema().relation(frame.relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number))
            {
                continue;
            }
            // Who has been to a country was there; who "is to" it has an office there.
            let been = || self.lattice.tokens.windows(2).any(|words| words[0].text == "been" && words[1].text == "to");
            if matches!(&frame.shape, FrameShape::Be { words, .. } if words[..] == ["to"]) && been() {
                continue;
            }
            // "came first" speaks of time, and not of where to.
            if verb.order.is_some() && pending && object.is_none() && only_moves(&frame.shape) {
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
                // "written about X" is not what X wrote about.
                (true, Some(_)) if passive && object.is_some() => continue,
                (true, Some(preposition)) if last_tail.is_some_and(|last| last == preposition) => {}
                // "who voted": what for is left open.
                (true, None)
                    if object.is_none()
                        && !only_begins(&frame.shape)
                        && !measure
                        && !passive
                        && (!is_be || says_by_itself(&frame.shape, is_done)) => {}
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
        if object.is_none() && preposition.is_none() && !verb.passive {
            self.only_by_themselves(&mut found);
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

    /// "what improved": where claims say what did so, who did so to something else is not meant. Of other verbs ("who won") both did.
    fn only_by_themselves(&self, found: &mut Vec<Alike<'_>>) {
        /// Verbs whose subject, where they have no object, is what changes.
        const OF_CHANGE: [&str; 24] = [
            "accelerate",
            "begin",
            "change",
            "close",
            "continue",
            "decrease",
            "deteriorate",
            "develop",
            "drop",
            "end",
            "escalate",
            "expand",
            "explode",
            "fall",
            "grow",
            "heighten",
            "improve",
            "increase",
            "intensify",
            "open",
            "resume",
            "start",
            "strengthen",
            "worsen",
        ];
        // Whether the object stands right behind the verb; nothing is said of phrases of other verbs.
        let direct = |frame: FrameId| match &self.vocabulary.frame(frame).shape {
            FrameShape::Verb { forms, tail, transitive, .. } if OF_CHANGE.contains(&forms.base.as_str()) => {
                Some(*transitive && tail.is_empty())
            }
            _ => None,
        };
        let by_itself = |(relation, frame, from, near, _): &Entry<'_>| {
            direct(*frame) == Some(false) && self.view.statistics(*relation).claims > 0 && self.alive(near, *relation, *from)
        };
        if found.iter().any(|alike| alike.entries.iter().any(by_itself)) {
            for alike in found.iter_mut() {
                alike.entries.retain(|(_, frame, ..)| direct(*frame) != Some(true));
            }
            found.retain(|alike| !alike.entries.is_empty());
        }
    }

    /// Whether the words that a phrase has behind its object are said at all: "X takes Y hostage" is no "take". What begins with a preposition may
    /// be left open: who accused X of something accused X. Not what X was done to as: to welcome as president is not to welcome.
    fn says_behind(&self, frame: FrameId, verb: &str, post: &[String]) -> bool {
        /// Verbs that mean little without what stands behind them.
        const LIGHT: [&str; 12] = ["take", "make", "give", "have", "put", "get", "do", "go", "come", "bring", "keep", "hold"];
        /// Verbs whose object is rather the subject of what follows: who wants X to leave does not want X.
        const OF_A_CLAUSE: [&str; 9] = ["want", "need", "wish", "like", "expect", "prefer", "intend", "mean", "cause"];
        let tokens = &self.lattice.tokens;
        let is_clause = |first: &str| first == "to" && post.len() > 1 && OF_A_CLAUSE.contains(&verb);
        post.first()
            .is_none_or(|first| first != "as" && !is_clause(first) && !LIGHT.contains(&verb) && PREPOSITIONS.contains(&first.as_str()))
            || tokens.windows(post.len()).any(|words| words.iter().zip(post).all(|(token, word)| token.text == *word))
            || self.lattice.posts.iter().any(|(of, ..)| *of == frame)
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
            quantifier: Quantifier::Some,
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

    /// The link of a verb whose last word is a preposition and that joins a kind with something named, for that preposition alone: "forces that operate
    /// in X" for "forces in X". Several such relations leave it open, and then none is taken.
    pub fn worded_link(&self, word: &str, near: &Concept, far: &Concept) -> Option<(Link, Concept, Concept)> {
        if far.names().is_none() || !matches!(near, Concept::Kind(_) | Concept::Or(_)) {
            return None;
        }
        let mut found: Option<(RelationId, FrameId, Cow<'_, Concept>, Cow<'_, Concept>)> = None;
        for &(id, relation) in self.vocabulary.frames_ending_in(word) {
            if found.as_ref().is_some_and(|(known, ..)| *known == relation) {
                continue;
            }
            let Some((near, Some(far))) = self.try_link(relation, Role::Subject, near, Some(far)) else { continue };
            if !self.joins(&near, relation, Role::Subject, &far) {
                continue;
            }
            if found.is_some() {
                return None;
            }
            found = Some((relation, id, near, far));
        }
        let (relation, frame, near, far) = found?;
        let mut link = Link::new(relation, self.traversal(relation, Role::Subject));
        link.frame = Some(frame);
        Some((link, near.into_owned(), far.into_owned()))
    }
}

/// Whether fixed words say something without what follows their preposition: "in power" of "in power in" and "born" of "born in", but not "located" of
/// "located in".
fn says_by_itself(shape: &FrameShape, is_done: bool) -> bool {
    /// Participles of what goes on rather than happens.
    const STATES: [&str; 16] = [
        "located",
        "situated",
        "based",
        "set",
        "made",
        "known",
        "called",
        "named",
        "composed",
        "connected",
        "related",
        "linked",
        "contained",
        "used",
        "found",
        "held",
    ];
    let FrameShape::Be { words, .. } = shape else { return false };
    match &words[..] {
        [participle, _] => {
            let happens = !is_done
                && !STATES.contains(&participle.as_str())
                && (participle.ends_with("ed") || participle.ends_with("en") || participle == "born");
            happens && (participle == "born" || morphology::base_of_any(participle).is_some())
        }
        [first, _, _, ..] => matches!(first.as_str(), "in" | "on" | "at" | "under"),
        _ => false,
    }
}

/// Verbs that say of anything no more than that it goes on: "began" alone is not "began among", for which a vocabulary may have it. "Began as X" is.
fn only_begins(shape: &FrameShape) -> bool {
    const VERBS: [&str; 5] = ["begin", "start", "end", "stop", "cease"];
    match shape {
        FrameShape::Verb { forms, tail, .. } => {
            VERBS.contains(&forms.base.as_str()) && tail.len() < 2 && tail.last().is_none_or(|last| last != "as")
        }
        _ => false,
    }
}

/// "come", "go", with the place left open.
fn only_moves(shape: &FrameShape) -> bool {
    matches!(shape, FrameShape::Verb { forms, .. } if matches!(forms.base.as_str(), "come" | "go"))
}
