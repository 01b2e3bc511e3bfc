//! The reference evaluator: `docs/algebra.md`, line by line.
//!
//! Nested loops over all claims and sets of rows; slow and obviously right. It shares with the engine the types, the time tests of
//! [`Interval`] and the folding of names, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use quipu::engine::{Cell, Mode, Path, Row, Rows};
use quipu::graph::names::fold;
use quipu::graph::{Bound, Claim, ClaimId, Date, Interval, Node, NodeId, Quantity, RelationId, Truth, UnitId, Value, View};
use quipu::query::{
    Aggregate, Column, Comparison, Condition, DateUnit, Detail, Expression, Function, Operand, Polarity, Property, Query, Relations,
    SortOrder, SourceTest, Step, Take, TimeTest, Traversal,
};

/// A row without its evidence.
type Cells = BTreeMap<Column, Cell>;
type Claims = BTreeSet<ClaimId>;
/// Subject and object, with the evidence.
type Pairs = BTreeMap<(Cell, Cell), Claims>;

/// The rows of an expression: sure ones with their evidence, doubtful ones with their doubts.
#[derive(Clone, Default)]
struct Denotation {
    columns: BTreeSet<Column>,
    sure: BTreeMap<Cells, Claims>,
    doubtful: BTreeMap<Cells, Claims>,
}

impl Denotation {
    fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), ..Self::default() }
    }

    fn add(&mut self, doubtful: bool, cells: Cells, claims: Claims) {
        let rows = if doubtful { &mut self.doubtful } else { &mut self.sure };
        rows.entry(cells).or_default().extend(claims);
    }

    fn rows(&self) -> impl Iterator<Item = (bool, &Cells, &Claims)> {
        let sure = self.sure.iter().map(|(cells, claims)| (false, cells, claims));
        sure.chain(self.doubtful.iter().map(|(cells, claims)| (true, cells, claims)))
    }
}

/// The query makes more rows than a slow evaluator should look at.
#[derive(Debug)]
pub struct TooMany;

/// The hidden column in which the order of the answer stands.
const RANK: Column = Column(u32::MAX);

/// Where the number of possible rows stands, if that in a column is of certain rows and they differ.
fn beside(column: Column) -> Column {
    Column(column.0 + BESIDE)
}

const BESIDE: u32 = 1 << 30;

/// A cell as it counts in a mode.
fn shown(row: &Cells, column: Column, mode: Mode) -> &Cell {
    row.get(&beside(column)).filter(|_| mode == Mode::Possible).unwrap_or(&row[&column])
}

/// The certain rows of a query.
pub fn evaluate(query: &Query, view: &dyn View) -> Result<Rows, TooMany> {
    evaluate_as(query, view, Mode::Certain)
}

/// What a query denotes.
pub fn evaluate_as(query: &Query, view: &dyn View, mode: Mode) -> Result<Rows, TooMany> {
    let mut reference = Reference { view, mode, noted: Claims::new(), ranking: ranking(&query.root), derived: Vec::new() };
    let whole = reference.expression(&query.root)?;
    let columns: Vec<Column> = query.headings.iter().map(|heading| heading.column).collect::<BTreeSet<_>>().into_iter().collect();
    // Rows that become equal stand where the first of them stood.
    let mut cut: BTreeMap<Vec<Cell>, (Cell, Claims)> = BTreeMap::new();
    for (cells, claims) in &whole.sure {
        let rank = cells.get(&RANK).cloned().unwrap_or(Cell::Missing);
        let kept = columns.iter().map(|column| shown(cells, *column, mode).clone()).collect();
        let row = cut.entry(kept).or_insert_with(|| (rank.clone(), Claims::new()));
        row.0 = row.0.clone().min(rank);
        row.1.extend(claims);
    }
    let mut rows: Vec<(Cell, Row)> = cut
        .into_iter()
        .map(|(cells, (rank, claims))| (rank, Row { cells: cells.into(), evidence: claims.into_iter().collect() }))
        .collect();
    rows.sort_by(|a, b| (&a.0, &a.1.cells).cmp(&(&b.0, &b.1.cells)));
    let mut unknown = reference.noted;
    unknown.extend(whole.doubtful.into_values().flatten());
    Ok(Rows {
        columns: columns.into(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        unknown: unknown.into_iter().collect(),
        cut: false,
        vague: false,
    })
}

fn ranking(root: &Expression) -> Option<&Expression> {
    match root {
        Expression::Order { .. } => Some(root),
        Expression::Filter { input, .. } | Expression::Describe { input, .. } | Expression::Project { input, .. } => ranking(input),
        _ => None,
    }
}

struct Reference<'a> {
    view: &'a dyn View,
    mode: Mode,
    noted: Claims,
    ranking: Option<&'a Expression>,
    /// The pairs found so far of the relations that the fixpoints around define, the innermost last.
    derived: Vec<BTreeMap<RelationId, Pairs>>,
}

/// `{from: a, to: b}` for each pair.
fn pairs(found: &Pairs, from: Column, to: Column) -> Denotation {
    let mut result = Denotation::of([from, to]);
    for ((subject, object), claims) in found {
        if let Some(cells) = row(&[(from, subject.clone()), (to, object.clone())]) {
            result.add(false, cells, claims.clone());
        }
    }
    result
}

/// `r + s`, if they agree.
fn together(r: &Cells, s: &Cells) -> Option<Cells> {
    let agree = r.iter().all(|(column, cell)| {
        s.get(column).is_none_or(|other| other == cell && r.get(&Column(column.0 ^ BESIDE)) == s.get(&Column(column.0 ^ BESIDE)))
    });
    agree.then(|| r.iter().chain(s).map(|(column, cell)| (*column, cell.clone())).collect())
}

fn cut(r: &Cells, columns: &BTreeSet<Column>) -> Cells {
    let stays = |column: &Column| columns.contains(column) || *column == RANK || columns.contains(&Column(column.0 ^ BESIDE));
    r.iter().filter(|(column, _)| stays(column)).map(|(column, cell)| (*column, cell.clone())).collect()
}

/// The row of some columns; nothing if the same column would need two values.
fn row(cells: &[(Column, Cell)]) -> Option<Cells> {
    cells.iter().try_fold(Cells::new(), |row, (column, cell)| together(&row, &Cells::from([(*column, cell.clone())])))
}

impl<'a> Reference<'a> {
    fn expression(&mut self, expression: &'a Expression) -> Result<Denotation, TooMany> {
        let result = self.denote(expression)?;
        if result.sure.len() + result.doubtful.len() > 4000 { Err(TooMany) } else { Ok(result) }
    }

    /// The rows in the other mode; what is unknown in them is not noted.
    fn otherwise(&mut self, expression: &'a Expression) -> Result<Denotation, TooMany> {
        let noted = self.noted.clone();
        let result = self.contrary(expression);
        self.noted = noted;
        result
    }

    fn contrary(&mut self, expression: &'a Expression) -> Result<Denotation, TooMany> {
        let mode = self.mode;
        self.mode = if mode == Mode::Certain { Mode::Possible } else { Mode::Certain };
        let result = self.expression(expression);
        self.mode = mode;
        result
    }

    /// The certain and the possible rows, in this order.
    fn both(&mut self, expression: &'a Expression) -> Result<[Denotation; 2], TooMany> {
        let mine = self.expression(expression)?;
        let other = self.otherwise(expression)?;
        Ok(if self.mode == Mode::Certain { [mine, other] } else { [other, mine] })
    }

