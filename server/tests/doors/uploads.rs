use sourdine_protocol::{
    codename::Codename,
    codename::receipt::Receipt,
    envelope::{Manifest, SealedBy, Sealer},
    text::Language,
    wire::{APPEND_MAX_BYTES, UploadToken},
};
use sourdine_server::vault::SLOT_BYTES;

use crate::{
    http::{Answer, Connection, ask},
    server::{MIB, Server, roster},
};

/// An age file as a browser makes one.
pub(crate) fn sealed(bytes: &[u8]) -> Vec<u8> {
    let recipients = roster()
        .unchecked()
        .unwrap()
        .recipients(sourdine_server::platform::clock::today())
        .unwrap();
    let submission = Receipt::generate().unwrap().submission();
    let address = Codename::generate().unwrap().reply_address();
    let manifest = Manifest::new(Language::Fr, SealedBy::Page, submission, Some(address));
    let mut sealer = Sealer::new(Vec::new(), &recipients, &manifest).unwrap();
    sealer.begin_file("scan.bin", u64::MAX).unwrap();
    sealer.write(bytes).unwrap();
    sealer.end_entry().unwrap();
    sealer.finish().unwrap()
}

fn create(server: &Server, length: usize) -> Answer {
    ask(
        server.sources,
        &format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {length}"),
        b"",
    )
}

fn path(server: &Server, length: usize) -> String {
    let answer = create(server, length);
    assert_eq!(answer.status, 201);
    let limit = answer.header("upload-limit").unwrap();
    assert!(limit.contains("max-append-size=16777216"), "{limit}");
    answer.header("location").unwrap().to_owned()
}

fn patch_head(path: &str, offset: usize, complete: bool) -> String {
    let complete = if complete { "?1" } else { "?0" };
    format!(
        "PATCH {path}\nContent-Type: application/partial-upload\nUpload-Offset: {offset}\nUpload-Complete: {complete}"
    )
}

fn patch(server: &Server, path: &str, offset: usize, complete: bool, piece: &[u8]) -> Answer {
    ask(server.sources, &patch_head(path, offset, complete), piece)
}

fn named(name: &str, length: usize, complete: bool) -> String {
    let complete = if complete { "?1" } else { "?0" };
    format!(
        "POST /upload\nUpload-Name: {name}\nUpload-Length: {length}\nUpload-Complete: {complete}"
    )
}

fn new_name() -> String {
    UploadToken::generate().unwrap().expose().to_string()
}

fn state(answer: &Answer) -> (u16, Option<&str>, Option<&str>) {
    (
        answer.status,
        answer.header("upload-offset"),
        answer.header("upload-complete"),
    )
}

#[test]
fn pieces_become_the_envelope_that_was_sealed() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let bytes: Vec<u8> = (0..9 * MIB).map(|n| (n % 253) as u8).collect();
    let file = sealed(&bytes);
    let path = path(&server, file.len());
    let mut connection = Connection::to(server.sources);
    let mut offset = 0;
    for piece in file.chunks(4 * MIB as usize) {
        let last = offset + piece.len() == file.len();
        let answer = connection.request(&patch_head(&path, offset, last), piece);
        offset += piece.len();
        let at = offset.to_string();
        let complete = if last { "?1" } else { "?0" };
        assert_eq!(state(&answer), (204, Some(&*at), Some(complete)));
        let head = ask(server.sources, &format!("HEAD {path}"), b"");
        assert_eq!(state(&head), (204, Some(&*at), Some(complete)));
    }
    assert_eq!(
        server.fetch(&server.list().envelopes[0].id),
        file,
        "stored as it was sealed"
    );
    assert_eq!(server.open_only().files[0].1, bytes);
    // The last piece once more, because its answer was lost.
    let again = patch(
        &server,
        &path,
        file.len() - 1,
        true,
        &file[file.len() - 1..],
    );
    assert_eq!(again.status, 409);
    assert_eq!(again.header("upload-complete"), Some("?1"));
    assert_eq!(server.list().envelopes.len(), 1);
}

