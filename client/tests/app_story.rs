//! From founding a desk to a built observatory through the application layer, as any interface
//! drives it: no terminal, no process, no text but in reports.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod common;

use std::{
    cell::{Cell, RefCell},
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use age::secrecy::SecretString;
use common::{ID, Office, PASSPHRASE, letter};
use serde::Serialize;
use serde_json::{Value, json};
use sourdine::{
    app::{
        AppError, CommandContext, PassphraseKind, Passphrases, ProgressEvent, ProgressSink,
        Question, Questions, ServerOptions, TextLayer,
        clean::{CleanOptions, Wanted, clean},
        close, desk,
        inbox::inbox,
        observatory,
        open::open,
        publish::publish,
        roster,
        roster_accept::{AcceptOptions, accept},
        show::show,
        triage,
        unlock_server::{ServerState, unlock_server},
        vet,
    },
    desk::case::event::CaseState,
    l10n::{Explain, Localizer},
};
use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_platform::{clock, files::publish_new};
use sourdine_protocol::{
    text::Language,
    unlock::{MASTER_BYTES, seal},
    wire::EditorToken,
};

const NOTE: &[u8] = "Note de service : des drones aux manifestations.\n".as_bytes();
const SETTINGS: &str = "cases = \"../cases\"\nobservatory = \"../observatory\"\n";

/// An interface that remembers what it was asked and told.
struct Interface {
    localizer: Localizer,
    answer: Cell<bool>,
    asked: RefCell<Vec<&'static str>>,
    told: RefCell<Vec<&'static str>>,
}

impl Passphrases for Interface {
    fn passphrase(&self, kind: PassphraseKind) -> Result<SecretString, AppError> {
        if kind == PassphraseKind::New {
            self.asked.borrow_mut().push("new passphrase");
        }
        Ok(SecretString::from(PASSPHRASE.to_owned()))
    }

    fn document_password(&self, _: &str) -> Result<Option<SecretString>, AppError> {
        Ok(None)
    }
}

impl Questions for Interface {
    fn agrees(&self, question: &Question<'_>) -> Result<bool, AppError> {
        let asked = match question {
            Question::DiscardUnopened(_) => "discard",
            Question::DiscardListed(_) => "discard unpulled",
            Question::CompareFingerprint { .. } => "compare",
            Question::ClockIsRight { .. } => "clock",
            Question::RemoveEditor(_) => "remove",
            Question::GiveUp { .. } => "give up",
            Question::RevokeMachine { .. } => "revoke",
            Question::UnlockServer { .. } => "unlock",
            // What is signed can be looked at.
            Question::Sign(review) if review.page.is_file() => "sign",
            Question::Sign(_) => "sign blindly",
            Question::Publish(review) if review.quiet.is_some() => "publish in quiet",
            Question::Publish(review) if review.difference.is_none() => "publish anew",
            Question::Publish(_) => "publish",
        };
        self.asked.borrow_mut().push(asked);
        Ok(self.answer.get())
    }
}

impl ProgressSink for Interface {
    fn update(&self, event: ProgressEvent<'_>) {
        let told = match event {
            ProgressEvent::Opening { bytes: 0, .. } => "opening",
            ProgressEvent::Cleaned { .. } => "cleaned",
            ProgressEvent::CleanRefused(_) => "refused",
            ProgressEvent::Opening { .. }
            | ProgressEvent::Pulling { .. }
            | ProgressEvent::Cleaning { .. }
            | ProgressEvent::Inspecting { .. }
            | ProgressEvent::CleaningAll { .. }
            | ProgressEvent::Previewing { .. }
            | ProgressEvent::Waiting { .. }
            | ProgressEvent::Auditing { .. }
            | ProgressEvent::RosterOffered(_)
            | ProgressEvent::CardMade(_) => return,
        };
        self.told.borrow_mut().push(told);
    }
}

/// Two editors' folders, and the interface that both use.
struct Story {
    office: Office,
    interface: Interface,
    folders: [PathBuf; 2],
}

impl Story {
    fn new() -> Self {
        let office = Office::new();
        Self {
            folders: [office.path("alice"), office.path("bob")],
            office,
            interface: Interface {
                localizer: Localizer::new(Language::En),
                answer: Cell::new(true),
                asked: RefCell::default(),
                told: RefCell::default(),
            },
        }
    }

    fn context(&self, editor: usize) -> CommandContext<'_> {
        CommandContext {
            desk: Some(&self.folders[editor]),
            scratch: Some(self.office.scratch.path()),
            today: clock::today(),
            localizer: &self.interface.localizer,
            passphrases: &self.interface,
            questions: &self.interface,
            progress: &self.interface,
        }
    }

    fn alice(&self) -> CommandContext<'_> {
        self.context(0)
    }

    fn bob(&self) -> CommandContext<'_> {
        self.context(1)
    }

    /// Alice founds a desk, bob joins it, and both find cases and observatory in one place.
    fn found(&self) {
        let options = desk::NewDeskOptions {
            name: "Observatoire".to_owned(),
            editor: "alice".to_owned(),
            days: roster::ROSTER_DAYS,
        };
        let founded = desk::new(&self.alice(), &options).unwrap();
        let card = desk::card(&self.bob(), "bob").unwrap().card;
        let signing = roster::SigningOptions {
            desk_key: None,
            days: roster::ROSTER_DAYS,
            newest: None,
        };
        roster::add(&self.alice(), &card, &signing).unwrap();
        let file = self.office.path("roster.json");
        roster::export(&self.alice(), Some(&file)).unwrap();
        let options = AcceptOptions {
            file,
            fingerprint: Some(founded.fingerprint),
            another_desk: false,
        };
        let accepted = accept(&self.bob(), &options).unwrap();
        assert_eq!(accepted.editors.len(), 2);
        observatory::new(&self.alice(), &self.office.path("observatory")).unwrap();
        for folder in &self.folders {
            fs::write(folder.join("desk.toml"), SETTINGS).unwrap();
        }
        let asked = self.interface.asked.take();
        assert_eq!(asked, ["new passphrase", "new passphrase", "compare"]);
    }

    /// Bob is shown what he publishes, says no, and then yes.
    fn publish(&self, case: &str) {
        self.interface.answer.set(false);
        let declined = publish(&self.bob(), case, None, &[]);
        assert_eq!(key(declined), "error-question-declined");
        let folder = self.office.path("observatory/entries/cannes-drone");
        assert!(!folder.exists(), "nothing is written before the answer");
        // A day later nothing has come from another machine.
        let tomorrow = CommandContext {
            today: clock::today().plus(1),
            ..self.bob()
        };
        let declined = publish(&tomorrow, case, None, &[]);
        assert_eq!(key(declined), "error-question-declined");
        self.interface.answer.set(true);
        let published = publish(&self.bob(), case, None, &[]).unwrap();
        let asked = self.interface.asked.take();
        assert_eq!(asked, ["publish anew", "publish in quiet", "publish anew"]);
        assert_eq!(published.editors, ["alice", "bob"]);
        let note = fs::read(published.folder.join("document-1.txt")).unwrap();
        assert_eq!(note, NOTE);
    }

    /// A letter with a note is opened, and a case opened for it.
    fn open_case(&self) -> String {
        let recipient = self.office.recipient("alice");
        let envelope = letter(&[recipient], "Bonjour.\n", &[("note.txt", NOTE)]);
        self.office.deliver("alice", ID, &envelope);
        assert!(!inbox(&self.alice()).unwrap().envelopes[0].opened);
        let opened = open(&self.alice(), &["0011".to_owned()]).unwrap();
        assert_eq!(opened.opened[0].contents.files[0].name, "note.txt");
        assert_eq!(self.interface.told.take(), ["opening"]);
        let shown = as_json(&show(&self.alice(), ID).unwrap());
        assert_eq!(shown["message"], "Bonjour.\n");
        let options = triage::NewCaseOptions {
            letters: vec![ID.to_owned()],
            title: Some(line("Drones à Cannes")),
        };
        let case = triage::new(&self.alice(), &options).unwrap();
        assert!(case.seen_elsewhere.is_empty());
        let id = case.case.head.case.to_string();
        let change = triage::CaseChange {
            state: Some(CaseState::Verifying),
            place: Some(line("Cannes")),
            technologies: vec![Technology::Drone],
            ..triage::CaseChange::default()
        };
        let case = triage::set(&self.bob(), &id, change).unwrap();
        assert_eq!(as_json(&case)["technologies"], json!(["drone"]));
        id
    }

    /// The letter's note is cleaned; a file that is not there is refused and told.
    fn clean(&self, case: &str) {
        let clean = |wanted: &Wanted<'_>| {
            let options = CleanOptions {
                case,
                wanted: *wanted,
                passwords: None,
                as_tables: false,
                wishes: TextLayer::Omit.into(),
            };
            let report = clean(&self.alice(), &options);
            report.unwrap()
        };
        let all = as_json(&clean(&Wanted::All));
        assert_eq!(all["kept"][0]["original_name"], "note.txt");
        assert_eq!(self.interface.told.take(), ["cleaned"]);
        let files = [format!("{ID}:note.txt"), format!("{ID}:other.txt")];
        let report = clean(&Wanted::Files(&files.map(PathBuf::from)));
        let shown = as_json(&report);
        assert_eq!(shown["kept"][0]["original_name"], "note.txt");
        assert_eq!(shown["refused"][0]["error"], "error-letter-no-file");
        assert_eq!(self.interface.told.take(), ["cleaned", "refused"]);
        assert_eq!(key(report.verdict()), "error-clean-some");
    }

    /// An entry that lists the clean note, written as an editor would.
    fn draft(&self, case: &str) -> PathBuf {
        let file = self.office.path("entry.md");
        let options = vet::DraftOptions {
            case: case.to_owned(),
            id: Some(EntryId::try_from("cannes-drone".to_owned()).unwrap()),
            to: Some(file.clone()),
        };
        let draft = vet::draft(&self.alice(), &options).unwrap();
        let text = draft
            .entry
            .replace("confidence = \"\"", "confidence = \"C\"");
        fs::write(&file, text.replace("\"\"", "\"Des drones.\"")).unwrap();
        file
    }
}

