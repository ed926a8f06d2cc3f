//! How long streams may be silent, in the keys of the description.

use chatbotkit_description::ir::{Silence, duration};
use chatbotkit_description::print::{Keys, Tree, keys, mapping};

/// How long a stream may be silent, where that differs from what holds for `others`.
pub(super) fn of(own: &Silence, others: Option<&Silence>) -> Keys {
    let promised = |silence: &Silence| (silence.signs_of_life, silence.after.clone());
    let promises = promised(own) != others.map(promised).unwrap_or_default();
    keys! {
        "idle" => (Some(own.idle) != others.map(|it| it.idle)).then(|| limit(own.idle)),
        "signs_of_life" => promises.then(|| signs_of_life(own)),
    }
}

fn limit(limit: Option<u32>) -> String {
    limit.map_or("never".to_owned(), duration)
}

fn signs_of_life(silence: &Silence) -> Tree {
    let every = limit(silence.signs_of_life);
    let after = silence.after.iter();
    match mapping(after.map(|(tag, seconds)| (tag, duration(*seconds)))) {
        Tree::Nothing => every.into(),
        after => keys! { "every" => every, "after" => after }.into(),
    }
}
