//! Whether a disk after a cut holds what it must, and whether `verify` and `repair` tell the truth
//! of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use sourdine_harness::seeded_rng::SeededRng;
use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    envelope::EnvelopeHash,
    unlock::{Area, areas, master},
};
use sourdine_server::vault::{
    DamageKind, Deposits, Envelopes, MASTER_KEY_BYTES, Maintenance, MasterKey, SlotVault,
    VAULT_MIN_BYTES, VaultError, VaultPaths, VerifyReport, Voting,
};

use crate::life::{EDITORS, RETENTION, TODAY, editor};

/// One in so many disks is repaired before it is opened,
const REPAIRED: usize = 3;
/// one in so many is opened by its master key's file, where an editor could unlock it,
const OPENED_BY_FILE: usize = 3;
/// and one in so many is used again: filled, written down, proved.
const USED_AGAIN: usize = 4;
/// sled lets go of its file some time after it was closed; meanwhile the index is somebody else's.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(5);

/// What was said up to a moment.
#[derive(Clone, Default)]
pub(crate) struct Said {
    /// The vault is made.
    pub(crate) made: bool,
    sending: BTreeSet<usize>,
    stored: BTreeSet<usize>,
    deleting: BTreeSet<usize>,
    deleted: BTreeSet<usize>,
}

/// An envelope that may be there.
pub(crate) struct Letter {
    pub(crate) number: usize,
    pub(crate) receipt: Option<ReceiptHash>,
}

/// All that may be there, by the hash of their bytes.
pub(crate) type Letters = BTreeMap<EnvelopeHash, Letter>;

impl Said {
    /// Lines of a word and a number each.
    pub(crate) fn hear(&mut self, lines: &[u8]) -> Result<()> {
        for line in std::str::from_utf8(lines)?.lines() {
            let (word, number) = line.split_once(' ').context("two words")?;
            let number = number.parse()?;
            let set = match word {
                "made" => {
                    self.made = true;
                    continue;
                }
                "rekeyed" => continue,
                "sending" => &mut self.sending,
                "stored" => &mut self.stored,
                "deleting" => &mut self.deleting,
                "deleted" => &mut self.deleted,
                other => bail!("{other} means nothing"),
            };
            set.insert(number);
        }
        Ok(())
    }
}

/// Says what is wrong, if anything is.
pub(crate) fn judge(
    paths: &VaultPaths,
    said: &Said,
    letters: &Letters,
    rng: &mut SeededRng,
) -> Result<()> {
    if !said.made {
        return judge_unmade(paths);
    }
    ensure!(SlotVault::exists(paths), "the vault is gone");
    let report = SlotVault::verify(paths, &mut |_, _| {}).context("verify")?;
    for damage in &report.damaged {
        ensure!(damage.kind == DamageKind::Vanished, "{damage:?}");
    }
    // The index may be of a moment before the last deletions, and of no more than these is it told
    // that they may be lost.
    ensure!(
        report.damaged.len() <= said.deleting.len(),
        "{report:?}, and {} were deleted",
        said.deleting.len()
    );
    if rng.below(REPAIRED) == 0 {
        SlotVault::repair(paths).context("repair")?;
        let repaired = verify_closed(paths)?;
        ensure!(repaired.is_sound(), "repaired, {repaired:?}");
        ensure!(repaired.envelopes == report.envelopes, "repair lost some");
    }
    let vault = open(paths, rng)?;
    let there = contents(&vault)?;
    ensure!(there.len() == report.envelopes, "verify said {report:?}");
    compare(&vault, &there, said, letters)?;
    if rng.below(USED_AGAIN) == 0 {
        use_again(vault, paths, &there, rng)?;
    }
    Ok(())
}

/// Opens the vault by its master key's file; or, where its own editor can, as on a host on which
/// that file is gone.
fn open(paths: &VaultPaths, rng: &mut SeededRng) -> Result<SlotVault> {
    let unlock = fs::read(paths.folder.join("unlock")).context("unlock")?;
    let masters = masters(&unlock)?;
    if masters.is_empty() || rng.below(OPENED_BY_FILE) == 0 {
        return SlotVault::open(paths, RETENTION).context("open");
    }
    let masters = masters.iter().map(MasterKey::from_bytes).collect();
    let recipients = [editor().to_recipient()];
    let opened = SlotVault::open_with(paths, RETENTION, &recipients, masters);
    let opened = opened.context("unlock and open")?;
    opened.unlock.context("seal the master anew")?;
    Ok(opened.vault)
}

