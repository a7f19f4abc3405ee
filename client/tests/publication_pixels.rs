//! What is looked at is written anew from its pixels: pages and pictures come out as they were
//! seen, and nothing else comes out.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

mod signed_desk;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use jpeg_encoder::{ColorType, Encoder};
use sourdine::desk::cleaning::{
    CleanError, Cleaned, TextLayer, clean, kind::Kind, pixels::PixelError, recheck, vouch,
};
use sourdine_observatory::model::text::Line;
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;
use tempfile::TempDir;

use signed_desk::SignedDesk;

const AUTHOR: &str = "CANARY Jeanne Source";
const RED: [u8; 3] = [200, 0, 0];
const BLUE: [u8; 3] = [0, 0, 200];
const WHITE: [u8; 3] = [255; 3];

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    files::publish_new(&path, bytes).unwrap();
    path
}

/// The left half in one colour, the right half in another.
fn halves(width: usize, height: usize, left: [u8; 3], right: [u8; 3]) -> Vec<u8> {
    let row = [left.repeat(width / 2), right.repeat(width - width / 2)].concat();
    row.repeat(height)
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = halves(width.into(), height.into(), RED, BLUE);
    let encoder = Encoder::new(&mut bytes, 95);
    encoder
        .encode(&pixels, width, height, ColorType::Rgb)
        .unwrap();
    bytes
}

fn ppm(width: usize, height: usize) -> Vec<u8> {
    let head = format!("P6\n# {AUTHOR}\n{width} {height}\n255\n");
    [head.into_bytes(), halves(width, height, RED, BLUE)].concat()
}

/// A TIFF of grey pages, each of one shade and of its own width.
fn tiff(shades: &[u8]) -> Vec<u8> {
    tiff_with(shades, [72, 72], 1)
}

/// The same with pixels an inch across and down, and the order of its bits.
fn tiff_with(shades: &[u8], pixels_per_inch: [u32; 2], order: u32) -> Vec<u8> {
    const HEIGHT: u16 = 20;
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    for (nth, shade) in shades.iter().enumerate() {
        let width = 30 + u16::try_from(nth).unwrap();
        let directory = u32::try_from(file.len()).unwrap();
        let behind = directory + 2 + 11 * 12 + 4;
        let fields: [(u16, u16, u32); 11] = [
            (256, 3, width.into()),
            (257, 3, HEIGHT.into()),
            (258, 3, 8),
            (259, 3, 1),
            (262, 3, 1),
            (266, 3, order),
            (273, 4, behind + 16),
            (278, 3, HEIGHT.into()),
            (279, 4, u32::from(width) * u32::from(HEIGHT)),
            (282, 5, behind),
            (283, 5, behind + 8),
        ];
        file.extend(11_u16.to_le_bytes());
        for (tag, kind, value) in fields {
            file.extend(tag.to_le_bytes());
            file.extend(kind.to_le_bytes());
            file.extend(1_u32.to_le_bytes());
            file.extend(value.to_le_bytes());
        }
        let pixels = vec![*shade; usize::from(width) * usize::from(HEIGHT)];
        let next = file.len() + 4 + 16 + pixels.len();
        let is_last = nth + 1 == shades.len();
        let next = if is_last {
            0
        } else {
            u32::try_from(next).unwrap()
        };
        file.extend(next.to_le_bytes());
        for fine in pixels_per_inch {
            file.extend(fine.to_le_bytes());
            file.extend(1_u32.to_le_bytes());
        }
        file.extend(pixels);
    }
    file
}

/// A PDF of these objects, of which the first is its catalogue.
fn pdf_of(objects: &[String]) -> Vec<u8> {
    let (mut file, mut offsets) = ("%PDF-1.4\n".to_owned(), String::new());
    for (index, object) in objects.iter().enumerate() {
        offsets.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (start, count) = (file.len(), objects.len());
    file.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n{offsets}trailer<</Size {0}/Root 1 0 R/Info {count} 0 R>>\n\
         startxref\n{start}\n%%EOF\n",
        count + 1
    ));
    file.into_bytes()
}

