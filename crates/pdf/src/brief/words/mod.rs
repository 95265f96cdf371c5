//! What a brief says of its own: the words behind which a language stands.
//!
//! To add a language: a type that implements
//! [`Language`](rapporteur_apparatus::language::Language) for dates, numbers, lists and
//! plurals, and two more files such as those of English: `en.rs` has its [`Words`] and its
//! [`Voice`], `en/say.rs` its [`Sentences`]. The compiler names what is missing. Labels of
//! codes and of fields come from the code lists.

mod en;
#[cfg(test)]
mod tests;

use rapporteur_apparatus::language::Language;
use rapporteur_schema::{
    Dataset,
    codes::{Absence, Basis, DifferenceClass},
};

use super::choice::{Brief, Selection};
use crate::block::Voice;

pub(super) use en::ENGLISH;

/// The words of one language.
pub(super) struct Words {
    /// Dates, numbers, lists and plurals.
    pub(super) language: &'static dyn Language,
    /// Sentences that depend on what they tell.
    pub(super) say: &'static dyn Sentences,
    /// What drawings, links and figures need.
    pub(super) voice: &'static dyn Voice,
    /// Titles of sections.
    pub(super) title: Titles,
    /// Standing sentences.
    pub(super) text: Texts,
    /// Captions of tables.
    pub(super) caption: Captions,
    /// Heads of columns.
    pub(super) column: Columns,
    /// Single words.
    pub(super) word: Singles,
}

macro_rules! texts {
    ($(#[doc = $doc:literal])* $name:ident { $($field:ident)+ }) => {
        $(#[doc = $doc])*
        pub(super) struct $name {
            $(pub(super) $field: &'static str,)+
        }
    };
}

texts! {
    /// Titles of sections.
    Titles {
        actors annex chronology contents coverage dialogues differences difficulties events
        every_difference
        figures gaps in_brief key_figures mechanisms method noted notes reports reviews says sources
        timeline timeline_kinds totals votes works
    }
}

texts! {
    /// Standing sentences.
    Texts {
        actors annex_given annex_intro by_period by_period_differs chart_marks chart_marks_naming chronology claim collapsed dialogues dialogues_drawn
        differ_as_of differ_none differ_noted differ_rule differ_unexplained editors_on_sources elsewhere events figures gaps
        how_to_read key_figures mechanisms named_rounds notes nothing reports restricted reviews
        restricted_rest statements they_differ timeline votes
    }
}

texts! {
    /// Captions of tables.
    Captions {
        coverage coverage_differs figures totals
    }
}

texts! {
    /// Heads of columns.
    Columns {
        all claims date differs elected election events figure kind listed mechanism name no_year
        number only parts partner period readings review rounds stages counted says sources text votes what
        where_who years
    }
}

texts! {
    /// Single words.
    Singles {
        also as_of command contested counts editors editors_note hash in_text licence made_with no_author no_number no_subject no_year not_dated
        not_stated on or other_names outcome participant place printed_as printed_names published_by response standpoint the_sources to
        undated undated_entry unnamed without_date wrote
    }
}

/// The years in which events begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) from: i32,
    pub(super) to: i32,
    /// How many events have such a year.
    pub(super) dated: usize,
    /// Of how many of these the editors alone conclude it.
    pub(super) inferred: usize,
    /// How many of these are put in the place of damaged print.
    pub(super) proposed: usize,
    /// Whether one of them lasts into a later year.
    pub(super) lasting: bool,
    /// Whether only the years count that one source gives, that of the brief.
    pub(super) own: bool,
}

impl Years {
    /// On what ground the editors conclude it.
    pub(super) const fn grounds(&self) -> Grounds {
        match (self.inferred, self.proposed) {
            (_, 0) => Grounds::Inferred,
            (all, proposed) if proposed == all => Grounds::Proposed,
            _ => Grounds::Both,
        }
    }

    /// Whether all of so many events are of one year, and the editors alone conclude it.
    pub(super) fn are_one_inferred(&self, events: usize) -> bool {
        self.dated == events && self.inferred == events && self.from == self.to
    }
}

/// On what ground the editors conclude some years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grounds {
    /// From what a source says.
    Inferred,
    /// In the place of damaged print.
    Proposed,
    /// Some so, some so.
    Both,
}

/// Numbers of a section, for its first sentences.
pub(super) struct Reports<'a> {
    pub(super) events: usize,
    /// The years in which they begin, of those of which one is known.
    pub(super) span: Option<Years>,
    /// The sources, with the number of events that each reports, most first.
    pub(super) by: &'a [(usize, &'a str)],
    /// Events that rest on one source.
    pub(super) one: usize,
    /// Events on which sources differ.
    pub(super) differ: usize,
    /// Of the brief on a partner or a person: who, and on which ground the editors alone name
    /// them in how many of the events.
    pub(super) named: Option<Named<'a>>,
}

