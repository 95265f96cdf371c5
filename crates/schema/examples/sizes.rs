//! How many bytes the types take: `cargo run -p rapporteur-schema --example sizes`.

use rapporteur_schema::{
    Cite, Cites, Claim, Date, Field, Id, LanguageTag, List, Meta, PlainText, Quantity, Reading,
    Text,
    model::{
        Concept, Counts, Difference, Event, Figure, Measured, Name, Organisation, Participant,
        Passage, Person, Place, Source, Statement, Subject, Work,
    },
    view::{FieldView, ItemView, MetaView, ReadingView},
};

macro_rules! sizes {
    ($($of:ty),+ $(,)?) => {
        $(println!("{:>6} {}", size_of::<$of>(), stringify!($of));)+
    };
}

fn main() {
    sizes!(
        Id,
        Cite,
        Cites,
        Date,
        PlainText,
        LanguageTag,
        Text,
        Quantity,
        Counts,
        Meta,
        List<Name>,
        Option<Field<List<Name>>>,
        Option<Field<Date>>,
        Option<Field<Text>>,
        Option<Field<u32>>,
        Option<Text>,
        Reading<Date>,
        Name,
        Participant,
        Subject,
        Measured,
        Passage,
        Source,
        Person,
        Organisation,
        Place,
        Work,
        Concept,
        Event,
        Statement,
        Figure,
        Difference,
        MetaView<'static>,
        ItemView<'static>,
        ReadingView<'static>,
        FieldView<'static>,
        Claim<'static>,
    );
}
