//! What each lint stops at, and what it lets pass.

use proptest::prelude::*;

use super::*;

fn text(author: Author, text: &str) -> PublicText {
    PublicText {
        place: "body.fr".to_owned(),
        identity: "an-entry body.fr".to_owned(),
        line: 10,
        column: 1,
        text: text.to_owned(),
        author,
    }
}

fn lints() -> Lints {
    let mut originals = Originals::default();
    originals.add("message", ORIGINAL);
    Lints {
        names: Names::new([
            "Jeanne Dupont",
            "Élodie Le Guen-O’Brien",
            "Petit",
            "Marie-Noëlle Œdème",
        ]),
        originals,
    }
}

const TELEPHONES: &[&str] = &[
    "06 12 34 56 78",
    "0612345678",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "06 1234 5678",
    "0 612 345 678",
    "0800 123 456",
    "0 825 12 34 56",
    "+33 6 12 34 56 78",
    "+33612345678",
    "+33 (0)6 12 34 56 78",
    "+33 (0) 1 22 33 44 55",
    "(+33) 6 12 34 56 78",
    "0033 6 12 34 56 78",
    "0033612345678",
    "00 33 6 12 34 56 78",
    "33 6 12 34 56 78",
    "(33) 6 12 34 56 78",
    "+32 2 123 45 67",
    "+41 44 668 18 00",
    "+44 20 7946 0958",
    "+1 202-555-0143",
    "+49 30 901820",
    "+420 123 456 789",
    "06\u{2011}12\u{2011}34\u{2011}56\u{2011}78",
    "06\u{A0}12\u{202F}34\u{2009}56 78",
    "０６ １２ ３４ ５６ ７８",
    "٠٦ ١٢ ٣٤ ٥٦ ٧٨",
    "O6 l2 34 56 78",
    "06\u{200B}12\u{200B}34 5\u{AD}6 78",
    "tel:+33612345678",
    "tel:3949",
    "[appeler](tel:0612345678)",
    "06 **12** 34 56 78",
    "06 12 &#51;4 56 78",
    "tél0612345678",
    "06 12 34\n56 78",
    "04 93 13 20 00 / 06 12 34 56 78",
    "Tél. : 04.97.13.20.00",
    "06·12·34·56·78",
    "06:12:34:56:78",
    "06 123 45 67 8",
    "06123 45678",
    "6 12 34 56 78",
    "bureau 2 01 22 33 44 55",
    "33612345678",
    "О6 12 34 56 78",
    "0\u{336}6\u{336} 1\u{336}2\u{336} 34 56 78",
    "0️⃣6️⃣ 12 34 56 78",
    "⓪⑥ ①② ③④ ⑤⑥ ⑦⑧",
    "%2B33612345678",
    "06_12_34_56_78",
    "06 - 12 - 34 - 56 - 78",
    "https://exemple.fr/33612345678",
    "06=12=34=56=78",
    "06\\\\12\\\\34\\\\56\\\\78",
    "06‖12‖34‖56‖78",
    "06⁄12⁄34⁄56⁄78",
];

/// Numbers that are honest in public.
const OTHER_NUMBERS: &[&str] = &[
    "le 16/02/2019 à 10:30",
    "2019-02-16 10.30",
    "01.02.2019 10",
    "01/02/2019-2020",
    "article L. 251-1",
    "articles R. 311-12 et R. 311-13",
    "délibération n° 18-893 du 14 décembre 2018",
    "n° 1901249",
    "n° 488227",
    "SIREN 732 829 320",
    "SIRET 732 829 320 00074",
    "73282932000074",
    "06300 Nice, 06000 Nice",
    "06000 06100",
    "BP 12345, 06364 Nice cedex 4",
    "1 234 567 890 €",
    "12 345 678 €",
    "+12 345 678 €",
    "+ 3 000 000 habitants",
    "0.1234567890",
    "0,612345678",
    "3.141592653",
    "ISBN 978-2-07-036822-8",
    "ISSN 0026-4202",
    "CAA 20MA01234",
    "12:30:45",
    "192.168.100.200",
    "v1.2.3",
    "36 15",
    "17",
    "112",
    "https://exemple.fr/a/2019/02/16/a-1234567",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "b70e7592-2d29-4199-a64f-8ceb840eb736",
    "UTC+0200",
    "01, 02, 03, 04, 05",
    "2 de 3 en 10 ans",
    "JORFTEXT000038029642",
    "1 000 000 000 000",
    "10 h 30 à 11 h 45",
    "de 2019 à 2020, 12 caméras, 34 agents, 56 rues et 78 places",
    "page 12 sur 34",
    "NOR : INTD1901234A",
    "100 000 000",
    "2019 2020 2021",
    "CELEX 32016R0679",
    "RCS Nanterre 552 059 024",
    "0 à 10 m, 20 à 30 m",
    "FR7412345678901",
    "№ 0123",
    "lot 07-3",
];

