//! One step along claims: which claims lead from a node, and whether they pass the tests.

use super::run::{Run, Stop};
use crate::graph::{ClaimId, Direction, Interval, NodeId, RelationId, Truth, View};
use crate::query::{Polarity, Relations, SourceTest, Step, TimeTest, Traversal};

/// A step made ready for one view.
pub(super) struct StepTest<'a> {
    view: &'a dyn View,
    step: &'a Step,
    /// The relations to follow, distinct, where the step names them; whether each has claims of the wrong polarity.
    only: Option<Vec<(RelationId, bool)>>,
    /// For each source test, the sources that count.
    accepted: Vec<Vec<NodeId>>,
    /// Whether all that is needed of a claim are its ends.
    bare: bool,
}

impl<'a> StepTest<'a> {
    pub fn new(view: &'a dyn View, step: &'a Step) -> Self {
        let only = match &step.relations {
            Relations::Only(relations) => {
                let mut only = Vec::with_capacity(relations.len());
                for &relation in relations {
                    let statistics = view.statistics(relation);
                    let wrong = match step.polarity {
                        Polarity::Asserted => statistics.denied,
                        Polarity::Denied => statistics.claims.saturating_sub(statistics.denied),
                        Polarity::Either => 0,
                    };
                    if (wrong < statistics.claims || statistics.claims == 0) && !only.iter().any(|&(other, _)| other == relation) {
                        only.push((relation, wrong > 0));
                    }
                }
                Some(only)
            }
            Relations::Any | Relations::Except(_) => None,
        };
        let accepted = step
            .sources
            .iter()
            .map(|test| match test {
                SourceTest::AccordingTo(nodes) | SourceTest::NotAccordingTo(nodes) => sources_of(view, nodes),
                SourceTest::CitedByAtLeast(_) => Vec::new(),
            })
            .collect();
        let bare = step.times.is_empty() && step.sources.is_empty() && step.places.is_empty();
        Self { view, step, only, accepted, bare }
    }

