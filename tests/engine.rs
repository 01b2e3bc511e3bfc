//! The engine against the reference evaluator: random small graphs, random queries of every operator.
//!
//! A case is a list of numbers, from which [`Maker`] draws a graph and a query; so a failing case shrinks to a short list. To look for
//! longer than the suite does: `PROPTEST_CASES=100000 cargo test --release --test engine`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use proptest::prelude::*;
use quipu::engine::{Cell, EngineError, Limits, Mode, Rows, Scratch, profile, run, run_possible, run_with};
use quipu::graph::{
    Bound, Claim, ClaimId, Date, Direction, Entity, Interval, KindId, Length, LengthUnit, LiveGraph, NodeId, Period, Quantity, RelationId,
    Scale, UnitId, Value, View,
};
use quipu::plan::{Plan, plain, plan};
use quipu::query::{
    Aggregate, Column, Comparison, Condition, DateUnit, Definition, Detail, Distance, Expression, Function, Heading, Operand, Polarity,
    Property, Query, Relations, SortOrder, SourceTest, Step, Take, TimeTest, Traversal,
};

/// Makes graphs and queries out of numbers. When they run out, it takes the first choice everywhere, which is the simplest.
struct Maker<'a> {
    numbers: &'a [u32],
    next: usize,
}

/// What stands in a column, as far as the makers of queries care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Node,
    Claim,
    Other,
}

type Columns = BTreeMap<Column, Sort>;

