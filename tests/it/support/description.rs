//! The description that the SDK was generated from, read and resolved.

use std::path::Path;

use chatbotkit_description::{ir::Api, load, resolve};

/// The description in `schema/`.
#[track_caller]
pub fn described() -> Api {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let (description, mut report) = load::load_dir(&folder);
    let api = description.and_then(|description| resolve::resolve(&description, &mut report));
    api.unwrap_or_else(|| panic!("{}", report.render(false)))
}
