//! The graph of dependencies is as ARCHITECTURE.md says.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

const EXPORTERS: [&str; 5] =
    ["rapporteur-jsonld", "rapporteur-tei", "rapporteur-pdf", "rapporteur-xlsx", "rapporteur-csv"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .current_dir(crate::root())
        .other_options(["--offline".into()])
        .exec()
        .unwrap()
}

/// The names of what a package needs to run.
fn needs(package: &Package) -> Vec<&str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.as_str())
        .collect()
}

fn package<'a>(metadata: &'a Metadata, name: &str) -> &'a Package {
    metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == name).unwrap()
}

#[test]
fn no_exporter_depends_on_another() {
    let metadata = metadata();
    for exporter in EXPORTERS {
        let ours: Vec<&str> = needs(package(&metadata, exporter))
            .into_iter()
            .filter(|name| name.starts_with("rapporteur"))
            .collect();
        for name in ours {
            assert!(
                // What several exporters need, and that writes no format itself.
                ["rapporteur-schema", "rapporteur-apparatus", "rapporteur-tables"].contains(&name),
                "{exporter} depends on {name}"
            );
        }
    }
}

#[test]
fn the_schema_crate_stands_alone() {
    let metadata = metadata();
    let needs = needs(package(&metadata, "rapporteur-schema"));
    assert!(!needs.iter().any(|name| name.starts_with("rapporteur")), "{needs:?}");
    // Small: whoever reuses it takes these with it. (`memchr` comes with `serde_json` anyway,
    // `foldhash` needs nothing.) What more it can have is a feature.
    let optional = |name: &str| {
        let mut all = package(&metadata, "rapporteur-schema").dependencies.iter();
        all.any(|dependency| dependency.name == name && dependency.optional)
    };
    let needs: Vec<&str> = needs.into_iter().filter(|name| !optional(name)).collect();
    assert!(needs.len() <= 17, "{needs:?}");
}

#[test]
fn clap_only_where_the_command_line_is() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        let allowed = ["rapporteur-cli", "xtask"].contains(&package.name.as_str());
        assert!(allowed || !needs(package).contains(&"clap"), "{} depends on clap", package.name);
    }
}

#[test]
fn each_format_library_under_one_crate() {
    let metadata = metadata();
    let owners = [
        ("quick-xml", "rapporteur-tei"),
        ("printpdf", "rapporteur-pdf"),
        ("lopdf", "rapporteur-pdf"),
        ("rust_xlsxwriter", "rapporteur-xlsx"),
        ("calamine", "rapporteur-xlsx"),
    ];
    for (library, owner) in owners {
        let users: Vec<&str> = metadata
            .workspace_packages()
            .into_iter()
            .filter(|package| needs(package).contains(&library))
            .map(|package| package.name.as_str())
            .collect();
        assert_eq!(users, [owner], "who uses {library}");
    }
}

#[test]
fn nothing_depends_on_the_chores() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        assert!(!needs(package).contains(&"xtask"), "{} depends on xtask", package.name);
    }
}
