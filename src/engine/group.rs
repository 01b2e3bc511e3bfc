//! Groups: one row for each distinct value of the keys, with aggregates.

use std::cmp::Ordering;

use super::join::Lookup;
use super::ledger::Mark;
use super::mode::Mode;
use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Table};
use super::value;
use crate::graph::{Date, Interval};
use crate::plan::Operator;
use crate::query::{Aggregate, Column, ColumnSet, DateUnit, Function};

/// Groups the sure rows of the input; doubtful rows are noted and left out. `over` adds keys that are in no row of the input.
pub(super) fn run(
    run: &mut Run<'_>,
    operator: &Operator,
    input: &Table,
    keys: &[Column],
    aggregates: &[Aggregate],
    over: Option<&Table>,
) -> Result<Table, Stop> {
    if over.is_none()
        && let Some(table) = tally(run, operator, input, keys, aggregates)?
    {
        return Ok(table);
    }
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let added: Vec<Column> = aggregates.iter().map(|aggregate| aggregate.to).collect();
    let key_set: ColumnSet = keys.iter().copied().collect();
    // The groups are the rows of the input cut to the keys; the members of each are found by agreement with its key.
    let groups = groups_or_one(run, input, &key_set)?;
    let places = aggregates.iter().map(|aggregate| input.position(aggregate.of)).collect::<Result<Vec<_>, _>>()?;
    let output = From::of(builder.columns(), &groups, &added)?;
    let members = Lookup::new(run, input, &groups)?;
    let (mut cells, mut results) = (Vec::new(), Vec::new());
    for (key, mark) in groups.rows() {
        results.clear();
        for (aggregate, &place) in aggregates.iter().zip(&places) {
            cells.clear();
            for index in members.find(key) {
                run.tick()?;
                if !input.mark(index).is_doubtful() {
                    cells.push(input.row(index)[place]);
                }
            }
            results.push(compute(run, aggregate.function, &mut cells));
        }
        builder.push(run, output.iter().map(|from| from.pick(key, &results)), mark)?;
    }
    if let Some(over) = over {
        let absent: Vec<Slot> = aggregates.iter().map(|aggregate| nothing(run, aggregate.function)).collect();
        let mut others = Builder::new(run, &key_set, true);
        let cut = From::of(others.columns(), over, &[])?;
        let present = Lookup::new(run, &groups, over)?;
        for (row, mark) in over.rows() {
            if mark.is_doubtful() {
                run.doubt(mark);
            } else if present.find(row).next().is_none() {
                others.push(run, cut.iter().map(|from| from.pick(row, &[])), mark)?;
            }
        }
        for (key, mark) in others.finish(run).rows() {
            builder.push(run, output.iter().map(|from| from.pick(key, &absent)), mark)?;
        }
    }
    Ok(builder.finish(run))
}

