//! What the parameters of saved questions stand for: `--param country=Pava`, `--params rows.csv`.

use std::path::Path;

use super::Result;
use super::arguments::Run;
use super::questions::unreadable;
use super::status::Failed;
use crate::answer::clean::clean;

/// Names and values of one run.
pub(super) type Values = Vec<(String, String)>;

/// A row of values for each run; one row without a file.
pub(super) fn rows(run: &Run) -> Result<Vec<Values>> {
    let mut always = Values::new();
    for written in &run.parameters {
        let Some((name, value)) = written.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            anstream::eprintln!("quipu: --param {}: write it as NAME=VALUE", clean(written));
            return Err(Failed::Usage);
        };
        always.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    let Some(path) = &run.parameter_file else { return Ok(vec![always]) };
    let text = std::fs::read(path).map_err(|error| {
        anstream::eprintln!("quipu: {}", unreadable(path, &error));
        Failed::Usage
    })?;
    read(path, &text, &always)
}

fn read(path: &Path, text: &[u8], always: &Values) -> Result<Vec<Values>> {
    let wrong = |error: csv::Error| {
        anstream::eprintln!("quipu: {}: {error}", clean(&path.display().to_string()));
        Failed::Usage
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
    let names = reader.headers().map_err(wrong)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let own = names.iter().zip(record.iter()).map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut row: Values = own.collect();
        row.extend(always.iter().filter(|(name, _)| !names.iter().any(|other| other == name)).cloned());
        rows.push(row);
    }
    Ok(rows)
}
