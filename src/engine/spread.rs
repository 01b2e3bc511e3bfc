//! Spreading: from a set of nodes to the set of nodes at the other end of claims, step by step, whatever the claims between them.
//!
//! Where rows carry no evidence and nothing is asked of a step but which nodes it leads to, nodes are kept as a list of ids instead of rows. Those that were
//! met already are found by looking through the list while it is short, and by a bit for each node where it is long. A chain of such steps from nodes that
//! are told, as of most prepared questions, is run here as a whole, and where its nodes are but counted no rows are made at all.

use smallvec::SmallVec;

use super::group;
use super::run::{Run, Stop};
use super::step::{PlainLanes, plain_lanes};
use super::table::{Builder, Table};
use super::visited::Bits;
use crate::graph::{NodeId, View};
use crate::plan::{Anchor, Operator, Work};
use crate::query::{Column, Function};

/// Steps from nodes that are told.
pub(super) struct Spread<'p> {
    leaf: &'p Operator,
    nodes: &'p [NodeId],
    /// The last comes first.
    steps: SmallVec<[(&'p Operator, PlainLanes<'p>); 4]>,
    /// The operator that counts the nodes of the last step, if nothing else is done with them.
    count: Option<&'p Operator>,
}

impl<'p> Spread<'p> {
    /// If an operator makes such steps, one at least, or counts where they lead. Only for runs without evidence.
    pub fn of(view: &dyn View, operator: &'p Operator) -> Option<Self> {
        let (count, mut lowest) = match counts(operator) {
            Some(input) => (Some(operator), input),
            None => (None, operator),
        };
        let mut steps = SmallVec::new();
        loop {
            match &lowest.work {
                Work::Nodes { column, nodes } if only(lowest, *column) && !steps.is_empty() => {
                    return Some(Self { leaf: lowest, nodes, steps, count });
                }
                Work::Follow { input, .. } => {
                    let (near, lanes) = spreads(view, lowest)?;
                    if !only(input, near) {
                        return None;
                    }
                    steps.push((lowest, lanes));
                    lowest = input;
                }
                _ => return None,
            }
        }
    }

    /// The rows, or the one with their number.
    ///
    /// # Errors
    /// The limit that was reached, and at which operator.
    pub fn run(&self, run: &mut Run<'_>) -> Result<Table, (Stop, &'p Operator)> {
        let part = run.part();
        let mut here = run.scratch.nodes();
        here.extend(self.nodes.iter().filter(|node| part.contains(node)));
        run.made(self.leaf, here.len());
        for &(operator, lanes) in self.steps.iter().rev() {
            let mut there = run.scratch.nodes();
            lanes.spread(run, &here, &mut there).map_err(|stop| (stop, operator))?;
            run.made(operator, there.len());
            run.scratch.give_nodes(std::mem::replace(&mut here, there));
        }
        let operator = self.count.or_else(|| self.steps.first().map(|&(operator, _)| operator)).unwrap_or(self.leaf);
        let table = match self.count {
            Some(count) => group::counted(run, count, here.len() as u64),
            None => table_of(run, operator, &here),
        };
        let table = table.map_err(|stop| (stop, operator))?;
        run.scratch.give_nodes(here);
        if self.count.is_some() {
            run.made(operator, table.len());
        }
        Ok(table)
    }
}

/// A step from any rows, if nothing is asked but which nodes it leads to, and no row can be in doubt: the place of the node it is followed from, and along what.
pub(super) fn step<'p>(run: &Run<'_>, operator: &'p Operator, input: &Table) -> Result<Option<(usize, PlainLanes<'p>)>, Stop> {
    if run.evidence() || !input.is_plain() {
        return Ok(None);
    }
    let Some((near, lanes)) = spreads(run.view, operator) else { return Ok(None) };
    let Work::Follow { claim, from, to, .. } = &operator.work else { return Ok(None) };
    let far = if near == *from { to } else { from };
    if input.find(*far).is_some() || input.find(*claim).is_some() {
        return Ok(None);
    }
    Ok(Some((input.position(near)?, lanes)))
}

