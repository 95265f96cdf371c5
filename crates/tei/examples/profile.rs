//! Prints the profile: the grammar, or with `--rules` the Schematron.
//!
//! `cargo run -p rapporteur-tei --example profile > rapporteur-tei.rng`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

fn main() {
    if std::env::args().any(|word| word == "--rules") {
        print!("{}", rapporteur_tei::schematron());
    } else {
        print!("{}", rapporteur_tei::relax_ng());
    }
}
