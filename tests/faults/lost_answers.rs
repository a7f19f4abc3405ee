//! The connection is cut after each byte of an exchange: what was asked can be asked again and is
//! told truly, and sending twice does no harm.

use std::collections::BTreeMap;

use sourdine_harness::{
    network::http::{Answer, END, FORM, field, request_bytes},
    people::desk::Desk,
    people::source::piece_head,
    server::{Installation, Plan, Server},
    soak,
};
use sourdine_protocol::envelope::{EnvelopeHash, SubmissionId};
use sourdine_server::vault::PAYLOAD_BYTES;
use tempfile::TempDir;

use crate::replay::scratch;

/// The last piece of an upload is so short that the exchange can be cut after each of its bytes.
const LAST_PIECE_BYTES: usize = 40;
/// After so many exchanges the vault is emptied.
const EXCHANGES: usize = 32;
/// Of an answer's page, only every so manieth byte is the last one, but in soak. Whatever a browser
/// has read of it, the server has sent all.
const STEP: usize = 16;
/// A form that arrived is sent a second time all the same, each so manieth time.
const TWICE: usize = 8;

/// So that the end of an answer is seen.
const CLOSE: &str = "Connection: close";

/// A server, and who looks at what is in it.
struct Stage {
    desk: Desk,
    server: Server,
    /// Message and submission of each envelope, by its id.
    seen: BTreeMap<String, (String, SubmissionId)>,
    /// The pages that tell of a receipt.
    arrived: String,
    absent: String,
    _installation: Installation,
    _folder: TempDir,
}

/// Where an exchange is cut: after so many bytes of the request, or of its answer.
#[derive(Clone, Copy, Debug)]
enum After {
    Asking(usize),
    Answered(usize),
}

impl Stage {
    fn new() -> Self {
        let folder = scratch();
        let desk = Desk::new().unwrap();
        let plan = Plan {
            vault_mib: 32,
            submission_mib: 4,
            ..Plan::default()
        };
        let installation = Installation::make(folder.path(), &desk, plan).unwrap();
        let server = installation.serve().unwrap();
        let (codename, receipt) = server.begin().unwrap();
        let absent = server.receipt(&receipt).unwrap();
        let parts = [field("message", "first")];
        assert_eq!(
            server.send(&codename, &receipt, &parts).unwrap().status,
            200
        );
        let arrived = server.receipt(&receipt).unwrap();
        assert_ne!(arrived, absent);
        Self {
            desk,
            server,
            seen: BTreeMap::new(),
            arrived,
            absent,
            _installation: installation,
            _folder: folder,
        }
    }

    /// Sends a request, or the beginning of it, reads so much of the answer, and hangs up. `false`
    /// when there was less to cut.
    fn exchange(&self, request: &[u8], after: After) -> bool {
        let mut connection = self.server.sources.connect().unwrap();
        match after {
            After::Asking(bytes) => {
                let Some(part) = request.get(..bytes) else {
                    return false;
                };
                connection.write(part).unwrap();
                true
            }
            After::Answered(bytes) => {
                connection.write(request).unwrap();
                connection.take(bytes).unwrap().len() == bytes
            }
        }
    }

    /// The submissions of all envelopes with this message.
    fn copies(&mut self, message: &str) -> Vec<SubmissionId> {
        for envelope in self.server.list(&self.desk).unwrap().envelopes {
            if !self.seen.contains_key(&envelope.id) {
                let sealed = self.server.fetch(&self.desk, &envelope.id).unwrap();
                let opened = self.desk.open(&sealed).unwrap();
                let content = (opened.message.unwrap(), opened.submission);
                self.seen.insert(envelope.id, content);
            }
        }
        let with_it = self.seen.values().filter(|(found, _)| found == message);
        with_it.map(|(_, submission)| *submission).collect()
    }

    /// Whether the receipt's page says that it arrived, which must be so.
    fn told(&mut self, receipt: &str, message: &str) -> bool {
        let before = self.copies(message).len();
        let page = self.server.receipt(receipt).unwrap();
        let after = self.copies(message).len();
        if page == self.arrived {
            assert!(after > 0, "{message}: told that it is here");
            true
        } else {
            assert_eq!(page, self.absent);
            assert_eq!(before, 0, "{message}: told that it is not here");
            false
        }
    }

