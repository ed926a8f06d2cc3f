//! Everything the server promises, over loopback HTTP.

mod aim;
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
mod scripts;
mod silence;
mod stage;
mod streams;
mod values;
