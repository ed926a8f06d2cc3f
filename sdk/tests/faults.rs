//! Every fault that the mock server knows, and what becomes of a stream and of a reply.

use std::collections::BTreeSet;
use std::time::Duration;

use chatbotkit_mock::MockServer;
use chatbotkit_sdk::conversation::v1::*;
use chatbotkit_sdk::{Call, Client, Error, ErrorKind, Retry};

/// What is asked for, how a stream of events ends, and what a call for a reply gives.
const TABLE: &[(&str, &str, &str)] = &[
    ("pace=1000", "whole", "whole"),
    ("keep-alive", "whole", "whole"),
    ("every-tag", "whole", "whole"),
    ("blank-lines", "whole", "whole"),
    ("crlf", "whole", "whole"),
    ("chunk-size=1", "whole", "whole"),
    ("chunk-size=7; crlf; blank-lines; keep-alive; every-tag", "whole", "whole"),
    ("unknown-event=1", "whole", "whole"),
    ("nulls", "whole", "whole"),
    ("floats", "whole", "whole"),
    ("extra-fields", "whole", "whole"),
    ("nulls; floats; extra-fields; every-tag", "whole", "whole"),
    ("long-line=1", "whole", "whole"),
    ("long-line=17", "Protocol", "whole"),
    ("malformed-event=1", "Decode, whole", "whole"),
    ("malformed-line=1", "Decode, whole", "whole"),
    // What was paid for may follow an error.
    ("error-event=1", "Api 200, whole", "whole"),
    ("failed-answer=1", "Api 200, a part", "whole"),
    ("fatal-error-event=1", "Api 200", "whole"),
    // A body that ends too early, and says so or not.
    ("cut-bytes=20", "Truncated", "Decode"),
    ("cut-events=0", "Truncated", "whole"),
    ("cut-events=2", "Truncated", "whole"),
    ("cut-events=2; no-last-chunk", "Truncated", "Transport"),
    // After the last event nothing is an error any more; a reply is complete only with its last chunk.
    ("no-last-chunk", "whole", "Transport"),
    ("reset", "Transport", "Transport"),
    ("reset=2", "Truncated", "Transport"),
    ("stall=1", "Timeout", "Timeout"),
    // Pings without events are no progress, and without pings the peer is dead.
    ("stall=1; keep-alive=20", "Timeout", "Timeout"),
    ("silent=1; keep-alive=20", "Timeout", "Timeout"),
    ("stall=1; keep-alive=20; stall-for=200", "whole", "whole"),
    // A status that is known outranks the clock.
    ("status=401; stall", "Api 401", "Api 401"),
    ("status=404; stall=1", "Api 404", "Api 404"),
    ("hang", "Timeout", "Timeout"),
    ("content-type", "Protocol", "Protocol"),
    ("content-type=application/json", "Protocol", "whole"),
    ("html-error", "Api 502", "Api 502"),
    ("status=500", "Api 500", "Api 500"),
    ("status=404", "Api 404", "Api 404"),
    ("status=402; error-code=LIMITS_REACHED", "Api 402", "Api 402"),
    ("status=409; error-shape=2; error-code=authorization_required", "Api 409", "Api 409"),
    ("retry-after=1", "whole", "whole"),
    // What was refused is sent again, whatever it costs; what may have been done is not.
    ("status=429x1; retry-after=0", "whole", "whole"),
    ("status=503x2", "whole", "whole"),
    ("status=500x1", "Api 500", "Api 500"),
    ("late-error", "Api 200", "Api 200"),
];

#[tokio::test]
async fn every_fault_ends_as_it_should() {
    let mut wrong = Vec::new();
    for (fault, stream, reply) in TABLE {
        // A server for each: some faults count the tries.
        let mock = MockServer::start().await.expect("there is a free port");
        let client = client(&mock);
        let found = streamed(call(&client, fault)).await;
        let mock = MockServer::start().await.expect("there is a free port");
        let replied = match call(&self::client(&mock), fault).await {
            Ok(reply) if reply.text == "You said: Hello!" => "whole".to_owned(),
            Ok(_) => "another reply".to_owned(),
            Err(error) => named(&error),
        };
        if (found.as_str(), replied.as_str()) != (*stream, *reply) {
            wrong.push(format!("{fault}: {found} and {replied} instead of {stream} and {reply}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_read_survives_what_a_create_must_not_repeat() {
    let mock = MockServer::start().await.expect("there is a free port");
    let conversations = client(&mock).conversation();
    let created = conversations.create(ConversationCreateRequest::new()).await.expect("it is made");
    let fetched =
        conversations.fetch(&created.id).header("x-mock-fault", "status=500x2").with_response();
    assert_eq!(fetched.await.expect("the third try").attempts(), 3);
    let once = conversations
        .create(ConversationCreateRequest::new())
        .header("x-mock-fault", "status=500x1");
    assert_eq!(once.await.expect_err("it may have been made").attempts(), 1);
}

#[test]
fn the_list_has_every_fault() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/mock/src/fault.rs");
    let source = std::fs::read_to_string(source).expect("it is there");
    let (_, arms) = source.split_once("match name {").expect("faults have names");
    let (arms, _) = arms.split_once("_ => None").expect("others are none");
    let known: BTreeSet<_> =
        arms.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next()).collect();
    let listed = TABLE.iter().flat_map(|(fault, ..)| fault.split("; "));
    let listed: BTreeSet<_> = listed.filter_map(|fault| fault.split('=').next()).collect();
    assert_eq!(listed, known);
}

fn client(mock: &MockServer) -> Client {
    let builder = Client::builder().secret("any").base_url(mock.base_url());
    builder.retry(Retry::default()).build().expect("the settings are right")
}

fn call(
    client: &Client,
    fault: &str,
) -> Call<ConversationCompleteResponse, ConversationCompleteStreamType> {
    let request = ConversationCompleteRequest::from_messages([Message::user("Hello!")]);
    // The limits are short where somebody waits for nothing, and long where something has to come.
    let waits = ["stall", "silent", "hang"].iter().any(|it| fault.contains(it));
    let waits = waits && !fault.contains("stall-for");
    let limit = Duration::from_millis(if waits { 300 } else { 60_000 });
    client
        .conversation()
        .complete(request)
        .header("x-mock-fault", fault)
        .attempt_timeout(limit)
        .idle(limit)
}

/// The errors on the way, and how much of the text the reply has, if the stream came to its end.
async fn streamed(
    call: Call<ConversationCompleteResponse, ConversationCompleteStreamType>,
) -> String {
    let mut events = match call.stream().await {
        Ok(events) => events,
        Err(error) => return named(&error),
    };
    let mut ends = Vec::new();
    loop {
        match events.try_next().await {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => ends.push(named(&error)),
        }
    }
    let text = events.text().to_owned();
    match events.finish().await {
        Ok(reply) if reply.text == text && text == "You said: Hello!" => {
            ends.push("whole".to_owned());
        }
        Ok(reply) if reply.text == text => ends.push("a part".to_owned()),
        Ok(_) => ends.push("another reply".to_owned()),
        // It is one that was there before, or says that the end is missing.
        Err(_) => {}
    }
    ends.join(", ")
}

fn named(error: &Error) -> String {
    match (error.kind(), error.status()) {
        (ErrorKind::Api, Some(status)) => format!("Api {}", status.as_u16()),
        (kind, _) => format!("{kind:?}"),
    }
}
