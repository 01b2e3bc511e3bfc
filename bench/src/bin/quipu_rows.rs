//! The questions of the bench asked of Quipu: prepared questions of the language, and for Q1 also typed English, the whole way.
//!
//!   quipu_rows DATA_DIR FILE SIZE [RUNS]
//!
//! Each row prints the question that is asked. What cannot be asked is noted and left out.

use std::path::Path;

use quipu::engine::{Cell, Limits, Rows, Scratch};
use quipu::graph::{Node, NodeId};
use quipu::query::Given;
use quipu::session::{AskOptions, Quipu};
use quipu_bench::{Answer, Params, batch, report, rss_kib};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, data, file, size, more @ ..] = args.as_slice() else { panic!("quipu_rows DATA_DIR FILE SIZE [RUNS]") };
    let runs = more.first().map_or(5, |runs| runs.parse().expect("a number of runs"));
    let quipu = Quipu::open(&[Path::new(file)]).unwrap_or_else(|error| panic!("{error}"));
    let bench = Bench { p: Params::read(Path::new(data)), quipu: &quipu, size, runs };
    bench.all();
    let (peak, now) = rss_kib();
    eprintln!("quipu_rows: peak {peak} KiB, now {now} KiB");
}

struct Bench<'a> {
    p: Params,
    quipu: &'a Quipu,
    size: &'a str,
    runs: usize,
}

