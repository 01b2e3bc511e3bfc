//! The live graph: what is told goes here.
//!
//! Comes in: entities, values and claims, one by one. Goes out: a [`View`]. Knows nothing of files, words or questions.
//!
//! A live graph may stand on another graph as a layer: it then shows what both hold together, and keeps only what was added and taken back.
//! Nodes and claims are kept in a petgraph; beside it stand sorted indexes, which [`LiveGraph::seal`] brings up to date: for each relation
//! and direction the neighbours of each node, the relations of each node, the members of each kind, and the names.
//! Ids are given in the order of telling and never change. No order depends on a hash.

mod adjacency;
mod base;
mod change;
mod ends;
mod kinds;
mod lookup;
mod names;
mod relations_at;
mod view;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use change::{Change, Misfit};

use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use rustc_hash::{FxHashSet, FxHasher};

use self::adjacency::{Adjacency, Ends};
use self::base::{Base, Merged};
use self::kinds::KindIndex;
use self::lookup::Lookup;
use self::relations_at::RelationsAt;
use super::names::{LONGEST_TEXT, NameIndex, Role};
use super::{Claim, ClaimId, Direction, Entity, KindId, Node, NodeId, RelationId, Schema, Statistics, Value, View};

/// A graph in memory that can be added to.
///
/// Nodes and claims can be read as soon as they are added. What is found through an index (neighbours, members, kinds, names,
/// statistics) is as of the last [`LiveGraph::seal`]: whoever adds, seals before asking.
///
/// ```
/// use quipu::graph::{Claim, Direction, Entity, LiveGraph, View};
///
/// let mut graph = LiveGraph::new();
/// let pava = graph.add_entity(Entity { key: "Pava".into(), label: "Pava".into(), ..Entity::default() });
/// let parelinda = graph.add_entity(Entity { key: "Parelinda".into(), label: "Parelinda".into(), ..Entity::default() });
/// let recognized = graph.schema_mut().relation_or_new("recognized");
/// let claim = graph.add_claim(Claim::new(pava, recognized, parelinda));
/// graph.seal();
/// assert_eq!(graph.named("PAVÁ").as_ref(), [pava]);
/// assert_eq!(graph.neighbours(pava, recognized, Direction::Forward).iter().next(), Some((parelinda, claim)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct LiveGraph {
    /// The graph below, if this is a layer.
    base: Option<Base>,
    graph: StableDiGraph<Node, Claim>,
    schema: Arc<Schema>,
    /// Own ones, ascending.
    entities: Vec<NodeId>,
    keys: Lookup,
    values: Lookup,
    /// Claims since the last seal; older ones are found through their relation.
    recent_claims: Lookup,
    /// Own claims that were taken back.
    retracted: FxHashSet<ClaimId>,
    /// By relation.
    relations: Vec<RelationIndex>,
    forward_relations: RelationsAt,
    backward_relations: RelationsAt,
    kinds: KindIndex,
    names: NameIndex,
    /// Of relations with one holder at a time.
    ends: ends::Ends,
    /// Whether kinds must be derived again.
    kinds_are_stale: bool,
    /// Whether a name was taken away, so that the name index must be made anew.
    names_are_stale: bool,
}

/// What is known of one relation. In a layer: of what the layer adds and takes back.
#[derive(Clone, Debug, Default)]
struct RelationIndex {
    /// Own claims, and those that are taken back from the base.
    adjacency: Adjacency,
    counts: Counts,
    /// Together with the base.
    merged: Merged,
    /// Claims since the last seal.
    added: Vec<Ends>,
    /// Whether some were taken back since.
    is_stale: bool,
    recent: Counts,
}

/// How many claims there are; in a layer, how many more.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    claims: isize,
    denied: isize,
    dated: isize,
}

impl Counts {
    fn add(&mut self, claim: &Claim, sign: isize) {
        self.claims += sign;
        self.denied += sign * isize::from(claim.denied);
        self.dated += sign * isize::from(!claim.when.is_undated());
    }
}

