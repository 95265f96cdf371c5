use super::*;

const YEARS: std::ops::RangeInclusive<u32> = 2017..=2022;

#[test]
#[ignore = "minutes: cargo test --release -p rapporteur-import --test real -- --ignored"]
fn contributions_add_up_to_what_the_file_adds_up_to() {
    let Some(folder) = data("un-finance") else { return };
    let files: Vec<PathBuf> =
        YEARS.map(|year| folder.join(format!("trust-fund-contributors-{year}.json"))).collect();
    let mapping = mapping("un-finance.json");
    let imported = imported(&mapping, &files, &Options::default());
    adds_up(&imported);
    assert_eq!(imported.rejects, [], "{}", imported.report);
    let dataset = made(&mapping, &files, imported);

    for (year, file) in YEARS.zip(&files) {
        let json: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let mut wanted: BTreeMap<String, (i64, usize, usize)> = BTreeMap::new();
        for contributor in json["contributors"].as_array().unwrap() {
            for destination in contributor["destinations"].as_array().unwrap() {
                if destination["entity_code"] == "OHCHR" {
                    let amount = destination["amount_usd"].as_i64().unwrap();
                    let fund = format!(
                        "fund-{}",
                        destination["fund_code"].as_str().unwrap().to_lowercase()
                    );
                    let sum = wanted.entry(fund).or_default();
                    *sum = (sum.0 + amount, sum.1 + 1, sum.2 + usize::from(amount < 0));
                }
            }
        }
        let mut found: BTreeMap<String, (i64, usize, usize)> = BTreeMap::new();
        let of_year =
            |event: &&Event| event.id.as_str().starts_with(&format!("contribution-{year}-"));
        for event in dataset.events().iter().filter(of_year) {
            let figures = event.figures.as_ref().and_then(Field::agreed).unwrap();
            let quantity = &figures[0].quantity;
            assert_eq!(figures[0].measure, Measure::Amount);
            assert_eq!(quantity.currency.map(|c| c.as_str()), Some("USD"));
            let amount = quantity.n.unwrap().to_integer().unwrap();
            // What is negative is kept, and explained.
            assert_eq!(event.note.is_some(), amount < 0, "{}", event.id);
            let who = event.participants.as_ref().and_then(Field::agreed).unwrap();
            let recipients: Vec<&str> = who
                .iter()
                .filter(|p| p.role == Role::Recipient)
                .map(|p| p.who.id().as_str())
                .collect();
            assert_eq!(recipients[1], "ohchr");
            let sum = found.entry(recipients[0].to_owned()).or_default();
            *sum = (sum.0 + amount, sum.1 + 1, sum.2 + usize::from(amount < 0));
            let symbol = json["meta"]["source"]["symbol"].as_str().unwrap();
            let source = dataset.source(event.cite[0].source()).unwrap();
            let passage = source
                .passages
                .as_ref()
                .unwrap()
                .iter()
                .find(|p| p.key.as_str() == event.cite[0].passage());
            assert_eq!(passage.unwrap().heading.as_ref().unwrap()[0].as_str(), symbol);
        }
        assert_eq!(found, wanted, "{year}");
    }
    let negative = dataset.events().iter().filter(|event| event.note.is_some()).count();
    assert_eq!(negative, 17);
    assert!(dataset.register(Register::Organisation).count() > 90);
}
