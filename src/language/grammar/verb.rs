//! Verbs with their auxiliaries, and predicates: a verb and its object.
//!
//! ```text
//! verb group = ("did" | "does" | "will" ...) "not"? base | ("has" | "had") "not"? participle | "has been" participle
//!            | be "not"? (participle | gerund | fixed words)? | finite verb | "has"
//! predicate  = verb group (noun phrase | comparison)?
//! ```

use nom::Parser;
use nom::branch::alt;

use super::comparison::compare;
use super::input::{Parsed, Tokens, choice, one_of, stuck, words};
use super::lasting::order;
use super::modal::{modal_auxiliary, modal_verb};
use super::noun::noun_phrase;
use super::time::time_phrase;
use super::words::FILLERS;
use crate::graph::Exactness;
use crate::language::syntax::{Determiner, Item, ItemKind, NounPhrase, Predicate, Rank, VerbGroup, VerbKind};
use crate::language::vocabulary::{Form, FrameId, FrameShape, Sense};

/// What form of verb may stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerbForm {
    /// With its own tense: "supported", "did not support", "was supported".
    Finite,
    /// Behind "did", "to": "support", "be supported", "have supported".
    Base,
    /// "supporting".
    Gerund,
    /// "supported (by)", "located in": without "is".
    Reduced,
}

/// What stands between the parts of a verb group.
#[derive(Clone, Copy, Default)]
struct Adverbs {
    negated: bool,
    order: Option<Rank>,
    shared: bool,
}

fn adverbs<'a>(mut input: Tokens<'a>, found: &mut Adverbs) -> Tokens<'a> {
    loop {
        match input.text() {
            "not" => found.negated = true,
            "never" => found.negated = true,
            // Unless the vocabulary has a verb of its own for it: "co-directed with".
            "co" if !has_whole_verb(input) => found.shared = true,
            "first" if !input.advance(1).is_end() => found.order = Some(Rank::First),
            "last" if !input.advance(1).is_end() => found.order = Some(Rank::Last),
            text if FILLERS.contains(&text) && !input.is_end() => {}
            _ => return input,
        }
        input = input.advance(1);
    }
}

/// Whether a verb of the vocabulary begins here, with all its words.
fn has_whole_verb(input: Tokens<'_>) -> bool {
    let lexemes = input.lattice.lexemes.get(input.at);
    lexemes.is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| matches!(sense, Sense::Verb { pending: false, .. })))
}

/// The verb senses here with one of these forms: those of the longest match, or of the shortest where that choice is taken.
fn senses(input: Tokens<'_>, forms: &[Form]) -> Option<(usize, Vec<Sense>)> {
    let lexemes = input.lattice.lexemes.get(input.at).filter(|_| input.at < input.end)?;
    let as_participle = forms.contains(&Form::Participle);
    let fits = |end: usize, sense: &Sense| match sense {
        Sense::Verb { frame, form, .. } if end <= input.end && forms.contains(form) => {
            // "wrote" is no participle.
            !(as_participle && *form == Form::Past) || past_is_participle(input, *frame)
        }
        _ => false,
    };
    pick(input, lexemes, fits)
}

/// Whether a verb has one form for the past and the participle.
pub(super) fn past_is_participle(input: Tokens<'_>, frame: FrameId) -> bool {
    match &input.lattice.vocabulary.frame(frame).shape {
        FrameShape::Verb { forms, .. } | FrameShape::Measure { verb: Some(forms), .. } => forms.past == forms.participle,
        _ => true,
    }
}

/// The fixed words here that may stand behind "is".
pub(super) fn fixed_words(input: Tokens<'_>) -> Option<(usize, Vec<Sense>)> {
    let lexemes = input.lattice.lexemes.get(input.at).filter(|_| input.at < input.end)?;
    pick(input, lexemes, |end, sense| end <= input.end && matches!(sense, Sense::Be { .. }))
}

