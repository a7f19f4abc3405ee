# What a person reads at the command line.

## Help
help = The editors’ side of Sourdine: what sources sent, what becomes of it, what is published
help--desk = The desk’s folder
help--passphrase_file = Read the passphrase from this file’s first line instead of asking
help--scratch = The folder in memory where documents are opened
help--yes = Do not ask
help--days = For how many days the roster is good
help--desk_key = The desk’s key [default: desk-key.age in the desk’s folder]
help-desk = Found a desk, become an editor of one, and get to its server
help-desk-new = Found a desk: its key, its first editor, its first roster
help-desk-new--name = What sources will read: the desk’s name
help-desk-new--editor = The first editor: a-z, 0-9 and hyphens
help-desk-card = Become an editor of a desk: make keys, and a card for the founding editor
help-desk-card--editor = The editor’s name: a-z, 0-9 and hyphens
help-desk-request = Make this machine’s keys to the desk’s server, and a request for the operator
help-desk-request--file = Where to write it [default: request-EDITOR.json in the desk’s folder]
help-desk-join = Take the operator’s answer: where the server is
help-desk-join--file = The operator’s answer
help-desk-join--editor = Your name as an editor: make a card, as “sourdine desk card” does
help-desk-join--replace = Take these addresses in place of those that desk.toml names
help-desk-token = Make the token that opens the editors’ door, and show its hash for the operator
help-desk-token--courier = For a courier’s machine, which may fetch and not confirm
help-desk-token--replace = Replace the token that is there
help-desk-onion-key = Make the key that tor asks for at the editors’ onion, and show its public half for the operator
help-desk-onion-key--server = The editors’ onion: http://….onion [default: as desk.toml says]
help-desk-onion-key--replace = Replace the key that is there
help-desk-names = The names of people that may not be public
help-desk-names-show = Show the names that may not be public
help-desk-names-add = Put names on the list
help-desk-names-add--names = The names; - reads them from standard input, one a line
help-desk-names-remove = Take names off the list
help-desk-names-remove--names = The names; - reads them from standard input, one a line
help-desk-names-adopt = Let an event of the list count that came too late from an editor who left
help-desk-names-adopt--events = The events, by the beginnings of their names
help-desk-names-join = Say that both branches of your own chain of events are yours
help-desk-names-give-up = Say that events of the list which others name are lost for good
help-desk-names-give-up--yes = Do not ask
help-roster = Whom sources seal to: show, add, remove, notices, sign, export, accept
help-roster-show = Show whom sources seal to, and until when
help-roster-add = Put an editor on the roster, from their card, and sign it
help-roster-add--card = The editor’s card
help-roster-remove = Take an editor off the roster, and sign it: nothing sealed afterwards opens for them
help-roster-remove--editor = The editor’s name
help-roster-notices = Write down what sources read about the desk, or sign it
help-roster-notices--file = The notices to sign [default: write today’s to standard output, to be edited]
help-roster-sign = Sign the roster anew, for a longer time
help-roster-export = Write the signed roster, for the operator and the other editors
help-roster-export--file = Where to write it [default: standard output]
help-roster-accept = Take over a roster that the desk signed
help-roster-accept--file = The signed roster
help-roster-accept--fingerprint = The desk’s fingerprint, as the founding editor told it; needed once
help-roster-accept--another_desk = Change over to another desk, whose fingerprint is given: its roster replaces the one that is here
help-roster-accept--yes = Do not ask whether the fingerprints of new editors were compared
help-inbox = List what was pulled, without opening anything
help-show = Read what an envelope holds, in memory; nothing is written
help-show--envelope = The envelope, or the beginning of its name
help-open = Open letters into a folder in memory
help-open--envelopes = The envelopes, or the beginnings of their names
help-close = Wipe opened letters
help-close--envelopes = The envelopes, or the beginnings of their names
help-close--all = All that was opened on this machine
help-pull = Fetch what sources sent, still sealed: needs no key
help-pull--to = Where envelopes go [default: inbox in the desk’s folder]
help-pull--hours = For how many hours to go on where nothing comes
help-pull--retries = How often in a row to try again [default: as often as the hours allow]
help-pull--circuits = How many of tor’s circuits to use at once at most; several envelopes or more than 2 MiB use more than one
help-pull--list = Only list what waits and was not pulled
help-unlock-server = Unlock a server that was started and waits for an editor: sends it its master key, which only editors can open
help-unlock-server--operator_confirmed = The operator told you, by voice or in person, that they started the server: do not ask
help-confirm = Tell the server that what was opened here is safe, so that it may delete it
help-confirm--ids = The envelopes: their ids, or how they begin
help-confirm--discard = They are worthless, pulled or not: free them as soon as a second editor says so
help-confirm--yes = Do not ask before discarding what was not opened
help--server = The editors’ door: http://….onion, http://127.0.0.1:port or unix:/path [default: as desk.toml says]
help--proxy = Tor’s SOCKS port: socks5h://127.0.0.1:9050 [default: as desk.toml says, else 9050 or 9150 of this machine, where tor is found]
help--token_file = The file with the token [default: token in the desk’s folder]
help-completions = Write what a shell needs to complete commands
help-completions--shell = The shell
help-man = Write the manual pages
help-man--to = The folder for the pages, as in ~/.local/share/man/man1
help--case = The case, by the beginning of its name
help--observatory = The observatory [default: the one in desk.toml]
help-triage = What the desk knows: cases with their letters, states, tags and notes
help-triage-list = Show all cases, in the order of the work
help-triage-show = Show what is known of a case, and what was done
help-triage-new = Open a case, with the opened letters that belong to it
help-triage-new--envelopes = The letters, by the beginnings of their names
help-triage-new--title = What editors call the case
help-triage-add = Put opened letters into a case
help-triage-add--envelopes = The letters, by the beginnings of their names
help-triage-set = Say where a case stands, what it is called, where it is, what is used there; note something
help-triage-set--state = How far it has come
help-triage-set--title = What editors call the case
help-triage-set--tag = Put a tag on: a-z, 0-9 and hyphens
help-triage-set--untag = Take a tag off
help-triage-set--place = Where it is
help-triage-set--technology = What is used there; all that is given replaces what was
help-triage-set--note = Remember something, signed: whoever opens the case holds proof of who wrote it; “-” reads it from standard input
help-triage-reseal = Seal all cases and their documents to today’s roster
help-triage-adopt = Let an event count that came too late from an editor who left
help-triage-adopt--events = The events, by the beginnings of their names
help-triage-join = Say that both branches of your own chain of events are yours
help-triage-give-up = Say that events which others name are lost for good: who signed before has to sign again
help-triage-give-up--yes = Do not ask
help-triage-state = Give eight words for all that is known of the desk, to compare with another editor by voice
help-triage-machines = Show the machines that signed in the cases
help-triage-revoke = Revoke a machine of yours that was lost: of it counts what is here, or what you name
help-triage-revoke--machine = The machine, by the beginning of its key
help-triage-revoke--last = The last event that you signed with it, where there are later ones
help-triage-revoke--nothing_in = A case in which you signed nothing with it
help-triage-revoke--yes = Do not ask
help-triage-take-over = Take over the cases of release 0.1: what was said in them counts, as unsigned
help-inspect = Tell what documents give away, and where copies of one differ
help-inspect--files = Files: a path, or LETTER:NAME for a file of an opened letter
help-inspect--compare = The files are copies of one document: say where they differ from the first
help-inspect--passwords_from = Passwords of PDFs, one on each line of this file, instead of asking
help-clean = Make copies of documents that do not tell whom they come from
help-clean--files = Files: a path, or LETTER:NAME for a file of an opened letter of the case
help-clean--all = Clean all files of all letters of the case
help-clean--no_text_layer = Leave out the text layer of a PDF: the words that can be read in its pages
help-clean--csv = Make tables (CSV) of the cells of a workbook that are seen, one for each sheet, in place of pages
help-clean--with_hidden = Publish also what an office document hides: sheets, rows, columns, slides, texts. The report names it
help-clean--picture = Of a recording with several pictures: which one, from 1
help-clean--sound = Of a recording with several sounds: which one, from 1
help-clean--passwords_from = Passwords of PDFs, one on each line of this file, instead of asking
help-preview = Look at a file safely, before any other program opens it: its pages or frames on a contact sheet (PNG), its text in the terminal. No key is asked for, and no copy is kept
help-preview--file = The file: a path, or LETTER:NAME for a file of an opened letter
help-preview--output = Where the first contact sheet goes, others beside it; nothing is overwritten. Without it they go into memory, beside the opened letter
help-preview--page = Show this page by itself, with lines at each tenth: their numbers are the hundredths in which “redact --box” wants a box
help-preview--no_words = Do not count the words on pages, which takes a second or two for each
help-preview--from = The first line of a text to show
help-preview--lines = How many lines of a text to show
help-preview--picture = Of a recording with several pictures: which one, from 1
help-preview--sound = The sound to show, from 1; given alone, it is shown in place of the picture
help-preview--passwords_from = Passwords of PDFs, one on each line of this file, instead of asking
help-redact = Make a clean copy in which words or parts of pages are blackened, and check that they can no longer be read
help-redact--file = The file: a path, or LETTER:NAME for a file of an opened letter of the case
help-redact--boxes = A black box on a page, in hundredths of the page as “preview” shows it: from its left side, from its top, its width, its height (such as 2:12.5,40,30,3); a picture is page 1
help-redact--texts = Blacken a text wherever it can be read in the pixels, in capitals or not, with accents or without. All boxes have one width; what stands right of a word may be covered too
help-redact--texts_from = The same for each line of this file, so that no shell and no list of processes tells the texts
help-redact--no_text_layer = Leave out the text layer of a PDF: the words that can be read in its pages
help-redact--with_hidden = Publish also what an office document hides: sheets, rows, columns, slides, texts. The report names it
help-redact--passwords_from = Passwords of PDFs, one on each line of this file, instead of asking
help-vet = Have two editors sign exactly what will be published
help-vet-draft = Write the beginning of an entry from the case, or take out the entry signed last
help-vet-draft--id = The name of a new entry [default: the entry signed last, to be corrected]
help-vet-draft--to = Where to write it [default: standard output]
help-vet-check = Look through an entry and its documents for what should not be public
help-vet-check--entry = The entry’s file [default: the entry signed last]
help-vet-allow = Allow what was found, for a reason that the other editors read
help-vet-allow--findings = The findings, by the beginnings of their names
help-vet-allow--entry = The entry’s file [default: the entry signed last]
help-vet-allow--reason = Why it may be public; - reads a line from standard input, or asks on a terminal
help-vet-sign = Look at exactly what will be published, and sign it
help-vet-sign--entry = The entry’s file [default: the one that another editor signed]
help-vet-sign--preview = Where to write the preview [default: in memory, until you have answered]
help-vet-withdraw = Take back your signature over the entry
help-vet-show = Show who signed what, and whether two editors did
help-publish = Put into the observatory what two editors signed
help-observatory = Make, build and show the public observatory
help-observatory-new = Make a new observatory with its first eight entries
help-observatory-build = Build the static site
help--unvetted = Make a marked preview of anything, vetted or not, in a folder of its own
help--sign_anew = Let a new publication key sign this entry too, of which no case knows
help--newest = The number of the newest roster, as another editor has it: where the cases do not open here
help--without = An entry that the desk took back, though it was built before
help-observatory-serve = Build the site and show it on this machine
help--folder = The observatory’s folder
help--to = Where the site goes [default: “site” in the folder]
help--port = The port on 127.0.0.1; 0 takes a free one

