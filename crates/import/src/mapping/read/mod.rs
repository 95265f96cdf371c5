//! Reading a mapping, with every problem in one run.

mod members;
mod names;
mod needs;
mod reading;

use std::{collections::BTreeMap, path::Path};

use rapporteur_schema::{
    Decimal, Id, Problems, Register, locate::Step, model::DatasetMeta, nearest,
};

use self::{
    members::{flag, items, members, parsed, text, texts},
    names::{codes, in_list, name_table, register},
    reading::{number_format, reading},
};
use super::{
    BUILT_IN, Codes, Condition, From, Let, Mapping, RecordRule, SourceRule, TableRule, Template,
    Test, Value,
    fields::{self, Names},
    form::{self, Faults, below},
    keys,
};
use crate::{
    json::{self, Json},
    value::DateFormat,
};

pub(super) fn read(text: &str, file: &Path) -> Result<Mapping, Problems> {
    let mut faults = Faults { text, file: file.to_owned(), problems: Vec::new() };
    let json = match json::parse(text.strip_prefix('\u{FEFF}').unwrap_or(text)) {
        Ok(json) => json,
        Err(error) => {
            let line = error.line().max(1);
            let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let at = (start + error.column().saturating_sub(1)).min(text.len());
            let whole = error.to_string();
            let message = whole.rfind(" at line ").and_then(|at| whole.get(..at)).unwrap_or(&whole);
            let place = rapporteur_schema::Place::in_text(file.to_owned(), 1, text, at..at);
            return Err(Problems::new(vec![rapporteur_schema::Problem::new(
                "M001",
                rapporteur_schema::Severity::Error,
                format!("not JSON: {message}"),
                None,
                place,
            )]));
        }
    };
    form::object(&json, &keys::MAPPING, &[], &mut faults);
    let formed = faults.problems.len();
    let misshapen = faults.problems.iter().any(|problem| problem.code == "M003");
    let mapping = mapping(&json, &mut faults);
    if misshapen {
        // What has another form than it should reads as if it were not there.
        let mut n = 0;
        faults.problems.retain(|problem| {
            n += 1;
            n <= formed || problem.code != "M004"
        });
    }
    faults.problems.sort_by(|a, b| {
        (a.place.line, a.place.column, a.code).cmp(&(b.place.line, b.place.column, b.code))
    });
    match mapping {
        Some(mapping) if faults.problems.is_empty() => Ok(mapping),
        _ => Err(Problems::new(faults.problems)),
    }
}

fn mapping(json: &Json, faults: &mut Faults<'_>) -> Option<Mapping> {
    if let Some(Json::Number(version)) = json.get("version")
        && version != "1"
    {
        let message =
            format!("this is version {version} of the language; this program reads version 1");
        faults.at("M008", &["version".into()], message, None);
    }
    let id: Option<Id> = parsed(json, "id", &[], "M008", faults);
    let dataset = json.get("dataset").and_then(|dataset| about_dataset(dataset, faults));
    let codes: BTreeMap<String, Codes> =
        members(json, "codes").iter().map(|(name, table)| (name.clone(), codes(table))).collect();
    let mut names = Vec::new();
    for (name, table) in members(json, "names") {
        names.extend(name_table(name, table, &["names".into(), name.as_str().into()], faults));
    }
    let mut tables: Vec<TableRule> = Vec::new();
    for (n, table) in items(json, "tables").iter().enumerate() {
        let path = ["tables".into(), n.into()];
        let known = members(json, "names").iter().map(|(name, _)| name.as_str()).collect();
        let scope = Scope {
            columns: Vec::new(),
            groups: Vec::new(),
            slots: BTreeMap::new(),
            lets: 0,
            nth: false,
            codes: &codes,
            names: known,
        };
        let Some(rule) = scope.table(table, &path, faults) else { continue };
        if tables.iter().any(|other| other.name == rule.name) {
            let message = format!("there is another table `{}`", rule.name);
            faults.at("M002", &below(&path, "name"), message, None);
        }
        tables.push(rule);
    }
    needs::check(json, faults);
    let (text, file) = (faults.text.to_owned(), faults.file.clone());
    Some(Mapping { id: id?, dataset, names, tables, text, file })
}

