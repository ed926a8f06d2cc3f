//! A service with several resources: the whole crate that comes of `fixtures/library`, as it is written and as it
//! works.

use std::path::{Path, PathBuf};

use chatbotkit_codegen::Generated;
use chatbotkit_codegen::features::Features;
use chatbotkit_codegen::files::Files;
use chatbotkit_codegen::generate;
use chatbotkit_codegen::manifest::Manifest;
use library_sdk::book::v1::BookListRequest;
use library_sdk::loan::v1::LendRequest;
use library_sdk::{Client, Upload};
use serde_json::json;

use crate::support::{Reply, Server};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn expected() -> PathBuf {
    root().join("fixtures/library/expected")
}

fn generated() -> Generated {
    generate(&root().join("fixtures/library")).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn client(server: &Server) -> Client {
    let client = Client::builder().secret("sk-test").base_url(server.base_url());
    client.build().expect("the settings are right")
}

/// `cargo xtask codegen --schema tests/fixtures/library --out tests/fixtures/library/expected` writes both anew.
#[test]
fn the_crate_and_its_features_are_what_is_expected() {
    let Generated { files, features, .. } = generated();
    assert_eq!(Files::difference_from(&files, &expected()).ok(), Some(None));
    let manifest = Manifest::above(&expected(), &features).expect("it has a place for them");
    assert_eq!(manifest.and_then(|manifest| manifest.difference()), None);
}

#[test]
fn a_resource_needs_those_whose_types_it_has() {
    let expected: [(&str, &[&str]); 4] = [
        ("all-resources", &["person", "book", "loan"]),
        ("person", &[]),
        ("book", &["person"]),
        ("loan", &["person", "book"]),
    ];
    let expected: Features = expected
        .iter()
        .map(|(name, needs)| {
            let needs = needs.iter().map(|need| need.to_string());
            (name.to_string(), needs.collect())
        })
        .collect();
    assert_eq!(generated().features, expected);
}

#[test]
fn where_one_resource_has_all_operations_there_are_no_features() {
    let own = generate(&root().join("fixtures/drift/schema"));
    let own = own.unwrap_or_else(|failure| panic!("{failure:?}"));
    assert!(own.features.is_empty() && !own.files.0["mod.rs"].contains("cfg"));
}

#[tokio::test]
async fn maps_in_a_query_are_written_with_brackets() {
    let server = Server::start([Reply::json(&json!([])), Reply::content("text/csv", "id\n")]).await;
    let books = client(&server).book();
    let request = || BookListRequest::new().meta([("a b", "1"), ("c[d]", "&")]);
    assert_eq!(books.list(request()).await.expect("a list"), []);
    let table = books.list_table(request()).await.expect("a table");
    assert_eq!(table.text(), Ok("id\n"));
    let pairs = [("meta[a b]", "1"), ("meta[c[d]]", "&")];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    for request in server.requests() {
        assert_eq!(request.query(), pairs);
    }
}

#[tokio::test]
async fn content_in_json_is_content_where_errors_have_their_status() {
    let text = json!({ "message": "m", "code": "c" }).to_string();
    let server = Server::start([Reply::content("application/json", text.as_str())]).await;
    let cover = client(&server).book().download_cover("b1").await;
    assert_eq!(cover.expect("it is content").text(), Ok(text.as_str()));
}

#[tokio::test]
async fn resources_work_together() {
    let loan = json!({ "book": { "id": "b1", "author": { "name": "Ada", "born": "1815-12-10T00:00:00Z" } } });
    let server = Server::always(Reply::json(&loan)).await;
    let loans = client(&server).loan();
    let lent = loans.lend(LendRequest::new("b1")).await.expect("it is lent");
    let photo = Upload::new("b1").media_type("image/png");
    assert_eq!(loans.lend_by_photo(photo).await.expect("it is lent"), lent);
    let author = lent.book.author.expect("it has one");
    let born = author.born.expect("it is known");
    assert_eq!(born.as_str(), "1815-12-10T00:00:00Z");
    let requests = server.requests();
    let sent = requests.iter().map(|request| {
        let body = String::from_utf8_lossy(&request.body);
        (request.header("content-type"), body)
    });
    let expected =
        [(Some("application/json"), r#"{"bookId":"b1"}"#.into()), (Some("image/png"), "b1".into())];
    assert_eq!(sent.collect::<Vec<_>>(), expected);
}

/// This build of the runtime has none of the features that bring TLS.
#[test]
fn a_build_without_tls_refuses_https() {
    let builder = || Client::builder().secret("sk-test").base_url("https://library.example.com/v1");
    let error = builder().build().expect_err("there is no TLS").to_string();
    let text =
        "`base_url`: this build has no TLS for https: turn on the feature `rustls` or `native-tls`";
    assert_eq!(error, text);
    // An HTTP client of the caller's may have it.
    builder().http_client(reqwest::Client::new()).build().expect("a client");
}
