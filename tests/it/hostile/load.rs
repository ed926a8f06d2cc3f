//! Many calls at once, against a service that has enough of them and against one that is down.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use chatbotkit_sdk::{Client, Error, http::Method};
use serde_json::Value;

use crate::runtime_server::*;

/// Makes so many calls at once, each with a name of its own.
async fn at_once(client: &Client, calls: usize) -> Vec<Result<Value, Error>> {
    let calls: Vec<_> = (0..calls)
        .map(|index| {
            let call = client.raw(Method::GET, &format!("/thing/{index}")).reply::<Value>();
            tokio::spawn(call.into_future())
        })
        .collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.expect("no panic"));
    }
    results
}

/// A service that refuses each request once, and says when to come back.
async fn limited() -> Server {
    let seen: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    Server::start(move |_, mut connection| {
        let seen = Arc::clone(&seen);
        async move {
            while let Some(request) = connection.next_request().await {
                let path = request.lines().next().unwrap_or_default().to_owned();
                let before = {
                    let mut seen = seen.lock().expect("no panic");
                    let count = seen.entry(path).or_default();
                    *count += 1;
                    *count - 1
                };
                let answer = match before {
                    0 => json("429 Too Many Requests\r\nretry-after: 0", "{}"),
                    _ => json("200 OK", "{\"id\":\"m1\"}"),
                };
                connection.send(answer).await;
            }
        }
    })
    .await
}

#[tokio::test]
async fn refusals_that_name_their_wait_do_not_use_up_the_retry_budget() {
    for calls in [60, 600] {
        let server = limited().await;
        for result in at_once(&server.client(), calls).await {
            result.expect("it is sent again");
        }
        assert_eq!(server.requests().len(), 2 * calls);
    }
}

#[tokio::test]
async fn a_service_that_is_down_is_not_asked_much_more_often() {
    for calls in [60, 600] {
        let server = Server::start(|_, mut connection| async move {
            while connection.request().await {
                connection.send(json("500 Internal Server Error", "{}")).await;
            }
        })
        .await;
        let results = at_once(&server.client(), calls).await;
        let errors: Vec<_> = results.into_iter().map(|it| it.expect_err("it is down")).collect();
        let requests = server.requests().len();
        assert!(requests * 10 <= calls * 11, "{requests} requests for {calls} calls");
        let says_why = |error: &&Error| error.to_string().contains("retry budget is used up");
        assert!(errors.iter().filter(says_why).count() * 10 >= calls * 9);
    }
    // Nor is it connected to much more often, if nobody is there.
    let nowhere = Client::builder().secret(SECRET).base_url("http://127.0.0.1:9");
    let nowhere = nowhere.build().expect("a client");
    let results = at_once(&nowhere, 60).await;
    let attempts = results.into_iter().map(|it| it.expect_err("nobody is there").attempts());
    assert!(attempts.sum::<u32>() <= 66);
}

/// Whoever works through a list, a few at a time, is the one whom this happened to.
#[tokio::test]
async fn a_batch_survives_a_limit_at_each_of_its_calls() {
    let server = limited().await;
    let client = server.client();
    for batch in 0..15 {
        let calls = (0..4).map(|index| {
            let path = format!("/thing/{}", batch * 4 + index);
            tokio::spawn(client.raw(Method::GET, &path).reply::<Value>().into_future())
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.expect("no panic").expect("it is sent again");
        }
    }
}
