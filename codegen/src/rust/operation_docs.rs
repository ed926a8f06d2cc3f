//! What the documentation of an operation says: what it does and sends, how it fails, and an example.

use chatbotkit_description::ir::{Effect, Module, Operation};

use super::docs::Docs;
use super::examples;
use super::methods::Method;
use super::scope::Scope;
use super::silence::describe as describe_silence;

/// The documentation of a method.
///
/// ```ignore
/// /// Changes what is set on a conversation.
/// ///
/// /// Sends `POST /conversation/{conversationId}/update`. Safe to retry: a second request changes nothing more.
/// ///
/// /// # Example
/// ```
pub(super) fn describe(scope: &Scope, module: &Module, method: &Method) -> syn::Result<Docs> {
    let operation = method.operation;
    let mut docs = Docs::default().description(&operation.doc.text).since(&operation.doc);
    docs = docs.paragraph(sends(operation));
    if !operation.parameters.is_empty() {
        let named =
            operation.parameters.iter().map(|it| (format!("`{}`", it.rust), it.doc.text.as_str()));
        docs = docs.list(named);
    }
    for text in [content(method), streams(scope, method)].into_iter().flatten() {
        docs = docs.paragraph(text);
    }
    if method.pages.is_some() {
        docs = docs.paragraph(
            "The reply is one page. [`items`](Call::items) gives the items of all pages, and \
             [`pages`](Call::pages) the pages themselves.",
        );
    }
    if !operation.empty_on.is_empty() {
        let statuses = operation.empty_on.iter();
        let statuses = statuses.map(|(status, text)| (format!("status {status}"), text.as_str()));
        docs = docs
            .heading("Errors")
            .paragraph("A reply without a body is an error of its own kind:")
            .list(statuses);
    }
    examples::add_examples(docs, scope, module, method)
}

/// The request line, and whether it is retried.
fn sends(operation: &Operation) -> String {
    let verb = operation.verb.on_the_wire();
    let effect = match operation.effect {
        Effect::Read => "Safe to retry.",
        Effect::Idempotent => "Safe to retry: a second request changes nothing more.",
        Effect::Create => {
            "Not retried when the outcome is unknown: a second request would be carried out again."
        }
    };
    format!("Sends `{verb} {}`. {effect}", operation.path)
}

/// What is sent or received that is not JSON.
fn content(method: &Method) -> Option<String> {
    let sent = method.upload.map(|upload| match &upload.part {
        Some(part) => {
            format!("The content is sent as the part `{part}` of a form (`multipart/form-data`).")
        }
        None => "The content is the whole body.".to_owned(),
    });
    let received = method
        .media_type
        .map(|media_type| format!("The reply is `{media_type}`, and returned as it arrives."));
    let sentences: Vec<_> = sent.into_iter().chain(received).collect();
    Some(sentences.join(" ")).filter(|text| !text.is_empty())
}

/// How it streams.
fn streams(scope: &Scope, method: &Method) -> Option<String> {
    let events = method.stream?;
    let end = match scope.api.union(events)?.terminal() {
        Some(last) => format!("The last event is `{}`, which contains the reply.", last.wire),
        None => "No event is marked as the last one.".to_owned(),
    };
    let how = match method.only_streams() {
        true => "Returns a stream",
        false => "[`stream`](Call::stream) returns a stream",
    };
    let silence = method.operation.silence.as_ref();
    let silence = silence.map(|silence| format!(" {}", describe_silence(silence)));
    let (events, silence) = (scope.named(events), silence.unwrap_or_default());
    Some(format!("{how} of [`{events}`]. {end}{silence}"))
}
