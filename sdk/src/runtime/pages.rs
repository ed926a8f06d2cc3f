//! Lists that come in pages.
//!
//! Each page is a call of its own, with its own attempts and time limits.

use std::{
    collections::BTreeSet,
    fmt,
    future::poll_fn,
    hash::{BuildHasher, RandomState},
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::{
    call::Call,
    error::{Error, ErrorKind},
    prepared::Prepared,
    reply::Reply as _,
    transport::{self, Answer},
};

/// A reply that is one page of a list.
#[diagnostic::on_unimplemented(
    message = "this operation has no pages",
    label = "it gives all it has in one reply: await the call itself"
)]
pub trait Page: DeserializeOwned + Send + 'static {
    /// What the list consists of.
    type Item: Send + 'static;

    /// The name that the cursor has in the request.
    const SEND_AS: &'static str;

    /// The cursor of the next page.
    fn next(&self) -> Option<&str>;

    /// Whether nothing is on this page, which makes it the last.
    fn is_empty(&self) -> bool;

    /// What is on this page.
    fn into_items(self) -> Vec<Self::Item>;
}

// The bounds are the methods' own and not the block's: so the compiler says what the trait says.
impl<T, E> Call<T, E> {
    /// All pages from the one that the request asks for, each fetched when it is asked for.
    pub fn pages(self) -> Pages<T>
    where
        T: Page,
    {
        let cursor = self.prepared.cursor(T::SEND_AS).filter(|cursor| !cursor.is_empty());
        let hasher = RandomState::new();
        let seen = cursor.iter().map(|cursor| hasher.hash_one(cursor.as_str())).collect();
        let state = State::Ready(Box::new(self.prepared));
        Pages { state, cursor, seen, hasher, page: PhantomData }
    }

    /// What is on all pages from the one that the request asks for.
    pub fn items(self) -> Items<T>
    where
        T: Page,
    {
        Items { start: None, items: Vec::new().into_iter(), pages: self.pages() }
    }
}

/// The pages of a list: a [`Stream`] with [`try_next`](Self::try_next) of its own.
///
/// It ends with the first page that is empty or has no cursor, and after an error.
#[must_use = "pages are not fetched until they are asked for"]
pub struct Pages<T> {
    state: State,
    /// The cursor that leads to the next page, or that led to the one that is being fetched.
    cursor: Option<String>,
    /// The cursors so far. Their hashes are enough, so that long cursors and many pages take little.
    seen: BTreeSet<u64>,
    hasher: RandomState,
    page: PhantomData<fn() -> T>,
}

/// What the request is doing. It goes into the exchange and comes back with the answer.
enum State {
    Ready(Box<Prepared>),
    Fetching(Pin<Box<dyn Future<Output = Fetched> + Send>>),
    Over,
}

type Fetched = (Box<Prepared>, Result<(Answer, Bytes), Error>);

impl<T: Page> Pages<T> {
    /// The next page, or `None` after the last.
    ///
    /// # Errors
    ///
    /// The page cannot be fetched, or the server sends a cursor for the second time, so that there
    /// would be no end ([`ErrorKind::Paging`]).
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// The cursor of the next page. A request with it resumes here, after an error too.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether a page is one to hand out.
    fn turn(
        &mut self,
        mut prepared: Box<Prepared>,
        answer: &Answer,
        page: T,
    ) -> Option<Result<T, Error>> {
        if page.is_empty() {
            return None;
        }
        if let Some(next) = page.next().filter(|next| !next.is_empty()) {
            // The page that it leads to has been handed out already.
            if !self.seen.insert(self.hasher.hash_one(next)) {
                let what = "the pages do not end: the server sent a cursor for the second time";
                return Some(Err(answer.error(Error::new(ErrorKind::Paging, what))));
            }
            prepared.set_cursor(T::SEND_AS, next);
            self.cursor = Some(next.to_owned());
            self.state = State::Ready(prepared);
        }
        Some(Ok(page))
    }
}

impl<T: Page> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Ready(mut prepared) => {
                    self.state = State::Fetching(Box::pin(async move {
                        let result = transport::receive(&mut prepared, T::FORM).await;
                        (prepared, result)
                    }));
                }
                State::Fetching(mut fetching) => {
                    let Poll::Ready((prepared, result)) = fetching.as_mut().poll(context) else {
                        self.state = State::Fetching(fetching);
                        return Poll::Pending;
                    };
                    return Poll::Ready(match result {
                        Ok((answer, body)) => match T::read(&answer, &body) {
                            Ok(page) => self.turn(prepared, &answer, page),
                            Err(error) => Some(Err(error)),
                        },
                        Err(error) => Some(Err(error)),
                    });
                }
                State::Over => return Poll::Ready(None),
            }
        }
    }
}

/// What is on the pages of a list: a [`Stream`] with [`try_next`](Self::try_next) of its own.
///
/// It ends with the first page that is empty or has no cursor, and after an error.
#[must_use = "items are not fetched until they are asked for"]
pub struct Items<T: Page> {
    pages: Pages<T>,
    /// The rest of the page that is being handed out.
    items: vec::IntoIter<T::Item>,
    /// The cursor that led to that page.
    start: Option<String>,
}

/// Items are moved out and never pinned.
impl<T: Page> Unpin for Items<T> {}

impl<T: Page> Items<T> {
    /// The next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// The same as those of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// The cursor of the page that the next item is on. A request with it resumes there: no item is
    /// left out, but those of the page that were handed out already come again.
    pub fn cursor(&self) -> Option<&str> {
        if self.items.len() > 0 { self.start.as_deref() } else { self.pages.cursor() }
    }
}

impl<T: Page> Stream for Items<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let start = self.pages.cursor.clone();
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    self.items = page.into_items().into_iter();
                    self.start = start;
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T: Page> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
