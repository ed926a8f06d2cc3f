//! How often a stream gives a sign of life: a duration, or a mapping where that changes on the way.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::json_schema;
use super::map::Map;
use super::place::At;
use super::shape::{EITHER, or_default};

/// How often at least something arrives while the server is well.
#[derive(Debug, Clone)]
pub struct SignsOfLife {
    /// A duration, or `never` where nothing is promised.
    pub every: At<String>,
    /// The durations that hold once an event with this tag has arrived.
    pub after: Map<At<String>>,
}

/// The long form.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SignsOfLife")]
struct Long {
    /// How often at least something arrives.
    #[schemars(schema_with = "json_schema::duration")]
    every: At<String>,
    /// How often, once an event with this tag has arrived.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(schema_with = "json_schema::durations")]
    after: Map<At<String>>,
}

enum Written {
    Short(String),
    Long(Long),
}

impl<'de> Deserialize<'de> for SignsOfLife {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let At { value, bytes } = At::<Written>::deserialize(deserializer)?;
        Ok(match value {
            Written::Long(Long { every, after }) => Self { every, after },
            Written::Short(value) => Self { every: At { value, bytes }, after: Map::default() },
        })
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Written;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration such as `10s`, or a mapping with `every` and `after`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
                Ok(Written::Short(text.to_owned()))
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                mapping: D,
            ) -> Result<Written, D::Error> {
                Long::deserialize(mapping).map(Written::Long)
            }
        }

        deserializer.deserialize_newtype_struct(EITHER, Either)
    }
}

impl JsonSchema for SignsOfLife {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SignsOfLife".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let short = json_schema::duration_or_never(generator);
        let long = generator.subschema_for::<Long>();
        schemars::json_schema!({ "anyOf": [short, long] })
    }
}
