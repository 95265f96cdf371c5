//! Where references may point: a marker type for each set of registers.
//!
//! ```
//! use rapporteur_schema::{Ref, model::targets::{APlace, Agent}};
//! // The two cannot be mistaken for one another.
//! let who: Ref<Agent> = "brazil".parse()?;
//! let r#where: Ref<APlace> = "place-brazil".parse()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::{register::Register, value::RefTarget};

macro_rules! targets {
    ($($(#[$doc:meta])+ $name:ident = [$($register:ident),+];)+) => {$(
        $(#[$doc])+
        ///
        /// ```
        #[doc = concat!("use rapporteur_schema::{RefTarget, model::targets::", stringify!($name), "};")]
        /// // Where a reference of this type may lead.
        #[doc = concat!("println!(\"{:?}\", ", stringify!($name), "::REGISTERS);")]
        #[doc = concat!("# assert!(!", stringify!($name), "::REGISTERS.is_empty());")]
        /// ```
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
