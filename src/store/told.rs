//! The open store: what is on the disk, and the graph that it makes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use super::StoreError;
use super::frozen;
use super::ground::Ground;
use super::journal::{Journal, Telling};
use crate::graph::{Change, Date, LiveGraph, RelationId, View};
use crate::language::Vocabulary;

/// How a store is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How long a writer waits for another one.
    pub wait: Duration,
    /// Whether a graph that is not there is made.
    pub create: bool,
    /// The moment of all that is told (microseconds since 1970-01-01, UTC) instead of what the clock says; for histories that are told again.
    pub moment: Option<i64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { wait: Duration::from_secs(5), create: false, moment: None }
    }
}

/// One telling, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Counts all that was ever told to the graph, from 1.
    pub number: u64,
    /// Microseconds since 1970-01-01, UTC.
    pub moment: i64,
    /// What was said.
    pub text: String,
    /// Claims that it added.
    pub added: u64,
    /// Claims that it took back.
    pub retracted: u64,
}

/// A graph on disk.
///
/// One process writes at a time, each for as long as one telling takes; any number reads, in this process and in others. What
/// [`Store::view`] gave does not change any more.
pub struct Store {
    path: PathBuf,
    options: Options,
    /// Held while something is told, or read from the disk.
    state: Mutex<State>,
    /// What is shown: taken while somebody writes, too.
    shown: RwLock<Shown>,
}

/// A graph at one moment, and its words.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) graph: Arc<dyn View>,
    pub(super) vocabulary: Arc<Vocabulary>,
}

/// Two layers stand on the frozen file. What is told goes to the upper one, which is small, so that views and sentences cost little; once
/// it has grown it is told to the lower one.
pub(super) struct State {
    ground: Ground,
    journal: Option<Journal>,
    can_write: bool,
    lower: Arc<LiveGraph>,
    pub(super) upper: Arc<LiveGraph>,
    /// The upper layer that was shown before, to be changed next.
    spare: Option<Spare>,
    pub(super) vocabulary: Arc<Vocabulary>,
    /// The last telling that the layers hold.
    last: u64,
    /// Its moment, once it had to be known.
    last_moment: Option<i64>,
}

/// An upper layer that lacks the last changes. The one that is shown cannot be changed, and a copy for each telling costs more than telling it twice.
struct Spare {
    layer: Arc<LiveGraph>,
    missing: Vec<Change>,
}

/// A spare layer lacks so many changes at most.
const MISSING: usize = 16;

/// The upper layer grows to so many nodes and claims, and to a part of the lower one.
const UPPER: usize = 1024;
const PART_OF_LOWER: usize = 256;
/// So many batches of one size may stand in it, too.
const BATCHES: usize = 8;

impl Store {
    /// Opens a graph on disk.
    ///
    /// # Errors
    /// If one of its two files is missing, cannot be read, is damaged or belongs to another graph.
    ///
    /// # Complexity
    /// The frozen file opens at once; what was told since is read.
    pub fn open(path: &Path, options: Options) -> Result<Self, StoreError> {
        if options.create && !path.exists() {
            // With the lock held, so that nobody else makes one, and tells it something, at the same time.
            let journal = Journal::create(path, options.wait)?;
            journal.begin()?;
            let made = if path.exists() { Ok(()) } else { Ground::create(path) };
            journal.roll_back();
            made?;
        }
        let state = State::open(path, options.wait)?;
        let shown = RwLock::new(state.shown());
        Ok(Self { path: path.to_owned(), options, state: Mutex::new(state), shown })
    }

    /// The file of the frozen layer.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The graph with all that this process has told, and what others had told when it was opened or last refreshed. It stays as it is.
    ///
    /// # Complexity
    /// O(1), whatever is being written.
    pub fn view(&self) -> Arc<dyn View> {
        self.shown().graph
    }

    /// The view together with its words.
    pub fn view_with_words(&self) -> (Arc<dyn View>, Arc<Vocabulary>) {
        let shown = self.shown();
        (shown.graph, shown.vocabulary)
    }

    /// Which of the ends of a relation the frozen file took from its claims: domain, range, value type.
    pub(crate) fn inferred(&self, relation: RelationId) -> [bool; 3] {
        self.state().ground.frozen.inferred(relation)
    }

