//! What graphs are exchanged as: entities by their keys, and claims that name them.
//!
//! Comes in: a view. Goes out: records that say all it says but for its definitions, which a facts text says; and back. Formats only
//! write these records down, so that each of them says the same.

use serde::{Deserialize, Serialize};

use crate::graph::{Bound, Claim, Date, Entity, Interval, Node, NodeId, Quantity, Schema, Value, View};

/// One piece of a graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// Kinds and relations, as a facts file defines them.
    Definitions(String),
    /// An entity.
    Entity(EntityRecord),
    /// A claim.
    Claim(Box<ClaimRecord>),
}

/// An entity with all that is said of it beside claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityRecord {
    /// What the data calls it.
    pub key: String,
    /// The name shown to people; the key where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Words that stand for it before a noun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjectives: Vec<String>,
    /// The names of its kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
}

/// A claim with all its qualifiers.
#[derive(Clone, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRecord {
    /// What it is about.
    pub subject: NodeRecord,
    /// The name of the relation.
    pub relation: String,
    /// What it leads to.
    pub object: NodeRecord,
    /// Its beginning, ISO 8601 to the year, month or day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its end; the same as its beginning for one day, month or year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Whether it says that this is not so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
    /// Where it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<NodeRecord>,
    /// How many or how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<QuantityRecord>,
    /// Whose word it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<NodeRecord>,
    /// The sources that are cited for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<NodeRecord>,
    /// The part of the source text it was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The words of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A node: an entity by its key, or a value.
#[derive(Clone, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NodeRecord {
    /// An entity, by its key.
    Entity(String),
    /// A value.
    Value(ValueRecord),
}

/// A value.
#[derive(Clone, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueRecord {
    /// A piece of text.
    Text(String),
    /// A number.
    Number(QuantityRecord),
    /// A date, ISO 8601.
    Date(String),
    /// Yes or no.
    Truth(bool),
    /// An address on the web.
    Url(String),
}

/// A number with its unit and how it is bounded.
#[derive(Clone, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuantityRecord {
    /// The number itself.
    pub amount: f64,
    /// `about`, `more than`, `at least`, `less than` or `at most`; left out for the number itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<String>,
    /// Its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Something in a record that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaningless {
    /// A text that is no date.
    Date(String),
    /// A number that is not finite.
    Amount,
    /// A word that bounds no number.
    Bound(String),
}

impl std::fmt::Display for Meaningless {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Date(text) => write!(f, "\"{text}\" is not a date: write 2006, 2006-09 or 2006-09-30"),
            Self::Amount => write!(f, "a number must be finite"),
            Self::Bound(word) => {
                write!(f, "\"{word}\" bounds no number: write about, more than, at least, less than or at most, or leave it out")
            }
        }
    }
}

impl std::error::Error for Meaningless {}

impl EntityRecord {
    /// An entity as a record.
    pub fn of(entity: &Entity, schema: &Schema) -> Self {
        Self {
            key: entity.key.clone(),
            label: (entity.label != entity.key).then(|| entity.label.clone()),
            aliases: entity.aliases.clone(),
            adjectives: entity.adjectives.clone(),
            kinds: entity.kinds.iter().filter_map(|kind| schema.kind(*kind)).map(|kind| kind.name.clone()).collect(),
        }
    }
}

impl ClaimRecord {
    /// A claim of a view as a record. `None` if one of its nodes is not there, which a whole view rules out.
    pub fn of(claim: &Claim, view: &dyn View) -> Option<Self> {
        let node = |node: NodeId| NodeRecord::of(&*view.node(node)?);
        let nodes = |nodes: &[NodeId]| nodes.iter().map(|id| node(*id)).collect::<Option<Vec<_>>>();
        Some(Self {
            subject: node(claim.subject)?,
            relation: view.schema().relation(claim.relation)?.name.clone(),
            object: node(claim.object)?,
            from: claim.when.from.map(|date| date.to_string()),
            to: claim.when.to.map(|date| date.to_string()),
            denied: claim.denied,
            place: match claim.place {
                Some(place) => Some(node(place)?),
                None => None,
            },
            quantity: claim.quantity.as_ref().map(QuantityRecord::of),
            according_to: nodes(&claim.according_to)?,
            sources: nodes(&claim.sources)?,
            section: claim.section.clone(),
            quote: claim.quote.clone(),
            note: claim.note.clone(),
        })
    }

