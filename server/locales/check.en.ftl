# What `check` and `serve` tell of a host: what is wrong and why it matters, then how to mend it.

check-wrong = WRONG: { $finding }
check-warning = WARNING: { $finding }
check-note = Note: { $finding }
check-sound = Nothing is wrong that can be seen here: configuration, roster, files, vault, memory.
check-sum = Wrong: { $wrong }. Warnings: { $warnings }.

## The roster
check-roster-signature = The desk’s signature on the roster { $path } does not hold: the file was changed or damaged since the desk signed it, and sources could seal to a stranger’s key.
check-roster-signature-hint = Ask the founding editor for the roster again (`sourdine roster export`), and ask who could write this file.
check-roster-future = The roster was signed on { $signed }, and this host’s clock says { $today }: with a wrong clock the server deletes too early or too late.
check-roster-future-hint = Set the clock right; if it is right, ask the founding editor to look at theirs.
check-roster-ends = The roster ends on { $day }, in { $days ->
        [one] 1 day
       *[other] { $days } days
    } (you are warned from { $warning } days before): after that day no source can send anything.
check-roster-ends-hint = Ask the founding editor for a new one (`sourdine roster sign`), put it in place and restart the server.
check-roster-ended = The roster ended on { $day }: no source can send anything, and the first page says so. Editors fetch what there is.
check-roster-ended-hint = Ask the founding editor for a new one (`sourdine roster sign`), put it in place and restart the server.
check-roster-until = The desk’s signature on the roster holds, and the roster is good until { $day }.

## The doors
check-no-editor = No editor has a token in the configuration: nobody can fetch what sources send.
check-no-editor-hint = Ask each editor for the block that `sourdine desk token` prints, and add it.
check-more-tokens = The configuration has { $tokens } tokens of editors, and the roster { $editors } editors: an editor who left the desk can still fetch, and have deleted, what sources send.
check-more-tokens-hint = Take out the token of each editor who left, then restart the server.
check-no-socket-folder = The folder { $path } is not there: the server cannot listen in it, and tor finds no one.
check-no-socket-folder-hint = Make it for the server’s user and tor’s group: install -d -m 2750 -o sourdine -g debian-tor { $path }
check-tcp = { $address } is TCP, for trials on this machine: every program here can connect, and circuits cannot be told apart.
check-tcp-hint = Behind tor, use Unix sockets.

## The master key
check-key-open = The master key { $path } has mode { $mode }: other users of this host can read or change it, and with it open the vault.
check-key-open-hint = Take that away: chmod 600 { $path }
check-key-on-disk = THE MASTER KEY { $path } IS ON A DISK: who seizes or copies that disk together with the vault’s opens the whole vault.
check-key-on-disk-hint = Keep it in memory: name a file in a folder below /run as master_key, copy it there after each start of this host, keep one copy away from the host, and overwrite this one (shred -u { $path }).
check-key-in-memory = The master key { $path } is in memory, as it should be: it is gone when this host goes off.
check-key-in-memory-hint = Then an editor unlocks the server (sourdine unlock-server), or you put back a copy that you kept away from this host, mode 0600.
check-sealed = The master key is not at { $path }: a server that starts now waits, and tells sources “not now”, until an editor unlocks it.
check-sealed-hint = If it waits, ask an editor to run sourdine unlock-server, and tell them by voice that it was you who started this host; or put your copy of the key in place, mode 0600.

## Files and folders
check-others-write = { $path } has mode { $mode }: other users of this host can change what the server reads or keeps there.
check-others-write-hint = Take that away: chmod go-w { $path }
check-group-writes = { $path } has mode { $mode }: its group can change what the server reads there.
check-group-writes-hint = Take that away, unless the group is yours alone: chmod g-w { $path }
check-others-read = { $path } has mode { $mode }: other users of this host can copy the vault, and compare two copies.
check-others-read-hint = Take that away: chmod go-rwx { $path }
check-owner-of-secret = { $path } belongs to user { $owner }, who is neither root nor the server’s user ({ $server }): its owner can read and replace it.
check-owner-of-secret-hint = Give it to the server’s user: chown { $server } { $path }
check-owner = { $path } belongs to user { $owner }, who is neither root nor the server’s user ({ $server }): its owner can change what the server does.
check-owner-hint = Give it to root: chown root { $path }
check-unreadable = { $path } has mode { $mode }, and the server’s user ({ $server }) cannot read it: the server does not start.
check-unreadable-hint = Give it to that user: chown { $server } { $path }
check-closed-socket-folder = { $path } has mode { $mode }: no user but its owner can enter it, so tor reaches no socket there, and no visitor comes.
check-closed-socket-folder-hint = Let tor’s group in: chgrp debian-tor { $path } && chmod 2750 { $path }

## The vault
check-vault-size = { $config }, line { $line }: size_mib = { $now }, and the vault has { $made } MiB: a vault never changes its size.
check-vault-size-hint = Put size_mib = { $made } back; for another size, make a new vault in another folder.
check-disk-small = { $free } MiB are free where { $path } is, and { $wanted } MiB are wanted: what the editors said of envelopes may not be kept.
check-disk-small-hint = Make room on that disk.

## Memory
memory-swapped = This host may swap, and does not let the server lock its memory: what sources without script send, and the master key, may reach a disk.
memory-swapped-hint = Turn swap off (swapoff -a, and take its line out of /etc/fstab), and allow the lock (LimitMEMLOCK=infinity).
check-key-swapped = This host may swap: the server’s memory is locked, but the master key’s file in memory is not, and may reach a disk.
check-key-swapped-hint = Turn swap off (swapoff -a), and take its line out of /etc/fstab.
check-dumps = The system did not let the server forbid core dumps: a crash would write its memory to a disk.
check-dumps-hint = Look what limits this process (prctl, RLIMIT_CORE).
