//! `quipu tell` and `quipu retract`: sentences into a graph on disk.

use std::io::{self, BufReader, Write};
use std::path::Path;
use std::sync::Arc;

use super::Result;
use super::arguments::{Retract, Tell};
use super::batch::{asks_nothing, next_line};
use super::output::output;
use super::status::{Failed, Outcome};
use crate::answer::clean::clean;
use crate::answer::{Format, render};
use crate::diagnostic::{Place, render_in_file};
use crate::session::{AskOptions, Quipu, RetractError, Retracted};
use crate::store::{Options, Receipt, Store, StoreError, TellError};

pub(super) fn run(tell: &Tell) -> Result {
    let store = open(&tell.into, true)?;
    let mut out = output(Format::Text);
    if let [only] = tell.sentence.as_slice()
        && only == "-"
    {
        let refused = from_standard_input(&store, tell.batch.get(), &mut out)?;
        out.flush()?;
        return Ok(Outcome::of_failures(refused));
    }
    let told = store.tell(&tell.sentence.join(" "));
    finish(told, &mut out)
}

pub(super) fn retract(retract: &Retract) -> Result {
    if !retract.claims.is_empty() {
        return retract_claims(retract);
    }
    let store = open(&retract.into, false)?;
    let told = store.retract(&retract.sentence.join(" "), retract.all);
    finish(told, &mut output(Format::Text))
}

/// Takes back claims by their numbers in the answer to a question.
fn retract_claims(retract: &Retract) -> Result {
    let quipu = Quipu::of_store(Arc::new(open(&retract.into, false)?));
    let question = retract.sentence.join(" ");
    match quipu.retract(&question, &retract.claims, &AskOptions::default()) {
        Ok(retracted) => {
            let mut out = output(Format::Text);
            write_retracted(&retracted, &mut out)?;
            out.flush()?;
            Ok(Outcome::AllAnswered)
        }
        Err(RetractError::Store(error)) => Err(failed(&error)),
        Err(RetractError::Question(answer)) => {
            render(&answer, Format::Text, &mut anstream::stderr())?;
            anstream::eprintln!("quipu: nothing was taken back");
            Ok(Outcome::SomeFailed)
        }
        Err(error) => {
            anstream::eprintln!("quipu: {}", clean(&error.to_string()));
            Ok(Outcome::SomeFailed)
        }
    }
}

/// "retracted 7", and the claims, a line each.
pub(super) fn write_retracted(retracted: &Retracted, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", said(&retracted.receipt))?;
    retracted.sentences.iter().try_for_each(|sentence| writeln!(out, "  {}", clean(sentence)))
}

/// Opens a graph on disk, or writes why it cannot be opened.
pub(super) fn open(path: &Path, create: bool) -> Result<Store> {
    Store::open(path, Options { create, ..Options::default() }).map_err(|error| failed(&error))
}

/// Says why a graph on disk cannot be used.
pub(super) fn failed(error: &StoreError) -> Failed {
    anstream::eprintln!("quipu: {error}");
    Failed::Graph
}

fn finish(told: std::result::Result<Receipt, TellError>, out: &mut dyn Write) -> Result {
    match told {
        Ok(receipt) => {
            writeln!(out, "{}", said(&receipt))?;
            out.flush()?;
            Ok(Outcome::AllAnswered)
        }
        Err(TellError::Problems(problems)) => {
            for problem in &problems {
                let place = Place { file: &problem.file, line: problem.line, text: &problem.text };
                render_in_file(&problem.diagnostic, place, &mut anstream::stderr())?;
            }
            anstream::eprintln!("quipu: nothing was told");
            Ok(Outcome::SomeFailed)
        }
        Err(TellError::Store(error)) => Err(failed(&error)),
        Err(error @ TellError::Gone { .. }) => {
            anstream::eprintln!("quipu: {error}");
            Ok(Outcome::SomeFailed)
        }
    }
}

/// One line for each line, in order, each once it is on the disk. How many were refused.
fn from_standard_input(store: &Store, batch: usize, out: &mut dyn Write) -> Result<usize> {
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut line = String::new();
    let mut waiting: Vec<String> = Vec::new();
    let mut refused = 0;
    loop {
        let goes_on = next_line(&mut input, &mut line)?;
        if goes_on && !asks_nothing(&line) {
            waiting.push(std::mem::take(&mut line));
        }
        // Whoever waits for an acknowledgement before the next sentence gets it; a pipe that is full makes full batches.
        if !waiting.is_empty() && (!goes_on || waiting.len() >= batch) {
            refused += tell_all(store, &waiting, out)?;
            waiting.clear();
            out.flush()?;
        }
        if !goes_on {
            return Ok(refused);
        }
    }
}

fn tell_all(store: &Store, sentences: &[String], out: &mut dyn Write) -> Result<usize> {
    let results = match sentences {
        [only] => match store.tell(only) {
            Err(TellError::Store(error)) => return Err(failed(&error)),
            told => vec![told],
        },
        several => {
            let sentences: Vec<&str> = several.iter().map(String::as_str).collect();
            store.tell_each(&sentences).map_err(|error| failed(&error))?
        }
    };
    let mut refused = 0;
    for result in results {
        match result {
            Ok(receipt) => writeln!(out, "{}", said(&receipt))?,
            Err(error) => {
                refused += 1;
                writeln!(out, "refused: {}", clean(&error.to_string()))?;
            }
        }
    }
    Ok(refused)
}

/// "told 12", "known".
pub(super) fn said(receipt: &Receipt) -> String {
    match receipt.number {
        Some(number) if receipt.retracted > 0 && receipt.added == 0 => format!("retracted {number}"),
        Some(number) => format!("told {number}"),
        None => "known".to_owned(),
    }
}
