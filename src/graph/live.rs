//! The live graph: what is told goes here.
//!
//! Comes in: entities, values and claims, one by one. Goes out: a [`View`]. Knows nothing of files, words or questions.
//!
//! Nodes and claims are kept in a petgraph; beside it stand sorted indexes, which [`LiveGraph::seal`] brings up to date: for each relation
//! and direction the neighbours of each node, the relations of each node, the members of each kind, and the names.
//! Ids are given in the order of telling and never change. No order depends on a hash.

mod adjacency;
mod kinds;
mod lookup;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::{ControlFlow, Range};

use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use rustc_hash::{FxHashMap, FxHasher};

use self::adjacency::{Adjacency, Ends};
use self::kinds::KindIndex;
use self::lookup::Lookup;
use super::names::{NameIndex, Role, fold};
use super::{
    Claim, ClaimId, Date, Direction, Entity, Ids, Interval, KindId, NameMatch, Neighbours, Node, NodeId, RelationId, Schema, Statistics,
    Value, View,
};

/// A graph in memory that can be added to.
///
/// Nodes and claims can be read as soon as they are added. What is found through an index (neighbours, members, kinds, names,
/// statistics) is as of the last [`LiveGraph::seal`]: whoever adds, seals before asking.
///
/// ```
/// use quipu::graph::{Claim, Direction, Entity, LiveGraph, View};
///
/// let mut graph = LiveGraph::new();
/// let peru = graph.add_entity(Entity { key: "Peru".into(), label: "Peru".into(), ..Entity::default() });
/// let palestine = graph.add_entity(Entity { key: "Palestine".into(), label: "Palestine".into(), ..Entity::default() });
/// let recognized = graph.schema_mut().relation_or_new("recognized");
/// let claim = graph.add_claim(Claim::new(peru, recognized, palestine));
/// graph.seal();
/// assert_eq!(graph.named("PERÚ").as_ref(), [peru]);
/// assert_eq!(graph.neighbours(peru, recognized, Direction::Forward).iter().next(), Some((palestine, claim)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct LiveGraph {
    graph: StableDiGraph<Node, Claim>,
    schema: Schema,
    /// Ascending.
    entities: Vec<NodeId>,
    keys: Lookup,
    values: Lookup,
    /// Claims since the last seal; older ones are found through their relation.
    recent_claims: Lookup,
    /// By relation.
    relations: Vec<RelationIndex>,
    forward_relations: RelationsAt,
    backward_relations: RelationsAt,
    kinds: KindIndex,
    names: NameIndex,
    /// Ends of claims of relations with one holder at a time, told without one: the day before the next holder is known to begin.
    superseded: FxHashMap<ClaimId, Date>,
    /// Whether kinds must be derived again.
    kinds_are_stale: bool,
    /// Whether a name was taken away, so that the name index must be made anew.
    names_are_stale: bool,
}

/// What is known of one relation.
#[derive(Clone, Debug, Default)]
struct RelationIndex {
    adjacency: Adjacency,
    statistics: Statistics,
    /// Claims since the last seal.
    added: Vec<Ends>,
    added_denied: usize,
    added_dated: usize,
}

/// The relations of each node in one direction, node after node.
#[derive(Clone, Debug, Default)]
struct RelationsAt {
    starts: Vec<u32>,
    relations: Vec<RelationId>,
}

/// Longer texts are no names: nobody types them, and they would only weigh on the index.
const LONGEST_TEXT_NAME: usize = 1024;

