//! What a line at the prompt is: a question, `why`, or a command with a colon.

/// A line, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Anything that is nothing else.
    Question(String),
    /// `why`, `why 2`.
    Why(Option<usize>),
    /// A sentence that ends with a full stop; `:tell SENTENCE`.
    Tell(String),
    /// `:retract 2`: claims by their numbers.
    Retract(Vec<usize>),
    /// `:log`.
    Log,
    /// `:help`.
    Help,
    /// `:load GRAPH...`.
    Load(Vec<String>),
    /// `:stats`.
    Stats,
    /// `:format`, `:format NAME`.
    Format(Option<String>),
    /// `:explain`, `:explain QUESTION`.
    Explain(Option<String>),
    /// `:dot`, `:dot FILE.dot QUESTION`, `:svg FILE.svg QUESTION`.
    Dot {
        /// Where it goes; the screen if nowhere.
        file: Option<String>,
        /// The question; the last one if none.
        question: Option<String>,
    },
    /// `:quit`.
    Quit,
    /// A command that there is not, or one that is written wrongly; the message.
    Unknown(String),
}

/// The commands, their arguments, and what they do.
pub(super) const COMMANDS: [(&str, &str, &str); 12] = [
    (":why", "[N]", "the claims behind the answer or its row N; also: why 2"),
    (":explain", "[QUESTION]", "how a question is understood and run"),
    (":dot", "[FILE.dot] [QUESTION]", "the evidence of an answer for Graphviz"),
    (":svg", "FILE.svg [QUESTION]", "the same as a picture for a browser"),
    (":tell", "SENTENCE.", "tell a graph on disk; a sentence with a full stop will do, too"),
    (":retract", "N...", "take back claims by the numbers that why shows"),
    (":log", "", "what a graph on disk was told"),
    (":format", "NAME", "text, table, json, jsonl, csv, markdown"),
    (":load", "GRAPH...", "another graph: facts files, folders, tables"),
    (":stats", "", "what the graph holds"),
    (":help", "", "this list"),
    (":quit", "", "leave; also: Ctrl-D"),
];

/// Reads a line.
pub(super) fn read(line: &str) -> Input {
    let text = line.trim();
    if let Some(row) = why(text) {
        return Input::Why(row);
    }
    let Some(command) = text.strip_prefix(':') else { return Input::Question(line.to_owned()) };
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim();
    let given = (!rest.is_empty()).then(|| rest.to_owned());
    match name.to_lowercase().as_str() {
        "tell" | "t" => Input::Tell(rest.to_owned()),
        "retract" | "r" => retract(rest),
        "log" => Input::Log,
        "help" | "h" | "?" => Input::Help,
        "load" | "l" => Input::Load(rest.split_whitespace().map(str::to_owned).collect()),
        "stats" => Input::Stats,
        "format" | "f" => Input::Format(given),
        "explain" | "e" => Input::Explain(given),
        "dot" => dot(rest),
        "svg" => match dot(rest) {
            drawn @ Input::Dot { file: Some(_), .. } => drawn,
            _ => Input::Unknown(":svg takes the name of a file: :svg fujimori.svg who supported Fujimori?".to_owned()),
        },
        "why" | "w" => match given {
            None => Input::Why(None),
            Some(number) => match number.trim_end_matches('?').trim().parse() {
                Ok(row) => Input::Why(Some(row)),
                Err(_) => Input::Unknown(":why takes the number of a row, as in :why 2.".to_owned()),
            },
        },
        "quit" | "q" | "exit" => Input::Quit,
        other => Input::Unknown(unknown(other)),
    }
}

/// `2`, `2 3`, `2, 3`.
fn retract(rest: &str) -> Input {
    let numbers = rest.split([' ', ',']).filter(|number| !number.is_empty()).map(str::parse);
    match numbers.collect::<Result<Vec<usize>, _>>() {
        Ok(numbers) if !numbers.is_empty() => Input::Retract(numbers),
        _ => Input::Unknown(
            ":retract takes numbers of claims, as why shows them: :retract 2. A sentence is taken back with Retract: SENTENCE.".to_owned(),
        ),
    }
}

/// `why`, `Why?`, `why 2?`.
fn why(text: &str) -> Option<Option<usize>> {
    let text = text.trim_end_matches('?').trim().to_lowercase();
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["why"] => Some(None),
        ["why", row] => row.parse().ok().map(Some),
        _ => None,
    }
}

fn dot(rest: &str) -> Input {
    let (first, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_file = [".dot", ".gv", ".svg"].iter().any(|ending| first.ends_with(ending));
    let question = if is_file { after.trim() } else { rest };
    Input::Dot { file: is_file.then(|| first.to_owned()), question: (!question.is_empty()).then(|| question.to_owned()) }
}

fn unknown(name: &str) -> String {
    let name: String = crate::answer::clean::clip(name, 40);
    let nearest = COMMANDS
        .iter()
        .map(|(command, ..)| (strsim::damerau_levenshtein(&name, command.trim_start_matches(':')), *command))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    match nearest {
        Some((_, command)) => format!("I know no command \":{name}\". Did you mean {command}?"),
        None => format!("I know no command \":{name}\"; :help lists them."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let question = "why did Peru recall its ambassador?";
        let dot = |file: Option<&str>, question: Option<&str>| Input::Dot {
            file: file.map(str::to_owned),
            question: question.map(str::to_owned),
        };
        for (line, input) in [
            (question, Input::Question(question.to_owned())),
            ("why", Input::Why(None)),
            (" Why 2? ", Input::Why(Some(2))),
            (":why 2", Input::Why(Some(2))),
            (":load a.facts b.tsv", Input::Load(vec!["a.facts".to_owned(), "b.tsv".to_owned()])),
            (":format  csv", Input::Format(Some("csv".to_owned()))),
            (":dot", dot(None, None)),
            (":dot x.dot who?", dot(Some("x.dot"), Some("who?"))),
            (":dot who is it?", dot(None, Some("who is it?"))),
            (":svg x.svg who?", dot(Some("x.svg"), Some("who?"))),
            (":retract 2, 3", Input::Retract(vec![2, 3])),
            (":q", Input::Quit),
            (":stast", Input::Unknown("I know no command \":stast\". Did you mean :stats?".to_owned())),
            (":\u{1b}[2J", Input::Unknown("I know no command \":\u{fffd}[2j\"; :help lists them.".to_owned())),
        ] {
            assert_eq!(read(line), input, "{line}");
        }
    }
}