    /// When it holds.
    ///
    /// # Errors
    /// If an end is no date.
    pub fn when(&self) -> Result<Interval, Meaningless> {
        let date = |text: &Option<String>| match text {
            Some(text) => text.parse::<Date>().map(Some).map_err(|_| Meaningless::Date(text.clone())),
            None => Ok(None),
        };
        Ok(Interval { from: date(&self.from)?, to: date(&self.to)? })
    }
}

impl NodeRecord {
    /// A node as a record.
    pub fn of(node: &Node) -> Option<Self> {
        Some(match node {
            Node::Entity(entity) => Self::Entity(entity.key.clone()),
            Node::Value(value) => Self::Value(ValueRecord::of(value)),
        })
    }
}

impl ValueRecord {
    /// A value as a record.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Number(quantity) => Self::Number(QuantityRecord::of(quantity)),
            Value::Date(date) => Self::Date(date.to_string()),
            Value::Truth(truth) => Self::Truth(*truth),
            Value::Url(url) => Self::Url(url.clone()),
        }
    }

    /// The value.
    ///
    /// # Errors
    /// If it is no date or no number.
    pub fn value(&self) -> Result<Value, Meaningless> {
        Ok(match self {
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(quantity) => Value::Number(quantity.quantity()?),
            Self::Date(text) => Value::Date(text.parse().map_err(|_| Meaningless::Date(text.clone()))?),
            Self::Truth(truth) => Value::Truth(*truth),
            Self::Url(url) => Value::Url(url.clone()),
        })
    }
}

/// The bounds that are written out.
const BOUNDS: [(&str, Bound); 5] = [
    ("about", Bound::About),
    ("more than", Bound::MoreThan),
    ("at least", Bound::AtLeast),
    ("less than", Bound::LessThan),
    ("at most", Bound::AtMost),
];

impl QuantityRecord {
    /// A quantity as a record.
    pub fn of(quantity: &Quantity) -> Self {
        let bound = BOUNDS.iter().find(|(_, bound)| *bound == quantity.bound).map(|(word, _)| (*word).to_owned());
        Self { amount: quantity.amount, bound, unit: quantity.unit.clone() }
    }

    /// The quantity.
    ///
    /// # Errors
    /// If the number is not finite or its bound is not known.
    pub fn quantity(&self) -> Result<Quantity, Meaningless> {
        if !self.amount.is_finite() {
            return Err(Meaningless::Amount);
        }
        let bound = match &self.bound {
            None => Bound::Exactly,
            Some(word) => {
                let found = BOUNDS.iter().find(|(known, _)| known == word);
                found.map(|(_, bound)| *bound).ok_or_else(|| Meaningless::Bound(word.clone()))?
            }
        };
        Ok(Quantity { amount: self.amount, bound, unit: self.unit.clone() })
    }
}

/// All entities of a view, in order.
pub fn entities(view: &dyn View) -> impl Iterator<Item = EntityRecord> + '_ {
    view.entities().iter().filter_map(move |node| match view.node(node).as_deref() {
        Some(Node::Entity(entity)) => Some(EntityRecord::of(entity, view.schema())),
        _ => None,
    })
}

/// All claims of a view, in order.
pub fn claims(view: &dyn View) -> impl Iterator<Item = ClaimRecord> + '_ {
    let all = (0..view.claim_bound()).filter_map(|place| view.claim(crate::graph::ClaimId::from_index(place)));
    all.filter_map(move |claim| ClaimRecord::of(&claim, view))
}
