//! The order in which the atoms of a region are run: greedy, from the start that makes the fewest rows on the way.

use crate::graph::{KindId, NodeId, View};
use crate::query::{Column, ColumnSet, Relations, Traversal};

use super::estimate::{self, Fan};
use super::region::{Atom, Form};

/// At most so many starts are tried.
const STARTS: usize = 4;

/// What was measured of an atom before ordering.
struct Measured {
    /// Rows it has by itself.
    rows: f64,
    /// For claims, and for reaching: what a step does.
    fan: Option<Fan>,
}

/// The atoms of one connected part of a region in the order to run them, each with the rows expected after it.
pub(super) fn order(view: &dyn View, atoms: &[Atom<'_>], part: &[usize]) -> Vec<(usize, f64)> {
    let measured: Vec<Measured> = part.iter().map(|&index| measure(view, atoms, part, index)).collect();
    let mut starts: Vec<usize> = (0..part.len()).filter(|&place| can_start(&atoms[part[place]].form)).collect();
    starts.sort_by(|&a, &b| measured[a].rows.total_cmp(&measured[b].rows));
    let mut best: Option<(f64, Vec<(usize, f64)>)> = None;
    for &start in starts.iter().take(STARTS) {
        let (cost, order) = follow(view, atoms, part, &measured, start);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, order));
        }
    }
    match best {
        Some((_, order)) => order.into_iter().map(|(place, rows)| (part[place], rows)).collect(),
        // Nothing makes rows: the query is malformed, and running it will say so.
        None => part.iter().map(|&index| (index, 1.0)).collect(),
    }
}

fn can_start(form: &Form<'_>) -> bool {
    !matches!(form, Form::Describe { .. } | Form::Reach { .. } | Form::Filter { .. })
}