const ORIGINAL: &str = "Bonjour, la direction de la tranquillité publique a signé en secret\n\
    un avenant avec le prestataire, et les caméras du marché comptent déjà les passants.";

fn found(written: &str) -> Vec<Finding> {
    lints().look(&[text(Author::Editor, written)])
}

fn stops(lint: Lint, all: &[&str]) {
    for written in all {
        let found = found(written);
        assert!(
            found.iter().any(|one| one.lint == lint),
            "{lint} let {written:?} pass: {found:?}"
        );
    }
}

fn passes(all: &[&str]) {
    for written in all {
        assert_eq!(found(written), [], "{written:?}");
    }
}

#[test]
fn hidden_characters_are_found() {
    stops(
        Lint::HiddenCharacters,
        &[
            "a\u{200B}b",
            "a\u{AD}b",
            "a\u{202E}b",
            "a\u{2066}b",
            "a\u{FEFF}b",
            "\u{E0041}a",
            "a\u{E000}b",
            "a\u{F0000}b",
            "a\u{FE0F}b",
            "a\u{E0100}b",
            "a\u{2800}b",
            "a\u{3164}b",
            "a\u{34F}b",
            "a\u{2003}b",
            "a\u{2009}b",
            "a\u{3000}b",
            "a\u{A0}b",
            "a\u{202F}b",
            "a\u{1F}b",
            "a\u{378}b",
            "a&#8203;b",
            "a&ZeroWidthSpace;b",
            "a&shy;b",
            "👩\u{200D}a",
        ],
    );
    passes(&[
        "Nice\u{A0}: une fiche\u{202F}; deux\u{202F}! trois\u{202F}? « quatre\u{A0}»",
        "«\u{202F}cinq\u{202F}»",
        "10\u{202F}000\u{A0}€",
        "n°\u{A0}18-893",
        "L.\u{A0}251-1",
        "12\u{A0}mars",
        "🔊 ⚠\u{FE0F} 👩\u{200D}💻 ❤\u{FE0F}",
        "a\tb\nc",
        "café, cafe\u{301}, œuvre",
    ]);
}

#[test]
fn letters_of_other_alphabets_are_found_in_words() {
    stops(
        Lint::Lookalikes,
        &[
            "le maire a signé а Nice",
            "cаméra",
            "Νice",
            "un mot сосо ici",
            "𝐩𝐫𝐞́fet",
            "ｐｒéfet",
            "ca\u{200B}mérа",
            "Ꭱéunion",
            "ⓟⓡéfet",
        ],
    );
    passes(&[
        "10 μm, 5 Ω, ΔT, l’angle α est",
        "Москва, Россия",
        "Αθήνα, Ελλάδα",
        "préfecture de l’Isère",
        "1\u{FE0F}",
        "Łódź, Århus, Þingvellir",
        "東京",
        "x² + y²",
    ]);
}

