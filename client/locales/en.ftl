# What a person reads at the command line.

## Help
help = The editors’ side of Sourdine: what sources sent, what becomes of it, what is published
help--lang = The language of messages: fr or en
help--json = Answer in JSON
help--desk = The desk’s folder
help--passphrase_file = Read the passphrase from this file’s first line instead of asking
help--scratch = The folder in memory where documents are opened
help--yes = Do not ask
help--days = For how many days the roster is good
help--desk_key = The desk’s key [default: desk-key.age in the desk’s folder]
help-desk = Found a desk, join one, make a token
help-desk-new = Found a desk: its key, its first editor, its first roster
help-desk-new--name = What sources will read: the desk’s name
help-desk-new--editor = The first editor: a-z, 0-9 and hyphens
help-desk-join = Become an editor of a desk: make keys, and a card for the founding editor
help-desk-join--editor = The editor’s name: a-z, 0-9 and hyphens
help-desk-token = Make the token that opens the editors’ door, and show its hash for the operator
help-desk-token--courier = For a courier’s machine, which may fetch and not confirm
help-desk-token--replace = Replace the token that is there
help-roster = Whom sources seal to: show, add, remove, sign, export, accept
help-roster-show = Show whom sources seal to, and until when
help-roster-add = Put an editor on the roster, from their card, and sign it
help-roster-add--card = The editor’s card
help-roster-remove = Take an editor off the roster, and sign it: nothing sealed afterwards opens for them
help-roster-remove--editor = The editor’s name
help-roster-sign = Sign the roster anew, for a longer time
help-roster-export = Write the signed roster, for the operator and the other editors
help-roster-export--file = Where to write it [default: standard output]
help-roster-accept = Take over a roster that the desk signed
help-roster-accept--file = The signed roster
help-roster-accept--fingerprint = The desk’s fingerprint, as the founding editor told it; needed once
help-observatory = Make, build and show the public observatory
help-observatory-new = Make a new observatory with its first eight entries
help-observatory-build = Build the static site
help-observatory-serve = Build the site and show it on this machine
help--folder = The observatory’s folder
help--to = Where the site goes [default: “site” in the folder]
help--port = The port on 127.0.0.1; 0 takes a free one

## Desk
ask-passphrase = Passphrase:
ask-passphrase-again = The same again:
ask-new-passphrase = A new passphrase, best six words at random:
ask-desk-passphrase = Passphrase of the desk’s key:
desk-founded =
    The desk is in { $folder }. Its roster is good until { $expires }.
    Tell the other editors this fingerprint by voice: { $fingerprint }
    Take { $key } off this machine now, to a drive that you keep offline: it says who may read. It is needed to change the roster.
desk-joined =
    Hand { $card } to the founding editor, and tell them this fingerprint by voice: { $fingerprint }
    Keep a copy of identity.age: without it, or without its passphrase, nothing opens any more.
desk-token =
    The token is in { $file }. Give this to the operator, for the server’s configuration:
    { "[[" }{ $kind }]]
    token_hash = "{ $hash }"

## Roster
roster-shown =
    { $desk }: roster number { $serial }, good until { $expires }.
    The desk’s fingerprint: { $fingerprint }
roster-expired =
    { $desk }: roster number { $serial } EXPIRED on { $expires }: nobody can seal to it. Sign a new one with “sourdine roster sign”.
    The desk’s fingerprint: { $fingerprint }
roster-editor = { "  " }{ $name }: { $fingerprint }
roster-compare = { $name } has this fingerprint: { $fingerprint }. Did { $name } tell you the same by voice? (yes/no)
roster-removed =
    Give the new roster to the operator and the other editors (“sourdine roster export”): until the server has it, sources still seal to the old one.
    Then seal the cases anew with “sourdine triage reseal”.
roster-exported = The signed roster is in { $file }. The operator puts it beside the server’s configuration and restarts the server.

## Observatory
observatory-made = The observatory is in { $folder } with { $entries } entries. To see it: sourdine observatory serve { $folder }
observatory-built = The site is in { $site }: { $entries } entries, { $files } files.
observatory-served = The site is at { $address } (Ctrl-C to stop).

## Errors
error-io = Reading or writing failed: { $reason }.
error-read = { $path } cannot be read: { $reason }.
error-write = { $path } cannot be written: { $reason }.
error-render = A page cannot be rendered: { $reason }.

