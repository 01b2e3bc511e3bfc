//! What may be counted one by one, and what may not.

use super::Interpretation;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Direction, NodeId, Period, RelationId, Truth};
use crate::language::syntax::{Item, ItemKind, NounPhrase, TimePhrase, TimeSpan, VerbGroup, VerbKind};
use crate::language::vocabulary::{FrameId, FrameShape, Sense};
use crate::meaning::clause::Around;
use crate::meaning::concept::{Concept, Link, Restriction};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Attached, AttachedKind, VerbPhrase};
use crate::query::Traversal;

impl Resolver<'_> {
    /// How many claims the relations of a link have.
    pub(super) fn claims_of(&self, link: &Link) -> usize {
        link.relations.iter().map(|&relation| self.view.statistics(relation).claims).sum()
    }

    /// Whether the claims of a link tell one number only, of whatever it is.
    pub(super) fn tells_one_number(&self, link: &Link) -> bool {
        let claims = link.relations.iter().flat_map(|&relation| self.view.claims_of(relation).iter().collect::<Vec<_>>());
        let mut numbers = claims.filter_map(|claim| self.view.ends(claim)).map(|(_, _, number)| number);
        numbers.next().is_some_and(|first| numbers.all(|other| other == first))
    }

    /// Whether a noun that the vocabulary has for a relation alone is of several things.
    pub(super) fn is_of_many(&self, link: &Link) -> bool {
        let declared = link.frame.is_some_and(|frame| self.vocabulary.frame(frame).declared);
        let mut far: Option<NodeId> = None;
        declared
            && link.relations.iter().flat_map(|&relation| self.view.claims_of(relation).iter().collect::<Vec<_>>()).any(|claim| {
                let Some((subject, _, object)) = self.view.ends(claim) else { return false };
                let of = if link.traversal == Traversal::Backward { subject } else { object };
                *far.get_or_insert(of) != of
            })
    }

    /// "how many members of X", where one that is told is a group of people.
    fn are_groups(&self, concept: &Concept) -> bool {
        let role = match concept {
            Concept::Restricted { base, .. } => base,
            concept => concept,
        };
        let (Concept::Role { link, of: Some(of) }, schema) = (role, self.schema()) else { return false };
        let called = |noun| schema.kinds_called(noun).next();
        let (Some(group), Some(person)) = (called("group"), called("person")) else { return false };
        let is = |node: NodeId, kind| self.view.kinds(node).iter().any(|&own| schema.is_a(own, kind));
        let direction = if link.traversal == Traversal::Forward { Direction::Backward } else { Direction::Forward };
        of.names().unwrap_or_default().iter().any(|&node| {
            link.relations.iter().any(|&relation| {
                let told = self.view.neighbours(node, relation, direction);
                told.iter().take(2_000).any(|(end, _)| is(end, group) && is(end, person))
            })
        })
    }

    /// Whether what is counted may be groups of people, so that their number would not be that of the people: some claim of the link by which
    /// they are counted is about one of that kind that is a group as well.
    pub(super) fn counts_groups(&self, concept: &Concept) -> bool {
        if self.are_groups(concept) {
            return true;
        }
        let Concept::Restricted { base, restrictions } = concept else { return false };
        let (Concept::Kind(kind), schema) = (&**base, self.schema()) else { return false };
        let called = |noun| schema.kinds_called(noun).next();
        let (Some(group), Some(person)) = (called("group"), called("person")) else { return false };
        if !schema.is_a(*kind, person) || schema.is_a(*kind, group) {
            return false;
        }
        let is_group = |node: NodeId| {
            let own = self.view.kinds(node);
            own.iter().any(|&own| schema.is_a(own, group)) && own.iter().any(|&own| schema.is_a(own, *kind))
        };
        restrictions.iter().any(|restriction| match restriction {
            Restriction::Linked { link, .. } => link.relations.iter().any(|&relation| {
                self.view.claims_of(relation).iter().take(2_000).any(|claim| {
                    self.view.ends(claim).is_some_and(|(subject, _, object)| match link.traversal {
                        Traversal::Forward => is_group(subject),
                        Traversal::Backward => is_group(object),
                        Traversal::Both => is_group(subject) || is_group(object),
                    })
                })
            }),
            _ => false,
        })
    }

    /// "how many people died in 2002": the number that a measure tells of that time, where it tells one of one thing only.
    pub(super) fn measured_in(&self, phrase: &NounPhrase, predicate: &VerbPhrase<'_>) -> Option<Interpretation> {
        /// Of relations with more claims nobody asks so.
        const MOST: usize = 2_000;
        let span = match (&predicate.object, &predicate.modifiers[..]) {
            (Some(object), []) if object.modifiers.is_empty() => match object.phrase.items[..] {
                [Item { kind: ItemKind::Date(date), .. }] => TimeSpan::at(date),
                _ => return None,
            },
            (None, [Attached { kind: AttachedKind::Time(TimePhrase::In(span)), .. }]) => *span,
            _ => return None,
        };
        let (relation, frame) = self.measure_of(phrase, predicate.verb)?;
        let claims = self.view.claims_of(relation);
        let then = Period::between(span.first, span.last);
        let told_then =
            claims.iter().filter(|&claim| self.view.when(claim).overlaps(then) != Truth::No && !self.view.when(claim).is_undated());
        let mut of = told_then.filter_map(|claim| self.view.ends(claim)).map(|(subject, ..)| subject);
        let first = of.next();
        if claims.iter().count() > MOST || of.any(|other| Some(other) != first) {
            self.note(8, || {
                Diagnostic::new(Problem::NotSupported, 0..0, "Such numbers are told of several things, and I can't add them up.")
                    .hint("Say of what.")
            });
            return None;
        }
        let mut link = Link { frame: Some(frame), ..Link::new(relation, Traversal::Backward) };
        self.time(&TimePhrase::In(span))?.add_to(&mut link, self, Around::default())?;
        Some(Interpretation::List { concept: Concept::Role { link, of: Some(Box::new(Concept::Thing)) }, order: None })
    }

    /// The relation whose numbers count what a phrase names, by what a verb measures, and the phrase that says so.
    fn measure_of(&self, phrase: &NounPhrase, verb: &VerbGroup) -> Option<(RelationId, FrameId)> {
        let VerbKind::Senses(senses) = &verb.kind else { return None };
        if !self.measures(verb) || !self.counts_unit(phrase, verb) {
            return None;
        }
        senses.iter().find_map(|sense| match sense {
            Sense::Verb { frame, .. } | Sense::Be { frame, .. } => {
                let of = self.vocabulary.frame(*frame);
                matches!(of.shape, FrameShape::Measure { .. }).then_some((of.relation, *frame))
            }
            _ => None,
        })
    }

    /// The number of a measure that is told of one thing only, whatever that is.
    pub(super) fn told_once(&self, phrase: &NounPhrase, verb: &VerbGroup) -> Option<Interpretation> {
        let (relation, frame) = self.measure_of(phrase, verb)?;
        let link = Link { frame: Some(frame), ..Link::new(relation, Traversal::Backward) };
        (self.claims_of(&link) == 1)
            .then(|| Interpretation::List { concept: Concept::Role { link, of: Some(Box::new(Concept::Thing)) }, order: None })
    }
}
