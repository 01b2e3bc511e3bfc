//! Units of measure, and how numbers are turned from one into another.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::names::fold;
use super::{Schema, UnitId};

/// A unit of measure: a mile, a square kilometre.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unit {
    /// Its name, singular: "mile".
    pub name: String,
    /// Other ways to write it, the plural first: "miles", "mi".
    pub spellings: Vec<String>,
    /// How much it is of another unit: 1.609344 of "kilometre". Nothing for a unit that others are told by.
    pub equals: Option<(f64, UnitId)>,
}

impl Unit {
    /// What many of it are called; its name where nothing is said.
    pub fn plural(&self) -> &str {
        self.spellings.first().unwrap_or(&self.name)
    }

    /// All ways to write it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.name].into_iter().chain(&self.spellings).map(String::as_str)
    }
}

impl Schema {
    /// The unit that some words name, whatever their case. O(units).
    pub fn unit_called(&self, words: &str) -> Option<UnitId> {
        if self.units().len() == 0 {
            return None;
        }
        let words = fold(words);
        self.units().find(|(_, unit)| unit.names().any(|name| fold(name) == words)).map(|(id, _)| id)
    }

    /// How much one of a unit is in the unit that it is told by in the end, and which that is; `None` where units go round in a circle.
    fn in_base(&self, unit: UnitId) -> Option<(f64, UnitId)> {
        let (mut factor, mut unit) = (1.0, unit);
        for _ in 0..self.units().len() {
            match self.unit(unit)?.equals {
                None => return Some((factor, unit)),
                Some((times, of)) => (factor, unit) = (factor * times, of),
            }
        }
        None
    }

    /// How many of the second unit one of the first is; `None` if neither is told by the other ("kilogrammes" in "miles").
    ///
    /// # Complexity
    /// O(units).
    pub fn factor(&self, from: UnitId, to: UnitId) -> Option<f64> {
        if from == to {
            return Some(1.0);
        }
        let ((from, base), (to, other)) = (self.in_base(from)?, self.in_base(to)?);
        (base == other && to != 0.0).then_some(from / to)
    }

    /// The first unit that is told by itself, in the end.
    pub fn round_about(&self) -> Option<UnitId> {
        self.units().map(|(id, _)| id).find(|&id| self.in_base(id).is_none())
    }
}

/// Numbers of any unit in one unit, remembering the factors of those met so far.
#[derive(Debug)]
pub struct Converter<'s> {
    schema: &'s Schema,
    to: UnitId,
    /// The factor of numbers without a unit.
    bare: Option<f64>,
    factors: FxHashMap<String, Option<f64>>,
}

impl<'s> Converter<'s> {
    /// Into the second unit; numbers that have no unit of their own are in the first.
    pub fn new(schema: &'s Schema, bare: UnitId, to: UnitId) -> Self {
        Self { schema, to, bare: schema.factor(bare, to), factors: FxHashMap::default() }
    }

    /// A number in the unit; `None` if its own cannot be turned into that.
    pub fn convert(&mut self, amount: f64, unit: Option<&str>) -> Option<f64> {
        let Some(unit) = unit else { return self.bare.map(|factor| turned(amount, factor)) };
        if let Some(factor) = self.factors.get(unit) {
            return factor.map(|factor| turned(amount, factor));
        }
        let factor = self.schema.unit_called(unit).and_then(|from| self.schema.factor(from, self.to));
        self.factors.insert(unit.to_owned(), factor);
        factor.map(|factor| turned(amount, factor))
    }
}

/// A number times a factor, to twelve digits: 643.7376 and not 643.7376000000001, however it was come by.
pub(crate) fn turned(amount: f64, factor: f64) -> f64 {
    if factor == 1.0 {
        return amount;
    }
    format!("{:.11e}", amount * factor).parse().unwrap_or(amount * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let mut schema = Schema::default();
        let metre = schema.unit_or_new("metre");
        let kilometre = schema.unit_or_new("kilometre");
        let mile = schema.unit_or_new("mile");
        schema.unit_or_new("tonne");
        for (unit, spellings, equals) in [
            (metre, vec!["metres", "m"], None),
            (kilometre, vec!["km"], Some((1000.0, metre))),
            (mile, vec!["miles"], Some((1.609_344, kilometre))),
        ] {
            let unit = schema.unit_mut(unit).unwrap();
            unit.spellings = spellings.into_iter().map(str::to_owned).collect();
            unit.equals = equals;
        }
        schema
    }

    #[test]
    fn numbers_are_turned_into_other_units_of_the_same_measure_only() {
        let schema = schema();
        let unit = |name| schema.unit_called(name).unwrap();
        let mut in_miles = Converter::new(&schema, unit("mile"), unit("MILES"));
        assert_eq!(in_miles.convert(3.0, None), Some(3.0));
        assert_eq!(Converter::new(&schema, unit("km"), unit("m")).convert(3.0, None), Some(3000.0));
        assert!((in_miles.convert(1_609.344, Some("m")).unwrap() - 1.0).abs() < 1e-12);
        assert!((in_miles.convert(1_609.344, Some("m")).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(in_miles.convert(1.0, Some("tonne")), None);
        assert_eq!(in_miles.convert(1.0, Some("people")), None);
        assert_eq!(schema.factor(unit("km"), unit("metre")), Some(1000.0));
    }

    #[test]
    fn units_that_go_round_are_found() {
        let mut schema = schema();
        assert_eq!(schema.round_about(), None);
        let (metre, mile) = (schema.unit_called("m").unwrap(), schema.unit_called("mile").unwrap());
        schema.unit_mut(metre).unwrap().equals = Some((2.0, mile));
        assert_eq!(schema.round_about(), Some(metre));
        assert_eq!(schema.factor(metre, mile), None);
    }
}
