//! What the documentation of an operation says: what it does, what it sends, how it fails, and an example.

use super::docs::Docs;
use super::examples;
use super::methods::Method;
use super::scope::Scope;
use super::silence::describe as describe_silence;
use chatbotkit_description::ir::{Effect, Module, Operation};

/// The documentation of a method.
///
/// ```ignore
/// /// Changes what is set on a conversation.
/// ///
/// /// Sends `POST /conversation/{conversationId}/update`. Sending it twice does what sending it once does.
/// ///
/// /// # Errors
/// ///
/// /// # Example
/// ```
pub(super) fn describe(scope: &Scope, module: &Module, method: &Method) -> Docs {
    let operation = method.operation;
    let mut docs = Docs::default()
        .description(&operation.doc.text)
        .since(&operation.doc)
        .paragraph(&sends(operation));
    if !operation.parameters.is_empty() {
        let named =
            operation.parameters.iter().map(|it| (format!("`{}`", it.rust), it.doc.text.as_str()));
        docs = docs.list(named);
    }
    let others = [content(method), streams(scope, method)];
    for text in others.into_iter().flatten() {
        docs = docs.paragraph(&text);
    }
    if method.pages.is_some() {
        docs = docs.paragraph(
            "The reply is one page. [`items`](Call::items) goes through what is on all pages, and \
             [`pages`](Call::pages) through the pages themselves.",
        );
    }
    docs = docs.heading("Errors").paragraph(errors(operation));
    if !operation.empty_on.is_empty() {
        let statuses = operation.empty_on.iter();
        docs =
            docs.list(statuses.map(|(status, text)| (format!("status {status}"), text.as_str())));
    }
    examples::add_examples(docs, scope, module, method)
}

/// The line about HTTP, and what a repetition does.
fn sends(operation: &Operation) -> String {
    let verb = operation.verb.on_the_wire();
    let effect = match operation.effect {
        Effect::Read => "It only reads, so that it can be repeated at will.",
        Effect::Idempotent => "Sent twice, it does no more than sent once.",
        Effect::Create => "Each time that it is sent, something is made or paid for.",
    };
    format!("Sends `{verb} {}`. {effect}", operation.path)
}

/// What is sent or asked for that is no JSON.
fn content(method: &Method) -> Option<String> {
    let sent = method.upload.map(|upload| match &upload.part {
        Some(part) => {
            format!("The content travels as the part `{part}` of a form (`multipart/form-data`).")
        }
        None => "The content is the whole body.".to_owned(),
    });
    let asked = method.media_type.map(|media_type| {
        format!("The reply is asked for as `{media_type}`, and handed over as it comes.")
    });
    let texts: Vec<_> = sent.into_iter().chain(asked).collect();
    Some(texts.join(" ")).filter(|text| !text.is_empty())
}

/// How it streams.
fn streams(scope: &Scope, method: &Method) -> Option<String> {
    let events = method.stream?;
    let end = match scope.api.union(events)?.terminal() {
        Some(last) => format!("The last event is `{}`, with the reply in it.", last.wire),
        None => "No event is the last one: the stream ends when there is no more.".to_owned(),
    };
    let how = if method.only_streams() {
        "It answers with a stream"
    } else {
        "With [`stream`](Call::stream) it answers with a stream"
    };
    let silence = method.operation.silence.as_ref();
    let silence = silence.map(|silence| format!(" {}", describe_silence(silence)));
    let (events, silence) = (scope.named(events), silence.unwrap_or_default());
    Some(format!("{how} of [`{events}`]. {end}{silence}"))
}

fn errors(operation: &Operation) -> &'static str {
    if operation.empty_on.is_empty() {
        "Fails if the request cannot be sent, if the service refuses it, or if the reply is not as described: see \
         [`Error`](crate::Error)."
    } else {
        "Fails if the request cannot be sent, if the service refuses it, or if the reply is not as described: see \
         [`Error`](crate::Error). A reply without a body is an error of its own kind:"
    }
}
