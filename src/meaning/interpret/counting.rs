//! What may be counted one by one, and what may not.

use crate::graph::NodeId;
use crate::meaning::concept::{Concept, Link, Restriction};
use crate::meaning::resolve::Resolver;
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

    /// Whether what is counted may be groups of people, so that their number would not be that of the people: some claim of the link by which
    /// they are counted is about one of that kind that is a group as well.
    pub(super) fn counts_groups(&self, concept: &Concept) -> bool {
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
}
