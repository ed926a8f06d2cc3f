//! How names become Rust names. The only place that changes case or knows a keyword.

use heck::ToKebabCase;
use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

/// Why a name is none in Rust.
#[derive(Debug, PartialEq, Eq)]
pub struct NoName;

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that not even `r#` makes a name of.
const NEVER_NAMES: &[&str] = &["Self", "_", "crate", "self", "super"];

/// Types that generated code names without saying where they come from.
const RESERVED_TYPES: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Box",
    "Call",
    "Client",
    "Clone",
    "Content",
    "Copy",
    "DateTime",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "JsonKind",
    "None",
    "Ok",
    "Operation",
    "Option",
    "PartialEq",
    "Patch",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Silence",
    "Sized",
    "Some",
    "String",
    "Sync",
    "Timestamp",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Upload",
    "Value",
    "Vec",
];

/// The name of a type: as the documentation has it, if Rust can say it.
pub fn type_name(name: &str) -> Result<String, NoName> {
    let plain = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric());
    let rust = if plain { name.to_owned() } else { name.to_upper_camel_case() };
    identifier(rust)
}

/// The name of a variant.
pub fn variant_name(wire: &str) -> Result<String, NoName> {
    identifier(wire.to_upper_camel_case())
}

/// The name of a field, a method or an argument. A keyword gets its `r#`.
pub fn field_name(wire: &str) -> Result<String, NoName> {
    identifier(wire.to_snake_case())
}

/// A name that the author chose, as it is.
pub fn chosen_name(name: &str) -> Result<String, NoName> {
    identifier(name.to_owned())
}

/// Whether a name is written as names of its kind are, so that the compiler does not warn of it: `snake_case` where
/// the rule makes such names, otherwise `UpperCamelCase`.
pub fn has_case_of(rule: fn(&str) -> Result<String, NoName>, name: &str) -> bool {
    let is_snake = rule("a").is_ok_and(|made| made == "a");
    match is_snake {
        true => !name.contains("__") && !name.contains(char::is_uppercase),
        false => name.starts_with(char::is_uppercase) && !name.contains('_'),
    }
}

/// Whether generated code or the prelude needs the name for itself.
pub fn is_reserved_type(rust: &str) -> bool {
    RESERVED_TYPES.contains(&rust)
}

/// The type that carries the operations of a resource: `conversation` gives `Conversations`.
pub fn handle_name(resource: &str) -> String {
    let singular = resource.to_upper_camel_case();
    if let Some(stem) = singular.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    let ending =
        if singular.ends_with(['s', 'x', 'z']) || singular.ends_with("ch") { "es" } else { "s" };
    format!("{singular}{ending}")
}

/// The name of an inline type: its holder's and its own.
pub fn inline_name(parent: &str, own: &str) -> String {
    format!("{parent}{}", own.to_upper_camel_case())
}

/// A name for a type or a variant, whatever it is made of: `$eq` gives `Eq`, `3.5` gives `Value35`.
pub fn pascal(name: &str) -> String {
    let name = begun(plain(name).to_upper_camel_case(), "Value");
    if NEVER_NAMES.contains(&name.as_str()) {
        return format!("{name}Value");
    }
    name
}

/// A name for a field or a method, whatever it is made of, without its `r#`.
pub fn snake(name: &str) -> String {
    let name = begun(plain(name).to_snake_case(), "value_");
    if NEVER_NAMES.contains(&name.as_str()) {
        return format!("{name}_value");
    }
    name
}

/// A name for a variant of a union, as descriptions write it: `Some-thing` gives `someThing`.
pub fn camel(name: &str) -> String {
    begun(plain(name).to_lower_camel_case(), "value")
}

fn plain(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

fn begun(name: String, beginning: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return name;
    }
    format!("{beginning}{name}").trim_end_matches('_').to_owned()
}

/// A name as a plain word of a text: `conversationId` gives `conversation-id`.
pub fn kebab_name(wire: &str) -> String {
    wire.to_kebab_case()
}

/// The generated crate's name as Rust code writes it: `Chat Bot-Kit` gives `chatbotkit_sdk`.
pub fn crate_name(service: &str) -> Result<String, NoName> {
    let letters: String = service.chars().filter(char::is_ascii_alphanumeric).collect();
    match letters.is_empty() {
        true => Err(NoName),
        false => identifier(format!("{}_sdk", letters.to_ascii_lowercase())),
    }
}

fn identifier(name: String) -> Result<String, NoName> {
    let mut chars = name.chars();
    let begins = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if !begins
        || !chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        || NEVER_NAMES.contains(&name.as_str())
    {
        return Err(NoName);
    }
    Ok(if KEYWORDS.contains(&name.as_str()) { format!("r#{name}") } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case_and_keywords_raw() {
        for (wire, rust) in [
            ("createdAt", Ok("created_at")),
            ("type", Ok("r#type")),
            ("botID", Ok("bot_id")),
            ("user-id", Ok("user_id")),
            ("$eq", Ok("eq")),
            ("2fa", Err(NoName)),
            ("self", Err(NoName)),
            ("é", Err(NoName)),
            ("", Err(NoName)),
        ] {
            assert_eq!(field_name(wire).as_deref(), rust.as_ref().copied(), "{wire}");
        }
    }

    #[test]
    fn types_keep_their_documented_names() {
        assert_eq!(type_name("APIKey").as_deref(), Ok("APIKey"));
        assert_eq!(type_name("some-type").as_deref(), Ok("SomeType"));
        assert_eq!(type_name("1"), Err(NoName));
    }

    #[test]
    fn a_crate_is_named_after_the_letters_and_digits_of_its_service() {
        assert_eq!(crate_name("Chat Bot-Kit 2").as_deref(), Ok("chatbotkit2_sdk"));
        for name in ["3scale", "1Password", "", "é", "--"] {
            assert_eq!(crate_name(name), Err(NoName), "{name}");
        }
    }

    #[test]
    fn handles_are_plural() {
        for (resource, handle) in [
            ("conversation", "Conversations"),
            ("memory", "Memories"),
            ("key", "Keys"),
            ("batch", "Batches"),
            ("space-page", "SpacePages"),
        ] {
            assert_eq!(handle_name(resource), handle);
        }
    }
}
