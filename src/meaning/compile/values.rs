//! Numbers and dates as what they stand for: compared, and turned into one unit where units are declared.

use super::{Compiler, comparison_of};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Bound, RelationId, UnitId, ValueType, turned};
use crate::meaning::concept::{Link, Literal, Scalar};
use crate::query::{Column, Comparison, Condition, Detail, Expression, Operand, Polarity, Traversal};

impl Compiler<'_, '_> {
    /// Remembers the unit of the numbers that stand at one end of a link.
    pub(super) fn note_unit(&mut self, link: &Link, at: Column, to: Column) {
        if let Some(unit) = self.resolver.unit_of(&link.relations) {
            self.units.insert(if link.traversal == Traversal::Backward { at } else { to }, unit);
        }
    }

    /// Rows with the numbers of a column beside them, in the unit that the question wants them in, and how that is written.
    ///
    /// # Errors
    /// If the numbers are of no unit that can be turned into that.
    pub fn in_unit(&mut self, rows: Expression, of: Column, unit: UnitId) -> Result<(Expression, Column, String), Diagnostic> {
        let schema = self.resolver.schema();
        let name = schema.unit(unit).map_or("", |unit| unit.plural());
        let Some(own) = self.units.get(&of).copied().filter(|&own| schema.factor(own, unit).is_some()) else {
            return Err(Diagnostic::new(Problem::NotSupported, 0..0, format!("These are no numbers that I could turn into {name}.")));
        };
        let to = self.column("value");
        Ok((Expression::Describe { input: Box::new(rows), of, detail: Detail::ValueIn { unit, bare: own }, to }, to, name.to_owned()))
    }

    /// Rows with the value of a column's nodes beside them: numbers in the unit of their relation.
    pub fn described(&mut self, rows: Expression, of: Column) -> (Expression, Column) {
        let to = self.column("value");
        let detail = self.units.get(&of).map_or(Detail::Value, |&unit| Detail::ValueIn { unit, bare: unit });
        (Expression::Describe { input: Box::new(rows), of, detail, to }, to)
    }

    /// Rows whose member is a value that the question names.
    pub(super) fn same_value(&mut self, rows: Expression, literal: &Literal, at: Column) -> Expression {
        let (rows, left) = match (literal, self.units.get(&at)) {
            (Literal::Number { .. }, Some(_)) => self.described(rows, at),
            _ => (rows, at),
        };
        let right = match literal {
            Literal::Number { amount, unit } => {
                let schema = self.resolver.schema();
                let said = unit.as_deref().and_then(|unit| schema.unit_called(unit));
                let factor = said.zip(self.units.get(&at).copied()).and_then(|(said, own)| schema.factor(said, own));
                Operand::Number(turned(*amount, factor.unwrap_or(1.0)))
            }
            Literal::Date(date) => Operand::Date(*date),
            Literal::Text(text) => Operand::Text(text.clone()),
        };
        let condition = Condition::Compare { left: Operand::Column(left), comparison: Comparison::Equal, right };
        Expression::Filter { input: Box::new(rows), condition }
    }

    /// Rows whose number or date compares so with another.
    pub(super) fn compared(
        &mut self,
        rows: Expression,
        (at, node): (Column, Column),
        bound: Bound,
        than: &Scalar,
        measure: Option<&Link>,
    ) -> Expression {
        let comparison = comparison_of(bound);
        let (rows, value) = self.described(rows, node);
        let mut itself = None;
        let (rows, right) = match than {
            Scalar::Number(number) => (rows, Operand::Number(*number)),
            Scalar::Date(date) => (rows, Operand::Date(*date)),
            Scalar::Of(concept) => {
                let other = self.column("other");
                let start = self.concept(concept, other);
                let (others, other_node) = match measure {
                    Some(measure) => self.expand(Some(start), other, measure, Polarity::Asserted),
                    None => (start, other),
                };
                // Nothing is older than itself, however roughly its date is known.
                let dated = measure.is_some_and(|measure| {
                    let schema = self.resolver.view.schema();
                    let of = |&relation: &RelationId| schema.relation(relation).and_then(|relation| relation.value_type);
                    measure.relations.iter().any(|relation| of(relation) == Some(ValueType::Date))
                });
                if dated && matches!(comparison, Comparison::Less | Comparison::Greater) {
                    itself = Some(Condition::Not(Box::new(Condition::Same(at, other))));
                }
                self.beside(rows, others, other_node, itself.is_some().then_some(other))
            }
            Scalar::Values(concept) => {
                let other = self.column("other");
                let others = self.concept(concept, other);
                self.beside(rows, others, other, None)
            }
        };
        let condition = Condition::Compare { left: Operand::Column(value), comparison, right };
        let condition = match itself {
            Some(other) => Condition::And(vec![other, condition]),
            None => condition,
        };
        Expression::Filter { input: Box::new(rows), condition }
    }

    /// Rows beside the values of others, and beside the others themselves if they are wanted.
    fn beside(&mut self, rows: Expression, others: Expression, node: Column, kept: Option<Column>) -> (Expression, Operand) {
        let (others, value) = self.described(others, node);
        let others = Expression::Project { input: Box::new(others), columns: kept.into_iter().chain([value]).collect() };
        (Expression::Join { left: Box::new(rows), right: Box::new(others) }, Operand::Column(value))
    }
}
