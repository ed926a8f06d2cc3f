//! A difference as people and programs read it: a report for the maintainer, an entry for the changelog, JSON.

use std::fmt::{Debug, Write};

use chatbotkit_description::report::visible;
use serde_json::{Value, json};

use super::change::{Change, Diff, Happened, Level, Verdict};
use super::paint::Paint;
use super::version::{Bump, Version};

/// The report for the maintainer: each change with its verdicts, and the next version.
pub fn render(diff: &Diff, current: Version, color: bool) -> String {
    let paint = Paint { on: color };
    if diff.is_empty() {
        return "nothing changed\n".to_owned();
    }
    let mut text = String::new();
    for change in &diff.changes {
        _ = writeln!(text, "{}", paint.title(&visible(&change.sentence())));
        for (side, verdict) in sides(change) {
            let level = paint.verdict(verdict.level, level(verdict.level));
            _ = writeln!(text, "  {side:9}  {level}: {}", visible(&verdict.reason));
        }
        text.push('\n');
    }
    if !diff.documentation.is_empty() {
        let places = diff.documentation.len();
        let word = if places == 1 { "place" } else { "places" };
        _ = writeln!(text, "documentation changed in {places} {word}:");
        for place in &diff.documentation {
            _ = writeln!(text, "  {}", visible(place));
        }
        text.push('\n');
    }
    text + &render_version(diff, current, paint)
}

fn render_version(diff: &Diff, current: Version, paint: Paint) -> String {
    let bump = diff.bump();
    let why = match bump {
        Bump::None => "nothing changed",
        Bump::Patch => "callers can tell no difference, or a defect is mended",
        Bump::Minor => "callers can do more than before, or see something else",
        Bump::Major => "this breaks callers",
    };
    let title = format!("version {current} -> {}: {why}", current.next(bump));
    let mut text = paint.title(&title) + "\n";
    for change in deciding(diff) {
        _ = writeln!(text, "  {}", visible(&change.sentence()));
    }
    let only_wire = |change: &&Change| change.breaks() && !change.breaks_callers();
    let count = diff.changes.iter().filter(only_wire).count();
    if count > 0 {
        let changes = if count == 1 { "change breaks" } else { "changes break" };
        _ = writeln!(
            text,
            "{count} {changes} nothing but today's SDK against the new service: release before the service changes, or with it"
        );
    }
    text
}

/// The changes that need the release that all of them together need.
fn deciding(diff: &Diff) -> impl Iterator<Item = &Change> {
    let bump = diff.bump();
    diff.changes.iter().filter(move |change| change.bump() == bump)
}

/// The entry for the changelog, in the words of those who use the SDK.
pub fn changelog(diff: &Diff, current: Version) -> String {
    let next = current.next(diff.bump());
    let mut text = format!("## {next}\n");
    let groups = ["Breaking", "Added", "Changed", "Fixed"];
    for group in groups {
        let changes: Vec<_> = diff.changes.iter().filter(|it| group_of(it) == group).collect();
        if changes.is_empty() {
            continue;
        }
        _ = write!(text, "\n### {group}\n\n");
        for change in changes {
            _ = writeln!(text, "- {}", entry(change));
        }
    }
    match (diff.changes.is_empty(), diff.documentation.is_empty()) {
        (true, true) => text.push_str("\nNothing changed.\n"),
        (true, false) => text.push_str("\n### Changed\n\n- The documentation only.\n"),
        _ => {}
    }
    visible(&text)
}

fn group_of(change: &Change) -> &'static str {
    match change.breaks_callers() {
        true => "Breaking",
        false if change.verdicts.source.level == Level::Adds => "Added",
        false if change.breaks() => "Fixed",
        false => "Changed",
    }
}

/// `` `Message::text` became optional: the field is of type `Option<String>` now. ``
fn entry(change: &Change) -> String {
    let Change { rust, what, note, verdicts, .. } = change;
    let note = note.as_ref().map_or(String::new(), |note| format!(" {note}"));
    match change.happened {
        Happened::Added if !change.breaks_callers() => match note.trim() {
            "" => format!("`{rust}`."),
            note => format!("`{rust}`: {note}"),
        },
        Happened::Removed => format!("`{rust}` is gone.{note}"),
        _ => {
            let sides = [&verdicts.source, &verdicts.behaviour, &verdicts.wire];
            let worst = sides.into_iter().rev().max_by_key(|verdict| verdict.level);
            let reason = match worst {
                Some(verdict) if verdict.level > Level::Fine && note.is_empty() => {
                    // Who reads this has the new version: today's is the one before.
                    format!(": {}", verdict.reason.replace("today's SDK", "the version before"))
                }
                _ => String::new(),
            };
            format!("`{rust}` {what}{reason}.{note}")
        }
    }
}

/// The difference for programs. The shape:
///
/// ```json
/// {
///   "version": { "current": "0.1.0", "next": "0.2.0", "release": "major", "because": ["type `Book`: .."] },
///   "changes": [{
///     "kind": "presence", "happened": "changed", "place": "type `Book`: field `title`", "what": "became optional, was required",
///     "rust": "Book::title", "note": null, "breaks": true, "release": "major",
///     "wire": { "verdict": "breaks", "reason": ".." }, "source": { .. }, "behaviour": { .. }
///   }],
///   "documentation": ["type `Book`"]
/// }
/// ```
///
/// `kind` is what programs can tell changes apart by: `place` and `what` are for people. `happened` is `added`,
/// `removed` or `changed`; `verdict` is `fine`, `adds`, `differs`, `breaks` or `breaks silently`;
/// `release` is `none`, `patch`, `minor` or `major`, counted as from 1.0 on.
pub fn to_json(diff: &Diff, current: Version) -> Value {
    let bump = diff.bump();
    let because: Vec<_> = deciding(diff).map(Change::sentence).collect();
    json!({
        "version": {
            "current": current.to_string(),
            "next": current.next(bump).to_string(),
            "release": lower(bump),
            "because": because,
        },
        "changes": diff.changes.iter().map(change_to_json).collect::<Vec<_>>(),
        "documentation": diff.documentation,
    })
}

fn change_to_json(change: &Change) -> Value {
    let verdict =
        |verdict: &Verdict| json!({ "verdict": level(verdict.level), "reason": verdict.reason });
    json!({
        "kind": change.verdicts.kind.to_ascii_lowercase(),
        "happened": lower(change.happened),
        "place": change.place,
        "what": change.what,
        "rust": change.rust,
        "note": change.note,
        "breaks": change.breaks(),
        "release": lower(change.bump()),
        "wire": verdict(&change.verdicts.wire),
        "source": verdict(&change.verdicts.source),
        "behaviour": verdict(&change.verdicts.behaviour),
    })
}

fn sides(change: &Change) -> [(&'static str, &Verdict); 3] {
    let verdicts = &change.verdicts;
    [("wire", &verdicts.wire), ("source", &verdicts.source), ("behaviour", &verdicts.behaviour)]
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Fine => "fine",
        Level::Adds => "adds",
        Level::Differs => "differs",
        Level::Breaks => "breaks",
        Level::BreaksSilently => "breaks silently",
    }
}

/// The name of a release, or of what happened.
fn lower(named: impl Debug) -> String {
    format!("{named:?}").to_lowercase()
}