impl Maker<'_> {
    fn pick(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        number as usize % count
    }

    fn chance(&mut self, of: usize) -> bool {
        self.pick(of) == of - 1
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.pick(of.len())].clone()
    }

    fn some<T: Ord + Clone>(&mut self, of: &[T], least: usize, most: usize) -> Vec<T> {
        let count = least + self.pick(most - least + 1);
        let mut some: Vec<T> = (0..count).map(|_| self.one(of)).collect();
        some.sort();
        some.dedup();
        some
    }

    fn date(&mut self) -> Date {
        let text = ["2000", "2001", "2001-03", "2001-03-15", "2002", "2002-01", "1999-12-31", "2000-02"];
        self.one(&text).parse().unwrap()
    }

    fn interval(&mut self) -> Interval {
        match self.pick(5) {
            0 => Interval::UNDATED,
            1 => Interval::at(self.date()),
            2 => Interval { from: Some(self.date()), to: None },
            3 => Interval { from: None, to: Some(self.date()) },
            _ => {
                let (a, b) = (self.date(), self.date());
                Interval::between(a.min(b), a.max(b))
            }
        }
    }

    fn graph(&mut self) -> LiveGraph {
        self.graph_with(&|_, _| {})
    }

    /// A graph in which claims, counted from 0, are changed before they are told.
    fn graph_with(&mut self, change: &dyn Fn(usize, &mut Claim)) -> LiveGraph {
        let mut graph = LiveGraph::new();
        let schema = graph.schema_mut();
        let kinds: Vec<KindId> = ["person", "president", "country"].map(|kind| schema.kind_or_new(kind)).to_vec();
        schema.kind_mut(kinds[1]).unwrap().parents.push(kinds[0]);
        let relations: Vec<RelationId> =
            ["supported", "recognized", "author", "publisher", "population"].map(|name| schema.relation_or_new(name)).to_vec();
        schema.relation_mut(relations[1]).unwrap().range.push(kinds[2]);
        let units = ["ship", "fleet", "people"].map(|unit| schema.unit_or_new(unit));
        schema.unit_mut(units[0]).unwrap().spellings.push("ships".to_owned());
        schema.unit_mut(units[1]).unwrap().equals = Some((3.0, units[0]));
        let mut nodes = Vec::new();
        for index in 0..2 + self.pick(5) {
            let name = ["Ana", "Bea", "ana", "Dan", "Eva", "Fay", "Gus"][index].to_owned();
            let kinds = self.some(&kinds, 0, 2);
            nodes.push(graph.add_entity(Entity { key: format!("{name}{index}"), label: name, kinds, ..Entity::default() }));
        }
        let entities = nodes.len();
        for _ in 0..self.pick(6) {
            let amount = f64::from(self.pick(4) as u32);
            let bound = self.one(&[Bound::Exactly, Bound::MoreThan, Bound::AtLeast, Bound::LessThan, Bound::AtMost, Bound::About]);
            let unit = self.one(&[None, Some("people".to_owned()), Some("ships".to_owned()), Some("fleet".to_owned())]);
            let value = match self.pick(6) {
                0..=2 => Value::Number(Quantity { amount, bound, unit }),
                3 => Value::Date(self.date()),
                4 => Value::Text(self.one(&["Ana", "Beta", "gamma"]).to_owned()),
                _ => Value::Truth(self.chance(2)),
            };
            let node = graph.add_value(value);
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
        for _ in 0..self.pick(24) {
            // Mostly the first two relations, so that chains of claims come about.
            let relation = if self.chance(3) { self.one(&relations) } else { relations[self.pick(2)] };
            let (subject, object) = (self.pick(entities), self.one(&nodes));
            let mut claim = Claim::new(nodes[subject], relation, object);
            claim.when = self.interval();
            claim.denied = self.chance(5);
            if self.chance(2) {
                claim.place = self.chance(3).then(|| nodes[self.pick(entities)]);
                claim.sources = (0..self.pick(4)).map(|_| nodes[self.pick(2)]).collect();
                claim.according_to = self.some(&nodes[..entities], 0, 1);
                claim.quantity = self.chance(3).then(|| Quantity {
                    amount: f64::from(self.pick(3) as u32),
                    bound: Bound::Exactly,
                    unit: self.chance(3).then(|| "years".to_owned()),
                });
                claim.note = self.chance(4).then(|| "a note".to_owned());
                claim.quote = self.chance(4).then(|| "a quote".to_owned());
            }
            change(graph.claim_bound(), &mut claim);
            graph.add_claim(claim);
        }
        graph.seal();
        graph
    }

    fn period(&mut self) -> Period {
        match self.pick(4) {
            0 => Period { first: Some(self.date().first_day()), last: None },
            1 => Period { first: None, last: Some(self.date().last_day()) },
            _ => Period::of(self.date()),
        }
    }

    fn time_test(&mut self) -> TimeTest {
        let period = self.period();
        match self.pick(8) {
            0 => TimeTest::Overlaps(period),
            1 => TimeTest::StartsBefore(period),
            2 => TimeTest::StartsAfter(period),
            3 => TimeTest::EndsIn(period),
            4 => TimeTest::Unended,
            5 => TimeTest::Lasts(Length {
                bound: self.one(&[Bound::Exactly, Bound::MoreThan, Bound::AtLeast, Bound::LessThan, Bound::AtMost]),
                amount: self.pick(3) as u32,
                unit: self.one(&[LengthUnit::Day, LengthUnit::Month, LengthUnit::Year]),
            }),
            6 => TimeTest::StartsEachYear {
                month: 1 + self.pick(12) as u8,
                day: if self.pick(2) == 0 { None } else { Some(1 + self.pick(28) as u8) },
            },
            _ => TimeTest::StartsIn(period),
        }
    }

    /// Any node, now and then one that the graph does not have.
    fn node(&mut self, graph: &LiveGraph) -> NodeId {
        if self.chance(20) { NodeId(900) } else { NodeId::from_index(self.pick(graph.node_bound())) }
    }

    fn nodes(&mut self, graph: &LiveGraph, most: usize) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = (0..1 + self.pick(most)).map(|_| self.node(graph)).collect();
        nodes.sort();
        nodes.dedup();
        nodes
    }

    fn step(&mut self, graph: &LiveGraph) -> Step {
        let relations: Vec<RelationId> = (0..6).map(RelationId).collect();
        let mut step = Step::along(RelationId(self.pick(2) as u32), self.one(&[Traversal::Forward, Traversal::Backward, Traversal::Both]));
        match self.pick(8) {
            3..=5 => step.relations = Relations::Any,
            6 => step.relations = Relations::Only(self.some(&relations, 0, 3)),
            7 => step.relations = Relations::Except(self.some(&relations, 0, 3)),
            _ => {}
        }
        step.polarity = self.one(&[Polarity::Asserted, Polarity::Asserted, Polarity::Asserted, Polarity::Either, Polarity::Denied]);
        if self.chance(3) {
            step.times = (0..1 + self.pick(2)).map(|_| self.time_test()).collect();
        }
        if self.chance(6) {
            let nodes = self.nodes(graph, 2);
            step.sources.push(match self.pick(5) {
                0 => SourceTest::AccordingTo(nodes),
                1 => SourceTest::NotAccordingTo(nodes),
                2 => SourceTest::Without(nodes),
                3 => SourceTest::OnlyFrom(nodes),
                _ => SourceTest::CitedByAtLeast(1 + self.pick(2) as u32),
            });
        }
        if self.chance(12) {
            step.places = self.nodes(graph, 2);
        }
        step
    }

    /// A column for something new; now and then one that is there already, which makes a check.
    fn column(&mut self, columns: &Columns, sort: Sort) -> Column {
        let there: Vec<Column> = columns.iter().filter(|&(_, other)| *other == sort).map(|(column, _)| *column).collect();
        if !there.is_empty() && self.chance(5) {
            return self.one(&there);
        }
        // Few numbers, so that the sides of a join have columns in common, and a hidden column may come up again.
        let free: Vec<Column> =
            [0, 1, 2, 3, 4, 5, 6, 7, 63, 64, 100].map(Column).into_iter().filter(|column| !columns.contains_key(column)).collect();
        if free.is_empty() { Column(200 + columns.len() as u32) } else { self.one(&free) }
    }

    fn column_of(&mut self, columns: &Columns, sort: Sort) -> Option<Column> {
        let fitting: Vec<Column> = columns.iter().filter(|&(_, other)| *other == sort).map(|(column, _)| *column).collect();
        if fitting.is_empty() { None } else { Some(self.one(&fitting)) }
    }

    fn leaf(&mut self, graph: &LiveGraph) -> (Expression, Columns) {
        let column = Column(self.pick(4) as u32);
        let one = Columns::from([(column, Sort::Node)]);
        match self.pick(13) {
            12 => self.fixpoint(graph, column),
            0..=2 => (Expression::Nodes { column, nodes: self.nodes(graph, 3) }, one),
            3 | 4 => (Expression::Kind { column, kind: KindId(self.pick(4) as u32) }, one),
            5 | 6 => (Expression::Entities { column }, one),
            7 => (Expression::Unit, Columns::new()),
            _ => {
                let mut columns = Columns::new();
                let from = column;
                columns.insert(from, Sort::Node);
                let to = self.column(&columns, Sort::Node);
                columns.insert(to, Sort::Node);
                let claim = self.column(&columns, Sort::Claim);
                columns.insert(claim, Sort::Claim);
                (Expression::Claims { step: self.step(graph), from, claim, to }, columns)
            }
        }
    }

    /// Relations defined by rules that may rest on each other. Derived pairs stand only where more of them can but make more rows.
    fn fixpoint(&mut self, graph: &LiveGraph, from: Column) -> (Expression, Columns) {
        let ends = Columns::from([(from, Sort::Node)]);
        let to = loop {
            let to = self.column(&ends, Sort::Node);
            if to != from {
                break to;
            }
            self.next += 1;
        };
        let relations = [RelationId(7), RelationId(8)];
        let defined = 1 + self.pick(2);
        let definitions = relations[..defined]
            .iter()
            .map(|&relation| {
                let rules = (0..1 + self.pick(3)).map(|_| self.rule(graph, &relations[..defined], from, to)).collect();
                Definition { relation, rules }
            })
            .collect();
        let relation = self.one(&relations);
        (Expression::Fixpoint { definitions, relation, from, to }, Columns::from([(from, Sort::Node), (to, Sort::Node)]))
    }

    fn rule(&mut self, graph: &LiveGraph, relations: &[RelationId], from: Column, to: Column) -> Expression {
        // Columns that no other part of a query uses.
        let (middle, claim, node) = (Column(70), Column(71), Column(72));
        let joined = |left, right| Expression::Join { left: Box::new(left), right: Box::new(right) };
        let mut body = match self.pick(6) {
            0 | 1 => Expression::Claims { step: self.step(graph), from, claim, to },
            2 => Expression::Derived { relation: self.one(relations), from: to, to: from },
            shape => {
                // A step and a derived pair, in either order, or two derived pairs.
                let first = match shape {
                    3 => Expression::Claims { step: self.step(graph), from, claim, to: middle },
                    _ => Expression::Derived { relation: self.one(relations), from, to: middle },
                };
                let second = match shape {
                    4 => Expression::Claims { step: self.step(graph), from: middle, claim, to },
                    _ => Expression::Derived { relation: self.one(relations), from: middle, to },
                };
                joined(first, second)
            }
        };
        match self.pick(8) {
            0 => {
                let (other, others) = self.expression(graph, 1);
                let left = Box::new(body);
                // What is taken away must share a column, or there is hardly anything left.
                let right = Box::new(other);
                body = if others.contains_key(&from) || others.contains_key(&to) {
                    Expression::Difference { left, right }
                } else {
                    Expression::Join { left, right: Box::new(Expression::Project { input: right, columns: Vec::new() }) }
                };
            }
            1 => body = Expression::Filter { input: Box::new(body), condition: Condition::Not(Box::new(Condition::Same(from, to))) },
            2 => {
                let more = Expression::Derived { relation: self.one(relations), from, to };
                body = Expression::Union { inputs: vec![body, more] };
            }
            3 => body = Expression::Reach { input: Box::new(body), from, step: self.step(graph), min: 0, max: Some(2), to: node },
            4 => body = joined(body, Expression::Kind { column: to, kind: KindId(0) }),
            _ => {}
        }
        Expression::Project { input: Box::new(body), columns: vec![from, to] }
    }

    fn expression(&mut self, graph: &LiveGraph, depth: usize) -> (Expression, Columns) {
        if depth == 0 {
            return self.leaf(graph);
        }
        let (input, mut columns) = self.expression(graph, depth - 1);
        let boxed = Box::new(input);
        match self.pick(17) {
            0..=3 => {
                let Some(from) = self.column_of(&columns, Sort::Node) else { return (*boxed, columns) };
                let step = self.step(graph);
                let to = self.column(&columns, Sort::Node);
                columns.insert(to, Sort::Node);
                let claim = self.column(&columns, Sort::Claim);
                columns.insert(claim, Sort::Claim);
                (Expression::Expand { input: boxed, from, step, claim, to }, columns)
            }
            4 => {
                let Some(from) = self.column_of(&columns, Sort::Node) else { return (*boxed, columns) };
                let (step, min) = (self.step(graph), self.pick(4) as u32);
                let max = self.one(&[None, Some(min), Some(min + 1), Some(min + 3)]);
                let to = self.column(&columns, Sort::Node);
                columns.insert(to, Sort::Node);
                (Expression::Reach { input: boxed, from, step, min, max, to }, columns)
            }
            5 => {
                let Some(source) = self.column_of(&columns, Sort::Node) else { return (*boxed, columns) };
                let target = Column(50);
                let targets = Expression::Nodes { column: target, nodes: self.nodes(graph, 2) };
                let max = self.one(&[None, Some(0), Some(1), Some(2), Some(3), Some(5)]);
                let shortest = Expression::Shortest {
                    sources: boxed,
                    targets: Box::new(targets),
                    source,
                    target,
                    step: self.step(graph),
                    max,
                    limit: self.one(&[10, 0, 1, 2]),
                    longer: self.chance(3),
                    avoiding: if self.chance(3) { self.nodes(graph, 3) } else { Vec::new() },
                    path: Column(51),
                };
                let columns = Columns::from([(source, Sort::Node), (target, Sort::Node), (Column(51), Sort::Other)]);
                if self.chance(2) {
                    return (shortest, columns);
                }
                let (detail, sort) = self.one(&[(Detail::Steps, Sort::Other), (Detail::Between, Sort::Node)]);
                let described = Expression::Describe { input: Box::new(shortest), of: Column(51), detail, to: Column(52) };
                let kept = Columns::from([(source, Sort::Node), (Column(52), sort)]);
                (Expression::Project { input: Box::new(described), columns: kept.keys().copied().collect() }, kept)
            }
            16 => {
                let Some(of) = self.column_of(&columns, Sort::Node) else { return (*boxed, columns) };
                let property = self.one(&[Property::Component, Property::StrongComponent]);
                let to = self.column(&columns, Sort::Node);
                columns.insert(to, Sort::Node);
                (Expression::Network { input: boxed, of, step: self.step(graph), property, to }, columns)
            }
            6 | 7 => {
                let (right, others) = self.expression(graph, depth - 1);
                for (column, sort) in others {
                    columns.entry(column).or_insert(sort);
                }
                (Expression::Join { left: boxed, right: Box::new(right) }, columns)
            }
            8 => {
                let mut inputs = vec![*boxed];
                for _ in 0..1 + self.pick(2) {
                    let (input, others) = self.expression(graph, depth - 1);
                    columns.retain(|column, _| others.contains_key(column));
                    inputs.push(input);
                }
                (Expression::Union { inputs }, columns)
            }
            9 => {
                let (right, _) = self.expression(graph, depth - 1);
                (Expression::Difference { left: boxed, right: Box::new(right) }, columns)
            }
            10 | 11 => match self.condition(graph, &columns, 2) {
                Some(condition) => (Expression::Filter { input: boxed, condition }, columns),
                None => (*boxed, columns),
            },
            12 => {
                let (of, detail) = match self.column_of(&columns, Sort::Claim) {
                    Some(claim) => {
                        let details = [
                            Detail::When,
                            Detail::Start,
                            Detail::End,
                            Detail::Until,
                            Detail::Duration,
                            Detail::Place,
                            Detail::Quantity,
                            Detail::Years,
                            Detail::Months,
                            Detail::QuantityIn(Scale::Thousands),
                            Detail::Source,
                            Detail::AccordingTo,
                            Detail::Speaker,
                            Detail::Note,
                            Detail::Quote,
                            Detail::Year,
                            Detail::Month,
                            Detail::Relation,
                        ];
                        (claim, self.one(&details))
                    }
                    None => match self.column_of(&columns, Sort::Node) {
                        Some(node) => {
                            let units = [UnitId(0), UnitId(1), UnitId(2)];
                            let [unit, bare] = [self.one(&units), self.one(&units)];
                            (node, self.one(&[Detail::Value, Detail::Value, Detail::ValueIn { unit, bare }]))
                        }
                        None => return (*boxed, columns),
                    },
                };
                let node = matches!(detail, Detail::Place | Detail::Source | Detail::AccordingTo | Detail::Speaker);
                let sort = if node { Sort::Node } else { Sort::Other };
                let to = self.column(&columns, sort);
                columns.insert(to, sort);
                (Expression::Describe { input: boxed, of, detail, to }, columns)
            }
            13 => {
                let all: Vec<Column> = columns.keys().copied().collect();
                if all.is_empty() {
                    return (*boxed, columns);
                }
                let keys = self.some(&all, 0, 2);
                let mut grouped: Columns = keys.iter().map(|key| (*key, columns[key])).collect();
                let mut aggregates = Vec::new();
                for _ in 0..1 + self.pick(2) {
                    let functions = [
                        Function::Count,
                        Function::Rows,
                        Function::Sum,
                        Function::Average,
                        Function::Least,
                        Function::Greatest,
                        Function::Apart(DateUnit::Day),
                        Function::Apart(DateUnit::Month),
                        Function::Apart(DateUnit::Year),
                    ];
                    let (function, of) = (self.one(&functions), self.one(&all));
                    let to = loop {
                        let to = self.column(&grouped, Sort::Other);
                        if !grouped.contains_key(&to) {
                            break to;
                        }
                        self.next += 1;
                        if self.next > self.numbers.len() {
                            break Column(300 + grouped.len() as u32);
                        }
                    };
                    grouped.insert(to, Sort::Other);
                    aggregates.push(Aggregate { function, of, to });
                }
                let over = if keys.is_empty() || !self.chance(2) {
                    None
                } else {
                    let (over, others) = self.expression(graph, depth - 1);
                    keys.iter().all(|key| others.contains_key(key)).then(|| Box::new(over))
                };
                (Expression::Group { input: boxed, keys, aggregates, over }, grouped)
            }
            14 => {
                let all: Vec<Column> = columns.keys().copied().collect();
                if all.is_empty() {
                    return (*boxed, columns);
                }
                let by =
                    (0..1 + self.pick(2)).map(|_| (self.one(&all), self.one(&[SortOrder::Ascending, SortOrder::Descending]))).collect();
                let take = match self.pick(4) {
                    0 => None,
                    kind => Some(Take { skip: self.pick(3), count: self.pick(4), ties: kind != 1 }),
                };
                (Expression::Order { input: boxed, by, take }, columns)
            }
            _ => {
                let all: Vec<Column> = columns.keys().copied().collect();
                if all.is_empty() {
                    return (*boxed, columns);
                }
                let kept = self.some(&all, 0, 3);
                columns.retain(|column, _| kept.contains(column));
                (Expression::Project { input: boxed, columns: kept }, columns)
            }
        }
    }

    fn condition(&mut self, graph: &LiveGraph, columns: &Columns, depth: usize) -> Option<Condition> {
        let all: Vec<Column> = columns.keys().copied().collect();
        if all.is_empty() {
            return None;
        }
        Some(match self.pick(if depth == 0 { 5 } else { 9 }) {
            0 => {
                let dated = self.column_of(columns, Sort::Claim).unwrap_or(all[0]);
                Condition::During { column: dated, test: self.time_test() }
            }
            1 => Condition::OneOf(self.one(&all), self.nodes(graph, 3)),
            2 => Condition::Same(self.one(&all), self.one(&all)),
            3 | 4 => {
                use Comparison::{Apart, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual, SameDay, SameMonth};
                let mut operand = || match self.pick(5) {
                    0 => Operand::Number(f64::from(self.pick(4) as u32)),
                    1 => Operand::Date(self.date()),
                    2 => Operand::Text(self.one(&["ana", "GAMMA", "yes"]).to_owned()),
                    _ => Operand::Column(self.one(&all)),
                };
                let (left, right) = (operand(), operand());
                let unit = self.one(&[DateUnit::Day, DateUnit::Month, DateUnit::Year]);
                let least = self.pick(5) as i32 - 2;
                let distance = Distance { unit, least, most: least + self.pick(40) as i32 };
                let comparison =
                    self.one(&[Less, Equal, LessOrEqual, Greater, GreaterOrEqual, NotEqual, SameDay, SameMonth, Apart(distance)]);
                Condition::Compare { left, comparison, right }
            }
            5 => Condition::Not(Box::new(self.condition(graph, columns, depth - 1)?)),
            8 => Condition::Surely(Box::new(self.condition(graph, columns, depth - 1)?)),
            kind => {
                let parts = (0..self.pick(4)).map(|_| self.condition(graph, columns, depth - 1)).collect::<Option<_>>()?;
                if kind == 6 { Condition::And(parts) } else { Condition::Or(parts) }
            }
        })
    }

    /// A few nodes with many claims of two relations between them, now and then several with the same ends.
    fn dense_graph(&mut self) -> LiveGraph {
        let mut graph = LiveGraph::new();
        let relations = ["knows", "likes"].map(|name| graph.schema_mut().relation_or_new(name));
        let nodes: Vec<NodeId> = (0..3 + self.pick(4))
            .map(|index| graph.add_entity(Entity { key: index.to_string(), label: index.to_string(), ..Entity::default() }))
            .collect();
        for _ in 0..self.pick(30) {
            let mut claim = Claim::new(self.one(&nodes), self.one(&relations), self.one(&nodes));
            claim.when = self.interval();
            claim.denied = self.chance(12);
            graph.add_claim(claim);
        }
        graph.seal();
        graph
    }

    /// Claims between a few columns, some of which may be known nodes, and what is asked of them: some columns, or a count.
    fn pattern(&mut self, graph: &LiveGraph) -> Query {
        let ends: Vec<Column> = (0..2 + self.pick(3)).map(|column| Column(column as u32)).collect();
        let mut root = Expression::Unit;
        let mut there: Vec<Column> = Vec::new();
        let join = |left: Expression, right: Expression| Expression::Join { left: Box::new(left), right: Box::new(right) };
        for number in 0..1 + self.pick(4) {
            let mut step = Step::along(RelationId(self.pick(2) as u32), self.one(&[Traversal::Forward, Traversal::Backward]));
            match self.pick(12) {
                9 => step.times = vec![self.time_test()],
                10 => step.polarity = Polarity::Either,
                11 => step.traversal = Traversal::Both,
                _ => {}
            }
            let (from, to) = (self.one(&ends), self.one(&ends));
            there.extend([from, to]);
            let claim = Column(20 + number as u32);
            if self.chance(8) {
                let reach = Expression::Entities { column: from };
                let (min, max) = (self.pick(2) as u32, self.one(&[None, None, Some(2)]));
                step.times.clear();
                root = join(root, Expression::Reach { input: Box::new(reach), from, step, min, max, to });
            } else {
                root = join(root, Expression::Claims { step, from, claim, to });
            }
        }
        if self.chance(3) {
            root = join(Expression::Nodes { column: there[0], nodes: self.nodes(graph, 2) }, root);
        }
        there.sort();
        there.dedup();
        let asked = self.some(&there, 1, 3);
        let cut = Expression::Project { input: Box::new(root), columns: asked.clone() };
        if self.chance(2) {
            return query(cut, asked);
        }
        let (function, to) = (self.one(&[Function::Count, Function::Rows]), Column(40));
        let keys = if self.chance(2) { asked[1..].to_vec() } else { Vec::new() };
        let headings: Vec<Column> = keys.iter().copied().chain([to]).collect();
        let counted =
            Expression::Group { input: Box::new(cut), keys, aggregates: vec![Aggregate { function, of: asked[0], to }], over: None };
        let root = match self.chance(3) {
            true => Expression::Order {
                input: Box::new(counted),
                by: vec![(to, self.one(&[SortOrder::Ascending, SortOrder::Descending]))],
                take: Some(Take { skip: self.pick(2), count: 1 + self.pick(2), ties: self.chance(2) }),
            },
            false => counted,
        };
        query(root, headings)
    }

    fn query(&mut self, graph: &LiveGraph) -> Query {
        let depth = 1 + self.pick(4);
        let (root, columns) = self.expression(graph, depth);
        let all: Vec<Column> = columns.keys().copied().collect();
        let headings = if all.is_empty() { Vec::new() } else { self.some(&all, 0, 4) };
        query(root, headings)
    }
}

