//! What the engine costs, beside hand-made loops over the same file.
//!
//! ```sh
//! cargo bench --bench engine                       # a made-up graph of 100 thousand entities and a million claims
//! cargo bench --bench engine -- --nodes 1000000    # a larger one
//! cargo bench --bench engine -- --data FOLDER      # what bench/src/bin/gen.rs made, with its questions
//! ```
//!
//! Prints a line of JSON for each run of each row: seconds for all questions of the row, and what was found, to be compared with `limit`.

#![expect(clippy::unwrap_used, reason = "a bench that fails has no figures")]

use std::collections::HashMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Instant;

use quipu::engine::{Cell, Limits, Rows, Scratch, run_with};
use quipu::graph::{Claim, Date, Entity, Interval, NodeId, Period, RelationId, Schema, View};
use quipu::plan::{Plan, plan};
use quipu::query::{
    Aggregate, Column, Detail, Expression, Function, Heading, Polarity, Property, Query, Relations, SortOrder, Step, Take, TimeTest,
    Traversal,
};
use quipu::store::frozen::{FrozenBuilder, FrozenGraph};

const RUNS: usize = 7;
/// The relation of the tree; the others are `r00` and so on.
const TREE: &str = "part_of";
const RELATIONS: usize = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let after = |name: &str| arguments.iter().position(|argument| argument == name).and_then(|place| arguments.get(place + 1));
    let folder = std::env::temp_dir().join(format!("quipu-bench-engine-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let clock = Instant::now();
    let (path, questions) = match after("--data") {
        Some(data) => read(Path::new(data), &folder),
        None => make(after("--nodes").map_or(100_000, |nodes| nodes.parse().unwrap()), &folder),
    };
    eprintln!("made in {:.1} s, {} bytes", clock.elapsed().as_secs_f64(), std::fs::metadata(&path).unwrap().len());
    let graph = FrozenGraph::open(&path).unwrap();
    let only = after("--only");
    Bench { graph: &graph, questions, only: only.cloned() }.all();
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Whom the questions are about.
#[derive(Default)]
struct Questions {
    one: Vec<u32>,
    two: Vec<u32>,
    three: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    below: Vec<u32>,
    /// How often each question is asked of those that are asked once.
    runs: usize,
}

struct Bench<'a> {
    graph: &'a FrozenGraph,
    questions: Questions,
    only: Option<String>,
}

const X: Column = Column(0);
const Y: Column = Column(1);
const Z: Column = Column(2);
const NUMBER: Column = Column(9);

fn claim(place: u32) -> Column {
    Column(20 + place)
}

impl Bench<'_> {
    fn all(&self) {
        let along = |name: &str| Step::along(self.relation(name), Traversal::Forward);
        let claims = |place: u32, name: &str, from, to| Expression::Claims { step: along(name), from, claim: claim(place), to };
        let start = || Expression::Nodes { column: X, nodes: vec![NodeId(0)] };
        self.each("Q1", join(start(), claims(0, "r00", X, Y)), Y, &self.questions.one, rows);
        let two = join(join(start(), claims(0, "r00", X, Y)), claims(1, "r01", Y, Z));
        self.each("Q2", count(Function::Count, Z, two.clone()), NUMBER, &self.questions.two, number);
        let three = join(two, claims(2, "r02", Z, Column(3)));
        self.each("Q3", count(Function::Count, Column(3), three), NUMBER, &self.questions.three, number);
        self.ways();
        let both = join(claims(0, "r00", X, Y), claims(1, "r01", X, Y));
        self.once("Q5", count(Function::Rows, X, project(both, &[X, Y])), NUMBER, number);
        let ring = join(join(claims(0, "r06", X, Y), claims(1, "r06", Y, Z)), claims(2, "r06", Z, X));
        self.once("Q6", count(Function::Rows, X, project(ring, &[X, Y, Z])), NUMBER, number);
        let mut step = along("r01");
        step.times.push(TimeTest::Overlaps(Period::of("2010".parse().unwrap())));
        let dated = Expression::Claims { step, from: X, claim: claim(0), to: Y };
        let aggregates = vec![Aggregate { function: Function::Count, of: claim(0), to: NUMBER }];
        let counted = Expression::Group { input: Box::new(dated), keys: vec![Y], aggregates, over: None };
        self.once_sorted("Q7", counted, &[Y, NUMBER]);
        let step = Step::along(self.relation(TREE), Traversal::Backward);
        let below = Expression::Reach { input: Box::new(start()), from: X, step, min: 1, max: None, to: Y };
        self.each("Q8", count(Function::Count, Y, below), NUMBER, &self.questions.below, number);
        let network = Expression::Network {
            input: Box::new(Expression::Entities { column: X }),
            of: X,
            step: any(Traversal::Forward),
            property: Property::Centrality,
            to: NUMBER,
        };
        self.once_sorted("Q9", network, &[X, NUMBER]);
    }

    fn relation(&self, name: &str) -> RelationId {
        self.graph.schema().relation_id(name).unwrap()
    }

    /// A plan whose `X` is bound to one node after the other.
    fn each(&self, row: &str, root: Expression, heading: Column, nodes: &[u32], found: fn(&Rows) -> u64) {
        self.measure(row, root, &[heading], |plan, ask| {
            nodes.iter().zip(1_u64..).fold((0, 0), |(count, check), (&node, place)| {
                plan.bind(X, &[NodeId(node)]);
                let found = found(&ask(plan));
                (count + found, check + found * place)
            })
        });
    }

    fn once(&self, row: &str, root: Expression, heading: Column, found: fn(&Rows) -> u64) {
        self.measure(row, root, &[heading], |plan, ask| {
            let found = found(&ask(plan));
            (found, found)
        });
    }

    /// The ten with the greatest number.
    fn once_sorted(&self, row: &str, root: Expression, headings: &[Column]) {
        let take = Take { skip: 0, count: 10, ties: false };
        let root = Expression::Order { input: Box::new(root), by: vec![(NUMBER, SortOrder::Descending)], take: Some(take) };
        self.measure(row, root, headings, |plan, ask| {
            let rows = ask(plan);
            let node = |cell: &Cell| if let Cell::Node(node) = cell { u64::from(node.0) } else { 0 };
            let count = rows.rows.iter().map(|row| if let Cell::Number(number) = row.cells[1] { number as u64 } else { 0 }).sum();
            let check = rows.rows.iter().zip(1_u64..).map(|(row, place)| place * node(&row.cells[0])).sum();
            (count, check)
        });
    }

    fn ways(&self) {
        let ends = |column| Box::new(Expression::Nodes { column, nodes: vec![NodeId(0)] });
        let ways = Expression::Shortest {
            sources: ends(X),
            targets: ends(Y),
            source: X,
            target: Y,
            step: any(Traversal::Both),
            max: None,
            limit: 1,
            longer: false,
            avoiding: Vec::new(),
            path: Z,
        };
        let root = Expression::Describe { input: Box::new(ways), of: Z, detail: Detail::Steps, to: NUMBER };
        self.measure("Q4", root, &[NUMBER], |plan, ask| {
            self.questions.pairs.iter().zip(1_u64..).fold((0, 0), |(count, check), (&(from, to), place)| {
                plan.bind(X, &[NodeId(from)]);
                plan.bind(Y, &[NodeId(to)]);
                let found = number(&ask(plan));
                (count + found, check + found * place)
            })
        });
    }

    fn measure(
        &self,
        row: &str,
        root: Expression,
        headings: &[Column],
        work: impl Fn(&mut Plan, &mut dyn FnMut(&Plan) -> Rows) -> (u64, u64),
    ) {
        if self.only.as_ref().is_some_and(|only| only != row) {
            return;
        }
        let headings = headings.iter().map(|&column| Heading { column, title: String::new() }).collect();
        let mut plan = plan(&Query { root, columns: Vec::new(), headings }, self.graph);
        if self.only.is_some() {
            eprintln!("{}", plan.display(self.graph));
        }
        // What the answer rests on is not asked for, as `limit` does not.
        let limits = Limits { evidence: false, ..Limits::default() };
        let mut scratch = Scratch::new();
        for run in 0..self.questions.runs {
            let mut times = Vec::new();
            let clock = Instant::now();
            let (count, check) = work(&mut plan, &mut |plan| {
                let clock = Instant::now();
                let rows = run_with(plan, self.graph, &limits, &mut scratch).unwrap();
                times.push(clock.elapsed().as_secs_f64() * 1e6);
                rows
            });
            let seconds = clock.elapsed().as_secs_f64();
            times.sort_by(f64::total_cmp);
            let median = times.get(times.len() / 2).copied().unwrap_or_default();
            println!(
                "{{\"engine\":\"quipu-engine\",\"workload\":\"{row}\",\"run\":{run},\"seconds\":{seconds:.9},\"p50_us\":{median:.3},\"count\":{count},\"check\":{check}}}"
            );
        }
    }
}

