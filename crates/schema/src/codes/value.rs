//! The codes that stand inside values.

use super::list::code_list;

code_list! {
    /// What somebody did, or was, in an event.
    Role, "role", "Roles in an event" {
        Party = "party", "Party", "A side of a dialogue, agreement or exchange.";
        Partner = "partner", "Partner", "A state or body with which a series of dialogues or a cooperation is kept.";
        Chair = "chair", "Chair", "Presided, alone or with others.";
        ViceChair = "vice-chair", "Vice-chair", "Was vice-chair, vice-president or deputy presiding officer.";
        Host = "host", "Host", "Received the event.";
        Organiser = "organiser", "Organiser", "Held, organised or sponsored the event, alone or with others.";
        Participant = "participant", "Participant", "Took part.";
        Observer = "observer", "Observer", "Was present without being a party or a member.";
        Speaker = "speaker", "Speaker", "Spoke or was listed to speak.";
        Delegation = "delegation", "Delegation", "Was represented by a delegation.";
        HeadOfDelegation = "head-of-delegation", "Head of delegation", "Led a delegation.";
        Candidate = "candidate", "Candidate", "Stood for election.";
        Elected = "elected", "Elected", "Was elected or re-elected.";
        Elector = "elector", "Electing body", "The body that elected.";
        Member = "member", "Member", "Was a member of a body.";
        AlternateMember = "alternate-member", "Alternate member", "Was an alternate member of a body.";
        Holder = "holder", "Holder of an office", "Held an office or a seat.";
        Body = "body", "Body", "The body in which the event takes place or to which the office, seat or session belongs.";
        Nominator = "nominator", "Nominator", "Proposed somebody for an office.";
        Predecessor = "predecessor", "Predecessor", "Held the office before.";
        Successor = "successor", "Successor", "Held the office after.";
        ReviewedState = "reviewed-state", "State under review", "The state whose record is reviewed.";
        ReviewingBody = "reviewing-body", "Reviewing body", "The body that reviews.";
        StateParty = "state-party", "State party", "Signs, ratifies, accedes to or recognises a treaty.";
        Reporter = "reporter", "Reporting state", "Submits a report.";
        Recipient = "recipient", "Recipient", "Receives a donation, aid, a report or a letter.";
        Donor = "donor", "Donor", "Gives a donation or aid.";
        Pledger = "pledger", "Pledger", "Promises a donation or an action.";
        Inviter = "inviter", "Inviter", "Invites.";
        Invitee = "invitee", "Invitee", "Is invited.";
        Visitor = "visitor", "Visitor", "Visits.";
        Visited = "visited", "Visited", "Receives a visit.";
        Proposer = "proposer", "Proposer", "Proposed or tabled.";
        CoSponsor = "co-sponsor", "Co-sponsor", "Co-sponsored or co-signed.";
        Adopter = "adopter", "Adopting body", "Adopted.";
        Author = "author", "Author", "Wrote or issued.";
        OnBehalfOf = "on-behalf-of", "On behalf of", "Those for whom a statement is made.";
        Addressee = "addressee", "Addressee", "The one addressed.";
        Drafter = "drafter", "Drafter", "Took part in drafting or negotiation.";
        Deployer = "deployer", "Deployer", "Sends personnel.";
        Beneficiary = "beneficiary", "Beneficiary", "Is meant to benefit.";
        Implementer = "implementer", "Implementer", "Carries out.";
        Initiator = "initiator", "Initiator", "Proposed or founded.";
        VotedYes = "voted-yes", "Voted yes", "Voted in favour.";
        VotedNo = "voted-no", "Voted no", "Voted against.";
        Abstained = "abstained", "Abstained", "Abstained.";
        Absent = "absent", "Absent", "Did not take part in the vote.";
    }
}

