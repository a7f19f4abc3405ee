//! Documents with planted canaries go through the real tools in the real sandbox: nothing of them
//! comes out, and what cannot be cleaned does not come out at all.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

mod archives;
mod documents;

mod signed_desk;

use std::{
    io::{Cursor, Read},
    path::Path,
};

use archives::under_password;
use documents::{AUTHOR, PLACE, PROGRAM, docx, jpeg, pdf, put};

use sourdine::desk::{
    cleaning::{
        CleanError, Cleaned, TextLayer, clean,
        kind::Kind,
        pixels::PixelError,
        recheck,
        text::TextError,
        vouch::{self, VouchError, Vouched},
    },
    roster::signature::EditorSignature,
};
use sourdine_observatory::model::text::Line;
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;
use tempfile::TempDir;
use zip::ZipArchive;

use signed_desk::SignedDesk;

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

/// All that a reader could find in a file: its bytes, and those of its members.
fn everything(path: &Path) -> Vec<u8> {
    let bytes = files::read_regular(path, u64::MAX).unwrap();
    let mut all = bytes.clone();
    if let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) {
        for index in 0..archive.len() {
            let mut member = archive.by_index(index).unwrap();
            all.extend_from_slice(member.name().unwrap().as_bytes());
            member.read_to_end(&mut all).unwrap();
        }
    }
    all
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    let utf16: Vec<u8> = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [needle.as_bytes(), utf16.as_slice()].iter().any(|needle| {
        haystack
            .windows(needle.len())
            .any(|window| window == *needle)
    })
}

fn assert_clean(cleaned: &Cleaned) {
    let all = everything(cleaned.path());
    for canary in ["CANARY", "Jeanne", PLACE, PROGRAM, "00CA4A21", "2019"] {
        assert!(
            !holds(&all, canary),
            "{canary} is in the clean {:?}",
            cleaned.kind()
        );
    }
    assert_eq!(Sha256Hex::of(&cleaned.bytes().unwrap()), *cleaned.sha256());
    assert!(cleaned.cleaned_with().as_str().starts_with("sourdine "));
}

fn names(cleaned: &Cleaned, value: &str) -> bool {
    cleaned
        .report()
        .removed
        .iter()
        .any(|finding| finding.value.contains(value))
}

#[test]
fn a_pdf_comes_out_without_its_author() {
    let folder = scratch();
    let original = put(&folder, "Délibération de Jeanne.bin", &pdf());
    assert!(
        holds(&everything(&original), AUTHOR),
        "the canary is planted"
    );
    let cleaned = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()).unwrap();
    assert_eq!(cleaned.kind(), Kind::Pdf);
    assert_clean(&cleaned);
    assert!(
        names(&cleaned, AUTHOR) && names(&cleaned, PROGRAM),
        "{:?}",
        cleaned.report()
    );
    assert!(!cleaned.path().to_string_lossy().contains("Jeanne"));
}

#[test]
fn a_photograph_comes_out_without_its_place() {
    let folder = scratch();
    let original = jpeg(&folder);
    assert!(
        holds(&everything(&original), AUTHOR),
        "the canary is planted"
    );
    let cleaned = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()).unwrap();
    assert_eq!(cleaned.kind(), Kind::Jpg);
    assert_clean(&cleaned);
    assert!(!holds(&everything(cleaned.path()), "Exif"));
    assert!(names(&cleaned, AUTHOR), "{:?}", cleaned.report());
    assert!(
        cleaned
            .report()
            .removed
            .iter()
            .any(|finding| finding.field.contains("GPS")),
        "{:?}",
        cleaned.report()
    );
}

#[test]
fn a_word_document_comes_out_without_its_author() {
    let folder = scratch();
    let original = put(&folder, "a.pdf", &docx());
    assert!(
        holds(&everything(&original), AUTHOR),
        "the canary is planted"
    );
    let cleaned = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()).unwrap();
    assert_eq!(cleaned.kind(), Kind::Pdf, "content decides, not the name");
    assert_clean(&cleaned);
    assert!(names(&cleaned, AUTHOR), "{:?}", cleaned.report());
}

#[test]
fn a_text_is_written_anew_from_what_can_be_seen() {
    let folder = scratch();
    let original = put(
        &folder,
        "a.txt",
        "Note\u{200b} de\u{a0}service  \r\n".as_bytes(),
    );
    let cleaned = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()).unwrap();
    assert_eq!(cleaned.bytes().unwrap(), b"Note de service\n");
    assert_eq!(cleaned.kind(), Kind::Txt);
    assert!(cleaned.cleaned_with().as_str().starts_with("sourdine "));
    let told = &cleaned.report().removed;
    assert!(
        told.iter().any(|finding| finding.field.contains("U+200B")),
        "{told:?}"
    );

    // A copy from the shared case is checked again, although an editor's signature vouches for it.
    let desk = SignedDesk::new(&["alice"]);
    let again = scratch();
    let marked = "Note\u{200b} de service\n".as_bytes();
    let back = put(&folder, "back.txt", marked);
    let vouched = vouched(&desk, &Sha256Hex::of(marked));
    let refused = recheck(&back, &vouched, Vec::new(), again.path());
    assert!(matches!(refused, Err(CleanError::NotRewritten)));
}

