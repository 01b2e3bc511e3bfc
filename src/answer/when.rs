//! Dates as people write them: "7 December 2022", "1990 to 2000", "since 2016".
//!
//! Comes in: dates and intervals at their own precision. Goes out: text. ISO is left to their `Display`.

use crate::graph::{Date, Interval};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// "2022", "December 2022", "7 December 2022".
pub fn date_text(date: Date) -> String {
    let year = if date.year() > 0 { date.year().to_string() } else { format!("{} BC", 1 - i32::from(date.year())) };
    let month = date.month().and_then(|month| MONTHS.get(usize::from(month).wrapping_sub(1)));
    match (month, date.day()) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        _ => year,
    }
}

/// "2011", "1990 to 2000", "since 2016", "until 2001"; nothing for undated.
pub fn interval_text(interval: Interval) -> Option<String> {
    Some(match (interval.from, interval.to) {
        (None, None) => return None,
        (Some(from), Some(to)) if from == to => date_text(from),
        (Some(from), Some(to)) => format!("{} to {}", date_text(from), date_text(to)),
        (Some(from), None) => format!("since {}", date_text(from)),
        (None, Some(to)) => format!("until {}", date_text(to)),
    })
}

/// As it stands at the end of a sentence: "in 2011", "on 7 December 2022", "from 1990 to 2000", "since 2016"; nothing for undated.
pub fn interval_phrase(interval: Interval) -> Option<String> {
    let text = interval_text(interval)?;
    Some(match (interval.from, interval.to) {
        (Some(from), Some(_)) if interval.is_point() => {
            if from.day().is_some() {
                format!("on {text}")
            } else {
                format!("in {text}")
            }
        }
        (Some(_), Some(_)) => format!("from {text}"),
        _ => text,
    })
}

/// A length of time in words, from days: "331 days", "about 5 months", "about 10 years".
pub(super) fn length_text(days: f64) -> String {
    let whole = days.round();
    if whole < 366.0 {
        return if whole == 1.0 { "1 day".to_owned() } else { format!("{whole} days") };
    }
    let years = days / 365.25;
    let rounded = (years * 2.0).round() / 2.0;
    if rounded == 1.0 { "about 1 year".to_owned() } else { format!("about {rounded} years") }
}

/// So many years or months: "41 years", "1 month".
pub(super) fn units_text(number: f64, units: &str) -> String {
    if number == 1.0 { format!("1 {}", units.trim_end_matches('s')) } else { format!("{number} {units}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_read_as_english() {
        let date = |text: &str| text.parse::<Date>().ok();
        for (from, to, text, phrase) in [
            ("2011", "2011", "2011", "in 2011"),
            ("2022-12-07", "2022-12-07", "7 December 2022", "on 7 December 2022"),
            ("2000-06", "2000-06", "June 2000", "in June 2000"),
            ("1990", "2000", "1990 to 2000", "from 1990 to 2000"),
            ("2016", "", "since 2016", "since 2016"),
            ("", "2001", "until 2001", "until 2001"),
            ("-0043", "-0043", "44 BC", "in 44 BC"),
        ] {
            let interval = Interval { from: date(from), to: date(to) };
            assert_eq!(interval_text(interval).as_deref(), Some(text));
            assert_eq!(interval_phrase(interval).as_deref(), Some(phrase));
        }
        assert_eq!(interval_text(Interval::UNDATED), None);
    }
}
