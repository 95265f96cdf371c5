//! What checks say. Several run at once; what each says stands together, when it is
//! finished.

use std::{
    cell::RefCell,
    process::Command,
    sync::{Mutex, PoisonError},
};

thread_local! {
    /// What the check of this thread has said; `None` outside of checks.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Says something: at once, or with the rest of what a check says.
pub(super) fn say(text: &str) {
    let kept = SAID.with_borrow_mut(|said| {
        said.as_mut().map(|said| {
            said.push_str(text);
            said.push('\n');
        })
    });
    if kept.is_none() {
        super::super::say(text);
    }
}

/// Runs a program to its end, and says what it says.
pub(super) fn run(command: &mut Command) -> bool {
    match command.output() {
        Ok(output) => {
            for stream in [&output.stdout, &output.stderr] {
                let text = String::from_utf8_lossy(stream);
                if !text.trim().is_empty() {
                    say(text.trim_end());
                }
            }
            output.status.success()
        }
        Err(error) => {
            say(&format!("cannot run `{}`: {error}", command.get_program().to_string_lossy()));
            false
        }
    }
}

/// Does jobs, as many at once as there are cores; their results in the order of the jobs.
pub(super) fn all_at_once<T: Send>(jobs: Vec<Box<dyn FnOnce() -> T + Send + '_>>) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut results: Vec<(usize, T)> = Vec::new();
    let waiting = Mutex::new(jobs.into_iter().enumerate());
    let printing = Mutex::new(());
    let lock = || waiting.lock().unwrap_or_else(PoisonError::into_inner);
    std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            loop {
                // The lock is not held while the job runs.
                let Some((n, job)) = lock().next() else { return done };
                SAID.set(Some(String::new()));
                done.push((n, job()));
                let said = SAID.take().unwrap_or_default();
                let _printing = printing.lock().unwrap_or_else(PoisonError::into_inner);
                super::super::say(said.trim_end());
            }
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            // A check that panics is no check that passed.
            results.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    results.sort_by_key(|(n, _)| *n);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_keep_their_order_and_what_they_say_apart() {
        let jobs = (0..20).map(|n| {
            Box::new(move || {
                say(&format!("{n}"));
                (n, SAID.with_borrow(Clone::clone))
            }) as Box<dyn FnOnce() -> (i32, Option<String>) + Send>
        });
        let done = all_at_once(jobs.collect());
        let expected: Vec<(i32, Option<String>)> =
            (0..20).map(|n| (n, Some(format!("{n}\n")))).collect();
        assert_eq!(done, expected);
        assert!(!run(&mut Command::new("no-such-program-anywhere")));
    }
}