/// As [`run`], where the certain and the possible rows of the input may differ: those of the mode come first, then the others. A number that
/// differs is a [range](super::slot::Values::range); anything else is that of the certain rows, and beside it, where possible rows are wanted,
/// that of the possible ones.
pub(super) fn run_both(
    run: &mut Run<'_>,
    operator: &Operator,
    (input, other): (&Table, &Table),
    keys: &[Column],
    aggregates: &[Aggregate],
    over: Option<(&Table, &Table)>,
) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, true);
    let added: Vec<Column> = aggregates.iter().map(|aggregate| aggregate.to).collect();
    let key_set: ColumnSet = keys.iter().copied().collect();
    let mut groups = groups_or_one(run, input, &key_set)?;
    if let Some((over, _)) = over {
        let others = groups_of(run, over, &key_set, true)?;
        let present = Lookup::new(run, &groups, &others)?;
        let mut all = Builder::new(run, &key_set, false);
        for (row, mark) in groups.rows() {
            all.push(run, row.iter().copied(), mark)?;
        }
        for (row, mark) in others.rows() {
            if present.find(row).next().is_none() {
                all.push(run, row.iter().copied(), mark)?;
            }
        }
        groups = all.finish(run);
    }
    let (sure, possible) = if run.mode == Mode::Certain { (input, other) } else { (other, input) };
    let mut aggregates_of = Vec::new();
    for (table, mode) in [(sure, Mode::Certain), (possible, Mode::Possible)] {
        let places = aggregates.iter().map(|aggregate| table.position(aggregate.of)).collect::<Result<Vec<_>, _>>()?;
        aggregates_of.push((table, mode, places, Lookup::new(run, table, &groups)?));
    }
    // A group of possible rows alone has no certain value.
    let certain = groups_of(run, sure, &key_set, false)?;
    let certain = Lookup::new(run, &certain, &groups)?;
    let beside = groups_of(run, over.map_or(sure, |(over, other)| if run.mode == Mode::Certain { over } else { other }), &key_set, false)?;
    let beside = Lookup::new(run, &beside, &groups)?;
    let output = From::of(builder.columns(), &groups, &added)?;
    let mut cells = Vec::new();
    for (key, mark) in groups.rows() {
        let mut results = [Vec::new(), Vec::new()];
        for (results, (table, mode, places, members)) in results.iter_mut().zip(&aggregates_of) {
            for (aggregate, &place) in aggregates.iter().zip(places) {
                cells.clear();
                for index in members.find(key) {
                    run.tick()?;
                    if !table.mark(index).is_doubtful() {
                        cells.push(run.values.shown(table.row(index)[place], *mode));
                    }
                }
                results.push(compute(run, aggregate.function, &mut cells));
            }
        }
        let [mut sure, mut possible] = results;
        for (sure, possible) in sure.iter_mut().zip(&mut possible) {
            if let (Some((of_sure, _)), Some((_, of_possible))) = (run.values.as_range(*sure), run.values.as_range(*possible)) {
                *sure = run.values.range(of_sure, of_possible);
                *possible = *sure;
            }
        }
        let is_certain = keys.is_empty() || certain.find(key).next().is_some() || beside.find(key).next().is_some();
        if is_certain {
            builder.push(run, output.iter().map(|from| from.pick(key, &sure)), mark)?;
        }
        if run.mode == Mode::Possible && (!is_certain || sure != possible) {
            builder.push(run, output.iter().map(|from| from.pick(key, &possible)), mark)?;
        }
    }
    Ok(builder.finish(run))
}

/// The groups of a table; without keys one group, even of no rows.
fn groups_or_one(run: &mut Run<'_>, input: &Table, keys: &ColumnSet) -> Result<Table, Stop> {
    let groups = groups_of(run, input, keys, true)?;
    if keys.is_empty() && groups.is_empty() {
        let mut one = Builder::new(run, keys, false);
        one.push(run, [], Mark::SURE)?;
        return Ok(one.finish(run));
    }
    Ok(groups)
}

/// The sure rows of a table cut to some columns; doubtful ones are noted if it is asked for.
fn groups_of(run: &mut Run<'_>, table: &Table, keys: &ColumnSet, note: bool) -> Result<Table, Stop> {
    let mut groups = Builder::new(run, keys, true);
    let cut = From::of(groups.columns(), table, &[])?;
    for (row, mark) in table.rows() {
        if !mark.is_doubtful() {
            groups.push(run, cut.iter().map(|from| from.pick(row, &[])), mark)?;
        } else if note {
            run.doubt(mark);
        }
    }
    Ok(groups.finish(run))
}

/// The only row of a count of all rows.
pub(super) fn counted(run: &mut Run<'_>, operator: &Operator, rows: u64) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, false);
    let count = run.values.number(rows as f64);
    builder.push(run, (!operator.keep.is_empty()).then_some(count), Mark::SURE)?;
    Ok(builder.finish(run))
}

/// Counts, where the rows of the input are nothing but what is counted, by a node or altogether: since rows are distinct, they need only
/// be counted. Nothing where that is not so, or where rows carry evidence.
fn tally(run: &mut Run<'_>, operator: &Operator, input: &Table, keys: &[Column], aggregates: &[Aggregate]) -> Result<Option<Table>, Stop> {
    let &[Aggregate { function: function @ (Function::Count | Function::Rows), of, to }] = aggregates else { return Ok(None) };
    if function == Function::Rows && keys.is_empty() && input.is_plain() {
        input.position(of)?;
        return counted(run, operator, input.len() as u64).map(Some);
    }
    if !input.is_plain() || input.columns.len() != keys.len() + 1 || keys.contains(&of) || keys.contains(&to) {
        return Ok(None);
    }
    let of = input.position(of)?;
    match keys {
        [] => {
            let mut builder = Builder::new(run, &operator.keep, false);
            let count = input.rows().filter(|(row, _)| row[of] != Slot::MISSING).count();
            let count = run.values.number(count as f64);
            builder.push(run, operator.keep.contains(to).then_some(count), Mark::SURE)?;
            Ok(Some(builder.finish(run)))
        }
        &[key] => {
            let place = input.position(key)?;
            if input.rows().any(|(row, _)| row[place].as_node().is_none()) {
                return Ok(None);
            }
            let view = run.view;
            let mut numbers = run.scratch.visited(view);
            let mut groups: Vec<(Slot, u32)> = Vec::new();
            for (row, _) in input.rows() {
                run.tick()?;
                let Some(node) = row[place].as_node() else { continue };
                let number = match numbers.get(node) {
                    Some(number) => number as usize,
                    None => {
                        if !numbers.mark(node, groups.len() as u32) {
                            // A node that the view does not have has no number.
                            run.scratch.give_visited(numbers);
                            return Ok(None);
                        }
                        groups.push((row[place], 0));
                        groups.len() - 1
                    }
                };
                groups[number].1 += u32::from(function == Function::Rows || row[of] != Slot::MISSING);
            }
            run.scratch.give_visited(numbers);
            let mut builder = Builder::new(run, &operator.keep, operator.merge);
            let output = From::of(builder.columns(), &Table::default(), &[key, to])?;
            for (key, count) in groups {
                let cells = [key, run.values.number(count.into())];
                builder.push(run, output.iter().map(|from| from.pick(&[], &cells)), Mark::SURE)?;
            }
            Ok(Some(builder.finish(run)))
        }
        _ => Ok(None),
    }
}

