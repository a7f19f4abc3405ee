//! The way through a SOCKS 5 proxy (RFC 1928, 1929), played by a small one that notes what it is
//! told.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use sourdine::{
    audit::{Audit, Expected, Pauses, Plan},
    courier::{ApiError, EditorsDoor, RetryPolicy, Route, SocksError},
};
use sourdine_protocol::{
    release::{
        Desk, Exchange, Initiator, Parts, Placeholder, ReleaseManifest, RequestContext, Scenario,
        Text,
    },
    wire::EditorToken,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use crate::stage::{Envelope, Liar, PATIENCE, RETRIES, Reply, field, is_list, list, pull_into};

const VERSION: u8 = 5;
const PASSWORD: u8 = 2;
const DOMAIN: u8 = 3;
const GRANTED: u8 = 0;
const HOST_UNREACHABLE: u8 = 4;
/// What tor says of an onion service whose descriptor it cannot find.
const ONION_NOT_FOUND: u8 = 0xF0;

/// What a stream asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Asked {
    pub(crate) user: String,
    password: String,
    address_type: u8,
    name: String,
    port: u16,
}

pub(crate) struct Socks {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Socks {
    /// A proxy that leads every name to one place, or answers with a code.
    pub(crate) async fn start(leads_to: Result<SocketAddr, u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let notes = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(relay(stream, leads_to, Arc::clone(&notes)));
            }
        });
        Self { address, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn door(&self, onion: &str) -> EditorsDoor {
        through(&self.address.to_string(), onion)
    }
}

async fn counted(stream: &mut TcpStream) -> Vec<u8> {
    let length = stream.read_u8().await.unwrap();
    let mut bytes = vec![0; length.into()];
    stream.read_exact(&mut bytes).await.unwrap();
    bytes
}

async fn relay(
    mut stream: TcpStream,
    leads_to: Result<SocketAddr, u8>,
    notes: Arc<Mutex<Vec<Asked>>>,
) {
    assert_eq!(stream.read_u8().await.unwrap(), VERSION);
    assert!(counted(&mut stream).await.contains(&PASSWORD));
    stream.write_all(&[VERSION, PASSWORD]).await.unwrap();
    assert_eq!(stream.read_u8().await.unwrap(), 1);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let user = text(counted(&mut stream).await);
    let password = text(counted(&mut stream).await);
    stream.write_all(&[1, 0]).await.unwrap();
    let mut request = [0; 4];
    stream.read_exact(&mut request).await.unwrap();
    assert_eq!(request[..3], [VERSION, 1, 0]);
    let name = match request[3] {
        DOMAIN => text(counted(&mut stream).await),
        _ => String::new(),
    };
    let port = stream.read_u16().await.unwrap();
    notes.lock().unwrap().push(Asked {
        user,
        password,
        address_type: request[3],
        name,
        port,
    });
    let code = leads_to.err().unwrap_or(GRANTED);
    let reply = [VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0];
    stream.write_all(&reply).await.unwrap();
    if let Ok(address) = leads_to {
        let mut server = TcpStream::connect(address).await.unwrap();
        drop(copy_bidirectional(&mut stream, &mut server).await);
    }
}

pub(crate) fn onion() -> String {
    format!("{}d.onion", "q".repeat(55))
}

fn through(proxy: &str, onion: &str) -> EditorsDoor {
    let proxy = format!("socks5h://{proxy}").parse().unwrap();
    let route = Route::new(format!("http://{onion}").parse().unwrap(), Some(proxy)).unwrap();
    EditorsDoor::new(route, EditorToken::generate().unwrap(), PATIENCE)
}

