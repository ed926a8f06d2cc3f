//! A peer that is there and says so, and one that died: the two clocks of a stream, under paused time.

use std::time::Duration;

use chatbotkit_sdk::{Error, ErrorKind, EventStream, conversation::v1::*};
use tokio::time::{Instant, pause};

use crate::{
    runtime_server::token,
    support::{Reply, Server},
};

const PING: &str = "{\"type\":\"ping\",\"data\":{}}\n";
const WAITING: &str = "{\"type\":\"waitForChannelMessageBegin\",\"data\":{}}\n";

fn result() -> String {
    let reply = r#"{"text":"a","usage":{"token":1}}"#;
    format!("{{\"type\":\"result\",\"data\":{reply}}}\n")
}

type Events = EventStream<ConversationCompleteStreamType>;

async fn complete(server: &Server) -> Events {
    let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
    let call = server.client().conversation().complete(request);
    let events = call.stream().await.expect("a stream");
    // Nothing is under way any more, so time may run ahead.
    pause();
    events
}

/// Waits for the next event, and how many seconds that takes.
async fn next(events: &mut Events) -> (Result<Option<ConversationCompleteStreamType>, Error>, u64) {
    let begin = Instant::now();
    (events.try_next().await, begin.elapsed().as_secs())
}

/// One answer may run for 800 s, and says every 10 s that it does.
#[tokio::test]
async fn pings_for_longer_than_any_other_limit_are_health() {
    let lines = [vec![PING.to_owned(); 80], vec![result()]].concat();
    let server = Server::always(Reply::stream(lines).each_after(Duration::from_secs(10))).await;
    let mut events = complete(&server).await;
    let (event, waited) = next(&mut events).await;
    assert!(event.expect("the paid answer").is_some());
    assert_eq!(waited, 810);
}

#[tokio::test]
async fn a_peer_that_died_is_noticed_when_three_signs_of_life_are_missing() {
    let server = Server::always(Reply::stream([token("a"), PING.to_owned()]).silent()).await;
    let mut events = complete(&server).await;
    assert!(next(&mut events).await.0.expect("an event").is_some());
    let (event, waited) = next(&mut events).await;
    let error = event.expect_err("nobody is there");
    let text = "completeConversation: no sign of life from the server for 30s (status 200)";
    assert_eq!((waited, error.to_string().as_str()), (30, text));
    assert_eq!((error.kind(), error.text_so_far()), (ErrorKind::Timeout, Some("a")));
}

/// While a tool is waited for, the service says less often that it is there.
#[tokio::test]
async fn a_stream_that_waits_for_a_tool_is_not_dead() {
    let lines = format!("{WAITING}{PING}");
    let server = Server::always(Reply::stream([lines]).silent()).await;
    let mut events = complete(&server).await;
    assert!(next(&mut events).await.0.expect("an unknown event").is_some());
    let (event, waited) = next(&mut events).await;
    assert_eq!((event.expect_err("nobody is there").kind(), waited), (ErrorKind::Timeout, 180));
}

/// Where no sign of life is promised, its absence means nothing.
#[tokio::test]
async fn a_stream_that_promises_nothing_may_be_silent_for_five_minutes() {
    let server = Server::always(Reply::stream([token("a")]).silent()).await;
    let conversations = server.client().conversation();
    let call = conversations.receive("c1", ConversationReceiveMessageRequest::new());
    let mut events = call.stream().await.expect("a stream");
    pause();
    assert!(events.try_next().await.expect("an event").is_some());
    let begin = Instant::now();
    events.try_next().await.expect_err("nothing comes");
    assert_eq!(begin.elapsed().as_secs(), 300);
}

#[tokio::test]
async fn both_clocks_can_be_set_on_the_client_and_on_the_call() {
    const SECOND: Duration = Duration::from_secs(1);

    let pings = || Reply::stream(vec![PING; 30]).each_after(10 * SECOND).silent();
    for (idle, liveness, on_call, expected) in [
        (Some(100 * SECOND), Some(45 * SECOND), false, 100),
        (Some(100 * SECOND), Some(45 * SECOND), true, 100),
        (None, Some(45 * SECOND), true, 345),
        (None, Some(5 * SECOND), false, 5),
        (Some(7 * SECOND), None, true, 7),
    ] {
        let server = Server::always(pings()).await;
        let (client, mut builder) = (server.client(), server.client().with());
        let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
        let mut call = client.conversation().complete(request.clone());
        if on_call {
            call = call.idle(idle).liveness(liveness);
        } else {
            builder = builder.idle(idle).liveness(liveness);
            call = builder.build().expect("a client").conversation().complete(request);
        }
        let mut events = call.stream().await.expect("a stream");
        pause();
        let (event, waited) = next(&mut events).await;
        assert_eq!((event.expect_err("silence").kind(), waited), (ErrorKind::Timeout, expected));
        tokio::time::resume();
    }
}
