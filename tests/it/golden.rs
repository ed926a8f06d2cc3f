//! The expected files of `fixtures/codegen`, compiled and used: each case does what its name says.

use std::collections::BTreeMap;

use chatbotkit_sdk::runtime::{Event, Page, Terminal};
use chatbotkit_sdk::{DateTime, Patch, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{Reply, Server};

/// The cases. What no test uses of them has to compile all the same.
#[rustfmt::skip]
#[allow(dead_code, unused_imports, reason = "a test uses what it is about")]
pub mod cases;
mod verbs;

fn encode(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("it can be written")
}

fn decode<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).expect("it can be read")
}

fn refuse<T: DeserializeOwned>(json: Value) -> String {
    match serde_json::from_value::<T>(json) {
        Ok(_) => panic!("this should not be readable"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_client_default_is_sent_when_nothing_is_set() {
    use cases::client_default::Vote;
    let defaults = json!({"value": -100, "weight": 0.5, "reason": "none given", "public": true});
    assert_eq!(encode(&Vote::new()), defaults);
    assert_eq!(encode(&Vote::default()), defaults);
    assert_eq!(decode::<Vote>(json!({})), Vote::new());
    let set = Vote::new().value(0).public(false).note("why");
    assert_eq!(
        encode(&set),
        json!({"value": 0, "weight": 0.5, "reason": "none given", "public": false, "note": "why"})
    );
}

#[tokio::test]
async fn a_date_and_time_travels_as_the_text_that_it_is() {
    use cases::date_time::{EventFindRequest, Samples};
    let events = json!([{
        "startsAt": "2024-05-01T14:00:00.50+02:00", "endsAt": null, "changes": {"place": "long ago"}
    }]);
    let server = Server::start([Reply::json(&events)]).await;
    let request =
        EventFindRequest::new("2024-05-01T00:00:00Z").days([DateTime::from("2024-05-02")]);
    let samples = Samples::new(server.client());
    let found = samples.find(request).await.expect("it is answered");
    assert_eq!(
        (found[0].starts_at.as_str(), &found[0].ends_at),
        ("2024-05-01T14:00:00.50+02:00", &None)
    );
    assert_eq!(found[0].changes["place"], DateTime::from("long ago"));
    let query = [("after", "2024-05-01T00:00:00Z"), ("days", "2024-05-02")];
    let query = query.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(server.request().query(), query);
}

#[test]
fn documentation_with_markup_does_no_harm() {
    use cases::documentation_with_markup::Note;
    assert_eq!(encode(&Note::new().title("a")), json!({"title": "a"}));
}

#[tokio::test]
async fn a_dotted_query_spells_out_its_maps() {
    use cases::dotted_query::{Samples, SearchRequest};
    let server = Server::start([Reply::json(&json!({"names": ["a"]}))]).await;
    let samples = Samples::new(server.client());
    let request = SearchRequest::new().text("a b&c").limit(0).meta([("k.1", "v=1"), ("j", "")]);
    let reply = samples.search("over/there now", request).await.expect("it is answered");
    assert_eq!(reply.names, Some(vec!["a".to_owned()]));
    let requests = server.requests();
    assert_eq!(requests[0].path(), "/v1/search/over/there%20now");
    let mut pairs = requests[0].query();
    pairs.sort();
    let expected = [("limit", "0"), ("meta.j", ""), ("meta.k.1", "v=1"), ("text", "a b&c")];
    assert_eq!(pairs, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

#[test]
fn inheritance_keeps_the_order_and_takes_the_override() {
    use cases::inheritance_with_override::{Book, BookOptions};
    let book: Book = decode(json!({"title": "t", "author": {"name": "a"}, "id": "1"}));
    assert_eq!(book.author.name, "a");
    assert_eq!(
        serde_json::to_string(&book).ok().as_deref(),
        Some(r#"{"title":"t","author":{"name":"a"},"id":"1"}"#)
    );
    assert_eq!(
        encode(&BookOptions::new().author("a").pages(7)),
        json!({"author": "a", "pages": 7})
    );
}

#[test]
fn an_inline_object_has_a_type_of_its_own() {
    use cases::inline_object::{Parcel, ParcelSender, ParcelSize, ParcelStop};
    let json = json!({"size": {"width": 1, "height": 2}, "sender": {"name": "s"}, "stops": [{"city": "c"}]});
    let parcel: Parcel = decode(json.clone());
    let (size, sender, stop): (&ParcelSize, &Option<ParcelSender>, &ParcelStop) =
        (&parcel.size, &parcel.sender, &parcel.stops[0]);
    assert_eq!((size.width, sender.is_some(), stop.city.as_str()), (1, true, "c"));
    assert_eq!(encode(&parcel), json);
}

#[test]
fn long_names_are_only_laid_out_differently() {
    use cases::long_names::{DepartmentLabel, LabelRequest};
    let label = DepartmentLabel::new("a").department_of_the_representative(7).committee("b");
    let json = json!({"label": "a/departmentOfTheRepresentative=7/committee=b"});
    assert_eq!(encode(&LabelRequest::new(label.clone())), json);
    assert_eq!(decode::<LabelRequest>(json), LabelRequest::new(label));
}

#[test]
fn an_internal_union_has_its_tag_among_the_fields() {
    use cases::internal_union::Sender;
    let json = json!({"kind": "machine", "port": 80});
    let sender: Sender = decode(json.clone());
    assert!(matches!(&sender, Sender::Machine(machine) if machine.port == 80));
    assert_eq!((sender.tag(), encode(&sender)), ("machine", json));
    let unknown = json!({"kind": "ghost", "id": 1});
    let sender: Sender = decode(unknown.clone());
    assert!(matches!(sender, Sender::Unknown(_)));
    assert_eq!((sender.tag(), sender.to_json().ok()), ("ghost", Some(unknown)));
    assert!(refuse::<Sender>(json!({"kind": "user"})).contains("id"));
    assert!(refuse::<Sender>(json!({"id": "u"})).contains("kind"));
}

#[test]
fn a_keyword_field_travels_under_its_own_name() {
    use cases::keyword_field::Thing;
    let json = json!({"type": "t", "match": "m", "await": true});
    let thing = Thing::new("t", true).r#match("m");
    assert_eq!((encode(&thing), decode::<Thing>(json.clone()).r#type), (json, "t".to_owned()));
}

#[test]
fn maps_and_arrays_nest() {
    use cases::map_and_array::{Measurement, Point};
    let measured = Measurement::new(["a"], [Point::new(1, 0.5)], [("n", 3)])
        .series([("s", [1.0, 2.0])])
        .groups([["a"], ["b"]]);
    let json = json!({
        "names": ["a"], "points": [{"x": 1.0, "y": 0.5}], "counts": {"n": 3}, "series": {"s": [1.0, 2.0]},
        "groups": [["a"], ["b"]]
    });
    assert_eq!(encode(&measured), json);
    let read: Measurement =
        decode(json!({"names": ["a"], "points": [], "counts": {"n": 3.0}, "series": null}));
    assert_eq!(read.counts, BTreeMap::from([("n".to_owned(), 3)]));
    let nan = Measurement::new(["a"], [Point::new(f64::NAN, 0)], [("n", 3)]);
    assert!(serde_json::to_string(&nan).is_err(), "null would say something else");
}

#[test]
fn names_that_collide_travel_under_their_own() {
    use cases::name_collision::{RichString, Side};
    let text = RichString::new("u").old_user_id("o").equal_to(1);
    assert_eq!(encode(&text), json!({"userId": "u", "user-id": "o", "$eq": 1}));
    assert_eq!((Side::from("LEFT"), Side::from("left")), (Side::OldLeft, Side::Left));
}

#[test]
fn one_of_the_required_is_always_there() {
    use cases::one_of_required::Question;
    let asked = Question::from_text("en", "why?").urgent(true);
    assert_eq!(encode(&asked), json!({"language": "en", "text": "why?", "urgent": true}));
    let recorded = Question::from_recording("en", [1, 2]);
    assert_eq!(encode(&recorded), json!({"language": "en", "recording": [1, 2]}));
}

#[test]
fn an_open_enum_keeps_what_it_does_not_know() {
    use cases::open_enum::Colour;
    for (text, colour) in
        [("red", Colour::Red), ("darkBlue", Colour::DarkBlue), ("light-green", Colour::LightGreen)]
    {
        assert_eq!((decode::<Colour>(json!(text)), encode(&colour)), (colour, json!(text)));
    }
    let mauve: Colour = decode(json!("mauve"));
    assert!(matches!(mauve, Colour::Unknown(_)));
    assert_eq!(
        (mauve.as_str(), mauve.to_string(), encode(&mauve)),
        ("mauve", "mauve".to_owned(), json!("mauve"))
    );
    assert_eq!(mauve, Colour::from("mauve"));
    assert!(refuse::<Colour>(json!(1)).contains("string"));
}

#[test]
fn a_paged_list_says_where_it_goes_on() {
    use cases::paged_list::EntryListResponse;
    let page: EntryListResponse = decode(json!({"entries": [{"id": "a"}], "next": "c"}));
    assert_eq!(
        (Page::next(&page), page.is_empty(), EntryListResponse::SEND_AS),
        (Some("c"), false, "after")
    );
    let ids = page.into_items().into_iter().map(|entry| entry.id);
    assert_eq!(ids.collect::<Vec<_>>(), ["a"]);
}

#[test]
fn a_recursive_type_is_boxed() {
    use cases::recursive_type::{Leaf, Tree};
    let tree = Tree::new("oak")
        .parent(Tree::new("acorn"))
        .leaf(Leaf::new().tree(Tree::new("oak")))
        .children([Tree::new("twig")]);
    let json = json!({
        "name": "oak", "parent": {"name": "acorn"}, "leaf": {"tree": {"name": "oak"}}, "children": [{"name": "twig"}]
    });
    assert_eq!((encode(&tree), decode::<Tree>(json.clone())), (json, tree));
}

#[test]
fn a_secret_is_sent_and_read_but_not_shown() {
    use cases::secret_field::{
        Card, Key, Opener, Vault, VaultChangeRequest, VaultEvents, VaultOpenRequest,
    };
    let card = Card::new("Ada", "thin", 471_147).hints(["hush"]);
    let request = VaultOpenRequest::new("hush")
        .card(card.clone())
        .key(Key::new("front").cut("hush").length(471_147))
        .recovery([("hush", "hush")]);
    let json = json!({
        "password": "hush",
        "card": {"owner": "Ada", "type": "thin", "pin": 471_147, "hints": ["hush"]},
        "key": "front;cut=hush;length=471147",
        "recovery": {"hush": "hush"},
        "tries": 3
    });
    assert_eq!(
        (encode(&request), decode::<VaultOpenRequest>(json.clone())),
        (json, request.clone())
    );
    let shown = "VaultOpenRequest { password: (hidden), card: Some(Card { owner: \"Ada\", type: \"thin\", \
                 pin: (hidden), hints: (hidden) }), key: Some(Key { name: (hidden), cut: (hidden), \
                 length: (hidden) }), recovery: (hidden), tries: 3 }";
    assert_eq!(format!("{request:?}"), shown);
    let change = VaultChangeRequest::new().password("hush").label("a");
    let shown = "VaultChangeRequest { password: (hidden), label: Value(\"a\") }";
    assert_eq!(format!("{change:?}"), shown);
    // A string that cannot be taken apart is kept whole in its first field.
    let key: Key = decode(json!("front;cut=hush;weight=471147"));
    let json = json!({
        "password": "hush",
        "label": "shown",
        "openers": [card, {"code": "hush"}, "Bob", {"owner": null, "pin": 471_147, "hint": "hush"}],
        "guards": {
            "door": {"kind": "machine", "code": "hush"},
            "gate": {"kind": "person", "name": "Eve"},
            "wall": {"kind": "dog", "code": "hush"}
        },
        "cards": {"lost": [{"owner": "Zoe", "type": "loud", "pin": 12_345, "hints": ["hush"]}]},
        "quiet": {"owner": "hush", "type": "thick", "pin": 471_147, "chip": "hush"},
        "inner": {"password": "hush", "label": "deep", "openers": [], "guards": {}, "cards": {}}
    });
    let vault: Vault = decode(json.clone());
    assert_eq!(encode(&vault), json);
    let opened: VaultEvents = decode(json!({"type": "opened", "data": json}));
    let burnt: VaultEvents = decode(json!({"type": "burnt", "data": json}));
    let opener: Opener = decode(json!({"code": "hush"}));
    for shown in [
        format!("{key:?} {vault:?} {opened:?} {burnt:?} {opener:?}"),
        format!("{key:#?} {vault:#?} {opened:#?} {burnt:#?} {opener:#?}"),
    ] {
        assert!(!shown.contains("hush") && !shown.contains("471147"), "{shown}");
        for told in ["Ada", "thin", "Bob", "Eve", "12345", "thick", "shown", "deep", "Unknown"] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
    }
}

#[test]
fn a_stream_has_a_terminal_event_or_none() {
    use cases::stream_with_terminal::{StoryEvents, StoryListEvents};
    let piece: StoryEvents =
        decode(json!({"type": "piece", "data": {"piece": "Once"}, "createdAt": 1}));
    assert_eq!(
        (piece.text(), piece.tag(), StoryEvents::TERMINAL),
        (Some("Once"), "piece", Some("end"))
    );
    let end: StoryEvents = decode(json!({"data": {"text": "Once."}, "type": "end"}));
    assert_eq!(end.into_reply().map(|story| story.text).as_deref(), Some("Once."));
    assert_eq!(StoryListEvents::TERMINAL, None);
}

#[test]
fn a_string_encoded_object_is_one_text() {
    use cases::string_encoded_object::{Base, Order, Paint};
    let paint = Paint::new("red").gloss(0.0).coats(2).washable(false).base(Base::Oil);
    let text = "red[gloss:0][coats:2][washable:false][base:oil]";
    let order = Order::new(paint);
    assert_eq!(encode(&order), json!({ "paint": text }));
    assert_eq!(decode::<Order>(json!({ "paint": text })), order);
    assert!(serde_json::to_string(&Paint::new("red").gloss(f64::INFINITY)).is_err());
    // What tomorrow's settings say is not known, and so neither is what stands before them.
    for text in ["red[shade:dark]", "red[coats:2][shade:dark]"] {
        let paint: Paint = decode(json!(text));
        assert_eq!((&paint, encode(&paint)), (&Paint::new(text), json!(text)));
    }
}

#[test]
fn a_tagged_union_shows_its_tag_and_content() {
    use cases::tagged_union::{Drawing, Shape, Square};
    let drawing = Drawing::new(Shape::Square(Square::new(2)));
    let json = json!({"shape": {"shape": "Square", "of": {"side": 2.0}}});
    assert_eq!((encode(&drawing), decode::<Drawing>(json.clone())), (json, drawing));
    let text = r#"{ "of":{"n":1e2},"shape":"Blob" }"#;
    let blob: Shape = serde_json::from_str(text).expect("it can be read");
    assert_eq!((blob.tag(), serde_json::to_string(&blob).ok().as_deref()), ("Blob", Some(text)));
    assert!(
        refuse::<Shape>(json!({"shape": "Circle", "of": {"radius": "wide"}})).contains("of.radius")
    );
}

#[test]
fn a_three_state_field_is_absent_null_or_there() {
    use cases::three_state_field::{Profile, ProfileChange};
    assert_eq!(encode(&ProfileChange::new()), json!({}));
    let change = ProfileChange::new().name("n").clear_age().tags(["a"]);
    let json = json!({"name": "n", "age": null, "tags": ["a"]});
    assert_eq!((encode(&change), decode::<ProfileChange>(json.clone())), (json, change));
    let profile: Profile = decode(json!({"name": null, "age": 3.0}));
    assert_eq!(
        (&profile.name, profile.age, encode(&profile)),
        (&None, Some(3), json!({"name": null, "age": 3}))
    );
    assert_eq!(decode::<Patch<i64>>(json!(null)), Patch::Null);
}

#[test]
fn a_timestamp_is_milliseconds_also_as_a_float() {
    use cases::timestamp::Event;
    let event: Event = decode(json!({"startsAt": 1.7e12, "endsAt": null, "guests": 12.0}));
    assert_eq!(
        (event.starts_at, event.ends_at, event.guests),
        (Timestamp::from(1_700_000_000_000), None, 12)
    );
    assert_eq!(encode(&event), json!({"startsAt": 1_700_000_000_000_i64, "guests": 12}));
    assert!(refuse::<Event>(json!({"startsAt": 0.5, "guests": 1})).contains("0.5"));
}

#[test]
fn an_untagged_union_is_told_apart_by_what_it_is() {
    use cases::untagged_union::{Contact, Invitation, Weight};
    for (json, expected) in [
        (json!("c1"), "id"),
        (json!({"email": "e"}), "person"),
        (json!({"register": "r"}), "company"),
        (json!([{"email": "e"}]), "several"),
        (json!({"email": null}), "unknown"),
        (json!(7), "number"),
        (json!(true), "unknown"),
    ] {
        let contact: Contact = decode(json.clone());
        let found = match &contact {
            Contact::Id(_) => "id",
            Contact::Number(_) => "number",
            Contact::Person(_) => "person",
            Contact::Company(_) => "company",
            Contact::Several(_) => "several",
            _ => "unknown",
        };
        assert_eq!(
            (found, encode(&Invitation::new(contact))),
            (expected, json!({ "contact": json }))
        );
    }
    assert!(refuse::<Contact>(json!({"email": 1})).contains("string"));
    assert_eq!(decode::<Contact>(json!(7.0)), Contact::Number(7));
    refuse::<Contact>(json!(7.5));
    let endless = Invitation::new(Contact::Number(7)).weight(Weight::Share(f64::INFINITY));
    assert!(serde_json::to_value(endless).is_err());
}
