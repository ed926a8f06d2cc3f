//! Limits of time and of number.

use std::{convert::Infallible, time::Duration};

use chatbotkit_sdk::{
    conversation::v1::{ConversationCompleteRequest, Function, Message},
    tools::{Tool, ToolEvent},
};
use serde_json::json;
use tokio::task;

use super::answers::{Weather, ask, weather};
use super::service::{Service, Tally};
use crate::defects::clock::Clock;

fn named(name: impl Into<String>) -> Tool {
    Tool::new(name, "", |_: Weather| async { Ok::<_, Infallible>(()) })
}

/// A tool that never comes to its end by itself.
fn endless(name: &str, tally: &Tally) -> Tool {
    let tally = tally.clone();
    Tool::new(name, "", move |_: Weather| {
        let going = tally.begin(0);
        async move {
            let _going = going;
            std::future::pending::<()>().await;
            Ok::<_, Infallible>(())
        }
    })
}

#[tokio::test]
async fn wrong_names_and_too_many_are_errors_before_anything_is_sent() {
    let service = Service::start().await;
    let client = service.client();
    let refused = async |tools: Vec<Tool>| {
        let error = ask(&client).tools(tools).stream().await.expect_err("it is refused");
        assert_eq!(error.kind(), chatbotkit_sdk::ErrorKind::Request);
        error.to_string()
    };
    let long = "a".repeat(65);
    for name in ["", "_a", "1a", "a b", "a-b", "ä", &long] {
        let error = refused(vec![named(name)]).await;
        assert!(error.contains("a function cannot be called"), "{error}");
    }
    let error = refused(vec![named("a"), named("a")]).await;
    assert!(error.contains("two functions are called `a`"), "{error}");
    let error = refused((0..101).map(|n| named(format!("f{n}"))).collect()).await;
    assert!(error.contains("101 functions"), "{error}");
    let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
    let request = request.functions([Function::new("getWeather", "", json!({}))]);
    let call = client.conversation().complete(request).tools([weather()]);
    let error = call.await.expect_err("it is refused").to_string();
    assert!(error.contains("two functions are called `getWeather`"), "{error}");
    let text = Tool::new("text", "", |_: String| async { Ok::<_, Infallible>(()) });
    let error = refused(vec![text]).await;
    assert!(error.contains("cannot be the parameters of a function"), "{error}");
    let call = ask(&client).tools([weather()]).tool_timeout(Duration::ZERO);
    let error = call.await.expect_err("it is refused").to_string();
    assert!(error.contains("tool_timeout"), "{error}");
    assert_eq!(service.count(), 0, "something was sent");
    let most = (0..98).map(|n| named(format!("f{n}")));
    let most = most.chain([named("$_1"), named("a".repeat(64))]);
    drop(ask(&client).tools(most).stream().await.expect("a hundred are fine"));
}

#[tokio::test]
async fn a_tool_that_takes_too_long_is_answered_with_an_error() {
    let clock = Clock::stopped();
    let service = Service::start().await;
    let tally = Tally::default();
    let slow = endless("slow", &tally);
    let call = ask(&service.client()).tools([slow]);
    let reading = task::spawn(async move {
        let mut run = call.stream().await.expect("it opens");
        while let Some(event) = run.try_next().await.expect("the clocks stand still") {
            if let ToolEvent::Answered(answer) = event {
                return answer.result().expect_err("it took too long").to_owned();
            }
        }
        panic!("it is not answered");
    });
    while !service.is_asked() {
        clock.advance(Duration::ZERO).await;
    }
    service.begin("slow", "slow", json!({ "town": "Bath" }));
    for _ in 0..269 {
        clock.advance(Duration::from_secs(1)).await;
    }
    assert!(service.published().is_empty() && tally.going() == 1);
    for _ in 0..1010 {
        clock.advance(Duration::from_millis(1)).await;
    }
    let error = "the tool took longer than 270s";
    assert_eq!(service.published()[0].body, json!({ "message": { "error": error } }));
    assert_eq!(reading.await.expect("it does not panic"), error);
    assert_eq!(tally.going(), 0);
}

#[tokio::test]
async fn the_clocks_of_the_stream_go_on_once_no_tool_runs() {
    let clock = Clock::stopped();
    let service = Service::start().await;
    let slow = Tool::new("slow", "", |_: Weather| async {
        tokio::time::sleep(Duration::from_secs(200)).await;
        Ok::<_, Infallible>(())
    });
    let call =
        ask(&service.client()).idle(Duration::from_secs(30)).liveness(Duration::from_secs(30));
    let reading = task::spawn(call.tools([slow]).into_future());
    while !service.is_asked() {
        clock.advance(Duration::ZERO).await;
    }
    service.begin("slow", "slow", json!({ "town": "Bath" }));
    for _ in 0..202 {
        clock.advance(Duration::from_secs(1)).await;
    }
    assert_eq!(service.published().len(), 1);
    assert!(!reading.is_finished());
    for _ in 0..40 {
        clock.advance(Duration::from_secs(1)).await;
    }
    let error = reading.await.expect("it does not panic").expect_err("nothing comes any more");
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_run_that_is_dropped_leaves_no_tool_behind() {
    let service = Service::start().await;
    let tally = Tally::default();
    let endless = endless("endless", &tally);
    let mut run = ask(&service.client()).tools([endless]).stream().await.expect("it opens");
    service.begin("endless", "endless", json!({ "town": "Bath" }));
    while !matches!(run.try_next().await, Ok(Some(ToolEvent::Called(_)))) {}
    while tally.going() == 0 {
        task::yield_now().await;
    }
    drop(run);
    for _ in 0..100 {
        task::yield_now().await;
    }
    assert_eq!(tally.going(), 0);
}
