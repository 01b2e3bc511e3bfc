//! A second look at a question that could not be read word by word.
//!
//! Comes in: the tokens and the lattice of the first look. Goes out: tokens without the adverbs that nobody needs, and a lattice in which the fixed
//! words of a phrase may be written a little differently: with other articles, with another name of the same thing, in the other number, or in
//! quotes. Nothing that the graph has a word for at its place is left out. Knows no relation.

use super::lattice::{Lattice, Name};
use super::morphology;
use super::token::{Token, TokenKind};
use super::vocabulary::{FrameId, FrameShape, PREPOSITIONS, Sense};
use crate::graph::{Exactness, View};

/// Words that say how or how surely, of which a question can be rid; those in "-ly" are known by their ending. None that narrows what is asked, as "only" and
/// "always" do.
const ADVERBS: &[&str] = &[
    "again",
    "anyway",
    "exact",
    "before",
    "however",
    "indeed",
    "instead",
    "later",
    "maybe",
    "nonetheless",
    "perhaps",
    "quite",
    "rather",
    "somehow",
    "somewhat",
    "soon",
    "therefore",
    "though",
    "thus",
    "together",
    "very",
    "yet",
    // Claims about somebody hold whether or not he still is what he was.
    "former",
    "new",
    "top",
    "leading",
    "prominent",
    "famous",
];

/// The same in several words.
const ADVERBIALS: &[&[&str]] = &[
    &["of", "course"],
    &["once", "again"],
    &["first", "of", "all"],
    &["above", "all"],
    &["once", "more"],
    &["in", "protest"],
    &["in", "person"],
    &["in", "public"],
    &["in", "private"],
    &["in", "secret"],
    &["in", "return"],
    &["in", "turn"],
    &["in", "response"],
    &["in", "advance"],
    &["in", "effect"],
    &["in", "practice"],
    &["in", "principle"],
    &["in", "full"],
    &["in", "part"],
    &["in", "particular"],
    &["in", "detail"],
    &["in", "history"],
    &["in", "recent", "years"],
    &["in", "recent", "times"],
    &["in", "recent", "decades"],
    &["in", "the", "last", "years"],
    &["according", "to", "the", "article"],
    &["according", "to", "the", "text"],
    &["according", "to", "the", "graph"],
    &["according", "to", "the", "sources"],
    &["thousands", "of"],
    &["hundreds", "of"],
    &["dozens", "of"],
    &["in", "dollars"],
    &["in", "us", "dollars"],
    &["in", "the", "past"],
    &["in", "the", "first", "place"],
    &["at", "first"],
    &["at", "once"],
    &["at", "last"],
    &["at", "the", "time"],
    &["at", "that", "time"],
    &["at", "some", "point"],
    &["at", "large"],
    &["by", "force"],
    &["by", "mistake"],
    &["by", "accident"],
    &["by", "far"],
    &["on", "purpose"],
    &["as", "such"],
    &["as", "a", "result"],
    &["for", "example"],
    &["for", "instance"],
    &["for", "good"],
    &["for", "free"],
    &["to", "this", "day"],
    &["these", "days"],
    &["back", "then"],
    &["one", "day"],
    &["over", "time"],
    &["over", "the", "years"],
    &["along", "the", "way"],
    &["de", "facto"],
    &["de", "jure"],
];

/// Words in "-ly" that are no adverbs, or that turn a statement around or narrow it, so that leaving them out would change what is asked.
const NEEDED: &[&str] = &[
    "ally",
    "anomaly",
    "apply",
    "assembly",
    "bully",
    "family",
    "fly",
    "imply",
    "july",
    "italy",
    "monopoly",
    "multiply",
    "rely",
    "reply",
    "supply",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "hourly",
    "early",
    "deadly",
    "elderly",
    "friendly",
    "likely",
    "unlikely",
    "costly",
    "holy",
    "lonely",
    "ugly",
    "hardly",
    "barely",
    "scarcely",
    "rarely",
    "nearly",
    "falsely",
    "wrongly",
    "solely",
    "exclusively",
    "unsuccessfully",
    "simultaneously",
    // They say that something has not ended.
    "currently",
    "presently",
];

