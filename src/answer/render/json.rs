//! JSON, whole or one object a line.
//!
//! Beyond what JSON demands, characters that act on a terminal or that some readers take for the end of a line are escaped, so that
//! one answer is one line for everybody.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::super::clean::acts;

/// Writes an answer, or something else, as one line of JSON.
///
/// # Errors
/// Those of the writer.
pub fn json_line<T: Serialize>(thing: &T, out: &mut dyn Write) -> io::Result<()> {
    write(thing, Tame(CompactFormatter), out)
}

/// Writes it indented.
///
/// # Errors
/// Those of the writer.
pub fn json<T: Serialize>(thing: &T, out: &mut dyn Write) -> io::Result<()> {
    write(thing, Tame(PrettyFormatter::with_indent(b"  ")), out)
}

/// An answer is many little pieces, which are put together before they are handed to a writer of which nothing is known.
fn write<T: Serialize>(thing: &T, formatter: impl Formatter, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::with_capacity(1 << 10);
    thing.serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
    text.push(b'\n');
    out.write_all(&text)
}

/// A formatter that escapes more than it must.
struct Tame<F>(F);

impl<F: Formatter> Formatter for Tame<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // What serde escapes is in no fragment.
        if fragment.bytes().all(|byte| byte < 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut units = [0; 2];
        for character in fragment.chars() {
            if acts(character) {
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                writer.write_all(character.encode_utf8(&mut [0; 4]).as_bytes())?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Answer, Status};

    #[test]
    fn an_answer_is_one_line_for_everybody() {
        let question = "a\nb\u{85}c\u{2028}d\u{7f}e\u{9b}f\u{202e}\x1b[31m é 北\u{e0041}";
        let answer = Answer::blank(question, Status::NotUnderstood);
        for write in [json_line::<Answer>, json::<Answer>] {
            let mut out = Vec::new();
            write(&answer, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.contains(|character| character != '\n' && acts(character)), "{text:?}");
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(read["question"], question);
        }
    }
}