    fn empty(&mut self) {
        for envelope in self.server.list(&self.desk).unwrap().envelopes {
            let path = format!("POST /v1/envelopes/{}/discard", envelope.id);
            let body = format!("{{\"blake3\":\"{}\"}}", envelope.hash);
            for editor in 0..2 {
                let answer = self
                    .server
                    .editor(&self.desk, editor, &path, body.as_bytes());
                assert_eq!(answer.unwrap().status, 204);
            }
        }
        self.seen.clear();
    }

    fn head(&self, path: &str) -> Answer {
        let answer = self
            .server
            .source()
            .ask(&format!("HEAD {path}"), b"")
            .unwrap();
        assert_eq!(answer.status, 204, "{answer:?}");
        answer
    }
}

/// Each byte of the request, then of the answer: of its head each, of its body as many as there is
/// time for.
fn cuts(mut cut: impl FnMut(After) -> bool) {
    assert!((0..).take_while(|bytes| cut(After::Asking(*bytes))).count() > 40);
    let mut bytes = 1;
    while cut(After::Answered(bytes)) {
        bytes += if soak() || bytes < 512 { 1 } else { STEP };
    }
}

#[test]
fn a_form_cut_at_each_byte_can_ask_again_and_send_again() {
    let mut stage = Stage::new();
    let mut count = 0;
    cuts(|after| {
        let (codename, receipt) = stage.server.begin().unwrap();
        let message = format!("cut {after:?}");
        let form = [
            field("receipt", &receipt),
            field("codename", &codename),
            field("message", &message),
            END.to_vec(),
        ];
        let request = request_bytes(&format!("POST /fr/send\n{FORM}"), &form.concat());
        let cut = stage.exchange(&request, after);
        let arrived = stage.told(&receipt, &message);
        match after {
            After::Asking(bytes) if bytes + END.len() < request.len() => {
                assert!(!arrived, "{after:?}");
            }
            After::Asking(_) => {}
            After::Answered(_) => assert!(arrived, "{after:?}"),
        }
        count += 1;
        if !arrived || count % TWICE == 0 {
            let again = stage
                .server
                .send(&codename, &receipt, &[field("message", &message)]);
            assert_eq!(again.unwrap().status, 200);
            assert!(stage.told(&receipt, &message));
        }
        // Editors see that two are one.
        let copies = stage.copies(&message);
        assert!(
            (1..=2).contains(&copies.len()),
            "{after:?}: {}",
            copies.len()
        );
        assert!(copies.iter().all(|copy| *copy == copies[0]), "{after:?}");
        if count % EXCHANGES == 0 {
            stage.empty();
        }
        cut
    });
    println!("{count} forms");
}

