//! Plans in plain words: one step a line, in the order in which they run, with what was expected and, in a profile, what happened.

use std::fmt::{self, Write};

use crate::engine::{Measure, Profile};
use crate::graph::{Direction, View};
use crate::query::{Column, Names, Polarity, detail_name, property_name, times};

use super::meet::Lane;
use super::operator::{Anchor, Operator, Plan, Work};

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

    /// Adds the steps of an operator, those that come first first; hands back its number. What starts with nothing is no step.
    fn steps(&self, operator: &Operator, steps: &mut Vec<Step>) -> Option<usize> {
        if matches!(operator.work, Work::Unit) {
            return None;
        }
        let inputs: Vec<usize> = operator.work.inputs().into_iter().filter_map(|input| self.steps(input, steps)).collect();
        let mut text = describe(operator, self.plan, self.view);
        match &inputs[..] {
            [] | [_] => {}
            [others @ .., last] => {
                let others: Vec<String> = others.iter().map(ToString::to_string).collect();
                let _ = write!(text, " (steps {} and {last})", others.join(", "));
            }
        }
        let measure = self.profile.and_then(|profile| profile.operators.get(operator.id)).copied();
        steps.push(Step { text, expected: operator.estimate, measure });
        Some(steps.len())
    }
}

/// One line of a plan.
struct Step {
    text: String,
    expected: f64,
    measure: Option<Measure>,
}

/// Texts longer than this do not widen the columns beside them.
const WIDE: usize = 96;

/// Above the steps.
const TITLE: &str = "What is done, step by step [what each row then holds]";

impl fmt::Display for PlanDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = Vec::new();
        self.steps(&self.plan.root, &mut steps);
        let width = steps.iter().map(|step| step.text.chars().count()).filter(|&width| width <= WIDE).max().unwrap_or(0);
        let width = width.max(TITLE.len());
        write!(f, "    {TITLE:width$}  {:>13}", "expected rows")?;
        if self.profile.is_some() {
            write!(f, "  {:>11}  {:>12}", "actual rows", "time")?;
        }
        writeln!(f)?;
        for (number, Step { text, expected, measure }) in (1..).zip(steps) {
            write!(f, "{number:>2}. {text:width$}  {:>13}", count(expected))?;
            match measure {
                Some(measure) if measure.runs > 0 => {
                    write!(f, "  {:>11}  {:>9.1} µs", measure.rows, measure.time.as_nanos() as f64 / 1000.0)?;
                }
                Some(_) => write!(f, "  {:>11}  {:>12}", "not run", "")?,
                None => {}
            }
            writeln!(f)?;
        }
        if let Some(profile) = self.profile {
            writeln!(f, "    {:width$}  {:>13}  {:>11}  {:>9.1} µs", "in all", "", "", profile.time().as_nanos() as f64 / 1000.0)?;
        }
        Ok(())
    }
}

fn count(estimate: f64) -> String {
    if !estimate.is_finite() {
        "?".to_owned()
    } else if estimate < 0.95 {
        "under 1".to_owned()
    } else {
        format!("{estimate:.0}")
    }
}

/// What an operator does, in plain words, on one line.
pub(crate) fn describe(operator: &Operator, plan: &Plan, view: &dyn View) -> String {
    line(Names { columns: &plan.names, view }, operator)
}

/// A lane, from its near end.
fn way(names: Names<'_>, lane: &Lane) -> String {
    let denied = if lane.polarity == Polarity::Denied { "not " } else { "" };
    let relation = names.relation(lane.relation);
    match lane.direction {
        Direction::Forward => format!("--{denied}{relation}-->"),
        Direction::Backward => format!("<--{denied}{relation}--"),
    }
}

