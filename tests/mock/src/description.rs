//! Reads the description that the server plays: the one built in, or one in a folder.

use std::io;
use std::path::Path;

use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{Sources, load, load_dir};
use chatbotkit_description::resolve::resolve;

/// The names of the files and what they say.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/description.rs"));

/// The description in `folder`, or else the one built in. What is wrong with it is in the error.
pub(crate) fn read(folder: Option<&Path>) -> io::Result<Api> {
    let (description, mut report) = match folder {
        Some(folder) => load_dir(folder),
        None => {
            let files = BUILT_IN.iter().map(|(name, text)| ((*name).into(), (*text).into()));
            load(Sources { folder: "schema".to_owned(), files: files.collect() })
        }
    };
    let api = description.and_then(|description| resolve(&description, &mut report));
    api.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, report.render(false)))
}