fn query(root: Expression, headings: impl IntoIterator<Item = Column>) -> Query {
    let names = ["x", "c", "y", "d", "z", "e", "u", "v"].map(str::to_owned).to_vec();
    let headings = headings.into_iter().map(|column| Heading { column, title: format!("column {}", column.0) }).collect();
    Query { root, columns: names, headings }
}

fn answer(query: &Query, graph: &LiveGraph) -> Rows {
    certain(&plan(query, graph), graph, &Limits::default())
}

/// The certain rows, without the hint that there may be others: it may be given for nothing, and that depends on the plan.
fn certain(plan: &Plan, graph: &LiveGraph, limits: &Limits) -> Rows {
    Rows { vague: false, ..run(plan, graph, limits).unwrap() }
}

fn possible(plan: &Plan, graph: &LiveGraph, limits: &Limits) -> Rows {
    Rows { vague: false, ..run_possible(plan, graph, limits, &mut Scratch::new()).unwrap() }
}

fn numbers() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), 0..700)
}

fn cases(count: u32) -> ProptestConfig {
    // The environment may ask for more.
    let config = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { count };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..config }
}

proptest! {
    #![proptest_config(cases(8000))]

    #[test]
    fn engine_agrees_with_the_reference(numbers in numbers()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let query = maker.query(&graph);
        let Ok(expected) = reference::evaluate(&query, &graph) else { return Ok(()) };
        let planned = plan(&query, &graph);
        let context = || format!("{:#?}\n{}", query.root, planned.display(&graph));
        let rows = certain(&planned, &graph, &Limits::default());
        prop_assert_eq!(&rows, &expected, "{}", context());
        let plainly = plain(&query);
        prop_assert_eq!(&certain(&plainly, &graph, &Limits::default()), &expected, "plain plan\n{:#?}\n{}", query.root, plainly.display(&graph));
        let (profiled, _) = profile(&planned, &graph, &Limits::default()).unwrap();
        prop_assert_eq!(&Rows { vague: false, ..profiled }, &expected);
        let mut bare = certain(&planned, &graph, &Limits { evidence: false, ..Limits::default() });
        prop_assert!(bare.rows.iter().all(|row| row.evidence.is_empty()));
        for (row, expected) in bare.rows.iter_mut().zip(&expected.rows) {
            row.evidence.clone_from(&expected.evidence);
        }
        prop_assert_eq!(&bare, &expected, "without evidence\n{}", context());
    }

    /// Numbers of a network are those of the definition, whatever the number of threads.
    #[test]
    fn figures_of_networks_agree_with_the_reference(numbers in numbers(), many in any::<bool>()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = if many { maker.dense_graph() } else { maker.graph() };
        let step = maker.step(&graph);
        for property in [Property::Centrality, Property::Betweenness] {
            let input = Box::new(Expression::Nodes { column: Column(0), nodes: (0..graph.node_bound()).map(NodeId::from_index).collect() });
            let network = Expression::Network { input, of: Column(0), step: step.clone(), property, to: Column(1) };
            let rows = answer(&query(network.clone(), [Column(0), Column(1)]), &graph);
            let expected = reference::evaluate(&query(network, [Column(0), Column(1)]), &graph).unwrap();
            prop_assert_eq!(&rows.unknown, &expected.unknown);
            prop_assert_eq!(rows.rows.len(), expected.rows.len());
            for (row, expected) in rows.rows.iter().zip(&expected.rows) {
                let ([node, Cell::Number(a)], [other, Cell::Number(b)]) = (&row.cells[..], &expected.cells[..]) else {
                    panic!("{row:?} {expected:?}")
                };
                prop_assert_eq!(node, other);
                prop_assert!((a - b).abs() < 1e-9, "{:?}: {} is not {}", property, a, b);
            }
        }
    }

    /// Chains, forks and rings of claims, mostly plain ones, and how many there are: with evidence and without, and with the buffers of
    /// another run.
    #[test]
    fn patterns_agree_with_the_reference(numbers in numbers()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.dense_graph();
        let query = maker.pattern(&graph);
        let expected = reference::evaluate(&query, &graph).unwrap();
        let planned = plan(&query, &graph);
        let context = || format!("{:#?}\n{}", query.root, planned.display(&graph));
        prop_assert_eq!(&certain(&planned, &graph, &Limits::default()), &expected, "{}", context());
        let mut scratch = Scratch::new();
        for _ in 0..2 {
            let mut bare = run_with(&planned, &graph, &Limits { evidence: false, ..Limits::default() }, &mut scratch).unwrap();
            bare.vague = false;
            for (row, expected) in bare.rows.iter_mut().zip(&expected.rows) {
                row.evidence.clone_from(&expected.evidence);
            }
            prop_assert_eq!(&bare, &expected, "without evidence\n{}", context());
            let again = Rows { vague: false, ..run_with(&planned, &graph, &Limits::default(), &mut scratch).unwrap() };
            prop_assert_eq!(&again, &expected, "{}", context());
        }
    }

    /// Rows that are enough are some of all rows, with some of their claims; all, where they are not more.
    #[test]
    fn enough_rows_are_some_of_all(numbers in numbers(), dense in any::<bool>(), enough in 1_usize..4) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = if dense { maker.dense_graph() } else { maker.graph() };
        let query = if dense { maker.pattern(&graph) } else { maker.query(&graph) };
        let all = answer(&query, &graph);
        let limits = Limits { enough: Some(enough), ..Limits::default() };
        let planned = plan(&query, &graph);
        let some = certain(&planned, &graph, &limits);
        prop_assert_eq!(&some, &certain(&planned, &graph, &limits));
        if !some.cut {
            prop_assert_eq!(some, all);
            return Ok(());
        }
        prop_assert_eq!(some.rows.len(), enough);
        for row in &some.rows {
            let whole = all.rows.iter().find(|whole| whole.cells == row.cells).unwrap();
            prop_assert!(row.evidence.iter().all(|claim| whole.evidence.contains(claim)));
        }
        prop_assert!(some.unknown.is_empty() && some.rows.is_sorted_by(|a, b| a.cells < b.cells));
    }

    /// Claims, and the things at their other ends, are counted by one end as the definition says, whenever they hold.
    #[test]
    fn counts_by_one_end_agree_with_the_reference(numbers in numbers(), at_start in any::<bool>(), claims in any::<bool>()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let mut step = maker.step(&graph);
        step.relations = Relations::Only(vec![RelationId(maker.pick(2) as u32)]);
        (step.sources, step.places) = (Vec::new(), Vec::new());
        let (from, claim, to) = (Column(0), Column(1), Column(2));
        let (key, of) = if at_start { (from, to) } else { (to, from) };
        let of = if claims { claim } else { of };
        let function = maker.one(&[Function::Count, Function::Rows]);
        let input = Expression::Project { input: Box::new(Expression::Claims { step, from, claim, to }), columns: vec![key, of] };
        let aggregates = vec![Aggregate { function, of, to: Column(3) }];
        let query = query(Expression::Group { input: Box::new(input), keys: vec![key], aggregates, over: None }, [key, Column(3)]);
        for (mode, rows_of) in [(Mode::Certain, certain as fn(&Plan, &LiveGraph, &Limits) -> Rows), (Mode::Possible, possible)] {
            let mut expected = reference::evaluate_as(&query, &graph, mode).unwrap();
            let planned = plan(&query, &graph);
            prop_assert_eq!(&rows_of(&planned, &graph, &Limits::default()), &expected, "{}", planned.display(&graph));
            expected.rows.iter_mut().for_each(|row| row.evidence.clear());
            let bare = rows_of(&planned, &graph, &Limits { evidence: false, ..Limits::default() });
            prop_assert_eq!(&bare, &expected, "without evidence\n{}", planned.display(&graph));
        }
    }

    /// What leads to a node is found from its end, with the same least ways.
    #[test]
    fn reaching_backwards_agrees_with_the_reference(numbers in numbers(), min in 0_u32..2, max in 1_u32..6, kind in any::<bool>()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let mut step = maker.step(&graph);
        step.times.clear();
        let starts = if kind { Expression::Kind { column: Column(0), kind: KindId(0) } } else { Expression::Entities { column: Column(0) } };
        let max = (max < 5).then_some(max);
        let reach = Expression::Reach { input: Box::new(starts), from: Column(0), step, min, max, to: Column(2) };
        let end = Expression::Nodes { column: Column(2), nodes: maker.nodes(&graph, 1) };
        let query = query(Expression::Join { left: Box::new(reach), right: Box::new(end) }, [Column(0), Column(2)]);
        let expected = reference::evaluate(&query, &graph).unwrap();
        let planned = plan(&query, &graph);
        prop_assert_eq!(certain(&planned, &graph, &Limits::default()), expected, "{}", planned.display(&graph));
    }

    /// A condition, its contrary and the unknown partition the rows.
    #[test]
    fn conditions_partition_rows(numbers in numbers()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let (input, columns) = maker.expression(&graph, 2);
        let Some(condition) = maker.condition(&graph, &columns, 2) else { return Ok(()) };
        let all: Vec<Column> = columns.keys().copied().collect();
        let count = |root: Expression| answer(&query(root, all.clone()), &graph).rows.len();
        let filter = |condition: Condition| Expression::Filter { input: Box::new(input.clone()), condition };
        let whole = count(input.clone());
        let yes = count(filter(condition.clone()));
        let no = count(filter(Condition::Not(Box::new(condition.clone()))));
        prop_assert!(yes + no <= whole, "{yes} + {no} > {whole}");
        let either = count(filter(Condition::Or(vec![condition.clone(), Condition::Not(Box::new(condition.clone()))])));
        prop_assert_eq!(either, yes + no);
        let both = count(filter(Condition::And(vec![condition.clone(), Condition::Not(Box::new(condition))])));
        prop_assert_eq!(both, 0);
    }

    /// A step turned round, with its ends exchanged, is the same step.
    #[test]
    fn reversing_a_step_changes_nothing(numbers in numbers()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let mut query = maker.query(&graph);
        let before = answer(&query, &graph);
        reverse(&mut query.root);
        prop_assert_eq!(before, answer(&query, &graph));
    }

    /// What is told only adds, where nothing is negated, counted or cut.
    #[test]
    fn a_claim_more_never_removes_rows(numbers in numbers(), subject in 0_u32..2, relation in 0_u32..2, object in 0_u32..2) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let mut graph = maker.graph();
        let query = maker.query(&graph);
        if !only_grows(&query.root) {
            return Ok(());
        }
        let before = answer(&query, &graph);
        graph.add_claim(Claim::new(NodeId(subject), RelationId(relation), NodeId(object)));
        graph.seal();
        let after = answer(&query, &graph);
        for row in &before.rows {
            prop_assert!(after.rows.iter().any(|other| other.cells == row.cells), "{:?} is gone\n{:#?}", row, query.root);
        }
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    /// The possible rows agree with the reference as well; and where nothing said that there may be any, there are none.
    #[test]
    fn possible_rows_agree_with_the_reference(numbers in numbers()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let query = maker.query(&graph);
        let Ok(expected) = reference::evaluate_as(&query, &graph, Mode::Possible) else { return Ok(()) };
        let planned = plan(&query, &graph);
        let rows = possible(&planned, &graph, &Limits::default());
        prop_assert_eq!(&rows, &expected, "{:#?}\n{}", query.root, planned.display(&graph));
        let plainly = plain(&query);
        prop_assert_eq!(&possible(&plainly, &graph, &Limits::default()), &expected, "plain plan\n{:#?}\n{}", query.root, plainly.display(&graph));
        let mut bare = possible(&planned, &graph, &Limits { evidence: false, ..Limits::default() });
        for (row, expected) in bare.rows.iter_mut().zip(&expected.rows) {
            row.evidence.clone_from(&expected.evidence);
        }
        prop_assert_eq!(&bare, &expected, "without evidence\n{:#?}", query.root);
        let sure = run(&planned, &graph, &Limits::default()).unwrap();
        if !sure.vague {
            prop_assert_eq!(&sure, &expected, "not said to be vague\n{:#?}", query.root);
        }
    }

    /// What is certain is possible, where rows are not numbers that count others.
    #[test]
    fn certain_rows_are_possible(numbers in numbers()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let query = maker.query(&graph);
        if has_groups(&query.root) {
            return Ok(());
        }
        let planned = plan(&query, &graph);
        let possible = possible(&planned, &graph, &Limits::default());
        for row in certain(&planned, &graph, &Limits::default()).rows {
            prop_assert!(possible.rows.iter().any(|other| other.cells == row.cells), "{:?} is not possible\n{:#?}", row, query.root);
        }
    }

    /// A condition and its contrary: each row is surely in the one or surely in the other, or possibly in both, or unknown.
    #[test]
    fn possible_rows_are_in_both_halves(numbers in numbers()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let (input, columns) = maker.expression(&graph, 0);
        let Some(condition) = maker.condition(&graph, &columns, 0) else { return Ok(()) };
        let all: Vec<Column> = columns.keys().copied().collect();
        let rows = |condition: Condition, mode: Mode| {
            let filter = Expression::Filter { input: Box::new(input.clone()), condition };
            let planned = plan(&query(filter, all.clone()), &graph);
            let rows = if mode == Mode::Certain { certain(&planned, &graph, &Limits::default()) } else { possible(&planned, &graph, &Limits::default()) };
            rows.rows.into_iter().map(|row| row.cells).collect::<BTreeSet<_>>()
        };
        let not = Condition::Not(Box::new(condition.clone()));
        // The rows themselves may be possible only: those that surely are there are looked at.
        let there = answer(&query(input.clone(), all.clone()), &graph).rows.into_iter().map(|row| row.cells);
        let sets = [rows(condition.clone(), Mode::Certain), rows(condition, Mode::Possible), rows(not.clone(), Mode::Certain), rows(not, Mode::Possible)];
        for row in there {
            let [yes, may, no, may_not] = sets.each_ref().map(|rows| rows.contains(&row));
            prop_assert!(matches!((yes, may, no, may_not), (true, true, false, false) | (false, false, true, true) | (false, true, false, true) | (false, false, false, false)), "{row:?}");
        }
    }

    /// A date that becomes known more exactly never makes a certain row less than certain, nor possible what was neither, where nothing is cut, searched or
    /// computed.
    #[test]
    fn a_date_known_better_settles_what_was_possible(numbers in numbers(), which in any::<prop::sample::Index>(), day in 0_i32..366) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let query = maker.query(&graph);
        if graph.claim_bound() == 0 || !keeps_dates_apart(&query.root) {
            return Ok(());
        }
        let id = ClaimId::from_index(which.index(graph.claim_bound()));
        let better = |date: Option<Date>| date.and_then(|date| Date::from_day((date.first_day() + day).min(date.last_day())));
        let when = graph.when(id);
        let when = Interval { from: better(when.from), to: better(when.to) };
        if when.from.zip(when.to).is_some_and(|(from, to)| from > to) {
            return Ok(());
        }
        let exact = Maker { numbers: &numbers, next: 0 }.graph_with(&|place, claim| {
            if place == id.index() {
                claim.when = when;
            }
        });
        // Claims that say the same become one, and others are numbered anew.
        if exact.claim_bound() != graph.claim_bound() {
            return Ok(());
        }
        let cells = |rows: Rows| rows.rows.into_iter().map(|row| row.cells).collect::<BTreeSet<_>>();
        let before = plan(&query, &graph);
        let after = plan(&query, &exact);
        let [sure, surer] = [certain(&before, &graph, &Limits::default()), certain(&after, &exact, &Limits::default())].map(cells);
        prop_assert!(sure.is_subset(&surer), "{:#?}\n{sure:?}\n{surer:?}", query.root);
        let [may, may_still] = [possible(&before, &graph, &Limits::default()), possible(&after, &exact, &Limits::default())].map(cells);
        prop_assert!(may_still.is_subset(&may), "{:#?}\n{may:?}\n{may_still:?}", query.root);
    }
}

