//! Counting rows without making them.
//!
//! Where nothing is asked of a chain of lanes but how many rows it has (the ends of a relation, for each of them the nodes where lists of
//! neighbours meet, and so on), the lists are gone through depth first and only counted: nothing is kept but the place in each (Veldhuizen,
//! "Leapfrog Triejoin", 2014, with a count in the place of the last level). Nodes where a list that is needed later is empty are passed over at
//! once. The nodes of the first level are divided among the threads; sums do not depend on how.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicU32, Ordering};

use smallvec::SmallVec;

use super::meet::{Fitting, count_common, intersect};
use super::run::{Run, Stop, Watch};
use crate::graph::{Direction, NodeId, RelationId, View};
use crate::plan::{Anchor, Lane, Operator, Work};
use crate::query::{Column, Function, Polarity, Relations, Step, Traversal};

/// Rows that need only be counted.
pub(super) struct Chain<'p> {
    base: Base<'p>,
    /// What each level of nodes adds, after those of the base.
    levels: Vec<Level<'p>>,
    /// The columns, by the places of their nodes.
    columns: SmallVec<[Column; 6]>,
}

/// Where the first nodes come from.
enum Base<'p> {
    /// All nodes that have claims of a relation.
    Ends(&'p Operator, RelationId, Direction),
    /// All claims of a relation: two nodes at once.
    Claims(&'p Operator, RelationId, Direction),
    /// These nodes.
    Nodes(&'p Operator, &'p [NodeId]),
}

/// One more node, where lists of neighbours meet.
struct Level<'p> {
    operator: &'p Operator,
    /// From the node at which place, along which relation.
    lanes: SmallVec<[(usize, RelationId, Direction); 4]>,
}

impl<'p> Chain<'p> {
    /// If an operator counts the rows of a chain, in which all claims pass.
    pub fn of(view: &dyn View, operator: &'p Operator) -> Option<Self> {
        let Work::Group { input, keys, aggregates, over: None } = &operator.work else { return None };
        let ([], [aggregate]) = (&keys[..], &aggregates[..]) else { return None };
        if aggregate.function != Function::Rows || !input.keep.contains(aggregate.of) {
            return None;
        }
        let mut above: SmallVec<[&'p Operator; 4]> = SmallVec::new();
        let mut lowest: &'p Operator = input;
        let mut chain = loop {
            if let Some(chain) = Self::start(lowest) {
                break chain;
            }
            above.push(lowest);
            lowest = lowest.work.only_input()?;
        };
        // One list alone is counted as quickly where it is made.
        if above.is_empty() {
            return None;
        }
        while let Some(operator) = above.pop() {
            chain.add(operator)?;
        }
        chain.all_pass(view).then_some(chain)
    }

    fn start(operator: &'p Operator) -> Option<Self> {
        let (base, columns): (Base<'p>, SmallVec<[Column; 6]>) = match &operator.work {
            Work::Ends { column, lane } => (Base::Ends(operator, lane.relation, lane.direction), [*column].into_iter().collect()),
            Work::Nodes { column, nodes } => (Base::Nodes(operator, nodes), [*column].into_iter().collect()),
            Work::Follow { input, step, from, claim, to, anchor: Anchor::Nothing } if matches!(input.work, Work::Unit) => {
                let (relation, direction) = simple(step).filter(|_| from != to && claim != from && claim != to)?;
                (Base::Claims(operator, relation, direction), [*from, *to].into_iter().collect())
            }
            _ => return None,
        };
        let all = columns.len() == operator.keep.len() && columns.iter().all(|&column| operator.keep.contains(column));
        all.then(|| Self { base, levels: Vec::new(), columns })
    }

    /// Adds a level; nothing if the operator does anything but add one column.
    fn add(&mut self, operator: &'p Operator) -> Option<()> {
        let (to, lanes) = match &operator.work {
            Work::Meet { to, lanes, .. } => (*to, lanes.iter().map(|lane| self.lane(lane)).collect::<Option<SmallVec<_>>>()?),
            Work::Follow { step, from, claim, to, anchor, .. } => {
                let (relation, direction) = simple(step).filter(|_| from != to && claim != from && claim != to)?;
                let (near, far, direction) = match anchor {
                    Anchor::From => (*from, *to, direction),
                    Anchor::To => (*to, *from, direction.reversed()),
                    Anchor::Nothing | Anchor::Claim => return None,
                };
                let place = self.place(near).filter(|_| self.place(*claim).is_none())?;
                (far, [(place, relation, direction)].into_iter().collect())
            }
            _ => return None,
        };
        if self.place(to).is_some() {
            return None;
        }
        self.columns.push(to);
        self.levels.push(Level { operator, lanes });
        let all = self.columns.len() == operator.keep.len() && self.columns.iter().all(|&column| operator.keep.contains(column));
        all.then_some(())
    }

    fn lane(&self, lane: &Lane) -> Option<(usize, RelationId, Direction)> {
        Some((self.place(lane.at)?, lane.relation, lane.direction))
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|&other| other == column)
    }

