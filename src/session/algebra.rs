//! The query algebra as text with names, for `explain`: one operator a line, its inputs indented below it.

use std::fmt::Write;

use crate::answer::{date_text, name_of, number_text};
use crate::graph::{Date, NodeId, Period, View};
use crate::query::{
    Column, Comparison, Condition, Expression, Function, Operand, Polarity, Query, Relations, SortOrder, SourceTest, Step, TimeTest,
    Traversal,
};

/// So many nodes of a set are written out.
const NODES: usize = 6;

/// The query as text.
pub(super) fn algebra(query: &Query, view: &dyn View) -> String {
    let mut printer = Printer { query, view, out: String::new() };
    printer.expression(&query.root, 0);
    printer.out
}

struct Printer<'a> {
    query: &'a Query,
    view: &'a dyn View,
    out: String,
}

impl Printer<'_> {
    fn expression(&mut self, expression: &Expression, depth: usize) {
        let (line, inputs): (String, Vec<&Expression>) = match expression {
            Expression::Unit => ("unit".to_owned(), vec![]),
            Expression::Nodes { column, nodes } => (format!("nodes {} in {}", self.column(*column), self.nodes(nodes)), vec![]),
            Expression::Kind { column, kind } => {
                let name = self.view.schema().kind(*kind).map_or("?", |kind| kind.name.as_str());
                (format!("kind {} is a {name}", self.column(*column)), vec![])
            }
            Expression::Entities { column } => (format!("entities {}", self.column(*column)), vec![]),
            Expression::Claims { step, from, claim, to } => (format!("claims {}", self.step(*from, step, Some(*claim), *to)), vec![]),
            Expression::Expand { input, from, step, claim, to } => {
                (format!("expand {}", self.step(*from, step, Some(*claim), *to)), vec![input])
            }
            Expression::Reach { input, from, step, min, max, to } => {
                let most = max.map_or_else(|| "any number of".to_owned(), |max| format!("at most {max}"));
                (format!("reach {} in at least {min} and {most} steps", self.step(*from, step, None, *to)), vec![input])
            }
            Expression::Shortest { sources, targets, source, target, step, max, limit, path } => {
                let most = max.map_or_else(String::new, |max| format!(", at most {max} steps"));
                let step = self.step(*source, step, None, *target);
                (format!("shortest {} = {step}{most}, at most {limit} ways", self.column(*path)), vec![sources, targets])
            }
            Expression::Join { left, right } => ("join".to_owned(), vec![left, right]),
            Expression::Union { inputs } => ("union".to_owned(), inputs.iter().collect()),
            Expression::Difference { left, right } => ("difference".to_owned(), vec![left, right]),
            Expression::Filter { input, condition } => (format!("filter {}", self.condition(condition)), vec![input]),
            Expression::Describe { input, of, detail, to } => {
                (format!("describe {} = {} of {}", self.column(*to), words(&format!("{detail:?}")), self.column(*of)), vec![input])
            }
            Expression::Group { input, keys, aggregates, over } => {
                let keys = if keys.is_empty() { "all".to_owned() } else { self.columns(keys) };
                let computed: Vec<String> = aggregates
                    .iter()
                    .map(|aggregate| {
                        let function = match aggregate.function {
                            Function::Count => "count",
                            Function::Sum => "sum",
                            Function::Average => "average",
                            Function::Least => "least",
                            Function::Greatest => "greatest",
                        };
                        format!("{} = {function} of {}", self.column(aggregate.to), self.column(aggregate.of))
                    })
                    .collect();
                let mut inputs: Vec<&Expression> = vec![input];
                inputs.extend(over.as_deref());
                let over = if over.is_some() { " over the second" } else { "" };
                (format!("group by {keys}{over}: {}", computed.join(", ")), inputs)
            }
            Expression::Order { input, by, take } => {
                let by: Vec<String> = by
                    .iter()
                    .map(|(column, order)| match order {
                        SortOrder::Ascending => format!("{} ascending", self.column(*column)),
                        SortOrder::Descending => format!("{} descending", self.column(*column)),
                    })
                    .collect();
                let cut = take.map_or_else(String::new, |take| {
                    let skip = if take.skip > 0 { format!("skip {}, ", take.skip) } else { String::new() };
                    format!(", {skip}take {}{}", take.count, if take.ties { " with ties" } else { "" })
                });
                (format!("order by {}{cut}", by.join(", ")), vec![input])
            }
            Expression::Project { input, columns } => (format!("project {}", self.columns(columns)), vec![input]),
        };
        let _ = writeln!(self.out, "{:indent$}{line}", "", indent = 2 * depth);
        for input in inputs {
            self.expression(input, depth + 1);
        }
    }

    fn column(&self, column: Column) -> String {
        let name = self.query.columns.get(column.0 as usize).filter(|name| !name.is_empty());
        // Several columns may have the same name; the number tells them apart.
        match name {
            Some(name) if self.query.columns.iter().filter(|other| *other == name).count() == 1 => name.clone(),
            Some(name) => format!("{name}{}", column.0),
            None => format!("c{}", column.0),
        }
    }

    fn columns(&self, columns: &[Column]) -> String {
        columns.iter().map(|&column| self.column(column)).collect::<Vec<_>>().join(", ")
    }

    fn nodes(&self, nodes: &[NodeId]) -> String {
        let mut names: Vec<String> = nodes.iter().take(NODES).map(|&node| name_of(node, self.view)).collect();
        if nodes.len() > NODES {
            names.push(format!("… ({} in all)", nodes.len()));
        }
        format!("{{{}}}", names.join(", "))
    }

    fn step(&self, from: Column, step: &Step, claim: Option<Column>, to: Column) -> String {
        let relation = |ids: &[crate::graph::RelationId]| {
            let names: Vec<&str> =
                ids.iter().map(|&id| self.view.schema().relation(id).map_or("?", |relation| relation.name.as_str())).collect();
            names.join(" | ")
        };
        let mut label = match &step.relations {
            Relations::Any => "any relation".to_owned(),
            Relations::Only(ids) => relation(ids),
            Relations::Except(ids) => format!("any but {}", relation(ids)),
        };
        match step.polarity {
            Polarity::Asserted => {}
            Polarity::Denied => label = format!("denied {label}"),
            Polarity::Either => label = format!("asserted or denied {label}"),
        }
        if let Some(claim) = claim {
            label = format!("{}: {label}", self.column(claim));
        }
        for test in &step.times {
            let _ = write!(label, ", {}", time_test(*test));
        }
        for test in &step.sources {
            let _ = match test {
                SourceTest::AccordingTo(nodes) => write!(label, ", according to {}", self.nodes(nodes)),
                SourceTest::NotAccordingTo(nodes) => write!(label, ", not according to {}", self.nodes(nodes)),
                SourceTest::CitedByAtLeast(count) => write!(label, ", cited by at least {count}"),
            };
        }
        if !step.places.is_empty() {
            let _ = write!(label, ", in {}", self.nodes(&step.places));
        }
        let (from, to) = (self.column(from), self.column(to));
        match step.traversal {
            Traversal::Forward => format!("{from} -[{label}]-> {to}"),
            Traversal::Backward => format!("{from} <-[{label}]- {to}"),
            Traversal::Both => format!("{from} -[{label}]- {to}"),
        }
    }

    fn condition(&self, condition: &Condition) -> String {
        let all = |parts: &[Condition], word: &str, none: &str| {
            if parts.is_empty() {
                return none.to_owned();
            }
            let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect();
            format!("({})", parts.join(word))
        };
        match condition {
            Condition::And(parts) => all(parts, " and ", "true"),
            Condition::Or(parts) => all(parts, " or ", "false"),
            Condition::Not(part) => format!("not {}", self.condition(part)),
            Condition::Compare { left, comparison, right } => {
                let sign = match comparison {
                    Comparison::Equal => "=",
                    Comparison::NotEqual => "≠",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "≤",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => "≥",
                };
                format!("{} {sign} {}", self.operand(left), self.operand(right))
            }
            Condition::During { column, test } => format!("{} {}", self.column(*column), time_test(*test)),
            Condition::Same(left, right) => format!("{} is {}", self.column(*left), self.column(*right)),
            Condition::OneOf(column, nodes) => format!("{} in {}", self.column(*column), self.nodes(nodes)),
        }
    }

    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Column(column) => self.column(*column),
            Operand::Number(number) => number_text(*number, None),
            Operand::Date(date) => date_text(*date),
            Operand::Text(text) => format!("\"{text}\""),
        }
    }
}

fn time_test(test: TimeTest) -> String {
    match test {
        TimeTest::Overlaps(period) => format!("within {}", days(period)),
        TimeTest::StartsBefore(period) => format!("begins before {}", days(period)),
        TimeTest::StartsAfter(period) => format!("begins after {}", days(period)),
        TimeTest::EndsIn(period) => format!("ends in {}", days(period)),
        TimeTest::StartsIn(period) => format!("begins in {}", days(period)),
    }
}

fn days(period: Period) -> String {
    let day = |day: Option<i32>| day.and_then(Date::from_day).map_or_else(String::new, |date| date.to_string());
    match (period.first, period.last) {
        (first, last) if first == last => day(first),
        (first, last) => format!("{}..{}", day(first), day(last)),
    }
}

/// "AccordingTo" → "according to".
fn words(name: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for character in name.chars() {
        match parts.last_mut() {
            Some(part) if character.is_lowercase() => part.push(character),
            _ => parts.push(character.to_lowercase().collect()),
        }
    }
    parts.join(" ")
}
