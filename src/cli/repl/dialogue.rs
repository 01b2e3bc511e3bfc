//! The dialogue: one line in, one answer out, with a memory of the last answer.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::input::{COMMANDS, Input, read};
use crate::answer::clean::clean;
use crate::answer::style::{QUIET, STRONG, TROUBLE, styled};
use crate::answer::{Answer, Format, render, why};
use crate::cli::batch::{is_answered, write_answer};
use crate::cli::stop::Stop;
use crate::cli::tell::said;
use crate::cli::{dot, explain, log, stats, svg};
use crate::session::{AskOptions, Quipu, Thread};
use crate::store::TellError;

/// More rows than these are cut at the prompt. A batch shows all.
const SCREEN: usize = 200;
/// So many tellings are listed at the prompt.
const LOGGED: usize = 20;

/// Whether the dialogue goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It does.
    GoOn,
    /// It was asked to end.
    Quit,
}

/// The last answer, and what it was an answer of: numbers of claims are those of this answer, whatever is told afterwards.
struct Last {
    answer: Answer,
    quipu: Rc<Quipu>,
    thread: Thread,
}

/// A conversation about a graph.
pub(super) struct Dialogue {
    pub(super) quipu: Rc<Quipu>,
    pub(super) format: Format,
    pub(super) stop: Stop,
    /// Whether questions are repeated above their answers, because nobody typed them here.
    pub(super) echo: bool,
    pub(super) asked: usize,
    pub(super) failed: usize,
    last: Option<Last>,
    thread: Thread,
}

impl Dialogue {
    pub(super) fn new(quipu: Rc<Quipu>, format: Format) -> Self {
        Self { quipu, format, stop: Stop::default(), echo: false, asked: 0, failed: 0, last: None, thread: Thread::default() }
    }

    /// Answers one line.
    pub(super) fn turn(&mut self, line: &str, out: &mut dyn Write) -> io::Result<Turn> {
        let input = read(line);
        let asked = matches!(input, Input::Question(_));
        match input {
            Input::Quit => return Ok(Turn::Quit),
            Input::Question(sentence) if self.is_told(&sentence) => self.tell(&sentence, out)?,
            Input::Question(question) => self.ask(&question, out)?,
            Input::Tell(sentence) => self.tell(&sentence, out)?,
            Input::Retract(numbers) => self.retract(&numbers, out)?,
            Input::Log => self.log(out)?,
            Input::Why(row) => match &self.last {
                Some(last) => why(&last.answer, row, out)?,
                None => say("Ask a question first; then why shows the claims behind its answer.", out)?,
            },
            Input::Help => help(out)?,
            Input::Load(paths) => self.load(&paths, out)?,
            Input::Stats => stats::write(&self.quipu.stats(), out)?,
            Input::Format(name) => self.choose(name.as_deref(), out)?,
            Input::Explain(question) => match question.or_else(|| self.last_question()) {
                Some(question) => {
                    explain::write(&self.quipu, &question, false, &self.options(), out)?;
                }
                None => say("Ask a question first, or give one: :explain who supported Fujimori?", out)?,
            },
            Input::Dot { file, question } => self.draw(file, question, out)?,
            Input::Unknown(message) => writeln!(out, "  {}", styled(TROUBLE, &message))?,
        }
        // An answer in a batch brings its own empty line.
        if self.echo && !asked && !self.format.is_for_programs() {
            writeln!(out)?;
        }
        Ok(Turn::GoOn)
    }

    /// Whether a line tells: the graph is one that keeps what it is told, and the line ends as a sentence does.
    fn is_told(&self, line: &str) -> bool {
        self.quipu.store().is_some() && line.trim_end().ends_with('.') && !line.trim_end().ends_with("..")
    }

    fn tell(&mut self, sentence: &str, out: &mut dyn Write) -> io::Result<()> {
        let Some(store) = self.quipu.store() else {
            return say("Only a graph on disk can be told something: quipu NAME.quipu", out);
        };
        if sentence.is_empty() {
            return say("Give a sentence: :tell Peru recognized [Palestine] in 2011.", out);
        }
        match store.tell(sentence) {
            Ok(receipt) => {
                self.quipu = Rc::new(Quipu::of_store(Arc::clone(store)));
                say(&format!("{}.", said(&receipt)), out)
            }
            Err(TellError::Problems(problems)) => {
                self.failed += 1;
                for problem in &problems {
                    crate::diagnostic::render(&problem.diagnostic, &problem.text, out)?;
                }
                Ok(())
            }
            Err(error) => {
                self.failed += 1;
                writeln!(out, "  {}", styled(TROUBLE, &error.to_string()))
            }
        }
    }

    fn retract(&mut self, numbers: &[usize], out: &mut dyn Write) -> io::Result<()> {
        let Some(store) = self.quipu.store() else {
            return say("Only from a graph on disk can something be taken back: quipu NAME.quipu", out);
        };
        let Some(last) = &self.last else {
            return say("Ask a question first; why shows the numbers of the claims behind its answer.", out);
        };
        match last.quipu.retract_of(&last.thread, numbers, &self.options()) {
            Ok(retracted) => {
                self.quipu = Rc::new(Quipu::of_store(Arc::clone(store)));
                retracted.sentences.iter().try_for_each(|sentence| writeln!(out, "  {}", clean(sentence)))?;
                say(&format!("{}.", said(&retracted.receipt)), out)
            }
            Err(error) => {
                self.failed += 1;
                writeln!(out, "  {}", styled(TROUBLE, &clean(&error.to_string())))
            }
        }
    }