## Desk
ask-passphrase = Passphrase:
ask-passphrase-again = The same again:
ask-new-passphrase = A new passphrase, best six words at random:
ask-desk-passphrase = Passphrase of the desk’s key:
ask-document-password = Password of { $document } (Enter to leave it out):
desk-founded =
    The desk is in { $folder }. Its roster is good until { $expires }.
    Tell the other editors this fingerprint by voice:
    { "  " }{ $fingerprint }
    Add the other editors (“sourdine roster add”). Then take { $key } off this machine, to two drives that you keep offline: it says who may read. From then on, changing the roster takes --desk-key FILE.
desk-card =
    Hand { $card } to the founding editor, and tell them this fingerprint by voice:
    { "  " }{ $fingerprint }
    Keep a copy of identity.age: without it, or without its passphrase, nothing opens any more.
desk-request =
    Your request is in { $file }. It holds no secret: give it to the operator. The operator’s answer goes to “sourdine desk join FILE”.
desk-joined =
    desk.toml has the addresses: sources come to { $sources }, editors to { $editors }. Say the second to no one else.
    The key to the editors’ onion is in { $file }. For Debian’s tor, as root:
    { "  " }install -d -m 700 -o debian-tor -g debian-tor /var/lib/tor/onion_auth
    { "  " }install -m 600 -o debian-tor -g debian-tor { $file } /var/lib/tor/onion_auth/
    Then put this line into /etc/tor/torrc, and reload tor (systemctl reload tor):
    { "  " }ClientOnionAuthDir /var/lib/tor/onion_auth
    Tor Browser asks for what stands after the last colon. Now “sourdine pull” works.
desk-token =
    The token is in { $file }. Give this to the operator, for the server’s configuration:
    { "[[" }{ $kind }]]
    token_hash = "{ $hash }"
desk-onion-key =
    The key is in { $file }. Put it into the folder that your torrc names with ClientOnionAuthDir, readable by tor alone, and reload tor; Tor Browser asks for what stands after the last colon.
    Give this line to the operator:
    { "  " }{ $public }

## Roster
roster-shown =
    { $desk }: roster number { $serial }, good until { $expires }.
    The desk’s fingerprint:
    { "  " }{ $fingerprint }
roster-editor = { "  " }{ $name }: { $fingerprint }
roster-ends =
    { $days ->
        [0] Today is the roster’s last day.
        [one] The roster is good for 1 more day, until { $expires }.
       *[other] The roster is good for { $days } more days, until { $expires }.
    } After that sources cannot send: have the founding editor sign a new one (“sourdine roster sign”), for the operator and the other editors.
roster-ended = The roster ENDED on { $expires }: sources cannot send. Have the founding editor sign a new one (“sourdine roster sign”), for the operator and the other editors.
roster-unusable = The roster on this machine cannot be used. { $reason }
roster-changes = What changes with this roster:
roster-no-changes = This roster has the same editors, the same last day and the same notices as the one before.
roster-came = { "  " }new: { $name }, { $fingerprint }
roster-new-keys = { "  " }other keys: { $name }, now { $fingerprint }
roster-left = { "  " }no longer there: { $name }
roster-renamed = { "  " }the desk’s name: { $now }, before: { $before }
roster-moved = { "  " }the last day: { $now }, before: { $before }
roster-other-notices = { "  " }what the desk tells its sources
roster-replaced = { $path } was damaged, and was written anew.
roster-publication =
    The desk signs what it publishes with this key:
    { "  " }{ $fingerprint }
roster-compare = { $name } has this fingerprint: { $fingerprint }. Did { $name } tell you the same by voice? (yes/no)
roster-clock-right = The roster here was signed on { $signed }, and this machine’s clock says { $today }. Is today { $today }? The next roster has this date. (yes/no)
roster-remove-sure = Take { $name } off the roster? Nothing that is sealed afterwards opens for them. (yes/no)
roster-removed =
    Give the new roster to the operator and the other editors (“sourdine roster export”): until the server has it, sources still seal to the old one.
    Have the operator take out the token of the one who left: it still fetches, confirms and discards.
    Then seal the cases anew with “sourdine triage reseal”.
    The desk has a new publication key: the next “sourdine publish” signs anew which entries stand, and until then no site is built.
roster-closed =
    { $cases ->
        [one] 1 case is closed to who left: of them counts what a machine had seen by now. “sourdine triage reseal” seals the documents anew.
       *[other] { $cases } cases are closed to who left: of them counts what a machine had seen by now. “sourdine triage reseal” seals the documents anew.
    }
roster-close-later = The cases are not closed yet to who left ({ $reason }): “sourdine triage reseal” closes them. Until then nothing of who left counts here.
roster-compare-state = Once the cases are sealed to you, compare the words of “sourdine triage state” with another editor by voice: a new machine believes a folder that was rolled back.
roster-exported = The signed roster is in { $file }. The operator puts it beside the server’s configuration and restarts the server.
roster-notices = What the desk tells its sources on the first page:
roster-notice = { "  " }{ $topic } ({ $language }): { $text }

## The file of notices
notices-file =
    What sources read on the first page, before they write. Each notice is plain text, in both languages, of at most 400 bytes.
    Where a notice is missing, they read the page’s own words. “sourdine roster notices FILE” signs them.
notice-readers = Who reads what is sent: how many you are, what you do.
notice-next = What happens next.
notice-kept = How long you keep things, and where.
notice-address = Where else this desk’s address stands, so that it can be compared.
notice-rights = A source’s rights, in two sentences, and who informs about them. This is no legal advice.

## Letters
inbox-empty = The inbox is empty. “sourdine pull” fetches what waits.
inbox-head =
    { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    } in the inbox:
inbox-new = { "  " }{ $id }  { $size }  new
inbox-opened = { "  " }{ $id }  { $size }  opened
inbox-damaged = { "  " }{ $id }  { $size }  opened, but the note of it is damaged: open it again
show-sealed-by-page = { $id }, sealed in the source’s browser. The source reads { $language }.
show-sealed-by-offline = { $id }, sealed offline in the source’s browser. The source reads { $language }.
show-sealed-by-server = { $id }, sealed by the server: what it holds passed through the server’s memory. The source reads { $language }.
show-sealed-by-cli = { $id }, sealed by an editor.
show-sent-before = The same submission as { $other }: the source sent it again.
show-message = Message:
show-no-message = No message.
show-files = Files: { $count }
show-file = { "  " }{ $name }  ({ $size })
open-opening = Opening
open-done =
    { $count ->
        [one] Opened 1 letter.
       *[other] Opened { $count } letters.
    } All checksums are right.
open-folder = { $id } is in { $folder }
open-message = { "  " }the message
open-inner-file = { "    " }sealed before it was sent; opened: { $path }
open-inner-letter = { "    " }sealed offline before it was sent; opened: { $folder }
open-inner-for-others = { "    " }sealed before it was sent, to somebody else: it stays closed
open-inner-passphrase = { "    " }sealed before it was sent, under a passphrase that the source has to tell: it stays closed
open-inner-unprotected = { "    " }sealed before it was sent, in an old way that does not show whether it was changed: it stays closed; ask for it as a plain file
open-inner-cipher = { "    " }sealed before it was sent, with a cipher that is not safe any more: it stays closed; ask for it as a plain file
open-inner-compression = { "    " }sealed before it was sent, and compressed in a way that is not read here (bzip2): open it with GnuPG, or ask for it as a plain file
open-inner-format = { "    " }sealed before it was sent, in GnuPG’s own format: open it with GnuPG, or ask for it as a plain file
open-inner-damaged = { "    " }sealed before it was sent, and damaged: it stays closed
open-inner-spoiled = { "    " }sealed before it was sent, then cut short or changed by a program (a Windows shell’s “>” does that): ask for it again
open-inner-too-large = { "    " }made to fill your memory when it is opened: it stays closed
open-inner-too-deep = { "    " }sealed more often than is opened here: open the rest by hand
open-close = These files are strangers’ files: open them on a machine without network. When you are done: sourdine close --all
close-done =
    { $count ->
        [one] Wiped 1 letter.
       *[other] Wiped { $count } letters.
    }

## Courier
pull-pulling = Envelopes
pull-waiting = { $reason } The next try is in { $seconds } s. Ctrl-C stops; what came is kept.
pull-done =
    { $came ->
        [one] Pulled 1 envelope
       *[other] Pulled { $came } envelopes
    } into { $inbox }; { $already } there before.
pull-failed = { $id }: { $reason }
waiting-none = Nothing waits that was not pulled.
waiting-head =
    { $count ->
        [one] 1 envelope waits and was not pulled:
       *[other] { $count } envelopes wait and were not pulled:
    }
waiting-one = { "  " }{ $id }  { $size }
served-roster-newer = The desk signed a newer roster, which sources are served: get it from the founding editor and take it over with “sourdine roster accept”.
served-roster-older = Sources are still served an older roster: give the operator the new one (“sourdine roster export”). Until the server has it, sources seal to those who were on the old one.
served-roster-unknown = The server would not say whose keys sources seal to: ask the operator, and look at the page’s own list.
confirm-done =
    { $count ->
        [one] Confirmed 1 envelope
       *[other] Confirmed { $count } envelopes
    }; { $gone } gone from the server already. The server deletes an envelope when enough editors have confirmed it and its days are over.
discard-done =
    { $count ->
        [one] Discarded 1 envelope
       *[other] Discarded { $count } envelopes
    }; { $gone } gone from the server already. The server deletes an envelope at once when a second editor discards it.
discard-unopened = { $id } was not opened on this machine. Let the server delete it, unseen? (yes/no)
discard-listed =
    { $count ->
        [one] 1 envelope was
       *[other] { $count } envelopes were
    } not pulled, { $sizes }. Let the server delete what is known by its size alone? (yes/no)
man-written =
    { $pages ->
        [one] 1 manual page is
       *[other] { $pages } manual pages are
    } in { $folder }.

## Cases
head-case = Case
head-state = State
head-title = Title
head-place = Place
head-tags = Tags
head-technologies = Technologies
head-published = Published entry
state-new = new
state-reading = reading
state-verifying = verifying
state-cleaning = cleaning
state-vetting = vetting
state-published = published
state-set-aside = set aside
triage-none = There is no case: “sourdine triage new” opens one, from opened letters.
triage-closed = { $case } does not open for you: an editor who can open it runs “sourdine triage reseal”.
triage-copy-closed = { $path } does not open and is sealed as before: an editor who left may open it, and one who came cannot. Clean the document again.
triage-unreadable =
    { $journal ->
        [names] The list of names does not read: { $reason }
       *[case] Case { $case } does not read: { $reason }
    }
