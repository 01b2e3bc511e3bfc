//! Profiles: what each operator of a plan really did.

use std::time::Duration;

use super::run::Run;
use super::scratch::Scratch;
use super::{EngineError, Limits, Rows};
use crate::graph::View;
use crate::plan::Plan;

/// What one operator did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Rows it made, rows in doubt included.
    pub rows: usize,
    /// How often it ran; 0 if it was never reached.
    pub runs: usize,
    /// Time it took by itself, without its inputs.
    pub time: Duration,
}

/// What each operator of a plan did, by its number in the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// One for each operator.
    pub operators: Vec<Measure>,
}

impl Profile {
    /// The time of all operators.
    pub fn time(&self) -> Duration {
        self.operators.iter().map(|measure| measure.time).sum()
    }
}

/// Runs a plan as [`run`](super::run()) does, and measures each operator. To be shown with
/// [`PlanDisplay::with_profile`](crate::plan::PlanDisplay::with_profile).
///
/// # Errors
/// As [`run`](super::run()).
pub fn profile(plan: &Plan, view: &dyn View, limits: &Limits) -> Result<(Rows, Profile), EngineError> {
    let measures = vec![Measure::default(); plan.operators()];
    let (rows, operators) = Run::new(view, limits, plan, Some(measures), &mut Scratch::new()).answer()?;
    Ok((rows, Profile { operators }))
}
