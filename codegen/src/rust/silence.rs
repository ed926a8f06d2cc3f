//! How long a stream may be silent: for the runtime, and in words for callers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use chatbotkit_description::ir::{Silence, in_units};

/// The fact for the runtime.
///
/// ```ignore
/// Silence { idle: Some(300), signs_of_life: Some(10), signs_of_life_after: &[("ended", 60)] }
/// ```
pub(super) fn emit_silence(silence: &Silence) -> TokenStream {
    let seconds = |seconds: u32| Literal::u32_unsuffixed(seconds);
    let limit = |limit: Option<u32>| match limit.map(seconds) {
        Some(seconds) => quote! { Some(#seconds) },
        None => quote! { None },
    };
    let (idle, signs_of_life) = (limit(silence.idle), limit(silence.signs_of_life));
    let after = silence.after.iter().map(|(tag, after)| {
        let after = seconds(*after);
        quote! { (#tag, #after) }
    });
    quote! {
        Silence {
            idle: #idle,
            signs_of_life: #signs_of_life,
            signs_of_life_after: &[#(#after),*],
        }
    }
}

/// The sentence for callers.
pub(super) fn describe(silence: &Silence) -> String {
    let idle = match silence.idle.map(in_units) {
        Some((1, unit)) => format!("1 {unit} without an event"),
        Some((number, unit)) => format!("{number} {unit}s without an event"),
        None => "without an event for as long as it takes".to_owned(),
    };
    let signs = match silence.signs_of_life {
        Some(seconds) => format!("while a sign of life comes at least {}", every(seconds)),
        None => "and no sign of life is promised".to_owned(),
    };
    let after = silence.after.iter();
    let after: Vec<_> =
        after.map(|(tag, seconds)| format!("{} after `{tag}`", every(*seconds))).collect();
    let after = match after.is_empty() {
        true => String::new(),
        false => format!(" ({})", after.join(", ")),
    };
    format!("The stream may go {idle}, {signs}{after}.")
}

/// `every 10 seconds`, `every minute`
fn every(seconds: u32) -> String {
    match in_units(seconds) {
        (1, unit) => format!("every {unit}"),
        (number, unit) => format!("every {number} {unit}s"),
    }
}
