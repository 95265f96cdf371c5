//! Lists that hold a few items in place.

use std::{fmt, iter, ops, slice, vec};

/// The place for the first items of a [`Few`].
///
/// ```
/// use rapporteur_schema::view::Place;
/// // Two places, of which the first is taken.
/// let place: [u8; 2] = Place::first(7);
/// assert_eq!(place[0], 7);
/// ```
pub trait Place<T>: AsRef<[T]> + AsMut<[T]> + IntoIterator<Item = T> {
    /// A place of which the first item is this one.
    fn first(item: T) -> Self;
}

impl<T> Place<T> for [T; 1] {
    fn first(item: T) -> Self {
        [item]
    }
}

impl<T: Copy> Place<T> for [T; 2] {
    fn first(item: T) -> Self {
        [item, item]
    }
}

/// A list of which the first items stand in place, so that a short one takes no memory
/// of its own: one item, or with `P = [T; 2]` two.
///
/// It is read as a slice.
///
/// ```
/// use rapporteur_schema::view::Few;
/// let mut few: Few<&str> = Few::new();
/// few.push("one");
/// assert_eq!(few.as_slice(), ["one"]);
/// few.extend(["two", "three"]);
/// assert_eq!(few.len(), 3);
/// ```
#[derive(Clone)]
pub struct Few<T, P = [T; 1]>(Held<T, P>);

#[derive(Clone)]
enum Held<T, P> {
    None,
    /// So many of the items in place.
    Place(usize, P),
    More(Vec<T>),
}

/// A list of at most two without memory of its own.
///
/// ```
/// use rapporteur_schema::view::Pair;
/// let pair: Pair<&str> = ["who", "role"].into_iter().collect();
/// assert_eq!(pair[..], ["who", "role"]);
/// ```
pub type Pair<T> = Few<T, [T; 2]>;

impl<T, P: Place<T>> Few<T, P> {
    /// An empty list.
    ///
    /// ```
    /// use rapporteur_schema::view::Few;
    /// assert!(Few::<u8>::new().is_empty());
    /// ```
    pub const fn new() -> Self {
        Self(Held::None)
    }

    /// A list of one item.
    ///
    /// ```
    /// use rapporteur_schema::view::Few;
    /// assert_eq!(Few::<&str>::one("alone")[..], ["alone"]);
    /// ```
    pub fn one(item: T) -> Self {
        Self(Held::Place(1, P::first(item)))
    }

    /// The items.
    ///
    /// ```
    /// use rapporteur_schema::view::Pair;
    /// let pair: Pair<u8> = [1, 2].into_iter().collect();
    /// assert_eq!(pair.as_slice(), [1, 2]);
    /// ```
    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Held::None => &[],
            Held::Place(len, place) => place.as_ref().get(..*len).unwrap_or_default(),
            Held::More(more) => more,
        }
    }

    /// The items, to be changed.
    ///
    /// ```
    /// use rapporteur_schema::view::Few;
    /// let mut few: Few<u8> = [3, 1, 2].into_iter().collect();
    /// few.as_mut_slice().sort_unstable();
    /// assert_eq!(few.as_slice(), [1, 2, 3]);
    /// ```
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        match &mut self.0 {
            Held::None => &mut [],
            Held::Place(len, place) => place.as_mut().get_mut(..*len).unwrap_or_default(),
            Held::More(more) => more,
        }
    }

    /// One more item at the end.
    ///
    /// ```
    /// use rapporteur_schema::view::Few;
    /// let mut few: Few<&str> = Few::one("first");
    /// few.push("second");
    /// assert_eq!(few.as_slice(), ["first", "second"]);
    /// ```
    pub fn push(&mut self, item: T) {
        match &mut self.0 {
            Held::None => *self = Self::one(item),
            Held::Place(len, place) if *len < place.as_ref().len() => {
                if let Some(free) = place.as_mut().get_mut(*len) {
                    *free = item;
                }
                *len += 1;
            }
            Held::Place(..) => {
                let mut more: Vec<T> = std::mem::take(self).into_iter().collect();
                more.push(item);
                self.0 = Held::More(more);
            }
            Held::More(more) => more.push(item),
        }
    }

    /// Keeps the items of which `keep` is true.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // Of the readings of a field, those that rest on one source.
    /// let record = dataset.get("entry-into-force-crc-brazil").ok_or("not there")?;
    /// let mut readings = record.field("date").ok_or("no date")?.readings;
    /// readings.retain(|reading| {
    ///     reading.meta.cite.is_some_and(|cite| cite.sources() == ["decree-99710-1990"])
    /// });
    /// assert_eq!(readings.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        *self = std::mem::take(self).into_iter().filter(|item| keep(item)).collect();
    }
}

