# Ce que lisent les sources. Des mots simples, des phrases courtes, aucune promesse que le code ne tienne.
# Les espaces insécables sont posées par le programme. {percent} et ses semblables arrivent tels quels au script.

language-name = Français
skip = Aller au contenu
site-kind = dépôt de documents
footer-open = Sourdine, logiciel libre (AGPL). Cette page ne pose aucun cookie, ne charge rien d’ailleurs, et ce serveur ne garde pas trace des visites.
back-home = Revenir à la première page

## La page d'accueil

landing-title = Transmettre des documents
landing-heading = Transmettre des documents, en sourdine.
landing-lead = { $desk } reçoit ici messages et fichiers. Cette page ne demande ni nom, ni adresse, ni compte. Lisez d’abord ceci : deux minutes suffisent.

before-heading = Avant d’écrire quoi que ce soit
before-tor = Utilisez le navigateur Tor.
before-tor-why = Il cache à ce serveur où vous êtes, et à votre réseau ce que vous lisez. Dans tout autre navigateur, arrêtez-vous ici.
before-work = Pas au travail.
before-work-why = Ni sur un ordinateur ou un téléphone que gère votre employeur, ni sur son réseau, ni aux heures où votre absence se remarque. Ces machines peuvent enregistrer l’écran, les touches, et le fait que Tor a servi.
before-files = Les documents parlent de vous.
before-files-why = Nom d’auteur, points jaunes d’imprimante, tournure propre à votre exemplaire, journal de qui a ouvert le fichier. La rédaction retire ce qu’elle peut avant de publier. Elle ne peut rien au petit nombre de ceux qui avaient le document.
before-silence = N’en parlez à personne.
before-silence-why = Ni avant, ni après. Ne cherchez pas ce dépôt depuis votre navigateur habituel.

protects-heading = Ce qui est protégé
protects-content = Ce que vous envoyez : le texte, les fichiers, leurs noms, leur nombre, leur nature. Tout est scellé pour les clés de la rédaction, y compris contre un ordinateur du futur.
protects-place = Le lieu. Vous venez par Tor ; le serveur n’apprend jamais votre adresse.
protects-time = Le moment. Rien de plus fin que le jour n’est conservé.
protects-server = La suite. Qui emporterait ce serveur y trouverait des enveloppes scellées parmi des octets au hasard, rembourrées pour que leur taille en dise peu.

limits-heading = Ce qui ne peut pas l’être
limits-watch = Quelqu’un qui surveille au même moment votre ligne et celle de ce serveur peut rapprocher les heures et les tailles. Il n’y a pas de trafic leurre : il n’y aurait pas de foule où se cacher.
limits-page = Quelqu’un qui aurait pris la main sur ce serveur en ce moment pourrait vous montrer une fausse page. Sceller à l’avance protège votre envoi même alors.
limits-device = Un téléphone ou un ordinateur espionné montre tout avant que ce soit scellé.
limits-content = Ce que vos documents disent de vous, une fois que quelqu’un les a lus.

sealing-heading = Comment ce sera scellé
active = Actif en ce moment
active-server = Scellé par le serveur
checking-why = Ce navigateur sait-il sceller lui-même ? Un instant…
active-server-why = JavaScript est désactivé, le réglage prudent pour un navigateur. Votre envoi voyage chiffré par Tor, puis passe en clair dans la mémoire de ce serveur le temps d’y être scellé ; il n’est jamais écrit sur son disque sans être scellé. Qui tiendrait le serveur à cet instant pourrait le lire. Si c’est trop, scellez à l’avance.
active-browser = Scellé dans ce navigateur
active-browser-why = Votre message et vos fichiers sont chiffrés ici, sur votre machine, avant d’en sortir. Le serveur reçoit ce qu’il ne peut pas ouvrir. Il vous faut encore faire confiance à la page qu’il vous a envoyée ; si c’est trop, scellez à l’avance.
active-broken-why = JavaScript est activé, mais ce navigateur ne sait pas sceller lui-même. Tout marche comme sans JavaScript : votre envoi passe en clair dans la mémoire de ce serveur le temps d’y être scellé ; il n’est jamais écrit sur son disque sans être scellé. Qui tiendrait le serveur à cet instant pourrait le lire.
beforehand-heading = Sceller à l’avance
beforehand-offline = La page hors ligne tient en un fichier. Enregistrez-la, ouvrez-la sans aucun réseau : elle produit un fichier scellé à rapporter ici.
beforehand-offline-link = Enregistrer la page hors ligne
beforehand-keys = Avec age (1.3 ou plus récent) ou GnuPG, vous pouvez chiffrer vous-même pour les clés de la rédaction, puis envoyer le résultat ici comme tout fichier.
beforehand-keys-link = Les clés de la rédaction