/// A PDF of one page: what stands in its dictionary, and other objects from number 5 on.
fn page_with(entries: &str, content: &str, others: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R{entries}>>"),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ];
    objects.extend(others.iter().map(|object| (*object).to_owned()));
    objects.push("<<>>".to_owned());
    pdf_of(&objects)
}

/// A PDF of pages of these sizes, each with a black square as far from its left side as it has
/// pages before it.
fn pdf(sizes: &[(usize, usize)]) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
    let kids: Vec<String> = (0..sizes.len())
        .map(|nth| format!("{} 0 R", 3 + 2 * nth))
        .collect();
    objects.push(format!(
        "<</Type/Pages/Kids[{}]/Count {}>>",
        kids.join(" "),
        sizes.len()
    ));
    for (nth, (width, height)) in sizes.iter().enumerate() {
        let content = format!("0 g {} 10 20 20 re f", 40 * nth);
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {} 0 R>>",
            4 + 2 * nth
        ));
        objects.push(format!(
            "<</Length {}>>stream\n{content}\nendstream",
            content.len()
        ));
    }
    objects.push(format!("<</Author({AUTHOR})>>"));
    pdf_of(&objects)
}

fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    output.stdout
}

/// A page as poppler draws it: width, height, and red, green and blue of each pixel.
fn drawn(pdf: &Path, page: usize, dots_per_inch: usize) -> (usize, usize, Vec<u8>) {
    let page = page.to_string();
    let dots_per_inch = dots_per_inch.to_string();
    let pdf = pdf.to_str().unwrap();
    let ppm = run(
        "/usr/bin/pdftoppm",
        &["-r", &dots_per_inch, "-f", &page, "-l", &page, pdf],
    );
    read_ppm(&ppm)
}

fn read_ppm(ppm: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut parts = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || -> usize {
        String::from_utf8(parts.next().unwrap().to_vec())
            .unwrap()
            .parse()
            .unwrap_or(0)
    };
    let (_magic, width, height) = (number(), number(), number());
    let (_, pixels) = ppm.split_at(ppm.len() - width * height * 3);
    (width, height, pixels.to_vec())
}

/// The pixels of a clean picture, by a program that is not ours.
fn pixels_of(folder: &TempDir, cleaned: &Cleaned) -> (usize, usize, Vec<u8>) {
    let ppm = folder.path().join("seen.ppm");
    let script = "import sys; from PIL import Image; Image.open(sys.argv[1]).convert('RGB').save(sys.argv[2])";
    let (from, to) = (cleaned.path().to_str().unwrap(), ppm.to_str().unwrap());
    run("/usr/bin/python3", &["-c", script, from, to]);
    read_ppm(&files::read_regular(&ppm, u64::MAX).unwrap())
}

fn is_near(pixel: &[u8], colour: [u8; 3]) -> bool {
    pixel
        .iter()
        .zip(colour)
        .all(|(one, other)| one.abs_diff(other) < 12)
}

fn cleaned(folder: &TempDir, name: &str, bytes: &[u8]) -> Cleaned {
    clean(
        &put(folder, name, bytes),
        folder.path(),
        TextLayer::Omit,
        &mut |_, _| (),
    )
    .unwrap()
}

fn refusal(folder: &TempDir, original: &Path) -> CleanError {
    clean(original, folder.path(), TextLayer::Omit, &mut |_, _| ())
        .map(drop)
        .unwrap_err()
}

