//! A description that says all that another says, and more.
//!
//! Types keep their ids, so that a document of the wider description can be held against the narrower.

use chatbotkit_description::ir::{
    Api, Builtin, DistinguishedBy, Doc, Documented, Enum, EnumValue, Field, Flow, Kind, Object,
    Presence, Tagging, Type, TypeId, TypeRef, Union, Variant,
};

/// How many of the fields that could be added are added to one object.
const AT_ONCE: usize = 5;

/// Types that only the wider description has.
struct Added {
    object: TypeId,
    texts: TypeId,
    events: TypeId,
}

/// The description with something more everywhere.
pub fn widened(narrow: &Api) -> Api {
    let mut wide = narrow.clone();
    let count = narrow.types.len();
    let added =
        Added { object: TypeId(count), texts: TypeId(count + 1), events: TypeId(count + 2) };
    for (index, ty) in wide.types.iter_mut().enumerate() {
        match &mut ty.kind {
            Kind::Alias(_) => {}
            Kind::Object(object) => widen_object(object, &fields(&added), index),
            Kind::Enum(texts) => widen_enum(texts),
            Kind::Union(union) => widen_union(union, &added),
        }
    }
    wide.types.extend(added_types(&added));
    wide
}

fn widen_object(object: &mut Object, fields: &[Field], index: usize) {
    if let Some(form) = &object.as_string {
        // Without a key that is known before it, a pair belongs to the field that has none.
        let setting = field("addedSetting", TypeRef::Builtin(Builtin::Integer), Presence::Optional);
        object.fields.insert(form.first + 1, setting);
        return;
    }
    let mut chosen = fields.iter().cycle().skip(index).take(AT_ONCE).cloned();
    object.fields.extend(&mut chosen);
}

/// Every kind of field, so that two objects that follow one another do not get the same.
fn fields(added: &Added) -> Vec<Field> {
    use Presence::{Optional, Required, RequiredNullable};

    let object = || TypeRef::Named(added.object);
    let nullable = TypeRef::Builtin(Builtin::Integer).nullable();
    vec![
        field("addedText", TypeRef::STRING, Required),
        field("addedCount", TypeRef::Builtin(Builtin::Integer), Optional),
        field("addedObject", object(), Optional),
        field("addedTime", TypeRef::Builtin(Builtin::Timestamp), RequiredNullable),
        field("addedTexts", TypeRef::Named(added.texts), Required),
        field("addedList", object().array(), Required),
        field("addedEvent", TypeRef::Named(added.events), Optional),
        field("addedAnything", TypeRef::ANY, Required),
        field("addedMap", nullable.map(), Optional),
        field("addedShare", TypeRef::Builtin(Builtin::Number), Required),
    ]
}

/// Other words, and words that are like those that are known.
fn widen_enum(texts: &mut Enum) {
    let known: Vec<String> = texts.values.iter().map(|value| value.wire.clone()).collect();
    let mut like = vec!["added".to_owned(), String::new(), "älter 🚀".to_owned()];
    for text in &known {
        like.extend([text.to_uppercase(), format!("{text} "), format!("{text}2")]);
    }
    let new = like.into_iter().filter(|text| !known.contains(text));
    texts.values.extend(new.map(|wire| EnumValue {
        wire,
        rust: String::new(),
        doc: Doc::default(),
    }));
}

fn widen_union(union: &mut Union, added: &Added) {
    let mut contents = vec![
        ("addedObject", TypeRef::Named(added.object)),
        ("addedTexts", TypeRef::Named(added.texts)),
        ("addedList", TypeRef::ANY.array()),
        ("addedTime", TypeRef::Builtin(Builtin::Timestamp)),
        ("addedAnything", TypeRef::ANY),
    ];
    match union.tagging {
        Tagging::Adjacent { .. } => {}
        Tagging::Internal { .. } => contents.truncate(1),
        // A shape that is not known could be any shape, and be told from none.
        Tagging::Untagged => return,
    }
    let new = contents.into_iter().map(|(wire, ty)| variant(wire, ty));
    let like =
        union.variants.iter().map(|known| variant(&known.wire.to_uppercase(), known.ty.clone()));
    let new: Vec<Variant> = new.chain(like).collect();
    union.variants.extend(new);
}

/// The types that are added: an object that holds itself, texts, and something with a tag.
fn added_types(added: &Added) -> [Type; 3] {
    let object = Object {
        fields: vec![
            field("type", TypeRef::STRING, Presence::Required),
            Field {
                boxed: true,
                ..field("inner", TypeRef::Named(added.object), Presence::Optional)
            },
            field("data", TypeRef::ANY, Presence::Optional),
        ],
        require_any: Vec::new(),
        as_string: None,
    };
    let mut texts = Enum { values: Vec::new() };
    widen_enum(&mut texts);
    let events = Union {
        tagging: Tagging::Adjacent { tag: "type".to_owned(), content: "data".to_owned() },
        variants: vec![variant("inner", TypeRef::Named(added.object))],
        events: None,
    };
    [
        ty("AddedObject", Kind::Object(object)),
        ty("AddedTexts", Kind::Enum(texts)),
        ty("AddedEvents", Kind::Union(events)),
    ]
}

fn ty(name: &str, kind: Kind) -> Type {
    Type {
        name: name.to_owned(),
        rust: name.to_owned(),
        module: 0,
        doc: Doc::default(),
        documented: Documented::Not,
        flow: Flow::default(),
        extends: Vec::new(),
        secret: false,
        kind,
    }
}

fn field(wire: &str, ty: TypeRef, presence: Presence) -> Field {
    Field {
        wire: wire.to_owned(),
        rust: String::new(),
        doc: Doc::default(),
        ty,
        presence,
        example: None,
        documented: false,
        secret: false,
        boxed: false,
    }
}

fn variant(wire: &str, ty: TypeRef) -> Variant {
    Variant {
        wire: wire.to_owned(),
        rust: String::new(),
        doc: Doc::default(),
        ty,
        distinguished_by: DistinguishedBy::Tag,
        documented_as: None,
        boxed: false,
    }
}