impl LiveGraph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty layer on another graph: shows what that holds, and what will be added here. Its ids go on from those of the base, which
    /// must not change any more.
    ///
    /// # Complexity
    /// A copy of the schema.
    pub fn on(view: Arc<dyn View>) -> Self {
        let schema = Arc::new(view.schema().clone());
        Self { schema, base: Some(Base::new(view)), ..Self::default() }
    }

    /// The same on a live graph, with which it shares the schema.
    pub fn above(graph: &Arc<Self>) -> Self {
        Self { schema: Arc::clone(&graph.schema), base: Some(Base::new(Arc::clone(graph) as Arc<dyn View>)), ..Self::default() }
    }

    /// Kinds and relations.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Kinds and relations, to define them. The next [`LiveGraph::seal`] derives kinds again.
    pub fn schema_mut(&mut self) -> &mut Schema {
        self.kinds_are_stale = true;
        Arc::make_mut(&mut self.schema)
    }

    /// Adds an entity. If its key is known, that entity gets its aliases, adjectives and kinds, and its label as an alias where it differs.
    pub fn add_entity(&mut self, entity: Entity) -> NodeId {
        self.kinds_are_stale |= !entity.kinds.is_empty();
        if let Some(node) = self.entity_by_key(&entity.key) {
            self.add_alias(node, &entity.label);
            for alias in &entity.aliases {
                self.add_alias(node, alias);
            }
            for adjective in &entity.adjectives {
                self.add_adjective(node, adjective);
            }
            for kind in entity.kinds {
                self.add_kind(node, kind);
            }
            return node;
        }
        let node = NodeId::from_index(View::node_bound(self));
        self.index_names(node, &entity);
        self.keys.insert(|salt| hash(salt, entity.key.as_str()), node.0);
        self.entities.push(node);
        self.push(Node::Entity(entity));
        node
    }

    fn push(&mut self, node: Node) {
        let place = self.graph.add_node(node);
        if let Some(base) = &mut self.base {
            base.own.push(place);
        }
    }

    /// The entity with exactly this key.
    pub fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        let is_it = |place| matches!(self.weight(NodeId(place)), Some(Node::Entity(entity)) if entity.key == key);
        let own = self.keys.find(|salt| hash(salt, key), is_it).map(NodeId);
        own.or_else(|| self.base.as_ref().and_then(|base| base.view.entity_by_key(key)))
    }

    /// An entity; `None` for a value or an unknown id.
    pub fn entity(&self, node: NodeId) -> Option<Cow<'_, Entity>> {
        match View::node(self, node)? {
            Cow::Borrowed(Node::Entity(entity)) => Some(Cow::Borrowed(entity)),
            Cow::Owned(Node::Entity(entity)) => Some(Cow::Owned(entity)),
            _ => None,
        }
    }

    /// What stands in the petgraph for a node.
    fn weight(&self, node: NodeId) -> Option<&Node> {
        match &self.base {
            None => self.graph.node_weight(node_index(node)),
            Some(base) => base.place(node).and_then(|place| self.graph.node_weight(place)),
        }
    }

    /// Gives an entity another name, unless it has it. A value has no names to add to: nothing happens.
    pub fn add_alias(&mut self, node: NodeId, alias: &str) {
        let is_new = |entity: &Entity| entity.label != alias && !entity.aliases.iter().any(|known| known == alias);
        if let Some(entity) = self.entity_mut(node, is_new) {
            entity.aliases.push(alias.to_owned());
            self.names.add(alias, node, Role::Name);
        }
    }

    /// Gives an entity an adjective ("Pavanian"), unless it has it. Nothing happens to a value.
    pub fn add_adjective(&mut self, node: NodeId, adjective: &str) {
        let is_new = |entity: &Entity| !entity.adjectives.iter().any(|known| known == adjective);
        if let Some(entity) = self.entity_mut(node, is_new) {
            entity.adjectives.push(adjective.to_owned());
            self.names.add(adjective, node, Role::Adjective);
        }
    }

    /// Tells an entity's kind, behind those it has, unless it has it. Nothing happens to a value.
    pub fn add_kind(&mut self, node: NodeId, kind: KindId) {
        if let Some(entity) = self.entity_mut(node, |entity| !entity.kinds.contains(&kind)) {
            entity.kinds.push(kind);
            self.kinds_are_stale = true;
        }
    }

    /// Changes the name that an entity is shown by; it is no longer found by the old one, unless a layer does this to an entity of its base.
    /// The next [`LiveGraph::seal`] makes the whole name index anew.
    pub fn set_label(&mut self, node: NodeId, label: &str) {
        let is_below = self.base.as_ref().is_some_and(|base| node.index() < base.nodes);
        if let Some(entity) = self.entity_mut(node, |entity| entity.label != label) {
            let old = std::mem::replace(&mut entity.label, label.to_owned());
            entity.aliases.retain(|alias| alias != label);
            if is_below {
                entity.aliases.push(old);
            }
            self.names_are_stale = true;
        }
    }

    /// The node of a value; equal values are one node.
    pub fn add_value(&mut self, value: Value) -> NodeId {
        if let Some(known) = self.node_of_value(&value) {
            return known;
        }
        self.push_value(value)
    }

    /// Adds a value that is not known.
    fn push_value(&mut self, value: Value) -> NodeId {
        let node = NodeId::from_index(View::node_bound(self));
        if let Value::Text(text) = &value
            && text.len() <= LONGEST_TEXT
        {
            self.names.add(text, node, Role::Text);
        }
        self.values.insert(|salt| hash_value(salt, &value), node.0);
        self.push(Node::Value(value));
        node
    }

    /// Adds a claim; one that is identical in all its parts is added once.
    ///
    /// # Panics
    /// If subject or object is no node of this graph, or the relation none of its schema.
    pub fn add_claim(&mut self, claim: Claim) -> ClaimId {
        if let Some(known) = self.identical(&claim) {
            return known;
        }
        self.push_claim(claim)
    }

    /// Adds a claim, even if it is known.
    fn push_claim(&mut self, claim: Claim) -> ClaimId {
        let id = ClaimId::from_index(View::claim_bound(self));
        assert!(self.schema.relation(claim.relation).is_some(), "claim with a relation that the schema does not have");
        let (Some(subject), Some(object)) = (self.stand_in(claim.subject), self.stand_in(claim.object)) else {
            panic!("claim with an end that is no node of the graph");
        };
        let relation = self.index_of(claim.relation);
        relation.added.push((claim.subject, claim.object, id));
        relation.recent.add(&claim, 1);
        self.recent_claims.insert(|salt| hash_claim(salt, &claim), id.0);
        self.graph.add_edge(subject, object, claim);
        id
    }

    /// Takes a claim back: no view shows it any more, but for its id, which stays taken. `false` if there is no such claim, or not any more.
    pub fn retract(&mut self, id: ClaimId) -> bool {
        let Some(claim) = View::claim(self, id).map(Cow::into_owned) else { return false };
        match &mut self.base {
            Some(base) if id.index() < base.claims => {
                base.retracted.insert(id);
                self.stand_in(claim.subject);
                self.stand_in(claim.object);
                let mark = (claim.subject, claim.object, id);
                self.index_of(claim.relation).added.push(mark);
            }
            _ => {
                self.retracted.insert(id);
            }
        }
        let relation = self.index_of(claim.relation);
        relation.is_stale = true;
        relation.recent.add(&claim, -1);
        true
    }

    fn index_of(&mut self, relation: RelationId) -> &mut RelationIndex {
        let index = relation.index();
        if index >= self.relations.len() {
            self.relations.resize_with(index + 1, RelationIndex::default);
        }
        &mut self.relations[index]
    }

    /// Brings all indexes up to date.
    ///
    /// # Complexity
    /// Nothing if nothing was added. Otherwise linear (with small sorts) in the claims of those relations that were added to and in the
    /// pairs of node and relation; in the entities, where kinds may follow anew; and O(m log m) in the names added lately, which join the
    /// others once they are an eighth of them. Half a million claims take well under a second, one more among them a few milliseconds.
    pub fn seal(&mut self) {
        let mut has_new_claims = false;
        for (index, relation) in self.relations.iter_mut().enumerate() {
            if relation.added.is_empty() && !relation.is_stale {
                continue;
            }
            has_new_claims = true;
            self.kinds_are_stale |= self.schema.relation(RelationId::from_index(index)).is_some_and(derives_kinds);
            relation.seal(&self.retracted, self.base.is_some());
        }
        if has_new_claims {
            let at = |direction| match &self.base {
                None => RelationsAt::dense(&self.relations, self.graph.node_count(), direction),
                Some(_) => RelationsAt::sparse(&self.relations, direction),
            };
            (self.forward_relations, self.backward_relations) = (at(Direction::Forward), at(Direction::Backward));
            self.recent_claims.clear();
        }
        if has_new_claims || self.kinds_are_stale {
            self.ends = ends::find(self);
        }
        if let Some(base) = &mut self.base {
            base.forget();
            if self.kinds_are_stale {
                base.compare(&self.schema);
            }
        } else if self.kinds_are_stale {
            self.kinds = self.derive_kinds();
        }
        self.kinds_are_stale = false;
        if self.names_are_stale {
            self.index_all_names();
            self.names_are_stale = false;
        }
        self.names.seal();
    }

    /// Whether something was added or taken back since the last [`LiveGraph::seal`].
    pub fn is_open(&self) -> bool {
        let is_open = |relation: &RelationIndex| !relation.added.is_empty() || relation.is_stale;
        self.kinds_are_stale || self.names_are_stale || self.names.is_open() || self.relations.iter().any(is_open)
    }

    fn index_all_names(&mut self) {
        let first = self.base.as_ref().map_or(0, |base| base.nodes);
        let changed = self.base.iter().flat_map(|base| base.changed.iter().copied());
        let mut names = NameIndex::default();
        for node in changed.chain((first..View::node_bound(self)).map(NodeId::from_index)) {
            match self.weight(node) {
                Some(Node::Entity(entity)) => add_names(&mut names, node, entity),
                Some(Node::Value(Value::Text(text))) if text.len() <= LONGEST_TEXT => names.add(text, node, Role::Text),
                _ => {}
            }
        }
        self.names = names;
    }

    /// The petgraph itself: the weights of node `i` and edge `i` are those of `NodeId(i)` and `ClaimId(i)`, taken back or not. petgraph lists
    /// neighbours newest first. That of a layer holds its own claims and nodes, and a copy of each node of the base that it touches.
    pub fn petgraph(&self) -> &StableDiGraph<Node, Claim> {
        &self.graph
    }

    /// An entity to change, if it is one that must be.
    fn entity_mut(&mut self, node: NodeId, must_be: impl Fn(&Entity) -> bool) -> Option<&mut Entity> {
        if !self.entity(node).is_some_and(|entity| must_be(&entity)) {
            return None;
        }
        let place = self.stand_in(node)?;
        if let Some(base) = &mut self.base
            && node.index() < base.nodes
        {
            base.changed.insert(node);
        }
        match self.graph.node_weight_mut(place) {
            Some(Node::Entity(entity)) => Some(entity),
            _ => None,
        }
    }

    fn index_names(&mut self, node: NodeId, entity: &Entity) {
        add_names(&mut self.names, node, entity);
    }

    /// An own claim, taken back or not.
    fn edge(&self, claim: ClaimId) -> Option<&Claim> {
        let below = self.base.as_ref().map_or(0, |base| base.claims);
        self.graph.edge_weight(EdgeIndex::new(claim.index().checked_sub(below)?))
    }

    /// A claim that says exactly this.
    fn identical(&self, claim: &Claim) -> Option<ClaimId> {
        let is_it = |id: ClaimId| !self.retracted.contains(&id) && self.edge(id).is_some_and(|known| known == claim);
        if let Some(recent) = self.recent_claims.find(|salt| hash_claim(salt, claim), |place| is_it(ClaimId(place))) {
            return Some(ClaimId(recent));
        }
        // Layer and base are looked at one after the other, which makes no merged row.
        let own = self.relations.get(claim.relation.index()).map(|index| index.adjacency.neighbours(claim.subject, Direction::Forward));
        let own = own.and_then(|own| own.to(claim.object).claims.iter().find(|id| is_it(*id)));
        own.or_else(|| {
            let base = self.base.as_ref()?;
            let below = base.view.neighbours(claim.subject, claim.relation, Direction::Forward).to(claim.object);
            let is_it = |id: &ClaimId| !base.retracted.contains(id) && base.view.claim(*id).is_some_and(|known| *known == *claim);
            below.claims.iter().find(is_it)
        })
    }

    /// Whether a node of the base has other names or kinds told here.
    pub(crate) fn changes(&self, node: NodeId) -> bool {
        self.base.as_ref().is_some_and(|base| base.changed.contains(&node))
    }

    /// The claims of the base that are taken back here, ascending.
    pub(crate) fn taken_back(&self) -> impl Iterator<Item = ClaimId> + '_ {
        self.base.iter().flat_map(|base| base.retracted.iter().copied())
    }

    fn own_relations_at(&self, node: NodeId, direction: Direction) -> &[RelationId] {
        match direction {
            Direction::Forward => self.forward_relations.of(node),
            Direction::Backward => self.backward_relations.of(node),
        }
    }

    fn own_statistics(&self, relation: RelationId) -> Statistics {
        let Some(index) = self.relations.get(relation.index()) else { return Statistics::default() };
        let count = |count: isize| usize::try_from(count).unwrap_or_default();
        Statistics {
            claims: count(index.counts.claims),
            subjects: index.adjacency.count(Direction::Forward),
            objects: index.adjacency.count(Direction::Backward),
            denied: count(index.counts.denied),
            dated: count(index.counts.dated),
        }
    }

    fn derive_kinds(&self) -> KindIndex {
        let mut evidence = Vec::new();
        for ((_, relation), index) in self.schema.relations().zip(&self.relations) {
            let mut follow = |kinds: &[KindId], direction| {
                if let &[kind] = kinds {
                    evidence.extend(index.adjacency.nodes(direction).map(|node| (node, kind)));
                }
            };
            follow(&relation.domain, Direction::Forward);
            follow(&relation.range, Direction::Backward);
        }
        let entities = self.entities.iter().filter_map(|node| match self.weight(*node) {
            Some(Node::Entity(entity)) => Some((*node, entity)),
            _ => None,
        });
        KindIndex::build(&self.schema, self.graph.node_count(), entities, evidence)
    }
}

