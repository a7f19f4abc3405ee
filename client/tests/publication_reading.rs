//! Pages of the web, books and e-mails become the text that a reader sees of them, tables stay
//! tables, and what is in archives is cleaned by itself: no planted mark comes out.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

mod archives;

use std::{
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use archives::archive;
use sourdine::desk::cleaning::{
    CleanError, Cleaned, Room, TextLayer, clean, kind::Kind, members, pixels::PixelError,
};
use sourdine_platform::files;
use tempfile::TempDir;

/// A page in which marks stand where a reader does not see them.
const PAGE: &str = include_str!("reading/page.html");
/// What a reader sees of it.
const SEEN: &str = include_str!("reading/page.txt");
const MARK: &str = "MARK";

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    files::publish_new(&path, bytes).unwrap();
    path
}

fn cleaned(document: &Path, scratch: &TempDir) -> Result<Cleaned, CleanError> {
    clean(document, scratch.path(), TextLayer::Omit, &mut |_, _| ())
}

/// The text that is published of a document.
fn text_of(name: &str, bytes: &[u8]) -> (String, Cleaned) {
    let folder = scratch();
    let copy = cleaned(&put(&folder, name, bytes), &folder).unwrap();
    let text = String::from_utf8(copy.bytes().unwrap()).unwrap();
    assert!(!text.contains(MARK), "{text}");
    (text, copy)
}

fn refused(name: &str, bytes: &[u8]) -> CleanError {
    let folder = scratch();
    let copy = cleaned(&put(&folder, name, bytes), &folder);
    copy.err().unwrap()
}

fn tells(copy: &Cleaned, field: &str, value: &str) -> bool {
    let removed = copy.report().removed.iter();
    let mut found = removed.filter(|finding| finding.field == field);
    found.any(|finding| finding.value.contains(value))
}

/// A book of these pages, with a locked member if one is named.
fn book(pages: &[(&str, &str)], locked: Option<&str>) -> Vec<u8> {
    let items: String = pages
        .iter()
        .map(|(name, _)| format!("<item id=\"{name}\" href=\"text/{name}.xhtml\"/>"))
        .collect();
    // The spine says the order, and not the archive.
    let spine: String = pages
        .iter()
        .rev()
        .map(|(name, _)| format!("<itemref idref=\"{name}\"/>"))
        .collect();
    let package = format!(
        "<package xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><metadata><dc:creator>MARKAUTHOR</dc:creator>\
         </metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    );
    let container =
        "<container><rootfiles><rootfile full-path=\"book/package.opf\"/></rootfiles></container>";
    let encryption = locked.map(|method| {
        format!("<encryption><EncryptedData><EncryptionMethod Algorithm=\"{method}\"/></EncryptedData></encryption>")
    });
    let pages: Vec<(String, String)> = pages
        .iter()
        .map(|(name, body)| {
            let page = format!("<html><head><title/></head><body>{body}</body></html>");
            (format!("book/text/{name}.xhtml"), page)
        })
        .collect();
    let mut members: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("book/package.opf", package.as_bytes()),
    ];
    members.extend(
        encryption
            .iter()
            .map(|locks| ("META-INF/encryption.xml", locks.as_bytes())),
    );
    members.extend(
        pages
            .iter()
            .map(|(name, page)| (name.as_str(), page.as_bytes())),
    );
    archive(&members)
}

/// An e-mail with a page, a text for programs that show none, a table and another e-mail.
fn mail() -> String {
    let table = "YTtiCjE7Mgo="; // a;b 1;2
    format!(
        "Received: from MARKHOST by x\r\nMessage-ID: <MARKID@x>\r\nFrom: =?utf-8?q?Ren=C3=A9e?= <renee@example.org>\r\n\
         To: b@example.org\r\nBcc: MARKBCC@example.org\r\nDate: Mon, 3 Mar 2025 10:00:00 +0100\r\nSubject: Vote du 3 mai\r\n\
         X-Originating-IP: MARKIP\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n\
         --A\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n\
         --B\r\nContent-Type: text/plain\r\n\r\nMARKPLAIN\r\n\
         --B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Voir la <b>pièce</b>.</p><p style=\"display:none\">MARKHIDDEN</p>\r\n\
         --B--\r\n\
         --A\r\nContent-Type: text/csv; name=\"MARKNAME.csv\"\r\nContent-Disposition: attachment; filename=\"table.csv\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{table}\r\n\
         --A\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@example.org\r\nTo: d@example.org\r\nSubject: Avant\r\nMessage-ID: <MARK@y>\r\n\r\nPlus tôt.\r\n\
         --A--\r\n"
    )
}

