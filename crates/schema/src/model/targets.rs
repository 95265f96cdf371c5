//! Where references may point: a marker type for each set of registers.

use crate::{register::Register, value::RefTarget};

macro_rules! targets {
    ($($(#[$doc:meta])+ $name:ident = [$($register:ident),+];)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl RefTarget for $name {
            const REGISTERS: &'static [Register] = &[$(Register::$register),+];
        }
    )+};
}

targets! {
    /// People and organisations: whoever can act.
    Agent = [Person, Organisation];
    /// Whoever or whatever can be said to say something.
    Speaker = [Person, Organisation, Source, Work];
    /// Organisations.
    AnOrganisation = [Organisation];
    /// Places.
    APlace = [Place];
    /// Works.
    AWork = [Work];
    /// Events.
    AnEvent = [Event];
    /// Any record.
    Anything = [Source, Person, Organisation, Place, Work, Concept, Event, Statement, Figure, Difference];
}
