//! A tool: a function of this program, as the model and as the program see it.

use std::{
    fmt::{self, Display},
    pin::Pin,
    sync::Arc,
};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::conversation::v1::{Function, FunctionCall};

/// A function of this program that the model may call.
///
/// It can be used for several calls; cloning it is cheap.
#[derive(Clone)]
pub struct Tool {
    name: Arc<str>,
    /// What the request says of it, or why it cannot.
    function: Result<Arc<Function>, Arc<str>>,
    handler: Handler,
}

type Handler = Arc<dyn Fn(Value) -> Running + Send + Sync>;

type Running = Pin<Box<dyn Future<Output = Result<Value, String>> + Send>>;

impl Tool {
    /// A tool that takes the fields of a type.
    ///
    /// The name has up to 64 letters and digits of ASCII, `_` and `$`, and begins with a letter or `$`.
    /// The description, and the documentation of the type and of its fields, are read by the model.
    ///
    /// The model reads what the handler gives as JSON, and an error as its text. This never fails
    /// itself: what is wrong with the name or the type is reported when the call is sent, as
    /// [`Function::from_type`] says.
    pub fn new<T, R, E, F, A>(
        name: impl Into<String>,
        description: impl Into<String>,
        handler: A,
    ) -> Self
    where
        T: DeserializeOwned + JsonSchema,
        R: Serialize,
        E: Display,
        F: Future<Output = Result<R, E>> + Send + 'static,
        A: Fn(T) -> F + Send + Sync + 'static,
    {
        let name = name.into();
        let function = Function::from_type::<T>(&name, description);
        let handler = move |arguments| -> Running {
            match serde_json::from_value(arguments) {
                Ok(asked) => {
                    let running = handler(asked);
                    Box::pin(async move { as_json(running.await) })
                }
                Err(error) => {
                    let error = format!("the arguments do not fit: {error}");
                    Box::pin(async move { Err(error) })
                }
            }
        };
        Self {
            name: name.into(),
            function: function.map(Arc::new).map_err(|error| error.to_string().into()),
            handler: Arc::new(handler),
        }
    }

    /// When the model has to call it, instead of whenever it wants to.
    pub fn call(mut self, call: FunctionCall) -> Self {
        self.function = self.function.map(|it| Arc::new(Arc::unwrap_or_clone(it).call(call)));
        self
    }

    /// What the model calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// What the request says of it, or why it cannot.
    pub(super) fn function(&self) -> Result<&Function, &str> {
        self.function.as_deref().map_err(|problem| &**problem)
    }

    /// Runs it.
    pub(super) fn run(&self, arguments: Value) -> Running {
        (self.handler)(arguments)
    }
}

/// A result as the model reads it.
fn as_json<R: Serialize, E: Display>(result: Result<R, E>) -> Result<Value, String> {
    let result = result.map_err(|error| error.to_string())?;
    serde_json::to_value(result)
        .map_err(|error| format!("the result cannot be written as JSON: {error}"))
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tool").field("name", &self.name).finish_non_exhaustive()
    }
}
