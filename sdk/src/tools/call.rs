//! A call whose answer may use tools, before and while it is sent.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, HeaderName, header::AUTHORIZATION};
use serde_json::Value;

use super::{
    approval::{Approval, Approve},
    event::Called,
    names,
    run::ToolRun,
    signal::CallsTools,
    tool::Tool,
    worker::Settings,
};
use crate::{
    Call, Error,
    conversation::v1::{Function, FunctionResult},
    runtime,
};

/// The field of a request that has the functions.
const FUNCTIONS: &str = "functions";

/// How long a tool may take unless that is set. The service waits for five minutes.
const TOOL_TIMEOUT: Duration = Duration::from_secs(270);

impl<T, E: CallsTools<Reply = T>> Call<T, E> {
    /// Has the model call these functions of this program, along with those that the request has already.
    ///
    /// [`tools`](crate::tools) says what is promised. Options of the call itself, such as a header, are set before.
    pub fn tools(self, tools: impl IntoIterator<Item = Tool>) -> ToolCall<T, E> {
        let tools = tools.into_iter().map(|tool| (runtime::random_name(), tool));
        let tools: Vec<(String, Tool)> = tools.collect();
        let call = match functions(self.body_field(FUNCTIONS), &tools) {
            Ok(functions) => self.extra_body(FUNCTIONS, functions),
            Err(problem) => self.refuse(problem),
        };
        ToolCall { call, tools, timeout: TOOL_TIMEOUT, approve: None }
    }
}

/// The headers that say for whom a call is made: a channel belongs to the secret and to the user.
fn scope(headers: &HeaderMap) -> HeaderMap {
    let says = |name: &HeaderName| *name == AUTHORIZATION || name.as_str().starts_with("x-runas-");
    let headers = headers.iter().filter(|(name, _)| says(name));
    headers.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The functions that are in a request, and the tools after them.
fn functions(given: Option<Value>, tools: &[(String, Tool)]) -> Result<Vec<Value>, String> {
    let mut functions = match given {
        Some(Value::Array(functions)) => functions,
        _ => Vec::new(),
    };
    for (channel, tool) in tools {
        let function: &Function = tool.function()?;
        let result = FunctionResult::from_channel(channel);
        let function = serde_json::to_value(function.clone().result(result));
        functions.push(function.map_err(|error| error.to_string())?);
    }
    let names = functions.iter().map(|function| function["name"].as_str().unwrap_or_default());
    names::problem(names).map_or(Ok(()), Err)?;
    Ok(functions)
}

/// A call whose answer may use tools. Nothing is sent before it is awaited or streamed.
///
/// Awaiting it runs the tools and gives the reply; [`stream`](Self::stream) gives what happens
/// meanwhile.
#[must_use = "a call does nothing until it is awaited or streamed"]
pub struct ToolCall<T, E> {
    call: Call<T, E>,
    tools: Vec<(String, Tool)>,
    timeout: Duration,
    approve: Option<Approve>,
}

impl<T, E: CallsTools<Reply = T>> ToolCall<T, E> {
    /// How long a tool may take, approval included: 4 minutes and 30 seconds unless set.
    ///
    /// The service waits for five minutes. Zero is an error when the call is sent.
    pub fn tool_timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Asks before any tool runs, for each call.
    ///
    /// ```no_run
    /// # use chatbotkit_sdk::{Client, Error, conversation::v1::*, tools::{Approval, Tool}};
    /// # async fn example(client: Client, request: ConversationCompleteRequest, tools: [Tool; 2]) -> Result<(), Error> {
    /// let call = client.conversation().complete(request).tools(tools);
    /// let reply = call
    ///     .approve(|call| async move {
    ///         match call.name() {
    ///             "deleteFile" => Approval::Refuse("files are not to be deleted".to_owned()),
    ///             _ => Approval::Run,
    ///         }
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn approve<D>(mut self, decide: impl Fn(Called) -> D + Send + Sync + 'static) -> Self
    where
        D: Future<Output = Approval> + Send + 'static,
    {
        self.approve = Some(Arc::new(move |call| Box::pin(decide(call))));
        self
    }

    /// Sends the request, and gives the events of the answer while the tools run.
    ///
    /// # Errors
    ///
    /// The same as for [`Call::stream`], and what [`tools`](crate::tools) says about names.
    pub async fn stream(self) -> Result<ToolRun<E>, Error> {
        let mut call = self.call;
        if self.timeout.is_zero() {
            call = call.refuse("`tool_timeout`: the limit is zero, which nothing can keep");
        }
        let settings = Settings {
            client: call.client().clone(),
            headers: scope(call.headers()),
            timeout: self.timeout,
            approve: self.approve,
        };
        Ok(ToolRun::new(call.stream().await?, self.tools, settings))
    }

    /// Sends the request, runs the tools and gives the reply. The same as awaiting the call.
    pub fn send(self) -> PendingTools<T>
    where
        T: 'static,
        E: 'static,
    {
        PendingTools(Box::pin(async move { self.stream().await?.finish().await }))
    }
}

impl<T: 'static, E: CallsTools<Reply = T>> IntoFuture for ToolCall<T, E> {
    type Output = Result<T, Error>;
    type IntoFuture = PendingTools<T>;

    fn into_future(self) -> PendingTools<T> {
        self.send()
    }
}

impl<T, E> fmt::Debug for ToolCall<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tools: Vec<&str> = self.tools.iter().map(|(_, tool)| tool.name()).collect();
        f.debug_struct("ToolCall")
            .field("call", &self.call)
            .field("tools", &tools)
            .finish_non_exhaustive()
    }
}

/// A call that is being made, tools included. Dropping it gives the call up and cancels the tools.
#[must_use = "futures do nothing unless awaited"]
pub struct PendingTools<T>(Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>);

impl<T> Future for PendingTools<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for PendingTools<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingTools").finish_non_exhaustive()
    }
}