## Errors of the desk
error-file = { $path } cannot be read or written: { $reason }.
error-question-terminal = There is no terminal to ask on: give --yes if you are sure.
error-question-declined = Nothing was changed.
error-passphrase = The passphrase does not open { $path }: type it again.
error-passphrase-terminal = There is no terminal to ask for the passphrase on: give --passphrase-file ({ $reason }).
error-passphrase-differ = The two passphrases differ: type the same one twice.
error-passphrase-long = The passphrase is longer than { $most } bytes: choose a shorter one.
error-passphrase-short = The passphrase has fewer than { $least } characters: take six words at random.
error-identity-missing = { $path } is not there: found a desk with “sourdine desk new”, join one with “sourdine desk join”, or name its folder with --desk.
error-identity-malformed = { $path } is no identity file under a passphrase, or was damaged: restore it from your copy.
error-other-card = card.json in the desk’s folder is not this identity’s: restore it from your copy.
error-desk-nowhere = No folder for the desk is known: set HOME, or name one with --desk.
error-desk-occupied = { $path } is there already: name another folder with --desk, or take this file away yourself.
error-no-roster = No roster was accepted on this machine yet: “sourdine roster accept FILE --fingerprint …”.
error-token = The token does not read: 43 characters are expected; make a new one with “sourdine desk token --replace”, and give its hash to the operator.
error-key-malformed = Not an OpenPGP key or fingerprint: it was cut short or mistyped; copy it again whole.
error-key-cannot-sign = The OpenPGP key cannot sign: its secret part is missing, or it is revoked or expired.
error-key-library = OpenPGP failed: { $said }.
error-card-malformed = Not an editor’s card ({ $said }): have it sent again; “sourdine desk join” writes it as card.json.
error-card-name = Not an editor’s name: 1 to 32 of a-z, 0-9 and hyphens.
error-card-certificate = The card’s OpenPGP certificate does not read: have the card sent again.
error-roster-malformed = Not a roster of version 1: export it again with “sourdine roster export”.
error-roster-long = The roster is longer than any that Sourdine signs.
error-roster-editors = The list of editors is not valid: 1 to 32, each under another name of a-z, 0-9 and hyphens.
error-roster-desk = The desk’s name is empty, too long, or holds control characters: choose another.
error-roster-expired = The roster expired on { $day }: the desk signs a new one with “sourdine roster sign”.
error-roster-other-desk = This roster is another desk’s: its fingerprint is { $found }, you trust { $trusted }. Somebody may be giving you a roster of their own: ask the founding editor by another way.
error-roster-signature = The signature is not the desk’s over this text: the roster was changed. Get it again, and ask the founding editor.
error-roster-rollback = This is roster number { $offered }, and number { $seen } was seen already: somebody offers an old one, in which a removed editor may still be. Get the current one.
error-roster-fork = There are two different rosters number { $serial }: the desk signs a new one with “sourdine roster sign”.
error-roster-certificate = The certificate of “{ $editor }” does not read, or another editor has the same one.
error-roster-unknown = No editor on the roster is called “{ $editor }”: “sourdine roster show” lists them.
error-roster-taken = “{ $editor }” is on the roster already: remove the older one first, or choose another name.
error-roster-last = “{ $editor }” is the last editor, and somebody has to read: add another first.
error-roster-fingerprint = The desk’s fingerprint is needed the first time: have the founding editor tell it by voice, and give it with --fingerprint.
error-envelope-unknown = No envelope in the inbox is called “{ $name }”: “sourdine inbox” shows them, “sourdine pull” fetches more.
error-envelope-ambiguous = Several envelopes begin with “{ $name }”: type more of it.
error-envelope-not-opened = { $id } was not opened on this machine: open it first. Only who saw what is inside may let the server delete it.
error-envelope-record = { $path } does not read: remove it, and open the envelope again.
error-scratch-none = No folder in memory was found (XDG_RUNTIME_DIR, /dev/shm): mount one (mount -t tmpfs none DIR) and name it with --scratch. Documents are never decrypted onto a disk.
error-scratch-disk = { $path } is not in memory: name a folder of a tmpfs with --scratch. Documents are never decrypted onto a disk.
error-scratch-not-ours = { $path } belongs to somebody else, or is open to others: remove it, or name another place with --scratch.
error-sealed-closed = { $path } does not open: it is sealed to other keys than yours, or was damaged. Have an editor who can open it seal it anew, or restore it from a copy.
error-sealed-damaged = { $path } was cut short or changed: restore it from a copy.
error-sealed-large = { $path } is larger than what Sourdine keeps in one such file.
error-sealed-recipients = The roster’s keys cannot be sealed to: have the desk sign it again.
error-case-unknown = No case is called “{ $name }”: “sourdine triage list” shows them.
error-case-ambiguous = Several cases begin with “{ $name }”: type more of it.
error-case-misnamed = { $path } holds another case than its name says: somebody renamed it; name it as before.
error-case-malformed = { $path } does not read ({ $said }): restore it from a copy.
error-case-newer = { $path } was written by a newer Sourdine ({ $what }): install the version that your colleagues use.

