//! What joins two concepts, whether there are words for it or not.

use std::borrow::Cow;

use super::Resolver;
use crate::graph::{Direction, NodeId, RelationId};
use crate::language::vocabulary::Role;
use crate::meaning::concept::{Concept, Link};
use crate::query::Traversal;

/// Two concepts, and the link that joins them with both as far as it settles them.
pub(in crate::meaning) type Vague = (Concept, Concept, Option<(Link, Concept, Concept)>);

impl Resolver<'_> {
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
        if link.closure {
            return self.reaches(link, near, far);
        }
        link.relations.iter().any(|&relation| self.is_defined(relation) || ends.iter().any(|&from| self.joins(near, relation, from, far)))
    }

    /// Whether any number of steps of a link leads from one named thing to another; of anything else that is taken for granted. O(claims walked), of
    /// which there is a bound: then it is taken for granted as well.
    pub fn reaches(&self, link: &Link, near: &Concept, far: &Concept) -> bool {
        const MOST: usize = 2_000;
        let (Some(near), Some(far)) = (near.names(), far.names()) else { return true };
        let directions: &[Direction] = match link.traversal {
            Traversal::Forward => &[Direction::Forward],
            Traversal::Backward => &[Direction::Backward],
            Traversal::Both => &[Direction::Forward, Direction::Backward],
        };
        let mut seen: Vec<NodeId> = near.to_vec();
        let mut at = 0;
        while let Some(&node) = seen.get(at) {
            for (&relation, &direction) in link.relations.iter().flat_map(|relation| directions.iter().map(move |way| (relation, way))) {
                if self.is_defined(relation) || seen.len() > MOST {
                    return true;
                }
                for (next, _) in self.view.neighbours(node, relation, direction).iter() {
                    if far.contains(&next) {
                        return true;
                    }
                    if !seen.contains(&next) {
                        seen.push(next);
                    }
                }
            }
            at += 1;
        }
        false
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

    /// Whether some claim of the relation joins the two, as far as a quick look tells: names are followed, kinds are checked.
    pub(in crate::meaning) fn joins(&self, near: &Concept, relation: RelationId, from: Role, far: &Concept) -> bool {
        let look = |nodes: &[NodeId], role: Role, other: &Concept| {
            let direction = if role == Role::Subject { Direction::Forward } else { Direction::Backward };
            let kinds = self.kinds_of(other);
            nodes.iter().any(|&node| match (other, &kinds) {
                (Concept::Names { nodes, .. }, _) => {
                    self.view.neighbours(node, relation, direction).iter().take(2_000).any(|(neighbour, _)| nodes.contains(&neighbour))
                }
                (_, Some(kinds)) => self.view.leads_to(node, relation, direction, kinds),
                (_, None) => self.view.has_claims(node, relation, direction),
            })
        };
        match (near.names(), far.names()) {
            (Some(nodes), _) => look(nodes, from, far),
            (_, Some(nodes)) => look(nodes, from.other(), near),
            _ => self.joins_kinds(relation),
        }
    }

    /// Whether a relation may join two things of which only the kinds are known: both ends must be declared, or the link could be anything.
    pub(in crate::meaning) fn joins_kinds(&self, relation: RelationId) -> bool {
        let declared = self.schema().relation(relation).is_some_and(|relation| !relation.domain.is_empty() && !relation.range.is_empty());
        declared && self.view.statistics(relation).claims > 0
    }
}
