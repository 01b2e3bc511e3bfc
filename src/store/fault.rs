//! Where tests let the disk fail: every write, sync and rename of a graph file passes here first.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

#[cfg(test)]
thread_local! {
    static LEFT: std::cell::Cell<Option<usize>> = const { std::cell::Cell::new(None) };
}

/// Lets so many more steps of this thread go well; all that come after fail.
#[cfg(test)]
pub(super) fn fail_after(steps: Option<usize>) {
    LEFT.set(steps);
}

/// One step; an error if the disk is to fail.
pub(super) fn step() -> io::Result<()> {
    #[cfg(test)]
    if let Some(left) = LEFT.get() {
        let Some(fewer) = left.checked_sub(1) else { return Err(io::ErrorKind::StorageFull.into()) };
        LEFT.set(Some(fewer));
    }
    Ok(())
}

/// A file whose writes are steps.
pub(super) struct Disk(pub(super) File);

impl Disk {
    /// Makes what was written durable.
    pub(super) fn sync_all(&self) -> io::Result<()> {
        step()?;
        self.0.sync_all()
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step()?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}