fn rows(rows: &Rows) -> u64 {
    rows.rows.len() as u64
}

fn number(rows: &Rows) -> u64 {
    match rows.rows.first().and_then(|row| row.cells.first()) {
        Some(Cell::Number(number)) => *number as u64,
        _ => 0,
    }
}

fn join(left: Expression, right: Expression) -> Expression {
    Expression::Join { left: Box::new(left), right: Box::new(right) }
}

fn project(input: Expression, columns: &[Column]) -> Expression {
    Expression::Project { input: Box::new(input), columns: columns.to_vec() }
}

fn count(function: Function, of: Column, input: Expression) -> Expression {
    let aggregates = vec![Aggregate { function, of, to: NUMBER }];
    Expression::Group { input: Box::new(input), keys: Vec::new(), aggregates, over: None }
}

fn any(traversal: Traversal) -> Step {
    Step { relations: Relations::Any, traversal, polarity: Polarity::Asserted, times: Vec::new(), sources: Vec::new(), places: Vec::new() }
}

/// The generator's own numbers: xorshift (Marsaglia, 2003).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, bound: u32) -> u32 {
        (self.unit() * f64::from(bound)) as u32
    }
}

fn schema() -> Schema {
    let mut schema = Schema::default();
    for relation in 0..RELATIONS {
        schema.relation_or_new(&format!("r{relation:02}"));
    }
    schema.relation_or_new(TREE);
    schema
}

