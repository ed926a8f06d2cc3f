//! All the ways that a value can come and go.
//!
//! Which value that is, the caller decides; here it only has to be the same each time.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    io::{self, Read},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// What a compiled type has to be able to do.
pub trait Type: Serialize + DeserializeOwned + PartialEq + Debug {}

impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Type for T {}

/// A reader that gives one byte at a time.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(1);
        self.0.read(&mut buffer[..count])
    }
}

/// A type that serde reads from a copy of its own, not from JSON.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Untagged<T> {
    Value(T),
}

/// The same, for values of an object.
#[derive(Debug, Deserialize)]
struct Flattened<T> {
    #[serde(flatten)]
    entries: BTreeMap<String, T>,
}

/// Reads a `T` in every way, writes it in every way, and returns the text that it is written as.
pub fn through<T: Type>(text: &str) -> Result<String, String> {
    let value: T =
        serde_json::from_str(text).map_err(|error| format!("it does not read: {error}"))?;
    read_otherwise(text, &value)?;
    let written =
        serde_json::to_string(&value).map_err(|error| format!("it does not write: {error}"))?;
    write_otherwise(&written, &value)?;
    same("what was written", serde_json::from_str(&written), &value)?;
    Ok(written)
}

fn read_otherwise<T: Type>(text: &str, value: &T) -> Result<(), String> {
    let json: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    same("bytes", serde_json::from_slice(text.as_bytes()), value)?;
    same("a reader", serde_json::from_reader(Trickle(text.as_bytes())), value)?;
    same("a JSON value", serde_json::from_value(json.clone()), value)?;
    same("a borrowed JSON value", T::deserialize(&json), value)?;

    let list = format!("[{text},{text}]");
    let json_list = Value::from(vec![json.clone(), json.clone()]);
    let twice = |list: Vec<T>| list.len() == 2 && list.iter().all(|read| read == value);
    holds("a list", serde_json::from_str(&list), twice)?;
    holds("a list of a reader", serde_json::from_reader(Trickle(list.as_bytes())), twice)?;
    holds("a list as a JSON value", serde_json::from_value(json_list), twice)?;

    let object = format!("{{\"key\":{text}}}");
    let once = |entries: BTreeMap<String, T>| entries.get("key") == Some(value);
    holds("an object", serde_json::from_str(&object), once)?;
    holds("an option", serde_json::from_str(text), |read: Option<T>| read.as_ref() == Some(value))?;
    holds("an untagged enum", serde_json::from_str(text), |Untagged::Value(read): Untagged<T>| {
        read == *value
    })?;
    holds("a flattened field", serde_json::from_str(&object), |read: Flattened<T>| {
        once(read.entries)
    })
}

fn write_otherwise<T: Type>(written: &str, value: &T) -> Result<(), String> {
    let json = serde_json::to_value(value).map_err(|error| error.to_string())?;
    let text_as_json: Value = serde_json::from_str(written).map_err(|error| error.to_string())?;
    let list = serde_json::to_string(&[value, value]).map_err(|error| error.to_string())?;
    let bytes = serde_json::to_vec(value).map_err(|error| error.to_string())?;
    same("its own JSON value", serde_json::from_value(json.clone()), value)?;
    let checks = [
        ("as a JSON value", json == text_as_json),
        ("in a list", list == format!("[{written},{written}]")),
        ("as bytes", bytes == written.as_bytes()),
    ];
    match checks.iter().find(|(_, is_same)| !is_same) {
        Some((way, _)) => Err(format!("{way} it is not written as {written}")),
        None => Ok(()),
    }
}

fn same<T: Type>(way: &str, read: serde_json::Result<T>, value: &T) -> Result<(), String> {
    holds(way, read, |read| read == *value)
}

fn holds<R>(
    way: &str,
    read: serde_json::Result<R>,
    is_right: impl Fn(R) -> bool,
) -> Result<(), String> {
    match read.map(is_right) {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("read from {way}, it is another value")),
        Err(error) => Err(format!("it does not read from {way}: {error}")),
    }
}
