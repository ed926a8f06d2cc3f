//! What the program prints when it starts: what is played, and how to try it.

use std::fmt::Write as _;

use chatbotkit_description::ir::{Operation, TypeRef, Verb};

use crate::behaviour::TO_TRY;
use crate::exchange::Play;
use crate::fault::Faults;
use crate::shape::Shape;

pub(crate) fn guide(play: &Play, base: &str) -> String {
    let modules = play.api.modules.iter();
    let operations: Vec<&Operation> = modules.flat_map(|module| &module.operations).collect();
    let lengths = operations.iter().map(|operation| operation.path.len());
    let longest = lengths.max().unwrap_or_default();
    let verbs = operations.iter().map(|it| it.verb.on_the_wire().len());
    let widest = verbs.max().unwrap_or_default();
    let mut text = format!("The {} API is played at {base}\n\n", play.api.service.name);
    for operation in &operations {
        let Operation { name, path, .. } = operation;
        let verb = operation.verb.on_the_wire();
        // Writing to a String does not fail.
        let _ = writeln!(text, "  {verb:widest$} {path:longest$}  {name}");
    }
    let known = operations.iter().find(|it| it.name == TO_TRY.0);
    if let Some(operation) = known.or(operations.first()) {
        let _ = writeln!(text, "\nTry it:\n\n  {}", curl(play, base, operation));
    }
    text
}

/// A command that carries an operation out.
fn curl(play: &Play, base: &str, operation: &Operation) -> String {
    let path = operation.path.replace("{+", "{").replace(['{', '}'], "");
    let verb = match operation.verb {
        // What is sent says it.
        Verb::Get | Verb::Post => String::new(),
        verb => format!(" -X {}", verb.on_the_wire()),
    };
    let mut command = format!("curl -N {base}{path}{verb} -H 'authorization: Bearer any'");
    if operation.stream.is_some() {
        command += &format!(" -H 'accept: {}'", play.api.service.streams.media_type);
    }
    if let (Some(upload), None) = (&operation.upload, &operation.request) {
        command += &match &upload.part {
            Some(part) => format!(" -F '{}=text'", part.replace('\'', r"'\''")),
            None => " -H 'content-type: text/plain' -d text".to_owned(),
        };
    } else if operation.verb.has_body() {
        let none = Faults::default();
        let example = |ty| Shape::new(&play.api, &none).example(&TypeRef::Named(ty), "text");
        let body = match &operation.request {
            _ if operation.name == TO_TRY.0 => TO_TRY.1.to_owned(),
            Some(request) => example(request.ty).to_string(),
            None => "{}".to_owned(),
        };
        command += &format!(" -d '{}'", body.replace('\'', r"'\''"));
    }
    command
}
