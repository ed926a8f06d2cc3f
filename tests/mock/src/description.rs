//! Reads the description that the server plays: the one built in, or one in a folder.

use std::io;
use std::path::Path;

use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{Sources, load, load_dir};
use chatbotkit_description::resolve::resolve;

/// The names of the files and what they say, as JSON.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/description.json"));

/// The description in `folder`, or else the one built in. What is wrong with it is in the error.
pub(crate) fn read(folder: Option<&Path>) -> io::Result<Api> {
    let (description, mut report) = match folder {
        Some(folder) => load_dir(folder),
        None => {
            load(Sources { folder: "schema".to_owned(), files: serde_json::from_str(BUILT_IN)? })
        }
    };
    let api = description.and_then(|description| resolve(&description, &mut report));
    api.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, report.render(false)))
}