fn as_json(report: &impl Serialize) -> Value {
    serde_json::to_value(report).unwrap()
}

fn line(text: &str) -> Line {
    Line::try_from(text.to_owned()).unwrap()
}

/// Whether two signatures count; none if nothing was signed.
fn is_ready(signed: &vet::SignReport) -> Option<bool> {
    match signed {
        vet::SignReport::Signed(report) => Some(report.ready),
        vet::SignReport::Refused(_) => None,
    }
}

/// The key of the error that was met.
fn key<T>(result: Result<T, AppError>) -> &'static str {
    result.err().unwrap().message().key()
}

#[test]
fn a_letter_becomes_an_entry_without_a_terminal() {
    let story = Story::new();
    story.found();
    let case = story.open_case();
    story.clean(&case);
    let by_alice = vet::SignOptions {
        case: case.clone(),
        entry: Some(story.draft(&case)),
        ..vet::SignOptions::default()
    };
    story.interface.answer.set(false);
    let declined = vet::sign(&story.alice(), &by_alice);
    assert_eq!(key(declined), "error-question-declined");
    assert_eq!(key(vet::show(&story.alice(), &case)), "error-vet-no-entry");

    story.interface.answer.set(true);
    let by_one = vet::sign(&story.alice(), &by_alice).unwrap();
    assert_eq!(is_ready(&by_one), Some(false));
    assert_eq!(key(publish(&story.bob(), &case, None, &[])), "error-alone");
    let by_bob = vet::SignOptions {
        entry: None,
        ..by_alice
    };
    let by_two = vet::sign(&story.bob(), &by_bob).unwrap();
    assert_eq!(is_ready(&by_two), Some(true));
    assert_eq!(story.interface.asked.take(), ["sign", "sign", "sign"]);

    story.publish(&case);
    let options = observatory::BuildOptions {
        folder: story.office.path("observatory"),
        ..observatory::BuildOptions::default()
    };
    let built = observatory::build(&story.bob(), &options).unwrap();
    assert_eq!(built.entries, 9);
    assert!(built.site.join("en/entries/cannes-drone.html").is_file());

    let listed = as_json(&triage::list(&story.alice()).unwrap());
    assert_eq!(listed["cases"][0]["state"], "published");
    let closed = close::close(&story.alice(), &close::CloseOptions::All).unwrap();
    assert_eq!(closed.closed, 1);
    assert!(story.office.in_scratch().is_empty());
}