triage-left =
    { $journal ->
        [names] The list of names was left as it was: { $reason }
       *[case] Case { $case } was left as it was: { $reason }
    }
triage-gone = { $case } is gone: this machine remembers it, and the folder of the cases does not have it any more. Restore the folder from a copy.
triage-keyless = { $case }: records or clean copies are there without the case’s own file { $file }. It is on its way, or was removed: leave them, and have the folder copied again from another editor’s machine.
triage-strange = { $path } belongs to no case: a tool that copies files may have left it. Look at it, then remove it.
triage-uncovered = Entry { $entry } is public with the desk’s signature, and no case that opens for you says that two editors signed exactly this and the desk published it last. Its case may still be on its way: ask the other editors. If none of them published it, take it off the observatory: a thief may have the publication key. The desk gets a new one with the next roster from which an editor is removed.
triage-observatory-unread = The observatory was not held to the cases: { $reason }
words-unasked = A machine that sees cases for the first time believes what the folder shows it, also if it was rolled back. Compare these words with another editor:
triage-state =
    { $en }
    { $fr }
    Read them to another editor by voice, on any other way than the shared folder. The same words: your machines know the same roster, cases and documents. Other words: one of them lacks something, or its folder was rolled back.
triage-state-odd =
    { $journal ->
        [names] Something of the list of names is missing, lost or does not read here: a machine that lacks the same has the same words. “sourdine desk names show” says more.
       *[case] Something of case { $case } is missing, lost or does not read here: a machine that lacks the same has the same words. “sourdine triage list” says more.
    }
triage-give-up-sure =
    { $count ->
        [one] Is 1 event of case { $case } lost for good? Its machine’s editor was asked, and nobody has it? Who signed an entry has to sign again. (yes/no)
       *[other] Are { $count } events of case { $case } lost for good? Their machines’ editors were asked, and nobody has them? Who signed an entry has to sign again. (yes/no)
    }
triage-revoke-sure =
    { $cases ->
        [one] Revoke machine { $machine } in 1 case? What it signed and is not here yet does not count, nor what came after the events that you named. It cannot be taken back. (yes/no)
       *[other] Revoke machine { $machine } in { $cases } cases? What it signed and is not here yet does not count, nor what came after the events that you named. It cannot be taken back. (yes/no)
    }
machines-none = No machine has signed in a case that opens for you.
head-machine = Machine
head-editor = Editor
head-cases = Cases
head-newest = Newest
head-standing = Standing
machine-this = this machine
machine-counts = counts
machine-revoked = revoked
machine-left = not on the roster
machine-closed = what was here when they left
machine-still-counts =
    { $journal ->
        [names] Machine { $machine } is revoked elsewhere and counts still in the list of names: its editor revokes it again.
       *[case] Machine { $machine } is revoked elsewhere and counts still in case { $case }: its editor revokes it again.
    }
machine-revoked-in =
    { $cases ->
        [one] Machine { $machine } is revoked in 1 case.
       *[other] Machine { $machine } is revoked in { $cases } cases.
    } A case that is opened later does not know it: look at “sourdine triage machines”.
triage-taken-over =
    { $count ->
        [0] No case of release 0.1 is there.
        [one] 1 case of release 0.1 taken over: what was said in it counts, as unsigned. The old files are in the folder “0.1”.
       *[other] { $count } cases of release 0.1 taken over: what was said in them counts, as unsigned. The old files are in the folder “0.1”.
    }
vet-withdrawn = Your signature over { $sha256 } is taken back. Case { $case } needs two signatures again.
vet-withdrawn-public = Entry { $entry } is public all the same: taking it off the observatory is another step.
triage-new =
    Case { $case } is open, with { $letters ->
        [one] 1 letter.
       *[other] { $letters } letters.
    }
triage-added =
    Case { $case } has { $letters ->
        [one] 1 letter.
       *[other] { $letters } letters.
    }
triage-elsewhere = Letter { $envelope }, or the same submission, is in case { $case } too.
triage-set = { $summary }
triage-resealed =
    Sealed anew to { $editors ->
        [one] 1 editor
       *[other] { $editors } editors
    }: { $cases ->
        [one] 1 case
       *[other] { $cases } cases
    }, { $documents ->
        [one] 1 document.
       *[other] { $documents } documents.
    }
case-letters = Letters
case-copies = Clean copies
case-signatures = Signatures
case-events = What was done
copy-removed = removed: { $count }
copy-redacted = redacted: { $count }
signature-counts = counts
signature-other-entry = does not count: over another version of the entry
signature-not-an-editor = does not count: not on the roster
signature-invalid = does not count: not their signature over this entry
signature-future = does not count: signed on a day that is still to come: somebody’s clock is wrong
signature-unseen = does not count: another editor has allowed a finding since
signature-withdrawn = does not count: taken back
signature-before-loss = does not count: events were given up since, in which it may have been taken back
signature-disputed = does not count: the editor’s machines say different things; they sign once more
event-title = title: { $title }
event-envelope = letter { $envelope }
event-state = state: { $state }
event-tag = tag: { $tag }
event-untag = tag taken off: { $tag }
event-place = place: { $place }
event-technologies = technologies: { $technologies }
event-note = note:
event-cleaned = { $file } cleaned: copy { $sha256 }
event-allowed = { $lint } allowed ({ $place }): { $excerpt } — reason: { $reason }
event-vetted = entry { $sha256 } signed
event-published = entry published: { $entry }
event-withdrawn = signature over { $sha256 } taken back
event-rekeyed = new key of the case, for the editors of a new roster
event-closed = events of editor { $editor }, who left, closed here
event-adopted = event { $event } let count
event-joined = both branches of the chain joined
event-given-up =
    { $count ->
        [one] 1 lost event given up
       *[other] { $count } lost events given up
    }
event-revoked = machine { $key } revoked
event-taken-over = taken over from release 0.1
event-listed = put on the list of names: { $names }
event-unlisted = taken off the list of names: { $names }
event-unsigned-note = note, from 0.1, unsigned:
apart-unsigned = no machine of this desk signed it
apart-stranger = no editor of this desk certified the machine
apart-other-editor = it carries another editor’s signature
apart-undecided = it decides something, and its editor’s own key did not sign it: the machine’s key may be in other hands
apart-misplaced = it goes on from another machine’s event: the machine’s key may be in other hands
apart-revoked = the machine was revoked before
apart-late = its editor had left; “sourdine triage adopt” of another editor lets it count
apart-newer = signed by a newer Sourdine

## Cleaning
clean-writing-all = Writing { $count } documents anew
clean-writing = Writing { $file } anew
clean-kept =
    { $file }: clean copy kept with the case
    { "  " }{ $kind }, { $size }, { $tool }, SHA-256 { $sha256 }…
clean-removed = What the original told, and the copy does not ({ $count }):
clean-nothing = Nothing was found to remove from the original.
clean-more = … and { $count } more, which --json shows.
clean-refused =
    { $file }: REFUSED
    { "  " }{ $why }
clean-caution-pdf = Each page became a picture. Read it again and compare it with the original: words, numbers and the layout that mark one copy are still there, and so may be a printer’s marks other than yellow dots.
clean-caution-image = Look at the picture: faces, reflections, screens, numbers are still there.
clean-caution-plain-text = The words are whole: names, turns of phrase and words that stand in one copy only are still there.
clean-caution-recording = Listen and look: voices, places, times on display are still there.
inspect-looking = Looking at { $file }
inspect-file = { $file } ({ $kind }):
inspect-nothing = Nothing was found. That is no proof: wording, layout and what a picture shows can name a person too.
inspect-unfinished = Not looked at to the end: { $why }
inspect-refused = { $file }: not inspected. { $why }
inspect-page = page { $page }
inspect-copy = copy { $copy }
inspect-area = from { $left }, { $top }: { $width } × { $height } points
inspect-same = The copies are the same in all that was compared.
inspect-differences = Where copies differ from the first ({ $count }), which could name those who had them:
inspect-group-failed-redaction = Redactions that failed: each reader of the original can read this
inspect-group-stays = What a clean copy still shows
inspect-group-gone = What the original tells, and a clean copy does not
inspect-difference-form = kind or pages
inspect-difference-trace = told by one only
inspect-difference-words = words
inspect-difference-spacing = spacing, hidden characters
inspect-difference-moved = places of words
inspect-difference-pixels = looks
inspect-kind-text-under-box = text under a box
inspect-kind-text-under-image = text under a picture
inspect-kind-unapplied-redaction = redaction that was not applied
inspect-kind-dark-highlight = text on a highlight of its own colour
inspect-kind-cross-hatch = text under hatching
inspect-kind-telling-bookmark = bookmark or other string that tells
inspect-kind-printer-dots = dots of a colour printer
inspect-kind-homoglyph = letters that look like others
inspect-kind-odd-space = unusual spaces
inspect-kind-double-space = double spaces
inspect-kind-faint-text = faint text
inspect-kind-hidden-character = characters that are not seen
inspect-kind-trailing-space = spaces at ends of lines
inspect-kind-invisible-text = text in the colour of the paper
inspect-kind-tiny-text = text too small to be seen
inspect-kind-clipped-text = text that is cut off
inspect-kind-text-outside-page = text beside the page
inspect-kind-text-layer = text layer that is not drawn
inspect-kind-hidden-layer = hidden layer
inspect-kind-hidden-text = hidden text
inspect-kind-unseen-text = text that no page shows
inspect-kind-hidden-sheet = hidden sheet
inspect-kind-hidden-rows = hidden row
inspect-kind-hidden-columns = hidden column
inspect-kind-hidden-slide = hidden slide
inspect-kind-hidden-name = hidden name of cells
inspect-kind-speaker-notes = notes of the speaker
inspect-kind-alternative-text = alternative text
inspect-kind-earlier-version = earlier version
inspect-kind-unused-objects = objects that are no longer used
inspect-kind-revision = tracked change
inspect-kind-revision-ids = numbers of editing sessions
inspect-kind-comment = comment
inspect-kind-annotation = annotation
inspect-kind-author-name = author
inspect-kind-metadata = metadata
inspect-kind-field = field
inspect-kind-form-field = field of a form
inspect-kind-layer = layer
inspect-kind-local-path = path on a machine
inspect-kind-external-link = link
inspect-kind-printer-settings = printer
inspect-kind-custom-data = data of a program
inspect-kind-cached-data = cached data
inspect-kind-script = script
inspect-kind-macro = macro
inspect-kind-attachment = attached file
inspect-kind-embedded-object = embedded object
inspect-kind-thumbnail = thumbnail
inspect-kind-different-thumbnail = thumbnail that shows something else
inspect-kind-bytes-behind-end = bytes behind the end
inspect-kind-second-track = second track
inspect-kind-subtitles = subtitles
inspect-kind-chapter = chapter
redacted =
    { $count ->
        [one] Redacted by the editor: { $count } box or mark. Look at it, and at what stands around it.
       *[other] Redacted by the editor: { $count } boxes or marks. Look at each, and at what stands around it.
    }
redacted-page =
    { $count ->
        [one] page { $page }: { $count }
       *[other] page { $page }: { $count }
    }