fn pick(input: Tokens<'_>, lexemes: &[(usize, Sense)], fits: impl Fn(usize, &Sense) -> bool) -> Option<(usize, Vec<Sense>)> {
    let senses_to = |end: usize| lexemes.iter().filter(move |(other, _)| *other == end).map(|(_, sense)| sense);
    let mut ends: Vec<usize> = lexemes.iter().filter(|(end, sense)| fits(*end, sense)).map(|(end, _)| *end).collect();
    ends.sort_unstable();
    ends.dedup();
    let end = match ends[..] {
        [] => return None,
        [end] => end,
        [first, .., longest] => {
            // A phrase that is there with all its words is not there without its last as well.
            let is_rest = |end: usize| {
                senses_to(end).all(|sense| match sense {
                    Sense::Verb { pending: true, .. } | Sense::Be { pending: true, .. } => {
                        senses_to(longest).any(|other| other.frame() == sense.frame())
                    }
                    _ => false,
                })
            };
            let shorter = ends.iter().rev().skip(1).copied().find(|&end| !is_rest(end)).unwrap_or(first);
            // "kicked out" is not "kicked" with something that it is out of.
            let particle = matches!(input.to(shorter).text(), "out" | "off" | "up" | "down" | "away");
            if !particle && input.chooses(choice::SHORT_VERBS) { shorter } else { longest }
        }
    };
    Some((end, lexemes.iter().filter(|(other, sense)| *other == end && fits(*other, sense)).map(|(_, sense)| *sense).collect()))
}

fn group<'a>(input: Tokens<'a>, rest: Tokens<'a>, kind: VerbKind, passive: bool, found: Adverbs) -> Parsed<'a, VerbGroup> {
    let mut found = found;
    // "investigate last", "demanded first"; and fillers behind the verb ("co-starred together").
    let mut rest = rest;
    if matches!(kind, VerbKind::Senses(_)) {
        if rest.text() == "together" {
            found.shared = true;
            rest = rest.advance(1);
        }
        if let Ok((after, rank)) = order(rest)
            && found.order.is_none()
            && (after.at == rest.at + 1 && matches!(rank, Rank::First | Rank::Last) || after.is_end() || time_phrase(after).is_ok())
        {
            found.order = Some(rank);
            rest = after;
        }
    }
    Ok((rest, VerbGroup { range: input.at..rest.at, kind, negated: found.negated, passive, order: found.order, shared: found.shared }))
}

const DO: &[&str] = &["did", "does", "do", "will", "would", "can", "may"];
const BE: &[&str] = &["is", "are", "was", "were", "be", "been", "being", "become", "becomes", "became"];
const HAVE: &[&str] = &["has", "have", "had", "having"];

/// Verbs that say no more than "have" does, where the vocabulary has no such verb.
const GET: &[(&str, Form)] = &[
    ("get", Form::Base),
    ("gets", Form::Third),
    ("got", Form::Past),
    ("receive", Form::Base),
    ("receives", Form::Third),
    ("received", Form::Past),
    ("earn", Form::Base),
    ("earns", Form::Third),
    ("earned", Form::Past),
];

/// "got impeached" is "was impeached": whether such a form stands here before a participle.
fn got(input: Tokens<'_>, forms: &[Form]) -> bool {
    const GOT: &[(&str, Form)] =
        &[("get", Form::Base), ("gets", Form::Third), ("got", Form::Past), ("gotten", Form::Participle), ("getting", Form::Gerund)];
    GOT.iter().any(|(word, form)| *word == input.text() && forms.contains(form))
        && (senses(input.advance(1), &[Form::Past, Form::Participle]).is_some()
            || input.text_at(1).ends_with("ed") && fixed_words(input.advance(1)).is_some())
}

