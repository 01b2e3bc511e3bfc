//! Numbers with their units, amounts of money, and dates.

use super::super::input::{Parsed, Tokens, number, one_of, words};
use super::super::time::date;
use super::starts::whole_name;
use crate::graph::{Bound, Quantity};
use crate::language::syntax::ItemKind;
use crate::language::token::TokenKind;
use crate::language::vocabulary::Sense;

/// What a number may be of without a word of the graph: measures, people, money, times.
pub(in crate::language::grammar) const MEASURES: &[&str] = &[
    "square kilometers",
    "square kilometres",
    "square miles",
    "sq km",
    "sq mi",
    "km",
    "kilometers",
    "kilometres",
    "miles",
    "mi",
    "meters",
    "metres",
    "feet",
    "ft",
    "m",
    "people",
    "dollars",
    "percent",
    "minutes",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "times",
];

/// A number with its unit, an amount of money, or a date.
pub(super) fn literal<'a>(input: Tokens<'a>) -> Option<(Tokens<'a>, ItemKind)> {
    let token = input.token()?;
    if token.kind == TokenKind::Dollar {
        let (rest, amount) = number(input.advance(1)).ok()?;
        return Some((rest, ItemKind::Number(Quantity { amount, bound: Bound::Exactly, unit: Some("$".to_owned()) })));
    }
    if whole_name(input).is_some() && !matches!(token.kind, TokenKind::Number(_)) {
        return None;
    }
    // "2000 metres" is no year.
    let is_measured = input.lattice.lexemes.get(input.at + 1).is_some_and(|lexemes| {
        input.at + 1 < input.end && lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Unit(_) | Sense::Measure))
    });
    if !is_measured
        && let Ok((rest, date)) = date(input)
        && (date.month().is_some() || whole_name(input).is_none())
    {
        return Some((rest, ItemKind::Date(date)));
    }
    if let Ok((rest, _)) = words("half an hour")(input) {
        return Some((rest, ItemKind::Number(Quantity { amount: 30.0, bound: Bound::Exactly, unit: Some("minutes".to_owned()) })));
    }
    if whole_name(input).is_none()
        && let Ok((rest, amount)) = number(input)
    {
        if let Some(rest) = dollars(rest) {
            return Some((rest, ItemKind::Number(Quantity { amount, bound: Bound::Exactly, unit: Some("$".to_owned()) })));
        }
        let (rest, unit) = unit(rest);
        // "two" alone stands for two of something that was spoken of, unless what is counted is a word of the verb's ("lasted two days").
        let is_cut = rest.is_end() && input.end < input.lattice.tokens.len();
        if unit.is_none() && !is_cut && !matches!(token.kind, TokenKind::Number(_)) {
            return None;
        }
        return Some((rest, ItemKind::Number(Quantity { amount, bound: Bound::Exactly, unit })));
    }
    None
}

pub(super) fn dollars(input: Tokens<'_>) -> Option<Tokens<'_>> {
    one_of(&["us dollars", "dollars", "dollar"])(input).ok().map(|(rest, _)| rest)
}

/// A word behind a number that says what it counts.
pub(super) fn unit(input: Tokens<'_>) -> (Tokens<'_>, Option<String>) {
    let known = input.lattice.lexemes.get(input.at).and_then(|lexemes| {
        lexemes
            .iter()
            .filter(|(_, sense)| matches!(sense, Sense::Unit(_) | Sense::Measure | Sense::Kind(..) | Sense::Noun(..)))
            .map(|(end, _)| *end)
            .max()
    });
    if let Some(end) = known.filter(|_| input.at < input.end) {
        return (input.to(end), Some(input.lattice.text_of(input.at, end).to_owned()));
    }
    let measures: Parsed<'_, &'static str> = one_of(MEASURES)(input);
    match measures {
        Ok((rest, unit)) => (rest, Some(unit.to_owned())),
        Err(_) => (input, None),
    }
}
