//! Everything the server promises, over loopback HTTP.

mod ask;
mod binary;
mod checks;
mod clients;
mod contents;
mod contract;
mod conversations;
mod description;
mod documentation;
mod fairness;
mod faults;
mod replies;
mod silence;
mod stage;
mod streams;
mod values;
