#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    rapporteur_tests::fuzz::feed("jsonld", data);
});