#[test]
fn a_new_upload_brings_its_first_piece_under_the_name_that_its_client_chose() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let file = sealed(&vec![5; 3 * MIB as usize]);
    let length = file.len().to_string();
    // All of it at once.
    let name = new_name();
    let place = format!("/upload/{name}");
    let answer = ask(server.sources, &named(&name, file.len(), true), &file);
    assert_eq!(state(&answer), (201, Some(&*length), Some("?1")));
    assert_eq!(answer.header("location"), Some(&*place));
    assert_eq!(server.fetch(&server.list().envelopes[0].id), file);
    // The same again, because its answer was lost.
    let again = ask(server.sources, &named(&name, file.len(), true), b"");
    assert_eq!(
        again.status, 400,
        "it says that it is whole, and brings nothing"
    );
    let again = ask(server.sources, &named(&name, file.len(), false), &file[..9]);
    assert_eq!(state(&again), (409, Some(&*length), Some("?1")));
    assert_eq!(server.list().envelopes.len(), 1);
    // A first piece, and the rest.
    let name = new_name();
    let place = format!("/upload/{name}");
    let (first, rest) = file.split_at(MIB as usize);
    let answer = ask(server.sources, &named(&name, file.len(), false), first);
    assert_eq!(state(&answer), (201, Some("1048576"), Some("?0")));
    let again = ask(server.sources, &named(&name, file.len(), false), b"");
    assert_eq!(state(&again), (409, Some("1048576"), Some("?0")));
    let answer = patch(&server, &place, first.len(), true, rest);
    assert_eq!(state(&answer), (204, Some(&*length), Some("?1")));
    assert_eq!(server.list().envelopes.len(), 2);
    // No name, none that is one, and one that is too long.
    let unnamed = named(&name, file.len(), false).replace(&format!("Upload-Name: {name}\n"), "");
    let other = new_name();
    let wrong = [
        (400, unnamed, &file[..9]),
        (400, named("x", file.len(), false), b""),
        (
            400,
            named(&format!("{other}A"), file.len(), false),
            &file[..9],
        ),
        (400, named(&other, file.len(), true), &file[..9]),
        (400, named(&other, file.len() - 1, true), &file),
    ];
    for (status, head, body) in wrong {
        assert_eq!(ask(server.sources, &head, body).status, status, "{head}");
    }
    let head = ask(server.sources, &format!("HEAD /upload/{other}"), b"");
    assert_eq!(head.status, 404);
}

#[test]
fn a_new_upload_that_is_cut_goes_on_under_its_name() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let file = sealed(&vec![5; 3 * MIB as usize]);
    let name = new_name();
    let head = named(&name, file.len(), true);
    let mut hanging = Connection::to(server.sources);
    hanging.begin(&format!("{head}\nExpect: 100-continue"), file.len());
    assert_eq!(
        hanging.answer(true).status,
        100,
        "the server has begun to read it"
    );
    hanging.write(&file[..300_000]);
    // A browser repeats it by itself when the connection was cut.
    let mut again = Connection::to(server.sources);
    again.begin(&head, file.len());
    assert_eq!(
        state(&again.answer(false)),
        (409, Some("300000"), Some("?0"))
    );
    let place = format!("/upload/{name}");
    assert_eq!(
        patch(&server, &place, 300_000, true, &file[300_000..]).status,
        204
    );
    assert_eq!(server.fetch(&server.list().envelopes[0].id), file);
}

/// A browser that repeats a piece by itself would send all of it in vain.
#[test]
fn a_piece_that_belongs_elsewhere_is_cut_off() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let at = path(&server, 12 * MIB as usize);
    let mut connection = Connection::to(server.sources);
    connection.begin(&patch_head(&at, 1, false), APPEND_MAX_BYTES as usize);
    let piece = vec![0; 65_536];
    let taken = (0..APPEND_MAX_BYTES / 65_536)
        .take_while(|_| std::io::Write::write_all(&mut connection.0, &piece).is_ok())
        .count();
    let taken = taken as u64 * 65_536;
    assert!(taken <= 8 * MIB, "{taken} bytes were taken");
}

#[test]
fn a_cut_piece_keeps_what_arrived_and_goes_on() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let file = sealed(&vec![5; 3 * MIB as usize]);
    let path = path(&server, file.len());
    let mut cut = Connection::to(server.sources);
    let head = patch_head(&path, 0, true)
        .replacen('\n', " HTTP/1.1\r\nHost: x\r\n", 1)
        .replace('\n', "\r\n")
        .replace("\r\r\n", "\r\n");
    cut.write(format!("{head}\r\nContent-Length: {}\r\n\r\n", file.len()).as_bytes());
    cut.write(&file[..2 * MIB as usize]);
    drop(cut);
    // The server learns of the cut when it does; a HEAD ends the older request in any case.
    let offset = (0..200)
        .find_map(|_| {
            let answer = ask(server.sources, &format!("HEAD {path}"), b"");
            let offset: usize = answer.header("upload-offset").unwrap().parse().unwrap();
            (offset > 0).then_some(offset)
        })
        .unwrap_or(0);
    assert!(offset <= 2 * MIB as usize);
    // Of a longer piece the server would not read all, and this client does not read before that.
    let few = &file[offset + 1..][..1_000];
    let wrong = patch(&server, &path, offset + 1, false, few);
    assert_eq!(state(&wrong), (409, Some(&*offset.to_string()), Some("?0")));
    let answer = patch(&server, &path, offset, true, &file[offset..]);
    assert_eq!(answer.status, 204);
    assert_eq!(server.fetch(&server.list().envelopes[0].id), file);
}

