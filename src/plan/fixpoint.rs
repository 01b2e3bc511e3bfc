//! Plans for relations that rules define by themselves.
//!
//! Rules are run round by round, and semi-naively: a pair that is new in a round rests on a pair that was new in the round before, so each rule is
//! run once for each of its recursive leaves, with that leaf cut to the pairs of the round before (F. Bancilhon, R. Ramakrishnan, "An amateur's
//! introduction to recursive query processing strategies", SIGMOD 1986; J. D. Ullman, "Principles of Database and Knowledge-Base Systems", 1988).
//!
//! Where every rule hands one of its ends on unchanged ("X is in Y if X is in something in Y" keeps Y), rows that are known beside the fixpoint may
//! narrow that end in every round without changing what is found (A. V. Aho, J. D. Ullman, "Universality of data retrieval languages", POPL 1979).

use crate::graph::RelationId;
use crate::query::{Column, ColumnSet, Condition, Definition, Expression, Step};

use super::operator::{Fixpoint, Operator, Rule, Work};
use super::planner::{Passed, Planner};

impl<'a> Planner<'a> {
    /// The rules of a fixpoint, each for its first round and for those after.
    pub fn fixpoint(
        &mut self,
        definitions: &'a [Definition],
        relation: RelationId,
        (from, to): (Column, Column),
        passed: Option<&Passed>,
    ) -> Work {
        let ends: ColumnSet = [from, to].into_iter().collect();
        let kept = kept_by(definitions, from, to);
        let passed = passed.filter(|passed| passed.columns.is_subset(&kept));
        let outer = self.fresh.take();
        let mut rules = Vec::new();
        for definition in definitions {
            for rule in &definition.rules {
                let first = self.build(rule, &ends, passed);
                let mut leaves = Vec::new();
                find_leaves(rule, &mut leaves);
                let again: Vec<Operator> = leaves
                    .into_iter()
                    .map(|leaf| {
                        self.fresh = Some(leaf);
                        self.build(rule, &ends, passed)
                    })
                    .collect();
                self.fresh = None;
                rules.push(Rule { relation: definition.relation, first, again });
            }
        }
        self.fresh = outer;
        Work::Fixpoint(Fixpoint { rules, relation, from, to, narrowed: passed.is_some() })
    }
}

/// The recursive leaves of a rule.
fn find_leaves<'a>(rule: &'a Expression, leaves: &mut Vec<&'a Expression>) {
    match rule {
        Expression::Derived { .. } => leaves.push(rule),
        // The leaves of a fixpoint within are its own.
        Expression::Fixpoint { .. } => {}
        rule => rule.inputs().into_iter().for_each(|input| find_leaves(input, leaves)),
    }
}

/// The ends of a fixpoint that may be narrowed from outside; none of any other expression.
pub(super) fn kept_ends(expression: &Expression) -> ColumnSet {
    match expression {
        Expression::Fixpoint { definitions, from, to, .. } => kept_by(definitions, *from, *to),
        _ => ColumnSet::EMPTY,
    }
}

/// The ends that every rule hands on unchanged. None if a test in a rule can be unknown: what is unknown is told of all pairs, not only
/// of those that are wanted.
fn kept_by(definitions: &[Definition], from: Column, to: Column) -> ColumnSet {
    let (mut keeps_from, mut keeps_to) = (true, true);
    for rule in definitions.iter().flat_map(|definition| &definition.rules) {
        if !is_certain(rule) {
            return ColumnSet::EMPTY;
        }
        let mut leaves = Vec::new();
        find_leaves(rule, &mut leaves);
        for leaf in leaves {
            if let Expression::Derived { from: leaf_from, to: leaf_to, .. } = leaf {
                keeps_from &= *leaf_from == from;
                keeps_to &= *leaf_to == to;
            }
        }
    }
    [(from, keeps_from), (to, keeps_to)].into_iter().filter(|&(_, kept)| kept).map(|(end, _)| end).collect()
}

/// Whether nothing in an expression can be unknown.
fn is_certain(expression: &Expression) -> bool {
    let of_step = |step: &Step| step.times.is_empty();
    let here = match expression {
        Expression::Claims { step, .. }
        | Expression::Expand { step, .. }
        | Expression::Reach { step, .. }
        | Expression::Network { step, .. }
        | Expression::Shortest { step, .. } => of_step(step),
        Expression::Filter { condition, .. } => is_settled(condition),
        Expression::Order { take, .. } => take.is_none(),
        _ => true,
    };
    here && expression.inputs().into_iter().all(is_certain)
}

/// Whether a condition looks at nothing but which nodes there are.
fn is_settled(condition: &Condition) -> bool {
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().all(is_settled),
        Condition::Not(condition) | Condition::Surely(condition) => is_settled(condition),
        Condition::Same(..) | Condition::OneOf(..) => true,
        Condition::Compare { .. } | Condition::During { .. } => false,
    }
}
