//! Finding things by their names, fast.
//!
//! Nothing walks it, so that it has no order that could be seen in a document.

/// Things that are found by the hash of their names.
pub(crate) struct Lookup<T> {
    all: Vec<T>,
    /// Numbers of things, counted from 1, where their hashes lead; 0 where there is none.
    /// There are at least twice as many slots as things, and a power of two.
    slots: Vec<(u32, u32)>,
}

impl<T> Default for Lookup<T> {
    fn default() -> Self {
        Self { all: Vec::new(), slots: Vec::new() }
    }
}

/// The hash of a name that is given in pieces: FNV-1a. Whoever makes names that meet makes
/// a slow document, not a wrong one.
pub(crate) fn hash(pieces: &[&str]) -> u32 {
    let bytes = pieces.iter().flat_map(|piece| piece.bytes());
    let hash = bytes.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    // The upper half is the better mixed one; the lower adds what came last.
    u32::try_from((hash >> 32) ^ (hash & 0xFFFF_FFFF)).unwrap_or_default()
}

impl<T> Lookup<T> {
    pub(crate) fn with_room_for(count: usize) -> Self {
        let mut new = Self { all: Vec::with_capacity(count), slots: Vec::new() };
        new.slots.resize((2 * count).next_power_of_two(), (0, 0));
        new
    }

    /// How many things there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Adds a thing. Of two with the same name the first is found.
    pub(crate) fn insert(&mut self, hash: u32, thing: T) {
        self.all.push(thing);
        let number = u32::try_from(self.all.len()).unwrap_or_default();
        if self.slots.len() < 2 * self.all.len() {
            let room = (4 * self.all.len()).next_power_of_two();
            let old = std::mem::replace(&mut self.slots, vec![(0, 0); room]);
            for (hash, number) in old.into_iter().filter(|(_, number)| *number > 0) {
                self.place(hash, number);
            }
        }
        self.place(hash, number);
    }

    fn place(&mut self, hash: u32, number: u32) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == 0 {
                *slot = (hash, number);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// The thing with this hash that is the right one.
    pub(crate) fn find(&self, hash: u32, is_it: impl Fn(&T) -> bool) -> Option<&T> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        // Half of the slots are free, so that this ends.
        loop {
            let (other, number) = *self.slots.get(at)?;
            let thing = self.all.get((number as usize).checked_sub(1)?)?;
            if other == hash && is_it(thing) {
                return Some(thing);
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        for room in [0, 1, 3_000] {
            let mut lookup = Lookup::with_room_for(room);
            assert_eq!(lookup.find(hash(&["event-1"]), |_| true), None::<&String>);
            for n in 0..3_000 {
                let name = format!("event-{n}");
                // Many with the same hash, so that they must be told apart by name.
                lookup.insert(hash(&[&name]) % 100, name);
            }
            assert_eq!(lookup.len(), 3_000);
            let find = |name: &str| lookup.find(hash(&[name]) % 100, |other| other == name);
            for n in 0..3_000 {
                let name = format!("event-{n}");
                assert_eq!(find(&name), Some(&name));
            }
            assert_eq!(find("event-3000"), None);
        }
    }

    #[test]
    fn pieces_are_hashed_as_the_whole() {
        assert_eq!(hash(&["luo-2019", "#", "44"]), hash(&["luo-2019#44"]));
        assert_ne!(hash(&["a"]), hash(&["b"]));
    }
}