    fn denote(&mut self, expression: &'a Expression) -> Result<Denotation, TooMany> {
        Ok(match expression {
            Expression::Unit => {
                let mut result = Denotation::default();
                result.add(false, Cells::new(), Claims::new());
                result
            }
            Expression::Nodes { column, nodes } => self.nodes(*column, nodes),
            Expression::Kind { column, kind } => self.nodes(*column, &self.view.members(*kind).to_vec()),
            Expression::Entities { column } => {
                let entities: Vec<NodeId> = (0..self.view.node_bound())
                    .map(NodeId::from_index)
                    .filter(|&node| matches!(self.view.node(node).as_deref(), Some(Node::Entity(_))))
                    .collect();
                self.nodes(*column, &entities)
            }
            Expression::Claims { step, from, claim, to } => self.claims(step, *from, *claim, *to),
            Expression::Expand { input, from, step, claim, to } => {
                let input = self.expression(input)?;
                join(&input, &self.claims(step, *from, *claim, *to))?
            }
            Expression::Reach { input, from, step, min, max, to } => {
                let input = self.expression(input)?;
                let mut result = Denotation::of(input.columns.iter().copied().chain([*to]));
                for (doubtful, cells, claims) in input.rows() {
                    let Cell::Node(start) = cells[from] else { continue };
                    for (node, walk) in self.reach(start, step, *min, *max) {
                        if let Some(cells) = together(cells, &Cells::from([(*to, Cell::Node(node))])) {
                            let mut claims = claims.clone();
                            if !doubtful {
                                claims.extend(walk);
                            }
                            result.add(doubtful, cells, claims);
                        }
                    }
                }
                result
            }
            Expression::Shortest { sources, targets, source, target, step, max, limit, longer, avoiding, path } => {
                let sources = self.expression(sources)?;
                let targets = self.expression(targets)?;
                let (sources, targets) = (self.ends(&sources, *source), self.ends(&targets, *target));
                let mut result = Denotation::of([*source, *target, *path]);
                for (&a, a_claims) in &sources {
                    for (&b, b_claims) in &targets {
                        // One column for both ends asks for ways from a node to itself.
                        if source == target && a != b {
                            continue;
                        }
                        let mode = self.mode;
                        self.mode = Mode::Certain;
                        let mut ways = self.ways_between(a, b, step, *max, avoiding, *longer)?.into_iter().take(*limit).collect::<Vec<_>>();
                        self.mode = mode;
                        if mode == Mode::Possible {
                            ways.extend(self.ways_between(a, b, step, *max, avoiding, *longer)?.into_iter().take(*limit));
                        }
                        for way in ways {
                            let claims = a_claims.iter().chain(b_claims).chain(&way.claims).copied().collect();
                            let cells = [(*source, Cell::Node(a)), (*target, Cell::Node(b)), (*path, Cell::Path(Box::new(way)))];
                            if let Some(cells) = row(&cells) {
                                result.add(false, cells, claims);
                            }
                        }
                    }
                }
                result
            }
            Expression::Network { input, of, step, property, to } => {
                let input = self.expression(input)?;
                let mut ways = self.ways_as(step, None);
                // With both directions a claim of a node with itself comes twice.
                ways.dedup();
                self.noted.extend(ways.iter().filter(|(.., truth)| *truth == Truth::Unknown).map(|(claim, ..)| *claim));
                let links: Vec<(NodeId, NodeId)> =
                    ways.into_iter().filter(|(.., truth)| *truth == Truth::Yes).map(|(_, a, b, _)| (a, b)).collect();
                let found = network(&links, *property);
                let mut result = Denotation::of(input.columns.iter().copied().chain([*to]));
                for (doubtful, cells, claims) in input.rows() {
                    if let Cell::Node(node) = &cells[of]
                        && let Some(cell) = found.get(node)
                        && let Some(cells) = together(cells, &Cells::from([(*to, cell.clone())]))
                    {
                        result.add(doubtful, cells, claims.clone());
                    }
                }
                result
            }
            Expression::Join { left, right } => {
                let left = self.expression(left)?;
                join(&left, &self.expression(right)?)?
            }
            Expression::Union { inputs } => {
                let inputs = inputs.iter().map(|input| self.expression(input)).collect::<Result<Vec<_>, _>>()?;
                let mut columns = inputs.first().map(|input| input.columns.clone()).unwrap_or_default();
                for input in &inputs {
                    columns.retain(|column| input.columns.contains(column));
                }
                let mut result = Denotation::of(columns.iter().copied());
                for input in &inputs {
                    for (doubtful, cells, claims) in input.rows() {
                        result.add(doubtful, cut(cells, &columns), claims.clone());
                    }
                }
                result
            }
            Expression::Difference { left, right } => {
                let left = self.expression(left)?;
                let right = self.contrary(right)?;
                let mut result = Denotation::of(left.columns.iter().copied());
                for (doubtful, cells, claims) in left.rows() {
                    if right.sure.keys().any(|other| together(cells, other).is_some()) {
                        continue;
                    }
                    result.add(doubtful, cells.clone(), claims.clone());
                    for (_, doubts) in right.doubtful.iter().filter(|(other, _)| together(cells, other).is_some()) {
                        let mut doubts = doubts.clone();
                        if doubtful {
                            doubts.extend(claims);
                        }
                        result.add(true, cells.clone(), doubts);
                    }
                }
                result
            }
            Expression::Filter { input, condition } => {
                let input = self.expression(input)?;
                let mut result = Denotation::of(input.columns.iter().copied());
                for (doubtful, cells, claims) in input.rows() {
                    match self.condition(condition, cells, true) {
                        (Truth::Yes, _) => result.add(doubtful, cells.clone(), claims.clone()),
                        (Truth::Unknown, Some(blamed)) => {
                            let doubts = if doubtful { claims.union(&blamed).copied().collect() } else { blamed };
                            result.add(true, cells.clone(), doubts);
                        }
                        (Truth::Unknown, None) | (Truth::No, _) => {}
                    }
                }
                result
            }
            Expression::Describe { input, of, detail, to } => {
                let input = self.expression(input)?;
                let mut result = Denotation::of(input.columns.iter().copied().chain([*to]));
                for (doubtful, cells, claims) in input.rows() {
                    for detail in self.details(*detail, &cells[of]) {
                        if let Some(cells) = together(cells, &Cells::from([(*to, detail)])) {
                            result.add(doubtful, cells, claims.clone());
                        }
                    }
                }
                result
            }
            Expression::Group { input, keys, aggregates, over } => {
                let mine = usize::from(self.mode == Mode::Possible);
                let input = self.both(input)?;
                self.noted.extend(input[mine].doubtful.values().flatten());
                let over = over.as_ref().map(|over| self.both(over)).transpose()?;
                if let Some(over) = &over {
                    self.noted.extend(over[mine].doubtful.values().flatten());
                }
                self.group(&input, keys, aggregates, over.as_ref())
            }
            Expression::Order { input, by, take } => {
                let ranked = self.ranking.is_some_and(|ranking| std::ptr::eq(ranking, expression));
                let kept = match take {
                    None => None,
                    Some(take) => {
                        let both = self.both(input)?;
                        Some(self.taken(&both, by, take))
                    }
                };
                let input = self.expression(input)?;
                self.order(input, by, kept.as_ref(), ranked)
            }
            Expression::Fixpoint { definitions, relation, from, to } => {
                let relations = definitions.iter().map(|definition| definition.relation).chain([*relation]);
                let mut found: BTreeMap<RelationId, Pairs> = relations.map(|relation| (relation, Pairs::new())).collect();
                loop {
                    // One round: what the rules make of the pairs found before it.
                    let mut next = found.clone();
                    self.derived.push(found.clone());
                    for definition in definitions {
                        for rule in &definition.rules {
                            let rows = self.expression(rule)?;
                            self.noted.extend(rows.doubtful.values().flatten());
                            for (cells, claims) in &rows.sure {
                                let pair = (cells[from].clone(), cells[to].clone());
                                if !found[&definition.relation].contains_key(&pair) {
                                    next.get_mut(&definition.relation).unwrap().entry(pair).or_default().extend(claims);
                                }
                            }
                        }
                    }
                    self.derived.pop();
                    if next == found {
                        break;
                    }
                    found = next;
                }
                pairs(&found[relation], *from, *to)
            }
            Expression::Derived { relation, from, to } => {
                let found = self.derived.last().and_then(|found| found.get(relation)).cloned().unwrap_or_default();
                pairs(&found, *from, *to)
            }
            Expression::Project { input, columns } => {
                let input = self.expression(input)?;
                let columns: BTreeSet<Column> = columns.iter().copied().filter(|column| input.columns.contains(column)).collect();
                let mut result = Denotation::of(columns.iter().copied());
                for (doubtful, cells, claims) in input.rows() {
                    result.add(doubtful, cut(cells, &columns), claims.clone());
                }
                result
            }
        })
    }

