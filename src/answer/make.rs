//! Makes an answer: rows of ids become labels, dates and cited claims.

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::evidence::Ledger;
use super::name::name_of;
use super::sentence::join_and;
use super::shown::{Identity, cell_row, cell_text, identity, is_entity, kind_names, set_dates};
use super::types::{Answer, AnswerKind, AnswerRow, Status};
use super::value::{number_json, number_text};
use super::when::interval_text;
use crate::engine::{Cell, Row, Rows};
use crate::graph::{ClaimId, Interval, Node, NodeId, Value, View};
use crate::meaning::{Reading, Shape};
use crate::query::{Column, Expression};

/// What running a reading gave.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The rows of its query.
    pub rows: &'a Rows,
    /// For a yes/no question with a denial: the rows of that.
    pub denial: Option<&'a Rows>,
    /// For a query with time conditions that has no rows: its rows without these conditions.
    pub at_any_time: Option<&'a Rows>,
}

/// The answer that the rows of a reading make.
///
/// Rows that show the same thing become one with the evidence of all. They are in the order of the query if it has one, else by the
/// first date of their evidence, undated ones last, then by label.
pub fn make(question: &str, reading: &Reading, found: Found<'_>, view: &dyn View) -> Answer {
    let mut answer = Answer::blank(question, Status::Ok);
    answer.readback.clone_from(&reading.readback);
    answer.notes.clone_from(&reading.choices);
    let mut maker = Maker { view, ledger: Ledger::default(), answer, ordered: is_ordered(&reading.query.root) };
    let rows = found.rows;
    match &reading.shape {
        Shape::List { column } => maker.list(rows, *column),
        Shape::Table => maker.table(rows, reading),
        Shape::Number { column, unit } => maker.number(rows, *column, unit.as_deref()),
        Shape::YesNo { .. } => maker.yes_no(rows, found.denial),
        Shape::Paths { column } => maker.paths(rows, *column),
        Shape::Description { nodes } => maker.description(rows, nodes, reading),
        Shape::Claims { column } => maker.claims(rows, *column),
    }
    maker.explain_absence(found);
    maker.finish()
}

struct Maker<'a> {
    view: &'a dyn View,
    ledger: Ledger,
    answer: Answer,
    ordered: bool,
}

/// A row on its way: what is shown, the claims behind it, and the date it is sorted by.
struct Draft {
    row: AnswerRow,
    evidence: Vec<ClaimId>,
    first: Option<i32>,
}