## Looking
preview-looking = Looking at { $file }
preview-pages =
    { $count ->
        [one] { $file } ({ $kind }): { $count } page
       *[other] { $file } ({ $kind }): { $count } pages
    }
preview-words =
    { $count ->
        [one] { $count } word
       *[other] { $count } words
    }
preview-text =
    { $file } ({ $kind }): { $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }, { $words ->
        [one] 1 word
       *[other] { $words } words
    }
preview-more =
    { $count ->
        [one] … and 1 more line: --from { $next }
       *[other] … and { $count } more lines: --from { $next }
    }
preview-film =
    { $file } ({ $kind }): { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }, { $frames ->
        [one] 1 frame shown
       *[other] { $frames } frames shown
    }
preview-sound =
    { $seconds ->
        [one] { $file } ({ $kind }): 1 second of sound, at its loudest { $percent } % of what there can be
       *[other] { $file } ({ $kind }): { $seconds } seconds of sound, at its loudest { $percent } % of what there can be
    }
preview-sheet = Sheet: { $path }

## Vetting and publishing
vet-drafted =
    The beginning of the entry is in { $file }. Fill in the empty texts, take out documents that are not to appear, then:
    { "  " }sourdine vet sign { $case } --entry { $file }
vet-candidate = The entry { $entry }, in short; the preview shows all that will be published:
vet-facts = { "  " }status { $status } · confidence { $confidence } · claims: { $claims } · sources: { $sources } · documents: { $documents }
finding = { "  " }{ $finding }  { $place }, line { $line }, column { $column }: { $lint }
finding-original = { "    " }these words are in the original: { $original }
finding-allowed = { "    " }{ $editor } allowed it on { $day }: { $reason }
findings-none = Nothing that is looked for was found in the entry and its documents.
findings-allowed = Found, and allowed by an editor:
findings-elsewhere = Allowed in this case, but not for this text, or not found on this machine:
findings-no-names = The desk’s list of names is empty: no name was looked for (“sourdine desk names add”).
findings-uncompared = Originals whose words were not compared:
allowed = { "  " }{ $finding }  { $place }: { $lint }
allow-ask-reason = Why may it be public? The other editors will read this:
uncompared-letter-away = this letter is not on this machine
uncompared-letter-closed = this letter does not open for you
uncompared-letter-large = this letter is too large to be opened here
uncompared-file-large = this file is too large
uncompared-no-words = no words can be read in it, and no clean copy shows any
uncompared-copy-refused = the clean copy is refused
lint-hidden-characters = hidden characters or odd spaces
lint-lookalikes = letters of another alphabet
lint-email = e-mail address
lint-telephone = telephone number
lint-nir = social security number
lint-iban = bank account (IBAN)
lint-name = name on the desk’s list
lint-coordinates = exact position
lint-original = eight words in a row of an original
names-listed =
    { $count ->
        [0] The list of names is empty.
        [one] { $count } name may not be public:
       *[other] { $count } names may not be public:
    }
names-forgot = What this machine remembered of the list of names did not read, and lies in { $path } now: names may be missing. Compare the words of “sourdine triage state” with another editor, then remove that file.
names-gone = The desk’s list of names is gone: this machine remembers it, and the folder of the cases does not have it any more. What this machine remembers still counts here. Your next change to the list puts it back.
names-lost =
    { $count ->
        [one] The list of names has lost 1 event that this machine remembers: the folder was rolled back. It still counts here. Your next change to the list puts it back.
       *[other] The list of names has lost { $count } events that this machine remembers: the folder was rolled back. They still count here. Your next change to the list puts them back.
    }
names-missing =
    { $count ->
        [one] The list of names lacks 1 event that others name: names may be missing from it. Have the folder of the cases copied again, from the machine of each editor. If it is nowhere: “sourdine desk names give-up”.
       *[other] The list of names lacks { $count } events that others name: names may be missing from it. Have the folder of the cases copied again, from the machine of each editor. If they are nowhere: “sourdine desk names give-up”.
    }
names-apart =
    { $count ->
        [one] 1 event of the list of names has no effect: “sourdine desk names show”.
       *[other] { $count } events of the list of names have no effect: “sourdine desk names show”.
    }
names-give-up-sure =
    { $count ->
        [one] Is 1 event of the list of names lost for good? Its machine’s editor was asked, and nobody has it? A name that it put on the list is not looked for. (yes/no)
       *[other] Are { $count } events of the list of names lost for good? Their machines’ editors were asked, and nobody has them? Names that they put on the list are not looked for. (yes/no)
    }
names-left-aside = { $path } lies beside the list of names and does not open: it was dropped there, or a copy was cut. It was left aside, and names may be missing; remove it once you know.
names-forked =
    { $count ->
        [one] 1 event of the list of names takes no name off: its machine’s chain goes two ways. If both ways are their own, its editor says so (“sourdine desk names join”); if not, the machine was copied (“sourdine triage revoke”).
       *[other] { $count } events of the list of names take no name off: their machine’s chain goes two ways. If both ways are their own, its editor says so (“sourdine desk names join”); if not, the machine was copied (“sourdine triage revoke”).
    }
names-behind = This machine’s own files were restored from a copy: the list of names has events of it that it does not remember. Your next change to the list goes on under a new key.
names-unreadable = The desk’s list of names does not read: { $reason }
names-not-resealed = The desk’s list of names is sealed as before: { $reason }
vet-statement = What you sign:
vet-documents = The documents:
vet-preview = The preview is there, to be opened in a browser: { $page }
vet-question = Have you read the entry and looked at each document, and do you want this published? (yes/no)
vet-signed = Signatures over the entry { $entry }:
vet-waiting =
    It takes the signatures of two editors: the other one looks and signs with:
    { "  " }sourdine vet sign { $case }
vet-ready =
    Two editors signed exactly this. To publish it:
    { "  " }sourdine publish { $case }
publish-candidate = The entry { $entry }, to be published in { $observatory }:
publish-new = Nothing is public under this name yet.
publish-same = It is public already, exactly as it is.
publish-difference = What changes in what is public now (“-” goes, “+” comes):
publish-signed-anew = A new publication key signs anew that these entries stand:
publish-known = { "  " }{ $entry }: two editors signed exactly this in a case
publish-unknown = { "  " }{ $entry }: NO TWO EDITORS signed exactly this in a case that opens for you; read it before you go on
publish-quiet = Nothing has come from another machine since { $day }: if a signature was taken back elsewhere, you cannot see it. Have the folder copied, or ask.
publish-quiet-ahead = This machine noted that something came from another on { $day }, which is still to come: its clock is wrong, or was. Whether a signature was taken back elsewhere since cannot be told. Have the folder copied, or ask.
publish-quiet-always = Nothing ever came from another machine: if a signature was taken back elsewhere, you cannot see it. Have the folder copied, or ask.
error-publish-unknown = The entry “{ $entry }” is public under the key that is replaced, and no case that opens for you says that two editors signed it and the desk published it
error-publish-unknown-hint = read it: an editor who left had that key. Take it off the observatory, or publish with “--sign-anew { $entry }”.
publish-question = Publish this? (yes/no)
published =
    The entry { $entry } is in { $folder }.
    Now build the site:
    { "  " }sourdine observatory build { $observatory }

## Observatory
observatory-made =
    The observatory is in { $folder } with { $entries ->
        [one] 1 entry.
       *[other] { $entries } entries.
    } To see it: sourdine observatory serve { $folder }
observatory-built =
    The site is in { $site }: { $entries ->
        [one] 1 entry
       *[other] { $entries } entries
    }, { $files ->
        [one] 1 file.
       *[other] { $files } files.
    }
observatory-preview =
    A PREVIEW is in { $site }: nothing in it was vetted, and each page says so. It is not for readers.
observatory-shipped = { $count ->
        [one] 1 entry came with Sourdine and is marked as not vetted by this desk.
       *[other] { $count } entries came with Sourdine and are marked as not vetted by this desk.
    }
observatory-served = The site is at { $address } (Ctrl-C to stop).

## Errors of the desk
error-file = { $path } cannot be read or written: { $reason }.
unlock-done = The server is unlocked, and serves.
unlock-open = The server is open: there was nothing to unlock.
unlock-sure =
    The server is sealed: it was started anew, and waits for its master key. This machine last saw it open on { $day }; today is { $today }.
    A copy of its disk, taken away and started elsewhere, looks just the same from here. Whoever gets the key from you then opens what the vault shows: how many envelopes, how large, of which days.
    Did the operator tell you, by voice or in person and not by e-mail, that they started the server? (yes/no)
unlock-sure-unseen =
    The server is sealed: it was started anew, and waits for its master key. This machine never saw it open; today is { $today }.
    A copy of its disk, taken away and started elsewhere, looks just the same from here. Whoever gets the key from you then opens what the vault shows: how many envelopes, how large, of which days.
    Did the operator tell you, by voice or in person and not by e-mail, that they started the server? (yes/no)
