//! Line breaks by the limits of rustfmt. prettyplease breaks a line at 89 columns and knows no limits
//! for parts of a line; rustfmt has 100 for a line and less for some of its parts.
//!
//! It knows the constructs that are emitted, no more than that, and leaves every other line alone.

/// How long a line may be.
const LINE: usize = 100;
/// How long a chain of calls may be on one line.
const CHAIN: usize = 60;
/// How long the arguments of a call, or the items of an array, may be on one line.
const LIST: usize = 60;
/// How long the items of an array may be to share lines all the same.
const ITEM: usize = 10;
/// How long the fields of a struct literal may be on one line.
const LITERAL: usize = 18;

/// Breaks lines and joins them as rustfmt would.
pub(super) fn fit(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut fitted = String::new();
    let mut rest = lines.as_slice();
    while let [first, behind @ ..] = rest {
        let (laid_out, taken) = lay_out(first, behind).unwrap_or(((*first).to_owned(), 0));
        fitted.push_str(&laid_out);
        fitted.push('\n');
        rest = &behind[taken..];
    }
    fitted
}

/// `first` laid out with those of the lines behind it that belong to it, and how many these are.
fn lay_out(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let begin = first.trim_start();
    if begin.starts_with("//") || begin.starts_with('#') {
        return None;
    }
    import(first, behind)
        .or_else(|| signature(first, behind))
        .or_else(|| assignment(first, behind))
        .or_else(|| array(first, behind))
        .or_else(|| call(first, behind))
        .or_else(|| arm(first, behind))
        .or_else(|| chain(first, behind))
        .or_else(|| literal(first, behind))
}

/// `use a::{b, c};`: filled up to the end of the line.
fn import(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let (path, names) = first.split_once("::{")?;
    let is_import = path.starts_with("use ") || path.starts_with("pub use ");
    let taken = match names {
        "" => behind.iter().position(|line| *line == "};")? + 1,
        _ => 0,
    };
    let flat = flatten(first, &behind[..taken]);
    let names = &flat[path.len() + 3..flat.len() - 2];
    // For imports rustfmt leaves room that it does not use.
    let laid_out = match width(&flat) + 2 <= LINE {
        true => flat.clone(),
        false => format!("{path}::{{\n{}\n}};", fill(names, "    ")),
    };
    is_import.then_some((laid_out, taken))
}

/// `fn name(a: A) -> B {`: on one line, or a line for each parameter.
fn signature(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let begin = first.trim_start().trim_start_matches("pub ");
    if !begin.starts_with("fn ") {
        return None;
    }
    let indent = " ".repeat(indentation(first));
    let is_end = |line: &&str| line.ends_with(" {") || line.ends_with(" {}");
    let taken = if is_end(&first) { 0 } else { behind.iter().position(is_end)? + 1 };
    let flat = flatten(first, &behind[..taken]);
    if width(&flat) <= LINE {
        return Some((flat, taken));
    }
    let (name, rest) = flat.split_at(flat.find('(')? + 1);
    let mut parts = split(rest, ')').into_iter();
    let parameters = split(parts.next()?, ',').into_iter();
    // For parameters rustfmt counts the indentation of the function, not their own.
    let parameters =
        parameters.map(|part| break_type(&format!("{indent}    {},", part.trim()), LINE + 5));
    let parameters = parameters.collect::<Vec<_>>().join("\n");
    let output = parts.collect::<Vec<_>>().join(")");
    let output = break_type(&format!("{indent}){output}"), LINE);
    Some((format!("{name}\n{parameters}\n{output}"), taken))
}

/// A line that ends in a type: several, where it is too long for one.
fn break_type(line: &str, limit: usize) -> String {
    let parts = line.split_once('<').and_then(|(ty, rest)| Some((ty, rest.rsplit_once('>')?)));
    match parts {
        Some((ty, (arguments, end))) if width(line) > limit => {
            let indent = " ".repeat(indentation(line));
            format!("{ty}<\n{}\n{indent}>{end}", one_a_line(arguments, &indent))
        }
        _ => line.to_owned(),
    }
}