#[test]
fn a_request_that_hangs_is_ended_by_the_next() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let file = sealed(&vec![3; MIB as usize]);
    let path = path(&server, file.len());
    let mut hanging = Connection::to(server.sources);
    let head = patch_head(&path, 0, true)
        .replacen('\n', " HTTP/1.1\r\nHost: x\r\n", 1)
        .replace('\n', "\r\n")
        .replace("\r\r\n", "\r\n");
    let expects = format!(
        "{head}\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        file.len()
    );
    hanging.write(expects.as_bytes());
    assert_eq!(
        hanging.answer(true).status,
        100,
        "the server has begun to read it"
    );
    hanging.write(&file[..300_000]);
    let answer = ask(server.sources, &format!("HEAD {path}"), b"");
    let offset: usize = answer.header("upload-offset").unwrap().parse().unwrap();
    assert_eq!(offset, 300_000, "what had arrived is kept");
    assert_eq!(
        patch(&server, &path, offset, true, &file[offset..]).status,
        204
    );
    // What the older request still sends changes nothing any more.
    drop(std::io::Write::write_all(&mut hanging.0, &file[300_000..]));
    assert_eq!(server.fetch(&server.list().envelopes[0].id), file);
}

#[test]
fn what_is_wrong_is_refused_and_stores_nothing() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let file = sealed(b"x");
    let at = path(&server, file.len());
    let good = patch_head(&at, 0, true);
    let refused = [
        (
            400,
            good.replace("application/partial-upload", "text/plain"),
            &file[..],
        ),
        (
            400,
            good.replace("Upload-Complete: ?1", "Upload-Complete: 1"),
            &file,
        ),
        (
            400,
            good.replace("Upload-Offset: 0", "Upload-Offset: x"),
            &file,
        ),
        (
            409,
            good.replace("Upload-Offset: 0", "Upload-Offset: 1"),
            &file,
        ),
        (400, good.clone(), &file[1..]),
    ];
    for (status, head, body) in refused {
        assert_eq!(ask(server.sources, &head, body).status, status, "{head}");
    }
    let short = path(&server, file.len());
    assert_eq!(
        patch(&server, &short, 0, true, &file[..file.len() - 1]).status,
        400
    );
    let long = path(&server, file.len() - 1);
    assert_eq!(patch(&server, &long, 0, true, &file).status, 400);
    let large = path(&server, 6 * MIB as usize);
    let piece = vec![0; APPEND_MAX_BYTES as usize + 1];
    assert_eq!(patch(&server, &large, 0, false, &piece).status, 413);
    assert!(server.list().envelopes.is_empty());
}

#[test]
fn a_deleted_upload_is_forgotten_and_a_stored_one_stays() {
    let server = Server::start(64 * MIB, 16 * MIB);
    let file = sealed(b"x");
    let at = path(&server, file.len());
    assert_eq!(patch(&server, &at, 0, false, &file[..100]).status, 204);
    assert_eq!(
        ask(server.sources, &format!("DELETE {at}"), b"").status,
        204
    );
    assert_eq!(ask(server.sources, &format!("HEAD {at}"), b"").status, 404);
    let at = path(&server, file.len());
    assert_eq!(patch(&server, &at, 0, true, &file).status, 204);
    assert_eq!(
        ask(server.sources, &format!("DELETE {at}"), b"").status,
        204
    );
    assert_eq!(server.list().envelopes.len(), 1);
}

#[test]
fn a_deleted_upload_is_overwritten() {
    let server = Server::start(16 * MIB, 4 * MIB);
    let file = sealed(&vec![4; MIB as usize]);
    let at = path(&server, file.len());
    let empty = server.slots();
    let piece = &file[..MIB as usize];
    assert_eq!(patch(&server, &at, 0, false, piece).status, 204);
    let written = server.slots();
    assert_eq!(
        ask(server.sources, &format!("DELETE {at}"), b"").status,
        204
    );
    let after = server.slots();
    // A cover rewrite may change one more meanwhile.
    let overwritten = (0..empty.len())
        .filter(|slot| empty[*slot] != written[*slot] && written[*slot] != after[*slot])
        .count();
    assert!(overwritten >= piece.len() / SLOT_BYTES, "{overwritten}");
}

#[test]
fn what_is_under_way_when_the_server_stops_ends_well() {
    let mut server = Server::start(64 * MIB, 16 * MIB);
    let file = sealed(&vec![1; MIB as usize]);
    let at = path(&server, file.len());
    let mut connection = Connection::to(server.sources);
    let head = patch_head(&at, 0, true)
        .replacen('\n', " HTTP/1.1\r\nHost: x\r\n", 1)
        .replace('\n', "\r\n")
        .replace("\r\r\n", "\r\n");
    let expects = format!(
        "{head}\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        file.len()
    );
    connection.write(expects.as_bytes());
    assert_eq!(
        connection.answer(true).status,
        100,
        "the server has begun to read it"
    );
    connection.write(&file[..500_000]);
    let stopping = std::thread::scope(|scope| {
        let sources = server.sources;
        let stopper = scope.spawn(|| server.stop());
        while std::net::TcpStream::connect(sources).is_ok() {
            std::thread::yield_now();
        }
        connection.write(&file[500_000..]);
        let answer = connection.answer(false);
        stopper.join().unwrap();
        answer
    });
    assert_eq!(state(&stopping).0, 204);
}
