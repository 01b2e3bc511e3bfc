//! Makes an answer: rows of ids become labels, dates and cited claims.

mod absence;
mod possible;

use std::borrow::Cow;
use std::cmp::Ordering;

use indexmap::IndexMap;

use super::evidence::Ledger;
use super::name::name_of;
use super::sentence::join_and;
use super::shown::{Identity, cell_row, cell_text, identity, kind_names, set_dates};
use super::types::{Answer, AnswerKind, AnswerRow, Status};
use super::value::{number_json, number_text, quantity_text};
use super::when::{interval_text, length_text, units_text};
use crate::engine::{Cell, Row, Rows};
use crate::graph::{ClaimId, Interval, Node, NodeId, RelationId, Value, View};
use crate::language::morphology::with_article;
use crate::meaning::{Reading, Shape};
use crate::query::{Column, Expression};

/// What running a reading gave.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The rows of its query.
    pub rows: &'a Rows,
    /// The rows that may be there, the certain ones included; nothing where there are no others.
    pub possible: Option<&'a Rows>,
    /// Whether looking for these ended at a limit, so that there may be some.
    pub unsought: bool,
    /// For a yes/no question with a denial: the rows of that.
    pub denial: Option<&'a Rows>,
    /// For a query with time conditions that has no rows: its rows without these conditions.
    pub at_any_time: Option<&'a Rows>,
}

/// The answer that the rows of a reading make, and what it shows.
///
/// Rows that show the same thing become one with the evidence of all. They are in the order of the query if it has one, else by the
/// first date of their evidence, undated ones last, then by label.
pub fn make(question: &str, reading: &Reading, found: Found<'_>, detail: Detail, view: &dyn View) -> (Answer, Shown) {
    let mut answer = Answer::blank(question, Status::Ok);
    answer.readback.clone_from(&reading.readback);
    answer.notes.clone_from(&reading.choices);
    answer.rules.clone_from(&reading.rules);
    let mut maker =
        Maker { view, detail, ledger: Ledger::default(), answer, entities: Vec::new(), ordered: is_ordered(&reading.query.root) };
    let others = found.possible.map(|possible| possible::others(found.rows, possible));
    maker.show(found.rows, others.as_ref(), found.denial, reading);
    if let Some(others) = &others {
        maker.show_possible(found, others, reading);
    }
    maker.explain_absence(found);
    maker.finish()
}

/// How much of its claims an answer tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// All that they say.
    #[default]
    Full,
    /// Only which sources they cite, and of things only what they are called: for whoever shows no more. Claims that cite none are not
    /// numbered behind entities and rows of tables.
    References,
}

/// What an answer shows, which holds no ids itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The entity of each row (in its first column); nothing where it shows none.
    pub entities: Vec<Option<NodeId>>,
    /// The claims it names, in the order of their numbers.
    pub claims: Vec<ClaimId>,
}

struct Maker<'a> {
    view: &'a dyn View,
    detail: Detail,
    ledger: Ledger,
    answer: Answer,
    /// What each row shows.
    entities: Vec<Option<NodeId>>,
    ordered: bool,
}

/// A row on its way: what is shown, the claims behind it, and the date it is sorted by.
struct Draft<'r> {
    row: AnswerRow,
    /// Sorted, each once.
    evidence: Cow<'r, [ClaimId]>,
    first: Option<i32>,
    /// The entity that it shows.
    entity: Option<NodeId>,
}

/// How many things are named that an answer is about.
const NAMED_ABOUT: usize = 5;

/// So many of its other names are told of a thing that is described.
const NAMES_SHOWN: usize = 5;

