//! The case `verbs` over loopback: what each verb sends, and which calls are repeated.

use chatbotkit_sdk::{Retry, Upload};
use serde_json::json;

use crate::support::{Reply, Server};

#[tokio::test]
async fn each_verb_sends_what_it_is_given_where_it_belongs() {
    use super::cases::verbs::{Book, BookChangeRequest, BookDropRequest, BookListRequest, Samples};
    let server = Server::answering(|_, request| {
        let book = json!({"title": "t"});
        match (request.method.as_str(), request.path()) {
            ("GET", _) => Reply::json(&json!([book])),
            ("DELETE", _) | ("PUT", "/v1/book/b1/lock") => Reply::empty(204),
            _ => Reply::json(&book),
        }
    })
    .await;
    let samples = Samples::new(server.client());
    let by = BookListRequest::new().author("a b");
    samples.list(by).await.expect("they are listed");
    samples.add(Book::new("t")).await.expect("it is added");
    let other = Book::new("t").pages(3);
    samples.replace("b1", other).await.expect("it is replaced");
    let file = Upload::new("text").media_type("text/plain");
    let replaced = samples.replace_by_file("b1", file).await;
    replaced.expect("it is replaced");
    let change = BookChangeRequest::new().clear_pages();
    samples.change("b1", change).await.expect("it is changed");
    let why = BookDropRequest::new("worn").force(true);
    samples.drop("b1", why).await.expect("it is dropped");
    samples.drop_all().await.expect("they are dropped");
    samples.lock("b1").await.expect("it is locked");

    let requests = server.requests();
    let sent = requests.iter().map(|request| {
        let kind = request.header("content-type").unwrap_or("nothing");
        let body = String::from_utf8_lossy(&request.body);
        format!("{} {} {kind} {body}", request.method, request.target)
    });
    let expected = [
        "GET /v1/book?author=a+b nothing ",
        "POST /v1/book application/json {\"title\":\"t\"}",
        "PUT /v1/book/b1 application/json {\"title\":\"t\",\"pages\":3}",
        "PUT /v1/book/b1 text/plain text",
        "PATCH /v1/book/b1 application/json {\"pages\":null}",
        "DELETE /v1/book/b1?force=true&reason=worn nothing ",
        "DELETE /v1/book nothing ",
        "PUT /v1/book/b1/lock application/json {}",
    ];
    assert_eq!(sent.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn put_and_delete_are_repeated_unless_they_create() {
    use super::cases::verbs::{Book, Samples};
    // What became of the first request nobody knows.
    let server = Server::always(Reply::empty(502)).await;
    let client = server.client().with().retry(Retry::default().attempts(2)).build();
    let samples = Samples::new(client.expect("the settings are right"));
    samples.replace("b1", Book::new("t")).await.unwrap_err();
    samples.lock("b1").await.unwrap_err();
    samples.drop_all().await.unwrap_err();
    samples.add(Book::new("t")).await.unwrap_err();
    let requests = server.requests();
    let verbs = requests.iter().map(|request| request.method.as_str());
    let expected = ["PUT", "PUT", "PUT", "PUT", "DELETE", "POST"];
    assert_eq!(verbs.collect::<Vec<_>>(), expected);
}