impl<T, P: Place<T>> Default for Few<T, P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, P: Place<T>> ops::Deref for Few<T, P> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T, P: Place<T>> ops::DerefMut for Few<T, P> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T: fmt::Debug, P: Place<T>> fmt::Debug for Few<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl<T: PartialEq, P: Place<T>> PartialEq for Few<T, P> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T, P: Place<T>> Extend<T> for Few<T, P> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T, P: Place<T>> FromIterator<T> for Few<T, P> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items = items.into_iter();
        let mut few = Self::new();
        if items.size_hint().0 > size_of::<P>() / size_of::<T>().max(1) {
            few.0 = Held::More(items.collect());
        } else {
            few.extend(items);
        }
        few
    }
}

/// The items of a [`Few`], one after the other.
///
/// ```
/// use rapporteur_schema::view::Few;
/// let few: Few<String> = ["a".to_owned(), "b".to_owned()].into_iter().collect();
/// let items: Vec<String> = few.into_iter().collect();
/// assert_eq!(items, ["a", "b"]);
/// ```
pub struct Items<T, P: IntoIterator<Item = T>>(Going<T, P>);

enum Going<T, P: IntoIterator<Item = T>> {
    Place(Option<iter::Take<P::IntoIter>>),
    More(vec::IntoIter<T>),
}

impl<T, P: IntoIterator<Item = T>> fmt::Debug for Items<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = match &self.0 {
            Going::Place(place) => place.as_ref().map_or(0, |place| place.size_hint().0),
            Going::More(more) => more.len(),
        };
        write!(f, "Items({left} left)")
    }
}

impl<T, P: IntoIterator<Item = T>> Iterator for Items<T, P> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match &mut self.0 {
            Going::Place(place) => place.as_mut()?.next(),
            Going::More(more) => more.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Going::Place(place) => place.as_ref().map_or((0, Some(0)), Iterator::size_hint),
            Going::More(more) => more.size_hint(),
        }
    }
}

impl<T, P: Place<T>> IntoIterator for Few<T, P> {
    type Item = T;
    type IntoIter = Items<T, P>;

    fn into_iter(self) -> Items<T, P> {
        Items(match self.0 {
            Held::None => Going::Place(None),
            Held::Place(len, place) => Going::Place(Some(place.into_iter().take(len))),
            Held::More(more) => Going::More(more.into_iter()),
        })
    }
}

impl<'f, T, P: Place<T>> IntoIterator for &'f Few<T, P> {
    type Item = &'f T;
    type IntoIter = slice::Iter<'f, T>;

    fn into_iter(self) -> slice::Iter<'f, T> {
        self.as_slice().iter()
    }
}

impl<'f, T, P: Place<T>> IntoIterator for &'f mut Few<T, P> {
    type Item = &'f mut T;
    type IntoIter = slice::IterMut<'f, T>;

    fn into_iter(self) -> slice::IterMut<'f, T> {
        self.as_mut_slice().iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::{Few, Pair};

    #[test]
    fn it_is_a_list_of_any_length() {
        for len in 0..6 {
            let items: Vec<usize> = (0..len).collect();
            let collected: Few<usize> = items.iter().copied().collect();
            let mut pushed: Pair<usize> = Pair::new();
            // Of unknown length.
            pushed.extend(items.iter().copied().filter(|_| true));
            assert_eq!((collected.as_slice(), pushed.as_slice()), (&items[..], &items[..]));
            assert!(collected.clone().into_iter().eq(items.iter().copied()));
            assert!(pushed.clone().into_iter().eq(items.iter().copied()));
            assert_eq!(pushed.clone().into_iter().size_hint(), (len, Some(len)));
            pushed.retain(|item| item % 2 == 1);
            assert!(pushed.iter().all(|item| item % 2 == 1) && pushed.len() == len / 2);
        }
    }
}
