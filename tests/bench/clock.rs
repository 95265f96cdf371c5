//! The clock of the benches of several crates, which is no part of any of them.

use std::time::{Duration, Instant};

/// The time for which this thread has had a processor, or the time by the clock where the system
/// has no clock of threads.
pub(crate) fn used(since: Instant) -> Duration {
    #[cfg(unix)]
    {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        if let Ok(now) = Duration::try_from(now) {
            return now;
        }
    }
    since.elapsed()
}
