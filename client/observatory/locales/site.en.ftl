# What readers of the observatory's site see.
skip = Skip to content
home = Home
entries = Entries
by-technology = By technology
by-place = By place
table = Table
about = About
other-language = Français
other-language-title = Cette page en français
navigation = Pages of the observatory
entry-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
unknown = not stated
colon = :
status = Status
confidence = Confidence
technology = Technology
technologies = Technologies
place = Place
places = Places
updated = Updated
summary = In short
facts = What is known
claims = What is claimed
claims-note = Each claim carries its source and what it rests on.
sources = Sources
documents = Documents
history = Steps
controls = Inspections
changes = Changes to this entry
purposes = Stated purposes
vendors = Vendors
operators = Operators
legal-basis = Legal basis
impact-assessment = Impact assessment
cost = Cost
data-used = Data used
right-of-reply = Right of reply
no-documents = No document is published with this entry.
alleged = alleged
source-word = source
outcome = Outcome
date = Date
insee = INSEE code
pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
bytes-unit = bytes
kilobytes = kB
megabytes = MB
fingerprint = SHA-256 fingerprint
cleaned-with = Cleaned with
redactions = Redactions
origin = Origin
archived = archived copy
open-data = Open data
this-entry-json = This entry as JSON
feed = Atom feed
all-json = All entries as JSON
sums = Fingerprints of all files
licence = Licence Ouverte 2.0 (Etalab)
licence-text = The observatory’s data (entries, feeds, JSON) are published under the Licence Ouverte 2.0: anyone may reuse them, naming the source and the date of its last update. Published documents remain their authors’.
footer = No script, no tracker, no request to a third party.
table-caption = All entries, one a line
reading-title = How to read an entry
reading-confidence = The confidence letter says what an entry or a claim rests on.
reading-unknown = “Not stated” means that the entry’s sources say nothing about it: neither yes nor no.
reading-status = The status says how far the system has come, according to the sources.
reading-position = A position is never finer than the middle of a commune or a part of town.
verify-title = Verify and reuse
verify-text = Each published document carries the SHA-256 fingerprint of the file as published, and the file SHA256SUMS gives that of every file of the site. Check them with the command sha256sum -c SHA256SUMS.
choose = Choose a language

confidence-A = A · official documents
confidence-B = B · two independent sources
confidence-C = C · one source
confidence-D = D · alleged

status-rumour = rumour
status-planned = planned
status-voted = voted
status-authorised = authorised
status-trial = trial
status-deployed = in use
status-suspended = suspended
status-abandoned = abandoned
status-annulled = annulled
status-unknown = not stated

technology-cctv = Video surveillance
technology-behaviour-analytics = Behaviour analytics
technology-crowd-detection = Crowd detection
technology-flow-counting = Flow counting
technology-number-plates = Number-plate reading
technology-automatic-fines = Automatic fines
technology-face-recognition = Face recognition
technology-emotion-recognition = Emotion recognition
technology-drone = Drone
technology-helicopter = Helicopter
technology-balloon = Balloon
technology-noise-sensor = Noise sensor
technology-shot-detection = Shot detection
technology-body-camera = Body camera
technology-big-data-observatory = Big-data observatory
technology-predictive-policing = Predictive policing
technology-hypervisor = Hypervisor
technology-file = File
technology-imsi-catcher = IMSI catcher
technology-radio-tracking = Wi-Fi or Bluetooth tracking
technology-social-networks = Social network monitoring
technology-access-control = Access control
technology-reporting-app = Reporting app
technology-robot = Robot
technology-other = Other

place-commune = commune
place-district = district
place-intercommunality = group of communes
place-departement = département
place-region = region

source-press = press
source-official = official document
source-decision = decision
source-vendor = vendor
source-association = association
source-document = document published here

origin-source = handed to the observatory
origin-freedom-of-information = obtained through an access request
origin-public = already public
