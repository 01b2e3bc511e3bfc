//! Why a question was not understood: messages that point at the word.

use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::View;
use crate::language::token::TokenKind;
use crate::language::{Lattice, Vocabulary, is_built_in};

/// Words by which other languages are known.
pub(super) fn other_language(lattice: &Lattice<'_>) -> Option<Diagnostic> {
    let code = ["();", "=>", "==", "&&", "||", "</", "/>", "{\"", "({", ");", "::", "${"];
    let trimmed = lattice.text.trim_start();
    // Hardly a question has any of the characters.
    let may_be_code = lattice.text.bytes().any(|byte| matches!(byte, b'(' | b'=' | b'&' | b'|' | b'<' | b'>' | b'{' | b')' | b':' | b'$'));
    if may_be_code && code.iter().any(|sign| lattice.text.contains(sign)) || trimmed.starts_with(['{', '<', '#', '/', '\\']) {
        return Some(
            Diagnostic::new(Problem::OtherLanguage, 0..lattice.text.len().min(60), "This looks like code; I read plain English.")
                .hint("Ask something like: who supported ...?"),
        );
    }
    let words: Vec<&str> = lattice.tokens.iter().take(12).map(|token| token.text.as_str()).collect();
    let has = |word: &str| words.contains(&word);
    let name = match words.first().copied().unwrap_or("") {
        "select" if has("from") || lattice.text.contains(['{', '*']) => {
            if lattice.text.contains(['{', '?']) {
                "SPARQL"
            } else {
                "SQL"
            }
        }
        "match" if lattice.text.contains('(') => "Cypher",
        "prefix" if lattice.text.contains('<') => "SPARQL",
        "insert" if has("into") => "SQL",
        "update" if has("set") => "SQL",
        "delete" if has("from") => "SQL",
        "drop" if has("table") => "SQL",
        "create" if has("table") || lattice.text.contains('(') => "SQL or Cypher",
        "ask" | "construct" if lattice.text.contains('{') => "SPARQL",
        _ => return None,
    };
    Some(
        Diagnostic::new(Problem::OtherLanguage, 0..lattice.text.len().min(60), format!("This looks like {name}; I read plain English."))
            .hint("Ask something like: who supported ...?"),
    )
}

/// Words that neither the language nor the vocabulary nor any name has.
pub(super) fn unknown_words(lattice: &Lattice<'_>, vocabulary: &Vocabulary, view: &dyn View) -> Vec<Diagnostic> {
    let mut covered = vec![false; lattice.tokens.len()];
    for at in 0..lattice.tokens.len() {
        let ends = lattice.lexemes[at].iter().map(|(end, _)| *end).chain(lattice.names[at].iter().map(|name| name.end));
        if let Some(end) = ends.max() {
            for place in covered.iter_mut().take(end).skip(at) {
                *place = true;
            }
        }
    }
    let mut unknown: Vec<Diagnostic> = Vec::new();
    let mut latin = 0;
    // "how would you rate X" may ask for what X is rated as.
    let asks_how = lattice.tokens.first().is_some_and(|token| token.text == "how");
    for (at, token) in lattice.tokens.iter().enumerate() {
        let known = match token.kind {
            TokenKind::Word => {
                covered[at]
                    || is_built_in(&token.text)
                    || token.text.parse::<crate::graph::Date>().is_ok()
                    || vocabulary.knows(&token.text)
                    || asks_how && vocabulary.knows(&crate::language::morphology::verb_forms(&token.text).participle)
            }
            _ => true,
        };
        latin += usize::from(known && matches!(token.kind, TokenKind::Word));
        if known || unknown.len() >= 3 {
            continue;
        }
        let shown: String = token.text.chars().take(40).collect();
        let mut diagnostic = Diagnostic::new(Problem::UnknownWord, token.span.clone(), format!("I don't know \"{shown}\"."));
        // A word of the vocabulary that is a name is written as the name is.
        let as_named = |word: String| match view.named(&word).is_empty() {
            true => word,
            false => view.nearest_names(&word, 1).into_iter().find(|name| crate::graph::names::fold(name) == word).unwrap_or(word),
        };
        let mut suggestions: Vec<String> = nearest_words(&token.text, vocabulary).into_iter().map(as_named).collect();
        suggestions.extend(view.nearest_names(&token.text, 3).into_iter().filter(|name| is_near(&token.text, name)));
        let mut seen = Vec::new();
        suggestions.retain(|suggestion| {
            !seen.contains(suggestion) && {
                seen.push(suggestion.clone());
                true
            }
        });
        suggestions.truncate(3);
        if let Some(first) = suggestions.first() {
            diagnostic.message = format!("I don't know \"{shown}\". Did you mean \"{first}\"?");
        }
        diagnostic.suggestions = suggestions;
        unknown.push(diagnostic);
    }
    if unknown.len() >= 3 && latin < 2 {
        let span = 0..lattice.text.len();
        return vec![
            Diagnostic::new(Problem::OtherLanguage, span, "I don't understand this: hardly a word of it is one I know.")
                .hint("I read plain English questions about this graph, such as: who supported ...?"),
        ];
    }
    unknown
}

