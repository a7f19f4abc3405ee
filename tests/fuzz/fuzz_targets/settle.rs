#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sourdine_harness::fuzz::settle::run(input));
