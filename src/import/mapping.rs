//! Mapping files: what the columns of wide tables are, where one row tells many claims of one entity.
//!
//! ```text
//! table films.csv
//!   separator ;
//!   id        imdb
//!   label     title
//!   kind      "film"
//!   source    source
//!   relation grossed
//!     object       gross
//!     object_type  number
//!     unit         "$"
//!     date         as of
//! ```
//!
//! A line under a table or relation is a word and the name of a column, or a text in double quotes, which is the same for all rows. Lines that
//! begin with `#` are comments. Comes in: such a text. Goes out: the tables it speaks of, or all mistakes in it. Knows no rows.

use crate::format::table::{ObjectType, TableError, Wrong, object_type};

/// What a mapping file says of one table.
#[derive(Clone, Debug)]
pub(super) struct MappedTable {
    /// The mapping file, and the line where the table begins, for messages.
    pub(super) mapping: String,
    pub(super) line: u64,
    /// The name of the file, without its folder.
    pub(super) file: String,
    /// What separates several things in one field.
    pub(super) separator: String,
    pub(super) id: Option<Given>,
    pub(super) label: Option<Given>,
    pub(super) aliases: Vec<Given>,
    pub(super) adjectives: Vec<Given>,
    pub(super) kinds: Vec<Given>,
    pub(super) relations: Vec<MappedRelation>,
}

/// What it says of one relation.
#[derive(Clone, Debug)]
pub(super) struct MappedRelation {
    pub(super) name: String,
    /// The other end of the claims.
    pub(super) end: Given,
    /// Whether a field holds several ends.
    pub(super) several: bool,
    /// Whether the entity of the row is the object, and the other end the subject.
    pub(super) reversed: bool,
    pub(super) object_type: Option<String>,
    pub(super) unit: Option<Given>,
    /// By the place of the word in [`QUALIFIERS`].
    pub(super) qualifiers: [Option<Given>; QUALIFIERS.len()],
}

/// A column or a text, and the line that names it.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) line: u64,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The column of this name.
    Column(String),
    /// The same for all rows.
    Text(String),
}

/// What may qualify the claims of a relation, or those of all relations of a table.
pub(super) const QUALIFIERS: [&str; 11] =
    ["date", "from", "to", "source", "note", "denied", "place", "quantity", "according_to", "section", "quote"];
const OF_TABLES: &str = "separator, id, label, kind, aliases, adjectives, relation";
const OF_RELATIONS: &str = "object, objects, subject, subjects, object_type, unit";

/// Reads a mapping file.
///
/// # Errors
/// All mistakes in it.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<MappedTable>, Vec<TableError>> {
    let mut reader = Reader { name, tables: Vec::new(), problems: Vec::new() };
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            let indent = line.len() - line.trim_start().len();
            let (word, rest) = content.split_once(char::is_whitespace).map_or((content, ""), |(word, rest)| (word, rest.trim()));
            reader.line(number, indent, &word.to_lowercase(), rest);
        }
    }
    reader.finish()
}

struct Reader<'a> {
    name: &'a str,
    tables: Vec<Open>,
    problems: Vec<TableError>,
}

/// A table that is being read.
struct Open {
    table: MappedTable,
    qualifiers: [Option<Given>; QUALIFIERS.len()],
    relations: Vec<OpenRelation>,
}

struct OpenRelation {
    line: u64,
    indent: usize,
    name: String,
    end: Option<(Given, bool, bool)>,
    object_type: Option<String>,
    unit: Option<Given>,
    qualifiers: [Option<Given>; QUALIFIERS.len()],
}

