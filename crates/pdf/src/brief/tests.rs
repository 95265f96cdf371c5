//! The brief over the built-in dataset and over a hand-made one.

