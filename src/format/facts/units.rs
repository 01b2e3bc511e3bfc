//! Blocks that define units of measure.
//!
//! ```text
//! unit mile
//!   also mi
//!   is   1.609344 kilometres
//! ```

use super::definitions::{self, BlockType, Entry, Head, Piece};
use super::lines::Line;
use super::problems::{Problems, unknown_among};
use super::schema::{Definition, add_new, unknown_line};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::Schema;
use crate::language::morphology;

/// Defines a unit and the ways to write it; its plural is derived where it is not written. How much it is of others comes when all are known.
pub(super) fn define(name: &Piece<'_>, body: &[Line<'_>], schema: &mut Schema, problems: &mut Problems<'_>) {
    let id = schema.unit_or_new(&name.text);
    let Some(unit) = schema.unit_mut(id) else { return };
    let plural = body.iter().find_map(|line| match definitions::entry(BlockType::Unit, line.content) {
        Some(Entry::Plural(plural)) => Some(plural.text.into_owned()),
        _ => None,
    });
    match plural {
        // The plural stands first.
        Some(plural) => {
            unit.spellings.retain(|other| *other != plural);
            unit.spellings.insert(0, plural);
        }
        None if unit.spellings.is_empty() => unit.spellings.push(morphology::plural(&name.text)),
        None => {}
    }
    for line in body {
        match definitions::entry(BlockType::Unit, line.content) {
            Some(Entry::Also(names)) => add_new(&mut unit.spellings, names.into_iter().map(|name| name.text.into_owned())),
            Some(Entry::Is(..) | Entry::Plural(_)) => {}
            _ => problems.add(line, unknown_line(BlockType::Unit, line)),
        }
    }
}

/// Says how much each unit is of another.
pub(super) fn relate(definitions: &[Definition<'_, '_>], schema: &mut Schema, problems: &mut Problems<'_>) {
    let bad = |problem: String, span| Diagnostic::new(Problem::BadDefinition, span, problem);
    for Definition { head, block } in definitions {
        let Head::Unit(name) = head else { continue };
        for line in block.body {
            let Some(Entry::Is(times, of)) = definitions::entry(BlockType::Unit, line.content) else { continue };
            if !(times.is_finite() && times > 0.0) {
                problems.add(line, bad("A unit is a number above 0 of another.".to_owned(), definitions::span_of(line.content, line.text)));
                continue;
            }
            let Some(other) = schema.unit_called(&of.text) else {
                let names = schema.units().flat_map(|(_, unit)| unit.names());
                let problem = unknown_among(&of.text, of.span(line), names);
                problems.add(line, problem.hint(format!("A unit is defined by a block: unit {}.", of.text)));
                continue;
            };
            let id = schema.unit_or_new(&name.text);
            let before = schema.unit(id).and_then(|unit| unit.equals);
            if before.is_some_and(|before| before != (times, other)) {
                problems.add(line, bad(format!("How much {} is was said before, and otherwise.", name.text), of.span(line)));
                continue;
            }
            if let Some(unit) = schema.unit_mut(id) {
                unit.equals = Some((times, other));
            }
            if schema.round_about().is_some() {
                problems.add(line, bad(format!("By this, {} is so much of itself.", name.text), of.span(line)));
                if let Some(unit) = schema.unit_mut(id) {
                    unit.equals = before;
                }
            }
        }
    }
}
