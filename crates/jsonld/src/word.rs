//! The names of the terms that the writer itself knows, for finding them at once.

macro_rules! names {
    ($($name:ident = $text:literal,)+) => {
        /// The name of a term that does not follow from a field.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word {
            $($name,)+
        }

        impl Word {
            /// Every one, in the order of their numbers.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The key in the JSON.
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

names! {
    AboutText = "aboutText",
    Absent = "absent",
    Access = "access",
    Algorithm = "algorithm",
    AlternateNames = "alternateNames",
    AsOf = "asOf",
    AsPrinted = "asPrinted",
    Basis = "basis",
    Bound = "bound",
    ByteSize = "byteSize",
    Checksum = "checksum",
    Cite = "cite",
    CiteOrder = "citeOrder",
    Claims = "claims",
    Codes = "codes",
    Created = "created",
    Currency = "currency",
    Definition = "definition",
    Description = "description",
    DiffersFrom = "differsFrom",
    Digest = "digest",
    Distributions = "distributions",
    DownloadUrl = "downloadUrl",
    Earliest = "earliest",
    Editors = "editors",
    EncodingFormat = "encodingFormat",
    Entities = "entities",
    Entries = "entries",
    FileName = "fileName",
    Identifier = "identifier",
    InDataset = "inDataset",
    InScheme = "inScheme",
    Key = "key",
    Kind = "kind",
    Label = "label",
    Languages = "languages",
    Latest = "latest",
    License = "license",
    Max = "max",
    Mechanism = "mechanism",
    MediaType = "mediaType",
    Members = "members",
    Metadata = "metadata",
    Min = "min",
    N = "n",
    Name = "name",
    Notation = "notation",
    Note = "note",
    Open = "open",
    Own = "own",
    Per = "per",
    Position = "position",
    Property = "property",
    Publisher = "publisher",
    Readings = "readings",
    Rights = "rights",
    SaidBy = "saidBy",
    Selector = "selector",
    Source = "source",
    Sources = "sources",
    Subject = "subject",
    Summary = "summary",
    Theme = "theme",
    Title = "title",
    Unit = "unit",
    UriSpace = "uriSpace",
    ValuePlain = "valuePlain",
    ValueText = "valueText",
    Variant = "variant",
    Version = "version",
    Year = "year",
}
