//! Plans with parameters, filled.

use crate::query::{Fill, Given};

use super::operator::{Operator, Plan, Work};

impl Plan {
    /// The plan with what is given in the place of its parameters, by their numbers. O(size of the plan).
    #[must_use]
    pub fn filled(&self, given: &[Given]) -> Self {
        let mut plan = self.clone();
        if !given.is_empty() {
            fill(&mut plan.root, Fill(given));
        }
        plan
    }
}

fn fill(operator: &mut Operator, with: Fill<'_>) {
    match &mut operator.work {
        Work::Nodes { nodes, .. } | Work::OneOf { nodes, .. } => with.nodes(nodes),
        Work::Follow { step, .. } | Work::Network { step, .. } => with.step(step),
        Work::Reach { step, max, .. } | Work::Shortest { step, max, .. } => {
            with.step(step);
            if let Some(max) = max {
                with.count(max);
            }
        }
        Work::Select { condition, .. } => with.condition(condition),
        Work::Order { take: Some(take), .. } => with.take(take),
        _ => {}
    }
    for input in operator.work.inputs_mut() {
        fill(input, with);
    }
}
