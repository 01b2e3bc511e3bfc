//! Cleaning: text that came from outside is made safe to show.
//!
//! Comes in: any text. Goes out: text that cannot move a cursor, change a colour or turn the direction of writing. Nothing raw
//! reaches a terminal: control characters, line and paragraph separators and direction overrides are replaced one by one.

use std::borrow::Cow;

/// The text on one line, without characters that act on a terminal. White space becomes a space, the others `�`.
pub fn clean(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_plain && text.chars().any(acts) { Cow::Owned(text.chars().map(shown).collect()) } else { Cow::Borrowed(text) }
}

/// The text cleaned, and cut to about `limit` characters with `…`.
pub fn clip(text: &str, limit: usize) -> String {
    let mut characters = clean(text).chars().collect::<Vec<_>>();
    if characters.len() > limit {
        characters.truncate(limit.saturating_sub(1));
        characters.push('…');
    }
    characters.into_iter().collect()
}

/// Whether the character does something to a terminal instead of standing there.
pub fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn shown(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        other if acts(other) => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_raw_is_left() {
        assert_eq!(clean("Zoë 北京 👍"), "Zoë 北京 👍");
        assert_eq!(clean("a\x1b[31mb\r\nc\u{9b}d\u{202e}e"), "a\u{fffd}[31mb  c\u{fffd}d\u{fffd}e");
        assert_eq!(clip(&"x".repeat(100), 5), "xxxx…");
    }
}