#[test]
fn addresses_are_found_however_they_are_written() {
    stops(
        Lint::Email,
        &[
            "jeanne.dupont2@exemple.fr",
            "JEANNE@EXEMPLE.FR",
            "j@x.museum",
            "écrire à jean+tri@mairie.exemple.fr.",
            "<a@b.fr>",
            "mailto:a@b.fr",
            "[lui écrire](mailto:jean%40exemple.fr)",
            "**ema**il@x.fr",
            "a&#64;b.fr",
            "prenom [at] domaine [point] fr",
            "prenom(at)domaine(dot)fr",
            "prenom {a} domaine.fr",
            "prenom arobase domaine point fr",
            "prenom at domaine dot fr",
            "jean @ exemple.fr",
            "jean@exemple . fr",
            "jean\u{200B}@exe\u{AD}mple.fr",
            "ｊｅａｎ＠ｅｘｅｍｐｌｅ．ｆｒ",
            "jean@exempIe.fr",
            "jeаn@exemple.fr",
            "![jean@exemple.fr](x)",
            "`jean`@exemple.fr",
            "https://x.fr/?m=jean%40exemple.fr",
            "jean@préfecture.fr",
            "<!-- a@b.fr -->",
            "[a]: mailto:a@b.fr",
            "prenom <at> domaine <dot> fr",
            "prenom (à) domaine.fr",
            "prenom chez.. [at] x.fr",
            "prenom«at»exemple.fr",
            "prenom|at|exemple.fr",
            "prenom*at*exemple.fr",
            "prenom@exemple。fr",
            "prenom@exemple.xn--p1ai",
        ],
    );
    passes(&[
        "@technopolice sur le réseau",
        "https://medium.exemple.fr/@auteur",
        "a @ b",
        "3 @ 5",
        "git@",
        "@exemple.fr",
        "sourdine@1.2.3",
        "logo@2x.png",
        "à 12 h (a) et (b) du point 3",
        "rendez-vous au point de vente",
        "look at exemple.fr",
        "at point 3.2 of the report",
        "chez nous. fr",
        "art. 3 (a). Le point fr",
        "L’article 5 (a) point b dit",
        "see (at) the end",
        "user@localhost",
    ]);
}

#[test]
fn telephone_numbers_are_found_in_every_spacing() {
    stops(Lint::Telephone, TELEPHONES);
    passes(OTHER_NUMBERS);
}

#[test]
fn numbers_of_social_security_are_found_by_their_key() {
    stops(
        Lint::Nir,
        &[
            "2 69 05 49 588 157 80",
            "269054958815780",
            "2.69.05.49.588.157.80",
            "2-69-05-49-588-157-80",
            "1 85 05 2A 006 084 35",
            "185052A00608435",
            "2 85 05 2B 006 084 12",
            "2 69 05 49 588 157",
            "2\u{A0}69\u{202F}05 49 588 157\u{200B} 80",
            "２６９０５４９５８８１５７８０",
            "2 69 05\n49 588 157 80",
            "2690549588157 80",
            "1 85 05 2a 006 084 35",
        ],
    );
    passes(&[
        "2 69 05 49 588 157 81",
        "269054958815781",
        "2 69 15 49 588 157 80",
        "9 69 05 49 588 157 80",
        "4012888888881881",
        "49927398716 12",
        "732829320000744",
        "2690549588157801",
        "x269054958815780",
        "100000000000000",
        "202612311245001",
        "2 500 000 000 000",
    ]);
}

#[test]
fn accounts_are_found_by_their_check_digits() {
    stops(
        Lint::Iban,
        &[
            "FR76 3000 6000 0112 3456 7890 189",
            "FR7630006000011234567890189",
            "fr76 3000 6000 0112 3456 7890 189",
            "FR76-3000-6000-0112-3456-7890-189",
            "DE89 3704 0044 0532 0130 00",
            "GB29 NWBK 6016 1331 9268 19",
            "BE68 5390 0754 7034",
            "NL91 ABNA 0417 1643 00",
            "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
            "FR76\u{A0}3000\u{202F}6000 01\u{200B}12 3456 7890 189",
            "ＦＲ７６３０００６００００１１２３４５６７８９０１８９",
            "FR76 3000\n6000 0112 3456 7890 189",
            "fr 76 3000 6000 0112 3456 7890 189",
            "LU28 0019 4006 4475 0000",
            "CH93 0076 2011 6238 5295 7",
            "IBANFR7630006000011234567890189",
            "IBAN : FR76…3000…6000…0112…3456…7890…189",
        ],
    );
    passes(&[
        "FR76 3000 6000 0112 3456 7890 188",
        "FR7630006000011234567890180",
        "XX76 3000 6000 0112 3456 7890 189",
        "de 12 caméras en 2019, 2020 et 2021",
        "FR 12 345 678 901",
        "LU 12345678",
        "at 20 h le 12 mars 2019 à Nice",
        "BE 0403 170 701",
        "DE89 3704 0044 0532 0130",
        "ES 2019 2020 2021",
    ]);
}

