//! The kinds of records other than events.

use super::list::code_list;

code_list! {
    /// What kind of document a source is.
    SourceKind, "source-kind", "Kinds of source" {
        JournalArticle = "journal-article", "Journal article", "An article in a scholarly or professional journal.";
        WhitePaper = "white-paper", "White paper", "A policy document that a government publishes under its own name, or a chapter of one.";
        Report = "report", "Report", "An account that a body gives of its own or others' work.";
        NewsItem = "news-item", "News item", "An account of a current event, by the press or by a body on its own site.";
        TreatyTable = "treaty-table", "Treaty table", "A depositary's or registry's table of treaty actions.";
        MeetingRecord = "meeting-record", "Meeting record", "The record of a meeting or vote that the body itself keeps.";
        Dataset = "dataset", "Dataset", "A table or database published by others.";
        Letter = "letter", "Letter", "A letter or note verbale.";
        Book = "book", "Book", "A book, or a chapter of one.";
        WebPage = "web-page", "Web page", "A page of a web site that is none of the other kinds.";
    }
}

code_list! {
    /// What is known of who a person is.
    PersonKind, "person-kind", "Kinds of person" {
        Named = "named", "Named person", "A person whom a source names.";
        Unnamed = "unnamed", "Unnamed person", "A person whom a source mentions by office or description alone.";
    }
}

code_list! {
    /// What kind of body an organisation is.
    OrganisationKind, "organisation-kind", "Kinds of organisation" {
        State = "state", "State", "A state, as a party in international relations.";
        Region = "region", "Region of a state", "A territory or region of a state that takes part under its own name.";
        StateGroup = "state-group", "Group of states", "Several states that act or are counted together.";
        Intergovernmental = "intergovernmental", "Intergovernmental organisation", "An organisation of states, or an organ of one outside the United Nations.";
        UnOrgan = "un-organ", "UN organ", "A principal or subsidiary organ of the United Nations, its committees and working groups.";
        UnOffice = "un-office", "UN office or agency", "An office, fund, programme or specialised agency of the United Nations system.";
        TreatyBody = "treaty-body", "Treaty body", "A committee of experts that monitors a human-rights treaty.";
        SpecialProcedure = "special-procedure", "Special procedure", "A mandate of the Human Rights Council or of the Commission on Human Rights: special rapporteur, independent expert or working group.";
        Ministry = "ministry", "Ministry or department", "A ministry, department or office of a state's or an organisation's executive.";
        Legislature = "legislature", "Legislature", "A parliament or an organ of one.";
        Judiciary = "judiciary", "Court or procuratorate", "A court or a prosecution service.";
        Party = "party", "Political party body", "A political party or an organ of one.";
        Ngo = "ngo", "Non-governmental organisation", "A body that describes itself, or is described by a source, as non-governmental or social; independence is not implied.";
        Academic = "academic", "University or institute", "A university, faculty, research institute or learned society.";
        Foundation = "foundation", "Foundation or fund", "A foundation or a fund.";
        Bank = "bank", "Bank", "A bank, development banks included.";
        Press = "press", "Press or publisher", "A news agency, newspaper, web publisher or journal.";
        Forum = "forum", "Forum of states", "A standing forum, summit or platform through which states cooperate.";
        Mission = "mission", "Peacekeeping or diplomatic mission", "A field mission of an organisation or a diplomatic mission of a state.";
        Company = "company", "Company", "A commercial undertaking.";
        Other = "other", "Other body", "A body that is none of the other kinds.";
    }
}

code_list! {
    /// What kind of place a place is.
    PlaceKind, "place-kind", "Kinds of place" {
        Venue = "venue", "Venue", "A building or site.";
        City = "city", "City", "A city, town or village.";
        SubnationalRegion = "subnational-region", "Region of a country", "A province, state or region within a country.";
        Country = "country", "Country", "The territory of a state.";
        WorldRegion = "world-region", "World region", "A continent or a region of several countries.";
        Area = "area", "Area", "Any other place, a sea or a route among them.";
    }
}

