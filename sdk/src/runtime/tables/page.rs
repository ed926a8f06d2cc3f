//! Pages: replies that hold some of the items of a list, and where the next ones are.

/// A reply that is a page.
#[doc(hidden)]
#[macro_export]
macro_rules! __page {
    ($name:ident { $items:ident: [$item:tt], $next:ident: $presence:ident, send $send_as:literal }) => {
        #[diagnostic::do_not_recommend]
        impl $crate::runtime::Page for $name {
            type Item = $crate::__value_type!($item);

            const SEND_AS: &'static str = $send_as;

            fn next(&self) -> ::std::option::Option<&str> {
                $crate::__next_page!($presence self.$next)
            }

            fn is_empty(&self) -> bool {
                self.$items.is_empty()
            }

            fn into_items(self) -> ::std::vec::Vec<Self::Item> {
                self.$items
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __next_page {
    (required $next:expr) => {
        ::std::option::Option::Some(&$next)
    };
    ($optional:ident $next:expr) => {
        $next.as_deref()
    };
}
