//! Values as they are shown: numbers with unit and bound, dates, texts; and the same as JSON.

use serde_json::Value as Json;

use super::when::date_text;
use crate::graph::{Quantity, Value};

/// The value for a person: "about 200,000 people", "$10 million", "7 December 2022", "yes".
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Url(text) => text.clone(),
        Value::Number(quantity) => quantity_text(quantity),
        Value::Date(date) => date_text(*date),
        Value::Truth(true) => "yes".to_owned(),
        Value::Truth(false) => "no".to_owned(),
    }
}

/// The value for a program: a number without its unit, an ISO date, a text, true or false.
pub fn value_json(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Url(text) => Json::from(text.as_str()),
        Value::Number(quantity) => number_json(quantity.amount),
        Value::Date(date) => Json::from(date.to_string()),
        Value::Truth(truth) => Json::from(*truth),
    }
}

/// A whole number as an integer, so that it prints without a point.
pub fn number_json(number: f64) -> Json {
    if is_whole(number) { Json::from(number as i64) } else { Json::from(number) }
}

/// "about 200,000 people", "more than 400", "$10 million", "5%".
pub fn quantity_text(quantity: &Quantity) -> String {
    let bound = quantity.bound.words();
    format!("{bound}{}", with_unit(&amount_text(quantity.amount), quantity.unit.as_deref()))
}

/// The quantity without its unit, for a phrase that says the unit itself.
pub fn bare_quantity_text(quantity: &Quantity) -> String {
    format!("{}{}", quantity.bound.words(), amount_text(quantity.amount))
}

/// A computed number with its unit, if it has one; not more than two decimals.
pub fn number_text(number: f64, unit: Option<&str>) -> String {
    with_unit(&amount_text((number * 100.0).round() / 100.0), unit)
}

fn with_unit(amount: &str, unit: Option<&str>) -> String {
    match unit {
        None | Some("") => amount.to_owned(),
        Some("%" | "percent" | "per cent") => format!("{amount}%"),
        Some(unit) if unit.chars().last().is_some_and(|last| "$€£¥".contains(last)) => match amount.strip_prefix('-') {
            Some(positive) => format!("-{unit}{positive}"),
            None => format!("{unit}{amount}"),
        },
        Some(unit) => format!("{amount} {unit}"),
    }
}

/// Round millions and billions in words, the rest in digits with commas from 10,000 up (so that a year stays a year).
fn amount_text(amount: f64) -> String {
    for (word, size) in [("trillion", 1e12), ("billion", 1e9), ("million", 1e6)] {
        let scaled = amount / size;
        // Only where nothing is lost: at most three decimals.
        if scaled.abs() >= 1.0 && is_whole(scaled * 1000.0) && scaled.abs() < 1000.0 {
            return format!("{} {word}", trimmed(scaled));
        }
    }
    // What stands behind the fourth decimal is noise of a division.
    trimmed(if amount.abs() < 1e12 { (amount * 1e4).round() / 1e4 } else { amount })
}

fn trimmed(number: f64) -> String {
    let text = number.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if whole.len() > 4 && place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn is_whole(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() < 9.0e15
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Bound;

    #[test]
    fn quantities_read_as_english() {
        let cases = [
            (200_000.0, Bound::About, Some("people"), "about 200,000 people"),
            (400.0, Bound::MoreThan, None, "more than 400"),
            (10_000_000.0, Bound::Exactly, Some("$"), "$10 million"),
            (1_500_000.0, Bound::Exactly, Some("US$"), "US$1.5 million"),
            (1737.0, Bound::Exactly, None, "1737"),
            (12_345_678.0, Bound::AtLeast, Some("tonnes"), "at least 12,345,678 tonnes"),
            (3.5, Bound::Exactly, Some("%"), "3.5%"),
            (-10_000.25, Bound::Exactly, Some("$"), "-$10,000.25"),
        ];
        for (amount, bound, unit, text) in cases {
            assert_eq!(quantity_text(&Quantity { amount, bound, unit: unit.map(str::to_owned) }), text);
        }
        assert_eq!(number_text(10.0 / 3.0, None), "3.33");
        assert_eq!(number_json(3.0), Json::from(3));
    }
}
