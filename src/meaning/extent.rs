//! Whether what stands at one end of a relation can stand at an end of another: of graphs that tell no kinds apart, only the claims say.

use super::concept::{Concept, Restriction};
use super::resolve::Resolver;
use crate::graph::{Direction, NodeId, RelationId};
use crate::language::vocabulary::Role;
use crate::query::Traversal;

/// How many claims are looked at, spread over all.
const SAMPLE: usize = 200;
/// One in so many must stand at both ends: a name that two things share by chance says nothing.
const ONE_IN: usize = 8;

impl Resolver<'_> {
    /// Whether the members of a concept may stand at an end of a relation, as far as the relations tell by which they are described.
    /// Where kinds tell, or nothing does, they may.
    pub fn may_stand(&self, concept: &Concept, relation: RelationId, role: Role) -> bool {
        let Some((own, own_role)) = end_of(concept) else { return true };
        let kinds = |relation: RelationId, role: Role| {
            self.schema()
                .relation(relation)
                .map_or(0, |relation| if role == Role::Subject { relation.domain.len() } else { relation.range.len() })
        };
        let told = own == relation && own_role == role || kinds(own, own_role) > 0 || kinds(relation, role) > 0;
        told || self.ends_meet((own, own_role), (relation, role))
    }

    /// Whether a node of a graph without kinds may stand at an end: it does, or things that stand where it stands do.
    pub fn node_may_stand(&self, node: NodeId, relation: RelationId, role: Role) -> bool {
        if self.has_claims(node, relation, role) {
            return true;
        }
        let mut stands = false;
        for (own_role, direction) in [(Role::Subject, Direction::Forward), (Role::Object, Direction::Backward)] {
            for &own in self.view.relations_at(node, direction).iter() {
                stands = true;
                if self.ends_meet((own, own_role), (relation, role)) {
                    return true;
                }
            }
        }
        !stands
    }

    /// Whether many things stand at both of two ends. O(sample), once for each pair of ends of a question.
    fn ends_meet(&self, one: (RelationId, Role), other: (RelationId, Role)) -> bool {
        if let Some((_, known)) = self.meetings.borrow().iter().find(|(pair, _)| *pair == (one, other)) {
            return *known;
        }
        let claims = self.view.claims_of(one.0);
        let step = (claims.len() / SAMPLE).max(1);
        let (mut seen, mut both) = (0, 0);
        for claim in claims.iter().step_by(step) {
            let Some((subject, _, object)) = self.view.ends(claim) else { continue };
            let node = if one.1 == Role::Subject { subject } else { object };
            seen += 1;
            both += usize::from(self.has_claims(node, other.0, other.1));
        }
        let meet = seen == 0 || both * ONE_IN >= seen;
        self.meetings.borrow_mut().push(((one, other), meet));
        meet
    }
}

/// The end of a relation at which the members of a concept stand.
fn end_of(concept: &Concept) -> Option<(RelationId, Role)> {
    let near = |traversal: Traversal| match traversal {
        Traversal::Forward => Some(Role::Subject),
        Traversal::Backward => Some(Role::Object),
        Traversal::Both => None,
    };
    match concept {
        Concept::Role { link, .. } => match link.relations[..] {
            [relation] => Some((relation, near(link.traversal)?)),
            _ => None,
        },
        Concept::Restricted { base, restrictions } => end_of(base).or_else(|| {
            restrictions.iter().find_map(|restriction| match restriction {
                Restriction::Linked { link, negated: false, .. } => match link.relations[..] {
                    [relation] => Some((relation, near(link.traversal)?)),
                    _ => None,
                },
                _ => None,
            })
        }),
        Concept::Minus(base, _) | Concept::Ranked { base, .. } => end_of(base),
        _ => None,
    }
}
