//! How long clean copies take, how large they are, and how fast pages become pixels beside
//! dangerzone's converter, which is run without its sandbox.

#![expect(
    clippy::disallowed_methods,
    reason = "how long something took is no metadata here, and the documents are nobody's secret"
)]

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sourdine::desk::cleaning::{Cleaned, TextLayer, clean};

/// What is measured, and what it has to reach.
struct Figure {
    what: &'static str,
    value: f64,
    unit: &'static str,
    bound: Bound,
}

#[derive(Clone, Copy)]
enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Figure {
    fn is_met(&self) -> bool {
        match self.bound {
            Bound::AtMost(most) => self.value <= most,
            Bound::AtLeast(least) => self.value >= least,
        }
    }

    fn told(&self) -> Value {
        let (word, bound) = match self.bound {
            Bound::AtMost(most) => ("at most", most),
            Bound::AtLeast(least) => ("at least", least),
        };
        json!({
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            word: bound,
            "met": self.is_met(),
        })
    }
}

/// The argument before a document: this program cleans it, and says how much memory it took.
const PEAK_OF: &str = "--peak-of";

/// How many pages a short text, the text and a long one have, and how many seconds the film.
#[derive(Clone, Copy)]
struct Size {
    few_pages: u32,
    pages: u32,
    long_pages: u32,
    seconds: u32,
}

const WHOLE: Size = Size {
    few_pages: 10,
    pages: 100,
    long_pages: 800,
    seconds: 60,
};
const QUICK: Size = Size {
    few_pages: 2,
    pages: 4,
    long_pages: 8,
    seconds: 5,
};

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let size = if quick { QUICK } else { WHOLE };
    let met = match words.as_slice() {
        [word, document] if word == PEAK_OF => peak_of(Path::new(document)),
        _ if words.iter().any(|word| word == "--memory") => run(size, memory),
        _ => run(size, all),
    };
    match met {
        Ok(met) if met || quick => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            drop(writeln!(io::stderr(), "{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every bound was kept.
fn run(size: Size, measure: fn(&Path, Size) -> Result<Vec<Figure>>) -> Result<bool> {
    let folder = tempfile::tempdir_in("/dev/shm")?;
    let figures = measure(folder.path(), size)?;
    let told: Vec<Value> = figures.iter().map(Figure::told).collect();
    writeln!(io::stdout(), "{:#}", Value::from(told))?;
    Ok(figures.iter().all(Figure::is_met))
}

fn all(folder: &Path, size: Size) -> Result<Vec<Figure>> {
    let text = text(folder, size.pages)?;
    let mut figures = pages(folder, &text, size.pages)?;
    figures.push(beside_dangerzone(&text)?);
    figures.push(film(folder, size.seconds)?);
    figures.extend(memory(folder, size)?);
    Ok(figures)
}

/// The memory of a program that cleans one text, for texts of several lengths: `--memory` measures
/// it alone.
fn memory(folder: &Path, size: Size) -> Result<Vec<Figure>> {
    let texts = [
        (size.few_pages, "memory of the program, a text of 10 pages"),
        (size.pages, "memory of the program, a text of 100 pages"),
        (
            size.long_pages,
            "memory of the program, a text of 800 pages",
        ),
    ];
    let figures = texts.map(|(pages, what)| {
        let text = text(folder, pages)?;
        let program = env::current_exe()?;
        let told = Command::new(program).arg(PEAK_OF).arg(&text).output()?;
        ensure!(told.status.success(), "{told:?}");
        Ok(Figure {
            what,
            value: String::from_utf8(told.stdout)?.trim().parse()?,
            unit: "MB",
            bound: Bound::AtMost(150.0),
        })
    });
    figures.into_iter().collect()
}

/// Cleans one document, and says the most memory that this program had at once, in megabytes.
fn peak_of(document: &Path) -> Result<bool> {
    let folder = tempfile::tempdir_in("/dev/shm")?;
    timed(folder.path(), document, TextLayer::Omit)?;
    writeln!(io::stdout(), "{}", peak_megabytes()?)?;
    Ok(true)
}

fn pages(folder: &Path, text: &Path, pages: u32) -> Result<Vec<Figure>> {
    let (without, quick) = timed(folder, text, TextLayer::Omit)?;
    let (with, slow) = timed(folder, text, TextLayer::Add)?;
    let share = f64::from(pages) / 100.0;
    let kilobytes = |copy: &Cleaned| copy.size() as f64 / f64::from(pages) / 1_000.0;
    Ok(vec![
        Figure {
            what: "100 pages of text, without a text layer",
            value: quick / share,
            unit: "s",
            bound: Bound::AtMost(10.0),
        },
        Figure {
            what: "100 pages of text, with a text layer",
            value: slow / share,
            unit: "s",
            bound: Bound::AtMost(150.0),
        },
        Figure {
            what: "a dense page, without a text layer",
            value: kilobytes(&without),
            unit: "kB",
            bound: Bound::AtMost(100.0),
        },
        Figure {
            what: "a dense page, with a text layer",
            value: kilobytes(&with),
            unit: "kB",
            bound: Bound::AtMost(100.0),
        },
    ])
}

fn timed(folder: &Path, document: &Path, text_layer: TextLayer) -> Result<(Cleaned, f64)> {
    let begun = Instant::now();
    let copy = clean(document, folder, text_layer, &mut |_, _| ())?;
    Ok((copy, begun.elapsed().as_secs_f64()))
}

/// How many times as fast as dangerzone our decoder makes pixels, each as a program of its own.
fn beside_dangerzone(document: &Path) -> Result<Figure> {
    let theirs = seconds(
        Command::new(dangerzone()?)
            .args(["-m", "dangerzone_insecure_conversion.doc_to_pixels"])
            .stdin(fs::File::open(document)?),
    )?;
    let ours = seconds(Command::new(decoder()?).arg("pdf").arg(document))?;
    Ok(Figure {
        what: "pixels of 100 pages, dangerzone's time by ours",
        value: theirs / ours,
        unit: "times",
        bound: Bound::AtLeast(1.0),
    })
}

fn seconds(command: &mut Command) -> Result<f64> {
    let begun = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(begun.elapsed().as_secs_f64())
}

/// Python, with dangerzone's converter.
fn dangerzone() -> Result<PathBuf> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/dangerzone/bin/python");
    ensure!(python.exists(), "run deploy/prerequisites benchmarks first");
    Ok(python)
}

fn decoder() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let mut folders = program.ancestors().skip(1).take(2);
    let found = folders.find_map(|folder| {
        let decoder = folder.join("sourdine-decoder");
        decoder.exists().then_some(decoder)
    });
    found.context("build sourdine-decoder first")
}

fn film(folder: &Path, seconds: u32) -> Result<Figure> {
    let film = folder.join("film.mp4");
    let picture = format!("testsrc2=size=1280x720:rate=25:duration={seconds}");
    let sound = format!("sine=frequency=440:duration={seconds}");
    let inputs = ["-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", &sound];
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error"])
        .args(inputs)
        .args([
            "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p",
        ])
        .arg(&film)
        .status()?;
    ensure!(status.success(), "ffmpeg: {status}");
    let (_, took) = timed(folder, &film, TextLayer::Omit)?;
    Ok(Figure {
        what: "a film of 1280 × 720, its length by the time",
        value: f64::from(seconds) / took,
        unit: "times",
        bound: Bound::AtLeast(3.0),
    })
}

/// A dense text of this many pages, as LibreOffice makes a PDF of it.
fn text(folder: &Path, pages: u32) -> Result<PathBuf> {
    let source = folder.join("text.fodt");
    fs::write(&source, flat(&body(pages)))?;
    let status = Command::new("soffice")
        .env("HOME", folder)
        .arg("--headless")
        .args(["--convert-to", "pdf", "--outdir"])
        .args([folder, &source])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "soffice: {status}");
    let text = folder.join("text.pdf");
    let counted = Command::new("qpdf")
        .arg("--show-npages")
        .arg(&text)
        .output()?;
    let counted: u32 = String::from_utf8(counted.stdout)?.trim().parse()?;
    ensure!(counted == pages, "{counted} pages");
    Ok(text)
}

