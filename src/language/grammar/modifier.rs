//! Modifiers: what stands behind a noun phrase or a verb. They are read as one flat list; `meaning` attaches them.
//!
//! ```text
//! modifier  = ("and" | "or" | "but not" | ",")? one of
//!             time | "according to" np | "except" np | relative | participle predicate | comparison | preposition np | np verb | np
//! relative  = ("that" | "which" | "who") predicate | ("that" | "which" | "whom")? np verb | preposition "which" np verb | "whose" np predicate
//! ```

mod by;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt, value};

use self::by::by_order;
use super::comparison::compare;
use super::input::{Parsed, Tokens, choice, comma, fillers, one_of, stuck, word};
use super::lasting::order;
use super::noun::{nothing, noun_phrase};
use super::time::{bare_date, time_phrase};
use super::verb::{VerbForm, predicate, skip_post, verb_group};
use crate::graph::Exactness;
use crate::language::syntax::{
    Attribution, Determiner, Item, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Predicate, Rank, VerbGroup, VerbKind,
};
use crate::language::token::TokenKind;
use crate::language::vocabulary::{Form, FrameShape, Number, PREPOSITIONS, Sense};

/// As many modifiers as there are.
pub(crate) fn modifiers(input: Tokens<'_>) -> (Tokens<'_>, Vec<Modifier>) {
    input.once(|memo| &memo.modifiers, 0, |input| Ok(read_modifiers(input))).unwrap_or((input, Vec::new()))
}

fn read_modifiers(input: Tokens<'_>) -> (Tokens<'_>, Vec<Modifier>) {
    let mut rest = fillers(input);
    let mut found: Vec<Modifier> = Vec::new();
    while !rest.is_end() {
        if let Ok((after, clauses)) = shared_gap(rest) {
            for (index, kind) in clauses.into_iter().enumerate() {
                let joined = if index == 0 { Joined::Plain } else { Joined::And };
                found.push(Modifier { range: rest.at..after.at, joined, kind });
            }
            rest = fillers(after);
            continue;
        }
        let previous = found.last().map(|modifier| &modifier.kind);
        let Ok((after, modifier)) = modifier(rest, previous) else { break };
        found.push(modifier);
        rest = fillers(after);
    }
    (rest, found)
}

fn joined(input: Tokens<'_>) -> Parsed<'_, Joined> {
    let (rest, _) = opt(comma).parse(input)?;
    let joiner: Parsed<'_, Joined> = alt((
        value(Joined::ButNot, one_of(&["but not", "and not", "but did not", "but never", "but do not", "but does not"])),
        value(Joined::And, one_of(&["and also", "and then", "as well as", "and", "but also", "but", "&"])),
        value(Joined::Or, one_of(&["or", "nor"])),
    ))
    .parse(rest);
    match joiner {
        Ok((rest, joined)) => Ok((fillers(rest), joined)),
        Err(_) => Ok((rest, Joined::Plain)),
    }
}

