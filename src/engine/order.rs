//! Orders: rows sorted by columns, and the first of them.

mod standing;

use std::cmp::Ordering;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::ledger::Mark;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Table};
use crate::graph::names::fold;
use crate::graph::{Day, Node, NodeId, Value};
use crate::plan::{Operator, RANK};
use crate::query::{Column, SortOrder, Take};

/// Sorts rows and takes some. Rows in which a sorting column is missing come last and are never taken; where that is for want of a date of
/// a claim, the claim is noted. `other` are the rows of the input in the other mode, if they may differ.
pub(super) fn run(
    run: &mut Run<'_>,
    operator: &Operator,
    (input, other): (&Table, Option<&Table>),
    by: &[(Column, SortOrder)],
    take: Option<&Take>,
) -> Result<Table, Stop> {
    let places = by.iter().map(|&(column, order)| Ok((input.position(column)?, order))).collect::<Result<Vec<_>, Stop>>()?;
    let best = take.filter(|_| other.is_none()).and_then(|take| best_numbers(run, input, &places, take));
    let mut rows: Vec<(usize, Keys)> = Vec::with_capacity(if best.is_some() { 0 } else { input.len() });
    let mut rough = other.is_some();
    for (index, (row, mark)) in input.rows().enumerate() {
        run.tick()?;
        if let (Some(best), &[(place, _)]) = (&best, &places[..])
            && !best.contains(&row[place])
        {
            continue;
        }
        if take.is_some() && mark.is_doubtful() {
            run.doubt(mark);
            continue;
        }
        let keys: Keys = places.iter().map(|&(place, _)| key(run, row[place])).collect();
        if take.is_some() && keys.contains(&Key::Missing) {
            for (&(place, _), key) in places.iter().zip(&keys) {
                if let (Key::Missing, Some(claim)) = (key, row[place].as_claim()) {
                    run.doubt(Mark::doubting(claim));
                }
            }
            continue;
        }
        rough |= take.is_some() && places.iter().zip(&keys).any(|(&(place, _), key)| !standing::is_exact(run, row[place], key));
        rows.push((index, keys));
    }
    let mut take = take;
    if let Some(cut) = take.filter(|_| rough) {
        let kept = standing::taken(run, (input, other.unwrap_or(input)), &places, cut)?;
        rows.retain(|(index, _)| kept[*index]);
        take = None;
    }
    let compare_keys = |a: &[Key], b: &[Key]| {
        for ((a, b), &(_, order)) in a.iter().zip(b).zip(&places) {
            let compared = match (a, b, order) {
                // Missing cells come last in either order.
                (Key::Missing, _, _) | (_, Key::Missing, _) | (_, _, SortOrder::Ascending) => a.cmp(b),
                (_, _, SortOrder::Descending) => b.cmp(a),
            };
            if compared != Ordering::Equal {
                return compared;
            }
        }
        Ordering::Equal
    };
    let values = &run.values;
    if let Some(take) = take {
        cut_down(&mut rows, take, &compare_keys, |a, b| values.compare_rows(input.row(a), input.row(b)));
    }
    rows.sort_unstable_by(|(a, a_keys), (b, b_keys)| {
        compare_keys(a_keys, b_keys).then_with(|| values.compare_rows(input.row(*a), input.row(*b)))
    });
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), input, &[RANK])?;
    let mut rank = 0;
    for (place, (index, keys)) in rows.iter().enumerate() {
        if place > 0 && rows.get(place - 1).is_some_and(|(_, before)| compare_keys(before, keys) != Ordering::Equal) {
            rank += 1;
        }
        if let Some(take) = take {
            let counted = if take.ties { rank } else { place };
            if counted < take.skip {
                continue;
            }
            if counted - take.skip >= take.count {
                break;
            }
        }
        let row = input.row(*index);
        builder.push(run, output.iter().map(|from| from.pick(row, &[Slot::rank(rank)])), input.mark(*index))?;
    }
    Ok(builder.finish(run))
}

/// The numbers that the rows have which are taken, where rows are sorted by a number alone, are all sure, and those that share a place are taken
/// together: equal numbers are equal slots, so rows with others need no look at all.
fn best_numbers(run: &Run<'_>, input: &Table, places: &[(usize, SortOrder)], take: &Take) -> Option<Vec<Slot>> {
    let &[(place, order)] = places else { return None };
    let wanted = take.skip.saturating_add(take.count);
    if !take.ties || wanted > COMPARED || !input.is_plain() {
        return None;
    }
    let distinct: FxHashSet<Slot> = input.rows().map(|(row, _)| row[place]).collect();
    let numbers: Option<Vec<(f64, Slot)>> = distinct.into_iter().map(|slot| Some((run.values.as_number(slot)?, slot))).collect();
    let mut numbers = numbers?;
    numbers.sort_unstable_by(|(a, _), (b, _)| match order {
        SortOrder::Ascending => a.total_cmp(b),
        SortOrder::Descending => b.total_cmp(a),
    });
    numbers.truncate(wanted);
    Some(numbers.into_iter().map(|(_, slot)| slot).collect())
}

