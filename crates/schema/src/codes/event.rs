//! Kinds of event: what the field of international human-rights cooperation is
//! made of. A row gives the mechanism under which summaries and briefs file the
//! kind, and the fields without which such an event makes no sense.

use std::fmt;

use super::list::code_list;

/// Something without which an event of a kind makes no sense: one of
/// [`EventKind::needs`], taken apart.
///
/// ```
/// use rapporteur_schema::codes::{EventKind, Need};
/// let visit: Vec<Need> = EventKind::MandateVisit.needed().collect();
/// assert_eq!((visit[0].field, visit[0].role), ("participants", Some("visitor")));
/// assert_eq!(visit[0].to_string(), "a participant with the role `visitor`");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Need {
    /// The name of the field: `date`.
    pub field: &'static str,
    /// The role that one of the participants must have, where the field is theirs.
    pub role: Option<&'static str>,
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role {
            None => write!(f, "the field `{}`", self.field),
            Some(role) => write!(f, "a participant with the role `{role}`"),
        }
    }
}

impl EventKind {
    /// What an event of this kind [needs](Self::needs), taken apart.
    ///
    /// ```
    /// use rapporteur_schema::codes::EventKind;
    /// let needs: Vec<String> = EventKind::Ratification.needed().map(|n| n.to_string()).collect();
    /// assert_eq!(needs[0], "the field `about`");
    /// assert_eq!(needs[1], "a participant with the role `state-party`");
    /// ```
    pub fn needed(self) -> impl Iterator<Item = Need> {
        self.needs().iter().map(|need| match need.split_once(':') {
            Some((field, role)) => Need { field, role: Some(role) },
            None => Need { field: need, role: None },
        })
    }

    /// What is wrong with an event of this kind that lacks something it needs.
    ///
    /// ```
    /// use rapporteur_schema::codes::EventKind;
    /// let need = EventKind::Publication.needed().next().ok_or("it needs nothing")?;
    /// let lacking = EventKind::Publication.lacking(need);
    /// assert_eq!(lacking, "an event of the kind `publication` needs the field `about`");
    /// # Ok::<(), &str>(())
    /// ```
    pub fn lacking(self, need: Need) -> String {
        format!("an event of the kind `{self}` needs {need}")
    }
}

code_list! {
    /// A strand of a state's engagement; briefs and charts are arranged by it.
    Mechanism, "mechanism", "Mechanisms" {
        HumanRightsCouncil = "human-rights-council", "Human Rights Council", "Elections to the Human Rights Council, membership, sessions, resolutions and statements there.";
        CommissionOnHumanRights = "commission-on-human-rights", "Commission on Human Rights", "The Commission on Human Rights (1946 to 2006), its Sub-Commission and their working groups.";
        Upr = "upr", "Universal Periodic Review", "Reviews of a state's record by its peers.";
        UnSessions = "un-sessions", "Other UN organs", "The General Assembly and its committees, the Security Council, the Economic and Social Council and other organs.";
        Treaties = "treaties", "Treaties", "Signing, ratifying and drafting human-rights instruments.";
        TreatyBodies = "treaty-bodies", "Treaty bodies", "Reports to, reviews by and members of the treaty bodies.";
        SpecialProcedures = "special-procedures", "Special procedures", "Invitations to, visits by and letters from mandate holders.";
        Ohchr = "ohchr", "OHCHR", "Cooperation with the Office of the UN High Commissioner for Human Rights.";
        Dialogues = "dialogues", "Dialogues and consultations", "Bilateral human-rights dialogues and consultations.";
        Forums = "forums", "Forums and seminars", "Forums, seminars and conferences.";
        SideEvents = "side-events", "Side events", "Events in the margins of UN meetings.";
        Exchanges = "exchanges", "Visits and exchanges", "Delegations, group visits and academic exchange.";
        Aid = "aid", "Aid and training", "Development assistance, training and humanitarian relief.";
        Peacekeeping = "peacekeeping", "Peace and security", "Peacekeeping and the settlement of conflicts.";
        Policy = "policy", "Policy and publications", "Constitutional, legal and party milestones, white papers, initiatives, stages of policy.";
    }
}

