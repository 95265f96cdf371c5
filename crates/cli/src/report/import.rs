//! The reports of `import`.

use serde_json::{Value, json};

use super::{changes, count, flag, list, object, report, string, strings};

/// Of exported files, and of edits.
pub(super) fn import() -> (String, Value) {
    report(
        "import",
        "What `import --json` writes: a dataset from exported files, or edits taken into one",
        &[
            ("dataset", string("The id of the dataset.")),
            ("records", count("How many records it has.")),
            ("merged", flag("Whether the dataset had changed since the file was made.")),
            ("changes", changes()),
            ("notices", strings("What an editor should know.")),
            ("written", flag("Whether it was written.")),
        ],
        &[],
    )
}

fn counted(what: &str) -> Value {
    json!({
        "type": "object", "additionalProperties": {"type": "integer", "minimum": 0},
        "description": what,
    })
}

fn input() -> Value {
    object(
        &[
            ("table", string("The table of the mapping that it is.")),
            ("file", string("The name of the file.")),
            ("format", string("csv, json, json-lines, or what another reader calls itself.")),
            ("compression", string("How the file was compressed.")),
            ("encoding", string("The name of its encoding.")),
            ("encoding_is", string("How that is known: stated, marked or detected.")),
            ("line_ends", string("LF, CRLF, CR, mixed or none.")),
            ("separator", string("What separates its cells.")),
            ("rows", count("Rows read: always the sum of the next three.")),
            ("mapped", count("Rows that made records or added to them.")),
            ("skipped", count("Rows that were left out on purpose.")),
            ("rejected", count("Rows that could not be mapped.")),
            ("why_skipped", counted("Why rows were left out, and how many.")),
            ("why_rejected", counted("Why rows could not be mapped, and how many.")),
            (
                "left_out",
                count(
                    "Items and values left out of mapped rows: nothing stands in a cell that may be empty.",
                ),
            ),
            ("why_left_out", counted("What they are, where nothing stands, and how many.")),
            ("without", strings("Columns that the mapping lets the file lack, and that it lacks.")),
        ],
        &["compression", "separator"],
    )
}

fn name() -> Value {
    let how = ["alias", "record", "states", "created", "nobody", "doubtful", "unknown"];
    object(
        &[
            ("table", string("The table of names.")),
            ("name", string("The name, as cells have it.")),
            ("how", json!({"enum": how, "description": "How it was matched."})),
            ("id", string("The record.")),
            ("cells", count("In how many cells it stands.")),
            ("remark", string("What a reader should know.")),
        ],
        &["id", "remark"],
    )
}

fn plan() -> Value {
    let value = |what: &str| json!({"type": ["string", "null"], "description": what});
    let field = [
        ("id", string("The record.")),
        ("field", string("The field.")),
        ("present", value("Its value in the dataset, as JSON.")),
        ("table", value("Its value in the tables, as JSON.")),
    ];
    let change = object(&field, &[]);
    let mut conflict = field.to_vec();
    conflict.push(("conflict", json!({"enum": ["field", "removed", "gone"]})));
    let conflict = object(&conflict, &["field", "present", "table"]);
    let moved = object(
        &[
            ("source", string("The source.")),
            ("rows", count("How many rows.")),
            ("from", string("The key under which the first of them stood.")),
            ("to", string("The key under which it stands.")),
        ],
        &[],
    );
    object(
        &[
            ("added", strings("Records that the dataset does not have.")),
            ("changed", list("Fields that change.", &change)),
            ("removed", strings("Records of an earlier import that the tables no longer have.")),
            ("withheld", strings("Records that may be those of rejected rows: they stay.")),
            ("moved", list("Sources whose rows stand elsewhere than at the last import.", &moved)),
            ("unchanged", count("Records that are the same in both.")),
            ("kept", list("Fields that editors changed and the tables did not.", &change)),
            ("conflicts", list("What both changed: it stays as the dataset has it.", &conflict)),
        ],
        &[],
    )
}

/// Of tables of others.
pub(super) fn mapped() -> (String, Value) {
    let cleaned = object(
        &[
            ("control_characters", count("Cells from which control characters were taken.")),
            ("normalised", count("Cells that were not in Unicode Normalization Form C.")),
        ],
        &[],
    );
    report(
        "import-mapping",
        "What `import --mapping … --json` writes: tables brought into a dataset",
        &[
            ("mapping", string("The identifier of the mapping.")),
            ("inputs", list("Each file, in the order in which it was read.", &input())),
            ("records", counted("How many records were made, by register.")),
            ("sources", strings("The ids of the sources that the files are.")),
            ("names", list("Each name, and how it was matched.", &name())),
            ("cleaned", cleaned),
            ("changes", plan()),
            ("written", flag("Whether it was written.")),
        ],
        &[],
    )
}