/// "serves as", "acted as": "is", where the vocabulary has no such verb.
fn serving(input: Tokens<'_>, forms: &[Form]) -> Option<usize> {
    const SERVE: &[&str] = &["serve", "act", "work", "function", "operate"];
    if input.text_at(1) != "as" {
        return None;
    }
    let word = input.text();
    let base = SERVE.iter().copied().find(|base| {
        let own = crate::language::morphology::verb_forms(base);
        [(Form::Base, &own.base), (Form::Third, &own.third), (Form::Past, &own.past), (Form::Gerund, &own.gerund)]
            .into_iter()
            .any(|(form, written)| forms.contains(&form) && written == word)
    });
    base.map(|_| input.at + 2)
}

/// Verbs before another that say no more than it does: "helped to fund", "had to pay", "continues to support".
const SEMI_AUXILIARIES: &[(&str, Form, &[&str])] = &[
    ("help", Form::Base, &["to", ""]),
    ("helps", Form::Third, &["to", ""]),
    ("helped", Form::Past, &["to", ""]),
    ("manage", Form::Base, &["to"]),
    ("manages", Form::Third, &["to"]),
    ("managed", Form::Past, &["to"]),
    ("continue", Form::Base, &["to"]),
    ("continues", Form::Third, &["to"]),
    ("continued", Form::Past, &["to"]),
    ("used", Form::Past, &["to"]),
    ("happen", Form::Base, &["to"]),
    ("happened", Form::Past, &["to"]),
    ("went", Form::Past, &["on to", "to", "and"]),
    ("go", Form::Base, &["on to", "to", "and", ""]),
    ("come", Form::Base, &["to", "and", ""]),
    ("came", Form::Past, &["to", "and"]),
    ("had", Form::Past, &["to"]),
    ("have", Form::Base, &["to"]),
    ("has", Form::Third, &["to"]),
];

/// Verbs before a gerund that say only when it begins or ends: "started governing", "kept supporting".
const ASPECTS: &[(&str, Form)] = &[
    ("start", Form::Base),
    ("starts", Form::Third),
    ("started", Form::Past),
    ("begin", Form::Base),
    ("begins", Form::Third),
    ("began", Form::Past),
    ("stop", Form::Base),
    ("stops", Form::Third),
    ("stopped", Form::Past),
    ("cease", Form::Base),
    ("ceases", Form::Third),
    ("ceased", Form::Past),
    ("keep", Form::Base),
    ("keeps", Form::Third),
    ("kept", Form::Past),
    ("end up", Form::Base),
    ("ends up", Form::Third),
    ("ended up", Form::Past),
];

/// The gerund behind such a verb.
fn behind_aspect<'a>(start: Tokens<'a>, forms: &[Form]) -> Option<(Tokens<'a>, VerbGroup)> {
    let rest = ASPECTS.iter().filter(|(_, form)| forms.contains(form)).find_map(|(verb, _)| Some(words(verb)(start).ok()?.0))?;
    let (after, verb) = verb_group(rest, VerbForm::Gerund).ok()?;
    let own = senses(start, forms).map_or(0, |(end, _)| end);
    (own < after.at && matches!(verb.kind, VerbKind::Senses(_) | VerbKind::Be)).then_some((after, verb))
}

/// The verb behind a semi-auxiliary, where the vocabulary has no verb that begins with it and is as long.
fn behind_semi_auxiliary<'a>(start: Tokens<'a>, forms: &[Form]) -> Option<(Tokens<'a>, VerbGroup)> {
    let (_, _, links) = SEMI_AUXILIARIES.iter().find(|(word, form, _)| *word == start.text() && forms.contains(form))?;
    let rest = start.advance(1);
    let (after, verb) = links.iter().find_map(|link| {
        let rest = if link.is_empty() { rest } else { words(link)(rest).ok()?.0 };
        let found = verb_group(rest, VerbForm::Base).ok()?;
        (matches!(found.1.kind, VerbKind::Senses(_)) || found.1.kind == VerbKind::Be && rest.text() == "be").then_some(found)
    })?;
    let own = senses(start, forms).map_or(0, |(end, _)| end);
    (own < after.at).then_some((after, verb))
}

