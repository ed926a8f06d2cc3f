//! One request does not hold up the others, however large it is.

use chatbotkit_mock::MockServer;

use crate::ask::{get, raw, read_until, start};

/// Bodies that take long to be read and checked: many messages, and many values that nest deeply.
fn large_bodies() -> [(&'static str, String); 2] {
    let messages = vec![r#"{"type":"user","text":"Hello!"}"#; 100_000].join(",");
    let nested = vec!["[".repeat(100) + &"]".repeat(100); 10_000].join(",");
    [
        ("complete", format!("{{\"messages\":[{messages}]}}")),
        ("create", format!("{{\"meta\":{{\"nested\":[{nested}]}}}}")),
    ]
}

#[tokio::test]
async fn a_large_request_is_worked_on_beside_the_others() {
    for (operation, body) in large_bodies() {
        let server = start(MockServer::builder()).await;
        let head = format!(
            "POST /v1/conversation/{operation} HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer any\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let mut connection = raw(&server, &(head + &body)).await;
        while server.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        // All of it has arrived, and is worked on for a while.
        let large = read_until(&mut connection, "\r\n\r\n");
        let small = get(&server, "/conversation/list");
        tokio::pin!(large, small);
        tokio::select! {
            biased;
            head = &mut large => panic!("others had to wait: {head}"),
            reply = &mut small => assert_eq!(reply.status, 200),
        }
        let head = large.await;
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    }
}
