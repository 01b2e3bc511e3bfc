//! Interpretations become readings: the query, the form of its answer, the read-back and the notes.

use super::compile::Compiler;
use super::concept::{Concept, Link, Measure};
use super::interpret::{Along, Interpretation, Says};
use super::resolve::Resolver;
use super::{Reading, Shape, Stricter};
use crate::diagnostic::Diagnostic;
use crate::graph::{KindId, NodeId, RelationId};
use crate::language::syntax::{AskedOfWays, Standing};
use crate::query::{
    Aggregate, Column, Condition, DateUnit, Detail, Expression, Function, Polarity, Property, Query, Relations, SortOrder, Step, Take,
    TimeTest, Traversal,
};

impl Along {
    /// A step along these claims.
    fn step(&self, compiler: &Compiler<'_, '_>, traversal: Traversal) -> Step {
        Step { relations: self.relations.clone(), traversal, ..compiler.step(&self.link, Polarity::Asserted) }
    }
}

impl Resolver<'_> {
    /// The reading of an interpretation.
    ///
    /// # Errors
    /// What cannot be asked of what rules define, or what is wrong with the rules.
    pub fn reading(&self, interpretation: &Interpretation) -> Result<Reading, Diagnostic> {
        self.may_be_stricter.set(false);
        let mut reading = self.plain_reading(interpretation)?;
        if self.may_be_stricter.get() && matches!(reading.shape, Shape::List { .. } | Shape::Claims { .. }) {
            self.strictly.set(true);
            let strict = self.plain_reading(interpretation).map(|reading| reading.query);
            self.strictly.set(false);
            let present = self.asks_of_the_present();
            let aside = match interpretation {
                Interpretation::Deeds { .. } => "So since before",
                _ if present => "No longer, or not known to be so still",
                _ => "Only for a part of that time, or at an edge of it",
            };
            reading.strict = strict.ok().filter(|strict| *strict != reading.query).map(|query| Stricter { query, aside: aside.to_owned() });
        }
        if let Interpretation::Evidence { link, asked: Says::Claims, denied: false, .. } = interpretation
            && let Some(telling) = self.with_reasons(link)
        {
            let mut reasoned = interpretation.clone();
            if let Interpretation::Evidence { link, .. } = &mut reasoned {
                *link = telling;
            }
            let query = self.plain_reading(&reasoned)?.query;
            reading.strict = Some(Stricter { query, aside: "Told without a reason, too".to_owned() });
        }
        reading.strict = reading.strict.take().or_else(|| self.of_persons(&reading)).or_else(|| self.of_actors(interpretation, &reading));
        if reading.strict.is_none()
            && let Some(told) = self.told_before(interpretation)
        {
            let query = self.plain_reading(&told)?.query;
            reading.strict = Some(Stricter { query, aside: "By their dates, too".to_owned() });
        }
        Ok(reading)
    }

    /// "What did X do in 2008": what went on for long by then and goes on is nothing that was done in that time, where anything else is told.
    fn begun_then(&self, rows: Expression, claim: Column, link: &Link) -> Expression {
        let begun = link.times.iter().filter_map(|(test, _)| match test {
            TimeTest::Overlaps(period) if period.first.is_some() && period.last.is_some() => Some(TimeTest::StartsIn(*period)),
            _ => None,
        });
        let begun: Vec<Condition> = begun.map(|test| Condition::During { column: claim, test }).collect();
        if begun.is_empty() {
            return rows;
        }
        self.may_be_stricter.set(true);
        if !self.strictly.get() {
            return rows;
        }
        let goes_on = Condition::During { column: claim, test: TimeTest::Unended };
        let condition = Condition::Or(begun.into_iter().chain([Condition::Not(Box::new(goes_on))]).collect());
        Expression::Filter { input: Box::new(rows), condition }
    }

    /// "whose government" asks for persons, where there are any.
    fn of_persons(&self, reading: &Reading) -> Option<Stricter> {
        let Shape::List { column } = reading.shape else { return None };
        if self.lattice.tokens.first().is_none_or(|token| token.text != "whose") {
            return None;
        }
        let person = self.schema().kinds_called("person").next()?;
        let persons = Expression::Kind { column, kind: person };
        let root = Expression::Join { left: Box::new(reading.query.root.clone()), right: Box::new(persons) };
        Some(Stricter { query: Query { root, ..reading.query.clone() }, aside: "Besides persons, there are".to_owned() })
    }

    /// "who was criticized" asks for those of the kinds that the schema says "who" asks for, where some are found; "who or what" for anything.
    fn of_actors(&self, interpretation: &Interpretation, reading: &Reading) -> Option<Stricter> {
        let (Interpretation::List { concept, .. }, Shape::List { column }) = (interpretation, &reading.shape) else { return None };
        let word = |at: usize| self.lattice.tokens.get(at).map_or("", |token| token.text.as_str());
        let asks = matches!(word(0), "who" | "whom") && word(1) != "or" || word(1) == "whom";
        let schema = self.schema();
        let actors: Vec<KindId> = if asks { schema.kinds_called("who").collect() } else { Vec::new() };
        let is_actor = |kind: KindId| actors.iter().any(|&actor| schema.is_a(kind, actor));
        if actors.is_empty() || self.kinds_of(concept).is_some_and(|kinds| kinds.into_iter().all(is_actor)) {
            return None;
        }
        let mut of_kinds: Vec<Expression> = actors.iter().map(|&kind| Expression::Kind { column: *column, kind }).collect();
        let of_kinds = if of_kinds.len() == 1 { of_kinds.swap_remove(0) } else { Expression::Union { inputs: of_kinds } };
        let root = Expression::Join { left: Box::new(reading.query.root.clone()), right: Box::new(of_kinds) };
        Some(Stricter { query: Query { root, ..reading.query.clone() }, aside: "Not who, but what".to_owned() })
    }

    fn plain_reading(&self, interpretation: &Interpretation) -> Result<Reading, Diagnostic> {
        let mut compiler = Compiler::new(self);
        let readback = self.in_its_unit(self.read_back(interpretation));
        let plain = self.without_sorts(interpretation);
        let (query, shape) = match &plain {
            Interpretation::List { concept, order } => {
                let at = compiler.column("answer");
                let rows = compiler.concept(concept, at);
                let rows = match order {
                    // An answer is in the order of its dates anyway, and keeps what has none.
                    Some((Measure::Time { .. }, false)) => rows,
                    Some((measure, descending)) => {
                        let (rows, by) = compiler.measured(rows, at, measure, None, true);
                        let order = if *descending { SortOrder::Descending } else { SortOrder::Ascending };
                        Expression::Order { input: Box::new(rows), by: vec![(by, order)], take: None }
                    }
                    None => rows,
                };
                match self.shown_in {
                    Some(unit) => {
                        let (rows, column, name) = compiler.in_unit(rows, at, unit)?;
                        (compiler.query(rows, vec![(column, &name)]), Shape::List { column })
                    }
                    None => (compiler.query(rows, vec![(at, "answer")]), Shape::List { column: at }),
                }
            }
            Interpretation::Count(concept) => {
                let at = compiler.column("counted");
                let rows = compiler.concept(concept, at);
                let number = compiler.column("number");
                let aggregates = vec![Aggregate { function: Function::Count, of: at, to: number }];
                let root = Expression::Group { input: Box::new(rows), keys: Vec::new(), aggregates, over: None };
                (compiler.query(root, vec![(number, "number")]), Shape::Number { column: number, unit: None })
            }
            Interpretation::Compute { function, values } => {
                let owner = compiler.column("of");
                let (rows, node) = match values {
                    Concept::Role { link, of: Some(of) } => {
                        let rows = compiler.concept(of, owner);
                        compiler.expand(Some(rows), owner, &link.clone().reversed(), Polarity::Asserted)
                    }
                    other => (compiler.concept(other, owner), owner),
                };
                let rows = if node == owner { rows } else { Expression::Project { input: Box::new(rows), columns: vec![owner, node] } };
                let (rows, value, wanted) = match self.shown_in {
                    Some(unit) => compiler.in_unit(rows, node, unit).map(|(rows, value, name)| (rows, value, Some(name)))?,
                    None => {
                        let (rows, value) = compiler.described(rows, node);
                        (rows, value, None)
                    }
                };
                let number = compiler.column("number");
                let aggregates = vec![Aggregate { function: *function, of: value, to: number }];
                let root = Expression::Group { input: Box::new(rows), keys: Vec::new(), aggregates, over: None };
                let unit = wanted.or_else(|| match values {
                    Concept::Role { link, .. } => {
                        link.relations.first().and_then(|&relation| self.schema().relation(relation)?.unit.clone())
                    }
                    _ => None,
                });
                (compiler.query(root, vec![(number, "number")]), Shape::Number { column: number, unit })
            }
            Interpretation::YesNo { tests, denial, .. } => {
                let mut root: Option<Expression> = None;
                let mut shown = Vec::new();
                for test in tests {
                    let at = compiler.column("subject");
                    let rows = compiler.concept(test, at);
                    let rows = Expression::Project { input: Box::new(rows), columns: vec![at] };
                    shown.push((at, "subject"));
                    root = Some(match root {
                        None => rows,
                        Some(left) => Expression::Join { left: Box::new(left), right: Box::new(rows) },
                    });
                }
                let query = compiler.query(root.unwrap_or(Expression::Unit), shown);
                let denial = denial
                    .as_ref()
                    .filter(|(_, link, _)| link.relations.iter().any(|&relation| self.view.statistics(relation).denied > 0))
                    .map(|(subject, link, object)| {
                        let mut compiler = Compiler::new(self);
                        let at = compiler.column("subject");
                        let rows = compiler.concept(subject, at);
                        let (rows, _) = compiler.linked_rows(Some(rows), at, link, object.as_ref(), Polarity::Denied);
                        Box::new(compiler.query(rows, vec![(at, "subject")]))
                    });
                (query, Shape::YesNo { denial })
            }
            Interpretation::Detail { subject, link, object, detail, last, .. } => {
                let at = compiler.column("subject");
                let rows = match subject {
                    Concept::Thing => None,
                    subject => Some(compiler.concept(subject, at)),
                };
                let (rows, claim) = compiler.linked_rows(rows, at, link, object.as_ref(), Polarity::Asserted);
                let to = compiler.column(match detail {
                    Detail::Place => "place",
                    _ => "when",
                });
                let title = match detail {
                    Detail::Place => "where",
                    Detail::Duration => "days",
                    Detail::Years => "years",
                    Detail::Months => "months",
                    Detail::Quantity => "how much",
                    Detail::QuantityIn(scale) => scale.word(),
                    Detail::Year => "year",
                    Detail::Month => "month",
                    _ => "when",
                };
                let rows = Expression::Describe { input: Box::new(rows), of: claim, detail: *detail, to };
                let rows = match last {
                    None => rows,
                    Some(last) => {
                        let start = compiler.column("start");
                        let rows = Expression::Describe { input: Box::new(rows), of: claim, detail: Detail::Start, to: start };
                        let order = if *last { SortOrder::Descending } else { SortOrder::Ascending };
                        Expression::Order {
                            input: Box::new(rows),
                            by: vec![(start, order)],
                            take: Some(Take { skip: 0, count: 1, ties: true }),
                        }
                    }
                };
                let several = !matches!(subject, Concept::Names { .. } | Concept::Thing);
                if several {
                    (compiler.query(rows, vec![(at, "who or what"), (to, title)]), Shape::Table)
                } else {
                    let rows = Expression::Project { input: Box::new(rows), columns: vec![to] };
                    (compiler.query(rows, vec![(to, title)]), Shape::List { column: to })
                }
            }
            Interpretation::Place { subject, link, object, among, .. } => {
                let at = compiler.column("subject");
                let rows = match subject {
                    Concept::Thing => None,
                    subject => Some(compiler.concept(subject, at)),
                };
                let (rows, claim) = compiler.linked_rows(rows, at, link, object.as_ref(), Polarity::Asserted);
                let to = compiler.column("place");
                let rows = Expression::Describe { input: Box::new(rows), of: claim, detail: Detail::Place, to };
                let rows = compiler.joined(rows, among, to);
                let rows = Expression::Project { input: Box::new(rows), columns: vec![to] };
                (compiler.query(rows, vec![(to, "where")]), Shape::List { column: to })
            }
            Interpretation::Times { subject, link, object } => {
                let at = compiler.column("subject");
                let rows = match subject {
                    Concept::Thing => None,
                    subject => Some(compiler.concept(subject, at)),
                };
                let (rows, claim) = compiler.linked_rows(rows, at, link, object.as_ref(), Polarity::Asserted);
                let number = compiler.column("number");
                let aggregates = vec![Aggregate { function: Function::Count, of: claim, to: number }];
                let root = Expression::Group { input: Box::new(rows), keys: Vec::new(), aggregates, over: None };
                (compiler.query(root, vec![(number, "times")]), Shape::Number { column: number, unit: None })
            }
            Interpretation::Lapse { subject, link, object, unit, either, .. } => {
                let mut link = link.clone();
                let from = link.relative.pop();
                let number = compiler.column("number");
                let root = compiler.lapse(subject, &link, object.as_ref(), from.as_ref(), (*unit, *either), number);
                let title = match unit {
                    DateUnit::Day => "days apart",
                    DateUnit::Month => "months",
                    DateUnit::Year => "years",
                };
                (compiler.query(root, vec![(number, title)]), Shape::List { column: number })
            }
            Interpretation::Pairs { subject, link, object } => {
                let at = compiler.column("subject");
                let rows = match subject {
                    Concept::Thing => None,
                    subject => Some(compiler.concept(subject, at)),
                };
                let (rows, node) = compiler.expand(rows, at, link, Polarity::Asserted);
                let rows = compiler.joined(rows, object, node);
                (compiler.query(rows, vec![(at, "who"), (node, "what")]), Shape::Table)
            }
            Interpretation::Grouped { key, link, of, function } => {
                let at = compiler.column("each");
                let rows = match key {
                    Concept::Thing => None,
                    key => Some(compiler.concept(key, at)),
                };
                let (rows, node) = compiler.expand(rows, at, link, Polarity::Asserted);
                let rows = compiler.joined(rows, of, node);
                let number = compiler.column("number");
                let aggregates = vec![Aggregate { function: *function, of: node, to: number }];
                let grouped = Expression::Group { input: Box::new(rows), keys: vec![at], aggregates, over: None };
                let root = Expression::Order { input: Box::new(grouped), by: vec![(number, SortOrder::Descending)], take: None };
                (compiler.query(root, vec![(at, "each"), (number, "number")]), Shape::Table)
            }
            Interpretation::Describe { nodes, by_date } => {
                let subject = compiler.column("subject");
                let claim = compiler.column("claim");
                let object = compiler.column("object");
                let any = |traversal| Step {
                    relations: Relations::Any,
                    traversal,
                    polarity: Polarity::Either,
                    times: Vec::new(),
                    sources: Vec::new(),
                    places: Vec::new(),
                };
                let of_subject = Expression::Expand {
                    input: Box::new(Expression::Nodes { column: subject, nodes: nodes.clone() }),
                    from: subject,
                    step: any(Traversal::Forward),
                    claim,
                    to: object,
                };
                let of_object = Expression::Expand {
                    input: Box::new(Expression::Nodes { column: object, nodes: nodes.clone() }),
                    from: object,
                    step: any(Traversal::Backward),
                    claim,
                    to: subject,
                };
                let root = Expression::Union { inputs: vec![of_subject, of_object] };
                let headings = vec![(subject, "subject"), (claim, "claim"), (object, "object")];
                let relations = self.schema().relations().map(|(relation, _)| relation);
                let defining = if *by_date { Vec::new() } else { relations.filter(|&relation| self.defines(relation)).collect() };
                (compiler.query(root, headings), Shape::Description { nodes: nodes.clone(), by_date: *by_date, defining })
            }
            Interpretation::Connection { asked, from, to, within, avoiding, along } => {
                let source = compiler.column("from");
                let target = compiler.column("to");
                let path = compiler.column("path");
                let sources = compiler.concept(from, source);
                let targets = compiler.concept(to, target);
                let mut avoided: Vec<NodeId> = avoiding
                    .iter()
                    .flat_map(|concept| if let Concept::Names { nodes, .. } = concept { nodes.as_slice() } else { &[] })
                    .copied()
                    .collect();
                avoided.sort_unstable();
                avoided.dedup();
                let ways = Expression::Shortest {
                    sources: Box::new(sources),
                    targets: Box::new(targets),
                    source,
                    target,
                    step: along.step(&compiler, Traversal::Both),
                    max: within.or(Some(12)),
                    limit: match asked {
                        AskedOfWays::Themselves => 5,
                        AskedOfWays::First(count) => *count as usize,
                        AskedOfWays::Steps => 1,
                        AskedOfWays::Between => 1000,
                    },
                    longer: matches!(asked, AskedOfWays::First(_)),
                    avoiding: avoided,
                    path,
                };
                match asked {
                    AskedOfWays::Themselves => (compiler.query(ways, vec![(path, "path")]), Shape::Paths { column: path }),
                    AskedOfWays::First(_) => {
                        let root = Expression::Order { input: Box::new(ways), by: vec![(path, SortOrder::Ascending)], take: None };
                        (compiler.query(root, vec![(path, "path")]), Shape::Paths { column: path })
                    }
                    AskedOfWays::Steps => {
                        let steps = compiler.column("steps");
                        let counted = Expression::Describe { input: Box::new(ways), of: path, detail: Detail::Steps, to: steps };
                        // Of several things that are meant, those that are nearest.
                        let root = Expression::Order {
                            input: Box::new(Expression::Project { input: Box::new(counted), columns: vec![steps] }),
                            by: vec![(steps, SortOrder::Ascending)],
                            take: Some(Take { skip: 0, count: 1, ties: false }),
                        };
                        (compiler.query(root, vec![(steps, "steps")]), Shape::List { column: steps })
                    }
                    AskedOfWays::Between => {
                        let between = compiler.column("between");
                        let root = Expression::Describe { input: Box::new(ways), of: path, detail: Detail::Between, to: between };
                        let root = Expression::Project { input: Box::new(root), columns: vec![between] };
                        (compiler.query(root, vec![(between, "between")]), Shape::List { column: between })
                    }
                }
            }
            Interpretation::Central { rank, count, of, along } => {
                let at = compiler.column("answer");
                let rows = compiler.concept(of, at);
                let number = compiler.column("rank");
                let rows = match rank {
                    Standing::Central | Standing::Between => {
                        let (property, traversal) = match rank {
                            Standing::Central => (Property::Centrality, Traversal::Forward),
                            _ => (Property::Betweenness, Traversal::Both),
                        };
                        let step = along.step(&compiler, traversal);
                        Expression::Network { input: Box::new(rows), of: at, step, property, to: number }
                    }
                    Standing::Connected => {
                        let (claim, node) = (compiler.column("claim"), compiler.column("other"));
                        let step = along.step(&compiler, Traversal::Both);
                        let claims = Expression::Expand { input: Box::new(rows), from: at, step, claim, to: node };
                        let aggregates = vec![Aggregate { function: Function::Count, of: claim, to: number }];
                        Expression::Group { input: Box::new(claims), keys: vec![at], aggregates, over: None }
                    }
                };
                let root = Expression::Order {
                    input: Box::new(rows),
                    by: vec![(number, SortOrder::Descending)],
                    take: Some(Take { skip: 0, count: *count as usize, ties: true }),
                };
                (compiler.query(root, vec![(at, "answer")]), Shape::List { column: at })
            }
            Interpretation::Groups { strong, count, along } => {
                let (member, group) = (compiler.column("member"), compiler.column("group"));
                let network = Expression::Network {
                    input: Box::new(Expression::Entities { column: member }),
                    of: member,
                    step: along.step(&compiler, if *strong { Traversal::Forward } else { Traversal::Both }),
                    property: if *strong { Property::StrongComponent } else { Property::Component },
                    to: group,
                };
                let number = compiler.column("number");
                if *count {
                    let aggregates = vec![Aggregate { function: Function::Count, of: group, to: number }];
                    let root = Expression::Group { input: Box::new(network), keys: Vec::new(), aggregates, over: None };
                    (compiler.query(root, vec![(number, "number")]), Shape::Number { column: number, unit: None })
                } else {
                    let aggregates = vec![Aggregate { function: Function::Count, of: member, to: number }];
                    let root = Expression::Group { input: Box::new(network), keys: vec![group], aggregates, over: None };
                    let root = Expression::Order { input: Box::new(root), by: vec![(number, SortOrder::Descending)], take: None };
                    (compiler.query(root, vec![(group, "group of"), (number, "members")]), Shape::Table)
                }
            }
            Interpretation::Contested { about } => (compiler.contested(about.as_ref()), Shape::Table),
            Interpretation::Common { of, sort } => {
                let shared = compiler.column("shared");
                let root = in_common(&mut compiler, of, sort.as_ref(), shared);
                (compiler.query(root, vec![(shared, "in common")]), Shape::List { column: shared })
            }
            Interpretation::Deeds { subject, link, object } => {
                let at = compiler.column("subject");
                let rows = compiler.concept(subject, at);
                let (claim, node) = (compiler.column("claim"), compiler.column("node"));
                let rows = compiler.told_to(Some(rows), at, link, Polarity::Either, claim, node);
                let rows = self.begun_then(rows, claim, link);
                let rows = match object {
                    Some(object) => compiler.joined(rows, object, node),
                    None => rows,
                };
                (compiler.query(rows, vec![(claim, "claim")]), Shape::Claims { column: claim })
            }
            Interpretation::Evidence { subject, link, object, asked, denied } => {
                let polarity = if *denied { Polarity::Denied } else { Polarity::Asserted };
                let at = compiler.column("subject");
                let rows = match subject {
                    Concept::Thing => None,
                    subject => Some(compiler.concept(subject, at)),
                };
                // What follows from rules has no claim of its own, but claims that it rests on.
                if matches!(asked, Says::Claims) && !denied && compiler.is_defined(link) {
                    let (rows, node) = compiler.expand(rows, at, link, Polarity::Asserted);
                    let rows = match object {
                        Some(object) => compiler.joined(rows, object, node),
                        None => rows,
                    };
                    let query = compiler.query(rows, vec![(at, "who or what")]);
                    (query, Shape::Grounds)
                } else {
                    let (rows, claim) = compiler.linked_rows(rows, at, link, object.as_ref(), polarity);
                    if matches!(asked, Says::Claims) {
                        (compiler.query(rows, vec![(claim, "claim")]), Shape::Claims { column: claim })
                    } else {
                        let speaker = compiler.column("speaker");
                        let told = |detail, to| Expression::Describe { input: Box::new(rows.clone()), of: claim, detail, to };
                        let alone = |input| Expression::Project { input: Box::new(input), columns: vec![speaker] };
                        let mut by = |names: &[&str]| {
                            let source = compiler.column("source");
                            let written: Vec<RelationId> = names.iter().filter_map(|name| self.schema().relation_id(name)).collect();
                            let first = *written.first()?;
                            let link = Link { relations: written, ..Link::new(first, Traversal::Forward) };
                            let step = compiler.step(&link, Polarity::Asserted);
                            let claim = compiler.column("by");
                            let input = Box::new(told(Detail::Source, source));
                            Some(alone(Expression::Expand { input, from: source, step, claim, to: speaker }))
                        };
                        let rows = match asked {
                            Says::Authors => by(&["author"]).unwrap_or_else(|| alone(told(Detail::Speaker, speaker))),
                            // One of that sort, or what one of that sort wrote or published.
                            Says::Among(who) => {
                                let mut inputs = vec![alone(told(Detail::Speaker, speaker)), alone(told(Detail::Source, speaker))];
                                inputs.extend(by(&["author", "publisher"]));
                                compiler.joined(Expression::Union { inputs }, who, speaker)
                            }
                            Says::HowMany => alone(told(Detail::Source, speaker)),
                            Says::Anybody | Says::Claims => alone(told(Detail::Speaker, speaker)),
                        };
                        if matches!(asked, Says::HowMany) {
                            let number = compiler.column("number");
                            let aggregates = vec![Aggregate { function: Function::Count, of: speaker, to: number }];
                            let root = Expression::Group { input: Box::new(rows), keys: Vec::new(), aggregates, over: None };
                            (compiler.query(root, vec![(number, "number")]), Shape::Number { column: number, unit: None })
                        } else {
                            (compiler.query(rows, vec![(speaker, "who says so")]), Shape::List { column: speaker })
                        }
                    }
                }
            }
        };
        match compiler.problem() {
            Some(problem) => Err(problem),
            None => Ok(Reading { query, strict: None, shape, readback, choices: self.choices(interpretation), rules: compiler.rules() }),
        }
    }
}

