//! English: what stands as it is, and the words of drawings and links.

mod say;

use rapporteur_apparatus::language::English;

use super::{Captions, Columns, Singles, Texts, Titles, Words};
use crate::block::{Mark, Voice};

/// The words of English.
pub(in crate::brief) const ENGLISH: Words = Words {
    language: &English,
    say: &English,
    voice: &English,
    title: Titles {
        actors: "Names",
        annex: "Annex: every record",
        chronology: "Milestones",
        contents: "Contents",
        coverage: "What it covers",
        dialogues: "Dialogue rounds by partner and year",
        differences: "Where the sources differ",
        difficulties: "What the editors note",
        events: "Events",
        every_difference: "Annex: every point on which the sources differ",
        figures: "Figures that the sources report",
        gaps: "What the sources do not give",
        in_brief: "In brief",
        key_figures: "Key figures, as reported",
        mechanisms: "Mechanism by mechanism",
        method: "Method and licence",
        noted: "Noted by the editors",
        notes: "Source notes",
        reviews: "Review by review",
        reports: "What it reports, mechanism by mechanism",
        says: "What was said",
        sources: "The sources and who is speaking",
        timeline: "Engagement by mechanism",
        timeline_kinds: "Events by kind",
        totals: "Totals that the list does not meet",
        votes: "Votes at elections",
        works: "Texts",
    },
    text: Texts {
        actors: "Names as the sources give them, those in their own script first, with what \
                 belongs together and its parts in the events of this brief.",
        annex_given: " are the editors’ arrangement and rest on no passage.",
        annex_intro: "Each record has its name, its identifier and kind, and the passages on \
                      which its values rest. A value that rests on other passages has them behind \
                      it in square brackets. Readings of one field stand side by side, with a \
                      stroke between them; where they differ in what they say, in the colour of \
                      differences. Fields with ",
        by_period: "Events by the year in which they begin.",
        by_period_differs: "Events by the year in which they begin; ◆ counts those on which \
                            sources differ.",
        chart_marks: "● more than one source, ○ one source, ◆ sources differ.",
        chart_marks_naming: "Of the sources that name whom this brief is about: ● more than one, \
                             ○ one, ◆ they differ. What another source says of the same event \
                             has that source’s note, or stands in the brief of the mechanism.",
        chronology: "The events on which most sources speak, and of these those of which most is \
                     told: at most two of each mechanism, in order of time. Periods and what a \
                     source gives as background are left out.",
        collapsed: "Of a list of more than six names those stand here that this brief is about, \
                    with the number of all; the brief of the mechanism has them all.",
        claim: "Every statement in this brief is a claim by a source, never by the compiler. ",
        dialogues: "Rounds of dialogue and consultation that a source names one by one. Rounds that \
                    sources only count stand among the figures.",
        dialogues_drawn: "Rounds of dialogue and consultation that a source names one by one; a \
                          question mark follows in the picture where the editors conclude the \
                          year. Rounds that sources only count stand among the figures.",
        differ_as_of: "The readings speak of other dates or periods, or do not say of which.",
        differ_none: "On what stands here the sources do not differ.",
        differ_rule: "Each reading keeps its passage; the editors explain where they can and rule \
                      for none. A reading that only says the same less precisely is not counted. \
                      Of two lists only what is not in both is set out.",
        differ_noted: "What one source gives in two ways or is damaged in it, and what one \
                       covers and another does not: these are not counted as differences.",
        differ_unexplained: "The readings stand as they are; nobody has explained them yet.",
        editors_on_sources: "The editors on the sources. ",
        elsewhere: "Where an event took place and who took part stands in the briefs of the \
                    mechanisms.",
        events: "A value rests on the passages that its row names, unless it has note numbers of \
                 its own; readings that differ stand side by side with a stroke between them.",
        figures: "Numbers with the bounds that the sources give them. Where a figure names what \
                  it counts, the number of such records in the dataset stands beside it.",
        gaps: "What a source promises, points to or has lost. It is not filled in from elsewhere.",
        how_to_read: "A raised number leads to the source note with the passage, and the note back. \
                      Where sources differ, what each has stands side by side, and none is chosen. \
                      Inferred and proposed are values that the editors conclude from a source, \
                      or put in the place of damaged print.",
        key_figures: "Of each measure one figure, with the bounds that the sources give it: of those \
                      that can be told in short, one of the subject before others, and that of \
                      which most sources speak. Where sources differ, every reading stands.",
        mechanisms: "Of each mechanism: how much is recorded, who reports it, and, of the events \
                     that can be told in short, those on which most sources speak. “More in” \
                     names the brief that has everything.",
        notes: "Each note is a passage of a source, under the headings that it has there; the arrow \
                leads back to the pages. The key of a passage is the number of its line in the text \
                of the source, empty lines not counted, unless the dataset says otherwise. The text \
                itself is not part of the dataset.",
        named_rounds: "Rounds that sources name one by one:",
        nothing: "The dataset has nothing to tell of this: no event, statement, figure or text \
                  names it.",
        reports: "In order of time; events of one date of which it tells no more than the name \
                  stand together. A raised number is a passage of this source, unless \
                  another is named before it; “also” names the other sources that report the \
                  event. Readings that differ stand side by side with a stroke between them. \
                  ● more than one source, ○ this source alone, ◆ sources differ.",
        reviews: "Each review with its stages, and every number that a source gives of it, with \
                  those who give it.",
        restricted: "This brief holds restricted matter. ",
        restricted_rest: "It can endanger people: do not pass it on.",
        statements: "Each statement stands with its subject and its speaker, as the source beside \
                     it reports it and in the words of the editors; that it is listed says nothing \
                     of whether it is true, nor of whether the speaker put it so. Contested is what \
                     others may be expected to dispute.",
        they_differ: "The sources differ on ",
        timeline: "Each mark is an event, at its first day; a mark with a number stands for so \
                   many that are close together. A bar with a number is a span of years \
                   within which so many events fall; when, no source says.",
        votes: "Votes in favour at each election, as the sources have them.",
    },
    caption: Captions {
        coverage: "Events by mechanism, those that no other source reports, and claims that rest on \
                   this source.",
        coverage_differs: "Events by mechanism, those that no other source reports, those on which \
                           sources differ (◆), and claims that rest on this source.",
        figures: "“Listed”: how many of what the figure counts are recorded here one by one.",
        totals: "Numbers that sources give, beside what the dataset lists of the same.",
    },
    column: Columns {
        all: "All",
        claims: "Claims",
        date: "Date",
        differs: "◆",
        elected: "Elected",
        election: "Election",
        events: "Events",
        figure: "What is counted",
        kind: "Kind",
        listed: "Listed",
        mechanism: "Mechanism",
        name: "Name",
        no_year: "No one year",
        number: "Number",
        only: "Only here",
        parts: "Kind, and parts in events",
        partner: "Partner",
        period: "Period",
        readings: "What each source has",
        review: "Review",
        rounds: "Rounds",
        stages: "Stages, and when they were",
        counted: "What was counted",
        says: "What was said",
        sources: "Sources",
        text: "Text",
        votes: "Votes in favour",
        what: "What",
        where_who: "What, where and who",
        years: "Years, and which rounds they were",
    },
    word: Singles {
        also: "also ",
        as_of: "as of",
        command: "rapporteur export ",
        contested: " (contested)",
        counts: "counts ",
        editors: "The editors: ",
        editors_note: "editors: ",
        hash: "SHA-256 of the dataset in canonical form: ",
        in_text: "in ",
        licence: " Licence: ",
        made_with: "made with Rapporteur",
        no_author: " · no author named",
        no_number: "no number given",
        no_subject: "Without a subject",
        no_year: "no year",
        not_dated: "not dated",
        not_stated: "not stated",
        on: "About: ",
        or: "; or ",
        other_names: "Also named ",
        printed_as: "Printed as ",
        printed_names: "Also printed as ",
        outcome: "Outcome: ",
        participant: "Participant",
        place: "Place: ",
        published_by: " Published by ",
        response: "Response: ",
        standpoint: "Who is speaking. ",
        the_sources: "The sources. ",
        to: ", addressing or concerning ",
        undated: "none with a year",
        undated_entry: "Not dated: ",
        unnamed: "Not named one by one",
        without_date: "Without a date",
        wrote: "Wrote",
    },
};

impl Voice for English {
    fn mark(&self, mark: Mark) -> &'static str {
        match mark {
            Mark::Agreed => "more than one source",
            Mark::OneSource => "one source",
            Mark::Differs => "sources differ",
        }
    }

    fn together(&self) -> &'static str {
        "so many together"
    }

    fn none_recorded(&self) -> &'static str {
        "none recorded"
    }

    fn part(&self, alt: &str, part: usize, of: usize) -> String {
        format!("{alt} (part {part} of {of})")
    }

    fn to_note(&self, number: usize) -> String {
        format!("Source note {number}")
    }

    fn to_section(&self, title: &str) -> String {
        format!("Section: {title}")
    }

    fn to_use(&self, number: usize) -> String {
        format!("Where source note {number} is used")
    }

    fn continued(&self) -> &'static str {
        "(continued)"
    }

    fn within(&self) -> &'static str {
        "so many, some time within the span"
    }

    fn attachment(&self) -> &'static str {
        "The dataset of which this brief was made, in its canonical form"
    }
}
