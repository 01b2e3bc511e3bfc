//! The forms of the verbs met so far, and the words that they are written with.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::Form;
use super::families::{Beginning, of_forms};
use crate::language::morphology::{self, VerbForms};

/// The forms of the verbs met so far: graphs say many relations with few verbs.
#[derive(Default)]
pub(super) struct Verbs {
    by_base: FxHashMap<String, Arc<VerbForms>>,
    by_third: FxHashMap<String, Arc<VerbForms>>,
    beginnings: FxHashMap<String, SmallVec<[Beginning; 4]>>,
}

impl Verbs {
    /// Of a verb by its base: "vote".
    pub fn of_base(&mut self, base: &str) -> Arc<VerbForms> {
        kept(&mut self.by_base, base, morphology::verb_forms)
    }

    /// Of a verb as "X votes" has it.
    pub fn of_third(&mut self, third: &str) -> Arc<VerbForms> {
        kept(&mut self.by_third, third, |third| morphology::verb_forms(&morphology::base_of_third(third)))
    }

    /// How the forms begin of a verb as "X votes" has it.
    pub fn beginnings(&mut self, third: &str) -> &[Beginning] {
        if !self.beginnings.contains_key(third) {
            let found = match morphology::forms_begin_alike(third) {
                true => smallvec![Beginning::of(third)],
                false => of_forms(&self.of_third(third)).collect(),
            };
            self.beginnings.insert(third.to_owned(), found);
        }
        self.beginnings.get(third).map_or(&[], SmallVec::as_slice)
    }
}

fn kept(known: &mut FxHashMap<String, Arc<VerbForms>>, word: &str, make: impl FnOnce(&str) -> VerbForms) -> Arc<VerbForms> {
    if let Some(forms) = known.get(word) {
        return Arc::clone(forms);
    }
    let forms = Arc::new(make(word));
    known.insert(word.to_owned(), Arc::clone(&forms));
    forms
}

/// The distinct words of a verb, each with the form that it is.
pub(super) fn words_of(forms: &VerbForms) -> impl Iterator<Item = (Cow<'_, str>, Form)> {
    let all = [
        (&forms.base, Form::Base),
        (&forms.third, Form::Third),
        (&forms.past, Form::Past),
        (&forms.gerund, Form::Gerund),
        (&forms.participle, Form::Participle),
    ];
    let distinct = if forms.participle == forms.past { 4 } else { 5 };
    let mut words: SmallVec<[(Cow<'_, str>, Form); 7]> =
        all.into_iter().take(distinct).map(|(word, form)| (Cow::Borrowed(word.as_str()), form)).collect();
    // "travelled" beside "traveled".
    if forms.base.ends_with('l') && forms.past.strip_suffix("ed") == Some(&forms.base) {
        words.push((Cow::Owned(format!("{}led", forms.base)), Form::Past));
        words.push((Cow::Owned(format!("{}ling", forms.base)), Form::Gerund));
    }
    words.into_iter()
}
