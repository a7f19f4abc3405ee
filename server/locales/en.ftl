# What sources read. Plain words, short sentences, no promise that the code does not keep.
# In texts that the script fills in, {percent} and the like arrive as they stand.

language-name = English
skip = Skip to the content
site-kind = submission desk
footer-open = Sourdine, free software (AGPL). This page sets no cookie, loads nothing from elsewhere, and this server keeps no record of visits.
back-home = Back to the first page

## The landing page

landing-title = Send documents
landing-heading = Hand over documents, quietly.
landing-lead = This page carries a message and files to the editors of { $desk }. It asks for no name, no address and no account. Read this first: it takes two minutes.

## What the desk says of itself; the default where it says nothing

notices-heading = Who is at the other end
notice-readers = Who reads this
notice-readers-default = This desk’s editors, and nobody else: only their keys open what you send.
notice-keys = Keys that open it: { $count }.
notice-next = What happens next
notice-next-default = The editors read and check. Nothing is published before two of them have agreed. You will get no answer yet.
notice-kept = How long it is kept
notice-kept-default = On this server, sealed, until the editors have fetched it or a time limit is past; then it is overwritten. How long the editors keep it, they have not said here.
notice-address = Is this the right address?
notice-address-default = The editors have not said here where else it stands. Compare all of it with a second place that you trust: a false page would look the same.
notice-rights = Your rights
notice-rights-default = The law protects some who report wrongdoing, under conditions; what this page says is no legal advice. In France the Défenseur des droits and the Maison des lanceurs d’alerte inform you: look them up in Tor Browser, and not at work.

## The states of the desk

state-full = The desk is full today.
state-full-why = What you send now may be refused, a large file above all, until the editors have fetched what waits. Once it was so, this stands here until tomorrow, whatever changes meanwhile.
state-full-do = Keep your files where they are safe, and come back in some days. You can already seal them with the offline page (below), and bring the result then.
state-expired = The desk takes nothing today.
state-expired-why = The editors’ keys were valid until { $day }. Until the desk has signed them anew, nothing can be sealed, neither here nor with the offline page.
state-expired-do = Keep your files where they are safe, and come back in some days. There is nothing wrong on your side.

before-heading = Before you write anything
before-tor = Use Tor Browser.
before-tor-why = It hides from this server where you are, and from your network what you read. In any other browser, stop here.
before-work = Not at work.
before-work-why = Not on a computer or phone that your employer manages, nor on its network, nor during hours when your absence shows. Those machines can record the screen, the keys and the fact that Tor ran.
before-files = Documents talk about you.
before-files-why = Author names, printer dots, a wording that only your copy has, a log of who opened the file. The editors remove what they can before they publish. They can do nothing about how few people had the document.
before-silence = Tell nobody.
before-silence-why = Not before, not after. Do not search for this desk from your usual browser.

protects-heading = What this protects
protects-content = What you send: the words, the files, their names, number and kind. They are sealed to the editors’ keys, also against a computer of the future.
protects-place = Where you are. You came through Tor; the server never learns your address.
protects-time = When you came. Nothing finer than the day is kept.
protects-server = Afterwards. Whoever takes this server away finds sealed envelopes among random bytes, padded so that their size says little.

limits-heading = What it cannot protect
limits-watch = Someone who watches your line and this server’s at the same moment may match times and sizes. There is no decoy traffic: there would be no crowd to hide in.
limits-page = Whoever has broken into this server at this moment could show you a false page. Sealing beforehand protects what you send even then.
limits-device = A phone or computer that is spied on shows everything before it is sealed.
limits-content = What your documents say about you, once somebody has read them.

sealing-heading = How it will be sealed
active = Active now
active-server = Sealed by the server
checking-why = Looking whether this browser can seal by itself…
active-server-why = JavaScript is off. What you send travels encrypted through Tor, then passes in the clear through this server’s memory while it is sealed; it is never written to its disk unsealed. Someone in control of the server at that moment could read it.
active-browser = Sealed in this browser
active-browser-why = Your message and files are encrypted here, on your machine, before they leave it. The server receives what it cannot open. You still have to trust the page that it sent you; if that is too much, seal beforehand.
active-broken-why = JavaScript is on, but this browser cannot seal by itself. Everything works as it does without JavaScript: what you send passes in the clear through this server’s memory while it is sealed; it is never written to its disk unsealed. Someone in control of the server at that moment could read it.
level = Our advice: the security level “Safer”.
level-how = In Tor Browser, click the shield beside the address bar, then “Settings…”, choose “Safer”, and come back here; Tor Browser may have to restart. This page then seals on your machine, and the riskiest parts of the browser are off. Only if all that you send was sealed beforehand, choose “Safest”.
beforehand-heading = Sealing beforehand
beforehand-offline = The offline page is one file. Save it, open it without any network, and it makes a sealed file to bring back here.
beforehand-offline-where = It is saved as sourdine-offline-en.html, in the folder of your downloads. Use a computer that is yours alone, best with Tails; delete the file when you are done.
beforehand-offline-link = Save the offline page
beforehand-keys = With age (1.3 or later) or GnuPG you can encrypt to the editors’ keys yourself, then send the result here like any file.
beforehand-keys-link = The editors’ keys

