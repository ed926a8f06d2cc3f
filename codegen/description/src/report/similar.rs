//! The name that was probably meant. How it is worded is for the caller to say.

/// The known name that `name` is probably a misspelling of.
pub fn similar<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let (distance, near) = known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .min()?;
    (distance <= 2.max(length / 4) && distance < length).then_some(near)
}
