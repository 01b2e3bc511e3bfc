//! One step along claims: which claims lead from a node, and whether they pass the tests.

use std::ops::ControlFlow;

use smallvec::SmallVec;

use super::mode::{Mode, is_told, test_time};
use super::run::{Run, Stop};
use crate::graph::{ClaimId, Day, Direction, Ids, Linked, NOT_ONE_DAY, NodeId, RelationId, Truth, View};
use crate::query::{Polarity, Relations, SourceTest, Step, TimeTest, Traversal};

/// Relations, and the directions in which their claims are followed, where all of them pass whatever is said of them.
#[derive(Clone, Copy)]
pub(super) struct PlainLanes<'a> {
    pub relations: &'a [RelationId],
    pub directions: &'static [Direction],
}

/// The relations of a step and their directions (the other ones, if `reversed`), if all claims along them pass.
pub(super) fn plain_lanes<'a>(view: &dyn View, step: &'a Step, reversed: bool) -> Option<PlainLanes<'a>> {
    let Relations::Only(relations) = &step.relations else { return None };
    let all_pass = |&relation: &RelationId| match step.polarity {
        Polarity::Asserted => view.statistics(relation).denied == 0,
        Polarity::Denied => Some(view.statistics(relation)).is_some_and(|statistics| statistics.denied == statistics.claims),
        Polarity::Either => true,
    };
    let bare = step.times.is_empty() && step.sources.is_empty() && step.places.is_empty();
    (bare && relations.iter().all(all_pass)).then(|| PlainLanes { relations, directions: directions(step.traversal, reversed) })
}

/// A step made ready for one view.
pub(super) struct StepTest<'a> {
    view: &'a dyn View,
    step: &'a Step,
    /// The relations to follow, distinct, where the step names them; whether each has claims of the wrong polarity.
    only: Option<SmallVec<[(RelationId, bool); 2]>>,
    /// For each source test, the sources that count.
    accepted: Vec<Vec<NodeId>>,
    /// Whether all that is needed of a claim are its ends.
    bare: bool,
    /// The first and the last day on which a claim of one known day passes the time tests.
    window: Option<(Day, Day)>,
    /// Whether a claim passes whose dates are too coarse to tell; without it that is unknown.
    mode: Option<Mode>,
}

