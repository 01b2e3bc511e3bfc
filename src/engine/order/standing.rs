//! Which rows are among the first where their keys are not known exactly: of a date known to its year, some day of it; of a number that certain and
//! possible rows make different, one of the two or one between.
//!
//! A row stands surely before another if the whole of its key lies before that of the other. Dates that are given alike tie.

use std::cmp::Ordering;

use smallvec::SmallVec;

use super::{Key, Keys, key};
use crate::engine::mode::Mode;
use crate::engine::run::{Run, Stop};
use crate::engine::slot::Slot;
use crate::engine::table::Table;
use crate::engine::value;
use crate::query::{SortOrder, Take};

/// A row, and where it may stand.
struct Standing {
    row: usize,
    low: Ranks,
    high: Ranks,
    /// Whether its keys are dates or known exactly: then it ties with a row of the same keys.
    ties: bool,
}

/// The least and the greatest place of a row.
struct Places {
    row: usize,
    least: usize,
    most: usize,
}

/// Keys in the order of the sorting.
type Ranks = SmallVec<[Rank; 1]>;

#[derive(Clone, Debug)]
enum Rank {
    Up(Key),
    Down(Key),
}

impl Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Down(a), Self::Down(b)) => b.cmp(a),
            (Self::Up(a) | Self::Down(a), Self::Up(b) | Self::Down(b)) => a.cmp(b),
        }
    }
}

fn compare(a: &Ranks, b: &Ranks) -> Ordering {
    a.iter().zip(b).map(|(a, b)| a.cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn is_before(a: &Ranks, b: &Ranks) -> bool {
    compare(a, b).is_lt()
}

impl Standing {
    fn is_like(&self, other: &Self) -> bool {
        self.ties && other.ties && compare(&self.low, &other.low).is_eq() && compare(&self.high, &other.high).is_eq()
    }
}

/// The least and the greatest that a key may be which is not known exactly, and whether two such keys are the same for being alike.
fn ends(run: &Run<'_>, slot: Slot, key: &Key) -> Option<(Key, Key, bool)> {
    match key {
        Key::Number(_) => {
            let (sure, possible) = run.values.as_range(slot).filter(|(sure, possible)| sure != possible)?;
            return Some((Key::Number(sure.min(possible)), Key::Number(sure.max(possible)), false));
        }
        Key::Day(_) => {}
        _ => return None,
    }
    let date = match slot.as_claim() {
        Some(claim) => run.view.when(claim).from,
        None => run.values.as_interval(slot).map_or_else(|| value::date(run, slot), |interval| interval.from),
    }?;
    date.day().is_none().then(|| (Key::Day(date.first_day()), Key::Day(date.last_day()), true))
}

/// Whether a key is known exactly.
pub(super) fn is_exact(run: &Run<'_>, slot: Slot, key: &Key) -> bool {
    ends(run, slot, key).is_none()
}

/// For each row of the input, whether it is among those that are taken: surely so, where certain rows are wanted, or possibly. The other
/// rows are those of the other mode.
///
/// # Complexity
/// O(n log n) where rows of equal keys are taken together, as all questions do; else O(n²).
pub(super) fn taken(
    run: &mut Run<'_>,
    (input, other): (&Table, &Table),
    places: &[(usize, SortOrder)],
    take: &Take,
) -> Result<Vec<bool>, Stop> {
    let (sure_rows, possible_rows) = if run.mode == Mode::Certain { (input, other) } else { (other, input) };
    let (sure, possible) = (standings(run, sure_rows, places)?, standings(run, possible_rows, places)?);
    let places_of: Vec<Places> = {
        let mine = if run.mode == Mode::Certain { &sure } else { &possible };
        if take.ties {
            let (first, before) = (Chain::of(&sure), Classes::of(&possible));
            mine.iter().map(|standing| Places { row: standing.row, least: first.before(standing), most: before.before(standing) }).collect()
        } else {
            one_by_one(run, mine, (input, sure_rows, possible_rows), (&sure, &possible))?
        }
    };
    let mut kept = vec![false; input.len()];
    for Places { row, least, most } in places_of {
        let end = take.skip.saturating_add(take.count);
        let surely = least >= take.skip && most < end;
        let may = least < end && most >= take.skip;
        if may && !surely {
            run.vague(run.mode);
        }
        kept[row] = if run.mode == Mode::Certain { surely } else { may };
    }
    Ok(kept)
}

/// The sure rows of a table in which no key is missing.
fn standings(run: &mut Run<'_>, table: &Table, places: &[(usize, SortOrder)]) -> Result<Vec<Standing>, Stop> {
    let mut standings = Vec::with_capacity(table.len());
    for (index, (row, mark)) in table.rows().enumerate() {
        run.tick()?;
        let keys: Keys = places.iter().map(|&(place, _)| key(run, row[place])).collect();
        if mark.is_doubtful() || keys.contains(&Key::Missing) {
            continue;
        }
        let (mut low, mut high, mut ties) = (Ranks::new(), Ranks::new(), true);
        for (exact, &(place, order)) in keys.into_iter().zip(places) {
            let (first, last, alike) = ends(run, row[place], &exact).unwrap_or_else(|| (exact.clone(), exact, true));
            ties &= alike;
            match order {
                SortOrder::Ascending => {
                    low.push(Rank::Up(first));
                    high.push(Rank::Up(last));
                }
                SortOrder::Descending => {
                    low.push(Rank::Down(last));
                    high.push(Rank::Down(first));
                }
            }
        }
        standings.push(Standing { row: index, low, high, ties });
    }
    Ok(standings)
}

/// Where keys end of which each lies wholly before the next, as many as there are: so many different keys surely stand before what lies behind.
struct Chain<'s>(Vec<&'s Ranks>);

impl<'s> Chain<'s> {
    fn of(standings: &'s [Standing]) -> Self {
        let mut by_end: Vec<&Standing> = standings.iter().collect();
        by_end.sort_by(|a, b| compare(&a.high, &b.high));
        let mut chain: Vec<&Ranks> = Vec::new();
        for standing in by_end {
            if chain.last().is_none_or(|last| is_before(last, &standing.low)) {
                chain.push(&standing.high);
            }
        }
        Self(chain)
    }

    fn before(&self, standing: &Standing) -> usize {
        self.0.partition_point(|end| is_before(end, &standing.low))
    }
}

/// Rows that may stand before others, those that tie but once.
struct Classes<'s>(Vec<&'s Standing>);

