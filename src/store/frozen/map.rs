//! The memory map: the only unsafe code of the project.
//!
//! Comes in: a file. Goes out: its bytes, and bytes as numbers. Knows nothing of what they mean.
#![expect(unsafe_code, reason = "mapping a file and seeing its bytes as numbers cannot be done otherwise; each use says why it is sound")]

use std::fs::File;
use std::io;

use memmap2::Mmap;

use crate::graph::{ClaimId, KindId, NodeId, RelationId};

/// A file as bytes in memory.
#[derive(Debug)]
pub(super) enum Map {
    /// A file on disk.
    File(Mmap),
    /// A file that is part of the program.
    Embedded(&'static [u8]),
}

impl Map {
    /// Maps a whole file.
    pub(super) fn of(file: &File) -> io::Result<Self> {
        // SAFETY: the bytes are only ever read, as plain bytes and as integers, for which every value is valid. Were the file changed
        // while it is mapped, reads would give other bytes, or the system would end the process; it would not be shown other memory.
        // A graph file is never changed: a new one takes its name by a rename, and whoever has mapped the old one keeps that.
        let map = unsafe { Mmap::map(file)? };
        Ok(Self::File(map))
    }

    /// All bytes.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::File(map) => map,
            Self::Embedded(bytes) => bytes,
        }
    }

    /// Gives the pages that are mapped back to the system, which keeps what it has read and maps it again when it is read.
    pub(super) fn give_back(&self) {
        #[cfg(unix)]
        if let Self::File(map) = self {
            // SAFETY: the mapping stays, it is of a file, and it is never written to, so that each page that was given back has the same
            // bytes when it is read again, by whatever thread. Where the system does not do it, nothing happens.
            let _ = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
        }
    }
}

mod sealed {
    pub trait Number {}
    impl Number for u16 {}
    impl Number for u32 {}
    impl Number for u64 {}
    impl Number for super::NodeId {}
    impl Number for super::ClaimId {}
    impl Number for super::KindId {}
    impl Number for super::RelationId {}
    impl Number for [u8; 3] {}
}

/// What bytes can be seen as: integers, ids (which are integers in a transparent wrapper), and arrays of bytes. None has padding, and any
/// bytes are valid for each.
pub(super) trait Number: sealed::Number + Copy {}
impl<T: sealed::Number + Copy> Number for T {}

/// Bytes as numbers in the order of this machine's bytes; `None` if they do not begin at an aligned address or do not come out even.
#[inline]
pub(super) fn numbers<T: Number>(bytes: &[u8]) -> Option<&[T]> {
    // SAFETY: `Number` is only implemented for types without padding for which any bytes are valid, and `align_to` gives only what is
    // aligned and within `bytes`, whose life the result shares.
    let (before, numbers, after) = unsafe { bytes.align_to::<T>() };
    (before.is_empty() && after.is_empty()).then_some(numbers)
}