#[test]
fn an_upload_cut_at_each_byte_of_its_last_piece_goes_on_and_is_stored_once() {
    let mut stage = Stage::new();
    let sealed = stage.desk.seal("short", &[]).unwrap();
    assert!(sealed.len() <= PAYLOAD_BYTES);
    let hash = EnvelopeHash::of(&sealed);
    let first = sealed.len() - LAST_PIECE_BYTES;
    let (mut count, mut stored) = (0, 0);
    cuts(|after| {
        let source = stage.server.source();
        let length = sealed.len();
        let begin = format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {length}");
        let begun = source.ask(&begin, b"").unwrap();
        let path = begun.header("location").unwrap().to_owned();
        let piece = |offset: usize, end: usize, last: bool| {
            let head = piece_head(&path, offset, last);
            source.ask(&head, &sealed[offset..end]).unwrap()
        };
        assert_eq!(piece(0, first, false).status, 204);
        let head = format!("{}\n{CLOSE}", piece_head(&path, first, true));
        let request = request_bytes(&head, &sealed[first..]);
        let cut = stage.exchange(&request, after);

        let listed = |stage: &Stage| {
            let envelopes = stage.server.list(&stage.desk).unwrap().envelopes;
            envelopes
                .iter()
                .filter(|envelope| envelope.hash == hash)
                .count()
        };
        let progress = stage.head(&path);
        let offset: usize = progress.header("upload-offset").unwrap().parse().unwrap();
        assert!((first..=length).contains(&offset), "{after:?}: {offset}");
        if progress.header("upload-complete") == Some("?1") {
            assert_eq!((listed(&stage), offset), (stored + 1, length), "{after:?}");
            // Once more does no harm.
            let again = piece(first, length, true);
            assert_eq!(again.status, 409);
            assert_eq!(again.header("upload-complete"), Some("?1"));
        } else {
            assert!(
                matches!(after, After::Asking(_)),
                "{after:?}: it was answered"
            );
            assert_eq!(listed(&stage), stored, "{after:?}");
            // What was cut may still have been on its way when the server was asked how far it is;
            // then it says so, and from where to go on. It may even end the next piece, once, and
            // bring nothing.
            let (mut offset, mut in_vain) = (offset, 0);
            let rest = loop {
                let rest = piece(offset, length, true);
                if rest.header("upload-complete") == Some("?1") {
                    break rest;
                }
                let told = rest
                    .header("upload-offset")
                    .map(|told| told.parse().unwrap());
                let further = told.unwrap_or_else(|| {
                    let head = stage.head(&path);
                    head.header("upload-offset").unwrap().parse().unwrap()
                });
                in_vain += usize::from(further == offset);
                assert!(further >= offset && in_vain <= 1, "{after:?}: {rest:?}");
                offset = further;
            };
            assert!([204, 409].contains(&rest.status), "{after:?}: {rest:?}");
        }
        stored += 1;
        assert_eq!(listed(&stage), stored, "{after:?}: stored once");
        assert_eq!(stage.head(&path).header("upload-complete"), Some("?1"));
        count += 1;
        if count % EXCHANGES == 0 {
            stage.empty();
            stored = 0;
        }
        cut
    });
    println!("{count} uploads");
}

/// Questions change nothing: cut after any byte, they are answered the next time as if it were the
/// first.
#[test]
fn questions_cut_at_each_byte_are_answered_the_next_time() {
    let stage = Stage::new();
    let sealed = stage.desk.seal("short", &[]).unwrap();
    let length = sealed.len();
    let source = stage.server.source();
    let begin = format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {length}");
    let path = source
        .ask(&begin, b"")
        .unwrap()
        .header("location")
        .unwrap()
        .to_owned();
    let half = source
        .ask(&piece_head(&path, 0, false), &sealed[..length / 2])
        .unwrap();
    assert_eq!(half.status, 204);
    let (codename, receipt) = stage.server.begin().unwrap();
    let parts = [field("message", "asked of")];
    assert_eq!(
        stage
            .server
            .send(&codename, &receipt, &parts)
            .unwrap()
            .status,
        200
    );

    let body = format!("receipt={receipt}");
    for (head, body) in [
        (format!("HEAD {path}\n{CLOSE}"), ""),
        (format!("POST /fr/receipt\n{CLOSE}"), &body),
    ] {
        let whole = stage.server.source().ask(&head, body.as_bytes()).unwrap();
        cuts(|after| {
            let cut = stage.exchange(&request_bytes(&head, body.as_bytes()), after);
            let again = stage.server.source().ask(&head, body.as_bytes()).unwrap();
            assert!(again == whole, "{head} {after:?}: {again:?}");
            cut
        });
    }
    // What is begun and never heard of holds nothing and is in nobody's way.
    let listed = stage.server.list(&stage.desk).unwrap().envelopes.len();
    let closing = request_bytes(&format!("{begin}\n{CLOSE}"), b"");
    cuts(|after| stage.exchange(&closing, after));
    assert_eq!(
        stage.server.list(&stage.desk).unwrap().envelopes.len(),
        listed
    );
    let rest = source
        .ask(&piece_head(&path, length / 2, true), &sealed[length / 2..])
        .unwrap();
    assert_eq!(
        (rest.status, rest.header("upload-complete")),
        (204, Some("?1"))
    );
    assert_eq!(
        stage.server.list(&stage.desk).unwrap().envelopes.len(),
        listed + 1
    );
}