fn modifier<'a>(input: Tokens<'a>, previous: Option<&ModifierKind>) -> Parsed<'a, Modifier> {
    let (rest, joined) = joined(input)?;
    let had_comma = joined == Joined::Plain && rest.at > input.at;
    let made = |rest: Tokens<'a>, kind| Ok((rest, Modifier { range: input.at..rest.at, joined, kind }));

    if joined == Joined::Plain
        && let Ok((after, order)) = order(rest)
        && (after.is_end() || time_phrase(after).is_ok())
    {
        return made(after, ModifierKind::Order(order));
    }
    if let Ok((after, time)) = time_phrase(rest) {
        let after = if had_comma { comma(after).map_or(after, |(after, ())| after) } else { after };
        return made(after, ModifierKind::Time(time));
    }
    // "president of Pava 2013": a year at the very end, unless something is called so.
    let year = joined == Joined::Plain
        && rest.advance(1).is_end()
        && rest.text().len() == 4
        && rest.lattice.names.get(rest.at).is_some_and(|names| names.iter().all(|name| name.exactness == Exactness::Part));
    if (had_comma || year)
        && let Ok((after, time)) = bare_date(rest)
    {
        return made(after, ModifierKind::Time(time));
    }
    if joined == Joined::Plain
        && let Some(ModifierKind::Subject(Predicate { verb: VerbGroup { passive: true, .. }, object: None, .. })) = previous
        && let Ok((after, kind)) = by_the_most(rest)
        && after.is_end()
    {
        return made(after, kind);
    }
    if let Ok((after, kind)) = alt((according_to, except, by_order, named, relative)).parse(rest) {
        // "who, according to X, supported Y": the aside ends with a comma, too.
        let aside = had_comma && matches!(kind, ModifierKind::AccordingTo { .. } | ModifierKind::Except(_));
        let after = if aside { comma(after).map_or(after, |(after, ())| after) } else { after };
        return made(after, kind);
    }
    if joined != Joined::Plain {
        // "... and voted for X": another predicate of the same subject, in the tense of the clause before it.
        if let Ok((after, predicate)) = predicate(rest, VerbForm::Finite)
            && !(predicate.verb.kind == VerbKind::Be && predicate.object.is_none() && predicate.compare.is_none())
            && !reads_as_noun(rest, after, &predicate.verb.kind)
        {
            let mut predicate = predicate;
            if joined == Joined::ButNot {
                predicate.verb.negated = true;
            }
            let joined = if joined == Joined::ButNot { Joined::And } else { joined };
            return Ok((after, Modifier { range: input.at..after.at, joined, kind: ModifierKind::Subject(predicate) }));
        }
    }
    if let Ok((after, predicate)) = predicate_without_be(rest) {
        return made(after, ModifierKind::Subject(predicate));
    }
    if let Ok((after, compare)) = compare(rest) {
        return made(after, ModifierKind::Compare(compare));
    }
    // "the first to visit X"
    if rest.text() == "to"
        && let Ok((after, predicate)) = predicate(rest.advance(1), VerbForm::Base)
    {
        return made(after, ModifierKind::Subject(predicate));
    }
    if let Ok((after, kind)) = preposition(rest) {
        return made(after, kind);
    }
    if joined == Joined::Plain
        && !had_comma
        && previous.is_none()
        && rest.text() == "the"
        && rest.chooses(choice::MISSING_OF)
        && let Ok((after, object)) = noun_phrase(rest)
    {
        return made(after, ModifierKind::Preposition { word: "of".to_owned(), object });
    }
    if let Ok((after, kind)) = contact(rest) {
        return made(after, kind);
    }
    let lists = had_comma && (matches!(previous, Some(ModifierKind::Conjunct(_)) | None) || continues_list(rest));
    if joined != Joined::Plain || lists {
        let (after, phrase) = noun_phrase(rest)?;
        return made(after, ModifierKind::Conjunct(phrase));
    }
    rest.fail("what narrows it down, such as \"of\", \"that\", \"in 2008\"")
}

/// Whether a list goes on behind this place: ", X, Y and Z".
fn continues_list(input: Tokens<'_>) -> bool {
    let mut rest = input;
    for _ in 0..24 {
        match rest.token() {
            None => return false,
            Some(token) if token.kind == TokenKind::Comma => return true,
            Some(_) if matches!(rest.text(), "and" | "or") => return true,
            Some(_) => rest = rest.advance(1),
        }
    }
    false
}

/// "and presidents ...": a word that is also a verb is a noun where a longer noun phrase can be read.
fn reads_as_noun<'a>(input: Tokens<'a>, after: Tokens<'a>, kind: &VerbKind) -> bool {
    let VerbKind::Senses(senses) = kind else { return false };
    let plural_like = senses.iter().all(|sense| matches!(sense, Sense::Verb { form: Form::Base | Form::Third, .. }));
    plural_like && noun_phrase(input).is_ok_and(|(rest, _)| rest.at >= after.at) && input.chooses(choice::NOUNS_FIRST)
}

pub(super) fn according_to(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    if let Ok((rest, _)) = without_source(input) {
        let (rest, who) = noun_phrase(rest)?;
        return Ok((rest, ModifierKind::AccordingTo { who, how: Attribution::Without }));
    }
    if let Ok((rest, _)) = one_of(&["only from", "solely from", "resting only on", "based only on", "according to nobody but"])(input)
        && (is_source(rest) || input.text_at(1) != "from")
    {
        let (rest, who) = noun_phrase(rest)?;
        return Ok((rest, ModifierKind::AccordingTo { who, how: Attribution::Only }));
    }
    let (rest, before) = opt(one_of(&["but not", "not", "only", "solely"])).parse(input)?;
    let how = match before {
        None => Attribution::By,
        Some("only" | "solely") => Attribution::Only,
        Some(_) => Attribution::NotBy,
    };
    let (rest, _) = one_of(&[
        "according to",
        "as reported by",
        "as told by",
        "as stated by",
        "in the words of",
        "as claimed by",
        "says",
        "cited by",
        "reported by",
    ])(rest)?;
    let (rest, who) = noun_phrase(rest)?;
    Ok((rest, ModifierKind::AccordingTo { who, how }))
}