proptest! {
    #![proptest_config(cases(1500))]

    /// An end that all rules hand on is narrowed by what stands beside the fixpoint, and nothing changes by it.
    #[test]
    fn narrowed_fixpoints_agree_with_the_reference(numbers in numbers(), end in any::<bool>(), times in any::<bool>()) {
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let (ends, middle) = ([Column(0), Column(1)], Column(70));
        let mut step = maker.step(&graph);
        if !times {
            step.times.clear();
        }
        let relation = RelationId(7);
        let (first, second) = if end { (ends[0], middle) } else { (middle, ends[1]) };
        let claims = |from, to| Expression::Claims { step: step.clone(), from, claim: Column(71), to };
        let derived = Expression::Derived { relation, from: first, to: second };
        let onward = if end { claims(middle, ends[1]) } else { claims(ends[0], middle) };
        let longer = Expression::Join { left: Box::new(derived), right: Box::new(onward) };
        let rules = vec![claims(ends[0], ends[1]), longer];
        let definitions = vec![Definition { relation, rules }];
        let fixpoint = Expression::Fixpoint { definitions, relation, from: ends[0], to: ends[1] };
        let nodes = Expression::Nodes { column: ends[usize::from(!end)], nodes: maker.nodes(&graph, 1) };
        let query = query(Expression::Join { left: Box::new(nodes), right: Box::new(fixpoint) }, ends);
        let expected = reference::evaluate(&query, &graph).unwrap();
        let planned = plan(&query, &graph);
        prop_assert_eq!(certain(&planned, &graph, &Limits::default()), expected, "{}", planned.display(&graph));
    }
}

