//! A query without its conditions of time, to tell "nothing recorded" from "recorded, but at another time".

use crate::query::{Condition, Expression, Query, Step};

/// The query without its time conditions; `None` if it has none.
pub(super) fn without_times(query: &Query) -> Option<Query> {
    let mut relaxed = query.clone();
    expression(&mut relaxed.root).then_some(relaxed)
}

/// Whether something was taken away.
fn expression(it: &mut Expression) -> bool {
    match it {
        Expression::Unit | Expression::Nodes { .. } | Expression::Kind { .. } | Expression::Entities { .. } => false,
        // Times in a rule are part of what its relation means.
        Expression::Fixpoint { .. } | Expression::Derived { .. } => false,
        Expression::Claims { step, .. } => times(step),
        Expression::Expand { input, step, .. } | Expression::Reach { input, step, .. } => expression(input) | times(step),
        Expression::Shortest { sources, targets, step, .. } => expression(sources) | expression(targets) | times(step),
        Expression::Join { left, right } => expression(left) | expression(right),
        Expression::Union { inputs } => inputs.iter_mut().fold(false, |any, input| expression(input) | any),
        // What is taken away from must not grow with it.
        Expression::Difference { left, .. } => expression(left),
        Expression::Filter { input, condition } => {
            let below = expression(input);
            let here = strip(condition);
            below | here
        }
        Expression::Network { input, step, .. } => {
            let below = expression(input);
            let here = times(step);
            below | here
        }
        Expression::Describe { input, .. }
        | Expression::Group { input, .. }
        | Expression::Order { input, .. }
        | Expression::Project { input, .. } => expression(input),
    }
}

fn times(step: &mut Step) -> bool {
    let any = !step.times.is_empty();
    step.times.clear();
    any
}

/// Takes time tests out of a condition that all its parts must pass.
fn strip(condition: &mut Condition) -> bool {
    match condition {
        Condition::During { .. } => {
            *condition = Condition::And(Vec::new());
            true
        }
        Condition::And(parts) => parts.iter_mut().fold(false, |any, part| strip(part) | any),
        _ => false,
    }
}
