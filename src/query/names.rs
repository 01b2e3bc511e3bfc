//! Names of what a query mentions, for people.

use std::borrow::Cow;
use std::fmt::Write;

use super::{
    Aggregate, Column, ColumnSet, Comparison, Condition, DateUnit, Detail, Distance, Function, Operand, Polarity, Property, Relations,
    SortOrder, SourceTest, Step, Take, TimeTest, Traversal,
};
use crate::graph::{Date, KindId, Node, NodeId, Period, RelationId, Scale, Value, View};

/// Where names are looked up: columns in the query, all else in the graph. What has no name is called by its number.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub columns: &'a [String],
    pub view: &'a dyn View,
}

impl Names<'_> {
    /// A step between two columns, as an arrow.
    pub(crate) fn arrow(&self, step: &Step, from: Column, to: Column) -> String {
        let (from, relations, to) = (self.column(from), self.relations(&step.relations), self.column(to));
        match step.traversal {
            Traversal::Forward => format!("{from} --{relations}--> {to}"),
            Traversal::Backward => format!("{from} <--{relations}-- {to}"),
            Traversal::Both => format!("{from} <--{relations}--> {to}"),
        }
    }

    pub(crate) fn column(&self, column: Column) -> String {
        if column.0 == u32::MAX {
            return "rank".to_owned();
        }
        match self.columns.get(column.0 as usize) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", column.0),
        }
    }

    pub(crate) fn list(&self, columns: &ColumnSet) -> String {
        list(columns.iter().map(|column| self.column(column)), ", ")
    }

    pub(crate) fn kind(&self, kind: KindId) -> String {
        self.view.schema().kind(kind).map_or_else(|| format!("kind {}", kind.0), |kind| kind.name.clone())
    }

    pub(crate) fn relation(&self, relation: RelationId) -> String {
        let known = self.view.schema().relation(relation);
        known.map_or_else(|| format!("relation {}", relation.0), |relation| relation.name.clone())
    }

    pub(crate) fn relations(&self, relations: &Relations) -> String {
        match relations {
            Relations::Any => "any relation".to_owned(),
            Relations::Only(only) => some(only, " or ", |&relation| self.relation(relation)),
            Relations::Except(except) if except.is_empty() => "any relation".to_owned(),
            Relations::Except(except) => format!("any relation but {}", some(except, ", ", |&relation| self.relation(relation))),
        }
    }

    pub(crate) fn node(&self, node: NodeId) -> String {
        match self.view.node(node).as_deref() {
            Some(Node::Entity(entity)) => entity.label.clone(),
            Some(Node::Value(Value::Text(text) | Value::Url(text))) => format!("\"{text}\""),
            Some(Node::Value(Value::Number(quantity))) => match &quantity.unit {
                Some(unit) => format!("{} {unit}", quantity.amount),
                None => quantity.amount.to_string(),
            },
            Some(Node::Value(Value::Date(date))) => date.to_string(),
            Some(Node::Value(Value::Truth(truth))) => if *truth { "yes" } else { "no" }.to_owned(),
            None => format!("unknown node {}", node.0),
        }
    }

    pub(crate) fn nodes(&self, nodes: &[NodeId]) -> String {
        some(nodes, " or ", |&node| self.node(node))
    }

    pub(crate) fn tests(&self, step: &Step) -> String {
        let mut text = String::new();
        match step.polarity {
            Polarity::Asserted => {}
            Polarity::Denied => text.push_str(", denied"),
            Polarity::Either => text.push_str(", asserted or denied"),
        }
        for &time in &step.times {
            let _ = write!(text, ", {}", time_test(time));
        }
        for source in &step.sources {
            let _ = match source {
                SourceTest::AccordingTo(nodes) => write!(text, ", according to {}", self.nodes(nodes)),
                SourceTest::NotAccordingTo(nodes) => write!(text, ", not according to {}", self.nodes(nodes)),
                SourceTest::Without(nodes) => write!(text, ", not resting on {} alone", self.nodes(nodes)),
                SourceTest::OnlyFrom(nodes) => write!(text, ", resting on {} alone", self.nodes(nodes)),
                SourceTest::CitedByAtLeast(count) => write!(text, ", citing at least {count} sources"),
            };
        }
        if !step.places.is_empty() {
            let _ = write!(text, ", at {}", self.nodes(&step.places));
        }
        text
    }

    pub(crate) fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::And(all) if all.is_empty() => "always".to_owned(),
            Condition::Or(all) if all.is_empty() => "never".to_owned(),
            Condition::And(all) => format!("({})", list(all.iter().map(|condition| self.condition(condition)), " and ")),
            Condition::Or(all) => format!("({})", list(all.iter().map(|condition| self.condition(condition)), " or ")),
            Condition::Not(condition) => format!("not {}", self.condition(condition)),
            Condition::Surely(condition) => format!("surely {}", self.condition(condition)),
            Condition::Compare { left, comparison, right } => {
                format!("{} {} {}", self.operand(left), sign(*comparison), self.operand(right))
            }
            Condition::During { column, test } => format!("{} {}", self.column(*column), time_test(*test)),
            Condition::Same(left, right) => format!("{} is {}", self.column(*left), self.column(*right)),
            Condition::OneOf(column, nodes) => format!("{} = {}", self.column(*column), self.nodes(nodes)),
        }
    }

    pub(crate) fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Column(column) => self.column(*column),
            Operand::Number(number) => number.to_string(),
            Operand::Date(date) => date.to_string(),
            Operand::Text(text) => format!("\"{text}\""),
        }
    }

    pub(crate) fn group(&self, keys: &[Column], aggregates: &[Aggregate], over: bool) -> String {
        let computed = list(
            aggregates.iter().map(|aggregate| {
                let function = match aggregate.function {
                    Function::Rows => return format!("{} = number of rows", self.column(aggregate.to)),
                    Function::Count => "number of different",
                    Function::Sum => "sum of",
                    Function::Average => "average of",
                    Function::Least => "least",
                    Function::Greatest => "greatest",
                    Function::Apart(DateUnit::Day) => "days from the least to the greatest",
                    Function::Apart(DateUnit::Month) => "months from the least to the greatest",
                    Function::Apart(DateUnit::Year) => "years from the least to the greatest",
                };
                format!("{} = {function} {}", self.column(aggregate.to), self.column(aggregate.of))
            }),
            ", ",
        );
        let each = if keys.is_empty() {
            "over all rows".to_owned()
        } else {
            format!("for each {}", list(keys.iter().map(|&key| self.column(key)), ", "))
        };
        let others = if over { ", also for each of the second without rows" } else { "" };
        format!("{each}: {computed}{others}")
    }

    pub(crate) fn order(&self, by: &[(Column, SortOrder)], take: Option<&Take>) -> String {
        let by = list(
            by.iter().map(|&(column, order)| {
                let direction = if order == SortOrder::Ascending { "least first" } else { "greatest first" };
                format!("{}, {direction}", self.column(column))
            }),
            ", then ",
        );
        let mut text = if by.is_empty() { "as they are".to_owned() } else { format!("by {by}") };
        if let Some(take) = take {
            let unit = if take.ties { "ranks" } else { "rows" };
            if take.skip > 0 {
                let _ = write!(text, "; skip {} {unit}", take.skip);
            }
            let _ = write!(text, "; take {} {unit}", take.count);
        }
        text
    }
}

