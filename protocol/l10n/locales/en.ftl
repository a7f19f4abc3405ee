# What both programs say.

## Help
help--lang = The language of messages: fr or en
help--json = Answer in JSON

## Errors of the system
error-io = Reading or writing failed: { $reason }.
crashed = a fault of ours, at { $place }: one connection was dropped, the others go on; please report it

## Errors of the protocol
error-roster-malformed = Not a roster of version 1
error-roster-malformed-hint = export it again with “sourdine roster export”.
error-roster-long = The roster is longer than any that Sourdine signs.
error-roster-editors = The list of editors is not valid: 1 to 32, each under another name of a-z, 0-9 and hyphens.
error-roster-desk = The desk’s name is empty, too long, or holds control characters
error-roster-desk-hint = choose another.
error-roster-expired = The roster expired on { $day }
error-roster-expired-hint = the desk signs a new one with “sourdine roster sign”.
error-notice-blank = The notice “{ $topic }” ({ $language }) is empty, or begins or ends with a space.
error-notice-long = The notice “{ $topic }” ({ $language }) is longer than { $max } bytes: two sentences and a pointer are enough.
error-notice-character = The notice “{ $topic }” ({ $language }) has the character { $character }: only letters, digits and ordinary punctuation are shown to sources.
error-token = The token does not read (43 characters are expected)
error-token-hint = make a new one with “sourdine desk token --replace”, and give its hash to the operator.
error-request-long = It is longer than any request that Sourdine writes
error-request-long-hint = have it sent again.
error-request-malformed = Not a request ({ $said })
error-request-malformed-hint = have it sent again; “sourdine desk request” writes it.
error-request-version = It is of version { $found }, and this program knows version 1
error-request-version-hint = bring both programs to the same release.
error-request-fingerprint = A fingerprint in it does not read
error-request-fingerprint-hint = have the request made again.
error-request-editor = The editor’s name in it is none (1 to 32 of a-z, 0-9 and hyphens)
error-request-editor-hint = have the request made again.
error-request-token-hash = The token’s hash in it has not 64 hexadecimal digits in lower case
error-request-token-hash-hint = have the request made again.
error-request-onion-key = The key for the onion in it is none (descriptor:x25519: and 52 characters)
error-request-onion-key-hint = have the request made again.
error-answer-long = The answer is longer than any that Sourdine writes
error-answer-long-hint = have it sent again.
error-answer-malformed = Not an operator’s answer ({ $said })
error-answer-malformed-hint = have it sent again; “sourdine-server setup” writes it.
error-answer-version = The answer is of version { $found }, and this program knows version 1
error-answer-version-hint = bring both programs to the same release.
error-answer-desk = The desk’s fingerprint in the answer does not read
error-answer-desk-hint = have it sent again.
error-answer-same-onion = Sources and editors have the same address in the answer
error-answer-same-onion-hint = have it sent again.
error-onion-name = Not an onion’s name: 56 letters and digits before “.onion”, in lower case
error-audit-manifest = The manifest is not to be used: { $reason }.
error-audit-manifest-hint = Take it from the release again, with a program of the same version.
error-day = Not a day: write it as 2026-11-24, from 1970 on
error-envelope-id = An envelope’s id has 32 hexadecimal digits: copy it whole
error-hash = An envelope’s hash has 64 hexadecimal digits, in lower case
error-language = Not a language of Sourdine’s: write fr or en
error-number = Not a whole number
error-sha256 = Not a SHA-256: 64 characters of 0-9 and a-f

## clap, where it does not speak for itself
clap-usage = Usage:
clap-commands = Commands
clap-command = COMMAND
clap-arguments = Arguments
clap-options = Options
clap-help = Print help
clap-help-command = Print this message or the help of the given subcommand(s)
clap-version = Print version
clap-default = [default: { $list }]
clap-possible-values = [possible values: { $list }]
clap-unknown-argument = error: unexpected argument “{ $arg }”
clap-unknown-command = error: unrecognized subcommand “{ $command }”
clap-invalid-value = error: invalid value “{ $value }” for “{ $arg }”; possible values: { $valid }
clap-missing-value = error: a value is required for “{ $arg }”
clap-refused-value = error: invalid value “{ $value }” for “{ $arg }”: { $reason }
clap-no-equals = error: “{ $arg }” takes its value after an equal sign
clap-too-many-values = error: unexpected value “{ $value }” for “{ $arg }”
clap-too-few-values = error: “{ $arg }” takes at least { $least } values, not { $found }
clap-wrong-number-of-values = error: “{ $arg }” takes { $most } values, not { $found }
clap-conflict = error: “{ $arg }” cannot be used with “{ $other }”
clap-twice = error: “{ $arg }” cannot be used more than once
clap-missing-argument = error: these are required: { $arg }
clap-missing-command = error: a subcommand is required
clap-not-utf8 = error: what was typed is not UTF-8
clap-other = error: what was typed cannot be read
clap-hint-argument = There is an argument of a similar name: { $suggested }
clap-hint-command = There is a subcommand of a similar name: { $suggested }
clap-hint-value = There is a similar value: { $suggested }
clap-more = For more information, try “--help”.