    /// Calls `visit` with each claim that leads from a node along the step (against it, if `reversed`), the node at its other end, and
    /// whether its time tests are true or unknown. Claims that fail are left out. With `target`, only claims that lead there.
    /// A claim of a node with itself is visited once.
    pub fn visit(
        &self,
        run: &mut Run<'_>,
        node: NodeId,
        reversed: bool,
        target: Option<NodeId>,
        mut visit: impl FnMut(&mut Run<'_>, NodeId, ClaimId, Truth) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let directions = directions(self.step.traversal, reversed);
        for (turn, &direction) in directions.iter().enumerate() {
            let mut lane = |run: &mut Run<'_>, relation: RelationId, mixed: bool| -> Result<(), Stop> {
                let neighbours = self.view.neighbours(node, relation, direction);
                let neighbours = target.map_or(neighbours, |target| neighbours.to(target));
                for (other, claim) in neighbours.iter() {
                    run.tick()?;
                    if turn == 1 && other == node {
                        continue;
                    }
                    let truth = if self.bare && !mixed { Truth::Yes } else { self.passes(claim, mixed) };
                    if truth != Truth::No {
                        visit(run, other, claim, truth)?;
                    }
                }
                Ok(())
            };
            match &self.only {
                Some(only) => {
                    for &(relation, mixed) in only {
                        lane(run, relation, mixed)?;
                    }
                }
                None => {
                    for &relation in &*self.view.relations_at(node, direction) {
                        if self.allows(relation) {
                            lane(run, relation, self.step.polarity != Polarity::Either)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// As [`visit`](Self::visit), for one claim: calls `visit` with the node where the step starts and the node where it leads, once for
    /// each way in which the claim can be taken.
    pub fn visit_claim(
        &self,
        run: &mut Run<'_>,
        claim: ClaimId,
        mut visit: impl FnMut(&mut Run<'_>, NodeId, NodeId, Truth) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        run.tick()?;
        let Some((subject, relation, object)) = self.view.ends(claim) else { return Ok(()) };
        let mixed = match &self.only {
            Some(only) => match only.iter().find(|&&(other, _)| other == relation) {
                Some(&(_, mixed)) => mixed,
                None => return Ok(()),
            },
            None if self.allows(relation) => true,
            None => return Ok(()),
        };
        let truth = self.passes(claim, mixed);
        if truth == Truth::No {
            return Ok(());
        }
        if self.step.traversal != Traversal::Backward {
            visit(run, subject, object, truth)?;
        }
        if self.step.traversal == Traversal::Backward || (self.step.traversal == Traversal::Both && subject != object) {
            visit(run, object, subject, truth)?;
        }
        Ok(())
    }

    /// The relations whose claims may pass, in ascending order of where the step or the schema has them.
    pub fn relations(&self) -> Vec<RelationId> {
        match &self.only {
            Some(only) => only.iter().map(|&(relation, _)| relation).collect(),
            None => self.view.schema().relations().map(|(relation, _)| relation).filter(|&relation| self.allows(relation)).collect(),
        }
    }

    fn allows(&self, relation: RelationId) -> bool {
        match &self.step.relations {
            Relations::Any => true,
            Relations::Only(only) => only.contains(&relation),
            Relations::Except(except) => !except.contains(&relation),
        }
    }

    /// Whether a claim of a fitting relation passes: no if any test is false, unknown if only time tests are, and those unknown.
    fn passes(&self, claim: ClaimId, mixed: bool) -> Truth {
        if mixed {
            let denied = self.view.is_denied(claim);
            let fits = match self.step.polarity {
                Polarity::Asserted => !denied,
                Polarity::Denied => denied,
                Polarity::Either => true,
            };
            if !fits {
                return Truth::No;
            }
        }
        if self.bare {
            return Truth::Yes;
        }
        let mut truth = Truth::Yes;
        if !self.step.times.is_empty() {
            let when = self.view.when(claim);
            truth = self.step.times.iter().fold(truth, |truth, &test| truth.and(test_time(test, when)));
            if truth == Truth::No {
                return Truth::No;
            }
        }
        if !self.step.places.is_empty() || !self.step.sources.is_empty() {
            let Some(claim) = self.view.claim(claim) else { return Truth::No };
            if !self.step.places.is_empty() && !claim.place.is_some_and(|place| self.step.places.contains(&place)) {
                return Truth::No;
            }
            for (test, accepted) in self.step.sources.iter().zip(&self.accepted) {
                let vouched = |nodes: &[NodeId]| {
                    claim.according_to.iter().any(|speaker| nodes.contains(speaker))
                        || claim.sources.iter().any(|source| accepted.binary_search(source).is_ok())
                };
                let passes = match test {
                    SourceTest::AccordingTo(nodes) => vouched(nodes),
                    SourceTest::NotAccordingTo(nodes) => !vouched(nodes),
                    SourceTest::CitedByAtLeast(count) => distinct(&claim.sources) >= *count as usize,
                };
                if !passes {
                    return Truth::No;
                }
            }
        }
        truth
    }
}

/// Which ways the claims at a node are looked at.
fn directions(traversal: Traversal, reversed: bool) -> &'static [Direction] {
    match (traversal, reversed) {
        (Traversal::Forward, false) | (Traversal::Backward, true) => &[Direction::Forward],
        (Traversal::Backward, false) | (Traversal::Forward, true) => &[Direction::Backward],
        (Traversal::Both, _) => &[Direction::Forward, Direction::Backward],
    }
}

/// Whether an interval passes a time test.
pub(super) fn test_time(test: TimeTest, when: Interval) -> Truth {
    if when.is_undated() {
        return Truth::Unknown;
    }
    match test {
        TimeTest::Overlaps(period) => when.overlaps(period),
        TimeTest::StartsBefore(period) => when.starts_before(period),
        TimeTest::StartsAfter(period) => when.starts_after(period),
        TimeTest::EndsIn(period) => when.ends_in(period),
        TimeTest::StartsIn(period) => when.starts_in(period),
    }
}

/// These nodes, and the sources of which an asserted claim says that one of them is the author or publisher; sorted.
fn sources_of(view: &dyn View, nodes: &[NodeId]) -> Vec<NodeId> {
    let mut sources = nodes.to_vec();
    for name in ["author", "publisher"] {
        let Some(relation) = view.schema().relation_id(name) else { continue };
        for &node in nodes {
            let written = view.neighbours(node, relation, Direction::Backward);
            sources.extend(written.iter().filter(|&(_, claim)| !view.is_denied(claim)).map(|(source, _)| source));
        }
    }
    sources.sort_unstable();
    sources.dedup();
    sources
}

fn distinct(sources: &[NodeId]) -> usize {
    sources.iter().enumerate().filter(|&(place, source)| !sources[..place].contains(source)).count()
}
