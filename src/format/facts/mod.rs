//! The facts language: files of definitions and sentences become a graph, and a graph becomes files. `docs/facts.md` describes it.
//!
//! Comes in: texts. Goes out: kinds, relations, entities, sources and claims in a [`LiveGraph`], or all that is wrong, each with its line.
//!
//! The way of a file: `lines` cuts it into blocks, `definitions` reads those that define (with nom), `schema` and `sources` put them into
//! the graph; the vocabulary is compiled; `telling` reads each sentence by the grammar of the language, and `resolve` picks the claim.

mod definitions;
mod kinds;
mod lines;
mod problems;
mod qualifiers;
mod resolve;
mod schema;
mod sentence;
mod sources;
mod telling;
mod units;
mod writer;

use std::borrow::Cow;
use std::io::{self, Read};
use std::rc::Rc;

pub use problems::LoadProblem;
pub use telling::{Told, tell};
pub use writer::{write, write_definitions, write_vocabulary};

use self::definitions::Head;
use self::lines::Line;
use self::problems::Problems;
use self::schema::Definition;
use self::telling::Sentences;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{LiveGraph, RelationId, Schema, View};
use crate::language::Vocabulary;

/// Loads facts files, given as name and text, into a graph: all definitions of all files first, then all sentences. The graph is sealed.
///
/// # Errors
/// All that is wrong in all files. Then the graph is as it was.
///
/// # Complexity
/// Linear in the length of the texts, with O(log names) for each name; and a copy of the graph, if there is anything in it.
pub fn load(sources: &[(String, String)], graph: &mut LiveGraph) -> Result<(), Vec<LoadProblem>> {
    load_with_vocabulary(sources, graph).map(|_| ())
}

/// The same, and hands over the vocabulary of the graph, which had to be compiled on the way.
///
/// # Errors
/// As [`load`].
pub fn load_with_vocabulary(sources: &[(String, String)], graph: &mut LiveGraph) -> Result<Vocabulary, Vec<LoadProblem>> {
    let mut problems = Problems::new(sources.iter().map(|(file, _)| file.as_str()).collect());
    let mut scratch = if graph.node_bound() == 0 && graph.schema().relations().len() == 0 && graph.schema().kinds().len() == 0 {
        LiveGraph::new()
    } else {
        graph.clone()
    };
    let vocabulary = load_into(sources, &mut scratch, &mut problems);
    if !problems.is_empty() {
        return Err(problems.into_sorted());
    }
    *graph = scratch;
    Ok(vocabulary)
}

/// Facts files are read whole, so they are no longer than this; unpacked, too.
const LONGEST: u64 = 1 << 28;

/// Reads the text of a facts file.
///
/// # Errors
/// If it cannot be read, or is longer than 256 MiB.
pub(crate) fn read_whole(reader: impl Read, text: &mut String) -> io::Result<()> {
    let read = reader.take(LONGEST + 1).read_to_string(text)?;
    if read as u64 > LONGEST {
        let what = "it is longer than 256 MiB. Import what is so large as tables or JSON Lines";
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    Ok(())
}

/// Says of rules that cannot be used where they were written: each is given by its relation, its place among the rules of that, and what is
/// wrong with it. Those that were not written in these texts are left out. O(length of the texts) for each.
pub fn bad_rules(
    sources: &[(String, String)],
    schema: &Schema,
    bad: impl IntoIterator<Item = (RelationId, usize, Diagnostic)>,
) -> Vec<LoadProblem> {
    let placed = |(relation, place, problem): (RelationId, usize, Diagnostic)| {
        let relation = schema.relation(relation)?;
        let rule = relation.rules.get(place)?;
        let (problem_at, at) = place_of_rule(sources, &relation.name, rule)?;
        let span = problem.span.start.min(rule.len()) + at..problem.span.end.min(rule.len()) + at;
        Some(LoadProblem { diagnostic: Diagnostic { span, ..problem }, ..problem_at })
    };
    bad.into_iter().filter_map(placed).collect()
}

/// The line of a rule, for a message about it, and where the rule begins in it.
fn place_of_rule(sources: &[(String, String)], relation: &str, rule: &str) -> Option<(LoadProblem, usize)> {
    sources.iter().enumerate().find_map(|(file, (name, text))| {
        let lines: Vec<Line<'_>> = lines::lines(file, text).collect();
        lines::blocks(&lines).find_map(|block| {
            let is_its = matches!(definitions::head(block.head.content), Some(Head::Relation(name)) if name.text == relation);
            block.body.iter().filter(|_| is_its).find_map(|line| {
                let (said, written) = schema::rule(line)?;
                let place = definitions::span_of(written, line.text);
                let diagnostic = Diagnostic::new(Problem::BadDefinition, place.clone(), "");
                let problem = LoadProblem { file: name.clone(), line: line.number, text: line.text.to_owned(), diagnostic };
                (said == rule).then_some((problem, place.start))
            })
        })
    })
}

fn load_into(sources: &[(String, String)], graph: &mut LiveGraph, problems: &mut Problems<'_>) -> Vocabulary {
    let lines: Vec<Line<'_>> = sources.iter().enumerate().flat_map(|(file, (_, text))| lines::lines(file, text)).collect();
    let mut definitions: Vec<Definition<'_, '_>> = Vec::new();
    let mut told: Vec<telling::Block<'_, '_>> = Vec::new();
    let mut section: Option<Rc<str>> = None;
    let mut file = None;
    for block in lines::blocks(&lines) {
        if file != Some(block.head.file) {
            file = Some(block.head.file);
            section = None;
        }
        if block.is_stray() {
            let span = definitions::span_of(block.head.content, block.head.text);
            let problem = Diagnostic::new(Problem::BadDefinition, span, "This line is indented, but there is nothing above it.");
            problems.add(&block.head, problem);
            continue;
        }
        match definitions::head(block.head.content) {
            Some(Head::Section(name)) => {
                section = name.map(|name: Cow<'_, str>| Rc::from(name.as_ref()));
                for line in block.body {
                    let span = definitions::span_of(line.content, line.text);
                    problems.add(line, Diagnostic::new(Problem::BadDefinition, span, "A section has no lines of its own."));
                }
            }
            Some(head) => definitions.push(Definition { head, block }),
            None => told.push(telling::Block { block, section: section.clone() }),
        }
    }
    let phrases = schema::define_schema(&definitions, graph, problems);
    if schema::too_deep(&definitions, graph.schema(), problems) {
        // It would take long to go on, and nothing is loaded anyway.
        return Vocabulary::new(&Schema::default());
    }
    schema::define_entities(&definitions, graph, problems);
    sources::define_sources(&definitions, graph, problems);
    let mut sentences = Sentences::cut(&told, graph, problems);
    sentences.make_entities(graph);
    graph.seal();
    sources::tell_sources(&definitions, graph, problems);
    let vocabulary = schema::vocabulary(graph, &phrases, problems);
    sentences.tell(graph, &vocabulary, problems);
    graph.seal();
    vocabulary
}