impl<'a> StepTest<'a> {
    /// `mode` says what becomes of claims whose dates are too coarse to tell whether they pass: with none they count as unknown.
    pub fn new(view: &'a dyn View, step: &'a Step, mode: Option<Mode>) -> Self {
        let only = match &step.relations {
            Relations::Only(relations) => {
                let mut only = SmallVec::new();
                for &relation in relations {
                    let statistics = view.statistics(relation);
                    let wrong = match step.polarity {
                        Polarity::Asserted => statistics.denied,
                        Polarity::Denied => statistics.claims.saturating_sub(statistics.denied),
                        Polarity::Either => 0,
                    };
                    if (wrong < statistics.claims || statistics.claims == 0)
                        && !only.iter().any(|&(other, _): &(RelationId, bool)| other == relation)
                    {
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
                SourceTest::AccordingTo(nodes)
                | SourceTest::NotAccordingTo(nodes)
                | SourceTest::Without(nodes)
                | SourceTest::OnlyFrom(nodes) => sources_of(view, nodes),
                SourceTest::CitedByAtLeast(_) => Vec::new(),
            })
            .collect();
        let bare = step.times.is_empty() && step.sources.is_empty() && step.places.is_empty();
        // Whether what is told of one day went on, or how long it took, is not told by the day, nor is a day of every year a stretch of days.
        let no_window = |test: &TimeTest| matches!(test, TimeTest::Unended | TimeTest::Lasts(_) | TimeTest::StartsEachYear { .. });
        let window = (!step.times.is_empty() && !step.times.iter().any(no_window)).then(|| window(&step.times));
        Self { view, step, only, accepted, bare, window, mode }
    }

    /// The only relation, if all its claims pass but for what time tests say, and days tell that.
    pub fn timed_lane(&self) -> Option<RelationId> {
        let &[(relation, mixed)] = self.only.as_deref()? else { return None };
        let by_days = self.step.times.is_empty() || self.window.is_some();
        (by_days && !mixed && self.step.sources.is_empty() && self.step.places.is_empty()).then_some(relation)
    }

    /// Whether all claims of the relations pass whatever is said of them. O(relations).
    pub fn is_plain(&self) -> bool {
        let all_pass = |relation| {
            let statistics = self.view.statistics(relation);
            match self.step.polarity {
                Polarity::Asserted => statistics.denied == 0,
                Polarity::Denied => statistics.denied == statistics.claims,
                Polarity::Either => true,
            }
        };
        self.bare
            && match &self.only {
                Some(only) => !only.iter().any(|&(_, mixed)| mixed),
                None => self.view.schema().relations().all(|(relation, _)| !self.allows(relation) || all_pass(relation)),
            }
    }

    /// Calls `visit` with the node at the other end of each claim that leads from a node along the step (against it, if `reversed`), until it
    /// says no; a node as often as claims lead to it. Only for steps that are [plain](Self::is_plain).
    pub fn each_end(&self, run: &mut Run<'_>, node: NodeId, reversed: bool, mut visit: impl FnMut(NodeId) -> bool) -> Result<(), Stop> {
        for &direction in directions(self.step.traversal, reversed) {
            if self.step.relations == Relations::Any {
                let linked = self.view.linked(node, direction);
                run.charge(linked.len() + 1)?;
                let goes_on = match &linked {
                    Linked::Listed(nodes) => nodes.iter().all(|&other| visit(other)),
                    Linked::Packed(nodes) => {
                        nodes.iter().all(|&[low, middle, high]| visit(NodeId(u32::from_le_bytes([low, middle, high, 0]))))
                    }
                };
                if !goes_on {
                    break;
                }
                continue;
            }
            let mut lane = |run: &mut Run<'_>, relation: RelationId| -> Result<bool, Stop> {
                let nodes = self.view.neighbours(node, relation, direction).nodes;
                run.charge(nodes.len() + 1)?;
                Ok(nodes.iter().all(|&other| visit(other)))
            };
            let goes_on = match &self.only {
                Some(only) => only.iter().try_fold(true, |goes_on, &(relation, _)| Ok(goes_on && lane(run, relation)?)),
                None => {
                    let relations = self.view.relations_at(node, direction);
                    let allowed = relations.iter().filter(|&&relation| self.allows(relation));
                    allowed.copied().try_fold(true, |goes_on, relation| Ok(goes_on && lane(run, relation)?))
                }
            };
            if !goes_on? {
                break;
            }
        }
        Ok(())
    }

    /// Whether the claims from one node, or those of the whole step, come so that equal ends follow each other, with the same outcome.
    pub fn is_sorted(&self) -> bool {
        self.step.times.is_empty() && self.step.traversal != Traversal::Both && self.only.as_ref().is_some_and(|only| only.len() <= 1)
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
                run.charge(neighbours.len() + 1)?;
                let days = self.days_of(run, neighbours.claims);
                for (place, (other, claim)) in neighbours.iter().enumerate() {
                    if turn == 1 && other == node {
                        continue;
                    }
                    let truth = if self.bare && !mixed { Truth::Yes } else { self.passes(run, claim, mixed, days.get(place).copied()) };
                    if truth != Truth::No {
                        visit(run, other, claim, truth)?;
                    }
                }
                run.scratch.give_days(days);
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
        let truth = self.passes(run, claim, mixed, None);
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

    /// As [`visit_claim`](Self::visit_claim), for all claims of the graph. If they [are sorted](Self::is_sorted), in the order of start, end
    /// and claim.
    pub fn visit_all(
        &self,
        run: &mut Run<'_>,
        mut visit: impl FnMut(&mut Run<'_>, NodeId, ClaimId, NodeId, Truth) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let traversal = self.step.traversal;
        let direction = if traversal == Traversal::Backward && self.window.is_none() { Direction::Backward } else { Direction::Forward };
        let turned = (direction == Direction::Backward) != (traversal == Traversal::Backward);
        let mut found: Result<(), Stop> = Ok(());
        let mut relation_at = |run: &mut Run<'_>, relation: RelationId, mixed: bool| -> Result<(), Stop> {
            let mut passing = self.scan(run, relation)?.map(|passing| passing.into_iter().peekable());
            let mut count = 0;
            let _ = self.view.each_row(relation, direction, run.part(), &mut |node, neighbours| {
                let first = count;
                count += neighbours.len();
                if let Some(passing) = &mut passing
                    && passing.peek().is_none_or(|&(place, _)| place >= count)
                {
                    return ControlFlow::Continue(());
                }
                for (place, (other, claim)) in neighbours.iter().enumerate() {
                    let mut day = None;
                    if let Some(passing) = &mut passing {
                        let Some((_, known)) = passing.next_if(|&(passing, _)| passing == first + place) else { continue };
                        day = Some(known);
                    }
                    let truth = if self.bare && !mixed { Truth::Yes } else { self.passes(run, claim, mixed, day) };
                    found = run.tick();
                    if truth != Truth::No && found.is_ok() {
                        let (from, to) = if turned { (other, node) } else { (node, other) };
                        found = visit(run, from, claim, to, truth);
                        if traversal == Traversal::Both && node != other && found.is_ok() {
                            found = visit(run, to, claim, from, truth);
                        }
                    }
                    if found.is_err() {
                        return ControlFlow::Break(());
                    }
                }
                ControlFlow::Continue(())
            });
            std::mem::replace(&mut found, Ok(()))
        };
        match &self.only {
            Some(only) => only.iter().try_for_each(|&(relation, mixed)| relation_at(run, relation, mixed)),
            None => {
                let relations = self.view.schema().relations().map(|(relation, _)| relation);
                relations.filter(|&relation| self.allows(relation)).try_for_each(|relation| relation_at(run, relation, true))
            }
        }
    }

    /// With time tests, the claims of a relation that may pass them, by their places in [`View::claims_of`], and their days as
    /// [`View::days`] gives them: dates are looked at by the column, before anything else of a claim.
    pub fn scan(&self, run: &mut Run<'_>, relation: RelationId) -> Result<Option<Vec<(usize, Day)>>, Stop> {
        let Some((first, last)) = self.window else { return Ok(None) };
        let claims = self.view.claims_of(relation);
        let mut passing = Vec::new();
        for start in (0..claims.len()).step_by(SCANNED) {
            let part = claims.slice(start, (start + SCANNED).min(claims.len()));
            // Much less work than following a claim.
            run.charge(part.len() / 64)?;
            let before = passing.len();
            self.view.days_within(part, first, last, &mut passing);
            passing.iter_mut().skip(before).for_each(|(place, _)| *place += start);
        }
        Ok(Some(passing))
    }

    /// The days of some claims, where there are time tests.
    fn days_of(&self, run: &mut Run<'_>, claims: Ids<'_, ClaimId>) -> Vec<Day> {
        if self.window.is_none() || claims.is_empty() {
            return Vec::new();
        }
        let mut days = run.scratch.days();
        days.clear();
        self.view.days(claims, &mut days);
        days
    }

    fn allows(&self, relation: RelationId) -> bool {
        match &self.step.relations {
            Relations::Any => true,
            Relations::Only(only) => only.contains(&relation),
            Relations::Except(except) => !except.contains(&relation),
        }
    }

    /// Whether a claim of a fitting relation passes: no if any test is false, unknown if only time tests are, and those unknown.
    /// `day` is what [`View::days`] says of it, if that was asked.
    pub fn passes(&self, run: &Run<'_>, claim: ClaimId, mixed: bool, day: Option<Day>) -> Truth {
        let day = day.filter(|&day| day != NOT_ONE_DAY);
        if let (Some(day), Some((first, last))) = (day, self.window)
            && !(first <= day && day <= last)
        {
            return Truth::No;
        }
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
        let (mut truth, mut vague) = (Truth::Yes, false);
        if day.is_none() && !self.step.times.is_empty() {
            let when = self.view.when(claim);
            for &test in &self.step.times {
                let told = matches!(test, TimeTest::Lasts(_)).then(|| self.view.claim(claim)).flatten();
                let number = told.as_ref().and_then(|claim| claim.quantity.as_ref());
                let when = told.as_ref().map_or(when, |claim| claim.when);
                let passes = test_time(test, when, number);
                if passes == Truth::Unknown && self.mode.is_some() && is_told(test, when) {
                    vague = true;
                } else {
                    truth = truth.and(passes);
                }
            }
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
                let holds_without = |nodes: &[NodeId]| {
                    let said = claim.according_to.iter().any(|speaker| nodes.contains(speaker));
                    let others = claim.sources.iter().any(|source| accepted.binary_search(source).is_err());
                    !said && (claim.sources.is_empty() || others)
                };
                let passes = match test {
                    SourceTest::Without(nodes) => holds_without(nodes),
                    SourceTest::OnlyFrom(nodes) => !holds_without(nodes),
                    SourceTest::AccordingTo(nodes) => vouched(nodes),
                    SourceTest::NotAccordingTo(nodes) => !vouched(nodes),
                    SourceTest::CitedByAtLeast(count) => distinct(&claim.sources) >= *count as usize,
                };
                if !passes {
                    return Truth::No;
                }
            }
        }
        if vague && run.vague(self.mode.unwrap_or_default()) == Truth::No {
            return Truth::No;
        }
        truth
    }
}

/// Claims whose dates are looked at together.
const SCANNED: usize = 1 << 17;

/// The first and the last day on which a claim that holds on one known day passes all tests; there is none if they are the wrong way round.
fn window(tests: &[TimeTest]) -> (Day, Day) {
    // One more than any day, one less than any day: `Day::MIN` stands for no day.
    let (lowest, highest) = (Day::MIN + 1, Day::MAX);
    tests.iter().fold((lowest, highest), |(first, last), test| {
        let (from, to) = match *test {
            TimeTest::Overlaps(period) | TimeTest::EndsIn(period) | TimeTest::StartsIn(period) => {
                (period.first.unwrap_or(lowest), period.last.unwrap_or(highest))
            }
            TimeTest::StartsBefore(period) => (lowest, period.first.map_or(lowest, |first| first - 1)),
            TimeTest::StartsAfter(period) => (period.last.map_or(highest, |last| last + 1), highest),
            TimeTest::StartsEachYear { .. } | TimeTest::Unended | TimeTest::Lasts(_) => (lowest, highest),
        };
        (first.max(from), last.min(to))
    })
}

/// Which ways the claims at a node are looked at.
fn directions(traversal: Traversal, reversed: bool) -> &'static [Direction] {
    match (traversal, reversed) {
        (Traversal::Forward, false) | (Traversal::Backward, true) => &[Direction::Forward],
        (Traversal::Backward, false) | (Traversal::Forward, true) => &[Direction::Backward],
        (Traversal::Both, _) => &[Direction::Forward, Direction::Backward],
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
