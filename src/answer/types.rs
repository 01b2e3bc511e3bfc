//! What an answer holds. The field names are those of the JSON lines that scripts read.

use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The question as it was asked.
    pub question: String,
    /// How it went.
    pub status: Status,
    /// What form the answer takes; `None` where there is none.
    pub kind: Option<AnswerKind>,
    /// The question as it was understood.
    pub readback: String,
    /// The rows.
    pub answers: Vec<AnswerRow>,
    /// The rows that may be there, too, but for the dates behind them, which are not known exactly enough to tell; in the same form. Of a
    /// number: what it would be with them. Of yes or no: a row "yes".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<AnswerRow>,
    /// Why they are no more than possible: "their dates are known only to the year".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possible_because: Option<String>,
    /// For a yes/no question: true if a claim says so; false if it is denied (then `claims` holds the denials) or if no claim
    /// says so (then `claims` is empty), and the `message` tells the two apart in words; none if it is possible, but not certain.
    pub boolean: Option<bool>,
    /// For a question for a number: the number.
    #[serde(serialize_with = "plain_number")]
    pub number: Option<f64>,
    /// For a description: a sentence about each thing described.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// The claims that the rows rest on; [`AnswerRow::evidence`] counts from 1 into this list.
    pub claims: Vec<EvidenceClaim>,
    /// The sources of the claims, written out, each once, in the order of first use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceText>,
    /// Titles of the columns of a table; empty otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// The rules that the rows rest on, beside the claims: "X is an ancestor of Y if X is a parent of Y."
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// What the reader should know: how names were read, what was left out and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why there is no answer, or what an empty answer means, for a person.
    pub message: Option<String>,
    /// What could be asked or typed instead.
    pub suggestions: Vec<String>,
    /// Where and why the question was not understood; the span counts bytes of `question`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Diagnostic>,
    /// For an ambiguous question: the answer of each reading.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Answer>,
    /// Time spent in each room, in microseconds.
    pub micros: Micros,
}

/// A whole number without a point: 14 and not 14.0.
#[expect(clippy::ref_option, reason = "the signature is serde's")]
fn plain_number<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    number.map(super::value::number_json).serialize(serializer)
}

impl Answer {
    /// An answer without content: the start of every other.
    pub fn blank(question: &str, status: Status) -> Self {
        Self {
            question: question.to_owned(),
            status,
            kind: None,
            readback: String::new(),
            answers: Vec::new(),
            possible: Vec::new(),
            possible_because: None,
            boolean: None,
            number: None,
            about: Vec::new(),
            claims: Vec::new(),
            sources: Vec::new(),
            headings: Vec::new(),
            rules: Vec::new(),
            notes: Vec::new(),
            message: None,
            suggestions: Vec::new(),
            problem: None,
            readings: Vec::new(),
            micros: Micros::default(),
        }
    }

    /// A row, counted from 0: the possible ones stand behind the certain ones.
    pub fn row(&self, place: usize) -> Option<&AnswerRow> {
        self.answers.iter().chain(&self.possible).nth(place)
    }

    /// "Rows are only possible where their dates are known only to the year."
    pub(super) fn because(&self) -> Option<String> {
        self.possible_because.as_ref().map(|because| format!("What is only possible is so because {because}."))
    }

    /// Whether there is nothing to show: no rows, no number, no yes or no.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.possible.is_empty() && self.number.is_none() && self.boolean.is_none()
    }

    /// Whether it is the answer "no, a claim denies it".
    pub fn is_denied(&self) -> bool {
        self.boolean == Some(false) && !self.claims.is_empty()
    }

    /// Whether it says the same as another: the same rows, number, yes or no, on the same claims.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.boolean == other.boolean
            && self.number == other.number
            && self.is_denied() == other.is_denied()
            && [(&self.answers, &other.answers), (&self.possible, &other.possible)].into_iter().all(|(own, others)| {
                own.len() == others.len()
                    && own.iter().zip(others).all(|(left, right)| left.label == right.label && left.cells == right.cells)
            })
    }
}

/// How a question went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Answered (an empty answer is an answer).
    Ok,
    /// It has readings that differ in their answers; none was chosen.
    Ambiguous,
    /// It was not understood.
    NotUnderstood,
    /// It was understood but could not be answered (a limit was reached).
    Error,
}

/// What form an answer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Entities.
    Entities,
    /// Values: dates, numbers, texts.
    Values,
    /// Several columns.
    Table,
    /// One number.
    Number,
    /// Yes or no.
    Boolean,
    /// Ways through the graph.
    Paths,
    /// Claims about something, as text.
    Text,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AnswerRow {
    /// What is shown: a label, a value, a path.
    pub label: String,
    /// Other names of the entity.
    pub aliases: Vec<String>,
    /// The kinds of the entity.
    pub kinds: Vec<String>,
    /// The value as a JSON number, string or boolean, for rows that are values.
    pub value: Option<serde_json::Value>,
    /// The cells of a table, as shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<String>,
    /// When, as shown: "1990 to 2000"; from the claims that link it to the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Beginning of `when`, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// End of `when`, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Numbers of the claims, from 1, in the list of the answer.
    pub evidence: Vec<usize>,
}

/// A claim as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EvidenceClaim {
    /// Label of the subject.
    pub subject: String,
    /// Name of the relation.
    pub relation: String,
    /// Label of the object.
    pub object: String,
    /// Beginning, ISO.
    pub from: Option<String>,
    /// End, ISO.
    pub to: Option<String>,
    /// Keys of its sources: "4".
    pub sources: Vec<String>,
    /// The words of the source.
    pub quote: Option<String>,
    /// Whether the claim says that it is not so.
    pub denied: bool,
    /// Whose word it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// The part of the source text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The claim as an English sentence.
    pub sentence: String,
}

/// A source written out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SourceText {
    /// Its key: "4".
    pub key: String,
    /// Author, title, publisher, date, in one line.
    pub text: String,
}

/// Microseconds spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Micros {
    /// Reading the question: text to query.
    pub language: u64,
    /// Planning.
    pub plan: u64,
    /// Running.
    pub engine: u64,
    /// Making the answer.
    pub answer: u64,
}
