//! What is ranked: "the first two presidents", "the longest-serving president", "the state with the most rivers".

use crate::meaning::concept::{Concept, Link, Measure, Restriction};
use crate::meaning::resolve::Resolver;

impl Resolver<'_> {
    /// The first `count` ones of a base in an order, behind those that are skipped.
    pub(super) fn say_ranked(
        &self,
        base: &Concept,
        measure: &Measure,
        descending: bool,
        (skip, count): (usize, usize),
        plural: bool,
    ) -> String {
        let several = count > 1;
        if let Some(said) = self.say_next_to(base) {
            return said;
        }
        match measure {
            Measure::Time { .. } => {
                let rank = match (skip, descending) {
                    (0, false) => "first".to_owned(),
                    (0, true) => "last".to_owned(),
                    (skip, _) => ordinal(skip + 1),
                };
                let number = if several { format!(" {count}") } else { String::new() };
                format!("the {rank}{number} {}", self.say(base, several))
            }
            Measure::Length { .. } => {
                let place = if skip > 0 { format!("{} ", ordinal(skip + 1)) } else { String::new() };
                let number = if several { format!("{count} ") } else { String::new() };
                format!("the {place}{number}{}-serving {}", length_order(descending), self.say(base, several))
            }
            measure => {
                let measure = self.say_measure(measure, descending);
                let place = if skip > 0 { format!("{} in order, ", ordinal(skip + 1)) } else { String::new() };
                let number = if several { format!("{count} ") } else { String::new() };
                format!("the {place}{number}{} {measure}", self.say(base, several || plural))
            }
        }
    }

    /// "president before X", of what X held: the one next to it.
    fn say_next_to(&self, base: &Concept) -> Option<String> {
        let Concept::Role { link, of: Some(of) } = base else { return None };
        let ([relative], Concept::Restricted { base: thing, restrictions }) = (&link.relative[..], &**of) else { return None };
        let [Restriction::Linked { link: held, other: Some(who), .. }] = &restrictions[..] else { return None };
        let plain = link.times.is_empty() && link.sources.is_empty() && held.relations == link.relations && **who == relative.subject;
        let noun = self.say(&Concept::Role { link: Link { relative: Vec::new(), ..link.clone() }, of: None }, false);
        (plain && **thing == Concept::Thing).then(|| format!("{noun} {}", self.relative_text(relative)))
    }

    pub fn say_measure(&self, measure: &Measure, descending: bool) -> String {
        let order = if descending { "highest" } else { "lowest" };
        match measure {
            Measure::Itself => format!("that is {order}"),
            Measure::Attribute(link) => format!("with the {order} {}", self.measure_noun(link)),
            Measure::Count { link, of } => {
                let what = of.as_deref().map_or_else(|| self.measure_noun(link), |of| self.say(of, true));
                format!("with the {} {what}", if descending { "most" } else { "fewest" })
            }
            Measure::Time { .. } => if descending { "that came last" } else { "that came first" }.to_owned(),
            Measure::Length { .. } => format!("that lasted the {}", length_order(descending)),
        }
    }
}

fn ordinal(place: usize) -> String {
    match place {
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        _ => format!("{place}th"),
    }
}

/// "longest", "shortest".
pub(super) fn length_order(descending: bool) -> &'static str {
    if descending { "longest" } else { "shortest" }
}
