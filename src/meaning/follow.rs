//! Follow-ups: "and in 2007?", "and Ecuador?", "who else?", "the second one", "when?", "why?".
//!
//! A follow-up is the question before it with a phrase replaced: the time by another, a name by another of the same kind, what was asked by "when" or
//! "where". Comes in: the words of a follow-up and the question before it. Goes out: the whole question that it stands for, as text, which is read
//! like any other and so says in its read-back how it was understood; or why nothing can be followed.

use std::ops::Range;
use std::rc::Rc;

use super::antecedents::Antecedents;
use super::resolve::Resolver;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::may_hold;
use crate::graph::{NodeId, View};
use crate::language::syntax::{Asked, Chain, Clause, Compare, ItemKind, Modifier, ModifierKind, NounPhrase, Predicate, Question};
use crate::language::token::{self, Token, TokenKind};
use crate::language::vocabulary::PREPOSITIONS;
use crate::language::{self, Lattice, Vocabulary};

/// What was asked and answered before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Previous {
    /// The question, written out where it was a follow-up itself.
    pub question: String,
    /// What its own pronouns stood for.
    pub before: Antecedents,
    /// How it was understood.
    pub readback: String,
    /// The entities of the rows that were shown last, in their order; nothing for a row that is none.
    pub rows: Vec<Option<NodeId>>,
    /// The entities of its answer, sorted.
    pub entities: Vec<NodeId>,
}

/// What a text is, after the question before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// A question of its own.
    Whole,
    /// A follow-up, which stands for this question.
    StandsFor(String),
    /// A follow-up, which stands for the question before with something in it replaced: one of these, if it is open what. Their pronouns stand for what
    /// they stood for before.
    Instead(Vec<String>),
    /// "why?", "why 2?": the claims that the answer before, or this row of it (from 1), rests on.
    Claims(Option<usize>),
}

/// So many ways to read a follow-up are tried.
const MOST: usize = 4;

/// What may stand in front of a follow-up.
const LEADS: [&[&str]; 8] = [
    &["and", "what", "about"],
    &["and", "how", "about"],
    &["what", "about"],
    &["how", "about"],
    &["ok", "and"],
    &["and"],
    &["but"],
    &["so"],
];

/// With what a question of its own begins, if "and" stands before it.
const OPENINGS: [&str; 22] = [
    "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "did", "does", "do", "is", "are", "was", "were", "has", "have",
    "had", "list", "show", "count",
];

/// How a statement is read back that something is asked of.
const STATEMENTS: [&str; 8] = [
    "Is it so that ",
    "When was it that ",
    "In which year was it that ",
    "Where was it that ",
    "Since when was it that ",
    "Until when was it that ",
    "For how long was it that ",
    "How many times was it that ",
];

/// Writes out a follow-up. A text that stands alone is never one, whatever stood before it. Costs next to nothing for most of them: names are looked up
/// only in what may be a follow-up by its first words.
///
/// # Errors
/// Why there is nothing to follow, or why it is open what the follow-up means.
pub fn follow(text: &str, previous: Option<&Previous>, vocabulary: &Vocabulary, view: &dyn View) -> Result<FollowUp, Diagnostic> {
    if !may_begin_so(text) {
        debug_assert!(!token::tokenize(text).is_ok_and(|tokens| may_follow(&tokens)), "{text}");
        return Ok(FollowUp::Whole);
    }
    let Ok(tokens) = token::tokenize(text) else { return Ok(FollowUp::Whole) };
    if !may_follow(&tokens) {
        return Ok(FollowUp::Whole);
    }
    let lattice = Lattice::new(text, tokens, vocabulary, view);
    let follower = Follower { text, lattice: &lattice, previous, vocabulary, view };
    follower.read()
}

