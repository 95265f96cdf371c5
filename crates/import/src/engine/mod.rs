//! Rows to records.

mod build;
mod columns;
mod names;
mod passages;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{Dataset, Id, Problem, Problems, Record, view::FieldDef};
use serde_json::Value;

use self::{
    build::{Addition, Builder},
    names::{Creation, NameStates},
    passages::{Cited, Passages},
    values::Wide,
};
pub use self::{
    names::{How, NameReport},
    passages::Texts,
};
use crate::{
    mapping::{BUILT_IN, Filling, Given, Mapping, Node, TableRule, Template, template::Filled},
    report::{InputReport, Reject, Report},
    table::{Cell, Row, Table},
    value::Cleaned,
};

/// A file to import.
pub struct Input<'a> {
    /// The name of the table of the mapping that it is.
    pub table: String,
    /// The name of the file: reports name it, and `{@file}` is it without its ending.
    pub file: String,
    /// Its rows.
    pub rows: Box<dyn Table + 'a>,
}

impl<'a> Input<'a> {
    /// A file that is a table of a mapping ([`Mapping::table_for`]).
    pub fn new(table: &str, file: &str, rows: Box<dyn Table + 'a>) -> Self {
        Self { table: table.to_owned(), file: file.to_owned(), rows }
    }
}

/// What an import is to know of the dataset that it is for.
#[derive(Default)]
#[non_exhaustive]
pub struct Options<'a> {
    /// The dataset as it stands, whose records names are matched to.
    pub existing: Option<&'a Dataset>,
    /// What an earlier import of the mapping wrote ([`Baseline`](crate::Baseline)).
    pub baseline: Option<&'a crate::Baseline>,
    /// Whether a row that cannot be mapped refuses all.
    pub strict: bool,
}

/// What came of an import, before anything is written.
#[derive(Debug)]
#[non_exhaustive]
pub struct Imported {
    /// The records, the sources among them.
    pub records: Vec<Record>,
    /// What was read and what became of it.
    pub report: Report,
    /// The rows that could not be mapped.
    pub rejects: Vec<Reject>,
}

/// Why nothing can be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The mapping does not fit the tables: columns that are not there (M006), a
    /// table that the mapping does not have (M005).
    #[error("{0}")]
    Mapping(Problems),
    /// Records cannot be put together although their rows could be read.
    #[error("{}", .0.join("\n"))]
    Records(Vec<String>),
    /// Rows could not be mapped, and the import is strict.
    #[error("{} of {} rows cannot be mapped, and the import is strict: nothing was imported", .0.report.rejected(), .0.report.rows())]
    Strict(Box<Imported>),
}

/// Reads tables and makes records of their rows.
///
/// Nothing is written; [`Plan`](crate::Plan) sets the records beside those of a
/// dataset. Every row is mapped, skipped or rejected, and what it says counts once:
/// a row that cannot be mapped whole adds nothing to any record.
///
/// # Errors
/// [`ImportError`]. A row that cannot be mapped is no error: it stands among the
/// rejects, unless [`Options::strict`].
pub fn import(
    mapping: &Mapping,
    inputs: Vec<Input<'_>>,
    options: &Options<'_>,
) -> Result<Imported, ImportError> {
    import_with_texts(mapping, inputs, options, None)
}

/// As [`import`]; `texts` is given the text of the passage of every row that is kept:
/// source, key, text. Rows of one passage come one by one; the text of the passage is
/// theirs with a space between.
pub fn import_with_texts(
    mapping: &Mapping,
    mut inputs: Vec<Input<'_>>,
    options: &Options<'_>,
    texts: Texts<'_>,
) -> Result<Imported, ImportError> {
    // Whatever the order of the files, tables are read in the order of the mapping.
    let order =
        |input: &Input<'_>| mapping.tables.iter().position(|table| table.name == input.table);
    inputs.sort_by(|a, b| (order(a), &a.file).cmp(&(order(b), &b.file)));
    let mut problems = Vec::new();
    let mut wides = Vec::new();
    for input in &mut inputs {
        match mapping.tables.iter().find(|table| table.name == input.table) {
            Some(rule) => wides.push(columns::select(mapping, rule, input, &mut problems)),
            None => problems.push(columns::no_table(mapping, &input.table)),
        }
    }
    if !problems.is_empty() {
        problems.sort_by_key(|problem: &Problem| (problem.place.line, problem.place.column));
        problems.dedup();
        return Err(ImportError::Mapping(Problems::new(problems)));
    }
    let ours: BTreeSet<String> = options
        .baseline
        .map(|baseline| baseline.ids().map(str::to_owned).collect())
        .unwrap_or_default();
    let mut engine = Engine {
        mapping,
        names: NameStates::new(mapping, options.existing, &ours),
        builder: Builder::default(),
        passages: Passages::default(),
        nth: BTreeMap::new(),
        cleaned: Cleaned::default(),
        rejects: Vec::new(),
        texts,
    };
    let mut reports = Vec::new();
    for (input, (wide, without)) in inputs.iter_mut().zip(wides) {
        if let Some((n, rule)) =
            mapping.tables.iter().enumerate().find(|(_, table)| table.name == input.table)
        {
            reports.push(InputReport { without, ..engine.input(n, rule, input, &wide) });
        }
    }
    engine.finish(reports, options.strict)
}

