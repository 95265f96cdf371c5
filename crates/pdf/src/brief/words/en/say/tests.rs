//! That sentences are right in number and place.

use rapporteur_apparatus::language::English;
use rapporteur_schema::codes::{Basis, DifferenceClass};

use super::{Among, Reports, Sentences, Years};

fn reports(
    events: usize,
    span: Option<(i32, i32, usize)>,
    by: &[(usize, &str)],
    one: usize,
    differ: usize,
) -> String {
    let span = span.map(|(from, to, dated)| Years {
        from,
        to,
        dated,
        inferred: 0,
        proposed: 0,
        lasting: false,
        own: false,
    });
    English.reports(&Reports { events, span, by, one, differ, named: None })
}

#[test]
fn says_who_reports_what() {
    assert_eq!(
        reports(3, Some((2006, 2009, 3)), &[(3, "A"), (1, "B")], 2, 1),
        "Three events from 2006 to 2009, reported by A (3) and B (1). Of these, 2 rest on one \
         source each; on one the sources differ."
    );
    assert_eq!(reports(1, None, &[(1, "A")], 1, 0), "One event, which A reports.");
    assert_eq!(
        reports(1, Some((2006, 2006, 1)), &[(1, "A"), (1, "B")], 0, 1),
        "One event of 2006, which A and B report. The sources differ on it."
    );
    assert_eq!(reports(4, None, &[(4, "A")], 4, 0), "Four events, which A alone reports.");
    assert_eq!(
        reports(2, None, &[(2, "A"), (2, "B")], 0, 2),
        "Two events, which A and B both report. On each the sources differ."
    );
}

#[test]
fn says_of_how_many_events_the_year_is_known() {
    let dated = |events, dated, inferred| {
        English.dated(
            events,
            Years {
                from: 1990,
                to: 2018,
                dated,
                inferred,
                proposed: 0,
                lasting: false,
                own: false,
            },
        )
    };
    assert_eq!(dated(5, 5, 0), ", 1990 to 2018");
    assert_eq!(dated(9, 5, 0), "; 5 with a year, 1990 to 2018");
    assert_eq!(dated(9, 5, 2), "; 5 with a year, 2 of these inferred, 1990 to 2018");
    assert_eq!(dated(2, 2, 2), "; 1990 to 2018, all inferred");
    let years = |inferred, proposed| Years {
        from: 1990,
        to: 2018,
        dated: 5,
        inferred,
        proposed,
        lasting: false,
        own: false,
    };
    assert_eq!(
        English.dated(9, years(2, 1)),
        "; 5 with a year, 2 of these inferred or proposed, 1990 to 2018"
    );
    let one = |inferred| Years {
        from: 2018,
        to: 2018,
        dated: 1,
        inferred,
        proposed: 1,
        lasting: false,
        own: false,
    };
    assert_eq!(English.dated(1, one(1)), " of 2018 (proposed)");
}

#[test]
fn a_name_has_the_article_that_it_takes() {
    let said = |name| English.not_named_by(name, &["A"]);
    assert_eq!(said("United States"), " (A does not list the United States)");
    assert_eq!(said("Republic of Korea"), " (A does not list the Republic of Korea)");
    assert_eq!(said("Iran (Islamic Republic of)"), " (A does not list Iran (Islamic Republic of))");
    assert_eq!(said("Costa Rica"), " (A does not list Costa Rica)");
    assert_eq!(English.not_named_by("Xi", &["A", "B"]), " (A and B do not list Xi)");
}

#[test]
fn says_from_what_a_brief_is_made() {
    assert_eq!(
        English.made_from(&["A", "B"], "1.0", "1 May 2026"),
        "Made from 2 sources, A and B; version 1.0 of 1 May 2026."
    );
    assert_eq!(English.made_from(&[], "1.0", ""), "Made from 0 sources; version 1.0.");
}

#[test]
fn says_how_much_differs() {
    assert_eq!(
        English.differ(3, &[(DifferenceClass::Conflict, 2), (DifferenceClass::Naming, 1)], 1),
        "The sources differ on 3 points: 2 conflicts and one of a name. One \
         total that sources report is not what the dataset lists."
    );
    assert_eq!(
        English.differ(1, &[(DifferenceClass::AsOf, 1)], 0),
        "The sources differ on one point."
    );
    assert_eq!(
        English.differ(0, &[], 2),
        "2 totals that sources report are not what the dataset lists."
    );
}

#[test]
fn says_what_the_whole_has() {
    assert_eq!(
        English.whole(0, 1, "“Reviews”"),
        "More in the brief “Reviews”: 1 point of difference."
    );
    assert_eq!(English.whole(2, 0, "x"), "More in the brief x: 2 statements.");
    assert_eq!(English.whole(0, 0, "x"), "More in the brief x.");
}

#[test]
fn periods_have_short_names() {
    assert_eq!(English.period((2020, 2020), false), "2020");
    assert_eq!(English.period((2020, 2029), false), "2020s");
    assert_eq!(English.period((2020, 2024), false), "2020–2024");
    assert_eq!(English.period((1949, 1969), true), "until 1969");
}

#[test]
fn says_who_names_somebody_among_how_many() {
    let among =
        |sources: &[&'static str], number| Among { sources: sources.to_vec(), number, basis: None };
    let say = |by: &[Among<'_>]| English.named_among(by, "There", "Visited");
    assert_eq!(say(&[among(&["A"], 8)]), "A names There among 8 (visited).");
    assert_eq!(say(&[among(&["A", "B"], 18)]), "A and B each name There among 18 (visited).");
    assert_eq!(
        say(&[among(&["A"], 8), among(&["B"], 5)]),
        "A names There among 8; B among 5 (visited)."
    );
    let inferred = Among { basis: Some(Basis::Inferred), ..among(&["B"], 5) };
    assert_eq!(
        say(&[inferred.clone(), among(&["A"], 8)]),
        "B names There among 5 (inferred); A among 8 (visited)."
    );
    assert_eq!(say(&[inferred]), "B names There among 5 (inferred; visited).");
}

#[test]
fn says_how_many_conflicts_stand_where() {
    let say = |set_out, all| English.differ_shown((4, 40), (set_out, all), &[], false);
    assert!(say(2, 2).starts_with("Four of 40 stand here: both conflicts first, then of"));
    assert!(say(3, 9).contains("3 of 9 conflicts first"));
    assert!(say(0, 0).starts_with("Four of 40 stand here: of the weightier classes"));
}

#[test]
fn verbs_agree() {
    assert_eq!(English.report(&["A"]), "A reports");
    assert_eq!(English.report(&["A", "B"]), "A and B report");
    assert_eq!(
        English.most_rounds(&["EU", "Here"], 3, &["A"]),
        "Most rounds of dialogue or consultation that are named one by one: EU and Here, 3 \
         rounds each, which A reports."
    );
}
