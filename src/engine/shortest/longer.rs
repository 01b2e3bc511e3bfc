//! The first so many ways between two nodes that pass no node twice, longer ones too.
//!
//! All ways are divided by where they leave those that were found: each part has the ways that begin alike and do not go on by some claims, and shows its first
//! one. The first of these is the next way, and what is left of its part is divided again (Yen, "Finding the K shortest loopless paths in a network", 1971; Lawler,
//! "A procedure for computing the K best solutions", 1972). The first way of a part is found breadth first from the end, around the nodes that it has passed.

use std::collections::BTreeMap;

use super::{Search, StepOrder, grow, order_of};
use crate::engine::Path;
use crate::engine::run::{Run, Stop};
use crate::graph::{ClaimId, NodeId, Truth};

/// Ways that begin with the same steps and do not go on by some claims.
struct Part {
    /// The first of them.
    way: Path,
    /// How many steps they have in common.
    common: usize,
    /// The claims by which they do not go on.
    barred: Vec<ClaimId>,
}

/// Ways are in the order of their lengths, then of their steps.
type Open = BTreeMap<(usize, Vec<StepOrder>), Part>;

impl Search<'_> {
    /// The first ways from a source to a target, at most `limit` of them.
    ///
    /// # Complexity
    /// A search from the target for each step of each way.
    pub(super) fn longer(&mut self, run: &mut Run<'_>, source: NodeId, target: NodeId) -> Result<Vec<Path>, Stop> {
        let start = Path { nodes: vec![source], claims: Vec::new() };
        if source == target {
            return Ok(if self.shortest.limit > 0 { vec![start] } else { Vec::new() });
        }
        if !self.shortest.step.times.is_empty() {
            self.note_unknown(run, source, target)?;
        }
        let (mut open, mut found) = (Open::new(), Vec::new());
        if self.shortest.limit > 0 {
            self.add_part(run, &mut open, start, Vec::new(), target)?;
        }
        while let Some((_, Part { way, common, mut barred })) = open.pop_first() {
            run.tick()?;
            if found.len() + 1 < self.shortest.limit {
                for (step, &claim) in way.claims.iter().enumerate().skip(common) {
                    let begins = Path {
                        nodes: way.nodes.iter().take(step + 1).copied().collect(),
                        claims: way.claims.iter().take(step).copied().collect(),
                    };
                    barred.push(claim);
                    self.add_part(run, &mut open, begins, std::mem::take(&mut barred), target)?;
                }
            }
            found.push(way);
            if found.len() >= self.shortest.limit {
                break;
            }
        }
        Ok(found)
    }

    /// Adds the part of the ways that begin so, if there are any.
    fn add_part(&mut self, run: &mut Run<'_>, open: &mut Open, begins: Path, barred: Vec<ClaimId>, target: NodeId) -> Result<(), Stop> {
        let common = begins.claims.len();
        let Some(way) = self.first(run, begins, &barred, target)? else { return Ok(()) };
        let steps = way.nodes.windows(2).zip(&way.claims).filter_map(|(nodes, &claim)| match nodes {
            &[from, to] => Some(order_of(self.view, from, claim, to)),
            _ => None,
        });
        let order = (way.claims.len(), steps.collect());
        open.insert(order, Part { way, common, barred });
        Ok(())
    }

    /// The first of the ways to a target that begin so and do not go on by some claims.
    fn first(&mut self, run: &mut Run<'_>, mut way: Path, barred: &[ClaimId], target: NodeId) -> Result<Option<Path>, Stop> {
        let Some(&last) = way.nodes.last() else { return Ok(None) };
        let room = match self.shortest.max.map(|max| (max as usize).checked_sub(way.claims.len() + 1)) {
            None => usize::MAX,
            Some(Some(room)) => room,
            Some(None) => return Ok(None),
        };
        let mut steps = self.steps(run, last, |node, claim| !way.nodes.contains(&node) && !barred.contains(&claim))?;
        self.good.clear();
        for &(_, node) in &steps {
            self.good.mark(node, 0);
        }
        // Layer by layer from the target, until one of these is met.
        self.far.start(target);
        let mut met = self.good.get(target).is_some();
        while !met {
            if self.far.frontier.is_empty() || self.far.depth as usize >= room {
                return Ok(None);
            }
            self.far.depth += 1;
            let mut next = Vec::new();
            for &node in &self.far.frontier {
                let (far, good, view, shortest, no_values) =
                    (&mut self.far.distances, &self.good, self.view, self.shortest, self.no_values);
                let depth = self.far.depth;
                self.test.visit(run, node, true, None, |_, other, _, truth| {
                    let may_pass = shortest.avoiding.binary_search(&other).is_err() && (no_values || view.is_entity(other));
                    if truth == Truth::Yes && may_pass && !way.nodes.contains(&other) && far.mark(other, depth) {
                        met |= good.get(other).is_some();
                        next.push(other);
                    }
                    Ok(())
                })?;
            }
            self.far.frontier = next;
        }
        // From there on, each step leads one layer nearer.
        for layer in (0..=self.far.depth).rev() {
            let nearest = steps.iter().filter(|(_, node)| self.far.distances.get(*node) == Some(layer));
            let from = way.nodes.last().copied().unwrap_or(last);
            let Some(&(claim, node)) = nearest.min_by_key(|&&(claim, node)| order_of(self.view, from, claim, node)) else {
                return Ok(None);
            };
            way.nodes.push(node);
            way.claims.push(claim);
            if layer > 0 {
                steps = self.steps(run, node, |node, _| !way.nodes.contains(&node))?;
            }
        }
        Ok(Some(way))
    }

    /// The claims that lead on from a node, and where to.
    fn steps(&self, run: &mut Run<'_>, node: NodeId, fits: impl Fn(NodeId, ClaimId) -> bool) -> Result<Vec<(ClaimId, NodeId)>, Stop> {
        let mut steps = Vec::new();
        self.test.visit(run, node, false, None, |_, other, claim, truth| {
            if truth == Truth::Yes && fits(other, claim) {
                steps.push((claim, other));
            }
            Ok(())
        })?;
        Ok(steps)
    }

    /// Notes the claims of which it is unknown whether they pass, wherever a way might have gone on by them.
    fn note_unknown(&mut self, run: &mut Run<'_>, source: NodeId, target: NodeId) -> Result<(), Stop> {
        self.near.start(source);
        self.far.start(target);
        let (view, shortest, no_values) = (self.view, self.shortest, self.no_values);
        let may_pass = |node| shortest.avoiding.binary_search(&node).is_err() && (no_values || view.is_entity(node));
        while !self.near.frontier.is_empty() && shortest.max.is_none_or(|max| self.near.depth < max) {
            grow(run, &self.test, &mut self.near, &self.far, |node| node != target && may_pass(node))?;
        }
        Ok(())
    }
}