struct Engine<'a, 't> {
    mapping: &'a Mapping,
    names: NameStates<'a>,
    builder: Builder,
    passages: Passages,
    /// How often an id with `{@nth}` was made.
    nth: BTreeMap<(u32, String), u32>,
    cleaned: Cleaned,
    rejects: Vec<Reject>,
    texts: Texts<'t>,
}

/// What a row comes to.
struct Kept {
    cited: Cited,
    additions: Vec<Addition>,
    nth: Vec<(u32, String)>,
    /// What of the row is left out, and where nothing stands.
    left: Vec<String>,
}

/// The name of a file without its endings.
fn stem(file: &str) -> &str {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.strip_suffix(".gz").unwrap_or(stem);
    stem.rsplit_once('.').map_or(stem, |(stem, _)| stem)
}

impl Engine<'_, '_> {
    fn input(
        &mut self,
        table: usize,
        rule: &TableRule,
        input: &mut Input<'_>,
        wide: &Wide,
    ) -> InputReport {
        let mut report = InputReport::new(&input.table, &input.file, input.rows.detected().clone());
        let columns = input.rows.raw_columns();
        let stem = stem(&input.file).to_owned();
        while let Some(mut row) = input.rows.next_row() {
            report.rows += 1;
            if let Some(why) = row.left_out.take() {
                report.skip(&why);
                continue;
            }
            if row.is_blank() {
                report.skip("nothing stands in the row");
                continue;
            }
            self.names.pending.clear();
            match self.row(table, rule, &stem, wide, &mut row) {
                Ok(mut kept) => {
                    kept.left.drain(..).for_each(|what| report.leave_out(what));
                    self.keep(rule, &row, kept);
                    report.mapped += 1;
                }
                Err(Refusal::Skip(why)) => report.skip(&why),
                Err(Refusal::Reject(reason)) => {
                    report.reject(&reason);
                    self.rejects.push(Reject {
                        file: input.file.clone(),
                        row: row.number,
                        line: row.line,
                        reason,
                        columns: columns.clone(),
                        cells: std::mem::take(&mut row.raw),
                    });
                }
            }
        }
        report
    }

    fn row(
        &mut self,
        table: usize,
        rule: &TableRule,
        stem: &str,
        wide: &Wide,
        row: &mut Row,
    ) -> Result<Kept, Refusal> {
        if let Some(fault) = row.fault.take() {
            if let Some(why) = values::skipped_as_it_stands(rule, row, &mut self.cleaned)? {
                return Err(Refusal::Skip(why));
            }
            return Err(Refusal::Reject(fault));
        }
        let mut left = Vec::new();
        let (names, cleaned) = (&mut self.names, &mut self.cleaned);
        let values = values::values(rule, row, stem, names, cleaned, wide, &mut left)?;
        let mut values = values.map_err(Refusal::Skip)?;
        let cited = self.cited(rule, &values, &mut left)?;
        let mut additions = Vec::new();
        let mut counted = Vec::new();
        for (n, record) in rule.records.iter().enumerate() {
            if let Some(when) = &record.when
                && !when.holds(&values)?
            {
                continue;
            }
            let number = u32::try_from(table * 1000 + n).unwrap_or(u32::MAX - 1);
            let id = self.id(rule, number, &record.id, &mut values, &mut counted)?;
            let kind = required(rule, &record.kind, &values, "kind")?;
            if record.register.kinds().get(&kind).is_none() {
                let list = record.register.kinds().name;
                let near = record.register.kinds().nearest(&kind);
                return Err(format!(
                    "`{}` is not in the code list `{list}`; {}",
                    kind.escape_debug(),
                    near.map_or_else(
                        || "see schema/codes.json".to_owned(),
                        |near| format!("the nearest is `{near}`")
                    )
                )
                .into());
            }
            let mut fields = Vec::with_capacity(record.fields.len());
            for (def, node) in &record.fields {
                let row = Filling::new(rule, &values);
                match field(def, node, row, record.register.name(), &mut left)? {
                    Given::Value(value) => {
                        fields.push(self.builder.value(record.register, def, &value)?);
                    }
                    Given::Nothing(nothing) if def.required => {
                        return Err(format!(
                            "nothing is there for `{}` of `{id}`: {}",
                            def.name,
                            row.place(&nothing)
                        )
                        .into());
                    }
                    Given::Nothing(_) => {}
                }
            }
            additions.push(Addition {
                register: record.register,
                id,
                kind,
                fields,
                rule: number,
                many: record.many,
                first: record.first,
            });
        }
        if additions.is_empty() {
            return Err(Refusal::Skip("no record of the mapping is for such a row".to_owned()));
        }
        self.builder.check(&additions)?;
        Ok(Kept { cited, additions, nth: counted, left })
    }

