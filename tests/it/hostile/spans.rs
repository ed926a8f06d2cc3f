//! What spans say about calls that fail in different ways.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, LazyLock, Mutex},
};

use chatbotkit_sdk::{Client, Retry, http::Method};
use serde_json::Value;
use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};

use crate::runtime_server::*;

type Fields = BTreeMap<String, String>;

/// Keeps what is recorded of each span, and the events.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    count: u64,
    /// Open spans, and how many hold them.
    open: BTreeMap<u64, (usize, Fields)>,
    closed: Vec<Fields>,
    events: Vec<Fields>,
}

struct Fill<'a>(&'a mut Fields);

impl Visit for Fill<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = format!("{value:?}").trim_matches('"').to_owned();
        self.0.insert(field.name().to_owned(), value);
    }
}

/// While there is a single subscriber, `tracing` asks only that of the thread which comes first to a place
/// whether anybody listens there, and that may be the thread of another test. A second one that lives on
/// makes it ask all.
static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Recorder::default()));

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("chatbotkit_sdk")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut recorded = self.0.lock().expect("no panic");
        recorded.count += 1;
        let (id, mut fields) = (recorded.count, Fields::new());
        span.record(&mut Fill(&mut fields));
        recorded.open.insert(id, (1, fields));
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut recorded = self.0.lock().expect("no panic");
        let (_, fields) = recorded.open.get_mut(&span.into_u64()).expect("an open span");
        values.record(&mut Fill(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Fill(&mut fields));
        self.0.lock().expect("no panic").events.push(fields);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}

    fn clone_span(&self, id: &Id) -> Id {
        let mut recorded = self.0.lock().expect("no panic");
        recorded.open.get_mut(&id.into_u64()).expect("an open span").0 += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut recorded = self.0.lock().expect("no panic");
        let id = id.into_u64();
        let holders = &mut recorded.open.get_mut(&id).expect("an open span").0;
        *holders -= 1;
        let last = *holders == 0;
        if last {
            let fields = recorded.open.remove(&id).map(|(_, fields)| fields);
            recorded.closed.extend(fields);
        }
        last
    }
}

impl Recorder {
    /// Records what this thread does.
    fn listen(&self) -> DefaultGuard {
        LazyLock::force(&SECOND);
        tracing::subscriber::set_default(self.clone())
    }

    /// The span that was closed last, as far as it is of interest.
    fn outcome(&self) -> [Option<String>; 3] {
        let recorded = self.0.lock().expect("no panic");
        assert!(recorded.open.is_empty(), "a span is open: {:?}", recorded.open);
        let span = recorded.closed.last().expect("a span");
        ["http.response.status_code", "otel.status_code", "error.type"]
            .map(|name| span.get(name).cloned())
    }

    fn events(&self) -> Vec<Fields> {
        std::mem::take(&mut self.0.lock().expect("no panic").events)
    }
}

async fn client(answers: Vec<String>) -> (Server, Client) {
    let server = Server::answering(answers).await;
    let client = server.client();
    (server, client)
}

#[tokio::test]
async fn a_span_says_how_its_call_failed_and_not_just_how_it_began() {
    let recorder = Recorder::default();
    let _guard = recorder.listen();
    let failed = |status: &str, kind: &str| {
        [Some(status.to_owned()), Some("ERROR".to_owned()), Some(kind.to_owned())]
    };
    let fine = [Some("200".to_owned()), None, None];
    let streaming = |lines: &str| format!("{UNTIL_CLOSE}{lines}");

    let (_server, client) = client(vec![
        json("200 OK", "{\"id\":\"m1\"}"),
        json("404 Not Found", "{}"),
        json("200 OK", "{\"id\":7}"),
        json("200 OK", "{\"message\":\"m\",\"code\":\"C\"}"),
        streaming(RESULT),
        streaming(&token("a")),
        streaming(&format!("{}{RESULT}", "{\"type\":\"error\",\"data\":{\"message\":\"m\"}}\n")),
        streaming("{\"type\":\"result\",\"data\":{}}\n"),
        json("200 OK", "{\"id\":\"m1\"}"),
    ])
    .await;
    read(&client).await.expect("a reply");
    assert_eq!(recorder.outcome(), fine);
    read(&client).await.expect_err("a status");
    assert_eq!(recorder.outcome(), failed("404", "404"));
    read(&client).await.expect_err("a reply that does not decode");
    assert_eq!(recorder.outcome(), failed("200", "decode"));
    read(&client).await.expect_err("an error in a 200");
    assert_eq!(recorder.outcome(), failed("200", "api"));

    let mut events = create(&client).stream().await.expect("a stream");
    assert_eq!(recorder.0.lock().expect("no panic").open.len(), 1, "the stream is going on");
    while events.try_next().await.expect("an event").is_some() {}
    // The span is over with the stream, and not when it is dropped.
    assert_eq!(recorder.outcome(), fine);
    let events = create(&client).stream().await.expect("a stream");
    events.finish().await.expect_err("it was cut");
    assert_eq!(recorder.outcome(), failed("200", "truncated"));
    recorder.events();
    let events = create(&client).stream().await.expect("a stream");
    events.finish().await.expect("the answer came");
    assert_eq!(recorder.outcome(), fine);
    let noted = recorder.events();
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0]["error.type"], "api");
    let events = create(&client).stream().await.expect("a stream");
    events.finish().await.expect_err("a malformed result");
    assert_eq!(recorder.outcome(), failed("200", "decode"));

    // Where the request went, by the names of its query.
    let call = client.raw(Method::GET, "/thing/{id}").path("t 1");
    let call = call.query(&[("take", "secret"), ("meta.x", "secret")]);
    call.reply::<Value>().await.expect("a reply");
    let recorded = recorder.0.lock().expect("no panic");
    let span = recorded.closed.last().expect("a span");
    let url = span["url.full"].split_once("/v1").expect("a path").1.to_owned();
    assert_eq!(url, "/thing/t%201?take=REDACTED&meta.x=REDACTED");
    assert_eq!(span["url.template"], "/thing/{id}");
    assert_eq!(
        (span["http.request.method"].as_str(), span["otel.kind"].as_str()),
        ("GET", "client")
    );
}

#[tokio::test]
async fn each_retry_is_an_event_with_its_wait_and_its_reason() {
    let recorder = Recorder::default();
    let _guard = recorder.listen();
    let (_server, client) = client(vec![
        json("503 Service Unavailable\r\nretry-after: 0", "{}"),
        json("500 Internal Server Error", "{}"),
        json("502 Bad Gateway", "{}"),
    ])
    .await;
    let call = read(&client).retry(Retry::default().budget(None));
    call.await.expect_err("a failure");
    let events = recorder.events();
    let of = |name: &str| -> Vec<_> { events.iter().map(|event| event[name].clone()).collect() };
    assert_eq!(of("error.type"), ["503", "500"]);
    assert_eq!(of("attempt"), ["1", "2"]);
    assert!(of("wait").iter().all(|wait| wait.parse::<f64>().is_ok_and(|wait| wait < 1.0)));
    let recorded = recorder.0.lock().expect("no panic");
    let span = recorded.closed.last().expect("a span");
    assert_eq!(
        (span["http.request.resend_count"].as_str(), span["error.type"].as_str()),
        ("2", "502")
    );
}
