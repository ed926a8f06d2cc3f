//! What the documentation shows of the faults.

use chatbotkit_mock::{Fault, MockServer};

use crate::ask::{HELLO, JSONL, request, start, try_send};

#[test]
fn every_fault_is_documented_with_a_line_that_shows_it() {
    let source = include_str!("../src/fault.rs");
    let (_, variants) = source.split_once("pub enum Fault {").expect("the faults");
    let (variants, _) = variants.split_once("\n}\n").expect("an end");
    let mut shown = Vec::new();
    for entry in variants.split("/// ```sh\n").skip(1) {
        let (line, rest) = entry.split_once('\n').expect("a line");
        let (_, header) = line.split_once("-H 'x-mock-fault: ").unwrap_or_else(|| panic!("{line}"));
        let (header, _) = header.split_once('\'').expect("an end");
        let faults: Vec<Fault> =
            header.split(';').map(|fault| fault.parse().expect("a fault")).collect();
        let variant =
            rest.lines().map(str::trim).find(|line| !line.starts_with("///")).expect("a variant");
        let name = variant.split(|c: char| !c.is_alphanumeric()).next().expect("a name");
        let is_shown = faults.iter().any(|fault| format!("{fault:?}").starts_with(name));
        assert!(line.contains("curl -") && is_shown, "{name} is not shown by {line}");
        shown.push(name);
    }
    let table = include_str!("../src/lib.rs");
    for name in &shown {
        let link = format!("](Fault::{name})");
        assert_eq!(table.matches(&link).count(), 1, "{name} in the table");
    }
    let depth = |line: &&str| line.starts_with("    ") && line[4..].starts_with(char::is_uppercase);
    assert_eq!(shown.len(), variants.lines().filter(depth).count());
}

#[tokio::test]
async fn the_lines_of_the_documentation_work() {
    let server = start(MockServer::builder()).await;
    for line in include_str!("../src/fault.rs").lines().filter(|line| line.contains("curl -")) {
        let (_, header) = line.split_once("-H 'x-mock-fault: ").expect("a fault");
        let header = header.split('\'').next().expect("an end");
        let ends = header.contains("stall-for");
        if !ends && ["hang", "stall", "silent", "pace"].iter().any(|it| header.contains(it)) {
            continue;
        }
        let route = if line.contains("-d \"$HELLO\"") { "POST" } else { "GET" };
        let path =
            line.split_once("$MOCK").expect("an address").1.split(' ').next().expect("a path");
        let accept = if line.contains("$LINES") { JSONL } else { "*/*" };
        let request = request(&server, &format!("{route} {path}")).header("accept", accept);
        let reply = try_send(request.header("x-mock-fault", header).body(HELLO)).await;
        assert_eq!(reply.is_err(), header == "reset", "{line}");
        assert!(
            reply.is_err() || reply.is_ok_and(|reply| ![400, 404, 405].contains(&reply.status)),
            "{line}"
        );
    }
}
