//! Questions about several things: how they are connected, what they have in common.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;

use super::super::input::{Parsed, Tokens, comma, number, one_of, word, words};
use super::super::modifier::modifiers;
use super::super::noun::noun_phrase;
use super::stuck;
use crate::language::syntax::{AskedOfWays, Chain, Determiner, ItemKind, NounPhrase, Question, Scope};
use crate::language::vocabulary::Sense;

/// "how is X connected to Y within 3 steps", "how are X and Y related", "paths from X to Y", "the 3 shortest paths from X to Y"
pub(super) fn connection(input: Tokens<'_>) -> Parsed<'_, Question> {
    let linked = |input| {
        one_of(&[
            "connected to",
            "connected with",
            "linked to",
            "linked with",
            "related to",
            "tied to",
            "associated with",
            "connected",
            "linked",
            "related",
        ])(input)
    };
    let how = |input| {
        let (rest, _) = one_of(&["how is", "how are", "how was", "how were", "in what way is", "in which way is"])(input)?;
        let (rest, from) = noun_phrase(rest)?;
        if let Ok((rest, _)) = linked(rest) {
            let (rest, to) = noun_phrase(rest)?;
            return Ok((rest, (from, to)));
        }
        let (rest, _) = word("and")(rest)?;
        let (rest, to) = noun_phrase(rest)?;
        let (rest, _) = linked(rest)?;
        Ok((rest, (from, to)))
    };
    // "what connects X and Y": what stands between them, if anything, stands on the way.
    let what = |input| {
        let (rest, _) = one_of(&["what connects", "what links", "what ties"])(input)?;
        let (rest, from) = noun_phrase(rest)?;
        let (rest, _) = one_of(&["and", "to", "with"])(rest)?;
        let (rest, to) = noun_phrase(rest)?;
        Ok((rest, (from, to)))
    };
    let noun = |input| {
        let (rest, _) = opt(one_of(&["what is", "what are", "show me", "show", "find", "list", "is there"])).parse(input)?;
        let (rest, _) = opt(one_of(&["the", "a", "any"])).parse(rest)?;
        // "the 3 shortest paths": with a number, longer ones count, too.
        let counted = number(rest).ok().and_then(|(rest, count)| Some((word("shortest")(rest).ok()?.0, count)));
        let (rest, asked) = match counted {
            Some((rest, count)) => (rest, AskedOfWays::First(count.clamp(0.0, 1e6) as u32)),
            None => (opt(one_of(&["shortest", "all"])).parse(rest)?.0, AskedOfWays::Themselves),
        };
        let (rest, lead) = one_of(&[
            "connections between",
            "connection between",
            "paths between",
            "path between",
            "ways between",
            "way between",
            "ways from",
            "link between",
            "links between",
            "relationship between",
            "relation between",
            "paths from",
            "path from",
            "way from",
        ])(rest)?;
        let (rest, from) = noun_phrase(rest)?;
        let (rest, _) = if lead.ends_with("from") { word("to")(rest)? } else { word("and")(rest)? };
        let (rest, to) = noun_phrase(rest)?;
        Ok((rest, (asked, (from, to))))
    };
    let steps = |input| {
        let (rest, _) =
            one_of(&["how many steps is it", "how many steps are there", "how many steps are", "how far is it", "how many steps"])(input)?;
        if let Ok((rest, _)) = word("between")(rest) {
            let (rest, from) = noun_phrase(rest)?;
            let (rest, _) = word("and")(rest)?;
            let (rest, to) = noun_phrase(rest)?;
            return Ok((rest, (from, to)));
        }
        let (rest, _) = word("from")(rest)?;
        let (rest, from) = noun_phrase(rest)?;
        let (rest, _) = word("to")(rest)?;
        let (rest, to) = noun_phrase(rest)?;
        Ok((rest, (from, to)))
    };
    let far = |input| {
        let (rest, _) = one_of(&["how far is", "how far away is", "how many steps is", "how many steps away is"])(input)?;
        let (rest, from) = noun_phrase(rest)?;
        let (rest, _) = one_of(&["away from", "from"])(rest)?;
        let (rest, to) = noun_phrase(rest)?;
        Ok((rest, (from, to)))
    };
    let between = |input| {
        let (rest, _) = one_of(&[
            "who or what stands between",
            "who stands between",
            "what stands between",
            "who is between",
            "what is between",
            "who lies between",
            "what lies between",
            "who connects",
            "who links",
        ])(input)?;
        let (rest, from) = noun_phrase(rest)?;
        let (rest, _) = one_of(&["and", "to", "with"])(rest)?;
        let (rest, to) = noun_phrase(rest)?;
        Ok((rest, (from, to)))
    };
    let themselves = |input| alt((how, what)).parse(input).map(|(rest, ends)| (rest, (AskedOfWays::Themselves, ends)));
    let length = |input| alt((steps, far)).parse(input).map(|(rest, ends)| (rest, (AskedOfWays::Steps, ends)));
    let standing = |input| between(input).map(|(rest, ends)| (rest, (AskedOfWays::Between, ends)));
    let (mut rest, (asked, (from, to))) = alt((themselves, noun, length, standing)).parse(input)?;
    let (mut within, mut avoiding) = (None, Vec::new());
    let mut scope = Scope::default();
    loop {
        let rest_before = rest.at;
        if let Ok((after, _)) = one_of(&["within", "in at most", "in"])(rest)
            && let Ok((after, count)) = number(after)
            && let Ok((after, _)) = one_of(&["steps", "step", "hops", "hop", "links", "edges"])(after)
        {
            within = Some(count.clamp(0.0, 1e6) as u32);
            rest = after;
        } else if let Ok((after, senses)) = through(rest) {
            scope.through.extend(senses);
            rest = after;
        } else if let Ok((after, _)) = one_of(&["avoiding", "without", "not through", "but not through"])(rest)
            && let Ok((after, what)) = noun_phrase(after)
        {
            avoiding.push(what);
            rest = after;
        } else if !avoiding.is_empty()
            && let Ok((after, _)) = one_of(&["and", "or"])(rest)
            && let Ok((after, what)) = noun_phrase(after)
        {
            avoiding.push(what);
            rest = after;
        } else if let Ok((after, _)) = word("and")(rest) {
            rest = after;
        }
        if rest.at == rest_before {
            break;
        }
    }
    let (rest, trailing) = modifiers(rest);
    scope.trailing = trailing;
    let bare = |head| Chain { head, modifiers: Vec::new() };
    Ok((rest, Question::Connection { asked, from: bare(from), to: bare(to), within, avoiding, scope }))
}

/// "through supported and condemned": the words, each with what it may mean.
pub(super) fn through(input: Tokens<'_>) -> Parsed<'_, Vec<Vec<Sense>>> {
    let (mut rest, _) = one_of(&["through", "via", "along", "by"])(input)?;
    let mut found = Vec::new();
    while let Some(lexemes) = rest.lattice.lexemes.get(rest.at) {
        let Some(end) = lexemes.iter().map(|(end, _)| *end).max() else { break };
        found.push(lexemes.iter().filter(|(other, _)| *other == end).map(|(_, sense)| *sense).collect());
        rest = rest.to(end);
        match one_of(&["and", "or"])(rest) {
            Ok((after, _)) if after.lattice.lexemes.get(after.at).is_some_and(|lexemes| !lexemes.is_empty()) => rest = after,
            _ => break,
        }
    }
    if found.is_empty() { stuck(input) } else { Ok((rest, found)) }
}

/// "what do X and Y have in common", "what is common to X and Y", "which organizations do X and Y share"
pub(super) fn common(input: Tokens<'_>) -> Parsed<'_, Question> {
    let (rest, lead, sort) = match one_of(&["what do", "what did", "what is common to", "what have", "what is shared by"])(input) {
        Ok((rest, lead)) => (rest, lead, None),
        Err(_) => {
            // "name the organizations that X and Y share"
            let listed = one_of(&["list", "name", "show me", "show", "tell me", "give me"])(input);
            if let Ok((rest, _)) = listed
                && let Ok((rest, sort)) = noun_phrase(rest)
            {
                let (rest, _) = opt(one_of(&["that", "which"])).parse(rest)?;
                return shared_by(rest, "what do", Some(NounPhrase { determiner: Determiner::None, ..sort }));
            }
            let (rest, sort) = noun_phrase(input)?;
            let named = matches!(sort.items.last().map(|item| &item.kind), Some(ItemKind::Noun(_)));
            let (rest, lead) = one_of(&["do", "did", "have"])(rest)?;
            if sort.determiner != Determiner::Which || !named || sort.rank.is_some() {
                return stuck(input);
            }
            (rest, if lead == "have" { "what have" } else { "what do" }, Some(NounPhrase { determiner: Determiner::None, ..sort }))
        }
    };
    shared_by(rest, lead, sort)
}

/// "X and Y have in common"
fn shared_by<'a>(input: Tokens<'a>, lead: &str, sort: Option<NounPhrase>) -> Parsed<'a, Question> {
    let rest = word("both")(input).map_or(input, |(rest, _)| rest);
    let (mut rest, first) = noun_phrase(rest)?;
    let mut chains = vec![first];
    loop {
        let behind_comma = comma(rest).map_or(rest, |(rest, ())| rest);
        let after = word("and")(behind_comma).map_or(behind_comma, |(rest, _)| rest);
        if after.at == rest.at {
            break;
        }
        let Ok((after, phrase)) = noun_phrase(after) else { break };
        chains.push(phrase);
        rest = after;
    }
    if chains.len() < 2 {
        return stuck(rest);
    }
    let rest = if lead.starts_with("what do") || lead.starts_with("what did") {
        one_of(&["both have in common", "have in common", "both share", "share", "have both"])(rest)?.0
    } else if lead == "what have" {
        words("in common")(rest)?.0
    } else {
        rest
    };
    Ok((rest, Question::Common { chains, sort }))
}
