//! Who comes in at the editors' onion, and who does not any more.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sourdine_harness::network::tor::Client;

use crate::stage::{Editor, Stage};

/// What a courier says when tor does not lead to the door.
const BEYOND: &str = "error-courier-beyond";
const KNOCK: &str = "GET /v1/envelopes";
/// The door's answer to who shows no token: it was reached.
const NO_TOKEN: u16 = 401;

/// Neither who has no key, nor who has one that the operator does not know. Both find the sources'
/// onion.
pub(crate) fn strangers_are_kept_out(stage: &mut Stage) -> Result<()> {
    let nobody = Client::start(&stage.network, "nobody", None)?;
    for tor in [&nobody, &stage.basile.tor] {
        let page = tor.ask(&stage.service.sources, "GET /")?;
        ensure!(page.status == 200, "{page:?}");
        let knock = tor.ask(&stage.service.editors, KNOCK);
        ensure!(knock.is_err(), "let in: {knock:?}");
    }
    ensure!(is_let_in(stage, &stage.alice)?, "alice is kept out");
    refused(&stage.basile)
}

/// With his line, a word to the server's tor, and one to his own, which has looked in vain.
pub(crate) fn an_editor_is_added(stage: &mut Stage) -> Result<()> {
    stage.service.authorise("basile", &stage.basile.public)?;
    stage.basile.tor.forget()?;
    let pulled = stage.basile.machine.told(&["pull"])?;
    let came = pulled.get("pulled").and_then(Value::as_array);
    ensure!(came.is_some_and(|came| came.len() == 3), "{pulled}");
    Ok(())
}

/// Taking his line away may not do it: his tor remembers where the onion is, as long as its
/// circuits hold. The restart of the server's tor does.
pub(crate) fn an_editor_is_taken_off(stage: &mut Stage) -> Result<()> {
    stage.service.forget("basile")?;
    // Where an introduction fails, his tor looks the onion up anew and is out already: nothing to
    // rely on, either way.
    let trap = is_let_in(stage, &stage.basile).unwrap_or(false);
    println!("without a restart of tor he comes in: {trap}");
    stage.service.restart()?;
    let cured = !is_let_in(stage, &stage.basile).unwrap_or(false);
    ensure!(cured, "basile still comes in");
    refused(&stage.basile)?;
    // Her tor knew the onion's old ways in: it may look in vain before it finds the new ones.
    stage.alice.tor.reaches(&stage.service.editors)?;
    ensure!(is_let_in(stage, &stage.alice)?, "alice is kept out");
    let pulled = stage.alice.machine.told(&["pull"])?;
    ensure!(pulled.get("already") == Some(&3.into()), "{pulled}");
    // A source whose tor knew the onion's old ways in finds the new ones too, if not always at the
    // first try.
    stage.source.reaches(&stage.service.sources)
}

fn is_let_in(stage: &Stage, editor: &Editor) -> Result<bool> {
    let knock = editor.tor.ask(&stage.service.editors, KNOCK)?;
    Ok(knock.status == NO_TOKEN)
}

/// His own program says what is the matter.
fn refused(editor: &Editor) -> Result<()> {
    let error = editor.machine.refused(&["pull", "--retries", "0"]);
    let error = error.context("a pull that must fail")?;
    ensure!(error == BEYOND, "{error}");
    Ok(())
}
