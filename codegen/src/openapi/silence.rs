//! How long streams may be silent, in the keys of the description.

use super::json::{Json, Object, object};
use chatbotkit_description::ir::{Silence, duration};

/// What holds for all streams.
pub(super) fn of_service(silence: &Silence) -> Object {
    object! {
        "idle" => limit(silence.idle),
        "signs_of_life" => silence.signs_of_life.map(|_| signs_of_life(silence)),
    }
}

/// What is different in one stream.
pub(super) fn of_stream(service: &Silence, own: &Silence) -> Object {
    let promises = |silence: &Silence| (silence.signs_of_life, silence.after.clone());
    object! {
        "idle" => (own.idle != service.idle).then(|| limit(own.idle)),
        "signs_of_life" => (promises(own) != promises(service)).then(|| signs_of_life(own)),
    }
}

fn limit(limit: Option<u32>) -> String {
    limit.map_or("never".to_owned(), duration)
}

fn signs_of_life(silence: &Silence) -> Json {
    let every = limit(silence.signs_of_life);
    let after = silence.after.iter();
    let after = after.map(|(tag, seconds)| (tag, duration(*seconds)));
    match after.collect::<Object>().some() {
        None => every.into(),
        Some(after) => object! { "every" => every, "after" => after }.into(),
    }
}
