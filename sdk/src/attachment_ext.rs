//! Attachments of any size in one call.
//!
//! The two requests are generated or described. This is the order in which they belong together.

use crate::{
    Client, Error, Upload,
    conversation_attachment::v1::{
        AnnouncedFile, AttachmentUploadRequest, ConversationAttachmentCreateRequest,
        ConversationAttachmentUploadResponse, ConversationAttachments,
    },
    runtime::ErrorKind,
};

impl ConversationAttachments {
    /// Attaches a file of any size to a conversation: announces it with its length, its media type
    /// and its name, and sends the bytes to where the service says.
    ///
    /// That is another server. It gets exactly the headers that the service names, and never the
    /// secret of the client. The bytes are read while they are sent, so that a large file is never in
    /// memory.
    ///
    /// ```no_run
    /// # async fn run(client: chatbotkit_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use chatbotkit_sdk::Upload;
    ///
    /// let film = Upload::from_file("film.mp4")
    ///     .await?
    ///     .media_type("video/mp4")
    ///     .on_progress(|sent, all| println!("{sent} of {all} bytes"));
    /// let attachment = client.conversation_attachment().upload("c1", film).await?;
    /// println!("{}", attachment.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The service refuses the file, does not say where the bytes go, or the other server does not
    /// take them. The attachment exists already then, without its bytes: to keep it and try again,
    /// announce it with [`create`](Self::create) and send the bytes with
    /// [`AttachmentUploadRequest::send`].
    #[doc(alias = "uploadConversationAttachment")]
    #[doc(alias = "ConversationAttachmentUploadRequest")]
    pub fn upload(
        &self,
        conversation_id: &str,
        content: Upload,
    ) -> impl Future<Output = Result<ConversationAttachmentUploadResponse, Error>> + Send + use<>
    {
        let size = i64::try_from(content.length()).unwrap_or(i64::MAX);
        let mut file = AnnouncedFile::new(content.sent_media_type(), size);
        if let Some(name) = content.sent_name() {
            file = file.name(name);
        }
        let announcement =
            self.create(conversation_id, ConversationAttachmentCreateRequest::new(file));
        let client = announcement.client().clone();
        async move {
            let attachment = announcement.await?;
            let Some(address) = &attachment.upload_request else {
                let what = "the service did not say where the bytes of the file go";
                return Err(Error::new(ErrorKind::Protocol, what));
            };
            address.send(&client, content).await?;
            Ok(attachment)
        }
    }
}

impl AttachmentUploadRequest {
    /// Sends the bytes of a file that was announced.
    ///
    /// They go to the address of this request, with exactly its headers, and without the secret of
    /// the client: of that, only the connections and the time limits are used. A PUT that got no
    /// answer is sent again.
    ///
    /// # Errors
    ///
    /// The content cannot be read or is not as long as it was said to be, the address is not one of
    /// https, or the server does not take the bytes.
    pub fn send(
        &self,
        client: &Client,
        content: Upload,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<> {
        let call = client.send_elsewhere(&self.method, &self.url, &self.headers, content);
        call.into_future()
    }
}