/// The order from one start, and what it costs: the sum of the rows after each atom.
fn follow(view: &dyn View, atoms: &[Atom<'_>], part: &[usize], measured: &[Measured], start: usize) -> (f64, Vec<(usize, f64)>) {
    let mut bound = atoms[part[start]].columns.clone();
    let mut rows = measured[start].rows;
    let (mut cost, mut order) = (rows, vec![(start, rows)]);
    let mut left: Vec<usize> = (0..part.len()).filter(|&place| place != start).collect();
    while !left.is_empty() {
        // An atom without a bound column multiplies the rows, so it waits until nothing else fits.
        let mut best: Option<(bool, f64, usize)> = None;
        for (choice, &place) in left.iter().enumerate() {
            let atom = &atoms[part[place]];
            let apart = !atom.columns.meets(&bound) && can_start(&atom.form);
            let after = if apart {
                Some(rows * measured[place].rows)
            } else {
                after(view, atom, &measured[place], &bound, rows).map(|after| match &atom.form {
                    Form::Kind { column, kind } if always_of_kind(view, atoms, part, &order, *column, *kind) => rows,
                    Form::Nodes { column, nodes } => {
                        named_share(atoms, part, measured, &order, *column, nodes.len()).map_or(after, |share| rows * share)
                    }
                    _ => after,
                })
            };
            if let Some(after) = after
                && best.is_none_or(|(least_apart, least, _)| (apart, after) < (least_apart, least))
            {
                best = Some((apart, after, choice));
            }
        }
        // If nothing fits, the query is malformed; running it will say so.
        let (_, after, choice) = best.unwrap_or((false, rows, 0));
        let place = left.remove(choice);
        bound.extend(&atoms[part[place]].columns);
        rows = after;
        cost += rows;
        order.push((place, rows));
    }
    (cost, order)
}

/// The part of the rows in which a column that claims have bound is one of so many named nodes: that of the claims that have them at this end, so
/// that it is the same whether the rows are made from the names or tested for them.
fn named_share(
    atoms: &[Atom<'_>],
    part: &[usize],
    measured: &[Measured],
    order: &[(usize, f64)],
    column: Column,
    names: usize,
) -> Option<f64> {
    let shares = order.iter().filter_map(|&(place, _)| {
        let Form::Claims { from, to, .. } = &atoms[part[place]].form else { return None };
        let fan = measured[place].fan?;
        let at_end = if *from == column {
            fan.forward
        } else if *to == column {
            fan.backward
        } else {
            return None;
        };
        Some((at_end * names as f64 / fan.all.max(1.0)).min(1.0))
    });
    shares.reduce(f64::min)
}

/// Whether the claims that have bound a column are of relations that have only things of this kind at that end.
fn always_of_kind(view: &dyn View, atoms: &[Atom<'_>], part: &[usize], order: &[(usize, f64)], column: Column, kind: KindId) -> bool {
    let schema = view.schema();
    order.iter().any(|&(place, _)| {
        let Form::Claims { step, from, to, .. } = &atoms[part[place]].form else { return false };
        let (Relations::Only(relations), true) = (&step.relations, step.traversal != Traversal::Both) else { return false };
        let subject = (*from == column) == (step.traversal == Traversal::Forward);
        (*from == column || *to == column)
            && relations.iter().filter_map(|&relation| schema.relation(relation)).all(|relation| {
                let kinds = if subject { &relation.domain } else { &relation.range };
                !kinds.is_empty() && kinds.iter().all(|&own| schema.is_a(own, kind))
            })
    })
}

/// The rows expected after an atom is added that shares a column with what is bound; nothing if it cannot be added yet.
fn after(view: &dyn View, atom: &Atom<'_>, measured: &Measured, bound: &ColumnSet, rows: f64) -> Option<f64> {
    let is_bound = |column| bound.contains(column);
    let nodes = || view.node_bound().max(1) as f64;
    Some(match &atom.form {
        Form::Filter { .. } => {
            if !atom.columns.is_subset(bound) {
                return None;
            }
            rows * estimate::CONDITION
        }
        Form::Nodes { .. } => rows * (measured.rows / nodes()).min(1.0),
        Form::Kind { .. } | Form::Entities { .. } => rows * (measured.rows / nodes()).clamp(0.1, 1.0),
        Form::Claims { from, claim, to, .. } => {
            let fan = measured.fan?;
            match (is_bound(*from), is_bound(*to), is_bound(*claim)) {
                (_, _, true) => rows,
                (true, true, _) => rows * fan.between.min(1.0),
                (true, false, _) => rows * fan.forward,
                (false, true, _) => rows * fan.backward,
                (false, false, false) => rows * fan.all,
            }
        }
        Form::Describe { of, .. } => {
            if !is_bound(*of) {
                return None;
            }
            rows
        }
        Form::Reach { from, to, min, .. } => {
            let fan = measured.fan?;
            match (is_bound(*from), is_bound(*to)) {
                (true, true) => rows,
                (true, false) => rows * estimate::reached(fan.forward),
                (false, true) if *min <= 1 => rows * estimate::reached(fan.backward),
                (false, _) => return None,
            }
        }
        Form::Leaf { .. } | Form::Passed { .. } => {
            let common = atom.columns.intersection(bound).len();
            if common == atom.columns.len() { rows * 0.5 } else { rows.max(measured.rows) }
        }
    })
}

fn measure(view: &dyn View, atoms: &[Atom<'_>], part: &[usize], index: usize) -> Measured {
    // The nodes that a column is known to hold.
    let known = |column| {
        part.iter().find_map(|&other| match &atoms[other].form {
            Form::Nodes { column: named, nodes } if *named == column => Some(*nodes),
            _ => None,
        })
    };
    let fan_of = |step, from, to| {
        let (from, to): (Option<&[NodeId]>, Option<&[NodeId]>) = (known(from), known(to));
        estimate::fan(view, step, from, to)
    };
    match &atoms[index].form {
        Form::Nodes { nodes, .. } => Measured { rows: nodes.len() as f64, fan: None },
        Form::Kind { kind, .. } => Measured { rows: estimate::members(view, *kind), fan: None },
        Form::Entities { .. } => Measured { rows: view.entities().len() as f64, fan: None },
        Form::Claims { step, from, to, .. } => {
            let fan = fan_of(step, *from, *to);
            Measured { rows: fan.all, fan: Some(fan) }
        }
        Form::Reach { step, from, to, .. } => Measured { rows: f64::INFINITY, fan: Some(fan_of(step, *from, *to)) },
        Form::Leaf { expression } => Measured { rows: estimate::rough(view, expression), fan: None },
        Form::Passed { rows } => Measured { rows: *rows, fan: None },
        Form::Describe { .. } | Form::Filter { .. } => Measured { rows: f64::INFINITY, fan: None },
    }
}
