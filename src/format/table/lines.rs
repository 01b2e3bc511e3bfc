//! Lines: a text becomes rows of fields.

/// The rows of a text, fields as they stand.
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    /// The line of the last row, and where in the text it begins.
    pub(crate) line: u64,
    start: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self::separated(text, has_tabs(text))
    }

    /// The rows of a text whose columns are separated by tabs, or else by commas.
    pub(crate) fn separated(text: &'a str, tabs: bool) -> Self {
        let text = text.as_bytes();
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(if tabs { b'\t' } else { b',' })
            .quoting(!tabs)
            .from_reader(text);
        Self { text, reader, line: 1, start: 0 }
    }

    /// Reads the next row that is not blank; false at the end. The text is in memory and known to be UTF-8, so that reading cannot fail.
    pub(crate) fn next(&mut self, record: &mut csv::StringRecord) -> bool {
        while self.reader.read_record(record).unwrap_or(false) {
            if record.iter().any(|field| !field.trim().is_empty()) {
                self.count_lines(record);
                return true;
            }
        }
        false
    }

    /// Where in the text the last row begins.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// The reader says where it began to look for the row, which may be some empty lines earlier.
    fn count_lines(&mut self, record: &csv::StringRecord) {
        let from = record.position().map_or(self.start, |position| usize::try_from(position.byte()).unwrap_or(self.start));
        let ahead = self.text.get(from..).unwrap_or_default();
        let start = from + ahead.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.get(self.start..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.start = start;
    }
}

/// Whether tabs separate the columns, as the first line that is not blank shows.
pub(crate) fn has_tabs(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().contains('\t')
}
