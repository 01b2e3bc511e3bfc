//! What can be typed after `quipu`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use crate::answer::Format;
use crate::graph::Date;

/// Ask a graph of claims in plain English. Every answer shows the claims it rests on.
#[derive(Debug, Parser)]
#[command(
    name = "quipu",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  quipu                                       the prompt, on the built-in graph of Peru and the United States
  quipu films.tsv films.facts                 the prompt, on your own data
  quipu ask \"who supported Fujimori?\"         one question
  quipu run -g films.tsv films.ask            saved questions
  echo \"who supported Fujimori?\" | quipu run --format jsonl -
  quipu dot \"who supported Fujimori?\" | dot -Tsvg > picture.svg

Exit status: 0 all answered; 1 some question was not understood or failed; 2 wrong usage; 3 the graph could not be opened."
)]
pub(super) struct Arguments {
    /// Facts files, folders of them, or tables; several are read together
    #[arg(value_name = "GRAPH")]
    pub(super) graphs: Vec<PathBuf>,

    /// How answers are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: FormatName,

    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Answer one question
    Ask(Ask),
    /// Answer saved questions, or questions from standard input, one a line
    Run(Run),
    /// Run saved questions and compare with the answers written under them
    Check(Check),
    /// Show how a question is understood and how it is run
    Explain(Explain),
    /// Draw the evidence of an answer, or what is around an entity, for Graphviz
    Dot(Dot),
    /// The same as a picture for the browser; it is laid out by Graphviz, which must be there
    #[command(
        after_help = "Examples:\n  quipu svg \"who supported Fujimori?\" > picture.svg\n  quipu svg --around \"Alberto Fujimori\" --steps 2 > around.svg"
    )]
    Svg(Dot),
    /// Show what a graph holds
    Stats(Stats),
    /// Print what words a graph understands, as definitions ready to be edited
    Vocabulary(Vocabulary),
    /// Tell a graph on disk something; what is acknowledged is not lost any more
    Tell(Tell),
    /// Take back what a graph on disk was told
    Retract(Retract),
    /// List what a graph on disk was told, and when
    Log(Log),
    /// Fold what a graph on disk was told into its frozen file
    Freeze(Freeze),
    /// Read files of any size into a graph file
    Import(Import),
    /// Write a graph in a format that other programs read, and that import reads again
    Export(Export),
    /// Check every byte of a graph on disk, of both its files
    Verify(Verify),
}

/// Which graph.
#[derive(Args, Debug)]
pub(super) struct Graphs {
    /// A facts file, a folder of them, a table (TSV or CSV, also gzipped), or a graph file (.quipu); repeat it to read several together
    /// [default: the built-in graph]
    #[arg(short, long = "graph", value_name = "GRAPH")]
    pub(super) graphs: Vec<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quipu ask \"who supported Fujimori?\"
  quipu ask --why \"did Peru recognize Kosovo?\"
  quipu ask -g films.tsv --format json \"who directed Alien?\"")]
pub(super) struct Ask {
    #[command(flatten)]
    pub(super) graph: Graphs,

    /// How the answer is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: FormatName,

    /// Show the claims behind the answer with their sources in full
    #[arg(long)]
    pub(super) why: bool,

    /// Ask what the graph held at the end of this day (or month, or year); for graphs on disk
    #[arg(long, value_name = "DATE")]
    pub(super) known_on: Option<Date>,

    /// The question; several words need no quotes
    #[arg(value_name = "QUESTION", required = true, num_args = 1..)]
    pub(super) question: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "A file holds one question a line; lines that begin with # are comments; indented lines are expectations, which
`quipu check` compares and `quipu run` passes over. Standard input holds one question a line.

Examples:
  quipu run queries/passive.ask
  quipu run --format jsonl - < questions.txt")]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) graph: Graphs,

    /// How answers are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: FormatName,

    /// What a parameter of the questions stands for, as in country=Peru; repeat it for others
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(super) parameters: Vec<String>,

    /// A CSV file with a row for each run: its header names the parameters
    #[arg(long = "params", value_name = "FILE.csv")]
    pub(super) parameter_file: Option<PathBuf>,

    /// Ask what the graph held at the end of this day (or month, or year); for graphs on disk
    #[arg(long, value_name = "DATE")]
    pub(super) known_on: Option<Date>,

    /// Question files; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "Expectations stand indented under a question:

  who supported Fujimori?
    = United States
    [4, 5, 6, 7, 8]