/// The aggregate of a group without members.
fn nothing(run: &mut Run<'_>, function: Function) -> Slot {
    if matches!(function, Function::Count | Function::Rows) { run.values.number(0.0) } else { Slot::MISSING }
}

fn compute(run: &mut Run<'_>, function: Function, cells: &mut Vec<Slot>) -> Slot {
    match function {
        Function::Count => {
            cells.retain(|&cell| cell != Slot::MISSING);
            cells.sort_unstable();
            cells.dedup();
            run.values.number(cells.len() as f64)
        }
        Function::Rows => run.values.number(cells.len() as f64),
        Function::Sum | Function::Average => {
            let mut numbers: Vec<f64> = cells.iter().filter_map(|&cell| value::amount(run, cell)).collect();
            if numbers.is_empty() {
                return Slot::MISSING;
            }
            let sum = sum(&mut numbers);
            run.values.number(if function == Function::Sum { sum } else { sum / numbers.len() as f64 })
        }
        Function::Apart(unit) => {
            let mut dates: Vec<Date> = cells.iter().filter_map(|&cell| value::date(run, cell)).collect();
            dates.sort_unstable_by_key(|&date| (date.first_day(), date));
            let apart = dates.first().zip(dates.last()).and_then(|(&first, &last)| apart(first, last, unit));
            apart.map_or(Slot::MISSING, |apart| run.values.number(apart))
        }
        Function::Least | Function::Greatest => {
            let measures = cells.iter().filter_map(|&cell| measure(run, cell));
            let best = if function == Function::Least { measures.min_by(compare) } else { measures.max_by(compare) };
            match best {
                None => Slot::MISSING,
                Some(Measured::Number(number)) => run.values.number(number),
                Some(Measured::Date(date)) => run.values.date(date),
            }
        }
    }
}

/// How far a date lies behind another, where both are known so exactly.
fn apart(first: Date, last: Date, unit: DateUnit) -> Option<f64> {
    let between = Interval::between(first, last);
    let whole = match unit {
        DateUnit::Day => return first.day().and(last.day()).map(|_| (last.first_day() - first.first_day()) as f64),
        DateUnit::Month if first == last => first.month().map(|_| 0),
        DateUnit::Month => between.whole_months(),
        DateUnit::Year if first == last => Some(0),
        DateUnit::Year => between.whole_years(),
    };
    // The less exact of two dates in one year may be less and greater.
    whole.map(|whole| f64::from(whole.max(0)))
}

/// The sum, whatever the order in which the numbers come: they are sorted first.
fn sum(numbers: &mut [f64]) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.iter().sum()
}

/// What can be least or greatest. Numbers come before dates.
enum Measured {
    Number(f64),
    Date(Date),
}

fn measure(run: &Run<'_>, cell: Slot) -> Option<Measured> {
    value::amount(run, cell).map(Measured::Number).or_else(|| value::date(run, cell).map(Measured::Date))
}

fn compare(a: &Measured, b: &Measured) -> Ordering {
    match (a, b) {
        (Measured::Number(a), Measured::Number(b)) => a.total_cmp(b),
        (Measured::Date(a), Measured::Date(b)) => (a.first_day(), a).cmp(&(b.first_day(), b)),
        (Measured::Number(_), Measured::Date(_)) => Ordering::Less,
        (Measured::Date(_), Measured::Number(_)) => Ordering::Greater,
    }
}