fn has_groups(expression: &Expression) -> bool {
    matches!(expression, Expression::Group { .. }) || expression.inputs().into_iter().any(has_groups)
}

/// Whether rows depend on dates by nothing but conditions and what is taken away.
fn keeps_dates_apart(expression: &Expression) -> bool {
    let here = !matches!(
        expression,
        Expression::Group { .. }
            | Expression::Order { .. }
            | Expression::Shortest { .. }
            | Expression::Network { .. }
            | Expression::Describe { .. }
            | Expression::Filter { .. }
    );
    here && expression.inputs().into_iter().all(keeps_dates_apart)
}

/// Turns every step of a claim round.
fn reverse(expression: &mut Expression) {
    let turned = |traversal| match traversal {
        Traversal::Forward => Traversal::Backward,
        Traversal::Backward => Traversal::Forward,
        Traversal::Both => Traversal::Both,
    };
    match expression {
        Expression::Claims { step, from, to, .. } => {
            step.traversal = turned(step.traversal);
            std::mem::swap(from, to);
        }
        Expression::Expand { input, from, step, claim, to } => {
            reverse(input);
            let mut step = step.clone();
            step.traversal = turned(step.traversal);
            let claims = Expression::Claims { step, from: *to, claim: *claim, to: *from };
            let input = std::mem::replace(&mut **input, Expression::Unit);
            *expression = Expression::Join { left: Box::new(input), right: Box::new(claims) };
        }
        Expression::Join { left, right } | Expression::Difference { left, right } => {
            reverse(left);
            reverse(right);
        }
        Expression::Union { inputs } => inputs.iter_mut().for_each(reverse),
        Expression::Shortest { sources: input, .. }
        | Expression::Reach { input, .. }
        | Expression::Filter { input, .. }
        | Expression::Describe { input, .. }
        | Expression::Network { input, .. }
        | Expression::Group { input, .. }
        | Expression::Order { input, .. }
        | Expression::Project { input, .. } => reverse(input),
        Expression::Fixpoint { definitions, .. } => definitions.iter_mut().flat_map(|definition| &mut definition.rules).for_each(reverse),
        Expression::Unit
        | Expression::Nodes { .. }
        | Expression::Kind { .. }
        | Expression::Entities { .. }
        | Expression::Derived { .. } => {}
    }
}

