//! A guard before XML: what makes a parser of XML take memory or time without end is refused before it gets there.
//!
//! Comes in: the bytes of a document. Goes out: the same bytes, or an error once a text, tag or comment is too long, elements are nested too deep, or
//! entities that are made of entities grow too large. It sees tags and texts, and knows nothing of what they mean.

use std::io::{self, Read};

/// No tag, text or comment is longer, entities in it included.
const LONGEST: u64 = 16 << 20;
/// Elements are nested no deeper. The time that the parser takes grows with the square of it.
const DEEPEST: u32 = 4096;

/// Hands bytes on, and looks at them.
pub(super) struct Guarded<R> {
    reader: R,
    inside: Inside,
    /// How long what it is inside of is so far, each entity in it as long as the longest.
    length: u64,
    depth: u32,
    entities: Entities,
}

/// What the next byte is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Text,
    /// Behind `<`.
    Open,
    /// Behind `<!`, with so many bytes after it, all of them dashes or the start of `[CDATA[`.
    Mark(u8),
    /// A tag: whether it ends an element, the quote it is in, and whether its last byte was a slash.
    Tag {
        ends: bool,
        quote: Option<u8>,
        slash: bool,
    },
    /// A comment, a CDATA section or an instruction: its last bytes of `end` that were met.
    Until {
        end: &'static [u8],
        met: usize,
    },
    /// A declaration of the document type: how many `<` in it are open, and the quote it is in.
    Declaration {
        open: u32,
        quote: Option<u8>,
    },
}

/// How long entities become.
#[derive(Default)]
struct Entities {
    /// The longest of those that were declared.
    longest: u64,
    /// The one that is being declared.
    current: u64,
}

impl<R: Read> Guarded<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, inside: Inside::Text, length: 0, depth: 0, entities: Entities::default() }
    }

    fn look(&mut self, byte: u8) -> Result<(), &'static str> {
        self.length += if byte == b'&' { 1 + self.entities.longest } else { 1 };
        if self.length > LONGEST {
            return Err("a tag or text is longer than 16 MiB, or its entities are");
        }
        let mut is_new = false;
        let next = match self.inside {
            Inside::Text if byte == b'<' => {
                is_new = true;
                Inside::Open
            }
            Inside::Text => Inside::Text,
            Inside::Open => match byte {
                b'!' => Inside::Mark(0),
                b'?' => Inside::Until { end: b"?>", met: 0 },
                b'/' => Inside::Tag { ends: true, quote: None, slash: false },
                _ => Inside::Tag { ends: false, quote: None, slash: false },
            },
            Inside::Mark(0) if byte == b'-' => Inside::Until { end: b"-->", met: 0 },
            Inside::Mark(0) if byte == b'[' => Inside::Until { end: b"]]>", met: 0 },
            Inside::Mark(_) => Inside::Declaration { open: 1, quote: None },
            Inside::Tag { ends, quote: None, slash } if byte == b'>' => {
                is_new = true;
                match (ends, slash) {
                    (true, _) => self.depth = self.depth.saturating_sub(1),
                    (false, true) => {}
                    (false, false) => self.depth += 1,
                }
                if self.depth > DEEPEST {
                    return Err("elements are nested more than 4,096 deep");
                }
                Inside::Text
            }
            Inside::Tag { ends, quote, .. } => Inside::Tag { ends, quote: quoted(quote, byte), slash: byte == b'/' },
            Inside::Until { end, met } => {
                let mut met = met;
                // `-->` and `]]>` may follow more of their first byte.
                while met > 0 && end.get(met) != Some(&byte) {
                    met = if met == 2 && end.first() == Some(&byte) { 1 } else { 0 };
                    if end.get(met) != Some(&byte) {
                        break;
                    }
                }
                if end.get(met) == Some(&byte) {
                    met += 1;
                }
                is_new = met == end.len();
                if is_new { Inside::Text } else { Inside::Until { end, met } }
            }
            Inside::Declaration { open, quote } => {
                let now = quoted(quote, byte);
                match (quote, now) {
                    (None, Some(_)) => self.entities.current = 0,
                    (Some(_), None) => self.entities.longest = self.entities.longest.max(self.entities.current),
                    (Some(_), Some(_)) => self.entities.current += if byte == b'&' { 1 + self.entities.longest } else { 1 },
                    (None, None) => {}
                }
                let open = match byte {
                    b'<' if now.is_none() => open.saturating_add(1),
                    b'>' if now.is_none() => open - 1,
                    _ => open,
                };
                is_new = open == 0;
                if is_new { Inside::Text } else { Inside::Declaration { open, quote: now } }
            }
        };
        self.inside = next;
        if is_new {
            self.length = 0;
        }
        Ok(())
    }
}

/// The quote that what follows a byte is in.
fn quoted(quote: Option<u8>, byte: u8) -> Option<u8> {
    match (quote, byte) {
        (None, b'"' | b'\'') => Some(byte),
        (Some(quote), byte) if quote == byte => None,
        (quote, _) => quote,
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        for &byte in buffer.iter().take(count) {
            self.look(byte).map_err(|what| io::Error::new(io::ErrorKind::InvalidData, what))?;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(document: &str) -> Result<(), String> {
        let mut text = String::new();
        let read = Guarded::new(document.as_bytes()).read_to_string(&mut text);
        read.map_err(|error| error.to_string()).map(|_| assert_eq!(text, document))
    }

    #[test]
    fn documents_pass_and_bombs_do_not() {
        let many = |piece: &str, count: usize| piece.repeat(count);
        let long = many("x", 10 << 20);
        let right = [
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x \"http://x/\"><!ENTITY y \"&x;y\">]><a b=\"&x;>\"><c/>&y;</a>".to_owned(),
            format!("<a>{}</a>", many("<b c='/'>x</b><d/>", 5000)),
            format!("<a>{long}<!-- {long} ->--><![CDATA[{long}]]]>{long}<b x='{long}'/></a>"),
            format!("{}{}", many("<a>", 4096), many("</a>", 4096)),
        ];
        for document in &right {
            assert_eq!(passes(document), Ok(()), "{:.60}", document);
        }
        for (document, what) in [
            (format!("<a>{long}{long}</a>"), "16 MiB"),
            (format!("<a x=\"{long}{long}\"/>"), "16 MiB"),
            (format!("<!--{long}{long}-->"), "16 MiB"),
            (format!("<!DOCTYPE a [<!ENTITY x \"{}\">]><a>{}</a>", many("x", 1 << 20), many("&x;", 20)), "16 MiB"),
            (many("<a>", 5000), "nested"),
        ] {
            assert!(passes(&document).unwrap_err().contains(what), "{:.60}", document);
        }
        let declared: String = (1..9).map(|level| format!("<!ENTITY a{level} \"{}\">", many(&format!("&a{};", level - 1), 10))).collect();
        assert!(passes(&format!("<!DOCTYPE a [<!ENTITY a0 \"lol\">{declared}]><a>&a8;</a>")).unwrap_err().contains("entities"));
    }
}
