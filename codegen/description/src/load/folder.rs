//! The files of a description: which there have to be, and how each comes to be read. What they say is
//! for `syntax` and `read`.

use std::io;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Description;
use super::description::Module;
use super::place::At;
use super::read;
use super::service::Service;
use super::syntax;
use super::tree::Node;
use crate::report::{Diagnostic, FileId, Place, Report, SourceFile, similar};

/// Files by their names, with what could be read of them.
pub(super) type Files = Vec<(String, io::Result<Vec<u8>>)>;

/// The folder of a description while it is read.
pub(super) struct Folder {
    name: String,
    files: Files,
    report: Report,
}

/// A file that could be read as YAML.
struct Opened {
    file: FileId,
    name: String,
    root: Node,
    /// Entries with faults are left out.
    partial: bool,
}

/// The part of `api.yaml` that says where to go on. It is read by itself where the rest has errors.
#[derive(Deserialize)]
struct Listing {
    modules: Vec<At<String>>,
}

/// The report on a folder that cannot be read.
pub fn unreadable(name: &str, error: &io::Error) -> Report {
    let mut folder = Folder::new(name, Files::new());
    let place = folder.add("", String::new());
    let message = format!("this folder cannot be read: {error}");
    folder.report.push(Diagnostic::error("unreadable-file", place, message));
    folder.report
}

impl Folder {
    pub(super) fn new(name: &str, files: Files) -> Self {
        Self { name: name.trim_end_matches('/').to_owned(), files, report: Report::default() }
    }

    pub(super) fn load(mut self) -> (Option<Description>, Report) {
        let description = self.description();
        let description = description.filter(|_| !self.report.has_errors());
        (description, self.report)
    }

    /// Reads the one file of the folder.
    pub(super) fn load_one<T: DeserializeOwned>(mut self, name: &str) -> (Option<T>, Report) {
        let opened = self.open(name, None);
        let value = opened.and_then(|opened| self.read(&opened));
        let value = value.filter(|_| !self.report.has_errors());
        (value, self.report)
    }

    fn description(&mut self) -> Option<Description> {
        let names = ["api.yaml", "api.json"];
        let Some(name) = names.into_iter().find(|name| self.index(name).is_some()) else {
            let place = self.add(names[0], String::new());
            let message = "the description starts in `api.yaml`, which does not exist";
            self.missing(names[0], place, message.to_owned());
            return None;
        };
        let opened = self.open(name, None)?;
        let service: Option<Service> = self.read(&opened);
        let listed = match &service {
            Some(service) => service.modules.clone(),
            None => {
                // What is wrong with the rest is in the report already.
                let file = read::File::new(opened.file, name, true);
                file.read::<Listing>(&opened.root)?.modules
            }
        };
        let modules = self.modules(&opened, &listed);
        // An empty list may also be one that could not be read.
        if !listed.is_empty() || !self.report.has_errors() {
            self.look_for_unlisted(&opened.name, &listed);
        }
        Some(Description { service: service?, service_file: opened.file, modules })
    }

    fn modules(&mut self, service: &Opened, listed: &[At<String>]) -> Vec<(FileId, Module)> {
        let place = |entry: &At<String>| Place::new(service.file, entry.bytes.clone());
        let mut modules = Vec::new();
        for (index, entry) in listed.iter().enumerate() {
            let name = &entry.value;
            if let Some(first) = listed[..index].iter().find(|first| first.value == *name) {
                let message = format!("the module `{name}` is listed twice");
                let diagnostic = Diagnostic::error("repeated-name", place(entry), message);
                self.report.push(diagnostic.note(place(first), "first here"));
            } else if let Some(opened) = self.open(name, Some(place(entry))) {
                let module = self.read(&opened);
                modules.extend(module.map(|module| (opened.file, module)));
            }
        }
        modules
    }

    fn look_for_unlisted(&mut self, service: &str, listed: &[At<String>]) {
        let is_known = |name: &str| name == service || listed.iter().any(|at| at.value == name);
        let names: Vec<_> = self.files.iter().map(|(name, _)| name.clone()).collect();
        for name in names.into_iter().filter(|name| !is_known(name)) {
            let place = self.add(&name, String::new());
            let message = format!("`{name}` is not read: it is not in `modules`");
            let help = format!("add it to `modules` in `{service}`, or move it out of the folder");
            self.report.push(Diagnostic::warning("unlisted-file", place, message).help(help));
        }
    }

    /// Reads a file as YAML; `from` is where it is named.
    fn open(&mut self, name: &str, from: Option<Place>) -> Option<Opened> {
        let Some(index) = self.index(name) else {
            let message = format!("`modules` names `{name}`, which does not exist");
            let place = from.unwrap_or_else(|| self.add(name, String::new()));
            self.missing(name, place, message);
            return None;
        };
        let bytes = match &mut self.files[index].1 {
            Ok(bytes) => std::mem::take(bytes),
            Err(error) => {
                let message = format!("`{name}` cannot be read: {error}");
                let place = from.unwrap_or_else(|| self.add(name, String::new()));
                self.report.push(Diagnostic::error("unreadable-file", place, message));
                return None;
            }
        };
        let start = self.text(name, bytes)?;
        let text = &self.report.files[start.file.0].text;
        let mut found = Vec::new();
        let syntax = syntax::read(text, name.ends_with(".json"), start.file, &mut found);
        let faultless = found.is_empty();
        found.into_iter().for_each(|one| self.report.push(one));
        let Some(root) = syntax.root else {
            if faultless {
                let message = format!("nothing is written in `{name}`");
                self.report.push(Diagnostic::error("nothing-written", start, message));
            }
            return None;
        };
        Some(Opened { file: start.file, name: name.to_owned(), root, partial: syntax.partial })
    }

    /// Takes the text of a file into the report and returns the place of its start.
    fn text(&mut self, name: &str, bytes: Vec<u8>) -> Option<Place> {
        match String::from_utf8(bytes) {
            Ok(text) => Some(self.add(name, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let mut place = self.add(name, text);
                place.bytes = (at, at + char::REPLACEMENT_CHARACTER.len_utf8());
                let message = format!("`{name}` is not UTF-8");
                let diagnostic = Diagnostic::error("unreadable-file", place, message);
                self.report.push(diagnostic.help("save the file in the encoding UTF-8"));
                None
            }
        }
    }

    fn read<T: DeserializeOwned>(&mut self, opened: &Opened) -> Option<T> {
        let file = read::File::new(opened.file, &opened.name, opened.partial);
        let value = file.read(&opened.root);
        file.found().into_iter().for_each(|one| self.report.push(one));
        value
    }

    fn missing(&mut self, name: &str, place: Place, message: String) {
        let names = self.files.iter().map(|(name, _)| name.as_str());
        let help = similar(name, names);
        let help = help.map(|name| format!("a file with a similar name exists: `{name}`"));
        self.report.push(Diagnostic::error("missing-file", place, message).maybe_help(help));
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.files.iter().position(|(known, _)| known == name)
    }

    /// Takes a file into the report and returns the place of its start.
    fn add(&mut self, name: &str, text: String) -> Place {
        let path = match (self.folder_name(), name) {
            ("", name) => name.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, name) => format!("{folder}/{name}"),
        };
        self.report.files.push(SourceFile { path, text });
        Place::new(FileId(self.report.files.len() - 1), 0..0)
    }

    fn folder_name(&self) -> &str {
        if self.name == "." { "" } else { &self.name }
    }
}
