//! Rows made record by record: as many in memory as one record has.

use rapporteur_schema::{RecordRef, Register, claims_of, view::FieldView};

use crate::{
    items::{self, Sort},
    readings, registers,
    table::{Row, Rows, Table},
    words::Context,
};

/// Which rows a record has in a table.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Of(pub(crate) Which);

#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// The records of a register.
    Register(Register),
    /// The items of a shape.
    Items(Sort),
    /// Every claim.
    Readings,
    /// Readings that name passages of their own.
    FieldReadings,
    /// What the editors give and has no table of its own.
    Given,
}

impl Of {
    /// The register whose records alone have rows in the table; `None` for any.
    pub fn register(self) -> Option<Register> {
        match self.0 {
            Which::Register(register) => Some(register),
            _ => None,
        }
    }

    /// Whether a record may have rows in the table.
    fn concerns(self, register: Register) -> bool {
        match self.0 {
            Which::Register(only) => only == register,
            Which::Items(sort) => register.fields().iter().any(|def| sort.has(def)),
            _ => true,
        }
    }
}

impl<'a> Context<'a> {
    /// Adds the rows that a record has in a table.
    pub fn rows(&self, of: Of, record: RecordRef<'a>, rows: &mut Vec<Row<'a>>) {
        if of.concerns(record.register()) {
            self.rows_of(of, record, record.fields(), rows);
        }
    }

    fn rows_of(
        &self,
        of: Of,
        record: RecordRef<'a>,
        fields: Vec<FieldView<'a>>,
        rows: &mut Vec<Row<'a>>,
    ) {
        match of.0 {
            Which::Register(_) => rows.push(registers::row(self, record, &fields)),
            Which::Readings => {
                for claim in claims_of(record, fields) {
                    rows.push(readings::claim_row(self, &claim));
                }
            }
            Which::FieldReadings => readings::field_reading_rows(self, record, &fields, rows),
            Which::Given => readings::given_rows(self, record, &fields, rows),
            Which::Items(sort) => {
                let fields = fields.into_iter().filter(|field| sort.has(field.def));
                let (reported, given): (Vec<_>, Vec<_>) =
                    fields.partition(|field| field.def.reported);
                items::reported_rows(self, sort, record, &claims_of(record, reported), rows);
                items::given_rows(self, sort, record, &given, rows);
            }
        }
    }

    /// How many rows a record has in a table, counted without making them.
    pub fn count_of(&self, of: Of, record: RecordRef<'a>, fields: &[FieldView<'a>]) -> usize {
        let items = |field: &FieldView<'_>| -> usize {
            field.readings.iter().map(|reading| reading.items.len()).sum()
        };
        match of.0 {
            Which::Register(register) => usize::from(register == record.register()),
            Which::Readings => fields
                .iter()
                .filter(|field| field.def.reported)
                .flat_map(|field| &field.readings)
                .map(|reading| if reading.absent.is_some() { 1 } else { reading.items.len() })
                .sum(),
            Which::FieldReadings => fields
                .iter()
                .filter(|field| field.def.reported)
                .flat_map(|field| &field.readings)
                .filter(|reading| !reading.bare)
                .count(),
            Which::Given => {
                fields.iter().filter(|field| readings::is_given(field.def)).map(items).sum()
            }
            Which::Items(sort) => {
                fields.iter().filter(|field| sort.has(field.def)).map(items).sum()
            }
        }
    }

    /// How many rows a table has.
    pub fn count(&self, table: &Table<'a>) -> usize {
        match &table.rows {
            Rows::Ready(rows) => rows.len(),
            Rows::Records(of) => {
                self.records(*of).map(|record| self.count_of(*of, record, &record.fields())).sum()
            }
        }
    }

    /// The records that may have rows in a table, in their order.
    pub fn records(&self, of: Of) -> Box<dyn Iterator<Item = RecordRef<'a>> + 'a> {
        match of.register() {
            Some(register) => self.dataset.register(register),
            None => Box::new(
                self.dataset.records().filter(move |record| of.concerns(record.register())),
            ),
        }
    }

    /// Calls `each` with every row of a table, in order.
    ///
    /// # Errors
    /// The first error of `each`.
    pub fn each_row<E>(
        &self,
        table: &Table<'a>,
        each: &mut dyn FnMut(&Row<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        match &table.rows {
            Rows::Ready(rows) => rows.iter().try_for_each(each),
            Rows::Records(of) => {
                let mut rows = Vec::new();
                for record in self.records(*of) {
                    rows.clear();
                    self.rows(*of, record, &mut rows);
                    rows.iter().try_for_each(&mut *each)?;
                }
                Ok(())
            }
        }
    }
}
