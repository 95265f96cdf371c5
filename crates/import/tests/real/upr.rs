use super::*;

#[test]
#[ignore = "minutes: cargo test --release -p rapporteur-import --test real -- --ignored"]
fn recommendations_are_counted_as_the_file_counts_them() {
    let Some(folder) = data("upr-info") else { return };
    let files: Vec<PathBuf> =
        ["1-5.csv", "6-9.csv", "10-13.csv"].map(|name| folder.join(name)).to_vec();
    let mapping = mapping("upr-info.json");
    let imported = imported(&mapping, &files, &Options::default());
    adds_up(&imported);
    assert_eq!(imported.rejects, [], "{}", imported.report);
    assert_eq!((imported.report.rows(), imported.report.mapped()), (23_484, 23_484));
    for input in &imported.report.inputs {
        assert_eq!(
            (input.detected.encoding.as_str(), input.detected.line_ends),
            ("macintosh", "CR")
        );
    }
    let dataset = made(&mapping, &files, imported);
    assert_eq!(dataset.statements().len(), 23_484);

    // The file, read again by other means: MacRoman differs from ASCII in a few letters only.
    let mut sessions: BTreeMap<String, usize> = BTreeMap::new();
    let mut responses: BTreeMap<String, usize> = BTreeMap::new();
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .terminator(csv::Terminator::Any(b'\r'))
            .from_reader(bytes.as_slice());
        for row in reader.byte_records() {
            let row = row.unwrap();
            let text = |n: usize| String::from_utf8_lossy(&row[n]).into_owned();
            *sessions.entry(text(10)).or_default() += 1;
            *responses.entry(text(7)).or_default() += 1;
        }
    }
    assert_eq!(sessions.values().sum::<usize>(), 23_484);

    let session_of = |statement: &Statement| {
        let review = statement.at.as_ref().and_then(Field::agreed).unwrap().id().as_str();
        let review = dataset.events().iter().find(|event| event.id.as_str() == review).unwrap();
        review.part_of.as_ref().unwrap()[0]
            .id()
            .as_str()
            .trim_start_matches("upr-session-")
            .to_owned()
    };
    // Reviews are few; each is looked up once.
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    let mut known: HashMap<String, String> = HashMap::new();
    let (mut by_session, mut by_response) = (BTreeMap::new(), BTreeMap::new());
    for statement in dataset.statements() {
        let review = statement.at.as_ref().and_then(Field::agreed).unwrap().id().to_string();
        let session = known.entry(review).or_insert_with(|| session_of(statement)).clone();
        // The id says the session too, and the review is of the state addressed.
        assert!(statement.id.as_str().starts_with(&format!("rec-{session}-")), "{}", statement.id);
        *by_session.entry(session).or_insert(0) += 1;
        let response = statement.response.as_ref().and_then(Field::agreed).unwrap();
        *by_response.entry(response.best("en").to_owned()).or_insert(0) += 1;
        let issues = statement.about.as_ref().and_then(Field::agreed).unwrap();
        assert!(issues.len() >= 2, "an issue and an action: {}", statement.id);
    }
    // Each review is of the state to which its recommendations are addressed.
    let reviews: BTreeMap<&str, &Event> =
        dataset.events().iter().map(|e| (e.id.as_str(), e)).collect();
    for statement in dataset.statements() {
        let review = statement.at.as_ref().and_then(Field::agreed).unwrap().id().as_str();
        let who = reviews[review].participants.as_ref().and_then(Field::agreed).unwrap();
        let to = statement.to.as_ref().and_then(Field::agreed).unwrap();
        assert_eq!((who[0].role, who[0].who.id()), (Role::ReviewedState, to[0].target.id()));
    }
    assert_eq!(by_session, sessions);
    assert_eq!(by_response, responses);
}