impl<'s> Classes<'s> {
    fn of(standings: &'s [Standing]) -> Self {
        let mut classes: Vec<&Standing> = standings.iter().collect();
        classes.sort_by(|a, b| compare(&a.low, &b.low).then_with(|| compare(&a.high, &b.high)).then(a.ties.cmp(&b.ties)));
        classes.dedup_by(|a, b| a.is_like(b));
        Self(classes)
    }

    /// How many may stand before a row that is one of them.
    fn before(&self, standing: &Standing) -> usize {
        let before = self.0.partition_point(|other| is_before(&other.low, &standing.high));
        before - usize::from(is_before(&standing.low, &standing.high))
    }
}

/// How many rows surely stand before each, and how many may; rows that tie stand in the order of their cells.
fn one_by_one(
    run: &mut Run<'_>,
    mine: &[Standing],
    (input, sure_rows, possible_rows): (&Table, &Table, &Table),
    (sure, possible): (&[Standing], &[Standing]),
) -> Result<Vec<Places>, Stop> {
    let mut found = Vec::with_capacity(mine.len());
    for standing in mine {
        run.charge(sure.len() + possible.len())?;
        let cells = input.row(standing.row);
        let is_first = |table: &Table, other: &Standing| run.values.compare_rows(table.row(other.row), cells).is_lt();
        let surely = |other: &&Standing| match compare(&other.high, &standing.low) {
            _ if other.is_like(standing) => is_first(sure_rows, other),
            Ordering::Less => true,
            Ordering::Equal => is_first(sure_rows, other),
            Ordering::Greater => false,
        };
        let may = |other: &&Standing| match compare(&other.low, &standing.high) {
            _ if other.is_like(standing) => is_first(possible_rows, other),
            Ordering::Less => possible_rows.row(other.row) != cells,
            Ordering::Equal => is_first(possible_rows, other),
            Ordering::Greater => false,
        };
        found.push(Places { row: standing.row, least: sure.iter().filter(surely).count(), most: possible.iter().filter(may).count() });
    }
    Ok(found)
}
