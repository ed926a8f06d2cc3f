//! Tools, held to what is known of the service: by a server that plays its part over sockets and was written without a
//! look at the mock.

mod answers;
mod faults;
mod limits;
mod service;