#[test]
fn names_on_the_list_are_found_however_they_are_written() {
    stops(
        Lint::Name,
        &[
            "Jeanne Dupont",
            "JEANNE DUPONT",
            "DUPONT Jeanne",
            "Dupont, Jeanne",
            "jeanne-dupont",
            "Jeanne\nDupont",
            "jeanne.dupont",
            "J. Dupont",
            "Dupont J.",
            "note-jeanne-dupont.pdf",
            "jeannedupont",
            "Jean-\nne Du\u{AD}pont",
            "Jeanne  **Du**pont",
            "Jeannе Dupоnt",
            "ＪＥＡＮＮＥ dupont",
            "J e a n n e Dupont",
            "Jeanne&nbsp;Dupont",
            "Elodie le guen o'brien",
            "ÉLODIE LE GUEN O’BRIEN",
            "Le Guen-O'Brien Elodie",
            "E\u{301}lodie Le Guen O Brien",
            "M. Petit",
            "Mme PETIT",
            "Marie Noelle Oedeme",
            "[Jeanne](x) Dupont",
            "![Jeanne Dupont](x)",
            "Pétit",
        ],
    );
    passes(&[
        "Jeanne d’Arc",
        "Dupont et Durand",
        "la petite salle",
        "petits",
        "Jean Dupont",
        "Jeanne Duponte",
        "Jeannette Dupont",
        "Marie Œdème",
        "Élodie Legrand",
        "Guen",
        "une Jeanne, et plus loin Dupont",
    ]);
    let nothing = Lints {
        names: Names::new(["", " ", "-", "\u{200B}"]),
        ..Lints::default()
    };
    assert_eq!(nothing.look(&[text(Author::Editor, "a - b")]), []);
}

#[test]
fn exact_positions_are_found() {
    stops(
        Lint::Coordinates,
        &[
            "43.6961, 7.2718",
            "43.69612 7.27182",
            "43,6961 ; 7,2718",
            "43,6961, 7,2718",
            "-12.7806,45.2279",
            "latitude 43.6961, longitude 7.2718",
            "lat: 43.6961 lon: 7.2718",
            "N 43.6961 E 7.2718",
            "43.6961°N, 7.2718°E",
            "43°41'46\"N 7°16'18\"E",
            "43° 41’ 46,3” N",
            "43º41′46″",
            "43° 41.766' N",
            "43 degrés 41 minutes 46 secondes",
            "geo:43.6961,7.2718",
            "https://www.openstreetmap.org/?mlat=43.69612&mlon=7.27182#map=19/43.69612/7.27182",
            "https://maps.exemple.fr/@43.6961234,7.2718345,17z",
            "https://maps.exemple.fr/!3d43.6961!4d7.2718",
            "https://maps.exemple.fr/?q=43.6961%2C7.2718",
            "8FM9M7WC+2V",
            "M7WC+2V Nice",
            "[7.2718, 43.6961]",
            "４３．６９６１, 7.2718",
            "43.69\u{200B}61, 7.2718",
            "(lat 0.1234, lon 0.2345)",
            "48.8566 | 2.3522",
            "lat 43.**69**61 lon 7.2718",
            "43.6961 et 7.2718",
            "{\"lat\": 43.6961, \"lon\": 7.2718}",
            "43.6961\n7.2718",
            "43.6961 − 7.2718",
            "43 41 46 N, 7 16 18 E",
            "43:41:46.3N 7:16:18.1E",
            "43.69612° de latitude nord et 7.27182° de longitude est",
        ],
    );
}

