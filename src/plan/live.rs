//! Which columns an expression mentions anywhere, hidden ones included.

use crate::query::{Column, Expression, Operand};

/// Calls `visit` for each mention of a column, as often as it is mentioned.
pub(super) fn mentions(expression: &Expression, visit: &mut dyn FnMut(Column)) {
    match expression {
        Expression::Unit => {}
        Expression::Nodes { column, .. } | Expression::Kind { column, .. } | Expression::Entities { column } => visit(*column),
        Expression::Claims { from, claim, to, .. } => [*from, *claim, *to].into_iter().for_each(visit),
        Expression::Expand { input, from, claim, to, .. } => {
            mentions(input, visit);
            [*from, *claim, *to].into_iter().for_each(visit);
        }
        Expression::Reach { input, from, to, .. }
        | Expression::Describe { input, of: from, to, .. }
        | Expression::Network { input, of: from, to, .. } => {
            mentions(input, visit);
            [*from, *to].into_iter().for_each(visit);
        }
        Expression::Shortest { sources, targets, source, target, path, .. } => {
            mentions(sources, visit);
            mentions(targets, visit);
            [*source, *target, *path].into_iter().for_each(visit);
        }
        Expression::Join { left, right } | Expression::Difference { left, right } => {
            mentions(left, visit);
            mentions(right, visit);
        }
        Expression::Union { inputs } => inputs.iter().for_each(|input| mentions(input, visit)),
        Expression::Filter { input, condition } => {
            mentions(input, visit);
            in_condition(condition, visit);
        }
        Expression::Group { input, keys, aggregates, over } => {
            mentions(input, visit);
            keys.iter().copied().for_each(&mut *visit);
            aggregates.iter().flat_map(|aggregate| [aggregate.of, aggregate.to]).for_each(&mut *visit);
            if let Some(over) = over {
                mentions(over, visit);
            }
        }
        Expression::Order { input, by, .. } => {
            mentions(input, visit);
            by.iter().map(|&(column, _)| column).for_each(visit);
        }
        Expression::Fixpoint { definitions, from, to, .. } => {
            definitions.iter().flat_map(|definition| &definition.rules).for_each(|rule| mentions(rule, visit));
            [*from, *to].into_iter().for_each(visit);
        }
        Expression::Derived { from, to, .. } => [*from, *to].into_iter().for_each(visit),
        Expression::Project { input, columns } => {
            mentions(input, visit);
            columns.iter().copied().for_each(visit);
        }
    }
}

fn in_condition(condition: &crate::query::Condition, visit: &mut dyn FnMut(Column)) {
    use crate::query::Condition;
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().for_each(|condition| in_condition(condition, visit)),
        Condition::Not(condition) | Condition::Surely(condition) => in_condition(condition, visit),
        Condition::Compare { left, right, .. } => {
            for operand in [left, right] {
                if let Operand::Column(column) = operand {
                    visit(*column);
                }
            }
        }
        Condition::During { column, .. } | Condition::OneOf(column, _) => visit(*column),
        Condition::Same(left, right) => {
            visit(*left);
            visit(*right);
        }
    }
}
