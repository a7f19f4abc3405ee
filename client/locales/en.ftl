# What a person reads at the command line.

## Help
help = The editors’ side of Sourdine: what sources sent, what becomes of it, what is published
help--lang = The language of messages: fr or en
help--json = Answer in JSON
help-observatory = Make, build and show the public observatory
help-observatory-new = Make a new observatory with its first eight entries
help-observatory-build = Build the static site
help-observatory-serve = Build the site and show it on this machine
help--folder = The observatory’s folder
help--to = Where the site goes [default: “site” in the folder]
help--port = The port on 127.0.0.1; 0 takes a free one

## Observatory
observatory-made = The observatory is in { $folder } with { $entries } entries. To see it: sourdine observatory serve { $folder }
observatory-built = The site is in { $site }: { $entries } entries, { $files } files.
observatory-served = The site is at { $address } (Ctrl-C to stop).

## Errors
error-io = Reading or writing failed: { $reason }.
error-read = { $path } cannot be read: { $reason }.
error-write = { $path } cannot be written: { $reason }.
error-render = A page cannot be rendered: { $reason }.

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
