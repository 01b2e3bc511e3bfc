//! Plans in plain words: one operator a line, with what was expected and, in a profile, what happened.

use std::fmt::{self, Write};

use crate::engine::{Measure, Profile};
use crate::graph::{Date, KindId, Node, NodeId, Period, RelationId, Value, View};
use crate::query::{
    Aggregate, Column, ColumnSet, Comparison, Condition, Detail, Function, Operand, Polarity, Relations, SortOrder, SourceTest, Step, Take,
    TimeTest, Traversal,
};

use super::operator::{Anchor, Operator, Plan, RANK, Work};

/// A plan with the view that has the names of what it mentions. Its `Display` prints the plan.
pub struct PlanDisplay<'a> {
    plan: &'a Plan,
    view: &'a dyn View,
    profile: Option<&'a Profile>,
}

impl<'a> PlanDisplay<'a> {
    pub(super) fn new(plan: &'a Plan, view: &'a dyn View) -> Self {
        Self { plan, view, profile: None }
    }

    /// With what each operator did in a run.
    pub fn with_profile(self, profile: &'a Profile) -> Self {
        Self { profile: Some(profile), ..self }
    }

    fn lines(&self, operator: &Operator, depth: usize, lines: &mut Vec<(String, f64, Option<Measure>)>) {
        let names = Names { plan: self.plan, view: self.view };
        let text = format!("{:depth$}{}", "", names.operator(operator), depth = depth * 2);
        let measure = self.profile.and_then(|profile| profile.operators.get(operator.id)).copied();
        lines.push((text, operator.estimate, measure));
        for input in operator.work.inputs() {
            self.lines(input, depth + 1, lines);
        }
    }
}

/// Texts longer than this do not widen the columns beside them.
const WIDE: usize = 96;

impl fmt::Display for PlanDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        self.lines(&self.plan.root, 0, &mut lines);
        let width = lines.iter().map(|(text, ..)| text.chars().count()).filter(|&width| width <= WIDE).max().unwrap_or(0);
        let width = width.max("Each line takes the rows of the lines indented under it.".len());
        write!(f, "{:width$}  {:>9}", "Each line takes the rows of the lines indented under it.", "expected")?;
        if self.profile.is_some() {
            write!(f, "  {:>9}  {:>10}", "rows", "time")?;
        }
        writeln!(f)?;
        for (text, estimate, measure) in lines {
            write!(f, "{text:width$}  {:>9}", count(estimate))?;
            match measure {
                Some(measure) if measure.runs > 0 => {
                    write!(f, "  {:>9}  {:>7.1} µs", measure.rows, measure.time.as_nanos() as f64 / 1000.0)?;
                }
                Some(_) => write!(f, "  {:>9}  {:>10}", "not run", "")?,
                None => {}
            }
            writeln!(f)?;
        }
        if let Some(profile) = self.profile {
            writeln!(f, "{:.1} µs in all", profile.time().as_nanos() as f64 / 1000.0)?;
        }
        Ok(())
    }
}

fn count(estimate: f64) -> String {
    if !estimate.is_finite() {
        "?".to_owned()
    } else if estimate < 10.0 && estimate.fract() > 0.05 {
        format!("{estimate:.1}")
    } else {
        format!("{estimate:.0}")
    }
}

/// What an operator does, in plain words, on one line.
pub(crate) fn describe(operator: &Operator, plan: &Plan, view: &dyn View) -> String {
    Names { plan, view }.operator(operator)
}

struct Names<'a> {
    plan: &'a Plan,
    view: &'a dyn View,
}