#[test]
fn other_places_and_numbers_are_no_positions() {
    passes(&[
        "43.696, 7.272",
        "43.7 et 7.3",
        "12° le matin, 20' à pied",
        "45° 30'",
        "π = 3.14159",
        "3.1415, 2.7182 ou 1.4142",
        "0.0312 (p = 0.0451)",
        "1.1234, 1.2345",
        "12,50 € et 13,75 €",
        "1234.56789, 2345.67891",
        "v1.2.3, v1.2.4",
        "192.168.1.1",
        "10.1234 m de long",
        "43.6961 habitants pour 7.2718 caméras",
        "C++ et C+",
        "A4+B3",
        "2024+25",
        "geo: une donnée",
        "le 12.05.2019, le 13.06.2020",
        "512.0001, 700.0002",
        "l’angle de 12°30'",
    ]);
}

#[test]
fn eight_words_in_a_row_of_an_original_are_found() {
    stops(
        Lint::Original,
        &[
            ORIGINAL,
            "la direction de la tranquillité publique a signé",
            "LA DIRECTION DE LA TRANQUILLITE PUBLIQUE A SIGNE",
            "« la direction, de la tranquillité publique, a signé »",
            "dit-on : direction de la\ntranquillité publique a\nsigné en secret, puis",
            "signé en secret un avenant avec le prestataire",
            "la **direction** de la [tranquillité](x) publique a signé",
            "la di\u{AD}rection de la tranqui\u{200B}llité publique a signé",
            "lа direction de lа trаnquillité publique а signé",
            "la direction de la tranquil lité publique a signé",
            "la&nbsp;direction de la tranquillité publique a signé",
            "les caméras du marché comptent déjà les passants",
            "etlesdirections et les caméras du marché comptent déjà les passants",
        ],
    );
    passes(&[
        "la direction de la tranquillité publique a",
        "la direction de la tranquillité publique aurait signé en secret un avenant",
        "direction de la tranquillité publique a signée en secret un avenant avec",
        "Bonjour, la direction de la tranquillité",
        "un avenant secret a été signé avec le prestataire de la ville",
        "a b c d e f g h",
    ]);
    let mut same = lints();
    same.originals.add("copie", ORIGINAL);
    let twice = format!("Il écrit : {ORIGINAL} Et encore : {ORIGINAL}");
    let found = same.look(&[text(Author::Editor, &twice)]);
    let lints: Vec<Lint> = found.iter().map(|one| one.lint).collect();
    assert_eq!(
        lints,
        [Lint::Original, Lint::Original],
        "each run once: {found:?}"
    );
    assert!(found.iter().all(|one| one.original.is_some()));
    // A document is an original's copy.
    assert_eq!(same.look(&[text(Author::Document, &twice)]), []);
}

#[test]
fn a_finding_says_where_it_stands_and_does_no_harm() {
    let written = "Un.\nDeux  \u{1b}[2J\u{202e}a@b.fr fin.\n";
    let all = found(written);
    let mail = all.iter().find(|one| one.lint == Lint::Email).unwrap();
    assert_eq!(
        (mail.line, mail.column, mail.place.as_str()),
        (11, 9, "body.fr")
    );
    assert!(
        mail.excerpt.contains("⟨U+202E⟩a@b.fr fin."),
        "{}",
        mail.excerpt
    );
    let long = format!("{} a@b.fr {}", "é".repeat(5_000), "x".repeat(5_000));
    assert!(
        found(&long)
            .iter()
            .all(|one| one.excerpt.chars().count() <= EXCERPT_MAX_CHARS)
    );
}

#[test]
fn another_letter_on_the_line_is_another_finding() {
    let id = |written: &str| found(written)[0].finding.clone();
    let first = id("Le standard : 04 97 13 20 00.\nAutre ligne.");
    assert_eq!(
        first,
        id("Avant.\n\nLe standard : 04 97 13 20 00.\nUne tout autre.")
    );
    assert_ne!(first, id("Son standard : 04 97 13 20 00."));
    assert_ne!(first, id("Le standard : 04 97 13 20 01."));
    let mut elsewhere = text(Author::Editor, "Le standard : 04 97 13 20 00.");
    elsewhere.identity = "an-entry summary.fr".to_owned();
    assert_ne!(first, lints().look(&[elsewhere])[0].finding);
    let twice = found("04 97 13 20 00\n04 97 13 20 00");
    assert_eq!(twice.len(), 2);
    assert_ne!(twice[0].finding, twice[1].finding);
}