    fn nodes(&self, column: Column, nodes: &[NodeId]) -> Denotation {
        let mut result = Denotation::of([column]);
        for &node in nodes {
            result.add(false, Cells::from([(column, Cell::Node(node))]), Claims::new());
        }
        result
    }

    fn claims(&self, step: &Step, from: Column, claim: Column, to: Column) -> Denotation {
        let mut result = Denotation::of([from, claim, to]);
        for (id, a, b, truth) in self.ways(step) {
            if let Some(cells) = row(&[(from, Cell::Node(a)), (claim, Cell::Claim(id)), (to, Cell::Node(b))]) {
                result.add(truth == Truth::Unknown, cells, Claims::from([id]));
            }
        }
        result
    }

    /// All claims that pass or may pass, with where they lead from and to.
    fn ways(&self, step: &Step) -> Vec<(ClaimId, NodeId, NodeId, Truth)> {
        self.ways_as(step, Some(self.mode))
    }

    fn ways_as(&self, step: &Step, mode: Option<Mode>) -> Vec<(ClaimId, NodeId, NodeId, Truth)> {
        let mut ways = Vec::new();
        for id in (0..self.view.claim_bound()).map(ClaimId::from_index) {
            let claim = self.view.claim(id).unwrap();
            let truth = self.passes(step, &claim, mode);
            if truth == Truth::No {
                continue;
            }
            if step.traversal != Traversal::Backward {
                ways.push((id, claim.subject, claim.object, truth));
            }
            if step.traversal != Traversal::Forward {
                ways.push((id, claim.object, claim.subject, truth));
            }
        }
        ways
    }

    fn passes(&self, step: &Step, claim: &Claim, mode: Option<Mode>) -> Truth {
        let relation = match &step.relations {
            Relations::Any => true,
            Relations::Only(only) => only.contains(&claim.relation),
            Relations::Except(except) => !except.contains(&claim.relation),
        };
        let polarity = match step.polarity {
            Polarity::Asserted => !claim.denied,
            Polarity::Denied => claim.denied,
            Polarity::Either => true,
        };
        let sources = step.sources.iter().all(|test| match test {
            SourceTest::AccordingTo(nodes) => self.according_to(claim, nodes),
            SourceTest::NotAccordingTo(nodes) => !self.according_to(claim, nodes),
            SourceTest::Without(nodes) => self.holds_without(claim, nodes),
            SourceTest::OnlyFrom(nodes) => !self.holds_without(claim, nodes),
            SourceTest::CitedByAtLeast(count) => claim.sources.iter().collect::<BTreeSet<_>>().len() >= *count as usize,
        });
        let places = step.places.is_empty() || claim.place.is_some_and(|place| step.places.contains(&place));
        let times = step.times.iter().fold(Truth::Yes, |truth, test| {
            truth.and(match (during(*test, claim.when, claim.quantity.as_ref()), mode) {
                (Truth::Unknown, Some(mode)) if is_told(*test, claim.when) => Truth::from(mode == Mode::Possible),
                (truth, _) => truth,
            })
        });
        Truth::from(relation && polarity && sources && places).and(times)
    }

    fn holds_without(&self, claim: &Claim, nodes: &[NodeId]) -> bool {
        let word = claim.according_to.iter().any(|speaker| nodes.contains(speaker));
        let of_them = |source: &NodeId| {
            let alone = Claim { sources: vec![*source], according_to: Vec::new(), ..claim.clone() };
            self.according_to(&alone, nodes)
        };
        !word && (claim.sources.is_empty() || !claim.sources.iter().all(of_them))
    }

    fn according_to(&self, claim: &Claim, nodes: &[NodeId]) -> bool {
        let wrote = |source: &NodeId| {
            (0..self.view.claim_bound()).map(|id| self.view.claim(ClaimId::from_index(id)).unwrap()).any(|other| {
                let name = self.view.schema().relation(other.relation).map(|relation| relation.name.as_str());
                matches!(name, Some("author" | "publisher")) && !other.denied && other.subject == *source && nodes.contains(&other.object)
            })
        };
        claim.according_to.iter().any(|node| nodes.contains(node))
            || claim.sources.iter().any(|source| nodes.contains(source) || wrote(source))
    }

    /// Each node that is reached, with the claims of the least walk. `walks` holds the least walk of exactly `steps` steps to each node.
    fn reach(&mut self, start: NodeId, step: &Step, min: u32, max: Option<u32>) -> BTreeMap<NodeId, Vec<ClaimId>> {
        let ways = self.ways(step);
        let most = max.unwrap_or(min + self.view.node_bound() as u32 + 1);
        let mut reached: BTreeMap<NodeId, Vec<ClaimId>> = BTreeMap::new();
        let mut walks = BTreeMap::from([(start, Vec::new())]);
        for steps in 0..=most {
            if steps >= min {
                for (&node, walk) in &walks {
                    reached.entry(node).or_insert_with(|| walk.clone());
                }
            }
            if steps == most {
                break;
            }
            let mut next: BTreeMap<NodeId, Vec<ClaimId>> = BTreeMap::new();
            for &(claim, from, to, truth) in &ways {
                let Some(walk) = walks.get(&from) else { continue };
                if truth == Truth::Unknown {
                    self.noted.insert(claim);
                    continue;
                }
                let longer: Vec<ClaimId> = walk.iter().copied().chain([claim]).collect();
                let best = next.entry(to).or_insert_with(|| longer.clone());
                *best = best.clone().min(longer);
            }
            walks = next;
        }
        reached
    }

    fn ends(&mut self, rows: &Denotation, column: Column) -> BTreeMap<NodeId, Claims> {
        self.noted.extend(rows.doubtful.values().flatten());
        let mut ends: BTreeMap<NodeId, Claims> = BTreeMap::new();
        for (cells, claims) in &rows.sure {
            if let Cell::Node(node) = cells[&column] {
                ends.entry(node).or_default().extend(claims);
            }
        }
        ends
    }

    fn ways_between(
        &mut self,
        from: NodeId,
        to: NodeId,
        step: &Step,
        max: Option<u32>,
        avoiding: &[NodeId],
        longer: bool,
    ) -> Result<Vec<Path>, TooMany> {
        if longer && from != to { self.simple(from, to, step, max, avoiding) } else { Ok(self.shortest(from, to, step, max, avoiding)) }
    }

    /// All ways that pass no node twice, by their lengths and then by their steps.
    fn simple(&mut self, from: NodeId, to: NodeId, step: &Step, max: Option<u32>, avoiding: &[NodeId]) -> Result<Vec<Path>, TooMany> {
        let ways = self.ways(step);
        let most = max.unwrap_or(u32::MAX).min(self.view.node_bound() as u32);
        let may_pass = |node: NodeId| self.view.is_entity(node) && !avoiding.contains(&node);
        let (mut reached, mut layer, mut unknown) = (BTreeSet::from([from]), vec![from], Vec::new());
        for _ in 0..most {
            let mut next = Vec::new();
            for &(claim, _, b, truth) in ways.iter().filter(|(_, a, ..)| layer.contains(a)) {
                if truth == Truth::Unknown {
                    unknown.push(claim);
                } else if b != to && may_pass(b) && reached.insert(b) {
                    next.push(b);
                }
            }
            layer = next;
        }
        let mut walks = vec![Path { nodes: vec![from], claims: Vec::new() }];
        let mut arrived = Vec::new();
        for _ in 0..most {
            let mut longer = Vec::new();
            for walk in &walks {
                for &(claim, a, b, truth) in &ways {
                    let leads_on = truth == Truth::Yes && walk.nodes.last() == Some(&a) && !walk.nodes.contains(&b);
                    if leads_on && (b == to || may_pass(b)) {
                        let mut walk = walk.clone();
                        walk.nodes.push(b);
                        walk.claims.push(claim);
                        if b == to { arrived.push(walk) } else { longer.push(walk) }
                    }
                }
            }
            if longer.len() > 2000 {
                return Err(TooMany);
            }
            walks = longer;
        }
        self.noted.extend(unknown);
        arrived.sort_by_cached_key(|walk| (walk.claims.len(), self.steps_of(walk)));
        Ok(arrived)
    }

