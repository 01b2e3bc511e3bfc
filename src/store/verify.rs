//! Checking a graph on disk: the frozen file, what was told since, and that the two belong together.
//!
//! Comes in: a path. Goes out: all that is not as it should be, by name. Changes nothing.

use std::path::{Path, PathBuf};

use super::frozen::{self, Found};
use super::journal::{Journal, path_beside};
use super::{Options, Store, StoreError};

/// What was checked, and what was found.
#[derive(Debug)]
pub struct Verified {
    /// Of the frozen file.
    pub frozen: Found,
    /// Of the live layer; `None` if nothing was ever told.
    pub live: Option<LiveFound>,
}

/// What was found in a live layer.
#[derive(Debug)]
pub struct LiveFound {
    /// Its file.
    pub path: PathBuf,
    /// How many tellings it holds.
    pub tellings: u64,
    /// What is damaged: pages, records, tellings that are missing; if nothing is, why it does not fit the frozen file.
    pub damage: Vec<StoreError>,
}

/// Checks every byte of a graph on disk.
///
/// # Errors
/// If one of the files cannot be read, or the frozen file cannot even be opened; the error says why.
///
/// # Complexity
/// Reads all of both files, and of the frozen file each claim and node a few times.
pub fn verify(path: &Path) -> Result<Verified, StoreError> {
    let frozen = frozen::verify(path)?;
    let mut live = match Journal::open(path, Options::default().wait) {
        Ok(None) => None,
        Ok(Some(journal)) => {
            let (tellings, damage) = journal.inspect()?;
            Some(LiveFound { path: path_beside(path), tellings, damage })
        }
        Err(error) if is_damage(&error) => Some(LiveFound { path: path_beside(path), tellings: 0, damage: vec![error] }),
        Err(error) => return Err(error),
    };
    if let Some(live) = live.as_mut().filter(|live| live.damage.is_empty() && frozen.damage.is_empty()) {
        // Records may be right one by one, and yet not go on from this file.
        match Store::open(path, Options::default()) {
            Ok(_) => {}
            Err(error) if is_damage(&error) => live.damage.push(error),
            Err(error) => return Err(error),
        }
    }
    Ok(Verified { frozen, live })
}

/// Whether an error says what is wrong with the live layer, rather than that it cannot be looked at.
fn is_damage(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::LiveDamaged { .. } | StoreError::NotALiveLayer { .. } | StoreError::OtherGraph { .. } | StoreError::Version { .. }
    )
}
