//! The methods as facts, from signatures that the compiler has checked.
//!
//! A documented function takes the client; here that is what the method's handle was made from.

use chatbotkit_sdk::{Call, Client, Error, Upload};

use super::{compiled, facts::Facts};
use crate::compiled_types::*;

/// Notes the signature of each method, and does not compile where it is another.
macro_rules! methods {
    ($($documented:ident is $handle:ident::$method:ident($($parameter:ident: $ty:ident),*) -> $reply:ident $(or $events:ident)?;)*) => {
        #[allow(non_snake_case, reason = "parameters have their documented names")]
        pub fn add_methods(facts: &mut Facts) {
            $(
                let _: fn($handle $(, methods!(@argument $ty))*) -> Call<$reply $(, $events)?> =
                    |handle $(, $parameter)*| handle.$method($($parameter),*);
                let function = stringify!($documented);
                facts.add(function, concat!("client" $(, ", ", stringify!($parameter))*));
                facts.add(format!("{function}(client)"), "ChatBotKitClient");
                $(facts.add(format!("{function}({})", stringify!($parameter)), stringify!($ty));)*
                facts.add(format!("{function} returns"), stringify!($reply));
                $(facts.add(format!("{function} streams"), compiled::variant_names(stringify!($events)));)?
            )*
        }
    };
    (@argument string) => { &str };
    (@argument $request:ident) => { $request };
}

methods! {
    completeConversation is Conversations::complete(request: ConversationCompleteRequest)
        -> ConversationCompleteResponse or ConversationCompleteStreamType;
    completeConversationMessage is Conversations::complete_message(conversationId: string, request: ConversationCompleteMessageRequest)
        -> ConversationCompleteMessageResponse or ConversationCompleteMessageStreamType;
    createConversation is Conversations::create(request: ConversationCreateRequest) -> ConversationCreateResponse;
    deleteConversation is Conversations::delete(conversationId: string) -> ConversationDeleteResponse;
    downvoteConversation is Conversations::downvote(conversationId: string, request: ConversationDownvoteRequest)
        -> ConversationDownvoteResponse;
    fetchConversation is Conversations::fetch(conversationId: string) -> ConversationFetchResponse;
    listConversations is Conversations::list(request: ConversationListRequest)
        -> ConversationListResponse or ConversationListStreamType;
    receiveConversationMessage is Conversations::receive(conversationId: string, request: ConversationReceiveMessageRequest)
        -> ConversationReceiveMessageResponse or ConversationReceiveMessageStreamType;
    sendConversationMessage is Conversations::send(conversationId: string, request: ConversationSendMessageRequest)
        -> ConversationSendMessageResponse or ConversationSendMessageStreamType;
    updateConversation is Conversations::update(conversationId: string, request: ConversationUpdateRequest)
        -> ConversationUpdateResponse;
    upsertConversationContact is Conversations::upsert_contact(conversationId: string, request: ConversationContactUpsertRequest)
        -> ConversationContactUpsertResponse;
    upvoteConversation is Conversations::upvote(conversationId: string, request: ConversationUpvoteRequest)
        -> ConversationUpvoteResponse;
    createConversationMessage is ConversationMessages::create(
        conversationId: string, request: ConversationMessageCreateRequest
    ) -> ConversationMessageCreateResponse;
    createConversationSession is ConversationSessions::create(
        conversationId: string, request: ConversationSessionCreateRequest
    ) -> ConversationSessionCreateResponse;
    deleteConversationMessage is ConversationMessages::delete(conversationId: string, messageId: string)
        -> ConversationMessageDeleteResponse;
    downvoteConversationMessage is ConversationMessages::downvote(
        conversationId: string, messageId: string, request: ConversationMessageDownvoteRequest
    ) -> ConversationMessageDownvoteResponse;
    fetchConversationMessage is ConversationMessages::fetch(conversationId: string, messageId: string)
        -> ConversationMessageFetchResponse;
    listContactConversations is ContactConversations::list(contactId: string, request: ConversationListRequest)
        -> ConversationListResponse or ConversationListStreamType;
    listConversationMessages is ConversationMessages::list(
        conversationId: string, request: ConversationMessageListRequest
    ) -> ConversationMessageListResponse or ConversationMessageListStreamType;
    updateConversationMessage is ConversationMessages::update(
        conversationId: string, messageId: string, request: ConversationMessageUpdateRequest
    ) -> ConversationMessageUpdateResponse;
    upvoteConversationMessage is ConversationMessages::upvote(
        conversationId: string, messageId: string, request: ConversationMessageUpvoteRequest
    ) -> ConversationMessageUpvoteResponse;
}

/// The documented function that makes two requests. The description has the first of them.
pub const BY_HAND: &str = "uploadConversationAttachment";

/// What is documented and not described: the types of the runtime, under its own names, and [`BY_HAND`].
pub fn add_by_hand(facts: &mut Facts) {
    // The documented client is what calls are made with, and the promise is what they return.
    let _: fn(&Client) -> Conversations = Client::conversation;
    let _: fn(Conversations, &str) -> Call<ConversationFetchResponse> =
        |conversations, id| conversations.fetch(id);
    facts.add("ChatBotKitClient", name_of::<Client>());
    facts.add("ResponsePromise", name_of::<Call<()>>());

    let documented =
        |data: Vec<u8>, name: &str, ty: &str| Upload::new(data).file_name(name).media_type(ty);
    let upload = async |attachments: ConversationAttachments| {
        attachments.upload("c1", documented(Vec::new(), "a.txt", "text/plain")).await
    };
    facts.add("ConversationAttachmentUploadRequest", name_of::<Upload>());
    facts.add(BY_HAND, "client, conversationId, request");
    facts.add(format!("{BY_HAND}(client)"), "ChatBotKitClient");
    facts.add(format!("{BY_HAND}(conversationId)"), "string");
    facts.add(format!("{BY_HAND}(request)"), "ConversationAttachmentUploadRequest");
    facts.add(format!("{BY_HAND} returns"), reply_of(upload));
}

/// The name of what a method gives when all goes well.
fn reply_of<F, R>(_: F) -> &'static str
where
    F: AsyncFnOnce(ConversationAttachments) -> Result<R, Error>,
{
    name_of::<R>()
}

fn name_of<T>() -> &'static str {
    let path = std::any::type_name::<T>();
    let path = path.split_once('<').map_or(path, |(path, _)| path);
    path.rsplit_once("::").map_or(path, |(_, name)| name)
}
