//! Completion: what could be typed on from here: names, words of relations and kinds, commands.
//!
//! Comes in: the text before the cursor. Goes out: where the word or name begins, and what could stand there, in a fixed order.

use super::input::COMMANDS;
use crate::answer::Format;
use crate::graph::names::fold;
use crate::session::Quipu;

/// A name may have so many words before the one that is being typed.
const WORDS_BACK: usize = 6;
/// So many names and words are offered.
const OFFERED: usize = 40;

/// Words that begin a question.
const BEGINNINGS: [&str; 14] =
    ["who", "what", "which", "when", "where", "how many", "how much", "how long", "did", "is", "was", "list", "show", "tell me about"];

/// Where the completed text begins, and what could stand there.
pub(super) fn complete(quipu: &Quipu, before: &str) -> (usize, Vec<String>) {
    if let Some(command) = before.strip_prefix(':') {
        return complete_command(before, command);
    }
    let starts = word_starts(before);
    let last = starts.last().copied().unwrap_or(0);
    // The longest beginning of a name wins: after "rio pa" it is "Rio Pact", not whatever begins with "pa".
    for &start in starts.iter().rev().take(WORDS_BACK).rev() {
        let prefix = before.get(start..).unwrap_or_default();
        if fold(prefix).is_empty() {
            continue;
        }
        let mut found = quipu.view().complete_name(prefix, OFFERED);
        if start == last {
            let folded = fold(prefix);
            let words = quipu.vocabulary().words().filter(|word| word.starts_with(&folded) && word.len() > 1);
            found.extend(words.take(OFFERED).map(str::to_owned));
            if before.trim_start().len() == prefix.len() {
                found.extend(BEGINNINGS.iter().filter(|word| word.starts_with(&folded)).map(|word| (*word).to_owned()));
            }
        }
        found.sort_by(|left, right| fold(left).cmp(&fold(right)).then_with(|| left.cmp(right)));
        found.dedup();
        if !found.is_empty() {
            return (start, found);
        }
    }
    (before.len(), Vec::new())
}

fn complete_command(before: &str, command: &str) -> (usize, Vec<String>) {
    match command.split_once(' ') {
        None => {
            let fitting = COMMANDS.iter().filter(|(name, ..)| name.starts_with(before));
            (0, fitting.map(|(name, ..)| (*name).to_owned()).collect())
        }
        Some(("format", rest)) => {
            let fitting = Format::NAMES.iter().filter(|(name, _)| name.starts_with(rest));
            (before.len() - rest.len(), fitting.map(|(name, _)| (*name).to_owned()).collect())
        }
        Some(_) => (before.len(), Vec::new()),
    }
}

/// What would complete the text if only one thing can: the rest of it, to be shown as a hint.
pub(super) fn hint(quipu: &Quipu, before: &str) -> Option<String> {
    let (start, found) = complete(quipu, before);
    let typed = before.get(start..)?;
    let [only] = found.as_slice() else { return None };
    if typed.chars().count() < 3 {
        return None;
    }
    let mut rest = only.chars();
    for character in typed.chars() {
        let next = rest.next()?;
        if next != character && !next.to_lowercase().eq(character.to_lowercase()) {
            return None;
        }
    }
    let rest = rest.as_str();
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// Where words begin: behind white space, brackets and quotes.
fn word_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut within = false;
    for (place, character) in text.char_indices() {
        let separates = character.is_whitespace() || "[]\"(),".contains(character);
        if !separates && !within {
            starts.push(place);
        }
        within = !separates;
    }
    if !within {
        starts.push(text.len());
    }
    starts
}
