//! What a page, a book or an e-mail hides does not stand in its text, in whichever way it hides it;
//! what it shows does.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::io::{Cursor, Write};

use sourdine_decoder::{
    members::{Container, unpack},
    text::{TextFormat, read},
    told::Told,
};

const MARK: &str = "MARK";
const SEEN: &str = "SEEN";

fn text(format: TextFormat, document: &[u8]) -> (String, Vec<Told>) {
    let mut out = Vec::new();
    let told = read(format, document, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), told)
}

fn page(body: &str) -> (String, Vec<Told>) {
    text(
        TextFormat::Html,
        format!("<!DOCTYPE html>{body}").as_bytes(),
    )
}

fn tells(told: &[Told], field: &str, value: &str) -> bool {
    let mut all = told.iter().filter(|one| one.field == field);
    all.any(|one| one.value.contains(value))
}

/// Each has a mark that no browser shows.
const STYLES: [&str; 77] = [
    "<style>.m{display:none/**/}</style><p class=m>MARK",
    "<style>.m{display:\\6e one}</style><p class=m>MARK",
    "<style>.m{display:none;display:foo}</style><p class=m>MARK",
    "<style>div{.m{display:none}}</style><div><p class=m>MARK</p></div>",
    "<style>.m{&:is(p){display:none}}</style><p class=m>MARK",
    "<style>.m{@media screen{display:none}}</style><p class=m>MARK",
    "<style>.m{color:red;& {display:block} display:none}</style><p class=m>MARK",
    "<style>:root{--x:none}.m{display:var(--x)}</style><p class=m>MARK",
    "<style>.m{--x:var(--y,none);display:var(--x)}</style><p class=m>MARK",
    "<style>.m{display:none}.m,:unknown{display:block!important}</style><p class=m>MARK",
    "<style>.m{display:none}:where(#x,.m){color:red}</style><style>:where(#x,body) .m{display:block}\
     .m.m{display:none}</style><p class=m>MARK",
    "<style>:where(#a,#b,.m){display:block}.m{display:none}</style><p class=m>MARK",
    "<style>p:not(:hover){display:none}</style><p>MARK",
    "<style>input:checked+p{display:none}</style><input type=checkbox checked><p>MARK",
    "<style>p:lang(fr){display:none}</style><p lang=fr>MARK",
    "<style>p:nth-child(1 of .m){display:none}</style><p class=m>MARK",
    "<style>p:has(b){display:none}</style><p><b>MARK</b>",
    "<style>@layer a;.m{display:none}@layer a{.m.m{display:block}}</style><p class=m>MARK",
    "<style>.m{display:none}@supports (x:y){.m{display:block!important}}</style><p class=m>MARK",
    "<style>.m{display:none}@media not all{.m{display:block}}</style><p class=m>MARK",
    "<style>.m{display:none}@media tty{.m{display:block}}</style><p class=m>MARK",
    "<style>@media (min-width:1400px){.m{display:none}}</style><p class=m>MARK",
    "<style>.m{display:none}</style><style media=print>.m{display:block}</style><p class=m>MARK",
    "<style>.m{display:none}</style><style type=text/x>.m{display:block}</style><p class=m>MARK",
    "<style>.m{display:none}</style><template><style>.m{display:block!important}</style></template>\
     <p class=m>MARK",
    "<style>@keyframes k{to{opacity:0}}.m{animation:k 0s forwards}</style><p class=m>MARK",
    "<p style='opacity:.3'><b style='opacity:.3'>MARK</b>",
    "<p style='opacity:0%'>MARK",
    "<p style='opacity:calc(1 - 1)'>MARK",
    "<p style='font-size:30%'><b style='font-size:30%'>MARK</b>",
    "<p style='font-size:calc(1em - 1em)'>MARK",
    "<p style='font-size-adjust:0'>MARK",
    "<p style='font:0/1 serif'>MARK",
    "<p style='text-indent:100%;white-space:nowrap;overflow:hidden'>MARK",
    "<p style='position:fixed;left:100vw'>MARK",
    "<p style='position:absolute;inset:-9999px auto auto'>MARK",
    "<p style='translate:-9999px'>MARK",
    "<p style='scale:0'>MARK",
    "<p style='transform:rotateY(90deg)'>MARK",
    "<p style='transform:scale(.01)'>MARK",
    "<p style='transform:translateX(calc(-100px * 30))'>MARK",
    "<p style='block-size:0;overflow:clip'>MARK",
    "<p style='max-height:0;overflow:auto'>MARK",
    "<p style='clip-path:inset(100%);clip-path:foo'>MARK",
    "<p style='-webkit-text-security:disc'>MARK",
    "<p style='filter:opacity(0%)'>MARK",
    "<p style='content:url(x.png)'>MARK",
    "<p style='letter-spacing:-1em'>MARK",
    "<p style='visibility:hidden'>MARK",
    "<p style='color:rgb(0 0 0/0%)'>MARK",
    "<p style='color:rgb(100%,100%,100%)'>MARK",
    "<p style='color:hsl(0 0% 100%)'>MARK",
    "<p style='color:oklch(1 0 0)'>MARK",
    "<p style='color:lightyellow'>MARK",
    "<p style='color:yellow;background:yellow no-repeat'>MARK",
    "<p style='color:#fff;background:linear-gradient(white,#fefefe)'>MARK",
    "<p style='-webkit-text-fill-color:white'>MARK",
    "<p style='color:rgba(0,0,0,.2)'><b style='opacity:.5'>MARK</b>",
    "<div style='background:rgba(0,0,0,.02);color:white'>MARK</div>",
    "<mark style='color:yellow'>MARK</mark>",
    "<div style='background:#00e'><a href=x>MARK</a></div>",
    "<div bgcolor=black><span style='color:white'>MARK</span></div>",
    "<style>table col{visibility:collapse}</style><table><col><tr><td>MARK</table>",
    "<style>.m{display:none}</style><style title=x>.m{display:block}</style><p class=m>MARK",
    "<p style='transform:translateX(-100%)'>MARK",
    "<style>@scope(.a){.m{display:none}}</style><div class=a><p class=m>MARK</div>",
    "<style>@container (min-width:1px){.m{display:none}}</style><p class=m>MARK",
    "<style>.m{display:none;all:revert-layer}</style><p class=m>MARK",
    "<style>:is(p,:foo).m{display:none}</style><p class=m>MARK",
    "<style>*|p{display:none}</style><p>MARK",
    "<style>@property --h{syntax:'*';inherits:false;initial-value:none}p{display:var(--h)}</style>\
     <p>MARK",
    "<p style='display:if(media(screen): none)'>MARK",
    "<p style='rotate:y 90deg'>MARK",
    "<style>.a{.b &{display:none}}</style><div class=b><p class=a>MARK</div>",
    "<style>.a{> .m{display:none}}</style><div class=a><p class=m>MARK</div>",
    "<link rel=stylesheet href='data:text/css,.m%7bdisplay:none%7d'><p class=m>MARK",
    "<style>@layer x{.m{display:none!important}}.m{display:block!important}</style><p class=m>MARK",
];

