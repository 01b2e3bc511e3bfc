//! Nodes: entities, which have names and kinds, and values, which are what they say.

use serde::{Deserialize, Serialize};

use super::{Date, KindId};

/// A node of the graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Node {
    /// A thing that can be named.
    Entity(Entity),
    /// A literal.
    Value(Value),
}

impl Node {
    /// The key of an entity.
    pub fn key(&self) -> Option<&str> {
        self.as_entity().map(|entity| entity.key.as_str())
    }

    /// The label of an entity.
    pub fn label(&self) -> Option<&str> {
        self.as_entity().map(|entity| entity.label.as_str())
    }

    /// The label of an entity and its aliases; of a value none.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.as_entity().into_iter().flat_map(|entity| std::iter::once(&entity.label).chain(&entity.aliases)).map(String::as_str)
    }

    fn as_entity(&self) -> Option<&Entity> {
        match self {
            Self::Entity(entity) => Some(entity),
            Self::Value(_) => None,
        }
    }
}

/// A thing with a label, aliases and kinds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// What the data calls it; unique in a graph. For most graphs the label itself.
    pub key: String,
    /// The name shown to people.
    pub label: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Words that stand for it before a noun: "Pavanian".
    pub adjectives: Vec<String>,
    /// The kinds told of it, most telling first; without the kinds that follow from them.
    pub kinds: Vec<KindId>,
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A piece of text.
    Text(String),
    /// A number, with its unit if it has one.
    Number(Quantity),
    /// A date at some precision.
    Date(Date),
    /// Yes or no.
    Truth(bool),
    /// An address on the web.
    Url(String),
}

/// In what large numbers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scale {
    /// 10^3.
    Thousands,
    /// 10^6.
    Millions,
    /// 10^9.
    Billions,
}

impl Scale {
    /// One of it.
    pub fn unit(self) -> f64 {
        match self {
            Self::Thousands => 1e3,
            Self::Millions => 1e6,
            Self::Billions => 1e9,
        }
    }

    /// "thousand".
    pub fn word(self) -> &'static str {
        match self {
            Self::Thousands => "thousand",
            Self::Millions => "million",
            Self::Billions => "billion",
        }
    }
}

/// A number as it is claimed: its amount, how exact it is, and its unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number itself; always finite.
    pub amount: f64,
    /// How the claim bounds it.
    pub bound: Bound,
    /// Singular or plural as written: "people", "$", "minutes".
    pub unit: Option<String>,
}

/// How a claimed number bounds the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Bound {
    /// The number itself.
    Exactly,
    /// "about 200,000".
    About,
    /// "more than 400".
    MoreThan,
    /// "at least 9".
    AtLeast,
    /// "fewer than 10".
    LessThan,
    /// "at most 12".
    AtMost,
}

impl Bound {
    /// What stands before the number: "about ", "more than "; nothing for an exact one.
    pub fn words(self) -> &'static str {
        match self {
            Self::Exactly => "",
            Self::About => "about ",
            Self::MoreThan => "more than ",
            Self::AtLeast => "at least ",
            Self::LessThan => "less than ",
            Self::AtMost => "at most ",
        }
    }
}

impl Quantity {
    /// The quantity so that nothing is lost: the bound, the number as Rust writes it, the unit, with one blank between.
    pub fn exact(&self) -> String {
        let bound = match self.bound {
            Bound::Exactly => "exactly",
            Bound::About => "about",
            Bound::MoreThan => "more than",
            Bound::AtLeast => "at least",
            Bound::LessThan => "less than",
            Bound::AtMost => "at most",
        };
        match &self.unit {
            Some(unit) => format!("{bound} {:?} {unit}", self.amount),
            None => format!("{bound} {:?}", self.amount),
        }
    }

    /// Reads what [`Quantity::exact`] writes.
    pub fn parse_exact(text: &str) -> Option<Self> {
        const BOUNDS: [(&str, Bound); 6] = [
            ("exactly ", Bound::Exactly),
            ("about ", Bound::About),
            ("more than ", Bound::MoreThan),
            ("at least ", Bound::AtLeast),
            ("less than ", Bound::LessThan),
            ("at most ", Bound::AtMost),
        ];
        let (rest, bound) = BOUNDS.iter().find_map(|(words, bound)| Some((text.strip_prefix(words)?, *bound)))?;
        let (number, unit) = match rest.split_once(' ') {
            Some((number, unit)) => (number, Some(unit.to_owned())),
            None => (rest, None),
        };
        let amount = number.parse::<f64>().ok().filter(|amount| amount.is_finite())?;
        Some(Self { amount, bound, unit })
    }
}
