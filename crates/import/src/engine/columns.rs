//! The columns of a file, and those that a mapping wants.

use rapporteur_schema::{
    Place, Problem, Severity,
    locate::{self, Step},
    nearest,
};

use super::{Input, values::Wide};
use crate::mapping::{BUILT_IN, Mapping, TableRule};

pub(super) fn no_table(mapping: &Mapping, name: &str) -> Problem {
    let near = nearest(name, mapping.tables());
    let names: Vec<&str> = mapping.tables().collect();
    let help = near.map_or_else(
        || format!("its tables are: {}", names.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("the mapping has no table `{}`", name.escape_debug());
    problem(mapping, "M005", (message, help), &["tables".into()])
}

/// What is wrong with a part of a mapping, and what to do.
fn problem(
    mapping: &Mapping,
    code: &'static str,
    (message, help): (String, String),
    path: &[Step],
) -> Problem {
    let span = locate::locate(&mapping.text, path);
    let place = Place::in_text(mapping.file.clone(), 1, &mapping.text, span);
    Problem::new(code, Severity::Error, message, Some(help), place)
}

/// Selects the columns of a file that the mapping names, and those that it takes together;
/// tells those that the file does not have, and gives back those that it need not have.
pub(super) fn select(
    mapping: &Mapping,
    rule: &TableRule,
    input: &mut Input<'_>,
    problems: &mut Vec<Problem>,
) -> (Wide, Vec<String>) {
    let there = input.rows.columns();
    let (wanted, wide, without) = Wide::of(rule, &there);
    let missing = input.rows.select(&wanted);
    for (patterns, path) in without.iter().filter_map(|n| rule.groups.get(*n)) {
        let named: Vec<String> =
            patterns.iter().map(|p| format!("`{}`", p.escape_debug())).collect();
        let message =
            format!("`{}` does not have every one of the columns {}", input.file, named.join(", "));
        let shown: Vec<&str> = there.iter().map(String::as_str).take(30).collect();
        let help =
            format!("its columns are: {}; * is for those named nowhere else", shown.join(", "));
        problems.push(problem(mapping, "M006", (message, help), path));
    }
    if !missing.is_empty() {
        tell(mapping, rule, input, &missing, problems);
    }
    let lacking = missing.iter().filter_map(|n| rule.wanted.get(*n)).map(|(column, _)| column);
    let optional = lacking.filter(|column| rule.optional.contains(*column)).cloned();
    (wide, optional.collect())
}

/// Columns that the mapping names and a file does not have.
fn tell(
    mapping: &Mapping,
    rule: &TableRule,
    input: &Input<'_>,
    missing: &[usize],
    problems: &mut Vec<Problem>,
) {
    let there = input.rows.columns();
    // Names of `let` are no columns; but a slip of one is looked for among the columns.
    let lets = rule.lets.iter().map(|rule| rule.name.as_str());
    let known: Vec<&str> = there.iter().map(String::as_str).chain(lets).chain(BUILT_IN).collect();
    // A title above the header leaves its other columns without names: they are called by
    // their places, as no year is.
    let nameless = there.iter().enumerate().filter(|(n, name)| **name == (n + 1).to_string());
    let nameless = nameless.count();
    let title = if nameless * 2 > there.len() && !rule.reading.no_header {
        "; if the names of the columns stand further down, say how many lines come before them \
         with `skip_lines`"
    } else {
        ""
    };
    for n in missing {
        let Some((column, path)) = rule.wanted.get(*n) else { continue };
        // In such a file it is as if nothing stood in its cells.
        if rule.optional.contains(column) {
            continue;
        }
        let shown: Vec<&str> = there.iter().map(String::as_str).take(30).collect();
        let more = if there.len() > shown.len() { ", …" } else { "" };
        let own = |name: &&str| matches!(path.as_slice(), [.., Step::Key(of), _] if of == name);
        let others = || known.iter().copied().filter(|name| !own(name));
        // Another case is the nearest of all, however short the name is.
        let same = others().find(|name| name.to_lowercase() == column.to_lowercase());
        let near = same.or_else(|| nearest(column, others()));
        let near = near.filter(|_| title.is_empty());
        let help = if column.contains('*') {
            "to take several columns together, write `columns` in place of `column`".to_owned()
        } else if let Some(near) = near {
            format!("did you mean `{near}`?")
        } else if shown.is_empty() {
            "its rows have no named members: say where the rows are with `rows`, or what the file is \
             with `format`"
                .to_owned()
        } else {
            format!("its columns are: {}{more}{title}", shown.join(", "))
        };
        let message = format!("`{}` has no column `{}`", input.file, column.escape_debug());
        problems.push(problem(mapping, "M006", (message, help), path));
    }
}