    fn log(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(store) = self.quipu.store() else {
            return say("Only a graph on disk keeps a log: quipu NAME.quipu", out);
        };
        match store.log() {
            Ok(entries) => entries.iter().skip(entries.len().saturating_sub(LOGGED)).try_for_each(|entry| log::write(entry, out)),
            Err(error) => writeln!(out, "  {}", styled(TROUBLE, &error.to_string())),
        }
    }

    /// Takes in what other processes have told in the meantime.
    fn refresh(&mut self) {
        if let Some(store) = self.quipu.store()
            // What cannot be read now is said when it is needed: the view is whole as it is.
            && store.refresh().unwrap_or(false)
        {
            self.quipu = Rc::new(Quipu::of_store(Arc::clone(store)));
        }
    }

    fn ask(&mut self, question: &str, out: &mut dyn Write) -> io::Result<()> {
        self.refresh();
        let options = self.options();
        let answer = self.quipu.ask_next(question, &mut self.thread, &options);
        self.asked += 1;
        self.failed += usize::from(!is_answered(&answer));
        if self.echo {
            write_answer(&answer, self.format, out)?;
        } else if self.format == Format::Text && answer.answers.len() > SCREEN {
            render(&first_rows(&answer), self.format, out)?;
        } else {
            render(&answer, self.format, out)?;
        }
        // What was not answered leaves "why" to what was.
        if is_answered(&answer) || self.last.is_none() {
            self.last = Some(Last { answer, quipu: Rc::clone(&self.quipu), thread: self.thread.clone() });
        }
        Ok(())
    }

    fn options(&self) -> AskOptions {
        AskOptions::stopped_by(self.stop.flag())
    }

    fn last_question(&self) -> Option<String> {
        self.thread.question().map(str::to_owned)
    }

    fn load(&mut self, paths: &[String], out: &mut dyn Write) -> io::Result<()> {
        if paths.is_empty() {
            return say("Give a facts file, a folder of them, or a table: :load films.tsv", out);
        }
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        match Quipu::open(&paths) {
            Ok(quipu) => {
                let claims = crate::answer::number_text(quipu.view().claim_bound() as f64, None);
                self.quipu = Rc::new(quipu);
                self.last = None;
                self.thread = Thread::default();
                say(&format!("{claims} claims."), out)
            }
            Err(error) => error.render(out),
        }
    }

    fn choose(&mut self, name: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        match name.map(str::parse) {
            None => say(&format!("Answers are written as {}.", self.format.name()), out),
            Some(Ok(format)) => {
                self.format = format;
                say(&format!("Answers are written as {} from now on.", format.name()), out)
            }
            Some(Err(message)) => writeln!(out, "  {}", styled(TROUBLE, &message)),
        }
    }

    fn draw(&self, file: Option<String>, question: Option<String>, out: &mut dyn Write) -> io::Result<()> {
        let Some(question) = question.or_else(|| self.last_question()) else {
            return say("Ask a question first, or give one: :dot fujimori.dot who supported Fujimori?", out);
        };
        let text = match self.quipu.dot(&question, &self.options()) {
            Ok(text) => text,
            Err(error) => return dot::write_error(&error, "", out),
        };
        let Some(file) = file else { return out.write_all(text.as_bytes()) };
        let text = if file.ends_with(".svg") {
            match svg::picture(&text) {
                Ok(svg) => svg,
                Err(message) => return writeln!(out, "  {}", styled(TROUBLE, &message)),
            }
        } else {
            text
        };
        match fs::write(&file, text) {
            Ok(()) => say(&format!("Written to {}.", clean(&file)), out),
            Err(error) => writeln!(out, "  {}", styled(TROUBLE, &format!("cannot write {}: {error}", clean(&file)))),
        }
    }
}

/// The answer with as many rows as a person reads at a prompt.
fn first_rows(answer: &Answer) -> Answer {
    let mut shown = answer.clone();
    shown.answers.truncate(SCREEN);
    let more = crate::answer::number_text((answer.answers.len() - SCREEN) as f64, None);
    shown.notes.insert(0, format!("... and {more} more; :format csv shows all when you ask again."));
    shown
}

fn say(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", styled(QUIET, text))
}

fn help(out: &mut dyn Write) -> io::Result<()> {
    for line in [
        "Ask in plain English:",
        "    who supported Fujimori?",
        "    did Peru recognize Kosovo?",
        "    how many resolutions did Peru vote for?",
        "Capitals, accents and question marks do not matter. A part of a name will do",
        "where it is clear; [Names] in brackets are always read as names.",
        "",
    ] {
        writeln!(out, "{}", format!("  {line}").trim_end())?;
    }
    let width = COMMANDS.iter().map(|(name, arguments, _)| name.len() + 1 + arguments.len()).max().unwrap_or(0);
    for (name, arguments, about) in COMMANDS {
        let command = format!("{name} {arguments}").trim_end().to_owned();
        writeln!(out, "  {}{}   {}", styled(STRONG, &command), " ".repeat(width.saturating_sub(command.len())), styled(QUIET, about))?;
    }
    Ok(())
}