## Errors of the observatory
error-folder-occupied = { $path } is not empty: name a folder that is new or empty.
error-no-observatory = { $path } holds no observatory.toml: make an observatory with “sourdine observatory new”, or name its folder.
error-misplaced = { $path }: the folder’s name is not the entry’s id “{ $id }”: rename one after the other.
error-same-uuid = { $entry }: another entry has the same uuid: give the newer one its own.
error-document-altered = { $path }: the file is not the one that was vetted (its SHA-256 differs): publish it again.
error-document-stray = { $path }: no entry lists this file: remove it, or publish it through “sourdine publish”.
error-document-changed = { $path }: the file changed while the site was built: build again.
error-not-a-site = { $path } holds something that is not a built site (no SHA256SUMS): name an empty folder, or remove it yourself.
error-dead-link = Entry { $entry }: the link to “{ $link }” leads nowhere on the site: mend it (paths start from { $language }/entries/).
error-field = { $place }: { $said }. Mend this field.
error-entry-long = { $place }: the entry is longer than { $most } bytes, or one of its texts is too long: move part of it to a document.
error-entry-not-text = { $place }: the file is not UTF-8 text with plain line ends: save it as UTF-8 with LF.
error-entry-hidden = { $place }: there is an invisible or control character ({ $character }): remove it.
error-entry-separator = { $place }: the line “{ $separator }” is missing: an entry is “+++”, its fields, “+++ fr”, the French text, “+++ en”, the English text.
error-entry-private = { $place }: “{ $key }” is private and is never published: take it out of the entry; the case keeps it.
error-entry-version = { $place }: version { $version } is not one that this program knows.
error-entry-nothing = { $place }: “{ $list }” is empty: an entry has at least one.
error-entry-twice = { $place }: “{ $what }” stands twice: keep one.
error-entry-no-such-source = { $place }: “{ $id }” is no source of this entry: add a [[sources]] with this id, or name another.
error-entry-unsourced = { $place }: nothing is asserted without a source: name at least one in “sources”.
error-entry-position = { $place }: the position is not on Earth, or only half of it is given: give lat and lon in degrees, or neither.
error-entry-too-precise = { $place }: the position has more than three decimals: an exact position can tell who leaked; give the middle of the commune.
error-entry-link = { $place }: the link to “{ $link }” is neither https, mailto nor a path inside the site: change it or remove it.
error-value-empty = { $place }: the text is empty: write it, or leave its key out where the key is optional.
error-value-long = { $place }: the text is longer than { $most } characters: shorten it, or move part of it to the body.
error-value-entry = { $place }: not a name for an entry or a source: use a-z, 0-9 and single hyphens, at most { $most } characters, as in nice-reconnaissance-faciale.
error-value-document = { $place }: not a name for a published document: use a-z, 0-9, hyphens, and one of the extensions that can be cleaned, as in deliberation-2018.pdf.
error-value-uuid = { $place }: not a UUID: 36 characters, as in 1f0c7a52-6c1e-4b37-9d0a-0f6f2f7e7a11.
error-value-hash = { $place }: not a SHA-256: 64 characters of 0-9 and a-f.
error-value-url = { $place }: not an address that can be published: it begins with https:// and holds no space.
error-value-insee = { $place }: not an INSEE code: five characters in quotes, as in 13055 or 2A004.
error-value-date = { $place }: not a date: write 2019, 2019-02, 2019-02-16, an interval as 2019-02/2019-03, and ? or ~ where it is uncertain.
error-value-day = { $place }: not a day: write it in quotes, as in 2026-11-24.

## Errors of cleaning and publishing
error-tool-missing = { $tool } is missing: install it (on Debian: apt install bubblewrap mat2).
error-no-namespaces = bubblewrap cannot isolate programs on this machine ({ $said }): allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1), or clean on another machine.
error-clean-too-long = Cleaning the document took too long: split it.
error-clean-kind = The file is of no kind that can be cleaned (pdf, jpg, png, gif, tiff, docx, xlsx, pptx, odt, ods, odp, txt, mp3, flac, ogg, wav, mp4, avi), or is text with invisible characters: export it as PDF, or publish the facts instead.
error-clean-large = The file is larger than { $most } MiB: publish the part that matters.
error-clean-refused = mat2 refused the file, so nothing of it will be published ({ $said }): remove what it names (comments, tracked changes, embedded objects), or print the document to PDF and clean that.
error-clean-changed-kind = What came out is not of the kind that went in: nothing of it will be published.
error-clean-left = The cleaned file still tells something ({ $what }): remove it by hand, or print the document to PDF and clean that.
error-clean-thumbnail = The document carries a picture of itself ({ $member }), which may show an older state: save it without preview, or print it to PDF and clean that.
error-clean-altered = The clean copy changed since it was cleaned: clean the original again.
error-not-cleaned = “{ $file }” is in the entry, but no clean copy of the case has its SHA-256: clean the document with “sourdine clean”, and put the hash of the clean copy in the entry.
error-document-disagrees = “{ $file }” is listed with another extension or another cleaned_with than its clean copy has (.{ $extension }, { $cleaned }): correct the entry.
error-not-listed = A clean document ({ $sha256 }) is not in the entry: list it, or leave it out of what is vetted.
error-not-signed = The signature of “{ $editor }” does not count: it is over something else than this entry and these documents, or “{ $editor }” is not an editor of the current roster; have it signed again with “sourdine vet”.
error-same-editor = Both signatures are of “{ $editor }”: another person has to look and sign.
error-name-taken = “{ $id }” is published already under another uuid: names are never used again, choose another.
error-unannounced = “{ $id }” is published already: keep its “changes” and add one that says what changes now.
