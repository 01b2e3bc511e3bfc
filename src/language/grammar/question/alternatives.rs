//! What is asked for is one of some that are named behind the question: "who governed first, X or Y".

use super::super::input::{Parsed, Tokens, comma, one_of};
use super::super::noun::nothing;
use super::super::noun::noun_phrase;
use super::super::verb::be_auxiliary;
use super::{at_end, clause_of, is_questioned, stuck};
use crate::language::syntax::{
    Asked, Chain, Determiner, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Question, Rank, VerbGroup, VerbKind,
};
use crate::language::token::TokenKind;
use crate::language::vocabulary::{Degree, Sense};

/// What stands behind a question.
pub(super) struct Alternatives {
    choice: Modifier,
    /// "earlier", "later" before it.
    order: Option<Modifier>,
}

/// Where a question ends before its alternatives, and the alternatives.
pub(super) fn choice_behind(input: Tokens<'_>) -> Option<(Tokens<'_>, Alternatives)> {
    let is_mark = |at: usize, kind: TokenKind| input.to(at).token().is_some_and(|token| token.kind == kind);
    let has_or = (input.at..input.end).any(|at| input.to(at).text() == "or" || is_mark(at, TokenKind::Colon));
    if !has_or {
        return None;
    }
    let mut marks = (input.at + 1..input.end)
        .filter(|&at| input.to(at).token().is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon)));
    marks.find_map(|mark| {
        let (rest, phrases) = list(input.to(mark + 1), is_mark(mark, TokenKind::Colon))?;
        if !at_end(rest) {
            return None;
        }
        let order = match input.to(mark - 1).text() {
            "earlier" | "sooner" => Some(Rank::First),
            "later" => Some(Rank::Last),
            _ => None,
        };
        let end = if order.is_some() { mark - 1 } else { mark };
        let modifier = |range, kind| Modifier { range, joined: Joined::Plain, kind };
        let choice = modifier(mark + 1..rest.at, ModifierKind::Choice(phrases));
        let order = order.map(|order| modifier(end..mark, ModifierKind::Order(order)));
        Some((Tokens { end, ..input }, Alternatives { choice, order }))
    })
}

/// A name that is all that stands before the next comma or "or": what joins two names is in none of them.
fn name(input: Tokens<'_>) -> Option<(Tokens<'_>, NounPhrase)> {
    let ends = |at: &usize| comma(input.to(*at)).is_ok() || matches!(input.to(*at).text(), "or" | "and");
    let end = (input.at..input.end).find(ends).unwrap_or(input.end);
    let (rest, phrase) = noun_phrase(Tokens { end, ..input }).ok()?;
    let named = phrase.owner.is_none() && matches!(phrase.items.last().map(|item| &item.kind), Some(ItemKind::Name(_)));
    (named && rest.at == end).then_some((Tokens { end: input.end, ..rest }, phrase))
}

/// "X or Y", "X, Y or Z", behind a colon also "X, Y, Z" and "X and Y": names.
fn list(input: Tokens<'_>, open: bool) -> Option<(Tokens<'_>, Vec<NounPhrase>)> {
    let (mut rest, first) = name(input)?;
    let mut phrases = vec![first];
    loop {
        let behind_comma = comma(rest).map_or(rest, |(after, ())| after);
        let last = if open { one_of(&["or", "and"])(behind_comma) } else { one_of(&["or"])(behind_comma) };
        let (start, is_last) = match last {
            Ok((after, _)) => (after, true),
            Err(_) if behind_comma.at > rest.at => (behind_comma, false),
            Err(_) if open && phrases.len() > 1 => return Some((rest, phrases)),
            Err(_) => return None,
        };
        let (after, phrase) = name(start)?;
        phrases.push(phrase);
        rest = after;
        if is_last {
            return Some((rest, phrases));
        }
    }
}

