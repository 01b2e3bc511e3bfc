//! The names of a live graph, and of its base.

use std::borrow::Cow;

use super::LiveGraph;
use crate::graph::names::{fold, fold_prefix, nearness, spelling};
use crate::graph::{Exactness, NameMatch, NodeId};

impl LiveGraph {
    pub(super) fn all_named(&self, name: &str) -> Cow<'_, [NodeId]> {
        let own = self.names.named(&fold(name));
        let Some(base) = &self.base else { return own };
        let mut all = base.view.named(name);
        if !own.is_empty() {
            all.to_mut().extend_from_slice(&own);
            all.to_mut().sort_unstable();
            all.to_mut().dedup();
        }
        all
    }

    pub(super) fn all_names_at(&self, words: &[&str], with_parts: bool) -> Vec<NameMatch> {
        let own = self.names.at(words, with_parts);
        let Some(base) = &self.base else { return own };
        let mut all = if with_parts { base.view.names_at(words) } else { base.view.whole_names_at(words) };
        if own.is_empty() {
            return all;
        }
        for found in own {
            match all.iter_mut().find(|other| (other.words, other.exactness) == (found.words, found.exactness)) {
                Some(other) => {
                    other.nodes.extend(found.nodes);
                    other.nodes.sort_unstable();
                    other.nodes.dedup();
                }
                None => all.push(found),
            }
        }
        all.sort_by(|one, other| other.words.cmp(&one.words).then(one.exactness.cmp(&other.exactness)));
        let whole = all.iter().filter(|found| found.exactness == Exactness::Whole).map(|found| found.words).max().unwrap_or(0);
        all.retain(|found| found.exactness != Exactness::Part || found.words > whole);
        all
    }

    pub(super) fn all_nearest_names(&self, text: &str, limit: usize) -> Vec<String> {
        let folded = fold(text);
        let own = self.names.nearest(&folded, limit).into_iter().map(|(name, node)| spelling(self.weight(node), name));
        let Some(base) = &self.base else { return own.collect() };
        let all = base.view.nearest_names(text, limit).into_iter().chain(own);
        let mut scored: Vec<(u32, String, String)> = all
            .filter_map(|name| {
                let other = fold(&name);
                Some((nearness(&folded, &other)?, other, name))
            })
            .collect();
        scored.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        scored.dedup_by(|one, other| one.1 == other.1);
        scored.truncate(limit);
        scored.into_iter().map(|(.., name)| name).collect()
    }

    pub(super) fn complete_all_names(&self, prefix: &str, limit: usize) -> Vec<String> {
        let folded = fold_prefix(prefix);
        let own = self.names.complete(&folded).take(limit).map(|(name, node)| spelling(self.weight(node), name));
        let Some(base) = &self.base else { return own.collect() };
        let mut all: Vec<(String, String)> =
            base.view.complete_name(prefix, limit).into_iter().chain(own).map(|name| (fold(&name), name)).collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all.dedup_by(|one, other| one.0 == other.0);
        all.truncate(limit);
        all.into_iter().map(|(_, name)| name).collect()
    }
}