    /// The id of a record, with `{@nth}` as many as there were of it, and one.
    fn id(
        &self,
        table: &TableRule,
        rule: u32,
        template: &Template,
        values: &mut [Cell],
        counted: &mut Vec<(u32, String)>,
    ) -> Result<String, String> {
        const NTH: usize = BUILT_IN.len() - 1;
        let counts = template.slots().any(|slot| slot == NTH);
        let mut fill = |nth: &str| {
            if let Some(slot) = values.get_mut(NTH) {
                *slot = Cell::of(nth);
            }
            let id = required(table, template, values, "id");
            if let Some(slot) = values.get_mut(NTH) {
                *slot = Cell::Empty;
            }
            id
        };
        let id = if counts {
            let key = (rule, fill("0")?);
            let before = self.nth.get(&key).copied().unwrap_or(0);
            let id = fill(&(before + 1).to_string())?;
            counted.push(key);
            id
        } else {
            fill("")?
        };
        match id.parse::<Id>() {
            Ok(_) => Ok(id),
            Err(error) => Err(format!("`{}` cannot be the id: {error}", id.escape_debug())),
        }
    }

    fn cited(
        &self,
        rule: &TableRule,
        values: &[Cell],
        left: &mut Vec<String>,
    ) -> Result<Cited, String> {
        let source = required(rule, &rule.source.id, values, "id of the source")?;
        let known = self.passages.knows(&source);
        let mut heading = Vec::new();
        for template in &rule.source.heading {
            if let Filled::Text(text) = template.fill(values, None)? {
                heading.push(text);
            }
        }
        let cited = Cited {
            kind: required(rule, &rule.source.kind, values, "kind of the source")?,
            fields: if known { Vec::new() } else { source_fields(rule, values, left)? },
            key: required(rule, &rule.source.passage, values, "passage")?,
            source,
            heading,
        };
        Passages::check(&cited)?;
        Ok(cited)
    }

    /// Keeps a row: its passage, the records of its names, its own.
    fn keep(&mut self, rule: &TableRule, row: &Row, kept: Kept) {
        let text = row.text();
        if let Some(texts) = &mut self.texts {
            texts(&kept.cited.source, &kept.cited.key, &text);
        }
        let by_row = matches!(rule.source.passage.slots().collect::<Vec<_>>().as_slice(), [0]);
        let passage = self.passages.note(kept.cited, &text, !by_row || several_files(rule));
        for creation in self.names.creations() {
            // The name was found to be good when it was matched.
            if let Ok(addition) = self.creation(&creation) {
                self.builder.add(addition, passage);
            }
        }
        for addition in kept.additions {
            self.builder.add(addition, passage);
        }
        for key in kept.nth {
            *self.nth.entry(key).or_default() += 1;
        }
    }

