//! Lists the facts files of the built-in graph, so that a new file in the folder is part of the program without further ado.

use std::path::Path;
use std::{env, fs, io};

const FOLDER: &str = "graph/peru-us";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    let mut names: Vec<String> = match fs::read_dir(FOLDER) {
        Ok(entries) => entries.filter_map(Result::ok).filter_map(|entry| entry.file_name().into_string().ok()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    names.retain(|name| name.ends_with(".facts"));
    names.sort();
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let mut text = String::from("&[\n");
    for name in &names {
        let path = Path::new(&root).join(FOLDER).join(name);
        text += &format!("    ({name:?}, include_str!({path:?})),\n");
    }
    text += "]\n";
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("builtin.rs"), text)
}