    /// What ways of the same length are sorted by.
    fn steps_of(&self, walk: &Path) -> Vec<(bool, NodeId, RelationId, bool, Interval, ClaimId)> {
        let says = |(claim, nodes): (&ClaimId, &[NodeId])| {
            let (subject, relation, _) = self.view.ends(*claim).unwrap();
            (!self.view.is_entity(nodes[1]), nodes[1], relation, subject != nodes[0], self.view.when(*claim), *claim)
        };
        walk.claims.iter().zip(walk.nodes.windows(2)).map(says).collect()
    }

    /// All shortest ways, sorted by their claims. All walks of each length are listed until some arrive.
    fn shortest(&mut self, from: NodeId, to: NodeId, step: &Step, max: Option<u32>, avoiding: &[NodeId]) -> Vec<Path> {
        let ways = self.ways(step);
        let most = max.unwrap_or(u32::MAX).min(self.view.node_bound() as u32);
        let mut met = BTreeSet::from([from]);
        let mut walks = vec![Path { nodes: vec![from], claims: Vec::new() }];
        for steps in 0..=most {
            let mut arrived: Vec<Path> = walks.iter().filter(|walk| walk.nodes.last() == Some(&to)).cloned().collect();
            if !arrived.is_empty() {
                arrived.sort_by_cached_key(|walk| self.steps_of(walk));
                return arrived;
            }
            if steps == most {
                break;
            }
            let mut longer = Vec::new();
            for walk in &walks {
                for &(claim, a, b, truth) in &ways {
                    if walk.nodes.last() != Some(&a) {
                        continue;
                    }
                    if truth == Truth::Unknown {
                        self.noted.insert(claim);
                    } else if !met.contains(&b) && (b == from || b == to || self.view.is_entity(b) && !avoiding.contains(&b)) {
                        let mut walk = walk.clone();
                        walk.nodes.push(b);
                        walk.claims.push(claim);
                        longer.push(walk);
                    }
                }
            }
            met.extend(longer.iter().filter_map(|walk: &Path| walk.nodes.last()));
            // With both directions a claim of a node with itself leads there twice.
            longer.sort_by(|a, b| (&a.claims, &a.nodes).cmp(&(&b.claims, &b.nodes)));
            longer.dedup();
            walks = longer;
        }
        Vec::new()
    }

    /// The truth of a condition (or of its contrary), and if it is unknown because of claims, of which.
    fn condition(&self, condition: &Condition, row: &Cells, positive: bool) -> (Truth, Option<Claims>) {
        self.condition_as(condition, row, positive, self.mode)
    }

    fn condition_as(&self, condition: &Condition, row: &Cells, positive: bool, mode: Mode) -> (Truth, Option<Claims>) {
        match condition {
            Condition::Not(inner) => self.condition_as(inner, row, !positive, mode),
            Condition::Surely(inner) => {
                let surely = self.condition_as(inner, row, true, Mode::Certain).0 == Truth::Yes;
                (Truth::from(surely == positive), None)
            }
            Condition::And(all) | Condition::Or(all) => {
                let parts: Vec<_> = all.iter().map(|part| self.condition_as(part, row, positive, mode)).collect();
                let is_and = matches!(condition, Condition::And(_)) == positive;
                let start = Truth::from(is_and);
                let truth = parts.iter().fold(start, |truth, (part, _)| if is_and { truth.and(*part) } else { truth.or(*part) });
                let unknown: Vec<_> = parts.into_iter().filter(|(part, _)| *part == Truth::Unknown).map(|(_, blamed)| blamed).collect();
                let blamed: Option<Claims> = if is_and && unknown.iter().any(Option::is_none) {
                    None
                } else {
                    let claims: Claims = unknown.into_iter().flatten().flatten().collect();
                    (!claims.is_empty()).then_some(claims)
                };
                (truth, blamed)
            }
            leaf => {
                let (truth, told) = self.leaf(leaf, row);
                let truth = match truth {
                    Truth::Unknown if told => Truth::from(mode == Mode::Possible),
                    truth if positive => truth,
                    truth => truth.not(),
                };
                let columns = match leaf {
                    Condition::Compare { left, right, .. } => [left, right]
                        .into_iter()
                        .filter_map(|operand| match operand {
                            Operand::Column(column) => Some(*column),
                            _ => None,
                        })
                        .collect(),
                    Condition::During { column, .. } => vec![*column],
                    _ => Vec::new(),
                };
                let blamed: Claims = columns
                    .iter()
                    .filter_map(|column| match row[column] {
                        Cell::Claim(claim) => Some(claim),
                        _ => None,
                    })
                    .collect();
                (truth, (!blamed.is_empty()).then_some(blamed))
            }
        }
    }

    /// The truth of a leaf; if it is unknown, whether that is for nothing but the precision of dates.
    fn leaf(&self, leaf: &Condition, row: &Cells) -> (Truth, bool) {
        let truth = match leaf {
            Condition::Compare { left, comparison, right } => {
                let side = |operand: &Operand| match operand {
                    Operand::Column(column) => match (&row[column], row.get(&beside(*column))) {
                        (Cell::Number(a), Some(Cell::Number(b))) => Some(Compared::Number(a.min(*b), a.max(*b), false, false, None)),
                        (cell, _) => self.value(cell),
                    },
                    Operand::Number(number) => Some(Compared::Number(*number, *number, false, false, None)),
                    Operand::Date(date) => Some(Compared::Day(date.first_day().into(), date.last_day().into(), Some(*date), true)),
                    Operand::Text(text) => Some(Compared::Text(fold(text))),
                };
                return match (side(left), side(right)) {
                    (Some(left), Some(right)) => {
                        let of_days = matches!(comparison, Comparison::SameDay | Comparison::SameMonth | Comparison::Apart(_));
                        let same_unit = !matches!((&left, &right),
                            (Compared::Number(.., Some(a)), Compared::Number(.., Some(b))) if a != b);
                        let told = match (&left, &right) {
                            (Compared::Number(..), Compared::Number(..)) => !of_days && same_unit && left.is_told() && right.is_told(),
                            (Compared::Day(..), Compared::Day(..)) => left.is_told() && right.is_told(),
                            _ => false,
                        };
                        (compare(&left, *comparison, &right), told)
                    }
                    _ => (Truth::Unknown, false),
                };
            }
            Condition::During { column, test } => {
                let number = match &row[column] {
                    Cell::Claim(claim) => self.view.claim(*claim).and_then(|claim| claim.quantity.clone()),
                    _ => None,
                };
                return match self.interval(&row[column]) {
                    Some(interval) => (during(*test, interval, number.as_ref()), is_told(*test, interval)),
                    None => (Truth::Unknown, false),
                };
            }
            Condition::Same(a, b) => {
                let same = row[a] == row[b] && row.get(&beside(*a)) == row.get(&beside(*b));
                if row[a] == Cell::Missing || row[b] == Cell::Missing { Truth::Unknown } else { Truth::from(same) }
            }
            Condition::OneOf(column, nodes) => match &row[column] {
                Cell::Node(node) => Truth::from(nodes.contains(node)),
                Cell::Missing => Truth::Unknown,
                _ => Truth::No,
            },
            Condition::And(_) | Condition::Or(_) | Condition::Not(_) | Condition::Surely(_) => unreachable!("no leaf"),
        };
        (truth, false)
    }

    fn node_value(&self, cell: &Cell) -> Option<Value> {
        let Cell::Node(node) = cell else { return None };
        match self.view.node(*node)?.into_owned() {
            Node::Value(value) => Some(value),
            Node::Entity(_) => None,
        }
    }

    fn interval(&self, cell: &Cell) -> Option<Interval> {
        match cell {
            Cell::Claim(claim) => Some(self.view.claim(*claim)?.when),
            Cell::Interval(interval) => Some(*interval),
            Cell::Date(date) => Some(Interval::at(*date)),
            cell => match self.node_value(cell)? {
                Value::Date(date) => Some(Interval::at(date)),
                _ => None,
            },
        }
    }

