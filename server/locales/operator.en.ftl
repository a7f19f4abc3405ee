# What the operator reads.

init-config = Wrote { $path }. Read it, put the roster where it says, then run `sourdine-server init` again to make the vault.
init-vault = The vault is made: { $slots } slots in { $path }, none of them telling whether it holds anything.
init-plan = A vault of { $size } MiB is being made in { $path }. All of that is taken at once and its size never changes; { $free } MiB are free there.
init-no-room = a vault of { $size } MiB does not fit into { $path }: { $free } MiB are free there
init-no-room-hint = choose a smaller size_mib before the vault is made, or a folder on a larger disk
init-key-in-memory =
    The master key is new, and is in { $path }: 32 bytes, and all that opens the vault. They are in memory alone: when this host goes off, they are gone.
    Copy the file now to a drive that you keep away from this host (cp { $path } /media/…). Put back after a start of this host, mode 0600, and never by way of a file on its disk, the copy opens the vault too.
init-key-on-disk =
    The master key is new, and is in { $path }: 32 bytes, and all that opens the vault. They are on a disk: who takes that disk and the vault opens the vault.
    Copy the file to a drive that you keep away from this host, name a file in a folder in memory (/run/…) as master_key, copy this one there, and overwrite this one (shred -u { $path }).
init-key-was-there = The vault opens with the master key that was in { $path } before, and with nothing else. Keep a copy away from this host.
init-key-sealed = The master key is sealed to the editors of { $roster }, beside the vault. When this host starts without it, the server waits, and an editor unlocks it from their machine: sourdine unlock-server.
init-key-unsealed = THE MASTER KEY IS SEALED TO NO EDITOR: { $roster } is not there, or not as the desk signed it. Until a server that has both started once, your copy alone opens the vault after this host was off.
init-as-root = Root would make a vault in { $path }, which belongs to the user { $owner }: a server of that user could not open it. Nothing was made.
init-as-root-hint = Run the same command as that user: `runuser -u USER -- sourdine-server --config FILE init`.
confinement-path = The server cannot confine itself to { $path }: { $source }
confinement-path-hint = See that the folder is there and that the server’s user may enter it.
confinement-files = The kernel did not confine the server’s files: { $source }
confinement-calls = The kernel did not confine the server’s system calls: { $source }
init-vault-there = { $path } holds a vault already: nothing was changed.
filling = Filling the vault
proving = Proving the slots
serving-sealed = The vault is sealed: an editor unlocks it from their machine (sourdine unlock-server).
serving = Serving sources at { $sources }, editors at { $editors }.
repaired = The index is built anew. Run `sourdine-server verify` to see that all is well.
verify-sound = All { $slots } slots were looked at: the key table, the index and every envelope are whole.
verify-damaged =
    { $slots } slots were looked at; { $count ->
        [one] 1 thing is damaged:
       *[other] { $count } things are damaged:
    }
verify-key-table = one of the two copies of the key table does not open
verify-key-table-hint = run `sourdine-server repair`
verify-index = the index does not open
verify-index-hint = run `sourdine-server repair`
verify-body = slot { $slot }: the body does not authenticate; its envelope cannot be read whole
verify-incomplete = slot { $slot }: the head of an envelope whose other slots are not all there; it is lost
verify-hash = slot { $slot }: the head of an envelope that is not what came in
verify-held = slot { $slot }: another release wrote what it holds, and this one does not understand it; nothing overwrites it: start the release that wrote it
verify-vanished = slot { $slot }: the index knows an envelope here, and the slot does not: deleted since the index was last written, or lost
build-broken = a page could not be rendered ({ $reason })
build-broken-hint = this build is broken, install another
no-socket = cannot listen at { $address } ({ $reason })
no-socket-hint = see that its folder exists and is yours, and that no other server runs
no-port = cannot listen at { $address } ({ $reason })
no-port-hint = stop the program that listens there (`ss -ltnp` names it), or choose another port, from 1024 to 65535
clock-before-release = the clock says { $day }, before this release was made
clock-before-release-hint = set it right, then start the server again
clock-moved = the clock moved from { $before } to { $now }
clock-moved-hint = until it is right again, nothing is deleted whose time has come. Check the clock, then restart the server
clock-behind = the clock says { $now }, and an envelope in the vault came on { $before }
clock-behind-hint = what arrives is dated no earlier, lest it be deleted too early. Set the clock right; if it is right now, let the editors discard what came while it was ahead, then restart the server
unfinished-most = uploads that have not ended held more than half of the vault
unfinished-most-hint = it may be filled on purpose, and editors see none of these. When the vault is full they make room; a restart of the server drops them all

