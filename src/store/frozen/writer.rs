//! Writing a graph file: one part after the other into a file beside the target, checksums on the way, and only at the end the name.
//!
//! Comes in: bytes of sections. Goes out: a file that is whole and durable, or none. Knows nothing of what the bytes mean.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::format::{ALIGN, BLOCK, Header, Section, SectionId};
use super::map::Map;
use crate::store::StoreError;
use crate::store::fault::{self, Disk};

/// A file that is being written. If it is dropped before [`Writer::finish`], nothing is left of it.
pub(super) struct Writer {
    target: PathBuf,
    path: PathBuf,
    file: BufWriter<Disk>,
    /// How many bytes were written.
    at: u64,
    sum: crc32fast::Hasher,
    /// The checksum of each block that is complete.
    sums: Vec<u32>,
    sections: Vec<Section>,
    finished: bool,
}

impl Writer {
    /// Begins a file that will stand at `target`.
    pub(super) fn create(target: &Path) -> Result<Self, StoreError> {
        let path = beside(target, "new");
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path);
        let file = file.map_err(StoreError::io(&path, "write"))?;
        let mut writer = Self {
            target: target.to_owned(),
            path,
            file: BufWriter::with_capacity(1 << 20, Disk(file)),
            at: 0,
            sum: crc32fast::Hasher::new(),
            sums: Vec::new(),
            sections: Vec::new(),
            finished: false,
        };
        // The header is written last.
        writer.put(&[0; BLOCK])?;
        Ok(writer)
    }

    /// Appends bytes at the next place where a part may begin; hands back where.
    pub(super) fn part(&mut self, bytes: &[u8]) -> Result<u64, StoreError> {
        self.align(ALIGN)?;
        let start = self.at;
        self.put(bytes)?;
        Ok(start)
    }

    /// Appends a section.
    pub(super) fn section(&mut self, id: SectionId, width: u32, bytes: &[u8]) -> Result<(), StoreError> {
        let offset = self.part(bytes)?;
        self.sections.push(Section { id, width, offset, length: bytes.len() as u64 });
        Ok(())
    }

    /// Begins a section whose parts are appended one by one, until the next section begins.
    pub(super) fn begin(&mut self, id: SectionId) -> Result<(), StoreError> {
        self.align(ALIGN)?;
        self.sections.push(Section { id, width: 0, offset: self.at, length: 0 });
        Ok(())
    }

    /// Ends the section that was begun.
    pub(super) fn end(&mut self) {
        if let Some(section) = self.sections.last_mut() {
            section.length = self.at - section.offset;
        }
    }

    /// What was written so far, to be read.
    pub(super) fn written(&mut self) -> Result<Map, StoreError> {
        self.file.flush().map_err(StoreError::io(&self.path, "write"))?;
        Map::of(&self.file.get_ref().0).map_err(StoreError::io(&self.path, "read"))
    }

    /// Writes checksums and header, makes all durable, and gives the file its name.
    pub(super) fn finish(mut self, mut header: Header) -> Result<Header, StoreError> {
        self.align(BLOCK as u64)?;
        let sums_of_blocks = std::mem::take(&mut self.sums);
        // The place of the header's own checksum among them is not used.
        let bytes: Vec<u8> = sums_of_blocks.iter().flat_map(|sum| sum.to_le_bytes()).collect();
        self.section(SectionId::CHECKSUMS, 4, &bytes)?;
        self.align(BLOCK as u64)?;
        let sums: Vec<u8> = self.sums.iter().flat_map(|sum| sum.to_le_bytes()).collect();
        header.sum_blocks =
            u32::try_from(self.sums.len()).map_err(|_| StoreError::TooLarge { what: "the file has more blocks than can be counted" })?;
        header.sums_offset = self.at;
        header.sums_sum = crc32fast::hash(&sums);
        self.put(&sums)?;
        header.length = self.at;
        header.sections = std::mem::take(&mut self.sections);
        if header.id == [0; 16] {
            header.id = identity(&sums_of_blocks);
        }
        let failed = |doing| StoreError::io(&self.path, doing);
        self.file.flush().map_err(failed("write"))?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(0)).map_err(failed("write"))?;
        file.write_all(&header.to_bytes()).map_err(failed("write"))?;
        file.sync_all().map_err(failed("sync"))?;
        fault::step().and_then(|()| fs::rename(&self.path, &self.target)).map_err(StoreError::io(&self.target, "write"))?;
        self.finished = true;
        fault::step().map_err(StoreError::io(&self.target, "sync"))?;
        sync_folder(&self.target)?;
        Ok(header)
    }

    fn align(&mut self, to: u64) -> Result<(), StoreError> {
        let padding = (self.at.next_multiple_of(to) - self.at) as usize;
        self.put([0; BLOCK].get(..padding).unwrap_or_default())
    }

    fn put(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).map_err(StoreError::io(&self.path, "write"))?;
        while !bytes.is_empty() {
            let room = BLOCK - (self.at % BLOCK as u64) as usize;
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.sum.update(now);
            self.at += now.len() as u64;
            if self.at.is_multiple_of(BLOCK as u64) {
                self.sums.push(std::mem::take(&mut self.sum).finalize());
            }
            bytes = later;
        }
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.finished {
            // Where it cannot be removed, the next one takes its place.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The name of a file with an ending of its own behind it.
pub(super) fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".");
    name.push(ending);
    target.with_file_name(name)
}

/// Makes the name of a file durable.
pub(in crate::store) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Not every system lets folders be opened; those that do not, need no sync.
    match File::open(folder) {
        Ok(folder_file) if cfg!(unix) => folder_file.sync_all().map_err(StoreError::io(folder, "sync")),
        _ => Ok(()),
    }
}

/// An id made of the checksums: graphs that differ have different ones, and the same graph always has the same.
fn identity(sums: &[u32]) -> [u8; 16] {
    let (mut first, mut second) = (0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15_u64);
    for sum in sums {
        first = (first ^ u64::from(*sum)).wrapping_mul(0x0100_0000_01b3);
        second = second.rotate_left(13).wrapping_add(u64::from(*sum)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    }
    let mut id = [0; 16];
    let bytes = first.to_le_bytes().into_iter().chain(second.to_le_bytes());
    id.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    id
}
