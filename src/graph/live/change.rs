//! What a layer adds to its base, as something that can be kept and told again.

use serde::{Deserialize, Serialize};

use super::{LiveGraph, add_names};
use crate::graph::{Claim, ClaimId, Entity, Node, NodeId, Quantity, Schema, Value, View};

/// What was told on top of a graph. Ids below `first_node` and `first_claim` are those of that graph, the others those of the change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// How many nodes there were before.
    pub first_node: u32,
    /// How many claims there were before.
    pub first_claim: u32,
    /// All definitions from now on, where some are new.
    pub schema: Option<Schema>,
    /// New nodes, by id.
    pub nodes: Vec<Node>,
    /// Entities of the graph before that have new names or kinds, as they are now.
    pub changed: Vec<(NodeId, Entity)>,
    /// New claims, by id.
    pub claims: Vec<Claim>,
    /// Claims that are taken back.
    pub retracted: Vec<ClaimId>,
}

/// Why a change does not fit a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It was made on another graph: one with so many nodes and claims.
    OtherGraph {
        /// Nodes there.
        nodes: usize,
        /// Claims there.
        claims: usize,
    },
    /// It speaks of something that there is not, or that cannot be.
    Unsound(&'static str),
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherGraph { nodes, claims } => write!(f, "it was told to a graph of {nodes} nodes and {claims} claims"),
            Self::Unsound(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Misfit {}

impl Change {
    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        self.schema.is_none() && self.nodes.is_empty() && self.changed.is_empty() && self.claims.is_empty() && self.retracted.is_empty()
    }
}

impl LiveGraph {
    /// What this layer adds to its base; of a graph without a base, everything.
    ///
    /// # Complexity
    /// A copy of it.
    pub fn change(&self) -> Change {
        let (first_node, first_claim) = self.base.as_ref().map_or((0, 0), |base| (base.nodes, base.claims));
        let nodes = (first_node..self.node_bound()).filter_map(|node| self.weight(NodeId::from_index(node)).cloned()).collect();
        let changed = self.base.iter().flat_map(|base| &base.changed);
        let retracted = self.base.iter().flat_map(|base| base.retracted.iter().copied());
        let mut own: Vec<ClaimId> = self.retracted.iter().copied().collect();
        own.sort_unstable();
        let is_same = self.base.as_ref().is_some_and(|base| base.view.schema() == &*self.schema);
        Change {
            first_node: NodeId::from_index(first_node).0,
            first_claim: ClaimId::from_index(first_claim).0,
            schema: (!is_same).then(|| (*self.schema).clone()),
            nodes,
            changed: changed.filter_map(|node| Some((*node, self.entity(*node)?.into_owned()))).collect(),
            claims: self.graph.edge_weights().cloned().collect(),
            retracted: retracted.chain(own).collect(),
        }
    }

    /// Tells a change. The graph is not sealed.
    ///
    /// # Errors
    /// If the change was not made on this graph, or speaks of what there is not. Then the graph is as it was.
    ///
    /// # Complexity
    /// Linear in the change, with a look-up for each of its parts.
    pub fn apply(&mut self, change: &Change) -> Result<(), Misfit> {
        self.check(change)?;
        if let Some(schema) = &change.schema {
            *self.schema_mut() = schema.clone();
        }
        for node in &change.nodes {
            match node {
                Node::Entity(entity) => self.add_entity(entity.clone()),
                Node::Value(value) => self.push_value(value.clone()),
            };
        }
        for (node, entity) in &change.changed {
            self.change_entity(*node, entity);
        }
        for claim in &change.claims {
            // What was taken back and told again stands in a change twice.
            self.push_claim(claim.clone());
        }
        for claim in &change.retracted {
            self.retract(*claim);
        }
        Ok(())
    }

    fn change_entity(&mut self, node: NodeId, entity: &Entity) {
        let Some(known) = self.entity_mut(node, |known| known != entity) else { return };
        let mut new = entity.clone();
        std::mem::swap(known, &mut new);
        let old = new;
        if old.kinds != entity.kinds {
            self.kinds_are_stale = true;
        }
        if old.label != entity.label {
            self.names_are_stale = true;
        }
        let is_new = |name: &String| *name != old.label && !old.aliases.contains(name);
        let added = Entity {
            aliases: entity.aliases.iter().filter(|name| is_new(name)).cloned().collect(),
            adjectives: entity.adjectives.iter().filter(|name| !old.adjectives.contains(name)).cloned().collect(),
            label: if is_new(&entity.label) { entity.label.clone() } else { String::new() },
            ..Entity::default()
        };
        add_names(&mut self.names, node, &added);
    }

    /// Whether all that a change speaks of is there, once all of it is told.
    fn check(&self, change: &Change) -> Result<(), Misfit> {
        let (nodes, claims) = (change.first_node as usize, change.first_claim as usize);
        if (nodes, claims) != (self.node_bound(), self.claim_bound()) {
            return Err(Misfit::OtherGraph { nodes, claims });
        }
        let ids = u32::MAX as usize;
        if change.nodes.len() > ids - nodes || change.claims.len() > ids - claims {
            return Err(Misfit::Unsound("there are more nodes or claims than a graph can hold"));
        }
        let schema = change.schema.as_ref().unwrap_or(&self.schema);
        if !self.schema.is_start_of(schema) || !schema.is_sound() {
            return Err(Misfit::Unsound("its definitions do not go on from those before"));
        }
        let kinds = schema.kinds().len();
        let node_bound = nodes + change.nodes.len();
        let mut keys: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
        for node in &change.nodes {
            match node {
                Node::Entity(entity) => {
                    if !keys.insert(&entity.key) || self.entity_by_key(&entity.key).is_some() {
                        return Err(Misfit::Unsound("a new entity has the key of another"));
                    }
                    check_kinds(entity, kinds)?;
                }
                Node::Value(value) => {
                    if matches!(value, Value::Number(number) if !number.amount.is_finite()) {
                        return Err(Misfit::Unsound("a number is not finite"));
                    }
                    if self.node_of_value(value).is_some() {
                        return Err(Misfit::Unsound("a new value is known"));
                    }
                }
            }
        }
        for (node, entity) in &change.changed {
            if node.index() >= nodes || self.entity(*node).is_none_or(|known| known.key != entity.key) {
                return Err(Misfit::Unsound("an entity that is changed is not there"));
            }
            check_kinds(entity, kinds)?;
        }
        let is_node = |node: &NodeId| node.index() < node_bound;
        for claim in &change.claims {
            let others = claim.place.iter().chain(&claim.according_to).chain(&claim.sources);
            let finite = |quantity: &Quantity| quantity.amount.is_finite();
            if ![claim.subject, claim.object].iter().chain(others).all(is_node)
                || schema.relation(claim.relation).is_none()
                || !claim.quantity.as_ref().is_none_or(finite)
            {
                return Err(Misfit::Unsound("a claim speaks of what there is not"));
            }
        }
        let bound = claims + change.claims.len();
        if change.retracted.iter().any(|claim| claim.index() >= bound) {
            return Err(Misfit::Unsound("a claim that is taken back is not there"));
        }
        Ok(())
    }
}

fn check_kinds(entity: &Entity, kinds: usize) -> Result<(), Misfit> {
    if entity.kinds.iter().any(|kind| kind.index() >= kinds) {
        return Err(Misfit::Unsound("an entity is of a kind that there is not"));
    }
    Ok(())
}
