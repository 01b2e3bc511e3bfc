//! Telling and taking back, in sentences.

use super::told::Entry;
use super::{Store, StoreError};
use crate::diagnostic::{Diagnostic, Problem};
use crate::format::exchange::{ClaimRecord, NodeRecord};
use crate::format::facts::{self, LoadProblem, Told};
use crate::graph::{Claim, ClaimId, Direction, LiveGraph, View};
use crate::language::Vocabulary;
use crate::meaning;

/// What a telling did, once it is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its number, or `None` if all of it was known already, so that nothing was written.
    pub number: Option<u64>,
    /// Claims that it added.
    pub added: u64,
    /// Claims that it took back.
    pub retracted: u64,
}

/// Why nothing was told.
#[derive(Debug)]
pub enum TellError {
    /// The sentences have mistakes.
    Problems(Vec<LoadProblem>),
    /// Of claims that were to be taken back, one is not there, or not any more.
    Gone {
        /// Its place among them, from 0.
        place: usize,
    },
    /// They could not be kept.
    Store(StoreError),
}

impl From<StoreError> for TellError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Vec<LoadProblem>> for TellError {
    fn from(problems: Vec<LoadProblem>) -> Self {
        Self::Problems(problems)
    }
}

impl std::fmt::Display for TellError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Gone { .. } => f.write_str("what was to be taken back is not there"),
            Self::Problems(problems) => {
                let first = problems.first().map(|problem| crate::diagnostic::sentence(&problem.diagnostic)).unwrap_or_default();
                match problems.len() {
                    0 | 1 => f.write_str(&first),
                    many => write!(f, "{first} ({} more mistakes)", many - 1),
                }
            }
        }
    }
}

impl std::error::Error for TellError {}

/// Begins a sentence that takes back what the rest of it says.
const RETRACT: &str = "retract:";
/// So many bytes of what was said are kept for the log.
const LONGEST_TEXT: usize = 4096;
/// What the text is called in messages.
const SENTENCE: &str = "sentence";

impl Store {
    /// Tells a text: a sentence, or several lines as a facts file has them. `Retract: ` before a sentence takes back what it says.
    /// All of it is on the disk when this returns, or nothing is told.
    ///
    /// # Errors
    /// All mistakes in the text, each with its line; or why it could not be kept.
    pub fn tell(&self, text: &str) -> Result<Receipt, TellError> {
        let told = self.write_with(|layer, vocabulary| {
            tell_one(text, layer, vocabulary)?;
            Ok::<_, TellError>(((), shortened(text)))
        });
        told.map(|((), entry)| Receipt::of(entry))
    }

    /// Tells several sentences with one commit: as many results, in order. A sentence with a mistake is left out; the others are told
    /// together.
    ///
    /// # Errors
    /// Why none of them could be kept.
    pub fn tell_each(&self, sentences: &[&str]) -> Result<Vec<Result<Receipt, TellError>>, StoreError> {
        let told = self.write_with(|layer, vocabulary| {
            let results = match tell_together(sentences, layer) {
                Some(results) => results,
                None => tell_in_turn(sentences, layer, vocabulary),
            };
            let told: Vec<&str> =
                sentences.iter().zip(&results).filter(|(_, result)| result.is_ok()).map(|(sentence, _)| *sentence).collect();
            let text = shortened(&told.join("\n"));
            Ok::<_, StoreError>((results, text))
        })?;
        let (results, entry) = told;
        let number = entry.as_ref().map(|entry| entry.number);
        let receipt = |result: Result<(), TellError>| result.map(|()| Receipt { number, added: 0, retracted: 0 });
        Ok(results.into_iter().map(receipt).collect())
    }

    /// Takes back what a sentence says. Where it names no time or source, they do not matter. What is taken back is no longer shown; it stays
    /// in the history.
    ///
    /// # Errors
    /// If no claim says this, or several do and `all` is not wanted.
    pub fn retract(&self, sentence: &str, all: bool) -> Result<Receipt, TellError> {
        let told = self.write_with(|layer, vocabulary| {
            retract_one(sentence, all, layer, vocabulary)?;
            Ok::<_, TellError>(((), format!("Retract: {}", shortened(sentence))))
        });
        told.map(|((), entry)| Receipt::of(entry))
    }

