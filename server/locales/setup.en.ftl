# What `setup` and `remove` ask and say.

help-setup = Set up a desk on this host, from its roster and its editors’ requests
help-setup--roster = The desk’s signed roster
help-setup--editors = The folder with the editors’ requests, and with nothing else
help-setup--fingerprint = The desk’s fingerprint, as the founding editor told it by voice
help-setup--name = The desk’s name on this host, where it serves several [default: the one that is there, else “desk”]
help-setup--vault_mib = The size of the vault, which never changes [default: 8192]
help-setup--page_language = The language of the page at /: fr or en
help-remove = Delete a desk of this host
help-remove--name = The desk’s name on this host
help-remove--with_vault = Say that the vault, the master key and the onions are to be deleted with it

setup-ask-roster = Which file is the desk’s signed roster?
setup-ask-editors = Which folder holds the editors’ requests, and nothing else?
setup-ask-fingerprint =
    { $desk }: the roster has this fingerprint: { $found }
    Did the founding editor tell you the same by voice? (yes/no)
setup-yes = yes
setup-plan = Setting up { $desk } under the name { $name }, for the editors { $editors }.
setup-without = No request came from { $editors }: they can read what they are given, and fetch nothing themselves. When a request comes, “Adding an editor” of the operators’ guide says what to do.
setup-done =
    The desk is set up. Give { $answer } to each editor who asked: it holds no secret. They run “sourdine desk join” with it.
    What `sourdine-server check` says:
removed = The desk { $name } is gone from this host, with its vault, its master key and its onions.

setup-not-root = only root can do this
setup-not-root-hint = run the command as root (sudo)
setup-no-package = { $path } is not there
setup-no-package-hint = install the Debian package, to which it belongs. Without the package, the operators’ guide says what to do by hand
setup-no-systemd = this host does not run systemd
setup-no-systemd-hint = the operators’ guide says what to do by hand (“Without the package”)
setup-desk-name = { $name } is no name of a desk
setup-desk-name-hint = 1 to 16 of a-z and 0-9, a letter first, and not “server”
setup-several-desks = this host has several desks: { $names }
setup-several-desks-hint = name one with --name
setup-no-desk = there is no desk { $name } on this host
setup-no-desk-hint = each folder in /etc/sourdine has the name of one
setup-program = { $program } failed: { $said }
setup-program-hint = mend what it says, then run the same command again: it finishes what was begun
setup-no-onion = tor has not written { $path }
setup-no-onion-hint = see what it says (journalctl -u { $unit }), then run the same command again
setup-file = { $path } cannot be used ({ $reason })
setup-file-hint = see what it is and whom it belongs to, then run the same command again

setup-missing = { $option } is missing, and there is no terminal to ask at
setup-missing-hint = give it on the command line
setup-fingerprint-unsaid = the roster’s fingerprint was not compared: { $found }
setup-fingerprint-unsaid-hint = have the founding editor tell you the desk’s by voice, and give that with --fingerprint
setup-fingerprint = the roster is of the desk { $found }, and you named { $said }
setup-fingerprint-hint = another person may have given you a roster of their own: ask the founding editor by another way. Nothing was written
setup-declined = nothing was written
setup-declined-hint = ask the founding editor for the desk’s fingerprint, by voice

setup-requests-folder = the folder { $path } cannot be read ({ $reason })
setup-requests-folder-hint = make a folder, and put into it the requests that editors gave you
setup-no-request = { $path } holds no request
setup-no-request-hint = each editor makes one with “sourdine desk request”
setup-too-many-files = { $path } holds more than { $max } files
setup-too-many-files-hint = a desk has at most as many editors: leave only their requests in it
setup-not-a-request-file = { $path } is a link, a folder or a device
setup-not-a-request-file-hint = leave only the editors’ requests in the folder, as plain files
setup-request-other-desk = { $path } is a request to the desk { $offered }, and the roster is of { $known }
setup-request-other-desk-hint = have the editor take over this desk’s roster (“sourdine roster accept”), and make the request again
setup-request-stranger = { $path }: { $editor } is not on the roster
setup-request-stranger-hint = ask the founding editor. A new editor needs a new roster
setup-request-other-key = { $path }: the request’s key is another than the roster’s for { $editor }
setup-request-other-key-hint = ask { $editor } by voice whether the request is theirs. If they made new keys, the founding editor signs a new roster
setup-request-signature = { $path }: the signature is not of { $editor }
setup-request-signature-hint = the file was changed, or another person made it: have { $editor } make the request again
setup-request-twice = { $path } and { $other } are both of { $editor }
setup-request-twice-hint = ask { $editor } which one counts, and take the other away
setup-request-same-token = { $path } and { $other } have the same token
setup-request-same-token-hint = each editor has one of their own: have both make a new one (“sourdine desk token --replace”), and a new request
setup-request-same-key = { $path } and { $other } have the same key to the onion
setup-request-same-key-hint = each editor has one of their own: have both make a new one, and a new request

setup-stands = { $path } is there and holds something else
setup-stands-hint = setup changes nothing that stands: see what it is, and move it away if it is not needed
setup-roster-stands = { $path } is there and is another roster
setup-roster-stands-hint = setup changes nothing that stands. To put a newer roster in place: copy it there and restart the server, then run setup with it
setup-answer-stands = { $path } names other addresses than the onions have now
setup-answer-stands-hint = if the onions are new, the editors need a new answer: move the old one away, then run the same command again
setup-token-stands = { $path } is there, and has no block with the token of { $editor }
setup-token-stands-hint = setup changes nothing that stands. Write [[editors]] and token_hash = "{ $hash }" at its end, restart the server, then run the same command again
setup-key-stands = { $path } is there and holds another key than the request of { $editor }
setup-key-stands-hint = setup changes nothing that stands. If the key is new, put { $line } into the file and restart tor, then run the same command again
setup-size-stands = { $path } says size_mib = { $now }, and you asked for { $wanted }
setup-size-stands-hint = a vault’s size never changes: leave --vault-mib out, or set up another desk
