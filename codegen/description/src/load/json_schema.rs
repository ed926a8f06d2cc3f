//! The JSON Schemas of the language, for editors: made from the declarations of the keys.

use serde_json::Map;

use super::keys::Definitions;
use super::module::Module;
use super::read::Read;
use super::service::Service;

/// The schemas by the paths of their files, which lie beside the description.
pub fn json_schemas() -> Vec<(&'static str, String)> {
    vec![
        ("json-schema/api.json", file::<Service>("The service")),
        ("json-schema/module.json", file::<Module>("A module")),
    ]
}

fn file<T: Read>(title: &str) -> String {
    let mut definitions = Definitions::default();
    let root = T::schema(&mut definitions);
    let name = root["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let mut schema = definitions.0.remove(name).unwrap_or_default();
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = title.into();
    schema["definitions"] = definitions.0.into_iter().collect::<Map<_, _>>().into();
    // The order of the keys depends on features of serde_json that any crate may turn on.
    schema.sort_all_objects();
    format!("{schema:#}\n")
}
