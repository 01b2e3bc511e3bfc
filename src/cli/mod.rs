//! The command line: arguments in, text and an exit status out. It knows no more of the engine than [`Quipu`] offers.

mod arguments;
mod ask;
mod batch;
mod check;
mod dot;
mod explain;
mod export;
mod freeze;
mod import;
mod log;
mod output;
mod parameters;
mod questions;
mod repl;
mod run;
mod stats;
mod status;
mod stop;
mod svg;
mod tell;
mod verify;
mod vocabulary;

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::session::Quipu;
use arguments::{Arguments, Command};
use status::{Failed, Outcome};

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        None => repl::run(&arguments.graphs, arguments.format),
        Some(Command::Ask(ask)) => ask::run(&ask),
        Some(Command::Run(run)) => run::run(&run),
        Some(Command::Check(check)) => check::run(&check),
        Some(Command::Explain(explain)) => explain::run(&explain),
        Some(Command::Dot(dot)) => dot::run(&dot),
        Some(Command::Svg(svg)) => svg::run(&svg),
        Some(Command::Stats(stats)) => stats::run(&stats),
        Some(Command::Vocabulary(vocabulary)) => vocabulary::run(&vocabulary),
        Some(Command::Tell(arguments)) => tell::run(&arguments),
        Some(Command::Retract(arguments)) => tell::retract(&arguments),
        Some(Command::Log(arguments)) => log::run(&arguments),
        Some(Command::Freeze(arguments)) => freeze::run(&arguments),
        Some(Command::Import(import)) => import::run(&import),
        Some(Command::Export(export)) => export::run(&export),
        Some(Command::Verify(verify)) => verify::run(&verify),
    };
    status::exit(outcome)
}

/// Opens the graphs, or writes why they cannot be opened. They stay until the process ends, which saves taking them apart.
fn open(paths: &[PathBuf]) -> Result<ManuallyDrop<Quipu>, Failed> {
    Quipu::open(paths).map(ManuallyDrop::new).map_err(|error| {
        // Where even the message cannot be written there is nobody to tell.
        let _ = error.render(&mut anstream::stderr());
        Failed::Graph
    })
}

/// What every command hands back.
type Result<T = Outcome, E = Failed> = std::result::Result<T, E>;