/// Articles and owners that a phrase may have or lack: "recalls its ambassador", "recalled the ambassador".
const ARTICLES: &[&str] = &["the", "a", "an", "its", "his", "her", "their"];

/// The tokens without their dispensable adverbs, and those as they were written; `None` if there are none.
pub(crate) fn without_adverbs(lattice: &Lattice<'_>) -> Option<(Vec<Token>, Vec<String>)> {
    let used = used(lattice);
    let tokens = &lattice.tokens;
    let word = |at: usize| tokens.get(at).filter(|token| token.kind == TokenKind::Word).map_or("", |token| token.text.as_str());
    let mut kept = Vec::with_capacity(tokens.len());
    let mut left_out = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let phrase = ADVERBIALS.iter().find(|phrase| phrase.iter().enumerate().all(|(ahead, part)| word(at + ahead) == *part));
        let count = match phrase {
            // "at the time of X" says when.
            Some(phrase) if !matches!(word(at + phrase.len()), "of" | "when" | "that") => phrase.len(),
            _ => usize::from(is_adverb(word(at))),
        };
        let distance = if count == 0 { vague_distance(&word, at) } else { 0 };
        if distance > 0 && !tokens.get(at.wrapping_sub(1)).is_some_and(is_count) {
            left_out.push(lattice.text_of(at, at + distance).to_owned());
            at += distance;
            continue;
        }
        // Small words may be words of the graph elsewhere, too.
        let small = |at: usize| count > 1 && (PREPOSITIONS.contains(&word(at)) || ARTICLES.contains(&word(at)));
        let unneeded = phrase.is_some_and(|phrase| {
            phrase.first() == Some(&"according") || matches!(phrase.last(), Some(&"dollars" | &"of")) || phrase.contains(&"recent")
        });
        let free = count > 0
            && (unneeded || (at..at + count).all(|at| used.get(at) == Some(&false) || small(at)))
            && !(at == 0 && count == tokens.len());
        // "who came later, X or Y" asks for it.
        let compared = word(at) == "later" && tokens.get(at + 1).is_some_and(|token| token.kind == TokenKind::Comma);
        // "together with X" says with whom.
        let joined = word(at) == "together" && word(at + 1) == "with";
        let free = free && !compared && !joined;
        // "before" is an adverb only where nothing follows that it could stand before.
        if free && (word(at) != "before" || at + 1 == tokens.len()) {
            left_out.push(lattice.text_of(at, at + count).to_owned());
            at += count;
        } else {
            kept.push(token.clone());
            at += 1;
        }
    }
    (!left_out.is_empty() && !kept.is_empty()).then_some((kept, left_out))
}

/// "Days after X", "some weeks before X": how many words say how long after, and do not say it in numbers.
fn vague_distance<'w>(word: &impl Fn(usize) -> &'w str, at: usize) -> usize {
    const SOME: &[&[&str]] = &[&["a", "few"], &["a", "couple", "of"], &["some"], &["several"], &["many"], &["not", "long"], &["long"], &[]];
    const UNITS: &[&str] = &["minutes", "hours", "days", "weeks", "months", "years", "decades"];
    let some = SOME.iter().find(|some| some.iter().enumerate().all(|(ahead, part)| word(at + ahead) == *part)).map_or(0, |some| some.len());
    let count = some + usize::from(UNITS.contains(&word(at + some)));
    let is_long = some > 0 && word(at + some - 1) == "long";
    let says = count > some || is_long;
    if says && matches!(word(at + count), "after" | "before") { count } else { 0 }
}

/// "Three" and "how many" before "days after X" say how long, or ask it.
fn is_count(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Number(_))
        || matches!(token.text.as_str(), "how" | "many" | "within")
        || super::grammar::is_number_word(&token.text)
}

fn is_adverb(word: &str) -> bool {
    ADVERBS.contains(&word) || word.len() > 4 && word.ends_with("ly") && !NEEDED.contains(&word)
}

