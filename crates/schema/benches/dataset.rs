//! What every command does with a dataset: read it, check it, walk over it, write it.
//!
//! `cargo bench -p rapporteur-schema`

use std::{hint::black_box, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rapporteur_schema::{Dataset, canonical, check::check, claims, label};

fn benches(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/china-hr-cooperation");
    let dataset = match Dataset::open(&folder) {
        Ok(dataset) => dataset,
        Err(problems) => panic!("the built-in dataset does not load: {problems}"),
    };
    let bytes = canonical::bytes(&dataset);
    let mut group = criterion.benchmark_group("dataset");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("open", |b| b.iter(|| Dataset::open(black_box(&folder)).is_ok()));
    group.bench_function("check", |b| b.iter(|| check(black_box(&dataset))));
    group.bench_function("canonical", |b| b.iter(|| canonical::bytes(black_box(&dataset))));
    group.bench_function("fields", |b| {
        b.iter(|| dataset.records().map(|record| record.fields().len()).sum::<usize>());
    });
    group.bench_function("claims", |b| {
        b.iter(|| dataset.records().map(|record| claims(record).len()).sum::<usize>());
    });
    group.bench_function("labels", |b| {
        b.iter(|| dataset.records().map(|record| label(record, "en").len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(dataset, benches);
criterion_main!(dataset);
