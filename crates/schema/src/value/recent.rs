//! Short texts that come again and again, held once.

use std::cell::RefCell;

/// The values that were read last in this thread: a text that comes again is neither
/// looked at nor held a second time. How many are kept does not grow.
///
/// It is a matter of time and memory alone: a value is the same, remembered or not.
pub(super) struct Recent<T>(RefCell<Vec<Option<T>>>);

/// How many places there are, as a power of two.
const BITS: u32 = 12;

impl<T: Clone + AsRef<str>> Recent<T> {
    pub(super) const fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    /// The value of this text: the one remembered, or else one that `make` makes.
    pub(super) fn get<E>(
        &self,
        text: &str,
        make: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, E> {
        let Ok(mut places) = self.0.try_borrow_mut() else { return make(text) };
        if places.is_empty() {
            places.resize(1 << BITS, None);
        }
        let Some(place) = places.get_mut(place(text)) else { return make(text) };
        match place {
            Some(known) if known.as_ref() == text => Ok(known.clone()),
            _ => {
                let made = make(text)?;
                *place = Some(made.clone());
                Ok(made)
            }
        }
    }
}

/// Where a text stands: a product of its bytes, eight at a time. Two texts with one
/// place take it from each other, and nothing else comes of it.
fn place(text: &str) -> usize {
    let mut hash = text.len() as u64;
    for bytes in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    usize::try_from(hash >> (u64::BITS - BITS)).unwrap_or_default()
}

/// Reads a text form through the values that were read last.
macro_rules! recent {
    ($name:ident, $text:expr, $make:expr) => {{
        thread_local! {
            static RECENT: $crate::value::recent::Recent<$name> =
                const { $crate::value::recent::Recent::new() };
        }
        // While a thread ends, nothing is remembered any more.
        RECENT.try_with(|recent| recent.get($text, $make)).unwrap_or_else(|_| $make($text))
    }};
}
pub(super) use recent;

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn a_text_is_made_once_and_a_wrong_one_never_kept() {
        let recent: Recent<String> = Recent::new();
        let mut made = 0;
        let mut get = |text: &str| {
            recent.get(text, |text| {
                made += 1;
                if text.is_empty() { Err("empty") } else { Ok(text.to_owned()) }
            })
        };
        assert_eq!(get("a"), Ok("a".to_owned()));
        assert_eq!(get("a"), Ok("a".to_owned()));
        assert_eq!(get(""), Err("empty"));
        assert_eq!(get(""), Err("empty"));
        // More texts than there are places: each comes out as itself.
        for n in 0..20_000 {
            let text = format!("luo-2019#{n}");
            assert_eq!(get(&text), Ok(text));
        }
        assert_eq!(made, 1 + 2 + 20_000);
    }
}