error-unlock-unconfirmed = A server is unlocked only when its operator told you, by voice or in person, that they started it
error-unlock-unconfirmed-hint = ask them, then give --operator-confirmed.
error-unlock-damaged = The sealed master key that the server sent is damaged
error-unlock-damaged-hint = tell the operator: their copy of the key still opens the vault, and a start with it makes this file anew.
error-unlock-version = Another release of the server sealed its master key (version { $version })
error-unlock-version-hint = install the release that the operator has.
error-unlock-others = The server’s master key is sealed to the editors of a roster that does not name you, or names other keys of yours
error-unlock-others-hint = ask an editor who was on the roster when the server was last open.
error-unlock-wrong = The master key that this machine sent does not open the server’s vault; nothing was changed there
error-unlock-wrong-hint = tell the operator: the vault’s key table is damaged, or is not the one that belongs to this key.
error-question-terminal = There is no terminal to ask on
error-question-terminal-hint = give --yes if you are sure.
error-question-declined = Nothing was changed.
error-passphrase = The passphrase does not open { $path }
error-passphrase-hint = type it again, or look at the file that you named.
error-passphrase-terminal = There is no terminal to ask for the passphrase on
error-passphrase-terminal-hint = give --passphrase-file ({ $reason }).
error-passphrase-differ = The two passphrases differ
error-passphrase-differ-hint = type the same one twice.
error-passphrase-long = The passphrase is longer than { $most } bytes
error-passphrase-long-hint = choose a shorter one.
error-passphrase-open = Others on this machine can read the passphrase in { $path }
error-passphrase-open-hint = chmod 600 it; if they may have read it, choose another passphrase.
error-passphrase-short = The passphrase has fewer than { $least } characters
error-passphrase-short-hint = take six words at random.
error-identity-missing = { $path } is not there
error-identity-missing-hint = found a desk with “sourdine desk new”, become an editor of one with “sourdine desk card”, or name its folder with --desk.
error-identity-malformed = { $path } is no identity file under a passphrase, or was damaged
error-identity-malformed-hint = restore it from your copy.
error-other-card = { $path } is not this identity’s
error-other-card-hint = remove it: it is made anew from your keys.
card-made = { $path } was lost or damaged, and was made anew from your keys.
cases-locked = Another program is writing to the folder of cases: waiting until it is done. Ctrl-C stops.
error-desk-nowhere = No folder for the desk is known
error-desk-nowhere-hint = set HOME, or name one with --desk.
error-desk-occupied = This folder is a desk’s already ({ $path } is there).
error-desk-occupied-hint = Keep it: without its identity.age nothing opens any more. For another desk, name another folder with --desk.
error-desk-roster = { $path } was damaged, or is not signed by the desk whose fingerprint is beside it.
error-desk-roster-hint = Have another editor export the roster (“sourdine roster export FILE”), or the operator copy the server’s, and take it over: “sourdine roster accept FILE”.
error-desk-fingerprint = { $path } does not read
error-desk-fingerprint-hint = “sourdine roster accept { $roster }” writes it anew, of the roster beside it. If that is damaged too, have the founding editor tell the fingerprint by voice: “sourdine roster accept FILE --fingerprint …”.
error-desk-cases = The cases were in { $before } last time, and desk.toml names { $now } now
error-desk-cases-hint = if desk.toml was damaged, name their folder in it again (cases = "…"). If you mean the other folder, remove { $noted }.
error-token-there = A token is in { $path } already.
error-token-there-hint = For a new one: “sourdine desk token --replace”; the old one stops working once the operator has the new hash.
error-onion-key-there = A key is in { $path } already.
error-onion-key-there-hint = For a new one: “sourdine desk onion-key --replace”; the old one opens nothing once the operator has the new line and has restarted tor.
error-onion-key-no-onion = { $address } is no onion address
error-onion-key-no-onion-hint = only tor asks for such a key. Name the editors’ onion with --server, or in desk.toml.
error-onion-key-damaged = { $path } holds no key to the onion
error-onion-key-damaged-hint = remove the file, make a new request (“sourdine desk request”), and give it to the operator.
error-request-off-roster = The roster that is here does not name { $name } with these keys
error-request-off-roster-hint = have the founding editor add your card.json, then take over the roster (“sourdine roster accept FILE”).
error-join-no-key = This machine has no key to the editors’ onion
error-join-no-key-hint = “sourdine desk request” makes it, with a request for the operator. On a courier’s machine: “sourdine desk onion-key --server ADDRESS”.
error-join-other-desk = This answer is another desk’s: its fingerprint is { $offered }, you trust { $known }
error-join-other-desk-hint = another person may be giving you an answer of their own: ask the operator by another way.
error-join-other-server = desk.toml names { $known }, and the answer says { $offered }
error-join-other-server-hint = ask the operator, by another way, whether the server moved. If it did: “sourdine desk join FILE --replace”.
error-no-roster = No roster was accepted on this machine yet
error-no-roster-hint = “sourdine roster accept FILE --fingerprint …”.
error-key-malformed = Not an OpenPGP key or fingerprint
error-key-malformed-hint = it was cut short or mistyped; copy it again whole.
error-key-clock = This machine’s clock says { $today }, and the OpenPGP key was made on { $made }
error-key-clock-hint = set the clock. The key is as it was.
error-key-cannot-sign = The OpenPGP key cannot sign
error-key-cannot-sign-hint = its secret part is missing, or it is revoked or expired.
error-key-library = OpenPGP failed: { $said }.
error-card-malformed = Not an editor’s card ({ $said })
error-card-malformed-hint = have it sent again; “sourdine desk card” writes it as card.json.
error-card-name = Not an editor’s name
error-card-name-hint = 1 to 32 of a-z, 0-9 and hyphens.
error-card-certificate = The card’s OpenPGP certificate does not read
error-card-certificate-hint = have the card sent again.
error-desk-key-missing = { $path } is not there.
error-desk-key-missing-hint = It signs rosters: put in the drive that has it, and name it with --desk-key FILE. Only the founding editor has it.
error-roster-other-desk = This roster is another desk’s: its fingerprint is { $found }, you trust { $trusted }.
error-roster-other-desk-hint = Somebody may be giving you a roster of their own: ask the founding editor by another way.
error-roster-clock = This machine’s clock says { $today }, and the roster was signed on { $signed }
error-roster-clock-hint = set this machine’s clock. If it is right, the clock of the machine that signed was wrong: have the founding editor sign the roster again (“sourdine roster sign”).
error-roster-another-desk = This machine trusts another desk: { $known }. The roster is of the desk { $offered }.
error-roster-another-desk-hint = If you mean to change over to that desk, say so with --another-desk: its roster and fingerprint replace those that are here, and new cases are sealed to its editors. Otherwise ask the founding editor.
error-roster-signature = The signature is not the desk’s over this text: the roster was changed.
error-roster-signature-hint = Get it again, and ask the founding editor.
error-roster-rollback = This is roster number { $offered }, and number { $seen } was seen already: somebody offers an old one, in which a removed editor may still be.
error-roster-rollback-hint = Get the current one.
error-roster-unseen = The cases could not be looked at, which may know of a newer roster than number { $number }: { $reason }
error-roster-unseen-hint = unlock your editor’s keys; or ask another editor for the number of the newest roster (“sourdine roster show”), and if it is { $number }, say “--newest { $number }”.
error-roster-fork = There are two different rosters number { $serial }
error-roster-fork-hint = the desk signs a new one with “sourdine roster sign”.
error-roster-certificate = The certificate of “{ $editor }” does not read, or another editor has the same one.
error-roster-unknown = No editor on the roster is called “{ $editor }”
error-roster-unknown-hint = “sourdine roster show” lists them.
error-roster-taken = “{ $editor }” is on the roster already
error-roster-taken-hint = remove the older one first, or choose another name.
error-roster-last = “{ $editor }” is the last editor, and somebody has to read
error-roster-last-hint = add another first.
error-roster-fingerprint = The desk’s fingerprint is needed: none that reads was accepted on this machine
error-roster-fingerprint-hint = have the founding editor tell it by voice, and give it with --fingerprint.
error-envelope-unknown = No envelope in the inbox is called “{ $name }”
error-envelope-unknown-hint = “sourdine inbox” shows them, “sourdine pull” fetches more.
error-envelope-ambiguous = Several envelopes begin with “{ $name }”
error-envelope-ambiguous-hint = type more of it.
error-envelope-not-opened = { $id } was not opened on this machine.
error-envelope-not-opened-hint = Open it first: sourdine open { $id }
error-envelope-record = { $path } does not read
error-envelope-record-hint = open the envelope again, which writes it anew: sourdine open { $id }
error-scratch-none = No folder in memory was found (XDG_RUNTIME_DIR, /dev/shm)
error-scratch-none-hint = mount one (mount -t tmpfs none DIR) and name it with --scratch. Documents are never decrypted onto a disk.
error-scratch-disk = { $path } is not in memory
error-scratch-disk-hint = name a folder of a tmpfs with --scratch. Documents are never decrypted onto a disk.
error-scratch-not-ours = { $path } belongs to somebody else, or is open to others
error-scratch-not-ours-hint = remove it, or name another place with --scratch.
error-sealed-closed = { $path } does not open: it is sealed to other keys than yours, or was damaged.
error-sealed-closed-hint = Have an editor who can open it seal it anew (“sourdine triage reseal”), or restore it from a copy.
error-sealed-damaged = { $path } was cut short or changed
error-sealed-damaged-hint = restore it from a copy.
error-sealed-large = { $path } is larger than what Sourdine keeps in one such file.
error-sealed-recipients = The roster’s keys cannot be sealed to
error-sealed-recipients-hint = have the desk sign it again.
case-forgot = What this machine remembered of the case did not read, and lies in { $path } now: until it has seen all again, it believes what the folder shows. Compare the words of “sourdine triage state” with another editor, then remove that file.
case-left-aside = { $path } lies beside the case and does not open: what opens it is still on its way, somebody dropped it there, or a copy was cut. It was left aside; remove it once you know.
case-lost =
    { $count ->
        [one] Case { $case } has lost 1 event that this machine remembers: the folder was rolled back. Your next change puts it back.
       *[other] Case { $case } has lost { $count } events that this machine remembers: the folder was rolled back. Your next change puts them back.
    }
case-missing =
    { $count ->
        [one] Case { $case } lacks 1 event that others name. Nothing is published from it until it is there.
       *[other] Case { $case } lacks { $count } events that others name. Nothing is published from it until they are there.
    }
case-apart =
    { $count ->
        [one] Case { $case } has 1 event without effect: “sourdine triage show { $case }”.
       *[other] Case { $case } has { $count } events without effect: “sourdine triage show { $case }”.
    }
case-forked =
    { $count ->
        [one] 1 event decides nothing: its machine’s chain goes two ways. If both ways are their own, its editor says so (“sourdine triage join”); if not, the machine was copied (“sourdine triage revoke”).
       *[other] { $count } events decide nothing: their machine’s chain goes two ways. If both ways are their own, its editor says so (“sourdine triage join”); if not, the machine was copied (“sourdine triage revoke”).
    }
case-read-by-who-left =
    { $count ->
        [one] 1 event was written under an older roster: an editor who has left can read it.
       *[other] { $count } events were written under an older roster: an editor who has left can read them.
    }
case-behind = The case has events of this machine that it does not remember. Either its own files were restored from a copy, or a copy of its key writes elsewhere. Your next change goes on under a new key. If you restored nothing, revoke the old one on this machine (“sourdine triage machines”, then “sourdine triage revoke MACHINE”).
case-lacks = Case { $case }: the clean copy of “{ $document }” is not in the folder. It is on its way, or was lost: then restore it from a copy, or clean the document again.
case-events-apart = Without effect:
error-case-unknown = No case is called “{ $name }”
error-case-unknown-hint = “sourdine triage list” shows them.
error-case-ambiguous = Several cases begin with “{ $name }”
error-case-ambiguous-hint = type more of it.
error-case-misnamed = { $path } holds another case than its name says
error-case-misnamed-hint = somebody renamed it; name it as before.
error-case-malformed = The case does not read ({ $said })
error-case-malformed-hint = restore it from a copy.
error-case-newer = The case was written by a newer Sourdine ({ $what })
error-case-newer-hint = install the version that your colleagues use.
error-case-newer-event = A newer Sourdine signed an event in this case
error-case-newer-event-hint = use the version that your colleagues use; this one can read the case, and does not write in it.
error-case-older = The case is of release 0.1, in which events were not signed
error-case-older-hint = take it over with “sourdine triage take-over”.
error-case-roster = An editor has taken roster { $seen }, and this machine knows roster { $known }: an editor who has left could read what you write
error-case-roster-hint = take over roster { $seen } first: “sourdine roster accept”.
error-case-forgotten = What this machine remembered of the case did not read, and lies in { $path } now: a signature may have been taken back in what it had seen
error-case-forgotten-hint = compare the words of “sourdine triage state” with another editor; if they are the same, remove that file.
error-case-missing =
    { $count ->
        [one] The case lacks 1 event that others name: a signature may have been taken back in it
       *[other] The case lacks { $count } events that others name: a signature may have been taken back in them
    }