/// What a new dataset is to say of itself; what is wrong with it is told of the member that
/// is wrong.
fn about_dataset(dataset: &Json, faults: &mut Faults<'_>) -> Option<DatasetMeta> {
    let text = dataset.to_string();
    let mut reader = serde_json::Deserializer::from_str(&text);
    let error = match serde_path_to_error::deserialize(&mut reader) {
        Ok(meta) => return Some(meta),
        Err(error) => error,
    };
    let mut path = vec!["dataset".into()];
    for segment in error.path() {
        match segment {
            serde_path_to_error::Segment::Map { key } => path.push(key.as_str().into()),
            serde_path_to_error::Segment::Seq { index } => path.push((*index).into()),
            _ => {}
        }
    }
    let whole = error.inner().to_string();
    let message = whole.rfind(" at line ").and_then(|at| whole.get(..at)).unwrap_or(&whole);
    let help = Some("see schema/dataset.schema.json".to_owned());
    faults.at("M007", &path, message.to_owned(), help);
    None
}

/// What the names in the texts of a table's rules may mean.
struct Scope<'m> {
    /// The columns wanted so far: what the table calls each, and where it is first
    /// named.
    columns: Vec<(String, Vec<Step>)>,
    /// The columns that are taken together, as they are written.
    groups: Vec<(Vec<String>, Vec<Step>)>,
    /// Where the value of a name stands: first the built-in values, then those of
    /// `let`, then columns as they turn up.
    slots: BTreeMap<String, usize>,
    lets: usize,
    /// Whether `{@nth}` means something here.
    nth: bool,
    codes: &'m BTreeMap<String, Codes>,
    names: Vec<&'m str>,
}