begin-heading = Commencer
begin-what = Vous recevrez douze mots à noter : votre nom de code. C’est lui qui vous permettra, à vous et à personne d’autre, de lire une réponse ; les réponses viendront avec une version prochaine de cette page. Préparez du papier.
begin-button = Commencer
begin-limit = Envoi le plus gros : { $max }.

## Écrire (avec et sans script)

codename-heading = Notez votre nom de code
codename-why = Ces douze mots seront le seul moyen de lire une réponse. Personne ne pourra vous les redonner : ils ne sont pas gardés. Notez-les sur papier, dans cet ordre, pas dans un téléphone ni sur une photo. Qui les trouve peut se faire passer pour vous.
codename-label = Votre nom de code
codename-kept = J’ai noté les douze mots

message-heading = Votre message
message-label = Message
message-hint = Ce que c’est, comment vous le savez, ce qu’il ne faut pas publier. Rien qui vous nomme, à moins de l’avoir décidé.
files-heading = Vos fichiers
files-label = Fichiers
files-add = Ajouter des fichiers…
files-more-label = D’autres fichiers, d’un autre dossier
files-third-label = Et d’autres encore
files-hint = De toute sorte, en tout nombre. Leurs noms sont scellés aussi. Déjà scellé avec age ou GnuPG ? Ajoutez-le comme les autres.
files-largest = En tout, au plus { $max }.
send-button = Sceller et envoyer

## Sans script

form-title = Votre envoi
form-heading = Votre envoi
form-tab = L’envoi ouvre un second onglet, qui reste blanc jusqu’à ce que tout soit arrivé : un gros fichier par Tor peut prendre une heure. Gardez cet onglet-ci, et laissez les deux en paix jusqu’à ce que le second dise que c’est arrivé.
form-server = Scellé par le serveur : votre envoi passe en clair dans sa mémoire, jamais sur son disque.
receipt-heading = Est-ce arrivé ?
receipt-why = Si le second onglet montre une erreur, ou rien pendant longtemps, demandez. Si ce n’est pas arrivé, renvoyez depuis cet onglet : deux fois ne fait pas de mal, la rédaction voit que c’est le même envoi.
receipt-button = Demander si c’est arrivé

confirmation-title = C’est arrivé
confirmation-heading = C’est arrivé, scellé.
confirmation-what = C’est en lieu sûr, et seules les clés de la rédaction l’ouvrent.
confirmation-message = { $message ->
    [yes] Avec un message.
   *[no] Sans message.
}
confirmation-files = { $files ->
    [0] Aucun fichier.
    [one] Un fichier.
   *[other] { $files } fichiers.
}
confirmation-age = { $age ->
    [one] Un fichier était déjà scellé avec age. Le serveur n’a pas pu le lire, ni vérifier qu’il est pour cette rédaction.
   *[other] { $age } fichiers étaient déjà scellés avec age. Le serveur n’a pas pu les lire, ni vérifier qu’ils sont pour cette rédaction.
}
confirmation-openpgp = { $openpgp ->
    [one] Un fichier était déjà chiffré avec OpenPGP. Le serveur n’a pas pu le lire, ni vérifier qu’il est pour cette rédaction.
   *[other] { $openpgp } fichiers étaient déjà chiffrés avec OpenPGP. Le serveur n’a pas pu les lire, ni vérifier qu’ils sont pour cette rédaction.
}
confirmation-plain-all = Votre envoi est passé en clair dans la mémoire de ce serveur le temps d’être scellé, et en a été effacé.
confirmation-plain-rest = Le reste est passé en clair dans la mémoire de ce serveur le temps d’être scellé, et en a été effacé.
next-heading = Maintenant
next-words = Vérifiez que vous relisez vos douze mots. Cachez le papier.
next-close = Fermez le navigateur Tor, toutes ses fenêtres.
next-silence = Ne revenez pas pour voir. Cette page ne porte pas encore de réponses ; la version qui en portera vous demandera vos mots.