const ELEMENTS: [&str; 21] = [
    "<font color=FFFFFF>MARK</font>",
    "<body text=white>MARK",
    "<noframes>MARK</noframes>",
    "<noembed>MARK</noembed>",
    "<progress>MARK</progress>",
    "<meter value=1>MARK</meter>",
    "<div popover>MARK</div>",
    "<p hidden=until-found>MARK",
    "<dialog><summary>MARK</summary></dialog>",
    "<details><summary>a</summary><summary>MARK</summary></details>",
    "<div><template shadowrootmode=open>a</template>MARK</div>",
    "<select><option>MARK<option selected>b</select>",
    "<select><option label=a>MARK</select>",
    "<select><option selected>MARK<option selected>b</select>",
    "<input type=range value=MARK>",
    "<div style='background:black'><input style='color:white' value=MARK></div>",
    "<div hidden><input value=MARK></div>",
    "<canvas>MARK</canvas>",
    "<svg><text fill=none>MARK</text></svg>",
    "<ruby>a<rp>MARK</rp></ruby>",
    "<datalist><option>MARK</datalist>",
];

/// Each has a text that a browser shows.
const SHOWN: [&str; 27] = [
    "<div style='font-size:0'><b style='font-size:16px'>SEEN</b></div>",
    "<body style='background:#000'><div style='color:#fff'>SEEN</div>",
    "<table><tr bgcolor=black><td><font color=white>SEEN</font></table>",
    "<div style='visibility:hidden'><p style='visibility:visible'>SEEN</div>",
    "<div style='color:transparent'><p style='color:black'>SEEN</div>",
    "<style>p:hover,p:focus{display:none}</style><p>SEEN",
    "<style>p::before{display:none}</style><p>SEEN",
    "<style>.m{display:none}.m.n{display:block}</style><p class='m n'>SEEN",
    "<style>#a{display:block}.m{display:none}</style><p class=m id=a>SEEN",
    "<style>.m{display:none}.m{display:block!important}</style><p class=m>SEEN",
    "<style>@layer a{.m.m{display:none}}.m{display:block}</style><p class=m>SEEN",
    "<style>@media print{p{display:none}}</style><p>SEEN",
    "<style>@media (prefers-color-scheme:dark){p{color:#fff}}</style><p>SEEN",
    "<style>:root{--a:#123}p{color:var(--a)}</style><p>SEEN",
    "<style>p{font-size:clamp(1rem,2vw + .5rem,3rem)}</style><p>SEEN",
    "<style>p{transform:translate(-50%,-50%)}</style><p>SEEN",
    "<style>@keyframes k{from{opacity:0}to{opacity:1}}p{animation:k 1s}</style><p>SEEN",
    "<p style='filter:opacity(.9)'>SEEN",
    "<p style='margin:0 auto;inset:0;overflow:hidden'>SEEN",
    "<p style='background:url(x.png);color:#fff'><b style='background:#000'>SEEN</b>",
    "<div style='background:#003;color:#fff'>SEEN</div>",
    "<select multiple><option>a<option>SEEN</select>",
    "<select><option label=SEEN>a</select>",
    "<map>SEEN</map>",
    "<dialog open>SEEN</dialog>",
    "<p style='display:-webkit-box;line-height:1;opacity:1'>SEEN",
    "<p style='text-decoration:underline;font:bold 12px/1.2 serif'>SEEN",
];