impl Maker<'_> {
    /// Shows rows in the form that the question asks for. `others` are those that are shown apart, in the same form.
    fn show(&mut self, rows: &Rows, others: Option<&Rows>, denial: Option<&Rows>, reading: &Reading) {
        match &reading.shape {
            Shape::List { column } => {
                let title =
                    reading.query.headings.iter().find(|heading| heading.column == *column).map_or("", |heading| heading.title.as_str());
                self.list(rows, *column, title);
            }
            Shape::Table => match self.only_one(rows, others, reading) {
                Some((column, title)) => self.list(rows, column, title),
                None => self.table(rows, reading),
            },
            Shape::Number { column, unit } => self.number(rows, *column, unit.as_deref()),
            Shape::YesNo { .. } => self.yes_no(rows, denial),
            Shape::Paths { column } => self.paths(rows, *column),
            Shape::Description { nodes, by_date, defining } => self.description(rows, nodes, *by_date, defining, reading),
            Shape::Claims { column } => self.claims(rows, *column),
            Shape::Grounds => self.grounds(rows),
        }
    }

    /// When a claim says that it holds; the view may know better when it ended, but what is shown is what was told.
    fn told(&self, claim: ClaimId) -> Interval {
        self.view.told(claim)
    }

    /// The members of one column. Lengths of time and quantities are shown with their units; a single number is given as such, too.
    fn list(&mut self, rows: &Rows, column: Column, title: &str) {
        let members = self.members(rows, column);
        let mut entities = members.is_empty();
        let mut drafts = Vec::with_capacity(members.len());
        let mut numbers: Vec<Option<f64>> = Vec::with_capacity(members.len());
        for (cell, evidence) in members {
            entities |= matches!(cell, Cell::Node(node) if self.view.is_entity(*node));
            let mut row = cell_row(cell, self.detail, self.view);
            if let &Cell::Number(number) = cell {
                match title {
                    "days" => row.label = length_text(number),
                    "years" | "months" => row.label = units_text(number, title),
                    "days apart" => row.label = units_text(number, "days"),
                    "how much" | "thousand" | "million" | "billion" => {
                        let quantity = evidence
                            .iter()
                            .find_map(|&claim| self.view.claim(claim)?.quantity.clone())
                            .filter(|quantity| title != "how much" || quantity.amount == number);
                        if let Some(quantity) = quantity {
                            row.label = quantity_text(&quantity);
                        }
                    }
                    title if self.view.schema().unit_called(title).is_some() => row.label = number_text(number, Some(title)),
                    _ => {}
                }
            }
            let number = match cell {
                Cell::Number(number) => Some(*number),
                Cell::Node(node) if !self.view.is_entity(*node) => match self.view.node(*node).as_deref() {
                    Some(Node::Value(Value::Number(quantity))) => Some(quantity.amount),
                    _ => None,
                },
                _ => None,
            };
            numbers.push(number);
            drafts.push(Draft { entity: self.entity(cell), ..self.draft(row, evidence, cell) });
        }
        if let [Some(number)] = numbers[..] {
            self.answer.number = Some(number);
        }
        self.answer.kind = Some(if entities { AnswerKind::Entities } else { AnswerKind::Values });
        self.put(drafts);
    }

    /// What a column holds, each thing once, in the order of the rows, and the claims behind it.
    fn members<'r>(&self, rows: &'r Rows, column: Column) -> Vec<(&'r Cell, Cow<'r, [ClaimId]>)> {
        let cells = rows.rows.iter().filter_map(|row| cell(rows, row, column).map(|cell| (cell, row)));
        // Rows differ, so entities that are all that rows hold are each there once.
        if rows.columns.len() == 1 && cells.clone().all(|(cell, _)| self.entity(cell).is_some()) {
            return cells.map(|(cell, row)| (cell, Cow::Borrowed(row.evidence.as_slice()))).collect();
        }
        let mut groups: IndexMap<Identity, (&Cell, Vec<ClaimId>)> = IndexMap::new();
        for (cell, row) in cells.filter(|(cell, _)| !matches!(cell, Cell::Missing)) {
            groups.entry(identity(cell, self.view)).or_insert_with(|| (cell, Vec::new())).1.extend(&row.evidence);
        }
        groups.into_values().map(|(cell, evidence)| (cell, Cow::Owned(distinct(evidence)))).collect()
    }

    /// "When did the crisis start" where there is one crisis, "when did both resign" where they did at one time: the detail itself is the answer,
    /// and a note says of what.
    fn only_one<'r>(&mut self, rows: &Rows, others: Option<&Rows>, reading: &'r Reading) -> Option<(Column, &'r str)> {
        let [who, detail] = &reading.query.headings[..] else { return None };
        if who.title != "who or what" {
            return None;
        }
        let all = || std::iter::once(rows).chain(others);
        let cells = |column: Column| all().flat_map(move |rows| rows.rows.iter().filter_map(move |row| cell(rows, row, column)));
        let same = |column: Column| {
            let mut cells = cells(column).map(|cell| identity(cell, self.view));
            let first = cells.next();
            first.is_some_and(|first| cells.all(|cell| cell == first))
        };
        if !same(who.column) && !same(detail.column) {
            return None;
        }
        let mut about: Vec<String> = Vec::new();
        for subject in cells(who.column) {
            let text = cell_text(subject, self.view);
            if !about.contains(&text) {
                about.push(text);
            }
        }
        let more = about.len().saturating_sub(NAMED_ABOUT);
        about.truncate(NAMED_ABOUT);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let about = format!("This is about {}{more}.", about.join(", "));
        if !self.answer.notes.contains(&about) {
            self.answer.notes.push(about);
        }
        Some((detail.column, &detail.title))
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
            // Of times and places of several things, the times and places are what was asked.
            let asked = cells.get(1).filter(|cell| {
                reading.query.headings.first().is_some_and(|heading| heading.title == "who or what") && !matches!(cell, Cell::Missing)
            });
            let mut shown = asked.or(cells.first()).map(|cell| cell_row(cell, self.detail, self.view)).unwrap_or_default();
            shown.cells = cells.iter().map(|cell| cell_text(cell, self.view)).collect();
            let lead = if cells.iter().any(is_dated) { &Cell::Missing } else { cells.first().unwrap_or(&Cell::Missing) };
            let entity = cells.first().and_then(|cell| self.entity(cell));
            drafts.push(Draft { entity, ..self.draft(shown, Cow::Owned(distinct(evidence)), lead) });
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
        self.put(vec![Draft { row: shown, evidence: Cow::Borrowed(&row.evidence), first: None, entity: None }]);
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
        if if yes { rows.cut } else { denial.is_some_and(|rows| rows.cut) } {
            self.answer.notes.push("More may say so than is shown here.".to_owned());
        }
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
        // The shorter before the longer, then in the order of their nodes and of what their claims say: ids of claims change when a graph is frozen. A way cites its claims in the
        // order in which it passes them.
        let mut ways: Vec<&Cell> = rows.rows.iter().filter_map(|row| cell(rows, row, column)).collect();
        let says = |(claim, node): (&ClaimId, &NodeId)| {
            (self.view.ends(*claim).map(|(subject, relation, _)| (relation, subject != *node)), self.view.when(*claim))
        };
        ways.sort_by_cached_key(|cell| match cell {
            Cell::Path(path) => {
                let nodes = path.nodes.iter().map(|&node| (!self.view.is_entity(node), node));
                (path.claims.len(), nodes.collect::<Vec<_>>(), path.claims.iter().zip(&path.nodes).map(says).collect::<Vec<_>>())
            }
            _ => Default::default(),
        });
        for found in ways {
            let Cell::Path(path) = found else { continue };
            let mut shown = cell_row(found, self.detail, self.view);
            shown.evidence = self.ledger.cite(&path.claims);
            self.answer.answers.push(shown);
        }
    }

    fn description(&mut self, rows: &Rows, nodes: &[NodeId], by_date: bool, defining: &[RelationId], reading: &Reading) {
        self.answer.kind = Some(AnswerKind::Text);
        self.answer.about = nodes.iter().map(|&node| self.heading_of(node)).collect();
        let claim_column = reading
            .query
            .headings
            .iter()
            .find(|heading| rows.rows.first().is_some_and(|row| matches!(cell(rows, row, heading.column), Some(Cell::Claim(_)))))
            .map(|heading| heading.column);
        if let Some(column) = claim_column {
            let mut drafts = self.claim_drafts(rows, column);
            // First what it is in short, then what it does, then what is done to it, unless only time counts; by date; what is undated by relation.
            let order = |draft: &Draft| {
                let ends = draft.evidence.first().and_then(|&claim| self.view.ends(claim));
                let is_subject = ends.is_some_and(|(subject, ..)| nodes.contains(&subject));
                let defines = is_subject && ends.is_some_and(|(_, relation, _)| defining.contains(&relation));
                (
                    !defines,
                    !is_subject && !by_date,
                    draft.first.is_none(),
                    draft.first,
                    ends.map(|(_, relation, _)| relation).filter(|_| draft.first.is_none()),
                )
            };
            drafts.sort_by(|left, right| order(left).cmp(&order(right)).then_with(|| left.row.label.cmp(&right.row.label)));
            self.ordered = true;
            self.put(drafts);
        }
        if self.answer.answers.is_empty() {
            self.answer.message = Some("Nothing else is recorded.".to_owned());
        }
    }

    fn claims(&mut self, rows: &Rows, column: Column) {
        self.answer.kind = Some(AnswerKind::Text);
        let drafts = self.claim_drafts(rows, column);
        self.put(drafts);
    }

    /// The claims that all rows rest on.
    fn grounds(&mut self, rows: &Rows) {
        self.answer.kind = Some(AnswerKind::Text);
        let claims = distinct(rows.rows.iter().flat_map(|row| row.evidence.iter().copied()).collect());
        let drafts = claims.into_iter().map(|claim| self.claim_draft(claim)).collect();
        self.put(drafts);
    }

    fn claim_draft(&self, claim: ClaimId) -> Draft<'static> {
        let first = self.told(claim).from.map(|date| date.first_day());
        let mut shown = cell_row(&Cell::Claim(claim), self.detail, self.view);
        set_dates(&mut shown, self.told(claim));
        Draft { row: shown, evidence: Cow::Owned(vec![claim]), first, entity: None }
    }

    fn claim_drafts(&self, rows: &Rows, column: Column) -> Vec<Draft<'static>> {
        let mut drafts: IndexMap<ClaimId, Draft<'static>> = IndexMap::new();
        for row in &rows.rows {
            let Some(Cell::Claim(claim)) = cell(rows, row, column) else { continue };
            drafts.entry(*claim).or_insert_with(|| self.claim_draft(*claim));
        }
        drafts.into_values().collect()
    }

    /// "Adelina Marchand is a president and a politician; also called Marchand."
    fn heading_of(&self, node: NodeId) -> String {
        let mut text = name_of(node, self.view);
        let kinds: Vec<String> = kind_names(node, self.view).iter().map(|kind| with_article(kind)).collect();
        if !kinds.is_empty() {
            text += &format!(" is {}", join_and(&kinds));
        }
        if let Some(Node::Entity(entity)) = self.view.node(node).as_deref()
            && !entity.aliases.is_empty()
        {
            let shown: Vec<&str> = entity.aliases.iter().take(NAMES_SHOWN).map(String::as_str).collect();
            text += &format!("; also called {}", shown.join(", "));
            match entity.aliases.len().saturating_sub(NAMES_SHOWN) {
                0 => {}
                others => text += &format!(" and {others} more"),
            }
        }
        text.push('.');
        text
    }

    /// A row for a cell, dated by the claims that name the cell's node: of "presidents of a country that recognized Kelvia" the
    /// presidency dates the row and the recognition does not.
    fn draft<'r>(&self, row: AnswerRow, evidence: Cow<'r, [ClaimId]>, cell: &Cell) -> Draft<'r> {
        let Cell::Node(node) = cell else {
            let first = match cell {
                Cell::Date(date) => Some(date.first_day()),
                Cell::Interval(interval) => interval.from.or(interval.to).map(|date| date.first_day()),
                _ => self.intervals(&evidence).first().and_then(first_day),
            };
            return Draft { row, evidence, first, entity: None };
        };
        // Only dates matter, and they are sooner looked up than ends.
        let touching: Vec<ClaimId> = evidence
            .iter()
            .copied()
            .filter(|&claim| !self.told(claim).is_undated())
            .filter(|&claim| self.view.ends(claim).is_some_and(|(subject, _, object)| subject == *node || object == *node))
            .collect();
        self.draft_dated_by(row, evidence, &touching)
    }

    fn draft_dated_by_all(&self, row: AnswerRow, evidence: Vec<ClaimId>) -> Draft<'static> {
        let dating = evidence.clone();
        self.draft_dated_by(row, Cow::Owned(evidence), &dating)
    }

    fn draft_dated_by<'r>(&self, mut row: AnswerRow, evidence: Cow<'r, [ClaimId]>, dating: &[ClaimId]) -> Draft<'r> {
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
        Draft { row, evidence, first: intervals.first().and_then(first_day), entity: None }
    }

    /// The distinct dates of some claims, earliest first, without undated ones.
    fn intervals(&self, claims: &[ClaimId]) -> Vec<Interval> {
        let mut intervals: Vec<Interval> = claims.iter().map(|&claim| self.told(claim)).filter(|interval| !interval.is_undated()).collect();
        intervals.sort_by_key(|interval| (first_day(interval), *interval));
        intervals.dedup();
        intervals
    }

    fn entity(&self, cell: &Cell) -> Option<NodeId> {
        match cell {
            Cell::Node(node) if self.view.is_entity(*node) => Some(*node),
            _ => None,
        }
    }

    fn put(&mut self, mut drafts: Vec<Draft<'_>>) {
        if !self.ordered {
            drafts.sort_by(|left, right| {
                undated_last(left.first, right.first)
                    .then_with(|| left.row.label.cmp(&right.row.label))
                    .then_with(|| left.row.cells.cmp(&right.row.cells))
                    .then_with(|| left.evidence.cmp(&right.evidence))
            });
        }
        // Whether claims stand behind yes, no or a number matters even if they cite nothing.
        let all = self.detail == Detail::Full || !matches!(self.answer.kind, Some(AnswerKind::Entities | AnswerKind::Table));
        self.answer.answers.reserve(drafts.len());
        self.entities.reserve(drafts.len());
        for Draft { mut row, evidence, entity, .. } in drafts {
            row.evidence = if all {
                self.ledger.cite(&evidence)
            } else {
                let citing: Vec<ClaimId> = evidence.iter().copied().filter(|&claim| !self.view.sources(claim).is_empty()).collect();
                self.ledger.cite(&citing)
            };
            self.answer.answers.push(row);
            self.entities.push(entity);
        }
    }

    fn finish(mut self) -> (Answer, Shown) {
        (self.answer.claims, self.answer.sources) = match self.detail {
            Detail::Full => self.ledger.write_out(self.view),
            Detail::References => (self.ledger.references(self.view), Vec::new()),
        };
        (self.answer, Shown { entities: self.entities, claims: self.ledger.claims().collect() })
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

#[cfg(test)]
mod tests;
