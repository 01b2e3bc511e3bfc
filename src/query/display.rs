//! Queries as text: one operator of the algebra a line, inputs indented under what is made of them.

use std::fmt;

use super::names::list;
use super::{Expression, Names, Query, detail_name, property_name, times};
use crate::graph::View;

impl Query {
    /// The query in the words of `docs/algebra.md`, with the names that the view has for what it mentions.
    pub fn display<'a>(&'a self, view: &'a dyn View) -> QueryDisplay<'a> {
        QueryDisplay { query: self, view }
    }
}

/// A query with the view that has the names. Its `Display` prints the algebra.
pub struct QueryDisplay<'a> {
    query: &'a Query,
    view: &'a dyn View,
}

impl fmt::Display for QueryDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Names { columns: &self.query.columns, view: self.view };
        let headings = list(self.query.headings.iter().map(|heading| names.column(heading.column)), ", ");
        if headings.is_empty() {
            writeln!(f, "Whether there is a row of")?;
        } else {
            writeln!(f, "Answer {headings}")?;
        }
        write(f, names, &self.query.root, 1)
    }
}

fn write(f: &mut fmt::Formatter<'_>, names: Names<'_>, expression: &Expression, depth: usize) -> fmt::Result {
    writeln!(f, "{:indent$}{}", "", line(names, expression), indent = depth * 2)?;
    let mut below = |input: &Expression| write(f, names, input, depth + 1);
    match expression {
        Expression::Unit
        | Expression::Nodes { .. }
        | Expression::Kind { .. }
        | Expression::Entities { .. }
        | Expression::Claims { .. }
        | Expression::Derived { .. } => Ok(()),
        Expression::Fixpoint { definitions, .. } => definitions.iter().flat_map(|definition| &definition.rules).try_for_each(below),
        Expression::Expand { input, .. }
        | Expression::Reach { input, .. }
        | Expression::Network { input, .. }
        | Expression::Filter { input, .. }
        | Expression::Describe { input, .. }
        | Expression::Order { input, .. }
        | Expression::Project { input, .. } => below(input),
        Expression::Shortest { sources: left, targets: right, .. }
        | Expression::Join { left, right }
        | Expression::Difference { left, right } => {
            below(left)?;
            below(right)
        }
        Expression::Union { inputs } => inputs.iter().try_for_each(below),
        Expression::Group { input, over, .. } => {
            below(input)?;
            over.as_deref().map_or(Ok(()), below)
        }
    }
}

fn line(names: Names<'_>, expression: &Expression) -> String {
    match expression {
        Expression::Unit => "Unit".to_owned(),
        Expression::Nodes { column, nodes } => format!("Nodes {} = {}", names.column(*column), names.nodes(nodes)),
        Expression::Kind { column, kind } => format!("Kind {} is a {}", names.column(*column), names.kind(*kind)),
        Expression::Entities { column } => format!("Entities {}", names.column(*column)),
        Expression::Claims { step, from, claim, to } => {
            format!("Claims {}: {}{}", names.column(*claim), names.arrow(step, *from, *to), names.tests(step))
        }
        Expression::Expand { from, step, claim, to, .. } => {
            format!("Expand {}: {}{}", names.column(*claim), names.arrow(step, *from, *to), names.tests(step))
        }
        Expression::Reach { from, step, min, max, to, .. } => {
            format!("Reach {}: {}{}", times(*min, *max), names.arrow(step, *from, *to), names.tests(step))
        }
        Expression::Network { of, step, property, to, .. } => {
            let network = names.relations(&step.relations);
            let name = property_name(*property);
            format!("Network {} = {name} of {}, along {network}{}", names.column(*to), names.column(*of), names.tests(step))
        }
        Expression::Shortest { source, target, step, max, limit, longer, avoiding, path, .. } => {
            let max = max.map(|max| format!(", {max} steps at most")).unwrap_or_default();
            let arrow = names.arrow(step, *source, *target);
            let without = if avoiding.is_empty() { String::new() } else { format!(", avoiding {}", names.nodes(avoiding)) };
            let longer = if *longer { ", longer ones too" } else { "" };
            format!("Shortest {}, {limit} a pair{longer}{max}{without}: {arrow}{}", names.column(*path), names.tests(step))
        }
        Expression::Join { .. } => "Join".to_owned(),
        Expression::Union { .. } => "Union".to_owned(),
        Expression::Difference { .. } => "Difference".to_owned(),
        Expression::Filter { condition, .. } => format!("Filter {}", names.condition(condition)),
        Expression::Describe { of, detail, to, .. } => {
            format!("Describe {} = {} of {}", names.column(*to), detail_name(*detail), names.column(*of))
        }
        Expression::Group { keys, aggregates, over, .. } => format!("Group {}", names.group(keys, aggregates, over.is_some())),
        Expression::Order { by, take, .. } => format!("Order {}", names.order(by, take.as_ref())),
        Expression::Fixpoint { definitions, relation, from, to } => {
            let rules = list(
                definitions.iter().map(|definition| {
                    let many = definition.rules.len();
                    format!("{many} {} for {}", if many == 1 { "rule" } else { "rules" }, names.relation(definition.relation))
                }),
                ", ",
            );
            format!("Fixpoint {} --{}--> {}: {rules}", names.column(*from), names.relation(*relation), names.column(*to))
        }
        Expression::Derived { relation, from, to } => {
            format!("Derived {} --{}--> {}", names.column(*from), names.relation(*relation), names.column(*to))
        }
        Expression::Project { columns, .. } => {
            format!("Project {}", list(columns.iter().map(|&column| names.column(column)), ", "))
        }
    }
}