/// Whether more claims can only mean more rows.
fn only_grows(expression: &Expression) -> bool {
    let step_grows = |step: &Step| !step.sources.iter().any(|test| matches!(test, SourceTest::NotAccordingTo(_)));
    match expression {
        Expression::Fixpoint { definitions, .. } => definitions.iter().flat_map(|definition| &definition.rules).all(only_grows),
        Expression::Unit
        | Expression::Nodes { .. }
        | Expression::Kind { .. }
        | Expression::Entities { .. }
        | Expression::Derived { .. } => true,
        Expression::Claims { step, .. } => step_grows(step),
        Expression::Expand { input, step, .. } | Expression::Reach { input, step, .. } => step_grows(step) && only_grows(input),
        Expression::Join { left, right } => only_grows(left) && only_grows(right),
        Expression::Union { inputs } => inputs.iter().all(only_grows),
        Expression::Filter { input, .. } | Expression::Describe { input, .. } | Expression::Project { input, .. } => only_grows(input),
        // A shorter way hides the longer ones.
        Expression::Shortest { .. }
        | Expression::Network { .. }
        | Expression::Difference { .. }
        | Expression::Group { .. }
        | Expression::Order { .. } => false,
    }
}

/// A hub with so many spokes, each with a claim in both directions.
fn hub(spokes: usize) -> (LiveGraph, RelationId) {
    let mut graph = LiveGraph::new();
    let relation = graph.schema_mut().relation_or_new("met");
    let nodes: Vec<NodeId> = (0..=spokes)
        .map(|index| graph.add_entity(Entity { key: index.to_string(), label: format!("Node {index}"), ..Entity::default() }))
        .collect();
    for &node in &nodes[1..] {
        graph.add_claim(Claim::new(nodes[0], relation, node));
        graph.add_claim(Claim::new(node, relation, nodes[0]));
    }
    graph.seal();
    (graph, relation)
}

