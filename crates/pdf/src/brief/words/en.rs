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
        actors: "Names, and what belongs together",
        annex: "Annex: every record",
        chronology: "Milestones",
        contents: "Contents",
        coverage: "What it covers",
        dialogues: "Dialogue rounds by partner and year",
        differences: "Where the sources differ",
        events: "Events",
        every_difference: "Annex: every point on which the sources differ",
        figures: "Figures that the sources report",
        gaps: "What the sources do not give",
        in_brief: "In brief",
        key_figures: "Key figures, as reported",
        mechanisms: "Mechanism by mechanism",
        method: "Method and licence",
        notes: "Source notes",
        reports: "What it reports, mechanism by mechanism",
        says: "What was said",
        sources: "The sources and who is speaking",
        timeline: "Engagement by mechanism",
        timeline_kinds: "Events by kind",
        totals: "Total and list",
        votes: "Votes at elections",
        works: "Texts",
    },
    text: Texts {
        actors: "Names as the sources give them, those in their own script first, with parts \
                 in the events of this brief.",
        annex_given: " are the editors’ arrangement and rest on no passage.",
        annex_intro: "Each record has its name, its identifier and kind, and the passages on \
                      which its values rest. A value that rests on other passages has them behind \
                      it in square brackets. Readings of one field stand side by side, with a \
                      stroke between them; where they differ in what they say, in the colour of \
                      differences. Fields with ",
        by_period: "Events by the year in which they begin; ◆ counts those on which sources \
                    differ.",
        chart_marks: "● more than one source, ○ one source, ◆ sources differ.",
        chronology: "The events on which most sources speak, and of these those of which most is \
                     told: at most two of each mechanism, in order of time. Periods and what a \
                     source gives as background are left out.",
        claim: "Every statement in this brief is a claim by a source, never by the compiler. ",
        dialogues: "Rounds of dialogue and consultation that a source names one by one. Rounds \
                    that sources only count stand among the figures.",
        differ_none: "On what stands here the sources do not differ.",
        differ_rule: "Each reading keeps its passage; the editors explain where they can and rule \
                      for none. A reading that only says the same less precisely is not counted. \
                      Of lists, a side shows what not all have.",
        editors_on_sources: "The editors on the sources. ",
        elsewhere: "Where an event took place and who took part stands in the briefs of the \
                    mechanisms.",
        events: "A value rests on the passages that its row names, unless it has note numbers of \
                 its own; readings that differ stand side by side with a stroke between them.",
        figures: "Numbers with the bounds that the sources give them. Where a figure names what \
                  it counts, the number of such records in the dataset stands beside it.",
        gaps: "What a source promises, points to or has lost. It is not filled in from elsewhere.",
        how_to_read: "A raised number leads to the source note with the passage, and the note back. \
                      Where sources differ, what each has stands side by side, and none is chosen.",
        key_figures: "Of each measure one figure, with the bounds that the sources give it: of those \
                      that can be told in short, that of which most sources speak. Where sources \
                      differ, every reading stands.",
        mechanisms: "Of each mechanism: how much is recorded, who reports it, and, of the events \
                     that can be told in short, those on which most sources speak. What stands \
                     behind “More in” is the name of the brief that has everything.",
        notes: "Each note names a passage of a source and the headings under which it stands. \
                The text of the sources is not part of the dataset; whoever has it finds the \
                passage by its key.",
        nothing: "The dataset has nothing to tell of this: no event, statement, figure or text \
                  names it.",
        reports: "In order of time; events of one date of which it tells no more than the name \
                  stand together. A raised number is a passage of this source, unless \
                  another is named before it; “also” names the other sources that report the \
                  event. Readings that differ stand side by side with a stroke between them. \
                  ● more than one source, ○ this source alone, ◆ sources differ.",
        restricted: "This brief holds restricted matter. ",
        restricted_rest: "It can endanger people: do not pass it on.",
        statements: "A statement stands with its speaker, as the source beside it reports it and \
                     in the words of the editors; that it is listed says nothing of whether it \
                     is true, nor of whether the speaker put it so.",
        timeline: "Each mark is an event, at the first day that any of its sources admits; events \
                   of one vague date, such as a decade, are spread over it. The shape says how an \
                   event is attested: by more than one source (●), by one (○), or differently (◆).",
        votes: "Votes in favour at each election, as the sources have them.",
        witness: "Nothing comes from \
                  outside the sources but identifiers and the editors’ own notes. Inferred and \
                  proposed are values that the editors conclude from a source, or put in the place \
                  of damaged print. A date is as precise as its source. A mark says how a record is \
                  attested: ● by more than one source, ○ by one, ◆ by more than one that differ.",
        works: "Texts that the sources speak of, in order of time.",
    },
    caption: Captions {
        actors: "Names, kinds, and parts in the events of this brief.",
        chronology: "Milestones, in order of time.",
        coverage: "Events by mechanism, those that no other source reports, those on which \
                   sources differ (◆), and claims that rest on this source.",
        dialogues: "Rounds by partner.",
        differences: "Points on which sources differ; what cannot both be right stands first.",
        events: "Events, in order of time.",
        figures: "Figures, with the number of records here that each counts (“Listed”).",
        statements: "Statements, in order of time.",
        totals: "Numbers that sources give, beside what the dataset lists of the same.",
        votes: "Votes by election.",
        works: "Texts, in order of time.",
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
        listed: "Listed",
        mechanism: "Mechanism",
        name: "Name",
        no_year: "No year",
        number: "Number",
        only: "Only here",
        parts: "Kind, and parts in events",
        partner: "Partner",
        period: "Period",
        point: "Point",
        readings: "What each source has",
        rounds: "Rounds",
        says: "What was said",
        sources: "Sources",
        text: "Text",
        votes: "Votes in favour",
        what: "What",
        where_who: "Where and who",
        who: "Who, what and when",
        why: "Why, as the editors see it",
        years: "Years, with the number of rounds where there are several",
    },
    word: Singles {
        also: "also ",
        as_above: "As above.",
        as_of: "as of",
        counts: "counts ",
        editors: "The editors: ",
        editors_note: "editors: ",
        hash: "SHA-256 of the dataset in canonical form: ",
        licence: " Licence: ",
        made_with: "made with Rapporteur",
        no_year: "no year",
        not_stated: "not stated",
        outcome: "Outcome: ",
        participant: "Participant",
        published_by: " Published by ",
        response: "Response: ",
        standpoint: "Who is speaking. ",
        the_sources: "The sources. ",
        to: " to ",
        undated: "none with a year",
        undated_entry: "No date: ",
    },
};

impl Voice for English {
    fn mark(&self, mark: Mark) -> &'static str {
        match mark {
            Mark::Agreed => "more than one source, agreed",
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

    fn attachment(&self) -> &'static str {
        "The dataset of which this brief was made, in its canonical form"
    }
}
