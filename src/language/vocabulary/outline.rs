//! The outline of a phrase: which of its words is the verb, the noun, what is counted. No word forms yet.
//!
//! Comes in: "X votes for Y". Goes out: its outline, which is cheap, and from that the shape with all forms, which is not.

use std::sync::Arc;

use smallvec::SmallVec;

use super::verbs::Verbs;
use super::{FrameShape, PREPOSITIONS, Role};
use crate::graph::names::split;
use crate::language::morphology;

/// The words of a phrase.
pub(super) type Words<'w> = SmallVec<[&'w str; 12]>;

/// A phrase whose words are told apart, as [`FrameShape`], which has the forms as well.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outline<'s, 'w> {
    /// "X votes for Y", "Y hosts X", "X takes place".
    Verb {
        /// What stands before the verb with a dash: "co" of "co-directs".
        prefixes: &'s [&'w str],
        /// "votes"
        third: &'w str,
        /// Words between the verb and its object.
        tail: &'s [&'w str],
        /// Words behind the object.
        post: &'s [&'w str],
        /// Which end of the claim is the grammatical subject.
        subject: Role,
        /// Whether there is an object.
        transitive: bool,
    },
    /// "X is the president of Y".
    Noun {
        /// "president"
        words: &'s [&'w str],
        /// "of"
        preposition: &'w str,
        /// Which end of the claim the noun names.
        referent: Role,
    },
    /// "X is next to Y".
    Be {
        /// The words behind "is".
        words: &'s [&'w str],
        /// Which end of the claim is the grammatical subject.
        subject: Role,
        /// Whether there is an object.
        transitive: bool,
    },
    /// "Y people live in X".
    Measure {
        /// What is counted, in the plural: "people".
        unit: &'s [&'w str],
        /// "live"
        verb: Option<&'w str>,
        /// The words after the verb.
        tail: &'s [&'w str],
        /// Words behind the other end.
        post: &'s [&'w str],
    },
}

/// Why a phrase cannot be used.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unusable<'w> {
    /// It does not begin with a letter.
    NoLetter,
    /// It names a letter twice.
    Twice,
    /// It has nothing but letters.
    NoWords,
    /// It ends with this word, "is" or the like.
    NothingBehind(&'w str),
    /// The letters stand side by side.
    NoVerb,
}

/// Appends the folded words of a phrase, a space between any two; hands back how many words folding makes of the second if that has a
/// dash ("co-directs"), or else 1.
pub(super) fn fold_phrase(phrase: &str, out: &mut String) -> usize {
    let phrase = phrase.trim().trim_end_matches('.');
    // Most phrases are folded as they are.
    if is_folded(phrase) {
        out.push_str(phrase);
        return 1;
    }
    let start = out.len();
    let mut parted = 1;
    let mut push = |word: &str| {
        if out.len() > start {
            out.push(' ');
        }
        out.push_str(word);
    };
    for (place, word) in phrase.split_ascii_whitespace().enumerate() {
        match word {
            "X" | "Y" => push(word),
            "X's" | "Y's" => {
                push(&word[..1]);
                push("'s");
            }
            _ if is_folded(word) => push(word),
            _ => {
                let parts = split(word);
                if place == 1 && word.contains('-') {
                    parted = parts.len().max(1);
                }
                parts.iter().for_each(|part| push(&part.text));
            }
        }
    }
    parted
}

/// Whether a text is words of small plain letters, and X and Y, with one space between any two.
pub(super) fn is_folded(phrase: &str) -> bool {
    let mut before = b' ';
    let fits = |byte: u8| {
        let fits = match byte {
            b'a'..=b'z' => !matches!(before, b'X' | b'Y'),
            b' ' => before != b' ',
            b'X' | b'Y' => before == b' ',
            _ => false,
        };
        before = byte;
        fits
    };
    phrase.bytes().all(fits) && before != b' '
}

/// The words of a folded phrase.
pub(super) fn cut(folded: &str) -> Words<'_> {
    let mut words = Words::new();
    let mut start = 0;
    for (place, byte) in folded.bytes().enumerate() {
        if byte == b' ' {
            words.push(folded.get(start..place).unwrap_or_default());
            start = place + 1;
        }
    }
    words.push(folded.get(start..).unwrap_or_default());
    words
}

