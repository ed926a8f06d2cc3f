//! Blank lines between items, methods and the parts of a function, which prettyplease leaves out.
//!
//! A macro call that stands for a blank line is put in before the source is printed, and gives way to
//! the blank line in the text. Nothing else of the text is touched.

use syn::parse::Parse;
use syn::visit_mut::{self, VisitMut};
use syn::{
    AttrStyle, Attribute, Block, File, ImplItem, Item, ItemImpl, ItemMod, Stmt, UseTree, Visibility,
};

/// How the macro call is printed.
const GAP: &str = "gap! {}";

/// Puts a gap in wherever a blank line belongs.
pub(super) fn mark(file: &mut File) {
    mark_items(&file.attrs, &mut file.items);
    Marks.visit_file_mut(file);
}

/// Turns the gaps into blank lines.
pub(super) fn open(text: &str) -> String {
    let lines = text.lines().map(|line| if line.trim_start() == GAP { "" } else { line });
    lines.flat_map(|line| [line, "\n"]).collect()
}

struct Marks;

impl VisitMut for Marks {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if let Some((_, items)) = &mut module.content {
            mark_items(&module.attrs, items);
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        let is_method = |item: &ImplItem| matches!(item, ImplItem::Fn(_));
        mark_between(&mut item.items, |before, after| is_method(before) || is_method(after));
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        mark_between(&mut block.stmts, |before, after| {
            matches!(before, Stmt::Item(_)) && !matches!(after, Stmt::Item(_))
        });
        visit_mut::visit_block_mut(self, block);
    }
}

fn mark_items(attributes: &[Attribute], items: &mut Vec<Item>) {
    mark_between(items, are_apart);
    let is_inner = |attribute: &Attribute| matches!(attribute.style, AttrStyle::Inner(_));
    if attributes.iter().any(is_inner) && !items.is_empty() {
        items.splice(0..0, gap());
    }
}

fn mark_between<T: Parse>(nodes: &mut Vec<T>, are_apart: impl Fn(&T, &T) -> bool) {
    for place in (1..nodes.len()).rev() {
        if are_apart(&nodes[place - 1], &nodes[place]) {
            nodes.splice(place..place, gap());
        }
    }
}

/// Parsed, for that a gap is an item, a method or a statement by turns.
fn gap<T: Parse>() -> Option<T> {
    syn::parse_str(GAP).ok()
}

/// Whether two items are no run of `use` or `mod` that belongs together.
fn are_apart(before: &Item, after: &Item) -> bool {
    match (before, after) {
        (Item::Use(before), Item::Use(after)) => {
            is_public(&before.vis) != is_public(&after.vis)
                || is_std(&before.tree) != is_std(&after.tree)
        }
        (Item::Mod(before), Item::Mod(after)) => {
            before.content.is_some() || after.content.is_some()
        }
        _ => true,
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_std(tree: &UseTree) -> bool {
    matches!(tree, UseTree::Path(path) if path.ident == "std")
}