/// Whom a brief is about, as the sources of its events name them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) title: &'a str,
    /// In how many events the editors alone do so, on which ground.
    pub(super) concluded: &'a [(Basis, usize)],
}

/// Sources that name somebody on a list of so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Among<'a> {
    pub(super) sources: Vec<&'a str>,
    pub(super) number: usize,
    /// On what ground the editors have the list, if no source does.
    pub(super) basis: Option<Basis>,
}

/// Sentences that depend on what they tell.
pub(super) trait Sentences: Sync {
    /// What stands at the right of every head: that these are claims, and the version.
    fn head(&self, version: &str) -> String;
    /// A note: which passage of which source.
    fn passage(&self, key: &str) -> String;
    /// What kind of brief it is, over the title.
    fn kicker(&self, brief: &Brief) -> String;
    /// What a selection is called that has no title.
    fn selection(&self, dataset: &Dataset, selection: &Selection) -> String;
    /// From what the dataset is made.
    fn made_from(&self, sources: &[&str], version: &str, date: &str) -> String;
    /// From which of all the sources a brief is made, if that is to be said.
    fn drawn_from(
        &self,
        used: &[&str],
        compared: &[&str],
        all: Option<usize>,
        edition: (&str, &str),
    ) -> String;
    /// What the brief is a part of.
    fn part_of(&self, title: &str) -> String;
    /// Some sources report: `A reports`, `A and B report`.
    fn report(&self, sources: &[&str]) -> String;
    /// The sources of something: `in A and B`.
    fn in_sources(&self, sources: &[&str]) -> String;
    /// Who reports how many events.
    fn reports(&self, numbers: &Reports<'_>) -> String;
    /// In how many of some events the editors alone name whom a brief is about: a sentence of its
    /// own after a space for each ground, nothing if there are none.
    fn only_concluded(&self, events: usize, named: Named<'_>) -> String;
    /// The first or the last event: `A reports the earliest dated event, “…”, of `.
    fn end_of_time(&self, first: bool, sources: &[&str], name: &str, others: bool) -> String;
    /// What most events are filed under.
    fn busiest(&self, events: usize, mechanisms: &[(&str, usize)]) -> String;
    /// The partners with most rounds.
    fn most_rounds(&self, partners: &[&str], rounds: usize, sources: &[&str]) -> String;
    /// The beginning of the votes.
    fn votes(&self, elections: usize) -> String;
    /// How many points of each class sources differ on.
    fn differ(&self, points: usize, classes: &[(DifferenceClass, usize)], totals: usize) -> String;
    /// What the table of differences shows of how many, how many conflicts of how many, and
    /// where the others are. `sorts` are the sorts of briefs that there are: `mechanism`,
    /// `partner` ….
    fn differ_shown(
        &self,
        shown: (usize, usize),
        conflicts: (usize, usize),
        sorts: &[&str],
        annex: bool,
    ) -> String;
    /// How many differences of a source are not shown, and where they are.
    fn differ_rest(&self, shown: usize, all: usize, annex: bool) -> String;
    /// What a side has, by the field that it is of and the kind of its record: what a bare
    /// number means.
    fn side(&self, field: &str, kind: &str, value: &str) -> String;
    /// On what ground a name stands.
    fn ground_of_name(&self, ground: &str) -> String;
    /// On what ground a part in an event stands, in brackets; nothing without one.
    fn grounds_of_role(&self, grounds: &[String]) -> String;
    /// The same of a date that stands in a name.
    fn grounds_of_date(&self, grounds: &[String]) -> String;
    /// How many more points there are that do not concern whom the brief is about.
    fn differ_touching(&self, points: usize, title: &str) -> String;
    /// What a thing may be the same as, and why; without a stop.
    fn may_be(&self, name: &str, reason: &str) -> String;
    /// In how many events somebody has a role, and in how many of them on which ground the
    /// editors alone say so.
    fn parts(&self, events: usize, concluded: &[(Basis, usize)]) -> String;
    /// Who speaks of a thing without naming whom the brief is about.
    fn not_named_by(&self, title: &str, sources: &[&str]) -> String;
    /// How many points are within one source.
    fn alone(&self, points: usize, more: bool) -> String;
    /// By when something is inferred to have been.
    fn by_date(&self, date: &str) -> String;
    /// That the point on which sources differ stands in the annex of the brief, or in another.
    fn point_elsewhere(&self, annex: bool) -> &'static str;
    /// Under which points of difference a thing stands.
    fn see_points(&self, points: &[&str]) -> String;
    /// That a reason was given before: at which point, if they have numbers.
    fn as_before(&self, point: Option<usize>) -> String;
    /// What a value that is not there is.
    fn absent(&self, absent: Absence) -> String;
    /// For whose side somebody took part.
    fn for_side(&self, side: &str) -> String;
    /// How many of a list are shown: ` (one of 9 named)`, or `9 named`.
    fn among(&self, shown: usize, all: usize) -> String;
    /// Who reports what somebody said: `as A reports`.
    fn as_reported(&self, sources: &[&str]) -> String;
    /// What somebody wrote.
    fn wrote(&self, sources: &[&str]) -> String;
    /// The years of the events that have a date, after the number of events.
    fn dated(&self, events: usize, years: Years) -> String;
    /// Which sources are cited beside those of a brief.
    fn beside_these(&self, sources: &[&str]) -> String;
    /// Who reports an event of which no more is told.
    fn reported_by(&self, sources: &[&str]) -> String;
    /// That there are more events.
    fn and_more(&self, events: usize) -> String;
    /// How many statements there are, of whom if they are one person's, who reports how many;
    /// and of how many how many are contested.
    fn spoke(
        &self,
        statements: &str,
        of: Option<&str>,
        by: &[(&str, usize)],
        contested: (usize, usize),
    ) -> String;
    /// Who names the subject of a brief in a role, each among how many.
    fn named_among(&self, by: &[Among<'_>], title: &str, role: &str) -> String;
    /// How an election ended for somebody.
    fn was_elected(&self, names: &[&str], elected: bool) -> String;
    /// What somebody with a role did, and the word that leads to the event: `Spoke`, ` at`; of an
    /// election whether it is told what came of it.
    fn did(&self, role: &str, label: &str, told: bool) -> (String, &'static str);
    /// In which office somebody did something, within a sentence; before a colon or not.
    fn as_office(&self, office: &str, colon: bool) -> String;
    /// What a name that is not there is: `name unknown`, with the word for why.
    fn no_name(&self, absent: &str) -> String;
    /// Items that only one side has, beside those that all have.
    fn beside(&self, items: &str, shared: &[&str]) -> String;
    /// So many digits of each hash are shown.
    fn digits(&self, digits: usize) -> String;
    /// What a bibliography calls a field, where its label would not do.
    fn bibliography(&self, field: &str) -> Option<&'static str>;
    /// Whether one was elected, for a table.
    fn elected(&self, elected: Option<bool>) -> &'static str;
    /// A number of votes, with the result where the vote was lost.
    fn result(&self, votes: &str, elected: Option<bool>) -> String;
    /// A class of differences, for a table.
    fn class(&self, class: Option<DifferenceClass>) -> &'static str;
    /// How many gaps a source has, and which brief names them.
    fn gaps(&self, gaps: usize, brief: &str) -> String;
    /// Where the whole of a mechanism is.
    fn whole(&self, statements: usize, points: usize, brief: &str) -> String;
    /// A period of the table of numbers: `until 1979`, `1990s`, `2010–2014`, `2015`.
    fn period(&self, years: (i32, i32), before: bool) -> String;
    /// How many in a year.
    fn in_year(&self, n: usize, year: i32) -> String;
    /// What follows the number of points: ` where sources differ`.
    fn where_they_differ(&self) -> &'static str;
    /// How many events have no mark: of which nobody, or not the source of the brief, gives a
    /// beginning.
    fn unmarked(&self, events: usize, own: bool) -> String;
    /// What the timeline shows, in words.
    fn timeline_alt(&self, events: usize, years: (i32, i32), lanes: &[(String, usize)]) -> String;
    /// How the brief was made.
    fn made(&self, version: &str, date: &str, title: &str, id: &str) -> String;
    /// Who edited it.
    fn edited(&self, editors: &[&str]) -> String;
    /// What is attached.
    fn attached(&self, id: &str, attached: bool) -> String;
    /// How to make it again.
    fn again(&self, brief: &str, annex: bool) -> String;
}
