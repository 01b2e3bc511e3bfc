//! A message about a question, as a person sees it: the question, a caret line under the word, the message, what to type instead.
//!
//! A question is one line without a file or a line number, which the frames of the diagnostics libraries are made for; so this one
//! picture is drawn here. Problems in files are drawn by [`annotate_snippets`], in [`super::render_in_file`].

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::Diagnostic;
use crate::answer::clean::{clean, clip};
use crate::answer::style::{HINT, QUIET, TROUBLE, styled};

/// A longer question is cut around the word.
const WINDOW: usize = 72;

/// Writes the question, carets and the message.
///
/// # Errors
/// Those of the writer.
pub fn render(problem: &Diagnostic, question: &str, out: &mut dyn Write) -> io::Result<()> {
    let message = sentence(problem);
    if question.trim().is_empty() {
        writeln!(out, "  {message}")?;
    } else if problem.span.end == 0 {
        // It is about no word alone.
        writeln!(out, "  {}", clip(question.trim(), WINDOW))?;
        writeln!(out, "  {message}")?;
    } else {
        let (before, word, after) = window(question, &problem.span);
        writeln!(out, "  {before}{word}{after}")?;
        let carets = "^".repeat(word.width().max(1));
        writeln!(out, "  {}{} {message}", " ".repeat(before.width()), styled(TROUBLE, &carets))?;
    }
    for question in problem.suggestions.iter().filter(|suggestion| is_question(suggestion)) {
        writeln!(out, "    {}", styled(HINT, &clip(question, 200)))?;
    }
    for hint in &problem.hints {
        writeln!(out, "  {}", styled(QUIET, &clip(hint, 300)))?;
    }
    Ok(())
}

/// The message and the words that may have been meant: `I don't know "suported". Did you mean "supported"?`
pub fn sentence(problem: &Diagnostic) -> String {
    let message = clip(&problem.message, 400);
    let words: Vec<String> =
        problem.suggestions.iter().filter(|suggestion| !is_question(suggestion)).map(|word| format!("\"{}\"", clip(word, 80))).collect();
    match words.as_slice() {
        // Some messages need the words in a place of their own.
        _ if message.contains("Did you mean") => message,
        [] => message,
        [one] => format!("{message} Did you mean {one}?"),
        [first @ .., last] => format!("{message} Did you mean {} or {last}?", first.join(", ")),
    }
}

/// Whole questions stand on lines of their own.
fn is_question(suggestion: &str) -> bool {
    suggestion.ends_with('?')
}

/// The text before, in and after the span, cleaned, and cut to a window around it.
fn window(text: &str, span: &Range<usize>) -> (String, String, String) {
    let start = floor(text, span.start);
    let end = floor(text, span.end.max(span.start)).max(start);
    let (before, rest) = text.split_at(start);
    let (word, after) = rest.split_at(end - start);
    let word = clip(word, WINDOW);
    let room = WINDOW.saturating_sub(word.chars().count());
    let before = clean(before.trim_start()).into_owned();
    let after = clip(after.trim_end(), (room / 2).max(20));
    let kept = room.saturating_sub(after.chars().count()).max(20);
    let length = before.chars().count();
    let before = if length > kept { format!("…{}", before.chars().skip(length - kept + 1).collect::<String>()) } else { before };
    (before, word, after)
}

/// The place, moved back to the start of a character, and into the text.
pub(super) fn floor(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::*;

    fn rendered(problem: &Diagnostic, question: &str) -> String {
        let mut out = Vec::new();
        render(problem, question, &mut out).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn carets_stand_under_the_word() {
        let problem = Diagnostic::new(Problem::UnknownWord, 4..12, "I don't know \"suported\".").suggest("supported");
        insta::assert_snapshot!(rendered(&problem, "who suported Marchand?"), @r#"
          who suported Marchand?
              ^^^^^^^^ I don't know "suported". Did you mean "supported"?
        "#);
    }

    #[test]
    fn wide_characters_and_several_suggestions() {
        let problem = Diagnostic::new(Problem::UnknownName, 7..15, "I know no \"Limaá\".")
            .suggest("Lura")
            .suggest("Lisbon")
            .hint("Names in brackets must be known.");
        insta::assert_snapshot!(rendered(&problem, "北京 [Limaá]?"), @r#"
          北京 [Limaá]?
               ^^^^^^^ I know no "Limaá". Did you mean "Lura" or "Lisbon"?
          Names in brackets must be known.
        "#);
    }

    #[test]
    fn a_long_question_is_cut_around_the_word() {
        let question = format!("{} wrongg {}", "very ".repeat(2000), "long ".repeat(2000));
        let problem = Diagnostic::new(Problem::UnknownWord, 10001..10007, "I don't know \"wrongg\".").suggest("which way was wrong?");
        insta::assert_snapshot!(rendered(&problem, &question), @r#"
          … very very very very very very  wrongg long long long long long long l…
                                           ^^^^^^ I don't know "wrongg".
            which way was wrong?
        "#);
    }

    #[test]
    fn nothing_raw_reaches_the_terminal_and_no_span_panics() {
        let question = "who \x1b[31m\u{9b}é\u{202e}?";
        for start in 0..20 {
            for end in 0..20 {
                let problem = Diagnostic::new(Problem::UnknownWord, start..end, "No \x07 such word.");
                let mut out = Vec::new();
                render(&problem, question, &mut out).unwrap();
                let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
                assert!(text.chars().all(|character| character == '\n' || !crate::answer::clean::acts(character)), "{text:?}");
            }
        }
    }
}
