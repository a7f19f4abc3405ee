//! Which package of Debian's to install where a program is missing.

/// The package of Debian's that has a program; of what we do not call, the program's own name.
pub(super) fn package_of(program: &'static str) -> &'static str {
    let name = program.rsplit('/').next().unwrap_or(program);
    match name {
        "bwrap" => "bubblewrap",
        "exiftool" => "libimage-exiftool-perl libarchive-zip-perl",
        "ffmpeg" | "ffprobe" => "ffmpeg",
        "heif-convert" => "libheif-examples",
        "pdftotext" => "poppler-utils",
        "prlimit" => "util-linux",
        "rsvg-convert" => "librsvg2-bin",
        "soffice" => {
            "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-draw-nogui libreoffice-math-nogui"
        }
        "tesseract" => "tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng",
        other => other,
    }
}
