//! All stages in a row, from a folder with a description to files that are not written yet.

use std::path::Path;

use crate::features::{Features, features};
use crate::files::Files;
use crate::rust::{NotRust, emit};
use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{Description, Sources, load, load_dir};
use chatbotkit_description::report::Report;
use chatbotkit_description::resolve::resolve;

/// What came of a description.
#[derive(Debug)]
pub struct Generated {
    /// The source of the SDK's generated part.
    pub files: Files,
    /// The cargo features that the source asks about.
    pub features: Features,
    /// What the description says.
    pub api: Api,
    /// What its author should look at.
    pub report: Report,
}

/// Why nothing came of a description.
#[derive(Debug)]
pub enum Failure {
    /// The description has errors.
    Description(Report),
    /// This crate has one.
    Generator(NotRust),
}

/// Turns the description in a folder into source.
///
/// # Errors
///
/// When the description cannot be used: the report says why, all of it.
pub fn generate(schema: &Path) -> Result<Generated, Failure> {
    finish(load_dir(schema))
}

/// Turns a description that is in memory into source.
///
/// # Errors
///
/// The same as those of [`generate`].
pub fn generate_from(sources: Sources) -> Result<Generated, Failure> {
    finish(load(sources))
}

fn finish((description, mut report): (Option<Description>, Report)) -> Result<Generated, Failure> {
    let api = description.and_then(|description| resolve(&description, &mut report));
    let Some(api) = api.filter(|_| !report.has_errors()) else {
        return Err(Failure::Description(report));
    };
    let files = emit(&api).map_err(Failure::Generator)?;
    Ok(Generated { files, features: features(&api), api, report })
}

impl Generated {
    /// How many operations there are.
    pub fn operations(&self) -> usize {
        self.api.modules.iter().map(|module| module.operations.len()).sum()
    }

    /// How many types there are, those without a name in the description included.
    pub fn types(&self) -> usize {
        self.api.types.len()
    }
}
