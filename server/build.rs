//! Builds what sources are served: the script out of `page/`, the style sheets out of `templates/`.
//!
//! npm and the bundler work on a copy in Cargo's output folder, so that the source tree stays
//! as it was cloned.

#![expect(
    clippy::disallowed_methods,
    reason = "Cargo gives a build script its folders in the environment"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// The protocol's own file: no copy of a limit can differ from it.
#[path = "../protocol/src/wire/sizes.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "public in the protocol, and of one constant the page knows nothing"
)]
mod sizes;

/// What the bundler reads besides the sources.
const MANIFESTS: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];
const SOURCES: &str = "page/src";
/// The style sheets, each in a file of `templates/`. No page has more of them than it needs.
const STYLES: [&str; 3] = ["style.css", "reading.css", "writing.css"];
const SIZES: &str = "../protocol/src/wire/sizes.rs";
/// What the page knows of them. The copy in the source tree lets its own checks run without Cargo.
const LIMITS: &str = "limits.ts";
/// The lock file of the packages that are installed in the output folder.
const INSTALLED: &str = "installed.json";
/// The word lists, as their package has them, and what the script has in their place: a third
/// shorter once compressed, and every source downloads the script twice.
const WORD_LISTS: [&str; 2] = ["french", "english"];
/// Every browser that Sourdine is for speaks it: Tor Browser is Firefox ESR.
const TARGET: &str = "--target=es2022,firefox128,chrome120";

fn main() -> Result<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let work = out.join("page");
    for read in [SOURCES, SIZES, "build.rs"] {
        println!("cargo::rerun-if-changed={read}");
    }
    fs::create_dir_all(&work)?;
    for name in MANIFESTS {
        println!("cargo::rerun-if-changed=page/{name}");
        copy(&here.join("page").join(name), &work.join(name))?;
    }
    copy_sources(&here.join(SOURCES), &work.join("src"))?;
    fs::write(work.join("src").join(LIMITS), limits())?;
    install(&work)?;
    let mut lists = Vec::new();
    for name in WORD_LISTS {
        let listed = format!("@scure/bip39/wordlists/{name}.js");
        let module = fs::read_to_string(work.join("node_modules").join(&listed))?;
        fs::write(work.join(format!("src/{name}.ts")), folded(&module)?)?;
        lists.push(format!("--alias:{listed}=./src/{name}.ts"));
    }
    let bundler = bundler(&work)?;
    let script = [
        "src/sourdine.ts",
        "--bundle",
        "--minify",
        "--format=iife",
        TARGET,
        "--legal-comments=none",
        "--charset=utf8",
        "--log-level=warning",
        "--alias:@noble/curves/nist.js=./src/absent.ts",
        "--alias:@noble/hashes/scrypt.js=./src/absent.ts",
    ];
    run(Command::new(&bundler)
        .current_dir(&work)
        .args(script)
        .args(lists)
        .arg(outfile(&out, "sourdine.js")))?;
    for name in STYLES {
        let sheet = format!("templates/{name}");
        println!("cargo::rerun-if-changed={sheet}");
        run(Command::new(&bundler)
            .current_dir(&work)
            .arg(here.join(sheet))
            .args(["--minify", TARGET, "--charset=utf8", "--log-level=warning"])
            .arg(outfile(&out, name)))?;
    }
    Ok(())
}

/// The limits and paths of the protocol, in TypeScript.
fn limits() -> String {
    let mut lines = String::from(
        "// Limits and paths of the protocol (docs/protocol.md 6): server/build.rs writes them out of\n// protocol/src/wire/sizes.rs.\n\n",
    );
    for (name, value) in [
        ("PIECE_BYTES", sizes::PIECE_BYTES),
        ("PIECE_STEP_BYTES", sizes::PIECE_STEP_BYTES),
        ("PADDING_FLOOR_BYTES", sizes::PADDING_FLOOR_BYTES),
        ("MESSAGE_MAX_BYTES", sizes::MESSAGE_MAX_BYTES as u64),
        ("FILES_MAX", sizes::FILES_MAX as u64),
        ("RECIPIENTS_MAX", sizes::RECIPIENTS_MAX as u64),
        ("RECOGNISED_BYTES", sizes::RECOGNISED_BYTES as u64),
        ("CODENAME_WORDS", sizes::CODENAME_WORDS as u64),
        ("ENTROPY_BYTES", sizes::ENTROPY_BYTES as u64),
        ("REPLY_TAGS", sizes::REPLY_TAGS as u64),
        ("MENDED_MAX_BYTES", sizes::MENDED_MAX_BYTES as u64),
        ("EXTENSION_MAX_BYTES", sizes::EXTENSION_MAX_BYTES as u64),
    ] {
        lines.push_str(&format!("export const {name} = {value};\n"));
    }
    lines.push('\n');
    for (name, value) in [
        ("SCRIPT_PATH", sizes::SCRIPT_PATH),
        ("ROSTER_PATH", sizes::ROSTER_PATH),
        ("UPLOAD_PATH", sizes::UPLOAD_PATH),
    ] {
        lines.push_str(&format!("export const {name} = \"{value}\";\n"));
    }
    lines
}

/// A word list as `page/src/wordlist.ts` unfolds it: before each word's own end, how many letters
/// it shares with the word before.
fn folded(module: &str) -> Result<String> {
    let listed = module.split('`').nth(1).context("no word list")?;
    let (mut folded, mut before) = (String::new(), "");
    for word in listed.lines() {
        let pairs = word.char_indices().zip(before.chars());
        let shared = pairs
            .take_while(|((_, letter), other)| letter == other)
            .count();
        let end: String = word.chars().skip(shared).collect();
        folded.push_str(&format!("{shared}{end}"));
        before = word;
    }
    Ok(format!(
        "import {{ unfold }} from \"./wordlist.ts\";\n\nexport const wordlist = unfold(\"{folded}\");\n"
    ))
}

/// The exact packages of the lock file, without running any script of theirs.
fn install(work: &Path) -> Result<()> {
    let wanted = fs::read(work.join("package-lock.json"))?;
    let installed = work.join(INSTALLED);
    if fs::read(&installed).is_ok_and(|lock| lock == wanted) && work.join("node_modules").is_dir() {
        return Ok(());
    }
    run(Command::new("npm")
        .current_dir(work)
        .args(["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]))
    .context("npm could not install what the page is built from; Node 18 or later, npm, and a way to the package registry are needed (on Debian: apt install nodejs npm)")?;
    copy(&work.join("package-lock.json"), &installed)
}

/// The bundler's native program, which needs no Node to run.
fn bundler(work: &Path) -> Result<PathBuf> {
    let system = match env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let machine = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let program = work.join(format!(
        "node_modules/@esbuild/{system}-{machine}/bin/esbuild"
    ));
    if program.is_file() {
        Ok(program)
    } else {
        bail!("esbuild has no program for {system}-{machine}; build on a machine that it knows")
    }
}

fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    if to.is_dir() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}

fn outfile(out: &Path, name: &str) -> String {
    format!("--outfile={}", out.join(name).display())
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("{program} could not be started; is it installed?"))?;
    if output.status.success() {
        Ok(())
    } else {
        bail!(
            "{program} failed:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    }
}
