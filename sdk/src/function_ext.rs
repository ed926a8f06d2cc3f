//! Functions for the bot from Rust types.
//!
//! The type itself is generated. This spares writing its schema by hand.

use crate::{
    Error,
    conversation::v1::Function,
    runtime::{JsonSchema, parameters},
};

impl Function {
    /// A function that takes the fields of a Rust type.
    ///
    /// The type's documentation goes along: what its fields mean is read by the model.
    ///
    /// ```
    /// use chatbotkit_sdk::conversation::v1::Function;
    /// use schemars::JsonSchema;
    ///
    /// #[derive(serde::Deserialize, JsonSchema)]
    /// struct Weather {
    ///     /// The town, in English.
    ///     town: String,
    /// }
    ///
    /// let function = Function::from_type::<Weather>("getWeather", "Tells the weather in a town.")?;
    /// let json = serde_json::to_value(&function)?;
    /// assert_eq!(json["parameters"]["properties"]["town"]["description"], "The town, in English.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The type is not an object, or it contains itself: the service takes schemas without references
    /// only.
    pub fn from_type<T: JsonSchema>(
        name: impl Into<String>,
        description: impl Into<String>,
    ) -> Result<Self, Error> {
        Ok(Self::new(name, description, parameters::<T>()?))
    }
}
