//! The files of a description: which there have to be, and how each comes to be read. What they say is
//! for `syntax` and `read`.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::module::Module;
use super::read::{File, Read};
use super::service::Service;
use super::span::At;
use super::syntax;
use super::tree::Node;
use crate::report::{Diagnostic, FileId, Report, SourceFile, Span, similar};

/// Files by their names, with what could be read of them.
pub(super) type Files = BTreeMap<String, io::Result<Vec<u8>>>;

/// The files of a description, read as far as they can be.
#[derive(Debug)]
pub struct Description {
    /// What holds for every operation.
    pub service: Service,
    /// The modules with the names of their files, in the order of the documentation.
    pub modules: Vec<(At<String>, Module)>,
    /// Whether every name that is described is known. Where a part of a file could not be read, what it may have
    /// described is not missed.
    pub complete: bool,
}

/// The folder of a description while it is read.
pub(super) struct Folder {
    name: String,
    files: Files,
    report: Report,
    /// Whether every name that is described could be read.
    complete: bool,
}

/// A file that could be read as YAML.
struct Opened {
    file: FileId,
    name: String,
    root: Node,
    /// Entries with faults are left out.
    partial: bool,
}

/// The report on a folder that cannot be read.
pub fn unreadable(name: &str, error: &io::Error) -> Report {
    let mut folder = Folder::new(name, Files::new());
    let span = folder.add("", String::new());
    let message = format!("this folder cannot be read: {error}");
    folder.report.push(Diagnostic::error("unreadable-file", span, message));
    folder.report
}

impl Folder {
    pub(super) fn new(name: &str, files: Files) -> Self {
        let name = name.trim_end_matches('/').to_owned();
        Self { name, files, report: Report::default(), complete: true }
    }

    pub(super) fn load(mut self) -> (Option<Description>, Report) {
        (self.description(), self.report)
    }

    /// Reads the one file of the folder.
    pub(super) fn load_one<T: Read>(mut self, name: &str) -> (Option<T>, Report) {
        let opened = self.open(name, None);
        let value = opened.and_then(|opened| self.read(&opened));
        let value = value.filter(|_| !self.report.has_errors());
        (value, self.report)
    }

    fn description(&mut self) -> Option<Description> {
        let names = ["api.yaml", "api.json"];
        let Some(name) = names.into_iter().find(|name| self.files.contains_key(*name)) else {
            let span = self.add(names[0], String::new());
            let message = "the description starts in `api.yaml`, which does not exist";
            self.missing(names[0], span, message.to_owned());
            return None;
        };
        let opened = self.open(name, None)?;
        let service: Service = self.read(&opened)?;
        let listed = &service.modules;
        let modules = self.modules(listed);
        // An empty list may also be one that could not be read.
        if !listed.is_empty() || !self.report.has_errors() {
            self.warn_of_unlisted(&opened.name, listed);
        }
        Some(Description { service, modules, complete: self.complete })
    }

    fn modules(&mut self, listed: &[At<String>]) -> Vec<(At<String>, Module)> {
        let mut known: BTreeMap<&str, Span> = BTreeMap::new();
        let mut modules = Vec::new();
        for entry in listed {
            let name = &entry.value;
            if let Some(first) = known.get(name.as_str()) {
                let message = format!("the module `{name}` is listed twice");
                let diagnostic = Diagnostic::error("repeated-name", entry.span, message);
                self.report.push(diagnostic.note(*first, "first here"));
                continue;
            }
            known.insert(name, entry.span);
            let opened = self.open(name, Some(entry.span));
            let module: Option<Module> = opened.and_then(|opened| self.read(&opened));
            self.complete &= module.is_some();
            modules.extend(module.map(|module| (entry.clone(), module)));
        }
        modules
    }

    fn warn_of_unlisted(&mut self, service: &str, listed: &[At<String>]) {
        let known: BTreeSet<_> = listed.iter().map(|at| at.value.as_str()).collect();
        let is_known = |name: &&String| *name == service || known.contains(name.as_str());
        let names: Vec<_> = self.files.keys().filter(|name| !is_known(name)).cloned().collect();
        for name in names {
            let span = self.add(&name, String::new());
            let message = format!("`{name}` is not read: it is not in `modules`");
            let help = format!("add it to `modules` in `{service}`, or move it out of the folder");
            self.report.push(Diagnostic::warning("unlisted-file", span, message).help(help));
        }
    }

    /// Reads a file as YAML; `from` is where it is named.
    fn open(&mut self, name: &str, from: Option<Span>) -> Option<Opened> {
        let Some(read) = self.files.get_mut(name) else {
            let message = format!("`modules` names `{name}`, which does not exist");
            let span = from.unwrap_or_else(|| self.add(name, String::new()));
            self.missing(name, span, message);
            return None;
        };
        let bytes = match read {
            Ok(bytes) => std::mem::take(bytes),
            Err(error) => {
                let message = format!("`{name}` cannot be read: {error}");
                let span = from.unwrap_or_else(|| self.add(name, String::new()));
                self.report.push(Diagnostic::error("unreadable-file", span, message));
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

    /// Adds the text of a file to the report and returns the span of its start.
    fn text(&mut self, name: &str, bytes: Vec<u8>) -> Option<Span> {
        match String::from_utf8(bytes) {
            Ok(text) => Some(self.add(name, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let mut span = self.add(name, text);
                span.bytes = (at, at + char::REPLACEMENT_CHARACTER.len_utf8());
                let message = format!("`{name}` is not UTF-8");
                let diagnostic = Diagnostic::error("unreadable-file", span, message);
                self.report.push(diagnostic.help("save the file in the encoding UTF-8"));
                None
            }
        }
    }

    fn read<T: Read>(&mut self, opened: &Opened) -> Option<T> {
        let Opened { file: id, name, partial, root } = opened;
        let complete = Cell::new(!partial);
        let file = File { id: *id, name, partial: *partial, complete, report: &self.report };
        let value = file.read(root);
        self.complete &= file.complete.get();
        value
    }

    fn missing(&mut self, name: &str, span: Span, message: String) {
        let help = similar(name, self.files.keys().map(String::as_str));
        let help = help.map(|name| format!("a file with a similar name exists: `{name}`"));
        self.report.push(Diagnostic::error("missing-file", span, message).maybe_help(help));
    }

    /// Adds a file to the report and returns the span of its start.
    fn add(&mut self, name: &str, text: String) -> Span {
        let path = match (self.folder_name(), name) {
            ("", name) => name.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, name) => format!("{folder}/{name}"),
        };
        self.report.files.push(SourceFile { path, text });
        Span::new(FileId(self.report.files.len() - 1), 0..0)
    }

    fn folder_name(&self) -> &str {
        if self.name == "." { "" } else { &self.name }
    }
}