fn cross_product(width: u32) -> Query {
    let entities = |column| Expression::Entities { column: Column(column) };
    let root = (1..width).fold(entities(0), |left, column| Expression::Join { left: Box::new(left), right: Box::new(entities(column)) });
    query(root, (0..width).map(Column))
}

#[test]
fn a_cross_product_ends_at_its_limit() {
    let (graph, _) = hub(300);
    let exploding = cross_product(4);
    for plan in [plan(&exploding, &graph), plain(&exploding)] {
        let error = run(&plan, &graph, &Limits { rows: 50_000, ..Limits::default() }).unwrap_err();
        assert!(matches!(error, EngineError::Rows { limit: 50_000, .. }), "{error:?}");
        let message = error.to_string();
        assert!(message.contains("50000 rows") && message.contains("narrow the question"), "{message}");
    }
}

#[test]
fn enough_rows_are_found_where_all_would_be_too_many() {
    let (graph, _) = hub(3000);
    let chain = |steps: u32, last: Expression| {
        let root = (0..steps).fold(Expression::Entities { column: Column(0) }, |input, step| Expression::Expand {
            input: Box::new(input),
            from: Column(step * 2),
            step: Step::along(RelationId(0), Traversal::Forward),
            claim: Column(step * 2 + 1),
            to: Column(step * 2 + 2),
        });
        query(Expression::Join { left: Box::new(root), right: Box::new(last) }, (0..=steps).map(|step| Column(step * 2)))
    };
    let limits = Limits { rows: 50_000, enough: Some(3), ..Limits::default() };
    let anything = chain(4, Expression::Unit);
    assert!(matches!(run(&plan(&anything, &graph), &graph, &Limits { enough: None, ..limits.clone() }), Err(EngineError::Rows { .. })));
    let rows = run(&plan(&anything, &graph), &graph, &limits).unwrap();
    assert!(rows.cut && rows.rows.len() == 3 && rows.rows.iter().all(|row| row.evidence.len() > 1), "{rows:?}");
    // What is not found early is looked for everywhere: nothing is lost, and a limit is a limit.
    let none = chain(1, Expression::Nodes { column: Column(2), nodes: vec![NodeId(99_999)] });
    let rows = run(&plan(&none, &graph), &graph, &limits).unwrap();
    assert!(!rows.cut && rows.rows.is_empty());
    let Query { root, columns, headings } = anything;
    let nobody = Condition::OneOf(Column(8), vec![NodeId(99_999)]);
    let nothing = Query { root: Expression::Filter { input: Box::new(root), condition: nobody }, columns, headings };
    let error = run(&plain(&nothing), &graph, &limits).unwrap_err();
    assert!(matches!(error, EngineError::Rows { limit: 50_000, .. }), "{error:?}");
}

#[test]
fn a_way_through_a_hub_ends_at_its_limit() {
    let (graph, relation) = hub(300);
    let mut root = Expression::Entities { column: Column(0) };
    for step in 0..4 {
        root = Expression::Expand {
            input: Box::new(root),
            from: Column(step * 2),
            step: Step::along(relation, Traversal::Both),
            claim: Column(step * 2 + 1),
            to: Column(step * 2 + 2),
        };
    }
    let everything = query(root, (0..9).map(Column));
    let error = run(&plan(&everything, &graph), &graph, &Limits { rows: 10_000, ..Limits::default() }).unwrap_err();
    assert!(matches!(error, EngineError::Rows { .. }), "{error:?}");
    assert!(error.to_string().contains("met"), "{error}");
    let limits = Limits { rows: usize::MAX, ..Limits::default() }.within(Duration::from_millis(50));
    let error = run(&plan(&everything, &graph), &graph, &limits).unwrap_err();
    assert!(matches!(error, EngineError::Time { .. }), "{error:?}");
    assert!(error.to_string().contains("seconds"), "{error}");
}

#[test]
fn a_cancelled_run_ends() {
    let (graph, _) = hub(300);
    let limits = Limits { rows: usize::MAX, cancelled: Some(Arc::new(AtomicBool::new(true))), ..Limits::default() };
    assert_eq!(run(&plan(&cross_product(4), &graph), &graph, &limits), Err(EngineError::Cancelled));
}

#[test]
fn merged_rows_are_few_and_their_evidence_is_limited_too() {
    let (graph, relation) = hub(300);
    // Only the last column is wanted, so at most 301 rows stand at any time, but 90,000 claims and more are behind them.
    let mut root = Expression::Nodes { column: Column(0), nodes: vec![NodeId(0)] };
    for step in 0..4 {
        root = Expression::Expand {
            input: Box::new(root),
            from: Column(step * 2),
            step: Step::along(relation, Traversal::Forward),
            claim: Column(step * 2 + 1),
            to: Column(step * 2 + 2),
        };
    }
    let ends = query(root, [Column(8)]);
    let rows = run(&plan(&ends, &graph), &graph, &Limits { rows: 1000, ..Limits::default() }).unwrap();
    assert_eq!(rows.rows.len(), 1);
    assert_eq!(rows.rows[0].evidence.len(), 600);
    let error = run(&plan(&ends, &graph), &graph, &Limits { rows: 10, ..Limits::default() }).unwrap_err();
    assert!(matches!(error, EngineError::Rows { limit: 10, .. }), "{error:?}");
}

#[test]
fn shortest_ways_through_a_hub_are_listed_in_order() {
    let (graph, relation) = hub(50);
    let shortest = Expression::Shortest {
        sources: Box::new(Expression::Nodes { column: Column(0), nodes: vec![NodeId(3)] }),
        targets: Box::new(Expression::Nodes { column: Column(1), nodes: vec![NodeId(7)] }),
        source: Column(0),
        target: Column(1),
        step: Step::along(relation, Traversal::Both),
        max: None,
        limit: 10,
        longer: false,
        avoiding: Vec::new(),
        path: Column(2),
    };
    let rows = answer(&query(shortest, [Column(2)]), &graph);
    let ways: Vec<Vec<ClaimId>> = rows
        .rows
        .iter()
        .map(|row| match &row.cells[0] {
            Cell::Path(path) => path.claims.clone(),
            cell => panic!("{cell:?}"),
        })
        .collect();
    // Spoke n has claims 2n - 2 (from the hub) and 2n - 1 (to it).
    let claims = |a, b| vec![ClaimId(a), ClaimId(b)];
    assert_eq!(ways, [claims(4, 12), claims(4, 13), claims(5, 12), claims(5, 13)]);
}