/// Whether [`may_follow`] need be asked, by the first word and by letters that some word must have.
fn may_begin_so(text: &str) -> bool {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (first, rest) = text.split_at_checked(end).unwrap_or_default();
    // Anything but a plain word is looked at closely.
    if first.is_empty() || !rest.starts_with(' ') {
        return true;
    }
    let is_any = |words: &[&str]| words.iter().any(|word| first.eq_ignore_ascii_case(word));
    // "what about" and "which one" are found by their second words.
    let is_lead = LEADS.iter().filter_map(|lead| lead.first()).any(|lead| *lead != "what" && first.eq_ignore_ascii_case(lead));
    is_lead
        || is_any(&FRAGMENTS)
        || is_any(&["number", "row"])
        || is_any(PREPOSITIONS)
        || is_any(&TIME_WORDS)
        || may_hold(text, &["about", "else", "other", "one"])
}

/// With what a fragment begins.
const FRAGMENTS: [&str; 7] = ["when", "where", "since", "until", "how", "for", "why"];

/// Whether a text begins like a follow-up, or speaks of "the second one".
fn may_follow(tokens: &[Token]) -> bool {
    const SHORT: usize = 8;
    let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    let Some(first) = words.first() else { return false };
    let fragment = words.len() <= 4 && FRAGMENTS.contains(first)
        || words.len() <= 2 && matches!(words.last(), Some(&"else" | &"others"))
        || words.len() == 2 && matches!(*first, "number" | "row");
    fragment
        || LEADS.iter().any(|lead| words.starts_with(lead))
        || words.len() <= SHORT && PREPOSITIONS.contains(first)
        || words.len() <= SHORT && TIME_WORDS.contains(first)
        || matches!(words[..], ["which", "ones" | "one", ..] | [_, "which", "ones" | "one", ..])
        || words.windows(3).any(|words| matches!(words, ["the", _, "one"]))
}

/// With what a time begins.
const TIME_WORDS: [&str; 9] = ["in", "on", "during", "before", "after", "since", "until", "between", "from"];

struct Follower<'a> {
    text: &'a str,
    lattice: &'a Lattice<'a>,
    previous: Option<&'a Previous>,
    vocabulary: &'a Vocabulary,
    view: &'a dyn View,
}

