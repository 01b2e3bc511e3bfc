//! Lists the facts files of the built-in graph, so that a new file in the folder is part of the program without further ado; and takes in
//! the same graph as a graph file, which opens at once, as long as that was made from just these files.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "src/builtin/sum.rs"]
mod sum;

const FOLDER: &str = "graph/peru-us";
const FROZEN: &str = "graph/peru-us.quipu";
const SUM: &str = "graph/peru-us.sum";

fn main() -> io::Result<()> {
    for path in [FOLDER, FROZEN, SUM, "build.rs", "src/builtin/sum.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let mut names: Vec<String> = match fs::read_dir(FOLDER) {
        Ok(entries) => entries.filter_map(Result::ok).filter_map(|entry| entry.file_name().into_string().ok()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    names.retain(|name| name.ends_with(".facts"));
    names.sort();
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut list = String::from("&[\n");
    let mut texts = Vec::new();
    for name in &names {
        let path = root.join(FOLDER).join(name);
        texts.push((name.as_str(), fs::read_to_string(&path)?));
        list += &format!("    ({name:?}, include_str!({path:?})),\n");
    }
    list += "]\n";
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("builtin.rs"), list)?;

    let sum = sum::of(texts.iter().map(|(name, text)| (*name, text.as_str())));
    let is_current = fs::read_to_string(SUM).is_ok_and(|made_from| made_from.trim() == sum) && Path::new(FROZEN).exists();
    let frozen = if is_current {
        format!("{{ static FILE: &Aligned<[u8]> = &Aligned(*include_bytes!({:?})); Some(&FILE.0) }}", root.join(FROZEN))
    } else {
        "None".to_owned()
    };
    fs::write(Path::new(&out).join("frozen.rs"), frozen)
}