vault-full = the vault is full
vault-full-hint = let the editors confirm and discard what they have, or make a larger vault
vault-unknown = there is no such envelope in the vault
vault-unknown-hint = fetch the list again
vault-other-hash = the hash is not this envelope’s
vault-other-hash-hint = fetch the envelope again
vault-empty = an envelope cannot be empty
vault-empty-hint = nothing was stored
vault-not-open = the vault is not open yet
vault-not-open-hint = try again in a while
vault-in-use = another process has the vault { $path } open
vault-in-use-hint = stop it first
vault-exists = { $path } is there already
vault-exists-hint = move it away, or choose another folder
vault-size = a vault of { $size } bytes cannot be
vault-size-hint = choose a size from { $min } bytes on
vault-none = there is no vault at { $path }
vault-none-hint = make it with `sourdine-server init`
vault-no-master = the master key is not at { $path }
vault-no-master-hint = no editor can bring it either: put your copy back there (mode 0600), then start again
vault-unlock-version = the sealed master key { $path } is of version { $found }, and this program knows version { $known } only
vault-unlock-version-hint = run the release that wrote it
vault-no-unlock = { $path } is not there or damaged: no editor can unlock this server
vault-no-unlock-hint = put your copy of the master key in place, and start again: the file is made anew
vault-unlock-unsure = it is not sure that { $path } holds this vault’s master key
vault-unlock-unsure-hint = start the server with its roster, and look at the disk
vault-unlock-seal = the master key was not sealed to the roster’s editors ({ $reason })
vault-unlock-seal-hint = an editor of the roster before may unlock this server, or none: ask the founding editor for a sound roster, and keep a copy of the master key
vault-no-folder = the folder of { $path } is not there
vault-no-folder-hint = make it (install -d -m 700), or name another in the configuration
vault-not-a-master = { $path } is not a master key
vault-not-a-master-hint = it should hold 32 bytes and nothing else
vault-key-table = the key table { $path } does not open
vault-key-table-hint = the master key is another vault’s or an older one, or both copies of the table are damaged
vault-other-version = the key table { $path } is of version { $found }, and this program knows version { $known } only
vault-other-version-hint = run the release that wrote it
vault-wrong-size = the vault { $path } has { $found } bytes and its key table knows { $expected }
vault-wrong-size-hint = a file is missing, cut or another vault’s; restore it
vault-damaged = slot { $slot } is damaged
vault-damaged-hint = run `sourdine-server verify` to see what is lost, and look at the disk
vault-broken = the disk lost a write
vault-broken-hint = look at the disk, run `sourdine-server verify`, then start the server again
vault-io = { $doing } failed ({ $reason })
vault-io-hint = look at the disk and its permissions
vault-random = the system gave no random numbers ({ $reason })
vault-random-hint = the vault cannot work without
vault-cipher = the cipher refused to seal
vault-cipher-hint = this is a fault of ours, please report it

proxy-line = no PROXY line came
proxy-line-hint = tor needs `HiddenServiceExportCircuitID haproxy` for the sources’ onion

config-unreadable = { $path } cannot be read ({ $reason })
config-unreadable-hint = give its path with --config, or make it with `sourdine-server init`
config-malformed = { $path }, line { $line }: { $reason }
config-mistaken = { $path }, line { $line }: { $mistake }
config-unwritten = the configuration { $path } cannot be written ({ $reason })
config-unwritten-hint = make its folder as root for the user that runs the server (install -d -m 750 -o USER FOLDER), or give another path with --config
config-quoted-number = `{ $key }` is a number
config-quoted-number-hint = write the number without quotes
config-not-a-number = `{ $key }` is a whole number, 0 or more
config-not-a-number-hint = write it in digits alone: no quotes, no unit, no sign, no fraction
config-unquoted = the value of `{ $key }` is a text
config-unquoted-hint = put it in quotes: { $key } = "…"
config-language = the language is "fr" or "en"
config-unknown-key = there is no setting `{ $key }` here
config-unknown-key-hint = these are known here: { $known }
config-missing-key = `{ $key }` is missing here
config-missing-key-hint = the file that `sourdine-server --config NEW init` writes has all settings
config-twice = `{ $key }` stands above already
config-twice-hint = keep one of the two lines
config-syntax = this line does not read ({ $said })
config-syntax-hint = a line is `name = value`, a text stands in quotes, a number without, each name once
config-address = an address is "unix:/path/to/socket" or "tcp:127.0.0.1:port"
config-not-loopback = TCP is for trials on this machine
config-not-loopback-hint = use a loopback address, or a Unix socket behind tor
config-port = a port is a number from 0 to 65535
config-port-hint = 0 lets the system choose one
config-socket-path = the socket’s path is too long
config-socket-path-hint = the system takes at most { $max } bytes
config-same-address = sources and editors need an address each
config-vault-size = the vault is too small
config-vault-size-hint = at least 8 MiB, and better 8192
config-quorum = a quorum is 1 to { $max } editors
config-quorum-large = quorum = { $quorum } with { $editors ->
        [one] 1 editor
       *[other] { $editors } editors
    }: their confirmations never suffice, and no envelope is deleted before its retention ends
config-quorum-large-hint = lower the quorum, or add the tokens that are missing
config-hold = hold_days = { $hold } is longer than keep_days = { $keep }: retention would delete what the hold is to keep
config-hold-hint = lower hold_days, or raise keep_days
config-retention = keep envelopes for at least one day
config-submission = the largest submission is at least 1 MiB and at most half of the vault
config-connections = at least 8 connections are needed
config-token-hash = a token’s hash has 64 hexadecimal digits
config-token-hash-hint = `sourdine desk token` prints it
config-token-twice = this token’s hash stands above already
config-token-twice-hint = each editor and each courier has a token of their own

roster-unreadable = the roster { $path } cannot be read ({ $reason }): export it with `sourdine roster export`, and name it in the configuration
roster-refused = the roster { $path }: { $source }

help = The submission server: sources hand in what the editors alone can open
help--config = The configuration file [default: /etc/sourdine/server.toml, else that of the host’s one desk]
help-init = Write the configuration, or make the vault that it describes
help-check = Say what is wrong with this host, why it matters and how to mend it; changes nothing. Exit code 0: all is right; 3: something is wrong and the server does not start; 4: warnings only
help-serve = Serve sources and editors until stopped
help-verify = Prove every slot that holds anything; changes nothing
help-repair = Build the index anew from the slots
help-manifest = Write what this release answers to sources, for whoever audits a server of it