#[tokio::test]
async fn names_go_to_the_proxy_and_streams_are_kept_apart() {
    let envelope = Envelope::new(9, 300_000);
    let sent = envelope.clone();
    let server = Liar::start(move |head, number| match (is_list(head), number) {
        (true, _) => Reply::Keep(list(&[sent.line()])),
        (false, 1) => Reply::Close(sent.honest(head)[..100_000].to_vec()),
        (false, _) => Reply::Keep(sent.honest(head)),
    })
    .await;
    let socks = Socks::start(Ok(server.address)).await;
    let (home, name) = (tempfile::tempdir().unwrap(), onion());
    let mut door = socks.door(&name);
    let pulled = pull_into(home.path(), &mut door, RETRIES).await.unwrap();
    assert_eq!(pulled.came, [envelope.listed()]);
    drop(socks.door(&format!("{name}:81")).list().await.unwrap());

    let asked = socks.asked();
    assert_eq!(
        asked.len(),
        3,
        "one stream, one after the cut, one of another run"
    );
    for (number, stream) in asked.iter().enumerate() {
        assert_eq!((stream.address_type, &stream.name), (DOMAIN, &name));
        assert_eq!(stream.port, if number == 2 { 81 } else { 80 });
        assert!(stream.user.len() == 32 && stream.password.len() == 32);
        assert_ne!(stream.user, stream.password);
        for other in &asked[..number] {
            assert_ne!(stream.user, other.user);
            assert_ne!(stream.password, other.password);
        }
    }
    for head in server.heads() {
        assert!(field(&head, "host").unwrap().starts_with(&name));
    }
}

#[tokio::test]
async fn trouble_on_the_way_is_told_from_trouble_at_the_server() {
    for code in [HOST_UNREACHABLE, ONION_NOT_FOUND] {
        let socks = Socks::start(Err(code)).await;
        let error = socks.door(&onion()).list().await.unwrap_err();
        assert!(
            matches!(error, ApiError::Proxy(SocksError::Beyond(_))),
            "{error:?}"
        );
        let home = tempfile::tempdir().unwrap();
        let retries = RetryPolicy {
            max_retries: 4,
            ..RETRIES
        };
        let pulled = pull_into(home.path(), &mut socks.door(&onion()), retries).await;
        assert!(pulled.is_err());
        assert_eq!(socks.asked().len(), 1 + 5, "an onion may come back");
    }
    let http = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = http.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        let (mut stream, _) = http.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 x\r\n\r\n").await.unwrap();
        drop(stream.read(&mut [0; 64]).await);
    });
    let mut door = through(&address.to_string(), &onion());
    let error = door.list().await.unwrap_err();
    assert!(
        matches!(error, ApiError::Proxy(SocksError::NotSocks(_))),
        "{error:?}"
    );
    serving.await.unwrap();
    let error = door.list().await.unwrap_err();
    assert!(
        matches!(error, ApiError::Proxy(SocksError::Absent { proxy, .. }) if proxy == address),
        "{error:?}"
    );
}

