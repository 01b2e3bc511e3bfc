//! A message about a line of a file, drawn by `annotate-snippets`: file, line number, the line, carets, what to do.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Diagnostic;
use super::render::{floor, sentence};
use crate::answer::clean::{clean, clip};

/// A line of a file; the span of the diagnostic counts bytes of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The number of the line, from 1.
    pub line: usize,
    /// The text of the line.
    pub text: &'a str,
}

/// Writes the message and the line it is about.
///
/// # Errors
/// Those of the writer.
pub fn render_in_file(problem: &Diagnostic, place: Place<'_>, out: &mut dyn Write) -> io::Result<()> {
    // The renderer lets some control characters through, so the text is cleaned first and the span follows it.
    let start = floor(place.text, problem.span.start);
    let end = floor(place.text, problem.span.end).max(start);
    let (before, rest) = place.text.split_at(start);
    let (word, after) = rest.split_at(end - start);
    let (before, word, after) = (clean(before), clean(word), clean(after));
    let span = before.len()..before.len() + word.len();
    let snippet = Snippet::source(format!("{before}{word}{after}"))
        .path(clean(place.file).into_owned())
        .line_start(place.line)
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = Group::with_title(Level::ERROR.primary_title(sentence(problem))).element(snippet);
    for hint in &problem.hints {
        group = group.element(Level::HELP.message(clip(hint, 300)));
    }
    writeln!(out, "{}", Renderer::styled().render(&[group]))
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::*;

    #[test]
    fn the_line_is_shown_with_its_number() {
        let problem = Diagnostic::new(Problem::UnknownName, 17..24, "I don't know \"Palstin\".")
            .suggest("Parelinda")
            .hint("A new name is written in brackets: [Palstin].");
        let mut out = Vec::new();
        let place = Place { file: "claims.facts", line: 12, text: "Pava recognized\t Palstin in 2011 [17]." };
        render_in_file(&problem, place, &mut out).unwrap();
        insta::assert_snapshot!(anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string(), @r#"
        error: I don't know "Palstin". Did you mean "Parelinda"?
          --> claims.facts:12:18
           |
        12 | Pava recognized  Palstin in 2011 [17].
           |                  ^^^^^^^
           |
           = help: A new name is written in brackets: [Palstin].
        "#);
    }

    #[test]
    fn no_span_and_no_character_panics() {
        let text = "é \x1b[31m\u{9b}北\u{202e}";
        for start in 0..20 {
            for end in 0..20 {
                let problem = Diagnostic::new(Problem::UnknownWord, start..end, "No such word.");
                let mut out = Vec::new();
                render_in_file(&problem, Place { file: "a\x1b.facts", line: 1, text }, &mut out).unwrap();
                let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
                assert!(!text.chars().any(|character| character != '\n' && crate::answer::clean::acts(character)), "{text:?}");
            }
        }
    }
}