receipt-title = Est-ce arrivé ?
receipt-arrived-heading = Oui, c’est arrivé.
receipt-arrived-why = C’est en lieu sûr, scellé. Inutile de renvoyer.
receipt-absent-heading = Ce n’est pas ici.
receipt-absent-why = Ce n’est pas arrivé entier, ou bien la rédaction l’a retiré puis effacé depuis. Si vous venez de l’envoyer et que l’autre onglet charge encore, attendez. Sinon, revenez à l’onglet de votre nom de code et renvoyez : deux fois ne fait pas de mal.

## Refus

refusal-malformed-title = C’est illisible
refusal-malformed-why = Ce qui est arrivé était coupé, ou n’est pas ce qu’envoie le formulaire. Rien n’en a été gardé.
refusal-malformed-do = Recommencez depuis la première page. Vous aurez un nouveau nom de code ; l’ancien ne vaut rien sans envoi.
refusal-not-found-title = Rien ici
refusal-not-found-why = Il n’y a pas de page à cette adresse.
refusal-not-found-do = Allez à la première page.
refusal-too-slow-title = C’était trop long
refusal-too-slow-why = Plus rien n’arrivait, et le serveur a cessé d’attendre. Rien n’a été gardé.
refusal-too-slow-do = Renvoyez. « Nouveau circuit Tor pour ce site », dans le menu du navigateur Tor, aide souvent ; des fichiers moins nombreux ou moins gros aussi.
refusal-too-large-title = Trop gros
refusal-too-large-why = Cet envoi dépasse ce que le dépôt accepte. Rien n’en a été gardé.
refusal-too-large-do = Faites plusieurs envois, d’au plus { $max } chacun.
refusal-unavailable-title = Pas maintenant
refusal-unavailable-why = Le dépôt ne peut pas recevoir cela en ce moment. Rien n’a été gardé.
refusal-unavailable-do = Attendez quelques minutes, puis réessayez. Rien ne cloche de votre côté.
refusal-full-title = Plus de place
refusal-full-why = Le dépôt est plein jusqu’à ce que la rédaction ait retiré ce qui attend. Rien de vous n’a été gardé.
refusal-full-do = Revenez dans quelques jours. D’ici là, gardez vos documents en lieu sûr.

## Les clés de la rédaction

keys-title = Les clés de la rédaction
keys-heading = Les clés de la rédaction
keys-lead = Chiffrez pour toutes, afin que chaque membre de la rédaction puisse lire. Envoyez ensuite le fichier chiffré comme tout autre, avec ou sans message.
keys-age-heading = Avec age
keys-age-how = Version 1.3 ou plus récente. Enregistrez les lignes ci-dessous sous editors.txt, puis :
keys-age-label = Destinataires pour age
keys-gpg-heading = Avec GnuPG
keys-gpg-how = Enregistrez le bloc ci-dessous sous editors.asc, importez-le, et chiffrez pour chaque clé. GnuPG ne résiste pas à un ordinateur du futur ; age, si.
keys-gpg-label = Certificats OpenPGP de la rédaction
keys-check = Ces clés viennent de ce serveur. Comparez-les à celles que la rédaction publie ailleurs, si elle le fait.

## La page hors ligne