#[test]
fn a_sum_is_over_rows_and_a_count_over_cells() {
    let (mut graph, relation) = hub(2);
    let three = graph.add_value(Value::Number(Quantity { amount: 3.0, bound: Bound::Exactly, unit: None }));
    for node in [1, 2] {
        graph.add_claim(Claim::new(NodeId(node), relation, three));
    }
    graph.seal();
    let claims = Expression::Claims { step: Step::along(relation, Traversal::Forward), from: Column(0), claim: Column(1), to: Column(2) };
    let aggregate = |function, to| Aggregate { function, of: Column(2), to: Column(to) };
    let aggregates = vec![aggregate(Function::Sum, 3), aggregate(Function::Count, 4)];
    let root = Expression::Group { input: Box::new(claims), keys: Vec::new(), aggregates, over: None };
    let rows = answer(&query(root, [Column(3), Column(4)]), &graph);
    // Objects are both spokes, the hub, and the number twice.
    assert_eq!(rows.rows[0].cells[..], [Cell::Number(6.0), Cell::Number(4.0)]);
}

#[test]
fn a_long_chain_neither_overflows_nor_dawdles() {
    let (graph, relation) = hub(10);
    let mut root = Expression::Nodes { column: Column(0), nodes: vec![NodeId(0)] };
    for step in 0..500 {
        root = Expression::Expand {
            input: Box::new(root),
            from: Column(step * 2),
            step: Step::along(relation, Traversal::Forward),
            claim: Column(step * 2 + 1),
            to: Column(step * 2 + 2),
        };
    }
    let rows = answer(&query(root, [Column(1000)]), &graph);
    assert_eq!(rows.rows.len(), 1);
}

/// "X reaches Y if X met Y", "X reaches Y if X reaches somebody who met Y".
fn reaches(met: RelationId) -> Expression {
    let (from, to, middle, relation) = (Column(0), Column(1), Column(2), RelationId(9));
    let claims = |from, to| Expression::Claims { step: Step::along(met, Traversal::Forward), from, claim: Column(3), to };
    let derived = Expression::Derived { relation, from, to: middle };
    let longer = Expression::Join { left: Box::new(derived), right: Box::new(claims(middle, to)) };
    let definitions = vec![Definition { relation, rules: vec![claims(from, to), longer] }];
    Expression::Fixpoint { definitions, relation, from, to }
}

#[test]
fn a_large_recursion_ends_at_its_limits() {
    let (graph, met) = hub(3000);
    let query = query(reaches(met), [Column(0), Column(1)]);
    let few = Limits { rows: 10_000, ..Limits::default() };
    let error = run(&plan(&query, &graph), &graph, &few).unwrap_err();
    assert!(matches!(error, EngineError::Rows { .. } | EngineError::Memory { .. }), "{error}");
    let late = Limits::default().within(Duration::ZERO);
    assert!(matches!(run(&plan(&query, &graph), &graph, &late).unwrap_err(), EngineError::Time { .. }));
}

#[test]
fn a_recursion_looks_only_from_where_it_is_asked() {
    let (graph, met) = hub(3000);
    let start = Expression::Nodes { column: Column(0), nodes: vec![NodeId(7)] };
    let query = query(Expression::Join { left: Box::new(start), right: Box::new(reaches(met)) }, [Column(1)]);
    // All pairs would be nine million.
    let rows = run(&plan(&query, &graph), &graph, &Limits { rows: 10_000, ..Limits::default() }).unwrap();
    assert_eq!(rows.rows.len(), 3001);
    // A pair rests on the first way to it: two claims over the hub, one to the hub.
    assert!(rows.rows.iter().all(|row| row.evidence.len() <= 2));
}

#[test]
fn unknown_ids_find_nothing() {
    let (graph, _) = hub(3);
    let strange = Step::along(RelationId(77), Traversal::Both);
    let nodes = Expression::Nodes { column: Column(0), nodes: vec![NodeId(4_000_000_000)] };
    let expand =
        Expression::Expand { input: Box::new(nodes.clone()), from: Column(0), step: strange.clone(), claim: Column(1), to: Column(2) };
    let reach = Expression::Reach { input: Box::new(nodes), from: Column(0), step: strange, min: 1, max: None, to: Column(2) };
    let kind = Expression::Kind { column: Column(2), kind: KindId(4_000_000_000) };
    for root in [expand, reach, kind] {
        assert!(answer(&query(root, [Column(2)]), &graph).rows.is_empty());
    }
}

#[test]
fn a_missing_column_is_an_error() {
    let (graph, _) = hub(3);
    let malformed = query(Expression::Entities { column: Column(0) }, [Column(9)]);
    for plan in [plan(&malformed, &graph), plain(&malformed)] {
        let error = run(&plan, &graph, &Limits::default()).unwrap_err();
        assert!(matches!(error, EngineError::NoColumn { column: Column(9), .. }), "{error:?}");
    }
}

#[test]
fn a_plan_reads_as_prose() {
    let mut graph = LiveGraph::new();
    let country = graph.schema_mut().kind_or_new("country");
    let recognized = graph.schema_mut().relation_or_new("recognized");
    let mut add =
        |name: &str| graph.add_entity(Entity { key: name.to_owned(), label: name.to_owned(), kinds: vec![country], ..Entity::default() });
    let (peru, kosovo, abkhazia) = (add("Peru"), add("Kosovo"), add("Abkhazia"));
    for index in 0..20 {
        add(&format!("Country {index}"));
    }
    let mut claim = Claim::new(peru, recognized, kosovo);
    claim.when = Interval::at("2008-02".parse().unwrap());
    graph.add_claim(claim);
    graph.add_claim(Claim::new(NodeId(5), recognized, kosovo));
    graph.add_claim(Claim::new(NodeId(5), recognized, abkhazia));
    graph.seal();
    assert_eq!(graph.neighbours(kosovo, recognized, Direction::Backward).len(), 2);
    let recognizers = |object: NodeId, claim: u32, y: u32| {
        let all =
            Expression::Claims { step: Step::along(recognized, Traversal::Forward), from: Column(0), claim: Column(claim), to: Column(y) };
        Expression::Join { left: Box::new(all), right: Box::new(Expression::Nodes { column: Column(y), nodes: vec![object] }) }
    };
    let root = Expression::Join {
        left: Box::new(Expression::Kind { column: Column(0), kind: country }),
        right: Box::new(Expression::Difference { left: Box::new(recognizers(kosovo, 1, 2)), right: Box::new(recognizers(abkhazia, 3, 4)) }),
    };
    let query = query(root, [Column(0)]);
    let plan = plan(&query, &graph);
    insta::assert_snapshot!(format!("{}\n{}", query.display(&graph), plan.display(&graph)));
    let (rows, profile) = profile(&plan, &graph, &Limits::default()).unwrap();
    assert_eq!(rows.rows.len(), 1);
    let text = plan.display(&graph).with_profile(&profile).to_string();
    assert!(text.contains("actual rows") && text.contains("in all"), "{text}");
}

/// Random cases that find nothing would agree about nothing.
#[test]
fn random_cases_have_rows_of_every_operator() {
    use proptest::strategy::ValueTree;
    const OPERATORS: [&str; 19] = [
        "Claims {",
        "Expand {",
        "Reach {",
        "Shortest {",
        "avoiding: [NodeId",
        "longer: true",
        "Network {",
        "Join {",
        "Union {",
        "Difference {",
        "Filter {",
        "Describe {",
        "Group {",
        "over: Some",
        "Order {",
        "take: Some",
        "Project {",
        "Fixpoint {",
        "Derived {",
    ];
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for _ in 0..3000 {
        let numbers = numbers().new_tree(&mut runner).unwrap().current();
        let mut maker = Maker { numbers: &numbers, next: 0 };
        let graph = maker.graph();
        let query = maker.query(&graph);
        let Ok(rows) = reference::evaluate(&query, &graph) else { continue };
        let text = format!("{:?}", query.root);
        for operator in OPERATORS.into_iter().filter(|operator| text.contains(operator)) {
            let (with_rows, with_unknown) = found.entry(operator).or_default();
            *with_rows += usize::from(!rows.rows.is_empty());
            *with_unknown += usize::from(!rows.unknown.is_empty());
        }
    }
    for operator in OPERATORS {
        assert!(found.get(operator).is_some_and(|&(rows, unknown)| rows >= 5 && unknown >= 2), "{operator} {:?}", found.get(operator));
    }
}
