//! The plain plan: a query run exactly as it is written.
//!
//! Slow and simple; the tests compare it with what the planner makes of the same query.

use crate::query::{Column, ColumnSet, Expression, Query};

use super::operator::{Anchor, Fixpoint, Operator, Plan, RANK, Rule, Work};

/// Translates a query into a plan without reordering, pushing or dropping anything.
pub fn plain(query: &Query) -> Plan {
    let mut plain = Plain { operators: 0 };
    let ranked = order_of(&query.root);
    let root = plain.translate(&query.root, ranked.is_some());
    let mut output: Vec<Column> = query.headings.iter().map(|heading| heading.column).collect();
    output.sort_unstable();
    output.dedup();
    let mut keep: ColumnSet = output.iter().copied().collect();
    if ranked.is_some() {
        keep.insert(RANK);
    }
    let root = plain.add(Work::Cut { input: Box::new(root) }, keep);
    Plan { root, output, ranked: ranked.is_some(), names: query.columns.clone(), operators: plain.operators }
}

/// The order that decides the order of the answer: the outermost `Order`, under nothing but operators that take rows one by one.
pub(super) fn order_of(root: &Expression) -> Option<&Expression> {
    match root {
        Expression::Order { .. } => Some(root),
        Expression::Filter { input, .. } | Expression::Project { input, .. } | Expression::Describe { input, .. } => order_of(input),
        _ => None,
    }
}

struct Plain {
    operators: usize,
}

impl Plain {
    fn add(&mut self, work: Work, keep: ColumnSet) -> Operator {
        let id = self.operators;
        self.operators += 1;
        Operator { id, work, keep, merge: true, estimate: f64::NAN }
    }

    /// With `ranked`, the rows carry the rank of the order below.
    fn translate(&mut self, expression: &Expression, ranked: bool) -> Operator {
        let mut keep = expression.columns();
        if ranked {
            keep.insert(RANK);
        }
        let work = match expression {
            Expression::Unit => Work::Unit,
            Expression::Nodes { column, nodes } => Work::Nodes { column: *column, nodes: nodes.clone() },
            Expression::Kind { column, kind } => Work::Kind { column: *column, kind: *kind },
            Expression::Entities { column } => Work::Entities { column: *column },
            Expression::Claims { step, from, claim, to } => Work::Follow {
                input: Box::new(self.add(Work::Unit, ColumnSet::EMPTY)),
                step: step.clone(),
                from: *from,
                claim: *claim,
                to: *to,
                anchor: Anchor::Nothing,
            },
            Expression::Expand { input, from, step, claim, to } => {
                Work::Follow { input: self.boxed(input), step: step.clone(), from: *from, claim: *claim, to: *to, anchor: Anchor::From }
            }
            Expression::Reach { input, from, step, min, max, to } => {
                let input = self.boxed(input);
                Work::Reach { input, from: *from, step: step.clone(), min: *min, max: *max, to: *to, anchor: Anchor::From }
            }
            Expression::Shortest { sources, targets, source, target, step, max, limit, longer, avoiding, path } => Work::Shortest {
                sources: self.boxed(sources),
                targets: self.boxed(targets),
                source: *source,
                target: *target,
                step: step.clone(),
                max: *max,
                limit: *limit,
                longer: *longer,
                avoiding: avoiding.clone(),
                path: *path,
                steps: None,
            },
            Expression::Network { input, of, step, property, to } => {
                Work::Network { input: self.boxed(input), of: *of, step: step.clone(), property: *property, to: *to }
            }
            Expression::Join { left, right } => Work::Join { left: self.boxed(left), right: self.boxed(right), pass: None },
            Expression::Union { inputs } => Work::Union { inputs: inputs.iter().map(|input| self.translate(input, false)).collect() },
            Expression::Difference { left, right } => Work::Difference {
                common: left.columns().intersection(&right.columns()),
                left: self.boxed(left),
                right: self.boxed(right),
                pass: false,
            },
            Expression::Filter { input, condition } => {
                Work::Select { input: Box::new(self.translate(input, ranked)), condition: condition.clone() }
            }
            Expression::Describe { input, of, detail, to } => {
                Work::Describe { input: Box::new(self.translate(input, ranked)), of: *of, detail: *detail, to: *to }
            }
            Expression::Group { input, keys, aggregates, over } => Work::Group {
                input: self.boxed(input),
                keys: keys.clone(),
                aggregates: aggregates.clone(),
                over: over.as_ref().map(|over| self.boxed(over)),
            },
            Expression::Order { input, by, take } => Work::Order { input: self.boxed(input), by: by.clone(), take: *take },
            Expression::Fixpoint { definitions, relation, from, to } => {
                let mut rules = Vec::new();
                for definition in definitions {
                    for rule in &definition.rules {
                        let first = self.translate(rule, false);
                        let again = vec![self.translate(rule, false)];
                        rules.push(Rule { relation: definition.relation, first, again });
                    }
                }
                Work::Fixpoint(Fixpoint { rules, relation: *relation, from: *from, to: *to, narrowed: false })
            }
            Expression::Derived { relation, from, to } => Work::Derived { relation: *relation, from: *from, to: *to, fresh: false },
            Expression::Project { input, .. } => Work::Cut { input: Box::new(self.translate(input, ranked)) },
        };
        self.add(work, keep)
    }

    fn boxed(&mut self, expression: &Expression) -> Box<Operator> {
        Box::new(self.translate(expression, false))
    }
}