macro_rules! event_kinds {
    ($($mechanism:ident {
        $($variant:ident = $code:literal, $label:literal, $definition:literal $(, needs $need:literal)*;)+
    })+) => {
        code_list! {
            /// What kind of thing happened.
            EventKind, "event-kind", "Kinds of event" {
                $($($variant = $code, $label, $definition;)+)+
            }
        }

        impl EventKind {
            /// The mechanism under which summaries and briefs file events of this kind.
            ///
            /// ```
            /// use rapporteur_schema::codes::{EventKind, Mechanism};
            /// assert_eq!(EventKind::DialogueRound.mechanism(), Mechanism::Dialogues);
            /// ```
            pub fn mechanism(self) -> Mechanism {
                match self {
                    $($(Self::$variant)|+ => Mechanism::$mechanism,)+
                }
            }

            /// The fields without which an event of this kind makes no sense:
            /// names of fields (`date`), or `participants:ROLE` for a participant
            /// in that role.
            ///
            /// ```
            /// use rapporteur_schema::codes::EventKind;
            /// assert_eq!(EventKind::MandateVisit.needs(), ["participants:visitor"]);
            /// ```
            pub fn needs(self) -> &'static [&'static str] {
                match self {
                    $($(Self::$variant => &[$($need),*],)+)+
                }
            }
        }
    };
}

