//! The compiled types by name, as `schema/` describes them: what holds for every type is tested by walking over this
//! list.

#![allow(unused_imports, reason = "a module may have nothing but types of others")]

include!(concat!(env!("OUT_DIR"), "/described.rs"));