impl<'s, 'w> Outline<'s, 'w> {
    /// Tells the words of a folded phrase apart; `parted` as [`fold_phrase`] gives it.
    ///
    /// # Errors
    /// If the phrase does not start with `X` or `Y`, or has no words that could be a verb, noun or fixed words.
    pub fn of(words: &'s [&'w str], parted: usize, numeric: bool) -> Result<Self, Unusable<'w>> {
        let (first, rest) = words.split_first().ok_or(Unusable::NoLetter)?;
        let first = role(first).ok_or(Unusable::NoLetter)?;
        let other_at = rest.iter().position(|word| role(word) == Some(first.other()));
        if rest.iter().filter(|word| role(word).is_some()).count() > usize::from(other_at.is_some()) {
            return Err(Unusable::Twice);
        }
        let Some((&verb, after)) = rest.split_first() else { return Err(Unusable::NoWords) };
        let is_be = matches!(verb, "is" | "are" | "was" | "were");
        if numeric
            && first == Role::Object
            && !is_be
            && let Some(at) = other_at
            && let Some(counted) = counted_first(&rest[..at], &rest[at + 1..])
        {
            return Ok(counted);
        }
        if is_be {
            return behind_be(first, after, numeric).ok_or(Unusable::NothingBehind(verb));
        }
        if matches!(verb, "has" | "have")
            && let Some(outline) = behind_have(first, after)
        {
            return Ok(outline);
        }
        let tail_end = other_at.unwrap_or(rest.len());
        if tail_end == 0 {
            return Err(Unusable::NoVerb);
        }
        // "X co-directs with Y": the folding parts the prefix from its verb.
        let prefixes = parted.clamp(1, tail_end) - 1;
        Ok(Self::Verb {
            prefixes: &rest[..prefixes],
            third: rest[prefixes],
            tail: &rest[prefixes + 1..tail_end],
            post: other_at.map_or(&[], |at| &rest[at + 1..]),
            subject: first,
            transitive: other_at.is_some(),
        })
    }

    /// The shape, with all forms.
    pub fn shape(&self, verbs: &mut Verbs) -> FrameShape {
        match *self {
            Self::Verb { prefixes, third, tail, post, subject, transitive } => {
                let forms = verbs.of_third(third);
                FrameShape::Verb {
                    forms: if prefixes.is_empty() { forms } else { Arc::new(forms.behind(&prefixes.join("-"))) },
                    tail: owned(tail),
                    post: owned(post),
                    subject,
                    transitive,
                }
            }
            Self::Noun { words, preposition, referent } => {
                let singular = words.join(" ");
                let plural = morphology::plural(&singular);
                FrameShape::Noun { singular, plural, preposition: preposition.to_owned(), referent }
            }
            Self::Be { words, subject, transitive } => FrameShape::Be { words: owned(words), subject, transitive },
            Self::Measure { unit, verb, tail, post } => {
                let plural = unit.join(" ");
                let singular = morphology::singular(&plural).unwrap_or_else(|| plural.clone());
                FrameShape::Measure {
                    unit: Some((singular, plural)),
                    verb: verb.map(|verb| verbs.of_base(verb)),
                    tail: owned(tail),
                    post: owned(post),
                }
            }
        }
    }
}

/// Shows the outline of a shape.
pub(super) fn with_outline(shape: &FrameShape, see: impl FnOnce(&Outline<'_, '_>)) {
    match shape {
        FrameShape::Verb { forms, tail, post, subject, transitive } => {
            let (tail, post) = (borrowed(tail), borrowed(post));
            let (subject, transitive) = (*subject, *transitive);
            see(&Outline::Verb { prefixes: &[], third: &forms.third, tail: &tail, post: &post, subject, transitive });
        }
        FrameShape::Noun { singular, preposition, referent, .. } => {
            let words: Words<'_> = singular.split(' ').collect();
            see(&Outline::Noun { words: &words, preposition, referent: *referent });
        }
        FrameShape::Be { words, subject, transitive } => {
            see(&Outline::Be { words: &borrowed(words), subject: *subject, transitive: *transitive });
        }
        FrameShape::Measure { unit, verb, tail, post } => {
            let unit: Words<'_> = unit.iter().flat_map(|(_, plural)| plural.split(' ')).collect();
            let verb = verb.as_ref().map(|forms| forms.base.as_str());
            see(&Outline::Measure { unit: &unit, verb, tail: &borrowed(tail), post: &borrowed(post) });
        }
    }
}