#[test]
fn a_long_document_is_looked_at_in_parts_and_nothing_is_cut() {
    let mut long = "mot ".repeat(PART_BYTES / 4 - 2);
    long.push_str("06 12 34 56 78 ");
    long.push_str(&"mot ".repeat(PART_BYTES / 4));
    long.push_str("a@b.fr ");
    long.push_str(&"é ".repeat(PART_BYTES / 3));
    long.push_str("04 97 13 20 00");
    let found = lints().look(&[text(Author::Document, &long)]);
    let lints: Vec<Lint> = found.iter().map(|one| one.lint).collect();
    assert_eq!(lints, [Lint::Telephone, Lint::Email, Lint::Telephone]);
}

#[test]
fn the_first_entries_raise_no_alarm() {
    use sourdine_observatory::folder::{entry_texts, first_entries::FIRST_ENTRIES};
    for (name, entry) in FIRST_ENTRIES {
        for part in entry_texts::texts(entry.as_bytes()).unwrap() {
            assert_eq!(found(&part.text), [], "{name} {}", part.field);
        }
    }
}

/// Something put between every two letters does not hide what is written.
fn strewn(written: &str, c: char) -> String {
    written.chars().flat_map(|letter| [letter, c]).collect()
}

proptest! {
    #[test]
    fn any_text_is_looked_through(written in "\\PC*|[\\s\\p{C}0-9+@.,°'\"%&;\\[\\]()a-zé-]*") {
        for author in [Author::Editor, Author::Document] {
            for one in lints().look(&[text(author, &written)]) {
                prop_assert!(one.excerpt.chars().count() <= EXCERPT_MAX_CHARS);
                prop_assert!(!one.excerpt.is_empty());
                prop_assert!(!one.excerpt.chars().any(sourdine_protocol::text::is_hidden));
                prop_assert!(one.line >= 10 && one.column >= 1);
            }
        }
    }

    #[test]
    fn what_is_not_seen_hides_nothing(c in proptest::sample::select(vec!['\u{200B}', '\u{200D}', '\u{AD}', '\u{2060}', '\u{FEFF}', '\u{2063}', '\u{E0041}', '\u{34F}'])) {
        for (lint, written) in [
            (Lint::Email, "jeanne.dupont@exemple.fr"), (Lint::Telephone, "06 12 34 56 78"),
            (Lint::Nir, "269054958815780"), (Lint::Iban, "FR7630006000011234567890189"),
            (Lint::Name, "Jeanne Dupont"), (Lint::Coordinates, "43.6961, 7.2718"),
            (Lint::Original, "la direction de la tranquillité publique a signé"),
        ] {
            let found = found(&strewn(written, c));
            prop_assert!(found.iter().any(|one| one.lint == lint), "{lint}: {found:?}");
        }
    }

    #[test]
    fn a_run_is_found_wherever_it_is_cut(
        words in proptest::collection::vec("[a-zé]{2,9}", 12..60),
        from in 0_usize..40, count in 0_usize..20, ahead in "[0-9]{1,5}", behind in "[0-9]{1,5}",
    ) {
        let count = count.min(words.len());
        let from = from.min(words.len() - count);
        let mut lints = Lints::default();
        lints.originals.add("message", &words.join(" "));
        let run = words[from..from + count].join("\n");
        let found = lints.look(&[text(Author::Document, "x")]);
        prop_assert!(found.is_empty());
        let written = format!("{ahead} {run} {behind}");
        let found = lints.look(&[text(Author::Editor, &written)]);
        let repeated = found.iter().filter(|one| one.lint == Lint::Original).count();
        prop_assert_eq!(repeated, usize::from(count >= WORDS), "{}", written);
    }
}
