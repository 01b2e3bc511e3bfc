//! What can be wrong with tables, and how it is said.

use std::fmt;

use crate::graph::{Date, ValueType};

/// How many errors are kept; the rest are counted.
pub(super) const MOST_ERRORS: usize = 20;

/// What is wrong with some tables. Nothing of them was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableErrors {
    /// The first ones, at most 20.
    pub errors: Vec<TableError>,
    /// How many there are in all.
    pub total: usize,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1; `None` where the whole file is meant.
    pub line: Option<u64>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The file cannot be read; why not.
    Unreadable(String),
    /// The file begins like gzip but cannot be unzipped; why not.
    DamagedGzip(String),
    /// The text is not UTF-8.
    NotUtf8,
    /// There is nothing in it.
    Empty,
    /// The header lacks a column.
    MissingColumn(&'static str),
    /// A row of a table without a header has so few columns.
    TooFewColumns(usize),
    /// A row of a table without a header has more columns than there can be.
    TooManyColumns {
        /// So many.
        found: usize,
        /// As many as this table can have.
        most: usize,
    },
    /// A field that must not be empty is.
    EmptyField(&'static str),
    /// An entity has neither id nor name nor label.
    NoName,
    /// The text in the column `object_type` is no type.
    UnknownObjectType(String),
    /// The text is no date.
    NotADate(String),
    /// A row has a date and a beginning or end as well.
    DateAndInterval,
    /// The interval is the wrong way round.
    EndsBeforeItBegins {
        /// The beginning as written.
        from: Date,
        /// The end as written.
        to: Date,
    },
    /// An object is not of the type that it should be.
    NotOfType {
        /// The object.
        text: String,
        /// The type.
        value_type: ValueType,
        /// The relation that asks for the type; `None` if the row itself does.
        relation: Option<String>,
    },
    /// Several declared entities have this label.
    AmbiguousName(String),
    /// One column of a row that tells several things.
    InColumn {
        /// Its name.
        column: String,
        /// What is wrong there.
        wrong: Box<Wrong>,
    },
    /// What another format has to say.
    Other(String),
}

impl TableErrors {
    pub(super) fn one(file: &str, line: Option<u64>, wrong: Wrong) -> Self {
        let mut errors = Self::default();
        errors.push(file, line, wrong);
        errors
    }

    pub(super) fn push(&mut self, file: &str, line: Option<u64>, wrong: Wrong) {
        self.total += 1;
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(TableError { file: file.to_owned(), line, wrong });
        }
    }

    pub(super) fn append(&mut self, more: Self) {
        self.total += more.total;
        self.errors.extend(more.errors);
        self.errors.truncate(MOST_ERRORS);
    }

    /// The result, unless there are errors.
    pub(super) fn or<T>(self, result: T) -> Result<T, Self> {
        if self.total == 0 { Ok(result) } else { Err(self) }
    }
}

/// One error a line, and how many more there are.
impl fmt::Display for TableErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        match self.total - self.errors.len() {
            0 => Ok(()),
            more => write!(f, "\n... and {more} more"),
        }
    }
}

impl std::error::Error for TableErrors {}

/// `FILE:LINE: what is wrong. What to do.`
impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            // A first line that is no claim may be a header in other words.
            Some(1) if matches!(self.wrong, Wrong::NotADate(_)) => write!(
                f,
                "{}:1: {} If this line names the columns, call them subject, relation, object, date, source; or import the table and say \
                 which is what, as in {}:subject,relation,object,date.",
                self.file, self.wrong, self.file
            ),
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.wrong),
            None => write!(f, "{}: {}", self.file, self.wrong),
        }
    }
}

impl std::error::Error for TableError {}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "cannot be read: {why}."),
            Self::DamagedGzip(why) => write!(f, "is gzip but damaged ({why}). Copy or download it again."),
            Self::NotUtf8 => write!(f, "this is not UTF-8 text. Save the table as UTF-8."),
            Self::Empty => write!(f, "the table is empty. Write a line of subject, relation and object."),
            Self::MissingColumn(name) => {
                write!(f, "the header has no column \"{name}\". A table of claims needs subject, relation and object.")
            }
            Self::TooFewColumns(1) => write!(f, "1 column where 3 are needed. Separate subject, relation and object by tabs or commas."),
            Self::TooFewColumns(found) => {
                write!(f, "{found} columns where 3 are needed. Separate subject, relation and object by tabs or commas.")
            }
            Self::TooManyColumns { found, most } => write!(
                f,
                "{found} columns where this table can have {most}. Without a header the columns are subject, relation, object, \
                 then a date or a beginning and an end, then a source; put fields with commas in double quotes."
            ),
            Self::EmptyField(name) => write!(f, "the {name} is empty. Fill it in or remove the line."),
            Self::NoName => write!(f, "the entity has no name. Fill in its id, name or label, or remove the line."),
            Self::UnknownObjectType(text) => {
                write!(f, "\"{text}\" is no object type. Write entity, text, number, date, yes/no or url.")
            }
            Self::NotADate(text) => write!(f, "\"{text}\" is not a date. Write 2006, 2006-09 or 2006-09-30."),
            Self::DateAndInterval => {
                write!(f, "the claim has a date and a beginning or end as well. Keep either the date, or from and to.")
            }
            Self::EndsBeforeItBegins { from, to } => write!(f, "the claim ends in {to}, before it begins in {from}. Swap the two."),
            Self::NotOfType { text, value_type, relation } => {
                let article = match value_type {
                    ValueType::Text => "text",
                    ValueType::Number => "a number",
                    ValueType::Date => "a date",
                    ValueType::Truth => "yes or no",
                    ValueType::Url => "a URL",
                };
                match relation {
                    None => write!(f, "\"{text}\" is not {article}, as its object_type says. Correct one of the two."),
                    Some(relation) => write!(
                        f,
                        "\"{text}\" is not {article}, which the objects of \"{relation}\" are by its definition. \
                         Correct the object, or give it an object_type."
                    ),
                }
            }
            Self::InColumn { column, wrong } => write!(f, "in the column \"{column}\": {wrong}"),
            Self::Other(what) => f.write_str(what),
            Self::AmbiguousName(name) => write!(f, "several entities are called \"{name}\". Write the id of the one that is meant."),
        }
    }
}