#[test]
fn what_is_empty_or_sealed_is_called_that() {
    let folder = scratch();
    let empty = put(&folder, "b.pdf", b"");
    assert!(matches!(
        clean(&empty, folder.path(), TextLayer::Omit, &mut |_, _| ()),
        Err(CleanError::Empty)
    ));
    let sealed = put(&folder, "sealed.docx", &under_password());
    assert!(matches!(
        clean(&sealed, folder.path(), TextLayer::Omit, &mut |_, _| ()),
        Err(CleanError::Pixels(PixelError::Password))
    ));
}

#[test]
fn what_cannot_be_cleaned_does_not_pass() {
    let folder = scratch();
    let refused: [(&str, &[u8]); 2] = [
        ("e.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("f.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    ];
    for (name, bytes) in refused {
        let original = put(&folder, name, bytes);
        assert!(
            matches!(
                clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()),
                Err(CleanError::UnknownKind)
            ),
            "{name}"
        );
    }
    let written_for_programs: [(&str, &[u8]); 4] = [
        ("a.pdf", b"<rss><title>Note</title></rss>"),
        ("c.txt", b"%!PS-Adobe-3.0\n%%For: CANARY\nshowpage\n"),
        ("h.txt", b"\r\n\r\n%PDF-1.7\n1 0 obj\n"),
        (
            "i.txt",
            b"Message-ID: <CANARY@a>\nMIME-Version: 1.0\n\nVoici.\n",
        ),
    ];
    for (name, bytes) in written_for_programs {
        let original = put(&folder, name, bytes);
        let refused = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ());
        assert!(
            matches!(refused, Err(CleanError::Text(TextError::Foreign { .. }))),
            "{name}"
        );
    }
    let broken = put(&folder, "broken.pdf", b"%PDF-1.4\nnot really");
    assert!(matches!(
        clean(&broken, folder.path(), TextLayer::Omit, &mut |_, _| ()),
        Err(CleanError::Damaged { .. })
    ));
    let broken = put(&folder, "broken.jpg", &[0xFF, 0xD8, 0xFF, 0xE0, 0, 0]);
    assert!(matches!(
        clean(&broken, folder.path(), TextLayer::Omit, &mut |_, _| ()),
        Err(CleanError::Pixels(PixelError::Unreadable))
    ));
    let link = folder.path().join("link.txt");
    std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
    assert!(matches!(
        clean(&link, folder.path(), TextLayer::Omit, &mut |_, _| ()),
        Err(CleanError::Io(_))
    ));
}

fn vouched(desk: &SignedDesk, sha256: &Sha256Hex) -> Vouched {
    let tool = Line::try_from("mat2".to_owned()).unwrap();
    let signed = desk.sign(
        "alice",
        vouch::statement(&desk.scope(), sha256, &tool).as_bytes(),
    );
    vouch::check(&SignedDesk::case(), sha256, &tool, &signed, &desk.roster).unwrap()
}

#[test]
fn a_copy_that_no_current_editor_vouches_for_is_not_clean() {
    let (one, other) = (Sha256Hex::of(b"one"), Sha256Hex::of(b"other"));
    let [mat2, mine] = ["mat2", "mine"].map(|tool| Line::try_from(tool.to_owned()).unwrap());
    let desk = SignedDesk::new(&["alice", "bruno"]);
    let good = desk.sign(
        "alice",
        vouch::statement(&desk.scope(), &one, &mat2).as_bytes(),
    );
    let as_editor = |editor: &str| EditorSignature {
        editor: editor.to_owned(),
        ..good.clone()
    };
    vouch::check(&SignedDesk::case(), &one, &mat2, &good, &desk.roster).unwrap();
    for (sha256, tool, signed) in [
        (&other, &mat2, good.clone()),
        (&one, &mine, good.clone()),
        (&one, &mat2, as_editor("mallory")),
        (&one, &mat2, as_editor("bruno")),
        (&one, &mat2, desk.sign("alice", one.as_str().as_bytes())),
        (
            &one,
            &mat2,
            EditorSignature {
                signature: String::new(),
                ..good.clone()
            },
        ),
    ] {
        let refused = vouch::check(&SignedDesk::case(), sha256, tool, &signed, &desk.roster);
        assert_eq!(refused.unwrap_err(), VouchError(sha256.clone()));
    }
    let elsewhere = vouch::check(&"00c0ffee", &one, &mat2, &good, &desk.roster);
    assert_eq!(elsewhere.unwrap_err(), VouchError(one), "in another case");
}

#[test]
fn a_copy_is_looked_at_again_when_it_comes_back() {
    let desk = SignedDesk::new(&["alice"]);
    let folder = scratch();
    let original = put(&folder, "a", &pdf());
    let cleaned = clean(&original, folder.path(), TextLayer::Omit, &mut |_, _| ()).unwrap();
    let back = put(&folder, "back.pdf", &cleaned.bytes().unwrap());
    let again = scratch();
    let seen = recheck(
        &back,
        &vouched(&desk, cleaned.sha256()),
        cleaned.report().removed.clone(),
        again.path(),
    )
    .unwrap();
    assert_eq!(seen.sha256(), cleaned.sha256());

    let bytes = pdf();
    let dirty = put(&folder, "dirty.pdf", &bytes);
    assert!(matches!(
        recheck(
            &dirty,
            &vouched(&desk, cleaned.sha256()),
            Vec::new(),
            again.path()
        ),
        Err(CleanError::Altered)
    ));
    assert!(
        matches!(
            recheck(
                &dirty,
                &vouched(&desk, &Sha256Hex::of(&bytes)),
                Vec::new(),
                again.path()
            ),
            Err(CleanError::NotRewritten)
        ),
        "an original under its own hash is still no clean copy"
    );
}