    /// Whether all claims pass whatever they assert.
    fn all_pass(&self, view: &dyn View) -> bool {
        let base = match &self.base {
            Base::Ends(operator, ..) | Base::Claims(operator, ..) => Some(*operator),
            Base::Nodes(..) => None,
        };
        base.into_iter().chain(self.levels.iter().map(|level| level.operator)).all(|operator| match &operator.work {
            Work::Ends { lane, .. } => Fitting::of(view, lane.relation, lane.polarity) == Fitting::All,
            Work::Meet { lanes, .. } => lanes.iter().all(|lane| Fitting::of(view, lane.relation, lane.polarity) == Fitting::All),
            Work::Follow { step, .. } => {
                simple(step).is_some_and(|(relation, _)| Fitting::of(view, relation, step.polarity) == Fitting::All)
            }
            _ => false,
        })
    }

    /// The rows at each level, and the operator that stands for it; those of the last level are those of the whole.
    ///
    /// # Errors
    /// The limit that was reached.
    pub fn count(&self, run: &mut Run<'_>) -> Result<Vec<(&'p Operator, u64)>, Stop> {
        let view = run.view;
        let base = match self.base {
            Base::Ends(operator, ..) | Base::Claims(operator, ..) | Base::Nodes(operator, _) => operator,
        };
        let mut counts = vec![0; self.levels.len() + 1];
        match self.base {
            Base::Nodes(_, nodes) => {
                let mut counter = Counter::new(self, view, run.watch());
                nodes.iter().try_for_each(|&node| counter.start_at(node, None))?;
                counts = counter.counts;
            }
            Base::Ends(_, relation, direction) | Base::Claims(_, relation, direction) => {
                let bound = view.node_bound();
                let threads = run.threads().min(bound / NODES_PER_THREAD).max(1);
                let next = AtomicU32::new(0);
                let work = |watch: Watch<'_>| -> Result<Vec<u64>, Stop> {
                    let mut counter = Counter::new(self, view, watch);
                    loop {
                        let part = next.fetch_add(1, Ordering::Relaxed) as usize;
                        let start = part * PART;
                        if start >= bound {
                            return Ok(counter.counts);
                        }
                        counter.part(relation, direction, NodeId::from_index(start)..NodeId::from_index((start + PART).min(bound)))?;
                    }
                };
                let watches: Vec<Watch<'_>> = (1..threads).map(|_| run.watch()).collect();
                let own = run.watch();
                let parts = std::thread::scope(|scope| {
                    let work = &work;
                    let others: Vec<_> = watches.into_iter().map(|watch| scope.spawn(move || work(watch))).collect();
                    let mut parts = vec![work(own)];
                    // A thread that panicked has counted nothing that could be used.
                    parts.extend(others.into_iter().map(|other| other.join().unwrap_or(Err(Stop::Cancelled))));
                    parts
                });
                for part in parts {
                    for (sum, count) in counts.iter_mut().zip(part?) {
                        *sum += count;
                    }
                }
            }
        }
        let operators = std::iter::once(base).chain(self.levels.iter().map(|level| level.operator));
        Ok(operators.zip(counts).collect())
    }
}

/// Fewer nodes than this are not worth a thread.
const NODES_PER_THREAD: usize = 1 << 14;

/// Nodes that a thread takes at a time.
const PART: usize = 1 << 12;

/// The relation and direction of a step that takes all claims of one relation one way.
fn simple(step: &Step) -> Option<(RelationId, Direction)> {
    let Relations::Only(relations) = &step.relations else { return None };
    let bare = step.times.is_empty() && step.sources.is_empty() && step.places.is_empty();
    let &[relation] = &relations[..] else { return None };
    let direction = match step.traversal {
        Traversal::Forward => Direction::Forward,
        Traversal::Backward => Direction::Backward,
        Traversal::Both => return None,
    };
    (bare && step.polarity != Polarity::Denied).then_some((relation, direction))
}

