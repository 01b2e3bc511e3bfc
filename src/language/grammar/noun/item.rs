//! The items of a noun phrase: names, nouns, adjectives, participles, in a row.

use super::super::input::{Tokens, choice};
use super::super::verb::past_is_participle;
use super::super::words::is_function_word;
use super::literal::literal;
use super::opening::{Opening, year_of};
use super::starts::{starts_noun, whole_name};
use crate::graph::Exactness;
use crate::language::lattice::Name;
use crate::language::syntax::{Determiner, Item, ItemKind};
use crate::language::token::TokenKind;
use crate::language::vocabulary::{Degree, Form, PREPOSITIONS, Sense};

/// As many items as belong together.
pub(super) fn items<'a>(input: Tokens<'a>, opening: &Opening, shared: &mut bool) -> (Tokens<'a>, Vec<Item>) {
    let mut rest = input;
    let mut items: Vec<Item> = Vec::new();
    loop {
        if rest.is_end() || items.len() >= 12 {
            break;
        }
        // "co-writers": the folding parts the prefix from its noun.
        if rest.text() == "co" && !starts_noun(rest) && starts_noun(rest.advance(1)) {
            *shared = true;
            rest = rest.advance(1);
        }
        // "the largest one": of what was spoken of.
        if matches!(rest.text(), "one" | "ones")
            && matches!(items.last(), Some(Item { kind: ItemKind::Adjective(_, Degree::Superlative), .. }))
        {
            items.push(Item { range: rest.at..rest.at + 1, kind: ItemKind::Thing });
            rest = rest.advance(1);
            break;
        }
        let Some((after, kind)) = item(rest, &items, opening) else { break };
        items.push(Item { range: rest.at..after.at, kind });
        rest = after;
    }
    // An adjective without a noun stands alone only as a superlative ("the largest"); a participle needs its noun.
    while matches!(items.last().map(|item| &item.kind), Some(ItemKind::Participle(_))) {
        items.pop();
        rest = items.last().map_or(input, |item| input.to(item.range.end));
    }
    if items.iter().all(|item| matches!(item.kind, ItemKind::Adjective(_, Degree::Positive | Degree::Comparative))) {
        return (input, Vec::new());
    }
    (rest, items)
}

