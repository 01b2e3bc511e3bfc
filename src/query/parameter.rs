//! Parameters: places of a query that are filled when it is run, so that it is read and planned once and run many times.
//!
//! A parameter that stands for a node is a node that no graph has; one that stands for a number or a date is a number or date that no question
//! writes. Until they are filled they mean just that, and a query that holds them finds nothing by them.

use super::{Condition, Expression, Operand, Query, SourceTest, Step, Take, TimeTest};
use crate::graph::{Date, NodeId, Period};

/// At most so many parameters in one question.
pub const MOST_PARAMETERS: usize = 16;

/// What a parameter is filled with.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Nodes; several where a name has several, all of which are meant.
    Nodes(Vec<NodeId>),
    /// A number.
    Number(f64),
    /// A date: a year, a month or a day.
    Date(Date),
}

/// The node that stands for the parameter at a place.
pub fn parameter_node(place: usize) -> NodeId {
    NodeId(u32::MAX - 64 + place.min(MOST_PARAMETERS) as u32)
}

/// The parameter that a node stands for.
pub fn parameter_of(node: NodeId) -> Option<usize> {
    let place = node.0.checked_sub(parameter_node(0).0)? as usize;
    (place < MOST_PARAMETERS).then_some(place)
}

/// The number that stands for the parameter at a place.
pub fn parameter_number(place: usize) -> u32 {
    987_654_300 + place.min(MOST_PARAMETERS) as u32
}

/// The year that stands for the parameter at a place.
pub fn parameter_year(place: usize) -> i16 {
    9_860 + place.min(MOST_PARAMETERS) as i16
}

/// Puts what is given in the place of parameters.
#[derive(Clone, Copy)]
pub(crate) struct Fill<'a>(pub &'a [Given]);

impl Fill<'_> {
    /// Nodes stay sorted and distinct.
    pub fn nodes(self, nodes: &mut Vec<NodeId>) {
        if nodes.iter().any(|&node| parameter_of(node).is_some()) {
            let unfilled = std::mem::take(nodes);
            self.nodes_of(&unfilled, nodes);
        }
    }

    /// Makes the nodes those of an unfilled list.
    pub fn nodes_of(self, unfilled: &[NodeId], nodes: &mut Vec<NodeId>) {
        nodes.clear();
        for &node in unfilled {
            match parameter_of(node).and_then(|place| self.0.get(place)) {
                Some(Given::Nodes(given)) => nodes.extend_from_slice(given),
                _ => nodes.push(node),
            }
        }
        if !nodes.is_sorted_by(|a, b| a < b) {
            nodes.sort_unstable();
            nodes.dedup();
        }
    }

    fn number_for(self, number: f64) -> Option<f64> {
        self.0.iter().enumerate().find_map(|(place, given)| match given {
            Given::Number(given) if number == f64::from(parameter_number(place)) => Some(*given),
            _ => None,
        })
    }

    fn date_for(self, date: Date) -> Option<Date> {
        self.0.iter().enumerate().find_map(|(place, given)| match given {
            Given::Date(given) if Date::new(parameter_year(place), None, None) == Some(date) => Some(*given),
            _ => None,
        })
    }

    /// A count, as of a cut or of steps.
    pub fn count(self, count: &mut u32) {
        if let Some(given) = self.number_for(f64::from(*count)) {
            *count = given.clamp(0.0, f64::from(u32::MAX)) as u32;
        }
    }

    pub fn take(self, take: &mut Take) {
        if let Some(given) = u32::try_from(take.count).ok().and_then(|count| self.number_for(f64::from(count))) {
            take.count = given.max(0.0) as usize;
        }
    }

    fn period(self, period: &mut Period) {
        for (place, given) in self.0.iter().enumerate() {
            let (Given::Date(given), Some(date)) = (given, Date::new(parameter_year(place), None, None)) else { continue };
            if period.first == Some(date.first_day()) {
                period.first = Some(given.first_day());
            }
            if period.last == Some(date.last_day()) {
                period.last = Some(given.last_day());
            }
        }
    }

    fn test(self, test: &mut TimeTest) {
        match test {
            TimeTest::Overlaps(period)
            | TimeTest::StartsBefore(period)
            | TimeTest::StartsAfter(period)
            | TimeTest::EndsIn(period)
            | TimeTest::StartsIn(period) => self.period(period),
            TimeTest::StartsEachYear { .. } | TimeTest::Unended | TimeTest::Lasts(_) => {}
        }
    }

    pub fn step(self, step: &mut Step) {
        step.times.iter_mut().for_each(|test| self.test(test));
        for test in &mut step.sources {
            if let SourceTest::AccordingTo(nodes)
            | SourceTest::NotAccordingTo(nodes)
            | SourceTest::Without(nodes)
            | SourceTest::OnlyFrom(nodes) = test
            {
                self.nodes(nodes);
            }
        }
        self.nodes(&mut step.places);
    }

    /// What stands for nodes in a query.
    pub fn query(self, query: &mut Query) {
        self.expression(&mut query.root);
    }

    fn expression(self, expression: &mut Expression) {
        match expression {
            Expression::Nodes { nodes, .. } => self.nodes(nodes),
            Expression::Claims { step, .. }
            | Expression::Expand { step, .. }
            | Expression::Reach { step, .. }
            | Expression::Network { step, .. } => self.step(step),
            Expression::Shortest { step, avoiding, .. } => {
                self.step(step);
                self.nodes(avoiding);
            }
            Expression::Filter { condition, .. } => self.condition(condition),
            _ => {}
        }
        expression.inputs_mut().into_iter().for_each(|input| self.expression(input));
    }

    pub fn condition(self, condition: &mut Condition) {
        match condition {
            Condition::And(all) | Condition::Or(all) => all.iter_mut().for_each(|condition| self.condition(condition)),
            Condition::Not(condition) | Condition::Surely(condition) => self.condition(condition),
            Condition::Compare { left, right, .. } => {
                for operand in [left, right] {
                    match operand {
                        Operand::Number(number) => *number = self.number_for(*number).unwrap_or(*number),
                        Operand::Date(date) => *date = self.date_for(*date).unwrap_or(*date),
                        Operand::Column(_) | Operand::Text(_) => {}
                    }
                }
            }
            Condition::During { test, .. } => self.test(test),
            Condition::Same(..) => {}
            Condition::OneOf(_, nodes) => self.nodes(nodes),
        }
    }
}
