//! Estimates: how many rows to expect.

use crate::graph::{Direction, KindId, NodeId, View};
use crate::query::{Expression, Polarity, Relations, Step, Take, Traversal, parameter_of};

/// What a step is expected to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fan {
    /// All claims that pass.
    pub all: f64,
    /// Claims that lead on from one node.
    pub forward: f64,
    /// Claims that lead to one node.
    pub backward: f64,
    /// Claims between one pair of nodes.
    pub between: f64,
}

/// At so many nodes or fewer, claims are counted rather than estimated.
const COUNTED: usize = 8;

/// Expected rounds in which a recursion makes as much as in its first.
const ROUNDS: f64 = 4.0;

/// Expected pairs that a round of a recursion finds.
const FRESH: f64 = 32.0;

/// Expected part of the rows that pass a condition.
pub(super) const CONDITION: f64 = 0.3;

/// What is expected of a step, given the nodes at its ends where they are known.
pub(super) fn fan(view: &dyn View, step: &Step, from: Option<&[NodeId]>, to: Option<&[NodeId]>) -> Fan {
    let (mut claims, mut subjects, mut objects) = (0.0_f64, 1.0_f64, 1.0_f64);
    each_relation(view, step, &mut |relation| {
        let statistics = view.statistics(relation);
        claims += match step.polarity {
            Polarity::Asserted => statistics.claims.saturating_sub(statistics.denied),
            Polarity::Denied => statistics.denied,
            Polarity::Either => statistics.claims,
        } as f64;
        subjects = subjects.max(statistics.subjects as f64);
        objects = objects.max(statistics.objects as f64);
    });
    if matches!(step.relations, Relations::Any | Relations::Except(_)) {
        // Each relation has other subjects; no node stands for all.
        let nodes = view.node_bound().max(1) as f64;
        (subjects, objects) = (nodes, nodes);
    }
    let tests = step.times.len() + step.sources.len() + usize::from(!step.places.is_empty());
    let passing = CONDITION.powi(i32::try_from(tests).unwrap_or(i32::MAX));
    let all = claims * passing;
    let mut fan = match step.traversal {
        Traversal::Forward => Fan { all, forward: all / subjects, backward: all / objects, between: all / (subjects * objects) },
        Traversal::Backward => Fan { all, forward: all / objects, backward: all / subjects, between: all / (subjects * objects) },
        Traversal::Both => {
            let fan = all / subjects + all / objects;
            Fan { all: 2.0 * all, forward: fan, backward: fan, between: 2.0 * all / (subjects * objects) }
        }
    };
    if let Some(counted) = count_at(view, step, from, false) {
        fan.forward = counted * passing;
    }
    if let Some(counted) = count_at(view, step, to, true) {
        fan.backward = counted * passing;
    }
    fan
}

/// Claims at each of a few known nodes, on average.
fn count_at(view: &dyn View, step: &Step, nodes: Option<&[NodeId]>, reversed: bool) -> Option<f64> {
    // A parameter may be any node: what is expected of it is the average.
    let is_known = |nodes: &&[NodeId]| nodes.iter().all(|&node| parameter_of(node).is_none());
    let nodes = nodes.filter(|nodes| !nodes.is_empty() && nodes.len() <= COUNTED).filter(is_known)?;
    let Relations::Only(relations) = &step.relations else { return None };
    let mut claims = 0;
    for &node in nodes {
        for &relation in relations {
            if step.traversal == Traversal::Both || (step.traversal == Traversal::Forward) != reversed {
                claims += view.neighbours(node, relation, Direction::Forward).len();
            }
            if step.traversal == Traversal::Both || (step.traversal == Traversal::Backward) != reversed {
                claims += view.neighbours(node, relation, Direction::Backward).len();
            }
        }
    }
    Some(claims as f64 / nodes.len() as f64)
}

fn each_relation(view: &dyn View, step: &Step, visit: &mut dyn FnMut(crate::graph::RelationId)) {
    match &step.relations {
        Relations::Only(relations) => relations.iter().copied().for_each(visit),
        Relations::Any => view.schema().relations().for_each(|(relation, _)| visit(relation)),
        Relations::Except(except) => {
            view.schema().relations().filter(|(relation, _)| !except.contains(relation)).for_each(|(relation, _)| visit(relation));
        }
    }
}

/// The entities of a kind.
pub(super) fn members(view: &dyn View, kind: KindId) -> f64 {
    view.members(kind).len() as f64
}

/// Rows of a whole expression, without looking closely.
pub(super) fn rough(view: &dyn View, expression: &Expression) -> f64 {
    match expression {
        Expression::Unit => 1.0,
        Expression::Nodes { nodes, .. } => nodes.len() as f64,
        Expression::Kind { kind, .. } => members(view, *kind),
        Expression::Entities { .. } => view.entities().len() as f64,
        Expression::Claims { step, .. } => fan(view, step, None, None).all,
        Expression::Expand { input, step, .. } => rough(view, input) * fan(view, step, None, None).forward,
        Expression::Reach { input, step, .. } => rough(view, input) * reached(fan(view, step, None, None).forward),
        Expression::Shortest { sources, targets, .. } => rough(view, sources) * rough(view, targets),
        Expression::Join { left, right } => {
            let (a, b) = (rough(view, left), rough(view, right));
            if left.columns().meets(&right.columns()) { a.min(b) } else { a * b }
        }
        Expression::Union { inputs } => inputs.iter().map(|input| rough(view, input)).sum(),
        Expression::Difference { left, .. } => rough(view, left),
        Expression::Filter { input, .. } => rough(view, input) * CONDITION,
        Expression::Describe { input, .. } | Expression::Network { input, .. } | Expression::Project { input, .. } => rough(view, input),
        // What one round makes, and then some.
        Expression::Fixpoint { definitions, .. } => {
            let once: f64 = definitions.iter().flat_map(|definition| &definition.rules).map(|rule| rough(view, rule)).sum();
            once * ROUNDS
        }
        Expression::Derived { .. } => FRESH,
        Expression::Group { input, keys, over, .. } => {
            if keys.is_empty() {
                return 1.0;
            }
            rough(view, input).sqrt().max(1.0) + over.as_ref().map_or(0.0, |over| rough(view, over))
        }
        Expression::Order { input, take, .. } => taken(rough(view, input), take.as_ref()),
    }
}

/// Nodes reached by a step that leads to so many, taken again and again.
pub(super) fn reached(forward: f64) -> f64 {
    (forward * 4.0).max(1.0)
}

/// Rows that a cut leaves.
pub(super) fn taken(rows: f64, take: Option<&Take>) -> f64 {
    take.map_or(rows, |take| rows.min(take.count as f64))
}
