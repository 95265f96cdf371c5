//! `datapackage.json`.

use rapporteur_schema::view::AtomType;
use rapporteur_tables::{Column, Context, Kind, Role, Table, found::file_name, is_derived};
use serde_json::{Map, Value, json};

/// The descriptor of a package, as JSON.
pub(crate) fn json(context: &Context<'_>, tables: &[Table<'_>]) -> Vec<u8> {
    let meta = &context.dataset.meta;
    let mut package = Map::new();
    let mut put = |key: &str, value: Value| {
        let empty = value.is_null() || value.as_str().is_some_and(str::is_empty);
        if !empty {
            package.insert(key.to_owned(), value);
        }
    };
    put("profile", json!("tabular-data-package"));
    put("name", json!(meta.id.as_str()));
    put("title", json!(context.best(&meta.title)));
    put("description", json!(meta.description.as_ref().map(|text| context.best(text))));
    put("version", json!(meta.version.as_str()));
    put("licenses", json!([{ "name": meta.license.as_str() }]));
    if meta.base.as_str().starts_with("http") {
        put("homepage", json!(meta.base.as_str()));
    }
    let mut contributors: Vec<Value> = Vec::new();
    if let Some(publisher) = &meta.publisher {
        contributors.push(json!({ "title": context.best(publisher), "role": "publisher" }));
    }
    for editor in meta.editors.iter().flat_map(|list| list.iter()) {
        contributors.push(json!({ "title": editor.as_str(), "role": "author" }));
    }
    if !contributors.is_empty() {
        put("contributors", contributors.into());
    }
    put("rapporteur:schema_version", json!(meta.schema_version.as_str()));
    put("rapporteur:sha256", json!(context.hash().as_str()));
    put("rapporteur:language", json!(context.language));
    put("resources", tables.iter().map(resource).collect::<Vec<_>>().into());
    let mut bytes = serde_json::to_vec_pretty(&package).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The name of the resource of a table: letters, digits and underscores.
fn resource_name(table: &str) -> String {
    table.to_lowercase()
}

fn resource(table: &Table<'_>) -> Value {
    let back = !is_derived(&table.name) && table.name != "Records";
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| field(column, back && table.is_editable(), back))
        .collect();
    let mut schema = Map::new();
    schema.insert("fields".into(), fields.into());
    schema.insert("missingValues".into(), json!([""]));
    let key: Vec<&str> = table
        .columns
        .iter()
        .filter(|column| column.role.is_key())
        .map(|column| &*column.name)
        .collect();
    let key = if table.name == "Codelists" { vec!["codelist", "code"] } else { key };
    if !key.is_empty() {
        schema.insert("primaryKey".into(), json!(key));
    }
    let foreign: Vec<Value> = table
        .columns
        .iter()
        .filter(|column| column.refers || (column.role == Role::Id && table.name != "Records"))
        .map(|column| {
            json!({
                "fields": [column.name],
                "reference": { "resource": resource_name("Records"), "fields": ["id"] }
            })
        })
        .collect();
    if !foreign.is_empty() {
        schema.insert("foreignKeys".into(), foreign.into());
    }
    json!({
        "profile": "tabular-data-resource",
        "name": resource_name(&table.name),
        "path": file_name(&table.name),
        "title": table.title,
        "description": table.row_is,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true,
            "header": true
        },
        "schema": schema,
    })
}

fn field(column: &Column, editable: bool, back: bool) -> Value {
    let mut field = Map::new();
    field.insert("name".into(), json!(column.name));
    let kind = match (column.kind, column.role) {
        (Kind::Date, _) => "date",
        (Kind::Number, Role::Reading | Role::Item) => "integer",
        // Where the sources differ, the cell shows all readings.
        (Kind::Number, Role::Value(_)) => "string",
        (Kind::Number, Role::Part(part)) if part.atom == AtomType::Integer => "integer",
        (Kind::Number, _) => "number",
        _ => "string",
    };
    field.insert("type".into(), json!(kind));
    let mut meaning = column.meaning.clone();
    if !column.allowed.is_empty() {
        meaning = format!("{meaning} ({})", column.allowed);
    }
    field.insert("description".into(), json!(meaning));
    let mut constraints = Map::new();
    if column.role.is_key() {
        constraints.insert("required".into(), json!(true));
    }
    if column.role == Role::Id {
        constraints.insert("unique".into(), json!(true));
    }
    if let Some(list) = column.codes.filter(|_| !matches!(column.role, Role::Value(_))) {
        let codes: Vec<&str> = list.codes.iter().map(|code| code.code).collect();
        constraints.insert("enum".into(), json!(codes));
    }
    if !constraints.is_empty() {
        field.insert("constraints".into(), constraints.into());
    }
    field.insert("rapporteur:read_back".into(), json!(back && column.back));
    field.insert("rapporteur:editable".into(), json!(editable && column.role.is_editable()));
    field.into()
}
