//! Variables of a compiled rule become columns.
//!
//! Comes in: an expression in which a variable is a node that no graph has. Goes out: the same expression with one column for each variable,
//! which every operator hands on, so that a variable means the same node wherever it stands. Nothing is left of the nodes.

use std::collections::BTreeMap;

use super::letters::variable;
use crate::graph::NodeId;
use crate::query::{Column, ColumnSet, Condition, Expression, Operand};

/// Why a rule has no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Nothing says what the variable may be.
    Unbound(Column),
    /// A variable stands where only a set can.
    Misplaced,
    /// Alternatives do not speak of the same variables.
    Uneven,
    /// A superlative or a search would have to be made anew for each value of a variable.
    Ranked,
}

/// What an expression is once its variables are columns.
enum Bound {
    /// Any value of the variable.
    Free(Column),
    Rows(Expression),
}

impl Bound {
    /// As rows; a variable of which nothing is said is any entity.
    fn rows(self) -> Expression {
        match self {
            Self::Free(column) => Expression::Entities { column },
            Self::Rows(rows) => rows,
        }
    }
}

/// Gives each variable its column. `columns` says which, by the place of the variable.
pub(super) fn bind(mut rule: Expression, columns: &[Column]) -> Result<Expression, Unfit> {
    let mut names = BTreeMap::new();
    find(&rule, columns, &mut names)?;
    rename(&mut rule, &names);
    let mut binder = Binder { variables: columns.iter().copied().collect(), local: Vec::new() };
    let rows = binder.bind(rule)?.rows();
    let outside = rows.columns();
    for (place, &column) in binder.local.iter().enumerate() {
        if outside.contains(column) || binder.local[..place].contains(&column) {
            return Err(Unfit::Unbound(column));
        }
    }
    Ok(rows)
}

fn of_variable(nodes: &[NodeId]) -> Option<usize> {
    nodes.iter().find_map(|&node| variable(node))
}

/// Which columns stand for variables.
fn find(rule: &Expression, columns: &[Column], names: &mut BTreeMap<Column, Column>) -> Result<(), Unfit> {
    if let Expression::Nodes { column, nodes } = rule
        && let Some(place) = of_variable(nodes)
    {
        let own = *columns.get(place).ok_or(Unfit::Misplaced)?;
        let is_other_variable = columns.contains(column) && *column != own;
        if nodes.len() > 1 || is_other_variable || names.insert(*column, own).is_some_and(|other| other != own) {
            return Err(Unfit::Misplaced);
        }
    }
    rule.inputs().into_iter().try_for_each(|input| find(input, columns, names))
}

fn rename(rule: &mut Expression, names: &BTreeMap<Column, Column>) {
    let new = |column: &mut Column| {
        if let Some(name) = names.get(column) {
            *column = *name;
        }
    };
    match rule {
        Expression::Unit | Expression::Join { .. } | Expression::Union { .. } | Expression::Difference { .. } => {}
        Expression::Nodes { column, .. } | Expression::Kind { column, .. } | Expression::Entities { column } => new(column),
        Expression::Claims { from, claim, to, .. } | Expression::Expand { from, claim, to, .. } => {
            [from, claim, to].into_iter().for_each(new)
        }
        Expression::Reach { from, to, .. }
        | Expression::Describe { of: from, to, .. }
        | Expression::Network { of: from, to, .. }
        | Expression::Fixpoint { from, to, .. }
        | Expression::Derived { from, to, .. } => [from, to].into_iter().for_each(new),
        Expression::Shortest { source, target, path, .. } => [source, target, path].into_iter().for_each(new),
        Expression::Filter { condition, .. } => rename_in(condition, names),
        Expression::Group { keys, aggregates, .. } => {
            keys.iter_mut().for_each(new);
            aggregates.iter_mut().for_each(|aggregate| [&mut aggregate.of, &mut aggregate.to].into_iter().for_each(new));
        }
        Expression::Order { by, .. } => by.iter_mut().for_each(|(column, _)| new(column)),
        Expression::Project { columns, .. } => columns.iter_mut().for_each(new),
    }
    rule.inputs_mut().into_iter().for_each(|input| rename(input, names));
}