/// A few names of many.
fn some<T>(all: &[T], separator: &str, name: impl Fn(&T) -> String) -> String {
    const SHOWN: usize = 4;
    if all.is_empty() {
        return "nothing".to_owned();
    }
    let mut text = list(all.iter().take(SHOWN).map(name), separator);
    if all.len() > SHOWN {
        let _ = write!(text, "{separator}{} more", all.len() - SHOWN);
    }
    text
}

pub(crate) fn list(items: impl Iterator<Item = String>, separator: &str) -> String {
    items.collect::<Vec<_>>().join(separator)
}

pub(crate) fn times(min: u32, max: Option<u32>) -> String {
    match max {
        Some(max) => format!("{min} to {max} times"),
        None => format!("{min} or more times"),
    }
}

fn time_test(test: TimeTest) -> String {
    match test {
        TimeTest::Overlaps(period) => format!("during {}", days(period)),
        TimeTest::StartsBefore(period) => format!("beginning before {}", days(period)),
        TimeTest::StartsAfter(period) => format!("beginning after {}", days(period)),
        TimeTest::EndsIn(period) => format!("ending in {}", days(period)),
        TimeTest::StartsIn(period) => format!("beginning in {}", days(period)),
        TimeTest::StartsEachYear { month, day: Some(day) } => format!("beginning on day {day} of month {month}"),
        TimeTest::StartsEachYear { month, day: None } => format!("beginning in month {month}"),
        TimeTest::Unended => "without an end".to_owned(),
        TimeTest::Lasts(length) => format!("for {length}"),
    }
}

fn days(period: Period) -> String {
    let day =
        |day: Option<i32>| day.map_or_else(|| "..".to_owned(), |day| Date::from_day(day).map_or_else(String::new, |date| date.to_string()));
    match (period.first, period.last) {
        (Some(first), Some(last)) if first == last => day(Some(first)),
        (first, last) => format!("{}/{}", day(first), day(last)),
    }
}

fn sign(comparison: Comparison) -> Cow<'static, str> {
    Cow::Borrowed(match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
        Comparison::SameDay => "on the day of",
        Comparison::SameMonth => "in the month of",
        Comparison::Apart(Distance { unit, least, most }) => {
            let unit = match unit {
                DateUnit::Day => "days",
                DateUnit::Month => "months",
                DateUnit::Year => "years",
            };
            return Cow::Owned(if least == most { format!("{least} {unit} behind") } else { format!("{least} to {most} {unit} behind") });
        }
    })
}

pub(crate) fn detail_name(detail: Detail) -> &'static str {
    match detail {
        Detail::When => "time",
        Detail::Start => "beginning",
        Detail::End => "end",
        Detail::Until => "told end",
        Detail::Duration => "days",
        Detail::Years => "years",
        Detail::Months => "months",
        Detail::Place => "place",
        Detail::Quantity => "quantity",
        Detail::QuantityIn(Scale::Thousands) => "quantity in thousands",
        Detail::QuantityIn(Scale::Millions) => "quantity in millions",
        Detail::QuantityIn(Scale::Billions) => "quantity in billions",
        Detail::Source => "each source",
        Detail::AccordingTo => "whose word",
        Detail::Speaker => "who says so",
        Detail::Note => "note",
        Detail::Quote => "quote",
        Detail::Year => "year",
        Detail::Month => "month",
        Detail::Relation => "relation",
        Detail::Value => "value",
        Detail::ValueIn { .. } => "value in one unit",
        Detail::Steps => "number of steps",
        Detail::Between => "each node between the ends",
    }
}

/// What is asked of a node in a network, in words.
pub(crate) fn property_name(property: Property) -> &'static str {
    match property {
        Property::Centrality => "centrality",
        Property::Betweenness => "ways that pass by",
        Property::Component => "least node connected",
        Property::StrongComponent => "least node that leads there and back",
    }
}
