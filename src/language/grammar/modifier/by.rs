//! An order or a grouping: "by population", "ordered by date", "per country".

use nom::Parser;
use nom::combinator::opt;
use nom::sequence::preceded;

use super::super::input::{Parsed, Tokens, comma, one_of};
use super::super::noun::noun_phrase;
use super::stuck;
use crate::graph::Exactness;
use crate::language::syntax::{Determiner, Item, ItemKind, ModifierKind, NounPhrase};
use crate::language::vocabulary::{Number, Sense};

/// "by population", "ordered by date", "per country", "for each state"
pub(super) fn by_order(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    if let Ok((rest, _)) =
        one_of(&["in chronological order", "in order of time", "in temporal order", "in order", "chronologically"])(input)
        && rest.is_end()
    {
        let items = vec![Item { range: input.at..rest.at, kind: ItemKind::Text("date".to_owned()) }];
        let (determiner, range) = (Determiner::None, input.at..rest.at);
        let by = NounPhrase { range, determiner, count: None, rank: None, owner: None, shared: false, items };
        return Ok((rest, ModifierKind::By { by, each: false, descending: None }));
    }
    let (rest, found) = one_of(&[
        "sorted by",
        "ordered by",
        "ranked by",
        "in order of",
        "in the order of",
        "grouped by",
        "for each",
        "for every",
        "in each",
        "in every",
        "of each",
        "of every",
        "per",
        "by each",
        "by",
    ])(input)?;
    let each =
        matches!(found, "grouped by" | "for each" | "for every" | "in each" | "in every" | "of each" | "of every" | "per" | "by each");
    // "by resolution 12": a name that begins with the noun is who did it.
    let longest_name =
        rest.lattice.names.get(rest.at).into_iter().flatten().filter(|name| name.exactness == Exactness::Whole).map(|name| name.end).max();
    let (rest, by) = order_key(rest)?;
    if found == "by" && longest_name.is_some_and(|end| end > rest.at) {
        return stuck(input);
    }
    let (rest, order) = opt(preceded(
        opt(comma),
        one_of(&[
            "in descending order",
            "in ascending order",
            "descending",
            "ascending",
            "newest first",
            "oldest first",
            "largest first",
            "smallest first",
            "highest first",
            "lowest first",
        ]),
    ))
    .parse(rest)?;
    let descending =
        order.map(|order| matches!(order, "in descending order" | "descending" | "newest first" | "largest first" | "highest first"));
    // "by X" with a name is an agent, not an order.
    // "by X" with a name, an article or a plural is who did it, not an order.
    let keyed = by.items.iter().all(|item| match &item.kind {
        ItemKind::Noun(senses) => {
            senses.iter().all(|sense| matches!(sense, Sense::Kind(_, Number::Singular) | Sense::Noun(_, Number::Singular) | Sense::Unit(_)))
        }
        // "by the most" is an order, "by something that ..." is who did it.
        ItemKind::Thing => item.range.is_empty(),
        ItemKind::Text(_) => true,
        _ => false,
    });
    let counted = by.determiner == Determiner::HowMany;
    if found == "by" && !counted && (!keyed || by.determiner != Determiner::None || by.owner.is_some()) {
        return stuck(input);
    }
    Ok((rest, ModifierKind::By { by, each, descending }))
}

/// A noun, or "date", "year", "month", "name", which need no vocabulary.
fn order_key(input: Tokens<'_>) -> Parsed<'_, NounPhrase> {
    if let Ok((rest, found)) = one_of(&["date", "time", "year", "month", "day", "name", "alphabetically"])(input) {
        let kind = ItemKind::Text(found.to_owned());
        let items = vec![Item { range: input.at..rest.at, kind }];
        let phrase = NounPhrase {
            range: input.at..rest.at,
            determiner: Determiner::None,
            count: None,
            rank: None,
            owner: None,
            shared: false,
            items,
        };
        return Ok((rest, phrase));
    }
    noun_phrase(input)
}
