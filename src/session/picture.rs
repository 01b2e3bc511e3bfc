//! Pictures: the claims behind an answer, or those around an entity.

use std::collections::BTreeSet;

use super::{AskOptions, Quipu, as_sentence, not_understood, with_room};
use crate::answer::dot::{Picture, dot};
use crate::answer::{Answer, Micros, Status, name_of};
use crate::diagnostic::{Diagnostic, Problem};
use crate::engine::Cell;
use crate::graph::{ClaimId, Direction, Exactness, NodeId, View, names};
use crate::meaning::{self, Failure, Reading, Shape};
use crate::query::Column;

/// What is drawn around an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbourhood {
    /// How many steps along claims, in either direction.
    pub steps: usize,
    /// At most so many claims, nearest first.
    pub claims: usize,
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq)]
pub enum PictureError {
    /// The question has no answer to draw; this says why.
    Question(Box<Answer>),
    /// The name names nothing, or several things.
    Name(Diagnostic),
}

impl Quipu {
    /// The evidence of a question's answer as a DOT file.
    ///
    /// # Errors
    /// If the question was not understood, is ambiguous or reached a limit.
    pub fn dot(&self, question: &str, options: &AskOptions) -> Result<String, PictureError> {
        let failed = PictureError::Question;
        if let Some(past) = self.past(question, options).map_err(failed)? {
            return past.quipu.dot(&past.question, &past.options(options));
        }
        let drawn = match with_room(|| meaning::read(question, self.vocabulary(), self.view())) {
            Ok(reading) => self.draw(question, &reading, options).map_err(failed),
            Err(Failure::NotUnderstood(problems)) => Err(failed(Box::new(not_understood(question, problems, 0)))),
            Err(Failure::Ambiguous(readings)) => {
                let answer = Box::new(self.answer_each(question, &readings, options, 0).answer);
                match readings.first() {
                    Some(reading) if answer.status == Status::Ok => self.draw(question, reading, options).map_err(failed),
                    _ => Err(failed(answer)),
                }
            }
        };
        self.unless_damaged(question, drawn).unwrap_or_else(|damaged| Err(failed(damaged)))
    }

    fn draw(&self, question: &str, reading: &Reading, options: &AskOptions) -> Result<String, Box<Answer>> {
        let found = self.find((reading, None), options, &mut Micros::default()).map_err(|error| {
            let mut answer = Answer::blank(question, Status::Error);
            answer.message = Some(as_sentence(&error));
            Box::new(answer)
        })?;
        let mut picture = Picture { title: reading.readback.clone(), ..Picture::default() };
        let shown: Vec<Column> = match &reading.shape {
            Shape::List { column } | Shape::Paths { column } => vec![*column],
            Shape::Table => reading.query.headings.iter().map(|heading| heading.column).collect(),
            _ => Vec::new(),
        };
        picture.claims.extend(found.denial.iter().flat_map(|rows| &rows.rows).flat_map(|row| &row.evidence));
        for (rows, claims) in [(Some(&found.rows), &mut picture.claims), (found.possible.rows(), &mut picture.possible)] {
            let Some(rows) = rows else { continue };
            for row in &rows.rows {
                claims.extend(&row.evidence);
                for (column, cell) in rows.columns.iter().zip(&row.cells) {
                    match cell {
                        Cell::Claim(claim) => claims.push(*claim),
                        Cell::Path(path) => {
                            claims.extend(&path.claims);
                            picture.marked.extend(path.nodes.first());
                            picture.marked.extend(path.nodes.last());
                        }
                        Cell::Node(node) if shown.contains(column) => picture.marked.push(*node),
                        _ => {}
                    }
                }
            }
        }
        if let Shape::Description { nodes, .. } = &reading.shape {
            picture.marked.extend(nodes);
        }
        Ok(dot(&picture, self.view()))
    }

    /// The claims around an entity as a DOT file.
    ///
    /// # Errors
    /// If the name is not known or names several things.
    pub fn dot_around(&self, name: &str, around: Neighbourhood) -> Result<String, PictureError> {
        let start = self.entity(name).map_err(PictureError::Name)?;
        let view = self.view();
        let mut claims: BTreeSet<ClaimId> = BTreeSet::new();
        let mut seen = BTreeSet::from([start]);
        let mut frontier = vec![start];
        let mut left_out = 0;
        for _ in 0..around.steps {
            let mut next = BTreeSet::new();
            for &node in &frontier {
                for (neighbour, claim) in claims_at(node, view) {
                    if claims.contains(&claim) {
                        continue;
                    }
                    if claims.len() >= around.claims {
                        left_out += 1;
                        continue;
                    }
                    claims.insert(claim);
                    if seen.insert(neighbour) {
                        next.insert(neighbour);
                    }
                }
            }
            frontier = next.into_iter().collect();
        }
        let mut title = name_of(start, view);
        title += &match around.steps {
            1 => " within one step".to_owned(),
            steps => format!(" within {steps} steps"),
        };
        if left_out > 0 {
            title += &format!(" (the {} nearest claims; more are left out)", claims.len());
        }
        let drawn = dot(&Picture { title, claims: claims.into_iter().collect(), marked: vec![start], ..Picture::default() }, view);
        self.unless_damaged(name, drawn).map_err(PictureError::Question)
    }

    /// The one entity of a name: its whole name, or else the beginning or end of it.
    fn entity(&self, name: &str) -> Result<NodeId, Diagnostic> {
        let view = self.view();
        if let Some(node) = self.graph.entity_by_key(name) {
            return Ok(node);
        }
        let is_entity = |node: &NodeId| view.is_entity(*node);
        let mut nodes: Vec<NodeId> = view.named(name).iter().copied().filter(is_entity).collect();
        if nodes.is_empty() {
            let words: Vec<String> = names::split(name).into_iter().map(|word| word.text).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let best: Option<Exactness> =
                view.names_at(&words).into_iter().filter(|found| found.words == words.len()).map(|found| found.exactness).min();
            for found in view.names_at(&words) {
                if found.words == words.len() && Some(found.exactness) == best {
                    nodes.extend(found.nodes.iter().copied().filter(is_entity));
                }
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        match nodes.as_slice() {
            [one] => Ok(*one),
            [] => {
                let mut problem = Diagnostic::new(Problem::UnknownName, 0..name.len(), format!("I know no \"{name}\"."));
                problem.suggestions = view.nearest_names(name, 3);
                Err(problem)
            }
            several => {
                let mut problem = Diagnostic::new(Problem::AmbiguousName, 0..name.len(), format!("Several things are called \"{name}\"."));
                // Namesakes are told apart by their keys, which are names too.
                let key = |node: NodeId| match view.node(node).as_deref() {
                    Some(crate::graph::Node::Entity(entity)) => entity.key.clone(),
                    _ => name_of(node, view),
                };
                problem.suggestions = several.iter().take(8).map(|&node| key(node)).collect();
                Err(problem)
            }
        }
    }
}

/// All claims at a node with the node at their other end, in a fixed order.
fn claims_at(node: NodeId, view: &dyn View) -> Vec<(NodeId, ClaimId)> {
    let mut found = Vec::new();
    for direction in [Direction::Forward, Direction::Backward] {
        for &relation in view.relations_at(node, direction).iter() {
            found.extend(view.neighbours(node, relation, direction).iter());
        }
    }
    found
}