/// A paragraph for each page, of words in no order.
fn body(pages: u32) -> String {
    const WORDS: [&str; 16] = [
        "deliberation",
        "conseil",
        "municipal",
        "surveillance",
        "algorithmique",
        "camera",
        "experimentation",
        "carnaval",
        "traitement",
        "conservation",
        "finalite",
        "donnees",
        "prefecture",
        "convention",
        "marche",
        "observatoire",
    ];
    const WORDS_PER_PAGE: usize = 400;
    let mut state = 1_u64;
    let mut word = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 60).map_or("", |at| WORDS.get(at).copied().unwrap_or_default())
    };
    let page = |number: u32| {
        let words: Vec<&str> = (0..WORDS_PER_PAGE).map(|_| word()).collect();
        let text = words.join(" ");
        format!("<text:p text:style-name=\"P\">{number} {text}</text:p>")
    };
    (1..=pages).map(page).collect()
}

fn flat(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
         office:version=\"1.3\" office:mimetype=\"application/vnd.oasis.opendocument.text\">\
         <office:automatic-styles><style:style style:name=\"P\" style:family=\"paragraph\">\
         <style:paragraph-properties fo:break-before=\"page\"/>\
         <style:text-properties fo:font-size=\"11pt\"/></style:style></office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document>"
    )
}

/// The most memory that this program had at once.
fn peak_megabytes() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes: f64 = line
        .context("VmHWM")?
        .trim_matches(|c: char| !c.is_ascii_digit())
        .parse()?;
    Ok(kibibytes * 1_024.0 / 1e6)
}
