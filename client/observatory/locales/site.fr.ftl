# What readers of the observatory's site see.
skip = Aller au contenu
home = Accueil
entries = Fiches
by-technology = Par technologie
by-place = Par lieu
table = Tableau
about = À propos
other-language = English
other-language-title = This page in English
navigation = Pages de l’observatoire
entry-count = { $count ->
    [one] { $count } fiche
   *[other] { $count } fiches
}
unknown = non renseigné
colon = { "\u00A0" }:
status = État
confidence = Confiance
technology = Technologie
technologies = Technologies
place = Lieu
places = Lieux
updated = Mise à jour
summary = En bref
facts = Ce que l’on sait
claims = Ce qui est affirmé
claims-note = Chaque affirmation porte sa source et ce sur quoi elle repose.
sources = Sources
documents = Documents
history = Étapes
controls = Contrôles
changes = Modifications de la fiche
purposes = Finalités annoncées
vendors = Fournisseurs
operators = Exploitants
legal-basis = Base légale
impact-assessment = Analyse d’impact
cost = Coût
data-used = Données utilisées
right-of-reply = Droit de réponse
no-documents = Aucun document n’est publié avec cette fiche.
alleged = allégué
source-word = source
outcome = Résultat
date = Date
insee = Code INSEE
pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
bytes-unit = octets
kilobytes = ko
megabytes = Mo
fingerprint = Empreinte SHA-256
cleaned-with = Nettoyé avec
redactions = Occultations
origin = Provenance
archived = version archivée
open-data = Données ouvertes
this-entry-json = Cette fiche en JSON
feed = Flux Atom
all-json = Toutes les fiches en JSON
sums = Empreintes de tous les fichiers
licence = Licence Ouverte 2.0 (Etalab)
licence-text = Les données de l’observatoire (fiches, flux, JSON) sont publiées sous Licence Ouverte 2.0 : on peut les réutiliser librement en citant la source et la date de mise à jour. Les documents publiés restent ceux de leurs auteurs.
footer = Sans script, sans traceur, sans requête vers un tiers.
table-caption = Toutes les fiches, une par ligne
reading-title = Comment lire une fiche
reading-confidence = La lettre de confiance dit sur quoi une fiche ou une affirmation repose.
reading-unknown = « Non renseigné » veut dire que les sources de la fiche n’en disent rien : ni oui, ni non.
reading-status = L’état dit jusqu’où le dispositif est allé, d’après les sources.
reading-position = Une position n’est jamais plus fine que le milieu d’une commune ou d’un quartier.
verify-title = Vérifier et réutiliser
verify-text = Chaque document publié porte l’empreinte SHA-256 du fichier tel qu’il est publié, et le fichier SHA256SUMS donne celle de tous les fichiers du site. On les vérifie avec la commande sha256sum -c SHA256SUMS.
choose = Choisir une langue

confidence-A = A · documents officiels
confidence-B = B · deux sources indépendantes
confidence-C = C · une seule source
confidence-D = D · allégué

status-rumour = rumeur
status-planned = projet
status-voted = voté
status-authorised = autorisé
status-trial = essai
status-deployed = en service
status-suspended = suspendu
status-abandoned = abandonné
status-annulled = annulé
status-unknown = non renseigné

technology-cctv = Vidéosurveillance
technology-behaviour-analytics = Analyse de comportements
technology-crowd-detection = Détection de foules
technology-flow-counting = Comptage de flux
technology-number-plates = Lecture de plaques
technology-automatic-fines = Vidéoverbalisation
technology-face-recognition = Reconnaissance faciale
technology-emotion-recognition = Reconnaissance d’émotions
technology-drone = Drone
technology-helicopter = Hélicoptère
technology-balloon = Ballon
technology-noise-sensor = Capteur de bruits
technology-shot-detection = Détection de tirs
technology-body-camera = Caméra-piéton
technology-big-data-observatory = Observatoire big data
technology-predictive-policing = Police prédictive
technology-hypervisor = Hyperviseur
technology-file = Fichier
technology-imsi-catcher = IMSI-catcher
technology-radio-tracking = Traçage wifi ou Bluetooth
technology-social-networks = Surveillance de réseaux sociaux
technology-access-control = Contrôle d’accès
technology-reporting-app = Application de signalement
technology-robot = Robot
technology-other = Autre

place-commune = commune
place-district = quartier
place-intercommunality = intercommunalité
place-departement = département
place-region = région

source-press = presse
source-official = document officiel
source-decision = décision
source-vendor = fournisseur
source-association = association
source-document = document publié ici

origin-source = transmis à l’observatoire
origin-freedom-of-information = obtenu par une demande d’accès
origin-public = déjà public