impl Bench<'_> {
    fn all(&self) {
        let ids = |key: &str| self.p.nums(key).into_iter().map(|id| vec![id]).collect::<Vec<_>>();
        self.each("Q1", "who does :x know?", &ids("q1.ids"), Found::Sum);
        self.typed("Q1typed", &self.p.nums("q1.ids"));
        self.each("Q2", "how many things are liked by a thing that :x knows?", &ids("q2.ids"), Found::Number);
        self.each("Q3", "how many things are trusted by a thing that is liked by a thing that :x knows?", &ids("q3.ids"), Found::Number);
        let pairs: Vec<Vec<u32>> = self.p.nums("q4.from").into_iter().zip(self.p.nums("q4.to")).map(|(a, b)| vec![a, b]).collect();
        self.each("Q4", "how many steps is it from :x to :y?", &pairs, Found::Number);
        self.once("Q5", "how many pairs X, Y are there where X knows Y and X likes Y?", Found::Number);
        self.once("Q6", "how many X, Y, Z are there where X follows Y and Y follows Z and Z follows X?", Found::Number);
        self.top("Q7", "the 10 things that were liked by the most things in 2010", "how many things liked :x in 2010?");
        self.each("Q8", "how many things are part of :x?", &ids("q8.ids"), Found::Number);
        self.once("Q9", "what are the 10 most central things?", Found::Ranks);
    }

    /// The node of an id of the data.
    fn node(&self, id: u32) -> NodeId {
        self.quipu.view().entity_by_key(&id.to_string()).expect("an entity of the data")
    }

    /// The id in the data of each node that is asked for.
    fn id(&self, node: NodeId) -> u64 {
        match self.quipu.view().node(node).as_deref() {
            Some(Node::Entity(entity)) => entity.key.parse().unwrap_or(0),
            _ => 0,
        }
    }

    /// A prepared question, once for each of these parameters.
    fn each(&self, row: &str, question: &str, parameters: &[Vec<u32>], found: Found) {
        let prepared = match self.quipu.prepare(question) {
            Ok(prepared) => prepared,
            Err(answer) => return self.refuse(row, question, &answer.message.unwrap_or_default()),
        };
        eprintln!("{row}: {question}");
        let given: Vec<Vec<Given>> =
            parameters.iter().map(|ids| ids.iter().map(|id| Given::Nodes(vec![self.node(*id)])).collect()).collect();
        let limits = Limits { evidence: false, rows: 1 << 30, ..Limits::default() };
        let mut scratch = Scratch::new();
        let places: Vec<usize> = (0..given.len()).collect();
        let mut ask = |place: usize| prepared.rows(&given[place], &limits, &mut scratch).unwrap_or_else(|error| panic!("{error}"));
        // What the data calls the nodes that are found is looked up once, so that only the questions are timed; after that Quipu's own numbers are summed up.
        let (mut sum_of_nodes, mut sum_of_ids) = (0, 0);
        if matches!(found, Found::Sum) {
            for &place in &places {
                let rows = ask(place);
                sum_of_nodes += nodes(&rows).map(|node| node.index() as u64).sum::<u64>();
                sum_of_ids += nodes(&rows).map(|node| self.id(node)).sum::<u64>();
            }
        }
        report("quipu", self.size, row, self.runs, || {
            let mut sum = 0;
            let mut answer = batch(&places, |place| {
                let rows = ask(place);
                match found {
                    Found::Sum => {
                        sum += nodes(&rows).map(|node| node.index() as u64).sum::<u64>();
                        rows.rows.len() as u64
                    }
                    _ => number(&rows),
                }
            });
            if matches!(found, Found::Sum) {
                assert_eq!(sum, sum_of_nodes, "the same answer each time");
                answer.check = sum_of_ids;
            }
            answer
        });
    }

    /// The things with the most, timed; and then, untimed, how many each has, for the ten first of them by that and by their ids: the question also has
    /// those that share the tenth place.
    fn top(&self, row: &str, question: &str, each: &str) {
        let (Ok(most), Ok(number_of)) = (self.quipu.prepare(question), self.quipu.prepare(each)) else {
            return self.refuse(row, question, "not prepared");
        };
        eprintln!("{row}: {question}");
        let limits = Limits { evidence: false, ..Limits::default() };
        let mut scratch = Scratch::new();
        let mut ask = || most.rows(&[], &limits, &mut scratch).unwrap_or_else(|error| panic!("{error}"));
        let first = ask();
        let mut found: Vec<(u64, u64)> = nodes(&first)
            .map(|node| {
                let rows = number_of.rows(&[Given::Nodes(vec![node])], &limits, &mut Scratch::new());
                (number(&rows.unwrap_or_else(|error| panic!("{error}"))), self.id(node))
            })
            .collect();
        found.sort_by_key(|&(number, id)| (std::cmp::Reverse(number), id));
        found.truncate(10);
        let (count, check) = (found.iter().map(|(number, _)| number).sum(), found.iter().zip(1..).map(|((_, id), place)| id * place).sum());
        report("quipu", self.size, row, self.runs, || {
            assert_eq!(ask().rows.len(), first.rows.len(), "the same answer each time");
            Answer::one(count, check)
        });
    }

    /// A question that is asked once a run.
    fn once(&self, row: &str, question: &str, found: Found) {
        let prepared = match self.quipu.prepare(question) {
            Ok(prepared) => prepared,
            Err(answer) => return self.refuse(row, question, &answer.message.unwrap_or_default()),
        };
        eprintln!("{row}: {question}");
        let limits = Limits { evidence: false, rows: 1 << 30, ..Limits::default() };
        let mut scratch = Scratch::new();
        report("quipu", self.size, row, self.runs, || {
            let rows = prepared.rows(&[], &limits, &mut scratch).unwrap_or_else(|error| panic!("{error}"));
            match found {
                Found::Ranks => Answer::one(nodes(&rows).zip(1..).map(|(node, place)| place * self.id(node)).sum(), 1000),
                _ => Answer::one(number(&rows), number(&rows)),
            }
        });
    }

    /// The whole way: typed English, and out comes an answer with labels and evidence.
    fn typed(&self, row: &str, ids: &[u32]) {
        let questions: Vec<String> = ids
            .iter()
            .take(1000)
            .filter_map(|id| match self.quipu.view().node(self.node(*id)).as_deref() {
                Some(Node::Entity(entity)) => Some(format!("who does {} know?", entity.label)),
                _ => None,
            })
            .collect();
        let questions: Vec<&str> = questions.iter().map(String::as_str).collect();
        let options = AskOptions::default();
        report("quipu", self.size, row, self.runs, || batch(&questions, |question| self.quipu.ask(question, &options).answers.len() as u64));
    }

    fn refuse(&self, row: &str, question: &str, message: &str) {
        eprintln!("{row}: {question}: {message}");
        println!("{{\"engine\":\"quipu\",\"size\":\"{}\",\"workload\":\"{row}\",\"note\":\"cannot be asked\"}}", self.size);
    }
}

/// What is taken from the rows.
#[derive(Clone, Copy)]
enum Found {
    /// Their number, and the sum of ids.
    Sum,
    /// The number that they are.
    Number,
    /// Nodes, best first.
    Ranks,
}

fn number(rows: &Rows) -> u64 {
    rows.rows.iter().flat_map(|row| row.cells.iter().find_map(as_number)).sum()
}

fn as_number(cell: &Cell) -> Option<u64> {
    match cell {
        Cell::Number(number) => Some(*number as u64),
        _ => None,
    }
}

fn nodes(rows: &Rows) -> impl Iterator<Item = NodeId> + '_ {
    rows.rows.iter().filter_map(|row| {
        row.cells.iter().find_map(|cell| match cell {
            Cell::Node(node) => Some(*node),
            _ => None,
        })
    })
}
