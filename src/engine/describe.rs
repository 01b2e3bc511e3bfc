//! Details of claims and nodes.

use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Table};
use super::value;
use crate::graph::{ClaimId, Converter, Interval, Value};
use crate::plan::Operator;
use crate::query::{Column, Detail};

/// For each input row, one row for each such detail of the claim or node in column `of`.
pub(super) fn run(run: &mut Run<'_>, operator: &Operator, input: &Table, of: Column, detail: Detail, to: Column) -> Result<Table, Stop> {
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), input, &[to])?;
    let (place, bound) = (input.position(of)?, input.find(to));
    let mut details = Vec::new();
    let mut converter = match detail {
        Detail::ValueIn { unit, bare } => Some(Converter::new(run.view.schema(), bare, unit)),
        _ => None,
    };
    for (row, mark) in input.rows() {
        run.tick()?;
        details.clear();
        match (detail, row[place].as_claim()) {
            (Detail::Steps | Detail::Between, _) => of_way(run, row[place], detail, &mut details),
            (Detail::Value, _) => details.extend(value_of(run, row[place], None)),
            (Detail::ValueIn { .. }, _) => details.extend(value_of(run, row[place], converter.as_mut())),
            (_, Some(claim)) => of_claim(run, claim, detail, &mut details),
            (_, None) => {}
        }
        for &cell in &details {
            if bound.is_none_or(|bound| row[bound] == cell) {
                builder.push(run, output.iter().map(|from| from.pick(row, &[cell])), mark)?;
            }
        }
    }
    Ok(builder.finish(run))
}

fn of_way(run: &mut Run<'_>, slot: Slot, detail: Detail, details: &mut Vec<Slot>) {
    let Some(path) = run.values.as_path(slot) else { return };
    if detail == Detail::Steps {
        let steps = path.claims.len();
        details.push(run.values.number(steps as f64));
    } else if let [_, between @ .., _] = &path.nodes[..] {
        details.extend(between.iter().copied().map(Slot::node));
    }
}

/// The value of a node; a number in the unit of a converter, if there is one.
fn value_of(run: &mut Run<'_>, slot: Slot, converter: Option<&mut Converter<'_>>) -> Option<Slot> {
    Some(match value::value(run, slot)?.as_ref() {
        Value::Text(text) | Value::Url(text) => run.values.text(text),
        Value::Number(quantity) => {
            let number = match converter {
                Some(converter) => converter.convert(quantity.amount, quantity.unit.as_deref())?,
                None => quantity.amount,
            };
            run.values.number(number)
        }
        Value::Date(date) => run.values.date(*date),
        Value::Truth(true) => run.values.text("yes"),
        Value::Truth(false) => run.values.text("no"),
    })
}

fn of_claim(run: &mut Run<'_>, claim: ClaimId, detail: Detail, details: &mut Vec<Slot>) {
    let view = run.view;
    let when = view.when(claim);
    match detail {
        Detail::Start => details.extend(when.from.map(|date| run.values.date(date))),
        Detail::When | Detail::Until | Detail::Duration | Detail::Years | Detail::Months => of_time(run, view.told(claim), detail, details),
        Detail::End => details.extend(when.to.map(|date| run.values.date(date))),
        Detail::Year => details.extend(when.from.map(|date| run.values.number(date.year().into()))),
        Detail::Month => {
            let month = when.from.filter(|date| date.month().is_some());
            details.extend(month.map(|date| run.values.date(date.to_month())));
        }
        Detail::Relation => {
            let relation = view.ends(claim).and_then(|(_, relation, _)| view.schema().relation(relation));
            details.extend(relation.map(|relation| run.values.text(&relation.name)));
        }
        Detail::Value | Detail::ValueIn { .. } | Detail::Steps | Detail::Between => {}
        Detail::Place
        | Detail::Quantity
        | Detail::QuantityIn(_)
        | Detail::Source
        | Detail::AccordingTo
        | Detail::Speaker
        | Detail::Note
        | Detail::Quote => {
            let Some(claim) = view.claim(claim) else { return };
            match detail {
                Detail::Place => details.extend(claim.place.map(Slot::node)),
                Detail::Quantity => details.extend(claim.quantity.as_ref().map(|quantity| run.values.number(quantity.amount))),
                Detail::QuantityIn(scale) => {
                    details.extend(claim.quantity.as_ref().map(|quantity| run.values.number(quantity.amount / scale.unit())));
                }
                Detail::Source => details.extend(claim.sources.iter().copied().map(Slot::node)),
                Detail::AccordingTo => details.extend(claim.according_to.iter().copied().map(Slot::node)),
                Detail::Speaker if claim.according_to.is_empty() => details.extend(claim.sources.iter().copied().map(Slot::node)),
                Detail::Speaker => details.extend(claim.according_to.iter().copied().map(Slot::node)),
                Detail::Note => details.extend(claim.note.as_deref().map(|note| run.values.text(note))),
                Detail::Quote => details.extend(claim.quote.as_deref().map(|quote| run.values.text(quote))),
                _ => {}
            }
        }
    }
}

/// What is told of when something held, and for how long.
fn of_time(run: &mut Run<'_>, told: Interval, detail: Detail, details: &mut Vec<Slot>) {
    match detail {
        Detail::When if !told.is_undated() => details.push(run.values.interval(told)),
        Detail::Until => details.extend(told.to.map(|date| run.values.date(date))),
        Detail::Duration => details.extend(told.days().map(|days| run.values.number(days))),
        Detail::Years => details.extend(told.whole_years().map(|years| run.values.number(years.into()))),
        Detail::Months => details.extend(told.whole_months().map(|months| run.values.number(months.into()))),
        _ => {}
    }
}