    fn value(&self, cell: &Cell) -> Option<Compared> {
        match cell {
            Cell::Number(number) => Some(Compared::Number(*number, *number, false, false, None)),
            Cell::Date(date) => Some(Compared::date(*date)),
            Cell::Interval(interval) => Compared::interval(*interval),
            Cell::Claim(claim) => Compared::interval(self.view.claim(*claim)?.when),
            Cell::Text(text) => Some(Compared::Text(fold(text))),
            Cell::Missing | Cell::Path(_) => None,
            Cell::Node(_) => Some(match self.node_value(cell)? {
                Value::Text(text) | Value::Url(text) => Compared::Text(fold(&text)),
                Value::Date(date) => Compared::date(date),
                Value::Truth(truth) => Compared::Truth(truth),
                Value::Number(quantity) => {
                    let (amount, infinite) = (quantity.amount, f64::INFINITY);
                    let (low, high, low_out, high_out) = match quantity.bound {
                        Bound::Exactly | Bound::About => (amount, amount, false, false),
                        Bound::MoreThan => (amount, infinite, true, false),
                        Bound::AtLeast => (amount, infinite, false, false),
                        Bound::LessThan => (-infinite, amount, false, true),
                        Bound::AtMost => (-infinite, amount, false, false),
                    };
                    Compared::Number(low, high, low_out, high_out, quantity.unit)
                }
            }),
        }
    }

    /// The definition: from the unit of the number (or the one for bare numbers) to the unit told by itself, and from there to the wanted one.
    fn number_in(&self, detail: Detail, quantity: &Quantity) -> Option<f64> {
        let Detail::ValueIn { unit, bare } = detail else { return Some(quantity.amount) };
        let schema = self.view.schema();
        let chain = |mut unit: UnitId| {
            let mut factor = 1.0;
            while let Some((times, of)) = schema.unit(unit).unwrap().equals {
                factor *= times;
                unit = of;
            }
            (factor, unit)
        };
        let own = match &quantity.unit {
            Some(own) => schema.units().find(|(_, known)| known.names().any(|name| name == own))?.0,
            None => bare,
        };
        let ((from, base), (to, other)) = (chain(own), chain(unit));
        let factor = if own == unit { 1.0 } else { (base == other).then_some(from / to)? };
        // A number that is turned into another unit is told to twelve digits.
        let digits = |number: f64| format!("{number:.11e}").parse().unwrap();
        Some(if factor == 1.0 { quantity.amount } else { digits(quantity.amount * factor) })
    }

    fn details(&self, detail: Detail, cell: &Cell) -> Vec<Cell> {
        let text = |text: &str| Cell::Text(text.into());
        if let Detail::Value | Detail::ValueIn { .. } = detail {
            return match self.node_value(cell) {
                None => Vec::new(),
                Some(Value::Text(value) | Value::Url(value)) => vec![text(&value)],
                Some(Value::Number(quantity)) => self.number_in(detail, &quantity).map(Cell::Number).into_iter().collect(),
                Some(Value::Date(date)) => vec![Cell::Date(date)],
                Some(Value::Truth(truth)) => vec![text(if truth { "yes" } else { "no" })],
            };
        }
        if let (Cell::Path(path), Detail::Steps) = (cell, detail) {
            return vec![Cell::Number(path.claims.len() as f64)];
        }
        if let (Cell::Path(path), Detail::Between) = (cell, detail) {
            return path.nodes.iter().skip(1).take(path.nodes.len().saturating_sub(2)).copied().map(Cell::Node).collect();
        }
        let Cell::Claim(id) = cell else { return Vec::new() };
        let claim = self.view.claim(*id).unwrap();
        let (from, to) = (claim.when.from, claim.when.to);
        let nodes = |nodes: &[NodeId]| nodes.iter().copied().map(Cell::Node).collect();
        let one: Option<Cell> = match detail {
            Detail::When => (from.is_some() || to.is_some()).then_some(Cell::Interval(claim.when)),
            Detail::Start => from.map(Cell::Date),
            Detail::End | Detail::Until => to.map(Cell::Date),
            Detail::Duration => from.zip(to).and_then(|(from, to)| {
                if from == to {
                    return from.day().is_some().then_some(Cell::Number(1.0));
                }
                let middle = |date: Date| (f64::from(date.first_day()) + f64::from(date.last_day())) / 2.0;
                Some(Cell::Number(middle(to) - middle(from)))
            }),
            Detail::Years => from.zip(to).filter(|(from, to)| from != to).map(|(from, to)| {
                let ends = [from, to].map(|date| (date.month().unwrap_or(0), date.day().unwrap_or(0)));
                let (first, last) = if from.month().is_none() || to.month().is_none() {
                    ((0, 0), (0, 0))
                } else if from.day().is_none() || to.day().is_none() {
                    ((ends[0].0, 0), (ends[1].0, 0))
                } else {
                    (ends[0], ends[1])
                };
                Cell::Number(f64::from(to.year()) - f64::from(from.year()) - if last < first { 1.0 } else { 0.0 })
            }),
            Detail::Months => from.zip(to).filter(|(from, to)| from != to).and_then(|(from, to)| {
                let months =
                    f64::from(to.year()) * 12.0 + f64::from(to.month()?) - f64::from(from.year()) * 12.0 - f64::from(from.month()?);
                let short = from.day().is_some_and(|day| to.day().is_some_and(|last| last < day));
                Some(Cell::Number(months - if short { 1.0 } else { 0.0 }))
            }),
            Detail::QuantityIn(scale) => claim.quantity.as_ref().map(|quantity| Cell::Number(quantity.amount / scale.unit())),
            Detail::Place => claim.place.map(Cell::Node),
            Detail::Quantity => claim.quantity.as_ref().map(|quantity| Cell::Number(quantity.amount)),
            Detail::Source => return nodes(&claim.sources),
            Detail::AccordingTo => return nodes(&claim.according_to),
            Detail::Speaker if claim.according_to.is_empty() => return nodes(&claim.sources),
            Detail::Speaker => return nodes(&claim.according_to),
            Detail::Note => claim.note.as_deref().map(text),
            Detail::Quote => claim.quote.as_deref().map(text),
            Detail::Year => from.map(|date| Cell::Number(date.year().into())),
            Detail::Month => from.filter(|date| date.month().is_some()).map(|date| Cell::Date(date.to_month())),
            Detail::Relation => self.view.schema().relation(claim.relation).map(|relation| text(&relation.name)),
            Detail::Value | Detail::ValueIn { .. } | Detail::Steps | Detail::Between => None,
        };
        one.into_iter().collect()
    }

    fn group(&self, both: &[Denotation; 2], keys: &[Column], aggregates: &[Aggregate], over: Option<&[Denotation; 2]>) -> Denotation {
        let key_set: BTreeSet<Column> = keys.iter().copied().collect();
        let mine = usize::from(self.mode == Mode::Possible);
        let mut result = Denotation::of(keys.iter().copied().chain(aggregates.iter().map(|aggregate| aggregate.to)));
        let groups_of = |rows: &Denotation| {
            let mut groups: BTreeMap<Cells, Claims> = BTreeMap::new();
            for (row, claims) in &rows.sure {
                groups.entry(cut(row, &key_set)).or_default().extend(claims);
            }
            groups
        };
        let groups_with_over = |side: usize| {
            let mut groups = groups_of(&both[side]);
            if keys.is_empty() {
                groups.entry(Cells::new()).or_default();
            }
            for (group, claims) in over.map(|over| groups_of(&over[side])).unwrap_or_default() {
                groups.entry(group).or_insert(claims);
            }
            groups
        };
        let certain = groups_with_over(0);
        for (group, claims) in groups_with_over(mine) {
            let values = |side: usize, mode: Mode| -> Vec<Cell> {
                let members: Vec<&Cells> = both[side].sure.keys().filter(|row| cut(row, &key_set) == group).collect();
                let of = |aggregate: &Aggregate| {
                    let column: Vec<&Cell> = members.iter().map(|row| shown(row, aggregate.of, mode)).collect();
                    self.aggregate(aggregate.function, &column)
                };
                aggregates.iter().map(of).collect()
            };
            let (sure, possible) = (values(0, Mode::Certain), values(1, Mode::Possible));
            let row = |own: &[Cell]| {
                let mut cells = group.clone();
                for (place, aggregate) in aggregates.iter().enumerate() {
                    cells.remove(&beside(aggregate.to));
                    cells.insert(aggregate.to, own[place].clone());
                    if let (Cell::Number(a), Cell::Number(b)) = (&sure[place], &possible[place])
                        && a != b
                    {
                        cells.insert(aggregate.to, Cell::Number(*a));
                        cells.insert(beside(aggregate.to), Cell::Number(*b));
                    }
                }
                cells
            };
            if certain.contains_key(&group) {
                result.add(false, row(&sure), claims.clone());
            }
            if self.mode == Mode::Possible {
                result.add(false, row(&possible), claims);
            }
        }
        result
    }