fn item<'a>(input: Tokens<'a>, before: &[Item], opening: &Opening) -> Option<(Tokens<'a>, ItemKind)> {
    let lattice = input.lattice;
    let token = input.token()?;
    let last = before.last().map(|item| &item.kind);
    let has_head = before.iter().any(|item| matches!(item.kind, ItemKind::Noun(_) | ItemKind::Name(_)));
    let behind_year =
        matches!(before, [Item { kind: ItemKind::Date(_), range }] if range.end == input.at && year_of(input.to(range.start)).is_some());
    if matches!(last, Some(ItemKind::Number(_) | ItemKind::Date(_) | ItemKind::Text(_))) && !behind_year {
        return None;
    }
    let names = lattice.names.get(input.at)?;
    if matches!(token.kind, TokenKind::Bracketed | TokenKind::Quoted) {
        let name = names.first()?;
        if has_head && (matches!(last, Some(ItemKind::Noun(_)) | Some(ItemKind::Name(_))) && input.chooses(choice::NO_APPOSITION)) {
            return None;
        }
        if name.nodes.is_empty() && token.kind == TokenKind::Quoted {
            return Some((input.advance(1), ItemKind::Text(token.text.clone())));
        }
        return Some((input.advance(1), ItemKind::Name(name.clone())));
    }
    if !has_head
        && whole_name(input).is_none()
        && let Some(year) = year_of(input)
    {
        return Some((input.advance(1), ItemKind::Date(year)));
    }
    if !has_head && let Some(found) = literal(input) {
        return Some(found);
    }
    let lexemes = lattice.lexemes.get(input.at)?;
    let longest = |wanted: fn(&Sense) -> bool| {
        lexemes.iter().filter(|(end, sense)| *end <= input.end && wanted(sense)).map(|(end, _)| *end).max().unwrap_or(0)
    };
    let noun_end = longest(|sense| matches!(sense, Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_) | Sense::Unit(_)));
    let adjective_end = longest(|sense| matches!(sense, Sense::Adjective { .. } | Sense::Scale { .. }));
    let verb_end = longest(|sense| matches!(sense, Sense::Verb { .. }));
    let finite = lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Verb { form: Form::Base | Form::Third | Form::Past, .. }));
    let function = is_function_word(&token.text) && !is_written_as_name(input);
    let name = names.iter().filter(|name| name.end <= input.end).find(|name| match name.exactness {
        Exactness::Whole | Exactness::Adjective => {
            (!function || name.end > input.at + 1 || (!is_small_word(input, token) && input.chooses(choice::NAMES_FIRST)))
                && !(name.end > input.at + 1 && name.end > noun_end && may_be_phrase(input, name) && input.chooses(choice::NO_LONG_NAMES))
        }
        Exactness::Part => {
            !function
                && !part_is_weak(input, name)
                && !part_is_clause(input, name)
                && !part_is_two(input, name)
                && noun_end.max(adjective_end).max(verb_end) < name.end
        }
    });
    let name_end = name.map_or(0, |name| name.end);
    let best = name_end.max(noun_end).max(adjective_end);
    if best == 0 || function && best == input.at + 1 && name_end != best {
        return participle(input, before);
    }
    // A verb that is longer than any noun is a verb; one that is as long is a verb once there is a head.
    let could_be_verb = finite && verb_end >= best;
    if has_head && could_be_verb && matches!(last, Some(ItemKind::Noun(_) | ItemKind::Name(_))) {
        let as_participle = participle(input, before);
        if as_participle.is_some() {
            return as_participle;
        }
        if verb_end > best || name_end < best && !input.chooses(choice::NOUNS_FIRST) {
            return None;
        }
    }
    if !has_head && verb_end > best && before.is_empty() && opening.determiner == Determiner::None {
        return None;
    }
    // What a measure counts is counted where a number is asked for or given; elsewhere who is called so is meant.
    let counts = matches!(opening.determiner, Determiner::HowMany) || opening.count.is_some();
    let only_counted = || lexemes.iter().all(|(end, sense)| *end != noun_end || matches!(sense, Sense::Unit(_)));
    let prefer_name = name_end == best
        && (noun_end.max(adjective_end) < best || !counts && adjective_end < best && only_counted() || input.chooses(choice::NAMES_FIRST));
    if prefer_name {
        let name = name?;
        if before.is_empty()
            && let Some(found) = joined_adjectives(input, name)
        {
            return Some(found);
        }
        let after_head = matches!(last, Some(ItemKind::Noun(_) | ItemKind::Name(_)));
        // "is X Pavanian": an adjective behind a name is no part of it, either.
        if after_head && input.chooses(choice::NO_APPOSITION) {
            return None;
        }
        return Some((input.to(name.end), ItemKind::Name(name.clone())));
    }
    let senses = |end: usize, wanted: fn(&Sense) -> bool| -> Vec<Sense> {
        lexemes.iter().filter(|(other, sense)| *other == end && wanted(sense)).map(|(_, sense)| *sense).collect()
    };
    if adjective_end == best && adjective_end >= noun_end {
        if has_head && matches!(last, Some(ItemKind::Noun(_) | ItemKind::Name(_))) && noun_end < best {
            // "rivers longer than": the adjective stands behind its noun and is a modifier.
            return None;
        }
        let senses = senses(best, |sense| matches!(sense, Sense::Adjective { .. } | Sense::Scale { .. }));
        let degree = senses
            .iter()
            .find_map(|sense| match sense {
                Sense::Adjective { degree, .. } | Sense::Scale { degree, .. } => Some(*degree),
                _ => None,
            })
            .unwrap_or(Degree::Positive);
        if noun_end < best {
            return Some((input.to(best), ItemKind::Adjective(senses, degree)));
        }
    }
    if matches!(last, Some(ItemKind::Name(name)) if name.exactness != Exactness::Adjective) && input.chooses(choice::NO_COMPOUND) {
        return None;
    }
    // A gerund before a noun ("bordering states") and a noun of the same spelling: the noun.
    Some((
        input.to(noun_end),
        ItemKind::Noun(senses(noun_end, |sense| matches!(sense, Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_) | Sense::Unit(_)))),
    ))
}

/// "Pavanian and Norlandic" before a noun.
fn joined_adjectives<'a>(input: Tokens<'a>, first: &Name) -> Option<(Tokens<'a>, ItemKind)> {
    let adjective = |at: usize| {
        let names = input.lattice.names.get(at)?;
        names.iter().find(|name| name.exactness == Exactness::Adjective && name.end < input.end)
    };
    let first = adjective(first.at).filter(|name| name.end == first.end)?;
    let mut names = vec![first.clone()];
    let mut rest = input.to(first.end);
    while rest.text() == "and"
        && let Some(next) = adjective(rest.at + 1)
    {
        names.push(next.clone());
        rest = input.to(next.end);
    }
    (names.len() > 1 && starts_noun(rest)).then_some((rest, ItemKind::Names(names)))
}

