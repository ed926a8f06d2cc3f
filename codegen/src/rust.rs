//! The Rust source of an API, from its resolved description.
//!
//! Types are tables for the macros of the runtime, and written as text. Operations are functions, which
//! are emitted as tokens and printed by prettyplease. Nothing is decided here and nothing a description
//! says can fail: what can be wrong was found when it was resolved, and what is the same for all APIs is
//! in the runtime.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chatbotkit_description::ir::Api;

use crate::files::{Files, HEADER};

mod docs;
mod enums;
mod example_values;
mod examples;
mod layout;
mod methods;
mod module_docs;
mod modules;
mod objects;
mod operation_docs;
mod operations;
mod pages;
mod root;
mod scope;
mod service;
mod silence;
mod unions;

/// Tokens that are not Rust. A fault of this crate, never of a description.
#[derive(Debug)]
pub struct NotRust {
    /// The file that they would have been in.
    pub path: String,
    /// What is wrong with them.
    pub error: syn::Error,
}

impl fmt::Display for NotRust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, error } = self;
        write!(f, "the generator emitted something that is not Rust for `{path}`: {error}")
    }
}

impl std::error::Error for NotRust {}

/// A file in the making: its path, and its text without the header.
type File = (String, syn::Result<String>);

/// All files of an API.
///
/// # Errors
///
/// When tokens are not Rust, which is a fault of the generator.
pub fn emit(api: &Api) -> Result<Files, NotRust> {
    /// The file of the description that says what holds for all modules.
    const SERVICE: &str = "api.yaml";

    let root = [
        ("mod.rs".to_owned(), Ok(root::emit_root(api))),
        ("service.rs".to_owned(), service::emit_service(api)),
    ];
    let root = root.into_iter().map(|file| (SERVICE, file));
    let modules = side_by_side(api.modules.len(), |index| modules::emit_module(api, index));
    let modules = modules
        .into_iter()
        .zip(&api.modules)
        .flat_map(|(files, module)| files.into_iter().map(|file| (module.source.as_str(), file)));
    let finish = |(source, (path, text)): (&str, File)| match text {
        Ok(text) => Ok((path, format!("{HEADER} from schema/{source}. Do not edit.\n{text}"))),
        Err(error) => Err(NotRust { path, error }),
    };
    root.chain(modules).map(finish).collect::<Result<BTreeMap<_, _>, _>>().map(Files)
}

/// Does the same for each of a number of things, as many at a time as there are processors. The results
/// are in order.
fn side_by_side<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let indices = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let mine = indices.take_while(|index| *index < count);
        mine.map(|index| (index, work(index))).collect::<Vec<_>>()
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    let mut results = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(take)).collect();
        let mut results = take();
        for other in others {
            match other.join() {
                Ok(more) => results.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
