//! Addresses that stand in other people's links: what commit bc8b63a made of the first entries and
//! of some 270 titles.

use serde_json::Value;
use sourdine_observatory::render::pages::anchor;

#[test]
fn titles_and_places_have_the_addresses_that_they_had() {
    const VECTORS: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/slugs.json"
    );
    let vectors: Value = serde_json::from_slice(&std::fs::read(VECTORS).unwrap()).unwrap();
    let entries = vectors["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 8);
    let of_entries = entries.iter().flat_map(|entry| {
        let [places, titles] = ["places", "titles"].map(|key| entry[key].as_array().unwrap());
        places.iter().chain(titles)
    });
    let titles = vectors["slugs"].as_array().unwrap();
    assert!(titles.len() > 200);
    for pair in of_entries.chain(titles) {
        let (title, slug) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        assert_eq!(anchor(title), slug, "{title:?}");
    }
}