/// A release of four answers, which a browser asks for one after the other where that is wanted,
/// and a server that gives them.
async fn small_release(is_visited: bool) -> (Expected, Liar) {
    let texts = ["/fr", "/sourdine.js"].map(|name| (name.to_owned(), Text::from("<p>".to_owned())));
    let policy = "default-src 'none'".to_owned();
    let answer = |asked: &str| Exchange {
        asked: format!("GET {asked}"),
        fields: Vec::new(),
        form: None,
        head: vec![
            "HTTP/1.1 200 OK".to_owned(),
            format!("content-length: {}", Placeholder::Length.written()),
            format!("content-security-policy: {policy}"),
        ],
        text: Some("/fr".to_owned()),
        instead: Vec::new(),
        initiator: None,
    };
    let all: Vec<Exchange> = ["/fr", "/en", "/roster", "/sourdine.js"].map(answer).into();
    let asked = all.iter().cloned().map(|one| Exchange {
        initiator: Some(Initiator::Address),
        ..one
    });
    let asked = asked.collect();
    let release = ReleaseManifest::new(Parts {
        version: "0.0.0".to_owned(),
        policy: policy.clone(),
        index: "fr".to_owned(),
        fallback: "/fr".to_owned(),
        answers: if is_visited { Vec::new() } else { all.clone() },
        visits: vec![Scenario {
            leaves_letter: false,
            steps: if is_visited { asked } else { Vec::new() },
            cancelled: Vec::new(),
        }],
        refusals: BTreeMap::new(),
        texts: texts.into(),
    });
    let release = release.unwrap();
    let desk = Desk {
        name: "desk",
        expires: "2027-11-24".parse().unwrap(),
        roster_json: "",
        editors: &[],
        notices: sourdine_protocol::roster::Notices::NONE,
        state: sourdine_protocol::release::DeskState::Open,
        largest_bytes: 0,
        script: "",
    };
    let whole = release
        .whole(&all[0], desk, RequestContext::default())
        .unwrap();
    let (page, head) = (whole.bytes().to_vec(), whole.head().to_vec());
    let server = Liar::start(move |asked, _| {
        Reply::Keep(if asked.starts_with("HEAD ") {
            head.clone()
        } else {
            page.clone()
        })
    });
    (
        Expected::new(&release, desk, |_| String::new()).unwrap(),
        server.await,
    )
}

#[tokio::test]
async fn each_probe_of_an_audit_has_a_circuit_of_its_own() {
    const LOOKS: usize = 3;
    let (expected, server) = small_release(false).await;
    let (socks, name) = (Socks::start(Ok(server.address)).await, onion());
    let proxy = format!("socks5h://{}", socks.address).parse().unwrap();
    let route = Route::new(format!("http://{name}").parse().unwrap(), Some(proxy)).unwrap();
    let plan = Plan {
        looks: LOOKS,
        timeouts: PATIENCE,
        ..Plan::default()
    };
    let audit = Audit::new(route, expected, plan, Vec::new());
    let requests = audit.answers();
    let outcome = audit.run(&mut |_| {}).await;
    assert_eq!((outcome.probes, outcome.findings), (requests, Vec::new()));
    let asked = socks.asked();
    let users: BTreeSet<_> = asked.iter().map(|stream| &stream.user).collect();
    assert_eq!((asked.len(), users.len()), (requests, requests));
    assert!(
        asked
            .iter()
            .all(|stream| stream.address_type == DOMAIN && stream.name == name)
    );
    // No two looks at the same thing have the same headers.
    let agents = |path: &str| {
        let heads = server.heads().into_iter();
        let heads = heads.filter(|head| head.starts_with(&format!("GET {path} ")));
        heads
            .map(|head| head.lines().skip(1).collect())
            .collect::<BTreeSet<String>>()
    };
    for path in ["/fr", "/roster"] {
        assert_eq!(agents(path).len(), LOOKS, "{path}");
    }
}

#[tokio::test]
async fn each_visit_of_an_audit_has_one_circuit_and_one_connection() {
    const LOOKS: usize = 3;
    let (expected, server) = small_release(true).await;
    let (socks, name) = (Socks::start(Ok(server.address)).await, onion());
    let proxy = format!("socks5h://{}", socks.address).parse().unwrap();
    let route = Route::new(format!("http://{name}").parse().unwrap(), Some(proxy)).unwrap();
    let plan = Plan {
        looks: LOOKS,
        pauses: Pauses {
            person: Duration::ZERO,
        },
        timeouts: PATIENCE,
        ..Plan::default()
    };
    let audit = Audit::new(route, expected, plan, Vec::new());
    let outcome = audit.run(&mut |_| {}).await;
    assert_eq!((outcome.answers, outcome.probes), (4 * LOOKS, 0));
    let asked = socks.asked();
    let users: BTreeSet<_> = asked.iter().map(|stream| &stream.user).collect();
    assert_eq!((asked.len(), users.len()), (LOOKS, LOOKS));
    assert_eq!(server.heads().len(), 4 * LOOKS);
}