#[test]
fn a_page_becomes_the_text_that_is_seen() {
    let (text, copy) = text_of("a.html", PAGE.as_bytes());
    assert_eq!(text, SEEN);
    assert_eq!(copy.kind(), Kind::Txt);
    for (field, value) in [
        ("Title", "MARKTITLE"),
        ("Metadata", "MARKAUTHOR"),
        ("Comment", "MARKCOMMENT"),
        ("Script", "MARKSCRIPT"),
        ("HiddenText", "MARK1"),
        ("HiddenText", "MARK12"),
        ("Picture", "MARKPATH"),
        ("StylesElsewhere", "MARKSTYLES"),
        ("StyleNotRead", ":unknown"),
    ] {
        assert!(tells(&copy, field, value), "{field} {value}");
    }
}

#[test]
fn a_page_is_read_in_its_encoding() {
    let latin = b"<html><meta charset=iso-8859-1><p>d\xE9lib\xE9r\xE9</html>";
    assert_eq!(text_of("a.html", latin).0, "d\u{e9}lib\u{e9}r\u{e9}\n");
    let wide: Vec<u8> = "\u{feff}<html><p>délibéré"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(text_of("b.html", &wide).0, "délibéré\n");
    assert_eq!(
        text_of("c.html", "<html><p>délibéré".as_bytes()).0,
        "délibéré\n"
    );
}

#[test]
fn a_page_that_shows_nothing_or_has_no_bottom_is_refused() {
    let hidden = b"<html><p hidden>MARK";
    assert!(matches!(refused("a.html", hidden), CleanError::Text(_)));
    let deep = format!("<html>{}x", "<div>".repeat(50_000));
    let deep = refused("b.html", deep.as_bytes());
    assert!(
        matches!(deep, CleanError::Pixels(PixelError::Unreadable)),
        "{deep:?}"
    );
}

#[test]
fn a_book_is_read_in_the_order_of_its_spine() {
    let pages = [
        ("one", "<p>Second</p>"),
        ("two", "<h1>Premier</h1><p hidden=\"\">MARK</p>"),
    ];
    let (text, copy) = text_of("a.epub", &book(&pages, None));
    assert_eq!(text, "Premier\n\nSecond\n");
    assert!(tells(&copy, "Metadata", "MARKAUTHOR"));
    let fonts = book(&pages, Some("http://www.idpf.org/2008/embedding"));
    assert_eq!(text_of("b.epub", &fonts).0, text);
    let locked = refused(
        "c.epub",
        &book(&pages, Some("http://www.w3.org/2001/04/xmlenc#aes256-cbc")),
    );
    assert!(
        matches!(locked, CleanError::Pixels(PixelError::Password)),
        "{locked:?}"
    );
    let mut cut = book(&pages, None);
    let missing = b"book/text/one.xhtml";
    while let Some(at) = cut.windows(missing.len()).position(|at| at == missing) {
        cut[at] = b'x';
    }
    let cut = refused("d.epub", &cut);
    assert!(
        matches!(cut, CleanError::Pixels(PixelError::Unreadable)),
        "{cut:?}"
    );
}

#[test]
fn an_email_is_what_a_mail_program_shows_and_what_came_with_it() {
    let folder = scratch();
    let path = put(&folder, "a.eml", mail().as_bytes());
    let (text, copy) = text_of("b.eml", mail().as_bytes());
    assert_eq!(
        text,
        "[From] Renée <renee@example.org>\n[To] b@example.org\n[Date] Mon, 3 Mar 2025 10:00:00 +0100\n\
         [Subject] Vote du 3 mai\n\nVoir la pièce.\n"
    );
    for mark in ["MARKHOST", "MARKID", "MARKBCC", "MARKIP"] {
        assert!(tells(&copy, "Header", mark), "{mark}");
    }
    assert!(tells(&copy, "HiddenText", "MARKPLAIN") && tells(&copy, "HiddenText", "MARKHIDDEN"));
    let (inside, is_text) = members(&path, folder.path(), &mut Room::default())
        .unwrap()
        .unwrap();
    assert!(is_text);
    let texts: Vec<String> = inside
        .iter()
        .map(|member| {
            let document = member.document.as_ref().unwrap();
            let copy = cleaned(document, &folder).unwrap();
            String::from_utf8(copy.bytes().unwrap()).unwrap()
        })
        .collect();
    assert_eq!(
        texts,
        [
            "a;b\n1;2\n",
            "[From] c@example.org\n[To] d@example.org\n[Subject] Avant\n\nPlus tôt.\n"
        ]
    );
    assert_eq!(inside[0].name, "table.csv");
}

