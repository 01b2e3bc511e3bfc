//! `quipu import`: files become a graph file.

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Result;
use super::arguments::Import;
use super::output::output;
use super::status::{Failed, Outcome};
use crate::answer::{Format, clean::clean, number_text};
use crate::diagnostic::{Place, render_in_file};
use crate::import::{Given, ImportError, Options, Report, import};

pub(super) fn run(arguments: &Import) -> Result {
    let mut files = Vec::new();
    for file in &arguments.files {
        match Given::parse(file) {
            Ok(given) => files.push(given),
            Err(wrong) => {
                anstream::eprintln!("quipu: {}", clean(&wrong.to_string()));
                return Err(Failed::Usage);
            }
        }
    }
    let bar = bar();
    let options = Options {
        strict: arguments.strict,
        jobs: arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
        memory: arguments.memory,
        progress: &|now, of| {
            bar.set_length(of);
            bar.set_position(now);
        },
    };
    let clock = Instant::now();
    let imported = import(&arguments.into, &files, &options);
    bar.finish_and_clear();
    let report = match imported {
        Ok(report) => report,
        Err(error) => {
            explain(&error)?;
            return Err(Failed::Graph);
        }
    };
    show_rejected(&report)?;
    let mut out = output(Format::Text);
    for note in &report.notes {
        writeln!(out, "  {}", clean(note))?;
    }
    if let Some(written) = &report.written {
        let number = |count: usize| number_text(count as f64, None);
        // What facts files tell is counted with all that the graph now holds.
        let facts = match report.facts {
            0 => None,
            1 => Some("a facts file".to_owned()),
            files => Some(format!("{} facts files", number(files))),
        };
        let records = (facts.is_none() || report.entities + report.claims > 0)
            .then(|| format!("{} entities and {} claims", number(report.entities), number(report.claims)));
        let read: Vec<String> = facts.into_iter().chain(records).collect();
        writeln!(
            out,
            "  read {} in {:.1} s; {} now holds {} entities, {} values and {} claims in {}",
            read.join(", "),
            clock.elapsed().as_secs_f64(),
            clean(&arguments.into.display().to_string()),
            number(written.entities),
            number(written.values),
            number(written.claims),
            size_text(written.bytes),
        )?;
    }
    out.flush()?;
    Ok(Outcome::of_failures(report.rejected.total()))
}

/// "512 bytes", "8.3 kB", "1.2 MB": to the tenth.
fn size_text(bytes: u64) -> String {
    let tenths = |unit: f64| number_text((bytes as f64 / unit * 10.0).round() / 10.0, None);
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", tenths(1e3)),
        _ => format!("{} MB", tenths(1e6)),
    }
}

/// How far reading is, on a terminal.
fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("  {bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// The first rejected lines, and how many there are.
fn show_rejected(report: &Report) -> io::Result<()> {
    let rejected = &report.rejected;
    let mut err = anstream::stderr().lock();
    for error in rejected.first() {
        writeln!(err, "{}", clean(&error.to_string()))?;
    }
    match rejected.total() - rejected.first().len() {
        0 => {}
        more => writeln!(err, "... and {more} more")?,
    }
    match rejected.total() {
        0 => Ok(()),
        1 => writeln!(err, "quipu: 1 line was rejected"),
        many => writeln!(err, "quipu: {many} lines were rejected"),
    }
}

/// Why nothing was imported.
fn explain(error: &ImportError) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    match error {
        ImportError::Facts { problems } => {
            for problem in problems {
                let place = Place { file: &problem.file, line: problem.line, text: &problem.text };
                render_in_file(&problem.diagnostic, place, &mut err)?;
                writeln!(err)?;
            }
        }
        ImportError::Mapping { problems } => {
            for problem in problems {
                writeln!(err, "{}", clean(&problem.to_string()))?;
            }
        }
        ImportError::Rejected { report } => {
            for error in report.rejected.first() {
                writeln!(err, "{}", clean(&error.to_string()))?;
            }
        }
        _ => {}
    }
    writeln!(err, "quipu: {}", clean(&error.to_string()))
}