    fn aggregate(&self, function: Function, column: &[&Cell]) -> Cell {
        let number = |cell: &Cell| match cell {
            Cell::Number(number) => Some(*number),
            cell => match self.node_value(cell) {
                Some(Value::Number(quantity)) => Some(quantity.amount),
                _ => None,
            },
        };
        let date = |cell: &Cell| match cell {
            Cell::Date(date) => Some(*date),
            cell => match self.node_value(cell) {
                Some(Value::Date(date)) => Some(date),
                _ => None,
            },
        };
        let numbers: Vec<f64> = column.iter().filter_map(|cell| number(cell)).collect();
        let mut dates: Vec<Date> = column.iter().filter_map(|cell| date(cell)).collect();
        dates.sort_by_key(|date| (date.first_day(), *date));
        match function {
            Function::Count => {
                let distinct: BTreeSet<&&Cell> = column.iter().filter(|cell| ***cell != Cell::Missing).collect();
                Cell::Number(distinct.len() as f64)
            }
            Function::Rows => Cell::Number(column.len() as f64),
            _ if numbers.is_empty() && dates.is_empty() => Cell::Missing,
            // The numbers of the tests are whole, so the order of adding does not matter.
            Function::Sum if !numbers.is_empty() => Cell::Number(numbers.iter().sum()),
            Function::Average if !numbers.is_empty() => Cell::Number(numbers.iter().sum::<f64>() / numbers.len() as f64),
            Function::Sum | Function::Average => Cell::Missing,
            Function::Apart(unit) => match (dates.first(), dates.last()) {
                (Some(&first), Some(&last)) => apart(first, last, unit).map_or(Cell::Missing, |apart| Cell::Number(f64::from(apart))),
                _ => Cell::Missing,
            },
            Function::Least => match numbers.iter().copied().reduce(f64::min) {
                Some(least) => Cell::Number(least),
                None => Cell::Date(dates[0]),
            },
            Function::Greatest => match dates.last() {
                Some(greatest) => Cell::Date(*greatest),
                None => Cell::Number(numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            },
        }
    }

    /// The rows of this mode that a cut leaves: each at all the places at which it may stand, or at some.
    fn taken(&mut self, both: &[Denotation; 2], by: &[(Column, SortOrder)], take: &Take) -> BTreeSet<Cells> {
        let mine = usize::from(self.mode == Mode::Possible);
        let [sure, possible] = both.each_ref().map(|rows| self.standings(rows, by));
        let before = |a: &Cells, b: &Cells| order_of_cells(a, b).is_lt();
        let stays = |row: &Standing| {
            let (least, most) = if take.ties {
                // The most keys of which each lies wholly before the next.
                let mut ends: Vec<(&Vec<Key>, &Vec<Key>)> =
                    sure.iter().filter(|other| other.high < row.low).map(|other| (&other.high, &other.low)).collect();
                ends.sort();
                let mut chain: Vec<&Vec<Key>> = Vec::new();
                for (high, low) in ends {
                    if chain.last().is_none_or(|last| *last < low) {
                        chain.push(high);
                    }
                }
                let others = possible.iter().filter(|other| other.low < row.high && !other.is_like(row) && other.cells != row.cells);
                let classes: BTreeSet<_> =
                    others.map(|other| (&other.low, &other.high, if other.ties { None } else { Some(&other.cells) })).collect();
                (chain.len(), classes.len())
            } else {
                let surely = |other: &&Standing| {
                    if other.is_like(row) || other.high == row.low { before(&other.cells, &row.cells) } else { other.high < row.low }
                };
                let may = |other: &&Standing| {
                    let first = before(&other.cells, &row.cells);
                    other.cells != row.cells && if other.is_like(row) || other.low == row.high { first } else { other.low < row.high }
                };
                (sure.iter().filter(surely).count(), possible.iter().filter(may).count())
            };
            let end = take.skip + take.count;
            if mine == 0 { least >= take.skip && most < end } else { least < end && most >= take.skip }
        };
        self.noted.extend(both[mine].doubtful.values().flatten());
        for cells in both[mine].sure.keys() {
            for (column, order) in by {
                if let (Key::Missing, Cell::Claim(claim)) = (self.key(&cells[column], *order), &cells[column]) {
                    self.noted.insert(*claim);
                }
            }
        }
        [&sure, &possible][mine].iter().filter(|row| stays(row)).map(|row| row.cells.clone()).collect()
    }

    fn standings(&self, rows: &Denotation, by: &[(Column, SortOrder)]) -> Vec<Standing> {
        let mut standings = Vec::new();
        for cells in rows.sure.keys() {
            let mut standing = Standing { low: Vec::new(), high: Vec::new(), ties: true, cells: cells.clone() };
            for (column, order) in by {
                let whole = |date: Date| [date.first_day(), date.last_day()].map(|day| Cell::Date(Date::from_day(day).unwrap()));
                let [first, last] = match &cells[column] {
                    Cell::Number(a) => match cells.get(&beside(*column)) {
                        Some(Cell::Number(b)) => {
                            standing.ties = false;
                            [Cell::Number(a.min(*b)), Cell::Number(a.max(*b))]
                        }
                        _ => [Cell::Number(*a), Cell::Number(*a)],
                    },
                    cell => match self.begins(cell) {
                        Some(date) => whole(date),
                        None => [cell.clone(), cell.clone()],
                    },
                };
                let ends = [self.key(&first, *order), self.key(&last, *order)];
                let [low, high] =
                    if *order == SortOrder::Ascending { ends } else { ends.into_iter().rev().collect::<Vec<_>>().try_into().unwrap() };
                standing.low.push(low);
                standing.high.push(high);
            }
            if !standing.low.contains(&Key::Missing) {
                standings.push(standing);
            }
        }
        standings
    }

    /// The date by which a cell is sorted.
    fn begins(&self, cell: &Cell) -> Option<Date> {
        match cell {
            Cell::Date(date) => Some(*date),
            Cell::Interval(interval) => interval.from,
            Cell::Claim(claim) => self.view.claim(*claim)?.when.from,
            cell => match self.node_value(cell)? {
                Value::Date(date) => Some(date),
                _ => None,
            },
        }
    }

    fn order(&mut self, input: Denotation, by: &[(Column, SortOrder)], kept: Option<&BTreeSet<Cells>>, ranked: bool) -> Denotation {
        let mut rows: Vec<(Vec<Key>, bool, Cells, Claims)> = Vec::new();
        for (doubtful, cells, claims) in input.rows() {
            if kept.is_some_and(|kept| doubtful || !kept.contains(cells)) {
                continue;
            }
            let keys: Vec<Key> = by.iter().map(|(column, order)| self.key(&cells[column], *order)).collect();
            rows.push((keys, doubtful, cells.clone(), claims.clone()));
        }
        let distinct: Vec<Vec<Key>> = rows.iter().map(|row| row.0.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let mut result = Denotation::of(input.columns.iter().copied());
        for (keys, doubtful, mut cells, claims) in rows {
            let rank = distinct.iter().position(|other| *other == keys).unwrap();
            if ranked {
                cells.insert(RANK, Cell::Number(rank as f64));
            }
            result.add(doubtful, cells, claims);
        }
        result
    }

    fn key(&self, cell: &Cell, order: SortOrder) -> Key {
        let up = order == SortOrder::Ascending;
        // The order of floats as that of integers.
        let number = |number: f64| {
            let bits = (number + 0.0).to_bits() as i64;
            let whole = i128::from(bits ^ ((bits >> 63) as u64 >> 1) as i64);
            Key::of(0, Sortable::Whole(whole), up)
        };
        let day = |date: Option<Date>| date.map_or(Key::Missing, |date| Key::of(1, Sortable::Whole(date.first_day().into()), up));
        match cell {
            Cell::Missing => Key::Missing,
            Cell::Number(value) => number(*value),
            Cell::Date(date) => day(Some(*date)),
            Cell::Interval(interval) => day(interval.from),
            Cell::Claim(claim) => day(self.view.claim(*claim).unwrap().when.from),
            Cell::Text(text) => Key::of(3, Sortable::Text(fold(text), 0), up),
            Cell::Path(path) => Key::of(5, Sortable::Whole(path.claims.len() as i128), up),
            Cell::Node(node) => match self.view.node(*node).as_deref() {
                None => Key::Missing,
                Some(Node::Entity(entity)) => Key::of(4, Sortable::Text(fold(&entity.label), node.0), up),
                Some(Node::Value(Value::Number(quantity))) => number(quantity.amount),
                Some(Node::Value(Value::Date(date))) => day(Some(*date)),
                Some(Node::Value(Value::Truth(truth))) => Key::of(2, Sortable::Whole((*truth).into()), up),
                Some(Node::Value(Value::Text(text) | Value::Url(text))) => Key::of(3, Sortable::Text(fold(text), 0), up),
            },
        }
    }
}

/// A row, and the first and the last place in the sorting at which it may stand.
struct Standing {
    low: Vec<Key>,
    high: Vec<Key>,
    /// Whether it ties with a row of the same keys: dates that are given alike do, numbers that certain and possible rows make different do not.
    ties: bool,
    cells: Cells,
}

impl Standing {
    fn is_like(&self, other: &Self) -> bool {
        self.ties && other.ties && self.low == other.low && self.high == other.high
    }
}

/// The order of rows by their cells: those of certain rows first.
fn order_of_cells(a: &Cells, b: &Cells) -> std::cmp::Ordering {
    let columns: Vec<Column> = a.keys().copied().filter(|column| column.0 < BESIDE).collect();
    let all = |row: &Cells, mode: Mode| columns.iter().map(|column| shown(row, *column, mode).clone()).collect::<Vec<_>>();
    (all(a, Mode::Certain), all(a, Mode::Possible)).cmp(&(all(b, Mode::Certain), all(b, Mode::Possible)))
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sortable {
    Whole(i128),
    Text(String, u32),
}

/// A sorting key. Types come in their order, reversed if greatest come first; missing keys come last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Up(u8, Sortable),
    Down(std::cmp::Reverse<(u8, Sortable)>),
    Missing,
}

impl Key {
    fn of(kind: u8, value: Sortable, up: bool) -> Self {
        if up { Self::Up(kind, value) } else { Self::Down(std::cmp::Reverse((kind, value))) }
    }
}

fn join(left: &Denotation, right: &Denotation) -> Result<Denotation, TooMany> {
    let mut result = Denotation::of(left.columns.iter().chain(&right.columns).copied());
    if (left.sure.len() + left.doubtful.len()) * (right.sure.len() + right.doubtful.len()) > 100_000 {
        return Err(TooMany);
    }
    for (l_doubtful, l_cells, l_claims) in left.rows() {
        for (r_doubtful, r_cells, r_claims) in right.rows() {
            if let Some(cells) = together(l_cells, r_cells) {
                let claims = match (l_doubtful, r_doubtful) {
                    (true, false) => l_claims.clone(),
                    (false, true) => r_claims.clone(),
                    _ => l_claims.union(r_claims).copied().collect(),
                };
                result.add(l_doubtful || r_doubtful, cells, claims);
            }
        }
    }
    Ok(result)
}

fn during(test: TimeTest, interval: Interval, number: Option<&Quantity>) -> Truth {
    if let TimeTest::Lasts(length) = test {
        return number.and_then(|number| length.holds_of_number(number)).unwrap_or(length.holds_of(interval));
    }
    if test == TimeTest::Unended {
        return if interval.to.is_some() && interval.to == interval.from { Truth::Unknown } else { interval.to.is_none().into() };
    }
    if interval.is_undated() {
        return Truth::Unknown;
    }
    match test {
        TimeTest::Unended | TimeTest::Lasts(_) => unreachable!("looked at before"),
        TimeTest::Overlaps(period) => interval.overlaps(period),
        TimeTest::StartsBefore(period) => interval.starts_before(period),
        TimeTest::StartsAfter(period) => interval.starts_after(period),
        TimeTest::EndsIn(period) => interval.ends_in(period),
        TimeTest::StartsIn(period) => interval.starts_in(period),
        TimeTest::StartsEachYear { month, day } => {
            // Yes or no where all days on which it may begin say the same.
            let Some(from) = interval.from else { return Truth::Unknown };
            let is_it =
                |at| Date::from_day(at).is_some_and(|date| date.month() == Some(month) && day.is_none_or(|day| date.day() == Some(day)));
            let days: Vec<bool> = (from.first_day()..=from.last_day()).map(is_it).collect();
            match (days.contains(&true), days.contains(&false)) {
                (true, false) => Truth::Yes,
                (true, true) => Truth::Unknown,
                _ => Truth::No,
            }
        }
    }
}

/// Whether the end of an interval that a test looks at is told, if not to the day.
fn is_told(test: TimeTest, interval: Interval) -> bool {
    match test {
        TimeTest::EndsIn(_) => interval.to.is_some(),
        TimeTest::Lasts(_) => interval.from.is_some() && interval.to.is_some() && interval.from != interval.to,
        TimeTest::Unended => false,
        TimeTest::StartsEachYear { .. } => interval.from.is_some_and(|from| from.month().is_some()),
        _ => interval.from.is_some(),
    }
}

/// A value as a range: low, high, whether the ends are excluded.
enum Compared {
    Number(f64, f64, bool, bool, Option<String>),
    /// And whether the question names it.
    Day(f64, f64, Option<Date>, bool),
    Text(String),
    Truth(bool),
}

impl Compared {
    fn date(date: Date) -> Self {
        Self::Day(date.first_day().into(), date.last_day().into(), Some(date), false)
    }

    fn interval(interval: Interval) -> Option<Self> {
        match (interval.from, interval.to) {
            (Some(from), _) => Some(Self::date(from)),
            (None, Some(to)) => Some(Self::Day(f64::NEG_INFINITY, to.last_day().into(), None, false)),
            (None, None) => None,
        }
    }

    /// Whether it is known but for the precision of dates: not by a bound, nor by the end of an interval.
    fn is_told(&self) -> bool {
        match self {
            Self::Number(low, high, ..) => low.is_finite() && high.is_finite(),
            Self::Day(_, _, date, _) => date.is_some(),
            _ => false,
        }
    }
}

fn compare(a: &Compared, comparison: Comparison, b: &Compared) -> Truth {
    let below = |a: (f64, f64, bool, bool), b: (f64, f64, bool, bool)| {
        if a.1 < b.0 || (a.1 == b.0 && (a.3 || b.2)) {
            Truth::Yes
        } else if a.0 >= b.1 {
            Truth::No
        } else {
            Truth::Unknown
        }
    };
    let ranges = |a: (f64, f64, bool, bool), b: (f64, f64, bool, bool)| {
        let (less, greater) = (below(a, b), below(b, a));
        let equal = if a.0 == a.1 && b.0 == b.1 && a.0 == b.0 && ![a.2, a.3, b.2, b.3].contains(&true) {
            Truth::Yes
        } else if less == Truth::Yes || greater == Truth::Yes {
            Truth::No
        } else {
            Truth::Unknown
        };
        (less, greater, equal)
    };
    let exact = |less: bool, greater: bool| (Truth::from(less), Truth::from(greater), Truth::from(!less && !greater));
    let (less, greater, equal) = match (a, b) {
        (Compared::Number(.., Some(a)), Compared::Number(.., Some(b))) if a != b => return Truth::Unknown,
        (Compared::Number(al, ah, alo, aho, _), Compared::Number(bl, bh, blo, bho, _)) => {
            ranges((*al, *ah, *alo, *aho), (*bl, *bh, *blo, *bho))
        }
        (Compared::Day(_, _, Some(a), _), Compared::Day(_, _, Some(b), _)) if comparison == Comparison::SameMonth => {
            let months = |date: &Date| {
                let months = date.month().map_or(1..=12, |month| month..=month);
                months.map(|month| (date.year(), month)).collect::<BTreeSet<_>>()
            };
            let (a, b) = (months(a), months(b));
            return match (a.len() == 1 && a == b, a.is_disjoint(&b)) {
                (true, _) => Truth::Yes,
                (_, true) => Truth::No,
                _ => Truth::Unknown,
            };
        }
        (Compared::Day(al, ah, a, _), Compared::Day(bl, bh, b, _)) if let Comparison::Apart(distance) = comparison => {
            let years = |date: &Date| (i32::from(date.year()), i32::from(date.year()));
            let months = |date: &Date| {
                let first = i32::from(date.year()) * 12;
                (first + date.month().map_or(1, i32::from), first + date.month().map_or(12, i32::from))
            };
            let counted = |date: &Option<Date>, of: &dyn Fn(&Date) -> (i32, i32)| {
                date.as_ref().map(|date| (f64::from(of(date).0), f64::from(of(date).1)))
            };
            let both = match distance.unit {
                DateUnit::Day => Some(((*al, *ah), (*bl, *bh))),
                DateUnit::Month => counted(a, &months).zip(counted(b, &months)),
                DateUnit::Year => counted(a, &years).zip(counted(b, &years)),
            };
            let Some(((al, ah), (bl, bh))) = both else { return Truth::Unknown };
            let fits = |days: f64| days >= f64::from(distance.least) && days <= f64::from(distance.most);
            return match (fits(al - bh) && fits(ah - bl), ah - bl < f64::from(distance.least) || al - bh > f64::from(distance.most)) {
                (true, _) => Truth::Yes,
                (_, true) => Truth::No,
                _ => Truth::Unknown,
            };
        }
        (Compared::Day(_, _, Some(a), a_named), Compared::Day(_, _, Some(b), b_named)) if a == b && (*a_named || *b_named) => {
            exact(false, false)
        }
        (Compared::Day(al, ah, a, _), Compared::Day(bl, bh, b, _)) => {
            let (less, greater, equal) = ranges((*al, *ah, false, false), (*bl, *bh, false, false));
            let alike = a.is_some() && a == b && comparison != Comparison::SameDay;
            (less, greater, if alike { Truth::Yes } else { equal })
        }
        (Compared::Text(a), Compared::Text(b)) => exact(a < b, a > b),
        (Compared::Truth(a), Compared::Truth(b)) => exact(!a & b, a & !b),
        _ => return Truth::Unknown,
    };
    match comparison {
        Comparison::Equal => equal,
        Comparison::NotEqual => equal.not(),
        Comparison::Less => less,
        Comparison::LessOrEqual => greater.not(),
        Comparison::Greater => greater,
        Comparison::GreaterOrEqual => less.not(),
        Comparison::SameDay if matches!(a, Compared::Day(..)) => equal,
        Comparison::SameDay | Comparison::SameMonth | Comparison::Apart(_) => Truth::Unknown,
    }
}

/// What each node is in a network of links.
fn network(links: &[(NodeId, NodeId)], property: Property) -> BTreeMap<NodeId, Cell> {
    let nodes: BTreeSet<NodeId> = links.iter().flat_map(|&(a, b)| [a, b]).collect();
    let either_way: BTreeSet<(NodeId, NodeId)> = links.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).filter(|(a, b)| a != b).collect();
    let one_way: BTreeSet<(NodeId, NodeId)> = links.iter().copied().collect();
    let distances = |links: &BTreeSet<(NodeId, NodeId)>, from: NodeId| {
        let mut distances = BTreeMap::from([(from, 0)]);
        for steps in 1..=nodes.len() {
            for &(a, b) in links {
                if distances.get(&a) == Some(&(steps - 1)) && !distances.contains_key(&b) {
                    distances.insert(b, steps);
                }
            }
        }
        distances
    };
    let cell = |node: &NodeId| match property {
        Property::Component => Cell::Node(*distances(&either_way, *node).keys().next().unwrap()),
        Property::StrongComponent => {
            let there = distances(&one_way, *node);
            Cell::Node(*there.keys().find(|other| distances(&one_way, **other).contains_key(node)).unwrap())
        }
        Property::Betweenness => {
            let mut passing = 0.0;
            for a in &nodes {
                for b in nodes.iter().filter(|b| *b > a && a != node && *b != node) {
                    let (all, by) = count_ways(&either_way, *a, *b, *node);
                    passing += if all == 0 { 0.0 } else { by as f64 / all as f64 };
                }
            }
            Cell::Number(passing)
        }
        Property::Centrality => {
            let out = |node: &NodeId| links.iter().filter(|(a, _)| a == node).count();
            let mut ranks: BTreeMap<NodeId, f64> = nodes.iter().map(|&node| (node, 1.0)).collect();
            for _ in 0..20 {
                let loose: f64 = ranks.iter().filter(|(node, _)| out(node) == 0).map(|(_, rank)| rank).sum();
                ranks = nodes
                    .iter()
                    .map(|node| {
                        let handed: f64 = links.iter().filter(|(_, b)| b == node).map(|(a, _)| ranks[a] / out(a) as f64).sum();
                        (*node, 0.15 + 0.85 * (handed + loose / nodes.len() as f64))
                    })
                    .collect();
            }
            Cell::Number(ranks[node])
        }
    };
    nodes.iter().map(|node| (*node, cell(node))).collect()
}

/// How many shortest ways lead from one node to another, and how many of them by a third.
fn count_ways(links: &BTreeSet<(NodeId, NodeId)>, from: NodeId, to: NodeId, by: NodeId) -> (usize, usize) {
    let mut walks = vec![vec![from]];
    let mut met = BTreeSet::from([from]);
    while !walks.is_empty() {
        let arrived: Vec<&Vec<NodeId>> = walks.iter().filter(|walk| walk.last() == Some(&to)).collect();
        if !arrived.is_empty() {
            return (arrived.len(), arrived.iter().filter(|walk| walk.contains(&by)).count());
        }
        let longer = |walk: &Vec<NodeId>| {
            let ends = links.iter().filter(|(a, b)| Some(a) == walk.last() && !met.contains(b));
            ends.map(|(_, b)| walk.iter().copied().chain([*b]).collect()).collect::<Vec<Vec<NodeId>>>()
        };
        walks = walks.iter().flat_map(longer).collect();
        met.extend(walks.iter().filter_map(|walk| walk.last()));
    }
    (0, 0)
}

/// How far a date lies behind another that is not later, as `docs/algebra.md` says.
fn apart(first: Date, last: Date, unit: DateUnit) -> Option<i32> {
    let years = i32::from(last.year()) - i32::from(first.year());
    let month = |date: Date| date.month().map(i32::from);
    let earlier_day = matches!((first.day(), last.day()), (Some(day), Some(other)) if other < day);
    match unit {
        DateUnit::Day => first.day().and(last.day()).map(|_| last.first_day() - first.first_day()),
        DateUnit::Month => Some((years * 12 + month(last)? - month(first)? - i32::from(earlier_day)).max(0)),
        DateUnit::Year => {
            let not_over = match (month(first), month(last)) {
                (Some(from), Some(to)) => to < from || to == from && earlier_day,
                _ => false,
            };
            Some((years - i32::from(not_over)).max(0))
        }
    }
}