/// At which tokens the graph has a word or a name.
fn used(lattice: &Lattice<'_>) -> Vec<bool> {
    let mut used = vec![false; lattice.tokens.len()];
    for (at, (lexemes, names)) in lattice.lexemes.iter().zip(&lattice.names).enumerate() {
        let end = lexemes.iter().map(|(end, _)| *end).chain(names.iter().map(|name| name.end)).max().unwrap_or(at);
        used.iter_mut().take(end).skip(at).for_each(|used| *used = true);
    }
    used
}

/// Adds to a lattice the verbs and fixed words whose phrases are written a little differently, and where the words behind their objects stand; whether
/// there are any.
pub(crate) fn loosen(lattice: &mut Lattice<'_>, view: &dyn View) -> bool {
    let mut any = add_peoples(lattice, view);
    for at in 0..lattice.tokens.len() {
        let Some(token) = lattice.tokens.get(at).filter(|token| token.kind == TokenKind::Word) else { continue };
        let mut frames: Vec<(FrameId, Sense)> = Vec::new();
        for sense in lattice.vocabulary.senses_from(&token.text) {
            if let Sense::Verb { frame, pending: false, .. } | Sense::Be { frame, pending: false } = sense {
                frames.push((frame, sense));
            }
        }
        let mut found: Vec<(usize, Sense)> = Vec::new();
        let mut posts: Vec<(FrameId, usize, usize)> = Vec::new();
        for (frame, sense) in frames {
            let nothing: &[String] = &[];
            let (tail, post) = match &lattice.vocabulary.frame(frame).shape {
                FrameShape::Verb { tail, post, .. } | FrameShape::Measure { tail, post, .. } => (tail.as_slice(), post.as_slice()),
                FrameShape::Be { words, .. } => (words.split_first().map_or(nothing, |(_, tail)| tail), nothing),
                FrameShape::Noun { .. } => continue,
            };
            if let Some(end) = matched(lattice, view, tail, at + 1) {
                found.push((end, sense));
            }
            if let Some((last, shorter)) = tail.split_last()
                && PREPOSITIONS.contains(&last.as_str())
                && let Some(end) = matched(lattice, view, shorter, at + 1)
            {
                found.push((end, waiting(sense)));
            }
            // "received US support", of "receives support from Y": whose it is stands before what it is.
            if post.is_empty()
                && matches!(sense, Sense::Verb { .. })
                && let Some((last, named)) = tail.split_last()
                && matches!(last.as_str(), "from" | "of" | "by" | "with" | "for")
                && !named.is_empty()
            {
                let behind: Vec<usize> = [at + 1, at + 2]
                    .into_iter()
                    .filter(|&start| {
                        start == at + 1 || lattice.tokens.get(at + 1).is_some_and(|token| ARTICLES.contains(&token.text.as_str()))
                    })
                    .filter_map(|start| lattice.names.get(start))
                    .flatten()
                    .filter(|name| matches!(name.exactness, Exactness::Whole | Exactness::Adjective))
                    .map(|name| name.end)
                    .collect();
                let owned: Vec<(FrameId, usize, usize)> =
                    behind.into_iter().filter_map(|place| Some((frame, place, matched(lattice, view, named, place)?))).collect();
                if !owned.is_empty() {
                    found.push((at + 1, sense));
                    posts.extend(owned);
                }
            }
            // "gave 10 dollars to X", of "gives to X Y": a long object may stand before the rest of the phrase.
            if post.is_empty()
                && tail.len() > 1
                && matches!(sense, Sense::Verb { .. })
                && let Some((first, named)) = tail.split_first()
            {
                let shifted: Vec<(FrameId, usize, usize)> = if PREPOSITIONS.contains(&first.as_str()) {
                    (at + 2..lattice.tokens.len()).filter_map(|at| Some((frame, at, matched(lattice, view, tail, at)?))).collect()
                } else {
                    Vec::new()
                };
                if !named.is_empty() && !shifted.is_empty() {
                    found.push((at + 1, sense));
                    posts.extend(shifted);
                }
            }
            if !post.is_empty() {
                posts.extend((at + 1..lattice.tokens.len()).filter_map(|at| Some((frame, at, matched(lattice, view, post, at)?))));
            }
        }
        if let Some(lexemes) = lattice.lexemes.get_mut(at) {
            for lexeme in found {
                if !lexemes.contains(&lexeme) {
                    lexemes.push(lexeme);
                    any = true;
                }
            }
            lexemes.sort_by_key(|(end, _)| std::cmp::Reverse(*end));
        }
        any |= !posts.is_empty();
        lattice.posts.extend(posts);
    }
    any
}

