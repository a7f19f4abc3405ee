//! A source's visit, as each kind of browser makes it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sourdine_protocol::wire::{PIECE_BYTES, UploadToken};

use crate::network::http::{Answer, Connection, Door, END, FORM, PATIENCE, field};

/// Somebody at the sources' door.
pub struct Source {
    door: Door,
    patience: Duration,
    /// What their browser says besides, in each request: lines of a head, each after a line end.
    fields: String,
}

impl Source {
    /// Somebody who comes by this door.
    #[must_use]
    pub const fn at(door: Door) -> Self {
        Self {
            door,
            patience: PATIENCE,
            fields: String::new(),
        }
    }

    /// The same, whose browser sends this field with each request.
    #[must_use]
    pub fn with_field(mut self, name: &str, value: &str) -> Self {
        self.fields.push_str(&format!("\n{name}: {value}"));
        self
    }

    /// The same, who waits no longer than this for anything.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// A connection.
    pub fn connect(&self) -> Result<Connection> {
        let connection = self.door.connect()?;
        connection.wait_for(self.patience)?;
        Ok(connection)
    }

    /// One request on a connection of its own.
    pub fn ask(&self, head: &str, body: &[u8]) -> Result<Answer> {
        self.connect()?.request(&self.head(head), body)
    }

    /// A request's head with what their browser says besides.
    #[must_use]
    pub fn head(&self, head: &str) -> String {
        format!("{head}{}", self.fields)
    }

    /// Codename and receipt of a new form.
    pub fn begin(&self) -> Result<(String, String)> {
        let answer = self.ask("POST /fr/begin", b"")?;
        ensure!(answer.status == 200, "{answer:?}");
        let page = answer.page()?;
        Ok((hidden(&page, "codename")?, hidden(&page, "receipt")?))
    }

    /// Sends a form whose parts after codename and receipt are given.
    pub fn send(&self, codename: &str, receipt: &str, parts: &[Vec<u8>]) -> Result<Answer> {
        let form = [
            field("receipt", receipt),
            field("codename", codename),
            parts.concat(),
            END.to_vec(),
        ];
        self.ask(&format!("POST /fr/send\n{FORM}"), &form.concat())
    }

    /// The page that answers whether a receipt's submission is here.
    pub fn receipt(&self, receipt: &str) -> Result<String> {
        let body = format!("receipt={receipt}");
        let answer = self.ask("POST /fr/receipt", body.as_bytes())?;
        ensure!(answer.status == 200, "{answer:?}");
        answer.page()
    }

    /// Uploads an age file in pieces, as a browser with script does; returns when the server says
    /// that it is stored.
    pub fn upload(&self, age_file: &[u8]) -> Result<()> {
        let length = age_file.len();
        let name = UploadToken::generate()?.expose();
        let path = format!("/upload/{}", &*name);
        let mut connection = self.connect()?;
        let piece_bytes = usize::try_from(PIECE_BYTES)?;
        let mut offset = 0;
        for piece in age_file.chunks(piece_bytes) {
            let last = offset + piece.len() == length;
            let (head, status) = match offset {
                0 => (creation_head(&name, length, last), 201),
                _ => (piece_head(&path, offset, last), 204),
            };
            let answer = connection.request(&self.head(&head), piece)?;
            ensure!(answer.status == status, "{answer:?}");
            offset += piece.len();
            let complete = answer.header("upload-complete") == Some("?1");
            ensure!(complete == last, "{answer:?}");
        }
        Ok(())
    }
}

/// A hidden field of a page.
pub fn hidden(page: &str, name: &str) -> Result<String> {
    let mark = format!("name=\"{name}\" value=\"");
    let after = page.split_once(&mark).map(|(_, after)| after);
    after
        .and_then(|after| after.split_once('"'))
        .map(|(value, _)| value.to_owned())
        .context("a hidden field")
}

/// The head of a new upload with its first piece.
#[must_use]
pub fn creation_head(name: &str, length: usize, last: bool) -> String {
    let complete = if last { "?1" } else { "?0" };
    format!(
        "POST /upload\nUpload-Name: {name}\nUpload-Length: {length}\nUpload-Complete: {complete}"
    )
}

/// The head of a piece of an upload.
#[must_use]
pub fn piece_head(path: &str, offset: usize, last: bool) -> String {
    let complete = if last { "?1" } else { "?0" };
    format!(
        "PATCH {path}\nContent-Type: application/partial-upload\nUpload-Offset: {offset}\nUpload-Complete: {complete}"
    )
}
