//! Workbooks made from an older state of the dataset.

use super::*;

#[test]
fn edits_are_merged_into_a_dataset_that_has_changed() {
    let base = small();
    let present = with(&base, Register::Event, "second", |v| v["ordinal"] = json!(2));
    let present = with(&present, Register::Event, "first", |v| v["mode"] = json!("in-person"));
    let bytes = edited(&base, Profile::Edit, |b| {
        set(b, "Events", &FIRST, "date", text("2009-03"));
        remove(b, "Figures", &[("id", "total")]);
    });
    let expected = with(&present, Register::Event, "first", |v| v["date"] = json!("2009-03"));
    let expected = with(&expected, Register::Figure, "total", |v| *v = Value::Null);
    let edited = taken(&bytes, &present);
    assert!(edited.merged);
    assert_same(&expected, &edited.dataset);
    // Against the present dataset: what others changed is no change of the edits.
    let records: Vec<&str> = edited.changes.iter().map(|c| c.record.as_str()).collect();
    assert!(records.iter().all(|id| ["first", "total"].contains(id)), "{records:?}");
}

#[test]
fn unedited_and_stale_changes_nothing() {
    let base = small();
    let present = with(&base, Register::Event, "second", |v| v["ordinal"] = json!(2));
    let edited = taken(&export(&base, Profile::Edit), &present);
    assert_eq!(edited.changes, []);
    assert_same(&present, &edited.dataset);
}

#[test]
fn conflicts_are_named() {
    let base = small();
    let present = with(&base, Register::Event, "first", |v| v["date"] = json!("2009-04"));
    let present = with(&present, Register::Figure, "total", |v| *v = Value::Null);
    let present = with(&present, Register::Organisation, "beta", |v| v["cite"] = json!(["s#2"]));
    let bytes = edited(&base, Profile::Edit, |b| {
        set(b, "Events", &FIRST, "date", text("2009-03"));
        set(b, "Figures", &[("id", "total")], "value", Data::Float(3.0));
        set(b, "Names", &[("record", "beta")], "text", text("Betania"));
    });
    let message = refused(&bytes, &present);
    for expected in [
        "Events!G5: conflict: `date` of `first` was `2009-02`, is `2009-04` here and `2009-03` in the file",
        "conflict: `total` was changed in the file and has been removed here",
        "conflict: `names` of `beta` was changed on one side, and the passages of the record",
    ] {
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn without_its_base_a_stale_workbook_is_refused() {
    let base = small();
    let present = with(&base, Register::Event, "second", |v| v["ordinal"] = json!(2));
    let message = refused(&export(&base, Profile::Publish), &present);
    assert!(message.contains("made from another state of the dataset"), "{message}");
    let spoilt = edited(&base, Profile::Edit, |b| {
        let rows = b.get_mut("Base").unwrap();
        rows[5][1] = rows[6][1].clone();
    });
    let message = refused(&spoilt, &present);
    assert!(message.contains("Base"), "{message}");
}

#[test]
fn what_is_not_for_everyone_stays_where_it_is() {
    let full = with(&small(), Register::Event, "second", |v| v["access"] = json!("restricted"));
    let bytes = edited(&full.clone().published(), Profile::Publish, |b| {
        set(b, "Events", &FIRST, "date", text("2009-03"));
    });
    let expected = with(&full, Register::Event, "first", |v| v["date"] = json!("2009-03"));
    assert_same(&expected, &taken(&bytes, &full).dataset);
}
