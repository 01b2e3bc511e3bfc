//! What kinds a concept may have, and what may stand at the ends of a relation.

use std::borrow::Cow;

use smallvec::smallvec;

use super::{Kinds, Resolver};
use crate::graph::{Direction, KindId, Node, NodeId, RelationId, Value, ValueType};
use crate::language::vocabulary::Role;
use crate::meaning::concept::{Concept, Literal, Restriction, Scalar};
use crate::query::Traversal;

impl Resolver<'_> {
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
    pub(in crate::meaning) fn far_kinds(&self, relations: &[RelationId], traversal: Traversal) -> Option<Kinds> {
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
    pub(in crate::meaning) fn cut<'c>(&self, relation: RelationId, role: Role, concept: &'c Concept) -> Option<Cow<'c, Concept>> {
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
            // "written in 2023" is a time, and no language.
            Concept::Literal(Literal::Date(_)) if value_type == Some(ValueType::Text) => None,
            Concept::Literal(_) => {
                let is = self.value_type_of(concept);
                let open = value_type.is_none() && kinds.is_empty();
                let fits = open || value_type.is_some() && (value_type == is || value_type == Some(ValueType::Text));
                match concept {
                    Concept::Literal(literal) if fits => {
                        self.in_unit_of(relation, literal).map(|turned| turned.map_or_else(whole, Cow::Owned))
                    }
                    _ => None,
                }
            }
            Concept::Names { nodes, text } => {
                let fitting: Vec<NodeId> =
                    nodes.iter().copied().filter(|&node| self.node_fits(node, relation, role, kinds, value_type)).collect();
                // "Which of them" is asked of all of them.
                if fitting.is_empty() {
                    let texts = if value_type == Some(ValueType::Text) { self.texts_named_so(nodes, text) } else { Vec::new() };
                    (!texts.is_empty()).then(|| Cow::Owned(Concept::Names { nodes: texts, text: text.clone() }))
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

    /// The texts of claims that are written like a name of these things.
    pub(in crate::meaning) fn texts_named_so(&self, nodes: &[NodeId], text: &str) -> Vec<NodeId> {
        let names = self.lattice.names.iter().flatten();
        let alike = names.filter(|name| nodes.iter().all(|node| name.nodes.contains(node)));
        let mut found = alike.filter(|name| self.lattice.text_of(name.at, name.end).trim_matches(['[', ']', '"']) == text);
        let Some(name) = found.next() else { return Vec::new() };
        name.nodes.iter().copied().filter(|&node| !self.view.is_entity(node)).collect()
    }

    pub(in crate::meaning) fn node_fits(
        &self,
        node: NodeId,
        relation: RelationId,
        role: Role,
        kinds: &[KindId],
        value_type: Option<ValueType>,
    ) -> bool {
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
        self.view.has_claims(node, relation, direction)
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
}
