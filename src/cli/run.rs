//! `quipu run`: saved questions, or standard input.

use std::fs;
use std::io::{self, BufReader, Write};
use std::path::Path;

use super::arguments::Run;
use super::batch::{asks_nothing, is_answered, next_line, summary, write_answer};
use super::output::{Output, output};
use super::status::{Failed, Outcome};
use super::{Result, open, questions};
use crate::answer::Format;
use crate::session::{AskOptions, Quipu};

pub(super) fn run(run: &Run) -> Result {
    let quipu = open(&run.graph.graphs)?;
    let format = Format::from(run.format);
    let mut batch = Batch { quipu: &quipu, format, out: output(format), asked: 0, failed: 0 };
    for file in &run.files {
        if file == Path::new("-") {
            batch.standard_input()?;
        } else {
            batch.file(file)?;
        }
    }
    batch.out.flush()?;
    if batch.failed > 0 && !format.is_for_programs() {
        anstream::eprintln!("quipu: {}", summary(batch.failed, batch.asked));
    }
    Ok(Outcome::of_failures(batch.failed))
}

struct Batch<'a> {
    quipu: &'a Quipu,
    format: Format,
    out: Output,
    asked: usize,
    failed: usize,
}

impl Batch<'_> {
    fn standard_input(&mut self) -> Result<()> {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
        let mut line = String::new();
        while next_line(&mut input, &mut line)? {
            if asks_nothing(&line) {
                continue;
            }
            self.ask(&line)?;
            // Whoever waits for this answer before asking the next question must get it now; whoever sent all at once need not.
            if input.buffer().is_empty() {
                self.out.flush()?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<()> {
        let text = fs::read(path).map_err(|error| {
            anstream::eprintln!("quipu: {}", questions::unreadable(path, &error));
            Failed::Usage
        })?;
        for item in questions::read(&String::from_utf8_lossy(&text)).items {
            self.ask(&item.question)?;
        }
        Ok(())
    }

    fn ask(&mut self, question: &str) -> io::Result<()> {
        let answer = self.quipu.ask(question, &AskOptions::default());
        self.asked += 1;
        self.failed += usize::from(!is_answered(&answer));
        write_answer(&answer, self.format, &mut self.out)
    }
}
