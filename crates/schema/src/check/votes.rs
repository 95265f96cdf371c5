//! Votes that exclude each other.

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;

use foldhash::fast::RandomState as Hasher;

use super::{Finding, references::item_path, rules::warning};
use crate::{
    codes::Role,
    list::List,
    model::{Event, Participant},
    reading::Field,
    view::FieldView,
};

/// Whether somebody has this role in a vote instead of another.
fn is_vote(role: Role) -> bool {
    matches!(role, Role::VotedYes | Role::VotedNo | Role::Abstained | Role::Absent)
}

/// W205: in one reading, somebody voted in two ways. Of those whom the source itself tells apart
/// (another capacity, date or witness) nothing is said.
pub(super) fn check(event: &Event, fields: &[FieldView<'_>], findings: &mut Vec<Finding>) {
    match &event.participants {
        None => {}
        Some(Field::Bare(list)) => reading(event, 0, list, fields, findings),
        Some(Field::Readings(readings)) => {
            for (n, one) in readings.iter().enumerate() {
                if let Some(list) = one.content.value() {
                    reading(event, n, list, fields, findings);
                }
            }
        }
    }
}

fn reading(
    event: &Event,
    n: usize,
    list: &List<Participant>,
    fields: &[FieldView<'_>],
    findings: &mut Vec<Finding>,
) {
    let votes = list.iter().enumerate().filter(|(_, one)| {
        is_vote(one.role)
            && one.capacity.is_none()
            && one.meta.as_of.is_none()
            && one.meta.said_by.is_none()
    });
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    let mut cast: HashMap<(&str, Option<&str>), Role, Hasher> = HashMap::default();
    for (i, one) in votes {
        let who = (one.who.as_str(), one.side.as_ref().map(|side| side.as_str()));
        let first = *cast.entry(who).or_insert(one.role);
        if first == one.role {
            continue;
        }
        let field = fields.iter().find(|field| field.def.name == "participants");
        let path = field.and_then(|field| {
            let mut path = item_path(field, field.readings.get(n)?, n, i);
            path.push("role".into());
            Some(path)
        });
        let message =
            format!("`{}` is `{}` and `{}` in one vote", who.0, first.code(), one.role.code());
        let help = "leave out the one that is wrong; if sources differ, give each a reading of its \
                    own; if there were several votes, make an event of each";
        findings.push(warning(
            "W205",
            Some(&event.id),
            path.unwrap_or_default(),
            message,
            help.into(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::{Record, Register, check::alone};

    fn told(participants: &str) -> Vec<String> {
        let json = format!(
            r#"{{"id":"a-vote","kind":"un-vote","date":"2012","participants":{participants},"cite":["a#1"]}}"#
        );
        let record = Record::from_json(Register::Event, json.as_bytes()).unwrap();
        let findings = alone(record.as_ref());
        findings.iter().filter(|f| f.code == "W205").map(ToString::to_string).collect()
    }

    #[test]
    fn who_votes_in_two_ways_in_one_reading_is_told() {
        let both = r#"[{"who":"brazil","role":"voted-yes"},{"who":"chile","role":"voted-no"},
                       {"who":"brazil","role":"abstained"}]"#;
        let place = "warning[W205]: `brazil` is `voted-yes` and `abstained` in one vote";
        assert_eq!(told(both), [format!("a-vote/participants/2/role: {place}")]);
        let second = r#"{"readings":[
            {"value":[{"who":"brazil","role":"voted-no"}],"cite":["a#1"]},
            {"value":[{"who":"brazil","role":"absent"},{"who":"brazil","role":"voted-yes"}],"cite":["a#2"]}]}"#;
        assert_eq!(
            told(second),
            ["a-vote/participants/readings/1/value/1/role: \
              warning[W205]: `brazil` is `absent` and `voted-yes` in one vote"]
        );
    }

    #[test]
    fn what_does_not_exclude_each_other_is_not() {
        for participants in [
            r#"[{"who":"brazil","role":"candidate"},{"who":"brazil","role":"elected"},
                {"who":"brazil","role":"voted-yes"}]"#,
            r#"[{"who":"brazil","role":"voted-yes"},{"who":"brazil","role":"voted-yes"}]"#,
            r#"[{"who":"brazil","role":"voted-yes","capacity":{"en":"on the draft"}},
                {"who":"brazil","role":"voted-no","capacity":{"en":"on paragraph 3"}}]"#,
            // Two sources differ: that is what readings are for.
            r#"{"readings":[{"value":[{"who":"brazil","role":"voted-no"}],"cite":["a#1"]},
                            {"value":[{"who":"brazil","role":"voted-yes"}],"cite":["a#2"]}]}"#,
        ] {
            assert_eq!(told(participants), [] as [&str; 0], "{participants}");
        }
    }
}
