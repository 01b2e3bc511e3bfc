//! Shortest ways between two nodes.
//!
//! Breadth first from both ends by turns, the smaller side first (Pohl, "Bi-directional search", 1971), until the sides meet; then all
//! ways through the meeting nodes are listed, step by step in the order of their nodes and claims. Where claims are tested for time, the search goes from the
//! start only, because which claims it meets (and notes if their tests are unknown) must not depend on how it is done.

mod longer;

use super::Path;
use super::ledger::Mark;
use super::mode::Mode;
use super::run::{Run, Stop};
use super::scratch::Scratch;
use super::slot::Slot;
use super::step::StepTest;
use super::table::{Builder, From, Table};
use super::visited::{Bits, Visited};
use crate::graph::{ClaimId, Interval, NodeId, RelationId, Truth, View};
use crate::plan::Operator;
use crate::query::{Column, Step};

pub(super) struct Shortest<'a> {
    pub source: Column,
    pub target: Column,
    pub step: &'a Step,
    pub max: Option<u32>,
    pub limit: usize,
    /// Whether longer ways count, too.
    pub longer: bool,
    /// Sorted.
    pub avoiding: &'a [NodeId],
    pub path: Column,
    /// Where the number of steps stands, if that is wanted and not the way.
    pub steps: Option<Column>,
}

/// For each pair of a source and a target, a row for each shortest way, at most `limit` of them.
pub(super) fn run(
    run: &mut Run<'_>,
    operator: &Operator,
    (sources, targets): (&Table, &Table),
    shortest: &Shortest<'_>,
) -> Result<Table, Stop> {
    let sources = ends(run, sources, shortest.source)?;
    let targets = ends(run, targets, shortest.target)?;
    // A way of claims that may pass can be shorter than all sure ones: both are possible.
    let both = run.mode == Mode::Possible && !shortest.step.times.is_empty();
    let mut builder = Builder::new(run, &operator.keep, operator.merge || both);
    if both {
        ways(run, &mut builder, (&sources, &targets), shortest, Mode::Certain)?;
    }
    ways(run, &mut builder, (&sources, &targets), shortest, run.mode)?;
    Ok(builder.finish(run))
}

/// Nodes, each with the claims of the rows that it stands in.
type Ends = [(NodeId, Mark)];

/// Adds a row for each shortest way along the claims that pass in a mode.
fn ways(
    run: &mut Run<'_>,
    builder: &mut Builder,
    (sources, targets): (&Ends, &Ends),
    shortest: &Shortest<'_>,
    mode: Mode,
) -> Result<(), Stop> {
    let output =
        From::of(builder.columns(), &Table::default(), &[shortest.source, shortest.target, shortest.steps.unwrap_or(shortest.path)])?;
    let mut search = Search::new(run.view, run.scratch, shortest, mode);
    let only_lengths = shortest.steps.is_some() && !run.evidence() && !shortest.longer;
    if only_lengths && search.passes_all() && search.test.is_plain() {
        search.leap = Some(Leap {
            met: [run.scratch.bits(run.view), run.scratch.bits(run.view)],
            queues: [run.scratch.nodes(), run.scratch.nodes()],
        });
    }
    for &(source, source_mark) in sources {
        for &(target, target_mark) in targets {
            run.tick()?;
            if shortest.source == shortest.target && source != target {
                // One column for both ends asks for ways from a node to itself.
                continue;
            }
            if only_lengths {
                if let Some(steps) = search.length(run, source, target)? {
                    let mark = run.ledger.join(source_mark, target_mark);
                    let cells = [Slot::node(source), Slot::node(target), run.values.number(steps.into())];
                    builder.push(run, output.iter().map(|from| from.pick(&[], &cells)), mark)?;
                }
                continue;
            }
            let found = if shortest.longer { search.longer(run, source, target)? } else { search.between(run, source, target)? };
            for path in found {
                let mut mark = run.ledger.join(source_mark, target_mark);
                for &claim in &path.claims {
                    let claim = run.ledger.claim(claim);
                    mark = run.ledger.join(mark, claim);
                }
                let found = match shortest.steps {
                    Some(_) => run.values.number(path.claims.len() as f64),
                    None => run.values.path(path),
                };
                let cells = [Slot::node(source), Slot::node(target), found];
                builder.push(run, output.iter().map(|from| from.pick(&[], &cells)), mark)?;
            }
        }
    }
    if let Some(Leap { met, queues }) = search.leap {
        for (met, queue) in met.into_iter().zip(queues) {
            run.scratch.give_bits(met, &queue);
            run.scratch.give_nodes(queue);
        }
    }
    for visited in [search.near.distances, search.far.distances, search.good] {
        run.scratch.give_visited(visited);
    }
    Ok(())
}