impl Maker<'_> {
    fn list(&mut self, rows: &Rows, column: Column) {
        let mut groups: IndexMap<Identity, (Cell, Vec<ClaimId>)> = IndexMap::new();
        for row in &rows.rows {
            let Some(cell) = cell(rows, row, column).filter(|cell| !matches!(cell, Cell::Missing)) else { continue };
            let entry = groups.entry(identity(cell, self.view)).or_insert_with(|| (cell.clone(), Vec::new()));
            entry.1.extend(&row.evidence);
        }
        let mut entities = groups.is_empty();
        let mut drafts = Vec::with_capacity(groups.len());
        for (cell, evidence) in groups.into_values() {
            entities |= matches!(cell, Cell::Node(node) if is_entity(node, self.view));
            drafts.push(self.draft(cell_row(&cell, self.view), distinct(evidence), &cell));
        }
        self.answer.kind = Some(if entities { AnswerKind::Entities } else { AnswerKind::Values });
        self.put(drafts);
    }

    fn table(&mut self, rows: &Rows, reading: &Reading) {
        self.answer.kind = Some(AnswerKind::Table);
        self.answer.headings = reading.query.headings.iter().map(|heading| heading.title.clone()).collect();
        let mut groups: IndexMap<Vec<Identity>, (Vec<Cell>, Vec<ClaimId>)> = IndexMap::new();
        for row in &rows.rows {
            let cells: Vec<Cell> =
                reading.query.headings.iter().map(|heading| cell(rows, row, heading.column).cloned().unwrap_or(Cell::Missing)).collect();
            let key = cells.iter().map(|cell| identity(cell, self.view)).collect();
            groups.entry(key).or_insert_with(|| (cells, Vec::new())).1.extend(&row.evidence);
        }
        let mut drafts = Vec::with_capacity(groups.len());
        for (cells, evidence) in groups.into_values() {
            let mut shown = cells.first().map(|cell| cell_row(cell, self.view)).unwrap_or_default();
            shown.cells = cells.iter().map(|cell| cell_text(cell, self.view)).collect();
            let lead = if cells.iter().any(is_dated) { &Cell::Missing } else { cells.first().unwrap_or(&Cell::Missing) };
            drafts.push(self.draft(shown, distinct(evidence), lead));
        }
        self.put(drafts);
    }

    fn number(&mut self, rows: &Rows, column: Column, unit: Option<&str>) {
        self.answer.kind = Some(AnswerKind::Number);
        let Some(row) = rows.rows.first() else { return };
        let number = match cell(rows, row, column) {
            Some(Cell::Number(number)) => *number,
            Some(Cell::Node(node)) => match self.view.node(*node).as_deref() {
                Some(Node::Value(Value::Number(quantity))) => quantity.amount,
                _ => return,
            },
            _ => return,
        };
        self.answer.number = Some(number);
        let shown = AnswerRow { label: number_text(number, unit), value: Some(number_json(number)), ..AnswerRow::default() };
        self.put(vec![Draft { row: shown, evidence: distinct(row.evidence.clone()), first: None }]);
    }

    fn yes_no(&mut self, rows: &Rows, denial: Option<&Rows>) {
        self.answer.kind = Some(AnswerKind::Boolean);
        let claims = |rows: &Rows| distinct(rows.rows.iter().flat_map(|row| row.evidence.iter().copied()).collect());
        let denials = denial.map(claims).unwrap_or_default();
        let yes = !rows.rows.is_empty();
        self.answer.boolean = Some(yes);
        let (label, evidence) = if yes {
            ("yes", claims(rows))
        } else if !denials.is_empty() {
            self.answer.message = Some("No: it is denied.".to_owned());
            ("no", denials.clone())
        } else {
            self.answer.message = Some("No claim says so.".to_owned());
            return;
        };
        let shown = AnswerRow { label: label.to_owned(), value: Some(yes.into()), ..AnswerRow::default() };
        let draft = self.draft_dated_by_all(shown, evidence);
        self.put(vec![draft]);
        if yes && !denials.is_empty() {
            let numbers = self.ledger.cite(&denials);
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            let says = if numbers.len() == 1 { "Claim" } else { "Claims" };
            let verb = if numbers.len() == 1 { "says" } else { "say" };
            self.answer.notes.push(format!("{says} {} {verb} that it is not so.", join_and(&numbers)));
        }
    }

    fn paths(&mut self, rows: &Rows, column: Column) {
        self.answer.kind = Some(AnswerKind::Paths);
        // The engine's order is that of the claims on the way; a way cites its claims in the order in which it passes them.
        for row in &rows.rows {
            let Some(found @ Cell::Path(path)) = cell(rows, row, column) else { continue };
            let mut shown = cell_row(found, self.view);
            shown.evidence = self.ledger.cite(&path.claims);
            self.answer.answers.push(shown);
        }
    }

    fn description(&mut self, rows: &Rows, nodes: &[NodeId], reading: &Reading) {
        self.answer.kind = Some(AnswerKind::Text);
        self.answer.about = nodes.iter().map(|&node| self.heading_of(node)).collect();
        let claim_column = reading
            .query
            .headings
            .iter()
            .find(|heading| rows.rows.first().is_some_and(|row| matches!(cell(rows, row, heading.column), Some(Cell::Claim(_)))))
            .map(|heading| heading.column);
        if let Some(column) = claim_column {
            self.claims(rows, column);
        }
        if self.answer.answers.is_empty() {
            self.answer.message = Some("Nothing else is recorded.".to_owned());
        }
    }

    fn claims(&mut self, rows: &Rows, column: Column) {
        self.answer.kind = Some(AnswerKind::Text);
        let mut drafts: IndexMap<ClaimId, Draft> = IndexMap::new();
        for row in &rows.rows {
            let Some(found @ Cell::Claim(claim)) = cell(rows, row, column) else { continue };
            drafts.entry(*claim).or_insert_with(|| {
                let first = self.view.when(*claim).from.map(|date| date.first_day());
                let mut shown = cell_row(found, self.view);
                set_dates(&mut shown, self.view.when(*claim));
                Draft { row: shown, evidence: vec![*claim], first }
            });
        }
        let drafts = drafts.into_values().collect();
        self.put(drafts);
    }

    /// "Alberto Fujimori is a president and a politician; also called Fujimori."
    fn heading_of(&self, node: NodeId) -> String {
        let mut text = name_of(node, self.view);
        let kinds: Vec<String> = kind_names(node, self.view).iter().map(|kind| with_article(kind)).collect();
        if !kinds.is_empty() {
            text += &format!(" is {}", join_and(&kinds));
        }
        if let Some(Node::Entity(entity)) = self.view.node(node).as_deref()
            && !entity.aliases.is_empty()
        {
            text += &format!("; also called {}", entity.aliases.join(", "));
        }
        text.push('.');
        text
    }

    /// A row for a cell, dated by the claims that name the cell's node: of "presidents of a country that recognized Kosovo" the
    /// presidency dates the row and the recognition does not.
    fn draft(&self, row: AnswerRow, evidence: Vec<ClaimId>, cell: &Cell) -> Draft {
        let Cell::Node(node) = cell else {
            let first = match cell {
                Cell::Date(date) => Some(date.first_day()),
                Cell::Interval(interval) => interval.from.or(interval.to).map(|date| date.first_day()),
                _ => self.intervals(&evidence).first().and_then(first_day),
            };
            return Draft { row, evidence, first };
        };
        let touching: Vec<ClaimId> = evidence
            .iter()
            .copied()
            .filter(|&claim| self.view.ends(claim).is_some_and(|(subject, _, object)| subject == *node || object == *node))
            .collect();
        self.draft_dated_by(row, evidence, &touching)
    }

    fn draft_dated_by_all(&self, row: AnswerRow, evidence: Vec<ClaimId>) -> Draft {
        let dating = evidence.clone();
        self.draft_dated_by(row, evidence, &dating)
    }

    fn draft_dated_by(&self, mut row: AnswerRow, evidence: Vec<ClaimId>, dating: &[ClaimId]) -> Draft {
        const SHOWN: usize = 3;
        let intervals = self.intervals(dating);
        let texts: Vec<String> = intervals.iter().copied().filter_map(interval_text).collect();
        row.when = match texts.as_slice() {
            [] => None,
            few if few.len() <= SHOWN => Some(few.join("; ")),
            many => Some(format!("{}; and {} more", many.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; "), many.len() - SHOWN)),
        };
        if let [only] = intervals.as_slice() {
            set_dates(&mut row, *only);
        }
        Draft { row, evidence, first: intervals.first().and_then(first_day) }
    }

    /// The distinct dates of some claims, earliest first, without undated ones.
    fn intervals(&self, claims: &[ClaimId]) -> Vec<Interval> {
        let mut intervals: Vec<Interval> =
            claims.iter().map(|&claim| self.view.when(claim)).filter(|interval| !interval.is_undated()).collect();
        intervals.sort_by_key(|interval| (first_day(interval), *interval));
        intervals.dedup();
        intervals
    }

    fn put(&mut self, mut drafts: Vec<Draft>) {
        if !self.ordered {
            drafts.sort_by(|left, right| {
                undated_last(left.first, right.first)
                    .then_with(|| left.row.label.cmp(&right.row.label))
                    .then_with(|| left.row.cells.cmp(&right.row.cells))
                    .then_with(|| left.evidence.cmp(&right.evidence))
            });
        }
        for Draft { mut row, evidence, .. } in drafts {
            row.evidence = self.ledger.cite(&evidence);
            self.answer.answers.push(row);
        }
    }

    /// What an empty answer means, and what a full one left out.
    fn explain_absence(&mut self, found: Found<'_>) {
        let left_out = self.left_out(&found.rows.unknown);
        let empty = self.answer.answers.is_empty() && self.answer.number.is_none();
        if !empty {
            self.answer.notes.extend(left_out);
            return;
        }
        if self.answer.message.is_none() {
            self.answer.message = Some("Nothing is recorded.".to_owned());
        }
        if let Some(rows) = found.at_any_time.filter(|rows| !rows.rows.is_empty()) {
            let claims = distinct(rows.rows.iter().flat_map(|row| row.evidence.iter().copied()).collect());
            let dates: Vec<String> = self.intervals(&claims).into_iter().filter_map(interval_text).collect();
            let what = if self.answer.boolean.is_some() { "No claim says so for that time" } else { "Nothing is recorded for that time" };
            let dated = match dates.as_slice() {
                [] => "; what is recorded is undated".to_owned(),
                few if few.len() <= 4 => format!("; it is recorded for {}", join_and(few)),
                [first, .., last] => format!("; it is recorded for {} dates, the first {first}, the last {last}", dates.len()),
                _ => String::new(),
            };
            self.answer.message = Some(format!("{what}{dated}."));
        }
        if let Some(left_out) = left_out {
            let message = self.answer.message.take().unwrap_or_default();
            self.answer.message = Some(format!("{message} {left_out}"));
        }
    }

    fn left_out(&self, unknown: &[ClaimId]) -> Option<String> {
        let undated = unknown.iter().filter(|&&claim| self.view.when(claim).is_undated()).count();
        let rough = unknown.len() - undated;
        let count = |number: usize| if number == 1 { "1 claim was".to_owned() } else { format!("{number} claims were") };
        let its = |number: usize| if number == 1 { "its date is" } else { "their dates are" };
        match (undated, rough) {
            (0, 0) => None,
            (undated, 0) => {
                let they = if undated == 1 { "it has no date" } else { "they have no date" };
                Some(format!("{} left out because {they}.", count(undated)))
            }
            (0, rough) => Some(format!("{} left out because {} not known exactly enough.", count(rough), its(rough))),
            (_, _) => Some(format!("{} left out because their dates are not known, or not exactly enough.", count(unknown.len()))),
        }
    }

    fn finish(mut self) -> Answer {
        (self.answer.claims, self.answer.sources) = self.ledger.write_out(self.view);
        self.answer
    }
}

fn cell<'a>(rows: &Rows, row: &'a Row, column: Column) -> Option<&'a Cell> {
    let place = rows.columns.binary_search(&column).ok()?;
    row.cells.get(place)
}

fn is_dated(cell: &Cell) -> bool {
    matches!(cell, Cell::Date(_) | Cell::Interval(_))
}

fn first_day(interval: &Interval) -> Option<i32> {
    interval.from.or(interval.to).map(|date| date.first_day())
}

fn undated_last(left: Option<i32>, right: Option<i32>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => left.cmp(&right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    }
}

fn distinct(mut claims: Vec<ClaimId>) -> Vec<ClaimId> {
    claims.sort_unstable();
    claims.dedup();
    claims
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Whether the rows come in an order that the question asked for.
fn is_ordered(expression: &Expression) -> bool {
    match expression {
        Expression::Order { .. } => true,
        Expression::Filter { input, .. }
        | Expression::Project { input, .. }
        | Expression::Describe { input, .. }
        | Expression::Expand { input, .. } => is_ordered(input),
        _ => false,
    }
}