impl Follower<'_> {
    fn read(&self) -> Result<FollowUp, Diagnostic> {
        let tokens = &self.lattice.tokens;
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        // A name of that many words means itself ("And Then There Were None").
        let named = self.lattice.names.first().and_then(|names| names.iter().map(|name| name.end).max()).unwrap_or(0);
        let lead = LEADS.iter().find(|lead| words.starts_with(lead) && named <= lead.len()).map_or(0, |lead| lead.len());
        if lead == 0 && named == tokens.len() {
            return Ok(FollowUp::Whole);
        }
        let rest = words.get(lead..).unwrap_or_default();
        let asked = match rest {
            ["when"] => Some("When was it that"),
            ["where"] => Some("Where was it that"),
            ["since", "when"] => Some("Since when was it that"),
            ["until", "when"] => Some("Until when was it that"),
            ["how", "long"] | ["for", "how", "long"] => Some("For how long was it that"),
            ["how", "often"] | ["how", "many", "times"] => Some("How many times was it that"),
            _ => None,
        };
        if let Some(asked) = asked {
            return self.detail(asked);
        }
        match rest {
            ["why"] | ["why", "so"] | ["how", "come"] | ["how", "do", "you", "know"] => {
                self.before()?;
                return Ok(FollowUp::Claims(None));
            }
            ["why", row] if row.parse::<usize>().is_ok() => {
                self.before()?;
                return Ok(FollowUp::Claims(row.parse().ok()));
            }
            ["who" | "what" | "which" | "anyone" | "anybody" | "anything" | "somebody" | "someone", "else"]
            | ["any" | "which", "others"] => {
                return self.others();
            }
            _ => {}
        }
        if let Some(range) = self.ordinal_at(lead)
            && range.end == tokens.len()
        {
            let key = self.row(&range)?;
            return Ok(FollowUp::StandsFor(format!("tell me about {key}")));
        }
        // "until which date was X president" is a question of its own, and so is "in 2003 was X president".
        let asks = rest.iter().any(|word| OPENINGS.contains(word));
        if lead < tokens.len() && !asks {
            if language::time_at(self.lattice, lead) == Some(tokens.len()) {
                return self.other_time(lead, "");
            }
            // "and 2007?"
            if lead > 0 && lead + 1 == tokens.len() && is_year(tokens.get(lead)) {
                return self.other_time(lead, "in ");
            }
            let preposition = rest.first().filter(|word| PREPOSITIONS.contains(word));
            let at = lead + usize::from(preposition.is_some());
            let at = at + usize::from(words.get(at) == Some(&"the"));
            if (lead > 0 || preposition.is_some())
                && !(self.previous.is_none() && self.stands_alone())
                && let Some(nodes) = self.name_from(at)
            {
                return self.other_name(at, &nodes, preposition.copied());
            }
        }
        // "which ones recognized X?"
        if let ["which", "ones" | "one", rest @ ..] = rest
            && !rest.is_empty()
            && !matches!(rest.first(), Some(&"of"))
            && self.previous.is_some_and(|previous| !previous.rows.is_empty())
        {
            return Ok(FollowUp::StandsFor(format!("which of them {}", self.rest(lead + 2))));
        }
        if let Some(spoken) = self.with_rows()? {
            return Ok(FollowUp::StandsFor(spoken));
        }
        // "and who supported X?" is a question of its own.
        match rest.first() {
            Some(first) if lead > 0 && OPENINGS.contains(first) => Ok(FollowUp::StandsFor(self.rest(lead).to_owned())),
            _ => Ok(FollowUp::Whole),
        }
    }

    /// Whether it means something without a question before it: "what about X".
    fn stands_alone(&self) -> bool {
        self.lattice.tokens.first().is_some_and(|token| token.text == "what")
    }

    fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }

    fn before(&self) -> Result<&Previous, Diagnostic> {
        self.previous.ok_or_else(|| {
            Diagnostic::new(Problem::NotSupported, self.whole(), "There is no answered question before this one to go on from.")
                .hint("Ask a whole question.")
        })
    }

    fn open(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Problem::NotSupported, self.whole(), message).hint("Ask a whole question.")
    }

    /// The nodes of the one name that the rest of the text is.
    fn name_from(&self, at: usize) -> Option<Vec<NodeId>> {
        let names = self.lattice.names.get(at)?;
        names.iter().find(|name| name.end == self.lattice.tokens.len() && !name.nodes.is_empty()).map(|name| name.nodes.clone())
    }

    /// The text from a token to the end, without the question mark.
    fn rest(&self, at: usize) -> &str {
        self.lattice.text_of(at, self.lattice.tokens.len())
    }

    /// "when?": asked of the statement before.
    fn detail(&self, asked: &str) -> Result<FollowUp, Diagnostic> {
        let previous = self.before()?;
        let statement = if let Some(statement) = stated(&previous.readback) {
            statement.to_owned()
        } else if let (Some(rest), &[only]) = (previous.readback.strip_prefix("Who or what "), &previous.entities[..]) {
            format!("{} {}", self.key(only), rest.trim_end_matches('?'))
        } else if previous.entities.len() > 1 {
            return Err(self.open("The answer before has several rows, and each has its own."));
        } else {
            return Err(self.open("The question before is no statement of which this can be asked."));
        };
        Ok(FollowUp::StandsFor(format!("{asked} {statement}?")))
    }

    /// "who else?": whoever did the same.
    fn others(&self) -> Result<FollowUp, Diagnostic> {
        let previous = self.before()?;
        let Some(statement) = stated(&previous.readback) else {
            return Err(self.open("The answer before holds all that are recorded."));
        };
        let nobody = || self.open("The question before names nobody beside whom others could be meant.");
        let (question, _) = self.tree(previous)?;
        let Question::Clause { clause: Clause { subject: Some(subject), .. }, asked } = &*question else { return Err(nobody()) };
        if *asked == Asked::Constituent {
            return Err(nobody());
        }
        let label = match subject.head.items.last().map(|item| &item.kind) {
            Some(ItemKind::Name(name)) => {
                name.nodes.iter().map(|&node| self.label(node)).find(|label| statement.starts_with(label.as_str()))
            }
            _ => None,
        };
        let did = label.as_ref().and_then(|label| statement.strip_prefix(label.as_str()));
        let (Some(label), Some(did)) = (&label, did) else { return Err(nobody()) };
        Ok(FollowUp::StandsFor(format!("Who or what {} except [{label}]?", did.trim_start())))
    }

    /// "and in 2007?": another time, or one where there was none.
    fn other_time(&self, at: usize, preposition: &str) -> Result<FollowUp, Diagnostic> {
        let previous = self.before()?;
        let (question, places) = self.tree(previous)?;
        let mut found = Phrases::default();
        found.question(&question);
        let new = format!("{preposition}{}", self.rest(at));
        match &found.times[..] {
            [] => {
                let kept = previous.question.trim_end().trim_end_matches(['?', '.', '!']).trim_end();
                Ok(FollowUp::Instead(vec![format!("{kept} {new}?")]))
            }
            several => {
                Ok(FollowUp::Instead(several.iter().take(MOST).map(|time| replaced(&previous.question, &places, time, &new)).collect()))
            }
        }
    }

    /// "and Ecuador?": another name of the same kind.
    fn other_name(&self, at: usize, nodes: &[NodeId], preposition: Option<&str>) -> Result<FollowUp, Diagnostic> {
        let previous = self.before()?;
        let (question, places) = self.tree(previous)?;
        let mut found = Phrases { pronouns: previous.before.all(), ..Phrases::default() };
        found.question(&question);
        let new = self.rest(at);
        let mut fitting: Vec<&(Range<usize>, Vec<NodeId>)> = found.names.iter().filter(|(_, others)| self.alike(others, nodes)).collect();
        // "and in Ecuador?": the one behind the same word.
        if let Some(preposition) = preposition {
            let behind = |range: &Range<usize>| {
                range.start.checked_sub(1).and_then(|before| places.get(before)).is_some_and(|token| token.text == preposition)
            };
            let own: Vec<_> = fitting.iter().copied().filter(|(range, _)| behind(range)).collect();
            if !own.is_empty() {
                fitting = own;
            }
        }
        // What was only spoken of goes on being that.
        if fitting.len() > 1 {
            let by_name: Vec<_> = fitting.iter().copied().filter(|(range, _)| !found.pronoun_places.contains(range)).collect();
            if !by_name.is_empty() {
                fitting = by_name;
            }
        }
        // What is named beside it stays as it is.
        if fitting.len() > 1 {
            let beside = |range: &Range<usize>| found.names.iter().any(|(other, named)| other != range && named == nodes);
            fitting.retain(|(range, _)| !beside(range));
        }
        // "what about X" also asks what there is about it.
        if fitting.is_empty() && self.stands_alone() {
            return Ok(FollowUp::Whole);
        }
        if fitting.is_empty() {
            return Err(self.open(format!("The question before has no name that \"{new}\" could stand for.")));
        }
        Ok(FollowUp::Instead(fitting.iter().take(MOST).map(|(range, _)| replaced(&previous.question, &places, range, new)).collect()))
    }

    /// Whether some of two names' nodes are of one kind; what has no kind is like anything.
    fn alike(&self, some: &[NodeId], others: &[NodeId]) -> bool {
        let schema = self.view.schema();
        some.iter().any(|&one| {
            let own = self.view.kinds(one);
            others.iter().any(|&other| {
                let kinds = self.view.kinds(other);
                own.is_empty() || kinds.is_empty() || own.iter().any(|&a| kinds.iter().any(|&b| schema.is_a(a, b) || schema.is_a(b, a)))
            })
        })
    }

    /// "the second one", "number 3": its tokens.
    fn ordinal_at(&self, at: usize) -> Option<Range<usize>> {
        let tokens = &self.lattice.tokens;
        let word = |ahead: usize| tokens.get(at + ahead).map_or("", |token| token.text.as_str());
        let followed = |end: usize| {
            matches!(
                tokens.get(end).map(|token| token.text.as_str()),
                Some("to" | "that" | "who" | "which" | "of" | "in" | "with" | "whose")
            )
        };
        match (word(0), word(1), word(2)) {
            ("the", ordinal, "one") if place_of(ordinal).is_some() && !followed(at + 3) => Some(at..at + 3),
            ("number" | "row", number, _) if place_of(number).is_some() && at + 2 == tokens.len() => Some(at..at + 2),
            _ => None,
        }
    }

    /// What a row of the answer before is, as a name that leaves nothing open.
    fn row(&self, range: &Range<usize>) -> Result<String, Diagnostic> {
        let previous = self.before()?;
        let word = self.lattice.tokens.get(range.start + 1).map_or("", |token| token.text.as_str());
        let count = previous.rows.len();
        let place = match place_of(word) {
            Some(usize::MAX) => count.checked_sub(1),
            place => place,
        };
        match place.and_then(|place| previous.rows.get(place)) {
            Some(Some(node)) => Ok(self.key(*node)),
            Some(None) => Err(self.open("That row of the answer before is no thing that has a name.")),
            None => Err(self.open(format!("The answer before has {count} {}.", if count == 1 { "row" } else { "rows" }))),
        }
    }

    /// A question that speaks of a row of the answer before: "when was the second one president?"
    fn with_rows(&self) -> Result<Option<String>, Diagnostic> {
        let at = (0..self.lattice.tokens.len()).find_map(|at| self.ordinal_at(at));
        let Some(range) = at.filter(|_| self.previous.is_some_and(|previous| !previous.rows.is_empty())) else { return Ok(None) };
        let key = self.row(&range)?;
        Ok(Some(replaced(self.text, &self.lattice.tokens, &range, &key)))
    }

    /// The tree by which the question before was understood, and its tokens.
    fn tree(&self, previous: &Previous) -> Result<(Rc<Question>, Vec<Token>), Diagnostic> {
        let unread = || self.open("I can't go on from the question before.");
        let tokens = token::tokenize(&previous.question).map_err(|_| unread())?;
        let lattice = Lattice::new(&previous.question, tokens.clone(), self.vocabulary, self.view);
        let resolver = Resolver::new(&lattice, self.vocabulary, self.view, &previous.before);
        let tree = language::parse(&lattice).find(|tree| resolver.interpret(tree).is_some());
        Ok((tree.ok_or_else(unread)?, tokens))
    }

    fn label(&self, node: NodeId) -> String {
        match self.view.node(node).as_deref() {
            Some(crate::graph::Node::Entity(entity)) => entity.label.clone(),
            _ => String::new(),
        }
    }

    /// A node as a name in brackets: its label, or its key where the label has namesakes.
    fn key(&self, node: NodeId) -> String {
        let label = self.label(node);
        match self.view.node(node).as_deref() {
            Some(crate::graph::Node::Entity(entity)) if self.view.named(&label).len() > 1 => format!("[{}]", entity.key),
            _ => format!("[{label}]"),
        }
    }
}

