#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sourdine_harness::fuzz::envelope_header::run(input));