/// Whether a pronoun can only be a name here: in capitals ("US") in a question that is not, or behind "the" ("the us").
fn is_written_as_name(input: Tokens<'_>) -> bool {
    const PRONOUNS: [&str; 8] = ["us", "it", "me", "he", "she", "we", "you", "they"];
    let written = input.lattice.text_of(input.at, input.at + 1);
    let in_capitals = || written.chars().all(char::is_uppercase) && input.lattice.text.chars().any(char::is_lowercase);
    let behind_the = || input.at.checked_sub(1).is_some_and(|before| input.to(before).text() == "the");
    PRONOUNS.contains(&input.text()) && (in_capitals() || behind_the())
}

/// A preposition, article or conjunction that is not written with a capital letter names nothing ("in" is not Indiana).
fn is_small_word(input: Tokens<'_>, token: &crate::language::token::Token) -> bool {
    let small =
        PREPOSITIONS.contains(&token.text.as_str()) || matches!(token.text.as_str(), "the" | "a" | "an" | "and" | "or" | "but" | "nor");
    small && !input.lattice.text_of(input.at, input.at + 1).starts_with(char::is_uppercase)
}

/// Whether a name can be read as a phrase or a clause as well: a noun or another name, and what follows.
fn may_be_phrase(input: Tokens<'_>, name: &Name) -> bool {
    let noun =
        |at: usize| {
            input.lattice.lexemes.get(at).is_some_and(|lexemes| {
                lexemes.iter().any(|(end, sense)| *end < name.end && matches!(sense, Sense::Noun(..) | Sense::Kind(..)))
            })
        };
    let shorter = input.lattice.names.get(input.at).and_then(|names| {
        names
            .iter()
            .filter(|other| other.end < name.end && matches!(other.exactness, Exactness::Whole | Exactness::Adjective))
            .map(|other| other.end)
            .max()
    });
    noun(input.at)
        || shorter.is_some_and(|end| {
            input.lattice.lexemes.get(end).is_some_and(|lexemes| {
                lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Noun(..) | Sense::Kind(..)) || is_finite(sense))
            })
        })
}

fn is_finite(sense: &Sense) -> bool {
    matches!(sense, Sense::Verb { form: Form::Base | Form::Third | Form::Past, .. } | Sense::Be { pending: false, .. })
}

/// A part of a name of one or two letters, or digits alone, is too weak to stand for the whole.
fn part_is_weak(input: Tokens<'_>, name: &Name) -> bool {
    let text = input.text();
    name.end == input.at + 1 && (text.chars().count() < 3 || text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A part of a title that is a whole name and a verb behind it ("X paid" of "X Paid Millions") is the beginning of a clause.
fn part_is_clause(input: Tokens<'_>, name: &Name) -> bool {
    let whole = input.lattice.names.get(input.at).into_iter().flatten();
    whole
        .filter(|other| other.exactness == Exactness::Whole && other.end < name.end)
        .any(|other| input.lattice.lexemes.get(other.end).is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| is_finite(sense))))
}

/// A part of a name that is two whole names, one behind the other ("Pava Norland" of "Pava–Norland relations"), is rather these two.
fn part_is_two(input: Tokens<'_>, name: &Name) -> bool {
    let whole = |at: usize| input.lattice.names.get(at).into_iter().flatten().filter(|other| other.exactness == Exactness::Whole);
    whole(input.at).any(|first| first.end < name.end && whole(first.end).any(|second| second.end == name.end))
}

/// "bordering states" (at the start), "X directed films" (behind a name).
fn participle<'a>(input: Tokens<'a>, before: &[Item]) -> Option<(Tokens<'a>, ItemKind)> {
    let lexemes = input.lattice.lexemes.get(input.at)?;
    let behind_name = matches!(before.last().map(|item| &item.kind), Some(ItemKind::Name(_)));
    let allowed = |sense: &Sense| match sense {
        Sense::Verb { form: Form::Gerund, .. } => before.is_empty(),
        // "took" is none: "what took place".
        Sense::Verb { frame, form: form @ (Form::Past | Form::Participle), .. } => {
            (behind_name || before.is_empty()) && (*form == Form::Participle || past_is_participle(input, *frame))
        }
        _ => false,
    };
    let end = lexemes.iter().filter(|(_, sense)| allowed(sense)).map(|(end, _)| *end).find(|end| *end == input.at + 1)?;
    let next = input.to(end);
    let noun_follows =
        input.lattice.lexemes.get(next.at).is_some_and(|lexemes| {
            next.at < next.end && lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Kind(..) | Sense::Noun(..)))
        });
    // "enabled Plan Verde": a name that begins with a noun is no noun.
    if whole_name(next).is_some_and(|name| name.end > next.at + 1) {
        return None;
    }
    if !noun_follows || (behind_name && !input.chooses(choice::COMPOUND_PARTICIPLES)) {
        return None;
    }
    let senses = lexemes.iter().filter(|(other, sense)| *other == end && allowed(sense)).map(|(_, sense)| *sense).collect();
    Some((next, ItemKind::Participle(senses)))
}