begin-heading = Begin
begin-what = You will be shown twelve words: your codename. A later version of this page will show you, and nobody else, an answer when you type them in. Nothing can be answered yet, so you need not keep them.
begin-button = Begin
begin-limit = Largest submission: { $max }.

## Writing (both with and without script)

codename-heading = Your codename: twelve words
codename-why = They are for an answer: a later version of this page will show it to you when you type them in. Nothing can be answered yet, so you need not keep them. Kept, they can be found, and whoever finds them can pass for you.
codename-hand = To keep them: by hand, on paper, in this order. Not with a printer, in a phone or in a photograph. Nobody can give them to you again.
codename-destroy = To destroy them: burn the paper, or soak it and tear it to pulp; and the sheet that lay under it, where the pen pressed through.
codename-server = JavaScript is off: the server made these words and sent them to you, so whoever controls it now may know them.
codename-beforehand = You sealed beforehand with the offline page? Its words are yours; you do not need these.
codename-other = What you are sending was sealed beforehand. If it was with the offline page, its words are yours; you need no others.
codename-label = Your codename
codename-hide = Hide the words while I write

message-heading = Your message
message-label = Message
message-hint = What it is, how you know, what should not be published. Nothing that names you, unless you decide to.
files-heading = Your files
files-label = Files
files-add = Add files…
files-more-label = More files, from another folder
files-third-label = And more
files-hint = Any kind, at most 4,096 files. Their names are sealed too. Sealed already with age or GnuPG? Add it like any other.
files-largest = All together at most { $max }.
send-button = Seal and send

## Without script

form-title = Your submission
form-heading = Your submission
form-tab = Sending opens a second tab, which stays blank until all has arrived: a large file through Tor can take an hour. Keep this tab, and leave both alone until the second says that it arrived.
form-server = Sealed by the server: what you send passes in the clear through its memory, never to its disk.
receipt-heading = Did it arrive?
receipt-why = If the second tab shows an error, or nothing for a long time, ask. If it did not arrive, send again from this tab: twice does no harm, the editors see that it is the same.
receipt-button = Ask whether it arrived

confirmation-title = It arrived
confirmation-heading = It arrived, sealed.
confirmation-what = It is stored, and only the editors’ keys open it.
confirmation-message = { $message ->
    [yes] With a message.
    [sealed] With a message that was sealed already. The server could not read what is sealed, nor check that it is for these editors.
   *[no] Without a message.
}
confirmation-files = { $files ->
    [0] No file.
    [one] One file.
   *[other] { $files } files.
}
confirmation-age = { $age ->
    [one] One file was sealed with age already. The server could not read what is sealed, nor check that it is for these editors.
   *[other] { $age } files were sealed with age already. The server could not read what is sealed, nor check that it is for these editors.
}
confirmation-openpgp = { $openpgp ->
    [one] One file was encrypted with OpenPGP already. The server could not read what is encrypted, nor check that it is for these editors.
   *[other] { $openpgp } files were encrypted with OpenPGP already. The server could not read what is encrypted, nor check that it is for these editors.
}
confirmation-spoiled = { $spoiled ->
    [one] One file had been sealed, but was then cut short or changed by a program (a Windows shell’s “>” does that): it will open for nobody. Seal it again, with -o and a file name, and send it again.
   *[other] { $spoiled } files had been sealed, but were then cut short or changed by a program (a Windows shell’s “>” does that): they will open for nobody. Seal them again, with -o and a file name, and send them again.
}
confirmation-unsealed = { $unsealed ->
    [one] One file was not recognised as sealed beforehand. A signature alone does not seal.
   *[other] { $unsealed } files were not recognised as sealed beforehand. A signature alone does not seal.
}
confirmation-plain-all = Nothing of it was recognised as sealed beforehand: it passed in the clear through this server’s memory while it was being sealed, and has been wiped from it.
confirmation-plain-rest = The rest passed in the clear through this server’s memory while it was being sealed, and has been wiped from it.
next-heading = Now
next-words = If you keep your twelve words, check that you can read them and hide the paper. If not, destroy it.
next-downloads = Delete what you saved for this, and empty the bin: the offline page, sealed files, the editors’ keys.
next-close = Close Tor Browser, all its windows.
next-silence = Do not come back to see. This page cannot carry answers yet; the version that can will ask for your words.