error-case-missing-hint = have the folder of the cases copied again, from the machine of each editor; if the events are lost for good, “sourdine triage give-up” says so.
error-case-no-key = The case has no key for today’s roster
error-case-no-key-hint = run “sourdine triage reseal”.
error-open-for-others = { $path } is not sealed to you: it came before you were on the roster, or after you left it.
error-open-for-others-hint = Ask a colleague to open it.
error-open-damaged = { $path } is damaged
error-open-damaged-hint = remove the file and pull it again. If the server no longer has it, a colleague may.
error-open-no-room = The letter takes { $needed } bytes in memory, and { $free } are free
error-open-no-room-hint = close other letters (“sourdine close --all”), or name a larger folder with --scratch.
error-letter-archive = { $path } opened, but its archive is not to be trusted: it is damaged, or was made to be read in two ways. Nothing of it was kept.
error-letter-manifest = { $path } opened, but its envelope.json is not of version 1: if the source uses a newer Sourdine, update yours.
error-letter-manifest-hint = Nothing of it was kept.
error-letter-name = { $path } opened, but a file in it has a name that could do harm. Nothing of it was kept.
error-letter-layout = { $path } opened, but is not laid out as an envelope. Nothing of it was kept.
error-letter-message = { $path } opened, but its message is not text, or longer than a message may be. Nothing of it was kept.
error-letter-padding = { $path } opened, but its padding hides something. Nothing of it was kept.

## Errors of the courier
error-audit-no-address = No address of sources is known
error-audit-no-address-hint = name it: “sourdine audit http://….onion”; “sourdine desk join” writes the desk’s into desk.toml.
error-courier-no-server = No server is known
error-courier-no-server-hint = name it with --server, or in desk.toml.
error-courier-https = An onion service is encrypted, and its name proves who it is
error-courier-https-hint = write http:// instead of https://.
error-courier-scheme = Not a server’s address
error-courier-scheme-hint = write http://….onion, http://127.0.0.1:port or unix:/path.
error-courier-user-info = A server’s address holds no name or password
error-courier-user-info-hint = the token has its own file.
error-courier-path = A server’s address ends after its name and port
error-courier-path-hint = leave out what follows.
error-courier-port = The port in the server’s address is no number from 1 to 65535.
error-courier-onion = Not an onion address
error-courier-onion-hint = it has 56 characters of a-z and 2-7 before .onion. Copy it whole.
error-courier-localhost = Names are never looked up on this machine
error-courier-localhost-hint = write 127.0.0.1 instead of localhost.
error-courier-open-network = Plain HTTP to another machine would show the token to the network
error-courier-open-network-hint = use the server’s onion address.
error-courier-socket = A socket is named from the root
error-courier-socket-hint = unix:/path/to/socket.
error-courier-socks5 = socks5:// would look names up on this machine, and so tell its network where you go
error-courier-socks5-hint = write socks5h://.
error-courier-proxy-scheme = Not a proxy that Sourdine can use
error-courier-proxy-scheme-hint = write socks5h://127.0.0.1:9050 (Tor Browser: 9150).
error-courier-proxy-user-info = A proxy’s address holds no name or password here
error-courier-proxy-user-info-hint = Sourdine makes new ones for each connection, so that tor keeps them apart.
error-courier-proxy-address = The proxy is named by its address in digits and its port, as in socks5h://127.0.0.1:9050.
error-courier-no-tor = No tor was found on this machine, neither at port 9050 nor at 9150
error-courier-no-tor-hint = start the tor service (“sudo systemctl start tor”) or Tor Browser, or say where tor is with --proxy socks5h://127.0.0.1:9050.
error-courier-proxy-absent = The proxy at { $proxy } does not answer ({ $reason })
error-courier-proxy-absent-hint = start tor or Tor Browser, or give the right port with --proxy.
error-courier-not-socks = What answers at the proxy’s address is not tor ({ $reason })
error-courier-not-socks-hint = give tor’s SOCKS port with --proxy.
error-courier-beyond = tor could not reach the server ({ $reason })
error-courier-beyond-hint = try again in a few minutes. If it stays so, ask the operator whether the server runs and your client key is right.
error-courier-random = The system has no random numbers to give
error-courier-random-hint = nothing was sent.
error-courier-token-unreadable = The token { $path } cannot be read ({ $reason })
error-courier-token-unreadable-hint = make one with “sourdine desk token”, or name its file with --token-file.
error-courier-token-open = Others on this machine can read the token { $path }
error-courier-token-open-hint = chmod 600 it; if they may have read it, have it replaced.
error-courier-inbox-open = Others can write to { $path }
error-courier-inbox-open-hint = chmod 700 it, or name another folder.
error-courier-inbox-busy = Another pull is at work in { $path }
error-courier-inbox-busy-hint = wait until it is done.
error-courier-unreachable = The server does not answer ({ $reason })
error-courier-unreachable-hint = check its address, and whether it runs.
error-courier-silent = The server was silent for too long
error-courier-silent-hint = try again later.
error-courier-cut = The connection was cut
error-courier-cut-hint = try again; what came is kept.
error-courier-unavailable = The server has trouble of its own (status { $status })
error-courier-unavailable-hint = try again later, and tell the operator.
error-courier-sealed = The server is sealed: it was started anew, and an editor unlocks it by “sourdine unlock-server”
error-courier-sealed-hint = first ask the operator, by voice, whether they started it.
error-courier-refused = The server does not know this token
error-courier-refused-hint = have the operator add its hash.
error-courier-forbidden = This token may fetch and no more
error-courier-forbidden-hint = do this from an editor’s own machine, with an editor’s token.
error-courier-gone = The server no longer has this envelope
error-courier-gone-hint = the other editors are done with it, or its days were over.
error-courier-other-hash = The server has something else under this id than this machine has
error-courier-other-hash-hint = pull it again, and tell the operator.
error-courier-unexpected = What answers is no Sourdine server, or one that does not tell the truth ({ $surprise })
error-courier-unexpected-hint = check the address, and tell the operator.
error-courier-wrong-hash = What came is not what the server had listed (its hash differs); it was thrown away.
error-courier-wrong-hash-hint = Pull again; if it happens again, tell the operator.
error-courier-differs = The inbox has another file under this id
error-courier-differs-hint = move it away, and pull again.
error-courier-full = The disk is full
error-courier-full-hint = make room for { $needed } bytes, and pull again. Nothing was lost.
error-pull-incomplete =
    { $failed ->
        [one] 1 envelope did not come
       *[other] { $failed } envelopes did not come
    }; { $left } not tried any more.
error-pull-incomplete-hint = Pull again: it goes on where it was.
error-pull-stopped = Stopped.
error-pull-stopped-hint = The next pull goes on where this one was.
error-confirm-altered = The file of { $id } is no longer the one that was opened here
error-confirm-altered-hint = “sourdine open { $id }” tells what became of it. Nothing was confirmed.
error-confirm-unlisted = No envelope in the inbox or at the server is called “{ $name }”
error-confirm-unlisted-hint = “sourdine pull --list” shows what waits. Nothing was discarded.
error-confirm-some =
    { $failed ->
        [one] 1 envelope was not confirmed.
       *[other] { $failed } envelopes were not confirmed.
    }

