//! Lines and blocks: a line at the left margin with the indented lines below it.
//!
//! Comes in: the text of a file. Goes out: its lines without comments, each with its number.

use crate::language::escape::enclosures;

/// A line of a file, without its comment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Which of the files.
    pub file: usize,
    /// From 1.
    pub number: usize,
    /// The whole line.
    pub text: &'a str,
    /// The part of it that says something: a piece of `text`, trimmed.
    pub content: &'a str,
}

/// A block: its first line stands at the left margin, or else has nothing above it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a, 'l> {
    /// The line at the margin.
    pub head: Line<'a>,
    /// The indented lines below it.
    pub body: &'l [Line<'a>],
}

impl<'a> Line<'a> {
    fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t'])
    }
}

/// All lines that say something, in order.
pub(super) fn lines(file: usize, text: &str) -> impl Iterator<Item = Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().enumerate().filter_map(move |(index, text)| {
        let content = without_comment(text).trim();
        (!content.is_empty()).then_some(Line { file, number: index + 1, text, content })
    })
}

/// Cuts lines into blocks. No block goes over the end of a file.
pub(super) fn blocks<'a, 'l>(mut lines: &'l [Line<'a>]) -> impl Iterator<Item = Block<'a, 'l>> {
    std::iter::from_fn(move || {
        let (&head, rest) = lines.split_first()?;
        let length = rest.iter().take_while(|line| line.is_indented() && line.file == head.file).count();
        let (body, rest) = rest.split_at(length);
        lines = rest;
        Some(Block { head, body })
    })
}

impl Block<'_, '_> {
    /// Whether the first line is indented below nothing.
    pub(super) fn is_stray(&self) -> bool {
        self.head.is_indented()
    }
}

/// The line up to a `#` that begins it or stands behind a blank, brackets and quotes apart.
fn without_comment(line: &str) -> &str {
    if !line.contains('#') {
        return line;
    }
    let mut enclosed = enclosures(line).peekable();
    let starts_comment = |at: usize| line.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace));
    for (at, _) in line.match_indices('#').filter(|(at, _)| starts_comment(*at)) {
        while enclosed.next_if(|range| range.end <= at).is_some() {}
        if enclosed.peek().is_none_or(|range| range.start > at) {
            return line.get(..at).unwrap_or(line);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_end_lines() {
        for (line, kept) in [
            ("# all", ""),
            ("a b # c", "a b "),
            ("C# is #1", "C# is "),
            ("[song #1] # x", "[song #1] "),
            ("\"a # b\" # c", "\"a # b\" "),
            ("5\" # inches", "5\" "),
            ("[a \\] # b] # c", "[a \\] # b] "),
        ] {
            assert_eq!(without_comment(line), kept, "{line}");
        }
    }

    #[test]
    fn blocks_hold_their_indented_lines() {
        let text = "\u{feff}kind a\n  plural b\n\n# x\n  also c\nkind d\r\n";
        let lines: Vec<Line<'_>> = lines(0, text).collect();
        let blocks: Vec<(usize, usize)> = blocks(&lines).map(|block| (block.head.number, block.body.len())).collect();
        assert_eq!(blocks, [(1, 2), (6, 0)]);
    }
}