impl Names<'_> {
    fn operator(&self, operator: &Operator) -> String {
        let column = |column: Column| self.column(column);
        let mut text = match &operator.work {
            Work::Unit => "start with one empty row".to_owned(),
            Work::Nodes { column: place, nodes } => format!("start with {} = {}", column(*place), self.nodes(nodes)),
            Work::Kind { column: place, kind } => format!("start with every {} as {}", self.kind(*kind), column(*place)),
            Work::Entities { column: place } => format!("start with every entity as {}", column(*place)),
            Work::Passed => format!("start with the rows found beside: {}", self.columns(&operator.keep)),
            Work::Follow { input, step, from, claim, to, anchor } => {
                let (has_from, has_to) = (input.keep.contains(*from), input.keep.contains(*to));
                let (from, to) = (column(*from), column(*to));
                let arrow = match step.traversal {
                    Traversal::Forward => format!("{from} --{}--> {to}", self.relations(&step.relations)),
                    Traversal::Backward => format!("{from} <--{}-- {to}", self.relations(&step.relations)),
                    Traversal::Both => format!("{from} <--{}--> {to}", self.relations(&step.relations)),
                };
                let how = match anchor {
                    Anchor::Nothing => "read all claims".to_owned(),
                    Anchor::Claim => format!("look up claim {}", column(*claim)),
                    _ if has_from && has_to => "check".to_owned(),
                    Anchor::From => format!("follow from {from}"),
                    Anchor::To => format!("follow from {to}"),
                };
                format!("{how}: {arrow}{}", self.tests(step))
            }
            Work::OneOf { column: place, nodes, .. } => format!("check: {} = {}", column(*place), self.nodes(nodes)),
            Work::Member { column: place, kind, .. } => format!("check: {} is a {}", column(*place), self.kind(*kind)),
            Work::Entity { column: place, .. } => format!("check: {} is an entity", column(*place)),
            Work::Select { condition, .. } => format!("check: {}", self.condition(condition)),
            Work::Describe { of, detail, to, .. } => format!("add {} = {} of {}", column(*to), detail_name(*detail), column(*of)),
            Work::Reach { from, step, min, max, to, anchor, .. } => {
                let start = column(if *anchor == Anchor::To { *to } else { *from });
                let relations = self.relations(&step.relations);
                let (from, to) = (column(*from), column(*to));
                let way = match step.traversal {
                    Traversal::Forward => format!("{from} --{relations}--> {to}"),
                    Traversal::Backward => format!("{from} <--{relations}-- {to}"),
                    Traversal::Both => format!("{from} <--{relations}--> {to}"),
                };
                format!("follow from {start}, {}: {way}{}", times(*min, *max), self.tests(step))
            }
            Work::Shortest { source, target, step, max, limit, path, .. } => format!(
                "find at most {limit} shortest ways {} from {} to {} along {}{}{}",
                column(*path),
                column(*source),
                column(*target),
                self.relations(&step.relations),
                max.map(|max| format!(", {max} steps at most")).unwrap_or_default(),
                self.tests(step)
            ),
            Work::Join { left, right, .. } => {
                let common = left.keep.intersection(&right.keep);
                if common.is_empty() {
                    "pair every row of one with every row of the other".to_owned()
                } else {
                    format!("pair rows that agree on {}", self.columns(&common))
                }
            }
            Work::Union { .. } => "take the rows of any".to_owned(),
            Work::Difference { common, .. } => {
                format!("keep rows of the first that agree with none of the second on {}", self.columns(common))
            }
            Work::Group { keys, aggregates, over, .. } => self.group(keys, aggregates, over.is_some()),
            Work::Order { by, take, .. } => self.order(by, take.as_ref()),
            Work::Cut { .. } => "cut".to_owned(),
        };
        let kept = match operator.work {
            Work::Nodes { .. } | Work::Kind { .. } | Work::Entities { .. } | Work::Unit | Work::Passed => String::new(),
            _ => self.columns(&operator.keep),
        };
        if !kept.is_empty() {
            let _ = write!(text, " [{kept}]");
        }
        text
    }

    fn column(&self, column: Column) -> String {
        if column == RANK {
            return "rank".to_owned();
        }
        match self.plan.names.get(column.0 as usize) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", column.0),
        }
    }

    fn columns(&self, columns: &ColumnSet) -> String {
        list(columns.iter().map(|column| self.column(column)), ", ")
    }

    fn kind(&self, kind: KindId) -> String {
        self.view.schema().kind(kind).map_or_else(|| format!("kind {}", kind.0), |kind| kind.name.clone())
    }

    fn relation(&self, relation: RelationId) -> String {
        let known = self.view.schema().relation(relation);
        known.map_or_else(|| format!("relation {}", relation.0), |relation| relation.name.clone())
    }

    fn relations(&self, relations: &Relations) -> String {
        match relations {
            Relations::Any => "any relation".to_owned(),
            Relations::Only(only) => some(only, " or ", |&relation| self.relation(relation)),
            Relations::Except(except) if except.is_empty() => "any relation".to_owned(),
            Relations::Except(except) => format!("any relation but {}", some(except, ", ", |&relation| self.relation(relation))),
        }
    }

    fn node(&self, node: NodeId) -> String {
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

    fn nodes(&self, nodes: &[NodeId]) -> String {
        some(nodes, " or ", |&node| self.node(node))
    }

    fn tests(&self, step: &Step) -> String {
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
                SourceTest::CitedByAtLeast(count) => write!(text, ", citing at least {count} sources"),
            };
        }
        if !step.places.is_empty() {
            let _ = write!(text, ", at {}", self.nodes(&step.places));
        }
        text
    }

    fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::And(all) if all.is_empty() => "always".to_owned(),
            Condition::Or(all) if all.is_empty() => "never".to_owned(),
            Condition::And(all) => format!("({})", list(all.iter().map(|condition| self.condition(condition)), " and ")),
            Condition::Or(all) => format!("({})", list(all.iter().map(|condition| self.condition(condition)), " or ")),
            Condition::Not(condition) => format!("not {}", self.condition(condition)),
            Condition::Compare { left, comparison, right } => {
                format!("{} {} {}", self.operand(left), sign(*comparison), self.operand(right))
            }
            Condition::During { column, test } => format!("{} {}", self.column(*column), time_test(*test)),
            Condition::Same(left, right) => format!("{} is {}", self.column(*left), self.column(*right)),
            Condition::OneOf(column, nodes) => format!("{} = {}", self.column(*column), self.nodes(nodes)),
        }
    }

    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Column(column) => self.column(*column),
            Operand::Number(number) => number.to_string(),
            Operand::Date(date) => date.to_string(),
            Operand::Text(text) => format!("\"{text}\""),
        }
    }

    fn group(&self, keys: &[Column], aggregates: &[Aggregate], over: bool) -> String {
        let computed = list(
            aggregates.iter().map(|aggregate| {
                let function = match aggregate.function {
                    Function::Count => "number of different",
                    Function::Sum => "sum of",
                    Function::Average => "average of",
                    Function::Least => "least",
                    Function::Greatest => "greatest",
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

    fn order(&self, by: &[(Column, SortOrder)], take: Option<&Take>) -> String {
        let by = list(
            by.iter().map(|&(column, order)| {
                let direction = if order == SortOrder::Ascending { "least first" } else { "greatest first" };
                format!("{}, {direction}", self.column(column))
            }),
            ", then ",
        );
        let mut text = if by.is_empty() { "order as they are".to_owned() } else { format!("order by {by}") };
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

fn list(items: impl Iterator<Item = String>, separator: &str) -> String {
    items.collect::<Vec<_>>().join(separator)
}

fn times(min: u32, max: Option<u32>) -> String {
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

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
    }
}

fn detail_name(detail: Detail) -> &'static str {
    match detail {
        Detail::When => "time",
        Detail::Start => "beginning",
        Detail::End => "end",
        Detail::Duration => "days",
        Detail::Place => "place",
        Detail::Quantity => "quantity",
        Detail::Source => "each source",
        Detail::AccordingTo => "whose word",
        Detail::Speaker => "who says so",
        Detail::Note => "note",
        Detail::Quote => "quote",
        Detail::Year => "year",
        Detail::Month => "month",
        Detail::Relation => "relation",
        Detail::Value => "value",
    }
}