  = ANSWER   one line for each answer, and no others; also: = yes, = no, = denied, = none
  + ANSWER   must be among the answers        - ANSWER   must not be
  ~ TEXT     the read-back                    ? PROBLEM  the kind of problem, such as unknown-word
  [4, 5]     the references it rests on       in order   the = lines stand in the order of the answers

docs/questions.md tells more.")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) graph: Graphs,

    /// Question files, or folders of them; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quipu explain \"which presidents did the US support?\"
  quipu explain --profile \"which countries recognized Kosovo but not Abkhazia?\"")]
pub(super) struct Explain {
    #[command(flatten)]
    pub(super) graph: Graphs,

    /// Run it, and show how many rows each operator made and how long it took
    #[arg(long)]
    pub(super) profile: bool,

    /// The question
    #[arg(value_name = "QUESTION", required = true, num_args = 1..)]
    pub(super) question: Vec<String>,
}

#[derive(Args, Debug)]
#[command(group(ArgGroup::new("what").required(true).args(["question", "around"])))]
#[command(after_help = "Examples:
  quipu dot \"who supported Fujimori?\" | dot -Tsvg > picture.svg
  quipu dot --around \"Alberto Fujimori\" --steps 2 | dot -Tpng > around.png")]
pub(super) struct Dot {
    #[command(flatten)]
    pub(super) graph: Graphs,

    /// Draw the claims around this entity instead
    #[arg(long, value_name = "NAME")]
    pub(super) around: Option<String>,

    /// How many steps away from it
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    pub(super) steps: usize,

    /// At most so many claims around it, the nearest first
    #[arg(long, value_name = "N", default_value_t = 150, requires = "around")]
    pub(super) claims: usize,

    /// The question whose evidence is drawn
    #[arg(value_name = "QUESTION", num_args = 1..)]
    pub(super) question: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct Vocabulary {
    #[command(flatten)]
    pub(super) graph: Graphs,
}

#[derive(Args, Debug)]
pub(super) struct Stats {
    #[command(flatten)]
    pub(super) graph: Graphs,

    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: StatsFormat,
}

#[derive(Args, Debug)]
#[command(
    after_help = "A sentence ends with a full stop. A name that is not known yet is written in brackets or quotes. `Retract: ` before a
sentence takes back what it says. docs/store.md tells more.

Examples:
  quipu tell --into peru.quipu \"Peru recognized [Palestine] in 2011.\"
  quipu tell --into peru.quipu --batch 1000 - < sentences.txt

With - one line is read after the other, and each has one line for an answer, in order: told N, retracted N (N is the number of the
telling, which is on the disk by then), known (nothing new), or refused: and why."
)]
pub(super) struct Tell {
    /// The graph; made if there is none
    #[arg(long, value_name = "NAME.quipu")]
    pub(super) into: PathBuf,

    /// With -: so many sentences go to the disk together, as one telling
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) batch: NonZeroUsize,

    /// What is told; - reads one sentence a line from standard input
    #[arg(value_name = "SENTENCE", required = true, num_args = 1..)]
    pub(super) sentence: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "What is taken back is no longer shown, but stays in the history: questions as of an earlier day still find it.

Examples:
  quipu retract --into peru.quipu \"Peru recognized Palestine.\"
  quipu retract --into peru.quipu --all \"Peru recognized Palestine.\"
  quipu retract --into peru.quipu --claim 2 \"who recognized Palestine?\"

With --claim a question is given: its answer is looked up once more, and the claims that have these numbers in it (`quipu ask --why` and
`why` at the prompt show them) are taken back, each exactly as it was told.")]
pub(super) struct Retract {
    /// The graph
    #[arg(long, value_name = "NAME.quipu")]
    pub(super) into: PathBuf,

    /// All claims that say this, where there are several
    #[arg(long)]
    pub(super) all: bool,

    /// The claim of this number behind the answer to a question; repeat it for others
    #[arg(long = "claim", value_name = "N", conflicts_with = "all")]
    pub(super) claims: Vec<usize>,

    /// What is taken back (a time or a source matters only where it is named); with --claim, the question
    #[arg(value_name = "SENTENCE", required = true, num_args = 1..)]
    pub(super) sentence: Vec<String>,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Each line has the number of the telling, its moment (UTC), how many claims it added and took back, and what was said."
)]
pub(super) struct Log {
    /// The graph
    #[arg(value_name = "NAME.quipu")]
    pub(super) graph: PathBuf,

    /// Only the last so many
    #[arg(long, value_name = "N")]
    pub(super) last: Option<usize>,

    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: LogFormat,
}

