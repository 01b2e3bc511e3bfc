//! `quipu log`: what was told to a graph on disk, and when.

use std::io::{self, Write};

use serde::Serialize;

use super::Result;
use super::arguments::{Log, LogFormat};
use super::output::output;
use super::status::Outcome;
use super::tell::{failed, open};
use crate::answer::clean::clip;
use crate::answer::style::{QUIET, styled};
use crate::answer::{Format, json_line};
use crate::store::Entry;

/// So many characters of a telling are shown to people.
const LONGEST: usize = 200;

/// A telling as programs read it.
#[derive(Serialize)]
struct Line<'a> {
    number: u64,
    moment: String,
    text: &'a str,
    added: u64,
    retracted: u64,
}

pub(super) fn run(log: &Log) -> Result {
    let entries = open(&log.graph, false)?.log().map_err(|error| failed(&error))?;
    let mut out = output(match log.format {
        LogFormat::Text => Format::Text,
        LogFormat::Jsonl => Format::JsonLines,
    });
    let skipped = log.last.map_or(0, |last| entries.len().saturating_sub(last));
    for entry in entries.iter().skip(skipped) {
        match log.format {
            LogFormat::Text => write(entry, &mut out)?,
            LogFormat::Jsonl => {
                let line = Line {
                    number: entry.number,
                    moment: moment(entry.moment),
                    text: &entry.text,
                    added: entry.added,
                    retracted: entry.retracted,
                };
                json_line(&line, &mut out)?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::AllAnswered)
}

/// Writes a telling for people.
pub(super) fn write(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let mut text = entry.text.lines();
    let first = clip(text.next().unwrap_or_default(), LONGEST);
    let more = if text.next().is_some() { " ..." } else { "" };
    let count = |sign: char, count: u64| if count == 0 { String::new() } else { format!("{sign}{count}") };
    let (added, retracted) = (count('+', entry.added), count('-', entry.retracted));
    writeln!(out, "{:>6}  {}  {added:>7} {retracted:>5}  {first}{more}", entry.number, styled(QUIET, &moment(entry.moment)))
}

/// "2026-11-23T08:58:01Z"
fn moment(microseconds: i64) -> String {
    let seconds = microseconds.div_euclid(1_000_000);
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |moment| moment.to_string())
}
