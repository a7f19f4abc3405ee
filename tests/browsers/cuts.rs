//! Connections that die in the middle of an upload: the page goes on by itself, and sends little
//! again.

use anyhow::{Context, Result, ensure};
use sourdine_harness::{
    browser::{Browser, play, text},
    network::proxy::{Fate, Passed},
    people::submission::Submission,
};

use crate::stage::Stage;

const CUTS: u64 = 10;
/// One piece of this many is cut: 200 MB are 17 pieces, and what goes on after a cut is a piece
/// too.
const PIECES_PER_CUT: u64 = 2;
/// A cut costs at most so many bytes: those in flight, and those that the server reads of a piece
/// that the browser repeats.
const AGAIN_MAX_BYTES: u64 = 4_194_304;

/// Whether it brings bytes of an upload.
fn is_piece(request: &Passed) -> bool {
    request.line.starts_with("PATCH ") || request.line == "POST /upload"
}

fn offset(request: &Passed) -> Result<u64> {
    match request.field("upload-offset") {
        Some(offset) => Ok(offset.parse()?),
        None => Ok(0),
    }
}

/// How many bytes were sent again for each cut: all that was sent from one cut to the next, less
/// the headway that was made. The page knows what to send again; the browser does not, and repeats
/// a request by itself when it had used the connection before. Every piece that was cut has to
/// begin where the server was: what a repeated one begins with was sent before an earlier cut.
fn sent_again(requests: &[Passed], size: u64) -> Result<Vec<u64>> {
    let pieces: Vec<&Passed> = requests
        .iter()
        .filter(|request| is_piece(request))
        .collect();
    let is_cut = |piece: &&Passed| matches!(piece.fate, Fate::Cut(_));
    let mut again = Vec::new();
    let mut left = pieces.as_slice();
    while let Some(first) = left.iter().position(is_cut) {
        left = left.get(first..).unwrap_or_default();
        let next = left.iter().skip(1).position(is_cut);
        let (until_next, rest) = left.split_at(next.map_or(left.len(), |next| next + 1));
        let begun = offset(until_next.first().context("a piece that was cut")?)?;
        let reached = rest.first().map_or(Ok(size), |piece| offset(piece))?;
        let sent: u64 = until_next.iter().map(|piece| piece.body).sum();
        let lost = (begun + sent).checked_sub(reached);
        again.push(lost.with_context(|| format!("headway without bytes: {pieces:?}"))?);
        left = rest;
    }
    Ok(again)
}

fn survives_ten_cuts(browser: Browser) -> Result<()> {
    let stage = Stage::new(200)?;
    let submission = Submission::of_megabytes(200)?;
    let (mut pieces, mut cuts, mut furthest) = (0, 0, None);
    let proxy = stage.proxy(move |request| {
        if !is_piece(request) {
            return Fate::Pass;
        }
        // An offset that is no number fails the story later, where what was sent is counted.
        let Ok(begins) = offset(request) else {
            return Fate::Pass;
        };
        if furthest.is_some_and(|furthest| begins <= furthest) {
            return Fate::Pass;
        }
        furthest = Some(begins);
        pieces += 1;
        if pieces % PIECES_PER_CUT != 0 || cuts == CUTS {
            return Fate::Pass;
        }
        cuts += 1;
        // Early in a piece, in its middle, late.
        Fate::Cut(request.length * cuts / (CUTS + 1))
    })?;
    let origin = format!("http://{}", proxy.address);
    let seen = play(&submission.story("sendWithScript", browser, origin))?;
    ensure!(text(&seen, "/state")? == "#done", "{seen}");
    let envelope = stage.fetch_only()?;
    submission.check(&stage.desk.open(&envelope)?)?;

    let again = sent_again(&proxy.traffic().requests, envelope.len() as u64)?;
    ensure!(again.len() as u64 == CUTS, "{again:?}");
    ensure!(
        again.iter().all(|bytes| *bytes <= AGAIN_MAX_BYTES),
        "{again:?}"
    );
    Ok(())
}

#[test]
fn firefox_survives_ten_cuts_of_200_megabytes() -> Result<()> {
    survives_ten_cuts(Browser::FirefoxStandard)
}

#[test]
fn chromium_survives_ten_cuts_of_200_megabytes() -> Result<()> {
    survives_ten_cuts(Browser::Chromium)
}

/// The server has it, and its answer is lost: for a piece in the middle, and for the last one,
/// after which the envelope is stored.
fn survives_lost_answers(browser: Browser) -> Result<()> {
    let stage = Stage::new(48)?;
    let submission = Submission::of_megabytes(40)?;
    let (mut lost_begin, mut lost_middle, mut lost_last) = (false, false, false);
    let proxy = stage.proxy(move |request| {
        let lost = match (request.line.as_str(), request.field("upload-complete")) {
            ("POST /upload", _) => &mut lost_begin,
            (_, Some("?1")) if is_piece(request) => &mut lost_last,
            (_, Some("?0")) if is_piece(request) => &mut lost_middle,
            _ => return Fate::Pass,
        };
        if std::mem::replace(lost, true) {
            Fate::Pass
        } else {
            Fate::Swallow
        }
    })?;
    let origin = format!("http://{}", proxy.address);
    let seen = play(&submission.story("sendWithScript", browser, origin))?;
    ensure!(text(&seen, "/state")? == "#done", "{seen}");
    let swallowed = proxy.traffic().requests;
    let swallowed = swallowed.iter().filter(|r| r.fate == Fate::Swallow).count();
    ensure!(swallowed == 3, "{swallowed} answers were lost");
    let envelope = stage.fetch_only()?;
    submission.check(&stage.desk.open(&envelope)?)
}

#[test]
fn firefox_survives_lost_answers() -> Result<()> {
    survives_lost_answers(Browser::FirefoxStandard)
}

#[test]
fn chromium_survives_lost_answers() -> Result<()> {
    survives_lost_answers(Browser::Chromium)
}