/// A verb group in one of the forms.
pub(crate) fn verb_group(input: Tokens<'_>, form: VerbForm) -> Parsed<'_, VerbGroup> {
    input.once(|memo| &memo.verbs, form as u8, |input| read_verb_group(input, form))
}

fn read_verb_group(input: Tokens<'_>, form: VerbForm) -> Parsed<'_, VerbGroup> {
    let mut found = Adverbs::default();
    let start = adverbs(input, &mut found);
    let forms: &[Form] = match form {
        VerbForm::Finite => &[Form::Past, Form::Third, Form::Base],
        VerbForm::Base => &[Form::Base],
        _ => &[],
    };
    if let Some((rest, mut verb)) = behind_semi_auxiliary(start, forms).or_else(|| behind_aspect(start, forms)) {
        verb.range.start = input.at;
        verb.negated |= found.negated;
        verb.order = verb.order.or(found.order);
        return Ok((rest, verb));
    }
    // "got elected": was elected. Unless the vocabulary has such a verb.
    if matches!(form, VerbForm::Finite | VerbForm::Base)
        && matches!(start.text(), "got" | "gets" | "get")
        && senses(start.advance(1), &[Form::Participle, Form::Past]).is_some()
        && lexical(input, start, found, forms).is_err()
    {
        return behind_be(input, start.advance(1), found);
    }
    match form {
        // A verb of the vocabulary that is longer than an auxiliary wins: "becomes president of", "has an embassy in".
        VerbForm::Finite if matches!(start.text(), "become" | "becomes" | "became" | "has" | "have" | "had" | "does" | "did" | "do") => {
            let own = lexical(input, start, found, &[Form::Past, Form::Third, Form::Base]);
            let helped = auxiliary(input, start, found);
            match (own, helped) {
                (Ok(own), Ok(helped)) => Ok(if own.0.at > helped.0.at { own } else { helped }),
                (Ok(own), Err(_)) => Ok(own),
                (Err(_), helped) => helped,
            }
        }
        VerbForm::Finite => {
            alt((|i| auxiliary(input, i, found), |i| lexical(input, i, found, &[Form::Past, Form::Third, Form::Base]))).parse(start)
        }
        VerbForm::Base => match start.text() {
            "have" if lexical(input, start, found, &[Form::Base]).is_ok_and(|(rest, _)| rest.at > start.at + 1) => {
                lexical(input, start, found, &[Form::Base])
            }
            "be" | "have" => auxiliary(input, start, found),
            "become" => lexical(input, start, found, &[Form::Base]).or_else(|_| auxiliary(input, start, found)),
            _ => lexical(input, start, found, &[Form::Base]),
        },
        VerbForm::Gerund => match start.text() {
            "being" => auxiliary(input, start, found),
            "having" if senses(start.advance(1), &[Form::Past, Form::Participle]).is_none() => {
                group(input, start.advance(1), VerbKind::Have, false, found)
            }
            "having" => auxiliary(input, start, found),
            _ => lexical(input, start, found, &[Form::Gerund]),
        },
        VerbForm::Reduced => reduced(input, start, found),
    }
}

/// A verb of the vocabulary in one of these forms.
fn lexical<'a>(input: Tokens<'a>, start: Tokens<'a>, found: Adverbs, forms: &[Form]) -> Parsed<'a, VerbGroup> {
    let shares = match start.text() {
        "share" => forms.contains(&Form::Base),
        "shares" => forms.contains(&Form::Third),
        "shared" => forms.contains(&Form::Past),
        "sharing" => forms.contains(&Form::Gerund),
        _ => false,
    };
    let own = senses(start, forms);
    // "shares" is "has the same", unless more words of the vocabulary stand there.
    if shares && own.as_ref().is_none_or(|(end, _)| *end == start.at + 1) {
        return group(input, start.advance(1), VerbKind::Share, false, found);
    }
    // "serves as a puppet" is "is a puppet", unless the vocabulary has a verb for it.
    if let Some(end) = serving(start, forms)
        && own.as_ref().is_none_or(|(own, _)| *own < end && !input.chooses(choice::SHORT_VERBS))
    {
        return group(input, start.to(end), VerbKind::Be, false, found);
    }
    if got(start, forms) && own.as_ref().is_none_or(|(end, _)| *end == start.at + 1) {
        return behind_be(input, start.advance(1), found);
    }
    match own {
        Some((end, senses)) => group(input, start.to(end), VerbKind::Senses(senses), false, found),
        None if GET.iter().any(|(word, form)| *word == start.text() && forms.contains(form)) => {
            group(input, start.advance(1), VerbKind::Have, false, found)
        }
        None => start.fail("a verb"),
    }
}

fn auxiliary<'a>(input: Tokens<'a>, start: Tokens<'a>, mut found: Adverbs) -> Parsed<'a, VerbGroup> {
    let text = start.text();
    if let Ok((rest, modal)) = modal_auxiliary(start) {
        let rest = adverbs(rest, &mut found);
        let (rest, verb) = modal_verb(input, rest, modal).or_else(|_| verb_group(rest, VerbForm::Base))?;
        let (range, negated) = (input.at..rest.at, verb.negated || found.negated);
        return Ok((rest, VerbGroup { range, negated, order: verb.order.or(found.order), ..verb }));
    }
    if DO.contains(&text) {
        let rest = adverbs(start.advance(1), &mut found);
        if let Ok((after, mut verb)) = verb_group(rest, VerbForm::Base) {
            verb.range.start = input.at;
            verb.negated |= found.negated;
            verb.order = verb.order.or(found.order);
            return Ok((after, verb));
        }
        if matches!(rest.text(), "have") {
            return group(input, rest.advance(1), VerbKind::Have, false, found);
        }
        return if text == "did" { group(input, rest, VerbKind::Did, false, found) } else { rest.fail("a verb") };
    }
    if HAVE.contains(&text) {
        let rest = adverbs(start.advance(1), &mut found);
        if rest.text() == "been" {
            return behind_be(input, adverbs(rest.advance(1), &mut found), found);
        }
        if let Some((end, senses)) = senses(rest, &[Form::Past, Form::Participle]) {
            // "has written works" is "has works that are written" only where "written works" is a noun; the verb is likelier.
            return group(input, rest.to(end), VerbKind::Senses(senses), false, found);
        }
        return group(input, rest, VerbKind::Have, false, found);
    }
    if BE.contains(&text) {
        let rest = adverbs(start.advance(1), &mut found);
        if rest.text() == "being" {
            return behind_be(input, rest.advance(1), found);
        }
        return behind_be(input, rest, found);
    }
    start.fail("a verb")
}

/// The verb behind "thought to", "believed to" and their like behind a form of "be": "is believed to have carried out X" is "carried out X".
fn believed(rest: Tokens<'_>) -> Option<(Tokens<'_>, VerbGroup)> {
    let lead = one_of(&[
        "thought to",
        "believed to",
        "said to",
        "reported to",
        "alleged to",
        "known to",
        "supposed to",
        "claimed to",
        "understood to",
        "expected to",
        "able to",
        "going to",
        "due to",
    ]);
    let (rest, _) = lead(rest).ok()?;
    let (after, verb) = verb_group(rest, VerbForm::Base).ok()?;
    matches!(verb.kind, VerbKind::Senses(_) | VerbKind::Be).then_some((after, verb))
}

/// What may stand behind a form of "be": a participle, a gerund, fixed words, or nothing.
fn behind_be<'a>(input: Tokens<'a>, rest: Tokens<'a>, found: Adverbs) -> Parsed<'a, VerbGroup> {
    if let Some((after, mut verb)) = believed(rest) {
        let own = [senses(rest, &[Form::Past, Form::Participle]), fixed_words(rest)].into_iter().flatten().map(|(end, _)| end).max();
        if own.is_none_or(|end| end < after.at) {
            verb.range.start = input.at;
            verb.negated |= found.negated;
            verb.order = verb.order.or(found.order);
            return Ok((after, verb));
        }
    }
    let rest = held_to(rest);
    // "is credited with writing X" is "writes X".
    if let Some((end, senses)) = credited(rest) {
        return group(input, rest.to(end), VerbKind::Senses(senses), false, found);
    }
    // "was in 1996": a time, and no place.
    let timed = matches!(rest.text(), "in" | "on") && time_phrase(rest).is_ok();
    let fixed = fixed_words(rest).filter(|(end, _)| *end > rest.at + 1 || !timed);
    let passive = senses(rest, &[Form::Past, Form::Participle]);
    let gerund = senses(rest, &[Form::Gerund]);
    let longest = [&fixed, &passive, &gerund].into_iter().flatten().map(|(end, _)| *end).max().unwrap_or(0);
    match (fixed, passive, gerund) {
        (Some((end, senses)), other, _) if end == longest => {
            // Words that are both ("born in" as fixed words, "bear" as a verb) keep both readings.
            let mut all = senses;
            if let Some((_, passive)) = other.filter(|(other, _)| *other == end) {
                all.extend(passive);
            }
            group(input, rest.to(end), VerbKind::Senses(all), true, found)
        }
        (_, Some((end, senses)), _) if end == longest => group(input, rest.to(end), VerbKind::Senses(senses), true, found),
        (_, _, Some((end, senses))) => group(input, rest.to(end), VerbKind::Senses(senses), false, found),
        _ => group(input, rest, VerbKind::Be, false, found),
    }
}

/// Skips "in it" behind what something has: "films that have X in them".
pub(crate) fn skip_in_it(input: Tokens<'_>) -> Tokens<'_> {
    one_of(&["in it", "in them", "within it", "within them", "on it", "on them"])(input).map_or(input, |(rest, _)| rest)
}

/// Skips "considered (to be)" and its like behind a form of "be", which say no more than "be" does.
fn held_to(input: Tokens<'_>) -> Tokens<'_> {
    let held = one_of(&["considered to be", "considered as", "considered", "known to be", "listed as", "credited as", "given as"]);
    match held(input) {
        // A verb of the vocabulary says more.
        Ok((rest, _)) if senses(input, &[Form::Past, Form::Participle]).is_none() && fixed_words(input).is_none() => rest,
        _ => input,
    }
}

/// "credited with writing", "responsible for directing", "known for", "involved in": the verb behind it.
fn credited(input: Tokens<'_>) -> Option<(usize, Vec<Sense>)> {
    let lead = one_of(&[
        "credited with",
        "credited for",
        "responsible for",
        "known for",
        "famous for",
        "in charge of",
        "involved in",
        "engaged in",
    ]);
    let (rest, _) = lead(input).ok()?;
    senses(rest, &[Form::Gerund])
}

/// "supported by X", "located in X", "bordering X".
fn reduced<'a>(input: Tokens<'a>, start: Tokens<'a>, found: Adverbs) -> Parsed<'a, VerbGroup> {
    if got(start, &[Form::Past]) || HAVE.contains(&start.text()) && start.text_at(1) == "been" {
        return stuck(start);
    }
    if let Some((end, senses)) = senses(start, &[Form::Gerund]) {
        return group(input, start.to(end), VerbKind::Senses(senses), false, found);
    }
    if start.text() == "having" {
        return group(input, start.advance(1), VerbKind::Have, false, found);
    }
    if start.text() == "being" {
        return behind_be(input, start.advance(1), found);
    }
    let fixed = fixed_words(start).filter(|(end, _)| *end > start.at + 1 || !super::words::is_function_word(start.text()));
    let passive = senses(start, &[Form::Past, Form::Participle]);
    match (fixed, passive) {
        (Some((end, mut all)), other) if other.as_ref().is_none_or(|(other, _)| *other <= end) => {
            if let Some((_, passive)) = other.filter(|(other, _)| *other == end) {
                all.extend(passive);
            }
            group(input, start.to(end), VerbKind::Senses(all), true, found)
        }
        (_, Some((end, senses))) => group(input, start.to(end), VerbKind::Senses(senses), true, found),
        _ => stuck(start),
    }
}

/// Words fixed behind the object of a verb ("every year"). Where they stand, only the phrases that have them are meant.
pub(super) fn skip_post<'a>(input: Tokens<'a>, verb: &mut VerbGroup) -> Tokens<'a> {
    let VerbKind::Senses(senses) = &mut verb.kind else { return input };
    let end_of = |sense: &Sense| -> Option<usize> {
        let (Sense::Verb { frame, .. } | Sense::Be { frame, .. }) = sense else { return None };
        let loosely = input.lattice.posts.iter().filter(|(of, at, _)| of == frame && *at == input.at).map(|(.., end)| *end).max();
        let written = post_of(input, *frame)
            .filter(|post| post.iter().enumerate().all(|(ahead, word)| input.text_at(ahead) == word))
            .map(|post| input.at + post.len());
        written.or(loosely).filter(|end| *end <= input.end)
    };
    let Some(end) = senses.iter().filter_map(end_of).max() else { return input };
    senses.retain(|sense| end_of(sense) == Some(end));
    input.to(end)
}

/// The words that a phrase has behind its object, if it has any.
fn post_of<'a>(input: Tokens<'a>, frame: FrameId) -> Option<&'a [String]> {
    match &input.lattice.vocabulary.frame(frame).shape {
        FrameShape::Verb { post, .. } | FrameShape::Measure { post, .. } if !post.is_empty() => Some(post),
        _ => None,
    }
}

