//! Several demands on one node, met at once: where a new column is linked to columns that are bound by more than one atom, the node is
//! looked for where all the lists of neighbours meet, and not in one of them to be checked against the others (Ngo, Porat, Ré, Rudra,
//! "Worst-case optimal join algorithms", 2012; Mhedhbi, Salihoglu, "Optimizing subgraph queries by combining binary and worst-case optimal
//! joins", 2019).

use crate::graph::{Direction, RelationId};
use crate::query::{Column, ColumnSet, Polarity, Relations, Step, Traversal};

use super::region::{Atom, Form};

/// One list of neighbours: of the node in column `at`, the nodes to which claims lead in a direction.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    pub at: Column,
    pub relation: RelationId,
    pub direction: Direction,
    pub polarity: Polarity,
}

/// A step of an order in which a part of a region is run: an atom, or several that meet in a new column.
pub(super) enum Move {
    /// The atom at this index.
    Apply(usize),
    /// All nodes at the near end of a lane.
    Ends(Column, Lane),
    /// A new column, found where the lanes meet.
    Meet(Column, Vec<Lane>),
}

/// Puts together what can be met at once in an order of atoms. `hidden` tells whether a claim is looked at by its atom alone. With each move
/// come the rows expected after it.
pub(super) fn together(atoms: &[Atom<'_>], order: &[(usize, f64)], hidden: impl Fn(Column) -> bool) -> Vec<(Move, f64)> {
    let mut moves = Vec::with_capacity(order.len());
    let mut bound = ColumnSet::EMPTY;
    let mut settled = vec![false; order.len()];
    let simple = |index: usize| Simple::of(&atoms[index]).filter(|simple| hidden(simple.claim));
    for (place, &(index, rows)) in order.iter().enumerate() {
        if settled[place] {
            continue;
        }
        if let Some(first) = simple(index) {
            let starts = [(first.from, first.to), (first.to, first.from)].into_iter().filter(|(at, to)| match place {
                // At the very beginning the one end is bound to all nodes there are.
                0 => true,
                _ => bound.contains(*at) && !bound.contains(*to),
            });
            let meeting = starts.map(|(at, to)| {
                let mut within = bound.clone();
                within.insert(at);
                // Those after it that lead from what is bound to the same new column.
                let more = order.iter().enumerate().skip(place + 1).filter(|&(later, _)| !settled[later]);
                let more = more.filter_map(|(later, &(index, rows))| Some((later, simple(index)?.lane(to, &within)?, rows)));
                (at, to, more.collect::<Vec<_>>())
            });
            let best = meeting.filter(|(_, _, more)| !more.is_empty()).max_by_key(|(at, _, more)| (more.len(), *at == first.from));
            if let Some((at, to, more)) = best
                && let Some(lane) = first.lane_from(at)
            {
                if place == 0 {
                    moves.push((Move::Ends(at, lane.clone()), rows));
                    bound.insert(at);
                }
                let (mut lanes, mut rows) = (vec![lane], rows);
                for (later, lane, after) in more {
                    settled[later] = true;
                    lanes.push(lane);
                    rows = after;
                }
                bound.insert(to);
                moves.push((Move::Meet(to, lanes), rows));
                continue;
            }
        }
        bound.extend(&atoms[index].columns);
        moves.push((Move::Apply(index), rows));
    }
    moves
}

/// An atom of claims of one relation in one direction, with no test that looks at a claim for more than whether it is denied.
struct Simple<'a> {
    step: &'a Step,
    relation: RelationId,
    direction: Direction,
    from: Column,
    claim: Column,
    to: Column,
}

impl<'a> Simple<'a> {
    fn of(atom: &Atom<'a>) -> Option<Self> {
        let Form::Claims { step, from, claim, to } = &atom.form else { return None };
        let Relations::Only(relations) = &step.relations else { return None };
        let (&[relation], true) = (&relations[..], step.times.is_empty() && step.sources.is_empty() && step.places.is_empty()) else {
            return None;
        };
        let direction = match step.traversal {
            Traversal::Forward => Direction::Forward,
            Traversal::Backward => Direction::Backward,
            Traversal::Both => return None,
        };
        let apart = from != to && claim != from && claim != to;
        apart.then_some(Self { step, relation, direction, from: *from, claim: *claim, to: *to })
    }

    fn lane_from(&self, at: Column) -> Option<Lane> {
        let direction = if at == self.from { self.direction } else { self.direction.reversed() };
        (at == self.from || at == self.to).then_some(Lane { at, relation: self.relation, direction, polarity: self.step.polarity })
    }

    /// The lane to a column from one that is bound.
    fn lane(&self, to: Column, bound: &ColumnSet) -> Option<Lane> {
        let at = if self.to == to { self.from } else { self.to };
        (self.from == to || self.to == to).then_some(())?;
        self.lane_from(at).filter(|_| at != to && bound.contains(at))
    }
}