fn add_names(names: &mut NameIndex, node: NodeId, entity: &Entity) {
    for name in std::iter::once(&entity.label).chain(&entity.aliases) {
        names.add(name, node, Role::Name);
    }
    for adjective in &entity.adjectives {
        names.add(adjective, node, Role::Adjective);
    }
}

fn node_index(node: NodeId) -> NodeIndex {
    NodeIndex::new(node.index())
}

/// Whether the kinds of its subjects or objects follow from its claims.
fn derives_kinds(relation: &super::Relation) -> bool {
    relation.domain.len() == 1 || relation.range.len() == 1
}

impl RelationIndex {
    fn seal(&mut self, retracted: &FxHashSet<ClaimId>, is_layer: bool) {
        let mut claims = std::mem::take(&mut self.added);
        claims.extend(self.adjacency.ends());
        if std::mem::take(&mut self.is_stale) {
            claims.retain(|(.., claim)| !retracted.contains(claim));
        }
        self.adjacency = Adjacency::build(&claims);
        let recent = std::mem::take(&mut self.recent);
        self.counts.claims += recent.claims;
        self.counts.denied += recent.denied;
        self.counts.dated += recent.dated;
        if is_layer {
            self.merged = Merged::beside(&self.adjacency);
        }
    }
}

fn hash(salt: u64, what: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    salt.hash(&mut hasher);
    what.hash(&mut hasher);
    hasher.finish()
}

fn hash_value(salt: u64, value: &Value) -> u64 {
    match value {
        Value::Text(text) => hash(salt, (0_u8, text)),
        Value::Url(text) => hash(salt, (1_u8, text)),
        Value::Date(date) => hash(salt, (2_u8, date)),
        Value::Truth(truth) => hash(salt, (3_u8, truth)),
        // Adding zero makes the two zeros one.
        Value::Number(quantity) => hash(salt, ((quantity.amount + 0.0).to_bits(), quantity.bound, &quantity.unit)),
    }
}

fn hash_claim(salt: u64, claim: &Claim) -> u64 {
    let quantity = claim.quantity.as_ref().map(|quantity| (quantity.amount + 0.0).to_bits());
    let who = (claim.place, quantity, &claim.according_to, &claim.sources);
    hash(salt, (claim.subject, claim.relation, claim.object, claim.when, claim.denied, who, &claim.section, &claim.quote, &claim.note))
}
