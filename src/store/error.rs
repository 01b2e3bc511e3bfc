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
    /// File or folder cannot be written.
    ReadOnly {
        /// Which file.
        path: PathBuf,
    },
    /// No room is left for it.
    Full {
        /// Which file.
        path: PathBuf,
    },
    /// Somebody else is writing.
    Busy {
        /// Which graph.
        path: PathBuf,
    },
    /// The live layer is not as it was written.
    LiveDamaged {
        /// Which file.
        path: PathBuf,
        /// What and where.
        what: String,
    },
    /// Where the live layer should be stands something else.
    NotALiveLayer {
        /// Which file.
        path: PathBuf,
    },
    /// The live layer was told to another graph than the one it lies beside.
    OtherGraph {
        /// The live layer.
        path: PathBuf,
        /// The graph.
        graph: PathBuf,
        /// How one sees it.
        what: String,
    },
    /// A mistake of ours.
    Bug {
        /// What happened.
        what: String,
    },
    /// What was to be written comes from a damaged file.
    Source {
        /// What is damaged.
        damage: String,
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
        move |error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::PermissionDenied if doing == "write" => Self::ReadOnly { path },
            _ => Self::Io { path, doing, error },
        }
    }

    /// Wraps an error of SQLite about the live layer.
    pub(crate) fn sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        let io = |doing| Self::Io { path: path.clone(), doing, error: io::Error::other(error.to_string()) };
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy { path },
            Some(Code::DiskFull) => Self::Full { path },
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly { path },
            Some(Code::NotADatabase) => Self::NotALiveLayer { path },
            Some(Code::CannotOpen) => io("open"),
            Some(Code::SystemIoFailure) => io("read or write"),
            // What is not from SQLite itself comes from columns that hold something else than they should.
            Some(Code::DatabaseCorrupt) | None => Self::LiveDamaged { path, what: error.to_string() },
            Some(_) => io("use"),
        }
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
            Self::ReadOnly { path } => {
                write!(f, "{} cannot be written: file or folder is read-only. Copy the graph to a folder of yours", path.display())
            }
            Self::Full { path } => write!(f, "no room is left on the disk for {}. Nothing was changed", path.display()),
            Self::Busy { path } => write!(f, "{} is being written by somebody else. Try again when that is done", path.display()),
            Self::LiveDamaged { path, what } => write!(f, "{} is damaged: {what}. Restore it from a copy", path.display()),
            Self::NotALiveLayer { path } => {
                write!(f, "{} was not written by quipu, but stands where the live layer of a graph should be", path.display())
            }
            Self::OtherGraph { path, graph, what } => {
                let (path, graph) = (path.display(), graph.display());
                write!(f, "{path} does not belong to {graph}: {what}. Put the two files together that were written together")
            }
            Self::Bug { what } => write!(f, "this met a mistake in quipu: {what}. Please report it"),
            Self::Source { damage } => write!(f, "{damage}"),
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