/// Answers as a sealed server: gives this file, and takes what is sent. Tells each request by its
/// first word and its body.
fn sealed_server(file: Vec<u8>) -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (asks, asked) = channel();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            serve(stream, &file, &asks);
        }
    });
    (address, asked)
}

fn serve(mut stream: TcpStream, file: &[u8], asks: &Sender<(String, Vec<u8>)>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read_exact(&mut byte).is_err() {
            return;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    let method = head.split(' ').next().unwrap().to_owned();
    let answer = match method.as_str() {
        "GET" => [
            format!(
                "HTTP/1.1 200 x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                file.len()
            )
            .as_bytes(),
            file,
        ]
        .concat(),
        _ => b"HTTP/1.1 204 x\r\nconnection: close\r\n\r\n".to_vec(),
    };
    asks.send((method, body)).unwrap();
    stream.write_all(&answer).unwrap();
}

#[test]
fn a_server_is_unlocked_on_the_word_of_its_operator_alone() {
    let story = Story::new();
    let options = desk::NewDeskOptions {
        name: "Observatoire".to_owned(),
        editor: "alice".to_owned(),
        days: roster::ROSTER_DAYS,
    };
    desk::new(&story.alice(), &options).unwrap();
    let area = seal(&[7; MASTER_BYTES], &[story.office.recipient("alice")]).unwrap();
    let (address, asked) = sealed_server(area.repeat(2));
    let token = story.folders[0].join("token");
    let text = EditorToken::generate().unwrap().expose();
    publish_new(&token, text.as_bytes()).unwrap();
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
    let server = ServerOptions {
        server: Some(address),
        ..ServerOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    story.interface.asked.take();
    let unlock = |answer| {
        story.interface.answer.set(answer);
        let unlocked = runtime.block_on(unlock_server(&story.alice(), &server));
        assert_eq!(story.interface.asked.take(), ["unlock"]);
        unlocked
    };
    let seen = story.folders[0].join("server-open");

    let declined = unlock(false).unwrap_err();
    assert_eq!(declined.message().key(), "error-question-declined");
    let requests: Vec<_> = asked.try_iter().collect();
    assert_eq!(
        requests,
        [("GET".to_owned(), Vec::new())],
        "nothing is sent"
    );
    assert!(!seen.exists());

    let report = unlock(true).unwrap();
    assert_eq!(
        (report.server, report.last_open),
        (ServerState::Unlocked, None)
    );
    let requests: Vec<_> = asked.try_iter().collect();
    let sent = ("POST".to_owned(), vec![7; MASTER_BYTES]);
    assert_eq!(requests, [("GET".to_owned(), Vec::new()), sent]);
    let today = format!("{}\n", clock::today());
    assert_eq!(
        fs::read_to_string(&seen).unwrap(),
        today,
        "a day, and no time"
    );
    assert_eq!(unlock(true).unwrap().last_open, Some(clock::today()));
}
