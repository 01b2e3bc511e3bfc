//! Time phrases.
//!
//! ```text
//! time  = ("in" | "on" | "during" | "throughout") span | ("before" | "after" | "since" | "until" | "by") span
//!       | "on" (day month | month day) | "in" month | "between" span "and" span | "from" span ("to" | "until") span | ("before" | "after" | "during" | ...) anchor
//!       | "on the same day as" anchor | "within" n ("days" | ...) ("of" | "after" | "before") anchor
//!       | ("the" | n) ("day" | ...) ("after" | "before") anchor | "still" | "anymore" | "today" | "now" | lasting
//! span  = ISO date | day? month year | month day "," year | year | ("early" | "mid" | "late") span | "the" decade | "the" nth "century"
//! ```

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt, value};
use nom::sequence::{pair, preceded};

use super::input::{Parsed, Tokens, comma, number, one_of, stuck, word, words};
use super::lasting::lasting;
use super::noun::noun_phrase;
use super::question::clause_for_anchor;
use super::verb::{VerbForm, predicate};
use crate::graph::Date;
use crate::language::syntax::{Anchor, Granularity, TimeOrder, TimePhrase, TimeSpan};
use crate::language::token::TokenKind;
use crate::language::vocabulary::PREPOSITIONS;

const MONTHS: &[&str] =
    &["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// A whole number in digits in some range, maybe with "st", "nd", "rd", "th".
fn digits(input: Tokens<'_>, least: i64, most: i64) -> Parsed<'_, i64> {
    let text = input.text();
    let bare = ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text);
    match bare.parse::<i64>() {
        Ok(value) if (least..=most).contains(&value) && bare.len() <= 4 => Ok((input.advance(1), value)),
        _ => stuck(input),
    }
}

fn month(input: Tokens<'_>) -> Parsed<'_, u8> {
    let text = input.text();
    let full = MONTHS.iter().position(|month| *month == text);
    let short = || MONTHS.iter().position(|month| text.len() == 3 && month.starts_with(text) || text == "sept" && *month == "september");
    match full.or_else(short) {
        Some(index) => Ok((input.advance(1), index as u8 + 1)),
        None => stuck(input),
    }
}

fn year(input: Tokens<'_>) -> Parsed<'_, i16> {
    let text = input.text();
    match text.parse::<i16>() {
        Ok(year) if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) => Ok((input.advance(1), year)),
        _ => stuck(input),
    }
}

fn iso(input: Tokens<'_>) -> Parsed<'_, Date> {
    match input.text().parse::<Date>() {
        Ok(date) if input.text().contains('-') => Ok((input.advance(1), date)),
        _ => stuck(input),
    }
}

/// A single date at any precision.
pub(crate) fn date(input: Tokens<'_>) -> Parsed<'_, Date> {
    let day_month_year = |input| {
        let (rest, _) = opt(word("the")).parse(input)?;
        let (rest, day) = digits(rest, 1, 31)?;
        let (rest, _) = opt(word("of")).parse(rest)?;
        let (rest, month) = month(rest)?;
        let (rest, _) = opt(comma).parse(rest)?;
        let (rest, year) = year(rest)?;
        made(input, rest, year, Some(month), Some(day))
    };
    let month_day_year = |input| {
        let (rest, month) = month(input)?;
        let (rest, day) = digits(rest, 1, 31)?;
        let (rest, _) = opt(comma).parse(rest)?;
        let (rest, year) = year(rest)?;
        made(input, rest, year, Some(month), Some(day))
    };
    let month_year = |input| {
        let (rest, month) = month(input)?;
        let (rest, _) = opt(alt((word("of"), word("in")))).parse(rest)?;
        let (rest, year) = year(rest)?;
        made(input, rest, year, Some(month), None)
    };
    let plain_year = |input| {
        let (rest, _) = opt(words("the year")).parse(input)?;
        let (rest, year) = year(rest)?;
        made(input, rest, year, None, None)
    };
    alt((iso, day_month_year, month_day_year, month_year, plain_year)).parse(input)
}

fn made<'a>(input: Tokens<'a>, rest: Tokens<'a>, year: i16, month: Option<u8>, day: Option<i64>) -> Parsed<'a, Date> {
    match Date::new(year, month, day.and_then(|day| u8::try_from(day).ok())) {
        Some(date) => Ok((rest, date)),
        None => input.fail("a date that is in the calendar"),
    }
}

/// A date, a decade, a century, or a part of a year.
pub(crate) fn span(input: Tokens<'_>) -> Parsed<'_, TimeSpan> {
    alt((part_of_year, decade, century, map(date, TimeSpan::at))).parse(input)
}

fn part_of_year(input: Tokens<'_>) -> Parsed<'_, TimeSpan> {
    let (rest, _) = opt(word("the")).parse(input)?;
    let (rest, part) =
        one_of(&["early", "mid", "late", "beginning of", "start of", "middle of", "end of", "first half of", "second half of"])(rest)?;
    let (rest, whole) = alt((decade, map(date, TimeSpan::at))).parse(rest)?;
    let (first, last) = (whole.first, whole.last);
    let decade = first != last;
    let ends = match (decade, first.month()) {
        (true, _) => {
            let base = first.year();
            let (from, to) = match part {
                "early" | "beginning of" | "start of" => (0, 3),
                "mid" | "middle of" => (4, 6),
                "first half of" => (0, 4),
                "second half of" => (5, 9),
                _ => (7, 9),
            };
            (Date::new(base + from, None, None), Date::new(base + to, None, None))
        }
        (false, None) => {
            let (from, to) = match part {
                "early" | "beginning of" | "start of" => (1, 4),
                "mid" | "middle of" => (5, 8),
                "first half of" => (1, 6),
                "second half of" => (7, 12),
                _ => (9, 12),
            };
            (Date::new(first.year(), Some(from), None), Date::new(first.year(), Some(to), None))
        }
        (false, Some(month)) => {
            let (from, to) = match part {
                "early" | "beginning of" | "start of" => (Some(1), Some(10)),
                "mid" | "middle of" => (Some(11), Some(20)),
                "first half of" => (Some(1), Some(15)),
                "second half of" => (Some(16), None),
                _ => (Some(21), None),
            };
            let last = Date::new(first.year(), Some(month), to).or(Some(first));
            (Date::new(first.year(), Some(month), from), if to.is_none() { Date::from_day(first.last_day()) } else { last })
        }
    };
    match ends {
        (Some(first), Some(last)) => Ok((rest, TimeSpan { first, last })),
        _ => stuck(input),
    }
}

/// "the 1990s"
fn decade(input: Tokens<'_>) -> Parsed<'_, TimeSpan> {
    let (rest, _) = opt(word("the")).parse(input)?;
    let text = rest.text();
    let year =
        text.strip_suffix('s').filter(|digits| digits.len() == 4 && digits.ends_with('0')).and_then(|digits| digits.parse::<i16>().ok());
    // "the 90s", "the nineties": of the last century, as they are mostly meant.
    const NAMED: &[&str] = &["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
    let said = text != input.text();
    let short = text.strip_suffix('s').filter(|digits| said && digits.len() == 2 && digits.ends_with('0'));
    let short = short.and_then(|digits| digits.parse::<i16>().ok()).filter(|year| *year >= 20).map(|year| 1900 + year);
    let named =
        NAMED.iter().position(|name| said && *name == text).and_then(|index| i16::try_from(index).ok()).map(|index| 1920 + 10 * index);
    let Some(year) = year.or(short).or(named) else { return stuck(input) };
    let last = if year % 100 == 0 { year + 99 } else { year + 9 };
    match (Date::new(year, None, None), Date::new(last, None, None)) {
        (Some(first), Some(last)) => Ok((rest.advance(1), TimeSpan { first, last })),
        _ => stuck(input),
    }
}

/// "the twentieth century", "the 20th century"
fn century(input: Tokens<'_>) -> Parsed<'_, TimeSpan> {
    const ORDINALS: &[(&str, i64)] =
        &[("fifteenth", 15), ("sixteenth", 16), ("seventeenth", 17), ("eighteenth", 18), ("nineteenth", 19), ("twentieth", 20)];
    let (rest, _) = opt(word("the")).parse(input)?;
    let (rest, number) = if rest.text() == "twenty" && rest.text_at(1) == "first" {
        (rest.advance(2), 21)
    } else if let Some((_, number)) = ORDINALS.iter().find(|(word, _)| *word == rest.text()) {
        (rest.advance(1), *number)
    } else {
        digits(rest, 1, 30)?
    };
    let (rest, _) = word("century")(rest)?;
    let first = (number - 1) * 100 + 1;
    let ends = i16::try_from(first).ok().and_then(|first| Date::new(first, None, None).zip(Date::new(first + 99, None, None)));
    match ends {
        Some((first, last)) => Ok((rest, TimeSpan { first, last })),
        None => stuck(input),
    }
}

/// A time phrase.
pub(crate) fn time_phrase(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    let input = skip_how_near(input);
    if let Ok(found) = lasting(input) {
        return Ok(found);
    }
    if let Ok((rest, _)) = one_of(&[
        "still",
        "any longer",
        "any more",
        "anymore",
        "today",
        "nowadays",
        "now",
        "right now",
        "at present",
        "at the moment",
        "these days",
        "as of today",
    ])(input)
    {
        return if rest.is_end() { Ok((rest, TimePhrase::Still)) } else { stuck(input) };
    }
    if !matches!(
        input.text(),
        "in" | "on"
            | "during"
            | "throughout"
            | "before"
            | "after"
            | "since"
            | "until"
            | "till"
            | "by"
            | "between"
            | "from"
            | "within"
            | "at"
            | "prior"
            | "following"
            | "as"
            | "while"
            | "when"
            | "until's"
            | "up"
            | "over"
            | "around"
            | "through"
    ) && !begins_distance(input)
    {
        // "the presidents 1990 to 2000" is not read; a bare ISO date or "June 2014" behind a comma is.
        return stuck(input);
    }
    let between = |input| {
        let (rest, _) = word("between")(input)?;
        let (rest, first) = span(rest)?;
        let (rest, _) = word("and")(rest)?;
        let (rest, last) = span(rest)?;
        Ok((rest, TimePhrase::Between(first, last)))
    };
    let from_to = |input| {
        let (rest, _) = word("from")(input)?;
        let (rest, first) = span(rest)?;
        let (rest, _) = one_of(&["up to", "to", "until", "till", "through"])(rest)?;
        let (rest, last) = span(rest)?;
        Ok((rest, TimePhrase::FromTo(first, last)))
    };
    let from_on = |input| {
        let (rest, _) = word("from")(input)?;
        let (rest, first) = span(rest)?;
        let (rest, on) = opt(one_of(&["on", "onwards", "onward"])).parse(rest)?;
        Ok((rest, if on.is_some() { TimePhrase::Since(first) } else { TimePhrase::From(first) }))
    };
    alt((
        between,
        from_to,
        same,
        apart,
        map(preceded(one_of(&["some time before", "before", "prior to"]), span), TimePhrase::Before),
        map(preceded(one_of(&["after", "following"]), span), TimePhrase::After),
        map(preceded(word("since"), span), TimePhrase::Since),
        map(preceded(one_of(&["until", "till", "up to", "by"]), span), TimePhrase::Until),
        map(
            preceded(one_of(&["in the course of", "during", "throughout", "within", "in", "on", "at", "over", "around", "through"]), span),
            TimePhrase::In,
        ),
        from_on,
        each_year,
        relative,
    ))
    .parse(input)
}

/// "on 7 December", "in December": of any year.
fn each_year(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    let day = |input| digits(input, 1, 31).map(|(rest, day)| (rest, day as u8));
    let on_day = |input| {
        let (rest, _) = word("on")(input)?;
        let (rest, _) = opt(word("the")).parse(rest)?;
        let day_month = |input| {
            let (rest, day) = day(input)?;
            let (rest, _) = opt(word("of")).parse(rest)?;
            let (rest, month) = month(rest)?;
            Ok((rest, (month, day)))
        };
        let (rest, (month, day)) = alt((day_month, pair(month, day))).parse(rest)?;
        Ok((rest, TimePhrase::EachYear { month, day: Some(day) }))
    };
    let in_month = |input| {
        let (rest, _) = one_of(&["in", "during"])(input)?;
        let (rest, month) = month(rest)?;
        Ok((rest, TimePhrase::EachYear { month, day: None }))
    };
    let (rest, time) = alt((on_day, in_month)).parse(input)?;
    // A year behind it makes it a date, and a name may begin with a month.
    if opt(comma).parse(rest).is_ok_and(|(rest, _)| year(rest).is_ok()) { stuck(input) } else { Ok((rest, time)) }
}

/// "on the same day as X", "in the same month as X did"
fn same(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    let (rest, _) = opt(one_of(&["on", "in", "at", "during"])).parse(input)?;
    let (rest, unit) = one_of(&["the same day", "the same month", "the same year", "the same time", "the same date"])(rest)?;
    let granularity = match unit {
        "the same month" => Granularity::Month,
        "the same year" => Granularity::Year,
        "the same time" => Granularity::Known,
        _ => Granularity::Day,
    };
    let (rest, _) = one_of(&["as when", "that", "as", "when"])(rest)?;
    let (rest, anchor) = anchor(rest)?;
    let order = if granularity == Granularity::Known { TimeOrder::During } else { TimeOrder::Same(granularity) };
    Ok((rest, TimePhrase::Relative { order, anchor: Box::new(anchor) }))
}

/// "within 30 days of X", "the day after X", "two years before X"
fn apart(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    let unit = |input| {
        let (rest, unit) = one_of(&["days", "day", "weeks", "week", "months", "month", "years", "year"])(input)?;
        let (unit, days) = match unit.as_bytes().first() {
            Some(b'w') => (Granularity::Day, 7.0),
            Some(b'm') => (Granularity::Month, 31.0),
            Some(b'y') => (Granularity::Year, 366.0),
            _ => (Granularity::Day, 1.0),
        };
        Ok((rest, (unit, days)))
    };
    let count = |input| alt((number, value(1.0, one_of(&["a", "an"])))).parse(input);
    let whole = |count: f64| count.clamp(0.0, 1e6) as i32;
    let (within, _) = opt(word("within")).parse(input)?;
    let (rest, order) = if within.at > input.at {
        let (rest, count) = count(within)?;
        // Months and years differ in length: the longest are meant.
        let (rest, (_, days)) = unit(rest)?;
        let (rest, side) = one_of(&["of", "after", "following", "before", "from"])(rest)?;
        let days = whole(count * days);
        let (least, most) = match side {
            "after" | "following" => (0, days),
            "before" => (-days, 0),
            _ => (-days, days),
        };
        (rest, TimeOrder::Apart { unit: Granularity::Day, least, most })
    } else {
        let (rest, _) = opt(one_of(&["on", "in"])).parse(input)?;
        let (rest, (count, (unit, days))) = alt((map(preceded(word("the"), unit), |unit| (1.0, unit)), pair(count, unit))).parse(rest)?;
        let (rest, side) = one_of(&["after", "following", "before", "prior to"])(rest)?;
        let count = whole(if unit == Granularity::Day { count * days } else { count });
        let count = if matches!(side, "after" | "following") { count } else { -count };
        (rest, TimeOrder::Apart { unit, least: count, most: count })
    };
    let (rest, anchor) = anchor(rest)?;
    Ok((rest, TimePhrase::Relative { order, anchor: Box::new(anchor) }))
}

/// Whether a distance may begin here: "the day after", "two days after", "a year before".
fn begins_distance(input: Tokens<'_>) -> bool {
    let unit = |text: &str| matches!(text, "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years");
    (unit(input.text_at(1)) || unit(input.text_at(2))) && {
        let at = if unit(input.text_at(1)) { 2 } else { 3 };
        matches!(input.text_at(at), "after" | "following" | "before" | "prior")
    }
}

/// "right before", "just after": next to it, as far as the order tells. "Days after" and "long before" say more than that and are not read.
fn skip_how_near(input: Tokens<'_>) -> Tokens<'_> {
    let near: Parsed<'_, &'static str> = one_of(&["right", "just", "immediately", "directly"])(input);
    let back: Parsed<'_, &'static str> = one_of(&[
        "back",
        "sometime",
        "some time",
        "at some point",
        "at some time",
        "at one point",
        "at any point",
        "at any time",
        "early on",
        "later on",
        "only",
    ])(input);
    match (near, back) {
        (Ok((rest, _)), _) if matches!(rest.text(), "before" | "after") => rest,
        // "back in 1990"
        (_, Ok((rest, _))) if matches!(rest.text(), "in" | "on" | "during" | "between") && span(rest.advance(1)).is_ok() => rest,
        _ => input,
    }
}

/// "after Israel did", "during the presidency of X", "before becoming president", "when X visited Y"
fn relative(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    let (rest, order) = one_of(&[
        "before",
        "prior to",
        "after",
        "following",
        "during",
        "while",
        "when",
        "at the time of",
        "as of",
        "since",
        "until",
        "till",
    ])(input)?;
    let order = match order {
        "before" | "prior to" => TimeOrder::Before,
        "after" | "following" => TimeOrder::After,
        "since" => TimeOrder::Since,
        "until" | "till" => TimeOrder::Until,
        _ => TimeOrder::During,
    };
    let (rest, anchor) = anchor(rest)?;
    Ok((rest, TimePhrase::Relative { order, anchor: Box::new(anchor) }))
}

fn anchor(input: Tokens<'_>) -> Parsed<'_, Anchor> {
    let did = |input| {
        let (rest, who) = noun_phrase(input)?;
        let (rest, _) = one_of(&["did so", "did it", "did the same", "did", "does", "had"])(rest)?;
        if PREPOSITIONS.contains(&rest.text())
            && let Ok((after, to)) = noun_phrase(rest.advance(1))
        {
            return Ok((after, Anchor::DidSo { who, to }));
        }
        Ok((rest, Anchor::Did(who)))
    };
    let gerund = |input| {
        let (rest, predicate) = predicate(input, VerbForm::Gerund)?;
        Ok((rest, Anchor::Gerund(predicate)))
    };
    alt((map(clause_for_anchor, Anchor::Clause), did, gerund, map(noun_phrase, Anchor::Thing))).parse(input)
}

/// A bare date that is followed by a comma or the end: "..., June 2014".
pub(crate) fn bare_date(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    let (rest, date) = date(input)?;
    let ends = rest.token().is_none_or(|token| token.kind == TokenKind::Comma);
    if ends && (date.month().is_some() || input.text().len() == 4) { Ok((rest, TimePhrase::In(TimeSpan::at(date)))) } else { stuck(input) }
}
