//! There and back in every form.

use crate::*;

#[test]
fn every_form_reads_back_the_same() {
    let dataset = torture::torture();
    // For the processors of others: see tests/conform/jsonld.py.
    if let Some(folder) = std::env::var_os("RAPPORTEUR_KEEP_TORTURE") {
        let folder = Path::new(&folder);
        for form in Form::ALL {
            let name = format!("torture{}", form.suffix());
            keep(&folder.join(name), in_form(&dataset, form).as_bytes());
        }
    }
    for form in Form::ALL {
        let json = matches!(form, Form::Document | Form::Lines);
        for second in [false, true] {
            let context = if json && second { Context::Linked } else { Context::Embedded };
            let mut options = options(context, form);
            options.named_graph = second;
            if second && form == Form::Turtle {
                continue;
            }
            assert_same(&read(&export(&dataset, &options)).unwrap(), &dataset);
        }
    }
}

#[test]
fn the_built_in_dataset_reads_back_the_same() {
    let dataset = built_in();
    assert_same(&read(document(&dataset).as_bytes()).unwrap(), &dataset);
}

#[test]
fn everything_is_counted_and_the_same_bytes_come_twice() {
    for dataset in [torture::torture(), built_in()] {
        let mut out = Vec::new();
        let summary = write(&dataset, &Options::default(), &mut out).unwrap();
        assert_eq!(summary, Summary::of(&dataset));
        assert!(out == export(&dataset.clone(), &Options::default()));
        for form in Form::ALL {
            let options = options(Context::Linked, form);
            let (mut once, mut twice) = (Vec::new(), Vec::new());
            assert_eq!(write(&dataset, &options, &mut once).unwrap(), summary);
            write(&dataset.clone(), &options, &mut twice).unwrap();
            assert!(once == twice, "{form:?}");
        }
    }
}

#[test]
fn expanded_flattened_and_shuffled_forms_read_back() {
    for dataset in [torture::torture(), built_in()] {
        let mut quads = quads(document(&dataset).as_bytes());
        // By subject, as the serializer wants them, but in an order of its own.
        quads.sort_by_cached_key(|quad| {
            (quad.subject.to_string().bytes().rev().collect::<Vec<u8>>(), quad.object.to_string())
        });
        let mut serializer = JsonLdSerializer::new().for_writer(Vec::new());
        for quad in &quads {
            serializer.serialize_quad(quad).unwrap();
        }
        let expanded = serializer.finish().unwrap();
        assert!(String::from_utf8_lossy(&expanded).contains("@value"));
        assert_same(&read(&expanded).unwrap(), &dataset);
    }
}

#[test]
fn reversed_and_renamed_but_equal_json_reads_back() {
    fn reverse(value: &mut Value) {
        match value {
            Value::Array(items) => {
                items.reverse();
                items.iter_mut().for_each(reverse);
            }
            Value::Object(members) => {
                if let Some(id) = members.remove("id") {
                    members.insert("@id".into(), id);
                }
                members.values_mut().for_each(reverse);
            }
            _ => {}
        }
    }
    let dataset = torture::torture();
    let mut json: Value = serde_json::from_str(&document(&dataset)).unwrap();
    reverse(&mut json["@graph"]);
    assert_same(&read(json.to_string().as_bytes()).unwrap(), &dataset);
}
