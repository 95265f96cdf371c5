use super::*;

#[test]
#[ignore = "minutes: cargo test --release -p rapporteur-import --test real -- --ignored"]
fn votes_are_counted_as_the_file_counts_them() {
    let Some(folder) = data("un-ga-votes") else { return };
    let files: Vec<PathBuf> = ["un_votes.csv.gz", "un_roll_calls.csv", "un_roll_call_issues.csv"]
        .map(|name| folder.join(name))
        .to_vec();
    let mapping = mapping("un-ga-votes.json");
    let imported = imported(&mapping, &files, &Options::default());
    adds_up(&imported);
    assert_eq!(imported.rejects, [], "{}", imported.report);
    let rows: BTreeMap<&str, u64> =
        imported.report.inputs.iter().map(|input| (input.table.as_str(), input.mapped)).collect();
    assert_eq!(
        rows,
        BTreeMap::from([("issues", 5_745), ("roll-calls", 6_203), ("votes", 870_109)])
    );
    let plan = Plan::new(None, imported.records, None);
    let (dataset, _) = plan.apply(None, mapping.dataset().unwrap().clone()).unwrap();
    let errors: Vec<_> =
        check(&dataset).into_iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{:?}", errors.first());
    let mut votes: BTreeMap<Role, u64> = BTreeMap::new();
    let mut calls = 0;
    for event in dataset.events().iter().filter(|event| event.id.as_str().starts_with("unga-vote-"))
    {
        calls += 1;
        assert!(event.date.is_some() && event.part_of.is_some(), "{}", event.id);
        for reading in event.readings(&event.participants) {
            for participant in reading.value.unwrap().iter() {
                *votes.entry(participant.role).or_default() += 1;
            }
        }
    }
    assert_eq!(calls, 6_203);
    let wanted = [(Role::VotedYes, 693_664), (Role::VotedNo, 65_548), (Role::Abstained, 110_897)];
    assert_eq!(votes, BTreeMap::from(wanted));
}
