//! JSON Lines.

use std::io::BufRead;

use super::ImportError;
use super::sink::Sink;
use super::source::Progress;
use crate::format::exchange::Record;
use crate::format::json_lines;
use crate::format::table::Wrong;

/// A line longer than this is not read.
const LONGEST: u64 = 1 << 28;

/// Adds what the lines say; the definitions were read before.
///
/// # Errors
/// If the lines cannot be read. What is no record is rejected, with its line.
pub(super) fn read(name: &str, mut lines: impl BufRead, sink: &mut Sink, progress: &mut Progress<'_>) -> Result<(), ImportError> {
    let failed = |error| ImportError::Unreadable { path: name.into(), error };
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        // One byte more than may be, to see that it is too long.
        let read = std::io::Read::take(&mut lines, LONGEST + 1).read_until(b'\n', &mut line).map_err(failed)?;
        if read == 0 {
            break;
        }
        if read as u64 > LONGEST {
            return Err(failed(std::io::Error::new(std::io::ErrorKind::InvalidData, "a line is longer than 256 MiB")));
        }
        if number % 4096 == 0 {
            progress.tell();
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            sink.reject(name, Some(number), Wrong::NotUtf8);
            continue;
        };
        let text = text.trim().trim_start_matches('\u{feff}');
        if text.is_empty() {
            continue;
        }
        let told = match json_lines::read(text) {
            Ok(Record::Definitions(_)) => Ok(()),
            Ok(Record::Entity(entity)) => sink.take_entity(&entity).map(drop).map(Ok)?,
            Ok(Record::Claim(claim)) => sink.take_claim(&claim)?.map_err(|wrong| wrong.to_string()),
            Err(wrong) => Err(wrong),
        };
        if let Err(wrong) = told {
            sink.reject(name, Some(number), Wrong::Other(wrong));
        }
    }
    progress.tell();
    Ok(())
}
