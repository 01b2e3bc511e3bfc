//! `quipu run`: saved questions, or standard input.

use std::fs;
use std::io::{self, BufReader, Write};
use std::path::Path;

use super::arguments::Run;
use super::batch::{asks_nothing, is_answered, next_line, summary, write_answer};
use super::output::{Output, output};
use super::parameters::{self, Values};
use super::status::{Failed, Outcome};
use super::{Result, open, questions};
use crate::answer::clean::clean;
use crate::answer::{Answer, Detail, Format};
use crate::graph::names::fold;
use crate::meaning;
use crate::session::{AskOptions, Prepared, Quipu, Thread};

pub(super) fn run(run: &Run) -> Result {
    let quipu = open(&run.graph.graphs)?;
    let format = Format::from(run.format);
    let rows = parameters::rows(run)?;
    // Comma-separated values show the sources of claims and nothing else of them.
    let detail = if format == Format::Csv { Detail::References } else { Detail::Full };
    let options = AskOptions { known_on: run.known_on, detail, ..AskOptions::default() };
    let thread = Thread::default();
    let mut batch = Batch { quipu: &quipu, options, format, rows, used: Vec::new(), thread, out: output(format), asked: 0, failed: 0 };
    for file in &run.files {
        if file == Path::new("-") {
            batch.standard_input()?;
        } else {
            batch.file(file)?;
        }
    }
    batch.out.flush()?;
    batch.tell_unused();
    if batch.failed > 0 && !format.is_for_programs() {
        anstream::eprintln!("quipu: {}", summary(batch.failed, batch.asked));
    }
    Ok(Outcome::of_failures(batch.failed))
}

struct Batch<'a> {
    quipu: &'a Quipu,
    options: AskOptions,
    format: Format,
    /// What is given for parameters, a row for each run.
    rows: Vec<Values>,
    /// The parameters that some question has.
    used: Vec<String>,
    /// The paragraph that is being asked.
    thread: Thread,
    out: Output,
    asked: usize,
    failed: usize,
}

impl Batch<'_> {
    fn standard_input(&mut self) -> Result<()> {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
        let mut line = String::new();
        self.thread = Thread::default();
        while next_line(&mut input, &mut line)? {
            if asks_nothing(&line) {
                if line.is_empty() {
                    self.thread = Thread::default();
                }
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
            if !item.follows {
                self.thread = Thread::default();
            }
            self.ask(&item.question)?;
        }
        Ok(())
    }

    fn ask(&mut self, question: &str) -> io::Result<()> {
        if meaning::has_parameters(question) {
            match self.quipu.prepare(question) {
                Ok(prepared) if !prepared.parameters().is_empty() => return self.ask_each(&prepared),
                Err(answer) if self.has_values() => return self.write(&answer),
                _ => {}
            }
        }
        let answer = self.quipu.ask_next(question, &mut self.thread, &self.options);
        self.write(&answer)
    }

    fn has_values(&self) -> bool {
        self.rows.iter().any(|row| !row.is_empty())
    }

    /// Runs a question that was read and planned once for each row of values.
    fn ask_each(&mut self, prepared: &Prepared<'_>) -> io::Result<()> {
        for parameter in prepared.parameters() {
            if !self.used.contains(&parameter.name) {
                self.used.push(parameter.name.clone());
            }
        }
        for row in std::mem::take(&mut self.rows) {
            let is_its = |name: &str| prepared.parameters().iter().any(|parameter| parameter.name == fold(name));
            let values: Vec<(&str, &str)> =
                row.iter().filter(|(name, _)| is_its(name)).map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = prepared.ask(&values, &self.options);
            self.write(&answer)?;
            self.rows.push(row);
        }
        Ok(())
    }

    /// Values that no question wanted are perhaps misspelled.
    fn tell_unused(&self) {
        for (name, _) in self.rows.first().into_iter().flatten() {
            if !self.used.contains(&fold(name)) {
                anstream::eprintln!("quipu: no question has the parameter :{}", clean(name));
            }
        }
    }

    fn write(&mut self, answer: &Answer) -> io::Result<()> {
        self.asked += 1;
        self.failed += usize::from(!is_answered(answer));
        write_answer(answer, self.format, &mut self.out)
    }
}