/// What several things are linked to by the same relation; of some sort, also what is linked to them.
fn in_common(compiler: &mut Compiler<'_, '_>, of: &[Concept], sort: Option<&Concept>, shared: Column) -> Expression {
    let mut linked = |traversal: Traversal| {
        let relation = compiler.column("relation");
        let mut root: Option<Expression> = None;
        for concept in of {
            let (at, claim) = (compiler.column("one"), compiler.column("claim"));
            let rows = compiler.concept(concept, at);
            let step = Step {
                relations: Relations::Any,
                traversal,
                polarity: Polarity::Asserted,
                times: Vec::new(),
                sources: Vec::new(),
                places: Vec::new(),
            };
            let rows = Expression::Expand { input: Box::new(rows), from: at, step, claim, to: shared };
            let rows = Expression::Describe { input: Box::new(rows), of: claim, detail: Detail::Relation, to: relation };
            let rows = Expression::Project { input: Box::new(rows), columns: vec![shared, relation] };
            root = Some(match root {
                None => rows,
                Some(left) => Expression::Join { left: Box::new(left), right: Box::new(rows) },
            });
        }
        Expression::Project { input: Box::new(root.unwrap_or(Expression::Unit)), columns: vec![shared] }
    };
    let Some(sort) = sort else { return linked(Traversal::Forward) };
    let inputs = vec![linked(Traversal::Forward), linked(Traversal::Backward)];
    let root = compiler.joined(Expression::Union { inputs }, sort, shared);
    Expression::Project { input: Box::new(root), columns: vec![shared] }
}
