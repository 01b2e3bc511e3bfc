//! `quipu stats`: what a graph holds.

use std::io::{self, Write};

use super::arguments::{Stats as Arguments, StatsFormat};
use super::output::output;
use super::status::Outcome;
use super::{Result, open};
use crate::answer::style::{QUIET, STRONG, styled};
use crate::answer::{Format, clean::clean, json, number_text};
use crate::session::Stats;
use crate::store::frozen::FrozenGraph;

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
            json(&stats, &mut out)?;
        }
    }
    if let (StatsFormat::Text, [file]) = (arguments.format, arguments.graph.graphs.as_slice())
        && file.extension().is_some_and(|ending| ending == "quipu")
        && let Ok(graph) = FrozenGraph::open(file)
    {
        write_parts(&graph, stats.claims, &mut out)?;
    }
    out.flush()?;
    Ok(Outcome::AllAnswered)
}

/// Writes how many bytes of a graph file are for what.
fn write_parts(graph: &FrozenGraph, claims: usize, out: &mut dyn Write) -> io::Result<()> {
    let per_claim = |bytes: u64| format!("{:.2}", bytes as f64 / claims.max(1) as f64);
    let number = |bytes: u64| number_text(bytes as f64, None);
    writeln!(out, "\n  {}", styled(STRONG, "Bytes of the file, and for each claim"))?;
    let mut parts: Vec<(String, u64)> = Vec::new();
    // What the claims consist of is told instead of their sum.
    let claim_parts = graph.claim_parts();
    for (part, bytes) in graph.parts().filter(|(part, _)| *part != "claims").chain(claim_parts) {
        match parts.iter_mut().find(|(known, _)| known == part) {
            Some((_, sum)) => *sum += bytes,
            None => parts.push((part.to_owned(), bytes)),
        }
    }
    parts.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    for (part, bytes) in parts.iter().filter(|(_, bytes)| *bytes > 0) {
        writeln!(out, "  {:>15}  {:>6}  {part}", number(*bytes), per_claim(*bytes))?;
    }
    let all = graph.size();
    writeln!(out, "  {:>15}  {:>6}  {}", number(all), per_claim(all), styled(QUIET, "in all"))?;
    let apart = all.saturating_sub(graph.name_bytes());
    writeln!(out, "  {:>15}  {:>6}  {}", number(apart), per_claim(apart), styled(QUIET, "without nodes and their names"))
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