/// One thread's way through a chain.
struct Counter<'c, 'v> {
    chain: &'c Chain<'c>,
    view: &'v dyn View,
    watch: Watch<'c>,
    /// The list of each lane of each level, once the node where it starts is known.
    lists: Vec<SmallVec<[&'v [NodeId]; 4]>>,
    /// Which lanes start at the node of each place.
    starts: Vec<SmallVec<[Start; 4]>>,
    /// The lists of the lanes that start at the first place, for the nodes of the part that is being gone through.
    ahead: Vec<Vec<&'v [NodeId]>>,
    /// The first node of that part.
    first: NodeId,
    /// For each level, the nodes that are being gone through.
    open: Vec<Vec<NodeId>>,
    /// The rows of the base and of each level.
    counts: Vec<u64>,
}

/// A lane that starts at a node.
#[derive(Clone, Copy)]
struct Start {
    level: usize,
    lane: usize,
    relation: RelationId,
    direction: Direction,
}

impl<'c, 'v> Counter<'c, 'v> {
    fn new(chain: &'c Chain<'c>, view: &'v dyn View, watch: Watch<'c>) -> Self {
        let mut starts: Vec<SmallVec<[Start; 4]>> = vec![SmallVec::new(); chain.columns.len()];
        for (number, level) in chain.levels.iter().enumerate() {
            for (lane, &(place, relation, direction)) in level.lanes.iter().enumerate() {
                starts[place].push(Start { level: number, lane, relation, direction });
            }
        }
        Self {
            chain,
            view,
            watch,
            lists: chain.levels.iter().map(|level| level.lanes.iter().map(|_| &[][..]).collect()).collect(),
            ahead: vec![Vec::new(); starts.first().map_or(0, SmallVec::len)],
            first: NodeId(0),
            starts,
            open: vec![Vec::new(); chain.levels.len()],
            counts: vec![0; chain.levels.len() + 1],
        }
    }

    /// Counts from a part of the nodes at the ends of a relation.
    fn part(&mut self, relation: RelationId, direction: Direction, nodes: Range<NodeId>) -> Result<(), Stop> {
        let view = self.view;
        let pairs = self.chain.columns.len() == self.chain.levels.len() + 2;
        // Lists that are gone through in the order of their nodes are found at once.
        self.first = nodes.start;
        for (start, ahead) in self.starts[0].iter().zip(&mut self.ahead) {
            ahead.clear();
            if (start.relation, start.direction) != (relation, direction) {
                ahead.resize((nodes.end.0 - nodes.start.0) as usize, &[][..]);
                let _ = view.each_row(start.relation, start.direction, nodes.clone(), &mut |node, neighbours| {
                    ahead[(node.0 - nodes.start.0) as usize] = neighbours.nodes;
                    ControlFlow::Continue(())
                });
            }
        }
        let mut ended = Ok(());
        let _ = view.each_row(relation, direction, nodes, &mut |node, neighbours| {
            ended = match pairs {
                false => self.start_at(node, Some(neighbours.nodes)),
                true => self.start_at_pairs(node, neighbours.nodes),
            };
            if ended.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        ended
    }

    fn start_at(&mut self, node: NodeId, known: Option<&'v [NodeId]>) -> Result<(), Stop> {
        self.counts[0] += 1;
        let bound = match known {
            Some(known) => self.bind_first(node, known),
            None => self.bind(0, node),
        };
        if bound { self.level(0) } else { self.watch.charge(1) }
    }

    fn start_at_pairs(&mut self, node: NodeId, others: &'v [NodeId]) -> Result<(), Stop> {
        let fruitful = self.bind_first(node, others);
        let mut last = None;
        for &other in others {
            if last.replace(other) == Some(other) {
                continue;
            }
            self.counts[0] += 1;
            if fruitful && self.bind(1, other) {
                self.level(0)?;
            }
        }
        self.watch.charge(1)
    }

    /// Looks up the lists that start at the node of a place; false if one of them is empty.
    fn bind(&mut self, place: usize, node: NodeId) -> bool {
        self.starts[place].iter().all(|&Start { level, lane, relation, direction }| {
            let list = self.view.neighbours(node, relation, direction).nodes;
            self.lists[level][lane] = list;
            !list.is_empty()
        })
    }

    /// The same for the first place, from what was looked up for the whole part; `known` is the list along the relation of the base.
    fn bind_first(&mut self, node: NodeId, known: &'v [NodeId]) -> bool {
        let index = (node.0 - self.first.0) as usize;
        self.starts[0].iter().zip(&self.ahead).all(|(&Start { level, lane, .. }, ahead)| {
            let list = ahead.get(index).copied().unwrap_or(known);
            self.lists[level][lane] = list;
            !list.is_empty()
        })
    }

    /// Counts the rows from a level on.
    fn level(&mut self, level: usize) -> Result<(), Stop> {
        let lists = &self.lists[level];
        self.watch.charge(lists.iter().map(|list| list.len()).min().unwrap_or_default() + 1)?;
        if level + 1 == self.chain.levels.len() {
            self.counts[level + 1] += count_common(lists);
            return Ok(());
        }
        let mut nodes = std::mem::take(&mut self.open[level]);
        nodes.clear();
        intersect(&mut lists.clone(), |node| {
            if nodes.last() != Some(&node) {
                nodes.push(node);
            }
            true
        });
        self.counts[level + 1] += nodes.len() as u64;
        let place = self.chain.columns.len() - self.chain.levels.len() + level;
        for &node in &nodes {
            if self.bind(place, node) {
                self.level(level + 1)?;
            }
        }
        self.open[level] = nodes;
        Ok(())
    }
}