/// The nodes in a column, each once. Doubtful rows are noted and left out.
fn ends(run: &mut Run<'_>, table: &Table, column: Column) -> Result<Vec<(NodeId, Mark)>, Stop> {
    let place = table.position(column)?;
    let mut cut = Builder::new(run, &std::iter::once(column).collect(), true);
    for (row, mark) in table.rows() {
        if mark.is_doubtful() {
            run.doubt(mark);
        } else {
            cut.push(run, [row[place]], mark)?;
        }
    }
    let cut = cut.finish(run);
    Ok(cut.rows().filter_map(|(row, mark)| Some((row.first()?.as_node()?, mark))).collect())
}

/// One of the two sides of a search.
struct Side {
    /// The distance of each node that was met.
    distances: Visited,
    /// The nodes of the last layer.
    frontier: Vec<NodeId>,
    /// How many layers there are.
    depth: u32,
    /// Against the direction of the step.
    reversed: bool,
}

impl Side {
    fn start(&mut self, node: NodeId) {
        self.distances.clear();
        self.distances.mark(node, 0);
        self.frontier.clear();
        self.frontier.push(node);
        self.depth = 0;
    }
}

struct Search<'a> {
    view: &'a dyn View,
    shortest: &'a Shortest<'a>,
    /// Whether all nodes are entities, as in a graph of names alone.
    no_values: bool,
    test: StepTest<'a>,
    /// The quick way, where only lengths are wanted and all claims and nodes may be passed.
    leap: Option<Leap>,
    near: Side,
    far: Side,
    /// Nodes of the near side that lead on to a meeting node.
    good: Visited,
}

impl<'a> Search<'a> {
    fn new(view: &'a dyn View, scratch: &mut Scratch, shortest: &'a Shortest<'a>, mode: Mode) -> Self {
        let mut side = |reversed| Side { distances: scratch.visited(view), frontier: Vec::new(), depth: 0, reversed };
        let (near, far) = (side(false), side(true));
        let test = StepTest::new(view, shortest.step, Some(mode));
        let no_values = view.entities().len() == view.node_bound();
        Self { view, shortest, no_values, test, leap: None, near, far, good: scratch.visited(view) }
    }

    /// Whether a way may pass any node.
    fn passes_all(&self) -> bool {
        self.no_values && self.shortest.avoiding.is_empty()
    }

    /// All shortest ways from a source to a target, in their order, at most `limit`.
    fn between(&mut self, run: &mut Run<'_>, source: NodeId, target: NodeId) -> Result<Vec<Path>, Stop> {
        if source == target {
            let trivial = Path { nodes: vec![source], claims: Vec::new() };
            return Ok(if self.shortest.limit > 0 { vec![trivial] } else { Vec::new() });
        }
        if !self.meet(run, source, target)? {
            return Ok(Vec::new());
        }
        self.mark_good(run)?;
        self.list(run, source)
    }

