//! Tables of entities, and the entities of wide tables.

use super::ImportError;
use super::given::Table;
use super::sink::Sink;
use super::source::{Progress, TableFile, Visit, each_row};
use crate::format::table::{Fields, RowOfEntity, Wrong};
use crate::store::StoreError;

/// Adds the entities of all tables that declare some.
pub(super) fn read(tables: &[TableFile], sink: &mut Sink, progress: &mut Progress<'_>) -> Result<(), ImportError> {
    for file in tables {
        for column in &file.unknown {
            sink.note(format!("{}: the column \"{column}\" was left aside, since no column of that name is known.", file.name));
        }
        if matches!(file.table, Table::Claims(_)) {
            continue;
        }
        let mut before = 0;
        file.each_batch(1, progress, |batch, _| {
            for piece in batch {
                let mut reader = Reader { file: &file.name, table: &file.table, before, sink, failed: None };
                match std::str::from_utf8(piece) {
                    Ok(text) => before += each_row(text, file.tabs, &mut reader),
                    Err(error) => {
                        let (lines, line) = bad_text(piece, error.valid_up_to());
                        reader.sink.reject(&file.name, Some(before + line), Wrong::NotUtf8);
                        // All but the bad characters may be right.
                        before += each_row(&String::from_utf8_lossy(piece), file.tabs, &mut reader).max(lines);
                    }
                }
                if let Some(error) = reader.failed {
                    return Err(error.into());
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// How many lines a piece has, and the line of a byte.
pub(super) fn bad_text(piece: &[u8], byte: usize) -> (u64, u64) {
    let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    (count(piece), 1 + count(piece.get(..byte).unwrap_or_default()))
}

struct Reader<'a> {
    file: &'a str,
    table: &'a Table,
    /// Lines before the piece.
    before: u64,
    sink: &'a mut Sink,
    failed: Option<StoreError>,
}

impl Visit for Reader<'_> {
    fn row(&mut self, line: u64, row: &impl Fields) {
        let declared = match self.table {
            Table::Entities(columns) => {
                RowOfEntity::of(row, columns).map(|row| self.sink.declare(row.key, row.label, row.aliases(), row.adjectives(), row.kinds()))
            }
            Table::Wide(table) => {
                table.entity(row).map(|row| self.sink.declare(row.key, row.label, row.aliases, row.adjectives, row.kinds.into_iter()))
            }
            Table::Claims(_) => return,
        };
        match declared {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => drop(self.failed.get_or_insert(error)),
            Err(wrong) => self.sink.reject(self.file, Some(self.before + line), wrong),
        }
    }
}
