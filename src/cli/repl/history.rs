//! Where the history of the prompt is kept between runs: `$QUIPU_HISTORY`, else `quipu/history` in the folder for user data.
//! An empty `QUIPU_HISTORY` keeps none. Whatever fails here fails silently: a prompt without history is still a prompt.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use rustyline::Editor;
use rustyline::history::FileHistory;

use super::helper::Helper;

/// The file, if there is to be one.
pub(super) fn file() -> Option<PathBuf> {
    if let Some(path) = env::var_os("QUIPU_HISTORY") {
        return (!path.is_empty()).then(|| PathBuf::from(path));
    }
    let data = env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).filter(|home| !home.is_empty());
    let folder = data.or_else(|| home().map(|home| Path::new(&home).join(".local").join("share")))?;
    Some(folder.join("quipu").join("history"))
}

/// Adds what was typed in this run to the file.
pub(super) fn save(editor: &mut Editor<Helper, FileHistory>, path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = fs::create_dir_all(folder);
    }
    let _ = editor.append_history(path);
}
