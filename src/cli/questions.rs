//! Question files: questions at the left margin, what is expected of their answers indented below them.
//!
//! Comes in: the text of a file. Goes out: its questions with their expectations, and the lines that are neither. The format is
//! described for people in `docs/questions.md`.

use std::io;
use std::path::Path;

use crate::answer::clean::clean;

/// A question and what is expected of its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// The line it stands on, from 1.
    pub(super) line: usize,
    /// The question.
    pub(super) question: String,
    /// Whether it stands in one paragraph with the question before it, and so may follow it.
    pub(super) follows: bool,
    /// What is expected, in the order written.
    pub(super) expectations: Vec<Expectation>,
    /// Whether the `=` lines stand in the order of the answers.
    pub(super) in_order: bool,
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expectation {
    /// `= X`: one of the answers, all of which are written.
    Answer(String),
    /// `=? X`: one of the possible answers, all of which are written.
    Possible(String),
    /// `= none`: there is no answer, not even a possible one, if none is written.
    Nothing,
    /// `= yes`.
    Yes,
    /// `= no`: no claim says so.
    No,
    /// `= denied`: a claim says that it is not so.
    Denied,
    /// `+ X`: one of the answers.
    Includes(String),
    /// `- X`: none of the answers.
    Excludes(String),
    /// `~ X`: the read-back.
    ReadBack(String),
    /// `? X`: the kind of problem, or `ambiguous`.
    Problem(String),
    /// `[4, 5]`: the references that the answer rests on, all of them.
    References(Vec<String>),
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// Its number, from 1.
    pub(super) line: usize,
    /// What is wrong with it.
    pub(super) message: String,
}

/// A question file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Questions {
    /// Its questions in order.
    pub(super) items: Vec<Item>,
    /// Lines that are neither question nor expectation.
    pub(super) bad_lines: Vec<BadLine>,
}

/// Reads a question file.
pub(super) fn read(text: &str) -> Questions {
    let mut questions = Questions::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut apart = true;
    for (place, raw) in text.split('\n').enumerate() {
        let line = place + 1;
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        let content = raw.trim();
        if content.is_empty() {
            apart = true;
            continue;
        }
        if content.starts_with('#') {
            continue;
        }
        if !raw.starts_with([' ', '\t']) {
            questions.items.push(Item { line, question: content.to_owned(), follows: !apart, ..Item::default() });
            apart = false;
            continue;
        }
        let mut bad = |message: String| questions.bad_lines.push(BadLine { line, message });
        let Some(item) = questions.items.last_mut() else {
            bad("an expectation stands below its question, and there is none above".to_owned());
            continue;
        };
        if content.eq_ignore_ascii_case("in order") {
            item.in_order = true;
            continue;
        }
        match expectation(content) {
            Some(expectation) => item.expectations.push(expectation),
            None => bad(format!("I don't know the expectation \"{}\": it begins with = =? + - ~ ? or [", clean(content))),
        }
    }
    questions
}

fn expectation(text: &str) -> Option<Expectation> {
    if let Some(list) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        let keys = list.split(',').map(str::trim).filter(|key| !key.is_empty());
        return Some(Expectation::References(keys.map(str::to_owned).collect()));
    }
    if let Some(possible) = text.strip_prefix("=?") {
        let name = possible.trim();
        let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        return (!quoted.is_empty()).then(|| Expectation::Possible(quoted.to_owned()));
    }
    let mark = text.chars().next()?;
    let rest = text.strip_prefix(mark)?.trim();
    if rest.is_empty() {
        return None;
    }
    // In quotes, "none" and "yes" are names like any other.
    let quoted = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    let name = quoted.unwrap_or(rest).to_owned();
    Some(match (mark, quoted.is_some(), rest.to_lowercase().as_str()) {
        ('=', false, "none") => Expectation::Nothing,
        ('=', false, "yes") => Expectation::Yes,
        ('=', false, "no") => Expectation::No,
        ('=', false, "denied") => Expectation::Denied,
        ('=', ..) => Expectation::Answer(name),
        ('+', ..) => Expectation::Includes(name),
        ('-', ..) => Expectation::Excludes(name),
        ('~', ..) => Expectation::ReadBack(rest.to_owned()),
        ('?', ..) => Expectation::Problem(rest.to_owned()),
        _ => return None,
    })
}

/// Why a question file cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> String {
    let name = path.display().to_string();
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file {}", clean(&name)),
        _ => format!("cannot read {}: {error}", clean(&name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_line_by_line() {
        let questions = read(
            "\u{feff}# passive\n\nwho was supported by the US?\r\n  = Adelina Marchand\n\t+ X\n  - Y\n  ~ Who?\n  in order\n  [4, 5]\n\
             is it?\n  = Denied\n  = \"none\"\n  =? Pava\n  ? unknown-word\n  # a remark\n  nonsense\n  =\n",
        );
        let [first, second] = questions.items.as_slice() else { panic!("{questions:?}") };
        assert_eq!((first.line, first.question.as_str(), first.in_order), (3, "who was supported by the US?", true));
        assert_eq!(
            first.expectations,
            [
                Expectation::Answer("Adelina Marchand".into()),
                Expectation::Includes("X".into()),
                Expectation::Excludes("Y".into()),
                Expectation::ReadBack("Who?".into()),
                Expectation::References(vec!["4".into(), "5".into()]),
            ]
        );
        assert_eq!(
            second.expectations,
            [
                Expectation::Denied,
                Expectation::Answer("none".into()),
                Expectation::Possible("Pava".into()),
                Expectation::Problem("unknown-word".into())
            ]
        );
        assert_eq!(questions.bad_lines.iter().map(|bad| bad.line).collect::<Vec<_>>(), [16, 17]);
        assert_eq!(read("  = X").bad_lines.len(), 1);
    }
}