code_list! {
    /// What a quantity counts or measures.
    Measure, "measure", "Measures" {
        VotesFor = "votes-for", "Votes in favour", "Votes in favour of a candidate or proposal.";
        VotesAgainst = "votes-against", "Votes against", "Votes against a candidate or proposal.";
        Abstentions = "abstentions", "Abstentions", "Abstentions in a vote.";
        Majority = "majority", "Majority required", "The votes needed.";
        Term = "term", "Length of term", "How long a term lasts.";
        Seats = "seats", "Seats", "Seats filled or held.";
        Participants = "participants", "Participants", "People who took part.";
        Countries = "countries", "Countries", "Countries that took part, were represented or were reached.";
        CountriesAndRegions = "countries-and-regions", "Countries and regions", "Countries and regions counted together.";
        CountriesAndOrganisations = "countries-and-organisations", "Countries and organisations", "Countries and international organisations counted together.";
        Continents = "continents", "Continents", "Continents represented.";
        SpeakersListed = "speakers-listed", "Speakers listed", "States or speakers that put their names down to speak.";
        Speakers = "speakers", "Speakers", "States or speakers that spoke.";
        SpeakersApproving = "speakers-approving", "Approving speakers", "States or speakers that a source counts as approving.";
        CoSponsors = "co-sponsors", "Co-sponsors", "States that co-sponsored or co-signed.";
        StatesRepresented = "states-represented", "States spoken for", "States on whose behalf a statement was made.";
        Partners = "partners", "Partners", "States or bodies with which dialogues or cooperation are kept.";
        Rounds = "rounds", "Rounds", "Rounds of a dialogue or consultation.";
        RoundsPerYear = "rounds-per-year", "Rounds a year", "How often a series meets.";
        Editions = "editions", "Editions", "Editions of a forum, seminar or conference.";
        Events = "events", "Events", "Events of some kind.";
        SubForums = "sub-forums", "Sub-forums", "Parts of a forum that met separately.";
        Elections = "elections", "Elections", "Times elected.";
        Conventions = "conventions", "Conventions", "Treaties, conventions or instruments.";
        Reports = "reports", "Reports", "Reports submitted.";
        Occasions = "occasions", "Occasions", "Occasions on which something was done.";
        Reviews = "reviews", "Reviews", "Reviews undergone.";
        Committees = "committees", "Committees", "Committees or bodies.";
        Experts = "experts", "Experts", "Experts or members.";
        Visits = "visits", "Visits", "Visits made or received.";
        Invitations = "invitations", "Invitations", "Invitations extended.";
        Amount = "amount", "Amount of money", "Money given, pledged or spent.";
        AmountPerYear = "amount-per-year", "Amount of money a year", "Money given or pledged for each year.";
        Projects = "projects", "Projects", "Projects carried out.";
        Programmes = "programmes", "Programmes", "Programmes or actions carried out.";
        TrainingProgrammes = "training-programmes", "Training programmes", "Training programmes or courses held.";
        Trainees = "trainees", "Trainees", "People trained.";
        Personnel = "personnel", "Personnel", "People sent.";
        MilitaryPersonnel = "military-personnel", "Military personnel", "Soldiers and military observers sent.";
        PolicePersonnel = "police-personnel", "Police personnel", "Police sent.";
        MedicalWorkers = "medical-workers", "Medical workers", "Medical workers sent.";
        Missions = "missions", "Missions", "Peacekeeping missions.";
        Patients = "patients", "Patients", "People treated.";
        Jobs = "jobs", "Jobs", "Jobs created.";
        Length = "length", "Length", "Length of road, rail or the like.";
        Capacity = "capacity", "Capacity", "Capacity of a plant or work.";
        GrowthRate = "growth-rate", "Growth rate", "Growth, in per cent.";
        Share = "share", "Share", "A share, in per cent or as a fraction.";
        Rank = "rank", "Rank", "A place in an order.";
        Stages = "stages", "Stages", "Stages or periods.";
        Years = "years", "Years", "A length of time in years.";
        Times = "times", "Times", "How often something happened, where no other measure fits.";
        Members = "members", "Members", "Members of a body.";
        Organisations = "organisations", "Organisations", "Organisations of some kind.";
        Documents = "documents", "Documents", "Documents published or adopted.";
        Recommendations = "recommendations", "Recommendations", "Recommendations made or received.";
    }
}