code_list! {
    /// What kind of work a work is.
    WorkKind, "work-kind", "Kinds of work" {
        Treaty = "treaty", "Treaty", "A treaty, convention or covenant.";
        Protocol = "protocol", "Protocol", "A protocol to a treaty, optional protocols included.";
        Amendment = "amendment", "Amendment", "An amendment to a treaty.";
        LabourConvention = "labour-convention", "Labour convention", "A convention of the International Labour Organization.";
        Declaration = "declaration", "Declaration", "A declaration or programme of action adopted by a conference or organ.";
        Resolution = "resolution", "Resolution", "A resolution of an organ.";
        Decision = "decision", "Decision", "A decision of an organ.";
        PresidentialStatement = "presidential-statement", "Presidential statement", "A statement by the president of an organ on its behalf.";
        JointStatement = "joint-statement", "Joint statement", "The text of a statement made by or for several states.";
        Speech = "speech", "Speech", "The text of a speech.";
        Report = "report", "Report", "A report, state reports to treaty bodies among them.";
        WhitePaper = "white-paper", "White paper", "A policy document that a government publishes under its own name.";
        Memorandum = "memorandum", "Memorandum or agreement", "A memorandum of understanding or an agreement below the rank of a treaty.";
        Law = "law", "Law", "A constitution, a constitutional amendment, a law or a regulation.";
        Plan = "plan", "Plan or agenda", "A plan, strategy, agenda or framework.";
        WrittenOpinion = "written-opinion", "Written opinion", "Comments or observations handed to an organ in writing.";
        Letter = "letter", "Letter", "A letter or message.";
        GeneralComment = "general-comment", "General comment", "A treaty body's general comment or recommendation.";
        Article = "article", "Article", "An article in the press, a journal or a web site.";
        Book = "book", "Book", "A book or yearbook.";
        Charter = "charter", "Charter", "The constituent instrument of an organisation.";
        Other = "other", "Other work", "A work that is none of the other kinds.";
    }
}

code_list! {
    /// What kind of idea a concept is.
    ConceptKind, "concept-kind", "Kinds of concept" {
        Discourse = "discourse", "Concept of discourse", "An idea or formula that entered, or is meant to enter, the discourse on human rights.";
        Right = "right", "Right", "A right or a group of rights.";
        Principle = "principle", "Principle", "A principle that a party invokes.";
        Theme = "theme", "Theme", "A subject of discussion.";
        Initiative = "initiative", "Initiative", "A named initiative or programme of policy.";
        Group = "group", "Group of people", "A group whose rights or situation is spoken of.";
    }
}

code_list! {
    /// What kind of utterance a statement is.
    StatementKind, "statement-kind", "Kinds of statement" {
        View = "view", "View", "An opinion or a position of principle.";
        Assessment = "assessment", "Assessment", "A judgement on what someone did or on how things are.";
        Concern = "concern", "Concern", "A concern or criticism raised with another party.";
        Recommendation = "recommendation", "Recommendation", "A recommendation or suggestion to another party.";
        Appeal = "appeal", "Appeal", "A call or a hope addressed to others.";
        Pledge = "pledge", "Pledge", "A promise of future action; a pledge is not its fulfilment.";
        Agreement = "agreement", "Agreement", "What the parties said that they agreed on.";
        Reservation = "reservation", "Reservation or objection", "A reservation, objection or refusal.";
        Characterisation = "characterisation", "Characterisation", "How an author describes a period, a policy or a relation.";
        Comment = "comment", "Comment", "A remark by the press or by an observer.";
        Provision = "provision", "Provision of a text", "What a text is reported to say.";
    }
}

code_list! {
    /// Why readings differ, as an editor sees it.
    DifferenceClass, "difference-class", "Classes of difference" {
        AsOf = "as-of", "As of another date", "Each reading is right at its own date.";
        CountingBasis = "counting-basis", "Counted otherwise", "The readings count different things, or by different rules.";
        Naming = "naming", "Named otherwise", "The same thing under different names.";
        Translation = "translation", "Translated otherwise", "The readings translate one original differently.";
        Misprint = "misprint", "Misprint or slip", "A reading is damaged, or slipped in writing, printing or translating.";
        Coverage = "coverage", "Covered or not", "One source gives what another leaves out, or gives another selection.";
        Conflict = "conflict", "Conflict", "The readings cannot both be right.";
    }
}
