//! `quipu stats`: what a graph holds.

use std::io::{self, Write};

use super::arguments::{Stats as Arguments, StatsFormat};
use super::output::output;
use super::status::Outcome;
use super::{Result, open};
use crate::answer::style::{QUIET, STRONG, styled};
use crate::answer::{Format, clean::clean, number_text};
use crate::session::Stats;

/// So many kinds and relations are listed for people; JSON has all.
const LISTED: usize = 20;

pub(super) fn run(arguments: &Arguments) -> Result {
    let stats = open(&arguments.graph.graphs)?.stats();
    let mut out = output(match arguments.format {
        StatsFormat::Text => Format::Text,
        StatsFormat::Json => Format::Json,
    });
    match arguments.format {
        StatsFormat::Text => write(&stats, &mut out)?,
        StatsFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &stats).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(Outcome::AllAnswered)
}

/// Writes the counts for people.
pub(super) fn write(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    let number = |count: usize| number_text(count as f64, None);
    writeln!(out, "  {:>9}  entities", number(stats.entities))?;
    writeln!(out, "  {:>9}  values", number(stats.values))?;
    writeln!(out, "  {:>9}  claims", number(stats.claims))?;
    for (count, what) in [
        (stats.sourced, "with a source"),
        (stats.dated, "with a date"),
        (stats.attributed, "as somebody's word"),
        (stats.denied, "denials"),
    ] {
        writeln!(out, "  {:>9}  {}", number(count), styled(QUIET, what))?;
    }
    let kinds: Vec<(usize, &str)> = stats.kinds.iter().map(|kind| (kind.entities, kind.kind.as_str())).collect();
    list("Kinds", &kinds, out)?;
    let relations: Vec<(usize, &str)> = stats.relations.iter().map(|relation| (relation.claims, relation.relation.as_str())).collect();
    list("Relations", &relations, out)
}

fn list(title: &str, rows: &[(usize, &str)], out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {}", styled(STRONG, title))?;
    for (count, name) in rows.iter().take(LISTED) {
        writeln!(out, "  {:>9}  {}", number_text(*count as f64, None), clean(name))?;
    }
    if rows.len() > LISTED {
        writeln!(out, "  {:>9}  {}", "", styled(QUIET, &format!("and {} more", rows.len() - LISTED)))?;
    }
    Ok(())
}
