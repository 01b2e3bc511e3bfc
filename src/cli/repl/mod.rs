//! The prompt: questions and answers in turn, with history, completion and hints. Without a terminal it reads its input like a batch.

mod complete;
mod dialogue;
mod helper;
mod history;
mod input;

use std::io::{self, BufReader, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::rc::Rc;

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use super::arguments::FormatName;
use super::batch::{asks_nothing, next_line, summary};
use super::output::{has_colours, output};
use super::status::{Failed, Outcome};
use super::stop::Stop;
use super::{Result, open};
use crate::answer::Format;
use crate::answer::style::{QUIET, STRONG, styled};
use dialogue::{Dialogue, Turn};
use helper::Helper;

const PROMPT: &str = "quipu> ";
const COMMANDS: [&str; 10] = ["ask", "run", "check", "explain", "dot", "stats", "tell", "retract", "log", "freeze"];

pub(super) fn run(graphs: &[PathBuf], format: FormatName) -> Result {
    let quipu = open(graphs).inspect_err(|_| hint(graphs))?;
    let quipu = Rc::new(ManuallyDrop::into_inner(quipu));
    let dialogue = Dialogue::new(quipu, Format::from(format));
    if io::stdin().is_terminal() { prompt(dialogue, graphs.is_empty()) } else { piped(dialogue) }
}

/// Whoever mistypes a command, or forgets it, meets a graph that is not there.
fn hint(graphs: &[PathBuf]) {
    let Some(first) = graphs.first().filter(|path| !path.exists()).and_then(|path| path.to_str()) else { return };
    let nearest = COMMANDS.iter().map(|command| (strsim::damerau_levenshtein(first, command), *command)).min();
    if first.contains(char::is_whitespace) || first.ends_with('?') {
        anstream::eprintln!("To ask one question: quipu ask \"...\"");
    } else if let Some((1..=2, command)) = nearest {
        anstream::eprintln!("Did you mean quipu {command}?");
    }
}

/// Lines from a pipe. Here the exit status tells whether all was answered.
fn piped(mut dialogue: Dialogue) -> Result {
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut line = String::new();
    dialogue.echo = true;
    let mut out = output(dialogue.format);
    while next_line(&mut input, &mut line)? {
        if asks_nothing(&line) {
            continue;
        }
        if dialogue.turn(&line, &mut out)? == Turn::Quit {
            break;
        }
        if input.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    if dialogue.failed > 0 && !dialogue.format.is_for_programs() {
        anstream::eprintln!("quipu: {}", summary(dialogue.failed, dialogue.asked));
    }
    Ok(Outcome::of_failures(dialogue.failed))
}

fn prompt(mut dialogue: Dialogue, builtin: bool) -> Result {
    let colours = has_colours();
    let config = Config::builder()
        .history_ignore_space(true)
        .history_ignore_dups(true)
        .map_err(editor_failed)?
        .max_history_size(2000)
        .map_err(editor_failed)?
        .completion_type(CompletionType::List)
        .color_mode(if colours { ColorMode::Enabled } else { ColorMode::Disabled })
        .build();
    let mut editor: Editor<Helper, FileHistory> = Editor::with_config(config).map_err(editor_failed)?;
    let history = history::file();
    if let Some(path) = &history {
        // No history yet, or none that can be read: then it begins here.
        let _ = editor.load_history(path);
    }
    dialogue.stop = Stop::on_interrupt();
    greet(&dialogue, builtin)?;
    let styled_prompt = styled(STRONG, PROMPT);
    let mut shown = None;
    loop {
        // After `:load` there are other words to complete.
        if shown.as_ref().is_none_or(|quipu| !Rc::ptr_eq(quipu, &dialogue.quipu)) {
            editor.set_helper(Some(Helper::new(Rc::clone(&dialogue.quipu))));
            shown = Some(Rc::clone(&dialogue.quipu));
        }
        let line = match editor.readline(&(PROMPT, styled_prompt.as_str())) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(editor_failed(error)),
        };
        if line.trim().is_empty() {
            continue;
        }
        let _ = editor.add_history_entry(line.as_str());
        dialogue.stop.clear();
        let mut out = output(dialogue.format);
        let turn = dialogue.turn(&line, &mut out)?;
        out.flush()?;
        if turn == Turn::Quit {
            break;
        }
    }
    if let Some(path) = &history {
        history::save(&mut editor, path);
    }
    Ok(Outcome::AllAnswered)
}

fn greet(dialogue: &Dialogue, builtin: bool) -> io::Result<()> {
    let view = dialogue.quipu.view();
    let what = if builtin { " about Peru and the United States" } else { "" };
    let size = format!("{} claims{what}.", crate::answer::number_text(view.claim_bound() as f64, None));
    let mut out = anstream::stdout();
    writeln!(out, "{} {}", styled(STRONG, &format!("Quipu {}", env!("CARGO_PKG_VERSION"))), styled(QUIET, &size))?;
    writeln!(out, "{}", styled(QUIET, "Ask a question, or :help. Tab completes, Ctrl-D leaves."))
}

fn editor_failed(error: ReadlineError) -> Failed {
    match error {
        ReadlineError::Io(error) => Failed::Stream(error),
        other => Failed::Stream(io::Error::other(other)),
    }
}
