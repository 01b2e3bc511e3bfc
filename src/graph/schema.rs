//! The schema: which kinds and relations a graph has, and the phrases that stand for them.
//!
//! Phrases are kept as they were written ("X votes for Y"); `language` compiles them into words and forms.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::{KindId, RelationId, Unit, UnitId, Value};

/// A class of entities.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kind {
    /// The noun, singular: "president".
    pub name: String,
    /// The plural, where it is written out.
    pub plural: Option<String>,
    /// Other nouns for the same kind, singular.
    pub synonyms: Vec<String>,
    /// The kinds it is a sub-kind of.
    pub parents: Vec<KindId>,
    /// A noun phrase that says which things are of the kind, where it is defined so: "city with population over 150000".
    pub definition: Option<String>,
}

/// The type of an edge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relation {
    /// The name as in the data: "voted-for", "directed_by".
    pub name: String,
    /// Phrases with `X` for the subject and `Y` for the object: "X votes for Y".
    pub phrases: Vec<String>,
    /// The kinds of its subjects; empty where anything goes.
    pub domain: Vec<KindId>,
    /// The kinds of its objects; empty where anything goes.
    pub range: Vec<KindId>,
    /// The type of its objects where they are values.
    pub value_type: Option<ValueType>,
    /// X met Y = Y met X.
    pub symmetric: bool,
    /// X within Y within Z means X within Z.
    pub transitive: bool,
    /// At one time, an object has one subject (one president of Pava).
    pub one_at_a_time: bool,
    /// The relation that says the contrary.
    pub opposite: Option<RelationId>,
    /// The unit of its numbers.
    pub unit: Option<String>,
    /// Adjectives that mean a higher number: "long", "large".
    pub more: Vec<String>,
    /// Adjectives that mean a lower number: "short".
    pub less: Vec<String>,
    /// What makes `X` and `Y` belong to it beside what is told: clauses over `X`, `Y` and further letters. Each is enough by itself.
    pub rules: Vec<String>,
}

impl Relation {
    /// Makes domain, range and value type open again, where said.
    pub(crate) fn forget(&mut self, [domain, range, value_type]: [bool; 3]) {
        if domain {
            self.domain.clear();
        }
        if range {
            self.range.clear();
        }
        if value_type {
            self.value_type = None;
        }
    }
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ValueType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Yes or no.
    Truth,
    /// An address on the web.
    Url,
}

impl ValueType {
    /// The type of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Text(_) => Self::Text,
            Value::Number(_) => Self::Number,
            Value::Date(_) => Self::Date,
            Value::Truth(_) => Self::Truth,
            Value::Url(_) => Self::Url,
        }
    }
}

/// All kinds, relations and units of a graph. Ids are places in these tables; order is the order of definition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    kinds: IndexMap<String, Kind>,
    relations: IndexMap<String, Relation>,
    /// Schemas that were written before there were units have none.
    #[serde(default)]
    units: IndexMap<String, Unit>,
}

/// A schema as it was kept before there were units.
#[derive(Deserialize)]
pub(crate) struct SchemaWithoutUnits {
    kinds: IndexMap<String, Kind>,
    relations: IndexMap<String, Relation>,
}

impl From<SchemaWithoutUnits> for Schema {
    fn from(old: SchemaWithoutUnits) -> Self {
        Self { kinds: old.kinds, relations: old.relations, units: IndexMap::new() }
    }
}

impl Schema {
    /// The kind of that name, made if it is new.
    pub fn kind_or_new(&mut self, name: &str) -> KindId {
        let entry = self.kinds.entry(name.to_owned());
        let index = entry.index();
        entry.or_insert_with(|| Kind { name: name.to_owned(), ..Kind::default() });
        KindId::from_index(index)
    }

    /// The relation of that name, made if it is new.
    pub fn relation_or_new(&mut self, name: &str) -> RelationId {
        let entry = self.relations.entry(name.to_owned());
        let index = entry.index();
        entry.or_insert_with(|| Relation { name: name.to_owned(), ..Relation::default() });
        RelationId::from_index(index)
    }

    /// The unit of that name, made if it is new.
    pub fn unit_or_new(&mut self, name: &str) -> UnitId {
        let entry = self.units.entry(name.to_owned());
        let index = entry.index();
        entry.or_insert_with(|| Unit { name: name.to_owned(), ..Unit::default() });
        UnitId::from_index(index)
    }