    /// Takes back claims that say exactly this, as one telling, whose text is for the log. For those that were shown some time ago: ids are of
    /// one state of the graph, and what a claim says stays.
    ///
    /// # Errors
    /// [`TellError::Gone`] if one of them is not there any more, or why it could not be kept. Then nothing is taken back.
    pub fn retract_records(&self, records: &[ClaimRecord], text: &str) -> Result<Receipt, TellError> {
        let told = self.write_with(|layer, _| {
            let mut found = Vec::with_capacity(records.len());
            for (place, record) in records.iter().enumerate() {
                found.push(claim_of(record, layer).ok_or(TellError::Gone { place })?);
            }
            for claim in found {
                layer.retract(claim);
            }
            Ok::<_, TellError>(((), shortened(text)))
        });
        told.map(|((), entry)| Receipt::of(entry))
    }

    /// Takes back claims of the view.
    ///
    /// # Errors
    /// If it could not be kept.
    pub fn retract_claims(&self, claims: &[ClaimId]) -> Result<Receipt, StoreError> {
        let told = self.write_with(|layer, _| {
            for claim in claims {
                layer.retract(*claim);
            }
            Ok::<_, StoreError>(((), format!("Retract {} claims", claims.len())))
        });
        told.map(|((), entry)| Receipt::of(entry))
    }

    /// Tells whatever `make` adds to a layer on top of the newest state, as one telling, whose text is for the log. For programs that
    /// have claims and no sentences.
    ///
    /// # Errors
    /// If it could not be kept.
    ///
    /// # Complexity
    /// Linear in what is added.
    pub fn write(&self, text: &str, make: impl FnOnce(&mut LiveGraph)) -> Result<Receipt, StoreError> {
        let told = self.write_with(|layer, _| {
            make(layer);
            Ok::<_, StoreError>(((), shortened(text)))
        });
        told.map(|((), entry)| Receipt::of(entry))
    }
}

impl Receipt {
    fn of(entry: Option<Entry>) -> Self {
        match entry {
            Some(entry) => Self { number: Some(entry.number), added: entry.added, retracted: entry.retracted },
            None => Self { number: None, added: 0, retracted: 0 },
        }
    }
}

/// What became of each of several sentences.
type Results = Vec<Result<(), TellError>>;

/// Tells sentences as one text, which costs much less than one by one. `None`, and nothing told, where that cannot be done.
fn tell_together(sentences: &[&str], layer: &mut LiveGraph) -> Option<Results> {
    if sentences.iter().any(|sentence| sentence.contains('\n') || retraction(sentence).is_some()) {
        return None;
    }
    let mut results: Results = sentences.iter().map(|_| Ok(())).collect();
    loop {
        // A sentence that is left out leaves an empty line, so that the numbers of the others stay.
        let lines: Vec<&str> =
            sentences.iter().zip(&results).map(|(sentence, result)| if result.is_ok() { *sentence } else { "" }).collect();
        let Err(problems) = facts::load(&[(SENTENCE.to_owned(), lines.join("\n"))], layer) else { return Some(results) };
        for problem in problems {
            // One line may have several mistakes; the first is told.
            let result = results.get_mut(problem.line.checked_sub(1)?)?;
            if result.is_ok() {
                *result = Err(TellError::Problems(vec![LoadProblem { line: 1, ..problem }]));
            }
        }
    }
}

fn tell_in_turn(sentences: &[&str], layer: &mut LiveGraph, vocabulary: &Vocabulary) -> Results {
    let mut words = None;
    let mut tell = |sentence: &&str| {
        let definitions = layer.schema().clone();
        let result = tell_one(sentence, layer, words.as_ref().unwrap_or(vocabulary));
        layer.seal();
        if *layer.schema() != definitions {
            words = Some(Vocabulary::new(layer.schema()));
        }
        result
    };
    sentences.iter().map(&mut tell).collect()
}

/// What stands behind "Retract:".
fn retraction(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let is_one = text.get(..RETRACT.len()).is_some_and(|start| start.eq_ignore_ascii_case(RETRACT));
    if is_one { text.get(RETRACT.len()..) } else { None }
}