/// "which state is larger" before alternatives: which of them is the largest.
pub(super) fn comparative(input: Tokens<'_>) -> Parsed<'_, Question> {
    if input.end >= input.lattice.tokens.len() {
        return stuck(input);
    }
    let (rest, head) = noun_phrase(input)?;
    if let Ok(found) = came_first(input, rest, &head) {
        return Ok(found);
    }
    let (after_be, _) = be_auxiliary(rest)?;
    let compares = |sense: &Sense| {
        matches!(sense, Sense::Adjective { degree: Degree::Comparative, .. } | Sense::Scale { degree: Degree::Comparative, .. })
    };
    let lexemes = input.lattice.lexemes.get(after_be.at).into_iter().flatten();
    let adjective: Vec<Sense> = lexemes.filter(|(end, sense)| *end == input.end && compares(sense)).map(|(_, sense)| *sense).collect();
    if adjective.is_empty() || !is_questioned(&head) {
        return stuck(after_be);
    }
    let range = after_be.at..input.end;
    let item = Item { range: range.clone(), kind: ItemKind::Adjective(adjective, Degree::Superlative) };
    let most = NounPhrase { range, determiner: Determiner::The, items: vec![item], ..nothing(after_be) };
    let verb = VerbGroup { range: rest.at..after_be.at, kind: VerbKind::Be, negated: false, passive: false, order: None, shared: false };
    let bare = |head| Chain { head, modifiers: Vec::new() };
    let end = input.to(input.end);
    Ok((end, Question::Clause { clause: clause_of(input, end, bare(head), verb, Some(bare(most))), asked: Asked::Constituent }))
}

/// "which came first" before alternatives: which was the first of them.
fn came_first<'a>(input: Tokens<'a>, rest: Tokens<'a>, head: &NounPhrase) -> Parsed<'a, Question> {
    let (behind, _) = one_of(&["came", "comes", "happened", "occurred", "took place"])(rest)?;
    let (end, order) = one_of(&["first", "earlier", "last", "later"])(behind)?;
    let bare = matches!(head.items[..], [Item { kind: ItemKind::Who | ItemKind::Thing, .. }]);
    if end.at < input.end || !is_questioned(head) && !bare {
        return stuck(behind);
    }
    let rank = if matches!(order, "first" | "earlier") { Rank::First } else { Rank::Last };
    let items = vec![Item { range: end.at..end.at, kind: ItemKind::Thing }];
    let one = NounPhrase { range: behind.at..end.at, determiner: Determiner::The, rank: Some(rank), items, ..nothing(behind) };
    Ok((end, Question::Nominal { chain: Chain { head: one, modifiers: Vec::new() }, count: false, present: false }))
}

/// The question with its alternatives, if it asks for one of them.
pub(super) fn narrowed_to(mut question: Question, alternatives: &Alternatives) -> Option<Question> {
    let is_bare = |chain: &Chain| matches!(chain.head.items[..], [Item { kind: ItemKind::Who | ItemKind::Thing, .. }]);
    let chain = match &mut question {
        Question::Nominal { chain, .. } => Some(chain),
        // "who is the president": the president, turned around.
        Question::Clause { clause, .. } if clause.verb.kind == VerbKind::Be && clause.object.as_ref().is_some_and(is_bare) => None,
        Question::Clause { clause, asked: Asked::Constituent } => {
            clause.subject.iter_mut().chain(&mut clause.object).find(|chain| is_questioned(&chain.head))
        }
        _ => None,
    }?;
    chain.modifiers.push(alternatives.choice.clone());
    if let Some(order) = &alternatives.order {
        match &mut question {
            Question::Clause { clause, .. } => match &mut clause.object {
                Some(object) if !clause.inverted => object.modifiers.push(order.clone()),
                _ => clause.trailing.push(order.clone()),
            },
            Question::Nominal { chain, .. } => chain.modifiers.push(order.clone()),
            _ => return None,
        }
    }
    Some(question)
}