event_kinds! {
    HumanRightsCouncil {
        HrcElection = "hrc-election", "Election to the Human Rights Council", "An election of members of the Human Rights Council by the General Assembly.", needs "date", needs "participants:elected";
        HrcMembership = "hrc-membership", "Membership of the Human Rights Council", "A term as a member of the Human Rights Council.", needs "date", needs "participants:member";
        HrcSession = "hrc-session", "Session of the Human Rights Council", "A session of the Human Rights Council, or attendance at several.";
        HrcAdoption = "hrc-adoption", "Adoption by the Human Rights Council", "The adoption of a resolution, decision or presidential statement by the Human Rights Council.", needs "about";
        HrcStatement = "hrc-statement", "Statement in the Human Rights Council", "The delivery of a speech or joint statement in the Human Rights Council.";
        HrcReform = "hrc-reform", "Making and reform of the Human Rights Council", "Establishing or reviewing the Human Rights Council and its mechanisms.";
        HrcExpert = "hrc-expert", "Expert of a Human Rights Council body", "Membership of an expert in a body of the Human Rights Council.", needs "participants:body";
    }
    CommissionOnHumanRights {
        ChrObserver = "chr-observer", "Observer at the Commission on Human Rights", "Attendance at the Commission on Human Rights as an observer.", needs "date";
        ChrElection = "chr-election", "Election to the Commission on Human Rights", "An election of members of the Commission on Human Rights.", needs "participants:elected";
        ChrMembership = "chr-membership", "Membership of the Commission on Human Rights", "A time as a member of the Commission on Human Rights.", needs "participants:member";
        SubCommissionExpert = "sub-commission-expert", "Expert of the Sub-Commission", "Membership of an expert in the Sub-Commission or its working groups.";
    }
    Upr {
        UprReview = "upr-review", "Universal Periodic Review", "A state's review in one cycle, all its stages taken together.", needs "ordinal", needs "participants:reviewed-state";
        UprDialogue = "upr-dialogue", "UPR interactive dialogue", "The interactive dialogue on a state's record in the Working Group on the Universal Periodic Review.", needs "part_of";
        UprAdoption = "upr-adoption", "UPR outcome adoption", "The adoption of a review's report or outcome.", needs "part_of";
        UprCycle = "upr-cycle", "UPR cycle", "A cycle of the Universal Periodic Review, over all states.";
        UprSession = "upr-session", "Session of the UPR Working Group", "A session of the Working Group on the Universal Periodic Review, or attendance at several.";
    }
    UnSessions {
        UnSession = "un-session", "Session of a UN organ", "A session or meeting of another UN organ, or attendance at several.";
        UnAdoption = "un-adoption", "Adoption by a UN organ", "The adoption of a resolution or another text by another UN organ or a conference.", needs "about";
        UnStatement = "un-statement", "Statement in a UN organ", "The delivery of a speech or statement in another UN organ.";
        UnMembership = "un-membership", "Membership or status", "Membership of, or status with, a UN organ or another organisation.", needs "participants:body";
        UnVote = "un-vote", "Roll-call vote", "A recorded vote in an organ.";
    }
    Treaties {
        Signature = "signature", "Signature of a treaty", "Signing a treaty.", needs "about", needs "participants:state-party";
        Ratification = "ratification", "Ratification of a treaty", "Ratifying a treaty, or approving its ratification.", needs "about", needs "participants:state-party";
        Accession = "accession", "Accession to a treaty", "Acceding to or joining a treaty.", needs "about", needs "participants:state-party";
        Recognition = "recognition", "Recognition of a treaty", "Recognising a treaty action taken by an earlier government.", needs "about", needs "participants:state-party";
        EntryIntoForce = "entry-into-force", "Entry into force", "A treaty's entry into force, in general or for a state.", needs "about";
        Drafting = "drafting", "Drafting or negotiation", "Drafting or negotiating an instrument.", needs "about";
        TreatyPromotion = "treaty-promotion", "Promotion of a treaty", "Publicity, training and other work to make a treaty known.", needs "about";
    }
    TreatyBodies {
        StateReport = "state-report", "Report to a treaty body", "The submission of a state's report to a treaty body; a report with two numbers is one report.", needs "participants:reporter";
        TreatyReview = "treaty-review", "Review by a treaty body", "A treaty body's consideration of a state's report.", needs "participants:reviewed-state", needs "participants:reviewing-body";
        TreatyBodyElection = "treaty-body-election", "Election to a treaty body", "The election, re-election or appointment of an expert to a treaty body.", needs "participants:elected", needs "participants:body";
        TreatyBodyNomination = "treaty-body-nomination", "Nomination to a treaty body", "A state proposes experts as members of a treaty body, elected or not.", needs "participants:nominator";
        TreatyBodyTerm = "treaty-body-term", "Term on a treaty body", "A time as a member of a treaty body.", needs "participants:holder", needs "participants:body";
        TreatyBodyVisit = "treaty-body-visit", "Visit by treaty-body members", "A visit by members of a treaty body.";
        TreatyBodyReform = "treaty-body-reform", "Strengthening of the treaty bodies", "A step in the reform of the treaty-body system.";
        WrittenSubmission = "written-submission", "Written submission", "Comments handed in writing to an organ.";
    }
    SpecialProcedures {
        MandateInvitation = "mandate-invitation", "Invitation to a mandate holder", "An invitation to a special procedure.", needs "participants:invitee";
        MandateVisit = "mandate-visit", "Visit by a mandate holder", "A visit by a special procedure.", needs "participants:visitor";
        MandateCommunication = "mandate-communication", "Letter from a special procedure", "Letters from special procedures and the answers to them.";
    }
    Ohchr {
        OhchrVisit = "ohchr-visit", "Visit by OHCHR", "A visit by the High Commissioner or staff of OHCHR.", needs "participants:visitor";
        OhchrInvitation = "ohchr-invitation", "Invitation to OHCHR", "An invitation to the High Commissioner or OHCHR.", needs "participants:invitee";
        OhchrAgreement = "ohchr-agreement", "Agreement with OHCHR", "The signing of a memorandum or agreement with OHCHR.";
        OhchrSeminar = "ohchr-seminar", "Seminar with OHCHR", "A seminar or workshop held with OHCHR.";
        Donation = "donation", "Donation", "Money given to an organ or office.", needs "participants:donor", needs "participants:recipient";
        DonationPledge = "donation-pledge", "Pledge of a donation", "A promise of money to an organ or office.", needs "participants:pledger";
        OhchrCooperation = "ohchr-cooperation", "Cooperation with OHCHR", "Other cooperation with OHCHR, over a time.";
    }
    Dialogues {
        DialogueSeries = "dialogue-series", "Human-rights dialogue", "A bilateral human-rights dialogue that meets in rounds.", needs "participants:party";
        DialogueRound = "dialogue-round", "Dialogue round", "One round of a human-rights dialogue.", needs "part_of";
        ConsultationSeries = "consultation-series", "Human-rights consultation", "Bilateral consultations on human rights that are held in rounds.", needs "participants:party";
        ConsultationRound = "consultation-round", "Consultation round", "One round of consultations on human rights.", needs "part_of";
        DialogueVisit = "dialogue-visit", "Visit beside a dialogue", "A visit or a meeting arranged around a dialogue or consultation.", needs "part_of";
        DialogueProgramme = "dialogue-programme", "Dialogues as a whole", "Several dialogues or partners spoken of together.";
        LegalExchange = "legal-exchange", "Exchange of legal experts", "Exchanges between legal experts or courts, and bilateral technical cooperation.";
    }
    Forums {
        ForumSeries = "forum-series", "Forum or seminar series", "A forum, seminar or conference that is held repeatedly.";
        ForumEdition = "forum-edition", "Forum edition", "One edition of a forum or seminar series.", needs "part_of";
        ForumSession = "forum-session", "Sub-forum or session", "A part of a forum, seminar or conference that met separately.", needs "part_of";
        Seminar = "seminar", "Seminar", "A seminar, symposium or workshop that stands alone.";
        Conference = "conference", "Conference", "A conference, a preparatory meeting of one among them.";
        VideoConference = "video-conference", "Video conference", "A meeting by video on its own account.";
    }
    SideEvents {
        SideEvent = "side-event", "Side event", "An event in the margins of a UN meeting.";
        Exhibition = "exhibition", "Exhibition", "An exhibition at or beside a UN meeting.";
    }
    Exchanges {
        DelegationVisit = "delegation-visit", "Delegation or group visit", "A delegation or group travels, or is received.";
        StateVisit = "state-visit", "Official visit", "A visit by a head of state, a minister or another official.";
        AcademicExchange = "academic-exchange", "Academic exchange", "Teaching, research and conferences across borders.";
        Meeting = "meeting", "Meeting", "A meeting of people or delegations that is none of the other kinds.";
    }
    Aid {
        ForeignAid = "foreign-aid", "Development assistance", "Assistance to other countries.";
        Training = "training", "Training", "Training of people from other countries.";
        HumanitarianRelief = "humanitarian-relief", "Humanitarian relief", "Relief after a disaster or in an epidemic.";
        AidInitiative = "aid-initiative", "Initiative, fund or platform", "Founding or running an initiative, fund, bank or platform for development.";
        InfrastructureProject = "infrastructure-project", "Infrastructure project", "A road, railway, port or another work.";
    }
    Peacekeeping {
        PeacekeepingDeployment = "peacekeeping-deployment", "Peacekeeping deployment", "Sending or registering peacekeepers.";
        ConflictSettlement = "conflict-settlement", "Settlement of a conflict", "Proposals, mediation and talks on a regional conflict.";
    }
    Policy {
        Publication = "publication", "Publication", "The publication of a white paper, report or article.", needs "about";
        PolicyMilestone = "policy-milestone", "Policy milestone", "A constitutional, legal, institutional or party decision.";
        PolicySpeech = "policy-speech", "Policy speech", "A speech outside the organs of the United Nations.";
        Stage = "stage", "Stage or period", "A period as an author draws it.";
        Initiative = "initiative", "Initiative", "The launch of a policy initiative.";
        Founding = "founding", "Founding of a body", "The founding of an organisation, a body or a working group.";
        Commemoration = "commemoration", "Commemoration", "A celebration or commemoration.";
        HistoricalEvent = "historical-event", "Event in the background", "An event that a source gives as background.";
    }
}