    /// How many steps the shortest ways from a source to a target have, if there is any and any is wanted.
    fn length(&mut self, run: &mut Run<'_>, source: NodeId, target: NodeId) -> Result<Option<u32>, Stop> {
        let steps = if source == target {
            Some(0)
        } else if let Some(leap) = &mut self.leap {
            leap.steps(run, &self.test, (source, target), self.shortest.max)?
        } else {
            self.meet(run, source, target)?.then_some(self.near.depth + self.far.depth)
        };
        Ok(steps.filter(|_| self.shortest.limit > 0))
    }

    /// Grows both sides until they meet; false if they do not.
    fn meet(&mut self, run: &mut Run<'_>, source: NodeId, target: NodeId) -> Result<bool, Stop> {
        self.near.start(source);
        self.far.start(target);
        let one_sided = !self.shortest.step.times.is_empty();
        loop {
            if self.near.frontier.is_empty() || self.far.frontier.is_empty() {
                return Ok(false);
            }
            if self.shortest.max.is_some_and(|max| self.near.depth + self.far.depth >= max) {
                return Ok(false);
            }
            let near = one_sided || self.near.frontier.len() <= self.far.frontier.len();
            let (side, other) = if near { (&mut self.near, &self.far) } else { (&mut self.far, &self.near) };
            let (view, shortest, no_values) = (self.view, self.shortest, self.no_values);
            // Two things of which the same number or "yes" is said are not connected by it.
            let may_pass = |node| shortest.avoiding.binary_search(&node).is_err() && (no_values || view.is_entity(node));
            let met = grow(run, &self.test, side, other, |node| node == source || node == target || may_pass(node))?;
            if met {
                return Ok(true);
            }
        }
    }

    /// Marks the nodes of the near side from which a meeting node can be reached in time.
    fn mark_good(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        self.good.clear();
        let (near, far, good) = (&self.near, &self.far, &mut self.good);
        // Whichever side grew last, the meeting nodes are those of the last layer of both.
        let (last, other, depth) = if near.frontier.len() <= far.frontier.len() { (near, far, far.depth) } else { (far, near, near.depth) };
        let mut layer: Vec<NodeId> = last.frontier.iter().copied().filter(|&node| other.distances.get(node) == Some(depth)).collect();
        for &node in &layer {
            good.mark(node, 0);
        }
        for distance in (0..near.depth).rev() {
            let mut next = Vec::new();
            for &node in &layer {
                self.test.visit(run, node, true, None, |_, other, _, truth| {
                    if truth == Truth::Yes && near.distances.get(other) == Some(distance) && good.mark(other, 0) {
                        next.push(other);
                    }
                    Ok(())
                })?;
            }
            layer = next;
        }
        Ok(())
    }

    /// Lists the ways depth first, steps in ascending order.
    fn list(&self, run: &mut Run<'_>, source: NodeId) -> Result<Vec<Path>, Stop> {
        let length = self.near.depth + self.far.depth;
        let mut ways = Vec::new();
        let mut path = Path { nodes: vec![source], claims: Vec::new() };
        // For each node of the path, the claims that lead on and have not been taken yet, the next one last.
        let mut open = vec![self.onward(run, source, 1)?];
        while let Some(claims) = open.last_mut() {
            if ways.len() >= self.shortest.limit {
                break;
            }
            let Some((claim, node)) = claims.pop() else {
                open.pop();
                path.nodes.pop();
                path.claims.pop();
                continue;
            };
            run.tick()?;
            path.nodes.push(node);
            path.claims.push(claim);
            if path.claims.len() == length as usize {
                ways.push(path.clone());
                path.nodes.pop();
                path.claims.pop();
            } else {
                let steps = path.nodes.len() as u32;
                open.push(self.onward(run, node, steps)?);
            }
        }
        Ok(ways)
    }

