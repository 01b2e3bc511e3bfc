//! Plans with parameters, filled.

use crate::query::{Fill, Given, Step};

use super::operator::{Operator, Plan, Work};

impl Plan {
    /// The plan with what is given in the place of its parameters, by their numbers. O(size of the plan).
    #[must_use]
    pub fn filled(&self, given: &[Given]) -> Self {
        let mut plan = self.clone();
        plan.refill(self, given);
        plan
    }

    /// Fills again what was a copy of the unfilled `plan`: only what holds parameters is written, into the room that it has.
    pub fn refill(&mut self, plan: &Self, given: &[Given]) {
        if !given.is_empty() {
            fill(&mut self.root, &plan.root, Fill(given));
        }
    }
}

fn fill(operator: &mut Operator, unfilled: &Operator, with: Fill<'_>) {
    match (&mut operator.work, &unfilled.work) {
        (
            Work::Nodes { nodes, .. } | Work::OneOf { nodes, .. },
            Work::Nodes { nodes: unfilled, .. } | Work::OneOf { nodes: unfilled, .. },
        ) => {
            with.nodes_of(unfilled, nodes);
        }
        (
            Work::Follow { step, .. } | Work::Network { step, .. },
            Work::Follow { step: unfilled, .. } | Work::Network { step: unfilled, .. },
        ) => {
            fill_step(step, unfilled, with);
        }
        (
            Work::Reach { step, max, .. } | Work::Shortest { step, max, .. },
            Work::Reach { step: unfilled, max: most, .. } | Work::Shortest { step: unfilled, max: most, .. },
        ) => {
            fill_step(step, unfilled, with);
            *max = *most;
            if let Some(max) = max {
                with.count(max);
            }
        }
        (Work::Select { condition, .. }, Work::Select { condition: unfilled, .. }) => {
            condition.clone_from(unfilled);
            with.condition(condition);
        }
        (Work::Order { take: Some(take), .. }, Work::Order { take: Some(unfilled), .. }) => {
            *take = *unfilled;
            with.take(take);
        }
        _ => {}
    }
    if let (Some(input), Some(unfilled)) = (operator.work.only_input_mut(), unfilled.work.only_input()) {
        return fill(input, unfilled, with);
    }
    for (input, unfilled) in operator.work.inputs_mut().into_iter().zip(unfilled.work.inputs()) {
        fill(input, unfilled, with);
    }
}

fn fill_step(step: &mut Step, unfilled: &Step, with: Fill<'_>) {
    if unfilled.times.is_empty() && unfilled.sources.is_empty() && unfilled.places.is_empty() {
        return;
    }
    step.clone_from(unfilled);
    with.step(step);
}