code_list! {
    /// How closely a number is given.
    Bound, "bound", "Bounds of a number" {
        Exact = "exact", "exactly", "The number itself.";
        About = "about", "about", "The number, more or less.";
        Nearly = "nearly", "nearly", "A little less than the number.";
        MoreThan = "more-than", "more than", "More than the number, which is itself excluded.";
        AtLeast = "at-least", "at least", "The number or more.";
        LessThan = "less-than", "fewer than", "Less than the number, which is itself excluded.";
        AtMost = "at-most", "at most", "The number or less.";
        Several = "several", "several", "Some, without a number.";
        Many = "many", "many", "Many, without a number.";
        Dozens = "dozens", "dozens of", "Some tens, without a number.";
        Rank = "rank", "ranked", "The number is a place in an order.";
        NotCounted = "not-counted", "not counted", "The source lists without counting; the number is the editors' count.";
    }
}

code_list! {
    /// How an event was held.
    Mode, "mode", "Modes of meeting" {
        InPerson = "in-person", "In person", "Those taking part met in one place.";
        Online = "online", "Online", "By video or other electronic means.";
        Hybrid = "hybrid", "Hybrid", "Partly in one place and partly online.";
        Written = "written", "In writing", "By letter or written procedure.";
    }
}

code_list! {
    /// What a name is to the thing named.
    NameKind, "name-kind", "Kinds of name" {
        Preferred = "preferred", "Preferred name", "The name to show first in its language.";
        Variant = "variant", "Variant name", "Another name or spelling in use.";
        Acronym = "acronym", "Acronym", "A shortened form.";
        AsPrinted = "as-printed", "As printed", "A form that a source prints, kept because it is damaged or unusual.";
        Former = "former", "Former name", "A name no longer in use.";
        Theme = "theme", "Theme", "The theme or motto under which an event was held.";
    }
}

code_list! {
    /// On what ground a reading stands.
    Basis, "basis", "Bases of a reading" {
        Stated = "stated", "Stated", "The source says so.";
        Inferred = "inferred", "Inferred", "The editors conclude it from what the source says.";
        Proposed = "proposed", "Proposed", "The editors propose it in place of damaged or mistaken text.";
    }
}

impl Basis {
    /// Whether it is a conclusion or a proposal of the editors: no source states the value.
    ///
    /// ```
    /// use rapporteur_schema::codes::Basis;
    /// assert!(Basis::Inferred.is_of_editors() && Basis::Proposed.is_of_editors());
    /// assert!(!Basis::Stated.is_of_editors());
    /// ```
    pub const fn is_of_editors(self) -> bool {
        matches!(self, Self::Inferred | Self::Proposed)
    }
}

code_list! {
    /// Why there is no value.
    Absence, "absence", "Kinds of absence" {
        Unknown = "unknown", "Unknown", "There is a value, and the source does not give it.";
        None = "none", "None", "The source says that there is none.";
        Withheld = "withheld", "Withheld", "The editors know the value and do not publish it.";
    }
}

code_list! {
    /// Who may see a record or reading.
    Access, "access", "Access" {
        Restricted = "restricted", "Restricted", "Left out of every export unless asked for.";
    }
}

code_list! {
    /// Why no record cites a passage.
    Uncited, "uncited", "Reasons why a passage is not cited" {
        Navigation = "navigation", "Navigation", "Part of the web page or print around the text: menus, page heads, links.";
        Heading = "heading", "Heading", "A heading of the document.";
        StatesNoFact = "states-no-fact", "States no fact", "Says nothing that a record could hold.";
    }
}