/// Known words that are spelled nearly so.
fn nearest_words(word: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let length = word.chars().count();
    if !(3..=24).contains(&length) {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> = vocabulary
        .words()
        .chain(COMMON_WORDS.iter().copied())
        .filter(|known| known.len().abs_diff(word.len()) <= 2 && known.len() > 2)
        .map(|known| (strsim::osa_distance(known, word), known))
        .filter(|(distance, known)| *distance <= allowed(length) && (*distance == 1 || known.chars().next() == word.chars().next()))
        .collect();
    near.sort();
    near.into_iter().take(3).map(|(_, known)| known.to_owned()).collect()
}

/// The words are known, but they make no question.
pub(super) fn not_read(lattice: &Lattice<'_>) -> Diagnostic {
    if let Some(diagnostic) = modal(lattice) {
        return diagnostic;
    }
    let (at, mut expected) = lattice.furthest();
    expected.truncate(3);
    let (span, message) = match lattice.tokens.get(at) {
        Some(token) => (token.span.clone(), format!("I can read this up to \"{}\", and no further.", token.text)),
        None => (lattice.text.trim_end().len()..lattice.text.trim_end().len(), "Something is missing at the end.".to_owned()),
    };
    let mut diagnostic = Diagnostic::new(Problem::UnknownPhrase, span, message);
    if !expected.is_empty() {
        diagnostic.hints.push(format!("Here could stand {}.", expected.join(", or ")));
    }
    diagnostic
}

/// "forced to", "allowed to": what is done so is more, or less, than done, and only a phrase of the graph could say it.
fn modal(lattice: &Lattice<'_>) -> Option<Diagnostic> {
    const MODALS: [&str; 9] = ["forced", "allowed", "permitted", "compelled", "refused", "unwilling", "willing", "reluctant", "ready"];
    let at =
        lattice.tokens.windows(2).position(|pair| matches!(pair, [one, to] if MODALS.contains(&one.text.as_str()) && to.text == "to"))?;
    let words = lattice.text_of(at, at + 2);
    let message = format!("I can't leave out \"{words}\", and no phrase of the graph has it with the verb behind it.");
    Some(Diagnostic::new(Problem::UnknownPhrase, lattice.span(at, at + 2), message).hint("Ask without it whether, or who, did so."))
}

/// Words of the language that are often misspelled.
const COMMON_WORDS: &[&str] = &[
    "which",
    "what",
    "when",
    "where",
    "who",
    "whose",
    "why",
    "how",
    "many",
    "much",
    "between",
    "before",
    "after",
    "since",
    "until",
    "during",
    "according",
    "with",
    "without",
    "does",
    "did",
    "most",
    "least",
    "first",
    "last",
    "list",
    "show",
    "everything",
    "about",
];

/// How many slips of the finger a word of so many letters may hold.
fn allowed(length: usize) -> usize {
    if length < 5 { 1 } else { 2 }
}

/// Whether a word may be a misspelling of a name or of a word in it.
fn is_near(word: &str, name: &str) -> bool {
    let folded = crate::graph::names::fold(name);
    std::iter::once(folded.as_str()).chain(folded.split(' ')).any(|part| {
        let distance = strsim::osa_distance(part, word);
        distance <= allowed(word.chars().count()) && (distance <= 1 || part.chars().next() == word.chars().next())
    })
}