impl Reader<'_> {
    fn wrong(&mut self, line: u64, what: impl Into<String>) {
        self.problems.push(TableError { file: self.name.to_owned(), line: Some(line), wrong: Wrong::Other(what.into()) });
    }

    fn line(&mut self, line: u64, indent: usize, word: &str, rest: &str) {
        if rest.is_empty() {
            return self
                .wrong(line, format!("something is missing behind \"{word}\". Write its name, its column, or a text in double quotes."));
        }
        if word == "table" {
            let table = MappedTable {
                mapping: self.name.to_owned(),
                line,
                file: rest.to_owned(),
                separator: "|".to_owned(),
                id: None,
                label: None,
                aliases: Vec::new(),
                adjectives: Vec::new(),
                kinds: Vec::new(),
                relations: Vec::new(),
            };
            return self.tables.push(Open { table, qualifiers: [const { None }; QUALIFIERS.len()], relations: Vec::new() });
        }
        let Some(open) = self.tables.last_mut() else {
            return self.wrong(line, "this stands under no table. Begin with: table FILE");
        };
        let told = match open.relations.last_mut() {
            Some(relation) if word != "relation" && indent > relation.indent => relation.line(line, word, rest),
            _ => open.line(line, indent, word, rest),
        };
        if let Err(what) = told {
            self.wrong(line, what);
        }
    }

    fn finish(mut self) -> Result<Vec<MappedTable>, Vec<TableError>> {
        let mut tables = Vec::new();
        for Open { mut table, qualifiers, relations } in std::mem::take(&mut self.tables) {
            if table.id.is_none() && table.label.is_none() {
                self.wrong(table.line, "nothing says what the rows are called. Add a line: id COLUMN, or label COLUMN");
            }
            for relation in relations {
                let OpenRelation { line, name, end, object_type, unit, qualifiers: own, .. } = relation;
                let Some((end, several, reversed)) = end else {
                    self.wrong(
                        line,
                        format!("nothing says what \"{name}\" leads to. Add a line: object COLUMN (or objects, subject, subjects)"),
                    );
                    continue;
                };
                if unit.is_some() && object_type.as_deref() != Some("number") {
                    self.wrong(line, "only numbers have a unit. Add a line: object_type number");
                }
                if reversed && object_type.is_some() {
                    self.wrong(line, "the row is the object here, which is an entity. Remove the object_type.");
                }
                // What is said of the relation stands before what is said of the table; a date of its own before any time of that.
                let has_time = own.iter().take(3).any(Option::is_some);
                let inherited = qualifiers.iter().enumerate().map(|(place, given)| given.clone().filter(|_| place >= 3 || !has_time));
                let mut all = own;
                for (own, inherited) in all.iter_mut().zip(inherited) {
                    *own = own.take().or(inherited);
                }
                if let [Some(_), from, to, ..] = &all
                    && (from.is_some() || to.is_some())
                {
                    self.wrong(line, "a claim has either a date, or from and to. Remove one of the two.");
                }
                table.relations.push(MappedRelation { name, end, several, reversed, object_type, unit, qualifiers: all });
            }
            tables.push(table);
        }
        self.problems.sort_by_key(|problem| problem.line);
        if self.problems.is_empty() { Ok(tables) } else { Err(self.problems) }
    }
}

impl Open {
    fn line(&mut self, line: u64, indent: usize, word: &str, rest: &str) -> Result<(), String> {
        let given = || given(line, rest);
        let table = &mut self.table;
        match word {
            "relation" => {
                let name = rest.to_owned();
                let qualifiers = [const { None }; QUALIFIERS.len()];
                self.relations.push(OpenRelation { line, indent, name, end: None, object_type: None, unit: None, qualifiers });
                Ok(())
            }
            "separator" => {
                table.separator = text(rest).unwrap_or(rest).to_owned();
                if table.separator.is_empty() { Err("a separator is at least one character".to_owned()) } else { Ok(()) }
            }
            "id" => once(&mut table.id, word, given()),
            "label" | "name" => once(&mut table.label, word, given()),
            "kind" | "kinds" => add(&mut table.kinds, given()),
            "aliases" | "alias" => add(&mut table.aliases, given()),
            "adjectives" | "adjective" => add(&mut table.adjectives, given()),
            _ => qualify(&mut self.qualifiers, word, given()).unwrap_or_else(|| Err(unknown(word, "table", OF_TABLES))),
        }
    }
}

