//! Lists what `schema/` describes, so that tests of all types and all streams follow the description.

use std::{env, fmt::Write as _, fs, io, path::Path};

use chatbotkit_description::{ir::Api, load::load_dir, resolve::resolve};

fn main() -> io::Result<()> {
    let schema = Path::new("../schema");
    println!("cargo::rerun-if-changed={}", schema.display());
    let (description, mut report) = load_dir(schema);
    let api = description.and_then(|description| resolve(&description, &mut report));
    let api = api.ok_or_else(|| io::Error::other(report.render(false)))?;
    let target = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&target).join("described.rs"), source(&api))
}

fn source(api: &Api) -> String {
    let mut text = String::new();
    for module in &api.modules {
        let (resource, version) = (&module.resource, &module.version);
        let _ = writeln!(text, "pub use chatbotkit_sdk::{resource}::{version}::*;");
    }
    let types = || api.types.iter().filter(|ty| !ty.rust.is_empty());
    text += &list("with_every_type", types().map(|ty| &*ty.rust));
    text + &list("with_every_stream", types().filter(|ty| ty.is_events()).map(|ty| &*ty.rust))
}

/// A macro that calls another one with these names.
fn list<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    let names = names.join(" ");
    format!(
        "macro_rules! {name} {{ ($call:ident) => {{ $call! {{ {names} }} }}; }}\npub(crate) use {name};\n"
    )
}