#[test]
fn a_pdf_keeps_its_pages_their_sizes_and_their_order() {
    let folder = scratch();
    let sizes = [(300, 400), (400, 300), (595, 842), (200, 200)];
    let original = put(&folder, "a.pdf", &pdf(&sizes));
    let mut told = Vec::new();
    let mut progress = |pages, of| told.push((pages, of));
    let copy = clean(&original, folder.path(), TextLayer::Omit, &mut progress).unwrap();
    assert_eq!(told, [(1, 4), (2, 4), (3, 4), (4, 4)]);
    assert_eq!(copy.kind(), Kind::Pdf);
    for (nth, (width, height)) in sizes.into_iter().enumerate() {
        let (across, down, pixels) = drawn(copy.path(), nth + 1, 72);
        assert!(
            across.abs_diff(width) <= 1 && down.abs_diff(height) <= 1,
            "{across} × {down}"
        );
        let at = |x: usize| &pixels[((down - 20) * across + x) * 3..][..3];
        let seen: Vec<bool> = (0..5)
            .map(|square| is_near(at(40 * square + 10), [0; 3]))
            .collect();
        let expected: Vec<bool> = (0..5).map(|square| square == nth).collect();
        assert_eq!(seen, expected, "page {}", nth + 1);
    }
    run("/usr/bin/qpdf", &["--check", copy.path().to_str().unwrap()]);
    let again = cleaned(&scratch(), "a.pdf", &pdf(&sizes));
    assert_eq!(copy.sha256(), again.sha256(), "the same bytes each time");
}

#[test]
fn each_page_of_a_tiff_becomes_a_page() {
    let folder = scratch();
    let copy = cleaned(&folder, "a.tiff", &tiff(&[0, 255, 85]));
    assert_eq!(copy.kind(), Kind::Pdf);
    for (nth, shade) in [0, 255, 85].into_iter().enumerate() {
        let (width, height, pixels) = drawn(copy.path(), nth + 1, 150);
        assert_eq!((width, height), (30 + nth, 20));
        assert!(
            is_near(&pixels[(10 * width + 10) * 3..][..3], [shade; 3]),
            "page {}",
            nth + 1
        );
    }
    let one = cleaned(&folder, "b.tiff", &tiff(&[85]));
    assert_eq!(one.kind(), Kind::Png);
    assert_eq!(pixels_of(&folder, &one), (30, 20, vec![85; 30 * 20 * 3]));
}

/// A telefax has half as many lines as it has columns, and a fine scan becomes as fine as pages
/// are.
#[test]
fn a_tiff_has_the_size_at_which_it_is_seen() {
    let folder = scratch();
    let size = |name: &str, document: &[u8]| {
        let copy = cleaned(&folder, name, document);
        let (width, height, _) = if copy.kind() == Kind::Pdf {
            drawn(copy.path(), 1, 150)
        } else {
            pixels_of(&folder, &copy)
        };
        (width, height)
    };
    assert_eq!(size("fax.tiff", &tiff_with(&[0], [204, 102], 1)), (30, 40));
    assert_eq!(
        size("fine.tiff", &tiff_with(&[0, 0], [300, 300], 1)),
        (15, 10)
    );
    assert_eq!(
        size("coarse.tiff", &tiff_with(&[0, 0], [100, 100], 1)),
        (30, 20)
    );
    let mirrored = put(&folder, "mirrored.tiff", &tiff_with(&[0], [72, 72], 2));
    let error = refusal(&folder, &mirrored);
    assert!(
        matches!(error, CleanError::Pixels(PixelError::Unreadable)),
        "{error:?}"
    );
}

#[test]
fn a_picture_keeps_its_pixels() {
    let folder = scratch();
    let copy = cleaned(&folder, "a.ppm", &ppm(40, 30));
    assert_eq!(copy.kind(), Kind::Png);
    assert_eq!(
        pixels_of(&folder, &copy),
        (40, 30, halves(40, 30, RED, BLUE))
    );
    let bytes = copy.bytes().unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"CANARY"));
}

