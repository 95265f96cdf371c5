//! Long lists in parts: several validators take time that grows with the square
//! of the number of children.

/// How many children a list may have.
pub(crate) const MOST: usize = 250;

/// What is called for the parts of a long list and for what is in them.
pub(crate) trait Nest<T> {
    /// What can go wrong.
    type Error;
    /// Begins a part that holds what stands between these two, counted from 1.
    fn open(&mut self, first: usize, last: usize);
    /// Ends a part.
    fn close(&mut self);
    /// Writes one.
    fn one(&mut self, one: &T) -> Result<(), Self::Error>;
}

/// Writes all of them, in parts of parts where there are many.
pub(crate) fn nest<T, N: Nest<T>>(all: &[T], to: &mut N) -> Result<(), N::Error> {
    parts(all, 1, to)
}

fn parts<T, N: Nest<T>>(all: &[T], first: usize, to: &mut N) -> Result<(), N::Error> {
    if all.len() <= MOST {
        return all.iter().try_for_each(|one| to.one(one));
    }
    let mut size = MOST;
    while all.len().div_ceil(size) > MOST {
        size *= MOST;
    }
    for (n, part) in all.chunks(size).enumerate() {
        let first = first + n * size;
        to.open(first, first + part.len() - 1);
        parts(part, first, to)?;
        to.close();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Log {
        depth: usize,
        deepest: usize,
        children: Vec<usize>,
        most: usize,
        seen: Vec<usize>,
    }

    impl Log {
        fn child(&mut self) {
            if let Some(last) = self.children.last_mut() {
                *last += 1;
                self.most = self.most.max(*last);
            }
        }
    }

    impl Nest<usize> for Log {
        type Error = ();
        fn open(&mut self, _: usize, _: usize) {
            self.child();
            self.children.push(0);
            self.depth += 1;
            self.deepest = self.deepest.max(self.depth);
        }
        fn close(&mut self) {
            self.children.pop();
            self.depth -= 1;
        }
        fn one(&mut self, one: &usize) -> Result<(), ()> {
            self.child();
            self.seen.push(*one);
            Ok(())
        }
    }

    #[test]
    fn no_list_is_too_long() {
        for (n, deepest) in [(0, 0), (250, 0), (251, 1), (62_500, 1), (62_501, 2)] {
            let all: Vec<usize> = (0..n).collect();
            let mut log = Log { children: vec![0], ..Log::default() };
            assert_eq!(nest(&all, &mut log), Ok(()));
            assert_eq!(log.seen, all);
            assert_eq!(log.deepest, deepest, "{n}");
            assert!(log.most <= MOST, "{n}: {}", log.most);
        }
    }
}
