//! What a call of a tool looks like on both sides.

use std::{convert::Infallible, time::Duration};

use chatbotkit_sdk::{
    Client,
    conversation::v1::{
        ConversationCompleteMessageRequest, ConversationCompleteRequest,
        ConversationCompleteStreamType, ConversationReceiveMessageRequest,
        ConversationSendMessageRequest, Function, FunctionResult, Message,
    },
    tools::{Approval, Tool, ToolCall, ToolEvent, ToolRun},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::service::{Fate, Service};
use crate::defects::clock::Clock;

#[derive(Deserialize, JsonSchema)]
pub struct Weather {
    /// The town, in English.
    pub town: String,
}

pub fn weather() -> Tool {
    Tool::new("getWeather", "Tells the weather.", |asked: Weather| async move {
        Ok::<_, Infallible>(format!("rain in {}", asked.town))
    })
}

pub fn ask(
    client: &Client,
) -> chatbotkit_sdk::Call<
    chatbotkit_sdk::conversation::v1::ConversationCompleteResponse,
    ConversationCompleteStreamType,
> {
    let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
    client.conversation().complete(request)
}

type Run = ToolRun<ConversationCompleteStreamType>;

/// The next thing that happens which is not an event of the stream.
async fn next(run: &mut Run) -> ToolEvent<ConversationCompleteStreamType> {
    loop {
        match run.try_next().await.expect("nothing goes wrong").expect("there is more") {
            ToolEvent::Event(_) => {}
            event => return event,
        }
    }
}

#[tokio::test]
async fn a_result_is_published_under_the_key_that_the_service_reads() {
    let service = Service::start().await;
    let mut run = ask(&service.client()).tools([weather()]).stream().await.expect("it opens");
    let (_, request) = service.request();
    let function = &request["functions"][0];
    assert_eq!(function["name"], "getWeather");
    assert_eq!(
        function["parameters"]["properties"]["town"]["description"],
        "The town, in English."
    );
    let channel = service.channel("getWeather");
    assert!(channel.len() >= 32 && channel.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    service.begin("getWeather", "getWeather", json!({ "town": "Bath" }));
    let ToolEvent::Called(call) = next(&mut run).await else { panic!("it is called first") };
    assert_eq!((call.name(), call.arguments()), ("getWeather", &json!({ "town": "Bath" })));
    // No event comes in between.
    let ToolEvent::Answered(answer) = next(&mut run).await else { panic!("it is answered then") };
    assert_eq!(answer.name(), "getWeather");
    assert_eq!(answer.result(), Ok(&json!("rain in Bath")));
    let published = service.published();
    assert_eq!(published.len(), 1);
    assert_eq!(published[0].body, json!({ "message": { "result": "rain in Bath" } }));
    assert_eq!(published[0].channel, channel);
    service.finish();
    let reply = run.finish().await.expect("it is complete");
    assert_eq!(reply.text, "Done.");
}

#[tokio::test]
async fn channels_are_others_for_each_tool_and_each_run() {
    let service = Service::start().await;
    let mut channels = std::collections::BTreeSet::new();
    let second = Tool::new("second", "", |_: Weather| async { Ok::<_, Infallible>(()) });
    for _ in 0..3 {
        let tools = [weather(), second.clone()];
        let run = ask(&service.client()).tools(tools).stream().await.expect("it opens");
        channels.insert(service.channel("getWeather"));
        channels.insert(service.channel("second"));
        drop(run);
    }
    assert_eq!(channels.len(), 6);
}

#[tokio::test]
async fn functions_of_the_request_stay_and_other_channels_are_left_alone() {
    let service = Service::start().await;
    let theirs = Function::new("theirs", "", json!({}))
        .result(FunctionResult::from_channel("theirs-1234567890"));
    let request =
        ConversationCompleteRequest::from_messages([Message::user("Hi")]).functions([theirs]);
    let call = service.client().conversation().complete(request).tools([weather()]);
    let mut run = call.stream().await.expect("it opens");
    service.begin("theirs", "theirs", json!({}));
    service.begin("getWeather", "getWeather", json!({ "town": "Bath" }));
    let ToolEvent::Called(call) = next(&mut run).await else { panic!("ours is called") };
    assert_eq!(call.name(), "getWeather");
    assert!(matches!(next(&mut run).await, ToolEvent::Answered(_)));
    assert_eq!(service.published().len(), 1);
}

#[tokio::test]
async fn answers_go_on_behalf_of_whom_the_call_is_made_for() {
    let service = Service::start().await;
    let call = ask(&service.client()).header("x-runas-user-id", "u1").header("x-other", "o");
    let mut run = call.tools([weather()]).stream().await.expect("it opens");
    service.begin("getWeather", "getWeather", json!({ "town": "Bath" }));
    while !matches!(next(&mut run).await, ToolEvent::Answered(_)) {}
    let published = &service.published()[0];
    assert_eq!(published.headers["authorization"], "Bearer sk-test");
    assert_eq!(published.headers["x-runas-user-id"], "u1");
    assert!(!published.headers.contains_key("x-other"));
}

/// What is published for one call of a tool.
async fn message_for(tool: Tool, arguments: Value) -> Value {
    let service = Service::start().await;
    let mut run = ask(&service.client()).tools([tool]).stream().await.expect("it opens");
    service.begin("tool", "tool", arguments);
    while !matches!(next(&mut run).await, ToolEvent::Answered(_)) {}
    service.finish();
    run.finish().await.expect("the run goes on");
    service.published()[0].body["message"].clone()
}

#[tokio::test]
async fn failures_are_told_and_not_swallowed() {
    let failing = Tool::new("tool", "", |_: Weather| async { Err::<(), _>("no such town") });
    assert_eq!(
        message_for(failing, json!({ "town": "X" })).await,
        json!({ "error": "no such town" })
    );
    let panicking = Tool::new("tool", "", |asked: Weather| async move {
        assert!(asked.town.is_empty(), "on purpose");
        Ok::<_, Infallible>(())
    });
    assert_eq!(
        message_for(panicking, json!({ "town": "X" })).await,
        json!({ "error": "the tool panicked" })
    );
    let panicking_early = Tool::new("tool", "", |asked: Weather| {
        assert!(asked.town.is_empty(), "on purpose");
        async { Ok::<_, Infallible>(()) }
    });
    let message = message_for(panicking_early, json!({ "town": "X" })).await;
    assert_eq!(message, json!({ "error": "the tool panicked" }));
    let fine = Tool::new("tool", "", |_: Weather| async { Ok::<_, Infallible>(()) });
    let message = message_for(fine, json!({ "city": "X" })).await;
    assert_eq!(message, json!({ "error": "the arguments do not fit: missing field `town`" }));
}

#[tokio::test]
async fn two_calls_of_one_tool_at_once_get_both_results_in_one_message() {
    let service = Service::start().await;
    let mut run = ask(&service.client()).tools([weather()]).stream().await.expect("it opens");
    for town in ["Bath", "Rome"] {
        service.begin("getWeather", "getWeather", json!({ "town": town }));
    }
    let mut answered = 0;
    while answered < 2 {
        answered += usize::from(matches!(next(&mut run).await, ToolEvent::Answered(_)));
    }
    let entry =
        |town| json!({ "arguments": { "town": town }, "result": format!("rain in {town}") });
    let published = service.published();
    assert_eq!(published.len(), 1);
    assert_eq!(
        published[0].body,
        json!({ "message": { "result": [entry("Bath"), entry("Rome")] } })
    );
}

#[tokio::test]
async fn an_answer_that_cannot_be_published_ends_the_run_with_that_error() {
    let service = Service::start().await;
    service.fates([Fate::Refused(403)]);
    let mut run = ask(&service.client()).tools([weather()]).stream().await.expect("it opens");
    service.begin("getWeather", "getWeather", json!({ "town": "Bath" }));
    let error = loop {
        match run.try_next().await {
            Ok(event) => assert!(event.is_some(), "it does not just end"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert!(run.try_next().await.expect("it is the end").is_none());
    let again = run.finish().await.expect_err("there is no reply");
    assert_eq!(again.to_string(), error.to_string());
}

/// A run whose calls are decided by `decide`, awaited as a whole.
async fn decided(decide: fn(&str) -> Approval) -> Value {
    let service = Service::start().await;
    let call: ToolCall<_, _> = ask(&service.client()).tools([weather()]);
    let call = call.approve(move |call| async move { decide(call.name()) });
    let reading = tokio::spawn(async move { call.await });
    while !service.is_asked() {
        tokio::task::yield_now().await;
    }
    service.begin("getWeather", "getWeather", json!({ "town": "Bath" }));
    while service.published().is_empty() {
        tokio::task::yield_now().await;
    }
    service.finish();
    reading.await.expect("it does not panic").expect("it is complete");
    service.published()[0].body["message"].clone()
}

#[tokio::test]
async fn approval_is_asked_for_before_a_tool_runs() {
    let refused = decided(|name| Approval::Refuse(format!("{name} is not allowed"))).await;
    assert_eq!(refused, json!({ "error": "getWeather is not allowed" }));
    assert_eq!(decided(|_| Approval::EndRun).await, json!({ "abort": true }));
    assert_eq!(decided(|_| Approval::Run).await, json!({ "result": "rain in Bath" }));
}

#[tokio::test]
async fn all_operations_that_answer_take_tools() {
    let service = Service::start().await;
    let conversations = service.client().conversation();
    let message = ConversationCompleteMessageRequest::new("Hi");
    drop(conversations.complete_message("c1", message).tools([weather()]).stream().await);
    service.channel("getWeather");
    service.reset();
    let message = ConversationSendMessageRequest::new().text("Hi");
    drop(conversations.send("c1", message).tools([weather()]).stream().await);
    service.channel("getWeather");
    service.reset();
    let request = ConversationReceiveMessageRequest::new();
    drop(conversations.receive("c1", request).tools([weather()]).stream().await);
    service.channel("getWeather");
}

#[tokio::test]
async fn a_call_that_the_service_gave_up_is_cancelled_and_not_answered() {
    let service = Service::start().await;
    let slow = Tool::new("slow", "", |_: Weather| async {
        std::future::pending::<()>().await;
        Ok::<_, Infallible>(())
    });
    let mut run = ask(&service.client()).tools([slow]).stream().await.expect("it opens");
    service.begin("slow", "slow", json!({ "town": "Bath" }));
    assert!(matches!(next(&mut run).await, ToolEvent::Called(_)));
    service.give_up();
    let ToolEvent::Missed(call) = next(&mut run).await else { panic!("it is missed") };
    assert_eq!(call.name(), "slow");
    assert!(service.published().is_empty());
}

#[tokio::test]
async fn an_answer_whose_fate_is_unknown_is_not_sent_again_once_the_next_call_waits() {
    let service = Service::start().await;
    service.fates([Fate::Lost]);
    let (go, gone) = tokio::sync::mpsc::unbounded_channel::<()>();
    let slow = Tool::new("tool", "", {
        let gone = std::sync::Arc::new(tokio::sync::Mutex::new(gone));
        move |asked: Weather| {
            let gone = std::sync::Arc::clone(&gone);
            async move {
                if asked.town == "Rome" {
                    gone.lock().await.recv().await;
                }
                Ok::<_, Infallible>(asked.town)
            }
        }
    });
    let mut run = ask(&service.client()).tools([slow]).stream().await.expect("it opens");
    service.begin("tool", "tool", json!({ "town": "Bath" }));
    assert!(matches!(next(&mut run).await, ToolEvent::Called(_)));
    while service.published().is_empty() {
        tokio::task::yield_now().await;
    }
    service.begin("tool", "tool", json!({ "town": "Rome" }));
    assert!(matches!(next(&mut run).await, ToolEvent::Called(_)));
    // It had arrived after all, for the service goes on.
    let channel = service.channel("tool");
    service.event("waitForChannelMessageEnd", &json!({ "channel": channel }));
    let ToolEvent::Answered(first) = next(&mut run).await else { panic!("it was answered") };
    assert_eq!(first.result(), Ok(&json!("Bath")));
    go.send(()).expect("the tool waits");
    let ToolEvent::Answered(second) = next(&mut run).await else { panic!("it is answered") };
    assert_eq!(second.result(), Ok(&json!("Rome")));
    let published: Vec<Value> = service.published().into_iter().map(|it| it.body).collect();
    let message = |town| json!({ "message": { "result": town } });
    assert_eq!(published, [message("Bath"), message("Rome")]);
}

#[tokio::test]
async fn an_answer_does_not_wait_for_anybody_to_read_the_stream() {
    let clock = Clock::stopped();
    let service = Service::start().await;
    let mut run = ask(&service.client()).tools([weather()]).stream().await.expect("it opens");
    service.begin("getWeather", "getWeather", json!({ "town": "Bath" }));
    while !matches!(run.try_next().await, Ok(Some(ToolEvent::Called(_)))) {}
    for _ in 0..5 {
        clock.advance(Duration::from_millis(1)).await;
    }
    assert_eq!(service.published().len(), 1);
}