/// "without source X", "without the word of X": but "without rivers" is of no source.
fn without_source(input: Tokens<'_>) -> Parsed<'_, ()> {
    if let Ok((rest, _)) =
        one_of(&["without the word of", "without the claims of", "without relying on", "without the sources of", "without citing"])(input)
    {
        return Ok((rest, ()));
    }
    let (rest, _) = one_of(&["without", "leaving out", "ignoring", "if not for"])(input)?;
    if is_source(rest) { Ok((rest, ())) } else { stuck(input) }
}

/// Whether what follows says of itself that it is a source.
fn is_source(input: Tokens<'_>) -> bool {
    let input = word("the")(input).map_or(input, |(rest, _)| rest);
    matches!(input.text(), "source" | "sources" | "reference" | "references")
}

pub(super) fn except(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    // "anyone else than X"
    let behind_else = input.at.checked_sub(1).and_then(|before| input.lattice.tokens.get(before)).is_some_and(|token| token.text == "else");
    if behind_else && matches!(input.text(), "than" | "but") {
        return map(noun_phrase, ModifierKind::Except).parse(input.advance(1));
    }
    let (rest, _) = one_of(&[
        "except for",
        "except",
        "excluding",
        "excepting",
        "other than",
        "besides",
        "apart from",
        "aside from",
        "not counting",
        "not including",
        "but for",
        "leaving out",
    ])(input)?;
    map(noun_phrase, ModifierKind::Except).parse(rest)
}

fn named(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let (rest, _) = one_of(&[
        "that are named",
        "that are called",
        "which are called",
        "which are named",
        "that is called",
        "that is named",
        "who is called",
        "named",
        "called",
        "by the name of",
        "known as",
        "titled",
        "entitled",
    ])(input)?;
    map(noun_phrase, ModifierKind::Named).parse(rest)
}

fn relative(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let (start, _) = opt(comma).parse(input)?;
    alt((whose, by_which, resumed, relative_subject, relative_object)).parse(start)
}

/// "that both X and Y V", "that X and Y are members of", "that X is a member of": a clause of each of the subjects. What X is a member of
/// has X as its member.
fn shared_gap(input: Tokens<'_>) -> Parsed<'_, Vec<ModifierKind>> {
    let (rest, pronoun) = opt(one_of(&["that", "which", "whom", "who"])).parse(input)?;
    let (rest, both) = opt(word("both")).parse(rest)?;
    if pronoun.is_none() && both.is_none() {
        return stuck(input);
    }
    let (mut rest, first) = noun_phrase(rest)?;
    let mut subjects = vec![first];
    while let Ok((after, _)) =
        one_of(&["and", "and also", "as well as"])(rest).or_else(|error| comma(rest).map(|(rest, ())| (rest, "")).map_err(|_| error))
    {
        let after = one_of(&["and"])(after).map_or(after, |(after, _)| after);
        let (after, subject) = noun_phrase(after)?;
        subjects.push(subject);
        rest = after;
    }
    let (after, verb) = verb_group(rest, VerbForm::Finite)?;
    match verb.kind {
        VerbKind::Senses(_) if subjects.len() > 1 => {
            let clause = |subject| ModifierKind::Object { subject, verb: verb.clone(), preposition: None };
            Ok((after, subjects.into_iter().map(clause).collect()))
        }
        VerbKind::Be if !verb.negated => {
            let (after, noun) = noun_phrase(after)?;
            let (after, _) = one_of(&["of", "in", "to", "for"])(after)?;
            let relational = matches!(&noun.items[..], [.., Item { kind: ItemKind::Noun(senses), .. }]
                if senses.iter().any(|sense| matches!(sense, Sense::Noun(..))));
            if !relational
                || noun_phrase(after).is_ok()
                || !matches!(noun.determiner, Determiner::None | Determiner::Some | Determiner::The)
            {
                return stuck(after);
            }
            let noun = NounPhrase { determiner: Determiner::None, ..noun };
            let clause = |subject: NounPhrase| {
                let predicate =
                    Predicate { range: subject.range.start..after.at, verb: verb.clone(), object: Some(subject), compare: None };
                ModifierKind::Whose { noun: noun.clone(), predicate, then: None }
            };
            Ok((after, subjects.into_iter().map(clause).collect()))
        }
        _ => stuck(rest),
    }
}

fn relative_subject(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let (rest, _) = one_of(&["that", "which", "who"])(input)?;
    map(|i| predicate(i, VerbForm::Finite), ModifierKind::Subject).parse(rest)
}

fn relative_object(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let (rest, _) = one_of(&["that", "which", "whom", "who", "where"])(input)?;
    clause_with_gap(rest, None)
}

/// "through which X runs", "to whom X gave aid"
fn by_which(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let preposition = input.text();
    if !PREPOSITIONS.contains(&preposition) {
        return stuck(input);
    }
    let (rest, _) = one_of(&["which", "whom"])(input.advance(1))?;
    // "the president of which country visited X" asks; no clause begins with a bare singular.
    let singular = |sense: &Sense| matches!(sense, Sense::Kind(_, Number::Singular) | Sense::Noun(_, Number::Singular));
    if rest.lattice.lexemes.get(rest.at).is_some_and(|lexemes| lexemes.iter().any(|(_, sense)| singular(sense)))
        && rest.lattice.names.get(rest.at).is_none_or(|names| names.iter().all(|name| name.exactness != Exactness::Whole))
    {
        return stuck(rest);
    }
    clause_with_gap(rest, Some(preposition.to_owned()))
}

fn clause_with_gap(input: Tokens<'_>, preposition: Option<String>) -> Parsed<'_, ModifierKind> {
    let (rest, subject) = noun_phrase(input)?;
    let (rest, mut verb) = verb_group(rest, VerbForm::Finite)?;
    let rest = skip_post(rest, &mut verb);
    match verb.kind {
        VerbKind::Senses(_) => {
            // A preposition left behind: "that X is in" has it in the verb already.
            Ok((rest, ModifierKind::Object { subject, verb, preposition }))
        }
        VerbKind::Be | VerbKind::Have => {
            let stranded = rest.text();
            if PREPOSITIONS.contains(&stranded) && verb.kind == VerbKind::Be {
                return Ok((rest.advance(1), ModifierKind::Object { subject, verb, preposition: Some(stranded.to_owned()) }));
            }
            if verb.kind == VerbKind::Be && preposition.is_none() && fillers(rest).is_end() {
                return Ok((rest, ModifierKind::Object { subject, verb, preposition }));
            }
            if verb.kind == VerbKind::Have && (rest.is_end() || preposition.is_none()) && noun_phrase(rest).is_err() {
                return Ok((rest, ModifierKind::Object { subject, verb, preposition }));
            }
            stuck(input)
        }
        VerbKind::Did | VerbKind::Share => stuck(input),
    }
}

/// "the most" behind a passive: "were criticized the most" is by the most things.
pub(super) fn by_the_most(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let (rest, said) =
        one_of(&["the most often", "the most", "most often", "most", "the least often", "the least", "least often", "least"])(input)?;
    if !(rest.is_end() || time_phrase(rest).is_ok()) {
        return stuck(rest);
    }
    let rank = if said.contains("most") { Rank::Most } else { Rank::Fewest };
    let object = NounPhrase { rank: Some(rank), ..nothing(input) };
    Ok((rest, ModifierKind::Preposition { word: "by".to_owned(), object }))
}

/// "that the actors in their films also appear in X": whose films have actors that do.
fn resumed(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let (start, _) = one_of(&["that", "where", "such that", "for which"])(input)?;
    let (rest, part) = noun_phrase(start)?;
    let (rest, _) = one_of(&["in", "of", "from", "for"])(rest)?;
    if !matches!(rest.text(), "their" | "its" | "his" | "her") {
        return stuck(rest);
    }
    let (rest, whole) = noun_phrase(rest)?;
    let whole = NounPhrase { determiner: Determiner::None, ..whole };
    let (rest, then) = predicate(fillers(rest), VerbForm::Finite)?;
    let verb = VerbGroup { range: start.at..rest.at, kind: VerbKind::Have, negated: false, passive: false, order: None, shared: false };
    let has = Predicate { range: start.at..rest.at, verb, object: Some(part), compare: None };
    Ok((rest, ModifierKind::Whose { noun: whole, predicate: has, then: Some(then) }))
}

/// "whose capital is X".
pub(super) fn whose(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    let (rest, _) = word("whose")(input)?;
    let (rest, noun) = noun_phrase(rest)?;
    let (rest, predicate) = predicate(fillers(rest), VerbForm::Finite)?;
    Ok((rest, ModifierKind::Whose { noun, predicate, then: None }))
}

/// "bordering X", "directed by X", "next to X", "located in X"
fn predicate_without_be(input: Tokens<'_>) -> Parsed<'_, crate::language::syntax::Predicate> {
    let (rest, predicate) = predicate(input, VerbForm::Reduced)?;
    let is_fixed = match &predicate.verb.kind {
        VerbKind::Senses(senses) => senses.iter().any(|sense| matches!(sense, Sense::Be { pending: false, .. })),
        _ => false,
    };
    let all_past = match &predicate.verb.kind {
        VerbKind::Senses(senses) => {
            senses.iter().all(|sense| matches!(sense, Sense::Verb { form: Form::Past, .. } | Sense::Be { pending: true, .. }))
        }
        _ => false,
    };
    // "located in" with nothing behind it ends a question ("what state is X located in"); it is no modifier.
    let wants_object = is_fixed
        && match &predicate.verb.kind {
            VerbKind::Senses(senses) => senses.iter().all(|sense| match sense {
                Sense::Be { frame, .. } => matches!(rest.lattice.vocabulary.frame(*frame).shape, FrameShape::Be { transitive: true, .. }),
                _ => false,
            }),
            _ => false,
        };
    let gerund = match &predicate.verb.kind {
        VerbKind::Senses(senses) => senses.iter().any(|sense| matches!(sense, Sense::Verb { form: Form::Gerund, .. })),
        _ => true,
    };
    if predicate.object.is_none() && (wants_object || rest.is_end() && !gerund) {
        return stuck(input);
    }
    // "films directed X" is no participle: a past form that could be finite needs "by", a preposition, or the end behind it.
    if all_past && !is_fixed {
        let next = rest.text();
        let goes_on = PREPOSITIONS.contains(&next)
            || matches!(next, "and" | "or" | "but" | "that" | "which" | "who" | "most")
            || comma(rest).is_ok()
            || verb_follows(rest);
        if !goes_on {
            return stuck(input);
        }
    }
    Ok((rest, predicate))
}

/// Whether a verb with a tense of its own follows; a bare base ("remove", or a name such as "Plan") does not count.
fn verb_follows(input: Tokens<'_>) -> bool {
    let named = input.lattice.names.get(input.at).is_some_and(|names| !names.is_empty());
    !named
        && verb_group(input, VerbForm::Finite).is_ok_and(|(_, verb)| match &verb.kind {
            VerbKind::Senses(senses) => !senses.iter().all(|sense| matches!(sense, Sense::Verb { form: Form::Base, .. })) || verb.passive,
            _ => true,
        })
}

/// "films X directed": a noun phrase and a verb right behind a noun.
fn contact(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    // Only something named or a pronoun-like phrase begins such a clause; "the rivers run" behind a noun is too far-fetched otherwise.
    clause_with_gap(input, None).and_then(|(rest, kind)| {
        if let ModifierKind::Object { subject, verb: VerbGroup { kind: VerbKind::Senses(senses), .. }, .. } = &kind {
            let base = senses.iter().all(|sense| matches!(sense, Sense::Verb { form: Form::Base, .. }));
            let plural = subject.items.iter().any(|item| match &item.kind {
                ItemKind::Noun(senses) => {
                    senses.iter().any(|sense| matches!(sense, Sense::Kind(_, Number::Plural) | Sense::Noun(_, Number::Plural)))
                }
                _ => false,
            });
            if base && !plural {
                return stuck(input);
            }
        }
        let ends = rest.is_end() || noun_phrase(rest).is_err();
        if ends { Ok((rest, kind)) } else { stuck(input) }
    })
}

fn preposition(input: Tokens<'_>) -> Parsed<'_, ModifierKind> {
    if let Ok((rest, _)) = one_of(&["together with", "alongside of", "alongside", "along with", "jointly with"])(input) {
        let (rest, object) = noun_phrase(rest)?;
        return Ok((rest, ModifierKind::Preposition { word: "together".to_owned(), object }));
    }
    let text = input.text();
    if !PREPOSITIONS.contains(&text) {
        return input.fail("a preposition");
    }
    let (rest, object) = noun_phrase(input.advance(1))?;
    Ok((rest, ModifierKind::Preposition { word: text.to_owned(), object }))
}
