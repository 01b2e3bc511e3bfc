//! The few styles of the text that people see. Streams that are no terminal, and `NO_COLOR`, take them away (`anstream`).

use anstyle::{AnsiColor, Style};

/// What can be overlooked: read-back, row numbers, notes.
pub const QUIET: Style = Style::new().dimmed();
/// What was asked for.
pub const STRONG: Style = Style::new().bold();
/// References.
pub const REFERENCE: Style = AnsiColor::Cyan.on_default();
/// Denials, problems.
pub const TROUBLE: Style = AnsiColor::Red.on_default().bold();
/// What can be typed instead.
pub const HINT: Style = AnsiColor::Green.on_default();

/// The text in a style.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
