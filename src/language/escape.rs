//! Escapes: how a name in brackets or a text in quotes holds what would end it.
//!
//! `\\`, `\"`, `\[`, `\]`, `\{`, `\}`, `\n`, `\r`, `\t` and `\u{..}` (a code point in hexadecimal digits; none for nothing at all). A backslash before
//! anything else is a backslash.

use std::borrow::Cow;
use std::fmt::Write;

/// The text that a written one stands for.
pub fn unescape(written: &str) -> Cow<'_, str> {
    if !written.contains('\\') {
        return Cow::Borrowed(written);
    }
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (meant, used) = match after.chars().next() {
            Some('n') => (Some('\n'), 1),
            Some('r') => (Some('\r'), 1),
            Some('t') => (Some('\t'), 1),
            Some(character @ ('\\' | '"' | '[' | ']' | '{' | '}')) => (Some(character), 1),
            Some('u') => match code_point(after) {
                Some((character, used)) => (character, used),
                None => (Some('\\'), 0),
            },
            _ => (Some('\\'), 0),
        };
        text.extend(meant);
        rest = &after[used..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Reads `u{..}`: the character, if the braces hold one, and how many bytes were read.
fn code_point(text: &str) -> Option<(Option<char>, usize)> {
    let digits = text.strip_prefix("u{")?;
    let end = digits.find('}')?;
    let digits = &digits[..end];
    if digits.is_empty() {
        return Some((None, 3));
    }
    let character = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+')).and_then(char::from_u32)?;
    Some((Some(character), end + 3))
}

/// The place behind the bracket or quote that closes the one at `at`. Brackets nest.
pub fn closing(text: &str, at: usize) -> Option<usize> {
    let mut characters = text.get(at..)?.char_indices();
    let (opening, close) = match characters.next()?.1 {
        '[' => (Some('['), ']'),
        '"' => (None, '"'),
        '\u{201c}' => (None, '\u{201d}'),
        _ => return None,
    };
    let mut depth = 0;
    while let Some((offset, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if Some(character) == opening {
            depth += 1;
        } else if character == close {
            if depth == 0 {
                return Some(at + offset + character.len_utf8());
            }
            depth -= 1;
        }
    }
    None
}

/// The stretches of a text that stand in brackets or quotes, with them, in order.
pub fn enclosures(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find(['[', '"', '\u{201c}'])?;
            match closing(text, start) {
                Some(end) => {
                    at = end;
                    return Some(start..end);
                }
                None => at = start + text.get(start..)?.chars().next().map_or(1, char::len_utf8),
            }
        }
    })
}

/// A name as it is written in brackets.
pub fn bracketed(name: &str) -> String {
    format!("[{}]", escape(name, &['[', ']']))
}

/// The name of a relation as it is written in braces.
pub fn braced(name: &str) -> String {
    // These would begin a name, a text or a comment even here.
    let name = escape(name, &['{', '}']);
    let mut written = String::with_capacity(name.len() + 2);
    for character in name.chars() {
        match character {
            '[' | ']' | '"' | '#' | '\u{201c}' => {
                let _ = write!(written, "\\u{{{:x}}}", u32::from(character));
            }
            _ => written.push(character),
        }
    }
    format!("{{{written}}}")
}

/// How long a name in braces at the start of a text is, with its braces.
pub fn brace_length(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let next = rest.find(['\\', '}'])?;
        if rest.get(next..)?.starts_with('}') {
            return Some(at + next + 1);
        }
        let escaped = rest.get(next + 1..)?;
        let length = code_point(escaped).map_or_else(|| escaped.chars().next().map_or(0, char::len_utf8), |(_, length)| length);
        at += next + 1 + length;
    }
}

/// A text as it is written in quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", escape(text, &['"']))
}

fn escape(text: &str, special: &[char]) -> String {
    if text.is_empty() {
        return "\\u{}".to_owned();
    }
    let mut written = String::with_capacity(text.len());
    let last = text.chars().count() - 1;
    for (place, character) in text.chars().enumerate() {
        match character {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            _ if special.contains(&character) => {
                written.push('\\');
                written.push(character);
            }
            // Blanks at the ends are trimmed, and some characters end a line or change how it is shown.
            _ if character.is_control()
                || character.is_whitespace() && (character != ' ' || place == 0 || place == last)
                || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}') =>
            {
                let _ = write!(written, "\\u{{{:x}}}", u32::from(character));
            }
            _ => written.push(character),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_read() {
        for (written, text) in [
            (r"plain", "plain"),
            (r"\[x\] \\ \n", "[x] \\ \n"),
            (r"AC\DC", r"AC\DC"),
            (r"\u{e9}\u{}", "é"),
            (r"\u{110000} \u{ \u", r"\u{110000} \u{ \u"),
            (r"end\", r"end\"),
        ] {
            assert_eq!(unescape(written), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in "\\PC{0,20}|[\\[\\]\"\\\\nu{} \t\r\n\u{202e}]{0,12}|.{0,20}") {
            let written = braced(&text);
            prop_assert_eq!(brace_length(&written), Some(written.len()));
            prop_assert_eq!(unescape(written[1..written.len() - 1].trim()), text.as_str());
            for written in [bracketed(&text), quoted(&text)] {
                prop_assert_eq!(written.lines().count(), 1);
                let inner = written[1..written.len() - 1].trim();
                prop_assert_eq!(unescape(inner), text.as_str());
            }
        }
    }
}