/// The keys of a row. Most orders have one.
pub(super) type Keys = SmallVec<[Key; 1]>;

/// More rows than this are not looked for one by one.
const FEW: usize = 256;

/// More numbers than this are not compared with each row.
const COMPARED: usize = 32;

/// Drops rows that stand behind all that are taken, so that only the others need be sorted.
fn cut_down(
    rows: &mut Vec<(usize, Keys)>,
    take: &Take,
    compare_keys: &dyn Fn(&[Key], &[Key]) -> Ordering,
    compare_rows: impl Fn(usize, usize) -> Ordering,
) {
    let wanted = take.skip.saturating_add(take.count);
    if wanted == 0 || wanted > FEW || wanted >= rows.len() {
        return;
    }
    if !take.ties {
        rows.select_nth_unstable_by(wanted - 1, |(a, a_keys), (b, b_keys)| compare_keys(a_keys, b_keys).then_with(|| compare_rows(*a, *b)));
        rows.truncate(wanted);
        return;
    }
    // The first distinct keys, in order, by the place of a row that has them.
    let mut best: Vec<usize> = Vec::with_capacity(wanted + 1);
    for (place, (_, keys)) in rows.iter().enumerate() {
        let behind = best.len() == wanted && best.last().is_some_and(|&last| compare_keys(&rows[last].1, keys) != Ordering::Greater);
        if !behind && let Err(at) = best.binary_search_by(|&other| compare_keys(&rows[other].1, keys)) {
            best.insert(at, place);
            best.truncate(wanted);
        }
    }
    if let (Some(&last), true) = (best.last(), best.len() == wanted) {
        let last = rows[last].1.clone();
        rows.retain(|(_, keys)| compare_keys(keys, &last) != Ordering::Greater);
    }
}

/// What rows are sorted by. Types come in the order below.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    /// A number.
    Number(f64),
    /// The first day of a date, or of the beginning of an interval or claim.
    Day(Day),
    /// No before yes.
    Truth(bool),
    /// A text, folded.
    Text(String),
    /// An entity: by its label, folded.
    Entity(String, NodeId),
    /// A path: by the number of its steps.
    Steps(usize),
    /// Nothing.
    Missing,
}

impl Key {
    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Day(_) => 1,
            Self::Truth(_) => 2,
            Self::Text(_) => 3,
            Self::Entity(..) => 4,
            Self::Steps(_) => 5,
            Self::Missing => 6,
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (Self::Truth(a), Self::Truth(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Entity(a, a_id), Self::Entity(b, b_id)) => (a, a_id).cmp(&(b, b_id)),
            (Self::Steps(a), Self::Steps(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

fn key(run: &Run<'_>, slot: Slot) -> Key {
    if let Some(node) = slot.as_node() {
        return match run.view.node(node).as_deref() {
            None => Key::Missing,
            Some(Node::Entity(entity)) => Key::Entity(fold(&entity.label), node),
            Some(Node::Value(Value::Number(quantity))) => Key::Number(quantity.amount + 0.0),
            Some(Node::Value(Value::Date(date))) => Key::Day(date.first_day()),
            Some(Node::Value(Value::Truth(truth))) => Key::Truth(*truth),
            Some(Node::Value(Value::Text(text) | Value::Url(text))) => Key::Text(fold(text)),
        };
    }
    let day = |from: Option<crate::graph::Date>| from.map_or(Key::Missing, |from| Key::Day(from.first_day()));
    if let Some(claim) = slot.as_claim() {
        return day(run.view.when(claim).from);
    }
    if let Some(interval) = run.values.as_interval(slot) {
        return day(interval.from);
    }
    if let Some(date) = run.values.as_date(slot) {
        return day(Some(date));
    }
    if let Some(number) = run.values.as_number(slot) {
        return Key::Number(number);
    }
    if let Some(text) = run.values.as_text(slot) {
        return Key::Text(fold(text));
    }
    match run.values.as_path(slot) {
        Some(path) => Key::Steps(path.claims.len()),
        None => Key::Missing,
    }
}
