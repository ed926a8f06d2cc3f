//! The methods of an operation: its own, and those that send or ask for something else.
//!
//! It says what each takes and gives. What that looks like in Rust is for the others to say.

use chatbotkit_description::ir::{Module, Operation, Pages, Request, Response, TypeId, Upload};

/// A method that carries an operation out.
pub(super) struct Method<'a> {
    /// The operation.
    pub(super) operation: &'a Operation,
    /// Its name in Rust.
    pub(super) rust: &'a str,
    /// The object that it takes.
    pub(super) request: Option<&'a Request>,
    /// The content that it takes.
    pub(super) upload: Option<&'a Upload>,
    /// The media type that it asks for, where the reply is not JSON.
    pub(super) media_type: Option<&'a str>,
    /// The events that it can give.
    pub(super) stream: Option<TypeId>,
    /// How pages of it follow one another.
    pub(super) pages: Option<&'a Pages>,
}

/// All methods of a module.
pub(super) fn methods(module: &Module) -> impl Iterator<Item = Method<'_>> {
    module.operations.iter().flat_map(of_operation)
}

fn of_operation(operation: &Operation) -> Vec<Method<'_>> {
    let further =
        operation.upload.as_ref().and_then(|upload| Some((upload.rust.as_deref()?, upload)));
    let sends_content = further.map(|(rust, upload)| Method {
        rust,
        request: None,
        upload: Some(upload),
        pages: None,
        ..own(operation)
    });
    let asks_for_content = operation.also.iter().map(|also| Method {
        rust: &also.rust,
        media_type: Some(&also.media_type),
        stream: None,
        pages: None,
        ..own(operation)
    });
    [own(operation)].into_iter().chain(sends_content).chain(asks_for_content).collect()
}

fn own(operation: &Operation) -> Method<'_> {
    Method {
        operation,
        rust: &operation.rust,
        request: operation.request.as_ref(),
        upload: operation.upload.as_ref().filter(|upload| upload.rust.is_none()),
        media_type: match &operation.response {
            Response::Content { media_type } => Some(media_type),
            _ => None,
        },
        stream: operation.stream,
        pages: operation.pages.as_ref(),
    }
}

impl Method<'_> {
    /// Whether it gives a stream and nothing else.
    pub(super) fn only_streams(&self) -> bool {
        self.media_type.is_none() && self.operation.response == Response::OnlyStream
    }
}