/// `name = value;`: a line for each where one is too short for both.
fn assignment(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let (name, value) = first.split_once(" = ")?;
    let begin = name.trim_start();
    let is_text = begin.starts_with("const ") && value.starts_with('"');
    let is_field = begin.starts_with("self.");
    let taken = if value.ends_with('(') { closing(first, behind)? + 1 } else { 0 };
    let mut flat = flatten(first, &behind[..taken]);
    let indent = indentation(first) + 4;
    let fits_below = indent + width(&flat) - width(name) - 3 <= LINE;
    if width(&flat) > LINE && fits_below {
        flat = format!("{name} =\n{}{}", " ".repeat(indent), &flat[name.len() + 3..]);
    }
    (is_text || is_field).then_some((flat, taken))
}

/// `&["a", "b"]`: a line for each item where they are many, unless they are all short.
fn array(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let (before, items) = first.rsplit_once("&[").filter(|(before, _)| !before.contains('"'))?;
    let taken = match items {
        "" => behind.iter().position(|line| line.trim_start().starts_with(']'))? + 1,
        _ => 0,
    };
    let flat = flatten(first, &behind[..taken]);
    let (items, end) = flat[before.len() + 2..].rsplit_once(']')?;
    if items.contains('{') {
        return matches!(end, ";" | ",").then(|| (structs(before, items, end), taken));
    }
    if !matches!(end, ";" | ",") || (width(items) <= LIST && width(&flat) <= LINE) {
        return matches!(end, ";" | ",").then_some((flat, taken));
    }
    let indent = " ".repeat(indentation(first));
    let is_short = split(items, ',').iter().all(|item| width(item.trim()) <= ITEM);
    let items =
        if is_short { fill(items, &format!("{indent}    ")) } else { one_a_line(items, &indent) };
    Some((format!("{before}&[\n{items}\n{indent}]{end}"), taken))
}

/// `&[A { .. }, B { .. }]`: a line for each field. A struct that is alone begins where the array does.
fn structs(before: &str, items: &str, end: &str) -> String {
    let indent = " ".repeat(indentation(before));
    let items = split(items, ',');
    let broken = |item: &str, indent: &str| {
        let (name, fields) = item.split_once('{').unwrap_or((item, ""));
        let fields = one_a_line(fields.trim_end_matches('}'), indent);
        format!("{}{{\n{fields}\n{indent}}}", name.trim_start())
    };
    if let [item] = items.as_slice() {
        return format!("{before}&[{}]{end}", broken(item, &indent));
    }
    let inner = format!("{indent}    ");
    let items = items.into_iter();
    let items = items.map(|item| format!("{inner}{},\n", broken(item, &inner)));
    format!("{before}&[\n{}{indent}]{end}", items.collect::<String>())
}

/// `value(a, b)` and `name: Type<A, B>`: on one line where they fit.
fn call(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let end = closing(first, behind).filter(|_| first.ends_with(['(', '<']))?;
    let flat = flatten(first, &behind[..=end]);
    let close = behind[end].trim_start();
    let arguments = width(&flat) - width(first) - width(close);
    let is_short = first.ends_with('<') || arguments <= LIST;
    let is_whole = close.starts_with([')', '>']) && !flat.ends_with(['(', '{', '<']);
    (is_whole && is_short && width(&flat) <= LINE).then_some((flat, end + 1))
}

/// `pattern => value,`: without braces where it fits.
fn arm(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let pattern = first.strip_suffix(" => {")?;
    let end = closing(first, behind).filter(|end| behind[*end].trim_start() == "}")?;
    let flat = format!("{},", flatten(&format!("{pattern} =>"), &behind[..end]));
    let is_value = end > 0 && behind[..end].iter().all(|line| !line.ends_with([';', '{']));
    (is_value && width(&flat) <= LINE).then_some((flat, end + 1))
}

/// `a.b().c()`: on one line where it is short, and a line for each call where not.
fn chain(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let goes_on = behind.first().is_some_and(|line| line.trim_start().starts_with('.'));
    let taken = if goes_on { closing(first, behind).unwrap_or(behind.len()) } else { 0 };
    let flat = flatten(first, &behind[..taken]);
    let indent = indentation(first);
    let begin = [" = ", " => ", ": "].iter().find_map(|sign| Some(flat.find(sign)? + sign.len()));
    let (before, chain) = flat.split_at(begin.unwrap_or(indent));
    let mut links = split(chain, '.').into_iter();
    let mut root = links.next()?.to_owned();
    let mut links: Vec<&str> = links.collect();
    // What is no longer than an indentation does not stand alone, unless something is before it.
    if root.len() <= 4 && !links.is_empty() && before.trim().is_empty() {
        root.extend([".", links.remove(0)]);
    }
    let is_chain = !links.is_empty() && links.iter().all(|link| link.contains('('));
    if !is_chain || !flat.ends_with([')', ';', ',']) {
        return None;
    }
    let is_short = links.len() == 1 || width(chain.trim_end_matches([';', ','])) <= CHAIN;
    if is_short && width(&flat) <= LINE {
        return Some((flat, taken));
    }
    let links = links.iter().map(|link| link_line(link, indent + 4));
    Some((format!("{before}{root}{}", links.collect::<String>()), taken))
}