fn entity(node: u32) -> Entity {
    Entity { key: node.to_string(), label: format!("entity {node}"), ..Entity::default() }
}

/// A graph with hubs both ways, relations of very different sizes, and a tree; ten claims for each node.
fn make(nodes: u32, folder: &Path) -> (PathBuf, Questions) {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut builder = FrozenBuilder::new(schema());
    for node in 0..nodes {
        builder.add_entity(&entity(node)).unwrap();
    }
    // Which node is the n-th largest hub, and which relation the n-th most frequent.
    let scattered = |place: u32| ((u64::from(place) * 2_654_435_761) % u64::from(nodes)) as u32;
    let weights: Vec<f64> = (1..=RELATIONS).map(|place| 1.0 / place as f64).collect();
    let whole: f64 = weights.iter().sum();
    for number in 0..nodes * 9 {
        let hub = |unit: f64, power: f64| scattered((unit.powf(power) * f64::from(nodes)) as u32);
        let (subject, object) = (hub(numbers.unit(), 2.5), hub(numbers.unit(), 3.3));
        let mut rest = numbers.unit() * whole;
        let relation = weights.iter().position(|weight| {
            rest -= weight;
            rest <= 0.0
        });
        let mut claim = Claim::new(NodeId(subject), RelationId(relation.unwrap_or(RELATIONS - 1) as u32), NodeId(object));
        let day = Date::new(1990 + numbers.below(36) as i16, Some(1 + numbers.below(12) as u8), Some(1 + numbers.below(28) as u8));
        claim.when = Interval::at(day.unwrap());
        builder.add_claim(&claim, 0).unwrap();
        if number < nodes - 1 {
            let parent = numbers.below(number + 1);
            let tree = Claim::new(NodeId(number + 1), RelationId(RELATIONS as u32), NodeId(parent));
            builder.add_claim(&tree, 0).unwrap();
        }
    }
    let path = folder.join("made.quipu");
    builder.finish(&path).unwrap();
    let mut some = |count: usize| (0..count).map(|_| numbers.below(nodes)).collect::<Vec<u32>>();
    let (one, two, three, from, to, mut below) = (some(10_000), some(1000), some(100), some(100), some(100), some(90));
    below.extend(0..10);
    (path, Questions { one, two, three, pairs: from.into_iter().zip(to).collect(), below, runs: RUNS })
}

/// The graph and the questions of a folder with `edges.tsv` (subject, relation, object, day, source) and `params.txt`.
fn read(data: &Path, folder: &Path) -> (PathBuf, Questions) {
    let lines: HashMap<String, String> = std::fs::read_to_string(data.join("params.txt"))
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, values)| (name.to_owned(), values.to_owned()))
        .collect();
    let ids = |name: &str| lines[name].split(' ').map(|id| id.parse().unwrap()).collect::<Vec<u32>>();
    let mut builder = FrozenBuilder::new(schema());
    for node in 0..lines["n"].parse().unwrap() {
        builder.add_entity(&entity(node)).unwrap();
    }
    let schema = schema();
    let edges = std::io::BufReader::with_capacity(1 << 20, std::fs::File::open(data.join("edges.tsv")).unwrap());
    for line in edges.lines() {
        let line = line.unwrap();
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap();
        let (subject, relation, object) = (cell().parse().unwrap(), schema.relation_id(cell()).unwrap(), cell().parse().unwrap());
        let mut claim = Claim::new(NodeId(subject), relation, NodeId(object));
        claim.when = Interval::at(cell().parse().unwrap());
        builder.add_claim(&claim, 0).unwrap();
    }
    let path = folder.join("read.quipu");
    builder.finish(&path).unwrap();
    let pairs = ids("q4.from").into_iter().zip(ids("q4.to")).collect();
    let questions = Questions { one: ids("q1.ids"), two: ids("q2.ids"), three: ids("q3.ids"), pairs, below: ids("q8.ids"), runs: RUNS };
    (path, questions)
}
