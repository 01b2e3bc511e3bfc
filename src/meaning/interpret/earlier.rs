//! Events among each other: which of two came first, how often something was done, and whether there was such a thing at all.

use crate::graph::{ClaimId, Direction, Interval, NodeId, RelationId};
use crate::language::syntax::TimeOrder;
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::clause::Statement;
use crate::meaning::concept::{Concept, Link, Quantifier, Relative, Restriction};
use crate::meaning::interpret::Interpretation;
use crate::meaning::noun::linked;
use crate::meaning::resolve::Resolver;
use crate::query::Traversal;

/// Who did something to whom, and when.
type Deed = (NodeId, NodeId, Interval);

impl Resolver<'_> {
    /// The relation by which claims say that one event preceded another, if the vocabulary has the verb.
    fn precedence(&self) -> Option<RelationId> {
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["preceded"], &mut lexemes);
        lexemes.iter().find_map(|lexeme| match lexeme.sense {
            Sense::Verb { frame, pending: false, .. } => {
                let frame = self.vocabulary.frame(frame);
                let is_plain =
                    matches!(&frame.shape, FrameShape::Verb { subject: Role::Subject, transitive: true, tail, .. } if tail.is_empty());
                is_plain.then_some(frame.relation)
            }
            _ => None,
        })
    }

    /// Whether a claim says that one of two named things preceded the other: the first the second, or the other way round.
    fn told_order(&self, first: &Concept, second: &Concept, relation: RelationId) -> Option<bool> {
        let (one, other) = (first.names()?, second.names()?);
        let says = |from: &[NodeId], to: &[NodeId]| {
            from.iter().any(|&node| {
                let follows = self.view.neighbours(node, relation, Direction::Forward);
                follows.iter().any(|(later, claim)| to.contains(&later) && !self.view.is_denied(claim))
            })
        };
        if says(one, other) { Some(true) } else { says(other, one).then_some(false) }
    }

    /// A statement about the order of two events by what is known of it. "Did X take place before Y" is told by a claim that says which preceded the other, if
    /// there is one, for their dates may be too coarse; "did X precede Y" by their dates, if there is none.
    pub(super) fn by_order(&self, statement: &Statement) -> Option<Concept> {
        let relation = self.precedence()?;
        let (subject, link) = (&statement.subject, &statement.link);
        subject.names()?;
        if statement.negated || link.times.len() + link.sources.len() + link.places.len() > 0 {
            return None;
        }
        match (&link.relative[..], &statement.object) {
            ([relative], None) if relative.object.is_none() && relative.link.traversal == Traversal::Forward => {
                self.told_order(subject, &relative.subject, relation)?;
                let traversal = match relative.order {
                    TimeOrder::Before => Traversal::Forward,
                    TimeOrder::After => Traversal::Backward,
                    _ => return None,
                };
                Some(subject.clone().restricted(linked(Link::new(relation, traversal), relative.subject.clone())))
            }
            ([], Some(object)) if link.relations[..] == [relation] && object.names().is_some() => {
                if self.told_order(subject, object, relation).is_some() {
                    return None;
                }
                let order = if link.traversal == Traversal::Backward { TimeOrder::After } else { TimeOrder::Before };
                let (mut own, ()) = self.event_link(subject)?;
                let (other, ()) = self.event_link(object)?;
                own.relative.push(Relative::new(order, object.clone(), other, None, String::new()));
                Some(subject.clone().restricted(Restriction::Linked {
                    link: own,
                    other: None,
                    quantifier: Quantifier::Some,
                    negated: false,
                }))
            }
            _ => None,
        }
    }

    /// "what happened before X", where claims say what preceded X: that.
    pub(in crate::meaning) fn told_before(&self, interpretation: &Interpretation) -> Option<Interpretation> {
        let Interpretation::List { concept: Concept::Restricted { base, restrictions }, order: None } = interpretation else { return None };
        let [Restriction::Linked { link, other: None, quantifier: Quantifier::Some, negated: false }] = &restrictions[..] else {
            return None;
        };
        let [relative] = &link.relative[..] else { return None };
        // "what happened", and not "what ended" or "who became president".
        let happened = self.lattice.tokens.get(1).is_some_and(|token| matches!(token.text.as_str(), "happened" | "occurred" | "took"));
        let (event, ()) = self.event_link(&relative.subject)?;
        if !happened || !link.relations.iter().any(|relation| event.relations.contains(relation)) {
            return None;
        }
        let plain = link.times.len() + link.sources.len() + link.places.len() == 0 && relative.object.is_none();
        let nodes = relative.subject.names().filter(|_| plain && **base == Concept::Thing)?;
        let relation = self.precedence()?;
        let (role, traversal) = match relative.order {
            TimeOrder::Before => (Role::Object, Traversal::Forward),
            TimeOrder::After => (Role::Subject, Traversal::Backward),
            _ => return None,
        };
        let told = nodes.iter().any(|&node| self.has_claims(node, relation, role));
        let concept = Concept::Thing.restricted(linked(Link::new(relation, traversal), relative.subject.clone()));
        told.then_some(Interpretation::List { concept, order: None })
    }

    /// "was there X" of a name: that it was, by the claims that say when it was. What has but been demanded or planned has a name, too, and no such claim.
    pub(super) fn existing(&self, named: &Concept) -> Option<Concept> {
        /// Kinds of what need not be.
        const THOUGHT: [&str; 12] = [
            "demand",
            "proposal",
            "plan",
            "request",
            "threat",
            "possibility",
            "goal",
            "purpose",
            "idea",
            "suggestion",
            "accusation",
            "potential conflict",
        ];
        let nodes = named.names()?;
        let (link, ()) = self.event_link(named)?;
        let dated = link.relations.iter().any(|&relation| self.alive(named, relation, Role::Subject));
        let thought = |node: NodeId| {
            self.view.kinds(node).iter().any(|&kind| {
                let is_called = |name: &str| self.schema().kinds().any(|(id, other)| other.name == name && self.schema().is_a(kind, id));
                THOUGHT.into_iter().any(is_called)
            })
        };
        (dated || nodes.iter().all(|&node| thought(node)))
            .then(|| named.clone().restricted(Restriction::Linked { link, other: None, quantifier: Quantifier::Some, negated: false }))
    }

    /// "how many times was X impeached", where one deed is told by several relations ("impeached", "impeached for"): a relation whose claims all say again
    /// what those of another say of the same two at the same time is left out.
    pub(super) fn each_deed_once(&self, statement: &mut Statement) {
        let told = |relation: RelationId| -> Vec<Deed> {
            let one = Statement { link: Link { relations: vec![relation], ..statement.link.clone() }, ..statement.clone() };
            let deed = |claim: ClaimId| self.view.ends(claim).map(|(subject, _, object)| (subject, object, self.view.told(claim)));
            let mut deeds: Vec<_> = self.claims_between(&one).into_iter().filter_map(deed).collect();
            deeds.sort_unstable();
            deeds
        };
        let mut kept: Vec<(RelationId, Vec<Deed>)> = Vec::new();
        let mut all: Vec<_> = statement.link.relations.iter().map(|&relation| (relation, told(relation))).collect();
        all.sort_by_key(|(relation, deeds)| (std::cmp::Reverse(deeds.len()), *relation));
        for (relation, deeds) in all {
            let again = kept.iter().any(|(_, others)| deeds.iter().all(|deed| others.contains(deed)));
            if !again {
                kept.push((relation, deeds));
            }
        }
        statement.link.relations = kept.into_iter().map(|(relation, _)| relation).collect();
        statement.link.relations.sort_unstable();
    }
}
