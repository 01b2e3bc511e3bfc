//! What can be wrong with a graph on disk.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a graph file cannot be read or written.
#[derive(Debug)]
pub enum StoreError {
    /// The system refused.
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What was to be done: "read", "write", "sync".
        doing: &'static str,
        /// Why not.
        error: io::Error,
    },
    /// The file does not begin as a graph file does.
    NotAGraph {
        /// Which.
        path: PathBuf,
    },
    /// The file is of a version that this program does not read.
    Version {
        /// Which.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// The file is shorter or longer than it says.
    Length {
        /// Which.
        path: PathBuf,
        /// What it says.
        expected: u64,
        /// What it is.
        found: u64,
    },
    /// Some part of the file is not as it was written.
    Damaged {
        /// Which.
        path: PathBuf,
        /// Where.
        damage: Damage,
    },
    /// There is more than the format can hold.
    TooLarge {
        /// Of what, and how much there can be.
        what: &'static str,
    },
}

/// A part of a file that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The part of the file: "names", "claims of relation 7".
    pub section: String,
    /// Where in the file, in bytes.
    pub offset: u64,
    /// The block that holds the offset.
    pub block: u64,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "block {} (byte {}, {}): {}", self.block, self.offset, self.section, self.what)
    }
}

impl StoreError {
    /// Wraps an error of the system.
    pub(crate) fn io(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, doing, error }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error, .. } if error.kind() == io::ErrorKind::NotFound => write!(f, "there is no {}", path.display()),
            Self::Io { path, doing, error } => write!(f, "cannot {doing} {}: {error}", path.display()),
            Self::NotAGraph { path } => {
                write!(f, "{} is no graph file: it does not begin as one. Make one with quipu import --into", path.display())
            }
            Self::Version { path, found } => {
                write!(f, "{} is of format version {found}, which this quipu does not read. Use the version that wrote it", path.display())
            }
            Self::Length { path, expected, found } => write!(
                f,
                "{} is {found} bytes long, but should be {expected}: it was cut off or added to. Restore it from a copy",
                path.display()
            ),
            Self::Damaged { path, damage } => {
                write!(f, "{} is damaged in {damage}. Restore it from a copy; quipu verify shows all damage", path.display())
            }
            Self::TooLarge { what } => write!(f, "the graph is too large: {what}"),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
