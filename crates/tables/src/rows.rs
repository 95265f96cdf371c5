//! Rows made record by record: as many in memory as one record has.

use std::ops::Range;

use rapporteur_schema::{
    Claim, RecordRef, Register, claims_of,
    view::{FieldView, ReadingView},
};

use crate::{
    items::{self, Sort},
    readings, registers,
    table::{Row, Rows, Table},
    words::{Context, Subject},
};

/// The fields of a record, those that sources report as claims.
struct Parted<'a> {
    claims: Vec<Claim<'a>>,
    given: Vec<FieldView<'a>>,
}

impl<'a> Parted<'a> {
    fn new(record: RecordRef<'a>, fields: Vec<FieldView<'a>>) -> Self {
        let (reported, given): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|field| field.def.reported);
        Self { claims: claims_of(record, reported), given }
    }
}

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

    /// Whether its rows are made of whole fields, and not of claims and items.
    fn is_of_fields(self) -> bool {
        matches!(self.0, Which::Register(_) | Which::FieldReadings)
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
        if !of.concerns(record.register()) {
            return;
        }
        let mut fields = record.fields();
        // The rest need not be looked at.
        fields.retain(|field| match of.0 {
            Which::Items(sort) => sort.has(field.def),
            Which::Readings => field.def.reported,
            Which::Given => !field.def.reported,
            Which::Register(_) | Which::FieldReadings => true,
        });
        let subject = Subject::new(self, record);
        let mut add = |row| rows.push(row);
        if of.is_of_fields() {
            self.rows_of_fields(of, record, &subject, &fields, &mut add);
        } else {
            self.rows_of_claims(of, &subject, &Parted::new(record, fields), &mut add);
        }
    }

    /// Gives the rows of tables that are [of fields](Of::is_of_fields) to `add`.
    fn rows_of_fields(
        &self,
        of: Of,
        record: RecordRef<'a>,
        subject: &Subject<'a>,
        fields: &[FieldView<'a>],
        add: &mut dyn FnMut(Row<'a>),
    ) {
        match of.0 {
            Which::Register(_) => add(registers::row(self, record, fields)),
            Which::FieldReadings => readings::field_reading_rows(self, subject, fields, add),
            _ => {}
        }
    }

    /// Gives the rows of the other tables to `add`, one by one: what is made and thrown away
    /// at once takes the same memory again and again.
    fn rows_of_claims(
        &self,
        of: Of,
        subject: &Subject<'a>,
        parted: &Parted<'a>,
        add: &mut dyn FnMut(Row<'a>),
    ) {
        let Parted { claims, given } = parted;
        match of.0 {
            Which::Readings => {
                for claim in claims {
                    add(readings::claim_row(self, subject, claim));
                }
            }
            Which::Given => readings::given_rows(self, subject, given, add),
            Which::Items(sort) => {
                items::reported_rows(self, sort, subject, claims, add);
                items::given_rows(self, sort, subject, given, add);
            }
            _ => {}
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
                .map(ReadingView::claims)
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
            Rows::Records(of) => self.each_of(*of, self.records(*of), each),
        }
    }

    /// Calls `each` with the rows that some records have in a table.
    fn each_of<E>(
        &self,
        of: Of,
        records: impl Iterator<Item = RecordRef<'a>>,
        each: &mut dyn FnMut(&Row<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rows = Vec::new();
        for record in records {
            rows.clear();
            self.rows(of, record, &mut rows);
            rows.iter().try_for_each(&mut *each)?;
        }
        Ok(())
    }

    /// Calls `each` with the rows of a table that belong to a range of the records, counted
    /// over the whole dataset, in order: ranges that follow one another have all rows. Of a
    /// table that is not made record by record it is a share in proportion.
    ///
    /// # Errors
    /// The first error of `each`.
    pub fn each_row_in<E>(
        &self,
        table: &Table<'a>,
        records: &Range<usize>,
        each: &mut dyn FnMut(&Row<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        match &table.rows {
            Rows::Ready(rows) => {
                let all = self.dataset.len().max(1);
                let at = |n: usize| if n >= all { rows.len() } else { rows.len() * n / all };
                let share = rows.get(at(records.start)..at(records.end)).unwrap_or_default();
                share.iter().try_for_each(each)
            }
            Rows::Records(of) => {
                // Those that do not concern the table have no rows in it.
                let some = self.dataset.records().skip(records.start).take(records.len());
                self.each_of(*of, some, each)
            }
        }
    }

    /// Gives `each` every row of several tables, with the place of its table among
    /// them. The rows of each table come in order; those of different tables come mixed,
    /// since every record is looked at once, for all of them.
    ///
    /// # Errors
    /// The first error of `each`.
    pub fn each_row_of<E>(
        &self,
        tables: &[&Table<'a>],
        each: &mut dyn FnMut(usize, Row<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut made = Vec::new();
        for (n, table) in tables.iter().enumerate() {
            match &table.rows {
                Rows::Ready(rows) => rows.iter().try_for_each(|row| each(n, row.clone()))?,
                Rows::Records(of) => made.push((n, *of)),
            }
        }
        for register in Register::ALL {
            let here = made.iter().copied().filter(|(_, of)| of.concerns(register));
            let (of_fields, of_claims): (Vec<_>, Vec<_>) =
                here.partition(|(_, of)| of.is_of_fields());
            if of_fields.is_empty() && of_claims.is_empty() {
                continue;
            }
            for record in self.dataset.register(register) {
                let subject = Subject::new(self, record);
                let fields = record.fields();
                let mut done = Ok(());
                let mut add = |n: usize, row: Row<'a>| {
                    if done.is_ok() {
                        done = each(n, row);
                    }
                };
                for (n, of) in &of_fields {
                    let mut add = |row| add(*n, row);
                    self.rows_of_fields(*of, record, &subject, &fields, &mut add);
                }
                let parted = Parted::new(record, fields);
                for (n, of) in &of_claims {
                    self.rows_of_claims(*of, &subject, &parted, &mut |row| add(*n, row));
                }
                done?;
            }
        }
        Ok(())
    }
}