offline-title = Sceller hors ligne
offline-heading = Scellez ici, sans réseau.
offline-lead = Cette page tient en un seul fichier. Elle n’a besoin d’aucune connexion et n’en fait aucune. Coupez le réseau, écrivez, ajoutez des fichiers : elle enregistre un fichier scellé que seule la rédaction peut ouvrir ({ $desk }).
offline-active = Scellé sur cette machine, hors ligne
offline-active-why = Tout se passe dans cette page. Elle ne peut rien envoyer nulle part.
offline-noscript = Cette page a besoin de JavaScript et d’un navigateur récent. Activez JavaScript pour cette page seulement, sans réseau ; ou chiffrez avec age ou GnuPG.
offline-progress-heading = Scellement
offline-progress-why = Gardez cette page ouverte.
offline-button = Sceller dans un fichier
offline-done-heading = Scellé, pas encore envoyé.
offline-done-why = Enregistrez le fichier, portez-le au navigateur Tor, et envoyez-le depuis la page du dépôt comme tout autre fichier. Elle vous donnera un second nom de code : gardez les deux.
offline-save = Enregistrer le fichier scellé
offline-expires = Les clés de la rédaction contenues dans cette page valent jusqu’au { $day }.

## Ce que dit le script

script-preparing = Préparation…
script-keep = Notez d’abord les douze mots, puis cochez la case.
script-file-remove = Retirer { $name }
script-files-total = Fichiers : { $count } · { $size }
script-units = o Kio Mio Gio
script-empty = Écrivez d’abord un message ou ajoutez un fichier.
script-message-long = Le message est trop long : mettez-le dans un fichier.
script-too-many = Trop de fichiers : réunissez-en dans une archive.
script-too-large = Trop gros : en tout, au plus { $max }.
script-progress-heading = Scellement et envoi
script-progress-label = Avancement
script-progress-why = Gardez cette page ouverte. Si la connexion est coupée, l’envoi reprend de lui-même là où il s’est arrêté.
script-percent = { $percent } % envoyés
script-percent-sealed = { $percent } % scellés
script-waiting = La connexion est coupée. Nouvel essai dans { $seconds } s…
script-resuming = Connexion retrouvée. L’envoi reprend à { $percent } %.
script-restarting = Le serveur a oublié le début. Tout est scellé à neuf et renvoyé depuis le début…
script-finishing = Tout est parti. En attente : que le serveur dise que c’est en lieu sûr…
script-cancel = Arrêter
script-done-heading = C’est arrivé, scellé.
script-done-why = Le serveur l’a mis en lieu sûr, et ne peut pas l’ouvrir. Seule la rédaction le peut.
script-unconfirmed-heading = Pas confirmé
script-unconfirmed-why = La connexion est perdue, et le serveur n’a pas dit que tout était en lieu sûr. C’est peut-être arrivé, peut-être pas. Réessayez : si c’était arrivé, la rédaction verra que c’est le même envoi. D’ici là rien n’est perdu tant que cette page reste ouverte.
script-unconfirmed-retry = Réessayer
script-failed-heading = Ce n’est pas parti
script-failed-file = Un des fichiers n’a pas pu être lu : il a été modifié, déplacé ou supprimé. Ajoutez-le de nouveau.
script-failed-roster = Les clés de la rédaction ont expiré ou sont inutilisables, et rien n’a été envoyé. Revenez dans quelques jours.
script-failed-large = Le serveur dit que c’est trop gros. Rien n’en a été gardé.
script-failed-full = Le dépôt est plein jusqu’à ce que la rédaction ait retiré ce qui attend. Rien de vous n’a été gardé. Revenez dans quelques jours.
script-failed-refused = Le serveur l’a refusé, et rien n’a été gardé. Rechargez la page et recommencez.
script-failed-sealing = Ce navigateur n’a pas pu sceller, et rien n’a été envoyé.
script-failed-cancelled = Arrêté. Ce qui était déjà parti sera effacé. Si tout venait d’arriver, la rédaction le recevra quand même.
script-failed-back = Revenir au formulaire
