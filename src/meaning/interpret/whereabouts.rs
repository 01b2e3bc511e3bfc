//! Where: the places of things, of deeds, and of places of some sort.

use super::Interpretation;
use crate::graph::{Direction, KindId};
use crate::language::syntax::{Asked, Chain, Clause};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::clause::Statement;
use crate::meaning::concept::{Concept, Link, Restriction};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Attached, AttachedKind, VerbPhrase};
use crate::query::{Detail, Traversal};

impl Resolver<'_> {
    /// "in which city did X meet Y": where X met Y, of cities.
    pub(in crate::meaning) fn place_question(&self, among: &Chain, preposition: &str, clause: &Clause) -> Option<Interpretation> {
        let place = self.chain(among)?;
        match self.clause_question(clause, Asked::Where)? {
            Interpretation::Detail { subject, link, object, detail: Detail::Place, text, .. } => {
                let said = text.strip_prefix("Where was it that ")?;
                let text = format!("{} which {} was it that {said}", capital(preposition), self.say(&place, false));
                Some(Interpretation::Place { subject, link, object, among: place, text })
            }
            Interpretation::List { concept, order: None } => {
                let is = Restriction::Is { concept: Box::new(place), negated: false };
                Some(Interpretation::List { concept: concept.restricted(is), order: None })
            }
            _ => None,
        }
    }

    /// "where did X V": the place the claim names, or, if the event has places of its own, those.
    pub(in crate::meaning) fn located(&self, statement: &Statement, asked: Asked) -> Option<Interpretation> {
        if asked != Asked::Where {
            return None;
        }
        // Where somebody is says nothing of where he did something: only what happens is where it happened.
        let happens = || {
            self.event_link(&statement.subject)
                .is_some_and(|(event, ())| statement.link.relations.iter().any(|relation| event.relations.contains(relation)))
        };
        let has_places = self.names_places(&statement.subject, &statement.link);
        if has_places || statement.object.is_some() || !happens() { None } else { self.where_is(&statement.subject) }
    }

    /// Whether some claim of a link that something named has says where that was; of anything else that is taken for granted.
    pub(super) fn names_places(&self, subject: &Concept, link: &Link) -> bool {
        let Some(nodes) = subject.names() else { return true };
        let has_place = |claim| self.view.claim(claim).is_some_and(|claim| claim.place.is_some());
        nodes.iter().any(|&node| {
            link.relations.iter().any(|&relation| {
                [Direction::Forward, Direction::Backward]
                    .into_iter()
                    .any(|direction| self.view.neighbours(node, relation, direction).iter().any(|(_, claim)| has_place(claim)))
            })
        })
    }

    /// Whether what is asked about names a place of the same kinds as the answer would be.
    pub(super) fn says_where_already(&self, subject: &Concept, found: &Interpretation) -> bool {
        let (Some(place), Interpretation::List { concept, .. }) = (named_within(subject), found) else { return false };
        let is_a_place = |link: &Link| {
            place.names().is_some_and(|nodes| {
                nodes.iter().any(|&node| link.relations.iter().any(|&relation| self.has_claims(node, relation, Role::Object)))
            })
        };
        match (self.kinds_of(place), self.kinds_of(concept), concept) {
            (Some(own), Some(answers), _) if answers.iter().all(|answer| own.contains(answer)) => true,
            // Things are in places of several kinds; the one that is named is such a place.
            (Some(own), answers, Concept::Role { link, .. }) => {
                answers.is_none_or(|answers| own.iter().any(|own| answers.contains(own))) && is_a_place(link)
            }
            _ => false,
        }
    }

    /// Whether a filled relational noun names where something is: its relation is told with "in" or "at", too.
    pub(super) fn names_where(&self, concept: &Concept) -> bool {
        let Concept::Role { link, of: Some(_) } = concept else { return false };
        let says_place = |relation: crate::graph::RelationId| {
            self.vocabulary.frames_of(relation).any(|(_, frame)| match &frame.shape {
                FrameShape::Be { words: tail, subject: Role::Subject, transitive: true }
                | FrameShape::Verb { tail, subject: Role::Subject, transitive: true, .. } => {
                    tail.last().is_some_and(|last| matches!(last.as_str(), "in" | "at"))
                }
                _ => false,
            })
        };
        link.traversal == Traversal::Backward && link.relations.iter().all(|&relation| says_place(relation))
    }

    /// "where was X in 2019": the places of that time.
    pub(super) fn in_its_time(&self, found: Interpretation, predicate: &VerbPhrase<'_>) -> Option<Interpretation> {
        let timely = |modifier: &&Attached<'_>| matches!(modifier.kind, AttachedKind::Time(_) | AttachedKind::AccordingTo { .. });
        let modifiers: Vec<_> = predicate.modifiers.iter().filter(timely).cloned().collect();
        match found {
            Interpretation::List { concept: Concept::Role { link, of }, order } if !modifiers.is_empty() => {
                let link = self.narrowed_by(link, &VerbPhrase { modifiers, ..predicate.clone() })?;
                Some(Interpretation::List { concept: Concept::Role { link, of }, order })
            }
            found => modifiers.is_empty().then_some(found),
        }
    }

    /// The places of something: what relations that say "in", "at" or "on" lead to.
    pub(in crate::meaning) fn where_is(&self, subject: &Concept) -> Option<Interpretation> {
        let subject = &self.by_label(subject.clone());
        let mut relations = Vec::new();
        let mut kept: Option<Concept> = None;
        let mut frame_found = None;
        for &(id, relation) in self.vocabulary.frames_of_places() {
            if relations.contains(&relation) {
                continue;
            }
            if let Some(subject) = self.fits(relation, Role::Subject, subject)
                && self.alive(&subject, relation, Role::Subject)
            {
                relations.push(relation);
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

    /// The kind of places, if the graph has one and other things, too, stand at this end: "where did X go" asks for none of the people
    /// that X went to.
    pub(super) fn only_places(&self, link: &Link, end: Role) -> Option<KindId> {
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["place"], &mut lexemes);
        let places = lexemes.iter().find_map(|lexeme| match lexeme.sense {
            Sense::Kind(kind, _) => Some(kind),
            _ => None,
        })?;
        let kinds = link.relations.iter().filter_map(|&relation| self.schema().relation(relation)).flat_map(|definition| match end {
            Role::Subject => &definition.domain,
            Role::Object => &definition.range,
        });
        let (places_there, others): (Vec<KindId>, Vec<KindId>) = kinds.partition(|&&kind| self.schema().is_a(kind, places));
        (!places_there.is_empty() && !others.is_empty()).then_some(places)
    }
}

/// The name that a phrase is narrowed by: X of "the highest point in X".
fn named_within(concept: &Concept) -> Option<&Concept> {
    let of_restriction =
        |restriction: &Restriction| matches!(restriction, Restriction::Linked { other: Some(other), .. } if other.names().is_some());
    match concept {
        Concept::Role { of: Some(of), .. } if of.names().is_some() => Some(of),
        Concept::Ranked { base, .. } | Concept::Minus(base, _) => named_within(base),
        Concept::Restricted { base, restrictions } => restrictions
            .iter()
            .flat_map(|restriction| match restriction {
                Restriction::Any(parts) => &parts[..],
                other => std::slice::from_ref(other),
            })
            .find(|restriction| of_restriction(restriction))
            .and_then(|restriction| match restriction {
                Restriction::Linked { other, .. } => other.as_deref(),
                _ => None,
            })
            .or_else(|| named_within(base)),
        _ => None,
    }
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}