#[test]
fn what_a_page_hides_does_not_come_out_and_is_told() {
    for body in STYLES.iter().chain(&ELEMENTS) {
        let (text, told) = page(body);
        assert!(!text.contains(MARK), "{body}: {text}");
        let is_told = told.iter().any(|told| told.value.contains(MARK));
        assert!(is_told, "{body}: {told:?}");
    }
}

#[test]
fn what_a_page_shows_comes_out() {
    for body in SHOWN {
        let (text, told) = page(body);
        assert!(text.contains(SEEN), "{body}: {text} {told:?}");
    }
}

#[test]
fn what_may_be_seen_or_not_stays_and_is_told() {
    for body in [
        "<p style='background:url(x.png)'>SEEN",
        "<p style='overflow:hidden;height:1.2em'>SEEN",
        "<p style='overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>SEEN",
        "<p style='mix-blend-mode:screen'>SEEN",
        "<p style='position:relative;z-index:-1'>SEEN",
        "<p style='offset-path:ray(0deg)'>SEEN",
        "<p style='filter:invert(1)'>SEEN",
        "<p style='color:lab(100% 0 0)'>SEEN",
        "<p style='mask-image:linear-gradient(red,blue)'>SEEN",
    ] {
        let (text, told) = page(body);
        assert!(
            text.contains(SEEN) && tells(&told, "MaybeHidden", SEEN),
            "{body}: {told:?}"
        );
    }
    let (_, told) = page("<style>p::first-line{color:#fff}</style><p>SEEN");
    assert!(tells(&told, "StyleNotRead", "first-line"), "{told:?}");
    // However much else is told.
    let links: String = (0..2_000).map(|at| format!("<a href={at}>a</a>")).collect();
    let (_, told) = page(&format!("{links}<p style='filter:invert(1)'>SEEN"));
    assert_eq!(told[0].field, "MaybeHidden", "{:?}", told[0]);
    let (_, told) = page("<a href=mailto:MARK>SEEN</a>");
    assert!(tells(&told, "Link", MARK), "{told:?}");
}

#[test]
fn names_of_classes_have_no_case_in_old_pages() {
    let old = b"<html><style>.Hid{display:none}</style><p class=hID>MARK</p>SEEN";
    assert_eq!(text(TextFormat::Html, old).0, "SEEN\n");
    let (new, _) = page("<style>.Hid{display:none}</style><p class=hID>SEEN");
    assert_eq!(new, "SEEN\n");
}

/// Each hides its mark by the rules of XML.
#[test]
fn a_page_of_xml_is_read_by_the_rules_of_xml() {
    for body in [
        "<!-- a --!> MARK -->SEEN",
        "<!-->MARK-->SEEN",
        "<style><![CDATA[div > .m{display:none}]]></style><div><p class='m'>MARK</p></div>SEEN",
        "<style>div &gt; .m{display:none}</style><div><p class='m'>MARK</p></div>SEEN",
        "<plaintext/><p style='display:none'>MARK</p>SEEN",
        "<h:style xmlns:h='http://www.w3.org/1999/xhtml'>MARK</h:style>SEEN",
        "<style>.m{display:none} P.m{display:block}</style><p class='m'>MARK</p>SEEN",
    ] {
        let page = format!(
            "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{body}</body></html>"
        );
        let (text, _) = text(TextFormat::Html, page.as_bytes());
        assert_eq!(text, "SEEN\n", "{body}");
    }
    // A browser that takes it for HTML does not show it.
    let page = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>\
                <p>SEEN</p><![CDATA[MARK]]></html>";
    let (_, told) = text(TextFormat::Html, page.as_bytes());
    assert!(tells(&told, "MaybeHidden", MARK), "{told:?}");
    let defined =
        b"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a '>MARK'>]><html><p>a</p></html>";
    assert!(read(TextFormat::Html, defined, Vec::new()).is_err());
}