fn rename_in(condition: &mut Condition, names: &BTreeMap<Column, Column>) {
    let new = |column: &mut Column| {
        if let Some(name) = names.get(column) {
            *column = *name;
        }
    };
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter_mut().for_each(|condition| rename_in(condition, names)),
        Condition::Not(condition) | Condition::Surely(condition) => rename_in(condition, names),
        Condition::Compare { left, right, .. } => {
            for operand in [left, right] {
                if let Operand::Column(column) = operand {
                    new(column);
                }
            }
        }
        Condition::During { column, .. } | Condition::OneOf(column, _) => new(column),
        Condition::Same(left, right) => [left, right].into_iter().for_each(new),
    }
}

struct Binder {
    variables: ColumnSet,
    /// Variables that stand only in what is taken away: there is none such.
    local: Vec<Column>,
}

impl Binder {
    /// The variables among the columns of some rows.
    fn of(&self, rows: &Expression) -> ColumnSet {
        rows.columns().intersection(&self.variables)
    }

    fn boxed(&mut self, input: Expression) -> Result<Box<Expression>, Unfit> {
        Ok(Box::new(self.bind(input)?.rows()))
    }

    fn bind(&mut self, rule: Expression) -> Result<Bound, Unfit> {
        Ok(Bound::Rows(match rule {
            Expression::Nodes { column, nodes } if of_variable(&nodes).is_some() => return Ok(Bound::Free(column)),
            Expression::Expand { input, from, step, claim, to } => match self.bind(*input)? {
                Bound::Free(column) if column == from => Expression::Claims { step, from, claim, to },
                input => Expression::Expand { input: Box::new(input.rows()), from, step, claim, to },
            },
            Expression::Join { left, right } => match (self.bind(*left)?, self.bind(*right)?) {
                (Bound::Free(one), Bound::Free(other)) if one == other => return Ok(Bound::Free(one)),
                (Bound::Free(column), Bound::Rows(rows)) | (Bound::Rows(rows), Bound::Free(column)) if rows.columns().contains(column) => {
                    rows
                }
                (left, right) => Expression::Join { left: Box::new(left.rows()), right: Box::new(right.rows()) },
            },
            Expression::Union { inputs } => {
                let mut parts = Vec::new();
                for input in inputs {
                    match self.bind(input)? {
                        Bound::Free(_) => return Err(Unfit::Misplaced),
                        Bound::Rows(rows) => parts.push(rows),
                    }
                }
                let mut sets = parts.iter().map(|part| self.of(part));
                let first = sets.next().unwrap_or_default();
                if sets.any(|set| set != first) {
                    return Err(Unfit::Uneven);
                }
                Expression::Union { inputs: parts }
            }
            Expression::Difference { left, right } => {
                let left = self.boxed(*left)?;
                let Bound::Rows(right) = self.bind(*right)? else { return Err(Unfit::Misplaced) };
                self.local.extend(self.of(&right).difference(&self.of(&left)).iter());
                Expression::Difference { left, right: Box::new(right) }
            }
            Expression::Project { input, mut columns } => match self.bind(*input)? {
                Bound::Free(column) => return Ok(Bound::Free(column)),
                Bound::Rows(rows) => {
                    columns.extend(self.of(&rows).iter());
                    columns.sort_unstable();
                    columns.dedup();
                    Expression::Project { input: Box::new(rows), columns }
                }
            },
            Expression::Group { input, mut keys, aggregates, over } => {
                let input = self.boxed(*input)?;
                for variable in self.of(&input).iter() {
                    if !keys.contains(&variable) {
                        keys.push(variable);
                    }
                }
                let over = over.map(|over| self.boxed(*over)).transpose()?;
                if let Some(unbound) = over.as_ref().and_then(|over| self.of(&input).difference(&over.columns()).iter().next()) {
                    return Err(Unfit::Unbound(unbound));
                }
                Expression::Group { input, keys, aggregates, over }
            }
            Expression::Order { input, take: Some(_), .. } if has_variable(&input) || self.of(&input).len() > 1 => {
                return Err(Unfit::Ranked);
            }
            Expression::Shortest { .. } => return Err(Unfit::Ranked),
            mut other => {
                for input in other.inputs_mut() {
                    let bound = self.bind(std::mem::replace(input, Expression::Unit))?;
                    *input = bound.rows();
                }
                other
            }
        }))
    }
}

fn has_variable(rule: &Expression) -> bool {
    matches!(rule, Expression::Nodes { nodes, .. } if of_variable(nodes).is_some()) || rule.inputs().into_iter().any(has_variable)
}