/// Whether some phrase that a verb may be has words behind its object.
pub(super) fn has_posts(input: Tokens<'_>, verb: &VerbGroup) -> bool {
    let wants = |sense: &Sense| matches!(sense, Sense::Verb { frame, .. } | Sense::Be { frame, .. } if post_of(input, *frame).is_some() || input.lattice.posts.iter().any(|(of, ..)| of == frame));
    matches!(&verb.kind, VerbKind::Senses(senses) if senses.iter().any(wants))
}

/// The object of a verb. Words that the phrase of the verb has behind its object are no part of that, though they may be nouns: "took diplomats hostage".
pub(super) fn object_phrase<'a>(input: Tokens<'a>, verb: &VerbGroup) -> Parsed<'a, NounPhrase> {
    let found = noun_phrase(input)?;
    // A full name that goes on over such words is that name: "welcomed the appointment of X as president".
    let is_name = |item: &Item| matches!(&item.kind, ItemKind::Name(name) if name.exactness == Exactness::Whole && name.end == found.0.at);
    let named = found.1.items.first().is_some_and(is_name);
    if !named && has_posts(input, verb) {
        for at in input.at + 1..found.0.at {
            if skip_post(input.to(at), &mut verb.clone()).at > at
                && let Ok((rest, phrase)) = noun_phrase(Tokens { end: at, ..input })
                && rest.at == at
            {
                return Ok((Tokens { end: input.end, ..rest }, phrase));
            }
        }
    }
    Ok(found)
}

