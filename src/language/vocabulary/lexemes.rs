//! The lexemes of a frame: the words that it may be said with.

use super::verbs::words_of;
use super::{FrameId, FrameShape, Number, PREPOSITIONS, Sense};
use crate::language::lexicon::Lexicon;
use crate::language::morphology::{self, VerbForms};

/// Adds the lexemes of a frame to a lexicon.
pub(super) fn add(lexicon: &mut Lexicon, id: FrameId, shape: &FrameShape) {
    let mut add = |words: &str, sense| lexicon.add(words.split_whitespace(), sense);
    match shape {
        FrameShape::Verb { forms, tail, post, .. } => {
            lexicon.know(post);
            add_verb(lexicon, id, forms, tail);
            if let Some(several) = of_several(tail) {
                add_verb(lexicon, id, forms, &several);
            }
        }
        FrameShape::Noun { singular, plural, .. } => {
            add(singular, Sense::Noun(id, Number::Singular));
            add(plural, Sense::Noun(id, Number::Plural));
        }
        FrameShape::Be { words, .. } => {
            lexicon.add(words.iter().map(String::as_str), Sense::Be { frame: id, pending: false });
            if let Some((last, shorter)) = words.split_last()
                && !shorter.is_empty()
                && PREPOSITIONS.contains(&last.as_str())
            {
                lexicon.add(shorter.iter().map(String::as_str), Sense::Be { frame: id, pending: true });
            }
        }
        FrameShape::Measure { unit, verb, tail, .. } => {
            if let Some((singular, plural)) = unit {
                add(singular, Sense::Unit(id));
                add(plural, Sense::Unit(id));
            }
            match verb {
                Some(forms) => add_verb(lexicon, id, forms, tail),
                None => lexicon.add(tail.iter().map(String::as_str), Sense::Be { frame: id, pending: false }),
            }
        }
    }
}

fn add_verb(lexicon: &mut Lexicon, frame: FrameId, forms: &VerbForms, tail: &[String]) {
    let awaited = tail.last().is_some_and(|last| PREPOSITIONS.contains(&last.as_str()));
    let kept = lexicon.keep(tail.iter().map(String::as_str));
    for (word, form) in words_of(forms) {
        // The forms share their further words, unless the verb itself has several ("co-directed").
        let (first, kept) = match word.split_once('-') {
            None => (&*word, kept),
            Some((first, further)) => (first, lexicon.keep(further.split('-').chain(tail.iter().map(String::as_str)))),
        };
        lexicon.add_kept(first, kept, kept.length, Sense::Verb { frame, form, pending: false });
        if awaited {
            lexicon.add_kept(first, kept, kept.length - 1, Sense::Verb { frame, form, pending: true });
        }
    }
}

/// "embassies in" for "an embassy in", what stands behind "has".
fn of_several(tail: &[String]) -> Option<Vec<String>> {
    let (_, rest) = tail.split_first().filter(|(article, _)| matches!(article.as_str(), "a" | "an"))?;
    let noun = rest.iter().position(|word| PREPOSITIONS.contains(&word.as_str())).unwrap_or(rest.len()).checked_sub(1)?;
    let mut several = rest.to_vec();
    let noun = several.get_mut(noun)?;
    *noun = morphology::plural(noun);
    Some(several)
}
