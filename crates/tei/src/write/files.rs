//! In which file each thing stands, when an edition is divided into several.

use std::cell::Cell;

use rapporteur_schema::Register;

/// The files of an edition, and which records stand in which. Without any, all is
/// one document.
#[derive(Debug, Default)]
pub(crate) struct Files {
    names: Vec<String>,
    /// For each register, the position of the first record of each of its files.
    registers: [Vec<(usize, usize)>; Register::ALL.len()],
    /// The file that has the taxonomies.
    front: usize,
    /// The file that is being written.
    here: Cell<usize>,
}

impl Files {
    /// Files with these names, of which the one numbered `front` has the taxonomies.
    pub(crate) fn new(names: Vec<String>, front: usize) -> Self {
        Self { names, front, ..Self::default() }
    }

    /// Says that the records of a register from this position on stand in a file.
    /// Positions must be given in order.
    pub(crate) fn add(&mut self, register: Register, first: usize, file: usize) {
        if let Some(bounds) = self.registers.get_mut(register as usize) {
            bounds.push((first, file));
        }
    }

    /// From now on this file is being written; a number that no file has makes every
    /// pointer lead to another file.
    pub(crate) fn enter(&self, file: usize) {
        self.here.set(file);
    }

    /// What stands before a pointer to something in a file: nothing, if it is the one
    /// that is being written.
    fn before(&self, file: usize) -> &str {
        if file == self.here.get() {
            return "";
        }
        self.names.get(file).map(String::as_str).unwrap_or_default()
    }

    /// What stands before a pointer to the taxonomies.
    pub(crate) fn front(&self) -> &str {
        self.before(self.front)
    }

    /// What stands before a pointer to a record.
    pub(crate) fn of(&self, register: Register, position: usize) -> &str {
        if self.names.is_empty() {
            return "";
        }
        let bounds = self.registers.get(register as usize).map(Vec::as_slice).unwrap_or_default();
        let after = bounds.partition_point(|(first, _)| *first <= position);
        let file = after.checked_sub(1).and_then(|at| bounds.get(at)).map(|(_, file)| *file);
        file.map(|file| self.before(file)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_stands_in_its_file() {
        let names = ["sources", "a", "b"].map(ToOwned::to_owned).to_vec();
        let mut files = Files::new(names, 0);
        files.add(Register::Event, 0, 1);
        files.add(Register::Event, 10, 2);
        files.enter(2);
        let of = |position| files.of(Register::Event, position);
        assert_eq!([of(0), of(9), of(10), of(99)], ["a", "a", "", ""]);
        assert_eq!(files.front(), "sources");
        files.enter(usize::MAX);
        assert_eq!(files.of(Register::Event, 10), "b");
        assert_eq!(Files::default().of(Register::Event, 3), "");
    }
}
