//! What is named to be imported: files, folders, standard input, and which column of them is what.

use std::fmt;
use std::path::{Path, PathBuf};

use super::wide::WideTable;
use crate::format::table::{ClaimColumns, EntityColumns, Header};

/// A file or folder, or `-` for standard input; and its columns, where they are given.
#[derive(Clone, Debug)]
pub struct Given {
    /// Where it is.
    pub path: PathBuf,
    /// What its columns are; `None` where a header says it, or the order of the columns.
    pub columns: Option<Columns>,
}

/// Which column is what.
#[derive(Clone, Debug)]
pub struct Columns(pub(super) Table);

/// What a table tells.
#[derive(Clone, Debug)]
pub(super) enum Table {
    Entities(EntityColumns),
    Claims(ClaimColumns),
    /// One row an entity and many claims.
    Wide(Box<WideTable>),
}

/// Columns that make no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotGiven {
    given: String,
    why: String,
}

impl fmt::Display for NotGiven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}. Write FILE:COLUMNS with columns of claims (subject, relation, object, object_type, date, from, to, denied, place, \
             quantity, according_to, source, section, quote, note) or of entities (id, name, label, kind, aliases, adjectives), joined by commas; - leaves a column aside",
            self.given, self.why
        )
    }
}

impl std::error::Error for NotGiven {}

impl Given {
    /// Reads `FILE` or `FILE:COLUMNS`, as in `edges.tsv:subject,relation,object,date,-,source`. A file that there is under the whole name
    /// is that file.
    ///
    /// # Errors
    /// If the columns make no table.
    pub fn parse(text: &str) -> Result<Self, NotGiven> {
        let whole = || Self { path: PathBuf::from(text), columns: None };
        let Some((path, columns)) = text.rsplit_once(':') else { return Ok(whole()) };
        let looks_like_path = columns.contains(['/', '\\']) || path.is_empty();
        if looks_like_path || Path::new(text).exists() {
            return Ok(whole());
        }
        Ok(Self { path: PathBuf::from(path), columns: Some(Columns::parse(columns)?) })
    }
}

impl Columns {
    /// Reads the names of columns, joined by commas; `-` leaves one aside.
    ///
    /// # Errors
    /// If they make no table.
    pub fn parse(text: &str) -> Result<Self, NotGiven> {
        let wrong = |why: String| NotGiven { given: text.to_owned(), why };
        let names = || text.split(',').map(|name| if name.trim() == "-" { "" } else { name });
        let unknown = |unknown: &[String]| match unknown.first() {
            Some(name) => Err(wrong(format!("no column is called \"{name}\""))),
            None => Ok(()),
        };
        match Header::of(names()) {
            Header::Claims(columns) => unknown(&columns.unknown).map(|()| Self(Table::Claims(columns))),
            Header::Entities(columns) => unknown(&columns.unknown).map(|()| Self(Table::Entities(columns))),
            Header::Incomplete(missing) => Err(wrong(format!("the column \"{missing}\" is missing"))),
            Header::None => Err(wrong("these columns make no table".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_behind_the_file() {
        let given = Given::parse("a/b.tsv:subject,relation,object,-,source").unwrap();
        assert_eq!(given.path, Path::new("a/b.tsv"));
        assert!(matches!(given.columns, Some(Columns(Table::Claims(columns))) if columns.source == Some(4) && columns.date.is_none()));
        assert!(matches!(Given::parse("-:id,label,kind").unwrap().columns, Some(Columns(Table::Entities(_)))));
        for plain in ["a.tsv", "c:/x/y.tsv", "-"] {
            assert!(Given::parse(plain).unwrap().columns.is_none(), "{plain}");
        }
        assert!(Given::parse("a.tsv:subject,relation").unwrap_err().to_string().contains("\"object\" is missing"));
        assert!(Given::parse("a.tsv:id,label,size").unwrap_err().to_string().contains("no column is called \"size\""));
        assert!(Given::parse("a.tsv:x").unwrap_err().to_string().contains("make no table"));
    }
}
