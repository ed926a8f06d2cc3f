//! The table of verdicts: what each kind of change does to today's SDK against the new service (wire), to code of
//! callers against the new SDK (source), and to what compiles and is decoded all the same (behaviour).
//!
//! `-` is fine, `+` adds something, `~` differs, `!` breaks, `?` breaks and nobody notices. Where what travels to the service differs from
//! what comes back, both are there, with a `|` between. Without a third column nothing acts differently. What a change
//! of a field does to callers depends on too much for a table: that is in `fields`.
//!
//! `(document)` says that a published document tells of such a change, too. Whatever else differs from a document is its
//! silence, or follows from something that it tells of.
//!
//! Before the colon stands what is said of such a change, where that is always the same. `{was}` and `{is}` stand for
//! what it was and what it is.
//!
//! What the description does not promise counts as broken: a service may refuse what it does not know.

use super::change::{Level, Verdict, Verdicts};
use super::uses::Uses;

/// What a kind of change does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    name: &'static str,
    in_documents: bool,
    says: &'static str,
    wire: Cell,
    reply: Cell,
    source: Cell,
    behaviour: Cell,
}

type Cell = (Level, &'static str);

impl From<Row> for Verdicts {
    /// Of something that travels in both directions, or in neither.
    fn from(row: Row) -> Self {
        let verdict = |(level, reason): Cell| Verdict::new(level, reason);
        Self {
            kind: row.name,
            in_documents: row.in_documents,
            says: row.says,
            wire: verdict(row.wire),
            source: verdict(row.source),
            behaviour: verdict(row.behaviour),
        }
    }
}

impl Row {
    /// The same where the service takes what today's SDK sends, or today's SDK what the service sends.
    pub(super) fn taken(mut self, request: bool, reply: bool) -> Self {
        if request {
            self.wire = (Level::Fine, "the service takes what today's SDK sends");
        }
        if reply {
            self.reply = (Level::Fine, "today's SDK reads what the service sends");
        }
        self
    }

    /// Of a type, or a part of one.
    pub(super) fn of(self, uses: Uses) -> Verdicts {
        let cells = [(uses.reply, self.reply), (uses.request, self.wire)];
        let cells = cells.into_iter().filter(|(travels, _)| *travels).map(|(_, cell)| cell);
        let nowhere = (Level::Fine, "it travels in no way in which it did before");
        Self { wire: cells.max_by_key(|cell| cell.0).unwrap_or(nowhere), ..self }.into()
    }
}

const fn level(sign: &str) -> Level {
    match sign.as_bytes() {
        b"-" => Level::Fine,
        b"+" => Level::Adds,
        b"~" => Level::Differs,
        b"!" => Level::Breaks,
        b"?" => Level::BreaksSilently,
        _ => panic!("the signs are above"),
    }
}

/// `[$(written,)? default][0]` is what the row says, or the default where it says nothing.
macro_rules! table {
    ($($name:ident $(($document:ident))? $($says:literal)?: $wire:tt $why:literal $(| $reply:tt $because:literal)?, $source:tt $for:literal $(, $acts:tt $as:literal)?;)*) => {
        $(pub(super) const $name: Row = Row {
            name: stringify!($name),
            in_documents: !stringify!($($document)?).is_empty(),
            says: concat!($($says)?),
            wire: (level(stringify!($wire)), $why),
            reply: [$((level(stringify!($reply)), $because),)? (level(stringify!($wire)), $why)][0],
            source: (level(stringify!($source)), $for),
            behaviour: [$((level(stringify!($acts)), $as),)? (Level::Fine, "nothing acts differently")][0],
        };)*
    };
}

// The service.
table! {
    NAME: - "its name does not travel", - "nothing in the SDK is named after it", ~ "texts of the SDK call it so";
    BASE_ADDRESS(document): ! "today's SDK asks at the old address", - "callers do not name the address", ! "every request, with its secret, goes to another address";
    VARIABLE: - "variables do not travel", - "no code names it", ! "the old variable is no longer looked at";
    ERROR_KEY "are read by {is} now, was {was}": ! "today's SDK looks for the old keys", - "errors are read by methods", ~ "the old keys are no longer looked for";
    ERROR_SHAPE_ADDED "are read by {is}, too": ! "today's SDK does not know these keys", - "errors are read by methods", ~ "such errors have their message and code now";
    ERROR_SHAPE_REMOVED "are no longer read by {was}": - "today's SDK looks for these keys in vain", - "errors are read by methods", ~ "these keys are no longer looked for";
    ERROR_SHAPE_ORDER "are read by the same keys in another order": - "errors are written as before", - "errors are read by methods", ~ "an error that has the keys of several shapes is read by others";
    ERROR_IN_SUCCESS "may come with a status of success now": ! "today's SDK takes such an error for a reply", - "errors are read by methods", ~ "such a reply is an error now";
    NO_ERROR_IN_SUCCESS "no longer come with a status of success": - "today's SDK looks for them in vain", - "errors are read by methods", ~ "a reply that looks like an error is a reply";
    CODE_ADDED: - "today's SDK judges an unknown code by its status", - "errors are read by methods", ~ "the method answers for one more code";
    CODE_REMOVED: - "today's SDK judges errors as before", - "errors are read by methods", ! "the method no longer answers for it";
    STREAM_KEY: ! "today's SDK expects the old one", - "events are read by their types";
    KEEP_ALIVE_ADDED: - "today's SDK hands it out as unknown", - "events are read by their types", ~ "it is no event now";
    KEEP_ALIVE_REMOVED: - "today's SDK swallows it", - "events are read by their types", ~ "it is an event now";
    SILENCE_LONGER "is {is} now, was {was}": ! "today's SDK gives up a stream that is silent for longer than it was", - "limits are settings of calls", ~ "a silent stream is given up later";
    SILENCE_SHORTER "is {is} now, was {was}": - "today's SDK waits longer than it has to", - "limits are settings of calls", ~ "a silent stream is given up sooner";
    MAPS_IN_QUERY "are written in another way": ! "today's SDK writes maps in the old way", - "maps are given as before";
    HEADER_ADDED: - "today's SDK does not send it", + "there is one more setting";
    HEADER_REMOVED: ! "today's SDK may send it, and the service may refuse it", ! "the setting is gone";
    HEADER_RENAMED: ! "the service looks for the new header", ! "the setting has another name";
    MODULE_ADDED: - "today's SDK does not know it", + "there is one more module";
    MODULE_REMOVED: - "its operations are reported one by one", ! "the module, and the way to it, are gone";
    FEATURES_ADDED "are features of the crate now": - "features do not travel", ! "callers without default features have to name those that they need";
    FEATURES_REMOVED "are no longer features of the crate": - "features do not travel", ! "callers who name the feature of a module are refused";
    MODULE_VERSION "was `{was}`": - "modules do not travel", ! "the module has another name";
}

// Types, and what they are made of.
table! {
    DEPRECATED(document): - "it travels as before", ~ "the compiler warns of it";
    TYPE_ADDED: - "what uses it is reported where it does", + "no type had its name";
    TYPE_REMOVED: - "what used it is reported where it did", ! "the type is gone";
    TYPE_RENAMED: - "the names of types do not travel", ! "the type has another name";
    TYPE_MOVED "is found in {is} now, and no longer in {was}": - "modules do not travel", ! "the type is not found where it was";
    FLOW "travels in {is} now, was in {was}": - "what leads to it is reported where it does", + "callers can do more with it than before";
    FLOW_PRIVATE "travels in {is} now, was in {was}": - "what leads to it is reported where it does", ! "its fields are private now";
    FLOW_MADE "travels in {is} now, was in {was}": - "what leads to it is reported where it does", ! "its constructors and setters are gone";
    ANOTHER_TYPE(document): ! "the service may refuse what today's SDK sends" | ! "today's SDK cannot read what the service sends", ! "it is another type";
    STRING_FORM: ! "today's SDK writes it as before", - "it is made as before";
    REQUIRED_ADDED(document): ! "today's SDK does not send it" | - "today's SDK ignores fields that it does not know", + "the struct is non-exhaustive";
    OPTIONAL_ADDED(document): - "today's SDK leaves it out" | - "today's SDK ignores fields that it does not know", + "the struct is non-exhaustive";
    DEFAULTED_ADDED(document): - "today's SDK leaves it out" | - "today's SDK ignores fields that it does not know", + "there is one more setter", ~ "every request sends the client default";
    REQUIRED_REMOVED(document): ! "today's SDK sends it, and the service may refuse it" | ! "today's SDK requires it", ! "it is gone";
    NULLABLE_REMOVED(document): ! "today's SDK sends it, and the service may refuse it" | - "today's SDK can do without", ! "it is gone";
    OPTIONAL_REMOVED(document): ! "today's SDK sends it when it is set, and the service may refuse it" | - "today's SDK can do without", ! "it is gone";
    FIELD_RENAMED: ! "today's SDK sends the old name, unless the service takes both" | ! "today's SDK looks for the old name", ! "it has another name in Rust";
    SECRET_ADDED(document) "is a secret now": - "it travels as before", - "it is the same field", ~ "`Debug` no longer shows it";
    SECRET_REMOVED "is no longer a secret": - "it travels as before", - "it is the same field", ~ "`Debug` shows it";
    RUST_NAME: - "the name on the wire stays", ! "it has another name in Rust";
    PRESENCE(document): ! "today's SDK may leave it out, or send null" | ! "today's SDK requires it", - "it is the same field";
    CLIENT_DEFAULT: - "today's SDK sends the old one", - "the setter is the same", ! "what is sent where callers set nothing is another";
    ANY_ADDED(document) "requires any of {is} now": - "what today's SDK sends is enough", + "there is one more constructor";
    ANY_REQUIRED(document) "requires any of {is} now": ! "today's SDK may send none of them", ! "a constructor is gone";
    ANY_LOOSER(document) "no longer requires any of its fields": - "what today's SDK sends is enough", ! "a constructor is gone";
    VALUE_ADDED(document): - "today's SDK does not send it" | - "today's SDK keeps it as unknown", + "the enum is non-exhaustive";
    VALUE_REMOVED(document): ! "today's SDK may send it, and the service may refuse it" | - "today's SDK waits for it in vain", ! "it is gone";
    VALUE_RENAMED: ! "today's SDK sends the old name, unless the service takes both" | ! "today's SDK takes the new name for unknown", ! "it has another name in Rust";
    CONVERSION_GONE "has the content of another variant now": - "values are written as before", ! "it is no longer made by `From`";
    VARIANT_ORDER "has its variants in another order": - "values are written as before", - "the variants are the same", ! "of two variants that fit a value, another is taken";
    VARIANT_DISTINGUISHED "is distinguished by something else": - "values are written as before", - "the variants are the same", ~ "a value may be taken for another variant, or for unknown";
    TAG(document) "has its tag elsewhere": ! "today's SDK writes the tag as before" | ! "today's SDK looks for the tag as before", - "the variants are the same";
    TAG_GONE(document) "has its tag elsewhere": ! "today's SDK writes a tag" | ! "today's SDK looks for a tag", ! "`tag` is gone";
    TERMINAL_ADDED "end with `{is}` now": - "today's SDK reads to where the service ends", + "there is `finish`", ! "a stream that ends before that event is an error";
    TERMINAL_OTHER "end with `{is}` now, was `{was}`": ! "today's SDK takes a stream without the old event for cut off", - "`finish` is there", ! "a stream that ends before that event is an error";
    TERMINAL_REMOVED "no longer end with `{was}`": ! "today's SDK takes a stream without the event for cut off", ! "`finish` is gone", ! "a stream that was cut off looks complete";
    TEXT_ADDED "have their text in `{is}`": - "events are written as before", - "the events are the same", ~ "the stream collects its text";
    TEXT_OTHER "have their text in `{is}` now, was `{was}`": - "events are written as before", - "the events are the same", ~ "the stream collects its text";
    TEXT_REMOVED "no longer have their text in `{was}`": - "events are written as before", - "the events are the same", ! "the stream collects no text";
}

// Operations.
table! {
    SAME_ARGUMENTS "are {is} now, were {was}": - "arguments do not travel in their order", ? "calls may compile as they are, and send values as something else";
    OTHER_ARGUMENTS "are {is} now, were {was}": - "arguments do not travel in their order", ! "the arguments are of other types";
    PLACEHOLDER_ORDER "are {is} now, were {was}": ! "today's SDK fills in the old ones", ? "calls compile as they are, and ask for something else";
    PLACEHOLDERS: ! "today's SDK asks at another address", ! "the method takes another number of arguments";
    PLACEHOLDER_RENAMED: - "its name does not travel", - "arguments have no names for callers";
    SLASHES: ! "today's SDK writes a `/` otherwise", - "the argument is the same", ! "a value with a `/` leads to another address";
    OPERATION_ADDED(document): - "today's SDK does not call it", + "there is one more method";
    OPERATION_REMOVED(document): ! "today's SDK calls what is no longer there", ! "the method is gone";
    OPERATION_RENAMED: - "the names of operations do not travel", - "the method is called as before", ~ "errors tell of it by its new name";
    METHOD: - "the names of operations do not travel", ! "the method is elsewhere, or has another name";
    ROUTE "moved to `{is}`, was `{was}`": ! "today's SDK asks at the old place", - "callers do not name the place";
    REPEATED "has the effect `{is}` now, was `{was}`": - "what is sent is the same", - "the method is the same", ! "it is sent again where the first request may have arrived";
    NOT_REPEATED "has the effect `{is}` now, was `{was}`": - "what is sent is the same", - "the method is the same", ~ "where it was sent again, the call fails";
    EFFECT "has the effect `{is}` now, was `{was}`": - "what is sent is the same", - "the method is the same";
    REQUEST_ADDED(document) "takes the request `{is}` now": ! "today's SDK sends none", ! "the method takes one more argument";
    REQUEST_OPTIONAL_ADDED(document) "takes the request `{is}` now": - "the service can do without", ! "the method takes one more argument";
    REQUEST_REMOVED(document) "no longer takes the request `{was}`": ! "today's SDK sends it, and the service may refuse it", ! "the method takes one argument less";
    REQUEST_OPTIONAL: - "today's SDK always sends it", - "the method takes it either way";
    UPLOAD_ADDED(document) "takes content to upload, too": - "today's SDK uploads nothing", + "there is one more method";
    UPLOAD_METHOD(document): ! "today's SDK sends what it sent before", ! "the method that takes the content is another, or gone";
    UPLOAD_PART(document) "takes its content in another part of the body": ! "today's SDK uploads the old way", - "the method is the same";
    REPLY_LOOKED_AT(document): - "today's SDK does not look at the reply", ! "the call gives another type";
    REPLY_KIND(document): ! "today's SDK asks for what is no longer sent", ! "the call gives another type";
    REPLY_CONTENT(document): ! "today's SDK asks for what is no longer sent", - "the call gives content as before", ! "the content is of another media type";
    ALSO_ADDED(document): - "today's SDK does not ask for it", + "there is one more method";
    ALSO_REMOVED(document): ! "today's SDK asks for it", ! "the method is gone";
    STREAM_ADDED(document) "streams now": - "today's SDK asks for no events", ! "`Call` has another type, for code that names it";
    STREAM_REMOVED(document) "no longer streams": ! "today's SDK can ask for events", ! "`stream` is gone";
    PAGES_ADDED "comes in pages now": - "today's SDK reads one page", + "there are `items` and `pages`";
    PAGES_REMOVED "no longer comes in pages": ! "today's SDK asks for the next page", ! "`items` and `pages` are gone";
    PAGES_OTHER "has its pages by {is} now, was {was}": ! "today's SDK goes on by the old fields", - "`items` and `pages` are there", ~ "pages follow one another by other fields";
    EMPTY_304(document): - "today's SDK knows that a 304 has no body", - "the method is the same";
    EMPTY_ADDED(document): ! "today's SDK expects a body", - "the method is the same", ~ "the status is an error of its own kind";
    EMPTY_ERROR(document): - "today's SDK reads no body", - "the method is the same", ! "the status was a success, and is an error of its own kind";
    EMPTY_SUCCESS(document): - "today's SDK reads no body", - "the method is the same", ! "the status was an error of its own kind, and is a success";
    EMPTY_REMOVED(document): ! "today's SDK takes the status for an error", - "the method is the same", ~ "the status is a success like others";
}
