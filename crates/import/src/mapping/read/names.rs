//! Tables of codes and of names.

use std::collections::BTreeMap;

use rapporteur_schema::{Id, Register, codes::CodeList, locate::Step, nearest};

use super::{
    super::{
        Codes, Create, NameTable,
        form::{Faults, below},
    },
    members::{flag, members, parsed, text},
};
use crate::json::Json;

pub(super) fn codes(json: &Json) -> Codes {
    let Json::Object(members) = json else { return Codes::new() };
    members.iter().map(|(from, to)| (from.clone(), to.scalar().map(str::to_owned))).collect()
}

pub(super) fn in_list(
    list: &'static CodeList,
    json: &Json,
    key: &str,
    path: &[Step],
    faults: &mut Faults<'_>,
) {
    let Some(code) = text(json, key).filter(|code| list.get(code).is_none() && !code.contains('{'))
    else {
        return;
    };
    let help = list.nearest(code).map(|near| format!("did you mean `{near}`?"));
    let message = format!("`{}` is not in the code list `{}`", code.escape_debug(), list.name);
    faults.at("M007", &below(path, key), message, help);
}

pub(super) fn register(json: &Json, path: &[Step], faults: &mut Faults<'_>) -> Option<Register> {
    let name = text(json, "register")?;
    let register = name.parse().ok();
    if register.is_none() {
        let near = nearest(name, Register::ALL.map(Register::name));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the registers are {}", Register::ALL.map(Register::name).join(", ")),
        };
        let message = format!("`{}` is not a register", name.escape_debug());
        faults.at("M007", &below(path, "register"), message, Some(help));
    }
    register
}

pub(super) fn name_table(
    name: &str,
    json: &Json,
    path: &[Step],
    faults: &mut Faults<'_>,
) -> Option<NameTable> {
    let register = register(json, path, faults)?;
    let states = flag(json, "states").unwrap_or(false);
    if register.field("names").is_none() {
        let message = format!("the records of the register `{register}` have no names");
        faults.at("M007", &below(path, "register"), message, None);
    } else if states && register != Register::Organisation {
        let message = "states are organisations".to_owned();
        faults.at("M007", &below(path, "states"), message, None);
    }
    let mut aliases = BTreeMap::new();
    for (alias, id) in members(json, "aliases") {
        let here = [path, &["aliases".into(), alias.as_str().into()]].concat();
        let id = match id.scalar().map(str::parse::<Id>) {
            None => None,
            Some(Ok(id)) => Some(id),
            Some(Err(error)) => {
                faults.at("M008", &here, error.to_string(), None);
                continue;
            }
        };
        aliases.insert(alias.clone(), id);
    }
    let create = json.get("create").map(|create| {
        let path = below(path, "create");
        in_list(register.kinds(), create, "kind", &path, faults);
        if let Some(prefix) = text(create, "prefix")
            && let Err(error) = format!("{prefix}x").parse::<Id>()
        {
            faults.at("M008", &below(&path, "prefix"), error.to_string(), None);
        }
        let lang = parsed::<rapporteur_schema::LanguageTag>(create, "lang", &path, "M007", faults);
        let part_of = parsed(create, "part_of", &path, "M008", faults);
        if part_of.is_some() && register.field("part_of").is_none() {
            let message = format!("the register `{register}` has no field `part_of`");
            faults.at_key("M007", &below(&path, "part_of"), message, None);
        }
        Create {
            kind: text(create, "kind").unwrap_or_default().to_owned(),
            prefix: text(create, "prefix").unwrap_or_default().to_owned(),
            lang: lang.map_or_else(|| "en".to_owned(), |lang| lang.to_string()),
            part_of,
        }
    });
    Some(NameTable { name: name.to_owned(), register, states, aliases, create })
}