    pub(super) fn wait(&self) -> Duration {
        self.options.wait
    }

    fn shown(&self) -> Shown {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn show(&self, shown: Shown) {
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked has not told anything: the layers are changed last, and only by what is on the disk.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what other processes have told in the meantime. Whether there was anything.
    ///
    /// # Errors
    /// If the files cannot be read any more.
    pub fn refresh(&self) -> Result<bool, StoreError> {
        let mut state = self.state();
        let has_news = state.catch_up(&self.path, self.options.wait)?;
        if has_news {
            self.show(state.shown());
        }
        Ok(has_news)
    }

    /// The graph with what had been told until the end of a day, month or year (UTC), and nothing that was taken back later; with its words.
    ///
    /// # Errors
    /// If the files cannot be read any more.
    ///
    /// # Complexity
    /// Reads again what was told since the graph was frozen.
    pub fn known_on(&self, date: Date) -> Result<(Arc<dyn View>, Arc<Vocabulary>), StoreError> {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let end = (i64::from(date.last_day()) + 1) * DAY;
        let mut state = self.state();
        state.catch_up(&self.path, self.options.wait)?;
        let mut past = state.ground.before(end);
        if let Some(journal) = &state.journal {
            journal.each_after(state.ground.folded(), &mut |telling| match telling.moment < end {
                true => past.apply(&telling.change).map_err(|misfit| journal.other_graph(telling.number, &misfit)),
                false => Ok(()),
            })?;
        }
        past.seal();
        let words = Arc::new(Vocabulary::new(past.schema()));
        Ok((Arc::new(past), words))
    }

    /// What was told, in order.
    ///
    /// # Errors
    /// If the files cannot be read any more.
    pub fn log(&self) -> Result<Vec<Entry>, StoreError> {
        let mut state = self.state();
        state.catch_up(&self.path, self.options.wait)?;
        let mut entries: Vec<Entry> = state.ground.frozen.tellings().map(Entry::from).collect();
        if let Some(damage) = state.ground.frozen.damage() {
            return Err(StoreError::Source { damage });
        }
        if let Some(journal) = &state.journal {
            journal.each_after(state.ground.folded(), &mut |telling| {
                entries.push(Entry::from(telling.in_short()));
                Ok(())
            })?;
        }
        Ok(entries)
    }

    /// Writes with the lock of the graph held: `make` adds to a layer on top of the newest state, and says in words what it is.
    pub(super) fn write_with<T, E: From<StoreError>>(
        &self,
        make: impl FnOnce(&mut LiveGraph, &Vocabulary) -> Result<(T, String), E>,
    ) -> Result<(T, Option<Entry>), E> {
        let mut state = self.state();
        state.begin(&self.path, self.options.wait)?;
        let written = state.write(self.options.moment, make);
        if !matches!(written, Ok((_, Some(_)))) {
            state.roll_back();
        }
        if written.is_ok() {
            self.show(state.shown());
        }
        written
    }
}

impl From<frozen::Telling> for Entry {
    fn from(telling: frozen::Telling) -> Self {
        let frozen::Telling { number, moment, what, added, retracted } = telling;
        Self { number, moment, text: what, added, retracted }
    }
}

impl State {
    fn open(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        let ground = Ground::open(path)?;
        let journal = Journal::open(path, wait)?;
        let mut state = Self::on(ground, journal, false);
        state.catch_up(path, wait)?;
        Ok(state)
    }

    fn on(ground: Ground, journal: Option<Journal>, can_write: bool) -> Self {
        let mut lower = LiveGraph::on(ground.view());
        lower.seal();
        let lower = Arc::new(lower);
        let upper = Arc::new(LiveGraph::above(&lower));
        let vocabulary = Arc::new(Vocabulary::new(lower.schema()));
        let last = ground.folded();
        Self { ground, journal, can_write, lower, upper, spare: None, vocabulary, last, last_moment: None }
    }

    pub(super) fn shown(&self) -> Shown {
        // Where nothing was told since, nothing needs to stand in between.
        let is_frozen = self.last == self.ground.folded();
        let graph: Arc<dyn View> = if is_frozen { self.ground.view() } else { Arc::clone(&self.upper) as Arc<dyn View> };
        Shown { graph, vocabulary: Arc::clone(&self.vocabulary) }
    }

    pub(super) fn ground_and_journal(&self) -> Result<(&Ground, &Journal), StoreError> {
        let missing = || StoreError::Bug { what: "there is no live layer".to_owned() };
        Ok((&self.ground, self.journal.as_ref().ok_or_else(missing)?))
    }

    /// Gives the room of tellings that were taken out back to the disk.
    pub(super) fn shrink(&self) {
        if let Some(journal) = &self.journal {
            journal.shrink();
        }
    }

    pub(super) fn journal_bytes(&self) -> u64 {
        self.journal.as_ref().map_or(0, Journal::bytes)
    }

    /// Takes the lock, and takes in what others have told.
    pub(super) fn begin(&mut self, path: &Path, wait: Duration) -> Result<(), StoreError> {
        if !self.can_write || self.journal.is_none() {
            self.journal = Some(Journal::create(path, wait)?);
            self.can_write = true;
        }
        if let Some(journal) = &self.journal {
            journal.begin()?;
        }
        let caught_up = self.take_in(path);
        if caught_up.is_err() {
            self.roll_back();
        }
        caught_up.map(drop)
    }

    pub(super) fn roll_back(&self) {
        if let Some(journal) = &self.journal {
            journal.roll_back();
        }
    }

    /// Takes in what others have told.
    pub(super) fn catch_up(&mut self, path: &Path, wait: Duration) -> Result<bool, StoreError> {
        if self.journal.is_none() {
            self.journal = Journal::open(path, wait)?;
        }
        let Some(journal) = &self.journal else {
            return self.take_in(path);
        };
        journal.begin_reading()?;
        let taken = self.take_in(path);
        self.roll_back();
        taken
    }

    /// The same within a transaction, so that the journal stays as it is meanwhile. The frozen file may be replaced at any time, but what
    /// it takes from the journal is taken out of that only later: looked at in this order, nothing is missed.
    fn take_in(&mut self, path: &Path) -> Result<bool, StoreError> {
        let last = self.journal.as_ref().map_or(Ok(0), Journal::last)?;
        let pruned = self.journal.as_ref().map_or(Ok(0), Journal::pruned)?;
        let mut has_news = false;
        if self.ground.is_replaced(path) || pruned > self.last {
            let ground = Ground::open(path)?;
            let journal = self.journal.take();
            *self = Self::on(ground, journal, self.can_write);
            has_news = true;
        }
        if pruned > self.last {
            let journal = super::journal::path_beside(path);
            let what = format!("it goes on behind telling {pruned}, the graph ends with telling {}", self.last);
            return Err(StoreError::OtherGraph { path: journal, graph: path.to_owned(), what });
        }
        if last > self.last {
            let Some(journal) = self.journal.take() else { return Ok(has_news) };
            let read = journal
                .each_after(self.last, &mut |telling| self.apply(&telling).map_err(|misfit| journal.other_graph(telling.number, &misfit)));
            self.journal = Some(journal);
            // Whatever was read is whole tellings, and stays.
            self.seal();
            read?;
            has_news = true;
        }
        Ok(has_news)
    }

    fn write<T, E: From<StoreError>>(
        &mut self,
        moment: Option<i64>,
        make: impl FnOnce(&mut LiveGraph, &Vocabulary) -> Result<(T, String), E>,
    ) -> Result<(T, Option<Entry>), E> {
        let mut layer = LiveGraph::above(&self.upper);
        let (made, text) = make(&mut layer, &self.vocabulary)?;
        // What is damaged is answered with nothing, so that what is known might be taken for new.
        if let Some(damage) = layer.damage() {
            return Err(StoreError::Source { damage }.into());
        }
        let change = layer.change();
        drop(layer);
        if change.is_empty() {
            return Ok((made, None));
        }
        let telling = Telling { number: self.last + 1, moment: self.moment(moment), text, change };
        if let Some(journal) = &self.journal {
            journal.append(&telling)?;
            journal.finish(Ok(()))?;
        }
        // From here on it is told.
        self.apply(&telling).map_err(|misfit| StoreError::Bug { what: format!("what was told does not fit: {misfit}") })?;
        self.seal();
        Ok((made, Some(Entry::from(telling.in_short()))))
    }

    /// Adds a telling to the layers, which are not sealed.
    fn apply(&mut self, telling: &Telling) -> Result<(), crate::graph::Misfit> {
        let size = |change: &Change| change.nodes.len() + change.changed.len() + change.claims.len() + change.retracted.len();
        let (size, lower) = (size(&telling.change), self.lower_size());
        // Batches may stand in a larger upper layer: what that costs each time is little beside the batch.
        let limit = (UPPER + lower / PART_OF_LOWER).max((BATCHES * size).min(lower / 4));
        if self.upper_size() + size > limit {
            self.lower_upper()?;
        }
        if size > limit {
            self.change_lower(&telling.change)?;
        } else {
            self.change_upper(&telling.change)?;
        }
        if telling.change.schema.is_some() {
            self.vocabulary = Arc::new(Vocabulary::new(self.upper.schema()));
        }
        self.last = telling.number;
        self.last_moment = self.last_moment.max(Some(telling.moment));
        Ok(())
    }

    /// Tells the upper layer something: in place if nobody sees it, else by way of the one that was shown before, or of a copy.
    fn change_upper(&mut self, change: &Change) -> Result<(), crate::graph::Misfit> {
        if let Some(upper) = Arc::get_mut(&mut self.upper) {
            upper.apply(change)?;
            match &mut self.spare {
                Some(spare) if spare.missing.len() < MISSING => spare.missing.push(change.clone()),
                _ => self.spare = None,
            }
            return Ok(());
        }
        let spare = self.spare.take().and_then(|spare| Some((Arc::try_unwrap(spare.layer).ok()?, spare.missing)));
        let (mut next, missing) = spare.unwrap_or_else(|| ((*self.upper).clone(), Vec::new()));
        for missing in missing.iter().chain([change]) {
            next.apply(missing)?;
        }
        let layer = std::mem::replace(&mut self.upper, Arc::new(next));
        self.spare = Some(Spare { layer, missing: vec![change.clone()] });
        Ok(())
    }

    /// Tells the lower layer what the upper one holds.
    fn lower_upper(&mut self) -> Result<(), crate::graph::Misfit> {
        let change = self.upper.change();
        if change.is_empty() { Ok(()) } else { self.change_lower(&change) }
    }

    /// Tells the lower layer something; the upper one must be empty, or hold just this.
    fn change_lower(&mut self, change: &Change) -> Result<(), crate::graph::Misfit> {
        // The upper layer holds the lower one, which could not be changed in place then.
        self.spare = None;
        self.upper = Arc::new(LiveGraph::new());
        let told = Arc::make_mut(&mut self.lower).apply(change);
        self.upper = Arc::new(LiveGraph::above(&self.lower));
        told
    }

    fn seal(&mut self) {
        if self.lower.is_open() {
            let change = self.upper.change();
            self.spare = None;
            self.upper = Arc::new(LiveGraph::new());
            Arc::make_mut(&mut self.lower).seal();
            let mut upper = LiveGraph::above(&self.lower);
            // It was made on the same graph, sealed or not.
            let _ = upper.apply(&change);
            self.upper = Arc::new(upper);
        }
        if self.upper.is_open() {
            Arc::make_mut(&mut self.upper).seal();
        }
    }

    fn lower_size(&self) -> usize {
        let ground = self.ground.frozen.node_bound() + self.ground.frozen.claim_bound();
        self.lower.node_bound() + self.lower.claim_bound() - ground
    }

    fn upper_size(&self) -> usize {
        self.upper.node_bound() + self.upper.claim_bound() - self.lower.node_bound() - self.lower.claim_bound()
    }

    /// The moment of the next telling; never before the last one, whatever the clock says.
    fn moment(&self, given: Option<i64>) -> i64 {
        let clock = || {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
        };
        let folded = || self.ground.frozen.tellings().last().map_or(i64::MIN, |telling| telling.moment);
        let last = self.last_moment.unwrap_or_else(folded);
        given.unwrap_or_else(clock).max(last)
    }
}
