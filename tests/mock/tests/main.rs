//! Everything the server promises, over loopback HTTP.

mod aim;
mod ask;
mod attachments;
mod background;
mod binary;
mod calls;
mod channels;
mod checks;
mod clients;
mod contents;
mod contract;
mod conversations;
mod description;
mod documentation;
mod fairness;
mod faults;
mod messages;
mod replies;
mod scripts;
mod sessions;
mod silence;
mod stage;
mod streams;
mod values;