receipt-title = Did it arrive?
receipt-arrived-heading = Yes, it arrived.
receipt-arrived-why = It is stored, sealed. You need not send it again.
receipt-absent-heading = It is not here.
receipt-absent-why = It did not arrive whole, or the editors have fetched and deleted it since. If you sent it just now and the other tab is still loading, wait. Otherwise go back to the tab with your codename and send again: twice does no harm.

## Refusals

refusal-malformed-title = That could not be read
refusal-malformed-why = What arrived was cut short, or is not what the form sends. Nothing of it was kept.
refusal-malformed-do = Begin again from the first page. You will get a new codename; the old one is worth nothing without a submission.
refusal-not-found-title = Nothing here
refusal-not-found-why = There is no page at this address.
refusal-not-found-do = Go to the first page.
refusal-too-slow-title = It took too long
refusal-too-slow-why = For a while nothing arrived, and the server stopped waiting. Nothing was kept.
refusal-too-slow-do = Go back to the tab with your twelve words and send again: they stay the same. “New Tor circuit for this site”, in Tor Browser’s menu, often helps; so do fewer or smaller files.
refusal-too-large-title = Too large
refusal-too-large-why = One file, or all of them together, are larger than the { $max } that the desk takes at once. Nothing of it was kept.
refusal-too-large-do = Several files: send them in several submissions. One file that is too large by itself: split it (7-Zip: “Split to volumes”; Linux and macOS: split -b) and send each part in a submission of its own. Say in each message which part it is, and of how many. Each submission has a codename of its own.
refusal-empty-title = Nothing was written or attached
refusal-empty-why = The form arrived without a message and without a file. Nothing was kept, and the editors see nothing of it.
refusal-empty-do = Close this tab and go back to the one with your twelve words: they stay the same. Write a message or add a file there, then send.
refusal-message-too-long-title = The message is too long
refusal-message-too-long-why = A message holds at most 1 MiB of text, some 500 pages. Nothing of it was kept.
refusal-message-too-long-do = Close this tab and go back to the one with your twelve words: they stay the same. Save the text to a file, add that file instead, and send again.
refusal-too-many-files-title = Too many files
refusal-too-many-files-why = One submission holds at most 4,096 files. Nothing of it was kept.
refusal-too-many-files-do = Close this tab and go back to the one with your twelve words: they stay the same. Put files together in an archive (a ZIP), add that instead, and send again.
refusal-unavailable-title = Not now
refusal-unavailable-why = The desk cannot take this at the moment. Nothing was kept.
refusal-unavailable-do = Wait a few minutes, then try again. There is nothing wrong on your side.
refusal-full-title = No room left
refusal-full-why = The desk’s storage is full until the editors have fetched what waits. Nothing of yours was kept.
refusal-full-do = Come back in some days. Keep your documents safe until then.

## The editors' keys

keys-title = The editors’ keys
keys-heading = The editors’ keys
keys-lead = Encrypt to all of them, so that any editor can read. Then send the encrypted file like any other, with a message or without.
keys-sign = Do not sign.
keys-sign-why = A signature names its maker, and seals nothing.
keys-where = Save the files in the folder of your document, and open a terminal there. The commands below work as they stand; document.pdf is the name of yours. When what you sealed has arrived, delete what you saved and made here, and empty the bin.
keys-age-heading = With age
keys-age-how = It needs version 1.3 or later: “age --version” tells. Debian 12 has 1.1.1, which cannot use these keys; age-encryption.org has a newer one. It resists a computer of the future.
keys-age-save = Save editors.txt
keys-gpg-heading = With GnuPG
keys-gpg-how = Version 2.2 or later. It does not resist a computer of the future; age does. These commands make a keyring of their own, editors.kbx, to be deleted too: yours stays as it is.
keys-gpg-save = Save editors.asc
keys-check-heading = Are they the right keys?
keys-check = They come from this server. Their fingerprint, to compare with the one that the desk publishes elsewhere, if it does:
keys-check-how = The files that you saved have it when this command begins with the same digits:

## The offline page

offline-title = Seal offline
offline-heading = Seal it here, without a network.
offline-lead = This page is a single file. It needs no connection and makes none. Disconnect, write, add files; it saves one sealed file that only the editors of { $desk } can open.
offline-active = Sealed on this machine, offline
offline-active-why = Everything happens in this page. It cannot send anything anywhere.
offline-noscript = This page needs JavaScript and a recent browser. Switch JavaScript on for this page alone, without a network; or encrypt with age or GnuPG.
offline-progress-heading = Sealing
offline-progress-why = Keep this page open.
offline-button = Seal into a file
offline-done-heading = Sealed, not sent yet.
offline-done-why = Save the file, carry it to Tor Browser, and send it from the desk’s page like any other file. That page shows twelve words too: you do not need them, those of this page are yours.
offline-done-where = It is saved as sealed.age, in the folder of your downloads. When the desk’s page says that it arrived, delete it and this page, and empty the bin.
offline-save = Save the sealed file
offline-expires = The editors’ keys in this page may be used until { $day }.
offline-delete = This page lies in the folder of your downloads, as sourdine-offline-en.html. Delete it when what you sealed has arrived, and empty the bin.

## What the script says

script-preparing = Preparing…
script-file-remove = Remove { $name }
script-files-total = Files: { $count } · { $size }
script-units = B KiB MiB GiB
script-empty = Write a message or add a file first.
script-message-long = The message is too long: put it in a file.
script-too-many = Too many files: put some together in an archive.
script-too-large = Too large: all together at most { $max }.
script-file-too-large = One file is too large by itself: at most { $max }. Split it (7-Zip: “Split to volumes”; Linux and macOS: split -b) and send each part in a submission of its own. Say in each message which part it is.
script-file-sealed = Sealed already
script-file-spoiled = This file was sealed, then cut short or changed by a program: it will open for nobody. Seal it again, with -o and a file name, and add that instead.
script-with-message = With a message.
script-no-message = Without a message.
script-no-file = No file.
script-files-age = Sealed with age already: { $count }
script-files-openpgp = Encrypted with OpenPGP already: { $count }
script-files-spoiled = Sealed, then cut short or changed by a program, so that they will open for nobody: { $count }
script-sent = { $percent } % sent: { $done } of { $size }
script-sent-again = The server was restarted. Sending the first part again: { $done } of { $size }
script-sealed = { $percent } % sealed: { $done } of { $size }
script-left = about { $minutes } min left
script-left-soon = less than a minute left
script-progress-heading = Sealing and sending
script-progress-label = Progress
script-progress-why = Keep this page open. If the connection is cut, it goes on by itself where it stopped; if the server was restarted meanwhile, from the start.
script-waiting = The connection was cut. Trying again in { $seconds } s…
script-resuming = Connected again. Going on: { $done } of { $size } have arrived.
script-restarting = The server was restarted and has forgotten the first part. Sealing anew and sending it again…
script-finishing = All sent. Waiting for the server to say that it is stored…
script-cancel = Stop
script-done-heading = It arrived, sealed.
script-done-why = The server has stored it, and cannot open it. Only the editors can.
script-unconfirmed-heading = Not confirmed
script-unconfirmed-why = The connection is gone, and the server has not said that all of it was stored. It may have arrived, it may not. Try again: if it arrived, the editors will see that it is the same. Until then nothing is lost as long as this page stays open.
script-unconfirmed-retry = Try again
script-failed-heading = It was not sent
script-failed-file = One of the files could not be read: it was changed, moved or removed. Add it again.
script-failed-roster = The editors’ keys have expired or cannot be used, and nothing was sent. Come back in some days.
script-failed-large = The server says that this is too large. Nothing of it was kept.
script-failed-full = The desk’s storage is full until the editors have fetched what waits. Nothing of yours was kept. Come back in some days.
script-failed-refused = The server refused it, and nothing was kept. Reload the page and begin again.
script-failed-sealing = This browser could not seal it, and nothing was sent.
script-failed-cancelled = Stopped. What had been sent so far will be deleted. If all of it had just arrived, the editors will get it all the same.
script-failed-back = Back to the form
