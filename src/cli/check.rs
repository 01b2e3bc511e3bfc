//! `quipu check`: saved questions against the answers written under them.

mod compare;

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::arguments::Check;
use super::output::{Output, output};
use super::questions::{self, Item};
use super::status::{Failed, Outcome};
use super::{Result, open};
use crate::answer::clean::clean;
use crate::answer::style::{QUIET, STRONG, TROUBLE, styled};
use crate::answer::{Answer, Format};
use crate::session::{AskOptions, Quipu, Thread};
use compare::{Difference, differences};

pub(super) fn run(arguments: &Check) -> Result {
    let quipu = open(&arguments.graph.graphs)?;
    let mut checker =
        Checker { quipu: &quipu, out: output(Format::Text), questions: 0, compared: 0, failed: 0, bad_lines: 0, thread: Thread::default() };
    for path in &arguments.files {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            checker.text("standard input", &String::from_utf8_lossy(&bytes))?;
            continue;
        }
        for file in files_of(path)? {
            let bytes = fs::read(&file).map_err(|error| usage(&file, &error))?;
            checker.text(&file.display().to_string(), &String::from_utf8_lossy(&bytes))?;
        }
    }
    checker.finish()
}

/// The file itself; of a folder its question files, sorted.
fn files_of(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| usage(path, &error))? {
        let file = entry?.path();
        if file.extension().is_some_and(|end| end == "ask") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn usage(path: &Path, error: &io::Error) -> Failed {
    anstream::eprintln!("quipu: {}", questions::unreadable(path, error));
    Failed::Usage
}

struct Checker<'a> {
    quipu: &'a Quipu,
    out: Output,
    questions: usize,
    compared: usize,
    failed: usize,
    bad_lines: usize,
    /// The paragraph that is being asked.
    thread: Thread,
}

impl Checker<'_> {
    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        let questions = questions::read(text);
        for bad in &questions.bad_lines {
            self.bad_lines += 1;
            writeln!(self.out, "{}", styled(TROUBLE, &format!("{}:{}", clean(name), bad.line)))?;
            writeln!(self.out, "    {}", bad.message)?;
        }
        for item in &questions.items {
            self.item(name, item)?;
        }
        Ok(())
    }

    fn item(&mut self, name: &str, item: &Item) -> io::Result<()> {
        self.questions += 1;
        if !item.follows {
            self.thread = Thread::default();
        }
        let answer = self.quipu.ask_next(&item.question, &mut self.thread, &AskOptions::default());
        if item.expectations.is_empty() {
            return Ok(());
        }
        self.compared += 1;
        let differences = differences(item, &answer);
        if differences.is_empty() {
            return Ok(());
        }
        self.failed += 1;
        let place = format!("{}:{}", clean(name), item.line);
        writeln!(self.out, "{}  {}", styled(TROUBLE, &place), styled(STRONG, &clean(&item.question)))?;
        for difference in &differences {
            write_difference(difference, &mut self.out)?;
        }
        write_context(&answer, &mut self.out)
    }

    fn finish(mut self) -> Result {
        let unchecked = self.questions - self.compared;
        let mut line = match (self.compared, self.failed) {
            (compared, 0) => format!("{compared} {} as expected.", plural(compared, "answer is", "answers are")),
            (compared, failed) => format!("{failed} of {compared} {} not as expected.", plural(compared, "answer is", "answers are")),
        };
        if unchecked > 0 {
            line += &format!(" {unchecked} {} no expectation.", plural(unchecked, "question has", "questions have"));
        }
        if self.bad_lines > 0 {
            line += &format!(" {} {} not read.", self.bad_lines, plural(self.bad_lines, "line was", "lines were"));
        }
        writeln!(self.out, "{line}")?;
        self.out.flush()?;
        Ok(Outcome::of_failures(self.failed + self.bad_lines))
    }
}

fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

fn write_difference(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    match difference {
        Difference::Missing(text) => writeln!(out, "    - {}   {}", clean(text), styled(QUIET, "expected, but not among the answers")),
        Difference::Extra(text) => writeln!(out, "    + {}   {}", clean(text), styled(QUIET, "answered, but not expected")),
        Difference::Other { what, expected, found } => {
            writeln!(out, "    {what} expected   {}", clean(expected))?;
            writeln!(out, "    {what} found      {}", clean(found))
        }
    }
}

/// How the question was understood, or why not.
fn write_context(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    if !answer.readback.is_empty() {
        writeln!(out, "    {}", styled(QUIET, &format!("read as: {}", clean(&answer.readback))))?;
    }
    if let Some(message) = &answer.message {
        writeln!(out, "    {}", styled(QUIET, &clean(message)))?;
    }
    Ok(())
}
