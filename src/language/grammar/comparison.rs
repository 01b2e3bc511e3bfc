//! What something is compared with: "longer than X", "over 500 km", "at least 3 metres long".
//!
//! ```text
//! compare = comparative "than" np | bound? number unit? adjective | bound np
//! ```

use nom::branch::alt;
use nom::combinator::value;
use nom::{Err, Parser};

use super::input::{Parsed, Stuck, Tokens, one_of, stuck, word};
use super::noun::noun_phrase;
use crate::graph::Bound;
use crate::language::syntax::{Compare, Item, ItemKind};
use crate::language::vocabulary::{Degree, Sense};

/// "longer than X", "over 500 km", "at least 3 metres long", "as long as X"
pub(crate) fn compare(input: Tokens<'_>) -> Parsed<'_, Compare> {
    alt((adjective_than, measured, bare_bound)).parse(input)
}

/// "500 kilometres long", "at least 3 metres high"
fn measured(input: Tokens<'_>) -> Parsed<'_, Compare> {
    let (rest, than) = noun_phrase(input)?;
    let number = match &than.items[..] {
        [Item { kind: ItemKind::Number(quantity), .. }] => Some(quantity.bound),
        [Item { kind: ItemKind::Noun(senses), .. }] if senses.iter().any(|sense| matches!(sense, Sense::Unit(_))) => {
            than.count.map(|count| count.bound)
        }
        _ => None,
    };
    let Some(bound) = number else { return stuck(input) };
    let (rest, senses) = adjective(rest, Degree::Positive).ok_or(Err::Error(Stuck { at: rest.at }))?;
    Ok((rest, Compare { adjective: Some(senses), bound, than }))
}

/// An adjective that measures, in some degree.
fn adjective(input: Tokens<'_>, wanted: Degree) -> Option<(Tokens<'_>, Vec<Sense>)> {
    let lexemes = input.lattice.lexemes.get(input.at).filter(|_| input.at < input.end)?;
    let fits = |sense: &Sense| matches!(sense, Sense::Adjective { degree, .. } | Sense::Scale { degree, .. } if *degree == wanted);
    let end = lexemes.iter().filter(|(_, sense)| fits(sense)).map(|(end, _)| *end).max()?;
    let senses = lexemes.iter().filter(|(other, sense)| *other == end && fits(sense)).map(|(_, sense)| *sense).collect();
    Some((input.to(end), senses))
}

fn adjective_than(input: Tokens<'_>) -> Parsed<'_, Compare> {
    let Some((rest, senses)) = adjective(input, Degree::Comparative) else { return stuck(input) };
    let (rest, _) = word("than")(rest)?;
    let (rest, than) = noun_phrase(rest)?;
    Ok((rest, Compare { adjective: Some(senses), bound: Bound::MoreThan, than }))
}

/// "over 500", "greater than 5": a bound of the number before it.
fn bare_bound(input: Tokens<'_>) -> Parsed<'_, Compare> {
    let (rest, bound) = alt((
        value(Bound::AtLeast, one_of(&["of at least", "at least", "no less than", "not less than", "greater than or equal to"])),
        value(
            Bound::MoreThan,
            one_of(&[
                "of more than",
                "of over",
                "greater than",
                "larger than",
                "higher than",
                "bigger than",
                "more than",
                "over",
                "above",
                "exceeding",
                "that exceeds",
            ]),
        ),
        value(Bound::AtMost, one_of(&["of at most", "at most", "no more than", "up to"])),
        value(
            Bound::LessThan,
            one_of(&["of less than", "of under", "less than", "fewer than", "smaller than", "lower than", "under", "below"]),
        ),
        value(Bound::Exactly, one_of(&["of exactly", "equal to", "exactly"])),
        // "a length of 700 km"
        value(Bound::Exactly, word("of")),
    ))
    .parse(input)?;
    let is_of = rest.at == input.at + 1 && input.text() == "of";
    let (rest, than) = noun_phrase(rest)?;
    // "under X" is no comparison: only numbers, dates and "that of X" are compared with so.
    let comparable = than.items.iter().any(|item| match &item.kind {
        ItemKind::Number(_) | ItemKind::Date(_) | ItemKind::That => true,
        ItemKind::Noun(senses) => than.count.is_some() && senses.iter().any(|sense| matches!(sense, Sense::Unit(_))),
        _ => false,
    });
    let spatial = matches!(input.text(), "over" | "above" | "under" | "below" | "up");
    let is_number = || matches!(than.items[..], [Item { kind: ItemKind::Number(_), .. }]);
    if spatial && !comparable || is_of && !is_number() {
        return stuck(input);
    }
    Ok((rest, Compare { adjective: None, bound, than }))
}