    /// A unit by id.
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get_index(id.index()).map(|(_, unit)| unit)
    }

    /// A unit by id, to change it.
    pub fn unit_mut(&mut self, id: UnitId) -> Option<&mut Unit> {
        self.units.get_index_mut(id.index()).map(|(_, unit)| unit)
    }

    /// All units, in order of definition.
    pub fn units(&self) -> impl ExactSizeIterator<Item = (UnitId, &Unit)> {
        self.units.values().enumerate().map(|(index, unit)| (UnitId::from_index(index), unit))
    }

    /// The id of a kind by its exact name.
    pub fn kind_id(&self, name: &str) -> Option<KindId> {
        self.kinds.get_index_of(name).map(KindId::from_index)
    }

    /// The id of a relation by its exact name.
    pub fn relation_id(&self, name: &str) -> Option<RelationId> {
        self.relations.get_index_of(name).map(RelationId::from_index)
    }

    /// The kinds that have a noun as their name or as another noun. Four nouns mean something to questions: "person", for people, "group", for
    /// several of them, "place", for what "where" asks for, and "who", for those that "who" asks for.
    pub fn kinds_called<'s>(&'s self, noun: &'s str) -> impl Iterator<Item = KindId> + 's {
        self.kinds().filter(move |(_, kind)| kind.name == noun || kind.synonyms.iter().any(|other| other == noun)).map(|(id, _)| id)
    }

    /// A kind by id.
    pub fn kind(&self, id: KindId) -> Option<&Kind> {
        self.kinds.get_index(id.index()).map(|(_, kind)| kind)
    }

    /// A kind by id, to change it.
    pub fn kind_mut(&mut self, id: KindId) -> Option<&mut Kind> {
        self.kinds.get_index_mut(id.index()).map(|(_, kind)| kind)
    }

    /// A relation by id.
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.relations.get_index(id.index()).map(|(_, relation)| relation)
    }

    /// A relation by id, to change it.
    pub fn relation_mut(&mut self, id: RelationId) -> Option<&mut Relation> {
        self.relations.get_index_mut(id.index()).map(|(_, relation)| relation)
    }

    /// All kinds, in order of definition.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = (KindId, &Kind)> {
        self.kinds.values().enumerate().map(|(index, kind)| (KindId::from_index(index), kind))
    }

    /// All relations, in order of definition.
    pub fn relations(&self) -> impl ExactSizeIterator<Item = (RelationId, &Relation)> {
        self.relations.values().enumerate().map(|(index, relation)| (RelationId::from_index(index), relation))
    }

    /// Whether the other schema has all kinds, relations and units of this one, under the same ids.
    pub fn is_start_of(&self, other: &Self) -> bool {
        let kinds = other.kinds.len() >= self.kinds.len() && self.kinds.keys().zip(other.kinds.keys()).all(|(mine, its)| mine == its);
        let units = other.units.len() >= self.units.len() && self.units.keys().zip(other.units.keys()).all(|(mine, its)| mine == its);
        let relations = other.relations.len() >= self.relations.len();
        kinds && units && relations && self.relations.keys().zip(other.relations.keys()).all(|(mine, its)| mine == its)
    }

    /// Whether all ids in it are its own; for schemas that come from a file.
    pub fn is_sound(&self) -> bool {
        let kind = |id: &KindId| id.index() < self.kinds.len();
        self.kinds.iter().all(|(name, definition)| *name == definition.name && definition.parents.iter().all(kind))
            && self.relations.iter().all(|(name, relation)| {
                *name == relation.name
                    && relation.domain.iter().chain(&relation.range).all(kind)
                    && relation.opposite.is_none_or(|opposite| opposite.index() < self.relations.len())
            })
            && self.units.iter().all(|(name, unit)| {
                *name == unit.name
                    && unit.equals.is_none_or(|(times, of)| of.index() < self.units.len() && times.is_finite() && times > 0.0)
            })
            && self.too_deep().is_none()
    }

    /// The first kind that is under more than 1,000 others, or at which all kinds together are under more than 50 million: what follows from
    /// kinds is worked out for each kind and all above it, and must not take all memory because somebody wants it to.
    ///
    /// # Complexity
    /// Nothing for up to a thousand kinds; else that of [`ancestors`](Self::ancestors) for each.
    pub fn too_deep(&self) -> Option<KindId> {
        const MOST: usize = 1000;
        const MOST_IN_ALL: usize = 50_000_000;
        if self.kinds.len() <= MOST {
            return None;
        }
        let mut in_all = 0;
        let mut kinds = (0..self.kinds.len()).map(KindId::from_index);
        kinds.find(|&kind| {
            let above = self.above(kind).take(MOST + 2).count() - 1;
            in_all += above;
            above > MOST || in_all > MOST_IN_ALL
        })
    }

    /// A kind and all it is a sub-kind of, at any depth. Cycles do no harm.
    pub fn ancestors(&self, kind: KindId) -> Vec<KindId> {
        self.above(kind).collect()
    }

    /// Whether `kind` is `ancestor` or a sub-kind of it, at any depth. Cycles among kinds end the search.
    pub fn is_a(&self, kind: KindId, ancestor: KindId) -> bool {
        /// So far up without a list; cycles end there.
        const NEAR: usize = 64;
        // Nearly all kinds have one parent, and this is asked for every relation that might link two things.
        let mut current = kind;
        for _ in 0..NEAR {
            if current == ancestor {
                return true;
            }
            match self.kind(current).map(|kind| &kind.parents[..]) {
                Some([only]) => current = *only,
                Some([]) | None => return false,
                Some(_) => break,
            }
        }
        self.above(current).any(|found| found == ancestor)
    }

    /// A kind, its parents, theirs, and so on, each once.
    fn above(&self, kind: KindId) -> impl Iterator<Item = KindId> {
        /// So many are looked through; more are looked up.
        const FEW: usize = 16;
        let mut found = vec![kind];
        let mut seen: FxHashSet<KindId> = FxHashSet::default();
        let mut next = 0;
        std::iter::from_fn(move || {
            let current = *found.get(next)?;
            next += 1;
            for &parent in self.kind(current).map_or(&[][..], |kind| &kind.parents) {
                if found.len() > FEW && seen.is_empty() {
                    seen.extend(&found);
                }
                let is_new = if seen.is_empty() { !found.contains(&parent) } else { seen.insert(parent) };
                if is_new {
                    found.push(parent);
                }
            }
            Some(current)
        })
    }
}

/// The kinds without those that follow from another of them.
pub(crate) fn most_telling(kinds: &[KindId], is_a: impl Fn(KindId, KindId) -> bool) -> Box<[KindId]> {
    let follows = |kind: KindId| kinds.iter().any(|&other| other != kind && is_a(other, kind) && !is_a(kind, other));
    kinds.iter().copied().filter(|kind| !follows(*kind)).collect()
}