impl OpenRelation {
    fn line(&mut self, line: u64, word: &str, rest: &str) -> Result<(), String> {
        let given = given(line, rest);
        match word {
            "object" | "objects" | "subject" | "subjects" => {
                if self.end.is_some() {
                    return Err("this relation has its other end already. Write another relation of the same name.".to_owned());
                }
                self.end = Some((given, word.ends_with('s'), word.starts_with("subject")));
                Ok(())
            }
            "object_type" => {
                let name = text(rest).unwrap_or(rest).to_lowercase();
                match object_type(&name) {
                    Some(ObjectType::Entity | ObjectType::Value(_)) if self.object_type.is_some() => {
                        Err("object_type stands here twice. Remove one of the two.".to_owned())
                    }
                    Some(_) => {
                        self.object_type = Some(name);
                        Ok(())
                    }
                    None => Err(Wrong::UnknownObjectType(rest.to_owned()).to_string()),
                }
            }
            "unit" => once(&mut self.unit, word, given),
            _ => qualify(&mut self.qualifiers, word, given).unwrap_or_else(|| Err(unknown(word, "relation", OF_RELATIONS))),
        }
    }
}

fn qualify(qualifiers: &mut [Option<Given>; QUALIFIERS.len()], word: &str, given: Given) -> Option<Result<(), String>> {
    let place = QUALIFIERS.iter().position(|known| *known == word)?;
    qualifiers.get_mut(place).map(|slot| once(slot, word, given))
}

fn add(list: &mut Vec<Given>, given: Given) -> Result<(), String> {
    list.push(given);
    Ok(())
}

fn once(slot: &mut Option<Given>, word: &str, given: Given) -> Result<(), String> {
    if slot.is_some() {
        return Err(format!("{word} stands here twice. Remove one of the two."));
    }
    *slot = Some(given);
    Ok(())
}

fn unknown(word: &str, of: &str, words: &str) -> String {
    format!("\"{word}\" is nothing that a {of} has. Write {words}, or {}.", QUALIFIERS.join(", "))
}

fn given(line: u64, rest: &str) -> Given {
    let what = text(rest).map_or_else(|| What::Column(rest.to_owned()), |text| What::Text(text.to_owned()));
    Given { line, what }
}

/// What stands in double quotes.
fn text(rest: &str) -> Option<&str> {
    rest.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read() {
        let text = "# films\ntable films.csv\n  id imdb\n  kind \"film\"\n  kind genre\n  source \"list\"\n  date seen\n  relation grossed\n    \
                    object gross\n    object_type number\n    unit \"$\"\n    from start\n  relation acted in\n    subjects actors\n  separator ;\n\
                    table people.csv\n  label name\n";
        let tables = read("a.mapping", text).unwrap();
        let [films, people] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!((films.file.as_str(), films.separator.as_str(), films.kinds.len()), ("films.csv", ";", 2));
        let [grossed, acted] = films.relations.as_slice() else { panic!("{films:?}") };
        let is_given = |relation: &MappedRelation| relation.qualifiers.each_ref().map(Option::is_some);
        assert_eq!(is_given(grossed)[..4], [false, true, false, true], "a time of its own stands before that of the table");
        assert_eq!(is_given(acted)[..4], [true, false, false, true]);
        assert!(acted.several && acted.reversed && !grossed.several && !grossed.reversed);
        assert_eq!(grossed.unit.as_ref().unwrap().what, What::Text("$".to_owned()));
        assert_eq!(people.label.as_ref().unwrap().what, What::Column("name".to_owned()));
    }

    #[test]
    fn all_mistakes_are_told_with_their_lines() {
        let wrong = |text: &str| {
            let problems = read("m", text).unwrap_err();
            problems.iter().map(|problem| (problem.line.unwrap(), problem.wrong.to_string())).collect::<Vec<_>>()
        };
        let found = wrong(
            "id x\ntable t\n  id\n  size x\n  relation r\n    objekt x\n  relation s\n    object a\n    subject b\n    unit m\n    date x\n    date y\n",
        );
        let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5, 6, 7, 9, 12], "{found:?}");
        assert!(found[4].1.contains("nothing says what \"r\" leads to"), "{found:?}");
        let found = wrong("table t\n  id x\n  relation r\n    object y\n    object_type size\n    date d\n    to t\n");
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5], "{found:?}");
    }
}
