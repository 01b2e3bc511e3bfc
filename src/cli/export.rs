//! `quipu export`: a graph in a format that others read, and that `import` reads again.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Result;
use super::arguments::{Export, ExportFormat};
use super::status::{Failed, Outcome};
use crate::answer::clean::clean;
use crate::format::{csv_tables, facts, json_lines, rdf};
use crate::graph::View;

pub(super) fn run(arguments: &Export) -> Result {
    let quipu = super::open(&arguments.graph.graphs)?;
    let view = quipu.view();
    let written = match (&arguments.to, arguments.format) {
        (Some(folder), ExportFormat::Csv) => tables(view, folder),
        (None, ExportFormat::Csv) => {
            anstream::eprintln!("quipu: CSV takes several files: name a folder for them with --to FOLDER");
            return Err(Failed::Usage);
        }
        (Some(path), format) => file(path, |out| one(view, format, out)),
        (None, format) => {
            let mut out = BufWriter::new(io::stdout().lock());
            one(view, format, &mut out).and_then(|()| out.flush())
        }
    };
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => {
            let place = arguments.to.as_ref().map_or_else(|| "standard output".to_owned(), |path| path.display().to_string());
            anstream::eprintln!("quipu: cannot write {}: {error}", clean(&place));
            return Err(Failed::Graph);
        }
    }
    if let Some(damage) = view.damage() {
        anstream::eprintln!("quipu: {}; what was written is not whole", clean(&damage));
        return Err(Failed::Graph);
    }
    Ok(Outcome::of_failures(0))
}

fn one(view: &dyn View, format: ExportFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ExportFormat::Facts | ExportFormat::Csv => out.write_all(facts::write(view).as_bytes()),
        ExportFormat::Jsonl => json_lines::write(view, out),
        ExportFormat::Nquads => rdf::write(view, out),
    }
}

fn tables(view: &dyn View, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    file(&folder.join("definitions.facts"), |out| out.write_all(facts::write_definitions(view.schema()).as_bytes()))?;
    file(&folder.join("entities.csv"), |out| csv_tables::write_entities(view, out))?;
    file(&folder.join("claims.csv"), |out| csv_tables::write_claims(view, out))
}

/// A file that is there is not written over: nothing is lost by a slip.
fn file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(File::create_new(path)?);
    write(&mut out)?;
    out.flush()
}