/// How a telephone's photograph was held, by its tag: the colours of the four corners of a picture
/// whose left half is red, as it is seen.
#[test]
fn a_photograph_is_turned_as_its_tag_says() {
    let (red_left, red_above) = ([RED, BLUE, RED, BLUE], [RED, RED, BLUE, BLUE]);
    let opposite = |corners: [[u8; 3]; 4]| corners.map(|c| if c == RED { BLUE } else { RED });
    for (orientation, is_turned, corners) in [
        (1, false, red_left),
        (2, false, opposite(red_left)),
        (3, false, opposite(red_left)),
        (4, false, red_left),
        (5, true, red_above),
        (6, true, red_above),
        (7, true, opposite(red_above)),
        (8, true, opposite(red_above)),
    ] {
        let folder = scratch();
        let original = put(&folder, "IMG.jpg", &jpeg(64, 32));
        let path = original.to_str().unwrap();
        let tag = format!("-Orientation={orientation}");
        run(
            "/usr/bin/exiftool",
            &["-q", "-n", "-overwrite_original", &tag, path],
        );
        let copy = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()).unwrap();
        let (width, height, pixels) = pixels_of(&folder, &copy);
        assert_eq!((width, height), if is_turned { (32, 64) } else { (64, 32) });
        let at = |x: usize, y: usize| &pixels[(y * width + x) * 3..][..3];
        let (right, below) = (width - 3, height - 3);
        let seen = [at(2, 2), at(right, 2), at(2, below), at(right, below)];
        for (seen, expected) in seen.into_iter().zip(corners) {
            assert!(
                is_near(seen, expected),
                "{orientation}: {seen:?}, not {expected:?}"
            );
        }
    }
}

/// In a HEIC, how it is turned stands in the picture's own properties; the tag of the sensor may
/// not turn it again.
#[test]
fn a_heic_becomes_a_photograph() {
    let folder = scratch();
    let path = folder.path();
    let png = put(
        &folder,
        "a.png",
        &cleaned(&folder, "a.ppm", &ppm(64, 32)).bytes().unwrap(),
    );
    let heic = path.join("IMG.heic");
    let (from, to) = (png.to_str().unwrap(), heic.to_str().unwrap());
    run("/usr/bin/heif-enc", &["-q", "90", from, "-o", to]);
    let artist = format!("-Artist={AUTHOR}");
    run(
        "/usr/bin/exiftool",
        &[
            "-q",
            "-n",
            "-overwrite_original",
            "-Orientation=6",
            &artist,
            to,
        ],
    );
    let copy = clean(&heic, path, TextLayer::Omit, &mut |_, _| ()).unwrap();
    assert_eq!(copy.kind(), Kind::Jpg);
    assert!(
        copy.report()
            .removed
            .iter()
            .any(|finding| finding.value == AUTHOR)
    );
    let (width, height, pixels) = pixels_of(&folder, &copy);
    assert_eq!((width, height), (64, 32));
    assert!(is_near(&pixels[..3], RED) && is_near(&pixels[63 * 3..][..3], BLUE));
    let left = std::fs::read_dir(path).unwrap().flatten();
    assert!(
        left.into_iter().all(|entry| entry.path().is_file()),
        "no folder is left"
    );
}

#[test]
fn what_stands_behind_a_photograph_goes_and_is_told() {
    let folder = scratch();
    let film = b"\0\0\0\x18ftypmp42MARK film".repeat(40);
    let copy = cleaned(&folder, "a.jpg", &[jpeg(64, 32), film.clone()].concat());
    let told = &copy.report().removed;
    let expected = film.len().to_string();
    assert!(
        told.iter()
            .any(|f| f.field == "BytesBehindEnd" && f.value == expected),
        "{told:?}"
    );
    assert!(
        !copy
            .bytes()
            .unwrap()
            .windows(4)
            .any(|window| window == b"MARK")
    );
}

fn annotated(kind: &str) -> String {
    format!("/Annots[<</Type/Annot/Rect[10 10 90 90]{kind}>>]")
}

/// A page with a picture of four bytes, said to be written in this way.
fn page_with_picture(filter: &str) -> Vec<u8> {
    let picture = format!(
        "<</Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8\
         /ColorSpace/DeviceGray/Filter/{filter}/Length 4>>stream\nabcd\nendstream"
    );
    let resources = "/Resources<</XObject<</P 5 0 R>>>>";
    page_with(resources, "100 0 0 100 50 50 cm /P Do", &[&picture])
}