/// A verb and its object.
pub(crate) fn predicate(input: Tokens<'_>, form: VerbForm) -> Parsed<'_, Predicate> {
    let (rest, mut verb) = verb_group(input, form)?;
    if matches!(verb.kind, VerbKind::Did) {
        return stuck(input);
    }
    if verb.kind == VerbKind::Be
        && let Ok((rest, compare)) = compare(rest)
    {
        return Ok((rest, Predicate { range: input.at..rest.at, verb, object: None, compare: Some(compare) }));
    }
    // A passive has no object of its own: "by" follows, or a preposition that is part of the verb.
    let takes_object = match &verb.kind {
        VerbKind::Senses(senses) => !verb.passive || senses.iter().any(|sense| matches!(sense, Sense::Be { pending: false, .. })),
        _ => true,
    };
    let found = if takes_object { object_phrase(rest, &verb).ok() } else { None };
    let (rest, mut object) = found.map_or((rest, None), |(rest, object)| (rest, Some(object)));
    let rest = if verb.kind == VerbKind::Have { skip_in_it(rest) } else { rest };
    let rest = skip_post(rest, &mut verb);
    if verb.kind == VerbKind::Share
        && let Some(object) = &mut object
    {
        // "shares X's border" is not having the same.
        if object.owner.is_some() {
            return rest.fail("what is shared");
        }
        object.determiner = Determiner::Same;
    }
    if verb.kind == VerbKind::Have && object.is_none() {
        return rest.fail("what is had");
    }
    Ok((rest, Predicate { range: input.at..rest.at, verb, object, compare: None }))
}

/// "did", "does" and their like at the head of a question.
pub(crate) fn do_auxiliary(input: Tokens<'_>) -> Parsed<'_, &'static str> {
    one_of(&["did", "does", "do", "will", "would", "can", "may"])(input)
}

/// "is", "was" and their like at the head of a question.
pub(crate) fn be_auxiliary(input: Tokens<'_>) -> Parsed<'_, &'static str> {
    one_of(&["is", "are", "was", "were"])(input)
}

/// "has", "have", "had" at the head of a question.
pub(crate) fn have_auxiliary(input: Tokens<'_>) -> Parsed<'_, &'static str> {
    one_of(&["has", "have", "had"])(input)
}

/// The rest of a verb group whose auxiliary stood before the subject: behind "did" a base, behind "was" a participle, behind "has" either.
pub(crate) fn verb_behind<'a>(input: Tokens<'a>, auxiliary: &str) -> Parsed<'a, VerbGroup> {
    let mut found = Adverbs::default();
    let start = adverbs(input, &mut found);
    match auxiliary {
        "is" | "are" | "was" | "were" => {
            if start.text() == "being" {
                return behind_be(input, start.advance(1), found);
            }
            behind_be(input, start, found)
        }
        "should" | "must" | "shall" | "might" | "could" if modal_verb(input, start, auxiliary).is_ok() => {
            let (rest, verb) = modal_verb(input, start, auxiliary)?;
            Ok((rest, VerbGroup { negated: found.negated, order: found.order, ..verb }))
        }
        "has" | "have" | "had" => {
            if start.text() == "been" {
                return behind_be(input, adverbs(start.advance(1), &mut found), found);
            }
            match lexical(input, start, found, &[Form::Past, Form::Participle]) {
                Ok(own) if own.0.at > start.at + 1 || start.text() != "had" => Ok(own),
                // "which presidents has X had"
                _ if start.text() == "had" => group(input, start.advance(1), VerbKind::Have, false, found),
                other => other,
            }
        }
        _ => {
            let own = lexical(input, start, found, &[Form::Base]).is_ok_and(|(rest, _)| rest.at > start.at + 1);
            if start.text() == "have" && !own && senses(start.advance(1), &[Form::Past, Form::Participle]).is_none() {
                return group(input, start.advance(1), VerbKind::Have, false, found);
            }
            let (rest, mut verb) = verb_group(start, VerbForm::Base)?;
            verb.negated |= found.negated;
            verb.order = verb.order.or(found.order);
            verb.range.start = input.at;
            Ok((rest, verb))
        }
    }
}