fn role(word: &str) -> Option<Role> {
    match word {
        "X" => Some(Role::Subject),
        "Y" => Some(Role::Object),
        _ => None,
    }
}

fn letter(role: Role) -> &'static str {
    match role {
        Role::Subject => "X",
        Role::Object => "Y",
    }
}

fn borrowed(words: &[String]) -> Words<'_> {
    words.iter().map(String::as_str).collect()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// "Y people live in X every year": what is counted comes first.
fn counted_first<'s, 'w>(before: &'s [&'w str], post: &'s [&'w str]) -> Option<Outline<'s, 'w>> {
    let be = before.iter().position(|word| *word == "are" || *word == "is");
    // The verb follows the plural that is counted ("Y rebels take part in X"); else it stands before the last preposition.
    let counted = |at: usize| before[at - 1].len() > 3 && morphology::singular(before[at - 1]).is_some();
    let behind_plural = (1..before.len()).find(|&at| counted(at) && !PREPOSITIONS.contains(&before[at]));
    let verb_at = be.or(behind_plural).unwrap_or_else(|| {
        let last_is_preposition = before.last().is_some_and(|last| PREPOSITIONS.contains(last));
        before.len().saturating_sub(if last_is_preposition { 2 } else { 1 })
    });
    (verb_at >= 1 && before.len() > verb_at).then(|| Outline::Measure {
        unit: &before[..verb_at],
        verb: be.is_none().then(|| before[verb_at]),
        tail: &before[verb_at + 1..],
        post,
    })
}

/// What stands behind "X is".
fn behind_be<'s, 'w>(first: Role, after: &'s [&'w str], numeric: bool) -> Option<Outline<'s, 'w>> {
    let at = after.iter().position(|word| *word == letter(first.other()));
    match (after, at) {
        ([], _) => None,
        // "X is Y's president"
        ([_, "'s", words @ ..], Some(0)) if !words.is_empty() => Some(Outline::Noun { words, preposition: "of", referent: first }),
        // "X is the president of Y"
        (["a" | "an" | "the", words @ .., preposition, _], Some(at))
            if at + 1 == after.len() && !words.is_empty() && PREPOSITIONS.contains(preposition) =>
        {
            Some(Outline::Noun { words, preposition, referent: first })
        }
        // "X is Y metres long"
        ([_, unit, ..], Some(0)) if numeric => {
            Some(Outline::Measure { unit: std::slice::from_ref(unit), verb: None, tail: &[], post: &[] })
        }
        (_, Some(at)) if at + 1 == after.len() => Some(Outline::Be { words: &after[..at], subject: first, transitive: true }),
        (_, None) => Some(Outline::Be { words: after, subject: first, transitive: false }),
        _ => None,
    }
}

/// "X has Y inhabitants", "X has Y as its capital", "X has a population of Y".
fn behind_have<'s, 'w>(first: Role, after: &'s [&'w str]) -> Option<Outline<'s, 'w>> {
    let placeholder = letter(first.other());
    let noun = |words| Outline::Noun { words, preposition: "of", referent: first.other() };
    match after {
        [other, "as", "its" | "their" | "the" | "a" | "an", words @ ..] | [other, "as", words @ ..]
            if *other == placeholder && !words.is_empty() =>
        {
            Some(noun(words))
        }
        ["a" | "an" | "the", words @ .., "of", other] if *other == placeholder && !words.is_empty() => Some(noun(words)),
        [other, unit @ ..] if *other == placeholder && first == Role::Subject && !unit.is_empty() => {
            Some(Outline::Measure { unit, verb: None, tail: &[], post: &[] })
        }
        _ => None,
    }
}