/// What the life's editor finds in a file `unlock`, of which one area at least must be whole; none
/// where other editors have it.
fn masters(unlock: &[u8]) -> Result<Vec<[u8; MASTER_KEY_BYTES]>> {
    let identity = editor();
    let identity: &dyn age::Identity = &identity;
    let mut whole = false;
    let mut found = Vec::new();
    for area in areas(unlock) {
        let Area::Sealed { mark, age } = area else {
            continue;
        };
        whole = true;
        let Ok(mut reader) = age::Decryptor::new(age)?.decrypt(std::iter::once(identity)) else {
            continue;
        };
        let mut plain = Vec::new();
        reader.read_to_end(&mut plain)?;
        found.push(*master(&plain, mark).context("another master than it says")?);
    }
    ensure!(whole, "no area of the file unlock is whole");
    Ok(found)
}

/// What is listed, each read to its end: the hashes of their bytes.
fn contents(vault: &SlotVault) -> Result<BTreeSet<EnvelopeHash>> {
    let mut there = BTreeSet::new();
    for stored in vault.list()? {
        let mut bytes = vec![0; usize::try_from(stored.size)?];
        let read = vault.read(stored.id, 0, &mut bytes);
        let whole = read.context("a listed envelope")? == bytes.len();
        ensure!(
            whole && EnvelopeHash::of(&bytes) == stored.hash,
            "other bytes"
        );
        ensure!(there.insert(stored.hash), "one is listed twice");
        ensure!(stored.confirmations <= 1, "nobody else confirmed");
    }
    Ok(there)
}

fn compare(
    vault: &SlotVault,
    there: &BTreeSet<EnvelopeHash>,
    said: &Said,
    letters: &Letters,
) -> Result<()> {
    let mut numbers = BTreeSet::new();
    for hash in there {
        let Letter { number, receipt } = letters.get(hash).context("nobody sent this")?;
        ensure!(said.sending.contains(number), "{number} was not sent yet");
        ensure!(!said.deleted.contains(number), "{number} is there again");
        let known = match receipt {
            Some(receipt) => vault.arrived(receipt)?,
            None => true,
        };
        ensure!(known, "{number} does not know its receipt");
        numbers.insert(number);
    }
    let mut owed = said.stored.difference(&said.deleting);
    let lost = owed.find(|number| !numbers.contains(number));
    ensure!(lost.is_none(), "{lost:?} is lost");
    Ok(())
}

/// Nothing is the matter with it afterwards.
fn use_again(
    vault: SlotVault,
    paths: &VaultPaths,
    there: &BTreeSet<EnvelopeHash>,
    rng: &mut SeededRng,
) -> Result<()> {
    let new = rng.bytes(70_000);
    let mut deposit = vault.deposit(0)?;
    deposit.write(&new)?;
    deposit.commit(&ReceiptHash([0xee; 32]), TODAY)?;
    for stored in vault.list()?.iter().take(1) {
        vault.confirm(stored.id, &stored.hash, EDITORS[0], TODAY)?;
    }
    vault.maintain()?;
    vault.flush()?;
    drop(vault);
    let report = verify_closed(paths)?;
    ensure!(report.is_sound(), "used again, {report:?}");
    let now = contents(&SlotVault::open(paths, RETENTION)?)?;
    let expected: BTreeSet<_> = there
        .iter()
        .copied()
        .chain([EnvelopeHash::of(&new)])
        .collect();
    ensure!(
        now == expected,
        "of {} there are {}",
        expected.len(),
        now.len()
    );
    Ok(())
}

/// `verify`, of a vault that this very process had open a moment ago.
pub(crate) fn verify_closed(paths: &VaultPaths) -> Result<VerifyReport> {
    let until = Instant::now() + PATIENCE;
    loop {
        let report = SlotVault::verify(paths, &mut |_, _| {})?;
        if report.index || Instant::now() > until {
            return Ok(report);
        }
        thread::sleep(PAUSE);
    }
}

/// The cut came while the vault was made: it is there and empty; or it is not, and can be made, or
/// what is in the way is named.
fn judge_unmade(paths: &VaultPaths) -> Result<()> {
    if !SlotVault::exists(paths) {
        match SlotVault::create(paths, VAULT_MIN_BYTES, &mut |_| {}) {
            Ok(()) => {}
            Err(VaultError::Exists(path)) => {
                ensure!(path.exists(), "{} is not in the way", path.display());
                return Ok(());
            }
            Err(error) => return Err(error).context("made again"),
        }
    }
    let vault = SlotVault::open(paths, RETENTION).context("half made")?;
    ensure!(vault.list()?.is_empty(), "nobody sent anything");
    Ok(())
}