impl LiveGraph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Kinds and relations.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Kinds and relations, to define them. The next [`LiveGraph::seal`] derives kinds again.
    pub fn schema_mut(&mut self) -> &mut Schema {
        self.kinds_are_stale = true;
        &mut self.schema
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
        let node = NodeId::from_index(self.graph.node_count());
        self.index_names(node, &entity);
        self.keys.insert(|salt| hash(salt, entity.key.as_str()), node.0);
        self.entities.push(node);
        self.graph.add_node(Node::Entity(entity));
        node
    }

    /// The entity with exactly this key.
    pub fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        let is_it = |place| self.entity(NodeId(place)).is_some_and(|entity| entity.key == key);
        self.keys.find(|salt| hash(salt, key), is_it).map(NodeId)
    }

    /// An entity; `None` for a value or an unknown id.
    pub fn entity(&self, node: NodeId) -> Option<&Entity> {
        match self.graph.node_weight(node_index(node)) {
            Some(Node::Entity(entity)) => Some(entity),
            _ => None,
        }
    }

    /// Gives an entity another name, unless it has it. A value has no names to add to: nothing happens.
    pub fn add_alias(&mut self, node: NodeId, alias: &str) {
        if let Some(entity) = self.entity_mut(node)
            && entity.label != alias
            && !entity.aliases.iter().any(|known| known == alias)
        {
            entity.aliases.push(alias.to_owned());
            self.names.add(alias, node, Role::Name);
        }
    }

    /// Gives an entity an adjective ("Peruvian"), unless it has it. Nothing happens to a value.
    pub fn add_adjective(&mut self, node: NodeId, adjective: &str) {
        if let Some(entity) = self.entity_mut(node)
            && !entity.adjectives.iter().any(|known| known == adjective)
        {
            entity.adjectives.push(adjective.to_owned());
            self.names.add(adjective, node, Role::Adjective);
        }
    }

    /// Tells an entity's kind, behind those it has, unless it has it. Nothing happens to a value.
    pub fn add_kind(&mut self, node: NodeId, kind: KindId) {
        if let Some(entity) = self.entity_mut(node)
            && !entity.kinds.contains(&kind)
        {
            entity.kinds.push(kind);
            self.kinds_are_stale = true;
        }
    }

    /// Changes the name that an entity is shown by; it is no longer found by the old one. The next [`LiveGraph::seal`] makes the whole
    /// name index anew.
    pub fn set_label(&mut self, node: NodeId, label: &str) {
        if let Some(entity) = self.entity_mut(node)
            && entity.label != label
        {
            entity.label = label.to_owned();
            entity.aliases.retain(|alias| alias != label);
            self.names_are_stale = true;
        }
    }

    /// The node of a value; equal values are one node.
    pub fn add_value(&mut self, value: Value) -> NodeId {
        if let Some(known) = self.node_of_value(&value) {
            return known;
        }
        let node = NodeId::from_index(self.graph.node_count());
        if let Value::Text(text) = &value
            && text.len() <= LONGEST_TEXT_NAME
        {
            self.names.add(text, node, Role::Text);
        }
        self.values.insert(|salt| hash_value(salt, &value), node.0);
        self.graph.add_node(Node::Value(value));
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
        let id = ClaimId::from_index(self.graph.edge_count());
        assert!(self.schema.relation(claim.relation).is_some(), "claim with a relation that the schema does not have");
        let index = claim.relation.index();
        if index >= self.relations.len() {
            self.relations.resize_with(index + 1, RelationIndex::default);
        }
        if let Some(relation) = self.relations.get_mut(index) {
            relation.added.push((claim.subject, claim.object, id));
            relation.added_denied += usize::from(claim.denied);
            relation.added_dated += usize::from(!claim.when.is_undated());
        }
        self.recent_claims.insert(|salt| hash_claim(salt, &claim), id.0);
        self.graph.add_edge(node_index(claim.subject), node_index(claim.object), claim);
        id
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
            if relation.added.is_empty() {
                continue;
            }
            has_new_claims = true;
            self.kinds_are_stale |= self.schema.relation(RelationId::from_index(index)).is_some_and(derives_kinds);
            relation.seal();
        }
        if has_new_claims {
            self.forward_relations = RelationsAt::build(&self.relations, self.graph.node_count(), Direction::Forward);
            self.backward_relations = RelationsAt::build(&self.relations, self.graph.node_count(), Direction::Backward);
            self.recent_claims.clear();
        }
        if has_new_claims || self.kinds_are_stale {
            self.superseded = self.find_superseded();
        }
        if self.kinds_are_stale {
            self.kinds = self.derive_kinds();
            self.kinds_are_stale = false;
        }
        if self.names_are_stale {
            self.names.clear();
            let mut names = std::mem::take(&mut self.names);
            for index in 0..self.graph.node_count() {
                match self.graph.node_weight(NodeIndex::new(index)) {
                    Some(Node::Entity(entity)) => add_names(&mut names, NodeId::from_index(index), entity),
                    Some(Node::Value(Value::Text(text))) if text.len() <= LONGEST_TEXT_NAME => {
                        names.add(text, NodeId::from_index(index), Role::Text);
                    }
                    _ => {}
                }
            }
            self.names = names;
            self.names_are_stale = false;
        }
        self.names.seal();
    }

    /// For relations with one subject at a time: claims with an open end, and the day before the next subject begins.
    /// O(claims of such relations × log).
    fn find_superseded(&self) -> FxHashMap<ClaimId, Date> {
        let mut superseded = FxHashMap::default();
        for (relation, definition) in self.schema.relations() {
            if !definition.one_at_a_time {
                continue;
            }
            let mut begun: Vec<(NodeId, Date, NodeId, ClaimId)> = Vec::new();
            for claim in self.claims_of(relation) {
                if let Some(edge) = self.edge(claim)
                    && !edge.denied
                    && let Some(from) = edge.when.from
                {
                    begun.push((edge.object, from, edge.subject, claim));
                }
            }
            begun.sort_unstable_by_key(|(object, from, _, claim)| (*object, from.first_day(), *claim));
            for (place, (object, from, subject, claim)) in begun.iter().enumerate() {
                if self.edge(*claim).is_none_or(|edge| edge.when.to.is_some()) {
                    continue;
                }
                let next = begun
                    .iter()
                    .skip(place + 1)
                    .take_while(|(other, ..)| other == object)
                    .find(|(_, next, other, _)| other != subject && next.first_day() > from.last_day());
                if let Some(before) = next.and_then(|(_, next, ..)| Date::from_day(next.first_day() - 1)) {
                    superseded.insert(*claim, before);
                }
            }
        }
        superseded
    }

    /// The petgraph itself: the weights of node `i` and edge `i` are those of `NodeId(i)` and `ClaimId(i)`. petgraph lists neighbours newest first.
    pub fn petgraph(&self) -> &StableDiGraph<Node, Claim> {
        &self.graph
    }

    fn entity_mut(&mut self, node: NodeId) -> Option<&mut Entity> {
        match self.graph.node_weight_mut(node_index(node)) {
            Some(Node::Entity(entity)) => Some(entity),
            _ => None,
        }
    }

    fn index_names(&mut self, node: NodeId, entity: &Entity) {
        add_names(&mut self.names, node, entity);
    }

    fn edge(&self, claim: ClaimId) -> Option<&Claim> {
        self.graph.edge_weight(EdgeIndex::new(claim.index()))
    }

    /// A claim that says exactly this.
    fn identical(&self, claim: &Claim) -> Option<ClaimId> {
        let is_it = |id: ClaimId| self.edge(id).is_some_and(|known| known == claim);
        let recent = self.recent_claims.find(|salt| hash_claim(salt, claim), |place| is_it(ClaimId(place)));
        recent.map(ClaimId).or_else(|| {
            let neighbours = self.neighbours(claim.subject, claim.relation, Direction::Forward);
            let first = neighbours.nodes.partition_point(|node| *node < claim.object);
            let same_ends = neighbours.iter().skip(first).take_while(|(node, _)| *node == claim.object);
            same_ends.map(|(_, id)| id).find(|id| is_it(*id))
        })
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
        let entities = self.entities.iter().filter_map(|node| self.entity(*node).map(|entity| (*node, entity)));
        KindIndex::build(&self.schema, self.graph.node_count(), entities, evidence)
    }

    /// How the name that folds to this is written.
    fn spelling(&self, node: NodeId, folded: &str) -> String {
        match self.graph.node_weight(node_index(node)) {
            Some(Node::Entity(entity)) => {
                let mut names = std::iter::once(&entity.label).chain(&entity.aliases).chain(&entity.adjectives);
                names.find(|name| fold(name) == folded).unwrap_or(&entity.label).clone()
            }
            Some(Node::Value(Value::Text(text))) => text.clone(),
            _ => folded.to_owned(),
        }
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
    fn seal(&mut self) {
        let mut claims = std::mem::take(&mut self.added);
        claims.extend(self.adjacency.ends());
        self.adjacency = Adjacency::build(&claims);
        self.statistics = Statistics {
            claims: claims.len(),
            subjects: self.adjacency.count(Direction::Forward),
            objects: self.adjacency.count(Direction::Backward),
            denied: self.statistics.denied + std::mem::take(&mut self.added_denied),
            dated: self.statistics.dated + std::mem::take(&mut self.added_dated),
        };
    }
}