#[derive(Args, Debug)]
#[command(
    after_help = "What is told is kept beside the graph until it is frozen. A frozen graph takes less room and opens at once. Others can
read the graph meanwhile; tellings wait."
)]
pub(super) struct Freeze {
    /// The graph
    #[arg(value_name = "NAME.quipu")]
    pub(super) graph: PathBuf,
}

/// How tellings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Jsonl,
}

#[derive(Args, Debug)]
#[command(
    after_help = "What import reads of it is the same graph again: all names, kinds, relations, claims and their qualifiers. The history
(log, what was taken back) is not written.

Examples:
  quipu export -g peru.quipu --format jsonl > peru.jsonl
  quipu export -g peru.quipu --format csv --to peru-tables
  quipu export --format nquads | gzip > peru-us.nq.gz"
)]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) graph: Graphs,

    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "facts")]
    pub(super) format: ExportFormat,

    /// The file, or for CSV the folder; it must not be there yet [default: standard output]
    #[arg(long, value_name = "PATH")]
    pub(super) to: Option<PathBuf>,
}

/// How a graph is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// Sentences, to read and to edit
    Facts,
    /// A folder of two tables, and the definitions
    Csv,
    /// JSON Lines: one entity or claim a line
    Jsonl,
    /// RDF: N-Quads, each qualified claim in a named graph of its own
    Nquads,
}

/// How counts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StatsFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// The name of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// For people: read-back, rows, dates, references
    Text,
    /// A table with borders
    Table,
    /// One JSON object
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// A Markdown table
    Markdown,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Text => Self::Text,
            FormatName::Table => Self::Table,
            FormatName::Json => Self::Json,
            FormatName::Jsonl => Self::JsonLines,
            FormatName::Csv => Self::Csv,
            FormatName::Markdown => Self::Markdown,
        }
    }
}

#[derive(Args, Debug)]
#[command(
    after_help = "A file is a facts file, a table (TSV or CSV), JSON Lines as export writes them (.jsonl), RDF (.nt .nq .ttl .trig .rdf .owl
.jsonld), a mapping file (.mapping) that says what the columns of wide tables are (docs/import.md), a folder of all these, or - for a
table or JSON Lines from standard input; gzipped or zstd, too.
Behind a colon the columns of a table can be named, where it has no header that does; - leaves one aside:

  claims    subject, relation, object, object_type, date, from, to, denied, place, quantity, according_to, source, section, quote, note
  entities  id, name, label, kind, aliases, adjectives

What is in the graph file already is not added again. Lines that cannot be understood are reported and left out.

Examples:
  quipu import --into films.quipu films.facts films.tsv.gz
  quipu import --into films.quipu films.mapping films.csv
  quipu import --into big.quipu nodes.tsv:id,label,kind edges.tsv:subject,relation,object,date,source
  zcat more.tsv.gz | quipu import --into big.quipu --strict -

Exit status: 0 all was imported; 1 some lines were rejected; 2 wrong usage; 3 nothing was imported."
)]
pub(super) struct Import {
    /// The graph file that is made, or added to
    #[arg(long, value_name = "NAME.quipu")]
    pub(super) into: PathBuf,

    /// Import nothing if a line is rejected
    #[arg(long)]
    pub(super) strict: bool,

    /// How many threads read [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,

    /// Claims being gathered take up at most so much memory (such as 512M or 4G); what is more waits on disk beside the graph file
    #[arg(long, value_name = "SIZE", default_value = "2G", value_parser = size)]
    pub(super) memory: u64,

    /// What is imported
    #[arg(value_name = "FILE[:COLUMNS]", required = true)]
    pub(super) files: Vec<String>,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Every block is compared with its checksum, and every part with the others. Damage is shown by part, block and byte.

Exit status: 0 all is right; 1 damage was found; 3 the file cannot be opened."
)]
pub(super) struct Verify {
    /// The graph file
    #[arg(value_name = "NAME.quipu")]
    pub(super) file: PathBuf,
}

/// A number of bytes, with K, M, G or T behind it for powers of 1024.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("\"{text}\" is no size: write a number with K, M or G behind it, such as 512M");
    let (digits, unit) = text.split_at(text.trim_end_matches(|end: char| end.is_ascii_alphabetic()).len());
    let shift = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        "T" | "TB" | "TIB" => 40,
        _ => return Err(wrong()),
    };
    digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift)).ok_or_else(wrong)
}