impl Scope<'_> {
    /// Where the value of a column stands.
    fn slot(&mut self, name: &str, path: &[Step]) -> Result<usize, String> {
        if let Some(slot) = self.slots.get(name) {
            if name == "@nth" && !self.nth {
                return Err("`@nth` stands only in the id of a record".to_owned());
            }
            return Ok(*slot);
        }
        if name.starts_with('@') {
            let near = nearest(name, BUILT_IN);
            let offer = near.map_or_else(
                || format!("there are {}", BUILT_IN.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(format!("there is no value `{}`; {offer}", name.escape_debug()));
        }
        let slot = BUILT_IN.len() + self.lets + self.columns.len();
        self.columns.push((name.to_owned(), path.to_vec()));
        self.slots.insert(name.to_owned(), slot);
        Ok(slot)
    }

    /// The place of columns taken together.
    fn group(&mut self, patterns: Vec<String>, path: Vec<Step>, faults: &mut Faults<'_>) -> usize {
        for pattern in patterns.iter().filter(|pattern| pattern.matches('*').count() > 1) {
            let message = format!("`{}` has more than one `*`", pattern.escape_debug());
            faults.at("M008", &path, message, None);
        }
        if let Some(at) = self.groups.iter().position(|(known, _)| *known == patterns) {
            return at;
        }
        self.groups.push((patterns, path));
        self.groups.len() - 1
    }

    fn table(mut self, json: &Json, path: &[Step], faults: &mut Faults<'_>) -> Option<TableRule> {
        for (n, name) in BUILT_IN.iter().enumerate() {
            self.slots.insert((*name).to_owned(), n);
        }
        let lets = members(json, "let");
        self.lets = lets.len();
        // Short names of columns first, so that `let` may use them.
        for (short, column) in members(json, "columns") {
            let here = [path, &["columns".into(), short.as_str().into()]].concat();
            let slot = BUILT_IN.len() + self.lets + self.columns.len();
            if short.starts_with('@') {
                faults.at_key(
                    "M008",
                    &here,
                    "a name that begins with @ is built in".to_owned(),
                    None,
                );
            }
            self.columns.push((column.scalar().unwrap_or_default().to_owned(), here));
            self.slots.insert(short.clone(), slot);
        }
        let mut values = Vec::new();
        for (n, (name, value)) in lets.iter().enumerate() {
            let here = [path, &["let".into(), name.as_str().into()]].concat();
            if name.starts_with('@')
                || members(json, "columns").iter().any(|(short, _)| short == name)
            {
                let message = format!("`{name}` is the name of something else already");
                faults.at_key("M008", &here, message, Some("choose another".to_owned()));
            }
            let value = self.value(value, &here, faults);
            // Only from here on: a value is made of earlier ones.
            self.slots.insert(name.clone(), BUILT_IN.len() + n);
            values.extend(value.map(|value| Let { name: name.clone(), value }));
        }
        let source = self.source(json.get("source"), &below(path, "source"), faults);
        let mut skip = Vec::new();
        for (n, rule) in items(json, "skip").iter().enumerate() {
            let here = [path, &["skip".into(), n.into(), "when".into()]].concat();
            if let Some(when) =
                rule.get("when").and_then(|when| self.condition(when, &here, faults))
            {
                skip.push((when, text(rule, "why").unwrap_or_default().to_owned()));
            }
        }
        let mut records = Vec::new();
        for (n, rule) in items(json, "records").iter().enumerate() {
            records.extend(self.record(
                rule,
                &[path, &["records".into(), n.into()]].concat(),
                faults,
            ));
        }
        let optional = texts(json, "optional");
        for (n, column) in optional.iter().enumerate() {
            if !self.columns.iter().any(|(used, _)| used == column) {
                let path = [path, &["optional".into(), n.into()]].concat();
                let message = format!("nothing is made of the column `{}`", column.escape_debug());
                let help = "leave it out, or name a column as the mapping names it".to_owned();
                faults.at("M005", &path, message, Some(help));
            }
        }
        Some(TableRule {
            optional,
            name: text(json, "name")?.to_owned(),
            files: texts(json, "files"),
            reading: reading(json, path, faults),
            wanted: self.columns,
            groups: self.groups,
            empty: texts(json, "empty"),
            source: source?,
            lets: values,
            skip,
            records,
        })
    }

    fn texts_template(
        &mut self,
        json: &Json,
        key: &str,
        path: &[Step],
        faults: &mut Faults<'_>,
    ) -> Option<Template> {
        self.template(text(json, key)?, &below(path, key), faults)
    }

    fn source(
        &mut self,
        json: Option<&Json>,
        path: &[Step],
        faults: &mut Faults<'_>,
    ) -> Option<SourceRule> {
        let json = json?;
        in_list(Register::Source.kinds(), json, "kind", path, faults);
        let id = self.texts_template(json, "id", path, faults);
        let kind = self.texts_template(json, "kind", path, faults);
        let row = if json.get("passage").is_some() {
            None
        } else {
            self.template("{@row}", path, faults)
        };
        let passage = row.or_else(|| self.texts_template(json, "passage", path, faults));
        let mut heading = Vec::new();
        for (n, text) in texts(json, "heading").iter().enumerate() {
            let here = match json.get("heading") {
                Some(Json::List(_)) => [path, &["heading".into(), n.into()]].concat(),
                _ => below(path, "heading"),
            };
            heading.extend(self.template(text, &here, faults));
        }
        let fields = match json.get("fields") {
            Some(found) => {
                fields::fields(Register::Source, found, &below(path, "fields"), self, faults)
            }
            None => Vec::new(),
        };
        Some(SourceRule { id: id?, kind: kind?, fields, passage: passage?, heading })
    }

    fn record(
        &mut self,
        json: &Json,
        path: &[Step],
        faults: &mut Faults<'_>,
    ) -> Option<RecordRule> {
        let register = register(json, path, faults);
        if register == Some(Register::Source) {
            let message = "a source is made of a table: see `source`".to_owned();
            faults.at("M007", &below(path, "register"), message, None);
        }
        let when = match json.get("when") {
            Some(when) => Some(self.condition(when, &below(path, "when"), faults)?),
            None => None,
        };
        self.nth = true;
        let id = self.texts_template(json, "id", path, faults);
        self.nth = false;
        let kind = self.texts_template(json, "kind", path, faults);
        let register = register?;
        in_list(register.kinds(), json, "kind", path, faults);
        let given = json.get("fields");
        let fields = given
            .map(|found| fields::fields(register, found, &below(path, "fields"), self, faults));
        let fields = fields.unwrap_or_default();
        for def in register.fields().iter().filter(|def| def.required) {
            if given.and_then(|given| given.get(def.name)).is_none() {
                let message =
                    format!("a record of the register `{register}` needs the field `{}`", def.name);
                faults.at("M004", path, message, Some(def.definition.trim().to_owned()));
            }
        }
        Some(RecordRule {
            register,
            when,
            id: id?,
            kind: kind?,
            fields,
            many: text(json, "rows") == Some("many"),
            first: text(json, "cite") == Some("first"),
        })
    }

    fn value(&mut self, json: &Json, path: &[Step], faults: &mut Faults<'_>) -> Option<Value> {
        let mut value = Value {
            when: None,
            otherwise: None,
            from: From::Column(0),
            split: texts(json, "split"),
            replace: members(json, "replace")
                .iter()
                .filter_map(|(from, to)| Some((from.clone(), to.scalar()?.to_owned())))
                .collect(),
            empty: texts(json, "empty"),
            default: text(json, "default").map(str::to_owned),
            codes: None,
            names: Vec::new(),
            date: Vec::new(),
            number: None,
        };
        if let Json::Text(text) = json {
            value.from = From::Template(self.template(text, path, faults)?);
            return Some(value);
        }
        let group = ["columns", "headers"].into_iter().filter(|key| json.get(key).is_some());
        let group: Vec<&str> = group.collect();
        value.from = match (text(json, "column"), text(json, "template"), group.as_slice()) {
            (None, None, [key]) => {
                let at = self.group(texts(json, key), below(path, *key), faults);
                if *key == "columns" { From::Columns(at) } else { From::Headers(at) }
            }
            (Some(column), None, []) => match self.slot(column, &below(path, "column")) {
                Ok(slot) => From::Column(slot),
                Err(message) => {
                    faults.at("M005", &below(path, "column"), message, None);
                    return None;
                }
            },
            (None, Some(text), []) => {
                From::Template(self.template(text, &below(path, "template"), faults)?)
            }
            _ => {
                let message = "a value comes from a `column` or from a `template`, or from \
                               `columns` or their `headers`: one of them"
                    .to_owned();
                faults.at("M004", path, message, None);
                return None;
            }
        };
        if let Some(when) = json.get("when") {
            value.when = Some(self.condition(when, &below(path, "when"), faults)?);
        }
        if let Some(otherwise) = json.get("else") {
            if value.when.is_none() {
                let message = "`else` needs a `when`".to_owned();
                faults.at_key("M004", &below(path, "else"), message, None);
            }
            value.otherwise =
                Some(Box::new(self.value(otherwise, &below(path, "else"), faults)?));
        }
        value.codes = self.codes_of(json, path, faults);
        for (n, name) in texts(json, "names").iter().enumerate() {
            if let Some(at) = self.names.iter().position(|known| known == name) {
                value.names.push(at);
                continue;
            }
            let near = nearest(name, self.names.iter().copied());
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("the mapping has no table of names `{}`", name.escape_debug());
            let here = below(path, "names");
            let several = matches!(json.get("names"), Some(Json::List(_)));
            faults.at("M005", &if several { below(&here, n) } else { here }, message, help);
        }
        for (n, format) in texts(json, "date").iter().enumerate() {
            match DateFormat::parse(format) {
                Ok(format) => value.date.push(format),
                Err(message) => {
                    let here = below(path, "date");
                    let here = if matches!(json.get("date"), Some(Json::List(_))) {
                        below(&here, n)
                    } else {
                        here
                    };
                    faults.at("M008", &here, message, None);
                }
            }
        }
        value.number =
            json.get("number").map(|number| number_format(number, &below(path, "number"), faults));
        Some(value)
    }

    fn codes_of(
        &self,
        json: &Json,
        path: &[Step],
        faults: &mut Faults<'_>,
    ) -> Option<(String, Codes)> {
        match json.get("codes") {
            None => None,
            Some(Json::Text(name)) => {
                if let Some(found) = self.codes.get(name) {
                    return Some((name.clone(), found.clone()));
                }
                let near = nearest(name, self.codes.keys().map(String::as_str));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let message =
                    format!("the mapping has no table of codes `{}`", name.escape_debug());
                faults.at("M005", &below(path, "codes"), message, help);
                None
            }
            Some(table) => Some(("of the mapping".to_owned(), codes(table))),
        }
    }
}

impl Names for Scope<'_> {
    fn template(&mut self, text: &str, path: &[Step], faults: &mut Faults<'_>) -> Option<Template> {
        let template = Template::parse(text, &mut |name| self.slot(name, path));
        template.map_err(|message| faults.at("M008", path, message, None)).ok()
    }

    fn condition(
        &mut self,
        json: &Json,
        path: &[Step],
        faults: &mut Faults<'_>,
    ) -> Option<Condition> {
        // In the fields of a record nothing has checked the form yet.
        let before = faults.problems.len();
        if path.iter().any(|step| *step == Step::from("fields")) {
            form::object(json, &keys::CONDITION, path, faults);
        }
        if faults.problems.len() > before {
            return None;
        }
        let mut found: Vec<Condition> = Vec::new();
        for (key, wrap) in
            [("all", Condition::All as fn(Vec<Condition>) -> Condition), ("any", Condition::Any)]
        {
            if json.get(key).is_some() {
                let mut inner = Vec::new();
                for (n, item) in items(json, key).iter().enumerate() {
                    inner.push(self.condition(
                        item,
                        &[path, &[key.into(), n.into()]].concat(),
                        faults,
                    )?);
                }
                found.push(wrap(inner));
            }
        }
        if let Some(inner) = json.get("not") {
            found.push(Condition::Not(Box::new(self.condition(
                inner,
                &below(path, "not"),
                faults,
            )?)));
        }
        let column = text(json, "column");
        let slot = match column.map(|column| self.slot(column, &below(path, "column"))) {
            Some(Ok(slot)) => Some(slot),
            Some(Err(message)) => {
                faults.at("M005", &below(path, "column"), message, None);
                return None;
            }
            None => None,
        };
        let mut tests = Vec::new();
        if json.get("is").is_some() {
            tests.push(Test::Is(texts(json, "is")));
        }
        tests.extend(flag(json, "empty").map(Test::Empty));
        tests.extend(text(json, "contains").map(|text| Test::Contains(text.to_owned())));
        for (key, wrap) in [("less", Test::Less as fn(Decimal) -> Test), ("more", Test::More)] {
            let Some(limit) = json.get(key).and_then(Json::scalar) else { continue };
            match limit.parse::<Decimal>() {
                Ok(limit) => tests.push(wrap(limit)),
                Err(error) => {
                    faults.at("M008", &below(path, key), error.to_string(), None);
                    return None;
                }
            }
        }
        match (slot, tests.is_empty()) {
            (Some(slot), false) => {
                found.extend(tests.into_iter().map(|test| Condition::Test(slot, test)));
            }
            (Some(_), true) => {
                let message =
                    "a condition on a column needs `is`, `empty`, `contains`, `less` or `more`";
                faults.at("M004", path, message.to_owned(), None);
                return None;
            }
            (None, false) => {
                let message =
                    "a condition with a test needs the `column` that is tested".to_owned();
                faults.at("M004", path, message, None);
                return None;
            }
            (None, true) if found.is_empty() => {
                let message =
                    "a condition needs a `column` with a test, or `all`, `any` or `not`".to_owned();
                faults.at("M004", path, message, None);
                return None;
            }
            (None, true) => {}
        }
        if found.len() == 1 { found.pop() } else { Some(Condition::All(found)) }
    }
}
