//! The programs, with a server that plays the service.

use chatbotkit_mock::{Builder, Fault, MockServer, Scripted};
use chatbotkit_sdk::{Client, conversation::v1::*};
use newcomer::{batch, bot, relay};

async fn start(builder: Builder) -> (MockServer, Client) {
    let mock = builder.start().await.expect("there is a free port");
    let client = Client::builder().secret("any").base_url(mock.base_url()).build();
    (mock, client.expect("the settings are right"))
}

#[tokio::test]
async fn a_bot_uses_two_tools() {
    let (_mock, client) = start(MockServer::builder()).await;
    let question =
        r#"/call add {"numbers":[1,2.5]} /call lookUp {"order":1} /call lookUp {"order":2}"#;
    let (text, mut used) = bot::answer(&client, question).await.expect("it answers");
    used.sort();
    assert_eq!(used, ["add", "lookUp", "lookUp"]);
    assert!(text.contains("add: 3.5"), "{text}");
    assert!(text.contains("on its way") && text.contains("there is no order 2"), "{text}");
}

#[tokio::test]
async fn a_batch_goes_on_where_it_was_stopped() {
    // Every page is refused twice before it comes.
    let refused = "status=429x2@listConversations; retry-after=0@listConversations";
    let refused = MockServer::builder().faults(refused).expect("they are faults");
    let (mock, client) = start(refused).await;
    for number in 0..7 {
        let request = ConversationCreateRequest::new().name(format!("{number}"));
        client.conversation().create(request).await.expect("it is created");
    }
    let mut progress = batch::Progress::default();
    assert!(batch::resume(&client, &mut progress, 2).await.expect("it works"));
    assert_eq!(progress.done.len(), 4);
    // Then something is wrong that no retry mends.
    mock.on("listConversations", [Scripted::error(403)]).expect("it is described");
    batch::resume(&client, &mut progress, 9).await.expect_err("it was refused for good");
    assert_eq!(progress.done.len(), 4, "nothing is lost");
    assert!(!batch::resume(&client, &mut progress, 9).await.expect("it works"));
    let mut done = progress.done.clone();
    done.sort();
    done.dedup();
    assert_eq!((done.len(), progress.done.len()), (7, 7), "each of them once");
    let lists =
        mock.requests().into_iter().filter(|it| it.operation() == Some("listConversations"));
    assert!(lists.count() >= 4 * 3, "four pages, and each was refused twice");
}

/// The address of the web service, which runs until the test is over.
async fn serve(client: Client) -> String {
    let listener =
        tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, relay::service(client)).await });
    format!("http://{address}/answer")
}

async fn ask(url: &str) -> reqwest::Response {
    let browser = reqwest::Client::builder().no_proxy().build().expect("it can be built");
    browser.get(format!("{url}?text=Hello")).send().await.expect("it answers")
}

#[tokio::test]
async fn a_web_service_relays_an_answer() {
    let (_mock, client) = start(MockServer::builder()).await;
    let response = ask(&serve(client).await).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.expect("it comes to its end");
    let events: Vec<&str> = text.split("\n\n").filter(|event| !event.is_empty()).collect();
    assert!(events.iter().all(|event| event.starts_with("data: {")), "{text}");
    assert!(events.last().is_some_and(|last| last.contains(r#""type":"result""#)), "{text}");
}

#[tokio::test]
async fn a_web_service_says_that_an_answer_was_cut() {
    let (_mock, client) = start(MockServer::builder().fault(Fault::CutEvents(2))).await;
    let text = ask(&serve(client).await).await.text().await.expect("the body itself does not fail");
    let last = text.trim_end().lines().last().expect("there are lines");
    assert!(last.starts_with(r#"data: {"type":"error""#), "{text}");
}

#[tokio::test]
async fn a_web_service_stops_the_answer_when_the_browser_leaves() {
    let mock = MockServer::builder().fault(Fault::Silent(1));
    let (mock, client) = start(mock).await;
    let mut response = ask(&serve(client).await).await;
    response.chunk().await.expect("it begins").expect("it has a first event");
    assert_eq!(mock.open_streams(), 1);
    drop(response);
    let stopped = async {
        while mock.open_streams() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), stopped).await.expect("it stops");
}
