//! Facts files: what they tell, what is wrong with them, and that a graph written out is the graph read in.

use std::fs;
use std::path::Path;

use quipu::diagnostic::{Place, render_in_file};
use quipu::format::facts::{self, LoadProblem};
use quipu::graph::LiveGraph;

fn shipped() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph/peru-us");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "facts"));
    files.iter().map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())).collect()
}

fn shown(problems: &[LoadProblem]) -> String {
    let mut out = Vec::new();
    for problem in problems {
        let place = Place { file: &problem.file, line: problem.line, text: &problem.text };
        render_in_file(&problem.diagnostic, place, &mut out).unwrap();
    }
    anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
}

#[test]
fn the_shipped_graph_loads() {
    let mut graph = LiveGraph::new();
    if let Err(problems) = facts::load(&shipped(), &mut graph) {
        panic!("{} problems\n{}", problems.len(), shown(&problems));
    }
}

#[test]
#[ignore = "a measurement"]
fn how_long_the_shipped_graph_takes() {
    let sources = shipped();
    for _ in 0..20 {
        let start = std::time::Instant::now();
        let mut graph = LiveGraph::new();
        facts::load(&sources, &mut graph).unwrap();
        eprintln!("{:?}", start.elapsed());
    }
}