/// A call of a chain on a line of its own, or several where its arguments are long.
fn link_line(link: &str, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let call = link.split_once('(').and_then(|(name, rest)| Some((name, rest.rsplit_once(')')?)));
    match call {
        Some((name, (arguments, end))) if width(arguments) > LIST => {
            format!("\n{indent}.{name}(\n{}\n{indent}){end}", one_a_line(arguments, &indent))
        }
        _ => format!("\n{indent}.{link}"),
    }
}

/// `Name { a, b }`: on one line only where it is short.
fn literal(first: &str, behind: &[&str]) -> Option<(String, usize)> {
    let (name, fields) = first.split_once(" {")?;
    let taken = match (fields, name.contains(" = ")) {
        ("", true) => closing(first, behind)? + 1,
        ("", false) => return None,
        _ => 0,
    };
    let flat = flatten(fields, &behind[..taken]);
    let (fields, end) = flat.rsplit_once('}')?;
    let fields = Some(fields.trim()).filter(|fields| !fields.is_empty())?;
    if width(fields) <= LITERAL {
        return Some((format!("{name} {{ {fields} }}{end}"), taken));
    }
    let indent = " ".repeat(indentation(first));
    let is_statement = name.trim_start().chars().all(char::is_alphanumeric);
    let broken = format!("{name} {{\n{}\n{indent}}}", one_a_line(fields, &indent));
    (is_statement && end.is_empty()).then_some((broken, 0))
}

/// How many lines there are before the one that ends what `first` begins.
fn closing(first: &str, behind: &[&str]) -> Option<usize> {
    behind.iter().position(|line| indentation(line) <= indentation(first))
}

/// Broken lines as one.
fn flatten(first: &str, behind: &[&str]) -> String {
    let mut flat = first.to_owned();
    for line in behind.iter().map(|line| line.trim()) {
        if line.starts_with([')', ']', '>', '}']) {
            flat.truncate(flat.trim_end_matches(',').len());
        } else if !line.starts_with('.') && !flat.ends_with(['(', '[', '<', '{']) {
            flat.push(' ');
        }
        flat.push_str(line);
    }
    flat
}

/// Parts between commas, a line for each, one level deeper than `indent`.
fn one_a_line(parts: &str, indent: &str) -> String {
    let parts = split(parts, ',').into_iter().map(|part| format!("{indent}    {},", part.trim()));
    parts.collect::<Vec<_>>().join("\n")
}

/// Parts between commas, as many on a line as there is room for: behind all but the last, for a space too.
fn fill(parts: &str, indent: &str) -> String {
    let parts = split(parts, ',');
    let mut lines: Vec<String> = Vec::new();
    for (index, part) in parts.iter().map(|part| part.trim()).enumerate() {
        let space = usize::from(index + 1 < parts.len());
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(part) + 1 + space <= LINE => {
                line.extend([" ", part, ","])
            }
            _ => lines.push(format!("{indent}{part},")),
        }
    }
    lines.join("\n")
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The parts of an expression between separators, those in brackets and in texts left out of account.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut in_text, mut before) = (0_usize, false, ' ');
    text.split(|c| {
        let is_found = c == separator && depth == 0 && !in_text;
        match (c, before) {
            ('>', '-' | '=') => {}
            ('"', _) if before != '\\' => in_text = !in_text,
            ('(' | '[' | '{' | '<', _) if !in_text => depth += 1,
            (')' | ']' | '}' | '>', _) if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        // The second of two backslashes escapes nothing.
        before = if (c, before) == ('\\', '\\') { ' ' } else { c };
        is_found
    })
    .collect()
}

#[cfg(test)]
mod tests;