## Errors of cleaning and publishing
error-tool-missing = { $tool } is missing
error-tool-missing-hint = install it (on Debian: apt install { $package }).
error-decoder-missing = The program sourdine-decoder is missing
error-decoder-missing-hint = it comes with sourdine: put it into the same folder.
error-no-namespaces = bubblewrap cannot isolate programs on this machine ({ $said })
error-no-namespaces-hint = allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1), or clean on another machine.
error-clean-too-long = Cleaning the document took too long
error-clean-too-long-hint = split it, or leave it out: a file that is made to do harm can do this.
error-clean-memory = Cleaning the document took more than { $most } MiB of memory, and was stopped
error-clean-memory-hint = split it, or leave it out: a file that is made to do harm can do this.
error-clean-output = A tool wrote more than was announced (more than { $most } bytes), and was stopped
error-clean-output-hint = leave the document out: a file that is made to do harm can do this.
error-no-filter = Sourdine knows no filter of system calls for this processor
error-no-filter-hint = clean on a machine with an x86-64 or a 64-bit ARM processor.
error-clean-kind = The file is of no kind that can be cleaned (pdf, jpg, png, gif, tiff, webp, heic, bmp, pnm, svg, docx, xlsx, pptx, doc, xls, ppt, rtf, odt, ods, odp, odg, epub, html, txt, csv, eml, msg, zip, tar, mp3, flac, ogg, wav, m4a, mp4, mov, avi, mkv, webm)
error-clean-kind-hint = export it as PDF, or publish the facts instead.
error-clean-archive = The file is an archive: the documents in it are cleaned, each by itself
error-clean-archive-hint = give the archive to “sourdine clean”, which takes them out.
error-clean-members-none = There is no document in the archive
error-clean-members-none-hint = ask for it again.
error-clean-members-many = There are more than { $most } documents in the archive
error-clean-members-many-hint = take out by hand those that matter.
error-clean-members-room = The archives in the archive hold more than { $documents } documents or { $most } MiB together
error-clean-members-room-hint = take out by hand those that matter.
error-clean-member-locked = This document in the archive asks for a password
error-clean-member-locked-hint = take it out by hand with the password, and clean it by itself.
error-clean-member-damaged = This document in the archive is damaged
error-clean-member-damaged-hint = ask for it again.
error-clean-empty = The file is empty
error-clean-empty-hint = ask for it again.
error-clean-not-opened = LibreOffice cannot open the document: it is damaged, or asks for a password
error-clean-not-opened-hint = open it with its own program, and save it anew without a password.
error-recording-unreadable = The recording is damaged, or written in a way that ffmpeg does not know ({ $said })
error-recording-unreadable-hint = open it with its own program, and save it anew.
error-recording-short = The recording breaks off: its last { $seconds } seconds cannot be decoded
error-recording-short-hint = ask for it again.
error-recording-empty = There is nothing to see or to hear in the recording
error-recording-empty-hint = ask for it again.
error-recording-tracks = The recording has { $pictures } pictures and { $sounds } sounds side by side: one of each is published
error-recording-tracks-hint = choose with --picture NUMBER and --sound NUMBER; “sourdine preview” shows each.
error-clean-cells = Nobody can say which cells of the sheet are seen: a drawing, a condition or a format may hide some
error-clean-cells-hint = clean it without --csv: its pages show what is seen.
error-recording-heavy = The copy would be larger than { $most } MiB
error-recording-heavy-hint = publish the part that matters.
error-pixels-computes = The document has cells that show another result each time it is opened
error-pixels-computes-hint = open it with its own program, and save it as xlsx or ods: then what it shows now stays.
error-clean-large = The file is larger than { $most } MiB
error-clean-large-hint = publish the part that matters.
error-clean-left = The cleaned file still tells something ({ $what })
error-clean-left-hint = remove it by hand, or print the document to PDF and clean that.
error-clean-not-rewritten = There is more in the copy than Sourdine writes, or an earlier release made it
error-clean-not-rewritten-hint = clean the original again.
error-clean-damaged = The PDF is damaged ({ $said })
error-clean-damaged-hint = ask for it again, or open it with its own program and save it anew.
error-clean-pages = One reader counts { $one } pages in the document, another { $other }
error-clean-pages-hint = open it with its own program, save it anew, and look at every page.
error-pixels-unreadable = The file is damaged, or written in a way that Sourdine does not know
error-pixels-unreadable-hint = open it with its own program, and save it anew.
error-pixels-password = The document asks for a password
error-pixels-password-hint = open it with the password, and save it without.
error-password-none = The PDF asks for a password
error-password-none-hint = type it on a terminal, or give it with --passwords-from FILE.
error-password-wrong = No password that was given opens the PDF
error-password-wrong-hint = ask the source for it, or give others with --passwords-from FILE.
error-pixels-animated = The picture moves: it is a short film
error-pixels-animated-hint = save the frame that matters as a picture of its own.
error-pixels-empty = The document has no page
error-pixels-empty-hint = ask for it again, or open it with its own program and save it anew.
error-pixels-many = The document says to have { $count } pages, and { $most } are the most
error-pixels-many-hint = split it, or publish the part that matters.
error-pixels-large = Page { $page } is too large ({ $width } × { $height } pixels; at 150 pixels an inch { $centimetres } cm)
error-pixels-large-hint = make it smaller with its own program, or publish the part that matters.
error-pixels-unfaithful = The PDF has something that Sourdine would draw otherwise than other readers do
error-pixels-unfaithful-hint = a font that it does not bring along, a picture that cannot be read, a comment without a look, or a layer that is shown by rules. Print it to a new PDF with its own program, look at it, and clean that.
error-pixels-heavy = The copy would be larger than { $most } MiB
error-pixels-heavy-hint = publish the part that matters.
error-pixels-blank = Page { $page } could not be drawn
error-pixels-blank-hint = open the file with its own program, and save it anew.
error-text-language = The file looks like a text, and is written for programs ({ $language }): it may tell what a reader does not see
error-text-language-hint = open it with its own program, and save what may be read as PDF or plain text.
error-text-empty = No character of the text can be seen
error-text-empty-hint = nothing of it is published.
error-clean-altered = The clean copy changed since it was cleaned
error-clean-altered-hint = clean the original again.
error-preview-exists = “{ $path }” is there already
error-preview-exists-hint = name another file: nothing is overwritten.
error-preview-write = “{ $path }” cannot be written: { $reason }
error-preview-write-hint = name another place with --output.
error-area-form = “{ $typed }” is no box: PAGE:X,Y,WIDTH,HEIGHT
error-area-form-hint = pages from 1, the rest in hundredths of the page with at most two digits behind a point, such as 2:12.5,40,30,3; “sourdine preview --page 2” shows the numbers.
error-area-empty = The box “{ $typed }” has no width or no height
error-area-empty-hint = give both, in hundredths of the page.
error-area-beyond = The box “{ $typed }” reaches beyond the page
error-area-beyond-hint = from the left and the width are 100 at most together, and so are from the top and the height.
error-redact-nothing = Nothing was named that is to be blackened
error-redact-nothing-hint = give --box, --text or --texts-from; “sourdine clean” makes a copy without any.
error-redact-no-letters = “{ $text }” has no letter and no digit that could be looked for
error-redact-no-letters-hint = draw a box with --box.
error-redact-empty-list = There is no text in { $path }
error-redact-empty-list-hint = write one on each line.
error-redact-no-page = There is no page { $page }: the document has { $count }
error-redact-no-page-hint = “sourdine preview” shows all of them.
error-redact-not-found = Found nowhere: { $texts }
error-redact-not-found-hint = nothing was kept. Look for it with “sourdine preview --page” (a picture, handwriting, a slanting line), and draw a box with --box; or leave the text out if it is not there.
error-redact-not-seen = On page { $page }, “{ $text }” stands { $said } times in the document’s own text, and was read { $seen } times in the pixels
error-redact-not-seen-hint = nothing was kept. Look with “sourdine preview --page { $page }”, and draw a box on that page with --box where it stands, or anywhere if it cannot be seen there.
error-redact-not-read = tesseract cannot read page { $page }
error-redact-not-read-hint = nothing was kept. Draw boxes with --box alone.
error-redact-not-extracted = pdftotext cannot read the document’s own text
error-redact-not-extracted-hint = nothing was kept. Print it to a new PDF with its own program, or draw boxes with --box alone.
error-redact-still-there = “{ $text }” can still be read on page { $page } of the copy
error-redact-still-there-hint = nothing was kept. Draw a box over it with --box; “sourdine preview --page { $page }” shows the numbers.
error-redact-not-covered = A box on page { $page } of the copy is not black
error-redact-not-covered-hint = nothing was kept. This is a fault of Sourdine’s: please tell its makers.
error-redact-no-box-on-text = A plain text has no pages to draw boxes on
error-redact-no-box-on-text-hint = use --text: each place gets a mark of one width.
error-redact-recording = Sourdine blackens pages, pictures and texts, and no recordings
error-redact-recording-hint = cut out or blur what must not be seen or heard with another program, and clean what is left; or publish the facts.
error-not-cleaned = “{ $file }” is in the entry, but no clean copy of the case has its SHA-256
error-not-cleaned-hint = clean the document with “sourdine clean”, and put the hash of the clean copy in the entry.
error-document-disagrees = “{ $file }” is listed with another extension or another cleaned_with than its clean copy has (.{ $extension }, { $cleaned })
error-document-disagrees-hint = correct the entry.
error-not-vouched = No editor of the current roster vouches for the clean copy { $sha256 }: whoever cleaned it left the roster, or somebody else put it there.
error-not-vouched-hint = Clean the original again with “sourdine clean”.
error-not-listed = A clean document ({ $sha256 }) is not in the entry
error-not-listed-hint = list it, or leave it out of what is vetted.
error-not-signed = The signature of “{ $editor }” does not count
error-not-signed-hint = it is over something else than this entry and these documents, or “{ $editor }” is not an editor of the current roster; have it signed again with “sourdine vet”.
error-same-editor = Both signatures are of “{ $editor }”
error-same-editor-hint = another person has to look and sign.
error-name-taken = “{ $id }” is published already under another uuid
error-name-taken-hint = names are never used again, choose another.
error-unannounced = “{ $id }” is published already
error-unannounced-hint = keep its “changes” and add one that says what changes now.
error-publish-set-aside = Case { $case } is set aside, so nothing of it is published
error-publish-set-aside-hint = if that was decided otherwise, give it another state with “sourdine triage set”.
error-publish-case-changed = Something came into the case while you were reading: a signature may have been taken back
error-publish-case-changed-hint = publish again, and read what changed with “sourdine triage show”.
error-publish-no-key = The roster names no publication key
error-publish-no-key-hint = the founding editor makes one with “sourdine roster sign”, and all editors accept that roster.
error-publish-old-roster = The publication key is of roster { $roster }, and the observatory has one of roster { $observatory }
error-publish-old-roster-hint = take over the newest roster with “sourdine roster accept”.
error-publish-unverified = { $path } holds an entry “{ $entry }” that this desk did not publish, and was not overwritten
error-publish-unverified-hint = look at what it is; put back what was signed, or move the folder away, and publish again.
error-publish-changed = The observatory changed while you were looking
error-publish-changed-hint = publish again.
error-publication-key-missing = The publication key that the roster names is not there ({ $path })
error-publication-key-missing-hint = have the founding editor list the cases with “sourdine triage list”, which puts it there, or sign a new roster with “sourdine roster sign”.
error-publication-key-closed = The publication key in { $path } does not open for you: it was damaged, or is sealed to others
error-publication-key-closed-hint = have the founding editor list the cases with “sourdine triage list”, which puts it back, then every editor who could open it run “sourdine triage reseal”. If that does not help, the founding editor signs a new roster with “sourdine roster sign”.
error-publication-key-other = { $path } holds another key than its name says
error-publication-key-other-hint = have the founding editor remove it and sign a new roster with “sourdine roster sign”.
error-roster-publication = The roster’s publication key is not one that the desk certified
error-roster-publication-hint = get the roster again, and ask the founding editor.
error-record-malformed = { $path } is no record of what was built
error-record-malformed-hint = put back an older copy of it; without it, the next build cannot notice that an entry was rolled back.
error-verify-pin = The “desk” in { $path } is not a fingerprint
error-verify-pin-hint = write the desk’s fingerprint there, as “sourdine roster show” gives it.
error-verify-other-desk = { $path } belongs to another desk: its fingerprint is “{ $found }”, expected was “{ $known }”
error-verify-other-desk-hint = put back the file as it was.
error-verify-key = { $path } is no publication key that the desk certified, or is missing
error-verify-key-hint = put back the folder “publication” as the last publication left it.
error-verify-old-key = { $path } is the publication key of roster { $since }, which the one of roster { $seen } replaced
error-verify-old-key-hint = get the newest observatory; if there is none, publish under the new key with “sourdine publish”, which signs anew what stands.
error-verify-list = { $path } is not signed by the desk’s publication key
error-verify-list-hint = put back the folder “publication” as the last publication left it.
error-verify-unsigned = { $path }: the desk signed no statement about the entry “{ $entry }”
error-verify-unsigned-hint = publish it with “sourdine publish”, or remove it; “--unvetted” makes a marked preview.
error-verify-statement = { $path }: the statement about “{ $entry }” is not signed by the desk’s publication key, and is not in that key’s list
error-verify-statement-hint = put back what was published; if an older key signed it, publish the case again.
error-verify-changed = { $path }: this is not the entry “{ $entry }” that the desk signed
error-verify-changed-hint = put back what was published, or have two editors sign the change and publish it.
error-verify-rolled-back = { $path }: a newer version of “{ $entry }” was built before
error-verify-rolled-back-hint = put back the newer one. If an older text should return, publish it as a new change.
error-verify-taken-back = { $path }: the desk took the entry “{ $entry }” back, and it is there
error-verify-taken-back-hint = somebody may have put it back: remove it. If the desk publishes it again, the newer version lists one more change.
error-verify-removed = { $path }: the entry “{ $entry }” was published, and is not there
error-verify-removed-hint = put it back; if the desk took it back, build with “--without { $entry }”.
error-preview-place = A preview needs a folder of its own
error-preview-place-hint = name it with --to.
error-preview-site = { $path } is where the site goes, and a preview is no site
error-preview-site-hint = name another folder with --to.
error-tag = “{ $typed }” is not a tag
error-tag-hint = 1 to { $most } of a-z, 0-9 and hyphens.
error-state = “{ $typed }” is not a state: { $states }.
error-technology = “{ $typed }” is not a technology.
error-technology-hint = The observatory knows these: { $technologies }.
error-triage-nothing = There is nothing to say of the case
error-triage-nothing-hint = “sourdine triage set --help” shows what can be.
error-note-empty = The note is empty.
error-note-long = The note is longer than { $most } bytes, or not UTF-8 text
error-note-long-hint = shorten it.
error-reseal-closed =
    { $count ->
        [one] 1 case, clean copy or list of names does not open for you, and is sealed as before.
       *[other] { $count } cases, clean copies or lists of names do not open for you, and are sealed as before.
    }
