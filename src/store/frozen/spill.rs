//! Rows that wait on disk while a graph is gathered that memory does not hold.
//!
//! Comes in: rows by relation. Goes out: the same rows, relation by relation. The file has no name to be found by where the system allows that, and is
//! gone when the builder is.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::relation::Row;
use super::writer::beside;
use crate::store::StoreError;

/// The bytes of a row.
const ROW: usize = 16;

#[derive(Debug)]
pub(super) struct Spill {
    /// So many rows may be in memory.
    most: usize,
    path: PathBuf,
    file: Option<Mutex<File>>,
    at: u64,
    /// By relation: where its rows are, and how many.
    segments: Vec<Vec<(u64, usize)>>,
}

impl Spill {
    pub(super) fn new(bytes: u64, target: &Path) -> Self {
        let most = usize::try_from(bytes / ROW as u64).unwrap_or(usize::MAX).max(1 << 16);
        Self { most, path: beside(target, "spill"), file: None, at: 0, segments: Vec::new() }
    }

    /// Takes all rows if they are too many.
    pub(super) fn take_if_full(&mut self, rows: &mut [Vec<Row>]) -> Result<(), StoreError> {
        if rows.iter().map(Vec::len).sum::<usize>() <= self.most {
            return Ok(());
        }
        let file = match self.file.take() {
            Some(file) => file,
            None => Mutex::new(self.create()?),
        };
        let failed = || StoreError::io(&self.path, "write");
        let mut open = file.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        open.seek(SeekFrom::Start(self.at)).map_err(failed())?;
        let mut out = BufWriter::with_capacity(1 << 20, open);
        self.segments.resize_with(rows.len().max(self.segments.len()), Vec::new);
        for (mine, segments) in rows.iter_mut().zip(&mut self.segments) {
            if mine.is_empty() {
                continue;
            }
            segments.push((self.at, mine.len()));
            for row in mine.iter() {
                out.write_all(&row.to_bytes()).map_err(failed())?;
            }
            self.at += (mine.len() * ROW) as u64;
            *mine = Vec::new();
        }
        let open = out.into_inner().map_err(|error| failed()(error.into_error()))?;
        self.file = Some(Mutex::new(open));
        Ok(())
    }

    fn create(&self) -> Result<File, StoreError> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&self.path);
        let file = file.map_err(StoreError::io(&self.path, "write"))?;
        // Where an open file can lose its name, nothing of it is left even if the process is killed.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        Ok(file)
    }

    /// Adds the rows of a relation to those in memory.
    pub(super) fn give(&self, relation: usize, rows: &mut Vec<Row>) -> Result<(), StoreError> {
        let (Some(file), Some(segments)) = (&self.file, self.segments.get(relation)) else { return Ok(()) };
        let failed = || StoreError::io(&self.path, "read");
        rows.reserve(segments.iter().map(|(_, count)| count).sum());
        for &(start, count) in segments {
            let mut bytes = vec![0; count * ROW];
            let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            file.seek(SeekFrom::Start(start)).map_err(failed())?;
            file.read_exact(&mut bytes).map_err(failed())?;
            drop(file);
            rows.extend(bytes.as_chunks::<ROW>().0.iter().map(|row| Row::of_bytes(*row)));
        }
        Ok(())
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        if self.file.take().is_some() && !cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}
