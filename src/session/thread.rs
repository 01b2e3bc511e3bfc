//! A thread of questions, each of which may follow the one before it.

use super::{Answered, AskOptions, Quipu, not_understood, one_of_all};
use crate::answer::{Answer, AnswerKind, AnswerRow, Detail, EvidenceClaim, Status};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::NodeId;
use crate::meaning::{self, Antecedents, FollowUp, Previous};

/// What was asked and answered so far, as far as the next question may speak of it.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    previous: Option<Previous>,
    /// The entities of the last answer that had any: "them".
    them: Vec<NodeId>,
}

impl Thread {
    /// The last question that was answered, written out if it was a follow-up.
    pub fn question(&self) -> Option<&str> {
        self.previous.as_ref().map(|previous| previous.question.as_str())
    }

    /// The last question that was answered, and what its pronouns stood for.
    pub(super) fn last(&self) -> Option<(&str, &Antecedents)> {
        self.previous.as_ref().map(|previous| (previous.question.as_str(), &previous.before))
    }
}

impl Quipu {
    /// Answers a question in a thread: it may be a follow-up ("and in 2007?", "who else?", "the second one", "when?", "why 2?"), or speak of what was asked
    /// and answered before ("which of them ...", "when was he ..."). A question that stands alone is answered as [`Quipu::ask`] does. The thread then goes on
    /// from this one; a question that is not answered leaves it as it was.
    pub fn ask_next(&self, question: &str, thread: &mut Thread, options: &AskOptions) -> Answer {
        let previous = thread.previous.as_ref();
        let follow_up = match meaning::follow(question, previous, self.vocabulary(), self.view()) {
            Ok(follow_up) => follow_up,
            Err(problem) => return not_understood(question, vec![problem], 0),
        };
        let own = |asked: &str| Antecedents {
            them: thread.them.clone(),
            one: if meaning::speaks_of_one(asked) { self.likely_ones(previous) } else { Vec::new() },
        };
        let (answered, asked, before) = match (follow_up, previous) {
            (FollowUp::Claims(row), Some(previous)) => return self.claims_of(question, previous, row, options),
            (FollowUp::Instead(ways), Some(previous)) => {
                let before = previous.before.clone();
                let (answered, asked) = self.ask_each_way(question, ways, &before, options);
                (answered, asked, before)
            }
            (FollowUp::StandsFor(asked), _) => {
                let before = own(&asked);
                (self.ask_after(&asked, &before, options), asked, before)
            }
            _ => {
                let before = own(question);
                (self.ask_after(question, &before, options), question.to_owned(), before)
            }
        };
        let Answered { mut answer, rows, described, .. } = answered;
        if answer.status == Status::Ok {
            let mut entities: Vec<NodeId> = rows.iter().flatten().copied().chain(described).collect();
            entities.sort_unstable();
            entities.dedup();
            // A question without entities for an answer leaves "them", and the rows that can be counted, as they were.
            let shown = rows.iter().any(Option::is_some);
            let rows = if shown { rows } else { thread.previous.take().map(|previous| previous.rows).unwrap_or_default() };
            if !entities.is_empty() {
                thread.them.clone_from(&entities);
            }
            thread.previous = Some(Previous { question: asked, before, readback: answer.readback.clone(), rows, entities });
        }
        // A problem points into what was read.
        if answer.problem.is_none() {
            question.clone_into(&mut answer.question);
        }
        answer
    }

    /// What "he" or "it" may be, the likeliest first.
    fn likely_ones(&self, previous: Option<&Previous>) -> Vec<NodeId> {
        let Some(previous) = previous else { return Vec::new() };
        let mut ones = match previous.entities[..] {
            [only] => vec![only],
            _ => Vec::new(),
        };
        let mut mentioned = meaning::mentioned(previous, self.vocabulary(), self.view());
        // What the question before called "it" is still spoken of.
        mentioned.sort_by_key(|node| !(meaning::speaks_of_one(&previous.question) && previous.before.one.contains(node)));
        for node in mentioned {
            if !ones.contains(&node) {
                ones.push(node);
            }
        }
        ones
    }

    /// Answers each of the questions that a follow-up may stand for, as far as they are understood. Hands back the one that was asked, too, if it is clear.
    fn ask_each_way(&self, question: &str, ways: Vec<String>, before: &Antecedents, options: &AskOptions) -> (Answered, String) {
        let mut answers: Vec<(Answered, String)> = ways.into_iter().map(|way| (self.ask_after(&way, before, options), way)).collect();
        if answers.iter().any(|(answered, _)| answered.answer.status == Status::Ok) {
            answers.retain(|(answered, _)| answered.answer.status == Status::Ok);
        }
        let asked = answers.first().map(|(_, asked)| asked.clone()).unwrap_or_default();
        match answers.len() {
            1 => answers.swap_remove(0),
            count => (one_of_all(question, answers.into_iter().map(|(answered, _)| answered).collect(), count, 0), asked),
        }
    }

    /// The claims behind the answer before, or behind one of its rows, as the answer to "why?".
    fn claims_of(&self, question: &str, previous: &Previous, row: Option<usize>, options: &AskOptions) -> Answer {
        let options = AskOptions { detail: Detail::Full, ..options.clone() };
        let of = self.ask_after(&previous.question, &previous.before, &options).answer;
        let cited = match row {
            None => None,
            Some(row) => match row.checked_sub(1).and_then(|place| of.row(place)) {
                Some(shown) => Some(shown.evidence.as_slice()),
                None => {
                    let count = of.answers.len() + of.possible.len();
                    let rows = format!("The answer before has {count} {}.", if count == 1 { "row" } else { "rows" });
                    return not_understood(question, vec![Diagnostic::new(Problem::NotSupported, 0..question.len(), rows)], 0);
                }
            },
        };
        let mut answer = Answer::blank(question, Status::Ok);
        answer.kind = Some(AnswerKind::Text);
        answer.readback = match row {
            None => format!("The claims behind: {}", of.readback),
            Some(row) => format!("The claims behind row {row} of: {}", of.readback),
        };
        let claims: Vec<EvidenceClaim> = of
            .claims
            .iter()
            .enumerate()
            .filter(|(place, _)| cited.is_none_or(|cited| cited.contains(&(place + 1))))
            .map(|(_, claim)| claim.clone())
            .collect();
        let row = |(place, claim): (usize, &EvidenceClaim)| AnswerRow {
            label: claim.sentence.clone(),
            from: claim.from.clone(),
            to: claim.to.clone(),
            evidence: vec![place + 1],
            ..AnswerRow::default()
        };
        answer.answers = claims.iter().enumerate().map(row).collect();
        answer.sources =
            of.sources.iter().filter(|source| claims.iter().any(|claim| claim.sources.contains(&source.key))).cloned().collect();
        answer.claims = claims;
        answer.rules.clone_from(&of.rules);
        if answer.answers.is_empty() {
            answer.message = Some("The answer rests on no claim.".to_owned());
        }
        answer
    }
}
