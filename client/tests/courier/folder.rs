//! What a pull leaves on the disk.

use std::{fs, os::unix::fs::MetadataExt};

use sourdine::{
    courier::{PullError, PullPlan, PullProgress, pull},
    inbox::Inbox,
};

use crate::stage::{Envelope, Liar, RETRIES, Reply, age, is_list, line, list, names, pull_into};

async fn honest(all: Vec<Envelope>) -> Liar {
    Liar::start(move |head, _| {
        Reply::Keep(if is_list(head) {
            list(&all.iter().map(Envelope::line).collect::<Vec<_>>())
        } else {
            let asked = all.iter().find(|one| head.contains(&one.id)).unwrap();
            asked.honest(head)
        })
    })
    .await
}

#[tokio::test]
async fn files_are_private_and_their_times_say_nothing() {
    let all: Vec<_> = (1..4).map(|seed| Envelope::new(seed, 70_000)).collect();
    let server = honest(all.clone()).await;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("inbox");
    let pulled = pull_into(&folder, &mut server.door(), RETRIES)
        .await
        .unwrap();
    assert_eq!(pulled.came.len(), 3);
    assert_eq!(server.heads().len(), 4);
    for name in names(&folder).iter().map(String::as_str).chain([".lock"]) {
        let file = fs::metadata(folder.join(name)).unwrap();
        let (mode, time) = (file.mode() & 0o777, (file.mtime(), file.mtime_nsec()));
        assert_eq!((mode, time), (0o600, (0, 0)), "{name}");
    }
    let there = fs::metadata(&folder).unwrap();
    assert_eq!((there.mode() & 0o777, there.mtime()), (0o700, 0));
}

#[tokio::test]
async fn what_is_done_with_does_not_come_again() {
    let all: Vec<_> = (1..4).map(|seed| Envelope::new(seed, 100)).collect();
    let server = honest(all.clone()).await;
    let home = tempfile::tempdir().unwrap();
    let inbox = Inbox::at(home.path()).unwrap();
    let done = all[1].listed().id;
    let mut nothing = |_: PullProgress<'_>| {};
    let pulled = pull(
        &mut server.door(),
        &inbox,
        &|id| id == done,
        PullPlan {
            retries: RETRIES,
            circuits: 1,
        },
        &mut nothing,
    )
    .await;
    let pulled = pulled.unwrap();
    assert_eq!((pulled.came.len(), pulled.already), (2, 1));
    assert_eq!(names(home.path()), [age(&all[0]), age(&all[2])]);
}

#[tokio::test]
async fn a_file_of_the_same_name_is_left_alone() {
    let envelope = Envelope::new(1, 100);
    let server = honest(vec![envelope.clone()]).await;
    let home = tempfile::tempdir().unwrap();
    drop(Inbox::at(home.path()).unwrap());
    let path = home.path().join(age(&envelope));
    sourdine_platform::files::publish_new(&path, b"mine").unwrap();
    let pulled = pull_into(home.path(), &mut server.door(), RETRIES)
        .await
        .unwrap();
    assert!(matches!(pulled.failed[0].error, PullError::Differs));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/dev/null", &path).unwrap();
    let pulled = pull_into(home.path(), &mut server.door(), RETRIES)
        .await
        .unwrap();
    assert!(matches!(pulled.failed[0].error, PullError::Disk(_)));
    assert!(server.fetches().is_empty());
}

#[tokio::test]
async fn what_does_not_fit_is_not_begun_and_the_rest_comes() {
    let (huge, small) = ("00".repeat(16), Envelope::new(1, 100));
    let lines = list(&[line(&huge, 1 << 60, &"ab".repeat(32)), small.line()]);
    let sent = small.clone();
    let server = Liar::start(move |head, _| {
        Reply::Keep(match is_list(head) {
            true => lines.clone(),
            false => sent.honest(head),
        })
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_into(home.path(), &mut server.door(), RETRIES)
        .await
        .unwrap();
    assert!(matches!(
        pulled.failed[0].error,
        PullError::Full { needed } if needed == 1 << 60
    ));
    assert_eq!(pulled.came, [small.listed()]);
    assert_eq!(server.fetches().len(), 1);
}