/// The same sense, its last preposition still to come.
fn waiting(sense: Sense) -> Sense {
    match sense {
        Sense::Verb { frame, form, .. } => Sense::Verb { frame, form, pending: true },
        Sense::Be { frame, .. } => Sense::Be { frame, pending: true },
        other => other,
    }
}

/// Where the words of a phrase end in a text, if they stand at a token; the furthest such place.
fn matched(lattice: &Lattice<'_>, view: &dyn View, words: &[String], at: usize) -> Option<usize> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let end = continued(lattice, view, &words, at)?;
    (end > at || words.is_empty()).then_some(end)
}

fn continued(lattice: &Lattice<'_>, view: &dyn View, words: &[&str], at: usize) -> Option<usize> {
    let Some((first, following)) = words.split_first() else { return Some(at) };
    let token = lattice.tokens.get(at);
    let mut ends: Vec<Option<usize>> = Vec::new();
    if ARTICLES.contains(first) {
        ends.push(continued(lattice, view, following, at));
    }
    if let Some(token) = token {
        match token.kind {
            TokenKind::Word | TokenKind::Number(_) => {
                if same_word(first, &token.text) {
                    ends.push(continued(lattice, view, following, at + 1));
                } else if ARTICLES.contains(&token.text.as_str()) {
                    ends.push(continued(lattice, view, words, at + 1));
                }
                let names = lattice.names.get(at).map_or(&[][..], Vec::as_slice);
                if !names.is_empty() {
                    for own in view.whole_names_at(words) {
                        let same = names.iter().filter(|name| name.nodes.iter().any(|node| own.nodes.contains(node)));
                        for name in same {
                            ends.push(continued(lattice, view, words.get(own.words..).unwrap_or(&[]), name.end));
                        }
                    }
                }
            }
            TokenKind::Quoted | TokenKind::Bracketed => {
                let quoted = crate::graph::names::split(&token.text);
                let fits = words.len() >= quoted.len() && quoted.iter().zip(words).all(|(quoted, word)| quoted.text == *word);
                if fits && !quoted.is_empty() {
                    ends.push(continued(lattice, view, words.get(quoted.len()..).unwrap_or(&[]), at + 1));
                }
            }
            TokenKind::Comma | TokenKind::Colon | TokenKind::Dollar => {}
        }
    }
    ends.into_iter().flatten().max()
}

/// Lets "the Pavanians" stand for what "Pavanian" is of, where no other word of the graph stands there; whether there are any.
fn add_peoples(lattice: &mut Lattice<'_>, view: &dyn View) -> bool {
    let mut any = false;
    for at in 0..lattice.tokens.len() {
        let free = lattice.lexemes.get(at).is_none_or(Vec::is_empty) && lattice.names.get(at).is_none_or(Vec::is_empty);
        let Some(token) = lattice.tokens.get(at).filter(|token| token.kind == TokenKind::Word && free) else { continue };
        let Some(singular) = morphology::singular(&token.text) else { continue };
        let people = view.names_at(&[&singular]).into_iter().find(|found| found.words == 1 && found.exactness == Exactness::Adjective);
        if let (Some(people), Some(names)) = (people, lattice.names.get_mut(at)) {
            names.push(Name { at, end: at + 1, nodes: people.nodes, exactness: Exactness::Whole, forced: false });
            any = true;
        }
    }
    any
}

/// Whether two words are one, in whatever number or degree.
fn same_word(one: &str, other: &str) -> bool {
    let compares = |positive: &str, word: &str| {
        (word.ends_with("er") || word.ends_with("est")) && {
            let (comparative, superlative) = morphology::degrees(positive);
            word == comparative || word == superlative
        }
    };
    one == other
        || compares(one, other)
        || compares(other, one)
        || one.len() > 3
            && other.len() > 3
            && (morphology::singular(one).is_some_and(|singular| singular == other)
                || morphology::singular(other).is_some_and(|singular| singular == one))
}