/// What an operator does, on one line.
fn line(names: Names<'_>, operator: &Operator) -> String {
    let column = |column: Column| names.column(column);
    let mut text = match &operator.work {
        Work::Unit => "start with one empty row".to_owned(),
        Work::Nodes { column: place, nodes } => format!("start with {} = {}", column(*place), names.nodes(nodes)),
        Work::Kind { column: place, kind } => format!("start with every {} as {}", names.kind(*kind), column(*place)),
        Work::Entities { column: place } => format!("start with every entity as {}", column(*place)),
        Work::Passed => format!("start with the rows found beside: {}", names.list(&operator.keep)),
        Work::Follow { input, step, from, claim, to, anchor } => {
            let (has_from, has_to) = (input.keep.contains(*from), input.keep.contains(*to));
            let arrow = names.arrow(step, *from, *to);
            let how = match anchor {
                Anchor::Nothing => "read all claims".to_owned(),
                Anchor::Claim => format!("look up claim {}", column(*claim)),
                _ if has_from && has_to => "check".to_owned(),
                Anchor::From => format!("follow from {}", column(*from)),
                Anchor::To => format!("follow from {}", column(*to)),
            };
            format!("{how}: {arrow}{}", names.tests(step))
        }
        Work::Ends { column: place, lane } => format!("start with every node that has {} as {}", way(names, lane), column(*place)),
        Work::Meet { to, lanes, .. } => {
            let lanes: Vec<String> = lanes.iter().map(|lane| format!("{} {}", column(lane.at), way(names, lane))).collect();
            format!("find {} where these meet: {}", column(*to), lanes.join(", "))
        }
        Work::OneOf { column: place, nodes, .. } => format!("check: {} = {}", column(*place), names.nodes(nodes)),
        Work::Member { column: place, kind, .. } => format!("check: {} is a {}", column(*place), names.kind(*kind)),
        Work::Entity { column: place, .. } => format!("check: {} is an entity", column(*place)),
        Work::Select { condition, .. } => format!("check: {}", names.condition(condition)),
        Work::Describe { of, detail, to, .. } => format!("add {} = {} of {}", column(*to), detail_name(*detail), column(*of)),
        Work::Reach { from, step, min, max, to, anchor, .. } => {
            let start = column(if *anchor == Anchor::To { *to } else { *from });
            let arrow = names.arrow(step, *from, *to);
            format!("follow from {start}, {}: {arrow}{}", times(*min, *max), names.tests(step))
        }
        Work::Network { of, step, property, to, .. } => {
            let name = property_name(*property);
            format!("add {} = {name} of {}, along {}{}", column(*to), column(*of), names.relations(&step.relations), names.tests(step))
        }
        Work::Shortest { source, target, step, max, steps: Some(steps), .. } => format!(
            "find the number of steps {} from {} to {} along {}{}{}",
            column(*steps),
            column(*source),
            column(*target),
            names.relations(&step.relations),
            max.map(|max| format!(", {max} at most")).unwrap_or_default(),
            names.tests(step)
        ),
        Work::Shortest { source, target, step, max, limit, longer, path, .. } => format!(
            "find {} {limit} shortest ways {} from {} to {} along {}{}{}",
            if *longer { "the" } else { "at most" },
            column(*path),
            column(*source),
            column(*target),
            names.relations(&step.relations),
            max.map(|max| format!(", {max} steps at most")).unwrap_or_default(),
            names.tests(step)
        ),
        Work::Join { left, right, .. } => {
            let common = left.keep.intersection(&right.keep);
            if common.is_empty() {
                "pair every row of one with every row of the other".to_owned()
            } else {
                format!("pair rows that agree on {}", names.list(&common))
            }
        }
        Work::Union { .. } => "take the rows of any".to_owned(),
        Work::Difference { common, .. } => {
            format!("keep rows of the first that agree with none of the second on {}", names.list(common))
        }
        Work::Group { keys, aggregates, over, .. } => names.group(keys, aggregates, over.is_some()),
        Work::Order { by, take, .. } => format!("order {}", names.order(by, take.as_ref())),
        Work::Cut { .. } => "cut".to_owned(),
        Work::Fixpoint(fixpoint) => format!(
            "run rules until nothing new comes: {} --{}--> {}",
            column(fixpoint.from),
            names.relation(fixpoint.relation),
            column(fixpoint.to)
        ),
        Work::Derived { relation, from, to, fresh } => {
            let which = if *fresh { "the pairs new in the last round" } else { "all pairs so far" };
            format!("take {which}: {} --{}--> {}", column(*from), names.relation(*relation), column(*to))
        }
    };
    let kept = match operator.work {
        Work::Nodes { .. }
        | Work::Kind { .. }
        | Work::Entities { .. }
        | Work::Ends { .. }
        | Work::Unit
        | Work::Passed
        | Work::Derived { .. } => String::new(),
        _ => names.list(&operator.keep),
    };
    if !kept.is_empty() {
        let _ = write!(text, " [{kept}]");
    }
    text
}
