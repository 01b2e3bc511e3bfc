//! A small graph by hand, for the tests of this room.

use crate::engine::{Cell, Row, Rows};
use crate::graph::{Bound, Claim, ClaimId, Date, Entity, Interval, LiveGraph, NodeId, Quantity, RelationId, Value, View};
use crate::meaning::{Reading, Shape};
use crate::query::{Column, Expression, Heading, Query};

/// The graph, and what the tests speak of.
pub(super) struct Fixture {
    pub(super) graph: LiveGraph,
}

impl Fixture {
    pub(super) fn new() -> Self {
        let mut fixture = Self { graph: LiveGraph::new() };
        let graph = &mut fixture.graph;
        let schema = graph.schema_mut();
        let person = schema.kind_or_new("person");
        let president = schema.kind_or_new("president");
        let country = schema.kind_or_new("country");
        let document = schema.kind_or_new("document");
        if let Some(kind) = schema.kind_mut(president) {
            kind.parents.push(person);
        }
        for (name, phrase) in [
            ("supported", "X supports Y"),
            ("recognized", "X recognizes Y"),
            ("president-of", "X is the president of Y"),
            ("population", "Y people live in X"),
            ("author", ""),
            ("title", ""),
            ("publisher", ""),
            ("date", ""),
        ] {
            let relation = schema.relation_or_new(name);
            if let Some(relation) = schema.relation_mut(relation).filter(|_| !phrase.is_empty()) {
                relation.phrases.push(phrase.to_owned());
            }
        }
        for (label, aliases, kind) in [
            ("Pava", vec![], country),
            ("Upland Valley", vec!["US", "USA"], country),
            ("Adelina Marchand", vec!["Marchand"], president),
            ("Kelvia", vec![], country),
            ("Sunny Morania", vec![], country),
        ] {
            graph.add_entity(Entity {
                key: label.to_owned(),
                label: label.to_owned(),
                aliases: aliases.into_iter().map(str::to_owned).collect(),
                kinds: vec![kind],
                ..Entity::default()
            });
        }
        for key in ["4", "5", "16"] {
            let label = format!("source {key}");
            graph.add_entity(Entity { key: label.clone(), label, kinds: vec![document], ..Entity::default() });
        }
        let sailcloth = graph.add_value(Value::Text("Sailcloth".to_owned()));
        let broadcaster = graph.add_value(Value::Text("Riverlands Broadcasting Corporation".to_owned()));
        let aired = graph.add_value(Value::Date("2002-08".parse().unwrap()));
        for (relation, object) in [("title", sailcloth), ("publisher", broadcaster), ("date", aired)] {
            fixture.tell(("source 4", relation), object, |_| {});
        }
        let (us, marchand) = (fixture.node("Upland Valley"), fixture.node("Adelina Marchand"));
        let (pava, kelvia, morania) = (fixture.node("Pava"), fixture.node("Kelvia"), fixture.node("Sunny Morania"));
        let sources = [fixture.node("source 4"), fixture.node("source 5")];
        fixture.tell(("Upland Valley", "supported"), marchand, |claim| {
            claim.sources = sources.to_vec();
            claim.section = Some("History, twentieth century".to_owned());
            claim.quote = Some("the words of the source".to_owned());
        });
        fixture.tell(("Adelina Marchand", "president-of"), pava, |claim| claim.when = years(Some("1990"), Some("2000")));
        fixture.tell(("Pava", "recognized"), kelvia, |claim| {
            claim.when = years(Some("2008-02-22"), Some("2008-02-22"));
            claim.according_to = vec![us];
        });
        fixture.tell(("Upland Valley", "recognized"), kelvia, |claim| claim.when = years(Some("2008"), None));
        let source = fixture.node("source 16");
        fixture.tell(("Pava", "recognized"), morania, |claim| {
            claim.denied = true;
            claim.sources = vec![source];
        });
        let people = Quantity { amount: 200_000.0, bound: Bound::About, unit: Some("people".to_owned()) };
        let people = fixture.graph.add_value(Value::Number(people));
        fixture.tell(("Pava", "population"), people, |_| {});
        fixture.graph.seal();
        fixture
    }

    fn tell(&mut self, (subject, relation): (&str, &str), object: NodeId, with: impl FnOnce(&mut Claim)) {
        let mut claim = Claim::new(self.node(subject), self.relation(relation), object);
        with(&mut claim);
        self.graph.add_claim(claim);
    }

    pub(super) fn node(&self, key: &str) -> NodeId {
        self.graph.entity_by_key(key).unwrap()
    }

    pub(super) fn relation(&self, name: &str) -> RelationId {
        self.graph.schema().relation_id(name).unwrap()
    }

    /// The one claim of a subject and relation that leads to an object.
    pub(super) fn claim(&self, subject: &str, relation: &str, object: Option<&str>) -> ClaimId {
        let object = object.map(|object| self.node(object));
        self.graph
            .claims_of(self.relation(relation))
            .iter()
            .find(|&claim| {
                let (from, _, to) = self.graph.ends(claim).unwrap();
                from == self.node(subject) && object.is_none_or(|object| to == object)
            })
            .unwrap()
    }
}

fn years(from: Option<&str>, to: Option<&str>) -> Interval {
    let date = |text: Option<&str>| text.map(|text| text.parse::<Date>().unwrap());
    Interval { from: date(from), to: date(to) }
}

/// Rows with columns 0, 1, ...
pub(super) fn rows(rows: Vec<(Vec<Cell>, Vec<ClaimId>)>) -> Rows {
    let columns = rows.first().map_or(0, |(cells, _)| cells.len());
    Rows {
        vague: false,
        columns: (0..columns as u32).map(Column).collect(),
        rows: rows.into_iter().map(|(cells, evidence)| Row { cells: cells.into(), evidence }).collect(),
        unknown: Vec::new(),
        cut: false,
    }
}

/// A reading of this shape that shows these columns.
pub(super) fn reading(shape: Shape, readback: &str, titles: &[&str]) -> Reading {
    let headings =
        titles.iter().enumerate().map(|(place, title)| Heading { column: Column(place as u32), title: (*title).to_owned() }).collect();
    Reading {
        rules: Vec::new(),
        query: Query { root: Expression::Unit, columns: titles.iter().map(|title| (*title).to_owned()).collect(), headings },
        strict: None,
        shape,
        readback: readback.to_owned(),
        choices: Vec::new(),
    }
}