#[test]
fn a_page_is_read_in_the_encoding_that_a_browser_takes() {
    // In the encoding of the comment, the second byte of a letter would take the quote.
    let page = b"<!DOCTYPE html><!-- charset=shift_jis --><meta charset=windows-1252>\
                 <p title=\"\x81\" hidden=\"\">MARK</p>SEEN";
    assert_eq!(text(TextFormat::Html, page).0, "SEEN\n");
}

/// What is told has a line for each thing.
#[test]
fn nothing_told_is_two_lines() {
    let (_, told) = page("<link rel=stylesheet href='a&#10;Forged&#9;b'>SEEN");
    let lines: Vec<String> = told.iter().map(Told::to_string).collect();
    assert_eq!(
        lines,
        ["Link\ta Forged b", "StylesElsewhere\ta Forged b"][1..]
    );
}

fn book(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let stored = options.compression_method(zip::CompressionMethod::Stored);
    for (name, content) in members {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_book_is_seen_by_its_own_sheets() {
    let container = "<c><r full-path='o/p.opf'/></c>";
    let package = "<package><manifest><item id='a' href='t/a.xhtml'/></manifest>\
                   <spine><itemref idref='a'/></spine></package>";
    let page = "<html><head><link rel='stylesheet' href='../s/a.css'/></head>\
                <body><p class='m'>MARK</p><p>SEEN</p></body></html>";
    let members = [
        ("META-INF/container.xml", container),
        ("o/p.opf", package),
        ("o/t/a.xhtml", page),
        ("o/s/a.css", ".m{display:none}"),
    ];
    let (with, told) = text(TextFormat::Epub, &book(&members));
    assert_eq!(with, "SEEN\n");
    assert!(!tells(&told, "StylesElsewhere", "a.css"));
    let (_, told) = text(TextFormat::Epub, &book(&members[..3]));
    assert!(tells(&told, "StylesElsewhere", "a.css"));
}

#[test]
fn an_archive_with_two_members_of_one_name_is_refused() {
    let mut archive = book(&[("note-a.txt", "SEEN"), ("note-b.txt", "MARK")]);
    assert!(unpack(Container::Zip, &archive, Vec::new()).is_ok());
    for at in 0..archive.len() - 10 {
        if archive[at..].starts_with(b"note-b.txt") {
            archive[at + 5] = b'a';
        }
    }
    assert!(unpack(Container::Zip, &archive, Vec::new()).is_err());
}

#[test]
fn of_several_ways_to_say_it_an_email_has_the_one_that_is_shown() {
    let mail = "From: a@example.org\r\nFrom: MARKTWICE@example.org\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=A\r\n\r\n\
        --A\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n\
        --B\r\nContent-Type: text/plain\r\n\r\nMARK1\r\n\
        --B\r\nContent-Type: text/html\r\n\r\n<p>MARK2\r\n\
        --B\r\nContent-Type: multipart/related; boundary=C\r\n\r\n\
        --C\r\nContent-Type: text/html\r\n\r\n<p>SEEN\r\n\
        --C\r\nContent-Type: text/html\r\n\r\n<p>MARK3\r\n\
        --C--\r\n\
        --B\r\nContent-Type: text/calendar\r\n\r\nMARK4\r\n\
        --B--\r\n\
        --A\r\nContent-Type: text/plain\r\n\r\nALSO\r\n\
        --A\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\nMARK5\r\n\
        --A--\r\n";
    let (text, told) = text(TextFormat::Eml, mail.as_bytes());
    let (_, body) = text.split_once("\n\n").unwrap();
    assert_eq!(
        body.split_whitespace().collect::<Vec<_>>(),
        [SEEN, "ALSO"],
        "{text}"
    );
    assert!(tells(&told, "HiddenText", "MARK1") && tells(&told, "HiddenText", "MARK2"));
    assert!(tells(&told, "Header", "MARKTWICE"), "{told:?}");
    assert_eq!(
        told.iter()
            .filter(|told| told.field == "Attachment")
            .count(),
        3,
        "{told:?}"
    );
}

#[test]
fn an_email_that_says_twice_what_it_is_is_refused() {
    let parts = "--A\r\nContent-Type: text/plain\r\n\r\nMARK\r\n\
        --A\r\nContent-Type: text/html\r\n\r\n<p>SEEN\r\n--A--\r\n";
    let head = "From: a@example.org\r\nContent-Type: multipart/alternative; boundary=A\r\n";
    let once = format!("{head}\r\n{parts}");
    assert!(
        text(TextFormat::Eml, once.as_bytes())
            .0
            .ends_with("SEEN\n\n")
    );
    let twice = format!("{head}Content-Type: text/plain\r\n\r\n{parts}");
    assert!(read(TextFormat::Eml, twice.as_bytes(), Vec::new()).is_err());
}
