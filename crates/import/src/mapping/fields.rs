//! The fields of a record, with columns in braces where cells go.

use super::{
    Condition, Template,
    form::{Faults, below},
    node::{Needs, Node},
};
use crate::json::Json;
use rapporteur_schema::{
    Date, Id, LanguageTag, Register,
    codes::{Absence, Access, Basis, Bound, CodeList},
    locate::Step,
    nearest,
    view::{AtomType, FieldDef, PartDef, Shape},
};

/// What the reader of a mapping must be able to do for its fields.
pub(super) trait Names {
    /// The template that a text is.
    fn template(&mut self, text: &str, path: &[Step], faults: &mut Faults<'_>) -> Option<Template>;
    /// The condition that a value is.
    fn condition(
        &mut self,
        json: &Json,
        path: &[Step],
        faults: &mut Faults<'_>,
    ) -> Option<Condition>;
}

/// Reads the fields of a record of a register.
pub(super) fn fields(
    register: Register,
    json: &Json,
    path: &[Step],
    names: &mut dyn Names,
    faults: &mut Faults<'_>,
) -> Vec<(&'static FieldDef, Node)> {
    let Json::Object(members) = json else {
        let message =
            format!("here stands an object with the fields of a record, not {}", json.what());
        faults.at("M003", path, message, None);
        return Vec::new();
    };
    let mut out: Vec<(&'static FieldDef, Node)> = Vec::new();
    for (key, value) in members {
        let here = below(path, key.as_str());
        let Some(def) = register.field(key) else {
            let known = || register.fields().iter().map(|def| def.name);
            let help = match (key.as_str(), nearest(key, known())) {
                ("id" | "kind", _) => "it stands beside `fields`".to_owned(),
                ("cite", _) => "each row cites its own passage".to_owned(),
                (_, Some(near)) => format!("did you mean `{near}`?"),
                _ => format!("its fields are: {}", known().collect::<Vec<_>>().join(", ")),
            };
            let message =
                format!("the register `{register}` has no field `{}`", key.escape_debug());
            faults.at_key("M007", &here, message, Some(help));
            continue;
        };
        if out.iter().any(|(other, _)| other.name == def.name) {
            faults.at_key("M002", &here, format!("`{key}` stands twice"), None);
            continue;
        }
        if register == Register::Source && def.name == "passages" {
            let message = "the passages of a source are made of its rows".to_owned();
            faults.at_key("M007", &here, message, Some("see `passage` beside `fields`".into()));
            continue;
        }
        let mut reader = Reader { names, faults };
        if let Some(node) = reader.field(def, value, &here) {
            out.push((def, node));
        }
    }
    out
}

/// What stands where a choice may stand.
enum Choice {
    /// Something else: it is to be read as what it is.
    No,
    /// A choice; `None` when something is wrong with it.
    Yes(Option<Node>),
}

/// How what a choice chooses from is read.
type Read<'r, R> = &'r mut dyn FnMut(&mut R, &Json, &[Step]) -> Option<Node>;

struct Reader<'a, 't> {
    names: &'a mut dyn Names,
    faults: &'a mut Faults<'t>,
}

/// What readings and items may say of themselves; rows cite by themselves.
const META: [&str; 6] = ["as_printed", "basis", "as_of", "said_by", "note", "access"];

impl Reader<'_, '_> {
    fn wrong(&mut self, path: &[Step], expected: &str, json: &Json) -> Option<Node> {
        self.faults.at("M003", path, format!("here stands {expected}, not {}", json.what()), None);
        None
    }

    /// `{"when": …, "then": …, "else": …}`, whatever stands in it.
    fn choice(&mut self, json: &Json, path: &[Step], read: Read<'_, Self>) -> Choice {
        let Json::Object(members) = json else { return Choice::No };
        let Some(condition) = json.get("when") else { return Choice::No };
        let condition = self.names.condition(condition, &below(path, "when"), self.faults);
        for (key, _) in members {
            if !matches!(key.as_str(), "when" | "then" | "else") {
                let message = format!("a choice has no key `{}`", key.escape_debug());
                let help = Some("its keys are: when, then, else".to_owned());
                self.faults.at_key("M002", &below(path, key.as_str()), message, help);
            }
        }
        let Some(then) = json.get("then") else {
            let message = "the key `then` of the choice is missing".to_owned();
            self.faults.at("M004", path, message, None);
            return Choice::Yes(None);
        };
        let then = read(self, then, &below(path, "then"));
        let otherwise = json.get("else").map(|other| read(self, other, &below(path, "else")));
        let otherwise = match otherwise {
            Some(None) => return Choice::Yes(None),
            Some(Some(node)) => Some(Box::new(node)),
            None => None,
        };
        Choice::Yes(condition.zip(then).map(|(condition, then)| Node::When {
            condition,
            then: Box::new(then),
            otherwise,
        }))
    }

    fn field(&mut self, def: &'static FieldDef, json: &Json, path: &[Step]) -> Option<Node> {
        let choice =
            self.choice(json, path, &mut |reader, json, path| reader.field(def, json, path));
        if let Choice::Yes(choice) = choice {
            return choice;
        }
        let Some(readings) = json.get("readings").filter(|_| def.reported) else {
            return self.value(def.shape, json, path);
        };
        let path = below(path, "readings");
        let Json::List(items) = readings else {
            return self.wrong(&path, "a list of readings", readings);
        };
        let mut list = Vec::new();
        for (n, item) in items.iter().enumerate() {
            let here = below(&path, n);
            let read =
                self.choice(item, &here, &mut |reader, json, path| reader.reading(def, json, path));
            list.push(match read {
                Choice::Yes(choice) => choice?,
                Choice::No => self.reading(def, item, &here)?,
            });
        }
        let members = vec![("readings".to_owned(), Node::List(list))];
        Some(Node::Object { members, needs: Needs::All(vec!["readings"]) })
    }

    fn reading(&mut self, def: &'static FieldDef, json: &Json, path: &[Step]) -> Option<Node> {
        let Json::Object(found) = json else { return self.wrong(path, "a reading", json) };
        let mut members = Vec::new();
        for (key, value) in found {
            let here = below(path, key.as_str());
            let node = match key.as_str() {
                "value" => self.value(def.shape, value, &here),
                "absent" => self.code(Absence::LIST, value, &here),
                _ => self.meta(key, value, &here, "reading", &["value", "absent"]),
            };
            members.push((key.clone(), node?));
        }
        let need = if json.get("value").is_some() { "value" } else { "absent" };
        if json.get(need).is_none() {
            let message = "a reading has a `value` or an `absent`".to_owned();
            self.faults.at("M004", path, message, None);
            return None;
        }
        Some(Node::Object { members, needs: Needs::All(vec![need]) })
    }

    fn meta(
        &mut self,
        key: &str,
        value: &Json,
        path: &[Step],
        what: &str,
        others: &[&'static str],
    ) -> Option<Node> {
        match key {
            "as_printed" => self.text(value, path, &|_| Ok(())),
            "said_by" => self.text(value, path, &id),
            "as_of" => self.text(value, path, &date),
            "basis" => self.code(Basis::LIST, value, path),
            "access" => self.code(Access::LIST, value, path),
            "note" => self.languages(value, path),
            "cite" => {
                let message = "a row cites its own passage; `cite` cannot be set".to_owned();
                self.faults.at_key("M007", path, message, None);
                None
            }
            _ => {
                let known = || others.iter().copied().chain(META);
                let help = match nearest(key, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it may have: {}", known().collect::<Vec<_>>().join(", ")),
                };
                let message = format!("a {what} has no `{}`", key.escape_debug());
                self.faults.at_key("M007", path, message, Some(help));
                None
            }
        }
    }

    fn value(&mut self, shape: &'static Shape, json: &Json, path: &[Step]) -> Option<Node> {
        let choice =
            self.choice(json, path, &mut |reader, json, path| reader.value(shape, json, path));
        if let Choice::Yes(choice) = choice {
            return choice;
        }
        if !shape.list {
            let part = shape.parts.first()?;
            return self.part(part, json, path);
        }
        match json {
            Json::List(items) => self.items(shape, items, path),
            Json::Object(members) if json.get("items").is_some() => {
                let mut out = Vec::new();
                for (key, value) in members {
                    let here = below(path, key.as_str());
                    let node = match (key.as_str(), value) {
                        ("items", Json::List(items)) => self.items(shape, items, &here)?,
                        ("open", Json::Bool(open)) => Node::Fixed((*open).into()),
                        _ => {
                            return self.wrong(
                                &here,
                                "`items` with a list, or `open` with true",
                                value,
                            );
                        }
                    };
                    out.push((key.clone(), node));
                }
                Some(Node::Object { members: out, needs: Needs::All(vec!["items"]) })
            }
            _ => self.wrong(path, "a list, in brackets", json),
        }
    }

    fn items(&mut self, shape: &'static Shape, items: &[Json], path: &[Step]) -> Option<Node> {
        let mut list = Vec::new();
        for (n, item) in items.iter().enumerate() {
            list.push(self.item(shape, item, &below(path, n)));
        }
        list.into_iter().collect::<Option<Vec<_>>>().map(Node::Items)
    }

    fn item(&mut self, shape: &'static Shape, json: &Json, path: &[Step]) -> Option<Node> {
        let choice =
            self.choice(json, path, &mut |reader, json, path| reader.item(shape, json, path));
        if let Choice::Yes(choice) = choice {
            return choice;
        }
        if shape.bare && !matches!(json, Json::Object(_)) {
            return self.part(shape.parts.first()?, json, path);
        }
        let Json::Object(found) = json else {
            return self.wrong(path, &format!("an object (a {})", shape.name), json);
        };
        let mut members = Vec::new();
        let mut sound = true;
        for (key, value) in found {
            let here = below(path, key.as_str());
            let part = shape.parts.iter().find(|part| part.name == key);
            let names: Vec<&'static str> = shape.parts.iter().map(|part| part.name).collect();
            let node = match part {
                Some(part) => self.part(part, value, &here),
                None if shape.annotated => self.meta(key, value, &here, shape.name, &names),
                None => {
                    let near = nearest(key, names.iter().copied());
                    let help = near.map_or_else(
                        || format!("it may have: {}", names.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message = format!("a {} has no `{}`", shape.name, key.escape_debug());
                    self.faults.at_key("M007", &here, message, Some(help));
                    None
                }
            };
            match node {
                Some(node) => members.push((key.clone(), node)),
                None => sound = false,
            }
        }
        let needs: Vec<&'static str> =
            shape.parts.iter().filter(|part| part.required).map(|part| part.name).collect();
        for need in &needs {
            if json.get(need).is_none() {
                let message = format!("a {} needs `{need}`", shape.name);
                self.faults.at("M004", path, message, None);
                sound = false;
            }
        }
        // A subject needs none of its parts, but one of them.
        let there = |part: &PartDef| json.get(part.name).is_some().then_some(part.name);
        let needs = match needs.as_slice() {
            [] => one_of(shape.parts.iter().filter_map(there).collect()),
            _ => Needs::All(needs),
        };
        sound.then_some(Node::Object { members, needs })
    }

    fn part(&mut self, part: &'static PartDef, json: &Json, path: &[Step]) -> Option<Node> {
        let choice =
            self.choice(json, path, &mut |reader, json, path| reader.part(part, json, path));
        if let Choice::Yes(choice) = choice {
            return choice;
        }
        match part.atom {
            AtomType::Text => self.languages(json, path),
            AtomType::Plain => self.text(json, path, &|_| Ok(())),
            AtomType::Language => self.text(json, path, &language),
            AtomType::Date => self.text(json, path, &date),
            AtomType::Ref(_) => self.text(json, path, &id),
            AtomType::Code(list) => self.code(list, json, path),
            AtomType::Quantity => self.quantity(json, path),
            AtomType::Integer => self.integer(json, path),
            AtomType::Flag => match json {
                Json::Bool(true) => Some(Node::Fixed(true.into())),
                _ => self.wrong(path, "true (with `when` where it depends on the row)", json),
            },
            _ => self.free(json, path),
        }
    }

    /// Text; when no column is in it, the model's own check holds at once.
    fn text(
        &mut self,
        json: &Json,
        path: &[Step],
        sound: &dyn Fn(&str) -> Result<(), String>,
    ) -> Option<Node> {
        let Json::Text(text) = json else { return self.wrong(path, "text", json) };
        let template = self.names.template(text, path, self.faults)?;
        if let Some(constant) = template.constant() {
            if let Err(message) = sound(constant) {
                self.faults.at("M007", path, message, None);
                return None;
            }
            return Some(Node::Fixed(constant.into()));
        }
        Some(Node::Text { template, integer: false })
    }

    fn code(&mut self, list: &'static CodeList, json: &Json, path: &[Step]) -> Option<Node> {
        self.text(json, path, &|text| {
            if list.get(text).is_some() {
                return Ok(());
            }
            let near = list.nearest(text).map(|near| format!("; did you mean `{near}`?"));
            Err(format!(
                "`{}` is not in the code list `{}`{}",
                text.escape_debug(),
                list.name,
                near.unwrap_or_else(|| "; see schema/codes.json".to_owned())
            ))
        })
    }

    fn integer(&mut self, json: &Json, path: &[Step]) -> Option<Node> {
        match json {
            Json::Number(text) if text.parse::<u32>().is_ok() => {
                text.parse::<u32>().ok().map(|number| Node::Fixed(number.into()))
            }
            Json::Text(text) => {
                let template = self.names.template(text, path, self.faults)?;
                Some(Node::Text { template, integer: true })
            }
            _ => self.wrong(path, "a whole number, or text with a column", json),
        }
    }

    /// Text by language.
    fn languages(&mut self, json: &Json, path: &[Step]) -> Option<Node> {
        let choice = self.choice(json, path, &mut Self::languages);
        if let Choice::Yes(choice) = choice {
            return choice;
        }
        let Json::Object(found) = json else {
            return self.wrong(path, "text by language, as in {\"en\": \"…\"}", json);
        };
        let mut members = Vec::new();
        for (tag, text) in found {
            let here = below(path, tag.as_str());
            if let Err(message) = language(tag) {
                self.faults.at_key("M007", &here, message, None);
                return None;
            }
            let choice = self.choice(text, &here, &mut |reader, json, path| {
                reader.text(json, path, &|_| Ok(()))
            });
            let node = match choice {
                Choice::Yes(choice) => choice?,
                Choice::No => self.text(text, &here, &|_| Ok(()))?,
            };
            members.push((tag.clone(), node));
        }
        Some(Node::Object { members, needs: Needs::Cells })
    }

    fn quantity(&mut self, json: &Json, path: &[Step]) -> Option<Node> {
        let Json::Object(found) = json else {
            return self.wrong(path, "a quantity, as in {\"n\": \"{amount}\"}", json);
        };
        let known = ["n", "min", "max", "bound", "unit", "currency", "per"];
        let mut members = Vec::new();
        for (key, value) in found {
            let here = below(path, key.as_str());
            let node = match key.as_str() {
                "n" | "min" | "max" => match value {
                    Json::Number(text) => Some(Node::Fixed(text.as_str().into())),
                    _ => self.text(value, &here, &|_| Ok(())),
                },
                "bound" => self.code(Bound::LIST, value, &here),
                "currency" => self.text(value, &here, &|code| {
                    code.parse::<rapporteur_schema::Currency>()
                        .map(|_| ())
                        .map_err(|e| e.to_string())
                }),
                "unit" | "per" => self.text(value, &here, &|_| Ok(())),
                _ => {
                    let near = nearest(key, known);
                    let message = format!("a quantity has no `{}`", key.escape_debug());
                    let help = near.map_or_else(
                        || format!("it may have: {}", known.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.faults.at_key("M007", &here, message, Some(help));
                    None
                }
            };
            members.push((key.clone(), node?));
        }
        let there = ["n", "min", "max"].into_iter().filter(|part| json.get(part).is_some());
        Some(Node::Object { members, needs: one_of(there.collect()) })
    }

    /// Whatever the model makes of it: texts are templates.
    fn free(&mut self, json: &Json, path: &[Step]) -> Option<Node> {
        match json {
            Json::Text(_) => self.text(json, path, &|_| Ok(())),
            Json::Number(text) => serde_json::from_str(text).ok().map(Node::Fixed),
            Json::Bool(value) => Some(Node::Fixed((*value).into())),
            Json::List(items) => {
                let nodes =
                    items.iter().enumerate().map(|(n, item)| self.free(item, &below(path, n)));
                nodes.collect::<Option<Vec<_>>>().map(Node::List)
            }
            Json::Object(members) => {
                let mut out = Vec::new();
                for (key, value) in members {
                    out.push((key.clone(), self.free(value, &below(path, key.as_str()))?));
                }
                Some(Node::Object { members: out, needs: Needs::Cells })
            }
            Json::Null => self.wrong(path, "a value", json),
        }
    }
}

/// One of these; where the mapping has none of them, the model says what is missing.
fn one_of(names: Vec<&'static str>) -> Needs {
    if names.is_empty() { Needs::Cells } else { Needs::One(names) }
}

fn id(text: &str) -> Result<(), String> {
    text.parse::<Id>().map(|_| ()).map_err(|error| format!("`{}`: {error}", text.escape_debug()))
}

fn date(text: &str) -> Result<(), String> {
    text.parse::<Date>().map(|_| ()).map_err(|error| error.to_string())
}

fn language(text: &str) -> Result<(), String> {
    text.parse::<LanguageTag>().map(|_| ()).map_err(|error| error.to_string())
}