/// An e-mail as Outlook keeps it, with a document, and with this page as bytes.
fn outlook(page: &[u8]) -> Vec<u8> {
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_storage("/__nameid_version1.0").unwrap();
    file.create_storage("/__attach_version1.0_#00000000")
        .unwrap();
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let attached = "/__attach_version1.0_#00000000/__substg1.0_";
    for (path, bytes) in [
        // Heads of 32 and 8 bytes, without a property of fixed length. (MS-OXMSG, 2.4)
        ("/__properties_version1.0".to_owned(), vec![0; 32]),
        (
            "/__attach_version1.0_#00000000/__properties_version1.0".to_owned(),
            vec![0; 8],
        ),
        ("/__substg1.0_0037001F".to_owned(), wide("Vote du 3 mai")),
        ("/__substg1.0_0C1A001F".to_owned(), wide("Renée")),
        (
            "/__substg1.0_1000001F".to_owned(),
            wide("Bonjour,\r\nvoir la pièce."),
        ),
        (
            "/__substg1.0_007D001F".to_owned(),
            wide("Message-ID: <MARKID@x>\r\nX-Mailer: MARKMAILER\r\n"),
        ),
        ("/__substg1.0_10130102".to_owned(), page.to_vec()),
        (format!("{attached}3707001F"), wide("note.txt")),
        (format!("{attached}37010102"), b"Une note.\n".to_vec()),
    ] {
        file.create_stream(path).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn an_email_of_outlook_is_read_as_any_other() {
    let (text, copy) = text_of("a.msg", &outlook(b""));
    assert_eq!(
        text,
        "[From] Renée\n[Subject] Vote du 3 mai\n\nBonjour,\nvoir la pièce.\n"
    );
    assert!(tells(&copy, "Header", "MARKID") && tells(&copy, "Header", "MARKMAILER"));
    let folder = scratch();
    let path = put(&folder, "b.msg", &outlook(b""));
    let (inside, _) = members(&path, folder.path(), &mut Room::default())
        .unwrap()
        .unwrap();
    let names: Vec<&str> = inside.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["note.txt"]);
    let note = files::read_regular(inside[0].document.as_ref().unwrap(), 100).unwrap();
    assert_eq!(note, b"Une note.\n");
}

#[test]
fn a_page_in_an_email_of_outlook_is_read_in_its_encoding() {
    let head = "[From] Renée\n[Subject] Vote du 3 mai\n\n";
    for page in [
        &b"<html><meta charset=iso-8859-1><p>Sign\xE9<p hidden>MARK\0"[..],
        "<html><p>Signé</p><!-- MARK -->".as_bytes(),
    ] {
        let (text, copy) = text_of("a.msg", &outlook(page));
        assert_eq!(text, format!("{head}Signé\n"));
        assert!(
            tells(&copy, "HiddenText", "Bonjour"),
            "what a page replaces"
        );
    }
    let (text, _) = text_of("b.msg", &outlook(b" \0"));
    assert_eq!(text, format!("{head}Bonjour,\nvoir la pièce.\n"));
}

#[test]
fn a_table_stays_a_table() {
    let (text, copy) = text_of("a.txt", "lieu;nombre\r\nNice;12 \u{200b}\r\n".as_bytes());
    assert_eq!(
        (text.as_str(), copy.kind()),
        ("lieu;nombre\nNice;12\n", Kind::Csv)
    );
}

#[test]
fn what_is_in_an_archive_is_a_document_by_itself() {
    let folder = scratch();
    let zip = archive(&[
        ("notes/a.txt", b"Une note.\n"),
        ("b.html", b"<html><p>Une page."),
        ("c.bin", b"\0\x01"),
    ]);
    let mut tar = tar::Builder::new(Vec::new());
    let mut head = tar::Header::new_ustar();
    head.set_size(4);
    head.set_cksum();
    tar.append_data(&mut head, "d.txt", &b"Oui\n"[..]).unwrap();
    let mut link = tar::Header::new_ustar();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    tar.append_link(&mut link, "MARKLINK", "/etc/passwd")
        .unwrap();
    let tar = tar.into_inner().unwrap();
    let names = |name: &str, bytes: &[u8]| {
        let folder = scratch();
        let (inside, is_text) = members(
            &put(&folder, name, bytes),
            folder.path(),
            &mut Room::default(),
        )
        .unwrap()
        .unwrap();
        assert!(!is_text);
        inside
            .into_iter()
            .map(|member| member.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names("a.zip", &zip), ["notes/a.txt", "b.html", "c.bin"]);
    assert_eq!(names("a.tar", &tar), ["d.txt"]);
    assert!(matches!(refused("b.zip", &zip), CleanError::Archive));
    let plain = put(&folder, "plain.txt", b"a\n");
    assert!(
        members(&plain, folder.path(), &mut Room::default())
            .unwrap()
            .is_none()
    );
}

#[test]
fn each_archive_that_cannot_be_taken_apart_says_why() {
    let folder = scratch();
    let why = |name: &str, bytes: &[u8]| {
        members(
            &put(&folder, name, bytes),
            folder.path(),
            &mut Room::default(),
        )
        .err()
        .unwrap()
    };
    let many: Vec<String> = (0..1_001).map(|at| format!("{at}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert!(matches!(
        why("folder.zip", &archive(&[])),
        CleanError::UnknownKind
    ));
    let folder_only = {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.add_directory("empty", options).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert!(matches!(
        why("empty.zip", &folder_only),
        CleanError::NoMembers
    ));
    assert!(matches!(
        why("many.zip", &archive(&many)),
        CleanError::TooManyMembers
    ));
    let mut cut = archive(&[("a.txt", b"a\n"), ("b.txt", b"b\n")]);
    cut.truncate(cut.len() - 30);
    assert!(matches!(why("cut.zip", &cut), CleanError::UnknownKind));
    assert!(matches!(why("none.eml", b""), CleanError::Empty));
}

#[test]
fn a_member_under_a_password_or_damaged_is_named() {
    let folder = scratch();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let stored = options.compression_method(zip::CompressionMethod::Stored);
    writer.start_file("open.txt", stored).unwrap();
    writer.write_all(b"Oui\n").unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    let path = put(&folder, "a.zip", &bytes);
    let (inside, _) = members(&path, folder.path(), &mut Room::default())
        .unwrap()
        .unwrap();
    assert!(inside[0].document.is_ok());
    // What is in the member is not what its sum says.
    let mut damaged = bytes.clone();
    let content = damaged.windows(4).position(|at| at == b"Oui\n").unwrap();
    damaged[content] = b'o';
    let other = scratch();
    let (inside, _) = members(
        &put(&other, "c.zip", &damaged),
        other.path(),
        &mut Room::default(),
    )
    .unwrap()
    .unwrap();
    assert!(matches!(inside[0].document, Err(CleanError::MemberDamaged)));
    // The bit that says that a member is locked. (APPNOTE, 4.4.4)
    for (start, flags) in [(&b"PK\x03\x04"[..], 6), (b"PK\x01\x02", 8)] {
        let at = bytes.windows(4).position(|at| at == start).unwrap();
        bytes[at + flags] |= 1;
    }
    let locked = scratch();
    let path = put(&locked, "b.zip", &bytes);
    let (inside, _) = members(&path, locked.path(), &mut Room::default())
        .unwrap()
        .unwrap();
    assert_eq!(inside[0].name, "open.txt");
    assert!(matches!(inside[0].document, Err(CleanError::MemberLocked)));
}

#[test]
fn archives_in_archives_share_the_room_that_there_is() {
    let folder = scratch();
    let names: Vec<String> = (0..600).map(|at| at.to_string()).collect();
    let inner: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"x"[..]))
        .collect();
    let path = put(&folder, "a.zip", &archive(&inner));
    let mut room = Room::default();
    let first = scratch();
    assert!(members(&path, first.path(), &mut room).is_ok());
    let second = scratch();
    let full = members(&path, second.path(), &mut room);
    assert!(matches!(full, Err(CleanError::NoRoom)));
}
