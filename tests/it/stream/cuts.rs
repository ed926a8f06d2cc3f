//! One stream in all the forms that mean the same, cut in all the ways that must not matter.

/// A stream in other forms, by what is odd about them.
pub fn forms(stream: &str) -> Vec<(&'static str, Vec<u8>)> {
    let crlf = stream.replace('\n', "\r\n");
    let blank_lines = format!("\n{}", stream.replace('\n', "\n\n\r\n"));
    let unfinished = stream.trim_end();
    let marked = format!("\u{feff}{stream}");
    let everything = format!("\u{feff}\r\n{}\r\n \t", blank_lines.trim_end());
    [
        ("as it is", stream),
        ("with CRLF", &crlf),
        ("with blank lines", &blank_lines),
        ("without a final newline", unfinished),
        ("with a byte-order mark", &marked),
        ("with all of it", &everything),
    ]
    .map(|(form, stream)| (form, stream.as_bytes().to_vec()))
    .to_vec()
}

/// The stream in two pieces, for every position between two bytes.
pub fn in_two(stream: &[u8]) -> impl Iterator<Item = Vec<&[u8]>> {
    (1..stream.len()).map(|position| vec![&stream[..position], &stream[position..]])
}

/// The stream in pieces of equal size, for every size from 1 to 64.
pub fn in_chunks(stream: &[u8]) -> impl Iterator<Item = Vec<&[u8]>> {
    (1..=64).map(|size| stream.chunks(size).collect())
}