error-reseal-closed-hint = An editor who can open them runs “sourdine triage reseal”.
error-not-on-roster = You (“{ $editor }”) are not on the roster that this machine knows: nothing that you write would be sealed to you, and your signature does not count.
error-not-on-roster-hint = Take over the newest roster with “sourdine roster accept”, or ask the founding editor.
error-observatory-unknown = No observatory is known
error-observatory-unknown-hint = name its folder with --observatory, or in desk.toml.
error-letter-not-open = Letter { $letter } is not open on this machine
error-letter-not-open-hint = open it with “sourdine open”.
error-letter-other-case = Letter { $letter } is not in this case
error-letter-other-case-hint = put it there with “sourdine triage add”.
error-letter-no-file = Letter { $letter } has no file “{ $name }”
error-letter-no-file-hint = “sourdine show” lists them.
error-clean-nothing = No letter of the case has a file
error-clean-nothing-hint = name the files.
error-clean-some =
    Refused { $refused } of { $all ->
        [one] 1 file.
       *[other] { $all } files.
    } Nothing of them will be published.
error-inspect-some =
    Could not inspect { $refused } of { $all ->
        [one] 1 file.
       *[other] { $all } files.
    }
error-inspect-compare = There is one file only, and nothing to compare it with
error-inspect-compare-hint = name two or more copies of the document.
error-vet-no-entry = No entry was signed in this case yet
error-vet-no-entry-hint = “sourdine vet draft” begins one, “sourdine vet sign --entry” signs it.
error-vet-no-draft = No entry was signed in this case yet
error-vet-no-draft-hint = name a new one with --id.
error-vet-occupied = { $path } is there already, perhaps with your work in it
error-vet-occupied-hint = name another file with --to.
error-vet-already = You (“{ $editor }”) have signed exactly this already
error-vet-already-hint = now another editor has to look at it and sign.
error-vet-changed = An editor allowed a finding while you were looking
error-vet-changed-hint = look again, with “sourdine vet sign”.
error-vet-nothing-to-withdraw = No signature of yours stands in this case
error-vet-nothing-to-withdraw-hint = “sourdine vet show” says who signed.
error-vet-disputed = Different entries were signed by editors who knew nothing of each other’s signature: none of them counts
error-vet-disputed-hint = agree on one, and sign it with “sourdine vet sign --entry”.
error-triage-no-event = No event without effect that could be adopted is called “{ $name }”
error-triage-no-event-hint = “sourdine triage show” and “sourdine desk names show” list them.
error-triage-nothing-forked = No chain of yours goes two ways here
error-triage-nothing-forked-hint = there is nothing to join.
error-findings =
    { $count ->
        [one] { $count } finding should not be public as it is
       *[other] { $count } findings should not be public as they are
    }
error-findings-hint = “sourdine vet check” shows them; change the text, or say with “sourdine vet allow” why they may stay.
error-finding-unknown = No finding of this entry is called “{ $name }”
error-finding-unknown-hint = “sourdine vet check” shows their names, which change with the text.
error-finding-ambiguous = Several findings begin with “{ $name }”
error-finding-ambiguous-hint = type more of it.
error-signed-future = “{ $editor }” signed on a day that is still to come: somebody’s clock is wrong
error-signed-future-hint = set the clock of this machine, or of the one that signed; in that case “{ $editor }” signs again, with “sourdine vet sign”.
error-unseen = “{ $editor }” signed before another editor allowed a finding
error-unseen-hint = “{ $editor }” has to read the reason and sign again, with “sourdine vet sign”.
error-before-loss = “{ $editor }” signed before events of the case were given up
error-before-loss-hint = “{ $editor }” has to sign again, with “sourdine vet sign”: a signature may have been taken back in what was lost.
error-triage-nothing-missing = No event is missing here
error-machine-unknown = No machine, or more than one, has a key that begins with “{ $name }”
error-machine-unknown-hint = “sourdine triage machines” shows them.
error-machine-not-yours = The machine is not yours, but “{ $editor }”’s
error-machine-not-yours-hint = they revoke it; if they cannot, the founding editor takes them off the roster.
error-machine-this = This is the machine that you are at: it does not revoke itself
error-machine-this-hint = revoke it from another machine of yours.
error-machine-no-event = No event of the machine, or more than one, begins with “{ $name }”
error-machine-no-event-hint = “sourdine triage show CASE --json” shows the events with their names.
error-machine-incomplete =
    { $count ->
        [one] 1 case was left as it was: the machine may still count in it
       *[other] { $count } cases were left as they were: the machine may still count in them
    }
error-machine-incomplete-hint = do what stands there, and revoke it again.
error-take-over-incomplete =
    { $count ->
        [one] 1 case of release 0.1 was left as it was
       *[other] { $count } cases of release 0.1 were left as they were
    }
error-take-over-incomplete-hint = do what stands there, and take over again.
error-name-listed = This is no name that can be looked for
error-name-listed-hint = write it on one line, of at least two letters and at most { $most } characters, all of them visible.
error-input-long = Standard input is longer than { $most } bytes
error-input-long-hint = shorten it.
error-alone = Only “{ $editor }” has signed this entry
error-alone-hint = a second editor has to look at it and sign with “sourdine vet sign”.
error-left = The signature of “{ $editor }” does not count any more, since “{ $editor }” is not on the roster
error-left-hint = another editor has to look and sign.
error-other-entry = “{ $editor }” signed another version of the entry, which was changed since
error-other-entry-hint = “{ $editor }” has to look at this one and sign it.

## What a person or a file may name
name-case = not a case’s name: 8 characters of 0-9 and a-f, as “sourdine triage list” shows them
name-event = not an event’s name: 32 characters of 0-9 and a-f
name-document = not a document’s name: 64 characters of 0-9 and a-f
name-journal-key = not a key or signature of a journal
name-tag = not a tag: 1 to { $most } of a-z, 0-9 and hyphens

## A message of OpenPGP inside a letter
message-for-others = the message is encrypted to other keys than yours
message-passphrase = the message is encrypted under a passphrase, which the source has to tell
message-unprotected = the message has nothing that shows whether it was changed on its way
message-cipher = the message is encrypted with a cipher that is not safe any more
message-compression = the message is compressed in a way that is not read here
message-format = the message is in GnuPG’s own format, which is not read here
message-damaged = the message does not open: it is damaged
message-large = the message expands to more than { $most } bytes: it was made to fill your memory

## What a server answered that no Sourdine answers
surprise-not-http = not HTTP
surprise-status = status { $status }
surprise-list = a list that is none
surprise-roster = a roster that is none
surprise-long = an answer longer than it may be
surprise-length = another length than it listed
surprise-tag = another ETag than it listed
surprise-range = another range than was asked for

## audit
help-audit = See whether a server serves sources exactly what its release and its roster make
help-audit--address = The sources’ door: http://….onion, or http://127.0.0.1:port [default: as desk.toml says]
help-audit--proxy = Tor’s SOCKS port: socks5h://127.0.0.1:9050 [default: as desk.toml says, else 9050 or 9150 of this machine, where tor is found]
help-audit--manifest = The release’s manifest [default: that of the release that this program belongs to]
help-audit--signed_by = Who must have signed the manifest, beside which is its signature (.asc): an OpenPGP certificate
help-audit--unsigned = Believe the manifest as it is: you made it yourself
help-audit--roster = The desk’s roster, as an editor gave it to you [default: the one that was accepted here]
help-audit--fingerprint = The desk’s fingerprint, as an editor told it [default: the one that was accepted here]
help-audit--looks = How often each way through the pages is gone, each time over another circuit: with 16, a lie to one visit in ten is found, and it takes ten to twenty minutes over Tor
help-audit--letters = Send letters too, and see what their senders are told: leaves one for each way in which a letter is sent, which says that it is an audit’s and may be discarded
help-audit--at_once = How many visits are under way at once
help-audit--pauses = The longest pause of a visit, in seconds; the others are drawn below it. 0: no pauses at all. The longer, the more like a person, and the longer it takes
help-audit--retries = How often to try again what does not come
audit-letter = This letter was sent by “sourdine audit --letters”, to see what a source is told. It holds nothing else. Discard it.
audit-looking = looking
audit-same = SAME: { $server } serves Sourdine { $version } to the byte ({ $answers } answers to { $visits } visits), and has sources seal to { $editors } (roster { $serial }) alone.
audit-same-signed = SAME: { $server } serves Sourdine { $version } to the byte ({ $answers } answers to { $visits } visits), with roster { $serial }, which the desk signed. Ask an editor whether these are all: { $editors }.
audit-finding = { $asked }, look { $look }: { $what }
audit-status = the first line is “{ $found }” instead of “{ $expected }”
audit-field = the field { $name } is “{ $found }” instead of “{ $expected }”
audit-more = there is a field more: “{ $found }”
audit-page = the page differs after { $at } bytes: “{ $found }” instead of “{ $expected }”
audit-body = the compressed body differs after { $at } bytes
audit-codename = what should be a codename and a receipt is neither
audit-after = something follows where nothing should: “{ $found }”
audit-bodiless = the answer to HEAD differs after { $at } bytes: “{ $found }”
audit-language = the first page is not always in the same language
audit-repeated = the same codename or upload was given twice
audit-roster-malformed = What sources are served as a roster is none.
audit-roster-unknown = The roster has sources seal to somebody whom the known roster does not have: { $names }. If the desk added them, take the newer roster over first, with “sourdine roster accept”.
error-audit-different =
    DIFFERENT: { $server } serves something that its release and its roster do not make ({ $count ->
        [one] 1 finding
       *[other] { $count } findings
    }). { $first } Do not send sources there; tell the desk and the operator by another way, and keep what “--json” says.
error-audit-unseen = UNKNOWN: { $count } of { $all } answers of { $server } were not seen, and nothing that was seen is wrong. { $reason }
error-audit-no-manifest = This program was built outside a release and does not know what one serves
error-audit-no-manifest-hint = give the release’s manifest with --manifest and its signer’s certificate with --signed-by, or write the manifest of the source code that you trust with “sourdine-server manifest” and give it with --manifest and --unsigned.
error-audit-unsigned = A manifest is believed when the release’s signer has signed it
error-audit-unsigned-hint = give their certificate with --signed-by, or --unsigned if you made the manifest yourself.
error-audit-no-visits = This manifest does not say how a browser visits the pages: it is of an older release
error-audit-no-visits-hint = audit with the program of that older release, or ask the operator to install a newer one.
error-audit-clock = This machine’s clock says { $today }, and { $path } was signed on { $signed }
error-audit-clock-hint = set this machine’s clock. If it is right, take manifest and signature from the release again.
error-audit-signature = { $path } is not signed by the certificate that you gave
error-audit-signature-hint = take manifest and signature from the release again, and compare the certificate’s fingerprint.
error-audit-no-desk = Nobody says whose roster it must be
error-audit-no-desk-hint = give the desk’s fingerprint with --fingerprint, or its roster with --roster.
