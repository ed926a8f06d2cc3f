//! The names of all diagnostics. What each says is in the reference of the language, `schema/README.md`,
//! and a test sees to it that each has a case that shows it.

/// Every diagnostic by its name.
pub const IDS: &[&str] = &[
    "alias-cycle",
    "as-string",
    "bad-duration",
    "bad-module",
    "bad-path",
    "bad-rust-name",
    "bad-type",
    "bad-variable",
    "base-url",
    "default-required",
    "default-type",
    "doc-end",
    "doc-missing",
    "effect-get",
    "effect-missing",
    "effect-read",
    "empty-status",
    "endless-type",
    "enum-empty",
    "error-field",
    "error-key",
    "error-shape",
    "event-reserved",
    "events-where",
    "extends-cycle",
    "extends-what",
    "field-inherited",
    "header-name",
    "inherited-twice",
    "media-type",
    "misplaced-key",
    "missing-file",
    "missing-key",
    "no-reply",
    "no-shape",
    "nothing-written",
    "optional-twice",
    "override-nothing",
    "pages-items",
    "pages-next",
    "pages-send",
    "patch-where",
    "placeholder-twice",
    "placeholder-type",
    "placeholder-unknown",
    "placeholder-unused",
    "query-shape",
    "repeated-key",
    "repeated-name",
    "request-kind",
    "require-any",
    "reserved-name",
    "rust-clash",
    "same-method",
    "same-route",
    "secret-override",
    "secret-where",
    "setting-clash",
    "silence",
    "stream-differs",
    "stream-end",
    "stream-text",
    "terminal-type",
    "terminal-unknown",
    "two-shapes",
    "union-alike",
    "union-empty",
    "union-tag",
    "unknown-key",
    "unknown-type",
    "unlisted-file",
    "unreadable-file",
    "unused-type",
    "upload-method",
    "upload-part",
    "verb",
    "was-self",
    "was-taken",
    "wrong-kind",
    "yaml-syntax",
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::IDS;

    /// The source of the stages that report something, without this file.
    fn source(folder: &Path) -> String {
        let entries = fs::read_dir(folder).expect("the source is there");
        let paths = entries.map(|entry| entry.expect("the source can be listed").path());
        let texts = paths.map(|path| match path.is_dir() {
            true => source(&path),
            false if path.ends_with("ids.rs") => String::new(),
            false => fs::read_to_string(&path).expect("the source can be read"),
        });
        let stages = texts.map(|text| text.split("#[cfg(test)]").next().unwrap_or("").to_owned());
        stages.collect()
    }

    #[test]
    fn the_table_is_complete_and_in_order() {
        let source = source(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
        assert!(IDS.is_sorted(), "the table is not in order");
        for id in IDS {
            assert!(source.contains(&format!("\"{id}\"")), "nothing reports {id}");
        }
        for call in ["error(", "warning(", "report("] {
            let arguments = source.split(call).skip(1);
            let first = arguments.filter_map(|text| text.trim_start().strip_prefix('"'));
            for id in first.filter_map(|text| text.split('"').next()) {
                assert!(IDS.contains(&id), "the table has no {id}");
            }
        }
    }
}
