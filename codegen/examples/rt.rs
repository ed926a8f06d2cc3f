use chatbotkit_codegen::{
    import::import,
    ir::Api,
    load::{Sources, load},
    openapi::{Version, openapi},
    resolve::resolve,
};
fn described(files: Vec<(String, String)>) -> Api {
    let (d, mut report) = load(Sources {
        folder: String::new(),
        files,
    });
    d.and_then(|d| resolve(&d, &mut report))
        .unwrap_or_else(|| panic!("{}", report.render(false)))
}
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let first = import(&path, &text, None);
        println!(
            "== {path}\n{}",
            first
                .summary
                .to_string()
                .lines()
                .take(4)
                .collect::<Vec<_>>()
                .join("\n")
        );
        let files = first.files.unwrap_or_else(|| panic!("{:?}", first.errors));
        let api = described(files.clone());
        for version in [Version::V3_1, Version::V3_2] {
            let doc = openapi(&api, version);
            let t = std::time::Instant::now();
            let again = import("doc.json", &doc, None);
            println!("{version:?}: {} bytes, import {:?}", doc.len(), t.elapsed());
            println!("{}", again.summary);
            let original: std::collections::BTreeSet<_> = first.warnings.iter().collect();
            let new: Vec<_> = again
                .warnings
                .iter()
                .filter(|w| !original.contains(w))
                .collect();
            println!(
                "{} warnings, {} new: {:#?}",
                again.warnings.len(),
                new.len(),
                new.iter().take(8).collect::<Vec<_>>()
            );
            let files2 = again.files.unwrap_or_else(|| panic!("{:?}", again.errors));
            let same = files.iter().filter(|f| files2.contains(f)).count();
            println!("files same: {same} of {} / {}", files.len(), files2.len());
            let dir = "/tmp/rt";
            for (which, fs) in [("a", &files), ("b", &files2)] {
                std::fs::create_dir_all(format!("{dir}/{which}")).unwrap();
                for (n, t) in fs {
                    std::fs::write(format!("{dir}/{which}/{n}"), t).unwrap();
                }
            }
            let api2 = described(files2);
            println!("ir equal: {}", api == api2);
            if api != api2 {
                let (a, b) = (format!("{api:#?}"), format!("{api2:#?}"));
                std::fs::write("/tmp/rt/a.txt", a).unwrap();
                std::fs::write("/tmp/rt/b.txt", b).unwrap();
            }
        }
    }
}
