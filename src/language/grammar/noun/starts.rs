//! What may begin at a place.

use super::super::input::Tokens;
use crate::graph::Exactness;
use crate::language::lattice::Name;
use crate::language::vocabulary::Sense;

/// The longest whole name that begins here.
pub(super) fn whole_name<'a>(input: Tokens<'a>) -> Option<&'a Name> {
    input.lattice.names.get(input.at)?.iter().find(|name| name.exactness == Exactness::Whole && name.end <= input.end)
}

/// Whether a name of several words, or one in brackets, begins here.
pub(super) fn starts_with_name(input: Tokens<'_>) -> bool {
    whole_name(input).is_some_and(|name| name.end > input.at + 1 || name.forced)
}

/// Whether an adjective made of a name begins here: "Pavanian".
pub(super) fn starts_with_adjective(input: Tokens<'_>) -> bool {
    input.lattice.names.get(input.at).is_some_and(|names| names.iter().any(|name| name.exactness == Exactness::Adjective))
}

/// Whether a noun begins here.
pub(super) fn starts_noun(input: Tokens<'_>) -> bool {
    input
        .lattice
        .lexemes
        .get(input.at)
        .is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..) | Sense::Kind(..) | Sense::Any(_))))
}

/// Whether a noun, an adjective or a participle may begin here.
pub(super) fn starts_item(input: Tokens<'_>) -> bool {
    input.lattice.lexemes.get(input.at).is_some_and(|lexemes| {
        lexemes.iter().any(|(_, sense)| {
            matches!(
                sense,
                Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_) | Sense::Unit(_) | Sense::Adjective { .. } | Sense::Scale { .. }
            )
        })
    }) || matches!(input.text(), "most" | "other" | "different" | "distinct" | "times" | "things" | "ones" | "types" | "kinds" | "sorts")
}