/// A page with glyphs by number, of a font that it does not bring along.
fn page_with_glyph_numbers() -> Vec<u8> {
    let objects = [
        "<</Type/Font/Subtype/Type0/BaseFont/ArialMT/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/ArialMT/FontDescriptor 7 0 R\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        "<</Type/FontDescriptor/FontName/ArialMT/Flags 32>>",
    ];
    let content = "BT /F 20 Tf 20 20 Td <002B0048> Tj ET";
    page_with("/Resources<</Font<</F 5 0 R>>>>", content, &objects)
}

/// What another reader would show, and we would not, or otherwise, is not left out in silence.
#[test]
fn what_would_be_drawn_otherwise_is_refused() {
    let by_rules = ["<</Type/OCMD/VE[/Not 6 0 R]>>", "<</Type/OCG/Name(a)>>"];
    let look = |kind: &str| page_with(&annotated(kind), "0 g", &[]);
    let refused = [
        ("a damaged picture", page_with_picture("DCTDecode")),
        (
            "a picture written in an unknown way",
            page_with_picture("Unknown"),
        ),
        (
            "a black box without a look",
            look("/Subtype/Square/IC[0 0 0]"),
        ),
        (
            "a filled field without a look",
            look("/Subtype/Widget/FT/Tx/V(Jeanne)"),
        ),
        (
            "an annotation of a layer",
            look("/Subtype/Stamp/OC<</Type/OCG>>/AP<<>>"),
        ),
        ("a layer by rules", page_with("", "0 g", &by_rules)),
        ("glyphs by number", page_with_glyph_numbers()),
    ];
    let folder = scratch();
    for (nth, (what, document)) in refused.iter().enumerate() {
        let original = put(&folder, &format!("{nth}.pdf"), document);
        let error = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()).map(drop);
        assert!(
            matches!(
                error,
                Err(CleanError::Pixels(PixelError::Unfaithful) | CleanError::Damaged { .. })
            ),
            "{what}: {error:?}"
        );
    }
}

#[test]
fn what_is_drawn_as_others_draw_it_is_kept() {
    let folder = scratch();
    let square = "0 0 50 50 re f";
    for (nth, entries) in [
        String::new(),
        annotated("/Subtype/Link/Border[0 0 0]"),
        annotated("/Subtype/Widget/FT/Tx"),
        annotated("/Subtype/Square/F 2"),
    ]
    .iter()
    .enumerate()
    {
        cleaned(
            &folder,
            &format!("{nth}.pdf"),
            &page_with(entries, square, &[]),
        );
    }
}

/// A scan of one page has printers' dots as a PDF of many has.
#[test]
fn a_picture_of_paper_loses_its_dots() {
    let mut pixels = WHITE.repeat(60 * 60);
    for (x, y) in [(5, 5), (20, 31), (44, 17)] {
        pixels[(y * 60 + x) * 3..][..3].copy_from_slice(&[255, 255, 140]);
    }
    let folder = scratch();
    let original = [b"P6 60 60 255\n".to_vec(), pixels].concat();
    let copy = cleaned(&folder, "scan.ppm", &original);
    assert_eq!(pixels_of(&folder, &copy).2, WHITE.repeat(60 * 60));
}

#[test]
fn a_photograph_that_was_cut_is_refused() {
    let folder = scratch();
    let whole = jpeg(640, 480);
    for length in [whole.len() / 2, whole.len() - 2] {
        let cut = put(&folder, &format!("{length}.jpg"), &whole[..length]);
        let error = refusal(&folder, &cut);
        assert!(
            matches!(error, CleanError::Pixels(PixelError::Unreadable)),
            "{error:?}"
        );
    }
}

