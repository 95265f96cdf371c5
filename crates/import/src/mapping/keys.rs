//! The keys of a mapping: **one row a key**. From the rows follow the check of a
//! mapping's form and its JSON Schema; the reference page explains the same keys.

/// What may stand at a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// Text.
    Text,
    /// Text, or a list of texts.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Count,
    /// A number, or a number as text.
    Number,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// An object with fixed keys.
    Object(&'static Object),
    /// A list of these.
    List(&'static Form),
    /// An object whose keys the mapping chooses.
    Map(&'static Form),
    /// Text, or this.
    TextOr(&'static Form),
    /// Text or `null`.
    TextOrNull,
    /// Whatever the model says, read elsewhere.
    Model,
}

/// An object with fixed keys.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its name in the JSON Schema.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) definition: &'static str,
    /// Its keys.
    pub(crate) keys: &'static [Key],
}

/// A key.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    pub(crate) required: bool,
    pub(crate) definition: &'static str,
}

const fn key(name: &'static str, form: Form, definition: &'static str) -> Key {
    Key { name, form, required: false, definition }
}

const fn need(name: &'static str, form: Form, definition: &'static str) -> Key {
    Key { name, form, required: true, definition }
}

pub(crate) static MAPPING: Object = Object {
    name: "mapping",
    definition: "How tables become records of a dataset.",
    keys: &[
        key(
            "$schema",
            Form::Text,
            "Where the JSON Schema of mappings is, for editors that help with it.",
        ),
        need("version", Form::Count, "The version of this language: 1."),
        need(
            "id",
            Form::Text,
            "The identifier of the mapping; the memory of an import is kept under it.",
        ),
        key("about", Form::Text, "What the mapping is for, for its readers."),
        key(
            "dataset",
            Form::Model,
            "What a new dataset says of itself, as in dataset.json; needed only where the dataset does not exist yet.",
        ),
        key(
            "codes",
            Form::Map(&Form::Map(&Form::TextOrNull)),
            "Tables of codes by name: what a cell has (\"\" where nothing stands in it), and what it stands for; null for nothing.",
        ),
        key(
            "names",
            Form::Map(&Form::Object(&NAMES)),
            "Tables of names by name: how names are matched to records.",
        ),
        need(
            "tables",
            Form::List(&Form::Object(&TABLE)),
            "The tables, in the order in which they are read.",
        ),
    ],
};

pub(crate) static NAMES: Object = Object {
    name: "names",
    definition: "How names in cells are matched to records.",
    keys: &[
        need(
            "register",
            Form::Text,
            "The register of the records: organisation, person, place, work or concept.",
        ),
        key("states", Form::Flag, "Whether the built-in table of names of states is asked."),
        key(
            "aliases",
            Form::Map(&Form::TextOrNull),
            "Names and the ids of their records; null for a name that stands for nobody.",
        ),
        key(
            "create",
            Form::Object(&CREATE),
            "How a record is made for a name that has none; without it such rows are rejected.",
        ),
    ],
};

pub(crate) static CREATE: Object = Object {
    name: "create",
    definition: "How a record is made for a name. With `states`, only for names that the built-in table knows.",
    keys: &[
        need("kind", Form::Text, "The kind of the record."),
        key("prefix", Form::Text, "What stands before the slug of the name in the id: fund-."),
        key("lang", Form::Text, "The language of the names; en unless said otherwise."),
        key("part_of", Form::Text, "The record of which each is a part."),
    ],
};

pub(crate) static TABLE: Object = Object {
    name: "table",
    definition: "A table: how its file is read, what source it is, and what its rows become.",
    keys: &[
        need("name", Form::Text, "Its name, by which files can be given to it (NAME=FILE)."),
        key(
            "files",
            Form::Texts,
            "Names of files that are this table; * stands for anything. Not needed where there is one table.",
        ),
        key(
            "format",
            Form::Choice(&["csv", "json", "json-lines", "xlsx"]),
            "The format; else the name of the file says it. csv is text with any separator.",
        ),
        key(
            "encoding",
            Form::Text,
            "The encoding: utf-8, utf-16le, utf-16be, windows-1252, macintosh …; else it is detected.",
        ),
        key("separator", Form::Text, "What separates cells; else it is detected."),
        key("quote", Form::Text, "What encloses cells; else the quotation mark \"."),
        key("skip_lines", Form::Count, "How many lines stand before the header."),
        key(
            "header",
            Form::Flag,
            "false where there is no header; columns are then called 1, 2, 3.",
        ),
        key(
            "rows",
            Form::Text,
            "In JSON, the path to the list whose items are the rows: donors[].gifts[].",
        ),
        key("sheet", Form::Text, "In a workbook, the sheet; else the first."),
        key(
            "columns",
            Form::Map(&Form::Text),
            "Short names for columns: name in the mapping, name or path in the table.",
        ),
        key(
            "empty",
            Form::Texts,
            "Texts of cells that mean that nothing stands there. NA is not one unless it is said: it may be Namibia.",
        ),
        key(
            "optional",
            Form::Texts,
            "Columns that a file may lack, and that may be empty: what needs them is then left out, and counted.",
        ),
        need("source", Form::Object(&SOURCE), "The source that the file is."),
        key(
            "let",
            Form::Map(&Form::TextOr(&Form::Object(&LET))),
            "Values made of cells, by name, in order; used like columns.",
        ),
        key(
            "skip",
            Form::List(&Form::Object(&SKIP)),
            "Rows that are left out on purpose, and why.",
        ),
        need(
            "records",
            Form::List(&Form::Object(&RECORD)),
            "The records that a row makes or adds to.",
        ),
    ],
};

pub(crate) static SOURCE: Object = Object {
    name: "source",
    definition: "The source record of a file, and what a passage of it is.",
    keys: &[
        need("id", Form::Text, "The id of the source; may hold {@file} and columns."),
        need("kind", Form::Text, "The kind of source: dataset, treaty-table, meeting-record …"),
        key(
            "fields",
            Form::Model,
            "The other fields of the source record, with columns in braces where they vary.",
        ),
        key(
            "passage",
            Form::Text,
            "The key of a row's passage; {@row} unless said otherwise. Rows with one key are one passage.",
        ),
        key("heading", Form::Texts, "The headings of the passage, outermost first."),
    ],
};

pub(crate) static SKIP: Object = Object {
    name: "skip",
    definition: "Rows to leave out.",
    keys: &[
        need("when", Form::Object(&CONDITION), "Which rows."),
        need("why", Form::Text, "Why, for the report."),
    ],
};

pub(crate) static LET: Object = Object {
    name: "let",
    definition: "A value made of cells: where it comes from, then, in this order, what is done with it.",
    keys: &[
        key(
            "when",
            Form::Object(&CONDITION),
            "Where this does not hold, `else` is the value, or nothing.",
        ),
        key("else", Form::TextOr(&Form::Object(&LET)), "The value where `when` does not hold."),
        key("column", Form::Text, "The column, or an earlier value."),
        key("template", Form::Text, "Text with columns in braces."),
        key(
            "columns",
            Form::Texts,
            "Several columns, each cell of which is a value: their names, or patterns with * for columns that the mapping names nowhere else.",
        ),
        key(
            "headers",
            Form::Texts,
            "The names of such columns as values: what * stands for, or the name. Taken in pairs with the same `columns`.",
        ),
        key(
            "split",
            Form::Texts,
            "What separates the items of a list in a cell; the value is then several.",
        ),
        key("replace", Form::Map(&Form::Text), "Texts to replace, and with what."),
        key("empty", Form::Texts, "Texts that mean that nothing stands there."),
        key("default", Form::Text, "The value where there is none."),
        key(
            "codes",
            Form::TextOr(&Form::Map(&Form::TextOrNull)),
            "A table of codes: its name, or the table itself. A value that it does not have rejects the row; the code \"\" is for an empty cell.",
        ),
        key(
            "names",
            Form::Texts,
            "A table of names: the value becomes the id of the record. A name without a record rejects the row. Of several tables the first that has the name; one that is much like a name of an earlier table is doubtful.",
        ),
        key(
            "date",
            Form::Texts,
            "The formats of the date: YYYY-MM-DD, D MMMM YYYY …, or edtf. Two that read it differently reject the row.",
        ),
        key("number", Form::Object(&NUMBER), "How the number is written."),
    ],
};

pub(crate) static NUMBER: Object = Object {
    name: "number",
    definition: "How the numbers of a column are written.",
    keys: &[
        key("decimal", Form::Text, "The decimal mark; else a full stop."),
        key("group", Form::Text, "What stands between groups of three digits; else nothing may."),
        key("parentheses", Form::Flag, "Whether (5) is minus five."),
        key("strip", Form::Texts, "What may stand before or after the digits: US$, %."),
        key("times", Form::Number, "What to multiply with: 1000 for a table in thousands."),
    ],
};

pub(crate) static CONDITION: Object = Object {
    name: "condition",
    definition: "A condition on a row: a test of one column, or all, any or not of others.",
    keys: &[
        key("column", Form::Text, "The column, or a value of `let`."),
        key("is", Form::Texts, "It is this, or one of these."),
        key("empty", Form::Flag, "true: nothing stands in it; false: something does."),
        key("contains", Form::Text, "It contains this."),
        key("less", Form::Number, "It is a number less than this."),
        key("more", Form::Number, "It is a number greater than this."),
        key("all", Form::List(&Form::Object(&CONDITION)), "All of these hold."),
        key("any", Form::List(&Form::Object(&CONDITION)), "At least one of these holds."),
        key("not", Form::Object(&CONDITION), "This does not hold."),
    ],
};

pub(crate) static RECORD: Object = Object {
    name: "record",
    definition: "A record that a row makes or adds to.",
    keys: &[
        need("register", Form::Text, "The register of the record."),
        key("when", Form::Object(&CONDITION), "The rows that make it; else all."),
        need(
            "id",
            Form::Text,
            "The id, with columns in braces; {@nth} numbers records that would have the same.",
        ),
        need("kind", Form::Text, "The kind."),
        key(
            "rows",
            Form::Choice(&["one", "many"]),
            "one: each row makes its own, and an id made twice rejects the row. many: rows with one id add to one record.",
        ),
        key(
            "cite",
            Form::Choice(&["all", "first"]),
            "Of many rows that say the same, whether all are cited, or the first alone.",
        ),
        key(
            "fields",
            Form::Model,
            "The fields as they stand in a record, with columns in braces where cells go. An empty cell that an item of a list needs rejects the row; {?column} says that it may be empty, so that the item is left out, and counted.",
        ),
    ],
};

/// Every object, for the JSON Schema.
pub(crate) static OBJECTS: [&Object; 10] =
    [&MAPPING, &NAMES, &CREATE, &TABLE, &SOURCE, &SKIP, &LET, &NUMBER, &CONDITION, &RECORD];
