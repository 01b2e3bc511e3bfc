//! What might, could, should or must be: claims say what is or was so.

use super::resolve::Resolver;
use crate::diagnostic::{Diagnostic, Problem};
use crate::language::token::TokenKind;

/// Words before a verb that say of it no more than that it is possible or right.
const MODALS: [&str; 5] = ["might", "could", "may", "should", "must"];

impl Resolver<'_> {
    /// Where such a word stands, unless a phrase or a name of the vocabulary holds it ("X must deal with Y"), or it is the month.
    pub(super) fn modal(&self) -> Option<usize> {
        let lattice = self.lattice;
        let is_number = |at: usize| lattice.tokens.get(at).is_some_and(|token| matches!(token.kind, TokenKind::Number(_)));
        let held = |at: usize| {
            let lexemes =
                lattice.lexemes.iter().enumerate().take(at + 1).flat_map(|(start, found)| found.iter().map(move |(end, _)| (start, *end)));
            let names =
                lattice.names.iter().enumerate().take(at + 1).flat_map(|(start, found)| found.iter().map(move |name| (start, name.end)));
            lexemes.chain(names).any(|(start, end)| start <= at && at < end)
        };
        (0..lattice.tokens.len()).find(|&at| {
            let word = lattice.tokens.get(at).map_or("", |token| token.text.as_str());
            let month = word == "may" && (is_number(at + 1) || at.checked_sub(1).is_some_and(is_number) || before_a_month(self, at));
            MODALS.contains(&word) && !month && !held(at) && !lattice.says_modal(at)
        })
    }

    /// That such a word asks for more than claims say.
    pub(super) fn only_what_is(&self, at: usize) -> Diagnostic {
        let word = self.lattice.text_of(at, at + 1).to_lowercase();
        let message = format!("Claims say what is or was so, not what {word} be.");
        Diagnostic::new(Problem::NotSupported, self.lattice.span(at, at + 1), message).hint("Ask what is or was.")
    }
}

/// "in May", "since May".
fn before_a_month(resolver: &Resolver<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| resolver.lattice.tokens.get(before)).map_or("", |token| token.text.as_str());
    matches!(
        before,
        "in" | "since" | "until" | "before" | "after" | "by" | "of" | "during" | "from" | "to" | "and" | "early" | "mid" | "late" | "last"
    )
}