#[test]
fn each_refusal_says_why() {
    let folder = scratch();
    let whole = pdf(&[(595, 842), (595, 842)]);
    let cut = put(&folder, "cut.pdf", &whole[..whole.len() / 2]);
    assert!(matches!(refusal(&folder, &cut), CleanError::Damaged { .. }));

    let plan = put(&folder, "plan.pdf", &pdf(&[(595, 842), (20_000, 700)]));
    assert!(matches!(
        refusal(&folder, &plan),
        CleanError::Pixels(PixelError::TooLarge { page: 2, .. })
    ));

    let open = put(&folder, "open.pdf", &whole);
    let locked = folder.path().join("locked.pdf");
    let (from, to) = (open.to_str().unwrap(), locked.to_str().unwrap());
    run(
        "/usr/bin/qpdf",
        &["--encrypt", "word", "owner", "256", "--", from, to],
    );
    assert!(matches!(
        refusal(&folder, &locked),
        CleanError::Pixels(PixelError::Password)
    ));

    let readable = folder.path().join("readable.pdf");
    let to = readable.to_str().unwrap();
    run(
        "/usr/bin/qpdf",
        &["--encrypt", "", "owner", "256", "--", from, to],
    );
    assert_eq!(
        clean(&readable, folder.path(), TextLayer::Omit, &mut |_, _| ())
            .unwrap()
            .kind(),
        Kind::Pdf
    );

    let half = jpeg(640, 480);
    let cut = put(&folder, "cut.png", &half[..20]);
    assert!(matches!(
        refusal(&folder, &cut),
        CleanError::Pixels(PixelError::Unreadable)
    ));
}

/// A signature of an editor says that they cleaned a copy. What is in it is looked at all the same.
#[test]
fn a_copy_with_anything_more_is_refused_although_an_editor_signed_it() {
    let desk = SignedDesk::new(&["alice"]);
    let folder = scratch();
    let copies = [
        ("a.pdf", pdf(&[(300, 300), (200, 100)])),
        ("a.jpg", jpeg(64, 32)),
        ("a.ppm", ppm(40, 30)),
    ];
    for (name, original) in copies {
        let copy = cleaned(&folder, name, &original);
        let (bytes, extension) = (copy.bytes().unwrap(), copy.kind().extension());
        let recheck = |nth: usize, bytes: &[u8]| {
            let again = scratch();
            let back: PathBuf = put(&again, &format!("{nth}.{extension}"), bytes);
            let sha256 = Sha256Hex::of(bytes);
            let tool = Line::try_from("sourdine 0.1.0".to_owned()).unwrap();
            let signed = desk.sign(
                "alice",
                vouch::statement(&desk.scope(), &sha256, &tool).as_bytes(),
            );
            let vouched =
                vouch::check(&SignedDesk::case(), &sha256, &tool, &signed, &desk.roster).unwrap();
            recheck(&back, &vouched, Vec::new(), again.path()).map(|copy| copy.kind())
        };
        assert_eq!(recheck(0, &bytes).unwrap(), copy.kind());
        let (head, marked): (usize, &[u8]) = match extension {
            "pdf" => (9, b"%MARK\n"),
            "jpg" => (2, b"\xFF\xFE\0\x06MARK"),
            _ => (33, b"\0\0\0\x04tEXtMARK\0\0\0\0"),
        };
        let forged = [
            original,
            [&bytes[..head], marked, &bytes[head..]].concat(),
            [&bytes[..], marked].concat(),
            bytes[..bytes.len() - 1].to_vec(),
        ];
        for (nth, forged) in forged.iter().enumerate() {
            let refused = recheck(nth + 1, forged);
            assert!(
                matches!(
                    refused,
                    Err(CleanError::NotRewritten | CleanError::UnknownKind)
                ),
                "{name}, {nth}: {refused:?}"
            );
        }
    }
}

#[test]
fn white_paper_stays_white() {
    let folder = scratch();
    let copy = cleaned(&folder, "a.pdf", &pdf(&[(300, 300)]));
    let (_, _, pixels) = drawn(copy.path(), 1, 72);
    let white = pixels
        .chunks_exact(3)
        .filter(|pixel| is_near(pixel, WHITE))
        .count();
    assert!(white > 300 * 300 * 9 / 10, "{white}");
}