    /// The claims at a node that lead to a node of some shortest way, which stands so many steps from the source; the last one first. They are in the
    /// order of the nodes they lead to, then of what they say, and by their ids only if that is the same: ids change when a graph is frozen.
    fn onward(&self, run: &mut Run<'_>, node: NodeId, steps: u32) -> Result<Vec<(ClaimId, NodeId)>, Stop> {
        let length = self.near.depth + self.far.depth;
        let mut claims = Vec::new();
        self.test.visit(run, node, false, None, |_, other, claim, truth| {
            let leads_on = if steps <= self.near.depth {
                self.near.distances.get(other) == Some(steps) && self.good.get(other).is_some()
            } else {
                self.far.distances.get(other) == Some(length - steps)
            };
            if truth == Truth::Yes && leads_on {
                claims.push((claim, other));
            }
            Ok(())
        })?;
        claims.sort_by_cached_key(|&(claim, other)| std::cmp::Reverse(order_of(run.view, node, claim, other)));
        Ok(claims)
    }
}

/// What steps are compared by: the node that a step leads to, entities first; what its claim says; its id.
type StepOrder = (bool, NodeId, Option<(RelationId, bool)>, Interval, ClaimId);

fn order_of(view: &dyn View, node: NodeId, claim: ClaimId, other: NodeId) -> StepOrder {
    let says = view.ends(claim).map(|(subject, relation, _)| (relation, subject != node));
    (!view.is_entity(other), other, says, view.when(claim), claim)
}

/// Adds a layer to a side; whether it met the other side.
fn grow(run: &mut Run<'_>, test: &StepTest<'_>, side: &mut Side, other: &Side, may_pass: impl Fn(NodeId) -> bool) -> Result<bool, Stop> {
    side.depth += 1;
    let (mut next, mut met) = (Vec::new(), false);
    for &node in &side.frontier {
        test.visit(run, node, side.reversed, None, |run, neighbour, claim, truth| {
            if truth == Truth::Unknown {
                run.doubt(Mark::doubting(claim));
            } else if may_pass(neighbour) && side.distances.mark(neighbour, side.depth) {
                met |= other.distances.get(neighbour).is_some();
                next.push(neighbour);
            }
            Ok(())
        })?;
    }
    side.frontier = next;
    Ok(met)
}

/// How many steps the shortest ways between two nodes have, along claims that all pass: the first meeting is enough, since every shorter way would
/// have met before. Nothing is noted of a node but the side that it was met from, a bit each, so that the marks of a large graph fit into a cache.
struct Leap {
    /// From the source, and from the target.
    met: [Bits; 2],
    /// What each side met, in order: these bits are set.
    queues: [Vec<NodeId>; 2],
}

impl Leap {
    fn steps(&mut self, run: &mut Run<'_>, test: &StepTest<'_>, ends: (NodeId, NodeId), max: Option<u32>) -> Result<Option<u32>, Stop> {
        let [near_queue, far_queue] = &mut self.queues;
        let [near_met, far_met] = &mut self.met;
        for (met, queue, end) in [(&mut *near_met, &mut *near_queue, ends.0), (&mut *far_met, &mut *far_queue, ends.1)] {
            met.forget(queue);
            queue.clear();
            queue.push(end);
            met.mark(end);
        }
        // Where the last layer of each side begins.
        let (mut near_layer, mut far_layer) = (0, 0);
        let mut steps = 0;
        while max.is_none_or(|max| steps < max) {
            let far = far_queue.len() - far_layer < near_queue.len() - near_layer;
            let (queue, layer, own, other) = match far {
                false => (&mut *near_queue, &mut near_layer, &mut *near_met, &*far_met),
                true => (&mut *far_queue, &mut far_layer, &mut *far_met, &*near_met),
            };
            let places = *layer..queue.len();
            if places.is_empty() {
                return Ok(None);
            }
            steps += 1;
            *layer = places.end;
            let mut meeting = false;
            for place in places {
                let Some(&node) = queue.get(place) else { break };
                test.each_end(run, node, far, |neighbour| {
                    if other.is_marked(neighbour) {
                        meeting = true;
                    } else if own.mark(neighbour) {
                        queue.push(neighbour);
                    }
                    !meeting
                })?;
                if meeting {
                    return Ok(Some(steps));
                }
            }
        }
        Ok(None)
    }
}
