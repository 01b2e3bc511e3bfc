//! Ctrl-C at the prompt: stops the question and not the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The flag that a running question looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// From now on Ctrl-C sets the flag instead of ending the process. If that cannot be arranged, it goes on ending the process.
    pub(super) fn on_interrupt() -> Self {
        let stop = Self::default();
        let flag = Arc::clone(&stop.0);
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
        stop
    }

    /// The flag itself.
    pub(super) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }

    /// Before a new question.
    pub(super) fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