/// The rows of [`step`].
pub(super) fn rows(run: &mut Run<'_>, operator: &Operator, input: &Table, (start, lanes): (usize, PlainLanes<'_>)) -> Result<Table, Stop> {
    let (mut here, mut there) = (run.scratch.nodes(), run.scratch.nodes());
    // Whether a node is there twice does not matter.
    here.extend(input.cells().chunks_exact(input.columns.len()).filter_map(|row| row[start].as_node()));
    lanes.spread(run, &here, &mut there)?;
    let table = table_of(run, operator, &there)?;
    run.scratch.give_nodes(here);
    run.scratch.give_nodes(there);
    Ok(table)
}

/// The column that an operator follows claims from, and along what, if it keeps only the nodes at the other end.
fn spreads<'p>(view: &dyn View, operator: &'p Operator) -> Option<(Column, PlainLanes<'p>)> {
    let Work::Follow { step, from, claim, to, anchor, .. } = &operator.work else { return None };
    let (near, far) = match anchor {
        Anchor::From => (*from, *to),
        Anchor::To => (*to, *from),
        Anchor::Nothing | Anchor::Claim => return None,
    };
    if !operator.merge || !only(operator, far) || near == far || *claim == far || *claim == near {
        return None;
    }
    Some((near, plain_lanes(view, step, *anchor == Anchor::To)?))
}

/// The input of an operator that only counts its rows, of one column.
fn counts(operator: &Operator) -> Option<&Operator> {
    let Work::Group { input, keys, aggregates, over: None } = &operator.work else { return None };
    let ([], [aggregate]) = (&keys[..], &aggregates[..]) else { return None };
    (matches!(aggregate.function, Function::Count | Function::Rows) && only(input, aggregate.of)).then_some(input)
}

/// Whether the rows of an operator have this column and no other.
fn only(operator: &Operator, column: Column) -> bool {
    operator.keep.len() == 1 && operator.keep.contains(column)
}

fn table_of(run: &mut Run<'_>, operator: &Operator, nodes: &[NodeId]) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, false);
    builder.push_nodes(run, nodes)?;
    Ok(builder.finish(run))
}

/// So many nodes are looked through one by one; more are found by their bits.
const FEW: usize = 32;

impl PlainLanes<'_> {
    /// Adds to `found`, which is empty, the nodes to which claims lead from some nodes, each once.
    fn spread(&self, run: &mut Run<'_>, from: &[NodeId], found: &mut Vec<NodeId>) -> Result<(), Stop> {
        let view = run.view;
        if let (&[node], &[relation], &[direction]) = (from, self.relations, self.directions) {
            // Of one list, those that are equal follow each other.
            found.extend_from_slice(view.neighbours(node, relation, direction).nodes);
            found.dedup();
            run.charge(found.len() + 1)?;
            return if found.len() > run.row_limit() { Err(Stop::Rows) } else { Ok(()) };
        }
        let limit = run.row_limit();
        let mut bits: Option<Bits> = None;
        let mut ended = Ok(());
        for &relation in self.relations {
            for &direction in self.directions {
                view.each_list(from, relation, direction, &mut |nodes| {
                    if found.len() + nodes.len() <= FEW && bits.is_none() {
                        for &node in nodes {
                            if !found.contains(&node) {
                                found.push(node);
                            }
                        }
                    } else {
                        let met = bits.get_or_insert_with(|| {
                            let mut met = run.scratch.bits(view);
                            found.iter().for_each(|&node| {
                                met.mark(node);
                            });
                            met
                        });
                        found.extend(nodes.iter().copied().filter(|&node| met.mark(node)));
                    }
                    ended = if found.len() > limit { Err(Stop::Rows) } else { run.charge(nodes.len() + 1) };
                    ended.is_ok()
                });
            }
        }
        ended?;
        if let Some(bits) = bits {
            run.scratch.give_bits(bits, found);
        }
        Ok(())
    }
}