impl RelationsAt {
    fn build(relations: &[RelationIndex], bound: usize, direction: Direction) -> Self {
        let mut starts = vec![0_u32; bound + 1];
        for relation in relations {
            for node in relation.adjacency.nodes(direction) {
                starts[node.index() + 1] += 1;
            }
        }
        for index in 0..bound {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut all = vec![RelationId(0); starts.last().map_or(0, |end| *end as usize)];
        for (index, relation) in relations.iter().enumerate() {
            for node in relation.adjacency.nodes(direction) {
                let place = &mut next[node.index()];
                all[*place as usize] = RelationId::from_index(index);
                *place += 1;
            }
        }
        Self { starts, relations: all }
    }

    fn of(&self, node: NodeId) -> &[RelationId] {
        match (self.starts.get(node.index()), self.starts.get(node.index().saturating_add(1))) {
            (Some(&start), Some(&end)) => self.relations.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

impl View for LiveGraph {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn node_bound(&self) -> usize {
        self.graph.node_count()
    }

    fn claim_bound(&self) -> usize {
        self.graph.edge_count()
    }

    fn node(&self, node: NodeId) -> Option<Cow<'_, Node>> {
        self.graph.node_weight(node_index(node)).map(Cow::Borrowed)
    }

    fn is_entity(&self, node: NodeId) -> bool {
        self.entity(node).is_some()
    }

    fn entity_by_key(&self, key: &str) -> Option<NodeId> {
        self.entity_by_key(key)
    }

    fn node_of_value(&self, value: &Value) -> Option<NodeId> {
        let is_it = |place| matches!(self.graph.node_weight(NodeIndex::new(place as usize)), Some(Node::Value(known)) if known == value);
        self.values.find(|salt| hash_value(salt, value), is_it).map(NodeId)
    }

    fn claim(&self, claim: ClaimId) -> Option<Cow<'_, Claim>> {
        self.edge(claim).map(Cow::Borrowed)
    }

    fn ends(&self, claim: ClaimId) -> Option<(NodeId, RelationId, NodeId)> {
        self.edge(claim).map(|claim| (claim.subject, claim.relation, claim.object))
    }

    fn when(&self, claim: ClaimId) -> Interval {
        let told = self.edge(claim).map_or(Interval::UNDATED, |claim| claim.when);
        if self.superseded.is_empty() {
            return told;
        }
        match self.superseded.get(&claim) {
            Some(&to) => Interval { to: Some(to), ..told },
            None => told,
        }
    }

    fn is_denied(&self, claim: ClaimId) -> bool {
        self.edge(claim).is_some_and(|claim| claim.denied)
    }

    fn neighbours(&self, node: NodeId, relation: RelationId, direction: Direction) -> Neighbours<'_> {
        self.relations.get(relation.index()).map_or_else(Neighbours::default, |index| index.adjacency.neighbours(node, direction))
    }

    fn each_row(
        &self,
        relation: RelationId,
        direction: Direction,
        nodes: Range<NodeId>,
        visit: &mut dyn FnMut(NodeId, Neighbours<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match self.relations.get(relation.index()) {
            Some(index) => index.adjacency.each_row(direction, nodes, visit),
            None => ControlFlow::Continue(()),
        }
    }

    fn relations_at(&self, node: NodeId, direction: Direction) -> Cow<'_, [RelationId]> {
        Cow::Borrowed(match direction {
            Direction::Forward => self.forward_relations.of(node),
            Direction::Backward => self.backward_relations.of(node),
        })
    }

    fn claims_of(&self, relation: RelationId) -> Ids<'_, ClaimId> {
        Ids::Listed(self.relations.get(relation.index()).map_or(&[], |index| index.adjacency.claims()))
    }