/// The statement of which a question asked something.
fn stated(readback: &str) -> Option<&str> {
    STATEMENTS.iter().find_map(|lead| readback.trim_end_matches('?').strip_prefix(lead))
}

/// A text with some of its tokens replaced.
fn replaced(text: &str, tokens: &[Token], range: &Range<usize>, new: &str) -> String {
    let start = tokens.get(range.start).map_or(text.len(), |token| token.span.start);
    let end = range.end.checked_sub(1).and_then(|last| tokens.get(last)).map_or(text.len(), |token| token.span.end);
    format!("{}{new}{}", text.get(..start).unwrap_or(""), text.get(end..).unwrap_or(""))
}

fn is_year(token: Option<&Token>) -> bool {
    token.is_some_and(|token| {
        matches!(token.kind, TokenKind::Number(_)) && token.text.len() == 4 && token.text.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The place of "second", "2nd", "2": from 0; the last is the greatest.
fn place_of(word: &str) -> Option<usize> {
    const WORDS: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if word == "last" {
        return Some(usize::MAX);
    }
    if let Some(place) = WORDS.iter().position(|other| *other == word) {
        return Some(place);
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1))
}

/// The times and names of a question, with their tokens.
#[derive(Default)]
struct Phrases {
    /// What pronouns stand for.
    pronouns: Vec<NodeId>,
    pronoun_places: Vec<Range<usize>>,
    times: Vec<Range<usize>>,
    names: Vec<(Range<usize>, Vec<NodeId>)>,
}

impl Phrases {
    fn question(&mut self, question: &Question) {
        match question {
            Question::Clause { clause, .. }
            | Question::WhoSays { clause, .. }
            | Question::Lapse { clause, .. }
            | Question::Why { clause } => self.clause(clause),
            Question::Nominal { chain, .. }
            | Question::Describe { chain, .. }
            | Question::KindOf { chain, .. }
            | Question::Measure { chain, .. } => self.chain(chain),
            Question::Place { among, clause, .. } => {
                self.chain(among);
                self.clause(clause);
            }
            Question::Connection { from, to, scope, .. } => {
                [from, to].into_iter().for_each(|chain| self.chain(chain));
                self.modifiers(&scope.trailing);
            }
            Question::Central { phrase, scope, .. } => {
                self.noun(phrase);
                self.modifiers(&scope.trailing);
            }
            Question::Contested { about } => about.iter().for_each(|about| self.chain(about)),
            Question::Groups { scope, .. } => self.modifiers(&scope.trailing),
            Question::Common { chains, sort } => chains.iter().chain(sort).for_each(|phrase| self.noun(phrase)),
            Question::Deeds { chain, trailing, .. } => {
                self.chain(chain);
                self.modifiers(trailing);
            }
        }
    }

    fn clause(&mut self, clause: &Clause) {
        self.modifiers(&clause.fronted);
        clause.subject.iter().chain(&clause.object).for_each(|chain| self.chain(chain));
        self.modifiers(&clause.trailing);
    }

    fn chain(&mut self, chain: &Chain) {
        self.noun(&chain.head);
        self.modifiers(&chain.modifiers);
    }

    fn noun(&mut self, phrase: &NounPhrase) {
        if let Some(owner) = &phrase.owner {
            self.noun(owner);
        }
        for item in &phrase.items {
            match &item.kind {
                ItemKind::Name(name) => self.names.push((name.at..name.end, name.nodes.clone())),
                ItemKind::Names(names) => self.names.extend(names.iter().map(|name| (name.at..name.end, name.nodes.clone()))),
                ItemKind::Pronoun => {
                    self.names.push((item.range.clone(), self.pronouns.clone()));
                    self.pronoun_places.push(item.range.clone());
                }
                _ => {}
            }
        }
    }

    fn modifiers(&mut self, modifiers: &[Modifier]) {
        for modifier in modifiers {
            match &modifier.kind {
                // What a time is relative to is part of it.
                ModifierKind::Time(_) => self.times.push(modifier.range.clone()),
                ModifierKind::Preposition { object: phrase, .. }
                | ModifierKind::Conjunct(phrase)
                | ModifierKind::Named(phrase)
                | ModifierKind::AccordingTo { who: phrase, .. }
                | ModifierKind::Object { subject: phrase, .. }
                | ModifierKind::Compare(Compare { than: phrase, .. }) => self.noun(phrase),
                // What was left out is not what was asked about.
                ModifierKind::Except(_) => {}
                ModifierKind::Subject(predicate) => self.predicate(predicate),
                ModifierKind::Whose { noun, predicate, then } => {
                    self.noun(noun);
                    self.predicate(predicate);
                    then.iter().for_each(|then| self.predicate(then));
                }
                _ => {}
            }
        }
    }

    fn predicate(&mut self, predicate: &Predicate) {
        predicate.object.iter().for_each(|object| self.noun(object));
        predicate.compare.iter().for_each(|compare| self.noun(&compare.than));
    }
}
