//! How a command ends, and the exit status that scripts see.

use std::io;
use std::process::ExitCode;

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All questions were answered: 0.
    AllAnswered,
    /// Some question was not understood or failed, or some answer was not as expected: 1.
    SomeFailed,
}

impl Outcome {
    /// All were answered if this many failed.
    pub(super) fn of_failures(failed: usize) -> Self {
        if failed == 0 { Self::AllAnswered } else { Self::SomeFailed }
    }
}

/// Why a command could not do its work. The first two have said so already.
#[derive(Debug)]
pub(super) enum Failed {
    /// Wrong usage: 2.
    Usage,
    /// The graph could not be opened: 3.
    Graph,
    /// Reading or writing failed: 1; or 0 where the reader of our output has left, as `head` does.
    Stream(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// The exit status of the process; says what has not been said.
pub(super) fn exit(outcome: Result<Outcome, Failed>) -> ExitCode {
    match outcome {
        Ok(Outcome::AllAnswered) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Err(Failed::Usage) => ExitCode::from(2),
        Err(Failed::Graph) => ExitCode::from(3),
        Err(Failed::Stream(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failed::Stream(error)) => {
            anstream::eprintln!("quipu: {error}");
            ExitCode::from(1)
        }
    }
}