fn tell_one(text: &str, layer: &mut LiveGraph, vocabulary: &Vocabulary) -> Result<(), TellError> {
    if let Some(sentence) = retraction(text) {
        return retract_one(sentence, false, layer, vocabulary);
    }
    if !text.trim_end().contains('\n') && text.trim_end().ends_with('.') {
        return facts::tell(text, vocabulary, layer).map(drop).map_err(|problem| problem_in(text, problem));
    }
    let texts = [(SENTENCE.to_owned(), text.to_owned())];
    let mut told = layer.clone();
    let words = facts::load_with_vocabulary(&texts, &mut told)?;
    if told.schema() != layer.schema() {
        let bad = meaning::check_rules(&words, &told).into_iter().map(|bad| (bad.relation, bad.place, bad.problem));
        let problems = facts::bad_rules(&texts, told.schema(), bad);
        if !problems.is_empty() {
            return Err(TellError::Problems(problems));
        }
    }
    *layer = told;
    Ok(())
}

fn retract_one(sentence: &str, all: bool, layer: &mut LiveGraph, vocabulary: &Vocabulary) -> Result<(), TellError> {
    let refused = |message: String, hint: &str| {
        let problem = Diagnostic::new(Problem::NotSupported, 0..sentence.len(), message).hint(hint);
        Err(problem_in(sentence, problem))
    };
    // On a copy, since reading a sentence tells it.
    let mut copy = layer.clone();
    let told = facts::tell(sentence, vocabulary, &mut copy).map_err(|problem| problem_in(sentence, problem))?;
    let Told::Claim(told) = told else {
        return refused("What kind something is of cannot be taken back.".to_owned(), "Only claims can.");
    };
    let Some(wanted) = copy.claim(told) else { return Ok(()) };
    let found: Vec<ClaimId> = layer
        .neighbours(wanted.subject, wanted.relation, Direction::Forward)
        .to(wanted.object)
        .claims
        .iter()
        .filter(|claim| layer.claim(*claim).is_some_and(|claim| says(&claim, &wanted)))
        .collect();
    match found.as_slice() {
        [] => return refused("No claim says this.".to_owned(), "Only what was told can be taken back."),
        [_] => {}
        _ if all => {}
        several => {
            let times: Vec<String> = several.iter().filter_map(|claim| Some(layer.claim(*claim)?.when.to_string())).collect();
            let message = format!("{} claims say this: {}.", several.len(), times.join(", "));
            return refused(message, "Say which by its time or source, or take back all with --all.");
        }
    }
    for claim in found {
        layer.retract(claim);
    }
    Ok(())
}

/// The claim that says exactly this.
fn claim_of(record: &ClaimRecord, layer: &LiveGraph) -> Option<ClaimId> {
    let node = |record: &NodeRecord| match record {
        NodeRecord::Entity(key) => layer.entity_by_key(key),
        NodeRecord::Value(value) => layer.node_of_value(&value.value().ok()?),
    };
    let (subject, object) = (node(&record.subject)?, node(&record.object)?);
    let relation = layer.schema().relation_id(&record.relation)?;
    let between = layer.neighbours(subject, relation, Direction::Forward).to(object).claims;
    between.iter().find(|claim| layer.claim(*claim).and_then(|claim| ClaimRecord::of(&claim, layer)).as_ref() == Some(record))
}

/// Whether a claim says what a sentence says: the same, at the same time and by the same sources where the sentence names them.
fn says(claim: &Claim, wanted: &Claim) -> bool {
    claim.denied == wanted.denied
        && (wanted.when.is_undated() || claim.when == wanted.when)
        && wanted.according_to.iter().all(|speaker| claim.according_to.contains(speaker))
        && wanted.sources.iter().all(|source| claim.sources.contains(source))
}

fn problem_in(text: &str, diagnostic: Diagnostic) -> TellError {
    TellError::Problems(vec![LoadProblem { file: SENTENCE.to_owned(), line: 1, text: text.to_owned(), diagnostic }])
}

/// What is kept of a text for the log.
fn shortened(text: &str) -> String {
    let text = text.trim();
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let first = text.lines().next().unwrap_or_default();
    let end = (0..=LONGEST_TEXT.min(first.len())).rev().find(|place| first.is_char_boundary(*place)).unwrap_or(0);
    let more = text.lines().count() - 1;
    format!("{}... (and {more} more lines)", first.get(..end).unwrap_or_default())
}