    fn members(&self, kind: KindId) -> Ids<'_, NodeId> {
        Ids::Listed(self.kinds.members(kind))
    }

    fn kinds(&self, node: NodeId) -> Cow<'_, [KindId]> {
        Cow::Borrowed(match self.entity(node) {
            Some(entity) if entity.kinds.is_empty() => self.kinds.derived(node),
            Some(entity) => &entity.kinds,
            None => &[],
        })
    }

    fn entities(&self) -> Ids<'_, NodeId> {
        Ids::Listed(&self.entities)
    }

    fn statistics(&self, relation: RelationId) -> Statistics {
        self.relations.get(relation.index()).map_or_else(Statistics::default, |index| index.statistics)
    }

    fn named(&self, name: &str) -> Cow<'_, [NodeId]> {
        self.names.named(&fold(name))
    }

    fn names_at(&self, words: &[&str]) -> Vec<NameMatch> {
        self.names.at(words)
    }

    fn nearest_names(&self, text: &str, limit: usize) -> Vec<String> {
        self.names.nearest(&fold(text), limit).into_iter().map(|(name, node)| self.spelling(node, name)).collect()
    }

    fn complete_name(&self, prefix: &str, limit: usize) -> Vec<String> {
        let mut folded = fold(prefix);
        // After a space the next word is wanted.
        if !folded.is_empty() && prefix.ends_with(char::is_whitespace) {
            folded.push(' ');
        }
        self.names.complete(&folded).take(limit).map(|(name, node)| self.spelling(node, name)).collect()
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