    /// The addition that makes the record of a name, or gives it another spelling.
    fn creation(&mut self, creation: &Creation) -> Result<Addition, String> {
        let table = self.mapping.names.get(creation.table).ok_or("no table")?;
        let create = table.create.as_ref().ok_or("no rule")?;
        let register = table.register;
        let def = |name: &str| register.field(name).ok_or_else(|| format!("no field {name}"));
        let mut name = match creation.state.filter(|state| state.has_code(&creation.name)) {
            // A code is no name: the table of states says whose it is, the row does not.
            Some(state) => serde_json::json!({
                "text": state.name, "lang": "en", "as_printed": creation.name, "basis": "inferred"
            }),
            None => serde_json::json!({"text": creation.name, "lang": create.lang}),
        };
        if creation.named
            && let Some(name) = name.as_object_mut()
        {
            name.insert("kind".into(), "variant".into());
        }
        let mut fields =
            vec![self.builder.value(register, def("names")?, &Value::Array(vec![name]))?];
        if !creation.variant {
            if let Some(whole) = &create.part_of {
                let value = serde_json::json!([whole]);
                fields.push(self.builder.value(register, def("part_of")?, &value)?);
            }
            if let Some(state) = creation.state {
                let list: Vec<Value> = state
                    .identifiers()
                    .into_iter()
                    .map(|(scheme, value)| serde_json::json!({"scheme": scheme, "value": value}))
                    .collect();
                if !list.is_empty() {
                    fields.push(self.builder.value(
                        register,
                        def("identifiers")?,
                        &Value::Array(list),
                    )?);
                }
            }
        }
        let rule = u32::try_from(creation.table).unwrap_or(0) + 1_000_000;
        let (id, kind) = (creation.id.clone(), create.kind.clone());
        Ok(Addition { register, id, kind, fields, rule, many: true, first: true })
    }

    fn finish(self, inputs: Vec<InputReport>, strict: bool) -> Result<Imported, ImportError> {
        let Self { names, builder, passages, cleaned, rejects, .. } = self;
        let made = builder.len();
        let sources = passages.ids();
        let (mut records, mut faults) = builder.finish(&|number| passages.cite(number));
        let (source_records, source_faults) = passages.finish();
        faults.extend(source_faults);
        records.extend(source_records);
        let ids: BTreeSet<&str> = sources.iter().map(String::as_str).collect();
        for record in
            records.iter().filter(|r| r.as_ref().register() != rapporteur_schema::Register::Source)
        {
            let id = record.as_ref().id().as_str();
            if ids.contains(id) {
                faults.push(format!(
                    "`{id}` is the id of a record and of a source: choose another for one"
                ));
            }
        }
        if !faults.is_empty() {
            return Err(ImportError::Records(faults));
        }
        let report = Report::new(
            self.mapping.id.to_string(),
            inputs,
            made,
            sources,
            &records,
            names.report(),
            cleaned,
        );
        let imported = Imported { records, report, rejects };
        if strict && !imported.rejects.is_empty() {
            return Err(ImportError::Strict(Box::new(imported)));
        }
        Ok(imported)
    }
}

/// Whether rows of several files may be passages of one source.
fn several_files(rule: &TableRule) -> bool {
    !rule.source.id.slots().any(|slot| slot == 2)
}

/// Why a row is not mapped.
enum Refusal {
    Skip(String),
    Reject(String),
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self::Reject(reason)
    }
}

fn required(
    rule: &TableRule,
    template: &Template,
    values: &[Cell],
    what: &str,
) -> Result<String, String> {
    match template.fill(values, None).map_err(|reason| format!("{what}: {reason}"))? {
        Filled::Text(text) => Ok(text),
        Filled::Nothing(_) => {
            let empty = template.slots().filter(|slot| {
                values.get(*slot).is_none_or(|value| value.texts().next().is_none())
            });
            let empty: Vec<String> = empty.filter_map(|slot| rule.slot(slot)).collect();
            Err(match empty.as_slice() {
                [] => format!("nothing stands where the {what} comes from"),
                _ => format!(
                    "nothing stands where the {what} comes from: {} of the row is empty",
                    empty.join(" and ")
                ),
            })
        }
    }
}

/// What a field is for a row; what is left out of it is noted with its name.
fn field(
    def: &'static FieldDef,
    node: &Node,
    row: Filling<'_>,
    register: &str,
    left: &mut Vec<String>,
) -> Result<Given, String> {
    let before = left.len();
    let given = node.fill(row, left).map_err(|reason| format!("{}: {reason}", def.name))?;
    for place in left.iter_mut().skip(before) {
        *place = format!("`{}` of {register}: {place}", def.name);
    }
    Ok(given)
}

fn source_fields(
    rule: &TableRule,
    values: &[Cell],
    left: &mut Vec<String>,
) -> Result<Vec<(&'static FieldDef, Value)>, String> {
    let mut out = Vec::new();
    for (def, node) in &rule.source.fields {
        if let Given::Value(value) = field(def, node, Filling::new(rule, values), "source", left)? {
            out.push((*def, value));
        }
    }
    Ok(out)
}
